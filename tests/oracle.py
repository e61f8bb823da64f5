"""A second, deliberately naive implementation of docs/spec.md, to hold the library against.

Written from the spec page and the docstrings of the policy types, and checked against them by eye: no cleverness, no
sharing, no speed, and nothing of the library but its facts and its vocabulary. The clause beside a rule says where it
comes from; CHOICE marks what the page leaves open.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from recallcore import (
    Appointment,
    Away,
    Basis,
    Booking,
    Channel,
    Deceased,
    Deferral,
    DueDateOverride,
    Enrolment,
    Excluded,
    History,
    Hold,
    Interval,
    IntervalOverride,
    Kind,
    MonthEnd,
    OptOut,
    Outcome,
    Party,
    PerioEnrolment,
    Policy,
    Procedure,
    Purpose,
    ReasonCode,
    RecallRule,
    RelocatedPermanently,
    Unreachable,
    UnreadNote,
    Verdict,
    Where,
)

# ------------------------------------------------------------------ the calendar


def add(start: date, interval: Interval, month_end: MonthEnd = MonthEnd.CLIP) -> date | None:
    """IVL-3, IVL-4: years and months first, then weeks and days. IVL-7: None past the calendar's end."""
    year, month = start.year + interval.years, start.month
    for _ in range(interval.months):
        month += 1
        if month == 13:
            year, month = year + 1, 1
    if year > 9999:
        return None
    length = calendar.monthrange(year, month)[1]
    if start.day <= length:
        landed = date(year, month, start.day)
    elif month_end is MonthEnd.CLIP:
        landed = date(year, month, length)
    else:
        landed = date(year, month + 1, 1)  # December is never too short
    for _ in range(7 * interval.weeks + interval.days):
        if landed == date.max:
            return None
        landed += timedelta(days=1)
    return landed


def reaches(start: date, interval: Interval | None, target: date) -> bool:
    """Whether `start` plus the interval is `target` or later; past the calendar is later than every day."""
    landed = start if interval is None else add(start, interval)
    return landed is None or landed >= target


def first_day_reaching(interval: Interval | None, target: date) -> date:
    """The first day from which the interval reaches `target`, found by walking backwards."""
    day = target
    while day > date.min and reaches(day - timedelta(days=1), interval, target):
        day -= timedelta(days=1)
    return day


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


NONE_DUE = {
    Basis.NO_HISTORY: ReasonCode.NO_HISTORY,
    Basis.OUTSIDE_AGE: ReasonCode.OUTSIDE_AGE,
    Basis.SUPERSEDED: ReasonCode.SUPERSEDED,
    Basis.NOT_ENROLLED: ReasonCode.NOT_ENROLLED,
    Basis.RESOLVED: ReasonCode.RESOLVED,
    Basis.ENDED: ReasonCode.ENDED,
    Basis.BEYOND_CALENDAR: ReasonCode.BEYOND_CALENDAR,
}


class Patient:
    """One patient, one policy, one day."""

    def __init__(self, history: History, policy: Policy, as_of: date, purpose: Purpose) -> None:
        self.policy, self.as_of, self.purpose = policy, as_of, purpose
        self.patient = history.patient
        # SUP-12: what is dated after the day asked about is not used.
        self.completed = [p for p in history.completed if p.on <= as_of]
        self.attempts = [a for a in history.attempts if a.on <= as_of]
        self.appointments = history.appointments
        self.circumstances = history.circumstances
        self.care_plan = [d for d in history.care_plan if self.set_on(d) <= as_of]
        self.history = history
        self.standings = [self.standing(rule) for rule in policy.recalls]
        self.wanted = self.find_wanted()
        self.withheld_by = self.find_withheld_by()

    @staticmethod
    def set_on(direction: object) -> date:
        """SUP-12: the day an override was set; an enrolment may lie ahead."""
        if isinstance(direction, IntervalOverride):
            return direction.since
        return direction.set_on if isinstance(direction, DueDateOverride) else date.min

    # -------------------------------------------------------------- care

    def anchoring(self, kinds: tuple[Kind, ...], *, one_off: bool) -> list[Procedure]:
        """DUE-3, DUE-4, DUE-5: completed care of these kinds that may anchor; elsewhere only for repeating recalls."""
        places = [Where.HERE] if one_off else [Where.HERE, Where.ELSEWHERE]
        return [p for p in self.completed if p.kind in kinds and p.where in places]

    def taken_out(self, rule: RecallRule, starter: Procedure) -> bool:
        """DUE-9: the starter's tooth has been taken out since. CHOICE: on the same day too, and wherever."""
        return starter.site is not None and any(
            p.kind in rule.ended_by and p.site is not None and p.site.fdi == starter.site.fdi and p.on >= starter.on
            for p in self.completed
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

    # -------------------------------------------------------------- intervals

    def override(self, rule: RecallRule) -> list[Interval]:
        """OVR-1: the patient's own interval; of several set on the latest day, all, for the caller to try."""
        mine = [o for o in self.care_plan if isinstance(o, IntervalOverride) and o.recall == rule.name]
        latest = max((o.since for o in mine), default=None)
        return [o.interval for o in mine if o.since == latest]

    def count(self, rule: RecallRule, anchor: date, *, only_starts: bool = False) -> Standing:
        """The due date counted from an anchor, with the interval that applies."""
        roll = self.policy.month_end
        if own := self.override(rule):
            landings = [add(anchor, interval, roll) for interval in own]
            basis, on = Basis.INTERVAL_OVERRIDE, min((day for day in landings if day is not None), default=None)
        elif rule.first is not None and only_starts:  # DUE-6
            basis, on = Basis.FIRST_INTERVAL, add(anchor, rule.first, roll)
        elif self.patient.risk in dict(rule.by_risk):  # DUE-11
            basis, on = Basis.RISK_INTERVAL, add(anchor, dict(rule.by_risk)[self.patient.risk], roll)
        else:
            basis, on = Basis.INTERVAL, add(anchor, rule.interval, roll)
        return Standing(rule, Basis.BEYOND_CALENDAR) if on is None else Standing(rule, basis, on)

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
        judged = max(due, self.as_of)
        if self.patient.birth_date is None:
            return rule.below_age is not None and rule.below_age <= 18
        age = age_on(self.patient.birth_date, judged)
        return (rule.from_age is not None and age < rule.from_age) or (
            rule.below_age is not None and age >= rule.below_age
        )

    def by_hand(self, rule: RecallRule) -> Standing | None:
        """OVR-2, OVR-3, OVR-4: the due date set by hand, unless a visit has ended it."""
        mine = [o for o in self.care_plan if isinstance(o, DueDateOverride) and o.recall == rule.name]
        if not mine:
            return None
        latest = max(o.set_on for o in mine)
        due = min(o.due for o in mine if o.set_on == latest)
        opens = date.min if rule.repeats else first_day_reaching(rule.early_window, due)
        visits = self.anchoring(rule.resolved_by, one_off=not rule.repeats)
        if not any(visit.on > latest and visit.on >= opens for visit in visits):
            return Standing(rule, Basis.DUE_DATE_OVERRIDE, due)
        return None

    def repeating(self, rule: RecallRule) -> Standing:
        """DUE-1: an interval after the latest care that starts or resolves it, once something has started it."""
        ever = self.anchoring(rule.started_by, one_off=False)
        starters = [p for p in ever if not self.taken_out(rule, p)]
        resolvers = [p for p in self.anchoring(rule.resolved_by, one_off=False) if p not in ever or p in starters]
        started = [p.on for p in starters]
        only_starts = {p.on for p in starters if p.kind not in rule.resolved_by}
        if not started and rule.enrolment is Enrolment.ENROLLED:  # PER-5
            started = sorted(self.enrolled_since())[-1:]
        if not started:
            return Standing(rule, Basis.ENDED if ever else Basis.NO_HISTORY)
        anchor = max(started + [p.on for p in resolvers])
        return self.count(rule, self.end_of_treatment(rule, anchor), only_starts=anchor in only_starts)

    def end_of_treatment(self, rule: RecallRule, anchor: date) -> date:
        """DUE-10."""
        end = anchor
        for care in sorted(self.anchoring(rule.extended_by, one_off=True), key=lambda p: p.on):
            if care.on >= end and reaches(end, self.policy.course_gap, care.on):
                end = care.on
        return end

    def one_off(self, rule: RecallRule) -> Standing:
        """DUE-7, DUE-8: the first course of treatment whose review nobody has done."""
        ever = self.anchoring(rule.started_by, one_off=True)
        starters = sorted(p.on for p in ever if not self.taken_out(rule, p))
        if not starters:
            return Standing(rule, Basis.ENDED if ever else Basis.NO_HISTORY)
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
        visits = self.anchoring(rule.resolved_by, one_off=True)
        return any(visit.on >= opens and visit.on > last_starter for visit in visits)

    # -------------------------------------------------------------- wanted

    def find_wanted(self) -> list[tuple[ReasonCode, str | None]]:
        """The reasons to contact, each with its recall if it is about one, in no particular order."""
        reached = [s for s in self.standings if s.on is not None and reaches(self.as_of, self.policy.look_ahead, s.on)]
        found: list[tuple[ReasonCode, str | None]] = [
            (ReasonCode.RECALL_DUE, s.rule.name)
            for s in reached
            if s.rule.on_its_own  # DUE-12
        ]
        found += [(ReasonCode.DEFERRAL_ENDED, None) for d in self.governing_deferrals() if self.deferral_ended(d)]
        absences = [c for c in self.circumstances if isinstance(c, Away)]
        found += [(ReasonCode.ABSENCE_ENDED, None) for a in absences if self.absence_ended(a)]
        return found

    def not_wanted(self) -> list[tuple[ReasonCode, str | None]]:
        wanted = [recall for _, recall in self.wanted]
        found: list[tuple[ReasonCode, str | None]] = []
        for s in self.standings:
            if s.on is None:
                found.append((NONE_DUE[s.basis], s.rule.name))
            elif not reaches(self.as_of, self.policy.look_ahead, s.on):
                found.append((ReasonCode.NOT_YET_DUE, s.rule.name))
            elif s.rule.name not in wanted:
                found.append((ReasonCode.RIDES_ALONG, s.rule.name))
        if all(s.on is None and s.basis is not Basis.RESOLVED for s in self.standings):  # DUE-14
            found.append((ReasonCode.NO_RECALL_ATTACHES, None))
        return found

    def governing_deferrals(self) -> list[Deferral]:
        """SUP-5: the latest dated request, or all of that day, and every undated one."""
        said = [c for c in self.circumstances if isinstance(c, Deferral)]
        latest = max((d.since for d in said if d.since is not None), default=None)
        return [d for d in said if d.since is None or d.since == latest]

    def visits(self) -> list[date]:
        """Visits here: completed care, or an appointment kept. SUP-12: not one after the day asked about."""
        kept = [a.on for a in self.appointments if a.state is Booking.KEPT and a.on <= self.as_of]
        return kept + [p.on for p in self.completed if p.where is Where.HERE]

    def booking_stands(self) -> bool:
        return any(a.state is Booking.BOOKED and a.on >= self.as_of for a in self.appointments)

    def spoken_since(self, day: date) -> bool:
        return any(a.outcome in (Outcome.CONVERSATION, Outcome.BOOKED) and a.on >= day for a in self.attempts)

    def deferral_ended(self, d: Deferral) -> bool:
        """WNT-1, WNT-2. CHOICE: undated, only what happens from its end on is surely later."""
        seen = [v for v in self.visits() if (v >= d.until if d.since is None else v > d.since)]
        return d.until <= self.as_of and not seen and not self.booking_stands() and not self.spoken_since(d.until)

    def absence_ended(self, a: Away) -> bool:
        """WNT-1, WNT-2."""
        if a.until is None or a.until > self.as_of:
            return False
        seen = [v for v in self.visits() if v >= a.until]
        return not seen and not self.booking_stands() and not self.spoken_since(a.until)

    # -------------------------------------------------------------- suppression

    def find_withheld_by(self) -> list[Cover]:
        found = [*self.by_circumstances(), *self.by_appointments()]
        if self.last_told() > self.as_of:  # SUP-12
            found.append(Cover(ReasonCode.FACT_AFTER_AS_OF, until=self.last_told()))
        born = self.patient.birth_date
        if born is not None and (born > self.as_of or any(p.on < born for p in self.completed)):  # SUP-13
            found.append(Cover(ReasonCode.CONTRADICTORY_FACTS))
        if not self.patient.subject:  # SUB-1
            found.append(Cover(ReasonCode.NOT_A_SUBJECT))
        return found

    def last_told(self) -> date:
        """SUP-12: the last day something happened, was said or set. Absence, hold, enrolment, plan may lie ahead."""
        h = self.history
        told = [p.on for p in h.completed] + [a.on for a in h.attempts]
        told += [a.on for a in h.appointments if a.state in (Booking.KEPT, Booking.MISSED)]
        told += [a.booked_on for a in h.appointments if a.booked_on is not None]
        told += [self.set_on(direction) for direction in h.care_plan]
        for c in h.circumstances:
            if isinstance(c, Deceased | RelocatedPermanently):
                told.append(c.recorded)
            elif isinstance(c, UnreadNote):
                told.append(c.on)
            elif isinstance(c, Deferral | OptOut | Unreachable | Excluded) and c.since is not None:
                told.append(c.since)
        return max(told, default=date.min)

    def by_circumstances(self) -> list[Cover]:
        found = []
        for c in self.circumstances:
            match c:
                case Deceased():  # SUP-1, SUP-2
                    found.append(Cover(ReasonCode.DECEASED if c.confirmed else ReasonCode.DEATH_REPORTED))
                case RelocatedPermanently() if not self.seen_or_booked_after(c.recorded):  # SUP-1, SUP-3
                    found.append(Cover(ReasonCode.RELOCATED))
                case Away() if self.within(c.since, c.until):  # SUP-4
                    found.append(Cover(ReasonCode.AWAY, until=c.until))
                case Deferral() if c in self.governing_deferrals() and self.as_of < c.until:  # SUP-5
                    found.append(Cover(ReasonCode.DEFERRED, until=c.until))
                case OptOut():  # SUP-6: at once
                    found.append(Cover(ReasonCode.OPTED_OUT, c.channels, c.purposes))
                case Unreachable():  # SUP-7
                    found.append(Cover(ReasonCode.UNREACHABLE, (c.channel,)))
                case Hold() if self.within(c.since, c.until):  # SUP-8
                    found.append(Cover(ReasonCode.ON_HOLD, recalls=c.recalls, until=c.until))
                case Excluded():  # SUP-9
                    found.append(Cover(ReasonCode.EXCLUDED, recalls=c.recalls))
                case UnreadNote():  # SUP-10
                    found.append(Cover(ReasonCode.NOTE_NOT_UNDERSTOOD))
        return found

    def within(self, since: date | None, until: date | None) -> bool:
        return (since is None or since <= self.as_of) and (until is None or self.as_of < until)

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
            if a.state is not Booking.BOOKED:  # BKG-6
                continue
            if a.on < self.as_of:
                if self.not_closed(a):  # BKG-5
                    last = add(a.on, self.policy.closing) if self.policy.closing is not None else None
                    found.append(Cover(ReasonCode.VISIT_NOT_CLOSED, until=day_after(last)))
                continue
            over = day_after(a.on)
            matched = tuple(r for r in recalls if set(a.kinds) & set(self.policy.rule(r).resolved_by))
            if not a.kinds or self.policy.any_booking_withholds:  # BKG-2, BKG-4
                found.append(Cover(ReasonCode.BOOKED, until=over))
                continue
            if matched:  # BKG-1
                found.append(Cover(ReasonCode.BOOKED, recalls=matched, until=over))
            others = tuple(r for r in recalls if r not in matched)
            if others and self.policy.piggyback is not None and reaches(self.as_of, self.policy.piggyback, a.on):
                found.append(Cover(ReasonCode.BOOKED_OTHERWISE, recalls=others, until=over))  # BKG-3
        return found

    def unclosed(self, a: Appointment) -> bool:
        """BKG-5: a past appointment nobody closed, on a day without a visit here."""
        return a.state is Booking.BOOKED and a.on < self.as_of and a.on not in self.visits()

    def not_closed(self, a: Appointment) -> bool:
        return self.unclosed(a) and self.policy.closing is not None and reaches(a.on, self.policy.closing, self.as_of)

    # -------------------------------------------------------------- review

    def review(self) -> set[ReasonCode]:
        asks = {
            ReasonCode.FACT_AFTER_AS_OF,
            ReasonCode.CONTRADICTORY_FACTS,
            ReasonCode.DEATH_REPORTED,
            ReasonCode.EXCLUDED,
            ReasonCode.NOTE_NOT_UNDERSTOOD,
        }
        found = {cover.code for cover in self.withheld_by} & asks
        for c in self.circumstances:
            if isinstance(c, Deceased):  # SUP-3
                gone = c.recorded if c.died_on is None else c.died_on
                if self.booking_stands() or self.seen_or_booked_after(gone):
                    found.add(ReasonCode.SEEN_AFTER_DEATH)
            if isinstance(c, Away) and c.until is None and self.within(c.since, None):  # SUP-4
                found.add(ReasonCode.RETURN_DAY_UNKNOWN)
        if any(self.unclosed(a) and not self.not_closed(a) for a in self.appointments):  # BKG-5
            found.add(ReasonCode.VISIT_NEVER_CLOSED)
        names = [rule.name for rule in self.policy.recalls]
        named = [o.recall for o in self.care_plan if isinstance(o, IntervalOverride | DueDateOverride)]
        for c in self.circumstances:
            if isinstance(c, Hold | Excluded):
                named += c.recalls or ()
        if not set(named) <= set(names):  # OVR-5
            found.add(ReasonCode.RECALL_NOT_IN_POLICY)
        for s in self.standings:
            if s.basis is Basis.INTERVAL and s.rule.by_risk and self.patient.risk is None:  # DUE-11
                found.add(ReasonCode.RISK_NOT_ASSESSED)
            judged_by_age = s.on is not None or s.basis is Basis.OUTSIDE_AGE
            ages = (s.rule.from_age, s.rule.below_age)
            if self.patient.birth_date is None and judged_by_age and ages != (None, None):  # AGE-3
                found.add(ReasonCode.BIRTH_DATE_UNKNOWN)
            undated = bool(self.recorded_enrolments()) and not self.enrolled_since()
            anchorless = s.rule.repeats and s.basis in (Basis.NO_HISTORY, Basis.ENDED)
            if s.rule.enrolment is Enrolment.ENROLLED and undated and anchorless:  # PER-5
                found.add(ReasonCode.ENROLMENT_UNDATED)
            if s.rule.enrolment is Enrolment.ENROLLED and s.basis is not Basis.NOT_ENROLLED and self.polished(s.rule):
                found.add(ReasonCode.POLISH_DURING_PERIO_CARE)
        return found

    def polished(self, rule: RecallRule) -> bool:
        """PER-3: a polish, which does not resolve maintenance, since the latest care that counts for it."""
        if Kind.PROPHYLAXIS in (*rule.resolved_by, *rule.started_by):
            return False
        care = [p.on for p in self.anchoring((*rule.started_by, *rule.resolved_by), one_off=False)]
        care += self.enrolled_since()
        latest = self.end_of_treatment(rule, max(care, default=date.min))
        return any(p.on > latest for p in self.anchoring((Kind.PROPHYLAXIS,), one_off=False))

    # -------------------------------------------------------------- what they come to

    def free(self, channel: Channel, about: str | None) -> bool:
        return not any(cover.covers(channel, self.purpose, about) for cover in self.withheld_by)

    def channels(self) -> tuple[Channel, ...]:
        about = [recall for _, recall in self.wanted] or [None]
        return tuple(c for c in self.policy.channels if any(self.free(c, recall) for recall in about))

    def verdict(self) -> Verdict:
        """DEC-1."""
        doubts = {ReasonCode.FACT_AFTER_AS_OF, ReasonCode.CONTRADICTORY_FACTS}
        if any(cover.code in doubts for cover in self.withheld_by):
            return Verdict.WITHHELD
        if not self.wanted:
            return Verdict.NOT_WANTED
        return Verdict.CONTACT if self.channels() else Verdict.WITHHELD


@dataclass(frozen=True)
class Cover:
    """A reason not to contact, and what it covers; None means all."""

    code: ReasonCode
    channels: tuple[Channel, ...] | None = None
    purposes: tuple[Purpose, ...] | None = None
    recalls: tuple[str, ...] | None = None
    until: date | None = None

    def covers(self, channel: Channel, purpose: Purpose, recall: str | None) -> bool:
        if self.channels is not None and channel not in self.channels:
            return False
        if self.purposes is not None and purpose not in self.purposes:
            return False
        return self.recalls is None or recall in self.recalls
