"""Cases of other systems about the whole decision: lists, reminders, who is asleep, whom first.

As in test_peer_cases.py, an adapter turns a case's facts into recallcore's and reads the answer off what is decided.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any, Final

import attrs
import pytest
from peers import (
    AS_OF,
    CODES,
    PATIENT,
    PROPHYLAXIS,
    STATUSES,
    TOMORROW,
    Answer,
    Facts,
    booked,
    by_id,
    cases_of,
    day_of,
    decide,
    due_of,
    iso,
    open_dental,
    own_type,
    repeating,
    set_to,
    table,
    vendor,
)

import recallcore as rc

CASES: Final = by_id("whole_decision")
EXCEPTIONS: Final = [name for name, case in CASES.items() if "ours" in case]

# fmt: off
IDS: Final = (
    "UT-REACT-01", "UT-REACT-03", "UT-REACT-05", "UT-REACT-07", "UT-REM-01", "UT-LIST-01",
    "UT-DORM-01", "UT-DORM-03", "UT-DORM-05", "UT-DORM-07", "UT-DORM-09", "UT-DORM-11", "UT-DORM-13", "UT-DORM-15",
    "UT-DORM-17", "UT-AUD-01", "UT-AUD-03", "UT-AUD-05", "UT-AUD-07", "UT-AUD-09",
    "UT-FREQ-01", "UT-FREQ-03", "UT-FREQ-05", "UT-FREQ-07", "UT-FREQ-09", "UT-FREQ-11", "UT-FREQ-13",
    "SR-LIST-02", "SR-LIST-04", "SR-LIST-06", "SR-LIST-08", "SR-LIST-10", "SR-LIST-12", "SR-LIST-14", "SR-LIST-16",
    "SR-LIST-18", "SR-LIST-20", "SR-LIST-22", "SR-LIST-24",
    "SR-REACT-01", "SR-REACT-03", "SR-REACT-05", "SR-REACT-07", "SR-REACT-09", "SR-REACT-11",
    "SR-PAST-01", "SR-BUNDLE-01", "MD-03", "MD-04",
    "SIM-01", "SIM-03", "SIM-05", "SIM-07", "SIM-09", "SIM-11", "SIM-13", "SIM-31", "SIM-33", "SIM-37", "SIM-39",
)
# fmt: on

# ------------------------------------------------------------------ policies: Open Dental's is in peers.py

FOR_GOOD: Final = rc.Interval(years=10)  # Open Dental never resumes; a rest has an end (SR-LIST-08)
NEVER: Final = rc.Interval(years=150)  # longer than any patient lives


def days(number: int) -> rc.Interval:
    return rc.Interval(days=number)


def spaced(gaps: Sequence[int | None], most: int | None) -> rc.Cadence:
    """Open Dental's reminders: each counts, and talking to the patient starts no new count."""
    return rc.Cadence(
        counting=rc.Counting.EVERY_ATTEMPT,
        gaps=[days(gap) for gap in gaps if gap is not None],
        max_attempts=most,
        rest=None if most is None else FOR_GOOD,
        conversation_starts_afresh=False,
    )


def reminders(given: Facts) -> rc.Cadence:
    """Its most counts reminders after the first one. A gap of -1 after the first one means that there is no other."""
    gaps = [given.get("gap_after_first"), given.get("gap_after_second")]
    if -1 in gaps:
        return spaced([], 1)
    return spaced(gaps, 1 + given["max_reminders"] if "max_reminders" in given else None)


def simple(*, overdue_by: int = 1, grace: int | None = None) -> rc.Policy:
    """Simple: texts to patients who did not come, some days after; the clinically urgent first."""
    return vendor(
        "simple",
        repeating("visit", rc.Kind.OTHER, "1m"),
        channels=[rc.Channel.SMS],
        grace=None if grace is None else days(grace),
        dormancy=rc.DormancyRule(dormant_after=rc.Interval(years=1), lost_after=days(overdue_by)),
        weights=[rc.Weight(factor=rc.Factor.PROBLEM, points=1), rc.Weight(factor=rc.Factor.OVERDUE_DAYS, points=1)],
    )


# ------------------------------------------------------------------ words both sides use

# Their word for the reason that somebody is counted under. A hold is named by its own code.
WORDS: Final = {
    rc.ReasonCode.DECEASED: "status",
    rc.ReasonCode.NOT_A_PATIENT: "status",
    rc.ReasonCode.EXCLUDED: "status",
    rc.ReasonCode.OPTED_OUT: "do not contact",
    rc.ReasonCode.BOOKED: "booked",
    rc.ReasonCode.ATTEMPTS_EXHAUSTED: "enough",
    rc.ReasonCode.ATTEMPT_TOO_RECENT: "too recently",
    rc.ReasonCode.NOT_YET_DUE: "not due",
}
STATES: Final = {"scheduled": rc.AppointmentState.BOOKED, "broken": rc.AppointmentState.CANCELLED}
WINDOWS: Final = {
    "elapsed": rc.LimitWindow.ELAPSED,
    "rolling": rc.LimitWindow.ROLLING,
    "calendar_year": rc.LimitWindow.CALENDAR_YEAR,
    "lifetime": rc.LimitWindow.ELAPSED,
}


def because(decision: rc.Decision) -> str | None:
    if decision.verdict is rc.Verdict.CONTACT:
        return None
    leading = decision.leading
    return leading.evidence.code if isinstance(leading.evidence, rc.Hold) else WORDS.get(leading.code)


def codes_of(reasons: Sequence[rc.Reason]) -> list[rc.ReasonCode]:
    return [reason.code for reason in reasons]


def sent(on: Sequence[str]) -> list[rc.Attempt]:
    return [rc.Attempt(on=day_of(day), channel=rc.Channel.EMAIL, outcome=rc.Outcome.DELIVERED) for day in on]


def kept(on: str | None, *kinds: rc.Kind) -> list[rc.Appointment]:
    return [] if on is None else [rc.Appointment(on=day_of(on), state=rc.AppointmentState.KEPT, kinds=kinds)]


def asleep_for(given: Facts, part: str, *, inclusive: bool = False) -> rc.Interval:
    """The span after which whoever was last here before the named day, or on it where inclusive, is asleep."""
    return days((day_of(given["as_of"]) - day_of(given[part])).days - inclusive)


def history(id: str, *, patient: rc.Patient = PATIENT, **facts: Any) -> rc.History:
    return rc.History(patient=attrs.evolve(patient, id=id), **facts)


# ------------------------------------------------------------------ adapters: Open Dental


def reactivation(given: Facts) -> Answer:
    """Is being dormant a reason to contact, and does nothing withhold it?"""
    asleep = asleep_for(given, "seen_before") if "seen_before" in given else rc.Interval(years=2)
    spacing = spaced([given.get("interval_days")], given.get("max_contacts"))
    # A prospective patient is on this list; an inactive one where the list is to have them.
    shown = {"prospective", "inactive"} if given.get("with_inactive") else {"prospective"}
    status = given.get("status", "patient")
    facts = STATUSES["patient" if status in shown else status]
    kind = CODES.kind(given.get("last_visit_for", "D0120"))
    decision = decide(
        open_dental(cadence=spacing, dormancy=rc.DormancyRule(dormant_after=asleep)),
        as_of=day_of(given["as_of"]),
        completed=[rc.Procedure(on=day_of(given["last_visit"]), kind=kind)],
        attempts=sent(given.get("contacts", [])),
        appointments=[booked(day_of(given["booked"]))] if "booked" in given else [],
        patient=facts.get("patient", PATIENT),
        circumstances=[*facts.get("circumstances", []), *([rc.OptOut()] if given.get("do_not_contact") else [])],
    )
    wanted = rc.ReasonCode.DORMANT in codes_of(decision.wanted)
    return {"on_list": wanted and decision.verdict is rc.Verdict.CONTACT, "because": because(decision)}


def _spaces(cadence: rc.Cadence, attempts: Sequence[rc.Attempt], as_of: date, **facts: Any) -> list[rc.ReasonCode]:
    return codes_of(decide(open_dental(cadence=cadence), as_of=as_of, attempts=attempts, **facts).withheld_by)


def reminder_cap(given: Facts) -> Answer:
    """They count a gap that has not passed as too many, too."""
    codes = _spaces(reminders(given), sent(given["reminders"]), day_of(given["as_of"]))
    return {"too_many": rc.ReasonCode.ATTEMPTS_EXHAUSTED in codes or rc.ReasonCode.ATTEMPT_TOO_RECENT in codes}


def messages_possible(given: Facts) -> Answer:
    """How many messages, one on each of the days before, until there is a rest?"""
    earlier = [(AS_OF - timedelta(days=before)).isoformat() for before in range(20)]
    numbers = range(len(earlier))
    rests = (
        n for n in numbers if rc.ReasonCode.ATTEMPTS_EXHAUSTED in _spaces(reminders(given), sent(earlier[:n]), AS_OF)
    )
    return {"messages": next(rests)}


def recall_list(given: Facts) -> Answer:
    """Is the patient to be contacted; if not, under which reason are they counted; and from when could they be?

    A recall is due on its own day, on the day asked about, or as counted from the previous visit. Money has no place
    among the facts: a balance above the limit is a hold of the practice's.
    """
    as_of = day_of(given["as_of"])
    window: Facts = {"look_ahead": days((day_of(given["window_end"]) - as_of).days)} if "window_end" in given else {}
    policy = open_dental(cadence=reminders(given), any_booking_withholds=given.get("any_booking", False), **window)
    facts = STATUSES[given.get("status", "patient")]
    circumstances = list(facts.get("circumstances", []))
    if "disabled_until" in given:
        until = day_of(given["disabled_until"])
        circumstances.append(rc.Hold(code="disabled", until=until, recalls=[PROPHYLAXIS]))
    if "family_balance" in given and given["family_balance"] > given["disabled_above_balance"]:
        circumstances.append(rc.Hold(code="balance", recalls=[PROPHYLAXIS]))
    if given.get("preferred_method") == "do_not_call":
        circumstances.append(rc.OptOut(channels=[rc.Channel.PHONE]))
    rows = given.get("appointments", [])
    about = rc.History(
        patient=facts.get("patient", PATIENT),
        completed=[CODES.procedure("D1110", day_of(given["previous"]))] if "previous" in given else [],
        care_plan=[] if "previous" in given else set_to(day_of(given["due"]) if "due" in given else as_of, PROPHYLAXIS),
        appointments=[
            attrs.evolve(booked(day_of(row["on"]), row["codes"]), state=STATES[row["state"]]) for row in rows
        ],
        attempts=sent(given.get("reminders", [])),
        circumstances=circumstances,
    )
    decision = rc.decide(about, policy, as_of=as_of)
    free = rc.first_contactable(about, policy, as_of=as_of)
    bookings = [r.evidence for r in decision.withheld_by if r.code is rc.ReasonCode.BOOKED]
    # Each reminder that counts brings the rest nearer by one.
    sooner = [spaced([], most) for most in range(1, 1 + len(about.attempts))]
    rests = [_spaces(cadence, about.attempts, as_of, completed=about.completed) for cadence in sooner]
    return {
        "listed": decision.verdict is rc.Verdict.CONTACT,
        "because": because(decision),
        "eligible_on": iso(free) if isinstance(free, date) else None,
        "reminders_counted": sum(rc.ReasonCode.ATTEMPTS_EXHAUSTED in codes for codes in rests),
        "phone_withheld": rc.Channel.PHONE not in decision.channels,
        "booked": next((iso(a.on) for a in bookings if isinstance(a, rc.Appointment)), None),
    }


def list_rows(given: Facts) -> Answer:
    """A patient's insurance plans have no place among the facts, so nothing can multiply a patient by them."""
    as_of, rows = day_of(given["as_of"]), given["recalls"]
    policy = open_dental(
        types=[own_type(row["recall"], "6m", row["code"]) for row in rows],
        look_ahead=days((day_of(given["window_end"]) - as_of).days),
    )
    due = [direction for row in rows for direction in set_to(day_of(row["due"]), row["recall"])]
    calls = rc.call_list([history("1", care_plan=due)], policy, as_of=as_of).calls
    return {"rows": len(calls), "recalls": sum(len(decision.recalls) for decision in calls)}


def list_order(given: Facts) -> Answer:
    people = [
        history(
            row["id"],
            patient=attrs.evolve(PATIENT, household=row["household"]),
            care_plan=set_to(day_of(row["due"]), PROPHYLAXIS),
        )
        for row in given["patients"]
    ]
    grouping = rc.Grouping.HOUSEHOLD if given["by_household"] else rc.Grouping.INDIVIDUAL
    policy = open_dental(weights=[], ties=[rc.Tie.DUE_DATE], grouping=grouping)
    calls = rc.call_list(people, policy, as_of=day_of(given["as_of"])).calls
    return {"order": [decision.patient_id for decision in calls]}


def dormancy_candidates(given: Facts) -> Answer:
    """Who is dormant, when only the signal that the list asks about counts as having been here?"""

    def seen(events: Sequence[str]) -> Facts:
        if given["signal"] == "appointment":
            return {"appointments": [visit for on in events for visit in kept(on)]}
        return {"completed": [rc.Procedure(on=day_of(on), kind=rc.Kind.OTHER) for on in events]}

    people = [history(row["id"], **STATUSES[row["status"]], **seen(row["events"])) for row in given["patients"]]
    policy = open_dental(dormancy=rc.DormancyRule(dormant_after=asleep_for(given, "cutoff", inclusive=True)))
    everybody = rc.call_list(people, policy, as_of=day_of(given["as_of"])).everybody
    return {
        "listed": [d.patient_id for d in everybody if d.dormancy and d.dormancy.stage is rc.AttendanceStage.DORMANT]
    }


def campaign_audience(given: Facts) -> Answer:
    """Whom nothing withholds from an e-mail, of the stages asked for.

    Whoever was last here before the first of the two days is lapsed, before the second dormant.
    """
    rule = rc.DormancyRule(
        lapsed_after=asleep_for(given, "not_seen_since") if "not_seen_since" in given else None,
        dormant_after=asleep_for(given, "seen_since") if "seen_since" in given else NEVER,
    )
    stages = set(rc.AttendanceStage)
    if "not_seen_since" in given:
        stages -= {rc.AttendanceStage.CURRENT}
    if "seen_since" in given:
        stages -= {rc.AttendanceStage.DORMANT, rc.AttendanceStage.NEVER_SEEN}
    policy = open_dental(
        channels=[rc.Channel.EMAIL], dormancy=rule, any_booking_withholds=given.get("without_booked", False)
    )
    people = []
    for row in given["patients"]:
        ahead = [] if row["booked"] is None else [booked(day_of(row["booked"]), ["D0120"])]
        visits = [*kept(row["last_visit"]), *ahead]
        people.append(history(row["id"], **STATUSES[row["status"]], appointments=visits))
    listed = rc.call_list(people, policy, as_of=day_of(given["as_of"]), purpose=rc.Purpose.MARKETING)
    included = {
        d.patient_id: d.contactable and d.dormancy is not None and d.dormancy.stage in stages for d in listed.everybody
    }
    return {
        "included": included,
        "anybody": any(included.values()),
        "booked": [row["id"] for row in given["patients"] if included[row["id"]] and row["booked"] is not None],
    }


def frequency(given: Facts) -> Answer:
    """Asked on the day proposed, does the payer pay only later?"""
    proposed, kind = day_of(given["proposed"]), CODES.kind(given["code"])
    per = rc.Interval.parse(given["per"]) if given["per"] is not None else None
    limit = rc.FrequencyLimit(
        kinds=[kind],
        max_visits=given["most"],
        window=WINDOWS[given["rule"]],
        within=NEVER if given["rule"] == "lifetime" else per,
    )
    decision = decide(
        open_dental(types=[own_type("care", "6m", given["code"])]),
        as_of=proposed,
        completed=[rc.Procedure(on=day_of(on), kind=kind) for on in given["completed"]],
        care_plan=[limit],
    )
    billable = due_of(decision, "care").billable_from
    return {"limit_met": billable is not None and proposed < billable}


def past_due(given: Facts) -> Answer:
    due = set_to(day_of(given["due"]), PROPHYLAXIS)
    overdue = decide(open_dental(), as_of=day_of(given["as_of"]), care_plan=due).overdue_days
    return {"past_due": overdue is not None and overdue > 0}


def bundle(given: Facts) -> Answer:
    """What goes along, where the list looks ahead as far as the main recall. What may not be appended stands alone."""
    main, others = {**given["main"], "appended": False}, given["others"]
    rows, as_of = [main, *others], day_of(given["as_of"])
    types = [
        attrs.evolve(own_type(row["recall"], "6m", row["code"]), on_its_own=not row["appended"], rank=rank)
        for rank, row in enumerate(rows, 1)
    ]
    decision = decide(
        open_dental(types=types, look_ahead=days((day_of(main["due"]) - as_of).days)),
        as_of=as_of,
        care_plan=[direction for row in rows for direction in set_to(day_of(row["due"]), row["recall"])],
    )
    return {"leads": decision.recalls[:1] == (main["recall"],), "bundled": [due.recall for due in decision.also_offer]}


# Each reason on their page, the code it is here, and facts that lead to it.
WHY_NOT: Final[dict[str, tuple[rc.ReasonCode, Facts, Facts]]] = {
    "already scheduled": (rc.ReasonCode.BOOKED, {}, {"appointments": [booked(TOMORROW, ["D1110"])]}),
    "reminder sent": (
        rc.ReasonCode.ATTEMPTS_EXHAUSTED,
        {"cadence": reminders({"gap_after_first": -1})},
        {"attempts": sent(["2024-08-01"])},
    ),
    "reminder gap": (
        rc.ReasonCode.ATTEMPT_TOO_RECENT,
        {"cadence": reminders({"gap_after_first": 30})},
        {"attempts": sent(["2024-10-01"])},
    ),
    "outside the window": (rc.ReasonCode.NOT_YET_DUE, {}, {"care_plan": set_to(TOMORROW, PROPHYLAXIS)}),
    "under the guarantor": (
        rc.ReasonCode.RECALL_DUE,
        {},
        {"patient": attrs.evolve(PATIENT, id="2", household="1")},
    ),
    "type not shown": (
        rc.ReasonCode.NO_RECALL_ATTACHES,
        {},
        {"completed": [CODES.procedure("D0120", date(2024, 1, 1))], "care_plan": []},
    ),
    "status": (rc.ReasonCode.EXCLUDED, {}, STATUSES["archived"]),
    "disabled": (
        rc.ReasonCode.EXCLUDED,
        {},
        {"circumstances": [rc.Excluded(code="disabled", recalls=[PROPHYLAXIS])]},
    ),
    "stale open appointment": (
        rc.ReasonCode.VISIT_NOT_CLOSED,
        {},
        {"appointments": [booked(AS_OF - timedelta(days=1))]},
    ),
}


def explain(given: Facts) -> Answer:
    """Which of their reasons are the reason here that such a patient, due today, is counted under?"""
    found = []
    for word, (code, settings, facts) in WHY_NOT.items():
        due: Facts = {"care_plan": set_to(AS_OF, PROPHYLAXIS)}
        if decide(open_dental(**settings), **{**due, **facts}).leading.code is code:
            found.append(word)
    return {"reasons": found}


# ------------------------------------------------------------------ adapters: Simple

BY_NUMBER: Final = (rc.Channel.PHONE, rc.Channel.SMS)
REACHED_BY: Final = {"landline": {rc.Channel.PHONE}, "mobile": {rc.Channel.PHONE, rc.Channel.SMS}}
SEVERITY: Final = {"critical_bp": rc.Severity.SEVERE, "hypertensive, risk history": rc.Severity.SEVERE}


def overdue_appointment(given: Facts) -> Answer:
    """An appointment that has passed unvisited is one that was missed; a day to be reminded on is a deferral."""
    states = {"scheduled": rc.AppointmentState.MISSED, "cancelled": rc.AppointmentState.CANCELLED}
    circumstances: list[rc.Circumstance] = [*STATUSES["deceased"]["circumstances"]] if given.get("dead") else []
    if "phones" in given:
        reached = {channel for phone in given["phones"] for channel in REACHED_BY[phone]}
        circumstances += [rc.Unreachable(channel=channel) for channel in BY_NUMBER if channel not in reached]
    if "remind_on" in given:
        circumstances.append(rc.Deferral(until=day_of(given["remind_on"])))
    passed = rc.Appointment(on=day_of(given["scheduled"]), state=states[given.get("state", "scheduled")])
    decision = decide(
        simple(overdue_by=given.get("days", 1)),
        as_of=day_of(given["as_of"]),
        appointments=[passed],
        circumstances=circumstances,
    )
    unvisited = rc.ReasonCode.BOOKING_LOST in codes_of(decision.wanted)
    return {"unvisited": unvisited, "listed": unvisited and decision.verdict is rc.Verdict.CONTACT}


def overdue_days(given: Facts) -> Answer:
    """An appointment's day is the day a visit is due. Under a month: with a month's grace, nobody is called yet."""
    as_of, due = day_of(given["as_of"]), set_to(day_of(given["scheduled"]), "visit")
    overdue = [
        points.amount
        for points in decide(simple(), as_of=as_of, care_plan=due).score_breakdown
        if points.factor is rc.Factor.OVERDUE_DAYS
    ]
    later = decide(simple(grace=30), as_of=as_of, care_plan=due)
    return {
        "days_overdue": sum(overdue),
        "under_a_month": rc.ReasonCode.NOT_YET_DUE in codes_of(later.not_wanted),
    }


def overdue_priority(given: Facts) -> Answer:
    """Does the patient come before another, as overdue and in no danger, whom the id would put first?"""
    as_of, due = day_of(given["as_of"]), set_to(day_of(given["scheduled"]), "visit")
    severity = SEVERITY.get(given["clinical"])
    found = [] if severity is None else [rc.OpenProblem(severity=severity, since=day_of(given["scheduled"]))]
    people = [history("1", care_plan=due), history("2", care_plan=due, circumstances=found)]
    first = rc.call_list(people, simple(), as_of=as_of).calls[0]
    return {"priority": "high" if first.patient_id == "2" else "regular"}


ADAPTERS: Final[dict[str, Callable[[Facts], Answer]]] = {
    "reactivation": reactivation,
    "reminder_cap": reminder_cap,
    "messages_possible": messages_possible,
    "recall_list": recall_list,
    "list_rows": list_rows,
    "list_order": list_order,
    "dormancy_candidates": dormancy_candidates,
    "campaign_audience": campaign_audience,
    "frequency": frequency,
    "past_due": past_due,
    "bundle": bundle,
    "explain": explain,
    "overdue_appointment": overdue_appointment,
    "overdue_days": overdue_days,
    "overdue_priority": overdue_priority,
}


def answer(name: str, **changed: Any) -> Answer:
    """What recallcore answers to a case, with some of its facts changed."""
    case = CASES[name]
    return ADAPTERS[case["category"]]({**case["given"], **changed})


def asked(got: Answer, expected: Answer) -> Answer:
    """The parts of an answer that are expected to say something, inner ones too."""
    return {
        part: asked(got[part], inner) if isinstance(inner, dict) else got.get(part) for part, inner in expected.items()
    }


def proving(names: Sequence[str]) -> list[Any]:
    return [pytest.param(n, id=n, marks=pytest.mark.clause(*CASES[n]["clauses"])) for n in names]


# ------------------------------------------------------------------ the cases


@pytest.mark.clause("PEER-1")
@pytest.mark.parametrize("name", proving([name for name in CASES if name not in EXCEPTIONS]))
def test_their_answer_is_reproduced(name: str) -> None:
    theirs = CASES[name]["theirs"]
    assert asked(answer(name), theirs) == theirs


@pytest.mark.clause("PEER-1")
@pytest.mark.parametrize("name", proving(EXCEPTIONS))
def test_where_ours_differs_it_answers_what_the_page_says(name: str) -> None:
    theirs, ours = CASES[name]["theirs"], CASES[name]["ours"]
    got = answer(name)
    assert asked(got, ours) == ours
    assert asked(got, theirs) != theirs, "this is reproduced now: remove `ours` and the row"


@pytest.mark.clause("PEER-1")
@pytest.mark.parametrize(
    ("name", "changed", "expected"),
    [
        ("UT-REACT-01", {"last_visit": "2022-10-25"}, {"on_list": False}),
        ("UT-REACT-01", {"contacts": ["2023-10-24", "2024-01-24"]}, {"on_list": False, "because": "enough"}),
        ("UT-REACT-03", {"contacts": ["2024-04-28"]}, {"on_list": False}),
        ("UT-REACT-07", {"with_inactive": True}, {"on_list": True}),
        ("SR-REACT-01", {"last_visit": "2022-10-24"}, {"on_list": True}),
        ("SR-REACT-03", {"contacts": ["2024-04-28"]}, {"on_list": False, "because": "too recently"}),
        ("SR-REACT-05", {"booked": "2024-10-23"}, {"on_list": False, "because": None}),
        ("SR-REACT-07", {"contacts": ["2022-05-03", "2022-08-02"]}, {"on_list": False, "because": "enough"}),
        ("SR-REACT-07", {"last_visit_for": "D0120"}, {"on_list": False, "because": "enough"}),
        ("SR-REACT-09", {"status": "non_patient"}, {"on_list": False, "because": "status"}),
        ("UT-REM-01", {"max_reminders": 5}, {"too_many": True}),
        ("UT-REM-01", {"max_reminders": 6}, {"too_many": False}),
        ("UT-REM-01", {"as_of": "2024-10-15"}, {"too_many": True}),
        ("MD-03", {"max_reminders": 0}, {"messages": 1}),
        ("UT-LIST-01", {"window_end": "2024-10-30"}, {"rows": 0}),
        ("SR-LIST-02", {"disabled_until": "2024-10-25"}, {"listed": False, "because": "disabled"}),
        ("SR-LIST-04", {"family_balance": 100.0}, {"listed": True}),
        ("SR-LIST-06", {"as_of": "2024-10-25"}, {"listed": True}),
        ("SR-LIST-10", {"previous": "2023-11-01"}, {"listed": False, "reminders_counted": 1}),
        ("SR-LIST-12", {"max_reminders": 4}, {"listed": True, "reminders_counted": 4}),
        ("SR-LIST-18", {"due": "2024-10-31"}, {"listed": True}),
        ("SR-LIST-16", {"preferred_method": "email"}, {"phone_withheld": False}),
        (
            "SR-LIST-20",
            {"appointments": [{"on": "2024-11-05", "state": "scheduled", "codes": ["D0120"]}]},
            {"listed": False, "because": "booked"},
        ),
        ("UT-DORM-01", {"cutoff": "2024-07-15"}, {"listed": ["A"]}),
        ("UT-DORM-01", {"cutoff": "2024-07-14"}, {"listed": []}),
        ("UT-DORM-03", {"patients": [{"id": "A", "status": "patient", "events": []}]}, {"listed": []}),
        ("UT-DORM-17", {"cutoff": "2024-07-14"}, {"listed": []}),
        ("UT-AUD-01", {"without_booked": True}, {"included": {"4": False, "7": True}}),
        ("UT-AUD-05", {}, {"included": {"4": False, "5": False, "7": True}}),
        ("UT-AUD-07", {"seen_since": "2023-10-25"}, {"included": {"4": False, "5": True, "7": False}}),
        ("UT-AUD-09", {}, {"included": {"5": False, "7": False}}),
        ("UT-FREQ-01", {"proposed": "2020-02-28"}, {"limit_met": True}),
        ("UT-FREQ-03", {"proposed": "2020-02-27"}, {"limit_met": True}),
        ("UT-FREQ-05", {"proposed": "2019-12-31"}, {"limit_met": True}),
        ("UT-FREQ-09", {"proposed": "2019-03-28"}, {"limit_met": True}),
        ("UT-FREQ-13", {"most": 3}, {"limit_met": False}),
        ("SR-PAST-01", {"due": "2024-10-23"}, {"past_due": True}),
        ("SR-BUNDLE-01", {}, {"leads": True}),
        ("SR-LIST-24", {"by_household": False}, {"order": ["A", "C", "B"]}),
        ("SIM-01", {"scheduled": "2024-10-21"}, {"listed": True}),
        ("SIM-05", {"dead": False}, {"listed": True}),
        ("SIM-07", {"phones": ["landline", "mobile"]}, {"listed": True}),
        ("SIM-11", {}, {"listed": False}),
        ("SIM-11", {"remind_on": "2024-10-24"}, {"listed": True}),
        ("SIM-13", {"scheduled": "2024-10-24"}, {"unvisited": False}),
        ("SIM-33", {"scheduled": "2024-09-24"}, {"under_a_month": False, "days_overdue": 30}),
        ("SIM-37", {"clinical": "under control"}, {"priority": "regular"}),
    ],
)
def test_another_fact_gives_another_answer(name: str, changed: Facts, expected: Answer) -> None:
    assert asked(answer(name, **changed), expected) == expected


@pytest.mark.clause("PEER-1", "CHG-1", "CAD-3")
def test_a_rest_ends_by_itself_where_theirs_never_does() -> None:
    ours = CASES["SR-LIST-08"]["ours"]
    assert answer("SR-LIST-08", as_of=ours["eligible_on"])["listed"]


@pytest.mark.clause("PEER-1", "POL-4")
def test_the_page_has_their_reasons_and_the_codes_they_are_here() -> None:
    assert [row[:2] for row in table("Reasons")] == [[word, f"`{code.name}`"] for word, (code, *_) in WHY_NOT.items()]


@pytest.mark.clause("PEER-1")
def test_every_case_is_here_once() -> None:
    assert sorted(case["id"] for case in cases_of("whole_decision")) == sorted(IDS)
    assert len(IDS) == 60
