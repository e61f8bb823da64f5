"""A day that listens: it answers as the day it is, and hears from which later day on an answer would turn."""

from __future__ import annotations

import operator
from collections.abc import Callable
from datetime import date, timedelta
from itertools import product
from typing import Any, Final

import pytest

import recallcore as rc
from recallcore._base.days import Ahead, ListeningDay, Turns, memo_of, plain_day

DAY: Final = date(2026, 11, 20)
ONE_DAY: Final = timedelta(days=1)
TOMORROW: Final = DAY + ONE_DAY
COMPARISONS: Final = (operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne)

pytestmark = pytest.mark.clause("CHG-2")


DAYS: Final = (date.min, *(DAY + timedelta(days=n) for n in range(-3, 4)), date.max - timedelta(days=1), date.max)


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("compare", COMPARISONS)
def test_a_comparison_comes_out_alike_and_turns_on_the_day_that_is_heard(
    compare: Callable[[Any, Any], bool], turned: bool
) -> None:
    """On either side of the comparison; until the turn it comes out as today, and on the turn otherwise."""
    for day, other in product(DAYS, DAYS):

        def asked(on: date, other: date = other) -> bool:
            return compare(other, on) if turned else compare(on, other)

        listening = ListeningDay.of(day)
        assert asked(listening) == asked(day)
        turn = listening.taken().once
        turns = [on for on in (other, min(other, date.max - ONE_DAY) + ONE_DAY) if on > day and asked(on) != asked(day)]
        assert turn == min(turns, default=None), (day, other)


def test_what_was_heard_is_taken_once() -> None:
    day = ListeningDay.of(DAY)
    assert day < date(2026, 12, 1)
    assert day < date(2027, 12, 1)  # later, so not the first turn
    day.hear(Turns(once=TOMORROW, round=date(2027, 1, 1), again=date(2027, 2, 1)))
    day.hear(Turns(round=date(2026, 12, 24)))
    assert day.taken() == Turns(TOMORROW, date(2026, 12, 24), date(2027, 2, 1))
    assert day.taken() == Turns()


@pytest.mark.parametrize(
    "reckon",
    [
        lambda day: day + timedelta(days=1),
        lambda day: timedelta(days=1) + day,
        lambda day: day - DAY,
        lambda day: DAY - day,
        lambda day: day + rc.Interval(days=1),
        lambda day: day.year,
        lambda day: day.month,
        lambda day: day.day,
        lambda day: day.toordinal(),
        lambda day: day.replace(year=2027),
        lambda day: day.isoformat(),
        lambda day: day.weekday(),
        lambda day: f"{day}",
        lambda day: {day: 1},
        str,
        hash,
    ],
)
def test_a_day_that_listens_is_not_reckoned_with(reckon: Callable[[Any], object]) -> None:
    with pytest.raises(TypeError, match="compared, not reckoned with"):
        reckon(ListeningDay.of(DAY))


def test_a_plain_day_is_itself_and_a_listening_one_says_it() -> None:
    assert plain_day(DAY) is DAY
    assert plain_day(ListeningDay.of(DAY)) == DAY
    assert type(plain_day(ListeningDay.of(DAY))) is date
    assert (ListeningDay.of(DAY) == "17") is False


@pytest.mark.parametrize("on", DAYS)
def test_a_span_ahead_reaches_alike_and_hears_from_when_it_would(on: date) -> None:
    span = rc.Interval(days=3)
    day = ListeningDay.of(DAY)
    reaches = Ahead(day, span).reaches(on)
    assert reaches is Ahead(DAY, span).reaches(on) is (on <= DAY + span)
    heard = day.taken().once
    assert heard == (None if reaches else span.first_day_reaching(on))


def test_a_memo_lets_its_day_hear_again_what_it_heard_when_the_value_was_made() -> None:
    day = ListeningDay.of(DAY)
    made = []

    def due(on: date) -> bool:
        made.append(on)
        return on <= day

    memo = memo_of(day, due)
    day.hear(Turns(once=date(2027, 5, 5)))
    assert memo[date(2026, 12, 1)] is False
    assert day.taken() == Turns(once=date(2026, 12, 1))  # the first of both
    assert memo[date(2026, 12, 1)] is False
    assert day.taken() == Turns(once=date(2026, 12, 1))
    assert memo[DAY] is True
    assert day.taken() == Turns()
    assert made == [date(2026, 12, 1), DAY]


def test_a_memo_of_a_plain_day_makes_each_value_once() -> None:
    made = []
    memo = memo_of(DAY, lambda key: made.append(key) or key)
    assert [memo["a"], memo["a"], memo["b"]] == ["a", "a", "b"]
    assert made == ["a", "b"]
