"""What a rule is: a function of arrays of a graph that gives the arrays that an operation computes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from certsim.torch.capture.operations.array import Array

Rule: TypeAlias = Callable[..., Array | Sequence[Array]]
