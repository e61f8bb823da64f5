"""What comes by itself: on which days does work arrive, and when is the next round?

Decides nothing, and does not know when an answer may change: asks for each patient's first contact, and counts it.
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
from recallcore._deciding.codes import ReasonCode
from recallcore._deciding.decider import Deciders, asked
from recallcore._deciding.decision import Decision, Verdict
from recallcore._facts.history import History
from recallcore._facts.vocabulary import Purpose
from recallcore._policy.policy import Policy
from recallcore._practice.duplicates import CountedOnce
from recallcore._records.rows import Rejected, each_history

K = TypeVar("K", bound=Hashable)

_DAYS: Final = whole(0, None)
_CONTACT: Final = Verdict.CONTACT
_BEGIN_AFRESH: Final = 10_000  # after so many patients, forget the policy made ready for each day: it bounds memory


class _Arrival(NamedTuple):
    """The day, the leading code and the leading recall under which a patient is counted."""

    on: date
    code: ReasonCode
    recall: str | None


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class ForecastRow(Computed):
    """How many patients are first to be contacted on the day `on`, for the reason `code`, about `recall`.

    `code` is the code of the leading reason, `recall` the leading recall. None: there is no recall to speak about.
    """

    on: date
    code: ReasonCode
    recall: str | None
    patients: int

    checks: ClassVar[Mapping[str, Check]] = {"patients": COUNT}


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class Forecast(Computed):
    """On which days work arrives from `as_of` to `through`, both included, as long as nobody does anything.

    `rows` count each patient on the first of these days on which they are to be contacted, in order of day, then of
    `ReasonCode`, then of the recall's name. The rows of `as_of` hold everybody to contact already, the backlog too.
    `not_within` counts patients with no such day; `duplicates` counts ids that came twice, who are nobody's contact
    until a person has looked. Rows, `not_within` and `duplicates` sum to the base. `rejected` are rows that became no
    history.

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
        return sum(row.patients for row in self.rows) + self.not_within + self.duplicates

    @property
    def by_day(self) -> tuple[tuple[date, int], ...]:
        """How many arrive on each day, in order; days on which nobody does are left out."""
        return _summed([(row.on, row.patients) for row in self.rows])

    @property
    def by_reason(self) -> tuple[tuple[ReasonCode, int], ...]:
        """How many arrive for each leading reason, in `ReasonCode`'s order."""
        ordered = sorted(self.rows, key=lambda row: row.code.place)
        return _summed([(row.code, row.patients) for row in ordered])

    @property
    def by_recall(self) -> tuple[tuple[str | None, int], ...]:
        """How many arrive about each recall, by name; first those about none."""
        ordered = sorted(self.rows, key=lambda row: row.recall or "")
        return _summed([(row.recall, row.patients) for row in ordered])

    def on(self, day: date) -> tuple[ForecastRow, ...]:
        """The rows of one day. Empty when nobody arrives, and outside the days asked about.

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
    until then. So it assumes that nobody calls, comes or writes meanwhile, and leaves out every later contact. An id
    that comes twice is counted among `duplicates`, once. There are no days past the calendar's end.

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
    """Finds when each patient is first to be contacted, and keeps the policy ready for the days that were asked for."""

    def __init__(self, ahead: Deciders, as_of: date, through: date) -> None:
        self._ahead = ahead
        self._as_of = as_of
        self._through = through
        self._asked_ahead = 0

    def __call__(self, history: History) -> _Arrival | None:
        """The first arrival. None: there is no such day."""
        decisions = decisions_from(self._as_of, history, self._ahead, self._through, if_free=True)
        first = next((decision for decision in decisions if decision.verdict is _CONTACT), None)
        self._asked_ahead += 1
        if self._asked_ahead % _BEGIN_AFRESH == 0:
            self._ahead.clear()
        return None if first is None else _arrival(first)


def _arrival(contact: Decision) -> _Arrival:
    lead = contact.lead()
    return _Arrival(contact.as_of, contact.leading_of(_CONTACT).code, None if lead is None else lead.recall)


def _rows(counts: Counter[_Arrival | None]) -> tuple[ForecastRow, ...]:
    """A row for every arrival that somebody is counted under, in order of day, code and recall."""
    rows = [
        ForecastRow(on=arrival.on, code=arrival.code, recall=arrival.recall, patients=patients)
        for arrival, patients in counts.items()
        if arrival is not None and patients
    ]
    return tuple(sorted(rows, key=lambda row: (row.on, row.code.place, row.recall or "")))


def _summed(pairs: Iterable[tuple[K, int]]) -> tuple[tuple[K, int], ...]:
    """The sum for each key, in the order in which the keys first come."""
    sums: Counter[K] = Counter()
    for key, many in pairs:
        sums[key] += many
    return tuple(sums.items())


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
