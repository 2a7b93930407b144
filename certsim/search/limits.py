"""What a search may spend and assume."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass, replace
from random import Random


@dataclass(frozen=True)
class Limits:
    """A deadline of `time.monotonic`, the assumptions allowed, and the source of randomness."""

    deadline: float
    allow: Collection[str]
    random: Random

    @property
    def seconds_left(self) -> float:
        return self.deadline - time.monotonic()

    @property
    def expired(self) -> bool:
        return self.seconds_left <= 0

    def share(self, fraction: float, at_most: float = float("inf")) -> Limits:
        """These limits with a part of the time that is left."""
        seconds = min(max(0.0, self.seconds_left) * fraction, at_most)
        return replace(self, deadline=time.monotonic() + seconds)
