"""A day that listens: it hears from which later day on a comparison with it would come out differently.

Plumbing. Knows comparisons, and nothing of what is compared or why.

Whoever wants to know on which later day an answer changes asks for it about a `ListeningDay`. The code that answers
need not know: Python asks the day itself in `fact.since <= as_of`. The answer stays as it is until the first turn that
was heard, so that is the next day to ask about. Nobody lists such days, so none can be forgotten; and code that reckons
with the day, where it could have compared, is refused the first time it is asked.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final, Generic, NamedTuple, NoReturn, TypeVar

from recallcore._base.intervals import ONE_DAY, Interval, or_last_day
from recallcore._base.memo import Memo

K = TypeVar("K")
V = TypeVar("V")


class Turns(NamedTuple):
    """The first later days on which something turns. None: nothing does.

    What comes round for ever has no last turn, so it is told apart: `round` is the next day of what may say something
    else each time it comes, `again` the next day of what says the same from then on, however often it comes.
    """

    once: date | None = None
    round: date | None = None
    again: date | None = None


SILENCE: Final = Turns()


class ListeningDay(date):
    """A day that hears the `Turns` of every comparison made with it. `plain` is the same day, to reckon with."""

    __slots__ = ("_again", "_once", "_round", "plain")

    plain: date
    _once: date | None
    _round: date | None
    _again: date | None

    @classmethod
    def of(cls, day: date) -> ListeningDay:
        """The same day, listening."""
        listening = cls(day.year, day.month, day.day)
        listening.plain = day
        listening._once = listening._round = listening._again = None
        return listening

    def taken(self) -> Turns:
        """What was heard since this was last asked; from now on it listens anew."""
        heard = Turns(self._once, self._round, self._again)
        self._once = self._round = self._again = None
        return heard

    def hear(self, turns: Turns) -> None:
        """Something turns on these days, which lie ahead."""
        self._once = _first(self._once, turns.once)
        self._round = _first(self._round, turns.round)
        self._again = _first(self._again, turns.again)

    def _turns_on(self, on: date) -> None:
        if self._once is None or on < self._once:
            self._once = on

    def _turns_after(self, on: date) -> None:
        if on < date.max:
            self._turns_on(on + ONE_DAY)

    def __lt__(self, other: date, /) -> bool:
        before = date.__lt__(self, other)
        if before:
            self._turns_on(other)
        return before

    def __ge__(self, other: date, /) -> bool:
        reached = date.__ge__(self, other)
        if not reached:
            self._turns_on(other)
        return reached

    def __le__(self, other: date, /) -> bool:
        within = date.__le__(self, other)
        if within:
            self._turns_after(other)
        return within

    def __gt__(self, other: date, /) -> bool:
        past = date.__gt__(self, other)
        if not past:
            self._turns_after(other)
        return past

    def __eq__(self, other: object, /) -> bool:
        if isinstance(other, date):
            if self.plain == other:
                self._turns_after(other)
            elif self.plain < other:
                self._turns_on(other)
        return self.plain == other

    def __ne__(self, other: object, /) -> bool:
        return not self == other

    def __hash__(self) -> int:
        self._refuse()

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("a day that listens is compared, not reckoned with: it could not hear what would turn")


# Everything else that a date can do would let a rule depend on the day without being heard.
for _name in (
    *("__add__", "__radd__", "__sub__", "__rsub__", "__str__", "__format__", "toordinal", "replace", "isoformat"),
    *("weekday", "isoweekday", "isocalendar", "timetuple", "strftime", "ctime"),
):
    setattr(ListeningDay, _name, ListeningDay._refuse)
for _name in ("year", "month", "day"):
    setattr(ListeningDay, _name, property(ListeningDay._refuse))


def plain_day(day: date) -> date:
    """The day itself, to reckon with: for what no answer depends on, and for what says its own turns."""
    return day.plain if type(day) is ListeningDay else day


class Ahead:
    """A span that begins on the day asked about."""

    def __init__(self, day: date, span: Interval) -> None:
        self._day = day
        self._span = span
        self._last = or_last_day(plain_day(day), span)

    def reaches(self, on: date) -> bool:
        """Whether `on` is no later than the day plus the span."""
        if on <= self._last:
            return True
        if type(self._day) is ListeningDay:
            self._day.hear(Turns(once=self.first_day_reaching(on)))
        return False

    def first_day_reaching(self, on: date) -> date:
        """The first day from which the span reaches `on`."""
        return self._span.first_day_reaching(on)


class _ListeningMemo(Memo[K, V], Generic[K, V]):
    """A memo that keeps what its day heard while a value was made, and lets it hear that again with the value."""

    def __init__(self, make: Callable[[K], V], day: ListeningDay) -> None:
        super().__init__(make)
        self._day = day
        self._heard: dict[K, Turns] = {}

    def __getitem__(self, key: K) -> V:
        if key not in self:
            before = self._day.taken()
            super().__getitem__(key)
            self._heard[key] = self._day.taken()
            self._day.hear(before)
        self._day.hear(self._heard[key])
        return super().__getitem__(key)


def memo_of(day: date, make: Callable[[K], V]) -> Memo[K, V]:
    """A memo for answers that depend on the day asked about."""
    return _ListeningMemo(make, day) if type(day) is ListeningDay else Memo(make)


def _first(one: date | None, other: date | None) -> date | None:
    if one is None or other is None:
        return one or other
    return min(one, other)
