"""Write docs/reasons.md, words.md, presets.md, outcomes.md and house.md from the code. A test compares them."""

from __future__ import annotations

import ast
import re
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, NamedTuple

import attrs

import recallcore as rc
from recallcore import Disposition, ReasonCode, Role
from recallcore._deciding.codes import ASKS_REVIEW, DOUBTED, OF_A_DATA_REVIEW, TERMINAL
from recallcore._records.outcomes import MEANINGS
from recallcore._words.english import SAYINGS
from recallcore.presets import (
    CDT,
    DORMANT_AFTER_6_MONTHS,
    DORMANT_AFTER_12_MONTHS,
    NICE_CG19,
    OPEN_DENTAL_US,
    PRACTICE_GUIDES,
    PRACTICE_GUIDES_WHOLE,
)

FOLDER: Final = Path(__file__).parent
TITLES: Final = {
    Role.WITHHOLDS: "Reasons that withhold",
    Role.WANTED: "Reasons to contact",
    Role.NOT_WANTED: "Why a recall is no reason to contact",
    Role.REVIEW: "Only for review",
    Role.BRIEF: "To be said in a contact",
}
HEAD: Final = """\
# Reasons

<!-- Made by docs/make_pages.py. -->

Every `ReasonCode`, in order of precedence: where a patient is counted once, as in a list's tally, the first of these
that bears on them counts. The words are those of `recallcore.say`; `{…}` is filled in where it is known.
"""


HOUSE: Final = """\
# The house

<!-- Made by docs/make_pages.py. -->

Nine floors, highest first. A floor imports only those below it, and says in its first lines what it may not know. The
underscore is on the floor: what lies behind one may change at any time.
"""


WORDS: Final = """\
# Words

<!-- Made by docs/make_pages.py. -->

The closed vocabularies. A member is written `rc.Kind.FILLING`, or looked up by its word, `rc.Kind("filling")`.
"""
PRESETS: Final = """\
# Presets

<!-- Made by docs/make_pages.py. -->

The published policies of `recallcore.presets`, by the recall names that a care plan, a hold or an exclusion uses. Each
number's source and grade is in the policy's `citations`.

Only `PRACTICE_GUIDES_WHOLE` spaces attempts, asks who is asleep, keeps a rhythm, bundles recalls and expects so many
deaths a year. In the others those parts are left for a practice to choose: a policy's `cadence`, `dormancy`, `rhythm`,
`bundle` and `endings`. How many patients move away for good no source says, so no preset does.
"""
WEIGHTS: Final = """\
What brings points, unless a policy has weights of its own. The argument is in the
[explanation](explanation.md#whom-first).\
"""
CODES: Final = """\
What `CDT` makes of bare CDT codes: the whole code before the range, the narrower range before the wider. Descriptors
belong to their owner, and none is here. A range goes from the first code of a published block to its last, so a code
that is new within it is what its neighbours are. Every other code is `Kind.UNMAPPED`, counts against dormancy alone and
is reported; so is D9999, which stands for anything. The
[recipe](map-your-tables.md#what-is-care-and-what-is-not) says what to do with codes of your own.\
"""
OUTCOMES: Final = """\
# Outcomes

<!-- Made by docs/make_pages.py. -->

Every `Disposition` that a `Report` may carry: how the contact counts as an attempt, which details belong to it, and
which facts `apply` adds beside the attempt. No outcome takes anything away, and the same report twice is one. How to
get there from a dialler's own codes is in [map your tables](map-your-tables.md#a-diallers-dispositions).

The details `at`, `direction` and `purpose` belong to every report, `promised` to every one in which the patient was
spoken to.
"""
FOLLOWS: Final = """
## What follows

Each outcome was reported for one patient, last here on {seen}, whose verdict on {today} was
"{verdict}", counted under "{code}". Asked under `PRACTICE_GUIDES_WHOLE` on the same day, the decision is then
what this table says, and contact is allowed from the day it names. Where it names none, somebody has to do something
first. Text messages are by SMS, everything else by phone.
"""
DIAGRAM: Final = """
## The way back

The same run, drawn. A day comes by itself, and on it the verdict is "contact" again. What has no day waits for
somebody; their doing it was tried too, and leads back to the list, at once or when attempts may go on. Only a confirmed
death and a permanent move have no way back by themselves. Even they can be taken back by a person who learns better,
who then releases the first contact, and a move ends with a later visit or with a booking that the patient makes.
"""
TODAY: Final = date(2026, 11, 20)
SEEN: Final = date(2026, 3, 31)
DUE: Final = rc.History(
    patient=rc.Patient(id="17", birth_date=date(1961, 4, 2)),
    completed=[rc.Procedure(on=SEEN, kind=rc.Kind.EXAMINATION)],
)
VISIT: Final = rc.Appointment(
    on=date(2026, 12, 7), state=rc.AppointmentState.BOOKED, kinds=[rc.Kind.EXAMINATION], booked_on=TODAY
)
# What was said with an outcome, where something must or may be; more than once where it matters.
DETAILS: Final[dict[Disposition, dict[str, dict[str, Any]]]] = {
    Disposition.BOOKED: {"": {"appointment": VISIT}},
    Disposition.CALL_BACK: {"": {"call_on": date(2026, 12, 1), "half": rc.HalfDay.MORNING}},
    Disposition.AWAY: {" until a day": {"until": date(2027, 2, 1)}, ", no day known": {}},
    Disposition.POSTPONED: {
        " to a day": {"until": date(2027, 1, 4)},
        ", no day said": {"because": rc.DeferralReason.MONEY},
    },
    Disposition.DECLINED_RECALL: {"": {"recalls": ["examination"]}},
    Disposition.OPTED_OUT: {" of texts": {"channels": [rc.Channel.SMS]}, " of everything": {}},
    Disposition.DIED: {"": {"source": rc.Party.FAMILY}},
    Disposition.MOVED: {"": {"source": rc.Party.PATIENT}},
}
BY_SMS: Final = (Disposition.DELIVERED, Disposition.BOUNCED)
REPORTED: Final = ReasonCode.DEATH_REPORTED
# What somebody must do about a reason that no day lifts.
LIFTED_BY: Final = {
    ReasonCode.DEATH_REPORTED: "it proves untrue",
    ReasonCode.NOTE_NOT_UNDERSTOOD: "the note is read",
    ReasonCode.ON_HOLD: "the hold is lifted",
    ReasonCode.AWAY: "they are back",
    ReasonCode.OPTED_OUT: "they consent again",
}
PACKAGE: Final = Path(rc.__file__).parent
FLOORS: Final = ("presets", "_words", "_measures", "_practice", "_deciding", "_records", "_policy", "_facts", "_base")
SOURCE: Final = "\n".join(room.read_text("utf-8") for room in sorted(Path(rc.__file__).parent.rglob("*.py")))
BESIDE: Final = re.compile(r"^    (\w+) = .*?  # (.*)$", re.MULTILINE)  # what the code says beside a word
VOCABULARIES: Final = (
    *(
        rc.Kind,
        rc.CareSetting,
        rc.Notation,
        rc.Risk,
        rc.Channel,
        rc.Purpose,
        rc.AppointmentState,
        rc.Party,
        rc.Direction,
        rc.Outcome,
    ),
    *(
        rc.Disposition,
        rc.DeferralReason,
        rc.Severity,
        rc.Trait,
        rc.HalfDay,
        rc.LimitWindow,
        rc.MonthEnd,
        rc.Enrolment,
        rc.Begins,
        rc.Counting,
        rc.Grouping,
        rc.PersonEnd,
        rc.Factor,
        rc.Tie,
    ),
    *(
        rc.Grade,
        rc.Verdict,
        rc.Role,
        rc.Basis,
        rc.AttendanceStage,
        rc.NoContactDay,
        rc.Phrase,
        rc.EndingDoubt,
        rc.EndingFinding,
    ),
)


def pages() -> dict[str, str]:
    """Each page's text by its name."""
    return {
        "reasons.md": HEAD + "".join(_section(role) for role in TITLES),
        "words.md": WORDS + "".join(_vocabulary(words) for words in VOCABULARIES),
        "presets.md": PRESETS
        + "".join(_preset(policy) for policy in (PRACTICE_GUIDES, OPEN_DENTAL_US, NICE_CG19))
        + _whole()
        + _weights()
        + _codes(),
        "outcomes.md": OUTCOMES + _meanings() + _follows() + _way_back(),
        "house.md": HOUSE + "".join(_floor(name) for name in FLOORS),
    }


class Sample(NamedTuple):
    """An outcome reported for the patient who is due: in words, what is known then, and what follows."""

    label: str
    history: rc.History
    after: rc.Decision
    free: date | rc.NoContactDay

    @property
    def adds(self) -> tuple[Any, ...]:
        return (*self.history.circumstances, *self.history.appointments)


def _decided(history: rc.History, on: date = TODAY) -> rc.Decision:
    return rc.decide(history, PRACTICE_GUIDES_WHOLE, as_of=on)


def _free(history: rc.History) -> date | rc.NoContactDay:
    return rc.first_contactable(history, PRACTICE_GUIDES_WHOLE, as_of=TODAY)


def _sample(label: str, history: rc.History) -> Sample:
    return Sample(label, history, _decided(history), _free(history))


def _reported(said: Disposition) -> list[Sample]:
    """What follows from each report of this outcome."""
    found = []
    channel = rc.Channel.SMS if said in BY_SMS else rc.Channel.PHONE
    for detail, details in DETAILS.get(said, {"": {}}).items():
        report = rc.Report(on=TODAY, channel=channel, said=said, **details)
        found.append(_sample(f"{said}{detail}", rc.apply(DUE, report)))
    return found


def _samples() -> list[Sample]:
    known = rc.Deceased(recorded=TODAY, source=rc.Party.OFFICIAL_RECORD, confirmed=True)
    confirmed = _sample("(a death, confirmed)", attrs.evolve(DUE, circumstances=[known]))
    return [*(sample for said in Disposition for sample in _reported(said)), confirmed]


def _named(fields: tuple[str, ...]) -> str:
    return ", ".join(f"`{field}`" for field in fields)


def _meanings() -> str:
    rows = []
    for said, meaning in MEANINGS.items():
        facts = {type(fact).__name__ for sample in _reported(said) for fact in sample.adds}
        cells = (said, meaning.outcome, _named(meaning.needs), _named(meaning.may), _named(tuple(sorted(facts))))
        rows.append(f"| {' | '.join(cells)} |")
    head = ["| said | counts as | needs | may say | becomes |", "|---|---|---|---|---|"]
    return "\n".join(["", "## What each becomes", "", *head, *rows, ""])


def _follows() -> str:
    rows = []
    for sample in _samples():
        after = sample.after
        where = f", by {after.channel}" if after.verdict is rc.Verdict.CONTACT else ""
        rows.append(f"| {sample.label} | {after.verdict}{where} | {after.leading.code} | {sample.free} |")
    head = ["| reported | verdict | counted under | contact is allowed from |", "|---|---|---|---|"]
    due = _decided(DUE)
    said = FOLLOWS.format(today=_day(TODAY), seen=_day(SEEN), verdict=due.verdict, code=due.leading.code)
    return "\n".join([said, *head, *rows, ""])


def _way_back() -> str:
    samples = _samples()
    width = max(len(sample.label) for sample in samples)
    lines = ["ON THE LIST"]
    for sample in samples:
        stroke = "└" if sample is samples[-1] else "├"
        lines.append(f"{stroke}─ {sample.label} {'─' * (width - len(sample.label))}─► {_leads(sample)}")
        if sample.after.leading.code is REPORTED:
            lines.append(f"│  {' ' * width}                          └── it is confirmed ─► ENDED")
    return "\n".join([DIAGRAM, "```text", *lines, "```", ""])


def _leads(sample: Sample) -> str:
    """Where an outcome leads, and what leads back from there. Each way back is gone, and must end on the list."""
    if sample.after.verdict is rc.Verdict.CONTACT:
        return f"on the list, by {sample.after.channel}"
    if sample.free is rc.NoContactDay.ENDED:
        return "ENDED"
    if isinstance(sample.free, date):
        assert _decided(sample.history, sample.free).verdict is rc.Verdict.CONTACT
        return f"WAITS FOR A DAY ──────── {_day(sample.free)} ─► on the list"
    lasting = [reason for reason in sample.after.withheld_by if reason.until is None]
    lifted = [fact for fact in sample.history.circumstances if fact not in [reason.evidence for reason in lasting]]
    again = attrs.evolve(sample.history, circumstances=lifted)
    free = _free(again)
    assert isinstance(free, date)
    assert _decided(again, free).verdict is rc.Verdict.CONTACT
    told = " and ".join(LIFTED_BY[reason.code] for reason in lasting)
    return f"WAITS FOR SOMEBODY ──{'┬' if sample.after.leading.code is REPORTED else '─'}── {told} ─► on the list"


def _day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"


def _vocabulary(words: type[StrEnum]) -> str:
    _, _, body = SOURCE.partition(f"class {words.__name__}(Word):\n")
    beside = dict(BESIDE.findall(re.split(r"\n\n\n", body, maxsplit=1)[0]))
    rows = [f"| `{word.name}` | {word} | {beside.get(word.name, '')} |" for word in words]
    doc = (words.__doc__ or "").splitlines()[0]
    return "\n".join(["", f"## `{words.__name__}`", "", doc, "", "| name | word | |", "|---|---|---|", *rows, ""])


def _preset(policy: rc.Policy) -> str:
    rows = [_recall(rule) for rule in sorted(policy.recalls, key=lambda rule: rule.rank)]
    head = ["| recall | rank | started by | resolved by | interval | |", "|---|---|---|---|---|---|"]
    return "\n".join(["", f"## {policy.name}, version {policy.version}", "", *head, *rows, "", _also(policy), ""])


def _also(policy: rc.Policy) -> str:
    """The numbers that belong to no recall, but for the weights, and the channels in order."""
    recalls = tuple(f"{rule.name}." for rule in policy.recalls)
    numbers = [f"`{name}` {number}" for name, number in policy.numbers() if not name.startswith(("weights.", *recalls))]
    return f"Also: {', '.join(numbers)}; channels {', '.join(policy.channels)}."


def _whole() -> str:
    """What the preset with all parts adds to the one whose recalls it has; and the rules of dormancy."""
    policy, usual = PRACTICE_GUIDES_WHOLE, dict(PRACTICE_GUIDES.numbers())
    assert policy.recalls == PRACTICE_GUIDES.recalls
    grades = {citation.number: citation.grade for citation in policy.citations}
    rows = [f"| `{name}` | {number} | {grades[name]} |" for name, number in policy.numbers() if name not in usual]
    head = ["| number | | known by |", "|---|---|---|"]
    said = "The recalls and numbers of practice-guides, and:"
    lines = ["", f"## {policy.name}, version {policy.version}", "", said, "", *head, *rows, ""]
    lines += ["## Rules of dormancy", "", "For a policy's `dormancy`.", ""]
    lines += [
        "| rule | lapsed after | dormant after | lost after | unscheduled after | rounds |",
        "|---|---|---|---|---|---|",
    ]
    for name, rule in (
        ("DORMANT_AFTER_12_MONTHS", DORMANT_AFTER_12_MONTHS),
        ("DORMANT_AFTER_6_MONTHS", DORMANT_AFTER_6_MONTHS),
    ):
        spans = (
            rule.lapsed_after,
            rule.dormant_after,
            rule.lost_after,
            rule.unscheduled_after,
            rule.dormant_list_every,
        )
        lines.append(f"| `{name}` | {' | '.join(map(str, spans))} |")
    return "\n".join([*lines, ""])


def _weights() -> str:
    """The weights that every policy has unless it says otherwise."""
    policy = PRACTICE_GUIDES
    assert policy.weights == OPEN_DENTAL_US.weights == NICE_CG19.weights == PRACTICE_GUIDES_WHOLE.weights
    rows = [f"| {weight.factor} | {weight.points} | {weight.max_units or ''} |" for weight in policy.weights]
    head = ["| factor | points a unit | units at most |", "|---|---|---|"]
    return "\n".join(["", "## Weights of all presets", "", WEIGHTS, "", *head, *rows, ""])


def _codes() -> str:
    """Which codes are of which kind, in the order of the kinds."""
    entries = sorted([*CDT.codes, *CDT.ranges])
    rows = [f"| {kind} | {', '.join(code for code, of in entries if of is kind)} |" for kind in rc.Kind]
    head = ["| kind | codes |", "|---|---|"]
    return "\n".join(["", "## CDT codes", "", CODES, "", *head, *(row for row in rows if "|  |" not in row), ""])


def _recall(rule: rc.RecallRule) -> str:
    notes = {
        _by_risk(rule): rule.by_risk,
        "; ".join(map(_band, rule.by_age)): rule.by_age,
        f"from {rule.from_age} years": rule.from_age is not None,
        f"below {rule.below_age} years": rule.below_age is not None,
        "while in periodontal care": rule.enrolment is rc.Enrolment.ENROLLED,
        "unless in periodontal care": rule.enrolment is rc.Enrolment.NOT_ENROLLED,
        f"once; a visit up to {rule.early_window} early counts": not rule.repeats,
        f"ended by {', '.join(rule.ended_by)} of the tooth": rule.ended_by,
        "counted from the end of the treatment it led to": rule.extended_by,
        "offered with another visit, never alone": not rule.on_its_own,
        f"begins {_after(rule)} without such care": rule.begins is not None,
    }
    said = "; ".join(note for note, holds in notes.items() if holds)
    kinds = " | ".join(", ".join(kinds) for kinds in (rule.started_by, rule.resolved_by))
    return f"| `{rule.name}` | {rule.rank} | {kinds} | {rule.interval} | {said} |"


def _by_risk(of: rc.RecallRule | rc.AgeBand) -> str:
    return f"by risk: {', '.join(f'{risk} {interval}' for risk, interval in of.by_risk)}"


def _band(band: rc.AgeBand) -> str:
    """The intervals at some ages."""
    from_age = "" if band.from_age is None else f" from {band.from_age}"
    below_age = "" if band.below_age is None else f" below {band.below_age}"
    by_risk = f", {_by_risk(band)}" if band.by_risk else ""
    return f"seen{from_age}{below_age} years of age: {band.interval}{by_risk}"


def _after(rule: rc.RecallRule) -> str:
    """From when a recall counts that no care has started."""
    return f"at the {rule.begins}" if rule.begins_after is None else f"{rule.begins_after} after the {rule.begins}"


def _section(role: Role) -> str:
    rows = [f"| `{code.name}` | {SAYINGS[code]} | {_notes(code)} |" for code in ReasonCode if code.role is role]
    return "\n".join(["", f"## {TITLES[role]}", "", "| code | says | |", "|---|---|---|", *rows, ""])


def _notes(code: ReasonCode) -> str:
    notes = {"ends the relationship": code in TERMINAL, "doubts the facts": code in DOUBTED}
    notes["asks for review"] = code in ASKS_REVIEW
    notes["in a data review alone"] = code in OF_A_DATA_REVIEW
    return "; ".join(note for note, holds in notes.items() if holds)


def _floor(name: str) -> str:
    """A floor, and its rooms in order of spelling, in their own words."""
    floor = PACKAGE / name
    rooms = sorted(room for room in floor.rglob("*.py") if room.name != "__init__.py" or room.parent != floor)
    rows = [f"| `{_dotted(room, floor)}` | {_first_lines(room)[0]} |" for room in rooms]
    said = "\n\n".join(_first_lines(floor / "__init__.py"))
    return "\n".join(["", f"## {name}", "", said, "", "| room | |", "|---|---|", *rows, ""])


def _dotted(room: Path, floor: Path) -> str:
    place = room.parent if room.name == "__init__.py" else room.with_suffix("")
    return ".".join(place.relative_to(floor).parts)


def _first_lines(room: Path) -> list[str]:
    """The paragraphs of a room's docstring, each on one line."""
    said = ast.get_docstring(ast.parse(room.read_text("utf-8"))) or ""
    return [" ".join(paragraph.split()) for paragraph in said.split("\n\n")]


if __name__ == "__main__":
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
