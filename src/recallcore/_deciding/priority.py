"""Whom first?

Points are whole numbers, one sum of a policy's weights over what is known, each factor on record. While the facts
stand, no factor that stands brings fewer points as days go by.
"""

from collections.abc import Callable
from typing import Final, NamedTuple, TypeAlias, final

import attrs

from recallcore._base.days import Memo
from recallcore._base.intervals import birthday
from recallcore._base.values import Value
from recallcore._deciding.codes import ReasonCode
from recallcore._deciding.question import Question
from recallcore._deciding.reasons import ASLEEP, AttendanceStage, Dormancy, Due, Reason
from recallcore._facts.history import History
from recallcore._facts.questions import SPOKE, open_problems
from recallcore._facts.vocabulary import AppointmentState, CareSetting, Kind, Severity, Trait
from recallcore._policy.policy import Policy
from recallcore._policy.urgency import Factor, Weight

_PERIO_CARE: Final = frozenset({Kind.SCALING_AND_ROOT_PLANING, Kind.PERIODONTAL_MAINTENANCE})
_SEVERITY: Final = {Severity.MILD: 1, Severity.MODERATE: 2, Severity.SEVERE: 3}


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class Points(Value):
    """What one factor brought: `amount` is what was counted, in the factor's own unit, before any cap."""

    factor: Factor
    amount: int
    points: int


class Weighing(NamedTuple):
    """What may be counted of a contact."""

    history: History
    due: Due | None  # the recall that leads it, if one does
    other_reasons: tuple[Reason, ...]  # the other reasons
    dormancy: Dormancy | None
    by_phone: bool  # whether the phone is free


class PriorityPlan:
    """A policy's weights, made ready for one day."""

    def __init__(self, policy: Policy, question: Question) -> None:
        self.as_of = question.as_of
        self.majority = policy.majority
        self.last_rank = max(rule.rank for rule in policy.recalls)
        self.usual = {rule.name: rule.interval for rule in policy.recalls}
        self._weights = [(_AMOUNTS[weight.factor], _points_of(weight)) for weight in policy.weights]

    def __call__(self, contact: Weighing) -> tuple[Points, ...]:
        """What each factor brings to a contact, in the policy's order; those that bring nothing are left out."""
        brought = []
        for amount_of, points in self._weights:
            amount = amount_of(contact, self)
            if amount:
                brought.append(points[amount])
        return tuple(brought)


def _points_of(weight: Weight) -> Memo[int, Points]:
    """Points by amount, for one weight."""

    def points(amount: int) -> Points:
        counted = amount if weight.max_units is None else min(amount, weight.max_units)
        return Points(factor=weight.factor, amount=amount, points=counted * weight.points)

    return Memo(points)


# Each factor's amount, in its own unit. To add one: a member of `Factor`, a function here, and its row below.


def _safety(contact: Weighing, _: PriorityPlan) -> int:
    return int(any(reason.code is ReasonCode.SAFETY_FOLLOW_UP for reason in contact.other_reasons))


def _promise(contact: Weighing, _: PriorityPlan) -> int:
    return int(any(reason.code is ReasonCode.CALL_PROMISED for reason in contact.other_reasons))


def _rank(contact: Weighing, plan: PriorityPlan) -> int:
    return 0 if contact.due is None else plan.last_rank - contact.due.rank


def _overdue_days(contact: Weighing, plan: PriorityPlan) -> int:
    due_on = None if contact.due is None else contact.due.on
    return 0 if due_on is None else max((plan.as_of - due_on).days, 0)


def _overdue_share(contact: Weighing, plan: PriorityPlan) -> int:
    """Hundredths of the recall's interval that have passed since it fell due."""
    days = _overdue_days(contact, plan)
    if contact.due is None or not days:
        return 0
    interval = contact.due.interval or plan.usual[contact.due.recall]
    return 100 * days // interval.longest_days()


def _problem(contact: Weighing, plan: PriorityPlan) -> int:
    return max([_SEVERITY[problem.severity] for problem in open_problems(contact.history, plan.as_of)], default=0)


def _perio(contact: Weighing, _: PriorityPlan) -> int:
    return 0 if _PERIO_CARE.isdisjoint(contact.history._latest) else 1


def _dormant(contact: Weighing, _: PriorityPlan) -> int:
    return int(contact.dormancy is not None and contact.dormancy.stage is AttendanceStage.DORMANT)


def _lapsed(contact: Weighing, _: PriorityPlan) -> int:
    return int(contact.dormancy is not None and contact.dormancy.stage in ASLEEP)


def _phone(contact: Weighing, _: PriorityPlan) -> int:
    return int(contact.by_phone)


def _kept(contact: Weighing, _: PriorityPlan) -> int:
    """Tenths kept of the appointments kept or missed."""
    states = [appointment.state for appointment in contact.history.appointments]
    kept = states.count(AppointmentState.KEPT)
    return 10 * kept // (kept + states.count(AppointmentState.MISSED)) if kept else 0


def _conversations(contact: Weighing, _: PriorityPlan) -> int:
    attempts = contact.history.attempts
    return len([attempt for attempt in attempts if attempt.outcome in SPOKE]) if attempts else 0


def _tenure(contact: Weighing, plan: PriorityPlan) -> int:
    """Whole years since the first care here."""
    for procedure in contact.history.completed:
        if procedure.where is CareSetting.HERE:
            since, as_of = procedure.on, plan.as_of
            return as_of.year - since.year - ((as_of.month, as_of.day) < (since.month, since.day))
    return 0


def _child(contact: Weighing, plan: PriorityPlan) -> int:
    born = contact.history.patient.birth_date
    of_age = None if born is None else birthday(born, plan.majority)
    return int(of_age is not None and plan.as_of < of_age)


def _level(trait: Trait) -> "Amount":
    def level(contact: Weighing, _: PriorityPlan) -> int:
        return next((assessed for name, assessed in contact.history.patient.traits if name is trait), 0)

    return level


Amount: TypeAlias = Callable[[Weighing, PriorityPlan], int]

_AMOUNTS: Final[dict[Factor, Amount]] = {
    Factor.SAFETY: _safety,
    Factor.PROMISE: _promise,
    Factor.RANK: _rank,
    Factor.OVERDUE: _overdue_share,
    Factor.OVERDUE_DAYS: _overdue_days,
    Factor.PROBLEM: _problem,
    Factor.PERIO_HISTORY: _perio,
    Factor.DORMANT: _dormant,
    Factor.LAPSED: _lapsed,
    Factor.PHONE: _phone,
    Factor.KEPT: _kept,
    Factor.CONVERSATIONS: _conversations,
    Factor.TENURE: _tenure,
    Factor.CHILD: _child,
    Factor.TRUST: _level(Trait.TRUST),
    Factor.SATISFACTION: _level(Trait.SATISFACTION),
    Factor.INFLUENCE: _level(Trait.INFLUENCE),
    Factor.MEANS: _level(Trait.MEANS),
}
