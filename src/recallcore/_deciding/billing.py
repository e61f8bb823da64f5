"""From which day would a payer pay again?

Limits where one may book, never whom to contact. Knows completed care and the patient's frequency limits.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import MAXYEAR, date

from recallcore._base.intervals import ONE_DAY, or_last_day
from recallcore._facts.care_plan import FrequencyLimit, LimitWindow
from recallcore._facts.history import History
from recallcore._facts.vocabulary import CareSetting, Kind


def billable_from(history: History, kinds: Iterable[Kind]) -> date | None:
    """The first day on which care of one of these kinds would be paid for. None: no limit stands in the way."""
    asked = frozenset(kinds)
    days = [
        day
        for limit in history.care_plan
        if isinstance(limit, FrequencyLimit) and not asked.isdisjoint(limit.kinds)
        if (day := _free_from(history, limit)) is not None
    ]
    return max(days, default=None)


def _free_from(history: History, limit: FrequencyLimit) -> date | None:
    days = [p.on for p in history.completed if p.kind in limit.kinds and p.where is not CareSetting.CHARTED]
    if len(days) < limit.max_visits:
        return None
    first = days[-limit.max_visits]  # what must have left the window before there is room again
    if limit.within is None:
        last_year = days[-1].year
        return date(last_year + 1, 1, 1) if first.year == last_year < MAXYEAR else None
    anniversary = or_last_day(first, limit.within)
    if limit.window is LimitWindow.ROLLING or anniversary == date.max:
        return anniversary
    return anniversary + ONE_DAY
