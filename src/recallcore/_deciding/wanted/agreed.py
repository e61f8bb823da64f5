"""What was agreed and is due today: somebody's safety, a call promised, a call that we were to wait for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import ClassVar, Final

from recallcore._base.intervals import or_last_day, stands
from recallcore._deciding.codes import ReasonCode
from recallcore._deciding.found import Found, Needs
from recallcore._deciding.promises import awaited, standing_call_backs
from recallcore._deciding.question import Question
from recallcore._deciding.reasons import Reason, new_reason
from recallcore._facts.agreements import CallBack, PatientWillCall, SafetyFollowUp
from recallcore._facts.history import History
from recallcore._facts.questions import expired, expiries
from recallcore._policy.policy import Policy

AGREEMENTS: Final = frozenset[type]({SafetyFollowUp, CallBack, PatientWillCall})
_ON: Final = attrgetter("on")


class Agreed:
    """Agreements as reasons to contact."""

    needs: ClassVar = Needs.CIRCUMSTANCES

    def __init__(self, policy: Policy, question: Question) -> None:
        self._policy = policy
        self._as_of = question.as_of

    def __call__(self, history: History, _: Found) -> Sequence[Reason]:
        """A safety follow-up that is open, a call promised for today or earlier, and a call announced in vain."""
        if AGREEMENTS.isdisjoint(history._types):
            return ()
        return [*self._safety(history), *self._promised(history), *self._announced(history)]

    def _safety(self, history: History) -> Iterator[Reason]:
        for fact in history.circumstances:
            if isinstance(fact, SafetyFollowUp) and stands(fact.since, fact.closed_on, self._as_of):
                yield new_reason(code=ReasonCode.SAFETY_FOLLOW_UP, until=fact.closed_on, evidence=fact)

    def _promised(self, history: History) -> Iterator[Reason]:
        standing = standing_call_backs(history, self._as_of)
        if not standing:
            return
        fell = expiries(history)
        for promise in sorted(standing, key=_ON):
            if fell(promise.on):
                continue
            until = or_last_day(promise.on, self._policy.callback_valid_for)
            if until <= self._as_of:
                yield new_reason(code=ReasonCode.PROMISE_MISSED, evidence=promise)
            elif promise.on <= self._as_of:
                yield new_reason(code=ReasonCode.CALL_PROMISED, until=until, evidence=promise)

    def _announced(self, history: History) -> Iterator[Reason]:
        said = awaited(history, self._as_of)
        if said is not None:
            until = or_last_day(said.since, self._policy.patient_will_call)
            if until <= self._as_of and not expired(history, until):
                yield new_reason(code=ReasonCode.PATIENT_DID_NOT_CALL, evidence=said)
