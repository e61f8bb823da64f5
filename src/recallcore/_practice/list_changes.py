"""What is different about a list since another was made: whom to call now, whom no longer, about what else.

Decides nothing: both lists have their decisions already.
"""

from collections.abc import Iterable
from typing import Final, TypeAlias, final

import attrs

from recallcore._base.checks import one_of
from recallcore._base.errors import RequestError
from recallcore._base.requests import check_arguments
from recallcore._base.values import Computed
from recallcore._deciding.changes import Answer, answer
from recallcore._deciding.decision import Decision
from recallcore._facts.vocabulary import Channel
from recallcore._practice.call_list import CallList

# What a caller does: the answer, the channel to use, and the recalls to speak about.
Doing: TypeAlias = tuple[Answer, Channel | None, tuple[str, ...]]

_LIST: Final = one_of(CallList)


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class CallChange(Computed):
    """One patient whose call came, went, or became another: what each list decided about them.

    None: that list holds no decision about them. Their id was not given, or the list kept only its calls.
    """

    patient_id: str
    before: Decision | None
    after: Decision | None


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class ListChanges(Computed):
    """What is different about the calls of a list since another was made, and about its base.

    `added` are to be called now and were not, in the order of the later list. `dropped` were to be called and no longer
    are, in the order of the earlier list; the later decision says why, and where it says contact, others go first now.
    `altered` are still to be called, in the order of the later list, but the caller would do something else: what is
    wanted, what withholds, the free channels, the channel to use or the recalls to speak about have changed.

    `appeared` are the ids that only the later base has, `disappeared` those that only the earlier has, in order.
    None: either list kept only its calls, so nobody can say.
    """

    added: tuple[CallChange, ...] = ()
    dropped: tuple[CallChange, ...] = ()
    altered: tuple[CallChange, ...] = ()
    appeared: tuple[str, ...] | None = ()
    disappeared: tuple[str, ...] | None = ()


def list_changes(before: CallList, after: CallList) -> ListChanges:
    """What is different about `after`, beside `before`: this morning's list, say, and the one made just now.

    The lists may differ in day, policy and capacity. To get the later calls, take the earlier ones, leave out
    `dropped`, exchange `altered` and put in `added`. Points and the order of calls are not compared.

    Raises `RequestError` when an argument is no list, or the two are for different purposes.
    """
    check_arguments(("before", _LIST, before), ("after", _LIST, after))
    if before.purpose is not after.purpose:
        raise RequestError(f"both lists must be for one purpose, got {before.purpose} and {after.purpose}")
    then, now = _by_id(before.everybody), _by_id(after.everybody)
    called_then, called_now = _by_id(before.calls), _by_id(after.calls)
    both_whole = len(then) == before.base and len(now) == after.base

    def changes(patient_ids: Iterable[str]) -> tuple[CallChange, ...]:
        return tuple([CallChange(patient_id=id_, before=then.get(id_), after=now.get(id_)) for id_ in patient_ids])

    still_called = [id_ for id_ in called_now if id_ in called_then]
    return ListChanges(
        added=changes(id_ for id_ in called_now if id_ not in called_then),
        dropped=changes(id_ for id_ in called_then if id_ not in called_now),
        altered=changes(id_ for id_ in still_called if _doing(called_then[id_]) != _doing(called_now[id_])),
        appeared=tuple(sorted(now.keys() - then.keys())) if both_whole else None,
        disappeared=tuple(sorted(then.keys() - now.keys())) if both_whole else None,
    )


def _by_id(decisions: Iterable[Decision]) -> dict[str, Decision]:
    """The decisions in their order, by patient."""
    return {decision.patient_id: decision for decision in decisions}


def _doing(decision: Decision) -> Doing:
    return answer(decision), decision.channel, decision.recalls
