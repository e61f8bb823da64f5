"""How this package declares a value: the base class, closed vocabularies, converters.

Plumbing. Knows nothing of dentistry, calendars or policies.

A value is an attrs class: frozen, slotted, keyword-only and final. It checks itself once, while it is built, in
two moves: one cheap test that says "all as usual", and, when that fails, a table of checks that names *every*
fault. Neither move can be skipped (attrs validators can be switched off globally; these cannot).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Any, ClassVar, TypeVar, cast

import attrs

from recallcore._base.checks import Check, words
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
