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
from recallcore import Booking, Channel, Interval, Outcome, Party, Purpose, Where
from recallcore.presets import CDT, OPEN_DENTAL_US

# fmt: off
# What the tables' words mean.
PHONE, SMS, EMAIL = Channel.PHONE, Channel.SMS, Channel.EMAIL
POLICY = attrs.evolve(OPEN_DENTAL_US, name="example-practice", channels=[PHONE, SMS, EMAIL])
ADDRESSES = {PHONE: ["HmPhone", "WkPhone", "WirelessPhone"], SMS: ["WirelessPhone"], EMAIL: ["Email"]}
MODES = {"Phone": PHONE, "Text": SMS, "Email": EMAIL, "Mail": Channel.LETTER}
DIRECTIONS = {"Sent": rc.Direction.OUTBOUND, "Received": rc.Direction.INBOUND}
PURPOSES = {"Recall": Purpose.CARE, "Reactivation": Purpose.CARE, "ApptRelated": Purpose.APPOINTMENT}
BOOKINGS = {"Scheduled": Booking.BOOKED, "ASAP": Booking.BOOKED, "Complete": Booking.KEPT, "Broken": Booking.MISSED}
DONE = {"C": (Where.HERE, Where.HERE), "EC": (Where.HERE, Where.CHARTED), "EO": (Where.ELSEWHERE, Where.CHARTED),
        "TP": (Where.HERE, Where.HERE)}  # where, with a day of completion and without
PROPHY, BITEWINGS, PANORAMIC = ["prophylaxis", "child prophylaxis"], ["bitewings"], ["panoramic or full mouth"]
RECALLS = {"Prophy": PROPHY, "Child Prophy": PROPHY, "Perio": ["perio"], "BW x4": BITEWINGS, "4BW": BITEWINGS,
           "Pan": PANORAMIC, "Pano": PANORAMIC}
FLAGS = [("PatStatus", "Inactive", rc.Excluded(code="inactive")), ("PatStatus", "Archived", rc.Excluded(code="archived")),
         ("TxtMsgOk", "No", rc.OptOut(channels=[SMS])), ("PreferRecallMethod", "DoNotCall", rc.OptOut(channels=[PHONE]))]

# What whole phrases in notes mean: how an attempt ended, the day to wait for, or another fact. A practice adds its own.
MSG, FAMILY = "(msg|message|vm|voicemail)", "(wife|husband|mother|mom|father|dad|daughter|son|sister|brother)"
CALL, UNTIL = "(asked us to |pls )?call (back )?", r"(until|till?|back) (?P<m>\d\d?)/(?P<d>\d\d?)/(?P<y>\d{4})"
PHRASES: dict[str, Any] = {
    r"(n/?a|no ans(wer)?( yet)?|rang out|rang (&|and) rang|no machine|no reply)( x ?\d)?": Outcome.NO_ANSWER,
    rf"busy|driving|(pt )?at work|(vm|voicemail)( box)?( is)? full|could not leave (a )?{MSG}": Outcome.NO_ANSWER,
    rf"(left (a )?({MSG}|word)|lm)( on (cell|machine|vm)| with {FAMILY})?|lvm|lmom|lmovm": Outcome.LEFT_MESSAGE,
    r"(text|e-?mail|postcard|\d(st|nd|rd) statement) sent|texted recall link|postcard": Outcome.DELIVERED,
    "wrong number|not this (pt|patient)|# belongs to someone else now|not in service": Outcome.NOT_DELIVERED,
    r"money is tight|moved appt to (mon|tue|wed|thu|fri)|new card|old plan ended \d\d?/\d\d?": Outcome.CONVERSATION,
    f"{CALL}next week( in the (morning|afternoon))?": lambda on, by, m: on + Interval(days=7 - on.weekday()),
    rf"{CALL}after the (?P<n>\d\d?)(st|nd|rd|th)":
        lambda on, by, m: on.replace(day=int(m["n"])) + Interval(months=int(on.day > int(m["n"])), days=1),
    "(says (he|she|they) ?|pt )?('ll|will) (call|ring)( us)?( back)?": lambda on, by, m: on + Interval(weeks=2),
    "not interested right now": lambda on, by, m: on + Interval(months=3),
    f"({FAMILY}: )?((patient|pt) )?(out of town|traveling|working abroad|abroad for work|(away )?at college),? {UNTIL}":
        lambda on, by, m: rc.Away(since=on, until=date(int(m["y"]), int(m["m"]), int(m["d"]))),
    "moved (to another state|out of the area), (has new dentist|sees a dentist there now)":
        lambda on, by, m: rc.RelocatedPermanently(recorded=on, source=Party.PATIENT),
    "stop": lambda on, by, m: rc.OptOut(since=on, channels=[SMS] if by is SMS else None),
    "(ok to call but )?asked not to be texted": lambda on, by, m: rc.OptOut(since=on, channels=[SMS]),
    f"{FAMILY} called: (pt|patient) passed away": lambda on, by, m: rc.Deceased(recorded=on, source=Party.FAMILY),
}
# fmt: on
Row, Facts = dict[str, Any], defaultdict[str, list[Any]]
MAPPED, UNREAD, UNKNOWN = "mapped", "note not understood", "unknown code"


def read(note: str, on: date, by: Channel | None) -> list[Any]:
    """What the phrases of a note tell, in turn. Raises `ValueError` unless they make up the whole of it."""
    rest = " ".join(note.casefold().split())
    for phrase, means in PHRASES.items():
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


# One function a table: it adds a row's facts to its patient's, by the field of `History` they belong to, and returns
# what became of the row. A row that raises rejects its patient.


def patients(row: Row, facts: Facts, as_of: date) -> str:
    status, died, said = row["PatStatus"], day(row["DateTimeDeceased"]), facts["circumstances"]
    if status == "Deleted":
        raise rc.FactError("status Deleted")
    said += [fact for field, word, fact in FLAGS if row[field] == word]
    for channel, names in ADDRESSES.items():
        if not any(row[name] for name in names):
            said.append(rc.Unreachable(channel=channel))
    if died or status == "Deceased":  # recorded when, the tables do not say
        sure = status == "Deceased"
        said.append(rc.Deceased(recorded=as_of, source=Party.PRACTICE, died_on=died, confirmed=sure))
    return MAPPED


def procedurelogs(row: Row, facts: Facts, as_of: date) -> str:
    status, done, charted = row["ProcStatus"], day(row["DateComplete"]), day(row["ProcDate"])
    on = charted if status == "TP" else done or charted
    if on is None or status not in DONE:
        return f"status {status}" if on else "no day"
    site = rc.Site(tooth=row["ToothNum"], notation=rc.Notation.UNIVERSAL) if row["ToothNum"] else None
    care = CDT.procedure(row["procCode"], on, site=site, where=DONE[status][0 if done else 1])
    facts["planned" if status == "TP" else "completed"].append(care)
    return MAPPED if CDT.find(care.code) else UNKNOWN


def appointments(row: Row, facts: Facts, as_of: date) -> str:
    on, status, codes = day(row["AptDateTime"]), row["AptStatus"], re.findall(r"[^\s,]+", row["ProcDescript"])
    if on is None or status not in BOOKINGS:
        return f"status {status}: no booking"
    kinds = [kind for code in codes if (kind := CDT.find(code))]  # none: it may be for anything
    facts["appointments"].append(rc.Appointment(on=on, state=BOOKINGS[status], kinds=kinds))
    return MAPPED if len(kinds) == len(codes) else UNKNOWN


def commlogs(row: Row, facts: Facts, as_of: date) -> str:
    on, by, said = day(row["CommDateTime"]) or as_of, MODES.get(row["Mode_"]), facts["circumstances"]
    try:
        told = read(row["Note"], on, by)
    except ValueError:
        said.append(rc.UnreadNote(on=on))
        return UNREAD
    outcomes = [item for item in told if isinstance(item, Outcome)]
    said += (found := [item for item in told if item not in outcomes])
    if Outcome.NOT_DELIVERED in outcomes:  # nobody wrote which number it was
        said += [rc.Unreachable(channel=PHONE, since=on), rc.Unreachable(channel=SMS, since=on)]
    direction, purpose = DIRECTIONS.get(row["SentOrReceived"]), PURPOSES.get(row["commType"])
    if told and by and direction and purpose:
        outcome = Outcome.CONVERSATION if found else max(outcomes, key=[*Outcome].index)
        facts["attempts"].append(rc.Attempt(on=on, channel=by, outcome=outcome, direction=direction, purpose=purpose))
    return MAPPED


def recalls(row: Row, facts: Facts, as_of: date) -> str:
    names, previous, due = RECALLS.get(row["Description"]), day(row["DatePrevious"]), day(row["DateDue"])
    if names is None:
        return "not a recall of the policy"
    fate, plan, said = MAPPED, facts["care_plan"], facts["circumstances"]
    interval = usual = POLICY.rule(names[0]).interval
    try:
        interval = Interval.parse(row["RecallInterval"]) if row["RecallInterval"] else usual
    except rc.IntervalError:
        fate = "interval not understood"
    for name in names:
        if interval != usual:
            plan.append(rc.IntervalOverride(recall=name, interval=interval, since=previous or as_of))
        if due and due != (previous and previous + interval):
            plan.append(rc.DueDateOverride(recall=name, due=due, set_on=previous or as_of))
    if names == ["perio"]:  # enrolled since the earliest day known: a later one would put off what is due
        plan.append(rc.PerioEnrolment(since=min(filter(None, [previous, day(row["DateFirstVisit"])]), default=as_of)))
    if row["IsDisabled"] == "true":
        said.append(rc.Excluded(code="recall-disabled", recalls=names))
    if 0 < row["DisableUntilBalance"] < row["EstBalance"]:
        said.append(rc.Hold(code="balance", recalls=names))
    if until := day(row["DisableUntilDate"]):
        said.append(rc.Deferral(until=until))
    return fate


def reactivations(row: Row, facts: Facts, as_of: date) -> str:
    if row["DoNotContact"] == "true":
        facts["circumstances"].append(rc.OptOut())
    elif row["ReactivationNote"].strip():
        facts["circumstances"].append(rc.UnreadNote(on=as_of))
        return UNREAD
    return MAPPED


CHILDREN = {f.__name__: f for f in (procedurelogs, appointments, commlogs, recalls, reactivations)}


def intake(folder: Path, as_of: date) -> tuple[list[rc.History | rc.Rejected], dict[str, Counter[str]]]:
    """A history or a rejection for each row of patients, and what became of the rows of each table."""
    tables = {table: json.loads((folder / f"{table}.json").read_text("utf-8")) for table in TABLES}
    types = {row["RecallTypeNum"]: row for row in tables["recalltypes"]}
    rows_of = defaultdict(list)
    for table in CHILDREN:
        for row in tables[table]:
            rows_of[row["PatNum"]].append((table, types.get(row.get("RecallTypeNum"), {}) | row))
    fates = {table: Counter[str]() for table in tables}

    def history(row: Row) -> rc.History:
        facts = Facts(list)
        patient = rc.Patient(id=str(row["PatNum"]), birth_date=day(row["Birthdate"]), household=str(row["Guarantor"]), subject=row["PatStatus"] != "NonPatient")
        own = [("patients", patients(row, facts, as_of))]
        own += [(table, MAPPERS[table](row | child, facts, as_of)) for table, child in rows_of[row["PatNum"]]]
        history = rc.History(patient=patient, **facts)
        ...

    found = list(rc.histories(tables["patients"], history, id_of=lambda row: str(row["PatNum"])))
    rejected = {item.id: f"rejected: {item.error}" for item in found if isinstance(item, rc.Rejected)}
    fates["patients"].update(rejected.values())
    for number, rows in rows_of.items():
        fates...
    return found, fates
