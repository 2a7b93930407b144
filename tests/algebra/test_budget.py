"""Budgets count work; time only ends a command."""

from __future__ import annotations

import pytest

from certsim.algebra import budget as budgets
from certsim.algebra.budget import NEVER, Budget, Deadline, OutOfBudget


class Clock:
    """A machine of which this process gets one second in `load`."""

    def __init__(self, load: float) -> None:
        self.load, self.work = load, 0.0

    def process_time(self) -> float:
        return self.work

    def monotonic(self) -> float:
        return 1000.0 + self.load * self.work


def test_without_bounds_reached_nothing_happens() -> None:
    Budget(Deadline.after(100), pairs=5, terms=7).check(pairs=5, terms=7)


def test_each_bound_is_named() -> None:
    for budget, counts, reason in [
        (Budget(Deadline(0.0)), {}, "deadline"),
        (Budget(pairs=5), {"pairs": 6}, "5 pairs"),
        (Budget(terms=7), {"terms": 8}, "7 terms"),
    ]:
        with pytest.raises(OutOfBudget, match=reason):
            budget.check(**counts)


def test_a_slice_never_lasts_longer_than_the_whole() -> None:
    whole = Budget(Deadline.after(1), pairs=3)
    assert whole.slice(100) == whole
    assert whole.slice(0.1).deadline.left <= 0.1
    assert Budget().slice(5).deadline.left <= 5


def test_what_never_ends_is_never_over() -> None:
    assert not NEVER.passed
    assert NEVER.within(5).left <= 5
    assert NEVER.within(5).end == NEVER.end


@pytest.mark.parametrize("load", [1.0, 3.0, 8.0])
def test_work_is_shared_out_alike_on_a_busy_machine(load: float, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(load)
    monkeypatch.setattr(budgets, "time", clock)
    deadline = Deadline(work=10.0, end=clock.monotonic() + 100)
    clock.work = 4.0
    assert deadline.left == 6.0
    assert deadline.within(2.0).work == 6.0
    clock.work = 10.0
    assert deadline.passed


def test_a_command_ends_however_little_work_was_done(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(1000.0)
    monkeypatch.setattr(budgets, "time", clock)
    deadline = Deadline.after(10.0)
    assert deadline.left == 10.0
    clock.work = 0.02
    assert deadline.passed
    assert deadline.left == 0.0
