"""What was agreed with the patient, and does it still stand?

The later statement of the patient governs: a booking, a deferral or an opt-out on the day of a promise or later ends
it. INFERENCE: on the day itself nobody knows which came later, and silence is the safer.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import date

from recallcore._base.intervals import ONE_DAY, or_last_day
from recallcore._facts.agreements import CallBack, PatientWillCall
from recallcore._facts.fact import Fact
from recallcore._facts.history import History
from recallcore._facts.questions import SPOKE, booking_made, called_us, spoke
from recallcore._facts.standing import Deferral, OptOut
from recallcore._facts.visits import visited
from recallcore._facts.vocabulary import Channel, Purpose
from recallcore._policy.policy import Policy


def standing_call_backs(history: History, as_of: date) -> list[CallBack]:
    """The calls promised and neither made with success nor overtaken by what the patient said or did since."""
    promises = [fact for fact in history.circumstances if isinstance(fact, CallBack)]
    since = max((promise.since for promise in promises), default=date.max)
    latest = [promise for promise in promises if promise.since == since]  # so what came since is the same for all
    owed = [*_not_spoken_as_promised(history, latest)]
    if (
        not owed
        or (since < date.max and called_us(history, since + ONE_DAY))
        or seen_after(history, since, as_of)
        or _overtaken(history, since, as_of)
    ):
        return []
    refused = _opted_out_since(history, since)
    return [promise for promise in owed if promise.channel not in refused]


def awaited(history: History, as_of: date) -> PatientWillCall | None:
    """The latest "I shall call you", as long as nothing has come of it."""
    said = [fact for fact in history.circumstances if isinstance(fact, PatientWillCall)]
    if not said:
        return None
    latest = max(said, key=lambda fact: fact.since)
    spoken = latest.since < date.max and spoke(history, latest.since + ONE_DAY)
    if spoken or seen_after(history, latest.since, as_of) or _overtaken(history, latest.since, as_of):
        return None
    return None if any(_instead(fact, latest.since) for fact in history.circumstances) else latest


def _instead(fact: Fact, since: date) -> bool:
    """Whether a call back, or never to be contacted again, was asked for on that day or later."""
    if isinstance(fact, CallBack):
        return fact.since >= since
    # A narrower opt-out must free nobody (DEC-5).
    total = isinstance(fact, OptOut) and fact.channels is None and fact.purposes is None
    return total and fact.said_on is not None and fact.said_on >= since


def seen_after(history: History, since: date, as_of: date) -> bool:
    """Whether there was a visit on a later day, by `as_of`."""
    return since < date.max and visited(history, since + ONE_DAY, as_of)  # after the last day there is none


def deferred_until(deferral: Deferral, policy: Policy) -> date:
    """The first day a deferral no longer holds; where nobody said, the policy does."""
    if deferral.until is not None:
        return deferral.until
    assert deferral.since is not None
    return or_last_day(deferral.since, policy.deferral)


def governing_deferrals(history: History) -> tuple[Deferral, ...]:
    """The deferrals in force: of those about the same, the latest dated, and every undated one, which may be later."""
    deferrals = [fact for fact in history.circumstances if isinstance(fact, Deferral)]
    latest: dict[object, date] = {}
    for deferral in deferrals:
        if deferral.since is not None:
            latest[deferral.recalls] = max(deferral.since, latest.get(deferral.recalls, deferral.since))
    return tuple(d for d in deferrals if d.since is None or d.since == latest[d.recalls])


def _overtaken(history: History, since: date, as_of: date) -> bool:
    return booking_made(history, since, as_of) or any(
        isinstance(fact, Deferral) and fact.recalls is None and fact.since is not None and fact.since >= since
        for fact in history.circumstances
    )


def _not_spoken_as_promised(history: History, latest: list[CallBack]) -> Iterator[CallBack]:
    """Of promises given on one day, those without a conversation on the promised day or later.

    On the day it was asked for, another than those it was asked in.
    """
    spoken = [a.on for a in history.attempts if a.outcome in SPOKE]  # in order of days
    asked = sum(promise.since == promise.on for promise in latest)
    for promise in latest:
        if promise.since < promise.on:
            kept = bool(spoken) and spoken[-1] >= promise.on
        else:
            before, through = bisect_left(spoken, promise.on), bisect_right(spoken, promise.on)
            kept = len(spoken) - before > min(asked, through - before)
        if not kept:
            yield promise


def _opted_out_since(history: History, since: date) -> set[Channel]:
    """The channels that were refused for care, from a day on."""
    refused: set[Channel] = set()
    for fact in history.circumstances:
        if (
            isinstance(fact, OptOut)
            and fact.since is not None
            and fact.since >= since
            and (fact.purposes is None or Purpose.CARE in fact.purposes)
        ):
            refused.update(Channel if fact.channels is None else fact.channels)
    return refused
