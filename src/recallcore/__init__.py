"""Decide whom a dental practice should contact today, why, how, and whom to leave alone until when.

Pure functions over values: no I/O, no clock. `call_list` decides for a whole practice, `decide` for one patient,
`explain` says a decision in words. Published policies are in `recallcore.presets`.
"""

from recallcore._base.errors import FactError, IntervalError, PolicyError, RecallcoreError, RequestError
from recallcore._base.intervals import Interval, MonthEnd
from recallcore._deciding.changes import Wait, first_contactable, next_change
from recallcore._deciding.codes import ReasonCode, Role
from recallcore._deciding.decider import decide, decide_all
from recallcore._deciding.decision import Decision, Verdict
from recallcore._deciding.priority import Points
from recallcore._deciding.question import Question
from recallcore._deciding.reach import Reach
from recallcore._deciding.reasons import Basis, Dormancy, Due, Reason, Scope, Stage
from recallcore._facts.agreements import CallBack, Commitment, OpenProblem, PatientWillCall, SafetyFollowUp
from recallcore._facts.care_plan import (
    DueDateOverride,
    FrequencyLimit,
    IntervalOverride,
    LimitWindow,
    PerioEnrolment,
)
from recallcore._facts.codes import CodeMap
from recallcore._facts.events import Appointment, Attempt, Patient, Procedure
from recallcore._facts.fact import CareDirection, Circumstance, Fact
from recallcore._facts.history import History
from recallcore._facts.people import Bereavement, ContactPerson, InProgress, PersonEnd
from recallcore._facts.standing import (
    Away,
    Deceased,
    Deferral,
    DisputedBirthDate,
    Excluded,
    Hold,
    OptOut,
    Reinstated,
    RelocatedPermanently,
    Unreachable,
    UnreadNote,
)
from recallcore._facts.teeth import Site
from recallcore._facts.vocabulary import (
    Because,
    Booking,
    Channel,
    Direction,
    HalfDay,
    Kind,
    Notation,
    Outcome,
    Party,
    Purpose,
    Risk,
    Severity,
    Trait,
    Where,
)
from recallcore._measures.endings import (
    Doubt,
    DoubtfulEnding,
    EndingReview,
    EndingTest,
    Finding,
    doubtful_endings,
    ending_rates,
)
from recallcore._policy.attendance import DormancyRule, Rhythm
from recallcore._policy.citations import Citation, Grade
from recallcore._policy.contacts import Cadence, Cap, Counting, Grouping
from recallcore._policy.endings import EndingRates
from recallcore._policy.plain import policy_as_data, policy_from_data
from recallcore._policy.policy import Policy
from recallcore._policy.recalls import Enrolment, RecallRule
from recallcore._policy.urgency import DEFAULT_WEIGHTS, Factor, Tie, Weight
from recallcore._practice.call_list import CallList, call_list
from recallcore._practice.data_review import DataReview, ReviewItem, data_review
from recallcore._practice.forecast import Forecast, ForecastRow, forecast, next_round
from recallcore._practice.list_changes import CallChange, ListChanges, list_changes
from recallcore._records.households import gather_households
from recallcore._records.ledger import Entry, Ledger
from recallcore._records.merging import merge, merge_charts
from recallcore._records.outcomes import Report, Said, apply
from recallcore._records.rows import Rejected, histories
from recallcore._words.explain import explain, say
from recallcore._words.wording import Phrase, Wording

__all__ = [
    "DEFAULT_WEIGHTS",
    "Appointment",
    "Attempt",
    "Away",
    "Basis",
    "Because",
    "Bereavement",
    "Booking",
    "Cadence",
    "CallBack",
    "CallChange",
    "CallList",
    "Cap",
    "CareDirection",
    "Channel",
    "Circumstance",
    "Citation",
    "CodeMap",
    "Commitment",
    "ContactPerson",
    "Counting",
    "DataReview",
    "Deceased",
    "Decision",
    "Deferral",
    "Direction",
    "DisputedBirthDate",
    "Dormancy",
    "DormancyRule",
    "Doubt",
    "DoubtfulEnding",
    "Due",
    "DueDateOverride",
    "EndingRates",
    "EndingReview",
    "EndingTest",
    "Enrolment",
    "Entry",
    "Excluded",
    "Fact",
    "FactError",
    "Factor",
    "Finding",
    "Forecast",
    "ForecastRow",
    "FrequencyLimit",
    "Grade",
    "Grouping",
    "HalfDay",
    "History",
    "Hold",
    "InProgress",
    "Interval",
    "IntervalError",
    "IntervalOverride",
    "Kind",
    "Ledger",
    "LimitWindow",
    "ListChanges",
    "MonthEnd",
    "Notation",
    "OpenProblem",
    "OptOut",
    "Outcome",
    "Party",
    "Patient",
    "PatientWillCall",
    "PerioEnrolment",
    "PersonEnd",
    "Phrase",
    "Points",
    "Policy",
    "PolicyError",
    "Procedure",
    "Purpose",
    "Question",
    "Reach",
    "Reason",
    "ReasonCode",
    "RecallRule",
    "RecallcoreError",
    "Reinstated",
    "Rejected",
    "RelocatedPermanently",
    "Report",
    "RequestError",
    "ReviewItem",
    "Rhythm",
    "Risk",
    "Role",
    "SafetyFollowUp",
    "Said",
    "Scope",
    "Severity",
    "Site",
    "Stage",
    "Tie",
    "Trait",
    "Unreachable",
    "UnreadNote",
    "Verdict",
    "Wait",
    "Weight",
    "Where",
    "Wording",
    "apply",
    "call_list",
    "data_review",
    "decide",
    "decide_all",
    "doubtful_endings",
    "ending_rates",
    "explain",
    "first_contactable",
    "forecast",
    "gather_households",
    "histories",
    "list_changes",
    "merge",
    "merge_charts",
    "next_change",
    "next_round",
    "policy_as_data",
    "policy_from_data",
    "say",
]


def __dir__() -> list[str]:
    return __all__
