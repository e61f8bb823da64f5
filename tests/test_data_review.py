"""Which records are to be put right, the worst first."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

import attrs
import oracle
import pytest
import strategies as facts
from hypothesis import given
from hypothesis import strategies as st
from strategies import Base, Case

import recallcore as rc
from recallcore._deciding.codes import ASKS_REVIEW, OF_A_DATA_REVIEW
from recallcore.presets import PRACTICE_GUIDES

Code: Final = rc.ReasonCode
TODAY: Final = date(2026, 11, 20)
CARE: Final = rc.Purpose.CARE
BLOCKED: Final = Code.SAFETY_FOLLOW_UP_BLOCKED


def reviewed(base: Base, histories: list[rc.History] | None = None) -> rc.DataReview:
    return rc.data_review(base.histories if histories is None else histories, base.policy, as_of=base.as_of)


# ------------------------------------------------------------------ a naive second opinion


def contacts(history: rc.History, as_of: date) -> list[date]:
    """REV-2: visits here, conversations, messages that went out."""
    no_care = (rc.Kind.ADMINISTRATIVE, rc.Kind.UNMAPPED)
    here = [p.on for p in history.completed if p.where is rc.CareSetting.HERE and p.kind not in no_care]
    here += [a.on for a in history.appointments if a.state is rc.AppointmentState.KEPT]
    reached = (rc.Outcome.CONVERSATION, rc.Outcome.BOOKED, rc.Outcome.DELIVERED)
    here += [a.on for a in history.attempts if a.outcome in reached]
    return [on for on in here if on <= as_of]


def to_put_right(history: rc.History, policy: rc.Policy, as_of: date) -> set[rc.ReasonCode]:
    patient = oracle.Patient(history, policy, as_of, CARE)
    withheld = {cover.code for cover in patient.withheld_by}
    found = patient.review()
    if withheld & {Code.DECEASED, Code.RELOCATED}:  # REV-5
        doubts = {Code.CONTRADICTORY_FACTS, Code.DATED_IN_FUTURE}
        return found & {Code.SEEN_AFTER_DEATH, Code.DEATH_REPORTED, *doubts}
    if not history.patient.subject:
        return found
    failed = {c.channel for c in history.circumstances if isinstance(c, rc.Unreachable)} & {*policy.channels}  # REV-3
    found |= {Code.UNREACHABLE} if failed else set()
    found |= {Code.NEVER_REACHABLE} if failed == {*policy.channels} else set()
    tried = {Code.ATTEMPTS_EXHAUSTED, Code.ATTEMPT_CAP_REACHED, Code.ATTEMPT_TOO_RECENT, Code.UNREACHABLE}
    tried |= {Code.SEEN_RECENTLY, Code.SPOKE_RECENTLY, Code.NOT_FIT_FOR_SAFETY}
    said = [cover for cover in patient.withheld_by if cover.code not in tried]
    explained = all(any(cover.covers(channel, CARE, None) for cover in said) for channel in policy.channels)
    if policy.review_after is not None and not explained and not patient.booking_stands():  # REV-4
        days = contacts(history, as_of)
        through = oracle.add(max(days), policy.review_after) if days else None
        if not days:
            found.add(Code.NO_CONTACT_ON_RECORD)
        elif through is not None and as_of > through:
            found.add(Code.LONG_WITHOUT_CONTACT)
    return found


def open_safety(history: rc.History, as_of: date) -> list[Any]:
    """SAF-1, SAF-2: every matter that nobody has closed; not after a confirmed death."""
    if Code.DECEASED in {cover.code for cover in oracle.Patient(history, PRACTICE_GUIDES, as_of, CARE).withheld_by}:
        return []
    matters = [fact for fact in history.circumstances if isinstance(fact, rc.SafetyFollowUp)]
    return [fact for fact in matters if fact.since <= as_of and not (fact.closed_on and fact.closed_on <= as_of)]


@pytest.mark.clause("REV-1", "REV-3", "REV-4", "REV-5")
@facts.times(4)
@given(facts.cases())
def test_the_oracle_puts_the_same_right(case: Case) -> None:
    found = rc.data_review([case.history], case.policy, as_of=case.as_of)
    codes = {reason.code for item in found.items for reason in item.reasons}
    expected = to_put_right(case.history, case.policy, case.as_of)
    if any(not rule.repeats and rule.enrolment is rc.Enrolment.ENROLLED for rule in case.policy.recalls):
        codes, expected = ({*each} - {Code.PROPHYLAXIS_DURING_MAINTENANCE} for each in (codes, expected))
    assert codes == expected  # PER-3 speaks of maintenance, which repeats


@pytest.mark.clause("REV-1")
@facts.times(2)
@given(facts.bases())
def test_whatever_a_decision_asks_to_look_at_is_in_the_review_of_the_base(base: Base) -> None:
    found = {item.patient_id: item for item in reviewed(base).items}
    ids = Counter(history.patient.id for history in base.histories)
    for history in base.histories:
        decision = rc.decide(history, base.policy, as_of=base.as_of)
        reasons = found[decision.patient_id].reasons if decision.patient_id in found else ()
        if ids[decision.patient_id] > 1:
            assert [reason.code for reason in reasons if reason.code is not BLOCKED] == [Code.DUPLICATE_ID]
            alike = [h for h in base.histories if h.patient.id == decision.patient_id]
            told = [reason.evidence for reason in reasons if reason.code is BLOCKED]
            assert Counter(told) == Counter({fact for h in alike for fact in open_safety(h, base.as_of)})
        elif not any(reason.terminal for reason in decision.withheld_by) and decision.review:
            assert set(decision.review) <= set(found[decision.patient_id].reasons)


@pytest.mark.clause("SAF-2", "LST-5", "LST-9")
@facts.times(2)
@given(facts.bases(), st.booleans())
def test_no_safety_follow_up_is_lost_with_a_duplicate(base: Base, calls_only: bool) -> None:
    asked: dict[str, Any] = {"as_of": base.as_of, "calls_only": calls_only, "capacity": base.capacity}
    listed = rc.call_list(base.histories, base.policy, **asked)
    ids = Counter(history.patient.id for history in base.histories)
    for patient_id in (id_ for id_, times in ids.items() if times > 1):
        alike = [h for h in base.histories if h.patient.id == patient_id]
        matters = Counter({fact for h in alike for fact in open_safety(h, base.as_of)})
        kept = listed.of(patient_id)
        if kept is None:
            assert calls_only
            assert not matters
            continue
        assert Counter(r.evidence for r in kept.review if r.code is BLOCKED) == matters
        assert kept.verdict is rc.Verdict.WITHHELD
        assert kept.leading.code is kept.review[0].code is Code.DUPLICATE_ID
        assert dict(listed.mentions)[Code.DUPLICATE_ID] == sum(times > 1 for times in ids.values())


# ------------------------------------------------------------------ the worst first

# REV-2, typed again from the page.
GROUPS: Final = (
    {Code.SAFETY_FOLLOW_UP_BLOCKED},
    {Code.DUPLICATE_ID, Code.SEEN_AFTER_DEATH, Code.DEATH_REPORTED},
    {Code.CONTRADICTORY_FACTS, Code.DATED_IN_FUTURE},
    {Code.REINSTATED, Code.EXCLUDED, Code.NOTE_NOT_UNDERSTOOD, Code.NO_CONTACT_PERSON, Code.GUARDIAN_WITHOUT_CONSENT},
    {Code.NEVER_REACHABLE},
    {Code.LONG_WITHOUT_CONTACT, Code.NO_CONTACT_ON_RECORD},
    {Code.RETURN_DAY_UNKNOWN, Code.VISIT_NEVER_CLOSED, Code.VISIT_NEVER_WRITTEN_UP, Code.BOOKED_TOO_LATE},
    {
        *(Code.ENROLMENT_UNDATED, Code.PERIO_CARE_LAPSED, Code.PROPHYLAXIS_DURING_MAINTENANCE),
        *(Code.RECALL_NOT_IN_POLICY, Code.RISK_NOT_ASSESSED, Code.BIRTH_DATE_UNKNOWN, Code.CODE_NOT_MAPPED),
    },
    {Code.UNREACHABLE},
)


def group(code: rc.ReasonCode) -> int:
    return next(place for place, codes in enumerate(GROUPS) if code in codes)


@pytest.mark.clause("REV-2")
@facts.times(2)
@given(facts.bases())
def test_the_worst_record_comes_first_and_then_whoever_was_out_of_touch_for_longest(base: Base) -> None:
    found = reviewed(base)
    ids = Counter(history.patient.id for history in base.histories)
    known = {history.patient.id: history for history in base.histories}

    def urgency(item: rc.ReviewItem) -> tuple[Any, ...]:
        days = contacts(known[item.patient_id], base.as_of) if ids[item.patient_id] == 1 else []
        assert item.last_contact == max(days, default=None)
        return (
            min(group(reason.code) for reason in item.reasons),
            bool(days),
            max(days, default=date.max),
            item.patient_id,
        )

    assert [*found.items] == sorted(found.items, key=urgency)
    for item in found.items:
        assert [group(r.code) for r in item.reasons] == sorted(group(r.code) for r in item.reasons)
        assert len(set(item.reasons)) == len(item.reasons) > 0
    counted = Counter(code for item in found.items for code in {reason.code for reason in item.reasons})
    assert Counter(dict(found.counts)) == counted
    assert [group(code) for code, _ in found.counts] == sorted(group(code) for code, _ in found.counts)
    assert found.base == len(ids)


@pytest.mark.clause("REV-2")
def test_every_code_that_asks_a_person_has_a_place() -> None:
    asking = {code for code in Code if code.role is rc.Role.REVIEW} | ASKS_REVIEW | {Code.UNREACHABLE}
    assert {code for code in Code if code.wrong is not None} == asking
    assert {code for codes in GROUPS for code in codes} == asking
    assert all(code.wrong == group(code) for codes in GROUPS for code in codes)


@pytest.mark.clause("REV-4")
@facts.times(2)
@given(facts.cases())
def test_no_decision_speaks_of_what_only_the_whole_record_shows(case: Case) -> None:
    assert not OF_A_DATA_REVIEW & set(case.decision().codes)


@pytest.mark.clause("REV-1", "DEC-2")
@given(facts.bases(), st.integers(0, 2**32).map(random.Random))
def test_the_order_of_the_base_never_shows_in_its_review(base: Base, by: random.Random) -> None:
    found = reviewed(base)
    again = reviewed(base, by.sample(base.histories, len(base.histories)))
    assert (again, repr(again)) == (found, repr(found))


@pytest.mark.clause("REV-2")
@given(facts.cases())
def test_every_reason_of_a_review_is_said_in_a_line(case: Case) -> None:
    for item in rc.data_review([case.history], case.policy, as_of=case.as_of).items:
        for reason in item.reasons:
            assert rc.say(reason, as_of=case.as_of).endswith(".")
    last = rc.Procedure(on=date(2020, 3, 1), kind=rc.Kind.FILLING)
    said = rc.say(rc.Reason(code=Code.LONG_WITHOUT_CONTACT, evidence=last))
    assert said == "The last visit or contact was on 1 March 2020. Please check whether the record is right."


# ------------------------------------------------------------------ the base


@pytest.mark.clause("REV-1", "LST-6")
def test_a_base_is_read_once_and_rows_that_are_no_histories_are_reported() -> None:
    rejected = rc.Rejected(row=1, id="2", error="KeyError")
    read: list[int] = []

    def rows() -> Iterator[rc.History | rc.Rejected]:
        for place, item in enumerate([rc.History(patient=rc.Patient(id="1")), rejected]):
            read.append(place)
            yield item

    found = rc.data_review(rows(), PRACTICE_GUIDES, as_of=TODAY)
    assert (found.rejected, found.base, found.as_of, read) == ((rejected,), 1, TODAY, [0, 1])
    assert found.items == ()


@pytest.mark.clause("REV-1", "DEC-3")
def test_a_review_is_asked_for_with_a_policy_a_day_and_histories() -> None:
    wrong: Any = ["Jane Roe"]
    with pytest.raises(rc.RequestError, match=r"^a review is made from histories, got str among them$"):
        rc.data_review(wrong, PRACTICE_GUIDES, as_of=TODAY)
    with pytest.raises(rc.RequestError, match=r"^as_of must be a day"):
        rc.data_review([], PRACTICE_GUIDES, as_of=wrong)


@pytest.mark.clause("REV-4")
def test_a_span_that_ends_past_the_calendar_never_ends() -> None:
    policy = attrs.evolve(PRACTICE_GUIDES, review_after=rc.Interval(years=9000))
    seen = [rc.Procedure(on=date(2026, 9, 1), kind=rc.Kind.EXAMINATION)]
    history = rc.History(patient=rc.Patient(id="1"), completed=seen)
    assert rc.data_review([history], policy, as_of=date.max).items == ()
