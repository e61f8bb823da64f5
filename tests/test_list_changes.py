"""What has changed since another list was made."""

from __future__ import annotations

import random
from datetime import date
from typing import Any, Final

import pytest
import strategies as facts
from hypothesis import given
from hypothesis import strategies as st
from strategies import Lists

import recallcore as rc
from recallcore.presets import PRACTICE_GUIDES

MANY: Final = facts.times(2)


def done_about(decision: rc.Decision) -> tuple[Any, ...]:
    """What a caller would do: by which channel, about what, and what stands in the way."""
    wanted = tuple((reason.code, reason.recall) for reason in decision.wanted)
    withheld = tuple(dict.fromkeys(reason.code for reason in decision.withheld_by))
    return wanted, withheld, decision.channels, decision.channel, decision.recalls


def ids(decisions: Any) -> list[str]:
    return [decision.patient_id for decision in decisions]


@pytest.mark.clause("CLM-7", "CLM-8")
@MANY
@given(facts.two_lists())
def test_the_changes_carried_out_on_the_earlier_calls_give_the_later_ones(both: Lists) -> None:
    before, after = both
    changes = rc.list_changes(before, after)
    calls = {decision.patient_id: done_about(decision) for decision in before.calls}
    for change in changes.dropped:
        del calls[change.patient_id]
    for change in changes.altered:
        assert change.after is not None
        assert calls[change.patient_id] != done_about(change.after)
        calls[change.patient_id] = done_about(change.after)
    for change in changes.added:
        assert change.after is not None
        assert change.patient_id not in calls
        calls[change.patient_id] = done_about(change.after)
    assert calls == {decision.patient_id: done_about(decision) for decision in after.calls}


@pytest.mark.clause("CLM-7", "CLM-8")
@MANY
@given(facts.two_lists())
def test_the_changes_there_and_back_mirror_each_other(both: Lists) -> None:
    there, back = rc.list_changes(*both), rc.list_changes(both.after, both.before)

    def mirrored(changes: tuple[rc.CallChange, ...]) -> list[rc.CallChange]:
        return [rc.CallChange(patient_id=c.patient_id, before=c.after, after=c.before) for c in changes]

    assert [*back.added] == mirrored(there.dropped)
    assert [*back.dropped] == mirrored(there.added)
    assert sorted(ids(back.altered)) == sorted(ids(there.altered))
    assert (back.appeared, back.disappeared) == (there.disappeared, there.appeared)


@pytest.mark.clause("CLM-7")
@given(facts.two_lists())
def test_a_list_beside_itself_has_no_changes(both: Lists) -> None:
    for listed in both:
        whole = len(listed.everybody) == listed.base
        come = () if whole else None
        assert rc.list_changes(listed, listed) == rc.ListChanges(appeared=come, disappeared=come)


@pytest.mark.clause("CLM-7", "CLM-8")
@MANY
@given(facts.two_lists())
def test_changes_keep_the_order_of_the_lists_and_say_what_each_decided(both: Lists) -> None:
    before, after = both
    changes = rc.list_changes(before, after)
    for found, order in ((changes.added, after), (changes.altered, after), (changes.dropped, before)):
        assert ids(found) == [patient_id for patient_id in ids(order.calls) if patient_id in ids(found)]
        for change in found:
            assert (change.before, change.after) == (before.of(change.patient_id), after.of(change.patient_id))
    if changes.appeared is not None and changes.disappeared is not None:
        earlier, later = set(ids(before.everybody)), set(ids(after.everybody))
        assert [*changes.appeared] == sorted(later - earlier)
        assert [*changes.disappeared] == sorted(earlier - later)


@pytest.mark.clause("CLM-7", "DEC-2")
@given(facts.bases(), st.integers(0, 2**32).map(random.Random))
def test_the_order_of_a_base_never_shows_in_the_changes(base: facts.Base, by: random.Random) -> None:
    def listed(histories: list[rc.History]) -> rc.CallList:
        return rc.call_list(histories, base.policy, as_of=base.as_of, capacity=base.capacity)

    half = base.histories[::2]
    mixed = [by.sample(histories, len(histories)) for histories in (base.histories, half)]
    assert rc.list_changes(*map(listed, mixed)) == rc.list_changes(listed(base.histories), listed(half))


@pytest.mark.clause("CLM-7")
def test_another_recall_and_another_channel_are_told_although_the_reasons_are_alike() -> None:
    def listed(held: str, prefers: rc.Channel | None = None) -> rc.CallList:
        history = rc.History(
            patient=rc.Patient(id="1", prefers=prefers),
            completed=[rc.Procedure(on=date(2026, 1, 5), kind=k) for k in (rc.Kind.EXAMINATION, rc.Kind.FILLING)],
            circumstances=[rc.Hold(code="balance", recalls=[held])],
        )
        return rc.call_list([history], PRACTICE_GUIDES, as_of=date(2026, 11, 20))

    before = listed("examination")
    for after in (listed("filling review"), listed("examination", prefers=rc.Channel.SMS)):
        (change,) = rc.list_changes(before, after).altered
        assert (change.before, change.after) == (before.calls[0], after.calls[0])


@pytest.mark.clause("CLM-7", "DEC-3")
def test_only_two_lists_for_one_purpose_are_compared() -> None:
    care, marketing = (rc.call_list([], PRACTICE_GUIDES, as_of=date(2026, 11, 20), purpose=p) for p in CARE_AND_NOT)
    with pytest.raises(rc.RequestError, match=r"^both lists must be for one purpose, got care and marketing$"):
        rc.list_changes(care, marketing)
    wrong: Any = "the list"
    with pytest.raises(rc.RequestError) as raised:
        rc.list_changes(wrong, None)  # type: ignore[arg-type]
    assert raised.value.faults == ("before must be a CallList, got str", "after must be a CallList, got None")


CARE_AND_NOT: Final = (rc.Purpose.CARE, rc.Purpose.MARKETING)
