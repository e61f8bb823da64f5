"""A second, deliberately naive implementation of docs/spec.md, to hold the library against.

Written from the spec page and the docstrings of the policy types, and checked against them by eye: no cleverness, no
sharing, no speed, and nothing of the library but its facts and its vocabulary. The clause beside a rule says where it
comes from; CHOICE marks what the page leaves open.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from attrs import evolve as replaced

from recallcore import (
    Appointment,
    AppointmentState,
    Attempt,
    AttendanceStage,
    Away,
    Basis,
    Begins,
    Bereavement,
    CallBack,
    CareSetting,
    Channel,
    Commitment,
    ContactPerson,
    Counting,
    Deceased,
    Deferral,
    Direction,
    DisputedBirthDate,
    DueDateOverride,
    Enrolment,
    Excluded,
    Factor,
    FrequencyLimit,
    History,
    Hold,
    InProgress,
    Interval,
    IntervalOverride,
    Kind,
    LimitWindow,
    MonthEnd,
    OpenProblem,
    OptOut,
    Outcome,
    Party,
    PatientWillCall,
    PerioEnrolment,
    PersonEnd,
    Policy,
    Procedure,
    Purpose,
    ReasonCode,
    RecallRule,
    Reinstated,
    RelocatedPermanently,
    Risk,
    SafetyFollowUp,
    Severity,
    Trait,
    Unreachable,
    UnreadNote,
    Verdict,
)

Wanted = tuple[ReasonCode, str | None]
SPOKE = (Outcome.CONVERSATION, Outcome.BOOKED)
CODES = list(ReasonCode)
NO_CARE = (Kind.ADMINISTRATIVE, Kind.UNMAPPED)
BEGUN = (Basis.REGISTRATION, Basis.FIRST_VISIT, Basis.AGE)

# ------------------------------------------------------------------ the calendar


def add(start: date, interval: Interval, month_end: MonthEnd = MonthEnd.CLIP) -> date | None:
    """IVL-3, IVL-4: years and months first, then weeks and days. IVL-7: None past the calendar's end."""
    years, months = divmod(start.month - 1 + interval.months, 12)
    year, month = start.year + interval.years + years, months + 1
    if year > 9999:
        return None
    length = calendar.monthrange(year, month)[1]
    if start.day <= length:
        landed = date(year, month, start.day)
    elif month_end is MonthEnd.CLIP:
        landed = date(year, month, length)
    else:
        landed = date(year, month + 1, 1)  # December is never too short
    days = 7 * interval.weeks + interval.days
    if days > (date.max - landed).days:
        return None
    landed += timedelta(days=days)
    return landed


def reaches(start: date, interval: Interval | None, target: date) -> bool:
    """Whether `start` plus the interval is `target` or later; past the calendar is later than every day."""
    landed = start if interval is None else add(start, interval)
    return landed is None or landed >= target


@lru_cache(100_000)
def first_day_reaching(interval: Interval | None, target: date) -> date:
    """The first day from which the interval reaches `target`, found by walking backwards."""
    day = target
    while day > date.min and reaches(day - timedelta(days=1), interval, target):
        day -= timedelta(days=1)
    return day


def in_year(day: date, year: int) -> date | None:
    """ABS-2: the same day of another year, 29 February as 1 March where there is none. None past the calendar."""
    if year > 9999:
        return None
    missing = (day.month, day.day) == (2, 29) and not calendar.isleap(year)
    return date(year, 3, 1) if missing else date(year, day.month, day.day)


@lru_cache(100_000)
def once_a_year(away: Away, year: int) -> tuple[date, date] | None:
    """ABS-1: the yearly absence that begins in a year."""
    assert away.since is not None
    assert away.until is not None
    since = in_year(away.since, year) if away.since.year <= year else None
    if since is None or (away.yearly_until is not None and away.yearly_until <= since):
        return None
    return since, in_year(away.until, year + away.until.year - away.since.year) or date.max


def time_away(away: Away, day: date) -> tuple[date | None, date | None] | None:
    """The first day away and the first day back of the time that a day falls in."""
    if not away.yearly:
        times = [(away.since, away.until)]
    else:
        times = [time for time in (once_a_year(away, day.year - 1), once_a_year(away, day.year)) if time is not None]
    for since, until in times:
        if (since is None or since <= day) and (until is None or day < until):
            return since, until
    return None


def latest_return(away: Away, by: date) -> date | None:
    """The latest first day back that is not after `by`."""
    if not away.yearly:
        return away.until if away.until is not None and away.until <= by else None
    assert away.since is not None
    times = [once_a_year(away, year) for year in range(away.since.year, by.year + 1)]
    return max((time[1] for time in times if time is not None and time[1] <= by), default=None)


@lru_cache(100_000)
def awake_through(last: date, span: Interval, absences: tuple[Away, ...]) -> date | None:
    """DRM-2: the day on which as many days not away have passed since `last` as the span has. None: never."""
    through = add(last, span)
    if through is None:
        return None  # the stage never begins
    needed, awake = (through - last).days, last
    named = max([last, *(on for a in absences for on in (a.since, a.until, a.yearly_until) if on is not None)])
    for year in range(last.year, 10_000):
        times = [(a.since, a.until) for a in absences if not a.yearly]
        yearly = [once_a_year(a, begins) for a in absences if a.yearly for begins in (year - 1, year)]
        times += [time for time in yearly if time is not None]
        away = {on for since, until in times for on in range_of(since, until, year)}
        for on in range_of(date(year, 1, 1), None, year):
            if on <= last.toordinal() or on in away:
                continue
            awake = date.fromordinal(on)
            needed -= 1
            if not needed:
                return awake
        if year - max(awake, named).year > 10:
            return None  # every year has gone by, with its 29 February, and none of their days was at home
    return None


def range_of(since: date | None, until: date | None, year: int) -> range:
    """The days of a year from the one day to before the other, as numbers."""
    first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    begins = first if since is None else max(first, since.toordinal())
    return range(begins, last + 1 if until is None else min(last + 1, until.toordinal()))


def many(interval: Interval, times: int) -> Interval:
    return Interval(
        years=interval.years * times,
        months=interval.months * times,
        weeks=interval.weeks * times,
        days=interval.days * times,
    )


def or_last(start: date, interval: Interval) -> date:
    """CHOICE: a wait that would end past the calendar ends on its last day."""
    return add(start, interval) or date.max


def day_after(day: date | None) -> date | None:
    return None if day is None or day == date.max else day + timedelta(days=1)


def age_on(born: date, day: date) -> int:
    """AGE-2: full years lived. 29 February comes after 28 February and before 1 March, so it needs no rule."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


# ------------------------------------------------------------------ due dates


@dataclass(frozen=True)
class Standing:
    """What the oracle says of one recall."""

    rule: RecallRule
    basis: Basis
    on: date | None = None
    interval: Interval | None = None  # what was added
    anchor: date | None = None  # to which day
    after: date | None = None  # the visit after which it was set by hand


NONE_DUE = {
    Basis.NO_HISTORY: ReasonCode.NO_HISTORY,
    Basis.OUTSIDE_AGE: ReasonCode.OUTSIDE_AGE,
    Basis.SUPERSEDED: ReasonCode.SUPERSEDED,
    Basis.NOT_ENROLLED: ReasonCode.NOT_ENROLLED,
    Basis.RESOLVED: ReasonCode.RESOLVED,
    Basis.TOOTH_EXTRACTED: ReasonCode.TOOTH_EXTRACTED,
    Basis.BEYOND_CALENDAR: ReasonCode.BEYOND_CALENDAR,
}


class Patient:
    """One patient, one policy, one day; one instant of it and one caller, where they are known."""

    def __init__(
        self,
        history: History,
        policy: Policy,
        as_of: date,
        purpose: Purpose,
        at: datetime | None = None,
        caller: str | None = None,
    ) -> None:
        self.policy, self.as_of, self.purpose = policy, as_of, purpose
        self.at, self.caller = at, caller
        self.patient = history.patient
        codes = [c for r in policy.recalls for c in (*r.started_by_codes, *r.resolved_by_codes, *r.ended_by_codes)]
        history = self.as_read(history, {c.strip().upper() for c in codes})
        # SUP-12: what is dated after the day asked about is not used. VIS-1: nor what is no care.
        self.told = [p for p in history.completed if p.on <= as_of and p.kind is not Kind.ADMINISTRATIVE]
        self.codes_named = {c.strip().upper() for c in codes}
        self.completed = [p for p in self.told if p.kind is not Kind.UNMAPPED]
        self.planned = [p for p in history.planned if p.kind not in (Kind.ADMINISTRATIVE, Kind.UNMAPPED)]
        if policy.kept_is_care:  # VIS-6
            for a in history.appointments:
                if a.state is not AppointmentState.KEPT or a.on > as_of:
                    continue
                for code in a.codes:
                    spelled = [
                        p.code.strip().upper() for p in self.told if p.where is CareSetting.HERE and p.on == a.on
                    ]
                    if code.strip().upper() not in spelled:
                        self.completed.append(Procedure(on=a.on, kind=Kind.OTHER, code=code))
                        self.told.append(self.completed[-1])
                for kind in a.kinds:
                    here = [(p.on, p.kind) for p in self.completed if p.where is CareSetting.HERE]
                    if (a.on, kind) not in here and kind not in (Kind.ADMINISTRATIVE, Kind.UNMAPPED):
                        self.completed.append(Procedure(on=a.on, kind=kind))
                        self.told.append(self.completed[-1])
        self.attempts = [a for a in history.attempts if a.on <= as_of]
        self.appointments = history.appointments
        self.circumstances = history.circumstances
        self.care_plan = [d for d in history.care_plan if self.set_on(d) <= as_of]
        self.history = history
        found = [self.standing(rule) for rule in policy.recalls]
        self.standings = [self.handed_over(s, found) for s in found]
        self.wanted = self.find_wanted()
        self.withheld_by = self.find_withheld_by()

    @staticmethod
    def as_read(history: History, codes: set[str]) -> History:
        """DUE-17: what a recall names by its code is care, whether a map knows it or not."""
        completed = [
            replaced(p, kind=Kind.OTHER) if p.kind is Kind.UNMAPPED and p.code.strip().upper() in codes else p
            for p in history.completed
        ]
        planned = [
            replaced(p, kind=Kind.OTHER) if p.kind is Kind.UNMAPPED and p.code.strip().upper() in codes else p
            for p in history.planned
        ]
        appointments = []
        for a in history.appointments:
            if Kind.UNMAPPED in a.kinds and a.codes and {c.strip().upper() for c in a.codes} <= codes:
                a = replaced(a, kinds={Kind.OTHER if kind is Kind.UNMAPPED else kind for kind in a.kinds})
            if a.kinds != (Kind.ADMINISTRATIVE,):  # VIS-1
                appointments.append(a)
        return replaced(history, completed=completed, planned=planned, appointments=appointments)

    @staticmethod
    def set_on(direction: object) -> date:
        """SUP-12: the day an override was set; an enrolment may lie ahead."""
        if isinstance(direction, IntervalOverride):
            return direction.since
        return direction.set_on if isinstance(direction, DueDateOverride) else date.min

    # -------------------------------------------------------------- care

    def anchoring(self, kinds: tuple[Kind, ...], codes: tuple[str, ...] = (), *, one_off: bool) -> list[Procedure]:
        """DUE-3, DUE-4, DUE-5: completed care of these kinds that may anchor; elsewhere only for repeating recalls.

        DUE-17: or with one of these codes, unless it is no care.
        """
        places = [CareSetting.HERE] if one_off else [CareSetting.HERE, CareSetting.ELSEWHERE]
        return [p for p in self.told if p.where in places and self.is_one_of(p, kinds, codes)]

    @staticmethod
    def is_one_of(p: Procedure, kinds: tuple[Kind, ...], codes: tuple[str, ...]) -> bool:
        by_code = p.kind is not Kind.ADMINISTRATIVE and p.code.strip().upper() in [c.strip().upper() for c in codes]
        return p.kind in kinds or by_code

    def starting(self, rule: RecallRule, *, one_off: bool = False) -> list[Procedure]:
        return self.anchoring(rule.started_by, rule.started_by_codes, one_off=one_off)

    def resolving(self, rule: RecallRule, *, one_off: bool = False) -> list[Procedure]:
        return self.anchoring(rule.resolved_by, rule.resolved_by_codes, one_off=one_off)

    def taken_out(self, rule: RecallRule, starter: Procedure) -> bool:
        """DUE-9: the starter's tooth has been taken out since. CHOICE: on the same day too, and wherever."""
        return starter.site is not None and any(
            self.is_one_of(p, rule.ended_by, rule.ended_by_codes)
            and p.site is not None
            and p.site.fdi == starter.site.fdi
            and p.on >= starter.on
            for p in self.told
        )

    # -------------------------------------------------------------- enrolment

    def recorded_enrolments(self) -> list[PerioEnrolment]:
        """PER-1: those that hold on the day."""
        return [e for e in self.care_plan if isinstance(e, PerioEnrolment) and self.within(e.since, e.until)]

    def enrolled_since(self) -> list[date]:
        """The days of those that hold, as far as they are known; the calendar's first day is nobody's."""
        days = [e.since for e in self.recorded_enrolments()]
        return [day for day in days if day is not None and day != date.min]

    def enrolled(self) -> bool:
        """PER-1, PER-2."""
        if self.recorded_enrolments():
            return True
        within = self.policy.infer_perio_within
        if within is None:
            return False
        ended = [
            e.until
            for e in self.care_plan
            if isinstance(e, PerioEnrolment) and e.until is not None and e.until <= self.as_of
        ]
        for care in self.anchoring(self.policy.infer_perio_from, one_off=False):
            last_day = add(care.on, within)
            recent = last_day is None or self.as_of <= last_day
            if recent and not any(end > care.on for end in ended):
                return True
        return False

    def perio_care_lapsed(self) -> bool:
        """PER-2: care older than the policy takes for granted, with no enrolment that holds, or ended since."""
        asks = any(rule.enrolment is not Enrolment.ANY for rule in self.policy.recalls)
        care = [p.on for p in self.anchoring(self.policy.infer_perio_from, one_off=False)]
        if not asks or self.recorded_enrolments() or not care or self.policy.infer_perio_within is None:
            return False
        ends = [e.until for e in self.care_plan if isinstance(e, PerioEnrolment)]
        last = max(care)
        if any(end is not None and last < end <= self.as_of for end in ends):
            return False
        through = add(last, self.policy.infer_perio_within)
        return through is not None and through < self.as_of

    # -------------------------------------------------------------- intervals

    def override(self, rule: RecallRule) -> list[Interval]:
        """OVR-1: the patient's own interval; of several set on the latest day, all, for the caller to try."""
        names = self.names(rule)
        mine = [o for o in self.care_plan if isinstance(o, IntervalOverride) and o.recall in names]
        latest = max((o.since for o in mine), default=None)
        return [o.interval for o in mine if o.since == latest]

    def names(self, rule: RecallRule) -> list[str]:
        """AGE-5: by which a care plan, a hold or a wish may speak of a recall."""
        found = [rule.name]
        for younger in self.policy.recalls:
            if younger is not rule and self.goes_over(younger, rule):
                found += self.names(younger)
        return found

    def spoken_of(self, recalls: tuple[str, ...] | None) -> tuple[str, ...] | None:
        """AGE-5: the recalls that a wish or a hold is about, and those to which they go over."""
        if recalls is None:
            return None
        return (
            *recalls,
            *(r.name for r in self.policy.recalls if r.name not in recalls and {*self.names(r)} & {*recalls}),
        )

    @staticmethod
    def goes_over(younger: RecallRule, older: RecallRule) -> bool:
        """AGE-5: for the same care, at the age where the one ends and the other begins."""
        care = []
        for rule in (younger, older):
            started = bool(rule.started_by or rule.started_by_codes)
            codes = rule.started_by_codes if started else rule.resolved_by_codes
            care.append(({*rule.started_by} if started else {*rule.resolved_by}, {c.strip().upper() for c in codes}))
        (kinds, codes), (other_kinds, other_codes) = care
        at = younger.below_age is not None and younger.below_age == older.from_age
        return at and bool(kinds & other_kinds or codes & other_codes)

    def count(self, rule: RecallRule, anchor: date, *, only_starts: bool = False) -> Standing:
        """The due date counted from an anchor, with the interval that applies."""
        roll = self.policy.month_end
        if own := self.override(rule):
            landings = [(add(anchor, interval, roll) or date.max, str(interval), interval) for interval in own]
            basis, used = Basis.INTERVAL_OVERRIDE, min(landings)[2]
        elif rule.first is not None and only_starts:  # DUE-6
            basis, used = Basis.FIRST_INTERVAL, rule.first
        else:
            usual, by_risk = self.in_force(rule, anchor)
            risk = self.patient.risk
            if risk is not None and risk in by_risk:  # DUE-11
                basis, used = Basis.RISK_INTERVAL, by_risk[risk]
            else:
                basis, used = Basis.INTERVAL, usual
        on = add(anchor, used, roll)
        return Standing(rule, Basis.BEYOND_CALENDAR) if on is None else Standing(rule, basis, on, used, anchor)

    def in_force(self, rule: RecallRule, anchor: date) -> tuple[Interval, dict[Risk, Interval]]:
        """AGE-4: at the age on the day it is counted from; of an unknown birth date, at 18."""
        age = 18 if self.patient.birth_date is None else age_on(self.patient.birth_date, anchor)
        for band in rule.by_age:
            if (band.from_age is None or age >= band.from_age) and (band.below_age is None or age < band.below_age):
                return band.interval, dict(band.by_risk)
        return rule.interval, dict(rule.by_risk)

    # -------------------------------------------------------------- due dates

    def standing(self, rule: RecallRule) -> Standing:
        """Where one recall stands. CHOICE: enrolment is asked first, age last, because age needs a due date."""
        if rule.enrolment is Enrolment.ENROLLED and not self.enrolled():
            return Standing(rule, Basis.NOT_ENROLLED)
        if rule.enrolment is Enrolment.NOT_ENROLLED and self.enrolled():
            return Standing(rule, Basis.SUPERSEDED)
        found = self.by_hand(rule) or (self.repeating(rule) if rule.repeats else self.one_off(rule))
        if found.on is not None and self.outside_age(rule, found.on):
            return Standing(rule, Basis.OUTSIDE_AGE)
        return found

    def outside_age(self, rule: RecallRule, due: date) -> bool:
        """AGE-1, AGE-3."""
        born = self.patient.birth_date
        if born is None:
            return rule.below_age is not None and rule.below_age <= 18
        too_young = rule.from_age is not None and age_on(born, max(due, self.as_of)) < rule.from_age
        return too_young or (rule.below_age is not None and age_on(born, due) >= rule.below_age)

    def handed_over(self, s: Standing, found: list[Standing]) -> Standing:
        """AGE-5: to the recall for the next age, once that is due too."""
        if not self.is_due(s) or self.patient.birth_date is None or s.rule.below_age is None:
            return s
        for other in found:
            alike = other.rule.on_its_own or not s.rule.on_its_own
            if self.goes_over(s.rule, other.rule) and alike and self.is_due(other):
                return Standing(s.rule, Basis.OUTSIDE_AGE)
        return s

    def is_due(self, s: Standing) -> bool:
        return s.on is not None and self.reached(s)

    def by_hand(self, rule: RecallRule) -> Standing | None:
        """OVR-2, OVR-3, OVR-4: the due date set by hand, unless a visit has ended it."""
        names = self.names(rule)
        mine = [o for o in self.care_plan if isinstance(o, DueDateOverride) and o.recall in names]
        if not mine:
            return None
        latest = max(o.set_on for o in mine)
        due = min(o.due for o in mine if o.set_on == latest)
        opens = date.min if rule.repeats else first_day_reaching(rule.early_window, due)
        visits = self.resolving(rule, one_off=not rule.repeats)
        if not any(visit.on > latest and visit.on >= opens for visit in visits):
            counted = self.repeating(rule) if rule.repeats else self.one_off(rule)
            return Standing(rule, Basis.DUE_DATE_OVERRIDE, due, after=counted.anchor)
        return None

    def repeating(self, rule: RecallRule) -> Standing:
        """DUE-1: an interval after the latest care that starts or resolves it, once something has started it."""
        ever = self.starting(rule)
        starters = [p for p in ever if not self.taken_out(rule, p)]
        resolvers = [p for p in self.resolving(rule) if p not in ever or p in starters]
        started = [p.on for p in starters]
        only_starts = {p.on for p in starters if p not in resolvers}
        if not started and rule.enrolment is Enrolment.ENROLLED and self.recorded_enrolments():
            started = self.before_enrolment(rule, ever)
            if started:
                anchor = max(started + [p.on for p in resolvers])
                anchor = self.end_of_treatment(rule, anchor)
                return self.sooner_by_plan(rule, anchor, self.count(rule, anchor, only_starts=anchor in only_starts))
        if not started and (begun := self.begun_on(rule)) is not None:  # DUE-15
            started = [p.on for p in resolvers if p.on >= begun]
            if not started:
                return self.begun(rule, begun)
        if not started:
            return Standing(rule, Basis.TOOTH_EXTRACTED if ever else Basis.NO_HISTORY)
        anchor = max(started + [p.on for p in resolvers])
        return self.count(rule, self.end_of_treatment(rule, anchor), only_starts=anchor in only_starts)

    def sooner_by_plan(self, rule: RecallRule, anchor: date, found: Standing) -> Standing:
        """PER-5: or what was sooner by the plan for a recall that is not for the enrolled."""
        superseded = [r.name for r in self.policy.recalls if r.enrolment is Enrolment.NOT_ENROLLED]
        said = [found]
        for o in self.care_plan:
            if isinstance(o, IntervalOverride) and o.recall in superseded:
                on = add(anchor, o.interval, self.policy.month_end)
                said.append(Standing(rule, Basis.INTERVAL_OVERRIDE, on, o.interval))
            if isinstance(o, DueDateOverride) and o.recall in superseded and (found.on is None or anchor <= o.set_on):
                said.append(Standing(rule, Basis.DUE_DATE_OVERRIDE, o.due, after=anchor))
        return min(said, key=lambda s: s.on or date.max)

    def before_enrolment(self, rule: RecallRule, ever: list[Procedure]) -> list[date]:
        """PER-5: the latest care before a recorded enrolment, or the day of that, or nothing."""
        dated = sorted(self.enrolled_since())[-1:]
        care = self.resolving(rule)
        for other in self.policy.recalls:
            if other.enrolment is Enrolment.NOT_ENROLLED:
                care = care + self.starting(other) + self.resolving(other)
        before = [p.on for p in care if p not in ever and (not dated or p.on <= dated[0])]
        return [max(before)] if before else dated

    def begun_on(self, rule: RecallRule) -> date | None:
        """DUE-15."""
        born, registered, first = self.patient.birth_date, self.patient.registered, min(self.visits(), default=None)
        if rule.begins is Begins.REGISTRATION and registered is not None:
            return registered if first is None else min(first, registered)
        if rule.begins is Begins.FIRST_VISIT:
            return first
        if rule.begins is Begins.AGE and born is not None and rule.from_age is not None:
            return in_year(born, born.year + rule.from_age)
        return None

    def begun(self, rule: RecallRule, day: date) -> Standing:
        assert rule.begins is not None
        basis = {Begins.REGISTRATION: BEGUN[0], Begins.FIRST_VISIT: BEGUN[1], Begins.AGE: BEGUN[2]}[rule.begins]
        on = day if rule.begins_after is None else add(day, rule.begins_after, self.policy.month_end)
        if on is None:
            return Standing(rule, Basis.BEYOND_CALENDAR)
        return Standing(rule, basis, on, rule.begins_after, day)

    def end_of_treatment(self, rule: RecallRule, anchor: date) -> date:
        """DUE-10."""
        end = anchor
        for care in sorted(self.anchoring(rule.extended_by, one_off=True), key=lambda p: p.on):
            if care.on >= end and reaches(end, self.policy.course_gap, care.on):
                end = care.on
        return end

    def one_off(self, rule: RecallRule) -> Standing:
        """DUE-7, DUE-8: the first course of treatment whose review nobody has done."""
        ever = self.starting(rule, one_off=True)
        starters = sorted(p.on for p in ever if not self.taken_out(rule, p))
        if not starters and (begun := self.begun_on(rule)) is not None:  # DUE-15
            closed = any(p.on >= begun for p in self.resolving(rule, one_off=True))
            return Standing(rule, Basis.RESOLVED) if closed else self.begun(rule, begun)
        if not starters:
            return Standing(rule, Basis.TOOTH_EXTRACTED if ever else Basis.NO_HISTORY)
        courses: list[list[date]] = []
        for on in starters:
            if courses and reaches(courses[-1][-1], self.policy.course_gap, on):
                courses[-1].append(on)
            else:
                courses.append([on])
        for course in courses:
            found = self.count(rule, course[-1])
            if found.on is None or not self.reviewed(rule, course[-1], found.on):
                return found
        return Standing(rule, Basis.RESOLVED)

    def reviewed(self, rule: RecallRule, last_starter: date, due: date) -> bool:
        """DUE-8. CHOICE: and after the care that wants the review."""
        opens = first_day_reaching(rule.early_window, due)
        visits = self.resolving(rule, one_off=True)
        return any(visit.on >= opens and visit.on > last_starter for visit in visits)

    # -------------------------------------------------------------- wanted

    def find_wanted(self) -> list[Wanted]:
        """The reasons to contact, each with its recall if it is about one: by `ReasonCode`, then the most pressing."""
        reached = [s for s in self.standings if s.on is not None and self.reached(s)]
        pressing = sorted((s.rule.rank, s.on, s.rule.name) for s in reached if s.rule.on_its_own)  # DUE-12
        found: list[Wanted] = [(ReasonCode.RECALL_DUE, name) for _, _, name in pressing]
        leaving = [s for s in self.standings if s.rule.on_its_own and self.offered_before(s)]
        found += [(ReasonCode.DUE_WHILE_AWAY, s.rule.name) for s in sorted(leaving, key=self.pressing)]
        found += [(ReasonCode.SAFETY_FOLLOW_UP, None) for _ in self.follow_ups()]
        found += [(ReasonCode.CALL_PROMISED, None) for _ in self.due_promises()]
        found += [(ReasonCode.PROMISE_MISSED, None) for _ in self.missed_promises()]
        found += [(ReasonCode.PATIENT_DID_NOT_CALL, None) for w in self.awaited() if self.asked_after(w)]
        found += [(ReasonCode.DEFERRAL_ENDED, None) for d in self.governing_deferrals() if self.deferral_ended(d)]
        if self.absence_ended():
            found.append((ReasonCode.ABSENCE_ENDED, None))
        found += [(code, None) for code in self.asleep()]
        if self.beat():
            found.append((ReasonCode.CONTACT_RHYTHM, None))
        return sorted(found, key=lambda wanted: CODES.index(wanted[0]))

    @staticmethod
    def pressing(s: Standing) -> tuple[int, date, str]:
        return s.rule.rank, s.on or date.max, s.rule.name

    def away_on(self, day: date) -> bool:
        return any(time_away(a, day) is not None for a in self.absences())

    def departure(self, s: Standing) -> date | None:
        """ABS-5: the first day of the unbroken time away in which a recall not wanted yet falls due, if yet to come."""
        if s.on is None or s.on <= self.as_of or self.reached(s) or not self.away_on(s.on):
            return None
        day = s.on
        while day > self.as_of and self.away_on(day - timedelta(days=1)):
            day -= timedelta(days=1)
        return day if day > self.as_of else None

    def offered_before(self, s: Standing) -> bool:
        """ABS-5."""
        leaves = None if self.policy.before_absence is None else self.departure(s)
        return leaves is not None and reaches(self.as_of, self.policy.before_absence, leaves)

    def reached(self, s: Standing) -> bool:
        """DUE-13, DUE-16, ALG-3."""
        assert s.on is not None
        if self.policy.grace is None:
            lead = s.rule.lead or self.policy.look_ahead
            of_a_day_here = s.basis in (Basis.INTERVAL_OVERRIDE, Basis.REGISTRATION, Basis.FIRST_VISIT)
            shortest = 0 if s.interval is None else s.interval.shortest_days()
            if lead is not None and of_a_day_here and lead.longest_days() >= shortest:
                lead = None
            if lead is not None and s.after is not None and first_day_reaching(lead, s.on) <= s.after:
                lead = None
            return reaches(self.as_of, lead, s.on)
        return or_last(s.on, self.policy.grace) <= self.as_of

    def not_wanted(self) -> list[tuple[ReasonCode, str | None]]:
        wanted = [recall for _, recall in self.wanted]
        found: list[tuple[ReasonCode, str | None]] = []
        for s in self.standings:
            if s.on is None:
                found.append((NONE_DUE[s.basis], s.rule.name))
            elif s.rule.name in wanted:
                continue
            elif not self.reached(s):
                found.append((ReasonCode.NOT_YET_DUE, s.rule.name))
            else:
                found.append((ReasonCode.ADD_ON_DUE, s.rule.name))
        if all(s.on is None and s.basis is not Basis.RESOLVED for s in self.standings):  # DUE-14
            found.append((ReasonCode.NO_RECALL_ATTACHES, None))
        return found

    def governing_deferrals(self) -> list[Deferral]:
        """SUP-5: of those about the same, the latest dated request, or all of that day, and every undated one."""
        said = [c for c in self.circumstances if isinstance(c, Deferral)]
        return [
            d
            for d in said
            if d.since is None
            or not any(o.since is not None and o.since > d.since and o.recalls == d.recalls for o in said)
        ]

    def deferred_until(self, d: Deferral) -> date:
        """OUT-3: where nobody said until when, the policy does."""
        if d.until is not None:
            return d.until
        assert d.since is not None
        return or_last(d.since, self.policy.deferral)

    def visits(self) -> list[date]:
        """Visits here: completed care, or an appointment kept. SUP-12: not one after the day asked about."""
        kept = [a.on for a in self.appointments if a.state is AppointmentState.KEPT and a.on <= self.as_of]
        return kept + [p.on for p in self.completed if p.where is CareSetting.HERE and p.kind not in NO_CARE]

    def booking_stands(self) -> bool:
        return bool(self.ahead())

    def ahead(self) -> list[Appointment]:
        return [a for a in self.appointments if a.state is AppointmentState.BOOKED and a.on >= self.as_of]

    def near(self, a: Appointment) -> bool:
        window = self.policy.nearby_booking_window
        return window is not None and reaches(self.as_of, window, a.on)

    def open_what_for(self, a: Appointment) -> bool:
        """BKG-2: whether nobody knows what an appointment is for."""
        if a.kinds:
            return Kind.UNMAPPED in a.kinds
        return not {c.strip().upper() for c in a.codes} & self.codes_named

    @staticmethod
    def shared(a: Appointment, kinds: tuple[Kind, ...], codes: tuple[str, ...]) -> bool:
        """Whether an appointment is for one of these. CHOICE: codes are compared as a `CodeMap` does."""
        known = {c.strip().upper() for c in codes} - {""}
        return bool(set(a.kinds) & set(kinds) - {Kind.UNMAPPED}) or bool({c.strip().upper() for c in a.codes} & known)

    def spoken_for(self, kinds: tuple[Kind, ...], codes: tuple[str, ...], said: date | None) -> bool:
        """BKG-7. CHOICE: a matter of which nobody knows what it is about is spoken for by any booking; and a visit kept
        that may not be written up yet speaks for what it was for.
        """
        unknown = not (set(kinds) - {Kind.UNMAPPED}) and not [c for c in codes if c]
        just_kept = [a for a in self.appointments if self.kept_lately(a)]
        for a in [*self.ahead(), *just_kept]:
            later = a.booked_on is None or said is None or a.booked_on >= said
            for_it = self.shared(a, kinds, codes)
            if later and (for_it or (unknown and a not in just_kept)):
                return True
        return False

    def kept_lately(self, a: Appointment) -> bool:
        closing = self.policy.unclosed_visit_wait
        kept = a.state is AppointmentState.KEPT and a.on <= self.as_of
        return kept and closing is not None and reaches(a.on, closing, self.as_of)

    def written_up(self, a: Appointment) -> bool:
        """VIS-4."""
        since = [p for p in self.completed if p.where is CareSetting.HERE and p.on >= a.on]
        return any(self.open_what_for(a) or self.shared(a, (p.kind,), (p.code,)) for p in since)

    def spoken_since(self, day: date) -> bool:
        return any(a.outcome in (Outcome.CONVERSATION, Outcome.BOOKED) and a.on >= day for a in self.attempts)

    def deferral_ended(self, d: Deferral) -> bool:
        """WNT-1, WNT-2. CHOICE: undated, only what happens from its end on is surely later."""
        until = self.deferred_until(d)
        if d.recalls is not None or until > self.as_of:  # OUT-3: the recall speaks for itself
            return False
        seen = [v for v in self.visits() if (v >= until if d.since is None else v > d.since)]
        return (
            not self.expired(until)
            and not seen
            and not self.spoken_for((), (), d.since)
            and not self.spoken_since(until)
        )

    def absence_ended(self) -> bool:
        """WNT-1, WNT-2, ABS-3: said once, and not while away again."""
        returns = [latest_return(a, self.as_of) for a in self.absences()]
        back = max((on for on in returns if on is not None), default=None)
        if back is None or self.away_on(self.as_of):
            return False
        seen = [v for v in self.visits() if v >= back]
        return not self.expired(back) and not seen and not self.booking_stands() and not self.spoken_since(back)

    def expired(self, day: date) -> bool:
        """LED-7: a day that fell while a report stood that was taken back later."""
        taken_back = [c for c in self.circumstances if isinstance(c, Reinstated)]
        return any(c.since <= day and day < c.on for c in taken_back)

    def asked_after(self, w: PatientWillCall) -> bool:
        return self.waited_long(w) and not self.expired(or_last(w.since, self.policy.patient_will_call))

    # -------------------------------------------------------------- suppression

    def find_withheld_by(self) -> list[Cover]:
        found = [
            *self.by_circumstances(),
            *self.by_people(),
            *self.by_appointments(),
            *self.by_promises(),
            *self.by_nos(),
            *self.by_safety(),
            *self.by_recent_contact(),
            *self.by_cadence(),
        ]
        found = [self.narrowed(cover) for cover in found]
        if self.last_told() > self.as_of:  # SUP-12
            found.append(Cover(ReasonCode.DATED_IN_FUTURE, until=self.last_told()))
        born = self.patient.birth_date
        if born is not None and (born > self.as_of or any(p.on < born for p in self.completed)):  # SUP-13
            found.append(Cover(ReasonCode.CONTRADICTORY_FACTS))
        if not self.patient.subject:  # SUB-1
            found.append(Cover(ReasonCode.NOT_A_PATIENT))
        return sorted(found, key=lambda cover: (CODES.index(cover.code), cover.until or date.max))  # SUP-11

    def narrowed(self, cover: Cover) -> Cover:
        """SAF-1, AGR-4: what still covers the recalls, and nothing else."""
        booking = {ReasonCode.BOOKED, ReasonCode.BOOKED_OTHERWISE}
        closing = {ReasonCode.VISIT_NOT_CLOSED, ReasonCode.VISIT_NOT_WRITTEN_UP}
        spacing = {ReasonCode.ATTEMPTS_EXHAUSTED, ReasonCode.ATTEMPT_CAP_REACHED, ReasonCode.ATTEMPT_TOO_RECENT}
        spacing |= {ReasonCode.SEEN_RECENTLY, ReasonCode.SPOKE_RECENTLY}
        said = {ReasonCode.DEFERRED, ReasonCode.CALL_PROMISED_LATER, ReasonCode.PATIENT_WILL_CALL}
        said |= {ReasonCode.DECLINED_RECENTLY}
        goes = (
            booking | closing | spacing | said | {ReasonCode.BEREAVED}
            if self.about_care() and self.follow_ups()
            else set()
        )
        if self.about_care() and self.due_promises() and cover.code in booking and cover.dated:
            goes = goes | booking
        if self.about_care() and self.due_promises():
            goes = goes | {ReasonCode.VISIT_NOT_WRITTEN_UP}
        since = cover.mourned
        if self.about_care() and since is not None and any(p.since > since for p in self.due_promises()):  # HHD-5
            goes = goes | {ReasonCode.BEREAVED}
        if cover.code in goes and cover.recalls is None:
            return replace(cover, recalls=tuple(rule.name for rule in self.policy.recalls))
        return cover

    def last_told(self) -> date:
        """SUP-12: the last day something happened, was said or set. Absence, hold, enrolment, plan may lie ahead."""
        h = self.history
        told = [p.on for p in h.completed if p.kind not in NO_CARE] + [a.on for a in h.attempts]
        told += [a.on for a in h.appointments if a.state is AppointmentState.KEPT]  # BKG-9: one missed may lie ahead
        told += [a.cancelled_on for a in h.appointments if a.cancelled_on is not None]
        told += [a.booked_on for a in h.appointments if a.booked_on is not None]
        told += [self.set_on(direction) for direction in h.care_plan]
        for c in h.circumstances:
            if isinstance(c, Deceased | RelocatedPermanently):
                told.append(c.recorded)
            elif isinstance(c, CallBack | PatientWillCall | SafetyFollowUp | OpenProblem | Commitment):
                told.append(c.since)
            elif isinstance(c, UnreadNote | Reinstated | Bereavement):
                told.append(c.on)
            elif isinstance(c, ContactPerson):
                told += [c.consent_on or date.min, (c.until or date.min) if c.ended is PersonEnd.DIED else date.min]
            elif isinstance(c, Deferral | OptOut | Unreachable | Excluded | DisputedBirthDate) and c.since is not None:
                told.append(c.since)
        return max(told, default=date.min)

    def by_circumstances(self) -> list[Cover]:
        found = []
        for c in self.circumstances:
            match c:
                case Deceased() if c.confirmed:  # SUP-1
                    found.append(Cover(ReasonCode.DECEASED))
                case Deceased() if not any(
                    isinstance(d, Deceased) and d.confirmed for d in self.circumstances
                ):  # SUP-2
                    found.append(Cover(ReasonCode.DEATH_REPORTED))
                case RelocatedPermanently() if not self.seen_or_booked_after(c.recorded):  # SUP-1, SUP-3
                    found.append(Cover(ReasonCode.RELOCATED))
                case Reinstated() if not self.released(c):  # LED-6
                    found.append(Cover(ReasonCode.REINSTATED, until=c.released_on))
                case DisputedBirthDate():  # MRG-3
                    found.append(Cover(ReasonCode.CONTRADICTORY_FACTS))
                case Away() if (time := time_away(c, self.as_of)) is not None:  # SUP-4, ABS-1
                    found.append(Cover(ReasonCode.AWAY, until=time[1]))
                case Deferral() if c in self.governing_deferrals() and not self.called_off(c):
                    until = self.deferred_until(c)
                    if self.as_of < until:  # SUP-5
                        found.append(Cover(ReasonCode.DEFERRED, recalls=self.spoken_of(c.recalls), until=until))
                case OptOut():  # SUP-6: at once
                    fresh = [p for p in self.due_promises() if self.untried(p) and self.about_care()]
                    older = [p.channel for p in fresh if c.since is not None and c.since < p.since]
                    about_it = c.purposes is None or self.purpose in c.purposes
                    if not (about_it and set(c.channels or Channel) <= set(older)):  # AGR-4: nothing is left of it
                        found.append(Cover(ReasonCode.OPTED_OUT, c.channels, c.purposes, permits=tuple(older)))
                case Unreachable():  # SUP-7
                    found.append(Cover(ReasonCode.UNREACHABLE, (c.channel,)))
                case Hold() if self.within(c.since, c.until):  # SUP-8
                    found.append(Cover(ReasonCode.ON_HOLD, recalls=self.spoken_of(c.recalls), until=c.until))
                case Excluded():  # SUP-9
                    found.append(Cover(ReasonCode.EXCLUDED, recalls=self.spoken_of(c.recalls)))
                case UnreadNote():  # SUP-10
                    found.append(Cover(ReasonCode.NOTE_NOT_UNDERSTOOD))
                case InProgress() if c.by != self.caller:  # CLM-1 to CLM-3
                    touched = self.days_touched(c)
                    held = self.as_of in touched if self.at is None else c.since <= self.at < c.until
                    if held:
                        found.append(Cover(ReasonCode.IN_PROGRESS, until=day_after(max(touched))))
        return found

    @staticmethod
    def days_touched(c: InProgress) -> list[date]:
        """CLM-1: every day of which a claim holds some minute, by the clock it is written with; both ends' clocks."""
        ends_at_midnight = (c.until.hour, c.until.minute, c.until.second, c.until.microsecond) == (0, 0, 0, 0)
        first, last = c.since.toordinal(), c.until.toordinal()
        last -= ends_at_midnight and last > first
        return [date.fromordinal(day) for day in range(min(first, last), max(first, last) + 1)]

    # -------------------------------------------------------------- who is asked

    def asked_on(self, day: date) -> ContactPerson | None:
        """HHD-1: of those who stand on a day, who began last; of one day, by id."""
        named = [c for c in self.circumstances if isinstance(c, ContactPerson)]
        standing = [c for c in named if (c.since is None or c.since <= day) and (c.until is None or day < c.until)]
        by_id = sorted(standing, key=lambda c: c.person)
        return max(by_id, key=lambda c: date.min if c.since is None else c.since, default=None)

    def nobody_on(self, day: date) -> tuple[ReasonCode, ContactPerson | None] | None:
        """HHD-2, HHD-3: why nobody may be asked on a day. An unknown birth date is the safer of both."""
        born, majority = self.patient.birth_date, self.policy.majority
        child = born is None or age_on(born, day) < majority
        asked = self.asked_on(day)
        if asked is None:
            return (ReasonCode.NO_CONTACT_PERSON, None) if child else None
        if asked.person == self.patient.id:
            return None
        agreed = asked.consent_on is not None and (born is None or age_on(born, asked.consent_on) >= majority)
        if agreed or (child and born is not None):
            return None
        return ReasonCode.GUARDIAN_WITHOUT_CONSENT, asked

    def by_people(self) -> list[Cover]:
        found = []
        named = [c for c in self.circumstances if isinstance(c, ContactPerson)]
        today = self.nobody_on(self.as_of) if named else None
        if today is not None:
            days = [day for c in named for day in (c.since, c.until) if day is not None]
            born = self.patient.birth_date
            if born is not None and born.year + self.policy.majority <= 9999:
                around = add(born, Interval(years=self.policy.majority))
                assert around is not None
                days += [around, day_after(around) or around]  # 29 February may come of age on 1 March
            later = [day for day in sorted(days) if day > self.as_of and self.nobody_on(day) != today]
            found.append(Cover(today[0], until=later[0] if later else None))
        losses = [c.on for c in self.circumstances if isinstance(c, Bereavement)]
        losses += [c.until for c in named if c.ended is PersonEnd.DIED and c.until is not None]
        for on in set(losses):  # HHD-4
            until = or_last(on, self.policy.bereavement)
            if self.as_of < until:
                found.append(Cover(ReasonCode.BEREAVED, until=until, mourned=on))
        return found

    def within(self, since: date | None, until: date | None) -> bool:
        return (since is None or since <= self.as_of) and (until is None or self.as_of < until)

    def released(self, c: Reinstated) -> bool:
        """LED-6: by a person, or because there has been contact on a later day."""
        by_a_person = c.released_on is not None and self.as_of >= c.released_on
        spoken = [a.on for a in self.attempts if a.outcome in (Outcome.CONVERSATION, Outcome.BOOKED)]
        return by_a_person or any(met > c.on for met in [*spoken, *self.visits()])

    def seen_or_booked_after(self, day: date) -> bool:
        """SUP-3: a later visit here, or a booking the patient made later, whatever became of it."""
        return any(visit > day for visit in self.visits()) or any(
            a.booked_by is Party.PATIENT and a.booked_on is not None and day < a.booked_on <= self.as_of
            for a in self.appointments
        )

    def by_appointments(self) -> list[Cover]:
        found = []
        recalls = [recall for _, recall in self.wanted if recall is not None]
        for a in self.appointments:
            if self.kept_lately(a) and not self.written_up(a):  # VIS-4
                last = add(a.on, self.policy.unclosed_visit_wait) if self.policy.unclosed_visit_wait else None
                matched = tuple(r for r in recalls if self.is_for(a, r))
                if matched or self.open_what_for(a):
                    for_what = None if self.open_what_for(a) else matched
                    found.append(Cover(ReasonCode.VISIT_NOT_WRITTEN_UP, recalls=for_what, until=day_after(last)))
            if a.state is not AppointmentState.BOOKED:  # BKG-6
                continue
            if a.on < self.as_of:
                if self.not_closed(a):  # BKG-5
                    last = (
                        add(a.on, self.policy.unclosed_visit_wait)
                        if self.policy.unclosed_visit_wait is not None
                        else None
                    )
                    found.append(Cover(ReasonCode.VISIT_NOT_CLOSED, until=day_after(last)))
                continue
            over = day_after(a.on)
            matched = tuple(r for r in recalls if self.is_for(a, r))
            later = a.booked_on is not None and any(said > a.booked_on for said in self.said_besides_recalls())
            if self.policy.any_booking_withholds or (self.open_what_for(a) and self.near(a)):  # BKG-2, BKG-4
                all_recalls = tuple(rule.name for rule in self.policy.recalls) if later else None  # BKG-7
                found.append(Cover(ReasonCode.BOOKED, recalls=all_recalls, until=over, dated=a.booked_on is not None))
                continue
            left_undone = {ReasonCode.BOOKING_LOST, ReasonCode.TREATMENT_UNSCHEDULED} & {
                code for code, _ in self.wanted
            }
            if left_undone and self.near(a) and not later:  # BKG-7
                found.append(Cover(ReasonCode.BOOKED, until=over, dated=a.booked_on is not None))
                continue
            waits = tuple(r for r in matched if not self.called_all_the_same(a, r))
            if waits:  # BKG-1
                found.append(Cover(ReasonCode.BOOKED, recalls=waits, until=over))
            others = tuple(r for r in recalls if r not in matched)
            if others and self.near(a):
                found.append(Cover(ReasonCode.BOOKED_OTHERWISE, recalls=others, until=over))  # BKG-3
        return found

    def is_for(self, a: Appointment, recall: str) -> bool:
        rule = self.policy.rule(recall)
        return self.shared(a, rule.resolved_by, rule.resolved_by_codes)

    def too_late(self, a: Appointment, recall: str) -> bool:
        """BKG-8. CHOICE: of a due date that no interval led to, the rule's own."""
        standing = next(s for s in self.standings if s.rule.name == recall)
        assert standing.on is not None
        counted = None if standing.basis in BEGUN else standing.interval
        within = standing.rule.booked_within or counted or standing.rule.interval
        days = [standing.on] if a.booked_on is None else [standing.on, a.booked_on]
        return not any(reaches(on, within, a.on) for on in days)

    def called_all_the_same(self, a: Appointment, recall: str) -> bool:
        return self.policy.call_when_booked_late and self.too_late(a, recall) and not self.near(a)

    def booked_too_late(self) -> bool:
        """BKG-8: a recall whose every booking is too late. CHOICE: those of which it is known what they are for."""
        if self.policy.any_booking_withholds:
            return False
        for recall in [recall for _, recall in self.wanted if recall is not None]:
            own = [a for a in self.ahead() if self.is_for(a, recall)]
            told = [a for a in own if not self.covers_all(a)]
            just_here = [a for a in self.appointments if self.kept_lately(a) and not self.written_up(a)]
            just_here = [a for a in just_here if self.open_what_for(a) or self.wanted_of(a)]
            just_here += [a for a in self.appointments if self.not_closed(a)]
            open_ = [a for a in [*just_here, *self.ahead()] if self.open_what_for(a)]
            open_ = [a for a in open_ if a in just_here or self.covers_all(a)]
            in_time = [a for a in [*own, *just_here] if self.is_for(a, recall) and not self.too_late(a, recall)]
            if told and all(self.too_late(a, recall) for a in told) and not open_ and not in_time:
                return True
        return False

    def wanted_of(self, a: Appointment) -> list[str]:
        return [recall for _, recall in self.wanted if recall is not None and self.is_for(a, recall)]

    def covers_all(self, a: Appointment) -> bool:
        """Whether a booking withholds whatever it is for: then nobody asks whether it comes in time."""
        left_undone = {ReasonCode.BOOKING_LOST, ReasonCode.TREATMENT_UNSCHEDULED} & {code for code, _ in self.wanted}
        later = a.booked_on is not None and any(said > a.booked_on for said in self.said_besides_recalls())
        return self.near(a) and (self.open_what_for(a) or (bool(left_undone) and not later))

    def said_besides_recalls(self) -> list[date]:
        """BKG-7: when that was said which is a reason to contact by itself."""
        said = [f.since for f in self.follow_ups()]
        said += [p.since for p in (*self.due_promises(), *self.missed_promises())]
        said += [w.since for w in self.awaited() if self.asked_after(w)]
        said += [d.since for d in self.governing_deferrals() if d.since is not None and self.deferral_ended(d)]
        lost, planned, problems = self.loose_ends()
        said += [a.booked_on for a in lost if a.booked_on is not None]
        return said + [p.on for p in planned] + [c.since for c in problems]

    def unclosed(self, a: Appointment) -> bool:
        """BKG-5: a past appointment nobody closed, and no visit here on its day or later."""
        return a.state is AppointmentState.BOOKED and a.on < self.as_of and not any(v >= a.on for v in self.visits())

    def not_closed(self, a: Appointment) -> bool:
        return (
            self.unclosed(a)
            and self.policy.unclosed_visit_wait is not None
            and reaches(a.on, self.policy.unclosed_visit_wait, self.as_of)
        )

    # -------------------------------------------------------------- what was agreed

    def promises(self) -> list[CallBack]:
        """AGR-2, AGR-3: the calls asked for that still stand. CHOICE: two of one day both stand."""
        said = [c for c in self.circumstances if isinstance(c, CallBack)]
        latest = max((c.since for c in said), default=None)
        return [
            c for c in said if c.since == latest and not self.kept(c) and not self.overtaken(c, by_silence_on=c.channel)
        ]

    def due_promises(self) -> list[CallBack]:
        """AGR-1, AGR-6: those whose day has come, and not gone by so long that they are missed."""
        due = [p for p in self.promises() if p.on <= self.as_of and p not in self.missed_promises()]
        due = [p for p in due if not self.expired(p.on)]  # LED-7
        return sorted(due, key=lambda p: p.on)

    def missed_promises(self) -> list[CallBack]:
        """AGR-6."""
        missed = [p for p in self.promises() if or_last(p.on, self.policy.callback_valid_for) <= self.as_of]
        return sorted((p for p in missed if not self.expired(p.on)), key=lambda p: p.on)

    def kept(self, promise: CallBack) -> bool:
        """AGR-2. CHOICE: a call from the patient is a conversation they began."""
        spoke = [a for a in self.attempts if a.outcome in SPOKE]
        return (
            sum(a.on >= promise.on for a in spoke) > self.talks_it_was_asked_in(promise)
            or any(a.on > promise.since and a.direction is Direction.INBOUND for a in spoke)
            or any(visit > promise.since for visit in self.visits())
        )

    def talks_it_was_asked_in(self, promise: CallBack) -> int:
        """AGR-2: of the day itself, one talk for each call asked for on that day for that day."""
        if promise.since != promise.on:
            return 0
        same = [
            c for c in self.circumstances if isinstance(c, CallBack) and c.since == promise.on and c.on == promise.on
        ]
        return min(len(same), sum(a.on == promise.on for a in self.attempts if a.outcome in SPOKE))

    def untried(self, promise: CallBack) -> bool:
        return all(a.on < promise.on or a.channel is not promise.channel for a in self.counted())

    def overtaken(self, said: CallBack | PatientWillCall, *, by_silence_on: Channel | None) -> bool:
        """AGR-3. CHOICE: any booking made, an opt-out from that channel, or from all."""
        return any(
            a.booked_on is not None and said.since <= a.booked_on <= self.as_of for a in self.appointments
        ) or any(
            isinstance(c, Deferral | OptOut)
            and c.since is not None
            and c.since >= said.since
            and (c.recalls is None if isinstance(c, Deferral) else self.ends(c, by_silence_on))
            for c in self.circumstances
        )

    @staticmethod
    def ends(said: OptOut, promised: Channel | None) -> bool:
        if promised is None:  # nobody said by which channel: only an opt-out from everything
            return said.channels is None and said.purposes is None
        about_care = said.purposes is None or Purpose.CARE in said.purposes
        return about_care and (said.channels is None or promised in said.channels)

    def awaited(self) -> list[PatientWillCall]:
        """AGR-5: what patients said they would do and nobody has heard of. CHOICE: saying it again replaces it, and a
        call asked for on the same day.
        """
        said = {c for c in self.circumstances if isinstance(c, PatientWillCall)}
        again = [c.since for c in said]
        asked = [c.since for c in self.circumstances if isinstance(c, CallBack)]
        return [
            w
            for w in said
            if not any(since > w.since for since in again)
            and not any(since >= w.since for since in asked)
            and not self.overtaken(w, by_silence_on=None)
            and not any(a.outcome in SPOKE and a.on > w.since for a in self.attempts)
            and not any(visit > w.since for visit in self.visits())
        ]

    def waited_long(self, w: PatientWillCall) -> bool:
        return or_last(w.since, self.policy.patient_will_call) <= self.as_of

    def by_promises(self) -> list[Cover]:
        later = [promise for promise in self.promises() if self.as_of < promise.on]  # AGR-1
        waiting = [w for w in self.awaited() if not self.waited_long(w)]  # AGR-5
        return [Cover(ReasonCode.CALL_PROMISED_LATER, until=promise.on) for promise in later] + [
            Cover(ReasonCode.PATIENT_WILL_CALL, until=or_last(w.since, self.policy.patient_will_call)) for w in waiting
        ]

    def called_off(self, deferral: Deferral) -> bool:
        """AGR-4: a call asked for goes before an older deferral. CHOICE: from the day of the call."""
        promises = self.due_promises() if self.about_care() else []
        if deferral.since is None or deferral.recalls is not None:
            return False
        return any(deferral.since < p.since for p in promises)

    def about_care(self) -> bool:
        """AGR-1, SAF-1: a call asked for and a follow-up go before other reasons where care is the purpose."""
        return self.purpose is Purpose.CARE

    def follow_ups(self) -> list[SafetyFollowUp]:
        """SAF-1: those that stand."""
        said = [c for c in self.circumstances if isinstance(c, SafetyFollowUp)]
        return [c for c in said if self.within(c.since, c.closed_on)]

    def by_nos(self) -> list[Cover]:
        """SUP-14. CHOICE: a call asked for on the day of the no is meant beside it, and so is one for a later day."""
        found, after_no = [], self.policy.after_no
        promises = self.due_promises() if self.about_care() else []
        for no in self.governing_deferrals():
            if after_no is None or no.recalls is None or no.since is None:
                continue
            until, since = or_last(no.since, after_no), no.since
            if self.as_of < until and not any(p.since >= since or p.on > since for p in promises):
                routine = (Purpose.CARE, Purpose.MARKETING)
                found.append(Cover(ReasonCode.DECLINED_RECENTLY, purposes=routine, until=until))
        return found

    def by_safety(self) -> list[Cover]:
        """SAF-3."""
        unfit = tuple(c for c in self.policy.channels if c not in self.policy.safety_channels)
        if not unfit or not self.about_care() or not self.follow_ups():
            return []
        closed = [c.closed_on for c in self.follow_ups()]
        until = None if None in closed else max(on for on in closed if on is not None)
        return [Cover(ReasonCode.NOT_FIT_FOR_SAFETY, unfit, (Purpose.CARE,), until=until)]

    def by_recent_contact(self) -> list[Cover]:
        """CAD-8, AGR-7. CHOICE: a call asked for on the day of a visit or a talk was asked for there."""
        met = [(ReasonCode.SEEN_RECENTLY, self.policy.after_visit, on) for on in sorted(self.visits())[-1:]]
        talks = sorted(a.on for a in self.attempts if a.outcome in SPOKE)
        met += [(ReasonCode.SPOKE_RECENTLY, self.policy.after_talk, on) for on in talks[-1:]]
        promises = self.due_promises() if self.about_care() else []
        found = []
        for code, wait, on in met:
            if wait is None or any(self.untried(p) or on <= p.since for p in promises):
                continue
            if self.as_of < or_last(on, wait):
                found.append(Cover(code, purposes=(Purpose.CARE, Purpose.MARKETING), until=or_last(on, wait)))
        return found

    # -------------------------------------------------------------- cadence

    def counted(self) -> list[Attempt]:
        """CAD-1: our own attempts that could have reached the patient, in order of days."""
        ours = [
            a
            for a in self.attempts
            if a.direction is Direction.OUTBOUND
            and a.purpose is not Purpose.APPOINTMENT
            and a.outcome is not Outcome.NOT_DELIVERED
        ]
        return sorted(ours, key=lambda a: a.on)

    def counted_days(self, attempts: list[Attempt]) -> list[date]:
        """CAD-6: a day for each that counts."""
        assert self.policy.cadence is not None
        if self.policy.cadence.counting is Counting.EVERY_ATTEMPT:
            return [a.on for a in attempts]
        if self.policy.cadence.counting is Counting.ONE_A_DAY:
            return sorted({a.on for a in attempts})
        return [on for on, _ in sorted({(a.on, str(a.channel)) for a in attempts})]

    def since_visit(self) -> list[date]:
        """CAD-4: the days counted since a recall was resolved here."""
        seen = [p.on for rule in self.policy.recalls for p in self.resolving(rule, one_off=True)]
        return self.counted_days([a for a in self.counted() if not seen or a.on > max(seen)])

    def last_conversation(self) -> date | None:
        """CAD-5. CHOICE: in either direction, but not one about a booked visit (CAD-7)."""
        assert self.policy.cadence is not None
        if not self.policy.cadence.conversation_starts_afresh:
            return None
        spoke = [a.on for a in self.attempts if a.outcome in SPOKE and a.purpose is not Purpose.APPOINTMENT]
        return max(spoke, default=None)

    def by_cadence(self) -> list[Cover]:
        """CHOICE: a conversation is not counted itself, and the gap after it is the first.

        CHOICE: the wait after the last attempt holds, whether or not that attempt began a rest or fell into one.
        """
        cadence = self.policy.cadence
        if cadence is None:
            return []
        counted = self.counted_days(self.counted())
        if self.about_care() and any(self.untried(promise) for promise in self.due_promises()):  # AGR-1
            return []
        recall = (Purpose.CARE, Purpose.MARKETING)  # CAD-7
        found = []
        number, rests_until = 0, None
        since_visit, spoke = self.since_visit(), self.last_conversation()
        for on in since_visit:  # CAD-3
            if spoke is not None and on <= spoke:
                continue
            if rests_until is not None and on < rests_until:
                continue
            if rests_until is not None:
                number, rests_until = 0, None
            number += 1
            if cadence.max_attempts == number and cadence.rest is not None:
                rests_until = or_last(on, cadence.rest)
        if rests_until is not None and self.as_of < rests_until:
            found.append(Cover(ReasonCode.ATTEMPTS_EXHAUSTED, purposes=recall, until=rests_until))
        if since_visit and cadence.gaps:  # CAD-1
            gap = cadence.gaps[min(max(number, 1), len(cadence.gaps)) - 1]
            ends = self.as_of if gap is None else or_last(since_visit[-1], gap)
            if self.as_of < ends:
                found.append(Cover(ReasonCode.ATTEMPT_TOO_RECENT, purposes=recall, until=ends))
        for cap in cadence.caps:  # CAD-2
            leaving = [or_last(on, cap.within) for on in counted]
            inside = [day for day in leaving if day > self.as_of]
            if len(inside) >= cap.max_attempts:
                found.append(
                    Cover(ReasonCode.ATTEMPT_CAP_REACHED, purposes=recall, until=inside[len(inside) - cap.max_attempts])
                )
        return found

    # -------------------------------------------------------------- dormancy

    def absences(self) -> tuple[Away, ...]:
        return tuple(c for c in self.circumstances if isinstance(c, Away))

    def absent_since(self, last: date, span: Interval) -> date | None:
        """DRM-1, DRM-2: the day after the span has passed since a day, days away left out. None: never."""
        return day_after(awake_through(last, span, self.absences()))

    def attended(self) -> date | None:
        """VIS-2, VIS-3: the last day that counts against dormancy, of somebody who has been here or may have been."""
        known = [p for p in self.told if p.where is not CareSetting.CHARTED]
        unmapped_here = [p for p in known if p.kind is Kind.UNMAPPED and p.where is CareSetting.HERE]
        if not self.visits() and not unmapped_here:
            return None
        return max([*self.visits(), *(p.on for p in known)])

    def dormancy(self) -> tuple[AttendanceStage, date | None, date | None, date | None] | None:
        """The stage, the last visit, and when the stage began and the next begins."""
        rule = self.policy.dormancy
        if rule is None:
            return None
        attended = self.attended()
        if attended is None:
            return AttendanceStage.NEVER_SEEN, None, None, None
        last = max(self.visits(), default=None)
        dormant = self.absent_since(attended, rule.dormant_after)
        lapsed = self.absent_since(attended, rule.lapsed_after) if rule.lapsed_after is not None else None
        if dormant is not None and dormant <= self.as_of:
            return AttendanceStage.DORMANT, last, dormant, None
        if lapsed is not None and lapsed <= self.as_of:
            return AttendanceStage.LAPSED, last, lapsed, dormant
        return AttendanceStage.CURRENT, last, attended, lapsed or dormant

    def asleep(self) -> list[ReasonCode]:
        stage = self.dormancy()
        if stage is None:
            return []
        asleep = stage[0] is AttendanceStage.DORMANT and not self.booking_stands()  # DRM-3
        found = [ReasonCode.DORMANT] if asleep else []
        lost, planned, problems = self.loose_ends()
        found += [ReasonCode.BOOKING_LOST for _ in lost]
        found += [ReasonCode.TREATMENT_UNSCHEDULED for _ in planned]
        return found + [ReasonCode.PROBLEM_UNTREATED for _ in problems]

    def loose_ends(self) -> tuple[list[Appointment], list[Procedure], list[OpenProblem]]:
        """What makes each loose end a reason: one visit lost, one plan; in a young practice every problem. CHOICE:
        there a plan that nobody booked, once its day has come, is a problem, told as of its day.
        """
        rule = self.policy.dormancy
        lost: list[Appointment] = []
        plans: list[Procedure] = []
        problems: list[OpenProblem] = []
        if rule is None:
            return lost, plans, problems
        if rule.lost_after is not None:  # DRM-4: the one lost last
            gone = [a for a in self.appointments if a.state in (AppointmentState.CANCELLED, AppointmentState.MISSED)]
            gone = [a for a in gone if self.lost(a, rule.lost_after, rule.dormant_after)]
            last = max((a.cancelled_on or a.on for a in gone), default=None)
            lost = [a for a in gone if (a.cancelled_on or a.on) == last][:1]
        unbooked = [p for p in self.planned if not self.spoken_for((p.kind,), (p.code,), p.on)]
        if rule.unscheduled_after is not None:  # DRM-5
            plans = [p for p in unbooked if self.passed(p.on, rule.unscheduled_after)][:1]
        if rule.opened is not None and rule.young_for is not None and rule.absent_after is not None:  # DRM-6
            young = not self.passed(rule.opened, rule.young_for)
            since = self.absent_since(max(self.visits()), rule.absent_after) if self.visits() else None
            if young and since is not None and since <= self.as_of:
                problems = [c for c in self.problems() if not self.spoken_for((), (), c.since)]
                problems += [
                    OpenProblem(severity=Severity.MILD, since=p.on)
                    for p in self.planned[:1]
                    if p.on <= self.as_of and p in unbooked
                ]
        return lost, plans, problems

    def passed(self, start: date, span: Interval) -> bool:
        return or_last(start, span) <= self.as_of

    def lost(self, a: Appointment, lost_after: Interval, dormant_after: Interval) -> bool:
        """DRM-4: whether a visit was lost, and nothing has come of it."""
        on = a.cancelled_on or a.on
        kinds, codes = self.does_its_work(a)
        if not self.passed(on, lost_after) or self.spoken_for(kinds, codes, a.booked_on):
            return False
        if a.booked_on is not None:
            since = a.on if a.on <= a.booked_on else a.booked_on + timedelta(days=1)
        else:
            since = first_day_reaching(self.policy.nearby_booking_window, a.on)
            since = since if a.cancelled_on is None else min(since, a.cancelled_on)
            of_these = [s for s in self.standings if s.on is not None and self.is_for(a, s.rule.name)]
            if a.on <= self.as_of and of_these and all(self.not_due(s) for s in of_these):
                return False
        anywhere = [p for p in self.completed if p.where is not CareSetting.CHARTED]
        kept = [k for k in self.appointments if k.state is AppointmentState.KEPT and k.on <= self.as_of]
        of_these = {c.strip().upper() for c in codes}
        done = [p.on for p in anywhere if p.kind in kinds or p.code.strip().upper() in of_these]
        done += [k.on for k in kept if self.open_what_for(k) or self.shared(k, kinds, codes)]
        any_visit = [p.on for p in anywhere] + [k.on for k in kept]
        if self.open_what_for(a):
            done = any_visit
        long_past = self.passed(on, dormant_after) and any(visit >= on for visit in any_visit)
        return not long_past and not any(day >= since for day in done)

    def does_its_work(self, a: Appointment) -> tuple[tuple[Kind, ...], tuple[str, ...]]:
        """DRM-4: what a visit was for, and what resolves the repeating recalls it was for."""
        if self.open_what_for(a):
            return (), ()
        kinds, codes = [*a.kinds], [*a.codes]
        for rule in self.policy.recalls:
            if rule.repeats and self.is_for(a, rule.name):
                kinds += rule.resolved_by
                codes += rule.resolved_by_codes
        return tuple(kinds), tuple(codes)

    def not_due(self, s: Standing) -> bool:
        """Whether a recall has a due date that has not been reached, and is not offered before an absence either."""
        return not self.reached(s) and not (s.rule.on_its_own and self.offered_before(s))

    def problems(self) -> list[OpenProblem]:
        said = [c for c in self.circumstances if isinstance(c, OpenProblem)]
        return [c for c in said if self.within(c.since, c.closed_on)]

    # -------------------------------------------------------------- rhythm

    def beat(self) -> bool:
        """RHY-1, RHY-2. CHOICE: treatment here; whatever is planned; a beat is a multiple, never a step (M3)."""
        rhythm = self.policy.rhythm
        if rhythm is None or self.booking_stands():
            return False
        treated = [p.on for p in self.completed if p.kind in rhythm.kinds and p.where is CareSetting.HERE]
        if not treated:
            return False
        last = max(treated)
        if self.planned and reaches(last, self.policy.course_gap, self.as_of):
            return False
        every = rhythm.every
        longest = 366 * every.years + 31 * every.months + 7 * every.weeks + every.days
        beats = []  # all but those so long ago that a later one must have passed
        for times in range(max(1, (self.as_of - last).days // longest), 4_000_000):
            day = or_last(last, many(every, times))
            if day > self.as_of or day in beats[-1:]:
                break
            beats.append(day)
        if not beats or self.expired(beats[-1]):
            return False
        if rhythm.ends_after is not None:  # RHY-4
            after = rhythm.ends_after + 1
            far = after * every.shortest_days() > 3_700_000  # days: longer than the calendar
            ends = date.max if far else or_last(last, many(every, after))
            if ends <= self.as_of:
                return False
        since = beats[-1]
        if rhythm.near is not None:  # RHY-3
            since = first_day_reaching(rhythm.near, since)
        return not any(visit >= since for visit in self.visits()) and not self.spoken_since(since)

    # -------------------------------------------------------------- review

    def review(self) -> set[ReasonCode]:
        asks = {
            ReasonCode.DATED_IN_FUTURE,
            ReasonCode.CONTRADICTORY_FACTS,
            ReasonCode.DEATH_REPORTED,
            ReasonCode.REINSTATED,
            ReasonCode.EXCLUDED,
            ReasonCode.NOTE_NOT_UNDERSTOOD,
            ReasonCode.NO_CONTACT_PERSON,
            ReasonCode.GUARDIAN_WITHOUT_CONSENT,
        }
        blocks = self.withheld_by
        silent = all(any(b.covers(c, self.purpose, None) for b in blocks) for c in self.policy.channels)
        dead = any(cover.code is ReasonCode.DECEASED for cover in self.withheld_by)
        found = {cover.code for cover in self.withheld_by} & asks
        if self.about_care() and self.follow_ups() and silent and not dead:  # SAF-2
            found.add(ReasonCode.SAFETY_FOLLOW_UP_BLOCKED)
        guardian = ReasonCode.GUARDIAN_WITHOUT_CONSENT in [cover.code for cover in self.withheld_by]
        if guardian and self.patient.birth_date is None:  # HHD-3
            found.add(ReasonCode.BIRTH_DATE_UNKNOWN)
        if self.perio_care_lapsed():
            found.add(ReasonCode.PERIO_CARE_LAPSED)
        for c in self.circumstances:
            if isinstance(c, Deceased):  # SUP-3
                gone = c.recorded if c.died_on is None else c.died_on
                if self.booking_stands() or self.seen_or_booked_after(gone):
                    found.add(ReasonCode.SEEN_AFTER_DEATH)
            unknown = isinstance(c, Away) and c.until is None and self.within(c.since, None)  # SUP-4
            if isinstance(c, Away) and unknown and self.within(c.review_on, None):  # ABS-4
                found.add(ReasonCode.RETURN_DAY_UNKNOWN)
        if any(self.unclosed(a) and not self.not_closed(a) for a in self.appointments):  # BKG-5
            found.add(ReasonCode.VISIT_NEVER_CLOSED)
        kept = [a for a in self.appointments if a.state is AppointmentState.KEPT and a.on <= self.as_of]
        last = max(kept, key=lambda a: a.on, default=None)
        if last is not None and self.policy.unclosed_visit_wait is not None and not self.policy.kept_is_care:  # VIS-5
            since = [p for p in self.completed if p.where is CareSetting.HERE and p.on >= last.on]
            since += [p for p in self.history.completed if p.kind is Kind.UNMAPPED and p.on >= last.on]
            if not self.kept_lately(last) and not since:
                found.add(ReasonCode.VISIT_NEVER_WRITTEN_UP)
        if self.booked_too_late():
            found.add(ReasonCode.BOOKED_TOO_LATE)
        if any(p.kind is Kind.UNMAPPED for p in (*self.told, *self.history.planned)):  # VIS-2, DUE-17
            found.add(ReasonCode.CODE_NOT_MAPPED)
        names = [rule.name for rule in self.policy.recalls]
        named = [o.recall for o in self.care_plan if isinstance(o, IntervalOverride | DueDateOverride)]
        for c in self.circumstances:
            if isinstance(c, Hold | Excluded | Deferral):
                named += c.recalls or ()
        if not set(named) <= set(names):  # OVR-5
            found.add(ReasonCode.RECALL_NOT_IN_POLICY)
        for s in self.standings:
            asks = s.basis is Basis.INTERVAL and s.anchor is not None and self.in_force(s.rule, s.anchor)[1]
            if asks and self.patient.risk is None:  # DUE-11
                found.add(ReasonCode.RISK_NOT_ASSESSED)
            judged_by_age = s.on is not None or s.basis is Basis.OUTSIDE_AGE
            ages = (s.rule.from_age, s.rule.below_age)
            by_age = s.rule.by_age and s.basis in (Basis.INTERVAL, Basis.RISK_INTERVAL)
            no_age = s.rule.begins is Begins.AGE and s.basis in (Basis.NO_HISTORY, Basis.TOOTH_EXTRACTED)
            asked = no_age or (judged_by_age and (ages != (None, None) or by_age))
            if self.patient.birth_date is None and asked:  # AGE-3, AGE-4, DUE-15
                found.add(ReasonCode.BIRTH_DATE_UNKNOWN)
            undated = bool(self.recorded_enrolments()) and not self.enrolled_since()
            anchorless = s.rule.repeats and s.basis in (Basis.NO_HISTORY, Basis.TOOTH_EXTRACTED)
            if s.rule.enrolment is Enrolment.ENROLLED and undated and anchorless:  # PER-5
                found.add(ReasonCode.ENROLMENT_UNDATED)
            if s.rule.enrolment is Enrolment.ENROLLED and s.basis is not Basis.NOT_ENROLLED and self.polished(s.rule):
                found.add(ReasonCode.PROPHYLAXIS_DURING_MAINTENANCE)
        return found

    def polished(self, rule: RecallRule) -> bool:
        """PER-3: a polish, which does not resolve maintenance, since the latest care that counts for it."""
        if Kind.PROPHYLAXIS in (*rule.resolved_by, *rule.started_by):
            return False
        counts = self.starting(rule) + self.resolving(rule)
        ever = self.starting(rule)
        care = [p.on for p in counts if p not in ever or not self.taken_out(rule, p)] + self.enrolled_since()
        if self.recorded_enrolments():
            care += self.before_enrolment(rule, self.starting(rule))
        latest = self.end_of_treatment(rule, max(care, default=date.min))
        return any(p.on > latest for p in self.anchoring((Kind.PROPHYLAXIS,), one_off=False) if p not in counts)

    # -------------------------------------------------------------- what they come to

    def free(self, channel: Channel, about: str | None) -> bool:
        return not any(cover.covers(channel, self.purpose, about) for cover in self.withheld_by)

    def channels(self) -> tuple[Channel, ...]:
        about = [recall for _, recall in self.wanted] or [None]
        return tuple(c for c in self.policy.channels if any(self.free(c, recall) for recall in about))

    def verdict(self) -> Verdict:
        """DEC-1."""
        doubts = {ReasonCode.DATED_IN_FUTURE, ReasonCode.CONTRADICTORY_FACTS}
        if any(cover.code in doubts for cover in self.withheld_by):
            return Verdict.WITHHELD
        if not self.wanted:
            return Verdict.NOT_WANTED
        return Verdict.CONTACT if self.channels() else Verdict.WITHHELD

    def along(self) -> list[str]:
        """ALG-1: riders that are due, and what falls due soon; as far as one may speak about them."""
        if self.verdict() is not Verdict.CONTACT:
            return []
        names = []
        wanted = [recall for _, recall in self.wanted]
        for s in self.standings:
            if s.on is None or s.rule.name in wanted:
                continue
            soon = self.policy.bundle is not None and reaches(self.as_of, self.policy.bundle, s.on)
            rides = self.reached(s)
            if (soon or rides) and any(self.free(channel, s.rule.name) for channel in self.channels()):
                names.append(s.rule.name)
        return names

    def billable_from(self, rule: RecallRule) -> date | None:
        """ALG-2. CHOICE: limits on what resolves the recall; every procedure counts, wherever its day is known."""
        days = []
        for limit in self.care_plan:
            # DUE-17: of which kind a code is, the patient's own rows say.
            by_code = [p.kind for p in self.completed if self.is_one_of(p, (), rule.resolved_by_codes)]
            if not isinstance(limit, FrequencyLimit) or not set(limit.kinds) & {*rule.resolved_by, *by_code}:
                continue
            paid = sorted(p.on for p in self.completed if p.kind in limit.kinds and p.where is not CareSetting.CHARTED)
            if len(paid) < limit.max_visits:
                continue
            oldest = paid[-limit.max_visits]
            if limit.window is LimitWindow.CALENDAR_YEAR:
                if oldest.year == paid[-1].year and oldest.year < 9999:
                    days.append(date(oldest.year + 1, 1, 1))
                continue
            assert limit.within is not None
            ends = add(oldest, limit.within)
            again = day_after(ends) if limit.window is LimitWindow.ELAPSED else ends
            if again is not None:
                days.append(again)
        return max(days, default=None)

    # -------------------------------------------------------------- how, and what to say

    def tried(self) -> int:
        """ESC-2: attempts since the count began; each rest that has ended begins it anew."""
        cadence = self.policy.cadence
        if cadence is None or self.verdict() is not Verdict.CONTACT:
            return 0
        if not cadence.gaps and cadence.rest is None and not cadence.escalation:  # nothing goes by it
            return 0
        spoke, began = self.last_conversation(), date.min
        days = [on for on in self.since_visit() if spoke is None or on > spoke]
        while True:
            counted = [on for on in days if on >= began]
            if cadence.max_attempts is None or cadence.rest is None or len(counted) < cadence.max_attempts:
                return len(counted)
            rested = or_last(counted[cadence.max_attempts - 1], cadence.rest)
            if rested > self.as_of:
                return cadence.max_attempts
            began = rested

    def channel(self) -> Channel | None:
        """PRI-5, ESC-1, ESC-3."""
        cadence = self.policy.cadence
        steps = [] if cadence is None or self.purpose is Purpose.APPOINTMENT else [*cadence.escalation]
        place = min(self.tried(), len(steps) - 1)
        later = [channel for at, channel in enumerate(steps) if at >= place]
        liked = [p.channel for p in self.missed_promises()]
        if self.patient.prefers is not None:
            liked.append(self.patient.prefers)
        ranked = [*self.policy.safety_channels] if self.follow_ups() else []
        ranked += [p.channel for p in self.due_promises()]
        ranked += liked + later if self.tried() == 0 else later + liked
        ranked += self.policy.channels
        return next(channel for channel in ranked if channel in self.channels())

    def brief(self) -> list[tuple[ReasonCode, date | None, object]]:
        """BRF-1, BRF-2, BRF-3."""
        said: list[tuple[ReasonCode, date | None, object]] = []
        made = [c for c in self.circumstances if isinstance(c, Commitment)]
        for since, code in sorted({(c.since, c.code) for c in made}):
            told = [c for c in made if (c.since, c.code) == (since, code)]
            over = [on for c in told for on in (c.until, c.fulfilled_on) if on is not None]
            if since <= self.as_of and all(self.as_of < on for on in over):
                ends = min(over, default=None)
                said.append((ReasonCode.COMMITMENT_OPEN, ends, next(c for c in told if ends in (c.until, None))))
        found = self.problems()
        fresh = [c for c in found if c.raised_on is None or c.raised_on > self.as_of]
        if found and not fresh:
            longest_ago = min(c.raised_on for c in found if c.raised_on is not None)
            fresh = [c for c in found if c.raised_on == longest_ago]
        for severity in (Severity.SEVERE, Severity.MODERATE, Severity.MILD):
            worst = [c for c in fresh if c.severity is severity]
            if worst:
                chosen = sorted(worst, key=lambda c: (c.since, c.code))[0]
                said.append((ReasonCode.PROBLEM_TO_RAISE, None, chosen))
                break
        return said

    # -------------------------------------------------------------- whom first

    def leading(self) -> Standing | None:
        """The most pressing recall one may speak about."""
        names = [
            recall
            for _, recall in self.wanted
            if recall is not None and any(self.free(channel, recall) for channel in self.policy.channels)
        ]
        return next((s for s in self.standings if names and s.rule.name == names[0]), None)

    def amounts(self) -> dict[Factor, int]:
        """PRI-1: what each factor counts, as the comment beside it says."""
        codes, lead = [code for code, _ in self.wanted], self.leading()
        ranks = [rule.rank for rule in self.policy.recalls]
        overdue = max((self.as_of - lead.on).days, 0) if lead is not None and lead.on is not None else 0
        severity = {Severity.MILD: 1, Severity.MODERATE: 2, Severity.SEVERE: 3}
        stage = (self.dormancy() or (None,))[0]
        kept = [a for a in self.appointments if a.state is AppointmentState.KEPT and a.on <= self.as_of]
        missed = [a for a in self.appointments if a.state is AppointmentState.MISSED and a.on <= self.as_of]
        first = min((p.on for p in self.completed if p.where is CareSetting.HERE), default=self.as_of)
        born = self.patient.birth_date
        perio = (Kind.SCALING_AND_ROOT_PLANING, Kind.PERIODONTAL_MAINTENANCE)
        traits = dict(self.patient.traits)
        return {
            Factor.SAFETY: int(ReasonCode.SAFETY_FOLLOW_UP in codes),
            Factor.PROMISE: int(ReasonCode.CALL_PROMISED in codes),
            Factor.APOLOGY: int(ReasonCode.PROMISE_MISSED in codes),
            Factor.RECALL_DUE: int(self.leads_as(ReasonCode.RECALL_DUE)),
            Factor.DUE_WHILE_AWAY: int(self.leads_as(ReasonCode.DUE_WHILE_AWAY)),
            Factor.DEFERRAL_ENDED: int(ReasonCode.DEFERRAL_ENDED in codes),
            Factor.ABSENCE_ENDED: int(ReasonCode.ABSENCE_ENDED in codes),
            Factor.DID_NOT_CALL: int(ReasonCode.PATIENT_DID_NOT_CALL in codes),
            Factor.BOOKING_LOST: int(ReasonCode.BOOKING_LOST in codes),
            Factor.UNSCHEDULED: int(ReasonCode.TREATMENT_UNSCHEDULED in codes),
            Factor.UNTREATED: int(ReasonCode.PROBLEM_UNTREATED in codes),
            Factor.RHYTHM: int(ReasonCode.CONTACT_RHYTHM in codes),
            Factor.RANK: max(ranks) - lead.rule.rank if lead is not None else 0,
            Factor.OVERDUE: self.share(lead, overdue) if lead is not None else 0,
            Factor.OVERDUE_DAYS: overdue,
            Factor.PROBLEM: max((severity[c.severity] for c in self.problems()), default=0),
            Factor.PERIO_HISTORY: int(
                any(p.kind in perio and p.where is not CareSetting.CHARTED for p in self.completed)
            ),
            Factor.DORMANT: int(stage is AttendanceStage.DORMANT),
            Factor.LAPSED: int(stage in (AttendanceStage.LAPSED, AttendanceStage.DORMANT)),
            Factor.PHONE: int(Channel.PHONE in self.channels()),
            Factor.KEPT: 10 * len(kept) // (len(kept) + len(missed)) if kept else 0,
            Factor.CONVERSATIONS: sum(a.outcome in SPOKE for a in self.attempts),
            Factor.TENURE: age_on(first, self.as_of),
            Factor.CHILD: int(born is not None and age_on(born, self.as_of) < self.policy.majority),
            Factor.TRUST: traits.get(Trait.TRUST, 0),
            Factor.SATISFACTION: traits.get(Trait.SATISFACTION, 0),
            Factor.INFLUENCE: traits.get(Trait.INFLUENCE, 0),
            Factor.MEANS: traits.get(Trait.MEANS, 0),
        }

    def leads_as(self, code: ReasonCode) -> bool:
        lead = self.leading()
        return lead is not None and (code, lead.rule.name) in self.wanted

    def share(self, lead: Standing, overdue: int) -> int:
        """Hundredths of the interval. CHOICE: at its longest; of a day set by hand or by enrolment, the rule's own."""
        begun = lead.basis in BEGUN  # DUE-15
        return 100 * overdue // ((None if begun else lead.interval) or lead.rule.interval).longest_days()

    def points(self) -> dict[Factor, int]:
        if self.verdict() is not Verdict.CONTACT:
            return {}
        amounts = self.amounts()
        found = {w.factor: w.points * min(amounts[w.factor], w.max_units or 10**9) for w in self.policy.weights}
        return {factor: points for factor, points in found.items() if points}

    # -------------------------------------------------------------- the day the answer changes

    def answer(self) -> tuple[object, ...]:
        """CHG-2: what is wanted, what withholds, and which channels are free."""
        return tuple(self.wanted), tuple(dict.fromkeys(cover.code for cover in self.withheld_by)), self.channels()


@dataclass(frozen=True)
class Cover:
    """A reason not to contact, and what it covers; None means all."""

    code: ReasonCode
    channels: tuple[Channel, ...] | None = None
    purposes: tuple[Purpose, ...] | None = None
    recalls: tuple[str, ...] | None = None
    until: date | None = None
    dated: bool = False  # AGR-3: a booking made on a day that is known
    mourned: date | None = None  # HHD-4: the day of a loss
    permits: tuple[Channel, ...] = ()  # AGR-4: one contact, by the channel asked for

    def covers(self, channel: Channel, purpose: Purpose, recall: str | None) -> bool:
        if channel in self.permits:
            return False
        if self.channels is not None and channel not in self.channels:
            return False
        if self.purposes is not None and purpose not in self.purposes:
            return False
        return self.recalls is None or recall in self.recalls
