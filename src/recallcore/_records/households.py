"""What belongs to whoever is contacted, carried by everybody reached through them.

Sees a whole base, as the list does. It adds facts and takes none away; what follows from them is decided as ever, for
each patient alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from operator import is_
from typing import Final, TypeAlias

import attrs

from recallcore._base.checks import day, given, got
from recallcore._base.errors import RequestError
from recallcore._base.groups import Kin
from recallcore._base.requests import check_arguments
from recallcore._facts.events import Attempt
from recallcore._facts.history import Circumstance, History
from recallcore._facts.people import Bereavement, ContactPerson, InProgress, PersonEnd
from recallcore._facts.questions import came_after, contact_person
from recallcore._facts.standing import Deceased, OptOut, RelocatedPermanently, Unreachable
from recallcore._facts.vocabulary import Direction
from recallcore._records.rows import Rejected

Gone: TypeAlias = tuple[PersonEnd, date]

_OUTBOUND: Final = Direction.OUTBOUND


def gather_households(histories: Iterable[History | Rejected], *, as_of: date) -> list[History | Rejected]:
    """The same histories in the same order, each with what belongs to whoever is contacted about it on `as_of`.

    Of a contact person whose own history is among these: what they do not want (`OptOut`), where they cannot be
    reached (`Unreachable`), and our attempts to reach them, about whomever; and such a wish or failure dated since they
    have been asked, on whichever record it is. If they died or moved for good, their `ContactPerson` ends on the day
    that was recorded. A death, a `Bereavement` and a contact in progress (`InProgress`) are the whole household's,
    everybody's who is reached through the same person, and that person's.

    Takes a whole base, or one household, and keeps it in memory. Doing it twice is doing it once. Of an id that nobody
    has there is nothing to carry but those attempts. A `Rejected` row is passed on.

    Raises `RequestError` when an argument, or an item among `histories`, is of the wrong type.
    """
    check_arguments(("as_of", day, as_of))
    everybody = list(given(histories))
    for item in everybody:
        if type(item) is not History and type(item) is not Rejected:
            raise RequestError(f"households are gathered from histories, {got(item)} among them")
    base = [item for item in everybody if isinstance(item, History)]
    named = {fact.person for history in base for fact in history.circumstances if isinstance(fact, ContactPerson)}
    gone = _gone([history for history in base if history.patient.id in named], as_of)
    now = [_ended(history, gone) for history in base] if gone else base
    shared = _shared(base, now, as_of)
    if named:
        now = _carried(now, as_of)
    gathered = iter([_told(history, shared.get(history.patient.id, ())) for history in now])
    return [next(gathered) if isinstance(item, History) else item for item in everybody]


def _asked(history: History, as_of: date) -> str | None:
    """The id of whoever is asked in the patient's place, if it is somebody else."""
    asked = contact_person(history, as_of)
    return None if asked is None or asked.person == history.patient.id else asked.person


def _gone(people: Iterable[History], as_of: date) -> dict[str, Gone]:
    """Who died or moved for good, and when that was recorded; of two records the earlier, and death before a move."""
    gone: dict[str, Gone] = {}
    for history in people:
        for fact in history.circumstances:
            if isinstance(fact, Deceased):
                end = PersonEnd.DIED, fact.recorded
            elif isinstance(fact, RelocatedPermanently) and not came_after(history, fact.recorded, as_of):
                end = PersonEnd.MOVED, fact.recorded
            else:
                continue
            gone[history.patient.id] = min(gone.get(history.patient.id, end), end, key=_deaths_first)
    return gone


def _deaths_first(end: Gone) -> tuple[bool, date]:
    return end[0] is not PersonEnd.DIED, end[1]


def _ended(history: History, gone: Mapping[str, Gone]) -> History:
    """The history with each contact person's death or move."""
    facts = [_end(fact, gone) if isinstance(fact, ContactPerson) else fact for fact in history.circumstances]
    return history if all(map(is_, facts, history.circumstances)) else attrs.evolve(history, circumstances=facts)


def _end(fact: ContactPerson, gone: Mapping[str, Gone]) -> ContactPerson:
    if fact.person not in gone:
        return fact
    why, on = gone[fact.person]
    on = max(on, fact.since or on)
    return fact if fact.until is not None and fact.until <= on else attrs.evolve(fact, until=on, ended=why)


def _shared(before: list[History], now: list[History], as_of: date) -> dict[str, set[Circumstance]]:
    """What goes for a patient's household and for those they are reached with: losses, and whoever is in contact."""
    facts: dict[str, set[Circumstance]] = {}
    for history in before:
        for fact in history.circumstances:
            shared = Bereavement(on=fact.recorded) if isinstance(fact, Deceased) else fact
            if isinstance(shared, Bereavement | InProgress):
                facts.setdefault(history.patient.id, set()).add(shared)
    if not facts:
        return {}
    kin: Kin[tuple[str, str]] = Kin()
    for history in (*before, *now):  # whoever was asked until they died is mourned too, and who is asked now mourns
        patient = history.patient
        asked = _asked(history, as_of)
        if asked is not None:
            kin.join(("person", patient.id), ("person", asked))
        if patient.household is not None:
            kin.join(("person", patient.id), ("household", patient.household))
    of_kin: dict[tuple[str, str], set[Circumstance]] = {}
    for patient_id, known in facts.items():
        of_kin.setdefault(kin.of(("person", patient_id)), set()).update(known)
    return {history.patient.id: of_kin.get(kin.of(("person", history.patient.id)), set()) for history in now}


def _told(history: History, shared: Iterable[Circumstance]) -> History:
    """The history with what is shared; the dead mourn nobody, and nobody calls them."""
    told = {*shared}.difference(history.circumstances)
    if not told or any(isinstance(fact, Deceased) for fact in history.circumstances):
        return history
    return attrs.evolve(history, circumstances=[*history.circumstances, *told])


def _carried(base: list[History], as_of: date) -> list[History]:
    """Each history with what belongs to the person it is about is reached through."""
    times = Counter(history.patient.id for history in base)
    asked: dict[str, str] = {}
    began: dict[str, date] = {}
    for history in base:
        patient_id = history.patient.id
        first = contact_person(history, as_of)
        # Of two records neither is trusted.
        if first is not None and first.person != patient_id and times[patient_id] == 1:
            asked[patient_id], began[patient_id] = first.person, first.since or date.min
    lines = {patient_id: _line(patient_id, asked) for patient_id in asked}
    people = {person for line in lines.values() for person in line}
    wishes: dict[str, set[Circumstance]] = {}
    tried: dict[str, Counter[Attempt]] = {}
    for history in base:
        patient_id = history.patient.id
        if patient_id in people:
            said = [fact for fact in history.circumstances if isinstance(fact, OptOut | Unreachable)]
            wishes.setdefault(patient_id, set()).update(said)
        since, asks = date.min, patient_id
        for person in lines.get(patient_id, ()):
            since, asks = max(since, began[asks]), person
            wishes.setdefault(person, set()).update(_said_since(history, since))
        if patient_id in people or patient_id in lines:
            ours = Counter([attempt for attempt in history.attempts if attempt.direction is _OUTBOUND])
            for person in {patient_id, *lines.get(patient_id, ())} & people:
                tried[person] = tried.get(person, Counter()) | ours
    return [_carrying(history, lines.get(history.patient.id, ()), wishes, tried) for history in base]


def _line(patient_id: str, asked: Mapping[str, str]) -> tuple[str, ...]:
    """Whoever is asked, and who is asked in their place, and so on."""
    line: list[str] = []
    person = asked.get(patient_id)
    while person is not None and person != patient_id and person not in line:
        line.append(person)
        person = asked.get(person)
    return tuple(line)


def _said_since(history: History, began: date) -> Iterator[OptOut | Unreachable]:
    """Wishes and failures on a dependant's record that are about the person asked: those since they have been asked.

    INFERENCE: one without a day says what the dependant never had or wanted: no e-mail on file, say.
    """
    for fact in history.circumstances:
        if isinstance(fact, OptOut | Unreachable) and fact.since is not None and fact.since >= began:
            yield fact


def _carrying(
    history: History,
    line: tuple[str, ...],
    wishes: Mapping[str, set[Circumstance]],
    tried: Mapping[str, Counter[Attempt]],
) -> History:
    people = (history.patient.id, *line)
    own = Counter(history.attempts)
    calls = own
    for person in people:
        calls = calls | tried.get(person, own)
    more = [*(calls - own).elements()]
    said = {fact for person in people for fact in wishes.get(person, ())}.difference(history.circumstances)
    if not more and not said:
        return history
    return attrs.evolve(history, attempts=[*history.attempts, *more], circumstances=[*history.circumstances, *said])
