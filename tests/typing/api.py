"""Checked by mypy and never run: the types that a caller sees."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import assert_type

import recallcore as rc
from recallcore.presets import CDT, OPEN_DENTAL_US

DAY = date(2026, 11, 20)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)

# Any iterable of the right items will do where a tuple is stored.
history = rc.History(
    patient=rc.Patient(id="1"),
    completed=(CDT.procedure(code, DAY) for code in ("D1110", "D0120")),
    appointments=[rc.Appointment(on=DAY, state=rc.AppointmentState.BOOKED, kinds={rc.Kind.FILLING})],
    circumstances=[
        rc.Away(until=DAY),
        rc.OptOut(channels=[rc.Channel.SMS]),
        rc.InProgress(by="ana", since=NOON, until=NOON.replace(minute=20)),
    ],
    care_plan=[rc.IntervalOverride(recall="perio", interval=rc.Interval(months=4), since=DAY)],
)
assert_type(history.completed, tuple[rc.Procedure, ...])

# Facts of a family go where any of them may, and each says of itself when it was said.
stated: list[rc.Circumstance] = [rc.Away(until=DAY), *history.circumstances]
attributed = rc.History(patient=history.patient, circumstances=stated)
facts: list[rc.Fact] = [history.patient, *stated]
assert_type(facts[0].said_on, date | None)
rc.Entry(fact=facts[0], recorded=DAY)
rc.Circumstance()  # type: ignore[abstract]

# Wrong items are an error, and so are positional arguments and subclasses.
rc.History(patient=rc.Patient(id="1"), completed=[DAY])  # type: ignore[list-item]
rc.Patient("1")  # type: ignore[call-arg]
rc.Away(until="tomorrow")  # type: ignore[arg-type]


class Mine(rc.Patient): ...  # type: ignore[misc]


# Days and intervals add up to days.
assert_type(DAY + rc.Interval(months=6, days=1), date)
assert_type(rc.Interval.parse("6m1d") * 2, rc.Interval)

decision = rc.decide(history, OPEN_DENTAL_US, as_of=DAY)
assert_type(decision, rc.Decision)
assert_type(decision.channels, tuple[rc.Channel, ...])
assert_type(decision.overdue_days, int | None)
assert_type(decision.leading.due, rc.Due | None)
assert_type(rc.Interval.from_open_dental(0), rc.Interval | None)
assert_type(rc.Cadence(gaps=[None, rc.Interval(days=60)]).gaps, tuple[rc.Interval | None, ...])
assert_type(rc.decide_all([history], OPEN_DENTAL_US, as_of=DAY), Iterator[rc.Decision])

decision.patient_id = "2"  # type: ignore[misc]

# Rows that failed go straight into the list.
rows = [("1", DAY)]
mapped = rc.histories_from_rows(rows, lambda row: rc.History(patient=rc.Patient(id=row[0])), id_of=lambda row: row[0])
today = rc.call_list(mapped, OPEN_DENTAL_US, as_of=DAY, capacity=10)
assert_type(today.tally, tuple[tuple[rc.ReasonCode, int], ...])
assert_type(today.rejected, tuple[rc.Rejected, ...])
assert_type(rc.explain(today.calls[0]), str)

# Two lists, and a base to put right.
changes = rc.list_changes(today, rc.call_list([history], OPEN_DENTAL_US, as_of=DAY, at=NOON, caller="ana"))
assert_type(changes.dropped[0].after, rc.Decision | None)
assert_type(changes.appeared, tuple[str, ...] | None)
review = rc.data_review(mapped, OPEN_DENTAL_US, as_of=DAY)
assert_type(review.items[0].last_contact, date | None)
assert_type(review.counts, tuple[tuple[rc.ReasonCode, int], ...])

# Charts merged go into the list as well, and a ledger knows nothing before its first day.
merged = rc.merge_base(mapped, {"90": "1"})
assert_type(rc.call_list(merged, OPEN_DENTAL_US, as_of=DAY), rc.CallList)
ledger = rc.Ledger(entries=[rc.Entry(fact=rc.Patient(id="1"), recorded=DAY)]).record(rc.OptOut(), on=DAY)
assert_type(ledger.known_on(DAY), rc.History | None)
rc.Entry(fact=rc.OptOut())  # type: ignore[call-arg]

# The days ahead.
ahead = rc.forecast(mapped, OPEN_DENTAL_US, as_of=DAY, days=365)
assert_type(ahead.rows, tuple[rc.ForecastRow, ...])
assert_type(ahead.by_day, tuple[tuple[date, int], ...])
assert_type(ahead.by_recall, tuple[tuple[str | None, int], ...])
assert_type(ahead.booked_by_day, tuple[tuple[date, int], ...])
assert_type(ahead.booked_by_reason, tuple[tuple[rc.ReasonCode, int], ...])
assert_type(ahead.booked_by_recall, tuple[tuple[str | None, int], ...])
assert_type(ahead.rows[0].booked, int)
assert_type(rc.next_round(OPEN_DENTAL_US, last=None, as_of=DAY), date)
