"""From a source's procedure codes to kinds.

A code that no map knows stays on its procedure and is reported. Ships no code set: descriptors belong to their
owners, and a practice's map is its own.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final, final

import attrs

from recallcore._base.checks import any_text, each, each_in_turn, one_of, text, type_named
from recallcore._base.errors import FactError, is_a
from recallcore._base.requests import check_arguments
from recallcore._base.values import Value, settle, sorted_once
from recallcore._facts.events import Procedure
from recallcore._facts.teeth import Site
from recallcore._facts.vocabulary import CareSetting, Kind

_NUMBERED: Final = re.compile(r"([A-Z]*)(\d{1,18})", re.ASCII)
_RANGE: Final = re.compile(r"([A-Z]*)(\d{1,18})-\1(\d{1,18})", re.ASCII)


def _pairs(entries: Mapping[str, Kind] | Iterable[tuple[str, Kind]]) -> tuple[tuple[str, Kind], ...]:
    given: Any = entries
    return sorted_once(given.items() if is_a(entries, Mapping) else given, _entry_fault)


def folded(code: str) -> str:
    """A code as it is compared: trimmed, and without case."""
    return str.__str__(code).strip().upper()


def _entry_fault(entry: object) -> str | None:
    if type(entry) is not tuple or len(entry) != 2:
        return "must be a pair of a code and a Kind"
    return text(entry[0]) or one_of(Kind)(entry[1])


_ENTRIES: Final = each(_entry_fault)
_CODES: Final = each(any_text)


@final
@attrs.frozen(weakref_slot=False)
class _Span:
    letters: str
    width: int
    first: int
    last: int
    kind: Kind


def _span(written: str, kind: Kind) -> _Span:
    match = _RANGE.fullmatch(folded(written))
    if match is None or len(match[2]) != len(match[3]) or int(match[2]) > int(match[3]):
        raise FactError("a CodeMap range is written like 'D2140-D2999': the same letters, as many digits, in order")
    return _Span(match[1], len(match[2]), int(match[2]), int(match[3]), kind)


def _refuse_malformed(codes: "CodeMap") -> None:
    entries = {"codes": codes.codes, "ranges": codes.ranges, "prefixes": codes.prefixes}
    faults = [f"CodeMap.{name} {f}" for name, pairs in entries.items() if (f := _ENTRIES(pairs)) is not None]
    if not faults:
        faults = [
            f"CodeMap.{name} must give each entry one kind"
            for name, pairs in entries.items()
            if len({(folded(key), kind) for key, kind in pairs}) > len({folded(key) for key, _ in pairs})
        ]
    if faults:
        raise FactError(*faults)
    settle(codes)


def _whole_codes(codes: "CodeMap") -> dict[str, Kind]:
    _refuse_malformed(codes)  # here, because this is what is first found of the entries
    return {folded(code): kind for code, kind in codes.codes}


def _narrowest_first(codes: "CodeMap") -> tuple[_Span, ...]:
    return tuple(sorted((_span(*entry) for entry in codes.ranges), key=lambda span: span.last - span.first))


def _longest_first(codes: "CodeMap") -> tuple[tuple[str, Kind], ...]:
    return tuple(sorted(((folded(prefix), kind) for prefix, kind in codes.prefixes), key=lambda start: -len(start[0])))


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class CodeMap(Value):
    """Which kind each of a source's codes is.

    `codes` maps whole codes, `ranges` numbered ones ("D2140-D2999", ends included), `prefixes` the beginnings of
    codes. A whole code wins over a range, the narrower range over the wider, any range over a prefix, and the longer
    prefix over the shorter. Case and surrounding blanks do not matter. Raises `FactError` for a malformed entry, and
    for a code that is no text.
    """

    codes: tuple[tuple[str, Kind], ...] = attrs.field(default=(), converter=_pairs)
    ranges: tuple[tuple[str, Kind], ...] = attrs.field(default=(), converter=_pairs)
    prefixes: tuple[tuple[str, Kind], ...] = attrs.field(default=(), converter=_pairs)
    # What a code is looked up in, found once.
    _exact: dict[str, Kind] = attrs.field(
        default=attrs.Factory(_whole_codes, takes_self=True), init=False, repr=False, eq=False
    )
    _spans: tuple[_Span, ...] = attrs.field(
        default=attrs.Factory(_narrowest_first, takes_self=True), init=False, repr=False, eq=False
    )
    _starts: tuple[tuple[str, Kind], ...] = attrs.field(
        default=attrs.Factory(_longest_first, takes_self=True), init=False, repr=False, eq=False
    )

    def find(self, code: str) -> Kind | None:
        """The code's kind, or None when the map does not know it. An empty code is unknown."""
        if type(code) is not str:
            check_arguments(("code", any_text, code), refusal=FactError)
        told = folded(code)
        known = self._exact.get(told)
        if known is not None:
            return known
        match = _NUMBERED.fullmatch(told)
        if match is not None:
            letters, width, number = match[1], len(match[2]), int(match[2])
            for span in self._spans:
                if span.letters == letters and span.width == width and span.first <= number <= span.last:
                    return span.kind
        return next((kind for start, kind in self._starts if told.startswith(start)), None)

    def kind(self, code: str) -> Kind:
        """The code's kind; `Kind.UNMAPPED` when unknown. The code itself stays on the procedure: see `unknown`."""
        return self.find(code) or Kind.UNMAPPED

    def procedure(
        self, code: str, on: date, *, site: Site | None = None, where: CareSetting = CareSetting.HERE
    ) -> Procedure:
        """A `Procedure` with the code's kind and the code beside it."""
        return Procedure(on=on, kind=self.kind(code), code=str.__str__(code).strip(), site=site, where=where)

    def unknown(self, codes: Iterable[str]) -> tuple[str, ...]:
        """Those of `codes` that the map does not know, each once, in order of spelling."""
        found = each_in_turn(codes)
        if found is None:
            raise FactError(f"codes must be an iterable of codes, {type_named(codes)}")
        asked = tuple(found)
        check_arguments(("codes", _CODES, asked), refusal=FactError)
        return tuple(sorted({str.__str__(code) for code in asked if self.find(code) is None}))
