"""What has happened to a patient.

Facts only: nothing here knows a policy, a due date or today's date. No names, numbers, addresses or notes have a
place to live in these types; ids and codes are opaque.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import ClassVar, Final, final

import attrs

from recallcore._base.checks import (
    LONGEST_TEXT,
    Check,
    code_text,
    each,
    near,
    one_of,
    whole,
    words,
)
from recallcore._base.values import Checked, as_set, slots
from recallcore._facts.converters import as_kinds
from recallcore._facts.teeth import Site
from recallcore._facts.vocabulary import (
    Booking,
    Channel,
    Direction,
    Kind,
    Outcome,
    Party,
    Purpose,
    Risk,
    Trait,
    Where,
)

_KIND: Final = one_of(Kind)


def _trait_level(value: object) -> str | None:
    if isinstance(value, tuple) and len(value) == 2 and isinstance(value[0], Trait):
        return _LEVEL(value[1])
    return f"must be a pair of a Trait ({words(Trait)}) and a level"


def _is_level(value: object) -> bool:
    """The usual case of `_trait_level`, decided quickly."""
    return (
        type(value) is tuple and len(value) == 2 and type(value[0]) is Trait and type(value[1]) is int and value[1] >= 0
    )


_LEVEL: Final = whole(0)
_LEVELS: Final = each(_trait_level)


def _traits(value: object) -> str | None:
    """Each trait once, with its level."""
    fault = _LEVELS(value)
    if fault is None and isinstance(value, tuple) and len({trait for trait, _ in value}) < len(value):
        return "must name each trait once"
    return fault


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False, init=False)
class Patient(Checked):
    """Who the history is about. `subject` is False for somebody on the books who is not a patient (a guarantor).

    `id` and `household` are opaque: never a name. `risk` is the clinician's; None means not assessed. `prefers` is the
    channel the patient likes best. `traits` are pairs of a `Trait` and a whole level of at least 0, on a scale of the
    practice's own; a policy may weigh them.
    """

    id: str
    birth_date: date | None = attrs.field(default=None, repr=False)
    household: str | None = None
    risk: Risk | None = None
    subject: bool = True
    prefers: Channel | None = None
    traits: tuple[tuple[Trait, int], ...] = ()

    checks: ClassVar[Mapping[str, Check]] = {"traits": _traits}

    def __init__(
        self,
        *,
        id: str,
        birth_date: date | None = None,
        household: str | None = None,
        risk: Risk | None = None,
        subject: bool = True,
        prefers: Channel | None = None,
        traits: Iterable[tuple[Trait, int]] = (),
    ) -> None:
        levels = () if traits == () else as_set(traits, _trait_level)
        _patient_id(self, id)
        _patient_birth_date(self, birth_date)
        _patient_household(self, household)
        _patient_risk(self, risk)
        _patient_subject(self, subject)
        _patient_prefers(self, prefers)
        _patient_traits(self, levels)
        if not (
            (type(id) is str and id.isalnum() and len(id) <= LONGEST_TEXT)
            and (birth_date is None or type(birth_date) is date)
            and (
                household is None or (type(household) is str and household.isalnum() and len(household) <= LONGEST_TEXT)
            )
            and (risk is None or type(risk) is Risk)
            and type(subject) is bool
            and (prefers is None or type(prefers) is Channel)
            and (levels == () or (type(levels) is tuple and len(levels) == 1 and _is_level(levels[0])))
        ):
            self.check()


_patient_id, _patient_birth_date, _patient_household, _patient_risk, _patient_subject, *_liked = slots(Patient)
_patient_prefers, _patient_traits = _liked


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False, init=False)
class Procedure(Checked):
    """A piece of care: what it was, the day, and the source's own code beside it.

    In `History.completed`, `on` is the day it was done; in `History.planned`, the day it was planned, or
    planned for.
    """

    on: date
    kind: Kind
    code: str = ""
    site: Site | None = None
    where: Where = Where.HERE

    checks: ClassVar[Mapping[str, Check]] = {"code": code_text}

    def __init__(
        self, *, on: date, kind: Kind, code: str = "", site: Site | None = None, where: Where = Where.HERE
    ) -> None:
        _procedure_on(self, on)
        _procedure_kind(self, kind)
        _procedure_code(self, code)
        _procedure_site(self, site)
        _procedure_where(self, where)
        if not (
            type(on) is date
            and type(kind) is Kind
            and type(where) is Where
            and (site is None or type(site) is Site)
            and (code == "" or (type(code) is str and code.isalnum() and len(code) <= LONGEST_TEXT))
        ):
            self.check()


_procedure_on, _procedure_kind, _procedure_code, _procedure_site, _procedure_where = slots(Procedure)


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class Appointment(Checked):
    """A visit as booked. `kinds` is what it is for; empty when the source does not say.

    `at` is the aware instant it starts, within a day of `on` in its own zone. `booked_on` and `booked_by` say when
    and by whom it was made: a patient's own booking speaks against an earlier report of having moved.
    """

    on: date
    state: Booking
    kinds: tuple[Kind, ...] = attrs.field(default=(), converter=as_kinds)
    at: datetime | None = None
    booked_on: date | None = None
    booked_by: Party | None = None

    def __attrs_post_init__(self) -> None:
        if (
            type(self.on) is date
            and type(self.state) is Booking
            and self.kinds == ()
            and self.at is None
            and self.booked_on is None
            and self.booked_by is None
        ):
            return
        self.check()
        near(self, self.on, self.at)


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False, init=False)
class Attempt(Checked):
    """One contact, made or tried. `at` is its aware instant, within a day of `on` in its own zone."""

    on: date
    channel: Channel
    outcome: Outcome
    direction: Direction = Direction.OUTBOUND
    purpose: Purpose = Purpose.CARE
    at: datetime | None = None

    def __init__(
        self,
        *,
        on: date,
        channel: Channel,
        outcome: Outcome,
        direction: Direction = Direction.OUTBOUND,
        purpose: Purpose = Purpose.CARE,
        at: datetime | None = None,
    ) -> None:
        _attempt_on(self, on)
        _attempt_channel(self, channel)
        _attempt_outcome(self, outcome)
        _attempt_direction(self, direction)
        _attempt_purpose(self, purpose)
        _attempt_at(self, at)
        if not (
            type(on) is date
            and type(channel) is Channel
            and type(outcome) is Outcome
            and type(direction) is Direction
            and type(purpose) is Purpose
            and at is None
        ):
            self.check()
            near(self, on, at)


_attempt_on, _attempt_channel, _attempt_outcome, _attempt_direction, _attempt_purpose, _attempt_at = slots(Attempt)
