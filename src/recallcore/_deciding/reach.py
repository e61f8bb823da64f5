"""Through whom is this patient reached, and with whom do they belong?

Knows whom the facts name and the age of majority. Whether anybody may be asked is another room's question, and whose
facts bear on whom is for a base to say.
"""

from datetime import date
from typing import Final, final

import attrs

from recallcore._base.days import plain_day
from recallcore._base.memo import Memo
from recallcore._base.quick import maker
from recallcore._base.values import Computed
from recallcore._deciding.question import Question
from recallcore._facts.history import History
from recallcore._facts.people import ContactPerson
from recallcore._facts.questions import contact_person
from recallcore._policy.policy import Policy


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class ContactRoute(Computed):
    """Through whom a patient is reached, and with whom they belong.

    `person` is the id of the contact person (None: the patient is asked), `household` the patient's. A `minor` is known
    to be below the policy's age of majority.
    """

    person: str | None = None
    household: str | None = None
    minor: bool = False


new_route: Final = maker(ContactRoute)

DIRECT: Final = new_route()


class ReachPlan:
    """A policy's word on whom to ask, made ready for one day."""

    def __init__(self, policy: Policy, question: Question) -> None:
        # Whom to ask is no part of an answer that somebody waits for, so this day need not listen.
        self._today = plain_day(question.as_of)
        self._of_age_if_born_by = _years_before(self._today, policy.majority)
        self._known = Memo(_reach)

    def __call__(self, history: History) -> ContactRoute:
        """Whom to ask."""
        patient = history.patient
        born, household = patient.birth_date, patient.household
        minor = born is not None and (self._of_age_if_born_by is None or born > self._of_age_if_born_by)
        person = None
        if ContactPerson in history._types:
            asked = contact_person(history, self._today)
            person = None if asked is None else asked.person
        if not minor and household is None and person is None:
            return DIRECT
        return self._known[person, household, minor]


def _reach(found: tuple[str | None, str | None, bool]) -> ContactRoute:
    person, household, minor = found
    return new_route(person=person, household=household, minor=minor)


def _years_before(on: date, years: int) -> date | None:
    """The latest birth day of somebody who is that old on `on`. None: nobody is."""
    if on.year <= years:
        return None
    try:
        return on.replace(year=on.year - years)
    except ValueError:  # 29 February, and that year has none
        return date(on.year - years, 2, 28)
