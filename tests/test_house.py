"""What holds around the core: what importing brings, what is public, what the presets and the codes promise."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from types import UnionType
from typing import Any, Final

import pytest

import recallcore as rc
from recallcore import presets
from recallcore._deciding.codes import TERMINAL
from recallcore._words.english import SAYINGS

PRESETS: Final = (
    *(presets.PRACTICE_GUIDES, presets.PRACTICE_GUIDES_WHOLE),
    *(presets.OPEN_DENTAL_US, presets.NICE_CG19),
)
PACKAGE: Final = Path(rc.__file__).parent
ROOMS: Final = sorted(PACKAGE.rglob("*.py"))
# Written down a second time, so that no name comes, goes or is misspelled unnoticed.
PUBLIC: Final = """
AgeBand Appointment AppointmentState Attempt AttendanceStage Away Basis Beat Begins Bereavement Cadence CallBack
CallChange CallList Cap CareDirection CareSetting Channel Circumstance Citation CodeMap Commitment ContactPerson
ContactRoute Counting DEFAULT_WEIGHTS DataReview Deceased Decision Deferral DeferralReason Direction
Disposition DisputedBirthDate Dormancy DormancyRule DoubtfulEnding Due DueDateOverride EndingDoubt
EndingFinding EndingRates EndingReview EndingTest Enrolment Entry Excluded Fact FactError Factor Forecast
ForecastRow FrequencyLimit Grade Grouping HalfDay History Hold InProgress Interval IntervalError
IntervalOverride Kind Ledger LimitWindow ListChanges MonthEnd NoContactDay Notation OpenProblem OptOut
Outcome Party Patient PatientWillCall PerioEnrolment PersonEnd Phrase Policy PolicyError Procedure Purpose
Reason ReasonCode RecallRule RecallcoreError Reinstated Rejected RelocatedPermanently Report RequestError
ReviewItem Rhythm Risk Role SafetyFollowUp Scope Severity Site Tie Trait Unreachable UnreadNote Verdict
Weight Wording apply call_list data_review decide decide_all doubtful_endings ending_rates explain
first_contactable forecast histories_from_rows list_changes merge_base merge_histories next_change
next_round policy_as_data policy_from_data say share_household_facts
"""
PUBLIC_PRESETS: Final = {
    *("CDT", "DORMANT_AFTER_12_MONTHS", "DORMANT_AFTER_6_MONTHS"),
    *("NICE_CG19", "OPEN_DENTAL_US", "PRACTICE_GUIDES", "PRACTICE_GUIDES_WHOLE"),
}
IMPURE: Final = {
    *("asyncio", "glob", "http", "io", "json", "logging", "os", "pathlib", "random", "secrets", "shutil", "socket"),
    *("sqlite3", "subprocess", "tempfile", "threading", "time", "urllib", "uuid", "zoneinfo"),
}


@pytest.mark.clause("HSE-1")
def test_importing_recallcore_brings_attrs_and_dateutil_and_nothing_else() -> None:
    code = (
        "import json, sys; before = set(sys.modules); from recallcore import *; from recallcore.presets import *;"
        "print(json.dumps(sorted({name.partition('.')[0] for name in set(sys.modules) - before})))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    brought = set(json.loads(run.stdout)) - sys.stdlib_module_names
    assert {"recallcore", "attr", "dateutil"} <= brought <= {"recallcore", "attr", "attrs", "dateutil", "six"}


@pytest.mark.clause("HSE-1")
@pytest.mark.parametrize("room", ROOMS, ids=lambda room: str(room.relative_to(PACKAGE)))
def test_no_room_imports_anything_impure_or_opens_anything(room: Path) -> None:
    tree = ast.parse(room.read_text("utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not {name.partition(".")[0] for name in imported} & IMPURE
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    compiles = {"exec"} if room.name == "quick.py" else set()
    assert not called & ({"open", "input", "print", "eval", "exec"} - compiles)
    asked = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not asked & {"today", "now", "utcnow"}


BRANCHES: Final = (
    *(ast.If, ast.IfExp, ast.For, ast.While, ast.ExceptHandler, ast.match_case, ast.Assert, ast.comprehension),
    *(ast.BoolOp,),
)


def _branches(function: ast.FunctionDef) -> int:
    """One more than the decisions in a function: each condition, case, loop and `and` or `or`."""
    found = [node for node in ast.walk(function) if isinstance(node, BRANCHES)]
    more = [len(node.values) - 2 for node in found if isinstance(node, ast.BoolOp)]
    return 1 + len(found) + sum(more) + sum(len(node.ifs) for node in found if isinstance(node, ast.comprehension))


def _lines(function: ast.FunctionDef) -> int:
    """How long a function is without its docstring."""
    said = function.body[0] if ast.get_docstring(function) is not None else None
    told = 0 if said is None else (said.end_lineno or 0) - said.lineno + 1
    return (function.end_lineno or 0) - function.lineno + 1 - told


@pytest.mark.clause("HSE-1")
@pytest.mark.parametrize("room", ROOMS, ids=lambda room: str(room.relative_to(PACKAGE)))
def test_rooms_and_functions_are_short_or_a_comment_above_says_why(room: Path) -> None:
    written = room.read_text("utf-8")
    lines = written.splitlines()
    assert len(lines) <= 400
    for node in ast.walk(ast.parse(written)):
        if isinstance(node, ast.FunctionDef) and (_lines(node) > 40 or _branches(node) > 15):
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            assert lines[first - 2].strip().startswith("# "), (
                f"{node.name}: {_lines(node)} lines, {_branches(node)} branches"
            )


@pytest.mark.clause("HSE-1")
def test_the_package_shows_its_public_names_and_no_others() -> None:
    assert dir(rc) == sorted(rc.__all__)
    assert len(set(rc.__all__)) == len(rc.__all__)


@pytest.mark.clause("HSE-1")
@pytest.mark.parametrize("door", [rc, presets], ids=lambda door: door.__name__)
def test_a_type_checker_sees_each_name_where_a_program_finds_it(door: Any) -> None:
    """A door says it twice: once for those who read it, once for those who run it."""
    block = next(node for node in ast.parse(Path(door.__file__).read_text("utf-8")).body if isinstance(node, ast.If))
    seen = {
        alias.name: node.module
        for node in block.body
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("recallcore")
        for alias in node.names
    }
    assert seen == {name: f"{door.__name__}.{room}" for room, names in door._ROOMS.items() for name in names.split()}
    assert set(door.__all__) == seen.keys()
    assert all(getattr(door, name) is getattr(import_module(room), name) for name, room in seen.items() if room)


@pytest.mark.clause("HSE-1")
def test_a_name_that_is_not_public_is_not_there() -> None:
    with pytest.raises(AttributeError, match="'recallcore' has no attribute 'recare'"):
        rc.recare  # noqa: B018


@pytest.mark.clause("HSE-1")
def test_the_public_names_are_these() -> None:
    assert sorted(rc.__all__) == sorted(PUBLIC.split())
    assert set(presets.__all__) == PUBLIC_PRESETS
    assert dir(presets) == sorted(presets.__all__)
    with pytest.raises(AttributeError, match=r"'recallcore\.presets' has no attribute 'CTD'"):
        presets.CTD  # type: ignore[attr-defined]  # noqa: B018


@pytest.mark.clause("FCT-10")
@pytest.mark.parametrize("name", [name for name in rc.__all__ if not isinstance(getattr(rc, name), UnionType | tuple)])
def test_every_public_name_is_documented(name: str) -> None:
    public = getattr(rc, name)
    assert public.__module__.startswith("recallcore.")
    assert public.__doc__
    members = vars(public).items() if isinstance(public, type) else ()
    for member, value in members:
        inner = value.fget if isinstance(value, property) else getattr(value, "__func__", value)
        if not member.startswith("_") and callable(inner) and not isinstance(value, type):
            assert inner.__doc__, f"{name}.{member}"


@pytest.mark.clause("POL-3")
@pytest.mark.parametrize("policy", PRESETS, ids=lambda policy: policy.name)
def test_every_number_of_a_preset_has_a_source(policy: rc.Policy) -> None:
    assert policy.uncited() == ()
    assert {citation.number for citation in policy.citations} == {name for name, _ in policy.numbers()}


@pytest.mark.clause("POL-3")
def test_a_number_without_a_source_is_noticed() -> None:
    rule = rc.RecallRule(name="x", rank=1, started_by=[rc.Kind.FILLING], interval=rc.Interval(months=3))
    policy = rc.Policy(name="p", version="1", recalls=[rule], look_ahead=rc.Interval(weeks=1))
    spans = (
        "look_ahead",
        "nearby_booking_window",
        "unclosed_visit_wait",
        "course_gap",
        "after_visit",
        "after_talk",
        "patient_will_call",
        "deferral",
        "after_no",
        "callback_valid_for",
    )
    spans += ("majority", "bereavement")
    weights = tuple(f"weights.{weight.factor}" for weight in policy.weights)
    assert weights
    assert policy.uncited() == (*spans, *weights, "x.interval", "x.rank")


# What a source or the mission says, typed again from there: a slip of the finger in a preset shows here.
PUBLISHED: Final[dict[str, dict[str, Any]]] = {
    "practice-guides": {
        "periodontal care.interval": "3m",
        "extraction review.interval": "3m",
        "orthodontic review.interval": "3m",
        "denture review.interval": "3m",
        "filling review.interval": "3m",
        "examination.interval": "6m",
        "infer_perio_within": "3y",
    },
    "practice-guides-whole": {
        "dormancy.dormant_after": "12m",
        "rhythm.every": "3m",
        "cadence.max_attempts": "4",
        "endings.deaths": "700",
    },
    "open-dental-us": {
        "prophylaxis.interval": "6m1d",
        "child prophylaxis.interval": "6m1d",
        "perio.interval": "4m",
        "bitewings.interval": "1y",
        "panoramic or full mouth.interval": "5y",
        "prophylaxis.from_age": "12",
        "child prophylaxis.below_age": "12",
        "infer_perio_within": "3y",
    },
    "nice-cg19": {
        "examination.by_age.1.interval": "12m",
        "examination.by_age.1.by_risk.low": "12m",
        "examination.by_age.1.by_risk.high": "3m",
        "examination.by_risk.high": "3m",
        "examination.by_age.1.below_age": "18",
    },
}


@pytest.mark.clause("POL-3")
@pytest.mark.parametrize("policy", PRESETS, ids=lambda policy: policy.name)
def test_the_presets_say_what_was_published(policy: rc.Policy) -> None:
    numbers = {name: str(number) for name, number in policy.numbers()}
    assert {name: numbers[name] for name in PUBLISHED[policy.name]} == PUBLISHED[policy.name]


# The numbers that are the presets' own choice, and what else a rule of theirs says, written down a second time: whoever
# changes one changes what practices are told, and says so here too.
USUAL: Final = {
    "nearby_booking_window": "30d",
    "unclosed_visit_wait": "7d",
    "course_gap": "3m",
    "patient_will_call": "2w",
    "deferral": "3m",
    "after_visit": "7d",
    "after_talk": "7d",
    "after_no": "1m",
    "callback_valid_for": "3m",
    "majority": "18",
    "bereavement": "6w",
    "weights.safety follow-up": "1000000",
    "weights.call promised": "100000",
    "weights.apology owed": "10000",
    "weights.clinical rank": "500",
    "weights.booking lost": "600",
    "weights.open problem": "300",
    "weights.treatment unscheduled": "300",
    "weights.overdue share": "1",
    "weights.lapsed": "40",
    "weights.dormant": "60",
    "weights.child": "50",
    "weights.reachable by phone": "30",
    "weights.appointments kept": "2",
    "weights.years with the practice": "1",
}
GUIDES: Final = {
    **USUAL,
    "periodontal care.rank": "1",
    "extraction review.rank": "2",
    "orthodontic review.rank": "3",
    "denture review.rank": "4",
    "examination.rank": "5",
    "examination.begins_after": "1m",
    "filling review.rank": "6",
    "extraction review.early_window": "1m",
    "orthodontic review.early_window": "1m",
    "denture review.early_window": "1m",
    "filling review.early_window": "1m",
}
CHOSEN: Final[dict[str, dict[str, str]]] = {
    "practice-guides": GUIDES,
    "practice-guides-whole": {
        **GUIDES,
        **PUBLISHED["practice-guides"],
        "bundle": "30d",
        "review_after": "2y",
        "endings.significance_one_in": "1000",
        "rhythm.near": "1m",
        "cadence.rest": "3m",
        "cadence.gaps.1": "1w",
        "cadence.gaps.2": "2w",
        "cadence.gaps.3": "1m",
        "dormancy.lapsed_after": "6m",
        "dormancy.lost_after": "1w",
        "dormancy.unscheduled_after": "3m",
        "dormancy.dormant_list_every": "1m",
    },
    "open-dental-us": {
        **USUAL,
        "perio.rank": "1",
        "prophylaxis.rank": "2",
        "child prophylaxis.rank": "2",
        "bitewings.rank": "3",
        "panoramic or full mouth.rank": "4",
    },
    "nice-cg19": {
        **USUAL,
        "examination.rank": "1",
        "examination.interval": "12m",
        "examination.begins_after": "1m",
        "examination.by_age.1.by_risk.moderate": "6m",
        "examination.by_risk.moderate": "12m",
        "examination.by_risk.low": "18m",
    },
}


@pytest.mark.clause("POL-3")
@pytest.mark.parametrize("policy", PRESETS, ids=lambda policy: policy.name)
def test_the_presets_have_these_numbers_and_no_others(policy: rc.Policy) -> None:
    assert {name: str(number) for name, number in policy.numbers()} == PUBLISHED[policy.name] | CHOSEN[policy.name]


# What starts a recall, and what resolves it where that is not the same.
_PERIO: Final = "scaling and root planing, periodontal maintenance"
_REVIEWED: Final = "examination, periodontal examination, prophylaxis, periodontal maintenance"
KINDS_OF: Final = {
    "practice-guides": {
        "periodontal care": (_PERIO, f"{_PERIO}, periodontal examination"),
        "extraction review": ("extraction", _REVIEWED),
        "orthodontic review": ("orthodontic treatment end", "retainer check, orthodontic visit, examination"),
        "denture review": ("complete denture, partial denture", _REVIEWED),
        "examination": ("examination", "examination, periodontal examination"),
        "filling review": ("filling", _REVIEWED),
    },
    "open-dental-us": {
        "perio": (_PERIO, f"prophylaxis, {_PERIO}"),
        "prophylaxis": (f"prophylaxis, {_PERIO}", f"prophylaxis, {_PERIO}"),
        "child prophylaxis": (f"prophylaxis, {_PERIO}", f"prophylaxis, {_PERIO}"),
        "bitewings": ("bitewing radiographs", "bitewing radiographs"),
        "panoramic or full mouth": ("panoramic radiograph, full mouth radiographs",) * 2,
    },
    "nice-cg19": {
        "examination": ("examination", "examination"),
    },
}
KINDS_OF["practice-guides-whole"] = KINDS_OF["practice-guides"]
_RESTORED: Final = "filling, crown or bridge, root canal, complete denture, partial denture, implant, extraction"


@pytest.mark.clause("POL-3")
@pytest.mark.parametrize("policy", PRESETS, ids=lambda policy: policy.name)
def test_the_presets_recalls_are_started_and_resolved_by_these(policy: rc.Policy) -> None:
    def kinds(text: str) -> set[rc.Kind]:
        return {rc.Kind(kind) for kind in text.split(", ")}

    found = {rule.name: (set(rule.started_by), set(rule.resolved_by)) for rule in policy.recalls}
    assert found == {name: (kinds(start), kinds(end)) for name, (start, end) in KINDS_OF[policy.name].items()}
    assert [rule.name for rule in policy.recalls if rule.begins is rc.Begins.FIRST_VISIT] == (
        [] if policy is presets.OPEN_DENTAL_US else ["examination"]
    )
    treated = kinds(f"{_RESTORED}, scaling and root planing")
    extended = {rule.name: set(rule.extended_by) for rule in policy.recalls if rule.extended_by}
    assert extended == (dict.fromkeys(found, treated) if policy is presets.NICE_CG19 else {})
    if policy.rhythm is not None:
        assert set(policy.rhythm.kinds) == treated | {rc.Kind.ORTHODONTIC_END}
    inferred = {rc.Kind.SCALING_AND_ROOT_PLANING, rc.Kind.PERIODONTAL_MAINTENANCE}
    assert set(policy.infer_perio_from) == (set() if policy is presets.NICE_CG19 else inferred)


@pytest.mark.clause("POL-3", "SAF-3")
@pytest.mark.parametrize("policy", PRESETS, ids=lambda policy: policy.name)
def test_a_result_goes_by_phone_or_letter_under_every_preset(policy: rc.Policy) -> None:
    assert policy.safety_channels == (rc.Channel.PHONE, rc.Channel.LETTER)
    assert policy.rhythm is None or policy.rhythm.ends_after is None


@pytest.mark.clause("POL-3")
def test_both_thresholds_of_dormancy_have_these_numbers() -> None:
    def numbers(rule: rc.DormancyRule) -> list[str]:
        spans = (
            rule.lapsed_after,
            rule.dormant_after,
            rule.lost_after,
            rule.unscheduled_after,
            rule.dormant_list_every,
        )
        return [*map(str, spans)]

    assert numbers(presets.DORMANT_AFTER_12_MONTHS) == ["6m", "12m", "1w", "3m", "1m"]
    assert numbers(presets.DORMANT_AFTER_6_MONTHS) == ["3m", "6m", "1w", "3m", "2w"]


# Every code and range of `presets.CDT`, typed again from the codes themselves.
CDT: Final[dict[str, str]] = {
    "D0120 D0145 D0150 D0160": "examination",
    "D0180": "periodontal examination",
    "D0210": "full mouth radiographs",
    "D0330": "panoramic radiograph",
    "D1110 D1120": "prophylaxis",
    "D1351": "sealant",
    "D4910": "periodontal maintenance",
    "D7140": "extraction",
    "D8680": "orthodontic treatment end",
    "D0270-D0277": "bitewing radiographs",
    "D1206-D1208": "fluoride",
    "D2140-D2394": "filling",
    "D2510-D2799": "crown or bridge",
    "D3310-D3348": "root canal",
    "D4341-D4342": "scaling and root planing",
    "D5110-D5140": "complete denture",
    "D5211-D5286": "partial denture",
    "D6010-D6199": "implant",
    "D6200-D6999": "crown or bridge",
    "D7210-D7250": "extraction",
    "D8010-D8679": "orthodontic visit",
    "D0110-D0191 D0210-D0389 D0411-D0471 D0600 D0604-D0606 D0701-D0709 D0801-D0804 D0999": "other",
    "D1201-D1205 D1301-D1330 D1352-D1355 D1510-D1575 D1701-D1783 D1999": "other",
    "D2110-D2131 D2410-D2430 D2910-D2999 D3110-D3240 D3351-D3503 D3910-D3999": "other",
    "D4210-D4286 D4320-D4381 D4920-D4921 D4999": "other",
    "D5410-D5422 D5510-D5671 D5710-D5765 D5810-D5899 D5909-D5999": "other",
    "D7110-D7130 D7251-D7350 D7410-D7490 D7509-D7560 D7610-D7680 D7710-D7780 D7810-D7899 D7910-D7999": "other",
    "D8681-D8704 D8999": "other",
    "D9110-D9130 D9210-D9248 D9310 D9410-D9450 D9610-D9613 D9910-D9959 D9970-D9975": "other",
    "D0391-D0396 D0414 D0423 D0472-D0502 D0601-D0603 D0802 D0804": "administrative",
    "D9311 D9630 D9912 D9961 D9985-D9987 D9990-D9997": "administrative",
}


@pytest.mark.clause("INT-1")
def test_the_map_of_codes_is_the_one_that_was_published() -> None:
    typed = {code: rc.Kind(kind) for codes, kind in CDT.items() for code in codes.split()}
    assert dict([*presets.CDT.codes, *presets.CDT.ranges]) == typed
    assert presets.CDT.prefixes == ()


@pytest.mark.clause("INT-1")
@pytest.mark.parametrize(
    ("code", "kind"),
    [
        *(("D0140", "other"), ("D2139", None), ("D2140", "filling"), ("D2394", "filling"), ("D2395", None)),
        *(("D4342", "scaling and root planing"), ("D4343", "other"), ("D8680", "orthodontic treatment end")),
    ],
)
def test_a_range_of_codes_ends_where_it_says(code: str, kind: str | None) -> None:
    assert presets.CDT.find(code) is (None if kind is None else rc.Kind(kind))


# Codes one by one, as they are published, and whether each is care: not read off the ranges above.
CARE: Final = """
    D0120 D0140 D0145 D0150 D0160 D0170 D0171 D0180 D0190 D0191 D0210 D0220 D0230 D0240 D0250 D0251 D0270 D0272 D0273
    D0274 D0277 D0310 D0320 D0321 D0322 D0330 D0340 D0350 D0364 D0365 D0366 D0367 D0368 D0369 D0370 D0371 D0372 D0373
    D0374 D0380 D0381 D0382 D0383 D0384 D0385 D0386 D0387 D0388 D0389 D0411 D0412 D0415 D0416 D0417 D0418 D0419 D0422
    D0425 D0426 D0431 D0460 D0461 D0470 D0600 D0604 D0605 D0606 D0701 D0702 D0703 D0705 D0706 D0707 D0708 D0709 D0801
    D0803 D0999 D1110 D1120 D1206 D1208 D1301 D1310 D1320 D1321 D1330 D1351 D1352 D1353 D1354 D1355 D1510 D1516 D1517
    D1520 D1526 D1527 D1551 D1552 D1553 D1556 D1557 D1558 D1575 D1701 D1714 D1720 D1781 D1783 D1999
    D2140 D2161 D2330 D2394 D2410 D2430 D2510 D2664 D2710 D2799 D2910 D2920 D2930 D2940 D2950 D2956 D2962 D2976 D2980
    D2989 D2990 D2991 D2999 D3110 D3120 D3220 D3221 D3222 D3230 D3240 D3310 D3330 D3348 D3351 D3357 D3410 D3426 D3450
    D3471 D3473 D3501 D3503 D3910 D3911 D3920 D3921 D3950 D3999 D4210 D4212 D4230 D4240 D4249 D4260 D4263 D4270 D4273
    D4283 D4285 D4286 D4322 D4323 D4341 D4342 D4346 D4355 D4381 D4910 D4920 D4921 D4999
    D5110 D5140 D5211 D5228 D5282 D5286 D5410 D5422 D5511 D5520 D5611 D5640 D5671 D5710 D5730 D5761 D5765 D5810 D5820
    D5850 D5862 D5876 D5877 D5878 D5899 D5909 D5911 D5930 D5938 D5949 D5982 D5986 D5988 D5991 D5995 D5999
    D6010 D6049 D6080 D6081 D6196 D6199 D6205 D6280 D6930 D6999 D7111 D7140 D7210 D7220 D7250 D7251 D7252 D7259 D7260
    D7270 D7286 D7288 D7300 D7310 D7320 D7340 D7350 D7410 D7465 D7471 D7490 D7509 D7510 D7560 D7610 D7680 D7710 D7780
    D7810 D7880 D7881 D7899 D7910 D7921 D7953 D7961 D7970 D7997 D7999 D8010 D8070 D8091 D8210 D8660 D8670 D8671 D8680
    D8681 D8695 D8701 D8704 D8999
    D9110 D9120 D9128 D9129 D9130 D9210 D9211 D9212 D9215 D9219 D9222 D9223 D9224 D9225 D9230 D9239 D9243 D9244 D9245
    D9246 D9247 D9248 D9310 D9410 D9420 D9430 D9440 D9450 D9610 D9612 D9613 D9910 D9911 D9913 D9914 D9920 D9930 D9932
    D9933 D9934 D9935 D9936 D9938 D9939 D9940 D9941 D9942 D9943 D9944 D9945 D9946 D9947 D9948 D9949 D9950 D9951 D9952
    D9953 D9954 D9955 D9956 D9957 D9959 D9970 D9971 D9972 D9973 D9974 D9975
"""
NO_CARE: Final = """
    D0391 D0393 D0394 D0395 D0396 D0414 D0423 D0472 D0473 D0474 D0475 D0476 D0477 D0478 D0479 D0480 D0481 D0482 D0483
    D0484 D0485 D0486 D0502 D0601 D0602 D0603 D0802 D0804
    D9311 D9630 D9912 D9961 D9985 D9986 D9987 D9990 D9991 D9992 D9993 D9994 D9995 D9996 D9997
"""
NOBODY_S: Final = (
    "D0000 D0100 D0900 D1000 D1900 D2000 D3000 D4000 D5000 D6000 D7000 D8000 D8888 D9000 D9500 D9988 D9999"
)


@pytest.mark.clause("INT-3")
def test_every_published_code_is_care_or_not() -> None:
    kinds = {code: presets.CDT.kind(code) for code in (*CARE.split(), *NO_CARE.split(), *NOBODY_S.split())}
    assert [code for code in CARE.split() if kinds[code] in (rc.Kind.ADMINISTRATIVE, rc.Kind.UNMAPPED)] == []
    assert [code for code in NO_CARE.split() if kinds[code] is not rc.Kind.ADMINISTRATIVE] == []
    assert presets.CDT.unknown(kinds) == tuple(NOBODY_S.split())


@pytest.mark.clause("INT-3")
def test_what_is_no_care_is_named_one_by_one() -> None:
    """No range of care reaches further than its block: only these of all that look like a code are administrative."""
    every = [f"D{number:04}" for number in range(10_000)]
    found = [code for code in every if presets.CDT.find(code) is rc.Kind.ADMINISTRATIVE]
    unpublished = {"D0392", *(f"D{number:04}" for number in range(487, 502))}
    assert sorted({*found} - unpublished) == sorted(NO_CARE.split())


@pytest.mark.clause("POL-3")
def test_no_interval_of_nice_is_outside_its_limits() -> None:
    for rule in presets.NICE_CG19.recalls:
        for _, interval in rule.intervals():
            months = interval.years * 12 + interval.months
            assert 3 <= months <= 24
        (children,) = rule.by_age
        assert (children.from_age, children.below_age) == (None, 18)
        for interval in (children.interval, *(interval for _, interval in children.by_risk)):
            assert 3 <= interval.years * 12 + interval.months <= 12


@pytest.mark.clause("POL-4")
def test_every_code_has_a_role_a_place_and_a_saying() -> None:
    codes = set(rc.ReasonCode)
    assert set(SAYINGS) == codes
    assert {code.role for code in codes} == set(rc.Role)
    assert [code.place for code in rc.ReasonCode] == list(range(len(codes)))


@pytest.mark.clause("POL-4", "SUP-1")
def test_a_reason_knows_its_role_and_whether_it_ends_a_relationship() -> None:
    assert {code for code in rc.ReasonCode if rc.Reason(code=code).terminal} == TERMINAL
    assert {rc.ReasonCode.DECEASED, rc.ReasonCode.RELOCATED} == TERMINAL
    assert rc.Reason(code=rc.ReasonCode.AWAY).role is rc.Role.WITHHOLDS
    assert rc.Reason(code=rc.ReasonCode.RECALL_DUE).role is rc.Role.WANTED
    assert rc.Reason(code=rc.ReasonCode.NOT_YET_DUE).role is rc.Role.NOT_WANTED
    assert rc.Reason(code=rc.ReasonCode.RISK_NOT_ASSESSED).role is rc.Role.REVIEW
    assert rc.Reason(code=rc.ReasonCode.COMMITMENT_OPEN).role is rc.Role.BRIEF
