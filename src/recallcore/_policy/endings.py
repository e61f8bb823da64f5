"""How many relationships a practice expects to end in a year.

Knows numbers alone.
"""

from collections.abc import Iterator, Mapping
from typing import ClassVar, Final, final

import attrs

from recallcore._base.checks import Check, optional, whole
from recallcore._base.errors import PolicyError, RecallcoreError
from recallcore._base.intervals import Interval
from recallcore._base.values import Checked
from recallcore._policy.numbers import numbers_of

PER: Final = 100_000  # patients and year: what a rate is counted on
_RAREST: Final = 1_000_000_000  # the largest alarm: nobody waits for anything rarer


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class EndingRates(Checked):
    """How many patients in 100,000 a year a practice expects to record as dead, and as moved for good.

    Whole numbers: 7 in 1,000 is 700. Age matters more than anything else here, so the rate is the practice's to set.

    - `deaths`: the deaths to expect, at least 1.
    - `moves`: the moves for good to expect, at least 1. None: nobody knows, and nothing is said of moves.
    - `significance_one_in`: there are too many endings when this many or more have a probability below 1 in
      `significance_one_in`. From 2 to 1,000,000,000, both included.

    `deaths` and `moves` together are fewer than 100,000.
    """

    deaths: int
    moves: int | None = None
    significance_one_in: int = 1_000

    refusal: ClassVar[type[RecallcoreError]] = PolicyError
    checks: ClassVar[Mapping[str, Check]] = {
        "deaths": whole(1),
        "moves": optional(whole(1)),
        "significance_one_in": whole(2, _RAREST),
    }

    def __attrs_post_init__(self) -> None:
        self.check()
        if self.deaths + (self.moves or 0) >= PER:
            raise PolicyError(f"EndingRates.deaths and moves must be fewer than {PER:,} together")

    def numbers(self) -> Iterator[tuple[str, Interval | int]]:
        """Every number of the rates, by name."""
        return numbers_of(self)
