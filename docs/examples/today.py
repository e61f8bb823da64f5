"""Today's list for a practice whose tables have Open Dental's shapes: an example of mapping tables to facts.

    python docs/examples/today.py [FOLDER] [--as-of 2026-11-20] [--capacity 10] [--why ID]

Every row read is either mapped or reported with a reason. A note is understood only when known phrases make up the
whole of it. Any other note is a fact too, an `UnreadNote`: its patient is withheld until somebody reads it.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import attrs
from rich.console import Console
from rich.table import Table

import recallcore as rc
from recallcore import Booking, Channel, Direction, History, Outcome, Party, Purpose, Where, presets

Row: TypeAlias = dict[str, Any]
Found: TypeAlias = tuple[str, Any]  # a field of History and a fact for it, or REPORTED and the reason
Ledger: TypeAlias = dict[str, Counter[str]]  # for each file, how many rows were MAPPED, or reported for which reason
MAPPED, REPORTED, UNREAD = "mapped", "reported", "note not understood"

# fmt: off
# What the tables' words mean. A word missing here is reported.
PHONE, SMS, EMAIL = Channel.PHONE, Channel.SMS, Channel.EMAIL
POLICY = attrs.evolve(presets.OPEN_DENTAL_US, name="example-practice", channels=[PHONE, SMS, EMAIL])
ADDRESSES = {PHONE: ("HmPhone", "WkPhone", "WirelessPhone"), SMS: ("WirelessPhone",), EMAIL: ("Email",)}
DONE = {"C": Where.HERE, "EC": Where.HERE, "EO": Where.ELSEWHERE}
BOOKINGS = {"Scheduled": Booking.BOOKED, "ASAP": Booking.BOOKED, "Complete": Booking.KEPT, "Broken": Booking.MISSED}
MODES = {"Phone": PHONE, "Text": SMS, "Email": EMAIL, "Mail": Channel.LETTER}
DIRECTIONS = {"Sent": Direction.OUTBOUND, "Received": Direction.INBOUND}
PURPOSES = {"Recall": Purpose.CARE, "Reactivation": Purpose.CARE, "ApptRelated": Purpose.APPOINTMENT}
RECALLS = {  # the description of a recall type: the policy's recalls
    **dict.fromkeys(("Prophy", "Child Prophy"), ("prophylaxis", "child prophylaxis")), "Perio": ("perio",),
    **dict.fromkeys(("BW x4", "4BW"), ("bitewings",)), **dict.fromkeys(("Pan", "Pano"), ("panoramic or full mouth",)),
}


class Said(NamedTuple):
    """When and how a note came about."""

    on: date
    channel: Channel | None = None
    one_phone: bool = False  # calls and texts go to the same number


def wrong_number(said: Said) -> list[Any]:
    """Nobody says which number it was, so a wrong call rules out texts; a wrong text, calls to the same phone."""
    wrong = (SMS,) if said.channel is SMS and not said.one_phone else (PHONE, SMS)
    return [rc.Unreachable(channel=channel, since=said.on) for channel in wrong]


def wait(said: Said, fits: Callable[[date], bool]) -> list[Any]:
    """Left alone until the first day from tomorrow on that fits."""
    days = (said.on + timedelta(days=n) for n in range(1, 100))
    return [rc.Deferral(since=said.on, until=min(filter(fits, days)))]


def away(said: Said, m: re.Match[str]) -> list[Any]:
    return [rc.Away(since=said.on, until=date(int(m["year"]), int(m["month"]), int(m["day"])))]


WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
FAMILY = r"(?:wife|husband|spouse|son|daughter|mom|dad|mother|father|sister|brother)"
CALL = r"(?:asked us to |pls |please )?call (?:(?:him|her|them) )?(?:back )?"
UNTIL = r",? (?:until|till?|back) (?P<month>\d\d?)/(?P<day>\d\d?)/(?P<year>\d{4})"
END = r"(?:\s*[.,;&/-]+\s*|\s+and\s+|$)"
Meaning: TypeAlias = Callable[[Said, re.Match[str]], list[Any]]
# The practice's phrases, in full: how the attempt ended, and the facts told. Add yours; never a word out of a phrase.
PHRASES: list[tuple[str, Outcome | None, Meaning]] = [
    (r"(n/?a|no ans(wer)?( yet)?|rang out|rang (&|and) rang|no machine|no reply|busy|driving|(pt )?at work)( x ?\d)?"
     r"|(vm|voicemail|mailbox)( box)?( is)? full|(could not|couldn't|unable to) leave (a )?(message|msg|vm)",
     Outcome.NO_ANSWER, lambda s, m: []),
    (rf"(left|lm)( a)? ?(msg|message|vm|voicemail|word)?( (on (cell|machine|vm)|with {FAMILY}))?|lvm|lmom|lmovm|lmtcb",
     Outcome.LEFT_MESSAGE, lambda s, m: []),
    (r"texted recall link|postcard( sent)?|(text|e-?mail|letter) sent", Outcome.DELIVERED, lambda s, m: []),
    (r"((1st|2nd|3rd) )?statement sent|moved appt to (mon|tue|wed|thu|fri)|new card|old plan ended \d\d?/\d\d?"
     r"|money is tight|(pt )?asked (us )?to (stop calling|be taken off the list)", None, lambda s, m: []),
    (rf"({FAMILY}: )?((patient|pt) )?(out of town|travell?ing|working abroad|abroad for work|(away )?at college){UNTIL}",
     Outcome.CONVERSATION, away),
]
