"""The table `recalls`: each patient's own due dates and intervals, and what keeps a recall quiet."""

import recallcore as rc
from recallcore import Interval

from .chart import MAPPED, Chart, Facts, Row
from .policy import POLICY
from .words import PERIO, RECALLS, day


def read_recalls(chart: Chart, facts: Facts) -> None:
    for row in chart.rows("recalls"):
        facts.report(row, read_recall(row, chart, facts))


def read_recall(row: Row, chart: Chart, facts: Facts) -> str:
    """Add what one row says beyond the policy, and say what became of it."""
    if row["Note"]:
        facts.circumstances.append(rc.UnreadNote(on=chart.as_of))  # the row does not tell when it was written
    recall_type = chart.recall_types.get(row["RecallTypeNum"])
    recalls = RECALLS.get(recall_type["Description"]) if recall_type else None
    if recall_type is None or recalls is None:
        return "no recall of the policy"
    fate = "note not understood" if row["Note"] else MAPPED
    usual = POLICY.rule(recalls[0]).interval
    try:
        interval = interval_of(row["RecallInterval"])
    except rc.IntervalError:
        interval, fate = usual, "interval not understood"
    if interval_is_elsewhere(recall_type):
        interval = interval or usual
    read_barriers(row, recalls, chart, facts)
    if interval is None and not due_by_hand(row, None):
        # Interval zero: the practice keeps no such recall for this patient. Left out, the policy's own interval would
        # bring them on the list; a hold says why it does not, and is counted.
        facts.circumstances.append(rc.Hold(code="no recall", recalls=recalls))
    else:
        read_care_plan(row, recalls, interval, chart, facts)
    return fate


def interval_of(stored: str | int) -> Interval | None:
    """An interval as it is stored. None for zero.

    The API writes it as "6m1d", and zero as nothing; the database as a packed number, and zero as 0.
    """
    written = str(stored).strip()
    if not written:
        return None
    return Interval.from_open_dental(int(written)) if written.isdecimal() else Interval.parse(written)


def interval_is_elsewhere(recall_type: Row) -> bool:
    """Whether the type itself has none: Child Prophy goes by the interval of Prophy, and zero says nothing there."""
    return str(recall_type["DefaultInterval"]).strip() in ("", "0")


def due_by_hand(row: Row, interval: Interval | None) -> bool:
    """Whether somebody edited the due date. Open Dental's own is an interval after the last visit."""
    previous, due = day(row["DatePrevious"]), day(row["DateDue"])
    own = previous + interval if previous and interval else previous
    return due is not None and due != own


def read_care_plan(row: Row, recalls: list[str], interval: Interval | None, chart: Chart, facts: Facts) -> None:
    """Add an interval or a due date that is not the policy's, and care for gums."""
    set_on = day(row["DatePrevious"]) or chart.as_of  # nobody wrote when; at the last visit, at the earliest
    for recall in recalls:
        if interval is not None and interval != POLICY.rule(recall).interval:
            facts.care_plan.append(rc.IntervalOverride(recall=recall, interval=interval, since=set_on))
        due = day(row["DateDue"])
        if due is not None and due_by_hand(row, interval):
            facts.care_plan.append(rc.DueDateOverride(recall=recall, due=due, set_on=set_on))
    if recalls == PERIO:
        facts.care_plan.append(rc.PerioEnrolment())  # the tables do not tell since when


def read_barriers(row: Row, recalls: list[str], chart: Chart, facts: Facts) -> None:
    """Add what keeps a recall quiet: turned off, until a balance is paid, until a day."""
    if row["IsDisabled"] == "true":
        facts.circumstances.append(rc.Excluded(code="recall-disabled", recalls=recalls))
    if 0 < row["DisableUntilBalance"] < chart.patient["EstBalance"]:
        facts.circumstances.append(rc.Hold(code="balance", recalls=recalls))
    until = day(row["DisableUntilDate"])
    if until is not None:
        facts.circumstances.append(rc.Deferral(until=until))
