"""What has been found about one patient so far, for the stages that follow.

Every stage has one shape. It is made from `(policy, question)`, ready for one day and for patient after patient; it
says what of a history it needs; it is asked with `(history, found)`; and it answers with reasons. What a reason does,
its code says: so a stage that wants a person to look at something says that too, among the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum
from typing import ClassVar, Protocol

from recallcore._deciding.reasons import Dormancy, Reason
from recallcore._facts.history import History


class Found:
    """The reasons of the stages before, about one patient."""

    __slots__ = ("by_recall", "dormancy", "prompts", "review")

    def __init__(self) -> None:
        self.by_recall: tuple[Reason, ...] = ()  # what each recall says
        self.dormancy: Dormancy | None = None  # how long away; None: the policy does not ask
        self.prompts: tuple[Reason, ...] = ()  # the other reasons to contact
        self.review: list[Reason] = []  # what a person should look at


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
    """Stages that are asked one after another, each where a history has what it is about."""

    def __init__(self, stages: Iterable[DecisionStage]) -> None:
        asked = list(stages)
        self._of_everybody = tuple(stage for stage in asked if stage.needs is Needs.NOTHING)
        self._of_circumstances = tuple(stage for stage in asked if stage.needs is Needs.CIRCUMSTANCES)
        self._of_appointments = tuple(stage for stage in asked if stage.needs is Needs.APPOINTMENTS)
        self._of_attempts = tuple(stage for stage in asked if stage.needs is Needs.ATTEMPTS)

    def __call__(self, history: History, found: Found) -> list[Reason]:
        """What all of them say."""
        stages = self._of_everybody
        if history.circumstances:
            stages += self._of_circumstances
        if history.appointments:
            stages += self._of_appointments
        if history.attempts:
            stages += self._of_attempts
        reasons: list[Reason] = []
        for stage in stages:
            reasons += stage(history, found)
        return reasons
