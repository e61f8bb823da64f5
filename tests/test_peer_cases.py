"""Cases of other systems: each is reproduced under a policy, or explained in docs/compatibility.md.

An adapter below turns a case's facts into recallcore's and reads the answer off a decision, a due date or an
interval. It renames and nothing else. Where recallcore deliberately answers otherwise, the case carries `ours` beside
`theirs`, and that answer is what the test asserts.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final

import attrs
import pytest
from peers import (
    AS_OF,
    CHILD,
    CODES,
    PATIENT,
    PROPHYLAXIS,
    RECALL_FOR,
    STATUSES,
    TOMORROW,
    WORD_FOR,
    Answer,
    Facts,
    booked,
    by_id,
    cases_of,
    day_of,
    decide,
    default_types,
    due_of,
    iso,
    open_dental,
    own_type,
    repeating,
    set_to,
    vendor,
)

import recallcore as rc
from recallcore.presets import OPEN_DENTAL_US

CASES: Final = by_id("first_list")
EXCEPTIONS: Final = [name for name, case in CASES.items() if "ours" in case]

# fmt: off
IDS: Final = (
    "UT-APPT-01", "UT-APPT-03", "UT-AGE-01", "UT-AGE-03",
    "SR-DUE-01", "SR-DUE-03", "SR-DUE-05", "SR-DUE-07", "SR-DUE-09", "SR-DUE-11", "SR-DUE-13", "SR-DUE-15",
    "SR-IVL-393217", "SR-IVL-262144", "SR-IVL-83886080", "SR-IVL-50331648", "SR-IVL-PARSE",
    "SR-TYP-01", "SR-TYP-03", "SR-TYP-05", "SR-TYP-07", "SR-TYP-09", "SR-AGE-01", "SR-AGE-03",
    "SR-OVR-01", "SR-OVR-03", "SR-OVR-04", "SR-OVR-06", "SR-OVR-08",
    "SR-STAT-01", "SR-STAT-03", "SR-STAT-05", "SR-CONF-01", "MD-01", "MD-05",
    "CDSI-1", "CDSI-2b", "CDSI-3b", "CDSI-3d", "CDSI-5a", "CDSI-6", "VF-07", "VF-11", "VF-13",
)
# fmt: on

# ------------------------------------------------------------------ one policy factory per system
# Open Dental's is in peers.py.


def cdsi() -> rc.Policy:
    """The CDC's date arithmetic: a day that the month lacks becomes the first of the next month."""
    return vendor("cdsi", repeating("vaccination", rc.Kind.OTHER, "1y"), month_end=rc.MonthEnd.ROLL)


def dental_intelligence(*, practice_interval: str | None) -> rc.Policy:
    """Prophy, 181 days unless the practice has an interval of its own, for patients without perio."""
    prophy = repeating("prophy", rc.Kind.PROPHYLAXIS, practice_interval or "181d")
    return vendor("dental-intelligence", attrs.evolve(prophy, enrolment=rc.Enrolment.NOT_ENROLLED))


def dentrix() -> rc.Policy:
    return vendor(
        "dentrix",
        repeating("BW", rc.Kind.BITEWINGS, "1y1d"),
        repeating("FMX", rc.Kind.FULL_MOUTH_SERIES, "3y1d"),
        repeating("Ortho", rc.Kind.ORTHODONTIC_VISIT, "1m1d"),
        repeating("Panorex", rc.Kind.PANORAMIC, "3y1d"),
        repeating("Perio", rc.Kind.PERIODONTAL_MAINTENANCE, "4m1d"),
        repeating("Prophy", rc.Kind.PROPHYLAXIS, "6m1d"),
        repeating("Screening", rc.Kind.EXAMINATION, "6m1d"),
    )


# ------------------------------------------------------------------ answers read off a decision


def _dated(decision: rc.Decision) -> rc.Due | None:
    """The recall that has a due date, where one has."""
    return next((due for due in decision.dues if due.on is not None), None)


def _closed(decision: rc.Decision, recall: str) -> bool:
    """Whether a reason that does not lapse withholds the recall, on every channel."""
    return any(
        reason.until is None
        and all(reason.scope.covers(c, decision.purpose, recall) for c in decision.question.offered)
        for reason in decision.withheld_by
    )


def _actual_due(decision: rc.Decision, recall: str) -> date | None:
    """Open Dental blanks the due date of a recall that is closed; recallcore keeps it, and gives the reason."""
    return None if _closed(decision, recall) else due_of(decision, recall).on


# ------------------------------------------------------------------ adapters: Open Dental


def appointment_matches_recall(given: Facts) -> Answer:
    """Is the reason BOOKED, with this appointment behind it, among those that withhold the recall?

    A recall's scheduled date is the day of the appointment that stands for it.
    """
    recall = given["recall"]
    appointment = booked(day_of(given["appointment"]["on"]), given["appointment"]["codes"])
    decision = decide(
        open_dental(types=[own_type("recall", recall["interval"], *recall["triggers"])]),
        as_of=day_of(given["as_of"]),
        appointments=[appointment, booked(day_of(recall["scheduled"]), recall["triggers"])],
        care_plan=set_to(day_of(recall["due"]), "recall"),
    )
    matched = [r for r in decision.withheld_by if r.code is rc.ReasonCode.BOOKED and r.recall == "recall"]
    return {"is_for_recall": appointment in [reason.evidence for reason in matched]}


def age(given: Facts) -> Answer:
    """There is no public age: whoever is 14 is in the recall from 14 and below 15, and in no other."""
    born, as_of = day_of(given["born"]), day_of(given["as_of"])
    recall = own_type("recall", "1y", "D1110")
    years = {str(n): attrs.evolve(recall, name=str(n), from_age=n, below_age=n + 1) for n in range(100)}
    decision = decide(
        open_dental(types=list(years.values())),
        as_of=as_of,
        patient=attrs.evolve(PATIENT, birth_date=born),
        care_plan=set_to(as_of, *years, set_on=as_of),
    )
    due = _dated(decision)
    return {"whole_years": None if due is None else int(due.recall)}


def due_date(given: Facts) -> Answer:
    """The due date under both month-end settings. A case without a trigger code is asked with a prophylaxis."""
    trigger = given.get("trigger", "D1110")
    recall = own_type(given.get("recall", "recall"), given["interval"], trigger)
    done = [CODES.procedure(trigger, day_of(given["previous"]))]

    def due(month_end: rc.MonthEnd) -> str | None:
        decision = decide(open_dental(types=[recall], month_end=month_end), completed=done)
        return iso(due_of(decision, recall.name).on)

    return {"due_clipped": due(rc.MonthEnd.CLIP), "due_rolled": due(rc.MonthEnd.ROLL)}


def interval_decoding(given: Facts) -> Answer:
    if "text" in given:
        return {"interval": str(rc.Interval.parse(given["text"]))}
    return {"interval": str(rc.Interval.from_open_dental(given["packed"]))}


def trigger_and_type(given: Facts) -> Answer:
    """A recall exists for a patient unless its basis says that it is for others."""
    rows = given["procedures"]
    decision = decide(
        open_dental(),
        completed=[CODES.procedure(r["code"], day_of(r["on"])) for r in rows if r["status"] == "completed"],
        planned=[CODES.procedure(r["code"], day_of(r["on"])) for r in rows if r["status"] == "treatment_planned"],
    )
    due, dated = due_of(decision, RECALL_FOR[given["patient_recall"]]), _dated(decision)
    return {
        "recall_exists": due.basis not in (rc.Basis.NOT_ENROLLED, rc.Basis.SUPERSEDED, rc.Basis.OUTSIDE_AGE),
        "recall": None if dated is None else WORD_FOR[dated.recall],
        "previous": iso(due.anchor),
        "due": iso(due.on),
    }


def age_switch(given: Facts) -> Answer:
    """Does the child's recall have the due date, or the adult's?"""
    as_of = day_of(given["as_of"]) if "as_of" in given else AS_OF
    born = day_of(given["born"]) if "born" in given else as_of.replace(year=as_of.year - given["age"])
    decision = decide(
        open_dental(types=default_types(adult_age=given["adult_age"])),
        as_of=as_of,
        patient=attrs.evolve(PATIENT, birth_date=born),
        care_plan=set_to(day_of(given["due"]) if "due" in given else as_of, PROPHYLAXIS, CHILD),
    )
    dated = _dated(decision)
    return {"use_child_procedures": dated is not None and dated.recall == CHILD}


def override_and_disable(given: Facts) -> Answer:
    """Open Dental has no mark for a date set by hand: it is one that differs from the calculated date.

    It stands against the visit it was calculated from, so that visit's day is the day it was set. The calculated date
    is what the same facts give without it.
    """
    stored, trigger = given["recall"], given["latest_trigger"]
    default = given["default_interval"]["becomes"] if "default_interval" in given else stored["interval"]
    policy = open_dental(types=default_types(interval=default))
    facts: Facts = {"completed": [], "circumstances": []}
    if trigger is not None:
        facts["completed"].append(CODES.procedure("D1110", day_of(trigger)))
    if stored.get("disabled"):
        facts["circumstances"].append(rc.Excluded(code="disabled", recalls=[PROPHYLAXIS]))
    if "disabled_until" in stored:
        until = day_of(stored["disabled_until"])
        facts["circumstances"].append(rc.Hold(code="disabled", until=until, recalls=[PROPHYLAXIS]))
    by_hand = []
    if stored["due"] != stored["calculated"]:
        due, set_on = day_of(stored["due"]), day_of(stored["previous"])
        by_hand.append(rc.DueDateOverride(recall=PROPHYLAXIS, due=due, set_on=set_on))
    decision = decide(policy, care_plan=by_hand, **facts)
    calculated = due_of(decide(policy, **facts), PROPHYLAXIS)
    return {
        "previous": iso(due_of(decision, PROPHYLAXIS).anchor),
        "due": iso(_actual_due(decision, PROPHYLAXIS)),
        "calculated": iso(calculated.on),
        "interval": str(calculated.interval),
    }


def status_change(given: Facts) -> Answer:
    due = day_of(given["due"]) if "due" in given else AS_OF
    days_ahead = range(1, 1 + given.get("future_appointments", 0))
    decision = decide(
        open_dental(),
        appointments=[booked(AS_OF + timedelta(days=days)) for days in days_ahead],
        care_plan=set_to(due, PROPHYLAXIS),
        **STATUSES[given["status"]],
    )
    return {
        "due": iso(_actual_due(decision, PROPHYLAXIS)),
        "disabled": _closed(decision, PROPHYLAXIS),
        "asks_a_person": bool(decision.review),
        "withheld_by": [str(reason.code) for reason in decision.withheld_by],
    }


def merge(given: Facts) -> Answer:
    """Merging archives the record merged from. Its status is the reason it is counted under."""
    statuses = (given["merge_from_status"], "archived")
    decision = decide(open_dental(), circumstances=[f for s in statuses for f in STATUSES[s]["circumstances"]])
    return {"status_after": str(decision.leading.code)}


def type_conflict(given: Facts) -> Answer:
    """Is the patient coming for something else than the recall they are due for?"""
    recall = RECALL_FOR[given["patient_recall"]]
    decision = decide(
        open_dental(), appointments=[booked(TOMORROW, given["booked_codes"])], care_plan=set_to(AS_OF, recall)
    )
    otherwise = [r for r in decision.withheld_by if r.code is rc.ReasonCode.BOOKED_OTHERWISE]
    return {"conflict": recall in [reason.recall for reason in otherwise]}


def perio_inference(given: Facts) -> Answer:
    two_years_ago = AS_OF.replace(year=AS_OF.year - 2)
    done = [CODES.procedure(code, two_years_ago) for code in given["completed_in_the_last_3_years"]]
    due = _dated(decide(open_dental(infers_perio=True), completed=done))
    return {
        "recall": None if due is None else WORD_FOR[due.recall],
        "interval": None if due is None else str(due.interval),
    }


# ------------------------------------------------------------------ adapters: the others


def date_arithmetic(given: Facts) -> Answer:
    try:
        interval = rc.Interval(**given["add"])
    except rc.IntervalError as error:
        return {"refused": type(error).__name__}
    return {"date": iso(interval.after(day_of(given["from"]), cdsi().month_end))}


def hygiene_interval(given: Facts) -> Answer:
    """The patient's own interval is an override; whoever ever had perio is enrolled."""
    care_plan: list[rc.IntervalOverride | rc.PerioEnrolment] = []
    if given["patient_interval"] is not None:
        own = rc.Interval.parse(given["patient_interval"])
        care_plan.append(rc.IntervalOverride(recall="prophy", interval=own, since=AS_OF))
    if given["ever_had_perio"]:
        care_plan.append(rc.PerioEnrolment(since=AS_OF))
    decision = decide(
        dental_intelligence(practice_interval=given["practice_interval"]),
        completed=[rc.Procedure(on=AS_OF, kind=rc.Kind.PROPHYLAXIS)],
        care_plan=care_plan,
    )
    due = _dated(decision)
    if due is None or due.on is None:
        return {"recall": None, "default_days": None}
    return {"recall": due.recall, "default_days": (due.on - AS_OF).days}


def frequency_limit(given: Facts) -> Answer:
    """Asked on the day booked, is the cleaning not yet due?"""
    decision = decide(
        vendor("canadian-plan", repeating("cleaning", rc.Kind.PROPHYLAXIS, given["interval"])),
        as_of=day_of(given["booked"]),
        completed=[rc.Procedure(on=day_of(given["last_cleaning"]), kind=rc.Kind.PROPHYLAXIS)],
    )
    return {
        "eligible_from": iso(due_of(decision, "cleaning").on),
        "too_early": rc.ReasonCode.NOT_YET_DUE in [reason.code for reason in decision.not_wanted],
    }


def default_intervals(given: Facts) -> Answer:
    policy = dentrix()
    done = [rc.Procedure(on=AS_OF, kind=kind) for rule in policy.recalls for kind in rule.started_by]
    decision = decide(policy, completed=done)
    return {"intervals": [str(due_of(decision, recall).interval) for recall in given["types"]]}


ADAPTERS: Final[dict[str, Callable[[Facts], Answer]]] = {
    "appointment_matches_recall": appointment_matches_recall,
    "age": age,
    "due_date": due_date,
    "interval_decoding": interval_decoding,
    "trigger_and_type": trigger_and_type,
    "age_switch": age_switch,
    "override_and_disable": override_and_disable,
    "status_change": status_change,
    "SR-STAT-05": merge,
    "type_conflict": type_conflict,
    "perio_inference": perio_inference,
    "date_arithmetic": date_arithmetic,
    "VF-07": hygiene_interval,
    "VF-11": frequency_limit,
    "VF-13": default_intervals,
}


def answer(name: str, **changed: Any) -> Answer:
    """What recallcore answers to a case, with some of its facts changed."""
    case = CASES[name]
    return (ADAPTERS.get(name) or ADAPTERS[case["category"]])({**case["given"], **changed})


# ------------------------------------------------------------------ the cases


@pytest.mark.clause("PEER-1")
@pytest.mark.parametrize("name", [name for name in CASES if name not in EXCEPTIONS])
def test_their_answer_is_reproduced(name: str) -> None:
    theirs = CASES[name]["theirs"]
    got = answer(name)
    assert {part: got[part] for part in theirs} == theirs


@pytest.mark.clause("PEER-1")
@pytest.mark.parametrize("name", EXCEPTIONS)
def test_where_ours_differs_it_answers_what_the_page_says(name: str) -> None:
    theirs, ours = CASES[name]["theirs"], CASES[name]["ours"]
    got = answer(name)
    assert {part: got[part] for part in ours} == ours
    assert {part: got.get(part) for part in theirs} != theirs, "this is reproduced now: remove `ours` and the row"


@pytest.mark.clause("PEER-1")
@pytest.mark.parametrize("status", CASES["SR-STAT-01"]["given"]["same_for"])
def test_the_other_statuses_close_recalls_too(status: str) -> None:
    theirs = CASES["SR-STAT-01"]["theirs"]
    got = answer("SR-STAT-01", status=status)
    assert {part: got[part] for part in theirs} == theirs


@pytest.mark.clause("PEER-1")
@pytest.mark.parametrize(
    ("name", "changed", "expected"),
    [
        ("UT-APPT-03", {"appointment": {"on": "2024-10-24", "codes": ["D0274"]}}, {"is_for_recall": False}),
        ("UT-AGE-01", {"as_of": "2020-06-27"}, {"whole_years": 13}),
        ("SR-TYP-07", {"patient_recall": "perio"}, {"recall_exists": False}),
        ("SR-AGE-01", {"due": "2024-12-01"}, {"use_child_procedures": False}),
        ("SR-AGE-03", {"as_of": "2024-12-01"}, {"use_child_procedures": False}),
        ("SR-OVR-01", {"latest_trigger": "2024-08-20"}, {"due": "2025-02-21"}),
        ("SR-STAT-01", {"status": "patient"}, {"due": "2024-12-01", "disabled": False}),
        ("SR-STAT-05", {"merge_from_status": "inactive"}, {"status_after": "excluded"}),
        ("SR-CONF-01", {"booked_codes": ["D4910", "D1110"]}, {"conflict": False}),
        ("MD-01", {"age": 12}, {"use_child_procedures": False}),
        ("MD-05", {"completed_in_the_last_3_years": ["D1110"]}, {"recall": "prophy", "interval": "6m1d"}),
        ("VF-07", {"practice_interval": "200d"}, {"default_days": 200}),
        ("VF-07", {"practice_interval": "200d", "patient_interval": "90d"}, {"default_days": 90}),
        ("VF-07", {"ever_had_perio": True}, {"recall": None}),
        ("VF-11", {"booked": "2025-12-01"}, {"too_early": False}),
    ],
)
def test_another_fact_gives_another_answer(name: str, changed: Facts, expected: Answer) -> None:
    got = answer(name, **changed)
    assert {part: got[part] for part in expected} == expected


@pytest.mark.clause("PEER-1")
@pytest.mark.parametrize("name", [name for name, case in CASES.items() if "packed" in case["given"]])
def test_a_packed_interval_is_packed_again(name: str) -> None:
    assert rc.Interval.parse(CASES[name]["theirs"]["interval"]).to_open_dental() == CASES[name]["given"]["packed"]


@pytest.mark.clause("PEER-1")
@pytest.mark.parametrize(
    ("recall", "interval"),
    [
        (PROPHYLAXIS, CASES["SR-DUE-01"]["given"]["interval"]),
        (PROPHYLAXIS, CASES["SR-IVL-393217"]["theirs"]["interval"]),
        (CHILD, CASES["SR-IVL-393217"]["theirs"]["interval"]),
        ("perio", CASES["SR-IVL-262144"]["theirs"]["interval"]),
        ("bitewings", CASES["SR-DUE-03"]["given"]["interval"]),
        ("panoramic or full mouth", CASES["SR-IVL-83886080"]["theirs"]["interval"]),
    ],
)
def test_the_preset_has_their_default_intervals(recall: str, interval: str) -> None:
    assert str(OPEN_DENTAL_US.rule(recall).interval) == interval


@pytest.mark.clause("PEER-1")
def test_two_steps_do_what_the_refused_interval_would() -> None:
    given, theirs = CASES["CDSI-6"]["given"], CASES["CDSI-6"]["theirs"]
    months, back = rc.Interval(months=given["add"]["months"]), timedelta(days=given["add"]["days"])
    assert months.after(day_of(given["from"]), cdsi().month_end) + back == day_of(theirs["date"])


# ------------------------------------------------------------------ nothing is missing


@pytest.mark.clause("PEER-1")
def test_every_case_is_here_once() -> None:
    written = [case["id"] for case in cases_of("first_list")]
    assert sorted(written) == sorted(IDS)
    assert len(IDS) == 44
