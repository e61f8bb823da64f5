"""How long has this patient stayed away: never seen, current, lapsed or dormant?

Knows visits, absences and the policy's rule. What follows from it is another room's question.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from recallcore._base.days import memo_of
from recallcore._base.intervals import Ends, day_after, next_or_last_day
from recallcore._base.memo import Memo
from recallcore._deciding.question import Question
from recallcore._deciding.reasons import AttendanceStage, Dormancy, new_dormancy
from recallcore._facts.absences import DaysAway, absences
from recallcore._facts.history import History
from recallcore._facts.standing import Away
from recallcore._facts.visits import last_attended, last_visit
from recallcore._facts.vocabulary import CareSetting
from recallcore._policy.attendance import DormancyRule

_HERE: Final = CareSetting.HERE
_NEVER_SEEN: Final = new_dormancy(stage=AttendanceStage.NEVER_SEEN)


class DormancyPlan:
    """A rule of dormancy, made ready for one day."""

    def __init__(self, rule: DormancyRule, question: Question) -> None:
        self._as_of = question.as_of
        self._dormant_after = Ends(rule.dormant_after)
        self._lapsed_after = None if rule.lapsed_after is None else Ends(rule.lapsed_after)
        self._seen_on: Memo[date, Dormancy] = memo_of(question.as_of, lambda seen: self._stage(seen, seen, None))

    def __call__(self, history: History) -> Dormancy:
        """How long asleep."""
        done = history.completed
        if done and done is history._care and done[-1].where is _HERE and not history.appointments:  # nearly everybody
            seen: date | None = done[-1].on
            attended = seen
        else:
            seen = last_visit(history, self._as_of)
            attended = last_attended(history, seen, self._as_of)
        if attended is None:
            return _NEVER_SEEN
        if attended is seen and Away not in history._types:
            return self._seen_on[attended]
        away = DaysAway(absences(history), attended) if Away in history._types else None
        return self._stage(seen, attended, away)

    def _stage(self, seen: date | None, attended: date, away: DaysAway | None) -> Dormancy:
        lapsed = None if self._lapsed_after is None else self._lapsed_after[attended]
        dormant = self._dormant_after[attended]
        if away is not None:
            lapsed = None if lapsed is None else away.put_off(lapsed)
            dormant = away.put_off(dormant)
        cared_for = attended if attended != seen else None
        if self._as_of > dormant:
            since = next_or_last_day(dormant)
            return new_dormancy(stage=AttendanceStage.DORMANT, last_visit=seen, cared_for_on=cared_for, since=since)
        if lapsed is not None and self._as_of > lapsed:
            since, until = next_or_last_day(lapsed), day_after(dormant)
            stage = AttendanceStage.LAPSED
            return new_dormancy(stage=stage, last_visit=seen, cared_for_on=cared_for, since=since, until=until)
        until = day_after(dormant if lapsed is None else lapsed)
        stage = AttendanceStage.CURRENT
        return new_dormancy(stage=stage, last_visit=seen, cared_for_on=cared_for, since=attended, until=until)
