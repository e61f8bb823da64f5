"""Laws of households: what is carried, whom one contact serves, and what neither may ever do."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta
from typing import Any, Final

import attrs
import oracle
import pytest
import strategies as facts
from hypothesis import given
from hypothesis import strategies as st
from strategies import Base, Case

import recallcore as rc
from recallcore import ReasonCode, presets

MANY: Final = facts.times(4)
ON: Final = date(2026, 10, 10)
EXAMINED: Final = rc.Procedure(on=date(2026, 3, 1), kind=rc.Kind.EXAMINATION)


def law(*clauses: str) -> pytest.MarkDecorator:
    return pytest.mark.clause(*clauses)


def gathered(base: Base) -> list[rc.History]:
    return [
        found for found in rc.share_household_facts(base.histories, as_of=base.as_of) if isinstance(found, rc.History)
    ]


def listed(base: Base, **changes: Any) -> rc.CallList:
    asked = {"as_of": base.as_of, "capacity": base.capacity, "purpose": base.purpose, **changes}
    return rc.call_list(base.histories, base.policy, **asked)


def decided(base: Base, history: rc.History, **changes: Any) -> rc.Decision:
    policy = attrs.evolve(base.policy, **changes)
    return rc.decide(history, policy, as_of=base.as_of, purpose=base.purpose)


def someone(id_: str, *circumstances: Any, household: str | None = None, **fields: Any) -> rc.History:
    patient = rc.Patient(id=id_, household=household, birth_date=fields.pop("born", date(2016, 1, 1)))
    return rc.History(patient=patient, completed=[EXAMINED], circumstances=circumstances, **fields)


# ------------------------------------------------------------------ what is carried


@law("HHD-6", "HHD-7")
@MANY
@given(facts.family_bases())
def test_gathering_twice_is_gathering_once(base: Base) -> None:
    once = gathered(base)
    assert gathered(base._replace(histories=once)) == once


@law("HHD-6", "HHD-7")
@MANY
@given(facts.family_bases(), st.randoms(use_true_random=False))
def test_the_order_of_a_household_never_matters(base: Base, by: random.Random) -> None:
    mixed = base._replace(histories=by.sample(base.histories, len(base.histories)))
    assert {h.patient.id: h for h in gathered(mixed)} == {h.patient.id: h for h in gathered(base)}


@law("HHD-6", "HHD-7")
@MANY
@given(facts.family_bases())
def test_gathering_takes_nothing_away(base: Base) -> None:
    """But that a contact person may be asked no more, from a day on."""
    for before, after in zip(base.histories, gathered(base), strict=True):
        assert not Counter(before.attempts) - Counter(after.attempts)
        lost = set(before.circumstances) - set(after.circumstances)
        assert all(isinstance(fact, rc.ContactPerson) for fact in lost)
        named = [fact for fact in after.circumstances if isinstance(fact, rc.ContactPerson)]
        for fact in lost:
            assert isinstance(fact, rc.ContactPerson)
            assert any(attrs.evolve(f, until=fact.until, ended=fact.ended) == fact and f.ended for f in named)
        same = ("patient", "completed", "planned", "appointments", "care_plan")
        assert all(getattr(before, name) == getattr(after, name) for name in same)


@law("HHD-6", "HHD-7")
@MANY
@given(facts.family_bases())
def test_carrying_never_makes_anyone_contactable(base: Base) -> None:
    """Attempts apart, which count as the patient's own; and of age, somebody is asked themselves in the end."""
    for before, after in zip(base.histories, gathered(base), strict=True):
        born = before.patient.birth_date
        of_age = born is not None and oracle.age_on(born, base.as_of) >= base.policy.majority
        # What the patient agreed with us may end with a wish said later, as ever (AGR-3, AGR-4).
        agreed = any(isinstance(c, rc.CallBack | rc.PatientWillCall) for c in before.circumstances)
        asked = any(isinstance(c, rc.ContactPerson) for c in before.circumstances)
        if agreed or (of_age and asked):
            continue
        was, now = (
            decided(base, h, cadence=None, citations=())
            for h in (before, attrs.evolve(after, attempts=before.attempts))
        )
        assert set(now.channels) <= set(was.channels)
        assert now.verdict is was.verdict or now.verdict is not rc.Verdict.CONTACT


@law("HHD-6")
@MANY
@given(facts.family_bases(), st.integers(1, 3))
def test_who_may_not_be_tried_again_may_not_be_tried_about_another(base: Base, most: int) -> None:
    cap = rc.Cap(max_attempts=most, within=rc.Interval(months=2))
    policy = attrs.evolve(base.policy, cadence=rc.Cadence(caps=[cap]), citations=())
    base = base._replace(policy=policy, purpose=rc.Purpose.CARE)
    told = {history.patient.id: history for history in gathered(base)}

    def tired(history: rc.History) -> bool:
        trying = attrs.evolve(history, circumstances=(), attempts=[a for a in history.attempts if a.on <= base.as_of])
        return any(reason.code is ReasonCode.ATTEMPT_CAP_REACHED for reason in decided(base, trying).withheld_by)

    for history in told.values():
        person = rc.decide(history, base.policy, as_of=base.as_of).reach.person
        if person is not None and person in told and person != history.patient.id:
            outbound = [a for a in told[person].attempts if a.direction is rc.Direction.OUTBOUND]
            assert not Counter(outbound) - Counter(history.attempts)
            assert tired(history) or not tired(told[person])


@law("HHD-7")
@MANY
@given(facts.family_bases())
def test_after_a_death_the_whole_household_is_left_in_peace(base: Base) -> None:
    base = base._replace(purpose=rc.Purpose.CARE)
    told = gathered(base)
    for dead in base.histories:
        for death in dead.circumstances:
            if not isinstance(death, rc.Deceased) or dead.patient.household is None:
                continue
            for history in told:
                if history.patient.household != dead.patient.household or history.patient.id == dead.patient.id:
                    continue
                died = any(isinstance(fact, rc.Deceased) for fact in history.circumstances)
                assert died or rc.Bereavement(on=death.recorded) in history.circumstances


@law("HHD-4")
@facts.times(8)
@given(facts.cases(), st.data())
def test_a_bereavement_never_makes_anyone_contactable(case: Case, data: st.DataObject) -> None:
    loss = rc.Bereavement(on=data.draw(st.sampled_from([case.as_of, case.as_of - timedelta(days=1), date.min])))
    mourning = attrs.evolve(case.history, circumstances=[*case.history.circumstances, loss])
    before, after = case.decision(), case._replace(history=mourning).decision()
    assert set(after.channels) <= set(before.channels)
    assert set(after.recalls) <= set(before.recalls)
    assert after.verdict is before.verdict or after.verdict is not rc.Verdict.CONTACT


@law("HHD-6")
def test_who_has_no_household_is_handed_back_as_given() -> None:
    alone = [someone("1"), someone("2", rc.OptOut(), household="h"), rc.Rejected(row=2, id=None, error="KeyError")]
    again = rc.share_household_facts(iter(alone), as_of=ON)
    assert all(one is other for one, other in zip(alone, again, strict=True))
    assert rc.share_household_facts([], as_of=ON) == []


@law("HHD-6")
def test_siblings_whose_mother_is_no_patient_share_the_calls_to_her() -> None:
    asked = rc.ContactPerson(person="nobody's id")
    rang = rc.Attempt(on=ON, channel=rc.Channel.PHONE, outcome=rc.Outcome.NO_ANSWER)
    she_rang = attrs.evolve(rang, direction=rc.Direction.INBOUND)
    one, other, stranger = someone("1", asked, attempts=[rang, rang, she_rang]), someone("2", asked), someone("3")
    told = rc.share_household_facts([one, other, stranger], as_of=ON)
    assert [len(history.attempts) for history in told if isinstance(history, rc.History)] == [3, 2, 0]


@law("HHD-6")
def test_a_line_of_contact_persons_is_followed_and_a_ring_of_them_ends() -> None:
    carer, mother = rc.ContactPerson(person="carer"), rc.ContactPerson(person="mother")
    line = [
        someone("son", mother),
        someone("mother", carer, rc.OptOut(channels=[rc.Channel.SMS])),
        someone("carer", rc.Unreachable(channel=rc.Channel.PHONE)),
    ]
    son, _, carer_told = rc.share_household_facts(line, as_of=ON)
    policy = presets.PRACTICE_GUIDES
    assert isinstance(son, rc.History)
    assert rc.decide(son, policy, as_of=ON).channels == (rc.Channel.EMAIL, rc.Channel.LETTER)
    assert carer_told == line[2]
    ring = [*line[:2], someone("carer", rc.ContactPerson(person="son"), rc.Unreachable(channel=rc.Channel.PHONE))]
    for told in rc.share_household_facts(ring, as_of=ON):
        assert isinstance(told, rc.History)
        assert rc.decide(told, policy, as_of=ON).channels == (rc.Channel.EMAIL, rc.Channel.LETTER)
    assert len(rc.call_list(ring, policy, as_of=ON).contacts) == 1


@law("HHD-6")
def test_of_two_records_of_a_contact_person_both_are_heard_and_neither_is_trusted() -> None:
    mother = rc.ContactPerson(person="mother", since=date(2026, 9, 1))
    silent = rc.OptOut(channels=[rc.Channel.SMS])
    base = [
        someone("son", mother),
        someone("mother", silent),
        someone("mother", rc.ContactPerson(person="carer")),
        someone("carer", rc.OptOut()),
    ]
    son = rc.share_household_facts(base, as_of=ON)[0]
    assert isinstance(son, rc.History)
    assert set(son.circumstances) == {mother, silent}
    died = [rc.Deceased(recorded=date(2026, 8, day), source=rc.Party.FAMILY) for day in (20, 10)]
    moved = rc.RelocatedPermanently(recorded=date(2026, 8, 1), source=rc.Party.FAMILY)
    son, *_ = rc.share_household_facts([base[0], *(someone("mother", gone) for gone in (*died, moved))], as_of=ON)
    assert isinstance(son, rc.History)
    ended = [fact for fact in son.circumstances if isinstance(fact, rc.ContactPerson)]
    assert ended == [attrs.evolve(mother, until=date(2026, 9, 1), ended=rc.PersonEnd.DIED)]


@law("HHD-6")
@pytest.mark.parametrize(
    ("asked", "on", "why"),
    [
        ({}, date(2026, 8, 20), "died"),
        ({"since": date(2026, 9, 1)}, date(2026, 9, 1), "died"),
        ({"until": date(2027, 1, 1)}, date(2026, 8, 20), "died"),
        ({"until": date(2026, 8, 20), "ended": rc.PersonEnd.MOVED}, date(2026, 8, 20), "moved"),
    ],
)
def test_a_death_goes_before_a_move_and_ends_what_had_not_ended(asked: dict[str, Any], on: date, why: str) -> None:
    moved = [rc.RelocatedPermanently(recorded=date(2026, 5, day), source=rc.Party.FAMILY) for day in (1, 2)]
    died = [rc.Deceased(recorded=date(2026, 8, day), source=rc.Party.FAMILY) for day in (20, 21)]
    base = [someone("son", rc.ContactPerson(person="mother", **asked)), someone("mother", *moved, *died)]
    son, _ = rc.share_household_facts(base, as_of=ON)
    assert isinstance(son, rc.History)
    assert [f for f in son.circumstances if isinstance(f, rc.ContactPerson)] == [
        rc.ContactPerson(person="mother", since=asked.get("since"), until=on, ended=rc.PersonEnd(why))
    ]


@law("HHD-6")
def test_the_earlier_of_two_moves_counts_and_one_that_a_visit_has_ended_does_not() -> None:
    ended, *moved = [rc.RelocatedPermanently(recorded=date(2026, m, 1), source=rc.Party.FAMILY) for m in (2, 5, 6)]
    for told, until in (([ended], None), ([*moved, ended], date(2026, 5, 1))):
        son, _ = rc.share_household_facts(
            [someone("son", rc.ContactPerson(person="mother")), someone("mother", *told)], as_of=ON
        )
        assert isinstance(son, rc.History)
        assert [f.until for f in son.circumstances if isinstance(f, rc.ContactPerson)] == [until]


# ------------------------------------------------------------------ a naive second opinion


class Families:
    """HHD-6, told anew: whom each record is reached through, and what it should come to have."""

    def __init__(self, base: list[rc.History], as_of: date) -> None:
        self.base, self.as_of = base, as_of
        self.lines = [self.line(history.patient.id) for history in base]
        self.people = {person for line in self.lines for person, _ in line}

    def asked(self, id_: str) -> rc.ContactPerson | None:
        """Whom the one record of that id says to ask in its place."""
        records = [history for history in self.base if history.patient.id == id_]
        stands = [
            fact
            for history in records
            for fact in history.circumstances
            if isinstance(fact, rc.ContactPerson)
            and (fact.since or date.min) <= self.as_of
            and (fact.until is None or self.as_of < fact.until)
        ]
        last = sorted(stands, key=lambda fact: (-(fact.since or date.min).toordinal(), fact.person))
        return last[0] if last and len(records) == 1 and last[0].person != id_ else None

    def line(self, id_: str) -> list[tuple[str, date]]:
        """Each who is asked, one for the other, and since when all of the line up to them has stood."""
        found: list[tuple[str, date]] = []
        since, fact = date.min, self.asked(id_)
        while fact is not None and fact.person not in {id_, *(person for person, _ in found)}:
            since = max(since, fact.since or date.min)
            found.append((fact.person, since))
            fact = self.asked(fact.person)
        return found

    def wishes(self, person: str) -> set[Any]:
        """What that person does not want and what does not reach them, by their own records and by those they serve."""
        found: set[Any] = set()
        for history, line in zip(self.base, self.lines, strict=True):
            said = [fact for fact in history.circumstances if isinstance(fact, rc.OptOut | rc.Unreachable)]
            if history.patient.id == person:
                found.update(said)
            for since in [since for who, since in line if who == person]:
                found.update(fact for fact in said if fact.since is not None and fact.since >= since)
        return found

    def tries(self, person: str) -> Counter[rc.Attempt]:
        """Our attempts to reach that person, about whomever."""
        found: Counter[rc.Attempt] = Counter()
        for history, line in zip(self.base, self.lines, strict=True):
            if person in {history.patient.id, *(who for who, _ in line)}:
                found |= Counter(a for a in history.attempts if a.direction is rc.Direction.OUTBOUND)
        return found

    def carried(self) -> list[tuple[set[Any], Counter[rc.Attempt]]]:
        """The circumstances and attempts that each record should come to have."""
        expected = []
        for history, line in zip(self.base, self.lines, strict=True):
            wished, tried = set(history.circumstances), Counter(history.attempts)
            for person in {history.patient.id, *(who for who, _ in line)} & self.people:
                wished |= self.wishes(person)
                tried |= self.tries(person)
            expected.append((wished, tried))
        return expected


@law("HHD-6")
@facts.times(4, least=150)
@given(facts.tangled_bases())
def test_what_is_carried_is_what_telling_it_anew_gives(base: Base) -> None:
    found = [(set(history.circumstances), Counter(history.attempts)) for history in gathered(base)]
    assert found == Families(base.histories, base.as_of).carried()


@law("HHD-6")
@pytest.mark.parametrize("until", [date(2026, 5, 1), date(2026, 8, 1)])
def test_what_ended_before_a_death_ends_no_later(until: date) -> None:
    before = rc.ContactPerson(person="mother", until=until, ended=rc.PersonEnd.GAVE_UP)
    dead = someone("mother", rc.Deceased(recorded=date(2026, 8, 1), source=rc.Party.FAMILY))
    son, _ = rc.share_household_facts([someone("son", before), dead], as_of=ON)
    assert isinstance(son, rc.History)
    assert before in son.circumstances


@law("HHD-6")
@pytest.mark.parametrize("wrong", [None, "2026-10-10", 5], ids=repr)
def test_gathering_checks_what_it_is_asked(wrong: Any) -> None:
    with pytest.raises(rc.RequestError, match=r"^as_of must be a day"):
        rc.share_household_facts([], as_of=wrong)
    with pytest.raises(rc.RequestError, match=r"^households are gathered from histories, got \w+ among them$"):
        rc.share_household_facts([wrong], as_of=ON)


# ------------------------------------------------------------------ whom one contact serves


def naive_contacts(base: Base, decisions: list[rc.Decision]) -> list[set[str]]:
    """HHD-8: sets of ids that one contact serves, by merging whoever has something in common."""
    grouping, ids = base.policy.grouping, Counter(history.patient.id for history in base.histories)
    asked = {}
    homes: dict[str, str | None] = {}
    for history in base.histories:
        if ids[history.patient.id] == 1:
            fact = oracle.Patient(history, base.policy, base.as_of, base.purpose).asked_on(base.as_of)
            asked[history.patient.id] = history.patient.id if fact is None else fact.person
            homes[history.patient.id] = history.patient.household
    sets = [{one, person} for one, person in asked.items()]
    if grouping is rc.Grouping.INDIVIDUAL:
        return [{decision.patient_id} for decision in decisions]
    sets = merged(sets)
    if grouping is rc.Grouping.HOUSEHOLD:
        for one in sets:
            own = [homes[p] for p in one if homes.get(p) is not None and asked[p] == p]
            lent = [homes[p] for p in one if homes.get(p) is not None]
            for home in sorted(filter(None, own or lent))[:1]:
                one.add(f"household {home}")
        sets = merged(sets)
    return sets


def merged(sets: list[set[str]]) -> list[set[str]]:
    found: list[set[str]] = []
    for one in sets:
        touching = [other for other in found if other & one]
        found = [other for other in found if not other & one] + [one.union(*touching)]
    return found


@law("HHD-8", "HHD-9", "LST-1", "LST-2", "LST-8")
@MANY
@given(st.one_of(facts.family_bases(), facts.bases()), st.sampled_from([None, 0, 1, 2, 3]))
def test_the_list_is_what_grouping_by_hand_gives(base: Base, capacity: int | None) -> None:
    everybody = listed(base, capacity=None)
    apart = rc.call_list(
        base.histories,
        attrs.evolve(base.policy, grouping=rc.Grouping.INDIVIDUAL),
        as_of=base.as_of,
        purpose=base.purpose,
    )
    order = [decision.patient_id for decision in apart.calls]
    assert [[one] for one in order] == [[d.patient_id for d in contact] for contact in apart.contacts]
    groups = naive_contacts(base, [*everybody.calls])
    contacts: list[list[str]] = []
    for one in order:
        kin: set[str] = next((group for group in groups if one in group), {one})
        if not any(one in contact for contact in contacts):
            contacts.append([other for other in order if other in kin])
    made = listed(base, capacity=capacity)
    musts = {
        d.patient_id for d in apart.calls if d.leading.code in (ReasonCode.CALL_PROMISED, ReasonCode.SAFETY_FOLLOW_UP)
    }
    must = [contact for contact in contacts if musts & {*contact}]
    room = len(contacts) if capacity is None else max(0, capacity - len(must))
    rest = [contact for contact in contacts if contact not in must][:room]
    chosen = [contact for contact in contacts if contact in must or contact in rest]
    assert [[d.patient_id for d in contact] for contact in made.contacts] == chosen
    assert [d.patient_id for d in made.waiting] == [one for c in contacts if c not in chosen for one in c]
    assert attrs.evolve(apart, contacts=()) == attrs.evolve(everybody, contacts=())


@law("LST-9", "HHD-9")
@MANY
@given(facts.family_bases(), st.sampled_from([None, 0, 1, 2, 3]))
def test_calls_alone_keep_households_whole_too(base: Base, capacity: int | None) -> None:
    whole, alone = (listed(base, capacity=capacity, calls_only=only) for only in (False, True))
    assert (alone.contacts, alone.tally, alone.mentions) == (whole.contacts, whole.tally, whole.mentions)


def practice(by: random.Random) -> list[rc.History]:
    """So many that most are let go while others still come."""
    people = []
    for number in range(400):
        home = by.choice([None, None, f"h{number % 60}"])
        through = [rc.ContactPerson(person=f"p{by.randrange(60):03}")] if by.random() < 0.2 else []
        done = rc.Procedure(on=date(2025, 1, 1) + timedelta(days=by.randrange(300)), kind=rc.Kind.EXAMINATION)
        promise = [rc.CallBack(since=date(2026, 9, 1), on=date(2026, 9, 2))] if by.random() < 0.01 else []
        # Whoever others are reached through has a household, or could be let go before they come (LST-9).
        patient = rc.Patient(
            id=f"p{number:03}", household=f"h{number}" if number < 60 else home, birth_date=date(2016, 1, 1)
        )
        people.append(rc.History(patient=patient, completed=[done], circumstances=[*through, *promise]))
    return by.sample(people, len(people))


@law("LST-9", "HHD-9")
@pytest.mark.parametrize("grouping", rc.Grouping)
@pytest.mark.parametrize("seed", range(4))
def test_a_large_base_streams_to_the_same_contacts(grouping: rc.Grouping, seed: int) -> None:
    policy = attrs.evolve(presets.PRACTICE_GUIDES, grouping=grouping)
    base = practice(random.Random(seed))
    for capacity in (1, 7, 40):
        asked: dict[str, Any] = {"as_of": ON, "capacity": capacity}
        whole, alone = (rc.call_list(base, policy, **asked, calls_only=only) for only in (False, True))
        assert (alone.contacts, alone.tally, alone.mentions) == (whole.contacts, whole.tally, whole.mentions)
        assert len(whole.waiting) > 100


@law("LST-9")
def test_a_contact_person_who_was_let_go_is_missing_from_the_calls_alone() -> None:
    def due(id_: str, *circumstances: Any, late: int) -> rc.History:
        done = rc.Procedure(on=date(2025, 12, 1) - timedelta(days=late), kind=rc.Kind.EXAMINATION)
        return rc.History(patient=rc.Patient(id=id_), completed=[done], circumstances=circumstances)

    child = due("child", rc.ContactPerson(person="mother", consent_on=ON), late=300)
    base = [due("mother", late=0), *(due(f"n{number}", late=1 + number) for number in range(100)), child]
    asked: dict[str, Any] = {"as_of": ON, "capacity": 1}
    whole, alone = (rc.call_list(base, presets.PRACTICE_GUIDES, **asked, calls_only=only) for only in (False, True))
    assert [d.patient_id for d in whole.calls] == ["child", "mother"]
    assert [d.patient_id for d in alone.calls] == ["child"]


@law("HHD-1")
@MANY
@given(facts.cases())
def test_whom_to_ask_is_what_the_facts_say(case: Case) -> None:
    reach, patient = case.decision().reach, case.history.patient
    asked = oracle.Patient(*case).asked_on(case.as_of)
    born = patient.birth_date
    assert reach.person == (None if asked is None else asked.person)
    assert reach.household == patient.household
    assert reach.minor is (born is not None and oracle.age_on(born, case.as_of) < case.policy.majority)


# ------------------------------------------------------------------ what thousands would share


def _with_losses(many: int, household: str | None) -> list[rc.History]:
    losses = (rc.Bereavement(on=ON - timedelta(days=number)) for number in range(many))
    return [someone(f"p{number}", loss, household=household) for number, loss in enumerate(losses)]


@law("HHD-10")
def test_a_household_of_a_thousand_strangers_is_refused() -> None:
    with pytest.raises(rc.RequestError, match=r"1,000,000 copies of facts, got 1,002,001") as refused:
        rc.share_household_facts(_with_losses(1001, "unknown"), as_of=ON)
    assert "unknown" not in str(refused.value)
    assert len(rc.share_household_facts(_with_losses(1001, None), as_of=ON)) == 1001


@law("HHD-10")
def test_a_contact_person_of_a_thousand_strangers_is_refused() -> None:
    nobody = rc.ContactPerson(person="nobody")
    base = [
        someone(f"p{number}", nobody, rc.OptOut(since=ON - timedelta(days=number), channels=[rc.Channel.SMS]))
        for number in range(1001)
    ]
    with pytest.raises(rc.RequestError, match=r"1,000,000 copies of facts, got 1,002,001") as refused:
        rc.share_household_facts(base, as_of=ON)
    assert "nobody" not in str(refused.value)


def _in_a_line(many: int) -> list[rc.History]:
    return [someone(f"p{number}", rc.ContactPerson(person=f"p{number + 1}")) for number in range(many)]


@law("HHD-10")
def test_a_line_of_more_than_twenty_contact_persons_is_refused() -> None:
    assert len(rc.share_household_facts(_in_a_line(20), as_of=ON)) == 20
    with pytest.raises(rc.RequestError, match="at most 20 contact persons"):
        rc.share_household_facts(_in_a_line(21), as_of=ON)
