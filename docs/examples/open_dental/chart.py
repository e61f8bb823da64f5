"""The rows of one patient going in, and the facts coming out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import recallcore as rc

# What becomes of a row. A reader may report something else where it could not use the whole row, and then says why.
MAPPED = "mapped"
OF_NO_PATIENT = "of no patient"
OF_A_REJECTED_PATIENT = "of a rejected patient"


class Row(dict[str, Any]):
    """One row of a table: its fields, and what became of it."""

    fate: str = OF_NO_PATIENT


Tables = Mapping[str, list[Row]]


@dataclass
class Chart:
    """All there is about one patient: their own row, and theirs of every other table."""

    patient: Row
    tables: Tables
    as_of: date
    recall_types: Mapping[int, Row]  # the rows of the table `recalltypes`, by RecallTypeNum

    def rows(self, table: str) -> list[Row]:
        return self.tables.get(table, [])


@dataclass
class Facts:
    """What the rows have told so far, sorted as a `recallcore.History` wants it."""

    completed: list[rc.Procedure] = field(default_factory=list)
    planned: list[rc.Procedure] = field(default_factory=list)
    appointments: list[rc.Appointment] = field(default_factory=list)
    attempts: list[rc.Attempt] = field(default_factory=list)
    care_plan: list[Any] = field(default_factory=list)
    circumstances: list[Any] = field(default_factory=list)
    reports: list[tuple[Row, str]] = field(default_factory=list)

    def report(self, row: Row, fate: str) -> None:
        """Say what became of a row. It is written to the row only once the whole patient could be read."""
        self.reports.append((row, fate))

    def history(self, patient: rc.Patient) -> rc.History:
        """The patient's history, with every row accounted for."""
        history = rc.History(
            patient=patient,
            completed=self.completed,
            planned=self.planned,
            appointments=self.appointments,
            attempts=self.attempts,
            care_plan=self.care_plan,
            circumstances=self.circumstances,
        )
        for row, fate in self.reports:
            row.fate = fate
        return history
