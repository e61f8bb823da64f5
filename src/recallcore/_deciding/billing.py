"""From which day would a payer pay again?

Limits where one may book, never whom to contact. Knows completed care and the patient's frequency limits.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import MAXYEAR, date
from functools import partial

from recallcore._base.intervals import ONE_DAY, or_last_day
from recallcore._base.memo import Memo
from recallcore._facts.care_plan import FrequencyLimit, LimitWindow
from recallcore._facts.history import History
from recallcore._facts.vocabulary import CareSetting, Kind


def billable_from(history: History) -> dict[Kind, date]:
    """The first day on which care of each kind would be paid for. Without one: no limit stands in the way."""
    paid: dict[Kind, date] = {}
    done: Memo[tuple[Kind, ...], list[date]] = Memo(partial(_done, history))  # many limits are about the same kinds
    for limit in history.care_plan:
        if isinstance(limit, FrequencyLimit):
            day = _free_from(done[limit.kinds], limit)
            if day is not None:
                paid |= {kind: max(day, paid.get(kind, day)) for kind in limit.kinds}
    return paid


def _done(history: History, kinds: tuple[Kind, ...]) -> list[date]:
    return [p.on for p in history._care if p.kind in kinds and p.where is not CareSetting.CHARTED]


def _free_from(days: Sequence[date], limit: FrequencyLimit) -> date | None:
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
