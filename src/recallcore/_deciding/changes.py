"""On which day does the answer change by itself?

Nothing here decides, and nothing knows on which days something could: a day that listens is asked about, it hears from
which later day on a comparison made with it would turn, and that is the next day to ask about.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final, TypeAlias

from recallcore._base.checks import one_of, optional
from recallcore._base.intervals import Interval, or_last_day
from recallcore._base.requests import check_arguments
from recallcore._base.values import Word
from recallcore._deciding.codes import ReasonCode
from recallcore._deciding.decider import Deciders, asked
from recallcore._deciding.decision import Decision
from recallcore._facts.history import History
from recallcore._facts.vocabulary import Channel, Purpose
from recallcore._policy.policy import Policy

# What next_change compares: the reasons to contact, the codes that withhold, the free channels.
Answer: TypeAlias = tuple[tuple[tuple[ReasonCode, str | None], ...], tuple[ReasonCode, ...], tuple[Channel, ...]]

_CHANNEL: Final = optional(one_of(Channel))

# In so many years everything that recurs yearly has come round, the 29 February included, which may be eight years
# away; and once more, for what a return changes.
_ROUNDS: Final = Interval(years=18)


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
    Raises `RequestError` as `decide` does.
    """
    asked(policy, as_of, purpose)  # refuses what is no question
    decisions = decisions_from(as_of, history, Deciders(policy, purpose))
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
    with the patient is waited for until the day after. `NoContactDay.ENDED` after a
    confirmed death or a move for good; `NoContactDay.NEEDS_ACTION` while something stands that only an event can lift.
    Raises `RequestError` as `decide` does.
    """
    check_arguments(("channel", _CHANNEL, channel))
    asked(policy, as_of, purpose)
    ended = False
    for decision in decisions_from(as_of, history, Deciders(policy, purpose)):
        if _free(decision, channel):
            return decision.as_of
        ended = any(reason.terminal for reason in decision.withheld_by)
    return NoContactDay.ENDED if ended else NoContactDay.NEEDS_ACTION


def _free(decision: Decision, channel: Channel | None) -> bool:
    return decision.contactable if channel is None else channel in decision.channels


def decisions_from(as_of: date, history: History, deciders: Deciders, through: date = date.max) -> Iterator[Decision]:
    """The decision on `as_of`, and on every later day that may differ from the day before it, up to `through`."""
    on: date | None = as_of
    rounds_until, beats = or_last_day(as_of, _ROUNDS), True
    while on is not None and on <= through:
        decision, heard = deciders[on].listen(history)
        yield decision
        # What comes round yearly is followed as long as it takes to say all it can, counted from the last day on which
        # something else turned; of what says the same every time it comes, one time is enough.
        round_ = heard.round if heard.round is not None and heard.round <= rounds_until else None
        again = heard.again if beats else None
        on = min((day for day in (heard.once, round_, again) if day is not None), default=None)
        if on is not None and on in (heard.once, again):
            rounds_until, beats = or_last_day(on, _ROUNDS), on == heard.once
