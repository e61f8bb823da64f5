"""A practice: its tables, read from a folder, and a history for every patient."""

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import recallcore as rc

from .appointments import read_appointments
from .chart import OF_A_REJECTED_PATIENT, OF_NO_PATIENT, Chart, Facts, Row, Tables
from .contacts import read_commlogs, read_reactivations
from .patients import patient_id, read_patient
from .procedures import read_procedures
from .recalls import read_recalls

# The tables with a PatNum, beside `patients` itself. Each must be there, be it empty: without the notes, say, nobody
# would be left alone who asked for it.
TABLES_OF_PATIENTS = ["procedurelogs", "appointments", "commlogs", "recalls", "reactivations"]
TABLES = ["patients", *TABLES_OF_PATIENTS, "recalltypes"]


def read_folder(folder: Path) -> Tables:
    """The tables of a folder: one JSON array of rows in each file. Raises `ValueError` where one is missing."""
    missing = [f"{name}.json" for name in TABLES if not (folder / f"{name}.json").is_file()]
    if missing:
        raise ValueError(f"the folder lacks {', '.join(missing)}")
    files = sorted(folder.glob("*.json"))
    return {file.stem: json.loads(file.read_text("utf-8"), object_hook=Row) for file in files}


class Practice:
    """All tables, as known on the day `as_of`. Reading them writes to each row what became of it (`Row.fate`)."""

    def __init__(self, tables: Tables, as_of: date) -> None:
        self.tables = tables
        self.as_of = as_of
        self.recall_types = {row["RecallTypeNum"]: row for row in tables["recalltypes"]}
        self.rows_of = rows_by_patient(tables)
        for row in tables["recalltypes"]:
            row.fate = "read for all patients"
        for row in tables.get("recalltriggers", []):
            row.fate = "not needed"  # a policy says itself which care starts a recall

    def histories(self) -> Iterator[rc.History | rc.Rejected]:
        """Every patient in turn. A row that cannot be read rejects its patient, and nobody else."""
        return rc.histories_from_rows(self.tables["patients"], self.history, id_of=patient_id)

    def history(self, patient: Row) -> rc.History:
        """One patient, from all their rows."""
        chart = Chart(patient, self.rows_of.get(patient["PatNum"], {}), self.as_of, self.recall_types)
        facts = Facts()
        who = read_patient(chart, facts)
        read_procedures(chart, facts)
        read_appointments(chart, facts)
        read_commlogs(chart, facts)
        read_recalls(chart, facts)
        read_reactivations(chart, facts)
        return facts.history(who)

    def account_for(self, rejected: rc.Rejected) -> None:
        """Write to the rows of a rejected patient why nothing came of them."""
        patient = self.tables["patients"][rejected.row]
        patient.fate = rejected.error
        for rows in self.rows_of.get(patient["PatNum"], {}).values():
            for row in rows:
                if row.fate == OF_NO_PATIENT:
                    row.fate = OF_A_REJECTED_PATIENT


def rows_by_patient(tables: Tables) -> dict[int, Tables]:
    """For each PatNum, the rows of every table, found in one pass."""
    found: dict[int, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for name in TABLES_OF_PATIENTS:
        for row in tables[name]:
            found[row["PatNum"]][name].append(row)
    return dict(found)
