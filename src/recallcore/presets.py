"""Published policies, each number with its source, and a map of CDT codes to kinds.

Data only. Grades say how a number is known; nothing here is clinical or legal advice. To change one for your
practice, `attrs.evolve` it under a name of your own.
"""

from __future__ import annotations

from typing import Final

import attrs

from recallcore._contact_policy import DEFAULT_WEIGHTS, Cadence, DormancyRule, EndingRates, Rhythm
from recallcore._intake import CodeMap
from recallcore._intervals import Interval
from recallcore._policy import Citation, Enrolment, Grade, Policy, RecallRule
from recallcore._vocabulary import Channel, Kind, Risk

__all__ = [
    "CDT",
    "DORMANT_AFTER_6_MONTHS",
    "DORMANT_AFTER_12_MONTHS",
    "NICE_CG19",
    "OPEN_DENTAL_US",
    "PRACTICE_GUIDES",
    "PRACTICE_GUIDES_WHOLE",
]


def _cite(grade: Grade, source: str, *numbers: str) -> list[Citation]:
    return [Citation(number=number, source=source, grade=grade) for number in numbers]


# What every policy has unless it says otherwise. The arguments are in the explanation, under "Whom first".
_USUAL: Final = [
    *_cite(Grade.OUR_CHOICE, "two weeks of waiting for a call that was announced", "patient_will_call"),
    *_cite(Grade.OUR_CHOICE, "as long as the guides' rhythm, where nobody said until when", "deferral"),
    *_cite(
        Grade.OUR_CHOICE, "as long as the guides' rhythm; the argument is in the explanation, under promises", "promise"
    ),
    *_cite(Grade.UNVERIFIED, "the age of majority in most of the world; 19 in some places", "majority"),
    *_cite(Grade.OUR_CHOICE, "six weeks hold the forty days that several traditions keep", "bereavement"),
    *_cite(
        Grade.OUR_CHOICE,
        "weights order the list; the argument is in the explanation, under whom first",
        *(f"weights.{weight.factor}" for weight in DEFAULT_WEIGHTS),
    ),
]

_PERIO_CARE: Final = (Kind.SCALING_AND_ROOT_PLANING, Kind.PERIODONTAL_MAINTENANCE)
_REVIEWS: Final = (Kind.EXAMINATION, Kind.PERIODONTAL_EXAMINATION, Kind.PROPHYLAXIS, Kind.PERIODONTAL_MAINTENANCE)
_THREE_MONTHS: Final = Interval(months=3)
_ONE_MONTH: Final = Interval(months=1)
_RANKS: Final = "ranks order the list; the argument is in the explanation, under clinical rank"

PRACTICE_GUIDES: Final = Policy(
    name="practice-guides",
    version="1",
    recalls=[
        RecallRule(
            name="periodontal care",
            started_by=_PERIO_CARE,
            resolved_by=(*_PERIO_CARE, Kind.PERIODONTAL_EXAMINATION),
            interval=_THREE_MONTHS,
            enrolment=Enrolment.ENROLLED,
            rank=1,
            care_reason="periodontal control",
        ),
        RecallRule(
            name="extraction review",
            started_by=(Kind.EXTRACTION,),
            resolved_by=_REVIEWS,
            interval=_THREE_MONTHS,
            repeats=False,
            early_window=_ONE_MONTH,
            rank=2,
            care_reason="healing and neighbouring teeth",
        ),
        RecallRule(
            name="orthodontic review",
            started_by=(Kind.ORTHODONTIC_END,),
            resolved_by=(Kind.RETAINER_CHECK, Kind.ORTHODONTIC_VISIT, Kind.EXAMINATION),
            interval=_THREE_MONTHS,
            repeats=False,
            early_window=_ONE_MONTH,
            rank=3,
            care_reason="alignment and retainer use",
        ),
        RecallRule(
            name="denture review",
            started_by=(Kind.COMPLETE_DENTURE, Kind.PARTIAL_DENTURE),
            resolved_by=_REVIEWS,
            interval=_THREE_MONTHS,
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
            rank=5,
            care_reason="seen twice a year",
        ),
        RecallRule(
            name="filling review",
            started_by=(Kind.FILLING,),
            resolved_by=_REVIEWS,
            interval=_THREE_MONTHS,
            repeats=False,
            early_window=_ONE_MONTH,
            ended_by=(Kind.EXTRACTION,),
            rank=6,
            care_reason="wear, plaque and polishing",
        ),
    ],
    infer_perio_from=_PERIO_CARE,
    infer_perio_within=Interval(years=3),
    citations=[
        *_USUAL,
        *_cite(
            Grade.READ,
            "practitioners' guide to maintaining existing patients: a call three months after each of these",
            "periodontal care.interval",
            "extraction review.interval",
            "orthodontic review.interval",
            "denture review.interval",
            "filling review.interval",
        ),
        *_cite(Grade.READ, "practitioners' guide to sleeping patients: seen twice a year", "examination.interval"),
        *_cite(
            Grade.OUR_CHOICE,
            "a visit in the month before a review does the review's work",
            "extraction review.early_window",
            "orthodontic review.early_window",
            "denture review.early_window",
            "filling review.early_window",
        ),
        *_cite(
            Grade.OUR_CHOICE,
            _RANKS,
            "periodontal care.rank",
            "extraction review.rank",
            "orthodontic review.rank",
            "denture review.rank",
            "examination.rank",
            "filling review.rank",
        ),
        *_cite(Grade.OUR_CHOICE, "a month ahead a visit is near enough to speak about the recall there", "piggyback"),
        *_cite(Grade.OUR_CHOICE, "a week for the front desk to close its books", "closing"),
        *_cite(Grade.OUR_CHOICE, "as long as the guides' review interval", "course_gap"),
        *_cite(
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
    unscheduled_after=_THREE_MONTHS,
    rounds=_ONE_MONTH,
)
"""Dormant after a year without a visit: the sleeping-patients guide's first threshold, and the ADA's of an active
patient. Lapsed after half of it, and a round every month, which are our choices."""

DORMANT_AFTER_6_MONTHS: Final = DormancyRule(
    dormant_after=Interval(months=6),
    lapsed_after=_THREE_MONTHS,
    lost_after=_ONE_WEEK,
    unscheduled_after=_THREE_MONTHS,
    rounds=Interval(weeks=2),
)
"""Dormant after six months: the guide's other threshold, chosen by the size of the base. Which base gets which it does
not say, nor which gets the guide's other rhythm: a round every two weeks here, because twice as soon asleep is our
reason to look twice as often."""

PRACTICE_GUIDES_WHOLE: Final = attrs.evolve(
    PRACTICE_GUIDES,
    name="practice-guides-whole",
    bundle=Interval(days=30),
    cadence=Cadence(gaps=[_ONE_WEEK, Interval(weeks=2), _ONE_MONTH], most=4, rest=_THREE_MONTHS),
    dormancy=DORMANT_AFTER_12_MONTHS,
    rhythm=Rhythm(
        every=_THREE_MONTHS,
        kinds=[
            *(Kind.FILLING, Kind.CROWN_OR_BRIDGE, Kind.ROOT_CANAL, Kind.COMPLETE_DENTURE, Kind.PARTIAL_DENTURE),
            *(Kind.IMPLANT, Kind.EXTRACTION, Kind.ORTHODONTIC_END, Kind.SCALING_AND_ROOT_PLANING),
        ],
    ),
    review_after=Interval(years=2),
    endings=EndingRates(deaths=700),
    citations=[
        *PRACTICE_GUIDES.citations,
        *_cite(Grade.READ, "practitioners' guide to sleeping patients: 12 months, or 6", "dormancy.dormant_after"),
        *_cite(Grade.OUR_CHOICE, "half the threshold: patients should be seen twice a year", "dormancy.lapsed_after"),
        *_cite(Grade.OUR_CHOICE, "a week to rebook by oneself", "dormancy.lost_after"),
        *_cite(Grade.OUR_CHOICE, "as long as the guides' review interval", "dormancy.unscheduled_after"),
        *_cite(
            Grade.OUR_CHOICE,
            "practitioners' guide to sleeping patients: monthly or every two weeks; which, for whom, is our choice",
            "dormancy.rounds",
        ),
        *_cite(Grade.READ, "practitioners' guide to maintaining existing patients: every three months", "rhythm.every"),
        *_cite(Grade.READ, "Open Dental's manual: a maximum of reminders, for example 4", "cadence.most"),
        *_cite(
            Grade.OUR_CHOICE,
            "do not insist: each wait longer than the last, and a rest as long as the guides' rhythm",
            *("cadence.gaps.1", "cadence.gaps.2", "cadence.gaps.3", "cadence.rest"),
        ),
        *_cite(Grade.OUR_CHOICE, "what falls due within a month is worth no second call", "bundle"),
        *_cite(
            Grade.OUR_CHOICE,
            "twice the threshold of dormancy: by then a sleeper has been called for a year, and no call got through",
            "review_after",
        ),
        *_cite(
            Grade.SECONDARY,
            "adults who die in a year: about 7 in 1,000, and about 40 in 1,000 at 75 to 84 (sortediq)",
            "endings.deaths",
        ),
        *_cite(Grade.OUR_CHOICE, "a false alarm once in a thousand practices", "endings.alarm"),
    ],
)
"""The practice guides with all they ask: recalls, who is asleep, a call every three months after treatment, for life,
and attempts that do not insist."""

_HYGIENE: Final = (Kind.PROPHYLAXIS, *_PERIO_CARE)
_OPEN_DENTAL_TYPES: Final = "Open Dental's default recall types and their intervals, opendental.com/manual/recall.html"

OPEN_DENTAL_US: Final = Policy(
    name="open-dental-us",
    version="1",
    recalls=[
        RecallRule(
            name="perio",
            started_by=_PERIO_CARE,
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
    infer_perio_from=_PERIO_CARE,
    infer_perio_within=Interval(years=3),
    citations=[
        *_USUAL,
        *_cite(
            Grade.READ,
            _OPEN_DENTAL_TYPES,
            "perio.interval",
            "prophylaxis.interval",
            "child prophylaxis.interval",
            "bitewings.interval",
            "panoramic or full mouth.interval",
        ),
        *_cite(
            Grade.READ,
            "Open Dental's recall types: child recalls below the age limit of 12",
            "prophylaxis.from_age",
            "child prophylaxis.below_age",
        ),
        *_cite(
            Grade.READ,
            "Open Dental's conversion script: perio when D4341, D4342 or D4910 was completed in the last three years",
            "infer_perio_within",
        ),
        *_cite(
            Grade.OUR_CHOICE,
            _RANKS,
            "perio.rank",
            "prophylaxis.rank",
            "child prophylaxis.rank",
            "bitewings.rank",
            "panoramic or full mouth.rank",
        ),
        *_cite(Grade.OUR_CHOICE, "a month ahead a visit is near enough to speak about the recall there", "piggyback"),
        *_cite(Grade.OUR_CHOICE, "a week for the front desk to close its books", "closing"),
        *_cite(Grade.OUR_CHOICE, "bears on one-off reviews only, of which Open Dental has none", "course_gap"),
    ],
)
"""Open Dental's default recall types for the US. Either hygiene code resolves perio; radiographs ride along."""

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
    version="1",
    recalls=[
        RecallRule(
            name="examination, under 18",
            started_by=(Kind.EXAMINATION,),
            extended_by=_TREATMENT,
            interval=Interval(months=12),
            by_risk=[
                (Risk.LOW, Interval(months=12)),
                (Risk.MODERATE, Interval(months=6)),
                (Risk.HIGH, Interval(months=3)),
            ],
            below_age=18,
            rank=1,
            care_reason="oral health review",
        ),
        RecallRule(
            name="examination, adult",
            started_by=(Kind.EXAMINATION,),
            extended_by=_TREATMENT,
            interval=Interval(months=12),
            by_risk=[
                (Risk.LOW, Interval(months=18)),
                (Risk.MODERATE, Interval(months=12)),
                (Risk.HIGH, Interval(months=3)),
            ],
            from_age=18,
            rank=2,
            care_reason="oral health review",
        ),
    ],
    channels=(Channel.LETTER, Channel.SMS, Channel.EMAIL, Channel.PHONE),
    citations=[
        *_USUAL,
        *_cite(
            Grade.READ,
            f"{_CG19}: at most 12 months under 18",
            "examination, under 18.interval",
            "examination, under 18.by_risk.low",
        ),
        *_cite(
            Grade.READ,
            f"{_CG19}: at least 3 months at any age",
            "examination, under 18.by_risk.high",
            "examination, adult.by_risk.high",
        ),
        *_cite(
            Grade.READ,
            f"{_CG19}: the limits change at 18",
            "examination, under 18.below_age",
            "examination, adult.from_age",
        ),
        *_cite(
            Grade.OUR_CHOICE,
            "between the limits of 3 and 24 months, which CG19 leaves to the clinician: 24 needs a record of"
            " maintained health that a risk level does not carry, so it is an override",
            "examination, adult.interval",
            "examination, adult.by_risk.low",
            "examination, adult.by_risk.moderate",
            "examination, under 18.by_risk.moderate",
        ),
        *_cite(Grade.OUR_CHOICE, _RANKS, "examination, under 18.rank", "examination, adult.rank"),
        *_cite(Grade.OUR_CHOICE, "a month ahead a visit is near enough to speak about the recall there", "piggyback"),
        *_cite(Grade.OUR_CHOICE, "a week for the front desk to close its books", "closing"),
        *_cite(
            Grade.OUR_CHOICE,
            "CG19 counts from the end of the treatment journey and gives no length; three months between visits",
            "course_gap",
        ),
    ],
)
"""NICE's oral health review, by age and the clinician's risk level, counted from the end of the treatment journey."""

CDT: Final = CodeMap(
    codes={
        "D0120": Kind.EXAMINATION,
        "D0145": Kind.EXAMINATION,
        "D0150": Kind.EXAMINATION,
        "D0160": Kind.EXAMINATION,
        "D0180": Kind.PERIODONTAL_EXAMINATION,
        "D0210": Kind.FULL_MOUTH_SERIES,
        "D0330": Kind.PANORAMIC,
        "D1110": Kind.PROPHYLAXIS,
        "D1120": Kind.PROPHYLAXIS,
        "D1351": Kind.SEALANT,
        "D4910": Kind.PERIODONTAL_MAINTENANCE,
        "D7140": Kind.EXTRACTION,
        "D8680": Kind.ORTHODONTIC_END,
    },
    ranges={
        "D0000-D9999": Kind.OTHER,
        "D0270-D0277": Kind.BITEWINGS,
        "D1206-D1208": Kind.FLUORIDE,
        "D2140-D2394": Kind.FILLING,
        "D2510-D2799": Kind.CROWN_OR_BRIDGE,
        "D3310-D3348": Kind.ROOT_CANAL,
        "D4341-D4342": Kind.SCALING_AND_ROOT_PLANING,
        "D5110-D5140": Kind.COMPLETE_DENTURE,
        "D5211-D5286": Kind.PARTIAL_DENTURE,
        "D6010-D6199": Kind.IMPLANT,
        "D6200-D6999": Kind.CROWN_OR_BRIDGE,
        "D7210-D7250": Kind.EXTRACTION,
        "D8010-D8679": Kind.ORTHODONTIC_VISIT,
    },
)
"""Bare CDT codes and ranges, without descriptors, which belong to their owner. Some were read, some are unverified.

Any other code from D0000 to D9999 is known and is `Kind.OTHER`; a problem-focused visit (D0140) is no examination.
"""
