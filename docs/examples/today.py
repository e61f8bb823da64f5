"""Today's list for a practice whose tables have Open Dental's shapes: an example of mapping tables to facts.

Every row read is either mapped or reported with a reason. A note is understood only when known phrases make up the
whole of it. Any other note is a fact too, an `UnreadNote`: its patient is withheld until somebody reads it.
"""

import argparse
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import attrs
from rich.console import Console
from rich.table import Table

import recallcore as rc
from recallcore import Booking, Channel, Direction, Interval, Outcome, Party, Purpose, Where
from recallcore.presets import CDT, OPEN_DENTAL_US

# fmt: off
# What the tables' words mean. A word that is missing here is reported.
PHONE, SMS, EMAIL = Channel.PHONE, Channel.SMS, Channel.EMAIL
POLICY = attrs.evolve(OPEN_DENTAL_US, name="example-practice", channels=[PHONE, SMS, EMAIL])
ADDRESSES = {PHONE: ["HmPhone", "WkPhone", "WirelessPhone"], SMS: ["WirelessPhone"], EMAIL: ["Email"]}
MODES = {"Phone": PHONE, "Text": SMS, "Email": EMAIL, "Mail": Channel.LETTER}
DIRECTIONS = {"Sent": Direction.OUTBOUND, "Received": Direction.INBOUND}
PURPOSES = {"Recall": Purpose.CARE, "Reactivation": Purpose.CARE, "ApptRelated": Purpose.APPOINTMENT}
BOOKINGS = {"Scheduled": Booking.BOOKED, "ASAP": Booking.BOOKED, "Complete": Booking.KEPT, "Broken": Booking.MISSED}
DONE = {  # the field of a history, and where the care was given: with a day of completion, without one
    "C": ("completed", Where.HERE, Where.HERE), "EC": ("completed", Where.HERE, Where.CHARTED),
    "EO": ("completed", Where.ELSEWHERE, Where.CHARTED), "TP": ("planned", Where.HERE, Where.HERE)}
PROPHY, BITEWINGS, PANORAMIC = ["prophylaxis", "child prophylaxis"], ["bitewings"], ["panoramic or full mouth"]
RECALLS = {"Prophy": PROPHY, "Child Prophy": PROPHY, "Perio": ["perio"], "BW x4": BITEWINGS, "4BW": BITEWINGS,
           "Pan": PANORAMIC, "Pano": PANORAMIC}

# What whole phrases of notes mean: how an attempt ended, or a fact. Nothing is looked for inside other words.
MSG, FAMILY = "(msg|message|vm|voicemail)", "(wife|husband|mother|mom|father|dad|daughter|son|sister|brother)"
CALL, UNTIL = "(asked us to |pls )?call (back )?", r"(until|till?|back) (?P<m>\d\d?)/(?P<d>\d\d?)/(?P<y>\d{4})"
PHRASES: dict[str, Outcome | Callable[[date, Channel | None, re.Match[str]], Any]] = {
    r"(n/?a|no ans(wer)?( yet)?|rang out|rang (&|and) rang|no machine|no reply)( x ?\d)?": Outcome.NO_ANSWER,
    rf"busy|driving|(pt )?at work|(vm|voicemail)( box)?( is)? full|could not leave (a )?{MSG}": Outcome.NO_ANSWER,
    rf"(left (a )?({MSG}|word)|lm)( on (cell|machine|vm)| with {FAMILY})?|lvm|lmom|lmovm": Outcome.LEFT_MESSAGE,
    r"(text|e-?mail|postcard|\d(st|nd|rd) statement) sent|texted recall link|postcard": Outcome.DELIVERED,
    "wrong number|not this (pt|patient)|# belongs to someone else now|not in service": Outcome.NOT_DELIVERED,
    r"money is tight|moved appt to (mon|tue|wed|thu|fri)|new card|old plan ended \d\d?/\d\d?": Outcome.CONVERSATION,
    f"{CALL}next week( in the (morning|afternoon))?": lambda on, by, m: wait(on, days=7 - on.weekday()),
    rf"{CALL}in (\d) weeks?": lambda on, by, m: wait(on, weeks=int(m[4])),
    rf"{CALL}after the (?P<d>\d\d?)(st|nd|rd|th)": lambda on, by, m: wait(on.replace(day=int(m["d"])), ...),
}
# fmt: on
