"""From which day does a recall count that no care has started?

Knows one rule's `begins`, and of a patient the registration, the visits and the birth date.
"""

from __future__ import annotations

from datetime import date
from typing import Final, assert_never

from recallcore._base.intervals import birthday
from recallcore._deciding.reasons import Basis
from recallcore._facts.history import History
from recallcore._facts.visits import visits
from recallcore._policy.recalls import Begins, RecallRule

BASIS: Final = {
    Begins.REGISTRATION: Basis.REGISTRATION,
    Begins.FIRST_VISIT: Basis.FIRST_VISIT,
    Begins.AGE: Basis.AGE,
}
BEGUN: Final = frozenset(BASIS.values())


def begun_on(rule: RecallRule, begins: Begins, history: History, as_of: date) -> date | None:
    """The day. None: nobody knows it, or it has no place in the calendar."""
    match begins:
        case Begins.REGISTRATION:
            return _taken_on(history, as_of)
        case Begins.FIRST_VISIT:
            return _first_visit(history, as_of)
        case Begins.AGE:
            born = history.patient.birth_date
            return None if born is None else birthday(born, rule.from_age or 0)
        case _:
            assert_never(begins)


def _taken_on(history: History, as_of: date) -> date | None:
    """The day of registration, or of a visit before it: books are often begun, or moved, with patients in them."""
    registered = history.patient.registered
    if registered is None:
        return None
    first = _first_visit(history, as_of)
    return registered if first is None or registered < first else first


def _first_visit(history: History, as_of: date) -> date | None:
    return min((visit.on for visit in visits(history, as_of)), default=None)
