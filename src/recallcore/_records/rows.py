"""From a source's rows to histories. Nothing is dropped silently.

Rejects a row that cannot become a history, by name and with the reason. Does not know what a row is.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import ClassVar, TypeVar, final

import attrs

from recallcore._base.checks import Check, any_text, can_be_called, require_iterable, text, type_named
from recallcore._base.errors import RecallcoreError, RequestError, faults_of, is_a, named
from recallcore._base.requests import check_arguments
from recallcore._base.values import COUNT, Computed
from recallcore._facts.history import History

R = TypeVar("R")


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class Rejected(Computed):
    """A row that could not become a history.

    `row` is its place among the rows, from 0. `id` is its opaque id. `error` is recallcore's own message; for an error
    raised by the caller's code it is the type alone, because foreign messages may quote patient data.
    None for `id`: none could be read.
    """

    row: int
    id: str | None
    error: str

    checks: ClassVar[Mapping[str, Check]] = {"row": COUNT, "error": any_text}


def histories_from_rows(
    rows: Iterable[R], to_history: Callable[[R], History], *, id_of: Callable[[R], str]
) -> Iterator[History | Rejected]:
    """Map each row with `to_history`, lazily; a row that raises becomes a `Rejected` instead of stopping the rest.

    As many items come out as rows went in. Give the result to `call_list`, which reports the rejected ones. Whatever
    `to_history` raises or returns, and whatever `id_of` does, the next row has its turn.

    Raises `RequestError`, before any row is read, when an argument is of the wrong type.
    """
    check_arguments(("to_history", can_be_called, to_history), ("id_of", can_be_called, id_of))
    return _mapped(require_iterable(rows, "rows"), to_history, id_of)


def _mapped(
    rows: Iterable[R], to_history: Callable[[R], History], id_of: Callable[[R], str]
) -> Iterator[History | Rejected]:
    for place, row in enumerate(rows):
        try:
            history = to_history(row)
        except Exception as error:  # noqa: BLE001 - one bad row, whatever is wrong with it, must not stop a list
            yield Rejected(row=place, id=_id(row, id_of), error=_message(error))
        else:
            yield history if type(history) is History else _no_history(place, row, history, id_of)


def each_history(histories: Iterable[History | Rejected], rejected: list[Rejected], question: str) -> Iterator[History]:
    """The histories of a base, one after another. Appends the rows that became none to `rejected`.

    Raises `RequestError` for anything else among them. `question` begins its message: "a list is made from".
    """
    for item in require_iterable(histories):
        if type(item) is History:
            yield item
        elif type(item) is Rejected:
            rejected.append(item)
        else:
            raise RequestError(f"{question} histories, {type_named(item)} among them")


def _no_history(place: int, row: R, mapped: object, id_of: Callable[[R], str]) -> Rejected:
    return Rejected(
        row=place, id=_id(row, id_of), error=f"what the row was mapped to must be a History, {type_named(mapped)}"
    )


def _id(row: R, id_of: Callable[[R], str]) -> str | None:
    try:
        found = id_of(row)
    except Exception:  # noqa: BLE001 - the row is broken already; its place among the rows still names it
        return None
    return str.__str__(found) if text(found) is None else None


def _message(error: Exception) -> str:
    if is_a(error, RecallcoreError):
        with suppress(Exception):  # a subclass can be anything, and fail at saying it
            return "; ".join(faults_of(error))
    return named(type(error))
