"""The lean first cut: the facts of `first_cut.py`, and only what leads to a call.

It answers each patient with the first reason that applies, and with the one recall that fell due first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from attrs import frozen
from first_cut import Category, Channel, Code, Patient, Policy, Status, is_booked, latest_by_category


@frozen
class Decision:
    patient_id: str
    due: date | None
    category: Category | None
    days_overdue: int | None
    reason: Code


@frozen
class CallList:
    calls: tuple[Decision, ...]
    others: tuple[Decision, ...]
    tally: dict[Code, int]


def next_due(patient: Patient, policy: Policy) -> tuple[date, Category] | None:
    latest = latest_by_category(patient)
    first = None
    for rule in policy.rules:
        anchor = latest.get(rule.category)
        if anchor is not None:
            due = anchor + rule.interval
            if first is None or due < first[0]:
                first = (due, rule.category)
    return first


def is_reachable(patient: Patient) -> bool:
    return len(patient.opted_out) < len(Channel)


def why(patient: Patient, due: date | None, as_of: date) -> Code:
    if patient.status is Status.DECEASED:
        return Code.DECEASED
    if patient.status is Status.MOVED:
        return Code.MOVED
    if patient.status is Status.EXCLUDED:
        return Code.EXCLUDED
    if patient.status is Status.AWAY and patient.until is not None and as_of < patient.until:
        return Code.AWAY
    if patient.status is Status.DEFERRED and patient.until is not None and as_of < patient.until:
        return Code.DEFERRED
    if is_booked(patient, as_of):
        return Code.BOOKED
    if due is None:
        return Code.NO_RECALL
    if due > as_of:
        return Code.NOT_DUE
    if not is_reachable(patient):
        return Code.OPTED_OUT
    return Code.DUE


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
    calls = [decision for decision in decisions if decision.reason is Code.DUE]
    return CallList(
        calls=tuple(sorted(calls, key=lambda call: (-(call.days_overdue or 0), call.patient_id))),
        others=tuple(decision for decision in decisions if decision.reason is not Code.DUE),
        tally=dict(Counter(decision.reason for decision in decisions)),
    )
