"""Values built as quickly as Python can: the slots of a frozen value, filled directly.

Plumbing. Knows nothing of dentistry. The only room that compiles code, and all of it is made of the names of fields:
every patient has a dozen of these values, and a list makes tens of thousands of reasons.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import date
from functools import wraps
from types import NoneType
from typing import Any, ParamSpec, TypeVar, get_args, get_origin, get_type_hints

import attrs

from recallcore._base.checks import LONGEST_TEXT, code_text, text
from recallcore._base.values import Checked, alternatives, fields_of, is_closed

P = ParamSpec("P")
T = TypeVar("T")
C = TypeVar("C", bound=Checked)


def maker(cls: Callable[P, T]) -> Callable[P, T]:
    """What builds values of one type that nobody checks, twice as fast as the type itself.

    For what rooms make by the ten thousand. Each field is given by its name, so that no two can be swapped.
    """
    assert isinstance(cls, type)
    fields = fields_of(cls)
    if issubclass(cls, Checked) or any(field.converter is not None or not field.init for field in fields):
        raise TypeError(f"{cls.__name__} checks or converts what it is given: only the type itself can make it")
    code = _Code(cls, {"new": object.__new__, "cls": cls})
    code.lines.append("self = new(cls)")
    for field in fields:
        code.fill(field, field.name)
    code.lines.append("return self")
    made: Callable[P, T] = code.function("made", "*")
    return made


def quick(cls: type[C]) -> type[C]:
    """The class with an `__init__` that does as attrs' own does, in less time, under the same signature.

    Nearly always each value is of the very type that its field says, and there is nothing to check. A default is taken
    as it is. A field that is not given is worked out of the others, once they are checked.

    It is written when the first value is built: reading type hints takes longer than all else here.
    """
    own: Any = cls
    by_attrs = own.__init__

    @wraps(by_attrs)
    def first(self: C, **given: object) -> None:
        init = _init(cls)
        init.__annotations__ = by_attrs.__annotations__
        own.__init__ = init
        init(self, **given)

    own.__init__ = first
    return cls


def _init(cls: type[Checked]) -> Any:
    code, hints = _Code(cls, {}), get_type_hints(cls)
    given = [field for field in fields_of(cls) if field.init]
    for field in given:
        if field.converter is not None:
            code.lines.append(f"if {field.name} is not default_{field.name}:")
            code.lines.append(f"    {field.name} = convert_{field.name}({field.name})")
            code.outside[f"convert_{field.name}"] = field.converter
        code.outside[f"default_{field.name}"] = field.default
        code.fill(field, field.name)
    usual = [" or ".join(_usual(cls, field, hints[field.name], code.outside)) for field in given]
    code.lines.append(f"if not (({') and ('.join(usual)})):")
    code.lines.append("    self.__attrs_post_init__()")
    for field in fields_of(cls):
        if not field.init:
            factory: Any = field.default
            code.outside[f"find{field.name}"] = factory.factory
            code.fill(field, f"find{field.name}(self)")
    return code.function("__init__", "self, *")


def _usual(cls: type[Checked], field: attrs.Attribute[Any], hint: Any, outside: dict[str, Any]) -> Iterator[str]:
    """What is true of nearly everything that is given for a field, and of nothing that its check would refuse."""
    name, check = field.name, cls.checks.get(field.name)
    if field.default is not attrs.NOTHING and field.default is not None:
        yield f"{name} is default_{name}"
    for place, kind in enumerate(alternatives(hint)):
        known = f"type_{name}_{place}"
        if kind is NoneType:
            yield f"{name} is None"
        elif kind is str and check in (None, text, code_text):
            yield f"type({name}) is str and {name}.isalnum() and len({name}) <= {LONGEST_TEXT}"
        elif check is None and (is_closed(kind) or kind in (date, bool)):
            outside[known] = kind
            yield f"type({name}) is {known}"
        elif check is None and get_origin(kind) is tuple and all(map(is_closed, alternatives(get_args(kind)[0]))):
            outside[known] = frozenset(alternatives(get_args(kind)[0]))
            yield f"type({name}) is tuple and {known}.issuperset(map(type, {name}))"
    if check not in (None, text, code_text):  # what the class says itself: one field is asked, and not all of them
        outside[f"check_{name}"] = check
        yield f"check_{name}({name}) is None"


class _Code:
    """A function of the fields of a class, line by line, with what it takes from `outside`."""

    def __init__(self, cls: type, outside: dict[str, Any]) -> None:
        self.cls = cls
        self.outside = outside
        self.lines: list[str] = []

    def fill(self, field: attrs.Attribute[Any], value: str) -> None:
        """Fill a slot through its descriptor, to which attrs goes by a longer way."""
        self.outside[f"set_{field.name}"] = getattr(self.cls, field.name).__set__
        self.lines.append(f"set_{field.name}(self, {value})")

    def function(self, name: str, first: str) -> Any:
        """What is written, at home in the room of the class, so that its type hints are found there."""
        given = {field.name: field.default for field in fields_of(self.cls) if field.init}
        head = f"def {name}({', '.join([first, *given])}):\n"
        body = "".join(f"    {line}\n" for line in self.lines)
        # As attrs does: a copy of the room, which is found sooner than what a closure holds.
        room = {**vars(sys.modules[self.cls.__module__]), **self.outside}
        exec(compile(head + body, f"<recallcore {self.cls.__name__}>", "exec"), room)
        function: Any = room[name]
        function.__kwdefaults__ = {field: value for field, value in given.items() if value is not attrs.NOTHING}
        return function
