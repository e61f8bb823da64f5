"""Hypothesis strategies for every public type of facts and policy, built so that things interact.

Everything is made by reading choices off a string of bytes. Hypothesis draws and shrinks the bytes in one piece, which
is fast, and the digest makes the same things from a seed. Byte 0 is always the plainest choice.

The days of a case come from one small pool: a few days, and those days plus the policy's own intervals, give or take
a day. So facts tie, windows are hit on their first and last day, and month ends meet leap years.
"""

from __future__ import annotations

import random
from calendar import isleap
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from itertools import pairwise
from typing import Any, Final, NamedTuple, TypeVar

import attrs
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

import recallcore as rc
from recallcore import presets
from recallcore._deciding.priority import Points
from recallcore._deciding.question import Question

T = TypeVar("T")

PRESETS: Final = (presets.PRACTICE_GUIDES, presets.OPEN_DENTAL_US, presets.NICE_CG19)
BYTES: Final = 800  # more than the largest case reads

AWKWARD_DAYS: Final = (
    *(date(2024, 2, 29), date(2024, 1, 31), date(2024, 2, 28), date(2024, 3, 1), date(2024, 3, 31)),
    *(date(2024, 8, 31), date(2024, 11, 30), date(2024, 12, 31), date(2025, 2, 28), date(2025, 3, 1)),
    *(date(2025, 5, 31), date(2025, 8, 29), date(2025, 8, 31), date(2025, 11, 30), date(2026, 2, 28)),
)
EXTREME_DAYS: Final = (
    *(date.max, date.max - timedelta(days=1), date(9999, 11, 30), date(9996, 2, 29)),
    *(date.min, date.min + timedelta(days=1), date(1, 2, 28), date(2, 1, 1)),
)
# Few kinds, so that what starts a recall, resolves it and ends it is often really there.
KINDS: Final = (
    *(rc.Kind.EXAMINATION, rc.Kind.FILLING, rc.Kind.PROPHYLAXIS, rc.Kind.EXTRACTION),
    *(rc.Kind.PERIODONTAL_MAINTENANCE, rc.Kind.SCALING_AND_ROOT_PLANING),
)
CODES: Final = ("D0120", "x-1", "TOX ")
NAMES: Final = ("examination", "filling review", "periodontal care")
UNKNOWN: Final = "recall of yore"
FAMILY: Final = ("2", "A7", "1", "b-2", "10", "p 1", "c")  # each once; contact persons have the first three
INTERVALS: Final = tuple(
    map(rc.Interval.parse, ("6m", "3m", "1m", "1y", "6m1d", "1d", "1w", "2w", "30d", "2m", "4m", "18m", "1y6m1w20d"))
)
_DEFAULT_WEIGHTS: Final = presets.PRACTICE_GUIDES.weights
SHORT: Final = tuple(map(rc.Interval.parse, ("1w", "1m", "1d", "2w", "30d", "2m", "3m")))
LONG: Final = tuple(map(rc.Interval.parse, ("3m", "1y", "6m", "30d", "1y6m")))
_FDI, _UNIVERSAL = rc.Notation.FDI, rc.Notation.UNIVERSAL
# FDI 46 is Universal 30 and FDI 54 is Universal B; FDI 11 and Universal 11 are different teeth.
SITES: Final = (
    *(rc.Site(tooth="46", notation=_FDI), rc.Site(tooth="30", notation=_UNIVERSAL)),
    *(rc.Site(tooth="11", notation=_FDI), rc.Site(tooth="11", notation=_UNIVERSAL)),
    *(rc.Site(tooth="54", notation=_FDI), rc.Site(tooth="B", notation=_UNIVERSAL)),
)


PHONE_OR_LETTER: Final = (rc.Channel.PHONE, rc.Channel.LETTER)
REPORTS: Final = (
    rc.Report(on=date(2026, 11, 20), channel=rc.Channel.PHONE, said=rc.Disposition.TALKED),
    rc.Report(
        on=date(2026, 11, 20),
        channel=rc.Channel.SMS,
        said=rc.Disposition.DECLINED_RECALL,
        recalls=[NAMES[0]],
        because=rc.DeferralReason.FEAR,
    ),
)


class Draws:
    """Choices read off a string of bytes. Past its end every choice is the first one."""

    def __init__(self, raw: bytes) -> None:
        self._bytes = iter(raw)

    def whole(self, most: int) -> int:
        """A whole number from 0 to `most`."""
        number = next(self._bytes, 0)
        if most > 255:
            number = number << 8 | next(self._bytes, 0)
        return number % (most + 1)

    def pick(self, options: Sequence[T]) -> T:
        return options[self.whole(len(options) - 1)]

    def one_in(self, many: int) -> bool:
        return self.whole(many - 1) == many - 1

    def maybe(self, make: Callable[[], T]) -> T | None:
        return make() if self.one_in(2) else None

    def some(self, most: int, make: Callable[[], T], *, least: int = 0) -> list[T]:
        return [make() for _ in range(least + self.whole(most - least))]

    def few_of(self, options: Sequence[T], most: int) -> list[T]:
        """Some options, at least one, each once."""
        return [*dict.fromkeys(self.some(most, lambda: self.pick(options), least=1))]

    def day(self) -> date:
        """A day of a few years, and rather often an awkward one."""
        return self.pick(AWKWARD_DAYS) if self.one_in(3) else date(2023, 12, 1) + timedelta(days=self.whole(940))

    def any_day(self) -> date:
        """A day of the whole calendar, its ends included."""
        far = self.pick(EXTREME_DAYS) if self.one_in(2) else date.fromordinal(self.whole(65535) * 55 + 1)
        return far if self.one_in(6) else self.day()

    def interval(self) -> rc.Interval:
        """An interval of a usual size, or of any parts."""
        if not self.one_in(4):
            return self.pick(INTERVALS)
        years, months, weeks, days = self.whole(3), self.whole(20), self.whole(6), self.whole(40)
        return rc.Interval(years=years, months=months, weeks=weeks, days=days or int(not (years or months or weeks)))


@dataclass(frozen=True)
class World:
    """What the facts of one history have in common."""

    days: Sequence[date]
    births: Sequence[date]
    kinds: Sequence[rc.Kind] = KINDS
    recalls: Sequence[str] = (*NAMES, UNKNOWN)
    bookings: Sequence[date] = ()  # days of appointments, beside `days`


def world(draws: Draws) -> World:
    days = draws.some(8, draws.day, least=3)
    return World(days=days, births=[date(1980, 5, 5), date(2008, 2, 29), draws.any_day()])


# ------------------------------------------------------------------ facts


def patient(draws: Draws, around: World) -> rc.Patient:
    return rc.Patient(
        id=draws.pick(["1", "2", "10", "A7", "b-2", "p 1"]),
        birth_date=draws.pick([*around.births, None]),
        household=draws.pick([None, None, "h1", "h2"]),
        registered=draws.pick([None, *around.days]),
        risk=draws.pick([None, *rc.Risk]),
        subject=not draws.one_in(16),
        prefers=draws.pick([None, None, *rc.Channel]),
        traits=[(trait, draws.whole(4)) for trait in draws.few_of(tuple(rc.Trait), 3)] if draws.one_in(4) else (),
    )


def kind(draws: Draws, around: World) -> rc.Kind:
    """One of the few, now and then another, and now and then no care."""
    rare = draws.pick([None] * 8 + [tuple(rc.Kind), (rc.Kind.ADMINISTRATIVE, rc.Kind.UNMAPPED)])
    return draws.pick(rare or around.kinds)


def procedure(draws: Draws, around: World) -> rc.Procedure:
    return rc.Procedure(
        on=draws.pick(around.days),
        kind=kind(draws, around),
        code=draws.pick(["", "", *CODES]),
        site=draws.maybe(lambda: draws.pick(SITES if draws.one_in(3) else SITES[:2])),
        where=draws.pick([rc.CareSetting.HERE] * 6 + [rc.CareSetting.ELSEWHERE, rc.CareSetting.CHARTED]),
    )


def _instant(draws: Draws, on: date) -> datetime | None:
    """An aware instant of that day, in a zone of its own, or None."""
    zone = timezone(timedelta(hours=draws.whole(23) - 11))
    return draws.maybe(lambda: datetime.combine(on, time(draws.whole(23)), tzinfo=zone))


def appointment(draws: Draws, around: World) -> rc.Appointment:
    on = draws.pick([*around.days, *around.bookings])
    state = draws.pick(
        [rc.AppointmentState.BOOKED] * 4
        + [rc.AppointmentState.KEPT] * 2
        + [rc.AppointmentState.CANCELLED, rc.AppointmentState.MISSED] * 2
    )
    booked_on = draws.maybe(lambda: draws.pick(around.days))
    gone = [None, *(day for day in around.days if booked_on is None or booked_on <= day)]
    lost = state in (rc.AppointmentState.CANCELLED, rc.AppointmentState.MISSED)
    return rc.Appointment(
        on=on,
        state=state,
        kinds=draws.some(2, lambda: kind(draws, around)),
        codes=draws.pick([(), (), (), ("X-1",), ("d0120", "tox")]),
        at=_instant(draws, on),
        booked_on=booked_on,
        cancelled_on=draws.pick(gone) if lost else None,
        booked_by=draws.pick([rc.Party.PATIENT, rc.Party.PRACTICE, None]),
    )


def attempt(draws: Draws, around: World) -> rc.Attempt:
    on = draws.pick(around.days)
    return rc.Attempt(
        on=on,
        channel=draws.pick(tuple(rc.Channel)),
        outcome=draws.pick([rc.Outcome.CONVERSATION, *[rc.Outcome.NO_ANSWER] * 3, *rc.Outcome]),
        direction=draws.pick([rc.Direction.OUTBOUND] * 3 + [rc.Direction.INBOUND]),
        purpose=draws.pick([rc.Purpose.CARE] * 3 + [rc.Purpose.APPOINTMENT, rc.Purpose.MARKETING]),
        at=_instant(draws, on),
    )


def _span(draws: Draws, around: World) -> dict[str, date]:
    """A first day and a later one; either may be missing."""
    first, then = sorted([draws.pick(around.days), draws.pick(around.days)])
    names = draws.pick([("since", "until"), ("since", "until"), ("until",), ("since",), ()])
    given = {"since": first, "until": then}
    return {name: given[name] for name in names if first < then or name == "since"}


def deceased(draws: Draws, around: World) -> rc.Deceased:
    died, recorded = sorted([draws.pick(around.days), draws.pick(around.days)])
    return rc.Deceased(
        recorded=recorded,
        source=draws.pick(tuple(rc.Party)),
        died_on=draws.pick([None, died]),
        confirmed=draws.one_in(2),
        evidence=draws.pick(["", "", "cert-7"]),
    )


def doubtful_ending(draws: Draws, around: World) -> rc.DoubtfulEnding:
    against = draws.maybe(lambda: draws.pick([procedure, appointment, attempt])(draws, around))
    ending = draws.pick([deceased, relocated])(draws, around)
    return rc.DoubtfulEnding(
        patient_id="1", ending=ending, doubts=(rc.EndingDoubt.NO_EVIDENCE,), contradicted_by=against
    )


def relocated(draws: Draws, around: World) -> rc.RelocatedPermanently:
    return rc.RelocatedPermanently(
        recorded=draws.pick(around.days), source=draws.pick(tuple(rc.Party)), evidence=draws.pick(["", "", "form 9"])
    )


def reinstated(draws: Draws, around: World) -> rc.Reinstated:
    since, on, released = sorted([draws.pick(around.days), draws.pick(around.days), draws.pick(around.days)])
    return rc.Reinstated(since=since, on=on, released_on=draws.maybe(lambda: released))


def disputed_birth_date(draws: Draws, around: World) -> rc.DisputedBirthDate:
    return rc.DisputedBirthDate(since=draws.maybe(lambda: draws.pick(around.days)))


def away(draws: Draws, around: World) -> rc.Away:
    if draws.one_in(3):
        return yearly_away(draws, around)
    span = _span(draws, around)
    asked = draws.pick([None, *around.days]) if "until" not in span else None
    since = span.get("since")
    return rc.Away(**span, review_on=None if asked is None or (since is not None and asked < since) else asked)


def same_day(day: date, year: int) -> date:
    return date(year, 3, 1) if (day.month, day.day) == (2, 29) and not isleap(year) else day.replace(year=year)


def yearly_away(draws: Draws, around: World) -> rc.Away:
    """From a day of the pool, or decades before, until another, or for so many days."""
    since, other, stops = (draws.pick(around.days) for _ in range(3))
    if draws.one_in(3):
        since = _years_before(since, draws.whole(40))
    ends = [same_day(other, year) for year in (since.year, since.year + 1) if year <= date.max.year]
    ends = [end for end in ends if end > since]
    days = min(1 + draws.whole(363), (date.max - since).days)
    until = since + timedelta(days=days) if draws.one_in(4) or not ends else ends[0]
    try:
        return rc.Away(
            since=since,
            until=until,
            yearly=True,
            yearly_until=stops if since < stops and draws.one_in(3) else None,
        )
    except rc.FactError:
        return rc.Away(since=date(2024, 2, 29), until=date(2024, 8, 31), yearly=True)


def deferral(draws: Draws, around: World) -> rc.Deferral:
    since, until = sorted([draws.pick(around.days), draws.pick(around.days)])
    said = since if since < until and not draws.one_in(3) else None
    return rc.Deferral(
        until=None if said is not None and draws.one_in(4) else until,
        since=said,
        because=draws.pick([None, *rc.DeferralReason]),
        recalls=_some_recalls(draws, around) if draws.one_in(4) else None,
    )


def opt_out(draws: Draws, around: World) -> rc.OptOut:
    return rc.OptOut(
        since=draws.maybe(lambda: draws.pick(around.days)),
        channels=draws.maybe(lambda: draws.few_of(tuple(rc.Channel), 3)),
        purposes=draws.maybe(lambda: draws.few_of(tuple(rc.Purpose), 2)),
    )


def unreachable(draws: Draws, around: World) -> rc.Unreachable:
    since = draws.maybe(lambda: draws.pick(around.days))
    return rc.Unreachable(channel=draws.pick(tuple(rc.Channel)), since=since)


def _some_recalls(draws: Draws, around: World) -> list[str] | None:
    return draws.maybe(lambda: draws.few_of(around.recalls, 2))


def hold(draws: Draws, around: World) -> rc.Hold:
    return rc.Hold(code="balance", recalls=_some_recalls(draws, around), **_span(draws, around))


def excluded(draws: Draws, around: World) -> rc.Excluded:
    since = draws.maybe(lambda: draws.pick(around.days))
    return rc.Excluded(code="Archived", since=since, recalls=_some_recalls(draws, around))


def unread_note(draws: Draws, around: World) -> rc.UnreadNote:
    return rc.UnreadNote(on=draws.pick(around.days))


def call_back(draws: Draws, around: World) -> rc.CallBack:
    since, on = sorted([draws.pick(around.days), draws.pick(around.days)])
    return rc.CallBack(
        on=on,
        since=since,
        half=draws.pick([None, *rc.HalfDay]),
        at=_instant(draws, on),
        by=draws.pick([None, "7", "ana"]),
        channel=draws.pick([rc.Channel.PHONE, *rc.Channel]),
    )


def patient_will_call(draws: Draws, around: World) -> rc.PatientWillCall:
    return rc.PatientWillCall(since=draws.pick(around.days))


def _closed(draws: Draws, around: World) -> dict[str, Any]:
    since, closed = sorted([draws.pick(around.days), draws.pick(around.days)])
    return {"since": since, "closed_on": draws.maybe(lambda: closed)}


def safety_follow_up(draws: Draws, around: World) -> rc.SafetyFollowUp:
    return rc.SafetyFollowUp(code=draws.pick(["pathology", "x-2"]), **_closed(draws, around))


def open_problem(draws: Draws, around: World) -> rc.OpenProblem:
    severity, code, days = draws.pick(tuple(rc.Severity)), draws.pick(["", "caries"]), _closed(draws, around)
    raised = draws.maybe(lambda: draws.pick([on for on in around.days if on >= days["since"]]))
    return rc.OpenProblem(severity=severity, code=code, raised_on=raised, **days)


def commitment(draws: Draws, around: World) -> rc.Commitment:
    since, later, last = sorted(draws.pick(around.days) for _ in range(3))
    until = draws.pick([None, *[on for on in (later, last) if on > since]])
    fulfilled = draws.pick([None, None, later, last])
    return rc.Commitment(code=draws.pick(["polish", "free check"]), since=since, until=until, fulfilled_on=fulfilled)


def in_progress(draws: Draws, around: World) -> rc.InProgress:
    """A claim of up to a day that begins on one of the days, in a zone of its own; now and then it ends at midnight."""
    zone = timezone(timedelta(hours=draws.whole(23) - 11))
    on = min(max(draws.pick(around.days), date(1, 1, 3)), date(9999, 12, 29))
    since = datetime.combine(on, time(draws.whole(23), draws.pick([0, 30])), tzinfo=zone)
    midnight = datetime.combine(on + timedelta(days=1), time(), tzinfo=zone)
    length = timedelta(minutes=draws.pick([30, 5, 60, 24 * 60]))
    until = draws.pick([since + length, midnight])
    by, elsewhere = draws.pick(["7", "ana"]), draws.one_in(4)
    return rc.InProgress(by=by, since=since, until=until.astimezone(UTC) if elsewhere else until)


def contact_person(draws: Draws, around: World) -> rc.ContactPerson:
    first, then = sorted([draws.pick(around.days), draws.pick(around.days)])
    until = then if draws.one_in(3) else None
    return rc.ContactPerson(
        person=draws.pick(["2", "A7", "nobody", "1"]),
        since=draws.maybe(lambda: first),
        until=until,
        ended=None if until is None else draws.pick([None, *rc.PersonEnd]),
        consent_on=draws.pick([None, *around.days]) if draws.one_in(2) else None,
    )


def bereavement(draws: Draws, around: World) -> rc.Bereavement:
    return rc.Bereavement(on=draws.pick(around.days))


CIRCUMSTANCES: Final[tuple[Callable[[Draws, World], Any], ...]] = (
    *(opt_out, away, deferral, hold, unreachable, away, deferral, hold, opt_out),
    *(call_back, patient_will_call, open_problem, call_back, safety_follow_up, patient_will_call, call_back),
    *(deceased, relocated, relocated, excluded, unread_note, in_progress, in_progress),
    *(deceased, relocated, relocated, excluded, unread_note),
    *(commitment, open_problem, commitment, open_problem),
    *(reinstated, disputed_birth_date, reinstated),
    *(contact_person, bereavement, contact_person),
)


def circumstance(draws: Draws, around: World) -> Any:
    return draws.pick(CIRCUMSTANCES)(draws, around)


def interval_override(draws: Draws, around: World) -> rc.IntervalOverride:
    recall, since = draws.pick(around.recalls), draws.pick(around.days)
    return rc.IntervalOverride(recall=recall, interval=draws.interval(), since=since)


def due_date_override(draws: Draws, around: World) -> rc.DueDateOverride:
    recall, due, set_on = draws.pick(around.recalls), draws.pick(around.days), draws.pick(around.days)
    return rc.DueDateOverride(recall=recall, due=due, set_on=set_on)


def perio_enrolment(draws: Draws, around: World) -> rc.PerioEnrolment:
    since, until = sorted([draws.pick(around.days), draws.pick(around.days)])
    ended = until if since < until and draws.one_in(2) else None
    return rc.PerioEnrolment(since=None if draws.one_in(8) else since, until=ended)


def frequency_limit(draws: Draws, around: World) -> rc.FrequencyLimit:
    window = draws.pick(tuple(rc.LimitWindow))
    return rc.FrequencyLimit(
        kinds=draws.few_of(around.kinds, 2),
        max_visits=1 + draws.whole(1),
        window=window,
        within=None if window is rc.LimitWindow.CALENDAR_YEAR else draws.interval(),
    )


def care_direction(draws: Draws, around: World) -> Any:
    return draws.pick([interval_override, due_date_override, perio_enrolment, frequency_limit])(draws, around)


def history(draws: Draws, around: World) -> rc.History:
    """A patient's facts. Half of them have no circumstances, so that somebody is contactable at all."""
    return rc.History(
        patient=patient(draws, around),
        completed=draws.some(7, lambda: procedure(draws, around)),
        planned=draws.some(2, lambda: procedure(draws, around)),
        appointments=draws.some(2, lambda: appointment(draws, around)) if draws.one_in(2) else (),
        attempts=draws.some(5, lambda: attempt(draws, around)) if draws.one_in(2) else (),
        circumstances=draws.some(4, lambda: circumstance(draws, around)) if draws.one_in(2) else (),
        care_plan=draws.some(4, lambda: care_direction(draws, around)) if draws.one_in(2) else (),
    )


def facts_of(told: rc.History) -> list[tuple[Any, bool]]:
    """Every fact but who the patient is, and whether it is planned."""
    done = (*told.completed, *told.appointments, *told.attempts, *told.circumstances, *told.care_plan)
    return [*((fact, False) for fact in done), *((fact, True) for fact in told.planned)]


def entry(draws: Draws, around: World, fact: Any, planned: bool = False) -> rc.Entry:
    recorded, retracted = sorted([draws.pick(around.days), draws.pick(around.days)])
    undone = draws.one_in(3)
    return rc.Entry(
        fact=fact,
        recorded=None if draws.one_in(4) else recorded,
        planned=planned,
        retracted=retracted if undone else None,
        because="mistake" if undone else "",
    )


def ledger(draws: Draws, around: World, id_: str = "1") -> rc.Ledger:
    """A patient's ledger; now and then a fact is recorded twice, and who the patient is most often once."""
    told = facts_of(history(draws, around))
    rows = [attrs.evolve(patient(draws, around), id=id_) for _ in range(draws.pick([1, 1, 2]))]
    said = [*((row, False) for row in rows), *told, *told[:1]]
    return rc.Ledger(entries=[entry(draws, around, fact, planned) for fact, planned in said])


# ------------------------------------------------------------------ policies


def _shorter_than(options: Sequence[str], intervals: Sequence[rc.Interval]) -> list[rc.Interval]:
    least = min(interval.shortest_days() for interval in intervals)
    return [span for span in map(rc.Interval.parse, options) if span.longest_days() < least]


def _by_some_risk(draws: Draws) -> list[tuple[rc.Risk, rc.Interval]]:
    return [(risk, draws.interval()) for risk in draws.few_of(tuple(rc.Risk), 3)]


def age_band(draws: Draws, from_age: int | None = None, below_age: int | None = 18) -> rc.AgeBand:
    by_risk = _by_some_risk(draws) if draws.one_in(3) else []
    return rc.AgeBand(from_age=from_age, below_age=below_age, interval=draws.interval(), by_risk=by_risk)


def age_bands(draws: Draws) -> list[rc.AgeBand]:
    """Bands that follow one another: from birth or an age, to an age or for life."""
    ages: list[int | None] = sorted({1, 12, *draws.some(2, lambda: draws.pick([18, 65, 2, 19]), least=1)})  # type: ignore[type-var]
    ages = [None, *ages] if draws.one_in(2) else ages
    ages = [*ages, None] if draws.one_in(2) else ages
    return [age_band(draws, *two) for two in pairwise(ages)]


def _beginning(draws: Draws, from_age: int | None) -> dict[str, Any]:
    begins = draws.pick([b for b in rc.Begins if b is not rc.Begins.AGE or from_age is not None])
    return {"begins": begins, "begins_after": draws.maybe(draws.interval)}


def _codes(draws: Draws) -> dict[str, list[str]]:
    """Codes as somebody types them, and none where care that starts a recall would end it."""
    start, resolve, end = (draws.some(1, lambda: draws.pick(["d0120", " X-1", "Tox"])) for _ in range(3))
    told = {"started_by_codes": start, "resolved_by_codes": resolve, "ended_by_codes": end}
    return {name: codes for name, codes in told.items() if name != "ended_by_codes" or codes != start}


def recall_rule(draws: Draws, name: str = NAMES[0]) -> rc.RecallRule:
    """A valid rule, of any shape."""
    started_by = draws.few_of(KINDS, 2)
    interval = draws.interval()
    by_risk = _by_some_risk(draws) if draws.one_in(3) else []
    by_age = age_bands(draws) if draws.one_in(4) else []
    repeats = not draws.one_in(2)
    from_age, below_age = draws.pick(
        [(None, None)] * 4 + [(None, 12), (12, None), (1, 18), (18, None), (65, None), (18, 65), (1, 19)]
    )
    first = draws.maybe(draws.interval) if repeats else None
    banded = [span for band in by_age for span in (band.interval, *(own for _, own in band.by_risk))]
    spans = [interval, *(span for _, span in by_risk), *banded]
    windows = _shorter_than(["1d", "1w", "30d", "1m", "3m"], spans)
    leads = _shorter_than(["1d", "1w", "30d", "1m"], spans if first is None else [*spans, first])
    codes = _codes(draws) if draws.one_in(4) else {}
    begins = _beginning(draws, from_age) if draws.one_in(4) else {}
    resolved_by = draws.some(2, lambda: draws.pick(KINDS))
    if resolved_by and begins and draws.one_in(4):
        started_by = []
    return rc.RecallRule(
        **codes,
        **begins,
        name=name,
        started_by=started_by,
        resolved_by=resolved_by,
        interval=interval,
        first=first,
        repeats=repeats,
        by_risk=by_risk,
        by_age=by_age,
        lead=draws.pick([None, None, *leads]),
        booked_within=draws.pick([None, None, *SHORT]),
        from_age=from_age,
        below_age=below_age,
        rank=1 + draws.whole(2),
        enrolment=draws.pick([rc.Enrolment.ANY] * 3 + [rc.Enrolment.ENROLLED, rc.Enrolment.NOT_ENROLLED]),
        ended_by=[kind for kind in draws.pick([(), (rc.Kind.EXTRACTION,)]) if kind not in started_by],
        extended_by=draws.some(2, lambda: draws.pick(KINDS)) if repeats else (),
        early_window=None if repeats else draws.pick([None, *windows]),
        on_its_own=not draws.one_in(4),
        care_reason=draws.pick(["", "healing"]),
    )


def nearly_plain_rule(draws: Draws, name: str = NAMES[0]) -> rc.RecallRule:
    """The plainest rule, of one kind, but for one thing at most: what a short cut must not overlook."""
    kind, interval = draws.pick(KINDS), draws.interval()
    interval = rc.Interval(days=2) if interval.shortest_days() < 2 else interval  # longer than any lead here
    things: list[dict[str, Any]] = [
        {},
        {"by_risk": [(risk, draws.interval()) for risk in draws.few_of(tuple(rc.Risk), 3)]},
        {"ended_by": [other for other in (rc.Kind.EXTRACTION,) if other is not kind]},
        {"extended_by": [draws.pick(KINDS)]},
        {"below_age": 18},
        {"by_age": age_bands(draws)},
        {"begins": rc.Begins.FIRST_VISIT, "begins_after": draws.pick([None, *SHORT])},
        {"started_by_codes": ["TOX"]},
        {"lead": rc.Interval(days=1)},
        {"enrolment": rc.Enrolment.NOT_ENROLLED},
        {"repeats": False},
        {"on_its_own": False},
    ]
    return rc.RecallRule(name=name, started_by=[kind], interval=interval, rank=1, **draws.pick(things))


def _paired(rules: list[rc.RecallRule]) -> list[rc.RecallRule]:
    """The same, the second of them for the age at which the first ends, and for the same care."""
    kinds = rules[0].started_by or KINDS[:1]
    nothing = {"from_age": None, "below_age": None, "begins": None, "begins_after": None, "ended_by": ()}
    younger, older = (
        attrs.evolve(rule, **{**nothing, "started_by": kinds, "ended_by_codes": (), **ages})
        for rule, ages in zip(rules, ({"below_age": 18}, {"from_age": 18}), strict=False)
    )
    return [younger, older, *rules[2:]]


def cadence(draws: Draws, channels: Sequence[rc.Channel] = tuple(rc.Channel)) -> rc.Cadence:
    """A valid cadence: gaps that do not shrink, and rest where there is a most."""
    gaps: list[rc.Interval | None] = [None] * draws.pick([0, 0, 0, 1, 2])
    gaps += sorted(draws.some(3, lambda: draws.pick(SHORT)), key=rc.Interval.shortest_days)
    rests = draws.one_in(2)
    return rc.Cadence(
        counting=draws.pick(tuple(rc.Counting)),
        gaps=gaps,
        max_attempts=1 + draws.whole(2) if rests else None,
        rest=draws.pick(LONG) if rests else None,
        caps=[cap(draws) for _ in range(draws.pick([0, 0, 1, 2]))],
        conversation_starts_afresh=not draws.one_in(3),
        escalation=draws.some(3, lambda: draws.pick(channels)) if draws.one_in(2) else (),
    )


def cap(draws: Draws) -> rc.Cap:
    return rc.Cap(max_attempts=1 + draws.whole(2), within=draws.pick(SHORT))


def dormancy_rule(draws: Draws) -> rc.DormancyRule:
    dormant = draws.pick(LONG)
    young = draws.one_in(3)
    return rc.DormancyRule(
        dormant_after=dormant,
        lapsed_after=draws.pick([None, *_shorter_than(["1m", "1w", "2m", "6m"], [dormant])]),
        lost_after=draws.pick([None, *SHORT]),
        unscheduled_after=draws.pick([None, *SHORT]),
        opened=draws.day() if young else None,
        young_for=draws.pick(LONG) if young else None,
        absent_after=draws.pick(SHORT) if young else None,
        dormant_list_every=draws.pick([None, *SHORT]),
    )


def rhythm(draws: Draws) -> rc.Rhythm:
    every = draws.interval()
    return rc.Rhythm(
        every=every,
        kinds=draws.few_of(KINDS, 2),
        near=draws.pick([None, *_shorter_than(["2w", "1d", "1m", "10d", "2m"], [every])]),
        ends_after=draws.pick([None, None, 1, 2, 3, 1_000_000]),
    )


def ending_rates(draws: Draws) -> rc.EndingRates:
    return rc.EndingRates(
        deaths=draws.pick([700, 1, 10_000, 50_000]),
        moves=draws.pick([None, 300, 49_999]),
        significance_one_in=draws.pick([1_000, 2, 3, 20]),
    )


def weight(draws: Draws, factor: rc.Factor = rc.Factor.OVERDUE) -> rc.Weight:
    return rc.Weight(factor=factor, points=1 + draws.whole(9), max_units=draws.pick([None, 1, 20, 400]))


def contact_parts(draws: Draws, channels: Sequence[rc.Channel]) -> dict[str, Any]:
    """What a policy says of contacting, besides recalls. Half of the policies say nothing."""
    if not draws.one_in(2):
        return {}
    weights = [weight(draws, factor) for factor in draws.few_of(tuple(rc.Factor), 6)]
    return {
        "cadence": cadence(draws, channels) if not draws.one_in(3) else None,
        "dormancy": draws.maybe(lambda: dormancy_rule(draws)),
        "rhythm": rhythm(draws) if draws.one_in(3) else None,
        "bundle": draws.pick([None, *SHORT]),
        "before_absence": draws.pick([None, *SHORT]),
        "after_visit": draws.pick([None, rc.Interval.parse("1w"), *SHORT]),
        "after_talk": draws.pick([None, rc.Interval.parse("1w"), *SHORT]),
        "after_no": draws.pick([rc.Interval.parse("1m"), None, *SHORT]),
        "safety_channels": draws.few_of(tuple(rc.Channel), 3) if draws.one_in(2) else draws.pick([(), PHONE_OR_LETTER]),
        "patient_will_call": draws.pick([rc.Interval.parse("2w"), *SHORT]),
        "callback_valid_for": draws.pick([rc.Interval.parse("3m"), *SHORT]),
        "weights": draws.pick([_DEFAULT_WEIGHTS, weights]),
        "ties": draws.few_of(tuple(rc.Tie), 3),
        "majority": draws.pick([18, 18, 12, 21]),
        "review_after": draws.pick([None, *SHORT, *LONG]),
        "endings": draws.maybe(lambda: ending_rates(draws)),
        "bereavement": draws.pick([rc.Interval.parse("6w"), *SHORT]),
        "grouping": draws.pick(tuple(rc.Grouping)),
    }


def _may_wait(rules: Sequence[rc.RecallRule]) -> bool:
    """Whether a grace contradicts none of them."""
    return all(rule.lead is None for rule in rules)


def policy(draws: Draws) -> rc.Policy:
    """A valid policy, of any shape; the published ones now and then."""
    if draws.one_in(4):
        return draws.pick(PRESETS)
    make = nearly_plain_rule if draws.one_in(4) else recall_rule
    rules = [make(draws, name) for name in NAMES[: 1 + draws.whole(2)]]
    if len(rules) > 1 and draws.one_in(4):
        rules = _paired(rules)
    infer = draws.one_in(2) and any(rule.enrolment is rc.Enrolment.ENROLLED for rule in rules)
    shorter = _shorter_than(["1d", "10d", "1m", "2m"], [span for rule in rules for _, span in rule.intervals()])
    spans = (None, *map(rc.Interval.parse, ("1m", "1w", "30d", "3d", "2m1d")))
    fields: dict[str, Any] = {
        "name": "drawn",
        "version": "1",
        "recalls": rules,
        "channels": draws.few_of(tuple(rc.Channel), 4) if draws.one_in(2) else tuple(rc.Channel),
        "month_end": draws.pick(tuple(rc.MonthEnd)),
        "look_ahead": draws.pick([None, *shorter]),
        "nearby_booking_window": draws.pick(spans),
        "any_booking_withholds": draws.one_in(4),
        "call_when_booked_late": draws.one_in(3),
        "kept_is_care": draws.one_in(4),
        "unclosed_visit_wait": draws.pick(spans),
        "course_gap": draws.pick(INTERVALS),
        "infer_perio_from": KINDS[4:] if infer else (),
        "infer_perio_within": draws.interval() if infer else None,
    }
    fields |= contact_parts(draws, fields["channels"])
    if fields["look_ahead"] is None and _may_wait(rules) and draws.one_in(4):
        fields["grace"] = draws.pick(SHORT)
    numbers = [name for name, _ in rc.Policy(**fields).numbers()]
    cited = draws.few_of(numbers, 4) if draws.one_in(2) else []
    grade = draws.pick(tuple(rc.Grade))
    return rc.Policy(**fields, citations=[rc.Citation(number=n, source="a book", grade=grade) for n in cited])


# ------------------------------------------------------------------ a question: facts, policy, day, purpose


class Case(NamedTuple):
    history: rc.History
    policy: rc.Policy
    as_of: date
    purpose: rc.Purpose

    def decision(self) -> rc.Decision:
        return rc.decide(self.history, self.policy, as_of=self.as_of, purpose=self.purpose)


def _spans(of: rc.Policy) -> list[rc.Interval]:
    return [number for _, number in of.numbers() if isinstance(number, rc.Interval)]


def _near(draws: Draws, starts: Sequence[date], spans: Sequence[rc.Interval]) -> date:
    """One of `starts`, or a span later, or about a span earlier; give or take a day; inside the calendar."""
    start, nudge = draws.pick(starts), draws.pick([0, 1, -1])
    ordinal = start.toordinal()
    if not draws.one_in(3):
        span = draws.pick(spans)
        try:
            ordinal = (start + span).toordinal() if not draws.one_in(4) else ordinal - span.longest_days()
        except rc.IntervalError:
            ordinal = date.max.toordinal()
    return date.fromordinal(min(max(ordinal + nudge, 1), date.max.toordinal()))


def _years_before(day: date, years: int) -> date:
    year = max(day.year - years, 1)
    return (
        day.replace(year=year, day=28)
        if (day.month, day.day) == (2, 29) and not isleap(year)
        else day.replace(year=year)
    )


def world_of(draws: Draws, policy: rc.Policy) -> World:
    """Days, births and kinds among which the policy's thresholds lie."""
    spans = _spans(policy)
    days = draws.some(3, draws.any_day if draws.one_in(12) else draws.day, least=1)
    for _ in range(2 + draws.whole(3)):
        days.append(_near(draws, days, spans))
    ages = [
        40,
        policy.majority,
        *(age for rule in policy.recalls for age in (rule.from_age, rule.below_age) if age is not None),
        *(band.below_age for rule in policy.recalls for band in rule.by_age if band.below_age is not None),
    ]
    births = [_years_before(_near(draws, days, spans), draws.pick(ages)) for _ in range(3)]
    leap = draws.pick([date(2008, 2, 29), date(2012, 2, 29), date(1960, 2, 29), days[0]])
    rule = draws.pick(policy.recalls)
    return World(
        days=days,
        births=[*births, leap],
        kinds=(
            *rule.started_by,
            *rule.resolved_by,
            *rule.extended_by,
            *rule.ended_by,
            *draws.pick(policy.recalls).started_by,
            rc.Kind.OTHER,
        ),
        recalls=(*[r.name for r in policy.recalls] * 2, UNKNOWN),
    )


def case(draws: Draws, policy_: rc.Policy | None = None) -> Case:
    chosen = policy(draws) if policy_ is None else policy_
    around = world_of(draws, chosen)
    latest = max(around.days)
    spans = _spans(chosen)
    as_of = draws.pick([latest, _near(draws, [latest], spans), _near(draws, around.days, spans)])
    windows = [span for span in (chosen.nearby_booking_window, chosen.unclosed_visit_wait) if span is not None]
    bookings = [_near(draws, [as_of], windows or spans) for _ in range(4)]
    around = replace(around, bookings=[as_of, *bookings])
    purpose = draws.pick([rc.Purpose.CARE] * 4 + [rc.Purpose.APPOINTMENT, rc.Purpose.MARKETING])
    return Case(history(draws, around), chosen, as_of, purpose)


def absent_case(draws: Draws) -> Case:
    """Somebody with absences, under a policy that offers what falls due meanwhile; little else in the way."""
    chosen = policy(draws)
    ahead = draws.pick([None, *SHORT, rc.Interval.parse("1y")])
    sleeping = draws.maybe(lambda: dormancy_rule(draws))
    chosen = attrs.evolve(chosen, before_absence=ahead, dormancy=sleeping, citations=())
    asked = case(draws, chosen)
    around = world_of(draws, chosen)
    if draws.one_in(2):
        around = replace(around, days=[*around.days, *(p.on for p in asked.history.completed), asked.as_of])
    more = draws.some(3, lambda: away(draws, around), least=1)
    kept = asked.history.circumstances if draws.one_in(3) else ()
    return asked._replace(history=attrs.evolve(asked.history, circumstances=[*kept, *more]))


def birthday_case(draws: Draws) -> Case:
    """Somebody about to come of an age, under a policy with recalls of which one goes on where another ends."""
    rules = [attrs.evolve(recall_rule(draws, name), enrolment=rc.Enrolment.ANY) for name in NAMES]
    pair = draws.whole(1)
    rules = [*rules[:pair], *_paired(rules[pair:])]
    fields: dict[str, Any] = {"month_end": draws.pick(tuple(rc.MonthEnd)), "course_gap": draws.pick(INTERVALS)}
    chosen = rc.Policy(name="ages", version="1", recalls=rules, **fields)
    around = world_of(draws, chosen)
    around = replace(around, days=[min(day, date(9900, 1, 1)) for day in around.days])
    last = max(around.days)
    born = _years_before(_near(draws, [last], _spans(chosen)), draws.pick([18, 18, 12, 65]))
    known = rc.History(
        patient=attrs.evolve(patient(draws, around), birth_date=born, subject=True),
        completed=draws.some(5, lambda: procedure(draws, around), least=1),
    )
    return Case(known, chosen, last, rc.Purpose.CARE)


def enrolment_case(draws: Draws) -> Case:
    """Care under a policy whose maintenance is due no later than its polish, and an enrolment that stands."""
    maintenance, polish = draws.pick([("4m", "6m1d"), ("3m", "6m"), ("6m", "6m"), ("1m", "31d")])
    spans = {"perio": maintenance, "prophylaxis": polish, "child prophylaxis": polish}
    rules = presets.OPEN_DENTAL_US.recalls
    rules = tuple(attrs.evolve(r, interval=rc.Interval.parse(spans.get(r.name, "1y"))) for r in rules)
    chosen = attrs.evolve(presets.OPEN_DENTAL_US, recalls=rules, citations=())
    asked = case(draws, chosen)
    since = draws.pick([None, *(p.on for p in asked.history.completed), _near(draws, [asked.as_of], _spans(chosen))])
    enrolled = rc.PerioEnrolment(since=since if since is None or since <= asked.as_of else asked.as_of)
    return asked._replace(history=attrs.evolve(asked.history, care_plan=[enrolled]))


# ------------------------------------------------------------------ facts that collide, and features that meet


class Crossing(NamedTuple):
    """Two features that are to meet in one case: what the policy says of them, and the facts that are added."""

    policy: Callable[[Draws, rc.Policy], rc.Policy]
    facts: Callable[[Draws, World, rc.Policy], dict[str, list[Any]]]


def _as_it_is(_: Draws, policy: rc.Policy) -> rc.Policy:
    return policy


def _with_absences(draws: Draws, policy: rc.Policy) -> rc.Policy:
    """What falls due during an absence is offered before it, or waits for a grace or a look ahead."""
    waits = policy.look_ahead is None and _may_wait(policy.recalls)
    grace = draws.pick(SHORT) if waits and draws.one_in(2) else policy.grace
    return attrs.evolve(policy, before_absence=draws.pick([*SHORT, *LONG]), grace=grace, citations=())


def _resting(draws: Draws, policy: rc.Policy) -> rc.Policy:
    """A rest, most often without gaps."""
    return attrs.evolve(
        policy,
        cadence=rc.Cadence(
            counting=draws.pick(tuple(rc.Counting)),
            gaps=draws.pick([(), (), SHORT[:1]]),
            max_attempts=1 + draws.whole(1),
            rest=draws.pick([*SHORT, *LONG]),
            conversation_starts_afresh=not draws.one_in(4),
            escalation=draws.some(2, lambda: draws.pick(policy.channels)),
        ),
        citations=(),
    )


def _young(draws: Draws, policy: rc.Policy) -> rc.Policy:
    rule = rc.DormancyRule(
        dormant_after=draws.pick(LONG[1:3]),
        lost_after=draws.pick([None, *SHORT]),
        unscheduled_after=draws.pick([None, *SHORT]),
        opened=draws.day(),
        young_for=draws.pick([*LONG, rc.Interval(years=3)]),
        absent_after=draws.pick(SHORT),
    )
    return attrs.evolve(policy, dormancy=rule, citations=())


def _beating(draws: Draws, policy: rc.Policy) -> rc.Policy:
    """A rhythm of which the facts hold some treatment, and which may end, with its waits most often out of the way."""
    kinds, every = policy.recalls[0].started_by or KINDS[:1], draws.pick([*SHORT[1:], *LONG])
    beats = attrs.evolve(
        rhythm(draws),
        every=every,
        kinds=kinds,
        near=draws.pick([None, *_shorter_than(["2w", "1d", "1m", "10d", "2m"], [every])]),
    )
    waits = {"after_talk": draws.pick([None, None, *SHORT]), "after_visit": draws.pick([None, None, *SHORT])}
    return attrs.evolve(policy, rhythm=beats, citations=(), **waits)


def _declining(draws: Draws, policy: rc.Policy) -> rc.Policy:
    return attrs.evolve(policy, after_no=draws.pick([*SHORT, *LONG]), citations=())


def _nos(draws: Draws, around: World, policy: rc.Policy) -> dict[str, list[Any]]:
    """A no to some recalls, and what may go before it."""

    def no() -> rc.Deferral:
        since, until = draws.pick(around.days), draws.pick([None, *around.days])
        later = until if until is not None and until > since else None
        return rc.Deferral(since=since, until=later, recalls=draws.few_of(around.recalls, 2))

    besides: Any = [safety_follow_up, call_back, deferral, call_back]
    more = draws.some(2, lambda: draws.pick(besides)(draws, around))
    return {"circumstances": [*draws.some(2, no, least=1), *more]}


def _absences(draws: Draws, around: World, _: rc.Policy) -> dict[str, list[Any]]:
    return {"circumstances": draws.some(2, lambda: away(draws, around), least=1)}


def _tries(draws: Draws, around: World, _: rc.Policy) -> dict[str, list[Any]]:
    """Attempts of ours, and among them a talk that may or may not start the count afresh."""
    return {"attempts": draws.some(5, lambda: attempt(draws, around), least=2)}


def _visits(draws: Draws, around: World, _: rc.Policy) -> dict[str, list[Any]]:
    """Visits that were kept, missed or called off, and something that was left undone."""
    return {
        "appointments": draws.some(3, lambda: appointment(draws, around), least=1),
        "planned": draws.some(1, lambda: procedure(draws, around)),
        "circumstances": draws.some(1, lambda: open_problem(draws, around)),
    }


def _asked_people(draws: Draws, around: World, _: rc.Policy) -> dict[str, list[Any]]:
    """One contact person after another."""
    return {"circumstances": draws.some(4, lambda: contact_person(draws, around), least=2)}


def _promises(draws: Draws, around: World, policy: rc.Policy) -> dict[str, list[Any]]:
    """A call asked for by some channel, and what was said or done before and since."""
    besides: Any = [safety_follow_up, opt_out, deferral, patient_will_call, reinstated, call_back, bereavement]
    asked = [attrs.evolve(call_back(draws, around), channel=draws.pick(policy.channels))]
    return {
        "circumstances": [*asked, *draws.some(3, lambda: draws.pick(besides)(draws, around), least=1)],
        "attempts": draws.some(2, lambda: attempt(draws, around)),
        "appointments": draws.some(1, lambda: appointment(draws, around)),
    }


CROSSINGS: Final = (
    *(Crossing(_as_it_is, _promises), Crossing(_with_absences, _absences), Crossing(_resting, _tries)),
    *(Crossing(_young, _visits), Crossing(_as_it_is, _asked_people), Crossing(_resting, _promises)),
    *(Crossing(_beating, _tries), Crossing(_beating, _visits), Crossing(_declining, _nos)),
)


def _near_copy(draws: Draws, fact: Any, around: World) -> Any:
    """A fact once more, the same but for one thing that may make it count no longer."""
    changes: dict[str, Any] = {}
    match fact:
        case rc.Procedure():
            changes = draws.pick(
                [
                    {"where": draws.pick(tuple(rc.CareSetting))},
                    {"kind": draws.pick(around.kinds)},
                    {"site": draws.pick([None, *SITES])},
                    {"on": draws.pick(around.days)},
                ]
            )
        case rc.Attempt():
            changes = draws.pick(
                [
                    {"outcome": draws.pick(tuple(rc.Outcome))},
                    {"direction": draws.pick(tuple(rc.Direction))},
                    {"purpose": draws.pick(tuple(rc.Purpose))},
                    {"channel": draws.pick(tuple(rc.Channel))},
                ]
            )
        case rc.Appointment():
            changes = draws.pick(
                [
                    {"state": draws.pick(tuple(rc.AppointmentState)), "cancelled_on": None},
                    {"kinds": [draws.pick(around.kinds)]},
                    {"booked_by": draws.pick(tuple(rc.Party))},
                ]
            )
        case rc.Deferral() | rc.Hold() | rc.Excluded():
            changes = {"recalls": draws.pick([None, [draws.pick(around.recalls)]])}
        case rc.OptOut():
            changes = {"purposes": draws.pick([None, [draws.pick(tuple(rc.Purpose))]])}
        case rc.Unreachable():
            changes = {"channel": draws.pick(tuple(rc.Channel))}
        case rc.ContactPerson():
            changes = {"person": draws.pick(["2", "A7", "nobody", "1"])}
    return attrs.evolve(fact, **changes)


def crossed_case(draws: Draws) -> Case:
    """Somebody in whose facts two features meet, and of whose facts some come twice or nearly so."""
    crossing = draws.pick(CROSSINGS)
    chosen = crossing.policy(draws, policy(draws))
    asked = case(draws, chosen)
    around = world_of(draws, chosen)
    around = replace(around, days=[*around.days, *(p.on for p in asked.history.completed), asked.as_of])
    known = asked.history
    fields: dict[str, list[Any]] = {
        name: [*getattr(known, name)]
        for name in ("completed", "planned", "appointments", "attempts", "circumstances", "care_plan")
    }
    for name, more in crossing.facts(draws, around, chosen).items():
        kept = fields[name] if draws.one_in(3) else []
        fields[name] = [*kept, *more]
    if not draws.one_in(4):
        rule = draws.pick(chosen.recalls)
        kind = draws.pick(rule.started_by or rule.resolved_by or KINDS)
        fields["completed"].append(rc.Procedure(on=draws.pick(around.days), kind=kind))
    for facts in fields.values():
        if facts and draws.one_in(2):
            fact = draws.pick(facts)
            facts.append(fact if draws.one_in(3) else _near_copy(draws, fact, around))
    latest = max(around.days)
    as_of = draws.pick([latest, latest, _near(draws, [latest], _spans(chosen)), asked.as_of])
    return asked._replace(history=rc.History(patient=known.patient, **fields), as_of=as_of)


# ------------------------------------------------------------------ as strategies


def times(factor: float, least: int = 10) -> settings:
    """As many examples as the profile has, times `factor`; and no fewer than `least`, however quick it is."""
    profile = settings.default
    assert profile is not None
    return settings(max_examples=max(least, int(factor * profile.max_examples)))


def seeds() -> SearchStrategy[random.Random]:
    return st.integers(0, 2**32).map(random.Random)


@st.composite
def made_by(draw: st.DrawFn, make: Callable[[Draws], T], size: int = BYTES) -> T:
    return make(Draws(draw(st.binary(min_size=size, max_size=size))))


def fact_by(make: Callable[[Draws, World], T]) -> SearchStrategy[T]:
    return made_by(lambda draws: make(draws, world(draws)))


def days() -> SearchStrategy[date]:
    return made_by(Draws.day)


def any_days() -> SearchStrategy[date]:
    return made_by(Draws.any_day)


def intervals() -> SearchStrategy[rc.Interval]:
    return made_by(Draws.interval)


def patients() -> SearchStrategy[rc.Patient]:
    return fact_by(patient)


def histories() -> SearchStrategy[rc.History]:
    return fact_by(history)


def recall_rules() -> SearchStrategy[rc.RecallRule]:
    return made_by(recall_rule)


def policies() -> SearchStrategy[rc.Policy]:
    return made_by(policy)


def cases(of: rc.Policy | None = None) -> SearchStrategy[Case]:
    return made_by(lambda draws: case(draws, of))


def crossed_cases() -> SearchStrategy[Case]:
    return made_by(crossed_case, 2 * BYTES)


def all_cases() -> SearchStrategy[Case]:
    """Cases of any kind, every other of them with facts that collide."""
    return made_by(lambda draws: crossed_case(draws) if draws.one_in(2) else case(draws), 2 * BYTES)


def birthday_cases() -> SearchStrategy[Case]:
    return made_by(birthday_case)


def enrolment_cases() -> SearchStrategy[Case]:
    return made_by(enrolment_case)


def absent_cases() -> SearchStrategy[Case]:
    return made_by(absent_case)


class Base(NamedTuple):
    histories: list[rc.History]
    policy: rc.Policy
    as_of: date
    purpose: rc.Purpose
    capacity: int | None

    def forecast(self, days: int) -> rc.Forecast:
        return rc.forecast(self.histories, self.policy, as_of=self.as_of, days=days, purpose=self.purpose)


def base(draws: Draws) -> Base:
    """A few patients of one practice on one day, ids now and then alike."""
    chosen = policy(draws)
    around = world_of(draws, chosen)
    as_of = _near(draws, around.days, _spans(chosen)) if draws.one_in(2) else max(around.days)
    everybody = draws.some(6, lambda: history(draws, around))
    purpose = draws.pick([rc.Purpose.CARE] * 4 + [rc.Purpose.MARKETING])
    return Base(everybody, chosen, as_of, purpose, draws.pick([None, 0, 1, 2, 3]))


def family_base(draws: Draws) -> Base:
    """A few patients of one practice, most of whom live with one another or are asked for one another."""
    drawn = base(draws)
    around = world_of(draws, drawn.policy)
    makers: Any = [contact_person, contact_person, deceased, bereavement, opt_out, unreachable, relocated]
    people = []
    for number in range(2 + draws.whole(5)):
        who = patient(draws, around)
        told = history(draws, around)
        more = draws.some(2, lambda: draws.pick(makers)(draws, around))
        people.append(
            attrs.evolve(
                told,
                patient=attrs.evolve(who, id=FAMILY[number], household=draws.pick(["h1", "h2", None])),
                circumstances=[*told.circumstances, *more],
                appointments=(),
            )
        )
    return drawn._replace(histories=people)


def tangled_base(draws: Draws) -> Base:
    """A family of whom nobody has died or moved, asked for one another in lines and rings, from days on; an id now and
    then comes twice, with other facts.
    """
    drawn = base(draws)
    around = world_of(draws, drawn.policy)
    as_of = max(around.days)
    ids = [*FAMILY[:4], "nobody"]
    makers: Any = [opt_out, unreachable, deferral]

    def asked(id_: str) -> rc.ContactPerson:
        told = contact_person(draws, around)
        return attrs.evolve(told, person=draws.pick([ids[(ids.index(id_) + 1) % 4], *ids]), ended=None)

    def member(id_: str) -> rc.History:
        return rc.History(
            patient=attrs.evolve(patient(draws, around), id=id_, household=None),
            attempts=draws.some(2, lambda: attempt(draws, around)),
            circumstances=[
                *draws.some(2, lambda: asked(id_)),
                *draws.some(3, lambda: draws.pick(makers)(draws, around)),
            ],
        )

    people = [member(id_) for id_ in FAMILY[: 2 + draws.whole(2)]]
    people += [member(draws.pick(ids[:4]))] if draws.one_in(4) else []
    return drawn._replace(histories=people, as_of=as_of)


def tangled_bases() -> SearchStrategy[Base]:
    return made_by(tangled_base, 4 * BYTES)


def family_bases() -> SearchStrategy[Base]:
    return made_by(family_base, 4 * BYTES)


def bases() -> SearchStrategy[Base]:
    return made_by(base, 4 * BYTES)


class Lists(NamedTuple):
    """Two lists of one practice: some patients are in both, with the same facts or others."""

    before: rc.CallList
    after: rc.CallList


def lists(draws: Draws) -> Lists:
    """A list, and another made later under the same policy, of a base that has moved on."""
    first = base(draws)
    around = world_of(draws, first.policy)
    later = [draws.pick([h, h, history(draws, around)]) for h in first.histories if not draws.one_in(4)]
    later += draws.some(2, lambda: history(draws, around))
    as_of = draws.pick([first.as_of, _near(draws, [first.as_of], _spans(first.policy))])
    asked = {"purpose": first.purpose, "calls_only": draws.one_in(6)}
    return Lists(
        rc.call_list(first.histories, first.policy, as_of=first.as_of, capacity=first.capacity, **asked),
        rc.call_list(later, first.policy, as_of=as_of, capacity=draws.pick([None, None, 1, 2]), **asked),
    )


def two_lists() -> SearchStrategy[Lists]:
    return made_by(lists, 4 * BYTES)


def practice(draws: Draws) -> Base:
    """A base in which many relationships have ended, some a year ago to the day, and much was heard since."""
    made = base(draws)
    a_year_ago = _near(draws, [_years_before(made.as_of, 1)], [rc.Interval(days=1)])
    around = replace(world_of(draws, made.policy), days=[made.as_of, a_year_ago, *draws.some(4, draws.day, least=1)])

    def more(history: rc.History) -> rc.History:
        said = draws.some(3, lambda: draws.pick([deceased, relocated])(draws, around))
        return attrs.evolve(
            history,
            completed=[*history.completed, *draws.some(1, lambda: procedure(draws, around))],
            appointments=[*history.appointments, *draws.some(1, lambda: appointment(draws, around))],
            attempts=[*history.attempts, *draws.some(2, lambda: attempt(draws, around))],
            circumstances=[*history.circumstances, *said],
        )

    return made._replace(histories=[more(history) if draws.one_in(2) else history for history in made.histories])


def practices() -> SearchStrategy[Base]:
    return made_by(practice, 5 * BYTES)


# One strategy for each public type of fact and value.
OF_EVERY_TYPE: Final[dict[type, SearchStrategy[Any]]] = {
    rc.AgeBand: made_by(age_band),
    rc.Appointment: fact_by(appointment),
    rc.Attempt: fact_by(attempt),
    rc.Away: fact_by(away),
    rc.Cadence: made_by(cadence),
    rc.Beat: st.builds(
        rc.Beat, number=st.integers(1, 9), on=st.sampled_from(AWKWARD_DAYS), treated_on=st.sampled_from(AWKWARD_DAYS)
    ),
    rc.Bereavement: fact_by(bereavement),
    rc.CallBack: fact_by(call_back),
    rc.CallChange: two_lists()
    .map(lambda both: rc.list_changes(*both).added)
    .map(lambda added: added[0] if added else rc.CallChange(patient_id="1", before=None, after=None)),
    rc.CallList: bases().map(lambda b: rc.call_list(b.histories, b.policy, as_of=b.as_of, capacity=b.capacity)),
    rc.Cap: made_by(cap),
    rc.Citation: policies().filter(lambda p: bool(p.citations)).map(lambda p: p.citations[0]),
    rc.CodeMap: st.just(presets.CDT),
    rc.Commitment: fact_by(commitment),
    rc.DataReview: bases().map(lambda b: rc.data_review(b.histories, b.policy, as_of=b.as_of)),
    rc.ContactPerson: fact_by(contact_person),
    rc.Deceased: fact_by(deceased),
    rc.Decision: cases().map(Case.decision),
    rc.Deferral: fact_by(deferral),
    rc.DisputedBirthDate: fact_by(disputed_birth_date),
    rc.Dormancy: cases().map(lambda c: c.decision().dormancy).filter(lambda found: found is not None),
    rc.DormancyRule: made_by(dormancy_rule),
    rc.DoubtfulEnding: fact_by(doubtful_ending),
    rc.Due: cases().map(lambda c: c.decision().dues[0]),
    rc.DueDateOverride: fact_by(due_date_override),
    rc.EndingRates: made_by(ending_rates),
    rc.EndingReview: practices().map(lambda b: rc.ending_rates(b.histories, b.policy, as_of=b.as_of)),
    rc.EndingTest: practices().map(lambda b: rc.ending_rates(b.histories, b.policy, as_of=b.as_of).deaths),
    rc.Entry: fact_by(lambda draws, around: entry(draws, around, circumstance(draws, around))),
    rc.Excluded: fact_by(excluded),
    rc.Forecast: bases().map(lambda b: b.forecast(400)),
    rc.ForecastRow: st.builds(
        rc.ForecastRow,
        on=st.sampled_from(AWKWARD_DAYS),
        code=st.sampled_from(rc.ReasonCode),
        recall=st.none() | st.sampled_from(NAMES),
        patients=st.integers(0, 99),
        booked=st.integers(0, 99),
    ),
    rc.FrequencyLimit: fact_by(frequency_limit),
    rc.History: histories(),
    rc.Hold: fact_by(hold),
    rc.InProgress: fact_by(in_progress),
    rc.Interval: intervals(),
    rc.IntervalOverride: fact_by(interval_override),
    rc.Ledger: fact_by(ledger),
    rc.ListChanges: two_lists().map(lambda both: rc.list_changes(*both)),
    rc.OpenProblem: fact_by(open_problem),
    rc.OptOut: fact_by(opt_out),
    rc.Patient: patients(),
    rc.PatientWillCall: fact_by(patient_will_call),
    rc.PerioEnrolment: fact_by(perio_enrolment),
    Points: st.builds(Points, factor=st.sampled_from(rc.Factor), amount=st.integers(0, 9), points=st.integers(0, 99)),
    rc.Policy: policies(),
    rc.Procedure: fact_by(procedure),
    Question: cases().map(lambda c: c.decision().question),
    rc.ContactRoute: cases().map(lambda c: c.decision().reach),
    rc.Reason: cases().map(lambda c: c.decision().reasons[0]),
    rc.RecallRule: recall_rules(),
    rc.Report: made_by(lambda draws: draws.pick(REPORTS)),
    rc.Rejected: st.builds(rc.Rejected, row=st.integers(0, 9), id=st.none() | st.just("7"), error=st.just("KeyError")),
    rc.Reinstated: fact_by(reinstated),
    rc.RelocatedPermanently: fact_by(relocated),
    rc.ReviewItem: bases()
    .map(lambda b: rc.data_review(b.histories, b.policy, as_of=b.as_of).items)
    .map(lambda items: items[0] if items else rc.ReviewItem(patient_id="1", reasons=())),
    rc.Rhythm: made_by(rhythm),
    rc.SafetyFollowUp: fact_by(safety_follow_up),
    rc.Scope: cases().map(lambda c: c.decision().reasons[0].scope),
    rc.Site: made_by(lambda draws: draws.pick(SITES)),
    rc.Unreachable: fact_by(unreachable),
    rc.UnreadNote: fact_by(unread_note),
    rc.Weight: made_by(weight),
}
