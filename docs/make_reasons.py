"""Write docs/reasons.md from the code: python docs/make_reasons.py. A test keeps the two in step."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from recallcore import ReasonCode, Role
from recallcore._explain import SAYINGS
from recallcore._reasons import ASKS_REVIEW, DOUBTED, ROLE_OF, TERMINAL

PAGE: Final = Path(__file__).parent / "reasons.md"
TITLES: Final = {
    Role.WITHHOLDS: "Reasons that withhold",
    Role.WANTED: "Reasons to contact",
    Role.NOT_WANTED: "Why a recall is no reason to contact",
    Role.REVIEW: "Only for review",
}
HEAD: Final = """\
# Reasons

<!-- Made by docs/make_reasons.py. -->

Every `ReasonCode`, in order of precedence: where a patient is counted once, as in a list's tally, the first of these
that bears on them counts. The words are those of `recallcore.say`; `{…}` is filled in where it is known.
"""


def page() -> str:
    """The whole page as text."""
    return HEAD + "".join(_section(role) for role in TITLES)


def _section(role: Role) -> str:
    rows = [f"| `{code.name}` | {SAYINGS[code]} | {_notes(code)} |" for code in ReasonCode if ROLE_OF[code] is role]
    return "\n".join(["", f"## {TITLES[role]}", "", "| code | says | |", "|---|---|---|", *rows, ""])


def _notes(code: ReasonCode) -> str:
    notes = {"ends the relationship": code in TERMINAL, "doubts the facts": code in DOUBTED}
    notes["asks for review"] = code in ASKS_REVIEW
    return "; ".join(note for note, holds in notes.items() if holds)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
