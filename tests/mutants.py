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
_NAMED: Final = "test_laws.py::test_every_number_a_policy_holds_has_a_name_to_be_cited_by"
_THERE_AND_BACK: Final = "test_laws.py::test_whatever_callers_build_goes_through_json_and_back"
_OTHERWISE: Final = "test_robustness.py::test_what_is_written_otherwise_than_its_type_is_refused"
_PLAIN: Final = "test_laws.py::test_a_rule_is_plain_unless_an_option_bears_on_its_due_date"
_BIRTHDAY: Final = "test_laws.py::test_no_birthday_takes_anybody_off_the_list"
_BY_CODE: Final = "test_laws.py::test_a_code_does_what_a_kind_does"
_NEVER_POSTPONES: Final = "test_laws.py::test_an_enrolment_never_makes_the_earliest_due_date_later"
_APART: Final = "test_robustness.py::test_thresholds_a_day_apart_are_no_contradiction"

_NO_CARE: Final = "test_visits.py::test_adding_a_row_that_is_no_care_changes_no_decision"
_SILENCES: Final = "test_visits.py::test_a_booking_silences_nothing_said_after_it"
_ORACLE_REVIEW: Final = "test_laws.py::test_the_oracle_asks_for_the_same_review"
_MOVED: Final = (
    "test_robustness.py::test_a_relocation_reported_on_the_day_of_a_visit_stands_and_the_day_before_does_not"
)

_REACHING: Final = "test_intervals.py::test_the_day_before_the_first_that_reaches_does_not"
_LATEST_BEAT: Final = "test_intervals.py::test_the_latest_beat_is_the_last_of_all_beats"
_IN_BETWEEN: Final = "test_laws.py::test_no_day_in_between_answers_differently"
_ONLY_TWICE: Final = "test_forecast.py::test_a_day_on_which_only_an_id_that_comes_twice_falls_due_has_no_row"
_WHO_IS_BOOKED: Final = "test_forecast.py::test_who_is_booked_is_told_from_who_must_be_called"
_ENDED_BOOKED: Final = "test_forecast.py::test_a_booking_of_a_relationship_that_has_ended_counts_nobody"
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
    Mutant("_base.intervals", "landed.day < start.day", "landed.day > start.day", _spec("IVL-4.1")),
    Mutant("_base.intervals", "repeats for name in _PARTS", "1 for name in _PARTS", _spec("IVL-5.1")),
    Mutant("_base.intervals", "return date(year, 3, 1)", "return date(year, 2, 28)", _spec("AGE-2.1")),
    Mutant("_base.intervals", "if start.day > 28 else start.day", "if start.day > 30 else start.day", _ADDING),
    Mutant("_base.intervals", "fromordinal(farthest + reached)", "fromordinal(farthest)", _spec("DUE-13.2")),
    Mutant("_base.intervals", "range(farthest, nearest)", "range(farthest, nearest - 1)", _REACHING),
    # Due dates
    Mutant("_deciding.landing", "wanted_from > self._as_of:", "wanted_from >= self._as_of:", _spec("DUE-1.1")),
    Mutant("_deciding.recall", "courses[-1] = procedure.on", "pass", _spec("DUE-7.1")),
    Mutant(
        "_deciding.recall",
        "and on <= or_last_day(start, interval)",
        "and on < or_last_day(start, interval)",
        _spec("DUE-8.1"),
    ),
    Mutant(
        "_deciding.recall",
        "return resolved >= due if early is None else _reaches(resolved, early, due)",
        "return True",
        _spec("DUE-8.2"),
    ),
    Mutant("_deciding.recall", "for anchor in courses:", "for anchor in courses[-1:]:", _spec("DUE-7.2")),
    Mutant("_deciding.recall", "return {p.site.fdi: p.on for", "return {p.site.tooth: p.on for", _spec("DUE-9.1")),
    Mutant(
        "_deciding.recall",
        "(rule.repeats and where is CareSetting.ELSEWHERE)",
        "where is CareSetting.ELSEWHERE",
        _spec("DUE-4.1"),
    ),
    Mutant("_deciding.recall", "only_started >= resolved", "only_started > resolved", _spec("DUE-6.1")),
    Mutant(
        "_deciding.recall",
        "anchor = started if resolved is None or resolved < started else resolved",
        "anchor = started",
        _spec("DUE-6.2"),
    ),
    Mutant("_deciding.recall", "max(due_on, self._as_of) < old_enough", "due_on < old_enough", _spec("AGE-1.3")),
    Mutant("_deciding.recall", "too_old <= due_on", "too_old < due_on", _spec("AGE-1.2")),
    Mutant("_deciding.recall", "too_old <= due_on", "too_old <= max(due_on, self._as_of)", _BIRTHDAY),
    Mutant("_deciding.due", "by_recall[older].code in (_RECALL_DUE, code)", "True", _BIRTHDAY),
    Mutant(
        "_deciding.due",
        "by_recall[older].code in (_RECALL_DUE, code)",
        "by_recall[older].code in _DUE",
        _spec("AGE-5.4"),
    ),
    Mutant("_deciding.due", "if self._pairs and history", "if history.care_plan and history", _BIRTHDAY),
    Mutant("_deciding.due", "and history.patient.birth_date is not None", "", _spec("AGE-3.2")),
    Mutant(
        "_deciding.recall", "return ends is None or on < ends", "return ends is None or on <= ends", _spec("AGE-4.4")
    ),
    Mutant(
        "_deciding.recall", "if begins is None or on < begins:", "if begins is None or on <= begins:", _spec("AGE-4.6")
    ),
    Mutant("_deciding.recall", "(band.from_age or 0) <= _OF_AGE", "(band.from_age or 0) < _OF_AGE", _spec("AGE-4.9")),
    Mutant("_deciding.recall", "if resolved is None or resolved < begun:", "if True:", _spec("DUE-15.10")),
    Mutant("_deciding.recall", "resolved >= begun", "resolved > begun", _spec("DUE-15.13")),
    Mutant("_deciding.begun", "registered < first", "registered > first", _spec("DUE-15.6")),
    Mutant("_deciding.begun", "return min((visit.on", "return max((visit.on", _spec("DUE-15.3")),
    Mutant("_deciding.priority", "if begun or due.interval is None", "if due.interval is None", _spec("DUE-15.15")),
    Mutant(
        "_deciding.landing",
        "policy.look_ahead if rule.lead is None else rule.lead",
        "policy.look_ahead",
        _spec("DUE-16.1"),
    ),
    Mutant("_deciding.landing", "due.basis in _MAY_REACH_BACK and", "False and", _spec("DUE-16.3")),
    Mutant("_policy.care", "procedure.kind is not _ADMINISTRATIVE and", "", _spec("DUE-17.3")),
    Mutant("_policy.care", "frozenset(map(folded, codes))", "frozenset(codes)", _BY_CODE),
    Mutant("_deciding.decider", "history = read_with(history, self._codes)", "pass", _spec("DUE-17.2")),
    Mutant("_deciding.enrolled", "not (dated and procedure.on > since)", "procedure.on > since", _spec("PER-5.2")),
    Mutant("_deciding.enrolled", "procedure in before", "False", _NEVER_POSTPONES),
    Mutant("_deciding.enrolled", "is Enrolment.NOT_ENROLLED:", "is Enrolment.ENROLLED:", _spec("PER-5.5")),
    Mutant(
        "_deciding.recall",
        "latest = max((o.since for o in overrides)",
        "latest = min((o.since for o in overrides)",
        _spec("OVR-1.1"),
    ),
    Mutant("_deciding.recall", "later = p.on > set_on", "later = p.on >= set_on", _spec("OVR-2.1")),
    Mutant(
        "_deciding.recall", "due = min(o.due for o in by_hand", "due = max(o.due for o in by_hand", _spec("OVR-3.1")
    ),
    Mutant("_base.intervals", "(until is None or on < until)", "(until is None or on <= until)", _spec("PER-1.2")),
    Mutant(
        "_deciding.enrolled",
        "None if Kind.PROPHYLAXIS in self._kinds else",
        "None if Kind.PROPHYLAXIS not in self._kinds else",
        _spec("PER-3.1"),
    ),
    # Wanted
    Mutant(
        "_deciding.wanted.returned",
        "deferred_until(d, self._policy)) <= self._as_of]",
        "deferred_until(d, self._policy)) < self._as_of]",
        _spec("WNT-1.1"),
    ),
    Mutant("_deciding.wanted.returned", "else seen > since)", "else seen >= since)", _spec("WNT-2.2")),
    Mutant(
        "_deciding.promises",
        "d.since is None or d.since == latest[d.recalls]",
        "d.since == latest.get(d.recalls)",
        _spec("SUP-5.2"),
    ),
    # Suppression
    Mutant(
        "_deciding.withholding.circumstances",
        "self._as_of < until and fact in standing.deferrals",
        "self._as_of <= until and fact in standing.deferrals",
        _spec("WNT-1.1"),
    ),
    Mutant(
        "_deciding.withholding.circumstances",
        "if stands(fact.since, fact.until, self._as_of):",
        "if stands(fact.since, None, self._as_of):",
        _spec("WNT-1.2"),
    ),
    Mutant(
        "_deciding.withholding.circumstances",
        "new_scope(channels=channels, purposes=purposes)",
        "new_scope(channels=channels)",
        _spec("SUP-6.2"),
    ),
    Mutant(
        "_deciding.withholding.circumstances",
        "if fact.confirmed or not standing.confirmed:",
        "if True:",
        _spec("SUP-2.2"),
    ),
    Mutant(
        "_deciding.withholding.circumstances",
        "ReasonCode.DECEASED if fact.confirmed else",
        "ReasonCode.DECEASED if True else",
        _spec("SUP-2.1"),
    ),
    Mutant(
        "_deciding.withholding.circumstances", "if standing.seen > died", "if standing.seen >= died", _spec("SUP-3.5")
    ),
    Mutant(
        "_deciding.withholding.circumstances", "standing.seen <= fact.recorded", "standing.seen < fact.recorded", _MOVED
    ),
    Mutant("_deciding.withholding.circumstances", "fact.died_on or fact.recorded", "fact.recorded", _spec("SUP-3.6")),
    Mutant(
        "_base.days",
        "        if on <= self._last:\n            return True",
        "        if on < self._last:\n            return True",
        _spec("BKG-3.1"),
    ),
    Mutant(
        "_deciding.withholding.bookings",
        "last is not None and self._as_of <= last",
        "last is not None and self._as_of < last",
        _spec("BKG-5.1"),
    ),
    Mutant(
        "_deciding.withholding.bookings",
        "past if appointment.on < self._as_of else ahead",
        "past if appointment.on <= self._as_of else ahead",
        _spec("BKG-2.1"),
    ),
    Mutant("_deciding.found", "        reasons.sort(key=_PRECEDENCE)\n", "", _spec("SUP-11.1")),
    # Decisions and lists
    Mutant("_deciding.decider", "if history._known_through > self._asked_on:", "if False:", _spec("SUP-12.1")),
    Mutant(
        "_deciding.decision",
        "return Verdict.CONTACT if self.contactable else",
        "return Verdict.CONTACT if self.wanted else",
        _spec("SUP-7.1"),
    ),
    Mutant("_deciding.reasons", "and (self.recalls is None or recall in self.recalls)", "", _spec("SUP-8.1")),
    Mutant("_practice.duplicates", "self.counts[self._key_of[patient_id]] -= 1", "pass", _spec("LST-5.1")),
    Mutant(
        "_practice.call_list", "return -decision.points, tuple(", "return decision.points, tuple(", _spec("LST-2.1")
    ),
    Mutant("_practice.call_list", "max(0, capacity - len(promised))", "capacity + 1", _spec("LST-1.1")),
    Mutant(
        "_practice.call_list",
        "if _must_be_made(contact)}",
        "if _must_be_made(contact) and place < capacity}",
        _spec("LST-8.1"),
    ),
    Mutant("_practice.call_list", "else due.on.toordinal()", "else -due.on.toordinal()", _spec("PRI-4.1")),
    # Dormancy and loose ends
    Mutant("_deciding.dormancy", "if self._as_of > dormant:", "if self._as_of >= dormant:", _DORMANT_AFTER),
    Mutant("_deciding.dormancy", "self._as_of > lapsed:", "self._as_of >= lapsed:", _spec("DRM-1.3")),
    Mutant("_facts.absences", "through + timedelta(days=days)", "through", _spec("DRM-2.1")),
    Mutant(
        "_deciding.wanted.asleep",
        "is not _DORMANT or booked_ahead(history, self._as_of):",
        "is not _DORMANT:",
        _spec("DRM-3.1"),
    ),
    Mutant(
        "_deciding.wanted.loose_ends",
        "sorted(lost, key=_FIRST, reverse=True)",
        "sorted(lost, key=_FIRST)",
        _spec("DRM-4.3"),
    ),
    Mutant("_deciding.wanted.loose_ends", "(a.cancelled_on or a.on, a)", "(a.on, a)", _spec("DRM-4.7")),
    Mutant("_deciding.wanted.loose_ends", "or self._moved(appointment, found):", ":", _spec("DRM-4.11")),
    Mutant(
        "_deciding.wanted.loose_ends", "return said == {ReasonCode.NOT_YET_DUE}", "return bool(said)", _spec("DRM-4.10")
    ),
    Mutant("_deciding.wanted.loose_ends", "if done.any_since(on) else None", "", _spec("DRM-4.9")),
    Mutant("_deciding.wanted.loose_ends", "or self._as_of < until:", ":", _spec("DRM-4.8")),
    Mutant(
        "_deciding.wanted.loose_ends",
        "if self._as_of < or_last_day(planned.on, unscheduled_after):",
        "if self._as_of <= or_last_day(planned.on, unscheduled_after):",
        _spec("DRM-5.1"),
    ),
    Mutant("_deciding.done", "lost.booked_on + ONE_DAY", "lost.booked_on", _spec("DRM-4.7")),
    Mutant("_deciding.done", "if window is None else window.first_day_reaching(lost.on)", "", _spec("DRM-4.7")),
    Mutant("_deciding.done", "if not says_what_for(kept, self._named):", "if True:", _spec("DRM-4.8")),
    Mutant("_deciding.wanted.loose_ends", "for care in self._repeating:", "for care in ():", _spec("DRM-4.12")),
    Mutant(
        "_deciding.booked_recalls",
        "if due.basis in BEGUN else due.interval",
        "if False else due.interval",
        _spec("BKG-8.5"),
    ),
    Mutant(
        "_deciding.withholding.bookings",
        "in_time.update(*(self._names_for(visit, due) for visit in whatever))",
        "pass",
        _spec("BKG-8.4"),
    ),
    Mutant(
        "_deciding.landing",
        "return None if lead.first_day_reaching(due.on) <= since else lead",
        "return lead",
        _spec("DUE-16.8"),
    ),
    Mutant("_policy.recalls", "frozenset({older.name}).union(*before)", "frozenset({older.name})", _spec("AGE-5.6")),
    Mutant("_deciding.withholding.circumstances", "(*recalls, *over)", "recalls", _spec("AGE-5.6")),
    Mutant(
        "_practice.forecast", "if kept and self._leaves_nothing(kept, decision) else", "if False else", _spec("FOR-1.9")
    ),
    Mutant("_practice.forecast", "and a.on >= self._as_of]", "]", _spec("FOR-1.9")),
    # Visits
    Mutant("_facts.visits", "if procedure.where is _HERE:", "if True:", _spec("DRM-1.2")),
    Mutant("_facts.visits", "done is history._care and", "", _spec("VIS-2.1")),
    Mutant("_facts.visits", "if p.where is not _CHARTED]\n    return", "]\n    return", _spec("DRM-1.5")),
    Mutant(
        "_facts.visits",
        "seen is None and all(p.where is not _HERE for p in unmapped)",
        "seen is None",
        _spec("VIS-2.2"),
    ),
    Mutant("_facts.visits", "if kind in CARE", "", _spec("VIS-6.2")),
    Mutant("_facts.visits", "appointment.kinds != _NO_VISIT]", "True]", _spec("VIS-1.5")),
    Mutant("_deciding.wanted.loose_ends", "in care_among(history.planned):", "in history.planned:", _NO_CARE),
    Mutant("_facts.history", "if procedure.kind in _NO_CARE:", "if False:", _spec("VIS-1.1")),
    Mutant("_facts.history", "fact.state is AppointmentState.MISSED:", "False:", _spec("BKG-9.1")),
    # What a booking speaks for
    Mutant("_deciding.coming", "made > _NEVER and said <= made", "made > _NEVER and said < made", _spec("BKG-7.2")),
    Mutant("_deciding.coming", "made > _NEVER and said <= made", "made > _NEVER", _spec("BKG-7.1")),
    Mutant("_deciding.coming", "return _UNMAPPED not in appointment.kinds", "return True", _spec("BKG-2.3")),
    Mutant("_deciding.coming", "default=self._for_some_care)", "default=_NEVER)", _spec("BKG-7.2")),
    Mutant(
        "_deciding.withholding.bookings",
        "(near and not says_what_for(appointment, self._named))",
        "not says_what_for(appointment, self._named)",
        _spec("BKG-2.4"),
    ),
    Mutant("_deciding.withholding.bookings", "on > made for on in said", "on >= made for on in said", _spec("BKG-7.4")),
    Mutant(
        "_deciding.withholding.bookings",
        "return self._recalls_alone if after else EVERYTHING",
        "return EVERYTHING",
        _SILENCES,
    ),
    Mutant("_deciding.withholding.bookings", "if name not in in_time]", "]", _spec("BKG-8.3")),
    Mutant(
        "_deciding.withholding.bookings",
        "self._policy.call_when_booked_late and not near",
        "self._policy.call_when_booked_late",
        _spec("BKG-8.3"),
    ),
    Mutant(
        "_deciding.withholding.bookings",
        "seen is None or seen < appointment.on",
        "seen is None or seen != appointment.on",
        _spec("BKG-5.7"),
    ),
    Mutant(
        "_deciding.withholding.bookings",
        "not done.for_which(appointment.on, appointment)",
        "not done.any_since(appointment.on)",
        _spec("VIS-4.2"),
    ),
    Mutant(
        "_deciding.withholding.bookings", "over = last is None or last < self._as_of", "over = True", _ORACLE_REVIEW
    ),
    Mutant("_deciding.withholding.bookings", "and not self._policy.kept_is_care", "", _spec("VIS-6.1")),
    Mutant(
        "_deciding.booked_recalls",
        "or (made is not None and appointment.on <= or_last_day(made, within))",
        "",
        _spec("BKG-8.3"),
    ),
    Mutant(
        "_deciding.withholding.outranking",
        "reason.code is ReasonCode.VISIT_NOT_WRITTEN_UP:",
        "False:",
        _spec("VIS-4.4"),
    ),
    # Absences
    Mutant("_facts.standing", "(again is None or until < again) and", "", _spec("ABS-1.10")),
    Mutant("_facts.standing", "(on.month, on.day) == (2, 29) else", "False else", _spec("ABS-2.5")),
    Mutant("_facts.absences", "latest[1] <= day)", "latest[1] < day)", _spec("ABS-3.1")),
    Mutant("_facts.absences", "for year in (last.year, last.year - 1):", "for year in (last.year,):", _spec("ABS-1.4")),
    Mutant("_facts.absences", "since >= away.yearly_until", "since > away.yearly_until", _spec("ABS-1.6")),
    Mutant("_facts.absences", "None if years < 0 else", "", _spec("ABS-1.3")),
    Mutant("_facts.absences", "if last is None or last[1] < back:", "if last is None:", _LATEST_RETURN),
    Mutant("_facts.absences", "if apart and since <= apart", "if apart and since < apart", _spec("ABS-5.6")),
    Mutant("_facts.absences", "apart[-1][0], max(apart[-1][1], back)", "apart[-1][0], back", _spec("DRM-2.2")),
    Mutant("_facts.absences", "for begins in (year - 1, year)]", "for begins in (year,)]", _DAYS_AWAY),
    Mutant(
        "_facts.absences",
        "through - date(year, 1, 1)).days // here)",
        "through - date(year, 1, 1)).days // here + 1)",
        _RECKONED,
    ),
    Mutant(
        "_deciding.withholding.circumstances",
        "fact.review_on <= self._as_of)",
        "fact.review_on < self._as_of)",
        _spec("ABS-4.2"),
    ),
    Mutant(
        "_deciding.due",
        "if departing.reaches(leaves):",
        "if not departing.reaches(leaves):",
        _spec("ABS-5.1"),
    ),
    Mutant(
        "_deciding.due",
        "until = min(reason.until, departing.first_day_reaching(leaves))",
        "until = reason.until",
        _spec("ABS-5.2"),
    ),
    Mutant("_deciding.due", "or not recall.rule.on_its_own", "", _RIDER),
    Mutant(
        "_deciding.reasons",
        "return standing.code is _WHILE_AWAY, due.rank",
        "return False, due.rank",
        _spec("ABS-5.10"),
    ),
    Mutant(
        "_deciding.changes",
        "_ROUNDS: Final = Interval(years=18)",
        "_ROUNDS: Final = Interval(years=5)",
        _spec("ABS-7.2"),
    ),
    # Cadence
    Mutant("_deciding.cadence", "min(max(number, 1), len(self._gaps)) - 1", "0", _spec("CAD-1.1")),
    Mutant("_facts.questions", "attempt.direction is _OUTBOUND", "True", _spec("CAD-1.1")),
    Mutant("_deciding.cadence", "counted[-most]", "counted[0]", _spec("CAD-2.1")),
    Mutant("_deciding.cadence", "if self._as_of < until else []", "if self._as_of <= until else []", _spec("CAD-5.1")),
    Mutant("_deciding.cadence", "attempt.on > procedure.on", "attempt.on >= procedure.on", _spec("CAD-4.1")),
    Mutant("_deciding.cadence", "number, rests_until = 0, None", "rests_until = None", _spec("CAD-3.3")),
    Mutant("_deciding.cadence", "attempt.on <= spoke:", "attempt.on < spoke:", _spec("CAD-5.3")),
    # Which channel next, what to say, and promises that nobody kept
    Mutant("_deciding.cadence", "or self._today < rests_until else 0", "or True else 0", _spec("ESC-2.2")),
    Mutant("_deciding.cadence", "or self._today < rests_until else 0", "else 0", _spec("ESC-2.3")),
    Mutant("_deciding.cadence", "or cadence.escalation)", ")", _spec("ESC-1.3")),
    Mutant(
        "_deciding.decision",
        "escalation[self.attempts_so_far :]",
        "escalation[self.attempts_so_far : self.attempts_so_far + 1]",
        _spec("ESC-3.1"),
    ),
    Mutant("_deciding.decision", "or escalation[-1:]", "", _spec("ESC-1.4")),
    Mutant(
        "_deciding.decision",
        "(*steps, *liked) if self.attempts_so_far else",
        "(*liked, *steps) if self.attempts_so_far else",
        _spec("ESC-1.3"),
    ),
    Mutant("_deciding.decider", "or purpose is Purpose.APPOINTMENT else", "else", _spec("ESC-3.4")),
    Mutant(
        "_deciding.brief", "if until is None or as_of < until:", "if until is None or as_of <= until:", _spec("BRF-1.1")
    ),
    Mutant("_deciding.brief", "(commitment.until, commitment.fulfilled_on)", "(commitment.until,)", _spec("BRF-1.1")),
    Mutant(
        "_deciding.brief", "return raised is not None, raised or date.min,", "return False, date.min,", _spec("BRF-3.1")
    ),
    Mutant("_deciding.brief", "problem.raised_on <= as_of else None", "True else None", _spec("BRF-3.3")),
    Mutant("_words.explain", "reason.code is ReasonCode.COMMITMENT_OPEN or", "", _spec("BRF-4.2")),
    Mutant(
        "_deciding.wanted.agreed",
        "            if until <= self._as_of:\n                yield new_reason(code=ReasonCode.PROMISE_MISSED",
        "            if until < self._as_of:\n                yield new_reason(code=ReasonCode.PROMISE_MISSED",
        _spec("AGR-6.2"),
    ),
    Mutant(
        "_deciding.withholding.outranking", "if prompt.code is ReasonCode.CALL_PROMISED and", "if", _spec("AGR-6.6")
    ),
    Mutant("_records.outcomes", "if (c, report.on) not in known]", "]", _FULFILLED),
    # Promises, safety, rhythm
    Mutant("_deciding.promises", "min(asked, through - before)", "1", _spec("AGR-2.3")),
    Mutant("_deciding.promises", "if promise.since == since]", "]", _spec("AGR-3.3")),
    Mutant("_deciding.promises", "called_us(history, since + ONE_DAY)", "False", _spec("AGR-2.2")),
    Mutant("_deciding.withholding.outranking", "if reason.code in _TOO_SOON:", "if False:", _spec("AGR-1.2")),
    Mutant(
        "_deciding.withholding.outranking",
        "if _none_too_soon(promise, reason, fresh=fresh) else reason",
        "",
        _spec("AGR-1.3"),
    ),
    Mutant(
        "_deciding.withholding.outranking",
        "if channel is not promise.channel)",
        "if channel is promise.channel)",
        _spec("AGR-4.1"),
    ),
    Mutant(
        "_deciding.withholding.outranking",
        "any(r.code is ReasonCode.DECEASED for r in withheld)",
        "False",
        _spec("SAF-2.3"),
    ),
    Mutant(
        "_deciding.codes",
        'DEFERRED = "deferred", Role.WITHHOLDS, Mark.YIELDS_TO_SAFETY',
        'DEFERRED = "deferred", Role.WITHHOLDS',
        _spec("SAF-1.1"),
    ),
    Mutant(
        "_deciding.wanted.agreed", "stands(fact.since, fact.closed_on, ", "stands(fact.since, None, ", _spec("SAF-1.2")
    ),
    Mutant("_deciding.wanted.rhythm", "bisect_right(range", "bisect_left(range", _spec("RHY-1.1")),
    Mutant("_deciding.wanted.rhythm", "range(least + 1, most + 1)", "range(least + 1, most)", _LATEST_BEAT),
    Mutant(
        "_deciding.wanted.rhythm",
        "planned = history.planned and care_among(history.planned)",
        "planned = ()",
        _spec("RHY-2.1"),
    ),
    Mutant("_deciding.wanted.rhythm", "if near is None or met >= on", "if True or met >= on", _spec("RHY-3.1")),
    Mutant(
        "_deciding.wanted.rhythm", "Turns(once=following) if self._answers(met, following) else", "", _spec("RHY-3.5")
    ),
    Mutant(
        "_deciding.wanted.rhythm",
        "_beat_on(treated, every, most + 1)",
        "_beat_on(treated, every, most)",
        _spec("RHY-4.1"),
    ),
    Mutant("_deciding.wanted.rhythm", "ends <= as_of)", "ends < as_of)", _spec("RHY-4.2")),
    Mutant("_deciding.wanted.rhythm", "until=ends if following is None else None", "until=None", _spec("RHY-4.1")),
    Mutant("_deciding.wanted.rhythm", "number=number, on=on", "number=number + 1, on=on", _spec("RHY-4.4")),
    # Not so soon again, a no is a no, and channels fit for safety
    Mutant("_deciding.withholding.recently", "if self._as_of < until:", "if self._as_of <= until:", _spec("CAD-8.2")),
    Mutant("_deciding.withholding.recently", "_known_through < self", "_known_through <= self", _spec("CAD-8.1")),
    Mutant("_deciding.withholding.recently", "and on >= self._reach", "and on > self._reach", _spec("CAD-8.1")),
    Mutant(
        "_deciding.withholding.circumstances",
        "fact.since is None or fact not in standing.deferrals",
        "fact.since is None",
        _spec("SUP-14.10"),
    ),
    Mutant("_deciding.withholding.recently", "if a.outcome in SPOKE)", "if a.outcome)", _spec("CAD-8.2")),
    Mutant("_deciding.withholding.recently", "visit: Visit = max(", "visit: Visit = min(", _spec("CAD-8.3")),
    Mutant("_deciding.withholding.recently", "scope=RECALL_CONTACTS, ", "", _spec("CAD-8.6")),
    Mutant(
        "_deciding.withholding.outranking",
        "return fresh or (met is not None and met <= promise.since)",
        "return fresh",
        _spec("AGR-7.2"),
    ),
    Mutant("_deciding.withholding.outranking", "met <= promise.since", "met < promise.since", _spec("AGR-7.2")),
    Mutant("_deciding.withholding.outranking", "met <= promise.since", "met <= promise.on", _spec("AGR-7.3")),
    Mutant(
        "_deciding.withholding.outranking",
        "fact.since < promise.on or fact.since <= promise.since",
        "fact.since <= promise.since",
        _spec("AGR-3.7"),
    ),
    Mutant(
        "_deciding.withholding.outranking",
        "return fact.since is not None and",
        "return True or",
        _spec("SUP-14.8"),
    ),
    Mutant(
        "_deciding.withholding.circumstances",
        "if self._as_of < asked_again:",
        "if self._as_of <= asked_again:",
        _spec("SUP-14.2"),
    ),
    Mutant(
        "_deciding.withholding.circumstances",
        "or fact.recalls is None or fact.since is None or",
        "or fact.since is None or",
        _spec("SUP-14.5"),
    ),
    Mutant("_deciding.withholding.safety", "last = max(", "last = min(", _spec("SAF-3.6")),
    Mutant("_deciding.withholding.safety", "question.purpose is Purpose.CARE and unfit", "unfit", _spec("SAF-3.7")),
    Mutant("_deciding.decision", "asked = [*self.question.fit_for_safety, *asked]", "pass", _spec("SAF-3.3")),
    Mutant(
        "_deciding.priority",
        "ReasonCode.PROMISE_MISSED: Factor.APOLOGY",
        "ReasonCode.CALL_PROMISED: Factor.APOLOGY",
        _spec("PRI-1.5"),
    ),
    Mutant("_deciding.cadence", "[] if gap is None else self._until", "self._until", _spec("CAD-9.1")),
    Mutant("_policy.contacts", "(longer is None or ", "(longer is not None and ", _spec("CAD-9.3")),
    # Claims
    Mutant(
        "_deciding.withholding.circumstances",
        "        if fact.by == self._caller:\n            return\n",
        "",
        _spec("CLM-3.1"),
    ),
    Mutant(
        "_deciding.withholding.circumstances",
        "fact.since <= self._at < fact.until",
        "fact.since <= self._at <= fact.until",
        _spec("CLM-2.2"),
    ),
    Mutant(
        "_deciding.withholding.circumstances",
        "else fact.since <= self._at",
        "else fact.since < self._at",
        _spec("CLM-2.3"),
    ),
    Mutant("_facts.people", "if self.until.time() == _MIDNIGHT and last > first:", "if False:", _spec("CLM-1.2")),
    Mutant("_facts.people", "until - since > _LONGEST", "until - since >= _LONGEST", _DAYS_OF_A_CLAIM),
    Mutant(
        "_deciding.withholding.circumstances",
        "stands(*fact.days, self._as_of) if self._at is None",
        "False if self._at is None",
        _spec("CLM-6.2"),
    ),
    # What has changed, and what to put right
    Mutant("_practice.list_changes", "if id_ not in called_now)", "if id_ not in now)", _spec("CLM-7.1")),
    Mutant(
        "_practice.list_changes",
        "for id_ in called_now if id_ not in called_then)",
        "for id_ in called_now)",
        _spec("CLM-7.1"),
    ),
    Mutant("_practice.list_changes", "decision.channel, decision.recalls", "decision.channel, ()", _ANOTHER_RECALL),
    Mutant("_practice.list_changes", "and len(now) == after.base", "", _spec("CLM-8.1")),
    Mutant("_practice.data_review", "return _wrong(item.reasons[0].code), ", "return Wrong.HARM, ", _spec("REV-2.1")),
    Mutant("_practice.data_review", "item.last_contact or date.min", "item.last_contact or date.max", _spec("REV-2.1")),
    Mutant(
        "_practice.data_review", "review_after) < decision.as_of", "review_after) <= decision.as_of", _spec("REV-4.1")
    ),
    Mutant("_practice.data_review", "booked_ahead(history, decision.as_of)", "False", _spec("REV-4.1")),
    Mutant("_practice.data_review", "elif history.patient.subject:", "else:", _spec("REV-5.1")),
    Mutant("_practice.data_review", "if reason.code in BEARS_ON_THE_END]", "if False]", _spec("REV-5.1")),
    Mutant("_practice.data_review", "return all(any(_covers", "return any(any(_covers", _spec("REV-3.1")),
    # Households
    Mutant(
        "_facts.questions",
        "stands(fact.since, fact.until, on)",
        "stands(fact.since, None, on)",
        _spec("HHD-1.1"),
    ),
    Mutant("_facts.questions", "began = max(", "began = min(", _spec("HHD-1.1")),
    Mutant(
        "_deciding.withholding.people",
        "return None if grown else (ReasonCode.NO",
        "return None if False else (ReasonCode.NO",
        _spec("HHD-2.3"),
    ),
    Mutant(
        "_deciding.withholding.people", "asked.consent_on >= of_age", "asked.consent_on <= of_age", _spec("HHD-3.1")
    ),
    Mutant("_deciding.withholding.people", "of_age <= on", "of_age < on", _spec("HHD-3.1")),
    Mutant(
        "_deciding.withholding.people", "fact.ended is PersonEnd.DIED else None", "False else None", _spec("HHD-4.3")
    ),
    Mutant(
        "_deciding.withholding.outranking",
        "if mourned < promise.since else reason",
        "if mourned <= promise.since else reason",
        _spec("HHD-5.2"),
    ),
    Mutant(
        "_deciding.codes",
        'BEREAVED = "bereaved", Role.WITHHOLDS, Mark.YIELDS_TO_SAFETY',
        'BEREAVED = "bereaved", Role.WITHHOLDS',
        _spec("HHD-5.3"),
    ),
    Mutant("_records.households", "if attempt.direction is _OUTBOUND])", "])", _SHARED),
    Mutant(
        "_records.households",
        "{attempt: times - most[attempt] for attempt, times in ours.items() if times > most[attempt]}",
        "{attempt: times for attempt, times in ours.items()}",
        _TWICE_GATHERED,
    ),
    Mutant("_records.households", "for history in (*before, *now):", "for history in now:", _spec("HHD-7.4")),
    Mutant("_records.households", "fact.until <= on else attrs", "fact.until < on else attrs", _NO_LATER),
    Mutant(
        "_practice.contacts",
        "lent = reach.person is not None and reach.person != patient_id",
        "lent = False",
        _spec("HHD-8.1"),
    ),
    Mutant("_practice.contacts", "if grouping is Grouping.HOUSEHOLD:", "if True:", _spec("HHD-8.2")),
    Mutant(
        "_practice.call_list",
        "            if belongs:\n                self",
        "            if False:\n                self",
        _STREAMED,
    ),
    Mutant(
        "_practice.call_list",
        "any(decision.leading.code in OUTRANKS for _, decision in contact)",
        "contact[0][1].leading.code in _ALWAYS_IN",
        _spec("HHD-9.2"),
    ),
    Mutant(
        "_practice.data_review",
        "twice.add(patient_id)",
        "pass",
        _spec("REV-1.1"),
    ),
    # Outcomes
    Mutant("_records.outcomes", "if fact not in known)", ")", _TWICE_IS_ONCE),
    Mutant("_deciding.promises", "latest[d.recalls])", "max(latest.values()))", _spec("OUT-3.3")),
    Mutant("_deciding.wanted.returned", " if deferral.recalls is None]", "]", _spec("OUT-3.4")),
    # Endings
    Mutant("_measures.endings", "self._visit.on > ended:", "self._visit.on >= ended:", _spec("END-3.2")),
    Mutant("_measures.endings", "(ending.died_on if isinstance(ending, Deceased) else None) or", "", _spec("END-3.3")),
    Mutant("_measures.endings", "if a.on not in days), None)", "), None)", _spec("END-3.2")),
    Mutant(
        "_measures.endings",
        "is Party.THIRD_PARTY and times[type(ending)] == 1",
        "is Party.THIRD_PARTY",
        _spec("END-2.2"),
    ),
    Mutant("_measures.endings", "gravity, -doubtful.ending", "gravity, doubtful.ending", _spec("END-4.1")),
    Mutant("_measures.endings", "while _year_after(since) == as_of:", "while False:", _spec("END-8.1")),
    Mutant("_measures.endings", "if not bits & _BEFORE]", "if True]", _spec("END-8.1")),
    Mutant("_measures.endings", "if found.rare and endings > 1:", "if found.rare:", _spec("END-6.5")),
    Mutant(
        "_measures.endings",
        "if found.rare and endings > 1:",
        "if endings * PER > 3 * patients * rate:",
        _spec("END-6.3"),
    ),
    Mutant(
        "_measures.binomial",
        "_at_least(hit, of, Decimal(rate) / per)",
        "_at_least(hit + 1, of, Decimal(rate) / per)",
        _EXACT,
    ),
    Mutant("_measures.binomial", "spared = of - few + 1", "spared = of - few", _EXACT),
    Mutant("_measures.binomial", "return one_in * ways < total", "return one_in * ways <= total", _TIE),
    Mutant("_measures.binomial", "if abs(chance - rare) < rare * _IN_DOUBT else", "if False else", _TIE),
    Mutant("_measures.binomial", "_SERIES_FROM: Final = 256", "_SERIES_FROM: Final = 8", _PRECISE),
    Mutant("_measures.endings", "if a.booked_by is Party.PATIENT and a.booked_on", "if a.booked_on", _spec("END-8.1")),
    Mutant(
        "_measures.endings",
        "and sign > ending.recorded:",
        "and sign >= ending.recorded:",
        _spec("END-8.1"),
    ),
    Mutant("_measures.endings", "if patients * rate < PER else", "if patients * rate <= PER else", _spec("END-6.6")),
    Mutant(
        "_practice.data_review",
        "found = [*dict.fromkeys(decision.review)]",
        "found = [*decision.review]",
        _spec("REV-1.2"),
    ),
    Mutant("_practice.data_review", "duplicates.remember_safety(decision)", "pass", _spec("SAF-2.4")),
    Mutant("_practice.call_list", "self._duplicates.remember_safety(decision)", "pass", _spec("SAF-2.4")),
    Mutant(
        "_practice.duplicates",
        "duplicate(patient_id, self._safety.get(patient_id, ()))",
        "duplicate(patient_id)",
        _spec("SAF-2.4"),
    ),
    Mutant(
        "_practice.call_list",
        "return not self._calls_only or ReasonCode.SAFETY_FOLLOW_UP_BLOCKED in profile",
        "return not self._calls_only",
        _spec("SAF-2.4"),
    ),
    Mutant("_deciding.brief", "return min((on for on in", "return max((on for on in", _spec("BRF-1.3")),
    Mutant("_deciding.brief", "sorted(promises.items())", "promises.items()", _spec("BRF-1.3")),
    Mutant("_deciding.cadence", "procedure.where is CareSetting.HERE and ", "", _spec("CAD-4.3")),
    Mutant("_deciding.promises", "return since < date.max and visited", "return visited", _ENDS),
    # The ledger, reports taken back, merged charts
    Mutant("_records.entries", "self._known_from <= on", "self._known_from < on", _spec("LED-1.1")),
    Mutant("_records.entries", "or on < self.retracted)", "or on <= self.retracted)", _spec("LED-2.2")),
    Mutant("_records.entries", "(None if self.planned else self.fact.said_on)", "self.fact.said_on", _spec("LED-2.1")),
    Mutant("_records.ledger", "max(facts[entry.fact], times)", "facts[entry.fact] + times", _spec("LED-1.1")),
    Mutant("_records.ledger", "or not came_after(known, fact.recorded, on)", "or True", _spec("LED-8.1")),
    Mutant("_records.ledger", "since = min(entry._known_from", "since = max(entry._known_from", _TWICE),
    Mutant("_records.entries", "if entry.retracted is None and entry.planned", "if entry.planned", _spec("LED-3.5")),
    Mutant(
        "_records.entries",
        "entry.recorded is not None and entry.recorded > on:",
        "entry.recorded is not None and entry.recorded >= on:",
        _spec("LED-3.5"),
    ),
    Mutant("_records.entries", "min(later, key", "max(later, key", _spec("LED-3.6")),
    Mutant("_records.entries", "return standing[-1] if", "return standing[0] if", _spec("LED-3.2")),
    Mutant("_records.ledger", "if since <= on and self", "if self", _spec("LED-6.7")),
    Mutant("_records.ledger", "if not (comes_again and was_taken_back", "if not (was_taken_back", _COMES_AGAIN),
    Mutant("_deciding.brief", "or date.max, reverse=True)", "or date.max)", _spec("MRG-1.2")),
    Mutant("_records.merging", "in reversed(patients) for", "in patients for", _TRAIT),
    Mutant(
        "_records.merging",
        "return sort_key(chart.patient)",
        "return (chart.patient.id,)",
        _ORDER,
    ),
    Mutant("_records.merging", "| (self._lost & self.merged.keys())", "", _HALF),
    Mutant("_records.merging", "return [history, history] if twice else", "return", _spec("MRG-5.2")),
    Mutant(
        "_deciding.withholding.circumstances",
        "fact.released_on <= self._as_of",
        "fact.released_on < self._as_of",
        _spec("LED-6.2"),
    ),
    Mutant(
        "_deciding.withholding.circumstances",
        "standing.met <= fact.on:",
        "standing.met <= fact.since:",
        _spec("LED-6.6"),
    ),
    Mutant(
        "_deciding.withholding.circumstances", "standing.met <= fact.on:", "standing.met < fact.on:", _spec("LED-6.4")
    ),
    Mutant(
        "_facts.questions",
        "number = bisect_right(begun, on)",
        "number = sum(since < on for since in begun)",
        _spec("LED-7.1"),
    ),
    Mutant("_facts.questions", "and on < ends[number - 1]", "and on <= ends[number - 1]", _spec("LED-7.2")),
    Mutant(
        "_deciding.codes",
        'REINSTATED = "reinstated", Role.WITHHOLDS, Mark.ASKS_REVIEW, ',
        'REINSTATED = "reinstated", Role.WITHHOLDS, ',
        _spec("LED-6.1"),
    ),
    Mutant("_records.merging", "if len(born) > 1 else", "if False else", _spec("MRG-3.1")),
    Mutant("_records.merging", "most[fact] = times", "most[fact] += times", _ONE_FACT),
    Mutant("_records.merging", "any(p.subject for p in patients)", "first.subject", _spec("MRG-2.1")),
    Mutant("_records.merging", "survivors.get(at, at)", "steps[start]", _spec("MRG-5.1")),
    # Billing, points, changes
    Mutant("_deciding.billing", "return anniversary + ONE_DAY", "return anniversary", _spec("ALG-2.1")),
    Mutant(
        "_deciding.billing",
        "first.year == last_year",
        "True",
        _spec("ALG-2.3"),
    ),
    Mutant("_deciding.priority", "min(amount, weight.max_units)", "amount", _spec("PRI-1.1")),
    Mutant("_deciding.decision", "due.on <= through", "due.on < through", _spec("ALG-1.1")),
    Mutant(
        "_base.days",
        "            self._day.hear(Turns(once=self.first_day_reaching(on)))\n",
        "            pass\n",
        _spec("CHG-2.3"),
    ),
    Mutant("_base.days", "        self._day.hear(self._heard[key])\n", "", _spec("CHG-2.1")),
    Mutant("_deciding.changes", "any(reason.terminal for reason in decision.withheld_by)", "False", _spec("CHG-1.3")),
    # Whole lives
    Mutant(
        "_deciding.withholding.circumstances",
        "if standing.seen <= fact.recorded:",
        "if False:",
        _LIVES,
    ),
    Mutant(
        "_records.outcomes", "(Deferral(since=on, until=report.until,", "(Deferral(since=on, until=date.max,", _LIVES
    ),
    Mutant("_records.outcomes", "return (*facts, *(fact", "return (*facts[-9:], *(fact", _LIVES),
    Mutant("_deciding.promises", "bool(spoken) and spoken[-1] >= promise.on", "bool(spoken)", _LIVES),
    Mutant(
        "_deciding.withholding.outranking",
        "None if _none_too_soon(promise, reason, fresh=fresh) else reason",
        "reason",
        _LIVES,
    ),
    Mutant("_deciding.cadence", "in self._caps:", "in self._caps[1:]:", _LIVES),
    Mutant("_records.entries", "on < self.retracted)", "on <= self.retracted)", _LIVES),
    Mutant("_records.ledger", "attrs.evolve(fact, released_on=on)", "fact", _LIVES),
    Mutant("_base.days", "            self._turns_on(on + ONE_DAY)", "            self._turns_on(on)", _LIVES),
    Mutant(
        "_deciding.changes",
        "            return decision.as_of\n",
        "            return as_of\n",
        _LIVES,
    ),
    Mutant("_words.explain", "lines = [explanation.verdict(), *", "lines = [decision.patient_id, *", _LIVES),
    # The days ahead
    Mutant("_practice.duplicates", "if patient_id not in self.repeated:", "if True:", _spec("FOR-2.1")),
    Mutant("_practice.forecast", "None if lead is None else lead.recall", "None", _spec("FOR-1.1")),
    Mutant("_practice.forecast", "arrival is not None and many", "arrival is not None", _ONLY_TWICE),
    Mutant("_practice.forecast", "if_free=True, or_booked=True", "if_free=True", _WHO_IS_BOOKED),
    Mutant("_practice.forecast", "if not scopes or any(reason.terminal", "if not scopes or any(False", _ENDED_BOOKED),
    Mutant("_practice.forecast", "if reason.code in _BOOKINGS]", "]", _spec("FOR-1.3")),
    Mutant("_practice.forecast", "return max(as_of, or_last_day", "return max(last, or_last_day", _spec("FOR-4.3")),
    Mutant(
        "_deciding.changes",
        "while on is not None and on <= through:",
        "while on is not None and on < through:",
        _spec("FOR-1.1"),
    ),
    Mutant(
        "_base.days",
        "        if before:\n            self._turns_on(other)",
        "        if not before:\n            self._turns_on(other)",
        _IN_BETWEEN,
    ),
    Mutant(
        "_deciding.changes",
        "or_last_day(turns, _ROUNDS), turns == heard.once",
        "or_last_day(turns, _ROUNDS), False",
        _spec("FOR-1.5"),
    ),
    Mutant(
        "_base.days",
        "        if self._once is None or on < self._once:",
        "        if self._once is None or on > self._once:",
        _spec("FOR-1.3"),
    ),
    Mutant(
        "presets.practice_guides",
        "dormant_list_every=Interval(weeks=2),",
        "dormant_list_every=Interval(weeks=4),",
        _ROUNDS,
    ),
    # Presets' numbers
    Mutant(
        "presets._shared",
        "THREE_MONTHS: Final = Interval(months=3)",
        "THREE_MONTHS: Final = Interval(months=4)",
        _PUBLISHED,
    ),
    Mutant("presets.practice_guides", "interval=Interval(months=6),", "interval=Interval(months=5),", _PUBLISHED),
    Mutant("presets.open_dental", "interval=Interval(months=4),", "interval=Interval(months=3),", _PUBLISHED),
    Mutant("presets.open_dental", "interval=Interval(years=5),", "interval=Interval(years=3),", _PUBLISHED),
    Mutant("presets.nice", "(Risk.LOW, Interval(months=18)),", "(Risk.LOW, Interval(months=30)),", _LIMITS),
    Mutant("presets.open_dental", "below_age=12,", "below_age=13,", _PUBLISHED),
    # Their names
    Mutant("_policy.numbers", 'yield from beneath(f"{name}.{word}", numbers_of(given))', "pass", _NAMED),
    Mutant("_policy.numbers", "and not isinstance(given, bool)", "", _NAMED),
    Mutant("_policy.recalls", '("early_window", "begins_after",', '("early_window",', _APART),
    # Plain data
    Mutant("_base.plain", "if tell else as_data(given)", "if False else as_data(given)", _THERE_AND_BACK),
    Mutant("_base.plain", "items if isinstance(items, str) else tuple(", "tuple(", _OTHERWISE),
    # The short cut for a plain rule
    Mutant("_policy.recalls", "if rule.resolved_by != rule.started_by:", "if False:", _PLAIN),
    Mutant("_policy.recalls", '"lead", "booked_within"}', '"lead", "booked_within", "below_age"}', _PLAIN),
)


def unplantable() -> Iterator[str]:
    """The mutants whose line is not, or not only once, in the library."""
    for mutant in MUTANTS:
        room = room_path(mutant.room)
        found = room.read_text("utf-8").count(mutant.is_) if room.exists() else 0
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
