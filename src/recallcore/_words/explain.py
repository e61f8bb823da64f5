"""Say a decision in words: the verdict first, every reason once, and what does not apply last.

Knows in which order things are said, and no word: those are a `Wording`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Final

from recallcore._deciding.codes import DOUBTED, ReasonCode
from recallcore._deciding.decision import Decision, Verdict
from recallcore._deciding.reasons import Dormancy, Due, Evidence, Reason, Scope, Stage
from recallcore._facts.agreements import CallBack, Commitment, OpenProblem, PatientWillCall, SafetyFollowUp
from recallcore._facts.events import Appointment, Attempt, Procedure
from recallcore._facts.people import InProgress
from recallcore._facts.standing import Deferral, Excluded, Hold, Reinstated, UnreadNote
from recallcore._words import english
from recallcore._words.wording import Phrase, Wording, phrased, saying

# These say a day of their own. Of the other recalls that are not wanted, one line tells for each code.
_TOLD_APART: Final = frozenset({ReasonCode.NOT_YET_DUE, ReasonCode.RIDES_ALONG, ReasonCode.NO_RECALL_ATTACHES})
_ASLEEP: Final = frozenset({Stage.LAPSED, Stage.DORMANT})
# Beside a death or a move, all that is left for a person to look at: whether it is true, and what may harm somebody.
_STILL_TO_CHECK: Final = DOUBTED | {
    ReasonCode.NOTE_NOT_UNDERSTOOD,
    ReasonCode.SEEN_AFTER_DEATH,
    ReasonCode.SAFETY_FOLLOW_UP_BLOCKED,
}


def explain(decision: Decision, *, wording: Wording | None = None) -> str:
    """The decision in plain words, line by line; in another language than English where a `wording` is given.

    The verdict, with the channel to use; every reason that bears on it; what goes along with a contact, from when a
    payer pays, and when the patient was last here; how often somebody has tried, and what is to be said whatever the
    contact is for; what is not due yet; what a person should look at; and in one line for each code the recalls that do
    not apply. Beside a death, a reported one too, or a move for good: that, and what is left to check. Names nobody.
    """
    words: Wording = english if wording is None else wording
    lines = [_verdict(decision, words), *(f"- {said}" for said in _told(decision, words))]
    return "\n".join(dict.fromkeys(lines))  # two facts of one day may read alike


def say(reason: Reason, *, as_of: date | None = None, wording: Wording | None = None) -> str:
    """One reason as a sentence or two. Asked about `as_of`, a day that a policy looks ahead to is not yet past."""
    words: Wording = english if wording is None else wording
    scope = reason.scope
    recalls = _in(words, scope.recalls or ()) or [_part(words, Phrase.RECALL)]
    due = reason.due
    return saying(words, reason.code).format(
        recall=words.all_of(recalls),
        any_recall=words.any_of(recalls),
        about=_topic(words, reason),
        due="" if due is None or due.on is None else _part(words, Phrase.UNTIL, day=words.day(due.on)),
        since="" if due is None else _since(words, due, as_of),
        falls="" if due is None or due.on is None else _part(words, Phrase.ON, day=words.day(due.on)),
        leaves="" if reason.until is None else _part(words, Phrase.ON, day=words.day(reason.until)),
        counted="" if due is None else _counted(words, due),
        until="" if reason.until is None else _part(words, Phrase.UNTIL, day=words.day(reason.until)),
        when=_when(words, reason.evidence),
        code=_code(words, reason.evidence),
        which=_which(words, reason.evidence),
        because=_because(words, reason.evidence),
        promised=_promised(words, reason.evidence),
        channels="" if not scope.channels else _part(words, Phrase.BY, channels=_any(words, scope.channels)),
        purposes="" if not scope.purposes else _part(words, Phrase.FOR, purposes=_any(words, scope.purposes)),
    )


def _verdict(decision: Decision, words: Wording) -> str:
    gone = _gone(decision)
    if any(reason.terminal for reason in gone):
        return _part(words, Phrase.ENDED)
    if gone or decision.verdict is Verdict.WITHHELD:
        return _part(words, Phrase.WITHHELD)
    channel = decision.channel
    if decision.verdict is Verdict.NOT_WANTED or channel is None:
        return _part(words, Phrase.NOT_WANTED)
    (first,) = _in(words, (channel,))
    others = [other for other in decision.channels if other is not channel]
    if not others:
        return _part(words, Phrase.CONTACT, channel=first)
    return _part(words, Phrase.CONTACT_OR, channel=first, channels=_any(words, others))


def _told(decision: Decision, words: Wording) -> Iterator[str]:
    as_of = decision.as_of
    gone = _gone(decision)
    if gone:  # nobody should read of a polish, or of a bill, below a death
        yield from (say(reason, as_of=as_of, wording=words) for reason in gone)
        yield from _to_check([r for r in decision.review if r.code in _STILL_TO_CHECK], decision, words)
        return
    if decision.verdict is Verdict.CONTACT:
        yield from _whom_to_ask(decision, words)
    bearing: tuple[Reason, ...] = (*decision.wanted, *decision.withheld_by)
    if decision.verdict is not Verdict.CONTACT:  # then why not comes first: nobody should read "due" above a death
        blocked = ReasonCode.SAFETY_FOLLOW_UP_BLOCKED in [reason.code for reason in decision.review]
        unsaid = ReasonCode.SAFETY_FOLLOW_UP if blocked else None  # what to do about it is said where it is checked
        bearing = (*decision.withheld_by, *(r for r in decision.wanted if r.code is not unsaid))
    yield from (say(reason, as_of=as_of, wording=words) for reason in bearing)
    silent = [reason.recall for reason in decision.wanted if reason.recall and reason.recall not in decision.recalls]
    if silent and decision.verdict is Verdict.CONTACT:
        yield _part(words, Phrase.NOT_NOW, recalls=words.all_of(silent))
    along = decision.along
    for due in along:
        yield _about(words, Phrase.ALONG, due, since=_since(words, due, as_of), counted=_counted(words, due))
    for due in decision.dues:
        paid = due.billable_from
        if paid is not None and paid > as_of and (due in along or due.recall in decision.recalls):
            yield _about(words, Phrase.PAID_FROM, due, day=words.day(paid))
    yield from _last_here(decision, words)
    if decision.tried:
        yield _part(words, Phrase.TRIED, number=str(decision.tried))
    yield from _brief(decision, words)
    idle = [reason for reason in decision.not_wanted if reason.due is None or reason.due not in along]
    yield from (say(reason, as_of=as_of, wording=words) for reason in idle if reason.code in _TOLD_APART)
    yield from _to_check([reason for reason in decision.review if reason not in bearing], decision, words)
    yield from (say(reason, wording=words) for reason in _folded(idle))


def _brief(decision: Decision, words: Wording) -> Iterator[str]:
    """What was promised, in any case: the patient may call. What to raise only where we do."""
    for reason in decision.brief:
        if reason.code is ReasonCode.COMMITMENT_OPEN or decision.verdict is Verdict.CONTACT:
            yield say(reason, wording=words)


def _whom_to_ask(decision: Decision, words: Wording) -> Iterator[str]:
    """Somebody else than the patient, without saying who."""
    reach = decision.reach
    if reach.person is not None and reach.person != decision.patient_id:
        yield _part(words, Phrase.ASK_FOR)
    elif reach.minor:
        yield _part(words, Phrase.ASK_GUARDIAN)


def _to_check(reasons: Iterable[Reason], decision: Decision, words: Wording) -> Iterator[str]:
    for reason in reasons:
        yield _part(words, Phrase.TO_CHECK, said=say(reason, as_of=decision.as_of, wording=words))


def _folded(idle: Iterable[Reason]) -> Iterator[Reason]:
    """One reason for each code that says of several recalls why they do not apply."""
    recalls: dict[ReasonCode, list[str]] = {}
    for reason in idle:
        if reason.code not in _TOLD_APART:
            recalls.setdefault(reason.code, []).extend(reason.scope.recalls or ())
    yield from (Reason(code=code, scope=Scope(recalls=tuple(names))) for code, names in recalls.items())


def _last_here(decision: Decision, words: Wording) -> Iterator[str]:
    """When the patient was last here, if that is long ago and no reason says so."""
    dormancy = decision.dormancy
    if dormancy is None or dormancy.last_visit is None or dormancy.stage not in _ASLEEP:
        return
    if all(reason.evidence != dormancy for reason in decision.prompts):
        yield _part(words, Phrase.LAST_HERE, day=words.day(dormancy.last_visit))


def _gone(decision: Decision) -> list[Reason]:
    """That somebody has died, is said to have, or has moved away for good."""
    return [r for r in decision.withheld_by if r.terminal or r.code is ReasonCode.DEATH_REPORTED]


# ------------------------------------------------------------------ parts of a sentence


def _part(words: Wording, phrase: Phrase, **given: str) -> str:
    return phrased(words, phrase).format(**given)


def _about(words: Wording, phrase: Phrase, due: Due, **given: str) -> str:
    (recall,) = _in(words, (due.recall,))
    return _part(words, phrase, recall=recall, **given)


def _in(words: Wording, items: Iterable[str]) -> list[str]:
    return [words.WORDS.get(item, str(item)) for item in items]


def _any(words: Wording, items: Sequence[str]) -> str:
    return words.any_of(_in(words, items))


def _topic(words: Wording, reason: Reason) -> str:
    """The recalls it is about. What was said of none, and withholds some for want of a better day, is about none."""
    recalls, fact = reason.scope.recalls, reason.evidence
    unsaid = (isinstance(fact, Appointment) and not fact.kinds) or (isinstance(fact, Deferral) and fact.recalls is None)
    return "" if not recalls or unsaid else _part(words, Phrase.ABOUT, recalls=words.all_of(_in(words, recalls)))


def _since(words: Wording, due: Due, as_of: date | None) -> str:
    if due.on is None:
        return ""
    ahead = as_of is not None and as_of < due.on
    return _part(words, Phrase.ON if ahead else Phrase.SINCE, day=words.day(due.on))


def _counted(words: Wording, due: Due) -> str:
    if due.anchor is None or due.interval is None:
        return ""
    return _part(words, Phrase.COUNTED, span=words.span(due.interval), day=words.day(due.anchor))


def _when(words: Wording, evidence: Evidence | None) -> str:
    """The day that a fact speaks of, or until what time it holds, as a sentence needs it."""
    match evidence:
        case Appointment() | Attempt() | Procedure() | UnreadNote() | Reinstated():
            return _part(words, Phrase.ON, day=words.day(evidence.on))
        case PatientWillCall() | OpenProblem():
            return _part(words, Phrase.ON, day=words.day(evidence.since))
        case CallBack():
            return _part(words, Phrase.ON, day=words.day(evidence.on)) + _hour(words, evidence)
        case InProgress():
            until = evidence.until
            return _part(words, Phrase.UNTIL_TIME, time=_clock(until), day=words.day(until.date()))
        case SafetyFollowUp():
            return _part(words, Phrase.SINCE, day=words.day(evidence.since))
        case Dormancy() if evidence.last_visit is not None:
            return _part(words, Phrase.SINCE, day=words.day(evidence.last_visit))
        case _:
            return ""


def _hour(words: Wording, promise: CallBack) -> str:
    """When on the day a call was asked for, as closely as it is known."""
    if promise.at is not None:
        return _part(words, Phrase.AT, time=_clock(promise.at))
    return "" if promise.half is None else _part(words, Phrase.IN_HALF, half=_any(words, (promise.half,)))


def _clock(at: datetime) -> str:
    """The hour and minute, in figures, by the clock the instant is written with."""
    return str(at.time())[:5]


def _because(words: Wording, evidence: Evidence | None) -> str:
    cause = evidence.because if isinstance(evidence, Deferral) else None
    return "" if cause is None else words.CAUSES.get(cause, "")


def _promised(words: Wording, evidence: Evidence | None) -> str:
    """What was promised, by the practice's own short name for it."""
    return _part(words, Phrase.PROMISED, code=evidence.code) if isinstance(evidence, Commitment) else ""


def _code(words: Wording, evidence: Evidence | None) -> str:
    """The practice's own code. What a safety matter or a problem is called is nobody's business at the desk."""
    return _part(words, Phrase.CODE, code=evidence.code) if isinstance(evidence, Hold | Excluded) else ""


def _which(words: Wording, evidence: Evidence | None) -> str:
    """Which kind of fact, and its day."""
    if evidence is None or isinstance(evidence, Due | Dormancy) or type(evidence) not in words.FACTS:
        return ""
    on = evidence.said_on
    return _part(words, Phrase.WHICH, fact=words.FACTS[type(evidence)].format(day="" if on is None else words.day(on)))
