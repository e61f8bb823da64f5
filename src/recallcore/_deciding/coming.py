"""What does a visit still to come speak for?

For what it is for, and never for what was said after it was made. INFERENCE: on the day itself nobody knows which came
first, and where the day is not known the booking may be the later: silence is the safer.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from recallcore._base.days import Ahead
from recallcore._base.intervals import Interval, or_last_day
from recallcore._deciding.question import Question
from recallcore._facts.codes import folded
from recallcore._facts.events import Appointment
from recallcore._facts.history import History
from recallcore._facts.vocabulary import AppointmentState, Kind
from recallcore._policy.policy import Policy

_BOOKED, _KEPT = AppointmentState.BOOKED, AppointmentState.KEPT
_UNMAPPED: Final = Kind.UNMAPPED
_NEVER: Final = date.min


def codes_named(policy: Policy) -> frozenset[str]:
    """The codes that any recall names, as they are compared."""
    return frozenset[str]().union(*(rule._codes for rule in policy.recalls))


def says_what_for(appointment: Appointment, named: frozenset[str]) -> bool:
    """Whether it is known what a visit is for. A code that nobody has mapped, and no recall names, leaves it open."""
    if appointment.kinds:
        return _UNMAPPED not in appointment.kinds
    return bool(appointment.codes) and not named.isdisjoint(map(folded, appointment.codes))


def made_on(appointment: Appointment) -> date:
    """The day on which a booking was made; where nobody knows it, later than all that was said."""
    return date.max if appointment.booked_on is None else appointment.booked_on


class ComingPlan:
    """A policy's word on bookings, made ready for one day."""

    def __init__(self, policy: Policy, question: Question) -> None:
        self._as_of = question.as_of
        self._closing: Interval | None = policy.unclosed_visit_wait
        window = policy.nearby_booking_window
        self._nearby = None if window is None else Ahead(question.as_of, window)

    def __call__(self, history: History) -> Coming:
        """What the bookings of one patient speak for."""
        coming = Coming()
        for appointment in history.appointments:
            if appointment.state is _BOOKED and appointment.on >= self._as_of:
                coming.add(appointment)
            elif appointment.state is _KEPT and self.may_be_unwritten(appointment):
                coming.add_what_for(appointment)
        return coming

    def is_near(self, appointment: Appointment) -> bool:
        """Whether a booking is so near that whatever there is to say can be said there."""
        return self._nearby is not None and self._nearby.reaches(appointment.on)

    def may_be_unwritten(self, appointment: Appointment) -> bool:
        """Whether an appointment was kept so lately that the books may not know yet what was done."""
        if self._closing is None or appointment.on > self._as_of:
            return False
        return self._as_of <= or_last_day(appointment.on, self._closing)


class Coming:
    """The visits to come of one patient: for each thing that any is for, the day on which the latest was made."""

    def __init__(self) -> None:
        self._made_for: dict[tuple[bool, str], date] = {}
        self._for_some_care = _NEVER

    def add(self, appointment: Appointment) -> None:
        """One more visit to come."""
        self._for_some_care = max(made_on(appointment), self._for_some_care)
        self.add_what_for(appointment)

    def add_what_for(self, appointment: Appointment) -> None:
        """One that speaks for nothing but what it is for."""
        made = made_on(appointment)
        for key in _keys(appointment.kinds, appointment.codes):
            self._made_for[key] = max(made, self._made_for.get(key, _NEVER))

    def speaks_for(self, kinds: Iterable[Kind], codes: Iterable[str], said: date | None) -> bool:
        """Whether one of them was made for one of these, on or after the day `said` (None: not known).

        Where there are neither kinds nor codes, nobody knows what the matter is about, and any of them may be for it.
        """
        keys = _keys(kinds, codes)
        made = max([self._made_for.get(key, _NEVER) for key in keys], default=self._for_some_care)
        return made > _NEVER if said is None else made > _NEVER and said <= made


def _keys(kinds: Iterable[Kind], codes: Iterable[str]) -> list[tuple[bool, str]]:
    """What is looked up; a code may be spelled like a kind."""
    return [
        *((True, str(kind)) for kind in kinds if kind is not Kind.UNMAPPED),
        *((False, folded(code)) for code in codes if code),
    ]
