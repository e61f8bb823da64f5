"""No chart and no base freezes a list: of twice as much, twice the work, and never four times.

Counts steps of the interpreter instead of time, so that the answer is the same on every machine, however busy. What
happens inside one call of C counts as one step, as a search through a tuple does: the times of growth.py
show it.
"""

from __future__ import annotations

import importlib
import inspect
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from types import FrameType
from typing import Any, Final

import pytest

import recallcore as rc

sys.path.insert(0, str(Path(__file__).parent / "benchmarks"))
growth = importlib.import_module("growth")
sys.path.pop(0)

FEW: Final = 16  # facts; then twice and four times as many

# From n to 2n there is so much more work, and from 2n to 4n: twice that, where it is linear, and four times where it is
# quadratic. The difference leaves out whatever is done once.
MOST: Final = 2.6
_NOTHING: Final = 400  # steps that are no growth: so few are a branch taken for the first time


def steps(work: Callable[[], object]) -> int:
    """How many instructions Python carries out."""
    done = 0

    def trace(frame: FrameType, event: str, _: object) -> Any:
        nonlocal done
        if event == "opcode":
            done += 1
        else:
            frame.f_trace_opcodes, frame.f_trace_lines = True, False
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return done


def growing(case: Any) -> float:
    case.made(FEW)()  # what is worked out once in a program's life is no growth
    counted = [steps(case.made(size)) for size in (FEW, 2 * FEW, 4 * FEW)]
    first, then = (after - before for before, after in pairwise(counted))
    return then / max(first, _NOTHING)


@pytest.mark.clause("SPD-2")
@pytest.mark.parametrize("case", [c for c in growth.CASES if c.name not in growth.SLOWER], ids=lambda case: case.name)
def test_twice_as_much_is_twice_the_work(case: Any) -> None:
    assert growing(case) < MOST


@pytest.mark.clause("SPD-2")
def test_what_grows_faster_would_show() -> None:
    def pairs(n: int) -> Callable[[], object]:
        return lambda: [(one, other) for one in range(n) for other in range(n) if one != other]

    assert growing(growth.Case("pairs", "n of n", 1, pairs)) > MOST


@pytest.mark.clause("SPD-2")
def test_whatever_the_library_does_has_a_row() -> None:
    functions = {name for name in rc.__all__ if inspect.isfunction(getattr(rc, name))}
    for kind in (rc.Ledger, rc.CodeMap):
        public = [(name, what) for name, what in vars(kind).items() if not name.startswith("_")]
        functions |= {
            f"{kind.__name__}.{name}"
            for name, what in public
            if inspect.isfunction(what) or isinstance(what, classmethod | property)
        }
    assert functions <= {case.asks for case in growth.CASES}
    assert growth.SLOWER.keys() <= {case.name for case in growth.CASES}
    assert len({case.name for case in growth.CASES}) == len(growth.CASES)


@pytest.mark.clause("SPD-2")
def test_the_table_is_printed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["growth.py", "Ledger.patient_id", "--rounds", "1"])
    growth.main()
    head, _, row = capsys.readouterr().out.splitlines()
    assert head == "| asked | n | n, ms | 2n, ms | 4n, ms | power |"
    assert row.startswith("| Ledger.patient_id: facts | 250 | ")
