"""What a history says, put as questions that several rooms ask.

Knows facts alone: no policy, and no reason that may follow from an answer.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from heapq import heappop, heappush
from itertools import accumulate
from operator import attrgetter
from typing import Final

from recallcore._base.intervals import stands
from recallcore._facts.agreements import OpenProblem
from recallcore._facts.events import Attempt
from recallcore._facts.history import History
from recallcore._facts.people import ContactPerson
from recallcore._facts.standing import Reinstated
from recallcore._facts.vocabulary import AppointmentState, Direction, Outcome, Purpose

SPOKE: Final = frozenset({Outcome.CONVERSATION, Outcome.BOOKED})
_PERSON: Final = attrgetter("person")
_OUTBOUND, _APPOINTMENT, _NOT_DELIVERED = Direction.OUTBOUND, Purpose.APPOINTMENT, Outcome.NOT_DELIVERED
_BOOKED: Final = AppointmentState.BOOKED


def booked_ahead(history: History, as_of: date) -> bool:
    """Whether a booking stands for `as_of` or later."""
    return bool(history.appointments) and any(a.state is _BOOKED and a.on >= as_of for a in history.appointments)


def booking_made(history: History, since: date, as_of: date) -> bool:
    """Whether an appointment was made from `since` to `as_of`, whatever became of it."""
    return any(a.booked_on is not None and since <= a.booked_on <= as_of for a in history.appointments)


def spoke(history: History, since: date) -> bool:
    """Whether there was a conversation, in either direction, on `since` or later."""
    return any(a.on >= since and a.outcome in SPOKE for a in history.attempts)


def contact_persons(history: History, days: Iterable[date]) -> Iterator[ContactPerson | None]:
    """`contact_person` on each of several days, which are in order: the history is read once."""
    named = [fact for fact in history.circumstances if isinstance(fact, ContactPerson)]
    began = sorted((fact.since or date.min, place) for place, fact in enumerate(named))
    standing: list[tuple[int, str, int]] = []  # a heap of those who have begun, whoever is asked at its top
    begun = 0
    for on in days:
        while begun < len(began) and began[begun][0] <= on:
            since, place = began[begun]
            heappush(standing, (-since.toordinal(), named[place].person, place))
            begun += 1
        while standing and not stands(None, named[standing[0][2]].until, on):
            heappop(standing)
        yield named[standing[0][2]] if standing else None


def contact_person(history: History, on: date) -> ContactPerson | None:
    """Who is asked instead of the patient on a day: of several that stand, who began last, and of one day by id."""
    standing = [
        fact for fact in history.circumstances if isinstance(fact, ContactPerson) and stands(fact.since, fact.until, on)
    ]
    began = max([fact.since or date.min for fact in standing], default=None)
    return min([fact for fact in standing if (fact.since or date.min) == began], key=_PERSON, default=None)


def last_talk(history: History) -> date | None:
    """The day of the latest conversation, in either direction."""
    return next((a.on for a in reversed(history.attempts) if a.outcome in SPOKE), None)


def called_us(history: History, since: date) -> bool:
    """Whether the patient reached us, and spoke, on `since` or later."""
    return any(a.on >= since and a.outcome in SPOKE and a.direction is Direction.INBOUND for a in history.attempts)


def settled(history: History, since: date, as_of: date) -> bool:
    """Whether something has come of what began on `since`: a booking that stands, or a conversation from then on."""
    return booked_ahead(history, as_of) or spoke(history, since)


def expired(history: History, on: date) -> bool:
    """Whether a day fell while a report stood that had ended the relationship, and was taken back later (M6)."""
    return Reinstated in history._types and expiries(history)(on)


def expiries(history: History) -> Callable[[date], bool]:
    """`expired`, for whoever asks about many days: the history is read once."""
    stood = sorted((fact.since, fact.on) for fact in history.circumstances if isinstance(fact, Reinstated))
    begun = [since for since, _ in stood]
    ends = [*accumulate((on for _, on in stood), max)]  # of all that had begun by then, the latest

    def fell(on: date) -> bool:
        number = bisect_right(begun, on)
        return number > 0 and on < ends[number - 1]

    return fell


def open_problems(history: History, as_of: date) -> list[OpenProblem]:
    """The problems found and not treated by `as_of`."""
    if OpenProblem not in history._types:
        return []
    return [
        fact
        for fact in history.circumstances
        if isinstance(fact, OpenProblem) and stands(fact.since, fact.closed_on, as_of)
    ]


def is_recall_attempt(attempt: Attempt) -> bool:
    """Whether this was an attempt of ours to recall the patient, and could have reached them."""
    return (
        attempt.direction is _OUTBOUND and attempt.purpose is not _APPOINTMENT and attempt.outcome is not _NOT_DELIVERED
    )
