"""Whole lives: what holds from birth to death, whatever happens in whatever order (LIF).

A machine lives a life by the day: visits, bookings, what was said, absences, mistakes and their mending, and policies
that change. It writes down by itself what the facts must be, whether the relationship has ended, which promises stand,
and how much room a cap leaves; after every step the library must agree. The dear questions are asked every so many
steps. The long profile lives thousands of lives, others each time.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

import attrs
import oracle
import pytest
import strategies as facts
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from strategies import Draws

import recallcore as rc
from recallcore import Disposition
from recallcore import ReasonCode as Code
from recallcore.presets import NICE_CG19, OPEN_DENTAL_US, PRACTICE_GUIDES, PRACTICE_GUIDES_WHOLE

ONE_DAY: Final = timedelta(days=1)
HALF_A_DAY: Final = timedelta(hours=12)
BRUTE: Final = 800  # days asked one by one
RAW: Final = st.binary(min_size=16, max_size=16)
JUMPS: Final = (1, 7, 1, 30, 2, 91, 14, 182, 365, 1, 366, 731, 30, 1826, 3653)
CAPPED: Final = attrs.evolve(
    PRACTICE_GUIDES_WHOLE,
    name="capped",
    cadence=rc.Cadence(
        counting=rc.Counting.EVERY_ATTEMPT,
        caps=[
            rc.Cap(max_attempts=2, within=rc.Interval(weeks=1)),
            rc.Cap(max_attempts=4, within=rc.Interval(months=1)),
        ],
    ),
    citations=(),
)
POLICIES: Final = st.one_of(
    st.sampled_from([*[PRACTICE_GUIDES_WHOLE, CAPPED] * 2, PRACTICE_GUIDES, OPEN_DENTAL_US, NICE_CG19]),
    facts.made_by(facts.policy),
)
FIELDS: Final = ("completed", "planned", "appointments", "attempts", "circumstances", "care_plan")
PATIENT: Final = "Ivory-4711"
NAMES: Final = (PATIENT, "Ebony-House", "Amber-Desk", "Coral-Kin")
SPACING: Final = {Code.ATTEMPTS_EXHAUSTED, Code.ATTEMPT_CAP_REACHED, Code.ATTEMPT_TOO_RECENT}
SPOKEN: Final = (rc.Outcome.CONVERSATION, rc.Outcome.BOOKED)

# What no day lifts, and who or what does. Nothing else may stand in the way for good, but for a death and a move.
LIFTED_BY: Final = {
    Code.DEATH_REPORTED: "whoever learns that it is not so",
    Code.NOT_A_PATIENT: "becoming a patient",
    Code.CONTRADICTORY_FACTS: "a corrected birth date",
    Code.EXCLUDED: "whoever learns what it was for",
    Code.NOTE_NOT_UNDERSTOOD: "whoever reads it",
    Code.ON_HOLD: "the practice",
    Code.AWAY: "a day of return",
    Code.OPTED_OUT: "the patient's consent",
    Code.UNREACHABLE: "a new number or address",
    Code.NO_CONTACT_PERSON: "somebody new who is asked in the patient's place",
    Code.GUARDIAN_WITHOUT_CONSENT: "the patient's consent, now of age",
    Code.REINSTATED: "whoever releases the first contact after a mistake",
}


def answer(decision: rc.Decision) -> tuple[Any, ...]:
    """What is wanted, what withholds, which channels are free."""
    wanted = tuple((reason.code, reason.recall) for reason in decision.wanted)
    return wanted, tuple(dict.fromkeys(reason.code for reason in decision.withheld_by)), decision.channels


def counts(attempt: rc.Attempt) -> bool:
    return (
        attempt.direction is rc.Direction.OUTBOUND
        and attempt.purpose is not rc.Purpose.APPOINTMENT
        and attempt.outcome is not rc.Outcome.NOT_DELIVERED
    )


class Life(RuleBasedStateMachine):
    """One patient. `told` is what the machine itself knows; `history` and `ledger` are what the library made of it."""

    history: rc.History
    ledger: rc.Ledger
    policy: rc.Policy
    today: date

    # ------------------------------------------------------------------ the record, kept twice

    @initialize(raw=RAW, policy=POLICIES)
    def begin(self, raw: bytes, policy: rc.Policy) -> None:
        draws = Draws(raw)
        self.born = date(1930, 1, 1) + timedelta(days=draws.whole(30_000))
        self.today = self.born + timedelta(days=draws.pick([365, 3650, 9000, 20_000]) + draws.whole(365))
        self.patient = rc.Patient(
            id=PATIENT,
            birth_date=self.born,
            household=NAMES[1],
            risk=draws.pick([None, *rc.Risk]),
            prefers=draws.pick([None, *rc.Channel]),
        )
        self.policy = policy
        self.told: dict[str, set[Any]] = {field: set() for field in FIELDS}
        self.since: dict[Any, date] = {}  # the day each fact was recorded
        self.history = rc.History(patient=self.patient)
        self.ledger = rc.Ledger.of(self.history, recorded=self.today)
        self.evenings: list[tuple[date, rc.History]] = []
        self.steps = self.calls = 0
        self.made: list[date] = []  # attempts that a cap allowed, under the policy of today
        self.comes(raw)

    def add(self, field: str, *more: Any) -> None:
        self.tell(field, *more)
        self.history = attrs.evolve(self.history, **{field: [*dict.fromkeys([*getattr(self.history, field), *more])]})
        for fact in more:
            self.ledger = self.ledger.record(fact, on=self.today, planned=field == "planned")

    def tell(self, field: str, *more: Any) -> None:
        for fact in {*more} - self.told[field]:
            self.since[fact] = self.today
        self.told[field] |= {*more}

    def drop(self, field: str, fact: Any) -> None:
        """Taken back. After a report that silenced, the first contact is a person's to release."""
        back = isinstance(fact, rc.Deceased) or (isinstance(fact, rc.RelocatedPermanently) and not self.came_back(fact))
        self.ledger = self.ledger.retract(fact, on=self.today, because="mistake")
        self.told[field] -= {fact}
        self.history = attrs.evolve(self.history, **{field: [f for f in getattr(self.history, field) if f != fact]})
        if back:
            self.add("circumstances", rc.Reinstated(since=self.since[fact], on=self.today))

    def is_now(self, **changes: Any) -> None:
        self.patient = attrs.evolve(self.patient, **changes)
        self.history = attrs.evolve(self.history, patient=self.patient)
        self.ledger = self.ledger.record(self.patient, on=self.today)

    def time_passes(self, until: date) -> None:
        if until > self.today:
            self.evenings.append((self.today, self.history))
            self.today = until

    def of(self, *types: type) -> list[Any]:
        """The circumstances of these types, in an order of their own."""
        return sorted((f for f in self.told["circumstances"] if isinstance(f, types)), key=repr)

    def decide(self, **asked: Any) -> rc.Decision:
        return rc.decide(self.history, self.policy, **{"as_of": self.today, **asked})

    def later(self, draws: Draws, most: int = 400) -> date:
        return self.today + timedelta(days=1 + draws.whole(most))

    def instant(self) -> datetime:
        """Two contacts of one day are told apart by their instants."""
        self.calls += 1
        return datetime.combine(self.today, time(tzinfo=UTC)) + timedelta(minutes=self.calls % 1440)

    def kinds(self, draws: Draws) -> list[rc.Kind]:
        rules = self.policy.recalls
        return [draws.pick([*draws.pick(rules).started_by, *draws.pick(rules).resolved_by, *facts.KINDS])]

    # ------------------------------------------------------------------ what happens

    @rule(raw=RAW)
    def days_pass(self, raw: bytes) -> None:
        days = Draws(raw).pick(JUMPS)
        if self.today.year < 2120:
            self.time_passes(self.today + timedelta(days=days))

    @rule(raw=RAW)
    def a_day_comes_that_a_fact_names(self, raw: bytes) -> None:
        """The eve of it, the day itself, or the day after."""
        ahead = sorted({on for on in self.named() if on > self.today})
        if ahead:
            draws = Draws(raw)
            self.time_passes(max(self.today, draws.pick(ahead[:3]) + draws.pick([0, 1, -1]) * ONE_DAY))

    @rule(raw=RAW)
    def comes(self, raw: bytes) -> None:
        draws = Draws(raw)
        where = draws.pick([rc.CareSetting.HERE] * 5 + [rc.CareSetting.ELSEWHERE, rc.CareSetting.CHARTED])
        for _ in range(1 + draws.whole(1)):
            self.add("completed", rc.Procedure(on=self.today, kind=self.kinds(draws)[0], where=where))

    @rule(raw=RAW)
    def books(self, raw: bytes) -> None:
        draws = Draws(raw)
        self.add("appointments", self.booking(draws))

    def booking(self, draws: Draws) -> rc.Appointment:
        return rc.Appointment(
            on=self.later(draws, 90),
            state=rc.AppointmentState.BOOKED,
            kinds=draws.pick([self.kinds(draws), self.kinds(draws), ()]),
            booked_on=draws.pick([self.today, self.today, None]),
            booked_by=draws.pick([rc.Party.PATIENT, rc.Party.PRACTICE, None]),
        )

    @rule(raw=RAW)
    def a_booking_is_settled(self, raw: bytes) -> None:
        """Kept or missed once its day has come, cancelled before; on its day the patient may be treated too."""
        draws = Draws(raw)
        booked = [a for a in self.told["appointments"] if a.state is rc.AppointmentState.BOOKED]
        if not booked:
            return
        settled = draws.pick(sorted(booked, key=repr))
        came = settled.on <= self.today
        state = (
            draws.pick([rc.AppointmentState.KEPT, rc.AppointmentState.MISSED])
            if came
            else rc.AppointmentState.CANCELLED
        )
        self.drop("appointments", settled)
        self.add("appointments", attrs.evolve(settled, state=state))
        if state is rc.AppointmentState.KEPT and draws.one_in(2):
            self.add("completed", rc.Procedure(on=settled.on, kind=self.kinds(draws)[0]))

    @rule(raw=RAW)
    def something_is_said(self, raw: bytes) -> None:
        draws = Draws(raw)
        self.is_reported(draws.pick(USUAL), draws)

    @rule(raw=RAW)
    def a_call_is_asked_for(self, raw: bytes) -> None:
        draws = Draws(raw)
        waits = draws.one_in(3)
        self.is_reported(draws.pick([Disposition.CALL_BACK, Disposition.CALL_BACK, Disposition.WILL_CALL_US]), draws)
        if not waits:
            self.time_passes(max([self.today, *(promise.on for promise in self.promises())]))

    def is_reported(self, said: Disposition, draws: Draws) -> None:
        channel = draws.pick(tuple(rc.Channel))
        details, stated = SAYING[said](self, draws, channel)
        report = rc.Report(
            on=self.today,
            channel=channel,
            said=said,
            direction=draws.pick([rc.Direction.OUTBOUND, rc.Direction.OUTBOUND, rc.Direction.INBOUND]),
            at=self.instant(),
            promised=["polish"] if OUTCOME[said] in SPOKEN and draws.one_in(6) else (),
            **details,
        )
        known = self.history
        self.history = rc.apply(known, report)
        again = rc.apply(self.history, report)
        assert again == self.history, "the same report twice is one"
        self.ledger = self.ledger.apply(report, recorded=self.today)
        assert self.ledger.apply(report, recorded=self.today) == self.ledger
        attempt = rc.Attempt(
            on=self.today, channel=channel, outcome=OUTCOME[said], direction=report.direction, at=report.at
        )
        self.tell("attempts", attempt)
        if report.promised and self.today not in [fact.since for fact in self.of(rc.Commitment)]:
            stated.append(rc.Commitment(code="polish", since=self.today))
        for fact in stated:
            self.tell("appointments" if isinstance(fact, rc.Appointment) else "circumstances", fact)

    @rule(raw=RAW)
    def something_stands(self, raw: bytes) -> None:
        """What a practice writes down without a contact."""
        draws, on = Draws(raw), self.today
        recall = draws.pick(self.policy.recalls).name
        claimed = self.instant()
        gone, back = self.later(draws, 60), draws.pick([None, self.later(draws) + 61 * ONE_DAY])
        asked_on = None if back is not None else draws.pick([None, max(gone, self.later(draws))])
        away = rc.Away(since=gone, until=back, review_on=asked_on)
        if draws.one_in(3) and not any(known.yearly for known in self.of(rc.Away)):  # one, so that a way back is left
            away = rc.Away(
                since=gone,
                until=gone + timedelta(days=14 + draws.whole(120)),
                yearly=True,
                yearly_until=draws.pick([None, None, self.later(draws, 3000)]),
            )
        asked = rc.ContactPerson(person=NAMES[3], since=on, until=draws.pick([None, self.later(draws)]))
        field, fact = draws.pick(
            [
                ("planned", rc.Procedure(on=self.later(draws), kind=self.kinds(draws)[0])),
                ("circumstances", away),
                ("circumstances", rc.SafetyFollowUp(code="pathology", since=on)),
                ("circumstances", rc.OpenProblem(severity=rc.Severity.MODERATE, since=on)),
                (
                    "circumstances",
                    rc.Hold(code="balance", since=on, until=draws.pick([None, self.later(draws)])),
                ),
                ("circumstances", rc.Hold(code="course", since=on, recalls=[recall])),
                ("circumstances", rc.Excluded(code="archived", since=on)),
                ("circumstances", rc.UnreadNote(on=on)),
                ("circumstances", rc.Bereavement(on=on)),
                ("circumstances", asked),
                (
                    "circumstances",
                    rc.InProgress(by=NAMES[2], since=claimed, until=claimed + draws.pick([1, 2]) * HALF_A_DAY),
                ),
                ("circumstances", rc.Unreachable(channel=draws.pick(tuple(rc.Channel)), since=on)),
                ("care_plan", rc.PerioEnrolment(since=on)),
                ("care_plan", rc.IntervalOverride(recall=recall, interval=draws.interval(), since=on)),
                ("care_plan", rc.DueDateOverride(recall=recall, due=self.later(draws), set_on=on)),
            ]
        )
        self.add(field, fact)

    @rule(raw=RAW)
    def something_is_over(self, raw: bytes) -> None:
        """A person closes, reads, mends or takes back some of what stands."""
        draws = Draws(raw)
        for fact in self.of(*MENDED, rc.OpenProblem, rc.Commitment):
            if not draws.one_in(3):
                self.lift(fact)

    @rule()
    def the_chart_is_gone_through(self) -> None:
        """Everything is asked about and settled, mistakes too."""
        for fact in self.of(*MENDED):
            self.lift(fact)
        self.first_contact_is_released()
        self.is_now(subject=True, birth_date=self.born)

    def lift(self, fact: Any) -> None:
        """What a person does about one thing that no day lifts."""
        if isinstance(fact, rc.Reinstated):
            self.first_contact_is_released()
            return
        self.drop("circumstances", fact)
        match fact:
            case rc.Away():
                since = fact.since or self.today
                self.add("circumstances", rc.Away(since=fact.since, until=max(since, self.today) + 30 * ONE_DAY))
            case rc.Hold():
                since = fact.since or self.today
                self.add("circumstances", attrs.evolve(fact, until=max(since, self.today) + ONE_DAY))
            case rc.ContactPerson(until=None):
                self.add("circumstances", attrs.evolve(fact, consent_on=self.today))
            case rc.Commitment():
                self.add("circumstances", attrs.evolve(fact, fulfilled_on=self.today))
            case rc.SafetyFollowUp() | rc.OpenProblem():
                self.add("circumstances", attrs.evolve(fact, closed_on=self.today))

    def first_contact_is_released(self) -> None:
        waiting = [fact for fact in self.of(rc.Reinstated) if fact.released_on is None]
        if waiting:
            self.ledger = self.ledger.release(on=self.today)
            released = [attrs.evolve(fact, released_on=self.today) for fact in waiting]
            self.told["circumstances"] -= {*waiting}
            self.tell("circumstances", *released)
            others = [fact for fact in self.history.circumstances if fact not in [*waiting, *released]]
            self.history = attrs.evolve(self.history, circumstances=[*others, *released])

    @rule(raw=RAW)
    def a_second_chart_turns_up(self, raw: bytes) -> None:
        """The same patient's, merged into this one: an older visit, an opt-out, a death, another birth date."""
        draws = Draws(raw)
        born = draws.pick([None, None, self.patient.birth_date, date(1901, 2, 3)])
        earlier = max(self.born, self.today - timedelta(days=draws.whole(4000)))
        stated = draws.pick(
            [
                [],
                [rc.OptOut(since=earlier, channels=[rc.Channel.SMS])],
                [rc.Deferral(since=earlier)],
                [rc.Deceased(recorded=earlier, source=rc.Party.FAMILY, confirmed=draws.one_in(2))],
            ]
        )
        done = [rc.Procedure(on=earlier, kind=self.kinds(draws)[0])]
        other = rc.History(patient=rc.Patient(id="Other-9", birth_date=born), completed=done, circumstances=stated)
        both = [day for day in (self.patient.birth_date, born) if day is not None]
        disputed = [rc.DisputedBirthDate()] if len({*both}) > 1 else []
        self.history = rc.merge_histories(self.history, other)
        assert rc.merge_histories(self.history, other) == self.history
        self.ledger = self.ledger.merge(rc.Ledger.of(other, recorded=self.today))
        self.patient = attrs.evolve(self.patient, birth_date=both[0] if both else None, subject=True)
        self.tell("completed", *done)
        self.tell("circumstances", *stated, *disputed)

    @rule(raw=RAW)
    @precondition(lambda self: self.steps % 4 == 0)  # rarely, or most of a life would be spent dead
    def is_taken_for_somebody_else(self, raw: bytes) -> None:
        """A death or a move in the wrong chart, a birth date mistyped, a guarantor taken for a patient."""
        draws = Draws(raw)
        source = draws.pick(tuple(rc.Party))
        match draws.whole(3):
            case 0:
                self.add("circumstances", rc.Deceased(recorded=self.today, source=source, confirmed=True))
            case 1:
                self.add("circumstances", rc.RelocatedPermanently(recorded=self.today, source=source))
            case 2:
                self.is_now(birth_date=draws.pick([None, None, self.today + ONE_DAY]))
            case _:
                self.is_now(subject=False)

    @rule(policy=POLICIES)
    def the_policy_changes(self, policy: rc.Policy) -> None:
        known = self.history
        self.policy, self.made = policy, []
        self.decide()
        assert self.history is known

    # ------------------------------------------------------------------ being called

    @rule(raw=RAW)
    def is_called_whenever_wanted(self, raw: bytes) -> None:
        """Some weeks in which whoever is on the list is called, every day, and nothing comes of it."""
        draws = Draws(raw)
        for _ in range(5 + draws.whole(40)):
            decision = self.decide()
            if decision.verdict is rc.Verdict.CONTACT:
                self.is_tried(decision, draws.pick([rc.Outcome.NO_ANSWER, rc.Outcome.LEFT_MESSAGE]))
            self.time_passes(self.today + ONE_DAY)

    @rule(raw=RAW)
    def is_called_whatever_the_list_says(self, raw: bytes) -> None:
        draws = Draws(raw)
        for _ in range(2 + draws.whole(4)):
            outcome = draws.pick([rc.Outcome.NO_ANSWER, rc.Outcome.LEFT_MESSAGE, rc.Outcome.NOT_DELIVERED])
            channel = draws.pick(tuple(rc.Channel))
            self.add("attempts", rc.Attempt(on=self.today, channel=channel, outcome=outcome, at=self.instant()))
            self.time_passes(self.today + draws.whole(1) * ONE_DAY)

    def is_tried(self, decision: rc.Decision, outcome: rc.Outcome) -> None:
        outranked = self.outranked()
        for cap in self.caps():
            assert self.within(cap) < cap.max_attempts or outranked, "a cap is broken, and nothing goes before it"
        assert decision.channel is not None
        self.add("attempts", rc.Attempt(on=self.today, channel=decision.channel, outcome=outcome, at=self.instant()))
        if not outranked:
            self.made.append(self.today)
        for cap in self.caps():
            for start in self.made:
                end = oracle.add(start, cap.within)
                assert end is not None
                assert sum(start <= on < end for on in self.made) <= cap.max_attempts

    def caps(self) -> tuple[rc.Cap, ...]:
        return () if self.policy.cadence is None else self.policy.cadence.caps

    def within(self, cap: rc.Cap) -> int:
        """How much of a cap is used up today."""
        assert self.policy.cadence is not None
        tried = [attempt for attempt in self.told["attempts"] if counts(attempt)]
        match self.policy.cadence.counting:
            case rc.Counting.EVERY_ATTEMPT:
                days = [attempt.on for attempt in tried]
            case rc.Counting.ONE_A_DAY:
                days = [*{attempt.on for attempt in tried}]
            case _:
                days = [on for on, _ in {(attempt.on, attempt.channel) for attempt in tried}]
        return sum((oracle.add(on, cap.within) or date.max) > self.today for on in days)

    def outranked(self) -> bool:
        """Whether safety, or a call promised and not tried yet, goes before spacing today."""
        return bool(self.safety()) or any(
            promise.on <= self.today
            and not self.is_missed(promise)
            and not any(
                a.on >= promise.on and a.channel is promise.channel and counts(a) for a in self.told["attempts"]
            )
            for promise in self.promises()
        )

    def safety(self) -> list[Any]:
        return [fact for fact in self.of(rc.SafetyFollowUp) if fact.closed_on is None]

    # ------------------------------------------------------------------ what must be so

    def promises(self) -> list[Any]:
        """The calls promised that nothing has kept or overtaken: of the patient's words the latest, AGR-2 and AGR-3.

        Nor has their day passed while a report silenced that was taken back later (LED-7).
        """
        given = self.of(rc.CallBack)
        latest = max((promise.since for promise in given), default=None)
        silent = [(fact.since, fact.on) for fact in self.of(rc.Reinstated)]
        return [
            promise
            for promise in given
            if promise.since == latest
            and not self.is_settled(promise)
            and not any(since <= promise.on < until for since, until in silent)
        ]

    def is_missed(self, promise: rc.CallBack) -> bool:
        """AGR-6: so long after its day that it has no privilege any more."""
        late = oracle.add(promise.on, self.policy.callback_valid_for)
        return late is not None and late <= self.today

    def commitments(self) -> list[Any]:
        """What the practice promised and nobody has fulfilled, as BRF-1 has it."""
        return [fact for fact in self.of(rc.Commitment) if fact.fulfilled_on is None]

    def is_settled(self, promise: rc.CallBack) -> bool:
        since = promise.since
        spoken = [a for a in self.told["attempts"] if a.outcome in SPOKEN]
        kept = [a for a in spoken if a.on >= promise.on]
        same_day = [p for p in self.of(rc.CallBack) if since == p.since == p.on == promise.on]
        kept_at_once = min(len(same_day), sum(a.on == promise.on for a in spoken))  # the talks it was asked for in
        return (
            len(kept) > kept_at_once
            or any(a.on > since and a.direction is rc.Direction.INBOUND for a in spoken)
            or any(p.on > since and p.where is rc.CareSetting.HERE for p in self.told["completed"])
            or any(a.on > since and a.state is rc.AppointmentState.KEPT for a in self.told["appointments"])
            or any(a.booked_on is not None and a.booked_on >= since for a in self.told["appointments"])
            or any(d.recalls is None and d.since is not None and d.since >= since for d in self.of(rc.Deferral))
            or any(
                o.since >= since
                and (o.channels is None or promise.channel in o.channels)
                and (o.purposes is None or rc.Purpose.CARE in o.purposes)
                for o in self.of(rc.OptOut)
            )
        )

    def ended(self) -> set[Code]:
        """What has ended the relationship: a death confirmed; a move that no later visit or own booking contradicts."""
        codes = {Code.DECEASED for fact in self.of(rc.Deceased) if fact.confirmed}
        moves = [fact for fact in self.of(rc.RelocatedPermanently) if not self.came_back(fact)]
        return codes | ({Code.RELOCATED} if moves else set())

    def came_back(self, move: rc.RelocatedPermanently) -> bool:
        return (
            any(p.on > move.recorded and p.where is rc.CareSetting.HERE for p in self.told["completed"])
            or any(a.on > move.recorded and a.state is rc.AppointmentState.KEPT for a in self.told["appointments"])
            or any(
                a.booked_by is rc.Party.PATIENT and a.booked_on is not None and a.booked_on > move.recorded
                for a in self.told["appointments"]
            )
        )

    @invariant()
    def holds(self) -> None:
        if not hasattr(self, "told"):
            return  # not born yet
        self.steps += 1
        decision = self.decide()
        self.history_is_what_was_told(decision)
        self.no_contact_after_the_end(decision)
        self.promises_are_kept(decision)
        self.attempts_are_spaced(decision)
        self.explanation_names_nobody(decision)
        if not decision.contactable or self.steps % 7 == 0:
            self.there_is_a_way_back()
        if self.steps % 15 == 0:
            self.no_day_is_missed(decision)

    def history_is_what_was_told(self, decision: rc.Decision) -> None:
        replayed = rc.History(patient=self.patient, **self.told)
        assert replayed == self.history
        assert rc.decide(replayed, self.policy, as_of=self.today) == decision
        assert self.ledger.known_on(self.today) == replayed
        if self.steps % 10 == 0:
            for evening, known in {**dict(self.evenings)}.items():
                assert self.ledger.known_on(evening) == known, "what was known then is known no more"

    def no_contact_after_the_end(self, decision: rc.Decision) -> None:
        ended = self.ended()
        assert {reason.code for reason in decision.withheld_by if reason.terminal} == ended
        if ended:
            for purpose in rc.Purpose:
                asked = self.decide(purpose=purpose)
                assert asked.channels == ()
                assert asked.verdict is not rc.Verdict.CONTACT
            assert rc.first_contactable(self.history, self.policy, as_of=self.today) is rc.NoContactDay.ENDED

    def promises_are_kept(self, decision: rc.Decision) -> None:
        standing = self.promises()
        missed = [promise for promise in standing if self.is_missed(promise)]
        due = [promise for promise in standing if promise.on <= self.today and promise not in missed]
        waiting = [promise for promise in standing if promise.on > self.today]

        def evidence(reasons: tuple[rc.Reason, ...], code: Code) -> list[Any]:
            return sorted((reason.evidence for reason in reasons if reason.code is code), key=repr)

        assert evidence(decision.wanted, Code.CALL_PROMISED) == due
        assert evidence(decision.wanted, Code.PROMISE_MISSED) == missed
        assert evidence(decision.brief, Code.COMMITMENT_OPEN) == self.commitments()
        assert evidence(decision.withheld_by, Code.CALL_PROMISED_LATER) == waiting
        if due:
            made = rc.call_list([self.history], self.policy, as_of=self.today, capacity=0)
            assert bool(made.calls) is (decision.verdict is rc.Verdict.CONTACT)
            assert made.calls or made.withheld, "a promise is made good or withheld with a reason"
        if due and self.outranked():
            leads = {reason.code for reason in decision.withheld_by if reason.scope.covers_all(rc.Purpose.CARE)}
            assert decision.verdict is rc.Verdict.CONTACT or {r.code for r in decision.withheld_by} - SPACING
            assert not leads & {*SPACING, Code.DEFERRED}

    def attempts_are_spaced(self, decision: rc.Decision) -> None:
        full = [cap for cap in self.caps() if self.within(cap) >= cap.max_attempts]
        tried = [reason for reason in decision.withheld_by if reason.code is Code.ATTEMPT_CAP_REACHED]
        if full and not self.outranked():
            assert len(tried) == len(full)
            assert decision.verdict is not rc.Verdict.CONTACT
        assert len(tried) <= len(full)

    def explanation_names_nobody(self, decision: rc.Decision) -> None:
        told = rc.explain(decision)
        assert told
        assert [name for name in (*NAMES, self.born.isoformat()) if name in told] == []

    def named(self) -> list[date]:
        """Every day that a fact names."""
        told = [attrs.astuple(fact, recurse=False) for field in FIELDS for fact in self.told[field]]
        return [value for values in told for value in values if type(value) is date]

    def far(self) -> date:
        """Later than every day that a fact names, by more than any policy's longest wait for a contact."""
        return max([self.today, *self.named()]) + timedelta(days=3 * 366)

    def there_is_a_way_back(self) -> None:
        """A day, or somebody whom the decision names, leads back to contact; doing what it takes really does."""
        if self.ended():
            return
        far = self.far()
        found = rc.first_contactable(self.history, self.policy, as_of=self.today)
        if isinstance(found, rc.NoContactDay):
            assert found is rc.NoContactDay.NEEDS_ACTION
            lasting = [r for r in self.decide(as_of=far).withheld_by if r.until is None]
            assert lasting
            assert {reason.code for reason in lasting} <= LIFTED_BY.keys()
            told = {field: {*known} for field, known in self.told.items()}
            before = self.history, self.ledger, told, {**self.since}, self.patient
            for fact in {repr(reason.evidence): reason.evidence for reason in lasting}.values():
                if isinstance(fact, (*LASTING, rc.Deceased)):
                    self.lift(fact)
            for fact in self.of(rc.DisputedBirthDate):
                self.lift(fact)
            self.first_contact_is_released()
            self.is_now(subject=True, birth_date=self.born)
            found = rc.first_contactable(self.history, self.policy, as_of=self.today)
            on = self.decide(as_of=found) if isinstance(found, date) else None
            self.history, self.ledger, self.told, self.since, self.patient = before
            assert on is not None, "what was said to lift it does not"
            assert on.contactable
        else:
            assert self.decide(as_of=found).contactable
            assert found == self.today or not self.decide(as_of=found - ONE_DAY).contactable
        assert isinstance(found, date)
        assert found <= far, "a wait as long as a life"

    def no_day_is_missed(self, decision: rc.Decision) -> None:
        """Every day is asked, one by one."""
        today = answer(decision)
        said = rc.next_change(self.history, self.policy, as_of=self.today)
        free = rc.first_contactable(self.history, self.policy, as_of=self.today)
        changed = freed = None
        for ahead in range(BRUTE + 1):
            on = self.today + ahead * ONE_DAY
            then = answer(self.decide(as_of=on))
            if changed is None and then != today:
                changed = on
            if freed is None and then[2]:
                freed = on
            if changed and freed:
                break
        last = self.today + BRUTE * ONE_DAY
        if changed is None:
            assert said is None or said.as_of > last
        else:
            assert said is not None
            assert said.as_of == changed
        assert free == freed if freed is not None else isinstance(free, rc.NoContactDay) or free > last


LASTING: Final = (
    rc.OptOut,
    rc.Unreachable,
    rc.Hold,
    rc.Excluded,
    rc.UnreadNote,
    rc.Away,
    rc.ContactPerson,
)
RARE: Final = (Disposition.COMPLAINED, Disposition.DIED, Disposition.MOVED, Disposition.OPTED_OUT)
USUAL: Final = (
    *(said for said in Disposition if said not in RARE),
    *RARE,
    *(said for said in Disposition if said not in RARE),
)
MENDED: Final = (
    *(*LASTING, rc.SafetyFollowUp, rc.Deceased, rc.RelocatedPermanently),
    *(rc.DisputedBirthDate, rc.Reinstated),
)
# How each counts as an attempt, and what it states: written down here a second time.
OUTCOME: Final = {
    **dict.fromkeys(Disposition, rc.Outcome.CONVERSATION),
    Disposition.NO_ANSWER: rc.Outcome.NO_ANSWER,
    Disposition.LEFT_MESSAGE: rc.Outcome.LEFT_MESSAGE,
    Disposition.DELIVERED: rc.Outcome.DELIVERED,
    Disposition.BOUNCED: rc.Outcome.NOT_DELIVERED,
    Disposition.WRONG_NUMBER: rc.Outcome.NOT_DELIVERED,
    Disposition.SOMEONE_ELSE: rc.Outcome.OTHER_PERSON,
    Disposition.BOOKED: rc.Outcome.BOOKED,
    Disposition.DIED: rc.Outcome.OTHER_PERSON,
}
Saying = Callable[[Life, Draws, rc.Channel], tuple[dict[str, Any], list[Any]]]


def _nothing(_life: Life, _draws: Draws, _channel: rc.Channel) -> tuple[dict[str, Any], list[Any]]:
    return {}, []


def _no_address(life: Life, _draws: Draws, channel: rc.Channel) -> tuple[dict[str, Any], list[Any]]:
    return {}, [rc.Unreachable(channel=channel, since=life.today)]


def _booked(life: Life, draws: Draws, _channel: rc.Channel) -> tuple[dict[str, Any], list[Any]]:
    made = life.booking(draws)
    return draws.pick([({"appointment": made}, [made]), ({}, [])])


def _call_back(life: Life, draws: Draws, _channel: rc.Channel) -> tuple[dict[str, Any], list[Any]]:
    on = life.today + timedelta(days=draws.pick([draws.whole(6), draws.whole(60)]))
    asked = {"half": draws.pick([None, *rc.HalfDay]), "by": draws.pick([None, NAMES[2]])}
    return {"call_on": on, **asked}, [rc.CallBack(on=on, since=life.today, **asked)]


def _will_call(life: Life, _draws: Draws, _channel: rc.Channel) -> tuple[dict[str, Any], list[Any]]:
    return {}, [rc.PatientWillCall(since=life.today)]


def _away(life: Life, draws: Draws, _channel: rc.Channel) -> tuple[dict[str, Any], list[Any]]:
    until = draws.pick([life.later(draws, 2000), None, life.later(draws)])
    return {"until": until}, [rc.Away(since=life.today, until=until)]


def _postponed(life: Life, draws: Draws, _channel: rc.Channel) -> tuple[dict[str, Any], list[Any]]:
    wait = {"until": draws.pick([life.later(draws), None]), "because": draws.pick([None, *rc.DeferralReason])}
    return wait, [rc.Deferral(since=life.today, **wait)]


def _declined(life: Life, draws: Draws, _channel: rc.Channel) -> tuple[dict[str, Any], list[Any]]:
    wait = {"until": draws.pick([life.later(draws), None]), "recalls": [draws.pick(life.policy.recalls).name]}
    return wait, [rc.Deferral(since=life.today, **wait)]


def _opted_out(life: Life, draws: Draws, _channel: rc.Channel) -> tuple[dict[str, Any], list[Any]]:
    some = {
        "channels": draws.pick([[rc.Channel.SMS], None, [rc.Channel.PHONE]]),
        "purposes": draws.pick([None, [rc.Purpose.MARKETING]]),
    }
    return some, [rc.OptOut(since=life.today, **some)]


def _complained(life: Life, _draws: Draws, _channel: rc.Channel) -> tuple[dict[str, Any], list[Any]]:
    return {}, [rc.Hold(code="complaint", since=life.today), rc.UnreadNote(on=life.today)]


def _died(life: Life, draws: Draws, _channel: rc.Channel) -> tuple[dict[str, Any], list[Any]]:
    source = draws.pick(tuple(rc.Party))
    return {"source": source}, [rc.Deceased(recorded=life.today, source=source)]


def _moved(life: Life, draws: Draws, _channel: rc.Channel) -> tuple[dict[str, Any], list[Any]]:
    source = draws.pick(tuple(rc.Party))
    return {"source": source}, [rc.RelocatedPermanently(recorded=life.today, source=source)]


SAYING: Final[dict[Disposition, Saying]] = {
    **dict.fromkeys(Disposition, _nothing),
    Disposition.BOUNCED: _no_address,
    Disposition.WRONG_NUMBER: _no_address,
    Disposition.BOOKED: _booked,
    Disposition.CALL_BACK: _call_back,
    Disposition.WILL_CALL_US: _will_call,
    Disposition.AWAY: _away,
    Disposition.POSTPONED: _postponed,
    Disposition.DECLINED_RECALL: _declined,
    Disposition.OPTED_OUT: _opted_out,
    Disposition.COMPLAINED: _complained,
    Disposition.DIED: _died,
    Disposition.MOVED: _moved,
}


@pytest.mark.clause("LIF-1", "LIF-2", "LIF-3", "LIF-4", "LIF-5", "LIF-6", "LIF-7")
def test_a_whole_life_keeps_every_promise() -> None:
    run_state_machine_as_test(Life, settings=settings(facts.times(1), stateful_step_count=50))
