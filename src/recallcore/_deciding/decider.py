"""The stages for one patient, in order, and a policy made ready for many."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from operator import attrgetter
from typing import Final

import attrs

from recallcore._base.checks import (
    calendar_day,
    instant,
    one_of,
    optional,
    require_iterable,
    text,
    type_named,
    within_a_day,
)
from recallcore._base.days import SILENCE, ListeningDay, Turns
from recallcore._base.errors import RequestError
from recallcore._base.intervals import or_last_day
from recallcore._base.requests import check_arguments
from recallcore._base.spelling import sort_key
from recallcore._deciding.brief import brief
from recallcore._deciding.cadence import CadencePlan
from recallcore._deciding.codes import ReasonCode
from recallcore._deciding.coming import codes_named
from recallcore._deciding.decision import Decision, Verdict, new_decision
from recallcore._deciding.dormancy import DormancyPlan
from recallcore._deciding.due import DuePlan
from recallcore._deciding.found import Found
from recallcore._deciding.priority import Points, PriorityPlan
from recallcore._deciding.question import Question
from recallcore._deciding.reach import ReachPlan
from recallcore._deciding.reasons import EVERYTHING, Reason, most_pressing, new_reason
from recallcore._deciding.wanted import WantedPlan
from recallcore._deciding.withholding import WithholdingPlan
from recallcore._facts.history import AnyFact, History, said_of
from recallcore._facts.visits import appointments, read_with, with_kept_care
from recallcore._facts.vocabulary import Channel, Purpose
from recallcore._policy.policy import Policy

_PRECEDENCE: Final = attrgetter("precedence")
_DUPLICATE: Final = new_reason(code=ReasonCode.DUPLICATE_ID)
_INSTANT: Final = optional(instant)
_CALLER: Final = optional(text)


class Decider:
    """A policy made ready for one day and purpose: the stages in order, for patient after patient."""

    def __init__(self, policy: Policy, question: Question, *, listening: bool = False) -> None:
        self.as_of = question.as_of
        self._question = question
        self._day = ListeningDay.of(question.as_of) if listening else None
        if self._day is not None:
            question = question.asked_of(self._day)
        self._asked_on = question.as_of
        self._codes = codes_named(policy)
        self._kept_is_care = policy.kept_is_care
        self._offered_by_phone = Channel.PHONE in policy.channels
        # Bound methods, here and in `Stages`: Python calls them directly, an object that can be called by a detour.
        self._due = DuePlan(policy, question).__call__
        self._dormancy = None if policy.dormancy is None else DormancyPlan(policy.dormancy, question).__call__
        self._wanted = WantedPlan(policy, question).__call__
        cadence = None if policy.cadence is None else CadencePlan(policy.cadence, policy, question)
        self._tried = None if cadence is None or not cadence.numbers else cadence.attempts_so_far
        withholding = WithholdingPlan(policy, question, cadence)
        self._withholding = withholding.__call__
        self._blocked_safety = withholding.blocked_safety
        self._reach = ReachPlan(policy, question).__call__
        self._priority = PriorityPlan(policy, self._question).__call__
        self._of_policy = SILENCE if self._day is None else self._day.taken()  # what turns whoever the patient is

    def __call__(self, history: History) -> Decision:
        if type(history) is not History:
            raise RequestError(f"what is decided about must be a History, {type_named(history)}")
        if self._codes or history.appointments:
            history = self.as_read(history)
        found = Found()
        found.review = []
        doubt: tuple[Reason, ...] = ()
        if history._known_through > self._asked_on:
            doubt = (_after_as_of(history),)
            found.review += doubt
            history = _known_by(history, self._asked_on)
        found.by_recall = self._due(history, found)
        if self._dormancy is not None:
            found.dormancy = self._dormancy(history)
        found.other_reasons = self._wanted(history, found)
        withheld_by = self._withholding(history, found)
        if doubt:
            withheld_by = tuple(sorted(doubt + withheld_by, key=_PRECEDENCE))
        if withheld_by and found.other_reasons:
            found.review += self._blocked_safety(found.other_reasons, withheld_by)
        return self._decided(history, found, withheld_by)

    def as_read(self, history: History) -> History:
        """The history as the policy reads it: a code that a recall names is care, whether a map knows it or not."""
        visits = appointments(history)
        if visits is not history.appointments:  # what is no care is no visit to come either
            history = attrs.evolve(history, appointments=visits)
        if self._codes:
            history = read_with(history, self._codes)
        return with_kept_care(history, self._asked_on) if self._kept_is_care and history.appointments else history

    def _decided(self, history: History, found: Found, withheld_by: tuple[Reason, ...]) -> Decision:
        """The reasons as a decision, and what makes it urgent, if there is to be a contact."""
        weighed: tuple[Points, ...] = ()
        tried = 0
        if not withheld_by:
            first = most_pressing(found.by_recall)
            if first is not None or found.other_reasons:
                found.lead, found.by_phone = None if first is None else first.due, self._offered_by_phone
                weighed = self._priority(history, found)
                tried = self._tried(history) if self._tried is not None and history.attempts else 0
        patient = history.patient
        decision = new_decision(
            patient_id=patient.id,
            question=self._question,
            by_recall=found.by_recall,
            other_reasons=found.other_reasons,
            withheld_by=withheld_by,
            review=tuple(found.review) if found.review else (),
            dormancy=found.dormancy,
            prefers=patient.prefers,
            score_breakdown=weighed,
            brief=brief(history, self.as_of) if history.circumstances else (),
            attempts_so_far=tried,
            reach=self._reach(history),
        )
        if withheld_by and withheld_by[0].scope is not EVERYTHING and decision.verdict is Verdict.CONTACT:
            found.lead, found.by_phone = decision.lead(), Channel.PHONE in decision.channels
            tried = self._tried(history) if self._tried is not None and history.attempts else 0
            return attrs.evolve(decision, score_breakdown=self._priority(history, found), attempts_so_far=tried)
        return decision

    def listen(self, history: History) -> tuple[Decision, Turns]:
        """The decision, and the first days on which it may be another if nothing new happens."""
        assert self._day is not None
        self._day.taken()
        decision = self(history)
        self._day.hear(self._of_policy)
        return decision, self._day.taken()

    def duplicate(self, patient_id: str, safety: Iterable[Reason] = ()) -> Decision:
        """The decision for an id that came twice: neither record can be trusted to be the patient's.

        `safety` is what the decisions about its records said `of_safety`, which is for a person all the same.
        """
        review = (_DUPLICATE, *sorted(set(safety), key=sort_key))
        return new_decision(patient_id=patient_id, question=self._question, withheld_by=(_DUPLICATE,), review=review)

    def of_safety(self, decision: Decision) -> list[Reason]:
        """The safety follow-ups of one record among several with the same id, by which nobody can be called."""
        return self._blocked_safety(decision.other_reasons, (_DUPLICATE, *decision.withheld_by))


class Deciders(dict[date, Decider]):
    """A policy made ready, listening, for every day that is asked about, once each, for one purpose."""

    def __init__(self, policy: Policy, purpose: Purpose) -> None:
        super().__init__()
        self.policy = policy
        self.purpose = purpose

    def __missing__(self, as_of: date) -> Decider:
        question = asked(self.policy, as_of, self.purpose)
        decider = self[as_of] = Decider(self.policy, question, listening=True)
        return decider


def asked(
    policy: Policy, as_of: date, purpose: Purpose, at: datetime | None = None, caller: str | None = None
) -> Question:
    """The question that these arguments ask. Raises `RequestError` with every fault of theirs."""
    check_arguments(
        *(("policy", one_of(Policy), policy), ("as_of", calendar_day, as_of), ("purpose", one_of(Purpose), purpose)),
        *(("at", _INSTANT, at), ("caller", _CALLER, caller)),
    )
    if at is not None and not within_a_day(as_of, at):
        raise RequestError("at must fall within a day of as_of")
    # A reminder of a booked visit is no recall contact, so no attempt of one is counted (CAD-7).
    steps = () if policy.cadence is None or purpose is Purpose.APPOINTMENT else policy.cadence.escalation
    return Question(
        as_of=as_of,
        purpose=purpose,
        offered=policy.channels,
        bundle_through=None if policy.bundle is None else or_last_day(as_of, policy.bundle),
        at=at,
        caller=caller,
        escalation=steps,
        fit_for_safety=policy.safety_channels,
    )


def ready(
    policy: Policy, as_of: date, purpose: Purpose, at: datetime | None = None, caller: str | None = None
) -> Decider:
    """A policy made ready to answer one question. Raises `RequestError` with every fault of the arguments."""
    return Decider(policy, asked(policy, as_of, purpose, at, caller))


def _after_as_of(history: History) -> Reason:
    """That something is dated after the day asked about, with the fact of the latest day."""
    facts: tuple[AnyFact, ...] = (
        *history._care,
        *history.attempts,
        *history.appointments,
        *history.circumstances,
        *history.care_plan,
    )
    last = max(facts, key=lambda fact: said_of(fact) or date.min)
    return new_reason(code=ReasonCode.DATED_IN_FUTURE, until=history._known_through, evidence=last)


def _known_by(history: History, as_of: date) -> History:
    """The history without care, attempts and overrides dated after `as_of`. What silences stays: it is the safer."""
    return attrs.evolve(
        history,
        completed=[p for p in history.completed if p.on <= as_of],
        attempts=[a for a in history.attempts if a.on <= as_of],
        care_plan=[d for d in history.care_plan if (d.said_on or date.min) <= as_of],
    )


def decide(
    history: History,
    policy: Policy,
    *,
    as_of: date,
    purpose: Purpose = Purpose.CARE,
    at: datetime | None = None,
    caller: str | None = None,
) -> Decision:
    """One patient's decision on the day `as_of`: due, wanted, contactable how, and every reason.

    `at` is the aware instant asked about, within a day of `as_of` in its own zone: a contact in progress then withholds
    until it has lapsed. None: on every day it touches. `caller` is the id of whoever asks: what they have in progress
    themselves does not withhold.

    Raises `RequestError` when an argument is of the wrong type. The same facts, policy and question always give the
    same decision; it is cheap enough to ask again just before dialling.
    """
    return ready(policy, as_of, purpose, at, caller)(history)


def decide_all(
    histories: Iterable[History],
    policy: Policy,
    *,
    as_of: date,
    purpose: Purpose = Purpose.CARE,
    at: datetime | None = None,
    caller: str | None = None,
) -> Iterator[Decision]:
    """`decide` for many patients, lazily and in their order; much cheaper than one call each.

    The arguments are checked at once, each history when its turn comes. Does not look for duplicate ids: that takes
    the whole base, which is what `call_list` sees.
    """
    return map(ready(policy, as_of, purpose, at, caller).__call__, require_iterable(histories))
