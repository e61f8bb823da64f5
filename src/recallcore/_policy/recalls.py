"""One recall as a practice defines it: what starts it, what resolves it, and how long after.

Knows intervals and kinds, no patient and no day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar, final

import attrs

from recallcore._base.checks import Check, code_text, each, one_of, optional, whole
from recallcore._base.errors import PolicyError, RecallcoreError
from recallcore._base.intervals import Interval
from recallcore._base.values import Checked, Word, as_tuple
from recallcore._facts.vocabulary import Kind, Risk
from recallcore._policy.converters import kinds_in_order


class Enrolment(Word):
    """Whom a recall is for, as to periodontal care."""

    ANY = "any"
    ENROLLED = "enrolled"
    NOT_ENROLLED = "not enrolled"  # superseded while enrolled


def _by_risk(items: Iterable[tuple[Risk, Interval]]) -> tuple[tuple[Risk, Interval], ...]:
    return as_tuple(items)


def _risk_interval(value: object) -> str | None:
    if isinstance(value, tuple) and len(value) == 2 and isinstance(value[0], Risk) and isinstance(value[1], Interval):
        return None
    return "must be a pair of a Risk and an Interval"


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class RecallRule(Checked):
    """One recall: what starts it, what resolves it, and how long after.

    A repeating recall is due `interval` after the latest completed procedure of any kind in `started_by` or
    `resolved_by`, once something in `started_by` has been done; after one that only starts it, `first` applies, where
    given. A one-off (`repeats=False`) has one open instance per course of treatment, due `interval` after the
    course's last starter, and is closed by a resolver on or after the due date less `early_window`.

    `resolved_by`, when empty, is `started_by`. `by_risk` replaces `interval` at that risk level. Ages are in years:
    `from_age` inclusive, `below_age` exclusive. `ended_by` on the same tooth takes a starter out of account;
    `extended_by` carries the anchor to the end of the course of treatment it opened. A recall that is not
    `on_its_own` is offered with another and never the only reason to call. `rank` orders the list: 1 comes first.
    """

    name: str
    started_by: tuple[Kind, ...] = attrs.field(converter=kinds_in_order)
    interval: Interval
    rank: int
    resolved_by: tuple[Kind, ...] = attrs.field(default=(), converter=kinds_in_order)
    first: Interval | None = None
    repeats: bool = True
    by_risk: tuple[tuple[Risk, Interval], ...] = attrs.field(default=(), converter=_by_risk)
    from_age: int | None = None
    below_age: int | None = None
    enrolment: Enrolment = Enrolment.ANY
    ended_by: tuple[Kind, ...] = attrs.field(default=(), converter=kinds_in_order)
    extended_by: tuple[Kind, ...] = attrs.field(default=(), converter=kinds_in_order)
    early_window: Interval | None = None
    on_its_own: bool = True
    care_reason: str = ""

    refusal: ClassVar[type[RecallcoreError]] = PolicyError
    checks: ClassVar[Mapping[str, Check]] = {
        "started_by": each(one_of(Kind), least=1),
        "rank": whole(1),
        "by_risk": each(_risk_interval),
        "from_age": optional(whole(0)),
        "below_age": optional(whole(1)),
        "care_reason": code_text,
    }

    def __attrs_post_init__(self) -> None:
        self.check()
        if not self.resolved_by:
            object.__setattr__(self, "resolved_by", self.started_by)
        faults = list(self._contradictions())
        if faults:
            raise PolicyError(*(f"recall {self.name}: {fault}" for fault in faults))

    def _contradictions(self) -> Iterator[str]:
        risks = [risk for risk, _ in self.by_risk]
        if len(set(risks)) < len(risks):
            yield "by_risk must name each risk level once"
        if self.from_age is not None and self.below_age is not None and self.from_age >= self.below_age:
            yield f"from_age must be below below_age, got {self.from_age} and {self.below_age} years"
        if set(self.started_by) & set(self.ended_by):
            yield "a kind in started_by must not be in ended_by too"
        if self.repeats:
            if self.early_window is not None:
                yield "early_window belongs to a one-off: any resolver re-anchors a repeating recall"
        else:
            if self.first is not None:
                yield "first belongs to a repeating recall: a one-off has one interval"
            if self.extended_by:
                yield "extended_by belongs to a repeating recall: every starter re-anchors a one-off"
            if self.early_window is not None:
                intervals = [self.interval, *(interval for _, interval in self.by_risk)]
                shortest = min(intervals, key=Interval.shortest_days)
                if self.early_window.longest_days() >= shortest.shortest_days():
                    yield f"early_window must be shorter than the interval, got {self.early_window} and {shortest}"

    def intervals(self) -> Iterator[tuple[str, Interval]]:
        """Every interval in the rule that a due date can be counted with, by name."""
        yield "interval", self.interval
        if self.first is not None:
            yield "first", self.first
        for risk, interval in self.by_risk:
            yield f"by_risk.{risk}", interval
