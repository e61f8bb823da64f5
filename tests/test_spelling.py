"""Equal facts are spelled alike: whatever a subclass, a time zone or the order of the input adds, it is in no byte."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from enum import IntEnum, StrEnum
from itertools import islice, permutations
from typing import Any, Final
from zoneinfo import ZoneInfo

import attrs
import pytest

import recallcore as rc
from recallcore._base.spelling import sort_key, spelled
from recallcore.presets import PRACTICE_GUIDES_WHOLE

pytestmark = pytest.mark.clause("FCT-7")

TODAY: Final = date(2026, 11, 20)
CHICAGO: Final = ZoneInfo("America/Chicago")
# The hour from one to two came twice in Chicago on that night.
HOUR: Final = timedelta(hours=1)
ONCE: Final = datetime(2026, 11, 1, 1, 30, tzinfo=CHICAGO)
AGAIN: Final = ONCE.replace(fold=1)


class _Text(str):
    def __repr__(self) -> str:
        return f"_Text {id(self)}"

    def __str__(self) -> str:
        return "another"


class _Number(int):
    def __repr__(self) -> str:
        return f"_Number {id(self)}"


class _Digit(IntEnum):
    SEVEN = 7


class _Spelled(StrEnum):
    SEVEN = "7"


class _Day(date):
    def __repr__(self) -> str:
        return f"_Day {id(self)}"


class _Instant(datetime):
    def __repr__(self) -> str:
        return f"_Instant {id(self)}"


class _Pair(tuple[Any, ...]):
    __slots__ = ()

    def __repr__(self) -> str:
        return "_Pair"


def bytes_of(value: object) -> bytes:
    return pickle.dumps(value, 4) + repr(value).encode()


PLAIN: Final[list[tuple[Any, Any]]] = [
    (_Text("a"), "a"),
    (_Number(3), 3),
    (_Day(2026, 11, 20), TODAY),
    (_Instant(2026, 11, 20, 9, tzinfo=UTC), datetime(2026, 11, 20, 9, tzinfo=UTC)),
    (_Digit.SEVEN, 7),
    (datetime(2026, 11, 20, 9, tzinfo=timezone(HOUR, "CET")), datetime(2026, 11, 20, 9, tzinfo=timezone(HOUR))),
    ((1, _Text("b"), (_Day(2026, 11, 20),)), (1, "b", (TODAY,))),
    (_Pair(("x", _Text("y"))), ("x", "y")),
]


@pytest.mark.parametrize(("written", "plain"), PLAIN, ids=[type(written).__name__ for written, _ in PLAIN])
def test_a_subclass_leaves_nothing_of_itself(written: Any, plain: Any) -> None:
    said = spelled(written)
    assert (said, type(said), repr(said)) == (plain, type(plain), repr(plain))


@pytest.mark.parametrize(
    "value", [None, True, 3, 1.5, "a", TODAY, (), (1, ("a", TODAY)), rc.Channel.SMS, rc.Interval(days=3)], ids=repr
)
def test_what_is_spelled_in_one_way_is_left_alone(value: object) -> None:
    assert spelled(value) is value


FACTS: Final[list[tuple[Callable[..., Any], dict[str, Any], dict[str, Any]]]] = [
    (rc.Patient, {"id": _Text("1"), "birth_date": _Day(1980, 1, 1)}, {"id": "1", "birth_date": date(1980, 1, 1)}),
    (rc.Patient, {"id": "1", "traits": [(rc.Trait.TRUST, _Number(3))]}, {"id": "1", "traits": [(rc.Trait.TRUST, 3)]}),
    (
        rc.Procedure,
        {"on": _Day(2026, 1, 5), "kind": rc.Kind.FILLING, "code": _Text("D1")},
        {"on": date(2026, 1, 5), "kind": rc.Kind.FILLING, "code": "D1"},
    ),
    (rc.Patient, {"id": _Spelled.SEVEN, "household": rc.Kind.FILLING}, {"id": "7", "household": "filling"}),
    (rc.Patient, {"id": "1", "traits": [(rc.Trait.TRUST, _Digit.SEVEN)]}, {"id": "1", "traits": [(rc.Trait.TRUST, 7)]}),
    (rc.Excluded, {"code": "x", "recalls": [_Spelled.SEVEN]}, {"code": "x", "recalls": ["7"]}),
    (rc.CodeMap, {"codes": [(_Spelled.SEVEN, rc.Kind.FILLING)]}, {"codes": {"7": rc.Kind.FILLING}}),
    (rc.Commitment, {"code": _Spelled.SEVEN, "since": TODAY}, {"code": "7", "since": TODAY}),
    (rc.OptOut, {"since": _Day(2026, 1, 5)}, {"since": date(2026, 1, 5)}),
    (rc.Excluded, {"code": _Text("x"), "recalls": [_Text("y")]}, {"code": "x", "recalls": ["y"]}),
    (
        rc.CallBack,
        {"on": _Day(2026, 1, 5), "since": TODAY.replace(2025), "at": _Instant(2026, 1, 5, 9, tzinfo=CHICAGO)},
        {
            "on": date(2026, 1, 5),
            "since": TODAY.replace(2025),
            "at": datetime(2026, 1, 5, 9, tzinfo=timezone(timedelta(hours=-6))),
        },
    ),
    (rc.Interval, {"months": _Number(6)}, {"months": 6}),
]


@pytest.mark.parametrize(("make", "written", "plain"), FACTS)
def test_a_value_of_subclasses_is_the_value_itself(
    make: Callable[..., Any], written: dict[str, Any], plain: dict[str, Any]
) -> None:
    assert make(**written) == make(**plain)
    assert hash(make(**written)) == hash(make(**plain))
    assert bytes_of(make(**written)) == bytes_of(make(**plain))


def attempt(at: datetime) -> rc.Attempt:
    return rc.Attempt(on=at.date(), channel=rc.Channel.PHONE, outcome=rc.Outcome.NO_ANSWER, at=at)


def test_the_hour_that_comes_twice_is_two_hours() -> None:
    assert attempt(ONCE) != attempt(AGAIN)
    assert len({attempt(ONCE), attempt(AGAIN)}) == 2
    patient = rc.Patient(id="1")
    said = [
        rc.Report(on=ONCE.date(), channel=rc.Channel.PHONE, said=rc.Disposition.NO_ANSWER, at=at)
        for at in (ONCE, AGAIN)
    ]
    history = rc.History(patient=patient)
    for report in (*said, *said):
        history = rc.apply(history, report)
    assert history.attempts == (attempt(ONCE), attempt(AGAIN))
    assert said[0] != said[1]


@pytest.mark.parametrize("zone", [UTC, CHICAGO, ZoneInfo("Asia/Kolkata"), timezone(timedelta(hours=-9))], ids=str)
@pytest.mark.parametrize("at", [ONCE, AGAIN], ids=["once", "again"])
def test_an_event_that_comes_again_in_another_zone_is_one_event(zone: Any, at: datetime) -> None:
    there = at.astimezone(zone)
    again = attrs.evolve(attempt(at), at=there)
    assert again == attempt(at)
    assert bytes_of(again) == bytes_of(attempt(at))
    report = rc.Report(on=at.date(), channel=rc.Channel.PHONE, said=rc.Disposition.NO_ANSWER, at=at)
    assert attrs.evolve(report, at=there) == report
    history = rc.apply(rc.apply(rc.History(patient=rc.Patient(id="1")), report), attrs.evolve(report, at=there))
    assert history.attempts == (attempt(at),)
    booked = rc.Appointment(on=at.date(), state=rc.AppointmentState.BOOKED, at=at)
    assert bytes_of(attrs.evolve(booked, at=there)) == bytes_of(booked)


def test_a_clock_that_is_read_out_is_kept() -> None:
    """The hour of a promise, and the days of a claim, are those of the clock they were written with."""
    promise = rc.CallBack(on=ONCE.date(), since=ONCE.date(), at=AGAIN)
    assert promise.at is not None
    assert (promise.at.hour, promise.at.utcoffset()) == (1, timedelta(hours=-6))
    assert promise != attrs.evolve(promise, at=ONCE)
    assert promise != attrs.evolve(promise, at=AGAIN.astimezone(UTC))  # it is 7:30 there, and 1:30 here
    claim = rc.InProgress(by="ana", since=ONCE, until=AGAIN)
    assert claim.until - claim.since == timedelta(hours=1)
    assert attrs.evolve(claim, until=AGAIN.astimezone(UTC)) != claim


def test_what_a_clock_is_called_is_not_kept() -> None:
    named, plain = (
        rc.CallBack(on=TODAY, since=TODAY, at=datetime(2026, 11, 20, 9, tzinfo=zone))
        for zone in (timezone(HOUR, "CET"), timezone(HOUR))
    )
    assert named == plain
    assert bytes_of(named) == bytes_of(plain)


def test_at_the_ends_of_the_calendar_an_instant_keeps_its_clock() -> None:
    east, west = timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))
    for at in (datetime(1, 1, 1, tzinfo=east), datetime(9999, 12, 31, 23, tzinfo=west)):
        assert attempt(at).at == at
        assert sort_key(attempt(at))


MIXED: Final = (
    rc.InProgress(by="ana", since=datetime(2026, 11, 20, 9, tzinfo=UTC), until=datetime(2026, 11, 20, 10, tzinfo=UTC)),
    rc.InProgress(
        by="ana", since=datetime(2026, 3, 1, 9, tzinfo=CHICAGO), until=datetime(2026, 3, 1, 10, tzinfo=CHICAGO)
    ),
    *(
        rc.InProgress(by="ben", since=datetime(2026, 5, 1, 9, tzinfo=zone), until=datetime(2026, 5, 1, 10, tzinfo=zone))
        for zone in (timezone(HOUR), timezone(HOUR, "CET"))
    ),
    rc.OptOut(since=date(2026, 2, 1)),
    rc.OptOut(since=date(2026, 11, 1), channels=[rc.Channel.SMS]),
    rc.OptOut(since=None),
)


def test_no_order_of_the_input_is_in_any_byte() -> None:
    patient, tries = rc.Patient(id="1"), [attempt(AGAIN), attempt(ONCE), attempt(ONCE.astimezone(UTC))]
    histories = {
        bytes_of(rc.History(patient=patient, circumstances=order, attempts=[*tries[n % 3 :], *tries[: n % 3]]))
        for n, order in enumerate(islice(permutations(MIXED), 0, None, 7))
    }
    assert len(histories) == 1
    answers = {
        bytes_of(rc.decide(rc.History(patient=patient, circumstances=order), PRACTICE_GUIDES_WHOLE, as_of=TODAY))
        for order in islice(permutations(MIXED), 0, None, 7)
    }
    assert len(answers) == 1


def test_facts_are_sorted_by_what_they_say_and_not_by_how_it_is_shown() -> None:
    ordered = rc.History(patient=rc.Patient(id="1"), circumstances=MIXED).circumstances
    days = [fact.since for fact in ordered if isinstance(fact, rc.OptOut)]
    assert days == [None, date(2026, 2, 1), date(2026, 11, 1)]  # shown, the second comes after the third
    assert [fact.since.month for fact in ordered if isinstance(fact, rc.InProgress)] == [3, 11, 5, 5]


def test_a_sort_key_tells_nothing_from_an_empty_tuple_and_one_clock_from_another() -> None:
    nothing, empty = rc.Scope(channels=None), rc.Scope(channels=())
    assert sort_key(nothing) < sort_key(empty) < sort_key(rc.Scope(channels=(rc.Channel.SMS,)))
    assert sort_key(ONCE) < sort_key(AGAIN)
    assert sort_key(ONCE) != sort_key(ONCE.astimezone(UTC))
    assert sort_key(date(2026, 2, 1)) < sort_key(TODAY)


@pytest.mark.parametrize(
    ("make", "fault"),
    [
        (lambda: rc.Due(recall="x", rank=0, basis=rc.Basis.INTERVAL), r"Due\.rank must be at least 1"),
        (lambda: rc.Reason(code="due"), r"Reason\.code must be a ReasonCode"),  # type: ignore[arg-type]
        (lambda: rc.Reason(code=rc.ReasonCode.DORMANT, evidence=object()), r"Reason\.evidence must be"),  # type: ignore[arg-type]
        (lambda: rc.Scope(recalls=["x"]), r"Scope\.recalls must be"),  # type: ignore[arg-type]
        (lambda: rc.ContactRoute(minor=1), r"ContactRoute\.minor must be True or False"),  # type: ignore[arg-type]
        (
            lambda: rc.ListChanges(added=(), dropped=(), altered=(), appeared=3, disappeared=None),
            "ListChanges.appeared",
        ),  # type: ignore[arg-type]
        (lambda: attrs.evolve(DECISION, attempts_so_far=-1), r"Decision\.attempts_so_far must be at least 0"),
        (
            lambda: attrs.evolve(DECISION, by_recall=(rc.Reason(code=rc.ReasonCode.RECALL_DUE),) * 2),
            r"Decision\.by_recall item 0 must have a Due as evidence",
        ),
        (
            lambda: attrs.evolve(
                DECISION, by_recall=(attrs.evolve(DECISION.by_recall[0], code=rc.ReasonCode.RECALL_DUE),)
            ),
            r"Decision\.by_recall item 0 must have a Due as evidence, with its day",
        ),
        (lambda: attrs.evolve(DECISION, patient_id=7), r"Decision\.patient_id must be a str"),
        (lambda: attrs.evolve(LIST, tally=((rc.ReasonCode.DORMANT, 1.5),)), r"CallList\.tally item 0 must be a whole"),
        (lambda: attrs.evolve(LIST, contacts=((),)), r"CallList\.contacts item 0 must hold at least 1"),
        (lambda: attrs.evolve(LIST, mentions=((rc.ReasonCode.DORMANT,),)), r"CallList\.mentions item 0 must be a pair"),
    ],
)
def test_an_answer_that_a_caller_builds_is_checked(make: Callable[[], object], fault: str) -> None:
    with pytest.raises(rc.RecallcoreError, match=fault):
        make()


DECISION: Final = rc.decide(rc.History(patient=rc.Patient(id="1")), PRACTICE_GUIDES_WHOLE, as_of=TODAY)
NEVER_DUE: Final = DECISION.by_recall[0]
LIST: Final = rc.call_list([rc.History(patient=rc.Patient(id="1"))], PRACTICE_GUIDES_WHOLE, as_of=TODAY)
