"""How values are declared: the types of their fields say what they must be, and quick ways of making them agree."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, ClassVar, Final

import attrs
import pytest

import recallcore as rc
from recallcore._base.checks import Check, whole
from recallcore._base.quick import maker
from recallcore._base.values import CHECKS, Checked, Value

CHECKED: Final = [c for name in rc.__all__ if isinstance(c := getattr(rc, name), type) and issubclass(c, Checked)]
DAY: Final = date(2026, 11, 20)

pytestmark = pytest.mark.clause("FCT-10")


@pytest.mark.parametrize("cls", CHECKED, ids=lambda cls: cls.__name__)
def test_every_field_has_a_check(cls: type[Checked]) -> None:
    if attrs.has(cls):
        assert list(CHECKS[cls]) == [field.name for field in attrs.fields(cls) if field.init]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class _Unsaid(Checked):
    how_many: int


@attrs.frozen(kw_only=True, eq=False, repr=False)
class _Pair(Checked):
    pair: tuple[date, str]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class _Loose(Checked):
    one: date | int


@attrs.frozen(kw_only=True, eq=False, repr=False)
class _Misspelled(Checked):
    many: int
    checks: ClassVar[Mapping[str, Check]] = {"many": whole(1), "few": whole(1)}


@attrs.frozen(kw_only=True, eq=False, repr=False)
class _Plain(Checked):
    many: int
    on: date
    at: datetime | None = None
    names: tuple[str, ...] = ()
    fact: rc.Away | rc.OptOut | None = None
    checks: ClassVar[Mapping[str, Check]] = {"many": whole(1)}


@pytest.mark.parametrize(
    ("cls", "given", "unsaid"),
    [
        (_Unsaid, {"how_many": 1}, "_Unsaid.checks must say what how_many must be"),
        (_Pair, {"pair": (DAY, "x")}, "_Pair.checks must say what pair must be"),
        (_Loose, {"one": DAY}, "_Loose.checks must say what one must be"),
        (_Misspelled, {"many": 1}, "_Misspelled.checks names what is no field: few"),
    ],
)
def test_a_type_that_does_not_say_it_all_is_noticed(cls: Any, given: dict[str, Any], unsaid: str) -> None:
    with pytest.raises(TypeError, match=unsaid):
        cls(**given)


def test_the_types_of_the_fields_are_the_checks() -> None:
    with pytest.raises(rc.FactError) as refused:
        _Plain(many=0, on="x", at=datetime(2026, 11, 20), names=["x"], fact=rc.Site)  # type: ignore[arg-type] # noqa: DTZ001
    assert refused.value.faults == (
        "_Plain.many must be at least 1, got 0",
        "_Plain.on must be a day (datetime.date, not datetime.datetime), got str",
        "_Plain.at must be a timezone-aware datetime, got a naive datetime",
        "_Plain.names must be an iterable of items, got list",
        "_Plain.fact must be an Away or OptOut, got type",
    )


@attrs.frozen(kw_only=True, eq=False, repr=False)
class _Finding(Value):
    code: str
    on: date | None = None
    hidden: int = attrs.field(default=0, eq=False, repr=False)


def test_what_a_maker_makes_is_the_value_itself() -> None:
    made = maker(_Finding)
    assert made(code="x") == _Finding(code="x")
    assert made(code="x", on=DAY, hidden=2) == _Finding(code="x", on=DAY)
    assert hash(made(code="x", on=DAY, hidden=2)) == hash(_Finding(code="x", on=DAY))
    assert made(code="x") != _Finding(code="y")
    assert repr(made(code="x")) == "_Finding(code='x', on=None)"
    assert [*inspect.signature(made).parameters] == ["code", "on", "hidden"]


def test_a_maker_takes_fields_by_name_alone_and_needs_those_without_a_default() -> None:
    with pytest.raises(TypeError):
        maker(_Finding)("x")  # type: ignore[misc]
    with pytest.raises(TypeError):
        maker(_Finding)(on=DAY)  # type: ignore[call-arg]


@pytest.mark.parametrize("cls", [rc.Away, rc.CodeMap])
def test_what_checks_or_converts_has_no_maker(cls: type) -> None:
    with pytest.raises(TypeError, match=f"{cls.__name__} checks or converts"):
        maker(cls)
