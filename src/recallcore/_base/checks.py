"""What a field must be: checks that answer with what is wrong, and never repeat what was given.

Plumbing. Knows nothing of dentistry, calendars beyond `date`, or policies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Final, TypeAlias, TypeVar

from recallcore._base.errors import FactError, RequestError

# A check answers with what is wrong ("must be ..."), or None when nothing is.
Check: TypeAlias = Callable[[object], str | None]

_LONG_NUMBER: Final = 10**40  # longer ones are not repeated in a message
_EASTERNMOST, _WESTERNMOST = 14, 12  # hours before and after UTC, of the zones there are
LONGEST_TEXT: Final = 128  # characters; ids and codes are short, free text is not welcome


def words(vocabulary: type[StrEnum]) -> str:
    """The words of a vocabulary, for an error message."""
    return ", ".join(vocabulary)


def type_named(value: object) -> str:
    """What was given, by its type alone, so that no patient data leaks into a message."""
    return f"got {'None' if value is None else type(value).__name__}"


def calendar_day(value: object) -> str | None:
    """A `date` that is not a `datetime`: decisions are about days."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return None
    return f"must be a day (datetime.date, not datetime.datetime), {type_named(value)}"


def instant(value: object) -> str | None:
    """A `datetime` that knows its offset from UTC."""
    if isinstance(value, datetime) and value.utcoffset() is not None:
        return None
    what = "got a naive datetime" if isinstance(value, datetime) else type_named(value)
    return f"must be a timezone-aware datetime, {what}"


def refuse_far_instant(owner: object, on: date, at: datetime | None) -> None:
    """Refuse an instant that is more than a day from its day, in whatever zone it is written."""
    if at is not None and not within_a_day(on, at):
        raise FactError(f"{type(owner).__name__}.at must fall within a day of its `on`")


def within_a_day(on: date, at: datetime) -> bool:
    """Whether an instant falls on the day, the day before or the day after, on the clock it is written with.

    UTC is nobody's clock: an instant written so may be a day further off, where some zone has it within the day.
    """
    if at.utcoffset():
        return abs(at.toordinal() - on.toordinal()) <= 1
    hours = 24 * (at.toordinal() - on.toordinal()) + at.hour
    return -24 - _EASTERNMOST <= hours < 48 + _WESTERNMOST


def text(value: object) -> str | None:
    """An opaque id or code: short, printable, not blank. Not a place for sentences."""
    if not isinstance(value, str):
        return f"must be a str, {type_named(value)}"
    if not value.strip():
        return "must not be empty or blank"
    if len(value) > LONGEST_TEXT or not value.isprintable():
        return f"must be printable and at most {LONGEST_TEXT} characters: an opaque id or code, not free text"
    return None


def code_text(value: object) -> str | None:
    """A source's own code; empty when the source has none."""
    return None if isinstance(value, str) and not value else text(value)


def truth(value: object) -> str | None:
    """True or False; neither 0 nor "false"."""
    return None if isinstance(value, bool) else f"must be True or False, {type_named(value)}"


def whole(least: int, most: int | None = None) -> Check:
    """A whole number, at least `least` and (None: however large) at most `most`; True is not a number."""

    def check(value: object) -> str | None:
        if isinstance(value, int) and not isinstance(value, bool):
            if most is not None and value > most:
                return f"must be at most {most:,}, got {'far more' if value > _LONG_NUMBER else format(value, ',')}"
            short = value if value > -_LONG_NUMBER else "far less"
            return None if value >= least else f"must be at least {least}, got {short}"
        return f"must be a whole number, at least {least}, {type_named(value)}"

    return check


def number(value: object) -> str | None:
    """A finite number, whole or not; True is not a number."""
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < float("inf"):
        return None
    return f"must be a number, {type_named(value)}"


def one_of(*types: type) -> Check:
    """An instance of one of `types`; for a vocabulary the message lists its words."""

    def check(value: object) -> str | None:
        if isinstance(value, types):
            return None
        names = " or ".join(t.__name__ for t in types)
        spelled = "".join(f" ({words(t)})" for t in types if issubclass(t, StrEnum))
        article = "an" if names[0] in "AEIOU" else "a"
        return f"must be {article} {names}{spelled}, {type_named(value)}"

    return check


def optional(check: Check) -> Check:
    """None, or what `check` accepts."""
    return lambda value: None if value is None else check(value)


def each(check: Check, *, least: int = 0) -> Check:
    """A tuple whose every item `check` accepts, with at least `least` items."""

    def all_of(value: object) -> str | None:
        if not isinstance(value, tuple):
            return f"must be an iterable of items, {type_named(value)}"
        if len(value) < least:
            return f"must hold at least {least}, got {len(value)}"
        faults = ((position, check(item)) for position, item in enumerate(value))
        return next((f"item {position} {fault}" for position, fault in faults if fault is not None), None)

    return all_of


T = TypeVar("T")


def require_iterable(histories: Iterable[T]) -> Iterable[T]:
    """What a question about many patients is asked of, unless nothing can be taken from it one by one."""
    if isinstance(histories, str) or not isinstance(histories, Iterable):
        raise RequestError(f"histories must be an iterable of histories, {type_named(histories)}")
    return histories
