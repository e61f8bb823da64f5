"""Reads docs/spec.md: its clauses, and the blocks of facts and answer that each of them carries."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, Final

PAGE: Final = Path(__file__).parent.parent / "docs" / "spec.md"
_CLAUSE: Final = re.compile(r"^### ([A-Z]+-\d+) (.+)$", re.MULTILINE)
_BLOCK: Final = re.compile(r"^```toml\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def _read() -> dict[str, list[dict[str, Any]]]:
    page = PAGE.read_text(encoding="utf-8")
    starts = [*_CLAUSE.finditer(page)]
    clauses: dict[str, list[dict[str, Any]]] = {}
    for start, end in zip(starts, [*(s.start() for s in starts[1:]), len(page)], strict=True):
        assert start[1] not in clauses, f"two clauses are numbered {start[1]}"
        blocks = _BLOCK.findall(page[start.end() : end])
        clauses[start[1]] = [tomllib.loads(block) for block in blocks]
    return clauses


CLAUSES: Final = _read()
