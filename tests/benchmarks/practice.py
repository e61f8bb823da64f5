"""An invented practice, as rows: the tuples that a database driver hands over, grouped by patient.

The same seed gives the same rows. About six completed procedures a patient over six kinds and up to six years, in no
order, a quarter of them at the visit of another; one future appointment or none, up to four attempts; one patient in
ten or so has something that bears on contact. No row is dated after `AS_OF` but appointments and the days on which
absences and deferrals end, which all lie ahead.
"""

from __future__ import annotations

import random
from datetime import date
from typing import Final, TypeAlias

AS_OF: Final = date(2026, 6, 30)

PatientRow: TypeAlias = tuple[str, date, str, date | None, date | None, str]  # id, born, status, since, until, opt-outs
ProcedureRow: TypeAlias = tuple[str, date]  # code, day
AppointmentRow: TypeAlias = tuple[date]
AttemptRow: TypeAlias = tuple[date, str, str]  # day, channel, outcome
Row: TypeAlias = tuple[PatientRow, list[ProcedureRow], list[AppointmentRow], list[AttemptRow]]

CODES: Final = {"D0120": 50, "D4910": 10, "D2392": 20, "D5110": 5, "D7140": 10, "D8680": 5}  # of a hundred procedures
STATUSES: Final = {"active": 940, "deceased": 10, "moved": 15, "away": 15, "deferred": 10, "excluded": 10}
OPT_OUTS: Final = {"": 945, "phone": 10, "sms": 20, "email": 15, "sms,email": 5, "phone,sms,email,letter": 5}
CHANNELS: Final = {"phone": 50, "sms": 25, "email": 15, "letter": 10}
OUTCOMES: Final = {"no answer": 45, "left message": 25, "conversation": 20, "booked": 10}


def practice(patients: int, seed: int = 20260630) -> list[Row]:
    """The rows of a practice of so many patients."""
    rng = random.Random(seed)
    return [_row(rng, f"P{number:07}") for number in range(patients)]


def _row(rng: random.Random, patient_id: str) -> Row:
    status = _pick(rng, STATUSES)
    since = _ago(rng, 1, 20) if status not in ("active", "excluded") else None
    until = _ago(rng, -120, -1) if status in ("away", "deferred") else None
    reach = rng.randint(20, 2190)  # for how many days the patient has been coming
    procedures = 0 if rng.random() < 0.01 else rng.getrandbits(12).bit_count()
    done: list[ProcedureRow] = []
    for _ in range(procedures):
        same_visit = done and rng.random() < 0.25
        done.append((_pick(rng, CODES), _again(rng.choice(done)[1]) if same_visit else _ago(rng, 20, reach)))
    booked = [(_ago(rng, -180, 0),)] if rng.random() < 0.25 else []
    tried = [(_ago(rng, 0, 240), _pick(rng, CHANNELS), _pick(rng, OUTCOMES)) for _ in range(rng.randint(0, 4))]
    return (patient_id, _ago(rng, 2200, 33_000), status, since, until, _pick(rng, OPT_OUTS)), done, booked, tried


def _pick(rng: random.Random, weights: dict[str, int]) -> str:
    return rng.choices(list(weights), list(weights.values()))[0]


def _ago(rng: random.Random, least: int, most: int) -> date:
    """A day so many days before `AS_OF`; a negative number is after it."""
    return date.fromordinal(AS_OF.toordinal() - rng.randint(least, most))


def _again(day: date) -> date:
    """The same day as an object of its own, as every row of a driver has."""
    return date.fromordinal(day.toordinal())
