"""Why would we contact this patient today, if we may?

Knows facts, policy and due dates. Whether contact is allowed is the next room's question.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from recallcore._circumstances import Away, Deferral
from recallcore._history import History
from recallcore._intervals import ONE_DAY
from recallcore._reasons import Reason, ReasonCode
from recallcore._vocabulary import Booking, Outcome, Where

_SPOKE: Final = frozenset({Outcome.CONVERSATION, Outcome.BOOKED})


class WantedPlan:
    """The reasons to contact on one day, besides the recalls that are due."""

    def __init__(self, as_of: date) -> None:
        self.as_of = as_of

    def __call__(self, history: History) -> tuple[Reason, ...]:
        """Waits that have ended."""
        return tuple(self._returns(history)) if history.circumstances else ()

    def _returns(self, history: History) -> Iterator[Reason]:
        """A deferral or an absence that has ended is itself a reason to call, until something has come of it."""
        for deferral in governing_deferrals(history):
            if deferral.until <= self.as_of:
                # A visit on the day it was said does not count: it was said there.
                since = deferral.until if deferral.since is None else deferral.since + ONE_DAY
                if not self._settled(history, since, deferral.until):
                    yield Reason(code=ReasonCode.DEFERRAL_ENDED, evidence=deferral)
        for away in history.circumstances:
            back = away.until if isinstance(away, Away) else None
            if back is not None and back <= self.as_of and not self._settled(history, back, back):
                yield Reason(code=ReasonCode.ABSENCE_ENDED, evidence=away)

    def _settled(self, history: History, since: date, until: date) -> bool:
        """A visit on `since` or later, a booking that stands, or a conversation on `until` or later."""
        return (
            any(p.on >= since and p.where is Where.HERE for p in history.completed)
            or any(
                (a.state is Booking.KEPT and since <= a.on <= self.as_of)
                or (a.state is Booking.BOOKED and a.on >= self.as_of)
                for a in history.appointments
            )
            or any(a.on >= until and a.outcome in _SPOKE for a in history.attempts)
        )


def governing_deferrals(history: History) -> tuple[Deferral, ...]:
    """The deferrals in force: the latest dated request, and every undated one, which may be later than it."""
    deferrals = [fact for fact in history.circumstances if isinstance(fact, Deferral)]
    latest = max((d.since for d in deferrals if d.since is not None), default=None)
    return tuple(d for d in deferrals if d.since is None or d.since == latest)
