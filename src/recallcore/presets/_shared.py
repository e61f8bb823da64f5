"""What every preset has unless it says otherwise, and how a number is cited."""

from __future__ import annotations

from typing import Final

from recallcore import (
    DEFAULT_WEIGHTS,
    Citation,
    Grade,
    Interval,
    Kind,
)


def cite(grade: Grade, source: str, *numbers: str) -> list[Citation]:
    """One citation for each of the numbers."""
    return [Citation(number=number, source=source, grade=grade) for number in numbers]


# What every policy has unless it says otherwise. The arguments are in the explanation, under "Whom first".
USUAL: Final = [
    *cite(Grade.OUR_CHOICE, "two weeks of waiting for a call that was announced", "patient_will_call"),
    *cite(
        Grade.OUR_CHOICE,
        "a week in which whoever was here, or spoke with us, has said what there was to say; the argument is in the"
        " explanation, under what is spaced",
        *("after_visit", "after_talk"),
    ),
    *cite(
        Grade.OUR_CHOICE,
        "a no is meant of us and not of one recall; a month, so that no recall comes due unheard for long",
        "after_no",
    ),
    *cite(Grade.OUR_CHOICE, "as long as the guides' rhythm, where nobody said until when", "deferral"),
    *cite(
        Grade.OUR_CHOICE,
        "as long as the guides' rhythm; the argument is in the explanation, under promises",
        "callback_valid_for",
    ),
    *cite(Grade.UNVERIFIED, "the age of majority in most of the world; 19 in some places", "majority"),
    *cite(Grade.OUR_CHOICE, "six weeks hold the forty days that several traditions keep", "bereavement"),
    *cite(
        Grade.OUR_CHOICE,
        "weights order the list; the argument is in the explanation, under whom first",
        *(f"weights.{weight.factor}" for weight in DEFAULT_WEIGHTS),
    ),
]

PERIO_CARE: Final = (Kind.SCALING_AND_ROOT_PLANING, Kind.PERIODONTAL_MAINTENANCE)
THREE_MONTHS: Final = Interval(months=3)
NEVER_EXAMINED: Final = (
    "whoever came once, with toothache perhaps, and was never examined, is called like anybody; a month leaves time for"
    " the treatment under way, of which the examination is often part"
)
RANKS: Final = "ranks order the list; the argument is in the explanation, under clinical rank"
