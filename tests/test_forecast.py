"""The days ahead: what arrives when, held against asking on every day, and the next round."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, Final

import attrs
import pytest
import strategies as facts
from hypothesis import example, given
from hypothesis import strategies as st
from strategies import Base, Case

import recallcore as rc
from recallcore._practice import forecast as _forecast
from recallcore.presets import (
    DORMANT_AFTER_6_MONTHS,
    DORMANT_AFTER_12_MONTHS,
    PRACTICE_GUIDES,
    PRACTICE_GUIDES_WHOLE,
)

ONE_DAY: Final = timedelta(days=1)
TODAY: Final = date(2026, 11, 20)

Arrival = tuple[date, rc.ReasonCode, str | None, bool]


def examined(patient_id: str, on: date) -> rc.History:
    examination = rc.Procedure(on=on, kind=rc.Kind.EXAMINATION)
    return rc.History(patient=rc.Patient(id=patient_id), completed=[examination])


def needs_no_call(decision: rc.Decision) -> bool:
    """Whether bookings alone would leave nothing to speak of, were there no other reason not to contact."""
    if not decision.is_wanted or any(reason.terminal for reason in decision.withheld_by):
        return False
    codes = rc.ReasonCode.BOOKED, rc.ReasonCode.VISIT_NOT_WRITTEN_UP
    bookings = tuple(reason for reason in decision.withheld_by if reason.code in codes)
    return not attrs.evolve(decision, withheld_by=bookings).contactable


def counted_as(decision: rc.Decision) -> Arrival | None:
    if decision.verdict is rc.Verdict.CONTACT:
        due = decision.leading_recall
        return decision.as_of, decision.leading.code, None if due is None else due.recall, False
    return booked_as(decision) if needs_no_call(decision) else None


def booked_as(decision: rc.Decision) -> Arrival:
    recalls = [reason.recall for reason in decision.wanted if reason.recall is not None]
    return decision.as_of, decision.wanted[0].code, recalls[0] if recalls else None, True


def kept_before(decision: rc.Decision, known: rc.History, policy: rc.Policy, since: date) -> bool:
    """FOR-1: whether visits booked for days before, kept, leave nothing of what is wanted."""
    booked = [a for a in known.appointments if a.state is rc.AppointmentState.BOOKED and since <= a.on < decision.as_of]
    booked = [a for a in booked if a.kinds != (rc.Kind.ADMINISTRATIVE,)]

    def gone(reason: rc.Reason) -> bool:
        if reason.due is None or reason.due.on is None:
            return reason.code is rc.ReasonCode.DORMANT and bool(booked)
        rule, due = policy.rule(reason.due.recall), reason.due.on
        opens = [on for on in (due,) if not rule.repeats]
        if opens and rule.early_window is not None:
            opens = [rule.early_window.first_day_reaching(due)]
        return any(rule.is_for(a.kinds, a.codes) and all(on <= a.on for on in opens) for a in booked)

    ended = any(reason.terminal for reason in decision.withheld_by)
    return decision.is_wanted and not ended and all(gone(reason) for reason in decision.wanted)


def day_by_day(histories: list[rc.History], asked: Base | Case, days: int) -> dict[str, Arrival]:
    """Everybody's first day to be contacted, or booked and therefore not, found by asking on every day."""
    arrivals: dict[str, Arrival] = {}
    last = min(asked.as_of.toordinal() + days, date.max.toordinal())
    for ordinal in range(asked.as_of.toordinal(), last + 1):
        waiting = [history for history in histories if history.patient.id not in arrivals]
        on = date.fromordinal(ordinal)
        for decision in rc.decide_all(waiting, asked.policy, as_of=on, purpose=asked.purpose):
            mine = next(history for history in waiting if history.patient.id == decision.patient_id)
            kept = kept_before(decision, mine, asked.policy, asked.as_of)
            arrival = booked_as(decision) if kept else counted_as(decision)
            if arrival is not None:
                arrivals[decision.patient_id] = arrival
    return arrivals


def counted(ahead: rc.Forecast) -> Counter[Arrival]:
    rows = [((row.on, row.code, row.recall), row) for row in ahead.rows]
    assert len({place for place, _ in rows}) == len(rows)
    assert all(row.patients or row.booked for row in ahead.rows)
    return +Counter(
        {(*place, False): row.patients for place, row in rows} | {(*place, True): row.booked for place, row in rows}
    )


def everyday(base: Base, days: int) -> None:
    """The forecast against every day of the base, one after another."""
    ahead = base.forecast(days)
    met = Counter(history.patient.id for history in base.histories)
    once = [history for history in base.histories if met[history.patient.id] == 1]
    arrivals = day_by_day(once, base, days)
    assert counted(ahead) == Counter(arrivals.values())
    assert ahead.not_within == len(once) - len(arrivals)
    assert ahead.duplicates == len(met) - len(once)
    assert ahead.base == len(met)


@pytest.mark.clause("FOR-1", "FOR-2", "FOR-3")
@facts.times(0.5)
@given(facts.bases(), st.integers(0, 400))
def test_the_forecast_is_what_asking_on_every_day_would_have_said(base: Base, days: int) -> None:
    everyday(base, days)


@pytest.mark.clause("FOR-3")
@facts.times(4)
@given(facts.cases())
def test_the_forecast_of_near_days_is_what_asking_on_each_would_have_said(case: Case) -> None:
    everyday(Base([case.history], case.policy, case.as_of, case.purpose, None), 60)


@pytest.mark.clause("FOR-1", "FOR-3")
@given(facts.bases(), st.integers(0, 400))
def test_those_to_contact_today_are_the_list_s(base: Base, days: int) -> None:
    listed = rc.call_list(base.histories, base.policy, as_of=base.as_of, purpose=base.purpose)
    ahead = base.forecast(days)
    assert ahead.base == listed.base
    today: Counter[rc.ReasonCode] = Counter()
    for row in ahead.on(base.as_of):
        today[row.code] += row.patients
    assert +today == Counter(call.leading.code for call in listed.calls)
    assert sum(row.booked for row in ahead.on(base.as_of)) == sum(map(needs_no_call, listed.everybody))


@pytest.mark.clause("FOR-1")
@given(facts.bases(), st.integers(0, 400), st.integers(0, 400))
def test_looking_further_ahead_changes_nothing_nearer(base: Base, days: int, more: int) -> None:
    near, far = base.forecast(days), base.forecast(days + more)
    assert near.rows == tuple(row for row in far.rows if row.on <= near.through)
    assert (near.base, near.duplicates) == (far.base, far.duplicates)


@pytest.mark.clause("FOR-1", "FOR-3")
@given(facts.bases(), st.integers(0, 2**32).map(random.Random))
def test_the_order_of_the_base_never_matters_ahead(base: Base, by: random.Random) -> None:
    met = Counter(history.patient.id for history in base.histories)
    mixed = base._replace(histories=by.sample(base.histories, len(base.histories)))
    assert mixed.forecast(300) == base.forecast(300)
    assert base.forecast(300).duplicates == sum(times > 1 for times in met.values())


@pytest.mark.clause("FOR-1")
@given(facts.bases())
def test_every_way_of_counting_comes_to_the_same(base: Base) -> None:
    ahead = base.forecast(365)
    arrive = sum(row.patients for row in ahead.rows)
    booked = sum(row.booked for row in ahead.rows)
    calls = (ahead.by_day, ahead.by_reason, ahead.by_recall)
    needless = (ahead.booked_by_day, ahead.booked_by_reason, ahead.booked_by_recall)
    for total, ways in ((arrive, calls), (booked, needless)):
        for counts in ways:
            assert sum(many for _, many in counts) == total
            assert len({key for key, _ in counts}) == len(counts)
            assert all(many > 0 for _, many in counts)
    assert arrive + booked + ahead.not_within + ahead.duplicates == ahead.base
    days = sorted({row.on for row in ahead.rows})
    assert sorted({on for on, _ in (*ahead.by_day, *ahead.booked_by_day)}) == days
    assert [on for on, _ in ahead.by_day] == [on for on in days if any(row.patients for row in ahead.on(on))]
    assert all(base.as_of <= row.on <= ahead.through for row in ahead.rows)
    assert tuple(row for on in days for row in ahead.on(on)) == ahead.rows


@pytest.mark.clause("FOR-1")
def test_rows_and_counts_have_one_order() -> None:
    base = [
        rc.History(patient=rc.Patient(id="1"), completed=[rc.Procedure(on=date(2025, 8, 1), kind=rc.Kind.FLUORIDE)]),
        rc.History(patient=rc.Patient(id="2"), completed=[rc.Procedure(on=date(2026, 8, 20), kind=rc.Kind.FILLING)]),
        rc.History(patient=rc.Patient(id="3"), completed=[rc.Procedure(on=date(2025, 11, 20), kind=rc.Kind.FLUORIDE)]),
        examined("4", date(2026, 5, 20)),
        examined("5", date(2026, 5, 21)),
    ]
    recalls = [attrs.evolve(rule, begins=None, begins_after=None) for rule in PRACTICE_GUIDES.recalls]
    policy = attrs.evolve(PRACTICE_GUIDES, recalls=recalls, dormancy=DORMANT_AFTER_12_MONTHS, citations=())
    ahead = rc.forecast(base, policy, as_of=TODAY, days=1)
    due, asleep = rc.ReasonCode.RECALL_DUE, rc.ReasonCode.DORMANT
    tomorrow = TODAY + ONE_DAY
    assert [(row.on, row.code, row.recall, row.patients) for row in ahead.rows] == [
        (TODAY, due, "examination", 1),
        (TODAY, due, "filling review", 1),
        (TODAY, asleep, None, 1),
        (tomorrow, due, "examination", 1),
        (tomorrow, asleep, None, 1),
    ]
    assert ahead.by_day == ((TODAY, 3), (tomorrow, 2))
    assert ahead.by_reason == ((due, 3), (asleep, 2))
    assert ahead.by_recall == ((None, 2), ("examination", 2), ("filling review", 1))
    assert ahead.on(TODAY - ONE_DAY) == ()


def booked(history: rc.History, on: date, *kinds: rc.Kind) -> rc.History:
    return attrs.evolve(history, appointments=[rc.Appointment(on=on, kinds=kinds, state=rc.AppointmentState.BOOKED)])


@pytest.mark.clause("FOR-1")
def test_who_is_booked_is_told_from_who_must_be_called() -> None:
    """A hundred fall due on one day, eighty are booked for the visit two days later: twenty calls."""
    due, visit = date(2026, 12, 5), date(2026, 12, 7)
    all_due = [examined(str(n), date(2026, 6, 5)) for n in range(100)]
    base = [
        booked(history, visit, *([rc.Kind.EXAMINATION] if n % 2 else [])) if n < 80 else history
        for n, history in enumerate(all_due)
    ]
    ahead = rc.forecast(base, PRACTICE_GUIDES, as_of=TODAY, days=365)
    assert [(row.on, row.recall, row.patients, row.booked) for row in ahead.rows] == [(due, "examination", 20, 80)]
    assert (ahead.by_day, ahead.booked_by_day) == (((due, 20),), ((due, 80),))
    assert ahead.by_reason == ((rc.ReasonCode.RECALL_DUE, 20),)
    assert ahead.booked_by_reason == ((rc.ReasonCode.RECALL_DUE, 80),)
    assert (ahead.by_recall, ahead.booked_by_recall) == ((("examination", 20),), (("examination", 80),))
    assert (ahead.base, ahead.not_within) == (100, 0)


@pytest.mark.clause("FOR-1")
@pytest.mark.parametrize("of", [rc.Away(until=date(2026, 12, 20)), rc.Hold(code="h", until=date(2026, 12, 20))])
def test_what_falls_due_under_a_booking_is_seen_whatever_else_withholds(of: rc.Away | rc.Hold) -> None:
    history = booked(examined("1", date(2026, 6, 5)), date(2026, 12, 7), rc.Kind.EXAMINATION)
    ahead = rc.forecast([attrs.evolve(history, circumstances=[of])], PRACTICE_GUIDES, as_of=TODAY, days=365)
    assert [(row.on, row.patients, row.booked) for row in ahead.rows] == [(date(2026, 12, 5), 0, 1)]


@pytest.mark.clause("FOR-1")
def test_a_booking_of_a_relationship_that_has_ended_counts_nobody() -> None:
    death = rc.Deceased(recorded=date(2026, 11, 1), source=rc.Party.FAMILY, confirmed=True)
    history = booked(examined("1", date(2026, 6, 5)), date(2026, 12, 7))
    ahead = rc.forecast([attrs.evolve(history, circumstances=[death])], PRACTICE_GUIDES, as_of=TODAY, days=365)
    assert (ahead.rows, ahead.not_within) == ((), 1)


@pytest.mark.clause("FOR-2")
def test_a_day_on_which_only_an_id_that_comes_twice_falls_due_has_no_row() -> None:
    twice = examined("1", date(2026, 6, 5))
    ahead = rc.forecast([twice, twice, booked(twice, TODAY)], PRACTICE_GUIDES, as_of=TODAY, days=365)
    assert (ahead.rows, ahead.by_day, ahead.duplicates, ahead.base) == ((), (), 1, 1)


@pytest.mark.clause("FOR-2")
def test_rejected_rows_travel_beside_the_forecast() -> None:
    def history(row: str) -> rc.History:
        return examined(row, TODAY - timedelta(days=int(row)))

    ahead = rc.forecast(
        rc.histories_from_rows(["300", "x", "30"], history, id_of=str), PRACTICE_GUIDES, as_of=TODAY, days=30
    )
    assert [rejected.row for rejected in ahead.rejected] == [1]
    assert (ahead.base, ahead.not_within) == (2, 1)


@pytest.mark.clause("FOR-3")
def test_how_much_is_kept_ready_for_the_days_ahead_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    base = [examined(str(n), TODAY - timedelta(days=n % 190)) for n in range(400)]
    kept = rc.forecast(base, PRACTICE_GUIDES_WHOLE, as_of=TODAY, days=200)
    monkeypatch.setattr(_forecast, "_BEGIN_AFRESH", 7)
    assert rc.forecast(base, PRACTICE_GUIDES_WHOLE, as_of=TODAY, days=200) == kept


@pytest.mark.clause("FOR-1")
def test_histories_are_taken_one_at_a_time() -> None:
    handed: list[int] = []

    def base() -> Iterable[rc.History]:
        for n in range(5):
            handed.append(n)
            yield examined(str(n), date(2026, 3, 1))

    assert rc.forecast(base(), PRACTICE_GUIDES, as_of=TODAY, days=365).base == len(handed) == 5


@pytest.mark.clause("FOR-1", "IVL-7")
@pytest.mark.parametrize("days", [0, 1, 365, 10**30])
def test_past_the_calendar_s_end_nobody_arrives(days: int) -> None:
    ahead = rc.forecast([examined("1", date.max), examined("2", date.min)], PRACTICE_GUIDES, as_of=date.max, days=days)
    assert ahead.through == date.max
    assert (ahead.base, ahead.not_within, ahead.on(date.max)[0].patients) == (2, 1, 1)


@pytest.mark.clause("FOR-1", "DEC-3")
@pytest.mark.parametrize("days", [-1, 1.0, True, None, "365", timedelta(days=3)])
def test_days_ahead_are_a_whole_number(days: Any) -> None:
    with pytest.raises(rc.RequestError, match="days must be"):
        rc.forecast([], PRACTICE_GUIDES, as_of=TODAY, days=days)


@pytest.mark.clause("FOR-1", "DEC-3", "FCT-9")
def test_a_forecast_is_asked_for_as_a_list_is() -> None:
    wrong: Any = "Mrs Nobody"
    for asked in ({"as_of": wrong}, {"purpose": wrong}):
        with pytest.raises(rc.RequestError) as raised:
            rc.forecast([], PRACTICE_GUIDES, **{"as_of": TODAY, "days": 1, **asked})
        assert wrong not in str(raised.value)
    with pytest.raises(rc.RequestError, match="policy must be"):
        rc.forecast([], wrong, as_of=TODAY, days=1)
    with pytest.raises(rc.RequestError, match="made from histories, got str among them"):
        rc.forecast([wrong], PRACTICE_GUIDES, as_of=TODAY, days=1)


# ------------------------------------------------------------------ rounds


def policy_of(rounds: rc.Interval | None) -> rc.Policy:
    return attrs.evolve(PRACTICE_GUIDES, dormancy=attrs.evolve(DORMANT_AFTER_6_MONTHS, dormant_list_every=rounds))


@pytest.mark.clause("FOR-4")
@given(facts.any_days(), facts.any_days(), facts.intervals())
@example(date(2026, 1, 31), date(2026, 2, 1), rc.Interval(months=1))
@example(date.max, date.max, rc.Interval(weeks=2))
def test_a_round_is_due_its_interval_after_the_last_and_never_before_today(
    one: date, other: date, rounds: rc.Interval
) -> None:
    last, today = sorted((one, other))
    policy = policy_of(rounds)
    due = rc.next_round(policy, last=last, as_of=today)
    assert due >= today
    assert rc.next_round(policy, last=last, as_of=due) == due, "it is due on its day"
    assert rc.next_round(policy, last=None, as_of=today) == today
    if due > today:
        assert due == date.max or due == last + rounds
        assert rc.next_round(policy, last=last, as_of=due - ONE_DAY) == due


@pytest.mark.clause("FOR-4")
@pytest.mark.parametrize("policy", [PRACTICE_GUIDES, policy_of(None)], ids=["no dormancy", "no rounds"])
def test_without_rounds_there_is_no_next_one(policy: rc.Policy) -> None:
    with pytest.raises(rc.RequestError, match="policy must have a dormancy with rounds"):
        rc.next_round(policy, last=None, as_of=TODAY)


@pytest.mark.clause("FOR-4", "DEC-3")
def test_the_next_round_is_asked_for_with_days() -> None:
    wrong: Any = "yesterday"
    for asked in ({"last": wrong}, {"as_of": wrong}, {"last": wrong, "as_of": wrong}):
        with pytest.raises(rc.RequestError) as raised:
            rc.next_round(PRACTICE_GUIDES_WHOLE, **{"last": TODAY, "as_of": TODAY, **asked})
        assert len(raised.value.faults) == len(asked)
    with pytest.raises(rc.RequestError, match="policy must be"):
        rc.next_round(wrong, last=None, as_of=TODAY)
    with pytest.raises(rc.RequestError, match="last must not be after as_of"):
        rc.next_round(PRACTICE_GUIDES_WHOLE, last=TODAY + ONE_DAY, as_of=TODAY)
    assert rc.next_round(PRACTICE_GUIDES_WHOLE, last=TODAY, as_of=TODAY) == date(2026, 12, 20)


@pytest.mark.clause("FOR-4", "POL-3")
def test_the_guide_s_two_rhythms_go_with_its_two_thresholds() -> None:
    assert (str(DORMANT_AFTER_12_MONTHS.dormant_list_every), str(DORMANT_AFTER_6_MONTHS.dormant_list_every)) == (
        "1m",
        "2w",
    )
