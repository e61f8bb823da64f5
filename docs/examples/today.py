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
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import attrs
from rich.console import Console
from rich.table import Table

import recallcore as rc
from recallcore import Booking, Channel, Direction, Outcome, Party, Purpose, Where, presets

# fmt: off
# What the tables' words mean. A word that is missing here is reported.
REPORTED = "reported"
PHONE, SMS, EMAIL = Channel.PHONE, Channel.SMS, Channel.EMAIL
POLICY = attrs.evolve(presets.OPEN_DENTAL_US, name="example-practice", channels=[PHONE, SMS, EMAIL])
PHONES = ("HmPhone", "WkPhone", "WirelessPhone")
ADDRESSES = {PHONE: PHONES, SMS: ("WirelessPhone",), EMAIL: ("Email",)}
DONE = {"C": Where.HERE, "EC": Where.HERE, "EO": Where.ELSEWHERE}
BOOKINGS = {"Scheduled": Booking.BOOKED, "ASAP": Booking.BOOKED, "Complete": Booking.KEPT, "Broken": Booking.MISSED}
MODES = {"Phone": PHONE, "Text": SMS, "Email": EMAIL, "Mail": Channel.LETTER}
DIRECTIONS = {"Sent": Direction.OUTBOUND, "Received": Direction.INBOUND}
PURPOSES = {"Recall": Purpose.CARE, "Reactivation": Purpose.CARE, "ApptRelated": Purpose.APPOINTMENT}
PROPHY, BITEWINGS, PANORAMIC = ("prophylaxis", "child prophylaxis"), ("bitewings",), ("panoramic or full mouth",)
RECALLS = {"Prophy": PROPHY, "Child Prophy": PROPHY, "Perio": ("perio",), "BW x4": BITEWINGS, "4BW": BITEWINGS,
           "Pan": PANORAMIC, "Pano": PANORAMIC}

# What the notes' phrases mean. Each stands for the whole of a clause: no word is looked for inside a longer one.
MSG, FAMILY = "(msg|message|vm|voicemail)", "(wife|husband|mother|mom|father|dad|daughter|son|sister|brother)"
CALL, THEY = "(asked us to |pls |please )?call ((him|her|them) )?(back )?", "(he|she|they)"
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday"]
TRIED: dict[str, Outcome] = {  # how an attempt ended
    r"(n/?a|no ans(wer)?( yet)?|rang out|rang (&|and) rang|no machine|no reply)( x ?\d)?": Outcome.NO_ANSWER,
    rf"(vm|voicemail)( box)?( is)? full|could not leave (a )?{MSG}": Outcome.NO_ANSWER,
    rf"(left (a )?({MSG}|word)|lm)( on (cell|machine|vm)| with {FAMILY})?|lvm|lmom|lmovm": Outcome.LEFT_MESSAGE,
    r"(text|e-?mail|postcard|\d(st|nd|rd) statement) sent|texted recall link|postcard": Outcome.DELIVERED,
    "wrong number|not this (pt|patient)|# belongs to someone else now|not in service": Outcome.NOT_DELIVERED,
    "busy|driving|(pt )?at work|money is tight": Outcome.CONVERSATION,
    r"moved appt to (mon|tue|wed|thu|fri)|new card|old plan ended \d\d?/\d\d?": Outcome.CONVERSATION,
}
WAIT: dict[str, Callable[[date, re.Match[str]], date]] = {  # leave alone until the day
    f"{CALL}next week( in the (morning|afternoon))?": lambda on, m: first(on, lambda d: d.weekday() == 0),
    f"{CALL}(?P<d>{'|'.join(WEEKDAYS)})( (before|after) \\d\\d?)?":
        lambda on, m: first(on, lambda d: d.weekday() == WEEKDAYS.index(m["d"])),
    rf"{CALL}after the (?P<d>\d\d?)(st|nd|rd|th)": lambda on, m: first(on, lambda d: (d - DAY).day == int(m["d"])),
    rf"{CALL}in (?P<n>\d) weeks?": lambda on, m: on + int(m["n"]) * 7 * DAY,
    f"(says )?{THEY} ?('ll|will) (call|ring) us|will call when {THEY} has (his|her) work schedule":
        lambda on, m: on + 14 * DAY,
    "not interested right now": lambda on, m: on + rc.Interval(months=3),
}
TOLD: dict[str, Callable[[date, re.Match[str]], Any]] = {  # other facts
    rf"({FAMILY}: )?((patient|pt) )?(out of town|travell?ing|working abroad|abroad for work|(away )?at college),?"
    r" (until|till?|back) (?P<m>\d\d?)/(?P<d>\d\d?)/(?P<y>\d{4})":
        lambda on, m: rc.Away(since=on, until=date(int(m["y"]), int(m["m"]), int(m["d"]))),
    "moved (to another state|out of the area), (has new dentist|sees a dentist there now)":
        lambda on, m: rc.RelocatedPermanently(recorded=on, source=Party.PATIENT),
    "stop|(ok to call but )?asked not to be texted": lambda on, m: rc.OptOut(since=on, channels=[SMS]),
    "(pt )?asked (us )?to (stop calling|be taken off the list)|does not want calls": lambda on, m: rc.OptOut(since=on),
    f"{FAMILY} called: (pt|patient) passed away": lambda on, m: rc.Deceased(recorded=on, source=Party.FAMILY),
}
# fmt: on
