"""A deferral or an absence that has ended is itself a reason to call, until something has come of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import ClassVar, Final

from recallcore._deciding.codes import ReasonCode
from recallcore._deciding.found import Found, Needs
from recallcore._deciding.promises import deferred_until, governing_deferrals, seen_after
from recallcore._deciding.question import Question
from recallcore._deciding.reasons import Reason, new_reason
from recallcore._facts.absences import last_return
from recallcore._facts.history import History
from recallcore._facts.questions import expired, settled, visited
from recallcore._facts.standing import Away, Deferral
from recallcore._policy.policy import Policy

WAITS: Final = frozenset[type]({Away, Deferral})


class Returned:
    """Waits that have ended, as reasons to contact."""

    needs: ClassVar = Needs.CIRCUMSTANCES

    def __init__(self, policy: Policy, question: Question) -> None:
        self._policy = policy
        self._as_of = question.as_of

    def __call__(self, history: History, _: Found) -> Sequence[Reason]:
        """Every deferral that has ended, and the absence that ended last."""
        if WAITS.isdisjoint(history._types):
            return ()
        return [*self._deferrals(history), *self._absence(history)]

    def _deferrals(self, history: History) -> Iterator[Reason]:
        for deferral in governing_deferrals(history):
            until = deferred_until(deferral, self._policy)
            if deferral.recalls is None and until <= self._as_of:
                # A visit on the day it was said does not count: it was said there.
                since = deferral.since
                if since is None:
                    seen = visited(history, until, self._as_of)
                else:
                    seen = seen_after(history, since, self._as_of)
                if not seen and self._still_open(history, until):
                    yield new_reason(code=ReasonCode.DEFERRAL_ENDED, evidence=deferral)

    def _absence(self, history: History) -> Iterator[Reason]:
        returned = last_return(history, self._as_of)
        if returned is not None:
            away, back = returned
            if not visited(history, back, self._as_of) and self._still_open(history, back):
                yield new_reason(code=ReasonCode.ABSENCE_ENDED, evidence=away)

    def _still_open(self, history: History, since: date) -> bool:
        return not settled(history, since, self._as_of) and not expired(history, since)
