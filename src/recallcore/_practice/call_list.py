"""One day for the whole base: account for everybody.

Puts every patient into exactly one bucket. Reports rows that never became a history beside them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from operator import attrgetter, itemgetter
from typing import ClassVar, Final, TypeAlias, final

import attrs

from recallcore._base.checks import Check, any_text, each, one_of, optional, truth, whole
from recallcore._base.requests import check_arguments
from recallcore._base.values import Computed, tallied
from recallcore._deciding.codes import OUTRANKS, ReasonCode
from recallcore._deciding.decider import Decider, ready
from recallcore._deciding.decision import Decision, Verdict
from recallcore._deciding.reach import DIRECT, ContactRoute
from recallcore._deciding.reasons import Due
from recallcore._facts.history import History
from recallcore._facts.vocabulary import Purpose
from recallcore._policy.contacts import Grouping
from recallcore._policy.policy import Policy
from recallcore._policy.urgency import Tie
from recallcore._practice.contacts import Key, bound, contacts_by
from recallcore._practice.duplicates import CountedOnce, Duplicates
from recallcore._records.rows import Rejected, each_history

# Points with the sign turned, then what settles a tie, then the id: the least is called first.
Urgency: TypeAlias = tuple[int, tuple[int, ...], str]

Ranked: TypeAlias = tuple[Urgency, Decision]
Contact: TypeAlias = list[Ranked]  # whom one contact serves, the most urgent first

# The leading reason and then every code of a decision: what the tallies count. Far fewer than patients.
Profile: TypeAlias = tuple[ReasonCode, ...]

_CONTACT, _WITHHELD = Verdict.CONTACT, Verdict.WITHHELD
_CAPACITY: Final = optional(whole(0, None))
_ID: Final = attrgetter("patient_id")
_URGENCY: Final = itemgetter(0)


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class CallList(Computed):
    """Whom to contact on the day `as_of`, and everybody else with the reason they are not on the list.

    `contacts` are ranked and within capacity, with every call promised and every safety follow-up. Each holds whom that
    one contact serves, the most urgent first. `waiting` are ranked and over capacity. `withheld` are wanted but not
    contactable, or their facts are in doubt; `not_wanted` need nothing today; both are ordered by id.

    A list made with `calls_only` keeps nobody else than the calls, and whoever is withheld from a safety follow-up.

    `tally` counts each patient once, under the leading reason, so it sums to the base. `mentions` counts every patient
    under every reason. Both are pairs in `ReasonCode`'s order. `rejected` are rows that became no history.
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

    checks: ClassVar[Mapping[str, Check]] = {
        "contacts": each(each(one_of(Decision), least=1)),
        "tally": tallied(one_of(ReasonCode)),
        "mentions": tallied(one_of(ReasonCode)),
    }

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
        """The decision about one patient, in whichever bucket. None: no such id was given, or it was not kept.

        Raises `RequestError` for an id that is no text.
        """
        check_arguments(("patient_id", any_text, patient_id))
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
    """Today's list.

    The policy's `grouping` says whom one contact serves, and `capacity` how many contacts can be made. `at` and
    `caller` are as for `decide`. None for `capacity`: as many as are wanted.

    Contacts are ordered by points, then by the policy's ties, then by id; each contact by its most urgent patient. A
    call promised and a safety follow-up are always among the calls, with their household, and count toward the
    capacity. An id that comes twice is withheld once, for review, with every open safety follow-up of its records.

    With `calls_only` the list keeps the calls, the tallies, and whoever is withheld from a safety follow-up: a person
    must see them today. Memory then holds every id once, twice the capacity of decisions, the withheld just named, and
    everybody to contact who has a household or a contact person, because somebody more urgent may bring them along.

    With `calls_only` there may be fewer calls than the capacity. A duplicate id found late leaves an empty place: the
    next patient was already dropped. So does a contact person without a household who was dropped before those who are
    reached through them came.

    Raises `RequestError` when an argument, or an item among `histories`, is of the wrong type.
    """
    decide = ready(policy, as_of, purpose, at, caller)
    check_arguments(("capacity", _CAPACITY, capacity), ("calls_only", truth, calls_only))
    rejected: list[Rejected] = []
    making = _ListInTheMaking(decide, policy, capacity, calls_only)
    for history in each_history(histories, rejected, "a list is made from"):
        making.add(decide(history))
    return making.finish(as_of, purpose, rejected)


class _ListInTheMaking:
    """Takes the decisions about a base, one after another, and makes a `CallList` of them."""

    def __init__(self, decide: Decider, policy: Policy, capacity: int | None, calls_only: bool) -> None:
        self._grouping = policy.grouping
        self._grouped = policy.grouping is not Grouping.INDIVIDUAL
        self._capacity = capacity
        self._calls_only = calls_only
        self._urgency = _Urgency(policy)
        self._counted: CountedOnce[Profile] = CountedOnce()
        self._duplicates = Duplicates(decide)
        self._reaches: dict[str, ContactRoute] = {}  # of everybody who may belong with others, to be contacted or not
        self._with_others: list[Ranked] = []
        self._alone = _Shortlist(capacity if calls_only else None)
        self._withheld: list[Decision] = []
        self._not_wanted: list[Decision] = []

    def add(self, decision: Decision) -> None:
        """Put one decision where the list wants it."""
        if decision.other_reasons:
            self._duplicates.remember_safety(decision)
        verdict = decision.verdict
        profile = (decision.leading_of(verdict).code, *decision.codes)
        if not self._counted.add(decision.patient_id, profile):
            return
        reach = decision.reach
        belongs = reach is not DIRECT and self._grouped and bound(reach)  # nearly everybody is reached directly
        if belongs:
            self._reaches[decision.patient_id] = reach
        if verdict is _CONTACT:
            ranked = self._urgency(decision), decision
            if belongs:
                self._with_others.append(ranked)
            else:
                self._alone.add(ranked)
        elif self._is_kept(profile):
            bucket = self._withheld if verdict is _WITHHELD else self._not_wanted
            bucket.append(decision)

    def _is_kept(self, profile: Profile) -> bool:
        """Whether the list holds somebody who is not to be contacted."""
        return not self._calls_only or ReasonCode.SAFETY_FOLLOW_UP_BLOCKED in profile

    def finish(self, as_of: date, purpose: Purpose, rejected: list[Rejected]) -> CallList:
        """The list. Nothing can be added after it."""
        self._withhold_duplicates()
        contacts = self._contacts()
        chosen = self._chosen(contacts)
        within = {_urgency_of(contact) for contact in chosen}
        over = [] if self._calls_only else [contact for contact in contacts if _urgency_of(contact) not in within]
        profiles = self._counted.counts
        return CallList(
            as_of=as_of,
            purpose=purpose,
            contacts=tuple([tuple([decision for _, decision in contact]) for contact in chosen]),
            waiting=tuple([decision for contact in over for _, decision in contact]),
            withheld=tuple(sorted(self._withheld, key=_ID)),
            not_wanted=tuple(sorted(self._not_wanted, key=_ID)),
            tally=_in_order(_tally(profiles)),
            mentions=_in_order(_mentions(profiles)),
            rejected=tuple(rejected),
        )

    def _withhold_duplicates(self) -> None:
        """Take every id that came twice out of wherever its first record put it, and withhold it once."""
        repeated = self._counted.repeated
        if not repeated:
            return
        self._alone.ranked = _without(self._alone.ranked, repeated)
        self._with_others = _without(self._with_others, repeated)
        self._withheld = [decision for decision in self._withheld if decision.patient_id not in repeated]
        self._not_wanted = [decision for decision in self._not_wanted if decision.patient_id not in repeated]
        self._reaches = {id_: reach for id_, reach in self._reaches.items() if id_ not in repeated}
        for patient_id in repeated:
            decision = self._duplicates.decision(patient_id)
            profile = (decision.leading.code, *decision.codes)
            self._counted.counts[profile] += 1
            if self._is_kept(profile):
                self._withheld.append(decision)

    def _contacts(self) -> list[Contact]:
        """Whom each contact serves, the most urgent first; where nobody belongs with anybody, each patient alone."""
        ordered = sorted([*self._alone.ranked, *self._with_others], key=_URGENCY)
        if not self._reaches:
            return [[ranked] for ranked in ordered]
        contact_of = contacts_by(self._grouping, self._reaches)
        contacts: dict[Key, Contact] = {}
        for ranked in ordered:
            contacts.setdefault(contact_of(ranked[1].patient_id), []).append(ranked)
        return list(contacts.values())

    def _chosen(self, contacts: list[Contact]) -> list[Contact]:
        """The contacts to make. Nobody takes the place of a duplicate before somebody more urgent who was dropped."""
        chosen = _within(contacts, self._capacity)
        dropped = self._alone.dropped
        if dropped is None:
            return chosen
        return [contact for contact in chosen if _urgency_of(contact) < dropped or _must_be_made(contact)]


class _Shortlist:
    """Those to contact who belong with nobody: all of them, or only as many as a capacity asks for.

    `ranked` are the ones kept. `dropped` is the most urgent of those who were not kept. None: nobody was dropped.
    """

    def __init__(self, capacity: int | None) -> None:
        self.ranked: list[Ranked] = []
        self.dropped: Urgency | None = None
        self._capacity = capacity
        self._most = None if capacity is None else max(2 * capacity, 64)

    def add(self, ranked: Ranked) -> None:
        """Keep somebody, and drop the least urgent when there are too many."""
        self.ranked.append(ranked)
        if self._most is not None and len(self.ranked) > self._most:
            self._shorten()
            self._most = max(self._most, 2 * len(self.ranked))

    def _shorten(self) -> None:
        contacts = _within([[ranked] for ranked in self.ranked], self._capacity)
        kept = [ranked for contact in contacts for ranked in contact]
        within = {urgency for urgency, _ in kept}
        dropped = [urgency for urgency, _ in self.ranked if urgency not in within]
        before = [] if self.dropped is None else [self.dropped]
        self.dropped = min([*before, *dropped], default=None)  # nobody, where all of them must be called
        self.ranked = kept


def _without(ranked: list[Ranked], repeated: set[str]) -> list[Ranked]:
    return [pair for pair in ranked if pair[1].patient_id not in repeated]


def _within(contacts: list[Contact], capacity: int | None) -> list[Contact]:
    """The most urgent contacts within capacity, and those that must be made whatever the capacity; in order."""
    ordered = sorted(contacts, key=_urgency_of)
    if capacity is None or len(ordered) <= capacity:
        return ordered
    promised = {place for place, contact in enumerate(ordered) if _must_be_made(contact)}
    others = [place for place in range(len(ordered)) if place not in promised]
    chosen = promised.union(others[: max(0, capacity - len(promised))])
    return [ordered[place] for place in sorted(chosen)]


def _must_be_made(contact: Contact) -> bool:
    return any(decision.leading.code in OUTRANKS for _, decision in contact)


def _urgency_of(contact: Contact) -> Urgency:
    return contact[0][0]


class _Urgency:
    """How a policy orders contacts. Somebody without a recall to speak about comes after everybody with one."""

    def __init__(self, policy: Policy) -> None:
        self._last_rank = max(rule.rank for rule in policy.recalls)
        settled_by = {Tie.RANK: self._by_rank, Tie.DUE_DATE: self._by_due_day}
        self._ties = [settled_by[tie] for tie in policy.ties if tie in settled_by]  # the id comes last in any case

    def __call__(self, decision: Decision) -> Urgency:
        if not self._ties:
            return -decision.points, (), decision.patient_id
        due = decision.lead()
        return -decision.points, tuple([settle(due) for settle in self._ties]), decision.patient_id

    def _by_rank(self, due: Due | None) -> int:
        return self._last_rank + 1 if due is None else due.rank

    def _by_due_day(self, due: Due | None) -> int:
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
    return tuple(sorted(counts.items(), key=lambda pair: pair[0].place))
