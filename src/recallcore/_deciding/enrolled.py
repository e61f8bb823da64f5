"""What a recall for those in periodontal care is counted from where none has started it, and what looks wrong there.

Knows one rule and the policy's other recalls. Whether somebody is enrolled is not asked here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from recallcore._base.intervals import stands
from recallcore._deciding.begun import BEGUN
from recallcore._deciding.codes import ReasonCode
from recallcore._deciding.reasons import Basis, Due, Reason, Scope, new_reason
from recallcore._facts.care_plan import PerioEnrolment
from recallcore._facts.history import History
from recallcore._facts.vocabulary import CareSetting, Kind
from recallcore._policy.care import Care
from recallcore._policy.policy import Policy
from recallcore._policy.recalls import Enrolment, RecallRule

UNATTACHED: Final = (Basis.NO_HISTORY, Basis.TOOTH_EXTRACTED)


def before_enrolment(rule: RecallRule, policy: Policy) -> Care:
    """The care that a recall of the enrolled counts from where none has started it."""
    care = rule._resolving
    for other in policy.recalls:
        if other.enrolment is Enrolment.NOT_ENROLLED:
            care = care | other._starting | other._resolving
    return care


def counted_from(history: History, since: date, before: Care, starting: Care) -> date | None:
    """The day from which maintenance counts that no care has started: that of the care before the enrolment.

    An enrolment says what care is wanted, not that some was done: it never puts off what was to come without it. Where
    nobody knows since when, the calendar's first day stands for it, and all care was before.
    """
    dated = since != date.min
    for procedure in reversed(history.completed):
        if (
            not (dated and procedure.on > since)
            and procedure.where is not CareSetting.CHARTED
            and procedure in before
            and procedure not in starting  # then its tooth has gone
        ):
            return procedure.on
    return since if dated else None


class EnrolledReview:
    """What a person should look at in the record of somebody enrolled."""

    def __init__(self, rule: RecallRule, scope: Scope, as_of: date) -> None:
        self._repeats = rule.repeats
        self._scope = scope
        self._as_of = as_of
        self._kinds = rule._starting.kinds | rule._resolving.kinds
        self._starting = rule._starting
        self._counts = rule._starting | rule._resolving

    def __call__(self, history: History, due: Due, since: date | None) -> Iterator[Reason]:
        """Each thing once. `since` is the day of the enrolment, as `counted_from` knows it; None: it was inferred."""
        polish = None if Kind.PROPHYLAXIS in self._kinds else self._latest_polish(history)
        if polish is not None:
            counted = self._latest_counted(history, due)
            if due.anchor is not None and due.basis not in BEGUN:  # which may be the end of a course of treatment
                counted = due.anchor if counted is None else max(counted, due.anchor)
            later = counted is None or polish > counted
            if later and (since is None or polish > since):
                yield new_reason(code=ReasonCode.PROPHYLAXIS_DURING_MAINTENANCE, scope=self._scope)
        if self._repeats and since == date.min and due.basis in UNATTACHED:
            yield from self._undated(history)

    def _latest_polish(self, history: History) -> date | None:
        """The day of the latest polish; one that counts for this recall by its code is none to look at."""
        if not self._counts.codes:
            return history._latest.get(Kind.PROPHYLAXIS)
        for p in reversed(history._care):
            if p.kind is Kind.PROPHYLAXIS and p.where is not CareSetting.CHARTED and p not in self._counts:
                return p.on
        return None

    def _latest_counted(self, history: History, due: Due) -> date | None:
        """The day of the latest care that counts for it. The tooth of what starts it may have gone."""
        gone = due.basis is Basis.TOOTH_EXTRACTED
        for p in reversed(history.completed):
            if p.where is not CareSetting.CHARTED and p in self._counts and not (gone and p in self._starting):
                return p.on
        return None

    def _undated(self, history: History) -> list[Reason]:
        """The enrolment that stands without a day: where no care does either, nobody knows when maintenance is due."""
        standing = [
            fact
            for fact in history.care_plan
            if isinstance(fact, PerioEnrolment)
            and fact.since in (None, date.min)
            and stands(None, fact.until, self._as_of)
        ]
        return [
            new_reason(code=ReasonCode.ENROLMENT_UNDATED, scope=self._scope, evidence=fact) for fact in standing[:1]
        ]
