"""Small bugs drawn by a seed over every room of the library: which of them do the tests let through?

    python tests/sampled_mutants.py --seed 7 --mutants 200 --jobs 2     draw so many, plant each, run the tests
    python tests/sampled_mutants.py --only '_due'                       only in rooms of that name (a shell pattern)
    python tests/sampled_mutants.py --in-process                        without the tests that start a process
    python tests/sampled_mutants.py --show                              say what would be drawn, and run nothing

mutations.py says which changes are made and what is left out; one seed and one tree always draw the same. Each bug
meets the tests that run its line, as CI runs them (Hypothesis' profile `quick`), until the first of them fails: the
rows of the specification first, then all others, the quickest first. A survivor is a row that is missing, or a change
that changes nothing: read it. Which test runs which line is found out first, takes some minutes, and is kept until
anything changes. Most of a survivor's minute are the tests that start processes; without them a look is quicker, and
a survivor is one only until they are asked too.

Not asked are the tests that fail because something was planted or because a page is to be made anew. A bug that
keeps the library from being imported is drawn again. Not for Windows: each bug is judged in a fork.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import json
import multiprocessing
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatch
from functools import reduce
from importlib import import_module
from itertools import islice
from operator import or_
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import mutations
from mutations import Change, Mutant
from planting import (
    OUT_OF_TIME,
    PACKAGE,
    ROOT,
    TESTS,
    UNIMPORTABLE,
    USAGE_ERROR,
    planted,
    room_names,
    room_path,
    run_tests,
    warm_up,
)

if TYPE_CHECKING:
    import pytest

# They fail for every bug, or for every page that is to be made anew: neither says that a bug was noticed.
NOT_ASKED: Final = (
    "tests/test_mutants.py",
    "tests/test_sampled_mutants.py",
    "tests/test_documents.py::test_the_pages_made_from_the_code_are_up_to_date",
)
PROFILE: Final = "sampled"  # as quick, without shrinking
_FIRST: Final = "tests/test_spec.py"
_NO_TESTS: Final = ("mutants.py", "mutations.py", "planting.py", "sampled_mutants.py", "test_sampled_mutants.py")
_KEPT: Final = ROOT / ".pytest_cache" / "sampled_mutants.json"
_PATIENCE: Final = 4  # how many times as long as without the bug a run may take
_START: Final = 10  # seconds to import and collect
_NONE_ASKED: Final = 5  # pytest's code for a run without tests


# ------------------------------------------------------------------ which test runs which line


class Coverage(NamedTuple):
    """Every test with its seconds of the processor, and of each line of a room the tests that run it, one bit each."""

    tests: list[str]
    seconds: list[float]
    lines: dict[str, dict[int, int]]
    apart: int  # tests that run a process of their own, where nobody has watched: they are asked about every bug

    def chosen(self, mutant: Mutant) -> list[str]:
        """The tests that may notice, the quickest first. All, where a line is run before any test is."""
        room = self.lines.get(mutant.room, {})
        bits = self.apart
        for line in range(mutant.lines[0], mutant.lines[1] + 1):
            bits |= room.get(line, 0)
        told = [at for at in range(len(self.tests)) if bits >> at & 1]
        return [self.tests[at] for at in sorted(told, key=lambda at: self.seconds[at])]

    def in_process(self) -> Coverage:
        """Without the tests that run a process of their own."""
        lines = {room: {at: bits & ~self.apart for at, bits in told.items()} for room, told in self.lines.items()}
        return self._replace(lines=lines, apart=0)


class _Watch:
    """Watches a run of all tests: the lines that each runs, and its seconds."""

    def __init__(self, package: Path) -> None:
        import coverage

        self._package = package
        self._coverage = coverage.Coverage(data_file=None, config_file=False, include=[f"{package}/*"])
        self._coverage.start()
        self._seconds: dict[str, float] = {}

    def pytest_collection(self) -> None:
        for path in sorted(TESTS.glob("*.py")):  # what several modules of tests share, before the first of them
            if not path.name.startswith("test_"):
                import_module(path.stem)

    def pytest_collectstart(self, collector: pytest.Collector) -> None:
        self._coverage.switch_context(collector.nodeid.partition("::")[0])

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        self._coverage.switch_context("")
        self._seconds = dict.fromkeys((item.nodeid for item in items), 0.0)

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self._coverage.switch_context(nodeid)
        self._seconds[nodeid] = -_processor_time()

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        self._seconds[nodeid] += _processor_time()
        self._coverage.switch_context("")

    def pytest_sessionfinish(self) -> None:
        self._coverage.stop()
        data = self._coverage.get_data()
        bits = self._bits()
        rooms: dict[str, dict[int, int]] = {}
        for room in room_names():
            rooms[room] = {}
            for line, contexts in data.contexts_by_lineno(str(room_path(room, self._package))).items():
                # An "or" and not a sum: the tests of a module come with its collection too.
                rooms[room][line] = reduce(or_, (bits.get(context, bits[""]) for context in contexts), 0)
        _KEPT.parent.mkdir(exist_ok=True)
        found = {"digest": _digest(), "seconds": self._seconds, "lines": rooms}
        _KEPT.write_text(json.dumps(found), "utf-8")

    def _bits(self) -> dict[str, int]:
        """Of each context: the test itself, all tests of the module that is collected, or all there are."""
        bits = {name: 1 << at for at, name in enumerate(self._seconds)}
        for name, bit in [*bits.items()]:
            for wider in (name.partition("::")[0], str(TESTS.relative_to(ROOT)), "."):
                bits[wider] = bits.get(wider, 0) | bit
        return {**bits, "": bits["."]}


def _processor_time() -> float:
    """Seconds of this process and of those it has waited for. A machine that is busy elsewhere makes no test slow."""
    return sum(os.times()[:4])


def _digest() -> str:
    """Of the library, of what the tests are made of, and of the Python that runs them."""
    told = hashlib.sha256(sys.version.encode())
    paths = sorted(path for folder in (PACKAGE, TESTS, ROOT / "docs") for path in folder.rglob("*"))
    for path in paths:
        if path.suffix in (".py", ".md", ".json", ".toml") and path.name not in _NO_TESTS:
            told.update(f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}".encode())
    return told.hexdigest()


def coverage_of_tests() -> Coverage:
    """What was kept, or else what a run without any bug shows. It must pass."""
    kept = json.loads(_KEPT.read_text("utf-8")) if _KEPT.exists() else {}
    if kept.get("digest") != _digest():
        print("running all tests without a bug, to see which runs which line ...", flush=True)
        room = "__init__"
        with planted(room, room_path(room).read_text("utf-8")) as folder:
            left_out = [f"--deselect={name}" for name in NOT_ASKED]
            watch = [str(TESTS), *left_out]
            run = run_tests(folder, watch, profile=PROFILE, plugins=lambda: [_Watch(folder / PACKAGE.name)])
        if run.code != 0:
            raise SystemExit(f"the tests fail without any bug:\n{run.said}")
        kept = json.loads(_KEPT.read_text("utf-8"))
    lines = {room: {int(at): bits for at, bits in told.items()} for room, told in kept["lines"].items()}
    tests = [*kept["seconds"]]
    apart = {path: _apart(ROOT / path) for path in {name.partition("::")[0] for name in tests}}
    bits = [_named(name) in apart[name.partition("::")[0]] for name in tests]
    return Coverage(tests, [*kept["seconds"].values()], lines, sum(1 << at for at, bit in enumerate(bits) if bit))


def _named(nodeid: str) -> str:
    return nodeid.partition("::")[2].partition("[")[0]


def _apart(module: Path) -> set[str]:
    """The functions of a module of tests that run a process, or use one that does."""
    tree = ast.parse(module.read_text("utf-8"))
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    uses = {f.name: {node.id for node in ast.walk(f) if isinstance(node, ast.Name)} for f in functions}
    apart = {"subprocess"}
    while more := {name for name, used in uses.items() if used & apart} - apart:
        apart |= more
    return apart


# ------------------------------------------------------------------ judging one bug


class Judged(NamedTuple):
    """What became of a bug: killed by a test, out of time, survived, or never imported."""

    verdict: str
    by: str
    seconds: float


class _Chosen:
    """Lets through the chosen tests, in their order, and those that nobody knew before. Remembers the first to fail."""

    def __init__(self, chosen: Sequence[str], known: Sequence[str], failed: Path) -> None:
        self._place = {name: place for place, name in enumerate(chosen)}
        self._known = frozenset(known)
        self._failed = failed

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        asked = [item for item in items if item.nodeid in self._place or item.nodeid not in self._known]
        asked = [item for item in asked if not item.nodeid.startswith(NOT_ASKED)]
        items[:] = sorted(asked, key=lambda item: self._place.get(item.nodeid, -1))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self._failed.write_text(report.nodeid, "utf-8")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self._failed.write_text(f"collecting {report.nodeid}", "utf-8")


def judge(mutant: Mutant, coverage: Coverage) -> Judged:
    """Plant the bug, and run the rows of the specification and then the other tests until one fails."""
    chosen = coverage.chosen(mutant)
    seconds = dict(zip(coverage.tests, coverage.seconds, strict=True))
    began = time.monotonic()
    with planted(mutant.room, mutant.source) as folder:
        failed = folder / "failed"
        for asked in ([n for n in chosen if n.startswith(_FIRST)], [n for n in chosen if not n.startswith(_FIRST)]):
            run = run_tests(
                folder,
                ["-x", "--tb=no", *sorted({name.partition("::")[0] for name in asked} or {_FIRST})],
                profile=PROFILE,
                plugins=lambda asked=asked: [_Chosen(asked, coverage.tests, failed)],
                seconds=_START + _PATIENCE * sum(seconds[name] for name in asked),
            )
            if run.code == USAGE_ERROR:
                raise RuntimeError(f"the tests could not be run:\n{run.said}")  # a pool hands on no SystemExit
            if run.code == UNIMPORTABLE:
                return Judged("unimportable", "", time.monotonic() - began)
            if run.code == OUT_OF_TIME:
                return Judged("timed out", "", time.monotonic() - began)
            if run.code not in (0, _NONE_ASKED):
                by = failed.read_text("utf-8") if failed.exists() else f"the run ended with {run.code}"
                return Judged("killed", by, time.monotonic() - began)
    return Judged("survived", f"{len(chosen)} tests", time.monotonic() - began)


# ------------------------------------------------------------------ drawing and telling


class Draw:
    """The changes of every room in the order a seed draws them, and how many each room gives."""

    def __init__(self, seed: int, mutants: int, only: str = "*") -> None:
        trees = {room: ast.parse(room_path(room).read_text("utf-8")) for room in room_names()}
        siblings = mutations.siblings_in(trees)
        self._trees = {room: tree for room, tree in trees.items() if fnmatch(room, only)}
        found = {room: [*mutations.changes(tree, siblings)] for room, tree in self._trees.items()}
        self.places = {room: len(changes) for room, changes in found.items()}
        self.shares = mutations.shares(self.places, mutants)
        self._queues: dict[str, Iterator[Change]] = {
            room: iter(mutations.shuffled(room, changes, seed)) for room, changes in found.items()
        }

    def first(self) -> list[Mutant]:
        """What is drawn at first, room by room."""
        drawn = [mutant for room, share in self.shares.items() for mutant in self._next(room, share)]
        return sorted(drawn, key=lambda mutant: (mutant.room, mutant.line))

    def again(self, refused: Iterable[Mutant]) -> list[Mutant]:
        """Another of the same room for each that could not be imported, while the room has any."""
        return [new for mutant in refused for new in self._next(mutant.room, 1)]

    def _next(self, room: str, many: int) -> list[Mutant]:
        return [mutations.write(room, self._trees[room], change) for change in islice(self._queues[room], many)]


def _tell(mutant: Mutant) -> str:
    path = room_path(mutant.room)
    name = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
    return f"{name}:{mutant.line}  {mutant.operator}\n    - {mutant.before}\n    + {mutant.after}"


_coverage: Coverage  # each worker inherits it in its fork


def _judge(mutant: Mutant) -> Judged:
    return judge(mutant, _coverage)


def _run(draw: Draw, jobs: int) -> tuple[list[tuple[Mutant, Judged]], int]:
    """Judge all that is drawn, and for each that cannot be imported another. Also how many could not."""
    done: list[tuple[Mutant, Judged]] = []
    refused_in_all = 0
    batch = draw.first()
    with multiprocessing.get_context("fork").Pool(jobs) as pool:
        while batch:
            refused = []
            for mutant, judged in zip(batch, pool.imap(_judge, batch), strict=True):
                if judged.verdict == "unimportable":
                    refused.append(mutant)
                    continue
                done.append((mutant, judged))
                print(f"{judged.verdict:9} {judged.seconds:6.1f} s  {_tell(mutant)}\n      {judged.by}", flush=True)
            refused_in_all += len(refused)
            batch = draw.again(refused)
    return done, refused_in_all


def _report(done: Sequence[tuple[Mutant, Judged]], refused: int, seed: int) -> None:
    tally = Counter(judged.verdict for _, judged in done)
    print(f"\nseed {seed}: {len(done)} mutants, {refused} more drawn again because they could not be imported")
    by_operator: dict[str, Counter[str]] = {}
    for mutant, judged in done:
        by_operator.setdefault(mutant.operator, Counter())[judged.verdict] += 1
    for operator, counts in sorted(by_operator.items()):
        print(f"  {operator:11} {counts.total():4} drawn, {counts['survived']:3} survived")
    for verdict in ("killed", "timed out", "survived"):
        seconds = sorted(judged.seconds for _, judged in done if judged.verdict == verdict)
        if seconds:
            middle = seconds[len(seconds) // 2]
            print(f"  {verdict}: {middle:.1f} s in the middle, {sum(seconds) / len(seconds):.1f} s on average")
    print("\nsurvivors:" if tally["survived"] else "\nno survivors")
    for mutant, judged in done:
        if judged.verdict == "survived":
            print(_tell(mutant))
    killed = tally["killed"] + tally["timed out"]
    print(f"{killed} of {len(done)} killed, {tally['timed out']} of them out of time; {tally['survived']} survived")


def main(arguments: Sequence[str] | None = None) -> int:
    assert __doc__ is not None
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--mutants", type=int, default=200)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", default="*", metavar="PATTERN", help="rooms by their dotted name below recallcore")
    parser.add_argument("--in-process", action="store_true", help="leave out the tests that start a process")
    parser.add_argument("--show", action="store_true", help="only say what is drawn")
    asked = parser.parse_args(arguments)
    try:
        draw = Draw(asked.seed, asked.mutants, asked.only)
    except ValueError as error:
        parser.error(str(error))
    if asked.show:
        print(*map(_tell, draw.first()), sep="\n")
        return 0
    warm_up()
    global _coverage
    _coverage = coverage_of_tests()
    if asked.in_process:
        _coverage = _coverage.in_process()
    began = time.monotonic()
    done, refused = _run(draw, asked.jobs)
    _report(done, refused, asked.seed)
    print(f"in {time.monotonic() - began:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
