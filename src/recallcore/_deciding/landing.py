"""From an anchor to what a recall says on the day asked about: due, not yet due, or no date at all.

Knows one rule with its lead, and the policy's grace and look-ahead; no patient. It hands the same frozen value to every
patient with the same anchor: calendar arithmetic is paid once per rule, interval and anchor, not once per patient.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Final

from recallcore._base.days import memo_of
from recallcore._base.errors import IntervalError
from recallcore._base.intervals import Ends, Interval, adder
from recallcore._base.memo import Memo
from recallcore._deciding.codes import ReasonCode
from recallcore._deciding.reasons import Basis, Due, Reason, new_due, new_reason, new_scope
from recallcore._policy.policy import Policy
from recallcore._policy.recalls import RecallRule, reaches_back

# Each way of having no due date is spelled like the code that says so.
_CODES: Final = {str(code): code for code in ReasonCode}
_WHY_NOT_DUE: Final = {basis: _CODES[basis] for basis in Basis if basis in _CODES}
# Counted from a day on which the patient was here, with a span that no policy was checked for.
_MAY_REACH_BACK: Final = frozenset({Basis.INTERVAL_OVERRIDE, Basis.REGISTRATION, Basis.FIRST_VISIT})


class Landing:
    """What one recall says for every anchor, made ready for one day."""

    def __init__(self, rule: RecallRule, policy: Policy, as_of: date) -> None:
        self.scope = new_scope(recalls=(rule.name,))
        self.without = Memo(self._without)
        self._rule = rule
        self._as_of = as_of
        self._month_end = policy.month_end
        self._lead = policy.look_ahead if rule.lead is None else rule.lead
        self._graces = None if policy.grace is None else Ends(policy.grace)
        self._by_interval = Memo(self._counted_from)
        self.usual = self.by(rule.interval, Basis.INTERVAL)

    def by(self, interval: Interval | None, basis: Basis) -> Memo[date | None, Reason]:
        """What the recall says for each anchor, counted with an interval. None: due on the day itself."""
        return self._by_interval[interval, basis]

    def on(self, due: Due, since: date | None = None) -> Reason:
        """What a due date means on the day asked about. `since` is the visit after which it was set by hand."""
        on, until = due.on, None
        lead = self._lead if self._lead is None else self._lead_of(due, since)
        wanted_from = None if on is None else self._wanted_from(on, lead)
        if wanted_from is None:
            code = _WHY_NOT_DUE[due.basis]
        elif wanted_from > self._as_of:
            code, until = ReasonCode.NOT_YET_DUE, wanted_from
        elif self._rule.on_its_own:
            code = ReasonCode.RECALL_DUE
        else:
            code = ReasonCode.ADD_ON_DUE
        return new_reason(code=code, until=until, scope=self.scope, evidence=due)

    def _lead_of(self, due: Due, since: date | None) -> Interval | None:
        """How long before its due date the recall is wanted. Nobody is called on the day of the visit."""
        lead = self._lead
        if lead is not None and since is not None and due.on is not None:
            return None if lead.first_day_reaching(due.on) <= since else lead
        back = lead is not None and due.basis in _MAY_REACH_BACK and reaches_back(lead, due.interval)
        return None if back else lead

    def _wanted_from(self, on: date, lead: Interval | None) -> date:
        """The first day on which a due date is a reason to contact."""
        if lead is not None:
            return on if on <= self._as_of else lead.first_day_reaching(on)
        return on if self._graces is None else self._graces[on]

    def _without(self, basis: Basis) -> Reason:
        return self.on(new_due(recall=self._rule.name, rank=self._rule.rank, basis=basis))

    def _counted_from(self, how: tuple[Interval | None, Basis]) -> Memo[date | None, Reason]:
        interval, basis = how
        add = _same_day if interval is None else adder(interval, self._month_end)
        return memo_of(self._as_of, partial(self._land, interval, basis, add))

    def _land(
        self, interval: Interval | None, basis: Basis, add: Callable[[date], date], anchor: date | None
    ) -> Reason:
        if anchor is None:
            return self.without[Basis.NO_HISTORY]
        try:
            on = add(anchor)
        except IntervalError:
            return self.without[Basis.BEYOND_CALENDAR]
        return self.on(
            new_due(recall=self._rule.name, rank=self._rule.rank, basis=basis, on=on, anchor=anchor, interval=interval)
        )


def _same_day(anchor: date) -> date:
    return anchor
