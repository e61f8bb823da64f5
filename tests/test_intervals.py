"""The integer path through the calendar, held to the definition that it stands in for."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import recallcore as rc
from recallcore._intervals import adder

PARTS = st.tuples(st.integers(0, 120), st.integers(0, 40), st.integers(0, 60), st.integers(0, 400)).filter(any)


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
