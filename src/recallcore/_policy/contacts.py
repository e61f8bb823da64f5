"""How often to try, how long to rest, and whom one contact serves.

Knows spans and counts, no attempt and no patient.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar, final

import attrs

from recallcore._base.checks import Check, optional, whole
from recallcore._base.errors import PolicyError, RecallcoreError
from recallcore._base.intervals import Interval
from recallcore._base.values import Checked, Word, as_tuple
from recallcore._facts.vocabulary import Channel
from recallcore._policy.converters import channels_in_order


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
    checks: ClassVar[Mapping[str, Check]] = {"most": whole(1)}


def _caps(items: Iterable[Cap]) -> tuple[Cap, ...]:
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
    escalation: tuple[Channel, ...] = attrs.field(default=(), converter=channels_in_order)

    refusal: ClassVar[type[RecallcoreError]] = PolicyError
    checks: ClassVar[Mapping[str, Check]] = {"most": optional(whole(1))}

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


class Grouping(Word):
    """Whom one contact serves."""

    HOUSEHOLD = "household"  # everybody of one household, or reached through the same person
    CONTACT_PERSON = "contact person"  # only those reached through the same person, and that person
    APART = "apart"  # each patient is a contact of their own
