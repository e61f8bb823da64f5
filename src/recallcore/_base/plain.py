"""Values as plain data, and back, by the types that their fields declare.

Plain means dicts, lists, strings, numbers, booleans and None: whatever JSON, TOML or a database column can hold. A
value is a dict of its fields, a tuple is a list. An interval reads "6m1d", a day "2026-11-20", a word as it is spelled.
Where a field may hold values of several types, the dict says which under "is".

Plumbing. Knows types, and no field by its name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, Final, NamedTuple, TypeAlias, TypeVar, Union, cast, get_args, get_origin

import attrs

from recallcore._base.checks import type_named
from recallcore._base.errors import is_a
from recallcore._base.intervals import Interval
from recallcore._base.memo import Memo
from recallcore._base.values import Checked, Word, hints_of

C = TypeVar("C", bound=Checked)
Reader: TypeAlias = Callable[[Any], Any]


def as_data(value: Checked) -> dict[str, Any]:
    """The value as plain data."""
    return {name: _written(getattr(value, name), tell=field.tell) for name, field in FIELDS[type(value)].items()}


def from_data(cls: type[C], data: object) -> C:
    """The value that `as_data` wrote. Left-out fields take their defaults.

    Raises the type's own `refusal` for data that is no such value, `IntervalError` for a text that is no interval and
    `FactError` for one that is no word. None, what is no text where a day or a word is written, and a text in the place
    of a list are passed on for the type's own checks to refuse.
    """
    if not is_a(data, dict):
        raise cls.refusal(f"{_a(cls.__name__)} is read from a dict, {type_named(data)}")
    given = cast("dict[str, Any]", data)
    fields, none = FIELDS[cls], f"{_a(cls.__name__)} has no field of the name at place"
    faults = [f"{none} {place}" for place, name in enumerate(given) if name not in fields]
    missing = [name for name, field in fields.items() if field.required and name not in given]
    faults += [f"{cls.__name__}.{name} is missing" for name in missing]
    if faults:
        raise cls.refusal(*faults)
    return cls(**{name: _field(cls, name, written) for name, written in given.items()})


class Field(NamedTuple):
    """How one field is read and written."""

    declared: Any  # its type
    required: bool  # without a default
    read: Reader
    tell: bool  # it holds values of several types, so each says which it is


def _fields(cls: type[Checked]) -> Mapping[str, Field]:
    """The fields that a value of a type is built from."""
    types, value = hints_of(cls), cast("Any", cls)
    return {
        field.name: Field(
            declared=types[field.name],
            required=field.default is attrs.NOTHING,
            read=_reader(types[field.name], cls, field.name),
            tell=_has_several(types[field.name]),
        )
        for field in attrs.fields(value)
        if field.init
    }


# Worked out when a type is first met.
FIELDS: Final = Memo(_fields)


def kinds_of(declared: Any) -> Sequence[Any]:
    """The types that a declared type allows, None left out."""
    union = get_origin(declared) in (Union, UnionType)
    return [kind for kind in get_args(declared) if kind is not NoneType] if union else [declared]


# ------------------------------------------------------------------ writing


def _has_several(declared: Any) -> bool:
    """Whether the field, or each item of its tuple, may be of several types."""
    kinds = kinds_of(declared)
    return len(kinds) > 1 or (get_origin(kinds[0]) is tuple and _has_several(get_args(kinds[0])[0]))


def _written(given: Any, *, tell: bool) -> Any:
    """`tell` asks for the type of a value beside its fields."""
    if isinstance(given, Interval | StrEnum):
        return str(given)
    if isinstance(given, date):
        return given.isoformat()
    if isinstance(given, tuple):
        return [_written(item, tell=tell) for item in given]
    if isinstance(given, Checked):
        return {"is": type(given).__name__, **as_data(given)} if tell else as_data(given)
    return given


# ------------------------------------------------------------------ reading


def _field(cls: type[Checked], name: str, given: Any) -> Any:
    if given is None:
        return None
    try:
        return FIELDS[cls][name].read(given)
    except TypeError:
        whose = cls.refusal.__name__.removesuffix("Error").lower()
        raise cls.refusal(f"{cls.__name__}.{name} has another shape than a {whose}'s, {type_named(given)}") from None


def _reader(declared: Any, cls: type[Checked], name: str) -> Reader:
    """What reads a field, or a part of one, of the declared type. `cls` and `name` are for a refusal to tell."""
    kinds = kinds_of(declared)
    if len(kinds) > 1:
        return _one_of(kinds, cls, name)
    (kind,) = kinds
    if kind is not declared:
        read = _reader(kind, cls, name)
        return lambda given: None if given is None else read(given)
    if get_origin(kind) is tuple:
        first, second = get_args(kind)
        return _each(_reader(first, cls, name)) if second is Ellipsis else _pair(first, second, cls, name)
    if kind is Interval:
        return Interval.parse
    if issubclass(kind, date):
        return _moment(kind, cls)
    if issubclass(kind, Word):
        return lambda given: kind(given) if isinstance(given, str) else given
    if issubclass(kind, Checked):
        return lambda given: from_data(kind, given)
    return lambda given: given


def _each(read: Reader) -> Reader:
    # A lone text is no list of its letters: it is passed on.
    return lambda items: items if isinstance(items, str) else tuple([read(item) for item in items])


def _pair(first: type, second: type, cls: type[Checked], name: str) -> Reader:
    read_first, read_second = _reader(first, cls, name), _reader(second, cls, name)

    def read(pair: Any) -> Any:
        try:
            # A text of two letters is no pair.
            one, other = cast("tuple[Any, ...]", () if is_a(pair, str) else pair)
        except ValueError:
            raise cls.refusal(
                f"{name} must hold pairs of {_a(first.__name__.lower())} and {_a(second.__name__.lower())}"
            ) from None
        return read_first(one), read_second(other)

    return read


def _one_of(kinds: Sequence[type[Checked]], cls: type[Checked], name: str) -> Reader:
    by_name = {kind.__name__: kind for kind in kinds}

    def read(given: Any) -> Any:
        fields = dict(given) if is_a(given, dict) else {}
        kind = by_name.get(fields.pop("is", None))
        if kind is None:
            raise cls.refusal(f"{cls.__name__}.{name} must say what it `is`: {', '.join(by_name)}")
        return from_data(kind, fields)

    return read


def _moment(kind: type[date], cls: type[Checked]) -> Reader:
    def read(given: Any) -> Any:
        if not is_a(given, str):  # TOML has days and instants of its own
            return given
        with suppress(ValueError):  # which repeats the text, and may not be kept behind the refusal
            return kind.fromisoformat(str.__str__(given))
        raise cls.refusal(_LIKE[kind])

    return read


_LIKE: Final = {
    date: "a day is written like '2026-11-20'",
    datetime: "an instant is written like '2026-11-20T09:00:00+01:00'",
}


def _a(name: str) -> str:
    return f"{'an' if name[0] in 'AEIOUaeiou' else 'a'} {name}"
