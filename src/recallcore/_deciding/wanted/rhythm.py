"""The call for life, counted from the end of treatment: due until there has been contact since its day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from recallcore._base.days import ListeningDay, Turns, memo_of, plain_day
from recallcore._base.intervals import Interval, or_last_day
from recallcore._deciding.codes import ReasonCode
from recallcore._deciding.found import Found, Needs
from recallcore._deciding.question import Question
from recallcore._deciding.reasons import Reason, new_reason
from recallcore._facts.history import History
from recallcore._facts.questions import expired, settled, visited
from recallcore._facts.vocabulary import CareSetting
from recallcore._policy.attendance import Rhythm
from recallcore._policy.policy import Policy


class RhythmBeats:
    """The beats of a policy's rhythm as reasons to contact."""

    needs: ClassVar = Needs.NOTHING

    def __init__(self, rhythm: Rhythm, policy: Policy, question: Question) -> None:
        self._rhythm = rhythm
        self._course_gap = policy.course_gap
        self._as_of = question.as_of
        self._latest = memo_of(question.as_of, self._latest_beat)

    def __call__(self, history: History, _: Found) -> Sequence[Reason]:
        """The latest beat, until something has come of it."""
        treated = [p for p in history.completed if p.kind in self._rhythm.kinds and p.where is CareSetting.HERE]
        if not treated:
            return ()
        last = treated[-1]
        if history.planned and self._as_of <= or_last_day(last.on, self._course_gap):
            return ()  # the course of treatment has not ended yet
        on = self._latest[last.on]
        if (
            on > last.on
            and not visited(history, on, self._as_of)
            and not settled(history, on, self._as_of)
            and not expired(history, on)
        ):
            return (new_reason(code=ReasonCode.CONTACT_RHYTHM, evidence=last),)
        return ()

    def _latest_beat(self, treated: date) -> date:
        """The latest beat on the day asked about; a day that listens hears of the next one."""
        every, as_of = self._rhythm.every, plain_day(self._as_of)
        number, on = latest_beat(treated, every, as_of)
        if type(self._as_of) is ListeningDay:
            following = or_last_day(treated, every * (number + 1))
            # Once no fact lies ahead that could settle a beat, each further one says what this one said.
            self._as_of.hear(Turns(again=following if following > as_of else None))
        return on


def latest_beat(start: date, every: Interval, as_of: date) -> tuple[int, date]:
    """The latest of `start` + `every` × n that is not after `as_of`, and its n; n = 0 when the first lies ahead."""
    days = (as_of - start).days
    least, most = (max(days // span, 0) for span in (every.longest_days(), every.shortest_days()))
    # Beats come in order, so the last of those in doubt is found by halving.
    number = least + bisect_right(range(least + 1, most + 1), as_of, key=lambda n: or_last_day(start, every * n))
    return number, or_last_day(start, every * number) if number else start
