"""Hypothesis strategies for every public type of facts and policy, built so that things interact.

The days of a case come from one small pool: a few days, and those days plus the policy's own intervals, give or take
a day. So facts tie, windows are hit on their first and last day, and month ends meet leap years.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from typing import Any, NamedTuple

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

import recallcore as rc
from recallcore import presets

PRESETS = (presets.PRACTICE_GUIDES, presets.OPEN_DENTAL_US, presets.NICE_CG19)

# ------------------------------------------------------------------ days and intervals

AWKWARD_DAYS = [
    *(date(2024, 1, 31), date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1), date(2024, 3, 31)),
    *(date(2024, 8, 31), date(2024, 11, 30), date(2024, 12, 31), date(2025, 2, 28), date(2025, 3, 1)),
    *(date(2025, 5, 31), date(2025, 8, 29), date(2025, 8, 31), date(2025, 11, 30), date(2026, 2, 28)),
]
EXTREME_DAYS = [
    *(date.min, date.min + timedelta(days=1), date(1, 2, 28), date(2, 1, 1)),
    *(date(9996, 2, 29), date(9999, 11, 30), date.max - timedelta(days=1), date.max),
]


def days() -> SearchStrategy[date]:
    """Days of a few years, and rather often an awkward one."""
    return st.sampled_from(AWKWARD_DAYS) | st.dates(date(2023, 12, 1), date(2026, 6, 30))


def any_days() -> SearchStrategy[date]:
    """Days of the whole calendar, its ends included."""
    return days() | st.sampled_from(EXTREME_DAYS) | st.dates()


def intervals(most_years: int = 3) -> SearchStrategy[rc.Interval]:
    """Intervals of the usual sizes, one part or several."""
    usual = ["1d", "1w", "2w", "30d", "1m", "2m", "3m", "4m", "6m", "6m1d", "1y", "18m", "2y", "1y6m1w20d"]
    made = st.builds(
        lambda y, m, w, d: rc.Interval(years=y, months=m, weeks=w, days=d or int(not (y or m or w))),
        *(st.integers(0, most) for most in (most_years, 20, 6, 40)),
    )
    return st.sampled_from([rc.Interval.parse(text) for text in usual]) | made


# ------------------------------------------------------------------ small things

# Few kinds, so that what starts a recall, resolves it and ends it is often really there.
KINDS = [
    *(rc.Kind.EXAMINATION, rc.Kind.PROPHYLAXIS, rc.Kind.FILLING, rc.Kind.EXTRACTION),
    *(rc.Kind.PERIODONTAL_MAINTENANCE, rc.Kind.SCALING_AND_ROOT_PLANING),
]
NAMES = ["examination", "filling review", "periodontal care", "recall of yore"]


def kinds() -> SearchStrategy[rc.Kind]:
    return st.sampled_from(KINDS) | st.sampled_from(rc.Kind)


def ids() -> SearchStrategy[str]:
    """Opaque ids: the plain ones that are checked fast, and printable others that are not."""
    return st.sampled_from(["1", "2", "10", "A7", "b-2", "p 1"]) | st.text("abcXYZ089-_. ", min_size=1).map(
        lambda made: f"x{made}"[:128]
    )


def sites() -> SearchStrategy[rc.Site]:
    """Few teeth, in both notations: FDI 46 is Universal 30, FDI 11 is not Universal 11, FDI 54 is Universal B."""
    fdi = st.sampled_from(["46", "11", "54", "16"]).map(lambda n: rc.Site(tooth=n, notation=rc.Notation.FDI))
    universal = st.sampled_from(["30", "11", "B", "8"]).map(
        lambda n: rc.Site(tooth=n, notation=rc.Notation.UNIVERSAL)
    )
    return fdi | universal


def instants_near(on: date) -> SearchStrategy[datetime]:
    """An aware instant on that day, in a zone of its own."""
    zones = st.integers(-11, 12).map(lambda hours: timezone(timedelta(hours=hours)))
    return st.builds(lambda hour, zone: datetime.combine(on, time(hour), tzinfo=zone), st.integers(0, 23), zones)


def _maybe(strategy: SearchStrategy[Any]) -> SearchStrategy[Any]:
    return st.none() | strategy


@st.composite
def _spans(draw: DrawFn, when: SearchStrategy[date], *, open_start: bool = True) -> tuple[date | None, date | None]:
    """A first day and a later one; either may be missing, the first only where that is allowed."""
    since = draw(_maybe(when) if open_start else when)
    until = draw(_maybe(when))
    if since is not None and until is not None and until <= since:
        since, until = (until, since) if until < since else (since, None)
    return since, until


# ------------------------------------------------------------------ facts


@st.composite
def patients(draw: DrawFn, births: SearchStrategy[date] | None = None) -> rc.Patient:
    return rc.Patient(
        id=draw(ids()),
        birth_date=draw(_maybe(births if births is not None else any_days())),
        household=draw(st.sampled_from([None, None, "h1"])),
        risk=draw(_maybe(st.sampled_from(rc.Risk))),
        subject=draw(st.integers(0, 19)) != 7,
    )


@st.composite
def procedures(
    draw: DrawFn, when: SearchStrategy[date] | None = None, of: SearchStrategy[rc.Kind] | None = None
) -> rc.Procedure:
    return rc.Procedure(
        on=draw(when if when is not None else days()),
        kind=draw(of if of is not None else kinds()),
        code=draw(st.sampled_from(["", "", "D0120", "x-1"])),
        site=draw(st.none() | sites()),
        where=draw(st.sampled_from([rc.Where.HERE, rc.Where.HERE, rc.Where.HERE, rc.Where.ELSEWHERE, rc.Where.CHARTED])),
    )


@st.composite
def appointments(
    draw: DrawFn, when: SearchStrategy[date] | None = None, of: SearchStrategy[rc.Kind] | None = None
) -> rc.Appointment:
    when = when if when is not None else days()
    on = draw(when)
    return rc.Appointment(
        on=on,
        state=draw(st.sampled_from([rc.Booking.BOOKED, rc.Booking.BOOKED, rc.Booking.BOOKED, *rc.Booking])),
        kinds=draw(st.lists(of if of is not None else kinds(), max_size=2)),
        at=draw(st.none() | instants_near(on)),
        booked_on=draw(_maybe(when)),
        booked_by=draw(st.sampled_from([None, rc.Party.PATIENT, rc.Party.PATIENT, rc.Party.PRACTICE])),
    )


@st.composite
def attempts(draw: DrawFn, when: SearchStrategy[date] | None = None) -> rc.Attempt:
    on = draw(when if when is not None else days())
    return rc.Attempt(
        on=on,
        channel=draw(st.sampled_from(rc.Channel)),
        outcome=draw(st.sampled_from([rc.Outcome.CONVERSATION, *rc.Outcome])),
        direction=draw(st.sampled_from(rc.Direction)),
        purpose=draw(st.sampled_from(rc.Purpose)),
        at=draw(st.none() | instants_near(on)),
    )


def _some(words: Any) -> SearchStrategy[Any]:
    return _maybe(st.lists(st.sampled_from(words), min_size=1, max_size=3))


@st.composite
def _deceased(draw: DrawFn, when: SearchStrategy[date]) -> rc.Deceased:
    first, second = sorted([draw(when), draw(when)])
    died = draw(st.sampled_from([None, first]))
    return rc.Deceased(
        recorded=second, source=draw(st.sampled_from(rc.Party)), died_on=died, confirmed=draw(st.booleans())
    )


def _ended(made: type, **fields: SearchStrategy[Any]) -> Any:
    """Builds a fact with `since` and `until` from a span and the other fields."""
    return lambda span: st.builds(made, since=st.just(span[0]), until=st.just(span[1]), **fields)


@st.composite
def _deferrals(draw: DrawFn, when: SearchStrategy[date]) -> rc.Deferral:
    since, until = sorted([draw(when), draw(when)])
    if draw(st.booleans()) or since == until:
        return rc.Deferral(until=until)
    return rc.Deferral(since=since, until=until)


def circumstances(
    when: SearchStrategy[date] | None = None, recalls: SearchStrategy[str] | None = None
) -> SearchStrategy[Any]:
    """Every reason not to contact somebody, on every axis."""
    when = when if when is not None else days()
    recalls = recalls if recalls is not None else st.sampled_from(NAMES)
    some_recalls = _maybe(st.lists(recalls, min_size=1, max_size=2))
    code = st.sampled_from(["balance", "Archived"])
    return st.one_of(
        _deferrals(when),
        _spans(when).flatmap(_ended(rc.Away)),
        _spans(when).flatmap(_ended(rc.Hold, code=code, recalls=some_recalls)),
        st.builds(rc.OptOut, since=_maybe(when), channels=_some(rc.Channel), purposes=_some(rc.Purpose)),
        st.builds(rc.Unreachable, channel=st.sampled_from(rc.Channel), since=_maybe(when)),
        _deceased(when),
        st.builds(rc.RelocatedPermanently, recorded=when, source=st.sampled_from(rc.Party)),
        st.builds(rc.Excluded, code=code, since=_maybe(when), recalls=some_recalls),
        st.builds(rc.UnreadNote, on=when),
    )


def care_directions(
    when: SearchStrategy[date] | None = None, recalls: SearchStrategy[str] | None = None
) -> SearchStrategy[Any]:
    """Overrides and enrolments."""
    when = when if when is not None else days()
    recalls = recalls if recalls is not None else st.sampled_from(NAMES)
    return st.one_of(
        st.builds(rc.IntervalOverride, recall=recalls, interval=intervals(), since=when),
        st.builds(rc.DueDateOverride, recall=recalls, due=when, set_on=when),
        _spans(when, open_start=False).flatmap(_ended(rc.PerioEnrolment)),
    )


@st.composite
def histories(
    draw: DrawFn,
    when: SearchStrategy[date] | None = None,
    recalls: SearchStrategy[str] | None = None,
    of: SearchStrategy[rc.Kind] | None = None,
    births: SearchStrategy[date] | None = None,
) -> rc.History:
    """A patient's facts. Half of them have no circumstances, so that somebody is contactable at all."""
    withheld = draw(st.booleans())
    return rc.History(
        patient=draw(patients(births)),
        completed=draw(st.lists(procedures(when, of), max_size=7)),
        planned=draw(st.lists(procedures(when, of), max_size=1)),
        appointments=draw(st.lists(appointments(when, of), max_size=2)),
        attempts=draw(st.lists(attempts(when), max_size=2)),
        circumstances=draw(st.lists(circumstances(when, recalls), max_size=4)) if withheld else (),
        care_plan=draw(st.lists(care_directions(when, recalls), max_size=4)),
    )


# ------------------------------------------------------------------ policies


@st.composite
def recall_rules(draw: DrawFn, name: str | None = None, enrolment: rc.Enrolment | None = None) -> rc.RecallRule:
    """Valid rules of every shape."""
    started_by = draw(st.lists(kinds(), min_size=1, max_size=2))
    repeats = draw(st.booleans())
    interval = draw(intervals())
    by_risk = draw(st.lists(st.tuples(st.sampled_from(rc.Risk), intervals()), max_size=3, unique_by=lambda p: p[0]))
    shortest = min(i.shortest_days() for i in (interval, *(i for _, i in by_risk)))
    windows = [i for i in map(rc.Interval.parse, ("1d", "1w", "30d", "1m", "3m")) if i.longest_days() < shortest]
    ages = sorted(draw(st.sampled_from([(None, None), (None, 12), (12, None), (1, 18), (18, None), (65, None)])), key=str)
    from_age, below_age = ages if None not in ages else draw(st.permutations(ages))
    return rc.RecallRule(
        name=name if name is not None else draw(st.sampled_from(NAMES[:3])),
        started_by=started_by,
        resolved_by=draw(st.lists(kinds(), max_size=2)),
        interval=interval,
        first=draw(_maybe(intervals())) if repeats else None,
        repeats=repeats,
        by_risk=by_risk,
        from_age=from_age,
        below_age=below_age or None,
        rank=draw(st.integers(1, 3)),
        enrolment=enrolment if enrolment is not None else draw(st.sampled_from([rc.Enrolment.ANY, *rc.Enrolment])),
        ended_by=[k for k in draw(st.sampled_from([(), (rc.Kind.EXTRACTION,)])) if k not in started_by],
        extended_by=draw(st.lists(kinds(), max_size=2)) if repeats else (),
        early_window=draw(st.sampled_from([None, *windows])) if not repeats else None,
        on_its_own=draw(st.integers(0, 3)) != 2,
        care_reason=draw(st.sampled_from(["", "healing"])),
    )


@st.composite
def policies(draw: DrawFn) -> rc.Policy:
    """Valid policies of every shape."""
    names = draw(st.permutations(NAMES[:3]))[: draw(st.integers(1, 3))]
    rules = [draw(recall_rules(name)) for name in names]
    infer = draw(st.booleans()) and any(rule.enrolment is rc.Enrolment.ENROLLED for rule in rules)
    shortest = min(interval.shortest_days() for rule in rules for _, interval in rule.intervals())
    ahead = [i for i in map(rc.Interval.parse, ("1d", "10d", "1m", "2m")) if i.longest_days() < shortest]
    made = rc.Policy(
        name="drawn",
        version="1",
        recalls=rules,
        channels=draw(st.permutations(list(rc.Channel)))[: draw(st.integers(1, 4))],
        month_end=draw(st.sampled_from(rc.MonthEnd)),
        look_ahead=draw(st.sampled_from([None, *ahead])),
        piggyback=draw(_maybe(intervals(0))),
        any_booking_withholds=draw(st.integers(0, 3)) == 3,
        closing=draw(_maybe(intervals(0))),
        course_gap=draw(intervals(0)),
        infer_perio_from=[rc.Kind.PERIODONTAL_MAINTENANCE, rc.Kind.SCALING_AND_ROOT_PLANING] if infer else (),
        infer_perio_within=draw(intervals()) if infer else None,
    )
    cited = draw(st.sets(st.sampled_from([name for name, _ in made.numbers()]))) if draw(st.booleans()) else set()
    return rc.Policy(
        **{name: getattr(made, name) for name in POLICY_FIELDS if name != "citations"},
        citations=[rc.Citation(number=n, source="a book", grade=draw(st.sampled_from(rc.Grade))) for n in sorted(cited)],
    )


POLICY_FIELDS = [field for field in rc.Policy.__annotations__ if not field.startswith("_")]

# ------------------------------------------------------------------ a question: facts, policy, day


class Case(NamedTuple):
    history: rc.History
    policy: rc.Policy
    as_of: date
    purpose: rc.Purpose


def _moved(start: date, by: rc.Interval | None, backwards: bool, nudge: int) -> date:
    """The day by an interval later, or about as much earlier, and a day more or less; kept inside the calendar."""
    ordinal = start.toordinal() + nudge
    if by is not None and backwards:
        ordinal -= by.longest_days()
    elif by is not None:
        try:
            ordinal = (start + by).toordinal() + nudge
        except rc.IntervalError:
            ordinal = date.max.toordinal()
    return date.fromordinal(min(max(ordinal, 1), date.max.toordinal()))


def _years_before(day: date, years: int) -> date:
    year = max(day.year - years, 1)
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


@st.composite
def cases(draw: DrawFn, policy: rc.Policy | None = None) -> Case:
    """A history, a policy and a day that meet: see the head of this file."""
    chosen = policy if policy is not None else draw(st.one_of(policies(), policies(), st.sampled_from(PRESETS)))
    spans: list[rc.Interval | None] = [None, *(value for _, value in chosen.numbers() if isinstance(value, rc.Interval))]
    base = draw(st.lists(any_days() if draw(st.integers(0, 9)) == 9 else days(), min_size=1, max_size=3))
    pool = list(base)
    for _ in range(draw(st.integers(2, 5))):
        step = (st.sampled_from(pool), st.sampled_from(spans), st.sampled_from([False, False, True]))
        pool.append(draw(st.builds(_moved, *step, st.integers(-1, 1))))
    when = st.sampled_from(pool)
    ages = [0, 30, 40, *(age for rule in chosen.recalls for age in (rule.from_age, rule.below_age) if age is not None)]
    births = st.builds(_years_before, st.builds(_moved, when, st.sampled_from(spans), st.booleans(), st.integers(-1, 1)), st.sampled_from(ages))
    born_on_a_leap_day = st.sampled_from([date(2008, 2, 29), date(2012, 2, 29), date(2024, 2, 29), date(1960, 2, 29)])
    of = st.sampled_from(sorted({k for r in chosen.recalls for k in (*r.started_by, *r.resolved_by, *r.ended_by, *r.extended_by)})) | kinds()
    return Case(
        history=draw(
            histories(
                when=when,
                recalls=st.sampled_from([*(rule.name for rule in chosen.recalls)] * 3 + ["recall of yore"]),
                of=of,
                births=births | births | born_on_a_leap_day,
            )
        ),
        policy=chosen,
        as_of=draw(st.builds(_moved, when, st.sampled_from(spans), st.just(False), st.integers(-1, 1)) | st.just(max(pool))),
        purpose=draw(st.sampled_from([rc.Purpose.CARE, rc.Purpose.CARE, *rc.Purpose])),
    )
