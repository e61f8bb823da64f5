"""What has happened to a patient.

Facts only: nothing here knows a policy, a due date or today's date. No names, numbers, addresses or notes have a
place to live in these types; ids and codes are opaque.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final, TypeAlias, final

import attrs

from recallcore._intervals import Interval
from recallcore._value import (
    LONGEST_TEXT,
    FactError,
    Value,
    as_tuple,
    code_text,
    day,
    each,
    instant,
    one_of,
    optional,
    refuse,
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
    return as_tuple(items)


def _channels(items: Iterable[Channel] | None) -> tuple[Channel, ...] | None:
    return None if items is None else as_tuple(items)


def _purposes(items: Iterable[Purpose] | None) -> tuple[Purpose, ...] | None:
    return None if items is None else as_tuple(items)


def _recalls(items: Iterable[str] | None) -> tuple[str, ...] | None:
    return None if items is None else as_tuple(items)


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
class Site(Value):
    """A tooth, with the notation its number is written in. Raises `FactError` for a tooth that does not exist."""

    tooth: str
    notation: Notation

    def __attrs_post_init__(self) -> None:
        refuse(self, FactError, {"tooth": text, "notation": one_of(Notation)})
        if self.tooth not in (_FDI_TEETH if self.notation is Notation.FDI else _FDI_OF):
            raise FactError(f"Site.tooth is no tooth in {self.notation} notation")

    @property
    def fdi(self) -> str:
        """The same tooth's number in FDI notation, by which sites are compared."""
        return self.tooth if self.notation is Notation.FDI else _FDI_OF[self.tooth]


@final
@attrs.frozen(kw_only=True, weakref_slot=False)
class Patient(Value):
    """Who the history is about. `subject` is False for somebody on the books who is not a patient (a guarantor).

    `id` and `household` are opaque: never a name. `risk` is the clinician's; None means not assessed.
    """

    id: str
    birth_date: date | None = attrs.field(default=None, repr=False)
    household: str | None = None
    risk: Risk | None = None
    subject: bool = True

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
        checks = {
            "id": text,
            "birth_date": optional(day),
            "household": optional(text),
            "risk": optional(one_of(Risk)),
            "subject": truth,
        }
        refuse(self, FactError, checks)


@final
@attrs.frozen(kw_only=True, weakref_slot=False)
class Procedure(Value):
    """A piece of care: what it was, the day, and the source's own code beside it.

    In `History.completed`, `on` is the day it was done; in `History.planned`, the day it was planned.
    """

    on: date
    kind: Kind
    code: str = ""
    site: Site | None = None
    where: Where = Where.HERE

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
        checks = {
            "on": day,
            "kind": one_of(Kind),
            "code": code_text,
            "site": optional(one_of(Site)),
            "where": one_of(Where),
        }
        refuse(self, FactError, checks)


@final
@attrs.frozen(kw_only=True, weakref_slot=False)
class Appointment(Value):
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

    def __attrs_post_init__(self) -> None:
        if (
            type(self.on) is date
            and type(self.state) is Booking
            and not self.kinds
            and self.at is None
            and self.booked_on is None
            and self.booked_by is None
        ):
            return
        checks = {
            "on": day,
            "state": one_of(Booking),
            "kinds": each(one_of(Kind)),
            "at": optional(instant),
            "booked_on": optional(day),
            "booked_by": optional(one_of(Party)),
        }
        refuse(self, FactError, checks)
        _near(self, self.on, self.at)


@final
@attrs.frozen(kw_only=True, weakref_slot=False)
class Attempt(Value):
    """One contact, made or tried. `at` is its aware instant, within a day of `on` in its own zone."""

    on: date
    channel: Channel
    outcome: Outcome
    direction: Direction = Direction.OUTBOUND
    purpose: Purpose = Purpose.CARE
    at: datetime | None = None

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
        checks = {
            "on": day,
            "channel": one_of(Channel),
            "outcome": one_of(Outcome),
            "direction": one_of(Direction),
            "purpose": one_of(Purpose),
            "at": optional(instant),
        }
        refuse(self, FactError, checks)
        _near(self, self.on, self.at)


def _near(owner: object, on: date, at: datetime | None) -> None:
    if at is not None and abs(at.date() - on) > timedelta(days=1):
        raise FactError(f"{type(owner).__name__}.at must fall within a day of its `on`")


def _in_turn(owner: object, first: date | None, then: date | None, names: str) -> None:
    if first is not None and then is not None and then <= first:
        raise FactError(f"{type(owner).__name__}: {names}")


# ------------------------------------------------------------------ circumstances: whether we may contact somebody


@final
@attrs.frozen(kw_only=True, weakref_slot=False)
class Deceased(Value):
    """A death, as recorded. One of the two facts that end a relationship, once it is `confirmed`.

    `recorded` is the day the practice recorded it and `source` who said so; both are required, because somebody may
    have to ask. `died_on` is optional: many real records lack it. Unconfirmed, it silences and asks for review.
    """

    recorded: date
    source: Party
    died_on: date | None = None
    confirmed: bool = False

    def __attrs_post_init__(self) -> None:
        checks = {"recorded": day, "source": one_of(Party), "died_on": optional(day), "confirmed": truth}
        refuse(self, FactError, checks)
        if self.died_on is not None and self.died_on > self.recorded:
            raise FactError("Deceased.died_on must not be after Deceased.recorded")


@final
@attrs.frozen(kw_only=True, weakref_slot=False)
class RelocatedPermanently(Value):
    """Moved away for good; the other fact that ends a relationship. A later visit or own booking speaks against it.

    `recorded` is the day the practice recorded it and `source` who said so; both are required.
    """

    recorded: date
    source: Party

    def __attrs_post_init__(self) -> None:
        refuse(self, FactError, {"recorded": day, "source": one_of(Party)})


@final
@attrs.frozen(kw_only=True, weakref_slot=False)
class Away(Value):
    """Elsewhere for a while: a term, a posting, a winter.

    `since` is the first day away (None: already away). `until` is the first day contact may resume, inclusive, and
    on that day coming back is itself a reason to call (None: not known).
    """

    since: date | None = None
    until: date | None = None

    def __attrs_post_init__(self) -> None:
        refuse(self, FactError, {"since": optional(day), "until": optional(day)})
        _in_turn(self, self.since, self.until, "until must be after since")


@final
@attrs.frozen(kw_only=True, weakref_slot=False)
class Deferral(Value):
    """Asked to be left alone for now. `until` is the first day contact may resume, inclusive, and a reason to call.

    `since` is the day it was said (None: not known). The latest dated request replaces earlier dated ones.
    """

    until: date
    since: date | None = None

    def __attrs_post_init__(self) -> None:
        refuse(self, FactError, {"until": day, "since": optional(day)})
        _in_turn(self, self.since, self.until, "until must be after since")


@final
@attrs.frozen(kw_only=True, weakref_slot=False)
class OptOut(Value):
    """Asked not to be contacted: by some channels, for some purposes, or (None) by all, for all. Never lapses."""

    since: date | None = None
    channels: tuple[Channel, ...] | None = attrs.field(default=None, converter=_channels)
    purposes: tuple[Purpose, ...] | None = attrs.field(default=None, converter=_purposes)

    def __attrs_post_init__(self) -> None:
        checks = {
            "since": optional(day),
            "channels": optional(each(one_of(Channel), least=1)),
            "purposes": optional(each(one_of(Purpose), least=1)),
        }
        refuse(self, FactError, checks)


@final
@attrs.frozen(kw_only=True, weakref_slot=False)
class Unreachable(Value):
    """No working address for one channel: none on file, a wrong number, a bounce."""

    channel: Channel
    since: date | None = None

    def __attrs_post_init__(self) -> None:
        refuse(self, FactError, {"channel": one_of(Channel), "since": optional(day)})


@final
@attrs.frozen(kw_only=True, weakref_slot=False)
class Hold(Value):
    """The practice's own decision to wait, under its own `code`.

    From `since` (None: always was) until `until`, the first day it no longer holds (None: until somebody lifts it),
    for the named `recalls` (None: for everything).
    """

    code: str
    since: date | None = None
    until: date | None = None
    recalls: tuple[str, ...] | None = attrs.field(default=None, converter=_recalls)

    def __attrs_post_init__(self) -> None:
        checks = {
            "code": text,
            "since": optional(day),
            "until": optional(day),
            "recalls": optional(each(text, least=1)),
        }
        refuse(self, FactError, checks)
        _in_turn(self, self.since, self.until, "until must be after since")


@final
@attrs.frozen(kw_only=True, weakref_slot=False)
class Excluded(Value):
    """The source says "do not contact" and does not say why: "archived", "inactive", "disabled".

    Withholds the named `recalls` (None: everything) and asks for review. It never becomes a death or a move.
    """

    code: str
    since: date | None = None
    recalls: tuple[str, ...] | None = attrs.field(default=None, converter=_recalls)

    def __attrs_post_init__(self) -> None:
        refuse(self, FactError, {"code": text, "since": optional(day), "recalls": optional(each(text, least=1))})


@final
@attrs.frozen(kw_only=True, weakref_slot=False)
class UnreadNote(Value):
    """A note exists that the caller's program could not fully understand. Withholds until somebody reads it."""

    on: date

    def __attrs_post_init__(self) -> None:
        refuse(self, FactError, {"on": day})


# ------------------------------------------------------------------ the care plan: what this patient's care needs


@final
@attrs.frozen(kw_only=True, weakref_slot=False)
class IntervalOverride(Value):
    """This patient's own interval for a recall, by its name in the policy. Stands until a later one replaces it."""

    recall: str
    interval: Interval
    since: date

    def __attrs_post_init__(self) -> None:
        refuse(self, FactError, {"recall": text, "interval": one_of(Interval), "since": day})


@final
@attrs.frozen(kw_only=True, weakref_slot=False)
class DueDateOverride(Value):
    """A due date set by hand on the day `set_on`. Ends at the first visit after that day that resolves the recall."""

    recall: str
    due: date
    set_on: date

    def __attrs_post_init__(self) -> None:
        refuse(self, FactError, {"recall": text, "due": day, "set_on": day})


@final
@attrs.frozen(kw_only=True, weakref_slot=False)
class PerioEnrolment(Value):
    """In periodontal care from `since` until `until`, the first day no longer in it (None: still)."""

    since: date
    until: date | None = None

    def __attrs_post_init__(self) -> None:
        refuse(self, FactError, {"since": day, "until": optional(day)})
        _in_turn(self, self.since, self.until, "until must be after since")


Circumstance: TypeAlias = (
    Deceased | RelocatedPermanently | Away | Deferral | OptOut | Unreachable | Hold | Excluded | UnreadNote
)
CareDirection: TypeAlias = IntervalOverride | DueDateOverride | PerioEnrolment
Fact: TypeAlias = Patient | Procedure | Appointment | Attempt | Circumstance | CareDirection
