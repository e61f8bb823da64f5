"""The first cut: what most people would write for the same job, and the yardstick for recallcore's speed.

Frozen attrs classes, enums, relativedelta, one small pure function per question. It gives the answers that recallcore
gives for these rows: when each recall is due, counted from which day and by how much; every reason to leave somebody
alone, until when and by which channels; what that comes to, and for whom. Left out: it does not check its facts, and
knows only what these rows can say (six plain recalls of one rank, one status a patient, at most one open appointment).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from enum import StrEnum

from attrs import field, frozen
from dateutil.relativedelta import relativedelta
from practice import Row


class Category(StrEnum):
    DENTURE = "denture"
    EXAM = "exam"
    EXTRACTION = "extraction"
    FILLING = "filling"
    ORTHODONTIC = "orthodontic"
    PERIO = "perio"


class Status(StrEnum):
    ACTIVE = "active"
    DECEASED = "deceased"
    MOVED = "moved"
    AWAY = "away"
    DEFERRED = "deferred"
    EXCLUDED = "excluded"


class Channel(StrEnum):
    PHONE = "phone"
    SMS = "sms"
    EMAIL = "email"
    LETTER = "letter"


class Outcome(StrEnum):
    NO_ANSWER = "no answer"
    LEFT_MESSAGE = "left message"
    CONVERSATION = "conversation"
    BOOKED = "booked"


class Code(StrEnum):
    DECEASED = "deceased"
    MOVED = "moved"
    EXCLUDED = "excluded"
    AWAY = "away"
    DEFERRED = "deferred"
    BOOKED = "booked"
    OPTED_OUT = "opted out"
    DUE = "due"
    NOT_DUE = "not due"
    NO_RECALL = "no recall"
    NO_HISTORY = "no history"
    BOOKED_AFTER_DEATH = "booked after death"


class Verdict(StrEnum):
    CALL = "call"
    WITHHELD = "withheld"
    NOT_WANTED = "not wanted"


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
    channels: tuple[Channel, ...] = tuple(Channel)


@frozen
class Due:
    category: Category
    on: date
    anchor: date
    interval: relativedelta


@frozen
class Reason:
    code: Code
    until: date | None = None
    channels: frozenset[Channel] | None = None  # None: all of them
    due: Due | None = None


@frozen
class Decision:
    patient_id: str
    dues: tuple[Due | None, ...]  # one for each rule; None where nothing of the category was ever done
    wanted: tuple[Due, ...]  # those that are due, the first to fall due first
    withheld_by: tuple[Reason, ...]
    review: tuple[Reason, ...]
    channels: tuple[Channel, ...]
    verdict: Verdict
    leading: Reason
    days_overdue: int | None


@frozen
class CallList:
    calls: tuple[Decision, ...]
    withheld: tuple[Decision, ...]
    not_wanted: tuple[Decision, ...]
    tally: dict[Code, int]
    mentions: dict[Code, int]


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


def latest_by_category(patient: Patient) -> dict[Category, date]:
    latest: dict[Category, date] = {}
    for procedure in patient.procedures:
        known = latest.get(procedure.category)
        if known is None or procedure.on > known:
            latest[procedure.category] = procedure.on
    return latest


def due_dates(patient: Patient, policy: Policy) -> Iterator[Due | None]:
    latest = latest_by_category(patient)
    for rule in policy.rules:
        anchor = latest.get(rule.category)
        yield None if anchor is None else Due(rule.category, anchor + rule.interval, anchor, rule.interval)


def is_booked(patient: Patient, as_of: date) -> bool:
    return any(appointment.on >= as_of for appointment in patient.appointments)


def reasons_to_withhold(patient: Patient, as_of: date) -> Iterator[Reason]:
    """In the order of `Code`."""
    still = patient.until is None or as_of < patient.until
    if patient.status is Status.DECEASED:
        yield Reason(Code.DECEASED)
    elif patient.status is Status.MOVED:
        yield Reason(Code.MOVED)
    elif patient.status is Status.EXCLUDED:
        yield Reason(Code.EXCLUDED)
    elif patient.status is Status.AWAY and still:
        yield Reason(Code.AWAY, until=patient.until)
    elif patient.status is Status.DEFERRED and still:
        yield Reason(Code.DEFERRED, until=patient.until)
    for appointment in patient.appointments:
        if appointment.on >= as_of:
            yield Reason(Code.BOOKED, until=appointment.on + timedelta(days=1))
    if patient.opted_out:
        yield Reason(Code.OPTED_OUT, channels=patient.opted_out)


def reasons_for_review(patient: Patient, as_of: date) -> Iterator[Reason]:
    if patient.status is Status.EXCLUDED:
        yield Reason(Code.EXCLUDED)
    elif patient.status is Status.DECEASED and is_booked(patient, as_of):
        yield Reason(Code.BOOKED_AFTER_DEATH)


def free_channels(withheld_by: tuple[Reason, ...], policy: Policy) -> tuple[Channel, ...]:
    if not withheld_by:
        return policy.channels
    closed = {channel for reason in withheld_by for channel in reason.channels or policy.channels}
    return tuple(channel for channel in policy.channels if channel not in closed)


def why_not_wanted(dues: tuple[Due | None, ...], withheld_by: tuple[Reason, ...]) -> Reason:
    """What silences every channel, and failing that the nearest due date."""
    for reason in withheld_by:
        if reason.channels is None:
            return reason
    nearest = min((due for due in dues if due is not None), key=lambda due: due.on, default=None)
    return Reason(Code.NO_RECALL) if nearest is None else Reason(Code.NOT_DUE, until=nearest.on, due=nearest)


def decide(patient: Patient, policy: Policy, as_of: date) -> Decision:
    dues = tuple(due_dates(patient, policy))
    wanted = tuple(sorted((due for due in dues if due is not None and due.on <= as_of), key=lambda due: due.on))
    withheld_by = tuple(reasons_to_withhold(patient, as_of))
    channels = free_channels(withheld_by, policy)
    days_overdue = None
    if not wanted:
        verdict, leading = Verdict.NOT_WANTED, why_not_wanted(dues, withheld_by)
    elif not channels:
        verdict, leading = Verdict.WITHHELD, withheld_by[0]
    else:
        verdict, leading = Verdict.CALL, Reason(Code.DUE, due=wanted[0])
        days_overdue = (as_of - wanted[0].on).days
    return Decision(
        patient_id=patient.id,
        dues=dues,
        wanted=wanted,
        withheld_by=withheld_by,
        review=tuple(reasons_for_review(patient, as_of)),
        channels=channels,
        verdict=verdict,
        leading=leading,
        days_overdue=days_overdue,
    )


def codes(decision: Decision) -> set[Code]:
    """Every reason's, those for which single recalls are not wanted among them."""
    found = {reason.code for reason in (decision.leading, *decision.withheld_by, *decision.review)}
    known = sum(due is not None for due in decision.dues)
    if decision.wanted:
        found.add(Code.DUE)
    if len(decision.wanted) < known:
        found.add(Code.NOT_DUE)
    if known < len(decision.dues):
        found.add(Code.NO_HISTORY)
    if not known:
        found.add(Code.NO_RECALL)
    return found


def call_list(patients: Iterable[Patient], policy: Policy, as_of: date) -> CallList:
    decisions = sorted((decide(patient, policy, as_of) for patient in patients), key=lambda one: one.patient_id)
    calls = [decision for decision in decisions if decision.verdict is Verdict.CALL]
    return CallList(
        calls=tuple(sorted(calls, key=lambda call: call.wanted[0].on)),
        withheld=tuple(decision for decision in decisions if decision.verdict is Verdict.WITHHELD),
        not_wanted=tuple(decision for decision in decisions if decision.verdict is Verdict.NOT_WANTED),
        tally=dict(Counter(decision.leading.code for decision in decisions)),
        mentions=dict(Counter(code for decision in decisions for code in codes(decision))),
    )
