"""Decide whom a dental practice should contact today, why, how, and whom to leave alone until when.

    import recallcore as rc
    from recallcore.presets import PRACTICE_GUIDES

    today = rc.call_list(histories, PRACTICE_GUIDES, as_of=day, capacity=40)
    for decision in today.calls:
        print(decision.patient_id, decision.channel, rc.explain(decision))

Build one `History` for each patient, from a `Patient` and the facts you have: `Procedure`, `Appointment`, `Attempt`,
and circumstances such as `Away` or `OptOut`. A published `Policy` is in `recallcore.presets`. `call_list` answers for a
whole practice, `decide` for one patient, `next_change` and `first_contactable` for the days ahead; `apply` turns what
was said on a contact into facts again.

Pure functions over values: no I/O, no clock, no global state. The same facts, policy and day give the same answer.
"""

import sys
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # what a type checker sees; a program imports a room when it first asks for a name
    from collections.abc import Callable, Mapping

    from recallcore._base.errors import FactError, IntervalError, PolicyError, RecallcoreError, RequestError
    from recallcore._base.intervals import Interval, MonthEnd
    from recallcore._deciding.changes import NoContactDay, first_contactable, next_change
    from recallcore._deciding.codes import ReasonCode, Role
    from recallcore._deciding.decider import decide, decide_all
    from recallcore._deciding.decision import Decision, Verdict
    from recallcore._deciding.reach import ContactRoute
    from recallcore._deciding.reasons import AttendanceStage, Basis, Beat, Dormancy, Due, Reason, Scope
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
        AppointmentState,
        CareSetting,
        Channel,
        DeferralReason,
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
    )
    from recallcore._measures.endings import (
        DoubtfulEnding,
        EndingDoubt,
        EndingFinding,
        EndingReview,
        EndingTest,
        doubtful_endings,
        ending_rates,
    )
    from recallcore._policy.attendance import DormancyRule, Rhythm
    from recallcore._policy.citations import Citation, Grade
    from recallcore._policy.contacts import Cadence, Cap, Counting, Grouping
    from recallcore._policy.endings import EndingRates
    from recallcore._policy.plain import policy_as_data, policy_from_data
    from recallcore._policy.policy import Policy
    from recallcore._policy.recalls import AgeBand, Begins, Enrolment, RecallRule
    from recallcore._policy.urgency import DEFAULT_WEIGHTS, Factor, Tie, Weight
    from recallcore._practice.call_list import CallList, call_list
    from recallcore._practice.data_review import DataReview, ReviewItem, data_review
    from recallcore._practice.forecast import Forecast, ForecastRow, forecast, next_round
    from recallcore._practice.list_changes import CallChange, ListChanges, list_changes
    from recallcore._records.entries import Entry
    from recallcore._records.households import share_household_facts
    from recallcore._records.ledger import Ledger
    from recallcore._records.merging import merge_base, merge_histories
    from recallcore._records.outcomes import Disposition, Report, apply
    from recallcore._records.rows import Rejected, histories_from_rows
    from recallcore._words.explain import explain, say
    from recallcore._words.wording import Phrase, Wording

__all__ = [  # noqa: RUF022 - in the order in which a reader meets them
    # Questions: ask these.
    "call_list",
    "decide",
    "decide_all",
    "explain",
    "say",
    "next_change",
    "first_contactable",
    "forecast",
    "next_round",
    "list_changes",
    "data_review",
    "doubtful_endings",
    "ending_rates",
    # Facts: what happened to a patient.
    "History",
    "Patient",
    "Procedure",
    "Site",
    "Appointment",
    "Attempt",
    # Facts: what stands, what was agreed, and who else there is.
    "Circumstance",
    "Deceased",
    "RelocatedPermanently",
    "Reinstated",
    "Away",
    "Deferral",
    "OptOut",
    "Unreachable",
    "Hold",
    "Excluded",
    "UnreadNote",
    "DisputedBirthDate",
    "CallBack",
    "PatientWillCall",
    "SafetyFollowUp",
    "OpenProblem",
    "Commitment",
    "InProgress",
    "ContactPerson",
    "Bereavement",
    # Facts: what this patient's care needs.
    "CareDirection",
    "IntervalOverride",
    "DueDateOverride",
    "PerioEnrolment",
    "FrequencyLimit",
    "Fact",
    # The words in which facts are told.
    "DeferralReason",
    "AppointmentState",
    "Channel",
    "Direction",
    "HalfDay",
    "Kind",
    "LimitWindow",
    "Notation",
    "Outcome",
    "Party",
    "PersonEnd",
    "Purpose",
    "Risk",
    "Severity",
    "Trait",
    "CareSetting",
    # Policy: what a practice has decided.
    "Policy",
    "RecallRule",
    "AgeBand",
    "Begins",
    "Interval",
    "MonthEnd",
    "Enrolment",
    "Cadence",
    "Cap",
    "Counting",
    "DormancyRule",
    "Rhythm",
    "Weight",
    "Factor",
    "Tie",
    "DEFAULT_WEIGHTS",
    "Grouping",
    "EndingRates",
    "Citation",
    "Grade",
    "policy_as_data",
    "policy_from_data",
    # Answers: what comes of it.
    "Decision",
    "Verdict",
    "Reason",
    "ReasonCode",
    "Role",
    "Scope",
    "Due",
    "Basis",
    "Dormancy",
    "AttendanceStage",
    "Beat",
    "ContactRoute",
    "NoContactDay",
    "CallList",
    "ListChanges",
    "CallChange",
    "DataReview",
    "ReviewItem",
    "Forecast",
    "ForecastRow",
    "EndingReview",
    "EndingTest",
    "EndingFinding",
    "DoubtfulEnding",
    "EndingDoubt",
    # Records: how facts arrive, merge and are taken back.
    "histories_from_rows",
    "Rejected",
    "CodeMap",
    "apply",
    "Report",
    "Disposition",
    "merge_histories",
    "merge_base",
    "share_household_facts",
    "Ledger",
    "Entry",
    # Words: explanations in another language.
    "Wording",
    "Phrase",
    # Errors: what is refused, and why.
    "RecallcoreError",
    "FactError",
    "IntervalError",
    "PolicyError",
    "RequestError",
]

# Where each name is, room by room. A program pays for the rooms that it uses, and no more when it starts.
_ROOMS = {
    "_base.errors": "FactError IntervalError PolicyError RecallcoreError RequestError",
    "_base.intervals": "Interval MonthEnd",
    "_deciding.changes": "NoContactDay first_contactable next_change",
    "_deciding.codes": "ReasonCode Role",
    "_deciding.decider": "decide decide_all",
    "_deciding.decision": "Decision Verdict",
    "_deciding.reach": "ContactRoute",
    "_deciding.reasons": "AttendanceStage Basis Beat Dormancy Due Reason Scope",
    "_facts.agreements": "CallBack Commitment OpenProblem PatientWillCall SafetyFollowUp",
    "_facts.care_plan": "DueDateOverride FrequencyLimit IntervalOverride LimitWindow PerioEnrolment",
    "_facts.codes": "CodeMap",
    "_facts.events": "Appointment Attempt Patient Procedure",
    "_facts.fact": "CareDirection Circumstance Fact",
    "_facts.history": "History",
    "_facts.people": "Bereavement ContactPerson InProgress PersonEnd",
    "_facts.standing": (
        "Away Deceased Deferral DisputedBirthDate Excluded Hold OptOut Reinstated RelocatedPermanently "
        "Unreachable UnreadNote"
    ),
    "_facts.teeth": "Site",
    "_facts.vocabulary": (
        "AppointmentState CareSetting Channel DeferralReason Direction HalfDay Kind Notation Outcome "
        "Party Purpose Risk Severity Trait"
    ),
    "_measures.endings": (
        "DoubtfulEnding EndingDoubt EndingFinding EndingReview EndingTest doubtful_endings ending_rates"
    ),
    "_policy.attendance": "DormancyRule Rhythm",
    "_policy.citations": "Citation Grade",
    "_policy.contacts": "Cadence Cap Counting Grouping",
    "_policy.endings": "EndingRates",
    "_policy.plain": "policy_as_data policy_from_data",
    "_policy.policy": "Policy",
    "_policy.recalls": "AgeBand Begins Enrolment RecallRule",
    "_policy.urgency": "DEFAULT_WEIGHTS Factor Tie Weight",
    "_practice.call_list": "CallList call_list",
    "_practice.data_review": "DataReview ReviewItem data_review",
    "_practice.forecast": "Forecast ForecastRow forecast next_round",
    "_practice.list_changes": "CallChange ListChanges list_changes",
    "_records.entries": "Entry",
    "_records.households": "share_household_facts",
    "_records.ledger": "Ledger",
    "_records.merging": "merge_base merge_histories",
    "_records.outcomes": "Disposition Report apply",
    "_records.rows": "Rejected histories_from_rows",
    "_words.explain": "explain say",
    "_words.wording": "Phrase Wording",
}


def _door(package: str, rooms: "Mapping[str, str]") -> "Callable[[str], object]":
    """A package's `__getattr__`, which imports a room when one of its names is first asked for.

    `rooms` holds the names of each room, with blanks between.
    """
    homes = {name: room for room, names in rooms.items() for name in names.split()}
    here = sys.modules[package]

    def find(name: str) -> object:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        found: object = getattr(import_module(f"{package}.{homes[name]}"), name)
        setattr(here, name, found)
        return found

    return find


__getattr__: "Callable[[str], object]" = _door(__name__, _ROOMS)


def __dir__() -> list[str]:
    return __all__
