"""Were they here, or did we talk, only just now?

Knows visits, conversations and the policy's two waits. A history in which nothing is recent costs one comparison.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from operator import attrgetter
from typing import ClassVar, Final

from recallcore._base.days import plain_day
from recallcore._base.intervals import Ends, next_or_last_day
from recallcore._deciding.cadence import RECALL_CONTACTS
from recallcore._deciding.codes import ReasonCode
from recallcore._deciding.found import Found, Needs
from recallcore._deciding.question import Question
from recallcore._deciding.reasons import Reason, new_reason
from recallcore._facts.events import Attempt
from recallcore._facts.history import History
from recallcore._facts.questions import SPOKE
from recallcore._facts.visits import Visit, last_visit, visits
from recallcore._policy.policy import Policy

_ON: Final = attrgetter("on")


class OfRecentContact:
    """What happened so lately that a recall contact would come too soon."""

    needs: ClassVar = Needs.NOTHING

    def __init__(self, policy: Policy, question: Question) -> None:
        self._as_of = question.as_of
        self._after_visit = None if policy.after_visit is None else Ends(policy.after_visit)
        self._after_talk = None if policy.after_talk is None else Ends(policy.after_talk)
        beyond = next_or_last_day(plain_day(question.as_of))
        spans = [span for span in (policy.after_visit, policy.after_talk) if span is not None]
        # What happened before this day is out of reach of both waits, and stays so.
        self._reach = min((span.first_day_reaching(beyond) for span in spans), default=date.max)

    def __call__(self, history: History, _: Found) -> Sequence[Reason]:
        """The last visit, and the last conversation, where it was so lately."""
        if history._known_through < self._reach:  # nearly everybody
            return ()
        return [*self._seen(history), *self._spoken(history)]

    def _seen(self, history: History) -> Iterator[Reason]:
        ends = self._after_visit
        on = None if ends is None else last_visit(history, self._as_of)
        if ends is not None and on is not None and on >= self._reach:
            visit: Visit = max(visits(history, self._as_of), key=_ON)
            yield from self._until(ReasonCode.SEEN_RECENTLY, visit, ends)

    def _spoken(self, history: History) -> Iterator[Reason]:
        """In either direction and whatever it was about: a talk is a talk, whoever began it."""
        ends = self._after_talk
        talk = next((a for a in reversed(history.attempts) if a.outcome in SPOKE), None)
        if ends is not None and talk is not None:
            yield from self._until(ReasonCode.SPOKE_RECENTLY, talk, ends)

    def _until(self, code: ReasonCode, fact: Visit | Attempt, ends: Ends) -> Iterator[Reason]:
        until = ends[fact.on]
        if self._as_of < until:
            yield new_reason(code=code, until=until, scope=RECALL_CONTACTS, evidence=fact)
