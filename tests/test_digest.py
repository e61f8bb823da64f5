"""The same facts and policy give the same answer to the byte."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent / "digest.py"


def _digest(hash_seed: int, *arguments: str) -> str:
    environment = {**os.environ, "PYTHONHASHSEED": str(hash_seed)}
    run = subprocess.run(
        [sys.executable, SCRIPT, *arguments], capture_output=True, text=True, check=True, env=environment
    )
    return run.stdout


@pytest.mark.clause("DEC-2", "FCT-7")
def test_hash_seeds_and_input_order_change_no_answer() -> None:
    told = {_digest(0), _digest(1, "--shuffle", "1"), _digest(2024, "--shuffle", "2024")}
    assert len(told) == 1
    assert len(told.pop().strip()) == 64
