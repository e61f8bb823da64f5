"""Say a decision in words: the verdict first, every reason once, and what does not apply last.

Knows in which order things are said, and no word: every word comes from a `Wording`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Final

from recallcore._deciding.codes import STILL_TO_CHECK, TOLD_APART, ReasonCode
from recallcore._deciding.decision import Decision, Verdict
from recallcore._deciding.reasons import ASLEEP, Dormancy, Due, Reason, Scope
from recallcore._facts.agreements import CallBack, Commitment, SafetyFollowUp
from recallcore._facts.events import Appointment
from recallcore._facts.people import InProgress
from recallcore._facts.standing import Deferral, Excluded, Hold
from recallcore._words import english
from recallcore._words.wording import (
    Phrase,
    Wording,
    called,
    check_asked_to_explain,
    check_asked_to_say,
    phrased,
    saying,
)


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
    return saying(words, reason.code, _Parts(reason, as_of, words))


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
        (first,) = _named(self._words, (channel,))
        others = [other for other in decision.channels if other is not channel]
        if not others:
            return self._phrase(Phrase.CONTACT, channel=first)
        return self._phrase(Phrase.CONTACT_OR, channel=first, channels=_any_of(self._words, others))

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
        return _phrase(self._words, phrase, **parts)

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
        to_speak_of = frozenset(self._decision.recalls)
        silent = [recall for recall in recalls if recall not in to_speak_of]
        if silent and self._contact:
            yield self._phrase(Phrase.NOT_NOW, recalls=self._words.all_of(silent))

    def _offered_along(self) -> Iterator[str]:
        for due in self._along:
            since, counted = _since(self._words, due, self._decision.as_of), _counted(self._words, due)
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
        (recall,) = _named(self._words, (due.recall,))
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


# ------------------------------------------------------------------ parts of a sentence


class _Parts:
    """What a saying may have filled in: a property for each part, made only when the saying names it.

    A part about which the reason says nothing is empty.
    """

    def __init__(self, reason: Reason, as_of: date | None, words: Wording) -> None:
        self._reason = reason
        self._as_of = as_of
        self._words = words

    def __getitem__(self, part: str) -> str:
        if part not in _PARTS:
            raise KeyError(part)
        filled: str = getattr(self, part)
        return filled

    @property
    def recall(self) -> str:
        return self._words.all_of(self._recalls)

    @property
    def any_recall(self) -> str:
        return self._words.any_of(self._recalls)

    @property
    def _recalls(self) -> list[str]:
        return _named(self._words, self._reason.scope.recalls or ()) or [self._phrase(Phrase.RECALL)]

    @property
    def about(self) -> str:
        """Which recalls. Empty where the fact names none, though the reason's scope was narrowed to some."""
        recalls, fact = self._reason.scope.recalls, self._reason.evidence
        names_none = isinstance(fact, Appointment) and not fact.kinds
        names_none = names_none or (isinstance(fact, Deferral) and fact.recalls is None)
        if not recalls or names_none:
            return ""
        return self._phrase(Phrase.ABOUT, recalls=self._words.all_of(_named(self._words, recalls)))

    @property
    def due(self) -> str:
        return self._on_day(Phrase.UNTIL, self._due_day)

    @property
    def falls(self) -> str:
        return self._on_day(Phrase.ON, self._due_day)

    @property
    def _due_day(self) -> date | None:
        return None if self._reason.due is None else self._reason.due.on

    @property
    def since(self) -> str:
        return "" if self._reason.due is None else _since(self._words, self._reason.due, self._as_of)

    @property
    def counted(self) -> str:
        return "" if self._reason.due is None else _counted(self._words, self._reason.due)

    @property
    def until(self) -> str:
        return self._on_day(Phrase.UNTIL, self._reason.until)

    @property
    def leaves(self) -> str:
        return self._on_day(Phrase.ON, self._reason.until)

    @property
    def channels(self) -> str:
        channels = self._reason.scope.channels
        return self._phrase(Phrase.BY, channels=_any_of(self._words, channels)) if channels else ""

    @property
    def purposes(self) -> str:
        purposes = self._reason.scope.purposes
        return self._phrase(Phrase.FOR, purposes=_any_of(self._words, purposes)) if purposes else ""

    @property
    def when(self) -> str:
        """The day that the fact speaks of, or until what time it holds."""
        match self._reason.evidence:
            case None | Due():
                return ""
            case Dormancy(last_visit=on):
                return self._on_day(Phrase.SINCE, on)
            case SafetyFollowUp(since=on):
                return self._on_day(Phrase.SINCE, on)
            case InProgress(until=until):
                return self._phrase(Phrase.UNTIL_TIME, time=_clock(until), day=self._words.day(until.date()))
            case CallBack() as promise:
                return self._on_day(Phrase.ON, promise.on) + self._time_of_day(promise)
            case fact:
                return self._on_day(Phrase.ON, fact.speaks_of)

    def _time_of_day(self, promise: CallBack) -> str:
        """When on the day a call was asked for, as closely as it is known."""
        if promise.at is not None:
            return self._phrase(Phrase.AT, time=_clock(promise.at))
        return "" if promise.half is None else self._phrase(Phrase.IN_HALF, half=_any_of(self._words, (promise.half,)))

    @property
    def because(self) -> str:
        fact = self._reason.evidence
        cause = fact.because if isinstance(fact, Deferral) else None
        return "" if cause is None else self._words.CAUSES.get(cause, "")

    @property
    def promised(self) -> str:
        """What was promised, by the practice's own short name for it."""
        fact = self._reason.evidence
        return self._phrase(Phrase.PROMISED, code=fact.code) if isinstance(fact, Commitment) else ""

    @property
    def code(self) -> str:
        """The practice's own code. What a safety matter or a problem is called is nobody's business at the desk."""
        fact = self._reason.evidence
        return self._phrase(Phrase.CODE, code=fact.code) if isinstance(fact, Hold | Excluded) else ""

    @property
    def which(self) -> str:
        """Which kind of fact, and its day."""
        fact = self._reason.evidence
        if fact is None or isinstance(fact, Due | Dormancy) or type(fact) not in self._words.FACTS:
            return ""
        on = fact.said_on
        return self._phrase(
            Phrase.WHICH, fact=called(self._words, type(fact), "" if on is None else self._words.day(on))
        )

    def _phrase(self, phrase: Phrase, **parts: str) -> str:
        return _phrase(self._words, phrase, **parts)

    def _on_day(self, phrase: Phrase, on: date | None) -> str:
        return "" if on is None else self._phrase(phrase, day=self._words.day(on))


_PARTS: Final = frozenset(n for n, value in vars(_Parts).items() if isinstance(value, property) and n[0].isalpha())


def _since(words: Wording, due: Due, as_of: date | None) -> str:
    if due.on is None:
        return ""
    ahead = as_of is not None and as_of < due.on
    return _phrase(words, Phrase.ON if ahead else Phrase.SINCE, day=words.day(due.on))


def _counted(words: Wording, due: Due) -> str:
    """From which day the due date was counted, and how long after it that is."""
    if due.anchor is None or due.interval is None:
        return ""
    return _phrase(words, Phrase.COUNTED, span=words.span(due.interval), day=words.day(due.anchor))


def _phrase(words: Wording, phrase: Phrase, **parts: str) -> str:
    return phrased(words, phrase, parts)


def _named(words: Wording, items: Iterable[str]) -> list[str]:
    """What the wording calls each item; the item itself where it has no word for it."""
    return [words.WORDS.get(item, str(item)) for item in items]


def _any_of(words: Wording, items: Iterable[str]) -> str:
    return words.any_of(_named(words, items))


def _clock(at: datetime) -> str:
    """The hour and minute, in figures, by the clock the instant is written with."""
    return str(at.time())[:5]
