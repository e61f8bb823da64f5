"""Profiles for Hypothesis, chosen with HYPOTHESIS_PROFILE, and the rule that every test proves a clause."""

from __future__ import annotations

import os

import pytest
from hypothesis import Phase, settings
from spec_page import CLAUSES

settings.register_profile("ci", derandomize=True, database=None, deadline=None, max_examples=20)
settings.register_profile("quick", settings.get_profile("ci"), max_examples=10)
# A planted bug is to be found, not shrunk: what is found is the same.
settings.register_profile("planted", settings.get_profile("ci"), phases=[Phase.explicit, Phase.generate])
settings.register_profile("sampled", settings.get_profile("quick"), phases=[Phase.explicit, Phase.generate])
settings.register_profile("long", deadline=None, max_examples=20_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        cited = {clause for mark in item.iter_markers("clause") for clause in mark.args}
        if not cited:
            raise pytest.UsageError(f"{item.nodeid} proves no clause: mark it with @pytest.mark.clause")
        if unknown := cited - CLAUSES.keys():
            raise pytest.UsageError(f"{item.nodeid} cites {sorted(unknown)}, which docs/spec.md does not have")
