"""What has been found about one patient so far, for the stages that follow.

Every stage has one shape. It is made from `(policy, question)`, ready for one day and for patient after patient; it
says what of a history it needs; it is asked with `(history, found)`; and it answers with reasons. What a reason does,
its code says: so a stage that wants a person to look at something says that too, among the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum
from operator import attrgetter
from typing import ClassVar, Final, Protocol

from recallcore._deciding.reasons import Dormancy, Due, Reason
from recallcore._facts.history import History

_PRECEDENCE: Final = attrgetter("precedence")


class Found:
    """The reasons of the stages before, about one patient."""

    # Defaults of the class and no `__init__`, because there is one of these for every patient.
    by_recall: tuple[Reason, ...] = ()  # what each recall says
    dormancy: Dormancy | None = None  # how long away; None: the policy does not ask
    other_reasons: tuple[Reason, ...] = ()  # the other reasons to contact
    review: list[Reason]  # what a person should look at
    lead: Due | None = None  # the recall that leads a contact, if there is to be one and a recall leads it
    by_phone: bool = False  # whether the phone is free for that contact


class Needs(Enum):
    """What of a history a stage is about. Where a history has none of it, the stage is not asked."""

    CIRCUMSTANCES = "circumstances"
    APPOINTMENTS = "appointments"
    ATTEMPTS = "attempts"
    NOTHING = "nothing"  # it is asked about everybody


class DecisionStage(Protocol):
    """One question about a patient, made ready for one day."""

    needs: ClassVar[Needs]

    def __call__(self, history: History, found: Found, /) -> Sequence[Reason]:
        """The reasons; empty where nothing concerns it."""


class Stages:
    """Stages that are asked one after another, each where a history has what it is about, and what they come to."""

    def __init__(self, stages: Iterable[DecisionStage]) -> None:
        asked = list(stages)
        self._of_everybody = tuple(stage.__call__ for stage in asked if stage.needs is Needs.NOTHING)
        self._of_circumstances = tuple(stage.__call__ for stage in asked if stage.needs is Needs.CIRCUMSTANCES)
        self._of_appointments = tuple(stage.__call__ for stage in asked if stage.needs is Needs.APPOINTMENTS)
        self._of_attempts = tuple(stage.__call__ for stage in asked if stage.needs is Needs.ATTEMPTS)

    def __call__(self, history: History, found: Found) -> tuple[Reason, ...]:
        """What all of them say, put together; what a person should look at goes to `found.review`."""
        reasons: list[Reason] = []
        for stage in self._of_everybody:
            reasons += stage(history, found)
        if history.circumstances:
            for stage in self._of_circumstances:
                reasons += stage(history, found)
        if history.appointments:
            for stage in self._of_appointments:
                reasons += stage(history, found)
        if history.attempts:
            for stage in self._of_attempts:
                reasons += stage(history, found)
        return self._together(history, found, reasons) if reasons else ()

    def _together(self, history: History, found: Found, reasons: list[Reason]) -> tuple[Reason, ...]:
        """What the reasons of all stages come to; here, the reasons in order of precedence."""
        reasons.sort(key=_PRECEDENCE)
        return tuple(reasons)
