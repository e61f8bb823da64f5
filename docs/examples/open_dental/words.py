"""What Open Dental's words mean in recallcore's."""

from datetime import date

from recallcore import AppointmentState, Channel, Direction, Purpose

# How a patient may be reached: it takes one of these fields to be filled.
ADDRESSES = {
    Channel.PHONE: ["HmPhone", "WkPhone", "WirelessPhone"],
    Channel.SMS: ["WirelessPhone"],
    Channel.EMAIL: ["Email"],
}

# PreferRecallMethod of patients. "None" and "SeeNotes" name no channel; "DoNotCall" is an opt-out.
PREFERRED = {
    "HmPhone": Channel.PHONE,
    "WkPhone": Channel.PHONE,
    "WirelessPh": Channel.PHONE,
    "TextMessage": Channel.SMS,
    "Email": Channel.EMAIL,
    "Mail": Channel.LETTER,
}

# Mode_, SentOrReceived and commType of commlogs. Insurance and money are no contact about the patient's care.
CHANNELS = {"Phone": Channel.PHONE, "Text": Channel.SMS, "Email": Channel.EMAIL, "Mail": Channel.LETTER}
DIRECTIONS = {"Sent": Direction.OUTBOUND, "Received": Direction.INBOUND}
PURPOSES = {"Recall": Purpose.CARE, "Reactivation": Purpose.CARE, "ApptRelated": Purpose.APPOINTMENT}

# AptStatus of appointments. "ASAP" is a booking that would like to be sooner. What is planned or on the unscheduled
# list waits for a day: no booking. What became of a broken one, `appointments.py` finds out.
BROKEN = "Broken"
UNSCHEDULED = "UnschedList"
STATES = {
    "Scheduled": AppointmentState.BOOKED,
    "ASAP": AppointmentState.BOOKED,
    "Complete": AppointmentState.KEPT,
}

# Codes that a practice posts when an appointment is broken. They are no care, and presets.CDT says so.
MISSED_VISIT = "D9986"
CANCELLED_VISIT = "D9987"

# Recalls of the policy that a recall type of the practice is about, by the type's Description. Put yours here.
PROPHYLAXIS = ["prophylaxis", "child prophylaxis"]  # Open Dental has one row for both, and goes by age
PERIO = ["perio"]
BITEWINGS = ["bitewings"]
PANORAMIC = ["panoramic or full mouth"]
RECALLS = {
    "Prophy": PROPHYLAXIS,
    "Child Prophy": PROPHYLAXIS,
    "Perio": PERIO,
    "BW x4": BITEWINGS,
    "4BW": BITEWINGS,
    "Pan": PANORAMIC,
    "Pano": PANORAMIC,
}


def day(text: str) -> date | None:
    """The day of a date, or of a date and time. Open Dental writes 0001-01-01 where there is none."""
    if not text:
        return None
    on = date.fromisoformat(text[:10])
    return None if on.year == 1 else on
