"""Absences: laws of time away, once and yearly, and of what is offered before it."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any, Final

import attrs
import oracle
import pytest
import strategies as facts
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import Case
from test_laws import day_by_day, told, told_by

import recallcore as rc
from recallcore._facts import absences as _absences
from recallcore._facts.absences import DaysAway
from recallcore.presets import PRACTICE_GUIDES

ONE_DAY: Final = timedelta(days=1)
YEAR: Final = rc.Interval(years=1)
Code: Final = rc.ReasonCode


def yearly(since: tuple[int, int, int], until: tuple[int, int, int], **more: Any) -> rc.Away:
    return rc.Away(since=date(*since), until=date(*until), yearly=True, **more)


def seen(on: date, *circumstances: Any) -> rc.History:
    done = [rc.Procedure(on=on, kind=rc.Kind.EXAMINATION)]
    return rc.History(patient=rc.Patient(id="1"), completed=done, circumstances=circumstances)


# ------------------------------------------------------------------ a naive second opinion


@pytest.mark.clause("ABS-1", "ABS-2", "ABS-3", "ABS-4", "ABS-5", "ABS-6")
@facts.times(12)
@given(facts.absent_cases())
def test_the_oracle_says_the_same_of_somebody_with_absences(case: Case) -> None:
    decision, expected = case.decision(), oracle.Patient(*case)
    assert [(reason.code, reason.recall) for reason in decision.wanted] == expected.wanted
    assert told(decision.not_wanted) == Counter(expected.not_wanted())
    withheld = [(reason.code, reason.until) for reason in decision.withheld_by]
    assert withheld == [(cover.code, cover.until) for cover in expected.withheld_by]
    assert (decision.verdict, decision.channels) == (expected.verdict(), expected.channels())
    slept = decision.dormancy
    assert (None if slept is None else (slept.stage, slept.last_visit, slept.since, slept.until)) == expected.dormancy()
    assert {p.factor: p.points for p in decision.score_breakdown} == expected.points()
    assert [due.recall for due in decision.also_offer] == expected.along()
    unknown = Code.RETURN_DAY_UNKNOWN
    assert (unknown in {reason.code for reason in decision.review}) is (unknown in expected.review())


@pytest.mark.clause("ABS-7", "CHG-1", "CHG-2")
@facts.times(1)
@given(facts.absent_cases())
def test_the_oracle_changes_its_answer_about_absences_on_the_same_day(case: Case) -> None:
    day_by_day(case, 120, lambda asked: oracle.Patient(*asked).answer())


@pytest.mark.clause("ABS-7", "CHG-1", "CHG-2")
@facts.times(2)
@given(facts.absent_cases())
def test_no_day_among_absences_answers_differently(case: Case) -> None:
    day_by_day(case, 800, lambda asked: told_by(asked.decision()))


@pytest.mark.clause("ABS-7")
@facts.times(4)
@given(facts.made_by(lambda draws: [facts.away(draws, facts.world(draws)) for _ in range(3)]), facts.days())
def test_whoever_is_never_home_again_is_not_waited_for(known: list[rc.Away], as_of: date) -> None:
    found = rc.first_contactable(seen(date(2020, 1, 1), *known), PRACTICE_GUIDES, as_of=as_of)
    days = [as_of + ahead * ONE_DAY for ahead in range(40 * 366)]
    home = (on for on in days if all(oracle.time_away(away, on) is None for away in known))
    assert found == next(home, rc.NoContactDay.NEEDS_ACTION)


# ------------------------------------------------------------------ days that do not count


def crowded(draws: facts.Draws) -> tuple[list[rc.Away], date, rc.Interval]:
    """Absences, a visit and a span; rather often hardly a day at home in a year."""
    around = facts.World(days=[draws.any_day() if draws.one_in(6) else draws.day() for _ in range(4)], births=[])
    known = [facts.away(draws, around) for _ in range(1 + draws.whole(2))]
    if draws.one_in(2):
        since, days = draws.day(), draws.pick([150, 180, 200])
        back = since + timedelta(days=days)
        ends = facts.same_day(since, since.year + 1) - draws.pick([0, 1, 2, 9]) * ONE_DAY
        known += [
            rc.Away(since=since, until=back, yearly=True),
            rc.Away(since=back - draws.pick([0, 5]) * ONE_DAY, until=ends, yearly=True),
        ]
    return known, draws.pick(around.days), draws.pick([*facts.LONG, rc.Interval(days=1), rc.Interval(years=3)])


@pytest.mark.clause("ABS-6", "DRM-2")
@facts.times(8)
@given(facts.made_by(crowded))
def test_a_day_away_puts_off_by_a_day_and_no_other_does(given_: tuple[list[rc.Away], date, rc.Interval]) -> None:
    known, visit, span = given_
    through = oracle.add(visit, span)
    assume(through is not None)
    assert through is not None
    expected = oracle.awake_through(visit, span, tuple(known))
    assert DaysAway(known, visit).put_off(through) == (expected or date.max)


ALL_YEAR: Final = [yearly((2000, 1, 1), (2000, 7, 1)), yearly((2000, 7, 1), (2001, 1, 1))]
ALL_BUT_ONE_DAY: Final = [yearly((2000, 1, 2), (2000, 7, 1)), yearly((2000, 7, 1), (2001, 1, 1))]
ALL_BUT_A_LEAP_DAY: Final = [yearly((2000, 3, 1), (2000, 9, 1)), yearly((1999, 9, 1), (2000, 2, 29))]


@pytest.mark.clause("ABS-6")
@pytest.mark.parametrize(
    ("known", "span", "expected"),
    [
        (ALL_YEAR, YEAR, date.max),
        # New Year's Day alone counts: 365 of them after 1 January 2020.
        (ALL_BUT_ONE_DAY, YEAR, date(2386, 1, 1)),
        (ALL_BUT_ONE_DAY, rc.Interval(days=7000), date(9020, 1, 1)),
        (ALL_BUT_ONE_DAY, rc.Interval(days=7979), date(9999, 1, 1)),
        (ALL_BUT_ONE_DAY, rc.Interval(days=7980), date.max),
        # 29 February alone counts: 97 in 400 years, 970 in 4000, and 24 more from 6020 on.
        (ALL_BUT_A_LEAP_DAY, rc.Interval(days=970 + 24), date(6116, 2, 29)),
        (ALL_YEAR[:1], rc.Interval(days=184), date(2020, 12, 31)),
        ([*ALL_BUT_ONE_DAY, rc.Away(since=date(2100, 6, 1))], YEAR, date.max),
        ([*ALL_BUT_ONE_DAY, rc.Away(since=date(2100, 6, 1))], rc.Interval(days=80), date(2100, 1, 1)),
    ],
)
def test_hardly_ever_at_home_is_reckoned_and_not_walked(
    monkeypatch: pytest.MonkeyPatch, known: list[rc.Away], span: rc.Interval, expected: date
) -> None:
    asked: list[int] = []

    def counting(away: rc.Away, year: int) -> Any:
        asked.append(year)
        return of_year(away, year)

    of_year = _absences._of_year
    monkeypatch.setattr(_absences, "_of_year", counting)
    assert DaysAway(known, date(2020, 1, 1)).put_off(date(2020, 1, 1) + span) == expected
    assert len(asked) < 500


@pytest.mark.clause("ABS-6")
def test_hardly_ever_at_home_in_the_calendars_last_centuries() -> None:
    seen = date(9700, 1, 1)
    assert DaysAway(ALL_BUT_ONE_DAY, seen).put_off(seen + rc.Interval(days=100)) == date(9800, 1, 1)


# ------------------------------------------------------------------ what comes of it


@pytest.mark.clause("ABS-3")
@facts.times(8)
@given(facts.absent_cases())
def test_coming_back_is_said_once_and_never_while_away(case: Case) -> None:
    codes = [reason.code for reason in case.decision().wanted]
    assert codes.count(Code.ABSENCE_ENDED) <= 1
    away = Code.AWAY in [reason.code for reason in case.decision().withheld_by]
    assert not (away and Code.ABSENCE_ENDED in codes)


@pytest.mark.clause("ABS-5")
@facts.times(8)
@given(facts.absent_cases())
def test_what_is_offered_before_an_absence_falls_due_in_it_and_was_not_due_without(case: Case) -> None:
    offered = [reason for reason in case.decision().by_recall if reason.code is Code.DUE_WHILE_AWAY]
    plain = case._replace(policy=attrs.evolve(case.policy, before_absence=None)).decision()
    standing = {reason.recall: reason for reason in plain.by_recall}
    for reason in offered:
        due = reason.due
        assert due is not None
        assert due.on is not None
        assert reason.until is not None
        assert case.as_of < reason.until <= due.on
        assert standing[due.recall].code is Code.NOT_YET_DUE
        assert standing[due.recall].due == due
        then = case._replace(as_of=reason.until).decision()
        assert Code.AWAY in [r.code for r in then.withheld_by]
        eve = case._replace(as_of=reason.until - ONE_DAY).decision()
        gone = any(r.code is Code.DATED_IN_FUTURE for r in case.decision().withheld_by)
        assert gone or not any(isinstance(r.evidence, rc.Away) and r.code is Code.AWAY for r in eve.withheld_by)


@pytest.mark.clause("ABS-5")
def test_a_rider_is_not_offered_before_an_absence_and_goes_along_with_what_is() -> None:
    alone = rc.RecallRule(name="a", rank=1, started_by=[rc.Kind.EXAMINATION], interval=rc.Interval(months=6))
    rider = attrs.evolve(alone, name="b", on_its_own=False)
    leaves = rc.Away(since=date(2026, 8, 20), until=date(2026, 12, 1))
    lead = rc.Interval(months=1)
    for rules, wanted, along in (([rider], [], []), ([rider, alone], ["a"], ["b"])):
        policy = rc.Policy(name="p", version="1", recalls=rules, before_absence=lead, bundle=rc.Interval(months=1))
        decision = rc.decide(seen(date(2026, 3, 1), leaves), policy, as_of=date(2026, 8, 1))
        assert [reason.recall for reason in decision.wanted] == wanted
        assert [due.recall for due in decision.also_offer] == along


@pytest.mark.clause("ABS-5")
def test_what_falls_due_while_away_is_pressed_by_rank_then_day_then_name() -> None:
    def rule(name: str, rank: int, months: int) -> rc.RecallRule:
        interval = rc.Interval(months=months)
        return rc.RecallRule(name=name, rank=rank, started_by=[rc.Kind.EXAMINATION], interval=interval)

    rules = [rule("late", 2, 8), rule("first", 1, 9), rule("b", 2, 7), rule("a", 2, 7), rule("due", 9, 4)]
    leaves = rc.Away(since=date(2026, 8, 20), until=date(2027, 1, 1))
    policy = rc.Policy(name="p", version="1", recalls=rules, before_absence=YEAR)
    history = seen(date(2026, 3, 1), leaves)
    decision = rc.decide(history, policy, as_of=date(2026, 8, 1))
    assert decision.recalls == ("due", "first", "a", "b", "late")
    assert decision.leading_recall is not None
    assert decision.leading_recall.recall == "due"
    before = rc.decide(history, attrs.evolve(policy, recalls=rules[:4]), as_of=date(2026, 8, 1))
    assert before.leading_recall is not None
    assert (before.leading_recall.recall, before.overdue_days) == ("first", -122)


@pytest.mark.clause("ABS-5", "ALG-2")
def test_a_payer_s_limit_travels_with_what_is_offered_before_an_absence() -> None:
    limit = rc.FrequencyLimit(kinds=[rc.Kind.EXAMINATION], max_visits=1, window=rc.LimitWindow.ELAPSED, within=YEAR)
    history = attrs.evolve(seen(date(2026, 3, 1), rc.Away(since=date(2026, 8, 20))), care_plan=[limit])
    policy = attrs.evolve(PRACTICE_GUIDES, before_absence=rc.Interval(weeks=3))
    (reason,) = rc.decide(history, policy, as_of=date(2026, 8, 1)).wanted
    assert reason.code is Code.DUE_WHILE_AWAY
    assert reason.due is not None
    assert reason.due.billable_from == date(2027, 3, 2)


@pytest.mark.clause("ABS-1", "IVL-7")
def test_a_yearly_absence_ends_with_the_calendar() -> None:
    history = seen(date(9998, 12, 1), yearly((9990, 11, 1), (9991, 3, 1)))
    for as_of, until in ((date(9998, 12, 31), date(9999, 3, 1)), (date(9999, 12, 30), date.max)):
        (away,) = rc.decide(history, PRACTICE_GUIDES, as_of=as_of).withheld_by
        assert (away.code, away.until) == (Code.AWAY, until)
    assert rc.decide(history, PRACTICE_GUIDES, as_of=date.max).withheld_by == ()
    assert rc.first_contactable(history, PRACTICE_GUIDES, as_of=date(9999, 12, 1)) == date.max


@pytest.mark.clause("ABS-1", "FCT-8")
def test_all_that_is_wrong_with_an_absence_is_said_at_once() -> None:
    with pytest.raises(rc.FactError) as raised:
        rc.Away(yearly=True, until=date(2026, 1, 1), review_on=date(2026, 1, 1))
    assert raised.value.faults == (
        "Away: since and until must be given where yearly",
        "Away: review_on belongs to an absence without until",
    )
    with pytest.raises(rc.FactError, match="yearly_until must be after since"):
        yearly((2026, 1, 1), (2026, 2, 1), yearly_until=date(2026, 1, 1))


@pytest.mark.clause("ABS-6")
@given(st.integers(0, 60))
def test_a_visit_decades_ago_is_as_long_ago_as_the_days_at_home(years: int) -> None:
    """Half of every year away: whoever must be seen within so many days is asleep after about twice as many."""
    visit = date(2026 - years, 7, 1)
    rule = rc.DormancyRule(dormant_after=rc.Interval(days=184))
    policy = attrs.evolve(PRACTICE_GUIDES, dormancy=rule, citations=())
    decision = rc.decide(seen(visit, yearly((1960, 1, 1), (1960, 7, 1))), policy, as_of=date(2030, 1, 1))
    assert decision.dormancy is not None
    assert (decision.dormancy.stage, decision.dormancy.since) == (
        rc.AttendanceStage.DORMANT,
        date(visit.year + 1, 7, 2),
    )
