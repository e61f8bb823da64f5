"""What the tests of other systems' cases share: the cases, Open Dental's policy, and words that both sides use."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final, TypeAlias

import attrs

import recallcore as rc
from recallcore.presets import CDT, OPEN_DENTAL_US

Facts: TypeAlias = dict[str, Any]
Answer: TypeAlias = dict[str, Any]

VECTORS: Final = Path(__file__).parent / "vectors"
PAGE: Final = Path(__file__).parent.parent / "docs" / "compatibility.md"


def cases_of(area: str) -> list[dict[str, Any]]:
    """The cases of one file of vectors, as written."""
    cases: list[dict[str, Any]] = json.loads((VECTORS / f"{area}.json").read_text(encoding="utf-8"))["cases"]
    return cases


def by_id(area: str) -> dict[str, dict[str, Any]]:
    return {case["id"]: case for case in cases_of(area)}


def table(heading: str) -> list[list[str]]:
    """The rows of the table under a heading of docs/compatibility.md."""
    section = PAGE.read_text(encoding="utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


AS_OF: Final = date(2024, 10, 24)  # the day asked about, for a case that names none
TOMORROW: Final = AS_OF + timedelta(days=1)
PATIENT: Final = rc.Patient(id="1", birth_date=date(1980, 5, 5))  # an adult, for a case that gives no age

# ------------------------------------------------------------------ policies

PROPHYLAXIS: Final = "prophylaxis"
CHILD: Final = "child prophylaxis"
# Open Dental's word for each recall it assigns to a patient. An age limit is part of its prophy, not a type.
WORD_FOR: Final = {PROPHYLAXIS: "prophy", CHILD: "prophy", "perio": "perio"}
RECALL_FOR: Final = {"prophy": PROPHYLAXIS, "perio": "perio"}
CODES: Final = rc.CodeMap(codes=[*CDT.codes, ("11113", rc.Kind.SCALING_AND_ROOT_PLANING)], ranges=CDT.ranges)


def open_dental(
    *, types: Sequence[rc.RecallRule] | None = None, infers_perio: bool = False, **settings: Any
) -> rc.Policy:
    """Open Dental: the preset, or recall types of the practice's own, and the practice's settings.

    Open Dental itself never moves a patient to perio; its conversion script does (`infers_perio`).
    """
    return attrs.evolve(
        OPEN_DENTAL_US,
        name="open-dental",
        recalls=default_types() if types is None else types,
        infer_perio_from=OPEN_DENTAL_US.infer_perio_from if infers_perio else (),
        infer_perio_within=OPEN_DENTAL_US.infer_perio_within if infers_perio else None,
        citations=(),
        **settings,
    )


def default_types(*, interval: str = "6m1d", adult_age: int = 12) -> list[rc.RecallRule]:
    """The preset's types. Done, perio care counts for prophylaxis (SR-TYP-03); booked, it does not (SR-CONF-01)."""
    prophy: Facts = {"interval": rc.Interval.parse(interval), "resolved_by": [rc.Kind.PROPHYLAXIS]}
    changes = {PROPHYLAXIS: {**prophy, "from_age": adult_age}, CHILD: {**prophy, "below_age": adult_age}}
    return [attrs.evolve(rule, **changes.get(rule.name, {})) for rule in OPEN_DENTAL_US.recalls]


def own_type(name: str, interval: str, *codes: str) -> rc.RecallRule:
    """A recall type with trigger codes of its own."""
    kinds = [CODES.kind(code) for code in codes]
    return rc.RecallRule(name=name, started_by=kinds, interval=rc.Interval.parse(interval), rank=1)


def vendor(name: str, *recalls: rc.RecallRule, **settings: Any) -> rc.Policy:
    return rc.Policy(name=name, version="1", recalls=recalls, **settings)


def repeating(name: str, kind: rc.Kind, interval: str) -> rc.RecallRule:
    return rc.RecallRule(name=name, started_by=[kind], interval=rc.Interval.parse(interval), rank=1)


# ------------------------------------------------------------------ words both sides use


def day_of(text: str) -> date:
    return date.fromisoformat(text)


def iso(on: date | None) -> str | None:
    return None if on is None else on.isoformat()


def decide(policy: rc.Policy, *, as_of: date = AS_OF, patient: rc.Patient = PATIENT, **facts: Any) -> rc.Decision:
    return rc.decide(rc.History(patient=patient, **facts), policy, as_of=as_of)


def due_of(decision: rc.Decision, recall: str) -> rc.Due:
    return next(due for due in decision.dues if due.recall == recall)


def set_to(due: date, *recalls: str, set_on: date = AS_OF) -> list[rc.DueDateOverride]:
    return [rc.DueDateOverride(recall=recall, due=due, set_on=set_on) for recall in recalls]


def booked(on: date, codes: Sequence[str] = ()) -> rc.Appointment:
    return rc.Appointment(on=on, state=rc.AppointmentState.BOOKED, kinds=[CODES.kind(code) for code in codes])


# Each patient status as facts.
STATUSES: Final[dict[str, dict[str, Any]]] = {
    "deceased": {"circumstances": [rc.Deceased(recorded=AS_OF, source=rc.Party.PRACTICE, confirmed=True)]},
    "archived": {"circumstances": [rc.Excluded(code="archived")]},
    "inactive": {"circumstances": [rc.Excluded(code="inactive")]},
    "non_patient": {"patient": attrs.evolve(PATIENT, subject=False)},
    "prospective": {"patient": attrs.evolve(PATIENT, subject=False)},
    "patient": {},
}
