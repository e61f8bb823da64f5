"""One digest of every answer: python tests/digest.py [--shuffle SEED]. The same on any Python, seed and input order.

No Hypothesis here: the practice comes from `random.Random`, whose sequence is the same on every Python.
"""

from __future__ import annotations

import argparse
import hashlib
import random
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import StrEnum
from typing import Any, Final, TypeVar

import attrs

import recallcore as rc
from recallcore.presets import NICE_CG19, OPEN_DENTAL_US, PRACTICE_GUIDES

T = TypeVar("T")

YEAR: Final = rc.Interval(years=1)
DAYS: Final = (date(2026, 2, 28), date(2026, 11, 20), date(2028, 2, 29))
RECALLS: Final = tuple(rule.name for policy in (PRACTICE_GUIDES, OPEN_DENTAL_US, NICE_CG19) for rule in policy.recalls)


def plain(value: Any) -> Any:
    """The value as tuples of strings, numbers and None."""
    if isinstance(value, StrEnum | rc.Interval):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return tuple(plain(item) for item in value)
    if attrs.has(type(value)):
        shown = [field.name for field in attrs.fields(type(value)) if not field.name.startswith("_")]
        return (type(value).__name__, *((name, plain(getattr(value, name))) for name in shown))
    assert value is None or isinstance(value, str | int)
    return value


def _day(rng: random.Random, first: date = date(2020, 1, 1), last: date = date(2026, 11, 20)) -> date:
    return first + timedelta(days=rng.randrange((last - first).days + 1))


def _few(rng: random.Random, most: int, make: Any) -> list[Any]:
    return [make(rng) for _ in range(rng.randrange(most + 1))]


def _procedure(rng: random.Random) -> rc.Procedure:
    site = rc.Site(tooth=rng.choice(("11", "26", "16")), notation=rng.choice(tuple(rc.Notation)[:1]))
    if rng.random() < 0.3:
        site = rc.Site(tooth=rng.choice(("3", "8", "A")), notation=rc.Notation.UNIVERSAL)
    return rc.Procedure(
        on=_day(rng),
        kind=rng.choice(tuple(rc.Kind)),
        code=rng.choice(("", "D1", "X9")),
        site=site if rng.random() < 0.4 else None,
        where=rng.choices(tuple(rc.CareSetting), (8, 1, 1))[0],
    )


def _appointment(rng: random.Random) -> rc.Appointment:
    on = _day(rng, date(2026, 1, 1), date(2027, 6, 1))
    return rc.Appointment(
        on=on,
        state=rng.choice(tuple(rc.AppointmentState)) if on < DAYS[1] else rc.AppointmentState.BOOKED,
        kinds=rng.sample(tuple(rc.Kind), rng.randrange(3)),
        booked_by=rng.choice((None, rc.Party.PATIENT)),
        booked_on=rng.choice((None, date(2025, 12, 1))),
    )


def _attempt(rng: random.Random) -> rc.Attempt:
    return rc.Attempt(
        on=_day(rng),
        channel=rng.choice(tuple(rc.Channel)),
        outcome=rng.choice(tuple(rc.Outcome)),
        direction=rng.choice(tuple(rc.Direction)),
    )


def _claim(rng: random.Random) -> rc.InProgress:
    """About eight in the evening of a day that is asked about, which is the next day in some zones."""
    zone = timezone(timedelta(hours=rng.randrange(-9, 10)))
    since = datetime.combine(rng.choice(DAYS), time(20, rng.randrange(60)), tzinfo=UTC).astimezone(zone)
    return rc.InProgress(by=rng.choice(("7", "ana")), since=since, until=since + timedelta(minutes=20))


def _circumstance(rng: random.Random) -> Any:
    on = _day(rng)
    later = on + timedelta(days=rng.randrange(1, 900))
    makers = (
        lambda: rc.Deceased(recorded=on, source=rc.Party.FAMILY, confirmed=rng.random() < 0.5),
        lambda: rc.RelocatedPermanently(recorded=on, source=rc.Party.PATIENT),
        lambda: rc.Away(since=on, until=rng.choice((None, later))),
        lambda: rc.Deferral(since=rng.choice((None, on)), until=later),
        lambda: rc.OptOut(channels=rng.sample(tuple(rc.Channel), 2)),
        lambda: rc.OptOut(purposes=[rng.choice(tuple(rc.Purpose))]),
        lambda: rc.Unreachable(channel=rng.choice(tuple(rc.Channel))),
        lambda: rc.Hold(code="balance", since=on, until=later, recalls=rng.sample(RECALLS, 2)),
        lambda: rc.Excluded(code="archived", since=on),
        lambda: rc.UnreadNote(on=on),
        lambda: rc.Reinstated(since=on, on=later, released_on=rng.choice((None, later))),
        lambda: _claim(rng),
        lambda: rc.CallBack(since=on, on=later),
        lambda: rc.Commitment(code=rng.choice(("polish", "check")), since=on, until=rng.choice((None, later))),
        lambda: rc.OpenProblem(severity=rng.choice(tuple(rc.Severity)), since=on, raised_on=rng.choice((None, later))),
    )
    return rng.choice(makers)()


def _direction(rng: random.Random) -> Any:
    on = _day(rng)
    makers = (
        lambda: rc.IntervalOverride(recall=rng.choice(RECALLS), interval=rc.Interval(months=5, days=2), since=on),
        lambda: rc.DueDateOverride(recall=rng.choice(RECALLS), due=_day(rng), set_on=on),
        lambda: rc.PerioEnrolment(since=on),
    )
    return rng.choice(makers)()


def histories(rng: random.Random, patients: int = 250) -> list[rc.History]:
    """A practice. Two of its patients share an id."""
    return [
        rc.History(
            patient=rc.Patient(
                id=str(max(1, number)),
                birth_date=rng.choice((None, date(2008, 2, 29), date(1961, 4, 2), date(2019, 1, 15))),
                risk=rng.choice((None, *rc.Risk)),
                subject=rng.random() < 0.95,
            ),
            completed=_few(rng, 9, _procedure),
            planned=_few(rng, 2, _procedure),
            appointments=_few(rng, 2, _appointment),
            attempts=_few(rng, 3, _attempt),
            circumstances=_few(rng, 2, _circumstance) if rng.random() < 0.5 else (),
            care_plan=_few(rng, 2, _direction) if rng.random() < 0.4 else (),
        )
        for number in range(patients)
    ]


def shuffled(rng: random.Random, items: tuple[T, ...]) -> list[T]:
    return rng.sample(items, len(items))


def reordered(rng: random.Random, history: rc.History) -> rc.History:
    """The same facts, given in another order."""
    fields = ("completed", "planned", "appointments", "attempts", "circumstances", "care_plan")
    return attrs.evolve(history, **{name: shuffled(rng, getattr(history, name)) for name in fields})


def digest(shuffle: int | None = None) -> str:
    base = histories(random.Random(20261120))
    if shuffle is not None:
        rng = random.Random(shuffle)
        base = [reordered(rng, history) for history in shuffled(rng, tuple(base))]
    answers: list[Any] = []
    for policy in (PRACTICE_GUIDES, OPEN_DENTAL_US, NICE_CG19):
        for as_of in DAYS:
            for purpose in (rc.Purpose.CARE, rc.Purpose.MARKETING):
                decided = rc.decide_all(base, policy, as_of=as_of, purpose=purpose)
                told = sorted((plain(d), str(d.verdict), plain(d.channels), rc.explain(d)) for d in decided)
                answers.append(tuple(told))
            listed = rc.call_list(base, policy, as_of=as_of, capacity=20)
            evening = datetime.combine(as_of, time(20, 30), tzinfo=UTC)
            fewer = [history for history in base if not history.patient.id.endswith("7")]
            anew = rc.call_list(fewer, policy, as_of=as_of, capacity=20, at=evening, caller="ana")
            answers += [plain(listed), plain(rc.list_changes(listed, anew))]
            answers.append(plain(rc.data_review(base, attrs.evolve(policy, review_after=YEAR), as_of=as_of)))
        answers.append(plain(rc.forecast(base, policy, as_of=DAYS[0], days=200)))
    into = {str(number): str(number - 1) for number in range(10, 30)}  # a chain, and the id that comes twice stays out
    whole = rc.merge_base(base, into)
    answers.append(sorted(repr(plain(history)) for history in whole))
    ledgers = [rc.Ledger.of(history, recorded=None) for history in base]
    known = [ledger.known_on(DAYS[0]) for ledger in ledgers]
    answers.append(sorted(repr(plain(history)) for history in known))
    answers.append(sorted(repr(plain(ledger)) for ledger in ledgers))
    return hashlib.sha256(repr(answers).encode()).hexdigest()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shuffle", type=int, help="give the facts and the base in another order")
    print(digest(parser.parse_args().shuffle))
