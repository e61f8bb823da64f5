"""The first cut: what most people would write for the same job, and the yardstick for recallcore's speed.

Frozen attrs classes, enums, relativedelta, one small pure function per question. It answers each patient with the
first reason that applies, and with the one recall that fell due first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from enum import Enum

from attrs import field, frozen
from dateutil.relativedelta import relativedelta
from practice import Row


class Category(Enum):
    DENTURE = "denture"
    EXAM = "exam"
    EXTRACTION = "extraction"
    FILLING = "filling"
    ORTHODONTIC = "orthodontic"
    PERIO = "perio"


class Status(Enum):
    ACTIVE = "active"
    DECEASED = "deceased"
    MOVED = "moved"
    AWAY = "away"
    DEFERRED = "deferred"
    EXCLUDED = "excluded"


class Channel(Enum):
    PHONE = "phone"
    SMS = "sms"
    EMAIL = "email"
    LETTER = "letter"


class Outcome(Enum):
    NO_ANSWER = "no answer"
    LEFT_MESSAGE = "left message"
    CONVERSATION = "conversation"
    BOOKED = "booked"


class Reason(Enum):
    DECEASED = "deceased"
    MOVED = "moved"
    EXCLUDED = "excluded"
    AWAY = "away"
    DEFERRED = "deferred"
    BOOKED = "booked"
    NO_HISTORY = "no history"
    NOT_DUE = "not due"
    NO_CHANNEL = "no channel"
    CALL = "call"


@frozen
class Procedure:
    on: date
    category: Category
    code: str


@frozen
class Appointment:
    on: date


@frozen
class Attempt:
    on: date
    channel: Channel
    outcome: Outcome


@frozen
class Patient:
    id: str
    birth_date: date
    status: Status
    since: date | None
    until: date | None
    opted_out: frozenset[Channel]
    procedures: tuple[Procedure, ...]
    appointments: tuple[Appointment, ...]
    attempts: tuple[Attempt, ...]


@frozen
class RecallRule:
    category: Category
    interval: relativedelta


@frozen
class Policy:
    rules: tuple[RecallRule, ...] = field(
        factory=lambda: tuple(
            RecallRule(category, relativedelta(months=6 if category is Category.EXAM else 3)) for category in Category
        )
    )


@frozen
class Decision:
    patient_id: str
    due: date | None
    category: Category | None
    days_overdue: int | None
    reason: Reason


@frozen
class CallList:
    calls: tuple[Decision, ...]
    others: tuple[Decision, ...]
    tally: dict[Reason, int]


CATEGORIES = {
    "D0120": Category.EXAM,
    "D2392": Category.FILLING,
    "D4910": Category.PERIO,
    "D5110": Category.DENTURE,
    "D7140": Category.EXTRACTION,
    "D8680": Category.ORTHODONTIC,
}
STATUSES = {status.value: status for status in Status}
CHANNELS = {channel.value: channel for channel in Channel}
OUTCOMES = {outcome.value: outcome for outcome in Outcome}


def build(row: Row) -> Patient:
    (patient_id, born, status, since, until, opted_out), done, booked, tried = row
    return Patient(
        id=patient_id,
        birth_date=born,
        status=STATUSES[status],
        since=since,
        until=until,
        opted_out=frozenset(CHANNELS[channel] for channel in opted_out.split(",")) if opted_out else frozenset(),
        procedures=tuple([Procedure(on=on, category=CATEGORIES[code], code=code) for code, on in done]),
        appointments=tuple([Appointment(on=on) for (on,) in booked]),
        attempts=tuple([Attempt(on=on, channel=CHANNELS[by], outcome=OUTCOMES[how]) for on, by, how in tried]),
    )


def next_due(patient: Patient, policy: Policy) -> tuple[date, Category] | None:
    first = None
    for rule in policy.rules:
        days = [procedure.on for procedure in patient.procedures if procedure.category is rule.category]
        if days:
            due = max(days) + rule.interval
            if first is None or due < first[0]:
                first = (due, rule.category)
    return first


def is_booked(patient: Patient, as_of: date) -> bool:
    return any(appointment.on >= as_of for appointment in patient.appointments)


def is_reachable(patient: Patient) -> bool:
    return len(patient.opted_out) < len(Channel)


def why(patient: Patient, due: date | None, as_of: date) -> Reason:
    if patient.status is Status.DECEASED:
        return Reason.DECEASED
    if patient.status is Status.MOVED:
        return Reason.MOVED
    if patient.status is Status.EXCLUDED:
        return Reason.EXCLUDED
    if patient.status is Status.AWAY and patient.until is not None and as_of < patient.until:
        return Reason.AWAY
    if patient.status is Status.DEFERRED and patient.until is not None and as_of < patient.until:
        return Reason.DEFERRED
    if is_booked(patient, as_of):
        return Reason.BOOKED
    if due is None:
        return Reason.NO_HISTORY
    if due > as_of:
        return Reason.NOT_DUE
    if not is_reachable(patient):
        return Reason.NO_CHANNEL
    return Reason.CALL


def decide(patient: Patient, policy: Policy, as_of: date) -> Decision:
    found = next_due(patient, policy)
    due, category = found if found is not None else (None, None)
    return Decision(
        patient_id=patient.id,
        due=due,
        category=category,
        days_overdue=None if due is None else (as_of - due).days,
        reason=why(patient, due, as_of),
    )


def call_list(patients: Iterable[Patient], policy: Policy, as_of: date) -> CallList:
    decisions = [decide(patient, policy, as_of) for patient in patients]
    calls = [decision for decision in decisions if decision.reason is Reason.CALL]
    return CallList(
        calls=tuple(sorted(calls, key=lambda call: (-(call.days_overdue or 0), call.patient_id))),
        others=tuple(decision for decision in decisions if decision.reason is not Reason.CALL),
        tally=dict(Counter(decision.reason for decision in decisions)),
    )
