"""What holds around the core: what importing brings, what is public, what the presets and the codes promise."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
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
IMPURE: Final = {
    *("asyncio", "glob", "http", "io", "json", "logging", "os", "pathlib", "random", "secrets", "shutil", "socket"),
    *("sqlite3", "subprocess", "tempfile", "threading", "time", "urllib", "uuid", "zoneinfo"),
}


@pytest.mark.clause("HSE-1")
def test_importing_recallcore_brings_attrs_and_dateutil_and_nothing_else() -> None:
    code = (
        "import json, sys; before = set(sys.modules); import recallcore, recallcore.presets;"
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


@pytest.mark.clause("HSE-1")
def test_the_package_shows_its_public_names_and_no_others() -> None:
    assert dir(rc) == sorted(rc.__all__)
    assert len(set(rc.__all__)) == len(rc.__all__)


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
    spans = ("look_ahead", "piggyback", "closing", "course_gap", "patient_will_call", "deferral", "promise")
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
        "cadence.most": "4",
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
