"""Make the example practice: `docs/examples/practice/`, an invented dental practice as of 2026-11-20.

It writes eight files in Open Dental's REST API shapes, one JSON array a file, one object a line. Nobody in it is real:
there are no names, numbers or addresses, and a phone or an e-mail is only "x" (known) or "" (not known). PatNums from
1001 are ordinary households, PatNums from 2010 the circumstances written out in `CIRCUMSTANCES`, and PatNums from 9001
have no patient row. Running it again gives the same bytes.

    python docs/examples/make_practice.py
"""

from __future__ import annotations

import json
import random
import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

SEED, AS_OF, ORDINARY = 1120, date(2026, 11, 20), 90
FOLDER = Path(__file__).resolve().parent / "practice"
NO_DATE, MIDNIGHT, UNDATED = "0001-01-01", " 00:00:00", "0001-01-01 00:00"
CHILD_BORN = "2012"  # born in this year or later: a child's visit (D1120, D1208)
CHART_BEGINS = "2025-01-01"  # visits before this day were carried over without their appointments
BORN, STATUS, BOOKED = "Birthdate", "PatStatus", "Scheduled"

Row = dict[str, Any]
Kind = tuple[str, str, str]  # commType, Mode_, SentOrReceived
CALL, CALLED_US = ("Recall", "Phone", "Sent"), ("Recall", "Phone", "Received")
TEXT, TEXTED_US = ("Recall", "Text", "Sent"), ("Recall", "Text", "Received")
LAPSED = ("Reactivation", "Phone", "Sent")
MADE_IN_JULY = "Normal", "2026-07-02"  # of an appointment, its Priority and the day it was made

# fmt: off
SHAPES: dict[str, Row] = {  # the fields of each file; its first field counts up from the number here unless given
    "patients": {"PatNum": 0, BORN: NO_DATE, STATUS: "Patient", "Guarantor": 0, "PriProv": 1, "SecProv": 3,
                 "ClinicNum": 0, "HmPhone": "", "WkPhone": "", "WirelessPhone": "", "Email": "", "TxtMsgOk": "Unknown",
                 "PreferRecallMethod": "None", "DateTimeDeceased": NO_DATE + MIDNIGHT, "EstBalance": 0, "Language": "",
                 "DateFirstVisit": NO_DATE, "SecDateEntry": NO_DATE},
    "procedurelogs": {"ProcNum": 60001, "PatNum": 0, "AptNum": "0", "ProcDate": NO_DATE, "ProcFee": "0.00",
                      "ProcStatus": "C", "procCode": "", "ToothNum": "", "DateComplete": NO_DATE},
    "appointments": {"AptNum": 20001, "PatNum": 0, "AptStatus": BOOKED, "AptDateTime": NO_DATE + MIDNIGHT,
                     "IsHygiene": "false", "ProcDescript": "", "Priority": "Normal", "ClinicNum": 0, "confirmed": "",
                     "SecDateTEntry": NO_DATE + MIDNIGHT},
    "commlogs": {"CommlogNum": 40001, "PatNum": 0, "CommDateTime": NO_DATE + MIDNIGHT, "CommType": "", "commType": "",
                 "Mode_": "", "SentOrReceived": "", "CommSource": "User", "Note": ""},
    "recalls": {"RecallNum": 3001, "PatNum": 0, "DateDue": NO_DATE, "DatePrevious": NO_DATE, "RecallInterval": "",
                "RecallStatus": 0, "recallStatus": "", "Note": "", "IsDisabled": "false",
                "DateTStamp": "2026-11-20 05:30:00", "RecallTypeNum": 1, "DisableUntilBalance": 0.0,
                "DisableUntilDate": NO_DATE, "DateScheduled": NO_DATE, "Priority": "Normal", "TimePatternOverride": ""},
    "recalltypes": {"RecallTypeNum": 1, "Description": "", "DefaultInterval": "", "TimePattern": "//XXXX/",
                    "Procedures": "", "AppendToSpecial": ""},
    "recalltriggers": {"RecallTypeNum": 1, "procCode": ""},
    "reactivations": {"ReactivationNum": 801, "PatNum": 0, "DoNotContact": "true", "ReactivationNote": ""},
}
TYPES = {1: ("Prophy", "6m1d", "D1110,D0120", "false"), 2: ("Child Prophy", "", "D1120,D0120,D1208", "false"),
         3: ("Perio", "4m", "D4910", "false"), 4: ("BW x4", "1y", "D0274", "true"), 5: ("Pan", "5y", "D0330", "true")}
TRIGGERS = {"D1110": 1, "D1120": 1, "D4341": 3, "D4910": 3, "D0274": 4, "D0210": 5, "D0330": 5}  # codes of types
COMM_TYPES = {"Recall": "226", "Reactivation": "231", "ApptRelated": "224", "Insurance": "225", "Financial": "227"}
FEES = {"D0120": 62, "D0210": 158, "D0274": 74, "D0330": 131, "D1110": 108, "D1120": 79, "D1208": 41, "D1351": 58,
        "D2740": 1290, "D2750": 1240, "D3330": 1175, "D4341": 255, "D4910": 149, "D5110": 1850, "D5120": 1850,
        "D5213": 1980, "D6010": 2150, "D6058": 1620, "D8680": 430}  # anything else: 185
TREATMENTS = [("D2391", "20"), ("D2392", "3"), ("D2140", "30"), ("D2330", "8"), ("D2740", "14"), ("D3330", "19"),
              ("D7140", "32"), ("D2750", "5")]
ATTEMPTS = ["no answer", "N/A x2", "LVM", "LMOM", "left msg with husband", "VM full, could not leave message",
            "Left voicemail.", "rang & rang, no machine"]
METHODS = ["None"] * 9 + ["WirelessPh"] * 3 + ["TextMessage"] * 3 + ["HmPhone", "Email", "Mail", "SeeNotes"]
# fmt: on


@dataclass
class Case:
    """One patient written out: how they differ from an adult whose hygiene recall fell due some months ago."""

    last: str | None = None  # last hygiene visit; None: a day that makes the recall overdue; "": none
    pat: Row = field(default_factory=dict)  # fields of the patient row
    perio: bool = False
    recalls: Sequence[Row] = ({},)  # fields of each recall row
    procs: Sequence[tuple[str, ...]] = ()  # ProcDate ("": undated), ProcStatus, procCode, ToothNum[, DateComplete]
    apts: Sequence[tuple[str, ...]] = ()  # date and time, AptStatus, codes[, Priority[, the day it was made]]
    notes: Sequence[tuple[str, Kind, str]] = ()  # date, kind, Note
    reactivation: tuple[str, str] | None = None  # DoNotContact, ReactivationNote


def recalled(**fields: Any) -> Case:
    """Such a patient with these fields in the recall row."""
    return Case(recalls=[fields])


def said(day: str, kind: Kind, text: str, *more: tuple[str, Kind, str]) -> Case:
    """Such a patient with these commlogs."""
    return Case(notes=[(day, kind, text), *more])


# fmt: off
CIRCUMSTANCES: dict[str, dict[int, Case]] = {
    "a guarantor who is no patient (NonPatient), with children": {
        2010: Case("", {STATUS: "NonPatient"}, recalls=()),
        2011: Case("2026-04-14", {"Guarantor": 2010, BORN: "2016-03-09"}),
        2012: Case("2026-09-22", {"Guarantor": 2010, BORN: "2018-07-25"}),
        2013: Case("", {STATUS: "NonPatient", "EstBalance": 212.4}, recalls=()),
        2014: Case("2025-06-17", {"Guarantor": 2013, BORN: "2014-12-01"}),
        2015: Case("", {STATUS: "NonPatient", BORN: NO_DATE}, recalls=())},
    "Inactive, Archived, Deleted": {
        2020: Case("2023-05-11", {STATUS: "Inactive"}), 2021: Case(None, {STATUS: "Inactive"}),
        2022: Case("2020-02-06", {STATUS: "Archived"}), 2023: Case("2024-08-29", {STATUS: "Archived"}),
        2024: Case("2022-10-04", {STATUS: "Deleted"})},
    "Deceased, with and without a day of death": {
        2030: Case("2024-11-07", {STATUS: "Deceased", "DateTimeDeceased": "2025-01-23" + MIDNIGHT}),
        2031: Case("2026-02-17", {STATUS: "Deceased", "DateTimeDeceased": "2026-06-02" + MIDNIGHT}),
        2032: Case("2023-09-12", {STATUS: "Deceased"}), 2033: Case(None, {STATUS: "Deceased"})},
    "Prospective: never seen, one of them booked": {
        2035: Case("", {STATUS: "Prospective"}, recalls=()),
        2036: Case("", {STATUS: "Prospective", BORN: NO_DATE}, recalls=()),
        2037: Case("", {STATUS: "Prospective"}, apts=[("2026-12-03 09:00", BOOKED, "D0150, D1110")])},
    "a missing birth date (see 2015, 2036 too)": {2040: Case(None, {BORN: NO_DATE})},
    "perio maintenance: on time, late, never begun": {
        2050: Case("2026-09-15", perio=True), 2051: Case("2026-01-20", perio=True),
        2052: Case("", recalls=[{"RecallTypeNum": 3, "DatePrevious": "2026-03-19"}],
                   procs=[("2026-03-12", "C", "D4341", ""), ("2026-03-19", "C", "D4341", "")])},
    "a polish (D1110) after perio maintenance": {
        2053: Case("2026-02-12", perio=True, recalls=[{}, {"RecallTypeNum": 1, "DatePrevious": "2026-08-20"}],
                   procs=[("2026-08-20", "C", "D1110", "")]),
        2054: Case("2026-05-05", perio=True, procs=[("2026-09-03", "C", "D1110", "")])},
    "an extraction of the very tooth that was filled (or crowned) before": {
        2060: Case("2026-07-14", procs=[("2023-03-08", "C", "D2392", "19"), ("2026-04-21", "C", "D7140", "19")]),
        2061: Case(procs=[("2022-06-14", "C", "D2391", "3"), ("2023-01-17", "C", "D3330", "3"),
                          ("2023-02-09", "C", "D2740", "3"), ("2025-10-28", "C", "D7140", "3")])},
    "dentures, implant, braces, sealants": {
        2062: Case("", recalls=(), procs=[("2025-05-20", "C", "D7140", "22"), ("2025-08-12", "C", "D5110", ""),
                                          ("2025-08-12", "C", "D5120", "")]),
        2063: Case("2026-08-06", procs=[("2024-04-16", "C", "D5213", ""), ("2026-08-06", "C", "D0210", "")]),
        2064: Case(procs=[("2024-09-10", "C", "D7140", "30"), ("2025-02-25", "C", "D6010", "30"),
                          ("2025-07-22", "C", "D6058", "30")]),
        2065: Case("2026-06-23", {BORN: "2010-08-17"}, procs=[("2026-05-12", "C", "D8680", "")]),
        2066: Case("2026-09-29", {BORN: "2019-02-11"}, procs=[("2026-09-29", "C", "D1351", "3"),
                                                              ("2026-09-29", "C", "D1351", "14")]),
        2067: Case("2026-07-07", procs=[("2021-11-02", "C", "D6010", "9"), ("2022-03-15", "C", "D8680", "")])},
    "codes nobody knows": {
        2070: Case(procs=[("2026-04-15", "C", "N4120", ""), ("2026-04-15", "C", "", "")]),
        2071: Case("2026-08-18", procs=[("2025-02-13", "C", "X0001", "12"), ("2026-08-18", "TP", "N4120", ""),
                                        ("2026-08-18", "C", "", "7"), ("2026-08-18", "C", "X0001", "")])},
    "work existing before (EC, EO), some undated": {
        2075: Case(procs=[("2019-04-02", "EC", "D2740", "30"), ("2018-10-16", "EO", "D2392", "14")]),
        2076: Case("2026-10-13", procs=[("", "EO", "D2740", "19"), ("2025-01-14", "EO", "D6010", "8", NO_DATE)]),
        2077: Case(procs=[("", "EO", "D1110", ""), ("2024-02-20", "EC", "D3330", "19")])},
    "completed after today: a slip of the keyboard": {
        2078: Case("2026-05-19", procs=[("2027-09-16", "C", "D2391", "28")]),
        2079: Case("2025-07-10", recalls=[{"DatePrevious": "2027-01-12"}], procs=[("2027-01-12", "C", "D1110", "")])},
    "booked for hygiene: today, near, far": {
        2080: Case(apts=[("2026-11-20 15:00", BOOKED, "D0120, D1110")]),
        2081: Case(apts=[("2026-11-24 10:30", BOOKED, "D0120, D1110")]),
        2082: Case(apts=[("2027-06-08 08:30", BOOKED, "D1110")])},
    "booked for something else: near, far": {
        2084: Case(procs=[("2026-10-20", "TP", "D2740", "14")], apts=[("2026-12-01 09:00", BOOKED, "D2740")]),
        2085: Case("2025-03-06", apts=[("2027-05-11 14:00", BOOKED, "D6058")])},
    "Scheduled in the past, never closed: recent, long ago": {
        2086: Case(apts=[("2026-11-18 11:00", BOOKED, "D0120, D1110")]),
        2087: Case(apts=[("2026-11-10 08:00", BOOKED, "D2391")]),
        2088: Case("2024-06-13", apts=[("2025-01-16 10:00", BOOKED, "D1110")])},
    "Broken, UnschedList, Planned, as soon as possible (ASAP)": {
        2090: Case(apts=[("2026-11-13 09:30", "Broken", "D1110")]),
        2091: Case(apts=[("2026-10-08 14:30", "Broken", "D1110"), ("2027-02-16 14:30", BOOKED, "D1110", "ASAP")]),
        2092: Case(apts=[("2026-09-24 10:00", "UnschedList", "D0120, D1110", "ASAP")]),
        2093: Case("2026-08-11", apts=[("2026-11-03 15:00", "UnschedList", "D2740")]),
        2094: Case(apts=[(UNDATED, "Planned", "D0120, D1110")]),
        2095: Case("2026-07-21", apts=[(UNDATED, "Planned", "D3330", "ASAP")])},
    "a recall turned off": {2100: recalled(IsDisabled="true", DateDue=NO_DATE), 2101: recalled(IsDisabled="true")},
    "a recall hidden until a day: to come, past, today": {
        2102: recalled(DisableUntilDate="2027-03-15"), 2103: recalled(DisableUntilDate="2026-11-23"),
        2104: recalled(DisableUntilDate="2026-10-01"), 2105: recalled(DisableUntilDate="2026-11-20")},
    "a recall hidden until the balance is down: above, below": {
        2106: Case(None, {"EstBalance": 180.5}, recalls=[{"DisableUntilBalance": 50.0}]),
        2107: Case(None, {"EstBalance": 905.25}, recalls=[{"DisableUntilBalance": 300.0}]),
        2108: Case(None, {"EstBalance": 20.0}, recalls=[{"DisableUntilBalance": 100.0}])},
    "an interval of the patient's own, blank, malformed": {
        2110: Case("2026-07-16", recalls=[{"RecallInterval": "3m"}]), 2111: recalled(RecallInterval="1y6m1d"),
        2112: Case("2026-09-01", recalls=[{"RecallInterval": "8w"}]), 2113: recalled(RecallInterval=""),
        2114: recalled(RecallInterval="", DateDue=NO_DATE), 2115: recalled(RecallInterval="6x")},
    "a due date edited by hand: later, earlier": {
        2116: Case("2026-02-24", recalls=[{"DateDue": "2027-01-04"}]),
        2117: Case("2026-08-25", recalls=[{"DateDue": "2026-11-02"}])},
    "reactivation: do not contact (and one without)": {
        2120: Case("2022-04-12", reactivation=("true", "does not want calls")),
        2121: Case("2023-11-14", reactivation=("true", "pt asked to be taken off the list")),
        2122: Case("2024-03-21", reactivation=("false", "try again in spring"))},
    "not to be called or texted by their own setting": {
        2130: Case(None, {"TxtMsgOk": "No", "PreferRecallMethod": "DoNotCall"}),
        2131: Case(None, {"PreferRecallMethod": "DoNotCall", "WirelessPhone": "x"})},
    "no phone at all: with e-mail, without": {
        2133: Case(None, {"HmPhone": "", "WirelessPhone": "", "Email": "x", "PreferRecallMethod": "Email"}),
        2134: Case(None, {"HmPhone": "", "WirelessPhone": "", "Email": ""})},
    "tried in vain": {
        2136: said("2026-08-04", CALL, "no answer", ("2026-09-08", CALL, "LVM"), ("2026-11-17", CALL, "LMOM")),
        2137: said("2026-10-07", TEXT, "texted recall link, no reply", ("2026-11-12", CALL, "vm box full")),
        2138: said("2026-09-23", ("Recall", "Mail", "Sent"), "postcard", ("2026-10-28", CALL, "left word"))},
    "asked to be called back": {
        2140: said("2026-11-16", CALL, "At work, pls call back Thursday after 4"),
        2141: said("2026-11-05", CALL, "driving - call her back in 2 weeks")},
    "will ring us": {
        2142: said("2026-11-09", CALL, "says he'll ring us"),
        2143: said("2026-07-30", CALL, "will call when she has her work schedule")},
    "away until a day: college, abroad, winter in the south, back already": {
        2145: Case(None, {BORN: "2006-09-19"}, notes=[("2026-10-15", CALL, "mom: at college til 12/18/2026")]),
        2146: said("2026-09-21", CALL, "abroad for work, back 04/12/2027"),
        2147: said("2026-11-02", CALLED_US, "winters in the south, home again May 1 2027"),
        2148: said("2026-08-27", CALL, "traveling until 10/05/2026")},
    "moved away, wrong number": {
        2150: said("2026-10-29", CALL, "Moved out of the area, sees a dentist there now"),
        2151: Case("2023-02-14", notes=[("2024-05-23", LAPSED, "moved upstate, send records")]),
        2152: said("2026-11-11", CALL, "wrong number"),
        2153: said("2026-09-30", CALL, "# belongs to someone else now", ("2026-10-21", CALL, "not in service"))},
    "no more texts": {
        2155: said("2026-10-19", TEXT, "texted recall link", ("2026-10-20", TEXTED_US, "STOP")),
        2156: said("2026-11-04", TEXTED_US, "Stop"),
        2157: said("2026-09-16", CALL, "OK to call but asked not to be texted")},
    "a death told to the desk, still PatStatus Patient": {
        2160: said("2026-10-26", CALLED_US, "Wife called: pt passed away"),
        2161: said("2026-11-06", CALL, "daughter says he is no longer with us"),
        2162: said("2026-09-14", ("Recall", "None", "Neither"), "obituary in Saturday's paper"),
        2163: said("2026-10-12", ("Financial", "Phone", "Received"), "estate is being settled by the son")},
    "hard to read, or easily misread": {
        2170: said("2026-11-12", CALL, "see chart"), 2171: said("2026-10-22", CALL, "??"),
        2172: said("2026-11-03", CALL, "ins changed, ask Dr B"),
        2173: said("2026-10-30", CALLED_US, "her mother passed away, wants to wait till January")},
    "notes that are not about the recall": {
        2175: said("2026-10-14", ("Financial", "Mail", "Sent"), "2nd statement sent, no answer yet"),
        2176: Case("2026-10-27", notes=[("2026-10-23", ("ApptRelated", "Phone", "Received"), "moved appt to Tue")]),
        2177: said("2026-08-19", ("Insurance", "Email", "Received"), "new card, old plan ended 07/31")},
    "a row twice, a broken birth date": {2180: Case("2026-05-28"), 2181: Case(None, {BORN: "1986-13-40"})},
    "a call promised: for next week, for this week, in vain for months; announced and not heard of": {
        2190: said("2026-11-18", CALL, "busy, call back next week in the morning"),
        2191: said("2026-11-12", CALL, "asked us to call next week in the afternoon"),
        2192: said("2026-10-30", CALL, "says she will call us"),
        2193: said("2026-05-14", CALL, "busy, call back next week")},
    "treatment planned and never booked; a broken visit never rebooked": {
        2195: Case("2026-07-16", procs=[("2026-04-02", "TP", "D2740", "14")]),
        2196: Case("2026-07-02", apts=[("2026-10-06 10:30", "Broken", "D2391")])},
    "Broken ahead: the cancelling posted (D9987) some weeks ago, not posted, posted yesterday": {
        2200: Case("2026-07-02", apts=[("2027-01-12 09:00", "Broken", "D0120, D1110", *MADE_IN_JULY)],
                   procs=[("2026-11-05", "C", "D9987", "")]),
        2201: Case("2026-08-04", apts=[("2027-02-09 14:00", "Broken", "D0120, D1110", *MADE_IN_JULY)]),
        2202: Case(apts=[("2026-12-09 10:00", "Broken", "D0120, D1110", *MADE_IN_JULY)],
                   procs=[("2026-11-19", "C", "D9987", "")])},
    "not turned up, posted (D9986) on the day, days later; two broken, one of them posted": {
        2203: Case(apts=[("2026-11-04 09:00", "Broken", "D1110")], procs=[("2026-11-04", "C", "D9986", "")]),
        2204: Case(apts=[("2026-11-04 09:00", "Broken", "D1110")], procs=[("2026-11-09", "C", "D9986", "")]),
        2205: Case("2026-07-02", apts=[("2026-09-08 09:00", "Broken", "D2391", *MADE_IN_JULY),
                                       ("2027-01-26 11:00", "Broken", "D1110", *MADE_IN_JULY)],
                   procs=[("2026-10-27", "C", "D9987", "")])},
    "a missed or cancelled visit posted, and no appointment left: it is no visit": {
        2206: Case("2024-03-12", procs=[("2026-11-17", "C", "D9986", "")]),
        2207: Case(procs=[("2026-11-18", "C", "D9987", "")])},
    "not turned up, posted, and sent to the unscheduled list": {
        2208: Case("2026-07-02", apts=[("2026-10-20 09:00", "UnschedList", "D2740", *MADE_IN_JULY)],
                   procs=[("2026-10-20", "C", "D9986", "")])},
    "an interval of zero (no such recall): without a due date, with one set by hand": {
        2210: recalled(RecallInterval="0", DateDue=NO_DATE), 2211: recalled(RecallInterval="0", DateDue="2026-10-06"),
        2212: Case("2026-01-20", perio=True, recalls=[{"RecallInterval": "0", "DateDue": NO_DATE}])},
    "booked for a code nobody knows: near, far": {
        2215: Case(apts=[("2026-12-02 09:00", BOOKED, "D1110, N4120")]),
        2216: Case(apts=[("2027-03-02 09:00", BOOKED, "N4120")])},
    "described by abbreviations: with the procedures attached, without": {
        2217: Case(procs=[("2027-02-09", "TP", "D0120", ""), ("2027-02-09", "TP", "D1110", "")],
                   apts=[("2027-02-09 10:00", BOOKED, "PerEx, Pro")]),
        2218: Case(apts=[("2027-02-16 10:00", BOOKED, "PerEx, Pro")])},
    "booked far too late for a perio recall": {
        2220: Case("2026-05-12", perio=True, apts=[("2027-06-15 09:00", BOOKED, "D4910", *MADE_IN_JULY)])},
    "booked before they asked to wait, and after": {
        2221: Case("2026-06-30", notes=[("2026-07-20", CALLED_US, "not interested right now")],
                   apts=[("2027-04-06 08:30", BOOKED, "D2740", *MADE_IN_JULY)]),
        2222: Case("2026-06-30", notes=[("2026-07-20", CALLED_US, "not interested right now")],
                   apts=[("2027-04-06 08:30", BOOKED, "D2740", "Normal", "2026-09-01")])},
    "kept, and no care written up: this week, last month": {
        2225: Case(apts=[("2026-11-17 10:00", "Complete", "D0120, D1110")]),
        2226: Case(apts=[("2026-10-06 10:00", "Complete", "D0120, D1110")])},
    "a perio recall without its day: after polishes, after nothing at all": {
        2227: Case("2026-05-20", recalls=[{"RecallTypeNum": 3, "DatePrevious": NO_DATE, "DateDue": NO_DATE}]),
        2228: Case("", recalls=[{"RecallTypeNum": 3, "DatePrevious": NO_DATE, "DateDue": NO_DATE}])},
}
# fmt: on


def plus(day: date, interval: str) -> date:
    """The day an interval such as "6m1d" later, held to the end of a shorter month."""
    part = {unit: int(number) for number, unit in re.findall(r"(\d+)([ymwd])", interval)}
    years, month = divmod(day.month - 1 + part.get("m", 0) + 12 * part.get("y", 0), 12)
    last = monthrange(day.year + years, month + 1)[1]
    moved = date(day.year + years, month + 1, min(day.day, last))
    return moved + timedelta(weeks=part.get("w", 0), days=part.get("d", 0))


def working(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + timedelta(days=7 - day.weekday()) if day.weekday() > 4 else day


class Practice:
    """The rows of the eight files, as they grow."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.clerk = random.Random(seed)  # draws the days of entry, so that these change nothing else
        self.rows: dict[str, list[Row]] = {file: [] for file in SHAPES}

    def add(self, file: str, **given: Any) -> Row:
        """Append a row: the file's shape, its number, and what is given."""
        key, start = next(iter(SHAPES[file].items()))
        self.rows[file].append(SHAPES[file] | {key: start + len(self.rows[file])} | given)
        return self.rows[file][-1]

    def chance(self, odds: float) -> bool:
        return self.rng.random() < odds

    def clock(self) -> str:
        return f"{self.rng.randrange(8, 17):02}:{self.rng.randrange(0, 60, 10):02}"

    def ago(self, least: int, most: int) -> date:
        """Some working day so many days before AS_OF."""
        return working(AS_OF - timedelta(days=self.rng.randrange(least, most)))

    def patient(self, num: int, years: tuple[int, int], **given: Any) -> Row:
        home = self.chance(0.35)
        drawn = {
            BORN: (date(self.rng.randrange(*years), 1, 1) + timedelta(days=self.rng.randrange(365))).isoformat(),
            "PriProv": self.rng.randrange(1, 3), "SecProv": self.rng.randrange(3, 5), "HmPhone": "x" if home else "",
            "WirelessPhone": "x" if not home or self.chance(0.8) else "", "Email": "x" if self.chance(0.6) else "",
            "TxtMsgOk": self.rng.choice(["Yes"] * 7 + ["Unknown"] * 4 + ["No"]),
            "PreferRecallMethod": self.rng.choice(METHODS),
            "EstBalance": self.rng.randrange(400, 38000) / 100 if self.chance(0.2) else 0,
        }  # fmt: skip
        return self.add("patients", **({"PatNum": num, "Guarantor": num} | drawn | given))

    def procedure(self, pat: int, day: str, status: str, code: str, tooth: str = "", done: str = "") -> Row:
        done = done or (NO_DATE if status == "TP" else day or NO_DATE)
        fields = {"PatNum": pat, "ProcDate": day or NO_DATE, "ProcStatus": status, "procCode": code, "ToothNum": tooth}
        return self.add("procedurelogs", **fields, ProcFee=f"{FEES.get(code, 185)}.00", DateComplete=done)

    def entered(self, on: date) -> date:
        """A day on which a row about `on` may have been entered: before it, and not after AS_OF."""
        return working(min(on, AS_OF) - timedelta(days=self.clerk.randrange(10, 120)))

    def appointment(
        self, pat: int, when: str, status: str, codes: str, priority: str = "Normal", made: str = ""
    ) -> Row:
        hygiene = bool(re.search("D1110|D1120|D4910", codes)) and self.chance(0.75)  # the tick is not to be relied on
        fields = {"PatNum": pat, "AptDateTime": when + ":00", "AptStatus": status, "IsHygiene": str(hygiene).lower()}
        confirmed = self.rng.choice(["Not Called", "Unconfirmed", "Appointment Confirmed"])
        on = AS_OF if when == UNDATED else date.fromisoformat(when[:10])
        fields["SecDateTEntry"] = f"{made or self.entered(on)} 10:20:00"
        return self.add("appointments", **fields, ProcDescript=codes, Priority=priority, confirmed=confirmed)

    def note(self, pat: int, day: str, kind: Kind, text: str) -> None:
        fields = {"PatNum": pat, "CommDateTime": f"{day} {self.clock()}:00", "CommType": COMM_TYPES[kind[0]]}
        self.add("commlogs", **fields, commType=kind[0], Mode_=kind[1], SentOrReceived=kind[2], Note=text)

    def recall(self, pat: int, last: str, **given: Any) -> None:
        """A recall due an interval after the last visit, unless the given fields say otherwise."""
        last = given.get("DatePrevious", last)
        interval = given.get("RecallInterval", TYPES[given["RecallTypeNum"]][1])
        step = interval if re.fullmatch(r"(\d+[ymwd])+", interval) else TYPES[1][1]
        due = plus(date.fromisoformat(last), step).isoformat() if last else NO_DATE
        fields = {"PatNum": pat, "DateDue": due, "DatePrevious": last or NO_DATE, "RecallInterval": interval}
        self.add("recalls", **(fields | given))

    def visits(self, pat: Row, last: date, count: int, perio: bool) -> None:
        """Hygiene visits up to the last one: the first with a full set of pictures, or after scaling (D4341)."""
        num, child, step = pat["PatNum"], pat[BORN][:4] >= CHILD_BORN, 122 if perio else 187
        days = [working(last - timedelta(days=i * step + self.rng.randrange(12))) for i in range(count - 1, 0, -1)]
        days.append(last)
        for weeks in (14, 13) if perio else ():
            self.procedure(num, working(days[0] - timedelta(weeks=weeks)).isoformat(), "C", "D4341")
        for i, day in enumerate(day.isoformat() for day in days):
            codes = ["D4910"] if perio else ["D0120", "D1120", "D1208"] if child else ["D0120", "D1110"]
            seen = (num, f"{day} {self.clock()}", "Complete", ", ".join(codes))
            apt = self.appointment(*seen)["AptNum"] if day >= CHART_BEGINS else 0
            if not child and not perio and i < 2:
                codes.append(self.rng.choice(["D0210", "D0330"]) if i == 0 else "D0274")
            for code in codes:
                self.procedure(num, day, "C", code)["AptNum"] = str(apt)

    def ordinary(self, num: int, guarantor: int, child: bool) -> None:
        """A patient like most: not yet due, due, overdue or long gone; perhaps booked, treated, or called."""
        pat = self.patient(num, (2008, 2020) if child else (1944, 2001), Guarantor=guarantor)
        perio = not child and self.chance(0.1)
        last = self.ago(*self.rng.choices([(5, 150), (160, 240), (240, 600), (800, 1800)], [50, 18, 22, 10])[0])
        self.visits(pat, last, self.rng.choice([1, 1, 2, 2, 3]), perio)
        if not child and self.chance(0.4):
            code, tooth = self.rng.choice(TREATMENTS)
            self.procedure(num, self.ago(5, 900).isoformat(), "C" if self.chance(0.75) else "TP", code, tooth)
        due = plus(last, TYPES[3 if perio else 1][1])
        late = (AS_OF - due).days
        if late < 60 and self.chance(0.45):
            soonest = AS_OF + timedelta(days=self.rng.randrange(4, 60))
            codes = "D4910" if perio else "D1120, D1208" if pat[BORN][:4] >= CHILD_BORN else "D0120, D1110"
            self.appointment(num, f"{working(max(due, soonest))} {self.clock()}", BOOKED, codes)
        elif late > 20:
            if late < 400 and self.chance(0.25):
                self.appointment(num, f"{self.ago(2, late)} {self.clock()}", "Broken", "D4910" if perio else "D1110")
            for day in sorted(self.ago(3, min(late, 400)) for _ in range(self.rng.randrange(3))):
                self.note(num, day.isoformat(), LAPSED if late > 500 else CALL, self.rng.choice(ATTEMPTS))
        self.recall(num, last.isoformat(), RecallTypeNum=3 if perio else 1)

    def case(self, num: int, case: Case) -> None:
        plain = {"TxtMsgOk": "Yes", "PreferRecallMethod": "None", "EstBalance": 0}  # nothing but what the case is about
        pat = self.patient(num, (1944, 2001), **(plain | case.pat))
        last = self.ago(300, 380).isoformat() if case.last is None else case.last
        if last:
            self.visits(pat, date.fromisoformat(last), self.rng.randrange(1, 3), case.perio)
        procs = [self.procedure(num, *proc) for proc in case.procs]
        for apt in case.apts:
            number = self.appointment(num, *apt)["AptNum"]
            for proc in procs:  # what is planned for the day of an appointment is attached to it
                if proc["ProcStatus"] == "TP" and proc["ProcDate"] == apt[0][:10]:
                    proc["AptNum"] = str(number)
        for note in case.notes:
            self.note(num, *note)
        for given in case.recalls:
            self.recall(num, last, **({"RecallTypeNum": 3 if case.perio else 1} | given))
        if case.reactivation:
            contact, text = case.reactivation
            self.add("reactivations", PatNum=num, DoNotContact=contact, ReactivationNote=text)

    def slips(self) -> None:
        """A patient listed twice, and a commlog, an appointment and a procedure of patients who are not there."""
        self.add("patients", **next(pat for pat in self.rows["patients"] if pat["PatNum"] == 2180))
        self.note(9001, "2026-10-05", CALL, "no answer")
        self.appointment(9002, "2026-12-08 09:00", BOOKED, "D0120, D1110")
        self.procedure(9003, "2026-03-24", "C", "D1110")


def build() -> dict[str, list[Row]]:
    """All rows of all files."""
    practice = Practice(SEED)
    for name, interval, codes, extra in TYPES.values():
        practice.add("recalltypes", Description=name, DefaultInterval=interval, Procedures=codes, AppendToSpecial=extra)
    for code, num in TRIGGERS.items():
        practice.add("recalltriggers", RecallTypeNum=num, procCode=code)
    num, end = 1001, 1001 + ORDINARY
    while num < end:  # households: one or two adults, then children; the first adult is everybody's Guarantor
        size = min(practice.rng.choice([1, 1, 1, 1, 2, 2, 3, 4]), end - num)
        for member in range(size):
            practice.ordinary(num + member, num, child=member > 1)
        num += size
    for cases in CIRCUMSTANCES.values():
        for num, case in cases.items():
            practice.case(num, case)
    for pat in practice.rows["patients"]:
        done = [p for p in practice.rows["procedurelogs"] if (p["PatNum"], p["ProcStatus"]) == (pat["PatNum"], "C")]
        pat["DateFirstVisit"] = first = min((p["ProcDate"] for p in done), default=NO_DATE)
        entered = practice.entered(AS_OF if first == NO_DATE else date.fromisoformat(first)).isoformat()
        pat["SecDateEntry"] = max(entered, CHART_BEGINS)  # whoever was here before was carried over on that day
    practice.slips()
    return practice.rows


def main() -> None:
    """Write the folder and say how much is in it."""
    FOLDER.mkdir(exist_ok=True)
    everything = build()
    for file, rows in everything.items():
        lines = ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows)
        (FOLDER / f"{file}.json").write_text(f"[\n{lines}\n]\n", encoding="ascii", newline="\n")
    print(", ".join(f"{len(rows)} {file}" for file, rows in everything.items()))


if __name__ == "__main__":
    main()
