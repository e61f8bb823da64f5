"""The phrases that desks write, and what they mean. Put yours here; `notes.py` reads with them.

[Words in brackets] may be left out, and {braces} stand for one of several words: see BLANKS. A phrase means how an
attempt ended, or it has a function that makes a fact of it.
"""

import re
from collections.abc import Callable
from datetime import date
from typing import TypeAlias

import recallcore as rc
from recallcore import Channel, HalfDay, Interval, Outcome, Party

Meaning: TypeAlias = Outcome | Callable[[date, Channel | None, re.Match[str]], rc.Circumstance]

# How desks shorten words. Put yours here.
SHORT_FORMS = {
    "pt": "patient",
    "pls": "please",
    "ans": "answer",
    "til": "until",
    "till": "until",
    "msg": "message",
    "vm": "voicemail",
    "lm": "left message",
    "lvm": "left voicemail",
    "lmom": "left message on machine",
    "lmovm": "left message on voicemail",
}

FAMILY = "wife|husband|mother|mom|father|dad|daughter|son|sister|brother"
# What may stand in a phrase for a word in braces.
BLANKS = {
    "times": r" x ?\d",
    "family": f"(?:{FAMILY})",
    "on_or_with": f"(?:on (?:cell|machine|voicemail)|with (?:{FAMILY}))",
    "they": "(?:he|she|they)",
    "call": "(?:call|ring)",
    "weekday": "(?:mon|tue|wed|thu|fri)",
    "half": "(?P<half>morning|afternoon)",
    "nth": r"(?P<number>\d\d?)(?:st|nd|rd|th)",
    "day": r"(?P<month>\d\d?)/(?P<day>\d\d?)/(?P<year>\d{4})",
    "away": "(?:out of town|traveling|working abroad|abroad for work|at college|away at college)",
    "far": "(?:to another state|out of the area)",
    "their_dentist": "(?:has new dentist|sees a dentist there now)",
}


def call_next_week(on: date, _by: Channel | None, words: re.Match[str]) -> rc.CallBack:
    monday = on + Interval(days=7 - on.weekday())
    return rc.CallBack(since=on, on=monday, half=HalfDay(words["half"]) if words["half"] else None)


def call_after_the_nth(on: date, _by: Channel | None, words: re.Match[str]) -> rc.CallBack:
    nth = on.replace(day=int(words["number"]))
    return rc.CallBack(since=on, on=(nth if nth >= on else nth + Interval(months=1)) + Interval(days=1))


def patient_will_call(on: date, _by: Channel | None, _words: re.Match[str]) -> rc.PatientWillCall:
    return rc.PatientWillCall(since=on)


def wants_to_wait(on: date, _by: Channel | None, _words: re.Match[str]) -> rc.Deferral:
    return rc.Deferral(since=on, until=on + Interval(months=3))


def away_until(on: date, _by: Channel | None, words: re.Match[str]) -> rc.Away:
    return rc.Away(since=on, until=date(int(words["year"]), int(words["month"]), int(words["day"])))


def moved_for_good(on: date, _by: Channel | None, _words: re.Match[str]) -> rc.RelocatedPermanently:
    return rc.RelocatedPermanently(recorded=on, source=Party.PATIENT)


def no_more_texts(on: date, _by: Channel | None, _words: re.Match[str]) -> rc.OptOut:
    return rc.OptOut(since=on, channels=[Channel.SMS])


def stop(on: date, by: Channel | None, _words: re.Match[str]) -> rc.OptOut:
    """By text it stops texts, as the carriers have it; said otherwise it stops everything."""
    return rc.OptOut(since=on, channels=[Channel.SMS] if by is Channel.SMS else None)


def death_told(on: date, _by: Channel | None, _words: re.Match[str]) -> rc.Deceased:
    return rc.Deceased(recorded=on, source=Party.FAMILY)


PHRASES: dict[str, Meaning] = {
    "n/a[{times}]": Outcome.NO_ANSWER,
    "na[{times}]": Outcome.NO_ANSWER,
    "no answer[ yet][{times}]": Outcome.NO_ANSWER,
    "rang out[{times}]": Outcome.NO_ANSWER,
    "rang & rang[{times}]": Outcome.NO_ANSWER,
    "rang and rang[{times}]": Outcome.NO_ANSWER,
    "no machine": Outcome.NO_ANSWER,
    "no reply": Outcome.NO_ANSWER,
    "voicemail[ box][ is] full": Outcome.NO_ANSWER,
    "could not leave [a ]message": Outcome.NO_ANSWER,
    "could not leave [a ]voicemail": Outcome.NO_ANSWER,
    "left [a ]message[ {on_or_with}]": Outcome.LEFT_MESSAGE,
    "left [a ]voicemail[ {on_or_with}]": Outcome.LEFT_MESSAGE,
    "left [a ]word[ {on_or_with}]": Outcome.LEFT_MESSAGE,
    "text sent": Outcome.DELIVERED,
    "texted recall link": Outcome.DELIVERED,
    "email sent": Outcome.DELIVERED,
    "e-mail sent": Outcome.DELIVERED,
    "postcard[ sent]": Outcome.DELIVERED,
    "{nth} statement sent": Outcome.DELIVERED,
    "wrong number": Outcome.NOT_DELIVERED,
    "not this patient": Outcome.NOT_DELIVERED,
    "# belongs to someone else now": Outcome.NOT_DELIVERED,
    "not in service": Outcome.NOT_DELIVERED,
    "busy": Outcome.CONVERSATION,
    "driving": Outcome.CONVERSATION,
    "[patient ]at work": Outcome.CONVERSATION,
    "money is tight": Outcome.CONVERSATION,
    "new card": Outcome.CONVERSATION,
    "moved appt to {weekday}": Outcome.CONVERSATION,
    "[asked us to ][please ]call [back ]next week[ in the {half}]": call_next_week,
    "[asked us to ][please ]call [back ]after the {nth}": call_after_the_nth,
    "[says {they} ]will {call}[ us][ back]": patient_will_call,
    "says {they}'ll {call}[ us][ back]": patient_will_call,
    "patient will {call}[ us][ back]": patient_will_call,
    "not interested right now": wants_to_wait,
    "[{family}: ][patient ]{away}[,] until {day}": away_until,
    "[{family}: ][patient ]{away}[,] back {day}": away_until,
    "moved {far}, {their_dentist}": moved_for_good,
    "[ok to call but ]asked not to be texted": no_more_texts,
    "stop": stop,
    "{family} called: patient passed away": death_told,
}
