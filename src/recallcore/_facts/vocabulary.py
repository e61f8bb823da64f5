"""The closed vocabularies in which facts are told.

Words only. A word's value is how it is spelled in data and read aloud.
"""

from __future__ import annotations

from typing import Final

from recallcore._base.values import Word


class Kind(Word):
    """What a dental procedure is, as far as recall is concerned."""

    EXAMINATION = "examination"
    PROPHYLAXIS = "prophylaxis"
    FLUORIDE = "fluoride"
    SEALANT = "sealant"
    FILLING = "filling"
    CROWN_OR_BRIDGE = "crown or bridge"
    ROOT_CANAL = "root canal"
    COMPLETE_DENTURE = "complete denture"
    PARTIAL_DENTURE = "partial denture"
    IMPLANT = "implant"
    EXTRACTION = "extraction"
    ORTHODONTIC_VISIT = "orthodontic visit"
    ORTHODONTIC_END = "orthodontic treatment end"
    RETAINER_CHECK = "retainer check"
    SCALING_AND_ROOT_PLANING = "scaling and root planing"
    PERIODONTAL_MAINTENANCE = "periodontal maintenance"
    PERIODONTAL_EXAMINATION = "periodontal examination"
    BITEWINGS = "bitewing radiographs"
    PANORAMIC = "panoramic radiograph"
    FULL_MOUTH_SERIES = "full mouth radiographs"
    OTHER = "other"  # care that no recall is about by its kind
    ADMINISTRATIVE = "administrative"  # no care: a fee, a missed visit, a copy of records, a toothbrush sold
    UNMAPPED = "unmapped"  # a code that nobody has mapped: it may be care, or not


# What is care for certain. The others are no visit, and evidence for nothing.
CARE: Final = frozenset(Kind) - {Kind.ADMINISTRATIVE, Kind.UNMAPPED}


class CareSetting(Word):
    """Where completed care was done, which decides what it may anchor."""

    HERE = "here"
    ELSEWHERE = "elsewhere"  # anchors repeating recalls only
    CHARTED = "charted"  # found already there; the day is when it was charted, so it anchors nothing


class Notation(Word):
    """How a tooth is numbered. "11" is a different tooth in each, so a number never travels without it."""

    FDI = "FDI"  # ISO 3950: 11-48 permanent, 51-85 primary
    UNIVERSAL = "Universal"  # 1-32 permanent, A-T primary


class Risk(Word):
    """The clinician's risk level for the patient. An input: recallcore never computes it."""

    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"


class Channel(Word):
    """A way of reaching somebody."""

    PHONE = "phone"
    SMS = "sms"
    EMAIL = "email"
    LETTER = "letter"


class Purpose(Word):
    """Why a contact is made. Anything with a discount, gift or other inducement in it is marketing."""

    CARE = "care"
    APPOINTMENT = "appointment"
    MARKETING = "marketing"


class AppointmentState(Word):
    """What has become of an appointment."""

    BOOKED = "booked"
    KEPT = "kept"
    CANCELLED = "cancelled"
    MISSED = "missed"


class Party(Word):
    """Who said or did something."""

    PATIENT = "patient"
    FAMILY = "family"
    PRACTICE = "practice"
    OTHER_PROVIDER = "other provider"
    OFFICIAL_RECORD = "official record"
    THIRD_PARTY = "third party"


class Direction(Word):
    """Who started a contact."""

    OUTBOUND = "outbound"  # the practice
    INBOUND = "inbound"  # the patient, or somebody for them


class Outcome(Word):
    """How a contact attempt ended."""

    NO_ANSWER = "no answer"
    LEFT_MESSAGE = "left message"
    DELIVERED = "delivered"  # a text, e-mail or letter went out; nothing came back
    NOT_DELIVERED = "not delivered"
    OTHER_PERSON = "other person"  # somebody else answered
    CONVERSATION = "conversation"
    BOOKED = "booked"


class Severity(Word):
    """How much an untreated problem matters."""

    MILD = "mild"
    MODERATE = "moderate"
    SEVERE = "severe"


class Trait(Word):
    """What a practice may know of a patient besides their teeth, as a level it has assessed itself."""

    TRUST = "trust"
    SATISFACTION = "satisfaction"
    INFLUENCE = "influence"  # refers others
    MEANS = "means"


class DeferralReason(Word):
    """Why somebody would rather wait. The cure is often upstream."""

    MONEY = "money"
    FEAR = "fear"
    ILLNESS = "illness"
    HOLIDAY = "holiday"
    SEEN_ELSEWHERE = "seen elsewhere"
    NOT_URGENT = "did not see the urgency"
    CONSEQUENCE_UNKNOWN = "did not know the consequence of delay"
    OTHER = "other"


class HalfDay(Word):
    """Which part of a day somebody asked for."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
