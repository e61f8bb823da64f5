"""What a language must bring: every word that an explanation is made of.

Knows the shape of a wording, and no word of any language.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, Protocol

from recallcore._base.checks import calendar_day, one_of, optional, type_named
from recallcore._base.errors import RecallcoreError, RequestError, is_a
from recallcore._base.intervals import Interval
from recallcore._base.requests import check_arguments
from recallcore._base.values import Word
from recallcore._deciding.codes import ReasonCode
from recallcore._deciding.decision import Decision
from recallcore._deciding.reasons import Reason
from recallcore._facts.vocabulary import DeferralReason


class Phrase(Word):
    """The lines of an explanation besides its reasons, and the parts of a sentence that are not always there."""

    # Lines. What stands in braces is filled in.
    CONTACT = "contact"  # {channel}
    CONTACT_OR = "contact or"  # {channel}, or failing that {channels}
    WITHHELD = "withheld"
    NOT_WANTED = "not wanted"
    ENDED = "ended"
    ASK_FOR = "ask for"  # instead of the patient
    ASK_GUARDIAN = "ask guardian"  # of a child, where no contact person is named
    NOT_NOW = "not now"  # {recalls}: due, and still not to be spoken about in this contact
    ALONG = "along"  # {recall} {since} {counted}: speak about it in the same contact
    LAST_HERE = "last here"  # {day}
    PAID_FROM = "paid from"  # {recall} {day}
    TO_CHECK = "to check"  # {said}
    TRIED = "tried"  # {number}: attempts so far, of a contact to be made
    # Parts of a sentence, with the space or the comma that leads up to them.
    ON = "on"  # {day}
    IN_HALF = "in half"  # {half}
    AT = "at"  # {time}: the hour and minute, in figures
    SINCE = "since"  # {day}
    UNTIL = "until"  # {day}
    UNTIL_TIME = "until time"  # {time} {day}: the hour and minute, in figures
    COUNTED = "counted"  # {span} {day}
    FIRST_HERE = "first here"  # {day}: counted from it, because no care has started the recall; as the two that follow
    REGISTERED = "registered"  # {day}
    OF_AGE = "of age"  # {day}
    ABOUT = "about"  # {recalls}
    ROUTINE = "routine"  # of what waits while something that cannot wait is spoken about
    BY = "by"  # {channels}
    FOR = "for"  # {purposes}
    CARE = "care"  # {kinds}: what a visit or a treatment is for
    CODE = "code"  # {code}
    PROMISED = "promised"  # {code}
    BEAT = "beat"  # {number} {day}: which contact of a rhythm, and the day the treatment ended
    WHICH = "which"  # {fact}
    RECALL = "recall"  # what a recall is called where none is named


class Wording(Protocol):
    """Every word that `explain` and `say` use, in one language.

    A module will do: copy `_words/english.py` from this package, translate it, and give it as `wording`.
    """

    @property
    @abstractmethod
    def SAYINGS(self) -> Mapping[ReasonCode, str]:
        """What each code says, in whole sentences.

        To fill in: {recall} (all of them) or {any_recall} (none of them); what may be missing, each with its own
        space or comma: {about}, {since}, {due} (until that day), {falls} (on that day), {counted}, {until},
        {leaves} (on the day it lapses), {when}, {channels}, {purposes}, {care}, {code}, {which}, {because}, {promised},
        {beat}, {routine} (where something else does not wait).
        """

    @property
    @abstractmethod
    def PHRASES(self) -> Mapping[Phrase, str]:
        """The other lines, and the parts of sentences."""

    @property
    @abstractmethod
    def WORDS(self) -> Mapping[str, str]:
        """What to say for a channel, a purpose, half a day or a recall's name. What is missing is said as it is."""

    @property
    @abstractmethod
    def FACTS(self) -> Mapping[type, str]:
        """What to call a fact by its type, with its {day}."""

    @property
    @abstractmethod
    def CAUSES(self) -> Mapping[DeferralReason, str]:
        """Why somebody would rather wait, with the comma that leads up to it. What is missing is not said."""

    @abstractmethod
    def day(self, on: date, /) -> str:
        """A day, as one says it in a sentence."""

    @abstractmethod
    def span(self, interval: Interval, /) -> str:
        """An interval in words."""

    @abstractmethod
    def all_of(self, words: Sequence[str], /) -> str:
        """A list: this and that."""

    @abstractmethod
    def any_of(self, words: Sequence[str], /) -> str:
        """A choice: this or that."""


class Parts(Protocol):
    """What may be filled in, by its name."""

    @abstractmethod
    def __getitem__(self, part: str, /) -> str:
        """One part, filled in."""


_TABLES: Final = ("SAYINGS", "PHRASES", "WORDS", "FACTS", "CAUSES")
_FUNCTIONS: Final = ("day", "span", "all_of", "any_of")


def check_asked_to_explain(decision: Decision, wording: Wording | None) -> None:
    """Raise `RequestError` unless this is a decision, and words to explain it in."""
    check_arguments(("decision", _DECISION, decision), ("wording", _WORDING, wording))


def check_asked_to_say(reason: Reason, as_of: date | None, wording: Wording | None) -> None:
    """Raise `RequestError` unless this is a reason, a day or none, and words to say it in."""
    check_arguments(("reason", _REASON, reason), ("as_of", _AS_OF, as_of), ("wording", _WORDING, wording))


def _is_wording(value: object) -> str | None:
    """A check: a wording has every table and every function of one, whatever it says with them."""
    try:
        lacking = [name for name in _TABLES if not is_a(getattr(value, name, None), Mapping)]
        lacking += [name for name in _FUNCTIONS if not callable(getattr(value, name, None))]
    except Exception:  # noqa: BLE001 - it is the caller's own, and may raise anything
        lacking = ["what a wording has"]
    return f"must be a Wording, {type_named(value)} without {', '.join(lacking)}" if lacking else None


_DECISION, _REASON, _AS_OF, _WORDING = one_of(Decision), one_of(Reason), optional(calendar_day), optional(_is_wording)


def saying(wording: Wording, code: ReasonCode, parts: Parts) -> str:
    """What a wording says for a code, filled in. Raises `RequestError` where it says nothing."""
    if code not in wording.SAYINGS:
        raise RequestError(f"the wording has no saying for: {code}")
    return _filled_in(wording.SAYINGS[code], parts, f"saying for: {code}")


def phrased(wording: Wording, phrase: Phrase, parts: Parts) -> str:
    """What a wording says for a phrase, filled in. Raises `RequestError` where it says nothing."""
    if phrase not in wording.PHRASES:
        raise RequestError(f"the wording has no phrase for: {phrase}")
    return _filled_in(wording.PHRASES[phrase], parts, f"phrase for: {phrase}")


def called(wording: Wording, fact: type, day: str) -> str:
    """What a wording calls a fact of a type that it knows, with its day. Raises `RequestError` as `phrased` does."""
    return _filled_in(wording.FACTS[fact], {"day": day}, f"name of a fact: {fact.__name__}")


def _filled_in(pattern: str, parts: Parts, what: str) -> str:
    """A text of a wording with its parts. Raises `RequestError` for a text that takes none, or others than these."""
    if not is_a(pattern, str):
        raise RequestError(f"the wording's {what} must be a str, {type_named(pattern)}")
    try:
        return str.__str__(pattern).format_map(parts)
    except RecallcoreError:
        raise
    except (AttributeError, LookupError, TypeError, ValueError):  # which may repeat a part
        raise RequestError(f"the wording's {what} has braces that nothing can fill in") from None
