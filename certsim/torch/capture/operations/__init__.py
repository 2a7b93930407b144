"""The trusted table: for each operation of PyTorch a short rule that writes it in primitives (theory T24).

A rule computes exactly the operation, in real arithmetic. Each has a twin in tests/torch/operations.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from inspect import signature
from typing import Any, Final

from torch.utils import _pytree as pytree

from certsim.torch.capture.operations import (
    attention,
    complex_numbers,
    discrete,
    elementwise,
    indexing,
    linear,
    normalisation,
    pooling,
    reductions,
    shapes,
)
from certsim.torch.capture.operations.array import Array, NoRule
from certsim.torch.capture.operations.complex_numbers import Complex, Value
from certsim.torch.capture.operations.rule import Rule
from certsim.torch.checker.graph import GraphError

_OF_REALS: Final[Mapping[str, Rule]] = {
    **elementwise.RULES, **linear.RULES, **normalisation.RULES, **attention.RULES, **pooling.RULES,
    **reductions.RULES,
}  # fmt: skip
_OF_ALL_KINDS: Final[Mapping[str, Rule]] = {**shapes.RULES, **indexing.RULES, **discrete.RULES}

_OF_COMPLEX: Final = complex_numbers.RULES | complex_numbers.TO_REAL

OPERATIONS: Final[Mapping[str, Rule]] = {**_OF_COMPLEX, **_OF_REALS, **_OF_ALL_KINDS}
"""The rules, by the names that `torch.export` gives to operations."""

_IGNORED: Final = {"layout", "device", "pin_memory", "memory_format", "non_blocking", "generator", "copy"}
"""Options that change no entry."""


def operations() -> list[tuple[str, str]]:
    """The names of the operations that have a rule, and what each rule says."""
    return [(name, (rule.__doc__ or "").splitlines()[0]) for name, rule in sorted(OPERATIONS.items())]


def apply_rule(
    name: str, arguments: Sequence[Any], options: Mapping[str, Any], dtypes: Sequence[str]
) -> list[Value]:
    """The arrays that an operation computes, of these kinds of numbers; NoRule, if no rule says so.

    Rules of real numbers hold where the results are real: whole numbers are divided and overflow in ways of
    their own. The product of truth values is their product as numbers.
    """
    rule = _rule(name, arguments, dtypes[0])
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
    results = [given] if isinstance(given, Array | Complex) else list(given)
    return [_of_kind(x, dtype) for x, dtype in zip(results, dtypes, strict=True)]


def _rule(name: str, arguments: Sequence[Any], dtype: str) -> Rule:
    """The rule of an operation of such arguments, whose first result is of a kind."""
    leaves = pytree.tree_leaves(arguments, is_leaf=lambda x: isinstance(x, Complex))
    rules = OPERATIONS
    if dtype.startswith("complex"):
        rules = complex_numbers.RULES
    elif any(isinstance(x, Complex) for x in leaves):
        rules = complex_numbers.TO_REAL
    real = dtype.startswith(("float", "bfloat", "complex")) or (name, dtype) == ("aten.mul.Tensor", "bool")
    if name not in rules or (name in _OF_REALS and not real):
        raise NoRule(name)
    return rules[name]


def _of_kind(x: Value, dtype: str) -> Value:
    """An array whose numbers are of a kind."""
    return x if isinstance(x, Complex) else replace(x, dtype=dtype)
