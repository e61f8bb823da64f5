"""Who is contacted in a patient's place, and what a household has been through.

Facts alone: ids are opaque, and may be those of other patients. Whether anybody may be asked is for another room.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import ClassVar, final

import attrs

from recallcore._value import Check, Checked, FactError, Word, day, one_of, optional, text


class PersonEnd(Word):
    """Why somebody is a patient's contact person no longer."""

    DIED = "died"
    MOVED = "moved"
    GAVE_UP = "gave it up"


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class ContactPerson(Checked):
    """Who is contacted instead of the patient: a parent, a guardian, a carer.

    `person` is an opaque id: another patient's, or nobody's. From `since` (None: always was) until `until`, the first
    day no longer (None: still); `ended` says why, where it is known, and needs that day. `consent_on` is the day the
    patient, of age, agreed to it. Of several that stand, the one who began last is asked; of one day, by id.
    """

    person: str
    since: date | None = None
    until: date | None = None
    ended: PersonEnd | None = None
    consent_on: date | None = None

    checks: ClassVar[Mapping[str, Check]] = {
        "person": text,
        "since": optional(day),
        "until": optional(day),
        "ended": optional(one_of(PersonEnd)),
        "consent_on": optional(day),
    }

    def __attrs_post_init__(self) -> None:
        self.check()
        if self.since is not None and self.until is not None and self.until < self.since:
            raise FactError("ContactPerson.until must not be before ContactPerson.since")
        if self.ended is not None and self.until is None:
            raise FactError("ContactPerson.until must be given where ContactPerson.ended is")


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class Bereavement(Checked):
    """Somebody of the household died. `on` is the day the practice learned of it; quiet days follow."""

    on: date

    checks: ClassVar[Mapping[str, Check]] = {"on": day}
