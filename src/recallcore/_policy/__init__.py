"""What a practice has decided, as data, each number with its source.

Knows no patient: nothing here has seen a history.
"""
