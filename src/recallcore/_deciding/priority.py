"""Whom first?

Points are whole numbers, one sum of a policy's weights over what is known, each factor on record. While the facts
stand, no factor that stands brings fewer points as days go by.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final, TypeAlias, final

import attrs

from recallcore._base.intervals import birthday
from recallcore._base.values import Value
from recallcore._deciding.dormancy import open_problems
from recallcore._deciding.reasons import Dormancy, Due, Reason, ReasonCode, Stage
from recallcore._facts.history import History
from recallcore._facts.questions import SPOKE
from recallcore._facts.vocabulary import Booking, Kind, Severity, Trait, Where
from recallcore._policy.policy import Policy
from recallcore._policy.urgency import Factor, Weight

_PERIO_CARE: Final = frozenset({Kind.SCALING_AND_ROOT_PLANING, Kind.PERIODONTAL_MAINTENANCE})
_ASLEEP: Final = frozenset({Stage.LAPSED, Stage.DORMANT})
_SEVERITY: Final = {Severity.MILD: 1, Severity.MODERATE: 2, Severity.SEVERE: 3}


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class Points(Value):
    """What one factor brought: `amount` is what was counted, in the factor's own unit, before any cap."""

    factor: Factor
    amount: int
    points: int


# What a factor is counted from: the history, the recall that leads, the other reasons, how long asleep, phone free.
Amount: TypeAlias = Callable[[History, Due | None, tuple[Reason, ...], Dormancy | None, bool], int]


class PriorityPlan:
    """A policy's weights, made ready for one day."""

    def __init__(self, policy: Policy, as_of: date) -> None:
        self.as_of = as_of
        self._majority = policy.majority
        self._last_rank = max(rule.rank for rule in policy.recalls)
        self._usual = {rule.name: rule.interval for rule in policy.recalls}
        amounts: dict[Factor, Amount] = {
            **_AMOUNTS,
            Factor.RANK: self._rank,
            Factor.OVERDUE: self._overdue_share,
            Factor.OVERDUE_DAYS: self._overdue_days,
            Factor.PROBLEM: self._problem,
            Factor.TENURE: self._tenure,
            Factor.CHILD: self._child,
        }
        self._weights = [(amounts[weight.factor], _Brought(weight)) for weight in policy.weights]

    def __call__(
        self,
        history: History,
        due: Due | None,
        prompts: tuple[Reason, ...],
        dormancy: Dormancy | None,
        by_phone: bool,
    ) -> tuple[Points, ...]:
        """What each factor brings to a contact led by the recall `due`, in the policy's order; those of nought not."""
        brought = []
        for amount_of, points in self._weights:
            amount = amount_of(history, due, prompts, dormancy, by_phone)
            if amount:
                brought.append(points[amount])
        return tuple(brought)

    def _rank(self, _: History, due: Due | None, *__: object) -> int:
        return 0 if due is None else self._last_rank - due.rank

    def _overdue_days(
        self, _: History, due: Due | None, __: tuple[Reason, ...], ___: Dormancy | None, ____: bool
    ) -> int:
        if due is None or due.on is None:
            return 0
        days = (self.as_of - due.on).days
        return days if days > 0 else 0

    def _overdue_share(self, _: History, due: Due | None, *__: object) -> int:
        if due is None or due.on is None or due.on >= self.as_of:
            return 0
        interval = due.interval or self._usual[due.recall]
        return 100 * (self.as_of - due.on).days // interval.longest_days()

    def _problem(self, history: History, *_: object) -> int:
        if not history.circumstances:
            return 0
        return max([_SEVERITY[problem.severity] for problem in open_problems(history, self.as_of)], default=0)

    def _tenure(self, history: History, *_: object) -> int:
        for procedure in history.completed:
            if procedure.where is Where.HERE:
                since, as_of = procedure.on, self.as_of
                return as_of.year - since.year - ((as_of.month, as_of.day) < (since.month, since.day))
        return 0

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


# Each with all five parameters, used or not: gathering the rest into a tuple would cost more than the counting.


def _safety(_: History, __: Due | None, prompts: tuple[Reason, ...], ___: Dormancy | None, ____: bool) -> int:
    return int(any(reason.code is ReasonCode.SAFETY_FOLLOW_UP for reason in prompts)) if prompts else 0


def _promise(_: History, __: Due | None, prompts: tuple[Reason, ...], ___: Dormancy | None, ____: bool) -> int:
    return int(any(reason.code is ReasonCode.CALL_PROMISED for reason in prompts)) if prompts else 0


def _dormant(_: History, __: Due | None, ___: tuple[Reason, ...], dormancy: Dormancy | None, ____: bool) -> int:
    return 1 if dormancy is not None and dormancy.stage is Stage.DORMANT else 0


def _lapsed(_: History, __: Due | None, ___: tuple[Reason, ...], dormancy: Dormancy | None, ____: bool) -> int:
    return 1 if dormancy is not None and dormancy.stage in _ASLEEP else 0


def _phone(_: History, __: Due | None, ___: tuple[Reason, ...], ____: Dormancy | None, by_phone: bool) -> int:
    return int(by_phone)


def _perio(history: History, _: Due | None, __: tuple[Reason, ...], ___: Dormancy | None, ____: bool) -> int:
    return 0 if _PERIO_CARE.isdisjoint(history._latest) else 1


def _spoken(history: History, _: Due | None, __: tuple[Reason, ...], ___: Dormancy | None, ____: bool) -> int:
    return len([a for a in history.attempts if a.outcome in SPOKE]) if history.attempts else 0


def _kept(history: History, *_: object) -> int:
    """Tenths kept of the appointments kept or missed."""
    states = [a.state for a in history.appointments]
    kept = states.count(Booking.KEPT)
    return 10 * kept // (kept + states.count(Booking.MISSED)) if kept else 0


def _level(trait: Trait) -> Amount:
    def level(history: History, _: Due | None, __: tuple[Reason, ...], ___: Dormancy | None, ____: bool) -> int:
        for name, assessed in history.patient.traits:
            if name is trait:
                return assessed
        return 0

    return level


_AMOUNTS: Final[dict[Factor, Amount]] = {
    Factor.SAFETY: _safety,
    Factor.PROMISE: _promise,
    Factor.DORMANT: _dormant,
    Factor.LAPSED: _lapsed,
    Factor.PHONE: _phone,
    Factor.PERIO_HISTORY: _perio,
    Factor.CONVERSATIONS: _spoken,
    Factor.KEPT: _kept,
    Factor.TRUST: _level(Trait.TRUST),
    Factor.SATISFACTION: _level(Trait.SATISFACTION),
    Factor.INFLUENCE: _level(Trait.INFLUENCE),
    Factor.MEANS: _level(Trait.MEANS),
}
