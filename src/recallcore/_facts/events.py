"""What has happened to a patient.

Facts only: nothing here knows a policy, a due date or today's date. No names, numbers, addresses or notes have a
place to live in these types; ids and codes are opaque.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, ClassVar, Final, final

import attrs

from recallcore._base.checks import (
    Check,
    code_text,
    each,
    one_of,
    refuse_far_instant,
    whole,
    words,
)
from recallcore._base.spelling import MOMENT, sort_key
from recallcore._base.values import sorted_once
from recallcore._facts.converters import as_kinds
from recallcore._facts.fact import Fact
from recallcore._facts.teeth import Site
from recallcore._facts.vocabulary import (
    AppointmentState,
    CareSetting,
    Channel,
    Direction,
    Kind,
    Outcome,
    Party,
    Purpose,
    Risk,
    Trait,
)

_KIND: Final = one_of(Kind)
_HAPPENED: Final = frozenset({AppointmentState.KEPT, AppointmentState.MISSED})


def _trait_level(value: object) -> str | None:
    if type(value) is tuple and len(value) == 2 and type(value[0]) is Trait:
        return _LEVEL(value[1])
    return f"must be a pair of a Trait ({words(Trait)}) and a level"


_LEVEL: Final = whole(0, told=False)
_LEVELS: Final = each(_trait_level)


def _traits(value: object) -> str | None:
    """Each trait once, with its level."""
    if type(value) is tuple and len(value) == 1 and _trait_level(value[0]) is None:
        return None  # nearly always
    fault = _LEVELS(value)
    if fault is None and isinstance(value, tuple) and len({trait for trait, _ in value}) < len(value):
        return "must name each trait once"
    return fault


def _as_levels(levels: Iterable[tuple[Trait, int]]) -> tuple[tuple[Trait, int], ...]:
    return sorted_once(levels, _trait_level)


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class Patient(Fact):
    """Who the history is about. `subject` is False for somebody on the books who is not a patient (a guarantor).

    `id` and `household` are opaque: never a name. `risk` is the clinician's; None means not assessed. `prefers` is the
    channel the patient likes best. `traits` are pairs of a `Trait` and a whole level from 0 to 1,000,000, on a scale of
    the practice's own; a policy may weigh them.
    """

    looks_first: ClassVar[bool] = True

    id: str
    birth_date: date | None = attrs.field(default=None, repr=False)
    household: str | None = None
    risk: Risk | None = None
    subject: bool = True
    prefers: Channel | None = None
    traits: tuple[tuple[Trait, int], ...] = attrs.field(default=(), converter=_as_levels)

    checks: ClassVar[Mapping[str, Check]] = {"traits": _traits}

    @property
    def said_on(self) -> None:
        """None: who a patient is has no day."""
        return None


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class Procedure(Fact):
    """A piece of care: what it was, the day, and the source's own code beside it.

    In `History.completed`, `on` is the day it was done; in `History.planned`, the day it was planned, or
    planned for.
    """

    looks_first: ClassVar[bool] = True

    on: date
    kind: Kind
    code: str = ""
    site: Site | None = None
    where: CareSetting = CareSetting.HERE

    checks: ClassVar[Mapping[str, Check]] = {"code": code_text}

    @property
    def said_on(self) -> date:
        """The day it was done, or planned."""
        return self.on

    def _order(self) -> tuple[Any, ...]:
        site = "" if self.site is None else f"{self.site.notation} {self.site.tooth}"
        return self.on, self.kind, self.code, self.where, site


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class Appointment(Fact):
    """A visit as booked. `kinds` is what it is for; empty when the source does not say.

    `at` is the aware instant it starts, within a day of `on` in its own zone. `booked_on` and `booked_by` say when
    and by whom it was made: a patient's own booking speaks against an earlier report of having moved.
    """

    looks_first: ClassVar[bool] = True

    on: date
    state: AppointmentState
    kinds: tuple[Kind, ...] = attrs.field(default=(), converter=as_kinds)
    at: datetime | None = attrs.field(default=None, metadata=MOMENT)
    booked_on: date | None = None
    booked_by: Party | None = None

    def __attrs_post_init__(self) -> None:
        self.check()
        refuse_far_instant(self, self.on, self.at)

    @property
    def said_on(self) -> date | None:
        """The day of a visit that came or was missed, or was booked: the later."""
        happened = self.on if self.state in _HAPPENED else None
        return max((on for on in (happened, self.booked_on) if on is not None), default=None)

    @property
    def speaks_of(self) -> date:
        """The day of the visit."""
        return self.on

    def _order(self) -> tuple[Any, ...]:
        booked = self.booked_on or date.min, self.booked_by or ""
        return self.on, self.state, self.kinds, *booked, sort_key(self.at)


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class Attempt(Fact):
    """One contact, made or tried. `at` is its aware instant, within a day of `on` in its own zone."""

    looks_first: ClassVar[bool] = True

    on: date
    channel: Channel
    outcome: Outcome
    direction: Direction = Direction.OUTBOUND
    purpose: Purpose = Purpose.CARE
    at: datetime | None = attrs.field(default=None, metadata=MOMENT)

    def __attrs_post_init__(self) -> None:
        self.check()
        refuse_far_instant(self, self.on, self.at)

    @property
    def said_on(self) -> date:
        """The day of the contact."""
        return self.on

    def _order(self) -> tuple[Any, ...]:
        return self.on, self.channel, self.outcome, self.direction, self.purpose, sort_key(self.at)
