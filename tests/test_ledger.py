"""What was known on which day, and what was taken back: the ledger against a clerk with a file and a calendar."""

from __future__ import annotations

import functools
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, NamedTuple, get_args

import attrs
import pytest
import strategies as facts
from hypothesis import given
from hypothesis import strategies as st
from strategies import Draws, World

import recallcore as rc
from recallcore._facts.care_plan import AnyCareDirection
from recallcore._facts.visits import came_after
from recallcore.presets import PRACTICE_GUIDES

ONE_DAY: Final = timedelta(days=1)
ON: Final = date(2026, 11, 20)
PATIENT: Final = rc.Patient(id="1")
LEDGER: Final = rc.Ledger.of(rc.History(patient=PATIENT), recorded=ON)
OPTED_OUT: Final = rc.OptOut(since=ON)
DIED: Final = rc.Deceased(recorded=ON, source=rc.Party.FAMILY)
TERMINAL: Final = (rc.Deceased, rc.RelocatedPermanently)


def of_a_world(make: Any) -> st.SearchStrategy[Any]:
    return facts.made_by(lambda draws: make(draws, facts.world(draws)))


def days_around(around: World) -> list[date]:
    return sorted({on + nudge * ONE_DAY for on in around.days for nudge in (-1, 0, 1)})


# ------------------------------------------------------------------ replay


class Clerk:
    """Keeps the facts that are known now, and forgets when they came."""

    def __init__(self) -> None:
        self.patient: rc.Patient | None = None
        self.known: list[tuple[Any, bool]] = []

    def learns(self, fact: Any, planned: bool) -> None:
        if isinstance(fact, rc.Patient):
            self.patient = fact
        elif (fact, planned) not in self.known:
            self.known.append((fact, planned))

    def history(self) -> rc.History | None:
        fields: dict[str, list[Any]] = {name: [] for name in FIELD_OF.values()}
        for fact, planned in self.known:
            fields["planned" if planned else FIELD_OF.get(type(fact), "circumstances")].append(fact)
        return None if self.patient is None else rc.History(patient=self.patient, **fields)


FIELD_OF: Final[dict[Any, str]] = {
    rc.Procedure: "completed",
    rc.Appointment: "appointments",
    rc.Attempt: "attempts",
    rc.OptOut: "circumstances",
    **dict.fromkeys(get_args(AnyCareDirection), "care_plan"),
    None: "planned",
}


class Chronicle(NamedTuple):
    """A base's ledgers, and what the clerks had on file at the end of each day."""

    ledgers: list[rc.Ledger]
    days: list[date]
    files: list[list[rc.History | None]]  # for each day, of each patient


def chronicle(draws: Draws, around: World, patients: int = 3) -> Chronicle:
    days = days_around(around)
    clerks = [Clerk() for _ in range(patients)]
    ledgers: list[rc.Ledger | None] = [None] * patients
    files = []
    for on in days:
        for number, clerk in enumerate(clerks):
            row = attrs.evolve(facts.patient(draws, around), id=str(number))
            told = facts.facts_of(facts.history(draws, around))
            few = [draws.pick(told) for _ in range(draws.whole(3))] if told else []
            for fact, planned in [(row, False)] * draws.one_in(4) + few:
                if isinstance(fact, rc.Reinstated):
                    continue  # here, ledgers alone record those
                ledger = ledgers[number]
                if ledger is None and isinstance(fact, rc.Patient):
                    ledgers[number] = rc.Ledger(entries=[rc.Entry(fact=fact, recorded=on)])
                elif ledger is not None:
                    ledgers[number] = ledger.record(fact, on=on, planned=planned)
                else:
                    continue
                clerk.learns(fact, planned)
            ledger = ledgers[number]
            if ledger is not None and clerk.known and draws.one_in(3):
                fact, planned = draws.pick(clerk.known)
                file = clerk.history()
                assert file is not None
                ledgers[number] = ledger.retract(fact, on=on, because="mistake", planned=planned)
                clerk.known.remove((fact, planned))
                ended = isinstance(fact, rc.Deceased) or (
                    isinstance(fact, rc.RelocatedPermanently) and not came_after(file, fact.recorded, on)
                )
                if ended:
                    entries = [e for e in ledger.entries if e.fact == fact and e.retracted is None]
                    since = min(e.recorded for e in entries if e.recorded is not None)
                    clerk.learns(rc.Reinstated(since=since, on=on), False)
        files.append([clerk.history() for clerk in clerks])
    return Chronicle([ledger for ledger in ledgers if ledger is not None], days, files)


@pytest.mark.clause("LED-1", "LED-3", "LED-4", "LED-5")
@given(of_a_world(chronicle), facts.policies())
def test_a_past_list_is_built_again_as_it_was(told: Chronicle, policy: rc.Policy) -> None:
    for on, file in zip(told.days, told.files, strict=True):
        then = [history for history in file if history is not None]
        replayed = [known for ledger in told.ledgers if (known := ledger.known_on(on)) is not None]
        assert replayed == then
        assert rc.call_list(replayed, policy, as_of=on) == rc.call_list(then, policy, as_of=on)
        assert not any(ledger.approximate_on(on) for ledger in told.ledgers)


REPORTS: Final = st.lists(
    st.tuples(st.sampled_from(facts.REPORTS), st.integers(0, 9)).map(
        lambda drawn: attrs.evolve(drawn[0], on=ON + drawn[1] * ONE_DAY)
    ),
    max_size=6,
)


@pytest.mark.clause("LED-5")
@given(facts.histories(), REPORTS)
def test_replaying_the_outcomes_rebuilds_the_history(before: rc.History, reports: list[rc.Report]) -> None:
    ledger = functools.reduce(rc.Ledger.apply, reports, rc.Ledger.of(before, recorded=ON))
    for ahead in range(10):
        on = ON + ahead * ONE_DAY
        assert ledger.known_on(on) == functools.reduce(rc.apply, [r for r in reports if r.on <= on], before)


@pytest.mark.clause("LED-5")
def test_what_was_said_may_be_recorded_later() -> None:
    report = rc.Report(on=ON, channel=rc.Channel.PHONE, said=rc.Disposition.OPTED_OUT)
    ledger = LEDGER.apply(report, recorded=ON + ONE_DAY)
    assert ledger.known_on(ON) == rc.History(patient=PATIENT)
    assert ledger.known_on(ON + ONE_DAY) == rc.apply(rc.History(patient=PATIENT), report)
    assert LEDGER.apply(report).apply(report, recorded=ON + ONE_DAY) == LEDGER.apply(report)
    assert ledger.apply(report).known_on(ON) == ledger.known_on(ON + ONE_DAY)


# ------------------------------------------------------------------ what is on record


@pytest.mark.clause("LED-1", "LED-2")
@given(facts.histories(), facts.any_days())
def test_a_ledger_of_a_history_knows_that_history(history: rc.History, on: date) -> None:
    ledger = rc.Ledger.of(history, recorded=on)
    assert ledger.known_on(on) == history
    assert ledger.patient_id == history.patient.id
    if on > date.min:
        assert ledger.known_on(on - ONE_DAY) is None
    undated = rc.Ledger.of(history)
    assert undated.known_on(date.max) == history
    days = [fact.said_on for fact, _ in facts.facts_of(history) if fact.said_on is not None]  # fees, and visits missed
    assert undated.known_on(max([history._known_through, *days])) == history
    assert undated.approximate_on(on)


@pytest.mark.clause("LED-1")
@given(of_a_world(facts.ledger), facts.days(), facts.seeds())
def test_the_order_of_entries_never_matters(ledger: rc.Ledger, on: date, by: Any) -> None:
    rows = iter([entry for entry in ledger.entries if isinstance(entry.fact, rc.Patient)])  # those keep their order
    shuffled = by.sample(ledger.entries, len(ledger.entries))
    mixed = rc.Ledger(entries=[next(rows) if isinstance(e.fact, rc.Patient) else e for e in shuffled])
    assert (mixed, hash(mixed), repr(mixed)) == (ledger, hash(ledger), repr(ledger))
    assert mixed.known_on(on) == ledger.known_on(on)


def told_on_days(draws: Draws, around: World) -> tuple[list[tuple[Any, bool, date]], World]:
    told = facts.facts_of(facts.history(draws, around))
    return [(*said, draws.pick(around.days)) for said in [*told, *told[:2]]], around


@pytest.mark.clause("LED-1", "LED-3")
@given(of_a_world(told_on_days), facts.seeds())
def test_it_does_not_matter_in_which_order_facts_are_recorded(told: tuple[Any, World], by: Any) -> None:
    said, around = told
    start = rc.Ledger.of(rc.History(patient=PATIENT))

    def recorded(order: list[Any]) -> rc.Ledger:
        return functools.reduce(lambda led, f: led.record(f[0], on=f[2], planned=f[1]), order, start)

    one, other = recorded(said), recorded(by.sample(said, len(said)))
    assert [one.known_on(on) for on in days_around(around)] == [other.known_on(on) for on in days_around(around)]


@pytest.mark.clause("LED-3")
def test_what_was_known_sooner_is_undone_on_the_same_day() -> None:
    ledger = LEDGER.record(OPTED_OUT, on=ON + 5 * ONE_DAY).retract(OPTED_OUT, on=ON + 7 * ONE_DAY, because="typo")
    sooner = ledger.record(OPTED_OUT, on=ON + ONE_DAY)
    known = [(found := sooner.known_on(ON + n * ONE_DAY)) is not None and len(found.circumstances) for n in range(9)]
    assert known == [0, 1, 1, 1, 1, 1, 1, 0, 0]
    assert {*ledger.entries} < {*sooner.entries}
    assert sooner.record(OPTED_OUT, on=ON + 6 * ONE_DAY) == sooner


@pytest.mark.clause("LED-4")
@given(of_a_world(lambda draws, around: (facts.ledger(draws, around), *told_on_days(draws, around))))
def test_retracting_restores_what_was_true_before(told: tuple[rc.Ledger, Any, World]) -> None:
    ledger, said, around = told
    days = days_around(around)
    for fact, planned, on in said:
        if any(entry.fact == fact and entry.planned is planned for entry in ledger.entries):
            continue
        with_it = ledger.record(fact, on=on, planned=planned)
        for later in (day for day in days if day >= on):
            after = with_it.retract(fact, on=later, because="mistake", planned=planned)
            assert {entry.fact for entry in with_it.entries} <= {entry.fact for entry in after.entries}
            new = {entry.fact for entry in after.entries} - {entry.fact for entry in with_it.entries}
            file = with_it.known_on(later)
            ended = isinstance(fact, TERMINAL) and not (
                isinstance(fact, rc.RelocatedPermanently)
                and file is not None
                and came_after(file, fact.recorded, later)
            )
            assert new == ({rc.Reinstated(since=on, on=later)} if ended else set())
            for day in days:
                before, now = ledger.known_on(day), after.known_on(day)
                if day < later:
                    assert now == with_it.known_on(day)
                elif before is None or now is None:
                    assert before is now
                else:
                    standing = [c for c in now.circumstances if c not in new]
                    assert attrs.evolve(now, circumstances=standing) == before
                    assert new <= {*now.circumstances}


@pytest.mark.clause("LED-3", "LED-4")
@given(of_a_world(lambda draws, around: [facts.patient(draws, around) for _ in range(3)]))
def test_a_row_that_is_taken_back_lets_the_one_before_speak(rows: list[rc.Patient]) -> None:
    first, second, third = (attrs.evolve(row, id="1") for row in rows)
    ledger = rc.Ledger(entries=[rc.Entry(fact=first, recorded=None)]).record(second, on=ON).record(third, on=ON)
    found = ledger.known_on(ON)
    assert found is not None
    assert found.patient == third
    assert ledger.record(third, on=ON + ONE_DAY) == ledger
    assert {first, second, third} == {entry.fact for entry in ledger.entries}
    if len({*rows}) == len({first, second, third}) == 3:
        back = ledger.retract(third, on=ON + ONE_DAY, because="typo")
        days = (ON - ONE_DAY, ON, ON + ONE_DAY)
        known = [found.patient for day in days if (found := back.known_on(day)) is not None]
        assert known == [first, third, second]
        undone = back.retract(second, on=ON + ONE_DAY, because="typo").known_on(ON + ONE_DAY)
        assert undone == rc.History(patient=first)


def rows_of_a_file(draws: Draws, around: World) -> list[tuple[str, rc.Patient, date]]:
    rows = [rc.Patient(id="1", household=name) for name in "abc"]
    acts = ["record", "record", "retract"]
    told = [(draws.pick(acts), draws.pick(rows), draws.pick(around.days)) for _ in range(2 + draws.whole(8))]
    return sorted(told, key=lambda act: act[0])  # all is recorded before anything is taken back


@pytest.mark.clause("LED-3")
def test_the_row_recorded_later_says_who_the_patient_is() -> None:
    """As an audit log has them, one after another, none of them closed."""
    risks = (rc.Risk.LOW, rc.Risk.HIGH)
    rows = [rc.Patient(id="1", risk=risk) for risk in risks]
    ledger = rc.Ledger(entries=[rc.Entry(fact=row, recorded=ON + n * ONE_DAY) for n, row in enumerate(rows)])
    assert [known.patient for n in (0, 1) if (known := ledger.known_on(ON + n * ONE_DAY)) is not None] == rows
    again = ledger.record(rows[0], on=ON + 2 * ONE_DAY)
    known = again.known_on(ON + 2 * ONE_DAY)
    assert known is not None
    assert known.patient == rows[0]
    gone = LEDGER.retract(PATIENT, on=ON + ONE_DAY, because="never existed")
    assert gone.known_on(ON) is not None
    assert gone.known_on(ON + ONE_DAY) is None
    both = gone.record(DIED, on=ON + ONE_DAY).retract(DIED, on=ON + ONE_DAY, because="typo")
    assert Counter(type(entry.fact) for entry in both.entries)[rc.Reinstated] == 1


# ------------------------------------------------------------------ the first contact


@pytest.mark.clause("LED-6")
def test_the_first_contact_is_released_by_a_person_on_a_day() -> None:
    done = rc.Procedure(on=date(2026, 3, 1), kind=rc.Kind.EXAMINATION)
    ledger = LEDGER.record(done, on=ON).record(DIED, on=ON).retract(DIED, on=ON + ONE_DAY, because="wrong person")
    released = ledger.release(on=ON + 3 * ONE_DAY)
    verdicts = [rc.Verdict.WITHHELD] * 3 + [rc.Verdict.CONTACT] * 2
    for ahead, verdict in enumerate(verdicts):
        on = ON + ahead * ONE_DAY
        known = released.known_on(on)
        assert known is not None
        assert rc.decide(known, PRACTICE_GUIDES, as_of=on).verdict is verdict
    waiting = rc.Reinstated(since=ON, on=ON + ONE_DAY)
    kept = [entry for entry in released.entries if isinstance(entry.fact, rc.Reinstated)]
    days = ON + ONE_DAY, ON + 3 * ONE_DAY
    assert kept == [
        rc.Entry(fact=waiting, recorded=days[0], retracted=days[1], because="released"),
        rc.Entry(fact=attrs.evolve(waiting, released_on=days[1]), recorded=days[1]),
    ]
    with pytest.raises(rc.FactError, match="no first contact waits"):
        released.release(on=ON + 4 * ONE_DAY)
    with pytest.raises(rc.FactError, match="cannot be released before the report was taken back"):
        ledger.release(on=ON)


@pytest.mark.clause("LED-3", "LED-4")
@facts.times(2)
@given(of_a_world(rows_of_a_file))
def test_who_the_patient_is_says_the_last_row_that_stands(told: list[tuple[str, rc.Patient, date]]) -> None:
    """Against a pile of cards: each with the day of its own, and those taken back thrown away."""
    ledger, cards = rc.Ledger(entries=[rc.Entry(fact=PATIENT, recorded=None)]), [(date.min, PATIENT)]
    for act, row, on in told:
        if act == "record":
            on_top = [card for card in sorted(cards, key=lambda card: card[0]) if card[0] <= on][-1][1]
            ledger = ledger.record(row, on=on)
            cards += [] if on_top == row else [(on, row)]
        elif any(card[1] == row for card in cards) and row != PATIENT:
            ledger = ledger.retract(row, on=date.max, because="typo")
            cards = [card for card in cards if card[1] != row]
        known = ledger.known_on(date.max)
        assert known is not None
        assert known.patient == sorted(cards, key=lambda card: card[0])[-1][1]


@pytest.mark.clause("LED-5", "LED-6")
def test_a_report_that_comes_again_does_not_undo_what_a_person_took_back() -> None:
    at = datetime(2026, 11, 20, 9, tzinfo=UTC)
    died = rc.Report(on=ON, channel=rc.Channel.PHONE, said=rc.Disposition.DIED, source=rc.Party.FAMILY, at=at)
    for late in (0, 3):
        told = LEDGER.apply(died, recorded=ON + late * ONE_DAY)
        for later in (0, 3):
            back = told.retract(DIED, on=ON + (late + later) * ONE_DAY, because="wrong person")
            assert back.apply(died, recorded=ON + late * ONE_DAY) == back
            assert back.apply(died, recorded=ON + 9 * ONE_DAY) == back
            by_a_person = back.record(DIED, on=ON + 9 * ONE_DAY)
            again = back.apply(attrs.evolve(died, at=at + timedelta(hours=1)), recorded=ON + 9 * ONE_DAY)
            for ledger in (by_a_person, again):
                known = ledger.known_on(ON + 9 * ONE_DAY)
                assert known is not None
                assert DIED in known.circumstances
    undone = LEDGER.apply(died).retract(DIED, on=ON, because="wrong person")
    assert undone.record(DIED, on=ON) != undone


@pytest.mark.clause("LED-5")
def test_a_visit_called_off_and_booked_again_by_another_report_is_booked() -> None:
    visit = rc.Appointment(on=ON + 30 * ONE_DAY, state=rc.AppointmentState.BOOKED)
    first = rc.Report(on=ON, channel=rc.Channel.PHONE, said=rc.Disposition.BOOKED, appointment=visit)
    off = LEDGER.apply(first).retract(visit, on=ON + ONE_DAY, because="called off")
    again = off.apply(attrs.evolve(first, on=ON + 2 * ONE_DAY))
    known = [found.appointments for n in range(3) if (found := again.known_on(ON + n * ONE_DAY)) is not None]
    assert known == [(visit,), (), (visit,)]
    assert again.apply(first) == again


@pytest.mark.clause("LED-6")
def test_a_move_told_and_taken_back_in_one_conversation_waits_for_a_person() -> None:
    done = rc.Procedure(on=date(2026, 3, 1), kind=rc.Kind.EXAMINATION)
    moved = rc.Report(on=ON, channel=rc.Channel.PHONE, said=rc.Disposition.MOVED, source=rc.Party.PATIENT)
    gone = rc.RelocatedPermanently(recorded=ON, source=rc.Party.PATIENT)
    ledger = LEDGER.record(done, on=ON).apply(moved).retract(gone, on=ON, because="misheard")
    for on in (ON, ON + 60 * ONE_DAY):
        known = ledger.known_on(on)
        assert known is not None
        assert rc.ReasonCode.REINSTATED in [r.code for r in rc.decide(known, PRACTICE_GUIDES, as_of=on).withheld_by]
    last = rc.History(patient=PATIENT, circumstances=[rc.Reinstated(since=ON, on=date.max)])
    assert not rc.decide(last, PRACTICE_GUIDES, as_of=date.max).contactable


@pytest.mark.clause("LED-7")
def test_a_report_recorded_twice_stood_from_the_first_of_its_days() -> None:
    entries = [rc.Entry(fact=fact, recorded=ON + n * ONE_DAY) for fact, n in ((PATIENT, 0), (DIED, 1), (DIED, 2))]
    known = rc.Ledger(entries=entries).retract(DIED, on=ON + 5 * ONE_DAY, because="typo").known_on(ON + 5 * ONE_DAY)
    assert known is not None
    assert known.circumstances == (rc.Reinstated(since=ON + ONE_DAY, on=ON + 5 * ONE_DAY),)


@pytest.mark.clause("LED-6", "LED-7")
@facts.times(2)
@given(facts.cases(), of_a_world(facts.reinstated))
def test_taking_a_report_back_makes_nobody_contactable_and_nothing_more_wanted(
    case: facts.Case, taken_back: rc.Reinstated
) -> None:
    before = case.decision()
    circumstances = [*case.history.circumstances, taken_back]
    after = case._replace(history=attrs.evolve(case.history, circumstances=circumstances)).decision()
    assert {*after.channels} <= {*before.channels}
    if taken_back.on <= case.as_of:
        assert {*after.other_reasons} <= {*before.other_reasons}
    if rc.ReasonCode.REINSTATED in [reason.code for reason in after.withheld_by]:
        assert after.channels == ()
        assert rc.ReasonCode.REINSTATED in [reason.code for reason in after.review]
        assert not any(reason.terminal for reason in after.withheld_by if reason.evidence == taken_back)


# ------------------------------------------------------------------ what is refused


def one_entry(**fields: Any) -> rc.Entry:
    return rc.Entry(**{"fact": OPTED_OUT, "recorded": ON, **fields})


@pytest.mark.clause("LED-3")
@pytest.mark.parametrize(
    ("fields", "faults"),
    [
        ({"planned": True}, ["Entry.planned is for a Procedure"]),
        ({"retracted": ON}, ["Entry.retracted and Entry.because are given together"]),
        ({"because": "typo"}, ["Entry.retracted and Entry.because are given together"]),
        (
            {"retracted": ON - ONE_DAY, "planned": True, "because": "typo"},
            ["Entry.planned is for a Procedure", "Entry.retracted must not be before Entry.recorded"],
        ),
    ],
)
def test_an_entry_makes_sense(fields: dict[str, Any], faults: list[str]) -> None:
    with pytest.raises(rc.FactError) as raised:
        one_entry(**fields)
    assert [*raised.value.faults] == faults
    never_known = one_entry(retracted=ON, because="typo")
    assert not any(never_known.stands(ON + n * ONE_DAY) for n in (-1, 0, 1))


@pytest.mark.clause("LED-1")
def test_a_ledger_is_one_patients() -> None:
    row = rc.Entry(fact=PATIENT, recorded=ON)
    for entries in ([one_entry()], [row, rc.Entry(fact=rc.Patient(id="2"), recorded=ON)]):
        with pytest.raises(rc.FactError, match=r"Ledger\.entries must hold a Patient, and no more than one id"):
            rc.Ledger(entries=entries)
    with pytest.raises(rc.FactError, match="no more than one id"):
        LEDGER.record(rc.Patient(id="2"), on=ON)
    with pytest.raises(rc.FactError, match=r"Ledger\.entries must hold at least 1, got 0"):
        rc.Ledger(entries=[])
    for wrong in ("entries", 7, [PATIENT]):
        with pytest.raises(rc.FactError, match=r"Ledger\.entries"):
            rc.Ledger(entries=wrong)  # type: ignore[arg-type]


@pytest.mark.clause("LED-3")
def test_what_cannot_be_done_to_a_ledger_is_refused() -> None:
    day = r"must be a day \(datetime.date, not datetime.datetime\), got str"
    wrong: Any = "2026-11-20"
    for name, act in {
        "day": lambda: LEDGER.known_on(wrong),
        "day ": lambda: LEDGER.approximate_on(wrong),
        "on": lambda: LEDGER.record(OPTED_OUT, on=wrong),
        "on ": lambda: LEDGER.retract(PATIENT, on=wrong, because="typo"),
        "on  ": lambda: LEDGER.release(on=wrong),
        "recorded": lambda: LEDGER.apply(facts.REPORTS[0], recorded=wrong),
        "recorded ": lambda: rc.Ledger.of(rc.History(patient=PATIENT), recorded=wrong),
    }.items():
        with pytest.raises(rc.RequestError, match=f"^{name.strip()} {day}"):
            act()
    with pytest.raises(rc.RequestError, match="a Ledger is made of a History, got Patient"):
        rc.Ledger.of(PATIENT)  # type: ignore[arg-type]
    with pytest.raises(rc.RequestError, match="a Report is applied to a Ledger, got OptOut"):
        LEDGER.apply(OPTED_OUT)  # type: ignore[arg-type]
    with pytest.raises(rc.RequestError, match="a Ledger is merged with a Ledger, got History"):
        LEDGER.merge(rc.History(patient=PATIENT))  # type: ignore[arg-type]
    with pytest.raises(rc.FactError, match=r"Entry\.fact must be a Patient or Procedure or "):
        LEDGER.record("a fact", on=ON)  # type: ignore[arg-type]
    with pytest.raises(rc.FactError, match=r"Entry\.retracted and Entry\.because are given together"):
        LEDGER.retract(PATIENT, on=ON, because="")
    for first, then, released in ((0, -1, None), (0, 0, -1)):
        with pytest.raises(rc.FactError, match="must not be before Reinstated"):
            rc.Reinstated(
                since=ON + first * ONE_DAY,
                on=ON + then * ONE_DAY,
                released_on=None if released is None else ON + released * ONE_DAY,
            )
