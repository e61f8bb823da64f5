"""Which care is meant: by its kinds, and by the source's own codes.

Knows a procedure's kind and code, no patient and no day. Whoever asks whether care starts, resolves or ends a recall
asks here.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final, final

from recallcore._base.checks import one_of
from recallcore._facts.codes import folded
from recallcore._facts.events import Procedure
from recallcore._facts.vocabulary import CARE, Kind

_KIND: Final = one_of(Kind)
_ADMINISTRATIVE: Final = Kind.ADMINISTRATIVE


def kind_of_care(value: object) -> str | None:
    """A `Kind` that is care: what is none, or may be none, starts nothing."""
    if (fault := _KIND(value)) is not None:
        return fault
    return None if value in CARE else f"must be a kind of care, got {value}"


@final
class Care:
    """Care of these kinds, and whatever has one of these codes; a code counts whatever its kind, if it is care at all.

    Codes are compared trimmed and without case, as a `CodeMap` does.
    """

    __slots__ = ("codes", "kinds")

    def __init__(self, kinds: Iterable[Kind], codes: Iterable[str]) -> None:
        self.kinds = frozenset(kinds)
        self.codes = frozenset(map(folded, codes))

    def __contains__(self, procedure: Procedure) -> bool:
        if procedure.kind in self.kinds:
            return True
        return bool(self.codes) and procedure.kind is not _ADMINISTRATIVE and folded(procedure.code) in self.codes

    def among(self, procedures: Iterable[Procedure]) -> list[Procedure]:
        """Those that are meant."""
        kinds = self.kinds
        if not self.codes:  # nearly always, and sooner found without a call for each
            return [procedure for procedure in procedures if procedure.kind in kinds]
        return [procedure for procedure in procedures if procedure in self]

    def __or__(self, other: Care) -> Care:
        return Care(self.kinds | other.kinds, self.codes | other.codes)

    def is_for(self, kinds: Iterable[Kind], codes: Iterable[str]) -> bool:
        """Whether any of these kinds or codes is meant."""
        return not self.kinds.isdisjoint(kinds) or (bool(self.codes) and not self.codes.isdisjoint(map(folded, codes)))


@lru_cache(1024)
def care_of(kinds: tuple[Kind, ...], codes: tuple[str, ...]) -> Care:
    """The care that a rule names, made ready once."""
    return Care(kinds, codes)
