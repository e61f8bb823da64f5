"""What does a booking leave to be said, and what does a visit that nobody closed?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar, Final

from recallcore._base.days import Ahead
from recallcore._base.intervals import day_after, or_last_day
from recallcore._deciding.codes import TO_SPEAK_OF, ReasonCode
from recallcore._deciding.found import Found, Needs
from recallcore._deciding.question import Question
from recallcore._deciding.reasons import Reason, new_reason, new_scope, pressing
from recallcore._facts.events import Appointment
from recallcore._facts.history import History
from recallcore._facts.vocabulary import AppointmentState, CareSetting
from recallcore._policy.policy import Policy

_BOOKED: Final = AppointmentState.BOOKED


class OfBookings:
    """Appointments that stand."""

    needs: ClassVar = Needs.APPOINTMENTS

    def __init__(self, policy: Policy, question: Question) -> None:
        self._policy = policy
        self._as_of = question.as_of
        self._resolvers = {rule.name: frozenset(rule.resolved_by) for rule in policy.recalls}
        self._nearby = (
            None if policy.nearby_booking_window is None else Ahead(question.as_of, policy.nearby_booking_window)
        )

    def __call__(self, history: History, found: Found) -> Sequence[Reason]:
        """What each booking withholds."""
        reasons: list[Reason] = []
        for appointment in history.appointments:
            if appointment.state is _BOOKED:
                past = appointment.on < self._as_of
                reasons += self._not_closed(appointment, history) if past else self._ahead(appointment, found)
        return reasons

    def _ahead(self, appointment: Appointment, found: Found) -> Iterator[Reason]:
        until = day_after(appointment.on)
        if self._policy.any_booking_withholds or not appointment.kinds:
            yield new_reason(code=ReasonCode.BOOKED, until=until, evidence=appointment)
            return
        pressed = sorted(pressing(reason) for reason in found.by_recall if reason.code in TO_SPEAK_OF)
        due = [name for *_, name in pressed]
        matched = tuple(name for name in due if not self._resolvers[name].isdisjoint(appointment.kinds))
        if matched:
            yield new_reason(
                code=ReasonCode.BOOKED, until=until, scope=new_scope(recalls=matched), evidence=appointment
            )
        others = tuple(name for name in due if name not in matched)
        if others and self._nearby is not None and self._nearby.reaches(appointment.on):
            yield new_reason(
                code=ReasonCode.BOOKED_OTHERWISE, until=until, scope=new_scope(recalls=others), evidence=appointment
            )

    def _not_closed(self, appointment: Appointment, history: History) -> Iterator[Reason]:
        """A past appointment still open withholds for a while: the patient may have come, and the books not know."""
        if any(p.on == appointment.on and p.where is CareSetting.HERE for p in history.completed):
            return  # care was completed that day: it was kept
        if any(a.on == appointment.on and a.state is AppointmentState.KEPT for a in history.appointments):
            return  # so was this one, or another of that day, which shows that the patient came
        closing = self._policy.unclosed_visit_wait
        last = None if closing is None else or_last_day(appointment.on, closing)
        if last is not None and self._as_of <= last:
            yield new_reason(code=ReasonCode.VISIT_NOT_CLOSED, until=day_after(last), evidence=appointment)
        else:
            yield new_reason(code=ReasonCode.VISIT_NEVER_CLOSED, evidence=appointment)
