"""Is this somebody to contact at all: a patient, with a life that can be true?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from recallcore._deciding.codes import ReasonCode
from recallcore._deciding.found import Found, Needs
from recallcore._deciding.question import Question
from recallcore._deciding.reasons import Reason, new_reason
from recallcore._facts.history import History
from recallcore._policy.policy import Policy

_NOT_A_SUBJECT: Final = new_reason(code=ReasonCode.NOT_A_PATIENT)


class OfSubject:
    """Somebody on the books who is no patient, or whose birth date cannot be true."""

    needs: ClassVar = Needs.NOTHING

    def __init__(self, _: Policy, question: Question) -> None:
        self._as_of = question.as_of

    def __call__(self, history: History, _: Found) -> Sequence[Reason]:
        """That there is nobody to contact, and that care came before birth, or birth is to come."""
        patient, done = history.patient, history._care
        born = patient.birth_date
        if patient.subject and (born is None or (born <= self._as_of and (not done or born <= done[0].on))):
            return ()  # nearly everybody
        reasons = [] if patient.subject else [_NOT_A_SUBJECT]
        if born is not None and (born > self._as_of or (done and done[0].on < born)):
            reasons.append(new_reason(code=ReasonCode.CONTRADICTORY_FACTS, evidence=patient))
        return reasons
