"""Limits are shared out, and a share never outlives what it is a share of."""

from __future__ import annotations

import pytest

from tests.search.given import limits


def test_a_share_is_a_part_of_the_time_left() -> None:
    whole = limits(100)
    assert whole.share(0.25).seconds_left == pytest.approx(25, abs=1)
    assert whole.share(0.5, 2).seconds_left == pytest.approx(2, abs=0.5)
    assert whole.share(1.0).deadline <= whole.deadline + 0.01


def test_a_share_has_the_same_assumptions_and_the_same_randomness() -> None:
    whole = limits(allow=["z3"])
    part = whole.share(0.5)
    assert part.allow == whole.allow == {"z3"}
    assert part.random is whole.random


def test_what_is_over_is_over() -> None:
    over = limits(-1)
    assert over.expired
    assert over.share(0.5).seconds_left <= 0
    assert not limits(1).expired
