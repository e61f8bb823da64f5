"""Cases of other systems about a relationship over the years: what a call came to, absences, deaths, moves.

As in test_peer_cases.py, an adapter turns a case's facts into recallcore's and reads the answer off what is decided.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final

import attrs
import pytest
from peers import PATIENT, Answer, Facts, by_id, cases_of, day_of, iso, repeating, vendor

import recallcore as rc
from recallcore import Disposition

CASES: Final = by_id("decades")
EXCEPTIONS: Final = [name for name, case in CASES.items() if "ours" in case]
IDS: Final = (*("MD-06", "SIM-15", "SIM-17", "SIM-19", "SIM-21", "SIM-23", "SIM-25", "SIM-27", "SIM-29", "SIM-35"),)
MISSED_ON: Final = date(2024, 9, 24)
A_WEEK: Final = rc.Interval(days=7)

# Simple, a server whose clinics telephone: a missed visit is a reason to, and whoever is to be reminded waits a week.
SIMPLE: Final = vendor(
    "simple",
    repeating("visit", rc.Kind.OTHER, "1m"),
    channels=[rc.Channel.PHONE],
    dormancy=rc.DormancyRule(dormant_after=rc.Interval(years=1), lost_after=rc.Interval(days=1)),
    cadence=rc.Cadence(gaps=[A_WEEK]),
    deferral=A_WEEK,
)
ELSEWHERE: Final[Facts] = {"because": rc.DeferralReason.SEEN_ELSEWHERE}
# Their words for what a call came to. Who is treated elsewhere has not moved away, nor has whoever has only "moved".
SAID: Final[dict[str, tuple[Disposition, Facts]]] = {
    "remind to call later": (Disposition.POSTPONED, {}),
    "not responding": (Disposition.NO_ANSWER, {}),
    "invalid phone number": (Disposition.WRONG_NUMBER, {}),
    "moved to private": (Disposition.POSTPONED, ELSEWHERE),
    "public hospital transfer": (Disposition.POSTPONED, ELSEWHERE),
    "dead": (Disposition.DIED, {"source": rc.Party.FAMILY}),
    "moved": (Disposition.AWAY, {}),
    "moved for good": (Disposition.MOVED, {"source": rc.Party.FAMILY}),
    "left message": (Disposition.LEFT_MESSAGE, {}),
}
STATUS: Final = {
    rc.ReasonCode.DECEASED: "dead",
    rc.ReasonCode.DEATH_REPORTED: "reported dead",
    rc.ReasonCode.RELOCATED: "migrated",
}
UNVISITED: Final = rc.History(
    patient=PATIENT, appointments=[rc.Appointment(on=MISSED_ON, state=rc.AppointmentState.MISSED)]
)


def called(given: Facts, history: rc.History = UNVISITED) -> rc.History:
    said, details = SAID[given["result"]]
    on = day_of(given["as_of"])
    return rc.apply(history, rc.Report(on=on, channel=rc.Channel.PHONE, said=said, **details))


def call_result(given: Facts) -> Answer:
    """Is the patient still to be called, what has become of the missed appointment, and from when are they again?"""
    history, as_of = called(given), day_of(given["as_of"])
    again = rc.first_contactable(history, SIMPLE, as_of=as_of)
    on = again.isoformat() if isinstance(again, date) else str(again)
    decision = rc.decide(history, SIMPLE, as_of=as_of)
    return {
        "listed": decision.verdict is rc.Verdict.CONTACT,
        "appointment": str(history.appointments[0].state),
        "again_on": on,
        "remind_on": on,
    }


def status(given: Facts) -> Answer:
    """What ends the relationship or is reported to; whoever is only left alone is active."""
    history = called(given)
    if given.get("confirmed"):
        known = [attrs.evolve(fact, confirmed=True) for fact in history.circumstances if isinstance(fact, rc.Deceased)]
        history = attrs.evolve(history, circumstances=known)
    decision = rc.decide(history, SIMPLE, as_of=day_of(given["as_of"]))
    return {"status": next((STATUS[r.code] for r in decision.withheld_by if r.code in STATUS), "active")}


def refusal(given: Facts) -> Answer:
    """Somebody is taken off the list, and nobody says why."""
    said: Any = given["result"]
    try:
        rc.Report(on=day_of(given["as_of"]), channel=rc.Channel.PHONE, said=said)
    except rc.FactError as error:
        return {"accepted": False, "names": error.faults[0].split()[0]}
    return {"accepted": True}


def absence(given: Facts) -> Answer:
    """A message was left, and a note says until when the patient is out of town."""
    history = called({"result": given["call"], "as_of": given["as_of"]}, rc.History(patient=PATIENT))
    away = rc.Away(since=day_of(given["as_of"]), until=day_of(given["out_of_town_until"]))
    history = attrs.evolve(history, circumstances=[away])
    again = rc.first_contactable(history, SIMPLE, as_of=day_of(given["as_of"]))
    assert isinstance(again, date)
    decision = rc.decide(history, SIMPLE, as_of=again)
    back = rc.ReasonCode.ABSENCE_ENDED in [reason.code for reason in decision.wanted]
    return {"resumes_on": iso(again if back else None)}


ADAPTERS: Final[dict[str, Callable[[Facts], Answer]]] = {
    "call_result": call_result,
    "status": status,
    "refusal": refusal,
    "absence": absence,
}


def answer(name: str, **changed: Any) -> Answer:
    """What recallcore answers to a case, with some of its facts changed."""
    case = CASES[name]
    return ADAPTERS[case["category"]]({**case["given"], **changed})


def asked(got: Answer, expected: Answer) -> Answer:
    return {part: got.get(part) for part in expected}


def proving(names: list[str]) -> list[Any]:
    return [pytest.param(n, id=n, marks=pytest.mark.clause(*CASES[n]["clauses"])) for n in names]


@pytest.mark.clause("PEER-1")
@pytest.mark.parametrize("name", proving([name for name in CASES if name not in EXCEPTIONS]))
def test_their_answer_is_reproduced(name: str) -> None:
    theirs = CASES[name]["theirs"]
    assert asked(answer(name), theirs) == theirs


@pytest.mark.clause("PEER-1")
@pytest.mark.parametrize("name", proving(EXCEPTIONS))
def test_where_ours_differs_it_answers_what_the_page_says(name: str) -> None:
    theirs, ours = CASES[name]["theirs"], CASES[name]["ours"]
    got = answer(name)
    assert asked(got, ours) == ours
    assert asked(got, theirs) != theirs, "this is reproduced now: remove `ours` and the row"


@pytest.mark.clause("PEER-1")
@pytest.mark.parametrize(
    ("name", "changed", "expected"),
    [
        ("MD-06", {"out_of_town_until": "2021-09-30"}, {"resumes_on": "2021-09-30"}),
        ("SIM-15", {"as_of": "2024-10-25"}, {"remind_on": "2024-11-01"}),
        ("SIM-17", {"result": "invalid phone number"}, {"again_on": "needs action"}),
        ("SIM-23", {"result": "moved for good"}, {"listed": False, "again_on": "ended"}),
        ("SIM-25", {"confirmed": True}, {"status": "dead"}),
        ("SIM-27", {"result": "moved for good"}, {"status": "migrated"}),
        ("SIM-29", {"result": "dead"}, {"status": "reported dead"}),
        ("SIM-35", {}, {"names": "Report.said"}),
        ("SIM-35", {"result": Disposition.TALKED}, {"accepted": True}),
    ],
)
def test_another_fact_gives_another_answer(name: str, changed: Facts, expected: Answer) -> None:
    assert asked(answer(name, **changed), expected) == expected


@pytest.mark.clause("PEER-1", "DRM-4")
def test_until_somebody_calls_the_patient_is_to_be_called() -> None:
    assert rc.decide(UNVISITED, SIMPLE, as_of=date(2024, 10, 24)).verdict is rc.Verdict.CONTACT


@pytest.mark.clause("PEER-1")
def test_every_case_is_here_once() -> None:
    assert sorted(case["id"] for case in cases_of("decades")) == sorted(IDS)
    assert len(IDS) == 10
