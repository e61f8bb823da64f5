"""By which channels may somebody be told what concerns their safety?

Knows the reasons to contact, and the channels that the policy calls fit.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from recallcore._deciding.codes import ReasonCode
from recallcore._deciding.found import Found, Needs
from recallcore._deciding.question import Question
from recallcore._deciding.reasons import Reason, new_reason, new_scope
from recallcore._facts.history import History
from recallcore._facts.vocabulary import Purpose
from recallcore._policy.policy import Policy


class OfSafety:
    """The channels that are not fit while a safety follow-up stands."""

    needs: ClassVar = Needs.CIRCUMSTANCES

    def __init__(self, policy: Policy, question: Question) -> None:
        unfit = tuple(channel for channel in policy.channels if channel not in policy.safety_channels)
        asked = question.purpose is Purpose.CARE and unfit
        self._scope = new_scope(channels=unfit, purposes=(Purpose.CARE,)) if asked else None

    def __call__(self, history: History, found: Found) -> Sequence[Reason]:
        """One reason for all that stand, until the last of them is closed."""
        if self._scope is None:
            return ()
        standing = [reason for reason in found.other_reasons if reason.code is ReasonCode.SAFETY_FOLLOW_UP]
        if not standing:
            return ()
        last = max(standing, key=lambda reason: reason.until or date.max)
        return (
            new_reason(code=ReasonCode.NOT_FIT_FOR_SAFETY, until=last.until, scope=self._scope, evidence=last.evidence),
        )
