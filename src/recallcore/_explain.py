"""Say a decision in plain words. The only prose: a translation replaces this file.

Speaks to a person in the practice who has the patient's name on another screen, so it names nobody.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from recallcore._circumstances import CallBack, SafetyFollowUp
from recallcore._decision import Decision, Verdict
from recallcore._facts import Appointment, Attempt, Procedure
from recallcore._intervals import Interval
from recallcore._reasons import Dormancy, Evidence, Reason, ReasonCode

# What each code says. What stands in braces is filled in by `say`.
SAYINGS: Final[dict[ReasonCode, str]] = {
    ReasonCode.DUPLICATE_ID: "This id is on more than one record. Please find out which is right.",
    ReasonCode.DECEASED: "This patient has died.",
    ReasonCode.DEATH_REPORTED: "We were told that this patient has died. Please confirm it; until then, no contact.",
    ReasonCode.NOT_A_SUBJECT: "On the books, but not a patient.",
    ReasonCode.RELOCATED: "Has moved away for good.",
    ReasonCode.FACT_AFTER_AS_OF: "Something on the record is dated in the future. Please correct the day.",
    ReasonCode.CONTRADICTORY_FACTS: "The record contradicts itself. Please put it right before anybody calls.",
    ReasonCode.EXCLUDED: "The records say not to contact this patient{about}, and not why. Please find out the reason.",
    ReasonCode.NOTE_NOT_UNDERSTOOD: "There is a note that only a person can read. Please read it before anybody calls.",
    ReasonCode.ON_HOLD: "The practice has put this on hold{about}{until}.",
    ReasonCode.AWAY: "Away{until}.",
    ReasonCode.DEFERRED: "Asked us to wait{until}.",
    ReasonCode.CALL_PROMISED_LATER: "Asked to be called{when}; not before.",
    ReasonCode.PATIENT_WILL_CALL: "Said they would call us; we wait{until}.",
    ReasonCode.VISIT_NOT_CLOSED: "Had an appointment{when} that nobody has closed yet, so may just have been here.",
    ReasonCode.BOOKED: "Already booked{when}{about}.",
    ReasonCode.BOOKED_OTHERWISE: "Coming{when} for something else; speak about the {recall} then.",
    ReasonCode.OPTED_OUT: "Asked not to be contacted{channels}{purposes}.",
    ReasonCode.UNREACHABLE: "We have no working contact{channels}.",
    ReasonCode.RESTING: "We have tried often enough for now; let it rest{until}.",
    ReasonCode.TRIED_OFTEN: "We have tried as often as we may in so short a time; not again{until}.",
    ReasonCode.TRIED_RECENTLY: "We tried{when} and wait a while; not again{until}.",
    ReasonCode.SAFETY_FOLLOW_UP: "Something about this patient's safety has been open{when}. Please see to it today.",
    ReasonCode.CALL_PROMISED: "We promised to call{when}.",
    ReasonCode.RECALL_DUE: "Due for {recall}{since}{counted}.",
    ReasonCode.DEFERRAL_ENDED: "Asked us to wait, and the day to get in touch has come.",
    ReasonCode.ABSENCE_ENDED: "Was away, and should be back.",
    ReasonCode.PATIENT_NOT_HEARD: "Said they would call us, and has not yet. Please ask kindly.",
    ReasonCode.BOOKING_LOST: "The appointment{when} did not take place, and no other has been made.",
    ReasonCode.TREATMENT_UNSCHEDULED: "Treatment planned{when} is still not booked.",
    ReasonCode.PROBLEM_UNTREATED: "A problem was found and has not been treated yet.",
    ReasonCode.DORMANT: "Has not been here{when}.",
    ReasonCode.CONTACT_RHYTHM: "Time to ask how they are: the treatment ended{when}.",
    ReasonCode.NOT_YET_DUE: "Not due for {recall} until {due}{counted}.",
    ReasonCode.RIDES_ALONG: "Due for {recall}{since}; offer it with another visit.",
    ReasonCode.RESOLVED: "The {recall} has been done.",
    ReasonCode.NO_RECALL_ATTACHES: "No recall applies to this patient.",
    ReasonCode.SUPERSEDED: "No {recall} while in periodontal care.",
    ReasonCode.NOT_ENROLLED: "No {recall}: that is for patients in periodontal care.",
    ReasonCode.ENDED: "No {recall} any more: the tooth has been taken out.",
    ReasonCode.OUTSIDE_AGE: "Not of the age for {recall}.",
    ReasonCode.BEYOND_CALENDAR: "The {recall} would fall after the end of the calendar.",
    ReasonCode.NO_HISTORY: "Nothing on record calls for {recall}.",
    ReasonCode.SAFETY_FOLLOW_UP_BLOCKED: "Something about this patient's safety is open, and contact is not allowed."
    " Please decide today what to do.",
    ReasonCode.SEEN_AFTER_DEATH: "A death is on record, and a later visit or a booking. Please check which is true.",
    ReasonCode.VISIT_NEVER_CLOSED: "The appointment{when} was never closed. Please say whether it was kept.",
    ReasonCode.RETURN_DAY_UNKNOWN: "Away, and nobody knows until when. Please ask when the occasion arises.",
    ReasonCode.ENROLMENT_UNDATED: (
        "In periodontal care since an unknown day, and no such care is on record."
        " Please enter the day or the last visit."
    ),
    ReasonCode.POLISH_DURING_PERIO_CARE: "Had a polish while in periodontal care. Please check which was meant.",
    ReasonCode.RISK_NOT_ASSESSED: "The risk level has not been assessed; the usual interval was used.",
    ReasonCode.BIRTH_DATE_UNKNOWN: "The birth date is missing; the patient was taken to be an adult.",
    ReasonCode.RECALL_NOT_IN_POLICY: "The record names a recall that the practice does not have.",
}

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_VERDICTS: Final = {
    Verdict.CONTACT: "Contact",
    Verdict.WITHHELD: "Leave alone for now",
    Verdict.NOT_WANTED: "No contact needed",
}


def explain(decision: Decision) -> str:
    """The decision as lines of plain English: the verdict, then every reason, then what a person should look at."""
    lines = [_verdict(decision)]
    told = (*decision.wanted, *decision.withheld_by)
    if decision.verdict is not Verdict.CONTACT:  # then why not comes first: nobody should read "due" above a death
        told = (*decision.withheld_by, *decision.wanted)
    told += decision.not_wanted
    lines += [f"- {say(reason, as_of=decision.as_of)}" for reason in told]
    lines += [f"- To check: {say(reason, as_of=decision.as_of)}" for reason in decision.review if reason not in told]
    return "\n".join(dict.fromkeys(lines))  # two facts of one day may read alike


def say(reason: Reason, *, as_of: date | None = None) -> str:
    """One reason as a sentence or two. Asked about `as_of`, a day that a policy looks ahead to is not yet past."""
    due = reason.due
    on = None if due is None else due.on
    recalls = " and ".join(reason.scope.recalls or ())
    counted = "" if due is None or due.anchor is None or due.interval is None else _counted(due.interval, due.anchor)
    return SAYINGS[reason.code].format(
        recall=recalls or "recall",
        about=f" for {recalls}" if recalls else "",
        due="" if on is None else _day(on),
        since="" if on is None else f" {'on' if as_of is not None and as_of < on else 'since'} {_day(on)}",
        counted=counted,
        until="" if reason.until is None else f" until {_day(reason.until)}",
        when=_when(reason.evidence),
        purposes="" if reason.scope.purposes is None else f" for {' or '.join(reason.scope.purposes)}",
        channels="" if reason.scope.channels is None else f" by {' or '.join(reason.scope.channels)}",
    )


def _when(evidence: Evidence | None) -> str:
    """The day that a fact speaks of, as a sentence needs it."""
    match evidence:
        case Appointment() | Attempt() | Procedure():
            return f" on {_day(evidence.on)}"
        case CallBack():
            half = "" if evidence.half is None else f", in the {evidence.half}"
            return f" on {_day(evidence.on)}{half}"
        case SafetyFollowUp():
            return f" since {_day(evidence.since)}"
        case Dormancy() if evidence.last_visit is not None:
            return f" since {_day(evidence.last_visit)}"
        case _:
            return ""


def _verdict(decision: Decision) -> str:
    if any(reason.terminal for reason in decision.withheld_by):
        return "Do not contact."
    if decision.verdict is not Verdict.CONTACT:
        return f"{_VERDICTS[decision.verdict]}."
    return f"{_VERDICTS[decision.verdict]} by {' or '.join(decision.channels)}."


def _counted(interval: Interval, anchor: date) -> str:
    parts = ((interval.years, "year"), (interval.months, "month"), (interval.weeks, "week"), (interval.days, "day"))
    span = " and ".join(f"{count} {unit}{'s' if count > 1 else ''}" for count, unit in parts if count)
    return f", {span} after {_day(anchor)}"


def _day(on: date) -> str:
    return f"{on.day} {_MONTHS[on.month - 1]} {on.year}"
