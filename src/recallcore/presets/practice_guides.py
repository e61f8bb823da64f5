"""What guides for practices say: fixed spans for every kind of care, and a call list that never lets anybody go."""

from __future__ import annotations

from typing import Final

import attrs

from recallcore import (
    Begins,
    Cadence,
    DormancyRule,
    EndingRates,
    Enrolment,
    Grade,
    Interval,
    Kind,
    Policy,
    RecallRule,
    Rhythm,
)
from recallcore.presets._shared import NEVER_EXAMINED, PERIO_CARE, RANKS, THREE_MONTHS, USUAL, cite

_REVIEWS: Final = (Kind.EXAMINATION, Kind.PERIODONTAL_EXAMINATION, Kind.PROPHYLAXIS, Kind.PERIODONTAL_MAINTENANCE)
_ONE_MONTH: Final = Interval(months=1)

PRACTICE_GUIDES: Final = Policy(
    name="practice-guides",
    version="2",
    recalls=[
        RecallRule(
            name="periodontal care",
            started_by=PERIO_CARE,
            resolved_by=(*PERIO_CARE, Kind.PERIODONTAL_EXAMINATION),
            interval=THREE_MONTHS,
            enrolment=Enrolment.ENROLLED,
            rank=1,
            care_reason="periodontal control",
        ),
        RecallRule(
            name="extraction review",
            started_by=(Kind.EXTRACTION,),
            resolved_by=_REVIEWS,
            interval=THREE_MONTHS,
            repeats=False,
            early_window=_ONE_MONTH,
            rank=2,
            care_reason="healing and neighbouring teeth",
        ),
        RecallRule(
            name="orthodontic review",
            started_by=(Kind.ORTHODONTIC_END,),
            resolved_by=(Kind.RETAINER_CHECK, Kind.ORTHODONTIC_VISIT, Kind.EXAMINATION),
            interval=THREE_MONTHS,
            repeats=False,
            early_window=_ONE_MONTH,
            rank=3,
            care_reason="alignment and retainer use",
        ),
        RecallRule(
            name="denture review",
            started_by=(Kind.COMPLETE_DENTURE, Kind.PARTIAL_DENTURE),
            resolved_by=_REVIEWS,
            interval=THREE_MONTHS,
            repeats=False,
            early_window=_ONE_MONTH,
            rank=4,
            care_reason="denture cleaning and gum irritation",
        ),
        RecallRule(
            name="examination",
            started_by=(Kind.EXAMINATION,),
            resolved_by=(Kind.EXAMINATION, Kind.PERIODONTAL_EXAMINATION),
            interval=Interval(months=6),
            begins=Begins.FIRST_VISIT,
            begins_after=_ONE_MONTH,
            rank=5,
            care_reason="seen twice a year",
        ),
        RecallRule(
            name="filling review",
            started_by=(Kind.FILLING,),
            resolved_by=_REVIEWS,
            interval=THREE_MONTHS,
            repeats=False,
            early_window=_ONE_MONTH,
            ended_by=(Kind.EXTRACTION,),
            rank=6,
            care_reason="wear, plaque and polishing",
        ),
    ],
    infer_perio_from=PERIO_CARE,
    infer_perio_within=Interval(years=3),
    citations=[
        *USUAL,
        *cite(
            Grade.READ,
            "practitioners' guide to maintaining existing patients: a call three months after each of these",
            "periodontal care.interval",
            "extraction review.interval",
            "orthodontic review.interval",
            "denture review.interval",
            "filling review.interval",
        ),
        *cite(Grade.READ, "practitioners' guide to sleeping patients: seen twice a year", "examination.interval"),
        *cite(Grade.OUR_CHOICE, NEVER_EXAMINED, "examination.begins_after"),
        *cite(
            Grade.OUR_CHOICE,
            "a visit in the month before a review does the review's work",
            "extraction review.early_window",
            "orthodontic review.early_window",
            "denture review.early_window",
            "filling review.early_window",
        ),
        *cite(
            Grade.OUR_CHOICE,
            RANKS,
            "periodontal care.rank",
            "extraction review.rank",
            "orthodontic review.rank",
            "denture review.rank",
            "examination.rank",
            "filling review.rank",
        ),
        *cite(
            Grade.OUR_CHOICE,
            "a month ahead a visit is near enough to speak about the recall there",
            "nearby_booking_window",
        ),
        *cite(Grade.OUR_CHOICE, "a week for the front desk to close its books", "unclosed_visit_wait"),
        *cite(Grade.OUR_CHOICE, "as long as the guides' review interval", "course_gap"),
        *cite(
            Grade.UNVERIFIED,
            "Open Dental's conversion script takes three years; used here for want of a source",
            "infer_perio_within",
        ),
    ],
)
"""The practice guides' rhythm: three months after each treatment, periodontal care every three, seen twice a year."""

_ONE_WEEK: Final = Interval(weeks=1)

DORMANT_AFTER_12_MONTHS: Final = DormancyRule(
    dormant_after=Interval(months=12),
    lapsed_after=Interval(months=6),
    lost_after=_ONE_WEEK,
    unscheduled_after=THREE_MONTHS,
    dormant_list_every=_ONE_MONTH,
)
"""Dormant after a year without a visit: the sleeping-patients guide's first threshold, and the ADA's of an active
patient. Lapsed after half of it, and a round every month, which are our choices."""

DORMANT_AFTER_6_MONTHS: Final = DormancyRule(
    dormant_after=Interval(months=6),
    lapsed_after=THREE_MONTHS,
    lost_after=_ONE_WEEK,
    unscheduled_after=THREE_MONTHS,
    dormant_list_every=Interval(weeks=2),
)
"""Dormant after six months: the guide's other threshold, chosen by the size of the base. Which base gets which it does
not say, nor which gets the guide's other rhythm: a round every two weeks here, because twice as soon asleep is our
reason to look twice as often."""

PRACTICE_GUIDES_WHOLE: Final = attrs.evolve(
    PRACTICE_GUIDES,
    name="practice-guides-whole",
    bundle=Interval(days=30),
    cadence=Cadence(gaps=[_ONE_WEEK, Interval(weeks=2), _ONE_MONTH], max_attempts=4, rest=THREE_MONTHS),
    dormancy=DORMANT_AFTER_12_MONTHS,
    rhythm=Rhythm(
        every=THREE_MONTHS,
        kinds=[
            *(Kind.FILLING, Kind.CROWN_OR_BRIDGE, Kind.ROOT_CANAL, Kind.COMPLETE_DENTURE, Kind.PARTIAL_DENTURE),
            *(Kind.IMPLANT, Kind.EXTRACTION, Kind.ORTHODONTIC_END, Kind.SCALING_AND_ROOT_PLANING),
        ],
        near=_ONE_MONTH,
    ),
    review_after=Interval(years=2),
    endings=EndingRates(deaths=700),
    citations=[
        *PRACTICE_GUIDES.citations,
        *cite(Grade.READ, "practitioners' guide to sleeping patients: 12 months, or 6", "dormancy.dormant_after"),
        *cite(Grade.OUR_CHOICE, "half the threshold: patients should be seen twice a year", "dormancy.lapsed_after"),
        *cite(Grade.OUR_CHOICE, "a week to rebook by oneself", "dormancy.lost_after"),
        *cite(Grade.OUR_CHOICE, "as long as the guides' review interval", "dormancy.unscheduled_after"),
        *cite(
            Grade.OUR_CHOICE,
            "practitioners' guide to sleeping patients: monthly or every two weeks; which, for whom, is our choice",
            "dormancy.dormant_list_every",
        ),
        *cite(Grade.READ, "practitioners' guide to maintaining existing patients: every three months", "rhythm.every"),
        *cite(
            Grade.OUR_CHOICE,
            "a talk in the month before a contact does its work, as a visit in the month before a review does",
            "rhythm.near",
        ),
        *cite(Grade.READ, "Open Dental's manual: a maximum of reminders, for example 4", "cadence.max_attempts"),
        *cite(
            Grade.OUR_CHOICE,
            "do not insist: each wait longer than the last, and a rest as long as the guides' rhythm",
            *("cadence.gaps.1", "cadence.gaps.2", "cadence.gaps.3", "cadence.rest"),
        ),
        *cite(Grade.OUR_CHOICE, "what falls due within a month is worth no second call", "bundle"),
        *cite(
            Grade.OUR_CHOICE,
            "twice the threshold of dormancy: by then a sleeper has been called for a year, and no call got through",
            "review_after",
        ),
        *cite(
            Grade.SECONDARY,
            "adults who die in a year: about 7 in 1,000, and about 40 in 1,000 at 75 to 84 (sortediq)",
            "endings.deaths",
        ),
        *cite(Grade.OUR_CHOICE, "a false alarm once in a thousand practices", "endings.significance_one_in"),
    ],
)
