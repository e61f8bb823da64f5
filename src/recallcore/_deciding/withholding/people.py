"""May whoever is asked for this patient be asked?

Knows whom the facts name, the age of majority, and how long a household in mourning is left in peace.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import ClassVar, Final, TypeAlias

from recallcore._base.intervals import birthday, or_last_day
from recallcore._deciding.codes import ReasonCode
from recallcore._deciding.found import Found, Needs
from recallcore._deciding.question import Question
from recallcore._deciding.reasons import Reason, new_reason
from recallcore._deciding.recall import BIRTH_DATE_UNKNOWN
from recallcore._facts.history import History
from recallcore._facts.people import Bereavement, ContactPerson, PersonEnd
from recallcore._facts.questions import contact_person, contact_persons
from recallcore._policy.policy import Policy

_PEOPLE: Final = frozenset[type]({ContactPerson, Bereavement})

# What stands in the way of asking, and the person it is about, where there is one. None: nothing does.
_Obstacle: TypeAlias = tuple[ReasonCode, ContactPerson | None] | None


class OfPeople:
    """Nobody to ask, nobody who may be, or somebody in mourning."""

    needs: ClassVar = Needs.CIRCUMSTANCES

    def __init__(self, policy: Policy, question: Question) -> None:
        self._majority = policy.majority
        self._bereavement = policy.bereavement
        self._as_of = question.as_of

    def __call__(self, history: History, found: Found) -> Sequence[Reason]:
        """Why the people named in the history do not do, and whom they mourn."""
        if _PEOPLE.isdisjoint(history._types):
            return ()
        return [*self._nobody_to_ask(history, found), *self._mourning(history)]

    def _nobody_to_ask(self, history: History, found: Found) -> Iterator[Reason]:
        named = [fact for fact in history.circumstances if isinstance(fact, ContactPerson)]
        if not named:
            return
        born = history.patient.birth_date
        of_age = None if born is None else birthday(born, self._majority)
        obstacle = _obstacle(history, contact_person(history, self._as_of), of_age, self._as_of)
        if obstacle is None:
            return
        days = (of_age, *(fact.since for fact in named), *(fact.until for fact in named))
        code, asked = obstacle
        until = self._until_another(obstacle, history, of_age, days)
        yield new_reason(code=code, until=until, evidence=asked)
        # Whether somebody is of age, the birth date would settle.
        if code is ReasonCode.GUARDIAN_WITHOUT_CONSENT and born is None and BIRTH_DATE_UNKNOWN not in found.review:
            yield BIRTH_DATE_UNKNOWN

    def _until_another(
        self, obstacle: _Obstacle, history: History, of_age: date | None, days: Iterable[date | None]
    ) -> date | None:
        """The first of the days ahead on which something else, or nothing, stands in the way."""
        ahead = sorted({on for on in days if on is not None and on > self._as_of})
        asked = zip(ahead, contact_persons(history, ahead), strict=True)
        return next((on for on, person in asked if _obstacle(history, person, of_age, on) != obstacle), None)

    def _mourning(self, history: History) -> Iterator[Reason]:
        losses = {on: fact for fact in reversed(history.circumstances) if (on := mourned_since(fact)) is not None}
        for on, fact in losses.items():  # a contact person's death, told as a bereavement too, is one loss
            until = or_last_day(on, self._bereavement)
            if self._as_of < until:
                yield new_reason(code=ReasonCode.BEREAVED, until=until, evidence=fact)


def mourned_since(fact: object) -> date | None:
    """The day from which a fact brings quiet days, if it does."""
    if isinstance(fact, Bereavement):
        return fact.on
    return fact.until if isinstance(fact, ContactPerson) and fact.ended is PersonEnd.DIED else None


def _obstacle(history: History, asked: ContactPerson | None, of_age: date | None, on: date) -> _Obstacle:
    """What stands in the way on a day on which this person is asked, for a history that names contact persons.

    INFERENCE: somebody whose birth date is unknown may be a child or of age, so that both readings must allow it.
    """
    grown = of_age is not None and of_age <= on
    if asked is None:
        return None if grown else (ReasonCode.NO_CONTACT_PERSON, None)
    if asked.person == history.patient.id:
        return None
    if history.patient.birth_date is None:
        return None if asked.consent_on is not None else (ReasonCode.GUARDIAN_WITHOUT_CONSENT, asked)
    if not grown or (asked.consent_on is not None and of_age is not None and asked.consent_on >= of_age):
        return None
    return ReasonCode.GUARDIAN_WITHOUT_CONSENT, asked
