"""On which day does the answer change by itself?

Nothing here decides, and nothing knows on which days something could: a day that listens is asked about, it hears from
which later day on a comparison made with it would turn, and that is the next day to ask about.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final, TypeAlias

from recallcore._base.checks import one_of, optional
from recallcore._base.errors import RequestError
from recallcore._base.intervals import Interval, or_last_day
from recallcore._base.requests import check_arguments
from recallcore._base.values import Word
from recallcore._deciding.codes import ReasonCode
from recallcore._deciding.decider import Deciders, asked
from recallcore._deciding.decision import Decision
from recallcore._facts.agreements import CallBack, OpenProblem, PatientWillCall, SafetyFollowUp
from recallcore._facts.events import LOST
from recallcore._facts.history import History
from recallcore._facts.standing import Away, Deferral, Hold
from recallcore._facts.vocabulary import AppointmentState, Channel, Purpose
from recallcore._policy.policy import Policy

# What next_change compares: the reasons to contact, the codes that withhold, the free channels.
Answer: TypeAlias = tuple[tuple[tuple[ReasonCode, str | None], ...], tuple[ReasonCode, ...], tuple[Channel, ...]]

_CHANNEL: Final = optional(one_of(Channel))

# In so many years everything that recurs yearly has come round, the 29 February included, which may be eight years
# away; and once more, for what a return changes.
_ROUNDS: Final = Interval(years=18)

# No chart of a patient's comes near: a year of a hundred bookings turns on two hundred days.
_MOST_DAYS: Final = 1_000


class NoContactDay(Word):
    """Why there is no first day on which somebody can be contacted."""

    ENDED = "ended"  # the relationship has ended
    NEEDS_ACTION = "needs action"  # something must happen first, or somebody must lift it


def answer(decision: Decision) -> Answer:
    """The part of a decision that `next_change` watches. Points, capacity and counts are not in it."""
    wanted = tuple([(reason.code, reason.recall) for reason in decision.wanted])
    return wanted, tuple(dict.fromkeys(reason.code for reason in decision.withheld_by)), decision.channels


def next_change(history: History, policy: Policy, *, as_of: date, purpose: Purpose = Purpose.CARE) -> Decision | None:
    """The decision on the first day after `as_of` whose answer differs, if nothing new happens until then.

    The answer is what is wanted, what withholds, and which channels are free. None: it stays as it is. A contact in
    progress counts on every day it touches: these are questions about days, so they take no instant and no caller.
    Raises `RequestError` as `decide` does, and where more than 1,000 days would have to be looked at.
    """
    as_of = asked(policy, as_of, purpose).as_of
    decisions = _within_reason(decisions_from(as_of, history, Deciders(policy, purpose)))
    said = answer(next(decisions))
    return next((decision for decision in decisions if answer(decision) != said), None)


def first_contactable(
    history: History,
    policy: Policy,
    *,
    as_of: date,
    purpose: Purpose = Purpose.CARE,
    channel: Channel | None = None,
) -> date | NoContactDay:
    """The first day from `as_of` on, that day included, on which contact is allowed, if nothing new happens.

    By `channel`, or (None) by any the policy uses. Whether anything is wanted then is not asked. Somebody in contact
    with the patient is waited for until the day after. `NoContactDay.ENDED` after a confirmed death or a move for good;
    `NoContactDay.NEEDS_ACTION` while something stands that only an event can lift.
    Raises `RequestError` as `decide` does, and where more than 1,000 days would have to be looked at.
    """
    check_arguments(("channel", _CHANNEL, channel))
    as_of = asked(policy, as_of, purpose).as_of
    ended = False
    decisions = decisions_from(as_of, history, Deciders(policy, purpose), if_free=True)
    for decision in _within_reason(decisions):
        if _free(decision, channel):
            return decision.as_of
        ended = any(reason.terminal for reason in decision.withheld_by)
    return NoContactDay.ENDED if ended else NoContactDay.NEEDS_ACTION


def _within_reason(decisions: Iterator[Decision]) -> Iterator[Decision]:
    """The decisions, as many as the chart of anybody alive may need. Each costs as much as `decide`."""
    for looked_at, decision in enumerate(decisions):
        if looked_at == _MOST_DAYS:
            raise RequestError(
                f"history: the answer is still open after {_MOST_DAYS:,} days were looked at;"
                " too many facts begin or end one by one"
            )
        yield decision


def _free(decision: Decision, channel: Channel | None) -> bool:
    return decision.contactable if channel is None else channel in decision.channels


# Nothing goes before these, and no recall that falls due meanwhile makes another of them. What was agreed may go
# before the others: a call asked for, and somebody's safety.
_FIRM: Final = frozenset({ReasonCode.ON_HOLD, ReasonCode.AWAY})
_FIRM_BUT_FOR: Final[dict[ReasonCode, frozenset[type]]] = {
    ReasonCode.CALL_PROMISED_LATER: frozenset[type]({SafetyFollowUp}),
    # A booking withholds nothing that was said after it was made.
    ReasonCode.BOOKED: frozenset[type]({SafetyFollowUp, CallBack, PatientWillCall, Deferral, OpenProblem}),
}


def _silent_until(decision: Decision, history: History) -> date:
    """A day before which surely no channel is free, whatever comes to be wanted. Where nothing says so, the first.

    It spares a walk from booking to booking. What comes round every year is walked through all the same.
    """
    codes = {reason.code for reason in decision.withheld_by}
    if ReasonCode.DATED_IN_FUTURE in codes:  # what is not known yet may lift all the others
        firm = {ReasonCode.DATED_IN_FUTURE}
    else:
        firm = {*_FIRM, *(code for code, others in _FIRM_BUT_FOR.items() if others.isdisjoint(history._types))}
        if history.planned or any(appointment.state in LOST for appointment in history.appointments):
            firm.discard(ReasonCode.BOOKED)
    days = [
        reason.until
        for reason in decision.withheld_by
        if reason.code in firm and reason.until is not None and reason.scope.covers_all(decision.purpose)
        if not (isinstance(reason.evidence, Away) and reason.evidence.yearly)
    ]
    return _followed(max(days), history) if days else date.min


def _left_out_before(decision: Decision, history: History, or_booked: bool) -> date:
    """`_silent_until`; with `or_booked` only where no booking lies ahead, under which something may fall due."""
    ahead = or_booked and any(
        appointment.state is AppointmentState.BOOKED and appointment.on >= decision.as_of
        for appointment in history.appointments
    )
    return date.min if ahead or not decision.withheld_by else _silent_until(decision, history)


def _followed(day: date, history: History) -> date:
    """The day on which the last is over of all that follows upon one another without a gap, and covers everything."""
    spans = sorted(
        (fact.since or date.min, fact.until)
        for fact in history.circumstances
        if isinstance(fact, Hold | Away) and fact.until is not None
        if (fact.recalls is None if isinstance(fact, Hold) else not fact.yearly)
    )
    for since, until in spans:
        if since <= day < until:
            day = until
    return day


def decisions_from(
    as_of: date,
    history: History,
    deciders: Deciders,
    through: date = date.max,
    *,
    if_free: bool = False,
    or_booked: bool = False,
) -> Iterator[Decision]:
    """The decision on `as_of`, and on every later day that may differ from the day before it, up to `through`.

    With `if_free` it leaves out later days on which surely no channel is free, and with `or_booked` only those on which
    no booking stands either.
    """
    on: date | None = as_of
    rounds_until, beats = or_last_day(as_of, _ROUNDS), True
    while on is not None and on <= through:
        decision, heard = deciders[on].listen(history)
        yield decision
        # What comes round yearly is followed as long as it takes to say all it can, counted from the last day on which
        # something else turned; of what says the same every time it comes, one time is enough.
        round_ = heard.round if heard.round is not None and heard.round <= rounds_until else None
        again = heard.again if beats else None
        turns = min((day for day in (heard.once, round_, again) if day is not None), default=None)
        if turns is not None and turns in (heard.once, again):
            rounds_until, beats = or_last_day(turns, _ROUNDS), turns == heard.once
        silent = _left_out_before(decision, history, or_booked) if if_free else on
        if turns is not None and turns < silent:  # a day on which something is over, as a turn would have told
            rounds_until, beats = or_last_day(silent, _ROUNDS), True
            turns = silent
        on = turns
