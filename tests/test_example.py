"""The example under docs/examples: `today.py` and `open_dental/`, to be copied, and `make_practice.py` for its data."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import recallcore as rc

EXAMPLES: Final = Path(__file__).parent.parent / "docs" / "examples"
PRACTICE: Final = EXAMPLES / "practice"
FILES: Final = sorted(file.stem for file in PRACTICE.glob("*.json"))
PROGRAM: Final = [EXAMPLES / "today.py", *sorted((EXAMPLES / "open_dental").glob("*.py"))]
NO_FACTS: Final = ("of no patient", "of a rejected patient")  # rows that belong to nobody who could be read
AS_OF: Final = date(2026, 11, 20)


sys.path.insert(0, str(EXAMPLES))  # as Python does when it runs today.py
chart: Final = import_module("open_dental.chart")
notes: Final = import_module("open_dental.notes")
practice: Final = import_module("open_dental.practice")
POLICY: Final = import_module("open_dental.policy").POLICY
make_practice: Final = import_module("make_practice")

Row = chart.Row
Tables = chart.Tables


def tables() -> Tables:
    return practice.read_folder(PRACTICE)


def listed(read: Tables) -> rc.CallList:
    whole = practice.Practice(read, AS_OF)
    found = rc.call_list(whole.histories(), POLICY, as_of=AS_OF, capacity=10)
    for rejected in found.rejected:
        whole.account_for(rejected)
    return found


def decided(read: Tables, number: str) -> rc.Decision:
    row = next(row for row in read["patients"] if str(row["PatNum"]) == number)
    return rc.decide(practice.Practice(read, AS_OF).history(row), POLICY, as_of=AS_OF)


def understood(text: str, on: date = date(2026, 11, 16), by: rc.Channel = rc.Channel.PHONE) -> list[Any] | None:
    try:
        return list(notes.read_note(text, on, by))
    except ValueError:
        return None


def everybody(found: rc.CallList) -> dict[str, rc.Decision]:
    buckets = (found.calls, found.waiting, found.withheld, found.not_wanted)
    return {decision.patient_id: decision for bucket in buckets for decision in bucket}


def codes(decision: rc.Decision) -> set[rc.ReasonCode]:
    return {reason.code for reason in decision.withheld_by}


READ: Final = tables()
HISTORIES: Final = list(practice.Practice(READ, AS_OF).histories())
FOUND: Final = listed(READ)
DECISIONS: Final = everybody(FOUND)
OF: Final = {history.patient.id: history for history in HISTORIES if isinstance(history, rc.History)}
CALLED: Final = [decision.patient_id for decision in FOUND.calls]


def run(*arguments: str, hash_seed: int = 0) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, EXAMPLES / "today.py", *arguments],
        capture_output=True,
        check=False,
        encoding="utf-8",
        env=os.environ | {"COLUMNS": "100", "PYTHONHASHSEED": str(hash_seed), "PYTHONIOENCODING": "utf-8"},
    )


def rows_of(file: str, **fields: Any) -> list[Row]:
    return [row for row in READ[file] if all(row.get(name) == value for name, value in fields.items())]


def fates(file: str) -> Counter[str]:
    return Counter(row.fate for row in READ[file])


# ------------------------------------------------------------------ EX-1: every row is accounted for


@pytest.mark.clause("EX-1")
@pytest.mark.parametrize("file", PROGRAM, ids=lambda file: file.name)
def test_every_file_and_every_function_is_short_enough_to_read(file: Path) -> None:
    text = file.read_text("utf-8")
    assert len(text.splitlines()) <= 150
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno is not None
            assert node.end_lineno - node.lineno < 40, node.name


@pytest.mark.clause("EX-1")
def test_rows_of_patients_are_histories_and_rejections() -> None:
    rejected = {row.id: row.error for row in FOUND.rejected}
    assert rejected == {"2024": "status Deleted", "2181": "ValueError"}
    assert len(READ["patients"]) == len(HISTORIES) == len(OF) + 1 + len(rejected)  # 2180 comes twice
    assert FOUND.base == len(OF)
    assert DECISIONS["2180"].leading.code is rc.ReasonCode.DUPLICATE_ID
    assert fates("patients") == {"mapped": len(OF) + 1, **Counter(rejected.values())}


@pytest.mark.clause("EX-1")
def test_rows_of_procedures_are_facts_or_reported() -> None:
    reported = fates("procedurelogs")
    facts = [fact for history in OF.values() for fact in (*history.completed, *history.planned)]
    assert len(facts) == reported["mapped"] + reported["unknown code"]
    assert reported["unknown code"] == sum(fact.code in ("N4120", "X0001", "") for fact in facts) == 6
    assert all(fact.kind is rc.Kind.UNMAPPED for fact in facts if fact.code in ("N4120", "X0001", ""))
    assert reported["no day"] == len(rows_of("procedurelogs", ProcDate="0001-01-01", DateComplete="0001-01-01")) == 2
    assert set(reported) == {"mapped", "unknown code", "no day", *NO_FACTS}


@pytest.mark.clause("EX-1")
def test_rows_of_appointments_are_bookings_or_reported() -> None:
    reported = fates("appointments")
    bookings = [booking for history in OF.values() for booking in history.appointments]
    assert len(bookings) == reported["mapped"] + reported["unknown code"]
    assert reported["unknown code"] == sum(rc.Kind.UNMAPPED in booking.kinds for booking in bookings) == 3
    for status in ("Planned", "UnschedList"):
        assert reported[f"status {status}: no booking"] == 2
    assert len(rows_of("appointments", AptStatus="Planned")) == 2
    assert len(rows_of("appointments", AptStatus="UnschedList")) == 3  # one of them was broken, and a code tells of it


@pytest.mark.clause("EX-1", "EX-2")
def test_rows_of_commlogs_are_understood_or_unread() -> None:
    unread = [fact for history in OF.values() for fact in history.circumstances if isinstance(fact, rc.UnreadNote)]
    assert len(unread) == fates("commlogs")["note not understood"] + fates("reactivations")["note not understood"]
    assert set(fates("commlogs")) == {"mapped", "note not understood", "of no patient"}


@pytest.mark.clause("EX-1")
def test_a_malformed_interval_is_reported_and_the_rest_of_its_row_used() -> None:
    assert [row["PatNum"] for row in READ["recalls"] if row.fate == "interval not understood"] == [2115]
    read = tables()
    row = next(row for row in read["recalls"] if row["PatNum"] == 2115)
    row["IsDisabled"] = "true"
    assert rc.ReasonCode.EXCLUDED in codes(everybody(listed(read))["2115"])


@pytest.mark.clause("EX-1")
@pytest.mark.parametrize(("file", "number"), [("commlogs", 9001), ("appointments", 9002), ("procedurelogs", 9003)])
def test_a_row_of_nobody_is_reported(file: str, number: int) -> None:
    (row,) = rows_of(file, PatNum=number)
    assert row.fate == "of no patient"
    assert str(number) not in DECISIONS


@pytest.mark.clause("EX-1")
@pytest.mark.parametrize("number", [2024, 2181])
def test_rows_of_a_rejected_patient_are_not_called_mapped(number: int) -> None:
    rows = [row for file in FILES if file != "patients" for row in rows_of(file, PatNum=number)]
    assert len(rows) > 3
    assert all(row.fate == "of a rejected patient" for row in rows)


@pytest.mark.clause("EX-1", "EX-2")
@pytest.mark.parametrize(
    ("file", "field"),
    [("commlogs", "CommDateTime"), ("procedurelogs", "DateComplete"), ("recalls", "DisableUntilDate")],
)
def test_a_row_that_cannot_be_read_rejects_its_patient(file: str, field: str) -> None:
    read = tables()
    row = next(row for row in read[file] if str(row["PatNum"]) in CALLED)
    row[field] = "20/11/2026"
    found = listed(read)
    assert str(row["PatNum"]) in {rejected.id for rejected in found.rejected}
    assert str(row["PatNum"]) not in everybody(found)
    others = [other for other in read[file] if other["PatNum"] == row["PatNum"]]
    assert {other.fate for other in others} == {"of a rejected patient"}


@pytest.mark.clause("EX-1")
def test_a_recall_type_that_the_policy_lacks_is_reported() -> None:
    read = tables()
    read["recalltypes"].append(Row(read["recalltypes"][0] | {"RecallTypeNum": 6, "Description": "Whitening"}))
    row = next(row for row in read["recalls"] if str(row["PatNum"]) in CALLED)
    row |= {"RecallTypeNum": 6, "IsDisabled": "true"}
    assert everybody(listed(read))[str(row["PatNum"])].verdict is rc.Verdict.CONTACT
    assert row.fate == "no recall of the policy"


def printed_account(text: str) -> dict[str, tuple[int, Counter[str]]]:
    """The table of sums as printed: for each line's name, what it comes to and what it is made of."""
    account: dict[str, tuple[int, Counter[str]]] = {}
    name = ""
    for line in text.partition("Everybody, and every row")[2].splitlines():
        cells = [cell.strip() for cell in line.split("│")[1:-1]]
        if len(cells) == 3:
            if cells[0]:
                name = cells[0]
                account[name] = int(cells[1]), Counter()
            count, _, why = cells[2].partition(" ")
            account[name][1][why] += int(count)
    return account


@pytest.mark.clause("EX-1", "EX-3")
def test_all_printed_sums_add_up() -> None:
    account = printed_account(run().stdout)
    for total, parts in account.values():
        assert total == parts.total()
    for file in FILES:
        assert account[f"{file} rows"][0] == len(READ[file])
    assert account["patients rows"][1] == {"mapped": len(OF) + 1, "status Deleted": 1, "ValueError": 1}
    assert account["patients"][1] == {
        "calls": len(FOUND.calls),
        "waiting": len(FOUND.waiting),
        "withheld": len(FOUND.withheld),
        "not wanted": len(FOUND.not_wanted),
    }
    assert account["patients"][0] == FOUND.base == sum(count for _, count in FOUND.tally)
    assert account["withheld"][0] == len(FOUND.withheld)
    assert account["not wanted"][0] == len(FOUND.not_wanted)
    tally = account["withheld"][1] + account["not wanted"][1]
    assert tally == {str(code): count for code, count in FOUND.tally if rc.Reason(code=code).role is not rc.Role.WANTED}
    assert account["to check"][0] == sum(len(decision.review) for decision in FOUND.review)


# ------------------------------------------------------------------ EX-2: a note not fully understood withholds


def noted(read: Tables, number: str, text: str, **fields: Any) -> Row:
    """A note about a patient, as a commlog."""
    row = read["commlogs"][0] | {"CommDateTime": "2026-11-12 10:00:00", "Mode_": "Phone", "SentOrReceived": "Received"}
    row = Row(row | {"PatNum": int(number), "Note": text} | fields)
    read["commlogs"].append(row)
    return row


TOLD_OF_DEATH: Final = [
    "wife says he is gone to the Lord",
    "pushing up daisies",
    "RIP",
    "took the last train",
    "no need to call any more, buried Tuesday",
    "Hubby kicked the bucket in Sept",
    "son: mum did not make it",
    "she lost her battle, family asks for a refund",
    "expired 10/02",
    "no answer - neighbour said the funeral was Friday",
    "LM with wife, now a widow",
    "left msg with widow",
    "dcsd",
    "deceased?",
    "pt passed",
    "passed away",
    "Wife called: pt passed away peacefully",
    "Wife called; patient has passed away",
    "no answer and obit seen",
    "moved to a better place",
    "Moved to another state, has new dentist, well, heaven",
    "not in service. nor is he",
    "out of town until the resurrection",
    "will not call back, ever",
    "the late Mr. of this family",
    "falleció en octubre",
    "se nos fue la semana pasada",
    "la esposa dice que el paciente murió",
    "q.e.p.d.",
    "ya no está con nosotros",
    "décédé",
    "verstorben",
    "†",
    "🕊️",
    "left us",
    "Stop. Dead.",
    "n o  a n s w e r",
    "busy dying",
    "NO ANSWER\n\nhusband died",
]


@pytest.mark.clause("EX-2")
@pytest.mark.parametrize("place", range(len(TOLD_OF_DEATH)), ids=lambda place: TOLD_OF_DEATH[place][:30])
def test_nobody_is_called_after_a_death_told_in_words_never_seen(place: int) -> None:
    read, number = tables(), CALLED[place % len(CALLED)]
    kinds = [
        {},
        {"commType": "Financial", "Mode_": "Mail", "SentOrReceived": "Sent"},
        {"commType": "Insurance", "Mode_": "None", "SentOrReceived": "Neither"},
        {"Mode_": "Text", "CommDateTime": "2012-02-29 23:59:00"},
    ]
    row = noted(read, number, TOLD_OF_DEATH[place], **kinds[place % len(kinds)])
    decision = decided(read, number)
    assert decision.verdict is rc.Verdict.WITHHELD
    assert not decision.channels
    assert rc.ReasonCode.NOTE_NOT_UNDERSTOOD in codes(decision)
    assert rc.ReasonCode.NOTE_NOT_UNDERSTOOD in {reason.code for reason in decision.review}
    assert row.fate == "note not understood"


@pytest.mark.clause("EX-2")
@pytest.mark.parametrize("text", TOLD_OF_DEATH[:3])
def test_a_note_in_another_table_withholds_too(text: str) -> None:
    read = tables()
    recalled, reactivated = CALLED[:2]
    next(row for row in read["recalls"] if str(row["PatNum"]) == recalled)["Note"] = text
    row = read["reactivations"][0] | {"PatNum": int(reactivated), "DoNotContact": "false", "ReactivationNote": text}
    read["reactivations"].append(Row(row))
    decisions = everybody(listed(read))
    for number in (recalled, reactivated):
        assert decisions[number].verdict is rc.Verdict.WITHHELD
        assert codes(decisions[number]) >= {rc.ReasonCode.NOTE_NOT_UNDERSTOOD}


@pytest.mark.clause("EX-2")
@pytest.mark.parametrize("text", ["Wife called: pt passed away", "son called: patient passed away."])
def test_a_death_report_understood_to_the_last_word_is_one(text: str) -> None:
    read, number = tables(), CALLED[0]
    noted(read, number, text)
    decision = decided(read, number)
    assert decision.verdict is rc.Verdict.WITHHELD
    assert decision.leading.code is rc.ReasonCode.DEATH_REPORTED
    assert not decision.leading.terminal


@pytest.mark.clause("EX-2")
def test_no_death_in_the_practice_is_called() -> None:
    dead = {str(row["PatNum"]) for row in rows_of("patients", PatStatus="Deceased")}
    told = {"2160", "2161", "2162", "2163"}
    hard = {"2170", "2171", "2172", "2173"}
    assert len(dead) == 4
    for number in dead | told | hard:
        assert DECISIONS[number].verdict is rc.Verdict.WITHHELD
    assert {DECISIONS[number].leading.code for number in dead} == {rc.ReasonCode.DECEASED}
    assert DECISIONS["2160"].leading.code is rc.ReasonCode.DEATH_REPORTED
    assert {DECISIONS[number].leading.code for number in told - {"2160"} | hard} == {rc.ReasonCode.NOTE_NOT_UNDERSTOOD}


BENIGN: Final = [
    "",
    "  ",
    "no answer",
    "No answer.",
    "NO ANS",
    "n/a",
    "N/A x2",
    "na x 3",
    "rang out",
    "rang & rang, no machine",
    "LVM",
    "LMOM",
    "lmovm",
    "Left msg.",
    "left a message",
    "Left voicemail.",
    "left msg with husband",
    "LM on cell, no answer",
    "no answer - LM",
    "vm box full",
    "VM full, could not leave message",
    "texted recall link, no reply",
    "Text sent",
    "email sent and no reply",
    "postcard",
    "busy",
    "2nd statement sent, no answer yet",
    "moved appt to Tue",
]


@pytest.mark.clause("EX-2")
@pytest.mark.parametrize("text", BENIGN)
def test_a_note_that_says_nothing_withholds_nobody(text: str) -> None:
    read, number = tables(), CALLED[0]
    row = noted(read, number, text, SentOrReceived="Sent")
    assert decided(read, number) == DECISIONS[number]
    assert row.fate == "mapped"


@pytest.mark.clause("EX-2")
@given(
    benign=st.sampled_from([text.strip(" .") for text in BENIGN if text.strip()]),
    word=st.text(st.characters(codec="utf-8", exclude_characters=" .,;&/-"), min_size=1, max_size=12),
)
def test_one_word_more_than_is_understood_is_not_understood(benign: str, word: str) -> None:
    assume(understood(word) is None)
    for text in (f"{benign}, {word}", f"{benign}. {word}.", f"{word} - {benign}", f"{benign} and {word} and {benign}"):
        assert understood(text) is None


def _day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.clause("EX-2")
@pytest.mark.parametrize(
    ("on", "text", "day", "half"),
    [
        ("2026-11-19", "Pt at work, asked us to call back next week in the morning", "2026-11-23", "morning"),
        ("2026-11-19", "call next week in the afternoon", "2026-11-23", "afternoon"),
        ("2026-11-16", "call next week", "2026-11-23", None),
        ("2026-11-22", "pls call back next week", "2026-11-23", None),
        ("2026-11-10", "busy, call after the 15th", "2026-11-16", None),
        ("2026-11-15", "busy, call after the 15th", "2026-11-16", None),
        ("2026-11-16", "busy, call after the 15th", "2026-12-16", None),
        ("2026-12-20", "call back after the 2nd", "2027-01-03", None),
        ("2026-10-31", "call after the 31st", "2026-11-01", None),
    ],
)
def test_a_call_asked_for_is_a_promise(on: str, text: str, day: str, half: str | None) -> None:
    told = understood(text, _day(on)) or []
    promise = rc.CallBack(since=_day(on), on=_day(day), half=None if half is None else rc.HalfDay(half))
    assert [fact for fact in told if not isinstance(fact, rc.Outcome)] == [promise]


@pytest.mark.clause("EX-2")
@pytest.mark.parametrize("text", ["says she will call us", "says he'll ring us", "Pt will call back"])
def test_a_call_announced_is_waited_for(text: str) -> None:
    assert understood(text) == [rc.PatientWillCall(since=date(2026, 11, 16))]


@pytest.mark.clause("EX-2")
def test_a_wish_to_wait_is_a_deferral() -> None:
    on = date(2026, 11, 30)
    told = understood("Not interested right now, money is tight", on)
    assert told == [rc.Deferral(since=on, until=date(2027, 2, 28)), rc.Outcome.CONVERSATION]


@pytest.mark.clause("EX-2")
@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("Patient out of town until 12/06/2026.", "2026-12-06"),
        ("working abroad till 2/27/2027", "2027-02-27"),
        ("abroad for work, back 04/12/2027", "2027-04-12"),
        ("away at college, back 05/20/2027", "2027-05-20"),
        ("Mom: at college til 12/18/2026", "2026-12-18"),
        ("traveling until 11/17/2026", "2026-11-17"),
    ],
)
def test_an_absence_until_a_day_is_one(text: str, until: str) -> None:
    assert understood(text) == [rc.Away(since=date(2026, 11, 16), until=_day(until))]


@pytest.mark.clause("EX-2")
@pytest.mark.parametrize(
    "text",
    [
        "out of town until 11/16/2026",  # not after the day it was said
        "out of town until 02/30/2027",
        "out of town until 12/06",
        "out of town until 12/06/26",
        "out of town until 2026-12-06",
        "out of town",
        "call after the 31st",  # November has no such day
        "call after the 0th",
        "call after the 15th?",
        "not interested",
        "no longer interested right now",
        "moved to another state",
        "has new dentist",
        "no answer?",
        "did not leave message",
        "wrong number?",
        "don't stop",
    ],
)
def test_what_is_not_certain_is_not_understood(text: str) -> None:
    assert understood(text) is None


@pytest.mark.clause("EX-2")
def test_a_stop_is_taken_on_the_channel_it_came_by() -> None:
    for text, mode, left in (
        ("STOP", "Text", ("phone",)),
        ("stop.", "Phone", ()),
        ("asked not to be texted", "Phone", ("phone",)),
    ):
        read = tables()
        number = next(n for n in CALLED if DECISIONS[n].channels == ("phone", "sms", "email"))
        next(row for row in read["patients"] if str(row["PatNum"]) == number)["Email"] = ""
        noted(read, number, text, Mode_=mode)
        assert decided(read, number).channels == left


@pytest.mark.clause("EX-2")
@pytest.mark.parametrize(
    ("mode", "home", "left"),
    [
        ("Phone", "", ("email",)),
        ("Phone", "x", ("email",)),
        ("Text", "", ("email",)),
        ("Text", "x", ("phone", "email")),
    ],
)
def test_a_wrong_number_is_not_used_again(mode: str, home: str, left: tuple[str, ...]) -> None:
    read = tables()
    number = next(n for n in CALLED if DECISIONS[n].channels == ("phone", "sms", "email"))
    next(row for row in read["patients"] if str(row["PatNum"]) == number)["HmPhone"] = home
    noted(read, number, "Wrong number - not this pt", Mode_=mode, SentOrReceived="Sent")
    assert decided(read, number).channels == left


@pytest.mark.clause("EX-2")
def test_a_conversation_is_an_attempt_of_its_kind() -> None:
    (attempt,) = (a for a in OF["2142"].attempts if a.on == date(2026, 11, 9))
    assert attempt.outcome is rc.Outcome.CONVERSATION
    assert attempt.purpose is rc.Purpose.CARE
    (moved,) = OF["2176"].attempts
    assert (moved.direction, moved.purpose) == (rc.Direction.INBOUND, rc.Purpose.APPOINTMENT)
    assert OF["2175"].attempts == ()  # a statement is no attempt
    outcomes = {attempt.outcome for attempt in OF["2136"].attempts}
    assert outcomes == {rc.Outcome.NO_ANSWER, rc.Outcome.LEFT_MESSAGE}


# ------------------------------------------------------------------ EX-3: the list, everybody else, and why

# These cannot come of Open Dental's tables under this policy, or nobody in the practice is such a case.
ABSENT: Final = {
    rc.ReasonCode.CONTRADICTORY_FACTS,
    rc.ReasonCode.REINSTATED,  # a patient made alive again has the state "patient", and no trace of another
    rc.ReasonCode.DUE_WHILE_AWAY,  # an absence still to come is in a note at most
    rc.ReasonCode.RESOLVED,  # of one-off recalls, as is ENDED
    rc.ReasonCode.TOOTH_EXTRACTED,
    rc.ReasonCode.BEYOND_CALENDAR,
    rc.ReasonCode.SEEN_AFTER_DEATH,
    rc.ReasonCode.RETURN_DAY_UNKNOWN,
    rc.ReasonCode.PERIO_CARE_LAPSED,  # whoever had such care has a recall of their own for it
    rc.ReasonCode.PROPHYLAXIS_DURING_MAINTENANCE,  # either hygiene code resolves perio
    rc.ReasonCode.RISK_NOT_ASSESSED,
    rc.ReasonCode.RECALL_NOT_IN_POLICY,
    rc.ReasonCode.SAFETY_FOLLOW_UP,  # a pathology result is in a note or a task, which only a person can read
    *(rc.ReasonCode.SAFETY_FOLLOW_UP_BLOCKED, rc.ReasonCode.NOT_FIT_FOR_SAFETY),
    rc.ReasonCode.DECLINED_RECENTLY,  # a no to one recall is in a note, if anywhere
    rc.ReasonCode.PROBLEM_UNTREATED,  # the practice is not young, and a finding has no severity in its tables
    rc.ReasonCode.CONTACT_RHYTHM,  # the policy asks for none
    rc.ReasonCode.ATTEMPT_CAP_REACHED,  # the policy has no caps
    *(rc.ReasonCode.NEVER_REACHABLE, rc.ReasonCode.NO_CONTACT_ON_RECORD),  # of a data review, not of a list
    rc.ReasonCode.LONG_WITHOUT_CONTACT,
    rc.ReasonCode.IN_PROGRESS,  # whose call it is, is in nobody's tables but the dialler's own
    rc.ReasonCode.COMMITMENT_OPEN,  # nobody writes down in them what the practice promised
    rc.ReasonCode.PROBLEM_TO_RAISE,  # see PROBLEM_UNTREATED
    *(rc.ReasonCode.NO_CONTACT_PERSON, rc.ReasonCode.GUARDIAN_WITHOUT_CONSENT),  # a guarantor pays; who is asked is
    rc.ReasonCode.BEREAVED,  # in a note, as is a loss
}


@pytest.mark.clause("EX-3", "EX-4")
def test_every_circumstance_is_in_the_practice() -> None:
    assert {code for code, _ in FOUND.mentions} == set(rc.ReasonCode) - ABSENT


@pytest.mark.clause("EX-3")
@pytest.mark.parametrize(
    ("number", "code"),
    [
        (2010, "not a patient"),
        (2020, "excluded"),
        (2022, "excluded"),
        (2030, "deceased"),
        (2035, "no recall attaches"),
        (2051, "recall due"),
        (2053, "not yet due"),
        (2078, "dated in future"),
        (2080, "booked"),
        (2084, "booked otherwise"),
        (2086, "visit not closed"),
        (2090, "recall due"),
        (2092, "recall due"),
        (2101, "excluded"),
        (2102, "deferred"),
        (2104, "recall due"),
        (2106, "on hold"),
        (2108, "recall due"),
        (2110, "recall due"),
        (2112, "recall due"),
        (2116, "not yet due"),
        (2117, "recall due"),
        (2120, "opted out"),
        (2134, "unreachable"),
        (2142, "patient will call"),
        (2145, "away"),
        (2148, "recall due"),
        (2150, "relocated"),
        (2155, "recall due"),
        (2180, "duplicate id"),
        (2190, "call promised later"),
        (2191, "call promised"),
        (2192, "recall due"),
        (2193, "promise missed"),
        (2195, "treatment unscheduled"),
        (2196, "booking lost"),
        (2200, "booking lost"),
        (2201, "not yet due"),
        (2202, "recall due"),
        (2203, "recall due"),
        (2205, "booking lost"),
        (2206, "recall due"),
        (2207, "recall due"),
        (2208, "booking lost"),
        (2210, "on hold"),
        (2211, "recall due"),
        (2212, "on hold"),
        (2215, "booked"),
        (2216, "recall due"),
        (2217, "booked"),
        (2218, "recall due"),
        (2220, "booked"),
        (2221, "deferral ended"),
        (2222, "not yet due"),
        (2226, "recall due"),
        (2227, "recall due"),
        (2228, "no recall attaches"),
    ],
)
def test_a_circumstance_is_told_as_what_it_is(number: int, code: str) -> None:
    assert DECISIONS[str(number)].leading.code == code


@pytest.mark.clause("EX-3")
def test_attempts_are_spaced() -> None:
    assert rc.ReasonCode.ATTEMPTS_EXHAUSTED in codes(DECISIONS["2136"])  # tried three times in vain
    assert rc.ReasonCode.ATTEMPT_TOO_RECENT in codes(DECISIONS["2136"])
    assert codes(DECISIONS["2138"]) <= {rc.ReasonCode.UNREACHABLE}  # last tried three weeks ago


@pytest.mark.clause("EX-3")
def test_work_charted_without_its_day_anchors_nothing() -> None:
    charted = {fact.code: fact.where for fact in OF["2076"].completed if fact.code.startswith(("D2740", "D6010"))}
    assert charted == {"D6010": rc.CareSetting.CHARTED}
    assert {fact.where for fact in OF["2075"].completed if fact.code == "D2392"} == {rc.CareSetting.ELSEWHERE}
    assert {str(fact.site and fact.site.fdi) for fact in OF["2075"].completed if fact.code == "D2392"} == {"26"}


@pytest.mark.clause("EX-3")
def test_an_enrolment_in_perio_care_never_puts_off_what_is_due() -> None:
    perio = {str(row["PatNum"]) for row in rows_of("recalls", RecallTypeNum=3)}
    for number in perio & OF.keys():
        without = rc.decide(rc.History(patient=OF[number].patient, completed=OF[number].completed), POLICY, as_of=AS_OF)
        due = next(due for due in DECISIONS[number].dues if due.recall == "perio")
        inferred = next(due for due in without.dues if due.recall == "perio")
        assert (due.on is None) is (number == "2228")  # of whom nothing is known but the row
        assert inferred.on is None or (due.on is not None and due.on <= inferred.on)


@pytest.mark.clause("EX-3")
@pytest.mark.parametrize(
    ("number", "on", "state", "cancelled_on"),
    [
        ("2090", "2026-11-13", "missed", None),  # broken, and nothing posted
        ("2200", "2027-01-12", "cancelled", "2026-11-05"),
        ("2201", "2027-02-09", "cancelled", None),
        ("2202", "2026-12-09", "cancelled", "2026-11-19"),
        ("2203", "2026-11-04", "missed", "2026-11-04"),
        ("2204", "2026-11-04", "missed", None),  # posted after its day: when the books were put in order
        ("2205", "2026-09-08", "missed", None),  # over before the day of the code, which is about the other
        ("2205", "2027-01-26", "cancelled", "2026-10-27"),
        ("2208", "2026-10-20", "missed", "2026-10-20"),  # on the unscheduled list
    ],
)
def test_a_broken_appointment_has_the_day_it_was_broken(
    number: str, on: str, state: str, cancelled_on: str | None
) -> None:
    (broken,) = (booking for booking in OF[number].appointments if booking.on == _day(on))
    assert broken.state == state
    assert broken.cancelled_on == (None if cancelled_on is None else _day(cancelled_on))


def broken_ahead(**fields: Any) -> rc.Appointment:
    """The broken appointment of 2200, with other fields in the row of the code that is posted for it."""
    read = tables()
    row = next(row for row in read["procedurelogs"] if row["PatNum"] == 2200 and row["procCode"] == "D9987")
    row |= fields
    patient = next(row for row in read["patients"] if row["PatNum"] == 2200)
    history = practice.Practice(read, AS_OF).history(patient)
    return next(booking for booking in history.appointments if booking.on > AS_OF)


@pytest.mark.clause("EX-3")
@pytest.mark.parametrize(
    "fields",
    [
        {"AptNum": "20001"},  # attached to another
        {"ProcDate": "2026-07-01", "DateComplete": "2026-07-01"},  # before the appointment was made
        {"ProcDate": "2026-12-01", "DateComplete": "2026-12-01"},  # after today
        {"ProcDate": "2027-02-01", "DateComplete": "2027-02-01"},
        {"ProcStatus": "TP"},
    ],
)
def test_a_code_that_is_about_something_else_dates_no_cancellation(fields: dict[str, str]) -> None:
    assert broken_ahead().cancelled_on == date(2026, 11, 5)
    assert broken_ahead(**fields).cancelled_on is None
    assert broken_ahead(**fields).state is rc.AppointmentState.CANCELLED


@pytest.mark.clause("EX-3")
def test_two_codes_are_about_two_appointments() -> None:
    read = tables()
    patient = next(row for row in read["patients"] if row["PatNum"] == 2200)
    (booking,) = (row for row in read["appointments"] if row["PatNum"] == 2200 and row["AptStatus"] == "Broken")
    read["appointments"].append(Row(booking | {"AptNum": 29999, "AptDateTime": "2027-03-02 09:00:00"}))
    (code,) = (row for row in read["procedurelogs"] if row["PatNum"] == 2200 and row["procCode"] == "D9987")
    read["procedurelogs"].append(Row(code | {"ProcNum": 69999, "ProcDate": "2026-11-12", "DateComplete": "2026-11-12"}))
    history = practice.Practice(read, AS_OF).history(patient)
    lost = [booking.cancelled_on for booking in history.appointments if booking.on > AS_OF]
    assert lost == [date(2026, 11, 5), date(2026, 11, 12)]


@pytest.mark.clause("EX-1", "EX-3")
@pytest.mark.parametrize(("number", "code"), [("2206", "D9986"), ("2207", "D9987")])
def test_a_missed_visit_posted_as_a_code_is_no_visit(number: str, code: str) -> None:
    (administrative,) = (fact for fact in OF[number].completed if fact.code == code)
    assert administrative.kind is rc.Kind.ADMINISTRATIVE
    decision = DECISIONS[number]
    assert decision.dormancy is not None
    assert decision.dormancy.last_visit is not None
    assert decision.dormancy.last_visit < administrative.on
    assert decision.verdict is rc.Verdict.CONTACT  # and not as somebody who was here this week
    assert (rc.ReasonCode.DORMANT in {reason.code for reason in decision.wanted}) is (number == "2206")


@pytest.mark.clause("EX-3")
@pytest.mark.parametrize(("number", "recalls"), [("2114", 2), ("2210", 2), ("2212", 1)])
def test_an_interval_of_zero_is_no_recall(number: str, recalls: int) -> None:
    (hold,) = (fact for fact in OF[number].circumstances if isinstance(fact, rc.Hold))
    assert hold.code == "no recall"
    assert hold.recalls is not None
    assert len(hold.recalls) == recalls
    assert OF[number].care_plan == ()


@pytest.mark.clause("EX-3")
@pytest.mark.parametrize("interval", [0, "0", "", " "])
@pytest.mark.parametrize(("due", "by_hand"), [("0001-01-01", False), ("2026-07-16", False), ("2026-11-02", True)])
def test_an_interval_of_zero_leaves_a_due_date_set_by_hand(interval: Any, due: str, by_hand: bool) -> None:
    read = tables()
    (row,) = (row for row in read["recalls"] if row["PatNum"] == 2110)  # last here on 2026-07-16
    row |= {"RecallInterval": interval, "DateDue": due}
    decision = decided(read, "2110")
    assert (rc.ReasonCode.ON_HOLD in codes(decision)) is not by_hand
    assert (decision.verdict is rc.Verdict.CONTACT) is by_hand
    assert row.fate == "mapped"


@pytest.mark.clause("EX-3")
@pytest.mark.parametrize(("kind", "held"), [(1, True), (2, False)])
def test_a_type_without_an_interval_leaves_it_to_the_other(kind: int, held: bool) -> None:
    read = tables()
    (row,) = (row for row in read["recalls"] if row["PatNum"] == 2011)  # a child of ten
    row |= {"RecallTypeNum": kind, "RecallInterval": "", "DateDue": "0001-01-01"}
    decision = decided(read, "2011")
    assert decision.dues == DECISIONS["2011"].dues
    assert (rc.ReasonCode.ON_HOLD in codes(decision)) is held


@pytest.mark.clause("EX-3")
def test_an_appointment_entered_after_its_day_was_made_nobody_knows_when() -> None:
    read = tables()
    (row,) = (row for row in read["appointments"] if row["PatNum"] == 2196 and row["AptStatus"] == "Broken")
    for entered, known in (("2026-10-06", True), ("2026-10-07", False), ("0001-01-01", False)):
        row["SecDateTEntry"] = f"{entered} 08:00:00"
        patient = next(row for row in read["patients"] if row["PatNum"] == 2196)
        history = practice.Practice(read, AS_OF).history(patient)
        (broken,) = (booking for booking in history.appointments if booking.state is rc.AppointmentState.MISSED)
        assert (broken.booked_on is not None) is known


@pytest.mark.clause("EX-3")
def test_a_packed_interval_is_read_as_the_written_one() -> None:
    read = tables()
    (row,) = (row for row in read["recalls"] if row["PatNum"] == 2110)
    assert row["RecallInterval"] == "3m"
    for packed in (rc.Interval(months=3).to_open_dental(), str(rc.Interval(months=3).to_open_dental())):
        row["RecallInterval"] = packed
        assert decided(read, "2110") == DECISIONS["2110"]


@pytest.mark.clause("EX-1", "EX-3")
@pytest.mark.parametrize("number", ["2070", "2071"])
def test_codes_that_nobody_knows_are_reported_once_a_patient(number: str) -> None:
    assert sum(fact.kind is rc.Kind.UNMAPPED for fact in OF[number].completed) > 1
    told = [reason for reason in DECISIONS[number].review if reason.code is rc.ReasonCode.CODE_NOT_MAPPED]
    assert len(told) == 1


@pytest.mark.clause("EX-3")
def test_a_booking_says_what_it_is_for_as_far_as_anybody_knows() -> None:
    def booked(number: str) -> rc.Appointment:
        return next(a for a in OF[number].appointments if a.state is rc.AppointmentState.BOOKED)

    assert booked("2215").codes == ("D1110", "N4120")
    assert booked("2215").kinds == (rc.Kind.PROPHYLAXIS, rc.Kind.UNMAPPED)
    assert DECISIONS["2215"].leading.scope.covers_all(rc.Purpose.CARE)  # near, and it may be for anything
    assert booked("2216").kinds == (rc.Kind.UNMAPPED,)
    assert booked("2217").codes == ("D0120", "D1110")  # of the procedures attached to it
    assert booked("2218").codes == ("PerEx", "Pro")
    assert booked("2218").kinds == (rc.Kind.UNMAPPED,)


@pytest.mark.clause("EX-3")
def test_a_booking_answers_only_what_was_said_before_it_was_made() -> None:
    for number, made in (("2221", "2026-07-02"), ("2222", "2026-09-01")):
        (booked,) = (a for a in OF[number].appointments if a.state is rc.AppointmentState.BOOKED)
        assert booked.booked_on == _day(made)
        (wait,) = (fact for fact in OF[number].circumstances if isinstance(fact, rc.Deferral))
        assert wait.since == date(2026, 7, 20)
    assert all(booking.booked_on is not None for history in OF.values() for booking in history.appointments)


@pytest.mark.clause("EX-3")
def test_what_is_booked_too_late_or_not_written_up_is_told() -> None:
    for number, code in (
        ("2220", rc.ReasonCode.BOOKED_TOO_LATE),
        ("2226", rc.ReasonCode.VISIT_NEVER_WRITTEN_UP),
        ("2228", rc.ReasonCode.ENROLMENT_UNDATED),
    ):
        assert [reason.code for reason in DECISIONS[number].review] == [code]
    assert rc.ReasonCode.VISIT_NOT_WRITTEN_UP in codes(DECISIONS["2225"])


@pytest.mark.clause("EX-3")
@pytest.mark.parametrize(
    ("first_visit", "entered", "registered"),
    [
        ("2019-03-05", "2025-01-01", "2019-03-05"),  # carried over from another program
        ("2026-03-05", "2026-02-20", "2026-02-20"),
        ("0001-01-01", "2026-02-20", "2026-02-20"),  # never here
        ("2019-03-05", None, "2019-03-05"),
        ("0001-01-01", None, None),
    ],
)
def test_a_patient_is_on_the_books_from_the_earlier_day(
    first_visit: str, entered: str | None, registered: str | None
) -> None:
    read = tables()
    row = read["patients"][0]
    row["DateFirstVisit"] = first_visit
    row["SecDateEntry"] = entered
    if entered is None:  # not every version of the interface has it
        del row["SecDateEntry"]
    patient = practice.Practice(read, AS_OF).history(row).patient
    assert patient.registered == (None if registered is None else _day(registered))


@pytest.mark.clause("EX-3")
@pytest.mark.parametrize("capacity", [0, 3, 10, 1000])
def test_the_list_holds_the_capacity_and_counts_who_waits(capacity: int) -> None:
    text = run("--capacity", str(capacity)).stdout
    found = rc.call_list(HISTORIES, POLICY, as_of=AS_OF, capacity=capacity)
    numbers = re.findall(r"^│ (\d{4}) ", text, re.MULTILINE)
    assert numbers == [decision.patient_id for decision in found.calls]
    sizes = printed_account(text)["patients"][1]
    assert (sizes["calls"], sizes["waiting"]) == (len(found.calls), len(found.waiting))


@pytest.mark.clause("EX-3")
def test_another_day_and_another_folder_may_be_asked_about() -> None:
    text = run(str(PRACTICE), "--as-of", "2027-01-15").stdout
    assert "Today's list, 2027-01-15" in text
    assert text != run().stdout


@pytest.mark.clause("EX-1")
def test_a_folder_without_one_of_the_tables_is_refused(tmp_path: Path) -> None:
    for file in PRACTICE.iterdir():
        if file.stem not in ("commlogs", "recalltriggers"):
            (tmp_path / file.name).write_bytes(file.read_bytes())
    answer = run(str(tmp_path))
    assert answer.returncode != 0
    assert answer.stdout == ""
    assert answer.stderr.splitlines()[-1].endswith("the folder lacks commlogs.json")
    (tmp_path / "commlogs.json").write_text("[]")
    assert run(str(tmp_path)).returncode == 0


@pytest.mark.clause("EX-3")
@pytest.mark.parametrize("number", [CALLED[0], "2030", "2104", "2160", "2170", "2180", FOUND.not_wanted[0].patient_id])
def test_why_explains_one_patient(number: str) -> None:
    answer = run("--why", number)
    assert answer.returncode == 0
    today_, _, later = answer.stdout.partition("If nothing happens, on ")
    assert today_.split() == rc.explain(DECISIONS[number]).split()
    change = rc.next_change(OF[number], POLICY, as_of=AS_OF) if number != "2180" else None
    assert later.split() == ([] if change is None else [f"{change.as_of}:", *rc.explain(change).split()])
    assert (number in ("2030", "2180")) is (change is None)


@pytest.mark.clause("EX-3")
def test_the_list_says_by_which_channel() -> None:
    by = dict(re.findall(r"^│ (\d{4}) .*│ (\w+) +│$", run("--capacity", "1000").stdout, re.MULTILINE))
    assert by == {d.patient_id: str(d.channel) for d in (*FOUND.calls, *FOUND.waiting)}
    assert set(by.values()) == {"phone", "sms", "email"}


@pytest.mark.clause("EX-3")
@pytest.mark.parametrize("number", ["2181", "2024", "9001", "nobody"])
def test_why_of_nobody_says_so(number: str) -> None:
    answer = run("--why", number)
    assert answer.returncode != 0
    assert answer.stdout == ""
    assert len(answer.stderr.splitlines()) == 1
    assert answer.stderr.startswith(f"{number}: no decision")


@pytest.mark.clause("EX-3")
def test_the_output_is_the_same_every_time() -> None:
    assert run(hash_seed=1).stdout == run(hash_seed=2).stdout != ""


@pytest.mark.clause("EX-3")
def test_no_note_is_repeated_in_the_output() -> None:
    text = run("--capacity", "1000").stdout
    for note in _notes():
        assert note not in text


def _notes() -> Iterator[str]:
    for row in (*READ["commlogs"], *READ["recalls"], *READ["reactivations"]):
        note = row.get("ReactivationNote", row.get("Note", ""))
        if len(note) > 4:
            yield note


# ------------------------------------------------------------------ EX-4: the practice is made by the script


@pytest.mark.clause("EX-4")
def test_the_practice_is_made_again_byte_for_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(make_practice, "FOLDER", tmp_path / "practice")
    make_practice.main()
    made = {file.name: file.read_bytes() for file in (tmp_path / "practice").iterdir()}
    assert made == {file.name: file.read_bytes() for file in PRACTICE.iterdir()}
    assert f"{len(READ['patients'])} patients" in capsys.readouterr().out


@pytest.mark.clause("EX-4")
def test_the_practice_is_large_enough_to_be_one() -> None:
    assert len({row["PatNum"] for row in READ["patients"]}) >= 150
    assert set(FILES) == set(make_practice.SHAPES)
