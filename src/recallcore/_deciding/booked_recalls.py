"""Which of the recalls to speak of is a booking for, and does it come in time for them?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from recallcore._base.intervals import Interval, or_last_day
from recallcore._deciding.begun import BEGUN
from recallcore._deciding.codes import TO_SPEAK_OF
from recallcore._deciding.found import Found
from recallcore._deciding.reasons import pressing
from recallcore._facts.events import Appointment
from recallcore._facts.vocabulary import Kind
from recallcore._policy.recalls import RecallRule

Names = tuple[str, ...]


class BookedFor(NamedTuple):
    """What a booking is of the recalls to speak of, the most pressing first."""

    in_time: Names  # it is for these, and soon enough
    too_late: Names  # it is for these, and so long after the due date that it counts no longer
    others: Names


class BookedRecalls:
    """The recalls to speak of with one patient, beside the bookings."""

    def __init__(self, rules: Mapping[str, RecallRule], found: Found) -> None:
        self._rules = rules
        self._found = found
        self._counts_through: dict[str, tuple[date, Interval]] | None = (
            None  # for each recall; worked out when it is first needed
        )
        self._matched: dict[tuple[tuple[Kind, ...], Names], tuple[Names, Names, date]] = {}

    def of(self, appointment: Appointment) -> BookedFor:
        """What one booking is for."""
        what_for = appointment.kinds, appointment.codes
        if what_for not in self._matched:
            self._matched[what_for] = self._match(*what_for)
        about, others, through = self._matched[what_for]
        if appointment.on <= through:  # nearly always
            return BookedFor(about, (), others)
        in_time = tuple([name for name in about if self._comes_in_time(name, appointment)])
        return BookedFor(in_time, tuple([name for name in about if name not in in_time]), others)

    def _comes_in_time(self, name: str, appointment: Appointment) -> bool:
        """Counted from the due date. One made after it, from that day: nobody could have come sooner."""
        last, within = self._last_days()[name]
        made = appointment.booked_on
        return appointment.on <= last or (made is not None and appointment.on <= or_last_day(made, within))

    def _match(self, kinds: tuple[Kind, ...], codes: Names) -> tuple[Names, Names, date]:
        """The recalls that a booking for these is for, the others, and the last day on which it is in time for all."""
        last = self._last_days()
        about = tuple([name for name in last if self._rules[name]._resolving.is_for(kinds, codes)])
        others = tuple([name for name in last if name not in about])
        return about, others, min([last[name][0] for name in about], default=date.max)

    def _last_days(self) -> dict[str, tuple[date, Interval]]:
        """For each recall to speak of, the most pressing first: the last day of a booking in time, and how late it is.

        INFERENCE: where the rule does not say, a whole interval late is a recall left out.
        """
        if self._counts_through is None:
            said = sorted((r for r in self._found.by_recall if r.code in TO_SPEAK_OF), key=pressing)
            self._counts_through = {}
            for reason in said:
                due = reason.due
                assert due is not None
                assert due.on is not None
                rule = self._rules[due.recall]
                counted = None if due.basis in BEGUN else due.interval  # a wait for the first is no interval
                within = rule.booked_within or counted or rule.interval
                self._counts_through[due.recall] = or_last_day(due.on, within), within
        return self._counts_through
