"""What has happened to a patient.

Facts only: nothing here knows a policy, a due date or today's date. No names, numbers, addresses or notes have a
place to live in these types; ids and codes are opaque.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import ClassVar, Final, final

import attrs

from recallcore._value import (
    LONGEST_TEXT,
    Check,
    Checked,
    FactError,
    as_set,
    code_text,
    day,
    each,
    instant,
    one_of,
    optional,
    text,
    truth,
)
from recallcore._vocabulary import (
    Booking,
    Channel,
    Direction,
    Kind,
    Notation,
    Outcome,
    Party,
    Purpose,
    Risk,
    Where,
)


# attrs wants each converter to be a function with a name and a type of its own; then type checkers accept any
# iterable of the right items where a tuple is stored.
def _kinds(items: Iterable[Kind]) -> tuple[Kind, ...]:
    return as_set(items)


def _universal_to_fdi() -> dict[str, str]:
    """Universal numbers run round the mouth: upper right to upper left, then lower left to lower right."""
    permanent = [
        *(f"1{n}" for n in range(8, 0, -1)),
        *(f"2{n}" for n in range(1, 9)),
        *(f"3{n}" for n in range(8, 0, -1)),
        *(f"4{n}" for n in range(1, 9)),
    ]
    primary = [
        *(f"5{n}" for n in range(5, 0, -1)),
        *(f"6{n}" for n in range(1, 6)),
        *(f"7{n}" for n in range(5, 0, -1)),
        *(f"8{n}" for n in range(1, 6)),
    ]
    return {
        **{str(n): tooth for n, tooth in enumerate(permanent, 1)},
        **dict(zip("ABCDEFGHIJKLMNOPQRST", primary, strict=True)),
    }


_FDI_OF: Final = _universal_to_fdi()
_FDI_TEETH: Final = frozenset(_FDI_OF.values())


@final
@attrs.frozen(kw_only=True, weakref_slot=False)
class Site(Checked):
    """A tooth, with the notation its number is written in. Raises `FactError` for a tooth that does not exist."""

    tooth: str
    notation: Notation

    checks: ClassVar[Mapping[str, Check]] = {"tooth": text, "notation": one_of(Notation)}

    def __attrs_post_init__(self) -> None:
        self.check()
        if self.tooth not in (_FDI_TEETH if self.notation is Notation.FDI else _FDI_OF):
            raise FactError(f"Site.tooth is no tooth in {self.notation} notation")

    @property
    def fdi(self) -> str:
        """The same tooth's number in FDI notation, by which sites are compared."""
        return self.tooth if self.notation is Notation.FDI else _FDI_OF[self.tooth]


@final
@attrs.frozen(kw_only=True, weakref_slot=False)
class Patient(Checked):
    """Who the history is about. `subject` is False for somebody on the books who is not a patient (a guarantor).

    `id` and `household` are opaque: never a name. `risk` is the clinician's; None means not assessed.
    """

    id: str
    birth_date: date | None = attrs.field(default=None, repr=False)
    household: str | None = None
    risk: Risk | None = None
    subject: bool = True

    checks: ClassVar[Mapping[str, Check]] = {
        "id": text,
        "birth_date": optional(day),
        "household": optional(text),
        "risk": optional(one_of(Risk)),
        "subject": truth,
    }

    def __attrs_post_init__(self) -> None:
        known, born = self.id, self.birth_date
        if (
            (type(known) is str and known.isalnum() and len(known) <= LONGEST_TEXT)
            and (born is None or type(born) is date)
            and self.household is None
            and (self.risk is None or type(self.risk) is Risk)
            and type(self.subject) is bool
        ):
            return
        self.check()


@final
@attrs.frozen(kw_only=True, weakref_slot=False)
class Procedure(Checked):
    """A piece of care: what it was, the day, and the source's own code beside it.

    In `History.completed`, `on` is the day it was done; in `History.planned`, the day it was planned.
    """

    on: date
    kind: Kind
    code: str = ""
    site: Site | None = None
    where: Where = Where.HERE

    checks: ClassVar[Mapping[str, Check]] = {
        "on": day,
        "kind": one_of(Kind),
        "code": code_text,
        "site": optional(one_of(Site)),
        "where": one_of(Where),
    }

    def __attrs_post_init__(self) -> None:
        code = self.code
        if (
            type(self.on) is date
            and type(self.kind) is Kind
            and type(self.where) is Where
            and (self.site is None or type(self.site) is Site)
            and (code == "" or (type(code) is str and code.isalnum() and len(code) <= LONGEST_TEXT))
        ):
            return
        self.check()


@final
@attrs.frozen(kw_only=True, weakref_slot=False)
class Appointment(Checked):
    """A visit as booked. `kinds` is what it is for; empty when the source does not say.

    `at` is the aware instant it starts, within a day of `on` in its own zone. `booked_on` and `booked_by` say when
    and by whom it was made: a patient's own booking speaks against an earlier report of having moved.
    """

    on: date
    state: Booking
    kinds: tuple[Kind, ...] = attrs.field(default=(), converter=_kinds)
    at: datetime | None = None
    booked_on: date | None = None
    booked_by: Party | None = None

    checks: ClassVar[Mapping[str, Check]] = {
        "on": day,
        "state": one_of(Booking),
        "kinds": each(one_of(Kind)),
        "at": optional(instant),
        "booked_on": optional(day),
        "booked_by": optional(one_of(Party)),
    }

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
        _near(self, self.on, self.at)


@final
@attrs.frozen(kw_only=True, weakref_slot=False)
class Attempt(Checked):
    """One contact, made or tried. `at` is its aware instant, within a day of `on` in its own zone."""

    on: date
    channel: Channel
    outcome: Outcome
    direction: Direction = Direction.OUTBOUND
    purpose: Purpose = Purpose.CARE
    at: datetime | None = None

    checks: ClassVar[Mapping[str, Check]] = {
        "on": day,
        "channel": one_of(Channel),
        "outcome": one_of(Outcome),
        "direction": one_of(Direction),
        "purpose": one_of(Purpose),
        "at": optional(instant),
    }

    def __attrs_post_init__(self) -> None:
        if (
            type(self.on) is date
            and type(self.channel) is Channel
            and type(self.outcome) is Outcome
            and type(self.direction) is Direction
            and type(self.purpose) is Purpose
            and self.at is None
        ):
            return
        self.check()
        _near(self, self.on, self.at)


def _near(owner: object, on: date, at: datetime | None) -> None:
    if at is not None and abs(at.date() - on) > timedelta(days=1):
        raise FactError(f"{type(owner).__name__}.at must fall within a day of its `on`")
