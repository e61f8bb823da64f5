"""Why would we contact this patient today, if we may?

Knows facts, policy and due dates. Whether contact is allowed is the next room's question.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from recallcore._circumstances import Away, Deferral
from recallcore._due import Press, Standing
from recallcore._history import History
from recallcore._intervals import ONE_DAY
from recallcore._reasons import Basis, Reason, ReasonCode
from recallcore._vocabulary import Booking, Direction, Outcome, Where

# A recall that has, or once had, a due date attaches to the patient; these bases say that it never did.
_UNATTACHED: Final = frozenset(
    {Basis.NO_HISTORY, Basis.OUTSIDE_AGE, Basis.SUPERSEDED, Basis.NOT_ENROLLED, Basis.ENDED, Basis.BEYOND_CALENDAR}
)
_NO_RECALL: Final = Reason(code=ReasonCode.NO_RECALL_ATTACHES)
_SPOKE: Final = frozenset({Outcome.CONVERSATION, Outcome.BOOKED})


class WantedPlan:
    """The reasons to contact on one day."""

    def __init__(self, as_of: date) -> None:
        self.as_of = as_of

    def __call__(
        self, history: History, standings: Sequence[Standing]
    ) -> tuple[tuple[Reason, ...], tuple[Reason, ...]]:
        """The reasons to contact, the most pressing first, and why the other recalls are no reason."""
        pressing: list[tuple[Press, Reason]] = []
        idle: list[Reason] = []
        for _, reason, press in standings:
            if press is None:
                idle.append(reason)
            else:
                pressing.append((press, reason))
        if len(pressing) > 1:
            pressing.sort()
        wanted = [reason for _, reason in pressing]
        if not wanted and all(due.basis in _UNATTACHED for due, _, _ in standings):
            idle.append(_NO_RECALL)
        if history.circumstances:
            wanted.extend(self._returns(history))
        return tuple(wanted), tuple(idle)

    def _returns(self, history: History) -> Iterator[Reason]:
        """A deferral or an absence that has ended is itself a reason to call, until something has come of it."""
        for deferral in governing_deferrals(history):
            if deferral.until <= self.as_of:
                after = deferral.until - ONE_DAY if deferral.since is None else deferral.since
                if not self._settled(history, after, deferral.until):
                    yield Reason(code=ReasonCode.DEFERRAL_ENDED, evidence=deferral)
        for away in history.circumstances:
            back = away.until if isinstance(away, Away) else None
            if back is not None and back <= self.as_of and not self._settled(history, back - ONE_DAY, back):
                yield Reason(code=ReasonCode.ABSENCE_ENDED, evidence=away)

    def _settled(self, history: History, after: date, until: date) -> bool:
        """A visit after `after`, a booking that stands, or a conversation from `until` on."""
        return (
            any(p.on > after and p.where is Where.HERE for p in history.completed)
            or any(
                (a.state is Booking.KEPT and a.on > after) or (a.state is Booking.BOOKED and a.on >= self.as_of)
                for a in history.appointments
            )
            or any(
                a.on >= until and (a.outcome in _SPOKE or a.direction is Direction.INBOUND) for a in history.attempts
            )
        )


def governing_deferrals(history: History) -> tuple[Deferral, ...]:
    """The deferrals in force: the latest dated request, and every undated one, which may be later than it."""
    deferrals = [fact for fact in history.circumstances if isinstance(fact, Deferral)]
    latest = max((d.since for d in deferrals if d.since is not None), default=None)
    return tuple(d for d in deferrals if d.since is None or d.since == latest)
