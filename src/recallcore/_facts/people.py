"""Who is contacted in a patient's place, who is in contact right now, and what a household has been through.

Facts alone: ids are opaque, and may be those of other patients. Whether anybody may be asked is for another room.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta, timezone
from typing import ClassVar, Final, TypeAlias, final

import attrs

from recallcore._base.checks import instant
from recallcore._base.errors import FactError
from recallcore._base.values import Word
from recallcore._facts.fact import Carried, Circumstance

_LONGEST: Final = timedelta(days=1)
_MIDNIGHT: Final = time()


def _as_written(at: datetime) -> datetime:
    """The instant with its offset alone: two times of one zone would be compared by the clock on the wall."""
    offset = at.utcoffset() if instant(at) is None else None
    return at if offset is None else at.replace(tzinfo=timezone(offset), fold=0)


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class InProgress(Circumstance):
    """A contact in progress: nobody else is to contact the patient. `by` is the opaque id of whoever is.

    Holds from the aware instant `since` until the instant `until`, at most a day later, at which it has lapsed by
    itself. Write both in the practice's own time zone: where no clock time is asked about, its days are those there.
    """

    by: str
    since: datetime = attrs.field(converter=_as_written)
    until: datetime = attrs.field(converter=_as_written)

    may_prompt: ClassVar[bool] = False
    carried: ClassVar[Carried] = Carried.BY_HOUSEHOLD

    def __attrs_post_init__(self) -> None:
        self.check()
        if self.until <= self.since:
            raise FactError("InProgress: until must be after since")
        if self.until - self.since > _LONGEST:
            raise FactError("InProgress.until must be at most 24 hours after its since")

    @property
    def days(self) -> tuple[date, date | None]:
        """The first day it touches, and the first day after it (None: that is past the calendar)."""
        first, last = self.since.date(), self.until.date()
        if self.until.time() == _MIDNIGHT and last > first:
            last -= _LONGEST  # it lapses as that day begins
        first, last = min(first, last), max(first, last)  # the two may be written in different zones
        return first, None if last == date.max else last + _LONGEST

    @classmethod
    def _reader(cls) -> "Callable[[InProgress], object]":
        return lambda claim: (claim.by, claim.since.isoformat(), claim.until.isoformat())  # a zone has its own days

    @property
    def said_on(self) -> None:
        """None: it goes by instants, and may lie ahead."""
        return None


class PersonEnd(Word):
    """Why somebody is a patient's contact person no longer."""

    DIED = "died"
    MOVED = "moved"
    GAVE_UP = "gave it up"


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class ContactPerson(Circumstance):
    """Who is contacted instead of the patient: a parent, a guardian, a carer.

    `person` is an opaque id: another patient's, or nobody's. From `since` (None: always was) until `until`, the first
    day no longer (None: still); `ended` says why, where it is known, and needs that day. `consent_on` is the day the
    patient, of age, agreed to it. Of several that stand, the one who began last is asked; of one day, by id.
    """

    person: str
    since: date | None = None
    until: date | None = None
    ended: PersonEnd | None = None
    consent_on: date | None = None

    may_prompt: ClassVar[bool] = False
    carried: ClassVar[Carried] = Carried.STAYS

    def __attrs_post_init__(self) -> None:
        self.check()
        if self.since is not None and self.until is not None and self.until < self.since:
            raise FactError("ContactPerson.until must not be before ContactPerson.since")
        if self.ended is not None and self.until is None:
            raise FactError("ContactPerson.until must be given where ContactPerson.ended is")

    @property
    def said_on(self) -> date | None:
        """The day of the consent or of the death; who is asked may lie ahead."""
        died = self.until if self.ended is PersonEnd.DIED else None
        return max((on for on in (self.consent_on, died) if on is not None), default=None)


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class Bereavement(Circumstance):
    """Somebody of the household died. `on` is the day the practice learned of it; quiet days follow."""

    on: date

    may_prompt: ClassVar[bool] = False
    carried: ClassVar[Carried] = Carried.BY_HOUSEHOLD

    @property
    def said_on(self) -> date:
        """The day the practice learned of it."""
        return self.on


# Every circumstance of this room.
OfPeople: TypeAlias = InProgress | ContactPerson | Bereavement
