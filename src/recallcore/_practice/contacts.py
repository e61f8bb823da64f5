"""Whom one contact serves.

Knows how each patient is reached, and nothing of why.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from recallcore._base.groups import Kin
from recallcore._deciding.reach import Reach
from recallcore._policy.contacts import Grouping

# Two patients with one key are served by one contact: a person's id, or a household's.
Key: TypeAlias = tuple[str, str]


def bound(reach: Reach) -> bool:
    """Whether somebody may belong with others, by what their own facts say."""
    return reach.person is not None or reach.household is not None


def contacts_by(grouping: Grouping, reaches: Mapping[str, Reach]) -> Callable[[str], Key]:
    """From a patient's id to the contact that serves them. `reaches` are those of everybody `bound`.

    Whoever is reached through one person is of one contact with that person. By household, so are the persons of one
    household; somebody reached through another belongs where that other person does, and lends them a household only
    if none is known of theirs.
    """
    kin: Kin[str] = Kin()
    for patient_id, reach in reaches.items():
        if reach.person is not None:
            kin.join(patient_id, reach.person)
    homes: dict[str, tuple[bool, str]] = {}
    if grouping is Grouping.HOUSEHOLD:
        for patient_id, reach in reaches.items():
            if reach.household is not None:
                lent = reach.person is not None and reach.person != patient_id
                home, person = (lent, reach.household), kin.of(patient_id)
                homes[person] = min(homes.get(person, home), home)

    def contact(patient_id: str) -> Key:
        person = kin.of(patient_id)
        return ("household", homes[person][1]) if person in homes else ("person", person)

    return contact
