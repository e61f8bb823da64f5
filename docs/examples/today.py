"""Today's list for a practice whose tables have Open Dental's shapes: an example of mapping tables to facts.

Every row read is mapped, or reported with a reason. A note is understood only when whole phrases make up all of it;
any other note is a fact too, an `UnreadNote`, which withholds its patient until somebody has read it.
"""

import argparse
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import attrs
from rich.console import Console
from rich.table import Table

import recallcore as rc
from recallcore import Booking, Channel, Direction, Interval, Outcome, Party, Purpose, Where
from recallcore.presets import CDT, OPEN_DENTAL_US

# What the tables' words mean.
PHONE, SMS, EMAIL = Channel.PHONE, Channel.SMS, Channel.EMAIL
POLICY = attrs.evolve(OPEN_DENTAL_US, name="example-practice", channels=[PHONE, SMS, EMAIL])
ADDRESSES = {PHONE: ["HmPhone", "WkPhone", "WirelessPhone"], SMS: ["WirelessPhone"], EMAIL: ["Email"]}
OPT_OUTS = {("TxtMsgOk", "No"): [SMS], ("PreferRecallMethod", "DoNotCall"): [PHONE], ("DoNotContact", "true"): None}
MODES = {"Phone": PHONE, "Text": SMS, "Email": EMAIL, "Mail": Channel.LETTER}
DIRECTIONS = {"Sent": Direction.OUTBOUND, "Received": Direction.INBOUND}
PURPOSES = {"Recall": Purpose.CARE, "Reactivation": Purpose.CARE, "ApptRelated": Purpose.APPOINTMENT}
BOOKINGS = {"Scheduled": Booking.BOOKED, "ASAP": Booking.BOOKED, "Complete": Booking.KEPT, "Broken": Booking.MISSED}
DONE = {"C": (Where.HERE, Where.HERE), "EC": (Where.HERE, Where.CHARTED), "EO": (Where.ELSEWHERE, Where.CHARTED)}
PROPHY, BITEWINGS, SERIES = ["prophylaxis", "child prophylaxis"], ["bitewings"], ["panoramic or full mouth"]
RECALLS = {"Prophy": PROPHY, "Child Prophy": PROPHY, "Perio": ["perio"], "BW x4": BITEWINGS, "4BW": BITEWINGS,
           "Pan": SERIES, "Pano": SERIES}  # fmt: skip

# What whole phrases of notes mean: how an attempt ended, a fact, or the day to wait for. A practice adds its own.
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
}  # fmt: skip
Row, Found = dict[str, Any], Iterator[tuple[str, Any]]


def day(text: str) -> date | None:
    """The day of a local time. Open Dental writes 0001-01-01 for none."""
    on = date.fromisoformat(text[:10] or "0001-01-01")
    return on if on.year > 1 else None


def read(note: str, on: date, by: Channel | None) -> list[Any]:
    """What the phrases of a note tell, in turn; nothing but an `UnreadNote` unless they make up all of it."""
    rest, told = " ".join(note.casefold().split()), []
    try:
        while rest:
            tries = ((p, re.match(rf"({p})(\s*[.,;&/-]+\s*|\s+and\s+|$)", rest, re.ASCII)) for p in PHRASES)
            phrase, match = next(hit for hit in tries if hit[1])
            means = PHRASES[phrase]
            told.append(means(on, by, match) if callable(means) else means)
            rest = rest[match.end() :]
    except (StopIteration, ValueError):
        return [rc.UnreadNote(on=on)]
    return [rc.Deferral(since=on, until=item) if isinstance(item, date) else item for item in told]


class Intake:
    """The tables on their way to histories. The method named like a table maps a row to facts, or reports it."""

    def __init__(self, tables: dict[str, list[Row]], as_of: date) -> None:
        self.as_of, self.rows_of = as_of, defaultdict[str, list[tuple[str, Row]]](list)
        self.types = {row["RecallTypeNum"]: row["Description"] for row in tables["recalltypes"]}
        for name in ("procedurelogs", "appointments", "commlogs", "recalls", "reactivations"):
            for row in tables[name]:
                self.rows_of[row["PatNum"]].append((name, row))

    def history(self, patient: Row) -> rc.History:
        """A row of patients with all other rows of theirs, each marked with its fate."""
        facts, rows = defaultdict[str, list[Any]](list), [("patients", patient), *self.rows_of[patient["PatNum"]]]
        for _, row in rows:
            row["fate"] = "patient rejected"
        found = [list(getattr(self, name)(patient | row)) for name, row in rows]
        for (_, row), pairs in zip(rows, found, strict=True):
            row["fate"] = dict(pairs).get("reported", "mapped")
            for field, fact in pairs:
                facts[field].append(fact)
        return rc.History(patient=facts.pop("patient")[0], **{f: v for f, v in facts.items() if f != "reported"})

    def patients(self, row: Row) -> Found:
        status, born, died = row["PatStatus"], day(row["Birthdate"]), day(row["DateTimeDeceased"])
        number, household, subject = str(row["PatNum"]), str(row["Guarantor"]), status != "NonPatient"
        yield "patient", rc.Patient(id=number, birth_date=born, household=household, subject=subject)
        if (dead := status == "Deceased") or died:  # the tables do not tell when it was recorded
            yield "circumstances", rc.Deceased(recorded=self.as_of, source=Party.PRACTICE, died_on=died, confirmed=dead)
        elif status not in ("Patient", "NonPatient", "Prospective"):
            yield "circumstances", rc.Excluded(code=status)
        for channel, fields in ADDRESSES.items():
            if not any(row[field] for field in fields):
                yield "circumstances", rc.Unreachable(channel=channel)

    def procedurelogs(self, row: Row) -> Found:
        status, done, charted = row["ProcStatus"], day(row["DateComplete"]), day(row["ProcDate"])
        site = rc.Site(tooth=row["ToothNum"], notation=rc.Notation.UNIVERSAL) if row["ToothNum"] else None
        if status == "TP" and charted:
            yield "planned", CDT.procedure(row["procCode"], charted, site=site)
        elif status in DONE and (on := done or charted):
            where = DONE[status][0 if done else 1]
            yield "completed", CDT.procedure(row["procCode"], on, site=site, where=where)
        else:
            yield "reported", f"status {status}" if charted else "no day"
        if not CDT.find(row["procCode"]):
            yield "reported", "unknown code"

    def appointments(self, row: Row) -> Found:
        on, status, codes = day(row["AptDateTime"]), row["AptStatus"], re.findall(r"[^\s,]+", row["ProcDescript"])
        kinds = [kind for code in codes if (kind := CDT.find(code))]  # none: not said, so it may be for anything
        if on and status in BOOKINGS:
            yield "appointments", rc.Appointment(on=on, state=BOOKINGS[status], kinds=kinds)
        else:
            yield "reported", f"status {status}: no booking"

    def commlogs(self, row: Row) -> Found:
        on, by = day(row["CommDateTime"]) or self.as_of, MODES.get(row["Mode_"])
        told = read(row["Note"], on, by)
        outcomes = [item for item in told if isinstance(item, Outcome)]
        yield from (("circumstances", item) for item in told if item not in outcomes)
        if Outcome.NOT_DELIVERED in outcomes:  # which number it was is not on record, so neither call nor text
            yield from (("circumstances", rc.Unreachable(channel=channel, since=on)) for channel in (PHONE, SMS))
        if rc.UnreadNote(on=on) in told:
            yield "reported", "note not understood"
        elif told and by and row["SentOrReceived"] in DIRECTIONS and row["commType"] in PURPOSES:
            outcome = max(outcomes or [Outcome.CONVERSATION], key=[*Outcome].index)
            direction, purpose = DIRECTIONS[row["SentOrReceived"]], PURPOSES[row["commType"]]
            yield "attempts", rc.Attempt(on=on, channel=by, outcome=outcome, direction=direction, purpose=purpose)

    def recalls(self, row: Row) -> Found:
        yield from self.reactivations(row)
        names = RECALLS[self.types[row["RecallTypeNum"]]]
        previous, due, usual = day(row["DatePrevious"]), day(row["DateDue"]), POLICY.rule(names[0]).interval
        interval, set_on = usual, previous or self.as_of
        try:
            interval = Interval.parse(row["RecallInterval"] or str(usual))
        except rc.IntervalError:
            yield "reported", "interval not understood"
        for name in names:
            if interval != usual:
                yield "care_plan", rc.IntervalOverride(recall=name, interval=interval, since=set_on)
            if due and due != (previous and previous + interval):
                yield "care_plan", rc.DueDateOverride(recall=name, due=due, set_on=set_on)
        if names == ["perio"]:  # since the earliest day known: a later one could put off what is due
            since = min(set_on, day(row["DateFirstVisit"]) or set_on)
            yield "care_plan", rc.PerioEnrolment(since=since)
        if row["IsDisabled"] == "true":
            yield "circumstances", rc.Excluded(code="recall-disabled", recalls=names)
        if 0 < row["DisableUntilBalance"] < row["EstBalance"]:
            yield "circumstances", rc.Hold(code="balance", recalls=names)
        if until := day(row["DisableUntilDate"]):
            yield "circumstances", rc.Deferral(until=until)

    def reactivations(self, row: Row) -> Found:
        """Its note has no day, so that only a person can say what it means today."""
        if row.get("DoNotContact") != "true" and row.get("ReactivationNote", row.get("Note")):
            yield "circumstances", rc.UnreadNote(on=self.as_of)
            yield "reported", "note not understood"
