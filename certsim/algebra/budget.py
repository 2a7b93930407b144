"""What a computation may cost: Gröbner bases are doubly exponential, and somebody is waiting.

This is the one clock of all searches. It counts work: the processor time of this process. So a search finds
the same on an idle machine and on a busy one. Time on the wall only ends a command as a whole.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final

UNBOUNDED: Final = float("inf")


class OutOfBudget(Exception):
    """The computation was given up: it says nothing about the answer."""


class _Process:
    """This process, and the moment of `time.monotonic` at which it has to answer."""

    def __init__(self) -> None:
        self.end = UNBOUNDED


_PROCESS: Final = _Process()


@contextmanager
def ending_at(moment: float) -> Iterator[None]:
    """All deadlines of this process have passed at a moment of `time.monotonic`, within the block."""
    outside, _PROCESS.end = _PROCESS.end, min(moment, _PROCESS.end)
    try:
        yield
    finally:
        _PROCESS.end = outside


@dataclass(frozen=True)
class Deadline:
    """When a computation is given up.

    Attributes:
        work: a moment of `time.process_time`. What is shared out is the work until then.
        end: a moment of `time.monotonic`, at which the command ends as a whole.
    """

    work: float
    end: float = UNBOUNDED

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        """The deadline so many seconds of work away, or of time, whichever is over first."""
        return cls(time.process_time() + seconds, time.monotonic() + seconds)

    @property
    def left(self) -> float:
        """The seconds of work that are left, 0 if there are none."""
        return max(0.0, self.work - time.process_time()) if self.time_left > 0 else 0.0

    @property
    def time_left(self) -> float:
        """The seconds on the wall until the command ends; they may be shared out to nobody."""
        return min(self.end, _PROCESS.end) - time.monotonic()

    @property
    def passed(self) -> bool:
        return self.left <= 0

    def within(self, seconds: float) -> Deadline:
        """This deadline, or one that is so many seconds of work away, if that is sooner."""
        return replace(self, work=min(self.work, time.process_time() + seconds))


NEVER: Final = Deadline(UNBOUNDED)


@dataclass(frozen=True)
class Budget:
    """Bounds on a computation: its deadline, pairs of a basis, terms of a polynomial."""

    deadline: Deadline = NEVER
    pairs: int = 20_000
    terms: int = 50_000

    @property
    def expired(self) -> bool:
        return self.deadline.passed

    def check(self, *, pairs: int = 0, terms: int = 0) -> None:
        """Raises:
        OutOfBudget: the deadline has passed or a count is over its bound.
        """
        if self.expired:
            raise OutOfBudget("the deadline has passed")
        if pairs > self.pairs:
            raise OutOfBudget(f"more than {self.pairs} pairs")
        if terms > self.terms:
            raise OutOfBudget(f"a polynomial with more than {self.terms} terms")

    def slice(self, seconds: float) -> Budget:
        """This budget with a deadline at most so many seconds of work away."""
        return replace(self, deadline=self.deadline.within(seconds))
