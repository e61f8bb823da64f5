"""Who may have been given up by mistake, and whether a practice gives up too many."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Context, Decimal, Inexact, localcontext
from fractions import Fraction
from typing import Any, Final

import attrs
import oracle
import pytest
import strategies as facts
from hypothesis import given
from hypothesis import strategies as st
from strategies import Base, Case

import recallcore as rc
from recallcore import EndingDoubt, EndingFinding, ReasonCode
from recallcore._measures.binomial import _EXACT, _at_least, _below, binomial_test
from recallcore.presets import PRACTICE_GUIDES, PRACTICE_GUIDES_WHOLE

PER: Final = 100_000
ROUNDING: Final = 1 + Fraction(1, 2_000)  # what four digits may be off by
TODAY: Final = date(2026, 11, 20)
ONE_DAY: Final = timedelta(days=1)
Code: Final = ReasonCode


# ------------------------------------------------------------------ the two facts, and nothing else


def without(history: rc.History, *types: type) -> rc.History:
    return attrs.evolve(history, circumstances=[c for c in history.circumstances if not isinstance(c, types)])


@pytest.mark.clause("END-5")
@facts.times(8)
@given(facts.cases())
def test_without_a_report_of_a_death_nobody_is_dead(case: Case) -> None:
    codes = {r.code for r in case._replace(history=without(case.history, rc.Deceased)).decision().reasons}
    assert not codes & {Code.DECEASED, Code.DEATH_REPORTED, Code.SEEN_AFTER_DEATH}
    neither = case._replace(history=without(case.history, rc.Deceased, rc.RelocatedPermanently)).decision()
    assert not any(reason.terminal for reason in neither.reasons)
    assert Code.RELOCATED not in {reason.code for reason in neither.reasons}


@pytest.mark.clause("END-5")
@given(facts.practices())
def test_without_the_two_facts_nothing_is_doubtful_and_nothing_counts(base: Base) -> None:
    base = base._replace(histories=[without(h, rc.Deceased, rc.RelocatedPermanently) for h in base.histories])
    assert rc.doubtful_endings(base.histories, as_of=base.as_of) == ()
    review = rc.ending_rates(base.histories, base.policy, as_of=base.as_of)
    assert (review.deaths.endings, review.moves.endings, review.either.endings, review.ended_before) == (0, 0, 0, 0)


@pytest.mark.clause("END-1")
@given(facts.cases(), st.sampled_from(["", "cert-8"]))
def test_evidence_decides_nothing(case: Case, evidence: str) -> None:
    def shown(fact: Any) -> Any:
        ends = isinstance(fact, rc.Deceased | rc.RelocatedPermanently)
        return attrs.evolve(fact, evidence=evidence) if ends else fact

    other = attrs.evolve(case.history, circumstances=map(shown, case.history.circumstances))
    after, before = case._replace(history=other).decision(), case.decision()
    assert (after.verdict, after.channels, after.codes) == (before.verdict, before.channels, before.codes)


# ------------------------------------------------------------------ one by one: a naive second opinion


def is_visit(done: rc.Procedure) -> bool:
    return done.where is rc.CareSetting.HERE and done.kind not in (rc.Kind.ADMINISTRATIVE, rc.Kind.UNMAPPED)


def against(history: rc.History, ending: Any, as_of: date) -> list[Any]:
    """END-3, fact by fact."""
    died = getattr(ending, "died_on", None)
    ended = died if died is not None else ending.recorded
    told = [c.recorded for c in history.circumstances if type(c) is type(ending)]

    def later(on: date | None) -> bool:
        return on is not None and on.toordinal() in range(ended.toordinal() + 1, as_of.toordinal() + 1)

    found: list[Any] = [p for p in history.completed if is_visit(p) and later(p.on)]
    for a in history.appointments:
        kept = a.state is rc.AppointmentState.KEPT and later(a.on)
        stands = a.state is rc.AppointmentState.BOOKED and a.on > ended and not a.on < as_of
        if kept or stands or later(a.booked_on):
            found.append(a)
    talked = (rc.Outcome.CONVERSATION, rc.Outcome.BOOKED)
    return found + [a for a in history.attempts if a.outcome in talked and later(a.on) and a.on not in told]


def doubts_of(history: rc.History, ending: Any, as_of: date) -> set[EndingDoubt]:
    others = {c for c in history.circumstances if type(c) is type(ending) and c.recorded <= as_of} - {ending}
    found = set()
    if against(history, ending, as_of):
        found.add(EndingDoubt.CONTRADICTED)
    if ending.evidence == "" and ending.source is rc.Party.PRACTICE:
        found.add(EndingDoubt.NO_EVIDENCE)
    if ending.evidence == "" and ending.source is rc.Party.THIRD_PARTY and not others:
        found.add(EndingDoubt.ONE_THIRD_PARTY)
    return found


@pytest.mark.clause("END-2", "END-3", "END-4")
@facts.times(4)
@given(facts.practices())
def test_a_naive_reading_doubts_the_same_endings(base: Base) -> None:
    found = rc.doubtful_endings(base.histories, as_of=base.as_of)
    expected = {
        (h.patient.id, c, frozenset(doubts))
        for h in base.histories
        for c in h.circumstances
        if isinstance(c, rc.Deceased | rc.RelocatedPermanently) and h.patient.subject and c.recorded <= base.as_of
        if (doubts := doubts_of(h, c, base.as_of))
    }
    assert {(d.patient_id, d.ending, frozenset(d.doubts)) for d in found} == expected
    for doubtful in found:
        assert [*doubtful.doubts] == [doubt for doubt in EndingDoubt if doubt in doubtful.doubts]
        assert (doubtful.contradicted_by is not None) is (EndingDoubt.CONTRADICTED in doubtful.doubts)
    order = [([*EndingDoubt].index(d.doubts[0]), -d.ending.recorded.toordinal(), d.patient_id) for d in found]
    assert order == sorted(order)


@pytest.mark.clause("END-3")
@facts.times(4)
@given(facts.practices())
def test_what_speaks_against_an_ending_is_the_latest_visit_or_else_booking_or_else_word(base: Base) -> None:
    def weight(fact: Any, ended: date) -> tuple[int, date]:
        if isinstance(fact, rc.Procedure) or (fact in kept and fact.on > ended):
            return 3, fact.on
        return (2, fact.booked_on or date.min) if isinstance(fact, rc.Appointment) else (1, fact.on)

    for history in base.histories:
        kept = [a for a in history.appointments if a.state is rc.AppointmentState.KEPT and a.on <= base.as_of]
        for doubtful in rc.doubtful_endings([history], as_of=base.as_of):
            if doubtful.contradicted_by is not None:
                ended = getattr(doubtful.ending, "died_on", None) or doubtful.ending.recorded
                weights = [weight(fact, ended) for fact in against(history, doubtful.ending, base.as_of)]
                assert weight(doubtful.contradicted_by, ended) == max(weights)


@pytest.mark.clause("END-3", "SUP-3")
@facts.times(4)
@given(facts.practices())
def test_a_death_that_a_decision_doubts_is_listed(base: Base) -> None:
    for history in base.histories:
        known = [d.ending for d in rc.doubtful_endings([history], as_of=base.as_of) if d.contradicted_by is not None]
        decision = rc.decide(history, base.policy, as_of=base.as_of)
        for reason in decision.review:
            said: Any = reason.evidence
            if reason.code is Code.SEEN_AFTER_DEATH and said.recorded < base.as_of and history.patient.subject:
                ahead = any(p.on > base.as_of for p in history.completed)  # a decision doubts those facts altogether
                assert ahead or said in known


@pytest.mark.clause("END-4")
@given(facts.practices(), st.randoms(use_true_random=False))
def test_neither_order_nor_repetition_of_the_base_matters(base: Base, by: Any) -> None:
    row = rc.Rejected(row=0, id="7", error="KeyError")
    mixed = [*by.sample(base.histories, len(base.histories)), row, *base.histories]
    assert rc.doubtful_endings(mixed, as_of=base.as_of) == rc.doubtful_endings(base.histories, as_of=base.as_of)
    review = rc.ending_rates(base.histories, base.policy, as_of=base.as_of)
    again = rc.ending_rates(iter(mixed), base.policy, as_of=base.as_of)
    assert attrs.evolve(again, rejected=()) == review
    assert again.rejected == (row,)


# ------------------------------------------------------------------ all together: who is counted


def last_years(base: Base) -> tuple[set[str], dict[str, set[type]]]:
    """END-8, by what it says: the ids counted, and what ended with each in the span."""
    subjects = {h.patient.id for h in base.histories if h.patient.subject}
    before, within = set(), {}
    for history in base.histories:
        for c in history.circumstances:
            if not isinstance(c, rc.Deceased | rc.RelocatedPermanently) or c.recorded > base.as_of:
                continue
            over = oracle.add(c.recorded, rc.Interval(years=1), rc.MonthEnd.CLIP)
            if over is None or over > base.as_of:
                within.setdefault(history.patient.id, set()).add(type(c))
            elif isinstance(c, rc.Deceased) or not back(history, c.recorded, base.as_of):
                before.add(history.patient.id)
    return subjects - before, within


def back(history: rc.History, moved: date, as_of: date) -> bool:
    def before_the_span(on: date | None) -> bool:
        if on is None or on <= moved or on > as_of:
            return False
        over = oracle.add(on, rc.Interval(years=1), rc.MonthEnd.CLIP)
        return over is not None and over <= as_of

    came = [p.on for p in history.completed if is_visit(p)]
    came += [a.on for a in history.appointments if a.state is rc.AppointmentState.KEPT]
    booked = [a.booked_on for a in history.appointments if a.booked_by is rc.Party.PATIENT]
    return any(map(before_the_span, [*came, *booked]))


@pytest.mark.clause("END-8")
@facts.times(4)
@given(facts.practices())
def test_a_naive_count_comes_to_the_same(base: Base) -> None:
    review = rc.ending_rates(base.histories, base.policy, as_of=base.as_of)
    there, within = last_years(base)
    died = {id_ for id_ in there if rc.Deceased in within.get(id_, ())}
    moved = {id_ for id_ in there if rc.RelocatedPermanently in within.get(id_, ())}
    tests = (review.deaths, review.moves, review.either)
    assert [test.endings for test in tests] == [len(died), len(moved), len(died | moved)]
    assert {test.patients for test in tests} == {len(there)}
    subjects = {h.patient.id for h in base.histories if h.patient.subject}
    assert review.ended_before + len(there) == len(subjects)


@pytest.mark.clause("END-8")
@given(facts.any_days())
def test_the_span_is_the_days_whose_year_is_not_over(as_of: date) -> None:
    def counts(on: date) -> bool:
        over = oracle.add(on, rc.Interval(years=1), rc.MonthEnd.CLIP)
        return over is None or over > as_of

    since = rc.ending_rates([], PRACTICE_GUIDES, as_of=as_of).since
    assert counts(since)
    assert since == date.min or not counts(since - ONE_DAY)


# ------------------------------------------------------------------ the test and its interval


def tail(few: int, of: int, share: Fraction) -> Fraction:
    """P(X >= few), with no rounding at all."""
    return sum((math.comb(of, i) * share**i * (1 - share) ** (of - i) for i in range(few, of + 1)), Fraction(0))


def four_digits(number: Fraction) -> float:
    with localcontext(Context(prec=60)):
        whole = Decimal(number.numerator) / Decimal(number.denominator)
    return float(Context(prec=4).plus(whole))


def a_count(draws: facts.Draws) -> tuple[int, int, int, int]:
    """How many of how many were hit, at which rate, and how rare is rare. Half of the counts are about the expected."""
    of, rate = draws.whole(90), 1 + draws.whole(PER - 2)
    about = min(max(of * rate // PER + draws.whole(8) - 4, 0), of)
    return draws.pick([about, draws.whole(of)]), of, rate, draws.pick([2, 3, 20, 1_000, 10**9])


@pytest.mark.clause("END-7")
@facts.times(4)
@given(facts.made_by(a_count, 8))
def test_the_chance_and_the_interval_are_exact(count: tuple[int, int, int, int]) -> None:
    hit, of, rate, one_in = count
    found = binomial_test(hit, of, rate=rate, per=PER, one_in=one_in)
    exact = tail(hit, of, Fraction(rate, PER))
    assert found.chance == four_digits(exact)
    assert found.expected == four_digits(Fraction(of * rate, PER))
    assert found.rare is (exact < Fraction(1, one_in))
    low, high, rare = Fraction(found.low) / PER, Fraction(found.high) / PER, Fraction(1, one_in)
    assert (found.low == 0) is (hit == 0)
    assert hit == 0 or tail(hit, of, low / ROUNDING) <= rare <= tail(hit, of, min(low * ROUNDING, Fraction(1)))
    assert hit < of or high == 1
    if hit < of:  # as many or fewer
        assert 1 - tail(hit + 1, of, high / ROUNDING) >= rare
        assert high * ROUNDING >= 1 or 1 - tail(hit + 1, of, high * ROUNDING) <= rare


def weighed_in_integers(few: int, of: int, rate: int) -> Fraction:
    """The same chance another way: every term beside the largest, with 400 binary digits, and no logarithm."""
    most = of * rate // PER

    def terms(step: int) -> Iterator[tuple[int, int]]:
        term, place = 1 << 400, most
        while term:
            yield place, term
            if step > 0:
                term = term * (of - place) * rate // ((place + 1) * (PER - rate))
            else:
                term = term * place * (PER - rate) // ((of - place + 1) * rate)
            place += step

    up, down = list(terms(1)), list(terms(-1))[1:]
    return Fraction(sum(t for i, t in up + down if i >= few), sum(t for _, t in up + down))


@pytest.mark.clause("END-7")
@pytest.mark.parametrize(
    ("few", "of", "rate"),
    [
        *((6_700, 10**6, 700), (7_000, 10**6, 700), (7_001, 10**6, 700), (7_300, 10**6, 700), (8_000, 10**6, 700)),
        *((500_000, 10**6, 50_000), (501_500, 10**6, 50_000), (1, 10**6, 1), (30, 10**6, 1), (999_995, 10**6, 99_999)),
        *((255, 255, 99_000), (256, 256, 99_000), (257, 1_000, 30_000), (300, 777, 40_000), (90, 10_000, 700)),
    ],
)
def test_a_large_base_is_judged_as_exactly(few: int, of: int, rate: int) -> None:
    assert binomial_test(few, of, rate=rate, per=PER, one_in=1_000).chance == four_digits(
        weighed_in_integers(few, of, rate)
    )


@pytest.mark.clause("END-6", "END-7")
@pytest.mark.parametrize(
    ("hit", "of", "rate", "one_in"),
    [
        *((2, 2, 5_000, 400), (2, 2, 50_000, 4), (3, 3, 1_000, 10**6), (4, 4, 20_000, 625), (9, 9, 10_000, 10**9)),
        *((6, 7, 50_000, 16), (14, 15, 50_000, 2_048), (20, 23, 50_000, 4_096)),  # as many words as a perfect code has
        *((2, 3, 50_000, 2), (500, 999, 50_000, 2)),  # more than half of an odd number
    ],
)
def test_an_exact_tie_is_not_rare(hit: int, of: int, rate: int, one_in: int) -> None:
    assert tail(hit, of, Fraction(rate, PER)) == Fraction(1, one_in)
    below, tie, above = (
        binomial_test(hit, of, rate=rate, per=PER, one_in=rare).rare for rare in (one_in - 1, one_in, one_in + 1)
    )
    assert (below, tie, above) == (True, False, False)


@pytest.mark.clause("END-6", "END-7")
@facts.times(2)
@given(st.integers(1, 12), st.integers(1, 12), st.sampled_from([5_000, 10_000, 12_500, 33_333, 50_000, 66_666, 99_999]))
def test_the_border_is_settled_in_whole_numbers(one: int, other: int, rate: int) -> None:
    hit, of = sorted((one, other))
    chance = tail(hit, of, Fraction(rate, PER))
    for rare in range(max(2, int(1 / chance) - 1), int(1 / chance) + 3):
        assert _below(hit, of, rate, PER, rare) is (chance < Fraction(1, rare))
        assert binomial_test(hit, of, rate=rate, per=PER, one_in=rare).rare is (chance < Fraction(1, rare))


@pytest.mark.clause("END-7")
@pytest.mark.parametrize(
    ("few", "of", "rate"),
    [(9, 60, 7_000), (20, 120, 9_000), (40, 254, 10_000), (30, 255, 7_000), (30, 400, 5_000), (60, 700, 6_000)],
)
def test_a_middle_sized_base_is_precise_to_thirty_digits(few: int, of: int, rate: int) -> None:
    exact = tail(few, of, Fraction(rate, PER))
    with localcontext(_EXACT):
        found = _at_least(few, of, Decimal(rate) / PER)
    assert abs(Fraction(found) / exact - 1) < Fraction(1, 10**28)


@pytest.mark.clause("END-7")
def test_what_is_too_small_for_a_float_is_nought_and_rare() -> None:
    found = binomial_test(500_000, 10**6, rate=700, per=PER, one_in=1_000)
    assert (found.chance, found.rare) == (0.0, True)
    assert 49_500 < found.low < 50_000 < found.high < 50_500


@pytest.mark.clause("END-7")
@given(st.integers(0, 2_000), st.data(), st.integers(1, PER - 1))
def test_the_caller_s_own_decimals_change_nothing(of: int, data: st.DataObject, rate: int) -> None:
    hit = data.draw(st.integers(0, of))
    usual = binomial_test(hit, of, rate=rate, per=PER, one_in=1_000)
    with localcontext(Context(prec=2, Emax=9, Emin=-9, traps=[Inexact])):
        assert binomial_test(hit, of, rate=rate, per=PER, one_in=1_000) == usual


@pytest.mark.clause("END-6", "END-7")
@given(st.integers(0, 400), st.data(), facts.made_by(facts.ending_rates))
def test_it_alarms_where_the_whole_interval_lies_above_the_rate(of: int, data: st.DataObject, rates: Any) -> None:
    hit = data.draw(st.integers(0, min(of, 20)))
    asked = attrs.evolve(PRACTICE_GUIDES, endings=rates, citations=[])
    test = rc.ending_rates(practice(of, hit), asked, as_of=TODAY).deaths
    rare = tail(hit, of, Fraction(rates.deaths, PER)) < Fraction(1, rates.significance_one_in)
    assert (test.finding is EndingFinding.MORE) is (rare and hit > 1)
    if test.finding is EndingFinding.MORE:
        assert test.low is not None
        assert test.low * ROUNDING >= rates.deaths
    else:
        assert (test.finding is EndingFinding.TOO_FEW) is (of * rates.deaths < PER)


@pytest.mark.clause("END-6")
@pytest.mark.parametrize("patients", [1, 2, 10, 143, 1_000])
def test_one_ending_alone_never_alarms(patients: int) -> None:
    sternest = attrs.evolve(PRACTICE_GUIDES, endings=rc.EndingRates(deaths=1, significance_one_in=2), citations=[])
    for policy in (PRACTICE_GUIDES_WHOLE, sternest):
        assert rc.ending_rates(practice(patients, 1), policy, as_of=TODAY).deaths.finding is not EndingFinding.MORE


@pytest.mark.clause("END-6")
@given(st.integers(1, 200), st.data())
def test_one_more_ending_never_ends_an_alarm(patients: int, data: st.DataObject) -> None:
    deaths = data.draw(st.integers(0, patients - 1))
    fewer, more = (
        rc.ending_rates(practice(patients, many), PRACTICE_GUIDES_WHOLE, as_of=TODAY).deaths
        for many in (deaths, deaths + 1)
    )
    assert fewer.finding is not EndingFinding.MORE or more.finding is EndingFinding.MORE
    assert more.chance is not None
    assert fewer.chance is not None
    assert more.chance <= fewer.chance


def practice(patients: int, deaths: int) -> Iterator[rc.History]:
    for place in range(patients):
        died = [rc.Deceased(recorded=TODAY, source=rc.Party.FAMILY)] if place < deaths else []
        yield rc.History(patient=rc.Patient(id=str(place)), circumstances=died)


# ------------------------------------------------------------------ the question


@pytest.mark.clause("END-6", "POL-1")
def test_rates_that_no_practice_can_have_are_refused() -> None:
    for fields, fault in (
        ({"deaths": 0}, "EndingRates.deaths must be at least 1, got 0"),
        ({"deaths": 700, "moves": 0.5}, "EndingRates.moves must be a whole number, at least 1, got float"),
        ({"deaths": 700, "significance_one_in": 1}, "EndingRates.significance_one_in must be at least 2, got 1"),
        (
            {"deaths": 700, "significance_one_in": 10**9 + 1},
            "EndingRates.significance_one_in must be at most 1,000,000,000, got 1,000,000,001",
        ),
        (
            {"deaths": 700, "significance_one_in": 10**5_000},
            "EndingRates.significance_one_in must be at most 1,000,000,000, got far more",
        ),
        ({"deaths": 100_000}, "EndingRates.deaths and moves must be fewer than 100,000 together"),
        ({"deaths": 50_000, "moves": 50_000}, "EndingRates.deaths and moves must be fewer than 100,000 together"),
    ):
        wrong: Any = fields
        with pytest.raises(rc.PolicyError) as raised:
            rc.EndingRates(**wrong)
        assert raised.value.faults == (fault,)
    assert rc.EndingRates(deaths=50_000, moves=49_999).moves == 49_999
    assert rc.EndingRates(deaths=1, significance_one_in=10**9).significance_one_in == 10**9


@pytest.mark.clause("END-6", "POL-2")
def test_the_rates_are_numbers_of_the_policy_and_plain_data() -> None:
    rates = rc.EndingRates(deaths=700, moves=300, significance_one_in=20)
    policy = attrs.evolve(PRACTICE_GUIDES, endings=rates)
    numbers = {name: number for name, number in policy.numbers() if name.startswith("endings.")}
    assert numbers == {"endings.deaths": 700, "endings.moves": 300, "endings.significance_one_in": 20}
    assert policy.uncited() == (*numbers,)
    assert rc.policy_as_data(policy)["endings"] == {"deaths": 700, "moves": 300, "significance_one_in": 20}
    assert rc.policy_from_data(rc.policy_as_data(policy)) == policy


@pytest.mark.clause("END-2", "END-6", "DEC-3")
def test_a_malformed_question_is_refused() -> None:
    wrong: Any = "2026-11-20"
    day = "as_of must be a day (datetime.date, not datetime.datetime), got str"
    with pytest.raises(rc.RequestError) as raised:
        rc.doubtful_endings([], as_of=wrong)
    assert raised.value.faults == (day,)
    with pytest.raises(rc.RequestError) as raised:
        rc.ending_rates([], wrong, as_of=wrong)
    assert raised.value.faults == ("policy must be a Policy, got str", day)
    for ask in (
        lambda: rc.doubtful_endings([wrong], as_of=TODAY),
        lambda: rc.ending_rates([wrong], PRACTICE_GUIDES, as_of=TODAY),
    ):
        with pytest.raises(rc.RequestError, match="endings are looked for in histories, got str among them"):
            ask()


@pytest.mark.clause("END-6")
def test_the_calendars_last_year_is_a_year_too() -> None:
    assert rc.ending_rates([], PRACTICE_GUIDES, as_of=date.max).since == date(9999, 1, 1)
