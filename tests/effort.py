"""How many examples of a kind the random tests try: few on every run, many in a campaign."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import update_wrapper
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st


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


@dataclass
class Tally:
    """How many examples of a property were begun, and how many were judged: the others were thrown away.

    A filter of a strategy throws an example away, or `assume` in the property.
    """

    begun: int = 0
    judged: int = 0

    def begin(self) -> Tally:
        self.begun += 1
        return self

    @property
    def discarded(self) -> float:
        """The share that was thrown away."""
        return 1 - self.judged / self.begun if self.begun else 0.0


def for_all(*strategies: st.SearchStrategy[Any], examples: int) -> Callable[[Callable[..., None]], Any]:
    """A property of all that the strategies draw: so many examples on every run, and N others if N is set.

    Its tally counts them.
    """

    def decorate(check: Callable[..., None]) -> Any:
        tally = Tally()

        def judged(drawn: tuple[Any, ...]) -> None:
            check(*drawn[1:])
            tally.judged += 1

        update_wrapper(judged, check)
        del judged.__wrapped__  # type: ignore[attr-defined]  # its arguments are not those of a fixture
        effort = many(examples) if "N" in os.environ else few(examples)
        run = effort(given(st.tuples(st.builds(tally.begin), *strategies))(judged))
        run.tally = tally
        return run

    return decorate
