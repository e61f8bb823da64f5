"""How it went, and whether a number is surprising.

Counts what is on record. Decides nothing about anybody, and asks for no decision.
"""
