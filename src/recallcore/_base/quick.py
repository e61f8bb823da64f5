"""Values built quickly (stand-in until merged)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

import attrs

P = ParamSpec("P")
T = TypeVar("T")


def maker(cls: Callable[P, T]) -> Callable[P, T]:
    """What builds values of one type that nobody checks."""
    fields = vars(cls)["__attrs_attrs__"]
    names: dict[str, Any] = {"new": object.__new__, "cls": cls}
    lines, args = [], []
    for f in fields:
        names[f"set_{f.name}"] = vars(cls)[f.name].__set__
        if f.default is not attrs.NOTHING:
            names[f"default_{f.name}"] = f.default
        args.append(f.name if f.default is attrs.NOTHING else f"{f.name}=default_{f.name}")
        lines.append(f"    set_{f.name}(self, {f.name})")
    code = f"def made(*, {', '.join(args)}):\n    self = new(cls)\n" + "\n".join(lines) + "\n    return self\n"
    exec(code, names)
    made: Callable[P, T] = names["made"]
    return made
