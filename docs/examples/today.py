"""Today's list for a practice whose tables have Open Dental's shapes: an example of mapping tables to facts.

Every row read is either mapped or reported with a reason. A note is understood only when known phrases make up the
whole of it. Any other note is a fact too, an `UnreadNote`: its patient is withheld until somebody reads it.
"""

import argparse
import json
import re
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import attrs
from rich.console import Console
from rich.table import Table

import recallcore as rc
from recallcore import Booking, Channel, Direction, Interval, Outcome, Party, Purpose, Where
from recallcore.presets import CDT, OPEN_DENTAL_US

# fmt: off
# What the tables' words mean.
PHONE, SMS, EMAIL = Channel.PHONE, Channel.SMS, Channel.EMAIL
POLICY = attrs.evolve(OPEN_DENTAL_US, name="example-practice", channels=[PHONE, SMS, EMAIL])
ADDRESSES = {PHONE: ["HmPhone", "WkPhone", "WirelessPhone"], SMS: ["WirelessPhone"], EMAIL: ["Email"]}
MODES = {"Phone": PHONE, "Text": SMS, "Email": EMAIL, "Mail": Channel.LETTER}
DIRECTIONS = {"Sent": Direction.OUTBOUND, "Received": Direction.INBOUND}
PURPOSES = {"Recall": Purpose.CARE, "Reactivation": Purpose.CARE, "ApptRelated": Purpose.APPOINTMENT}
BOOKINGS = {"Scheduled": Booking.BOOKED, "ASAP": Booking.BOOKED, "Complete": Booking.KEPT, "Broken": Booking.MISSED}
DONE = {"C": (Where.HERE, Where.HERE), "EC": (Where.HERE, Where.CHARTED), "EO": (Where.ELSEWHERE, Where.CHARTED),
        "TP": (Where.HERE, Where.HERE)}  # where the care was given: with a day of completion, and without
PROPHY, BITEWINGS, PANORAMIC = ["prophylaxis", "child prophylaxis"], ["bitewings"], ["panoramic or full mouth"]
RECALLS = {"Prophy": PROPHY, "Child Prophy": PROPHY, "Perio": ["perio"], "BW x4": BITEWINGS, "4BW": BITEWINGS,
           "Pan": PANORAMIC, "Pano": PANORAMIC}
MAPPED, UNREAD, UNKNOWN = "mapped", "note not understood", "unknown code"

# What whole phrases of notes mean: how an attempt ended, the day to wait for, or another fact. Add your own.
MSG, FAMILY = "(msg|message|vm|voicemail)", "(wife|husband|mother|mom|father|dad|daughter|son|sister|brother)"
CALL, UNTIL = "(asked us to |pls )?call (back )?", r"(until|till?|back) (?P<m>\d\d?)/(?P<d>\d\d?)/(?P<y>\d{4})"
PHRASES: dict[str, Any] = {
    r"(n/?a|no ans(wer)?( yet)?|rang out|rang (&|and) rang|no machine|no reply)( x ?\d)?": Outcome.NO_ANSWER,
    rf"(vm|voicemail)( box)?( is)? full|could not leave (a )?{MSG}": Outcome.NO_ANSWER,
    rf"(left (a )?({MSG}|word)|lm)( on (cell|machine|vm)| with {FAMILY})?|lvm|lmom|lmovm": Outcome.LEFT_MESSAGE,
    r"(text|e-?mail|postcard|\d(st|nd|rd) statement) sent|texted recall link|postcard": Outcome.DELIVERED,
    "wrong number|not this (pt|patient)|# belongs to someone else now|not in service": Outcome.NOT_DELIVERED,
    "busy|driving|(pt )?at work|money is tight|new card|moved appt to (mon|tue|wed|thu|fri)": Outcome.CONVERSATION,
    f"{CALL}next week( in the (morning|afternoon))?": lambda on, by, m: on + Interval(days=7 - on.weekday()),
    rf"{CALL}after the (?P<n>\d\d?)(st|nd|rd|th)":
        lambda on, by, m: on.replace(day=int(m["n"])) + Interval(months=int(on.day > int(m["n"])), days=1),
    "(says (he|she|they) ?|pt )?('ll|will) (call|ring)( us)?( back)?": lambda on, by, m: on + Interval(weeks=2),
    "not interested right now": lambda on, by, m: on + Interval(months=3),
    f"({FAMILY}: )?((patient|pt) )?(out of town|traveling|working abroad|abroad for work|(away )?at college),? {UNTIL}":
        lambda on, by, m: rc.Away(since=on, until=date(int(m["y"]), int(m["m"]), int(m["d"]))),
    "moved (to another state|out of the area), (has new dentist|sees a dentist there now)":
        lambda on, by, m: rc.RelocatedPermanently(recorded=on, source=Party.PATIENT),
    "(ok to call but )?asked not to be texted": lambda on, by, m: rc.OptOut(since=on, channels=[SMS]),
    "stop": lambda on, by, m: rc.OptOut(since=on, channels=[SMS] if by is SMS else None),
    f"{FAMILY} called: (pt|patient) passed away": lambda on, by, m: rc.Deceased(recorded=on, source=Party.FAMILY),
}
# fmt: on


def read(note: str, on: date, by: Channel | None) -> list[Any]:
    """What a note's phrases tell, in turn. Raises `ValueError` unless they make up the whole of it."""
    rest = " ".join(note.casefold().split())
    for phrase, means in PHRASES.items() if rest else ():
        if match := re.match(rf"({phrase})(\s*[.,;&/-]+\s*|\s+and\s+|$)", rest, re.ASCII):
            told = means(on, by, match) if callable(means) else means
            told = rc.Deferral(since=on, until=told) if isinstance(told, date) else told
            return [told, *read(rest[match.end() :], on, by)]
    if rest:
        raise ValueError(UNREAD)
    return []


def day(text: str) -> date | None:
    """The day of a local time. Open Dental writes 0001-01-01 for none."""
    on = date.fromisoformat(text[:10] or "0001-01-01")
    return on if on.year > 1 else None


class Chart:
    """One patient's facts. The method named like a table adds a row's, and says what became of the row."""

    def __init__(self, as_of: date) -> None:
        self.as_of, self.facts = as_of, defaultdict[str, Any](list)
        self.circumstances, self.care_plan = self.facts["circumstances"], self.facts["care_plan"]

    def patients(self, row: dict[str, Any]) -> str:
        status, born, died = row["PatStatus"], day(row["Birthdate"]), day(row["DateTimeDeceased"])
        number, household, subject = str(row["PatNum"]), str(row["Guarantor"]), status != "NonPatient"
        self.facts["patient"] = rc.Patient(id=number, birth_date=born, household=household, subject=subject)
        for channel, names in ADDRESSES.items():
            if not any(row[name] for name in names):
                self.circumstances.append(rc.Unreachable(channel=channel))
        if row["TxtMsgOk"] == "No":
            self.circumstances.append(rc.OptOut(channels=[SMS]))
        if row["PreferRecallMethod"] == "DoNotCall":
            self.circumstances.append(rc.OptOut(channels=[PHONE]))
        if (dead := status == "Deceased") or died:  # recorded on a day the tables do not tell
            fact = rc.Deceased(recorded=self.as_of, source=Party.PRACTICE, died_on=died, confirmed=dead)
            self.circumstances.append(fact)
        elif status not in {"Patient", "NonPatient", "Prospective"}:
            self.circumstances.append(rc.Excluded(code=status))
        return MAPPED

    def procedurelogs(self, row: dict[str, Any]) -> str:
        status, done, charted = row["ProcStatus"], day(row["DateComplete"]), day(row["ProcDate"])
        on = charted if status == "TP" else done or charted
        if on is None or status not in DONE:
            return f"status {status}" if on else "no day"
        site = rc.Site(tooth=row["ToothNum"], notation=rc.Notation.UNIVERSAL) if row["ToothNum"] else None
        care = CDT.procedure(row["procCode"], on, site=site, where=DONE[status][0 if done else 1])
        self.facts["planned" if status == "TP" else "completed"].append(care)
        return MAPPED if CDT.find(care.code) else UNKNOWN

    def appointments(self, row: dict[str, Any]) -> str:
        on, status, codes = day(row["AptDateTime"]), row["AptStatus"], re.findall(r"[^\s,]+", row["ProcDescript"])
        if on is None or status not in BOOKINGS:
            return f"status {status}: no booking"
        kinds = [kind for code in codes if (kind := CDT.find(code))]  # none: not said, so it may be for anything
        self.facts["appointments"].append(rc.Appointment(on=on, state=BOOKINGS[status], kinds=kinds))
        return MAPPED if len(kinds) == len(codes) else UNKNOWN

    def commlogs(self, row: dict[str, Any]) -> str:
        on, by = day(row["CommDateTime"]) or self.as_of, MODES.get(row["Mode_"])
        try:
            told = read(row["Note"], on, by)
        except ValueError:
            self.circumstances.append(rc.UnreadNote(on=on))
            return UNREAD
        outcomes = [item for item in told if isinstance(item, Outcome)]
        self.circumstances += [item for item in told if item not in outcomes]
        if Outcome.NOT_DELIVERED in outcomes:  # which number it was is not on record, so neither call nor text
            self.circumstances += [rc.Unreachable(channel=channel, since=on) for channel in (PHONE, SMS)]
        direction, purpose = DIRECTIONS.get(row["SentOrReceived"]), PURPOSES.get(row["commType"])
        if told and by and direction and purpose:
            outcome = max(outcomes or [Outcome.CONVERSATION], key=[*Outcome].index)
            attempt = rc.Attempt(on=on, channel=by, outcome=outcome, direction=direction, purpose=purpose)
            self.facts["attempts"].append(attempt)
        return MAPPED

    def recalls(self, row: dict[str, Any]) -> str:
        names, previous, due = RECALLS.get(row["Description"]), day(row["DatePrevious"]), day(row["DateDue"])
        fate = self.reactivations(row)
        if names is None:
            return "not a recall of the policy"
        interval = usual = POLICY.rule(names[0]).interval
        try:
            interval = Interval.parse(row["RecallInterval"]) if row["RecallInterval"] else usual
        except rc.IntervalError:
            fate = "interval not understood"
        for name in names:
            if interval != usual:
                since = previous or self.as_of
                self.care_plan.append(rc.IntervalOverride(recall=name, interval=interval, since=since))
            if due and due != (previous and previous + interval):
                self.care_plan.append(rc.DueDateOverride(recall=name, due=due, set_on=previous or self.as_of))
        if names == ["perio"]:  # since the earliest day known: a later one could put off what is due
            since = min(filter(None, [previous, day(row["DateFirstVisit"])]), default=self.as_of)
            self.care_plan.append(rc.PerioEnrolment(since=since))
        if row["IsDisabled"] == "true":
            self.circumstances.append(rc.Excluded(code="recall-disabled", recalls=names))
        if 0 < row["DisableUntilBalance"] < row["EstBalance"]:
            self.circumstances.append(rc.Hold(code="balance", recalls=names))
        if until := day(row["DisableUntilDate"]):
            self.circumstances.append(rc.Deferral(until=until))
        return fate

    def reactivations(self, row: dict[str, Any]) -> str:
        if row.get("DoNotContact") == "true":
            self.circumstances.append(rc.OptOut())
        elif (row.get("ReactivationNote") or row.get("Note", "")).strip():
            self.circumstances.append(rc.UnreadNote(on=self.as_of))
            return UNREAD
        return MAPPED


def intake(tables: dict[str, list[dict[str, Any]]], as_of: date) -> list[rc.History | rc.Rejected]:
    """A history, or a rejection, for each row of patients. Writes into every row what became of it, its "fate"."""
    types = {row["RecallTypeNum"]: row for row in tables["recalltypes"]}
    rows_of = defaultdict(list)
    for table in ("procedurelogs", "appointments", "commlogs", "recalls", "reactivations"):
        for row in tables[table]:
            row["fate"] = "no such patient"
            rows_of[row["PatNum"]].append((table, row))

    def history(row: dict[str, Any]) -> rc.History:
        if row["PatStatus"] == "Deleted":
            raise rc.FactError("status Deleted")
        chart = Chart(as_of)
        row["fate"] = chart.patients(row)
        for table, child in rows_of[row["PatNum"]]:
            child["fate"] = getattr(chart, table)(row | types.get(child.get("RecallTypeNum"), {}) | child)
        return rc.History(**chart.facts)

    found = list(rc.histories(tables["patients"], history, id_of=lambda row: str(row["PatNum"])))
    for item in found:
        if isinstance(item, rc.Rejected):
            row = tables["patients"][item.row]
            for _, mapped in [("", row), *rows_of[row["PatNum"]]]:
                mapped["fate"] = f"patient rejected: {item.error}"
    return found


def show(found: rc.CallList, tables: dict[str, list[dict[str, Any]]]) -> None:
    calls = Table("", "Patient", "Speak about", "Days overdue", "By", title=f"Today's list, {found.as_of}")
    for place, call in enumerate(found.calls, 1):
        about = ", ".join(call.recalls) or call.leading.code
        calls.add_row(str(place), call.patient_id, about, str(call.overdue_days or ""), ", ".join(call.channels))
    others = Table("Reason", "Withheld", "Not wanted", "To check", title="Everyone else")
    buckets = [
        [d.leading.code for d in found.withheld],
        [d.leading.code for d in found.not_wanted],
        [code for d in found.review for code in {reason.code for reason in d.review}],
    ]
    for code in rc.ReasonCode:
        if any(code in bucket for bucket in buckets):
            others.add_row(code, *(str(bucket.count(code) or "") for bucket in buckets))
    rows = Table("File", "Rows in", "Mapped", "Reported", "Why", title="Rows")
    for table, read in tables.items():
        fates = Counter(row.get("fate", MAPPED) for row in read)
        mapped = fates.pop(MAPPED, 0)
        rows.add_row(
            table, str(len(read)), str(mapped), str(fates.total()), "\n".join(f"{n} {why}" for why, n in fates.items())
        )
    sums = [f"{found.base} patients = {len(found.calls)} to call + {len(found.waiting)} waiting"]
    Console(width=110).print(calls, others, rows, *sums)


def main() -> None:
    parser = argparse.ArgumentParser(description="Whom to call today, and why nobody else.")
    parser.add_argument("folder", nargs="?", type=Path, default=Path(__file__).parent / "practice")
    parser.add_argument("--as-of", type=date.fromisoformat, default=date(2026, 11, 20))
    parser.add_argument("--capacity", type=int, default=10)
    parser.add_argument("--why", metavar="ID", help="explain one patient's decision")
    asked = parser.parse_args()
    tables = {file.stem: json.loads(file.read_text("utf-8")) for file in sorted(asked.folder.glob("*.json"))}
    found = rc.call_list(intake(tables, asked.as_of), POLICY, as_of=asked.as_of, capacity=asked.capacity)
    ...
