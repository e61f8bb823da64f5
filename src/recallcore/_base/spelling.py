"""One spelling for everything that is said in more than one way, and one order for all of it.

Plumbing. Knows nothing of dentistry. Two facts that are equal are spelled alike, so that they are shown alike too;
and what is sorted is sorted by what it says, never by how it is shown.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from enum import Enum
from operator import is_
from typing import Any, Final

import attrs

# Metadata of a field whose instant says when, and nothing of the clock it was read from.
MOMENT: Final = {"recallcore": "moment"}

# Of these types, and of no subclass of theirs, everything is spelled in one way already.
_SETTLED: Final = frozenset[type]({str, int, bool, float, date, type(None)})


def spelled_text(value: Any) -> Any:
    """A text as no more than its letters, the words of vocabularies included."""
    return value if type(value) is str or value is None else str.__str__(value)


def is_moment(field: attrs.Attribute[Any]) -> bool:
    """Whether a field's instants are the same in whatever zone they are written."""
    return field.metadata == MOMENT


def spelled(value: Any) -> Any:
    """The value without what a subclass, or a time zone beyond its offset, has added to it."""
    kind = type(value)
    if kind in _SETTLED or (isinstance(value, Enum) and not isinstance(value, int)):  # a word of ours is text
        return value
    if isinstance(value, tuple):
        items = tuple(map(spelled, value))
        return value if kind is tuple and all(map(is_, items, value)) else items
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int):
        return int.__int__(value)
    if isinstance(value, datetime):
        return as_written(value)
    if isinstance(value, date):
        return date.fromordinal(date.toordinal(value))
    return value


def as_written(at: datetime) -> datetime:
    """The instant on the clock it was written with, and of its zone the offset alone.

    Python compares two times of one zone by that clock, so that the hour which comes twice when clocks go back would
    be one hour; an offset says which of the two it was.
    """
    offset = at.utcoffset()
    if type(at) is datetime and at.tzinfo is UTC and at.fold == 0:
        return at
    assert offset is not None
    day, clock = date.fromordinal(at.toordinal()), (at.hour, at.minute, at.second, at.microsecond)
    return datetime(day.year, day.month, day.day, *clock, tzinfo=timezone(offset))


def as_moment(at: datetime | None) -> datetime | None:
    """The instant in UTC."""
    if at is None or (type(at) is datetime and at.tzinfo is UTC and at.fold == 0):
        return at
    written = as_written(at)
    try:
        return written.astimezone(UTC)
    except OverflowError:  # on the first or the last day of the calendar
        return written


def sort_key(value: Any) -> tuple[Any, ...]:
    """Where a value stands among others of one field: by what it says, None first."""
    if value is None:
        return (0,)
    if type(value) is tuple:
        return 1, tuple([sort_key(item) for item in value])
    if isinstance(value, datetime):
        offset = value.utcoffset() or timedelta()
        since = value.replace(tzinfo=None) - datetime.min  # noqa: DTZ901 (UTC may lie outside the calendar)
        return 1, since - offset, offset
    order = getattr(value, "_order", None)
    return (1, value) if order is None else (1, type(value).__name__, order())
