"""One day for the whole base: account for everybody.

Every patient is in exactly one bucket. Rows that never became a history are reported beside them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from operator import attrgetter, itemgetter
from typing import Final, TypeAlias, final

import attrs

from recallcore._decision import Decider, Decision, Verdict
from recallcore._history import History
from recallcore._intake import Rejected
from recallcore._policy import Policy
from recallcore._reasons import PRECEDENCE, Reason, ReasonCode
from recallcore._value import RequestError, Value, got, optional, whole
from recallcore._vocabulary import Purpose

# Clinical rank, days until due (so overdue is negative), id: the least is called first.
Urgency: TypeAlias = tuple[int, int, str]

_ID: Final = attrgetter("patient_id")


@final
@attrs.frozen(kw_only=True, weakref_slot=False)
class CallList(Value):
    """Whom to contact on the day `as_of`, and everybody else with the reason they are not on the list.

    `calls` are ranked and within capacity; `waiting` are ranked and over it; `withheld` are wanted but not
    contactable, or their facts are in doubt; `not_wanted` need nothing today. The last two are ordered by id.
    `tally` counts each patient once, under the leading reason, so it sums to the base; `mentions` counts every
    patient under every reason. Both are pairs in `ReasonCode`'s order. `rejected` are rows that became no history.
    """

    as_of: date
    purpose: Purpose
    calls: tuple[Decision, ...]
    waiting: tuple[Decision, ...]
    withheld: tuple[Decision, ...]
    not_wanted: tuple[Decision, ...]
    tally: tuple[tuple[ReasonCode, int], ...]
    mentions: tuple[tuple[ReasonCode, int], ...]
    rejected: tuple[Rejected, ...] = ()

    @property
    def base(self) -> int:
        """How many patients are accounted for."""
        return sum(count for _, count in self.tally)

    @property
    def everybody(self) -> tuple[Decision, ...]:
        """Every patient's decision, ordered by id."""
        return tuple(sorted((*self.calls, *self.waiting, *self.withheld, *self.not_wanted), key=_ID))

    def of(self, patient_id: str) -> Decision | None:
        """The decision about one patient, in whichever bucket. None when the base has no such id."""
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
) -> CallList:
    """Today's list. `capacity` is how many can be contacted (None: everybody).

    Ordered by clinical rank, then days overdue, then id. An id that comes twice is withheld, once, for review.
    Raises `RequestError` when an argument, or an item among `histories`, is of the wrong type.
    """
    decide = Decider(policy, as_of, purpose)
    if (fault := optional(whole(0))(capacity)) is not None:
        raise RequestError(f"capacity {fault}")
    decisions: dict[str, Decision] = {}
    rejected: list[Rejected] = []
    for item in histories:
        if type(item) is Rejected:
            rejected.append(item)
        elif type(item) is History:
            patient_id = item.patient.id
            decisions[patient_id] = decide.duplicate(patient_id) if patient_id in decisions else decide(item)
        else:
            raise RequestError(f"a list is made from histories, {got(item)} among them")
    last_rank = max(rule.rank for rule in policy.recalls)
    ranked: list[tuple[Urgency, Decision]] = []
    others: dict[Verdict, list[Decision]] = {verdict: [] for verdict in Verdict}
    tally: Counter[ReasonCode] = Counter()
    profiles: Counter[tuple[ReasonCode, ...]] = Counter()  # far fewer than patients
    for decision in decisions.values():
        verdict = decision.verdict
        leading = decision.leading_of(verdict)
        tally[leading.code] += 1
        profiles[decision.codes] += 1
        if verdict is Verdict.CONTACT:
            ranked.append((_urgency(decision, leading, last_rank), decision))
        else:
            others[verdict].append(decision)
    ranked.sort(key=itemgetter(0))
    to_contact = [decision for _, decision in ranked]
    return CallList(
        as_of=as_of,
        purpose=purpose,
        calls=tuple(to_contact[:capacity]),
        waiting=() if capacity is None else tuple(to_contact[capacity:]),
        withheld=tuple(sorted(others[Verdict.WITHHELD], key=_ID)),
        not_wanted=tuple(sorted(others[Verdict.NOT_WANTED], key=_ID)),
        tally=_in_order(tally),
        mentions=_in_order(_mentions(profiles)),
        rejected=tuple(rejected),
    )


def _urgency(decision: Decision, leading: Reason, last_rank: int) -> Urgency:
    """Clinical rank, days overdue, id. Somebody with no recall due, only a wait that ended, comes after all ranks."""
    due = leading.due
    if due is None or due.on is None:
        return last_rank + 1, 0, decision.patient_id
    return due.rank, (due.on - decision.as_of).days, decision.patient_id


def _mentions(profiles: Counter[tuple[ReasonCode, ...]]) -> Counter[ReasonCode]:
    """How many patients each code was said of."""
    mentions: Counter[ReasonCode] = Counter()
    for profile, patients in profiles.items():
        for code in set(profile):
            mentions[code] += patients
    return mentions


def _in_order(counts: Counter[ReasonCode]) -> tuple[tuple[ReasonCode, int], ...]:
    return tuple(sorted(counts.items(), key=lambda pair: PRECEDENCE[pair[0]]))
