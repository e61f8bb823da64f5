"""Where a number comes from, and how well it is known.

Knows nothing of what the numbers are for.
"""

from collections.abc import Mapping
from typing import ClassVar, final

import attrs

from recallcore._base.checks import Check, any_text
from recallcore._base.errors import PolicyError, RecallcoreError
from recallcore._base.values import Checked, Word


class Grade(Word):
    """How a number is known."""

    READ = "read"  # read in the source itself
    SECONDARY = "secondary"  # read in a page about the source
    UNVERIFIED = "unverified"  # general knowledge; no source was seen
    OUR_CHOICE = "our choice"  # nobody says; the argument is in the docs


def _sentence(value: object) -> str | None:
    if isinstance(value, str) and any_text(value) is None and str.__str__(value).strip():
        return None
    return "must say where the number comes from"


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class Citation(Checked):
    """Where one number comes from.

    - `number`: its name, as in `Policy.numbers`: "bitewings.interval".
    - `source`: where it stands, or the argument for it.
    - `grade`: how well it is known.
    """

    number: str
    source: str
    grade: Grade

    refusal: ClassVar[type[RecallcoreError]] = PolicyError
    checks: ClassVar[Mapping[str, Check]] = {"source": _sentence}
