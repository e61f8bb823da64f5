"""Several charts of one patient, as one.

Chooses nothing between facts: all of them count, the same fact once. A death on any chart is a death.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from operator import is_, itemgetter
from typing import Final, TypeAlias, TypeVar

import attrs

from recallcore._base.checks import require_iterable, text, type_named
from recallcore._base.errors import RequestError, is_a
from recallcore._base.spelling import sort_key
from recallcore._facts.events import Patient
from recallcore._facts.history import History
from recallcore._facts.people import ContactPerson
from recallcore._facts.standing import DisputedBirthDate
from recallcore._records.rows import Rejected

F = TypeVar("F")

Placed: TypeAlias = tuple[int, History]  # a chart, and its place among the rows

_PLACE: Final = itemgetter(0)
DISPUTED: Final = DisputedBirthDate()


def merge_histories(surviving: History, *others: History) -> History:
    """One history for charts that turned out to be the same patient's. It has the id of the surviving chart.

    `Patient` comes from the surviving chart. Where that lacks a birth date, household, risk, preferred channel or the
    level of a trait, the others fill it in, in their order. `subject` is true if it is on any chart, and `registered`
    the earliest day on any.

    Facts come from every chart: a fact on two charts is one fact, and a fact that one chart holds twice stays twice.
    Charts with different birth dates add a `DisputedBirthDate`: nobody makes contact until a person says which is
    right.

    Merging again changes nothing. Raises `RequestError` when an argument is not a `History`.
    """
    charts = (surviving, *others)
    for chart in charts:
        if type(chart) is not History:
            raise RequestError(f"what is merged must be a History, {type_named(chart)}")
    if not others:
        return surviving
    born = {chart.patient.birth_date for chart in charts} - {None}
    disputed = (DISPUTED,) if len(born) > 1 else ()
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
        birth_date=_first_known(p.birth_date for p in patients),
        household=_first_known(p.household for p in patients),
        registered=min((p.registered for p in patients if p.registered is not None), default=None),
        risk=_first_known(p.risk for p in patients),
        subject=any(p.subject for p in patients),
        prefers=_first_known(p.prefers for p in patients),
        traits=levels.items(),
    )


def _first_known(values: Iterable[F | None]) -> F | None:
    return next((value for value in values if value is not None), None)


def _together(charts: Iterable[tuple[F, ...]]) -> tuple[F, ...]:
    """Every fact, as often as the chart that has it most often."""
    return tuple(most_often(charts).elements())


def most_often(many: Iterable[Iterable[F]]) -> Counter[F]:
    """How often each fact is in whichever of these holds it most often."""
    most: Counter[F] = Counter()
    for facts in many:
        for fact, times in Counter(facts).items():
            if times > most[fact]:
                most[fact] = times
    return most


def merge_base(histories: Iterable[History | Rejected], into: Mapping[str, str]) -> Iterator[History | Rejected]:
    """A base in which merged charts have become one each. `into` maps an id to the id it was merged into.

    Follows chains, and renames contact persons to the id that survives. Of several charts merged into one, those with
    the smaller id fill its gaps first. The order of the base never matters. If a merged id comes twice, the surviving
    id comes twice too, so that a list can withhold it. If one chart of a patient was rejected, the others are rejected
    too: nobody decides on half a patient.

    Reads the whole base first. Raises `RequestError`, before anything is merged, where an id is merged into itself by
    way of others, where a surviving id is not in the base, and for an argument or an item of the wrong type.
    """
    base = _Base(histories, _survivors(into))
    missing = base.missing()
    if missing:
        raise RequestError(*(f"id {survivor} was merged into, and is not in the base" for survivor in missing))
    half = base.half()
    whole = [history for _, chart in base.charts if chart.patient.id not in half for history in base.merged_into(chart)]
    return iter([*whole, *base.rejected, *base.rejected_with(half)])


class _Base:
    """The rows of a base: `charts` that keep their ids, `merged` charts by the id that survives, and `rejected` rows.

    `survivors` says for each merged id which id survives in the end.
    """

    def __init__(self, histories: Iterable[History | Rejected], survivors: Mapping[str, str]) -> None:
        self.survivors = survivors
        self.charts: list[Placed] = []
        self.merged: dict[str, list[Placed]] = {}
        self.rejected: list[Rejected] = []
        for place, item in enumerate(require_iterable(histories)):
            if type(item) is Rejected:
                self.rejected.append(item)
            elif type(item) is not History:
                raise RequestError(f"charts to merge must be History or Rejected, {type_named(item)}")
            elif item.patient.id in survivors:
                self.merged.setdefault(survivors[item.patient.id], []).append((place, item))
            else:
                self.charts.append((place, item))
        self._times = Counter(chart.patient.id for _, chart in self.charts)
        self._lost = {row.id for row in self.rejected if row.id is not None}

    def missing(self) -> list[str]:
        """The ids that charts are merged into and that no row has."""
        return sorted(self.merged.keys() - self._times.keys() - self._lost)

    def half(self) -> set[str]:
        """The surviving ids of patients of whom a chart was rejected, their own or one merged into it."""
        of_merged = {self.survivors[id_] for id_ in self._lost & self.survivors.keys()}
        return of_merged | (self._lost & self.merged.keys())

    def rejected_with(self, half: set[str]) -> list[Rejected]:
        """What is left of each half patient, rejected too, in the order of the rows."""
        left = [placed for placed in self.charts if placed[1].patient.id in half]
        left += [placed for survivor in half for placed in self.merged.get(survivor, ())]
        error = "another chart of this patient was rejected"
        return [Rejected(row=place, id=chart.patient.id, error=error) for place, chart in sorted(left, key=_PLACE)]

    def merged_into(self, chart: History) -> list[History]:
        """A surviving chart with all that is merged into it: once, or twice where one of the merged ids came twice."""
        survivor = chart.patient.id
        others = sorted([other for _, other in self.merged.get(survivor, ())], key=_patient_key)
        history = _renamed(merge_histories(chart, *others), self.survivors)
        twice = self._times[survivor] == 1 and len({other.patient.id for other in others}) < len(others)
        return [history, history] if twice else [history]


def _renamed(history: History, survivors: Mapping[str, str]) -> History:
    """The history with contact persons called as their charts are now."""
    facts = [
        attrs.evolve(fact, person=survivors[fact.person])
        if isinstance(fact, ContactPerson) and fact.person in survivors
        else fact
        for fact in history.circumstances
    ]
    return history if all(map(is_, facts, history.circumstances)) else attrs.evolve(history, circumstances=facts)


def _patient_key(chart: History) -> tuple[object, ...]:
    return sort_key(chart.patient)  # the id first


def _survivors(into: Mapping[str, str]) -> dict[str, str]:
    """For each merged id the one that survives in the end. An id merged into itself is not merged."""
    if not is_a(into, Mapping):
        raise RequestError(f"into must be a mapping of ids to ids, {type_named(into)}")
    ids = [*into.keys(), *into.values()]
    if any(text(id_) is not None for id_ in ids):
        raise RequestError("into must be a mapping of ids to ids: short, printable texts")
    steps = {merged: survivor for merged, survivor in into.items() if merged != survivor}
    survivors: dict[str, str] = {}
    circles: list[str] = []
    for start in steps:
        passed: dict[str, None] = {}  # in order
        at = start
        while at in steps and at not in survivors and at not in passed:
            passed[at] = None
            at = steps[at]
        if at in passed:
            circle = [*passed][[*passed].index(at) :]
            circles.append(min(circle))
        survivors |= dict.fromkeys(passed, survivors.get(at, at))
    if circles:
        raise RequestError(*(f"id {name} is merged into itself, by way of others" for name in sorted(circles)))
    return survivors
