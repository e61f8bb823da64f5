"""Whatever looks into values finds what is there: type hints, attrs, cattrs, Hypothesis, the source."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Iterator
from datetime import date, datetime
from enum import Enum
from types import UnionType
from typing import Any, Final

import attrs
import cattrs
import pytest
from cattrs.strategies import configure_tagged_union
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import recallcore as rc
from recallcore._deciding.priority import Points
from recallcore._deciding.question import Question
from recallcore._deciding.reasons import Evidence
from recallcore._facts.care_plan import AnyCareDirection
from recallcore._facts.history import AnyCircumstance, AnyFact
from recallcore._measures.endings import Ending

PUBLIC: Final = {name: getattr(rc, name) for name in rc.__all__}
DEFINED: Final = {name: public for name, public in PUBLIC.items() if isinstance(public, type) or callable(public)}
CLASSES: Final = {name: public for name, public in DEFINED.items() if isinstance(public, type)}
VALUES: Final = {name: public for name, public in CLASSES.items() if attrs.has(public)}

pytestmark = pytest.mark.clause("FCT-10")


def _functions(public: Any) -> Iterator[Callable[..., Any]]:
    """A public function, or whatever a public class defines."""
    for member in vars(public).values() if isinstance(public, type) else [public]:
        function = member.fget if isinstance(member, property) else getattr(member, "__func__", member)
        if inspect.isfunction(function):
            yield function


@pytest.mark.parametrize("name", [name for name in DEFINED if not isinstance(DEFINED[name], UnionType)])
def test_type_hints_signature_and_source_are_found(name: str) -> None:
    public = DEFINED[name]
    typing.get_type_hints(public)
    for function in _functions(public):
        typing.get_type_hints(function)
    assert inspect.signature(public)
    assert f" {name}" in inspect.getsource(public)


@pytest.mark.parametrize("name", VALUES)
def test_attrs_knows_the_type_of_every_field(name: str) -> None:
    """As they stand, for whoever reads them without resolving texts first, as Hypothesis does."""
    assert not [field.name for field in attrs.fields(VALUES[name]) if isinstance(field.type, str)]


def _converter() -> cattrs.Converter:
    converter = cattrs.Converter()
    for plain in (date, datetime, type(None)):
        converter.register_structure_hook(plain, lambda value, _: value)
    for union in (Ending, AnyCareDirection, AnyCircumstance, AnyFact, Evidence | None):
        configure_tagged_union(union, converter)
    return converter


@pytest.mark.parametrize("name", VALUES)
def test_attrs_resolves_every_field(name: str) -> None:
    before = [field.type for field in attrs.fields(VALUES[name])]
    attrs.resolve_types(VALUES[name])
    assert [field.type for field in attrs.fields(VALUES[name])] == before


@pytest.mark.parametrize("value", [*VALUES.values(), Points, Question], ids=lambda value: value.__name__)
def test_every_field_is_given_by_its_name(value: Any) -> None:
    assert [field.name for field in attrs.fields(value) if field.init and not field.kw_only] == []


@pytest.mark.parametrize("name", VALUES)
def test_cattrs_finds_how_to_structure(name: str) -> None:
    assert _converter().get_structure_hook(VALUES[name])


def test_cattrs_structures_a_history_and_finds_it_again() -> None:
    day = date(2026, 11, 20)
    known = rc.History(
        patient=rc.Patient(id="17", birth_date=date(1961, 4, 2)),
        completed=[rc.Procedure(on=day, kind=rc.Kind.PROPHYLAXIS)],
        circumstances=[rc.Away(since=day), rc.Bereavement(on=day)],
        care_plan=[rc.IntervalOverride(recall="exam", interval=rc.Interval(months=5), since=day)],
    )
    converter = _converter()
    assert converter.structure(converter.unstructure(known), rc.History) == known


@pytest.mark.parametrize("name", CLASSES)
@settings(max_examples=5, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_hypothesis_infers_every_argument(name: str, data: st.DataObject) -> None:
    """What it makes up may be refused, but not for want of a type."""
    cls = CLASSES[name]
    if cls is rc.Wording:
        return  # a protocol: a module satisfies it
    try:
        any_kind = issubclass(cls, Enum) or inspect.isabstract(cls)  # of a family, one of the kinds there are
        data.draw(st.from_type(cls) if any_kind else st.builds(cls))
    except rc.RecallcoreError as refused:
        assert refused.faults  # noqa: PT017
