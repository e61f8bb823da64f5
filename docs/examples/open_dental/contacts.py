"""The tables `commlogs` and `reactivations`: what was tried and said, and who asked not to be contacted."""

from datetime import date

import recallcore as rc
from recallcore import Channel, Outcome

from .chart import MAPPED, Chart, Facts, Row
from .notes import read_note
from .words import CHANNELS, DIRECTIONS, PURPOSES, day

NOT_UNDERSTOOD = "note not understood"


def read_commlogs(chart: Chart, facts: Facts) -> None:
    for row in chart.rows("commlogs"):
        facts.report(row, read_commlog(row, chart, facts))


def read_commlog(row: Row, chart: Chart, facts: Facts) -> str:
    """Add what one commlog tells, and say what became of it.

    A note counts only if all of it is understood. Otherwise the patient is left alone until somebody has read it: among
    the notes that no program understands are those that tell of a death.
    """
    on = day(row["CommDateTime"]) or chart.as_of
    channel = CHANNELS.get(row["Mode_"])
    try:
        told = read_note(row["Note"], on, channel)
    except ValueError:
        facts.circumstances.append(rc.UnreadNote(on=on))
        return NOT_UNDERSTOOD
    outcomes = [item for item in told if isinstance(item, Outcome)]
    facts.circumstances += [item for item in told if not isinstance(item, Outcome)]
    if Outcome.NOT_DELIVERED in outcomes:
        facts.circumstances += unreachable(on, channel, chart.patient)
    attempt = attempt_of(row, on, channel, outcomes)
    if told and attempt is not None:  # an empty note tells of no contact
        facts.attempts.append(attempt)
    return MAPPED


def unreachable(on: date, channel: Channel | None, patient: Row) -> list[rc.Unreachable]:
    """What a wrong number rules out. Nobody wrote which number was called, so after a call neither calls nor texts."""
    has_other_phone = bool(patient["HmPhone"] or patient["WkPhone"])
    channels = [Channel.SMS] if channel is Channel.SMS and has_other_phone else [Channel.PHONE, Channel.SMS]
    return [rc.Unreachable(channel=wrong, since=on) for wrong in channels]


def attempt_of(row: Row, on: date, channel: Channel | None, outcomes: list[Outcome]) -> rc.Attempt | None:
    """The contact that a commlog records. None if it was about money or insurance, or by no channel."""
    purpose, direction = PURPOSES.get(row["commType"]), DIRECTIONS.get(row["SentOrReceived"])
    if channel is None or purpose is None or direction is None:
        return None
    how_far = list(Outcome).index  # the outcomes are listed by how far one got
    furthest = max(outcomes, key=how_far, default=Outcome.CONVERSATION)  # whoever told us something spoke with us
    return rc.Attempt(on=on, channel=channel, outcome=furthest, direction=direction, purpose=purpose)


def read_reactivations(chart: Chart, facts: Facts) -> None:
    for row in chart.rows("reactivations"):
        if row["DoNotContact"] == "true":
            facts.circumstances.append(rc.OptOut())  # of everything, whatever the note adds
            facts.report(row, MAPPED)
        elif row["ReactivationNote"]:
            facts.circumstances.append(rc.UnreadNote(on=chart.as_of))
            facts.report(row, NOT_UNDERSTOOD)
        else:
            facts.report(row, MAPPED)
