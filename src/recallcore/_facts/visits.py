"""When was the patient here, and when did anybody care for them? Asked here and nowhere else.

A visit is care completed here, or an appointment kept. What is no care is no visit, and a code that nobody has mapped
is evidence for nothing; that it may have been care counts against dormancy alone, as care elsewhere does.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final, TypeAlias

import attrs

from recallcore._facts.codes import folded
from recallcore._facts.events import Appointment, Procedure
from recallcore._facts.history import History
from recallcore._facts.vocabulary import CARE, AppointmentState, CareSetting, Kind, Party

Visit: TypeAlias = Procedure | Appointment

_HERE, _CHARTED, _KEPT = CareSetting.HERE, CareSetting.CHARTED, AppointmentState.KEPT
_UNMAPPED: Final = Kind.UNMAPPED
_NO_VISIT: Final = (Kind.ADMINISTRATIVE,)


def appointments(history: History) -> tuple[Appointment, ...]:
    """The appointments, but for those that are for nothing but what is no care: nearly always all of them."""
    told = history.appointments
    for appointment in told:
        if appointment.kinds == _NO_VISIT:
            return tuple([appointment for appointment in told if appointment.kinds != _NO_VISIT])
    return told


def care_here(history: History) -> Iterator[Procedure]:
    """The care completed here, in order of days."""
    return (procedure for procedure in history._care if procedure.where is _HERE)


def visits(history: History, as_of: date) -> Iterator[Visit]:
    """Every visit by `as_of`, care before appointments kept."""
    yield from (procedure for procedure in care_here(history) if procedure.on <= as_of)
    yield from (a for a in appointments(history) if a.state is _KEPT and a.on <= as_of)


def last_visit(history: History, as_of: date) -> date | None:
    """The day of the latest visit."""
    care = history._care
    last = None
    if care and care[-1].where is _HERE:  # nearly always
        last = care[-1].on
    else:
        for procedure in reversed(care):
            if procedure.where is _HERE:
                last = procedure.on
                break
    if history.appointments:
        kept = [a.on for a in appointments(history) if a.state is _KEPT and a.on <= as_of]
        last = max(kept if last is None else [*kept, last], default=None)
    return last


def visited(history: History, since: date, as_of: date) -> bool:
    """Whether there was a visit from `since` to `as_of`, both included."""
    last = last_visit(history, as_of)
    return last is not None and last >= since


def last_attended(history: History, seen: date | None, as_of: date) -> date | None:
    """The latest day by `as_of` that counts against dormancy, of a patient whose last visit was on `seen`.

    Care elsewhere and what may have been care count beside visits. None: the patient has never been here.
    """
    done = history.completed
    if done is history._care and done and done[-1].where is _HERE:  # nearly always
        return seen
    unmapped = [p for p in done if p.kind is _UNMAPPED and p.where is not _CHARTED and p.on <= as_of]
    if seen is None and all(p.where is not _HERE for p in unmapped):
        return None
    days = [p.on for p in (*history._care, *unmapped) if p.where is not _CHARTED]
    return max(days if seen is None else [*days, seen])


def with_kept_care(history: History, as_of: date) -> History:
    """The history with the kinds and codes of each appointment kept by `as_of` as care done here on its day."""
    done = {(p.on, told) for p in history._care if p.where is _HERE for told in (p.kind, folded(p.code))}
    new = []
    for a in history.appointments:
        if a.state is _KEPT and a.on <= as_of:
            new += [Procedure(on=a.on, kind=kind) for kind in a.kinds if kind in CARE and (a.on, kind) not in done]
            codes = [code for code in a.codes if (a.on, folded(code)) not in done]
            new += [Procedure(on=a.on, kind=Kind.OTHER, code=code) for code in codes]
    return attrs.evolve(history, completed=[*history.completed, *new]) if new else history


def read_with(history: History, codes: frozenset[str]) -> History:
    """The history where rows and appointments with one of these codes, which somebody knows, are care after all.

    `codes` are as `folded` gives them.
    """
    planned, told = history.planned, history.appointments
    mapped = _UNMAPPED not in history._latest and all(p.kind is not _UNMAPPED for p in planned)
    if mapped and all(_UNMAPPED not in appointment.kinds for appointment in told):  # nearly always
        return history

    def known(code: str) -> bool:
        return folded(code) in codes

    def read(rows: tuple[Procedure, ...]) -> list[Procedure]:
        return [attrs.evolve(p, kind=Kind.OTHER) if p.kind is _UNMAPPED and known(p.code) else p for p in rows]

    def for_care(appointment: Appointment) -> Appointment:
        if _UNMAPPED not in appointment.kinds or not (appointment.codes and all(map(known, appointment.codes))):
            return appointment
        return attrs.evolve(appointment, kinds=[Kind.OTHER if k is _UNMAPPED else k for k in appointment.kinds])

    return attrs.evolve(
        history,
        completed=read(history.completed),
        planned=read(planned),
        appointments=map(for_care, told),
    )


def last_sign(history: History, as_of: date) -> date:
    """The day of the latest visit, or of the latest booking the patient made. Without any, the calendar's first day."""
    visit = last_visit(history, as_of) or date.min
    own = [
        a.booked_on
        for a in appointments(history)
        if a.booked_by is Party.PATIENT and a.booked_on is not None and a.booked_on <= as_of
    ]
    return max([visit, *own])


def came_after(history: History, recorded: date, as_of: date) -> bool:
    """Whether a visit, or a booking the patient made, is later than a death, or than the day a report was recorded.

    INFERENCE: on the day itself the report stands; of two facts of one day the safer wins.
    """
    return last_sign(history, as_of) > recorded
