"""One recall as a practice defines it: what starts it, what resolves it, and how long after.

Knows intervals and kinds, no patient and no day.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import ClassVar, Final, final

import attrs

from recallcore._base.checks import Check, any_text, code_text, each, one_of, optional, whole
from recallcore._base.errors import PolicyError, RecallcoreError
from recallcore._base.intervals import Interval
from recallcore._base.requests import check_arguments
from recallcore._base.values import Checked, Word, as_tuple
from recallcore._facts.events import Procedure
from recallcore._facts.vocabulary import Kind, Risk
from recallcore._policy.care import Care, care_of, kind_of_care
from recallcore._policy.converters import codes_in_order, kinds_in_order
from recallcore._policy.numbers import numbers_of

_PROCEDURE: Final = one_of(Procedure)
_KINDS: Final = each(one_of(Kind))
_CODES: Final = each(any_text)


class Enrolment(Word):
    """Whom a recall is for, as to periodontal care."""

    ANY = "any"
    ENROLLED = "enrolled"
    NOT_ENROLLED = "not enrolled"  # superseded while enrolled


class Begins(Word):
    """From which day a recall counts that no care has started."""

    REGISTRATION = "registration"  # on the books, or seen for the first time where that was earlier
    FIRST_VISIT = "first visit"  # care here, or an appointment kept
    AGE = "age"  # the birthday of the age from which the recall is for somebody


def _by_risk(items: Iterable[tuple[Risk, Interval]]) -> tuple[tuple[Risk, Interval], ...]:
    return as_tuple(items)


def _risk_interval(value: object) -> str | None:
    if type(value) is tuple and len(value) == 2 and type(value[0]) is Risk and type(value[1]) is Interval:
        return None
    return "must be a pair of a Risk and an Interval"


_BY_RISK: Final = each(_risk_interval)


def _risks_twice(by_risk: tuple[tuple[Risk, Interval], ...]) -> bool:
    risks = [risk for risk, _ in by_risk]
    return len(set(risks)) < len(risks)


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class AgeBand(Checked):
    """The intervals of a recall for the patients of some ages.

    - `from_age`: the age from which they hold, in years, that age included. None: from birth.
    - `below_age`: the age below which they hold, in years, that age excluded. None: for life.
    - `interval`: how long after care it is due.
    - `by_risk`: pairs of a risk level and the interval that takes the place of `interval` at that level.

    The age is the one on the day of the visit that the recall is counted from; it is at most 1,000,000.

    Raises `PolicyError` with every fault found.
    """

    from_age: int | None = None
    below_age: int | None = None
    interval: Interval
    by_risk: tuple[tuple[Risk, Interval], ...] = attrs.field(default=(), converter=_by_risk)

    refusal: ClassVar[type[RecallcoreError]] = PolicyError
    checks: ClassVar[Mapping[str, Check]] = {
        "from_age": optional(whole(0)),
        "below_age": optional(whole(1)),
        "by_risk": _BY_RISK,
    }

    def __attrs_post_init__(self) -> None:
        self.check()
        faults = []
        if _risks_twice(self.by_risk):
            faults.append("AgeBand.by_risk must name each risk level once")
        if self.below_age is not None and self._first_age >= self.below_age:
            faults.append(f"AgeBand.from_age must be below below_age, got {self._first_age} and {self.below_age} years")
        if faults:
            raise PolicyError(*faults)

    @property
    def _first_age(self) -> int:
        return self.from_age or 0


def _by_age(items: Iterable[AgeBand]) -> tuple[AgeBand, ...]:
    return as_tuple(items)


def _faults_between(bands: tuple[AgeBand, ...]) -> Iterator[str]:
    """Ages that two bands hold, or that are missing between them."""
    for band, following in pairwise(bands):
        ends, begins = band.below_age, following._first_age
        if begins < band._first_age:
            yield f"by_age must be in order of age, got {band._first_age} and then {begins} years"
        elif ends is None or begins < ends:
            yield f"by_age must not overlap: two bands hold the age of {begins} years"
        elif ends < begins:
            yield f"by_age must leave no gap between two bands, got one from {ends} to {begins} years"


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class RecallRule(Checked):
    """One recall: what starts it, what resolves it, and how long after.

    A repeating recall is due `interval` after the latest care that starts or resolves it, once care that starts it has
    been done. A one-off is due once for each course of treatment, `interval` after the last care of the course that
    starts it.

    - `name`: what the policy calls the recall.
    - `started_by`: the kinds of care that start it.
    - `interval`: how long after that care it is due.
    - `rank`: its place on the list; 1 comes first, 1,000,000 at the latest.
    - `resolved_by`: the kinds of care that resolve it. Empty, and `resolved_by_codes` too: whatever starts it.
    - `first`: the interval after care that only starts it; goes before `by_age` and `by_risk`. Not for a one-off. None:
      `interval`.
    - `repeats`: True for a repeating recall, False for a one-off.
    - `by_risk`: pairs of a risk level and the interval that takes the place of `interval` at that level.
    - `by_age`: bands of ages whose intervals take the place of `interval` and `by_risk`; in order, without a gap.
    - `from_age`: the age from which it is for somebody, in years, that age included. None: from birth.
    - `below_age`: the age below which it is for somebody, in years, that age excluded. None: for life.
    - `enrolment`: whom it is for, as to periodontal care.
    - `ended_by`: care that starts it is ignored once care of these kinds is done on the same tooth, that day or later.
    - `extended_by`: care of these kinds in the course of treatment that follows moves the day it is counted from. Not
      for a one-off.
    - `early_window`: how long before its due date a one-off can be resolved, that first day included. None: not before.
    - `on_its_own`: False for a recall that is offered with another and is never the only reason to call.
    - `care_reason`: what the care is for, in the practice's own words. Nothing is decided by it.
    - `begins`: from which day it counts where no care has started it. None: it waits for such care.
    - `begins_after`: how long after that day it is due; belongs to `begins`. None: on that day.
    - `lead`: it is wanted from this long before its due date. Shorter than each of its intervals; not together with
      the policy's `grace`. None: the policy's `look_ahead`.
    - `booked_within`: a booking for this recall counts when its day is at most this long after the due date, that day
      included. None: as long as the interval it was counted with, or the rule's own.
    - `started_by_codes`: the source's own codes for care that starts it, beside `started_by`.
    - `resolved_by_codes`: its codes for care that resolves it, beside `resolved_by`.
    - `ended_by_codes`: its codes for care that ends it on the same tooth, beside `ended_by`.

    A recall that is due stays due on a birthday: `below_age` is judged on the due date, `from_age` on the due date, or
    on the day asked about where that is later. Ages are at most 1,000,000. Codes are compared trimmed and without case.
    """

    name: str
    started_by: tuple[Kind, ...] = attrs.field(default=(), converter=kinds_in_order)
    interval: Interval
    rank: int
    resolved_by: tuple[Kind, ...] = attrs.field(default=(), converter=kinds_in_order)
    first: Interval | None = None
    repeats: bool = True
    by_risk: tuple[tuple[Risk, Interval], ...] = attrs.field(default=(), converter=_by_risk)
    by_age: tuple[AgeBand, ...] = attrs.field(default=(), converter=_by_age)
    from_age: int | None = None
    below_age: int | None = None
    enrolment: Enrolment = Enrolment.ANY
    ended_by: tuple[Kind, ...] = attrs.field(default=(), converter=kinds_in_order)
    extended_by: tuple[Kind, ...] = attrs.field(default=(), converter=kinds_in_order)
    early_window: Interval | None = None
    on_its_own: bool = True
    care_reason: str = ""
    begins: Begins | None = None
    begins_after: Interval | None = None
    lead: Interval | None = None
    booked_within: Interval | None = None
    started_by_codes: tuple[str, ...] = attrs.field(default=(), converter=codes_in_order)
    resolved_by_codes: tuple[str, ...] = attrs.field(default=(), converter=codes_in_order)
    ended_by_codes: tuple[str, ...] = attrs.field(default=(), converter=codes_in_order)

    refusal: ClassVar[type[RecallcoreError]] = PolicyError
    checks: ClassVar[Mapping[str, Check]] = {
        **dict.fromkeys(("started_by", "resolved_by", "ended_by", "extended_by"), each(kind_of_care)),
        "rank": whole(1),
        "by_risk": _BY_RISK,
        "from_age": optional(whole(0)),
        "below_age": optional(whole(1)),
        "care_reason": code_text,
    }

    def __attrs_post_init__(self) -> None:
        self.check()
        if not self.resolved_by and not self.resolved_by_codes:
            object.__setattr__(self, "resolved_by", self.started_by)
            object.__setattr__(self, "resolved_by_codes", self.started_by_codes)
        faults = [*self._contradictions(), *_faults_between(self.by_age)]
        if faults:
            raise PolicyError(*(f"recall {self.name}: {fault}" for fault in faults))

    def _contradictions(self) -> Iterator[str]:
        if _risks_twice(self.by_risk):
            yield "by_risk must name each risk level once"
        if self.from_age is not None and self.below_age is not None and self.from_age >= self.below_age:
            yield f"from_age must be below below_age, got {self.from_age} and {self.below_age} years"
        if set(self.started_by) & set(self.ended_by):
            yield "a kind in started_by must not be in ended_by too"
        if self._starting.codes & self._ending.codes:
            yield "a code in started_by_codes must not be in ended_by_codes too"
        yield from self._faults_of_beginning()
        yield from self._faults_of_lead()
        yield from self._faults_of_repeating() if self.repeats else self._faults_of_one_off()

    def _faults_of_beginning(self) -> Iterator[str]:
        if not self.started_by and not self.started_by_codes and self.begins is None:
            yield "nothing starts it: started_by, started_by_codes or begins must be given"
        elif not self.resolved_by and not self.resolved_by_codes:
            yield "nothing resolves it: resolved_by or resolved_by_codes must be given"
        if self.begins is None and self.begins_after is not None:
            yield "begins_after must be given together with begins"
        if self.begins is Begins.AGE and self.from_age is None:
            yield "a recall that begins at an age must say which, as from_age"

    def _faults_of_lead(self) -> Iterator[str]:
        for name, interval in self.intervals():
            if self.lead is not None and reaches_back(self.lead, interval):
                yield f"lead must be shorter than every interval, got {self.lead} and {name} of {interval}"

    def _faults_of_repeating(self) -> Iterator[str]:
        if self.early_window is not None:
            yield "early_window belongs to a one-off: any resolver re-anchors a repeating recall"

    def _faults_of_one_off(self) -> Iterator[str]:
        if self.first is not None:
            yield "first belongs to a repeating recall: a one-off has one interval"
        if self.extended_by:
            yield "extended_by belongs to a repeating recall: every starter re-anchors a one-off"
        if self.early_window is not None:
            shortest = min((interval for _, interval in self.intervals()), key=Interval.shortest_days)
            if self.early_window.longest_days() >= shortest.shortest_days():
                yield f"early_window must be shorter than the interval, got {self.early_window} and {shortest}"

    @property
    def _starting(self) -> Care:
        """The care that starts it. For other rooms of the house, as the two that follow."""
        return care_of(self.started_by, self.started_by_codes)

    @property
    def _resolving(self) -> Care:
        """The care that resolves it."""
        return care_of(self.resolved_by, self.resolved_by_codes)

    @property
    def _ending(self) -> Care:
        """The care that ends it on the same tooth."""
        return care_of(self.ended_by, self.ended_by_codes)

    @property
    def _codes(self) -> frozenset[str]:
        """Every code that it names."""
        return self._starting.codes | self._resolving.codes | self._ending.codes

    def resolves(self, procedure: Procedure) -> bool:
        """Whether this care, done, resolves it: by its kind, or by its code. Raises `RequestError` for what is none."""
        if type(procedure) is not Procedure:
            check_arguments(("procedure", _PROCEDURE, procedure))
        return procedure in self._resolving

    def is_for(self, kinds: Iterable[Kind], codes: Iterable[str]) -> bool:
        """Whether a visit for these kinds and codes is for care that resolves it.

        Raises `RequestError` for what is no kind, and for a code that is no text.
        """
        asked = as_tuple(kinds), as_tuple(codes)
        check_arguments(("kinds", _KINDS, asked[0]), ("codes", _CODES, asked[1]))
        return self._resolving.is_for(*asked)

    def intervals(self) -> Iterator[tuple[str, Interval]]:
        """Every interval in the rule that a due date can be counted with from care, by name."""
        for name, number in numbers_of(self, besides=_NO_INTERVALS):
            if isinstance(number, Interval):
                yield name, number

    def numbers(self) -> Iterator[tuple[str, Interval | int]]:
        """Every number of the rule, by name: its intervals, its ages, and its rank last."""
        numbers = dict(numbers_of(self, besides=("rank",)))
        intervals = {name: number for name, number in numbers.items() if isinstance(number, Interval)}
        yield from (intervals | numbers | {"rank": self.rank}).items()


# The spans of a rule that no due date is counted with from care.
_NO_INTERVALS: Final = ("early_window", "begins_after", "lead", "booked_within")


def reaches_back(lead: Interval, interval: Interval | None) -> bool:
    """Whether what is wanted so long before it is due may be wanted on the day it is counted from. None: no span."""
    return interval is None or lead.longest_days() >= interval.shortest_days()


def hands_over(younger: RecallRule, older: RecallRule) -> bool:
    """Whether one recall goes on where the other ends, at an age: they are for the same care."""
    if younger.below_age is None or younger.below_age != older.from_age:
        return False
    care = [(rule._starting, rule._resolving) for rule in (younger, older)]
    one, other = (starting if starting.kinds or starting.codes else resolving for starting, resolving in care)
    return other.is_for(one.kinds, one.codes)


def names_by_recall(rules: Iterable[RecallRule]) -> dict[str, frozenset[str]]:
    """For each recall its name, and those of the recalls for the ages before that go over to it.

    What is said of one of these is said of the care that they are for: it holds on a birthday, too.
    """
    names: dict[str, frozenset[str]] = {}
    ending: dict[int | None, list[RecallRule]] = {}  # those that end at each age
    for older in sorted(rules, key=lambda rule: rule.from_age or 0):
        younger = [] if older.from_age is None else ending.get(older.from_age, [])
        before = [names[rule.name] for rule in younger if hands_over(rule, older)]
        names[older.name] = frozenset({older.name}).union(*before)
        ending.setdefault(older.below_age, []).append(older)
    return names


# What every rule says, and the options no due date depends on. `resolved_by` is `started_by` unless it says more.
_NO_OPTION_OF_DUE_DATES: Final = frozenset(
    {"name", "started_by", "resolved_by", "interval", "rank", "on_its_own", "care_reason", "lead", "booked_within"}
)
_DEFAULTS: Final = {f.name: f.default for f in attrs.fields(RecallRule) if f.name not in _NO_OPTION_OF_DUE_DATES}


def is_plain(rule: RecallRule) -> bool:
    """Whether the rule's due date is its interval after the latest care of its kinds, and nothing else bears on it.

    Every option is at its default, those aside that no due date depends on. So a rule with a new option is not plain.
    """
    if rule.resolved_by != rule.started_by:
        return False
    return all(getattr(rule, name) == default for name, default in _DEFAULTS.items())
