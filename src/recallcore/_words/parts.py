"""What may be filled into a sentence about a reason: its day, its recalls, the fact behind it.

Knows the parts of a sentence, and no word: every word comes from a `Wording`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

from recallcore._deciding.codes import ReasonCode
from recallcore._deciding.reasons import Basis, Beat, Dormancy, Due, Reason
from recallcore._facts.agreements import CallBack, Commitment, SafetyFollowUp
from recallcore._facts.events import Appointment, Procedure
from recallcore._facts.people import InProgress
from recallcore._facts.standing import Deferral, Excluded, Hold
from recallcore._facts.vocabulary import CARE, Kind
from recallcore._words.wording import Phrase, Wording, called, phrased


class ReasonParts:
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
        return named(self._words, self._reason.scope.recalls or ()) or [self._phrase(Phrase.RECALL)]

    @property
    def about(self) -> str:
        """Which recalls. Empty where the fact names none, though the reason's scope was narrowed to some."""
        recalls, fact = self._reason.scope.recalls, self._reason.evidence
        if self._reason.code is ReasonCode.DECLINED_RECENTLY and isinstance(fact, Deferral):
            recalls = fact.recalls
        names_none = isinstance(fact, Appointment) and not (fact.kinds or fact.codes)
        names_none = names_none or (isinstance(fact, Deferral) and fact.recalls is None)
        if not recalls or names_none:
            return ""
        return self._phrase(Phrase.ABOUT, recalls=self._words.all_of(named(self._words, recalls)))

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
        return "" if self._reason.due is None else since_when(self._words, self._reason.due, self._as_of)

    @property
    def counted(self) -> str:
        return "" if self._reason.due is None else counted_from(self._words, self._reason.due)

    @property
    def until(self) -> str:
        return self._on_day(Phrase.UNTIL, self._reason.until)

    @property
    def leaves(self) -> str:
        return self._on_day(Phrase.ON, self._reason.until)

    @property
    def channels(self) -> str:
        channels = self._reason.scope.channels
        return self._phrase(Phrase.BY, channels=any_of(self._words, channels)) if channels else ""

    @property
    def purposes(self) -> str:
        purposes = self._reason.scope.purposes
        return self._phrase(Phrase.FOR, purposes=any_of(self._words, purposes)) if purposes else ""

    @property
    def when(self) -> str:
        """The day that the fact speaks of, or until what time it holds."""
        match self._reason.evidence:
            case None | Due() | Beat():
                return ""
            case Dormancy() as dormancy:
                return self._on_day(Phrase.SINCE, dormancy.last_visit or dormancy.cared_for_on)
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
        return "" if promise.half is None else self._phrase(Phrase.IN_HALF, half=any_of(self._words, (promise.half,)))

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
    def beat(self) -> str:
        """Which contact of a rhythm it is, counted from the end of which treatment."""
        beat = self._reason.evidence
        if not isinstance(beat, Beat):
            return ""
        return self._phrase(Phrase.BEAT, number=str(beat.number), day=self._words.day(beat.treated_on))

    @property
    def routine(self) -> str:
        """That it is about the recalls alone: a safety matter, or a call promised, does not wait for it."""
        return self._phrase(Phrase.ROUTINE) if self._reason.scope.recalls is not None else ""

    @property
    def care(self) -> str:
        """What a visit or a treatment is for, where the fact says so."""
        fact = self._reason.evidence
        kinds = fact.kinds if isinstance(fact, Appointment) else (fact.kind,) if isinstance(fact, Procedure) else ()
        told = [kind for kind in kinds if kind in CARE and kind is not Kind.OTHER]
        return self._phrase(Phrase.CARE, kinds=self._words.all_of(named(self._words, told))) if told else ""

    @property
    def code(self) -> str:
        """The practice's own code. What a safety matter or a problem is called is nobody's business at the desk."""
        fact = self._reason.evidence
        code = fact.code if isinstance(fact, Hold | Excluded | Procedure) else ""
        return self._phrase(Phrase.CODE, code=code) if code else ""

    @property
    def which(self) -> str:
        """Which kind of fact, and its day."""
        fact = self._reason.evidence
        if fact is None or isinstance(fact, Due | Dormancy | Beat) or type(fact) not in self._words.FACTS:
            return ""
        on = fact.said_on
        return self._phrase(
            Phrase.WHICH, fact=called(self._words, type(fact), "" if on is None else self._words.day(on))
        )

    def _phrase(self, phrase: Phrase, **parts: str) -> str:
        return filled(self._words, phrase, **parts)

    def _on_day(self, phrase: Phrase, on: date | None) -> str:
        return "" if on is None else self._phrase(phrase, day=self._words.day(on))


_BEGUN: Final = {
    Basis.FIRST_VISIT: Phrase.FIRST_HERE,
    Basis.REGISTRATION: Phrase.REGISTERED,
    Basis.AGE: Phrase.OF_AGE,
}
_PARTS: Final = frozenset(n for n, value in vars(ReasonParts).items() if isinstance(value, property) and n[0].isalpha())


def since_when(words: Wording, due: Due, as_of: date | None) -> str:
    if due.on is None:
        return ""
    ahead = as_of is not None and as_of < due.on
    return filled(words, Phrase.ON if ahead else Phrase.SINCE, day=words.day(due.on))


def counted_from(words: Wording, due: Due) -> str:
    """From which day the due date was counted, and how long after it that is."""
    if due.anchor is not None and due.basis in _BEGUN:
        return filled(words, _BEGUN[due.basis], day=words.day(due.anchor))
    if due.anchor is None or due.interval is None:
        return ""
    return filled(words, Phrase.COUNTED, span=words.span(due.interval), day=words.day(due.anchor))


def filled(words: Wording, phrase: Phrase, **parts: str) -> str:
    return phrased(words, phrase, parts)


def named(words: Wording, items: Iterable[str]) -> list[str]:
    """What the wording calls each item; the item itself where it has no word for it."""
    return [words.WORDS.get(item, str(item)) for item in items]


def any_of(words: Wording, items: Iterable[str]) -> str:
    return words.any_of(named(words, items))


def _clock(at: datetime) -> str:
    """The hour and minute, in figures, by the clock the instant is written with."""
    return str(at.time())[:5]
