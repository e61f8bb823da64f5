"""Values built as quickly as Python can: slots filled while the value is open, then frozen for good.

Plumbing. Knows nothing of dentistry. The only room that compiles code, and all of it is made of the names of fields:
every patient has a dozen of these values, and a list makes tens of thousands of reasons.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from types import NoneType
from typing import Any, Final, NamedTuple, ParamSpec, TypeVar

import attrs

from recallcore._base.checks import LONGEST_TEXT, Check
from recallcore._base.spelling import spelled

P = ParamSpec("P")
T = TypeVar("T")

_UNFROZEN: Final = "_unfrozen"  # marks a class


class Usual(NamedTuple):
    """Tests of one field so cheap that most values pass them, and so strict that no wrong one does."""

    types: tuple[type, ...] = ()  # it is of just one of these types; for `str`, short and without a sign
    items: frozenset[type] = frozenset()  # it is a tuple of items of just these types
    check: Check | None = None  # the check itself has nothing to say, and there is nothing to spell anew


def fields_of(cls: type) -> tuple[attrs.Attribute[Any], ...]:
    """The fields of a value, as attrs knows them."""
    fields: tuple[attrs.Attribute[Any], ...] = vars(cls)["__attrs_attrs__"]
    return fields


def seal(cls: Any, finish: Callable[[Any], None]) -> None:
    """Give an attrs class a `__new__` instead of its `__init__`, under the same signature.

    So a value is whole when anybody first sees it, and nothing is left that could fill it a second time. `finish` has
    the last word on what is in it.
    """
    fill = cls.__init__
    del cls.__init__

    @wraps(fill)
    def new(made: type[T], /, *args: object, **given: object) -> T:
        value = object.__new__(made)
        fill(value, *args, **given)
        finish(value)
        return value

    fill.__qualname__ = f"{cls.__qualname__}.__new__"  # what an error about arguments names
    _put(cls, new, fill)


def quicken(cls: Any, usual_of: Callable[[], Mapping[str, Usual]], finish: Callable[[Any], None]) -> None:
    """Give a sealed class a quicker `__new__`: what is usual of every field needs no other look.

    It is written when the first value is built: reading type hints takes longer than all else here.
    """
    slow = cls.__new__

    @wraps(slow)
    def first(made: type[T], /, *args: object, **given: object) -> T:
        new = _quick_new(cls, usual_of(), finish)
        _put(cls, new, slow)
        value: T = new(made, *args, **given)
        return value

    _put(cls, first, slow)


def is_unfrozen(cls: type) -> bool:
    """Whether values of a class are still being filled, and will be of the class of that name when they are."""
    return _UNFROZEN in vars(cls)


def maker(cls: Callable[P, T]) -> Callable[P, T]:
    """What builds values of one type that nobody checks, twice as fast as the type itself.

    For what rooms make by the ten thousand. Each field is given by its name, so that no two can be swapped.
    """
    assert isinstance(cls, type)
    if any(field.converter is not None or not field.init for field in fields_of(cls)):
        raise TypeError(f"{cls.__name__} converts what it is given: only the type itself can make it")
    code = _Code(cls)
    code.fill()
    code.lines.append("return self")
    made: Callable[P, T] = code.function("made", "*")
    return made


def _put(cls: Any, new: Any, like: Any) -> None:
    """Make a function the `__new__` of a class, with the type hints of what it does the work of."""
    new.__annotations__ = like.__annotations__  # not every Python's `wraps` copies them
    new.__name__, new.__qualname__, new.__module__ = "__new__", f"{cls.__qualname__}.__new__", cls.__module__
    cls.__new__ = staticmethod(new)


def _quick_new(cls: type, usual: Mapping[str, Usual], finish: Callable[[Any], None]) -> Any:
    code = _Code(cls)
    for field in code.given:
        if field.converter is not None:
            code.lines.append(f"if {field.name} is not default_{field.name}:")
            code.lines.append(f"    {field.name} = convert_{field.name}({field.name})")
            code.outside[f"convert_{field.name}"] = field.converter
    code.fill()
    tests = [" or ".join(code.is_usual(field, usual[field.name])) for field in code.given]
    code.lines.append(f"if not (({') and ('.join(tests)})):")
    code.lines += ["    self.__attrs_post_init__()", "    finish(self)"]
    code.outside["finish"] = finish
    for field in fields_of(cls):
        if not field.init:  # worked out of the others, once they are checked
            factory: Any = field.default
            code.outside[f"find{field.name}"] = factory.factory
            code.outside[f"set{field.name}"] = getattr(cls, field.name).__set__
            code.lines.append(f"set{field.name}(self, find{field.name}(self))")
    code.lines.append("return self")
    return code.function("__new__", "made, *")


class _Code:
    """A function of the fields of a class, line by line, with what it takes from `outside`."""

    def __init__(self, cls: Any) -> None:
        self.cls = cls
        self.given = [field for field in fields_of(cls) if field.init]
        self.lines: list[str] = []
        self.outside: dict[str, Any] = {f"default_{field.name}": field.default for field in self.given}

    def fill(self) -> None:
        """Fill the slots of a value that is still open, and freeze it: half the time of filling a frozen one's."""
        # The same slots under the same bases, so that Python lets one become the other, and nothing that refuses.
        own = {"__slots__": self.cls.__slots__, "__setattr__": object.__setattr__, "__delattr__": object.__delattr__}
        unfrozen = type(self.cls.__name__, self.cls.__bases__, {**own, _UNFROZEN: True})
        self.outside |= {"new": object.__new__, "unfrozen": unfrozen, "frozen": self.cls}
        self.lines.append("self = new(unfrozen)")
        self.lines += [f"self.{field.name} = {field.name}" for field in self.given]
        self.lines.append("self.__class__ = frozen")

    def is_usual(self, field: attrs.Attribute[Any], usual: Usual) -> Iterator[str]:
        """The tests that say so, any of which is enough."""
        name = field.name
        if field.default is not attrs.NOTHING and field.default is not None:
            yield f"{name} is default_{name}"
        for place, kind in enumerate(usual.types):
            if kind is NoneType:
                yield f"{name} is None"
            elif kind is str:
                yield f"type({name}) is str and {name}.isalnum() and len({name}) <= {LONGEST_TEXT}"
            else:
                self.outside[f"type_{name}_{place}"] = kind
                yield f"type({name}) is type_{name}_{place}"
        if usual.items:
            self.outside[f"items_{name}"] = usual.items
            yield f"type({name}) is tuple and items_{name}.issuperset(map(type, {name}))"
        if usual.check is not None:
            self.outside[f"check_{name}"] = usual.check
            self.outside["spelled"] = spelled
            yield f"check_{name}({name}) is None and spelled({name}) is {name}"

    def function(self, name: str, first: str) -> Any:
        """What is written, at home in the room of the class, so that its type hints are found there."""
        head = f"def {name}({', '.join([first, *(field.name for field in self.given)])}):\n"
        body = "".join(f"    {line}\n" for line in self.lines)
        # As attrs does: a copy of the room, which is found sooner than what a closure holds.
        room = {**vars(sys.modules[self.cls.__module__]), **self.outside}
        exec(compile(head + body, f"<recallcore {self.cls.__name__}>", "exec"), room)
        function: Any = room[name]
        defaults = {field.name: field.default for field in self.given if field.default is not attrs.NOTHING}
        function.__kwdefaults__ = defaults
        return function
