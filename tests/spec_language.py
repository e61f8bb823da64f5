"""From a block of docs/spec.md to facts, and from a decision to what the block's answer can ask."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final

import recallcore as rc
from recallcore import presets
from recallcore._base.plain import FIELDS, kinds_of

Block = dict[str, Any]


def make(table: Block) -> Any:
    """A fact from a table that names its type with `is`. Days are TOML's own: a text given for one stays a text."""
    cls = getattr(rc, table["is"])
    fields = {name: value for name, value in table.items() if name != "is"}
    words = {name: field.read for name, field in FIELDS[cls].items() if date not in kinds_of(field.declared)}
    return cls(**{name: words[name](value) if name in words else value for name, value in fields.items()})


def procedure(text: str) -> rc.Procedure:
    """ "2026-03-01 filling, tooth 46 FDI, code F1, elsewhere" as a fact; "2026-03-01 D2140" as CDT has it."""
    done, *rest = text.split(", ")
    on, kind = done.split(" ", 1)
    fields: dict[str, Any] = {"on": date.fromisoformat(on)}
    fields |= {"kind": presets.CDT.kind(kind), "code": kind} if kind[0].isupper() else {"kind": rc.Kind(kind)}
    for part in rest:
        if part.startswith("tooth "):
            _, tooth, notation = part.split(" ")
            fields["site"] = rc.Site(tooth=tooth, notation=rc.Notation(notation))
        elif part.startswith("code "):
            fields["code"] = part.removeprefix("code ")
        else:
            fields["where"] = rc.CareSetting(part)
    return rc.Procedure(**fields)


def _entries(told: list[Block]) -> rc.Ledger:
    return rc.Ledger(entries=[make({"is": "Entry", "recorded": None, **entry}) for entry in told])


# What a step is done with that is more than a plain value.
_STEPS: Final[dict[str, Callable[[Any], Any]]] = {"fact": make, "report": make, "other": _entries}


def ledger(block: Block) -> rc.Ledger:
    """The entries of a block, and then what was done to them, in order."""
    found = _entries(block["ledger"])
    for step in block.get("then", []):
        done = {name: _STEPS[name](value) if name in _STEPS else value for name, value in step.items() if name != "do"}
        found = getattr(found, step["do"])(**done)
    return found


def _written(block: Block) -> list[str]:
    """ "2026-02-01 OptOut until 2026-02-04: typo", for every entry in order; "?" where nobody knows the first day."""
    return [
        f"{entry.recorded or '?'} {'planned ' if entry.planned else ''}{type(entry.fact).__name__}"
        + ("" if entry.retracted is None else f" until {entry.retracted}: {entry.because}")
        for entry in ledger(block).entries
    ]


def _known_on(block: Block) -> dict[str, list[str] | str]:
    """The types of the facts known on each day that the answer names."""
    found: dict[str, list[str] | str] = {}
    for day in block["answer"]["known_on"]:
        known = ledger(block).known_on(date.fromisoformat(day))
        told = None if known is None else [*known.completed, *known.planned, *known.attempts, *known.circumstances]
        found[day] = "not on the books" if told is None else [type(fact).__name__ for fact in told]
    return found


def history(block: Block) -> rc.History:
    if "ledger" in block:
        known = ledger(block).known_on(block["as_of"])
        assert known is not None
        return known
    if "charts" in block:
        return rc.merge_histories(*map(history, block["charts"]))
    patient = {"id": block.get("id", "1"), **block.get("patient", {})}
    return rc.History(
        patient=make({"is": "Patient", **patient}),
        completed=map(procedure, block.get("completed", [])),
        planned=map(procedure, block.get("planned", [])),
        appointments=map(make, block.get("appointments", [])),
        attempts=map(make, block.get("attempts", [])),
        circumstances=map(make, block.get("circumstances", [])),
        care_plan=map(make, block.get("care_plan", [])),
    )


def policy(block: Block) -> rc.Policy:
    if "recalls" in block:
        own = {"name": "spec", "version": "1", "recalls": block["recalls"], **block.get("policy_with", {})}
        return rc.policy_from_data(own)
    data = rc.policy_as_data(getattr(presets, block["policy"]))
    if not block.get("begins", True):
        data["recalls"] = [{**recall, "begins": None, "begins_after": None} for recall in data["recalls"]]
    changed = {name: _without(value) for name, value in block.get("policy_with", {}).items()}
    return rc.policy_from_data({**data, **changed, "citations": []})


def _without(value: Any) -> Any:
    """TOML knows no None, so an empty text stands for it."""
    if isinstance(value, dict):
        return {name: _without(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_without(inner) for inner in value]
    return None if value == "" else value


def decision(block: Block) -> rc.Decision:
    return rc.decide(**question(block), **moment(block))


def moment(block: Block) -> dict[str, Any]:
    """The instant and the caller, which only a decision and a list are asked with."""
    return {name: block[name] for name in ("at", "caller") if name in block}


def question(block: Block) -> dict[str, Any]:
    """What `decide`, `next_change` and `first_contactable` are asked."""
    purpose = rc.Purpose(block.get("purpose", "care"))
    return {"history": history(block), "policy": policy(block), "as_of": block["as_of"], "purpose": purpose}


def _row(place: int, told: Block) -> rc.History | rc.Rejected:
    """A patient, or a row that became none, which says why with `rejected`."""
    return rc.Rejected(row=place, id=told.get("id"), error=told["rejected"]) if "rejected" in told else history(told)


def _rows(block: Block) -> list[rc.History | rc.Rejected]:
    return [_row(place, told) for place, told in enumerate(block["patients"])]


def call_list(block: Block) -> rc.CallList:
    """The list of the patients as told: their charts `into` one, where the block says so, or gathered in households."""
    patients: Any = _rows(block)
    base: Any = rc.merge_base(patients, block["into"]) if "into" in block else patients
    if block.get("gather"):
        base = rc.share_household_facts(base, as_of=block["as_of"])
    capacity, calls_only = block.get("capacity"), block.get("calls_only", False)
    return rc.call_list(
        base, policy(block), as_of=block["as_of"], capacity=capacity, calls_only=calls_only, **moment(block)
    )


def list_changes(block: Block) -> rc.ListChanges:
    """What the list of a block is beside the one made `earlier`, of which only what differs is told."""
    return rc.list_changes(call_list({**block, **block["earlier"]}), call_list(block))


def data_review(block: Block) -> rc.DataReview:
    return rc.data_review(map(history, block["patients"]), policy(block), as_of=block["as_of"])


def _base(block: Block) -> list[rc.History]:
    """The patients of a block, its one patient, or so many alike (`base`) with deaths and moves among them."""
    if "base" not in block:
        return [*map(history, block.get("patients", [block]))]
    of, ended = block["base"], []
    for is_, many in (("Deceased", of.get("deaths", 0)), ("RelocatedPermanently", of.get("moves", 0))):
        ended += [{"is": is_, "recorded": of["recorded"], "source": "family"}] * many
    rest = of["patients"] - len(ended)
    each = [{"circumstances": [fact]} for fact in ended] + [{}] * rest
    return [history({"id": str(place), **facts}) for place, facts in enumerate(each)]


def _doubtful(block: Block) -> tuple[rc.DoubtfulEnding, ...]:
    return rc.doubtful_endings(_base(block), as_of=block["as_of"])


def _endings(block: Block) -> dict[str, Any]:
    review = rc.ending_rates(_base(block), policy(block), as_of=block["as_of"])
    tests = {name: getattr(review, name) for name in ("deaths", "moves", "either")}
    return {"since": review.since, "ended_before": review.ended_before, **tests}


def _asked(found: Any, answer: Any) -> Any:
    return {name: getattr(found, name) for name in answer} if isinstance(answer, dict) else found


def forecast(block: Block) -> rc.Forecast:
    return rc.forecast(map(history, block["patients"]), policy(block), as_of=block["as_of"], days=block["days"])


def _codes(reasons: tuple[rc.Reason, ...]) -> list[str]:
    return [str(reason.code) for reason in reasons]


def _ids(decisions: tuple[rc.Decision | rc.CallChange, ...]) -> list[str]:
    return [decision.patient_id for decision in decisions]


def _known(ids: tuple[str, ...] | None) -> list[str] | str:
    return "unknown" if ids is None else list(ids)


def _behind(decision: rc.Decision) -> dict[str, list[str]]:
    """The facts behind the reasons of each code: their types, and the days they happened, were said or set."""
    found: dict[str, list[str]] = {}
    for reason in decision.reasons:
        if reason.evidence is not None:
            found.setdefault(str(reason.code), []).append(_named(reason.evidence))
    return found


def _named(fact: Any) -> str:
    """ "Procedure on 2026-03-01"; of a due date the recall it is about."""
    if isinstance(fact, rc.Due):
        return fact.recall
    days = [(name, getattr(fact, name, None)) for name in ("on", "since", "recorded", "set_on", "last_visit")]
    told = [f" {name} {day}" for name, day in days if day is not None]
    return "".join([type(fact).__name__, *told[:1]])


def _asks(reach: rc.ContactRoute) -> str:
    return reach.person or ("a guardian" if reach.minor else "the patient")


def _leading(decision: rc.Decision | None) -> str:
    return "nothing known" if decision is None else str(decision.leading.code)


# What an answer may ask of a decision. Where it gives a table, only the keys it names are compared.
OF_A_DECISION: Final[dict[str, Callable[[rc.Decision], Any]]] = {
    "due": lambda d: {due.recall: str(due.basis) if due.on is None else due.on for due in d.dues},
    "basis": lambda d: {due.recall: str(due.basis) for due in d.dues},
    "verdict": lambda d: str(d.verdict),
    "leading": lambda d: str(d.leading.code),
    "overdue_days": lambda d: d.overdue_days,
    "wanted": lambda d: _codes(d.wanted),
    "withheld_by": lambda d: _codes(d.withheld_by),
    "not_wanted": lambda d: _codes(d.not_wanted),
    "review": lambda d: _codes(d.review),
    "until": lambda d: {str(reason.code): reason.until for reason in d.reasons},
    "facts": _behind,
    "terminal": lambda d: [str(reason.code) for reason in d.reasons if reason.terminal],
    "channels": lambda d: [str(channel) for channel in d.channels],
    "recalls": lambda d: list(d.recalls),
    "brief": lambda d: _codes(d.brief),
    "promised": lambda d: [f"{r.evidence.code}: {r.until}" for r in d.brief if isinstance(r.evidence, rc.Commitment)],
    "attempts_so_far": lambda d: d.attempts_so_far,
    "raises": lambda d: [r.evidence.code for r in d.brief if isinstance(r.evidence, rc.OpenProblem)],
    "dormancy": lambda d: {name: getattr(d.dormancy, name) or "" for name in ("stage", "last_visit", "since", "until")},
    "channel": lambda d: d.channel,
    "also_offer": lambda d: {due.recall: due.on for due in d.also_offer},
    "billable_from": lambda d: {due.recall: due.billable_from or "any day" for due in d.dues},
    "points": lambda d: {str(points.factor): points.points for points in d.score_breakdown},
    "asked": lambda d: d.reach.person or "the patient",
    "explains": lambda d: rc.explain(d).splitlines(),
}
OF_A_BLOCK: Final[dict[str, Callable[[Block], Any]]] = {
    "known_on": _known_on,
    "entries": _written,
    "approximate": lambda block: ledger(block).approximate_on(block["as_of"]),
    "id": lambda block: history(block).patient.id,
    "kinds": lambda block: {code: str(presets.CDT.kind(code)) for code in block["answer"]["kinds"]},
    "unknown": lambda block: list(presets.CDT.unknown(p.code for p in history(block).completed if p.code)),
    "next_change": lambda block: getattr(rc.next_change(**question(block)), "as_of", "none"),
    "first_contactable": lambda block: rc.first_contactable(**question(block)),
    "next_round": lambda block: rc.next_round(policy(block), last=block.get("last"), as_of=block["as_of"]),
    "first_contactable_by": lambda block: {
        channel: rc.first_contactable(**question(block), channel=rc.Channel(channel))
        for channel in block["answer"]["first_contactable_by"]
    },
    "rejected": lambda block: [
        f"{row.row} {row.id}: {row.error}"
        for row in rc.merge_base(_rows(block), block["into"])
        if isinstance(row, rc.Rejected)
    ],
    "doubtful": lambda block: [f"{d.patient_id}: {', '.join(d.doubts)}" for d in _doubtful(block)],
    "against": lambda block: {d.patient_id: type(d.contradicted_by).__name__ for d in _doubtful(block)},
    "endings": lambda block: {
        name: _asked(_endings(block)[name], asked) for name, asked in block["answer"]["endings"].items()
    },
}
OF_A_BLOCK.update(
    {
        "added": lambda block: _ids(list_changes(block).added),
        "dropped": lambda block: {c.patient_id: _leading(c.after) for c in list_changes(block).dropped},
        "altered": lambda block: _ids(list_changes(block).altered),
        "appeared": lambda block: _known(list_changes(block).appeared),
        "disappeared": lambda block: _known(list_changes(block).disappeared),
        "to_put_right": lambda block: [[item.patient_id, *_codes(item.reasons)] for item in data_review(block).items],
        "last_contact": lambda block: {
            item.patient_id: item.last_contact or "none" for item in data_review(block).items
        },
        "counts": lambda block: {str(code): count for code, count in data_review(block).counts},
    }
)
OF_A_LIST: Final[dict[str, Callable[[rc.CallList], Any]]] = {
    "calls": lambda listed: _ids(listed.calls),
    "contacts": lambda listed: [_ids(contact) for contact in listed.contacts],
    "withheld_by": lambda listed: {d.patient_id: _codes(d.withheld_by) for d in listed.everybody if d.withheld_by},
    "asks": lambda listed: {d.patient_id: _asks(d.reach) for d in listed.everybody},
    "channels_of": lambda listed: {d.patient_id: d.channel for d in listed.calls},
    "review": lambda listed: _ids(listed.review),
    "waiting": lambda listed: _ids(listed.waiting),
    "withheld": lambda listed: _ids(listed.withheld),
    "not_wanted": lambda listed: _ids(listed.not_wanted),
    "tally": lambda listed: {str(code): count for code, count in listed.tally},
    "mentions": lambda listed: {str(code): count for code, count in listed.mentions},
}
OF_A_FORECAST: Final[dict[str, Callable[[rc.Forecast], Any]]] = {
    "arrivals": lambda ahead: [
        {"on": row.on, "code": row.code, "recall": row.recall or "none"}
        | {name: many for name, many in (("patients", row.patients), ("booked", row.booked)) if many}
        for row in ahead.rows
    ],
    "calls_by_day": lambda ahead: {str(on): many for on, many in ahead.by_day},
    "booked_by_day": lambda ahead: {str(on): many for on, many in ahead.booked_by_day},
    "through": lambda ahead: ahead.through,
    "not_within": lambda ahead: ahead.not_within,
    "duplicates": lambda ahead: ahead.duplicates,
    "base": lambda ahead: ahead.base,
}
