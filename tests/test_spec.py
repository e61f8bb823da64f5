"""Executes docs/spec.md, and keeps clauses and tests in step."""

from __future__ import annotations

import ast
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from spec_language import (
    OF_A_BLOCK,
    OF_A_DECISION,
    OF_A_FORECAST,
    OF_A_LIST,
    Block,
    call_list,
    decision,
    forecast,
    make,
)
from spec_page import CLAUSES

import recallcore as rc

ROWS = [
    pytest.param(block, id=f"{clause}.{place}", marks=pytest.mark.clause(clause))
    for clause, blocks in CLAUSES.items()
    for place, block in enumerate(blocks, 1)
]

ONLY_WHAT_IS_NAMED = ("due", "basis", "until", "facts", "dormancy", "billable_from")


@pytest.mark.parametrize("block", ROWS)
def test_the_spec_says_what_the_library_does(block: Block) -> None:
    answer = block["answer"]
    if "error" in answer:
        with pytest.raises(getattr(rc, answer["error"])) as raised:
            _act(block)
        for part in ("says", "says_too"):
            assert answer.get(part, "") in str(raised.value)
        assert answer.get("exactly", str(raised.value)) == str(raised.value)
        return
    for question, expected in answer.items():
        got = _ask(block, question)
        if isinstance(expected, dict) and question in ONLY_WHAT_IS_NAMED:
            got = {name: got.get(name) for name in expected}
        assert got == expected, question


def _act(block: Block) -> Any:
    if "make" in block["answer"]:
        return make(block["answer"]["make"])
    return call_list(block) if "patients" in block else decision(block)


def _ask(block: Block, question: str) -> Any:
    answer = block["answer"][question]
    match question:
        case "reads":
            return {text: str(rc.Interval.parse(text)) for text in answer}
        case "refuses":
            return [text for text in answer if _refused(lambda text=text: rc.Interval.parse(text))]
        case "packed":
            read = {packed: str(rc.Interval.from_open_dental(int(packed))) for packed in answer}
            assert {packed: str(rc.Interval.parse(text).to_open_dental()) for packed, text in read.items()} == {
                packed: packed for packed in answer
            }
            return read
        case "no_recall":
            return [packed for packed in answer if rc.Interval.from_open_dental(packed) is None]
        case "too_large":
            return [text for text in answer if _refused(rc.Interval.parse(text).to_open_dental)]
        case "lands":
            return [{**row, "on": row["from"] + rc.Interval.parse(row["interval"])} for row in answer]
        case "rolls":
            roll = rc.MonthEnd.ROLL
            return [{**row, "on": rc.Interval.parse(row["interval"]).after(row["from"], roll)} for row in answer]
        case "repeats":
            return [{**row, "on": row["from"] + rc.Interval.parse(row["interval"]) * row["times"]} for row in answer]
    if question in OF_A_BLOCK:
        return OF_A_BLOCK[question](block)
    if question in OF_A_FORECAST:
        return OF_A_FORECAST[question](forecast(block))
    return OF_A_LIST[question](call_list(block)) if "patients" in block else OF_A_DECISION[question](decision(block))


def _refused(act: Any) -> bool:
    try:
        act()
    except rc.IntervalError:
        return True
    return False


@pytest.mark.clause("HSE-2")
def test_every_clause_has_a_proof() -> None:
    cited = {clause for path in Path(__file__).parent.glob("test_*.py") for clause in _cited(path)}
    assert [clause for clause, blocks in CLAUSES.items() if not blocks and clause not in cited] == []


def _cited(path: Path) -> set[str]:
    calls = (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
    marks = (call for call in calls if ast.unparse(call.func) in ("pytest.mark.clause", "law"))
    return {arg.value for mark in marks for arg in mark.args if isinstance(arg, ast.Constant)}


@pytest.mark.clause("IVL-7")
def test_past_the_calendar_there_is_no_day() -> None:
    with pytest.raises(rc.IntervalError, match="past the end of the year 9999"):
        date.max + rc.Interval(days=1)
