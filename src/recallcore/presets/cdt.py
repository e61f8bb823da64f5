"""A map of CDT codes to kinds: what recalls are about, other care, and what is no care."""

from __future__ import annotations

from typing import Final

from recallcore import (
    CodeMap,
    Kind,
)

# What recalls are about.
_CODES: Final = {
    "D0120": Kind.EXAMINATION,
    "D0145": Kind.EXAMINATION,
    "D0150": Kind.EXAMINATION,
    "D0160": Kind.EXAMINATION,
    "D0180": Kind.PERIODONTAL_EXAMINATION,
    "D0210": Kind.FULL_MOUTH_SERIES,
    "D0330": Kind.PANORAMIC,
    "D1110": Kind.PROPHYLAXIS,
    "D1120": Kind.PROPHYLAXIS,
    "D1351": Kind.SEALANT,
    "D4910": Kind.PERIODONTAL_MAINTENANCE,
    "D7140": Kind.EXTRACTION,
    "D8680": Kind.ORTHODONTIC_END,
}
_RANGES: Final = {
    "D0270-D0277": Kind.BITEWINGS,
    "D1206-D1208": Kind.FLUORIDE,
    "D2140-D2394": Kind.FILLING,
    "D2510-D2799": Kind.CROWN_OR_BRIDGE,
    "D3310-D3348": Kind.ROOT_CANAL,
    "D4341-D4342": Kind.SCALING_AND_ROOT_PLANING,
    "D5110-D5140": Kind.COMPLETE_DENTURE,
    "D5211-D5286": Kind.PARTIAL_DENTURE,
    "D6010-D6199": Kind.IMPLANT,
    "D6200-D6999": Kind.CROWN_OR_BRIDGE,
    "D7210-D7250": Kind.EXTRACTION,
    "D8010-D8679": Kind.ORTHODONTIC_VISIT,
}

# Other care, block by block as the codes are published, from the first of a block to the last. Between two codes of a
# block a new one may come, and will be what its neighbours are; between two blocks nothing says what a code is.
_OTHER_CARE: Final = (
    # Diagnostics: an examination for a problem, an image, a scan, a sample taken from the patient.
    *("D0110-D0191", "D0210-D0389", "D0411-D0471", "D0600", "D0604-D0606", "D0701-D0709", "D0801-D0804", "D0999"),
    # Prevention: counselling is care, and so is a vaccination.
    *("D1201-D1205", "D1301-D1330", "D1352-D1355", "D1510-D1575", "D1701-D1783", "D1999"),
    # Teeth, roots and gums.
    *("D2110-D2131", "D2410-D2430", "D2910-D2999", "D3110-D3240", "D3351-D3503", "D3910-D3999"),
    *("D4210-D4286", "D4320-D4381", "D4920-D4921", "D4999"),
    # Dentures and appliances after they are made, and those of the face: an appliance is fitted on a patient.
    *("D5410-D5422", "D5510-D5671", "D5710-D5765", "D5810-D5899", "D5909-D5999"),
    # Surgery, and orthodontics after the end of treatment: a retainer is made anew from a patient's teeth.
    *("D7110-D7130", "D7251-D7350", "D7410-D7490", "D7509-D7560", "D7610-D7680", "D7710-D7780"),
    *("D7810-D7899", "D7910-D7999", "D8681-D8704", "D8999"),
    # Beside all these: relief of pain, anaesthesia and sedation, a consultation, a visit at home or after hours, a drug
    # given, desensitising, behaviour management, complications, guards and sleep appliances, occlusion, bleaching.
    *("D9110-D9130", "D9210-D9248", "D9310", "D9410-D9450", "D9610-D9613", "D9910-D9959", "D9970-D9975"),
)

# What is no care: no clinician does it on a patient, or it says only how care was given that has a code of its own.
_NO_CARE: Final = (
    "D0391-D0396",  # an image read, put together or printed, without the patient
    *("D0414", "D0423"),  # a sample in the laboratory; taking it is care
    "D0472-D0502",  # oral pathology: a specimen and the report on it
    "D0601-D0603",  # the finding of a risk, beside the examination that found it
    *("D0802", "D0804"),  # a cast scanned, not a patient
    "D9311",  # two clinicians speak; the patient need not be there
    "D9630",  # dispensed for use at home
    "D9912",  # asked before a visit whether to come
    "D9961",  # a copy of records
    "D9985-D9987",  # sales tax, a visit missed, a visit cancelled: often posted by themselves
    "D9990-D9997",  # translation, case management, and that a visit was by video
)


def _kinds(listed: tuple[str, ...], kind: Kind, *, spans: bool) -> dict[str, Kind]:
    return {entry: kind for entry in listed if ("-" in entry) is spans}


CDT: Final = CodeMap(
    codes={
        **_CODES,
        **_kinds(_OTHER_CARE, Kind.OTHER, spans=False),
        **_kinds(_NO_CARE, Kind.ADMINISTRATIVE, spans=False),
    },
    ranges={
        **_RANGES,
        **_kinds(_OTHER_CARE, Kind.OTHER, spans=True),
        **_kinds(_NO_CARE, Kind.ADMINISTRATIVE, spans=True),
    },
)
"""Bare CDT codes and ranges, without descriptors, which belong to their owner. Some were read, some are unverified.

Every block of codes that is published says whether it is care. Care that no recall is about is `Kind.OTHER`, a visit
for a problem (D0140) among it; `Kind.ADMINISTRATIVE` is what is no care: a missed visit, a tax, a copy of records, what
is sold for use at home, a laboratory's report. INFERENCE, where nothing published says which: what a clinician does on
a patient is care. What lies between the blocks is not mapped, and neither is D9999, which stands for anything that has
no code, a toothbrush among it: it is `Kind.UNMAPPED` and reported, until a practice says what it means by it.
"""
