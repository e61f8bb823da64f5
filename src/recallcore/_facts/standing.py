"""What bears on contacting a patient: facts of standing, beside what happened on a day.

Circumstances stand on five separate axes: vital status, residence, reachability, consent, and the practice's own
holds. One never implies another.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import ClassVar, TypeAlias, final

import attrs

from recallcore._base.checks import Check, code_text, each, one_of, optional, text
from recallcore._base.errors import FactError
from recallcore._base.intervals import birthday
from recallcore._facts.converters import as_channels, as_purposes, as_recalls
from recallcore._facts.fact import Carried, Circumstance
from recallcore._facts.vocabulary import Channel, DeferralReason, Party, Purpose


def _in_turn(owner: object, first: date | None, then: date | None, names: str) -> None:
    if first is not None and then is not None and then <= first:
        raise FactError(f"{type(owner).__name__}: {names}")


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class Deceased(Circumstance):
    """A death, as recorded. One of the two facts that end a relationship, once it is `confirmed`.

    `recorded` is the day the practice recorded it and `source` who said so; both are required, because somebody may
    have to ask. `died_on` is optional: many real records lack it. `evidence` is the source's own opaque reference to
    what was seen, such as a certificate's number (empty: none named). Unconfirmed, it silences and asks for review.
    """

    recorded: date
    source: Party
    died_on: date | None = None
    confirmed: bool = False
    evidence: str = ""

    may_prompt: ClassVar[bool] = False
    carried: ClassVar[Carried] = Carried.STAYS
    checks: ClassVar[Mapping[str, Check]] = {"evidence": code_text}

    def __attrs_post_init__(self) -> None:
        self.check()
        if self.died_on is not None and self.died_on > self.recorded:
            raise FactError("Deceased.died_on must not be after Deceased.recorded")

    @property
    def said_on(self) -> date:
        """The day it was recorded."""
        return self.recorded


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class RelocatedPermanently(Circumstance):
    """Moved away for good; the other fact that ends a relationship. A later visit or own booking speaks against it.

    `recorded` is the day the practice recorded it and `source` who said so; both are required. `evidence` is the
    source's own opaque reference to what was seen, such as a returned form (empty: none named).
    """

    recorded: date
    source: Party
    evidence: str = ""

    may_prompt: ClassVar[bool] = False
    carried: ClassVar[Carried] = Carried.STAYS
    checks: ClassVar[Mapping[str, Check]] = {"evidence": code_text}

    @property
    def said_on(self) -> date:
        """The day it was recorded."""
        return self.recorded


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class Reinstated(Circumstance):
    """A report that had ended the relationship, on record from `since`, was taken back on the day `on`.

    Until a person releases the first contact, on `released_on`, nobody makes one; a visit or a conversation on a later
    day is one already. What was agreed for a day from `since` up to the day before `on` has expired. Not for a report
    that a visit or the patient's own booking had ended before: nothing had been silent.
    """

    since: date
    on: date
    released_on: date | None = None

    may_prompt: ClassVar[bool] = False
    carried: ClassVar[Carried] = Carried.STAYS

    def __attrs_post_init__(self) -> None:
        self.check()
        if self.on < self.since:
            raise FactError("Reinstated.on must not be before Reinstated.since")
        if self.released_on is not None and self.released_on < self.on:
            raise FactError("Reinstated.released_on must not be before Reinstated.on")

    @property
    def said_on(self) -> date:
        """The day the report was taken back."""
        return self.on


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class Away(Circumstance):
    """Elsewhere for a while: a term, a posting, a winter.

    `since` is the first day away (None: already away). `until` is the first day contact may resume, inclusive, and
    on that day coming back is itself a reason to call (None: not known; a person is asked to find out from `review_on`
    on, that day included, or at once).

    `yearly`, it recurs on the same days of every year from then on. Both days are required then, less than a year
    apart; 29 February is 1 March in other years. From `yearly_until` on, none begins any more (None: it goes on).
    """

    since: date | None = None
    until: date | None = None
    yearly: bool = False
    yearly_until: date | None = None
    review_on: date | None = None

    may_prompt: ClassVar[bool] = True
    carried: ClassVar[Carried] = Carried.STAYS

    def __attrs_post_init__(self) -> None:
        self.check()
        _in_turn(self, self.since, self.until, "until must be after since")
        _in_turn(self, self.since, self.yearly_until, "yearly_until must be after since")
        faults = list(self._contradictions())
        if faults:
            raise FactError(*(f"Away: {fault}" for fault in faults))

    def _contradictions(self) -> Iterator[str]:
        if self.yearly:
            if self.since is None or self.until is None:
                yield "since and until must be given where yearly"
            elif not _recurs(self.since, self.until):
                yield "a yearly absence must be a day or more, and less than a year, in every year"
        elif self.yearly_until is not None:
            yield "yearly_until belongs to a yearly absence"
        if self.review_on is not None:
            if self.until is not None:
                yield "review_on belongs to an absence without until"
            if self.since is not None and self.review_on < self.since:
                yield "review_on must not be before since"

    @property
    def said_on(self) -> None:
        """None: an absence may lie ahead."""
        return None


def _recurs(since: date, until: date) -> bool:
    """Whether what happens from `since` to `until` can happen every year: each time over before the next begins."""
    again = birthday(since, 1)
    return (again is None or until < again) and _in_most_years(since) != _in_most_years(until)


def _in_most_years(on: date) -> tuple[int, int]:
    return (3, 1) if (on.month, on.day) == (2, 29) else (on.month, on.day)


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class Deferral(Circumstance):
    """Asked to be left alone for now, about the named `recalls` (None: about everything).

    `until` is the first day contact may resume, inclusive, and a reason to call (None: nobody said; the policy's
    `deferral` counts from `since`). `since` is the day it was said (None: not known), `because` the reason given. The
    latest dated request replaces earlier dated ones about the same.
    """

    until: date | None = None
    since: date | None = None
    because: DeferralReason | None = None
    recalls: tuple[str, ...] | None = attrs.field(default=None, converter=as_recalls)

    may_prompt: ClassVar[bool] = True
    carried: ClassVar[Carried] = Carried.STAYS
    checks: ClassVar[Mapping[str, Check]] = {"recalls": optional(each(text, least=1))}

    def __attrs_post_init__(self) -> None:
        self.check()
        _in_turn(self, self.since, self.until, "until must be after since")
        if self.since is None and self.until is None:
            raise FactError("Deferral: since must be given where until is not")

    @property
    def said_on(self) -> date | None:
        """The day it was asked."""
        return self.since


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class OptOut(Circumstance):
    """Asked not to be contacted: by some channels, for some purposes, or (None) by all, for all. Never lapses."""

    since: date | None = None
    channels: tuple[Channel, ...] | None = attrs.field(default=None, converter=as_channels)
    purposes: tuple[Purpose, ...] | None = attrs.field(default=None, converter=as_purposes)

    may_prompt: ClassVar[bool] = False
    carried: ClassVar[Carried] = Carried.BY_PERSON
    checks: ClassVar[Mapping[str, Check]] = {
        "channels": optional(each(one_of(Channel), least=1)),
        "purposes": optional(each(one_of(Purpose), least=1)),
    }

    @property
    def said_on(self) -> date | None:
        """The day it was asked."""
        return self.since


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class Unreachable(Circumstance):
    """No working address for one channel: none on file, a wrong number, a bounce."""

    channel: Channel
    since: date | None = None

    may_prompt: ClassVar[bool] = False
    carried: ClassVar[Carried] = Carried.BY_PERSON

    @property
    def said_on(self) -> date | None:
        """The day it was found out."""
        return self.since


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class Hold(Circumstance):
    """The practice's own decision to wait, under its own `code`.

    From `since` (None: always was) until `until`, the first day it no longer holds (None: until somebody lifts it),
    for the named `recalls` (None: for everything).
    """

    code: str
    since: date | None = None
    until: date | None = None
    recalls: tuple[str, ...] | None = attrs.field(default=None, converter=as_recalls)

    may_prompt: ClassVar[bool] = False
    carried: ClassVar[Carried] = Carried.STAYS
    checks: ClassVar[Mapping[str, Check]] = {"recalls": optional(each(text, least=1))}

    def __attrs_post_init__(self) -> None:
        self.check()
        _in_turn(self, self.since, self.until, "until must be after since")

    @property
    def said_on(self) -> None:
        """None: a hold may lie ahead."""
        return None


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class Excluded(Circumstance):
    """The source says "do not contact" and does not say why: "archived", "inactive", "disabled".

    Withholds the named `recalls` (None: everything) and asks for review. It never becomes a death or a move.
    """

    code: str
    since: date | None = None
    recalls: tuple[str, ...] | None = attrs.field(default=None, converter=as_recalls)

    may_prompt: ClassVar[bool] = False
    carried: ClassVar[Carried] = Carried.STAYS
    checks: ClassVar[Mapping[str, Check]] = {"recalls": optional(each(text, least=1))}

    @property
    def said_on(self) -> date | None:
        """The day from which the source says so."""
        return self.since


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class UnreadNote(Circumstance):
    """A note exists that the caller's program could not fully understand. Withholds until somebody reads it."""

    on: date

    may_prompt: ClassVar[bool] = False
    carried: ClassVar[Carried] = Carried.STAYS

    @property
    def said_on(self) -> date:
        """The day of the note."""
        return self.on


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class DisputedBirthDate(Circumstance):
    """Two records of this patient say different birth dates. Withholds until a person has found out which is right.

    `merge` states it of charts that disagree. `since` is the day it was noticed (None: not known).
    """

    since: date | None = None

    may_prompt: ClassVar[bool] = False
    carried: ClassVar[Carried] = Carried.STAYS

    @property
    def said_on(self) -> date | None:
        """The day it was noticed."""
        return self.since


# Every circumstance of this room.
Standing: TypeAlias = (
    Deceased
    | RelocatedPermanently
    | Reinstated
    | Away
    | Deferral
    | OptOut
    | Unreachable
    | Hold
    | Excluded
    | UnreadNote
    | DisputedBirthDate
)
