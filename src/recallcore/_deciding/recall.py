"""When is one recall due for one patient?

Knows one rule, and everything it may ask of a patient. Whether somebody may be contacted is not asked here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple, TypeAlias

from recallcore._base.intervals import Interval, birthday, or_last_day
from recallcore._base.memo import Memo
from recallcore._deciding.begun import BASIS, begun_on
from recallcore._deciding.codes import ReasonCode
from recallcore._deciding.enrolled import UNATTACHED, EnrolledReview, before_enrolment, counted_from
from recallcore._deciding.landing import Landing
from recallcore._deciding.reasons import Basis, Due, Reason, new_due, new_reason
from recallcore._facts.care_plan import DueDateOverride, IntervalOverride
from recallcore._facts.events import Patient, Procedure
from recallcore._facts.history import History
from recallcore._facts.vocabulary import CareSetting, Kind, Risk
from recallcore._policy.policy import Policy
from recallcore._policy.recalls import AgeBand, Begins, Enrolment, RecallRule, is_plain

# Whether enrolled in periodontal care on the day, and since when if a recorded fact says so. Where it says that and
# not since when, the calendar's first day stands for it.
Enrolled: TypeAlias = tuple[bool, date | None]
NOT_ENROLLED: Final[Enrolled] = (False, None)

# What a recall says, and what a person should look at.
Disposition: TypeAlias = tuple[Reason, list[Reason]]

BIRTH_DATE_UNKNOWN: Final = new_reason(code=ReasonCode.BIRTH_DATE_UNKNOWN)
_OF_AGE: Final = 18  # years
_BY_AGE: Final = (Basis.INTERVAL, Basis.RISK_INTERVAL)


class Terms(NamedTuple):
    """The intervals in force: what the recall says for each anchor with the usual one, and those by risk."""

    usual: Memo[date | None, Reason]
    by_risk: Mapping[Risk, Interval]


# The latest days of the care that a repeating recall is counted from: what started it, what resolved it, and what only
# started it; and whether anything was left out because its tooth has gone.
Days: TypeAlias = tuple[date | None, date | None, date | None, bool]


class RecallPlan:
    """One recall rule, made ready for one day."""

    def __init__(self, rule: RecallRule, policy: Policy, as_of: date, names: frozenset[str]) -> None:
        self.rule = rule
        self._names = names  # by which a care plan may speak of it
        self.landing = landing = Landing(rule, policy, as_of)
        self.resolving = rule._resolving
        self._as_of = as_of
        self._course_gap = policy.course_gap
        self._kinds = tuple(dict.fromkeys(rule.started_by + rule.resolved_by))
        self._only_start = tuple(kind for kind in rule.started_by if kind not in rule.resolved_by)
        self._starting, self._ending = rule._starting, rule._ending
        self._has_codes = bool(self._starting.codes or self.resolving.codes)
        self._waits = rule.begins is None and rule.enrolment is not Enrolment.ENROLLED  # for care that starts it
        self._ends = bool(self._ending.kinds or self._ending.codes)
        self._before_enrolment = before_enrolment(rule, policy)
        self._superseded = {other.name for other in policy.recalls if other.enrolment is Enrolment.NOT_ENROLLED}
        self._of_enrolment = EnrolledReview(rule, self.landing.scope, as_of)
        self._terms = Terms(landing.usual, dict(rule.by_risk))
        self._bands = [(b, Terms(landing.by(b.interval, Basis.INTERVAL), dict(b.by_risk))) for b in rule.by_age]
        self._by_risk = any(terms.by_risk for terms in (self._terms, *(terms for _, terms in self._bands)))
        self._asks_age = rule.from_age is not None or rule.below_age is not None
        # Nothing but the latest day of this one kind matters, as long as the patient has no care plan.
        self.only_kind = self._kinds[0] if len(self._kinds) == 1 and is_plain(rule) else None

    def __call__(self, history: History, enrolment: Enrolled) -> Disposition:
        """What the recall says for one patient, with everything a rule may ask."""
        rule = self.rule
        review: list[Reason] = []
        enrolled, since = enrolment
        if rule.enrolment is Enrolment.ENROLLED and not enrolled:
            return self.landing.without[Basis.NOT_ENROLLED], []
        if rule.enrolment is Enrolment.NOT_ENROLLED and enrolled:
            return self.landing.without[Basis.SUPERSEDED], []
        if not rule.repeats:
            reason = self._one_off(history)
        else:
            reason = self._repeating(history, since if rule.enrolment is Enrolment.ENROLLED else None)
        if history.care_plan:
            reason = self._set_by_hand(history, reason)
        if rule.enrolment is Enrolment.ENROLLED:
            review += self._of_enrolment(history, due_of(reason), since)
        if history.patient.birth_date is None and self._wants_birth_date(due_of(reason)):
            review.append(BIRTH_DATE_UNKNOWN)
        if self._asks_age:
            reason = self._within_ages(history.patient, reason)
        if self._by_risk and history.patient.risk is None and self._wants_risk(history.patient, due_of(reason)):
            review.append(new_reason(code=ReasonCode.RISK_NOT_ASSESSED, scope=self.landing.scope))
        return reason, review

    # -------------------------------------------------------------- anchors

    def _repeating(self, history: History, enrolled_since: date | None) -> Reason:
        started, resolved, only_started, ended = self._days(history)
        if started is None and enrolled_since is not None:
            started = counted_from(history, enrolled_since, self._before_enrolment, self._starting)
            if started is not None and history.care_plan:
                return self._sooner_by_plan(history, self._anchored(history, started, resolved, only_started))
        if started is None:
            begun = self._begun_on(history)
            if begun is None:
                return self.landing.without[Basis.TOOTH_EXTRACTED if ended else Basis.NO_HISTORY]
            if resolved is None or resolved < begun:
                return self._begun(begun)
            started = resolved
        return self._anchored(history, started, resolved, only_started)

    def _sooner_by_plan(self, history: History, reason: Reason) -> Reason:
        """What is said, or what was sooner by the plan for a recall that the enrolment has taken the place of."""
        due, said = due_of(reason), [reason]
        for plan in history.care_plan:
            if isinstance(plan, IntervalOverride) and plan.recall in self._superseded and due.anchor is not None:
                said.append(self.landing.by(plan.interval, Basis.INTERVAL_OVERRIDE)[due.anchor])
            elif (
                isinstance(plan, DueDateOverride)
                and plan.recall in self._superseded
                and (due.anchor is None or due.anchor <= plan.set_on)  # else a visit has ended it
            ):
                name, rank, basis = self.rule.name, self.rule.rank, Basis.DUE_DATE_OVERRIDE
                by_hand = new_due(recall=name, rank=rank, basis=basis, on=plan.due, anchor=due.anchor)
                said.append(self.landing.on(by_hand, since=due.anchor))
        return min(said, key=lambda one: due_of(one).on or date.max)

    def _anchored(self, history: History, started: date, resolved: date | None, only_started: date | None) -> Reason:
        """What is said from the latest care that starts or resolves it."""
        anchor = started if resolved is None or resolved < started else resolved
        fresh = only_started is not None and (resolved is None or only_started >= resolved)
        if self.rule.extended_by:
            anchor = self._end_of_course(history, anchor)
        return self._counted(history, anchor, self._own_intervals(history), fresh=fresh)

    def _days(self, history: History) -> Days:
        if not self._ends and not self._has_codes:
            latest, rule = history._latest, self.rule
            started = latest_of(latest, rule.started_by)
            if started is None and self._waits:
                return None, None, None, False
            return started, latest_of(latest, rule.resolved_by), latest_of(latest, self._only_start), False
        # Starters whose tooth has gone count for nothing, neither as starters nor as resolvers.
        starts, ended = self._starters(history)
        standing, only_started, resolved = set(map(id, starts)), None, None
        for procedure in history.completed:
            if procedure.where is CareSetting.CHARTED:
                continue
            if procedure in self._starting and id(procedure) not in standing:
                continue
            if procedure in self.resolving:
                resolved = procedure.on
            elif procedure in self._starting:
                only_started = procedure.on
        return starts[-1].on if starts else None, resolved, only_started, ended

    def _one_off(self, history: History) -> Reason:
        starts, ended = self._starters(history)
        if not starts:
            return self._begun_once(history, ended)
        resolved = self._resolved_here(history)
        courses: list[date] = []  # the day of the last starter of each course of treatment
        for procedure in starts:
            if courses and _reaches(courses[-1], self._course_gap, procedure.on):
                courses[-1] = procedure.on
            else:
                courses.append(procedure.on)
        own = self._own_intervals(history)
        for anchor in courses:
            reason = self._counted(history, anchor, own)
            if resolved is None or resolved <= anchor or not self._closes(resolved, due_of(reason).on):
                return reason
        return self.landing.without[Basis.RESOLVED]

    def _begun_once(self, history: History, ended: bool) -> Reason:
        """A one-off that no care has started: closed by whatever resolves it from the day it began."""
        begun = self._begun_on(history)
        if begun is None:
            return self.landing.without[Basis.TOOTH_EXTRACTED if ended else Basis.NO_HISTORY]
        resolved = self._resolved_here(history)
        closed = resolved is not None and resolved >= begun
        return self.landing.without[Basis.RESOLVED] if closed else self._begun(begun)

    def _resolved_here(self, history: History) -> date | None:
        """The latest day of care here that resolves it."""
        resolvers = [p.on for p in self.resolving.among(history.completed) if p.where is CareSetting.HERE]
        return resolvers[-1] if resolvers else None

    def _starters(self, history: History) -> tuple[list[Procedure], bool]:
        """What starts this recall, in order of days, and whether anything was left out because its tooth has gone.

        Care elsewhere starts repeating recalls only; work charted without the day it was done starts none.
        """
        rule = self.rule
        if not self._has_codes and history._latest.keys().isdisjoint(rule.started_by):
            return [], False  # nearly always, of a one-off
        gone = self._teeth_gone(history) if self._ends else {}
        starts, ended = [], False
        for procedure in self._starting.among(history.completed):
            where = procedure.where
            if where is CareSetting.HERE or (rule.repeats and where is CareSetting.ELSEWHERE):
                site = procedure.site
                if gone and site is not None and site.fdi in gone and gone[site.fdi] >= procedure.on:
                    ended = True
                else:
                    starts.append(procedure)
        return starts, ended

    def _teeth_gone(self, history: History) -> dict[str, date]:
        """The last day on which each tooth was taken out; of some that is told twice."""
        return {p.site.fdi: p.on for p in self._ending.among(history.completed) if p.site is not None}

    def _begun_on(self, history: History) -> date | None:
        """The day from which it counts without care that started it. None: it waits for such care."""
        begins = self.rule.begins
        return None if begins is None else begun_on(self.rule, begins, history, self._as_of)

    def _begun(self, on: date) -> Reason:
        assert self.rule.begins is not None
        return self.landing.by(self.rule.begins_after, BASIS[self.rule.begins])[on]

    def _end_of_course(self, history: History, anchor: date) -> date:
        for procedure in history._care:
            if (
                procedure.on > anchor
                and procedure.kind in self.rule.extended_by
                and procedure.where is CareSetting.HERE
            ):
                if not _reaches(anchor, self._course_gap, procedure.on):
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

    def _counted(self, history: History, anchor: date, own: Sequence[Interval], *, fresh: bool = False) -> Reason:
        """What is said from `anchor`, with the interval that applies: override, first, by age and risk, or usual."""
        if own:
            # INFERENCE: no source says which of two overrides of one day stands; the one due sooner is safer.
            overridden = [self.landing.by(interval, Basis.INTERVAL_OVERRIDE)[anchor] for interval in own]
            return min(overridden, key=lambda reason: due_of(reason).on or date.max)
        if fresh and self.rule.first is not None:
            return self.landing.by(self.rule.first, Basis.FIRST_INTERVAL)[anchor]
        terms = self._in_force(history.patient, anchor) if self._bands else self._terms
        at_risk = terms.by_risk.get(history.patient.risk) if history.patient.risk is not None else None
        if at_risk is not None:
            return self.landing.by(at_risk, Basis.RISK_INTERVAL)[anchor]
        return terms.usual[anchor]

    def _in_force(self, patient: Patient, anchor: date) -> Terms:
        """The intervals at the age on the day it is counted from."""
        for band, terms in self._bands:
            if _holds(band, patient.birth_date, anchor):
                return terms
        return self._terms

    def _wants_risk(self, patient: Patient, due: Due) -> bool:
        """Whether a risk level would have been asked for an interval of its own."""
        if due.basis is not Basis.INTERVAL or due.anchor is None:
            return False
        return bool(self._in_force(patient, due.anchor).by_risk)

    def _own_intervals(self, history: History) -> Sequence[Interval]:
        """The patient's own intervals for this recall: those of the latest day on which any was set."""
        if not history.care_plan:
            return ()
        overrides = [o for o in history.care_plan if isinstance(o, IntervalOverride) and o.recall in self._names]
        latest = max((o.since for o in overrides), default=None)
        return [*dict.fromkeys(o.interval for o in overrides if o.since == latest)]

    def _set_by_hand(self, history: History, reason: Reason) -> Reason:
        """A due date set by hand stands until a later visit resolves the recall."""
        by_hand = [o for o in history.care_plan if isinstance(o, DueDateOverride) and o.recall in self._names]
        if not by_hand:
            return reason
        set_on = max(o.set_on for o in by_hand)
        # INFERENCE: two due dates set on one day, the earlier is safer.
        due = min(o.due for o in by_hand if o.set_on == set_on)
        for p in history.completed:
            later = p.on > set_on and p in self.resolving and p.where is not CareSetting.CHARTED
            if later and (self.rule.repeats or (p.where is CareSetting.HERE and self._closes(p.on, due))):
                return reason
        by_hand_due = new_due(
            recall=self.rule.name,
            rank=self.rule.rank,
            basis=Basis.DUE_DATE_OVERRIDE,
            on=due,
            anchor=due_of(reason).anchor,
        )
        return self.landing.on(by_hand_due, since=by_hand_due.anchor)

    # -------------------------------------------------------------- ages

    def _wants_birth_date(self, due: Due) -> bool:
        """Whether the answer depends on an age, or there is none for want of it."""
        if self.rule.begins is Begins.AGE and due.basis in UNATTACHED:
            return True
        return due.on is not None and (self._asks_age or (bool(self._bands) and due.basis in _BY_AGE))

    def _within_ages(self, patient: Patient, reason: Reason) -> Reason:
        """What fell due below an age stays due on the birthday; what is for an age waits for it."""
        rule, due_on = self.rule, due_of(reason).on
        if due_on is None:
            return reason
        if patient.birth_date is None:
            # INFERENCE: nobody may fall through, so an unknown age is taken to be any adult's that the rule wants.
            for_adults = rule.below_age is None or rule.below_age > _OF_AGE
            return reason if for_adults else self.landing.without[Basis.OUTSIDE_AGE]
        if rule.from_age is not None:
            old_enough = birthday(patient.birth_date, rule.from_age)
            if old_enough is None or max(due_on, self._as_of) < old_enough:
                return self.landing.without[Basis.OUTSIDE_AGE]
        if rule.below_age is not None:
            too_old = birthday(patient.birth_date, rule.below_age)
            if too_old is not None and too_old <= due_on:
                return self.landing.without[Basis.OUTSIDE_AGE]
        return reason


def due_of(reason: Reason) -> Due:
    """The `Due` behind what a recall says."""
    due = reason.due
    assert due is not None
    return due


def latest_of(latest: dict[Kind, date], kinds: tuple[Kind, ...]) -> date | None:
    """The latest day on which any of these kinds was completed."""
    return max((latest[kind] for kind in kinds if kind in latest), default=None)


def _reaches(start: date, interval: Interval, on: date) -> bool:
    """Whether `on` is no later than `start + interval`. The calendar is asked only where the bounds leave it open."""
    days = (on - start).days
    if days <= interval.shortest_days():
        return True
    return days <= interval.longest_days() and on <= or_last_day(start, interval)


def _holds(band: AgeBand, born: date | None, on: date) -> bool:
    """Whether a band holds the age on a day; where it is unknown, an adult's."""
    if born is None:
        return (band.from_age or 0) <= _OF_AGE and (band.below_age is None or band.below_age > _OF_AGE)
    if band.from_age is not None:
        begins = birthday(born, band.from_age)
        if begins is None or on < begins:
            return False
    ends = None if band.below_age is None else birthday(born, band.below_age)
    return ends is None or on < ends
