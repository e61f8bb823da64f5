"""What a contact adds to the facts.

Records what was said, and interprets nothing: a policy says what follows when it decides. Only a reported death and a
move for good bear on the end of a relationship.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import ClassVar, Final, NamedTuple, TypeVar, final

import attrs

from recallcore._base.checks import Check, code_text, each, one_of, optional, refuse_far_instant, text, type_named
from recallcore._base.errors import FactError, RequestError
from recallcore._base.spelling import MOMENT
from recallcore._base.values import Checked, Word
from recallcore._facts.agreements import CallBack, Commitment, PatientWillCall
from recallcore._facts.converters import as_channels, as_codes, as_purposes, as_recalls
from recallcore._facts.events import Appointment, Attempt
from recallcore._facts.fact import Circumstance
from recallcore._facts.history import History
from recallcore._facts.questions import SPOKE
from recallcore._facts.standing import (
    Away,
    Deceased,
    Deferral,
    Hold,
    OptOut,
    RelocatedPermanently,
    Unreachable,
    UnreadNote,
)
from recallcore._facts.vocabulary import Channel, DeferralReason, Direction, HalfDay, Outcome, Party, Purpose

F = TypeVar("F")

_FEW: Final = 3  # facts that are sooner looked for one by one


class Disposition(Word):
    """How a contact ended, and what was said: a closed set."""

    NO_ANSWER = "no answer"
    LEFT_MESSAGE = "left message"
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    WRONG_NUMBER = "wrong number"
    SOMEONE_ELSE = "reached someone else"
    TALKED = "talked without booking"
    BOOKED = "booked"
    CALL_BACK = "call back"
    WILL_CALL_US = "will call us"
    AWAY = "away"
    POSTPONED = "postponed"
    DECLINED_RECALL = "declined recall"
    OPTED_OUT = "opted out"
    COMPLAINED = "complained"
    DIED = "reported deceased"
    MOVED = "moved for good"


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class Report(Checked):
    """One contact and what came of it, as a dialler or a receptionist reports it. `apply` turns it into facts.

    `until` is the first day contact may resume, `because` the reason for waiting, `recalls` what was declined.
    `call_on`, `half` and `by` say when a call back was asked for and from whom. `channels` and `purposes` say by what
    and for what the patient asked not to be contacted. `source` says who told of a death or a move, and `evidence` may
    refer to what they showed. `appointment` is the visit that was booked. `promised` holds the practice's own codes for
    what it promised, in whichever conversation.

    None for `channels` or `purposes`: all of them. None elsewhere: it was not said.

    Raises `FactError` for a detail that does not belong to `said`, and for one that it lacks.
    """

    on: date
    channel: Channel
    said: Disposition
    direction: Direction = Direction.OUTBOUND
    purpose: Purpose = Purpose.CARE
    at: datetime | None = attrs.field(default=None, metadata=MOMENT)
    until: date | None = None
    because: DeferralReason | None = None
    recalls: tuple[str, ...] | None = attrs.field(default=None, converter=as_recalls)
    call_on: date | None = None
    half: HalfDay | None = None
    by: str | None = None
    channels: tuple[Channel, ...] | None = attrs.field(default=None, converter=as_channels)
    purposes: tuple[Purpose, ...] | None = attrs.field(default=None, converter=as_purposes)
    source: Party | None = None
    evidence: str = ""
    appointment: Appointment | None = None
    promised: tuple[str, ...] = attrs.field(default=(), converter=as_codes)

    checks: ClassVar[Mapping[str, Check]] = {
        "recalls": optional(each(text, least=1)),
        "channels": optional(each(one_of(Channel), least=1)),
        "purposes": optional(each(one_of(Purpose), least=1)),
        "evidence": code_text,
    }

    def __attrs_post_init__(self) -> None:
        self.check()
        refuse_far_instant(self, self.on, self.at)
        meaning = MEANINGS[self.said]
        filled_in = {name for name in _DETAILS if getattr(self, name) not in (None, (), "")}
        faults = [f"Report.{name} is missing: {self.said} needs it" for name in meaning.needs if name not in filled_in]
        belongs = {*meaning.needs, *meaning.may, *(("promised",) if meaning.outcome in SPOKE else ())}
        faults += [f"Report.{name} does not belong to {self.said}" for name in _DETAILS if name in filled_in - belongs]
        if faults:
            raise FactError(*faults)
        for name in ("until", "call_on"):
            on = getattr(self, name)
            if on is not None and on < self.on:
                raise FactError(f"Report.{name} must not be before Report.on")


class Meaning(NamedTuple):
    """How a contact counts as an attempt, and which details of a `Report` belong to it."""

    outcome: Outcome
    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()


_DETAILS: Final = (
    *("until", "because", "recalls", "call_on", "half", "by"),
    *("channels", "purposes", "source", "evidence", "appointment", "promised"),
)
MEANINGS: Final[dict[Disposition, Meaning]] = {
    Disposition.NO_ANSWER: Meaning(Outcome.NO_ANSWER),
    Disposition.LEFT_MESSAGE: Meaning(Outcome.LEFT_MESSAGE),
    Disposition.DELIVERED: Meaning(Outcome.DELIVERED),
    Disposition.BOUNCED: Meaning(Outcome.NOT_DELIVERED),
    Disposition.WRONG_NUMBER: Meaning(Outcome.NOT_DELIVERED),
    Disposition.SOMEONE_ELSE: Meaning(Outcome.OTHER_PERSON),
    Disposition.TALKED: Meaning(Outcome.CONVERSATION),
    Disposition.BOOKED: Meaning(Outcome.BOOKED, may=("appointment",)),
    Disposition.CALL_BACK: Meaning(Outcome.CONVERSATION, needs=("call_on",), may=("half", "by")),
    Disposition.WILL_CALL_US: Meaning(Outcome.CONVERSATION),
    Disposition.AWAY: Meaning(Outcome.CONVERSATION, may=("until",)),
    Disposition.POSTPONED: Meaning(Outcome.CONVERSATION, may=("until", "because")),
    Disposition.DECLINED_RECALL: Meaning(Outcome.CONVERSATION, needs=("recalls",), may=("until", "because")),
    Disposition.OPTED_OUT: Meaning(Outcome.CONVERSATION, may=("channels", "purposes")),
    Disposition.COMPLAINED: Meaning(Outcome.CONVERSATION),
    Disposition.DIED: Meaning(Outcome.OTHER_PERSON, needs=("source",), may=("evidence",)),
    Disposition.MOVED: Meaning(Outcome.CONVERSATION, needs=("source",), may=("evidence",)),
}


def apply(history: History, report: Report) -> History:
    """The history with what the report adds: the attempt, and what was said. Takes away and changes nothing.

    Pure, total and idempotent: every report can be applied to every history, and applying one twice is applying it
    once. The instant, `Report.at`, tells two calls of one day apart that ended alike.
    Raises `RequestError` when an argument is of the wrong type.
    """
    if type(history) is not History or type(report) is not Report:
        raise RequestError(
            f"a Report is applied to a History, {type_named(history)} and {type_named(report).removeprefix('got ')}"
        )
    attempt = Attempt(
        on=report.on,
        channel=report.channel,
        outcome=MEANINGS[report.said].outcome,
        direction=report.direction,
        purpose=report.purpose,
        at=report.at,
    )
    booked = () if report.appointment is None else (report.appointment,)
    # A commitment that has been fulfilled since, or given an end, is the same commitment.
    known = {(fact.code, fact.since) for fact in history.circumstances if isinstance(fact, Commitment)}
    promised = [Commitment(code=c, since=report.on) for c in report.promised if (c, report.on) not in known]
    return attrs.evolve(
        history,
        attempts=_with_new(history.attempts, (attempt,)),
        appointments=_with_new(history.appointments, booked),
        circumstances=_with_new(history.circumstances, (*_facts_of(report), *promised)),
    )


def _with_new(facts: tuple[F, ...], more: Iterable[F]) -> tuple[F, ...]:
    new = [*more]
    known = facts if len(new) < _FEW else frozenset(facts)
    return (*facts, *(fact for fact in new if fact not in known))


def _facts_of(report: Report) -> tuple[Circumstance, ...]:
    """What was said, as facts that stand until something ends them."""
    on = report.on
    match report.said:
        case Disposition.BOUNCED | Disposition.WRONG_NUMBER:
            return (Unreachable(channel=report.channel, since=on),)
        case Disposition.CALL_BACK if report.call_on is not None:
            return (CallBack(on=report.call_on, since=on, half=report.half, by=report.by),)
        case Disposition.WILL_CALL_US:
            return (PatientWillCall(since=on),)
        case Disposition.AWAY if report.until is None or report.until > on:
            return (Away(since=on, until=report.until),)
        case Disposition.POSTPONED | Disposition.DECLINED_RECALL if report.until is None or report.until > on:
            return (Deferral(since=on, until=report.until, because=report.because, recalls=report.recalls),)
        case Disposition.OPTED_OUT:
            return (OptOut(since=on, channels=report.channels, purposes=report.purposes),)
        case Disposition.COMPLAINED:  # the practice waits, and a person reads what it was about
            return (Hold(code="complaint", since=on), UnreadNote(on=on))
        case Disposition.DIED if report.source is not None:
            return (Deceased(recorded=on, source=report.source, evidence=report.evidence),)
        case Disposition.MOVED if report.source is not None:
            return (RelocatedPermanently(recorded=on, source=report.source, evidence=report.evidence),)
        case _:
            return ()
