"""Decide whom a dental practice should contact today, why, how, and whom to leave alone until when.

Pure functions over values: no I/O, no clock. `call_list` decides for a whole practice, `decide` for one patient,
`explain` says a decision in words. Published policies are in `recallcore.presets`.
"""

from recallcore._agreements import CallBack, Commitment, OpenProblem, PatientWillCall, SafetyFollowUp
from recallcore._call_list import CallList, call_list
from recallcore._care_plan import (
    CareDirection,
    DueDateOverride,
    FrequencyLimit,
    IntervalOverride,
    LimitWindow,
    PerioEnrolment,
)
from recallcore._changes import Wait, first_contactable, next_change
from recallcore._circumstances import (
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
from recallcore._claims import InProgress
from recallcore._contact_policy import (
    Cadence,
    Cap,
    Counting,
    DormancyRule,
    EndingRates,
    Factor,
    Grouping,
    Rhythm,
    Tie,
    Weight,
)
from recallcore._data_review import DataReview, ReviewItem, data_review
from recallcore._decider import decide, decide_all
from recallcore._decision import Decision, Question, Verdict
from recallcore._endings import (
    Doubt,
    DoubtfulEnding,
    EndingReview,
    EndingTest,
    Finding,
    doubtful_endings,
    ending_rates,
)
from recallcore._explain import explain, say
from recallcore._facts import Appointment, Attempt, Patient, Procedure, Site
from recallcore._forecast import Forecast, ForecastRow, forecast, next_round
from recallcore._history import Circumstance, Fact, History
from recallcore._households import gather_households
from recallcore._intake import CodeMap, Rejected, histories
from recallcore._intervals import Interval, MonthEnd
from recallcore._ledger import Entry, Ledger
from recallcore._list_changes import CallChange, ListChanges, list_changes
from recallcore._merge import merge, merge_charts
from recallcore._outcomes import Report, Said, apply
from recallcore._people import Bereavement, ContactPerson, PersonEnd
from recallcore._policy import Citation, Enrolment, Grade, Policy, RecallRule
from recallcore._policy_data import policy_as_data, policy_from_data
from recallcore._priority import Points
from recallcore._reach import Reach
from recallcore._reasons import Basis, Dormancy, Due, Reason, ReasonCode, Role, Scope, Stage
from recallcore._value import FactError, IntervalError, PolicyError, RecallcoreError, RequestError
from recallcore._vocabulary import (
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
from recallcore._wording import Phrase, Wording

__all__ = [
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

# This package is the one path to each name: in reprs, pickles and tracebacks too, wherever a room may move.
for _name in __all__:
    if _name not in ("CareDirection", "Circumstance", "Fact"):  # unions of types, which live nowhere
        globals()[_name].__module__ = __name__
del _name


def __dir__() -> list[str]:
    return __all__
