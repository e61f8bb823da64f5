"""Who belongs together, from pairs that do.

Plumbing. Knows nothing of patients: anything hashable will do.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)


class Kin(Generic[K]):
    """Groups that grow by pairs: whoever is joined to one of a group is joined to all of it."""

    def __init__(self) -> None:
        self._next: dict[K, K] = {}

    def of(self, item: K) -> K:
        """The one that stands for the item's group; for an item never joined, itself."""
        following = self._next.get(item, item)
        while following != item:
            further = self._next[item] = self._next.get(following, following)
            item, following = following, further
        return item

    def join(self, one: K, other: K) -> None:
        """From now on these two are of one group."""
        self._next[self.of(one)] = self.of(other)
