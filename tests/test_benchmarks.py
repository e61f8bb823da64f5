"""The benchmark compares two programs that answer the same, and it runs. How fast it runs, nobody asserts here."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "benchmarks"

pytestmark = pytest.mark.clause("SPD-1")


def test_recallcore_and_the_first_cut_answer_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(FOLDER)
    bench, practice = importlib.import_module("bench"), importlib.import_module("practice")
    assert bench.disagreements(practice.practice(300)) == []


def test_every_answer_occurs_in_the_benchmark(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(FOLDER)
    first_cut, practice = importlib.import_module("first_cut"), importlib.import_module("practice")
    patients = [first_cut.build(row) for row in practice.practice(4000)]
    assert set(first_cut.call_list(patients, first_cut.Policy(), practice.AS_OF).tally) == set(first_cut.Reason)


def test_the_benchmark_runs() -> None:
    command = [sys.executable, str(FOLDER / "bench.py"), "200", "1"]
    said = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout
    for stage in ("build", "decide", "decide and read", "whole list"):
        assert re.search(rf"^{stage}( +\d+\.\d\d){{2}} +\d+\.\d\d \(", said, re.MULTILINE), stage
