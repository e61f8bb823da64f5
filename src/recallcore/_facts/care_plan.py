"""What this patient's care needs: their own intervals, due dates and enrolments, and what a payer will pay for."""

from collections.abc import Mapping
from datetime import date
from typing import ClassVar, TypeAlias, final

import attrs

from recallcore._base.checks import Check, each, one_of, whole
from recallcore._base.errors import FactError
from recallcore._base.intervals import Interval
from recallcore._base.values import Word
from recallcore._facts.converters import as_kinds
from recallcore._facts.fact import CareDirection
from recallcore._facts.vocabulary import Kind


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class IntervalOverride(CareDirection):
    """This patient's own interval for a recall, by its name in the policy. Stands until a later one replaces it."""

    recall: str
    interval: Interval
    since: date

    @property
    def said_on(self) -> date:
        """The day it was decided."""
        return self.since


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class DueDateOverride(CareDirection):
    """A due date set by hand on the day `set_on`. Ends at the first visit after that day that resolves the recall."""

    recall: str
    due: date
    set_on: date

    @property
    def said_on(self) -> date:
        """The day it was set."""
        return self.set_on


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class PerioEnrolment(CareDirection):
    """In periodontal care from `since` (None: not known) until `until`, the first day no longer in it (None: still)."""

    since: date | None = None
    until: date | None = None

    def __attrs_post_init__(self) -> None:
        self.check()
        if self.since is not None and self.until is not None and self.until <= self.since:
            raise FactError("PerioEnrolment: until must be after since")

    @property
    def said_on(self) -> None:
        """None: an enrolment may lie ahead."""
        return None


class LimitWindow(Word):
    """How a payer counts the time between two visits it pays for."""

    ELAPSED = "elapsed"  # the whole interval has passed: from the day after its anniversary
    ROLLING = "rolling"  # so many in any such span: from its anniversary
    CALENDAR_YEAR = "calendar year"  # so many in each


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class FrequencyLimit(CareDirection):
    """A payer pays for `max_visits` procedures of these `kinds` within each window, at least 1 and at most 1,000,000.

    It limits where one may book, never whom to contact.

    `within` is the length of the window; a calendar year needs none.
    """

    kinds: tuple[Kind, ...] = attrs.field(converter=as_kinds)
    max_visits: int
    window: LimitWindow
    within: Interval | None = None

    checks: ClassVar[Mapping[str, Check]] = {"kinds": each(one_of(Kind), least=1), "max_visits": whole(1, told=False)}

    def __attrs_post_init__(self) -> None:
        self.check()
        if (self.within is None) is not (self.window is LimitWindow.CALENDAR_YEAR):
            raise FactError("FrequencyLimit.within must be given, unless its window is a calendar year")

    @property
    def said_on(self) -> None:
        """None: nobody says since when."""
        return None


# Every care direction.
AnyCareDirection: TypeAlias = IntervalOverride | DueDateOverride | PerioEnrolment | FrequencyLimit
