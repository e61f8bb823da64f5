"""Laws: what holds for every history, policy and day, whatever the facts are."""

from __future__ import annotations

import copy
import json
import pickle
import random
import types
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, get_args

import attrs
import oracle
import pytest
import strategies as facts
from dateutil.relativedelta import relativedelta
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from strategies import Base, Case

import recallcore as rc
from recallcore._base.plain import as_data, from_data
from recallcore._base.values import Checked
from recallcore._deciding.priority import Points
from recallcore._deciding.question import Question
from recallcore._facts.history import AnyFact
from recallcore._policy.recalls import is_plain

ONE_DAY: Final = timedelta(days=1)
MANY: Final = facts.times(8)
# A second opinion is cheap, and what it knows is found only among many cases, also where all else is to be quick.
ORACLE: Final = facts.times(8, least=250)
Code: Final = rc.ReasonCode


def law(*clauses: str) -> pytest.MarkDecorator:
    return pytest.mark.clause(*clauses)


def seeds() -> st.SearchStrategy[random.Random]:
    return st.integers(0, 2**32).map(random.Random)


def shuffled(items: tuple[Any, ...], by: random.Random) -> list[Any]:
    return by.sample(items, len(items))


def identity(reason: rc.Reason) -> tuple[Any, ...]:
    """What makes it the same reason on another day: what it says, and the fact behind it. Two caps may share one."""
    return reason.code, reason.evidence, reason.until if reason.code is Code.ATTEMPT_CAP_REACHED else None


# ------------------------------------------------------------------ a naive second opinion


def told(reasons: tuple[rc.Reason, ...]) -> Counter[tuple[rc.ReasonCode, str | None]]:
    return Counter((reason.code, reason.recall) for reason in reasons)


@law(*(f"DUE-{n}" for n in range(1, 18)), *(f"AGE-{n}" for n in range(1, 6)), "OVR-1", "OVR-2", "OVR-3", "OVR-4")
@law("PER-1", "PER-2", "PER-4", "PER-5", "IVL-4", "IVL-7")
@ORACLE
@given(facts.all_cases())
def test_the_oracle_finds_the_same_due_dates(case: Case) -> None:
    expected = [(s.rule.name, s.basis, s.on) for s in oracle.Patient(*case).standings]
    assert [(due.recall, due.basis, due.on) for due in case.decision().dues] == expected


@law("WNT-1", "WNT-2", "DUE-12", "DUE-13", "DUE-14", "DEC-1")
@ORACLE
@given(facts.all_cases())
def test_the_oracle_wants_the_same(case: Case) -> None:
    decision, expected = case.decision(), oracle.Patient(*case)
    assert [(reason.code, reason.recall) for reason in decision.wanted] == expected.wanted
    assert told(decision.not_wanted) == Counter(expected.not_wanted())


@law(*(f"SUP-{n}" for n in range(1, 14)), "SUB-1", *(f"BKG-{n}" for n in range(1, 7)))
@ORACLE
@given(facts.all_cases())
def test_the_oracle_withholds_for_the_same_reasons(case: Case) -> None:
    def covered(cover: Any) -> set[tuple[rc.Channel, str | None]]:
        abouts = [None, *(rule.name for rule in case.policy.recalls)]
        return {(c, a) for c in case.policy.channels for a in abouts if cover.covers(c, case.purpose, a)}

    promised = any(code is Code.CALL_PROMISED for code, _ in oracle.Patient(*case).wanted)
    found = [(r.code, r.until, covered(r.scope)) for r in case.decision().withheld_by]
    expected = [(c.code, c.until, covered(c)) for c in oracle.Patient(*case).withheld_by]
    # What a promise leaves of an opt-out is seen in the channels.
    assert [(code, until) for code, until, _ in found] == [(code, until) for code, until, _ in expected]
    assert promised or all(reason in expected for reason in found)


@law("OVR-5", "PER-3", "DUE-11", "AGE-3", "SUP-2", "SUP-3", "SUP-4", "SUP-9", "SUP-10", "SUP-12", "SUP-13", "BKG-5")
@ORACLE
@given(facts.all_cases())
def test_the_oracle_asks_for_the_same_review(case: Case) -> None:
    found, expected = {reason.code for reason in case.decision().review}, oracle.Patient(*case).review()
    if any(not rule.repeats and rule.enrolment is rc.Enrolment.ENROLLED for rule in case.policy.recalls):
        found, expected = ({*codes} - {Code.PROPHYLAXIS_DURING_MAINTENANCE} for codes in (found, expected))
    assert found == expected  # PER-3 speaks of maintenance, which repeats


@law("DEC-1")
@ORACLE
@given(facts.all_cases())
def test_the_oracle_comes_to_the_same_channels_and_verdict(case: Case) -> None:
    decision, expected = case.decision(), oracle.Patient(*case)
    assert (decision.verdict, decision.channels) == (expected.verdict(), expected.channels())


@law("DUE-1", "DEC-4")
@MANY
@given(facts.all_cases())
def test_a_due_date_is_its_anchor_plus_its_interval(case: Case) -> None:
    for due in case.decision().dues:
        if due.interval is not None and due.on is not None:
            assert due.anchor is not None
            assert oracle.add(due.anchor, due.interval, case.policy.month_end) == due.on


# ------------------------------------------------------------------ what starts a recall, and from when it is wanted


def _dates_about(case: Case) -> list[date]:
    """The days before, on and after each birthday and due date that lie ahead, in order."""
    born, rules = case.history.patient.birth_date, case.policy.recalls
    assert born is not None
    ages = [age for rule in rules for age in (rule.from_age, rule.below_age) if age is not None]
    ages += [
        age for rule in rules for band in rule.by_age for age in (band.from_age, band.below_age) if age is not None
    ]
    turns = [born + relativedelta(years=age) for age in ages if born.year + age < 9990]
    turns += [due.on for due in case.decision().dues if due.on is not None]
    later = [case._replace(as_of=on).decision() for on in turns if on > case.as_of]
    turns += [due.on for decision in later for due in decision.dues if due.on is not None]
    days = {on + timedelta(days=days) for on in turns if on < date(9990, 1, 1) for days in (-1, 0, 1)}
    return [case.as_of, *sorted(on for on in days if on > case.as_of)]


@law("AGE-1", "AGE-4", "AGE-5")
@MANY
@given(facts.birthday_cases())
def test_no_birthday_takes_anybody_off_the_list(case: Case) -> None:
    rules, called = case.policy.recalls, False
    pairs = [
        (y.name, o.name)
        for y in rules
        for o in rules
        if y.below_age is not None and y.below_age == o.from_age and set(y.started_by) & set(o.started_by)
    ]
    counted: dict[str, date] = {}
    for day in _dates_about(case):
        decision = case._replace(as_of=day).decision()
        said = {reason.recall: reason.code for reason in decision.by_recall}
        for rule in rules:  # of a recall that would be due by itself, either it is or what took its place
            alone = case._replace(policy=attrs.evolve(case.policy, recalls=[rule]), as_of=day).decision()
            if alone.by_recall[0].code is Code.RECALL_DUE and said[rule.name] is not Code.RECALL_DUE:
                assert Code.RECALL_DUE in [said[older] for younger, older in pairs if younger == rule.name]
        assert (Code.RECALL_DUE in said.values()) >= called
        called = Code.RECALL_DUE in said.values()
        for younger, older in pairs:
            assert not said[younger] is said[older] is Code.RECALL_DUE
        for due in decision.dues:
            if due.on is not None:
                assert counted.setdefault(due.recall, due.on) == due.on  # a birthday moves no due date


@law("DUE-15")
@MANY
@given(facts.all_cases())
def test_whoever_was_here_is_due_for_what_begins_with_a_visit(case: Case) -> None:
    history, policy, as_of, _ = case
    rule = rc.RecallRule(
        name="x",
        rank=1,
        resolved_by=[rc.Kind.EXAMINATION],
        interval=rc.Interval(months=6),
        begins=rc.Begins.FIRST_VISIT,
    )
    due = (
        case._replace(
            policy=attrs.evolve(policy, recalls=[rule], infer_perio_from=(), infer_perio_within=None, citations=())
        )
        .decision()
        .dues[0]
    )
    here = [p for p in history.completed if p.where is rc.CareSetting.HERE and p.on <= as_of]
    cared = [p.on for p in here if p.kind not in (rc.Kind.ADMINISTRATIVE, rc.Kind.UNMAPPED)]
    came = [a for a in history.appointments if a.kinds != (rc.Kind.ADMINISTRATIVE,)]
    kept = [a.on for a in came if a.state is rc.AppointmentState.KEPT and a.on <= as_of]
    no_date = due.on is None and due.basis is not rc.Basis.BEYOND_CALENDAR
    by_hand = due.basis is rc.Basis.DUE_DATE_OVERRIDE
    assert by_hand or no_date is not bool(cared or kept)


@law("DUE-13", "DUE-16")
@MANY
@given(facts.all_cases())
def test_nobody_is_called_on_the_day_of_the_visit(case: Case) -> None:
    set_ahead = (rc.Basis.DUE_DATE_OVERRIDE, rc.Basis.AGE)
    for reason in case.decision().by_recall:
        due = reason.due
        assert due is not None
        if reason.code is Code.RECALL_DUE and due.basis not in set_ahead:
            assert due.on is not None
            assert due.anchor is not None
            assert due.on <= case.as_of or due.anchor < case.as_of


@law("DUE-16")
@MANY
@given(facts.all_cases())
def test_a_lead_moves_no_due_date_and_wants_nobody_later(case: Case) -> None:
    rules = [attrs.evolve(rule, lead=None) for rule in case.policy.recalls]
    without = case._replace(policy=attrs.evolve(case.policy, recalls=rules, look_ahead=None, citations=())).decision()
    decision = case.decision()
    younger = {rule.name for rule in rules if rule.below_age is not None}  # which may have gone over sooner
    for led, plain in zip(decision.by_recall, without.by_recall, strict=True):
        if led.recall not in younger:
            assert led.due == plain.due
            assert (led.code is Code.NOT_YET_DUE) <= (plain.code is Code.NOT_YET_DUE)


@law("DUE-17")
@MANY
@given(facts.all_cases())
def test_a_code_does_what_a_kind_does(case: Case) -> None:
    done = [p for p in case.history.completed if p.kind not in (rc.Kind.ADMINISTRATIVE, rc.Kind.UNMAPPED)]
    history = attrs.evolve(case.history, completed=[attrs.evolve(p, code=f"{p.kind} ") for p in done])
    no_codes = {"started_by_codes": (), "resolved_by_codes": (), "ended_by_codes": ()}
    by_kind, by_code = [], []
    for rule in case.policy.recalls:
        if rule.started_by or (rule.begins is not None and rule.resolved_by):
            plain = attrs.evolve(rule, **no_codes)
            codes = {
                f"{name}_codes": [f" {k}" for k in getattr(plain, name)]
                for name in ("started_by", "resolved_by", "ended_by")
            }
            by_kind.append(plain)
            by_code.append(attrs.evolve(plain, started_by=(), resolved_by=(), ended_by=(), **codes))
    assume(by_kind)

    def dues(rules: list[rc.RecallRule]) -> list[tuple[Any, ...]]:
        enrolled = any(rule.enrolment is rc.Enrolment.ENROLLED for rule in rules)
        none: dict[str, Any] = {} if enrolled else {"infer_perio_from": (), "infer_perio_within": None}
        policy = attrs.evolve(case.policy, recalls=rules, citations=(), **none)
        found = case._replace(policy=policy, history=history).decision().dues
        return [(due.recall, due.basis, due.on, due.anchor, due.interval) for due in found]

    assert dues(by_kind) == dues(by_code)


@law("PER-5")
@MANY
@given(facts.enrolment_cases())
def test_an_enrolment_never_makes_the_earliest_due_date_later(case: Case) -> None:
    def earliest(history: rc.History) -> date | None:
        dues = case._replace(history=history).decision().dues
        names = ("perio", "prophylaxis", "child prophylaxis")
        return min((due.on for due in dues if due.recall in names and due.on is not None), default=None)

    without, enrolled = earliest(attrs.evolve(case.history, care_plan=())), earliest(case.history)
    assert without is None or (enrolled is not None and enrolled <= without)


# What may be behind each reason, and whether anything must be; typed again from what each code says.
_NOTHING: Final = type(None)
BEHIND: Final[dict[rc.ReasonCode, tuple[type, ...]]] = {
    Code.DECEASED: (rc.Deceased,),
    Code.DEATH_REPORTED: (rc.Deceased,),
    Code.SEEN_AFTER_DEATH: (rc.Deceased,),
    Code.NOT_A_PATIENT: (_NOTHING,),
    Code.RELOCATED: (rc.RelocatedPermanently,),
    Code.DATED_IN_FUTURE: get_args(AnyFact),
    Code.CONTRADICTORY_FACTS: (rc.Patient,),
    Code.REINSTATED: (rc.Reinstated,),
    Code.EXCLUDED: (rc.Excluded,),
    Code.NOTE_NOT_UNDERSTOOD: (rc.UnreadNote,),
    Code.IN_PROGRESS: (rc.InProgress,),
    Code.NO_CONTACT_PERSON: (_NOTHING,),
    Code.GUARDIAN_WITHOUT_CONSENT: (rc.ContactPerson,),
    Code.BEREAVED: (rc.Bereavement, rc.ContactPerson),
    Code.ON_HOLD: (rc.Hold,),
    Code.AWAY: (rc.Away,),
    Code.RETURN_DAY_UNKNOWN: (rc.Away,),
    Code.DEFERRED: (rc.Deferral,),
    Code.DEFERRAL_ENDED: (rc.Deferral,),
    Code.ABSENCE_ENDED: (rc.Away,),
    Code.CALL_PROMISED_LATER: (rc.CallBack,),
    Code.CALL_PROMISED: (rc.CallBack,),
    Code.PROMISE_MISSED: (rc.CallBack,),
    Code.PATIENT_WILL_CALL: (rc.PatientWillCall,),
    Code.PATIENT_DID_NOT_CALL: (rc.PatientWillCall,),
    Code.VISIT_NOT_CLOSED: (rc.Appointment,),
    Code.VISIT_NOT_WRITTEN_UP: (rc.Appointment,),
    Code.VISIT_NEVER_CLOSED: (rc.Appointment,),
    Code.VISIT_NEVER_WRITTEN_UP: (rc.Appointment,),
    Code.BOOKED_TOO_LATE: (rc.Appointment,),
    Code.CODE_NOT_MAPPED: (rc.Procedure,),
    Code.BOOKED: (rc.Appointment,),
    Code.BOOKED_OTHERWISE: (rc.Appointment,),
    Code.BOOKING_LOST: (rc.Appointment,),
    Code.OPTED_OUT: (rc.OptOut,),
    Code.UNREACHABLE: (rc.Unreachable,),
    Code.DECLINED_RECENTLY: (rc.Deferral,),
    Code.NOT_FIT_FOR_SAFETY: (rc.SafetyFollowUp,),
    Code.SEEN_RECENTLY: (rc.Procedure, rc.Appointment),
    Code.SPOKE_RECENTLY: (rc.Attempt,),
    Code.ATTEMPTS_EXHAUSTED: (rc.Attempt,),
    Code.ATTEMPT_CAP_REACHED: (rc.Attempt,),
    Code.ATTEMPT_TOO_RECENT: (rc.Attempt,),
    Code.SAFETY_FOLLOW_UP: (rc.SafetyFollowUp,),
    Code.SAFETY_FOLLOW_UP_BLOCKED: (rc.SafetyFollowUp,),
    Code.TREATMENT_UNSCHEDULED: (rc.Procedure,),
    Code.PROBLEM_UNTREATED: (rc.OpenProblem, rc.Procedure),
    Code.DORMANT: (rc.Dormancy,),
    Code.CONTACT_RHYTHM: (rc.Beat,),
    Code.NO_RECALL_ATTACHES: (_NOTHING,),
    Code.ENROLMENT_UNDATED: (rc.PerioEnrolment,),
    Code.PERIO_CARE_LAPSED: (_NOTHING,),
    Code.PROPHYLAXIS_DURING_MAINTENANCE: (_NOTHING,),
    Code.RISK_NOT_ASSESSED: (_NOTHING,),
    Code.BIRTH_DATE_UNKNOWN: (_NOTHING,),
    Code.RECALL_NOT_IN_POLICY: (
        rc.Deferral,
        rc.Hold,
        rc.Excluded,
        rc.IntervalOverride,
        rc.DueDateOverride,
    ),
    Code.COMMITMENT_OPEN: (rc.Commitment,),
    Code.PROBLEM_TO_RAISE: (rc.OpenProblem,),
}


def named(behind: Any, known: list[Any]) -> bool:
    """DUE-17: whether it is a fact of which the policy knew by its code that it is care, and nobody else did."""
    other, unmapped = rc.Kind.OTHER, rc.Kind.UNMAPPED
    if isinstance(behind, rc.Procedure):
        return attrs.evolve(behind, kind=unmapped) in known
    told = [unmapped if kind is other else kind for kind in behind.kinds]
    return any(attrs.evolve(behind, kinds=kinds) in known for kinds in (told, [*behind.kinds, unmapped]))


@law("DEC-4")
@ORACLE
@given(facts.all_cases())
def test_behind_every_reason_is_the_fact_it_speaks_of(case: Case) -> None:
    decision = case.decision()
    known = [case.history.patient, *(fact for fact, _ in facts.facts_of(case.history)), decision.dormancy, None]
    for reason in decision.reasons:
        behind = reason.evidence
        if isinstance(behind, rc.Due):
            assert behind in decision.dues
            assert reason.recall == behind.recall
        else:
            assert type(behind) in BEHIND[reason.code], reason.code
            days = [visit.on for visit in (*case.history.completed, *case.history.appointments)]  # VIS-6
            assert behind.treated_on in days if isinstance(behind, rc.Beat) else behind in known or named(behind, known)


# ------------------------------------------------------------------ the new rooms, and the day the answer changes


@law("DRM-1", "DRM-2", "ALG-1", "ALG-2", "PRI-1")
@ORACLE
@given(facts.all_cases())
def test_the_oracle_finds_the_same_dormancy_company_and_points(case: Case) -> None:
    decision, expected = case.decision(), oracle.Patient(*case)
    slept = decision.dormancy
    stage = None if slept is None else (slept.stage, slept.last_visit, slept.since, slept.until)
    assert stage == expected.dormancy()
    assert [due.recall for due in decision.also_offer] == expected.along()
    standings = [s for s in expected.standings if s.on is not None]
    billed = [due.billable_from for due in decision.dues if due.on is not None]
    assert billed == [expected.billable_from(s.rule) for s in standings]
    assert {p.factor: p.points for p in decision.score_breakdown} == expected.points()


@law("ESC-1", "ESC-2", "ESC-3", "BRF-1", "BRF-2", "BRF-3")
@ORACLE
@given(facts.all_cases())
def test_the_oracle_says_the_same_and_by_the_same_channel(case: Case) -> None:
    decision, expected = case.decision(), oracle.Patient(*case)
    assert [(reason.code, reason.until, reason.evidence) for reason in decision.brief] == expected.brief()
    assert all(reason.role is rc.Role.BRIEF for reason in decision.brief)
    assert decision.attempts_so_far == expected.tried()
    if decision.verdict is rc.Verdict.CONTACT:
        assert decision.channel is expected.channel()


@law("ESC-1")
@given(facts.cases())
def test_escalating_never_changes_what_is_allowed(case: Case) -> None:
    def stepping(*steps: rc.Channel) -> rc.Decision:
        cadence = attrs.evolve(case.policy.cadence or rc.Cadence(), escalation=steps)
        return case._replace(policy=attrs.evolve(case.policy, cadence=cadence, citations=())).decision()

    backwards, without = stepping(*reversed(case.policy.channels)), stepping()
    assert backwards.channel in backwards.channels or not backwards.channels
    assert attrs.evolve(backwards, question=without.question, attempts_so_far=without.attempts_so_far) == without


@law("BRF-1", "BRF-2")
@MANY
@given(facts.all_cases())
def test_what_is_to_be_said_never_changes_who_is_contacted(case: Case) -> None:
    kept = [fact for fact in case.history.circumstances if not isinstance(fact, rc.Commitment)]
    plain = case._replace(history=attrs.evolve(case.history, circumstances=kept)).decision()
    decision = case.decision()
    ahead = any(r.code is Code.DATED_IN_FUTURE for r in decision.withheld_by)  # a commitment may be what lies ahead
    problem = tuple(reason for reason in decision.brief if reason.code is Code.PROBLEM_TO_RAISE)
    assert ahead or attrs.evolve(decision, brief=problem) == plain
    assert len(problem) <= 1


def told_by(decision: rc.Decision) -> tuple[Any, ...]:
    """CHG-2: what is wanted, what withholds, which channels are free."""
    wanted = tuple((reason.code, reason.recall) for reason in decision.wanted)
    return wanted, tuple(dict.fromkeys(reason.code for reason in decision.withheld_by)), decision.channels


def day_by_day(case: Case, days: int, answer_on: Any) -> None:
    """The library's two days against the answers of every day, one after another."""
    assume(case.as_of.toordinal() + days <= date.max.toordinal())
    asked: dict[str, Any] = {"as_of": case.as_of, "purpose": case.purpose}
    changes = rc.next_change(case.history, case.policy, **asked)
    freed = {c: rc.first_contactable(case.history, case.policy, channel=c, **asked) for c in (None, *rc.Channel)}
    today = answer_on(case)
    change: date | None = None
    seen: dict[rc.Channel | None, date] = {}
    for ahead in range(days + 1):
        on = case.as_of + ahead * ONE_DAY
        answer = today if ahead == 0 else answer_on(case._replace(as_of=on))
        if change is None and answer != today:
            change = on
        for channel in (*answer[2], *([None] if answer[2] else [])):
            seen.setdefault(channel, on)
    last = case.as_of + days * ONE_DAY
    said = None if changes is None else changes.as_of
    assert said == change if change is not None else said is None or said > last
    for channel, first in freed.items():
        if channel in seen:
            assert first == seen[channel], channel
        else:
            assert isinstance(first, rc.NoContactDay) or first > last


@law("CHG-1", "CHG-2")
@facts.times(0.25, least=14)
@given(facts.all_cases())
def test_the_oracle_changes_its_answer_on_the_same_day(case: Case) -> None:
    day_by_day(case, 800, lambda asked: oracle.Patient(*asked).answer())


@law("CHG-1", "CHG-2")
@facts.times(1, least=40)
@given(facts.all_cases())
def test_the_oracle_changes_its_answer_on_the_same_near_day(case: Case) -> None:
    day_by_day(case, 120, lambda asked: oracle.Patient(*asked).answer())


@law("CHG-1", "CHG-2")
@facts.times(1, least=14)
@given(facts.all_cases())
def test_no_day_in_between_answers_differently(case: Case) -> None:
    day_by_day(case, 800, lambda asked: told_by(asked.decision()))


# ------------------------------------------------------------------ order


@law("FCT-7")
@given(facts.cases(), seeds())
def test_the_order_of_facts_never_matters(case: Case, by: random.Random) -> None:
    fields = attrs.asdict(case.history, recurse=False, filter=lambda field, _: field.init)
    mixed: dict[str, Any] = {name: shuffled(v, by) if isinstance(v, tuple) else v for name, v in fields.items()}
    other = rc.History(**mixed)
    assert other == case.history
    assert hash(other) == hash(case.history)
    assert repr(other) == repr(case.history)
    again = case._replace(history=other).decision()
    assert again == case.decision()
    assert rc.explain(again) == rc.explain(case.decision())


@law("FCT-7")
def test_two_ways_to_write_one_instant_are_one_fact() -> None:
    def spoken(at: str) -> rc.Attempt:
        on, phone = date(2026, 1, 1), rc.Channel.PHONE
        return rc.Attempt(on=on, channel=phone, outcome=rc.Outcome.NO_ANSWER, at=datetime.fromisoformat(at))

    nine, also_nine = spoken("2026-01-01T09:00:00+00:00"), spoken("2026-01-01T10:00:00+01:00")
    eleven = spoken("2026-01-01T11:00:00+00:00")
    assert nine == also_nine
    jane = rc.Patient(id="1")
    assert rc.History(patient=jane, attempts=[nine, eleven]) == rc.History(patient=jane, attempts=[eleven, also_nine])


# ------------------------------------------------------------------ the list


def listed(base: Base, **changes: Any) -> rc.CallList:
    asked = base._replace(**changes)
    return rc.call_list(
        asked.histories, asked.policy, as_of=asked.as_of, capacity=asked.capacity, purpose=asked.purpose
    )


@law("LST-1", "LST-4", "LST-5")
@given(facts.bases())
def test_everyone_is_accounted_for_exactly_once(base: Base) -> None:
    made = listed(base)
    everybody = [*made.calls, *made.waiting, *made.withheld, *made.not_wanted]
    ids = {history.patient.id for history in base.histories}
    assert Counter(decision.patient_id for decision in everybody) == Counter(ids)
    assert made.base == sum(count for _, count in made.tally) == len(ids)
    assert Counter(decision.leading.code for decision in everybody) == Counter(dict(made.tally))
    assert all(decision.verdict is rc.Verdict.CONTACT for decision in (*made.calls, *made.waiting))
    assert all(decision.verdict is rc.Verdict.WITHHELD for decision in made.withheld)
    assert all(decision.verdict is rc.Verdict.NOT_WANTED for decision in made.not_wanted)
    mentioned: Counter[rc.ReasonCode] = Counter()
    for decision in everybody:
        mentioned.update({reason.code for reason in decision.reasons})
    assert Counter(dict(made.mentions)) == mentioned
    assert [code for code, _ in made.tally] == [code for code in Code if code in dict(made.tally)]
    assert [code for code, _ in made.mentions] == [code for code in Code if code in dict(made.mentions)]


@law("LST-4", "DEC-2")
@given(facts.bases(), seeds())
def test_the_order_of_the_base_never_matters(base: Base, by: random.Random) -> None:
    made = listed(base)
    again = listed(base, histories=shuffled(tuple(base.histories), by))
    assert again == made
    assert repr(again) == repr(made)


@law("LST-1", "LST-3")
@given(facts.bases(), st.integers(0, 8))
def test_capacity_only_moves_people_between_calls_and_waiting(base: Base, capacity: int) -> None:
    everybody, some = listed(base, capacity=None), listed(base, capacity=capacity)
    assert everybody.waiting == ()
    assert Counter(d.patient_id for d in some.calls + some.waiting) == Counter(d.patient_id for d in everybody.calls)
    for part in (some.calls, some.waiting):
        assert [*part] == [decision for decision in everybody.calls if decision in part]
    # LST-8: what was promised, and safety, are in even when it is full.
    musts = [d for d in everybody.calls if {r.code for r in d.wanted} & {Code.CALL_PROMISED, Code.SAFETY_FOLLOW_UP}]
    assert min(capacity, len(everybody.contacts)) <= len(some.contacts) <= max(capacity, len(musts))
    assert attrs.evolve(some, contacts=(), waiting=()) == attrs.evolve(everybody, contacts=(), waiting=())


@law("LST-2")
@given(facts.bases())
def test_the_list_is_ordered_by_points_then_ties_then_id(base: Base) -> None:
    def settled(tie: rc.Tie, decision: rc.Decision) -> Any:
        if tie is rc.Tie.ID:
            return decision.patient_id
        due = decision.leading_recall
        if due is None or due.on is None:
            return True, 0
        return False, due.rank if tie is rc.Tie.RANK else due.on.toordinal()

    def urgency(decision: rc.Decision) -> tuple[Any, ...]:
        return -decision.points, *(settled(tie, decision) for tie in base.policy.ties), decision.patient_id

    made = listed(base, policy=attrs.evolve(base.policy, grouping=rc.Grouping.INDIVIDUAL))
    for called in (made.calls, made.waiting):
        assert [*called] == sorted(called, key=urgency)
    made = listed(base)  # a contact stands where its most urgent patient does
    for called in (*made.contacts, tuple(contact[0] for contact in made.contacts)):
        assert [*called] == sorted(called, key=urgency)
    for bucket in (made.withheld, made.not_wanted, made.review):
        assert [d.patient_id for d in bucket] == sorted(d.patient_id for d in bucket)


@law("LST-2")
@MANY
@given(facts.cases())
def test_the_most_pressing_recall_leads(case: Case) -> None:
    decision = case.decision()
    ranks = {rule.name: rule.rank for rule in case.policy.recalls}
    wanted = [
        (r.code is Code.DUE_WHILE_AWAY, ranks[r.recall], r.due.on)
        for r in decision.wanted
        if r.recall is not None and r.due is not None
    ]
    assert wanted == sorted(wanted)
    assert [r.code for r in decision.wanted] == sorted((r.code for r in decision.wanted), key=[*Code].index)


@law("DEC-2")
@given(facts.bases())
def test_deciding_one_by_one_or_all_together_is_the_same(base: Base) -> None:
    together = rc.decide_all(base.histories, base.policy, as_of=base.as_of, purpose=base.purpose)
    assert [*together] == [
        rc.decide(history, base.policy, as_of=base.as_of, purpose=base.purpose) for history in base.histories
    ]


@law("LST-8")
@given(facts.bases(), st.integers(0, 2))
def test_what_was_promised_is_always_among_the_calls(base: Base, capacity: int) -> None:
    made = listed(base, capacity=capacity)
    for decision in made.waiting:
        assert not {reason.code for reason in decision.wanted} & {Code.CALL_PROMISED, Code.SAFETY_FOLLOW_UP}


@law("LST-9")
@given(facts.bases())
def test_a_list_of_calls_alone_has_the_calls_and_tallies_of_the_whole(base: Base) -> None:
    once = [*{history.patient.id: history for history in base.histories}.values()]
    whole = listed(base, histories=once)
    asked = base._replace(histories=once)
    few = rc.call_list(
        *(asked.histories, asked.policy),
        as_of=asked.as_of,
        capacity=asked.capacity,
        purpose=asked.purpose,
        calls_only=True,
    )
    assert (few.calls, few.tally, few.mentions) == (whole.calls, whole.tally, whole.mentions)
    blocked = Code.SAFETY_FOLLOW_UP_BLOCKED
    assert few.withheld == tuple(d for d in whole.withheld if blocked in [reason.code for reason in d.review])
    assert few.waiting == few.not_wanted == ()


# ------------------------------------------------------------------ spacing


def spaced() -> st.SearchStrategy[tuple[Case, rc.Cadence]]:
    """A patient nobody agreed anything with, under a cadence."""

    def make(draws: facts.Draws) -> tuple[Case, rc.Cadence]:
        case = facts.case(draws)
        cadence = facts.cadence(draws, case.policy.channels)
        policy = attrs.evolve(case.policy, cadence=cadence, citations=())
        history = attrs.evolve(case.history, circumstances=(), appointments=())
        return case._replace(policy=policy, history=history, purpose=rc.Purpose.CARE), cadence

    return facts.made_by(make)


@law("CAD-2")
@facts.times(1)
@given(spaced())
def test_calling_whenever_one_may_never_breaks_a_cap(given_: tuple[Case, rc.Cadence]) -> None:
    case, cadence = given_
    assume(case.as_of.toordinal() + 400 < date.max.toordinal())
    case = case._replace(history=attrs.evolve(case.history, attempts=()))
    called: list[date] = []
    for ahead in range(120):
        on = case.as_of + ahead * ONE_DAY
        if case._replace(as_of=on).decision().contactable:
            called.append(on)
            made = rc.Attempt(on=on, channel=rc.Channel.PHONE, outcome=rc.Outcome.NO_ANSWER)
            case = case._replace(history=attrs.evolve(case.history, attempts=[*case.history.attempts, made]))
    for cap in cadence.caps:
        for start in called:
            assert sum(start <= on < start + cap.within for on in called) <= cap.max_attempts


@law("CAD-3")
@facts.times(2)
@given(spaced())
def test_exhausted_always_ends(given_: tuple[Case, rc.Cadence]) -> None:
    case, _ = given_
    assume(case.as_of.year < 9990)
    spacing = {Code.ATTEMPTS_EXHAUSTED, Code.ATTEMPT_CAP_REACHED, Code.ATTEMPT_TOO_RECENT}
    assume({reason.code for reason in case.decision().withheld_by} <= spacing)
    found = rc.first_contactable(case.history, case.policy, as_of=case.as_of, purpose=case.purpose)
    assert isinstance(found, date)


@law("ESC-1", "ESC-2", "ESC-3")
@MANY
@given(spaced(), st.booleans())
def test_the_oracle_counts_the_same_attempts_and_takes_the_same_step(
    given_: tuple[Case, rc.Cadence], urgent: bool
) -> None:
    case, cadence = given_
    assume(case.as_of > date(1, 1, 2))
    # A matter of safety lets a contact through a rest; somebody back today may be contacted once there is no rest.
    wanted = rc.SafetyFollowUp(code="x", since=case.as_of) if urgent else rc.Away(until=case.as_of)
    history = attrs.evolve(case.history, circumstances=[wanted])
    steps = attrs.evolve(cadence, escalation=cadence.escalation or case.policy.channels)
    case = case._replace(history=history, policy=attrs.evolve(case.policy, cadence=steps))
    decision, expected = case.decision(), oracle.Patient(*case)
    assert decision.attempts_so_far == expected.tried()
    if decision.verdict is rc.Verdict.CONTACT:
        assert decision.channel is expected.channel()


@law("CAD-8", "AGR-7", "SAF-1")
@MANY
@given(facts.all_cases())
def test_nobody_is_contacted_soon_after_a_visit_or_a_talk_but_for_a_promise_or_somebody_s_safety(case: Case) -> None:
    decision, policy, spoke = case.decision(), case.policy, (rc.Outcome.CONVERSATION, rc.Outcome.BOOKED)
    if case.purpose is rc.Purpose.APPOINTMENT or decision.verdict is not rc.Verdict.CONTACT:
        return
    care = case.purpose is rc.Purpose.CARE
    if care and {reason.code for reason in decision.wanted} & {Code.CALL_PROMISED, Code.SAFETY_FOLLOW_UP}:
        return
    met = [(on, policy.after_visit) for on in oracle.Patient(*case).visits()]
    met += [(attempt.on, policy.after_talk) for attempt in case.history.attempts if attempt.outcome in spoke]
    assert all(wait is None or oracle.or_last(on, wait) <= case.as_of for on, wait in met)


@law("SUP-14")
@MANY
@given(facts.all_cases())
def test_a_no_is_left_in_peace_but_for_a_promise_or_somebody_s_safety(case: Case) -> None:
    decision, after_no = case.decision(), case.policy.after_no
    nos = [fact for fact in case.history.circumstances if isinstance(fact, rc.Deferral) and fact.recalls is not None]
    latest = max((fact.since for fact in nos if fact.since is not None), default=None)
    if latest is None or after_no is None or case.as_of >= oracle.or_last(latest, after_no):
        return
    outranks = {Code.CALL_PROMISED, Code.SAFETY_FOLLOW_UP} if case.purpose is rc.Purpose.CARE else set()
    assert decision.verdict is not rc.Verdict.CONTACT or {reason.code for reason in decision.wanted} & outranks


@law("SAF-3")
@MANY
@given(facts.all_cases())
def test_what_concerns_somebody_s_safety_goes_by_no_other_channel(case: Case) -> None:
    decision, fit = case.decision(), case.policy.safety_channels
    codes = {reason.code for reason in decision.reasons}
    if case.purpose is rc.Purpose.CARE and Code.SAFETY_FOLLOW_UP in codes:
        assert set(decision.channels) <= set(fit)
        assert decision.channel == next((channel for channel in fit if channel in decision.channels), None)
    else:
        assert Code.NOT_FIT_FOR_SAFETY not in codes


@law("RHY-1", "RHY-3", "RHY-4")
@MANY
@given(facts.all_cases())
def test_a_beat_is_a_multiple_of_the_rhythm_and_nothing_has_come_of_it(case: Case) -> None:
    rhythm, patient = case.policy.rhythm, oracle.Patient(*case)
    for beat in [reason.evidence for reason in case.decision().wanted if reason.code is Code.CONTACT_RHYTHM]:
        assert isinstance(beat, rc.Beat)
        assert rhythm is not None
        assert beat.number <= (rhythm.ends_after or beat.number)
        assert beat.treated_on < beat.on <= case.as_of
        assert beat.on == oracle.or_last(beat.treated_on, oracle.many(rhythm.every, beat.number))
        near = beat.on if rhythm.near is None else oracle.first_day_reaching(rhythm.near, beat.on)
        assert not patient.spoken_since(near)
        assert all(on < near for on in patient.visits())


@law("PRI-3")
@MANY
@given(facts.cases(), st.integers(1, 800))
def test_no_factor_that_stands_brings_fewer_points_as_days_go_by(case: Case, later: int) -> None:
    assume(case.as_of.toordinal() + later <= date.max.toordinal())
    today, then = case.decision(), case._replace(as_of=case.as_of + later * ONE_DAY).decision()
    if rc.Verdict.CONTACT not in (today.verdict, then.verdict) or today.verdict is not then.verdict:
        return  # nobody is weighed who is not to be contacted
    of_the_recall = {rc.Factor.RANK, rc.Factor.OVERDUE, rc.Factor.OVERDUE_DAYS, rc.Factor.RECALL_DUE}
    same_recall = today.leading_recall == then.leading_recall
    brought = {points.factor: points.points for points in then.score_breakdown}
    # These stop standing by themselves: with age, with an absence, with what frees the phone, when something is closed,
    # when nobody kept a promise for long.
    passing = {rc.Factor.CHILD, rc.Factor.PHONE, rc.Factor.PROBLEM, rc.Factor.SAFETY, rc.Factor.PROMISE}
    # The recall that was due while away is due; a young practice is young no longer; a rhythm ends.
    passing |= {rc.Factor.DUE_WHILE_AWAY, rc.Factor.UNTREATED, rc.Factor.RHYTHM}
    for points in today.score_breakdown:
        if points.factor not in passing and (same_recall or points.factor not in of_the_recall):
            assert points.points <= brought.get(points.factor, 0), points.factor


# ------------------------------------------------------------------ withholding


@st.composite
def with_something_that_withholds(draw: st.DrawFn) -> tuple[Case, Case]:
    """A question, and the same with one more reason not to contact.

    One more reason, and not one instead of another: a dated deferral replaces an earlier one, which may free somebody,
    and an absence or a deferral that has ended is a reason to call. So is an absence still to come, by policy.
    """

    def make(draws: facts.Draws) -> tuple[Case, Any]:
        case = facts.case(draws)
        return case, facts.circumstance(draws, facts.world_of(draws, case.policy))

    case, added = draw(facts.made_by(make))
    if isinstance(added, rc.Deferral | rc.Away):
        assume(added.until is None or added.until > case.as_of)
    if isinstance(added, rc.Away) and case.policy.before_absence is not None:
        assume(added.since is None or added.since <= case.as_of)
        added = attrs.evolve(added, yearly=False, yearly_until=None)
    if isinstance(added, rc.Deferral):
        added = rc.Deferral(until=added.until or date.max, recalls=added.recalls)
    # What was agreed may go before other reasons, and a dated opt-out ends it (AGR-3): a statement for another.
    assume(not isinstance(added, rc.CallBack | rc.PatientWillCall | rc.SafetyFollowUp | rc.OpenProblem))
    assume(not isinstance(added, rc.ContactPerson))  # somebody to ask, or nobody any more, of age: who is asked
    if isinstance(added, rc.OptOut):
        added = attrs.evolve(added, since=None)
    return case, case._replace(history=attrs.evolve(case.history, circumstances=[*case.history.circumstances, added]))


@law("DEC-5")
@MANY
@given(with_something_that_withholds())
def test_one_more_reason_not_to_never_makes_anyone_contactable(cases: tuple[Case, Case]) -> None:
    before, after = (case.decision() for case in cases)
    assert set(after.channels) <= set(before.channels)
    assert set(after.recalls) <= set(before.recalls)
    assert after.verdict is before.verdict or after.verdict is not rc.Verdict.CONTACT


@law("DEC-5", "SUP-6")
@given(facts.cases())
def test_opting_out_of_everything_leaves_no_channel(case: Case) -> None:
    circumstances = [*case.history.circumstances, rc.OptOut()]
    after = case._replace(history=attrs.evolve(case.history, circumstances=circumstances)).decision()
    assert not after.contactable
    assert after.verdict is not rc.Verdict.CONTACT


@law("SUP-1")
@MANY
@given(facts.cases())
def test_only_death_and_relocation_are_terminal(case: Case) -> None:
    decision, circumstances = case.decision(), case.history.circumstances
    died = any(isinstance(c, rc.Deceased) and c.confirmed for c in circumstances)
    moved = any(isinstance(c, rc.RelocatedPermanently) for c in circumstances)
    codes = {reason.code for reason in decision.reasons}
    assert (Code.DECEASED in codes) is died
    assert moved or Code.RELOCATED not in codes
    assert {r.code for r in decision.reasons if r.terminal} == codes & {Code.DECEASED, Code.RELOCATED}
    assert [code for code in Code if rc.Reason(code=code).terminal] == [Code.DECEASED, Code.RELOCATED]


@law("SUP-4", "SUP-5", "SUP-8", "BKG-1", "BKG-3", "BKG-5", "DUE-13")
@MANY
@given(facts.cases())
def test_a_reason_lapses_on_its_day_and_not_before(case: Case) -> None:
    decision = case.decision()
    for reason in decision.reasons:
        if reason.until is None:
            continue
        assert reason.until > case.as_of
        then = {identity(r) for r in case._replace(as_of=reason.until).decision().reasons}
        assert identity(reason) not in then
        eve = {identity(r) for r in case._replace(as_of=reason.until - ONE_DAY).decision().reasons}
        # Until then the recall may stop attaching, with age or with the end of an enrolment.
        recalls = (Code.NOT_YET_DUE, Code.DUE_WHILE_AWAY, Code.BOOKED, Code.BOOKED_OTHERWISE)
        about_a_recall = reason.code in recalls
        # What lies ahead may settle before then what was agreed, or start a count afresh.
        ahead = any(r.code is Code.DATED_IN_FUTURE for r in decision.withheld_by)
        assert identity(reason) in eve or about_a_recall or ahead


@law("SUP-1", "SUP-12")
@MANY
@given(facts.cases(), st.integers(0, 4000))
def test_what_withholds_without_a_day_does_not_lapse_by_itself(case: Case, later: int) -> None:
    then = date.fromordinal(min(case.as_of.toordinal() + later, date.max.toordinal()))
    withheld_by = case.decision().withheld_by
    assume(all(r.code is not Code.DATED_IN_FUTURE for r in withheld_by))  # a later visit may lift what stands today
    # A birth that lies ahead does lapse; the day would be the birth date, which nothing shows.
    lasting = {identity(r) for r in withheld_by if r.until is None and r.code is not Code.CONTRADICTORY_FACTS}
    assert lasting <= {identity(r) for r in case._replace(as_of=then).decision().withheld_by}


# ------------------------------------------------------------------ decisions


def in_doubt(decision: rc.Decision) -> bool:
    doubts = {Code.DUPLICATE_ID, Code.DATED_IN_FUTURE, Code.CONTRADICTORY_FACTS}
    return any(reason.code in doubts for reason in decision.withheld_by)


@law("DEC-1")
@MANY
@given(facts.cases())
def test_the_verdict_is_derived_from_the_reasons(case: Case) -> None:
    decision = case.decision()
    abouts = [reason.recall for reason in decision.wanted] or [None]

    def free(channel: rc.Channel, about: str | None) -> bool:
        return not any(r.scope.covers(channel, decision.purpose, about) for r in decision.withheld_by)

    offered = decision.question.offered
    assert decision.channels == tuple(c for c in offered if any(free(c, about) for about in abouts))
    assert decision.contactable is bool(decision.channels)
    assert (decision.verdict is rc.Verdict.CONTACT) is bool(decision.wanted and decision.channels)
    assert (decision.verdict is rc.Verdict.NOT_WANTED) is (not decision.wanted and not in_doubt(decision))
    assert decision.recalls == tuple(
        r.recall for r in decision.wanted if r.recall is not None and any(free(c, r.recall) for c in offered)
    )
    assert decision.leading in decision.reasons
    assert [due.recall for due in decision.dues] == [rule.name for rule in case.policy.recalls]
    assert all(r.role is rc.Role.WANTED for r in decision.wanted)
    assert all(r.role is rc.Role.WITHHOLDS for r in decision.withheld_by)
    assert all(r.role is rc.Role.NOT_WANTED for r in decision.not_wanted)
    assert all(r.role is rc.Role.BRIEF for r in decision.brief)
    assert [r.precedence for r in decision.withheld_by] == sorted(r.precedence for r in decision.withheld_by)


@law("DEC-4")
@given(facts.bases())
def test_a_duplicate_is_explained_too(base: Base) -> None:
    made = listed(base, histories=[*base.histories, *base.histories])
    for decision in made.withheld:
        doubt, *safety = decision.reasons
        assert doubt == rc.Reason(code=Code.DUPLICATE_ID)
        assert {reason.code for reason in safety} <= {Code.SAFETY_FOLLOW_UP_BLOCKED}
        assert len(rc.explain(decision).splitlines()) == 2 + len({rc.say(reason) for reason in safety})
    assert len(made.withheld) == made.base


# ------------------------------------------------------------------ longer and sooner


@st.composite
def a_longer_interval(draw: st.DrawFn) -> tuple[rc.Interval, rc.Interval]:
    shorter, more = draw(facts.intervals()), draw(facts.intervals())
    parts = attrs.asdict(more)
    return shorter, rc.Interval(**{name: part + parts[name] for name, part in attrs.asdict(shorter).items()})


@law("DEC-6")
@given(facts.days(), a_longer_interval(), st.sampled_from(rc.MonthEnd))
def test_a_longer_interval_never_lands_sooner(
    day: date, spans: tuple[rc.Interval, rc.Interval], month_end: rc.MonthEnd
) -> None:
    shorter, longer = spans
    assert shorter.after(day, month_end) <= longer.after(day, month_end)


@law("DEC-6")
@MANY
@given(facts.cases(), a_longer_interval())
def test_a_longer_interval_never_comes_due_sooner(case: Case, spans: tuple[rc.Interval, rc.Interval]) -> None:
    """Repeating recalls. A longer one-off may leave an earlier review unresolved, which then is the one that is due."""

    def dues(interval: rc.Interval) -> list[date | None]:
        without = [attrs.evolve(rule, lead=None) for rule in case.policy.recalls]
        recalls = [attrs.evolve(rule, interval=interval) if rule.repeats else rule for rule in without]
        policy = attrs.evolve(case.policy, recalls=recalls, look_ahead=None, citations=())
        return [due.on for due in case._replace(policy=policy).decision().dues]

    for rule, sooner, later in zip(case.policy.recalls, *map(dues, spans), strict=True):
        if rule.repeats and sooner is not None and later is not None:
            assert sooner <= later


# ------------------------------------------------------------------ intervals


@law("IVL-3")
@given(facts.days(), facts.intervals())
def test_adding_an_interval_is_relativedelta_s_answer(day: date, interval: rc.Interval) -> None:
    delta = relativedelta(**attrs.asdict(interval))
    assert day + interval == interval.after(day) == day + delta


@law("IVL-3", "IVL-4", "IVL-7")
@given(facts.any_days(), facts.intervals(), st.sampled_from(rc.MonthEnd))
def test_adding_an_interval_is_the_oracle_s_answer(day: date, interval: rc.Interval, month_end: rc.MonthEnd) -> None:
    expected = oracle.add(day, interval, month_end)
    if expected is None:
        with pytest.raises(rc.IntervalError):
            interval.after(day, month_end)
    else:
        assert interval.after(day, month_end) == expected


PARTS: Final = st.integers(0, 999_999_998)


@law("IVL-1")
@given(st.builds(rc.Interval, years=PARTS, months=PARTS, weeks=PARTS, days=PARTS.map(lambda n: n + 1)))
@example(rc.Interval(years=9999, months=99999, weeks=999999, days=9999999))
@example(rc.Interval(years=999_999_999, months=999_999_999, weeks=999_999_999, days=999_999_999))
def test_an_interval_reads_as_it_is_written(interval: rc.Interval) -> None:
    assert rc.Interval.parse(str(interval)) == interval
    assert rc.Interval.parse(interval.iso()) == interval
    assert eval(repr(interval), {"Interval": rc.Interval}) == interval


@law("IVL-2")
@given(st.integers(1, 2**31 - 1))
@example(2**31 - 1)
@example(1)
def test_a_packed_interval_is_unpacked_and_packed_again(packed: int) -> None:
    assert rc.Interval.from_open_dental(packed).to_open_dental() == packed


@law("IVL-2")
@given(st.builds(rc.Interval, **dict.fromkeys(("years", "months", "weeks", "days"), st.integers(1, 300))))
def test_an_interval_is_packed_exactly_when_it_fits(interval: rc.Interval) -> None:
    parts = (interval.years, 127), (interval.months, 255), (interval.weeks, 255), (interval.days, 255)
    too_large = [part for part, most in parts if part > most]
    if too_large:
        with pytest.raises(rc.IntervalError, match=r"must be at most (127|255) to be packed") as raised:
            interval.to_open_dental()
        assert len(raised.value.faults) == len(too_large)
    else:
        assert rc.Interval.from_open_dental(interval.to_open_dental()) == interval


@law("IVL-5")
@given(facts.days(), facts.intervals(), st.integers(1, 12))
def test_repeats_are_multiples_and_differ_from_steps_only_by_month_ends(
    day: date, interval: rc.Interval, times: int
) -> None:
    multiple = interval * times
    assert attrs.asdict(multiple) == {name: part * times for name, part in attrs.asdict(interval).items()}
    stepped = day
    for _ in range(times):
        stepped += interval
    once = day + multiple
    if not (interval.years or interval.months):
        assert stepped == once
    elif not (interval.weeks or interval.days):
        assert stepped <= once
        assert (stepped.year, stepped.month) == (once.year, once.month)
        assert day.day <= 28 or stepped.day >= 28
        assert day.day > 28 or stepped == once


@law("DUE-8", "DUE-13")
@given(facts.any_days(), facts.intervals())
def test_the_first_day_reaching_is_exact(target: date, interval: rc.Interval) -> None:
    found = interval.first_day_reaching(target)
    assert found == oracle.first_day_reaching(interval, target)
    assert oracle.reaches(found, interval, target)
    assert found == date.min or not oracle.reaches(found - ONE_DAY, interval, target)


@law("DUE-8")
@given(facts.days(), facts.intervals(), st.sampled_from(rc.MonthEnd))
def test_shortest_and_longest_bound_every_landing(day: date, interval: rc.Interval, month_end: rc.MonthEnd) -> None:
    landed = (interval.after(day, month_end) - day).days
    assert interval.shortest_days() <= landed <= interval.longest_days()


# ------------------------------------------------------------------ policies


@law("POL-2")
@given(facts.policies())
def test_a_policy_goes_through_json_and_back(policy: rc.Policy) -> None:
    data = rc.policy_as_data(policy)
    again = rc.policy_from_data(json.loads(json.dumps(data)))
    assert again == policy
    assert hash(again) == hash(policy)
    assert rc.policy_as_data(again) == data


@law("POL-2")
@given(facts.policies())
def test_fields_left_out_of_the_data_take_their_defaults(policy: rc.Policy) -> None:
    data = {name: part for name, part in rc.policy_as_data(policy).items() if name in ("name", "version", "recalls")}
    assert rc.policy_from_data(data) == rc.Policy(name=policy.name, version=policy.version, recalls=policy.recalls)


BRIEFLY: Final = {"name": "x", "started_by": [rc.Kind.FILLING], "interval": rc.Interval(months=6), "rank": 1}
# How each option is set. One that is new is set here, too, or said to bear on no due date.
OPTIONS: Final[dict[str, dict[str, Any]]] = {
    "first": {"first": rc.Interval(months=3)},
    "repeats": {"repeats": False},
    "by_risk": {"by_risk": [(rc.Risk.HIGH, rc.Interval(months=3))]},
    "from_age": {"from_age": 0},
    "below_age": {"below_age": 12},
    "enrolment": {"enrolment": rc.Enrolment.ENROLLED},
    "ended_by": {"ended_by": [rc.Kind.EXTRACTION]},
    "extended_by": {"extended_by": [rc.Kind.CROWN_OR_BRIDGE]},
    "early_window": {"repeats": False, "early_window": rc.Interval(months=1)},
    "resolved_by": {"resolved_by": [rc.Kind.FILLING, rc.Kind.EXAMINATION]},
    "by_age": {"by_age": [rc.AgeBand(below_age=18, interval=rc.Interval(months=6))]},
    "begins": {"begins": rc.Begins.FIRST_VISIT},
    "begins_after": {"begins": rc.Begins.FIRST_VISIT, "begins_after": rc.Interval(months=1)},
    "started_by_codes": {"started_by_codes": ["F1"]},
    "resolved_by_codes": {"resolved_by_codes": ["F1"]},
    "ended_by_codes": {"ended_by_codes": ["F1"]},
}
NO_OPTIONS: Final[dict[str, Any]] = {
    "name": "y",
    "started_by": [rc.Kind.FILLING, rc.Kind.SEALANT],
    "interval": rc.Interval(days=1),
    "rank": 7,
    "on_its_own": False,
    "care_reason": "sealant check",
    "lead": rc.Interval(months=1),
    "booked_within": rc.Interval(months=1),
}


@law("DUE-1")
@pytest.mark.parametrize("option", [field.name for field in attrs.fields(rc.RecallRule)])
def test_a_rule_is_plain_unless_an_option_bears_on_its_due_date(option: str) -> None:
    assert OPTIONS.keys().isdisjoint(NO_OPTIONS)
    assert is_plain(rc.RecallRule(**BRIEFLY))
    if option in NO_OPTIONS:
        assert is_plain(rc.RecallRule(**{**BRIEFLY, option: NO_OPTIONS[option]}))
    else:
        assert not is_plain(rc.RecallRule(**BRIEFLY, **OPTIONS[option]))


@law("DUE-1")
@given(facts.cases())
def test_a_plain_rule_is_due_its_interval_after_the_latest_care_of_its_kinds(case: Case) -> None:
    history, policy, as_of, _ = case
    if history.care_plan:
        return
    done = [p for p in history.completed if p.on <= as_of and p.where is not rc.CareSetting.CHARTED]
    for rule, due in zip(policy.recalls, case.decision().dues, strict=True):
        anchor = max((p.on for p in done if p.kind in rule.started_by), default=None)
        if is_plain(rule):
            try:
                assert due.on == (None if anchor is None else rule.interval.after(anchor, policy.month_end))
            except rc.IntervalError:
                assert due.basis is rc.Basis.BEYOND_CALENDAR


def _numbers_in(value: Any) -> Iterator[rc.Interval | int]:
    """Every interval and whole number, however deep."""
    if isinstance(value, rc.Interval) or type(value) is int:
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _numbers_in(item)
    elif attrs.has(type(value)):
        for field in attrs.fields(type(value)):
            yield from _numbers_in(getattr(value, field.name))


@law("POL-3")
@given(facts.policies())
def test_every_number_a_policy_holds_has_a_name_to_be_cited_by(policy: rc.Policy) -> None:
    """But for the most units a weight counts, which goes with its points."""
    numbers = dict(policy.numbers())
    assert len(numbers) == len([*policy.numbers()])
    most = [weight.max_units for weight in policy.weights if weight.max_units is not None]
    assert Counter(map(repr, [*numbers.values(), *most])) == Counter(map(repr, _numbers_in(policy)))


@law("POL-3")
@given(facts.policies())
def test_a_part_s_numbers_are_the_policy_s_under_its_name(policy: rc.Policy) -> None:
    numbers = list(policy.numbers())
    parts = {name: getattr(policy, name) for name in ("cadence", "dormancy", "rhythm", "endings")}
    for name, part in [*parts.items(), *((rule.name, rule) for rule in policy.recalls)]:
        if part is not None:
            assert [*part.numbers()] == [
                (n.removeprefix(f"{name}."), v) for n, v in numbers if n.startswith(f"{name}.")
            ]


# ------------------------------------------------------------------ values

VALUES: Final = [pytest.param(strategy, id=made.__name__) for made, strategy in facts.OF_EVERY_TYPE.items()]
PUBLIC: Final[list[Any]] = [getattr(rc, name) for name in rc.__all__]
VOCABULARIES: Final[list[Any]] = [v for v in PUBLIC if isinstance(v, type) and issubclass(v, str)]
FEW: Final = facts.times(0.2)


@law("FCT-10")
def test_a_strategy_exists_for_every_public_value() -> None:
    values = {made for made in PUBLIC if isinstance(made, type) and attrs.has(made)}
    parts = {Points, Question}  # of a decision, which nobody makes
    assert set(facts.OF_EVERY_TYPE) == values | parts


@law("FCT-10")
@pytest.mark.parametrize("strategy", VALUES)
@FEW
@given(st.data())
def test_values_are_copied_pickled_compared_and_hashed(strategy: st.SearchStrategy[Any], data: st.DataObject) -> None:
    value = data.draw(strategy)
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(value, protocol)) == value
    for again in (copy.copy(value), copy.deepcopy(value), attrs.evolve(value)):
        assert again == value
        assert hash(again) == hash(value)
        assert repr(again) == repr(value)
    assert value != repr(value)


@law("FCT-10")
@pytest.mark.parametrize("strategy", VALUES)
@settings(max_examples=1)
@given(st.data())
def test_values_are_frozen(strategy: st.SearchStrategy[Any], data: st.DataObject) -> None:
    value = data.draw(strategy)
    for field in attrs.fields(type(value)):
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            setattr(value, field.name, None)
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            delattr(value, field.name)
    with pytest.raises((AttributeError, TypeError)):
        value.nickname = "no"
    assert not hasattr(value, "__dict__")


@law("FCT-10", "POL-2")
@pytest.mark.parametrize("made", [t for t in facts.OF_EVERY_TYPE if issubclass(t, Checked)])
@given(data=st.data())
def test_whatever_callers_build_goes_through_json_and_back(made: Any, data: st.DataObject) -> None:
    value = data.draw(facts.OF_EVERY_TYPE[made])
    plain = as_data(value)
    again = from_data(made, json.loads(json.dumps(plain)))
    assert again == value
    assert as_data(again) == plain


@law("FCT-10")
@pytest.mark.parametrize("final", [*facts.OF_EVERY_TYPE, *VOCABULARIES])
def test_values_and_vocabularies_are_final(final: type) -> None:
    with pytest.raises(TypeError):
        types.new_class("Sub", (final,))


@law("FCT-10")
@pytest.mark.parametrize("word", [word for words in VOCABULARIES for word in words])
def test_words_are_pickled_to_themselves(word: Any) -> None:
    assert pickle.loads(pickle.dumps(word)) is word
    assert copy.deepcopy(word) is word
    assert type(word)(str(word)) is word


@law("FCT-10")
def test_errors_are_pickled_with_their_faults() -> None:
    for error in (rc.FactError, rc.PolicyError, rc.IntervalError, rc.RequestError, rc.RecallcoreError):
        again = pickle.loads(pickle.dumps(error("one", "two")))
        assert (type(again), again.faults, str(again)) == (error, ("one", "two"), "one; two")
        assert issubclass(error, rc.RecallcoreError | ValueError)


# ------------------------------------------------------------------ privacy, and all faults at once

NAME: Final = "Jane Roe, 12 Elm Street"
BORN: Final = datetime(1913, 7, 17, 4, 44, tzinfo=UTC)
CANARIES: Final[list[Any]] = [NAME, f"{NAME}\n", NAME * 9, [NAME], (NAME,), {NAME: NAME}, NAME.encode(), BORN, [BORN]]
TRACES: Final = ("Jane", "Roe", "Elm", "1913", "4, 44")
OPAQUE: Final = (
    "id",
    "codes",
    "by",
    "household",
    "person",
    "code",
    "evidence",
    "recall",
    "recalls",
    "promised",
    "name",
    "version",
    "number",
    "source",
    "care_reason",
    "because",
    "started_by_codes",
    "resolved_by_codes",
    "ended_by_codes",
)
DECIDED: Final = (
    *(rc.Beat, rc.CallList, rc.Decision, rc.Dormancy, rc.Due, Points, Question, rc.ContactRoute, rc.Reason, rc.Scope),
    *(rc.CallChange, rc.ListChanges, rc.DataReview, rc.ReviewItem),
    *(rc.DoubtfulEnding, rc.EndingReview, rc.EndingTest, rc.Forecast, rc.ForecastRow),
)
CHECKED: Final = [t for t in facts.OF_EVERY_TYPE if t not in (*DECIDED, rc.Rejected)]


def leaks(error: BaseException | None) -> list[str]:
    """What an error and everything it was raised from say of the canaries."""
    if error is None:
        return []
    said = f"{error!s} {error!r} {error.args!r}"
    return [trace for trace in TRACES if trace in said] + leaks(error.__cause__) + leaks(error.__context__)


def given_fields(value: Any) -> dict[str, Any]:
    return {f.name: getattr(value, f.name) for f in attrs.fields(type(value)) if f.init}


@law("FCT-9")
@pytest.mark.parametrize("made", CHECKED)
@settings(max_examples=3)
@given(st.data())
def test_no_error_repeats_what_was_given(made: type, data: st.DataObject) -> None:
    fields = given_fields(data.draw(facts.OF_EVERY_TYPE[made]))
    for name in fields:
        for canary in CANARIES:
            error = refusal(made, {**fields, name: canary})
            assert leaks(error) == [], name
            # What is accepted is an opaque id, a code or a policy's name: nothing tells it from a patient's name.
            assert error is not None or name in OPAQUE


def refusal(made: type, fields: dict[str, Any]) -> rc.RecallcoreError | None:
    try:
        made(**fields)
    except rc.RecallcoreError as error:
        return error
    return None


@law("FCT-9", "FCT-5")
@pytest.mark.parametrize("vocabulary", VOCABULARIES)
@pytest.mark.parametrize("canary", [*CANARIES[:3], BORN])
def test_no_vocabulary_repeats_an_unknown_word(vocabulary: Any, canary: Any) -> None:
    with pytest.raises(rc.FactError, match="accepted: ") as raised:
        vocabulary(canary)
    assert leaks(raised.value) == []


@law("FCT-9")
@MANY
@given(facts.cases())
def test_no_repr_and_no_explanation_shows_a_birth_date(case: Case) -> None:
    patient = attrs.evolve(case.history.patient, birth_date=BORN.date())
    told = case._replace(history=attrs.evolve(case.history, patient=patient))
    decision = told.decision()
    for said in (repr(patient), repr(told.history), repr(decision), rc.explain(decision), str(patient)):
        assert "1913" not in said


@law("FCT-8")
@pytest.mark.parametrize("made", CHECKED)
def test_all_faults_arrive_together(made: type) -> None:
    class Nothing:
        """What no field accepts."""

        __hash__ = object.__hash__

    fields = [field for field in attrs.fields(made) if field.init]
    with pytest.raises(rc.RecallcoreError) as raised:
        made(**{field.name: Nothing() for field in fields})
    named = [fault.split(" ")[0] for fault in raised.value.faults]
    assert named == [f"{made.__name__}.{field.name}" for field in fields]
    assert all("Nothing" in fault or "must" in fault for fault in raised.value.faults)
