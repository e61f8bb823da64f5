"""Job J through recallcore gives the result that a dozen plain lines give.

Whose job it is and how its words map to recallcore's is said in `benchmarks/job_j.py`. Here it is computed a second
time, from the rows alone.
"""

from __future__ import annotations

import importlib
import random
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from dateutil.relativedelta import relativedelta

import recallcore as rc

FOLDER: Final = Path(__file__).parent / "benchmarks"
AS_OF: Final = date(2026, 6, 30)
CATEGORIES: Final = ("exam_prophy", "perio", "filling", "denture", "extraction", "ortho")
STATUSES: Final = (*["active"] * 16, "deceased", "moved", "dnc", "away")
OPT_OUTS: Final = (*[""] * 14, "phone", "sms,mail", "phone,sms,email,mail")
OUTCOMES: Final = ("no_answer", "left_message", "reached", "booked")
SCARCE: Final = 10  # how few the best are here, so that somebody is left out of them

pytestmark = pytest.mark.clause("SPD-1")


@pytest.fixture
def job_j(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(FOLDER)
    module = importlib.import_module("job_j")
    monkeypatch.setattr(module, "TOP", SCARCE)
    return module


def ago(days: int) -> date:
    return AS_OF - timedelta(days=days)


def rows(patients: int, seed: int) -> tuple[list[Any], ...]:
    rng = random.Random(seed)
    people, done, booked, tried = [], [], [], []
    for number in range(patients):
        status = rng.choice(STATUSES)
        back = ago(rng.choice([-60, -1, 0, 30])) if status == "away" else None
        born, cents = ago(rng.randint(1100, 30_000)), rng.randint(0, 3_000_000)
        people.append((number, born, status, back, rng.choice(OPT_OUTS), cents))
        near = rng.choice([100, 800, 2000])
        done += [(number, rng.choice(CATEGORIES), ago(rng.randrange(near))) for _ in range(rng.randrange(8))]
        booked += [(number, ago(rng.randint(-90, 30))) for _ in range(rng.random() < 0.3)]
        tried += [
            (number, ago(rng.choice([0, 6, 7, 89, 90, rng.randrange(240)])), "phone", rng.choice(OUTCOMES))
            for _ in range(rng.randrange(5))
        ]
    # Two recalls due on one day; and a visit since an attempt of this week, which silences all the same.
    people += [(patients, ago(9000), "active", None, "", 0), (patients + 1, ago(9000), "active", None, "", 0)]
    done += [(patients, "ortho", ago(300)), (patients, "denture", ago(300)), (patients + 1, "filling", ago(400))]
    done += [(patients + 1, "perio", ago(1))]
    tried += [(patients + 1, ago(2), "mail", "no_answer")]
    return people, done, booked, tried


def plainly(people: list[Any], done: list[Any], booked: list[Any], tried: list[Any]) -> dict[str, Any]:
    reasons: Counter[str] = Counter()
    best, sum_due, asleep, sum_score = [], 0, 0, 0
    for number, _, status, back, opted_out, cents in people:
        last = {category: on for _, category, on in sorted(done, key=lambda row: row[2]) if _ == number}
        dues = [
            (last[category] + relativedelta(months=3 if place else 6), place)
            for place, category in enumerate(CATEGORIES)
            if category in last
        ]
        due, place = min(dues, default=(date.max, 0))
        coming = any(on >= AS_OF for which, on in booked if which == number)
        dormant = bool(last) and not coming and max(last.values()) < AS_OF - relativedelta(months=12)
        days = [(AS_OF - on).days for which, on, *_ in tried if which == number]
        overdue = (AS_OF - due).days
        spoke = sum(how in ("reached", "booked") for which, _, _, how in tried if which == number)
        holds = {
            "deceased": status == "deceased",
            "moved": status == "moved",
            "dnc": status == "dnc",
            "away": back is not None and back > AS_OF,
            "has appointment": coming,
            "no channel": opted_out.count(",") == 3,
            "too many attempts": sum(day < 90 for day in days) >= 3,
            "recent attempt": any(day < 7 for day in days),
            "no history": not dues,
            "not due": overdue < 1,
            "callable": True,
        }
        reason = next(reason for reason, held in holds.items() if held)
        reasons[reason] += 1
        asleep += dormant
        sum_due += (due - date(1970, 1, 1)).days if dues else 0
        if reason == "callable":
            score = 2 * min(overdue, 365) + 150 * ("perio" in last) + 50 * dormant
            score += min(cents // 10_000, 200) + 40 * min(spoke, 5)
            sum_score += score
            due_day = (due - date(1970, 1, 1)).days
            best.append((number, score, due_day, place, overdue, dormant, sum(day < 90 for day in days)))
    best.sort(key=lambda one: (-one[1], one[0]))
    return {"reasons": reasons, "dormant": asleep, "sums": (sum_due, sum_score), "top": best[:SCARCE]}


@pytest.mark.parametrize("seed", range(3))
def test_the_job_gives_the_plain_result(job_j: Any, seed: int) -> None:
    tables = rows(300, seed)
    result = job_j.job(job_j.histories(*tables))
    plain = plainly(*tables)
    assert dict(zip(job_j.REASONS, result.counts, strict=True)) == plain["reasons"]
    assert set(plain["reasons"]) == set(job_j.REASONS)
    assert result.dormant == plain["dormant"] > 0
    assert (result.sum_due, result.sum_score) == plain["sums"]
    assert result.top == plain["top"]
    assert len(plain["top"]) == SCARCE
    assert plain["reasons"]["callable"] > 4 * SCARCE, "so many that the best are weeded while others still come"


def test_every_opt_out_is_told_and_the_earlier_category_leads(job_j: Any) -> None:
    tables = rows(300, 0)
    facts = [*job_j.histories(*tables)]
    told = sum(any(isinstance(fact, rc.OptOut) for fact in history.circumstances) for history in facts)
    assert told == sum(bool(row[4]) for row in tables[0])
    tied = rc.decide(facts[300], job_j.POLICY, as_of=AS_OF)
    assert tied.leading_recall is not None
    assert tied.leading_recall.recall == "3 denture"
