"""What every fact says of itself, and that nobody forgets one."""

from __future__ import annotations

import gc
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final, get_args, get_type_hints

import attrs
import pytest
from strategies import CIRCUMSTANCES
from test_explain import A_FACT_EACH

import recallcore as rc
from recallcore._deciding.wanted.agreed import AGREEMENTS
from recallcore._deciding.wanted.returned import WAITS
from recallcore._facts.care_plan import AnyCareDirection
from recallcore._facts.fact import Carried
from recallcore._facts.history import PROMPTING, AnyCircumstance, AnyFact

DAY: Final = date(2026, 11, 20)
FAMILIES: Final[dict[type, Any]] = {rc.Circumstance: AnyCircumstance, rc.CareDirection: AnyCareDirection}

pytestmark = pytest.mark.clause("FCT-10")


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.__name__)
def test_the_kinds_of_a_family_are_the_closed_union_of_them_and_are_named_in_its_help(family: type) -> None:
    gc.collect()  # attrs makes each class anew, for its slots: the first one is gone by now
    kinds = get_args(FAMILIES[family])
    assert {*family.__subclasses__()} == {*kinds}
    assert {*re.findall(r"`([A-Z]\w+)`", family.__doc__ or "")} == {kind.__name__ for kind in kinds}


def test_every_fact_is_one_of_a_family_or_says_what_happened() -> None:
    gc.collect()
    plain = {rc.Patient, rc.Procedure, rc.Appointment, rc.Attempt}
    assert {*get_args(AnyFact)} == plain | {kind for union in FAMILIES.values() for kind in get_args(union)}
    assert {*rc.Fact.__subclasses__()} == plain | FAMILIES.keys()


@pytest.mark.parametrize("family", [rc.Fact, *FAMILIES], ids=lambda family: family.__name__)
def test_nobody_makes_a_plain_one(family: type) -> None:
    with pytest.raises(TypeError, match="abstract"):
        family()


def test_a_fact_that_does_not_say_all_of_itself_cannot_be_defined() -> None:
    with pytest.raises(
        TypeError, match=r"Hospital is a fact that does not say of itself: said_on, may_prompt, carried$"
    ):

        @attrs.frozen(kw_only=True)
        class Hospital(rc.Circumstance):
            since: date


@pytest.mark.parametrize("fact", A_FACT_EACH, ids=lambda fact: type(fact).__name__)
def test_a_day_said_is_a_day(fact: rc.Fact) -> None:
    assert fact.said_on is None or type(fact.said_on) is date


@pytest.mark.parametrize(
    ("fact", "said", "speaks_of"),
    [
        (rc.Appointment(on=DAY, state=rc.AppointmentState.BOOKED), None, DAY),
        (rc.Appointment(on=DAY, state=rc.AppointmentState.BOOKED, booked_on=date(2026, 3, 1)), date(2026, 3, 1), DAY),
        (rc.Appointment(on=DAY, state=rc.AppointmentState.KEPT, booked_on=date(2026, 3, 1)), DAY, DAY),
        (rc.CallBack(on=DAY, since=date(2026, 3, 1)), date(2026, 3, 1), DAY),
        (rc.OptOut(since=DAY), DAY, DAY),
        (rc.ContactPerson(person="1", since=DAY), None, None),
        (rc.ContactPerson(person="1", until=DAY, ended=rc.PersonEnd.MOVED), None, None),
        (rc.ContactPerson(person="1", until=DAY, ended=rc.PersonEnd.DIED), DAY, DAY),
    ],
)
def test_the_day_that_was_said_and_the_day_spoken_of(fact: rc.Fact, said: date | None, speaks_of: date | None) -> None:
    assert (fact.said_on, fact.speaks_of) == (said, speaks_of)


def test_what_may_be_a_reason_to_contact_and_what_counts_for_others() -> None:
    assert {rc.Away, rc.CallBack, rc.Deferral, rc.PatientWillCall, rc.SafetyFollowUp} == PROMPTING
    assert WAITS | AGREEMENTS == PROMPTING  # each is asked by the stage that knows it
    carried = {kind: kind.carried for kind in get_args(AnyCircumstance) if kind.carried is not Carried.STAYS}
    assert carried == {
        rc.OptOut: Carried.BY_PERSON,
        rc.Unreachable: Carried.BY_PERSON,
        rc.InProgress: Carried.BY_HOUSEHOLD,
        rc.Bereavement: Carried.BY_HOUSEHOLD,
    }


def test_a_history_knows_the_types_of_its_circumstances() -> None:
    none = rc.History(patient=rc.Patient(id="1"))
    noon = datetime(2026, 11, 20, 12, tzinfo=UTC)
    claim = rc.InProgress(by="ana", since=noon, until=noon.replace(minute=20))
    assert none._types == frozenset()
    assert none._types is rc.History(patient=rc.Patient(id="2"))._types
    assert rc.History(patient=none.patient, circumstances=[rc.OptOut(), claim])._types == {rc.OptOut, rc.InProgress}


@pytest.mark.clause("HSE-2")
def test_the_specification_names_every_fact_and_every_reason() -> None:
    page = (Path(__file__).parent.parent / "docs" / "spec.md").read_text("utf-8")
    named = [*(kind.__name__ for kind in get_args(AnyFact)), *map(str, rc.ReasonCode)]
    assert [name for name in named if name not in page] == []


@pytest.mark.clause("HSE-2")
def test_every_circumstance_is_drawn() -> None:
    """A law that never meets a fact says nothing of it."""
    drawn = {get_type_hints(maker)["return"] for maker in CIRCUMSTANCES}
    assert drawn == set(get_args(AnyCircumstance))
