"""What a note tells. It is understood only if it is made of known phrases, to its last word."""

import re
from datetime import date
from typing import TypeAlias

import recallcore as rc
from recallcore import Channel, Outcome

from .phrases import BLANKS, PHRASES, SHORT_FORMS

Told: TypeAlias = Outcome | rc.Circumstance  # how an attempt ended, or another fact

# What stands between two phrases, or after the last.
SEPARATOR = r"(?:\s*[.,;&/-]+\s*|\s+and\s+|$)"


def read_note(note: str, on: date, by: Channel | None) -> list[Told]:
    """What the phrases of a note tell, in turn. `by` is the channel it was said by, where there was one.

    Raises `ValueError` where anything is left that is no phrase, or a phrase cannot be meant (a day that has passed).
    """
    told: list[Told] = []
    rest = plain_words(note)
    while rest:
        item, length = first_phrase(rest, on, by)
        told.append(item)
        rest = rest[length:]
    return told


def plain_words(note: str) -> str:
    """A note in small letters, with single blanks, and without short forms."""
    small = " ".join(note.casefold().split())
    return re.sub("[a-z]+", lambda word: SHORT_FORMS.get(word[0], word[0]), small)


def first_phrase(text: str, on: date, by: Channel | None) -> tuple[Told, int]:
    """What the phrase at the beginning of a text tells, and how long it is with what separates it from the next."""
    for pattern, meaning in PATTERNS:
        words = pattern.match(text)
        if words:
            return (meaning if isinstance(meaning, Outcome) else meaning(on, by, words)), words.end()
    raise ValueError("not a phrase that is known")  # without the text: a note is the patient's


def pattern_of(phrase: str) -> re.Pattern[str]:
    """A phrase as a pattern: [brackets] may be left out, {braces} are filled in."""
    optional = phrase.replace("[", "(?:").replace("]", ")?")
    return re.compile(f"(?:{optional.format_map(BLANKS)}){SEPARATOR}", re.ASCII)


PATTERNS = [(pattern_of(phrase), meaning) for phrase, meaning in PHRASES.items()]
