"""How facts arrive, how charts become one, what was known when, and what a household shares.

Knows no policy: records are the same whatever a practice decides about them.
"""
