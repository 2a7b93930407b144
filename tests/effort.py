"""How many examples of a kind the random tests try: few on every run, many in a campaign."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, Phase, settings


def few(examples: int) -> Callable[[Any], Any]:
    """A bounded number of examples, the same on every run."""
    return settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )


def many(examples: int) -> Callable[[Any], Any]:
    """Others on every run, and as many as the environment's N says."""
    return settings(
        max_examples=int(os.environ.get("N", examples)),
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
