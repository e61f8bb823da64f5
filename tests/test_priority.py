"""PRI-2: the default order, one test for each sentence, with everything else equal."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import pytest

import recallcore as rc
from recallcore._deciding.priority import _AMOUNTS, WEIGHED_BY
from recallcore.presets import OPEN_DENTAL_US, PRACTICE_GUIDES

AS_OF = date(2026, 10, 1)
KIND = rc.Kind
SLEEP = rc.DormancyRule(dormant_after=rc.Interval(months=12), lapsed_after=rc.Interval(months=6))

pytestmark = pytest.mark.clause("PRI-2")


def done(on: str, kind: rc.Kind = KIND.EXAMINATION) -> rc.Procedure:
    return rc.Procedure(on=date.fromisoformat(on), kind=kind)


def somebody(*completed: rc.Procedure, born: date | None = date(1980, 5, 5), **facts: Any) -> rc.History:
    """Examined seven months ago, unless something else is said."""
    patient = rc.Patient(id="x", birth_date=born)
    return rc.History(patient=patient, completed=completed or [done("2026-03-01")], **facts)


def goes_before(first: rc.History, then: rc.History, policy: rc.Policy = PRACTICE_GUIDES) -> bool:
    """Whether `first` is called first, though its id would come last; and by points, not by a tie."""
    base = [
        attrs.evolve(then, patient=attrs.evolve(then.patient, id="a")),
        attrs.evolve(first, patient=attrs.evolve(first.patient, id="b")),
    ]
    calls = rc.call_list(base, policy, as_of=AS_OF).calls
    assert len(calls) == 2
    return [d.patient_id for d in calls] == ["b", "a"] and calls[0].points > calls[1].points


def safety() -> rc.SafetyFollowUp:
    return rc.SafetyFollowUp(code="pathology", since=date(2026, 9, 28))


def promise() -> rc.CallBack:
    return rc.CallBack(on=AS_OF, since=date(2026, 9, 28))


def problem(severity: rc.Severity) -> rc.OpenProblem:
    return rc.OpenProblem(severity=severity, since=date(2026, 3, 1))


def test_a_safety_critical_follow_up_before_a_promise() -> None:
    assert goes_before(somebody(circumstances=[safety()]), somebody(circumstances=[promise()]))


def test_a_promise_before_anyone_else() -> None:
    # Not due for anything, new, and by no phone but the one asked for.
    promised = somebody(done("2026-09-01"), circumstances=[promise()])
    child, worst = date(2016, 5, 5), problem(rc.Severity.SEVERE)
    completed = [done("2006-01-01", KIND.FLUORIDE), done("2010-06-01", KIND.PERIODONTAL_MAINTENANCE)]
    most_urgent = somebody(*completed, born=child, circumstances=[worst])
    most_urgent = attrs.evolve(most_urgent, patient=attrs.evolve(most_urgent.patient, birth_date=date(2005, 12, 31)))
    assert goes_before(promised, most_urgent, attrs.evolve(PRACTICE_GUIDES, dormancy=SLEEP, majority=30, citations=()))


def test_periodontal_maintenance_before_a_polish() -> None:
    enrolled = somebody(done("2026-05-01", KIND.PERIODONTAL_MAINTENANCE))  # due on 1 September
    polish = somebody(done("2026-02-28", KIND.PROPHYLAXIS))  # due on 29 August, longer ago
    assert goes_before(enrolled, polish, OPEN_DENTAL_US)


@pytest.mark.parametrize(
    ("worse", "better"),
    [
        (rc.Severity.SEVERE, rc.Severity.MODERATE),
        (rc.Severity.MODERATE, rc.Severity.MILD),
        (rc.Severity.SEVERE, rc.Severity.MILD),
        (rc.Severity.MILD, None),
    ],
)
def test_a_worse_open_problem_before_a_milder_or_none(worse: rc.Severity, better: rc.Severity | None) -> None:
    other = somebody(circumstances=[] if better is None else [problem(better)])
    assert goes_before(somebody(circumstances=[problem(worse)]), other)


def test_overdue_by_a_whole_interval_before_overdue_by_a_week() -> None:
    assert goes_before(somebody(done("2025-10-01")), somebody(done("2026-03-24")))


def test_the_same_delay_weighs_more_in_a_shorter_recall() -> None:
    recalls = [
        rc.RecallRule(name="short", rank=1, started_by=[KIND.RETAINER_CHECK], interval=rc.Interval(months=3)),
        rc.RecallRule(name="long", rank=1, started_by=[KIND.EXAMINATION], interval=rc.Interval(months=12)),
    ]
    policy = rc.Policy(name="two", version="1", recalls=recalls)
    short, long = somebody(done("2026-06-01", KIND.RETAINER_CHECK)), somebody(done("2025-09-01"))
    # Long-standing weighs a little too: it must not decide, so both have been here as long.
    first = done("2020-01-01", KIND.FLUORIDE)
    short, long = (attrs.evolve(who, completed=[first, *who.completed]) for who in (short, long))
    assert goes_before(short, long, policy)


def test_an_extraction_s_healing_check_before_a_filling_s_review() -> None:
    assert goes_before(somebody(done("2026-06-01", KIND.EXTRACTION)), somebody(done("2026-06-01", KIND.FILLING)))


def test_dormant_before_lapsed() -> None:
    def absent_since(on: str) -> rc.History:
        # Both overdue alike, by hand, and both here for years.
        due = rc.DueDateOverride(recall="examination", due=date(2026, 9, 1), set_on=date(2026, 8, 1))
        return somebody(done("2020-01-01"), done(on), care_plan=[due])

    policy = attrs.evolve(PRACTICE_GUIDES, dormancy=SLEEP, citations=())
    assert goes_before(absent_since("2025-09-01"), absent_since("2025-11-01"), policy)
    assert goes_before(absent_since("2025-11-01"), absent_since("2026-06-01"), policy)


def test_reachable_by_phone_before_letter_only() -> None:
    channels = (rc.Channel.PHONE, rc.Channel.SMS, rc.Channel.EMAIL)
    assert goes_before(somebody(), somebody(circumstances=[rc.Unreachable(channel=c) for c in channels]))


def test_keeping_appointments_before_missing_them() -> None:
    def with_a(state: rc.AppointmentState) -> rc.History:
        days = (date(2025, 10, 1), date(2025, 12, 1), date(2026, 2, 1))
        return somebody(appointments=[rc.Appointment(on=on, state=state) for on in days])

    assert goes_before(with_a(rc.AppointmentState.KEPT), with_a(rc.AppointmentState.MISSED))


def test_long_standing_before_new_where_both_are_overdue_alike() -> None:
    assert goes_before(somebody(done("2016-03-01"), done("2026-03-01")), somebody())


def test_a_child_s_recall_before_an_adult_s() -> None:
    assert goes_before(somebody(born=date(2012, 5, 5)), somebody())


def test_an_apology_owed_before_all_that_is_routine() -> None:
    asked = rc.CallBack(since=date(2026, 1, 5), on=date(2026, 1, 7))
    missed = somebody(done("2026-01-05", KIND.FLUORIDE), circumstances=[asked])  # and due for nothing
    child, worst = date(2016, 5, 5), problem(rc.Severity.SEVERE)
    completed = [done("2020-01-01", KIND.FLUORIDE), done("2022-06-01", KIND.PERIODONTAL_MAINTENANCE)]
    most_urgent = somebody(*completed, born=child, circumstances=[worst])
    assert goes_before(missed, most_urgent, attrs.evolve(PRACTICE_GUIDES, dormancy=SLEEP, citations=()))


def test_a_promise_to_be_kept_before_an_apology() -> None:
    late = attrs.evolve(promise(), since=date(2026, 1, 5), on=date(2026, 1, 7))
    promised = somebody(done("2026-09-01"), circumstances=[promise()])
    assert goes_before(promised, somebody(done("2026-01-05"), circumstances=[late]))


def test_a_lost_visit_before_none() -> None:
    lost = rc.Appointment(on=date(2026, 8, 1), state=rc.AppointmentState.CANCELLED)
    policy = attrs.evolve(PRACTICE_GUIDES, dormancy=attrs.evolve(SLEEP, lost_after=rc.Interval(weeks=1)), citations=())
    assert goes_before(somebody(appointments=[lost]), somebody(), policy)
    # As much as a moderate problem, and more than a mild one.
    assert goes_before(somebody(appointments=[lost]), somebody(circumstances=[problem(rc.Severity.MILD)]), policy)


@pytest.mark.clause("PRI-1")
def test_every_factor_is_counted() -> None:
    assert set(_AMOUNTS) == set(rc.Factor)


@pytest.mark.clause("PRI-1")
def test_every_reason_to_contact_has_a_factor_of_its_own() -> None:
    assert set(WEIGHED_BY) == {code for code in rc.ReasonCode if code.role is rc.Role.WANTED}
    assert len({*WEIGHED_BY.values()}) == len(WEIGHED_BY)
