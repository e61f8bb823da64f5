"""What a decision is made of: a reason, what it covers, until when, and the fact or the due date behind it.

Knows nothing of policies, and nothing of wording.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, ClassVar, Final, TypeAlias, final

import attrs

from recallcore._base.checks import MOST_COUNTED, Check, any_text, one_of, optional, whole
from recallcore._base.intervals import Interval
from recallcore._base.quick import maker
from recallcore._base.requests import check_arguments
from recallcore._base.spelling import MOMENT
from recallcore._base.values import Computed, Word
from recallcore._deciding.codes import TERMINAL, ReasonCode, Role
from recallcore._facts.history import AnyFact
from recallcore._facts.vocabulary import Channel, Purpose

_CHANNEL, _PURPOSE, _RECALL = one_of(Channel), one_of(Purpose), optional(any_text)


class Basis(Word):
    """How a due date was found, or why there is none."""

    INTERVAL = "interval"
    FIRST_INTERVAL = "first interval"
    RISK_INTERVAL = "risk interval"
    INTERVAL_OVERRIDE = "interval override"
    DUE_DATE_OVERRIDE = "due date override"
    # No care has started it, and it begins all the same:
    REGISTRATION = "registration"
    FIRST_VISIT = "first visit"
    AGE = "age"
    # No due date:
    NO_HISTORY = "no history"  # nothing that starts this recall is known
    OUTSIDE_AGE = "outside age"
    SUPERSEDED = "superseded"  # enrolled in periodontal care, which takes this recall's place
    NOT_ENROLLED = "not enrolled"  # only for patients enrolled in periodontal care
    RESOLVED = "resolved"  # a one-off whose review has been done
    TOOTH_EXTRACTED = "tooth extracted"  # the treated tooth has been extracted
    BEYOND_CALENDAR = "beyond calendar"  # would fall after 31 December 9999


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class Due(Computed):
    """When one recall is due, or why it has no due date.

    `on` is the first day it is due (None: see `basis`). `anchor` is the day it is counted from, `interval` what was
    added (None: nothing). `rank` is the recall's clinical rank: 1 comes first. Depends on nothing but the facts and the
    policy: whether it is overdue depends on the day you ask. Where the patient's payer limits how often it pays,
    `billable_from` is the first day it would pay again: that says where to book, not whom to contact.
    """

    recall: str
    rank: int
    basis: Basis
    on: date | None = None
    anchor: date | None = None
    interval: Interval | None = None
    billable_from: date | None = None

    checks: ClassVar[Mapping[str, Check]] = {
        "rank": whole(1, told=False),
    }


class AttendanceStage(Word):
    """How long ago a patient was last here, in the terms of a policy."""

    NEVER_SEEN = "never seen"
    CURRENT = "current"
    LAPSED = "lapsed"
    DORMANT = "dormant"


ASLEEP: Final = frozenset({AttendanceStage.LAPSED, AttendanceStage.DORMANT})


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class Dormancy(Computed):
    """How long a patient has stayed away. Days known to be away are left out of account.

    `last_visit` is the day of the last visit here. `cared_for_on` is a later day that counts against dormancy and is no
    visit: care elsewhere, or a code that nobody has mapped (None: there is none). The stage began on `since` and, as
    long as nothing happens, the next one begins on `until` (None: it lasts).
    """

    stage: AttendanceStage
    last_visit: date | None = None
    cared_for_on: date | None = None
    since: date | None = None
    until: date | None = None


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class Beat(Computed):
    """Which contact of a policy's rhythm it is time for.

    `number` counts from 1 since the treatment ended on `treated_on`, the day of its last care; `on` is the day this one
    came.
    """

    number: int
    on: date
    treated_on: date

    checks: ClassVar[Mapping[str, Check]] = {"number": whole(1, MOST_COUNTED, told=False)}


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class Scope(Computed):
    """What a reason covers. None means all: all channels, all purposes, all recalls."""

    channels: tuple[Channel, ...] | None = None
    purposes: tuple[Purpose, ...] | None = None
    recalls: tuple[str, ...] | None = None

    def covers(self, channel: Channel, purpose: Purpose, recall: str | None) -> bool:
        """Whether this covers contacting by `channel`, for `purpose`, about `recall` (None: about no one recall).

        Raises `RequestError` when an argument is of the wrong type.
        """
        if type(channel) is not Channel or type(purpose) is not Purpose or not (recall is None or type(recall) is str):
            check_arguments(("channel", _CHANNEL, channel), ("purpose", _PURPOSE, purpose), ("recall", _RECALL, recall))
        return (
            (self.channels is None or channel in self.channels)
            and (self.purposes is None or purpose in self.purposes)
            and (self.recalls is None or recall in self.recalls)
        )

    def covers_all(self, purpose: Purpose) -> bool:
        """Whether this covers every channel and every recall, for `purpose`.

        Raises `RequestError` for what is no purpose.
        """
        if type(purpose) is not Purpose:
            check_arguments(("purpose", _PURPOSE, purpose))
        return self.channels is None and self.recalls is None and (self.purposes is None or purpose in self.purposes)


new_dormancy: Final = maker(Dormancy)
new_beat: Final = maker(Beat)
new_scope: Final = maker(Scope)

EVERYTHING: Final = new_scope()

Evidence: TypeAlias = AnyFact | Due | Dormancy | Beat


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class Reason(Computed):
    """One reason in a decision: its code, until when, what it covers, and the fact behind it.

    `until` is the first day on which, the facts standing still, the reason has lapsed. `at` is the aware instant on
    that day at which it does, where a clock decides; no reason says one yet. `scope` says what the reason covers.

    None for `until`: a reason that withholds never lapses by itself; for other reasons, the end is not tracked. None
    for `at`: it has lapsed when the day begins.
    """

    code: ReasonCode
    until: date | None = None
    scope: Scope = EVERYTHING
    evidence: Evidence | None = None
    at: datetime | None = attrs.field(default=None, metadata=MOMENT)

    @property
    def role(self) -> Role:
        """What the reason does: wanted, withholds, not wanted, review, or brief."""
        return self.code.role

    @property
    def terminal(self) -> bool:
        """True only for a confirmed death and a permanent relocation."""
        return self.code in TERMINAL

    @property
    def recall(self) -> str | None:
        """The one recall this reason is about, if it is about one."""
        return self.scope.recalls[0] if self.scope.recalls is not None and len(self.scope.recalls) == 1 else None

    @property
    def precedence(self) -> tuple[int, date]:
        """Sorts reasons: by their place in `ReasonCode`, then by the day they lapse, those that never do last."""
        return self.code.place, self.until or date.max

    @property
    def due(self) -> Due | None:
        """The `Due` behind the reason, if that is its evidence."""
        return self.evidence if isinstance(self.evidence, Due) else None


new_due: Final = maker(Due)
new_reason: Final = maker(Reason)

_RECALL_DUE: Final = ReasonCode.RECALL_DUE  # a name is found sooner than a member
_WHILE_AWAY: Final = ReasonCode.DUE_WHILE_AWAY


def most_pressing(by_recall: Iterable[Reason]) -> Reason | None:
    """The first in the order of `pressing`, of the recalls to speak of."""
    first: Reason | None = None
    lead: Any = None
    while_away: list[Reason] = []
    for reason in by_recall:
        code = reason.code
        if code is _RECALL_DUE:
            due: Any = reason.evidence
            if first is None or due.rank < lead.rank or (due.rank == lead.rank and _sooner(due, lead)):
                first, lead = reason, due
        elif code is _WHILE_AWAY:
            while_away.append(reason)
    return min(while_away, key=pressing) if first is None and while_away else first


def _sooner(due: Due, than: Due) -> bool:
    assert due.on is not None
    assert than.on is not None
    return due.on < than.on or (due.on == than.on and due.recall < than.recall)


def pressing(standing: Reason) -> tuple[bool, int, date, str]:
    """Sorts recalls to speak of, the most pressing first: due today, then by clinical rank, due date, name."""
    due = standing.due
    assert due is not None
    assert due.on is not None
    return standing.code is _WHILE_AWAY, due.rank, due.on, due.recall
