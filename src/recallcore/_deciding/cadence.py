"""Have we tried often enough for now?

Knows attempts and the policy's cadence. A history without a recent attempt costs one comparison.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import reduce
from operator import attrgetter, or_
from typing import ClassVar, Final

from recallcore._base.days import plain_day
from recallcore._base.intervals import Ends, next_or_last_day
from recallcore._deciding.codes import ReasonCode
from recallcore._deciding.found import Found, Needs
from recallcore._deciding.question import Question
from recallcore._deciding.reasons import Reason, new_reason, new_scope
from recallcore._facts.events import Attempt
from recallcore._facts.history import History
from recallcore._facts.questions import SPOKE, is_recall_attempt
from recallcore._facts.vocabulary import CareSetting, Purpose
from recallcore._policy.contacts import Cadence, Counting
from recallcore._policy.policy import Policy

# Recall contacts alone are spaced: a reminder of a booked visit is another matter.
RECALL_CONTACTS: Final = new_scope(purposes=(Purpose.CARE, Purpose.MARKETING))


_APPOINTMENT: Final = Purpose.APPOINTMENT


class CadencePlan:
    """A cadence, made ready for one day."""

    needs: ClassVar = Needs.ATTEMPTS

    def __init__(self, cadence: Cadence, policy: Policy, question: Question) -> None:
        self._as_of = question.as_of
        self._today = today = plain_day(question.as_of)
        self.cadence = cadence
        self._resolving = reduce(or_, [rule._resolving for rule in policy.recalls])
        self._caps = [(cap.max_attempts, Ends(cap.within)) for cap in cadence.caps]
        self._gaps = [None if gap is None else Ends(gap) for gap in cadence.gaps]
        self._rests = None if cadence.rest is None else Ends(cadence.rest)
        self.numbers = bool(cadence.gaps or cadence.rest or cadence.escalation)  # caps ask for no number
        spans = [*(gap for gap in cadence.gaps if gap is not None), *(cap.within for cap in cadence.caps)]
        spans += [] if cadence.rest is None else [cadence.rest]
        # An attempt before this day is out of reach of every span, and stays so.
        beyond = next_or_last_day(today)
        self._reach = min((span.first_day_reaching(beyond) for span in spans), default=date.max)

    def __call__(self, history: History, _: Found) -> Sequence[Reason]:
        """Why not to try again yet, if anything says so."""
        attempts = history.attempts
        if attempts[-1].on < self._reach:
            return ()
        counted = self._counted(attempts)
        reasons = []
        for most, ends in self._caps:
            if len(counted) >= most:
                reasons += self._until(ReasonCode.ATTEMPT_CAP_REACHED, counted[-most], ends)
        if counted and (self._gaps or self._rests is not None):
            reasons += self._rest_and_gap(history, self._since_visit(history, counted))
        return reasons

    def attempts_so_far(self, history: History) -> int:
        """How many attempts there have been since the count last began, however long ago they were."""
        attempts = self._since_visit(history, history.attempts)
        if not attempts:
            return 0
        number, _, rests_until = self._fold(history, self._counted(attempts))
        return number if rests_until is None or self._today < rests_until else 0

    def _counted(self, attempts: Sequence[Attempt]) -> Sequence[Attempt]:
        """The attempts that count, and of those that are one only the first."""
        counted = [attempt for attempt in attempts if is_recall_attempt(attempt)]
        unit = _UNITS[self.cadence.counting]
        if unit is None:
            return counted
        return list({unit(attempt): attempt for attempt in reversed(counted)}.values())[::-1]

    def _since_visit(self, history: History, attempts: Sequence[Attempt]) -> Sequence[Attempt]:
        """Those after the last visit that resolved a recall."""
        for procedure in reversed(history.completed):
            if procedure.where is CareSetting.HERE and procedure in self._resolving:
                return [attempt for attempt in attempts if attempt.on > procedure.on]
        return attempts

    def _rest_and_gap(self, history: History, counted: Sequence[Attempt]) -> list[Reason]:
        if not counted:
            return []
        number, rested, _ = self._fold(history, counted)
        reasons = []
        if rested is not None and self._rests is not None:
            reasons += self._until(ReasonCode.ATTEMPTS_EXHAUSTED, rested, self._rests)
        if self._gaps:
            gap = self._gaps[min(max(number, 1), len(self._gaps)) - 1]
            reasons += [] if gap is None else self._until(ReasonCode.ATTEMPT_TOO_RECENT, counted[-1], gap)
        return reasons

    def _until(self, code: ReasonCode, attempt: Attempt, ends: Ends) -> list[Reason]:
        until = ends[attempt.on]
        return (
            [new_reason(code=code, until=until, scope=RECALL_CONTACTS, evidence=attempt)] if self._as_of < until else []
        )

    def _fold(self, history: History, attempts: Sequence[Attempt]) -> tuple[int, Attempt | None, date | None]:
        """How many attempts since the count last began; the one that began the last rest; and the end of that rest,
        unless there has been an attempt since.
        """
        spoke = None
        if self.cadence.conversation_starts_afresh:
            for attempt in reversed(history.attempts):
                if attempt.outcome in SPOKE and attempt.purpose is not _APPOINTMENT:
                    spoke = attempt.on
                    break
        number, rested, rests_until = 0, None, None
        for attempt in attempts:
            if spoke is not None and attempt.on <= spoke:
                continue
            if rests_until is not None:
                if attempt.on < rests_until:
                    continue  # somebody tried all the same: it neither shortens the rest nor prolongs it
                number, rests_until = 0, None
            number += 1
            if number == self.cadence.max_attempts and self._rests is not None:
                rested, rests_until = attempt, self._rests[attempt.on]
        return number, rested, rests_until


# What makes two attempts one. None: nothing does.
_UNITS: Final[dict[Counting, Callable[[Attempt], object] | None]] = {
    Counting.EVERY_ATTEMPT: None,
    Counting.ONE_A_DAY: attrgetter("on"),
    Counting.ONE_A_DAY_AND_CHANNEL: attrgetter("on", "channel"),
}
