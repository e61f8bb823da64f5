"""The draw of small bugs: the same for one seed, over every room, and each of them another program."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Final

import mutations
import pytest
from mutations import OPERATORS, Mutant
from planting import ROOT, room_names, room_path
from sampled_mutants import NOT_ASKED, Coverage, Draw

pytestmark = pytest.mark.clause("DEC-2")

VOCABULARY: Final = {"Kind": {"SCALING": "SEALANT", "SEALANT": "SCALING"}}

# Of each operator: a program, and every program it makes of it.
MADE: Final[dict[str, tuple[str, set[str]]]] = {
    "comparison": ("a < b is c", {"a <= b is c", "a >= b is c", "a < b is not c"}),
    "connective": ("a and (b or c)", {"a or (b or c)", "a and (b and c)"}),
    "operand": ("a and b", {"a", "b"}),
    "negation": ("not a", {"a"}),
    "condition": ("[x for x in y if x.z]", {"[x for x in y if True]", "[x for x in y if False]"}),
    "number": ("f(18, 5000, True)", {"f(19, 5000, True)", "f(17, 5000, True)"}),
    "truth": ("f(True)", {"f(False)"}),
    "text": ("TABLE = {'a': f'b'}", {"TABLE = {'ax': f'b'}"}),
    "arithmetic": ("a + b | c", {"a - b | c", "a + b & c"}),
    "keyword": ("f(a, b=1, **c)", {"f(a, **c)"}),
    "element": (
        "f((a, b), {c}, {d: e})",
        {"f((b,), {c}, {d: e})", "f((a,), {c}, {d: e})"} | {"f((a, b), set(), {d: e})", "f((a, b), {c}, {})"},
    ),
    "member": ("f(Kind.SCALING, Other.SCALING)", {"f(Kind.SEALANT, Other.SCALING)"}),
    "answer": (
        "def f() -> bool:\n    return a",
        {"def f() -> bool:\n    return True", "def f() -> bool:\n    return False"},
    ),
    "dropped": ("a()", {"pass"}),
    "called": ("f(min(a), sorted(b, key=c))", {"f(max(a), sorted(b, key=c))", "f(min(a), [*b])"}),
}

UNTOUCHED: Final = '''
"""A docstring."""
from __future__ import annotations
from a import b
import c
Alias: TypeAlias = tuple[int, str]
T = TypeVar('T', bound='Value')
__all__ = ['Alias']
if TYPE_CHECKING:
    x = 1

@attrs.frozen(eq=False, repr=False, weakref_slot=False)
class A:
    a: date

def f(given: tuple[int, str]=d) -> tuple[int, str] | None:
    """A docstring."""
    assert given < 1
    e: dict[str, int] = cast('int', given)
    return f'at least {e}'
'''


@pytest.fixture(scope="module")
def draw() -> Draw:
    return Draw(seed=7, mutants=160)


@pytest.fixture(scope="module")
def drawn(draw: Draw) -> list[Mutant]:
    return draw.first()


def _made(program: str, *operators: str) -> set[str]:
    tree = ast.parse(program)
    found = mutations.changes(tree, VOCABULARY)
    return {mutations.write("room", tree, c).source for c in found if not operators or c.operator in operators}


@pytest.mark.parametrize("operator", [operator.__name__ for operator in OPERATORS])
def test_an_operator_makes_these_programs_and_no_others(operator: str) -> None:
    program, made = MADE[operator]
    assert _made(program, operator) == made


@pytest.mark.parametrize(
    ("returns", "nothing"),
    [("date | None", {"None"}), ("tuple[int, ...]", {"()"}), ("str", {"''"}), ("date", set())],
)
def test_nothing_is_returned_only_where_nothing_may_be(returns: str, nothing: set[str]) -> None:
    made = _made(f"def f() -> {returns}:\n    return a", "answer")
    assert made == {f"def f() -> {returns}:\n    return {said}" for said in nothing}


def test_what_yields_yields_nothing_rather_than_ceasing_to_yield() -> None:
    assert _made("def f():\n    yield a", "dropped") == {"def f():\n    yield from ()"}


def test_what_says_nothing_about_decisions_is_left_alone() -> None:
    assert {made for made in _made(UNTOUCHED) if "return ''" not in made and "return None" not in made} == set()


def test_the_same_seed_draws_the_same_and_another_draws_others() -> None:
    drawn, again, others = (Draw(seed, 30, "_base.*").first() for seed in (7, 7, 8))
    assert drawn == again
    assert drawn != others


def test_a_bug_that_cannot_be_imported_is_drawn_again_in_its_room_and_never_twice() -> None:
    draw = Draw(7, 6, "_base.groups")
    drawn = draw.first()
    everything = [*drawn, *draw.again(drawn)]
    assert {mutant.room for mutant in everything} == {"_base.groups"}
    assert len({mutant.source for mutant in everything}) == len(everything) == draw.places["_base.groups"]


def test_every_room_is_drawn_from_by_the_number_of_its_places(draw: Draw, drawn: list[Mutant]) -> None:
    assert {mutant.room for mutant in drawn} == {room for room, places in draw.places.items() if places}
    assert draw.places.keys() == {*room_names()}  # though some may have no place to change
    assert sum(draw.shares.values()) == 160
    assert draw.shares["_deciding.recall"] > draw.shares["_deciding.billing"] >= 1


def test_fewer_bugs_than_rooms_are_refused() -> None:
    with pytest.raises(ValueError, match="2 rooms can be changed"):
        mutations.shares({"a": 5, "b": 1, "nothing": 0}, 1)
    assert mutations.shares({"a": 5, "b": 1, "nothing": 0}, 4) == {"a": 3, "b": 1}
    assert mutations.shares({"a": 5, "b": 1}, 100) == {"a": 5, "b": 1}


def test_every_bug_that_is_drawn_is_another_program(drawn: list[Mutant]) -> None:
    rooms = {room: ast.unparse(ast.parse(room_path(room).read_text("utf-8"))) for room in room_names()}
    for mutant in drawn:
        assert mutant.source != rooms[mutant.room], mutant
        assert mutant.before != mutant.after
        compile(mutant.source, mutant.room, "exec")


def test_writing_a_room_anew_changes_nothing() -> None:
    for room in room_names():
        tree = ast.parse(room_path(room).read_text("utf-8"))
        assert ast.dump(ast.parse(ast.unparse(tree))) == ast.dump(tree), room


def test_rooms_are_found_however_deep(tmp_path: Path) -> None:
    names = ["__init__", "_value", "rules.__init__", "rules.clinical._due"]
    for name in names:
        room_path(name, tmp_path).parent.mkdir(parents=True, exist_ok=True)
        room_path(name, tmp_path).touch()
    assert room_names(tmp_path) == names


def test_a_bug_meets_the_tests_that_run_its_lines_the_quickest_first() -> None:
    coverage = Coverage(
        ["slow", "quick", "individual", "elsewhere"], [2.0, 1.0, 3.0, 0.0], {"_due": {4: 1, 5: 2, 6: 8}}, 4
    )
    mutant = Mutant("_due", "number", 5, (4, 5), "1", "2", "")
    assert coverage.chosen(mutant) == ["quick", "slow", "individual"]
    assert coverage.in_process().chosen(mutant) == ["quick", "slow"]


@pytest.mark.parametrize(
    ("program", "lines"),
    [("@f(\n    a=1\n)\nclass C:\n    b", (2, 4)), ("if a:\n    b = (\n        c\n        < d\n    )", (2, 4))],
)
def test_a_change_is_run_where_its_statement_starts_or_where_it_stands(program: str, lines: tuple[int, int]) -> None:
    found = mutations.changes(ast.parse(program), VOCABULARY)
    assert {change.lines for change in found if change.operator in ("keyword", "comparison")} == {lines}


def test_the_tests_that_are_not_asked_exist() -> None:
    for name in NOT_ASKED:
        path, _, function = name.partition("::")
        assert f"def {function}" in (ROOT / path).read_text("utf-8")
