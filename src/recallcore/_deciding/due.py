"""When is each recall due?

Knows facts and policy; whether somebody may be contacted is not asked here. A `DuePlan` is a policy's recalls made
ready for one day. It lives for one call.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from operator import attrgetter
from typing import Final

import attrs

from recallcore._base.days import Ahead
from recallcore._base.intervals import Ends, stands
from recallcore._deciding.billing import billable_from
from recallcore._deciding.codes import ReasonCode
from recallcore._deciding.found import Found
from recallcore._deciding.question import Question
from recallcore._deciding.reasons import Basis, Reason, new_reason
from recallcore._deciding.recall import BIRTH_DATE_UNKNOWN, NOT_ENROLLED, Enrolled, RecallPlan, due_of, latest_of
from recallcore._facts.absences import absences, departure
from recallcore._facts.care_plan import DueDateOverride, FrequencyLimit, IntervalOverride, PerioEnrolment
from recallcore._facts.fact import CareDirection
from recallcore._facts.history import History
from recallcore._facts.standing import Away
from recallcore._facts.vocabulary import Kind
from recallcore._policy.policy import Policy
from recallcore._policy.recalls import Enrolment, RecallRule, hands_over, names_by_recall

_UNMAPPED: Final = Kind.UNMAPPED
_RECALL_DUE: Final = ReasonCode.RECALL_DUE
_RISK: Final = ReasonCode.RISK_NOT_ASSESSED
_DUE: Final = (_RECALL_DUE, ReasonCode.ADD_ON_DUE)
_ON: Final = attrgetter("on")
_PERIO_CARE_LAPSED: Final = new_reason(code=ReasonCode.PERIO_CARE_LAPSED)


class DuePlan:
    """A policy's recalls, made ready for one day."""

    def __init__(self, policy: Policy, question: Question) -> None:
        self._policy = policy
        self._as_of = question.as_of
        names = names_by_recall(policy.recalls)
        self._recalls = [RecallPlan(rule, policy, question.as_of, names[rule.name]) for rule in policy.recalls]
        # Where every rule asks for one kind of its own and nothing else, a patient's few kinds find theirs.
        plain = {r.only_kind: (n, r.landing.usual) for n, r in enumerate(self._recalls) if r.only_kind is not None}
        self._plain = plain if len(plain) == len(self._recalls) else None
        self._nothing_done = [recall.landing.usual[None] for recall in self._recalls]
        self._pairs = _pairs(policy.recalls)
        self._names = {rule.name for rule in policy.recalls}
        self._asks_enrolment = any(rule.enrolment is not Enrolment.ANY for rule in policy.recalls)
        self._inferred = None if policy.infer_perio_within is None else Ends(policy.infer_perio_within)
        self._departing = None if policy.before_absence is None else Ahead(question.as_of, policy.before_absence)

    def __call__(self, history: History, found: Found) -> tuple[Reason, ...]:
        """One reason for each recall, in the policy's order. What a person should look at goes to `found.review`."""
        if _UNMAPPED in history._latest or history.planned:
            found.review += self._not_mapped(history)
        if self._plain is not None and not history.care_plan:
            by_recall = self._nothing_done[:]
            for kind, on in history._latest.items():
                if kind in self._plain:
                    place, usual = self._plain[kind]
                    by_recall[place] = usual[on]
        else:
            by_recall = self._asked_closely(history, found)
        if self._departing is not None and Away in history._types:
            by_recall = self._offered_before(self._departing, history, by_recall)
        return tuple(by_recall)

    def _asked_closely(self, history: History, found: Found) -> list[Reason]:
        found.review += self._unknown_recalls(history.care_plan)
        enrolled = NOT_ENROLLED
        if self._asks_enrolment:
            enrolled, lapsed = self._enrolment(history)
            found.review += [_PERIO_CARE_LAPSED] if lapsed else []
        by_recall = []
        for recall in self._recalls:
            reason, requests = recall(history, enrolled)
            by_recall.append(reason)
            if requests:
                found.review += [r for r in requests if r is not BIRTH_DATE_UNKNOWN or r not in found.review]
        if self._pairs and history.patient.birth_date is not None:
            self._hand_over(by_recall, found)
        if any(isinstance(direction, FrequencyLimit) for direction in history.care_plan):
            paid = billable_from(history)
            return [
                _billable(reason, latest_of(paid, _kinds_resolving(recall, history)))
                for recall, reason in zip(self._recalls, by_recall, strict=True)
            ]
        return by_recall

    def _hand_over(self, by_recall: list[Reason], found: Found) -> None:
        """A recall that is due goes over to that for the next age once that is due too, and not before.

        So nobody hears of one visit twice, and nobody of none. Without a birth date there is no birthday to do it on.
        Nothing that is a reason to call goes over to what is offered with another alone.
        """
        for younger, older in self._pairs:
            code = by_recall[younger].code
            if code in _DUE and by_recall[older].code in (_RECALL_DUE, code):
                by_recall[younger] = gone = self._recalls[younger].landing.without[Basis.OUTSIDE_AGE]
                found.review = [r for r in found.review if r.code is not _RISK or r.recall != gone.recall]

    def _offered_before(self, departing: Ahead, history: History, said: list[Reason]) -> list[Reason]:
        """The same, where what falls due during an absence still to come is offered before it."""
        known = absences(history)
        for place, recall in enumerate(self._recalls):
            reason = said[place]
            due_on = due_of(reason).on
            if due_on is None or reason.code is not ReasonCode.NOT_YET_DUE or not recall.rule.on_its_own:
                continue
            leaves = departure(known, due_on, self._as_of)
            if leaves is not None:
                said[place] = _offered(reason, leaves, departing)
        return said

    def _not_mapped(self, history: History) -> list[Reason]:
        """That codes are not mapped, once for each patient, with the latest."""
        done = [p for p in history.completed if p.on <= self._as_of]
        unmapped = [p for p in (*history.planned, *done) if p.kind is _UNMAPPED]
        latest = max(unmapped, key=_ON, default=None)
        return [] if latest is None else [new_reason(code=ReasonCode.CODE_NOT_MAPPED, evidence=latest)]

    def _unknown_recalls(self, care_plan: tuple[CareDirection, ...]) -> Iterator[Reason]:
        for direction in care_plan:
            if isinstance(direction, IntervalOverride | DueDateOverride) and direction.recall not in self._names:
                yield new_reason(code=ReasonCode.RECALL_NOT_IN_POLICY, evidence=direction)

    def _enrolment(self, history: History) -> tuple[Enrolled, bool]:
        """Whether the patient is enrolled in periodontal care, and whether care that would say so has lapsed.

        A recorded enrolment decides; without one that covers the day, recent periodontal care does, by policy.
        """
        recorded = [fact for fact in history.care_plan if isinstance(fact, PerioEnrolment)]
        standing = [e.since or date.min for e in recorded if stands(e.since, e.until, self._as_of)]
        if standing:
            since = max(standing)
            return (True, since), False
        care = latest_of(history._latest, self._policy.infer_perio_from)
        if self._inferred is None or care is None:
            return NOT_ENROLLED, False
        if any(e.until is not None and care < e.until <= self._as_of for e in recorded):
            return NOT_ENROLLED, False  # the enrolment that this care belonged to has ended
        recent = self._as_of <= self._inferred[care]
        return (recent, None), not recent


def _offered(reason: Reason, leaves: date, departing: Ahead) -> Reason:
    """What a recall says that falls due while the patient is away: offered now, or nearer the departure."""
    if departing.reaches(leaves):
        return new_reason(code=ReasonCode.DUE_WHILE_AWAY, until=leaves, scope=reason.scope, evidence=reason.evidence)
    assert reason.until is not None
    until = min(reason.until, departing.first_day_reaching(leaves))
    return new_reason(code=reason.code, until=until, scope=reason.scope, evidence=reason.evidence)


def _pairs(rules: tuple[RecallRule, ...]) -> list[tuple[int, int]]:
    """The places of each recall, and of one that goes on for the same care at the next age."""
    # The youngest first, so that what has itself gone over does not hide that it was due.
    young = sorted((rule.below_age, place) for place, rule in enumerate(rules) if rule.below_age is not None)
    return [(y, o) for _, y in young for o, older in enumerate(rules) if hands_over(rules[y], older)]


def _kinds_resolving(recall: RecallPlan, history: History) -> tuple[Kind, ...]:
    """The kinds that a payer would count: INFERENCE: what a code is, the patient's own rows of that code say."""
    kinds = recall.rule.resolved_by
    if not recall.resolving.codes:
        return kinds
    return tuple(dict.fromkeys((*kinds, *(p.kind for p in history.completed if p in recall.resolving))))


def _billable(reason: Reason, day: date | None) -> Reason:
    return reason if day is None else attrs.evolve(reason, evidence=attrs.evolve(due_of(reason), billable_from=day))
