"""What does a booking leave to be said, and what does a visit that nobody closed?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import ClassVar, Final, TypeAlias

from recallcore._base.days import Ahead, plain_day
from recallcore._base.intervals import Interval, day_after, or_last_day
from recallcore._base.memo import Memo
from recallcore._deciding.codes import TO_SPEAK_OF, ReasonCode
from recallcore._deciding.found import Found, Needs
from recallcore._deciding.question import Question
from recallcore._deciding.reasons import Reason, Scope, new_reason, new_scope, pressing
from recallcore._facts.events import Appointment
from recallcore._facts.history import History
from recallcore._facts.vocabulary import AppointmentState, CareSetting, Kind
from recallcore._policy.policy import Policy

# What a booking covers, and what it leaves to be said. None: nothing.
_Covered: TypeAlias = tuple[Scope | None, Scope | None]

_BOOKED: Final = AppointmentState.BOOKED


class OfBookings:
    """Appointments that stand."""

    needs: ClassVar = Needs.APPOINTMENTS

    def __init__(self, policy: Policy, question: Question) -> None:
        self._policy = policy
        self._as_of = question.as_of
        self._resolvers = {rule.name: frozenset(rule.resolved_by) for rule in policy.recalls}
        self._too_late: date | None = None  # worked out when it is first needed
        self._nearby = (
            None if policy.nearby_booking_window is None else Ahead(question.as_of, policy.nearby_booking_window)
        )

    def __call__(self, history: History, found: Found) -> Sequence[Reason]:
        """What each booking withholds."""
        reasons: list[Reason] = []
        past: list[Appointment] = []
        covered: Memo[tuple[Kind, ...], _Covered] | None = None
        for appointment in history.appointments:
            if appointment.state is not _BOOKED:
                continue
            if appointment.on < self._as_of:
                past.append(appointment)
            elif self._policy.any_booking_withholds or not appointment.kinds:
                until = day_after(appointment.on)
                reasons.append(new_reason(code=ReasonCode.BOOKED, until=until, evidence=appointment))
            else:
                covered = self._covered_by(found) if covered is None else covered
                reasons += self._ahead(appointment, covered[appointment.kinds])
        if past:
            reasons += self._not_closed(past, history)
        return reasons

    def _covered_by(self, found: Found) -> Memo[tuple[Kind, ...], _Covered]:
        """Of the recalls to speak of, those that a booking for these kinds is about, and the others."""
        pressed = sorted(pressing(reason) for reason in found.by_recall if reason.code in TO_SPEAK_OF)
        due = [name for *_, name in pressed]

        def covered(kinds: tuple[Kind, ...]) -> _Covered:
            matched = {name: not self._resolvers[name].isdisjoint(kinds) for name in due}
            names = [tuple([name for name in due if matched[name] is about]) for about in (True, False)]
            about, others = [new_scope(recalls=some) if some else None for some in names]
            return about, others

        return Memo(covered)

    def _ahead(self, appointment: Appointment, covered: _Covered) -> Iterator[Reason]:
        until = day_after(appointment.on)
        about, others = covered
        if about is not None:
            yield new_reason(code=ReasonCode.BOOKED, until=until, scope=about, evidence=appointment)
        if others is not None and self._nearby is not None and self._nearby.reaches(appointment.on):
            yield new_reason(code=ReasonCode.BOOKED_OTHERWISE, until=until, scope=others, evidence=appointment)

    def _not_closed(self, past: list[Appointment], history: History) -> Iterator[Reason]:
        """Past appointments still open, but for those of a day on which the patient came.

        Care that was completed that day shows it, and so does an appointment of that day that was kept.
        """
        came = {p.on for p in history.completed if p.where is CareSetting.HERE}
        came.update(a.on for a in history.appointments if a.state is AppointmentState.KEPT)
        for appointment in past:
            if appointment.on not in came:
                yield self._open_still(appointment)

    def _too_late_before(self, closing: Interval) -> date:
        """What was left open before this day withholds no longer, and never will: no sum is needed for each."""
        if self._too_late is None:
            self._too_late = closing.first_day_reaching(plain_day(self._as_of))
        return self._too_late

    def _open_still(self, appointment: Appointment) -> Reason:
        """It withholds for a while: the patient may have come, and the books not know."""
        closing = self._policy.unclosed_visit_wait
        waits = closing is not None and appointment.on >= self._too_late_before(closing)
        last = or_last_day(appointment.on, closing) if closing is not None and waits else None
        if last is not None and self._as_of <= last:
            return new_reason(code=ReasonCode.VISIT_NOT_CLOSED, until=day_after(last), evidence=appointment)
        return new_reason(code=ReasonCode.VISIT_NEVER_CLOSED, evidence=appointment)
