"""What belongs to whoever is contacted, carried by everybody reached through them.

Sees a whole base, as the list does. Adds facts and takes none away. Decides nothing: `decide` sees each patient alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from operator import is_
from typing import Final, NamedTuple, TypeAlias, TypeVar

import attrs

from recallcore._base.checks import calendar_day, require_iterable, type_named
from recallcore._base.errors import RequestError
from recallcore._base.groups import Kin
from recallcore._base.requests import check_arguments
from recallcore._facts.events import Attempt
from recallcore._facts.fact import Carried, Circumstance
from recallcore._facts.history import History
from recallcore._facts.people import Bereavement, ContactPerson, PersonEnd
from recallcore._facts.questions import contact_person
from recallcore._facts.standing import Deceased, RelocatedPermanently
from recallcore._facts.visits import last_sign
from recallcore._facts.vocabulary import Direction
from recallcore._records.merging import most_often
from recallcore._records.rows import Rejected

End: TypeAlias = tuple[PersonEnd, date]  # why a person can be asked no longer, and the day it was recorded
Node: TypeAlias = tuple[str, str]  # a person or a household, and its id

K = TypeVar("K")

_OUTBOUND: Final = Direction.OUTBOUND
_LONGEST_LINE: Final = 20
_MOST_COPIES: Final = 1_000_000  # a few seconds' work


class _Asked(NamedTuple):
    """Somebody who is asked for a patient, and since when: directly, or in place of whoever is asked directly."""

    person: str
    since: date


def share_household_facts(histories: Iterable[History | Rejected], *, as_of: date) -> list[History | Rejected]:
    """The same histories in the same order, each with what belongs to whoever is contacted about it on `as_of`.

    Copies to each dependant what the contact person does not want (`OptOut`), where they cannot be reached
    (`Unreachable`), and our attempts to reach them. These may be on the person's own record or on any dependant's; a
    wish or a failure on a dependant's record counts when it is dated since the person has been asked. A person who has
    no history here has only what dependants' records say. If the person died or moved for good, each `ContactPerson`
    that names them ends on the day that was recorded.

    Copies a death (as a `Bereavement`), a `Bereavement` and a contact in progress (`InProgress`) to the whole
    household, to everybody who is reached through the same person, and to that person.

    Takes a whole base, or one household, and keeps it in memory. Doing it twice is doing it once. A `Rejected` row is
    passed on.

    Raises `RequestError` when an argument, or an item among `histories`, is of the wrong type, and where one mistake
    in the records would make a list stand still: where more than 20 contact persons are asked, each in the place of
    the one before, and where those who share a household or a contact person would share more than 1,000,000 copies of
    facts, patients times facts.
    """
    check_arguments(("as_of", calendar_day, as_of))
    rows = list(require_iterable(histories))
    for row in rows:
        if type(row) is not History and type(row) is not Rejected:
            raise RequestError(f"households are gathered from histories, {type_named(row)} among them")
    gathered = iter(_gathered([row for row in rows if isinstance(row, History)], as_of))
    return [next(gathered) if isinstance(row, History) else row for row in rows]


def _gathered(base: list[History], as_of: date) -> list[History]:
    people = {fact.person for history in base for fact in history.circumstances if isinstance(fact, ContactPerson)}
    ends = _ends([history for history in base if history.patient.id in people], as_of)
    now = [_with_ends(history, ends) for history in base] if ends else base
    shared = _shared(base, now, as_of)
    if people:
        now = _with_carried(now, as_of)
    return [_with_shared(history, shared.get(history.patient.id, ())) for history in now]


def _asked_instead(history: History, as_of: date) -> ContactPerson | None:
    """Whoever is asked in the patient's place. None: the patient is asked."""
    asked = contact_person(history, as_of)
    return None if asked is None or asked.person == history.patient.id else asked


# ------------------------------------------------------------------ who can be asked no longer


def _ends(people: Iterable[History], as_of: date) -> dict[str, End]:
    """Who died or moved for good, and when that was recorded; of two records the earlier, and death before a move."""
    ends: dict[str, End] = {}
    for history in people:
        sign = last_sign(history, as_of)  # it ends a move recorded before
        for fact in history.circumstances:
            if isinstance(fact, Deceased):
                end = PersonEnd.DIED, fact.recorded
            elif isinstance(fact, RelocatedPermanently) and sign <= fact.recorded:
                end = PersonEnd.MOVED, fact.recorded
            else:
                continue
            ends[history.patient.id] = min(ends.get(history.patient.id, end), end, key=_deaths_first)
    return ends


def _deaths_first(end: End) -> tuple[bool, date]:
    return end[0] is not PersonEnd.DIED, end[1]


def _with_ends(history: History, ends: Mapping[str, End]) -> History:
    """The history with each contact person's death or move."""
    facts = [_ended(fact, ends) if isinstance(fact, ContactPerson) else fact for fact in history.circumstances]
    return history if all(map(is_, facts, history.circumstances)) else attrs.evolve(history, circumstances=facts)


def _ended(fact: ContactPerson, ends: Mapping[str, End]) -> ContactPerson:
    if fact.person not in ends:
        return fact
    why, on = ends[fact.person]
    on = max(on, fact.since or on)
    return fact if fact.until is not None and fact.until <= on else attrs.evolve(fact, until=on, ended=why)


# ------------------------------------------------------------------ what a household shares


def _shared(before: list[History], now: list[History], as_of: date) -> dict[str, set[Circumstance]]:
    """For each patient, the losses and the contacts in progress of everybody they belong with.

    `before` and `now` are the base without and with the ends of contact persons: whoever was asked until they died is
    mourned too, and who is asked now mourns.
    """
    own = {(_person(history), fact) for history in before for fact in _to_share(history)}
    if not own:
        return {}
    kin: Kin[Node] = Kin()
    for history in (*before, *now):
        asked = _asked_instead(history, as_of)
        if asked is not None:
            kin.join(_person(history), ("person", asked.person))
        if history.patient.household is not None:
            kin.join(_person(history), ("household", history.patient.household))
    facts_of: dict[Node, set[Circumstance]] = {}
    for person, fact in own:
        facts_of.setdefault(kin.of(person), set()).add(fact)
    group_of = {history.patient.id: kin.of(_person(history)) for history in now}
    _refuse_too_many(Counter(group_of.values()), {group: len(facts) for group, facts in facts_of.items()})
    return {patient_id: facts_of.get(group, set()) for patient_id, group in group_of.items()}


def _person(history: History) -> Node:
    return "person", history.patient.id


def _to_share(history: History) -> Iterator[Circumstance]:
    """What goes for everybody the patient belongs with. To them, the patient's death is a loss."""
    for fact in history.circumstances:
        if isinstance(fact, Deceased):
            yield Bereavement(on=fact.recorded)
        elif fact.carried is Carried.BY_HOUSEHOLD:
            yield fact


def _with_shared(history: History, shared: Iterable[Circumstance]) -> History:
    """The history with what is shared; the dead mourn nobody, and nobody calls them."""
    more = {*shared}.difference(history.circumstances)
    if not more or any(isinstance(fact, Deceased) for fact in history.circumstances):
        return history
    return attrs.evolve(history, circumstances=[*history.circumstances, *more])


# ------------------------------------------------------------------ what belongs to whoever is asked


class _Carried(NamedTuple):
    """What belongs to the people who are asked for a patient, the same for everybody they are asked for."""

    attempts: Counter[Attempt]
    each: list[Attempt]  # as often as it is told
    wishes: set[Circumstance]


def _with_carried(base: list[History], as_of: date) -> list[History]:
    """Each history with the wishes, the failures and our attempts of the people who are asked for the patient."""
    lines = _lines(base, as_of)
    people = {asked.person for line in lines.values() for asked in line}
    wishes = _wishes(base, lines, people)
    tried = _tried(base, lines, people)
    told = wishes.keys() | tried.keys()
    carried: dict[tuple[str, ...], _Carried] = {}
    asked_for: list[tuple[str, ...]] = []
    for history in base:
        own = history.patient.id
        asked = tuple([person for person in (own, *(a.person for a in lines.get(own, ()))) if person in told])
        asked_for.append(asked)
        if asked not in carried:
            attempts = most_often(tried[person].elements() for person in asked if person in tried)
            wanted = {wish for person in asked for wish in wishes.get(person, ())}
            carried[asked] = _Carried(attempts, [*attempts.elements()], wanted)
    _refuse_too_many(Counter(asked_for), {asked: len(of.each) + len(of.wishes) for asked, of in carried.items()})
    return [_carrying(history, carried[asked]) for history, asked in zip(base, asked_for, strict=True)]


def _refuse_too_many(patients: Mapping[K, int], facts: Mapping[K, int]) -> None:
    """Refuse to copy so much that a list would stand still: who shares with thousands shares by mistake."""
    most = max((times * facts.get(group, 0) for group, times in patients.items()), default=0)
    if most > _MOST_COPIES:
        raise RequestError(
            f"histories: those who share a household or a contact person may share {_MOST_COPIES:,} copies of facts,"
            f" got {most:,}; does one id stand for everybody whose is not known?"
        )


def _lines(base: list[History], as_of: date) -> dict[str, tuple[_Asked, ...]]:
    """For each patient: who is asked, who is asked in their place, and so on. An id with two records has none."""
    times = Counter(history.patient.id for history in base)
    asked: dict[str, _Asked] = {}
    for history in base:
        first = _asked_instead(history, as_of)
        if first is not None and times[history.patient.id] == 1:
            asked[history.patient.id] = _Asked(first.person, first.since or date.min)
    return {patient_id: _line(patient_id, asked) for patient_id in asked}


def _line(patient_id: str, asked: Mapping[str, _Asked]) -> tuple[_Asked, ...]:
    line: dict[str, _Asked] = {}
    since, following = date.min, asked.get(patient_id)
    while following is not None and following.person != patient_id and following.person not in line:
        if len(line) == _LONGEST_LINE:
            raise RequestError(
                f"histories: at most {_LONGEST_LINE} contact persons may be asked, each in the place of the one before"
            )
        person, since = following.person, max(since, following.since)
        line[person] = _Asked(person, since)
        following = asked.get(person)
    return tuple(line.values())


def _wishes(
    base: list[History], lines: Mapping[str, tuple[_Asked, ...]], people: set[str]
) -> dict[str, set[Circumstance]]:
    """For each person who is asked: what they do not want and where they cannot be reached, on whichever record."""
    wishes: dict[str, set[Circumstance]] = {}
    for history in base:
        patient_id = history.patient.id
        if patient_id in people:
            own = [fact for fact in history.circumstances if fact.carried is Carried.BY_PERSON]
            wishes.setdefault(patient_id, set()).update(own)
        for person, since in lines.get(patient_id, ()):
            wishes.setdefault(person, set()).update(_said_since(history, since))
    return wishes


def _said_since(history: History, began: date) -> Iterator[Circumstance]:
    """Wishes and failures on a dependant's record that are about the person asked: those since they have been asked.

    INFERENCE: one without a day says what the dependant never had or wanted: no e-mail on file, say.
    """
    for fact in history.circumstances:
        if fact.carried is Carried.BY_PERSON and fact.said_on is not None and fact.said_on >= began:
            yield fact


def _tried(
    base: list[History], lines: Mapping[str, tuple[_Asked, ...]], people: set[str]
) -> dict[str, Counter[Attempt]]:
    """For each person who is asked: our attempts to reach them, about whomever they were."""
    tried: dict[str, Counter[Attempt]] = {}
    for history in base:
        about = {history.patient.id, *(asked.person for asked in lines.get(history.patient.id, ()))} & people
        if about:
            ours = Counter([attempt for attempt in history.attempts if attempt.direction is _OUTBOUND])
            for person in about:
                most = tried.setdefault(person, Counter())
                most.update(
                    {attempt: times - most[attempt] for attempt, times in ours.items() if times > most[attempt]}
                )
    return tried


def _carrying(history: History, carried: _Carried) -> History:
    """The history with what belongs to these people, beside what it has already."""
    attempts: Sequence[Attempt] = history.attempts
    if carried.each:
        own = Counter(attempts)
        more = [attempt for attempt, times in own.items() for _ in range(times - carried.attempts[attempt])]
        attempts = [*carried.each, *more]
    more_wishes = carried.wishes.difference(history.circumstances)
    if len(attempts) == len(history.attempts) and not more_wishes:
        return history
    return attrs.evolve(history, attempts=attempts, circumstances=[*history.circumstances, *more_wishes])
