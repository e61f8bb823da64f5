"""What was begun and left: a booking that was lost, treatment never scheduled, a problem in a young practice.

What somebody booked since is for has no loose end that needs a call.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from operator import itemgetter
from typing import ClassVar, Final

from recallcore._base.intervals import or_last_day
from recallcore._deciding.codes import ReasonCode
from recallcore._deciding.coming import Coming, ComingPlan, codes_named, says_what_for
from recallcore._deciding.done import Done, made_good_from
from recallcore._deciding.found import Found, Needs
from recallcore._deciding.question import Question
from recallcore._deciding.reasons import Reason, new_reason
from recallcore._facts.absences import DaysAway, absences
from recallcore._facts.events import LOST, Appointment
from recallcore._facts.history import History, care_among
from recallcore._facts.questions import open_problems
from recallcore._facts.visits import last_visit
from recallcore._facts.vocabulary import AppointmentState, CareSetting, Kind
from recallcore._policy.attendance import DormancyRule
from recallcore._policy.policy import Policy

_FIRST: Final = itemgetter(0)


class LooseEnds:
    """Loose ends as reasons to contact."""

    needs: ClassVar = Needs.NOTHING

    def __init__(self, rule: DormancyRule, policy: Policy, question: Question) -> None:
        self._rule = rule
        self._window = policy.nearby_booking_window
        self._as_of = question.as_of
        self._rules = {rule.name: rule for rule in policy.recalls}
        self._repeating = [rule._resolving for rule in policy.recalls if rule.repeats]
        self._named = codes_named(policy)
        self._coming = ComingPlan(policy, question)
        self._young_until: date | None = None
        if rule.opened is not None and rule.young_for is not None:
            self._young_until = or_last_day(rule.opened, rule.young_for)
        self._young = self._young_until is not None and question.as_of < self._young_until
        self.finds_any = rule.lost_after is not None or rule.unscheduled_after is not None or self._young

    def __call__(self, history: History, found: Found) -> Sequence[Reason]:
        """Every loose end that no booking speaks for."""
        if not history.appointments and not history.planned and not self._young:
            return ()
        coming = self._coming(history)
        return [
            *self._lost_booking(history, coming, found),
            *self._unscheduled(history, coming),
            *self._untreated(history, coming),
        ]

    def _lost_booking(self, history: History, coming: Coming, found: Found) -> Iterator[Reason]:
        """The visit lost last of those that nothing has come of."""
        lost_after = self._rule.lost_after
        if lost_after is None or not history.appointments:
            return
        lost = [(a.cancelled_on or a.on, a) for a in history.appointments if a.state in LOST]
        # One cancelled for a day that lies ahead does not hide one that was lost before.
        lost = [(on, a) for on, a in lost if or_last_day(on, lost_after) <= self._as_of]
        if not lost:
            return
        done = self._done(history)
        for on, appointment in sorted(lost, key=_FIRST, reverse=True):
            if self._came_of(appointment, done, coming) or self._moved(appointment, found):
                continue
            # So long ago, and cared for since: whatever it was for, somebody has spoken about it.
            until = or_last_day(on, self._rule.dormant_after) if done.any_since(on) else None
            if until is None or self._as_of < until:
                yield new_reason(code=ReasonCode.BOOKING_LOST, until=until, evidence=appointment)
                return

    def _came_of(self, lost: Appointment, done: Done, coming: Coming) -> bool:
        """Whether its care was done since it was made, or is booked since."""
        kinds, codes = self._does_its_work(lost)
        since = made_good_from(lost, self._window)
        made_good = done.since(since, kinds, codes) if kinds or codes else done.any_since(since)
        return made_good or coming.speaks_for(kinds, codes, lost.booked_on)

    def _done(self, history: History) -> Done:
        """What was done, here or elsewhere, and what may have been at a visit that was kept."""
        done = Done([p for p in history._care if p.where is not CareSetting.CHARTED], self._named)
        for appointment in history.appointments:
            if appointment.state is AppointmentState.KEPT and appointment.on <= self._as_of:
                done.may_be_done(appointment)
        return done

    def _does_its_work(self, lost: Appointment) -> tuple[frozenset[Kind], frozenset[str]]:
        """The care that a visit was for, and all that resolves the repeating recalls it was for. Empty: not known."""
        if not says_what_for(lost, self._named):
            return frozenset(), frozenset()
        kinds, codes = frozenset(lost.kinds), frozenset(lost.codes)
        for care in self._repeating:
            if care.is_for(lost.kinds, lost.codes):
                kinds, codes = kinds | care.kinds, codes | care.codes
        return kinds, codes

    def _moved(self, lost: Appointment, found: Found) -> bool:
        """Whether a visit that was lost, nobody knows made when, was moved: of what it was for, no recall is due."""
        if lost.booked_on is not None or lost.on > self._as_of:
            return False
        dues = [(reason.due, reason.code) for reason in found.by_recall]
        dated = [(self._rules[due.recall], code) for due, code in dues if due is not None and due.on is not None]
        said = {code for rule, code in dated if rule._resolving.is_for(lost.kinds, lost.codes)}
        return said == {ReasonCode.NOT_YET_DUE}

    def _unscheduled(self, history: History, coming: Coming) -> Iterator[Reason]:
        """The oldest treatment planned that no booking is for."""
        unscheduled_after = self._rule.unscheduled_after
        if unscheduled_after is None:
            return
        for planned in care_among(history.planned):
            if self._as_of < or_last_day(planned.on, unscheduled_after):
                return
            if not coming.speaks_for((planned.kind,), (planned.code,), planned.on):
                yield new_reason(code=ReasonCode.TREATMENT_UNSCHEDULED, evidence=planned)
                return

    def _untreated(self, history: History, coming: Coming) -> Iterator[Reason]:
        """In a practice too young for anybody to be asleep: whoever stays away with a problem is missed sooner."""
        absent_after = self._rule.absent_after
        seen = last_visit(history, self._as_of) if self._young else None
        if seen is None or absent_after is None:
            return
        if self._as_of <= DaysAway(absences(history), seen).put_off(or_last_day(seen, absent_after)):
            return
        for problem in open_problems(history, self._as_of):
            if not coming.speaks_for((), (), problem.since):
                yield new_reason(code=ReasonCode.PROBLEM_UNTREATED, until=self._young_until, evidence=problem)
        for planned in care_among(history.planned)[:1]:
            if planned.on <= self._as_of and not coming.speaks_for((planned.kind,), (planned.code,), planned.on):
                yield new_reason(code=ReasonCode.PROBLEM_UNTREATED, until=self._young_until, evidence=planned)
