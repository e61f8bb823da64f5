"""What every fact says of itself, before anybody asks what follows from it.

Knows no fact. Each says all of this beside its own fields, in its own room, or it cannot be defined.
"""

from __future__ import annotations

from abc import abstractmethod
from datetime import date
from typing import ClassVar, TypeVar

from recallcore._base.values import Checked, Word


class Carried(Word):
    """For whom a circumstance counts, besides the patient on whose record it stands."""

    STAYS = "stays"  # nobody
    BY_PERSON = "by person"  # everybody who is reached through the same person: it is about that person
    BY_HOUSEHOLD = "by household"  # everybody of the household


F = TypeVar("F", bound="Fact")


def _family(cls: type[F]) -> type[F]:
    """Nobody makes one of these: Python itself refuses, and whoever looks for one finds the kinds there are."""
    type.__setattr__(cls, "__abstractmethods__", frozenset(cls._must_say))
    return cls


@_family
class Fact(Checked):
    """Something known about a patient.

    A family of types: `Patient`, `Procedure`, `Appointment` and `Attempt`, every `Circumstance` and every
    `CareDirection`. There are no others, and nothing is a plain `Fact`.
    """

    __slots__ = ()
    _must_say: ClassVar[tuple[str, ...]] = ("said_on",)

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        missing = [name for name in cls._must_say if name not in vars(cls)]
        if missing and "__attrs_attrs__" in vars(cls):
            raise TypeError(f"{cls.__name__} is a fact that does not say of itself: {', '.join(missing)}")

    @property
    @abstractmethod
    def said_on(self) -> date | None:
        """The day it happened, was said, seen or decided. None: it has no such day; what may lie ahead has none."""

    @property
    def speaks_of(self) -> date | None:
        """The day that a sentence about it names."""
        return self.said_on


@_family
class Circumstance(Fact):
    """What bears on contacting a patient, beside what happened on a day.

    A family of types: where the patient stands (`Deceased`, `RelocatedPermanently`, `Reinstated`, `Away`, `Deferral`,
    `OptOut`, `Unreachable`, `Hold`, `Excluded`, `UnreadNote`, `DisputedBirthDate`), what was agreed
    with them (`CallBack`, `PatientWillCall`, `SafetyFollowUp`, `OpenProblem`, `Commitment`), and other people
    (`InProgress`, `ContactPerson`, `Bereavement`). There are no others. `History.circumstances` holds them.

    `may_prompt` says whether it may be a reason to contact by itself, or makes one; `carried` for whom else it counts.
    """

    __slots__ = ()
    _must_say: ClassVar[tuple[str, ...]] = ("said_on", "may_prompt", "carried")
    may_prompt: ClassVar[bool]
    carried: ClassVar[Carried]


@_family
class CareDirection(Fact):
    """What this patient's care needs, or a payer pays for, other than the policy says.

    A family of types: `IntervalOverride`, `DueDateOverride`, `PerioEnrolment` and `FrequencyLimit`. There are no
    others. `History.care_plan` holds them.
    """

    __slots__ = ()
    _must_say: ClassVar[tuple[str, ...]] = ("said_on",)
