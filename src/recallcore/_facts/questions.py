"""What a history says, put as questions that several rooms ask.

Knows facts alone: no policy, and no reason that may follow from an answer.
"""

from __future__ import annotations

from datetime import date
from operator import attrgetter
from typing import Final

from recallcore._base.intervals import stands
from recallcore._facts.agreements import OpenProblem
from recallcore._facts.events import Attempt
from recallcore._facts.history import History
from recallcore._facts.people import ContactPerson
from recallcore._facts.standing import Reinstated
from recallcore._facts.vocabulary import AppointmentState, CareSetting, Direction, Outcome, Party, Purpose

SPOKE: Final = frozenset({Outcome.CONVERSATION, Outcome.BOOKED})
_PERSON: Final = attrgetter("person")
_OUTBOUND, _APPOINTMENT, _NOT_DELIVERED = Direction.OUTBOUND, Purpose.APPOINTMENT, Outcome.NOT_DELIVERED
_HERE, _KEPT, _BOOKED = CareSetting.HERE, AppointmentState.KEPT, AppointmentState.BOOKED


def last_visit(history: History, as_of: date) -> date | None:
    """The day of the latest visit here: care completed, or an appointment kept."""
    done = history.completed
    last = None
    if done and done[-1].where is _HERE:  # nearly always
        last = done[-1].on
    else:
        for procedure in reversed(done):
            if procedure.where is _HERE:
                last = procedure.on
                break
    if history.appointments:
        kept = [a.on for a in history.appointments if a.state is _KEPT and a.on <= as_of]
        last = max(kept if last is None else [*kept, last], default=None)
    return last


def visited(history: History, since: date, as_of: date) -> bool:
    """Whether there was a visit here from `since` to `as_of`, both included."""
    last = last_visit(history, as_of)
    return last is not None and last >= since


def booked_ahead(history: History, as_of: date) -> bool:
    """Whether a booking stands for `as_of` or later."""
    return bool(history.appointments) and any(a.state is _BOOKED and a.on >= as_of for a in history.appointments)


def booking_made(history: History, since: date, as_of: date) -> bool:
    """Whether an appointment was made from `since` to `as_of`, whatever became of it."""
    return any(a.booked_on is not None and since <= a.booked_on <= as_of for a in history.appointments)


def spoke(history: History, since: date) -> bool:
    """Whether there was a conversation, in either direction, on `since` or later."""
    return any(a.on >= since and a.outcome in SPOKE for a in history.attempts)


def contact_person(history: History, on: date) -> ContactPerson | None:
    """Who is asked instead of the patient on a day: of several that stand, who began last, and of one day by id."""
    standing = [
        fact for fact in history.circumstances if isinstance(fact, ContactPerson) and stands(fact.since, fact.until, on)
    ]
    began = max([fact.since or date.min for fact in standing], default=None)
    return min([fact for fact in standing if (fact.since or date.min) == began], key=_PERSON, default=None)


def called_us(history: History, since: date) -> bool:
    """Whether the patient reached us, and spoke, on `since` or later."""
    return any(a.on >= since and a.outcome in SPOKE and a.direction is Direction.INBOUND for a in history.attempts)


def came_after(history: History, recorded: date, as_of: date) -> bool:
    """Whether a visit, or a booking the patient made, is later than a death, or than the day a report was recorded.

    INFERENCE: on the day itself the report stands; of two facts of one day the safer wins.
    """
    return any(p.on > recorded and p.where is CareSetting.HERE for p in history.completed) or any(
        (a.state is AppointmentState.KEPT and recorded < a.on <= as_of)
        or (a.booked_by is Party.PATIENT and a.booked_on is not None and recorded < a.booked_on <= as_of)
        for a in history.appointments
    )


def settled(history: History, since: date, as_of: date) -> bool:
    """Whether something has come of what began on `since`: a booking that stands, or a conversation from then on."""
    return booked_ahead(history, as_of) or spoke(history, since)


def expired(history: History, on: date) -> bool:
    """Whether a day fell while a report stood that had ended the relationship, and was taken back later (M6)."""
    return Reinstated in history._types and any(
        isinstance(fact, Reinstated) and fact.since <= on < fact.on for fact in history.circumstances
    )


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
