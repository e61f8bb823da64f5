"""One patient's facts, together and in order.

Knows what each fact is, and nothing of what follows from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from operator import attrgetter
from typing import Any, ClassVar, Final, TypeAlias, TypeVar, assert_never, final

import attrs

from recallcore._circumstances import (
    Away,
    CareDirection,
    Circumstance,
    Deceased,
    Deferral,
    DueDateOverride,
    Excluded,
    Hold,
    IntervalOverride,
    OptOut,
    PerioEnrolment,
    RelocatedPermanently,
    Unreachable,
    UnreadNote,
)
from recallcore._facts import Appointment, Attempt, Patient, Procedure
from recallcore._value import Check, Checked, as_tuple, each, one_of
from recallcore._vocabulary import Booking, Kind, Where

F = TypeVar("F")

Fact: TypeAlias = Patient | Procedure | Appointment | Attempt | Circumstance | CareDirection

_PROCEDURE: Final = (Procedure,)
_APPOINTMENT: Final = (Appointment,)
_ATTEMPT: Final = (Attempt,)
_CIRCUMSTANCES: Final[tuple[type, ...]] = Circumstance.__args__
_CARE_DIRECTIONS: Final[tuple[type, ...]] = CareDirection.__args__
_DAY: Final = attrgetter("on")
_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)
_CHARTED: Final = Where.CHARTED


def _procedure_key(p: Procedure) -> tuple[Any, ...]:
    return p.on, p.kind, p.code, p.where, "" if p.site is None else f"{p.site.notation} {p.site.tooth}"


def _appointment_key(a: Appointment) -> tuple[Any, ...]:
    return a.on, a.state, a.kinds, a.booked_on or date.min, a.booked_by or "", _instant_key(a.at)


def _attempt_key(a: Attempt) -> tuple[Any, ...]:
    return a.on, a.channel, a.outcome, a.direction, a.purpose, _instant_key(a.at)


def _instant_key(at: datetime | None) -> float:
    """One instant may be written in two time zones; it is one all the same."""
    return float("-inf") if at is None else (at - _EPOCH).total_seconds()


def _key(fact: Any) -> tuple[str, str]:
    return type(fact).__name__, repr(fact)


def _by_day(facts: tuple[F, ...], key: Callable[[F], tuple[Any, ...]]) -> tuple[F, ...]:
    """Sorted by day. Facts of one day are sorted by all they say, so that input order never shows."""
    ordered = sorted(facts, key=_DAY)
    before: object = None
    for fact in ordered:
        on = _DAY(fact)
        if on == before:  # rarely needed and dear: the whole key only where days tie
            return tuple(sorted(facts, key=key))
        before = on
    return tuple(ordered)


def _procedures(items: Iterable[Procedure]) -> tuple[Procedure, ...]:
    return as_tuple(items)


def _appointments(items: Iterable[Appointment]) -> tuple[Appointment, ...]:
    return as_tuple(items)


def _attempts(items: Iterable[Attempt]) -> tuple[Attempt, ...]:
    return as_tuple(items)


def _circumstances(items: Iterable[Circumstance]) -> tuple[Circumstance, ...]:
    return as_tuple(items)


def _directions(items: Iterable[CareDirection]) -> tuple[CareDirection, ...]:
    return as_tuple(items)


@final
@attrs.frozen(kw_only=True, weakref_slot=False)
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
    care_plan: tuple[CareDirection, ...] = attrs.field(default=(), converter=_directions)
    # What most decisions need, found once. The latest day of each kind of completed care, wherever it was done; the
    # latest day on which anything is said to have happened; and whether anything could withhold.
    _latest: dict[Kind, date] = attrs.field(init=False, repr=False, eq=False)
    _known_through: date = attrs.field(init=False, repr=False, eq=False)
    _may_withhold: bool = attrs.field(init=False, repr=False, eq=False)

    checks: ClassVar[Mapping[str, Check]] = {
        "patient": one_of(Patient),
        "completed": each(one_of(Procedure)),
        "planned": each(one_of(Procedure)),
        "appointments": each(one_of(Appointment)),
        "attempts": each(one_of(Attempt)),
        "circumstances": each(one_of(*_CIRCUMSTANCES)),
        "care_plan": each(one_of(*_CARE_DIRECTIONS)),
    }

    def __attrs_post_init__(self) -> None:
        if not self._all_of_the_right_types():
            self.check()
        store = object.__setattr__
        if len(self.completed) > 1:
            store(self, "completed", _by_day(self.completed, _procedure_key))
        if len(self.planned) > 1:
            store(self, "planned", _by_day(self.planned, _procedure_key))
        if len(self.appointments) > 1:
            store(self, "appointments", _by_day(self.appointments, _appointment_key))
        if len(self.attempts) > 1:
            store(self, "attempts", _by_day(self.attempts, _attempt_key))
        if len(self.circumstances) > 1:
            store(self, "circumstances", tuple(sorted(self.circumstances, key=_key)))
        if len(self.care_plan) > 1:
            store(self, "care_plan", tuple(sorted(self.care_plan, key=_key)))
        latest = {}
        for procedure in self.completed:  # in order of days, so the last one stays
            if procedure.where is not _CHARTED:
                latest[procedure.kind] = procedure.on
        store(self, "_latest", latest)
        store(self, "_known_through", self._last_day())
        patient = self.patient
        born = patient.birth_date
        born_late = born is not None and bool(self.completed) and self.completed[0].on < born
        odd = bool(self.circumstances or self.appointments) or born_late or not patient.subject
        store(self, "_may_withhold", odd)

    def _last_day(self) -> date:
        last = date.min
        for facts in (self.completed, self.planned, self.attempts):
            if facts and facts[-1].on > last:
                last = facts[-1].on
        if self.appointments or self.circumstances or self.care_plan:
            for fact in (*self.appointments, *self.circumstances, *self.care_plan):
                on = said_on(fact)
                if on is not None and on > last:
                    last = on
        return last

    def _all_of_the_right_types(self) -> bool:
        if type(self.patient) is not Patient:
            return False
        for facts, expected in (
            (self.completed, _PROCEDURE),
            (self.planned, _PROCEDURE),
            (self.appointments, _APPOINTMENT),
            (self.attempts, _ATTEMPT),
            (self.circumstances, _CIRCUMSTANCES),
            (self.care_plan, _CARE_DIRECTIONS),
        ):
            if facts:
                if type(facts) is not tuple:
                    return False
                for fact in facts:
                    if type(fact) not in expected:
                        return False
            elif facts != ():
                return False
        return True


def said_on(fact: Fact) -> date | None:
    """The day a fact happened, was said, seen or decided. Bookings, absences, holds and enrolments may lie ahead."""
    match fact:
        case Procedure() | Attempt() | UnreadNote():
            return fact.on
        case Appointment():
            happened = fact.on if fact.state in _HAPPENED else None
            return max(happened or date.min, fact.booked_on or date.min)
        case Deceased() | RelocatedPermanently():
            return fact.recorded
        case Deferral() | OptOut() | Unreachable() | Excluded() | IntervalOverride():
            return fact.since
        case DueDateOverride():
            return fact.set_on
        case Patient() | Away() | Hold() | PerioEnrolment():
            return None
        case _:
            assert_never(fact)


_HAPPENED: Final = frozenset({Booking.KEPT, Booking.MISSED})
