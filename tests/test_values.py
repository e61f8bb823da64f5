"""How values are declared: the types of their fields say what they must be, and quick ways of making them agree."""

from __future__ import annotations

import copy
import inspect
import subprocess
import sys
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, ClassVar, Final

import attrs
import pytest

import recallcore as rc
from recallcore._base.checks import Check, whole
from recallcore._base.quick import maker
from recallcore._base.values import CHECKS, Checked, Value, as_tuple

CHECKED: Final = [c for name in rc.__all__ if isinstance(c := getattr(rc, name), type) and issubclass(c, Checked)]
DAY: Final = date(2026, 11, 20)

pytestmark = pytest.mark.clause("FCT-10")


@pytest.mark.parametrize("cls", CHECKED, ids=lambda cls: cls.__name__)
def test_every_field_has_a_check(cls: type[Checked]) -> None:
    if attrs.has(cls):
        assert list(CHECKS[cls]) == [field.name for field in attrs.fields(cls) if field.init]


@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class _Unsaid(Checked):
    how_many: int


@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class _Pair(Checked):
    pair: tuple[date, str]


@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class _Loose(Checked):
    one: date | int


@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class _Misspelled(Checked):
    many: int
    checks: ClassVar[Mapping[str, Check]] = {"many": whole(1), "few": whole(1)}


@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
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
        "_Plain.names must be a tuple of items, got list",
        "_Plain.fact must be an Away or OptOut, got type",
    )


@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
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


@pytest.mark.parametrize("cls", [rc.Policy, rc.CodeMap, rc.History])
def test_what_converts_or_works_out_has_no_maker(cls: type) -> None:
    with pytest.raises(TypeError, match=f"{cls.__name__} converts what it is given"):
        maker(cls)


def test_nothing_fills_a_value_a_second_time() -> None:
    patient, away = rc.Patient(id="1", household="H"), rc.Away(since=DAY)
    for value, other in ((patient, {"id": "2"}), (away, {"since": date.min})):
        said = repr(value)
        value.__init__(**other)  # type: ignore[misc, call-arg] # does nothing: there is nothing left to do
        assert not hasattr(value, "__setstate__")
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            value.__class__ = _Plain  # type: ignore[assignment]
        assert repr(value) == said


def test_a_copy_is_the_value_and_a_pickle_is_built_anew() -> None:
    history = rc.History(patient=rc.Patient(id="1"), completed=[rc.Procedure(on=DAY, kind=rc.Kind.PROPHYLAXIS)])
    assert copy.copy(history) is copy.deepcopy(history) is history
    build, (made, given) = history.__reduce__()  # type: ignore[misc, str-unpack]
    assert build(made, given) == history  # type: ignore[operator]
    with pytest.raises(rc.FactError, match="must be a Patient, got str"):
        build(made, ["x", *given[1:]])  # type: ignore[operator, index]


@pytest.mark.parametrize("cls", CHECKED, ids=lambda cls: cls.__name__)
def test_a_value_says_how_it_is_built_before_and_after_the_first_one(cls: Any) -> None:
    signature = inspect.signature(cls)
    if attrs.has(cls):
        assert [*signature.parameters] == [field.name for field in attrs.fields(cls) if field.init]
        assert cls.__new__.__qualname__ == f"{cls.__name__}.__new__"
        with pytest.raises(TypeError):
            cls("by place")
        assert inspect.signature(cls) == signature
        with pytest.raises(TypeError, match="unexpected keyword argument 'nickname'"):
            cls(nickname="no")


def test_what_is_still_being_filled_is_no_kind_of_fact() -> None:
    assert isinstance(rc.Attempt(on=DAY, channel=rc.Channel.SMS, outcome=rc.Outcome.NO_ANSWER), rc.Attempt)
    assert [kind.__name__ for kind in rc.Fact.__subclasses__()].count("Attempt") == 1
    assert all(kind is getattr(rc, kind.__name__) for kind in rc.Fact.__subclasses__())


@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class _Hurried(Checked):
    id: str
    on: date | None = None
    codes: tuple[rc.Kind, ...] = attrs.field(default=(), converter=as_tuple)
    level: int = 3
    _found: int = attrs.field(default=attrs.Factory(lambda self: self.level + 1, takes_self=True), init=False)
    checks: ClassVar[Mapping[str, Check]] = {"level": whole(1)}
    looks_first: ClassVar[bool] = True


class _Name(str):
    pass


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"id": ""}, "id must not be empty"),
        ({"id": " "}, "id must not be empty"),
        ({"id": "x" * 129}, "id must be printable"),
        ({"id": "a\nb"}, "id must be printable"),
        ({"id": 7}, "id must be a str"),
        ({"id": None}, "id must be a str"),
        ({"id": "x", "on": datetime(2026, 1, 1)}, "on must be a day"),  # noqa: DTZ001
        ({"id": "x", "on": "2026-01-01"}, "on must be a day"),
        ({"id": "x", "codes": ["cleaning"]}, "codes item 0 must be a Kind"),
        ({"id": "x", "codes": [rc.Kind.FILLING, None]}, "codes item 1 must be a Kind"),
        ({"id": "x", "codes": rc.Kind.FILLING}, "codes must be an iterable"),
        ({"id": "x", "codes": None}, "codes must be an iterable"),
        ({"id": "x", "level": 0}, "level must be at least 1"),
        ({"id": "x", "level": True}, "level must be a whole number"),
    ],
)
def test_a_quick_look_lets_nothing_pass_that_a_check_refuses(given: dict[str, Any], fault: str) -> None:
    with pytest.raises(rc.FactError, match=f"_Hurried.{fault}"):
        _Hurried(**given)


def test_a_quick_look_takes_what_a_check_accepts() -> None:
    usual = _Hurried(id="x" * 128, on=DAY, codes=[rc.Kind.FILLING], level=4)  # type: ignore[arg-type]
    assert (usual.id, usual.on, usual.codes, usual.level, usual._found) == ("x" * 128, DAY, (rc.Kind.FILLING,), 4, 5)
    unusual = _Hurried(id=_Name("a-1 b"))
    assert (unusual.id, unusual.on, unusual.codes, unusual.level, unusual._found) == ("a-1 b", None, (), 3, 4)


def test_a_table_of_checks_is_there_when_it_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another thread may build the same type meanwhile, and an error may come in between."""
    from recallcore._base import values

    seen: list[bool] = []
    real = values.check_of
    monkeypatch.setattr(values, "check_of", lambda hint: (seen.append(rc.OptOut in CHECKS), real(hint))[1])
    monkeypatch.delitem(CHECKS, rc.OptOut, raising=False)
    with pytest.raises(rc.FactError):
        rc.OptOut(since="x")  # type: ignore[arg-type]
    assert seen
    assert not any(seen)
    assert rc.OptOut in CHECKS
    for _ in range(2):
        with pytest.raises(TypeError, match=r"_Unsaid\.checks must say"):
            _Unsaid(how_many=1)


def test_values_of_one_type_may_be_built_for_the_first_time_by_many_threads() -> None:
    code = """
import sys, threading
from datetime import date
import recallcore as rc
sys.setswitchinterval(1e-6)
DAY, wrong, start = date(2026, 1, 5), [], threading.Barrier(8)
RIGHT = [(rc.OptOut, {"since": DAY}), (rc.Patient, {"id": "1"}), (rc.Attempt, {"on": DAY, "channel": rc.Channel.SMS,
         "outcome": rc.Outcome.NO_ANSWER}), (rc.Away, {"since": DAY}), (rc.Interval, {"days": 3})]
def build():
    start.wait()
    for kind, given in RIGHT * 20:
        made = kind(**given)
        if type(made) is not kind or any(getattr(made, name) != said for name, said in given.items()):
            wrong.append(kind)
        for name in given:
            try:
                wrong.append(kind(**{**given, name: 1.5}))
            except rc.RecallcoreError:
                pass
threads = [threading.Thread(target=build) for _ in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
assert not wrong, len(wrong)
print("right")
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.stdout == "right\n", run.stderr
