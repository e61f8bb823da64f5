"""One recall as a practice defines it: what starts it, what resolves it, and how long after.

Knows intervals and kinds, no patient and no day.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar, Final, final

import attrs

from recallcore._base.checks import Check, code_text, each, one_of, optional, whole
from recallcore._base.errors import PolicyError, RecallcoreError
from recallcore._base.intervals import Interval
from recallcore._base.values import Checked, Word, as_tuple
from recallcore._facts.vocabulary import Kind, Risk
from recallcore._policy.converters import kinds_in_order
from recallcore._policy.numbers import numbers_of


class Enrolment(Word):
    """Whom a recall is for, as to periodontal care."""

    ANY = "any"
    ENROLLED = "enrolled"
    NOT_ENROLLED = "not enrolled"  # superseded while enrolled


def _by_risk(items: Iterable[tuple[Risk, Interval]]) -> tuple[tuple[Risk, Interval], ...]:
    return as_tuple(items)


def _risk_interval(value: object) -> str | None:
    if type(value) is tuple and len(value) == 2 and type(value[0]) is Risk and type(value[1]) is Interval:
        return None
    return "must be a pair of a Risk and an Interval"


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class RecallRule(Checked):
    """One recall: what starts it, what resolves it, and how long after.

    A repeating recall is due `interval` after the latest care that starts or resolves it, once care that starts it has
    been done. A one-off is due once for each course of treatment, `interval` after the last care of the course that
    starts it.

    - `name`: what the policy calls the recall.
    - `started_by`: the kinds of care that start it, at least one.
    - `interval`: how long after that care it is due.
    - `rank`: its place on the list; 1 comes first, 1,000,000 at the latest.
    - `resolved_by`: the kinds of care that resolve it. Empty: the same as `started_by`.
    - `first`: the interval after care that only starts it; goes before `by_risk`. Not for a one-off. None: `interval`.
    - `repeats`: True for a repeating recall, False for a one-off.
    - `by_risk`: pairs of a risk level and the interval that takes the place of `interval` at that level.
    - `from_age`: the age from which it is for somebody, in years, that age included. None: from birth.
    - `below_age`: the age below which it is for somebody, in years, that age excluded. None: for life.
    - `enrolment`: whom it is for, as to periodontal care.
    - `ended_by`: care that starts it is ignored once care of these kinds is done on the same tooth, that day or later.
    - `extended_by`: care of these kinds in the course of treatment that follows moves the day it is counted from. Not
      for a one-off.
    - `early_window`: how long before its due date a one-off can be resolved, that first day included. None: not before.
    - `on_its_own`: False for a recall that is offered with another and is never the only reason to call.
    - `care_reason`: what the care is for, in the practice's own words. Nothing is decided by it.

    Age is judged on the due date, or on the day asked about where that is later; it is at most 1,000,000.
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
        yield from self._faults_of_repeating() if self.repeats else self._faults_of_one_off()

    def _faults_of_repeating(self) -> Iterator[str]:
        if self.early_window is not None:
            yield "early_window belongs to a one-off: any resolver re-anchors a repeating recall"

    def _faults_of_one_off(self) -> Iterator[str]:
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
        for name, number in numbers_of(self, besides=("early_window",)):
            if isinstance(number, Interval):
                yield name, number

    def numbers(self) -> Iterator[tuple[str, Interval | int]]:
        """Every number of the rule, by name: its intervals, its ages, and its rank last."""
        numbers = dict(numbers_of(self, besides=("rank",)))
        intervals = {name: number for name, number in numbers.items() if isinstance(number, Interval)}
        yield from (intervals | numbers | {"rank": self.rank}).items()


# What every rule says, and the options no due date depends on. `resolved_by` is `started_by` unless it says more.
_NO_OPTION_OF_DUE_DATES: Final = frozenset(
    {"name", "started_by", "resolved_by", "interval", "rank", "on_its_own", "care_reason"}
)
_DEFAULTS: Final = {f.name: f.default for f in attrs.fields(RecallRule) if f.name not in _NO_OPTION_OF_DUE_DATES}


def is_plain(rule: RecallRule) -> bool:
    """Whether the rule's due date is its interval after the latest care of its kinds, and nothing else bears on it.

    Every option is at its default, those aside that no due date depends on. So a rule with a new option is not plain.
    """
    if rule.resolved_by != rule.started_by:
        return False
    return all(getattr(rule, name) == default for name, default in _DEFAULTS.items())
