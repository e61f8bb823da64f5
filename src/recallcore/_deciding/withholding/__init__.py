"""May we contact this patient on this day, by which channels, about what, and if not, until when?

Small stages, a room each axis. They collect every reason, never only the first; which of them lead is for others to
say. Nothing here knows how urgent a contact is.
"""

from __future__ import annotations

from operator import attrgetter
from typing import Final

from recallcore._deciding.cadence import CadencePlan
from recallcore._deciding.codes import ASKS_REVIEW, Role
from recallcore._deciding.found import DecisionStage, Found, Stages
from recallcore._deciding.question import Question
from recallcore._deciding.reasons import Reason
from recallcore._deciding.withholding.bookings import OfBookings
from recallcore._deciding.withholding.circumstances import OfCircumstances
from recallcore._deciding.withholding.outranking import Outranking
from recallcore._deciding.withholding.people import OfPeople
from recallcore._deciding.withholding.subject import OfSubject
from recallcore._facts.history import History
from recallcore._policy.policy import Policy

_PRECEDENCE: Final = attrgetter("precedence")
_REVIEW: Final = Role.REVIEW


class WithholdingPlan:
    """A policy's reasons to leave somebody alone, made ready for one day, and for one instant where it is known."""

    def __init__(self, policy: Policy, question: Question, cadence: CadencePlan | None) -> None:
        stages: list[DecisionStage] = [] if cadence is None else [cadence]
        stages += [OfSubject(policy, question), OfCircumstances(policy, question), OfPeople(policy, question)]
        stages.append(OfBookings(policy, question))
        self._stages = Stages(stages)
        self._outranking = Outranking(policy, question.purpose)
        self.blocked_safety = self._outranking.blocked_safety

    def __call__(self, history: History, found: Found) -> tuple[Reason, ...]:
        """Every reason that withholds something, in order of precedence. What to look at goes to `found.review`."""
        reasons = self._stages(history, found)
        if not reasons:
            return ()
        found.review += [reason for reason in reasons if reason.code.role is _REVIEW]
        withheld = [reason for reason in reasons if reason.code.role is not _REVIEW]
        withheld = self._outranking(history, withheld, found.prompts)
        if len(withheld) > 1:
            withheld.sort(key=_PRECEDENCE)
        found.review += [reason for reason in withheld if reason.code in ASKS_REVIEW]
        return tuple(withheld)
