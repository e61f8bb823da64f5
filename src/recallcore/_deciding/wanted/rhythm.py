"""The contact for life, counted from the end of treatment: due until there has been contact about its day, or since."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date
from typing import ClassVar, Final, NamedTuple

from recallcore._base.days import ListeningDay, Turns, memo_of, plain_day
from recallcore._base.intervals import Interval, or_last_day
from recallcore._deciding.codes import ReasonCode
from recallcore._deciding.found import Found, Needs
from recallcore._deciding.question import Question
from recallcore._deciding.reasons import Beat, Reason, new_beat, new_reason
from recallcore._facts.history import History, care_among
from recallcore._facts.questions import booked_ahead, expired, last_talk
from recallcore._facts.visits import care_here, last_visit
from recallcore._policy.attendance import Rhythm
from recallcore._policy.policy import Policy

_CALENDAR: Final = date.max.toordinal()  # days


class _Due(NamedTuple):
    """The latest beat after a treatment."""

    beat: Beat | None  # None: the first lies ahead, or the last has lapsed
    until: date | None  # the day it lapses without another, if it does
    following: date | None  # the day of the next beat; None: there is none


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
        treated = [p for p in care_here(history) if p.kind in self._rhythm.kinds]
        if not treated:
            return ()
        last = treated[-1]
        if self._is_under_way(history, last.on):
            return ()
        due = self._latest[last.on]
        met = max(last_visit(history, self._as_of) or date.min, last_talk(history) or date.min)
        if due.following is not None and type(self._as_of) is ListeningDay:
            # Once no fact lies ahead that could settle a beat, each further one says what the next one says; unless
            # contact so near before the next one is that one's already, and no other's.
            following = due.following
            self._as_of.hear(Turns(once=following) if self._answers(met, following) else Turns(again=following))
        beat = due.beat
        if (
            beat is None
            or booked_ahead(history, self._as_of)
            or self._answers(met, beat.on)
            or expired(history, beat.on)
        ):
            return ()
        return (new_reason(code=ReasonCode.CONTACT_RHYTHM, until=due.until, evidence=beat),)

    def _is_under_way(self, history: History, last: date) -> bool:
        """Whether the course of treatment has not ended yet."""
        planned = history.planned and care_among(history.planned)
        return bool(planned) and self._as_of <= or_last_day(last, self._course_gap)

    def _answers(self, met: date, on: date) -> bool:
        """Whether contact on a day is that of a beat: it came on the beat's day or later, or shortly before."""
        near = self._rhythm.near
        if near is None or met >= on or (on - met).days > near.longest_days():
            return met >= on
        return met >= near.first_day_reaching(on)

    def _latest_beat(self, treated: date) -> _Due:
        """The latest beat on the day asked about; a day that listens hears on which day the last one lapses."""
        every, as_of, most = self._rhythm.every, plain_day(self._as_of), self._rhythm.ends_after
        number, on = latest_beat(treated, every, as_of)
        ends = None if most is None else _beat_on(treated, every, most + 1)
        following: date | None = _beat_on(treated, every, number + 1)
        if following is not None and (following <= as_of or (ends is not None and following >= ends)):
            following = None
        if ends is not None and ends > as_of and type(self._as_of) is ListeningDay:
            self._as_of.hear(Turns(once=ends))
        over = number == 0 or (ends is not None and ends <= as_of)
        return _Due(
            beat=None if over else new_beat(number=number, on=on, treated_on=treated),
            until=ends if following is None else None,
            following=following,
        )


def _beat_on(start: date, every: Interval, number: int) -> date:
    """`start` + `every` × `number`, or the calendar's last day when that is past it."""
    return date.max if every.shortest_days() * number > _CALENDAR else or_last_day(start, every * number)


def latest_beat(start: date, every: Interval, as_of: date) -> tuple[int, date]:
    """The latest of `start` + `every` × n that is not after `as_of`, and its n; n = 0 when the first lies ahead."""
    days = (as_of - start).days
    least, most = (max(days // span, 0) for span in (every.longest_days(), every.shortest_days()))
    # Beats come in order, so the last of those in doubt is found by halving.
    number = least + bisect_right(range(least + 1, most + 1), as_of, key=lambda n: or_last_day(start, every * n))
    return number, or_last_day(start, every * number) if number else start
