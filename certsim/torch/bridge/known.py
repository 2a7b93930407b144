"""Arrays of a tensor graph that are the same in every run: masks, and numbers at places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from certsim.torch.checker.graph import Add, Constant, Expand, Graph, Map, Node, Permute, Reshape, Take

Known = NDArray[np.float64] | None


def known_arrays(graph: Graph) -> list[Known]:
    """The value of each node that is made of constants, if its entries are integers, or −∞; else None.

    So a mask is known, and the logarithm of one; sums of such numbers are exact.
    """
    known: list[Known] = []
    for node in graph.nodes:
        values = _value(node, [known[at] for at in node.arguments])
        known.append(values if values is not None and _is_plain(values) else None)
    return known


def _is_plain(values: NDArray[np.float64]) -> bool:
    whole = np.isfinite(values) & (np.abs(values) < 2.0**40)
    return bool(np.all((values == -np.inf) | (whole & (np.floor(values) == values))))


def _value(node: Node, arguments: Sequence[Known]) -> Known:
    xs = [x for x in arguments if x is not None]
    if len(xs) < len(arguments):
        return None
    match node.operation:
        case Constant(values):
            return values
        case Add(coefficients):
            return _sum([float(c) for c in coefficients], xs)
        case Map("log_of_mask"):
            with np.errstate(divide="ignore", invalid="ignore"):
                return np.log(xs[0])
        case _:
            return _moved(node, xs)


def _sum(coefficients: Sequence[float], xs: Sequence[NDArray[np.float64]]) -> Known:
    with np.errstate(invalid="ignore"):
        total: Any = sum(c * x for c, x in zip(coefficients, xs, strict=True))
    return None if np.isnan(total).any() else np.asarray(total)


def _moved(node: Node, xs: Sequence[NDArray[np.float64]]) -> Known:
    match node.operation:
        case Permute(axes):
            return np.transpose(xs[0], axes)
        case Reshape():
            return xs[0].reshape(node.shape)
        case Expand(axis, _):
            return np.broadcast_to(np.expand_dims(xs[0], axis), node.shape)
        case Take(axis, index):
            padded = np.concatenate([xs[0], np.zeros_like(np.take(xs[0], [0], axis))], axis)
            return np.take(padded, index, axis)
        case _:
            return None
