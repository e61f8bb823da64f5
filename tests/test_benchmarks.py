"""The benchmark compares programs that answer the same, and it runs. How fast it runs, nobody asserts here."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import attrs
import pytest

import recallcore as rc

FOLDER = Path(__file__).parent / "benchmarks"

pytestmark = pytest.mark.clause("SPD-1")


@pytest.fixture
def benchmark(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(FOLDER)
    return importlib.import_module("bench")


def test_recallcore_and_the_first_cuts_answer_the_same(benchmark: Any) -> None:
    assert benchmark.disagreements(benchmark.practice.practice(300)) == []


def test_a_different_answer_shows(benchmark: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    examination = rc.RecallRule(
        name="exam", started_by=[rc.Kind.EXAMINATION], interval=rc.Interval(months=6, days=1), rank=1
    )
    recalls = [examination if rule.name == "exam" else rule for rule in benchmark.POLICY.recalls]
    monkeypatch.setattr(benchmark, "POLICY", attrs.evolve(benchmark.POLICY, recalls=recalls))
    faults = benchmark.disagreements(benchmark.practice.practice(300))
    assert len(faults) > 300
    assert faults[-2:] == ["the lists differ", "the lean lists differ"]


def test_every_answer_occurs_in_the_benchmark(benchmark: Any) -> None:
    first_cut, practice = benchmark.first_cut, benchmark.practice
    patients = [first_cut.build(row) for row in practice.practice(4000)]
    listed = first_cut.call_list(patients, first_cut.Policy(), practice.AS_OF)
    assert set(listed.mentions) == set(first_cut.Code)
    assert set(listed.tally) == set(first_cut.Code) - {first_cut.Code.NO_HISTORY, first_cut.Code.BOOKED_AFTER_DEATH}
    assert all((listed.calls, listed.withheld, listed.not_wanted))
    assert any(call.withheld_by for call in listed.calls)


def test_the_benchmark_runs() -> None:
    command = [sys.executable, str(FOLDER / "bench.py"), "200", "1"]
    said = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout
    for stage in ("build", "decide", "decide and read", "whole list"):
        assert re.search(rf"^{stage}( +\d+\.\d\d){{4}}$", said, re.MULTILINE), stage
        assert re.search(rf"^{stage}( +\d+\.\d\d \(\d+\.\d\d–\d+\.\d\d\)){{2}}$", said, re.MULTILINE), stage
    ratio = r"\d+\.\d\d \(\d+\.\d\d–\d+\.\d\d\)"
    ahead = rf"^forecast 365 / list: benchmark {ratio}, practice-guides {ratio}, practice-guides-whole {ratio}$"
    assert re.search(ahead, said, re.MULTILINE)
