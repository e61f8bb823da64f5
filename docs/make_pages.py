"""Write docs/reasons.md, words.md and presets.md from the code: python docs/make_pages.py. A test compares them."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path
from typing import Final

import recallcore as rc
from recallcore import ReasonCode, Role
from recallcore._english import SAYINGS
from recallcore._reasons import ASKS_REVIEW, DOUBTED, OF_A_DATA_REVIEW, ROLE_OF, TERMINAL
from recallcore.presets import (
    DORMANT_AFTER_6_MONTHS,
    DORMANT_AFTER_12_MONTHS,
    NICE_CG19,
    OPEN_DENTAL_US,
    PRACTICE_GUIDES,
    PRACTICE_GUIDES_WHOLE,
)

FOLDER: Final = Path(__file__).parent
TITLES: Final = {
    Role.WITHHOLDS: "Reasons that withhold",
    Role.WANTED: "Reasons to contact",
    Role.NOT_WANTED: "Why a recall is no reason to contact",
    Role.REVIEW: "Only for review",
    Role.BRIEF: "To be said in a contact",
}
HEAD: Final = """\
# Reasons

<!-- Made by docs/make_pages.py. -->

Every `ReasonCode`, in order of precedence: where a patient is counted once, as in a list's tally, the first of these
that bears on them counts. The words are those of `recallcore.say`; `{…}` is filled in where it is known.
"""


WORDS: Final = """\
# Words

<!-- Made by docs/make_pages.py. -->

The closed vocabularies. A member is written `rc.Kind.FILLING`, or looked up by its word, `rc.Kind("filling")`.
"""
PRESETS: Final = """\
# Presets

<!-- Made by docs/make_pages.py. -->

The published policies of `recallcore.presets`, by the recall names that a care plan, a hold or an exclusion uses. Each
number's source and grade is in the policy's `citations`.

Only `PRACTICE_GUIDES_WHOLE` spaces attempts, asks who is asleep, keeps a rhythm, bundles recalls and expects so many
deaths a year. In the others those parts are left for a practice to choose: a policy's `cadence`, `dormancy`, `rhythm`,
`bundle` and `endings`. How many patients move away for good no source says, so no preset does.
"""
WEIGHTS: Final = """\
What brings points, unless a policy has weights of its own. The argument is in the
[explanation](explanation.md#whom-first).\
"""
SOURCE: Final = "\n".join(room.read_text("utf-8") for room in sorted(Path(rc.__file__).parent.glob("*.py")))
BESIDE: Final = re.compile(r"^    (\w+) = .*?  # (.*)$", re.MULTILINE)  # what the code says beside a word
VOCABULARIES: Final = (
    *(rc.Kind, rc.Where, rc.Notation, rc.Risk, rc.Channel, rc.Purpose, rc.Booking, rc.Party, rc.Direction, rc.Outcome),
    *(
        rc.Said,
        rc.Because,
        rc.Severity,
        rc.Trait,
        rc.HalfDay,
        rc.LimitWindow,
        rc.MonthEnd,
        rc.Enrolment,
        rc.Counting,
        rc.Factor,
        rc.Tie,
    ),
    *(rc.Grade, rc.Verdict, rc.Role, rc.Basis, rc.Stage, rc.Wait, rc.Phrase, rc.Doubt, rc.Finding),
)


def pages() -> dict[str, str]:
    """Each page's text by its name."""
    return {
        "reasons.md": HEAD + "".join(_section(role) for role in TITLES),
        "words.md": WORDS + "".join(_vocabulary(words) for words in VOCABULARIES),
        "presets.md": PRESETS
        + "".join(_preset(policy) for policy in (PRACTICE_GUIDES, OPEN_DENTAL_US, NICE_CG19))
        + _whole()
        + _weights(),
    }


def _vocabulary(words: type[StrEnum]) -> str:
    _, _, body = SOURCE.partition(f"class {words.__name__}(Word):\n")
    beside = dict(BESIDE.findall(re.split(r"\n\n\n", body, maxsplit=1)[0]))
    rows = [f"| `{word.name}` | {word} | {beside.get(word.name, '')} |" for word in words]
    doc = (words.__doc__ or "").splitlines()[0]
    return "\n".join(["", f"## `{words.__name__}`", "", doc, "", "| name | word | |", "|---|---|---|", *rows, ""])


def _preset(policy: rc.Policy) -> str:
    rows = [_recall(rule) for rule in sorted(policy.recalls, key=lambda rule: rule.rank)]
    head = ["| recall | rank | started by | resolved by | interval | |", "|---|---|---|---|---|---|"]
    return "\n".join(["", f"## {policy.name}, version {policy.version}", "", *head, *rows, "", _also(policy), ""])


def _also(policy: rc.Policy) -> str:
    """The numbers that belong to no recall, but for the weights, and the channels in order."""
    recalls = tuple(f"{rule.name}." for rule in policy.recalls)
    numbers = [f"`{name}` {number}" for name, number in policy.numbers() if not name.startswith(("weights.", *recalls))]
    return f"Also: {', '.join(numbers)}; channels {', '.join(policy.channels)}."


def _whole() -> str:
    """What the preset with all parts adds to the one whose recalls it has; and the rules of dormancy."""
    policy, usual = PRACTICE_GUIDES_WHOLE, dict(PRACTICE_GUIDES.numbers())
    assert policy.recalls == PRACTICE_GUIDES.recalls
    grades = {citation.number: citation.grade for citation in policy.citations}
    rows = [f"| `{name}` | {number} | {grades[name]} |" for name, number in policy.numbers() if name not in usual]
    head = ["| number | | known by |", "|---|---|---|"]
    said = "The recalls and numbers of practice-guides, and:"
    lines = ["", f"## {policy.name}, version {policy.version}", "", said, "", *head, *rows, ""]
    lines += ["## Rules of dormancy", "", "For a policy's `dormancy`.", ""]
    lines += ["| rule | lapsed after | dormant after | lost after | unscheduled after |", "|---|---|---|---|---|"]
    for name, rule in (
        ("DORMANT_AFTER_12_MONTHS", DORMANT_AFTER_12_MONTHS),
        ("DORMANT_AFTER_6_MONTHS", DORMANT_AFTER_6_MONTHS),
    ):
        spans = (rule.lapsed_after, rule.dormant_after, rule.lost_after, rule.unscheduled_after)
        lines.append(f"| `{name}` | {' | '.join(map(str, spans))} |")
    return "\n".join([*lines, ""])


def _weights() -> str:
    """The weights that every policy has unless it says otherwise."""
    policy = PRACTICE_GUIDES
    assert policy.weights == OPEN_DENTAL_US.weights == NICE_CG19.weights == PRACTICE_GUIDES_WHOLE.weights
    rows = [f"| {weight.factor} | {weight.points} | {weight.most or ''} |" for weight in policy.weights]
    head = ["| factor | points a unit | units at most |", "|---|---|---|"]
    return "\n".join(["", "## Weights of all presets", "", WEIGHTS, "", *head, *rows, ""])


def _recall(rule: rc.RecallRule) -> str:
    notes = {
        f"by risk: {', '.join(f'{risk} {interval}' for risk, interval in rule.by_risk)}": rule.by_risk,
        f"from {rule.from_age} years": rule.from_age is not None,
        f"below {rule.below_age} years": rule.below_age is not None,
        "while in periodontal care": rule.enrolment is rc.Enrolment.ENROLLED,
        "unless in periodontal care": rule.enrolment is rc.Enrolment.NOT_ENROLLED,
        f"once; a visit up to {rule.early_window} early counts": not rule.repeats,
        f"ended by {', '.join(rule.ended_by)} of the tooth": rule.ended_by,
        "counted from the end of the treatment it led to": rule.extended_by,
        "offered with another visit, never alone": not rule.on_its_own,
    }
    said = "; ".join(note for note, holds in notes.items() if holds)
    kinds = " | ".join(", ".join(kinds) for kinds in (rule.started_by, rule.resolved_by))
    return f"| `{rule.name}` | {rule.rank} | {kinds} | {rule.interval} | {said} |"


def _section(role: Role) -> str:
    rows = [f"| `{code.name}` | {SAYINGS[code]} | {_notes(code)} |" for code in ReasonCode if ROLE_OF[code] is role]
    return "\n".join(["", f"## {TITLES[role]}", "", "| code | says | |", "|---|---|---|", *rows, ""])


def _notes(code: ReasonCode) -> str:
    notes = {"ends the relationship": code in TERMINAL, "doubts the facts": code in DOUBTED}
    notes["asks for review"] = code in ASKS_REVIEW
    notes["in a data review alone"] = code in OF_A_DATA_REVIEW
    return "; ".join(note for note, holds in notes.items() if holds)


if __name__ == "__main__":
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
