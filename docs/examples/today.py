"""Today's list from tables of Open Dental's shapes: each row is mapped or reported, and an unclear note withholds."""

import argparse
import json
import re
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import attrs
from rich import print, table

import recallcore as rc
from recallcore import Direction, HalfDay, Interval, Outcome, Party, Purpose
from recallcore.presets import CDT, OPEN_DENTAL_US

(PHONE, SMS, EMAIL, LETTER), (HERE, ELSEWHERE, CHARTED) = rc.Channel, rc.CareSetting  # what the tables' words mean
POLICY = attrs.evolve(OPEN_DENTAL_US, name="example-practice", channels=[PHONE, SMS, EMAIL],
    cadence=rc.Cadence(gaps=[Interval(weeks=1)], max_attempts=3, rest=Interval(months=3)), dormancy=rc.DormancyRule(
    dormant_after=Interval(months=18), lost_after=Interval(weeks=1), unscheduled_after=Interval(months=6)))  # fmt: skip
ADDRESSES = {PHONE: ["HmPhone", "WkPhone", "WirelessPhone"], SMS: ["WirelessPhone"], EMAIL: ["Email"]}
MODES = {"Phone": PHONE, "Text": SMS, "TextMessage": SMS, "Email": EMAIL, "Mail": LETTER}
BUCKETS = "calls", "waiting", "withheld", "not wanted"
DIRECTIONS = {"Sent": Direction.OUTBOUND, "Received": Direction.INBOUND}
PURPOSES = {"Recall": Purpose.CARE, "Reactivation": Purpose.CARE, "ApptRelated": Purpose.APPOINTMENT}
BOOKINGS = {"Scheduled": "booked", "ASAP": "booked", "Complete": "kept", "Broken": "missed"}
DONE = {"C": (HERE, HERE), "EC": (HERE, CHARTED), "EO": (ELSEWHERE, CHARTED)}
PROPHY, PERIO, BW, PAN = ["prophylaxis", "child prophylaxis"], ["perio"], ["bitewings"], ["panoramic or full mouth"]
RECALLS = {"Prophy": PROPHY, "Child Prophy": PROPHY, "Perio": PERIO, "BW x4": BW, "4BW": BW, "Pan": PAN, "Pano": PAN}
# What whole phrases of notes mean: how an attempt ended, or another fact. Add your practice's.
MSG, FAMILY = "(msg|message|vm|voicemail)", "(wife|husband|mother|mom|father|dad|daughter|son|sister|brother)"
CALL, UNTIL = "(asked us to |pls )?call (back )?", r"(until|till?|back) (?P<m>\d\d?)/(?P<d>\d\d?)/(?P<y>\d{4})"
PHRASES: dict[str, Any] = {
    r"(n/?a|no ans(wer)?( yet)?|rang out|rang (&|and) rang|no machine|no reply)( x ?\d)?": Outcome.NO_ANSWER,
    rf"(vm|voicemail)( box)?( is)? full|could not leave (a )?{MSG}": Outcome.NO_ANSWER,
    rf"(left (a )?({MSG}|word)|lm)( on (cell|machine|vm)| with {FAMILY})?|lvm|lmom|lmovm": Outcome.LEFT_MESSAGE,
    r"(text|e-?mail|postcard|\d(st|nd|rd) statement) sent|texted recall link|postcard": Outcome.DELIVERED,
    "wrong number|not this (pt|patient)|# belongs to someone else now|not in service": Outcome.NOT_DELIVERED,
    "busy|driving|(pt )?at work|money is tight|new card|moved appt to (mon|tue|wed|thu|fri)": Outcome.CONVERSATION,
    f"{CALL}next week( in the (?P<half>morning|afternoon))?": lambda on, by, m: rc.CallBack(
        since=on, on=on + Interval(days=7 - on.weekday()), half=HalfDay(m["half"]) if m["half"] else None),
    rf"{CALL}after the (?P<n>\d\d?)(st|nd|rd|th)": lambda on, by, m: rc.CallBack(
        since=on, on=on.replace(day=int(m["n"])) + Interval(months=int(on.day > int(m["n"])), days=1)),
    "(says (he|she|they) ?|pt )?('ll|will) (call|ring)( us)?( back)?": lambda on, by, m: rc.PatientWillCall(since=on),
    "not interested right now": lambda on, by, m: rc.Deferral(since=on, until=on + Interval(months=3)),
    f"({FAMILY}: )?((patient|pt) )?(out of town|traveling|working abroad|abroad for work|(away )?at college),? {UNTIL}":
        lambda on, by, m: rc.Away(since=on, until=date(int(m["y"]), int(m["m"]), int(m["d"]))),
    "moved (to another state|out of the area), (has new dentist|sees a dentist there now)":
        lambda on, by, m: rc.RelocatedPermanently(recorded=on, source=Party.PATIENT),
    "(ok to call but )?asked not to be texted": lambda on, by, m: rc.OptOut(since=on, channels=[SMS]),
    "stop": lambda on, by, m: rc.OptOut(since=on, channels=[SMS] if by is SMS else None),
    f"{FAMILY} called: (pt|patient) passed away": lambda on, by, m: rc.Deceased(recorded=on, source=Party.FAMILY),
}  # fmt: skip
Fields = dict[str, Any]


def day(text: str) -> date | None:  # Open Dental writes 0001-01-01 for none
    return on if (on := date.fromisoformat(text[:10] or "0001-01-01")).year > 1 else None


def read(note: str, on: date, by: rc.Channel | None) -> list[Any]:
    """What the phrases of a note tell, in turn. Raises `ValueError` unless they make up all of it."""
    if not (rest := " ".join(note.casefold().split())):
        return []
    for phrase, means in PHRASES.items():
        if m := re.match(rf"({phrase})(\s*[.,;&/-]+\s*|\s+and\s+|$)", rest, re.ASCII):
            return [means(on, by, m) if callable(means) else means, *read(rest[m.end() :], on, by)]
    raise ValueError


class Practice:  # its method named like a table adds one row's facts, and returns what became of the row
    def __init__(self, tables: dict[str, list[Fields]], as_of: date) -> None:
        self.as_of, self.rows_of = as_of, defaultdict[int, list[tuple[str, Fields]]](list)
        self.types = {row["RecallTypeNum"]: row["Description"] for row in tables["recalltypes"]}
        for name in ("patients", "procedurelogs", "appointments", "commlogs", "recalls", "reactivations"):
            for row in tables[name]:
                self.rows_of[row["PatNum"]].append((name, row))

    def history(self, own: Fields) -> rc.History:
        facts: Fields = defaultdict(list)
        for row, fate in [(row, getattr(self, name)(own | row, facts)) for name, row in self.rows_of[own["PatNum"]]]:
            row["fate"] = fate
        return rc.History(**facts)

    def patients(self, row: Fields, facts: Fields) -> str:
        status, died, likes = row["PatStatus"], day(row["DateTimeDeceased"]), row["PreferRecallMethod"]
        if status == "Deleted":
            raise rc.FactError("status Deleted")
        pat, born, dead, said = str(row["PatNum"]), day(row["Birthdate"]), status == "Deceased", facts["circumstances"]
        facts["patient"] = rc.Patient(id=pat, birth_date=born, subject=status != "NonPatient", prefers=MODES.get(likes))
        said += [rc.Unreachable(channel=by) for by, fields in ADDRESSES.items() if not any(map(row.get, fields))]
        said += [rc.OptOut(channels=[SMS])] if row["TxtMsgOk"] == "No" else []
        said += [rc.OptOut(channels=[PHONE])] if likes == "DoNotCall" else []
        if died or dead:  # recorded on a day that the tables do not tell
            said += [rc.Deceased(recorded=self.as_of, source=Party.PRACTICE, died_on=died, confirmed=dead)]
        said += [rc.Excluded(code=status)] if status not in ("Patient", "NonPatient", "Prospective", "Deceased") else []
        return "mapped"

    def procedurelogs(self, row: Fields, facts: Fields) -> str:
        status, done, charted = row["ProcStatus"], day(row["DateComplete"]), day(row["ProcDate"])
        on = charted if status == "TP" else done or charted
        if on is None or status not in (*DONE, "TP"):
            return f"status {status}" if on else "no day"
        site = rc.Site(tooth=row["ToothNum"], notation=rc.Notation.UNIVERSAL) if row["ToothNum"] else None
        care = CDT.procedure(row["procCode"], on, site=site, where=DONE.get(status, DONE["C"])[0 if done else 1])
        facts["planned" if status == "TP" else "completed"].append(care)
        return "mapped" if CDT.find(care.code) else "unknown code"

    def appointments(self, row: Fields, facts: Fields) -> str:
        on, status, codes = day(row["AptDateTime"]), row["AptStatus"], re.findall(r"[^\s,]+", row["ProcDescript"])
        if on is None or status not in BOOKINGS:
            return f"status {status}: no booking"
        kinds = [kind for code in codes if (kind := CDT.find(code))]  # none: not said, maybe for anything
        facts["appointments"].append(rc.Appointment(on=on, state=rc.AppointmentState(BOOKINGS[status]), kinds=kinds))
        return "mapped" if len(kinds) == len(codes) else "unknown code"

    def commlogs(self, row: Fields, facts: Fields) -> str:
        on, by, purpose = day(row["CommDateTime"]) or self.as_of, MODES.get(row["Mode_"]), PURPOSES.get(row["commType"])
        try:
            told = read(row["Note"], on, by)
        except ValueError:
            facts["circumstances"].append(rc.UnreadNote(on=on))
            return "note not understood"
        outcomes = [item for item in told if isinstance(item, Outcome)]
        facts["circumstances"] += [item for item in told if item not in outcomes]
        if Outcome.NOT_DELIVERED in outcomes:  # of a call nobody wrote which number it was, so neither call nor text
            wrong = (SMS,) if by is SMS and any(map(row.get, ("HmPhone", "WkPhone"))) else (PHONE, SMS)
            facts["circumstances"] += [rc.Unreachable(channel=channel, since=on) for channel in wrong]
        if told and by and purpose and (direction := DIRECTIONS.get(row["SentOrReceived"])):
            how = max(outcomes or [Outcome.CONVERSATION], key=[*Outcome].index)
            facts["attempts"].append(rc.Attempt(on=on, channel=by, outcome=how, direction=direction, purpose=purpose))
        return "mapped"

    def recalls(self, row: Fields, facts: Fields) -> str:
        fate, plan, said = self.reactivations(row, facts), facts["care_plan"], facts["circumstances"]
        if (names := RECALLS.get(self.types.get(row["RecallTypeNum"], ""))) is None:
            return "no recall of the policy"
        previous, due, until = day(row["DatePrevious"]), day(row["DateDue"]), day(row["DisableUntilDate"])
        interval, set_on = (usual := POLICY.rule(names[0]).interval), previous or self.as_of
        try:
            interval = Interval.parse(row["RecallInterval"] or str(usual))
        except rc.IntervalError:
            fate = "interval not understood"
        expected = previous and previous + interval
        plan += [rc.IntervalOverride(recall=n, interval=interval, since=set_on) for n in names if interval != usual]
        plan += [rc.DueDateOverride(recall=n, due=due, set_on=set_on) for n in names if due and due != expected]
        if names == PERIO:  # since the earliest day known: a later one could put off what is due
            plan += [rc.PerioEnrolment(since=min(set_on, day(row["DateFirstVisit"]) or set_on))]
        said += [rc.Excluded(code="recall-disabled", recalls=names)] if row["IsDisabled"] == "true" else []
        said += [rc.Hold(code="balance", recalls=names)] if 0 < row["DisableUntilBalance"] < row["EstBalance"] else []
        said += [rc.Deferral(until=until)] if until else []
        return fate

    def reactivations(self, row: Fields, facts: Fields) -> str:
        asked, unread = row.get("DoNotContact") == "true", row.get("ReactivationNote", row.get("Note"))
        facts["circumstances"] += [rc.OptOut()] if asked else [rc.UnreadNote(on=self.as_of)] if unread else []
        return "note not understood" if unread and not asked else "mapped"


def report(found: rc.CallList, tables: dict[str, list[Fields]]) -> None:
    calls = table.Table("Patient", "Call because", "By", title=f"Today's list, {found.as_of}")
    for d in found.calls:
        calls.add_row(d.patient_id, rc.say(d.leading, as_of=d.as_of), d.channel)
    account = table.Table("", "In all", "Of which", title="Everybody, and every row")
    counts: dict[str, Counter[str]] = {
        "patients": Counter({b: len(getattr(found, b.replace(" ", "_"))) for b in BUCKETS}),
        "withheld": Counter(d.leading.code for d in found.withheld),
        "not wanted": Counter(d.leading.code for d in found.not_wanted),
        "to check": Counter(reason.code for d in found.review for reason in d.review),
        **{f"{name} rows": Counter(row.get("fate", "of no patient") for row in rows) for name, rows in tables.items()},
    }
    for what, count in counts.items():
        account.add_row(what, str(count.total()), "\n".join(f"{n} {why}" for why, n in count.most_common()))
    print(calls, account)


def main() -> None:
    parser = argparse.ArgumentParser(description="Whom to call today, and why nobody else.")
    parser.add_argument("folder", nargs="?", type=Path, default=Path(__file__).parent / "practice")
    parser.add_argument("--as-of", type=date.fromisoformat, default=date(2026, 11, 20))
    parser.add_argument("--capacity", type=int, default=10)
    parser.add_argument("--why", metavar="ID", help="explain one patient's decision")
    asked = parser.parse_args()
    tables = {file.stem: json.loads(file.read_text("utf-8")) for file in sorted(asked.folder.glob("*.json"))}
    practice = Practice(tables, asked.as_of)
    rows = rc.histories_from_rows(tables["patients"], practice.history, id_of=lambda row: str(row["PatNum"]))
    found = rc.call_list(rows, POLICY, as_of=asked.as_of, capacity=asked.capacity)
    for row in found.rejected:
        tables["patients"][row.row]["fate"] = row.error
    if (decision := found.of(asked.why or "")) is None and asked.why:
        parser.exit(1, f"{asked.why}: no decision, for there is no such patient, or the row was rejected\n")
    print(rc.explain(decision)) if decision else report(found, tables)
    own = [row for row in tables["patients"] if str(row["PatNum"]) == asked.why]
    if len(own) == 1 and (later := rc.next_change(practice.history(own[0]), POLICY, as_of=asked.as_of)):
        print(f"\nIf nothing happens, on {later.as_of}:\n{rc.explain(later)}")


if __name__ == "__main__":
    main()
