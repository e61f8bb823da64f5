"""When is somebody away, when did they come back, and how many days of it lie after a visit?

Knows absences alone, those that happen once and those that recur every year. The latter never end, so nothing here
lists their times: it looks at those of a year.
"""

from __future__ import annotations

from calendar import isleap
from collections.abc import Iterable
from datetime import MAXYEAR, date, timedelta
from typing import Final, TypeAlias, TypeVar

from recallcore._base.days import ListeningDay, Turns, plain_day
from recallcore._base.intervals import ONE_DAY, birthday
from recallcore._facts.history import History
from recallcore._facts.standing import Away

D = TypeVar("D", date, int)  # a day, or its number

# The first day away and the first day back.
Span: TypeAlias = tuple[date, date]
TimeAway: TypeAlias = tuple[date, date | None]  # None: nobody knows when

# The calendar repeats itself after so many years, of so many days, so many of them with a 29 February.
_CYCLE: Final = 400
_DAYS_OF_CYCLE: Final = 146_097
_LEAP_YEARS: Final = 97
_NEVER: Final = date.max.toordinal() + 1
_LONG: Final = 30  # years: whoever is not asleep after so many alike is away nearly always


def absences(history: History) -> list[Away]:
    """What is known of the patient's absences."""
    return [fact for fact in history.circumstances if isinstance(fact, Away)]


def time_away(away: Away, on: date) -> TimeAway | None:
    """The time away that `on` falls in. None: by this absence, not away."""
    day = _compared_with(away, on)
    latest = _latest_begun(away, day)
    return None if latest is None or (latest[1] is not None and latest[1] <= day) else latest


def last_return(history: History, as_of: date) -> tuple[Away, date] | None:
    """The absence that ended last, and its first day back. None: there is none, or the patient is away."""
    last: tuple[Away, date] | None = None
    for away in absences(history):
        day = _compared_with(away, as_of)
        latest = _latest_begun(away, day)
        if latest is None:
            continue
        back = latest[1]
        if back is None or day < back:
            return None
        if last is None or last[1] < back:
            last = away, back
    return last


def departure(known: list[Away], on: date, after: date) -> date | None:
    """The day on which the unbroken time away around `on` begins. None: not away then, or gone by `after` already."""
    # A time away without a last day ends after the calendar does.
    times: list[tuple[int, int]] = []
    for away in known:
        if away.yearly:
            years = range(plain_day(after).year - 1, on.year + 1)
            begun = [span for year in years if (span := _of_year(away, year)) is not None]
            times += [(since.toordinal(), back.toordinal()) for since, back in begun]
        else:
            since, back = away.since or date.min, away.until
            times.append((since.toordinal(), _NEVER if back is None else back.toordinal()))
    day = on.toordinal()
    around = [first for first, back in _apart(times, 1, _NEVER) if first <= day < back]
    left = date.fromordinal(around[0]) if around else None
    return left if left is not None and left > after else None


def _compared_with(away: Away, day: date) -> date:
    """The day to compare an absence with. A yearly one comes round for ever, so it says its next turn by itself."""
    if type(day) is not ListeningDay or not away.yearly:
        return day
    until = away.yearly_until
    day.hear(Turns(once=until if until is not None and day.plain < until else None, round=_next_turn(away, day.plain)))
    return day.plain


def _next_turn(away: Away, after: date) -> date | None:
    """The first day after `after` on which a yearly absence begins or ends. None: it is over."""
    assert away.since is not None
    first = max(after.year - 1, away.since.year)
    spans = [_of_year(away, year) for year in range(first, first + 3)]
    return next((on for span in spans if span is not None for on in span if on > after), None)


def _latest_begun(away: Away, by: date) -> TimeAway | None:
    """The time away that began last, no later than `by`."""
    if not away.yearly:
        since = away.since or date.min
        return (since, away.until) if since <= by else None
    last = by if away.yearly_until is None else min(by, away.yearly_until)
    for year in (last.year, last.year - 1):
        span = _of_year(away, year)
        if span is not None and span[0] <= by:
            return span
    return None


def _of_year(away: Away, year: int) -> Span | None:
    """The yearly absence that begins in a year. What would end past the calendar ends on its last day."""
    assert away.since is not None
    assert away.until is not None
    years = year - away.since.year
    since = None if years < 0 else birthday(away.since, years)
    if since is None or (away.yearly_until is not None and since >= away.yearly_until):
        return None
    return since, birthday(away.until, years) or date.max


# ------------------------------------------------------------------ days that do not count


class DaysAway:
    """The days away after a visit. Whatever is counted from it is put off by as many."""

    def __init__(self, known: list[Away], visit: date) -> None:
        self._first = visit if visit == date.max else visit + ONE_DAY
        once = [(away.since or date.min, away.until or date.max) for away in known if not away.yearly]
        self._once = _apart(once, self._first, date.max)
        self._yearly = [away for away in known if away.yearly]
        # From this year on, years differ by their 29 February alone.
        settled = [self._first.year, *((since if back == date.max else back).year for since, back in self._once)]
        self._alike_from = max([*settled, *map(_settled, self._yearly)]) + 1
        self._for_good = max([since for since, back in self._once if back == date.max], default=None)
        self._alike: dict[bool, int] = {}  # the days away of an ordinary year, and of a leap year

    def put_off(self, through: date) -> date:
        """The last day of a span that ends on `through`, put off by every day away before it."""
        if not self._yearly:
            return _past(through, self._once)
        year, looked_for = self._first.year, self._alike_from + _LONG
        while through < date.max and year < MAXYEAR:
            if self._for_good is not None and self._for_good <= through:
                return date.max
            if year == looked_for:
                cycles, away = self._whole_cycles(year, through)
                year, through = year + cycles * _CYCLE, _later(through, away)
            later = _later(through, self._days_in(year))
            if later.year <= year:
                break
            through, year = later, year + 1
        return _past(through, self._in(year))

    def _in(self, year: int) -> list[Span]:
        """The spans of one year, in order and apart."""
        begun = [_of_year(away, begins) for away in self._yearly for begins in (year - 1, year)]
        spans = [*self._once, *(span for span in begun if span is not None)]
        ends = date.max if year == MAXYEAR else date(year + 1, 1, 1)
        return _apart(spans, max(self._first, date(year, 1, 1)), ends)

    def _days_in(self, year: int) -> int:
        kind = isleap(year)
        if year >= self._alike_from and kind in self._alike:
            return self._alike[kind]
        days = sum([(back - since).days for since, back in self._in(year)])
        if year >= self._alike_from:
            self._alike[kind] = days
        return days

    def _whole_cycles(self, year: int, through: date) -> tuple[int, int]:
        """How many whole cycles lie between this year's first day and `through`, put off; and the days away in them."""
        most = (MAXYEAR - year) // _CYCLE
        if not most:
            return 0, 0
        leap = next(y for y in range(year, year + 9) if isleap(y))
        ordinary = next(y for y in range(year, year + 2) if not isleap(y))
        away = _LEAP_YEARS * self._days_in(leap) + (_CYCLE - _LEAP_YEARS) * self._days_in(ordinary)
        here = _DAYS_OF_CYCLE - away
        cycles = min(most, (through - date(year, 1, 1)).days // here) if here else most
        return cycles, cycles * away


def _settled(away: Away) -> int:
    """The year after which a yearly absence is the same in every year, or is over."""
    assert away.since is not None
    return away.since.year if away.yearly_until is None else away.yearly_until.year + 1


def _apart(spans: Iterable[tuple[D, D]], first: D, end: D) -> list[tuple[D, D]]:
    """The spans as far as they lie between two days, in order, those that meet made one."""
    apart: list[tuple[D, D]] = []
    for since, back in sorted([(max(since, first), min(back, end)) for since, back in spans]):
        if since >= back:
            continue
        if apart and since <= apart[-1][1]:
            apart[-1] = apart[-1][0], max(apart[-1][1], back)
        else:
            apart.append((since, back))
    return apart


def _past(through: date, spans: list[Span]) -> date:
    for since, back in spans:
        if since > through:
            break
        through = _later(through, (back - since).days)
    return through


def _later(through: date, days: int) -> date:
    return date.max if days > (date.max - through).days else through + timedelta(days=days)
