"""NICE CG19: an oral health review by age and risk, within the guideline's limits."""

from __future__ import annotations

from typing import Final

from recallcore import (
    AgeBand,
    Begins,
    Channel,
    Grade,
    Interval,
    Kind,
    Policy,
    RecallRule,
    Risk,
)
from recallcore.presets._shared import NEVER_EXAMINED, RANKS, USUAL, cite

_TREATMENT: Final = (
    Kind.FILLING,
    Kind.CROWN_OR_BRIDGE,
    Kind.ROOT_CANAL,
    Kind.COMPLETE_DENTURE,
    Kind.PARTIAL_DENTURE,
    Kind.IMPLANT,
    Kind.EXTRACTION,
    Kind.SCALING_AND_ROOT_PLANING,
)
_CG19: Final = "NICE CG19, recommendations and uptake"

NICE_CG19: Final = Policy(
    name="nice-cg19",
    version="2",
    recalls=[
        RecallRule(
            name="examination",
            started_by=(Kind.EXAMINATION,),
            extended_by=_TREATMENT,
            interval=Interval(months=12),
            by_risk=[
                (Risk.LOW, Interval(months=18)),
                (Risk.MODERATE, Interval(months=12)),
                (Risk.HIGH, Interval(months=3)),
            ],
            by_age=[
                AgeBand(
                    below_age=18,
                    interval=Interval(months=12),
                    by_risk=[
                        (Risk.LOW, Interval(months=12)),
                        (Risk.MODERATE, Interval(months=6)),
                        (Risk.HIGH, Interval(months=3)),
                    ],
                ),
            ],
            begins=Begins.FIRST_VISIT,
            begins_after=Interval(months=1),
            rank=1,
            care_reason="oral health review",
        ),
    ],
    channels=(Channel.LETTER, Channel.SMS, Channel.EMAIL, Channel.PHONE),
    citations=[
        *USUAL,
        *cite(
            Grade.READ,
            f"{_CG19}: at most 12 months under 18",
            "examination.by_age.1.interval",
            "examination.by_age.1.by_risk.low",
        ),
        *cite(
            Grade.READ,
            f"{_CG19}: at least 3 months at any age",
            "examination.by_age.1.by_risk.high",
            "examination.by_risk.high",
        ),
        *cite(Grade.READ, f"{_CG19}: the limits change at 18", "examination.by_age.1.below_age"),
        *cite(
            Grade.OUR_CHOICE,
            "between the limits of 3 and 24 months, which CG19 leaves to the clinician: 24 needs a record of"
            " maintained health that a risk level does not carry, so it is an override",
            "examination.interval",
            "examination.by_risk.low",
            "examination.by_risk.moderate",
            "examination.by_age.1.by_risk.moderate",
        ),
        *cite(Grade.OUR_CHOICE, NEVER_EXAMINED, "examination.begins_after"),
        *cite(Grade.OUR_CHOICE, RANKS, "examination.rank"),
        *cite(
            Grade.OUR_CHOICE,
            "a month ahead a visit is near enough to speak about the recall there",
            "nearby_booking_window",
        ),
        *cite(Grade.OUR_CHOICE, "a week for the front desk to close its books", "unclosed_visit_wait"),
        *cite(
            Grade.OUR_CHOICE,
            "CG19 counts from the end of the treatment journey and gives no length; three months between visits",
            "course_gap",
        ),
    ],
)
"""NICE's oral health review, by age and the clinician's risk level, counted from the end of the treatment journey.

The age is the one at the last review, which sets the interval to the next, so a birthday between two moves nothing."""
