"""Numbers for the nodes of a tensor graph: an evaluator that knows of no colours.

Functions are generic: of a name, sums of waves whose weights depend on the name, odd, even or zero at zero
where the table says so. What holds for them by chance does not hold for other seeds.
"""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from certsim.torch.checker.functions import AtZero, Parity
from certsim.torch.checker.functions import function as facts
from certsim.torch.checker.graph import (
    Add,
    Centre,
    Constant,
    Contract,
    Expand,
    Graph,
    Leaf,
    Map,
    Node,
    Opaque,
    Permute,
    Put,
    Reshape,
    Rows,
    Softmax,
    SoftmaxBackward,
    Take,
)
from certsim.torch.checker.pattern import Pattern, Slices

Array = NDArray[np.longdouble]
WAVES = 3


class Values:
    """What functions and leaves are, of a seed; the leaves lie in a pattern."""

    def __init__(self, pattern: Pattern, seed: int, *, relu0: bool = False) -> None:
        self._pattern, self._seed, self._relu0 = pattern, seed, relu0

    def of(self, graph: Graph) -> list[Array]:
        """The values of all nodes."""
        found: list[Array] = []
        for at, node in enumerate(graph.nodes):
            value = self._node(at, node, [found[argument] for argument in node.arguments])
            assert value.shape == node.shape, (node.operation, value.shape, node.shape)
            found.append(value)
        return found

    def _node(self, at: int, node: Node, xs: Sequence[Array]) -> Array:
        match node.operation:
            case Leaf(kind, name):
                return self._leaf(kind, name, node.shape)
            case Constant(values):
                return values.astype(np.longdouble)
            case Map(name):
                return self._map(name, xs)
            case Rows(name, axis, linear):
                return self._rows(name, xs, axis, node.shape[axis], linear)
            case Opaque(name, output, linear, random):
                key = (name, output, at) if random else (name, output)
                return self._whole(key, xs, node.shape, linear)
            case _:
                return _plain(node, xs)

    def _random(self, *key: object) -> np.random.Generator:
        return np.random.default_rng([self._seed, crc32(repr(key).encode())])

    def _leaf(self, kind: str, name: str, shape: Sequence[int]) -> Array:
        slices = self._pattern.get(name) if kind in ("parameter", "frozen") else None
        if slices is None:
            return self._random(kind, name).normal(size=shape).astype(np.longdouble)
        return spread(slices, self._random("base", slices.base))

    def _map(self, name: str, xs: Sequence[Array]) -> Array:
        true = {"exp": np.exp, "reciprocal": np.reciprocal}.get(name)
        if true is not None:
            return true(xs[0])
        known, random = facts(name), self._random("map", name)
        parity = known.parity if len(xs) == 1 else Parity.NONE
        keeps_zero = known.at_zero is AtZero.ZERO or (known.at_zero is AtZero.CONVENTION and self._relu0)
        found = np.zeros_like(xs[0])
        for height, shift, *speeds in random.normal(size=(WAVES, 2 + len(xs))):
            phase = sum((s * x for s, x in zip(speeds, xs, strict=True)), np.zeros_like(xs[0]))
            if parity is Parity.NONE:
                found += height * (np.sin(phase + shift) - (np.sin(shift) if keeps_zero else 0))
            else:
                found += height * (np.sin(phase) if parity is Parity.ODD else np.cos(phase) - keeps_zero)
        return found

    def _rows(self, name: str, xs: Sequence[Array], axis: int, length: int, linear: int | None) -> Array:
        moved = [np.moveaxis(x, axis, -1) for x in xs]
        found = np.empty((*moved[0].shape[:-1], length), dtype=np.longdouble)
        for at in np.ndindex(found.shape[:-1]):
            found[at] = self._whole(("row", name), [x[at] for x in moved], (length,), linear)
        return np.moveaxis(found, -1, axis)

    def _whole(self, key: object, xs: Sequence[Array], shape: Sequence[int], linear: int | None) -> Array:
        """A function of whole arrays, that depends on their shapes."""
        random = self._random(key, [x.shape for x in xs], tuple(shape), linear)
        given = [x.reshape(-1) for k, x in enumerate(xs) if k != linear]
        others = np.concatenate([*given, np.ones(1, dtype=np.longdouble)])
        out = (*shape, xs[linear].size) if linear is not None else tuple(shape)
        phase = random.normal(size=(WAVES, *out, len(others))) @ others
        found = np.sum(random.normal(size=(WAVES, *out)) * np.sin(phase), axis=0)
        return np.asarray(found @ xs[linear].reshape(-1) if linear is not None else found)


def spread(slices: Slices, random: np.random.Generator) -> Array:
    """An array of a pattern, of a base that is drawn."""
    if not slices.base:
        return np.zeros(slices.shape, dtype=np.longdouble)
    found = random.normal(size=[int(np.abs(c).max()) + 1 for c in slices.axes]).astype(np.longdouble)
    found *= slices.sign
    for axis, classes in enumerate(slices.axes):
        shape = [-1 if k == axis else 1 for k in range(len(slices.axes))]
        found = np.take(found, np.abs(classes), axis=axis) * np.sign(classes).reshape(shape)
    return np.asarray(found, dtype=np.longdouble)


def _plain(node: Node, xs: Sequence[Array]) -> Array:
    match node.operation:
        case Add(coefficients):
            scaled = [np.longdouble(float(c)) * x for c, x in zip(coefficients, xs, strict=True)]
            return np.asarray(sum(scaled[1:], scaled[0]))
        case Contract(labels, out):
            return _contract(xs, labels, out)
        case Softmax(axis):
            exponentials = np.exp(xs[0])
            return np.asarray(exponentials / exponentials.sum(axis=axis, keepdims=True))
        case SoftmaxBackward(axis):
            p, y = xs
            return np.asarray(p * (y - (p * y).sum(axis=axis, keepdims=True)))
        case Centre(axes):
            return np.asarray(xs[0] - xs[0].mean(axis=axes, keepdims=True)) if axes else 0 * xs[0]
        case _:
            return _moved(node, xs[0])


def _moved(node: Node, x: Array) -> Array:
    match node.operation:
        case Permute(axes):
            return x.transpose(axes)
        case Reshape():
            return x.reshape(node.shape)
        case Expand(axis, length):
            return np.repeat(np.expand_dims(x, axis), length, axis=axis)
        case Take(axis, index):
            found = np.zeros(node.shape, dtype=np.longdouble)
            for to, at in enumerate(index):
                if at >= 0:
                    np.moveaxis(found, axis, 0)[to] = np.moveaxis(x, axis, 0)[at]
            return found
        case Put(axis, index, _):
            found = np.zeros(node.shape, dtype=np.longdouble)
            for at, to in enumerate(index):
                if to >= 0:
                    np.moveaxis(found, axis, 0)[to] += np.moveaxis(x, axis, 0)[at]
            return found
        case _:
            raise AssertionError(node.operation)


def _contract(xs: Sequence[Array], labels: Sequence[Sequence[int]], out: Sequence[int]) -> Array:
    names = [*out, *sorted({name for given in labels for name in given} - set(out))]
    product: Array = np.ones([1] * len(names), dtype=np.longdouble)
    for x, given in zip(xs, labels, strict=True):
        order = sorted(range(len(given)), key=lambda k: names.index(given[k]))
        lengths = dict(zip(given, x.shape, strict=True))
        product = product * x.transpose(order).reshape([lengths.get(name, 1) for name in names])
    return np.asarray(product.sum(axis=tuple(range(len(out), len(names)))))
