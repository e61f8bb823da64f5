"""What was agreed with a patient, and what must not be forgotten about them.

Facts alone. Whether an agreement still stands is another room's question.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import ClassVar, TypeAlias, final

import attrs

from recallcore._base.checks import Check, code_text, refuse_far_instant
from recallcore._base.errors import FactError
from recallcore._facts.fact import Carried, Circumstance
from recallcore._facts.vocabulary import Channel, HalfDay, Severity


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class CallBack(Circumstance):
    """Asked to be called back on the day `on`; said on the day `since`. A promise: it goes before anything else.

    `half` or `at` (an aware instant within a day of `on`) say when on that day; `by` is the opaque id of whoever is to
    call, where that was promised too.
    """

    on: date
    since: date
    half: HalfDay | None = None
    at: datetime | None = None
    by: str | None = None
    channel: Channel = Channel.PHONE

    may_prompt: ClassVar[bool] = True
    carried: ClassVar[Carried] = Carried.STAYS

    def __attrs_post_init__(self) -> None:
        self.check()
        if self.on < self.since:
            raise FactError("CallBack.on must not be before CallBack.since")
        refuse_far_instant(self, self.on, self.at)

    @property
    def said_on(self) -> date:
        """The day it was asked."""
        return self.since

    @property
    def speaks_of(self) -> date:
        """The day of the call."""
        return self.on


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class PatientWillCall(Circumstance):
    """Said on the day `since` that they will call us. We wait as long as the policy says, then ask."""

    since: date

    may_prompt: ClassVar[bool] = True
    carried: ClassVar[Carried] = Carried.STAYS

    @property
    def said_on(self) -> date:
        """The day it was said."""
        return self.since


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class Commitment(Circumstance):
    """Something the practice promised on the day `since`: a free check, a polish, a day. `code` is its own short name.

    To be remembered in every contact until `fulfilled_on` or `until`, the first day it no longer holds (None: neither
    yet). By itself it is no reason to contact, and withholds nothing. Unlike a problem's, the code is said.
    """

    code: str
    since: date
    until: date | None = None
    fulfilled_on: date | None = None

    may_prompt: ClassVar[bool] = False
    carried: ClassVar[Carried] = Carried.STAYS

    def __attrs_post_init__(self) -> None:
        self.check()
        if self.until is not None and self.until <= self.since:
            raise FactError("Commitment: until must be after since")
        _not_before(self, "fulfilled_on")

    @property
    def said_on(self) -> date:
        """The day it was promised."""
        return self.since


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class SafetyFollowUp(Circumstance):
    """Somebody must be told or seen for their safety: a pathology result, say. `code` is the practice's own.

    Stands from `since` until `closed_on`, the first day it no longer does: a person closes it, nothing else.
    """

    code: str
    since: date
    closed_on: date | None = None

    may_prompt: ClassVar[bool] = True
    carried: ClassVar[Carried] = Carried.STAYS

    def __attrs_post_init__(self) -> None:
        self.check()
        _not_before(self, "closed_on")

    @property
    def said_on(self) -> date:
        """The day it was found."""
        return self.since


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class OpenProblem(Circumstance):
    """A problem found and not treated yet. `code` is the source's own. Stands from `since` until `closed_on`.

    It makes a contact more urgent. By itself it is a reason to call in a young practice only; where treatment is
    planned, say so with `History.planned`, and where it cannot wait, with a `SafetyFollowUp`. `raised_on` is the day it
    was last brought up with the patient (None: never): one problem goes with a contact, and each has its turn.
    """

    severity: Severity
    since: date
    code: str = ""
    closed_on: date | None = None
    raised_on: date | None = None

    may_prompt: ClassVar[bool] = False
    carried: ClassVar[Carried] = Carried.STAYS
    checks: ClassVar[Mapping[str, Check]] = {"code": code_text}

    def __attrs_post_init__(self) -> None:
        self.check()
        _not_before(self, "closed_on", "raised_on")

    @property
    def said_on(self) -> date:
        """The day it was found."""
        return self.since


def _not_before(fact: Commitment | SafetyFollowUp | OpenProblem, *names: str) -> None:
    """Refuse a day, by the name of its field, before the fact itself."""
    for name in names:
        on = getattr(fact, name)
        if on is not None and on < fact.since:
            raise FactError(f"{type(fact).__name__}.{name} must not be before its since")


# Every circumstance of this room.
Agreement: TypeAlias = CallBack | PatientWillCall | SafetyFollowUp | OpenProblem | Commitment
