"""From a source's procedure codes to kinds.

A code that no map knows stays on its procedure and is reported. Ships no code set: descriptors belong to their
owners, and a practice's map is its own.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final, final

import attrs

from recallcore._base.checks import each, one_of, text
from recallcore._base.errors import FactError
from recallcore._base.values import Value, sorted_once
from recallcore._facts.events import Procedure
from recallcore._facts.teeth import Site
from recallcore._facts.vocabulary import CareSetting, Kind

_NUMBERED: Final = re.compile(r"([A-Z]*)(\d{1,18})", re.ASCII)
_RANGE: Final = re.compile(r"([A-Z]*)(\d{1,18})-\1(\d{1,18})", re.ASCII)


def _pairs(entries: Mapping[str, Kind] | Iterable[tuple[str, Kind]]) -> tuple[tuple[str, Kind], ...]:
    return sorted_once(entries.items() if isinstance(entries, Mapping) else entries, _entry_fault)


def _folded(code: str) -> str:
    return code.strip().upper()


def _entry_fault(entry: object) -> str | None:
    if not (isinstance(entry, tuple) and len(entry) == 2):
        return "must be a pair of a code and a Kind"
    return text(entry[0]) or one_of(Kind)(entry[1])


@final
@attrs.frozen(weakref_slot=False)
class _Span:
    letters: str
    width: int
    first: int
    last: int
    kind: Kind


def _span(written: str, kind: Kind) -> _Span:
    match = _RANGE.fullmatch(_folded(written))
    if match is None or len(match[2]) != len(match[3]) or int(match[2]) > int(match[3]):
        raise FactError("a CodeMap range is written like 'D2140-D2999': the same letters, as many digits, in order")
    return _Span(match[1], len(match[2]), int(match[2]), int(match[3]), kind)


@final
@attrs.frozen(kw_only=True, weakref_slot=False, eq=False, repr=False)
class CodeMap(Value):
    """Which kind each of a source's codes is.

    `codes` maps whole codes, `ranges` numbered ones ("D2140-D2999", ends included), `prefixes` the beginnings of
    codes. A whole code wins over a range, the narrower range over the wider, any range over a prefix, and the longer
    prefix over the shorter. Case and surrounding blanks do not matter. Raises `FactError` for a malformed entry.
    """

    codes: tuple[tuple[str, Kind], ...] = attrs.field(default=(), converter=_pairs)
    ranges: tuple[tuple[str, Kind], ...] = attrs.field(default=(), converter=_pairs)
    prefixes: tuple[tuple[str, Kind], ...] = attrs.field(default=(), converter=_pairs)
    _exact: dict[str, Kind] = attrs.field(init=False, repr=False, eq=False)
    _spans: tuple[_Span, ...] = attrs.field(init=False, repr=False, eq=False)
    _starts: tuple[tuple[str, Kind], ...] = attrs.field(init=False, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        faults = [
            f"CodeMap.{name} {fault}"
            for name in ("codes", "ranges", "prefixes")
            if (fault := each(_entry_fault)(getattr(self, name))) is not None
        ]
        if not faults:
            faults = [
                f"CodeMap.{name} must give each entry one kind"
                for name in ("codes", "ranges", "prefixes")
                if len({(_folded(key), kind) for key, kind in getattr(self, name)})
                > len({_folded(key) for key, _ in getattr(self, name)})
            ]
        if faults:
            raise FactError(*faults)
        spans = [_span(written, kind) for written, kind in self.ranges]
        starts = [(_folded(prefix), kind) for prefix, kind in self.prefixes]
        object.__setattr__(self, "_exact", {_folded(code): kind for code, kind in self.codes})
        object.__setattr__(self, "_spans", tuple(sorted(spans, key=lambda span: span.last - span.first)))
        object.__setattr__(self, "_starts", tuple(sorted(starts, key=lambda start: -len(start[0]))))

    def find(self, code: str) -> Kind | None:
        """The code's kind, or None when the map does not know it. An empty code is unknown."""
        folded = _folded(code)
        known = self._exact.get(folded)
        if known is not None:
            return known
        match = _NUMBERED.fullmatch(folded)
        if match is not None:
            letters, width, number = match[1], len(match[2]), int(match[2])
            for span in self._spans:
                if span.letters == letters and span.width == width and span.first <= number <= span.last:
                    return span.kind
        return next((kind for start, kind in self._starts if folded.startswith(start)), None)

    def kind(self, code: str) -> Kind:
        """The code's kind; `Kind.OTHER` when unknown. The code itself stays on the procedure: see `unknown`."""
        return self.find(code) or Kind.OTHER

    def procedure(
        self, code: str, on: date, *, site: Site | None = None, where: CareSetting = CareSetting.HERE
    ) -> Procedure:
        """A `Procedure` with the code's kind and the code beside it."""
        return Procedure(on=on, kind=self.kind(code), code=code.strip(), site=site, where=where)

    def unknown(self, codes: Iterable[str]) -> tuple[str, ...]:
        """Those of `codes` that the map does not know, each once, in order of spelling."""
        return tuple(sorted({code for code in codes if self.find(code) is None}))
