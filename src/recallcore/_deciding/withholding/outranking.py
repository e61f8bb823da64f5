"""What still withholds once a call promised, and then somebody's safety, have gone before it (M9, M19).

Knows the reasons found and what each was said about. It takes reasons away, or narrows them, and adds none.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import attrs

from recallcore._deciding.codes import OUTRANKS, SPACED, YIELDS_TO_SAFETY, ReasonCode
from recallcore._deciding.reasons import Reason, new_reason
from recallcore._deciding.withholding.people import mourned_since
from recallcore._facts.agreements import CallBack
from recallcore._facts.events import Appointment
from recallcore._facts.fact import Fact
from recallcore._facts.history import History
from recallcore._facts.questions import is_recall_attempt
from recallcore._facts.standing import Deferral, OptOut
from recallcore._facts.vocabulary import Channel, Purpose
from recallcore._policy.policy import Policy

_SAFETY: Final = ReasonCode.SAFETY_FOLLOW_UP
_TOO_SOON: Final = SPACED | {ReasonCode.DECLINED_RECENTLY}
_MET: Final = frozenset({ReasonCode.SEEN_RECENTLY, ReasonCode.SPOKE_RECENTLY})


def _alike(history: History, prompts: tuple[Reason, ...]) -> dict[tuple[Channel, bool], CallBack]:
    """One of the calls promised for each channel, before the first attempt by it (True) or after.

    Those that stand were all asked for on one day, so they leave the same of whatever withholds; but for a no, beside
    which the one for the latest day is meant if any is.
    """
    tried = {attempt.channel: attempt.on for attempt in history.attempts if is_recall_attempt(attempt)}
    alike: dict[tuple[Channel, bool], CallBack] = {}
    for prompt in prompts:
        promise = prompt.evidence
        if prompt.code is ReasonCode.CALL_PROMISED and isinstance(promise, CallBack):
            fresh = promise.channel not in tried or tried[promise.channel] < promise.on
            alike[promise.channel, fresh] = promise
    return alike


def _none_too_soon(promise: CallBack, reason: Reason, *, fresh: bool) -> bool:
    """Whether a call that was asked for goes before what spaces contacts, or before a no to something else.

    INFERENCE: of one day, a visit or a talk is the one in which the call was asked for, before the first attempt
    (`fresh`) and after it; and a call asked for on the day of a no, or before for a later day, is wanted beside it.
    """
    fact = reason.evidence
    if isinstance(fact, Deferral):
        return fact.since is not None and (fact.since < promise.on or fact.since <= promise.since)
    met = fact.speaks_of if reason.code in _MET and isinstance(fact, Fact) else None
    return fresh or (met is not None and met <= promise.since)


class Outranking:
    """What goes before reasons to wait, where care is the purpose."""

    def __init__(self, policy: Policy, purpose: Purpose) -> None:
        self._recalls = tuple(rule.name for rule in policy.recalls)
        self._channels = policy.channels
        self._purpose = purpose

    def __call__(self, history: History, withheld: list[Reason], prompts: tuple[Reason, ...]) -> list[Reason]:
        """What is left of the reasons that withhold."""
        if self._purpose is not Purpose.CARE or not prompts or prompts[0].code not in OUTRANKS:
            return withheld
        for (_, fresh), promise in _alike(history, prompts).items():
            left = [self._after(promise, reason, fresh=fresh) for reason in withheld]
            withheld = [reason for reason in left if reason is not None]
        if all(prompt.code is not _SAFETY for prompt in prompts):
            return withheld
        return [self._recalls_only(reason) if reason.code in YIELDS_TO_SAFETY else reason for reason in withheld]

    def blocked_safety(self, prompts: tuple[Reason, ...], withheld: Sequence[Reason]) -> list[Reason]:
        """A safety follow-up that no channel is free for, as something for a person; not after a confirmed death."""
        safety = [prompt for prompt in prompts if prompt.code is _SAFETY]
        if not safety or self._purpose is not Purpose.CARE or any(r.code is ReasonCode.DECEASED for r in withheld):
            return []
        for channel in self._channels:
            if not any(reason.scope.covers(channel, self._purpose, None) for reason in withheld):
                return []
        return [new_reason(code=ReasonCode.SAFETY_FOLLOW_UP_BLOCKED, evidence=prompt.evidence) for prompt in safety]

    def _after(self, promise: CallBack, reason: Reason, *, fresh: bool) -> Reason | None:
        """What is left of a reason, once the patient has asked for a call. All they said later ended the promise.

        Before the first attempt (`fresh`) no spacing stands in its way, nor an opt-out, which permits one.
        """
        fact = reason.evidence
        if reason.code in _TOO_SOON:
            return None if _none_too_soon(promise, reason, fresh=fresh) else reason
        if isinstance(fact, Deferral) and fact.recalls is None and fact.since is not None:
            return None
        if reason.code is ReasonCode.VISIT_NOT_WRITTEN_UP:
            return self._recalls_only(reason)
        if isinstance(fact, Appointment) and reason.code is not ReasonCode.VISIT_NOT_CLOSED:
            return reason if fact.booked_on is None else self._recalls_only(reason)
        mourned = mourned_since(fact)
        if mourned is not None and reason.code is ReasonCode.BEREAVED:
            return self._recalls_only(reason) if mourned < promise.since else reason
        if fresh and isinstance(fact, OptOut):
            return self._permitted(promise, reason, fact)
        return reason

    def _permitted(self, promise: CallBack, reason: Reason, refused: OptOut) -> Reason | None:
        """What is left of an opt-out by whoever then asked for a call: the other channels."""
        earlier = refused.since is not None and refused.since < promise.since
        if not earlier or not reason.scope.covers(promise.channel, self._purpose, None):
            return reason
        asked = reason.scope.channels or tuple(Channel)
        left = tuple(channel for channel in asked if channel is not promise.channel)
        return attrs.evolve(reason, scope=attrs.evolve(reason.scope, channels=left)) if left else None

    def _recalls_only(self, reason: Reason) -> Reason:
        """The reason for the recalls alone: it leaves the promise, or the safety matter, to be spoken of."""
        if reason.scope.recalls is not None:
            return reason
        return attrs.evolve(reason, scope=attrs.evolve(reason.scope, recalls=self._recalls))
