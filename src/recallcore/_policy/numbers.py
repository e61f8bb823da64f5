"""Which numbers a value holds, and how each is named.

Knows no rule by name: whatever a field holds that is a number is one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, TypeAlias

import attrs

from recallcore._base.intervals import Interval
from recallcore._base.values import Value

# A number's name, and the number: an interval, or a whole number.
Numbers: TypeAlias = Iterator[tuple[str, Interval | int]]


def numbers_of(value: Value, *, besides: Collection[str] = ()) -> Numbers:
    """Every number in the fields of `value`, those of `besides` left out.

    First come the value's own numbers, in the order of its fields, then those of each part, as "part.number". Inside a
    tuple a number is named by its place, from 1 ("gaps.1"), or by the word beside it ("by_risk.low"). A field that is
    None holds no number.
    """
    kind: Any = type(value)
    parts = []
    for field in attrs.fields(kind):
        if field.name in besides:
            continue
        given = getattr(value, field.name)
        if _is_number(given):
            yield field.name, given
        elif isinstance(given, tuple):
            yield from _inside(field.name, given)
        elif isinstance(given, Value):
            parts.append((field.name, given))
    for name, part in parts:
        yield from beneath(name, numbers_of(part))


def beneath(name: str, numbers: Numbers) -> Numbers:
    """The same numbers, each as "name.number"."""
    return ((f"{name}.{inner}", number) for inner, number in numbers)


def _inside(name: str, items: tuple[Any, ...]) -> Numbers:
    for place, item in enumerate(items, 1):
        word, given = item if isinstance(item, tuple) else (place, item)
        if _is_number(given):
            yield f"{name}.{word}", given
        elif isinstance(given, Value):
            yield from beneath(f"{name}.{word}", numbers_of(given))


def _is_number(given: object) -> bool:
    return isinstance(given, (Interval, int)) and not isinstance(given, bool)
