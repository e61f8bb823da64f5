"""Why would we contact this patient today, besides the recalls that are due?

Knows facts, policy and how long somebody has stayed away. Whether contact is allowed is another room's question.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date
from operator import attrgetter
from typing import Final

from recallcore._base.intervals import Interval, or_last_day
from recallcore._deciding.dormancy import DormancyPlan
from recallcore._deciding.promises import awaited, deferred_until, governing_deferrals, seen_after, standing_call_backs
from recallcore._deciding.reasons import Dormancy, Reason, ReasonCode, Stage
from recallcore._facts.absences import last_return
from recallcore._facts.agreements import SafetyFollowUp
from recallcore._facts.history import PROMPTING, History
from recallcore._facts.questions import booked_ahead, spoke, visited
from recallcore._facts.standing import Reinstated
from recallcore._facts.vocabulary import Where
from recallcore._policy.policy import Policy

_PRECEDENCE: Final = attrgetter("precedence")
_ON: Final = attrgetter("on")


class WantedPlan:
    """The reasons to contact on one day, besides the recalls that are due."""

    def __init__(self, policy: Policy, as_of: date, dormancy: DormancyPlan | None) -> None:
        self.policy = policy
        self.as_of = as_of
        self._dormancy = dormancy
        self._beats: dict[date, date] = {}
        self._asleep: dict[date | None, tuple[Reason, ...]] = {}
        # Unless this holds, nobody has a reason here but a patient whose circumstances give one, or asleep.
        self.looks_closer = policy.rhythm is not None or (dormancy is not None and dormancy.finds_loose_ends)

    def __call__(self, history: History, dormancy: Dormancy | None) -> tuple[Reason, ...]:
        """The reasons, in order of precedence."""
        if PROMPTING.isdisjoint(history._types) and not self.looks_closer:
            if dormancy is None or dormancy.stage is not Stage.DORMANT or booked_ahead(history, self.as_of):
                return ()
            return self._only_asleep(history, dormancy)
        reasons: list[Reason] = []
        if not PROMPTING.isdisjoint(history._types):
            reasons += self._safety(history)
            reasons += self._agreed(history)
            reasons += self._returns(history)
        if dormancy is not None and self._dormancy is not None:
            reasons += self._dormancy.reasons(history, dormancy)
        reasons += self._rhythm(history)
        reasons.sort(key=_PRECEDENCE)
        return tuple(reasons)

    def _only_asleep(self, history: History, dormancy: Dormancy) -> tuple[Reason, ...]:
        known = self._asleep.get(dormancy.last_visit)
        if known is None and self._dormancy is not None:
            known = self._asleep[dormancy.last_visit] = tuple(self._dormancy.reasons(history, dormancy))
        return known or ()

    def _safety(self, history: History) -> Iterator[Reason]:
        for fact in history.circumstances:
            if not isinstance(fact, SafetyFollowUp) or fact.since > self.as_of:
                continue
            if fact.closed_on is None or self.as_of < fact.closed_on:
                yield Reason(code=ReasonCode.SAFETY_FOLLOW_UP, until=fact.closed_on, evidence=fact)

    def _agreed(self, history: History) -> Iterator[Reason]:
        """A call promised for today or earlier, and a patient who said they would call and has not."""
        for promise in sorted(standing_call_backs(history, self.as_of), key=_ON):
            if _expired(history, promise.on):
                continue
            until = or_last_day(promise.on, self.policy.promise)
            if until <= self.as_of:
                yield Reason(code=ReasonCode.PROMISE_MISSED, evidence=promise)
            elif promise.on <= self.as_of:
                yield Reason(code=ReasonCode.CALL_PROMISED, until=until, evidence=promise)
        said = awaited(history, self.as_of)
        if said is not None:
            until = or_last_day(said.since, self.policy.patient_will_call)
            if until <= self.as_of and not _expired(history, until):
                yield Reason(code=ReasonCode.PATIENT_NOT_HEARD, evidence=said)

    def _returns(self, history: History) -> Iterator[Reason]:
        """A deferral or an absence that has ended is itself a reason to call, until something has come of it."""
        for deferral in governing_deferrals(history):
            until = deferred_until(deferral, self.policy)
            if deferral.recalls is None and until <= self.as_of:
                # A visit on the day it was said does not count: it was said there.
                since = deferral.since
                seen = visited(history, until, self.as_of) if since is None else seen_after(history, since, self.as_of)
                if not seen and not self._settled(history, until) and not _expired(history, until):
                    yield Reason(code=ReasonCode.DEFERRAL_ENDED, evidence=deferral)
        returned = last_return(history, self.as_of)
        if returned is not None:
            away, back = returned
            if (
                not visited(history, back, self.as_of)
                and not self._settled(history, back)
                and not _expired(history, back)
            ):
                yield Reason(code=ReasonCode.ABSENCE_ENDED, evidence=away)

    def _settled(self, history: History, since: date) -> bool:
        """A booking that stands, or a conversation since that day."""
        return booked_ahead(history, self.as_of) or spoke(history, since)

    def _rhythm(self, history: History) -> Iterator[Reason]:
        """The call for life, counted from the end of treatment: due until there has been contact since its day."""
        rhythm = self.policy.rhythm
        if rhythm is None:
            return
        treated = [p for p in history.completed if p.kind in rhythm.kinds and p.where is Where.HERE]
        if not treated:
            return
        last = treated[-1]
        if history.planned and self.as_of <= or_last_day(last.on, self.policy.course_gap):
            return  # the course of treatment has not ended yet
        on = self._beats.get(last.on)
        if on is None:
            _, on = latest_beat(last.on, rhythm.every, self.as_of)
            self._beats[last.on] = on
        if (
            on > last.on
            and not visited(history, on, self.as_of)
            and not self._settled(history, on)
            and not _expired(history, on)
        ):
            yield Reason(code=ReasonCode.CONTACT_RHYTHM, evidence=last)


def _expired(history: History, on: date) -> bool:
    """Whether the day fell while a report stood that had ended the relationship, and was taken back later (M6)."""
    return any(isinstance(fact, Reinstated) and fact.since <= on < fact.on for fact in history.circumstances)


def latest_beat(start: date, every: Interval, as_of: date) -> tuple[int, date]:
    """The latest of `start` + `every` × n that is not after `as_of`, and its n; n = 0 when the first lies ahead."""
    days = (as_of - start).days
    least, most = (max(days // span, 0) for span in (every.longest_days(), every.shortest_days()))
    # Beats come in order, so the last of those in doubt is found by halving.
    number = least + bisect_right(range(least + 1, most + 1), as_of, key=lambda n: or_last_day(start, every * n))
    return number, or_last_day(start, every * number) if number else start
