"""What recallcore raises: one family, by what was given.

Plumbing. Knows nothing of dentistry.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

_NAME: Final[Callable[[type], str]] = type.__dict__["__name__"].__get__  # a metaclass may say anything


def named(kind: type) -> str:
    """What a type is called, whatever it says of itself."""
    return _NAME(kind)


def is_a(value: object, kinds: Any) -> bool:
    """Whether a value is of one of these types. Asks its type alone: a value can pretend to be of another class."""
    return issubclass(type(value), kinds)


class RecallcoreError(ValueError):
    """Something given to recallcore cannot be used; the base of every error it raises.

    `faults` holds every fault found, not only the first. Messages name fields, types and what is accepted; they
    never repeat patient data. Opaque patient ids are the one exception, where an error concerns a whole patient.

    It can be raised with anything: of a fault that is no text, only the type is told.
    """

    def __init__(self, *faults: object) -> None:
        super().__init__(*map(_told, faults))

    @property
    def faults(self) -> tuple[str, ...]:
        """Every fault found."""
        return faults_of(self)

    def __str__(self) -> str:
        return "; ".join(faults_of(self))

    def __repr__(self) -> str:
        return f"{named(type(self))}({', '.join(map(repr, faults_of(self)))})"


def faults_of(error: BaseException) -> tuple[str, ...]:
    """What an error says, whatever its own class makes of it: that may have left them as they were given."""
    return tuple(map(_told, error.args))


def _told(fault: object) -> str:
    """A fault as text. One that is no text is not asked for its words: they may be a patient's, or fail."""
    return str.__str__(fault) if is_a(fault, str) else f"a fault that is no text: {named(type(fault))}"


class FactError(RecallcoreError):
    """A fact about a patient cannot be true as given."""


class IntervalError(RecallcoreError):
    """An interval is malformed, not positive, or lands outside the calendar."""


class PolicyError(RecallcoreError):
    """A policy contradicts itself or lacks something."""


class RequestError(RecallcoreError):
    """A question to the library is malformed: `as_of`, `capacity`, the purpose or the histories."""
