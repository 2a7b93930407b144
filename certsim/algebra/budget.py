"""What a computation may cost: Gröbner bases are doubly exponential, and somebody is waiting."""

from __future__ import annotations

import time
from dataclasses import dataclass


class OutOfBudget(Exception):
    """The computation was given up: it says nothing about the answer."""


@dataclass(frozen=True)
class Budget:
    """Bounds on a computation: a moment of `time.monotonic`, pairs of a basis, terms of a polynomial."""

    deadline: float | None = None
    pairs: int = 20_000
    terms: int = 50_000

    @property
    def expired(self) -> bool:
        return self.deadline is not None and time.monotonic() >= self.deadline

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

    @property
    def seconds_left(self) -> float | None:
        """Time until the deadline, ``None`` where there is none."""
        return None if self.deadline is None else self.deadline - time.monotonic()

    def slice(self, seconds: float) -> Budget:
        """This budget with a deadline at most so many seconds away."""
        soon = time.monotonic() + seconds
        return Budget(soon if self.deadline is None else min(soon, self.deadline), self.pairs, self.terms)
