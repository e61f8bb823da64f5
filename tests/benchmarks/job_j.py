"""One job that other tools can do too, asked of recallcore: a recall list by score, and how many are on it or why not.

For every patient: the earliest of six recalls, each counted from the latest procedure of one category; whether the
patient is dormant; the first of ten reasons not to call; and, for who may be called, a score. The result is the best
two hundred, how many there are under each reason, and sums over everybody, so that two programs that differ in one
patient differ in their results.

Rows are what a database driver hands over, sorted by patient. The job asks three things in its own way:

- an attempt within seven days silences whatever came after it, so it is a cap of one a week and not a gap, which a
  visit would end. Both caps give one code; how long the cap's span is tells them apart.
- the rows do not say when a death, a move or an absence was learned of: today. An absence that has ended means nothing
  to the job, so it is not told; nor is a birth date, because these rows have care from before birth, which recallcore
  withholds for review and the job does not.
- an opt-out of some channels only does not count, so the reasons that cover some channels are passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import tee
from typing import Any, Final, TypeAlias

import recallcore as rc

AS_OF: Final = date(2026, 6, 30)
TOP: Final = 200

# Number, birth date, status, away until, opt-outs, lifetime value in cents. The other rows begin with a number too.
PatientRow: TypeAlias = tuple[int, date, str, date | None, str, int]
ProcedureRow: TypeAlias = tuple[int, str, date]  # category, day
AppointmentRow: TypeAlias = tuple[int, date]
AttemptRow: TypeAlias = tuple[int, date, str, str]  # day, channel, outcome

# Number, score, due day, category, days overdue, whether dormant, attempts in ninety days. Days count from 1970.
Best: TypeAlias = tuple[int, int, int, int, int, bool, int]

KINDS: Final = {  # in the job's order of categories
    "exam_prophy": rc.Kind.EXAMINATION,
    "perio": rc.Kind.PERIODONTAL_MAINTENANCE,
    "filling": rc.Kind.FILLING,
    "denture": rc.Kind.COMPLETE_DENTURE,
    "extraction": rc.Kind.EXTRACTION,
    "ortho": rc.Kind.ORTHODONTIC_VISIT,
}
CHANNELS: Final = {
    "phone": rc.Channel.PHONE,
    "sms": rc.Channel.SMS,
    "email": rc.Channel.EMAIL,
    "mail": rc.Channel.LETTER,
}
OUTCOMES: Final = {
    "no_answer": rc.Outcome.NO_ANSWER,
    "left_message": rc.Outcome.LEFT_MESSAGE,
    "reached": rc.Outcome.CONVERSATION,
    "booked": rc.Outcome.BOOKED,
}

POLICY: Final = rc.Policy(
    name="job J",
    version="1",
    recalls=[
        rc.RecallRule(  # numbered, so that of two recalls due on one day the earlier category leads
            name=f"{place} {category}",
            started_by=(kind,),
            interval=rc.Interval(months=6 if category == "exam_prophy" else 3),
            rank=1,
        )
        for place, (category, kind) in enumerate(KINDS.items())
    ],
    grace=rc.Interval(days=1),
    unclosed_visit_wait=None,
    cadence=rc.Cadence(
        counting=rc.Counting.EVERY_ATTEMPT,
        caps=[
            rc.Cap(max_attempts=3, within=rc.Interval(days=90)),
            rc.Cap(max_attempts=1, within=rc.Interval(days=7)),
        ],
    ),
    any_booking_withholds=True,
    after_visit=None,
    after_talk=None,
    dormancy=rc.DormancyRule(dormant_after=rc.Interval(months=12)),
    weights=[
        rc.Weight(factor=rc.Factor.OVERDUE_DAYS, points=2, max_units=365),
        rc.Weight(factor=rc.Factor.PERIO_HISTORY, points=150),
        rc.Weight(factor=rc.Factor.DORMANT, points=50),
        rc.Weight(factor=rc.Factor.MEANS, points=1, max_units=200),
        rc.Weight(factor=rc.Factor.CONVERSATIONS, points=40, max_units=5),
    ],
    ties=(),
)

# ------------------------------------------------------------------ rows to histories

CENTS_A_LEVEL: Final = 10_000

_NO_MORE: Final[tuple[Any, ...]] = (-1,)
_STATUSES: Final[dict[str, tuple[rc.Circumstance, ...]]] = {
    "active": (),
    "deceased": (rc.Deceased(recorded=AS_OF, source=rc.Party.FAMILY, confirmed=True),),
    "moved": (rc.RelocatedPermanently(recorded=AS_OF, source=rc.Party.PATIENT),),
    "dnc": (rc.Excluded(code="dnc"),),
}


def histories(
    patients: Iterable[PatientRow],
    procedures: Iterable[ProcedureRow],
    appointments: Iterable[AppointmentRow],
    attempts: Iterable[AttemptRow],
) -> Iterator[rc.History]:
    """Every patient's history, one at a time. The rows of all four tables are in order of the patients."""
    make_history, make_patient, make_procedure = rc.History, rc.Patient, rc.Procedure
    make_appointment, make_attempt = rc.Appointment, rc.Attempt
    kinds, channels, outcomes, statuses = KINDS, CHANNELS, OUTCOMES, _STATUSES
    booking, means = rc.AppointmentState.BOOKED, rc.Trait.MEANS
    opt_outs: dict[str, tuple[rc.Circumstance, ...]] = {"": ()}
    done_rows: Iterator[Any] = iter(procedures)
    booked_rows: Iterator[Any] = iter(appointments)
    tried_rows: Iterator[Any] = iter(attempts)
    done, booked, tried = next(done_rows, _NO_MORE), next(booked_rows, _NO_MORE), next(tried_rows, _NO_MORE)
    for number, _, status, away_until, opted_out, cents in patients:
        completed = []
        while done[0] == number:
            completed.append(make_procedure(on=done[2], kind=kinds[done[1]]))
            done = next(done_rows, _NO_MORE)
        visits = []
        while booked[0] == number:
            visits.append(make_appointment(on=booked[1], state=booking))
            booked = next(booked_rows, _NO_MORE)
        tries = []
        while tried[0] == number:
            tries.append(make_attempt(on=tried[1], channel=channels[tried[2]], outcome=outcomes[tried[3]]))
            tried = next(tried_rows, _NO_MORE)
        circumstances = statuses[status] if status != "away" else _absences(away_until)
        if opted_out:
            if opted_out not in opt_outs:
                opt_outs[opted_out] = _opt_outs(opted_out)
            circumstances += opt_outs[opted_out]
        yield make_history(
            patient=make_patient(id=f"{number:08}", traits=((means, cents // CENTS_A_LEVEL),)),
            completed=completed,
            appointments=visits,
            attempts=tries,
            circumstances=circumstances,
        )


def _absences(until: date | None) -> tuple[rc.Circumstance, ...]:
    return () if until is None or until <= AS_OF else (rc.Away(since=AS_OF, until=until),)


def _opt_outs(channels: str) -> tuple[rc.Circumstance, ...]:
    named = [CHANNELS[channel] for channel in channels.split(",")]
    return (rc.OptOut(channels=None if len(named) == len(CHANNELS) else named),)


# ------------------------------------------------------------------ decisions to the result

REASONS: Final = (
    *("callable", "deceased", "moved", "dnc", "away", "has appointment", "no channel", "too many attempts"),
    *("recent attempt", "no history", "not due"),
)
_CALLABLE, _TOO_MANY, _RECENT, _NO_HISTORY = (
    REASONS.index(reason) for reason in ("callable", "too many attempts", "recent attempt", "no history")
)
_OF_RECALL: Final = {rc.ReasonCode.RECALL_DUE: _CALLABLE, rc.ReasonCode.NOT_YET_DUE: REASONS.index("not due")}
_WITHHOLDS: Final = {  # in the job's order, which is recallcore's own
    rc.ReasonCode.DECEASED: REASONS.index("deceased"),
    rc.ReasonCode.RELOCATED: REASONS.index("moved"),
    rc.ReasonCode.EXCLUDED: REASONS.index("dnc"),
    rc.ReasonCode.AWAY: REASONS.index("away"),
    rc.ReasonCode.BOOKED: REASONS.index("has appointment"),
    rc.ReasonCode.OPTED_OUT: REASONS.index("no channel"),
}
_TRIED_OFTEN: Final = rc.ReasonCode.ATTEMPT_CAP_REACHED
_QUARTER: Final = timedelta(days=90)
_EPOCH: Final = date(1970, 1, 1).toordinal()


@dataclass(frozen=True)
class Result:
    """What the job asks for: patients under each of `REASONS`, sums over all patients, and the best, best first."""

    counts: list[int]
    dormant: int
    sum_due: int
    sum_score: int
    top: list[Best]


def job(facts: Iterable[rc.History]) -> Result:
    """Decide and fold in one pass, holding on to nothing but the best."""
    kept, asked = tee(facts)
    return fold(zip(kept, rc.decide_all(asked, POLICY, as_of=AS_OF), strict=True))


def fold(decided: Iterable[tuple[rc.History, rc.Decision]]) -> Result:
    """One pass. What `Decision` derives is worked out here from what it holds: nothing is built per patient."""
    counts = [0] * len(REASONS)
    dormant = attached = sum_due = sum_score = 0
    best: list[tuple[int, str, rc.Due, rc.History, rc.Decision]] = []  # by score below nought, then by id
    worst_of_best = 1
    never, no_history, of_recall, most = date.max, rc.ReasonCode.NO_HISTORY, _OF_RECALL, 4 * TOP
    for history, decision in decided:
        on = never
        earliest: Any = None
        for standing in decision.by_recall:  # in order of categories: of two due on one day, the first stays
            if standing.code is not no_history:
                due: Any = standing.evidence
                if due.on < on:
                    on, earliest = due.on, standing
        reason = _NO_HISTORY
        if earliest is not None:
            attached += 1
            sum_due += on.toordinal()
            reason = of_recall[earliest.code]
        if decision.other_reasons:  # here that can only be dormancy, which recallcore does not prompt for the booked
            dormant += 1
        withheld_by = decision.withheld_by
        if withheld_by:
            reason = _withheld(withheld_by) or reason
        if reason == _CALLABLE:
            score = 0
            for points in decision.score_breakdown:
                score += points.points
            sum_score += score
            if -score <= worst_of_best:
                best.append((-score, decision.patient_id, earliest.evidence, history, decision))
                if len(best) == most:
                    best.sort()
                    del best[TOP:]
                    worst_of_best = best[-1][0]
        counts[reason] += 1
    best.sort()
    return Result(counts, dormant, sum_due - attached * _EPOCH, sum_score, [_best(*one) for one in best[:TOP]])


def _withheld(reasons: tuple[rc.Reason, ...]) -> int:
    """The first of the job's reasons; 0 when all of them cover some channels only."""
    found = 0
    for reason in reasons:
        code = reason.code
        if code is _TRIED_OFTEN:
            attempt: Any = reason.evidence
            if reason.until == attempt.on + _QUARTER:
                return _TOO_MANY
            found = _RECENT
        elif reason.scope.channels is None:
            return _WITHHOLDS[code]
    return found


def _best(below_nought: int, patient_id: str, due: rc.Due, history: rc.History, decision: rc.Decision) -> Best:
    assert due.on is not None
    return (
        int(patient_id),
        -below_nought,
        due.on.toordinal() - _EPOCH,
        int(due.recall.partition(" ")[0]),
        (AS_OF - due.on).days,
        bool(decision.other_reasons),
        sum(attempt.on > AS_OF - _QUARTER for attempt in history.attempts),
    )
