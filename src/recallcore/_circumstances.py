"""What bears on contacting a patient, and on their care: facts of standing, beside what happened on a day.

Circumstances stand on five separate axes: vital status, residence, reachability, consent, and the practice's own
holds. One never implies another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import ClassVar, TypeAlias, final

import attrs

from recallcore._intervals import Interval
from recallcore._value import Check, Checked, FactError, as_set, day, each, one_of, optional, text, truth
from recallcore._vocabulary import Channel, Party, Purpose


# Converters: see `_facts`.
def _channels(items: Iterable[Channel] | None) -> tuple[Channel, ...] | None:
    return None if items is None else as_set(items, one_of(Channel))


def _purposes(items: Iterable[Purpose] | None) -> tuple[Purpose, ...] | None:
    return None if items is None else as_set(items, one_of(Purpose))


def _recalls(items: Iterable[str] | None) -> tuple[str, ...] | None:
    return None if items is None else as_set(items, text)


def _in_turn(owner: object, first: date | None, then: date | None, names: str) -> None:
    if first is not None and then is not None and then <= first:
        raise FactError(f"{type(owner).__name__}: {names}")


# ------------------------------------------------------------------ whether we may contact somebody


@final
@attrs.frozen(kw_only=True, weakref_slot=False)
class Deceased(Checked):
    """A death, as recorded. One of the two facts that end a relationship, once it is `confirmed`.

    `recorded` is the day the practice recorded it and `source` who said so; both are required, because somebody may
    have to ask. `died_on` is optional: many real records lack it. Unconfirmed, it silences and asks for review.
    """

    recorded: date
    source: Party
    died_on: date | None = None
    confirmed: bool = False

    checks: ClassVar[Mapping[str, Check]] = {
        "recorded": day,
        "source": one_of(Party),
        "died_on": optional(day),
        "confirmed": truth,
    }

    def __attrs_post_init__(self) -> None:
        self.check()
        if self.died_on is not None and self.died_on > self.recorded:
            raise FactError("Deceased.died_on must not be after Deceased.recorded")


@final
@attrs.frozen(kw_only=True, weakref_slot=False)
class RelocatedPermanently(Checked):
    """Moved away for good; the other fact that ends a relationship. A later visit or own booking speaks against it.

    `recorded` is the day the practice recorded it and `source` who said so; both are required.
    """

    recorded: date
    source: Party

    checks: ClassVar[Mapping[str, Check]] = {"recorded": day, "source": one_of(Party)}


@final
@attrs.frozen(kw_only=True, weakref_slot=False)
class Away(Checked):
    """Elsewhere for a while: a term, a posting, a winter.

    `since` is the first day away (None: already away). `until` is the first day contact may resume, inclusive, and
    on that day coming back is itself a reason to call (None: not known).
    """

    since: date | None = None
    until: date | None = None

    checks: ClassVar[Mapping[str, Check]] = {"since": optional(day), "until": optional(day)}

    def __attrs_post_init__(self) -> None:
        self.check()
        _in_turn(self, self.since, self.until, "until must be after since")


@final
@attrs.frozen(kw_only=True, weakref_slot=False)
class Deferral(Checked):
    """Asked to be left alone for now. `until` is the first day contact may resume, inclusive, and a reason to call.

    `since` is the day it was said (None: not known). The latest dated request replaces earlier dated ones.
    """

    until: date
    since: date | None = None

    checks: ClassVar[Mapping[str, Check]] = {"until": day, "since": optional(day)}

    def __attrs_post_init__(self) -> None:
        self.check()
        _in_turn(self, self.since, self.until, "until must be after since")


@final
@attrs.frozen(kw_only=True, weakref_slot=False)
class OptOut(Checked):
    """Asked not to be contacted: by some channels, for some purposes, or (None) by all, for all. Never lapses."""

    since: date | None = None
    channels: tuple[Channel, ...] | None = attrs.field(default=None, converter=_channels)
    purposes: tuple[Purpose, ...] | None = attrs.field(default=None, converter=_purposes)

    checks: ClassVar[Mapping[str, Check]] = {
        "since": optional(day),
        "channels": optional(each(one_of(Channel), least=1)),
        "purposes": optional(each(one_of(Purpose), least=1)),
    }


@final
@attrs.frozen(kw_only=True, weakref_slot=False)
class Unreachable(Checked):
    """No working address for one channel: none on file, a wrong number, a bounce."""

    channel: Channel
    since: date | None = None

    checks: ClassVar[Mapping[str, Check]] = {"channel": one_of(Channel), "since": optional(day)}


@final
@attrs.frozen(kw_only=True, weakref_slot=False)
class Hold(Checked):
    """The practice's own decision to wait, under its own `code`.

    From `since` (None: always was) until `until`, the first day it no longer holds (None: until somebody lifts it),
    for the named `recalls` (None: for everything).
    """

    code: str
    since: date | None = None
    until: date | None = None
    recalls: tuple[str, ...] | None = attrs.field(default=None, converter=_recalls)

    checks: ClassVar[Mapping[str, Check]] = {
        "code": text,
        "since": optional(day),
        "until": optional(day),
        "recalls": optional(each(text, least=1)),
    }

    def __attrs_post_init__(self) -> None:
        self.check()
        _in_turn(self, self.since, self.until, "until must be after since")


@final
@attrs.frozen(kw_only=True, weakref_slot=False)
class Excluded(Checked):
    """The source says "do not contact" and does not say why: "archived", "inactive", "disabled".

    Withholds the named `recalls` (None: everything) and asks for review. It never becomes a death or a move.
    """

    code: str
    since: date | None = None
    recalls: tuple[str, ...] | None = attrs.field(default=None, converter=_recalls)

    checks: ClassVar[Mapping[str, Check]] = {
        "code": text,
        "since": optional(day),
        "recalls": optional(each(text, least=1)),
    }


@final
@attrs.frozen(kw_only=True, weakref_slot=False)
class UnreadNote(Checked):
    """A note exists that the caller's program could not fully understand. Withholds until somebody reads it."""

    on: date

    checks: ClassVar[Mapping[str, Check]] = {"on": day}


# ------------------------------------------------------------------ what this patient's care needs


@final
@attrs.frozen(kw_only=True, weakref_slot=False)
class IntervalOverride(Checked):
    """This patient's own interval for a recall, by its name in the policy. Stands until a later one replaces it."""

    recall: str
    interval: Interval
    since: date

    checks: ClassVar[Mapping[str, Check]] = {"recall": text, "interval": one_of(Interval), "since": day}


@final
@attrs.frozen(kw_only=True, weakref_slot=False)
class DueDateOverride(Checked):
    """A due date set by hand on the day `set_on`. Ends at the first visit after that day that resolves the recall."""

    recall: str
    due: date
    set_on: date

    checks: ClassVar[Mapping[str, Check]] = {"recall": text, "due": day, "set_on": day}


@final
@attrs.frozen(kw_only=True, weakref_slot=False)
class PerioEnrolment(Checked):
    """In periodontal care from `since` (None: not known) until `until`, the first day no longer in it (None: still)."""

    since: date | None = None
    until: date | None = None

    checks: ClassVar[Mapping[str, Check]] = {"since": optional(day), "until": optional(day)}

    def __attrs_post_init__(self) -> None:
        self.check()
        _in_turn(self, self.since, self.until, "until must be after since")


Circumstance: TypeAlias = (
    Deceased | RelocatedPermanently | Away | Deferral | OptOut | Unreachable | Hold | Excluded | UnreadNote
)
CareDirection: TypeAlias = IntervalOverride | DueDateOverride | PerioEnrolment
