"""What a contact adds to the facts."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, Final

import attrs
import pytest
import strategies as facts
from hypothesis import given
from hypothesis import strategies as st
from strategies import Case

import recallcore as rc
from recallcore import Disposition
from recallcore._records.outcomes import MEANINGS
from recallcore.presets import PRACTICE_GUIDES

ON: Final = date(2026, 11, 20)
LATER: Final = date(2027, 1, 4)
VISIT: Final = rc.Appointment(on=LATER, state=rc.AppointmentState.BOOKED, booked_on=ON)
EMPTY: Final = rc.History(patient=rc.Patient(id="1"))
OUTCOME, CHANNEL = rc.Outcome, rc.Channel

# What was reported, how the attempt counts, and what is stated.
REPORTED: Final[dict[Disposition, tuple[dict[str, Any], rc.Outcome, tuple[Any, ...]]]] = {
    Disposition.NO_ANSWER: ({}, OUTCOME.NO_ANSWER, ()),
    Disposition.LEFT_MESSAGE: ({}, OUTCOME.LEFT_MESSAGE, ()),
    Disposition.DELIVERED: ({}, OUTCOME.DELIVERED, ()),
    Disposition.BOUNCED: ({}, OUTCOME.NOT_DELIVERED, (rc.Unreachable(channel=CHANNEL.PHONE, since=ON),)),
    Disposition.WRONG_NUMBER: ({}, OUTCOME.NOT_DELIVERED, (rc.Unreachable(channel=CHANNEL.PHONE, since=ON),)),
    Disposition.SOMEONE_ELSE: ({}, OUTCOME.OTHER_PERSON, ()),
    Disposition.TALKED: ({}, OUTCOME.CONVERSATION, ()),
    Disposition.BOOKED: ({"appointment": VISIT}, OUTCOME.BOOKED, (VISIT,)),
    Disposition.CALL_BACK: (
        {"call_on": LATER, "half": rc.HalfDay.MORNING, "by": "dr-7"},
        OUTCOME.CONVERSATION,
        (rc.CallBack(on=LATER, since=ON, half=rc.HalfDay.MORNING, by="dr-7"),),
    ),
    Disposition.WILL_CALL_US: ({}, OUTCOME.CONVERSATION, (rc.PatientWillCall(since=ON),)),
    Disposition.AWAY: ({"until": LATER}, OUTCOME.CONVERSATION, (rc.Away(since=ON, until=LATER),)),
    Disposition.POSTPONED: (
        {"because": rc.DeferralReason.FEAR},
        OUTCOME.CONVERSATION,
        (rc.Deferral(since=ON, because=rc.DeferralReason.FEAR),),
    ),
    Disposition.DECLINED_RECALL: (
        {"recalls": ["examination"], "until": LATER},
        OUTCOME.CONVERSATION,
        (rc.Deferral(since=ON, until=LATER, recalls=["examination"]),),
    ),
    Disposition.OPTED_OUT: (
        {"channels": [CHANNEL.SMS]},
        OUTCOME.CONVERSATION,
        (rc.OptOut(since=ON, channels=[CHANNEL.SMS]),),
    ),
    Disposition.COMPLAINED: (
        {},
        OUTCOME.CONVERSATION,
        (rc.Hold(code="complaint", since=ON), rc.UnreadNote(on=ON)),
    ),
    Disposition.DIED: (
        {"source": rc.Party.FAMILY, "evidence": "cert-7"},
        OUTCOME.OTHER_PERSON,
        (rc.Deceased(recorded=ON, source=rc.Party.FAMILY, evidence="cert-7"),),
    ),
    Disposition.MOVED: (
        {"source": rc.Party.PATIENT, "evidence": "form 9"},
        OUTCOME.CONVERSATION,
        (rc.RelocatedPermanently(recorded=ON, source=rc.Party.PATIENT, evidence="form 9"),),
    ),
}


def report(said: Disposition, **details: Any) -> rc.Report:
    return rc.Report(**{"on": ON, "channel": CHANNEL.PHONE, "said": said, **details})


@pytest.mark.clause("OUT-1")
@pytest.mark.parametrize("said", Disposition)
def test_what_was_said_becomes_facts(said: Disposition) -> None:
    details, outcome, stated = REPORTED[said]
    history = rc.apply(EMPTY, report(said, **details))
    assert history.attempts == (rc.Attempt(on=ON, channel=CHANNEL.PHONE, outcome=outcome),)
    assert {*history.circumstances, *history.appointments} == {*stated}


@pytest.mark.clause("OUT-1")
def test_a_report_lacks_nothing_and_holds_nothing_else() -> None:
    with pytest.raises(rc.FactError) as raised:
        report(Disposition.CALL_BACK, until=LATER, source=rc.Party.FAMILY, evidence="cert-7")
    assert raised.value.faults == (
        "Report.call_on is missing: call back needs it",
        "Report.until does not belong to call back",
        "Report.source does not belong to call back",
        "Report.evidence does not belong to call back",
    )
    for said in Disposition:
        for lacking in MEANINGS[said].needs:
            details = {name: value for name, value in REPORTED[said][0].items() if name != lacking}
            with pytest.raises(rc.FactError, match=f"Report.{lacking} is missing"):
                report(said, **details)
    for name, said in (("until", Disposition.POSTPONED), ("call_on", Disposition.CALL_BACK)):
        with pytest.raises(rc.FactError, match=f"Report.{name} must not be before Report.on"):
            report(said, **{name: date(2026, 11, 19)})
    with pytest.raises(rc.FactError, match="since must be given where until is not"):
        rc.Deferral()


@pytest.mark.clause("OUT-1")
def test_a_wait_that_ends_on_its_own_day_is_none() -> None:
    for said in (Disposition.AWAY, Disposition.POSTPONED):
        assert rc.apply(EMPTY, report(said, until=ON)).circumstances == ()


@pytest.mark.clause("OUT-5")
@pytest.mark.parametrize("said", Disposition)
def test_what_was_promised_is_remembered_wherever_somebody_was_spoken_to(said: Disposition) -> None:
    details, outcome, _ = REPORTED[said]
    if outcome not in (OUTCOME.CONVERSATION, OUTCOME.BOOKED):
        with pytest.raises(rc.FactError, match=f"Report.promised does not belong to {said}"):
            report(said, promised=["polish"], **details)
        return
    reported = report(said, promised=["polish", "free check", "polish"], **details)
    assert reported.promised == ("free check", "polish")
    history = rc.apply(EMPTY, reported)
    made = [rc.Commitment(code=code, since=ON) for code in reported.promised]
    assert [fact for fact in history.circumstances if isinstance(fact, rc.Commitment)] == made
    assert rc.apply(history, reported) == history


@pytest.mark.clause("OUT-5")
def test_what_was_fulfilled_is_not_promised_again() -> None:
    reported = report(Disposition.TALKED, promised=["polish"])
    kept = rc.Commitment(code="polish", since=ON, fulfilled_on=LATER)
    earlier = rc.Commitment(code="polish", since=date(2026, 1, 5))
    after = rc.apply(attrs.evolve(EMPTY, circumstances=[kept, earlier]), reported)
    assert {*after.circumstances} == {kept, earlier}
    other = rc.apply(attrs.evolve(EMPTY, circumstances=[earlier]), reported)
    assert {*other.circumstances} == {earlier, rc.Commitment(code="polish", since=ON)}


@pytest.mark.clause("OUT-2")
def test_two_calls_of_one_day_are_told_apart_by_their_instants() -> None:
    at = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    once = rc.apply(EMPTY, report(Disposition.NO_ANSWER, at=at))
    assert rc.apply(once, report(Disposition.NO_ANSWER, at=at)) == once
    assert len(rc.apply(once, report(Disposition.NO_ANSWER, at=at.replace(hour=10))).attempts) == 2


@pytest.mark.clause("OUT-2")
@pytest.mark.parametrize("given_", [None, "report", ON])
def test_a_report_and_a_history_and_nothing_else(given_: Any) -> None:
    with pytest.raises(rc.RequestError, match="a Report is applied to a History"):
        rc.apply(EMPTY, given_)
    with pytest.raises(rc.RequestError, match="a Report is applied to a History"):
        rc.apply(given_, report(Disposition.TALKED))


REPORTS: Final = st.sampled_from(Disposition).map(lambda said: report(said, **REPORTED[said][0]))


@pytest.mark.clause("OUT-2")
@given(facts.cases(), REPORTS)
def test_applying_a_report_takes_nothing_away_and_twice_is_once(case: Case, reported: rc.Report) -> None:
    after = rc.apply(case.history, reported)
    assert rc.apply(after, reported) == after
    for name in ("completed", "planned", "appointments", "attempts", "circumstances", "care_plan"):
        assert {*getattr(case.history, name)} <= {*getattr(after, name)}
    rc.decide(after, case.policy, as_of=max(case.as_of, ON))


@pytest.mark.clause("OUT-3", "OUT-4")
@given(facts.cases(), REPORTS)
def test_nothing_said_but_a_move_ends_a_relationship(case: Case, reported: rc.Report) -> None:
    as_of = max(case.as_of, ON)
    ended = {r.code for r in rc.decide(case.history, case.policy, as_of=as_of).reasons if r.terminal}
    after = rc.decide(rc.apply(case.history, reported), case.policy, as_of=as_of)
    now = {r.code for r in after.reasons if r.terminal}
    allowed = {rc.ReasonCode.RELOCATED} if reported.said is Disposition.MOVED else set()
    assert now <= ended | allowed


@pytest.mark.clause("OUT-3")
def test_not_now_is_asked_again_when_the_policy_says() -> None:
    done = [rc.Procedure(on=date(2026, 3, 1), kind=rc.Kind.EXAMINATION)]
    history = rc.apply(
        attrs.evolve(EMPTY, completed=done), report(Disposition.POSTPONED, because=rc.DeferralReason.NOT_URGENT)
    )
    assert rc.first_contactable(history, PRACTICE_GUIDES, as_of=ON) == ON + PRACTICE_GUIDES.deferral
