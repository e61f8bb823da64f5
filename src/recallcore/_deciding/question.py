"""What a decision answers: which day, for what purpose, by which channels, asked by whom.

Knows a policy's channels, and no patient.
"""

from datetime import date, datetime
from typing import Final, final

import attrs

from recallcore._base.quick import maker
from recallcore._base.spelling import MOMENT
from recallcore._base.values import Computed
from recallcore._facts.vocabulary import Channel, Purpose


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class Question(Computed):
    """What a decision answers: for which day and purpose, over which channels, in the policy's order.

    What falls due until `bundle_through`, that day included, goes along with a contact (None: nothing does). `at` is
    the instant asked about (None: the whole day), `caller` the id of whoever asks: their own contact in progress does
    not stand in their way. `escalation` is the channel for the first attempt, the second and so on (empty: the policy
    does not say), `fit_for_safety` those by which somebody may be told what concerns their safety, the best one first
    (empty: none is).
    """

    as_of: date
    purpose: Purpose
    offered: tuple[Channel, ...]
    bundle_through: date | None = None
    at: datetime | None = attrs.field(default=None, metadata=MOMENT)
    caller: str | None = None
    escalation: tuple[Channel, ...] = ()
    fit_for_safety: tuple[Channel, ...] = ()

    def asked_of(self, day: date) -> "Question":
        """The same question about another day, which may be one that listens."""
        said = {field.name: getattr(self, field.name) for field in attrs.fields(Question)}
        return new_question(**{**said, "as_of": day})


new_question: Final = maker(Question)
