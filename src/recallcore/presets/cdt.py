"""A map of CDT codes to kinds."""

from __future__ import annotations

from typing import Final

from recallcore import (
    CodeMap,
    Kind,
)

CDT: Final = CodeMap(
    codes={
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
    },
    ranges={
        "D0000-D9999": Kind.OTHER,
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
    },
)
"""Bare CDT codes and ranges, without descriptors, which belong to their owner. Some were read, some are unverified.

Any other code from D0000 to D9999 is known and is `Kind.OTHER`; a problem-focused visit (D0140) is no examination.
"""
