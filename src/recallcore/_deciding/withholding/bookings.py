"""What does a booking leave to be said, and what does a visit that nobody closed, or wrote up?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import ClassVar, Final

from recallcore._base.days import plain_day
from recallcore._base.intervals import Interval, day_after, or_last_day
from recallcore._deciding.booked_recalls import BookedFor, BookedRecalls
from recallcore._deciding.codes import ReasonCode
from recallcore._deciding.coming import ComingPlan, codes_named, made_on, says_what_for
from recallcore._deciding.done import Done
from recallcore._deciding.found import Found, Needs
from recallcore._deciding.question import Question
from recallcore._deciding.reasons import EVERYTHING, Reason, Scope, new_reason, new_scope
from recallcore._facts.events import Appointment
from recallcore._facts.fact import Fact
from recallcore._facts.history import History
from recallcore._facts.visits import care_here, last_visit
from recallcore._facts.vocabulary import AppointmentState, Kind
from recallcore._policy.policy import Policy

_BOOKED, _KEPT = AppointmentState.BOOKED, AppointmentState.KEPT
_UNMAPPED: Final = Kind.UNMAPPED
_JUST_HERE: Final = frozenset({ReasonCode.VISIT_NOT_CLOSED, ReasonCode.VISIT_NOT_WRITTEN_UP})
_LOOSE_ENDS: Final = frozenset({ReasonCode.BOOKING_LOST, ReasonCode.TREATMENT_UNSCHEDULED})


class OfBookings:
    """Appointments that stand, and those that were kept and not written up."""

    needs: ClassVar = Needs.APPOINTMENTS

    def __init__(self, policy: Policy, question: Question) -> None:
        self._policy = policy
        self._as_of = question.as_of
        self._rules = {rule.name: rule for rule in policy.recalls}
        self._recalls_alone = new_scope(recalls=tuple(self._rules))
        self._named = codes_named(policy)
        self._coming = ComingPlan(policy, question)
        self._too_late: date | None = None  # worked out when it is first needed

    def __call__(self, history: History, found: Found) -> Sequence[Reason]:
        """What each appointment withholds."""
        ahead: list[Appointment] = []
        past: list[Appointment] = []
        kept: list[Appointment] = []
        for appointment in history.appointments:
            if appointment.state is _BOOKED:
                (past if appointment.on < self._as_of else ahead).append(appointment)
            elif appointment.state is _KEPT and appointment.on <= self._as_of:
                kept.append(appointment)
        reasons = [*self._not_closed(past, history)] if past else []
        if kept:
            reasons += self._not_written_up(kept, history, found)
        if ahead:
            reasons += self._ahead(ahead, found, reasons)
        return reasons

    # -------------------------------------------------------------- ahead

    def _ahead(self, ahead: list[Appointment], found: Found, of_past: list[Reason]) -> list[Reason]:
        if self._policy.any_booking_withholds and not found.other_reasons:  # nearly always, under such a policy
            return [self._of(ReasonCode.BOOKED, appointment, EVERYTHING) for appointment in ahead]
        due = BookedRecalls(self._rules, found)
        late: dict[str, Appointment] = {}  # of each recall that is booked too late, the first such booking
        in_time: set[str] = set()
        # What they were booked for on a visit just now may have been done there.
        whatever = [r.evidence for r in of_past if r.code in _JUST_HERE and isinstance(r.evidence, Appointment)]
        reasons: list[Reason] = []
        for appointment in ahead:
            near = self._coming.is_near(appointment)
            scope = self._whatever_for(appointment, found, near=near)
            if scope is not None:
                whatever.append(appointment)
                reasons.append(self._of(ReasonCode.BOOKED, appointment, scope))
                continue
            booked = due.of(appointment)
            in_time.update(booked.in_time)
            late = dict.fromkeys(booked.too_late, appointment) | late
            reasons += self._by_recall(appointment, booked, near=near)
        if late:
            in_time.update(*(self._names_for(visit, due) for visit in whatever))
            told = [(name, visit) for name, visit in late.items() if name not in in_time]
            reasons += [self._of(ReasonCode.BOOKED_TOO_LATE, visit, new_scope(recalls=(name,))) for name, visit in told]
        return reasons

    def _names_for(self, appointment: Appointment, due: BookedRecalls) -> set[str]:
        """The recalls that a visit is in time for; where it does not say what for, perhaps any."""
        if not says_what_for(appointment, self._named):
            return set(self._rules)
        return set(due.of(appointment).in_time)

    def _whatever_for(self, appointment: Appointment, found: Found, *, near: bool) -> Scope | None:
        """What a booking covers that withholds whatever it is for. None: that depends on what it is for."""
        after = bool(found.other_reasons) and _said_after(appointment, found)
        if self._policy.any_booking_withholds or (near and not says_what_for(appointment, self._named)):
            return self._recalls_alone if after else EVERYTHING
        return EVERYTHING if near and not after and _has_loose_ends(found) else None

    def _by_recall(self, appointment: Appointment, booked: BookedFor, *, near: bool) -> Iterator[Reason]:
        """What a booking withholds by what it is for."""
        called = self._policy.call_when_booked_late and not near
        about = booked.in_time if called else booked.in_time + booked.too_late
        if about:
            yield self._of(ReasonCode.BOOKED, appointment, new_scope(recalls=about))
        if booked.others and near:
            yield self._of(ReasonCode.BOOKED_OTHERWISE, appointment, new_scope(recalls=booked.others))

    def _of(self, code: ReasonCode, appointment: Appointment, scope: Scope) -> Reason:
        return new_reason(code=code, until=day_after(appointment.on), scope=scope, evidence=appointment)

    # -------------------------------------------------------------- not closed

    def _not_closed(self, past: list[Appointment], history: History) -> Iterator[Reason]:
        """Past appointments still open, but for those of a day on or after which the patient came.

        Care that was completed shows it, and so does an appointment that was kept.
        """
        seen = last_visit(history, self._as_of)
        for appointment in past:
            if seen is None or seen < appointment.on:
                yield self._open_still(appointment)

    def _too_late_before(self, closing: Interval) -> date:
        """What was left open before this day withholds no longer, and never will: no sum is needed for each."""
        if self._too_late is None:
            self._too_late = closing.first_day_reaching(plain_day(self._as_of))
        return self._too_late

    def _open_still(self, appointment: Appointment) -> Reason:
        """It withholds for a while: the patient may have come, and the books not know."""
        last = self._last_day_to_close(appointment)
        if last is not None and self._as_of <= last:
            return new_reason(code=ReasonCode.VISIT_NOT_CLOSED, until=day_after(last), evidence=appointment)
        return new_reason(code=ReasonCode.VISIT_NEVER_CLOSED, evidence=appointment)

    def _last_day_to_close(self, appointment: Appointment) -> date | None:
        """The last day on which the books may not know yet what became of a visit. None: that is over."""
        closing = self._policy.unclosed_visit_wait
        if closing is None or appointment.on < self._too_late_before(closing):
            return None
        return or_last_day(appointment.on, closing)

    # -------------------------------------------------------------- not written up

    def _not_written_up(self, kept: list[Appointment], history: History, found: Found) -> Iterator[Reason]:
        """Kept, and the care that they were for is not on record yet; where none at all comes, a person is asked."""
        if self._policy.unclosed_visit_wait is None:
            return
        done, due = Done(care_here(history), self._named), BookedRecalls(self._rules, found)
        for appointment in reversed(kept):
            last = self._last_day_to_close(appointment)
            if last is None:
                break  # as is whatever was before
            if self._as_of <= last and not done.for_which(appointment.on, appointment):
                yield from self._may_be_unwritten(appointment, due, day_after(last))
        latest = kept[-1]
        last = self._last_day_to_close(latest)
        over = last is None or last < self._as_of
        if over and not self._policy.kept_is_care and not done.any_since(latest.on) and not _unmapped(latest, history):
            yield new_reason(code=ReasonCode.VISIT_NEVER_WRITTEN_UP, evidence=latest)

    def _may_be_unwritten(self, kept: Appointment, due: BookedRecalls, until: date | None) -> Iterator[Reason]:
        """What a visit withholds that was kept so lately."""
        scope = EVERYTHING
        if says_what_for(kept, self._named):
            booked = due.of(kept)
            names = booked.in_time + booked.too_late
            if not names:
                return
            scope = new_scope(recalls=names)
        yield new_reason(code=ReasonCode.VISIT_NOT_WRITTEN_UP, until=until, scope=scope, evidence=kept)


def _unmapped(latest: Appointment, history: History) -> bool:
    """Whether there is a row, from the day of a visit on, of which a person is asked already what it was."""
    return any(p.kind is _UNMAPPED and p.on >= latest.on for p in history.completed)


def _has_loose_ends(found: Found) -> bool:
    """Whether anything is left undone that can be spoken about on any visit that is near."""
    return any(reason.code in _LOOSE_ENDS for reason in found.other_reasons)


def _said_after(appointment: Appointment, found: Found) -> bool:
    """Whether anything that is a reason to contact by itself was said after a booking was made."""
    made = made_on(appointment)
    said = (_said_on(reason.evidence) for reason in found.other_reasons)
    return any(on is not None and on > made for on in said)


def _said_on(evidence: object) -> date | None:
    if isinstance(evidence, Appointment):  # a visit that was lost counts from the day it was made
        return evidence.booked_on
    return evidence.said_on if isinstance(evidence, Fact) else None
