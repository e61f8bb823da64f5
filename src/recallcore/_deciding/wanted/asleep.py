"""Dormant: a reason to call by itself, unless a booking stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from recallcore._deciding.codes import ReasonCode
from recallcore._deciding.found import Found, Needs
from recallcore._deciding.question import Question
from recallcore._deciding.reasons import AttendanceStage, Reason, new_reason
from recallcore._facts.history import History
from recallcore._facts.questions import booked_ahead
from recallcore._policy.policy import Policy

_DORMANT: Final = AttendanceStage.DORMANT


class Asleep:
    """Dormancy as a reason to contact."""

    needs: ClassVar = Needs.NOTHING

    def __init__(self, _: Policy, question: Question) -> None:
        self._as_of = question.as_of

    def __call__(self, history: History, found: Found) -> Sequence[Reason]:
        """That the patient is dormant, if so."""
        dormancy = found.dormancy
        if dormancy is None or dormancy.stage is not _DORMANT or booked_ahead(history, self._as_of):
            return ()
        return (new_reason(code=ReasonCode.DORMANT, evidence=dormancy),)
