"""From Open Dental's tables to recallcore's facts, one file for each thing that is read.

Start with `practice.py`, which puts a patient together. Every reader looks at the rows of one patient (`chart.py`),
adds facts, and reports what became of each row.
"""
