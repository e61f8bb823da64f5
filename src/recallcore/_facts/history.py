"""One patient's facts, together and in order.

Knows what each fact is, and nothing of what follows from it.
"""

from collections.abc import Iterable
from datetime import date
from operator import attrgetter, methodcaller
from typing import ClassVar, Final, TypeAlias, cast, final, get_args

import attrs

from recallcore._base.spelling import sort_key
from recallcore._base.values import Checked, as_tuple
from recallcore._facts.agreements import Agreement
from recallcore._facts.care_plan import AnyCareDirection
from recallcore._facts.events import Appointment, Attempt, Patient, Procedure
from recallcore._facts.fact import CareDirection, Circumstance
from recallcore._facts.people import OfPeople
from recallcore._facts.standing import Standing
from recallcore._facts.vocabulary import CARE, AppointmentState, CareSetting, Kind

# Every circumstance, and every fact: closed, so that a type checker finds what a room has forgotten.
AnyCircumstance: TypeAlias = Standing | Agreement | OfPeople
AnyFact: TypeAlias = Patient | Procedure | Appointment | Attempt | AnyCircumstance | AnyCareDirection

# The circumstances that may be a reason to contact.
PROMPTING: Final = frozenset[type](kind for kind in get_args(AnyCircumstance) if kind.may_prompt)
_PROCEDURE, _APPOINTMENT, _ATTEMPT = frozenset({Procedure}), frozenset({Appointment}), frozenset({Attempt})
_CIRCUMSTANCES: Final = frozenset[type](get_args(AnyCircumstance))
_CARE_DIRECTIONS: Final = frozenset[type](get_args(AnyCareDirection))
_NONE: Final = frozenset[type]()
_LONG_AGO: Final = date.min
_CHARTED: Final = CareSetting.CHARTED
_ADMINISTRATIVE, _UNMAPPED = Kind.ADMINISTRATIVE, Kind.UNMAPPED
_NO_CARE: Final = frozenset(Kind) - CARE


# Facts are sorted by day, and those of one day by all they say, so that input order never shows. The quick keys settle
# nearly every order; the whole ones, which begin alike, are for what they leave undecided. What is no fact of its kind
# is left where it is, for the checks to refuse.


def _several(facts: object, types: frozenset[type]) -> bool:
    """Whether there is anything to sort, and nothing to refuse."""
    return type(facts) is tuple and len(facts) > 1 and types.issuperset(map(type, facts))


def _procedures(items: Iterable[Procedure]) -> tuple[Procedure, ...]:
    procedures = as_tuple(items)
    if not _several(procedures, _PROCEDURE):
        return procedures
    ordered = sorted(procedures, key=_QUICK_PROCEDURE)
    before = ordered[0]
    for procedure in ordered[1:]:
        if procedure.kind is before.kind and procedure.on == before.on:
            return tuple(sorted(procedures, key=_whole))
        before = procedure
    return tuple(ordered)


def _attempts(items: Iterable[Attempt]) -> tuple[Attempt, ...]:
    attempts = as_tuple(items)
    if not _several(attempts, _ATTEMPT):
        return attempts
    ordered = sorted(attempts, key=_QUICK_ATTEMPT)
    before = ordered[0]
    for attempt in ordered[1:]:
        if attempt.on == before.on:
            return tuple(sorted(attempts, key=_whole))
        before = attempt
    return tuple(ordered)


def _appointments(items: Iterable[Appointment]) -> tuple[Appointment, ...]:
    appointments = as_tuple(items)
    return tuple(sorted(appointments, key=_whole)) if _several(appointments, _APPOINTMENT) else appointments


def _circumstances(items: Iterable[Circumstance]) -> tuple[AnyCircumstance, ...]:
    facts = cast("tuple[AnyCircumstance, ...]", as_tuple(items))
    return tuple(sorted(facts, key=sort_key)) if _several(facts, _CIRCUMSTANCES) else facts


def _care_plan(items: Iterable[CareDirection]) -> tuple[AnyCareDirection, ...]:
    facts = cast("tuple[AnyCareDirection, ...]", as_tuple(items))
    return tuple(sorted(facts, key=sort_key)) if _several(facts, _CARE_DIRECTIONS) else facts


_QUICK_PROCEDURE: Final = attrgetter("on", "kind")
_QUICK_ATTEMPT: Final = attrgetter("on")


_whole = methodcaller("_order")


def _latest_care(history: "History") -> dict[Kind, date]:
    """The latest day of each kind of completed care, wherever it was done; and that of what is no care, if any is."""
    latest = {}
    for procedure in history.completed:  # in order of days, so the last one stays
        if procedure.where is not _CHARTED or procedure.kind in _NO_CARE:
            latest[procedure.kind] = procedure.on
    return latest


def care_among(procedures: tuple[Procedure, ...]) -> tuple[Procedure, ...]:
    """Those that are care for certain: nearly always all of them."""
    for procedure in procedures:
        if procedure.kind in _NO_CARE:
            return tuple([p for p in procedures if p.kind not in _NO_CARE])
    return procedures


def _completed_care(history: "History") -> tuple[Procedure, ...]:
    latest = history._latest
    if _ADMINISTRATIVE not in latest and _UNMAPPED not in latest:  # nearly always
        return history.completed
    return care_among(history.completed)


def said_of(fact: "AnyFact") -> date | None:
    """The day on which a fact is surely known. A missed visit is not known on its day: ahead, it is a cancelled one."""
    if type(fact) is Appointment and fact.state is AppointmentState.MISSED:
        return max((on for on in (fact.booked_on, fact.cancelled_on) if on is not None), default=None)
    return fact.said_on


def _last_said_on(history: "History") -> date:
    """The latest day on which anything is said to have happened. What is no care does not bear on anything."""
    done, tries = history.completed, history.attempts
    latest = _LONG_AGO
    if done:
        care = history._care
        latest = care[-1].on if care else _LONG_AGO
    if tries and tries[-1].on > latest:
        latest = tries[-1].on
    if history.appointments or history.circumstances or history.care_plan:
        for fact in (*history.appointments, *history.circumstances, *history.care_plan):
            on = said_of(fact)
            if on is not None and on > latest:
                latest = on
    return latest


def _types_stated(history: "History") -> frozenset[type]:
    """The types of its circumstances."""
    return frozenset(map(type, history.circumstances)) if history.circumstances else _NONE


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class History(Checked):
    """Everything known about one patient, and all that a decision may use.

    Facts may be given in any order: they are sorted here, once, and two histories of the same facts are equal.
    Raises `FactError`, naming every fault, when an item is of the wrong type.
    """

    looks_first: ClassVar[bool] = True

    patient: Patient
    completed: tuple[Procedure, ...] = attrs.field(default=(), converter=_procedures)
    planned: tuple[Procedure, ...] = attrs.field(default=(), converter=_procedures)
    appointments: tuple[Appointment, ...] = attrs.field(default=(), converter=_appointments)
    attempts: tuple[Attempt, ...] = attrs.field(default=(), converter=_attempts)
    circumstances: tuple[AnyCircumstance, ...] = attrs.field(default=(), converter=_circumstances)
    care_plan: tuple[AnyCareDirection, ...] = attrs.field(default=(), converter=_care_plan)
    # What most decisions need, found once.
    _latest: dict[Kind, date] = attrs.field(
        default=attrs.Factory(_latest_care, takes_self=True), init=False, repr=False, eq=False
    )
    _care: tuple[Procedure, ...] = attrs.field(
        default=attrs.Factory(_completed_care, takes_self=True), init=False, repr=False, eq=False
    )
    _known_through: date = attrs.field(
        default=attrs.Factory(_last_said_on, takes_self=True), init=False, repr=False, eq=False
    )
    _types: frozenset[type] = attrs.field(
        default=attrs.Factory(_types_stated, takes_self=True), init=False, repr=False, eq=False
    )
