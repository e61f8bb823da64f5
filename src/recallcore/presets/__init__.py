"""Published policies, each number with its source, and a map of CDT codes to kinds.

Data only, a file for each source. Grades say how a number is known; nothing here is clinical or legal advice. To change
one for your practice, `attrs.evolve` it under a name of your own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from recallcore import _door

if TYPE_CHECKING:
    from collections.abc import Callable

    from recallcore.presets.cdt import CDT
    from recallcore.presets.nice import NICE_CG19
    from recallcore.presets.open_dental import OPEN_DENTAL_US
    from recallcore.presets.practice_guides import (
        DORMANT_AFTER_6_MONTHS,
        DORMANT_AFTER_12_MONTHS,
        PRACTICE_GUIDES,
        PRACTICE_GUIDES_WHOLE,
    )

__all__ = [
    "CDT",
    "DORMANT_AFTER_6_MONTHS",
    "DORMANT_AFTER_12_MONTHS",
    "NICE_CG19",
    "OPEN_DENTAL_US",
    "PRACTICE_GUIDES",
    "PRACTICE_GUIDES_WHOLE",
]

# A policy is built when it is first asked for, as the porch imports a room: nobody pays for those of other countries.
_ROOMS = {
    "cdt": "CDT",
    "nice": "NICE_CG19",
    "open_dental": "OPEN_DENTAL_US",
    "practice_guides": "DORMANT_AFTER_6_MONTHS DORMANT_AFTER_12_MONTHS PRACTICE_GUIDES PRACTICE_GUIDES_WHOLE",
}

__getattr__: Callable[[str], object] = _door(__name__, _ROOMS)


def __dir__() -> list[str]:
    return __all__
