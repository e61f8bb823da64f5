"""What was known on which day, and what was taken back.

Knows when facts were recorded. A decision does not: it sees a `History`, and a ledger says which one it saw on a day.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, ClassVar, Final, NamedTuple, final

import attrs

from recallcore._base.checks import Check, calendar_day, code_text, each, one_of, optional, truth, type_named
from recallcore._base.errors import FactError, RequestError
from recallcore._base.requests import check_arguments
from recallcore._base.values import Checked, as_tuple
from recallcore._facts.agreements import Commitment
from recallcore._facts.events import Appointment, Attempt, Patient, Procedure
from recallcore._facts.fact import CareDirection, Fact
from recallcore._facts.history import History
from recallcore._facts.standing import Deceased, Reinstated, RelocatedPermanently
from recallcore._facts.visits import came_after
from recallcore._records.entries import Adding, Entry, entry_key, last_rows, row_on, was_taken_back, with_taken_back
from recallcore._records.merging import DISPUTED, merge_histories, most_often
from recallcore._records.outcomes import Report, apply

_DAY_IF_KNOWN: Final = optional(calendar_day)
_FACT: Final = one_of(Fact)
# The codes that a ledger gives itself.
_RELEASED, _MERGED = "released", "merged"


def _in_order(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    found = as_tuple(entries)
    if type(found) is tuple and all(type(entry) is Entry for entry in found):
        return tuple(sorted(found, key=entry_key))
    return found  # for the checks to refuse


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class Ledger(Checked):
    """Every fact of one patient with the days on which it was recorded and taken back. Nothing in it is ever lost.

    Each method returns a new ledger. Entries may be given in any order and are sorted here; only `Patient` rows of one
    day stay in the order given. Raises `FactError` unless there is a `Patient` row, and all of them have the same id.
    """

    entries: tuple[Entry, ...] = attrs.field(converter=_in_order)

    checks: ClassVar[Mapping[str, Check]] = {"entries": each(one_of(Entry), least=1)}

    def __attrs_post_init__(self) -> None:
        self.check()
        ids = len({entry.fact.id for entry in self.entries if isinstance(entry.fact, Patient)})
        if ids != 1:
            raise FactError(f"Ledger.entries must hold a Patient, and no more than one id of them, got {ids} ids")

    @classmethod
    def of(cls, history: History, *, recorded: date | None = None) -> "Ledger":
        """A ledger of what a history says, all of it recorded on one day. None for `recorded`: nobody knows when."""
        if type(history) is not History:
            raise RequestError(f"a Ledger is made of a History, {type_named(history)}")
        check_arguments(("recorded", _DAY_IF_KNOWN, recorded))
        entries = [Entry(fact=fact, recorded=recorded, planned=planned) for fact, planned in _facts(history)]
        return cls(entries=entries)

    @property
    def patient_id(self) -> str:
        """Whose ledger this is."""
        return next(entry.fact.id for entry in self.entries if isinstance(entry.fact, Patient))

    def known_on(self, day: date) -> History | None:
        """What was known at the end of a day. None: the patient was not on the books.

        Of two `Patient` rows the one recorded later counts; of one day, the one given later. `call_list` over these
        histories, with the same day as `as_of` and the policy of that time, is the list that was made that day.
        """
        check_arguments(("day", calendar_day, day))
        row = row_on(self.entries, day)
        if row is None:
            return None
        patient, _ = row
        return History(patient=patient, **_by_field(entry for entry in self.entries if entry.stands(day)))

    def approximate_on(self, day: date) -> bool:
        """Whether something counts as known on a day that perhaps was not: nobody knows when it was recorded."""
        check_arguments(("day", calendar_day, day))
        return any(entry.recorded is None and entry.stands(day) for entry in self.entries)

    def record(self, fact: Fact, *, on: date, planned: bool = False) -> "Ledger":
        """The ledger with a fact recorded on the day `on`. A fact that stands already is not recorded twice.

        A new `Patient` row counts instead of the earlier one, which is kept. If the same fact is on record from a later
        day, it counts as known from `on`, and is taken back when that entry is. Raises `FactError` where the fact
        cannot be an entry, or is another patient.
        """
        check_arguments(("on", calendar_day, on))
        new = Entry(fact=fact, recorded=on, planned=planned)
        if isinstance(fact, Patient):
            row = row_on(self.entries, on)
            return self if row is not None and row[0] == fact else Ledger(entries=[*self.entries, new])
        adding = Adding(self.entries, on)
        adding.add(new.fact, planned=planned)
        return Ledger(entries=adding.entries)

    def retract(self, fact: Fact, *, on: date, because: str, planned: bool = False) -> "Ledger":
        """The ledger with a fact taken back: from the day `on` it no longer counts. `because` is a short code why.

        What was known before counts again: after a `Patient` row, the row before it. After a report of a death, or of a
        move that still stood, a `Reinstated` is recorded on the same day: a person must release the first contact.
        Raises `FactError` where no such fact stands, or it was recorded later than `on`.
        """
        check_arguments(("on", calendar_day, on))
        check_arguments(
            *(("fact", _FACT, fact), ("because", code_text, because), ("planned", truth, planned)), refusal=FactError
        )
        entries, undone = with_taken_back(self.entries, [fact], on, because, planned=planned)
        ledger = Ledger(entries=entries)
        if not isinstance(fact, Deceased | RelocatedPermanently):
            return ledger
        since = min(entry._known_from for entry in undone)
        if since <= on and self._ended_by(fact, on):
            return ledger.record(Reinstated(since=since, on=on), on=on)
        return ledger

    def release(self, *, on: date) -> "Ledger":
        """The ledger with the first contact after a retracted report released from the day `on`: a person's decision.

        Raises `FactError` where no first contact waits, or its report was taken back later than `on`.
        """
        check_arguments(("on", calendar_day, on))
        waiting = [
            entry.fact
            for entry in self.entries
            if isinstance(entry.fact, Reinstated) and entry.fact.released_on is None and entry.retracted is None
        ]
        if not waiting:
            raise FactError("Ledger: no first contact waits to be released")
        if any(fact.on > on for fact in waiting):
            raise FactError("Ledger: a first contact cannot be released before the report was taken back")
        each = dict.fromkeys(waiting)
        entries, _ = with_taken_back(self.entries, each, on, _RELEASED)
        adding = Adding(entries, on)
        for fact in each:
            adding.add(attrs.evolve(fact, released_on=on))
        return Ledger(entries=adding.entries)

    def apply(self, report: Report, *, recorded: date | None = None) -> "Ledger":
        """The ledger with what `recallcore.apply` would add, recorded on the day `recorded`.

        A report that comes again adds nothing, and brings back nothing that a person has taken back since. The instant,
        `Report.at`, tells two reports of one day apart that say the same. None for `recorded`: the day of the report.
        """
        check_arguments(("recorded", _DAY_IF_KNOWN, recorded))
        if type(report) is not Report:
            raise RequestError(f"a Report is applied to a Ledger, {type_named(report)}")
        on = recorded or report.on
        promised = [e.fact for e in self.entries if isinstance(e.fact, Commitment) and e.stands(on)]
        added = apply(History(patient=Patient(id=self.patient_id), circumstances=promised), report)
        (attempt,) = added.attempts
        adding = Adding(self.entries, on)
        comes_again = bool(adding.same(attempt))
        for fact in (attempt, *added.appointments, *added.circumstances):
            if not (comes_again and was_taken_back(adding.same(fact), report.on, on)):
                adding.add(fact)
        return Ledger(entries=adding.entries)

    def merge(self, other: "Ledger") -> "Ledger":
        """The ledger with the entries of a chart that turned out to be the same patient's, each with its own days.

        For any day, the merged ledger gives `recallcore.merge` of what both ledgers knew, including facts recorded
        before that chart had a `Patient` row. In place of the two charts' `Patient` rows it holds what they come to on
        each day. Keep the two ledgers to replay lists that were made of two charts.
        """
        if type(other) is not Ledger:
            raise RequestError(f"a Ledger is merged with a Ledger, {type_named(other)}")
        facts = [[e for e in ledger.entries if not isinstance(e.fact, Patient)] for ledger in (self, other)]
        return Ledger(entries=most_often([_patient_rows(self, other), *facts]).elements())

    def _ended_by(self, fact: Deceased | RelocatedPermanently, on: date) -> bool:
        """Whether a report still ended the relationship: a later visit or own booking ends a move by itself."""
        known = self.known_on(on)
        return known is None or isinstance(fact, Deceased) or not came_after(known, fact.recorded, on)


def _facts(history: History) -> Iterator[tuple[Fact, bool]]:
    """Every fact, and whether it is planned."""
    yield history.patient, False
    for facts in (
        *(history.completed, history.appointments, history.attempts),
        *(history.circumstances, history.care_plan),
    ):
        yield from ((fact, False) for fact in facts)
    yield from ((fact, True) for fact in history.planned)


def _by_field(standing: Iterable[Entry]) -> dict[str, list[Any]]:
    """The facts of entries that stand, by the field of a history. A fact recorded on two days is one fact still."""
    alike: dict[tuple[type, bool, date | None], list[Entry]] = {}  # only within a group can facts be equal: few are
    for entry in standing:
        if not isinstance(entry.fact, Patient):
            alike.setdefault((type(entry.fact), entry.planned, entry.fact.said_on), []).append(entry)
    fields: dict[str, list[Any]] = {}
    for group in alike.values():
        facts = [group[0].fact] if len(group) == 1 else _once_for_each_time(group)
        fields.setdefault(_field(group[0].fact, group[0].planned), []).extend(facts)
    return fields


def _once_for_each_time(entries: Iterable[Entry]) -> list[Fact]:
    """Each fact as often as the day that recorded it most often did: care done twice on a day was done twice."""
    facts: Counter[Fact] = Counter()
    for entry, times in Counter(entries).items():
        facts[entry.fact] = max(facts[entry.fact], times)
    return [*facts.elements()]


def _field(fact: Fact, planned: bool) -> str:
    match fact:
        case Procedure():
            return "planned" if planned else "completed"
        case Appointment():
            return "appointments"
        case Attempt():
            return "attempts"
        case CareDirection():
            return "care_plan"
        case _:
            return "circumstances"


class _Stretch(NamedTuple):
    """Who two charts took the patient to be, from the day `on` until the next day that changes it.

    `recorded` is that day as a day of recording, `rows` are the entries that said so, and `merged` is what they come
    to. None: neither chart said who the patient is.
    """

    on: date
    recorded: date | None
    rows: list[Entry]
    merged: History | None


def _patient_rows(surviving: Ledger, other: Ledger) -> Iterator[Entry]:
    """Who the patient was known to be by two charts that became one, and when the two disagreed."""
    each = [_rows(surviving), _rows(other)]
    rows = [row for own in each for row in own]
    codes = {row.retracted: row.because for row in reversed(rows) if row.retracted is not None}
    days = sorted({row._known_from for row in rows} | codes.keys())
    always = any(row.recorded is None for row in rows)
    stretches = [
        _stretch(surviving.patient_id, on, [row for row in known if row is not None], always=always)
        for on, *known in zip(days, *(last_rows(own, days) for own in each), strict=True)
    ]
    yield from _disputes(stretches, codes)
    yield from _merged_rows(stretches) or each[0]  # without any stretch none of them ever stood


def _rows(ledger: Ledger) -> list[Entry]:
    return [entry for entry in ledger.entries if isinstance(entry.fact, Patient)]


def _stretch(patient_id: str, on: date, rows: list[Entry], *, always: bool) -> _Stretch:
    """`always`: some row has no day of recording, so that from the first day on there is none."""
    patients = [row.fact for row in rows if isinstance(row.fact, Patient)]
    charts = [History(patient=attrs.evolve(patient, id=patient_id)) for patient in patients]
    recorded = None if on == date.min and always else on
    return _Stretch(on, recorded, rows, merge_histories(*charts) if charts else None)


def _merged_rows(stretches: Iterable[_Stretch]) -> list[Entry]:
    """A row from every day on which the patient became another, for as long as all that it is made of stands."""
    merged_rows: list[Entry] = []
    standing: list[Entry] = []  # those of them that may yet be the last to stand
    for stretch in stretches:
        if stretch.merged is None:
            continue
        patient = stretch.merged.patient
        while standing and not standing[-1].stands(stretch.on):
            standing.pop()
        if not standing or standing[-1].fact != patient:
            ends = [(row.retracted, row.because) for row in stretch.rows if row.retracted is not None]
            retracted, because = min(ends, default=(None, ""))
            row = Entry(fact=patient, recorded=stretch.recorded, retracted=retracted, because=because)
            merged_rows.append(row)
            standing.append(row)
    return merged_rows


def _disputes(stretches: Iterable[_Stretch], codes: Mapping[date, str]) -> Iterator[Entry]:
    """From when until when the charts gave different birth dates. `codes` say why a row was taken back on a day."""
    first: _Stretch | None = None
    for stretch in stretches:
        if stretch.merged is not None and stretch.merged.circumstances:
            first = first or stretch
        elif first is not None:
            because = codes.get(stretch.on, _MERGED)
            yield Entry(fact=DISPUTED, recorded=first.recorded, retracted=stretch.on, because=because)
            first = None
    if first is not None:
        yield Entry(fact=DISPUTED, recorded=first.recorded)
