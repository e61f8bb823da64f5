"""Whom first?

Points are whole numbers, one sum of a policy's weights over what is known, each factor on record. While the facts
stand, no factor that stands brings fewer points as days go by.
"""

from collections.abc import Callable, Mapping
from typing import ClassVar, Final, TypeAlias, final

import attrs

from recallcore._base.checks import Check
from recallcore._base.intervals import birthday
from recallcore._base.memo import Memo
from recallcore._base.quick import maker
from recallcore._base.values import COUNT, Computed
from recallcore._deciding.begun import BEGUN
from recallcore._deciding.codes import TO_SPEAK_OF, ReasonCode
from recallcore._deciding.found import Found
from recallcore._deciding.question import Question
from recallcore._deciding.reasons import ASLEEP, AttendanceStage
from recallcore._facts.history import History
from recallcore._facts.questions import SPOKE, open_problems
from recallcore._facts.visits import care_here
from recallcore._facts.vocabulary import AppointmentState, Kind, Severity, Trait
from recallcore._policy.policy import Policy
from recallcore._policy.urgency import Factor, Weight

_PERIO_CARE: Final = frozenset({Kind.SCALING_AND_ROOT_PLANING, Kind.PERIODONTAL_MAINTENANCE})
_SEVERITY: Final = {Severity.MILD: 1, Severity.MODERATE: 2, Severity.SEVERE: 3}


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class Points(Computed):
    """What one factor brought: `amount` is what was counted, in the factor's own unit, before any cap."""

    factor: Factor
    amount: int
    points: int

    checks: ClassVar[Mapping[str, Check]] = {
        "amount": COUNT,
        "points": COUNT,
    }


new_points: Final = maker(Points)


class PriorityPlan:
    """A policy's weights, made ready for one day."""

    def __init__(self, policy: Policy, question: Question) -> None:
        self.as_of = question.as_of
        self.majority = policy.majority
        self.last_rank = max(rule.rank for rule in policy.recalls)
        self.usual = {rule.name: rule.interval for rule in policy.recalls}
        self._weights = [(_AMOUNTS[weight.factor], _points_of(weight)) for weight in policy.weights]

    def __call__(self, history: History, found: Found) -> tuple[Points, ...]:
        """What each factor brings to a contact, in the policy's order; those that bring nothing are left out."""
        brought = []
        for amount_of, points in self._weights:
            amount = amount_of(history, found, self)
            if amount:
                brought.append(points[amount])
        return tuple(brought)


def _points_of(weight: Weight) -> Memo[int, Points]:
    """Points by amount, for one weight."""

    def points(amount: int) -> Points:
        counted = amount if weight.max_units is None else min(amount, weight.max_units)
        return new_points(factor=weight.factor, amount=amount, points=counted * weight.points)

    return Memo(points)


# Each factor's amount, in its own unit; all are asked alike, whatever they need. To add one: a member of `Factor`, a
# function here, and its row below.


def _says(code: ReasonCode) -> "Amount":
    def says(history: History, found: Found, plan: PriorityPlan) -> int:
        if not found.other_reasons:  # nearly always
            return 0
        return int(any(reason.code is code for reason in found.other_reasons))

    return says


def _leads(code: ReasonCode) -> "Amount":
    def leads(history: History, found: Found, plan: PriorityPlan) -> int:
        lead = found.lead
        return int(lead is not None and any(r.evidence is lead and r.code is code for r in found.by_recall))

    return leads


def _rank(history: History, found: Found, plan: PriorityPlan) -> int:
    return 0 if found.lead is None else plan.last_rank - found.lead.rank


def _overdue_days(history: History, found: Found, plan: PriorityPlan) -> int:
    due_on = None if found.lead is None else found.lead.on
    if due_on is None or due_on >= plan.as_of:
        return 0
    return (plan.as_of - due_on).days


def _overdue_share(history: History, found: Found, plan: PriorityPlan) -> int:
    """Hundredths of the recall's interval that have passed since it fell due."""
    due = found.lead
    if due is None or due.on is None or due.on >= plan.as_of:
        return 0
    # What began without care was counted with a wait, which is no interval between visits.
    begun = due.basis in BEGUN
    interval = plan.usual[due.recall] if begun or due.interval is None else due.interval
    return 100 * (plan.as_of - due.on).days // interval.longest_days()


def _problem(history: History, found: Found, plan: PriorityPlan) -> int:
    if not history.circumstances:
        return 0
    return max([_SEVERITY[problem.severity] for problem in open_problems(history, plan.as_of)], default=0)


def _perio(history: History, found: Found, plan: PriorityPlan) -> int:
    return 0 if _PERIO_CARE.isdisjoint(history._latest) else 1


def _dormant(history: History, found: Found, plan: PriorityPlan) -> int:
    return int(found.dormancy is not None and found.dormancy.stage is AttendanceStage.DORMANT)


def _lapsed(history: History, found: Found, plan: PriorityPlan) -> int:
    return int(found.dormancy is not None and found.dormancy.stage in ASLEEP)


def _phone(history: History, found: Found, plan: PriorityPlan) -> int:
    return int(found.by_phone)


def _kept(history: History, found: Found, plan: PriorityPlan) -> int:
    """Tenths kept of the appointments kept or missed."""
    appointments = history.appointments
    if not appointments:
        return 0
    states = [appointment.state for appointment in appointments if appointment.on <= plan.as_of]
    kept = states.count(AppointmentState.KEPT)
    return 10 * kept // (kept + states.count(AppointmentState.MISSED)) if kept else 0


def _conversations(history: History, found: Found, plan: PriorityPlan) -> int:
    attempts = history.attempts
    return len([attempt for attempt in attempts if attempt.outcome in SPOKE]) if attempts else 0


def _tenure(history: History, found: Found, plan: PriorityPlan) -> int:
    """Whole years since the first care here."""
    first = next(care_here(history), None)
    if first is None:
        return 0
    since, as_of = first.on, plan.as_of
    return as_of.year - since.year - ((as_of.month, as_of.day) < (since.month, since.day))


def _child(history: History, found: Found, plan: PriorityPlan) -> int:
    born = history.patient.birth_date
    if born is None:
        return 0
    of_age = birthday(born, plan.majority)
    return int(of_age is None or plan.as_of < of_age)


def _level(trait: Trait) -> "Amount":
    def level(history: History, found: Found, plan: PriorityPlan) -> int:
        for name, assessed in history.patient.traits:
            if name is trait:
                return assessed
        return 0

    return level


# Every reason to contact can be weighed: the factor that is there while it is given.
WEIGHED_BY: Final[dict[ReasonCode, Factor]] = {
    ReasonCode.SAFETY_FOLLOW_UP: Factor.SAFETY,
    ReasonCode.CALL_PROMISED: Factor.PROMISE,
    ReasonCode.PROMISE_MISSED: Factor.APOLOGY,
    ReasonCode.RECALL_DUE: Factor.RECALL_DUE,
    ReasonCode.DUE_WHILE_AWAY: Factor.DUE_WHILE_AWAY,
    ReasonCode.DEFERRAL_ENDED: Factor.DEFERRAL_ENDED,
    ReasonCode.ABSENCE_ENDED: Factor.ABSENCE_ENDED,
    ReasonCode.PATIENT_DID_NOT_CALL: Factor.DID_NOT_CALL,
    ReasonCode.BOOKING_LOST: Factor.BOOKING_LOST,
    ReasonCode.TREATMENT_UNSCHEDULED: Factor.UNSCHEDULED,
    ReasonCode.PROBLEM_UNTREATED: Factor.UNTREATED,
    ReasonCode.DORMANT: Factor.DORMANT,
    ReasonCode.CONTACT_RHYTHM: Factor.RHYTHM,
}

Amount: TypeAlias = Callable[[History, Found, PriorityPlan], int]

_AMOUNTS: Final[dict[Factor, Amount]] = {
    # Those of a reason count it; the dormant are weighed by how long they have stayed away, booked or not.
    **{factor: (_leads if code in TO_SPEAK_OF else _says)(code) for code, factor in WEIGHED_BY.items()},
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
