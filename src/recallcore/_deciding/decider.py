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
from recallcore._base.errors import RequestError
from recallcore._base.intervals import or_last_day
from recallcore._deciding.brief import brief
from recallcore._deciding.cadence import CadencePlan
from recallcore._deciding.decision import Decision, Question, made, weigh
from recallcore._deciding.dormancy import DormancyPlan
from recallcore._deciding.due import DuePlan
from recallcore._deciding.priority import PriorityPlan
from recallcore._deciding.reach import DIRECT, ReachPlan
from recallcore._deciding.reasons import EVERYTHING, Reason, ReasonCode, Stage, most_pressing
from recallcore._deciding.wanted import WantedPlan
from recallcore._deciding.withholding import SuppressionPlan, last_fact
from recallcore._facts.history import PROMPTING, History
from recallcore._facts.vocabulary import Channel, Purpose
from recallcore._policy.policy import Policy

_PRECEDENCE: Final = attrgetter("precedence")
_DORMANT: Final = Stage.DORMANT
_DUPLICATE: Final = Reason(code=ReasonCode.DUPLICATE_ID)
_INSTANT: Final = optional(instant)
_CALLER: Final = optional(text)


class Decider:
    """A policy made ready for one day and purpose: the stages in order, for patient after patient."""

    def __init__(
        self, policy: Policy, as_of: date, purpose: Purpose, at: datetime | None = None, caller: str | None = None
    ) -> None:
        checks = (
            *(
                ("policy", one_of(Policy), policy),
                ("as_of", calendar_day, as_of),
                ("purpose", one_of(Purpose), purpose),
            ),
            *(("at", _INSTANT, at), ("caller", _CALLER, caller)),
        )
        faults = [f"{name} {fault}" for name, check, value in checks if (fault := check(value)) is not None]
        if not faults and at is not None and not within_a_day(as_of, at):
            faults = ["at must fall within a day of as_of"]
        if faults:
            raise RequestError(*faults)
        along = None if policy.bundle is None else or_last_day(as_of, policy.bundle)
        # A reminder of a booked visit is no recall contact, so no attempt of one is counted (CAD-7).
        steps = () if policy.cadence is None or purpose is Purpose.APPOINTMENT else policy.cadence.escalation
        self._question = Question(
            as_of=as_of,
            purpose=purpose,
            offered=policy.channels,
            along_through=along,
            at=at,
            caller=caller,
            escalation=steps,
        )
        self._by_phone = Channel.PHONE in policy.channels
        self.as_of = as_of
        self._due = DuePlan(policy, as_of)
        self._dormancy = None if policy.dormancy is None else DormancyPlan(policy.dormancy, as_of)
        self._wanted = WantedPlan(policy, as_of, self._dormancy)
        self._prompts = self._wanted.looks_closer
        self._cadence = None if policy.cadence is None else CadencePlan(policy.cadence, policy, as_of)
        self._tried = self._cadence.tried if self._cadence is not None and self._cadence.numbers else None
        self._reach = ReachPlan(policy, as_of)
        self._suppression = SuppressionPlan(policy, as_of, purpose, self._reach, at, caller)
        self._priority = PriorityPlan(policy, as_of)

    def __call__(self, history: History) -> Decision:
        if type(history) is not History:
            raise RequestError(f"what is decided about must be a History, {type_named(history)}")
        review: list[Reason] = []
        doubt: tuple[Reason, ...] = ()
        if history._known_through > self.as_of:
            until, last = history._known_through, last_fact(history)
            doubt = (Reason(code=ReasonCode.FACT_AFTER_AS_OF, until=until, evidence=last),)
            review.extend(doubt)
            history = _known_by(history, self.as_of)
        patient = history.patient
        by_recall = tuple(self._due(history, review))
        dormancy = None if self._dormancy is None else self._dormancy(history)
        prompts: tuple[Reason, ...] = ()
        if (
            not PROMPTING.isdisjoint(history._types)
            or self._prompts
            or (dormancy is not None and dormancy.stage is _DORMANT)
        ):
            prompts = self._wanted(history, dormancy)
        spaced = () if self._cadence is None else self._cadence(history)
        born = patient.birth_date
        withheld_by: tuple[Reason, ...] = ()
        if (
            spaced
            or history.circumstances
            or history.appointments
            or not patient.subject
            or (born is not None and (born > self.as_of or (history.completed and history.completed[0].on < born)))
        ):
            withheld_by = self._suppression(history, by_recall, prompts, spaced, review)
        if doubt:
            withheld_by = tuple(sorted(doubt + withheld_by, key=_PRECEDENCE))
        if withheld_by and prompts:
            review += self._suppression.blocked(prompts, withheld_by)
        requests = tuple(review) if review else ()
        to_say = brief(history, self.as_of) if history.circumstances else ()
        decision = made(
            patient.id,
            self._question,
            by_recall,
            prompts,
            withheld_by,
            requests,
            dormancy,
            patient.prefers,
            self._reach(history),
            to_say,
        )
        if withheld_by:
            if withheld_by[0].scope is EVERYTHING:
                return weigh(decision, ())
            channels = decision.channels
            if not channels or not decision.is_wanted:
                return weigh(decision, ())
            lead, by_phone = decision.lead(), Channel.PHONE in channels
        else:
            first, by_phone = most_pressing(by_recall), self._by_phone
            if first is None and not prompts:
                return weigh(decision, ())
            lead = None if first is None else first.due
        tried = self._tried(history) if self._tried is not None and history.attempts else 0
        return weigh(decision, self._priority(history, lead, prompts, dormancy, by_phone), tried)

    def duplicate(self, patient_id: str, safety: Iterable[Reason] = ()) -> Decision:
        """The decision for an id that came twice: neither record can be trusted to be the patient's.

        `safety` is what the decisions about its records said `of_safety`, which is for a person all the same.
        """
        review = (_DUPLICATE, *sorted(set(safety), key=repr))
        return weigh(made(patient_id, self._question, (), (), (_DUPLICATE,), review, None, None, DIRECT, ()), ())

    def of_safety(self, decision: Decision) -> list[Reason]:
        """The safety follow-ups of one record among several with the same id, by which nobody can be called."""
        return self._suppression.blocked(decision.prompts, (_DUPLICATE, *decision.withheld_by))


class Deciders(dict[date, Decider]):
    """A policy made ready for every day that is asked about, once each, for one purpose."""

    def __init__(self, policy: Policy, purpose: Purpose) -> None:
        super().__init__()
        self.policy = policy
        self.purpose = purpose

    def __missing__(self, as_of: date) -> Decider:
        decider = self[as_of] = Decider(self.policy, as_of, self.purpose)
        return decider


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
    return Decider(policy, as_of, purpose, at, caller)(history)


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
    return map(Decider(policy, as_of, purpose, at, caller), require_iterable(histories))
