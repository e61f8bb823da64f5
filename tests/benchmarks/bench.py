"""How fast is recallcore, beside the first cut of `first_cut.py`? One process, fresh facts and a new order each round.

    python tests/benchmarks/bench.py [N] [ROUNDS]     N patients (20000), so many rounds (7)
    python tests/benchmarks/bench.py --imports        what importing recallcore adds to importing what it is built on

Both answer the same: before anything is timed, every patient's due date, days overdue, leading reason and whether to
call are compared, and then the order of the list and its tally. They do not do the same work: recallcore finds every
recall's due date and every reason, and checks the facts; the first cut finds the recall that fell due first and the
first reason. A recallcore `Decision` derives its verdict when asked, so "decide and read" also asks each for what the
first cut's holds from the start.

The third column runs recallcore with the practice guides' preset instead, which has other rules and so other answers:
its one-off reviews and periodontal enrolment show what features cost when they are used.
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
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any, Final, TypeAlias

import first_cut
import practice

import recallcore as rc
from recallcore.presets import PRACTICE_GUIDES

AS_OF: Final = practice.AS_OF

# What a vendor would write for the main job with recallcore.

KINDS: Final = {
    "D0120": rc.Kind.EXAMINATION,
    "D2392": rc.Kind.FILLING,
    "D4910": rc.Kind.PERIODONTAL_MAINTENANCE,
    "D5110": rc.Kind.COMPLETE_DENTURE,
    "D7140": rc.Kind.EXTRACTION,
    "D8680": rc.Kind.ORTHODONTIC_END,
}
CHANNELS: Final = {channel.value: channel for channel in rc.Channel}
OUTCOMES: Final = {outcome.value: outcome for outcome in rc.Outcome}

# Recalls are named as the first cut's categories. Of one rank, the one that fell due first leads, as there.
POLICY: Final = rc.Policy(
    name="benchmark",
    version="1",
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
        appointments=[rc.Appointment(on=on, state=rc.Booking.BOOKED) for (on,) in booked],
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


# The two answer the same.

CODES: Final = {
    first_cut.Reason.DECEASED: rc.ReasonCode.DECEASED,
    first_cut.Reason.MOVED: rc.ReasonCode.RELOCATED,
    first_cut.Reason.EXCLUDED: rc.ReasonCode.EXCLUDED,
    first_cut.Reason.AWAY: rc.ReasonCode.AWAY,
    first_cut.Reason.DEFERRED: rc.ReasonCode.DEFERRED,
    first_cut.Reason.BOOKED: rc.ReasonCode.BOOKED,
    first_cut.Reason.NO_HISTORY: rc.ReasonCode.NO_RECALL_ATTACHES,
    first_cut.Reason.NOT_DUE: rc.ReasonCode.NOT_YET_DUE,
    first_cut.Reason.NO_CHANNEL: rc.ReasonCode.OPTED_OUT,
    first_cut.Reason.CALL: rc.ReasonCode.RECALL_DUE,
}


def disagreements(rows: Sequence[practice.Row]) -> list[str]:
    """Where the two answer differently, patient by patient and in the order of the list. Empty: nowhere."""
    histories, patients = [*map(history, rows)], [*map(first_cut.build, rows)]
    ours = [_answer(decision) for decision in rc.decide_all(histories, POLICY, as_of=AS_OF)]
    theirs = [_first_cut_answer(first_cut.decide(patient, first_cut.Policy(), AS_OF)) for patient in patients]
    faults = [f"{ours} != {theirs}" for ours, theirs in zip(ours, theirs, strict=True) if ours != theirs]
    our_list = rc.call_list(histories, POLICY, as_of=AS_OF)
    their_list = first_cut.call_list(patients, first_cut.Policy(), AS_OF)
    if [call.patient_id for call in our_list.calls] != [call.patient_id for call in their_list.calls]:
        faults.append("the lists differ")
    if dict(our_list.tally) != {CODES[reason]: count for reason, count in their_list.tally.items()}:
        faults.append("the tallies differ")
    return faults


def _answer(decision: rc.Decision) -> tuple[Any, ...]:
    """Id, earliest due date, its recall, days since, whether to call, the leading reason."""
    days = [(due.on, due.recall) for due in decision.dues if due.on is not None]
    due, recall = min(days, default=(None, None))
    overdue = None if due is None else (AS_OF - due).days
    call = decision.verdict is rc.Verdict.CONTACT
    if call and (decision.leading.recall, decision.overdue_days) != (recall, overdue):
        return decision.patient_id, "leads with", decision.leading, decision.overdue_days
    return decision.patient_id, due, recall, overdue, call, decision.leading.code


def _first_cut_answer(decision: first_cut.Decision) -> tuple[Any, ...]:
    category = None if decision.category is None else decision.category.value
    call = decision.reason is first_cut.Reason.CALL
    return decision.patient_id, decision.due, category, decision.days_overdue, call, CODES[decision.reason]


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


def _first_cut() -> Contender:
    policy = first_cut.Policy()

    def decide(patients: list[first_cut.Patient]) -> list[first_cut.Decision]:
        return [first_cut.decide(patient, policy, AS_OF) for patient in patients]

    return Contender(
        lambda rows: [first_cut.build(row) for row in rows],
        {
            "decide": decide,
            "decide and read": decide,
            "whole list": lambda patients: first_cut.call_list(patients, policy, AS_OF),
        },
    )


OURS, THEIRS, GUIDES = "recallcore", "first cut", "practice guides"
CONTENDERS: Final = {OURS: _recallcore(POLICY), THEIRS: _first_cut(), GUIDES: _recallcore(PRACTICE_GUIDES)}
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
    print(f"\n{'':16}{OURS:>12}{THEIRS:>12}   {'first cut / recallcore':24}{GUIDES:>16}")
    for stage in STAGES:
        spent = {name: [one[stage] for one in rounds] for name, rounds in measured.items()}
        ours, theirs, guides = (median(spent[name]) * 1e6 for name in (OURS, THEIRS, GUIDES))
        ratios = [theirs / ours for ours, theirs in zip(spent[OURS], spent[THEIRS], strict=True)]
        ratio = f"{median(ratios):.2f} ({min(ratios):.2f}–{max(ratios):.2f})"
        print(f"{stage:16}{ours:12.2f}{theirs:12.2f}   {ratio:24}{guides:16.2f}")


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
    parser = argparse.ArgumentParser(description="How fast is recallcore, beside the first cut?")
    parser.add_argument("patients", metavar="N", type=int, nargs="?", default=20_000)
    parser.add_argument("rounds", metavar="ROUNDS", type=int, nargs="?", default=7)
    parser.add_argument("--imports", action="store_true", help="measure the time that importing takes instead")
    given = parser.parse_args(arguments)
    built_on = ", ".join(f"{name} {version(name)}" for name in ("attrs", "python-dateutil"))
    print(f"Python {platform.python_version()}, {built_on}")
    if given.imports:
        imports()
        return
    rows = practice.practice(given.patients)
    faults = disagreements(rows)
    if faults:
        raise SystemExit("\n".join(["they do not answer the same:", *faults[:10]]))
    print(f"{given.patients} patients, {given.rounds} rounds: medians, in microseconds of processor time a patient.")
    report(measure(rows, given.rounds))


if __name__ == "__main__":
    main()
