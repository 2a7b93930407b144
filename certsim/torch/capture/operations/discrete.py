"""Rules of operations whose results are whole numbers or truth values: no gradient passes through them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from certsim.torch.capture.operations.array import Array, NoRule, Number
from certsim.torch.capture.operations.reductions import reduced
from certsim.torch.capture.operations.rule import Rule


def negation(x: Array) -> Array:
    """1 − x of truth values."""
    return 1 - x.map("ne", 0)


def conjunction(x: Array, y: Array) -> Array:
    """x y of truth values."""
    return x.map("ne", 0) * y.map("ne", 0)


def disjunction(x: Array, y: Array) -> Array:
    """1 − (1 − x)(1 − y) of truth values."""
    return 1 - negation(x) * negation(y)


def any_(x: Array, dim: Sequence[int] | int | None = None, keepdim: bool = False) -> Array:
    """1 where some entry along axes is not 0, and else 0."""
    return x.map("ne", 0).sum(dim, keepdim).map("ne", 0)


def all_(x: Array, dim: Sequence[int] | int | None = None, keepdim: bool = False) -> Array:
    """1 where no entry along axes is 0, and else 0."""
    return 1 - any_(x.map("eq", 0), dim, keepdim)


def _property(name: str) -> Rule:
    def rule(x: Array) -> Array:
        return x.map(name)

    rule.__doc__ = f"1 where {name} holds, and else 0."
    return rule


def of_truth(rule: Rule) -> Rule:
    """A rule of truth values; whole numbers are combined bit by bit."""

    def restricted(*xs: Array) -> Array | Sequence[Array]:
        if any(x.dtype != "bool" for x in xs):
            raise NoRule("the bits of whole numbers")
        return rule(*xs)

    restricted.__doc__ = rule.__doc__
    return restricted


def _comparison(name: str) -> Rule:
    def rule(x: Array, y: Array | Number) -> Array:
        return x.map(name, y)

    rule.__doc__ = f"1 where the relation {name} holds, and else 0."
    return rule


def _place(name: str) -> Rule:
    def rule(x: Array, dim: int | None = None, keepdim: bool = False) -> Array:
        return reduced(x, name, dim if dim is None else [dim], keepdim)

    rule.__doc__ = f"The function {name} of the rows along an axis, or of all entries."
    return rule


_RELATIONS: Final = ("eq", "ne", "lt", "le", "gt", "ge")

RULES: Final[Mapping[str, Rule]] = {
    **{f"aten.{name}.{other}": _comparison(name) for name in _RELATIONS for other in ("Tensor", "Scalar")},
    "aten.argmax.default": _place("argmax"),
    "aten.argmin.default": _place("argmin"),
    "aten.isnan.default": _property("isnan"),
    "aten.isinf.default": _property("isinf"),
    "aten.any.default": any_,
    "aten.any.dim": any_,
    "aten.any.dims": any_,
    "aten.all.default": all_,
    "aten.all.dim": all_,
    "aten.all.dims": all_,
    "aten.logical_not.default": negation,
    "aten.bitwise_not.default": of_truth(negation),
    "aten.logical_and.default": conjunction,
    "aten.bitwise_and.Tensor": of_truth(conjunction),
    "aten.logical_or.default": disjunction,
    "aten.bitwise_or.Tensor": of_truth(disjunction),
}
