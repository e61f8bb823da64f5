"""Open Dental's default recall types, as its manual and its conversion script give them."""

from __future__ import annotations

from typing import Final

from recallcore import (
    Enrolment,
    Grade,
    Interval,
    Kind,
    Policy,
    RecallRule,
)
from recallcore.presets._shared import PERIO_CARE, RANKS, USUAL, cite

_HYGIENE: Final = (Kind.PROPHYLAXIS, *PERIO_CARE)
_OPEN_DENTAL_TYPES: Final = "Open Dental's default recall types and their intervals, opendental.com/manual/recall.html"

OPEN_DENTAL_US: Final = Policy(
    name="open-dental-us",
    version="1",
    recalls=[
        RecallRule(
            name="perio",
            started_by=PERIO_CARE,
            resolved_by=_HYGIENE,
            interval=Interval(months=4),
            enrolment=Enrolment.ENROLLED,
            rank=1,
            care_reason="periodontal maintenance",
        ),
        RecallRule(
            name="prophylaxis",
            started_by=_HYGIENE,
            interval=Interval(months=6, days=1),
            from_age=12,
            enrolment=Enrolment.NOT_ENROLLED,
            rank=2,
            care_reason="cleaning and examination",
        ),
        RecallRule(
            name="child prophylaxis",
            started_by=_HYGIENE,
            interval=Interval(months=6, days=1),
            below_age=12,
            enrolment=Enrolment.NOT_ENROLLED,
            rank=2,
            care_reason="cleaning and examination",
        ),
        RecallRule(
            name="bitewings",
            started_by=(Kind.BITEWINGS,),
            interval=Interval(years=1),
            on_its_own=False,
            rank=3,
            care_reason="radiographs",
        ),
        RecallRule(
            name="panoramic or full mouth",
            started_by=(Kind.PANORAMIC, Kind.FULL_MOUTH_SERIES),
            interval=Interval(years=5),
            on_its_own=False,
            rank=4,
            care_reason="radiographs",
        ),
    ],
    infer_perio_from=PERIO_CARE,
    infer_perio_within=Interval(years=3),
    citations=[
        *USUAL,
        *cite(
            Grade.READ,
            _OPEN_DENTAL_TYPES,
            "perio.interval",
            "prophylaxis.interval",
            "child prophylaxis.interval",
            "bitewings.interval",
            "panoramic or full mouth.interval",
        ),
        *cite(
            Grade.READ,
            "Open Dental's recall types: child recalls below the age limit of 12",
            "prophylaxis.from_age",
            "child prophylaxis.below_age",
        ),
        *cite(
            Grade.READ,
            "Open Dental's conversion script: perio when D4341, D4342 or D4910 was completed in the last three years",
            "infer_perio_within",
        ),
        *cite(
            Grade.OUR_CHOICE,
            RANKS,
            "perio.rank",
            "prophylaxis.rank",
            "child prophylaxis.rank",
            "bitewings.rank",
            "panoramic or full mouth.rank",
        ),
        *cite(
            Grade.OUR_CHOICE,
            "a month ahead a visit is near enough to speak about the recall there",
            "nearby_booking_window",
        ),
        *cite(Grade.OUR_CHOICE, "a week for the front desk to close its books", "unclosed_visit_wait"),
        *cite(Grade.OUR_CHOICE, "bears on one-off reviews only, of which Open Dental has none", "course_gap"),
    ],
)
"""Open Dental's default recall types for the US. Either hygiene code resolves perio; radiographs ride along."""
