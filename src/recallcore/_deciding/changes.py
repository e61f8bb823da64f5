"""On which day does the answer change by itself?

Nothing here decides. Each stage's facts and intervals name the days on which it could say something new; the decider is
asked on those days alone, in order. What a decision says will lapse adds its own day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from heapq import heapify, heappop, heappush
from typing import Final, TypeAlias

from recallcore._base.checks import one_of, optional
from recallcore._base.errors import RequestError
from recallcore._base.intervals import ONE_DAY, Interval, birthday, or_last_day
from recallcore._base.values import Word
from recallcore._deciding.decider import Deciders, decide
from recallcore._deciding.decision import Decision
from recallcore._deciding.promises import deferred_until
from recallcore._deciding.reach import mourned_since
from recallcore._deciding.reasons import ReasonCode
from recallcore._deciding.wanted import latest_beat
from recallcore._facts.absences import DaysAway, absences, turns
from recallcore._facts.agreements import CallBack, OpenProblem, PatientWillCall, SafetyFollowUp
from recallcore._facts.care_plan import PerioEnrolment
from recallcore._facts.fact import Fact
from recallcore._facts.history import History
from recallcore._facts.people import Bereavement, ContactPerson, InProgress
from recallcore._facts.standing import Away, Deferral, Hold, Reinstated
from recallcore._facts.vocabulary import Channel, Purpose, Where
from recallcore._policy.policy import Policy

# What next_change compares: the reasons to contact, the codes that withhold, the free channels.
Answer: TypeAlias = tuple[tuple[tuple[ReasonCode, str | None], ...], tuple[ReasonCode, ...], tuple[Channel, ...]]

_CHANNEL: Final = optional(one_of(Channel))

# Years in which everything that recurs yearly has come round, the 29 February included, which may be eight years away;
# and once more, for what a return changes.
_ROUNDS: Final = 18


class Wait(Word):
    """Why there is no first day on which somebody can be contacted."""

    NEVER = "never"  # the relationship has ended
    NOT_BY_ITSELF = "not by itself"  # something must happen first, or somebody must lift it


def answer(decision: Decision) -> Answer:
    """The part of a decision that `next_change` watches. Points, capacity and counts are not in it."""
    wanted = tuple([(reason.code, reason.recall) for reason in decision.wanted])
    return wanted, tuple(dict.fromkeys(reason.code for reason in decision.withheld_by)), decision.channels


def next_change(history: History, policy: Policy, *, as_of: date, purpose: Purpose = Purpose.CARE) -> Decision | None:
    """The decision on the first day after `as_of` whose answer differs, if nothing new happens until then.

    The answer is what is wanted, what withholds, and which channels are free. None: it stays as it is. A contact in
    progress counts on every day it touches: these are questions about days, so they take no instant and no caller.
    Raises `RequestError` as `decide` does.
    """
    today = decide(history, policy, as_of=as_of, purpose=purpose)
    said = answer(today)
    later = decisions_ahead(history, today, Deciders(policy, purpose))
    return next((decision for decision in later if answer(decision) != said), None)


def first_contactable(
    history: History,
    policy: Policy,
    *,
    as_of: date,
    purpose: Purpose = Purpose.CARE,
    channel: Channel | None = None,
) -> date | Wait:
    """The first day from `as_of` on, that day included, on which contact is allowed, if nothing new happens.

    By `channel`, or (None) by any the policy uses. Whether anything is wanted then is not asked. Somebody in contact
    with the patient is waited for until the day after. `Wait.NEVER` after a
    confirmed death or a move for good; `Wait.NOT_BY_ITSELF` while something stands that only an event can lift.
    """
    if (fault := _CHANNEL(channel)) is not None:
        raise RequestError(f"channel {fault}")
    last = today = decide(history, policy, as_of=as_of, purpose=purpose)
    if _free(today, channel):
        return as_of
    for last in decisions_ahead(history, today, Deciders(policy, purpose)):
        if _free(last, channel):
            return last.as_of
    return Wait.NEVER if any(reason.terminal for reason in last.withheld_by) else Wait.NOT_BY_ITSELF


def _free(decision: Decision, channel: Channel | None) -> bool:
    return decision.contactable if channel is None else channel in decision.channels


def decisions_ahead(
    history: History, today: Decision, deciders: Deciders, through: date = date.max
) -> Iterator[Decision]:
    """The decision on every day that may differ from the day before it: after that of `today`, up to `through`.

    `today` is the decision about this history of the policy and purpose of `deciders`.
    """
    policy, on, decision = deciders.policy, today.as_of, today
    days = [day for day in {*_named_days(history, policy, on)} if day > on]
    heapify(days)
    beat, ahead = _next_beat(history, policy, on), turns(history, on, _ROUNDS)
    while True:
        for lapse in _lapses(decision):
            heappush(days, lapse)
        while days and days[0] <= on:
            heappop(days)
        ahead = [turn for turn in ahead if turn > on]
        following = min([*days[:1], *ahead[:1], *([] if beat is None else [beat])], default=None)
        if following is None or following > through:
            return
        on = following
        if on in days[:1]:
            ahead = turns(history, on, _ROUNDS)
            if history._known_through > today.as_of:
                beat = _next_beat(history, policy, on)
        elif on == beat:
            # One beat is enough: it changes the answer, or what stands in its way ends on a day of its own. Only facts
            # that lie ahead can settle it, so that another must follow.
            beat, ahead = None, turns(history, on, _ROUNDS)
        decision = deciders[on](history)
        yield decision


def _lapses(decision: Decision) -> Iterator[date]:
    for reason in (*decision.by_recall, *decision.prompts, *decision.withheld_by):
        yearly = isinstance(reason.evidence, Away) and reason.evidence.yearly  # one of its turns
        if reason.until is not None and not yearly:
            yield reason.until
    if decision.dormancy is not None and decision.dormancy.until is not None:
        yield decision.dormancy.until


def _named_days(history: History, policy: Policy, as_of: date) -> Iterator[date]:
    """Every day after `as_of`, and some before, on which a stage could say something new, whatever it says now."""
    if history._known_through > as_of:
        facts: tuple[Fact, ...] = (*history.completed, *history.attempts, *history.appointments)
        for fact in (*facts, *history.circumstances, *history.care_plan):
            if fact.said_on is not None:
                yield fact.said_on
    for fact in (*history.circumstances, *history.care_plan):
        yield from _own_days(fact, policy)
    yield from _ages(history, policy)
    yield from _of_enrolment(history, policy)
    yield from _of_appointments(history, policy)
    yield from _of_dormancy(history, policy)
    yield from _of_rhythm(history, policy)


def _own_days(fact: Fact, policy: Policy) -> Iterator[date]:
    match fact:
        case Hold() | PerioEnrolment():
            given: list[date | None] = [fact.since, fact.until]
        case Away():
            given = [fact.since, fact.until, fact.yearly_until]
        case Deferral():
            given = [deferred_until(fact, policy)]
        case Reinstated():
            given = [fact.released_on]
        case CallBack():
            given = [fact.on, or_last_day(fact.on, policy.promise)]
        case InProgress():
            given = [*fact.days]
        case PatientWillCall():
            given = [or_last_day(fact.since, policy.patient_will_call)]
        case SafetyFollowUp() | OpenProblem():
            given = [fact.closed_on]
        case ContactPerson() | Bereavement():
            mourned = mourned_since(fact)
            given = [] if mourned is None else [or_last_day(mourned, policy.bereavement)]
            if isinstance(fact, ContactPerson):
                given += [fact.since, fact.until]
        case _:
            given = []
    yield from (on for on in given if on is not None)


def _ages(history: History, policy: Policy) -> Iterator[date]:
    born = history.patient.birth_date
    if born is None:
        return
    yield born
    ages = {years for rule in policy.recalls for years in (rule.from_age, rule.below_age) if years is not None}
    ages.add(policy.majority)  # from then on a contact person needs the patient's consent
    yield from (reached for years in sorted(ages) if (reached := birthday(born, years)) is not None)


def _of_enrolment(history: History, policy: Policy) -> Iterator[date]:
    within = policy.infer_perio_within
    if within is not None:
        yield from (_after(p.on, within) for p in history.completed if p.kind in policy.infer_perio_from)


def _of_appointments(history: History, policy: Policy) -> Iterator[date]:
    lost_after = None if policy.dormancy is None else policy.dormancy.lost_after
    for appointment in history.appointments:
        on = appointment.on
        yield from (on, _day_after(on))
        if policy.piggyback is not None:
            yield policy.piggyback.first_day_reaching(on)
        if policy.closing is not None:
            yield _after(on, policy.closing)
        if lost_after is not None:
            yield or_last_day(on, lost_after)


def _of_dormancy(history: History, policy: Policy) -> Iterator[date]:
    rule = policy.dormancy
    if rule is None:
        return
    for planned in history.planned:
        yield planned.on
        if rule.unscheduled_after is not None:
            yield or_last_day(planned.on, rule.unscheduled_after)
    if rule.opened is not None and rule.young_for is not None and rule.absent_after is not None:
        yield or_last_day(rule.opened, rule.young_for)
        visits = {p.on for p in history.completed if p.where is Where.HERE} | {a.on for a in history.appointments}
        for seen in visits:
            yield _day_after(DaysAway(absences(history), seen).put_off(or_last_day(seen, rule.absent_after)))


def _of_rhythm(history: History, policy: Policy) -> Iterator[date]:
    if policy.rhythm is not None:
        yield from (_after(p.on, policy.course_gap) for p in history.completed if p.kind in policy.rhythm.kinds)


def _next_beat(history: History, policy: Policy, on: date) -> date | None:
    """The first day after `on` on which the rhythm counted from the last treatment beats."""
    rhythm = policy.rhythm
    if rhythm is None:
        return None
    treated = [p.on for p in history.completed if p.kind in rhythm.kinds and p.where is Where.HERE and p.on <= on]
    if not treated:
        return None
    number = latest_beat(treated[-1], rhythm.every, on)[0] + 1
    beat = or_last_day(treated[-1], rhythm.every * number)
    return beat if beat > on else None


def _after(on: date, span: Interval) -> date:
    return _day_after(or_last_day(on, span))


def _day_after(on: date) -> date:
    return on if on == date.max else on + ONE_DAY
