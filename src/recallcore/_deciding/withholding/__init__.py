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
from recallcore._deciding.withholding.recently import OfRecentContact
from recallcore._deciding.withholding.safety import OfSafety
from recallcore._deciding.withholding.subject import OfSubject
from recallcore._facts.history import History
from recallcore._policy.policy import Policy

_PRECEDENCE: Final = attrgetter("precedence")
_REVIEW: Final = Role.REVIEW


class WithholdingPlan(Stages):
    """A policy's reasons to leave somebody alone, made ready for one day, and for one instant where it is known."""

    def __init__(self, policy: Policy, question: Question, cadence: CadencePlan | None) -> None:
        stages: list[DecisionStage] = [] if cadence is None else [cadence]
        stages += [OfSubject(policy, question), OfCircumstances(policy, question), OfPeople(policy, question)]
        stages += [OfBookings(policy, question), OfSafety(policy, question)]
        if policy.after_visit is not None or policy.after_talk is not None:
            stages.append(OfRecentContact(policy, question))
        super().__init__(stages)
        self._outranking = Outranking(policy, question.purpose)
        self.blocked_safety = self._outranking.blocked_safety

    def _together(self, history: History, found: Found, reasons: list[Reason]) -> tuple[Reason, ...]:
        """What withholds something, once what goes before it has; a reason may also ask a person to look."""
        withheld: list[Reason] = []
        for reason in reasons:
            (found.review if reason.code.role is _REVIEW else withheld).append(reason)
        if found.other_reasons:
            withheld = self._outranking(history, withheld, found.other_reasons)
        if len(withheld) > 1:
            withheld.sort(key=_PRECEDENCE)
        found.review += [reason for reason in withheld if reason.code in ASKS_REVIEW]
        return tuple(withheld)
