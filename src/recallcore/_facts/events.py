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
from recallcore._base.errors import FactError
from recallcore._base.spelling import MOMENT, sort_key
from recallcore._base.values import sorted_once
from recallcore._facts.converters import as_codes, as_kinds
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
LOST: Final = frozenset({AppointmentState.CANCELLED, AppointmentState.MISSED})
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

    `id` and `household` are opaque: never a name. `registered` is the day the practice took them on its books (None:
    not known). `risk` is the clinician's; None means not assessed. `prefers` is the channel the patient likes best.
    `traits` are pairs of a `Trait` and a whole level from 0 to 1,000,000, on a scale of the practice's own; a policy
    may weigh them.
    """

    looks_first: ClassVar[bool] = True

    id: str
    birth_date: date | None = attrs.field(default=None, repr=False)
    household: str | None = None
    registered: date | None = None
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
    """A visit as booked. `kinds` and `codes` are what it is for; both empty when the source does not say.

    `codes` are the source's own, beside the kinds or in their place. `at` is the aware instant it starts, within a day
    of `on` in its own zone. `booked_on` and `booked_by` say when and by whom it was made: a booking speaks only against
    what was said before it, and a patient's own one against an earlier report of having moved. `cancelled_on` is the
    day it was cancelled (None: not known), which may be after it should have been; only a cancelled or missed one has
    it. One that is missed on a day still to come is a cancelled one.

    Raises `FactError` when it was cancelled before it was made.
    """

    looks_first: ClassVar[bool] = True

    on: date
    state: AppointmentState
    kinds: tuple[Kind, ...] = attrs.field(default=(), converter=as_kinds)
    at: datetime | None = attrs.field(default=None, metadata=MOMENT)
    booked_on: date | None = None
    booked_by: Party | None = None
    cancelled_on: date | None = None
    codes: tuple[str, ...] = attrs.field(default=(), converter=as_codes)

    never_usual: ClassVar[frozenset[str]] = frozenset({"cancelled_on"})

    def __attrs_post_init__(self) -> None:
        self.check()
        refuse_far_instant(self, self.on, self.at)
        if self.cancelled_on is not None:
            self._refuse_untrue_cancellation(self.cancelled_on)

    def _refuse_untrue_cancellation(self, cancelled_on: date) -> None:
        if self.state not in LOST:
            raise FactError("Appointment.cancelled_on belongs to an appointment that was cancelled or missed")
        if self.booked_on is not None and cancelled_on < self.booked_on:
            raise FactError("Appointment.cancelled_on must not be before Appointment.booked_on")

    @property
    def said_on(self) -> date | None:
        """The latest of the days on which it was booked, was cancelled, came or was missed."""
        happened = self.on if self.state in _HAPPENED and self.cancelled_on is None else None
        return max((on for on in (happened, self.booked_on, self.cancelled_on) if on is not None), default=None)

    @property
    def speaks_of(self) -> date:
        """The day of the visit."""
        return self.on

    def _order(self) -> tuple[Any, ...]:
        booked = self.booked_on or date.min, self.booked_by or ""
        cancelled = self.cancelled_on or date.min
        return self.on, self.state, self.kinds, *booked, sort_key(self.at), cancelled, self.codes


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
