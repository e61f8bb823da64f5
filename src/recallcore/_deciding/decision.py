"""What is decided about one patient on one day.

Reasons are stored, the verdict is derived: a decision cannot disagree with its explanation.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from operator import attrgetter
from typing import ClassVar, Final, final

import attrs

from recallcore._base.checks import Check, each, one_of
from recallcore._base.errors import RequestError
from recallcore._base.quick import maker
from recallcore._base.requests import check_arguments
from recallcore._base.values import COUNT, Computed, Word
from recallcore._deciding.codes import BEFORE_RECALLS, DOUBTED, TO_SPEAK_OF, UNATTACHED, ReasonCode
from recallcore._deciding.priority import Points
from recallcore._deciding.question import Question
from recallcore._deciding.reach import DIRECT, ContactRoute
from recallcore._deciding.reasons import EVERYTHING, Dormancy, Due, Reason, most_pressing, new_reason, pressing
from recallcore._facts.agreements import CallBack
from recallcore._facts.vocabulary import Channel, Purpose

_NO_RECALL: Final = new_reason(code=ReasonCode.NO_RECALL_ATTACHES)
_PRECEDENCE: Final = attrgetter("precedence")


class Verdict(Word):
    """What a decision comes to."""

    CONTACT = "contact"  # wanted, and some channel is free
    WITHHELD = "withheld"  # wanted but not contactable, or the facts themselves are in doubt
    NOT_WANTED = "not wanted"


_VERDICT: Final = one_of(Verdict)


_REASON: Final = one_of(Reason)


def _of_a_recall(reason: object) -> str | None:
    """What a recall says: with its due date, wherever that is why it is spoken of."""
    if type(reason) is not Reason:
        return _REASON(reason)
    if reason.due is None or (reason.code in TO_SPEAK_OF and reason.due.on is None):
        return "must have a Due as evidence, with its day if the recall is to be spoken of"
    return None


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class Decision(Computed):
    """One patient on one day: every recall's due date, every reason, and what they come to.

    `by_recall` holds one reason for each recall of the policy, in its order: due, due during an absence and so offered
    before, not yet due, or why not, with its `Due` as evidence. `other_reasons` holds the other reasons to contact,
    `withheld_by` those not to; `review` is for a person. `dormancy` says how long the patient has stayed away (None:
    the policy does not ask), `prefers` which channel they like best. `brief` is what to say in a contact, whatever it
    is for: what was promised, and one problem at most. `score_breakdown` is what makes a contact urgent,
    `attempts_so_far` how many attempts there have been since the count last began, where gaps, a rest or an escalation
    go by it; empty and nought unless there is to be a contact. `reach` says whom to ask, and with whom the patient
    belongs.
    """

    patient_id: str
    question: Question
    by_recall: tuple[Reason, ...] = ()
    other_reasons: tuple[Reason, ...] = ()
    withheld_by: tuple[Reason, ...] = ()
    review: tuple[Reason, ...] = ()
    dormancy: Dormancy | None = None
    prefers: Channel | None = None
    score_breakdown: tuple[Points, ...] = ()
    brief: tuple[Reason, ...] = ()
    attempts_so_far: int = 0
    reach: ContactRoute = DIRECT

    checks: ClassVar[Mapping[str, Check]] = {
        "by_recall": each(_of_a_recall),
        "attempts_so_far": COUNT,
    }

    @property
    def as_of(self) -> date:
        """The day this was decided for."""
        return self.question.as_of

    @property
    def purpose(self) -> Purpose:
        """What a contact would be for."""
        return self.question.purpose

    @property
    def dues(self) -> tuple[Due, ...]:
        """When each recall of the policy is due, or why it has no due date."""
        return tuple([reason.due for reason in self.by_recall if reason.due is not None])

    @property
    def wanted(self) -> tuple[Reason, ...]:
        """Every reason to contact, in order of precedence; of the recalls that are due, the most pressing first."""
        due = [reason for reason in self.by_recall if reason.code in TO_SPEAK_OF]
        if len(due) > 1:
            due.sort(key=pressing)
        if not self.other_reasons:
            return tuple(due)
        before = [prompt for prompt in self.other_reasons if prompt.code in BEFORE_RECALLS]
        return (*before, *due, *self.other_reasons[len(before) :])

    @property
    def is_wanted(self) -> bool:
        """Whether there is any reason to contact."""
        return bool(self.other_reasons) or not TO_SPEAK_OF.isdisjoint([reason.code for reason in self.by_recall])

    @property
    def not_wanted(self) -> tuple[Reason, ...]:
        """Why each recall that is not wanted is not, and whether none attaches to this patient at all."""
        idle = tuple([reason for reason in self.by_recall if reason.code not in TO_SPEAK_OF])
        return (*idle, _NO_RECALL) if self._unattached() else idle

    @property
    def channels(self) -> tuple[Channel, ...]:
        """The policy's channels, in its order, that no reason covers for something that is wanted."""
        if not self.withheld_by:
            return self.question.offered
        covered: list[Channel] = []
        for reason in self.withheld_by:
            scope = reason.scope
            if scope.recalls is not None:
                about, free = self._about(), self._free()
                return tuple([c for c in self.question.offered if any(free(c, recall) for recall in about)])
            if scope.purposes is None or self.purpose in scope.purposes:
                if scope.channels is None:
                    return ()
                covered += scope.channels
        return tuple([channel for channel in self.question.offered if channel not in covered])

    @property
    def channel(self) -> Channel | None:
        """The channel to use, of those that are free: for a matter of safety the policy's first that is fit, for a call
        promised the one it was asked for by, else the one the patient prefers; failing those, the policy's first.

        Where the policy escalates, what the patient prefers goes for the first attempt. After that the step of the next
        attempt does, or the first free one of the steps that follow it.
        """
        free, escalation = self.channels, self.question.escalation
        asked = self._asked_for(ReasonCode.CALL_PROMISED)
        if any(prompt.code is ReasonCode.SAFETY_FOLLOW_UP for prompt in self.other_reasons):
            asked = [*self.question.fit_for_safety, *asked]
        liked = (*self._asked_for(ReasonCode.PROMISE_MISSED), self.prefers)
        steps = escalation[self.attempts_so_far :] or escalation[-1:]
        in_turn = (*steps, *liked) if self.attempts_so_far else (*liked, *steps)
        return next((channel for channel in (*asked, *in_turn, *free) if channel in free), None)

    def _asked_for(self, code: ReasonCode) -> list[Channel]:
        """The channels that calls were asked for by, of those with this code."""
        promised = [prompt.evidence for prompt in self.other_reasons if prompt.code is code]
        return [promise.channel for promise in promised if isinstance(promise, CallBack)]

    @property
    def points(self) -> int:
        """How urgent the contact is, beside others under the same policy."""
        return sum([points.points for points in self.score_breakdown])

    @property
    def contactable(self) -> bool:
        """Whether any channel is free."""
        return bool(self.channels)

    @property
    def verdict(self) -> Verdict:
        """Contact, withheld or not wanted."""
        wanted = self.is_wanted
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
    def also_offer(self) -> tuple[Due, ...]:
        """What goes along with the contact though it is no reason for one: riders, and what falls due soon."""
        if self.verdict is not Verdict.CONTACT:
            return ()
        channels, free = self.channels, self._free()
        return tuple([due for due in self._offered_too() if any(free(channel, due.recall) for channel in channels)])

    def _offered_too(self) -> Iterable[Due]:
        through = self.question.bundle_through
        for reason in self.by_recall:
            due = reason.due
            if due is None or due.on is None:
                continue
            soon = reason.code is ReasonCode.NOT_YET_DUE and through is not None and due.on <= through
            if soon or reason.code is ReasonCode.ADD_ON_DUE:
                yield due

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Every reason: to contact, not to, why not wanted, for review, and what to say. One that does two of these
        comes once.
        """
        withheld = set(self.withheld_by) if self.review else ()
        only_review = tuple([reason for reason in self.review if reason not in withheld])
        return (*self.wanted, *self.withheld_by, *self.not_wanted, *only_review, *self.brief)

    @property
    def codes(self) -> tuple[ReasonCode, ...]:
        """The code of every reason, as often as it is given."""
        codes = tuple([reason.code for reason in self.by_recall])
        if self.other_reasons or self.withheld_by or self.review or self.brief:
            codes += tuple(
                [reason.code for reason in (*self.other_reasons, *self.withheld_by, *self.review, *self.brief)]
            )
        return (*codes, ReasonCode.NO_RECALL_ATTACHES) if self._unattached() else codes

    @property
    def leading(self) -> Reason:
        """The one reason this patient is counted under: the first in `ReasonCode`'s order that bears on the verdict.

        To be contacted, that is the most pressing reason to; withheld, one that withholds everything by itself, and
        failing that one that covers something wanted; not wanted, one that covers everything, and failing that the
        nearest due date.
        """
        return self.leading_of(self.verdict)

    def leading_of(self, verdict: Verdict) -> Reason:
        """`leading`, for a caller who has asked for the verdict already.

        Raises `RequestError` for what is no verdict, and for one that no reason of the decision bears out.
        """
        if verdict is Verdict.CONTACT:
            first = None if self.withheld_by or self.other_reasons else most_pressing(self.by_recall)
            leading = next(iter(self._speakable()), None) if first is None else first
        else:
            leading = min(self._against(verdict), key=_PRECEDENCE, default=None)
        if leading is None:
            raise RequestError("verdict must be what this decision comes to")
        return leading

    def _against(self, verdict: Verdict) -> Iterable[Reason]:
        """Why not, or why it is not wanted: what may lead a decision of this verdict."""
        if verdict is Verdict.WITHHELD:
            alone = [reason for reason in self.withheld_by if reason.scope.covers_all(self.purpose)]
            return alone or self._bearing()
        check_arguments(("verdict", _VERDICT, verdict))
        total = [reason for reason in self.withheld_by if reason.scope is EVERYTHING or reason.scope == EVERYTHING]
        return total or self.not_wanted

    @property
    def overdue_days(self) -> int | None:
        """Days since the leading recall fell due; negative before it. None when no recall leads."""
        due = self.leading_recall
        return None if due is None or due.on is None else (self.as_of - due.on).days

    @property
    def leading_recall(self) -> Due | None:
        """The most pressing recall to speak about. None when there is none, or nobody is to be contacted."""
        return self.lead() if self.verdict is Verdict.CONTACT else None

    def lead(self) -> Due | None:
        """`leading_recall`, for a caller who knows that the patient is to be contacted."""
        if not any(reason.scope.recalls for reason in self.withheld_by):
            first = most_pressing(self.by_recall)
            return None if first is None else first.due
        return next((reason.due for reason in self._speakable() if reason.code in TO_SPEAK_OF), None)

    def _unattached(self) -> bool:
        return bool(self.by_recall) and UNATTACHED.issuperset([reason.code for reason in self.by_recall])

    def _about(self) -> list[str | None]:
        return [reason.recall for reason in self.wanted] or [None]

    def _speakable(self) -> Iterable[Reason]:
        """What is wanted and free on at least one channel."""
        if not self.withheld_by:
            return self.wanted
        free = self._free()
        return (
            reason for reason in self.wanted if any(free(channel, reason.recall) for channel in self.question.offered)
        )

    def _free(self) -> Callable[[Channel, str | None], bool]:
        """Whether a channel is free to speak about a recall (None: about no one recall), for whoever asks of many."""
        everything: set[Channel] = set()
        by_all: set[str] = set()  # the recalls covered by every channel
        by_some: dict[Channel, set[str]] = {}
        for reason in self.withheld_by:
            scope = reason.scope
            if scope.purposes is not None and self.purpose not in scope.purposes:
                continue
            if scope.recalls is None:
                everything.update(self.question.offered if scope.channels is None else scope.channels)
            elif scope.channels is None:
                by_all.update(scope.recalls)
            else:
                for channel in scope.channels:
                    by_some.setdefault(channel, set()).update(scope.recalls)

        def free(channel: Channel, about: str | None) -> bool:
            return channel not in everything and about not in by_all and about not in by_some.get(channel, ())

        return free

    def _bearing(self) -> list[Reason]:
        """The reasons not to contact that cover something wanted on some channel."""
        offered, about, purpose = frozenset(self.question.offered), frozenset(self._about()), self.purpose
        return [
            reason
            for reason in self.withheld_by
            if (scope := reason.scope).purposes is None or purpose in scope.purposes
            if scope.channels is None or not offered.isdisjoint(scope.channels)
            if scope.recalls is None or not about.isdisjoint(scope.recalls)
        ]


new_decision: Final = maker(Decision)
