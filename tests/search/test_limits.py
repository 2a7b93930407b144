"""Limits are shared out, and a share never outlives what it is a share of."""

from __future__ import annotations

import pytest

from certsim import Model, certify
from certsim.algebra import budget as budgets
from certsim.judge import Options
from certsim.search.invariance import find_invariance
from certsim.search.tangency import find_tangency
from tests.search.given import limits, setting


def test_a_share_is_a_part_of_the_work_left() -> None:
    whole = limits(100)
    assert whole.share(0.25).deadline.left == pytest.approx(25, abs=1)
    assert whole.share(0.5, 2).deadline.left == pytest.approx(2, abs=0.5)
    assert whole.share(1.0).deadline.work <= whole.deadline.work + 0.01


def test_a_share_has_the_same_assumptions_and_the_same_randomness() -> None:
    whole = limits(allow=["z3"])
    part = whole.share(0.5)
    assert part.allow == whole.allow == {"z3"}
    assert part.random is whole.random


def test_what_is_over_is_over() -> None:
    over = limits(-1)
    assert over.expired
    assert over.share(0.5).deadline.left <= 0
    assert not limits(1).expired


class Counting:
    """A clock by which each look at it is a millisecond of work, and `load` milliseconds of time."""

    def __init__(self, load: int) -> None:
        self.load, self.looks = load, 0

    def process_time(self) -> float:
        self.looks += 1
        return self.looks / 1000

    def monotonic(self) -> float:
        return self.load * self.looks / 1000


QUESTIONS = {
    "kept": ["x**2 + y**2 = 1"],
    "left": ["x**2 + 2*y**2 = 1"],
    "too hard for so little work": ["x**6*y**3 - y**5*x**2 + x**7 = 2", "x**5 + y**9 - 3*x*y = 7"],
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_busy_machine_gives_the_same_answer(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    turning = Model.from_fields([["y", "-x"]], parameters=["x", "y"])
    answers = set()
    for load in (1, 3, 9):
        clock = Counting(load)
        monkeypatch.setattr(budgets, "time", clock)
        monkeypatch.setattr(budgets.Deadline, "after", lambda _: budgets.Deadline(1.0))
        result = certify(turning, QUESTIONS[name], options=Options(timeout=1.0))
        answers.add((result.verdict, result.reason, result.certificate, clock.looks))
    assert len(answers) == 1


@pytest.mark.parametrize("looks", range(0, 120, 10))
def test_work_that_is_over_in_the_middle_of_a_search_is_no_error(
    looks: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = Model.parse("a*relu(b*x + c)", parameters=["a", "b", "c"], inputs=["x"])
    given = setting(unit, ["a**2*b = b**3 - c", "a*b**2 = 1 + c**2"])
    monkeypatch.setattr(budgets, "time", Counting(1))
    assert find_tangency(given, limits(looks / 1000), find_invariance) is None
