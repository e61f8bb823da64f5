"""A policy as plain data, and back: whatever JSON, TOML or a database column can hold."""

from __future__ import annotations

from typing import Any

from recallcore._base.checks import one_of
from recallcore._base.plain import as_data, from_data
from recallcore._base.requests import check_arguments
from recallcore._policy.policy import Policy


def policy_as_data(policy: Policy) -> dict[str, Any]:
    """The policy as plain data. Intervals read "6m1d", days "2026-11-20", words as they are spelled.

    Raises `RequestError` for what is no policy.
    """
    check_arguments(("policy", one_of(Policy), policy))
    return as_data(policy)


def policy_from_data(data: dict[str, Any]) -> Policy:
    """The policy that `policy_as_data` wrote; left-out fields take their defaults.

    Raises `PolicyError`, `IntervalError` or `FactError` (all `RecallcoreError`) for data that is no policy.
    """
    return from_data(Policy, data)
