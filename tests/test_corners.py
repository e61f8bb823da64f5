"""Corners that the spec's rows and the laws reach too seldom to be relied on."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

import recallcore as rc
from recallcore.presets import PRACTICE_GUIDES

DAY = date(2026, 11, 20)


def _history(patient_id: str, **facts: Any) -> rc.History:
    return rc.History(patient=rc.Patient(id=patient_id), **facts)


@pytest.mark.clause("LST-1")
def test_a_list_answers_for_one_patient_in_whichever_bucket() -> None:
    examined = [rc.Procedure(on=date(2026, 3, 1), kind=rc.Kind.EXAMINATION)]
    base = [
        _history("b", completed=examined),
        _history("a", completed=examined),
        _history("c", completed=examined, circumstances=[rc.UnreadNote(on=DAY)]),
        _history("d"),
    ]
    listed = rc.call_list(base, PRACTICE_GUIDES, as_of=DAY, capacity=1)
    assert [decision.patient_id for decision in listed.everybody] == ["a", "b", "c", "d"]
    for history in base:
        assert listed.of(history.patient.id) == rc.decide(history, PRACTICE_GUIDES, as_of=DAY)
    assert listed.of("e") is None
    assert [decision.patient_id for decision in listed.review] == ["c"]
    assert listed.base == 4


@pytest.mark.clause("IVL-7", "DUE-8")
def test_a_one_off_due_beyond_the_calendar_is_closed_by_nothing() -> None:
    rule = rc.RecallRule(
        name="review", rank=1, started_by=[rc.Kind.FILLING], interval=rc.Interval(years=9000), repeats=False
    )
    policy = rc.Policy(name="far", version="1", recalls=[rule])
    done = [rc.Procedure(on=day, kind=rc.Kind.FILLING) for day in (date(2020, 1, 1), date(2026, 1, 1))]
    (due,) = rc.decide(_history("1", completed=done), policy, as_of=DAY).dues
    assert due.basis is rc.Basis.BEYOND_CALENDAR


@pytest.mark.clause("FCT-8")
@pytest.mark.parametrize("field", ["completed", "planned", "appointments", "attempts", "circumstances", "care_plan"])
@pytest.mark.parametrize("wrong", ["", "facts", 0, 7, None, {}, {"a": 1}, [None], [DAY]], ids=repr)
def test_a_history_of_something_else_is_refused_by_field(field: str, wrong: Any) -> None:
    if wrong == {}:  # an empty mapping is an empty iterable
        assert getattr(_history("1", **{field: wrong}), field) == ()
        return
    with pytest.raises(rc.FactError, match=f"History.{field}"):
        _history("1", **{field: wrong})


@pytest.mark.clause("IVL-6")
@pytest.mark.parametrize("part", ["years", "months", "weeks", "days"])
def test_an_interval_beyond_any_calendar_is_refused(part: str) -> None:
    assert rc.Interval.parse(str(rc.Interval(**{part: 999_999_999}))) == rc.Interval(**{part: 999_999_999})
    with pytest.raises(rc.IntervalError, match=f"Interval.{part} must be at most 999999999"):
        rc.Interval(**{part: 1_000_000_000})


@pytest.mark.clause("FCT-7")
def test_planned_care_is_put_in_order_too() -> None:
    planned = [rc.Procedure(on=day, kind=rc.Kind.FILLING) for day in (date(2026, 5, 1), date(2026, 1, 1))]
    assert _history("1", planned=planned) == _history("1", planned=planned[::-1])
    assert [procedure.on for procedure in _history("1", planned=planned).planned] == [
        date(2026, 1, 1),
        date(2026, 5, 1),
    ]
