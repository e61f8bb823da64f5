"""What is to be said in a contact, whatever it is made for?

Knows facts alone. Never a reason to contact, and never one not to.
"""

from __future__ import annotations

from datetime import date
from operator import attrgetter
from typing import Final

from recallcore._deciding.codes import ReasonCode
from recallcore._deciding.reasons import Reason, new_reason
from recallcore._facts.agreements import Commitment, OpenProblem
from recallcore._facts.history import History
from recallcore._facts.questions import open_problems
from recallcore._facts.vocabulary import Severity

_TYPES: Final = frozenset[type]({Commitment, OpenProblem})
_PROMISE: Final = attrgetter("since", "code")  # what makes it the same one, and the oldest first
_WORST_FIRST: Final = {Severity.SEVERE: 0, Severity.MODERATE: 1, Severity.MILD: 2}


def brief(history: History, as_of: date) -> tuple[Reason, ...]:
    """Every commitment that stands, the oldest first; then the one problem whose turn it is, if there is any."""
    if _TYPES.isdisjoint(history._types):  # nearly always
        return ()
    made = [fact for fact in history.circumstances if isinstance(fact, Commitment) and fact.since <= as_of]
    # What one chart knows to be kept another may still tell as open: of the same one, what ended first counts.
    made.sort(key=lambda fact: _ends(fact) or date.max, reverse=True)
    promises = {_PROMISE(commitment): commitment for commitment in made}
    said = []
    for _, commitment in sorted(promises.items()):
        until = _ends(commitment)
        if until is None or as_of < until:
            said.append(new_reason(code=ReasonCode.COMMITMENT_OPEN, until=until, evidence=commitment))
    problems = open_problems(history, as_of)
    if problems:
        turn = min(problems, key=lambda problem: _turn(problem, as_of))
        said.append(new_reason(code=ReasonCode.PROBLEM_TO_RAISE, evidence=turn))
    return tuple(said)


def _ends(commitment: Commitment) -> date | None:
    """The first day it no longer stands: fulfilled, or past its time."""
    return min((on for on in (commitment.until, commitment.fulfilled_on) if on is not None), default=None)


def _turn(problem: OpenProblem, as_of: date) -> tuple[bool, date, int, date, str]:
    """Sorts problems: never raised by `as_of` before raised, the longest ago first; then by severity, age and code."""
    raised = problem.raised_on if problem.raised_on is not None and problem.raised_on <= as_of else None
    return raised is not None, raised or date.min, _WORST_FIRST[problem.severity], problem.since, problem.code
