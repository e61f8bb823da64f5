"""Say a decision in words: the verdict first, every reason once, and what does not apply last.

Knows in which order things are said, and no word: every word comes from a `Wording`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from recallcore._deciding.codes import STILL_TO_CHECK, TOLD_APART, ReasonCode
from recallcore._deciding.decision import Decision, Verdict
from recallcore._deciding.reasons import ASLEEP, Due, Reason, Scope
from recallcore._words import english
from recallcore._words.parts import ReasonParts, any_of, counted_from, filled, named, since_when
from recallcore._words.wording import Phrase, Wording, check_asked_to_explain, check_asked_to_say, saying


def explain(decision: Decision, *, wording: Wording | None = None) -> str:
    """The decision in plain words, line by line. `wording` is the language; None: English.

    The lines are, in this order: the verdict, with the channel to use; every reason that bears on it; what goes along
    with a contact; from when a payer pays; when the patient was last here; how often somebody has tried; what to say
    whatever the contact is for; what is not due yet; what a person should look at; and the recalls that do not apply,
    in one line for each code.

    After a death, a reported death or a move for good there is only that, and what is left to check. The lines name
    nobody.

    Raises `RequestError` when an argument is of the wrong type, and where the wording lacks what is to be said.
    """
    check_asked_to_explain(decision, wording)
    words: Wording = english if wording is None else wording
    explanation = _Explanation(decision, words)
    lines = [explanation.verdict(), *(f"- {line}" for line in explanation.lines())]
    return "\n".join(dict.fromkeys(lines))  # two facts of one day may read alike


def say(reason: Reason, *, as_of: date | None = None, wording: Wording | None = None) -> str:
    """One reason as a sentence or two. With `as_of`, a due date after that day reads "on" the day, not "since" it.

    Raises `RequestError` as `explain` does.
    """
    check_asked_to_say(reason, as_of, wording)
    return _said(reason, as_of, english if wording is None else wording)


def _said(reason: Reason, as_of: date | None, words: Wording) -> str:
    return saying(words, reason.code, ReasonParts(reason, as_of, words))


class _Explanation:
    """A decision, and the words to say it in."""

    def __init__(self, decision: Decision, words: Wording) -> None:
        self._decision = decision
        self._words = words
        self._contact = decision.verdict is Verdict.CONTACT
        self._along = decision.also_offer
        # These end the relationship, or may: somebody has died, is said to have died, or has moved away for good.
        self._ends = [r for r in decision.withheld_by if r.terminal or r.code is ReasonCode.DEATH_REPORTED]

    def verdict(self) -> str:
        """The first line."""
        decision, channel = self._decision, self._decision.channel
        if any(reason.terminal for reason in self._ends):
            return self._phrase(Phrase.ENDED)
        if self._ends or decision.verdict is Verdict.WITHHELD:
            return self._phrase(Phrase.WITHHELD)
        if not self._contact or channel is None:
            return self._phrase(Phrase.NOT_WANTED)
        (first,) = named(self._words, (channel,))
        others = [other for other in decision.channels if other is not channel]
        if not others:
            return self._phrase(Phrase.CONTACT, channel=first)
        return self._phrase(Phrase.CONTACT_OR, channel=first, channels=any_of(self._words, others))

    def lines(self) -> Iterator[str]:
        """The lines that follow, in order."""
        if self._ends:  # nobody should read of a polish, or of a bill, below a death
            yield from self._said(self._ends)
            yield from self._to_check(r for r in self._decision.review if r.code in STILL_TO_CHECK)
            return
        bearing = self._bearing_on_the_verdict()
        idle = [r for r in self._decision.not_wanted if r.due is None or r.due not in self._along]
        yield from self._whom_to_ask()
        yield from self._said(bearing)
        yield from self._not_now()
        yield from self._offered_along()
        yield from self._paid_from()
        yield from self._last_here()
        yield from self._tried()
        yield from self._to_mention()
        yield from self._said(r for r in idle if r.code in TOLD_APART)
        said_already = frozenset(bearing)
        yield from self._to_check(r for r in self._decision.review if r not in said_already)
        yield from self._do_not_apply(r for r in idle if r.code not in TOLD_APART)

    def _phrase(self, phrase: Phrase, **parts: str) -> str:
        return filled(self._words, phrase, **parts)

    def _said(self, reasons: Iterable[Reason]) -> Iterator[str]:
        for reason in reasons:
            yield _said(reason, self._decision.as_of, self._words)

    def _to_check(self, reasons: Iterable[Reason]) -> Iterator[str]:
        for said in self._said(reasons):
            yield self._phrase(Phrase.TO_CHECK, said=said)

    def _bearing_on_the_verdict(self) -> list[Reason]:
        """Why, and why not. Unless there is a contact, why not comes first: nobody should read "due" above a hold."""
        decision = self._decision
        if self._contact:
            return [*decision.wanted, *decision.withheld_by]
        wanted = list(decision.wanted)
        if any(reason.code is ReasonCode.SAFETY_FOLLOW_UP_BLOCKED for reason in decision.review):
            # A line to check says what to do about it.
            wanted = [reason for reason in wanted if reason.code is not ReasonCode.SAFETY_FOLLOW_UP]
        return [*decision.withheld_by, *wanted]

    def _whom_to_ask(self) -> Iterator[str]:
        """That somebody else is asked than the patient, without saying who."""
        reach = self._decision.reach
        if not self._contact:
            return
        if reach.person is not None and reach.person != self._decision.patient_id:
            yield self._phrase(Phrase.ASK_FOR)
        elif reach.minor:
            yield self._phrase(Phrase.ASK_GUARDIAN)

    def _not_now(self) -> Iterator[str]:
        """Which recalls are wanted, and still not to be spoken about in this contact."""
        recalls = [reason.recall for reason in self._decision.wanted if reason.recall is not None]
        said = [*self._decision.recalls, *self._booked_too_late()]
        silent = [recall for recall in recalls if recall not in said]
        if silent and self._contact:
            yield self._phrase(Phrase.NOT_NOW, recalls=self._words.all_of(silent))

    def _booked_too_late(self) -> Iterator[str]:
        """The recalls of which a line to check says what to ask."""
        for reason in self._decision.review:
            if reason.code is ReasonCode.BOOKED_TOO_LATE:
                yield from reason.scope.recalls or ()

    def _offered_along(self) -> Iterator[str]:
        for due in self._along:
            since, counted = since_when(self._words, due, self._decision.as_of), counted_from(self._words, due)
            yield self._phrase(Phrase.ALONG, recall=self._recall(due), since=since, counted=counted)

    def _paid_from(self) -> Iterator[str]:
        """From when a payer pays again for what the contact is about, if that is not yet."""
        to_speak_of = frozenset(self._decision.recalls)
        for due in self._decision.dues:
            paid = due.billable_from
            spoken_of = due in self._along or due.recall in to_speak_of
            if spoken_of and paid is not None and paid > self._decision.as_of:
                yield self._phrase(Phrase.PAID_FROM, recall=self._recall(due), day=self._words.day(paid))

    def _recall(self, due: Due) -> str:
        (recall,) = named(self._words, (due.recall,))
        return recall

    def _last_here(self) -> Iterator[str]:
        """When the patient was last here, if that is long ago and no reason says so."""
        dormancy = self._decision.dormancy
        if dormancy is None or dormancy.last_visit is None or dormancy.stage not in ASLEEP:
            return
        if all(reason.evidence != dormancy for reason in self._decision.other_reasons):
            yield self._phrase(Phrase.LAST_HERE, day=self._words.day(dormancy.last_visit))

    def _tried(self) -> Iterator[str]:
        if self._decision.attempts_so_far:
            yield self._phrase(Phrase.TRIED, number=str(self._decision.attempts_so_far))

    def _to_mention(self) -> Iterator[str]:
        """What was promised, in any case: the patient may call. What to raise only where we call."""
        for reason in self._decision.brief:
            if reason.code is ReasonCode.COMMITMENT_OPEN or self._contact:
                yield _said(reason, None, self._words)

    def _do_not_apply(self, idle: Iterable[Reason]) -> Iterator[str]:
        """One line for each code, with all the recalls that it keeps from applying."""
        recalls_by_code: dict[ReasonCode, list[str]] = {}
        for reason in idle:
            recalls_by_code.setdefault(reason.code, []).extend(reason.scope.recalls or ())
        for code, recalls in recalls_by_code.items():
            yield _said(Reason(code=code, scope=Scope(recalls=tuple(recalls))), None, self._words)
