"""How does the work grow, when one chart or one base grows? Time at n, 2n and 4n, for every public function.

    python tests/benchmarks/growth.py [WORD ...] [--rounds 3]     only the rows that a word is in; the least of 3 rounds

A row asks one question about something heavy: a chart with n facts of one sort, a base of n patients, a policy of n
recalls. `power` says how the time grows from n to 4n: 1 is linear, and n log n a little more; 2 is a list that freezes
when somebody's table holds more than anybody thought of.

`tests/test_growth.py` counts work instead of time, on the same rows, and sees that no public function lacks one.
"""

from __future__ import annotations

import argparse
import gc
import math
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial, reduce
from time import process_time
from typing import Final, NamedTuple, TypeAlias

import attrs

import recallcore as rc
from recallcore.presets import PRACTICE_GUIDES, PRACTICE_GUIDES_WHOLE

AS_OF: Final = date(2026, 6, 30)
DAY: Final = timedelta(days=1)

Work: TypeAlias = Callable[[], object]
Made: TypeAlias = Callable[[int], Work]


class Case(NamedTuple):
    """One row: which public function does the work, what is heavy, how large n is in the table, and the work at n."""

    asks: str
    about: str
    size: int
    made: Made

    @property
    def name(self) -> str:
        return f"{self.asks}: {self.about}"


# ------------------------------------------------------------------ a policy that asks for all there is

_EXAMINATION: Final = rc.RecallRule(
    name="examination", started_by=[rc.Kind.EXAMINATION], interval=rc.Interval(months=6), rank=2
)
_REVIEW: Final = rc.RecallRule(
    name="review",
    started_by=[rc.Kind.FILLING],
    resolved_by=[rc.Kind.EXAMINATION],
    interval=rc.Interval(months=3),
    rank=1,
    repeats=False,
    ended_by=[rc.Kind.EXTRACTION],
)
_DENTURE: Final = rc.RecallRule(
    name="denture",
    started_by=[rc.Kind.COMPLETE_DENTURE],
    interval=rc.Interval(months=12),
    rank=3,
    ended_by=[rc.Kind.IMPLANT],
    extended_by=[rc.Kind.FILLING],
)
WHOLE: Final = attrs.evolve(
    PRACTICE_GUIDES_WHOLE,
    name="growth",
    recalls=[_EXAMINATION, _REVIEW, _DENTURE],
    infer_perio_from=[],
    infer_perio_within=None,
    citations=[],
    course_gap=rc.Interval(days=1),
    before_absence=rc.Interval(months=1),
    nearby_booking_window=rc.Interval(years=3),
    review_after=rc.Interval(years=1),
    cadence=rc.Cadence(
        caps=[rc.Cap(max_attempts=3, within=rc.Interval(months=1))],
        gaps=[rc.Interval(days=7)],
        max_attempts=5,
        rest=rc.Interval(months=3),
        conversation_starts_afresh=True,
    ),
)


# ------------------------------------------------------------------ charts with n facts of one sort


def _ago(days: int) -> date:
    return AS_OF - days * DAY


def _ahead(days: int) -> date:
    return AS_OF + days * DAY


def _chart(**facts: Iterable[object]) -> rc.History:
    done = [rc.Procedure(on=_ago(9_000), kind=rc.Kind.EXAMINATION)]
    given: dict[str, list[object]] = {"completed": list(done)}
    for name, more in facts.items():
        given.setdefault(name, []).extend(more)
    return rc.History(patient=rc.Patient(id="P", birth_date=date(1960, 2, 29)), **given)  # type: ignore[arg-type]


def _stated(fact: Callable[[int], object]) -> Callable[[int], rc.History]:
    """Charts with so many circumstances."""
    return lambda n: _chart(circumstances=map(fact, range(n)))


def _planned_for(fact: Callable[[int], object]) -> Callable[[int], rc.History]:
    """Charts with so many directions in the care plan."""
    return lambda n: _chart(care_plan=map(fact, range(n)))


def _tooth(number: int) -> rc.Site:
    return rc.Site(tooth=str(11 + number % 8), notation=rc.Notation.FDI)


def _done(kind: rc.Kind, number: int, *, on: date | None = None) -> rc.Procedure:
    return rc.Procedure(on=on or _ago(3 * number + 400), kind=kind, site=_tooth(number))


def _extracted(n: int) -> rc.History:
    fillings = [_done(rc.Kind.FILLING, number) for number in range(n)]
    dentures = [_done(rc.Kind.COMPLETE_DENTURE, number) for number in range(n)]
    gone = [rc.Procedure(on=_ago(1), kind=rc.Kind.EXTRACTION, site=rc.Site(tooth="48", notation=rc.Notation.FDI))]
    return _chart(completed=[*fillings, *dentures, *gone * n])


def _long_course(n: int) -> rc.History:
    first = rc.Procedure(on=_ago(n + 500), kind=rc.Kind.COMPLETE_DENTURE)
    fillings = [rc.Procedure(on=_ago(number + 500), kind=rc.Kind.FILLING) for number in range(n)]
    return _chart(completed=[first, *fillings])


def _appointments(state: rc.AppointmentState, day: Callable[[int], date]) -> Callable[[int], rc.History]:
    return lambda n: _chart(
        appointments=[
            rc.Appointment(on=day(number), state=state, kinds=[rc.Kind.EXAMINATION], booked_on=_ago(number + 1000))
            for number in range(n)
        ]
    )


def _unclosed(n: int) -> rc.History:
    """Past bookings that nobody closed, and as much care on other days."""
    open_still = [rc.Appointment(on=_ago(2 * number + 1), state=rc.AppointmentState.BOOKED) for number in range(n)]
    done = [rc.Procedure(on=_ago(2 * number + 2), kind=rc.Kind.FILLING) for number in range(n)]
    return _chart(appointments=open_still, completed=done)


def _attempts(outcome: rc.Outcome, every: int) -> Callable[[int], rc.History]:
    return lambda n: _chart(
        attempts=[
            rc.Attempt(on=_ago(number // every), channel=rc.Channel.PHONE, outcome=outcome) for number in range(n)
        ]
    )


def _promised_today(n: int) -> rc.History:
    promises = [rc.CallBack(on=AS_OF, since=AS_OF, by=f"B{number}") for number in range(n)]
    spoke = rc.Attempt(on=AS_OF, channel=rc.Channel.PHONE, outcome=rc.Outcome.CONVERSATION)
    return _chart(circumstances=promises, attempts=[spoke] * (n // 2))


def _promised_and_taken_back(n: int) -> rc.History:
    promises = [rc.CallBack(on=_ago(number), since=_ago(2 * n)) for number in range(n)]
    back = [rc.Reinstated(since=_ago(n + 2 * number + 1), on=_ago(n + 2 * number)) for number in range(n)]
    tried = [rc.Attempt(on=_ago(3 * n), channel=rc.Channel.SMS, outcome=rc.Outcome.DELIVERED)] * n
    return _chart(circumstances=[*promises, *back], attempts=tried)


def _promised_while_refused(n: int) -> rc.History:
    """Calls asked for, each after as many waits that stand in its way."""
    promises = [rc.CallBack(on=AS_OF, since=_ago(1), by=f"B{number}") for number in range(n)]
    refused = [rc.OptOut(since=_ago(number + 2)) for number in range(n)]
    return _chart(circumstances=[*promises, *refused])


def _died_and_seen(n: int) -> rc.History:
    deaths = [rc.Deceased(recorded=_ago(number + 1), source=rc.Party.THIRD_PARTY) for number in range(n)]
    moves = [rc.RelocatedPermanently(recorded=_ago(number + 1), source=rc.Party.PRACTICE) for number in range(n)]
    done = [rc.Procedure(on=_ago(n + 9 + number), kind=rc.Kind.FILLING) for number in range(n)]
    spoke = [
        rc.Attempt(on=_ago(n + 9 + number), channel=rc.Channel.PHONE, outcome=rc.Outcome.CONVERSATION)
        for number in range(n)
    ]
    missed = [
        rc.Appointment(on=_ago(number + 1), state=rc.AppointmentState.MISSED, booked_on=_ago(n + 9 + number))
        for number in range(n)
    ]
    return _chart(circumstances=[*deaths, *moves], completed=done, attempts=spoke, appointments=missed)


def _asked_one_after_another(n: int) -> rc.History:
    asked = [rc.ContactPerson(person=f"G{n}", since=_ahead(n), until=_ahead(n + 1))]
    asked += [
        rc.ContactPerson(person=f"G{number}", since=_ahead(number), until=_ahead(number + 1)) for number in range(n)
    ]
    return attrs.evolve(_chart(circumstances=asked), patient=rc.Patient(id="P", birth_date=date(2020, 1, 1)))


def _safety_blocked(n: int) -> rc.History:
    open_still = [rc.SafetyFollowUp(code=f"S{number}", since=_ago(number)) for number in range(n)]
    return _chart(circumstances=[*open_still, *(rc.OptOut(since=_ago(number)) for number in range(n))])


def _limited(n: int) -> rc.History:
    limits = [
        rc.FrequencyLimit(
            kinds=[rc.Kind.EXAMINATION],
            max_visits=number + 1,
            within=rc.Interval(months=6),
            window=rc.LimitWindow.ELAPSED,
        )
        for number in range(n)
    ]
    done = [rc.Procedure(on=_ago(number), kind=rc.Kind.EXAMINATION) for number in range(n)]
    return _chart(care_plan=limits, completed=done)


def _claimed(number: int) -> rc.InProgress:
    since = datetime(2026, 6, 30, tzinfo=UTC) + number * timedelta(minutes=1)
    return rc.InProgress(by=f"C{number}", since=since, until=since + timedelta(hours=2))


def _yearly(number: int) -> rc.Away:
    since = _ago(3000 - number % 300)
    return rc.Away(since=since, until=since + 9 * DAY, yearly=True, yearly_until=_ahead(500 + number))


_BOOKED, _KEPT = rc.AppointmentState.BOOKED, rc.AppointmentState.KEPT
CHARTS: Final[dict[str, Callable[[int], rc.History]]] = {
    "care": lambda n: _chart(completed=(_done(rc.Kind.EXAMINATION, number) for number in range(n))),
    "care dated ahead": lambda n: _chart(
        completed=(_done(rc.Kind.EXAMINATION, number, on=_ahead(number + 1)) for number in range(n))
    ),
    "planned care": lambda n: _chart(planned=(_done(rc.Kind.FILLING, number) for number in range(n))),
    "starters and extracted teeth": _extracted,
    "a long course": _long_course,
    "bookings ahead": _appointments(_BOOKED, _ahead),
    "bookings nobody closed": _unclosed,
    "visits kept": _appointments(_KEPT, _ago),
    "bookings for anything": lambda n: _chart(
        appointments=[rc.Appointment(on=_ahead(number), state=_BOOKED) for number in range(n)]
    ),
    "lost bookings": _appointments(rc.AppointmentState.CANCELLED, _ago),
    "attempts, one a day": _attempts(rc.Outcome.NO_ANSWER, 1),
    "attempts on one day": _attempts(rc.Outcome.LEFT_MESSAGE, 1_000_000),
    "conversations": _attempts(rc.Outcome.CONVERSATION, 1),
    "call-backs ahead": _stated(lambda number: rc.CallBack(on=_ahead(number + 1), since=AS_OF)),
    "call-backs missed": _stated(lambda number: rc.CallBack(on=_ago(number), since=_ago(20_000))),
    "call-backs for today": _promised_today,
    "call-backs, reports taken back": _promised_and_taken_back,
    "call-backs of who opted out": _promised_while_refused,
    "will call us": _stated(lambda number: rc.PatientWillCall(since=_ago(number))),
    "will call us, said today": lambda n: _chart(circumstances=[rc.PatientWillCall(since=AS_OF)] * n),
    "deferrals": _stated(lambda number: rc.Deferral(until=_ahead(number + 1), since=_ago(number), recalls=["review"])),
    "deferrals without a day": _stated(lambda number: rc.Deferral(until=_ago(number))),
    "deferrals about many": _stated(
        lambda number: rc.Deferral(until=_ahead(number + 1), since=_ago(number), recalls=[f"R{number}"])
    ),
    "absences": _stated(lambda number: rc.Away(since=_ago(2 * number + 2), until=_ago(2 * number + 1))),
    "absences ahead": _stated(lambda number: rc.Away(since=_ahead(2 * number), until=_ahead(2 * number + 1))),
    "absences end to end": _stated(lambda number: rc.Away(since=_ahead(number + 1), until=_ahead(number + 2))),
    "yearly absences": _stated(_yearly),
    "holds ahead": _stated(lambda number: rc.Hold(code="h", since=_ahead(number), until=_ahead(number + 1))),
    "holds that lapse": _stated(lambda number: rc.Hold(code="h", until=_ahead(number + 1), recalls=["review"])),
    "opt-outs": _stated(lambda number: rc.OptOut(since=_ago(number), channels=[rc.Channel.SMS])),
    "unreachable": _stated(lambda number: rc.Unreachable(since=_ago(number), channel=rc.Channel.SMS)),
    "excluded": _stated(lambda number: rc.Excluded(code="x", since=_ago(number), recalls=["gone"])),
    "notes": _stated(lambda number: rc.UnreadNote(on=_ago(number))),
    "disputed births": _stated(lambda number: rc.DisputedBirthDate(since=_ago(number))),
    "reports taken back": _stated(lambda number: rc.Reinstated(since=_ago(2 * number + 1), on=_ago(2 * number))),
    "deaths and moves": _died_and_seen,
    "safety follow-ups": _stated(lambda number: rc.SafetyFollowUp(code=f"S{number}", since=_ago(number))),
    "safety, blocked": _safety_blocked,
    "problems": _stated(lambda number: rc.OpenProblem(severity=rc.Severity.MILD, since=_ago(number))),
    "commitments": _stated(
        lambda number: rc.Commitment(code=f"C{number}", since=_ago(number), until=_ahead(number + 1))
    ),
    "contacts in progress": _stated(_claimed),
    "contact persons": _stated(lambda number: rc.ContactPerson(person=f"G{number}", since=_ago(number))),
    "contact persons ahead": _asked_one_after_another,
    "bereavements": _stated(lambda number: rc.Bereavement(on=_ago(number))),
    "own intervals": _planned_for(
        lambda number: rc.IntervalOverride(recall="examination", interval=rc.Interval(months=5), since=_ago(number))
    ),
    "own intervals of one day": _planned_for(
        lambda number: rc.IntervalOverride(recall="review", interval=rc.Interval(days=number + 1), since=_ago(9))
    ),
    "own due dates": _planned_for(
        lambda number: rc.DueDateOverride(recall="examination", due=_ahead(number), set_on=_ago(number))
    ),
    "enrolments": _planned_for(
        lambda number: rc.PerioEnrolment(since=_ahead(2 * number), until=_ahead(2 * number + 1))
    ),
    "payers' limits": _limited,
}


# ------------------------------------------------------------------ the same of many


def _patient(number: int, **more: object) -> rc.Patient:
    return rc.Patient(id=f"P{number}", birth_date=date(1950, 1, 1), **more)  # type: ignore[arg-type]


def _usual(number: int) -> rc.History:
    return rc.History(
        patient=_patient(number),
        completed=[rc.Procedure(on=_ago(100 + number % 300), kind=rc.Kind.EXAMINATION)],
        attempts=[rc.Attempt(on=_ago(40), channel=rc.Channel.PHONE, outcome=rc.Outcome.NO_ANSWER)],
    )


def base(n: int) -> list[rc.History]:
    """Patients with a few facts each."""
    return [_usual(number) for number in range(n)]


def one_id(n: int) -> list[rc.History]:
    """As many records of one id, each with a matter of safety."""
    return [
        rc.History(patient=_patient(0), circumstances=[rc.SafetyFollowUp(code=f"S{number}", since=_ago(number))])
        for number in range(n)
    ]


def every_id_twice(n: int) -> list[rc.History]:
    """As many records, each id twice."""
    return [*base(n // 2), *base(n // 2)]


def care_home(n: int) -> list[rc.History]:
    """Residents who share one contact person, each with an attempt and a wish of their own."""
    return [
        attrs.evolve(
            _usual(number),
            attempts=[
                rc.Attempt(on=_ago(number), channel=rc.Channel.PHONE, outcome=rc.Outcome.NO_ANSWER),
                rc.Attempt(on=_ago(n), channel=rc.Channel.PHONE, outcome=rc.Outcome.NO_ANSWER),
            ],
            circumstances=[
                rc.ContactPerson(person="matron", since=_ago(5_000)),
                rc.OptOut(since=_ago(number), channels=[rc.Channel.LETTER]),
            ],
        )
        for number in range(n)
    ]


def short_chains(n: int) -> list[rc.History]:
    """Patients of whom each is asked through the next, ten in a row."""
    return [
        attrs.evolve(_usual(number), circumstances=[rc.ContactPerson(person=f"P{number + (number % 10 != 9)}")])
        for number in range(n)
    ]


def large_household(n: int) -> list[rc.History]:
    """One household, with nothing to share."""
    return [attrs.evolve(_usual(number), patient=_patient(number, household="H")) for number in range(n)]


def mourning_household(n: int) -> list[rc.History]:
    """One household, in which everybody has lost somebody."""
    return [
        attrs.evolve(history, circumstances=[rc.Bereavement(on=_ago(number))])
        for number, history in enumerate(large_household(n))
    ]


def couples(n: int) -> list[rc.History]:
    """Households of two, with a loss each."""
    return [
        attrs.evolve(
            _usual(number),
            patient=_patient(number, household=f"H{number // 2}"),
            circumstances=[rc.Bereavement(on=_ago(number % 50))],
        )
        for number in range(n)
    ]


BASES: Final[dict[str, Callable[[int], list[rc.History]]]] = {
    "usual patients": base,
    "one id with safety": one_id,
    "every id twice": every_id_twice,
    "one household": large_household,
    "households of two": couples,
}


def _ahead_of(kind: rc.Kind, ago: int, chart: str) -> Callable[[int], Callable[[], object]]:
    """A year's forecast for somebody with as many bookings, after care of this kind so many days ago."""

    def made(n: int) -> Callable[[], object]:
        booked = attrs.evolve(CHARTS[chart](n), completed=[_done(kind, ago)])
        return partial(rc.forecast, [booked], PRACTICE_GUIDES, as_of=AS_OF, days=365)

    return made


def many_rules(n: int) -> rc.Policy:
    """A policy of as many recalls, all started by one kind and each cited."""
    rules = [attrs.evolve(_EXAMINATION, name=f"r{number}", rank=number + 1) for number in range(n)]
    citations = [
        rc.Citation(number=f"r{number}.interval", source="s", grade=rc.Grade.OUR_CHOICE) for number in range(n)
    ]
    return attrs.evolve(WHOLE, recalls=rules, citations=citations, look_ahead=None, rhythm=None)


def deferred_recalls(n: int) -> rc.History:
    """A chart in which as many recalls are deferred one by one."""
    return _chart(circumstances=[rc.Deferral(until=_ahead(9), since=_ago(1), recalls=[f"r{k}"]) for k in range(n)])


def many_codes(n: int) -> rc.CodeMap:
    """A map of as many codes, ranges and beginnings."""
    kind = rc.Kind.FILLING
    return rc.CodeMap(
        codes=[(f"C{number}", kind) for number in range(n)],
        ranges=[(f"D{9 * number:07}-D{9 * number + 5:07}", kind) for number in range(n)],
        prefixes=[(f"X{number}X", kind) for number in range(n)],
    )


def dismissed(n: int) -> rc.Ledger:
    """A ledger of as many first contacts that wait to be released."""
    waiting = [rc.Reinstated(since=_ago(2 * number + 1), on=_ago(2 * number)) for number in range(n)]
    return rc.Ledger.of(_chart(circumstances=waiting), recorded=_ago(5_000))


def renamed(n: int) -> rc.Ledger:
    """A ledger in which as many rows say who the patient is, each for a day."""
    rows = [
        rc.Entry(
            fact=_patient(0, household=f"H{number}"),
            recorded=_ago(2 * number + 2),
            retracted=_ago(2 * number),
            because="x",
        )
        for number in range(n)
    ]
    return rc.Ledger(entries=[*rows, rc.Entry(fact=_patient(0), recorded=None)])


def recorded_often(n: int) -> rc.Ledger:
    """A ledger in which one fact was recorded and taken back again and again."""
    fact = rc.Hold(code="h")
    return rc.Ledger(
        entries=[
            rc.Entry(fact=_patient(0), recorded=None),
            *(
                rc.Entry(fact=fact, recorded=_ago(2 * number + 2), retracted=_ago(2 * number + 1), because="x")
                for number in range(n)
            ),
            *(rc.Entry(fact=fact, recorded=AS_OF) for _ in range(n)),
        ]
    )


# ------------------------------------------------------------------ what is asked

_ENDINGS: Final = attrs.evolve(WHOLE, endings=rc.EndingRates(deaths=700, moves=2_000))
_TALK: Final = rc.Report(on=AS_OF, channel=rc.Channel.PHONE, said=rc.Disposition.CALL_BACK, call_on=_ahead(9))
_PROMISES: Final = rc.Report(
    on=AS_OF, channel=rc.Channel.PHONE, said=rc.Disposition.TALKED, promised=[f"C{number}" for number in range(400)]
)

OfOne: TypeAlias = Callable[[rc.History], object]
OfMany: TypeAlias = Callable[[list[rc.History]], object]


def _decide(history: rc.History) -> object:
    return _read(rc.decide(history, WHOLE, as_of=AS_OF))


def _read(decision: rc.Decision) -> object:
    """All that a decision derives when asked."""
    return (
        *(decision.verdict, decision.leading, decision.channel, decision.recalls, decision.also_offer),
        *(decision.reasons, decision.codes, decision.wanted, decision.overdue_days, decision.contactable),
    )


def _explain(history: rc.History) -> object:
    return rc.explain(rc.decide(history, WHOLE, as_of=AS_OF))


def _say(history: rc.History) -> object:
    return [rc.say(reason) for reason in rc.decide(history, WHOLE, as_of=AS_OF).reasons]


def _first(history: rc.History) -> object:
    return rc.first_contactable(history, WHOLE, as_of=AS_OF)


def _next(history: rc.History) -> object:
    return rc.next_change(history, WHOLE, as_of=AS_OF)


def _list(histories: list[rc.History]) -> object:
    listed = rc.call_list(histories, WHOLE, as_of=AS_OF, capacity=20)
    return listed.everybody, listed.review, listed.of("P0")


def _changes(histories: list[rc.History]) -> Work:
    before = rc.call_list(histories, WHOLE, as_of=AS_OF, capacity=20)
    after = rc.call_list(histories[len(histories) // 3 :], WHOLE, as_of=AS_OF)
    return partial(rc.list_changes, before, after)


def _merged_base(n: int) -> Work:
    """Charts merged in one long chain of ids, all into the last."""
    into = {f"P{number}": f"P{number + 1}" for number in range(n - 1)}
    return lambda: [*rc.merge_base(base(n), into)]


def _merged_charts(n: int) -> Work:
    charts = base(n)
    return lambda: rc.merge_histories(*charts)


def _one_by_one(n: int) -> Work:
    """Applying n reports, one after another: the chart is as long as what it has heard."""
    reports = [attrs.evolve(_TALK, on=_ago(number), call_on=_ahead(9)) for number in range(n)]
    return lambda: reduce(rc.apply, reports, _usual(0))


def _ledger_one_by_one(n: int) -> Work:
    reports = [attrs.evolve(_TALK, on=_ago(number), call_on=_ahead(9)) for number in range(n)]
    return lambda: reduce(rc.Ledger.apply, reports, rc.Ledger.of(_usual(0)))


def _dismissed_then(ask: Callable[[rc.Ledger], object], ledger: Callable[[int], rc.Ledger] = dismissed) -> Made:
    return lambda n: partial(ask, ledger(n))


def _codes(n: int) -> Work:
    codes, asked = many_codes(n), [f"D{9 * number:07}" for number in range(50)]
    return lambda: codes.unknown(asked)


def _decided_by_many_rules(n: int) -> Work:
    policy, history = many_rules(n), deferred_recalls(n)
    return lambda: _read(rc.decide(history, policy, as_of=AS_OF))


def _of_one(asks: str, ask: OfOne, about: str) -> Case:
    chart = CHARTS[about]
    size = 100 if ask in (_first, _next) else 250  # days are walked through
    return Case(asks, about, size, lambda n: partial(ask, chart(n)))


def _of_many(asks: str, ask: OfMany, about: str, size: int = 250) -> Case:
    made = BASES[about]
    return Case(asks, about, size, lambda n: partial(ask, made(n)))


# ------------------------------------------------------------------ the rows

# On these days something turns.
AHEAD: Final = (
    *("care dated ahead", "bookings ahead", "bookings for anything", "call-backs ahead", "call-backs missed"),
    *("call-backs, reports taken back", "deferrals", "absences ahead", "absences end to end", "holds ahead"),
    *("holds that lapse", "commitments", "contacts in progress", "contact persons ahead", "own due dates"),
    *("enrolments", "yearly absences"),
)
_DOUBTED: Final = (
    "deaths and moves",
    "bookings nobody closed",
    "safety, blocked",
    "notes",
    "excluded",
    "reports taken back",
)
_LONG: Final = ("care", "attempts, one a day", "attempts on one day", "commitments", "opt-outs", "call-backs ahead")

OF_MANY: Final[dict[str, OfMany]] = {
    "decide_all": lambda histories: list(rc.decide_all(histories, WHOLE, as_of=AS_OF)),
    "call_list": _list,
    "data_review": lambda histories: rc.data_review(histories, WHOLE, as_of=AS_OF),
    "forecast": lambda histories: rc.forecast(histories, WHOLE, as_of=AS_OF, days=365),
    "doubtful_endings": lambda histories: rc.doubtful_endings(histories, as_of=AS_OF),
    "ending_rates": lambda histories: rc.ending_rates(histories, _ENDINGS, as_of=AS_OF),
    "share_household_facts": lambda histories: rc.share_household_facts(histories, as_of=AS_OF),
}
OF_ONE: Final[dict[str, tuple[OfOne, Iterable[str]]]] = {
    "decide": (_decide, CHARTS),
    "first_contactable": (_first, AHEAD),
    "next_change": (_next, AHEAD),
    "explain": (_explain, [*_DOUBTED, *_LONG]),
    "say": (_say, _LONG),
    "data_review": (lambda history: rc.data_review([history], WHOLE, as_of=AS_OF), _DOUBTED),
    "doubtful_endings": (lambda history: rc.doubtful_endings([history], as_of=AS_OF), _DOUBTED),
    "ending_rates": (lambda history: rc.ending_rates([history], _ENDINGS, as_of=AS_OF), _DOUBTED),
    "share_household_facts": (lambda history: rc.share_household_facts([history], as_of=AS_OF), _LONG),
    "merge_histories": (lambda history: rc.merge_histories(history, history), _LONG),
    "apply": (lambda history: rc.apply(history, _TALK), _LONG),
    "Ledger.of": (lambda history: rc.Ledger.of(history, recorded=AS_OF), _LONG),
}
OTHERS: Final = (
    Case(
        "share_household_facts",
        "everybody of a household mourning",
        50,
        lambda n: partial(_share, mourning_household(n)),
    ),
    Case("share_household_facts", "a care home's one contact person", 50, lambda n: partial(_share, care_home(n))),
    Case("share_household_facts", "short chains of contact persons", 250, lambda n: partial(_share, short_chains(n))),
    Case("list_changes", "usual patients", 250, lambda n: _changes(base(n))),
    Case("forecast", "bookings of somebody booked", 400, _ahead_of(rc.Kind.EXAMINATION, 250, "bookings ahead")),
    Case("forecast", "bookings of somebody not due", 100, _ahead_of(rc.Kind.FLUORIDE, 1, "bookings for anything")),
    Case("merge_base", "one chain of ids", 250, _merged_base),
    Case("merge_histories", "charts", 250, _merged_charts),
    Case("apply", "a report that promises much", 100, lambda n: partial(rc.apply, CHARTS["commitments"](n), _PROMISES)),
    Case("apply", "reports one by one", 50, _one_by_one),
    Case("Ledger.apply", "reports one by one", 50, _ledger_one_by_one),
    Case("Ledger.apply", "a report", 250, _dismissed_then(lambda ledger: ledger.apply(_TALK))),
    Case("Ledger.known_on", "facts", 250, _dismissed_then(lambda ledger: ledger.known_on(AS_OF))),
    Case(
        "Ledger.known_on",
        "a fact recorded often",
        250,
        _dismissed_then(lambda ledger: ledger.known_on(AS_OF), recorded_often),
    ),
    Case("Ledger.approximate_on", "facts", 250, _dismissed_then(lambda ledger: ledger.approximate_on(AS_OF))),
    Case(
        "Ledger.record", "a fact", 250, _dismissed_then(lambda ledger: ledger.record(rc.UnreadNote(on=AS_OF), on=AS_OF))
    ),
    Case(
        "Ledger.record",
        "a patient",
        250,
        _dismissed_then(lambda ledger: ledger.record(_patient(0, household="H"), on=AS_OF), renamed),
    ),
    Case(
        "Ledger.retract",
        "a fact recorded often",
        250,
        _dismissed_then(lambda ledger: ledger.retract(rc.Hold(code="h"), on=AS_OF, because="x"), recorded_often),
    ),
    Case("Ledger.release", "first contacts", 250, _dismissed_then(lambda ledger: ledger.release(on=AS_OF))),
    Case("Ledger.merge", "patients told anew", 250, _dismissed_then(lambda ledger: ledger.merge(ledger), renamed)),
    Case("Ledger.merge", "facts", 250, _dismissed_then(lambda ledger: ledger.merge(ledger))),
    Case("Ledger.patient_id", "facts", 250, _dismissed_then(lambda ledger: ledger.patient_id)),
    Case("CodeMap.unknown", "codes", 250, _codes),
    Case("CodeMap.find", "codes", 250, lambda n: partial(many_codes(n).find, "D0000001")),
    Case("CodeMap.kind", "codes", 250, lambda n: partial(many_codes(n).kind, "Y")),
    Case("CodeMap.procedure", "codes", 250, lambda n: partial(many_codes(n).procedure, "Y", AS_OF)),
    Case("CodeMap", "codes", 250, lambda n: partial(many_codes, n)),
    Case("histories_from_rows", "rows", 250, lambda n: lambda: [*rc.histories_from_rows(range(n), _usual, id_of=str)]),
    Case("next_round", "nothing grows", 250, lambda n: partial(rc.next_round, WHOLE, last=None, as_of=AS_OF)),
    Case("policy_as_data", "recalls", 100, lambda n: partial(rc.policy_as_data, many_rules(n))),
    Case("policy_from_data", "recalls", 100, lambda n: partial(rc.policy_from_data, rc.policy_as_data(many_rules(n)))),
    Case("Policy", "recalls", 100, lambda n: partial(many_rules, n)),
    Case("decide", "recalls, and as many deferred", 50, _decided_by_many_rules),
)


def _share(histories: list[rc.History]) -> object:
    return rc.share_household_facts(histories, as_of=AS_OF)


def _every_case() -> Iterator[Case]:
    for asks, (ask, charts) in OF_ONE.items():
        yield from (_of_one(asks, ask, about) for about in charts)
    for asks, of_many in OF_MANY.items():
        yield from (_of_many(asks, of_many, about) for about in BASES)
    yield from OTHERS


CASES: Final = tuple(_every_case())

# What grows faster than n log n all the same, and why.
_WALKED = "on each of n days something turns, and each is asked about all n facts"
_SHARED = "each of n patients is given the facts of all n, so n times n are given: beyond 1,000,000 they are refused"
_ONE_BY_ONE = "each of n histories is whole: the last one of n facts, as the one before it of nearly so many"
SLOWER: Final[dict[str, str]] = {
    "forecast: bookings of somebody not due": _WALKED,
    "first_contactable: bookings ahead": _WALKED,
    "first_contactable: call-backs, reports taken back": _WALKED,
    "first_contactable: contact persons ahead": _WALKED,
    "first_contactable: contacts in progress": _WALKED,
    "first_contactable: yearly absences": _WALKED,
    "next_change: yearly absences": _WALKED,
    "next_change: holds ahead": _WALKED,
    "next_change: holds that lapse": _WALKED,
    "next_change: contact persons ahead": _WALKED,
    "next_change: contacts in progress": _WALKED,
    "share_household_facts: everybody of a household mourning": _SHARED,
    "share_household_facts: a care home's one contact person": _SHARED,
    "apply: reports one by one": _ONE_BY_ONE,
    "Ledger.apply: reports one by one": _ONE_BY_ONE,
}


def measured(case: Case, rounds: int) -> list[float]:
    """The processor time in milliseconds at n, 2n and 4n: the least of so many rounds."""
    times = []
    for size in (case.size, 2 * case.size, 4 * case.size):
        work = case.made(size)
        least = math.inf
        for _ in range(rounds):
            gc.collect()
            begun = process_time()
            work()
            least = min(least, process_time() - begun)
        times.append(1000 * least)
    return times


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("words", nargs="*")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    print("| asked | n | n, ms | 2n, ms | 4n, ms | power |\n|---|---|---|---|---|---|")
    for case in CASES:
        if not given.words or any(word in case.name for word in given.words):
            times = measured(case, given.rounds)
            # Less than a millisecond says nothing of growth, and some clocks tick no faster than sixty times a second.
            power = f"{math.log(times[-1] / times[0], 4):.1f}" if times[0] >= 1 and times[-1] > 0 else "–"
            said = " | ".join(f"{time:,.1f}" for time in times)
            print(f"| {case.name} | {case.size} | {said} | {power} |", flush=True)


if __name__ == "__main__":
    main()
