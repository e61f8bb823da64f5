"""The stages for one patient.

Reasons are stored, the verdict is derived: a decision cannot disagree with its explanation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from operator import attrgetter
from typing import Final, final

import attrs

from recallcore._due import DuePlan
from recallcore._history import History, said_on
from recallcore._policy import Policy
from recallcore._reasons import DOUBTED, EVERYTHING, UNATTACHED, Due, Reason, ReasonCode, pressing
from recallcore._suppression import SuppressionPlan, last_fact
from recallcore._value import RequestError, Value, Word, day, got, one_of, slots
from recallcore._vocabulary import Channel, Purpose
from recallcore._wanted import WantedPlan

_RECALL_DUE: Final = ReasonCode.RECALL_DUE
_NO_RECALL: Final = Reason(code=ReasonCode.NO_RECALL_ATTACHES)
_PRECEDENCE: Final = attrgetter("precedence")


class Verdict(Word):
    """What a decision comes to."""

    CONTACT = "contact"  # wanted, and some channel is free
    WITHHELD = "withheld"  # wanted but not contactable, or the facts themselves are in doubt
    NOT_WANTED = "not wanted"


@final
@attrs.frozen(kw_only=True, weakref_slot=False)
class Decision(Value):
    """One patient on one day: every recall's due date, every reason, and what they come to.

    `by_recall` holds one reason for each recall of the policy, in its order: due, not yet due, or why not, with its
    `Due` as evidence. `prompts` holds the other reasons to contact, `withheld_by` those not to; `review` is for a
    person. `offered` are the policy's channels.
    """

    patient_id: str
    as_of: date
    purpose: Purpose
    offered: tuple[Channel, ...]
    by_recall: tuple[Reason, ...] = ()
    prompts: tuple[Reason, ...] = ()
    withheld_by: tuple[Reason, ...] = ()
    review: tuple[Reason, ...] = ()

    @property
    def dues(self) -> tuple[Due, ...]:
        """When each recall of the policy is due, or why it has no due date."""
        return tuple([reason.due for reason in self.by_recall if reason.due is not None])

    @property
    def wanted(self) -> tuple[Reason, ...]:
        """Every reason to contact: the recalls that are due, the most pressing first, then waits that have ended."""
        due = [reason for reason in self.by_recall if reason.code is _RECALL_DUE]
        if len(due) > 1:
            due.sort(key=pressing)
        return (*due, *self.prompts)

    @property
    def not_wanted(self) -> tuple[Reason, ...]:
        """Why each recall that is not wanted is not, and whether none attaches to this patient at all."""
        idle = tuple([reason for reason in self.by_recall if reason.code is not _RECALL_DUE])
        return (*idle, _NO_RECALL) if self._unattached() else idle

    @property
    def channels(self) -> tuple[Channel, ...]:
        """The policy's channels, in its order, that no reason covers for something that is wanted."""
        if not self.withheld_by:
            return self.offered
        for reason in self.withheld_by:
            if reason.scope is EVERYTHING:  # nothing can be free; the general question below would say so, slowly
                return ()
        about = self._about()
        return tuple([channel for channel in self.offered if any(self._free(channel, recall) for recall in about)])

    @property
    def contactable(self) -> bool:
        """Whether any channel is free."""
        return bool(self.channels)

    @property
    def verdict(self) -> Verdict:
        """Contact, withheld or not wanted."""
        wanted = self._is_wanted()
        if not self.withheld_by:
            return Verdict.CONTACT if wanted else Verdict.NOT_WANTED
        if not wanted and all(reason.code not in DOUBTED for reason in self.withheld_by):
            return Verdict.NOT_WANTED
        return Verdict.CONTACT if self.contactable else Verdict.WITHHELD

    @property
    def recalls(self) -> tuple[str, ...]:
        """The recalls to speak about: wanted, and free on at least one channel."""
        return tuple([reason.recall for reason in self._speakable() if reason.recall is not None])

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Every reason: to contact, not to, why not wanted, and for review. One that does two of these comes once."""
        only_review = tuple([reason for reason in self.review if reason not in self.withheld_by])
        return (*self.wanted, *self.withheld_by, *self.not_wanted, *only_review)

    @property
    def codes(self) -> tuple[ReasonCode, ...]:
        """The code of every reason, as often as it is given."""
        codes = tuple([reason.code for reason in self.by_recall])
        if self.prompts or self.withheld_by or self.review:
            codes += tuple([reason.code for reason in (*self.prompts, *self.withheld_by, *self.review)])
        return (*codes, ReasonCode.NO_RECALL_ATTACHES) if self._unattached() else codes

    @property
    def leading(self) -> Reason:
        """The one reason this patient is counted under: the first in `ReasonCode`'s order that bears on the verdict.

        To be contacted, that is the most pressing reason to; withheld, one that covers something wanted; not wanted,
        one that covers everything, and failing that the nearest due date.
        """
        return self.leading_of(self.verdict)

    def leading_of(self, verdict: Verdict) -> Reason:
        """`leading`, for a caller who has asked for the verdict already."""
        if verdict is Verdict.CONTACT:
            return next(iter(self._speakable()))
        if verdict is Verdict.WITHHELD:
            return min([reason for reason in self.withheld_by if self._bears(reason)], key=_PRECEDENCE)
        total = [reason for reason in self.withheld_by if reason.scope == EVERYTHING]
        return min(total or self.not_wanted, key=_PRECEDENCE)

    @property
    def overdue_days(self) -> int | None:
        """Days since the leading recall fell due; negative before it. None when no recall leads."""
        due = self.leading.due if self.verdict is Verdict.CONTACT else None
        return None if due is None or due.on is None else (self.as_of - due.on).days

    def _is_wanted(self) -> bool:
        return bool(self.prompts) or _RECALL_DUE in [reason.code for reason in self.by_recall]

    def _unattached(self) -> bool:
        return bool(self.by_recall) and UNATTACHED.issuperset([reason.code for reason in self.by_recall])

    def _about(self) -> list[str | None]:
        return [reason.recall for reason in self.wanted] or [None]

    def _speakable(self) -> Iterable[Reason]:
        """What is wanted and free on at least one channel."""
        if not self.withheld_by:
            return self.wanted
        return (reason for reason in self.wanted if any(self._free(channel, reason.recall) for channel in self.offered))

    def _free(self, channel: Channel, about: str | None) -> bool:
        return not any(reason.scope.covers(channel, self.purpose, about) for reason in self.withheld_by)

    def _bears(self, reason: Reason) -> bool:
        return reason.scope is EVERYTHING or any(
            reason.scope.covers(channel, self.purpose, about) for channel in self.offered for about in self._about()
        )


_put_id, _put_as_of, _put_purpose, _put_offered, _put_by_recall, _put_prompts, _put_withheld_by, _put_review = slots(
    Decision
)


def _made(
    patient_id: str,
    asked: tuple[date, Purpose, tuple[Channel, ...]],
    by_recall: tuple[Reason, ...],
    prompts: tuple[Reason, ...],
    withheld_by: tuple[Reason, ...],
    review: tuple[Reason, ...],
) -> Decision:
    """A `Decision`, its slots filled one by one: every patient has one, and a frozen `__init__` costs twice as much."""
    decision = object.__new__(Decision)
    as_of, purpose, offered = asked
    _put_id(decision, patient_id)
    _put_as_of(decision, as_of)
    _put_purpose(decision, purpose)
    _put_offered(decision, offered)
    _put_by_recall(decision, by_recall)
    _put_prompts(decision, prompts)
    _put_withheld_by(decision, withheld_by)
    _put_review(decision, review)
    return decision


class Decider:
    """A policy made ready for one day and purpose: the stages in order, for patient after patient."""

    def __init__(self, policy: Policy, as_of: date, purpose: Purpose) -> None:
        checks = (("policy", one_of(Policy), policy), ("as_of", day, as_of), ("purpose", one_of(Purpose), purpose))
        faults = [f"{name} {fault}" for name, check, value in checks if (fault := check(value)) is not None]
        if faults:
            raise RequestError(*faults)
        self._asked = as_of, purpose, policy.channels
        self.as_of = as_of
        self._due = DuePlan(policy, as_of)
        self._wanted = WantedPlan(as_of)
        self._suppression = SuppressionPlan(policy, as_of)

    def __call__(self, history: History) -> Decision:
        if type(history) is not History:
            raise RequestError(f"what is decided about must be a History, {got(history)}")
        review: list[Reason] = []
        doubt: tuple[Reason, ...] = ()
        if history._known_through > self.as_of:
            until, last = history._known_through, last_fact(history)
            doubt = (Reason(code=ReasonCode.FACT_AFTER_AS_OF, until=until, evidence=last),)
            review.extend(doubt)
            history = _known_by(history, self.as_of)
        by_recall = tuple(self._due(history, review))
        prompts = self._wanted(history)
        born = history.patient.birth_date
        odd = history._may_withhold or (born is not None and born > self.as_of)
        withheld_by = self._suppression(history, by_recall, review) if odd else ()
        if doubt:
            withheld_by = tuple(sorted(doubt + withheld_by, key=_PRECEDENCE))
        return _made(history.patient.id, self._asked, by_recall, prompts, withheld_by, tuple(review) if review else ())

    def duplicate(self, patient_id: str) -> Decision:
        """The decision for an id that came twice: neither record can be trusted to be the patient's."""
        doubt = (Reason(code=ReasonCode.DUPLICATE_ID),)
        return _made(patient_id, self._asked, (), (), doubt, doubt)


def _known_by(history: History, as_of: date) -> History:
    """The history without care, attempts and overrides dated after `as_of`. What silences stays: it is the safer."""
    return attrs.evolve(
        history,
        completed=[p for p in history.completed if p.on <= as_of],
        attempts=[a for a in history.attempts if a.on <= as_of],
        care_plan=[d for d in history.care_plan if (said_on(d) or date.min) <= as_of],
    )


def decide(history: History, policy: Policy, *, as_of: date, purpose: Purpose = Purpose.CARE) -> Decision:
    """One patient's decision on the day `as_of`: due, wanted, contactable how, and every reason.

    Raises `RequestError` when an argument is of the wrong type. The same facts, policy, day and purpose always give
    the same decision; it is cheap enough to ask again just before dialling.
    """
    return Decider(policy, as_of, purpose)(history)


def decide_all(
    histories: Iterable[History], policy: Policy, *, as_of: date, purpose: Purpose = Purpose.CARE
) -> Iterator[Decision]:
    """`decide` for many patients, lazily and in their order; much cheaper than one call each.

    The arguments are checked at once, each history when its turn comes. Does not look for duplicate ids: that takes
    the whole base, which is what `call_list` sees.
    """
    return map(Decider(policy, as_of, purpose), histories)
