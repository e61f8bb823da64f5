"""What makes one contact more urgent than another.

Knows the factors and their weights; what each comes to for a patient is counted elsewhere.
"""

from collections.abc import Mapping
from typing import ClassVar, Final, final

import attrs

from recallcore._base.checks import Check, optional, whole
from recallcore._base.errors import PolicyError, RecallcoreError
from recallcore._base.values import Checked, Word


class Factor(Word):
    """What may make one contact more urgent than another. Each is counted as is said beside it."""

    SAFETY = "safety follow-up"  # 1 while one stands
    PROMISE = "call promised"  # 1 when one is due, and not missed
    APOLOGY = "apology owed"  # 1 when a call promised was missed
    RANK = "clinical rank"  # places above the policy's last rank, of the leading recall
    OVERDUE = "overdue share"  # how much of the recall's interval has passed since it fell due, in hundredths
    OVERDUE_DAYS = "overdue days"  # since the leading recall fell due
    PROBLEM = "open problem"  # the worst: mild 1, moderate 2, severe 3
    PERIO_HISTORY = "periodontal history"  # 1 where periodontal care was ever completed
    DORMANT = "dormant"  # 1
    LAPSED = "lapsed"  # 1, and 1 too when dormant
    PHONE = "reachable by phone"  # 1 when the phone is free
    KEPT = "appointments kept"  # tenths kept of those kept or missed; 0 without any
    CONVERSATIONS = "conversations"  # attempts that reached the patient, in either direction
    RECALL_DUE = "recall due"  # 1 when the leading recall is due
    DUE_WHILE_AWAY = "due while away"  # 1 when the leading recall falls due during an absence to come
    DEFERRAL_ENDED = "deferral ended"  # 1 when that is a reason to contact, as with the six that follow
    ABSENCE_ENDED = "absence ended"
    DID_NOT_CALL = "patient did not call"
    BOOKING_LOST = "booking lost"
    UNSCHEDULED = "treatment unscheduled"
    UNTREATED = "problem untreated"
    RHYTHM = "contact rhythm"
    TENURE = "years with the practice"  # whole years since the first completed care
    CHILD = "child"  # 1 below the policy's age of majority
    TRUST = "trust"  # the level of this trait, as the four that follow
    SATISFACTION = "satisfaction"
    INFLUENCE = "influence"
    MEANS = "means"


_UNITS: Final = whole(1, 1_000_000_000)  # a thousand times what the weightiest factor brings by default


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class Weight(Checked):
    """What a factor brings to the points of a contact.

    - `factor`: what is counted, in units of its own.
    - `points`: how many points each unit brings, at least 1 and at most 1,000,000,000.
    - `max_units`: how many units count, at least 1 and at most 1,000,000,000. None: all.
    """

    factor: Factor
    points: int
    max_units: int | None = None

    refusal: ClassVar[type[RecallcoreError]] = PolicyError
    checks: ClassVar[Mapping[str, Check]] = {"points": _UNITS, "max_units": optional(_UNITS)}


class Tie(Word):
    """What settles the order of two patients with equal points. The id always comes last, so every order is total."""

    RANK = "clinical rank"
    DUE_DATE = "due date"
    ID = "id"


# The argument is in docs/explanation.md, under "Whom first". Money and influence count for nothing unless turned on.
DEFAULT_WEIGHTS: Final = (
    Weight(factor=Factor.SAFETY, points=1_000_000),
    Weight(factor=Factor.PROMISE, points=100_000),
    Weight(factor=Factor.APOLOGY, points=10_000),
    Weight(factor=Factor.RANK, points=500, max_units=100),
    Weight(factor=Factor.BOOKING_LOST, points=600),
    Weight(factor=Factor.PROBLEM, points=300),
    Weight(factor=Factor.UNSCHEDULED, points=300),
    Weight(factor=Factor.OVERDUE, points=1, max_units=400),
    Weight(factor=Factor.LAPSED, points=40),
    Weight(factor=Factor.DORMANT, points=60),
    Weight(factor=Factor.CHILD, points=50),
    Weight(factor=Factor.PHONE, points=30),
    Weight(factor=Factor.KEPT, points=2),
    Weight(factor=Factor.TENURE, points=1, max_units=20),
)
