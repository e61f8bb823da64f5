"""Was somebody given up by mistake, and does a practice give up too many?

Reads the two facts that end a relationship, and what speaks against them. Decides about nobody: a person looks at what
it finds.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import accumulate
from operator import attrgetter
from typing import ClassVar, Final, TypeAlias, final

import attrs

from recallcore._base.checks import Check, amount, calendar_day, one_of, optional
from recallcore._base.errors import IntervalError
from recallcore._base.intervals import ONE_DAY, Interval
from recallcore._base.requests import check_arguments
from recallcore._base.spelling import sort_key
from recallcore._base.values import COUNT, Computed, Word
from recallcore._facts.events import Appointment, Attempt, Procedure
from recallcore._facts.history import History
from recallcore._facts.questions import SPOKE
from recallcore._facts.standing import Deceased, RelocatedPermanently
from recallcore._facts.visits import Visit, appointments, visits
from recallcore._facts.vocabulary import AppointmentState, Party
from recallcore._policy.endings import PER
from recallcore._policy.policy import Policy
from recallcore._records.rows import Rejected, each_history

Ending: TypeAlias = Deceased | RelocatedPermanently

_YEAR: Final = Interval(years=1)
_ON: Final = attrgetter("on")
_QUESTION: Final = "endings are looked for in"


def _endings(history: History, as_of: date) -> list[Ending]:
    """What is recorded by `as_of` to have ended the relationship with a patient, each fact once."""
    endings = (fact for fact in history.circumstances if isinstance(fact, Deceased | RelocatedPermanently))
    return [*dict.fromkeys(fact for fact in endings if fact.recorded <= as_of)]


# ------------------------------------------------------------------ one by one


class EndingDoubt(Word):
    """Why an ending may be a mistake, the gravest first."""

    CONTRADICTED = "contradicted"  # by a visit, a booking or a conversation after it
    NO_EVIDENCE = "no evidence"  # the practice itself is the source, and names nothing that it saw
    ONE_THIRD_PARTY = "one third party"  # who names no evidence, and nobody else says so


_GRAVITY: Final = {doubt: place for place, doubt in enumerate(EndingDoubt)}


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class DoubtfulEnding(Computed):
    """A death or a move on record that somebody should make sure of, with every doubt, the gravest first.

    `contradicted_by` is the latest visit after it; without one the latest booking; without one the latest conversation.
    None: nothing on record contradicts it.
    """

    patient_id: str
    ending: Ending
    doubts: tuple[EndingDoubt, ...]
    contradicted_by: Procedure | Appointment | Attempt | None = None


def doubtful_endings(histories: Iterable[History | Rejected], *, as_of: date) -> tuple[DoubtfulEnding, ...]:
    """Every death and every move for good on record that is in doubt, confirmed or not.

    The gravest doubt comes first, then the ending recorded last, then the lower id. Leaves out facts dated after
    `as_of`, rejected rows and people who are not patients. Lists an ending once, also where an id comes twice.

    Listing an ending lifts nothing: a confirmed death goes on to silence until somebody takes it back.

    Raises `RequestError` when an argument, or an item among `histories`, is of the wrong type.
    """
    check_arguments(("as_of", calendar_day, as_of))
    found = {
        doubtful
        for history in each_history(histories, [], _QUESTION)
        if history.circumstances and history.patient.subject
        for doubtful in _doubtful(history, as_of)
    }
    return tuple(sorted(found, key=_gravest_first))


def _gravest_first(doubtful: DoubtfulEnding) -> tuple[int, int, str, object]:
    """All it says makes the order total: two endings of one patient may be recorded on one day."""
    gravity = _GRAVITY[doubtful.doubts[0]]
    return gravity, -doubtful.ending.recorded.toordinal(), doubtful.patient_id, sort_key(doubtful)


def _doubtful(history: History, as_of: date) -> Iterator[DoubtfulEnding]:
    endings = _endings(history, as_of)
    reports = {kind: {e.recorded for e in endings if type(e) is kind} for kind in set(map(type, endings))}
    times = Counter(map(type, endings))
    contradiction = _Contradictions(history, reports, as_of)
    for ending in endings:
        against = contradiction.of(ending)
        alone = ending.source is Party.THIRD_PARTY and times[type(ending)] == 1
        holds = {
            EndingDoubt.CONTRADICTED: against is not None,
            EndingDoubt.NO_EVIDENCE: ending.source is Party.PRACTICE and not ending.evidence,
            EndingDoubt.ONE_THIRD_PARTY: alone and not ending.evidence,
        }
        doubts = tuple(doubt for doubt in EndingDoubt if holds[doubt])
        if doubts:
            yield DoubtfulEnding(patient_id=history.patient.id, ending=ending, doubts=doubts, contradicted_by=against)


class _Contradictions:
    """What may contradict the endings of one patient. The history is read once for all of them.

    On the day itself an ending stands. INFERENCE: a conversation on a day on which the same was reported is how the
    report came, and no contradiction. `reports` are those days.
    """

    def __init__(self, history: History, reports: Mapping[type[Ending], set[date]], as_of: date) -> None:
        self._visit = _latest_visit(history, as_of)
        booked = [(a, since) for a in appointments(history) if (since := _speaks_since(a, as_of)) is not None]
        booked.sort(key=lambda booking: (booking[0].booked_on or date.min, booking[0].on), reverse=True)
        self._bookings = [appointment for appointment, _ in booked]  # the latest first
        self._against = [*accumulate((since for _, since in booked), max)]  # endings before this day, up to there
        talks = [a for a in reversed(history.attempts) if a.outcome in SPOKE and a.on <= as_of]
        self._talks = {kind: next((a for a in talks if a.on not in days), None) for kind, days in reports.items()}

    def of(self, ending: Ending) -> Procedure | Appointment | Attempt | None:
        """The latest visit after an ending; without one the latest booking; without one the latest conversation.

        None: nothing contradicts it.
        """
        ended = (ending.died_on if isinstance(ending, Deceased) else None) or ending.recorded
        if self._visit is not None and self._visit.on > ended:
            return self._visit
        place = bisect_right(self._against, ended)
        if place < len(self._bookings):
            return self._bookings[place]
        talk = self._talks[type(ending)]
        return talk if talk is not None and talk.on > ended else None


def _latest_visit(history: History, as_of: date) -> Visit | None:
    return max(visits(history, as_of), key=_ON, default=None)


def _speaks_since(booking: Appointment, as_of: date) -> date | None:
    """The day on which an appointment was made, or for which it stands: against what ended before, it speaks."""
    made = booking.booked_on if booking.booked_on is not None and booking.booked_on <= as_of else None
    ahead = booking.on if booking.state is AppointmentState.BOOKED and booking.on >= as_of else None
    return max((on for on in (made, ahead) if on is not None), default=None)


# ------------------------------------------------------------------ all together


class EndingFinding(Word):
    """What a test of a year's endings comes to."""

    IN_LINE = "in line"
    MORE = "more than expected"
    TOO_FEW = "too few patients"  # to say: fewer than one ending is expected
    NO_RATE = "no rate"  # the policy does not say what to expect


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class EndingTest(Computed):
    """The endings of a year beside what a policy expects, by an exact binomial test.

    `endings` of `patients` ended. The policy's rate expects `expected` of them; at that rate as many or more have the
    probability `chance`. `low` and `high` are the limits of the Clopper-Pearson interval of the practice's own rate, in
    patients per 100,000. The interval leaves 1 in `EndingRates.significance_one_in` out on each side: with 1,000, it
    covers 99.8%.

    These four are rounded to 4 digits, the same on every machine. `finding` is made before they are rounded.
    None: the policy has no rate.
    """

    finding: EndingFinding
    patients: int
    endings: int
    expected: float | None = None
    chance: float | None = None
    low: float | None = None
    high: float | None = None

    checks: ClassVar[Mapping[str, Check]] = {
        "patients": COUNT,
        "endings": COUNT,
        "expected": optional(amount),
        "chance": optional(amount),
        "low": optional(amount),
        "high": optional(amount),
    }


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class EndingReview(Computed):
    """The endings recorded from `since` to `as_of`, both included: a year.

    `deaths` and `moves` are tested each by itself; `either` counts a patient with both once, against the sum of the two
    rates. The tests count the base without people who are not patients, and without the `ended_before` patients whose
    relationship had ended before `since`. `rejected` are the rows that became no history.
    """

    as_of: date
    since: date
    deaths: EndingTest
    moves: EndingTest
    either: EndingTest
    ended_before: int
    rejected: tuple[Rejected, ...] = ()

    checks: ClassVar[Mapping[str, Check]] = {"ended_before": COUNT}


# What is known of an id, as bits that add up when it comes twice.
_SUBJECT, _BEFORE, _DIED, _MOVED = 1, 2, 4, 8


def ending_rates(histories: Iterable[History | Rejected], policy: Policy, *, as_of: date) -> EndingReview:
    """Whether a year saw more patients recorded as dead, or as moved for good, than the policy's `endings` expect.

    Counts every ending, confirmed or not, and whatever was learned later: the question is how often somebody was given
    up. An ending counts from the day it was recorded, and no longer from that day plus a year on. An id counts once.
    One ending alone is never too many.

    Reads the base once and keeps one number for each id. Raises `RequestError` when an argument, or an item among
    `histories`, is of the wrong type.
    """
    check_arguments(("policy", one_of(Policy), policy), ("as_of", calendar_day, as_of))
    since = _a_year_before(as_of)
    rejected: list[Rejected] = []
    known: dict[str, int] = {}
    for history in each_history(histories, rejected, _QUESTION):
        patient_id = history.patient.id
        known[patient_id] = known.get(patient_id, 0) | _bits(history, since, as_of)
    subjects = [bits for bits in known.values() if bits & _SUBJECT]
    there = [bits for bits in subjects if not bits & _BEFORE]
    died, moved, either = (sum(1 for bits in there if bits & which) for which in (_DIED, _MOVED, _DIED | _MOVED))
    rates = policy.endings
    deaths, moves = (None, None) if rates is None else (rates.deaths, rates.moves)
    together = None if deaths is None or moves is None else deaths + moves
    alarm = None if rates is None else rates.significance_one_in
    return EndingReview(
        as_of=as_of,
        since=since,
        deaths=_test(len(there), died, deaths, alarm),
        moves=_test(len(there), moved, moves, alarm),
        either=_test(len(there), either, together, alarm),
        ended_before=len(subjects) - len(there),
        rejected=tuple(rejected),
    )


def _bits(history: History, since: date, as_of: date) -> int:
    """What one record says of its id, as bits."""
    bits = _SUBJECT if history.patient.subject else 0
    endings = _endings(history, as_of) if history.circumstances else []
    if endings:
        sign = _last_sign(history, since)
        for ending in endings:
            bits |= _ending_bit(ending, since, sign)
    return bits


def _a_year_before(as_of: date) -> date:
    """The first day that plus a year is after `as_of`."""
    since = _YEAR.first_day_reaching(as_of)
    while _year_after(since) == as_of:
        since += ONE_DAY
    return since


def _year_after(on: date) -> date | None:
    try:
        return on + _YEAR
    except IntervalError:
        return None


def _ending_bit(ending: Ending, since: date, sign: date) -> int:
    if ending.recorded >= since:
        return _DIED if isinstance(ending, Deceased) else _MOVED
    if isinstance(ending, RelocatedPermanently) and sign > ending.recorded:
        return 0
    return _BEFORE


def _last_sign(history: History, before: date) -> date:
    """The latest visit, or booking of the patient's own, before a day: it ends a move recorded earlier (M6).

    Without any, the calendar's first day.
    """
    signs = [
        *(visit.on for visit in visits(history, before)),
        *(a.booked_on for a in appointments(history) if a.booked_by is Party.PATIENT and a.booked_on is not None),
    ]
    return max([on for on in signs if on < before], default=date.min)


def _test(patients: int, endings: int, rate: int | None, alarm: int | None) -> EndingTest:
    if rate is None or alarm is None:
        return EndingTest(finding=EndingFinding.NO_RATE, patients=patients, endings=endings)
    # Not at the top of the room: it needs decimal, and every program would pay for that when it starts.
    from recallcore._measures.binomial import binomial_test

    found = binomial_test(endings, patients, rate=rate, per=PER, one_in=alarm)
    if found.rare and endings > 1:
        finding = EndingFinding.MORE
    else:
        finding = EndingFinding.TOO_FEW if patients * rate < PER else EndingFinding.IN_LINE
    return EndingTest(
        finding=finding,
        patients=patients,
        endings=endings,
        expected=found.expected,
        chance=found.chance,
        low=found.low,
        high=found.high,
    )
