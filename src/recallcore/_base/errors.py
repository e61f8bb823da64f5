"""What recallcore raises: one family, by what was given.

Plumbing. Knows nothing of dentistry.
"""

from __future__ import annotations


class RecallcoreError(ValueError):
    """Something given to recallcore cannot be used; the base of every error it raises.

    `faults` holds every fault found, not only the first. Messages name fields, types and what is accepted; they
    never repeat patient data. Opaque patient ids are the one exception, where an error concerns a whole patient.
    """

    def __init__(self, *faults: str) -> None:
        super().__init__(*faults)
        self.faults: tuple[str, ...] = faults

    def __str__(self) -> str:
        return "; ".join(self.faults)


class FactError(RecallcoreError):
    """A fact about a patient cannot be true as given."""


class IntervalError(RecallcoreError):
    """An interval is malformed, not positive, or lands outside the calendar."""


class PolicyError(RecallcoreError):
    """A policy contradicts itself or lacks something."""


class RequestError(RecallcoreError):
    """A question to the library is malformed: `as_of`, `capacity`, the purpose or the histories."""
