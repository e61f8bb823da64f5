"""Any iterable of the right items where a sorted tuple is stored.

attrs wants each converter to be a function with a name and a type of its own; then type checkers accept a list or a
generator at the call. Annotations here are not put off: attrs copies them into the signature of each class, in whose
room a text could not be resolved.
"""

from collections.abc import Iterable

from recallcore._base.checks import one_of, text
from recallcore._base.values import sorted_once
from recallcore._facts.vocabulary import Channel, Kind, Purpose


def as_kinds(items: Iterable[Kind]) -> tuple[Kind, ...]:
    """Each kind once, in order of spelling."""
    return sorted_once(items, _KIND)


def as_codes(items: Iterable[str]) -> tuple[str, ...]:
    """Each code once, in order of spelling."""
    return sorted_once(items, text)


def as_channels(items: Iterable[Channel] | None) -> tuple[Channel, ...] | None:
    """Each channel once, in order of spelling. None: all."""
    return None if items is None else sorted_once(items, _CHANNEL)


def as_purposes(items: Iterable[Purpose] | None) -> tuple[Purpose, ...] | None:
    """Each purpose once, in order of spelling. None: all."""
    return None if items is None else sorted_once(items, _PURPOSE)


def as_recalls(items: Iterable[str] | None) -> tuple[str, ...] | None:
    """Each recall's name once, in order of spelling. None: all."""
    return None if items is None else sorted_once(items, text)


_KIND, _CHANNEL, _PURPOSE = one_of(Kind), one_of(Channel), one_of(Purpose)
