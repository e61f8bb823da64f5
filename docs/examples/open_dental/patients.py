"""The table `patients`: who they are, how they may be reached, and whether they are to be contacted at all."""

from datetime import date

import recallcore as rc
from recallcore import Channel

from .chart import MAPPED, Chart, Facts, Row
from .words import ADDRESSES, PREFERRED, day

# PatStatus of whoever may be contacted, or has a fact of their own for why not.
_NOT_EXCLUDED = ("Patient", "NonPatient", "Prospective", "Deceased")


def read_patient(chart: Chart, facts: Facts) -> rc.Patient:
    """Who the patient is. Their standing, their wishes and their addresses become circumstances."""
    row = chart.patient
    if row["PatStatus"] == "Deleted":
        raise rc.FactError("status Deleted")  # what stays in the table of somebody deleted is nobody's record
    read_addresses(row, facts)
    read_wishes(row, facts)
    read_standing(row, chart.as_of, facts)
    facts.report(row, MAPPED)
    return rc.Patient(
        id=patient_id(row),
        birth_date=day(row["Birthdate"]),
        registered=registered(row),
        subject=row["PatStatus"] != "NonPatient",
        prefers=PREFERRED.get(row["PreferRecallMethod"]),
    )


def patient_id(row: Row) -> str:
    return str(row["PatNum"])


def registered(row: Row) -> date | None:
    """The day the practice took the patient on its books: the earlier of two days, of which neither says just that.

    SecDateEntry is when the row was typed in, or carried over from another program years after. DateFirstVisit is the
    first visit: whoever had one was on the books by then, and may have been for longer.
    """
    days = [day(row.get(field, "")) for field in ("SecDateEntry", "DateFirstVisit")]
    return min((on for on in days if on is not None), default=None)


def read_addresses(row: Row, facts: Facts) -> None:
    for channel, fields in ADDRESSES.items():
        if not any(row[field] for field in fields):
            facts.circumstances.append(rc.Unreachable(channel=channel))


def read_wishes(row: Row, facts: Facts) -> None:
    if row["TxtMsgOk"] == "No":
        facts.circumstances.append(rc.OptOut(channels=[Channel.SMS]))
    if row["PreferRecallMethod"] == "DoNotCall":
        facts.circumstances.append(rc.OptOut(channels=[Channel.PHONE]))


def read_standing(row: Row, as_of: date, facts: Facts) -> None:
    status, died_on = row["PatStatus"], day(row["DateTimeDeceased"])
    if status == "Deceased" or died_on is not None:
        # The tables do not tell on which day it was recorded. A day of death without the status awaits a person.
        confirmed = status == "Deceased"
        death = rc.Deceased(recorded=as_of, source=rc.Party.PRACTICE, died_on=died_on, confirmed=confirmed)
        facts.circumstances.append(death)
    if status not in _NOT_EXCLUDED:
        facts.circumstances.append(rc.Excluded(code=status))  # "Inactive", "Archived": nobody wrote why
