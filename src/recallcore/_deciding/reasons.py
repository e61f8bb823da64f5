"""Everything a decision may cite: a closed set.

Data only. Knows nothing of policies, and nothing of wording: the words for each code are a language's.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final, TypeAlias, final

import attrs

from recallcore._base.intervals import Interval
from recallcore._base.values import Value, Word, slots
from recallcore._facts.history import AnyFact
from recallcore._facts.vocabulary import Channel, Purpose


class Role(Word):
    """What a reason does in a decision."""

    WANTED = "wanted"  # a reason to contact
    WITHHOLDS = "withholds"  # a reason not to, on the channels, purposes and recalls it covers
    NOT_WANTED = "not wanted"  # why a recall is no reason to contact
    REVIEW = "review"  # something for a person to look at; by itself it withholds nothing
    BRIEF = "brief"  # something to be said in a contact, whatever it is made for


class ReasonCode(Word):
    """Why. In order of precedence: where a patient is counted once, the first of their reasons here counts."""

    # These withhold, the ones that doubt the facts themselves first.
    DUPLICATE_ID = "duplicate id"
    DECEASED = "deceased"
    DEATH_REPORTED = "death reported"
    NOT_A_SUBJECT = "not a subject"
    RELOCATED = "relocated"
    FACT_AFTER_AS_OF = "fact after as_of"
    CONTRADICTORY_FACTS = "contradictory facts"
    REINSTATED = "reinstated"
    EXCLUDED = "excluded"
    NOTE_NOT_UNDERSTOOD = "note not understood"
    IN_PROGRESS = "contact in progress"
    NO_CONTACT_PERSON = "no contact person"
    GUARDIAN_WITHOUT_CONSENT = "guardian without consent"
    BEREAVED = "bereaved"
    ON_HOLD = "on hold"
    AWAY = "away"
    DEFERRED = "deferred"
    CALL_PROMISED_LATER = "call promised later"
    PATIENT_WILL_CALL = "patient will call"
    VISIT_NOT_CLOSED = "visit not closed"
    BOOKED = "booked"
    BOOKED_OTHERWISE = "booked otherwise"
    OPTED_OUT = "opted out"
    UNREACHABLE = "unreachable"
    RESTING = "resting"
    TRIED_OFTEN = "tried often"
    TRIED_RECENTLY = "tried recently"
    # These are reasons to contact.
    SAFETY_FOLLOW_UP = "safety follow-up"
    CALL_PROMISED = "call promised"
    PROMISE_MISSED = "promise missed"
    RECALL_DUE = "recall due"
    DUE_WHILE_AWAY = "due while away"
    DEFERRAL_ENDED = "deferral ended"
    ABSENCE_ENDED = "absence ended"
    PATIENT_NOT_HEARD = "patient not heard"
    BOOKING_LOST = "booking lost"
    TREATMENT_UNSCHEDULED = "treatment unscheduled"
    PROBLEM_UNTREATED = "problem untreated"
    DORMANT = "dormant"
    CONTACT_RHYTHM = "contact rhythm"
    # These say why a recall is no reason to contact.
    NOT_YET_DUE = "not yet due"
    RIDES_ALONG = "rides along"
    RESOLVED = "resolved"
    NO_RECALL_ATTACHES = "no recall attaches"
    SUPERSEDED = "superseded"
    NOT_ENROLLED = "not enrolled"
    ENDED = "ended"
    OUTSIDE_AGE = "outside age"
    BEYOND_CALENDAR = "beyond calendar"
    NO_HISTORY = "no history"
    # These only ask for review.
    SAFETY_FOLLOW_UP_BLOCKED = "safety follow-up blocked"
    SEEN_AFTER_DEATH = "seen after death"
    VISIT_NEVER_CLOSED = "visit never closed"
    RETURN_DAY_UNKNOWN = "return day unknown"
    ENROLMENT_UNDATED = "enrolment undated"
    PERIO_CARE_LAPSED = "periodontal care lapsed"
    POLISH_DURING_PERIO_CARE = "polish during perio care"
    RISK_NOT_ASSESSED = "risk not assessed"
    BIRTH_DATE_UNKNOWN = "birth date unknown"
    RECALL_NOT_IN_POLICY = "recall not in policy"
    # These are said in a data review alone.
    NEVER_REACHABLE = "never reachable"
    NO_CONTACT_ON_RECORD = "no contact on record"
    LONG_WITHOUT_CONTACT = "long without contact"
    # These are to be said in a contact.
    COMMITMENT_OPEN = "commitment open"
    PROBLEM_TO_RAISE = "problem to raise"


def _roles() -> dict[ReasonCode, Role]:
    first_of = {
        ReasonCode.DUPLICATE_ID: Role.WITHHOLDS,
        ReasonCode.SAFETY_FOLLOW_UP: Role.WANTED,
        ReasonCode.NOT_YET_DUE: Role.NOT_WANTED,
        ReasonCode.SAFETY_FOLLOW_UP_BLOCKED: Role.REVIEW,
        ReasonCode.COMMITMENT_OPEN: Role.BRIEF,
    }
    roles: dict[ReasonCode, Role] = {}
    role = Role.WITHHOLDS
    for code in ReasonCode:
        role = first_of.get(code, role)
        roles[code] = role
    return roles


ROLE_OF: Final = _roles()
PRECEDENCE: Final = {code: place for place, code in enumerate(ReasonCode)}

# Nothing but these two ends a relationship (R-DNC-1).
TERMINAL: Final = frozenset({ReasonCode.DECEASED, ReasonCode.RELOCATED})

# The facts themselves are in doubt: withheld for review even where nothing seems to be wanted.
DOUBTED: Final = frozenset({ReasonCode.DUPLICATE_ID, ReasonCode.FACT_AFTER_AS_OF, ReasonCode.CONTRADICTORY_FACTS})

# These withhold and also ask a person to look, besides the codes whose whole role is review.
ASKS_REVIEW: Final = DOUBTED | {
    ReasonCode.DEATH_REPORTED,
    ReasonCode.REINSTATED,
    ReasonCode.EXCLUDED,
    ReasonCode.NOTE_NOT_UNDERSTOOD,
    ReasonCode.NO_CONTACT_PERSON,
    ReasonCode.GUARDIAN_WITHOUT_CONSENT,
}

# Said of a record in a data review, and never in a decision.
OF_A_DATA_REVIEW: Final = frozenset(
    {ReasonCode.NEVER_REACHABLE, ReasonCode.NO_CONTACT_ON_RECORD, ReasonCode.LONG_WITHOUT_CONTACT}
)

# A recall that says one of these is to be spoken of.
TO_SPEAK_OF: Final = frozenset({ReasonCode.RECALL_DUE, ReasonCode.DUE_WHILE_AWAY})

# A recall that says one of these has never had a due date for this patient.
UNATTACHED: Final = frozenset(
    {
        ReasonCode.NO_HISTORY,
        ReasonCode.OUTSIDE_AGE,
        ReasonCode.SUPERSEDED,
        ReasonCode.NOT_ENROLLED,
        ReasonCode.ENDED,
        ReasonCode.BEYOND_CALENDAR,
    }
)


class Basis(Word):
    """How a due date was found, or why there is none."""

    INTERVAL = "interval"
    FIRST_INTERVAL = "first interval"
    RISK_INTERVAL = "risk interval"
    INTERVAL_OVERRIDE = "interval override"
    DUE_DATE_OVERRIDE = "due date override"
    # No due date:
    NO_HISTORY = "no history"  # nothing that starts this recall is known
    OUTSIDE_AGE = "outside age"
    SUPERSEDED = "superseded"  # enrolled in periodontal care, which takes this recall's place
    NOT_ENROLLED = "not enrolled"  # only for patients enrolled in periodontal care
    RESOLVED = "resolved"  # a one-off whose review has been done
    ENDED = "ended"  # the treated tooth has been extracted
    BEYOND_CALENDAR = "beyond calendar"  # would fall after 31 December 9999


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class Due(Value):
    """When one recall is due, or why it has no due date.

    `on` is the first day it is due (None: see `basis`). `anchor` is the day it is counted from, `interval` what was
    added. `rank` is the recall's clinical rank: 1 comes first. Depends on nothing but the facts and the policy:
    whether it is overdue depends on the day you ask. Where the patient's payer limits how often it pays,
    `billable_from` is the first day it would pay again: that says where to book, not whom to contact.
    """

    recall: str
    rank: int
    basis: Basis
    on: date | None = None
    anchor: date | None = None
    interval: Interval | None = None
    billable_from: date | None = None


class Stage(Word):
    """How long ago a patient was last here, in the terms of a policy."""

    NEVER_SEEN = "never seen"
    CURRENT = "current"
    LAPSED = "lapsed"
    DORMANT = "dormant"


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class Dormancy(Value):
    """How long a patient has stayed away. Days known to be away are left out of account.

    `last_visit` is the day of the last visit here. The stage began on `since` and, as long as nothing happens, the
    next one begins on `until` (None: it lasts).
    """

    stage: Stage
    last_visit: date | None = None
    since: date | None = None
    until: date | None = None


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class Scope(Value):
    """What a reason covers. None means all: all channels, all purposes, all recalls."""

    channels: tuple[Channel, ...] | None = None
    purposes: tuple[Purpose, ...] | None = None
    recalls: tuple[str, ...] | None = None

    def covers(self, channel: Channel, purpose: Purpose, recall: str | None) -> bool:
        """Whether this covers contacting by `channel`, for `purpose`, about `recall` (None: about no one recall)."""
        return (
            (self.channels is None or channel in self.channels)
            and (self.purposes is None or purpose in self.purposes)
            and (self.recalls is None or recall in self.recalls)
        )

    def covers_all(self, purpose: Purpose) -> bool:
        """Whether this covers every channel and every recall, for `purpose`."""
        return self.channels is None and self.recalls is None and (self.purposes is None or purpose in self.purposes)


EVERYTHING: Final = Scope()

Evidence: TypeAlias = AnyFact | Due | Dormancy


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class Reason(Value):
    """One reason in a decision: its code, until when, what it covers, and the fact behind it.

    `until` is the first day on which, the facts standing still, the reason has lapsed. None: a reason that
    withholds never lapses by itself; of any other, it says nothing.
    """

    code: ReasonCode
    until: date | None = None
    scope: Scope = EVERYTHING
    evidence: Evidence | None = None

    @property
    def role(self) -> Role:
        """What the reason does: wanted, withholds, not wanted, review, or brief."""
        return ROLE_OF[self.code]

    @property
    def terminal(self) -> bool:
        """True only for a confirmed death and a permanent relocation."""
        return self.code in TERMINAL

    @property
    def recall(self) -> str | None:
        """The one recall this reason is about, if it is about one."""
        return self.scope.recalls[0] if self.scope.recalls is not None and len(self.scope.recalls) == 1 else None

    @property
    def precedence(self) -> tuple[int, date]:
        """Sorts reasons: by their place in `ReasonCode`, then by the day they lapse, those that never do last."""
        return PRECEDENCE[self.code], self.until or date.max

    @property
    def due(self) -> Due | None:
        """The `Due` behind the reason, if that is its evidence."""
        return self.evidence if isinstance(self.evidence, Due) else None


_due_recall, _due_rank, _due_basis, _due_on, _due_anchor, _due_interval, _due_billable_from = slots(Due)
_reason_code, _reason_until, _reason_scope, _reason_evidence = slots(Reason)


def made_due(
    recall: str,
    rank: int,
    basis: Basis,
    on: date | None = None,
    anchor: date | None = None,
    interval: Interval | None = None,
) -> Due:
    """A `Due`, made cheaply: a large base has tens of thousands of different ones."""
    due = object.__new__(Due)
    _due_recall(due, recall)
    _due_rank(due, rank)
    _due_basis(due, basis)
    _due_on(due, on)
    _due_anchor(due, anchor)
    _due_interval(due, interval)
    _due_billable_from(due, None)
    return due


def made_reason(code: ReasonCode, until: date | None, scope: Scope, evidence: Evidence | None) -> Reason:
    """A `Reason`, made cheaply, as `made_due` is."""
    reason = object.__new__(Reason)
    _reason_code(reason, code)
    _reason_until(reason, until)
    _reason_scope(reason, scope)
    _reason_evidence(reason, evidence)
    return reason


_RECALL_DUE: Final = ReasonCode.RECALL_DUE  # a name is found sooner than a member
_WHILE_AWAY: Final = ReasonCode.DUE_WHILE_AWAY


def most_pressing(by_recall: Iterable[Reason]) -> Reason | None:
    """The first in the order of `pressing`, of the recalls to speak of."""
    first: Reason | None = None
    lead: Any = None
    while_away: list[Reason] = []
    for reason in by_recall:
        code = reason.code
        if code is _RECALL_DUE:
            due: Any = reason.evidence
            if first is None or due.rank < lead.rank or (due.rank == lead.rank and _sooner(due, lead)):
                first, lead = reason, due
        elif code is _WHILE_AWAY:
            while_away.append(reason)
    return min(while_away, key=pressing) if first is None and while_away else first


def _sooner(due: Due, than: Due) -> bool:
    assert due.on is not None
    assert than.on is not None
    return due.on < than.on or (due.on == than.on and due.recall < than.recall)


def pressing(standing: Reason) -> tuple[bool, int, date, str]:
    """Sorts recalls to speak of, the most pressing first: due today, then by clinical rank, due date, name."""
    due = standing.due
    assert due is not None
    assert due.on is not None
    return standing.code is _WHILE_AWAY, due.rank, due.on, due.recall
