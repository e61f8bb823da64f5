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
Appointment AppointmentState Attempt AttendanceStage Away Basis Bereavement Cadence CallBack CallChange
CallList Cap CareDirection CareSetting Channel Circumstance Citation CodeMap Commitment ContactPerson
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
        "patient_will_call",
        "deferral",
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
        "examination, under 18.interval": "12m",
        "examination, under 18.by_risk.low": "12m",
        "examination, under 18.by_risk.high": "3m",
        "examination, adult.by_risk.high": "3m",
        "examination, under 18.below_age": "18",
        "examination, adult.from_age": "18",
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
    "callback_valid_for": "3m",
    "majority": "18",
    "bereavement": "6w",
    "weights.safety follow-up": "1000000",
    "weights.call promised": "100000",
    "weights.clinical rank": "500",
    "weights.open problem": "300",
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
        "examination, under 18.rank": "1",
        "examination, adult.rank": "2",
        "examination, adult.interval": "12m",
        "examination, under 18.by_risk.moderate": "6m",
        "examination, adult.by_risk.moderate": "12m",
        "examination, adult.by_risk.low": "18m",
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
        "examination, under 18": ("examination", "examination"),
        "examination, adult": ("examination", "examination"),
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
    treated = kinds(f"{_RESTORED}, scaling and root planing")
    extended = {rule.name: set(rule.extended_by) for rule in policy.recalls if rule.extended_by}
    assert extended == (dict.fromkeys(found, treated) if policy is presets.NICE_CG19 else {})
    if policy.rhythm is not None:
        assert set(policy.rhythm.kinds) == treated | {rc.Kind.ORTHODONTIC_END}
    inferred = {rc.Kind.SCALING_AND_ROOT_PLANING, rc.Kind.PERIODONTAL_MAINTENANCE}
    assert set(policy.infer_perio_from) == (set() if policy is presets.NICE_CG19 else inferred)


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
    "D0000-D9999": "other",
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
        *(("D0140", "other"), ("D2139", "other"), ("D2140", "filling"), ("D2394", "filling"), ("D2395", "other")),
        *(("D4342", "scaling and root planing"), ("D4343", "other"), ("D8680", "orthodontic treatment end")),
    ],
)
def test_a_range_of_codes_ends_where_it_says(code: str, kind: str) -> None:
    assert presets.CDT.find(code) is rc.Kind(kind)


@pytest.mark.clause("POL-3")
def test_no_interval_of_nice_is_outside_its_limits() -> None:
    for rule in presets.NICE_CG19.recalls:
        for _, interval in rule.intervals():
            months = interval.years * 12 + interval.months
            assert 3 <= months <= (12 if rule.below_age == 18 else 24)


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
