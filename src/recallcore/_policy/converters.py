"""Any iterable of the right items where a tuple is stored, in the order it was given in.

attrs wants each converter to be a function with a name and a type of its own; then type checkers accept a list or a
generator at the call. Annotations here are not put off: attrs copies them into the signature of each class, in whose
room a text could not be resolved.
"""

from collections.abc import Iterable

from recallcore._base.values import as_tuple
from recallcore._facts.vocabulary import Channel, Kind


def kinds_in_order(items: Iterable[Kind]) -> tuple[Kind, ...]:
    """Kinds, as given."""
    return as_tuple(items)


def codes_in_order(items: Iterable[str]) -> tuple[str, ...]:
    """A source's own codes, as given."""
    return as_tuple(items)


def channels_in_order(items: Iterable[Channel]) -> tuple[Channel, ...]:
    """Channels, as given: a practice's order of preference."""
    return as_tuple(items)
