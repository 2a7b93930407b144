"""Rules of sums, means, maxima and other functions of rows."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from certsim.torch.capture.operations.array import Array, NoRule, Number, contract
from certsim.torch.capture.operations.rule import Rule

Axes = Sequence[int] | int | None


def sum_(x: Array, dim: Axes = None, keepdim: bool = False) -> Array:
    """Σ x over axes."""
    return x.sum(dim, keepdim)


def mean(x: Array, dim: Axes = None, keepdim: bool = False) -> Array:
    """The mean over axes."""
    return x.mean(dim, keepdim)


def variance(x: Array, dim: Axes = None, *, correction: Number | None = None, keepdim: bool = False) -> Array:
    """Σ (x − mean)² / (n − correction) over axes."""
    centred = x.centre(dim)
    left = x.count(dim) - (1 if correction is None else correction)
    return (centred * centred).sum(dim, keepdim) / left


def deviation(
    x: Array, dim: Axes = None, *, correction: Number | None = None, keepdim: bool = False
) -> Array:
    """The square root of the variance."""
    return variance(x, dim, correction=correction, keepdim=keepdim).map("root")


def variance_and_mean(
    x: Array, dim: Axes = None, *, correction: Number | None = None, keepdim: bool = False
) -> list[Array]:
    """The variance and the mean over axes."""
    return [variance(x, dim, correction=correction, keepdim=keepdim), x.mean(dim, keepdim)]


def norm(x: Array, ord: Number = 2, dim: Axes = None, keepdim: bool = False) -> Array:  # noqa: A002
    """(Σ |x|^p)^(1/p) over axes."""
    if ord == 2:
        return (x * x).sum(dim, keepdim).map("root")
    if ord == 1:
        return x.map("abs").sum(dim, keepdim)
    if abs(ord) == math.inf:
        return reduced(x.map("abs"), "amax" if ord > 0 else "amin", dim, keepdim)
    if ord <= 0:
        raise NoRule(f"the norm of order {ord}")
    powers = x.map("abs").map(f"power:{float(ord)!r}")
    return powers.sum(dim, keepdim).map(f"power:{1 / ord!r}")


def distances(x: Array, y: Array, p: Number = 2, compute_mode: int | None = None) -> Array:
    """The norms of the differences of all rows of one array and all rows of another."""
    return norm(x.insert(-2) - y.insert(-3), p, -1)


def cumulative_sum(x: Array, dim: int) -> Array:
    """Sums of the first entries along an axis."""
    if not x.rank:
        return x
    axis = x.axis(dim)
    lower = x.known_array(np.tril(np.ones((x.shape[axis], x.shape[axis]))))
    labels = range(x.rank)
    return contract([(lower, [axis, -1]), (x, [-1 if k == axis else k for k in labels])], labels)


def _of_rows(function: str) -> Rule:
    """A function of the rows along one axis that gives a number."""

    def rule(x: Array, dim: int, keepdim: bool = False) -> Array:
        return reduced(x, function, [dim], keepdim)

    rule.__doc__ = f"The function {function} of the rows along an axis."
    return rule


def _of_all(function: str) -> Rule:
    """A function of all entries."""

    def rule(x: Array) -> Array:
        return reduced(x, function, None, False)

    rule.__doc__ = f"The function {function} of all entries."
    return rule


def _of_axes(function: str) -> Rule:
    def rule(x: Array, dim: Axes = (), keepdim: bool = False) -> Array:
        return reduced(x, function, dim, keepdim)

    rule.__doc__ = f"The function {function} of the entries along axes."
    return rule


def _with_index(function: str, index: str) -> Rule:
    def rule(x: Array, dim: int, keepdim: bool = False) -> list[Array]:
        return [reduced(x, name, [dim], keepdim) for name in (function, index)]

    rule.__doc__ = f"The functions {function} and {index} of the rows along an axis."
    return rule


def _along(function: str) -> Rule:
    def rule(x: Array, dim: int) -> Array:
        return x.rows(function, dim, x.shape[x.axis(dim)]) if x.rank else x

    rule.__doc__ = f"The function {function} along an axis."
    return rule


def reduced(x: Array, function: str, dim: Axes, keepdim: bool) -> Array:
    """A function of the entries along axes that gives a number."""
    axes = x.axes(dim)
    rest = [k for k in range(x.rank) if k not in axes]
    rows = x.permute([*rest, *axes]).reshape([*(x.shape[k] for k in rest), -1])
    result = rows.rows(function, -1, 1).drop([rows.rank - 1])
    return result.keep(axes) if keepdim else result


def sort(x: Array, dim: int = -1, descending: bool = False) -> list[Array]:
    """The entries of rows in order, and where they were."""
    if not x.rank:
        return [x, x.number(0.0)]
    length, mark = x.shape[x.axis(dim)], ":descending" if descending else ":ascending"
    return [x.rows(f"{name}{mark}", dim, length) for name in ("sort", "argsort")]


def stable_sort(x: Array, *, stable: bool | None, dim: int = -1, descending: bool = False) -> list[Array]:
    """The entries of rows in order, and where they were."""
    return sort(x, dim, descending)


def topk(x: Array, k: int, dim: int = -1, largest: bool = True, sorted: bool = True) -> list[Array]:  # noqa: A002
    """The k largest or smallest entries of rows in order, and where they were."""
    return [part.take(dim, range(k)) for part in sort(x, dim, descending=largest)]


RULES: Final[Mapping[str, Rule]] = {
    "aten.sum.default": sum_,
    "aten.sum.dim_IntList": sum_,
    "aten.mean.default": mean,
    "aten.mean.dim": mean,
    "aten.var.correction": variance,
    "aten.std.correction": deviation,
    "aten.var_mean.correction": variance_and_mean,
    "aten.linalg_vector_norm.default": norm,
    "aten.cdist.default": distances,
    "aten._cdist_forward.default": distances,
    "aten.cumsum.default": cumulative_sum,
    "aten.cumprod.default": _along("cumprod"),
    "aten.logcumsumexp.default": _along("logcumsumexp"),
    "aten.prod.default": _of_all("prod"),
    "aten.prod.dim_int": _of_rows("prod"),
    "aten.amax.default": _of_axes("amax"),
    "aten.amin.default": _of_axes("amin"),
    "aten.max.default": _of_all("amax"),
    "aten.min.default": _of_all("amin"),
    "aten.median.default": _of_all("median"),
    "aten.max.dim": _with_index("max", "argmax"),
    "aten.min.dim": _with_index("min", "argmin"),
    "aten.median.dim": _with_index("median", "argmedian"),
    "aten.sort.default": sort,
    "aten.sort.stable": stable_sort,
    "aten.topk.default": topk,
}
