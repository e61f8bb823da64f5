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
    Check,
    code_text,
    each,
    near,
    one_of,
    whole,
    words,
)
from recallcore._base.quick import quick
from recallcore._base.values import Checked, as_set
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


_LEVEL: Final = whole(0)
_LEVELS: Final = each(_trait_level)


def _traits(value: object) -> str | None:
    """Each trait once, with its level."""
    fault = _LEVELS(value)
    if fault is None and isinstance(value, tuple) and len({trait for trait, _ in value}) < len(value):
        return "must name each trait once"
    return fault


def _as_levels(levels: Iterable[tuple[Trait, int]]) -> tuple[tuple[Trait, int], ...]:
    return as_set(levels, _trait_level)


@final
@quick
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
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
    traits: tuple[tuple[Trait, int], ...] = attrs.field(default=(), converter=_as_levels)

    checks: ClassVar[Mapping[str, Check]] = {"traits": _traits}


@final
@quick
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
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


@final
@quick
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
        self.check()
        near(self, self.on, self.at)


@final
@quick
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class Attempt(Checked):
    """One contact, made or tried. `at` is its aware instant, within a day of `on` in its own zone."""

    on: date
    channel: Channel
    outcome: Outcome
    direction: Direction = Direction.OUTBOUND
    purpose: Purpose = Purpose.CARE
    at: datetime | None = None

    def __attrs_post_init__(self) -> None:
        self.check()
        near(self, self.on, self.at)
