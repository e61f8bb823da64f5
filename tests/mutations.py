"""Every small change that can be made to a room of the library, and a draw among them by a seed.

Left out: docstrings, annotations and type aliases, imports, assertions, `__all__`, what only type checkers run, texts
inside functions, error messages among them, and what attrs need not write for a class because `Value` has it already.
Texts in the tables of a module and the words of a vocabulary are changed. A change is made to the syntax tree, and the
whole room is written anew from it.
"""

from __future__ import annotations

import ast
import random
from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple, TypeAlias

Siblings: TypeAlias = Mapping[str, Mapping[str, str]]  # of each vocabulary: the member that stands in for each member


class Around(NamedTuple):
    """What an operator may need to know about where a node stands."""

    parent: ast.AST
    siblings: Siblings
    returns: str | None = None  # the annotation of the function around it; None outside of functions


class Change(NamedTuple):
    """One change: which node of the tree, what stands there instead, and how to tell it."""

    operator: str
    holder: ast.AST
    field: str
    place: int | None  # in the field, where that is a list
    becomes: ast.AST
    statement: ast.AST  # the nearest around it
    told: ast.AST  # whose line is told

    @property
    def line(self) -> int:
        return int(getattr(self.told, "lineno", _first_line(self.statement)))

    @property
    def lines(self) -> tuple[int, int]:
        """From where the statement starts to where the change ends. A decorator stands before its statement."""
        first = _first_line(self.statement)
        return min(first, self.line), max(first, int(getattr(self.told, "end_lineno", None) or self.line))


class Mutant(NamedTuple):
    """A change of a room, written out."""

    room: str
    operator: str
    line: int
    lines: tuple[int, int]
    before: str
    after: str
    source: str  # of the whole room


# An operator yields what could stand in a node's place, each with the node whose line is told.
Becomes: TypeAlias = tuple[ast.AST, ast.AST]
Operator: TypeAlias = Callable[[ast.AST, Around], Iterator[Becomes]]

_COMPARISONS: Final[Mapping[type[ast.cmpop], tuple[type[ast.cmpop], ...]]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_ARITHMETIC: Final[Mapping[type[ast.operator], type[ast.operator]]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
_CALLED: Final = {"min": "max", "max": "min", "any": "all", "all": "any"}
_UNORDERED: Final = ("sorted", "reversed")
_SMALL: Final = 1000  # larger numbers are limits of a format or of patience, and one more or less is no other
_EMPTY: Final = {"tuple": "()", "list": "[]", "dict": "{}", "str": "''", "frozenset": "frozenset()"}
_ONLY_FOR_TYPES: Final = ("TypeVar", "cast", "assert_never")


def _changed(node: ast.AST, **fields: object) -> ast.AST:
    """The node with other fields. The node itself stays as it is."""
    return ast.copy_location(type(node)(**{**dict(ast.iter_fields(node)), **fields}), node)


def _expression(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


# ------------------------------------------------------------------ operators


def comparison(node: ast.AST, _: Around) -> Iterator[Becomes]:
    """Another comparison."""
    if isinstance(node, ast.Compare):
        for place, operator in enumerate(node.ops):
            for other in _COMPARISONS[type(operator)]:
                ops = [*node.ops[:place], other(), *node.ops[place + 1 :]]
                yield _changed(node, ops=ops), node.comparators[place]


def connective(node: ast.AST, _: Around) -> Iterator[Becomes]:
    """`and` for `or`, and `or` for `and`."""
    if isinstance(node, ast.BoolOp):
        yield _changed(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And()), node


def operand(node: ast.AST, _: Around) -> Iterator[Becomes]:
    """One part of an `and` or `or` dropped."""
    if isinstance(node, ast.BoolOp):
        for place, value in enumerate(node.values):
            left = [*node.values[:place], *node.values[place + 1 :]]
            yield (left[0] if len(left) == 1 else _changed(node, values=left)), value


def negation(node: ast.AST, _: Around) -> Iterator[Becomes]:
    """A `not` dropped."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node.operand, node


def condition(node: ast.AST, around: Around) -> Iterator[Becomes]:
    """A condition that always holds, or never does."""
    parent = around.parent
    asked = isinstance(parent, ast.If | ast.IfExp) and node is parent.test
    asked = asked or (isinstance(parent, ast.comprehension) and node in parent.ifs)
    asked = asked or (isinstance(parent, ast.match_case) and node is parent.guard)
    if asked:
        yield ast.Constant(True), node
    if asked or (isinstance(parent, ast.While) and node is parent.test):
        yield ast.Constant(False), node


def number(node: ast.AST, _: Around) -> Iterator[Becomes]:
    """A small whole number, one more and one less."""
    if isinstance(node, ast.Constant) and type(node.value) is int and node.value <= _SMALL:
        yield ast.Constant(node.value + 1), node
        yield ast.Constant(node.value - 1), node


def truth(node: ast.AST, _: Around) -> Iterator[Becomes]:
    """True for False, and False for True."""
    if isinstance(node, ast.Constant) and type(node.value) is bool:
        yield ast.Constant(not node.value), node


def text(node: ast.AST, around: Around) -> Iterator[Becomes]:
    """A text in a table of the module, or a word of a vocabulary, spelled otherwise."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value and around.returns is None:
        yield ast.Constant(f"{node.value}x"), node


def arithmetic(node: ast.AST, _: Around) -> Iterator[Becomes]:
    """Plus for minus, the union for what is common, and the other way round."""
    if isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in _ARITHMETIC:
        yield _changed(node, op=_ARITHMETIC[type(node.op)]()), node


def keyword(node: ast.AST, _: Around) -> Iterator[Becomes]:
    """A keyword argument dropped."""
    if isinstance(node, ast.Call):
        for place, argument in enumerate(node.keywords):
            if argument.arg is not None and not _left_out(argument, node):
                yield _changed(node, keywords=[*node.keywords[:place], *node.keywords[place + 1 :]]), argument


def element(node: ast.AST, around: Around) -> Iterator[Becomes]:
    """An element of a tuple, list, set or mapping dropped."""
    if isinstance(node, ast.Dict):
        for place, value in enumerate(node.values):
            keys = [*node.keys[:place], *node.keys[place + 1 :]]
            yield _changed(node, keys=keys, values=[*node.values[:place], *node.values[place + 1 :]]), value
    literal = isinstance(node, ast.Tuple | ast.List | ast.Set) and not isinstance(around.parent, ast.Subscript)
    if literal and not isinstance(getattr(node, "ctx", None), ast.Store):
        for place, item in enumerate(node.elts):
            left = [*node.elts[:place], *node.elts[place + 1 :]]
            empty = isinstance(node, ast.Set) and not left
            yield (_expression("set()") if empty else _changed(node, elts=left)), item


def member(node: ast.AST, around: Around) -> Iterator[Becomes]:
    """The next member of a vocabulary in a member's place."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        other = around.siblings.get(node.value.id, {}).get(node.attr)
        if other is not None:
            yield _changed(node, attr=other), node


def answer(node: ast.AST, around: Around) -> Iterator[Becomes]:
    """Nothing returned where nothing may be: None, or what is empty. Of a bool, both."""
    if not isinstance(node, ast.Return) or node.value is None or around.returns is None:
        return
    told = around.returns
    nothing = ["True", "False"] if told == "bool" else [_EMPTY.get(told.partition("[")[0], "")]
    if told.endswith("| None"):
        nothing = ["None"]
    for said in nothing:
        if said and said != ast.unparse(node.value):
            yield _changed(node, value=_expression(said)), node


def dropped(node: ast.AST, _: Around) -> Iterator[Becomes]:
    """A statement dropped that does something: a call, a yield, a raise, a word in a loop, a field or item set."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Yield | ast.YieldFrom):
        yield ast.Expr(ast.YieldFrom(_expression("()"))), node  # what yields still does
        return
    sets = isinstance(node, ast.Assign) and all(isinstance(t, ast.Attribute | ast.Subscript) for t in node.targets)
    if sets or isinstance(node, ast.Expr | ast.AugAssign | ast.Raise | ast.Continue | ast.Break | ast.Delete):
        yield ast.Pass(), node


def called(node: ast.AST, _: Around) -> Iterator[Becomes]:
    """The smallest for the largest, any for all, the other way round, and no order for an order."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        if node.func.id in _CALLED:
            yield _changed(node, func=ast.Name(_CALLED[node.func.id], ast.Load())), node
        elif node.func.id in _UNORDERED:
            yield ast.List([ast.Starred(node.args[0], ast.Load())], ast.Load()), node


OPERATORS: Final[tuple[Operator, ...]] = (
    *(comparison, connective, operand, negation, condition, number, truth, text, arithmetic, keyword, element),
    *(member, answer, dropped, called),
)


# ------------------------------------------------------------------ the places of a room


def changes(tree: ast.Module, siblings: Siblings) -> Iterator[Change]:
    """Every change that can be made to a room, in the order of its text."""
    yield from _below(tree, tree, Around(tree, siblings))


def _below(node: ast.AST, statement: ast.AST, around: Around) -> Iterator[Change]:
    for field, place, child in _children(node):
        nearest = child if isinstance(child, ast.stmt | ast.match_case) else statement
        here = around._replace(parent=node)
        for operator in OPERATORS:
            for becomes, told in operator(child, here):
                yield Change(operator.__name__, node, field, place, becomes, nearest, told)
        if isinstance(child, ast.FunctionDef):
            here = here._replace(returns="" if child.returns is None else ast.unparse(child.returns))
        yield from _below(child, nearest, here)


def _first_line(node: ast.AST) -> int:
    if isinstance(node, ast.match_case):
        return node.pattern.lineno
    return int(getattr(node, "lineno", 1))


def _children(node: ast.AST) -> Iterator[tuple[str, int | None, ast.AST]]:
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "bases", "format_spec", "type_params"):
            continue
        for place, child in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(child, ast.AST) and not _left_out(child, node):
                yield field, place if isinstance(value, list) else None, child


def _left_out(node: ast.AST, parent: ast.AST) -> bool:
    match node:
        case ast.Import() | ast.ImportFrom() | ast.Assert() | ast.Expr(value=ast.Constant()):
            return True
        case ast.AnnAssign(annotation=ast.Name(id="TypeAlias")) | ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return True
        case ast.Assign(targets=[ast.Name(id="__all__" | "__slots__")]):
            return True
        case ast.Call(func=ast.Name(id=name)):
            return name in _ONLY_FOR_TYPES
        case ast.Constant():
            return isinstance(parent, ast.JoinedStr)
        case ast.keyword(arg="eq" | "repr" | "weakref_slot"):
            return isinstance(parent, ast.Call) and ast.unparse(parent.func) == "attrs.frozen"
    return type(node).__name__ == "TypeAlias"


def siblings_in(trees: Mapping[str, ast.Module]) -> dict[str, dict[str, str]]:
    """The vocabularies of the library: of each member the next one, of the last the first."""
    found: dict[str, dict[str, str]] = {}
    for tree in trees.values():
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and any(ast.unparse(base) in ("Word", "StrEnum") for base in node.bases):
                names = [n.targets[0].id for n in node.body if isinstance(n, ast.Assign)]  # type: ignore[attr-defined]
                found[node.name] = dict(zip(names, [*names[1:], *names[:1]], strict=True)) if len(names) > 1 else {}
    return found


# ------------------------------------------------------------------ writing a change out


def write(room: str, tree: ast.Module, change: Change) -> Mutant:
    """The room with the change, and what the change is. The tree is left as it was."""
    before = _heading(change.statement)
    held = getattr(change.holder, change.field)
    if change.place is None:
        setattr(change.holder, change.field, change.becomes)
    else:
        setattr(change.holder, change.field, [*held[: change.place], change.becomes, *held[change.place + 1 :]])
    source = ast.unparse(ast.fix_missing_locations(tree))
    after = _heading(change.becomes if isinstance(change.becomes, ast.stmt) else change.statement)
    setattr(change.holder, change.field, held)
    return Mutant(room, change.operator, change.line, change.lines, *_where_they_differ(before, after), source)


def _heading(statement: ast.AST) -> str:
    """A statement on one line, without what is inside it."""
    bodies = {name: [] for name in ("body", "handlers", "orelse", "finalbody", "cases") if hasattr(statement, name)}
    if not isinstance(statement, ast.stmt | ast.match_case):
        bodies = {}
    return " ".join(ast.unparse(_changed(statement, **bodies)).split())


def _where_they_differ(before: str, after: str, around: int = 50) -> tuple[str, str]:
    """Both without most of what they have in common at either end, so that a row of a long table can be told."""
    shorter = min(len(before), len(after))
    start = next((i for i in range(shorter) if before[i] != after[i]), shorter)
    end = next((i for i in range(shorter - start) if before[-1 - i] != after[-1 - i]), shorter - start)
    start, end = max(0, start - around), max(0, end - around)
    opens, closes = "…" if start else "", "…" if end else ""
    return f"{opens}{before[start : len(before) - end]}{closes}", f"{opens}{after[start : len(after) - end]}{closes}"


# ------------------------------------------------------------------ drawing


def shares(places: Mapping[str, int], mutants: int) -> dict[str, int]:
    """How many to draw from each room: one from every room that has a place, the others by their number of places."""
    rooms = {room: count for room, count in places.items() if count}
    if mutants < len(rooms):
        raise ValueError(f"{len(rooms)} rooms can be changed: draw at least as many, or name fewer rooms")
    total = sum(rooms.values())
    share = dict.fromkeys(rooms, 1)
    for _ in range(min(mutants, total) - len(rooms)):
        open_ = [room for room in rooms if share[room] < rooms[room]]
        share[max(open_, key=lambda room: rooms[room] * mutants / total - share[room])] += 1
    return share


def shuffled(room: str, found: list[Change], seed: int) -> list[Change]:
    """All changes of a room in the order they are drawn in. What is drawn here does not depend on other rooms."""
    return random.Random(f"{seed} {room}").sample(found, len(found))
