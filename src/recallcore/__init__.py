"""Decide whom a dental practice should contact today, why, how, and whom to leave alone until when.

Pure functions over values: no I/O, no clock. `call_list` decides for a whole practice, `decide` for one patient,
`explain` says a decision in words. Published policies are in `recallcore.presets`.
"""

from recallcore._call_list import CallList, call_list
from recallcore._circumstances import (
    Away,
    CareDirection,
    Circumstance,
    Deceased,
    Deferral,
    DueDateOverride,
    Excluded,
    Hold,
    IntervalOverride,
    OptOut,
    PerioEnrolment,
    RelocatedPermanently,
    Unreachable,
    UnreadNote,
)
from recallcore._decision import Decision, Verdict, decide, decide_all
from recallcore._explain import explain, say
from recallcore._facts import Appointment, Attempt, Patient, Procedure, Site
from recallcore._history import Fact, History
from recallcore._intake import CodeMap, Rejected, histories
from recallcore._intervals import Interval, MonthEnd
from recallcore._policy import Citation, Enrolment, Grade, Policy, RecallRule
from recallcore._policy_data import policy_as_data, policy_from_data
from recallcore._reasons import Basis, Due, Reason, ReasonCode, Role, Scope
from recallcore._value import FactError, IntervalError, PolicyError, RecallcoreError, RequestError
from recallcore._vocabulary import Booking, Channel, Direction, Kind, Notation, Outcome, Party, Purpose, Risk, Where

__all__ = [
    "Appointment",
    "Attempt",
    "Away",
    "Basis",
    "Booking",
    "CallList",
    "CareDirection",
    "Channel",
    "Circumstance",
    "Citation",
    "CodeMap",
    "Deceased",
    "Decision",
    "Deferral",
    "Direction",
    "Due",
    "DueDateOverride",
    "Enrolment",
    "Excluded",
    "Fact",
    "FactError",
    "Grade",
    "History",
    "Hold",
    "Interval",
    "IntervalError",
    "IntervalOverride",
    "Kind",
    "MonthEnd",
    "Notation",
    "OptOut",
    "Outcome",
    "Party",
    "Patient",
    "PerioEnrolment",
    "Policy",
    "PolicyError",
    "Procedure",
    "Purpose",
    "Reason",
    "ReasonCode",
    "RecallRule",
    "RecallcoreError",
    "Rejected",
    "RelocatedPermanently",
    "RequestError",
    "Risk",
    "Role",
    "Scope",
    "Site",
    "Unreachable",
    "UnreadNote",
    "Verdict",
    "Where",
    "call_list",
    "decide",
    "decide_all",
    "explain",
    "histories",
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
