"""One patient's facts, together and in order.

Knows what each fact is, and nothing of what follows from it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from operator import attrgetter
from typing import Any, Final, TypeAlias, assert_never, final

import attrs

from recallcore._base.values import Checked, as_tuple, slots
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
_PROMPTING: Final = frozenset[type]({Away, CallBack, Deferral, PatientWillCall, SafetyFollowUp})
_PEOPLE: Final = frozenset[type]({ContactPerson, Bereavement})
_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)
_LONG_AGO: Final = date.min
_CHARTED: Final = Where.CHARTED


def _are(facts: object, types: frozenset[type]) -> bool:
    """Whether this is a tuple of nothing but these types."""
    return type(facts) is tuple and types.issuperset(map(type, facts))


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False, init=False)
class History(Checked):
    """Everything known about one patient, and all that a decision may use.

    Facts may be given in any order: they are sorted here, once, and two histories of the same facts are equal.
    Raises `FactError`, naming every fault, when an item is of the wrong type.
    """

    patient: Patient
    completed: tuple[Procedure, ...] = ()
    planned: tuple[Procedure, ...] = ()
    appointments: tuple[Appointment, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    circumstances: tuple[Circumstance, ...] = ()
    care_plan: tuple[CareDirection, ...] = ()
    # What most decisions need, found once. The latest day of each kind of completed care, wherever it was done; the
    # latest day on which anything is said to have happened; whether anything could withhold; whether a circumstance
    # could be a reason to contact, or time away; and whether one says whom to ask, or that somebody died.
    _latest: dict[Kind, date] = attrs.field(init=False, repr=False, eq=False)
    _known_through: date = attrs.field(init=False, repr=False, eq=False)
    _may_withhold: bool = attrs.field(init=False, repr=False, eq=False)
    _may_prompt: bool = attrs.field(init=False, repr=False, eq=False)
    _about_people: bool = attrs.field(init=False, repr=False, eq=False)

    def __init__(
        self,
        *,
        patient: Patient,
        completed: Iterable[Procedure] = (),
        planned: Iterable[Procedure] = (),
        appointments: Iterable[Appointment] = (),
        attempts: Iterable[Attempt] = (),
        circumstances: Iterable[Circumstance] = (),
        care_plan: Iterable[CareDirection] = (),
    ) -> None:
        done = completed if type(completed) is tuple else as_tuple(completed)
        plans = planned if type(planned) is tuple else as_tuple(planned)
        visits = appointments if type(appointments) is tuple else as_tuple(appointments)
        tries = attempts if type(attempts) is tuple else as_tuple(attempts)
        bearings = circumstances if type(circumstances) is tuple else as_tuple(circumstances)
        directions = care_plan if type(care_plan) is tuple else as_tuple(care_plan)
        sound = (
            type(patient) is Patient
            and (done == () or _are(done, _PROCEDURE))
            and (plans == () or _are(plans, _PROCEDURE))
            and (visits == () or _are(visits, _APPOINTMENT))
            and (tries == () or _are(tries, _ATTEMPT))
            and (bearings == () or _are(bearings, _CIRCUMSTANCES))
            and (directions == () or _are(directions, _CARE_DIRECTIONS))
        )
        if sound:
            if len(done) > 1:
                done = _procedures_in_order(done)
            if len(plans) > 1:
                plans = _procedures_in_order(plans)
            if len(visits) > 1:
                visits = tuple(sorted(visits, key=_whole_appointment))
            if len(tries) > 1:
                tries = _attempts_in_order(tries)
            if len(bearings) > 1:
                bearings = tuple(sorted(bearings, key=_text_key))
            if len(directions) > 1:
                directions = tuple(sorted(directions, key=_text_key))
        _patient(self, patient)
        _completed(self, done)
        _planned(self, plans)
        _appointments(self, visits)
        _attempts(self, tries)
        _circumstances(self, bearings)
        _care_plan(self, directions)
        if not sound:
            self.check()  # raises, and says what is not as it should be
        latest = {}
        for procedure in done:  # in order of days, so the last one stays
            if procedure.where is not _CHARTED:
                latest[procedure.kind] = procedure.on
        _latest(self, latest)
        known_through = done[-1].on if done else _LONG_AGO
        if tries and tries[-1].on > known_through:
            known_through = tries[-1].on
        if visits or bearings or directions:
            for fact in (*visits, *bearings, *directions):
                on = said_on(fact)
                if on is not None and on > known_through:
                    known_through = on
        _known_through(self, known_through)
        born = patient.birth_date
        born_late = born is not None and bool(done) and done[0].on < born
        _may_withhold(self, bool(bearings or visits) or born_late or not patient.subject)
        _may_prompt(self, bearings != () and not _PROMPTING.isdisjoint(map(type, bearings)))
        _about_people(self, bearings != () and not _PEOPLE.isdisjoint(map(type, bearings)))


_patient, _completed, _planned, _appointments, _attempts, _circumstances, _care_plan, *_found = slots(History)
_latest, _known_through, _may_withhold, _may_prompt, _about_people = _found


# Facts are sorted by day, and those of one day by all they say, so that input order never shows. The quick keys settle
# nearly every order; the whole ones, which begin alike, are for what they leave undecided.


def _procedures_in_order(procedures: tuple[Procedure, ...]) -> tuple[Procedure, ...]:
    ordered = sorted(procedures, key=_QUICK_PROCEDURE)
    before = ordered[0]
    for procedure in ordered[1:]:
        if procedure.kind is before.kind and procedure.on == before.on:
            return tuple(sorted(procedures, key=_whole_procedure))
        before = procedure
    return tuple(ordered)


def _attempts_in_order(attempts: tuple[Attempt, ...]) -> tuple[Attempt, ...]:
    ordered = sorted(attempts, key=_QUICK_ATTEMPT)
    before = ordered[0]
    for attempt in ordered[1:]:
        if attempt.on == before.on:
            return tuple(sorted(attempts, key=_whole_attempt))
        before = attempt
    return tuple(ordered)


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
