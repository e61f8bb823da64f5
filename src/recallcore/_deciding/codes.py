"""What a reason can be: every code a decision may cite, and all that is true of each, in one table.

Data only. Knows no policy and no patient; the words for each code are a language's.
"""

from __future__ import annotations

from enum import Enum, IntEnum
from typing import Final

from recallcore._base.values import Word


class Role(Word):
    """What a reason does in a decision."""

    WANTED = "wanted"  # a reason to contact
    WITHHOLDS = "withholds"  # a reason not to, on the channels, purposes and recalls it covers
    NOT_WANTED = "not wanted"  # why a recall is no reason to contact
    REVIEW = "review"  # something for a person to look at; by itself it withholds nothing
    BRIEF = "brief"  # something to be said in a contact, whatever it is made for


class Mark(Enum):
    """What else is true of a code."""

    ENDS = "ends the relationship"  # nothing but these does (R-DNC-1)
    DOUBTS = "doubts the facts"  # withholds for review even where nothing seems to be wanted
    ASKS_REVIEW = "asks for review"  # withholds, and asks a person to look
    SPACES = "spaces"  # enough has been tried for now
    EXPLAINS_NO_SILENCE = "explains no silence"  # withholds because we tried, or could not: nobody has said why
    YIELDS_TO_SAFETY = "yields to safety"  # a safety follow-up is spoken of all the same (M19)
    OUTRANKS = "outranks"  # goes before reasons to wait, and before capacity (M9, M19)
    LEADS = "leads"  # stands before the recalls that are due
    DUE = "to be spoken of"  # said of a recall that is wanted
    UNATTACHED = "never had a date"  # said of a recall that has never had a due date for this patient
    HAS_A_DAY = "told apart"  # said of a recall that is not wanted, with a day of its own
    LEFT_TO_CHECK = "left to check"  # beside a death or a move, still for a person to look at
    BEARS_ON_THE_END = "bears on the end"  # what a data review still asks where a relationship has ended
    OF_A_DATA_REVIEW = "in a data review alone"  # never said in a decision


class Wrong(IntEnum):
    """How badly a record is wrong that carries a code: the worst is put right first, and equals in no order."""

    HARM = 0  # somebody may come to harm
    WHOSE_LIFE = 1  # whose record, of which life
    UNTRUSTED = 2  # no decision can be trusted
    SILENT = 3  # silent until a person has looked
    NEVER_REACHED = 4
    OUT_OF_TOUCH = 5
    ANSWER_OWED = 6  # an answer that somebody owes the books
    MAY_SAY_WRONG = 7  # contact goes on, and may say the wrong thing
    ONE_CHANNEL = 8  # by one channel; another is left


class ReasonCode(Word):
    """Why. In order of precedence: where a patient is counted once, the first of their reasons here counts."""

    role: Role
    place: int  # in order of precedence, from 0
    marks: frozenset[Mark]
    wrong: Wrong | None  # None: nothing is wrong with the record

    def __new__(cls, spelled: str, role: Role, *true: Mark | Wrong) -> ReasonCode:
        code = str.__new__(cls, spelled)
        code._value_ = spelled
        code.role = role
        code.place = len(cls.__members__)
        code.marks = frozenset(mark for mark in true if isinstance(mark, Mark))
        code.wrong = next((wrong for wrong in true if isinstance(wrong, Wrong)), None)
        return code

    # These withhold, the ones that doubt the facts themselves first.
    DUPLICATE_ID = "duplicate id", Role.WITHHOLDS, Mark.DOUBTS, Wrong.WHOSE_LIFE
    DECEASED = "deceased", Role.WITHHOLDS, Mark.ENDS
    DEATH_REPORTED = "death reported", Role.WITHHOLDS, Mark.ASKS_REVIEW, Mark.BEARS_ON_THE_END, Wrong.WHOSE_LIFE
    NOT_A_PATIENT = "not a patient", Role.WITHHOLDS
    RELOCATED = "relocated", Role.WITHHOLDS, Mark.ENDS
    DATED_IN_FUTURE = "dated in future", Role.WITHHOLDS, Mark.DOUBTS, Wrong.UNTRUSTED
    CONTRADICTORY_FACTS = "contradictory facts", Role.WITHHOLDS, Mark.DOUBTS, Wrong.UNTRUSTED
    REINSTATED = "reinstated", Role.WITHHOLDS, Mark.ASKS_REVIEW, Wrong.SILENT
    EXCLUDED = "excluded", Role.WITHHOLDS, Mark.ASKS_REVIEW, Wrong.SILENT
    NOTE_NOT_UNDERSTOOD = "note not understood", Role.WITHHOLDS, Mark.ASKS_REVIEW, Mark.LEFT_TO_CHECK, Wrong.SILENT
    IN_PROGRESS = "contact in progress", Role.WITHHOLDS
    NO_CONTACT_PERSON = "no contact person", Role.WITHHOLDS, Mark.ASKS_REVIEW, Wrong.SILENT
    GUARDIAN_WITHOUT_CONSENT = "guardian without consent", Role.WITHHOLDS, Mark.ASKS_REVIEW, Wrong.SILENT
    BEREAVED = "bereaved", Role.WITHHOLDS, Mark.YIELDS_TO_SAFETY
    ON_HOLD = "on hold", Role.WITHHOLDS
    AWAY = "away", Role.WITHHOLDS
    DEFERRED = "deferred", Role.WITHHOLDS, Mark.YIELDS_TO_SAFETY
    DECLINED_RECENTLY = "declined recently", Role.WITHHOLDS, Mark.YIELDS_TO_SAFETY
    CALL_PROMISED_LATER = "call promised later", Role.WITHHOLDS, Mark.YIELDS_TO_SAFETY
    PATIENT_WILL_CALL = "patient will call", Role.WITHHOLDS, Mark.YIELDS_TO_SAFETY
    VISIT_NOT_CLOSED = "visit not closed", Role.WITHHOLDS, Mark.YIELDS_TO_SAFETY
    VISIT_NOT_WRITTEN_UP = "visit not written up", Role.WITHHOLDS, Mark.YIELDS_TO_SAFETY
    BOOKED = "booked", Role.WITHHOLDS, Mark.YIELDS_TO_SAFETY
    BOOKED_OTHERWISE = "booked otherwise", Role.WITHHOLDS, Mark.YIELDS_TO_SAFETY
    OPTED_OUT = "opted out", Role.WITHHOLDS
    UNREACHABLE = "unreachable", Role.WITHHOLDS, Mark.EXPLAINS_NO_SILENCE, Wrong.ONE_CHANNEL
    NOT_FIT_FOR_SAFETY = "not fit for safety", Role.WITHHOLDS, Mark.EXPLAINS_NO_SILENCE
    SEEN_RECENTLY = "seen recently", Role.WITHHOLDS, Mark.SPACES
    SPOKE_RECENTLY = "spoke recently", Role.WITHHOLDS, Mark.SPACES
    ATTEMPTS_EXHAUSTED = "attempts exhausted", Role.WITHHOLDS, Mark.SPACES
    ATTEMPT_CAP_REACHED = "attempt cap reached", Role.WITHHOLDS, Mark.SPACES
    ATTEMPT_TOO_RECENT = "attempt too recent", Role.WITHHOLDS, Mark.SPACES
    # These are reasons to contact.
    SAFETY_FOLLOW_UP = "safety follow-up", Role.WANTED, Mark.OUTRANKS, Mark.LEADS
    CALL_PROMISED = "call promised", Role.WANTED, Mark.OUTRANKS, Mark.LEADS
    PROMISE_MISSED = "promise missed", Role.WANTED, Mark.LEADS
    RECALL_DUE = "recall due", Role.WANTED, Mark.DUE
    DUE_WHILE_AWAY = "due while away", Role.WANTED, Mark.DUE
    DEFERRAL_ENDED = "deferral ended", Role.WANTED
    ABSENCE_ENDED = "absence ended", Role.WANTED
    PATIENT_DID_NOT_CALL = "patient did not call", Role.WANTED
    BOOKING_LOST = "booking lost", Role.WANTED
    TREATMENT_UNSCHEDULED = "treatment unscheduled", Role.WANTED
    PROBLEM_UNTREATED = "problem untreated", Role.WANTED
    DORMANT = "dormant", Role.WANTED
    CONTACT_RHYTHM = "contact rhythm", Role.WANTED
    # These say why a recall is no reason to contact.
    NOT_YET_DUE = "not yet due", Role.NOT_WANTED, Mark.HAS_A_DAY
    ADD_ON_DUE = "add-on due", Role.NOT_WANTED, Mark.HAS_A_DAY
    RESOLVED = "resolved", Role.NOT_WANTED
    NO_RECALL_ATTACHES = "no recall attaches", Role.NOT_WANTED, Mark.HAS_A_DAY
    SUPERSEDED = "superseded", Role.NOT_WANTED, Mark.UNATTACHED
    NOT_ENROLLED = "not enrolled", Role.NOT_WANTED, Mark.UNATTACHED
    TOOTH_EXTRACTED = "tooth extracted", Role.NOT_WANTED, Mark.UNATTACHED
    OUTSIDE_AGE = "outside age", Role.NOT_WANTED, Mark.UNATTACHED
    BEYOND_CALENDAR = "beyond calendar", Role.NOT_WANTED, Mark.UNATTACHED
    NO_HISTORY = "no history", Role.NOT_WANTED, Mark.UNATTACHED
    # These only ask for review.
    SAFETY_FOLLOW_UP_BLOCKED = "safety follow-up blocked", Role.REVIEW, Mark.LEFT_TO_CHECK, Wrong.HARM
    SEEN_AFTER_DEATH = "seen after death", Role.REVIEW, Mark.LEFT_TO_CHECK, Mark.BEARS_ON_THE_END, Wrong.WHOSE_LIFE
    VISIT_NEVER_CLOSED = "visit never closed", Role.REVIEW, Wrong.ANSWER_OWED
    VISIT_NEVER_WRITTEN_UP = "visit never written up", Role.REVIEW, Wrong.ANSWER_OWED
    BOOKED_TOO_LATE = "booked too late", Role.REVIEW, Wrong.ANSWER_OWED
    RETURN_DAY_UNKNOWN = "return day unknown", Role.REVIEW, Wrong.ANSWER_OWED
    ENROLMENT_UNDATED = "enrolment undated", Role.REVIEW, Wrong.MAY_SAY_WRONG
    PERIO_CARE_LAPSED = "periodontal care lapsed", Role.REVIEW, Wrong.MAY_SAY_WRONG
    PROPHYLAXIS_DURING_MAINTENANCE = "prophylaxis during maintenance", Role.REVIEW, Wrong.MAY_SAY_WRONG
    RISK_NOT_ASSESSED = "risk not assessed", Role.REVIEW, Wrong.MAY_SAY_WRONG
    BIRTH_DATE_UNKNOWN = "birth date unknown", Role.REVIEW, Wrong.MAY_SAY_WRONG
    CODE_NOT_MAPPED = "code not mapped", Role.REVIEW, Wrong.MAY_SAY_WRONG
    RECALL_NOT_IN_POLICY = "recall not in policy", Role.REVIEW, Wrong.MAY_SAY_WRONG
    # These are said in a data review alone.
    NEVER_REACHABLE = "never reachable", Role.REVIEW, Mark.OF_A_DATA_REVIEW, Wrong.NEVER_REACHED
    NO_CONTACT_ON_RECORD = "no contact on record", Role.REVIEW, Mark.OF_A_DATA_REVIEW, Wrong.OUT_OF_TOUCH
    LONG_WITHOUT_CONTACT = "long without contact", Role.REVIEW, Mark.OF_A_DATA_REVIEW, Wrong.OUT_OF_TOUCH
    # These are to be said in a contact.
    COMMITMENT_OPEN = "commitment open", Role.BRIEF
    PROBLEM_TO_RAISE = "problem to raise", Role.BRIEF


def _marked(*marks: Mark) -> frozenset[ReasonCode]:
    """The codes of which any of these is true."""
    return frozenset(code for code in ReasonCode if not code.marks.isdisjoint(marks))


# The marks as sets, for whoever asks about many codes. Whatever doubts the facts is for a person, in every case.
TERMINAL: Final = _marked(Mark.ENDS)
DOUBTED: Final = _marked(Mark.DOUBTS)
ASKS_REVIEW: Final = _marked(Mark.DOUBTS, Mark.ASKS_REVIEW)
SPACED: Final = _marked(Mark.SPACES)
EXPLAINS_NO_SILENCE: Final = _marked(Mark.SPACES, Mark.EXPLAINS_NO_SILENCE)
YIELDS_TO_SAFETY: Final = _marked(Mark.SPACES, Mark.YIELDS_TO_SAFETY)
OUTRANKS: Final = _marked(Mark.OUTRANKS)
BEFORE_RECALLS: Final = _marked(Mark.LEADS)
TO_SPEAK_OF: Final = _marked(Mark.DUE)
UNATTACHED: Final = _marked(Mark.UNATTACHED)
TOLD_APART: Final = _marked(Mark.HAS_A_DAY)
STILL_TO_CHECK: Final = _marked(Mark.DOUBTS, Mark.LEFT_TO_CHECK)
BEARS_ON_THE_END: Final = _marked(Mark.DOUBTS, Mark.BEARS_ON_THE_END)
OF_A_DATA_REVIEW: Final = _marked(Mark.OF_A_DATA_REVIEW)
