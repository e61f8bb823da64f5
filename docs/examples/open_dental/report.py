"""What is printed: today's list, and an account of everybody and of every row."""

from collections import Counter

import rich
from rich.table import Table

import recallcore as rc

from .chart import Tables


def print_list(found: rc.CallList) -> None:
    """Whom to call today, the most urgent first, and why."""
    table = Table("Patient", "Call because", "By", title=f"Today's list, {found.as_of}")
    for decision in found.calls:
        table.add_row(decision.patient_id, rc.say(decision.leading, as_of=decision.as_of), decision.channel)
    rich.print(table)


def print_account(found: rc.CallList, tables: Tables) -> None:
    """Everybody in one of four places, why not, what to check, and what became of the rows of each table."""
    table = Table("", "In all", "Of which", title="Everybody, and every row")
    counts = count_patients(found) | count_rows(tables)
    for name, count in counts.items():
        parts = "\n".join(f"{number} {what}" for what, number in count.most_common())
        table.add_row(name, str(count.total()), parts)
    rich.print(table)


def count_patients(found: rc.CallList) -> dict[str, Counter[str]]:
    places = {
        "calls": len(found.calls),
        "waiting": len(found.waiting),
        "withheld": len(found.withheld),
        "not wanted": len(found.not_wanted),
    }
    return {
        "patients": Counter(places),
        "withheld": Counter(str(decision.leading.code) for decision in found.withheld),
        "not wanted": Counter(str(decision.leading.code) for decision in found.not_wanted),
        "to check": Counter(str(reason.code) for decision in found.review for reason in decision.review),
    }


def count_rows(tables: Tables) -> dict[str, Counter[str]]:
    return {f"{name} rows": Counter(row.fate for row in rows) for name, rows in tables.items()}
