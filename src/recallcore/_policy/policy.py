"""What a practice has decided, as data.

Knows intervals and kinds, no patient. A policy is checked against itself when it is built, and all its faults
arrive together. Numbers carry their source beside them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar, Final, final

import attrs

from recallcore._base.checks import Check, any_text, each, one_of, whole
from recallcore._base.errors import PolicyError, RecallcoreError
from recallcore._base.intervals import Interval, MonthEnd
from recallcore._base.values import Checked, as_tuple
from recallcore._facts.vocabulary import Channel, Kind
from recallcore._policy.attendance import DormancyRule, Rhythm
from recallcore._policy.care import kind_of_care
from recallcore._policy.citations import Citation
from recallcore._policy.contacts import Cadence, Grouping
from recallcore._policy.converters import channels_in_order, kinds_in_order
from recallcore._policy.endings import EndingRates
from recallcore._policy.numbers import beneath, numbers_of
from recallcore._policy.recalls import Enrolment, RecallRule, reaches_back
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
_ONE_MONTH: Final = Interval(months=1)
_SIX_WEEKS: Final = Interval(weeks=6)
_THREE_MONTHS: Final = Interval(months=3)


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class Policy(Checked):
    """A practice's decisions. Frozen, comparable, and plain enough to store: see `policy_as_data`.

    - `name` and `version`: which policy this is.
    - `recalls`: the recalls that the practice runs, at least one.
    - `channels`: the channels it uses, in its order of preference, at least one.
    - `month_end`: where a due date falls when its month is too short.
    - `look_ahead`: a recall is wanted from this long before its due date, unless it has a `lead` of its own. Shorter
      than every interval; not together with `grace`. None: from the due date.
    - `grace`: a recall is wanted from this long after its due date. None: from the due date.
    - `bundle`: what falls due at most this long after `as_of` goes along with a contact made for something else. None:
      nothing does.
    - `nearby_booking_window`: a recall, and what was left undone before, is withheld while the patient is booked for
      something else, or nobody knows for what, at most this long after `as_of`, the last day included. None: it is not.
    - `any_booking_withholds`: True: every booking withholds every recall, however far ahead and whatever it is for.
    - `call_when_booked_late`: True: a booking too long after the due date does not withhold the recall. False: it does,
      and a person is told.
    - `unclosed_visit_wait`: a past appointment nobody closed withholds until this long after its day, that last day
      included, and so does a kept one what it was for, until that care is written up. None: it does not.
    - `kept_is_care`: True: an appointment kept is care of its kinds, done here on its day. For sources that have
      appointments and no record of care.
    - `course_gap`: care at most this far apart belongs to one course of treatment.
    - `infer_perio_from`: patients are taken to be enrolled in periodontal care from care of these kinds.
    - `infer_perio_within`: for how long after it, the last day included. The two are given together, or neither.
    - `cadence`: how attempts are spaced and capped. None: they are not.
    - `after_visit`: how long from any visit a recall contact waits. None: it does not.
    - `after_talk`: how long from any conversation, whoever began it and whatever it was about. None: it does not.
    - `dormancy`: when somebody is lapsed or dormant. None: not asked.
    - `rhythm`: the contact for life after treatment. None: there is none.
    - `endings`: how many deaths and moves a year to expect. None: not asked.
    - `patient_will_call`: how long a patient who will call us is waited for; from the day it has passed, we ask.
    - `deferral`: how long a patient who would rather wait is left alone, where they did not say how long.
    - `after_no`: how long from the day a patient declined some recalls they are asked for nothing else either. None:
      they may be.
    - `callback_valid_for`: how long from its day a promised call goes before everything else. After that it is one
      reason among others, and an apology.
    - `before_absence`: what falls due during an absence still to come is offered from this long before the departure.
      None: it is not.
    - `safety_channels`: the channels by which somebody is told what concerns their safety, in order of preference, each
      once. Those the practice does not use are passed over. Empty: none is fit, and a person decides.
    - `weights`: what makes a contact urgent, each factor once.
    - `ties`: what settles equal points, in this order, each once.
    - `majority`: the age of majority in years, at least 1 and at most 1,000,000; below it, a patient is a child.
    - `review_after`: a data review asks about a record without contact for longer than this. None: it does not.
    - `bereavement`: how long everybody in a household is left in peace after a death in it.
    - `grouping`: whom one contact of a list serves.
    - `citations`: where the numbers come from, each number once at most.

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
    nearby_booking_window: Interval | None = _MONTH_AHEAD
    any_booking_withholds: bool = False
    call_when_booked_late: bool = False
    unclosed_visit_wait: Interval | None = _ONE_WEEK
    kept_is_care: bool = False
    course_gap: Interval = _THREE_MONTHS
    infer_perio_from: tuple[Kind, ...] = attrs.field(default=(), converter=kinds_in_order)
    infer_perio_within: Interval | None = None
    cadence: Cadence | None = None
    after_visit: Interval | None = _ONE_WEEK
    after_talk: Interval | None = _ONE_WEEK
    dormancy: DormancyRule | None = None
    rhythm: Rhythm | None = None
    endings: EndingRates | None = None
    patient_will_call: Interval = _TWO_WEEKS
    deferral: Interval = _THREE_MONTHS
    after_no: Interval | None = _ONE_MONTH
    callback_valid_for: Interval = _THREE_MONTHS
    before_absence: Interval | None = None
    safety_channels: tuple[Channel, ...] = attrs.field(
        default=(Channel.PHONE, Channel.LETTER), converter=channels_in_order
    )
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
        "infer_perio_from": each(kind_of_care),
        "majority": whole(1),
    }

    def __attrs_post_init__(self) -> None:
        self.check()
        faults = list(self._contradictions())
        if faults:
            raise PolicyError(*faults)

    def _contradictions(self) -> Iterator[str]:
        yield from (f"two recalls are named {name}" for name in _twice(rule.name for rule in self.recalls))
        if _twice(self.channels):
            yield "channels must name each channel once"
        if _twice(self.safety_channels):
            yield "safety_channels must name each channel once"
        yield from self._faults_of_enrolment()
        yield from self._faults_of_urgency_and_escalation()
        yield from self._faults_of_look_ahead()
        yield from self._faults_of_citations()

    def _faults_of_enrolment(self) -> Iterator[str]:
        if bool(self.infer_perio_from) is not (self.infer_perio_within is not None):
            yield "infer_perio_from and infer_perio_within must be given together"
        if self.infer_perio_from and not any(rule.enrolment is Enrolment.ENROLLED for rule in self.recalls):
            yield "perio enrolment is inferred, but no recall is for enrolled patients"

    def _faults_of_urgency_and_escalation(self) -> Iterator[str]:
        if _twice(weight.factor for weight in self.weights):
            yield "weights must name each factor once"
        steps = () if self.cadence is None else self.cadence.escalation
        for step in dict.fromkeys(step for step in steps if step not in self.channels):
            yield f"cadence.escalation must name channels of the policy, got {step}"
        if _twice(self.ties):
            yield "ties must name each tie once"

    def _faults_of_look_ahead(self) -> Iterator[str]:
        if self.grace is not None:
            if self.look_ahead is not None:
                yield "look_ahead and grace must not be given together"
            yield from (
                f"{rule.name}.lead and grace must not be given together"
                for rule in self.recalls
                if rule.lead is not None
            )
        for rule in self.recalls:
            for name, interval in rule.intervals() if rule.lead is None else ():
                if self.look_ahead is not None and reaches_back(self.look_ahead, interval):
                    yield (
                        f"look_ahead must be shorter than every interval, got {self.look_ahead}"
                        f" and {rule.name}.{name} of {interval}"
                    )

    def _faults_of_citations(self) -> Iterator[str]:
        numbers = dict(self.numbers())
        cited = [citation.number for citation in self.citations]
        yield from (f"a citation is for {c}, which is no number of this policy" for c in cited if c not in numbers)
        yield from (f"{c} is cited twice" for c in _twice(cited))

    def numbers(self) -> Iterator[tuple[str, Interval | int]]:
        """Every number of the policy by name: "look_ahead", "bitewings.interval", "examination.by_risk.low"."""
        yield from numbers_of(self, besides=_NAMED_OTHERWISE)
        yield from ((f"weights.{weight.factor}", weight.points) for weight in self.weights)
        for rule in self.recalls:
            yield from beneath(rule.name, rule.numbers())

    def uncited(self) -> tuple[str, ...]:
        """The numbers nobody has given a source for, not even "our choice"."""
        cited = {citation.number for citation in self.citations}
        return tuple(name for name, _ in self.numbers() if name not in cited)

    def rule(self, name: str) -> RecallRule:
        """The recall called `name`. Raises `PolicyError` when there is none, and for a name that is no text."""
        if (fault := any_text(name)) is not None:
            raise PolicyError(f"name {fault}")
        for rule in self.recalls:
            if rule.name == name:
                return rule
        raise PolicyError("this policy has no recall of that name")


# A recall's numbers are named by the recall and a weight's by its factor, not by their place. No citation holds one.
_NAMED_OTHERWISE: Final = frozenset({"recalls", "weights", "citations"})


def _twice(items: Iterable[str]) -> list[str]:
    """What is named more than once, in order of spelling."""
    return sorted(item for item, times in Counter(items).items() if times > 1)
