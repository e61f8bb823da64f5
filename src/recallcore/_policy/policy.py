"""What a practice has decided, as data.

Knows intervals and kinds, no patient. A policy is checked against itself when it is built, and all its faults
arrive together. Numbers carry their source beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar, Final, final

import attrs

from recallcore._base.checks import Check, each, one_of, whole
from recallcore._base.errors import PolicyError, RecallcoreError
from recallcore._base.intervals import Interval, MonthEnd
from recallcore._base.values import Checked, as_tuple
from recallcore._facts.vocabulary import Channel, Kind
from recallcore._policy.attendance import DormancyRule, Rhythm
from recallcore._policy.citations import Citation
from recallcore._policy.contacts import Cadence, Grouping
from recallcore._policy.converters import channels_in_order, kinds_in_order
from recallcore._policy.endings import EndingRates
from recallcore._policy.recalls import Enrolment, RecallRule
from recallcore._policy.urgency import DEFAULT_WEIGHTS, Tie, Weight


def _rules(items: Iterable[RecallRule]) -> tuple[RecallRule, ...]:
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
    channels: tuple[Channel, ...] = attrs.field(default=tuple(Channel), converter=channels_in_order)
    month_end: MonthEnd = MonthEnd.CLIP
    look_ahead: Interval | None = None
    grace: Interval | None = None
    bundle: Interval | None = None
    piggyback: Interval | None = _MONTH_AHEAD
    any_booking_withholds: bool = False
    closing: Interval | None = _ONE_WEEK
    course_gap: Interval = _THREE_MONTHS
    infer_perio_from: tuple[Kind, ...] = attrs.field(default=(), converter=kinds_in_order)
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
        "recalls": each(one_of(RecallRule), least=1),
        "channels": each(one_of(Channel), least=1),
        "majority": whole(1),
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
