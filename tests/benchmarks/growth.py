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
from functools import partial
from time import process_time
from typing import Final, NamedTuple, TypeAlias

import attrs

import recallcore as rc
from recallcore.presets import CDT, PRACTICE_GUIDES_WHOLE

AS_OF: Final = date(2026, 6, 30)
DAY: Final = timedelta(days=1)

Work: TypeAlias = Callable[[], object]


class Case(NamedTuple):
    """One row: which public function does the work, what is heavy, how large n is in the table, and the work at n."""

    asks: str
    about: str
    size: int
    made: Callable[[int], Work]

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
    since = datetime(2026, 6, 29, tzinfo=UTC) + number * timedelta(hours=1)
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


def chain(n: int) -> list[rc.History]:
    """Patients of whom each is asked through the next."""
    return [
        attrs.evolve(_usual(number), attempts=(), circumstances=[rc.ContactPerson(person=f"P{number + 1}")])
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
    "a care home's one contact person": care_home,
    "a chain of contact persons": chain,
    "one household": large_household,
    "households of two": couples,
}

SHARED: Final = {"everybody of a household mourning": mourning_household}


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


# ------------------------------------------------------------------ the rows

_DECIDED: Final = ("decide", "explain", "data_review", "doubtful_endings", "ending_rates", "share_household_facts")
_ENDINGS: Final = attrs.evolve(WHOLE, endings=rc.EndingRates(deaths=700, moves=2_000))
_TALK: Final = rc.Report(on=AS_OF, channel=rc.Channel.PHONE, said=rc.Disposition.CALL_BACK, call_on=_ahead(9))


def _asked(about: Callable[[int], rc.History], ask: Callable[[rc.History], object]) -> Callable[[int], Work]:
    return lambda n: partial(ask, about(n))


def _asked_of(
    about: Callable[[int], list[rc.History]], ask: Callable[[list[rc.History]], object]
) -> Callable[[int], Work]:
    return lambda n: partial(ask, about(n))


def _decide(history: rc.History) -> rc.Decision:
    decision = rc.decide(history, WHOLE, as_of=AS_OF)
    _read(decision)
    return decision


def _read(decision: rc.Decision) -> object:
    """All that a decision derives when asked."""
    return (
        *(
            decision.verdict,
            decision.leading,
            decision.channel,
            decision.recalls,
            decision.also_offer,
            decision.reasons,
        ),
        *(decision.codes, decision.wanted, decision.not_wanted, decision.overdue_days, decision.contactable),
    )


ONE: Final[dict[str, Callable[[rc.History], object]]] = {
    "decide": _decide,
    "data_review": lambda history: rc.data_review([history], WHOLE, as_of=AS_OF),
    "call_list": lambda history: rc.call_list([history], WHOLE, as_of=AS_OF),
    "doubtful_endings": lambda history: rc.doubtful_endings([history], as_of=AS_OF),
    "ending_rates": lambda history: rc.ending_rates([history], _ENDINGS, as_of=AS_OF),
    "share_household_facts": lambda history: rc.share_household_facts([history], as_of=AS_OF),
    "merge_histories": lambda history: rc.merge_histories(history, history),
    "apply": lambda history: rc.apply(history, _TALK),
    "Ledger.of": lambda history: rc.Ledger.of(history, recorded=AS_OF),
}
WALKS: Final[dict[str, Callable[[rc.History], object]]] = {
    "next_change": lambda history: rc.next_change(history, WHOLE, as_of=AS_OF),
    "first_contactable": lambda history: rc.first_contactable(history, WHOLE, as_of=AS_OF),
    "forecast": lambda history: rc.forecast([history], WHOLE, as_of=AS_OF, days=100_000),
}
MANY: Final[dict[str, Callable[[list[rc.History]], object]]] = {
    "decide_all": lambda histories: list(rc.decide_all(histories, WHOLE, as_of=AS_OF)),
    "call_list": lambda histories: _looked_at(rc.call_list(histories, WHOLE, as_of=AS_OF)),
    "data_review": lambda histories: rc.data_review(histories, WHOLE, as_of=AS_OF),
    "forecast": lambda histories: rc.forecast(histories, WHOLE, as_of=AS_OF, days=365),
    "doubtful_endings": lambda histories: rc.doubtful_endings(histories, as_of=AS_OF),
    "ending_rates": lambda histories: rc.ending_rates(histories, _ENDINGS, as_of=AS_OF),
    "share_household_facts": lambda histories: rc.share_household_facts(histories, as_of=AS_OF),
}


def _looked_at(listed: rc.CallList) -> object:
    return listed.everybody, listed.review, listed.of("P0")


if __name__ == "__main__":
    import sys

    out = []
    for asks, ask in ONE.items():
        for about, chart in CHARTS.items():
            out.append((f"{asks}: {about}", _asked(chart, ask)))
    for asks, ask2 in MANY.items():
        for about, b in BASES.items():
            out.append((f"{asks}: {about}", _asked_of(b, ask2)))
    if "walk" in sys.argv:
        out = [
            (f"{asks}: {about}", _asked(chart, ask)) for asks, ask in WALKS.items() for about, chart in CHARTS.items()
        ]
    n = int(sys.argv[1])
    for name, made in out:
        try:
            ts = []
            for k in (n, 2 * n, 4 * n):
                work = made(k)
                best = 1e9
                for _ in range(2):
                    t = process_time()
                    work()
                    best = min(best, process_time() - t)
                ts.append(best)
            p = math.log(ts[2] / ts[0], 4)
            if p > 1.3 or "all" in sys.argv:
                print(f"{name:55} {ts[0] * 1e3:8.1f} {ts[1] * 1e3:8.1f} {ts[2] * 1e3:8.1f}  {p:.2f}", flush=True)
        except Exception as e:
            print(name, "ERR", type(e), str(e)[:200], flush=True)
