"""Visits, bookings and what is neither: what holds of every chart that has them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import attrs
import pytest
import strategies as facts
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import Case

import recallcore as rc

Code: Final = rc.ReasonCode
ASLEEP: Final = {Code.DORMANT}


def law(*clauses: str) -> pytest.MarkDecorator:
    return pytest.mark.clause(*clauses)


def rows(days: Sequence[date], kind: rc.Kind) -> list[rc.Procedure]:
    wheres = (rc.CareSetting.HERE, rc.CareSetting.ELSEWHERE, rc.CareSetting.CHARTED)
    return [rc.Procedure(on=on, kind=kind, code="X9", where=wheres[n % 3]) for n, on in enumerate(days)]


def with_rows(case: Case, done: Sequence[rc.Procedure], planned: Sequence[rc.Procedure]) -> Case:
    known = case.history
    more = attrs.evolve(known, completed=[*known.completed, *done], planned=[*known.planned, *planned])
    return case._replace(history=more)


DAYS: Final = st.lists(st.dates(date(1900, 1, 1), date(2030, 1, 1)), max_size=3)


@law("VIS-1")
@facts.times(2)
@given(facts.all_cases(), DAYS, DAYS)
def test_adding_a_row_that_is_no_care_changes_no_decision(case: Case, done: list[date], planned: list[date]) -> None:
    fees = with_rows(case, rows(done, rc.Kind.ADMINISTRATIVE), rows(planned, rc.Kind.ADMINISTRATIVE))
    assert fees.decision() == case.decision()
    asked: Any = {"policy": case.policy, "as_of": case.as_of, "purpose": case.purpose}
    assert rc.first_contactable(fees.history, **asked) == rc.first_contactable(case.history, **asked)


@law("VIS-1")
@facts.times(2)
@given(facts.all_cases(), st.integers(-400, 400), st.sampled_from(list(rc.AppointmentState)))
def test_an_appointment_for_no_care_changes_no_decision(case: Case, ahead: int, state: rc.AppointmentState) -> None:
    paid = rc.Appointment(
        on=about(case.as_of, ahead), state=state, kinds=[rc.Kind.ADMINISTRATIVE], booked_on=case.as_of
    )
    assert with_appointment(case, paid).decision() == case.decision()


@law("VIS-2")
@facts.times(2)
@given(facts.all_cases(), DAYS, DAYS)
def test_a_code_that_nobody_mapped_wakes_and_is_reported_and_nothing_else(
    case: Case, done: list[date], planned: list[date]
) -> None:
    done = [on for on in done if on <= case.as_of]
    unmapped = with_rows(case, rows(done, rc.Kind.UNMAPPED), rows(planned, rc.Kind.UNMAPPED))
    before, after = case.decision(), unmapped.decision()
    assert after.by_recall == before.by_recall
    assert after.withheld_by == before.withheld_by or ASLEEP & {reason.code for reason in before.wanted}
    woken = {reason.code for reason in before.wanted} - {reason.code for reason in after.wanted}
    assert woken <= ASLEEP
    said = [reason for reason in after.review if reason.code is Code.CODE_NOT_MAPPED]
    assert len(said) == int(bool(done or planned) or Code.CODE_NOT_MAPPED in {r.code for r in before.review})
    if before.dormancy is not None and after.dormancy is not None and before.dormancy.last_visit is not None:
        assert after.dormancy.since is not None
        assert before.dormancy.since is not None
        assert after.dormancy.last_visit == before.dormancy.last_visit


def said_on(reason: rc.Reason) -> date | None:
    fact = reason.evidence
    if isinstance(fact, rc.Appointment):
        return fact.booked_on
    return getattr(fact, "said_on", None)


KINDS: Final = st.lists(st.sampled_from(facts.KINDS), max_size=2)


def about(day: date, days: int) -> date:
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))


def with_appointment(case: Case, more: rc.Appointment) -> Case:
    known = case.history
    return case._replace(history=attrs.evolve(known, appointments=[*known.appointments, more]))


@law("BKG-7")
@facts.times(4)
@given(facts.all_cases(), st.integers(0, 200), st.integers(0, 400), KINDS)
def test_a_booking_silences_nothing_said_after_it(case: Case, ahead: int, before: int, kinds: list[rc.Kind]) -> None:
    made, booked = about(case.as_of, -before), rc.AppointmentState.BOOKED
    booking = rc.Appointment(on=about(case.as_of, ahead), state=booked, kinds=kinds, booked_on=made)
    assume(booking not in case.history.appointments)
    without, found = case.decision(), with_appointment(case, booking).decision()
    said = [r for r in without.other_reasons if (on := said_on(r)) is not None and on > made]
    assert set(said) <= set(found.other_reasons)
    if said:
        silenced = [r for r in found.withheld_by if r.evidence == booking and r.scope.covers_all(case.purpose)]
        assert silenced == []


@law("BKG-9")
@facts.times(2)
@given(facts.all_cases(), st.integers(1, 400), KINDS)
def test_a_visit_missed_on_a_day_to_come_is_a_cancelled_one(case: Case, ahead: int, kinds: list[rc.Kind]) -> None:
    missed = rc.Appointment(on=about(case.as_of, ahead), state=rc.AppointmentState.MISSED, kinds=kinds)
    assume(missed.on > case.as_of)
    cancelled = attrs.evolve(missed, state=rc.AppointmentState.CANCELLED)
    assert answers(with_appointment(case, missed).decision()) == answers(with_appointment(case, cancelled).decision())


def answers(decision: rc.Decision) -> tuple[Any, ...]:
    """All that a decision says, but for the facts behind it."""
    codes = [
        [(r.code, r.until, r.scope) for r in reasons] for reasons in (decision.other_reasons, decision.withheld_by)
    ]
    return decision.by_recall, codes, decision.verdict, decision.score_breakdown


@law("DRM-4")
@facts.times(2)
@given(facts.all_cases(), st.integers(2, 400), st.integers(1, 400), st.sampled_from(facts.KINDS))
def test_care_done_for_a_lost_visit_since_it_was_made_settles_it(
    case: Case, before: int, after: int, kind: rc.Kind
) -> None:
    made = about(case.as_of, -before)
    done = about(made, min(after, before - 1))
    lost = rc.Appointment(on=about(made, 30), state=rc.AppointmentState.CANCELLED, kinds=[kind], booked_on=made)
    settled = with_rows(with_appointment(case, lost), [rc.Procedure(on=done, kind=kind)], []).decision()
    assert lost not in [r.evidence for r in settled.other_reasons if r.code is Code.BOOKING_LOST]


WHY_NOT: Final = frozenset(
    code for code in Code if code.role is rc.Role.NOT_WANTED and code not in (Code.NO_RECALL_ATTACHES, Code.OUTSIDE_AGE)
)


@law("LIF-8")
@facts.times(1)
@given(facts.all_cases())
def test_nobody_leaves_the_list_without_a_reason_that_says_why(case: Case) -> None:
    """For 800 days, if nothing happens: each reason to contact goes on, or something says why it does not."""
    before = case.decision()
    last = date.fromordinal(min(case.as_of.toordinal() + 800, date.max.toordinal()))
    while True:
        today = rc.next_change(case.history, case.policy, as_of=before.as_of, purpose=case.purpose)
        if today is None or today.as_of > last:
            return
        if before.verdict is rc.Verdict.CONTACT and today.verdict is not rc.Verdict.CONTACT:
            assert {reason.code for reason in today.withheld_by} or not still_wanted(before, today)
        before = today


def still_wanted(before: rc.Decision, today: rc.Decision) -> list[rc.Reason]:
    """What was wanted, had not said that it would end by now, and of which nothing says that it has."""
    over = [r for r in before.wanted if r.until is not None and r.until <= today.as_of]
    ended = {r.recall for r in today.by_recall if r.code in WHY_NOT}
    return [r for r in before.wanted if r not in over and (r.recall is None or r.recall not in ended)]
