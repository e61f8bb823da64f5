"""Who is contacted for this patient, and may they be?

Knows whom the facts name, the age of majority and how long a household in mourning is left in peace. Whose facts bear
on whom is for a base to say, and no question of this room.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final, TypeAlias, final

import attrs

from recallcore._base.intervals import birthday, or_last_day
from recallcore._base.values import Value
from recallcore._deciding.reasons import EVERYTHING, Reason, ReasonCode, made_reason
from recallcore._facts.history import History
from recallcore._facts.people import Bereavement, ContactPerson, PersonEnd
from recallcore._facts.questions import contact_person
from recallcore._policy.policy import Policy

_State: TypeAlias = tuple[ReasonCode, ContactPerson | None] | None


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class Reach(Value):
    """Through whom a patient is reached, and with whom they belong.

    `person` is the id of the contact person (None: the patient is asked), `household` the patient's. A `minor` is known
    to be below the policy's age of majority.
    """

    person: str | None = None
    household: str | None = None
    minor: bool = False


DIRECT: Final = Reach()
ABOUT_PEOPLE: Final = frozenset[type]({ContactPerson, Bereavement})


class ReachPlan:
    """A policy's word on whom to ask, made ready for one day."""

    def __init__(self, policy: Policy, as_of: date) -> None:
        self.policy = policy
        self.as_of = as_of
        self._of_age_if_born_by = _years_before(as_of, policy.majority)
        self._known: dict[tuple[str | None, str | None, bool], Reach] = {}

    def __call__(self, history: History) -> Reach:
        """Whom to ask."""
        patient = history.patient
        born, household = patient.birth_date, patient.household
        minor = born is not None and (self._of_age_if_born_by is None or born > self._of_age_if_born_by)
        person = None
        if not ABOUT_PEOPLE.isdisjoint(history._types):
            asked = contact_person(history, self.as_of)
            person = None if asked is None else asked.person
        if not minor and household is None and person is None:
            return DIRECT
        key = (person, household, minor)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = Reach(person=person, household=household, minor=minor)
        return known

    def reasons(self, history: History) -> Iterator[Reason]:
        """Why nobody may be asked, if so: the people named in the history do not do, or somebody has died."""
        named = [fact for fact in history.circumstances if isinstance(fact, ContactPerson)]
        if named:
            yield from self._nobody_to_ask(history, named)
        losses = {on: fact for fact in reversed(history.circumstances) if (on := mourned_since(fact)) is not None}
        for on, fact in losses.items():  # a contact person's death, told as a bereavement too, is one loss
            until = or_last_day(on, self.policy.bereavement)
            if self.as_of < until:
                yield made_reason(ReasonCode.BEREAVED, until, EVERYTHING, fact)

    def _nobody_to_ask(self, history: History, named: list[ContactPerson]) -> Iterator[Reason]:
        born = history.patient.birth_date
        of_age = None if born is None else birthday(born, self.policy.majority)
        state = _state(history, of_age, self.as_of)
        if state is None:
            return
        days = {of_age, *(fact.since for fact in named), *(fact.until for fact in named)}
        ahead = sorted(on for on in days if on is not None and on > self.as_of)
        until = next((on for on in ahead if _state(history, of_age, on) != state), None)
        code, asked = state
        yield made_reason(code, until, EVERYTHING, asked)


def _state(history: History, of_age: date | None, on: date) -> _State:
    """What stands in the way on a day, for a history that names contact persons.

    INFERENCE: somebody whose birth date is unknown may be a child or of age, so that both readings must allow it.
    """
    grown = of_age is not None and of_age <= on
    asked = contact_person(history, on)
    if asked is None:
        return None if grown else (ReasonCode.NO_CONTACT_PERSON, None)
    if asked.person == history.patient.id:
        return None
    if history.patient.birth_date is None:
        return None if asked.consent_on is not None else (ReasonCode.GUARDIAN_WITHOUT_CONSENT, asked)
    if not grown or (asked.consent_on is not None and of_age is not None and asked.consent_on >= of_age):
        return None
    return ReasonCode.GUARDIAN_WITHOUT_CONSENT, asked


def mourned_since(fact: object) -> date | None:
    """The day from which a fact brings quiet days, if it does."""
    if isinstance(fact, Bereavement):
        return fact.on
    return fact.until if isinstance(fact, ContactPerson) and fact.ended is PersonEnd.DIED else None


def _years_before(on: date, years: int) -> date | None:
    """The latest birth day of somebody who is that old on `on`. None: nobody is."""
    if on.year <= years:
        return None
    try:
        return on.replace(year=on.year - years)
    except ValueError:  # 29 February, and that year has none
        return date(on.year - years, 2, 28)
