"""What does each circumstance withhold, and until when?

One case for each kind of circumstance: a type checker says which has been forgotten. Knows facts and policy.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import ClassVar, Final, NamedTuple, assert_never

from recallcore._base.intervals import or_last_day, stands
from recallcore._base.memo import Memo
from recallcore._deciding.cadence import RECALL_CONTACTS
from recallcore._deciding.codes import ReasonCode
from recallcore._deciding.found import Found, Needs
from recallcore._deciding.promises import awaited, deferred_until, governing_deferrals, standing_call_backs
from recallcore._deciding.question import Question
from recallcore._deciding.reasons import EVERYTHING, Reason, Scope, new_reason, new_scope
from recallcore._facts.absences import time_away
from recallcore._facts.agreements import CallBack, Commitment, OpenProblem, PatientWillCall, SafetyFollowUp
from recallcore._facts.history import AnyCircumstance, History
from recallcore._facts.people import Bereavement, ContactPerson, InProgress
from recallcore._facts.questions import booked_ahead, last_talk
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
from recallcore._facts.visits import last_sign, last_visit
from recallcore._facts.vocabulary import Channel, Purpose
from recallcore._policy.policy import Policy
from recallcore._policy.recalls import names_by_recall


class _Standing(NamedTuple):
    """What several circumstances of a history are asked about: found once for all of them."""

    deferrals: frozenset[Deferral] = frozenset()  # of what was said more than once, what still stands
    call_backs: frozenset[CallBack] = frozenset()
    awaited: PatientWillCall | None = None
    confirmed: bool = False  # whether a death is
    seen: date = date.min  # the latest visit, or booking of the patient's own
    booked: bool = False  # whether a booking lies ahead
    met: date = date.min  # the latest conversation or visit

    @classmethod
    def of(cls, history: History, as_of: date) -> _Standing:
        """What stands in a history; most have nothing of the kind."""
        types = history._types
        ended = not _ENDS.isdisjoint(types)
        return cls(
            deferrals=frozenset(governing_deferrals(history)) if Deferral in types else frozenset(),
            call_backs=frozenset(standing_call_backs(history, as_of)) if CallBack in types else frozenset(),
            awaited=awaited(history, as_of) if PatientWillCall in types else None,
            confirmed=Deceased in types
            and any(isinstance(fact, Deceased) and fact.confirmed for fact in history.circumstances),
            seen=last_sign(history, as_of) if ended else date.min,
            booked=Deceased in types and booked_ahead(history, as_of),
            met=_last_met(history, as_of) if Reinstated in types else date.min,
        )


def _last_met(history: History, as_of: date) -> date:
    return max(last_talk(history) or date.min, last_visit(history, as_of) or date.min)


_ENDS: Final = frozenset[type]({Deceased, RelocatedPermanently})
_SAID: Final = frozenset[type]({Deferral, CallBack, PatientWillCall, Reinstated}) | _ENDS
_NOTHING: Final = _Standing()


class OfCircumstances:
    """Circumstances that withhold, each by itself."""

    needs: ClassVar = Needs.CIRCUMSTANCES

    def __init__(self, policy: Policy, question: Question) -> None:
        self._policy = policy
        self._as_of = question.as_of
        self._at = question.at
        self._caller = question.caller
        self._recalls = frozenset(rule.name for rule in policy.recalls)
        self._refused = Memo(_refused)
        names = names_by_recall(policy.recalls)
        self._older = [(name, before - {name}) for name, before in names.items() if len(before) > 1]
        self._about: Memo[tuple[str, ...] | None, Scope] = Memo(self._scope_of)

    def __call__(self, history: History, _: Found) -> Sequence[Reason]:
        """What each circumstance withholds, and what it asks a person to look at."""
        standing = _NOTHING if _SAID.isdisjoint(history._types) else _Standing.of(history, self._as_of)
        reasons: list[Reason] = []
        for circumstance in history.circumstances:
            reasons += self._said_of(circumstance, history, standing)
        return reasons

    # One arm for each kind of circumstance, so it is as long as there are kinds.
    def _said_of(self, fact: AnyCircumstance, history: History, standing: _Standing) -> Iterable[Reason]:
        match fact:
            case OptOut():
                return (
                    new_reason(
                        code=ReasonCode.OPTED_OUT, scope=self._refused[fact.channels, fact.purposes], evidence=fact
                    ),
                )
            case Unreachable():
                return (
                    new_reason(code=ReasonCode.UNREACHABLE, scope=new_scope(channels=(fact.channel,)), evidence=fact),
                )
            case Deceased():
                return self._death(fact, standing)
            case RelocatedPermanently():
                return self._move(fact, standing)
            case Reinstated():
                return self._taken_back(fact, standing)
            case Away():
                return self._absence(fact)
            case Deferral():
                return self._deferral(fact, standing)
            case Hold():
                return self._hold(fact)
            case Excluded():
                scope = self._about[fact.recalls]
                return (*self._unknown_recalls(fact), new_reason(code=ReasonCode.EXCLUDED, scope=scope, evidence=fact))
            case UnreadNote():
                return (new_reason(code=ReasonCode.NOTE_NOT_UNDERSTOOD, evidence=fact),)
            case DisputedBirthDate():
                return (new_reason(code=ReasonCode.CONTRADICTORY_FACTS, evidence=history.patient),)
            case CallBack():
                return self._call_to_come(fact, standing)
            case PatientWillCall():
                return self._call_awaited(fact, standing)
            case InProgress():
                return self._in_progress(fact)
            case SafetyFollowUp() | OpenProblem() | Commitment():
                return ()  # reasons to contact, or something to say in one
            case ContactPerson() | Bereavement():
                return ()  # for all of them together: `OfPeople`
            case _:
                assert_never(fact)

    def _death(self, fact: Deceased, standing: _Standing) -> Iterator[Reason]:
        """A death; one reported asks for confirmation no more once it is on record as confirmed."""
        if fact.confirmed or not standing.confirmed:
            code = ReasonCode.DECEASED if fact.confirmed else ReasonCode.DEATH_REPORTED
            yield new_reason(code=code, evidence=fact)
        died = fact.died_on or fact.recorded  # never later than it was recorded
        if standing.seen > died or standing.booked:
            yield new_reason(code=ReasonCode.SEEN_AFTER_DEATH, evidence=fact)

    def _move(self, fact: RelocatedPermanently, standing: _Standing) -> Iterator[Reason]:
        if standing.seen <= fact.recorded:
            yield new_reason(code=ReasonCode.RELOCATED, evidence=fact)

    def _taken_back(self, fact: Reinstated, standing: _Standing) -> Iterator[Reason]:
        released = fact.released_on is not None and fact.released_on <= self._as_of
        # A conversation or a visit lifts it on a later day: one of that day may be the report's own.
        if not released and standing.met <= fact.on:
            yield new_reason(code=ReasonCode.REINSTATED, until=fact.released_on, evidence=fact)

    def _scope_of(self, recalls: tuple[str, ...] | None) -> Scope:
        """The recalls that a fact names, and those to which they go over at an age."""
        if recalls is None:
            return new_scope()
        over = [name for name, before in self._older if name not in recalls and not before.isdisjoint(recalls)]
        return new_scope(recalls=(*recalls, *over))

    def _absence(self, fact: Away) -> Iterator[Reason]:
        time = time_away(fact, self._as_of)
        if time is not None:
            yield new_reason(code=ReasonCode.AWAY, until=time[1], evidence=fact)
            if fact.until is None and (fact.review_on is None or fact.review_on <= self._as_of):
                yield new_reason(code=ReasonCode.RETURN_DAY_UNKNOWN, evidence=fact)

    def _deferral(self, fact: Deferral, standing: _Standing) -> Iterator[Reason]:
        yield from self._unknown_recalls(fact)
        until = deferred_until(fact, self._policy)
        if self._as_of < until and fact in standing.deferrals:
            scope = EVERYTHING if fact.recalls is None else self._about[fact.recalls]
            yield new_reason(code=ReasonCode.DEFERRED, until=until, scope=scope, evidence=fact)
        after_no = self._policy.after_no
        if after_no is None or fact.recalls is None or fact.since is None or fact not in standing.deferrals:
            return
        asked_again = or_last_day(fact.since, after_no)
        if self._as_of < asked_again:
            yield new_reason(code=ReasonCode.DECLINED_RECENTLY, until=asked_again, scope=RECALL_CONTACTS, evidence=fact)

    def _hold(self, fact: Hold) -> Iterator[Reason]:
        yield from self._unknown_recalls(fact)
        if stands(fact.since, fact.until, self._as_of):
            scope = self._about[fact.recalls]
            yield new_reason(code=ReasonCode.ON_HOLD, until=fact.until, scope=scope, evidence=fact)

    def _call_to_come(self, fact: CallBack, standing: _Standing) -> Iterator[Reason]:
        if self._as_of < fact.on and fact in standing.call_backs:
            yield new_reason(code=ReasonCode.CALL_PROMISED_LATER, until=fact.on, evidence=fact)

    def _call_awaited(self, fact: PatientWillCall, standing: _Standing) -> Iterator[Reason]:
        until = or_last_day(fact.since, self._policy.patient_will_call)
        if self._as_of < until and fact is standing.awaited:
            yield new_reason(code=ReasonCode.PATIENT_WILL_CALL, until=until, evidence=fact)

    def _in_progress(self, fact: InProgress) -> Iterator[Reason]:
        """Whether somebody is in contact at the instant asked about; where none is, on any day the claim touches."""
        if fact.by == self._caller:
            return
        if stands(*fact.days, self._as_of) if self._at is None else fact.since <= self._at < fact.until:
            yield new_reason(code=ReasonCode.IN_PROGRESS, until=fact.days[1], evidence=fact)

    def _unknown_recalls(self, fact: Hold | Excluded | Deferral) -> Iterator[Reason]:
        if fact.recalls is not None and not self._recalls.issuperset(fact.recalls):
            yield new_reason(code=ReasonCode.RECALL_NOT_IN_POLICY, evidence=fact)


def _refused(said: tuple[tuple[Channel, ...] | None, tuple[Purpose, ...] | None]) -> Scope:
    """What an opt-out covers; few opt-outs differ."""
    channels, purposes = said
    everything = channels is None and purposes is None
    return EVERYTHING if everything else new_scope(channels=channels, purposes=purposes)
