"""What is said of a decision: every reason once, nobody by name, and in any language."""

from __future__ import annotations

import ast
import re
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType
from typing import Any, Final, get_args

import attrs
import pytest
import spanish
import strategies as facts
from hypothesis import given
from strategies import Case

import recallcore as rc
from recallcore import ReasonCode, presets
from recallcore._facts.history import AnyFact
from recallcore._words import english

LANGUAGES: Final[list[Any]] = [pytest.param(english, id="english"), pytest.param(spanish, id="spanish")]
TABLES: Final = ("SAYINGS", "PHRASES", "WORDS", "FACTS", "CAUSES")
PART: Final = re.compile(r"\{(\w*)\}")
TOLD_APART: Final = {ReasonCode.NOT_YET_DUE, ReasonCode.ADD_ON_DUE, ReasonCode.NO_RECALL_ATTACHES}
AS_OF: Final = date(2026, 10, 1)
CHECKED_AT_THE_END: Final = {
    *(ReasonCode.DUPLICATE_ID, ReasonCode.DATED_IN_FUTURE, ReasonCode.CONTRADICTORY_FACTS),
    *(ReasonCode.NOTE_NOT_UNDERSTOOD, ReasonCode.SEEN_AFTER_DEATH, ReasonCode.SAFETY_FOLLOW_UP_BLOCKED),
}
SEEN: Final = rc.Procedure(on=date(2026, 3, 1), kind=rc.Kind.EXAMINATION)


def decided(policy: rc.Policy = presets.PRACTICE_GUIDES, **given_: Any) -> rc.Decision:
    history = rc.History(**{"patient": rc.Patient(id="1"), "completed": [SEEN]} | given_)
    return rc.decide(history, policy, as_of=AS_OF)


def lines(decision: rc.Decision) -> list[str]:
    return rc.explain(decision).splitlines()


# ------------------------------------------------------------------ every reason, once


def expected(decision: rc.Decision, language: Any) -> Counter[str]:
    """The line of each reason, put together once more: in no order, and each reason for itself."""
    ends = [r for r in decision.withheld_by if r.terminal or r.code is ReasonCode.DEATH_REPORTED]
    ended = bool(ends)
    blocked = ReasonCode.SAFETY_FOLLOW_UP_BLOCKED in [reason.code for reason in decision.review]
    wanted = [r for r in decision.wanted if not (blocked and r.code is ReasonCode.SAFETY_FOLLOW_UP)]
    bearing = ends if ended else [*wanted, *decision.withheld_by]
    told = [rc.say(reason, as_of=decision.as_of, wording=language) for reason in bearing]
    folded: dict[ReasonCode, tuple[str, ...]] = {}
    riding = {due.recall for due in decision.also_offer}
    for reason in () if ended else decision.not_wanted:
        if reason.recall is not None and reason.recall in riding:
            continue
        if reason.code in TOLD_APART:
            told.append(rc.say(reason, as_of=decision.as_of, wording=language))
        else:
            folded[reason.code] = (*folded.get(reason.code, ()), *(reason.scope.recalls or ()))
    for code, recalls in folded.items():
        told.append(rc.say(rc.Reason(code=code, scope=rc.Scope(recalls=recalls)), wording=language))
    for reason in decision.review:
        if reason.code in CHECKED_AT_THE_END if ended else reason not in decision.withheld_by:
            said = rc.say(reason, as_of=decision.as_of, wording=language)
            told.append(language.PHRASES[rc.Phrase.TO_CHECK].format(said=said))
    if not ended:
        speaks = decision.verdict is rc.Verdict.CONTACT
        said_now = [r for r in decision.brief if speaks or r.code is ReasonCode.COMMITMENT_OPEN]
        told += [rc.say(reason, wording=language) for reason in said_now]
    return Counter(dict.fromkeys((f"- {said}" for said in told), 1))


@pytest.mark.clause("DEC-4", "DEC-7")
@pytest.mark.parametrize("language", LANGUAGES)
@facts.times(2)
@given(case=facts.cases())
def test_an_explanation_says_every_reason_once_and_names_nobody(language: ModuleType, case: Case) -> None:
    patient = attrs.evolve(case.history.patient, id="zq97-jane-roe")
    decision = case._replace(history=attrs.evolve(case.history, patient=patient)).decision()
    text = rc.explain(decision, wording=language)
    verdict, *told = text.splitlines()
    reasons = expected(decision, language)
    more = Counter(told) - reasons
    tried = language.PHRASES[rc.Phrase.TRIED].format(number=decision.attempts_so_far)
    assert (f"- {tried}" in told) is (decision.attempts_so_far > 0)
    assert not reasons - Counter(told)
    begins = language.PHRASES[rc.Phrase.ALONG].split("{")[0]
    assert sum(line.startswith(f"- {begins}") for line in more) == len(decision.also_offer)
    assert len(set(told)) == len(told)
    assert verdict.endswith(".")
    assert not PART.search(text)
    assert patient.id not in text


@pytest.mark.clause("DEC-4", "DEC-7")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", rc.ReasonCode)
def test_every_code_can_be_said_with_little_and_with_much_known(code: rc.ReasonCode, language: Any) -> None:
    due = rc.Due(
        recall="examination",
        rank=1,
        basis=rc.Basis.INTERVAL,
        on=date(2026, 9, 1),
        anchor=date(2025, 2, 1),
        interval=rc.Interval(years=1, months=7),
    )
    scope = rc.Scope(recalls=("examination", "perio"), channels=(rc.Channel.SMS,), purposes=(rc.Purpose.CARE,))
    asleep = rc.Dormancy(stage=rc.AttendanceStage.DORMANT, last_visit=date(2020, 2, 1))
    undue = rc.Due(recall="examination", rank=1, basis=rc.Basis.RESOLVED)
    beat = rc.Beat(number=3, on=date(2026, 3, 10), treated_on=date(2025, 6, 10))
    evidence: list[Any] = [
        None,
        due,
        undue,
        asleep,
        beat,
        rc.Dormancy(stage=rc.AttendanceStage.NEVER_SEEN),
        *A_FACT_EACH,
    ]
    for fact in evidence:
        for until, covers in ((None, rc.Scope()), (date(2026, 9, 1), scope)):
            said = rc.say(rc.Reason(code=code, until=until, scope=covers, evidence=fact), wording=language)
            assert said.endswith(".")
            assert "{" not in said
            assert "  " not in said
            assert " ," not in said
            assert " ." not in said


# One of each kind, dated a day nothing else is.
ON: Final = date(2027, 3, 3)
A_FACT_EACH: Final[list[Any]] = [
    rc.Patient(id="1"),
    rc.Procedure(on=ON, kind=rc.Kind.FILLING),
    rc.Appointment(on=ON, state=rc.AppointmentState.KEPT),
    rc.Attempt(on=ON, channel=rc.Channel.PHONE, outcome=rc.Outcome.NO_ANSWER),
    rc.UnreadNote(on=ON),
    rc.Deceased(recorded=ON, source=rc.Party.FAMILY),
    rc.RelocatedPermanently(recorded=ON, source=rc.Party.FAMILY),
    rc.Reinstated(since=date(2026, 1, 1), on=ON),
    rc.DisputedBirthDate(since=ON),
    rc.Deferral(since=ON, until=date(2028, 1, 1)),
    *(rc.Deferral(since=ON, because=because) for because in rc.DeferralReason),
    rc.OptOut(since=ON),
    rc.Unreachable(since=ON, channel=rc.Channel.PHONE),
    rc.Excluded(since=ON, code="Archived"),
    rc.CallBack(since=ON, on=date(2028, 1, 1), half=rc.HalfDay.AFTERNOON),
    rc.CallBack(since=ON, on=date(2028, 1, 1), at=datetime(2028, 1, 1, 9, 5, tzinfo=UTC)),
    rc.PatientWillCall(since=ON),
    rc.SafetyFollowUp(since=ON, code="pathology"),
    rc.OpenProblem(since=ON, severity=rc.Severity.SEVERE, code="K04"),
    rc.Commitment(since=ON, code="polish"),
    rc.ContactPerson(person="7", consent_on=ON),
    rc.Bereavement(on=ON),
    rc.IntervalOverride(since=ON, recall="examination", interval=rc.Interval(months=3)),
    rc.DueDateOverride(set_on=ON, recall="examination", due=date(2028, 1, 1)),
    rc.Away(since=ON),
    rc.Hold(since=ON, code="balance"),
    rc.PerioEnrolment(since=ON),
    rc.FrequencyLimit(kinds=[rc.Kind.FILLING], max_visits=1, window=rc.LimitWindow.CALENDAR_YEAR),
    rc.InProgress(by="7", since=datetime(2027, 3, 3, 9, tzinfo=UTC), until=datetime(2027, 3, 3, 10, tzinfo=UTC)),
]


@pytest.mark.clause("DEC-4")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("fact", A_FACT_EACH, ids=lambda fact: type(fact).__name__)
def test_what_is_dated_ahead_is_named_by_kind_and_day(fact: Any, language: Any) -> None:
    assert {type(one) for one in A_FACT_EACH} == {*get_args(AnyFact)}
    said = rc.say(rc.Reason(code=ReasonCode.DATED_IN_FUTURE, evidence=fact), wording=language)
    assert (language.day(ON) in said) is (fact.said_on is not None)


# The name of each type of fact that has a day of its own, typed again.
NAMED: Final[dict[type, str]] = {
    rc.Patient: "the birth date",
    rc.Procedure: "care dated 3 March 2027",
    rc.Appointment: "a visit dated 3 March 2027",
    rc.Attempt: "a call or a message dated 3 March 2027",
    rc.UnreadNote: "a note dated 3 March 2027",
    rc.Deceased: "a report of a death, dated 3 March 2027",
    rc.RelocatedPermanently: "a report of a move, dated 3 March 2027",
    rc.Reinstated: "a report taken back, dated 3 March 2027",
    rc.DisputedBirthDate: "two birth dates, noticed on 3 March 2027",
    rc.Deferral: "a wish to wait, dated 3 March 2027",
    rc.OptOut: "a wish not to be contacted, dated 3 March 2027",
    rc.Unreachable: "a contact that failed, dated 3 March 2027",
    rc.Excluded: "an exclusion dated 3 March 2027",
    rc.CallBack: "a call asked for, dated 3 March 2027",
    rc.PatientWillCall: "a call announced, dated 3 March 2027",
    rc.SafetyFollowUp: "a safety matter dated 3 March 2027",
    rc.OpenProblem: "something found, dated 3 March 2027",
    rc.Commitment: "a promise of ours, dated 3 March 2027",
    rc.ContactPerson: "an entry about whom to ask, dated 3 March 2027",
    rc.Bereavement: "a loss in the family, dated 3 March 2027",
    rc.IntervalOverride: "an interval of the patient's own, dated 3 March 2027",
    rc.DueDateOverride: "a due date set by hand, dated 3 March 2027",
}
UNDATED: Final = (rc.Away, rc.Hold, rc.PerioEnrolment, rc.FrequencyLimit, rc.InProgress)


@pytest.mark.clause("DEC-4")
@pytest.mark.parametrize("fact", A_FACT_EACH, ids=lambda fact: type(fact).__name__)
def test_every_type_of_fact_has_an_english_name_of_its_own(fact: Any) -> None:
    ahead = "Something on the record is dated in the future"
    named = "" if type(fact) in UNDATED else f": {NAMED[type(fact)]}"
    assert rc.say(rc.Reason(code=ReasonCode.DATED_IN_FUTURE, evidence=fact)).startswith(f"{ahead}{named}. ")
    contradicts = rc.say(rc.Reason(code=ReasonCode.CONTRADICTORY_FACTS, evidence=fact))
    assert contradicts.startswith(f"The record contradicts itself{named}. ")


@pytest.mark.clause("DEC-4")
def test_no_two_types_of_fact_share_a_name() -> None:
    assert len(set(NAMED.values())) == len(NAMED)
    assert {*NAMED, *UNDATED} == {*get_args(AnyFact)}


# Why somebody would rather wait, in words, typed again.
WAITS: Final = {
    rc.DeferralReason.MONEY: ", because of the cost",
    rc.DeferralReason.FEAR: ", because a visit worries them",
    rc.DeferralReason.ILLNESS: ", because of their health",
    rc.DeferralReason.HOLIDAY: ", because of a holiday",
    rc.DeferralReason.SEEN_ELSEWHERE: ", because somebody else has seen them",
    rc.DeferralReason.NOT_URGENT: ", because it did not seem urgent",
    rc.DeferralReason.CONSEQUENCE_UNKNOWN: ", because they had not heard what waiting can do",
    rc.DeferralReason.OTHER: "",
}


@pytest.mark.clause("BRF-5")
@pytest.mark.parametrize("because", [None, *rc.DeferralReason])
def test_each_reason_to_wait_is_said_in_its_own_words(because: rc.DeferralReason | None) -> None:
    asked = rc.Deferral(since=date(2026, 9, 1), until=date(2027, 1, 4), because=because)
    cause = "" if because is None else WAITS[because]
    assert f"- Asked us to wait until 4 January 2027{cause}." in lines(decided(circumstances=[asked]))


@pytest.mark.clause("DEC-4")
def test_the_months_have_their_names() -> None:
    named = [*("January", "February", "March", "April", "May", "June"), *("July", "August", "September", "October")]
    for month, name in enumerate([*named, "November", "December"], 1):
        away = rc.Reason(code=ReasonCode.AWAY, until=date(2026, month, 1))
        assert rc.say(away) == f"Away until 1 {name} 2026."


# ------------------------------------------------------------------ what is said


@pytest.mark.clause("DEC-4")
def test_the_channel_to_use_comes_first_and_the_others_after() -> None:
    prefers = rc.Patient(id="1", prefers=rc.Channel.EMAIL)
    assert lines(decided(patient=prefers))[0] == "Contact by e-mail, or else by phone, text message or letter."
    only = rc.OptOut(channels=[rc.Channel.SMS, rc.Channel.EMAIL, rc.Channel.LETTER])
    assert lines(decided(circumstances=[only]))[0] == "Contact by phone."


@pytest.mark.clause("DEC-4")
def test_the_practices_own_codes_are_said_and_a_clinical_one_is_not() -> None:
    told = rc.explain(
        decided(
            circumstances=[
                rc.Hold(code="balance", until=date(2026, 12, 1), recalls=["examination"]),
                rc.Excluded(code="Archived"),
                rc.SafetyFollowUp(code="pathology", since=date(2026, 9, 1)),
                rc.OpenProblem(severity=rc.Severity.SEVERE, since=date(2026, 9, 1), code="K04"),
            ]
        )
    )
    assert "on hold for examination until 1 December 2026, under the code balance." in told
    assert "not to contact this patient, under the code Archived, and not why." in told
    assert "pathology" not in told
    assert "K04" not in told


@pytest.mark.clause("DEC-4", "ALG-1", "ALG-2")
def test_what_goes_along_and_from_when_it_is_paid_for_is_said() -> None:
    policy = attrs.evolve(presets.PRACTICE_GUIDES, bundle=rc.Interval(days=30))
    plan = [
        rc.FrequencyLimit(
            kinds=[rc.Kind.EXAMINATION], max_visits=1, window=rc.LimitWindow.ELAPSED, within=rc.Interval(years=1)
        )
    ]
    pulled = rc.Procedure(on=date(2026, 7, 31), kind=rc.Kind.EXTRACTION)
    told = lines(decided(policy, completed=[SEEN, pulled], care_plan=plan))
    assert told[1:5] == [
        "- Due for examination since 1 September 2026, 6 months after 1 March 2026.",
        "- Offer along with it: extraction review, due on 31 October 2026, 3 months after 31 July 2026.",
        "- The payer pays for extraction review again from 2 March 2027.",
        "- The payer pays for examination again from 2 March 2027.",
    ]


@pytest.mark.clause("DEC-4")
def test_a_payer_is_spoken_of_only_where_the_recall_is() -> None:
    limit = rc.FrequencyLimit(kinds=[rc.Kind.EXAMINATION], max_visits=1, window=rc.LimitWindow.CALENDAR_YEAR)
    assert "payer" in rc.explain(decided(care_plan=[limit]))
    assert "payer" not in rc.explain(decided(care_plan=[limit], circumstances=[rc.Away()]))
    past = attrs.evolve(SEEN, on=date(2025, 3, 1))
    assert "payer" not in rc.explain(decided(completed=[past], care_plan=[limit]))


@pytest.mark.clause("DEC-4", "DRM-1")
def test_somebody_long_away_was_last_here_on_a_day() -> None:
    rule = rc.DormancyRule(lapsed_after=rc.Interval(months=6), dormant_after=rc.Interval(months=12))
    policy = attrs.evolve(presets.PRACTICE_GUIDES, dormancy=rule)
    assert "- Last here on 1 March 2026." in lines(decided(policy))
    assert "Last here" not in rc.explain(decided(policy, completed=[attrs.evolve(SEEN, on=date(2026, 9, 1))]))
    assert "Last here" not in rc.explain(decided(policy, completed=()))
    asleep = attrs.evolve(SEEN, on=date(2025, 1, 10))
    told = rc.explain(decided(policy, completed=[asleep]))
    assert "- Has not been here since 10 January 2025." in told
    assert "Last here" not in told
    booked = rc.Appointment(on=date(2026, 12, 1), state=rc.AppointmentState.BOOKED)
    assert "- Last here on 10 January 2025." in lines(decided(policy, completed=[asleep], appointments=[booked]))
    dead = rc.Deceased(recorded=AS_OF, source=rc.Party.FAMILY, confirmed=True)
    assert "Last here" not in rc.explain(decided(policy, circumstances=[dead]))


@pytest.mark.clause("DEC-4")
def test_recalls_that_do_not_apply_share_a_line_and_come_last() -> None:
    reviews = "extraction review, orthodontic review, denture review, examination or filling review"
    assert lines(decided(completed=()))[1:] == [
        "- No recall applies to this patient.",
        "- No periodontal care: that is for patients in periodontal care.",
        f"- Nothing on record calls for {reviews}.",
    ]


@pytest.mark.clause("DEC-4")
def test_an_interval_is_said_in_words() -> None:
    assert english.span(rc.Interval(years=1, months=2, weeks=1, days=3)) == "1 year, 2 months, 1 week and 3 days"
    assert spanish.span(rc.Interval(months=1, days=1)) == "1 mes y 1 día"


# ------------------------------------------------------------------ a second language


@pytest.mark.clause("DEC-7")
def test_a_translation_has_every_table_and_every_entry() -> None:
    for table in ("SAYINGS", "PHRASES", "FACTS", "CAUSES"):
        assert set(getattr(spanish, table)) == set(getattr(english, table))
    assert set(english.SAYINGS) == set(rc.ReasonCode)
    assert set(english.PHRASES) == set(rc.Phrase)
    assert set(english.CAUSES) == {*rc.DeferralReason} - {rc.DeferralReason.OTHER}
    words = {*rc.Channel, *rc.Purpose, *rc.HalfDay}
    policies = (presets.PRACTICE_GUIDES, presets.OPEN_DENTAL_US, presets.NICE_CG19)
    assert set(spanish.WORDS) == words | {rule.name for policy in policies for rule in policy.recalls}
    assert set(english.FACTS) == {type(f) for f in A_FACT_EACH if f.said_on is not None} | {rc.Patient}


@pytest.mark.clause("DEC-7")
@pytest.mark.parametrize("table", ["SAYINGS", "PHRASES", "FACTS"])
def test_a_translation_fills_in_what_english_does(table: str) -> None:
    for entry, text in getattr(english, table).items():
        translated = getattr(spanish, table)[entry]
        assert set(PART.findall(translated)) == set(PART.findall(text)), entry


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", PART.sub(" ", text).casefold()) if len(word) > 3}


@pytest.mark.clause("DEC-7")
@facts.times(2)
@given(case=facts.cases())
def test_no_english_word_is_left_in_spanish(case: Case) -> None:
    known = set().union(*(_words(text) for table in TABLES for text in getattr(english, table).values()))
    known |= {month.casefold() for month in english._MONTHS} | {"year", "years", "month", "months", "week", "days"}
    own = set().union(*(_words(text) for table in TABLES for text in getattr(spanish, table).values()))
    assert not own & known - {"periodontal"}
    decision = case.decision()
    given_ = {name for reason in decision.reasons for name in reason.scope.recalls or ()} - set(spanish.WORDS)
    given_ |= {getattr(fact, "code", "") for fact in case.history.circumstances}
    of_the_practice = set().union(*map(_words, given_)) if given_ else set()
    assert not _words(rc.explain(decision, wording=spanish)) & known - own - of_the_practice


@pytest.mark.clause("DEC-7")
def test_what_composes_an_explanation_holds_no_word_of_any_language() -> None:
    for room in ("explain.py", "parts.py"):
        tree = ast.parse((Path(rc.__file__).parent / "_words" / room).read_text("utf-8"))
        docs = {id(node.body[0].value) for node in ast.walk(tree) if _has_doc(node)}
        strings = [n for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
        assert {node.value for node in strings if id(node) not in docs} <= {"", "- ", "\n"}


def _has_doc(node: ast.AST) -> bool:
    return isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None


@pytest.mark.clause("DEC-7")
def test_a_wording_that_lacks_a_word_is_refused_by_its_name() -> None:
    class Bare:
        SAYINGS: Final[dict[rc.ReasonCode, str]] = {}
        PHRASES, WORDS, FACTS, CAUSES = spanish.PHRASES, spanish.WORDS, spanish.FACTS, spanish.CAUSES
        day, span, all_of, any_of = spanish.day, spanish.span, spanish.all_of, spanish.any_of

    bare: Any = Bare()
    with pytest.raises(rc.RequestError, match="the wording has no saying for: deceased"):
        rc.say(rc.Reason(code=rc.ReasonCode.DECEASED), wording=bare)
    bare.SAYINGS, bare.PHRASES = {rc.ReasonCode.RECALL_DUE: "{recall}."}, {}
    with pytest.raises(rc.RequestError, match="the wording has no phrase for: recall"):
        rc.say(rc.Reason(code=rc.ReasonCode.RECALL_DUE), wording=bare)
