"""A deferral or an absence that has ended is itself a reason to call, until something has come of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar, Final

from recallcore._deciding.codes import ReasonCode
from recallcore._deciding.coming import ComingPlan
from recallcore._deciding.found import Found, Needs
from recallcore._deciding.promises import deferred_until, governing_deferrals
from recallcore._deciding.question import Question
from recallcore._deciding.reasons import Reason, new_reason
from recallcore._facts.absences import last_return
from recallcore._facts.history import History
from recallcore._facts.questions import (
    expired,
    expiries,
    last_talk,
    settled,
)
from recallcore._facts.standing import Away, Deferral
from recallcore._facts.visits import last_visit, visited
from recallcore._policy.policy import Policy

WAITS: Final = frozenset[type]({Away, Deferral})


class Returned:
    """Waits that have ended, as reasons to contact."""

    needs: ClassVar = Needs.CIRCUMSTANCES

    def __init__(self, policy: Policy, question: Question) -> None:
        self._policy = policy
        self._as_of = question.as_of
        self._coming = ComingPlan(policy, question)

    def __call__(self, history: History, _: Found) -> Sequence[Reason]:
        """Every deferral that has ended, and the absence that ended last."""
        if WAITS.isdisjoint(history._types):
            return ()
        return [*self._deferrals(history), *self._absence(history)]

    def _deferrals(self, history: History) -> Iterator[Reason]:
        deferrals = [deferral for deferral in governing_deferrals(history) if deferral.recalls is None]
        over = [(on, d) for d in deferrals if (on := deferred_until(d, self._policy)) <= self._as_of]
        if not over:
            return
        seen, talked = last_visit(history, self._as_of), last_talk(history)
        fell, coming = expiries(history), self._coming(history)
        for until, deferral in over:
            # A visit on the day it was said does not count: it was said there.
            since = deferral.since
            back = seen is not None and (seen >= until if since is None else seen > since)
            spoken = talked is not None and talked >= until
            if not back and not spoken and not coming.speaks_for((), (), since) and not fell(until):
                yield new_reason(code=ReasonCode.DEFERRAL_ENDED, evidence=deferral)

    def _absence(self, history: History) -> Iterator[Reason]:
        returned = last_return(history, self._as_of)
        if returned is not None:
            away, back = returned
            if (
                not visited(history, back, self._as_of)
                and not settled(history, back, self._as_of)
                and not expired(history, back)
            ):
                yield new_reason(code=ReasonCode.ABSENCE_ENDED, evidence=away)
