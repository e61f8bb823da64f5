"""When is one recall due for one patient?

Knows one rule, and everything it may ask of a patient. Whether somebody may be contacted is not asked here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final, TypeAlias

from recallcore._base.intervals import Interval, birthday, or_last_day, stands
from recallcore._deciding.codes import ReasonCode
from recallcore._deciding.landing import Landing
from recallcore._deciding.reasons import Basis, Due, Reason, new_due, new_reason
from recallcore._facts.care_plan import DueDateOverride, IntervalOverride, PerioEnrolment
from recallcore._facts.events import Patient, Procedure
from recallcore._facts.history import History
from recallcore._facts.vocabulary import CareSetting, Kind
from recallcore._policy.policy import Policy
from recallcore._policy.recalls import Enrolment, RecallRule, is_plain

# Whether enrolled in periodontal care on the day, and since when if a recorded fact says so.
Enrolled: TypeAlias = tuple[bool, date | None]
NOT_ENROLLED: Final[Enrolled] = (False, None)

# What a recall says, and what a person should look at.
Disposition: TypeAlias = tuple[Reason, list[Reason]]

BIRTH_DATE_UNKNOWN: Final = new_reason(code=ReasonCode.BIRTH_DATE_UNKNOWN)
_OF_AGE: Final = 18  # years


class RecallPlan:
    """One recall rule, made ready for one day."""

    def __init__(self, rule: RecallRule, policy: Policy, as_of: date) -> None:
        self.rule = rule
        self.landing = Landing(rule, policy, as_of)
        self._as_of = as_of
        self._course_gap = policy.course_gap
        self._kinds = tuple(dict.fromkeys(rule.started_by + rule.resolved_by))
        self._only_start = tuple(kind for kind in rule.started_by if kind not in rule.resolved_by)
        self._by_risk = dict(rule.by_risk)
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
        if self._asks_age:
            if history.patient.birth_date is None and due_of(reason).on is not None:
                review.append(BIRTH_DATE_UNKNOWN)
            reason = self._within_ages(history.patient, reason)
        if self._by_risk and history.patient.risk is None and due_of(reason).basis is Basis.INTERVAL:
            review.append(new_reason(code=ReasonCode.RISK_NOT_ASSESSED, scope=self.landing.scope))
        return reason, review

    # -------------------------------------------------------------- anchors

    def _repeating(self, history: History, enrolled_since: date | None) -> Reason:
        rule, latest, ended = self.rule, history._latest, False
        if rule.ended_by:
            # Starters whose tooth has gone count for nothing, neither as starters nor as resolvers.
            starts, ended = self._starters(history)
            latest = {kind: on for kind, on in latest.items() if kind not in rule.started_by}
            latest.update((procedure.kind, procedure.on) for procedure in starts)
        started = latest_of(latest, rule.started_by)
        if started is None:
            started = enrolled_since
        if started is None:
            return self.landing.without[Basis.TOOTH_EXTRACTED if ended else Basis.NO_HISTORY]
        resolved = latest_of(latest, rule.resolved_by)
        anchor = started if resolved is None or resolved < started else resolved
        only_started = latest_of(latest, self._only_start)
        fresh = only_started is not None and (resolved is None or only_started >= resolved)
        if rule.extended_by:
            anchor = self._end_of_course(history, anchor)
        return self._counted(history, anchor, self._own_intervals(history), fresh=fresh)

    def _one_off(self, history: History) -> Reason:
        if history._latest.keys().isdisjoint(self.rule.started_by):
            return self.landing.without[Basis.NO_HISTORY]
        starts, ended = self._starters(history)
        if not starts:
            return self.landing.without[Basis.TOOTH_EXTRACTED if ended else Basis.NO_HISTORY]
        courses: list[date] = []  # the day of the last starter of each course of treatment
        for procedure in starts:
            if courses and _reaches(courses[-1], self._course_gap, procedure.on):
                courses[-1] = procedure.on
            else:
                courses.append(procedure.on)
        resolvers = [p.on for p in history.completed if p.kind in self.rule.resolved_by and p.where is CareSetting.HERE]
        resolved = resolvers[-1] if resolvers else None
        own = self._own_intervals(history)
        for anchor in courses:
            reason = self._counted(history, anchor, own)
            if resolved is None or resolved <= anchor or not self._closes(resolved, due_of(reason).on):
                return reason
        return self.landing.without[Basis.RESOLVED]

    def _starters(self, history: History) -> tuple[list[Procedure], bool]:
        """What starts this recall, in order of days, and whether anything was left out because its tooth has gone.

        Care elsewhere starts repeating recalls only; work charted without the day it was done starts none.
        """
        rule = self.rule
        gone = self._teeth_gone(history) if rule.ended_by else {}
        starts, ended = [], False
        for procedure in history.completed:
            where = procedure.where
            if procedure.kind in rule.started_by and (
                where is CareSetting.HERE or (rule.repeats and where is CareSetting.ELSEWHERE)
            ):
                site = procedure.site
                if gone and site is not None and site.fdi in gone and gone[site.fdi] >= procedure.on:
                    ended = True
                else:
                    starts.append(procedure)
        return starts, ended

    def _teeth_gone(self, history: History) -> dict[str, date]:
        """The last day on which each tooth was taken out; of some that is told twice."""
        ended_by = self.rule.ended_by
        return {p.site.fdi: p.on for p in history.completed if p.kind in ended_by and p.site is not None}

    def _end_of_course(self, history: History, anchor: date) -> date:
        for procedure in history.completed:
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
        """What is said from `anchor`, with the interval that applies: override, then first, then risk, then usual."""
        if own:
            # INFERENCE: no source says which of two overrides of one day stands; the one due sooner is safer.
            overridden = [self.landing.by(interval, Basis.INTERVAL_OVERRIDE)[anchor] for interval in own]
            return min(overridden, key=lambda reason: due_of(reason).on or date.max)
        if fresh and self.rule.first is not None:
            return self.landing.by(self.rule.first, Basis.FIRST_INTERVAL)[anchor]
        at_risk = self._by_risk.get(history.patient.risk) if history.patient.risk is not None else None
        if at_risk is not None:
            return self.landing.by(at_risk, Basis.RISK_INTERVAL)[anchor]
        return self.landing.usual[anchor]

    def _own_intervals(self, history: History) -> Sequence[Interval]:
        """The patient's own intervals for this recall: those of the latest day on which any was set."""
        if not history.care_plan:
            return ()
        overrides = [o for o in history.care_plan if isinstance(o, IntervalOverride) and o.recall == self.rule.name]
        latest = max((o.since for o in overrides), default=None)
        return [*dict.fromkeys(o.interval for o in overrides if o.since == latest)]

    def _set_by_hand(self, history: History, reason: Reason) -> Reason:
        """A due date set by hand stands until a later visit resolves the recall."""
        by_hand = [o for o in history.care_plan if isinstance(o, DueDateOverride) and o.recall == self.rule.name]
        if not by_hand:
            return reason
        set_on = max(o.set_on for o in by_hand)
        # INFERENCE: two due dates set on one day, the earlier is safer.
        due = min(o.due for o in by_hand if o.set_on == set_on)
        for p in history.completed:
            later = p.on > set_on and p.kind in self.rule.resolved_by and p.where is not CareSetting.CHARTED
            if later and (self.rule.repeats or (p.where is CareSetting.HERE and self._closes(p.on, due))):
                return reason
        by_hand_due = new_due(
            recall=self.rule.name,
            rank=self.rule.rank,
            basis=Basis.DUE_DATE_OVERRIDE,
            on=due,
            anchor=due_of(reason).anchor,
        )
        return self.landing.on(by_hand_due)

    # -------------------------------------------------------------- ages, and enrolment in periodontal care

    def _within_ages(self, patient: Patient, reason: Reason) -> Reason:
        """Age is judged on the later of due date and day asked about."""
        rule, due_on = self.rule, due_of(reason).on
        if due_on is None:
            return reason
        if patient.birth_date is None:
            # INFERENCE: nobody may fall through, so an unknown age is taken to be any adult's that the rule wants.
            for_adults = rule.below_age is None or rule.below_age > _OF_AGE
            return reason if for_adults else self.landing.without[Basis.OUTSIDE_AGE]
        on = max(due_on, self._as_of)
        if rule.from_age is not None:
            old_enough = birthday(patient.birth_date, rule.from_age)
            if old_enough is None or on < old_enough:
                return self.landing.without[Basis.OUTSIDE_AGE]
        if rule.below_age is not None:
            too_old = birthday(patient.birth_date, rule.below_age)
            if too_old is not None and too_old <= on:
                return self.landing.without[Basis.OUTSIDE_AGE]
        return reason

    def _of_enrolment(self, history: History, due: Due, since: date | None) -> Iterator[Reason]:
        """What a person should look at in the record of somebody enrolled."""
        polish = history._latest.get(Kind.PROPHYLAXIS)
        if polish is not None and Kind.PROPHYLAXIS not in self._kinds:
            later = due.anchor is None or polish > due.anchor
            if later and (since is None or polish >= since):
                yield new_reason(code=ReasonCode.PROPHYLAXIS_DURING_MAINTENANCE, scope=self.landing.scope)
        if self.rule.repeats and since is None and due.basis in (Basis.NO_HISTORY, Basis.TOOTH_EXTRACTED):
            yield from self._undated(history)

    def _undated(self, history: History) -> list[Reason]:
        """The enrolment that stands without a day: where no care does either, nobody knows when maintenance is due."""
        standing = [
            fact
            for fact in history.care_plan
            if isinstance(fact, PerioEnrolment)
            and fact.since in (None, date.min)
            and stands(None, fact.until, self._as_of)
        ]
        scope = self.landing.scope
        return [new_reason(code=ReasonCode.ENROLMENT_UNDATED, scope=scope, evidence=fact) for fact in standing[:1]]


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
