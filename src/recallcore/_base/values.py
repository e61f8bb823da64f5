"""How this package declares a value: the base class, closed vocabularies, converters.

Plumbing. Knows nothing of dentistry, calendars or policies.

A value is an attrs class: frozen, slotted, keyword-only and final. It is whole or it is not there: nothing fills it a
second time. It checks itself once, while it is built, against the types of its fields; every fault is named. That
cannot be skipped (attrs validators can be switched off globally).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import Enum, EnumType, StrEnum
from itertools import cycle
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, ClassVar, Final, TypeAlias, TypeVar, cast, get_args, get_origin, get_type_hints

from recallcore._base.checks import (
    MOST_COUNTED,
    Check,
    calendar_day,
    code_text,
    each,
    each_in_turn,
    instant,
    one_of,
    optional,
    text,
    truth,
    whole,
    words,
)
from recallcore._base.errors import FactError, RecallcoreError, is_a, named
from recallcore._base.memo import Memo
from recallcore._base.quick import Usual, fields_of, is_unfrozen, quicken, seal
from recallcore._base.spelling import as_moment, is_moment, sort_key, spelled, spelled_text

T = TypeVar("T")
V = TypeVar("V", bound="Value")
Spelling: TypeAlias = Callable[[Any], Any]


class _Vocabulary(EnumType):
    """Looks a word up by its spelling. Python's own look-up spells out what it does not find, and may fail at that.

    Its `__call__` is put in place below, where a type checker takes it for what it replaces.
    """


def _word(vocabulary: type[Word], spelling: object) -> object:
    """The word that is spelled so."""
    if type(spelling) is vocabulary:
        return spelling
    word = None
    if type(spelling) is str:
        word = vocabulary._value2member_map_.get(spelling)
    elif is_a(spelling, str) and not is_a(spelling, Enum):
        word = vocabulary._value2member_map_.get(str.__str__(spelling))
    if word is None:
        given = named(type(spelling))
        raise FactError(f"no {vocabulary.__name__} is spelled like the given {given}; accepted: {words(vocabulary)}")
    return word


_Vocabulary.__call__ = _word  # type: ignore[method-assign, assignment]  # a type checker knows what comes of a spelling


class Word(StrEnum, metaclass=_Vocabulary):
    """A closed vocabulary. An unknown word is refused without being repeated: it may be somebody's name."""


class Value:
    """Base of every public value. Final: a subclass could break equality, hashing and the checks."""

    __slots__ = ()

    def __init_subclass__(cls) -> None:
        for base in cls.__bases__:
            if "__attrs_attrs__" in vars(base):
                raise TypeError(f"{base.__name__} is final and cannot be subclassed")
        if "__attrs_attrs__" in vars(cls):  # attrs makes a class twice, the second time with slots and all
            seal(cls, _finish)
            for restored in ("__getstate__", "__setstate__"):
                delattr(cls, restored)

    @classmethod
    def __subclasses__(cls) -> list[type]:
        """The types there are; not those whose values are still being filled."""
        return [kind for kind in type.__subclasses__(cls) if not is_unfrozen(kind)]

    def __reduce__(self) -> tuple[object, ...]:
        return _again, (type(self), [getattr(self, field.name) for field in fields_of(type(self)) if field.init])

    def __copy__(self: V) -> V:
        return self

    def __deepcopy__(self: V, memo: object) -> V:
        return self

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

    def _order(self) -> tuple[Any, ...]:
        """Sorts values of one type by all they say."""
        return tuple([sort_key(getattr(self, field.name)) for field in fields_of(type(self)) if field.eq])

    @classmethod
    def _reader(cls) -> Callable[[Any], object]:
        """What reads off a value all it says, by which it equals another of its type."""
        compared = [field for field in fields_of(cls) if field.eq]
        said = attrgetter(*[field.name for field in compared])
        clocks = [field.name for field in compared if datetime in alternatives(field.type) and not is_moment(field)]
        if not clocks:
            return said
        # The hour of one instant is another on another clock, and so may be its day.
        return lambda value: (said(value), tuple([_offset(getattr(value, clock)) for clock in clocks]))


# The reader of each type, made when two of it are first compared.
_SAYS: Final[Memo[type[Value], Callable[[Any], object]]] = Memo(lambda cls: cls._reader())


def _offset(at: datetime | None) -> timedelta | None:
    return None if at is None else at.utcoffset()


def settle(value: Value) -> None:
    """Spell all that a value says in one way, once each field is known to be of its type."""
    _spell(value, _SPELLINGS[type(value)])


def _spell(value: Value, spellings: Iterable[tuple[str, Spelling]]) -> None:
    for name, spell in spellings:
        said = getattr(value, name)
        plain = spell(said)
        if plain is not said:
            object.__setattr__(value, name, plain)


def _finish(value: Value) -> None:
    """Put moments into UTC, last of all: until then the day they belong to is judged on their own clock."""
    moments = _MOMENTS[type(value)]
    if moments:
        _spell(value, moments)


def _spellings(cls: type[Value]) -> list[tuple[str, Spelling]]:
    """How each field of a type is spelled; those that can be spelled in but one way are left out."""
    hints = hints_of(cls)
    found = [(field.name, spelling_of(hints[field.name])) for field in fields_of(cls) if field.init]
    return [(name, spelling) for name, spelling in found if spelling is not None]


def _moments(cls: type[Value]) -> list[tuple[str, Spelling]]:
    """The fields of a type that say when, whatever the clock."""
    return [(field.name, as_moment) for field in fields_of(cls) if is_moment(field)]


def spelling_of(hint: Any) -> Spelling | None:
    """What spells a value of this type in one way. None: there is but one."""
    kinds = [kind for kind in alternatives(hint) if kind is not NoneType]
    if all(is_closed(kind) or kind in (bool, float) for kind in kinds):
        return None
    if get_origin(kinds[0]) is not tuple:
        return spelled_text if kinds[0] is str else spelled
    item, *more = get_args(kinds[0])
    parts = [spelling_of(part) or _as_it_is for part in ((item,) if more == [...] else (item, *more))]
    if parts == [_as_it_is]:
        return None
    return lambda said: said if said is None else tuple([spell(part) for spell, part in zip(cycle(parts), said)])


def _as_it_is(said: object) -> object:
    return said


_SPELLINGS: Final = Memo(_spellings)
_MOMENTS: Final = Memo(_moments)


def _again(cls: type[V], said: list[object]) -> V:
    """The value that a pickle or a copy was made of, built anew as any other is."""
    return cls(**dict(zip([field.name for field in fields_of(cls) if field.init], said, strict=True)))


class Checked(Value):
    """Base of every value that callers build.

    A field must be what its type says. `checks` names more for those of which the type does not say all: how long, how
    many, at least how much. `refusal` is what is raised. Where `looks_first`, a value whose every field is of the usual
    kind is not checked: for what every patient has a dozen of, and what nothing but its fields can make wrong. A field
    that must agree with others is in `never_usual`: given, the value is checked.
    """

    __slots__ = ()
    checks: ClassVar[Mapping[str, Check]] = {}
    refusal: ClassVar[type[RecallcoreError]] = FactError
    looks_first: ClassVar[bool] = False
    never_usual: ClassVar[frozenset[str]] = frozenset()

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if cls.looks_first and "__attrs_attrs__" in vars(cls):
            quicken(cls, cls._usual, _finish)

    @classmethod
    def _usual(cls) -> Mapping[str, Usual]:
        hints = hints_of(cls)
        return {
            name: Usual(types=(NoneType,)) if name in cls.never_usual else usual_of(hints[name], cls.checks.get(name))
            for name in CHECKS[cls]
        }

    def __attrs_post_init__(self) -> None:
        self.check()

    def check(self) -> None:
        """Raise `refusal` with every fault of the fields. When there is none, they are spelled in one way."""
        faults = [
            f"{type(self).__name__}.{name} {fault}"
            for name, check in CHECKS[type(self)].items()
            if (fault := check(getattr(self, name))) is not None
        ]
        if faults:
            raise self.refusal(*faults)
        settle(self)


class Computed(Checked):
    """Base of what recallcore answers with.

    Rooms make most of these with a `maker`, of parts that have checked themselves. Whoever else builds one is checked
    as everywhere, so that nothing that reads an answer meets what no room would have made.
    """

    __slots__ = ()
    refusal: ClassVar[type[RecallcoreError]] = RecallcoreError


def tallied(what: Check) -> Check:
    """A tuple of pairs: what was counted, and how often."""

    def pair(value: object) -> str | None:
        if type(value) is not tuple or len(value) != 2:
            return "must be a pair of what was counted and a whole number"
        return what(value[0]) or COUNT(value[1])

    return each(pair)


def _checks(cls: type[Checked]) -> dict[str, Check]:
    """The check of each field."""
    hints = hints_of(cls)
    names = [field.name for field in fields_of(cls) if field.init]
    if unknown := cls.checks.keys() - names:
        raise TypeError(f"{cls.__name__}.checks names what is no field: {', '.join(sorted(unknown))}")
    checks: dict[str, Check] = {}
    for name in names:
        check = cls.checks.get(name) or check_of(hints[name])
        if check is None:
            raise TypeError(f"{cls.__name__}.checks must say what {name} must be: its type does not say it all")
        checks[name] = check
    return checks


# Made when a type is first needed.
CHECKS: Final = Memo(_checks)
COUNT: Final = whole(0, MOST_COUNTED, told=False)
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


def hints_of(cls: type) -> dict[str, Any]:
    """The types of the fields. A class in whose room annotations are put off takes far longer."""
    types = {field.name: field.type for field in fields_of(cls)}
    return get_type_hints(cls) if any(isinstance(hint, str) for hint in types.values()) else types


def usual_of(hint: Any, check: Check | None) -> Usual:
    """What is usual of a field with this type, and a check of its own beside it."""
    types = alternatives(hint)
    if check is not None and check not in (text, code_text):  # one field is asked, and not all of them
        return Usual(check=check)
    named = tuple(kind for kind in types if is_closed(kind) or kind in (date, bool, str, NoneType))
    items = alternatives(get_args(types[0])[0]) if get_origin(types[0]) is tuple else ()
    return Usual(types=named, items=frozenset(items) if all(map(is_closed, items)) else frozenset())


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
    found = each_in_turn(items)
    return cast("tuple[T, ...]", items) if found is None else tuple(found)


def sorted_once(items: Iterable[T], check: Check) -> tuple[T, ...]:
    """As `as_tuple`, sorted and without repeats, where neither order nor number says anything.

    Left as given while `check` has a fault to find in an item: the message names its place.
    """
    found: Any = as_tuple(items)
    if type(found) is tuple and len(found) > 1 and all(check(item) is None for item in found):
        found = tuple(sorted(set(found)))
    return cast("tuple[T, ...]", found)
