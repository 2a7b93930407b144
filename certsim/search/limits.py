"""What a search may spend and assume."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from random import Random

from certsim.algebra.budget import UNBOUNDED, Deadline


@dataclass(frozen=True)
class Limits:
    """A deadline, the assumptions allowed, and the source of randomness."""

    deadline: Deadline
    allow: Collection[str]
    random: Random

    @property
    def expired(self) -> bool:
        return self.deadline.passed

    def share(self, fraction: float, at_most: float = UNBOUNDED) -> Limits:
        """These limits with a part of the work that is left."""
        seconds = min(self.deadline.left * fraction, at_most)
        return replace(self, deadline=self.deadline.within(seconds))
