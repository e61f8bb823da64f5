"""The parts of a policy that say how often to try, when somebody is asleep, how many ever end, and whom first.

Data only, each part checked against itself. Knows no patient and no recall.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import ClassVar, Final, final

import attrs

from recallcore._intervals import Interval
from recallcore._value import (
    Check,
    Checked,
    PolicyError,
    RecallcoreError,
    Word,
    as_tuple,
    day,
    each,
    one_of,
    optional,
    truth,
    whole,
)
from recallcore._vocabulary import Channel, Kind


class Counting(Word):
    """What counts as one contact attempt."""

    EVERY_ATTEMPT = "every attempt"
    ONE_A_DAY = "one a day"
    ONE_A_DAY_AND_CHANNEL = "one a day and channel"


def _gaps(items: Iterable[Interval]) -> tuple[Interval, ...]:
    return as_tuple(items)


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class Cap(Checked):
    """At most so many attempts in any span as long as `within`: from the day the oldest leaves it, there is room."""

    most: int
    within: Interval

    refusal: ClassVar[type[RecallcoreError]] = PolicyError
    checks: ClassVar[Mapping[str, Check]] = {"most": whole(1), "within": one_of(Interval)}


def _caps(items: Iterable[Cap]) -> tuple[Cap, ...]:
    return as_tuple(items)


def _channels(items: Iterable[Channel]) -> tuple[Channel, ...]:
    return as_tuple(items)


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class Cadence(Checked):
    """How attempts to reach somebody are spaced and capped.

    `gaps` are the waits after the first attempt, the second and so on; the last goes for all that follow. After
    `most` attempts without result the patient rests for `rest`, then starts afresh: both or neither are given.
    `caps` hold in any rolling window.

    `escalation` is the channel to use for the first attempt, the second and so on; the last goes for all that follow.
    The first goes by the channel the patient prefers, if there is one. It says what to use, never what is allowed.

    The count of attempts:

    - an attempt of ours that could have reached the patient: goes on, by what `counting` calls one;
    - a message from the patient, a reminder of a booked visit, what was never delivered: stays as it is;
    - a visit here that resolves a recall: starts afresh, the day after;
    - a conversation, whoever began it, but not about a booked visit: the same, where `conversation_starts_afresh`;
    - `most` attempts: rests, none counts until the end of `rest`, and from that day it starts afresh;
    - time alone: stays as it is, for years.
    """

    counting: Counting = Counting.ONE_A_DAY
    gaps: tuple[Interval, ...] = attrs.field(default=(), converter=_gaps)
    most: int | None = None
    rest: Interval | None = None
    caps: tuple[Cap, ...] = attrs.field(default=(), converter=_caps)
    conversation_starts_afresh: bool = True
    escalation: tuple[Channel, ...] = attrs.field(default=(), converter=_channels)

    refusal: ClassVar[type[RecallcoreError]] = PolicyError
    checks: ClassVar[Mapping[str, Check]] = {
        "counting": one_of(Counting),
        "gaps": each(one_of(Interval)),
        "most": optional(whole(1)),
        "rest": optional(one_of(Interval)),
        "caps": each(one_of(Cap)),
        "conversation_starts_afresh": truth,
        "escalation": each(one_of(Channel)),
    }

    def __attrs_post_init__(self) -> None:
        self.check()
        faults = []
        if (self.most is None) is not (self.rest is None):
            faults.append("Cadence.most and Cadence.rest must be given together: exhausted means resting")
        for shorter, longer in zip(self.gaps, self.gaps[1:], strict=False):
            if longer.longest_days() < shorter.shortest_days():
                faults.append(f"Cadence.gaps must not shrink, got {shorter} and then {longer}")
        if faults:
            raise PolicyError(*faults)

    def numbers(self) -> Iterator[tuple[str, Interval | int]]:
        """Every number of the cadence, by name."""
        yield from ((f"gaps.{place}", gap) for place, gap in enumerate(self.gaps, 1))
        if self.most is not None and self.rest is not None:
            yield "most", self.most
            yield "rest", self.rest
        for place, cap in enumerate(self.caps, 1):
            yield f"caps.{place}.most", cap.most
            yield f"caps.{place}.within", cap.within


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
    checks: ClassVar[Mapping[str, Check]] = {
        "dormant_after": one_of(Interval),
        "lapsed_after": optional(one_of(Interval)),
        "lost_after": optional(one_of(Interval)),
        "unscheduled_after": optional(one_of(Interval)),
        "opened": optional(day),
        "young_for": optional(one_of(Interval)),
        "absent_after": optional(one_of(Interval)),
        "rounds": optional(one_of(Interval)),
    }

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


def _kinds(items: Iterable[Kind]) -> tuple[Kind, ...]:
    return as_tuple(items)


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class Rhythm(Checked):
    """A contact `every` so often, for life, counted from the end of the last course of treatment of these `kinds`.

    The course has ended when nothing planned remains, or the policy's `course_gap` after its last completed care.
    """

    every: Interval
    kinds: tuple[Kind, ...] = attrs.field(converter=_kinds)

    refusal: ClassVar[type[RecallcoreError]] = PolicyError
    checks: ClassVar[Mapping[str, Check]] = {"every": one_of(Interval), "kinds": each(one_of(Kind), least=1)}

    def numbers(self) -> Iterator[tuple[str, Interval | int]]:
        """Every number of the rhythm, by name."""
        yield "every", self.every


PER: Final = 100_000  # patients and year: what a rate is counted on
_RAREST: Final = 1_000_000_000  # the largest alarm: nobody waits for anything rarer


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class EndingRates(Checked):
    """How many patients in 100,000 a year a practice expects to record as dead, and as moved for good.

    Whole numbers: 7 in 1,000 is 700. Age matters more than anything else here, so the rate is the practice's to set.
    `moves` is None where nobody knows; nothing is then said of moves. Somebody is told where as many as were recorded,
    or more, have a chance below 1 in `alarm`: from 2 to 1,000,000,000.
    """

    deaths: int
    moves: int | None = None
    alarm: int = 1_000

    refusal: ClassVar[type[RecallcoreError]] = PolicyError
    checks: ClassVar[Mapping[str, Check]] = {
        "deaths": whole(1),
        "moves": optional(whole(1)),
        "alarm": whole(2, _RAREST),
    }

    def __attrs_post_init__(self) -> None:
        self.check()
        if self.deaths + (self.moves or 0) >= PER:
            raise PolicyError(f"EndingRates.deaths and moves must be fewer than {PER:,} together")

    def numbers(self) -> Iterator[tuple[str, Interval | int]]:
        """Every number of the rates, by name."""
        yield "deaths", self.deaths
        if self.moves is not None:
            yield "moves", self.moves
        yield "alarm", self.alarm


class Factor(Word):
    """What may make one contact more urgent than another. Each is counted as is said beside it."""

    SAFETY = "safety follow-up"  # 1 while one stands
    PROMISE = "call promised"  # 1 when one is due, and not missed
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
    TENURE = "years with the practice"  # whole years since the first completed care
    CHILD = "child"  # 1 below the policy's age of majority
    TRUST = "trust"  # the level of this trait, as the four that follow
    SATISFACTION = "satisfaction"
    INFLUENCE = "influence"
    MEANS = "means"


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class Weight(Checked):
    """How many `points` each unit of a factor brings, for the first `most` units (None: for all)."""

    factor: Factor
    points: int
    most: int | None = None

    refusal: ClassVar[type[RecallcoreError]] = PolicyError
    checks: ClassVar[Mapping[str, Check]] = {
        "factor": one_of(Factor),
        "points": whole(1),
        "most": optional(whole(1)),
    }


class Tie(Word):
    """What settles the order of two patients with equal points. The id always comes last, so every order is total."""

    RANK = "clinical rank"
    DUE_DATE = "due date"
    ID = "id"


class Grouping(Word):
    """Whom one contact serves."""

    HOUSEHOLD = "household"  # everybody of one household, or reached through the same person
    CONTACT_PERSON = "contact person"  # only those reached through the same person, and that person
    APART = "apart"  # each patient is a contact of their own


# The argument is in docs/explanation.md, under "Whom first". Money and influence count for nothing unless turned on.
DEFAULT_WEIGHTS: Final = (
    Weight(factor=Factor.SAFETY, points=1_000_000),
    Weight(factor=Factor.PROMISE, points=100_000),
    Weight(factor=Factor.RANK, points=500, most=100),
    Weight(factor=Factor.PROBLEM, points=300),
    Weight(factor=Factor.OVERDUE, points=1, most=400),
    Weight(factor=Factor.LAPSED, points=40),
    Weight(factor=Factor.DORMANT, points=60),
    Weight(factor=Factor.CHILD, points=50),
    Weight(factor=Factor.PHONE, points=30),
    Weight(factor=Factor.KEPT, points=2),
    Weight(factor=Factor.TENURE, points=1, most=20),
)
