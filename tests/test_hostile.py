"""Whatever is given, to whatever is public: a typed error that names what it was given for, or a reason to take it.

The table is generated: every public class and function, every field and parameter, every value of `hostile.py`. What
is new is in it from the first day; a parameter that nobody says a good value of fails here, by its name.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from types import NoneType, UnionType
from typing import Any, Final, NamedTuple, Union, get_args, get_origin, get_type_hints

import attrs
import pytest
from hostile import CANARY, CANARY_NUMBER, HOSTILE, MAY_PASS, NOON, BadError, MineError

import recallcore as rc
from recallcore import presets
from recallcore._base.checks import code_text
from recallcore._base.values import CHECKS, Checked, Value, Word
from recallcore._words import english
from recallcore._words.wording import Wording

TODAY: Final = date(2026, 3, 2)
POLICY: Final = attrs.evolve(
    presets.PRACTICE_GUIDES,
    dormancy=rc.DormancyRule(dormant_after=rc.Interval(years=2), dormant_list_every=rc.Interval(months=1)),
)
VALUES: Final = [value for name in rc.__all__ if isinstance(value := getattr(rc, name), type)]


class Target(NamedTuple):
    """One field or parameter: what it is called, what kind of thing it takes, and how it is given a value."""

    name: str
    called: str
    kind: str
    give: Callable[[Any], Any]


# ------------------------------------------------------------------ what is given beside the hostile value

_PATIENT: Final = rc.Patient(id="1", birth_date=date(1980, 1, 1))
_CARE: Final = rc.Procedure(on=date(2025, 1, 1), kind=rc.Kind.EXAMINATION)
_GONE: Final = rc.RelocatedPermanently(recorded=TODAY, source=rc.Party.FAMILY)
HISTORY: Final = rc.History(patient=_PATIENT, completed=[_CARE], circumstances=[rc.Away(until=date(2026, 5, 1))])
DECISION: Final = rc.decide(HISTORY, POLICY, as_of=TODAY)
LEDGER: Final = rc.Ledger.of(HISTORY, recorded=TODAY)
BACK: Final = LEDGER.record(_GONE, on=TODAY).retract(_GONE, on=TODAY, because="error")  # waits to be released
LIST: Final = rc.call_list([HISTORY], POLICY, as_of=TODAY)

# A good value of a field, where the first that its type allows will not do.
FIELDS: Final[dict[str, Any]] = {
    "Site.tooth": "11",
    "Report.said": rc.Disposition.TALKED,
    "InProgress.since": NOON,
    "InProgress.until": NOON + timedelta(hours=1),
    "Ledger.entries": [rc.Entry(fact=_PATIENT, recorded=None)],
    "Deferral.since": TODAY,
    "FrequencyLimit.within": rc.Interval(years=1),
    "Interval.days": 1,
    "RecallRule.started_by": (rc.Kind.FILLING,),
}
# One instance of each class that has methods and is not built by callers.
INSTANCES: Final[dict[type, Any]] = {
    rc.Decision: DECISION,
    rc.Scope: rc.Scope(recalls=("x",)),
    rc.CallList: LIST,
    rc.Forecast: rc.forecast([HISTORY], POLICY, as_of=TODAY, days=400),
    rc.Interval: rc.Interval(months=6),
    rc.Ledger: BACK,
    rc.Policy: POLICY,
}
# A good value of a parameter, by its name; where one name means two things, by the function's name too.
ARGUMENTS: Final[dict[str, Any]] = {
    "histories": [HISTORY],
    "history": HISTORY,
    "surviving": HISTORY,
    "others": HISTORY,
    "policy": POLICY,
    "as_of": TODAY,
    "day": TODAY,
    "on": TODAY,
    "start": TODAY,
    "target": TODAY,
    "last": TODAY,
    "recorded": TODAY,
    "month_end": rc.MonthEnd.CLIP,
    "purpose": rc.Purpose.CARE,
    "channel": rc.Channel.PHONE,
    "capacity": 3,
    "days": 3,
    "repeats": 2,
    "packed": 393217,
    "calls_only": False,
    "planned": False,
    "at": NOON,
    "caller": "7",
    "decision": DECISION,
    "reason": DECISION.reasons[0],
    "wording": english,
    "verdict": DECISION.verdict,
    "recall": "x",
    "before": LIST,
    "after": LIST,
    "rows": [1, 2],
    "to_history": lambda row: HISTORY,
    "id_of": str,
    "into": {"2": "1"},
    "report": rc.Report(on=TODAY, channel=rc.Channel.PHONE, said=rc.Disposition.TALKED),
    "fact": _CARE,
    "because": "error",
    "other": LEDGER,
    "patient_id": "1",
    "name": POLICY.recalls[0].name,
    "text": "6m",
    "code": "D0120",
    "procedure": _CARE,
    "kinds": [rc.Kind.FILLING],
    "codes": ["D0120"],
    "site": rc.Site(tooth="11", notation=rc.Notation.FDI),
    "where": rc.CareSetting.HERE,
    "data": rc.policy_as_data(POLICY),
}

# ------------------------------------------------------------------ which kind of thing a field takes

# What is asked of a field or a parameter beyond its type.
SAID_OTHERWISE: Final[dict[str, str]] = {
    "Citation.source": "sentence",
    "Rejected.error": "text looked up",
    **{f"EndingTest.{name}": "amount" for name in ("expected", "chance", "low", "high")},
    **dict.fromkeys(("CallList.of.patient_id", "CodeMap.find.code", "CodeMap.kind.code"), "text looked up"),
    "Scope.covers.recall": "text looked up",
    **dict.fromkeys(("CodeMap.unknown.codes", "RecallRule.is_for.codes"), "texts looked up"),
    "CodeMap.procedure.code": "code in blanks",
    "Ledger.retract.because": "code",
    **dict.fromkeys(("call_list.capacity", "forecast.days"), "number without bounds"),
    **dict.fromkeys(("histories_from_rows.rows",), "rows"),
    **dict.fromkeys(("CodeMap.codes", "CodeMap.ranges", "CodeMap.prefixes"), "items, perhaps none"),
    "Cadence.gaps": "items or none, perhaps none",
}


def kind_of(name: str, hint: Any, owner: type | None) -> str:
    """What a field or a parameter takes, in a word."""
    if name in SAID_OTHERWISE:
        return SAID_OTHERWISE[name]
    hint = next(kind for kind in _alternatives(hint) if kind is not NoneType)
    field = name.rpartition(".")[2]
    check = CHECKS[owner][field] if owner is not None and issubclass(owner, Checked) else None
    origin = get_origin(hint)
    if origin is not None and issubclass(origin, tuple):
        what = "texts" if get_args(hint)[0] is str else "items"
        return what if check is not None and check(()) is not None else f"{what}, perhaps none"
    if origin is not None:
        return {Callable: "function", Mapping: "mapping", dict: "data"}.get(origin, "items, perhaps none")
    if hint is str:
        return "code" if check is code_text else "text"
    plain = {date: "day", datetime: "instant", bool: "truth", int: "number", Wording: "wording"}
    return plain.get(hint) or ("word" if issubclass(hint, Word) else "value")


def _alternatives(hint: Any) -> tuple[Any, ...]:
    return get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)


def _may_be_none(hint: Any) -> bool:
    return NoneType in _alternatives(hint)


_CALLED: Final = ("what fails at __call__", "what fails at everything")
# Each kind of thing with what it takes, and why. A row that nothing comes under is an error too.
_EMPTY: Final = (
    *("an array of nothing", "a list of nothing", "a list of a subclass", "a tuple of a subclass"),
    *("a dict of nothing", "a generator of nothing"),
)
_SUBCLASSES: Final = ("str_", "a word of another vocabulary")
_ANY_TEXT: Final = (
    *(*_SUBCLASSES, "an empty text", "a blank text", "a text of two lines", "a long text", "half a letter"),
)
ACCEPTED: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "day": ("a subclass that can be compared is a day", ("a day of a subclass",)),
    "instant": ("a subclass that can be compared is an instant", ("an instant of a subclass",)),
    "text": ("of a subclass of str, the letters are read", _SUBCLASSES),
    "code": ("the same, and a source may have none", (*_SUBCLASSES, "an empty text")),
    "code in blanks": ("the same, and blanks around it do not matter", (*_SUBCLASSES, "an empty text", "a blank text")),
    "sentence": ("prose, of any length", (*_SUBCLASSES, "a text of two lines", "a long text", "half a letter")),
    "text looked up": ("nothing is kept of it: it is not found", _ANY_TEXT),
    "texts": ("a dict is one of its keys, which may be texts", ("a dict", "deep dicts")),
    "texts looked up": ("the same, and nothing is kept of them", (*_EMPTY, "a dict", "deep dicts")),
    "number": ("a subclass of int is a number", ("a number of a subclass",)),
    "number without bounds": (
        "as many as there are",
        ("a number of a subclass", "a number", "a number without end"),
    ),
    "items, perhaps none": ("nothing is what there may be", _EMPTY),
    "items or none, perhaps none": ("no wait is a wait too", (*_EMPTY, "a list of None")),
    "texts, perhaps none": ("both", (*_EMPTY, "a dict", "deep dicts")),
    "rows": (
        "what a row is, is the caller's business",
        (
            *(*_EMPTY, "an array", "bytes", "a list", "a list of a list", "a list of None", "a list of NA"),
            *("a list of what fails", "a tuple", "a set", "a dict", "a dict of numbers"),
            *("deep lists", "deep tuples", "deep dicts"),
        ),
    ),
    "function": ("it can be called, and what it does to a row is the row's", ("a type", "a function", *_CALLED)),
    "mapping": ("nothing is merged", ("a dict of nothing",)),
}

# ------------------------------------------------------------------ every field and every parameter


def good(cls: type) -> dict[str, Any]:
    """Fields that make a value of a class: those that must be given."""
    hints = get_type_hints(cls)
    return {
        field.name: FIELDS.get(f"{cls.__name__}.{field.name}") or _sample(hints[field.name])
        for field in attrs.fields(cls)
        if field.init and (field.default is attrs.NOTHING or f"{cls.__name__}.{field.name}" in FIELDS)
    }


def _sample(hint: Any) -> Any:
    hint = _alternatives(hint)[0]
    if get_origin(hint) is tuple:
        item, *more = get_args(hint)
        return (_sample(item),) if more == [...] else tuple(map(_sample, (item, *more)))
    plain = {date: TODAY, datetime: NOON, str: "x1", bool: True, int: 1, float: 0.5, rc.Interval: rc.Interval(months=6)}
    if hint in plain:
        return plain[hint]
    return next(iter(hint)) if issubclass(hint, Word) else hint(**good(hint))


def fields() -> Iterator[tuple[Target, bool]]:
    """Every field of every value that callers build, and whether it may be None."""
    for cls in VALUES:
        if attrs.has(cls) and issubclass(cls, Checked | rc.Interval | rc.CodeMap):
            hints, given = get_type_hints(cls), good(cls)
            for field in attrs.fields(cls):
                if field.init:
                    name = f"{cls.__name__}.{field.name}"
                    give = lambda value, cls=cls, given=given, field=field: cls(**{**given, field.name: value})  # noqa: E731
                    kind = kind_of(name, hints[field.name], cls)
                    yield Target(name, field.name, kind, give), _may_be_none(hints[field.name])


def functions() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every public function and every public method, bound to a good value, by name."""
    for name in rc.__all__:
        found = getattr(rc, name)
        if inspect.isfunction(found):
            yield name, found
    for cls in VALUES:
        if issubclass(cls, Value) and attrs.has(cls):
            for name, found in vars(cls).items():
                if name in _PYTHONS_OWN or (name.startswith("_") and not name.startswith("__")):
                    continue
                if isinstance(found, classmethod):
                    yield f"{cls.__name__}.{name}", getattr(cls, name)
                elif inspect.isfunction(found):
                    owner = INSTANCES[cls] if cls in INSTANCES else cls(**good(cls))
                    yield f"{cls.__name__}.{name}", getattr(owner, name)


# What Python itself asks of a value, with arguments of its own.
_PYTHONS_OWN: Final = frozenset(
    {
        *("__new__", "__attrs_post_init__", "__init_subclass__", "__getattribute__", "__setattr__", "__delattr__"),
        "__replace__",  # attrs gives it to every value from Python 3.13 on, for `copy.replace`
    }
)


def parameters() -> Iterator[tuple[Target, bool]]:
    """Every parameter of every function, and whether it may be None."""
    for name, function in functions():
        of = inspect.signature(function).parameters
        hints = get_type_hints(function)
        for parameter in of.values():
            whole = f"{name}.{parameter.name}"
            hint = hints[parameter.name]
            kind = SAID_OTHERWISE.get(whole) or ("anything" if hint is Any else kind_of(whole, hint, None))
            yield Target(whole, parameter.name, kind, _giving(function, of, parameter.name)), _may_be_none(hint)


def _giving(function: Callable[..., Any], of: Mapping[str, inspect.Parameter], to: str) -> Callable[[Any], Any]:
    def give(value: Any) -> Any:
        by_place, by_name = [], {}
        for name, parameter in of.items():
            given = value if name == to else ARGUMENTS[name]
            if parameter.kind is parameter.KEYWORD_ONLY:
                by_name[name] = given
            else:
                by_place.append(given)
        answer = function(*by_place, **by_name)
        return [*answer] if isinstance(answer, Iterator) else answer

    return give


TARGETS: Final = {target.name: (target, may_be_none) for target, may_be_none in (*fields(), *parameters())}
# Where the message does not name the parameter but what it is.
CALLED_OTHERWISE: Final = {
    "Interval.parse.text": "an interval is written like",
    "Interval.from_open_dental.packed": "a packed interval",
    "Interval.after.start": "the day an interval is added to",
    "Interval.__radd__.start": "the day an interval is added to",
    "Interval.__mul__.repeats": "interval",
    "merge_histories.surviving": "what is merged",
    "merge_histories.others": "what is merged",
    "decide.history": "what is decided about",
    "decide_all.histories": "what is decided about",
    "next_change.history": "what is decided about",
    "first_contactable.history": "what is decided about",
    "share_household_facts.histories": "households are gathered from histories",
    "merge_base.histories": "charts to merge",
    "doubtful_endings.histories": "endings are looked for",
    "ending_rates.histories": "endings are looked for",
    "apply.history": "applied to a History",
    "apply.report": "a Report is applied",
    "Ledger.of.history": "made of a History",
    "Ledger.apply.report": "a Report is applied",
    "Ledger.merge.other": "merged with a Ledger",
    "policy_from_data.data": "Policy",
}


def verdict(target: Target, value: Any) -> str:
    """What becomes of one value: refused, accepted, or passed through. Anything else is a failure of the library."""
    try:
        target.give(value)
    except rc.RecallcoreError as error:
        said = str(error)
        named = re.search(rf"\b{re.escape(target.called)}\b", said) or CALLED_OTHERWISE.get(target.name, "\0") in said
        named = named or (target.name == "Interval.__mul__.repeats" and said.startswith("Interval.months"))
        assert named, f"{target.name} is not named: {said}"
        tells_nothing(error, numbers=type(error) is rc.PolicyError or target.kind == "number without bounds")
        return "refused"
    except MineError:
        return "passed"
    return "accepted"


def tells_nothing(error: BaseException, *, numbers: bool = False) -> None:
    """No word and no number of what was given is in an error, nor in any that is shown with it.

    `numbers`: one may be, because it is a practice's and no patient's.
    """
    shown: BaseException | None = error
    while shown is not None:
        said = f"{shown}{shown!r}{getattr(shown, 'faults', ())}"
        assert CANARY not in said
        assert numbers or str(CANARY_NUMBER)[:6] not in re.sub(r"[,._]", "", said)
        shown = shown.__cause__ or (None if shown.__suppress_context__ else shown.__context__)


@pytest.mark.clause("FCT-11", "FCT-9")
@pytest.mark.parametrize("name", TARGETS)
def test_whatever_is_given_is_refused_by_its_name_or_taken_for_a_reason(name: str) -> None:
    target, may_be_none = TARGETS[name]
    takes = ACCEPTED.get(target.kind, ("", ()))[1]
    assert not wrongs(target, {*takes, *(["None"] if may_be_none else [])}, HOSTILE)


def wrongs(target: Target, takes: set[str], hostile: Mapping[str, Callable[[], Any]]) -> list[str]:
    """Each value of which another thing came than is said of it: with its name, and what came."""
    wrong = []
    for what, make in hostile.items():
        try:
            came = verdict(target, make())
        except Exception as error:  # noqa: BLE001 - every failure of a row is told, not the first alone
            wrong.append(f"{what}: {type(error).__name__} {str(error)[:120]}")
            continue
        if (came == "accepted" and what not in takes) or (came == "passed" and what not in MAY_PASS):
            wrong.append(f"{what}: {came}")
    return wrong


@pytest.mark.clause("FCT-11")
def test_what_is_given_beside_a_hostile_value_is_good() -> None:
    for name, function in functions():
        of = inspect.signature(function).parameters
        assert not of.keys() - ARGUMENTS.keys(), f"{name} has a parameter that nobody says a good value of"
        for parameter in of:
            _giving(function, of, parameter)(ARGUMENTS[parameter])
    for cls in VALUES:
        if attrs.has(cls) and issubclass(cls, Checked | rc.Interval | rc.CodeMap):
            cls(**good(cls))


@pytest.mark.clause("FCT-11")
def test_no_row_of_what_is_accepted_is_stale() -> None:
    came = {
        (target.kind, what)
        for target, _ in TARGETS.values()
        for what in ACCEPTED.get(target.kind, ("", ()))[1]
        if _verdict_or_none(target, what) == "accepted"
    }
    assert came == {(kind, what) for kind, (_, takes) in ACCEPTED.items() for what in takes}
    assert {name for name in SAID_OTHERWISE if name not in TARGETS} == set()
    assert {name for name in CALLED_OTHERWISE if name not in TARGETS} == set()


def _verdict_or_none(target: Target, what: str) -> str | None:
    with suppress(AssertionError):
        return verdict(target, HOSTILE[what]())
    return None


# ------------------------------------------------------------------ what has no fields and no parameters of its own


@pytest.mark.clause("FCT-11", "FCT-5")
@pytest.mark.parametrize(
    "vocabulary", [kind for kind in VALUES if issubclass(kind, Word)], ids=lambda kind: kind.__name__
)
def test_no_vocabulary_has_a_word_for_it(vocabulary: type[Word]) -> None:
    target = Target(vocabulary.__name__, vocabulary.__name__, "spelling", vocabulary)
    assert not wrongs(target, {"a word of another vocabulary"} if vocabulary is rc.Verdict else set(), HOSTILE)


@pytest.mark.clause("FCT-11", "FCT-9")
@pytest.mark.parametrize(
    "raised", [kind for kind in VALUES if issubclass(kind, Exception)], ids=lambda kind: kind.__name__
)
def test_an_error_is_raised_with_anything_and_tells_nothing_of_it(raised: type[rc.RecallcoreError]) -> None:
    class Own(raised):  # type: ignore[misc, valid-type]
        """One that never calls the error it is made from."""

        def __init__(self, *_: Any) -> None:
            pass

    for make in HOSTILE.values():
        given = make()
        if issubclass(type(given), str):
            continue  # words are what an error is made of
        assert all(type(fault) is str for fault in raised(given).args)
        for error in (raised(given), raised("x", given), Own(given)):
            assert all(type(fault) is str for fault in error.faults)
            assert str(error) == "; ".join(error.faults)
            assert repr(error).startswith(f"{type(error).__name__}(")
            tells_nothing(error)
    assert (raised("a", "b").faults, str(raised("a", "b"))) == (("a", "b"), "a; b")


def _leaves(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    if isinstance(data, dict | list):
        for key, inner in data.items() if isinstance(data, dict) else enumerate(data[:1]):
            yield from _leaves(inner, (*path, key))


def _with(data: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    inner = _with(data[path[0]], path[1:], value)
    if isinstance(data, dict):
        return {**data, path[0]: inner}
    return [inner if place == path[0] else item for place, item in enumerate(data)]


DATA: Final = rc.policy_as_data(
    attrs.evolve(
        POLICY,
        cadence=rc.Cadence(gaps=[rc.Interval(days=3)], caps=[rc.Cap(max_attempts=2, within=rc.Interval(weeks=1))]),
        rhythm=rc.Rhythm(every=rc.Interval(months=6), kinds=[rc.Kind.CROWN_OR_BRIDGE], ends_after=40),
        endings=rc.EndingRates(deaths=700, moves=300),
    )
)


@pytest.mark.clause("FCT-11", "POL-2")
@pytest.mark.parametrize("path", [*_leaves(DATA)], ids=lambda path: ".".join(map(str, path)) or "all")
def test_no_data_of_a_policy_raises_anything_but_ours(path: tuple[Any, ...]) -> None:
    for what, make in HOSTILE.items():
        try:
            policy = rc.policy_from_data(_with(DATA, path, make()))
        except rc.RecallcoreError as error:
            tells_nothing(error, numbers=True)
        except MineError:
            assert what in MAY_PASS or what == "a list of what fails"
        else:
            assert type(policy) is rc.Policy
            hash(policy)


@pytest.mark.clause("FCT-11", "DEC-7")
@pytest.mark.parametrize("table", ["SAYINGS", "PHRASES"])
@pytest.mark.parametrize("said", [*HOSTILE, "{nothing}", "{recall.day}", "{0}", "{", "{_reason}", "{recall:d}"])
def test_a_wording_that_says_no_text_is_refused(table: str, said: str) -> None:
    class Own:
        SAYINGS, PHRASES, WORDS = english.SAYINGS, english.PHRASES, english.WORDS
        FACTS, CAUSES = english.FACTS, english.CAUSES
        day, span = staticmethod(english.day), staticmethod(english.span)
        all_of, any_of = staticmethod(english.all_of), staticmethod(english.any_of)

    own: Any = Own()
    setattr(own, table, dict.fromkeys(getattr(english, table), HOSTILE[said]() if said in HOSTILE else said))
    for ask in (lambda: rc.explain(DECISION, wording=own), lambda: rc.say(DECISION.reasons[0], wording=own)):
        answer: Any = None
        try:
            answer = ask()
        except rc.RequestError as error:
            answer = str(error)
            tells_nothing(error)
        assert type(answer) is str


@pytest.mark.clause("FCT-11", "DEC-7")
def test_a_wording_that_calls_a_fact_nothing_is_refused() -> None:
    class Own:
        SAYINGS, PHRASES, WORDS, CAUSES = english.SAYINGS, english.PHRASES, english.WORDS, english.CAUSES
        FACTS: Final = {rc.Procedure: "{anything}"}
        day, span = staticmethod(english.day), staticmethod(english.span)
        all_of, any_of = staticmethod(english.all_of), staticmethod(english.any_of)

    later = rc.Reason(code=rc.ReasonCode.DATED_IN_FUTURE, evidence=_CARE)
    with pytest.raises(rc.RequestError, match="name of a fact: Procedure has braces that nothing can fill in"):
        rc.say(later, wording=Own())


@pytest.mark.clause("FCT-11", "LST-4")
def test_a_verdict_that_a_decision_does_not_come_to_has_no_leading_reason() -> None:
    assert DECISION.leading_of(DECISION.verdict) == DECISION.leading
    idle = rc.decide(rc.History(patient=_PATIENT), POLICY, as_of=TODAY)
    for verdict_ in (rc.Verdict.CONTACT, rc.Verdict.WITHHELD):
        with pytest.raises(rc.RequestError, match="verdict must be what this decision comes to"):
            idle.leading_of(verdict_)


@pytest.mark.clause("FCT-12")
def test_a_number_is_such_as_a_practice_could_mean() -> None:
    trust = rc.Trait.TRUST
    assert rc.Patient(id="1", traits=[(trust, 1_000_000)]).traits == ((trust, 1_000_000),)
    limited = {"kinds": [rc.Kind.EXAMINATION], "window": rc.LimitWindow.CALENDAR_YEAR}
    for number, said in ((1_000_001, "at most 1,000,000"), (10**5000, "at most 1,000,000"), (-1, "at least ")):
        with pytest.raises(rc.FactError, match=rf"Patient\.traits item 0 must be {said}\d?$"):
            rc.Patient(id="1", traits=[(trust, number)])
        with pytest.raises(rc.FactError, match=rf"FrequencyLimit\.max_visits must be {said}\d?$"):
            rc.FrequencyLimit(max_visits=number, **limited)
    with pytest.raises(rc.PolicyError, match=r"Weight\.points must be at most 1,000,000,000, got 1,000,000,001"):
        rc.Weight(factor=rc.Factor.SAFETY, points=1_000_000_001)


# ------------------------------------------------------------------ one bad row never stops a list


def _row(id_: str, care: date = date(2025, 1, 1)) -> rc.History:
    return rc.History(
        patient=rc.Patient(id=id_, birth_date=date(1980, 1, 1)),
        completed=[rc.Procedure(on=care, kind=rc.Kind.EXAMINATION)],
    )


BASE: Final = [_row("a"), _row("b", date(2026, 2, 1)), _row("d"), _row("e", date(2020, 1, 1))]
_POISONS: Final[dict[str, Callable[[Any], Any]]] = {
    "returned": lambda value: value,
    "an id": lambda value: rc.History(patient=rc.Patient(id=value)),
    "a birth date": lambda value: rc.History(patient=rc.Patient(id="c", birth_date=value)),
    "a trait": lambda value: rc.History(patient=rc.Patient(id="c", traits=[(rc.Trait.TRUST, value)])),
    "a day": lambda value: _row("c", value),
    "a kind": lambda value: rc.History(patient=rc.Patient(id="c"), completed=[rc.Procedure(on=TODAY, kind=value)]),
    "a spelling": lambda value: _row(rc.Kind(value)),
    "facts": lambda value: rc.History(patient=rc.Patient(id="c"), circumstances=value),
    "an instant": lambda value: rc.InProgress(by="x", since=value, until=value),
    "raised with": lambda value: _raise(rc.FactError("x", value)),
    "raised for": lambda value: _raise(KeyError(value)),
    "raised and failing": lambda value: _raise(BadError(value)),
}


def _raise(error: Exception) -> Any:
    raise error


@pytest.mark.clause("FCT-11", "INT-2")
@pytest.mark.parametrize("how", _POISONS)
def test_one_poisoned_row_changes_nothing_for_anybody_else(how: str) -> None:
    without = rc.call_list(BASE, POLICY, as_of=TODAY).everybody
    for what, make in HOSTILE.items():
        value = make()
        rows: list[Any] = [*BASE[:2], value, *BASE[2:]]

        def to_history(row: Any, poison: Any = value) -> Any:
            return _POISONS[how](row) if row is poison else row

        for id_of in (lambda row: row, lambda row, poison=value: poison, lambda row: _raise(BadError(row))):
            found = [*rc.histories_from_rows(rows, to_history, id_of=id_of)]
            assert len(found) == len(rows)
            rejected = [row for row in found if type(row) is rc.Rejected]
            for row in rejected:
                assert row.row == 2
                assert row.id is None or type(row.id) is str
                assert CANARY not in row.error or (how.startswith("raised") and issubclass(type(value), str))
            if not rejected:  # what was taken is a row as any other
                assert type(found[2]) is rc.History
            made = rc.call_list(found, POLICY, as_of=TODAY)
            poisoned = None if rejected else found[2].patient.id  # type: ignore[union-attr]
            assert tuple(one for one in made.everybody if one.patient_id != poisoned) == without, what


# ------------------------------------------------------------------ the real ones


@pytest.mark.clause("FCT-11")
@pytest.mark.filterwarnings("ignore")
def test_what_data_frames_hold_is_refused_as_its_stand_ins_are() -> None:
    numpy, pandas = pytest.importorskip("numpy"), pytest.importorskip("pandas")
    real = {
        "NaT": lambda: pandas.NaT,
        "NA": lambda: pandas.NA,
        "an array": lambda: numpy.array([CANARY, "x"]),
        "an array of nothing": lambda: numpy.array([]),
        "an array without dimensions": lambda: numpy.array(3),
        "a series": lambda: pandas.Series([CANARY]),
        "a frame": lambda: pandas.DataFrame({CANARY: [CANARY]}),
        "int64": lambda: numpy.int64(CANARY_NUMBER),
        "bool_": lambda: numpy.bool_(1),
        "datetime64": lambda: numpy.datetime64("2026-03-02"),
        "no datetime64": lambda: numpy.datetime64("NaT"),
        "float64": lambda: numpy.float64("nan"),
        "str_": lambda: numpy.str_("x1"),
        "a naive timestamp": lambda: pandas.Timestamp("2026-03-02"),
        "a timestamp": lambda: pandas.Timestamp("2026-03-02T12:00Z"),
    }
    for target, may_be_none in TARGETS.values():
        takes = {*ACCEPTED.get(target.kind, ("", ()))[1], *(["None"] if may_be_none else [])}
        if "an instant of a subclass" in takes:
            takes |= {"a timestamp"}
        if target.kind in ("texts looked up", "rows"):
            takes |= {"an array", "a series", "a frame"}
        if target.kind in ("texts", "texts, perhaps none"):
            takes |= {"an array", "a series", "a frame"}
        assert not wrongs(target, takes, real), target.name
