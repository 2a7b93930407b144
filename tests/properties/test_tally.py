"""What is judged and what is thrown away is counted."""

from __future__ import annotations

import pytest
from hypothesis import assume
from hypothesis import strategies as st

from tests.effort import for_all


@pytest.mark.parametrize("filtered", [False, True])
def test_examples_that_are_thrown_away_are_counted(monkeypatch: pytest.MonkeyPatch, filtered: bool) -> None:
    monkeypatch.delenv("N", raising=False)
    seen = []

    @for_all(st.integers(0, 7).filter(lambda n: n % 4 == 3) if filtered else st.integers(0, 7), examples=10)
    def judge(number: int) -> None:
        assume(filtered or number % 2)
        seen.append(number)

    judge()
    assert judge.tally.judged == len(seen) > 0
    assert judge.tally.begun > len(seen)
    assert judge.tally.discarded == 1 - len(seen) / judge.tally.begun


def test_a_property_that_keeps_all_examples_throws_none_away() -> None:
    @for_all(st.integers(), examples=5)
    def judge(number: int) -> None:
        assert isinstance(number, int)

    judge()
    assert judge.tally.discarded == 0


def test_an_example_that_fails_is_found() -> None:
    @for_all(st.integers(), examples=50)
    def judge(number: int) -> None:
        assert number < 10

    with pytest.raises(AssertionError):
        judge()
