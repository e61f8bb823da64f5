"""When a patient counts as asleep, and how often to be in touch for life.

Knows spans alone, no patient.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import ClassVar, Final, final

import attrs

from recallcore._base.checks import Check, each, one_of
from recallcore._base.errors import PolicyError, RecallcoreError
from recallcore._base.intervals import Interval
from recallcore._base.values import Checked
from recallcore._facts.vocabulary import Kind
from recallcore._policy.converters import kinds_in_order


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class DormancyRule(Checked):
    """From when a patient who has stopped coming is lapsed, and from when dormant.

    Counted from the last visit, days away left out: lapsed from the day after `lapsed_after` has passed, dormant from
    the day after `dormant_after`. A visit cancelled or missed and never rebooked is a reason to call from `lost_after`
    on (None: never), planned treatment nobody has booked from `unscheduled_after` on.

    In a practice `opened` less than `young_for` ago, somebody with an open problem or planned treatment is called once
    `absent_after` has passed since the last visit. The three go together.

    The list of the dormant is made anew every `rounds` (None: not asked); `next_round` says when. No decision waits
    for it.
    """

    dormant_after: Interval
    lapsed_after: Interval | None = None
    lost_after: Interval | None = None
    unscheduled_after: Interval | None = None
    opened: date | None = None
    young_for: Interval | None = None
    absent_after: Interval | None = None
    rounds: Interval | None = None

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
        for name in _DORMANCY_NUMBERS:
            value = getattr(self, name)
            if value is not None:
                yield name, value


_DORMANCY_NUMBERS: Final = (
    *("dormant_after", "lapsed_after", "lost_after", "unscheduled_after", "young_for", "absent_after"),
    "rounds",
)


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class Rhythm(Checked):
    """A contact `every` so often, for life, counted from the end of the last course of treatment of these `kinds`.

    The course has ended when nothing planned remains, or the policy's `course_gap` after its last completed care.
    """

    every: Interval
    kinds: tuple[Kind, ...] = attrs.field(converter=kinds_in_order)

    refusal: ClassVar[type[RecallcoreError]] = PolicyError
    checks: ClassVar[Mapping[str, Check]] = {"kinds": each(one_of(Kind), least=1)}

    def numbers(self) -> Iterator[tuple[str, Interval | int]]:
        """Every number of the rhythm, by name."""
        yield "every", self.every
