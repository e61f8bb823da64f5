"""Why would we contact this patient today, if we may?

Knows facts, policy and due dates. Whether contact is allowed is the next room's question.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from recallcore._circumstances import Away, Deferral
from recallcore._due import Standing
from recallcore._history import History
from recallcore._intervals import ONE_DAY
from recallcore._policy import Policy
from recallcore._reasons import Basis, Reason, ReasonCode
from recallcore._vocabulary import Booking, Direction, Outcome, Where

# A recall that has, or once had, a due date attaches to the patient; these bases say that it never did.
_UNATTACHED: Final = frozenset(
    {Basis.NO_HISTORY, Basis.OUTSIDE_AGE, Basis.SUPERSEDED, Basis.NOT_ENROLLED, Basis.ENDED, Basis.BEYOND_CALENDAR}
)
_NO_RECALL: Final = Reason(code=ReasonCode.NO_RECALL_ATTACHES)
_RECALL_DUE: Final = ReasonCode.RECALL_DUE
_SPOKE: Final = frozenset({Outcome.CONVERSATION, Outcome.BOOKED})


class WantedPlan:
    """A policy's reasons to contact, made ready for one day."""

    def __init__(self, policy: Policy, as_of: date) -> None:
        self.as_of = as_of
        self._rank = {rule.name: rule.rank for rule in policy.recalls}
        self._riders = frozenset(rule.name for rule in policy.recalls if not rule.on_its_own)

    def __call__(
        self, history: History, standings: Sequence[Standing]
    ) -> tuple[tuple[Reason, ...], tuple[Reason, ...]]:
        """The reasons to contact, the most pressing first, and why the other recalls are no reason."""
        wanted: list[Reason] = []
        idle: list[Reason] = []
        attached = False
        for due, reason in standings:
            if reason.code is not _RECALL_DUE:
                idle.append(reason)
                attached = attached or due.basis not in _UNATTACHED
            elif due.recall in self._riders:
                idle.append(Reason(code=ReasonCode.RIDES_ALONG, scope=reason.scope, evidence=due))
                attached = True
            else:
                wanted.append(reason)
                attached = True
        if len(wanted) > 1:
            wanted.sort(key=self._pressing)
        if history.circumstances:
            wanted.extend(self._returns(history))
        if not attached:
            idle.append(_NO_RECALL)
        return tuple(wanted), tuple(idle)

    def _pressing(self, reason: Reason) -> tuple[int, date, str]:
        due = reason.due
        assert due is not None
        assert due.on is not None
        return self._rank[due.recall], due.on, due.recall

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
