"""What comes by itself: on which days does work arrive, and when is the next round?

Decides nothing, and does not know when an answer may change: asks for each patient's first contact, or the first day on
which a booking makes it needless, and counts it.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from datetime import date
from typing import ClassVar, Final, NamedTuple, TypeVar, final

import attrs

from recallcore._base.checks import Check, calendar_day, one_of, optional, whole
from recallcore._base.errors import RequestError
from recallcore._base.intervals import or_last_day
from recallcore._base.requests import check_arguments
from recallcore._base.values import COUNT, Computed
from recallcore._deciding.changes import decisions_from
from recallcore._deciding.codes import TO_SPEAK_OF, ReasonCode
from recallcore._deciding.decider import Deciders, asked
from recallcore._deciding.decision import Decision, Verdict
from recallcore._deciding.reasons import Reason
from recallcore._facts.events import Appointment
from recallcore._facts.history import History
from recallcore._facts.visits import appointments
from recallcore._facts.vocabulary import AppointmentState, Purpose
from recallcore._policy.policy import Policy
from recallcore._policy.recalls import RecallRule
from recallcore._practice.duplicates import CountedOnce
from recallcore._records.rows import Rejected, each_history

K = TypeVar("K", bound=Hashable)

_DAYS: Final = whole(0, None)
_CONTACT, _WITHHELD, _BOOKED = Verdict.CONTACT, Verdict.WITHHELD, AppointmentState.BOOKED
_BOOKINGS: Final = frozenset({ReasonCode.BOOKED, ReasonCode.VISIT_NOT_WRITTEN_UP})
_BEGIN_AFRESH: Final = 10_000  # after so many patients, forget the policy made ready for each day: it bounds memory


class _Place(NamedTuple):
    """The day, the leading code and the leading recall under which patients are counted."""

    on: date
    code: ReasonCode
    recall: str | None


class _Arrival(NamedTuple):
    """Where a patient is counted, and whether among those who are booked."""

    place: _Place
    booked: bool


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class ForecastRow(Computed):
    """How many patients first fall to be contacted on the day `on`, for the reason `code`, about `recall`.

    `patients` must be contacted; `booked` are as many more who need no call, because bookings of theirs cover all that
    is wanted. Either may be 0. `code` is the code of the leading reason, `recall` the leading recall. None: there is no
    recall to speak about.
    """

    on: date
    code: ReasonCode
    recall: str | None
    patients: int
    booked: int

    checks: ClassVar[Mapping[str, Check]] = {"patients": COUNT, "booked": COUNT}


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class Forecast(Computed):
    """On which days work arrives from `as_of` to `through`, both included, as long as nobody does anything.

    `rows` count each patient on the first of these days on which they are to be contacted, or would be were they not
    booked for all that is wanted: in order of day, then of `ReasonCode`, then of the recall's name. The rows of `as_of`
    hold everybody to contact already, the backlog too. Bookings are taken to be kept, so nobody counted as booked is
    counted again. `not_within` counts patients with no such day; `duplicates` counts ids that came twice, who are
    nobody's contact until a person has looked. Those to contact, those booked, `not_within` and `duplicates` sum to the
    base. `rejected` are rows that became no history.

    `by_day`, `by_reason` and `by_recall` add up those to contact; `booked_by_day`, `booked_by_reason` and
    `booked_by_recall` those who are booked.

    This is no forecast of visits: it says whom a practice will want to reach, not who will answer or come.
    """

    as_of: date
    through: date
    purpose: Purpose
    rows: tuple[ForecastRow, ...]
    not_within: int
    duplicates: int
    rejected: tuple[Rejected, ...] = ()

    checks: ClassVar[Mapping[str, Check]] = {
        "not_within": COUNT,
        "duplicates": COUNT,
    }

    @property
    def base(self) -> int:
        """How many patients are accounted for."""
        return sum(row.patients + row.booked for row in self.rows) + self.not_within + self.duplicates

    @property
    def by_day(self) -> tuple[tuple[date, int], ...]:
        """How many are to be contacted first on each day, in order; days without anybody are left out."""
        return _summed((row.on, row.patients) for row in self.rows)

    @property
    def by_reason(self) -> tuple[tuple[ReasonCode, int], ...]:
        """How many are to be contacted for each leading reason, in `ReasonCode`'s order."""
        return _summed((row.code, row.patients) for row in self._by_code())

    @property
    def by_recall(self) -> tuple[tuple[str | None, int], ...]:
        """How many are to be contacted about each recall, by name; first those about none."""
        return _summed((row.recall, row.patients) for row in self._by_name())

    @property
    def booked_by_day(self) -> tuple[tuple[date, int], ...]:
        """How many need no call because they are booked, by the day on which they would fall to be contacted."""
        return _summed((row.on, row.booked) for row in self.rows)

    @property
    def booked_by_reason(self) -> tuple[tuple[ReasonCode, int], ...]:
        """How many need no call because they are booked, by the reason that leads, in `ReasonCode`'s order."""
        return _summed((row.code, row.booked) for row in self._by_code())

    @property
    def booked_by_recall(self) -> tuple[tuple[str | None, int], ...]:
        """How many need no call because they are booked, by the recall that leads; first those about none."""
        return _summed((row.recall, row.booked) for row in self._by_name())

    def _by_code(self) -> list[ForecastRow]:
        return sorted(self.rows, key=lambda row: row.code.place)

    def _by_name(self) -> list[ForecastRow]:
        return sorted(self.rows, key=lambda row: row.recall or "")

    def on(self, day: date) -> tuple[ForecastRow, ...]:
        """The rows of one day. Empty when nobody is counted on it, and outside the days asked about.

        Raises `RequestError` for what is no day.
        """
        check_arguments(("day", calendar_day, day))
        return tuple([row for row in self.rows if row.on == day])


def forecast(
    histories: Iterable[History | Rejected],
    policy: Policy,
    *,
    as_of: date,
    days: int,
    purpose: Purpose = Purpose.CARE,
) -> Forecast:
    """On which days work arrives for a whole base: from `as_of` to so many `days` later, both included.

    Counts each patient once, on the first of these days on which `decide` would say contact if nothing new happened
    until then, or on which something is wanted and bookings cover all of it. So it assumes that nobody calls or writes
    meanwhile, takes those bookings to be kept, and leaves out every later contact. An id that comes twice is counted
    among `duplicates`, once. There are no days past the calendar's end.

    Reads the histories once and keeps none: memory holds every id, and the counts.

    Raises `RequestError` when an argument, or an item among `histories`, is of the wrong type.
    """
    as_of = asked(policy, as_of, purpose).as_of  # refuses what is no question, were there nobody to ask about
    ahead = Deciders(policy, purpose)
    check_arguments(("days", _DAYS, days))
    through = date.fromordinal(min(as_of.toordinal() + days, date.max.toordinal()))
    arrival_of = _Arrivals(ahead, as_of, through)
    rejected: list[Rejected] = []
    arrivals: CountedOnce[_Arrival | None] = CountedOnce()
    for history in each_history(histories, rejected, "a forecast is made from"):
        arrivals.add(history.patient.id, arrival_of(history))
    return Forecast(
        as_of=as_of,
        through=through,
        purpose=purpose,
        rows=_rows(arrivals.counts),
        not_within=arrivals.counts[None],
        duplicates=len(arrivals.repeated),
        rejected=tuple(rejected),
    )


class _Arrivals:
    """Finds where each patient is counted, and keeps the policy ready for the days that were asked for."""

    def __init__(self, ahead: Deciders, as_of: date, through: date) -> None:
        self._ahead = ahead
        self._as_of = as_of
        self._through = through
        self._asked_ahead = 0

    def __call__(self, history: History) -> _Arrival | None:
        """The first arrival. None: there is no such day."""
        decisions = decisions_from(self._as_of, history, self._ahead, self._through, if_free=True, or_booked=True)
        coming = [a for a in appointments(history) if a.state is _BOOKED and a.on >= self._as_of]
        first = None
        for decision in decisions:
            kept = [visit for visit in coming if visit.on < decision.as_of]
            first = _booked(decision) if kept and self._leaves_nothing(kept, decision) else _arrival(decision)
            if first is not None:
                break
        self._asked_ahead += 1
        if self._asked_ahead % _BEGIN_AFRESH == 0:
            self._ahead.clear()
        return first

    def _leaves_nothing(self, kept: list[Appointment], decision: Decision) -> bool:
        """Whether something is wanted, and nothing would be had these visits, booked for days before, been kept."""
        if not decision.is_wanted or any(reason.terminal for reason in decision.withheld_by):
            return False
        return all(any(self._answers(visit, reason) for visit in kept) for reason in decision.wanted)

    def _answers(self, visit: Appointment, reason: Reason) -> bool:
        """Whether a visit that is kept does away with a reason that would come after it."""
        due = reason.due
        if due is None or due.on is None:
            return reason.code is ReasonCode.DORMANT
        rule = self._ahead.policy.rule(due.recall)
        in_time = rule.repeats or visit.on >= due.on or _is_early_enough(rule, visit.on, due.on)
        return in_time and rule._resolving.is_for(visit.kinds, visit.codes)


def _is_early_enough(rule: RecallRule, on: date, due: date) -> bool:
    """Whether a one-off due on `due` is closed by a visit on a day before it."""
    return rule.early_window is not None and on >= rule.early_window.first_day_reaching(due)


def _arrival(decision: Decision) -> _Arrival | None:
    verdict = decision.verdict
    if verdict is _CONTACT:
        lead = decision.lead()
        place = _Place(decision.as_of, decision.leading_of(_CONTACT).code, None if lead is None else lead.recall)
        return _Arrival(place, False)
    return _booked(decision) if verdict is _WITHHELD and _booked_for_all(decision) else None


def _booked(decision: Decision) -> _Arrival:
    """Where a patient is counted who needs no call for what is wanted."""
    wanted = decision.wanted
    recall = next((reason.recall for reason in wanted if reason.code in TO_SPEAK_OF), None)
    return _Arrival(_Place(decision.as_of, wanted[0].code, recall), True)


def _booked_for_all(decision: Decision) -> bool:
    """Whether something is wanted, and bookings alone cover all of it, whatever else withholds.

    One that was kept and is not written up yet is a booking still: what it was for was done there. Of a relationship
    that has ended no booking will be kept.
    """
    scopes = [reason.scope for reason in decision.withheld_by if reason.code in _BOOKINGS]
    if not scopes or any(reason.terminal for reason in decision.withheld_by):
        return False
    purpose, wanted = decision.purpose, decision.wanted
    return bool(wanted) and all(
        any(scope.covers(channel, purpose, reason.recall) for scope in scopes)
        for reason in wanted
        for channel in decision.question.offered
    )


def _rows(counts: Counter[_Arrival | None]) -> tuple[ForecastRow, ...]:
    """A row for every place that somebody is counted at, in order of day, code and recall."""
    places = {arrival.place for arrival, many in counts.items() if arrival is not None and many}
    rows = [
        ForecastRow(
            on=place.on,
            code=place.code,
            recall=place.recall,
            patients=counts[_Arrival(place, False)],
            booked=counts[_Arrival(place, True)],
        )
        for place in places
    ]
    return tuple(sorted(rows, key=lambda row: (row.on, row.code.place, row.recall or "")))


def _summed(pairs: Iterable[tuple[K, int]]) -> tuple[tuple[K, int], ...]:
    """The sum for each key, in the order in which the keys first come; without those of nobody."""
    sums: Counter[K] = Counter()
    for key, many in pairs:
        sums[key] += many
    return tuple((key, many) for key, many in sums.items() if many)


def next_round(policy: Policy, *, last: date | None, as_of: date) -> date:
    """The day on which the list of the dormant is to be made next, by the policy's `DormancyRule.dormant_list_every`.

    `last` is the day of the last round, and the next is due that span after it. When that day has passed the answer is
    `as_of`, and never a day before it. None for `last`: there was no round yet, and the answer is `as_of`.

    Raises `RequestError` when the policy has no rounds, or `last` is after `as_of`.
    """
    check_arguments(
        ("policy", one_of(Policy), policy), ("last", optional(calendar_day), last), ("as_of", calendar_day, as_of)
    )
    rounds = None if policy.dormancy is None else policy.dormancy.dormant_list_every
    if rounds is None:
        raise RequestError("policy must have a dormancy with rounds for there to be a next one")
    if last is None:
        return as_of
    if last > as_of:
        raise RequestError("last must not be after as_of: a round that lies ahead is not the last one")
    return max(as_of, or_last_day(last, rounds))
