"""The three verdicts. There is no fourth, and none of them is a truth value."""

from __future__ import annotations

from enum import Enum
from typing import NoReturn


class Verdict(Enum):
    """What the kernel accepted of a candidate: a proof, a counterexample, or neither.

    >>> Verdict("certified")
    <Verdict.CERTIFIED: 'certified'>
    """

    CERTIFIED = "certified"
    REFUTED = "refuted"
    UNKNOWN = "unknown"

    def __str__(self) -> str:
        return self.value

    def __bool__(self) -> NoReturn:
        """Raises TypeError: neither `refuted` nor `unknown` is the opposite of `certified`."""
        raise TypeError(
            f"a verdict is not true or false: compare it, as in `verdict is Verdict.CERTIFIED` (it is {self})"
        )
