"""What a question is asked with: every wrong argument is refused at once, by its name.

Plumbing. Knows nothing of dentistry, nor of any question.
"""

from __future__ import annotations

from recallcore._base.checks import Check
from recallcore._base.errors import RecallcoreError, RequestError


def check_arguments(*arguments: tuple[str, Check, object], refusal: type[RecallcoreError] = RequestError) -> None:
    """Raise `refusal` with every fault of the arguments; return quietly when there is none.

    Each argument is its name, what it must be, and what was given.
    """
    faults = [f"{name} {fault}" for name, check, value in arguments if (fault := check(value)) is not None]
    if faults:
        raise refusal(*faults)
