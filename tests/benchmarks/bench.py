"""How fast is recallcore, beside a first cut of the same? One process, fresh facts and a new order each round.

    python tests/benchmarks/bench.py [N] [ROUNDS]     N patients (20000), so many rounds (7)
    python tests/benchmarks/bench.py --forecast [N] [ROUNDS]     only the row of the forecast
    python tests/benchmarks/bench.py --imports        what importing recallcore adds to importing what it is built on

The first cut (`first_cut.py`) gives recallcore's answers. Before anything is timed they are compared, patient by
patient: every recall's due date, anchor and interval, what is wanted and in which order, every reason to withhold with
its day and its channels, review, free channels, verdict, leading reason, days overdue; then the list's order and both
its tallies. Two things remain recallcore's alone: it checks the facts, and its reasons carry the facts behind them.

The lean first cut (`lean_first_cut.py`) answers less: the recall that fell due first and the first reason. That is
compared too, and says what the rest costs. Both hold from the start what a recallcore `Decision` derives when asked,
so "decide and read" also reads each verdict, leading reason and days overdue.

The last column runs recallcore with the practice guides' preset instead, which has other rules and so other answers:
its one-off reviews and periodontal enrolment show what features cost when they are used.

The row "forecast 365 / list" is a forecast of a year over a whole list of the same histories, both recallcore's, under
the policy of the comparison, the practice guides', and those with all they ask: spacing, dormancy, a rhythm.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from operator import attrgetter
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any, Final, TypeAlias

import first_cut
import lean_first_cut
import practice
from dateutil.relativedelta import relativedelta

import recallcore as rc
from recallcore.presets import PRACTICE_GUIDES, PRACTICE_GUIDES_WHOLE

AS_OF: Final = practice.AS_OF

# What a vendor would write for the main job with recallcore.

KINDS: Final = {  # in the order of the first cut's categories
    "D5110": rc.Kind.COMPLETE_DENTURE,
    "D0120": rc.Kind.EXAMINATION,
    "D7140": rc.Kind.EXTRACTION,
    "D2392": rc.Kind.FILLING,
    "D8680": rc.Kind.ORTHODONTIC_END,
    "D4910": rc.Kind.PERIODONTAL_MAINTENANCE,
}
CHANNELS: Final = {channel.value: channel for channel in rc.Channel}
OUTCOMES: Final = {outcome.value: outcome for outcome in rc.Outcome}

# Recalls are named as the first cut's categories. Of one rank, the one that fell due first leads, as there.
POLICY: Final = rc.Policy(
    name="benchmark",
    version="1",
    any_booking_withholds=True,
    after_visit=None,
    after_talk=None,
    weights=[rc.Weight(factor=rc.Factor.OVERDUE_DAYS, points=1)],
    recalls=[
        rc.RecallRule(
            name=first_cut.CATEGORIES[code].value,
            started_by=(kind,),
            interval=rc.Interval(months=6 if kind is rc.Kind.EXAMINATION else 3),
            rank=1,
        )
        for code, kind in KINDS.items()
    ],
)

Circumstance: TypeAlias = rc.Deceased | rc.RelocatedPermanently | rc.Away | rc.Deferral | rc.Excluded | rc.OptOut


def history(row: practice.Row) -> rc.History:
    patient, done, booked, tried = row
    return rc.History(
        patient=rc.Patient(id=patient[0], birth_date=patient[1]),
        completed=[rc.Procedure(on=on, kind=KINDS[code], code=code) for code, on in done],
        appointments=[rc.Appointment(on=on, state=rc.AppointmentState.BOOKED) for (on,) in booked],
        attempts=[rc.Attempt(on=on, channel=CHANNELS[by], outcome=OUTCOMES[how]) for on, by, how in tried],
        circumstances=() if patient[2] == "active" and not patient[5] else circumstances(patient),
    )


def circumstances(patient: practice.PatientRow) -> Iterator[Circumstance]:
    _, _, status, since, until, opted_out = patient
    if status == "deceased" and since is not None:
        yield rc.Deceased(recorded=since, source=rc.Party.FAMILY, confirmed=True)
    elif status == "moved" and since is not None:
        yield rc.RelocatedPermanently(recorded=since, source=rc.Party.PATIENT)
    elif status == "away":
        yield rc.Away(since=since, until=until)
    elif status == "deferred" and until is not None:
        yield rc.Deferral(since=since, until=until)
    elif status == "excluded":
        yield rc.Excluded(code=status)
    if opted_out:
        yield rc.OptOut(channels=[CHANNELS[channel] for channel in opted_out.split(",")])


def read(decision: rc.Decision) -> tuple[Any, ...]:
    return decision.verdict, decision.leading, decision.overdue_days


# They answer the same. Below, recallcore's answers are put in the first cut's words.

CODES: Final = {
    rc.ReasonCode.DECEASED: first_cut.Code.DECEASED,
    rc.ReasonCode.RELOCATED: first_cut.Code.MOVED,
    rc.ReasonCode.EXCLUDED: first_cut.Code.EXCLUDED,
    rc.ReasonCode.AWAY: first_cut.Code.AWAY,
    rc.ReasonCode.DEFERRED: first_cut.Code.DEFERRED,
    rc.ReasonCode.BOOKED: first_cut.Code.BOOKED,
    rc.ReasonCode.OPTED_OUT: first_cut.Code.OPTED_OUT,
    rc.ReasonCode.RECALL_DUE: first_cut.Code.DUE,
    rc.ReasonCode.NOT_YET_DUE: first_cut.Code.NOT_DUE,
    rc.ReasonCode.NO_RECALL_ATTACHES: first_cut.Code.NO_RECALL,
    rc.ReasonCode.NO_HISTORY: first_cut.Code.NO_HISTORY,
    rc.ReasonCode.SEEN_AFTER_DEATH: first_cut.Code.BOOKED_AFTER_DEATH,
}
VERDICTS: Final = {
    rc.Verdict.CONTACT: first_cut.Verdict.CALL,
    rc.Verdict.WITHHELD: first_cut.Verdict.WITHHELD,
    rc.Verdict.NOT_WANTED: first_cut.Verdict.NOT_WANTED,
}


def disagreements(rows: Sequence[practice.Row]) -> list[str]:
    """Where they answer differently, patient by patient and in the order of the list. Empty: nowhere."""
    policy = first_cut.Policy()
    histories, patients = [*map(history, rows)], [*map(first_cut.build, rows)]
    faults: list[str] = []
    for patient, ours in zip(patients, rc.decide_all(histories, POLICY, as_of=AS_OF), strict=True):
        full, lean = first_cut.decide(patient, policy, AS_OF), lean_first_cut.decide(patient, policy, AS_OF)
        for said, theirs in ((_in_full(ours), full), (_lean(ours), lean)):
            if said != theirs:
                faults.append(f"{said} != {theirs}")
    listed = rc.call_list(histories, POLICY, as_of=AS_OF)
    if _listed(listed) != first_cut.call_list(patients, policy, AS_OF):
        faults.append("the lists differ")
    lean_list = lean_first_cut.call_list(patients, policy, AS_OF)
    if lean_list.calls != tuple(map(_lean, listed.calls)) or lean_list.tally != _counts(listed.tally):
        faults.append("the lean lists differ")
    return faults


def _in_full(decision: rc.Decision) -> first_cut.Decision:
    return first_cut.Decision(
        patient_id=decision.patient_id,
        dues=tuple(_due(reason) for reason in decision.by_recall),
        wanted=tuple(due for due in map(_due, decision.wanted) if due is not None),
        withheld_by=tuple(map(_reason, decision.withheld_by)),
        review=tuple(map(_reason, decision.review)),
        channels=tuple(first_cut.Channel(channel) for channel in decision.channels),
        verdict=VERDICTS[decision.verdict],
        leading=_reason(decision.leading),
        days_overdue=decision.overdue_days,
    )


def _reason(reason: rc.Reason) -> first_cut.Reason:
    channels = reason.scope.channels
    told = None if channels is None else frozenset(map(first_cut.Channel, channels))
    return first_cut.Reason(CODES[reason.code], until=reason.until, channels=told, due=_due(reason))


def _due(reason: rc.Reason) -> first_cut.Due | None:
    due = reason.due
    if due is None or due.on is None:
        return None
    assert due.anchor is not None
    assert due.interval is not None
    interval = relativedelta(months=due.interval.months)
    return first_cut.Due(first_cut.Category(due.recall), due.on, due.anchor, interval)


def _lean(decision: rc.Decision) -> lean_first_cut.Decision:
    """The earliest due date, its recall and days since, and the leading reason."""
    dues = [due for due in map(_due, decision.by_recall) if due is not None]
    first = min(dues, key=lambda due: due.on, default=None)
    return lean_first_cut.Decision(
        patient_id=decision.patient_id,
        due=None if first is None else first.on,
        category=None if first is None else first.category,
        days_overdue=None if first is None else (AS_OF - first.on).days,
        reason=CODES[decision.leading.code],
    )


def _listed(listed: rc.CallList) -> first_cut.CallList:
    return first_cut.CallList(
        calls=tuple(map(_in_full, listed.calls)),
        withheld=tuple(map(_in_full, listed.withheld)),
        not_wanted=tuple(map(_in_full, listed.not_wanted)),
        tally=_counts(listed.tally),
        mentions=_counts(listed.mentions),
    )


def _counts(tally: tuple[tuple[rc.ReasonCode, int], ...]) -> dict[first_cut.Code, int]:
    return {CODES[code]: count for code, count in tally}


# Timing

Task: TypeAlias = Callable[[], Any]


@dataclass(frozen=True)
class Contender:
    """One way to do the job: each stage is given what it starts from, and answers with everything it made."""

    build: Callable[[Sequence[practice.Row]], list[Any]]
    stages: dict[str, Callable[[list[Any]], Any]]


def _recallcore(policy: rc.Policy) -> Contender:
    return Contender(
        lambda rows: [history(row) for row in rows],
        {
            "decide": lambda facts: list(rc.decide_all(facts, policy, as_of=AS_OF)),
            "decide and read": lambda facts: [(d, read(d)) for d in rc.decide_all(facts, policy, as_of=AS_OF)],
            "whole list": lambda facts: rc.call_list(facts, policy, as_of=AS_OF),
        },
    )


def _cut(cut: Any, read: Callable[[Any], tuple[Any, ...]]) -> Contender:
    policy = first_cut.Policy()
    return Contender(
        lambda rows: [first_cut.build(row) for row in rows],
        {
            "decide": lambda patients: [cut.decide(patient, policy, AS_OF) for patient in patients],
            "decide and read": lambda patients: [
                (d, read(d)) for d in (cut.decide(patient, policy, AS_OF) for patient in patients)
            ],
            "whole list": lambda patients: cut.call_list(patients, policy, AS_OF),
        },
    )


OURS, FULL, LEAN, GUIDES = "recallcore", "first cut", "lean first cut", "practice guides"
CONTENDERS: Final = {
    OURS: _recallcore(POLICY),
    FULL: _cut(first_cut, attrgetter("verdict", "leading", "days_overdue")),
    LEAN: _cut(lean_first_cut, attrgetter("reason", "days_overdue")),
    GUIDES: _recallcore(PRACTICE_GUIDES),
}
STAGES: Final = ("build", "decide", "decide and read", "whole list")


def timed(task: Task, clock: Callable[[], float] = process_time) -> tuple[float, Any]:
    """Seconds, and what came out, which is alive until after the clock has stopped. The collector stays on.

    Of this process, unless another `clock` is given: what else the machine is doing counts for less that way.
    """
    gc.collect()
    start = clock()
    made = task()
    return clock() - start, made


def one_round(contender: Contender, rows: Sequence[practice.Row]) -> dict[str, float]:
    """Seconds a patient for each stage, from fresh facts."""
    seconds, facts = timed(partial(contender.build, rows))
    spent = {"build": seconds}
    for stage, run in contender.stages.items():
        spent[stage], _ = timed(partial(run, facts))
    return {stage: seconds / len(rows) for stage, seconds in spent.items()}


def measure(rows: Sequence[practice.Row], rounds: int) -> dict[str, list[dict[str, float]]]:
    """Every contender's rounds, after one that is not counted. The contenders take turns; who begins rotates."""
    measured: dict[str, list[dict[str, float]]] = {name: [] for name in CONTENDERS}
    names = list(CONTENDERS)
    for number in range(rounds + 1):
        for name in names[number % len(names) :] + names[: number % len(names)]:
            spent = one_round(CONTENDERS[name], rows)
            if number:
                measured[name].append(spent)
    return measured


def report(measured: dict[str, list[dict[str, float]]]) -> None:
    print("\nmicroseconds    " + "".join(f"{name:>18}" for name in measured))
    for stage in STAGES:
        medians = [median(one[stage] for one in rounds) * 1e6 for rounds in measured.values()]
        print(f"{stage:16}" + "".join(f"{spent:18.2f}" for spent in medians))
    print("\nover recallcore " + "".join(f"{name:>18}" for name in (FULL, LEAN)))
    for stage in STAGES:
        ratios = [_ratio(measured[name], measured[OURS], stage) for name in (FULL, LEAN)]
        print(f"{stage:16}" + "".join(f"{ratio:>18}" for ratio in ratios))


def _ratio(theirs: list[dict[str, float]], ours: list[dict[str, float]], stage: str) -> str:
    """Median, least and most, round by round. Above one, recallcore is faster."""
    ratios = [their[stage] / our[stage] for their, our in zip(theirs, ours, strict=True)]
    return f"{median(ratios):.2f} ({min(ratios):.2f}–{max(ratios):.2f})"


def forecasts(rows: Sequence[practice.Row], rounds: int) -> None:
    """A year's forecast over a list, round by round in turns: median, least and most, of processor time."""
    facts = [history(row) for row in rows]
    told = []
    for policy in (POLICY, PRACTICE_GUIDES, PRACTICE_GUIDES_WHOLE):
        tasks: dict[str, Task] = {
            "list": partial(rc.call_list, facts, policy, as_of=AS_OF),
            "forecast": partial(rc.forecast, facts, policy, as_of=AS_OF, days=365),
        }
        ratios = []
        for number in range(rounds + 1):
            names = ("list", "forecast") if number % 2 else ("forecast", "list")
            spent = {name: timed(tasks[name])[0] for name in names}
            if number:
                ratios.append(spent["forecast"] / spent["list"])
        told.append(f"{policy.name} {median(ratios):.2f} ({min(ratios):.2f}–{max(ratios):.2f})")
    print("\nforecast 365 / list: " + ", ".join(told))


def imports(rounds: int = 15) -> None:
    """Milliseconds, of whole interpreters, that importing recallcore adds to importing attrs and dateutil."""
    ours, base = "import recallcore", "import attrs, dateutil.relativedelta"
    spent: dict[str, list[float]] = {ours: [], base: []}
    with TemporaryDirectory() as compiled:  # as installed: compiled once, whatever this environment says of bytecode
        settings = {**os.environ, "PYTHONPYCACHEPREFIX": compiled, "PYTHONDONTWRITEBYTECODE": ""}
        for number in range(rounds + 1):
            for code in (ours, base) if number % 2 else (base, ours):
                run = partial(subprocess.run, [sys.executable, "-c", code], check=True, env=settings)
                seconds, _ = timed(run, perf_counter)
                if number:  # the first round compiles
                    spent[code].append(seconds * 1e3)
    added = [ours - base for ours, base in zip(spent[ours], spent[base], strict=True)]
    print(f"{base}: {median(spent[base]):.1f} ms; {ours}: {median(spent[ours]):.1f} ms")
    print(f"recallcore itself: {median(added):.1f} ms ({min(added):.1f}–{max(added):.1f}), {rounds} rounds")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="How fast is recallcore, beside a first cut of the same?")
    parser.add_argument("patients", metavar="N", type=int, nargs="?", default=20_000)
    parser.add_argument("dormant_list_every", metavar="ROUNDS", type=int, nargs="?", default=7)
    parser.add_argument("--forecast", action="store_true", help="measure the forecast alone")
    parser.add_argument("--imports", action="store_true", help="measure the time that importing takes instead")
    given = parser.parse_args(arguments)
    built_on = ", ".join(f"{name} {version(name)}" for name in ("attrs", "python-dateutil"))
    print(f"Python {platform.python_version()}, {built_on}")
    if given.imports:
        imports()
        return
    rows = practice.practice(given.patients)
    if given.forecast:
        print(f"{given.patients} patients, {given.dormant_list_every} rounds: medians, of processor time.")
        forecasts(rows, given.dormant_list_every)
        return
    faults = disagreements(rows)
    if faults:
        raise SystemExit("\n".join(["they do not answer the same:", *faults[:10]]))
    print(f"{given.patients} patients, {given.dormant_list_every} rounds: medians, of processor time a patient.")
    report(measure(rows, given.dormant_list_every))
    forecasts(rows, given.dormant_list_every)


if __name__ == "__main__":
    main()
