"""Who is in contact with a patient right now: a fact with an expiry.

Facts alone. Two people who call from one list must not call the same patient; a claim that somebody forgot must not
block a patient for good.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta, timezone
from typing import ClassVar, Final, final

import attrs

from recallcore._value import Check, Checked, FactError, instant, text

_LONGEST: Final = timedelta(days=1)
_MIDNIGHT: Final = time()


def _as_written(at: datetime) -> datetime:
    """The instant with its offset alone: two times of one zone would be compared by the clock on the wall."""
    offset = at.utcoffset() if isinstance(at, datetime) else None
    return at if offset is None else at.replace(tzinfo=timezone(offset), fold=0)


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class InProgress(Checked):
    """A contact in progress: nobody else is to contact the patient. `by` is the opaque id of whoever is.

    Holds from the aware instant `since` until the instant `until`, at most a day later, at which it has lapsed by
    itself. Write both in the practice's own time zone: where no clock time is asked about, its days are those there.
    """

    by: str
    since: datetime = attrs.field(converter=_as_written)
    until: datetime = attrs.field(converter=_as_written)

    checks: ClassVar[Mapping[str, Check]] = {"by": text, "since": instant, "until": instant}

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

    def _compared(self) -> tuple[object, ...]:
        return self.by, self.since.isoformat(), self.until.isoformat()  # in another zone it may have other days
