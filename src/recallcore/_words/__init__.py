"""Saying a decision to a person: the order of sentences, and one file for each language.

Decides nothing: every line says a reason that is in the decision already.
"""
