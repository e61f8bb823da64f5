"""What happened, what stands, what was agreed, and one patient's history of it.

Knows no policy, and no opinion: a fact is the same whoever asks, and whatever follows from it.
"""
