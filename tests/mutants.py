"""Deliberate bugs, each with the law that must catch it.

    python tests/mutants.py           plant each bug in a copy of the library, run the law, demand that it fails
    python tests/mutants.py --check   only see that every bug can still be planted (fast)

sampled_mutants.py draws small bugs that nobody thought of. The third command that takes longer than a build should
lives thousands of lives, others each time:

    HYPOTHESIS_PROFILE=long pytest -q tests/test_lives.py

A bug is a line of the library as it is and as it should never be. Where the line has changed, plant the bug anew.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from planting import TESTS, planted, room_path, run_tests, warm_up

_SPEC: Final = "test_spec.py::test_the_spec_says_what_the_library_does"
_PUBLISHED: Final = "test_house.py::test_the_presets_say_what_was_published"
_ADDING: Final = "test_intervals.py::test_adding_in_integers_lands_where_the_interval_says"
_LIMITS: Final = "test_house.py::test_no_interval_of_nice_is_outside_its_limits"

_MOVED: Final = (
    "test_robustness.py::test_a_relocation_reported_on_the_day_of_a_visit_stands_and_the_day_before_does_not"
)

_REACHING: Final = "test_intervals.py::test_the_day_before_the_first_that_reaches_does_not"
_LATEST_BEAT: Final = "test_intervals.py::test_the_latest_beat_is_the_last_of_all_beats"
_IN_BETWEEN: Final = "test_laws.py::test_no_day_in_between_answers_differently"
_ROUNDS: Final = "test_forecast.py::test_the_guide_s_two_rhythms_go_with_its_two_thresholds"

_DORMANT_AFTER: Final = f"{_SPEC}[DRM-1.2]"
_DAYS_OF_A_CLAIM: Final = "test_claims.py::test_the_days_of_a_claim_are_those_of_the_clocks_it_is_written_with"
_FULFILLED: Final = "test_outcomes.py::test_what_was_fulfilled_is_not_promised_again"
_ANOTHER_RECALL: Final = (
    "test_list_changes.py::test_another_recall_and_another_channel_are_told_although_the_reasons_are_alike"
)
_EXACT: Final = "test_endings.py::test_the_chance_and_the_interval_are_exact"
_TIE: Final = "test_endings.py::test_an_exact_tie_is_not_rare"
_PRECISE: Final = "test_endings.py::test_a_middle_sized_base_is_precise_to_thirty_digits"
_ENDS: Final = "test_robustness.py::test_no_fact_at_an_end_of_the_calendar_stops_any_question"
_TWICE: Final = "test_ledger.py::test_a_report_recorded_twice_stood_from_the_first_of_its_days"
_COMES_AGAIN: Final = "test_ledger.py::test_a_report_that_comes_again_does_not_undo_what_a_person_took_back"
_TRAIT: Final = "test_merge.py::test_the_first_chart_that_says_a_trait_says_its_level"
_ORDER: Final = "test_merge.py::test_what_came_twice_is_withheld_alike_in_any_order"
_HALF: Final = "test_merge.py::test_nobody_decides_on_half_a_patient"
_ONE_FACT: Final = "test_merge.py::test_merged_charts_say_what_any_of_them_says_and_nothing_else"
_TWICE_IS_ONCE: Final = "test_outcomes.py::test_applying_a_report_takes_nothing_away_and_twice_is_once"
_LIVES: Final = "test_lives.py::test_a_whole_life_keeps_every_promise"


_SHARED: Final = "test_households.py::test_siblings_whose_mother_is_no_patient_share_the_calls_to_her"
_TWICE_GATHERED: Final = "test_households.py::test_gathering_twice_is_gathering_once"
_NO_LATER: Final = "test_households.py::test_what_ended_before_a_death_ends_no_later"
_STREAMED: Final = "test_households.py::test_a_large_base_streams_to_the_same_contacts"
_ABSENCES: Final = "test_absences.py"
_LATEST_RETURN: Final = f"{_ABSENCES}::test_the_oracle_says_the_same_of_somebody_with_absences"
_DAYS_AWAY: Final = f"{_ABSENCES}::test_a_day_away_puts_off_by_a_day_and_no_other_does"
_RECKONED: Final = f"{_ABSENCES}::test_hardly_ever_at_home_is_reckoned_and_not_walked"
_RIDER: Final = f"{_ABSENCES}::test_a_rider_is_not_offered_before_an_absence_and_goes_along_with_what_is"


class Mutant(NamedTuple):
    room: str
    is_: str
    becomes: str
    law: str


def _spec(row: str) -> str:
    return f"{_SPEC}[{row}]"


MUTANTS: Final = (
    # Intervals and the calendar
    Mutant("_intervals", "landed.day < start.day", "landed.day > start.day", _spec("IVL-4.1")),
    Mutant("_intervals", "repeats for name in _PARTS", "1 for name in _PARTS", _spec("IVL-5.1")),
    Mutant("_intervals", "return date(year, 3, 1)", "return date(year, 2, 28)", _spec("AGE-2.1")),
    Mutant("_intervals", "if start.day > 28 else start.day", "if start.day > 30 else start.day", _ADDING),
    Mutant("_intervals", "fromordinal(farthest + reached)", "fromordinal(farthest)", _spec("DUE-13.2")),
    Mutant("_intervals", "range(farthest, nearest)", "range(farthest, nearest - 1)", _REACHING),
    # Due dates
    Mutant("_due", "wanted_from > self.as_of:", "wanted_from >= self.as_of:", _spec("DUE-1.1")),
    Mutant("_due", "courses[-1] = procedure.on", "pass", _spec("DUE-7.1")),
    Mutant(
        "_due",
        "and on <= or_last_day(start, interval)",
        "and on < or_last_day(start, interval)",
        _spec("DUE-8.1"),
    ),
    Mutant(
        "_due",
        "return resolved >= due if early is None else _reaches(resolved, early, due)",
        "return True",
        _spec("DUE-8.2"),
    ),
    Mutant("_due", "for anchor in courses:", "for anchor in courses[-1:]:", _spec("DUE-7.2")),
    Mutant("_due", "p.site.fdi == site.fdi", "p.site.tooth == site.tooth", _spec("DUE-9.1")),
    Mutant("_due", "(rule.repeats and where is Where.ELSEWHERE)", "where is Where.ELSEWHERE", _spec("DUE-4.1")),
    Mutant("_due", "only_started >= resolved", "only_started > resolved", _spec("DUE-6.1")),
    Mutant(
        "_due",
        "anchor = started if resolved is None or resolved < started else resolved",
        "anchor = started",
        _spec("DUE-6.2"),
    ),
    Mutant("_due", "on = max(due_on, self.as_of)", "on = due_on", _spec("AGE-1.3")),
    Mutant("_due", "too_old <= on", "too_old < on", _spec("AGE-1.2")),
    Mutant(
        "_due",
        "latest = max((o.since for o in overrides)",
        "latest = min((o.since for o in overrides)",
        _spec("OVR-1.1"),
    ),
    Mutant("_due", "later = p.on > set_on", "later = p.on >= set_on", _spec("OVR-2.1")),
    Mutant("_due", "due = min(o.due for o in by_hand", "due = max(o.due for o in by_hand", _spec("OVR-3.1")),
    Mutant("_due", "or self.as_of < e.until)", "or self.as_of <= e.until)", _spec("PER-1.2")),
    Mutant(
        "_due",
        "polish is None or Kind.PROPHYLAXIS in self.kinds",
        "polish is None or Kind.PROPHYLAXIS not in self.kinds",
        _spec("PER-3.1"),
    ),
    # Wanted
    Mutant(
        "_wanted", "recalls is None and until <= self.as_of", "recalls is None and until < self.as_of", _spec("WNT-1.1")
    ),
    Mutant("_wanted", "else seen_after(history", "else visited(history", _spec("WNT-2.2")),
    Mutant(
        "_promises",
        "d.since is None or d.since == latest[d.recalls]",
        "d.since == latest.get(d.recalls)",
        _spec("SUP-5.2"),
    ),
    # Suppression
    Mutant(
        "_suppression",
        "self.as_of < until and fact in stated.deferrals",
        "self.as_of <= until and fact in stated.deferrals",
        _spec("WNT-1.1"),
    ),
    Mutant(
        "_suppression",
        "and (until is None or self.as_of < until)",
        "and (until is None or self.as_of <= until)",
        _spec("WNT-1.2"),
    ),
    Mutant(
        "_suppression",
        "Scope(channels=channels, purposes=purposes)",
        "Scope(channels=channels)",
        _spec("SUP-6.2"),
    ),
    Mutant("_suppression", "if fact.confirmed or not any(", "if True or any(", _spec("SUP-2.2")),
    Mutant(
        "_suppression",
        "ReasonCode.DECEASED if fact.confirmed else",
        "ReasonCode.DECEASED if True else",
        _spec("SUP-2.1"),
    ),
    Mutant("_record", "p.on > recorded and", "p.on >= recorded and", _spec("SUP-3.2")),
    Mutant("_record", "KEPT and recorded < a.on", "KEPT and recorded <= a.on", _MOVED),
    Mutant("_suppression", "fact.died_on or fact.recorded", "fact.recorded", _spec("SUP-3.6")),
    Mutant("_suppression", "appointment.on <= self._piggyback", "appointment.on < self._piggyback", _spec("BKG-3.1")),
    Mutant(
        "_suppression",
        "last is not None and self.as_of <= last",
        "last is not None and self.as_of < last",
        _spec("BKG-5.1"),
    ),
    Mutant("_suppression", "if appointment.on < self.as_of:", "if appointment.on <= self.as_of:", _spec("BKG-2.1")),
    Mutant("_suppression", "        reasons.sort(key=_PRECEDENCE)\n", "", _spec("SUP-11.1")),
    # Decisions and lists
    Mutant("_decider", "if history._known_through > self.as_of:", "if False:", _spec("SUP-12.1")),
    Mutant(
        "_decision",
        "return Verdict.CONTACT if self.contactable else",
        "return Verdict.CONTACT if self.wanted else",
        _spec("SUP-7.1"),
    ),
    Mutant("_reasons", "and (self.recalls is None or recall in self.recalls)", "", _spec("SUP-8.1")),
    Mutant("_call_list", "profiles[seen[patient_id]] -= 1", "pass", _spec("LST-5.1")),
    Mutant("_call_list", "return -decision.points, tuple(", "return decision.points, tuple(", _spec("LST-2.1")),
    Mutant("_call_list", "max(0, capacity - len(promised))", "capacity + 1", _spec("LST-1.1")),
    Mutant(
        "_call_list",
        "if _must_be_made(contact)}",
        "if _must_be_made(contact) and place < capacity}",
        _spec("LST-8.1"),
    ),
    Mutant("_call_list", "else due.on.toordinal()", "else -due.on.toordinal()", _spec("PRI-4.1")),
    # Dormancy and loose ends
    Mutant("_dormancy", "if self.as_of > dormant:", "if self.as_of >= dormant:", _DORMANT_AFTER),
    Mutant("_dormancy", "self.as_of > lapsed:", "self.as_of >= lapsed:", _spec("DRM-1.3")),
    Mutant("_absences", "through + timedelta(days=days)", "through", _spec("DRM-2.1")),
    Mutant("_dormancy", "or booked_ahead(history, self.as_of):", "or False:", _spec("DRM-3.1")),
    Mutant("_dormancy", "seen < latest.on:", "seen <= latest.on:", _spec("DRM-4.2")),
    Mutant(
        "_dormancy", "rule.unscheduled_after) <= self.as_of", "rule.unscheduled_after) < self.as_of", _spec("DRM-5.1")
    ),
    Mutant("_record", "if procedure.where is _HERE:", "if True:", _spec("DRM-1.2")),
    # Absences
    Mutant("_circumstances", "(again is None or until < again) and", "", _spec("ABS-1.10")),
    Mutant("_circumstances", "(on.month, on.day) == (2, 29) else", "False else", _spec("ABS-2.5")),
    Mutant("_absences", "latest[1] <= on)", "latest[1] < on)", _spec("ABS-3.1")),
    Mutant("_absences", "for year in (last.year, last.year - 1):", "for year in (last.year,):", _spec("ABS-1.4")),
    Mutant("_absences", "since >= away.yearly_until", "since > away.yearly_until", _spec("ABS-1.6")),
    Mutant("_absences", "None if years < 0 else", "", _spec("ABS-1.3")),
    Mutant("_absences", "if last is None or last[1] < back:", "if last is None:", _LATEST_RETURN),
    Mutant("_absences", "if back is None or back >= since]", "if back is None or back > since]", _spec("ABS-5.6")),
    Mutant("_absences", "apart[-1][0], max(apart[-1][1], back)", "apart[-1][0], back", _spec("DRM-2.2")),
    Mutant("_absences", "for begins in (year - 1, year)]", "for begins in (year,)]", _DAYS_AWAY),
    Mutant(
        "_absences",
        "through - date(year, 1, 1)).days // here)",
        "through - date(year, 1, 1)).days // here + 1)",
        _RECKONED,
    ),
    Mutant("_suppression", "fact.review_on <= self.as_of)", "fact.review_on < self.as_of)", _spec("ABS-4.2")),
    Mutant(
        "_due", "leaves <= or_last_day(self.as_of, lead)", "leaves < or_last_day(self.as_of, lead)", _spec("ABS-5.1")
    ),
    Mutant("_due", "until = min(standing.until, asked_from)", "until = standing.until", _spec("ABS-5.2")),
    Mutant("_due", "rule.rule.on_its_own and standing.code", "standing.code", _RIDER),
    Mutant("_reasons", "return standing.code is _WHILE_AWAY, due.rank", "return False, due.rank", _spec("ABS-5.10")),
    Mutant("_changes", "_ROUNDS: Final = 18", "_ROUNDS: Final = 5", _spec("ABS-7.2")),
    # Cadence
    Mutant("_cadence", "min(max(number, 1), len(self._gaps)) - 1", "0", _spec("CAD-1.1")),
    Mutant("_cadence", "attempt.direction is _OUTBOUND", "True", _spec("CAD-1.1")),
    Mutant("_cadence", "counted[-most]", "counted[0]", _spec("CAD-2.1")),
    Mutant("_cadence", "if self.as_of < until else []", "if self.as_of <= until else []", _spec("CAD-5.1")),
    Mutant("_cadence", "attempt.on > procedure.on", "attempt.on >= procedure.on", _spec("CAD-4.1")),
    Mutant("_cadence", "number, rests_until = 0, None", "rests_until = None", _spec("CAD-3.3")),
    Mutant("_cadence", "attempt.on <= spoke:", "attempt.on < spoke:", _spec("CAD-5.3")),
    # Which channel next, what to say, and promises that nobody kept
    Mutant("_cadence", "or self.as_of < rests_until else 0", "or True else 0", _spec("ESC-2.2")),
    Mutant("_cadence", "or self.as_of < rests_until else 0", "else 0", _spec("ESC-2.3")),
    Mutant("_cadence", "or cadence.escalation)", ")", _spec("ESC-1.3")),
    Mutant("_decision", "escalation[self.tried :]", "escalation[self.tried : self.tried + 1]", _spec("ESC-3.1")),
    Mutant("_decision", "or escalation[-1:]", "", _spec("ESC-1.4")),
    Mutant("_decision", "(*steps, *liked) if self.tried else", "(*liked, *steps) if self.tried else", _spec("ESC-1.3")),
    Mutant("_decider", "or purpose is Purpose.APPOINTMENT else", "else", _spec("ESC-3.4")),
    Mutant("_brief", "if until is None or as_of < until:", "if until is None or as_of <= until:", _spec("BRF-1.1")),
    Mutant("_brief", "(commitment.until, commitment.fulfilled_on)", "(commitment.until,)", _spec("BRF-1.1")),
    Mutant("_brief", "return raised is not None, raised or date.min,", "return False, date.min,", _spec("BRF-3.1")),
    Mutant("_brief", "problem.raised_on <= as_of else None", "True else None", _spec("BRF-3.3")),
    Mutant("_explain", "reason.code is ReasonCode.COMMITMENT_OPEN or", "", _spec("BRF-4.2")),
    Mutant("_wanted", "if until <= self.as_of:\n", "if until < self.as_of:\n", _spec("AGR-6.2")),
    Mutant("_suppression", "if prompt.code is ReasonCode.CALL_PROMISED and", "if", _spec("AGR-6.6")),
    Mutant("_outcomes", "if (c, report.on) not in known]", "]", _FULFILLED),
    # Promises, safety, rhythm
    Mutant("_promises", "min(asked, spoken.count(promise.on))", "1", _spec("AGR-2.3")),
    Mutant("_promises", "promise.since == latest", "True", _spec("AGR-3.3")),
    Mutant("_promises", "called_us(history, promise.since + ONE_DAY)", "False", _spec("AGR-2.2")),
    Mutant("_suppression", "if reason.code in _SPACED:", "if False:", _spec("AGR-1.2")),
    Mutant("_suppression", "return None if fresh else reason", "return None", _spec("AGR-1.3")),
    Mutant("_suppression", "if channel is not promise.channel)", "if channel is promise.channel)", _spec("AGR-4.1")),
    Mutant("_suppression", "any(r.code is ReasonCode.DECEASED for r in reasons)", "False", _spec("SAF-2.3")),
    Mutant("_suppression", "    ReasonCode.DEFERRED,\n", "", _spec("SAF-1.1")),
    Mutant("_wanted", "self.as_of < fact.closed_on:", "self.as_of <= fact.closed_on:", _spec("SAF-1.2")),
    Mutant("_wanted", "bisect_right(range", "bisect_left(range", _spec("RHY-1.1")),
    Mutant("_wanted", "range(least + 1, most + 1)", "range(least + 1, most)", _LATEST_BEAT),
    Mutant("_wanted", "if history.planned and", "if False and", _spec("RHY-2.1")),
    # Claims
    Mutant("_suppression", "fact.by != self.caller and ", "", _spec("CLM-3.1")),
    Mutant("_suppression", "self.at < claim.until", "self.at <= claim.until", _spec("CLM-2.2")),
    Mutant("_suppression", "claim.since <= self.at", "claim.since < self.at", _spec("CLM-2.3")),
    Mutant("_claims", "if self.until.time() == _MIDNIGHT and last > first:", "if False:", _spec("CLM-1.2")),
    Mutant("_claims", "self.until - self.since > _LONGEST", "self.until - self.since >= _LONGEST", _DAYS_OF_A_CLAIM),
    Mutant("_changes", "given = [*fact.days]", "given = []", _spec("CLM-6.2")),
    # What has changed, and what to put right
    Mutant("_list_changes", "if d.patient_id not in calling]", "if d.patient_id not in now]", _spec("CLM-7.1")),
    Mutant(
        "_list_changes",
        "for d in after.calls if d.patient_id not in called]",
        "for d in after.calls]",
        _spec("CLM-7.1"),
    ),
    Mutant("_list_changes", "decision.channel, decision.recalls", "decision.channel, ()", _ANOTHER_RECALL),
    Mutant("_list_changes", "and len(now) == after.base", "", _spec("CLM-8.1")),
    Mutant("_data_review", "return PLACE[item.reasons[0].code], ", "return 0, ", _spec("REV-2.1")),
    Mutant("_data_review", "item.last_contact or date.min", "item.last_contact or date.max", _spec("REV-2.1")),
    Mutant("_data_review", "review_after) < decision.as_of", "review_after) <= decision.as_of", _spec("REV-4.1")),
    Mutant("_data_review", "booked_ahead(history, decision.as_of)", "False", _spec("REV-4.1")),
    Mutant("_data_review", "elif history.patient.subject:", "else:", _spec("REV-5.1")),
    Mutant("_data_review", "if reason.code in _BEARS_ON_THE_END]", "if False]", _spec("REV-5.1")),
    Mutant("_data_review", "return all(any(_covers", "return any(any(_covers", _spec("REV-3.1")),
    # Households
    Mutant(
        "_record", "fact.until is None or on < fact.until", "fact.until is None or on <= fact.until", _spec("HHD-1.1")
    ),
    Mutant("_record", "began = max(", "began = min(", _spec("HHD-1.1")),
    Mutant(
        "_reach",
        "return None if grown else (ReasonCode.NO",
        "return None if False else (ReasonCode.NO",
        _spec("HHD-2.3"),
    ),
    Mutant("_reach", "asked.consent_on >= of_age", "asked.consent_on <= of_age", _spec("HHD-3.1")),
    Mutant("_reach", "of_age <= on", "of_age < on", _spec("HHD-3.1")),
    Mutant("_reach", "fact.ended is PersonEnd.DIED else None", "False else None", _spec("HHD-4.3")),
    Mutant(
        "_suppression",
        "if mourned < promise.since else reason",
        "if mourned <= promise.since else reason",
        _spec("HHD-5.2"),
    ),
    Mutant(
        "_suppression",
        "    ReasonCode.BEREAVED,\n    ReasonCode.DEFERRED,",
        "    ReasonCode.DEFERRED,",
        _spec("HHD-5.3"),
    ),
    Mutant("_households", "if attempt.direction is _OUTBOUND])", "])", _SHARED),
    Mutant(
        "_households", "tried.get(person, Counter()) | ours", "tried.get(person, Counter()) + ours", _TWICE_GATHERED
    ),
    Mutant("_households", "for history in (*before, *now):", "for history in now:", _spec("HHD-7.3")),
    Mutant("_households", "fact.until <= on else attrs", "fact.until < on else attrs", _NO_LATER),
    Mutant(
        "_contacts", "lent = reach.person is not None and reach.person != patient_id", "lent = False", _spec("HHD-8.1")
    ),
    Mutant("_contacts", "if grouping is Grouping.HOUSEHOLD:", "if True:", _spec("HHD-8.2")),
    Mutant("_call_list", "(families if belongs else ranked)", "ranked", _STREAMED),
    Mutant(
        "_call_list",
        "any(decision.leading.code in _ALWAYS_IN for _, decision in contact)",
        "contact[0][1].leading.code in _ALWAYS_IN",
        _spec("HHD-9.2"),
    ),
    Mutant(
        "_data_review",
        "found[patient_id] = ReviewItem(patient_id=patient_id, reasons=tuple(doubt))",
        "pass",
        _spec("REV-1.1"),
    ),
    # Outcomes
    Mutant("_outcomes", "if fact not in facts)", ")", _TWICE_IS_ONCE),
    Mutant("_promises", "latest[d.recalls])", "max(latest.values()))", _spec("OUT-3.3")),
    Mutant("_wanted", "if deferral.recalls is None and", "if", _spec("OUT-3.4")),
    # Endings
    Mutant("_endings", "ended < p.on <= as_of),", "ended <= p.on <= as_of),", _spec("END-3.2")),
    Mutant("_endings", "(ending.died_on if isinstance(ending, Deceased) else None) or", "", _spec("END-3.3")),
    Mutant("_endings", " and a.on not in reported]", "]", _spec("END-3.2")),
    Mutant("_endings", "is Party.THIRD_PARTY and len(same) == 1", "is Party.THIRD_PARTY", _spec("END-2.2")),
    Mutant("_endings", "gravity, -doubtful.ending", "gravity, doubtful.ending", _spec("END-4.1")),
    Mutant("_endings", "while _year_after(since) == as_of:", "while False:", _spec("END-8.1")),
    Mutant("_endings", "if not bits & _BEFORE]", "if True]", _spec("END-8.1")),
    Mutant("_endings", "if found.rare and endings > 1:", "if found.rare:", _spec("END-6.5")),
    Mutant("_endings", "if found.rare and endings > 1:", "if endings * PER > 3 * patients * rate:", _spec("END-6.3")),
    Mutant(
        "_binomial", "_at_least(hit, of, Decimal(rate) / per)", "_at_least(hit + 1, of, Decimal(rate) / per)", _EXACT
    ),
    Mutant("_binomial", "spared = of - few + 1", "spared = of - few", _EXACT),
    Mutant("_binomial", "return one_in * ways < total", "return one_in * ways <= total", _TIE),
    Mutant("_binomial", "if abs(chance - rare) < rare * _IN_DOUBT else", "if False else", _TIE),
    Mutant("_binomial", "_SERIES_FROM: Final = 256", "_SERIES_FROM: Final = 8", _PRECISE),
    Mutant("_endings", "a.booked_by is Party.PATIENT and _made", "_made", _spec("END-8.1")),
    Mutant(
        "_endings",
        "(a.state is Booking.KEPT and after < a.on",
        "(a.state is Booking.KEPT and after <= a.on",
        _spec("END-8.1"),
    ),
    Mutant("_endings", "if patients * rate < PER else", "if patients * rate <= PER else", _spec("END-6.6")),
    Mutant("_data_review", "found = [*dict.fromkeys(decision.review)]", "found = [*decision.review]", _spec("REV-1.2")),
    Mutant(
        "_data_review",
        "decide.duplicate(patient_id, safety.get(patient_id, ()))",
        "decide.duplicate(patient_id)",
        _spec("SAF-2.4"),
    ),
    Mutant(
        "_call_list",
        "decide.duplicate(patient_id, safety.get(patient_id, ()))",
        "decide.duplicate(patient_id)",
        _spec("SAF-2.4"),
    ),
    Mutant("_call_list", "if not calls_only or decision.patient_id in safety:", "if not calls_only:", _spec("SAF-2.4")),
    Mutant("_brief", "return min((on for on in", "return max((on for on in", _spec("BRF-1.3")),
    Mutant("_brief", "sorted(promises.items())", "promises.items()", _spec("BRF-1.3")),
    Mutant("_cadence", "procedure.where is Where.HERE and ", "", _spec("CAD-4.3")),
    Mutant("_promises", "return since < date.max and visited", "return visited", _ENDS),
    # The ledger, reports taken back, merged charts
    Mutant("_ledger", "self._known_from <= on", "self._known_from < on", _spec("LED-1.1")),
    Mutant("_ledger", "or on < self.retracted)", "or on <= self.retracted)", _spec("LED-2.2")),
    Mutant("_ledger", "(None if self.planned else said_on(self.fact))", "said_on(self.fact)", _spec("LED-2.1")),
    Mutant("_ledger", "max(facts[entry.fact], times)", "facts[entry.fact] + times", _spec("LED-1.1")),
    Mutant("_ledger", "or not came_after(known, fact.recorded, on)", "or True", _spec("LED-8.1")),
    Mutant("_ledger", "since = min(entry._known_from", "since = max(entry._known_from", _TWICE),
    Mutant("_ledger", "entry.retracted is None and entry._says", "entry._says", _spec("LED-3.5")),
    Mutant(
        "_ledger", "entry.recorded > on]\n        entries", "entry.recorded >= on]\n        entries", _spec("LED-3.5")
    ),
    Mutant("_ledger", "min(later, key", "max(later, key", _spec("LED-3.6")),
    Mutant("_ledger", "return standing[-1] if", "return standing[0] if", _spec("LED-3.2")),
    Mutant("_ledger", "and since <= on and", "and", _spec("LED-6.7")),
    Mutant("_ledger", "if again and e.retracted", "if e.retracted", _COMES_AGAIN),
    Mutant("_brief", "or date.max, reverse=True)", "or date.max)", _spec("MRG-1.2")),
    Mutant("_merge", "in reversed(patients) for", "in patients for", _TRAIT),
    Mutant(
        "_merge",
        "return patient.id, repr(patient), patient.birth_date or date.min",
        "return patient.id, '', date.min",
        _ORDER,
    ),
    Mutant("_merge", "| (lost & merged.keys())", "", _HALF),
    Mutant("_merge", "* (2 if twice else 1)", "", _spec("MRG-5.2")),
    Mutant("_suppression", "fact.released_on <= self.as_of", "fact.released_on < self.as_of", _spec("LED-6.2")),
    Mutant("_suppression", "_met_after(history, fact.on)", "_met_after(history, fact.since)", _spec("LED-6.6")),
    Mutant("_suppression", "since = _day_after(on)", "since = on", _spec("LED-6.4")),
    Mutant("_wanted", "fact.since <= on < fact.on", "fact.since < on < fact.on", _spec("LED-7.1")),
    Mutant("_wanted", "fact.since <= on < fact.on", "fact.since <= on <= fact.on", _spec("LED-7.2")),
    Mutant("_reasons", "    ReasonCode.REINSTATED,\n", "", _spec("LED-6.1")),
    Mutant("_merge", "if len(born) > 1 else", "if False else", _spec("MRG-3.1")),
    Mutant("_merge", "facts |= Counter(chart)", "facts += Counter(chart)", _ONE_FACT),
    Mutant("_merge", "any(p.subject for p in patients)", "first.subject", _spec("MRG-2.1")),
    Mutant("_merge", "ends.get(at, at)", "steps[start]", _spec("MRG-5.1")),
    # Billing, points, changes
    Mutant("_billing", "return anniversary + ONE_DAY", "return anniversary", _spec("ALG-2.1")),
    Mutant(
        "_billing",
        "first.year == last_year",
        "True",
        _spec("ALG-2.3"),
    ),
    Mutant("_priority", "min(amount, weight.most)", "amount", _spec("PRI-1.1")),
    Mutant("_decision", "due.on <= through", "due.on < through", _spec("ALG-1.1")),
    Mutant("_changes", "yield from _of_appointments(history, policy)", "", _spec("CHG-2.3")),
    Mutant("_changes", "for lapse in _lapses(decision):", "for lapse in ():", _spec("CHG-2.1")),
    Mutant("_changes", "any(reason.terminal for reason in last.withheld_by)", "False", _spec("CHG-1.3")),
    # Whole lives
    Mutant("_suppression", "if not came_after(history, fact.recorded, self.as_of):", "if False:", _LIVES),
    Mutant("_outcomes", "(Deferral(since=on, until=report.until,", "(Deferral(since=on, until=date.max,", _LIVES),
    Mutant("_outcomes", "return (*facts, *(fact", "return (*facts[-9:], *(fact", _LIVES),
    Mutant("_promises", "a.on >= promise.on and a.outcome in SPOKE", "a.outcome in SPOKE", _LIVES),
    Mutant("_suppression", "return None if fresh else reason", "return reason", _LIVES),
    Mutant("_cadence", "in self._caps:", "in self._caps[1:]:", _LIVES),
    Mutant("_ledger", "on < self.retracted)", "on <= self.retracted)", _LIVES),
    Mutant("_ledger", "attrs.evolve(fact, released_on=on)", "fact", _LIVES),
    Mutant("_changes", "yield from (on, _day_after(on))", "yield on", _LIVES),
    Mutant("_changes", "return last.as_of", "return last.as_of + ONE_DAY", _LIVES),
    Mutant("_explain", "lines = [_verdict(decision, words), *", "lines = [decision.patient_id, *", _LIVES),
    # The days ahead
    Mutant("_forecast", "counts[seen[patient_id]] -= 1", "pass", _spec("FOR-2.1")),
    Mutant("_forecast", "None if lead is None else lead.recall", "None", _spec("FOR-1.1")),
    Mutant("_forecast", "one_each.setdefault(arrival, arrival)", "arrival", _spec("FOR-1.1")),
    Mutant("_forecast", "return max(as_of, or_last_day", "return max(last, or_last_day", _spec("FOR-4.3")),
    Mutant("_changes", "following > through:", "following >= through:", _spec("FOR-1.1")),
    Mutant("_changes", "if history._known_through > as_of:", "if False:", _IN_BETWEEN),
    Mutant("_changes", "if history._known_through > today.as_of:", "if False:", _spec("FOR-1.5")),
    Mutant("_changes", "yield from _own_days(fact, policy)", "yield from ()", _spec("FOR-1.3")),
    Mutant("presets", "rounds=Interval(weeks=2),", "rounds=Interval(weeks=4),", _ROUNDS),
    # Presets' numbers
    Mutant(
        "presets", "_THREE_MONTHS: Final = Interval(months=3)", "_THREE_MONTHS: Final = Interval(months=4)", _PUBLISHED
    ),
    Mutant("presets", "interval=Interval(months=6),", "interval=Interval(months=5),", _PUBLISHED),
    Mutant("presets", "interval=Interval(months=4),", "interval=Interval(months=3),", _PUBLISHED),
    Mutant("presets", "interval=Interval(years=5),", "interval=Interval(years=3),", _PUBLISHED),
    Mutant("presets", "(Risk.LOW, Interval(months=18)),", "(Risk.LOW, Interval(months=30)),", _LIMITS),
    Mutant("presets", "below_age=12,", "below_age=13,", _PUBLISHED),
)


def unplantable() -> Iterator[str]:
    """The mutants whose line is not, or not only once, in the library."""
    for mutant in MUTANTS:
        found = room_path(mutant.room).read_text("utf-8").count(mutant.is_)
        if found != 1:
            yield f"{mutant.room}: found {found} times: {mutant.is_}"


def survives(mutant: Mutant) -> bool:
    """Whether the law passes with the bug planted."""
    source = room_path(mutant.room).read_text("utf-8").replace(mutant.is_, mutant.becomes)
    with planted(mutant.room, source) as folder:
        run = run_tests(folder, ["-x", str(TESTS / mutant.law)], profile="planted")
    if run.code not in (0, 1):
        raise SystemExit(f"{mutant.law} could not be run:\n{run.said}")
    return run.code == 0


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="only see that every bug can still be planted")
    only_check = parser.parse_args(arguments).check
    wrong = list(unplantable())
    print(*(f"cannot plant {fault}" for fault in wrong), sep="\n", end="\n" if wrong else "")
    if wrong or only_check:
        print(f"{len(MUTANTS) - len(wrong)} of {len(MUTANTS)} mutants can be planted")
        return 1 if wrong else 0
    warm_up()
    alive = 0
    for mutant in MUTANTS:
        survived = survives(mutant)
        alive += survived
        print(
            f"{'SURVIVED' if survived else 'killed  '} {mutant.room}: {mutant.becomes.strip() or 'nothing'!r}",
            flush=True,
        )
    print(f"{len(MUTANTS) - alive} of {len(MUTANTS)} mutants killed")
    return 1 if alive else 0


if __name__ == "__main__":
    sys.exit(main())
