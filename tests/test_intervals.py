"""The integer path through the calendar, and what is found by halving, held to the definitions they stand in for."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import recallcore as rc
from recallcore._base.intervals import adder, or_last_day
from recallcore._deciding.wanted.rhythm import latest_beat

PARTS = st.tuples(st.integers(0, 120), st.integers(0, 40), st.integers(0, 60), st.integers(0, 400)).filter(any)
LONG = st.tuples(st.integers(0, 9999), st.integers(0, 2000), st.integers(0, 60), st.integers(0, 400)).filter(any)


def _landed(start: date, interval: rc.Interval, month_end: rc.MonthEnd) -> date | None:
    try:
        return interval.after(start, month_end)
    except rc.IntervalError:
        return None


@pytest.mark.clause("IVL-3", "IVL-4", "IVL-7")
@given(start=st.dates(), parts=PARTS, month_end=st.sampled_from(rc.MonthEnd))
@example(start=date(2025, 8, 30), parts=(0, 6, 0, 0), month_end=rc.MonthEnd.CLIP)
@example(start=date(2025, 8, 29), parts=(0, 6, 0, 1), month_end=rc.MonthEnd.CLIP)
@example(start=date(9799, 12, 31), parts=(0, 1, 0, 0), month_end=rc.MonthEnd.CLIP)
@example(start=date(9999, 12, 31), parts=(0, 0, 0, 1), month_end=rc.MonthEnd.CLIP)
@example(start=date(9999, 11, 30), parts=(0, 1, 0, 2), month_end=rc.MonthEnd.CLIP)
def test_adding_in_integers_lands_where_the_interval_says(
    start: date, parts: tuple[int, int, int, int], month_end: rc.MonthEnd
) -> None:
    years, months, weeks, days = parts
    interval = rc.Interval(years=years, months=months, weeks=weeks, days=days)
    expected = _landed(start, interval, month_end)
    if expected is None:
        with pytest.raises(rc.IntervalError):
            adder(interval, month_end)(start)
    else:
        assert adder(interval, month_end)(start) == expected


def _reaches(start: date, interval: rc.Interval, target: date) -> bool:
    landed = _landed(start, interval, rc.MonthEnd.CLIP)
    return landed is None or landed >= target


@pytest.mark.clause("DUE-8", "DUE-13")
@given(target=st.dates(), parts=PARTS | LONG)
@example(target=date(2024, 2, 29), parts=(0, 12, 0, 0))
@example(target=date(2025, 3, 28), parts=(0, 1, 0, 0))
@example(target=date(2024, 3, 1), parts=(4, 0, 0, 0))
@example(target=date(9999, 12, 31), parts=(9998, 0, 0, 0))
@example(target=date(1, 1, 2), parts=(0, 0, 0, 1))
@example(target=date(1, 1, 1), parts=(9999, 0, 0, 0))
def test_the_day_before_the_first_that_reaches_does_not(target: date, parts: tuple[int, int, int, int]) -> None:
    years, months, weeks, days = parts
    interval = rc.Interval(years=years, months=months, weeks=weeks, days=days)
    found = interval.first_day_reaching(target)
    assert _reaches(found, interval, target)
    assert found == date.min or not _reaches(found - timedelta(days=1), interval, target)


@pytest.mark.clause("RHY-1")
@given(start=st.dates(), ahead=st.integers(-40, 4000), parts=PARTS | st.tuples(*[st.integers(0, 3)] * 4).filter(any))
@example(start=date(2024, 1, 31), ahead=29, parts=(0, 1, 0, 0))
@example(start=date(2024, 1, 31), ahead=28, parts=(0, 1, 0, 0))
@example(start=date(2024, 2, 29), ahead=365, parts=(1, 0, 0, 0))
@example(start=date(9999, 12, 1), ahead=30, parts=(0, 0, 0, 7))
def test_the_latest_beat_is_the_last_of_all_beats(start: date, ahead: int, parts: tuple[int, int, int, int]) -> None:
    years, months, weeks, days = parts
    every = rc.Interval(years=years, months=months, weeks=weeks, days=days)
    as_of = date.fromordinal(min(max(start.toordinal() + ahead, 1), date.max.toordinal()))
    walked = range((as_of - start).days // every.shortest_days(), 0, -1)
    beats = ((number, or_last_day(start, every * number)) for number in walked)
    assert latest_beat(start, every, as_of) == next(((n, on) for n, on in beats if on <= as_of), (0, start))
