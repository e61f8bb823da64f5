"""Which tooth: a number, and the notation that gives it a meaning.

Knows the two notations, and nothing of care.
"""

from typing import Final, final

import attrs

from recallcore._base.errors import FactError
from recallcore._base.values import Checked
from recallcore._facts.vocabulary import (
    Notation,
)


def _universal_to_fdi() -> dict[str, str]:
    """Universal numbers run round the mouth: upper right to upper left, then lower left to lower right."""
    permanent = [
        *(f"1{n}" for n in range(8, 0, -1)),
        *(f"2{n}" for n in range(1, 9)),
        *(f"3{n}" for n in range(8, 0, -1)),
        *(f"4{n}" for n in range(1, 9)),
    ]
    primary = [
        *(f"5{n}" for n in range(5, 0, -1)),
        *(f"6{n}" for n in range(1, 6)),
        *(f"7{n}" for n in range(5, 0, -1)),
        *(f"8{n}" for n in range(1, 6)),
    ]
    return {
        **{str(n): tooth for n, tooth in enumerate(permanent, 1)},
        **dict(zip("ABCDEFGHIJKLMNOPQRST", primary, strict=True)),
    }


_FDI_OF: Final = _universal_to_fdi()
_FDI_TEETH: Final = frozenset(_FDI_OF.values())


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class Site(Checked):
    """A tooth, with the notation its number is written in. Raises `FactError` for a tooth that does not exist."""

    tooth: str
    notation: Notation

    def __attrs_post_init__(self) -> None:
        self.check()
        if self.tooth not in (_FDI_TEETH if self.notation is Notation.FDI else _FDI_OF):
            raise FactError(f"Site.tooth is no tooth in {self.notation} notation")

    @property
    def fdi(self) -> str:
        """The same tooth's number in FDI notation, by which sites are compared."""
        return self.tooth if self.notation is Notation.FDI else _FDI_OF[self.tooth]
