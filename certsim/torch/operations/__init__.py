"""The trusted table: for each operation of PyTorch a short rule that writes it in primitives (theory T24).

A rule computes exactly the operation, in real arithmetic. Each has a twin in tests/torch/operations.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from inspect import signature
from typing import Any, Final

from certsim.torch.graph import GraphError
from certsim.torch.operations import (
    attention,
    discrete,
    elementwise,
    indexing,
    linear,
    normalisation,
    pooling,
    reductions,
    shapes,
)
from certsim.torch.operations.array import Array, NoRule
from certsim.torch.operations.rule import Rule

_OF_REALS: Final[Mapping[str, Rule]] = {
    **elementwise.RULES, **linear.RULES, **normalisation.RULES, **attention.RULES, **pooling.RULES,
    **reductions.RULES,
}  # fmt: skip
_OF_ALL_KINDS: Final[Mapping[str, Rule]] = {**shapes.RULES, **indexing.RULES, **discrete.RULES}

OPERATIONS: Final[Mapping[str, Rule]] = {**_OF_REALS, **_OF_ALL_KINDS}
"""The rules, by the names that `torch.export` gives to operations."""

_IGNORED: Final = {"layout", "device", "pin_memory", "memory_format", "non_blocking", "generator", "copy"}
"""Options that change no entry."""


def operations() -> list[tuple[str, str]]:
    """The names of the operations that have a rule, and what each rule says."""
    return [(name, (rule.__doc__ or "").splitlines()[0]) for name, rule in sorted(OPERATIONS.items())]


def apply_rule(
    name: str, arguments: Sequence[Any], options: Mapping[str, Any], dtypes: Sequence[str]
) -> list[Array]:
    """The arrays that an operation computes, of these kinds of numbers; NoRule, if no rule says so.

    Rules of real numbers hold where the results are real: whole numbers are divided and overflow in ways of
    their own. The product of truth values is their product as numbers.
    """
    rule = OPERATIONS.get(name)
    real = dtypes[0].startswith(("float", "bfloat")) or (name, dtypes[0]) == ("aten.mul.Tensor", "bool")
    if rule is None or (name in _OF_REALS and not real):
        raise NoRule(name)
    known = signature(rule).parameters
    kept = {
        key: value
        for key, value in options.items()
        if key not in _IGNORED and (key != "dtype" or key in known)
    }
    try:
        given = rule(*arguments, **kept)
    except (GraphError, TypeError) as error:  # an option that the rule does not know, or an empty array
        raise NoRule(name) from error
    results = [given] if isinstance(given, Array) else list(given)
    return [_of_kind(x, dtype) for x, dtype in zip(results, dtypes, strict=True)]


def _of_kind(x: Array, dtype: str) -> Array:
    """An array whose numbers are of a kind."""
    return replace(x, dtype=dtype)
