"""Current, lapsed, dormant, never seen? And which loose ends are reasons to call?

Knows visits, absences and the policy's rule. Somebody booked to come is not asleep in any way that needs a call.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from recallcore._base.intervals import ONE_DAY, Ends, or_last_day
from recallcore._deciding.reasons import Dormancy, Reason, ReasonCode, Stage
from recallcore._facts.absences import DaysAway, absences
from recallcore._facts.agreements import OpenProblem
from recallcore._facts.history import PROMPTING, History
from recallcore._facts.questions import booked_ahead, last_visit
from recallcore._facts.vocabulary import Booking, Where
from recallcore._policy.attendance import DormancyRule

_HERE: Final = Where.HERE
_NEVER_SEEN: Final = Dormancy(stage=Stage.NEVER_SEEN)


class DormancyPlan:
    """A rule of dormancy, made ready for one day."""

    def __init__(self, rule: DormancyRule, as_of: date) -> None:
        self.as_of = as_of
        self.rule = rule
        self._known: dict[date, Dormancy] = {}
        self._dormant_after = Ends(rule.dormant_after)
        self._lapsed_after = None if rule.lapsed_after is None else Ends(rule.lapsed_after)
        self._young = False
        if rule.opened is not None and rule.young_for is not None:
            self._young = as_of < or_last_day(rule.opened, rule.young_for)
        self.finds_loose_ends = rule.lost_after is not None or rule.unscheduled_after is not None or self._young

    def __call__(self, history: History) -> Dormancy:
        """How long asleep."""
        done = history.completed
        if done and done[-1].where is _HERE and not history.appointments:  # nearly everybody
            seen: date | None = done[-1].on
        else:
            seen = last_visit(history, self.as_of)
        if seen is None:
            return _NEVER_SEEN
        if not PROMPTING.isdisjoint(history._types):
            away = absences(history)
            if away:
                return self._stage(seen, DaysAway(away, seen))
        known = self._known.get(seen)
        if known is None:
            known = self._known[seen] = self._stage(seen, None)
        return known

    def reasons(self, history: History, dormancy: Dormancy) -> Iterator[Reason]:
        """Reasons to call besides recalls: loose ends, and sleep itself."""
        asleep = dormancy.stage is Stage.DORMANT
        if not (asleep or self.finds_loose_ends) or booked_ahead(history, self.as_of):
            return
        if self.finds_loose_ends:
            yield from self._lost_booking(history, dormancy.last_visit)
            yield from self._unscheduled(history)
            yield from self._untreated(history, dormancy.last_visit)
        if asleep:
            yield Reason(code=ReasonCode.DORMANT, evidence=dormancy)

    def _stage(self, seen: date, away: DaysAway | None) -> Dormancy:
        lapsed = None if self._lapsed_after is None else self._lapsed_after[seen]
        dormant = self._dormant_after[seen]
        if away is not None:
            lapsed = None if lapsed is None else away.put_off(lapsed)
            dormant = away.put_off(dormant)
        if self.as_of > dormant:
            return Dormancy(stage=Stage.DORMANT, last_visit=seen, since=_day_after(dormant))
        if lapsed is not None and self.as_of > lapsed:
            since, until = _day_after(lapsed), _next_stage(dormant)
            return Dormancy(stage=Stage.LAPSED, last_visit=seen, since=since, until=until)
        until = _next_stage(dormant if lapsed is None else lapsed)
        return Dormancy(stage=Stage.CURRENT, last_visit=seen, since=seen, until=until)

    def _lost_booking(self, history: History, seen: date | None) -> Iterator[Reason]:
        rule = self.rule
        if rule.lost_after is None:
            return
        lost = [a for a in history.appointments if a.state in (Booking.CANCELLED, Booking.MISSED)]
        # One cancelled for a day that lies ahead does not hide one that was lost before.
        lost = [a for a in lost if or_last_day(a.on, rule.lost_after) <= self.as_of]
        if not lost:
            return
        latest = lost[-1]
        if seen is None or seen < latest.on:
            yield Reason(code=ReasonCode.BOOKING_LOST, evidence=latest)

    def _unscheduled(self, history: History) -> Iterator[Reason]:
        rule = self.rule
        if rule.unscheduled_after is not None and history.planned:
            oldest = history.planned[0]
            if or_last_day(oldest.on, rule.unscheduled_after) <= self.as_of:
                yield Reason(code=ReasonCode.TREATMENT_UNSCHEDULED, evidence=oldest)

    def _untreated(self, history: History, seen: date | None) -> Iterator[Reason]:
        rule = self.rule
        if not self._young or seen is None or rule.absent_after is None:
            return
        if self.as_of <= DaysAway(absences(history), seen).put_off(or_last_day(seen, rule.absent_after)):
            return
        for problem in open_problems(history, self.as_of):
            yield Reason(code=ReasonCode.PROBLEM_UNTREATED, evidence=problem)
        for planned in history.planned[:1]:
            if planned.on <= self.as_of:
                yield Reason(code=ReasonCode.PROBLEM_UNTREATED, evidence=planned)


def open_problems(history: History, as_of: date) -> list[OpenProblem]:
    """The problems found and not treated by `as_of`."""
    return [
        fact
        for fact in history.circumstances
        if isinstance(fact, OpenProblem) and fact.since <= as_of and (fact.closed_on is None or as_of < fact.closed_on)
    ]


def _next_stage(through: date) -> date | None:
    return None if through == date.max else through + ONE_DAY


def _day_after(on: date) -> date:
    return on if on == date.max else on + ONE_DAY
