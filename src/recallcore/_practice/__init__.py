"""Many patients: everybody accounted for, today and on the days ahead.

Decides nothing about anybody: it folds decisions into lists, changes, reviews and forecasts.
"""
