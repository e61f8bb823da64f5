"""Which records are to be put right, the worst first? Every recall round is a data review.

A decision says already what is doubtful about one patient. This room asks only what takes the whole record: whether
anything on it reaches the patient, and how long ago anything last did.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import chain
from typing import ClassVar, Final, TypeAlias, final

import attrs

from recallcore._base.checks import Check, one_of
from recallcore._base.intervals import or_last_day
from recallcore._base.values import COUNT, Computed, tallied
from recallcore._deciding.codes import BEARS_ON_THE_END, EXPLAINS_NO_SILENCE, ReasonCode, Wrong
from recallcore._deciding.decider import ready
from recallcore._deciding.decision import Decision
from recallcore._deciding.reasons import Reason, new_reason
from recallcore._facts.events import Appointment, Attempt, Procedure
from recallcore._facts.history import History
from recallcore._facts.questions import SPOKE, booked_ahead
from recallcore._facts.visits import visits
from recallcore._facts.vocabulary import Channel, Outcome, Purpose
from recallcore._policy.policy import Policy
from recallcore._practice.duplicates import Duplicates
from recallcore._records.rows import Rejected, each_history

Contact: TypeAlias = Procedure | Appointment | Attempt

_REACHED: Final = SPOKE | {Outcome.DELIVERED}


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class ReviewItem(Computed):
    """One record to put right: why, the worst reason first, and the day of the last contact. None: none on record."""

    patient_id: str
    reasons: tuple[Reason, ...]
    last_contact: date | None = None


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class DataReview(Computed):
    """The records to put right as of one day, the worst first.

    `items` are ordered by the worst of their reasons, then by the day of the last contact, with those never in contact
    first, then by id. `counts` says for each code, the worst first, how many records it concerns. `base` is how many
    patients there are. `rejected` are rows that became no history.
    """

    as_of: date
    items: tuple[ReviewItem, ...]
    counts: tuple[tuple[ReasonCode, int], ...]
    base: int
    rejected: tuple[Rejected, ...] = ()

    checks: ClassVar[Mapping[str, Check]] = {
        "counts": tallied(one_of(ReasonCode)),
        "base": COUNT,
    }


def data_review(histories: Iterable[History | Rejected], policy: Policy, *, as_of: date) -> DataReview:
    """Every record that a person should put right, and why: what `Decision.review` says of it, and what reaches nobody.

    Adds to the review of each decision `UNREACHABLE` by a channel of the policy, and `NEVER_REACHABLE` by all of them.
    Where the policy has a `review_after`, it adds `LONG_WITHOUT_CONTACT` and `NO_CONTACT_ON_RECORD`, unless another
    reason explains the silence. Of a relationship that has ended it keeps only what contradicts the end.

    Reads `histories` once.

    Raises `RequestError` when an argument, or an item among `histories`, is of the wrong type.
    """
    decide = ready(policy, as_of, Purpose.CARE)
    duplicates = Duplicates(decide)
    rejected: list[Rejected] = []
    seen: set[str] = set()
    twice: set[str] = set()
    found: dict[str, ReviewItem] = {}
    for history in each_history(histories, rejected, "a review is made from"):
        history = decide.as_read(history)
        decision = decide(history)
        if decision.other_reasons:
            duplicates.remember_safety(decision)
        patient_id = decision.patient_id
        if patient_id in seen:
            twice.add(patient_id)
            continue
        seen.add(patient_id)
        reasons = _reasons(decision, history, policy)
        if reasons:
            found[patient_id] = _item(reasons, history, as_of)
    found |= {patient_id: _duplicate(duplicates.decision(patient_id)) for patient_id in twice}
    counts = Counter(chain.from_iterable({reason.code for reason in item.reasons} for item in found.values()))
    return DataReview(
        as_of=as_of,
        items=tuple(sorted(found.values(), key=_urgency)),
        counts=tuple(sorted(counts.items(), key=lambda pair: _badness(pair[0]))),
        base=len(seen),
        rejected=tuple(rejected),
    )


def _item(reasons: list[Reason], history: History, as_of: date) -> ReviewItem:
    last = _last_contact(history, as_of)
    on = None if last is None else last.on
    return ReviewItem(patient_id=history.patient.id, reasons=tuple(reasons), last_contact=on)


def _duplicate(decision: Decision) -> ReviewItem:
    """An id that comes twice: when the patient was last in contact, neither record can say."""
    return ReviewItem(patient_id=decision.patient_id, reasons=tuple(_worst_first(decision.review)))


def _badness(code: ReasonCode) -> tuple[Wrong, int]:
    """Sorts codes, the worst first; those that are equally bad by precedence."""
    return _wrong(code), code.place


def _wrong(code: ReasonCode) -> Wrong:
    assert code.wrong is not None  # whatever a person should look at says how badly it is wrong
    return code.wrong


def _urgency(item: ReviewItem) -> tuple[Wrong, date, str]:
    return _wrong(item.reasons[0].code), item.last_contact or date.min, item.patient_id


def _reasons(decision: Decision, history: History, policy: Policy) -> list[Reason]:
    """What to put right, the worst first."""
    found = [*dict.fromkeys(decision.review)]
    if any(reason.terminal for reason in decision.withheld_by):
        found = [reason for reason in found if reason.code in BEARS_ON_THE_END]
    elif history.patient.subject:
        found += _addresses(decision)
        found += _silence(decision, history, policy)
    return _worst_first(found)


def _worst_first(reasons: Iterable[Reason]) -> list[Reason]:
    return sorted(reasons, key=lambda reason: _badness(reason.code))


def _addresses(decision: Decision) -> Iterator[Reason]:
    """Each channel of the policy that does not reach the patient, and whether none does."""
    failed = [reason for reason in decision.withheld_by if reason.code is ReasonCode.UNREACHABLE]
    yield from (r for r in failed if any(_covers(r, channel) for channel in decision.question.offered))
    if _cover_all(failed, decision):
        yield new_reason(code=ReasonCode.NEVER_REACHABLE)


def _cover_all(reasons: list[Reason], decision: Decision) -> bool:
    """Whether these reasons leave no channel of the policy free, whatever the contact is about."""
    return all(any(_covers(reason, channel) for reason in reasons) for channel in decision.question.offered)


def _covers(reason: Reason, channel: Channel) -> bool:
    return reason.scope.covers(channel, Purpose.CARE, None)


def _silence(decision: Decision, history: History, policy: Policy) -> Iterator[Reason]:
    """A reason, where the last contact is too long ago or there was none, and nothing on record explains that.

    A booking explains it, and so does a reason not to contact.
    """
    if policy.review_after is None or booked_ahead(history, decision.as_of):
        return
    explained = [reason for reason in decision.withheld_by if reason.code not in EXPLAINS_NO_SILENCE]
    if _cover_all(explained, decision):
        return
    last = _last_contact(history, decision.as_of)
    if last is None:
        yield new_reason(code=ReasonCode.NO_CONTACT_ON_RECORD)
    elif or_last_day(last.on, policy.review_after) < decision.as_of:
        yield new_reason(code=ReasonCode.LONG_WITHOUT_CONTACT, evidence=last)


def _last_contact(history: History, as_of: date) -> Contact | None:
    """The latest visit, conversation or message that went out, until `as_of`. None: there was none."""
    reached = (attempt for attempt in history.attempts if attempt.outcome in _REACHED and attempt.on <= as_of)
    return max(chain[Contact](visits(history, as_of), reached), key=lambda contact: contact.on, default=None)
