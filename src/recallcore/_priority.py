"""Whom first?

Points are whole numbers, one sum of a policy's weights over what is known, each factor on record. While the facts
stand, no factor that stands brings fewer points as days go by.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final, TypeAlias, final

import attrs

from recallcore._contact_policy import Factor, Weight
from recallcore._dormancy import open_problems
from recallcore._history import History
from recallcore._intervals import birthday
from recallcore._policy import Policy
from recallcore._reasons import Dormancy, Due, Reason, ReasonCode, Stage
from recallcore._record import SPOKE
from recallcore._value import Value
from recallcore._vocabulary import Booking, Kind, Severity, Trait, Where

_PERIO_CARE: Final = frozenset({Kind.SCALING_AND_ROOT_PLANING, Kind.PERIODONTAL_MAINTENANCE})
_ASLEEP: Final = frozenset({Stage.LAPSED, Stage.DORMANT})
_SEVERITY: Final = {Severity.MILD: 1, Severity.MODERATE: 2, Severity.SEVERE: 3}
_TRAITS: Final = {
    Factor.TRUST: Trait.TRUST,
    Factor.SATISFACTION: Trait.SATISFACTION,
    Factor.INFLUENCE: Trait.INFLUENCE,
    Factor.MEANS: Trait.MEANS,
}


@final
@attrs.frozen(kw_only=True, weakref_slot=False)
class Points(Value):
    """What one factor brought: `amount` is what was counted, in the factor's own unit, before any cap."""

    factor: Factor
    amount: int
    points: int


_Amount: TypeAlias = Callable[[History, Due | None, tuple[Reason, ...], Dormancy | None, bool], int]


class PriorityPlan:
    """A policy's weights, made ready for one day."""

    def __init__(self, policy: Policy, as_of: date) -> None:
        self.as_of = as_of
        self._majority = policy.majority
        self._last_rank = max(rule.rank for rule in policy.recalls)
        self._usual = {rule.name: rule.interval for rule in policy.recalls}
        self._weights = [(self._amount_of(weight.factor), _Brought(weight)) for weight in policy.weights]

    def __call__(
        self,
        history: History,
        due: Due | None,
        prompts: tuple[Reason, ...],
        dormancy: Dormancy | None,
        by_phone: bool,
    ) -> tuple[Points, ...]:
        """What each factor brings to a contact led by the recall `due`, in the policy's order; nothing is left out."""
        brought = []
        for amount_of, points in self._weights:
            amount = amount_of(history, due, prompts, dormancy, by_phone)
            if amount:
                brought.append(points[amount])
        return tuple(brought)

    def _amount_of(self, factor: Factor) -> _Amount:
        if factor in _TRAITS:
            trait = _TRAITS[factor]
            return lambda history, *_: next((level for name, level in history.patient.traits if name is trait), 0)
        amounts: dict[Factor, _Amount] = {
            Factor.SAFETY: lambda _, __, prompts, *___: _says(prompts, ReasonCode.SAFETY_FOLLOW_UP),
            Factor.PROMISE: lambda _, __, prompts, *___: _says(prompts, ReasonCode.CALL_PROMISED),
            Factor.RANK: lambda _, due, *__: 0 if due is None else self._last_rank - due.rank,
            Factor.OVERDUE: self._overdue_share,
            Factor.OVERDUE_DAYS: self._overdue_days,
            Factor.PROBLEM: self._problem,
            Factor.PERIO_HISTORY: lambda history, *_: int(not _PERIO_CARE.isdisjoint(history._latest)),
            Factor.DORMANT: lambda _, __, ___, dormancy, ____: int(
                dormancy is not None and dormancy.stage is Stage.DORMANT
            ),
            Factor.LAPSED: lambda _, __, ___, dormancy, ____: int(dormancy is not None and dormancy.stage in _ASLEEP),
            Factor.PHONE: lambda *given: int(given[-1]),
            Factor.KEPT: _kept,
            Factor.CONVERSATIONS: lambda history, *_: sum([a.outcome in SPOKE for a in history.attempts]),
            Factor.TENURE: self._tenure,
            Factor.CHILD: self._child,
        }
        return amounts[factor]

    def _overdue_days(self, _: History, due: Due | None, *__: object) -> int:
        return 0 if due is None or due.on is None else max(0, (self.as_of - due.on).days)

    def _overdue_share(self, history: History, due: Due | None, *_: object) -> int:
        if due is None or due.on is None or due.on >= self.as_of:
            return 0
        interval = due.interval or self._usual[due.recall]
        return 100 * (self.as_of - due.on).days // interval.longest_days()

    def _problem(self, history: History, *_: object) -> int:
        if not history.circumstances:
            return 0
        return max((_SEVERITY[problem.severity] for problem in open_problems(history, self.as_of)), default=0)

    def _tenure(self, history: History, *_: object) -> int:
        since = next((p.on for p in history.completed if p.where is Where.HERE), None)
        if since is None:
            return 0
        return self.as_of.year - since.year - ((self.as_of.month, self.as_of.day) < (since.month, since.day))

    def _child(self, history: History, *_: object) -> int:
        born = history.patient.birth_date
        of_age = None if born is None else birthday(born, self._majority)
        return int(of_age is not None and self.as_of < of_age)


class _Brought(dict[int, Points]):
    """Points by amount, for one weight, each worked out once."""

    def __init__(self, weight: Weight) -> None:
        super().__init__()
        self._weight = weight

    def __missing__(self, amount: int) -> Points:
        weight = self._weight
        counted = amount if weight.most is None else min(amount, weight.most)
        points = self[amount] = Points(factor=weight.factor, amount=amount, points=counted * weight.points)
        return points


def _says(prompts: tuple[Reason, ...], code: ReasonCode) -> int:
    return int(bool(prompts) and any(reason.code is code for reason in prompts))


def _kept(history: History, *_: object) -> int:
    """Hundredths kept of the appointments kept or missed."""
    if not history.appointments:
        return 0
    kept = sum(a.state is Booking.KEPT for a in history.appointments)
    missed = sum(a.state is Booking.MISSED for a in history.appointments)
    return 100 * kept // (kept + missed) if kept else 0
