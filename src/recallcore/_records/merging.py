"""Several charts of one patient, as one.

Nothing is chosen between facts: all of them count, the same one once. A death on any chart is a death.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from operator import is_, itemgetter
from typing import Final, TypeVar

import attrs

from recallcore._base.checks import require_iterable, text, type_named
from recallcore._base.errors import RequestError
from recallcore._facts.events import Patient
from recallcore._facts.history import History
from recallcore._facts.people import ContactPerson
from recallcore._facts.standing import DisputedBirthDate
from recallcore._records.rows import Rejected

F = TypeVar("F")

_DISPUTED: Final = DisputedBirthDate()


def merge(surviving: History, *others: History) -> History:
    """One history for charts that turned out to be the same patient's; it acts as the surviving one.

    The surviving chart's patient, id and all; where it does not say a birth date, household, risk, preferred channel or
    the level of a trait, the others do, in their order. Whoever is a patient on any chart is one. Every chart's facts:
    what two charts say alike is one fact, and what one chart says twice stays twice. Charts with different birth dates
    make a `DisputedBirthDate`: a person must say which is right, and until then nobody makes contact.

    Merging again changes nothing. Raises `RequestError` when an argument is not a `History`.
    """
    charts = (surviving, *others)
    for chart in charts:
        if type(chart) is not History:
            raise RequestError(f"what is merged must be a History, {type_named(chart)}")
    if not others:
        return surviving
    born = {chart.patient.birth_date for chart in charts} - {None}
    disputed = (_DISPUTED,) if len(born) > 1 else ()
    return History(
        patient=_one_patient([chart.patient for chart in charts]),
        completed=_together(chart.completed for chart in charts),
        planned=_together(chart.planned for chart in charts),
        appointments=_together(chart.appointments for chart in charts),
        attempts=_together(chart.attempts for chart in charts),
        circumstances=_together([disputed, *(chart.circumstances for chart in charts)]),
        care_plan=_together(chart.care_plan for chart in charts),
    )


def _one_patient(patients: list[Patient]) -> Patient:
    first = patients[0]
    levels = {trait: level for patient in reversed(patients) for trait, level in patient.traits}
    return Patient(
        id=first.id,
        birth_date=next((p.birth_date for p in patients if p.birth_date is not None), None),
        household=next((p.household for p in patients if p.household is not None), None),
        risk=next((p.risk for p in patients if p.risk is not None), None),
        subject=any(p.subject for p in patients),
        prefers=next((p.prefers for p in patients if p.prefers is not None), None),
        traits=levels.items(),
    )


def _together(charts: Iterable[tuple[F, ...]]) -> tuple[F, ...]:
    """Every fact as often as the chart that has it most often."""
    facts: Counter[F] = Counter()
    for chart in charts:
        facts |= Counter(chart)
    return tuple(facts.elements())


def merge_charts(histories: Iterable[History | Rejected], into: Mapping[str, str]) -> Iterator[History | Rejected]:
    """A base in which merged charts have become one each: `into` says for an id which id it was merged into.

    Chains are followed, and contact persons called by the id that survives; of several charts merged into one, those
    with the smaller id fill its gaps first. The order of the base never matters. Where an id comes twice, the one that
    survives does, so that a list can withhold it. Where one chart of a patient was rejected, the others are rejected
    too: nobody decides on half a patient.

    Reads the whole base first. Raises `RequestError`, before anything is merged, where an id is merged into itself by
    way of others, where a surviving id is not in the base, and for an argument or an item of the wrong type.
    """
    survivors = _ends(into)
    charts: list[tuple[int, History]] = []
    rejected: list[Rejected] = []
    merged: dict[str, list[tuple[int, History]]] = {}
    for place, item in enumerate(require_iterable(histories)):
        if type(item) is Rejected:
            rejected.append(item)
        elif type(item) is not History:
            raise RequestError(f"charts to merge must be History or Rejected, {type_named(item)}")
        elif item.patient.id in survivors:
            merged.setdefault(survivors[item.patient.id], []).append((place, item))
        else:
            charts.append((place, item))
    lost = {item.id for item in rejected if item.id is not None}
    ids = Counter(chart.patient.id for _, chart in charts)
    missing = sorted(merged.keys() - ids.keys() - lost)
    if missing:
        raise RequestError(*(f"id {survivor} was merged into, and is not in the base" for survivor in missing))
    half = {survivors[id_] for id_ in lost & survivors.keys()} | (lost & merged.keys())
    parts = [*(part for part in charts if part[1].patient.id in half), *(p for s in half for p in merged.get(s, ()))]
    for place, chart in sorted(parts, key=itemgetter(0)):
        rejected.append(Rejected(row=place, id=chart.patient.id, error="another chart of this patient was rejected"))
    whole: list[History] = []
    for _, chart in charts:
        survivor = chart.patient.id
        if survivor not in half:
            others = _others(merged.get(survivor, ()))
            twice = ids[survivor] == 1 and len({other.patient.id for other in others}) < len(others)
            whole += [_renamed(merge(chart, *others), survivors)] * (2 if twice else 1)
    return iter([*whole, *rejected])


def _renamed(history: History, survivors: Mapping[str, str]) -> History:
    """The history with contact persons called as their charts are now."""
    facts = [
        attrs.evolve(fact, person=survivors[fact.person])
        if isinstance(fact, ContactPerson) and fact.person in survivors
        else fact
        for fact in history.circumstances
    ]
    return history if all(map(is_, facts, history.circumstances)) else attrs.evolve(history, circumstances=facts)


def _others(placed: Iterable[tuple[int, History]]) -> list[History]:
    return sorted((chart for _, chart in placed), key=lambda chart: _patient_key(chart.patient))


def _patient_key(patient: Patient) -> tuple[str, str, date]:
    return patient.id, repr(patient), patient.birth_date or date.min


def _ends(into: Mapping[str, str]) -> dict[str, str]:
    """For each merged id the one that survives in the end. An id merged into itself is not merged."""
    if not isinstance(into, Mapping):
        raise RequestError(f"into must be a mapping of ids to ids, {type_named(into)}")
    named = [*into.keys(), *into.values()]
    if any(text(name) is not None for name in named):
        raise RequestError("into must be a mapping of ids to ids: short, printable texts")
    steps = {merged: survivor for merged, survivor in into.items() if merged != survivor}
    ends: dict[str, str] = {}
    circles: list[str] = []
    for start in steps:
        path: dict[str, None] = {}
        at = start
        while at in steps and at not in ends and at not in path:
            path[at] = None
            at = steps[at]
        if at in path:
            circles.append(min([*path][[*path].index(at) :]))
        ends |= dict.fromkeys(path, ends.get(at, at))
    if circles:
        raise RequestError(*(f"id {name} is merged into itself, by way of others" for name in sorted(circles)))
    return ends
