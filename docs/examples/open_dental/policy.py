"""How this practice wants its recalls made: Open Dental's own recall types, and a rhythm for calling."""

import attrs

import recallcore as rc
from recallcore import Channel, Interval
from recallcore.presets import OPEN_DENTAL_US

POLICY = attrs.evolve(
    OPEN_DENTAL_US,
    name="example-practice",
    channels=[Channel.PHONE, Channel.SMS, Channel.EMAIL],
    cadence=rc.Cadence(gaps=[Interval(weeks=1)], max_attempts=3, rest=Interval(months=3)),
    dormancy=rc.DormancyRule(
        dormant_after=Interval(months=18),
        lost_after=Interval(weeks=1),
        unscheduled_after=Interval(months=6),
    ),
)
