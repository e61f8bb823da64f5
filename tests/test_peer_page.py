"""docs/compatibility.md names every difference from other systems, and no others."""

from __future__ import annotations

from typing import Final

import pytest
from peers import PAGE, by_id, table
from spec_page import CLAUSES

CASES: Final = {**by_id("first_list"), **by_id("whole_decision"), **by_id("decades")}
EXCEPTIONS: Final = [name for name, case in CASES.items() if "ours" in case]


@pytest.mark.clause("PEER-1")
def test_every_difference_has_its_row_and_every_row_its_difference() -> None:
    rows = table("Differences")
    reproduced = len(CASES) - len(EXCEPTIONS)
    assert f"{reproduced} cases are reproduced. The other {len(rows)} are" in PAGE.read_text(encoding="utf-8")
    assert sorted(row[0] for row in rows) == sorted(EXCEPTIONS)
    assert [row[0] for row in rows if len(row) != 5 or not all(row)] == []


@pytest.mark.clause("PEER-1")
def test_every_difference_names_a_clause() -> None:
    named = {clause for row in table("Differences") for clause in row[3].split(", ")}
    assert named <= CLAUSES.keys()


@pytest.mark.clause("PEER-1")
def test_the_settings_name_cases_that_are_reproduced() -> None:
    named = {name for row in table("Settings") for name in row[-1].split(", ")} - {"none"}
    assert named <= CASES.keys() - set(EXCEPTIONS)
