"""How a value is declared, checked and refused; spans of time, and who belongs together.

Knows no dentistry: nothing here has heard of a patient, a recall or a practice.
"""
