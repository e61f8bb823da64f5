"""The table `appointments`: what is booked, was kept, missed or cancelled."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import recallcore as rc
from recallcore import AppointmentState
from recallcore.presets import CDT

from .chart import MAPPED, Chart, Facts, Row
from .procedures import COMPLETED_HERE, done_on
from .words import BROKEN, CANCELLED_VISIT, MISSED_VISIT, STATES, UNSCHEDULED, day


class Breaking(NamedTuple):
    """The code that was posted when an appointment was broken, and on which day."""

    code: str
    on: date


def read_appointments(chart: Chart, facts: Facts) -> None:
    breakings = breakings_by_appointment(chart)
    for row in chart.rows("appointments"):
        facts.report(row, read_appointment(row, chart, breakings.get(row["AptNum"]), facts))


def read_appointment(row: Row, chart: Chart, breaking: Breaking | None, facts: Facts) -> str:
    """Add one appointment, and say what became of its row."""
    on = day(row["AptDateTime"])
    state = None if on is None else state_of(row, on, chart.as_of, breaking)
    if on is None or state is None:
        return f"status {row['AptStatus']}: no booking"
    codes = codes_of(row, chart)
    kinds = [CDT.kind(code) for code in codes]  # an unknown code is Kind.UNMAPPED, and leaves open what it is for
    appointment = rc.Appointment(
        on=on,
        state=state,
        kinds=kinds,
        codes=codes,
        booked_on=booked_on(row),
        cancelled_on=breaking.on if breaking else None,
    )
    facts.appointments.append(appointment)
    return "unknown code" if rc.Kind.UNMAPPED in kinds else MAPPED


def booked_on(row: Row) -> date | None:
    """The day the appointment was made: a booking answers only what was said before it.

    An appointment that is moved keeps its row, so it was made on this day or later. One that was entered after its own
    day was carried over or written up, and nobody knows when it was made. DateTStamp would not do: any edit changes it.
    """
    entered, on = day(row.get("SecDateTEntry", "")), day(row["AptDateTime"])
    return None if entered and on and entered > on else entered


def state_of(row: Row, on: date, as_of: date, breaking: Breaking | None) -> AppointmentState | None:
    """What has become of an appointment. None: it is none.

    One status, Broken, is for not turning up and for calling off: it was called off if the code says so, or if its day
    is still to come. A broken appointment may be sent to the unscheduled list; then only the code tells of it.
    """
    if row["AptStatus"] == BROKEN or (row["AptStatus"] == UNSCHEDULED and breaking is not None):
        called_off = on > as_of or (breaking is not None and breaking.code == CANCELLED_VISIT)
        return AppointmentState.CANCELLED if called_off else AppointmentState.MISSED
    return STATES.get(row["AptStatus"])


def codes_of(row: Row, chart: Chart) -> list[str]:
    """The codes of what an appointment is for: of the procedures attached to it, or else of its description.

    Many practices have abbreviations in ProcDescript ("PerEx, Pro"). No map knows them, so that they leave open what
    the appointment is for, and the library is careful with it.
    """
    attached = [
        procedure["procCode"]
        for procedure in chart.rows("procedurelogs")
        if procedure["AptNum"] == str(row["AptNum"]) and not is_breaking(procedure)
    ]
    return attached or row["ProcDescript"].replace(",", " ").split()


def is_breaking(procedure: Row) -> bool:
    return procedure["ProcStatus"] == COMPLETED_HERE and procedure["procCode"] in (MISSED_VISIT, CANCELLED_VISIT)


def breakings_by_appointment(chart: Chart) -> Mapping[int, Breaking]:
    """For each broken appointment, by AptNum, the code posted for it.

    The code is dated on the day somebody broke the appointment and is seldom attached to it. So it goes to the first
    broken appointment of the patient that stood on that day, and that no earlier code is about. What was posted after
    the appointment's own day tells when the books were put in order, and no more.
    """
    broken = [row for row in chart.rows("appointments") if row["AptStatus"] in (BROKEN, UNSCHEDULED)]
    broken.sort(key=lambda row: str(row["AptDateTime"]))
    found: dict[int, Breaking] = {}
    for procedure, posted_on in breakings(chart):
        for row in broken:
            if row["AptNum"] not in found and may_be_about(procedure, posted_on, row):
                found[row["AptNum"]] = Breaking(procedure["procCode"], posted_on)
                break
    return found


def breakings(chart: Chart) -> list[tuple[Row, date]]:
    """The codes posted by today for broken appointments, each with its day, in order of days."""
    days = [(row, done_on(row)) for row in chart.rows("procedurelogs") if is_breaking(row)]
    posted = [(row, on) for row, on in days if on is not None and on <= chart.as_of]
    return sorted(posted, key=lambda item: item[1])


def may_be_about(procedure: Row, posted_on: date, appointment: Row) -> bool:
    """Whether a posted code may be about an appointment: it stood on that day, and the code is attached to no other."""
    if procedure["AptNum"] not in ("0", str(appointment["AptNum"])):
        return False
    on, made = day(appointment["AptDateTime"]), booked_on(appointment)
    return on is not None and posted_on <= on and (made is None or made <= posted_on)
