"""Corners that the spec's rows and the laws reach too seldom to be relied on."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import attrs
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
    with pytest.raises(rc.IntervalError, match=f"Interval.{part} must be at most 999,999,999"):
        rc.Interval(**{part: 1_000_000_000})


@pytest.mark.clause("FCT-7")
def test_planned_care_is_put_in_order_too() -> None:
    planned = [rc.Procedure(on=day, kind=rc.Kind.FILLING) for day in (date(2026, 5, 1), date(2026, 1, 1))]
    assert _history("1", planned=planned) == _history("1", planned=planned[::-1])
    assert [procedure.on for procedure in _history("1", planned=planned).planned] == [
        date(2026, 1, 1),
        date(2026, 5, 1),
    ]


def _seen(on: date, id_: str = "1", **facts: Any) -> rc.History:
    done = [rc.Procedure(on=on, kind=rc.Kind.EXAMINATION)]
    return rc.History(patient=rc.Patient(id=id_), completed=done, **facts)


@pytest.mark.clause("LST-9", "LST-5")
def test_a_list_of_calls_alone_is_pruned_and_still_the_same() -> None:
    base = [_seen(date(2025, 1, 1) + timedelta(days=n % 211), f"p{n:03}") for n in range(400)]
    base += [_seen(date(2025, 1, 1), "p390"), _seen(date(2020, 1, 1), "p391"), _seen(date(2020, 1, 1), "p391")]
    asked: dict[str, Any] = {"as_of": date(2026, 10, 1), "capacity": 3}
    whole, alone = (rc.call_list(base, PRACTICE_GUIDES, **asked, calls_only=only) for only in (False, True))
    assert (alone.calls, alone.tally, alone.mentions) == (whole.calls, whole.tally, whole.mentions)
    assert alone.waiting == alone.withheld == alone.not_wanted == ()
    assert [decision.patient_id for decision in whole.withheld] == ["p390", "p391"]


@pytest.mark.clause("LST-9", "LST-5")
def test_nobody_takes_the_place_of_a_duplicate_before_somebody_more_urgent_who_was_not_kept() -> None:
    base = [_seen(date(2025, 1, 1), "a"), _seen(date(2025, 6, 1), "b")]
    base += [_seen(date(2026, 2, 1), f"z{n}") for n in range(63)]
    base += [_seen(date(2026, 1, 1), "c"), _seen(date(2025, 1, 1), "a")]
    asked: dict[str, Any] = {"as_of": date(2026, 10, 1), "capacity": 1}
    assert [d.patient_id for d in rc.call_list(base, PRACTICE_GUIDES, **asked).calls] == ["b"]
    assert rc.call_list(base, PRACTICE_GUIDES, **asked, calls_only=True).calls == ()


@pytest.mark.clause("LST-9", "SAF-2")
def test_who_is_withheld_from_a_safety_follow_up_is_kept_beside_the_calls() -> None:
    matter = rc.SafetyFollowUp(code="x", since=date(2026, 9, 1))
    base = [_seen(date(2026, 9, 1), "a", circumstances=[matter, rc.OptOut()]), _seen(date(2026, 9, 1), "b")]
    listed = rc.call_list(base, PRACTICE_GUIDES, as_of=date(2026, 10, 1), calls_only=True)
    assert [decision.patient_id for decision in listed.review] == ["a"]
    assert listed.of("b") is None


@pytest.mark.clause("CHG-1")
def test_a_channel_is_one_of_the_words() -> None:
    with pytest.raises(rc.RequestError, match="channel must be a Channel"):
        rc.first_contactable(_seen(date(2026, 9, 1)), PRACTICE_GUIDES, as_of=date(2026, 10, 1), channel="fax")  # type: ignore[arg-type]


@pytest.mark.clause("POL-2")
def test_a_day_in_a_policy_s_data_is_read_or_refused() -> None:
    young = rc.DormancyRule(
        dormant_after=rc.Interval(months=12),
        opened=date(2026, 1, 1),
        young_for=rc.Interval(years=1),
        absent_after=rc.Interval(months=3),
    )
    data = rc.policy_as_data(attrs.evolve(PRACTICE_GUIDES, dormancy=young, citations=[]))
    assert data["dormancy"]["opened"] == "2026-01-01"
    assert rc.policy_from_data(data).dormancy == young
    data["dormancy"]["opened"] = "New Year"
    with pytest.raises(rc.PolicyError, match="a day is written like '2026-11-20'"):
        rc.policy_from_data(data)


@pytest.mark.clause("CHG-2", "DRM-6")
def test_a_young_practice_s_answer_changes_when_absence_is_long_enough_and_when_it_is_young_no_more() -> None:
    young = rc.DormancyRule(
        dormant_after=rc.Interval(years=5),
        opened=date(2026, 1, 1),
        young_for=rc.Interval(years=1),
        absent_after=rc.Interval(months=3),
    )
    policy = attrs.evolve(PRACTICE_GUIDES, dormancy=young, after_visit=None, citations=[])
    problem = rc.OpenProblem(severity=rc.Severity.SEVERE, since=date(2026, 7, 1))
    plan = [rc.Procedure(on=date(2026, 7, 1), kind=rc.Kind.FILLING)]
    history = attrs.evolve(_seen(date(2026, 7, 1)), circumstances=[problem], planned=plan)
    days = []
    on: date | None = date(2026, 7, 2)
    while on is not None:
        change = rc.next_change(history, policy, as_of=on)
        on = None if change is None else change.as_of
        days.append(on)
    # Three months are over; the examination falls due; the practice is a year old; dormant after five.
    assert days == [date(2026, 10, 2), date(2027, 1, 1), date(2031, 7, 2), None]


@pytest.mark.clause("RHY-1")
def test_two_patients_treated_on_one_day_share_its_beat() -> None:
    policy = attrs.evolve(
        PRACTICE_GUIDES, rhythm=rc.Rhythm(every=rc.Interval(months=3), kinds=[rc.Kind.EXAMINATION]), citations=[]
    )
    twins = [_seen(date(2026, 3, 1), "a"), _seen(date(2026, 3, 1), "b")]
    decided = rc.decide_all(twins, policy, as_of=date(2026, 6, 1))
    assert [[reason.code for reason in decision.wanted] for decision in decided] == [[rc.ReasonCode.CONTACT_RHYTHM]] * 2


@pytest.mark.clause("RHY-4")
def test_a_rhythm_that_would_end_past_the_calendar_goes_on_until_there() -> None:
    for every in (rc.Interval(days=999_999_999), rc.Interval(years=1), rc.Interval(days=1)):
        beats = rc.Rhythm(every=every, kinds=[rc.Kind.EXAMINATION], near=None, ends_after=1_000_000)
        policy = attrs.evolve(PRACTICE_GUIDES, rhythm=beats, citations=())
        for as_of in (date(2026, 3, 1), date(2026, 3, 2), date(2027, 3, 1), date.max):
            told = rc.decide(_seen(date(2026, 3, 1), "a"), policy, as_of=as_of).wanted
            reasons = [reason for reason in told if reason.code is rc.ReasonCode.CONTACT_RHYTHM]
            number = [reason.evidence.number for reason in reasons if isinstance(reason.evidence, rc.Beat)]
            if as_of == date(2027, 3, 1):
                assert number == {"1y": [1], "1d": [365]}.get(str(every), [])
            elif as_of < date(2027, 3, 1):
                assert number == ([1] if str(every) == "1d" and as_of.day == 2 else [])


@pytest.mark.clause("RHY-3", "CHG-2")
def test_the_days_on_which_a_rhythm_changes_are_all_found() -> None:
    """The first beat is answered before its day, the second on it, the third by nobody, and there is no fourth."""
    beats = rc.Rhythm(every=rc.Interval(months=3), kinds=[rc.Kind.CROWN_OR_BRIDGE], ends_after=3)
    policy = attrs.evolve(PRACTICE_GUIDES, rhythm=beats, after_talk=None, after_visit=None, citations=())
    treated = rc.Procedure(on=date(2026, 3, 1), kind=rc.Kind.CROWN_OR_BRIDGE)
    talk = rc.Attempt(on=date(2026, 5, 25), channel=rc.Channel.PHONE, outcome=rc.Outcome.CONVERSATION)
    kept = rc.Appointment(on=date(2026, 9, 1), state=rc.AppointmentState.KEPT, kinds=[rc.Kind.FLUORIDE])
    history = _history("a", completed=[treated], attempts=[talk])
    days: list[date | None] = [date(2026, 5, 26)]
    while days[-1] is not None:
        change = rc.next_change(history, policy, as_of=days[-1])
        days.append(None if change is None else change.as_of)
    assert days[1:] == [date(2026, 9, 1), date(2027, 3, 1), None]
    came = attrs.evolve(history, appointments=[kept])
    change = rc.next_change(came, policy, as_of=date(2026, 9, 2))
    assert change is not None
    assert change.as_of == date(2026, 12, 1)


@pytest.mark.clause("SUP-8")
def test_a_reason_may_cover_one_recall_by_one_channel() -> None:
    examined = [rc.Procedure(on=date(2026, 3, 1), kind=rc.Kind.EXAMINATION)]
    due = rc.decide(_history("a", completed=examined), PRACTICE_GUIDES, as_of=DAY)
    assert due.recalls == ("examination",)
    scope = rc.Scope(channels=(rc.Channel.PHONE,), recalls=due.recalls)
    held = attrs.evolve(due, withheld_by=(rc.Reason(code=rc.ReasonCode.ON_HOLD, scope=scope),))
    assert held.channels == tuple(channel for channel in due.channels if channel is not rc.Channel.PHONE)
    assert held.recalls == due.recalls


@pytest.mark.clause("SPD-2")
def test_a_walk_ahead_stops_where_no_chart_needs_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hold lapses on each of many days, and one never does: nothing changes, and each day is looked at."""

    def with_holds(number: int) -> rc.History:
        holds = [rc.Hold(code="h", until=DAY + timedelta(days=n + 1), recalls=["x"]) for n in range(number)]
        return rc.History(
            patient=rc.Patient(id="1"), circumstances=[rc.OptOut(), *holds, rc.Hold(code="h", recalls=["x"])]
        )

    monkeypatch.setattr("recallcore._deciding.changes._MOST_DAYS", 20)
    for ask in (rc.next_change, rc.first_contactable):
        ask(with_holds(19), PRACTICE_GUIDES, as_of=DAY)
        with pytest.raises(rc.RequestError, match="history: the answer is still open after 20 days"):
            ask(with_holds(20), PRACTICE_GUIDES, as_of=DAY)
    assert rc.forecast([with_holds(40)], PRACTICE_GUIDES, as_of=DAY, days=365).not_within == 1


def _overdue(id_: str, days: int) -> rc.History:
    """Somebody the more urgent, the longer the recall has been due."""
    return rc.History(
        patient=rc.Patient(id=id_),
        completed=[rc.Procedure(on=DAY - timedelta(days=365 + days), kind=rc.Kind.EXAMINATION)],
    )


_BY_DAYS = attrs.evolve(
    PRACTICE_GUIDES, weights=[rc.Weight(factor=rc.Factor.OVERDUE_DAYS, points=1)], citations=[], dormancy=None
)


def _called(base: list[rc.History]) -> list[str]:
    return [d.patient_id for d in rc.call_list(base, _BY_DAYS, as_of=DAY, capacity=1, calls_only=True).calls]


@pytest.mark.clause("LST-9")
def test_an_id_that_comes_again_and_again_takes_one_place_while_a_short_list_is_made() -> None:
    assert _called([_overdue("once", 20), *(_overdue("twice", 300) for _ in range(200))]) == ["once"]


@pytest.mark.clause("LST-9")
def test_whoever_was_dropped_first_is_remembered_when_others_are_dropped_later() -> None:
    """Nobody takes the place of a duplicate before somebody more urgent, however long ago that one was dropped."""
    first = [_overdue("twice", 300), *(_overdue(f"a{n}", 200) for n in range(100))]
    later = [_overdue(f"b{n}", 20) for n in range(200)]
    middle = _overdue("middle", 100)
    assert _called([*first, *later, middle, _overdue("twice", 300)]) == []
    assert _called([*first, *later, middle]) == ["twice"]
