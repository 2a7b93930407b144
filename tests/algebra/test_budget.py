"""Budgets."""

from __future__ import annotations

import time

import pytest

from certsim.algebra.budget import Budget, OutOfBudget


def test_without_bounds_reached_nothing_happens() -> None:
    Budget(time.monotonic() + 100, pairs=5, terms=7).check(pairs=5, terms=7)


def test_each_bound_is_named() -> None:
    for budget, counts, reason in [
        (Budget(time.monotonic() - 1), {}, "deadline"),
        (Budget(pairs=5), {"pairs": 6}, "5 pairs"),
        (Budget(terms=7), {"terms": 8}, "7 terms"),
    ]:
        with pytest.raises(OutOfBudget, match=reason):
            budget.check(**counts)


def test_a_slice_never_lasts_longer_than_the_whole() -> None:
    whole = Budget(time.monotonic() + 1, pairs=3)
    assert whole.slice(100) == whole
    assert (whole.slice(0.1).seconds_left or 0) <= 0.1
    assert Budget().seconds_left is None
    assert (Budget().slice(5).seconds_left or 0) <= 5
