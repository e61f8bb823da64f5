"""What a practice has decided, as data.

Knows intervals and kinds, no patient. A policy is checked against itself when it is built, and all its faults
arrive together. Numbers carry their source beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar, Final, final

import attrs

from recallcore._contact_policy import (
    DEFAULT_WEIGHTS,
    Cadence,
    DormancyRule,
    EndingRates,
    Grouping,
    Rhythm,
    Tie,
    Weight,
)
from recallcore._intervals import Interval, MonthEnd
from recallcore._value import (
    Check,
    Checked,
    PolicyError,
    RecallcoreError,
    Word,
    as_tuple,
    code_text,
    each,
    one_of,
    optional,
    text,
    truth,
    whole,
)
from recallcore._vocabulary import Channel, Kind, Risk


class Grade(Word):
    """How a number is known."""

    READ = "read"  # read in the source itself
    SECONDARY = "secondary"  # read in a page about the source
    UNVERIFIED = "unverified"  # general knowledge; no source was seen
    OUR_CHOICE = "our choice"  # nobody says; the argument is in the docs


class Enrolment(Word):
    """Whom a recall is for, as to periodontal care."""

    ANY = "any"
    ENROLLED = "enrolled"
    NOT_ENROLLED = "not enrolled"  # superseded while enrolled


def _sentence(value: object) -> str | None:
    return None if isinstance(value, str) and value.strip() else "must say where the number comes from"


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class Citation(Checked):
    """Where one number comes from. `number` names it as `Policy.numbers` does: "bitewings.interval"."""

    number: str
    source: str
    grade: Grade

    refusal: ClassVar[type[RecallcoreError]] = PolicyError
    checks: ClassVar[Mapping[str, Check]] = {"number": text, "source": _sentence, "grade": one_of(Grade)}


def _kinds(items: Iterable[Kind]) -> tuple[Kind, ...]:
    return as_tuple(items)


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
    started_by: tuple[Kind, ...] = attrs.field(converter=_kinds)
    interval: Interval
    rank: int
    resolved_by: tuple[Kind, ...] = attrs.field(default=(), converter=_kinds)
    first: Interval | None = None
    repeats: bool = True
    by_risk: tuple[tuple[Risk, Interval], ...] = attrs.field(default=(), converter=_by_risk)
    from_age: int | None = None
    below_age: int | None = None
    enrolment: Enrolment = Enrolment.ANY
    ended_by: tuple[Kind, ...] = attrs.field(default=(), converter=_kinds)
    extended_by: tuple[Kind, ...] = attrs.field(default=(), converter=_kinds)
    early_window: Interval | None = None
    on_its_own: bool = True
    care_reason: str = ""

    refusal: ClassVar[type[RecallcoreError]] = PolicyError
    checks: ClassVar[Mapping[str, Check]] = {
        "name": text,
        "started_by": each(one_of(Kind), least=1),
        "interval": one_of(Interval),
        "rank": whole(1),
        "resolved_by": each(one_of(Kind)),
        "first": optional(one_of(Interval)),
        "repeats": truth,
        "by_risk": each(_risk_interval),
        "from_age": optional(whole(0)),
        "below_age": optional(whole(1)),
        "enrolment": one_of(Enrolment),
        "ended_by": each(one_of(Kind)),
        "extended_by": each(one_of(Kind)),
        "early_window": optional(one_of(Interval)),
        "on_its_own": truth,
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


def _rules(items: Iterable[RecallRule]) -> tuple[RecallRule, ...]:
    return as_tuple(items)


def _channels(items: Iterable[Channel]) -> tuple[Channel, ...]:
    return as_tuple(items)


def _weights(items: Iterable[Weight]) -> tuple[Weight, ...]:
    return as_tuple(items)


def _ties(items: Iterable[Tie]) -> tuple[Tie, ...]:
    return as_tuple(items)


def _citations(items: Iterable[Citation]) -> tuple[Citation, ...]:
    return as_tuple(items)


_MONTH_AHEAD: Final = Interval(days=30)
_ONE_WEEK: Final = Interval(days=7)
_TWO_WEEKS: Final = Interval(weeks=2)
_SIX_WEEKS: Final = Interval(weeks=6)
_THREE_MONTHS: Final = Interval(months=3)


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class Policy(Checked):
    """A practice's decisions. Frozen, comparable, and plain enough to store: see `policy_as_data`.

    `channels` are those the practice uses, in its order of preference. `look_ahead` wants a recall that long before
    its due date, `grace` that long after (None: from the due date; not both). What falls due within `bundle` of
    `as_of`, that day included, goes along with a contact made for something else (None: nothing does). A booking
    for something else withholds a recall when it is within `piggyback` of `as_of`, that day included (None: it
    never does); `any_booking_withholds` lets every booking withhold every recall. A past appointment nobody closed
    withholds for `closing` after its day (None: it does not). Starters no further apart than `course_gap` belong to
    one course of treatment. Patients are taken to be enrolled in periodontal care from any of `infer_perio_from`
    until `infer_perio_within` has passed, the last day included.

    `cadence` spaces and caps attempts, `dormancy` says who is asleep, `rhythm` calls for life after treatment,
    `endings` says how many deaths and moves a year to expect (None: not asked). A patient who will call us is waited
    for `patient_will_call` long, then asked; one who would rather wait, and did not say how long, for `deferral`. What
    falls due during an absence still to come is offered from `before_absence` before the departure (None: it is not). A
    call promised goes before everything else for `promise` from its day; after that it is one reason among others, and
    an apology. `weights` say what makes a contact urgent, `ties` what settles equal points. Below `majority`, in years,
    a patient is a child.
    A data review asks about records without any contact for longer than `review_after` (None: it does not).

    After a death in the household everybody in it is left in peace for `bereavement`. `grouping` says whom one contact
    of a list serves.

    Raises `PolicyError` with every fault found, within each rule and between them.
    """

    name: str
    version: str
    recalls: tuple[RecallRule, ...] = attrs.field(converter=_rules)
    channels: tuple[Channel, ...] = attrs.field(default=tuple(Channel), converter=_channels)
    month_end: MonthEnd = MonthEnd.CLIP
    look_ahead: Interval | None = None
    grace: Interval | None = None
    bundle: Interval | None = None
    piggyback: Interval | None = _MONTH_AHEAD
    any_booking_withholds: bool = False
    closing: Interval | None = _ONE_WEEK
    course_gap: Interval = _THREE_MONTHS
    infer_perio_from: tuple[Kind, ...] = attrs.field(default=(), converter=_kinds)
    infer_perio_within: Interval | None = None
    cadence: Cadence | None = None
    dormancy: DormancyRule | None = None
    rhythm: Rhythm | None = None
    endings: EndingRates | None = None
    patient_will_call: Interval = _TWO_WEEKS
    deferral: Interval = _THREE_MONTHS
    promise: Interval = _THREE_MONTHS
    before_absence: Interval | None = None
    weights: tuple[Weight, ...] = attrs.field(default=DEFAULT_WEIGHTS, converter=_weights)
    ties: tuple[Tie, ...] = attrs.field(default=(Tie.DUE_DATE,), converter=_ties)
    majority: int = 18
    review_after: Interval | None = None
    bereavement: Interval = _SIX_WEEKS
    grouping: Grouping = Grouping.HOUSEHOLD
    citations: tuple[Citation, ...] = attrs.field(default=(), converter=_citations)

    refusal: ClassVar[type[RecallcoreError]] = PolicyError
    checks: ClassVar[Mapping[str, Check]] = {
        "name": text,
        "version": text,
        "recalls": each(one_of(RecallRule), least=1),
        "channels": each(one_of(Channel), least=1),
        "month_end": one_of(MonthEnd),
        "look_ahead": optional(one_of(Interval)),
        "grace": optional(one_of(Interval)),
        "bundle": optional(one_of(Interval)),
        "piggyback": optional(one_of(Interval)),
        "any_booking_withholds": truth,
        "closing": optional(one_of(Interval)),
        "course_gap": one_of(Interval),
        "infer_perio_from": each(one_of(Kind)),
        "infer_perio_within": optional(one_of(Interval)),
        "cadence": optional(one_of(Cadence)),
        "dormancy": optional(one_of(DormancyRule)),
        "rhythm": optional(one_of(Rhythm)),
        "endings": optional(one_of(EndingRates)),
        "patient_will_call": one_of(Interval),
        "deferral": one_of(Interval),
        "promise": one_of(Interval),
        "before_absence": optional(one_of(Interval)),
        "weights": each(one_of(Weight)),
        "ties": each(one_of(Tie)),
        "majority": whole(1),
        "review_after": optional(one_of(Interval)),
        "bereavement": one_of(Interval),
        "grouping": one_of(Grouping),
        "citations": each(one_of(Citation)),
    }

    def __attrs_post_init__(self) -> None:
        self.check()
        faults = list(self._contradictions())
        if faults:
            raise PolicyError(*faults)

    def _contradictions(self) -> Iterator[str]:
        names = [rule.name for rule in self.recalls]
        yield from (f"two recalls are named {name}" for name in sorted({n for n in names if names.count(n) > 1}))
        if len(set(self.channels)) < len(self.channels):
            yield "channels must name each channel once"
        if bool(self.infer_perio_from) is not (self.infer_perio_within is not None):
            yield "infer_perio_from and infer_perio_within must be given together"
        if self.infer_perio_from and not any(rule.enrolment is Enrolment.ENROLLED for rule in self.recalls):
            yield "perio enrolment is inferred, but no recall is for enrolled patients"
        factors = [weight.factor for weight in self.weights]
        if len(set(factors)) < len(factors):
            yield "weights must name each factor once"
        steps = () if self.cadence is None else self.cadence.escalation
        for step in dict.fromkeys(step for step in steps if step not in self.channels):
            yield f"cadence.escalation must name channels of the policy, got {step}"
        if len(set(self.ties)) < len(self.ties):
            yield "ties must name each tie once"
        if self.look_ahead is not None and self.grace is not None:
            yield "look_ahead and grace must not be given together"
        if self.look_ahead is not None:
            for rule in self.recalls:
                for name, interval in rule.intervals():
                    if self.look_ahead.longest_days() >= interval.shortest_days():
                        yield (
                            f"look_ahead must be shorter than every interval, got {self.look_ahead}"
                            f" and {rule.name}.{name} of {interval}"
                        )
        numbers = dict(self.numbers())
        cited = [citation.number for citation in self.citations]
        yield from (f"a citation is for {c}, which is no number of this policy" for c in cited if c not in numbers)
        yield from (f"{c} is cited twice" for c in sorted({c for c in cited if cited.count(c) > 1}))

    def numbers(self) -> Iterator[tuple[str, Interval | int]]:
        """Every number of the policy by name: "look_ahead", "bitewings.interval", "examination.by_risk.low"."""
        for name in _NUMBERS:
            value = getattr(self, name)
            if value is not None:
                yield name, value
        parts = {"cadence": self.cadence, "dormancy": self.dormancy, "rhythm": self.rhythm, "endings": self.endings}
        for part, rules in parts.items():
            if rules is not None:
                yield from ((f"{part}.{name}", value) for name, value in rules.numbers())
        yield from ((f"weights.{weight.factor}", weight.points) for weight in self.weights)
        for rule in self.recalls:
            yield from ((f"{rule.name}.{name}", interval) for name, interval in rule.intervals())
            for name in ("early_window", "from_age", "below_age", "rank"):
                value = getattr(rule, name)
                if value is not None:
                    yield f"{rule.name}.{name}", value

    def uncited(self) -> tuple[str, ...]:
        """The numbers nobody has given a source for, not even "our choice"."""
        cited = {citation.number for citation in self.citations}
        return tuple(name for name, _ in self.numbers() if name not in cited)

    def rule(self, name: str) -> RecallRule:
        """The recall called `name`. Raises `PolicyError` when there is none."""
        for rule in self.recalls:
            if rule.name == name:
                return rule
        raise PolicyError("this policy has no recall of that name")


_NUMBERS: Final = (
    *("look_ahead", "grace", "bundle", "piggyback", "closing", "course_gap", "infer_perio_within"),
    *("patient_will_call", "deferral", "promise", "before_absence", "majority", "review_after", "bereavement"),
)
