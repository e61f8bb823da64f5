"""May we contact this patient on this day, by which channels, about what, and if not, until when?

Collects every reason, never only the first; which of them lead is for others to say. Knows facts and policy and
what is wanted, not how urgent it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from operator import attrgetter
from typing import Final, assert_never

import attrs

from recallcore._base.intervals import ONE_DAY, or_last_day
from recallcore._deciding.cadence import counts
from recallcore._deciding.promises import awaited, deferred_until, governing_deferrals, standing_call_backs
from recallcore._deciding.reach import ABOUT_PEOPLE, ReachPlan, mourned_since
from recallcore._deciding.reasons import (
    ASKS_REVIEW,
    EVERYTHING,
    TO_SPEAK_OF,
    Reason,
    ReasonCode,
    Scope,
    made_reason,
    pressing,
)
from recallcore._facts.absences import time_away
from recallcore._facts.agreements import CallBack, Commitment, OpenProblem, PatientWillCall, SafetyFollowUp
from recallcore._facts.events import Appointment
from recallcore._facts.history import PROMPTING, AnyCircumstance, AnyFact, History
from recallcore._facts.people import Bereavement, ContactPerson, InProgress
from recallcore._facts.questions import came_after, spoke, visited
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
from recallcore._facts.vocabulary import Booking, Channel, Purpose, Where
from recallcore._policy.policy import Policy

_BOOKED, _IS_BOOKED = Booking.BOOKED, ReasonCode.BOOKED
_PRECEDENCE: Final = attrgetter("precedence")
_NOT_A_SUBJECT: Final = Reason(code=ReasonCode.NOT_A_SUBJECT)
_BIRTH_DATE_UNKNOWN: Final = Reason(code=ReasonCode.BIRTH_DATE_UNKNOWN)


# A call promised and a safety follow-up go before some reasons to wait (M9, M19).
_OUTRANK: Final = frozenset({ReasonCode.SAFETY_FOLLOW_UP, ReasonCode.CALL_PROMISED})
_SPACED: Final = frozenset({ReasonCode.RESTING, ReasonCode.TRIED_OFTEN, ReasonCode.TRIED_RECENTLY})
_YIELDS_TO_SAFETY: Final = _SPACED | {
    ReasonCode.BEREAVED,
    ReasonCode.DEFERRED,
    ReasonCode.CALL_PROMISED_LATER,
    ReasonCode.PATIENT_WILL_CALL,
    ReasonCode.VISIT_NOT_CLOSED,
    ReasonCode.BOOKED,
    ReasonCode.BOOKED_OTHERWISE,
}


class _Stated:
    """What the patient said and still stands, found once for all that is asked of it."""

    def __init__(self, history: History | None, as_of: date) -> None:
        self.deferrals = frozenset(governing_deferrals(history)) if history is not None else frozenset()
        self.call_backs = frozenset(standing_call_backs(history, as_of)) if history is not None else frozenset()


_NOTHING_STATED: Final = _Stated(None, date.min)


class SuppressionPlan:
    """A policy's reasons to leave somebody alone, made ready for one day, and for one instant where it is known."""

    def __init__(
        self,
        policy: Policy,
        as_of: date,
        purpose: Purpose,
        reach: ReachPlan,
        at: datetime | None = None,
        caller: str | None = None,
    ) -> None:
        self.policy = policy
        self.as_of = as_of
        self.purpose = purpose
        self.at = at
        self.caller = caller
        self._reach = reach
        self._resolvers = {rule.name: frozenset(rule.resolved_by) for rule in policy.recalls}
        self._piggyback = None if policy.piggyback is None else or_last_day(as_of, policy.piggyback)
        self._refused = _Refused()

    def __call__(
        self,
        history: History,
        by_recall: tuple[Reason, ...],
        prompts: tuple[Reason, ...],
        spaced: Sequence[Reason],
        review: list[Reason],
    ) -> tuple[Reason, ...]:
        """Every reason that withholds something, in order of precedence. Requests for review go to `review`.

        `spaced` says why not to try again yet. `prompts` are the reasons to contact besides recalls: some outrank it.
        """
        reasons = [*spaced]
        patient = history.patient
        if not patient.subject:
            reasons.append(_NOT_A_SUBJECT)
        born = patient.birth_date
        if born is not None and (born > self.as_of or (history.completed and history.completed[0].on < born)):
            reasons.append(Reason(code=ReasonCode.CONTRADICTORY_FACTS, evidence=patient))
        if history.circumstances:
            stated = _Stated(history, self.as_of) if not PROMPTING.isdisjoint(history._types) else _NOTHING_STATED
            for circumstance in history.circumstances:
                reasons += self._circumstance(circumstance, history, stated, review)
            if not ABOUT_PEOPLE.isdisjoint(history._types):
                reasons += self._whom_to_ask(history, review)
        if history.appointments:
            for appointment in history.appointments:
                if appointment.state is _BOOKED:
                    reasons += self._booking(appointment, history, by_recall, review)
        if not reasons:
            return ()
        if prompts and prompts[0].code in _OUTRANK and self.purpose is Purpose.CARE:
            reasons = self._outranked(history, reasons, prompts)
        if len(reasons) > 1:
            reasons.sort(key=_PRECEDENCE)
        review.extend([reason for reason in reasons if reason.code in ASKS_REVIEW])
        return tuple(reasons)

    def _circumstance(
        self, fact: AnyCircumstance, history: History, stated: _Stated, review: list[Reason]
    ) -> Iterator[Reason]:
        match fact:
            case OptOut():
                yield made_reason(ReasonCode.OPTED_OUT, None, self._refused[fact.channels, fact.purposes], fact)
            case Unreachable():
                yield Reason(code=ReasonCode.UNREACHABLE, scope=Scope(channels=(fact.channel,)), evidence=fact)
            case Deceased():
                if fact.confirmed or not any(isinstance(c, Deceased) and c.confirmed for c in history.circumstances):
                    code = ReasonCode.DECEASED if fact.confirmed else ReasonCode.DEATH_REPORTED
                    yield made_reason(code, None, EVERYTHING, fact)
                died = fact.died_on or fact.recorded  # never later than it was recorded
                if came_after(history, died, self.as_of) or self._expected(history):
                    review.append(Reason(code=ReasonCode.SEEN_AFTER_DEATH, evidence=fact))
            case RelocatedPermanently():
                if not came_after(history, fact.recorded, self.as_of):
                    yield made_reason(ReasonCode.RELOCATED, None, EVERYTHING, fact)
            case Away():
                time = time_away(fact, self.as_of)
                if time is not None:
                    yield made_reason(ReasonCode.AWAY, time[1], EVERYTHING, fact)
                    if fact.until is None and (fact.review_on is None or fact.review_on <= self.as_of):
                        review.append(Reason(code=ReasonCode.RETURN_DAY_UNKNOWN, evidence=fact))
            case Deferral():
                until = deferred_until(fact, self.policy)
                if fact.recalls is not None:
                    review.extend(self._unknown_recalls(fact))
                if self.as_of < until and fact in stated.deferrals:
                    scope = EVERYTHING if fact.recalls is None else Scope(recalls=fact.recalls)
                    yield made_reason(ReasonCode.DEFERRED, until, scope, fact)
            case Hold():
                review.extend(self._unknown_recalls(fact))
                if self._holds(fact.since, fact.until):
                    scope = Scope(recalls=fact.recalls)
                    yield Reason(code=ReasonCode.ON_HOLD, until=fact.until, scope=scope, evidence=fact)
            case Excluded():
                review.extend(self._unknown_recalls(fact))
                yield Reason(code=ReasonCode.EXCLUDED, scope=Scope(recalls=fact.recalls), evidence=fact)
            case UnreadNote():
                yield Reason(code=ReasonCode.NOTE_NOT_UNDERSTOOD, evidence=fact)
            case Reinstated():
                released = fact.released_on is not None and fact.released_on <= self.as_of
                if not released and not self._met_after(history, fact.on):
                    yield made_reason(ReasonCode.REINSTATED, fact.released_on, EVERYTHING, fact)
            case DisputedBirthDate():
                yield Reason(code=ReasonCode.CONTRADICTORY_FACTS, evidence=history.patient)
            case CallBack():
                if self.as_of < fact.on and fact in stated.call_backs:
                    yield Reason(code=ReasonCode.CALL_PROMISED_LATER, until=fact.on, evidence=fact)
            case PatientWillCall():
                until = or_last_day(fact.since, self.policy.patient_will_call)
                if self.as_of < until and fact is awaited(history, self.as_of):
                    yield Reason(code=ReasonCode.PATIENT_WILL_CALL, until=until, evidence=fact)
            case InProgress():
                if fact.by != self.caller and self._in_progress(fact):
                    yield made_reason(ReasonCode.IN_PROGRESS, fact.days[1], EVERYTHING, fact)
            case SafetyFollowUp() | OpenProblem() | Commitment() | ContactPerson() | Bereavement():
                pass  # a reason to contact, or for all of them together: `ReachPlan.reasons`
            case _:
                assert_never(fact)

    def _whom_to_ask(self, history: History, review: list[Reason]) -> list[Reason]:
        """Why nobody may be asked. Whether somebody is of age, the birth date would settle."""
        reasons = [*self._reach.reasons(history)]
        doubted = any(reason.code is ReasonCode.GUARDIAN_WITHOUT_CONSENT for reason in reasons)
        if doubted and history.patient.birth_date is None and _BIRTH_DATE_UNKNOWN not in review:
            review.append(_BIRTH_DATE_UNKNOWN)
        return reasons

    def blocked(self, prompts: tuple[Reason, ...], reasons: Sequence[Reason]) -> list[Reason]:
        """A safety follow-up that no channel is free for, as something for a person; not after a confirmed death."""
        safety = [prompt for prompt in prompts if prompt.code is ReasonCode.SAFETY_FOLLOW_UP]
        if not safety or self.purpose is not Purpose.CARE or any(r.code is ReasonCode.DECEASED for r in reasons):
            return []
        for channel in self.policy.channels:
            if not any(reason.scope.covers(channel, self.purpose, None) for reason in reasons):
                return []
        return [Reason(code=ReasonCode.SAFETY_FOLLOW_UP_BLOCKED, evidence=prompt.evidence) for prompt in safety]

    def _outranked(self, history: History, reasons: list[Reason], prompts: tuple[Reason, ...]) -> list[Reason]:
        """What still withholds once a call promised, and then a safety follow-up, have gone before it."""
        for prompt in prompts:
            promise = prompt.evidence
            if prompt.code is ReasonCode.CALL_PROMISED and isinstance(promise, CallBack):
                fresh = not any(
                    a.on >= promise.on and a.channel is promise.channel and counts(a) for a in history.attempts
                )
                lefts = [self._after_promise(reason, promise, fresh=fresh) for reason in reasons]
                reasons = [left for left in lefts if left is not None]
        safety = [prompt for prompt in prompts if prompt.code is ReasonCode.SAFETY_FOLLOW_UP]
        if not safety:
            return reasons
        return [self._recalls_only(reason) if reason.code in _YIELDS_TO_SAFETY else reason for reason in reasons]

    def _after_promise(self, reason: Reason, promise: CallBack, *, fresh: bool) -> Reason | None:
        """What is left of a reason, once the patient has asked for a call. All they said later ended the promise.

        Before the first attempt (`fresh`) no spacing stands in its way, nor an opt-out, which permits one.
        """
        said = reason.evidence
        if reason.code in _SPACED:
            return None if fresh else reason
        if isinstance(said, Deferral) and said.recalls is None and said.since is not None:
            return None
        if isinstance(said, Appointment) and reason.code is not ReasonCode.VISIT_NOT_CLOSED:
            return reason if said.booked_on is None else self._recalls_only(reason)
        mourned = mourned_since(said)
        if mourned is not None and reason.code is ReasonCode.BEREAVED:
            return self._recalls_only(reason) if mourned < promise.since else reason
        permits = fresh and reason.scope.covers(promise.channel, self.purpose, None)
        if permits and isinstance(said, OptOut) and said.since is not None and said.since < promise.since:
            asked = reason.scope.channels or tuple(Channel)
            left = tuple(channel for channel in asked if channel is not promise.channel)
            return attrs.evolve(reason, scope=attrs.evolve(reason.scope, channels=left)) if left else None
        return reason

    def _recalls_only(self, reason: Reason) -> Reason:
        if reason.scope.recalls is not None:
            return reason
        return attrs.evolve(reason, scope=attrs.evolve(reason.scope, recalls=tuple(self._resolvers)))

    def _met_after(self, history: History, on: date) -> bool:
        """Whether there was a conversation or a visit on a later day: one of that day may be the report's own."""
        since = _day_after(on)
        return since is not None and (spoke(history, since) or visited(history, since, self.as_of))

    def _unknown_recalls(self, fact: Hold | Excluded | Deferral) -> Iterator[Reason]:
        if fact.recalls is not None and not all(name in self._resolvers for name in fact.recalls):
            yield Reason(code=ReasonCode.RECALL_NOT_IN_POLICY, evidence=fact)

    def _expected(self, history: History) -> bool:
        return any(a.state is Booking.BOOKED and a.on >= self.as_of for a in history.appointments)

    def _holds(self, since: date | None, until: date | None) -> bool:
        return (since is None or since <= self.as_of) and (until is None or self.as_of < until)

    def _in_progress(self, claim: InProgress) -> bool:
        """Whether somebody is in contact at the instant asked about; where none is, on any day the claim touches."""
        return self._holds(*claim.days) if self.at is None else claim.since <= self.at < claim.until

    def _booking(
        self, appointment: Appointment, history: History, by_recall: tuple[Reason, ...], review: list[Reason]
    ) -> Iterator[Reason]:
        if appointment.on < self.as_of:
            yield from self._not_closed(appointment, history, review)
            return
        until = _day_after(appointment.on)
        if self.policy.any_booking_withholds or not appointment.kinds:
            yield made_reason(_IS_BOOKED, until, EVERYTHING, appointment)
            return
        pressed = sorted(pressing(reason) for reason in by_recall if reason.code in TO_SPEAK_OF)
        due = [name for *_, name in pressed]
        matched = tuple(name for name in due if not self._resolvers[name].isdisjoint(appointment.kinds))
        if matched:
            yield Reason(code=ReasonCode.BOOKED, until=until, scope=Scope(recalls=matched), evidence=appointment)
        others = tuple(name for name in due if name not in matched)
        if others and self._piggyback is not None and appointment.on <= self._piggyback:
            yield Reason(
                code=ReasonCode.BOOKED_OTHERWISE, until=until, scope=Scope(recalls=others), evidence=appointment
            )

    def _not_closed(self, appointment: Appointment, history: History, review: list[Reason]) -> Iterator[Reason]:
        """A past appointment still open withholds for a while: the patient may have come, and the books not know."""
        if any(p.on == appointment.on and p.where is Where.HERE for p in history.completed):
            return  # care was completed that day: it was kept
        if any(a.on == appointment.on and a.state is Booking.KEPT for a in history.appointments):
            return  # so was this one, or another of that day, which shows that the patient came
        closing = self.policy.closing
        last = None if closing is None else or_last_day(appointment.on, closing)
        if last is not None and self.as_of <= last:
            yield Reason(code=ReasonCode.VISIT_NOT_CLOSED, until=_day_after(last), evidence=appointment)
        else:
            review.append(Reason(code=ReasonCode.VISIT_NEVER_CLOSED, evidence=appointment))


class _Refused(dict[tuple[tuple[Channel, ...] | None, tuple[Purpose, ...] | None], Scope]):
    """What an opt-out covers; few opt-outs differ."""

    def __missing__(self, said: tuple[tuple[Channel, ...] | None, tuple[Purpose, ...] | None]) -> Scope:
        channels, purposes = said
        everything = channels is None and purposes is None
        scope = self[said] = EVERYTHING if everything else Scope(channels=channels, purposes=purposes)
        return scope


def last_fact(history: History) -> AnyFact:
    """The fact with the latest day on which anything is said to have happened."""
    facts: tuple[AnyFact, ...] = (
        *history.completed,
        *history.attempts,
        *history.appointments,
        *history.circumstances,
        *history.care_plan,
    )
    return max(facts, key=lambda fact: fact.said_on or date.min)


def _day_after(on: date) -> date | None:
    return None if on == date.max else on + ONE_DAY
