"""One day for the whole base: account for everybody.

Every patient is in exactly one bucket. Rows that never became a history are reported beside them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, datetime
from operator import attrgetter, itemgetter
from typing import Final, TypeAlias, final

import attrs

from recallcore._base.checks import optional, truth, whole
from recallcore._base.requests import check_arguments
from recallcore._base.values import Value
from recallcore._deciding.decider import Decider
from recallcore._deciding.decision import Decision, Verdict
from recallcore._deciding.reach import Reach
from recallcore._deciding.reasons import PRECEDENCE, Due, Reason, ReasonCode
from recallcore._facts.history import History
from recallcore._facts.vocabulary import Purpose
from recallcore._policy.contacts import Grouping
from recallcore._policy.policy import Policy
from recallcore._policy.urgency import Tie
from recallcore._practice.contacts import Key, bound, contacts_by
from recallcore._records.rows import Rejected, each_history

# Points below nought, then what settles a tie, then the id: the least is called first.
Urgency: TypeAlias = tuple[int, tuple[int, ...], str]

Ranked: TypeAlias = tuple[Urgency, Decision]
Contact: TypeAlias = list[Ranked]  # whom one contact serves, the most urgent first

# The leading reason and then every code of a decision: what the tallies count. Far fewer than patients.
Profile: TypeAlias = tuple[ReasonCode, ...]

_ALWAYS_IN: Final = frozenset({ReasonCode.SAFETY_FOLLOW_UP, ReasonCode.CALL_PROMISED})
_CAPACITY: Final = optional(whole(0))
_ID: Final = attrgetter("patient_id")
_URGENCY: Final = itemgetter(0)


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class CallList(Value):
    """Whom to contact on the day `as_of`, and everybody else with the reason they are not on the list.

    `contacts` are ranked and within capacity, with every call promised and every safety follow-up: in each, whom that
    one contact serves, the most urgent first. `waiting` are ranked and over capacity; `withheld` are wanted but not
    contactable, or their facts are in doubt; `not_wanted` need nothing today. The last two are ordered by id. Where
    only the calls were to be kept, the other three are empty. `tally` counts each patient once, under the leading
    reason, so it sums to the base; `mentions` counts every patient under every reason. Both are pairs in `ReasonCode`'s
    order. `rejected` are rows that became no history.
    """

    as_of: date
    purpose: Purpose
    contacts: tuple[tuple[Decision, ...], ...]
    waiting: tuple[Decision, ...]
    withheld: tuple[Decision, ...]
    not_wanted: tuple[Decision, ...]
    tally: tuple[tuple[ReasonCode, int], ...]
    mentions: tuple[tuple[ReasonCode, int], ...]
    rejected: tuple[Rejected, ...] = ()

    @property
    def calls(self) -> tuple[Decision, ...]:
        """Everybody to contact, in order; those whom one contact serves stand together."""
        return tuple([decision for contact in self.contacts for decision in contact])

    @property
    def base(self) -> int:
        """How many patients are accounted for."""
        return sum(count for _, count in self.tally)

    @property
    def everybody(self) -> tuple[Decision, ...]:
        """Every patient's decision, ordered by id."""
        return tuple(sorted((*self.calls, *self.waiting, *self.withheld, *self.not_wanted), key=_ID))

    def of(self, patient_id: str) -> Decision | None:
        """The decision about one patient, in whichever bucket. None when no such id was given, or it was not kept."""
        return next((decision for decision in self.everybody if decision.patient_id == patient_id), None)

    @property
    def review(self) -> tuple[Decision, ...]:
        """Everybody a person should look at, in whichever bucket, ordered by id."""
        return tuple([decision for decision in self.everybody if decision.review])


def call_list(
    histories: Iterable[History | Rejected],
    policy: Policy,
    *,
    as_of: date,
    capacity: int | None = None,
    purpose: Purpose = Purpose.CARE,
    calls_only: bool = False,
    at: datetime | None = None,
    caller: str | None = None,
) -> CallList:
    """Today's list. `capacity` is how many contacts can be made (None: all); by the policy's `grouping`, one contact
    serves a household. `at` and `caller`: as for `decide`.

    Ordered by points, then by the policy's ties, then by id; a contact by its most urgent patient. A call promised and
    a safety follow-up are always among the calls, with their household, and count toward the capacity. An id that comes
    twice is withheld, once, for review, with every safety follow-up that any of its records has open.

    With `calls_only` nothing else is kept but the tallies, and whoever is withheld from a safety follow-up, whom a
    person must see today: memory holds twice the capacity of decisions, those few, every id once, and everybody to
    contact who has a household or a contact person, because somebody more urgent may bring them along. Should an id
    among the calls come twice, the calls are fewer by it: who came next has not been kept. They may be fewer, too, by a
    contact person who has no household, and was not kept when those reached through them came.

    Raises `RequestError` when an argument, or an item among `histories`, is of the wrong type.
    """
    decide = Decider(policy, as_of, purpose, at, caller)
    check_arguments(("capacity", _CAPACITY, capacity), ("calls_only", truth, calls_only))
    urgency = _Urgency(policy)
    rejected: list[Rejected] = []
    seen: dict[str, Profile] = {}
    twice: dict[str, Decision] = {}
    safety: dict[str, list[Reason]] = {}  # what the records of an id say of it, where they do
    profiles: Counter[Profile] = Counter()
    one_each: dict[Profile, Profile] = {}
    ranked: list[Ranked] = []  # those who are nobody's household
    families: list[Ranked] = []
    reaches: dict[str, Reach] = {}
    groups = policy.grouping is not Grouping.APART
    others: dict[Verdict, list[Decision]] = {verdict: [] for verdict in Verdict}
    let_go: list[Urgency] = []  # the most urgent of those who were not kept, once somebody was not
    most = None if capacity is None or not calls_only else max(2 * capacity, 64)
    for item in each_history(histories, rejected, "a list is made from"):
        patient_id = item.patient.id
        decision = decide(item)
        if decision.prompts and (matters := decide.of_safety(decision)):
            safety[patient_id] = safety.get(patient_id, []) + matters
        if patient_id in seen:
            if patient_id not in twice:
                profiles[seen[patient_id]] -= 1
            twice[patient_id] = decide.duplicate(patient_id, safety.get(patient_id, ()))
            continue
        verdict = decision.verdict
        profile = (decision.leading_of(verdict).code, *decision.codes)
        seen[patient_id] = one_each.setdefault(profile, profile)
        profiles[profile] += 1
        belongs = groups and bound(decision.reach)
        if belongs:
            reaches[patient_id] = decision.reach
        if verdict is Verdict.CONTACT:
            (families if belongs else ranked).append((urgency(decision), decision))
            if most is not None and len(ranked) > most:
                kept = [pair for contact in _shortlist([[pair] for pair in ranked], capacity) for pair in contact]
                stayed = {first for first, _ in kept}
                let_go = [min([*let_go, *(first for first, _ in ranked if first not in stayed)])]
                ranked, most = kept, max(most, 2 * len(kept))
        elif not calls_only or ReasonCode.SAFETY_FOLLOW_UP_BLOCKED in profile:
            others[verdict].append(decision)
    ranked += families
    if twice:
        ranked = [pair for pair in ranked if pair[1].patient_id not in twice]
        others = {verdict: [d for d in ds if d.patient_id not in twice] for verdict, ds in others.items()}
        reaches = {patient_id: reach for patient_id, reach in reaches.items() if patient_id not in twice}
    for decision in twice.values():
        profiles[decision.leading.code, *decision.codes] += 1
        if not calls_only or decision.patient_id in safety:
            others[Verdict.WITHHELD].append(decision)
    contacts = _contacts(ranked, contacts_by(policy.grouping, reaches) if reaches else None)
    # Nobody takes the place of an id that came twice before somebody more urgent who has not been kept.
    chosen = _shortlist(contacts, capacity)
    if let_go:
        chosen = [contact for contact in chosen if _lead(contact) < let_go[0] or _must_be_made(contact)]
    within = {_lead(contact) for contact in chosen}
    left = [contact for contact in contacts if _lead(contact) not in within]
    return CallList(
        as_of=as_of,
        purpose=purpose,
        contacts=tuple([tuple([decision for _, decision in contact]) for contact in chosen]),
        waiting=() if calls_only else tuple([decision for contact in left for _, decision in contact]),
        withheld=tuple(sorted(others[Verdict.WITHHELD], key=_ID)),
        not_wanted=tuple(sorted(others[Verdict.NOT_WANTED], key=_ID)),
        tally=_in_order(_tally(profiles)),
        mentions=_in_order(_mentions(profiles)),
        rejected=tuple(rejected),
    )


def _contacts(ranked: list[Ranked], contact_of: Callable[[str], Key] | None) -> list[Contact]:
    """Whom each contact serves, the most urgent first; where nobody belongs with anybody, each patient alone."""
    ordered = sorted(ranked, key=_URGENCY)
    if contact_of is None:
        return [[pair] for pair in ordered]
    contacts: dict[Key, Contact] = {}
    for pair in ordered:
        contacts.setdefault(contact_of(pair[1].patient_id), []).append(pair)
    return list(contacts.values())


def _shortlist(contacts: list[Contact], capacity: int | None) -> list[Contact]:
    """The most urgent contacts within capacity, and those that must be made whatever the capacity; in order."""
    ordered = sorted(contacts, key=_lead)
    if capacity is None or len(ordered) <= capacity:
        return ordered
    promised = {place for place, contact in enumerate(ordered) if _must_be_made(contact)}
    others = [place for place in range(len(ordered)) if place not in promised]
    chosen = promised.union(others[: max(0, capacity - len(promised))])
    return [ordered[place] for place in sorted(chosen)]


def _must_be_made(contact: Contact) -> bool:
    return any(decision.leading.code in _ALWAYS_IN for _, decision in contact)


def _lead(contact: Contact) -> Urgency:
    return contact[0][0]


class _Urgency:
    """How a policy orders contacts."""

    def __init__(self, policy: Policy) -> None:
        self._last_rank = max(rule.rank for rule in policy.recalls)
        self._ties = [tie for tie in policy.ties if tie is not Tie.ID]

    def __call__(self, decision: Decision) -> Urgency:
        if not self._ties:
            return -decision.points, (), decision.patient_id
        due = decision.lead()
        return -decision.points, tuple([self._settle(tie, due) for tie in self._ties]), decision.patient_id

    def _settle(self, tie: Tie, due: Due | None) -> int:
        """Somebody without a recall to speak about comes after everybody with one."""
        if tie is Tie.RANK:
            return self._last_rank + 1 if due is None else due.rank
        return date.max.toordinal() if due is None or due.on is None else due.on.toordinal()


def _tally(profiles: Counter[Profile]) -> Counter[ReasonCode]:
    """How many patients are counted under each code."""
    tally: Counter[ReasonCode] = Counter()
    for (leading, *_), patients in profiles.items():
        tally[leading] += patients
    return +tally


def _mentions(profiles: Counter[Profile]) -> Counter[ReasonCode]:
    """How many patients each code was said of."""
    mentions: Counter[ReasonCode] = Counter()
    for profile, patients in profiles.items():
        for code in set(profile):
            mentions[code] += patients
    return +mentions


def _in_order(counts: Counter[ReasonCode]) -> tuple[tuple[ReasonCode, int], ...]:
    return tuple(sorted(counts.items(), key=lambda pair: PRECEDENCE[pair[0]]))
