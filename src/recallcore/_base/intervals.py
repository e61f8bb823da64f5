"""How long between visits, and which day that lands on.

The only room that imports dateutil. Knows nothing of patients or policies.
"""

import re
from bisect import bisect_left
from calendar import monthrange
from collections.abc import Callable
from datetime import MAXYEAR, date, timedelta
from typing import Final, final

import attrs
from dateutil.relativedelta import relativedelta

from recallcore._base.checks import calendar_day, one_of, type_named, whole
from recallcore._base.errors import IntervalError, is_a
from recallcore._base.quick import maker
from recallcore._base.values import Value, Word, settle

ONE_DAY: Final = timedelta(days=1)
_PLAIN_SPAN: Final = 365 * 100  # a century and less cannot leave the calendar from a year before the last plain one
_LAST_PLAIN_YEAR: Final = MAXYEAR - 200

_TEXT: Final = re.compile(
    r"p?(?:(?P<years>\d{1,9})y)?(?:(?P<months>\d{1,9})m)?(?:(?P<weeks>\d{1,9})w)?(?:(?P<days>\d{1,9})d)?",
    re.ASCII | re.IGNORECASE,
)
_LONGEST_PART: Final = 999_999_999  # beyond any calendar, and short enough to be read back
_PART: Final = whole(0, _LONGEST_PART, told=False)  # an interval may be a patient's own
_PARTS: Final = ("years", "months", "weeks", "days")

# Open Dental packs an interval into one integer: bits 0-7 days, 8-15 weeks, 16-23 months, 24-30 years. Bit 31 is
# the sign of its 32-bit integer, so it never holds a part of an interval.
_PACKED_SHIFT: Final = {"days": 0, "weeks": 8, "months": 16, "years": 24}
_PACKED_MOST: Final = {"days": 255, "weeks": 255, "months": 255, "years": 127}


class MonthEnd(Word):
    """What happens when the month landed in is too short for the day of the month."""

    CLIP = "clip"  # 31 August + 6 months = the last day of February; what calendars and Open Dental do
    ROLL = "roll"  # 31 March + 6 months = 1 October; the CDC's rule for vaccination schedules


_MONTH_END: Final = one_of(MonthEnd)


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class Interval(Value):
    """A span of calendar time: years, months, weeks and days, at least one of them positive.

    Add it to a day: `date(2026, 1, 15) + Interval(months=6, days=1)`. Years and months move first, clipping to the
    end of a month that is too short; weeks and days follow. Multiply it by a whole number of repeats. Intervals are
    compared part by part and have no order: six months may be shorter or longer than 182 days.

    Raises `IntervalError` for a part that is not a whole number, is negative or is above 999,999,999, and when all
    parts are zero.
    """

    years: int = 0
    months: int = 0
    weeks: int = 0
    days: int = 0

    def __attrs_post_init__(self) -> None:
        faults = [f"Interval.{name} {f}" for name in _PARTS if (f := _PART(getattr(self, name))) is not None]
        if faults:
            raise IntervalError(*faults)
        settle(self)
        if not (self.years or self.months or self.weeks or self.days):
            raise IntervalError("an Interval must be at least 1 day, got 0 days")

    @classmethod
    def parse(cls, text: str) -> "Interval":
        """Read "6m1d" (parts in the order y, m, w, d; any may be left out) or ISO 8601 "P6M1D".

        Raises `IntervalError` for anything else, the empty text included: a blank interval has no length.
        """
        match = _TEXT.fullmatch(str.__str__(text).strip()) if is_a(text, str) else None
        parts = {} if match is None else {name: int(match[name]) for name in _PARTS if match[name] is not None}
        if not parts:
            raise IntervalError(f"an interval is written like '6m1d' or 'P6M1D', {type_named(text)} that is not")
        return cls(**parts)

    @classmethod
    def from_open_dental(cls, packed: int) -> "Interval | None":
        """Decode the integer in which Open Dental's database stores an interval. 393217 is "6m1d".

        None for 0, with which Open Dental's own rows say that there is no recall.
        """
        if type(packed) is not int or not 0 <= packed < 1 << 31:
            raise IntervalError("a packed interval must be a whole number from 0 to 2147483647")
        if not packed:
            return None
        return cls(**{name: packed >> shift & _PACKED_MOST[name] for name, shift in _PACKED_SHIFT.items()})

    def to_open_dental(self) -> int:
        """Encode as Open Dental's packed integer. Raises `IntervalError` when a part does not fit."""
        faults = [
            f"Interval.{name} must be at most {most} to be packed"
            for name, most in _PACKED_MOST.items()
            if getattr(self, name) > most
        ]
        if faults:
            raise IntervalError(*faults)
        return sum(int(getattr(self, name)) << shift for name, shift in _PACKED_SHIFT.items())

    def iso(self) -> str:
        """The interval as an ISO 8601 duration, "P6M1D"."""
        return "P" + str(self).upper()

    def after(self, start: date, month_end: MonthEnd = MonthEnd.CLIP) -> date:
        """The day this interval after `start`. Raises `IntervalError` when that is past 31 December 9999."""
        if (fault := calendar_day(start)) is not None:
            raise IntervalError(f"the day an interval is added to {fault}")
        if (fault := _MONTH_END(month_end)) is not None:
            raise IntervalError(f"month_end {fault}")
        try:
            landed = start + relativedelta(years=self.years, months=self.months)
            if month_end is MonthEnd.ROLL and landed.day < start.day:
                landed += ONE_DAY
            return landed + timedelta(weeks=self.weeks, days=self.days)
        except (ValueError, OverflowError):
            raise IntervalError(f"the interval lands past the end of the year {MAXYEAR}") from None

    def first_day_reaching(self, target: date) -> date:
        """The first day from which this interval reaches `target`: the least `d` with `d + interval >= target`.

        Raises `IntervalError` for a target that is no day.
        """
        if (fault := calendar_day(target)) is not None:
            raise IntervalError(f"target {fault}")
        farthest, nearest = (max(target.toordinal() - span, 1) for span in (self.longest_days(), self.shortest_days()))
        # No start lands sooner than an earlier one, so the first that reaches is found by halving.
        days = range(farthest, nearest)
        reached = bisect_left(days, True, key=lambda start: self._reaches(date.fromordinal(start), target))
        return date.fromordinal(farthest + reached)

    def _reaches(self, start: date, target: date) -> bool:
        try:
            return self.after(start) >= target
        except IntervalError:  # past the calendar is past every target
            return True

    def shortest_days(self) -> int:
        """No landing is nearer than this many days."""
        return self.years * 365 + self.months * 28 + self.weeks * 7 + self.days

    def longest_days(self) -> int:
        """No landing is farther than this many days."""
        return self.years * 366 + self.months * 31 + self.weeks * 7 + self.days

    def __radd__(self, start: date) -> date:
        """`start + interval`, clipping at month ends."""
        return self.after(start)

    def __mul__(self, repeats: int) -> "Interval":
        """`repeats` times this interval, part by part, so that month ends clip once and not at every step."""
        if type(repeats) is not int or repeats < 1:
            raise IntervalError(f"an interval is multiplied by a whole number of at least 1, {type_named(repeats)}")
        parts = {name: getattr(self, name) * repeats for name in _PARTS}
        fits = max(parts.values()) <= _LONGEST_PART
        return _new_interval(**parts) if fits else Interval(**parts)

    def __str__(self) -> str:
        return "".join(f"{getattr(self, name)}{name[0]}" for name in _PARTS if getattr(self, name))

    def __repr__(self) -> str:
        return f"Interval({', '.join(f'{name}={getattr(self, name)}' for name in _PARTS if getattr(self, name))})"


_new_interval: Final = maker(Interval)


def adder(interval: Interval, month_end: MonthEnd) -> Callable[[date], date]:
    """`interval.after` for one interval and many days: months in integers, made ready once.

    A memo of due dates pays for this: relativedelta costs ten times as much. `Interval.after` defines the answer, and
    a law holds this to it; where a landing is not plain (rolling, or near the calendar's end) it is asked itself.
    """
    if month_end is not MonthEnd.CLIP or interval.longest_days() > _PLAIN_SPAN:
        return lambda start: interval.after(start, month_end)
    months = interval.years * 12 + interval.months
    days = timedelta(weeks=interval.weeks, days=interval.days)

    def after(start: date) -> date:
        year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
        if year >= _LAST_PLAIN_YEAR:
            return interval.after(start)
        return (
            date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]) if start.day > 28 else start.day)
            + days
        )

    return after


class Ends(dict[date, date]):
    """`or_last_day` for one span and many days, each worked out once."""

    def __init__(self, span: Interval) -> None:
        super().__init__()
        self._add = adder(span, MonthEnd.CLIP)

    def __missing__(self, start: date) -> date:
        try:
            end = self._add(start)
        except IntervalError:
            end = date.max
        self[start] = end
        return end


def birthday(born: date, years: int) -> date | None:
    """The day somebody born on `born` turns `years`; 29 February becomes 1 March. None: past the calendar."""
    year = born.year + years
    if year > MAXYEAR:
        return None
    try:
        return born.replace(year=year)
    except ValueError:  # born on 29 February, and `year` is no leap year
        return date(year, 3, 1)


def or_last_day(start: date, span: Interval) -> date:
    """`start + span`, or the calendar's last day when that is past it."""
    try:
        return adder(span, MonthEnd.CLIP)(start)
    except IntervalError:
        return date.max


def day_after(on: date) -> date | None:
    """The next day. None: past the calendar."""
    return None if on == date.max else on + ONE_DAY


def next_or_last_day(on: date) -> date:
    """The next day, or the calendar's last day when there is none."""
    return on if on == date.max else on + ONE_DAY


def stands(since: date | None, until: date | None, on: date) -> bool:
    """Whether `on` is in the time from `since` (None: always) to `until`, the first day no longer (None: for good)."""
    return (since is None or since <= on) and (until is None or on < until)
