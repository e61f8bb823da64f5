"""Has what a visit was for been done, and when last?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from recallcore._base.intervals import ONE_DAY, Interval
from recallcore._deciding.coming import says_what_for
from recallcore._facts.codes import folded
from recallcore._facts.events import Appointment, Procedure
from recallcore._facts.vocabulary import Kind

_NEVER: Final = date.min


class Done:
    """The latest day on which each kind and code was done, for one patient."""

    def __init__(self, care: Iterable[Procedure], named: frozenset[str]) -> None:
        self._named = named  # the codes that recalls name
        self._kinds: dict[Kind, date] = {}
        self._codes: dict[str, date] = {}
        self._care = self._for_anything = _NEVER
        for procedure in care:  # in order of days
            self._kinds[procedure.kind] = self._codes[folded(procedure.code)] = self._care = procedure.on

    def may_be_done(self, kept: Appointment) -> None:
        """An appointment that was kept: what it was for may have been done there."""
        self._care = max(kept.on, self._care)
        if not says_what_for(kept, self._named):
            self._for_anything = max(kept.on, self._for_anything)
        self._kinds |= {kind: max(kept.on, self._kinds.get(kind, _NEVER)) for kind in kept.kinds}
        self._codes |= {code: max(kept.on, self._codes.get(code, _NEVER)) for code in map(folded, kept.codes)}

    def any_since(self, on: date) -> bool:
        """Whether anything was done on a day or later."""
        return self._care >= on

    def since(self, on: date, kinds: Iterable[Kind], codes: Iterable[str]) -> bool:
        """Whether any of these was done on a day or later."""
        days = [self._kinds.get(kind, _NEVER) for kind in kinds]
        days += [self._codes.get(folded(code), _NEVER) for code in codes]
        return max([self._for_anything, *days]) >= on

    def for_which(self, on: date, appointment: Appointment) -> bool:
        """Whether what an appointment was for was done on a day or later. Where it does not say: anything."""
        if not says_what_for(appointment, self._named):
            return self.any_since(on)
        return self.since(on, appointment.kinds, appointment.codes)


def made_good_from(lost: Appointment, window: Interval | None) -> date:
    """The first day on which care was surely done for a visit that was lost, and not at the visit where it was made.

    Moved earlier or later, it is the same visit. INFERENCE: where nobody knows when it was made, what was done when it
    was near was done in its place.
    """
    if lost.booked_on is not None:
        return lost.on if lost.booked_on >= lost.on else lost.booked_on + ONE_DAY
    near = lost.on if window is None else window.first_day_reaching(lost.on)
    return near if lost.cancelled_on is None else min(near, lost.cancelled_on)
