"""Today's list for a practice that uses Open Dental: whom to call, and why nobody else.

    python docs/examples/today.py [folder] [--as-of 2026-11-20] [--capacity 10] [--why ID]

The folder holds tables in Open Dental's wire format; without one it is the invented practice beside this file. Every
row of them becomes facts, or is reported. How is in `open_dental/`, to be copied and changed.
"""

import argparse
from datetime import date
from pathlib import Path

import rich
from open_dental.patients import patient_id
from open_dental.policy import POLICY
from open_dental.practice import Practice, read_folder
from open_dental.report import print_account, print_list

import recallcore as rc


def main() -> None:
    parser = argparse.ArgumentParser(description="Whom to call today, and why nobody else.")
    parser.add_argument("folder", nargs="?", type=Path, default=Path(__file__).parent / "practice")
    parser.add_argument("--as-of", type=date.fromisoformat, default=date(2026, 11, 20))
    parser.add_argument("--capacity", type=int, default=10)
    parser.add_argument("--why", metavar="ID", help="explain one patient's decision")
    asked = parser.parse_args()

    try:
        tables = read_folder(asked.folder)
    except ValueError as missing:
        parser.exit(1, f"{missing}\n")
    practice = Practice(tables, asked.as_of)
    found = rc.call_list(practice.histories(), POLICY, as_of=asked.as_of, capacity=asked.capacity)
    for rejected in found.rejected:
        practice.account_for(rejected)

    if asked.why is None:
        print_list(found)
        print_account(found, practice.tables)
        return
    decision = found.of(asked.why)
    if decision is None:
        parser.exit(1, f"{asked.why}: no decision, for there is no such patient, or the row was rejected\n")
    rich.print(rc.explain(decision))
    print_next_change(practice, asked.why)


def print_next_change(practice: Practice, patient: str) -> None:
    """Say on which day the answer will be another by itself, and which."""
    rows = [row for row in practice.tables["patients"] if patient_id(row) == patient]
    if len(rows) > 1:
        return  # an id that comes twice: a person must tell first whose record it is
    later = rc.next_change(practice.history(rows[0]), POLICY, as_of=practice.as_of)
    if later is not None:
        rich.print(f"\nIf nothing happens, on {later.as_of}:\n{rc.explain(later)}")


if __name__ == "__main__":
    main()
