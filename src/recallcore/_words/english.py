"""English. The only prose: a translation is another file like this one.

Speaks to a person in the practice, who has the patient's name on another screen and may read this aloud: so it names
nobody, and says nothing that one could not say to the patient's family.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from recallcore._base.intervals import Interval
from recallcore._deciding.codes import ReasonCode
from recallcore._facts.agreements import CallBack, Commitment, OpenProblem, PatientWillCall, SafetyFollowUp
from recallcore._facts.care_plan import DueDateOverride, IntervalOverride
from recallcore._facts.events import Appointment, Attempt, Patient, Procedure
from recallcore._facts.people import Bereavement, ContactPerson
from recallcore._facts.standing import (
    Deceased,
    Deferral,
    DisputedBirthDate,
    Excluded,
    OptOut,
    Reinstated,
    RelocatedPermanently,
    Unreachable,
    UnreadNote,
)
from recallcore._facts.vocabulary import Channel, DeferralReason
from recallcore._words.wording import Phrase

SAYINGS: Final[dict[ReasonCode, str]] = {
    ReasonCode.DUPLICATE_ID: "This id is on more than one record. Please find out which is right.",
    ReasonCode.DECEASED: "This patient has died.",
    ReasonCode.DEATH_REPORTED: "We were told that this patient has died. Please confirm it; until then, no contact.",
    ReasonCode.NOT_A_PATIENT: "On the books, but not a patient.",
    ReasonCode.RELOCATED: "Has moved away for good.",
    ReasonCode.DATED_IN_FUTURE: "Something on the record is dated in the future{which}. Please correct the day.",
    ReasonCode.CONTRADICTORY_FACTS: (
        "The record contradicts itself{which}. Please put it right before anybody makes contact."
    ),
    ReasonCode.REINSTATED: (
        "A report that had ended contact was taken back{when}. No contact{until}, unless somebody releases the first."
    ),
    ReasonCode.EXCLUDED: (
        "The records say not to contact this patient{about}{code}, and not why. Please find out the reason."
    ),
    ReasonCode.NOTE_NOT_UNDERSTOOD: (
        "A note was made{when} that only a person can understand. Please read it before anybody makes contact."
    ),
    ReasonCode.IN_PROGRESS: "Somebody else has taken this contact{when}.",
    ReasonCode.NO_CONTACT_PERSON: (
        "Nobody is on record whom we may ask for this patient. Please find out who it is, when the occasion allows."
    ),
    ReasonCode.GUARDIAN_WITHOUT_CONSENT: (
        "Somebody else is asked for this patient, and the patient's own consent, once of age, is not on record."
        " Please ask for it at the next occasion."
    ),
    ReasonCode.BEREAVED: "We were told of a loss in the family. What can wait, waits{until}.",
    ReasonCode.ON_HOLD: "The practice has put contact on hold{about}{until}{code}.",
    ReasonCode.AWAY: "Away{until}.",
    ReasonCode.DEFERRED: "Asked us to wait{until}{about}{because}.",
    ReasonCode.DECLINED_RECENTLY: "Said no{when}{about}; we ask for nothing else{until}.",
    ReasonCode.CALL_PROMISED_LATER: "Asked to be called{when}; not before.",
    ReasonCode.PATIENT_WILL_CALL: "Said{when} that they would call us; we wait{until}.",
    ReasonCode.VISIT_NOT_CLOSED: "Had an appointment{when} that nobody has closed yet, so may just have been here.",
    ReasonCode.VISIT_NOT_WRITTEN_UP: "Was here{when}{about}, and what was done is not written up yet.",
    ReasonCode.BOOKED: "Already booked{when}{about}.",
    ReasonCode.BOOKED_OTHERWISE: "Coming{when} for something else; speak about {recall} then.",
    ReasonCode.OPTED_OUT: "Asked not to be contacted{channels}{purposes}.",
    ReasonCode.UNREACHABLE: "Cannot be reached{channels}.",
    ReasonCode.NOT_FIT_FOR_SAFETY: "What concerns somebody's safety is not told{channels}.",
    ReasonCode.SEEN_RECENTLY: "Was here{when}, only just now; let them be{until}{routine}.",
    ReasonCode.SPOKE_RECENTLY: "We spoke{when}, only just now; let them be{until}{routine}.",
    ReasonCode.ATTEMPTS_EXHAUSTED: "We have tried often enough for now; let it rest{until}{routine}.",
    ReasonCode.ATTEMPT_CAP_REACHED: "We have tried as often as we may in so short a time; not again{until}{routine}.",
    ReasonCode.ATTEMPT_TOO_RECENT: "The last contact or attempt was{when}; not again{until}{routine}.",
    ReasonCode.SAFETY_FOLLOW_UP: "A safety matter has been open{when}. Please see to it today.",
    ReasonCode.CALL_PROMISED: "We promised to call{when}.",
    ReasonCode.PROMISE_MISSED: "We promised to call{when}, and nothing has come of it: we owe an apology.",
    ReasonCode.RECALL_DUE: "Due for {recall}{since}{counted}.",
    ReasonCode.DUE_WHILE_AWAY: "Due for {recall}{falls}{counted}, while away; offer it before they leave{leaves}.",
    ReasonCode.DEFERRAL_ENDED: "Asked us to wait{because}, and the day to get in touch has come.",
    ReasonCode.ABSENCE_ENDED: "Was away, and should be back.",
    ReasonCode.PATIENT_DID_NOT_CALL: "They said{when} that they would call us, and have not yet.",
    ReasonCode.BOOKING_LOST: "The appointment{when}{care} fell through, and no other has been made for it.",
    ReasonCode.TREATMENT_UNSCHEDULED: "Treatment planned{when}{care} is still not booked.",
    ReasonCode.PROBLEM_UNTREATED: "Something found{when} has not been treated yet.",
    ReasonCode.DORMANT: "Has not been here{when}.",
    ReasonCode.CONTACT_RHYTHM: "Time to ask how they are{beat}.",
    ReasonCode.NOT_YET_DUE: "Not due for {recall}{due}{counted}.",
    ReasonCode.ADD_ON_DUE: "Due for {recall}{since}; offer it with another visit.",
    ReasonCode.RESOLVED: "Done already: {recall}.",
    ReasonCode.NO_RECALL_ATTACHES: "No recall applies to this patient.",
    ReasonCode.SUPERSEDED: "No {any_recall} while in periodontal care.",
    ReasonCode.NOT_ENROLLED: "No {any_recall}: that is for patients in periodontal care.",
    ReasonCode.TOOTH_EXTRACTED: "No {any_recall} any more: the tooth has been taken out.",
    ReasonCode.OUTSIDE_AGE: "Not of the age for {any_recall}.",
    ReasonCode.BEYOND_CALENDAR: "Later than the calendar goes: {recall}.",
    ReasonCode.NO_HISTORY: "Nothing on record calls for {any_recall}.",
    ReasonCode.SAFETY_FOLLOW_UP_BLOCKED: (
        "A safety matter is open{when}, and contact is not allowed. Please decide today what to do."
    ),
    ReasonCode.SEEN_AFTER_DEATH: "A death is on record, and a later visit or a booking. Please check which is true.",
    ReasonCode.VISIT_NEVER_CLOSED: "The appointment{when} was never closed. Please say whether it was kept.",
    ReasonCode.VISIT_NEVER_WRITTEN_UP: (
        "Was here{when}{care}, and nothing done is on record. Please write up what was done."
    ),
    ReasonCode.BOOKED_TOO_LATE: (
        "Booked for {recall} only{when}, long after the due date. Please see whether an earlier day is wanted."
    ),
    ReasonCode.RETURN_DAY_UNKNOWN: "Away, and nobody knows until when. Please ask when the occasion arises.",
    ReasonCode.ENROLMENT_UNDATED: (
        "In periodontal care since an unknown day, and no such care is on record."
        " Please enter the day or the last visit."
    ),
    ReasonCode.PERIO_CARE_LAPSED: "Had periodontal care once, and none for years. Please say whether it should go on.",
    ReasonCode.PROPHYLAXIS_DURING_MAINTENANCE: "Had a polish while in periodontal care. Please check which was meant.",
    ReasonCode.RISK_NOT_ASSESSED: "The risk level has not been assessed; the usual interval was used.",
    ReasonCode.BIRTH_DATE_UNKNOWN: "The birth date is missing; the patient was taken to be an adult.",
    ReasonCode.CODE_NOT_MAPPED: (
        "It is not known whether what was entered{when} is care or a fee{code}. Please map the code."
    ),
    ReasonCode.RECALL_NOT_IN_POLICY: "The record names a recall that the practice does not have.",
    ReasonCode.NEVER_REACHABLE: "Nothing on record reaches this patient. Please find a number or an address.",
    ReasonCode.NO_CONTACT_ON_RECORD: "No visit and no contact is on record. Please check whether this is a patient.",
    ReasonCode.LONG_WITHOUT_CONTACT: "The last visit or contact was{when}. Please check whether the record is right.",
    ReasonCode.COMMITMENT_OPEN: "A promise of ours is open{until}{promised}.",
    ReasonCode.PROBLEM_TO_RAISE: "If it fits, raise one thing found{when}, and no more.",
}

PHRASES: Final[dict[Phrase, str]] = {
    Phrase.CONTACT: "Contact by {channel}.",
    Phrase.CONTACT_OR: "Contact by {channel}, or else by {channels}.",
    Phrase.WITHHELD: "Leave alone for now.",
    Phrase.NOT_WANTED: "No contact needed.",
    Phrase.ENDED: "Do not contact.",
    Phrase.ASK_FOR: "Ask for the contact person.",
    Phrase.ASK_GUARDIAN: "Ask for a parent or guardian.",
    Phrase.NOT_NOW: "Do not bring up this time: {recalls}.",
    Phrase.ALONG: "Offer along with it: {recall}, due{since}{counted}.",
    Phrase.LAST_HERE: "Last here on {day}.",
    Phrase.PAID_FROM: "The payer pays for {recall} again from {day}.",
    Phrase.TO_CHECK: "To check: {said}",
    Phrase.TRIED: "Attempts so far: {number}.",
    Phrase.ON: " on {day}",
    Phrase.IN_HALF: ", in the {half}",
    Phrase.AT: ", at {time}",
    Phrase.SINCE: " since {day}",
    Phrase.UNTIL: " until {day}",
    Phrase.UNTIL_TIME: " until {time} on {day}",
    Phrase.COUNTED: ", {span} after {day}",
    Phrase.FIRST_HERE: ", not done so far; first here on {day}",
    Phrase.REGISTERED: ", not done so far; registered on {day}",
    Phrase.OF_AGE: ", not done so far; of the age for it on {day}",
    Phrase.ABOUT: " for {recalls}",
    Phrase.ROUTINE: ", but for what cannot wait",
    Phrase.BY: " by {channels}",
    Phrase.FOR: " for {purposes}",
    Phrase.CARE: " ({kinds})",
    Phrase.CODE: ", under the code {code}",
    Phrase.PROMISED: ": {code}",
    Phrase.BEAT: ": contact {number} since the treatment ended on {day}",
    Phrase.WHICH: ": {fact}",
    Phrase.RECALL: "recall",
}

WORDS: Final[dict[str, str]] = {Channel.SMS: "text message", Channel.EMAIL: "e-mail"}

CAUSES: Final[dict[DeferralReason, str]] = {
    DeferralReason.MONEY: ", because of the cost",
    DeferralReason.FEAR: ", because a visit worries them",
    DeferralReason.ILLNESS: ", because of their health",
    DeferralReason.HOLIDAY: ", because of a holiday",
    DeferralReason.SEEN_ELSEWHERE: ", because somebody else has seen them",
    DeferralReason.NOT_URGENT: ", because it did not seem urgent",
    DeferralReason.CONSEQUENCE_UNKNOWN: ", because they had not heard what waiting can do",
}

FACTS: Final[dict[type, str]] = {
    Patient: "the birth date",
    Procedure: "care dated {day}",
    Appointment: "a visit dated {day}",
    Attempt: "a call or a message dated {day}",
    UnreadNote: "a note dated {day}",
    Deceased: "a report of a death, dated {day}",
    RelocatedPermanently: "a report of a move, dated {day}",
    Reinstated: "a report taken back, dated {day}",
    DisputedBirthDate: "two birth dates, noticed on {day}",
    Deferral: "a wish to wait, dated {day}",
    OptOut: "a wish not to be contacted, dated {day}",
    Unreachable: "a contact that failed, dated {day}",
    Excluded: "an exclusion dated {day}",
    CallBack: "a call asked for, dated {day}",
    PatientWillCall: "a call announced, dated {day}",
    SafetyFollowUp: "a safety matter dated {day}",
    OpenProblem: "something found, dated {day}",
    Commitment: "a promise of ours, dated {day}",
    ContactPerson: "an entry about whom to ask, dated {day}",
    Bereavement: "a loss in the family, dated {day}",
    IntervalOverride: "an interval of the patient's own, dated {day}",
    DueDateOverride: "a due date set by hand, dated {day}",
}

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def day(on: date) -> str:
    """3 March 2027."""
    return f"{on.day} {_MONTHS[on.month - 1]} {on.year}"


def span(interval: Interval) -> str:
    """6 months and 1 day."""
    counts = ((interval.years, "year"), (interval.months, "month"), (interval.weeks, "week"), (interval.days, "day"))
    return all_of([_counted(count, unit) for count, unit in counts if count])


def all_of(words: Sequence[str]) -> str:
    """One, two and three."""
    return _joined(words, " and ")


def any_of(words: Sequence[str]) -> str:
    """One, two or three."""
    return _joined(words, " or ")


def _counted(count: int, unit: str) -> str:
    return f"1 {unit}" if count == 1 else f"{count} {unit}s"


def _joined(words: Sequence[str], conjunction: str) -> str:
    *others, last = words
    return f"{', '.join(others)}{conjunction}{last}" if others else last
