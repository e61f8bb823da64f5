"""When is each recall due?

Knows facts and policy; whether somebody may be contacted is not asked here. A `DuePlan` is a policy made ready for
one day. It lives for one call, and hands the same frozen value to every patient with the same anchor: calendar
arithmetic is paid once per rule, interval and anchor, not once per patient.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Final, TypeAlias

import attrs

from recallcore._base.errors import IntervalError
from recallcore._base.intervals import Ends, Interval, adder, birthday, or_last_day
from recallcore._deciding.billing import billable_from
from recallcore._deciding.reasons import Basis, Due, Reason, ReasonCode, Scope, made_due, made_reason
from recallcore._facts.absences import absences, departure
from recallcore._facts.care_plan import (
    AnyCareDirection,
    DueDateOverride,
    FrequencyLimit,
    IntervalOverride,
    PerioEnrolment,
)
from recallcore._facts.events import Patient, Procedure
from recallcore._facts.history import PROMPTING, History
from recallcore._facts.vocabulary import Kind, Where
from recallcore._policy.policy import Policy
from recallcore._policy.recalls import Enrolment, RecallRule

# What a recall says on the day asked about: due, not yet due, or why not, with its `Due` as evidence.
Standing: TypeAlias = Reason

_OF_AGE: Final = 18  # years
_BIRTH_DATE_UNKNOWN: Final = Reason(code=ReasonCode.BIRTH_DATE_UNKNOWN)
_PERIO_CARE_LAPSED: Final = Reason(code=ReasonCode.PERIO_CARE_LAPSED)
_WHY_NOT_DUE: Final = {
    Basis.NO_HISTORY: ReasonCode.NO_HISTORY,
    Basis.OUTSIDE_AGE: ReasonCode.OUTSIDE_AGE,
    Basis.SUPERSEDED: ReasonCode.SUPERSEDED,
    Basis.NOT_ENROLLED: ReasonCode.NOT_ENROLLED,
    Basis.RESOLVED: ReasonCode.RESOLVED,
    Basis.ENDED: ReasonCode.ENDED,
    Basis.BEYOND_CALENDAR: ReasonCode.BEYOND_CALENDAR,
}


class DuePlan:
    """A policy's recall rules, made ready for one day."""

    def __init__(self, policy: Policy, as_of: date) -> None:
        self.policy = policy
        self.as_of = as_of
        self._rules = [_RulePlan(rule, policy, as_of) for rule in policy.recalls]
        # Where every rule asks for one kind of its own and nothing else, a patient's few kinds find theirs.
        plain = {rule.only_kind: (n, rule.usual) for n, rule in enumerate(self._rules) if rule.only_kind is not None}
        self._plain = plain if len(plain) == len(self._rules) else None
        self._nothing_done = [rule.usual[None] for rule in self._rules]
        self._names = {rule.name for rule in policy.recalls}
        self._asks_enrolment = any(rule.enrolment is not Enrolment.ANY for rule in policy.recalls)
        self._before_absence = policy.before_absence

    def __call__(self, history: History, review: list[Reason]) -> list[Standing]:
        """Every rule's standing, in the policy's order. What a person should look at is added to `review`."""
        standings = self._standings(history, review)
        if self._before_absence is not None and not PROMPTING.isdisjoint(history._types):
            return self._offered_before(self._before_absence, history, standings)
        return standings

    def _standings(self, history: History, review: list[Reason]) -> list[Standing]:
        latest, care_plan = history._latest, history.care_plan
        if self._plain is not None and not care_plan:
            standings = self._nothing_done[:]
            for kind, on in latest.items():
                if kind in self._plain:
                    place, usual = self._plain[kind]
                    standings[place] = usual[on]
            return standings
        if care_plan:
            review.extend(self._unknown_recalls(care_plan))
        enrolment = self._enrolment(history, review) if self._asks_enrolment else _NOT_ENROLLED
        standings = [rule.assess(history, enrolment, review) for rule in self._rules]
        if any(isinstance(direction, FrequencyLimit) for direction in care_plan):
            standings = [
                _billable(standing, billable_from(history, rule.rule.resolved_by))
                for rule, standing in zip(self._rules, standings, strict=True)
            ]
        return standings

    def _offered_before(self, lead: Interval, history: History, standings: list[Standing]) -> list[Standing]:
        """The standings, where what falls due during an absence still to come is offered before it."""
        known = absences(history)
        if not known:
            return standings
        offered = []
        for rule, standing in zip(self._rules, standings, strict=True):
            due_on = _due(standing).on
            leaves = None
            if due_on is not None and rule.rule.on_its_own and standing.code is ReasonCode.NOT_YET_DUE:
                leaves = departure(known, due_on, self.as_of)
            if leaves is None:
                offered.append(standing)
                continue
            if leaves <= or_last_day(self.as_of, lead):
                offered.append(made_reason(ReasonCode.DUE_WHILE_AWAY, leaves, standing.scope, standing.evidence))
                continue
            asked_from = lead.first_day_reaching(leaves)
            assert standing.until is not None
            until = min(standing.until, asked_from)
            offered.append(made_reason(standing.code, until, standing.scope, standing.evidence))
        return offered

    def _unknown_recalls(self, care_plan: tuple[AnyCareDirection, ...]) -> Iterator[Reason]:
        for direction in care_plan:
            if isinstance(direction, IntervalOverride | DueDateOverride) and direction.recall not in self._names:
                yield Reason(code=ReasonCode.RECALL_NOT_IN_POLICY, evidence=direction)

    def _enrolment(self, history: History, review: list[Reason]) -> _Enrolled:
        """A recorded enrolment decides; without one that covers the day, recent periodontal care does, by policy."""
        recorded = [fact for fact in history.care_plan if isinstance(fact, PerioEnrolment)]
        standing = [
            e.since or date.min
            for e in recorded
            if (e.since or date.min) <= self.as_of and (e.until is None or self.as_of < e.until)
        ]
        if standing:
            since = max(standing)
            return True, None if since == date.min else since
        within = self.policy.infer_perio_within
        care = _latest_of(history._latest, self.policy.infer_perio_from)
        if within is None or care is None:
            return _NOT_ENROLLED
        if any(e.until is not None and care < e.until <= self.as_of for e in recorded):
            return _NOT_ENROLLED  # the enrolment that this care belonged to has ended
        recent = _reaches(care, within, self.as_of)
        if not recent:
            review.append(_PERIO_CARE_LAPSED)
        return recent, None


# Whether enrolled on the day, and since when if a recorded fact says so.
_Enrolled: TypeAlias = tuple[bool, date | None]
_NOT_ENROLLED: Final[_Enrolled] = (False, None)


class _RulePlan:
    """One recall rule, made ready for one day."""

    def __init__(self, rule: RecallRule, policy: Policy, as_of: date) -> None:
        self.rule = rule
        self.policy = policy
        self.as_of = as_of
        self.scope = Scope(recalls=(rule.name,))
        self.kinds = tuple(dict.fromkeys(rule.started_by + rule.resolved_by))
        self.only_start = tuple(kind for kind in rule.started_by if kind not in rule.resolved_by)
        self.by_risk = dict(rule.by_risk)
        self.asks_age = rule.from_age is not None or rule.below_age is not None
        self._landings: dict[tuple[Interval, Basis], _Landings] = {}
        self.usual = self.landings(rule.interval, Basis.INTERVAL)
        # Nothing but the latest day of this one kind matters, as long as the patient has no care plan.
        plain = rule.repeats and rule.enrolment is Enrolment.ANY and len(self.kinds) == 1
        plain = plain and not (self.asks_age or rule.by_risk or rule.ended_by or rule.extended_by)
        self.only_kind = self.kinds[0] if plain else None
        self._without = _Without(self)
        self._graces = None if policy.grace is None else Ends(policy.grace)

    def landings(self, interval: Interval, basis: Basis) -> _Landings:
        """The memo of standings by anchor for one interval."""
        key = interval, basis
        if key not in self._landings:
            self._landings[key] = _Landings(self, interval, basis)
        return self._landings[key]

    def land(self, anchor: date | None, interval: Interval, basis: Basis, add: Callable[[date], date]) -> Standing:
        """The standing of this recall counted from `anchor`; `add` adds `interval`."""
        if anchor is None:
            return self._without[Basis.NO_HISTORY]
        try:
            on = add(anchor)
        except IntervalError:
            return self._without[Basis.BEYOND_CALENDAR]
        return self.stand(made_due(self.rule.name, self.rule.rank, basis, on, anchor, interval))

    def without(self, basis: Basis) -> Standing:
        """What having no due date means."""
        return self.stand(made_due(self.rule.name, self.rule.rank, basis))

    def stand(self, due: Due) -> Standing:
        """What a due date means on the day asked about."""
        on, until = due.on, None
        wanted_from = None if on is None else self._wanted_from(on)
        if on is None:
            code = _WHY_NOT_DUE[due.basis]
        elif wanted_from is not None and wanted_from > self.as_of:
            code, until = ReasonCode.NOT_YET_DUE, wanted_from
        elif self.rule.on_its_own:
            code = ReasonCode.RECALL_DUE
        else:
            code = ReasonCode.RIDES_ALONG
        return made_reason(code, until, self.scope, due)

    def _wanted_from(self, on: date) -> date:
        """The first day on which a due date is a reason to contact."""
        ahead = self.policy.look_ahead
        if ahead is not None:
            return on if on <= self.as_of else ahead.first_day_reaching(on)
        return on if self._graces is None else self._graces[on]

    def assess(self, history: History, enrolment: _Enrolled, review: list[Reason]) -> Standing:
        """The standing for one patient, with everything a rule may ask."""
        rule = self.rule
        enrolled, enrolled_since = enrolment
        if rule.enrolment is Enrolment.ENROLLED and not enrolled:
            return self._without[Basis.NOT_ENROLLED]
        if rule.enrolment is Enrolment.NOT_ENROLLED and enrolled:
            return self._without[Basis.SUPERSEDED]
        if rule.repeats:
            since = enrolled_since if rule.enrolment is Enrolment.ENROLLED else None
            standing = self._repeating(history, since)
        else:
            standing = self._one_off(history)
        if history.care_plan:
            standing = self._set_by_hand(history, standing)
        if rule.enrolment is Enrolment.ENROLLED:
            review.extend(self._uncounted_polish(history, _due(standing), enrolled_since))
            if rule.repeats and enrolled_since is None and _due(standing).basis in (Basis.NO_HISTORY, Basis.ENDED):
                review.extend(self._undated(history))
        if self.asks_age:
            standing = self._within_ages(history.patient, standing, review)
        if self.by_risk and history.patient.risk is None and _due(standing).basis is Basis.INTERVAL:
            review.append(Reason(code=ReasonCode.RISK_NOT_ASSESSED, scope=self.scope))
        return standing

    # -------------------------------------------------------------- anchors

    def _repeating(self, history: History, enrolled_since: date | None) -> Standing:
        rule, latest, ended = self.rule, history._latest, False
        if rule.ended_by:
            # Starters whose tooth has gone count for nothing, neither as starters nor as resolvers.
            starts, ended = self._starters(history)
            latest = {kind: on for kind, on in latest.items() if kind not in rule.started_by}
            latest.update((procedure.kind, procedure.on) for procedure in starts)
        started = _latest_of(latest, rule.started_by)
        if started is None:
            started = enrolled_since
        if started is None:
            return self._without[Basis.ENDED if ended else Basis.NO_HISTORY]
        resolved = _latest_of(latest, rule.resolved_by)
        anchor = started if resolved is None or resolved < started else resolved
        only_started = _latest_of(latest, self.only_start)
        fresh = only_started is not None and (resolved is None or only_started >= resolved)
        if rule.extended_by:
            anchor = self._end_of_course(history, anchor)
        return self._counted(history, anchor, fresh=fresh)

    def _one_off(self, history: History) -> Standing:
        if history._latest.keys().isdisjoint(self.rule.started_by):
            return self._without[Basis.NO_HISTORY]
        starts, ended = self._starters(history)
        if not starts:
            return self._without[Basis.ENDED if ended else Basis.NO_HISTORY]
        courses: list[date] = []  # the day of the last starter of each course of treatment
        for procedure in starts:
            if courses and _reaches(courses[-1], self.policy.course_gap, procedure.on):
                courses[-1] = procedure.on
            else:
                courses.append(procedure.on)
        resolvers = [p.on for p in history.completed if p.kind in self.rule.resolved_by and p.where is Where.HERE]
        resolved = resolvers[-1] if resolvers else None
        for anchor in courses:
            standing = self._counted(history, anchor)
            if resolved is None or resolved <= anchor or not self._closes(resolved, _due(standing).on):
                return standing
        return self._without[Basis.RESOLVED]

    def _starters(self, history: History) -> tuple[list[Procedure], bool]:
        """What starts this recall, in order of days, and whether anything was left out because its tooth has gone.

        Care elsewhere starts repeating recalls only; work charted without the day it was done starts none.
        """
        rule = self.rule
        starts, ended = [], False
        for procedure in history.completed:
            where = procedure.where
            if procedure.kind in rule.started_by and (
                where is Where.HERE or (rule.repeats and where is Where.ELSEWHERE)
            ):
                if self._tooth_gone(history, procedure):
                    ended = True
                else:
                    starts.append(procedure)
        return starts, ended

    def _tooth_gone(self, history: History, treated: Procedure) -> bool:
        site = treated.site
        if site is None or not self.rule.ended_by:
            return False
        return any(
            p.kind in self.rule.ended_by and p.on >= treated.on and p.site is not None and p.site.fdi == site.fdi
            for p in history.completed
        )

    def _end_of_course(self, history: History, anchor: date) -> date:
        for procedure in history.completed:
            if procedure.on > anchor and procedure.kind in self.rule.extended_by and procedure.where is Where.HERE:
                if not _reaches(anchor, self.policy.course_gap, procedure.on):
                    break
                anchor = procedure.on
        return anchor

    def _closes(self, resolved: date, due: date | None) -> bool:
        """Whether a one-off due on `due` is closed by a resolver on `resolved`: on or after due less early window."""
        if due is None:
            return False
        early = self.rule.early_window
        return resolved >= due if early is None else _reaches(resolved, early, due)

    # -------------------------------------------------------------- intervals and overrides

    def _counted(self, history: History, anchor: date, *, fresh: bool = False) -> Standing:
        """The standing from `anchor`, with the interval that applies: override, then first, then risk, then usual."""
        if history.care_plan:
            overridden = self._overridden(history.care_plan, anchor)
            if overridden is not None:
                return overridden
        if fresh and self.rule.first is not None:
            return self.landings(self.rule.first, Basis.FIRST_INTERVAL)[anchor]
        at_risk = self.by_risk.get(history.patient.risk) if history.patient.risk is not None else None
        if at_risk is not None:
            return self.landings(at_risk, Basis.RISK_INTERVAL)[anchor]
        return self.usual[anchor]

    def _overridden(self, care_plan: tuple[AnyCareDirection, ...], anchor: date) -> Standing | None:
        overrides = [o for o in care_plan if isinstance(o, IntervalOverride) and o.recall == self.rule.name]
        latest = max((o.since for o in overrides), default=None)
        # INFERENCE: no source says which of two overrides of one day stands; the one due sooner is safer.
        return min(
            (self.landings(o.interval, Basis.INTERVAL_OVERRIDE)[anchor] for o in overrides if o.since == latest),
            key=lambda standing: _due(standing).on or date.max,
            default=None,
        )

    def _set_by_hand(self, history: History, standing: Standing) -> Standing:
        """A due date set by hand stands until a later visit resolves the recall."""
        by_hand = [o for o in history.care_plan if isinstance(o, DueDateOverride) and o.recall == self.rule.name]
        if not by_hand:
            return standing
        set_on = max(o.set_on for o in by_hand)
        # INFERENCE: two due dates set on one day, the earlier is safer.
        due = min(o.due for o in by_hand if o.set_on == set_on)
        for p in history.completed:
            later = p.on > set_on and p.kind in self.rule.resolved_by and p.where is not Where.CHARTED
            if later and (self.rule.repeats or (p.where is Where.HERE and self._closes(p.on, due))):
                return standing
        return self.stand(made_due(self.rule.name, self.rule.rank, Basis.DUE_DATE_OVERRIDE, due, _due(standing).anchor))

    def _within_ages(self, patient: Patient, standing: Standing, review: list[Reason]) -> Standing:
        """Age is judged on the later of due date and day asked about."""
        rule, due_on = self.rule, _due(standing).on
        if due_on is None:
            return standing
        if patient.birth_date is None:
            if _BIRTH_DATE_UNKNOWN not in review:
                review.append(_BIRTH_DATE_UNKNOWN)
            # INFERENCE: nobody may fall through, so an unknown age is taken to be any adult's that the rule wants.
            for_adults = rule.below_age is None or rule.below_age > _OF_AGE
            return standing if for_adults else self._without[Basis.OUTSIDE_AGE]
        on = max(due_on, self.as_of)
        if rule.from_age is not None:
            old_enough = birthday(patient.birth_date, rule.from_age)
            if old_enough is None or on < old_enough:
                return self._without[Basis.OUTSIDE_AGE]
        if rule.below_age is not None:
            too_old = birthday(patient.birth_date, rule.below_age)
            if too_old is not None and too_old <= on:
                return self._without[Basis.OUTSIDE_AGE]
        return standing

    def _uncounted_polish(self, history: History, due: Due, enrolled_since: date | None) -> Iterator[Reason]:
        polish = history._latest.get(Kind.PROPHYLAXIS)
        if polish is None or Kind.PROPHYLAXIS in self.kinds:
            return
        if (due.anchor is None or polish > due.anchor) and (enrolled_since is None or polish >= enrolled_since):
            yield Reason(code=ReasonCode.POLISH_DURING_PERIO_CARE, scope=self.scope)

    def _undated(self, history: History) -> list[Reason]:
        """The enrolment that stands without a day: where no care does either, nobody knows when maintenance is due."""
        standing = [
            fact
            for fact in history.care_plan
            if isinstance(fact, PerioEnrolment)
            and (fact.since or date.min) == date.min
            and (fact.until is None or self.as_of < fact.until)
        ]
        return [Reason(code=ReasonCode.ENROLMENT_UNDATED, scope=self.scope, evidence=fact) for fact in standing[:1]]


class _Without(dict[Basis, Standing]):
    """The standing for each way of having no due date, made when it is first asked for."""

    def __init__(self, plan: _RulePlan) -> None:
        super().__init__()
        self._plan = plan

    def __missing__(self, basis: Basis) -> Standing:
        standing = self[basis] = self._plan.without(basis)
        return standing


class _Landings(dict[date | None, Standing]):
    """Standings by anchor, for one rule and interval, each worked out once."""

    def __init__(self, plan: _RulePlan, interval: Interval, basis: Basis) -> None:
        super().__init__()
        self._plan, self._interval, self._basis = plan, interval, basis
        self._add = adder(interval, plan.policy.month_end)

    def __missing__(self, anchor: date | None) -> Standing:
        standing = self[anchor] = self._plan.land(anchor, self._interval, self._basis, self._add)
        return standing


def _billable(standing: Standing, day: date | None) -> Standing:
    due = _due(standing)
    return standing if day is None else attrs.evolve(standing, evidence=attrs.evolve(due, billable_from=day))


def _due(standing: Standing) -> Due:
    due = standing.due
    assert due is not None
    return due


def _latest_of(latest: dict[Kind, date], kinds: tuple[Kind, ...]) -> date | None:
    return max((latest[kind] for kind in kinds if kind in latest), default=None)


def _reaches(start: date, interval: Interval, on: date) -> bool:
    """Whether `on` is no later than `start + interval`. The calendar is asked only where the bounds leave it open."""
    days = (on - start).days
    if days <= interval.shortest_days():
        return True
    return days <= interval.longest_days() and on <= or_last_day(start, interval)
