"""How often to try, how long to rest, and whom one contact serves.

Knows spans and counts, no attempt and no patient.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar, final

import attrs

from recallcore._base.checks import Check, optional, whole
from recallcore._base.errors import PolicyError, RecallcoreError
from recallcore._base.intervals import Interval
from recallcore._base.values import Checked, Word, as_tuple
from recallcore._facts.vocabulary import Channel
from recallcore._policy.converters import channels_in_order
from recallcore._policy.numbers import numbers_of


class Counting(Word):
    """What counts as one contact attempt."""

    EVERY_ATTEMPT = "every attempt"
    ONE_A_DAY = "one a day"
    ONE_A_DAY_AND_CHANNEL = "one a day and channel"


def _gaps(items: Iterable[Interval | None]) -> tuple[Interval | None, ...]:
    return as_tuple(items)


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class Cap(Checked):
    """At most so many attempts in any span of so long. From the day the oldest leaves the span, there is room again.

    - `max_attempts`: how many attempts, at least 1 and at most 1,000,000.
    - `within`: how long a span.
    """

    max_attempts: int
    within: Interval

    refusal: ClassVar[type[RecallcoreError]] = PolicyError
    checks: ClassVar[Mapping[str, Check]] = {"max_attempts": whole(1)}


def _caps(items: Iterable[Cap]) -> tuple[Cap, ...]:
    return as_tuple(items)


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class Cadence(Checked):
    """How attempts to reach somebody are spaced and capped.

    - `counting`: what counts as one attempt.
    - `gaps`: the waits after the first attempt, the second and so on; the last goes for all that follow. No wait is
      shorter than the one before. None: no wait after that attempt, so none comes after an interval.
    - `max_attempts`: after how many attempts without result the patient rests, at most 1,000,000.
    - `rest`: how long; from the day it ends the count starts afresh. `max_attempts` and `rest` are given together, or
      neither.
    - `caps`: each holds in any span of its length.
    - `conversation_starts_afresh`: True: a conversation starts the count afresh.
    - `escalation`: the channel for the first attempt, the second and so on; the last goes for all that follow. The
      first goes by the channel the patient prefers, if there is one. It says what to use, never what is allowed.

    The count of attempts:

    - an attempt of ours that could have reached the patient: goes on, by what `counting` calls one;
    - a message from the patient, a reminder of a booked visit, what was never delivered: stays as it is;
    - a visit here that resolves a recall: starts afresh, the day after;
    - a conversation, whoever began it, but not about a booked visit: the same, where `conversation_starts_afresh`;
    - `max_attempts` attempts: rests, none counts until the end of `rest`, and from that day it starts afresh;
    - time alone: stays as it is, for years.
    """

    counting: Counting = Counting.ONE_A_DAY
    gaps: tuple[Interval | None, ...] = attrs.field(default=(), converter=_gaps)
    max_attempts: int | None = None
    rest: Interval | None = None
    caps: tuple[Cap, ...] = attrs.field(default=(), converter=_caps)
    conversation_starts_afresh: bool = True
    escalation: tuple[Channel, ...] = attrs.field(default=(), converter=channels_in_order)

    refusal: ClassVar[type[RecallcoreError]] = PolicyError
    checks: ClassVar[Mapping[str, Check]] = {"max_attempts": optional(whole(1))}

    def __attrs_post_init__(self) -> None:
        self.check()
        faults = []
        if (self.max_attempts is None) is not (self.rest is None):
            faults.append("Cadence.max_attempts and Cadence.rest must be given together: exhausted means resting")
        for shorter, longer in zip(self.gaps, self.gaps[1:], strict=False):
            if shorter is not None and (longer is None or longer.longest_days() < shorter.shortest_days()):
                faults.append(f"Cadence.gaps must not shrink, got {shorter} and then {longer or 'none'}")
        if faults:
            raise PolicyError(*faults)

    def numbers(self) -> Iterator[tuple[str, Interval | int]]:
        """Every number of the cadence, by name."""
        return numbers_of(self)


class Grouping(Word):
    """Whom one contact serves."""

    HOUSEHOLD = "household"  # everybody of one household, or reached through the same person
    CONTACT_PERSON = "contact person"  # only those reached through the same person, and that person
    INDIVIDUAL = "individual"  # each patient is a contact of their own
