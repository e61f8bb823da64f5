"""A policy as plain data, and back.

Plain means dicts, lists, strings, numbers, booleans and None: whatever JSON, TOML or a database column can hold.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import Any, Final, TypeVar

import attrs

from recallcore._base.checks import type_named
from recallcore._base.errors import PolicyError
from recallcore._base.intervals import Interval, MonthEnd
from recallcore._facts.vocabulary import Channel, Kind, Risk
from recallcore._policy.attendance import DormancyRule, Rhythm
from recallcore._policy.citations import Citation, Grade
from recallcore._policy.contacts import Cadence, Cap, Counting, Grouping
from recallcore._policy.endings import EndingRates
from recallcore._policy.policy import Policy
from recallcore._policy.recalls import Enrolment, RecallRule
from recallcore._policy.urgency import Factor, Tie, Weight

V = TypeVar("V", Policy, RecallRule, Citation, Cadence, Cap, DormancyRule, EndingRates, Rhythm, Weight)


def policy_as_data(policy: Policy) -> dict[str, Any]:
    """The policy as plain data. Intervals read "6m1d", days "2026-11-20", words as they are spelled."""
    plain: dict[str, Any] = _plain(policy)
    return plain


def policy_from_data(data: dict[str, Any]) -> Policy:
    """The policy that `policy_as_data` wrote; left-out fields take their defaults.

    Raises `PolicyError`, `IntervalError` or `FactError` (all `RecallcoreError`) for data that is no policy.
    """
    return _read(Policy, data)


def _plain(value: Any) -> Any:
    if isinstance(value, Interval | StrEnum | date):
        return str(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if attrs.has(type(value)):
        return {field.name: _plain(getattr(value, field.name)) for field in attrs.fields(type(value))}
    return value


def _read(cls: type[V], data: object) -> V:
    if not isinstance(data, dict):
        raise PolicyError(f"a {cls.__name__} is read from a dict, {type_named(data)}")
    fields = attrs.fields_dict(cls)
    faults = [f"a {cls.__name__} has no field of the name at place {n}" for n, k in enumerate(data) if k not in fields]
    faults += [
        f"{cls.__name__}.{name} is missing"
        for name, field in fields.items()
        if field.default is attrs.NOTHING and name not in data
    ]
    if faults:
        raise PolicyError(*faults)
    return cls(**{name: _field(cls, name, value) for name, value in data.items()})


def _field(cls: type, name: str, value: object) -> Any:
    if value is None or name not in _READERS:
        return value
    try:
        return _READERS[name](value)
    except TypeError:
        raise PolicyError(f"{cls.__name__}.{name} has another shape than a policy's, {type_named(value)}") from None


def _each(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda items: [read(item) for item in items]


def _risk_pair(pair: Any) -> tuple[Risk, Interval]:
    try:
        risk, interval = pair
    except ValueError:
        raise PolicyError("by_risk must hold pairs of a risk and an interval") from None
    return Risk(risk), Interval.parse(interval)


def _day(text: Any) -> date:
    if isinstance(text, date):  # TOML has days of its own
        return text
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise PolicyError("a day is written like '2026-11-20'") from None


def _part(cls: type[V]) -> Callable[[Any], V]:
    return lambda data: _read(cls, data)


# By name alone: a name means the same in a policy and in each of its parts.
_READERS: Final[dict[str, Callable[[Any], Any]]] = {
    **dict.fromkeys(("interval", "first", "early_window", "look_ahead", "piggyback", "closing"), Interval.parse),
    **dict.fromkeys(("course_gap", "infer_perio_within", "grace", "bundle"), Interval.parse),
    **dict.fromkeys(("patient_will_call", "deferral", "promise", "review_after", "bereavement"), Interval.parse),
    **dict.fromkeys(("rest", "within", "every", "dormant_after", "lapsed_after", "lost_after"), Interval.parse),
    **dict.fromkeys(("unscheduled_after", "young_for", "absent_after", "rounds", "before_absence"), Interval.parse),
    **dict.fromkeys(("started_by", "resolved_by", "ended_by", "extended_by", "infer_perio_from"), _each(Kind)),
    "kinds": _each(Kind),
    "by_risk": _each(_risk_pair),
    "cadence": _part(Cadence),
    "caps": _each(_part(Cap)),
    "channels": _each(Channel),
    "citations": _each(_part(Citation)),
    "counting": Counting,
    "dormancy": _part(DormancyRule),
    "endings": _part(EndingRates),
    "enrolment": Enrolment,
    "escalation": _each(Channel),
    "factor": Factor,
    "gaps": _each(Interval.parse),
    "grade": Grade,
    "grouping": Grouping,
    "month_end": MonthEnd,
    "opened": _day,
    "recalls": _each(_part(RecallRule)),
    "rhythm": _part(Rhythm),
    "ties": _each(Tie),
    "weights": _each(_part(Weight)),
}
