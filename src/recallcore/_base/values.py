"""How this package declares a value: the base class, closed vocabularies, converters.

Plumbing. Knows nothing of dentistry, calendars or policies.

A value is an attrs class: frozen, slotted, keyword-only and final. It checks itself once, while it is built, against
the types of its fields; every fault is named. That cannot be skipped (attrs validators can be switched off globally).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, ClassVar, Final, TypeVar, cast, get_args, get_origin, get_type_hints

import attrs

from recallcore._base.checks import Check, calendar_day, each, instant, one_of, optional, text, truth, words
from recallcore._base.errors import FactError, RecallcoreError

T = TypeVar("T")


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
        if type(other) is not type(self):
            return NotImplemented
        said = _SAYS[type(self)]
        return said(self) == said(other)

    def __hash__(self) -> int:
        return hash(_SAYS[type(self)](self))

    def __repr__(self) -> str:
        said = [f"{field.name}={getattr(self, field.name)!r}" for field in fields_of(type(self)) if field.repr]
        return f"{type(self).__name__}({', '.join(said)})"

    @classmethod
    def _reader(cls) -> Callable[[Any], object]:
        """What reads off a value all it says, by which it equals another of its type."""
        return attrgetter(*[field.name for field in fields_of(cls) if field.eq])


class _Readers(dict[type[Value], Callable[[Any], object]]):
    """The reader of each type, made when two of it are first compared."""

    def __missing__(self, cls: type[Value]) -> Callable[[Any], object]:
        reader = self[cls] = cls._reader()
        return reader


_SAYS: Final = _Readers()


def fields_of(cls: type) -> tuple[attrs.Attribute[Any], ...]:
    """The fields of a value, as attrs knows them."""
    fields: tuple[attrs.Attribute[Any], ...] = vars(cls)["__attrs_attrs__"]
    return fields


class Checked(Value):
    """Base of every value that callers build.

    A field must be what its type says. `checks` names more for those of which the type does not say all: how long, how
    many, at least how much. `refusal` is what is raised.
    """

    __slots__ = ()
    checks: ClassVar[Mapping[str, Check]] = {}
    refusal: ClassVar[type[RecallcoreError]] = FactError

    def __attrs_post_init__(self) -> None:
        self.check()

    def check(self) -> None:
        """Raise `refusal` with every fault of the fields; return quietly when there is none."""
        faults = [
            f"{type(self).__name__}.{name} {fault}"
            for name, check in CHECKS[type(self)].items()
            if (fault := check(getattr(self, name))) is not None
        ]
        if faults:
            raise self.refusal(*faults)


class _Checks(dict[type[Checked], dict[str, Check]]):
    """The check of each field, for each type: made when it is first needed."""

    def __missing__(self, cls: type[Checked]) -> dict[str, Check]:
        hints = get_type_hints(cls)
        names = [field.name for field in fields_of(cls) if field.init]
        if unknown := cls.checks.keys() - names:
            raise TypeError(f"{cls.__name__}.checks names what is no field: {', '.join(sorted(unknown))}")
        checks = self[cls] = {}
        for name in names:
            check = cls.checks.get(name) or check_of(hints[name])
            if check is None:
                raise TypeError(f"{cls.__name__}.checks must say what {name} must be: its type does not say it all")
            checks[name] = check
        return checks


CHECKS: Final = _Checks()
_PLAIN: Final[Mapping[type, Check]] = {date: calendar_day, datetime: instant, str: text, bool: truth}


def check_of(hint: Any) -> Check | None:
    """What a type says of a value by itself. None: not enough, as a number's least."""
    types = [kind for kind in alternatives(hint) if kind is not NoneType]
    if all(map(is_closed, types)):
        check: Check | None = one_of(*types)
    elif len(types) > 1:
        check = None
    elif get_origin(types[0]) is tuple:
        item, *more = get_args(types[0])
        of_item = check_of(item) if more == [...] else None
        check = None if of_item is None else each(of_item)
    else:
        check = _PLAIN.get(types[0])
    return check if check is None or NoneType not in alternatives(hint) else optional(check)


def alternatives(hint: Any) -> tuple[Any, ...]:
    """The types of a union; a type that is none, by itself."""
    return get_args(hint) if isinstance(hint, UnionType) else (hint,)


def is_closed(hint: Any) -> bool:
    """Whether this is a type of which every instance will do: a vocabulary, or a value that has checked itself."""
    return isinstance(hint, type) and issubclass(hint, Word | Value)


def as_tuple(items: Iterable[T]) -> tuple[T, ...]:
    """Any iterable of items as a tuple. What is none, or is a lone string, is left for the checks to refuse."""
    if type(items) is tuple:
        return items
    if type(items) is list:  # before the general question, which is slow
        return tuple(items)
    if isinstance(items, str) or not isinstance(items, Iterable):
        return cast("tuple[T, ...]", items)
    return tuple(items)


def sorted_once(items: Iterable[T], check: Check) -> tuple[T, ...]:
    """As `as_tuple`, sorted and without repeats, where neither order nor number says anything.

    Left as given while `check` has a fault to find in an item: the message names its place.
    """
    found: Any = as_tuple(items)
    if type(found) is tuple and len(found) > 1 and all(check(item) is None for item in found):
        found = tuple(sorted(set(found)))
    return cast("tuple[T, ...]", found)
