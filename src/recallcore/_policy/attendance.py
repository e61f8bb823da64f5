"""When a patient counts as asleep, and how often to be in touch for life.

Knows spans alone, no patient.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import ClassVar, Final, final

import attrs

from recallcore._base.checks import Check, each, optional, whole
from recallcore._base.errors import PolicyError, RecallcoreError
from recallcore._base.intervals import Interval
from recallcore._base.values import Checked
from recallcore._facts.vocabulary import Kind
from recallcore._policy.care import kind_of_care
from recallcore._policy.converters import kinds_in_order
from recallcore._policy.numbers import numbers_of

_TWO_WEEKS: Final = Interval(weeks=2)


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class DormancyRule(Checked):
    """From when a patient who has stopped coming is lapsed, and from when dormant.

    Days away are left out where time since the last visit is counted. Later care elsewhere, and a row that nobody has
    mapped, count like a visit for `dormant_after` and `lapsed_after`.

    - `dormant_after`: dormant from the day after this long since the last visit.
    - `lapsed_after`: lapsed from the day after this long since the last visit; shorter. None: nobody is lapsed.
    - `lost_after`: a visit cancelled or missed and never made good is a reason to call from the day this long after the
      day it was cancelled, where that is known, or after its own. None: never.
    - `unscheduled_after`: planned treatment that no booking is for is a reason to call from the day this long after its
      day. None: never.
    - `opened`: the day the practice opened.
    - `young_for`: how long a practice is young from that day; on the day it has passed, no longer.
    - `absent_after`: in a young practice, an open problem or planned treatment is a reason to call from the day after
      this long since the last visit.
    - `dormant_list_every`: how often the list of the dormant is made anew; `next_round` says when. No decision waits
      for it. None: not asked.

    `opened`, `young_for` and `absent_after` are given together, or none of them.
    """

    dormant_after: Interval
    lapsed_after: Interval | None = None
    lost_after: Interval | None = None
    unscheduled_after: Interval | None = None
    opened: date | None = None
    young_for: Interval | None = None
    absent_after: Interval | None = None
    dormant_list_every: Interval | None = None

    refusal: ClassVar[type[RecallcoreError]] = PolicyError

    def __attrs_post_init__(self) -> None:
        self.check()
        faults = []
        if self.lapsed_after is not None and self.lapsed_after.longest_days() >= self.dormant_after.shortest_days():
            faults.append(
                f"DormancyRule.lapsed_after must be shorter than dormant_after,"
                f" got {self.lapsed_after} and {self.dormant_after}"
            )
        if len({part is None for part in (self.opened, self.young_for, self.absent_after)}) > 1:
            faults.append("DormancyRule.opened, young_for and absent_after must be given together")
        if faults:
            raise PolicyError(*faults)

    def numbers(self) -> Iterator[tuple[str, Interval | int]]:
        """Every number of the rule, by name."""
        return numbers_of(self)


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class Rhythm(Checked):
    """A contact every so often, for life or so many times, counted from the end of the last course of treatment.

    - `every`: how long from the last care of the course to the first contact, and from each to the next.
    - `kinds`: the kinds of care that such a course is made of, at least one.
    - `near`: a visit or a conversation at most this long before a contact's day is that contact; shorter than `every`.
      None: only one from its day on is.
    - `ends_after`: how many contacts there are, at least 1; the last lapses when the next would have come. None: they
      go on for life.

    The course has ended when nothing planned remains, or the policy's `course_gap` after its last completed care.
    """

    every: Interval
    kinds: tuple[Kind, ...] = attrs.field(converter=kinds_in_order)
    near: Interval | None = _TWO_WEEKS
    ends_after: int | None = None

    refusal: ClassVar[type[RecallcoreError]] = PolicyError
    checks: ClassVar[Mapping[str, Check]] = {
        "kinds": each(kind_of_care, least=1),
        "ends_after": optional(whole(1)),
    }

    def __attrs_post_init__(self) -> None:
        self.check()
        if self.near is not None and self.near.longest_days() >= self.every.shortest_days():
            raise PolicyError(f"Rhythm.near must be shorter than every, got {self.near} and {self.every}")

    def numbers(self) -> Iterator[tuple[str, Interval | int]]:
        """Every number of the rhythm, by name."""
        return numbers_of(self)
