"""The deliberate bugs of mutants.py can still be planted; planting them is a command of its own."""

from __future__ import annotations

import mutants
import pytest


@pytest.mark.clause("DEC-2")
def test_every_mutant_can_be_planted() -> None:
    assert list(mutants.unplantable()) == []
    assert len(mutants.MUTANTS) >= 15


@pytest.mark.clause("DEC-2")
def test_no_bug_is_planted_twice() -> None:
    assert len(set(mutants.MUTANTS)) == len(mutants.MUTANTS)
