"""The table `procedurelogs`: care that was done, here or elsewhere, and care that is planned."""

from datetime import date

import recallcore as rc
from recallcore import CareSetting
from recallcore.presets import CDT

from .chart import MAPPED, Chart, Facts, Row
from .words import day

PLANNED = "TP"
COMPLETED_HERE, DONE_BEFORE_HERE, DONE_ELSEWHERE = "C", "EC", "EO"


def read_procedures(chart: Chart, facts: Facts) -> None:
    for row in chart.rows("procedurelogs"):
        facts.report(row, read_procedure(row, facts))


def read_procedure(row: Row, facts: Facts) -> str:
    """Add one procedure, and say what became of its row.

    A missed or cancelled visit is posted as a completed procedure (D9986, D9987), as fees are. `presets.CDT` knows that
    these are no care: they become facts like the others, and nobody is taken for having been here.
    """
    status = row["ProcStatus"]
    if status not in (PLANNED, COMPLETED_HERE, DONE_BEFORE_HERE, DONE_ELSEWHERE):
        return f"status {status}"
    on = day(row["ProcDate"]) if status == PLANNED else done_on(row)
    if on is None:
        return "no day"
    procedure = CDT.procedure(row["procCode"], on, site=site_of(row), where=where_done(row))
    (facts.planned if status == PLANNED else facts.completed).append(procedure)
    # A code that the map does not know may be care or not. The decision asks for it to be mapped, once a patient.
    return "unknown code" if procedure.kind is rc.Kind.UNMAPPED else MAPPED


def done_on(row: Row) -> date | None:
    """The day it was done. Work found in the mouth often has only ProcDate, the day it was charted."""
    return day(row["DateComplete"]) or day(row["ProcDate"])


def where_done(row: Row) -> CareSetting:
    """Where it was done. Found in the mouth and not known since when, it was charted here and counts for no visit."""
    if row["ProcStatus"] in (PLANNED, COMPLETED_HERE):
        return CareSetting.HERE
    if day(row["DateComplete"]) is None:
        return CareSetting.CHARTED
    return CareSetting.HERE if row["ProcStatus"] == DONE_BEFORE_HERE else CareSetting.ELSEWHERE


def site_of(row: Row) -> rc.Site | None:
    return rc.Site(tooth=row["ToothNum"], notation=rc.Notation.UNIVERSAL) if row["ToothNum"] else None
