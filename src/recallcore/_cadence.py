"""Have we tried often enough for now?

Knows attempts and the policy's cadence. A history without a recent attempt costs one comparison.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from recallcore._contact_policy import Counting
from recallcore._facts import Attempt
from recallcore._history import History
from recallcore._intervals import ONE_DAY, Interval, or_last_day
from recallcore._policy import Policy
from recallcore._reasons import Reason, ReasonCode, Scope
from recallcore._record import SPOKE
from recallcore._vocabulary import Direction, Outcome, Purpose, Where

# Recall contacts alone are spaced: a reminder of a booked visit is another matter.
RECALL_CONTACTS: Final = Scope(purposes=(Purpose.CARE, Purpose.MARKETING))


def counts(attempt: Attempt) -> bool:
    """Whether this was an attempt of ours to recall the patient, and could have reached them."""
    return (
        attempt.direction is Direction.OUTBOUND
        and attempt.purpose is not Purpose.APPOINTMENT
        and attempt.outcome is not Outcome.NOT_DELIVERED
    )


class CadencePlan:
    """A policy's cadence, made ready for one day."""

    def __init__(self, policy: Policy, as_of: date) -> None:
        self.as_of = as_of
        self.cadence = cadence = policy.cadence
        self._resolvers = frozenset(kind for rule in policy.recalls for kind in rule.resolved_by)
        spans: list[Interval] = []
        if cadence is not None:
            spans = [*cadence.gaps, *(cap.within for cap in cadence.caps)]
            spans += [cadence.rest] if cadence.rest is not None else []
        # An attempt before this day is out of reach of every span.
        beyond = as_of + ONE_DAY if as_of < date.max else as_of
        self._reach = min((span.first_day_reaching(beyond) for span in spans), default=date.max)
        self._unit = _UNITS[Counting.EVERY_ATTEMPT if cadence is None else cadence.counting]

    def __call__(self, history: History) -> list[Reason]:
        """Why not to try again yet, if anything says so."""
        cadence, attempts = self.cadence, history.attempts
        if cadence is None or not attempts or attempts[-1].on < self._reach:
            return []
        units: dict[object, Attempt] = {}
        for place, attempt in enumerate(attempts):
            if counts(attempt):
                units.setdefault(self._unit(attempt, place), attempt)
        counted = list(units.values())
        reasons = []
        for cap in cadence.caps:
            if len(counted) >= cap.most:
                reasons += self._until(ReasonCode.TRIED_OFTEN, counted[-cap.most], cap.within)
        visit = self._resolving_visit(history)
        since_visit = counted if visit is None else [a for a in counted if a.on > visit]
        if since_visit:
            number, rested = self._fold(history, since_visit)
            if rested is not None and cadence.rest is not None:
                reasons += self._until(ReasonCode.RESTING, rested, cadence.rest)
            if cadence.gaps:
                gap = cadence.gaps[min(number, len(cadence.gaps)) - 1]
                reasons += self._until(ReasonCode.TRIED_RECENTLY, since_visit[-1], gap)
        return reasons

    def _until(self, code: ReasonCode, attempt: Attempt, span: Interval) -> list[Reason]:
        until = or_last_day(attempt.on, span)
        return [Reason(code=code, until=until, scope=RECALL_CONTACTS, evidence=attempt)] if self.as_of < until else []

    def _resolving_visit(self, history: History) -> date | None:
        for procedure in reversed(history.completed):
            if procedure.where is Where.HERE and procedure.kind in self._resolvers:
                return procedure.on
        return None

    def _fold(self, history: History, attempts: list[Attempt]) -> tuple[int, Attempt | None]:
        """The number of the last attempt since the count last began, and the attempt that began the last rest."""
        cadence = self.cadence
        assert cadence is not None
        spoke = None
        if cadence.conversation_starts_afresh:
            spoke = max((a.on for a in history.attempts if a.outcome in SPOKE), default=None)
        number, rested, rests_until = 0, None, None
        for attempt in attempts:
            if spoke is not None and attempt.on <= spoke:
                continue
            if rests_until is not None:
                if attempt.on < rests_until:
                    continue  # somebody tried all the same: it neither shortens the rest nor prolongs it
                number, rests_until = 0, None
            number += 1
            if number == cadence.most and cadence.rest is not None:
                rested, rests_until = attempt, or_last_day(attempt.on, cadence.rest)
        return max(number, 1), rested


_UNITS: Final[dict[Counting, Callable[[Attempt, int], object]]] = {
    Counting.EVERY_ATTEMPT: lambda _, place: place,
    Counting.ONE_A_DAY: lambda attempt, _: attempt.on,
    Counting.ONE_A_DAY_AND_CHANNEL: lambda attempt, _: (attempt.on, attempt.channel),
}
