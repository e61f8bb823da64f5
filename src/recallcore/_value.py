"""How this package declares a value: the base class, shared checks, closed vocabularies, the errors.

Plumbing. Knows nothing of dentistry, calendars beyond `date`, or policies.

A value is an attrs class: frozen, slotted, keyword-only and final. It checks itself once, while it is built, in
two moves: one cheap test that says "all as usual", and, when that fails, a table of checks that names *every*
fault. Neither move can be skipped (attrs validators can be switched off globally; these cannot).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar, Final, TypeAlias, TypeVar, cast

import attrs

T = TypeVar("T")

# A check answers with what is wrong ("must be ..."), or None when nothing is.
Check: TypeAlias = Callable[[object], str | None]

_LONG_NUMBER: Final = 10**40  # longer ones are not repeated in a message
LONGEST_TEXT: Final = 128  # characters; ids and codes are short, free text is not welcome


class RecallcoreError(ValueError):
    """Something given to recallcore cannot be used; the base of every error it raises.

    `faults` holds every fault found, not only the first. Messages name fields, types and what is accepted; they
    never repeat patient data. Opaque patient ids are the one exception, where an error concerns a whole patient.
    """

    def __init__(self, *faults: str) -> None:
        super().__init__(*faults)
        self.faults: tuple[str, ...] = faults

    def __str__(self) -> str:
        return "; ".join(self.faults)


class FactError(RecallcoreError):
    """A fact about a patient cannot be true as given."""


class IntervalError(RecallcoreError):
    """An interval is malformed, not positive, or lands outside the calendar."""


class PolicyError(RecallcoreError):
    """A policy contradicts itself or lacks something."""


class RequestError(RecallcoreError):
    """A question to the library is malformed: `as_of`, `capacity`, the purpose or the histories."""


class Word(StrEnum):
    """A closed vocabulary. An unknown word is refused without being repeated: it may be somebody's name."""

    @classmethod
    def _missing_(cls, value: object) -> None:
        raise FactError(f"no {cls.__name__} is spelled like the given {type(value).__name__}; accepted: {words(cls)}")


class Value:
    """Base of every public value. Final: a subclass could break equality, hashing and the checks."""

    __slots__ = ()

    def __init_subclass__(cls) -> None:
        for base in cls.__bases__:
            if "__attrs_attrs__" in vars(base):
                raise TypeError(f"{base.__name__} is final and cannot be subclassed")

    # Written once here and not by attrs for each class anew: that is half of what defining a class costs, and every
    # program pays it when it starts.

    def __eq__(self, other: object) -> bool:
        return self._compared() == other._compared() if type(other) is type(self) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._compared())

    def __repr__(self) -> str:
        said = [f"{field.name}={getattr(self, field.name)!r}" for field in _fields(self) if field.repr]
        return f"{type(self).__name__}({', '.join(said)})"

    def _compared(self) -> tuple[object, ...]:
        return tuple([getattr(self, field.name) for field in _fields(self) if field.eq])


class Checked(Value):
    """Base of every value that callers build. `checks` names what each field must be; `refusal` is what it raises."""

    __slots__ = ()
    checks: ClassVar[Mapping[str, Check]]
    refusal: ClassVar[type[RecallcoreError]] = FactError

    def __attrs_post_init__(self) -> None:
        self.check()

    def check(self) -> None:
        """Raise `refusal` with every fault of the fields; return quietly when there is none."""
        faults = [
            f"{type(self).__name__}.{name} {fault}"
            for name, check in self.checks.items()
            if (fault := check(getattr(self, name))) is not None
        ]
        if faults:
            raise self.refusal(*faults)


def _fields(value: Value) -> tuple[attrs.Attribute[Any], ...]:
    fields: tuple[attrs.Attribute[Any], ...] = vars(type(value))["__attrs_attrs__"]
    return fields


def slots(cls: type[Value]) -> tuple[Callable[[Any, Any], None], ...]:
    """What fills each field of a frozen value, in order of the fields.

    For the few values that are built by hand: every patient has several of them, and the `__init__` that attrs writes
    for a frozen class costs about twice as much.
    """
    return tuple(getattr(cls, name).__set__ for name in vars(cls)["__slots__"])


def words(vocabulary: type[StrEnum]) -> str:
    """The words of a vocabulary, for an error message."""
    return ", ".join(vocabulary)


def got(value: object) -> str:
    """What was given, by its type alone, so that no patient data leaks into a message."""
    return f"got {'None' if value is None else type(value).__name__}"


def day(value: object) -> str | None:
    """A `date` that is not a `datetime`: decisions are about days."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return None
    return f"must be a day (datetime.date, not datetime.datetime), {got(value)}"


def instant(value: object) -> str | None:
    """A `datetime` that knows its offset from UTC."""
    if isinstance(value, datetime) and value.utcoffset() is not None:
        return None
    what = "got a naive datetime" if isinstance(value, datetime) else got(value)
    return f"must be a timezone-aware datetime, {what}"


def near(owner: object, on: date, at: datetime | None) -> None:
    """Refuse an instant that is more than a day from its day, in whatever zone it is written."""
    if at is not None and not within_a_day(on, at):
        raise FactError(f"{type(owner).__name__}.at must fall within a day of its `on`")


def within_a_day(on: date, at: datetime) -> bool:
    """Whether an instant falls on the day, the day before or the day after, in its own zone."""
    return abs(at.date() - on) <= timedelta(days=1)


def text(value: object) -> str | None:
    """An opaque id or code: short, printable, not blank. Not a place for sentences."""
    if not isinstance(value, str):
        return f"must be a str, {got(value)}"
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
    return None if isinstance(value, bool) else f"must be True or False, {got(value)}"


def whole(least: int, most: int | None = None) -> Check:
    """A whole number, at least `least` and (None: however large) at most `most`; True is not a number."""

    def check(value: object) -> str | None:
        if isinstance(value, int) and not isinstance(value, bool):
            if most is not None and value > most:
                return f"must be at most {most:,}, got {'far more' if value > _LONG_NUMBER else format(value, ',')}"
            short = value if value > -_LONG_NUMBER else "far less"
            return None if value >= least else f"must be at least {least}, got {short}"
        return f"must be a whole number, at least {least}, {got(value)}"

    return check


def one_of(*types: type) -> Check:
    """An instance of one of `types`; for a vocabulary the message lists its words."""

    def check(value: object) -> str | None:
        if isinstance(value, types):
            return None
        names = " or ".join(t.__name__ for t in types)
        spelled = "".join(f" ({words(t)})" for t in types if issubclass(t, StrEnum))
        article = "an" if names[0] in "AEIOU" else "a"
        return f"must be {article} {names}{spelled}, {got(value)}"

    return check


def optional(check: Check) -> Check:
    """None, or what `check` accepts."""
    return lambda value: None if value is None else check(value)


def each(check: Check, *, least: int = 0) -> Check:
    """A tuple whose every item `check` accepts, with at least `least` items."""

    def all_of(value: object) -> str | None:
        if not isinstance(value, tuple):
            return f"must be an iterable of items, {got(value)}"
        if len(value) < least:
            return f"must hold at least {least}, got {len(value)}"
        faults = ((position, check(item)) for position, item in enumerate(value))
        return next((f"item {position} {fault}" for position, fault in faults if fault is not None), None)

    return all_of


def given(histories: Iterable[T]) -> Iterable[T]:
    """What a question about many patients is asked of, unless nothing can be taken from it one by one."""
    if isinstance(histories, str) or not isinstance(histories, Iterable):
        raise RequestError(f"histories must be an iterable of histories, {got(histories)}")
    return histories


def as_tuple(items: Iterable[T]) -> tuple[T, ...]:
    """Any iterable of items as a tuple. What is none, or is a lone string, is left for the checks to refuse."""
    if type(items) is tuple:
        return items
    if type(items) is list:  # before the general question, which is slow
        return tuple(items)
    if isinstance(items, str) or not isinstance(items, Iterable):
        return cast("tuple[T, ...]", items)
    return tuple(items)


def as_set(items: Iterable[T], check: Check) -> tuple[T, ...]:
    """As `as_tuple`, sorted and without repeats, where neither order nor number says anything.

    Left as given while `check` has a fault to find in an item: the message names its place.
    """
    found: Any = as_tuple(items)
    if type(found) is tuple and len(found) > 1 and all(check(item) is None for item in found):
        found = tuple(sorted(set(found)))
    return cast("tuple[T, ...]", found)
