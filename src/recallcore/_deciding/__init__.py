"""One patient on one day: every reason to contact, every reason not to, and what they come to.

Knows facts and policy. Sees one history at a time, so nothing here knows of another patient.
"""
