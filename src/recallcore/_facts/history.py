"""One patient's facts, together and in order.

Knows what each fact is, and nothing of what follows from it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from operator import attrgetter
from typing import Any, Final, TypeAlias, assert_never, final

import attrs

from recallcore._base.quick import quick
from recallcore._base.values import Checked, as_tuple
from recallcore._facts.agreements import CallBack, Commitment, OpenProblem, PatientWillCall, SafetyFollowUp
from recallcore._facts.care_plan import CareDirection, DueDateOverride, FrequencyLimit, IntervalOverride, PerioEnrolment
from recallcore._facts.events import Appointment, Attempt, Patient, Procedure
from recallcore._facts.people import Bereavement, ContactPerson, InProgress, PersonEnd
from recallcore._facts.standing import (
    Away,
    Deceased,
    Deferral,
    DisputedBirthDate,
    Excluded,
    Hold,
    OptOut,
    Reinstated,
    RelocatedPermanently,
    Unreachable,
    UnreadNote,
)
from recallcore._facts.vocabulary import Booking, Kind, Where

Circumstance: TypeAlias = (
    Deceased
    | RelocatedPermanently
    | Reinstated
    | Away
    | Deferral
    | OptOut
    | Unreachable
    | Hold
    | Excluded
    | UnreadNote
    | DisputedBirthDate
    | CallBack
    | PatientWillCall
    | SafetyFollowUp
    | OpenProblem
    | InProgress
    | Commitment
    | ContactPerson
    | Bereavement
)
Fact: TypeAlias = Patient | Procedure | Appointment | Attempt | Circumstance | CareDirection

_PROCEDURE, _APPOINTMENT, _ATTEMPT = frozenset({Procedure}), frozenset({Appointment}), frozenset({Attempt})
_CIRCUMSTANCES: Final = frozenset[type](Circumstance.__args__)
_CARE_DIRECTIONS: Final = frozenset[type](CareDirection.__args__)
PROMPTING: Final = frozenset[type]({Away, CallBack, Deferral, PatientWillCall, SafetyFollowUp})
_NONE: Final = frozenset[type]()
_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)
_LONG_AGO: Final = date.min
_CHARTED: Final = Where.CHARTED


# Facts are sorted by day, and those of one day by all they say, so that input order never shows. The quick keys settle
# nearly every order; the whole ones, which begin alike, are for what they leave undecided. What is no fact of its kind
# is left where it is, for the checks to refuse.


def _several(facts: object, types: frozenset[type]) -> bool:
    """Whether there is anything to sort, and nothing to refuse."""
    return type(facts) is tuple and len(facts) > 1 and types.issuperset(map(type, facts))


def _procedures(items: Iterable[Procedure]) -> tuple[Procedure, ...]:
    procedures = as_tuple(items)
    if not _several(procedures, _PROCEDURE):
        return procedures
    ordered = sorted(procedures, key=_QUICK_PROCEDURE)
    before = ordered[0]
    for procedure in ordered[1:]:
        if procedure.kind is before.kind and procedure.on == before.on:
            return tuple(sorted(procedures, key=_whole_procedure))
        before = procedure
    return tuple(ordered)


def _attempts(items: Iterable[Attempt]) -> tuple[Attempt, ...]:
    attempts = as_tuple(items)
    if not _several(attempts, _ATTEMPT):
        return attempts
    ordered = sorted(attempts, key=_QUICK_ATTEMPT)
    before = ordered[0]
    for attempt in ordered[1:]:
        if attempt.on == before.on:
            return tuple(sorted(attempts, key=_whole_attempt))
        before = attempt
    return tuple(ordered)


def _appointments(items: Iterable[Appointment]) -> tuple[Appointment, ...]:
    appointments = as_tuple(items)
    return tuple(sorted(appointments, key=_whole_appointment)) if _several(appointments, _APPOINTMENT) else appointments


def _circumstances(items: Iterable[Circumstance]) -> tuple[Circumstance, ...]:
    circumstances = as_tuple(items)
    return tuple(sorted(circumstances, key=_text_key)) if _several(circumstances, _CIRCUMSTANCES) else circumstances


def _care_plan(items: Iterable[CareDirection]) -> tuple[CareDirection, ...]:
    directions = as_tuple(items)
    return tuple(sorted(directions, key=_text_key)) if _several(directions, _CARE_DIRECTIONS) else directions


_QUICK_PROCEDURE: Final = attrgetter("on", "kind")
_QUICK_ATTEMPT: Final = attrgetter("on")


def _whole_procedure(p: Procedure) -> tuple[Any, ...]:
    return p.on, p.kind, p.code, p.where, "" if p.site is None else f"{p.site.notation} {p.site.tooth}"


def _whole_attempt(a: Attempt) -> tuple[Any, ...]:
    return a.on, a.channel, a.outcome, a.direction, a.purpose, _instant_key(a.at)


def _whole_appointment(a: Appointment) -> tuple[Any, ...]:
    return a.on, a.state, a.kinds, a.booked_on or date.min, a.booked_by or "", _instant_key(a.at)


def _instant_key(at: datetime | None) -> float:
    """One instant may be written in two time zones; it is one all the same."""
    return float("-inf") if at is None else (at - _EPOCH).total_seconds()


def _text_key(fact: Any) -> tuple[str, str]:
    return type(fact).__name__, repr(fact)


def fact_key(fact: Fact) -> tuple[Any, ...]:
    """Sorts facts of any types by all they say, but for patients, whose birth date is not in their repr."""
    name = type(fact).__name__
    match fact:
        case Procedure():
            return name, *_whole_procedure(fact)
        case Attempt():
            return name, *_whole_attempt(fact)
        case Appointment():
            return name, *_whole_appointment(fact)
        case _:
            return _text_key(fact)


def said_on(fact: Fact) -> date | None:
    """The day a fact happened, was said, seen or decided. Bookings, absences, holds, enrolments and who
    is asked may lie ahead.
    """
    match fact:
        case Appointment():
            happened = fact.on if fact.state in _HAPPENED else None
            return max(happened or date.min, fact.booked_on or date.min)
        case Procedure() | Attempt() | UnreadNote() | Bereavement():
            return fact.on
        case Deceased() | RelocatedPermanently():
            return fact.recorded
        case Reinstated():
            return fact.on
        case Deferral() | OptOut() | Unreachable() | Excluded() | DisputedBirthDate() | IntervalOverride():
            return fact.since
        case CallBack() | PatientWillCall() | SafetyFollowUp() | OpenProblem() | Commitment():
            return fact.since
        case DueDateOverride():
            return fact.set_on
        case ContactPerson():
            died = fact.until if fact.ended is PersonEnd.DIED else None
            return max(fact.consent_on or date.min, died or date.min)
        case Patient() | Away() | Hold() | InProgress() | PerioEnrolment() | FrequencyLimit():
            return None
        case _:
            assert_never(fact)


_HAPPENED: Final = frozenset({Booking.KEPT, Booking.MISSED})


def _latest_care(history: History) -> dict[Kind, date]:
    """The latest day of each kind of completed care, wherever it was done."""
    latest = {}
    for procedure in history.completed:  # in order of days, so the last one stays
        if procedure.where is not _CHARTED:
            latest[procedure.kind] = procedure.on
    return latest


def _last_said_on(history: History) -> date:
    """The latest day on which anything is said to have happened."""
    done, tries = history.completed, history.attempts
    latest = done[-1].on if done else _LONG_AGO
    if tries and tries[-1].on > latest:
        latest = tries[-1].on
    if history.appointments or history.circumstances or history.care_plan:
        for fact in (*history.appointments, *history.circumstances, *history.care_plan):
            on = said_on(fact)
            if on is not None and on > latest:
                latest = on
    return latest


def _types_stated(history: History) -> frozenset[type]:
    """The types of its circumstances."""
    return frozenset(map(type, history.circumstances)) if history.circumstances else _NONE


@final
@quick
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class History(Checked):
    """Everything known about one patient, and all that a decision may use.

    Facts may be given in any order: they are sorted here, once, and two histories of the same facts are equal.
    Raises `FactError`, naming every fault, when an item is of the wrong type.
    """

    patient: Patient
    completed: tuple[Procedure, ...] = attrs.field(default=(), converter=_procedures)
    planned: tuple[Procedure, ...] = attrs.field(default=(), converter=_procedures)
    appointments: tuple[Appointment, ...] = attrs.field(default=(), converter=_appointments)
    attempts: tuple[Attempt, ...] = attrs.field(default=(), converter=_attempts)
    circumstances: tuple[Circumstance, ...] = attrs.field(default=(), converter=_circumstances)
    care_plan: tuple[CareDirection, ...] = attrs.field(default=(), converter=_care_plan)
    # What most decisions need, found once.
    _latest: dict[Kind, date] = attrs.field(
        default=attrs.Factory(_latest_care, takes_self=True), init=False, repr=False, eq=False
    )
    _known_through: date = attrs.field(
        default=attrs.Factory(_last_said_on, takes_self=True), init=False, repr=False, eq=False
    )
    _types: frozenset[type] = attrs.field(
        default=attrs.Factory(_types_stated, takes_self=True), init=False, repr=False, eq=False
    )
