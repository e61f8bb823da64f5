"""What a field must be: checks that answer with what is wrong, and never repeat what was given.

Plumbing. Knows nothing of dentistry, calendars beyond `date`, or policies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final, TypeAlias, TypeVar, cast

from recallcore._base.errors import FactError, RequestError, is_a, named

# A check answers with what is wrong ("must be ..."), or None when nothing is.
Check: TypeAlias = Callable[[object], str | None]

_LONG_NUMBER: Final = 10**40  # longer ones are not repeated in a message
_EASTERNMOST, _WESTERNMOST = 14, 12  # hours before and after UTC, of the zones there are
MOST: Final = 1_000_000  # beyond any number that a practice could mean, and short enough to be read back
MOST_COUNTED: Final = 10**12  # of what is counted over a whole base, or expected of one
LONGEST_TEXT: Final = 128  # characters; ids and codes are short, free text is not welcome


def words(vocabulary: type[StrEnum]) -> str:
    """The words of a vocabulary, for an error message."""
    return ", ".join(vocabulary)


def type_named(value: object) -> str:
    """What was given, by its type alone, so that no patient data leaks into a message."""
    return f"got {'None' if value is None else named(type(value))}"


def calendar_day(value: object) -> str | None:
    """A `date` that is not a `datetime`: decisions are about days."""
    if type(value) is date or (is_a(value, date) and not is_a(value, datetime) and _stands_in_line(value)):
        return None
    return f"must be a day (datetime.date, not datetime.datetime), {type_named(value)}"


def instant(value: object) -> str | None:
    """A `datetime` that knows its offset from UTC."""
    if is_a(value, datetime) and _stands_in_line(value) and _offset(cast("datetime", value)) is not None:
        return None
    what = "got a naive datetime" if type(value) is datetime else type_named(value)
    return f"must be a timezone-aware datetime, {what}"


def _stands_in_line(moment: object) -> bool:
    """Whether a day or an instant can be compared and sorted. A missing value of a data frame is one of neither.

    Python's own can be. A subclass is asked, because it can be anything, and may fail at everything.
    """
    if type(moment) in (date, datetime):
        return True
    day: Any = moment
    try:
        hash(day)
        day.toordinal()
        return (day == day) is True and (day <= day) is True and (day < day) is False
    except Exception:  # noqa: BLE001 - whatever it raises, it is no day
        return False


def _offset(at: datetime) -> timedelta | None:
    """How far an instant is from UTC. None: nobody knows, not even its own time zone."""
    try:
        offset: object = at.utcoffset()
        return offset if type(offset) is timedelta else None
    except Exception:  # noqa: BLE001 - a time zone is the caller's own, and may raise anything
        return None


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
    if (fault := any_text(value)) is not None:
        return fault
    plain = str.__str__(cast("str", value))
    if not plain.strip():
        return "must not be empty or blank"
    if len(plain) > LONGEST_TEXT or not plain.isprintable():
        return f"must be printable and at most {LONGEST_TEXT} characters: an opaque id or code, not free text"
    return None


def any_text(value: object) -> str | None:
    """Text of any kind: what is only looked up, and kept nowhere."""
    if type(value) is str or (is_a(value, str) and _behaves(value, str.__str__(value))):
        return None
    return f"must be a str, {type_named(value)}"


def _behaves(value: object, plain: object) -> bool:
    """Whether a text or a number of a subclass can be looked up and compared as the plain one it stands for."""
    try:
        hash(value)
        return (value == plain) is True and bool(value) is bool(plain)
    except Exception:  # noqa: BLE001 - a subclass can be anything, and may fail at everything
        return False


def code_text(value: object) -> str | None:
    """A source's own code; empty when the source has none."""
    return None if type(value) is str and not value else text(value)


def truth(value: object) -> str | None:
    """True or False; neither 0 nor "false"."""
    return None if type(value) is bool else f"must be True or False, {type_named(value)}"


def whole(least: int, most: int | None = MOST, *, told: bool = True) -> Check:
    """A whole number, at least `least` and (None: however large) at most `most`; True is not a number.

    `told`: the message repeats the number that was given. False for a number that is a patient's.
    """

    def check(value: object) -> str | None:
        number = _number(value)
        if number is None:
            return f"must be a whole number, at least {least}, {type_named(value)}"
        if most is not None and number > most:
            got = "far more" if number > _LONG_NUMBER else f"{number:,}"
            return f"must be at most {most:,}, got {got}" if told else f"must be at most {most:,}"
        if number < least:
            got = "far less" if number < -_LONG_NUMBER else str(number)
            return f"must be at least {least}, got {got}" if told else f"must be at least {least}"
        return None

    return check


def amount(value: object) -> str | None:
    """A number that need not be whole, from 0 on; True is not a number."""
    if type(value) in (int, float):
        return None if 0 <= cast("float", value) <= MOST_COUNTED else f"must be from 0 to {MOST_COUNTED:,}"
    return f"must be a number from 0 on, {type_named(value)}"


def _number(value: object) -> int | None:
    """A whole number of whatever subclass, as the plain one. None: it is none."""
    if type(value) is int:
        return value
    if type(value) is bool or not is_a(value, int):
        return None
    plain = int.__int__(cast("int", value))
    return plain if _behaves(value, plain) else None


def one_of(*types: type) -> Check:
    """An instance of one of `types`; for a vocabulary the message lists its words."""

    def check(value: object) -> str | None:
        if is_a(value, types):
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
        if type(value) is not tuple:
            what = "a tuple" if type(value) is list else "an iterable"  # where a list would do, it has become a tuple
            return f"must be {what} of items, {type_named(value)}"
        if len(value) < least:
            return f"must hold at least {least}, got {len(value)}"
        faults = ((position, check(item)) for position, item in enumerate(value))
        return next((f"item {position} {fault}" for position, fault in faults if fault is not None), None)

    return all_of


T = TypeVar("T")


def each_in_turn(items: Iterable[T]) -> Iterator[T] | None:
    """What takes the items one by one. None: nothing can be taken, and a lone text is no row of its letters."""
    if is_a(items, str) or not is_a(items, Iterable):
        return None
    try:
        return iter(items)
    except TypeError:  # an array without dimensions says only now that it holds no row of anything
        return None


def require_iterable(histories: Iterable[T], name: str = "histories") -> Iterator[T]:
    """What a question about many patients is asked of, unless nothing can be taken from it one by one."""
    found = each_in_turn(histories)
    if found is None:
        raise RequestError(f"{name} must be an iterable of {name}, {type_named(histories)}")
    return found


def can_be_called(value: object) -> str | None:
    """A function, or whatever else can be called."""
    return None if callable(value) else f"must be callable, {type_named(value)}"
