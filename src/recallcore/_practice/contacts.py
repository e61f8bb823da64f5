"""Whom one contact serves.

Knows how each patient is reached. Does not know why they are contacted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from recallcore._base.groups import Kin
from recallcore._deciding.reach import ContactRoute
from recallcore._policy.contacts import Grouping

# Patients with one key are served by one contact. It holds "person" or "household", and the id of that.
Key: TypeAlias = tuple[str, str]


def bound(reach: ContactRoute) -> bool:
    """Whether a patient's own facts say that one contact may serve them together with others."""
    return reach.person is not None or reach.household is not None


def contacts_by(grouping: Grouping, reaches: Mapping[str, ContactRoute]) -> Callable[[str], Key]:
    """A function that gives the key of a patient's contact. `reaches` are those of everybody `bound`.

    One contact serves a person and everybody who is reached through them. With `Grouping.HOUSEHOLD` it serves everybody
    in the person's household too. A dependant joins the household of the person they are reached through; if that
    person has none on record, the dependant's is used.
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
                homes[person] = min(homes.get(person, home), home)  # one of their own before one that is lent

    def contact(patient_id: str) -> Key:
        person = kin.of(patient_id)
        return ("household", homes[person][1]) if person in homes else ("person", person)

    return contact
