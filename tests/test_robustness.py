"""Bad input gets a clear, typed error, or the answer that the specification gives it; nothing is half-applied."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, Final, get_args, get_type_hints

import attrs
import oracle
import pytest
import strategies as facts
from hypothesis import given
from hypothesis import strategies as st
from strategies import PRESETS, Base, Case

import recallcore as rc
from recallcore import presets
from recallcore._base.plain import from_data
from recallcore._deciding.question import Question
from recallcore._facts.care_plan import AnyCareDirection
from recallcore._facts.history import AnyCircumstance

TODAY: Final = date(2026, 10, 1)
POLICY: Final = presets.PRACTICE_GUIDES
EXAMINED: Final = rc.Procedure(on=date(2026, 3, 1), kind=rc.Kind.EXAMINATION)
NOON: Final = datetime(2026, 3, 1, 12, tzinfo=UTC)
ZERO_DAY: Final = date(1, 1, 1)  # what some sources store for "no date"


def history(id_: str = "1", **fields: Any) -> rc.History:
    return rc.History(patient=rc.Patient(id=id_), **fields)


def decided(policy: rc.Policy = POLICY, as_of: date = TODAY, **fields: Any) -> rc.Decision:
    return rc.decide(history(**fields), policy, as_of=as_of)


def refused(error: type[rc.RecallcoreError], *faults: str) -> Any:
    """What raises exactly these faults."""

    class Expected:
        def __enter__(self) -> None:
            return None

        def __exit__(self, _: Any, raised: BaseException | None, __: Any) -> bool:
            assert type(raised) is error, raised
            assert isinstance(raised, rc.RecallcoreError)
            assert raised.faults == faults
            assert str(raised) == "; ".join(faults)
            return True

    return Expected()


def rule(**fields: Any) -> rc.RecallRule:
    usual = {"name": "x", "rank": 1, "started_by": [rc.Kind.FILLING], "interval": rc.Interval(months=3)}
    return rc.RecallRule(**{**usual, **fields})


def policy(*rules: rc.RecallRule, **fields: Any) -> rc.Policy:
    return rc.Policy(**{"name": "p", "version": "1", "recalls": rules or [rule()], **fields})


# ------------------------------------------------------------------ days and instants

_PHONE: Final = rc.Channel.PHONE
DAYS: Final[dict[str, Callable[[Any], Any]]] = {
    "Appointment.booked_on": lambda on: rc.Appointment(on=TODAY, state=rc.AppointmentState.BOOKED, booked_on=on),
    "Appointment.cancelled_on": lambda on: rc.Appointment(
        on=TODAY, state=rc.AppointmentState.CANCELLED, cancelled_on=on
    ),
    "Patient.registered": lambda on: rc.Patient(id="1", registered=on),
    "Appointment.on": lambda on: rc.Appointment(on=on, state=rc.AppointmentState.BOOKED),
    "Attempt.on": lambda on: rc.Attempt(on=on, channel=rc.Channel.SMS, outcome=rc.Outcome.DELIVERED),
    "Away.review_on": lambda on: rc.Away(review_on=on),
    "Away.since": lambda on: rc.Away(since=on),
    "Away.until": lambda on: rc.Away(until=on),
    "Away.yearly_until": lambda on: rc.Away(since=ZERO_DAY, until=date(1, 1, 2), yearly=True, yearly_until=on),
    "Bereavement.on": lambda on: rc.Bereavement(on=on),
    "CallBack.on": lambda on: rc.CallBack(since=ZERO_DAY, on=on),
    "CallBack.since": lambda on: rc.CallBack(since=on, on=TODAY),
    "Commitment.fulfilled_on": lambda on: rc.Commitment(code="x", since=ZERO_DAY, fulfilled_on=on),
    "Commitment.since": lambda on: rc.Commitment(code="x", since=on),
    "Commitment.until": lambda on: rc.Commitment(code="x", since=ZERO_DAY, until=on),
    "ContactPerson.consent_on": lambda on: rc.ContactPerson(person="2", consent_on=on),
    "ContactPerson.since": lambda on: rc.ContactPerson(person="2", since=on),
    "ContactPerson.until": lambda on: rc.ContactPerson(person="2", until=on),
    "Deceased.died_on": lambda on: rc.Deceased(recorded=TODAY, source=rc.Party.FAMILY, died_on=on),
    "Deceased.recorded": lambda on: rc.Deceased(recorded=on, source=rc.Party.FAMILY),
    "Deferral.since": lambda on: rc.Deferral(until=TODAY, since=on),
    "Deferral.until": lambda on: rc.Deferral(until=on),
    "DisputedBirthDate.since": lambda on: rc.DisputedBirthDate(since=on),
    "DueDateOverride.due": lambda on: rc.DueDateOverride(recall="x", due=on, set_on=TODAY),
    "DueDateOverride.set_on": lambda on: rc.DueDateOverride(recall="x", due=TODAY, set_on=on),
    "Entry.recorded": lambda on: rc.Entry(fact=EXAMINED, recorded=on),
    "Entry.retracted": lambda on: rc.Entry(fact=EXAMINED, recorded=None, retracted=on, because="x"),
    "Excluded.since": lambda on: rc.Excluded(code="x", since=on),
    "Hold.since": lambda on: rc.Hold(code="x", since=on),
    "Hold.until": lambda on: rc.Hold(code="x", until=on),
    "IntervalOverride.since": lambda on: rc.IntervalOverride(recall="x", interval=rc.Interval(days=1), since=on),
    "OpenProblem.closed_on": lambda on: rc.OpenProblem(severity=rc.Severity.MILD, since=ZERO_DAY, closed_on=on),
    "OpenProblem.raised_on": lambda on: rc.OpenProblem(severity=rc.Severity.MILD, since=ZERO_DAY, raised_on=on),
    "OpenProblem.since": lambda on: rc.OpenProblem(severity=rc.Severity.MILD, since=on),
    "OptOut.since": lambda on: rc.OptOut(since=on),
    "Patient.birth_date": lambda on: rc.Patient(id="1", birth_date=on),
    "PatientWillCall.since": lambda on: rc.PatientWillCall(since=on),
    "PerioEnrolment.since": lambda on: rc.PerioEnrolment(since=on),
    "PerioEnrolment.until": lambda on: rc.PerioEnrolment(since=ZERO_DAY, until=on),
    "Procedure.on": lambda on: rc.Procedure(on=on, kind=rc.Kind.FILLING),
    "Reinstated.on": lambda on: rc.Reinstated(since=ZERO_DAY, on=on),
    "Reinstated.released_on": lambda on: rc.Reinstated(since=ZERO_DAY, on=ZERO_DAY, released_on=on),
    "Reinstated.since": lambda on: rc.Reinstated(since=on, on=TODAY),
    "RelocatedPermanently.recorded": lambda on: rc.RelocatedPermanently(recorded=on, source=rc.Party.FAMILY),
    "Report.call_on": lambda on: rc.Report(on=ZERO_DAY, channel=_PHONE, said=rc.Disposition.CALL_BACK, call_on=on),
    "Report.on": lambda on: rc.Report(on=on, channel=_PHONE, said=rc.Disposition.TALKED),
    "Report.until": lambda on: rc.Report(on=ZERO_DAY, channel=_PHONE, said=rc.Disposition.POSTPONED, until=on),
    "SafetyFollowUp.closed_on": lambda on: rc.SafetyFollowUp(code="x", since=ZERO_DAY, closed_on=on),
    "SafetyFollowUp.since": lambda on: rc.SafetyFollowUp(code="x", since=on),
    "Unreachable.since": lambda on: rc.Unreachable(channel=rc.Channel.SMS, since=on),
    "UnreadNote.on": lambda on: rc.UnreadNote(on=on),
}


@pytest.mark.clause("FCT-1")
@pytest.mark.parametrize("field", DAYS)
@pytest.mark.parametrize(
    "given_", [NOON, NOON.replace(tzinfo=None), "2026-03-01", 20260301, NOON.timestamp()], ids=repr
)
def test_a_day_is_a_date_and_nothing_else(field: str, given_: Any) -> None:
    kind = type(given_).__name__
    with refused(rc.FactError, f"{field} must be a day (datetime.date, not datetime.datetime), got {kind}"):
        DAYS[field](given_)


@pytest.mark.clause("FCT-1")
def test_every_field_that_holds_a_day_is_among_those_tried() -> None:
    values = [value for value in map(rc.__dict__.get, rc.__all__) if isinstance(value, type) and attrs.has(value)]
    outputs = (
        *(rc.CallList, rc.DataReview, rc.Decision, rc.Dormancy, rc.Due, rc.EndingReview, Question, rc.Reason),
        *(rc.Beat, rc.Forecast, rc.ForecastRow, rc.ReviewItem),
    )
    held = {
        f"{value.__name__}.{field.name}"
        for value in values
        if value not in outputs and value is not rc.DormancyRule  # a policy's: below
        for field in attrs.fields(value)
        if field.init and get_type_hints(value)[field.name] in (date, date | None)
    }
    assert held == set(DAYS)


@pytest.mark.clause("FCT-1", "POL-1")
def test_the_day_a_practice_opened_is_a_date_too() -> None:
    year = rc.Interval(years=1)
    with refused(
        rc.PolicyError, "DormancyRule.opened must be a day (datetime.date, not datetime.datetime), got datetime"
    ):
        rc.DormancyRule(dormant_after=year, opened=NOON, young_for=year, absent_after=rc.Interval(months=3))


@pytest.mark.clause("FCT-1", "POL-1")
def test_what_makes_no_sense_together_is_refused_in_the_new_facts_and_parts_of_a_policy() -> None:
    day, week, month = (rc.Interval.parse(text) for text in ("1d", "1w", "1m"))
    before = TODAY - timedelta(days=1)
    with refused(rc.FactError, "CallBack.on must not be before CallBack.since"):
        rc.CallBack(since=TODAY, on=before)
    with refused(rc.FactError, "CallBack.at must fall within a day of its `on`"):
        rc.CallBack(since=TODAY, on=TODAY, at=NOON + timedelta(days=9))
    with refused(rc.FactError, "SafetyFollowUp.closed_on must not be before its since"):
        rc.SafetyFollowUp(code="x", since=TODAY, closed_on=before)
    with refused(rc.FactError, "OpenProblem.closed_on must not be before its since"):
        rc.OpenProblem(severity=rc.Severity.MILD, since=TODAY, closed_on=before)
    with refused(rc.FactError, "OpenProblem.raised_on must not be before its since"):
        rc.OpenProblem(severity=rc.Severity.MILD, since=TODAY, raised_on=before)
    with refused(rc.FactError, "Commitment.fulfilled_on must not be before its since"):
        rc.Commitment(code="x", since=TODAY, fulfilled_on=before)
    for window, within in ((rc.LimitWindow.ROLLING, None), (rc.LimitWindow.CALENDAR_YEAR, month)):
        with refused(rc.FactError, "FrequencyLimit.within must be given, unless its window is a calendar year"):
            rc.FrequencyLimit(kinds=[rc.Kind.FILLING], max_visits=1, window=window, within=within)
    with refused(rc.FactError, "Patient.traits must name each trait once"):
        rc.Patient(id="1", traits=[(rc.Trait.TRUST, 1), (rc.Trait.TRUST, 2)])
    pair = "a pair of a Trait (trust, satisfaction, influence, means) and a level"
    with refused(rc.FactError, f"Patient.traits item 0 must be {pair}"):
        rc.Patient(id="1", traits=["trust"])
    with refused(
        rc.PolicyError,
        "Cadence.max_attempts and Cadence.rest must be given together: exhausted means resting",
        "Cadence.gaps must not shrink, got 1m and then 1d",
    ):
        rc.Cadence(gaps=[week, month, day], max_attempts=3)
    with refused(
        rc.PolicyError,
        "DormancyRule.lapsed_after must be shorter than dormant_after, got 1m and 1w",
        "DormancyRule.opened, young_for and absent_after must be given together",
    ):
        rc.DormancyRule(dormant_after=week, lapsed_after=month, young_for=week)
    with refused(rc.PolicyError, "DormancyRule.lapsed_after must be shorter than dormant_after, got 1w and 1w"):
        rc.DormancyRule(dormant_after=week, lapsed_after=week)
    with refused(rc.PolicyError, "Cap.max_attempts must be at least 1, got far less"):
        rc.Cap(max_attempts=-(10**5000), within=week)
    weight = rc.Weight(factor=rc.Factor.CHILD, points=1)
    with refused(
        rc.PolicyError,
        "weights must name each factor once",
        "ties must name each tie once",
        "look_ahead and grace must not be given together",
    ):
        policy(weights=[weight, weight], ties=[rc.Tie.ID, rc.Tie.ID], look_ahead=day, grace=day)


@pytest.mark.clause("FCT-2")
@pytest.mark.parametrize(
    "make",
    [
        lambda at: rc.Appointment(on=TODAY, state=rc.AppointmentState.BOOKED, at=at),
        lambda at: rc.Attempt(on=TODAY, channel=rc.Channel.SMS, outcome=rc.Outcome.DELIVERED, at=at),
    ],
    ids=["Appointment", "Attempt"],
)
def test_an_instant_is_aware_and_of_its_day(make: Callable[[Any], Any]) -> None:
    for wrong, what in ((NOON.replace(tzinfo=None), "a naive datetime"), (TODAY, "date"), ("09:00", "str"), (9, "int")):
        with pytest.raises(rc.FactError, match=f"at must be a timezone-aware datetime, got {what}$"):
            make(wrong)
    here = datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=timezone(timedelta(hours=-5)))
    nowhere = here.replace(tzinfo=UTC)  # nobody's clock: wherever on earth it would do, it does
    hour, last = timedelta(hours=1), timedelta(microseconds=1)
    for wrong in (here - 25 * hour, here - 24 * hour - last, here + 48 * hour, nowhere - 38 * hour - last):
        with pytest.raises(rc.FactError, match=r"\.at must fall within a day of its `on`$"):
            make(wrong)
    for wrong in (nowhere + 60 * hour, nowhere + timedelta(days=400)):
        with pytest.raises(rc.FactError, match=r"\.at must fall within a day of its `on`$"):
            make(wrong)
    for right in (here - 24 * hour, here, here + 48 * hour - last, nowhere - 38 * hour, nowhere + 60 * hour - last):
        made = make(right)
        assert made.on == TODAY
        assert attrs.evolve(made) == made


@pytest.mark.clause("FCT-3")
@pytest.mark.parametrize(
    "made",
    [
        *(rc.Away, rc.Deferral, rc.PerioEnrolment),
        *(lambda **span: rc.Hold(code="x", **span), lambda **span: rc.Commitment(code="x", **span)),
    ],
)
@pytest.mark.parametrize("days", [0, -1, -400])
def test_what_ends_ends_after_it_began(made: Callable[..., Any], days: int) -> None:
    with pytest.raises(rc.FactError, match=r"^\w+: until must be after since$"):
        made(since=TODAY, until=TODAY + timedelta(days=days))
    assert made(since=TODAY, until=TODAY + timedelta(days=1)).until == TODAY + timedelta(days=1)


@pytest.mark.clause("FCT-3")
def test_nobody_dies_after_it_was_recorded() -> None:
    with refused(rc.FactError, "Deceased.died_on must not be after Deceased.recorded"):
        rc.Deceased(recorded=TODAY, source=rc.Party.FAMILY, died_on=TODAY + timedelta(days=1))
    assert rc.Deceased(recorded=TODAY, source=rc.Party.FAMILY, died_on=TODAY).died_on == TODAY


@pytest.mark.clause("HHD-1")
def test_a_contact_person_ends_not_before_they_began_and_on_a_day() -> None:
    with refused(rc.FactError, "ContactPerson.until must not be before ContactPerson.since"):
        rc.ContactPerson(person="2", since=TODAY, until=TODAY - timedelta(days=1))
    with refused(rc.FactError, "ContactPerson.until must be given where ContactPerson.ended is"):
        rc.ContactPerson(person="2", ended=rc.PersonEnd.MOVED)
    assert rc.ContactPerson(person="2", since=TODAY, until=TODAY, ended=rc.PersonEnd.DIED).until == TODAY


# ------------------------------------------------------------------ ids, codes, words, truth

TEXTS: Final[dict[str, Callable[[Any], Any]]] = {
    "Patient.id": lambda text: rc.Patient(id=text),
    "Patient.household": lambda text: rc.Patient(id="1", household=text),
    "ContactPerson.person": lambda text: rc.ContactPerson(person=text),
    "Procedure.code": lambda text: rc.Procedure(on=TODAY, kind=rc.Kind.FILLING, code=text),
    "Commitment.code": lambda text: rc.Commitment(code=text, since=TODAY),
    "Hold.code": lambda text: rc.Hold(code=text),
    "Excluded.code": lambda text: rc.Excluded(code=text),
    "InProgress.by": lambda text: rc.InProgress(by=text, since=NOON, until=NOON + timedelta(hours=1)),
    "Deceased.evidence": lambda text: rc.Deceased(recorded=TODAY, source=rc.Party.FAMILY, evidence=text),
    "RelocatedPermanently.evidence": lambda text: rc.RelocatedPermanently(
        recorded=TODAY, source=rc.Party.FAMILY, evidence=text
    ),
    "Report.evidence": lambda text: rc.Report(
        on=TODAY, channel=_PHONE, said=rc.Disposition.DIED, source=rc.Party.FAMILY, evidence=text
    ),
    "Entry.because": lambda text: rc.Entry(fact=EXAMINED, recorded=None, retracted=TODAY, because=text),
    "IntervalOverride.recall": lambda text: rc.IntervalOverride(recall=text, interval=rc.Interval(days=1), since=TODAY),
    "DueDateOverride.recall": lambda text: rc.DueDateOverride(recall=text, due=TODAY, set_on=TODAY),
    "RecallRule.name": lambda text: rule(name=text),
    "RecallRule.care_reason": lambda text: rule(care_reason=text),
    "Policy.name": lambda text: policy(name=text),
    "Policy.version": lambda text: policy(version=text),
    "Site.tooth": lambda text: rc.Site(tooth=text, notation=rc.Notation.FDI),
}
LONG: Final = "must be printable and at most 128 characters: an opaque id or code, not free text"


@pytest.mark.clause("FCT-4")
@pytest.mark.parametrize("field", TEXTS)
@pytest.mark.parametrize(
    ("given_", "fault"),
    [
        (" ", "must not be empty or blank"),
        ("\n\t", "must not be empty or blank"),
        (7, "must be a str, got int"),
        (b"7", "must be a str, got bytes"),
        ("x" * 129, LONG),
        ("x" * 10**6, LONG),
        ("two\nlines", LONG),
        ("\x007", LONG),
    ],
    ids=repr,
)
def test_ids_and_codes_are_short_and_opaque(field: str, given_: Any, fault: str) -> None:
    with pytest.raises(rc.RecallcoreError) as raised:
        TEXTS[field](given_)
    assert raised.value.faults == (f"{field} {fault}",)


@pytest.mark.clause("FCT-4")
@pytest.mark.parametrize(
    "field",
    [
        field
        for field in TEXTS
        if not field.endswith(".evidence")
        and field not in ("Procedure.code", "RecallRule.care_reason", "Entry.because")
    ],
)
def test_ids_and_names_are_not_empty(field: str) -> None:
    with pytest.raises(rc.RecallcoreError, match="must not be empty or blank"):
        TEXTS[field]("")


@pytest.mark.clause("FCT-4")
def test_the_longest_id_is_accepted() -> None:
    for longest in ("x" * 128, "é-" * 64, "病歴 7", "0"):
        assert decided(completed=[rc.Procedure(on=TODAY, kind=rc.Kind.OTHER, code=longest)]).patient_id == "1"
        assert rc.decide(history(longest), POLICY, as_of=TODAY).patient_id == longest


@pytest.mark.clause("FCT-5")
@pytest.mark.parametrize("wrong", ["examination", "Examination", None, 1, rc.Channel.SMS], ids=repr)
def test_a_word_is_a_word_of_the_vocabulary_and_not_its_spelling(wrong: Any) -> None:
    words = ", ".join(rc.Kind)
    fault = f"must be a Kind ({words}), got {'None' if wrong is None else type(wrong).__name__}"
    with refused(rc.FactError, f"Procedure.kind {fault}"):
        rc.Procedure(on=TODAY, kind=wrong)
    with refused(rc.FactError, f"Appointment.kinds item 0 {fault}"):
        rc.Appointment(on=TODAY, state=rc.AppointmentState.BOOKED, kinds=[wrong])
    with refused(rc.PolicyError, f"RecallRule.started_by item 0 {fault}"):
        rule(started_by=[wrong])


@pytest.mark.clause("FCT-5")
@pytest.mark.parametrize("wrong", ["", "Booked", "booked ", None, 0, True, ["booked"]], ids=repr)
def test_an_unknown_spelling_is_refused(wrong: Any) -> None:
    given_type = type(wrong).__name__
    said = f"no AppointmentState is spelled like the given {given_type}; accepted: booked, kept, cancelled, missed"
    with refused(rc.FactError, said):
        rc.AppointmentState(wrong)


@pytest.mark.clause("FCT-5")
@pytest.mark.parametrize("wrong", [0, 1, "false", None], ids=repr)
def test_truth_is_true_or_false(wrong: Any) -> None:
    got = "None" if wrong is None else type(wrong).__name__
    with refused(rc.FactError, f"Patient.subject must be True or False, got {got}"):
        rc.Patient(id="1", subject=wrong)
    with refused(rc.FactError, f"Deceased.confirmed must be True or False, got {got}"):
        rc.Deceased(recorded=TODAY, source=rc.Party.FAMILY, confirmed=wrong)


@pytest.mark.clause("FCT-6")
@pytest.mark.parametrize(
    ("tooth", "notation"),
    [
        *((tooth, "FDI") for tooth in ("19", "49", "56", "86", "A", "0", "00", "1")),
        *((tooth, "Universal") for tooth in ("0", "33", "U", "a", "01", "46")),
    ],
)
def test_there_is_no_such_tooth(tooth: str, notation: str) -> None:
    with refused(rc.FactError, f"Site.tooth is no tooth in {notation} notation"):
        rc.Site(tooth=tooth, notation=rc.Notation(notation))


@pytest.mark.clause("FCT-6")
def test_a_tooth_has_a_notation() -> None:
    with pytest.raises(TypeError):
        rc.Site(tooth="11")  # type: ignore[call-arg]
    with refused(rc.FactError, "Site.notation must be a Notation (FDI, Universal), got None"):
        rc.Site(tooth="11", notation=None)  # type: ignore[arg-type]


@pytest.mark.clause("FCT-6")
def test_every_tooth_has_one_number_in_each_notation() -> None:
    universal = [*map(str, range(1, 33)), *"ABCDEFGHIJKLMNOPQRST"]
    fdi = [rc.Site(tooth=tooth, notation=rc.Notation.UNIVERSAL).fdi for tooth in universal]
    assert sorted(fdi) == sorted(
        [f"{q}{n}" for q in range(1, 5) for n in range(1, 9)] + [f"{q}{n}" for q in range(5, 9) for n in range(1, 6)]
    )
    assert [rc.Site(tooth=tooth, notation=rc.Notation.FDI).fdi for tooth in fdi] == fdi
    known = {"1": "18", "8": "11", "9": "21", "16": "28", "17": "38", "24": "31", "25": "41", "30": "46", "32": "48"}
    known |= {"A": "55", "E": "51", "F": "61", "J": "65", "K": "75", "O": "71", "P": "81", "T": "85"}
    assert {tooth: fdi[universal.index(tooth)] for tooth in known} == known


# ------------------------------------------------------------------ intervals


@pytest.mark.clause("IVL-6")
@pytest.mark.parametrize("part", ["years", "months", "weeks", "days"])
def test_a_part_of_an_interval_is_whole_and_not_negative(part: str) -> None:
    for wrong in (-1, -(10**30)):
        with refused(rc.IntervalError, f"Interval.{part} must be at least 0"):
            rc.Interval(**{part: wrong})
    others: list[Any] = [1.0, "1", None, True, timedelta(days=1)]
    for other in others:
        got = "None" if other is None else type(other).__name__
        with refused(rc.IntervalError, f"Interval.{part} must be a whole number, at least 0, got {got}"):
            rc.Interval(**{part: other})
    with refused(rc.IntervalError, "an Interval must be at least 1 day, got 0 days"):
        rc.Interval(**{part: 0})
    with refused(rc.IntervalError, f"Interval.{part} must be at most 999,999,999"):
        rc.Interval(**{part: 10**9})


@pytest.mark.clause("IVL-1")
@pytest.mark.parametrize(
    "wrong", [None, 6, b"6m", ["6m"], "6m 1d", "m", "1d1d", "P", "-P6M", "٦m", "6µ", "6m\x00"], ids=repr
)
def test_what_is_not_an_interval_does_not_read_as_one(wrong: Any) -> None:
    with pytest.raises(rc.IntervalError, match="an interval is written like '6m1d' or 'P6M1D', got "):
        rc.Interval.parse(wrong)


@pytest.mark.clause("IVL-2")
@pytest.mark.parametrize("wrong", [-1, 2**31, 10**30, True, False, 0.0, 1.0, "393217", None], ids=repr)
def test_what_is_not_a_packed_interval_is_refused(wrong: Any) -> None:
    with refused(rc.IntervalError, "a packed interval must be a whole number from 0 to 2147483647"):
        rc.Interval.from_open_dental(wrong)


@pytest.mark.clause("IVL-5")
@pytest.mark.parametrize("wrong", [0, -1, 1.5, True, None, "2"], ids=repr)
def test_an_interval_is_repeated_a_whole_number_of_times(wrong: Any) -> None:
    with pytest.raises(rc.IntervalError, match="an interval is multiplied by a whole number of at least 1, got "):
        rc.Interval(days=1) * wrong


@pytest.mark.clause("IVL-3", "FCT-1")
@pytest.mark.parametrize("wrong", [NOON, "2026-01-01", None, 5], ids=repr)
def test_an_interval_is_added_to_a_day(wrong: Any) -> None:
    with pytest.raises(rc.IntervalError, match="the day an interval is added to must be a day"):
        rc.Interval(days=1).after(wrong)


@pytest.mark.clause("IVL-4")
@pytest.mark.parametrize("wrong", ["roll", "clip", None, 1], ids=repr)
def test_a_month_end_is_a_word_of_its_vocabulary(wrong: Any) -> None:
    with pytest.raises(rc.RecallcoreError):
        rc.Interval(months=6).after(date(2026, 3, 31), wrong)


@pytest.mark.clause("IVL-7")
@pytest.mark.parametrize(
    "span",
    [{"days": 1}, {"weeks": 1}, {"months": 1}, {"years": 1}]
    + [{part: 10**n} for part in ("years", "months", "weeks", "days") for n in (7, 8)],
    ids=str,
)
def test_past_the_calendar_there_is_no_day_however_far(span: dict[str, int]) -> None:
    far = rc.Interval(**span)
    for month_end in rc.MonthEnd:
        with pytest.raises(rc.IntervalError, match="past the end of the year 9999"):
            far.after(date.max, month_end)
    assert far.first_day_reaching(date.min) == date.min
    assert decided(policy(rule(interval=far)), completed=[], as_of=date.max).dues[0].on is None
    filled = rc.Procedure(on=date.max, kind=rc.Kind.FILLING)
    assert (
        decided(policy(rule(interval=far)), completed=[filled], as_of=date.max).dues[0].basis
        is rc.Basis.BEYOND_CALENDAR
    )


@pytest.mark.clause("IVL-7", "DUE-8")
def test_no_visit_reviews_what_is_due_past_the_calendar() -> None:
    filled = rc.Procedure(on=date(2026, 1, 1), kind=rc.Kind.FILLING)
    chosen = policy(rule(interval=rc.Interval(years=9000), repeats=False, resolved_by=[rc.Kind.EXAMINATION]))
    assert decided(chosen, completed=[filled, EXAMINED]).dues[0].basis is rc.Basis.BEYOND_CALENDAR


@pytest.mark.clause("POL-2")
def test_a_policy_of_very_long_intervals_is_stored_too() -> None:
    far = policy(rule(interval=rc.Interval(years=10_000)), course_gap=rc.Interval(days=10**8))
    assert rc.policy_from_data(rc.policy_as_data(far)) == far


# ------------------------------------------------------------------ the calendar's ends, and leap days


def extreme_case(draws: facts.Draws) -> Case:
    """Every day of the case, the births and the day asked about lie at an end of the calendar."""
    chosen = facts.policy(draws)
    ends = facts.EXTREME_DAYS[:4] if draws.one_in(2) else facts.EXTREME_DAYS[4:]
    kinds = [kind for rule in chosen.recalls for kind in (*rule.started_by, *rule.resolved_by)]
    around = facts.World(days=ends, births=ends, kinds=kinds, recalls=[rule.name for rule in chosen.recalls])
    return Case(facts.history(draws, around), chosen, draws.pick(facts.EXTREME_DAYS), draws.pick(tuple(rc.Purpose)))


@pytest.mark.clause("IVL-7", "DEC-2")
@facts.times(8)
@given(facts.made_by(extreme_case))
def test_the_ends_of_the_calendar_stop_no_decision(case: Case) -> None:
    decision = case.decision()
    assert [due.on for due in decision.dues] == [standing.on for standing in oracle.Patient(*case).standings]
    assert decision.leading in decision.reasons
    assert rc.explain(decision)
    everything_asked(case.history, case.policy, case.as_of)


def everything_asked(of: rc.History, policy: rc.Policy, as_of: date) -> None:
    """Every question there is about a base, about one history of it. That there is an answer is all that is asked."""
    asked: dict[str, Any] = {"as_of": as_of}
    assert rc.decide(of, policy, **asked).as_of == as_of
    change = rc.next_change(of, policy, **asked)
    assert change is None or change.as_of > as_of
    wait = rc.first_contactable(of, policy, **asked)
    assert isinstance(wait, rc.NoContactDay) or wait >= as_of
    assert rc.forecast([of], policy, days=40, **asked).base == 1
    assert rc.data_review([of, of], policy, **asked).base == 1
    assert rc.call_list(rc.share_household_facts([of], **asked), policy, **asked).base == 1
    assert all(doubtful.ending in of.circumstances for doubtful in rc.doubtful_endings([of], **asked))
    assert rc.ending_rates([of], policy, **asked).as_of == as_of


FIELD_OF: Final[dict[type, str]] = {
    rc.Procedure: "completed",
    rc.Appointment: "appointments",
    rc.Attempt: "attempts",
    **dict.fromkeys(get_args(AnyCircumstance), "circumstances"),
    **dict.fromkeys(get_args(AnyCareDirection), "care_plan"),
}


@pytest.mark.clause("IVL-7", "DEC-2")
@pytest.mark.parametrize("as_of", [date.min, TODAY, date.max])
@pytest.mark.parametrize("end", [date.min, date.max])
def test_no_fact_at_an_end_of_the_calendar_stops_any_question(as_of: date, end: date) -> None:
    tried = set()
    alone = [rc.Deferral(since=end), rc.SafetyFollowUp(code="x", since=end), rc.CallBack(since=end, on=end)]
    for make in (*DAYS.values(), *(lambda _, fact=fact: fact for fact in alone)):
        try:
            fact = make(end)
        except rc.FactError:  # a span that ends before it begins
            continue
        if type(fact) in FIELD_OF:
            tried.add(type(fact))
            everything_asked(history(**{"completed": [EXAMINED], FIELD_OF[type(fact)]: [fact]}), POLICY, as_of)
    assert len(tried) > 20


@pytest.mark.clause("DEC-3", "LST-6")
@pytest.mark.parametrize("wrong", [None, history(), 7, "1"], ids=["None", "History", "int", "str"])
def test_histories_come_as_an_iterable(wrong: Any) -> None:
    asked: list[Callable[[], object]] = [
        lambda: rc.decide_all(wrong, POLICY, as_of=TODAY),
        lambda: rc.call_list(wrong, POLICY, as_of=TODAY),
        lambda: rc.data_review(wrong, POLICY, as_of=TODAY),
        lambda: rc.doubtful_endings(wrong, as_of=TODAY),
        lambda: rc.ending_rates(wrong, POLICY, as_of=TODAY),
        lambda: rc.forecast(wrong, POLICY, as_of=TODAY, days=7),
        lambda: rc.share_household_facts(wrong, as_of=TODAY),
        lambda: rc.merge_base(wrong, {}),
    ]
    kind = "None" if wrong is None else type(wrong).__name__
    for ask in asked:
        with refused(rc.RequestError, f"histories must be an iterable of histories, got {kind}"):
            ask()


@pytest.mark.clause("WNT-2", "IVL-7")
def test_a_visit_on_the_last_day_there_is_is_never_after_a_deferral_said_on_it() -> None:
    last = rc.Procedure(on=date.max, kind=rc.Kind.EXAMINATION)
    facts_ = {"completed": [last], "circumstances": [rc.Deferral(since=date.max)]}
    assert [reason.code for reason in decided(as_of=date.max, **facts_).other_reasons] == [rc.ReasonCode.DEFERRAL_ENDED]


@pytest.mark.clause("WNT-1", "IVL-7")
@pytest.mark.parametrize("ended", [rc.Deferral(until=ZERO_DAY), rc.Away(until=ZERO_DAY)], ids=["Deferral", "Away"])
def test_a_zero_day_stops_no_list(ended: Any) -> None:
    someone = history(completed=[EXAMINED], circumstances=[ended])
    assert rc.call_list([someone], POLICY, as_of=TODAY).base == 1
    assert rc.call_list([someone], POLICY, as_of=ZERO_DAY).base == 1


@pytest.mark.clause("AGE-2", "DUE-1")
def test_a_life_of_leap_days() -> None:
    born = rc.Patient(id="1", birth_date=date(2008, 2, 29), risk=rc.Risk.LOW)
    done = rc.Procedure(on=date(2024, 2, 29), kind=rc.Kind.EXAMINATION)
    decision = rc.decide(rc.History(patient=born, completed=[done]), presets.NICE_CG19, as_of=date(2024, 2, 29))
    assert [due.on for due in decision.dues] == [date(2025, 2, 28)]
    for as_of in (date(2026, 2, 28), date(2026, 3, 1)):
        decision = rc.decide(rc.History(patient=born, completed=[done]), presets.NICE_CG19, as_of=as_of)
        assert [due.on for due in decision.dues] == [date(2025, 2, 28)]


@pytest.mark.clause("AGE-1", "IVL-7")
def test_ages_past_the_calendar_are_never_reached() -> None:
    young = rc.Patient(id="1", birth_date=date(9990, 5, 5))
    done = [rc.Procedure(on=date(9999, 1, 1), kind=rc.Kind.FILLING)]
    for ages, attaches in (({"below_age": 18}, True), ({"from_age": 18}, False), ({"from_age": 10**6}, False)):
        chosen = policy(rule(**ages))
        decision = rc.decide(rc.History(patient=young, completed=done), chosen, as_of=date(9999, 6, 1))
        assert (decision.dues[0].on is not None) is attaches


# ------------------------------------------------------------------ facts in a history


@pytest.mark.clause("FCT-8")
def test_a_lone_string_is_not_an_iterable_of_facts() -> None:
    fields = ("completed", "planned", "appointments", "attempts", "circumstances", "care_plan")
    faults = [f"History.{name} must be an iterable of items, got str" for name in fields]
    with refused(rc.FactError, *faults):
        history(**dict.fromkeys(fields, "facts"))
    with refused(rc.FactError, *(fault.replace("str", "None") for fault in faults)):
        history("1", **dict.fromkeys(fields))
    with refused(rc.FactError, "History.completed must be an iterable of items, got Procedure"):
        history(completed=EXAMINED)
    for empty in ("", 0, None, False):
        with pytest.raises(rc.FactError, match="must be an iterable of items"):
            history(completed=empty)
    with refused(rc.FactError, "Appointment.kinds must be an iterable of items, got Kind"):
        rc.Appointment(on=TODAY, state=rc.AppointmentState.BOOKED, kinds=rc.Kind.FILLING)  # type: ignore[arg-type]
    with refused(rc.FactError, "OptOut.channels must be an iterable of items, got Channel"):
        rc.OptOut(channels=rc.Channel.SMS)  # type: ignore[arg-type]


@pytest.mark.clause("FCT-7")
def test_any_iterable_of_facts_will_do() -> None:
    expected = history(completed=(EXAMINED,), circumstances=(rc.Away(),))
    for iterable in (list, tuple, set, frozenset, iter, lambda items: (item for item in items), dict.fromkeys):
        assert history(completed=iterable([EXAMINED]), circumstances=iterable([rc.Away()])) == expected
    assert rc.OptOut(channels=iter([rc.Channel.SMS])) == rc.OptOut(channels={rc.Channel.SMS})
    assert rc.Hold(code="x", recalls=(name for name in ("b", "a", "b"))) == rc.Hold(code="x", recalls=["a", "b"])


@pytest.mark.clause("FCT-8")
def test_a_fact_of_the_wrong_type_is_named_by_its_place() -> None:
    booked = rc.Appointment(on=TODAY, state=rc.AppointmentState.BOOKED)
    circumstances = " or ".join(fact.__name__ for fact in get_args(AnyCircumstance))
    with refused(
        rc.FactError,
        "History.patient must be a Patient, got str",
        "History.completed item 1 must be a Procedure, got Appointment",
        "History.planned item 0 must be a Procedure, got None",
        "History.appointments item 0 must be an Appointment, got Procedure",
        "History.attempts item 0 must be an Attempt, got str",
        f"History.circumstances item 0 must be a {circumstances}, got Procedure",
        "History.care_plan item 0 must be an IntervalOverride or DueDateOverride or PerioEnrolment or FrequencyLimit,"
        " got Away",
    ):
        rc.History(
            patient="1",  # type: ignore[arg-type]
            completed=[EXAMINED, booked],  # type: ignore[list-item]
            planned=[None],  # type: ignore[list-item]
            appointments=[EXAMINED],  # type: ignore[list-item]
            attempts=iter("abc"),  # type: ignore[arg-type]
            circumstances=[EXAMINED],  # type: ignore[list-item]
            care_plan=[rc.Away()],  # type: ignore[list-item]
        )


@pytest.mark.clause("FCT-8")
def test_the_place_named_is_the_place_given() -> None:
    kinds: list[Any] = [rc.Kind.FILLING, rc.Kind.EXTRACTION, "a filling"]
    with refused(rc.FactError, f"Appointment.kinds item 2 must be a Kind ({', '.join(rc.Kind)}), got str"):
        rc.Appointment(on=TODAY, state=rc.AppointmentState.BOOKED, kinds=kinds)
    with refused(rc.FactError, "Hold.recalls item 2 must not be empty or blank"):
        rc.Hold(code="x", recalls=["b", "a", " "])
    with refused(rc.FactError, "CodeMap.codes item 1 must not be empty or blank"):
        rc.CodeMap(codes=[("D1", rc.Kind.FILLING), ("", rc.Kind.FILLING)])


@pytest.mark.clause("SUP-6", "SUP-8", "FCT-4")
def test_an_empty_list_is_not_everything() -> None:
    with refused(
        rc.FactError, "OptOut.channels must hold at least 1, got 0", "OptOut.purposes must hold at least 1, got 0"
    ):
        rc.OptOut(channels=[], purposes=[])
    with refused(rc.FactError, "Hold.recalls must hold at least 1, got 0"):
        rc.Hold(code="x", recalls=[])
    with refused(rc.FactError, "Excluded.recalls item 1 must be a str, got int"):
        rc.Excluded(code="x", recalls=["examination", 7])  # type: ignore[list-item]
    with refused(rc.FactError, "OptOut.channels item 0 must be a Channel (phone, sms, email, letter), got list"):
        rc.OptOut(channels=[[], rc.Channel.SMS])  # type: ignore[list-item]


@pytest.mark.clause("SUP-12", "DUE-1")
def test_care_completed_after_the_day_asked_about_is_not_used_and_withholds() -> None:
    tomorrow = attrs.evolve(EXAMINED, on=TODAY + timedelta(days=1))
    decision = decided(completed=[EXAMINED, tomorrow])
    assert decision.verdict is rc.Verdict.WITHHELD
    assert decision.leading.evidence == tomorrow
    assert [due.on for due in decision.dues if due.on is not None] == [date(2026, 9, 1)]


@pytest.mark.clause("DUE-8", "OVR-1")
@pytest.mark.parametrize("seen", [date(2026, 2, 20), date(2026, 3, 1)])
def test_no_visit_before_or_on_the_day_of_the_treatment_is_its_review(seen: date) -> None:
    filled = rc.Procedure(on=date(2026, 3, 1), kind=rc.Kind.FILLING)
    soon = rc.IntervalOverride(recall="filling review", interval=rc.Interval(weeks=2), since=date(2026, 1, 1))
    examined = attrs.evolve(EXAMINED, on=seen)
    decision = decided(completed=[filled, examined], care_plan=[soon])
    assert {due.recall: due.on for due in decision.dues}["filling review"] == date(2026, 3, 15)


@pytest.mark.clause("WNT-2")
@pytest.mark.parametrize("outcome", [rc.Outcome.NO_ANSWER, rc.Outcome.LEFT_MESSAGE, rc.Outcome.NOT_DELIVERED])
def test_a_call_that_reached_nobody_settles_no_deferral(outcome: rc.Outcome) -> None:
    rang = rc.Attempt(on=TODAY, channel=rc.Channel.PHONE, outcome=outcome, direction=rc.Direction.INBOUND)
    decision = decided(completed=[EXAMINED], circumstances=[rc.Deferral(until=TODAY)], attempts=[rang])
    assert rc.ReasonCode.DEFERRAL_ENDED in [reason.code for reason in decision.wanted]


@pytest.mark.clause("SUP-3")
@pytest.mark.parametrize("how", ["care completed", "appointment kept"])
def test_a_relocation_reported_on_the_day_of_a_visit_stands_and_the_day_before_does_not(how: str) -> None:
    seen = date(2026, 5, 1)
    kept = rc.Appointment(on=seen, state=rc.AppointmentState.KEPT)
    facts_ = {"appointments": [kept]} if how == "appointment kept" else {"completed": [attrs.evolve(EXAMINED, on=seen)]}
    for recorded, stands in ((seen, True), (seen - timedelta(days=1), False)):
        moved = rc.RelocatedPermanently(recorded=recorded, source=rc.Party.PATIENT)
        codes = [reason.code for reason in decided(circumstances=[moved], **facts_).withheld_by]
        assert codes == [rc.ReasonCode.RELOCATED] * stands


@pytest.mark.clause("LST-2")
def test_who_only_waited_to_be_asked_again_comes_after_the_last_clinical_rank() -> None:
    least = max(POLICY.recalls, key=lambda rule: rule.rank)
    due_today = rc.DueDateOverride(recall=least.name, due=TODAY, set_on=date(2026, 3, 1))
    waited = rc.Deferral(until=date(2026, 4, 1), since=date(2026, 3, 2))
    base = [history("a", circumstances=[waited]), history("z", care_plan=[due_today])]
    assert [decision.patient_id for decision in rc.call_list(base, POLICY, as_of=TODAY).calls] == ["z", "a"]


@pytest.mark.clause("PER-5", "DUE-2")
def test_recording_an_enrolment_does_not_put_off_maintenance_that_is_overdue() -> None:
    kept_up = [rc.Procedure(on=date(2024, 6, 1), kind=rc.Kind.PERIODONTAL_MAINTENANCE)]
    for care_plan in ([], [rc.PerioEnrolment(since=TODAY)]):
        decision = decided(completed=kept_up, care_plan=care_plan)
        assert decision.dues[0].on == date(2024, 9, 1)
        assert decision.verdict is rc.Verdict.CONTACT


@pytest.mark.clause("DUE-11", "DEC-4")
def test_nobody_is_told_that_the_usual_interval_was_used_when_it_was_not() -> None:
    by_hand = rc.DueDateOverride(recall="examination", due=date(2026, 12, 1), set_on=date(2026, 3, 2))
    own = rc.IntervalOverride(recall="examination", interval=rc.Interval(months=9), since=date(2026, 3, 2))
    adult = rc.Patient(id="1", birth_date=date(1980, 5, 5))
    for direction in (by_hand, own):
        known = rc.History(patient=adult, completed=[EXAMINED], care_plan=[direction])
        assert rc.decide(known, presets.NICE_CG19, as_of=TODAY).review == ()


@pytest.mark.clause("PER-3")
@pytest.mark.parametrize("repeats", [True, False])
def test_a_polish_before_the_enrolment_is_not_one_during_it(repeats: bool) -> None:
    maintenance = rule(started_by=[rc.Kind.PERIODONTAL_MAINTENANCE], repeats=repeats, enrolment=rc.Enrolment.ENROLLED)
    polished = rc.Procedure(on=date(2020, 3, 1), kind=rc.Kind.PROPHYLAXIS)
    enrolled = rc.PerioEnrolment(since=date(2026, 9, 1))
    assert decided(policy(maintenance), completed=[polished], care_plan=[enrolled]).review == ()


@pytest.mark.clause("OVR-1")
@pytest.mark.parametrize("spans", [("9m", "10m"), ("10m", "9m"), ("9000y", "9m")])
def test_of_two_intervals_set_on_one_day_the_sooner_stands(spans: tuple[str, str]) -> None:
    care_plan = [
        rc.IntervalOverride(recall="examination", interval=rc.Interval.parse(span), since=date(2026, 3, 1))
        for span in spans
    ]
    decision = decided(completed=[EXAMINED], care_plan=care_plan)
    assert {due.recall: due.on for due in decision.dues}["examination"] == date(2026, 12, 1)


# ------------------------------------------------------------------ the question


@pytest.mark.clause("DEC-3")
def test_every_wrong_argument_is_named_at_once() -> None:
    faults = (
        "policy must be a Policy, got dict",
        "as_of must be a day (datetime.date, not datetime.datetime), got str",
        "purpose must be a Purpose (care, appointment, marketing), got str",
    )
    wrong: dict[str, Any] = {"policy": {}, "as_of": "2026-10-01", "purpose": "care"}
    with refused(rc.RequestError, *faults):
        rc.decide(history(), **wrong)
    with refused(rc.RequestError, *faults):
        rc.decide_all([], **wrong)
    with refused(rc.RequestError, *faults):
        rc.call_list([], **wrong)


@pytest.mark.clause("DEC-3")
@pytest.mark.parametrize(
    "wrong", [None, "1", {"id": "1"}, rc.Patient(id="1"), rc.Rejected(row=0, id="1", error="x")], ids=repr
)
def test_only_a_history_is_decided_about(wrong: Any) -> None:
    got = "None" if wrong is None else type(wrong).__name__
    with refused(rc.RequestError, f"what is decided about must be a History, got {got}"):
        rc.decide(wrong, POLICY, as_of=TODAY)
    decisions = rc.decide_all([history(), wrong], POLICY, as_of=TODAY)
    assert next(decisions).patient_id == "1"
    with refused(rc.RequestError, f"what is decided about must be a History, got {got}"):
        next(decisions)


@pytest.mark.clause("LST-3")
@pytest.mark.parametrize("wrong", [1.5, "10", True, [1]], ids=repr)
def test_capacity_is_a_whole_number(wrong: Any) -> None:
    with refused(rc.RequestError, f"capacity must be a whole number, at least 0, got {type(wrong).__name__}"):
        rc.call_list([], POLICY, as_of=TODAY, capacity=wrong)


@pytest.mark.clause("LST-3", "LST-7")
def test_capacity_may_be_huge_and_the_base_empty() -> None:
    empty = rc.call_list(iter([]), POLICY, as_of=TODAY, capacity=10**30)
    assert (empty.base, empty.calls, empty.tally, empty.mentions, empty.review) == (0, (), (), (), ())
    assert len(rc.call_list([history(completed=[EXAMINED])], POLICY, as_of=TODAY, capacity=10**30).calls) == 1


@pytest.mark.clause("DEC-3")
@pytest.mark.parametrize("wrong", [None, "1", ("1", 2)], ids=repr)
def test_a_list_is_made_from_histories(wrong: Any) -> None:
    got = "None" if wrong is None else type(wrong).__name__
    with refused(rc.RequestError, f"a list is made from histories, got {got} among them"):
        rc.call_list([history(), wrong], POLICY, as_of=TODAY)


@pytest.mark.clause("LST-1")
def test_one_patient_of_a_list_is_found_by_id() -> None:
    made = rc.call_list([history(str(n), completed=[EXAMINED]) for n in range(3)], POLICY, as_of=TODAY, capacity=1)
    assert [decision.patient_id for decision in made.everybody] == ["0", "1", "2"]
    assert made.of("2") == made.waiting[1]
    assert made.of("7") is None


@pytest.mark.clause("LST-5")
@given(facts.bases(), st.integers(2, 4))
def test_an_id_that_comes_again_is_withheld_once(base: Base, times: int) -> None:
    made = rc.call_list(base.histories * times, base.policy, as_of=base.as_of, purpose=base.purpose)
    assert made.calls == made.waiting == made.not_wanted == ()
    assert [d.patient_id for d in made.withheld] == sorted({h.patient.id for h in base.histories})
    assert made.tally == (((rc.ReasonCode.DUPLICATE_ID, made.base),) if made.base else ())
    assert made.review == made.withheld


# ------------------------------------------------------------------ policies that contradict themselves

SPAN: Final = rc.Interval
BAND: Final = rc.AgeBand
RULE_FAULTS: Final[list[tuple[dict[str, Any], str]]] = [
    (
        {"by_risk": [(rc.Risk.LOW, SPAN(months=1)), (rc.Risk.LOW, SPAN(months=2))]},
        "recall x: by_risk must name each risk level once",
    ),
    ({"from_age": 18, "below_age": 18}, "recall x: from_age must be below below_age, got 18 and 18 years"),
    ({"ended_by": [rc.Kind.FILLING]}, "recall x: a kind in started_by must not be in ended_by too"),
    (
        {"early_window": SPAN(days=1)},
        "recall x: early_window belongs to a one-off: any resolver re-anchors a repeating recall",
    ),
    (
        {"repeats": False, "first": SPAN(days=1)},
        "recall x: first belongs to a repeating recall: a one-off has one interval",
    ),
    (
        {"repeats": False, "extended_by": [rc.Kind.FILLING]},
        "recall x: extended_by belongs to a repeating recall: every starter re-anchors a one-off",
    ),
    (
        {"repeats": False, "early_window": SPAN(days=84)},
        "recall x: early_window must be shorter than the interval, got 84d and 3m",
    ),
    (
        {"repeats": False, "early_window": SPAN(days=7), "by_risk": [(rc.Risk.HIGH, SPAN(weeks=1))]},
        "recall x: early_window must be shorter than the interval, got 7d and 1w",
    ),
    ({"from_age": -1}, "RecallRule.from_age must be at least 0, got -1"),
    ({"below_age": 0}, "RecallRule.below_age must be at least 1, got 0"),
    ({"rank": 0}, "RecallRule.rank must be at least 1, got 0"),
    ({"rank": True}, "RecallRule.rank must be a whole number, at least 1, got bool"),
    ({"started_by": []}, "recall x: nothing starts it: started_by, started_by_codes or begins must be given"),
    (
        {"started_by": [], "begins": rc.Begins.REGISTRATION},
        "recall x: nothing resolves it: resolved_by or resolved_by_codes must be given",
    ),
    ({"begins_after": SPAN(days=1)}, "recall x: begins_after must be given together with begins"),
    ({"begins": rc.Begins.AGE}, "recall x: a recall that begins at an age must say which, as from_age"),
    (
        {"started_by_codes": ["tox"], "ended_by_codes": [" TOX"]},
        "recall x: a code in started_by_codes must not be in ended_by_codes too",
    ),
    ({"lead": SPAN(days=84)}, "recall x: lead must be shorter than every interval, got 84d and interval of 3m"),
    (
        {"lead": SPAN(days=7), "first": SPAN(weeks=1)},
        "recall x: lead must be shorter than every interval, got 7d and first of 1w",
    ),
    (
        {"by_age": [BAND(from_age=18, interval=SPAN(days=1)), BAND(below_age=18, interval=SPAN(days=1))]},
        "recall x: by_age must be in order of age, got 18 and then 0 years",
    ),
    (
        {"by_age": [BAND(below_age=18, interval=SPAN(days=1)), BAND(from_age=17, interval=SPAN(days=1))]},
        "recall x: by_age must not overlap: two bands hold the age of 17 years",
    ),
    (
        {"by_age": [BAND(from_age=12, interval=SPAN(days=1)), BAND(from_age=17, interval=SPAN(days=1))]},
        "recall x: by_age must not overlap: two bands hold the age of 17 years",
    ),
    (
        {"by_age": [BAND(below_age=18, interval=SPAN(days=1)), BAND(from_age=19, interval=SPAN(days=1))]},
        "recall x: by_age must leave no gap between two bands, got one from 18 to 19 years",
    ),
    (
        {"repeats": False, "early_window": SPAN(days=7), "by_age": [BAND(interval=SPAN(weeks=1))]},
        "recall x: early_window must be shorter than the interval, got 7d and 1w",
    ),
    ({"by_age": [7]}, "RecallRule.by_age item 0 must be an AgeBand, got int"),
    ({"by_age": "18"}, "RecallRule.by_age must be an iterable of items, got str"),
    ({"begins": "age"}, "RecallRule.begins must be a Begins (registration, first visit, age), got str"),
    ({"begins_after": 7}, "RecallRule.begins_after must be an Interval, got int"),
    ({"lead": "1m"}, "RecallRule.lead must be an Interval, got str"),
    ({"booked_within": 7}, "RecallRule.booked_within must be an Interval, got int"),
    ({"started_by_codes": "TOX"}, "RecallRule.started_by_codes must be an iterable of items, got str"),
    ({"resolved_by_codes": [" "]}, "RecallRule.resolved_by_codes item 0 must not be empty or blank"),
    ({"ended_by_codes": [7]}, "RecallRule.ended_by_codes item 0 must be a str, got int"),
    *(
        ({name: [rc.Kind.FILLING, kind]}, f"RecallRule.{name} item 1 must be a kind of care, got {kind}")
        for name in ("started_by", "resolved_by", "ended_by", "extended_by")
        for kind in (rc.Kind.ADMINISTRATIVE, rc.Kind.UNMAPPED)
    ),
    ({"interval": "3m"}, "RecallRule.interval must be an Interval, got str"),
    ({"by_risk": [("low", SPAN(months=1))]}, "RecallRule.by_risk item 0 must be a pair of a Risk and an Interval"),
    ({"by_risk": [(rc.Risk.LOW,)]}, "RecallRule.by_risk item 0 must be a pair of a Risk and an Interval"),
    ({"by_risk": [(rc.Risk.LOW, "1m")]}, "RecallRule.by_risk item 0 must be a pair of a Risk and an Interval"),
    ({"by_risk": {rc.Risk.LOW: SPAN(months=1)}}, "RecallRule.by_risk item 0 must be a pair of a Risk and an Interval"),
]
POLICY_FAULTS: Final[list[tuple[dict[str, Any], str]]] = [
    ({"recalls": [rule(), rule(), rule(name="y")]}, "two recalls are named x"),
    ({"channels": [rc.Channel.SMS, rc.Channel.SMS]}, "channels must name each channel once"),
    (
        {"safety_channels": [rc.Channel.LETTER, rc.Channel.PHONE, rc.Channel.LETTER]},
        "safety_channels must name each channel once",
    ),
    (
        {"safety_channels": ["phone"]},
        "Policy.safety_channels item 0 must be a Channel (phone, sms, email, letter), got str",
    ),
    ({"safety_channels": None}, "Policy.safety_channels must be an iterable of items, got None"),
    ({"after_visit": 7}, "Policy.after_visit must be an Interval, got int"),
    ({"after_talk": "1w"}, "Policy.after_talk must be an Interval, got str"),
    ({"after_no": True}, "Policy.after_no must be an Interval, got bool"),
    ({"channels": []}, "Policy.channels must hold at least 1, got 0"),
    ({"recalls": []}, "Policy.recalls must hold at least 1, got 0"),
    ({"recalls": [{"name": "x"}]}, "Policy.recalls item 0 must be a RecallRule, got dict"),
    ({"month_end": "roll"}, "Policy.month_end must be a MonthEnd (clip, roll), got str"),
    ({"course_gap": None}, "Policy.course_gap must be an Interval, got None"),
    (
        {"infer_perio_within": SPAN(years=3)},
        "infer_perio_from and infer_perio_within must be given together",
    ),
    (
        {"infer_perio_from": [rc.Kind.FILLING], "infer_perio_within": SPAN(years=3)},
        "perio enrolment is inferred, but no recall is for enrolled patients",
    ),
    (
        {"look_ahead": SPAN(days=84)},
        "look_ahead must be shorter than every interval, got 84d and x.interval of 3m",
    ),
    (
        {"look_ahead": SPAN(days=7), "recalls": [rule(first=SPAN(weeks=1))]},
        "look_ahead must be shorter than every interval, got 7d and x.first of 1w",
    ),
    (
        {"look_ahead": SPAN(days=7), "recalls": [rule(by_risk=[(rc.Risk.HIGH, SPAN(weeks=1))])]},
        "look_ahead must be shorter than every interval, got 7d and x.by_risk.high of 1w",
    ),
    ({"grace": SPAN(days=7), "recalls": [rule(lead=SPAN(days=7))]}, "x.lead and grace must not be given together"),
    ({"grace": SPAN(days=7), "look_ahead": SPAN(days=7)}, "look_ahead and grace must not be given together"),
    (
        {"infer_perio_from": [rc.Kind.UNMAPPED], "infer_perio_within": SPAN(years=3)},
        "Policy.infer_perio_from item 0 must be a kind of care, got unmapped",
    ),
    (
        {"citations": [rc.Citation(number="y.interval", source="a book", grade=rc.Grade.READ)]},
        "a citation is for y.interval, which is no number of this policy",
    ),
    (
        {"citations": [rc.Citation(number="x.rank", source=s, grade=rc.Grade.READ) for s in ("a book", "another")]},
        "x.rank is cited twice",
    ),
]


@pytest.mark.clause("POL-1")
@pytest.mark.parametrize(("fields", "fault"), RULE_FAULTS, ids=[fault for _, fault in RULE_FAULTS])
def test_a_rule_that_contradicts_itself_is_refused(fields: dict[str, Any], fault: str) -> None:
    with refused(rc.PolicyError, fault):
        rule(**fields)


@pytest.mark.clause("POL-1", "AGE-4")
def test_a_band_that_contradicts_itself_is_refused() -> None:
    low, span = (rc.Risk.LOW, SPAN(days=1)), SPAN(days=1)
    with refused(
        rc.PolicyError,
        "AgeBand.by_risk must name each risk level once",
        "AgeBand.from_age must be below below_age, got 18 and 18 years",
    ):
        BAND(from_age=18, below_age=18, interval=span, by_risk=[low, low])
    with refused(rc.PolicyError, "AgeBand.from_age must be at least 0, got -1"):
        BAND(from_age=-1, interval=span)
    with refused(rc.PolicyError, "AgeBand.below_age must be at least 1, got 0"):
        BAND(below_age=0, interval=span)
    with refused(rc.PolicyError, "AgeBand.interval must be an Interval, got None"):
        BAND(interval=None)  # type: ignore[arg-type]
    with refused(rc.PolicyError, "AgeBand.by_risk item 0 must be a pair of a Risk and an Interval"):
        BAND(interval=span, by_risk=[("low", span)])  # type: ignore[list-item]


@pytest.mark.clause("POL-1", "RHY-1")
def test_no_rhythm_follows_what_is_no_care() -> None:
    with refused(rc.PolicyError, "Rhythm.kinds item 0 must be a kind of care, got administrative"):
        rc.Rhythm(every=SPAN(months=3), kinds=[rc.Kind.ADMINISTRATIVE])


@pytest.mark.clause("DUE-17")
def test_a_rule_says_what_resolves_it_and_what_a_booking_is_for() -> None:
    toxin = rule(started_by=[], started_by_codes=["tox "], resolved_by=[rc.Kind.EXAMINATION], resolved_by_codes=["Tox"])
    done = {"on": TODAY, "code": " TOX"}
    assert toxin.resolves(rc.Procedure(kind=rc.Kind.OTHER, **done))
    assert toxin.resolves(rc.Procedure(kind=rc.Kind.UNMAPPED, **done))
    assert not toxin.resolves(rc.Procedure(kind=rc.Kind.ADMINISTRATIVE, **done))
    assert not toxin.resolves(rc.Procedure(on=TODAY, kind=rc.Kind.OTHER))
    assert toxin.resolves(rc.Procedure(on=TODAY, kind=rc.Kind.EXAMINATION))
    assert toxin.is_for([], ["x", "tox"])
    assert toxin.is_for([rc.Kind.EXAMINATION], [])
    assert not toxin.is_for([rc.Kind.OTHER], ["toy"])
    assert not rule().is_for([], ["tox"])


@pytest.mark.clause("POL-1")
@pytest.mark.parametrize(("fields", "fault"), POLICY_FAULTS, ids=[fault for _, fault in POLICY_FAULTS])
def test_a_policy_that_contradicts_itself_is_refused(fields: dict[str, Any], fault: str) -> None:
    with refused(rc.PolicyError, fault):
        policy(**fields)


RHYTHM_FAULTS: Final[list[tuple[dict[str, Any], str]]] = [
    ({"near": SPAN(months=3)}, "Rhythm.near must be shorter than every, got 3m and 3m"),
    ({"near": SPAN(days=84)}, "Rhythm.near must be shorter than every, got 84d and 3m"),
    ({"every": SPAN(weeks=2)}, "Rhythm.near must be shorter than every, got 2w and 2w"),
    ({"near": 14}, "Rhythm.near must be an Interval, got int"),
    ({"ends_after": 0}, "Rhythm.ends_after must be at least 1, got 0"),
    ({"ends_after": True}, "Rhythm.ends_after must be a whole number, at least 1, got bool"),
    ({"ends_after": 1_000_001}, "Rhythm.ends_after must be at most 1,000,000, got 1,000,001"),
]


@pytest.mark.clause("POL-1", "RHY-3", "RHY-4")
@pytest.mark.parametrize(("fields", "fault"), RHYTHM_FAULTS, ids=[fault for _, fault in RHYTHM_FAULTS])
def test_a_rhythm_that_cannot_be_kept_is_refused(fields: dict[str, Any], fault: str) -> None:
    with refused(rc.PolicyError, fault):
        rc.Rhythm(**{"every": SPAN(months=3), "kinds": [rc.Kind.FILLING], **fields})


@pytest.mark.clause("RHY-3", "RHY-4")
def test_a_day_nearer_than_the_rhythm_is_near_enough_and_one_contact_is_a_rhythm() -> None:
    rhythm = rc.Rhythm(every=SPAN(months=3), kinds=[rc.Kind.FILLING], near=SPAN(days=83), ends_after=1)
    assert (rhythm.near, rhythm.ends_after) == (SPAN(days=83), 1)
    assert rc.Rhythm(every=SPAN(days=1), kinds=[rc.Kind.FILLING], near=None).near is None


@pytest.mark.clause("CAD-9", "POL-2")
def test_no_wait_goes_through_data_as_none_and_has_no_number() -> None:
    spaced = policy(cadence=rc.Cadence(gaps=[None, None, SPAN(days=60)]))
    assert [name for name, _ in spaced.numbers() if name.startswith("cadence")] == ["cadence.gaps.3"]
    assert rc.policy_as_data(spaced)["cadence"]["gaps"] == [None, None, "60d"]
    assert rc.policy_from_data(json.loads(json.dumps(rc.policy_as_data(spaced)))) == spaced


@pytest.mark.clause("CAD-9")
@pytest.mark.parametrize(
    ("gaps", "fault"),
    [
        ([SPAN(days=1), None], "Cadence.gaps must not shrink, got 1d and then none"),
        ([None, SPAN(weeks=1), None], "Cadence.gaps must not shrink, got 1w and then none"),
        ([None, SPAN(weeks=1), SPAN(days=1)], "Cadence.gaps must not shrink, got 1w and then 1d"),
        ([0], "Cadence.gaps item 0 must be an Interval, got int"),
    ],
)
def test_no_wait_comes_before_every_wait(gaps: list[Any], fault: str) -> None:
    with refused(rc.PolicyError, fault):
        rc.Cadence(gaps=gaps)


@pytest.mark.clause("POL-1")
def test_all_contradictions_arrive_together() -> None:
    with refused(
        rc.PolicyError,
        "two recalls are named x",
        "channels must name each channel once",
        "infer_perio_from and infer_perio_within must be given together",
        "perio enrolment is inferred, but no recall is for enrolled patients",
        "look_ahead must be shorter than every interval, got 1y and x.interval of 3m",
        "look_ahead must be shorter than every interval, got 1y and x.interval of 3m",
        "a citation is for y, which is no number of this policy",
    ):
        policy(
            rule(),
            rule(),
            channels=[rc.Channel.SMS] * 2,
            infer_perio_from=[rc.Kind.FILLING],
            look_ahead=rc.Interval(years=1),
            citations=[rc.Citation(number="y", source="a book", grade=rc.Grade.READ)],
        )


@pytest.mark.clause("POL-1")
def test_thresholds_a_day_apart_are_no_contradiction() -> None:
    assert rule(repeats=False, early_window=rc.Interval(days=83)).early_window == rc.Interval(days=83)
    assert rule(repeats=False).early_window is None
    assert rule(from_age=17, below_age=18).below_age == 18
    assert rule(lead=rc.Interval(days=83)).lead == rc.Interval(days=83)
    assert policy(rule(lead=rc.Interval(days=1)), rule(name="y", interval=rc.Interval(days=84)))
    assert policy(rule(interval=rc.Interval(days=2), lead=rc.Interval(days=1)), look_ahead=rc.Interval(days=83))
    waits = rule(begins=rc.Begins.FIRST_VISIT, begins_after=rc.Interval(days=1), booked_within=rc.Interval(days=1))
    assert policy(waits, look_ahead=rc.Interval(days=83)).recalls == (waits,)
    assert policy(look_ahead=rc.Interval(days=83)).look_ahead == rc.Interval(days=83)
    closed_early = rule(repeats=False, early_window=rc.Interval(days=1))  # no due date is counted with the window
    assert policy(closed_early, look_ahead=rc.Interval(days=83)).look_ahead == rc.Interval(days=83)


@pytest.mark.clause("POL-1")
def test_a_recall_is_found_by_its_name() -> None:
    assert POLICY.rule("examination").rank == 5
    with refused(rc.PolicyError, "this policy has no recall of that name"):
        POLICY.rule("hygiene")


@pytest.mark.clause("POL-3")
@pytest.mark.parametrize("source", ["", " \n", None, 7], ids=repr)
def test_a_citation_says_where_its_number_comes_from(source: Any) -> None:
    with refused(rc.PolicyError, "Citation.source must say where the number comes from"):
        rc.Citation(number="look_ahead", source=source, grade=rc.Grade.READ)


# ------------------------------------------------------------------ policies as data

JUNK: Final[list[Any]] = [
    None,
    True,
    -1,
    0,
    1.5,
    "",
    "x",
    "6m",
    [],
    ["x"],
    [[]],
    [None],
    {},
    {"x": 1},
    [{"x": 1}],
    [[1, 2, 3]],
]


def _places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in nested data."""
    yield path
    inside = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in inside:
        yield from _places(value, (*path, key))


def _with(data: Any, path: tuple[Any, ...], put: Any) -> Any:
    if not path:
        return put
    changed = data.copy()
    changed[path[0]] = _with(data[path[0]], path[1:], put)
    return changed


@pytest.mark.clause("POL-2", "POL-1")
@facts.times(8)
@given(st.data())
def test_data_that_is_no_policy_raises_an_error_of_ours(data: st.DataObject) -> None:
    plain = data.draw(st.sampled_from([rc.policy_as_data(preset) for preset in PRESETS]))
    place = data.draw(st.sampled_from([*_places(plain)]))
    spoilt = _with(plain, place, data.draw(st.sampled_from(JUNK)))
    made = None
    with suppress(rc.RecallcoreError):
        made = rc.policy_from_data(spoilt)
    if made is not None:  # a policy still, so it can be stored
        assert rc.policy_from_data(json.loads(json.dumps(rc.policy_as_data(made)))) == made


@pytest.mark.clause("POL-2")
@pytest.mark.parametrize("wrong", [None, [], "policy", 7, POLICY], ids=lambda wrong: type(wrong).__name__)
def test_a_policy_is_read_from_a_dict(wrong: Any) -> None:
    got = "None" if wrong is None else type(wrong).__name__
    with refused(rc.PolicyError, f"a Policy is read from a dict, got {got}"):
        rc.policy_from_data(wrong)


@pytest.mark.clause("POL-2", "POL-1")
def test_fields_unknown_and_missing_are_named_together() -> None:
    with refused(
        rc.PolicyError,
        "a Policy has no field of the name at place 0",
        "a Policy has no field of the name at place 2",
        "Policy.version is missing",
        "Policy.recalls is missing",
    ):
        rc.policy_from_data({"Jane Roe": 1, "name": "p", 7: 1})  # type: ignore[dict-item]


@pytest.mark.clause("POL-2")
@pytest.mark.parametrize(
    ("field", "wrong", "said"),
    [
        ("recalls", 7, "Policy.recalls has another shape than a policy's, got int"),
        ("recalls", [7], "a RecallRule is read from a dict, got int"),
        ("channels", 7, "Policy.channels has another shape than a policy's, got int"),
        ("channels", ["fax"], "no Channel is spelled like the given str; accepted: phone, sms, email, letter"),
        ("look_ahead", 7, "an interval is written like '6m1d' or 'P6M1D', got int that is not"),
        ("month_end", "round", "no MonthEnd is spelled like the given str; accepted: clip, roll"),
        ("course_gap", None, "Policy.course_gap must be an Interval, got None"),
        ("any_booking_withholds", "yes", "Policy.any_booking_withholds must be True or False, got str"),
        ("name", None, "Policy.name must be a str, got None"),
    ],
)
def test_a_field_of_another_shape_is_refused(field: str, wrong: Any, said: str) -> None:
    with pytest.raises(rc.RecallcoreError) as raised:
        rc.policy_from_data({**rc.policy_as_data(POLICY), field: wrong})
    assert raised.value.faults == (said,)


@pytest.mark.clause("POL-2")
@pytest.mark.parametrize(
    ("by_risk", "said"),
    [
        ([["low"]], "by_risk must hold pairs of a risk and an interval"),
        ([["low", "6m", "1y"]], "by_risk must hold pairs of a risk and an interval"),
        ({"low": "6m"}, "by_risk must hold pairs of a risk and an interval"),
        ([7], "RecallRule.by_risk has another shape than a policy's, got list"),
        ([["none", "6m"]], "no Risk is spelled like the given str; accepted: low, moderate, high"),
        ([["low", "soon"]], "an interval is written like '6m1d' or 'P6M1D', got str that is not"),
    ],
    ids=repr,
)
def test_intervals_by_risk_are_pairs(by_risk: Any, said: str) -> None:
    data = rc.policy_as_data(presets.NICE_CG19)
    data["recalls"][0]["by_risk"] = by_risk
    with pytest.raises(rc.RecallcoreError) as raised:
        rc.policy_from_data(data)
    assert raised.value.faults == (said,)


BRIEFLY: Final = {"name": "x", "started_by": ["filling"], "interval": "6m", "rank": 1}


@pytest.mark.clause("POL-2")
@pytest.mark.parametrize(
    ("of", "given", "said"),
    [
        (rc.Deceased, {"recorded": "May", "source": "family"}, "a day is written like '2026-11-20'"),
        (
            rc.InProgress,
            {"by": "ana", "since": "noon", "until": "2026-11-20T10:00:00Z"},
            "an instant is written like '2026-11-20T09:00:00+01:00'",
        ),
        (rc.OptOut, {"channels": 7}, "OptOut.channels has another shape than a fact's, got int"),
        (rc.OptOut, {"channels": "sms"}, "OptOut.channels must be an iterable of items, got str"),
        (rc.RecallRule, {**BRIEFLY, "resolved_by": ""}, "RecallRule.resolved_by must be an iterable of items, got str"),
        (rc.OptOut, {"channels": [7]}, f"OptOut.channels item 0 must be a Channel ({', '.join(rc.Channel)}), got int"),
        (rc.Patient, {"id": "1", "traits": [["trust"]]}, "traits must hold pairs of a trait and an int"),
        (rc.Patient, {"id": "1", "_known": 7}, "a Patient has no field of the name at place 1"),
        (rc.History, {"patient": {"id": "1"}, "_latest": {}}, "a History has no field of the name at place 1"),
        (rc.EndingRates, [], "an EndingRates is read from a dict, got list"),
    ],
    ids=repr,
)
def test_what_is_written_otherwise_than_its_type_is_refused(of: Any, given: Any, said: str) -> None:
    with pytest.raises(of.refusal) as raised:
        from_data(of, given)
    assert raised.value.faults == (said,)


@pytest.mark.clause("POL-2")
@pytest.mark.parametrize("fact", [7, {}, {"is": "Policy"}, {"is": None}, {"is": []}], ids=repr)
def test_where_several_types_may_stand_data_says_which(fact: Any) -> None:
    with pytest.raises(
        rc.FactError, match=r"^Entry\.fact (must say what it `is`: Patient, Procedure|has another shape)"
    ):
        from_data(rc.Entry, {"recorded": None, "fact": fact})


# ------------------------------------------------------------------ codes

CODES: Final = rc.CodeMap(
    codes={"D0150": rc.Kind.EXAMINATION, " d1110 ": rc.Kind.PROPHYLAXIS},
    ranges=[
        ("D0000-D9999", rc.Kind.OTHER),
        ("D2000-D2999", rc.Kind.FILLING),
        ("D2700-D2799", rc.Kind.CROWN_OR_BRIDGE),
        ("0100-0199", rc.Kind.IMPLANT),
    ],
    prefixes=[("EX", rc.Kind.EXTRACTION), ("EXAM", rc.Kind.EXAMINATION), ("D", rc.Kind.SEALANT)],
)


@pytest.mark.clause("INT-1")
@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("D0150", rc.Kind.EXAMINATION),  # a whole code over a range
        (" d0150 ", rc.Kind.EXAMINATION),
        ("D1110", rc.Kind.PROPHYLAXIS),
        ("D2750", rc.Kind.CROWN_OR_BRIDGE),  # the narrowest range
        ("D2700", rc.Kind.CROWN_OR_BRIDGE),  # its ends included
        ("D2799", rc.Kind.CROWN_OR_BRIDGE),
        ("D2699", rc.Kind.FILLING),
        ("D2800", rc.Kind.FILLING),
        ("D3000", rc.Kind.OTHER),  # a range over a prefix
        ("0150", rc.Kind.IMPLANT),
        ("150", None),  # another width is another code
        ("D02150", rc.Kind.SEALANT),
        ("D2750A", rc.Kind.SEALANT),  # no number, so a prefix
        ("EXAM-1", rc.Kind.EXAMINATION),  # the longest prefix
        ("EXTR", rc.Kind.EXTRACTION),
        ("E", None),
        ("", None),
        ("  ", None),
        ("Z99", None),
        ("9" * 5000, None),
    ],
)
def test_a_code_is_found_whole_then_in_ranges_then_by_prefix(code: str, kind: rc.Kind | None) -> None:
    assert CODES.find(code) is kind
    assert CODES.kind(code) is (kind or rc.Kind.UNMAPPED)


@pytest.mark.clause("INT-2")
def test_an_unknown_code_stays_on_its_procedure_and_is_reported() -> None:
    site = rc.Site(tooth="46", notation=rc.Notation.FDI)
    assert CODES.procedure(" Z99 ", TODAY, site=site, where=rc.CareSetting.ELSEWHERE) == rc.Procedure(
        on=TODAY, kind=rc.Kind.UNMAPPED, code="Z99", site=site, where=rc.CareSetting.ELSEWHERE
    )
    assert CODES.procedure("D0150", TODAY) == rc.Procedure(on=TODAY, kind=rc.Kind.EXAMINATION, code="D0150")
    assert CODES.unknown(iter(["Z99", "D0150", "A1", "Z99", "D3000"])) == ("A1", "Z99")


CODE_MAP_FAULTS: Final[list[tuple[dict[str, Any], str]]] = [
    ({"codes": [("D0150", "examination")]}, f"CodeMap.codes item 0 must be a Kind ({', '.join(rc.Kind)}), got str"),
    ({"codes": {"": rc.Kind.FILLING}}, "CodeMap.codes item 0 must not be empty or blank"),
    ({"codes": {7: rc.Kind.FILLING}}, "CodeMap.codes item 0 must be a str, got int"),
    ({"codes": [("D0150",)]}, "CodeMap.codes item 0 must be a pair of a code and a Kind"),
    ({"prefixes": ["D0150"]}, "CodeMap.prefixes item 0 must be a pair of a code and a Kind"),
    ({"prefixes": [("x" * 129, rc.Kind.FILLING)]}, f"CodeMap.prefixes item 0 {LONG}"),
    *(
        (
            {"ranges": [(written, rc.Kind.FILLING)]},
            "a CodeMap range is written like 'D2140-D2999': the same letters, as many digits, in order",
        )
        for written in ("D2140", "D2140-2999", "D2140-D999", "D2999-D2140", "D1-E2", "D-D", "D2140–D2999", "-")
    ),
]


@pytest.mark.clause("INT-1")
@pytest.mark.parametrize(("fields", "fault"), CODE_MAP_FAULTS)
def test_a_malformed_entry_of_a_code_map_is_refused(fields: dict[str, Any], fault: str) -> None:
    with refused(rc.FactError, fault):
        rc.CodeMap(**fields)


@pytest.mark.clause("INT-1", "FCT-8")
@pytest.mark.parametrize("wrong", [5, None, "D1", {7: rc.Kind.FILLING, "D1": rc.Kind.FILLING}], ids=repr)
def test_what_is_no_code_map_at_all_is_refused_too(wrong: Any) -> None:
    with pytest.raises(rc.FactError):
        rc.CodeMap(codes=wrong)


@pytest.mark.clause("INT-1")
def test_a_code_map_does_not_contradict_itself() -> None:
    for name, code in (("codes", "D0150"), ("ranges", "D1000-D2000"), ("prefixes", "D")):
        twice: Any = [(code, rc.Kind.FILLING), (code.lower(), rc.Kind.EXAMINATION)]
        with pytest.raises(rc.FactError):
            rc.CodeMap(**{name: twice})


@pytest.mark.clause("INT-1", "FCT-10")
def test_a_code_map_is_the_same_however_it_is_given() -> None:
    kinds = {"b": rc.Kind.FILLING, "a": rc.Kind.EXAMINATION}
    assert rc.CodeMap(codes=kinds) == rc.CodeMap(codes=sorted(kinds.items()))
    assert rc.CodeMap(codes=iter(sorted(kinds.items()))).find("B") is rc.Kind.FILLING
    assert hash(rc.CodeMap(codes=kinds)) == hash(rc.CodeMap(codes=dict(reversed(kinds.items()))))


# ------------------------------------------------------------------ rows


def _mapped(row: dict[str, Any]) -> rc.History:
    if "nothing" in row:
        return None  # type: ignore[return-value]
    done = [rc.Procedure(on=row["day"], kind=rc.Kind.EXAMINATION)]
    return rc.History(patient=rc.Patient(id=row["id"]), completed=done)


@pytest.mark.clause("LST-6", "FCT-9", "INT-1")
def test_a_row_that_raises_is_rejected_and_stops_nothing() -> None:
    rows: list[dict[str, Any]] = [
        {"id": "1", "day": date(2026, 3, 1)},
        {"id": "2", "day": "Jane Roe"},
        {"id": "3"},
        {"day": date(2026, 3, 1)},
        {"id": "Jane\nRoe", "day": None},
        {"id": 7, "day": date(2026, 3, 1)},
        {"id": "8", "day": date(2026, 9, 1)},
    ]
    found = list(rc.histories_from_rows(iter(rows), _mapped, id_of=lambda row: row["id"]))
    assert len(found) == len(rows)
    said = "Procedure.on must be a day (datetime.date, not datetime.datetime), got"
    rejected = (
        rc.Rejected(row=1, id="2", error=f"{said} str"),
        rc.Rejected(row=2, id="3", error="KeyError"),
        rc.Rejected(row=3, id=None, error="KeyError"),
        rc.Rejected(row=4, id=None, error=f"{said} None"),
        rc.Rejected(row=5, id=None, error="Patient.id must be a str, got int"),
    )
    made = rc.call_list(found, POLICY, as_of=TODAY)
    assert made.rejected == rejected
    assert [decision.patient_id for decision in (*made.calls, *made.not_wanted)] == ["1", "8"]
    assert made.base + len(made.rejected) == len(rows)
    assert "Jane" not in repr(made.rejected)


@pytest.mark.clause("LST-6", "FCT-9")
@pytest.mark.parametrize("error", [ValueError, KeyError, ZeroDivisionError, RecursionError, StopIteration], ids=repr)
def test_what_a_caller_s_error_says_is_not_repeated(error: type[Exception]) -> None:
    def breaks(_: Any) -> rc.History:
        raise error("Jane Roe, 12 Elm Street")

    found = list(rc.histories_from_rows([1, 2], breaks, id_of=str))
    assert found == [rc.Rejected(row=n, id=str(n + 1), error=error.__name__) for n in range(2)]


@pytest.mark.clause("LST-6")
def test_a_row_that_becomes_nothing_is_rejected_too() -> None:
    rows: list[dict[str, Any]] = [{"id": "1", "nothing": True}, {"id": "2", "day": date(2026, 3, 1)}]
    made = rc.call_list(rc.histories_from_rows(rows, _mapped, id_of=lambda row: row["id"]), POLICY, as_of=TODAY)
    assert [(rejected.row, rejected.id) for rejected in made.rejected] == [(0, "1")]
    assert [decision.patient_id for decision in made.calls] == ["2"]


@pytest.mark.clause("LST-6")
def test_rows_are_mapped_one_at_a_time() -> None:
    def endless() -> Iterator[dict[str, Any]]:
        while True:
            yield {"id": "1", "day": TODAY}

    found = rc.histories_from_rows(endless(), _mapped, id_of=lambda row: row["id"])
    assert next(found) == next(found)
    assert next(rc.decide_all(map(_mapped, endless()), POLICY, as_of=TODAY)).patient_id == "1"


# ------------------------------------------------------------------ what a hold may not do


@pytest.mark.clause("SUP-8", "OVR-5")
@pytest.mark.parametrize(
    "misspelt",
    [rc.Hold(code="x", recalls=["exmination"]), rc.Excluded(code="x", recalls=["exmination"])],
    ids=repr,
)
def test_a_hold_on_a_recall_the_policy_does_not_have_asks_for_review(misspelt: Any) -> None:
    decision = decided(completed=[EXAMINED], circumstances=[misspelt])
    assert rc.ReasonCode.RECALL_NOT_IN_POLICY in [reason.code for reason in decision.review]


@pytest.mark.clause("LST-8", "LST-9")
@pytest.mark.parametrize("capacity", [0, 1, 40])
def test_a_list_of_calls_alone_holds_everybody_who_must_be_called(capacity: int) -> None:
    """However many they are: nobody is dropped, so there is no most urgent of those who were."""
    matter = rc.SafetyFollowUp(code="result", since=TODAY)
    base = [rc.History(patient=rc.Patient(id=str(number)), circumstances=[matter]) for number in range(100)]
    whole = rc.call_list(base, POLICY, as_of=TODAY, capacity=capacity)
    calls = rc.call_list(base, POLICY, as_of=TODAY, capacity=capacity, calls_only=True)
    assert calls.calls == whole.calls
    assert len(calls.calls) == 100
