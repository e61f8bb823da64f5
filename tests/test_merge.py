"""Several charts of one patient, as one."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any, Final

import attrs
import pytest
import strategies as facts
from hypothesis import given
from hypothesis import strategies as st
from strategies import Case, Draws, World

import recallcore as rc
from recallcore.presets import PRACTICE_GUIDES

ON: Final = date(2026, 11, 20)
FIELDS: Final = ("completed", "planned", "appointments", "attempts", "circumstances", "care_plan")
DISPUTED: Final = rc.DisputedBirthDate()


def charts(draws: Draws, around: World, number: int = 3) -> list[rc.History]:
    """Charts that share some facts."""
    shared = facts.history(draws, around)
    made = []
    for place in range(number):
        own = facts.history(draws, around)
        told = {
            name: [
                *getattr(own, name),
                *(fact for fact in getattr(shared, name) for _ in range(draws.whole(2))),
            ]
            for name in FIELDS
        }
        made.append(rc.History(patient=attrs.evolve(own.patient, id=str(place + 1)), **told))
    return made


def of_a_world(make: Any) -> st.SearchStrategy[Any]:
    return facts.made_by(lambda draws: make(draws, facts.world(draws)), 2 * facts.BYTES)


@pytest.mark.clause("MRG-1")
@given(of_a_world(charts))
def test_it_does_not_matter_in_which_steps_charts_are_merged(three: list[rc.History]) -> None:
    first, second, third = three
    once = rc.merge_histories(first, second, third)
    assert (
        rc.merge_histories(rc.merge_histories(first, second), third)
        == rc.merge_histories(first, rc.merge_histories(second, third))
        == once
    )
    assert rc.merge_histories(once, once) == rc.merge_histories(once, second) == once
    assert rc.merge_histories(first) == rc.merge_histories(first, first) == first
    swapped = rc.merge_histories(first, third, second)
    assert all(getattr(swapped, name) == getattr(once, name) for name in FIELDS)


@pytest.mark.clause("MRG-1", "MRG-3")
@given(of_a_world(charts))
def test_merged_charts_say_what_any_of_them_says_and_nothing_else(three: list[rc.History]) -> None:
    merged = rc.merge_histories(*three)
    for name in FIELDS:
        counts = [Counter(getattr(chart, name)) for chart in three]
        expected = {fact: max(count[fact] for count in counts) for count in counts for fact in count}
        if name == "circumstances" and len({c.patient.birth_date for c in three} - {None}) > 1:
            expected[DISPUTED] = max(1, expected.get(DISPUTED, 0))
        assert Counter(getattr(merged, name)) == Counter(expected)


@pytest.mark.clause("MRG-1", "MRG-2")
@given(of_a_world(charts))
def test_the_surviving_chart_says_who_the_patient_is_and_the_others_fill_its_gaps(three: list[rc.History]) -> None:
    rows = [chart.patient for chart in three]
    merged = rc.merge_histories(*three).patient
    assert merged.id == "1"
    assert merged.subject is any(row.subject for row in rows)
    for name in ("birth_date", "household", "risk", "prefers"):
        said = [getattr(row, name) for row in rows if getattr(row, name) is not None]
        assert getattr(merged, name) == (said[0] if said else None)
    assert merged.registered == min((row.registered for row in rows if row.registered is not None), default=None)
    for trait in rc.Trait:
        levels = [dict(row.traits)[trait] for row in rows if trait in dict(row.traits)]
        assert dict(merged.traits).get(trait) == (levels[0] if levels else None)


@pytest.mark.clause("MRG-2")
def test_the_first_chart_that_says_a_trait_says_its_level() -> None:
    trait = next(iter(rc.Trait))
    rows = [rc.Patient(id=id_, traits=[(trait, level)]) for id_, level in (("1", 1), ("2", 3))]
    for first, second in (rows, rows[::-1]):
        merged = rc.merge_histories(rc.History(patient=first), rc.History(patient=second)).patient
        assert merged.traits == first.traits


@pytest.mark.clause("MRG-3")
@given(facts.cases())
def test_a_disputed_birth_date_withholds_and_asks(case: Case) -> None:
    circumstances = [*case.history.circumstances, DISPUTED]
    decision = case._replace(history=attrs.evolve(case.history, circumstances=circumstances)).decision()
    assert decision.verdict is rc.Verdict.WITHHELD
    assert decision.channels == ()
    doubts = [r for r in decision.review if r.code is rc.ReasonCode.CONTRADICTORY_FACTS]
    assert doubts
    assert "contradicts itself: the birth date." in rc.explain(decision) or any(r.terminal for r in decision.reasons)


@pytest.mark.clause("MRG-4")
@given(facts.cases(), of_a_world(charts))
def test_a_death_on_either_chart_counts_for_both(case: Case, three: list[rc.History]) -> None:
    first, second, _ = three
    died = rc.Deceased(recorded=date(2020, 1, 1), source=rc.Party.FAMILY, confirmed=True)
    dead = attrs.evolve(second, circumstances=[*second.circumstances, died])
    for merged in (rc.merge_histories(first, dead), rc.merge_histories(dead, first)):
        decision = case._replace(history=merged).decision()
        assert not decision.contactable
        assert rc.ReasonCode.DECEASED in [reason.code for reason in decision.withheld_by]


@pytest.mark.clause("MRG-1", "MRG-2", "LED-1")
def test_there_is_nothing_to_say_of_a_patient_that_merging_and_a_ledger_do_not_know() -> None:
    """Whoever gives a history or a patient a new field says here what merged charts and a ledger make of it."""
    assert [field.name for field in attrs.fields(rc.History) if field.init] == ["patient", *FIELDS]
    said = ["id", "birth_date", "household", "registered", "risk", "subject", "prefers", "traits"]
    assert [field.name for field in attrs.fields(rc.Patient)] == said


@pytest.mark.clause("MRG-1")
@pytest.mark.parametrize("wrong", [None, "chart", rc.Patient(id="1")])
def test_only_histories_are_merged(wrong: Any) -> None:
    chart = rc.History(patient=rc.Patient(id="1"))
    for act in (lambda: rc.merge_histories(chart, wrong), lambda: rc.merge_histories(wrong)):
        with pytest.raises(rc.RequestError, match="what is merged must be a History"):
            act()
    with pytest.raises(rc.RequestError, match="charts to merge must be History or Rejected"):
        rc.merge_base([chart, wrong], {})


# ------------------------------------------------------------------ a base

STEPS: Final = st.dictionaries(st.sampled_from("123456"), st.sampled_from("123456"), max_size=5)


def end_of(into: dict[str, str], start: str) -> str | None:
    """Where the steps lead, one after another. None: round in a circle."""
    for _ in range(9):
        if into.get(start, start) == start:
            return start
        start = into[start]
    return None


def called_by_survivors(chart: rc.History, into: dict[str, str]) -> rc.History:
    """HHD-6: contact persons as their own charts are called now."""
    facts_ = [
        attrs.evolve(fact, person=end_of(into, fact.person) or "") if isinstance(fact, rc.ContactPerson) else fact
        for fact in chart.circumstances
    ]
    return attrs.evolve(chart, circumstances=facts_)


@pytest.mark.clause("MRG-5", "HHD-6")
@facts.times(2)
@given(of_a_world(lambda draws, around: charts(draws, around, 6)), STEPS, facts.seeds())
def test_a_base_is_merged_along_its_chains_in_any_order(six: list[rc.History], into: dict[str, str], by: Any) -> None:
    ends = {chart.patient.id: end_of(into, chart.patient.id) for chart in six}
    if None in ends.values():
        with pytest.raises(rc.RequestError, match="is merged into itself, by way of others"):
            rc.merge_base(six, into)
        return
    expected = [
        called_by_survivors(
            rc.merge_histories(chart, *(c for c in six if ends[c.patient.id] == chart.patient.id and c is not chart)),
            into,
        )
        for chart in six
        if ends[chart.patient.id] == chart.patient.id
    ]
    assert [*rc.merge_base(six, into)] == expected
    mixed = [*rc.merge_base(by.sample(six, 6), into)]
    assert sorted(mixed, key=lambda chart: str(chart.patient.id)) == expected


@pytest.mark.clause("MRG-5", "LST-5")
def test_an_id_that_comes_twice_is_still_withheld() -> None:
    born = [date(1961, 4, 2), date(1962, 4, 2)]
    rows = [rc.History(patient=rc.Patient(id=id_, birth_date=on)) for id_ in ("1", "2") for on in born]
    for order in (rows, rows[::-1]):
        merged = [*rc.merge_base(order, {"2": "1"})]
        listed = rc.call_list(merged, PRACTICE_GUIDES, as_of=ON)
        assert [(str(code), count) for code, count in listed.tally] == [("duplicate id", 1)]
        assert {chart.patient.birth_date for chart in merged} == {*born}


@pytest.mark.clause("MRG-5")
def test_a_chart_whose_survivor_was_rejected_is_rejected_with_it() -> None:
    rows = ["1", "2", "broken", "4"]

    def history(row: str) -> rc.History:
        return rc.History(patient=rc.Patient(id=row, birth_date="unknown" if row == "broken" else None))  # type: ignore[arg-type]

    base = rc.histories_from_rows(rows, history, id_of=str)
    listed = rc.call_list(rc.merge_base(base, {"1": "broken", "2": "4"}), PRACTICE_GUIDES, as_of=ON)
    assert [decision.patient_id for decision in listed.everybody] == ["4"]
    told = [(rejected.row, rejected.id) for rejected in listed.rejected]
    assert told == [(2, "broken"), (0, "1")]
    assert listed.rejected[1].error == "another chart of this patient was rejected"


@pytest.mark.clause("MRG-5", "MRG-4")
@pytest.mark.parametrize("ids", ["1 2! 3", "1 2 2! 3", "1 1! 2 3", "1 1! 2 3!", "1! 2 3"])
def test_nobody_decides_on_half_a_patient(ids: str) -> None:
    base: list[rc.History | rc.Rejected] = [
        rc.Rejected(row=place, id=id_[0], error="x")
        if id_.endswith("!")
        else rc.History(patient=rc.Patient(id=id_), circumstances=[rc.UnreadNote(on=ON)])
        for place, id_ in enumerate([*ids.split(), "4", "4!"])
    ]
    merged = [*rc.merge_base([*base, rc.Rejected(row=9, id=None, error="x")], {"2": "1", "3": "2"})]
    charts_ = [item.patient.id for item in merged if isinstance(item, rc.History)]
    told = sorted(item.row for item in merged if isinstance(item, rc.Rejected))
    assert charts_ == ["4"], "nothing was merged into it, so the list says what it makes of it"
    assert told == [*(place for place in range(len(ids.split()))), len(base) - 1, 9]


@pytest.mark.clause("MRG-5", "LST-5")
@pytest.mark.parametrize("others", [{}, {"birth_date": date(1961, 4, 2)}, {"household": "a"}])
def test_what_came_twice_is_withheld_alike_in_any_order(others: dict[str, Any]) -> None:
    twice = [
        rc.History(patient=rc.Patient(id="2", **others)),
        rc.History(patient=rc.Patient(id="2", household="b", birth_date=date(1962, 4, 2))),
    ]
    rows = [rc.History(patient=rc.Patient(id="1")), *twice, rc.History(patient=rc.Patient(id="3"))]
    merged = [*rc.merge_base(rows, {"2": "1"})]
    assert [chart.patient.id for chart in merged] == ["1", "1", "3"]
    assert [*rc.merge_base([rows[0], *twice[::-1], rows[3]], {"2": "1"})] == merged
    once = [*rc.merge_base([*rows[:2], rows[3]], {"2": "1", "3": "1"})]
    assert [chart.patient.id for chart in once] == ["1"]


@pytest.mark.clause("MRG-5")
def test_all_that_is_wrong_with_a_mapping_of_ids_is_said_before_anything_is_merged() -> None:
    rows = [rc.History(patient=rc.Patient(id=id_)) for id_ in ("1", "2", "3")]
    with pytest.raises(rc.RequestError) as raised:
        rc.merge_base(rows, {"1": "8", "2": "9", "7": "6"})
    assert raised.value.faults == tuple(f"id {id_} was merged into, and is not in the base" for id_ in ("8", "9"))
    with pytest.raises(rc.RequestError) as raised:
        rc.merge_base(iter(()), {"1": "2", "2": "3", "3": "2", "5": "6", "6": "5"})
    assert raised.value.faults == tuple(f"id {id_} is merged into itself, by way of others" for id_ in ("2", "5"))
    wrong: Any
    for wrong in (None, [("1", "2")], "12"):
        with pytest.raises(rc.RequestError, match="into must be a mapping of ids to ids"):
            rc.merge_base(rows, wrong)
    for wrong in ({"1": 2}, {1: "2"}, {"1": ""}, {"1": "Jane\nRoe"}):
        with pytest.raises(rc.RequestError, match="short, printable texts") as raised:
            rc.merge_base(rows, wrong)
        assert "Jane" not in str(raised.value)


@pytest.mark.clause("MRG-5")
def test_a_long_chain_is_followed_to_its_end() -> None:
    into = {str(number): str(number + 1) for number in range(20_000)}
    rows = [rc.History(patient=rc.Patient(id=id_)) for id_ in ("0", "20000")]
    assert [*rc.merge_base(rows, into)] == [rows[1]]


# ------------------------------------------------------------------ ledgers


def two_ledgers(draws: Draws, around: World) -> tuple[rc.Ledger, rc.Ledger, World]:
    """Both on the books all the time."""
    made = []
    for id_ in ("1", "2"):
        row = attrs.evolve(facts.patient(draws, around), id=id_)
        entries = facts.ledger(draws, around, id_).entries
        made.append(rc.Ledger(entries=[rc.Entry(fact=row, recorded=None), *entries]))
    return made[0], made[1], around


@pytest.mark.clause("MRG-6")
@facts.times(2)
@given(of_a_world(two_ledgers))
def test_merged_ledgers_know_on_each_day_what_both_knew(told: tuple[rc.Ledger, rc.Ledger, World]) -> None:
    surviving, other, around = told
    merged = surviving.merge(other)
    assert merged.patient_id == "1"
    for on in around.days:
        one, two = surviving.known_on(on), other.known_on(on)
        assert one is not None
        assert two is not None
        assert merged.known_on(on) == rc.merge_histories(one, two)
    for entry in (*surviving.entries, *other.entries):
        assert isinstance(entry.fact, rc.Patient) or entry in merged.entries
    again = merged.merge(other)
    assert [again.known_on(on) for on in around.days] == [merged.known_on(on) for on in around.days]


@pytest.mark.clause("MRG-6")
def test_a_dispute_begins_on_the_day_both_birth_dates_were_known_and_ends_with_a_retraction() -> None:
    days = [date(2026, 1, day) for day in (1, 10, 20)]
    one = rc.Ledger(entries=[rc.Entry(fact=rc.Patient(id="1", birth_date=date(1961, 4, 2)), recorded=None)])
    other = rc.Ledger(
        entries=[
            rc.Entry(fact=rc.Patient(id="2", risk=rc.Risk.LOW), recorded=None, retracted=days[1], because="corrected"),
            rc.Entry(fact=rc.Patient(id="2", birth_date=date(1961, 2, 4), risk=rc.Risk.LOW), recorded=days[1]),
        ]
    )
    merged = one.merge(other)
    assert [known.circumstances for day in days if (known := merged.known_on(day)) is not None] == [
        (),
        (DISPUTED,),
        (DISPUTED,),
    ]
    settled = merged.retract(DISPUTED, on=days[2], because="checked").known_on(days[2])
    assert settled == rc.History(patient=rc.Patient(id="1", birth_date=date(1961, 4, 2), risk=rc.Risk.LOW))
    assert one.merge(one) == one
    gone = one.retract(rc.Patient(id="1", birth_date=date(1961, 4, 2)), on=days[0], because="moved to another system")
    back = gone.record(rc.Patient(id="1"), on=days[2])
    assert back.merge(back) == back
    assert [back.known_on(day) is None for day in days] == [True, True, False]


@pytest.mark.clause("MRG-6", "LED-4")
def test_a_row_of_merged_ledgers_that_is_taken_back_lets_the_one_before_speak() -> None:
    days = [date(2026, 1, day) for day in (1, 5, 10, 20)]
    rows = [rc.Patient(id="1", household=name) for name in "abc"]
    one = rc.Ledger(entries=[rc.Entry(fact=row, recorded=on) for row, on in zip(rows, days, strict=False)])
    wrong = rc.Entry(
        fact=rc.Patient(id="2", risk=rc.Risk.HIGH), recorded=days[0], retracted=days[2], because="wrong chart"
    )
    other = rc.Ledger(entries=[wrong, rc.Entry(fact=rc.Patient(id="2"), recorded=days[1])])
    merged = one.merge(other)
    known = [found.patient for on in days if (found := merged.known_on(on)) is not None]
    assert known == [attrs.evolve(rows[0], risk=rc.Risk.HIGH), rows[1], rows[2], rows[2]]
    back = merged.retract(rows[2], on=days[3], because="typo")
    assert back.known_on(days[3]) == rc.History(patient=rows[1])
    back = back.retract(rows[1], on=days[3], because="typo")
    assert back.known_on(days[3]) is None, "the row before was made of one that was taken back"


@pytest.mark.clause("MRG-6")
def test_a_fact_counts_from_its_own_day_also_where_its_chart_did_not_say_yet_who_the_patient_is() -> None:
    days = [date(2026, 1, day) for day in (1, 5, 10)]
    said = rc.OptOut(since=days[1])
    other = rc.Ledger(
        entries=[rc.Entry(fact=said, recorded=days[1]), rc.Entry(fact=rc.Patient(id="2"), recorded=days[2])]
    )
    assert other.known_on(days[1]) is None
    merged = rc.Ledger.of(rc.History(patient=rc.Patient(id="1")), recorded=days[0]).merge(other)
    known = [found.circumstances for on in days if (found := merged.known_on(on)) is not None]
    assert known == [(), (said,), (said,)]


@pytest.mark.clause("MRG-6")
def test_a_dispute_that_ends_and_begins_again_rests_in_between() -> None:
    days = [date(2026, 1, day) for day in (1, 5, 10)]
    one = rc.Ledger(entries=[rc.Entry(fact=rc.Patient(id="1", birth_date=date(1961, 4, 2)), recorded=days[0])])
    rows = [rc.Patient(id="2", birth_date=born) for born in (date(1961, 2, 4), date(1961, 4, 2), date(1961, 2, 4))]
    other = rc.Ledger(entries=[rc.Entry(fact=row, recorded=on) for row, on in zip(rows, days, strict=True)])
    known = [found.circumstances for on in days if (found := one.merge(other).known_on(on)) is not None]
    assert known == [(DISPUTED,), (), (DISPUTED,)]


@pytest.mark.clause("MRG-6")
def test_ledgers_of_patients_who_were_never_on_the_books_merge() -> None:
    on = date(2026, 1, 1)
    never = [
        rc.Ledger.of(rc.History(patient=rc.Patient(id=id_)), recorded=on).retract(
            rc.Patient(id=id_), on=on, because="typo"
        )
        for id_ in "12"
    ]
    merged = never[0].merge(never[1])
    assert merged == never[0]
    assert merged.known_on(on) is None
    again = merged.record(rc.Patient(id="1"), on=on).known_on(on)
    assert again == rc.History(patient=rc.Patient(id="1"))


@pytest.mark.clause("MRG-5")
def test_where_both_ids_come_twice_the_survivor_comes_twice_and_no_oftener() -> None:
    a, b = (rc.History(patient=rc.Patient(id=id_)) for id_ in "ab")
    assert [*rc.merge_base([a, b, b, a], {"b": "a"})] == [a, a]
    assert [*rc.merge_base([a, b, b], {"b": "a"})] == [a, a]
    assert [*rc.merge_base([a, b], {"b": "a"})] == [a]
