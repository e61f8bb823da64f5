"""One fact in a ledger, and which of many stand on a day.

Knows when facts were recorded and taken back. Whose they are, and what they come to, is the ledger's business.
"""

from collections import deque
from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, ClassVar, cast, final

import attrs

from recallcore._base.checks import Check, calendar_day, code_text
from recallcore._base.errors import FactError
from recallcore._base.requests import check_arguments
from recallcore._base.spelling import sort_key
from recallcore._base.values import Checked
from recallcore._facts.events import Patient, Procedure
from recallcore._facts.fact import Fact
from recallcore._facts.history import AnyFact


def _one_of_all(fact: Fact) -> AnyFact:
    """Any fact is one of those there are; what is none is for the checks to refuse."""
    return cast("AnyFact", fact)


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class Entry(Checked):
    """One fact in a ledger: since which day it has been known, and whether it was taken back.

    `recorded` is the day the fact was recorded. `planned` marks a `Procedure` that is planned and not done. `retracted`
    is the first day the fact no longer counts, and `because` a short code why; neither comes without the other.

    None for `recorded`: nobody knows. The fact then counts as known from the day it happened or was said; without such
    a day, always. None for `retracted`: it was not taken back.
    """

    fact: AnyFact = attrs.field(converter=_one_of_all)
    recorded: date | None
    planned: bool = False
    retracted: date | None = None
    because: str = ""

    checks: ClassVar[Mapping[str, Check]] = {"because": code_text}

    def __attrs_post_init__(self) -> None:
        self.check()
        faults = []
        if self.planned and not isinstance(self.fact, Procedure):
            faults.append("Entry.planned is for a Procedure")
        if (self.retracted is None) != (not self.because):
            faults.append("Entry.retracted and Entry.because are given together")
        if self.recorded is not None and self.retracted is not None and self.retracted < self.recorded:
            faults.append("Entry.retracted must not be before Entry.recorded")
        if faults:
            raise FactError(*faults)

    def stands(self, on: date) -> bool:
        """Whether the fact was known at the end of a day, and not yet taken back."""
        if type(on) is not date:
            check_arguments(("on", calendar_day, on))
        return self._known_from <= on and (self.retracted is None or on < self.retracted)

    @property
    def _known_from(self) -> date:
        """The first day on which the fact counts as known.

        The day of a planned procedure may lie ahead, so it does not say since when the plan was known.
        """
        return self.recorded or (None if self.planned else self.fact.said_on) or date.min


def entry_key(entry: Entry) -> tuple[Any, ...]:
    """The place in a ledger: by day of recording. Of one day, `Patient` rows come first, in the order given."""
    recorded = entry.recorded or date.min, entry.recorded is None
    if isinstance(entry.fact, Patient):
        return *recorded, False
    return *recorded, True, entry.retracted or date.max, entry.planned, sort_key(entry.fact), entry.because


def row_on(entries: Iterable[Entry], day: date) -> tuple[Patient, Entry] | None:
    """Who the patient is known to be on a day: the last `Patient` row that stands. None: no row does."""
    standing = [(entry.fact, entry) for entry in entries if isinstance(entry.fact, Patient) and entry.stands(day)]
    return standing[-1] if standing else None


def last_rows(rows: Iterable[Entry], days: Iterable[date]) -> Iterator[Entry | None]:
    """The last of the rows that stand, on each of several days, which are in order: `row_on`, with the rows read once.

    Rows are in order of the day from which they count, so that a later one stands before an earlier one ends.
    """
    coming = deque(rows)
    standing: list[Entry] = []
    for on in days:
        while coming and coming[0]._known_from <= on:
            standing.append(coming.popleft())
        while standing and not standing[-1].stands(on):
            standing.pop()
        yield standing[-1] if standing else None


class Adding:
    """Facts of one day on their way into a ledger, whose entries are read once for all of them."""

    def __init__(self, entries: Iterable[Entry], on: date) -> None:
        self.entries = [*entries]
        self._on = on
        self._same: dict[tuple[bool, Fact], list[Entry]] = {}
        for entry in self.entries:
            self._same.setdefault((entry.planned, entry.fact), []).append(entry)

    def same(self, fact: Fact, *, planned: bool = False) -> list[Entry]:
        """The entries of a fact."""
        return self._same.get((planned, fact), [])

    def add(self, fact: Fact, *, planned: bool = False) -> None:
        """Record a fact, unless it stands already. One on record from a later day is known from this day on."""
        same = self._same.setdefault((planned, fact), [])
        if any(entry.stands(self._on) for entry in same):
            return
        later = [entry for entry in same if entry.recorded is not None and entry.recorded > self._on]
        if later:
            new = attrs.evolve(min(later, key=entry_key), recorded=self._on)
        else:
            new = Entry(fact=fact, recorded=self._on, planned=planned)
        same.append(new)
        self.entries.append(new)


def was_taken_back(same: Iterable[Entry], since: date, through: date) -> bool:
    """Whether a fact known from a day between these two, both included, was taken back. `same` are its entries."""
    return any(entry.retracted is not None and since <= entry._known_from <= through for entry in same)


def with_taken_back(
    entries: Iterable[Entry], facts: Container[Fact], on: date, because: str, *, planned: bool = False
) -> tuple[list[Entry], list[Entry]]:
    """The entries, those of these facts that stand taken back; and those that were, as they were."""
    after: list[Entry] = []
    undone: list[Entry] = []
    for entry in entries:
        if entry.retracted is None and entry.planned is planned and entry.fact in facts:
            if entry.recorded is not None and entry.recorded > on:
                raise FactError("Ledger: a fact cannot be retracted before it was recorded")
            undone.append(entry)
            entry = attrs.evolve(entry, retracted=on, because=because)
        after.append(entry)
    if not undone:
        raise FactError("Ledger: no such fact stands")
    return after, undone
