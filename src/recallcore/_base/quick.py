"""Values built as quickly as Python can: the slots of a frozen value, filled directly.

Plumbing. Knows nothing of dentistry. The only room that compiles code, and all of it is made of the names of fields:
every patient has a dozen of these values, and a list makes tens of thousands of reasons.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Any, Final, ParamSpec, TypeVar

import attrs

from recallcore._base.values import Checked, fields_of

P = ParamSpec("P")
T = TypeVar("T")


def maker(cls: Callable[P, T]) -> Callable[P, T]:
    """What builds values of one type that nobody checks, twice as fast as the type itself.

    For what rooms make by the ten thousand. Each field is given by its name, so that no two can be swapped.
    """
    assert isinstance(cls, type)
    fields = fields_of(cls)
    if issubclass(cls, Checked) or any(field.converter is not None or not field.init for field in fields):
        raise TypeError(f"{cls.__name__} checks or converts what it is given: only the type itself can make it")
    names = [field.name for field in fields]
    body = ["self = new(cls)", *(f"set_{name}(self, {name})" for name in names), "return self"]
    made: Callable[P, T] = _compiled(cls, "", names, body, {"new": object.__new__, "cls": cls, **_fillers(cls)})
    return made


def _fillers(cls: type) -> dict[str, Any]:
    """What fills each slot of a frozen value: its descriptor, to which attrs goes by a longer way."""
    return {f"set_{field.name}": getattr(cls, field.name).__set__ for field in fields_of(cls)}


_TEMPLATE: Final = """
def builder({outside}):
    def {name}({parameters}):
        {body}
    return {name}
"""


def _compiled(cls: type, first: str, names: list[str], body: list[str], outside: Mapping[str, Any]) -> Any:
    """A function of keywords, at home in the room of the class, so that its type hints are found there."""
    written = _TEMPLATE.format(
        outside=", ".join(outside),
        name=f"{cls.__name__}_made" if not first else "__init__",
        parameters=f"{first}*, {', '.join(names)}",
        body="\n        ".join(body),
    )
    scratch: dict[str, Any] = {}
    exec(compile(written, f"<recallcore {cls.__name__}>", "exec"), vars(sys.modules[cls.__module__]), scratch)
    made = scratch["builder"](**outside)
    defaults = {field.name: field.default for field in fields_of(cls) if field.init}
    made.__kwdefaults__ = {name: default for name, default in defaults.items() if default is not attrs.NOTHING}
    return made
