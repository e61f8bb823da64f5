"""Values that no field and no parameter expects: wrong, missing, endless, and such as fail at whatever they are asked.

Missing values and numbers of data frames are played by stand-ins, which behave as those of pandas and NumPy do where
it matters: `test_hostile.py` asks the real ones too, where they are installed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from fractions import Fraction
from typing import Any, Final

import recallcore as rc

CANARY: Final = "Kanarienvogel"
CANARY_NUMBER: Final = 918_273_645_546_372_819
NOON: Final = datetime(2026, 3, 2, 12, tzinfo=UTC)
DEEP: Final = 5_000  # deeper than Python recurses


class MineError(Exception):
    """What the caller's own objects raise."""


def _fails(*_: Any, **__: Any) -> Any:
    raise MineError(CANARY)


# ------------------------------------------------------------------ as data frames have them


class NaTType(datetime):
    """pandas.NaT: an instance of datetime that equals nothing, is before and after nothing, and has no date."""

    def __new__(cls) -> NaTType:
        return datetime.__new__(cls, 1, 1, 1)

    def __eq__(self, other: object) -> bool:
        return False

    def __ne__(self, other: object) -> bool:
        return True

    def __lt__(self, other: object) -> bool:
        return False

    __le__ = __gt__ = __ge__ = __lt__

    def __hash__(self) -> int:
        return 7

    def replace(self, *_: Any, **__: Any) -> NaTType:  # type: ignore[override]
        return self

    def isoformat(self, *_: Any, **__: Any) -> str:
        return "NaT"

    year = month = day = property(lambda self: float("nan"))  # type: ignore[assignment]


def _unsupported(*_: Any, **__: Any) -> Any:
    raise ValueError(f"NaTType does not support what was asked of {CANARY}")


for _name in ("date", "time", "timetz", "utcoffset", "dst", "tzname", "toordinal", "timetuple", "astimezone"):
    setattr(NaTType, _name, _unsupported)


class NAType:
    """pandas.NA: whatever it is compared with comes to itself, and it is neither true nor false."""

    def __bool__(self) -> bool:
        raise TypeError(f"boolean value of NA is ambiguous, {CANARY}")

    def _itself(self, *_: Any) -> Any:
        return self

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __add__ = __radd__ = __sub__ = __rsub__ = _itself

    def __hash__(self) -> int:
        return 2**61 - 1


class ndarray:  # noqa: N801 - as NumPy spells it
    """numpy.ndarray: neither true nor false, equal to nothing but by its items, and perhaps without dimensions."""

    def __init__(self, *items: Any, dimensions: int = 1) -> None:
        self._items, self._dimensions = items, dimensions

    def __bool__(self) -> bool:
        raise ValueError(f"the truth value of an array is ambiguous, {CANARY}")

    def __eq__(self, other: object) -> Any:
        return self

    __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __add__ = __radd__ = __eq__
    __hash__ = None  # type: ignore[assignment]

    def __iter__(self) -> Iterator[Any]:
        if not self._dimensions:
            raise TypeError("iteration over a 0-d array")
        return iter(self._items)

    def __len__(self) -> int:
        if not self._dimensions:
            raise TypeError("len() of unsized object")
        return len(self._items)


class int64:  # noqa: N801
    """numpy.int64: counts as a number everywhere, and is no int."""

    def __init__(self, number: int) -> None:
        self._number = number

    def __int__(self) -> int:
        return self._number

    __index__ = __int__

    def __eq__(self, other: object) -> bool:
        return self._number == other

    def __lt__(self, other: Any) -> bool:
        return bool(self._number < other)

    def __hash__(self) -> int:
        return hash(self._number)

    def __repr__(self) -> str:
        return f"np.int64({self._number})"


class bool_(int64):  # noqa: N801
    """numpy.bool_: true or false, and no bool."""

    def __bool__(self) -> bool:
        return bool(self._number)


class datetime64(int64):  # noqa: N801
    """numpy.datetime64: a day, and no date."""


class float64(float):  # noqa: N801
    """numpy.float64: a float."""


class str_(str):  # noqa: N801
    """numpy.str_: a str."""


# ------------------------------------------------------------------ which fail


def failing(base: type, *names: str) -> type:
    """A type whose instances raise whenever one of these is asked of them."""
    return type(f"Failing{base.__name__}", (base,), dict.fromkeys(names, _fails))


_COMPARED: Final = ("__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__hash__")
_SHOWN: Final = ("__str__", "__repr__", "__format__")
FailingText: Final = failing(
    str, *_COMPARED, *_SHOWN, "__len__", "__iter__", "strip", "upper", "isprintable", "isalnum"
)
FailingNumber: Final = failing(int, *_COMPARED, *_SHOWN, "__int__", "__index__", "__bool__", "__add__", "__mul__")
FailingDay: Final = failing(date, *_COMPARED, *_SHOWN, "toordinal", "replace", "__add__", "__sub__")
FailingInstant: Final = failing(datetime, "utcoffset", "date", "time", "toordinal", "replace", "astimezone", *_COMPARED)


class DayOfSubclass(date):
    """A day as any other."""


class InstantOfSubclass(datetime):
    """An instant as any other."""


class NumberOfSubclass(int):
    """A number as any other."""


class ListOfSubclass(list[Any]):
    """A list as any other."""


class TupleOfSubclass(tuple[Any, ...]):
    """A tuple as any other."""

    __slots__ = ()


class LostZone(tzinfo):
    """A time zone that does not know itself."""

    utcoffset = dst = tzname = _fails


class Pretender:
    """Says that it is of another class, as a mock does."""

    def __init__(self, kind: type) -> None:
        self._kind = kind

    @property
    def __class__(self) -> Any:
        return self._kind

    @__class__.setter
    def __class__(self, kind: Any) -> None:
        raise AttributeError


class Unnameable(type):
    """A type that does not say what it is called."""

    __name__ = property(_fails)  # type: ignore[assignment]


class _OfNoName(metaclass=Unnameable):
    pass


class BadError(rc.FactError):
    """An error that was never told what went wrong, and fails at saying so."""

    def __init__(self, *_: Any) -> None:
        pass

    __str__ = __repr__ = _fails


def _raises_later() -> Iterator[Any]:
    yield object()
    raise MineError(CANARY)


def _raises_at_once() -> Iterator[Any]:
    raise MineError(CANARY)
    yield


def _nested(kind: Callable[[Any], Any]) -> Any:
    nest: Any = kind(CANARY)
    for _ in range(DEEP):
        nest = kind(nest)
    return nest


_OBJECT_FAILS: Final = {
    "__str__": _SHOWN,
    "__eq__": _COMPARED[:-1],
    "__hash__": ("__hash__",),
    "__iter__": ("__iter__",),
    "__len__": ("__len__",),
    "__bool__": ("__bool__",),
    "__getattr__": ("__getattr__",),
    "__call__": ("__call__",),
}

_FAILING: Final = {name: failing(object, *names) for name, names in _OBJECT_FAILS.items()}
_FAILS_AT_ALL: Final = failing(object, *(name for names in _OBJECT_FAILS.values() for name in names))
_DEEP_LISTS: Final = _nested(lambda inner: [inner])
_DEEP_TUPLES: Final = _nested(lambda inner: (inner,))
_DEEP_DICTS: Final = _nested(lambda inner: {CANARY: inner})

# Each is made anew where it is given, because a generator is empty the second time.
HOSTILE: Final[dict[str, Callable[[], Any]]] = {
    "None": lambda: None,
    "NaT": NaTType,
    "NA": NAType,
    "an array": lambda: ndarray(CANARY, CANARY_NUMBER),
    "an array of nothing": ndarray,
    "an array without dimensions": lambda: ndarray(dimensions=0),
    "int64": lambda: int64(CANARY_NUMBER),
    "bool_": lambda: bool_(1),
    "datetime64": lambda: datetime64(CANARY_NUMBER),
    "float64": lambda: float64(CANARY_NUMBER),
    "str_": lambda: str_("x1"),
    "nan": lambda: float("nan"),
    "infinity": lambda: float("inf"),
    "a float": lambda: float(CANARY_NUMBER),
    "a fraction": lambda: Fraction(CANARY_NUMBER, 7),
    "a complex number": lambda: complex(CANARY_NUMBER, 1),
    "a number": lambda: CANARY_NUMBER,
    "a number below nought": lambda: -CANARY_NUMBER,
    "a number without end": lambda: 10**5000,
    "a number without beginning": lambda: -(10**5000),
    "a number of a subclass": lambda: NumberOfSubclass(1),
    "a number that fails": lambda: FailingNumber(1),
    "a text of two lines": lambda: f"{CANARY}\n{CANARY_NUMBER}",
    "a long text": lambda: CANARY * 1_000,
    "an empty text": str,
    "a blank text": lambda: "  ",
    "half a letter": lambda: f"{CANARY}\ud800",
    "a text that fails": lambda: FailingText("x1"),
    "bytes": lambda: CANARY.encode(),
    "a day of a subclass": lambda: DayOfSubclass(2026, 3, 2),
    "a day that fails": lambda: FailingDay(2026, 3, 2),
    "a naive datetime": lambda: NOON.replace(tzinfo=None),
    "an instant of a subclass": lambda: InstantOfSubclass(2026, 3, 2, 12, tzinfo=timezone(timedelta(hours=1))),
    "an instant that fails": lambda: FailingInstant(2026, 3, 2, 12, tzinfo=UTC),
    "an instant of a lost zone": lambda: datetime(2026, 3, 2, 12, tzinfo=LostZone()),
    "a span of time": lambda: timedelta(days=1),
    "a word of another vocabulary": lambda: rc.Verdict.CONTACT,
    "an error": lambda: KeyError(CANARY),
    "an error that fails": BadError,
    "an object": object,
    "an object of no name": _OfNoName,
    "a type": lambda: dict,
    "a function": lambda: _fails,
    "a list": lambda: [CANARY, CANARY_NUMBER],
    "a list of nothing": list,
    "a list of a list": lambda: [[CANARY]],
    "a list of a subclass": ListOfSubclass,
    "a tuple of a subclass": TupleOfSubclass,
    "a list of None": lambda: [None],
    "a list of NA": lambda: [NAType(), NaTType()],
    "a list of what fails": lambda: [FailingText("x1"), _FAILS_AT_ALL()],
    "a tuple": lambda: (CANARY, CANARY_NUMBER),
    "a set": lambda: {CANARY, CANARY_NUMBER},
    "a dict": lambda: {CANARY: CANARY_NUMBER},
    "a dict of nothing": dict,
    "a dict of numbers": lambda: {CANARY_NUMBER: [CANARY]},
    "a generator of nothing": lambda: iter(()),
    "a generator that fails at once": _raises_at_once,
    "a generator that fails later": _raises_later,
    "deep lists": lambda: _DEEP_LISTS,
    "deep tuples": lambda: _DEEP_TUPLES,
    "deep dicts": lambda: _DEEP_DICTS,
    **{f"what pretends to be {kind.__name__}": (lambda kind=kind: Pretender(kind)) for kind in (
        *(date, datetime, str, int, bool, tuple, dict),
        *(rc.History, rc.Patient, rc.Policy, rc.Kind, rc.Interval, rc.FactError),
    )},
    **{f"what fails at {name}": kind for name, kind in _FAILING.items()},
    "what fails at everything": _FAILS_AT_ALL,
}  # fmt: skip

# What the caller's own objects raise from inside these may come through.
MAY_PASS: Final = frozenset(
    {
        *("a generator that fails at once", "a generator that fails later"),
        *("what fails at __eq__", "what fails at __iter__", "what fails at everything", "an instant of a lost zone"),
    }
)
