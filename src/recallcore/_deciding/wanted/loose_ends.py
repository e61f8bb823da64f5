"""What was begun and left: a booking that was lost, treatment never scheduled, a problem in a young practice.

Somebody booked to come has no loose end that needs a call.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import ClassVar, Final

from recallcore._base.intervals import or_last_day
from recallcore._deciding.codes import ReasonCode
from recallcore._deciding.found import Found, Needs
from recallcore._deciding.question import Question
from recallcore._deciding.reasons import Reason, new_reason
from recallcore._facts.absences import DaysAway, absences
from recallcore._facts.history import History
from recallcore._facts.questions import booked_ahead, open_problems
from recallcore._facts.vocabulary import AppointmentState
from recallcore._policy.attendance import DormancyRule

_LOST: Final = frozenset({AppointmentState.CANCELLED, AppointmentState.MISSED})


class LooseEnds:
    """Loose ends as reasons to contact."""

    needs: ClassVar = Needs.NOTHING

    def __init__(self, rule: DormancyRule, question: Question) -> None:
        self._rule = rule
        self._as_of = question.as_of
        self._young = False
        if rule.opened is not None and rule.young_for is not None:
            self._young = question.as_of < or_last_day(rule.opened, rule.young_for)
        self.finds_any = rule.lost_after is not None or rule.unscheduled_after is not None or self._young

    def __call__(self, history: History, found: Found) -> Sequence[Reason]:
        """Every loose end, unless a booking stands."""
        if booked_ahead(history, self._as_of):
            return ()
        seen = None if found.dormancy is None else found.dormancy.last_visit
        return [*self._lost_booking(history, seen), *self._unscheduled(history), *self._untreated(history, seen)]

    def _lost_booking(self, history: History, seen: date | None) -> Iterator[Reason]:
        lost_after = self._rule.lost_after
        if lost_after is None or not history.appointments:
            return
        lost = [a for a in history.appointments if a.state in _LOST]
        # One cancelled for a day that lies ahead does not hide one that was lost before.
        lost = [a for a in lost if or_last_day(a.on, lost_after) <= self._as_of]
        if lost and (seen is None or seen < lost[-1].on):
            yield new_reason(code=ReasonCode.BOOKING_LOST, evidence=lost[-1])

    def _unscheduled(self, history: History) -> Iterator[Reason]:
        unscheduled_after = self._rule.unscheduled_after
        if unscheduled_after is not None and history.planned:
            oldest = history.planned[0]
            if or_last_day(oldest.on, unscheduled_after) <= self._as_of:
                yield new_reason(code=ReasonCode.TREATMENT_UNSCHEDULED, evidence=oldest)

    def _untreated(self, history: History, seen: date | None) -> Iterator[Reason]:
        """In a practice too young for anybody to be asleep: whoever stays away with a problem is missed sooner."""
        absent_after = self._rule.absent_after
        if not self._young or seen is None or absent_after is None:
            return
        if self._as_of <= DaysAway(absences(history), seen).put_off(or_last_day(seen, absent_after)):
            return
        for problem in open_problems(history, self._as_of):
            yield new_reason(code=ReasonCode.PROBLEM_UNTREATED, evidence=problem)
        for planned in history.planned[:1]:
            if planned.on <= self._as_of:
                yield new_reason(code=ReasonCode.PROBLEM_UNTREATED, evidence=planned)
