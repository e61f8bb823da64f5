"""An id that comes twice: counted once, and nobody's contact until a person has looked.

Sees ids and decisions. Reads no fact: neither record can be trusted to be the patient's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from typing import Generic, TypeVar

from recallcore._deciding.decider import Decider
from recallcore._deciding.decision import Decision
from recallcore._deciding.reasons import Reason

K = TypeVar("K", bound=Hashable)


class CountedOnce(Generic[K]):
    """How many ids stand under each key. An id that is found to repeat stands under none from then on.

    Holds every id, and each key once however many ids it has.
    """

    def __init__(self) -> None:
        self.counts: Counter[K] = Counter()
        self.repeated: set[str] = set()
        self._key_of: dict[str, K] = {}
        self._stored: dict[K, K] = {}

    def add(self, patient_id: str, key: K) -> bool:
        """Count an id under a key, or take it back when it has come before. Whether it is new."""
        if patient_id in self._key_of:
            if patient_id not in self.repeated:
                self.repeated.add(patient_id)
                self.counts[self._key_of[patient_id]] -= 1
            return False
        key = self._stored.setdefault(key, key)
        self._key_of[patient_id] = key
        self.counts[key] += 1
        return True


class Duplicates:
    """Decides about ids that come twice, with what each of their records said of safety."""

    def __init__(self, decide: Decider) -> None:
        self._decide = decide
        self._safety: dict[str, list[Reason]] = {}  # few records say anything of it

    def remember_safety(self, decision: Decision) -> None:
        """Keep the safety follow-ups of a record, in case its id comes again: a person must see them all the same.

        They are among the `other_reasons`, so a decision without any need not be shown.
        """
        safety = self._decide.of_safety(decision)
        if safety:
            self._safety.setdefault(decision.patient_id, []).extend(safety)

    def decision(self, patient_id: str) -> Decision:
        """The decision about an id that has come twice: withheld, for review."""
        return self._decide.duplicate(patient_id, self._safety.get(patient_id, ()))
