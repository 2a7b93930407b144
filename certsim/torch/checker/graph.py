"""Tensor graphs: what an audit is about, in a few primitives (theory T24).

A graph lists nodes. A node names earlier nodes by their numbers. Everything that a module computes is written
in these primitives, or is `Opaque`: a function of which nothing is known but that it is one. Shapes are those
of the example inputs. Values are real numbers, and arithmetic is exact.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Shape: TypeAlias = tuple[int, ...]
Labels: TypeAlias = tuple[int, ...]


class GraphError(ValueError):
    """A node that is none: its arguments do not fit together."""


@dataclass(frozen=True)
class Leaf:
    """An array that is given: of kind `parameter`, `frozen`, `input` or `cotangent`.

    What is frozen, buffers too, has its value, and no field moves it. An input may have any entries; so may
    whatever is computed from inputs alone. A cotangent is ∂L/∂y of one output, with any entries, too.
    """

    kind: str
    name: str


@dataclass(frozen=True, eq=False)
class Constant:
    """An array of numbers."""

    values: NDArray[np.float64]


@dataclass(frozen=True)
class Permute:
    """y[i_{a0}, i_{a1}, …] = x[i_0, i_1, …]: axis k of y is axis axes[k] of x."""

    axes: tuple[int, ...]


@dataclass(frozen=True)
class Reshape:
    """The same entries, read row by row, in another shape."""


@dataclass(frozen=True)
class Take:
    """y[…, i, …] = x[…, index[i], …] along an axis, and 0 where index[i] = −1."""

    axis: int
    index: tuple[int, ...]


@dataclass(frozen=True)
class Put:
    """y[…, j, …] = Σ x[…, i, …] over all i with index[i] = j, along an axis: the transpose of Take."""

    axis: int
    index: tuple[int, ...]
    length: int


@dataclass(frozen=True)
class Expand:
    """y[…, i, …] = x[…, …] for every i: a new axis of a length, along which y is constant."""

    axis: int
    length: int


@dataclass(frozen=True)
class Add:
    """y = Σ c_k x_k, all of one shape."""

    coefficients: tuple[Fraction, ...]


@dataclass(frozen=True)
class Contract:
    """y[out] = Σ Π x_k[labels_k], over all labels that are not in `out`. No label is twice in one array."""

    labels: tuple[Labels, ...]
    out: Labels


@dataclass(frozen=True)
class Map:
    """y = f(x_1, x_2, …), entry by entry, all of one shape; `functions` says what is known of f."""

    function: str


@dataclass(frozen=True)
class Rows:
    """y[…, :] = f(x_1[…, :], x_2[…, :], …): one function of the rows along an axis, the same for all rows.

    `linear` is the number of an argument in which f is linear, or None. A row of y has a length of its own.
    """

    function: str
    axis: int
    linear: int | None = None


@dataclass(frozen=True)
class Softmax:
    """p = exp(x) / Σ exp(x) along an axis."""

    axis: int


@dataclass(frozen=True)
class SoftmaxBackward:
    """x̄ = p (ȳ − Σ p ȳ) of p and ȳ, along an axis: what Softmax sends back."""

    axis: int


@dataclass(frozen=True)
class Centre:
    """x − mean of x over some axes. It is its own transpose."""

    axes: tuple[int, ...]


@dataclass(frozen=True)
class Opaque:
    """Output `output` of a function of whole arrays; equal arguments give equal values.

    `linear` is the number of an argument in which it is linear, or None. `random` marks what is drawn anew:
    two such nodes are never equal.
    """

    function: str
    output: int = 0
    linear: int | None = None
    random: bool = False


Operation: TypeAlias = (
    Leaf | Constant | Permute | Reshape | Take | Put | Expand | Add | Contract | Map | Rows | Softmax
    | SoftmaxBackward | Centre | Opaque
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Node:
    """An operation, the numbers of its arguments, and the shape of its value."""

    operation: Operation
    arguments: tuple[int, ...]
    shape: Shape


@dataclass
class Graph:
    """Nodes in the order of computation, the numbers of the outputs, and what has no rule.

    Attributes:
        nodes: each names earlier ones.
        outputs: the numbers of the nodes that a loss sees.
        unsupported: names of operations for which Opaque stands.
    """

    nodes: list[Node] = field(default_factory=list)
    outputs: list[int] = field(default_factory=list)
    unsupported: list[str] = field(default_factory=list)
    _known: dict[object, int] = field(default_factory=dict, init=False, repr=False)
    """The nodes that were added, by what they are."""

    def shape(self, node: int) -> Shape:
        return self.nodes[node].shape

    def leaf(self, kind: str, name: str, shape: Sequence[int]) -> int:
        return self._add(Leaf(kind, name), (), shape)

    def constant(self, values: NDArray[np.float64]) -> int:
        """An array of numbers, once for all who ask for the same."""
        values = np.asarray(values, dtype=np.float64, order="C")
        key = (values.shape, hashlib.sha256(values.data).digest())
        if key not in self._known:
            self._known[key] = self._add(Constant(values), (), values.shape)
        return self._known[key]

    def number(self, value: float, shape: Sequence[int] = ()) -> int:
        """A number, in every entry."""
        node = self.constant(np.array(value, dtype=np.float64))
        for axis, length in enumerate(shape):
            node = self.expand(node, axis, length)
        return node

    def permute(self, x: int, axes: Sequence[int]) -> int:
        shape = self.shape(x)
        self._require(sorted(axes) == list(range(len(shape))), "axes of permute", axes)
        if list(axes) == list(range(len(shape))):
            return x
        return self._add(Permute(tuple(axes)), (x,), [shape[axis] for axis in axes])

    def reshape(self, x: int, shape: Sequence[int]) -> int:
        self._require(math.prod(shape) == math.prod(self.shape(x)), "shape", shape)
        return x if tuple(shape) == self.shape(x) else self._add(Reshape(), (x,), shape)

    def take(self, x: int, axis: int, index: Sequence[int]) -> int:
        shape = list(self.shape(x))
        self._require_axes([axis], shape)
        self._require(all(-1 <= i < shape[axis] for i in index), "index of take", axis)
        if list(index) == list(range(shape[axis])):
            return x
        shape[axis] = len(index)
        return self._add(Take(axis, tuple(index)), (x,), shape)

    def select(self, x: int, axis: int, at: int) -> int:
        """One slice, without its axis."""
        shape = self.shape(x)
        return self.reshape(self.take(x, axis, [at % shape[axis]]), (*shape[:axis], *shape[axis + 1 :]))

    def put(self, x: int, axis: int, index: Sequence[int], length: int) -> int:
        shape = list(self.shape(x))
        self._require_axes([axis], shape)
        self._require(len(index) == shape[axis], "index of put", axis)
        self._require(all(-1 <= i < length for i in index), "index of put", axis)
        shape[axis] = length
        return self._add(Put(axis, tuple(index), length), (x,), shape)

    def concatenate(self, xs: Sequence[int], axis: int) -> int:
        """Arrays one after the other along an axis."""
        lengths = [self.shape(x)[axis] for x in xs]
        starts = [sum(lengths[:k]) for k in range(len(xs))]
        return self.add(
            [
                self.put(x, axis, range(start, start + length), sum(lengths))
                for x, start, length in zip(xs, starts, lengths, strict=True)
            ]
        )

    def expand(self, x: int, axis: int, length: int) -> int:
        shape = self.shape(x)
        self._require(0 <= axis <= len(shape), "axis of expand", axis)
        return self._add(Expand(axis, length), (x,), [*shape[:axis], length, *shape[axis:]])

    def broadcast(self, x: int, shape: Sequence[int]) -> int:
        """As arithmetic of arrays broadcasts: new axes in front, axes of length 1 made longer."""
        old = self.shape(x)
        ahead = len(shape) - len(old)
        kept = [k for k, n in enumerate(old) if n == shape[ahead + k]]
        self._require(
            ahead >= 0 and all(old[k] == 1 for k in set(range(len(old))) - set(kept)), "shape", shape
        )
        x = self.reshape(x, [old[k] for k in kept])
        for axis, length in enumerate(shape):
            if axis - ahead not in kept:
                x = self.expand(x, axis, length)
        return x

    def add(self, xs: Sequence[int], coefficients: Sequence[Fraction | int] | None = None) -> int:
        """The sum of arrays of one shape, with coefficients, all 1 by default."""
        given = [Fraction(1)] * len(xs) if coefficients is None else [Fraction(c) for c in coefficients]
        self._require(len({self.shape(x) for x in xs}) == 1 and len(given) == len(xs), "shapes of a sum", xs)
        if given == [1]:
            return xs[0]
        return self._add(Add(tuple(given)), xs, self.shape(xs[0]))

    def contract(self, xs: Sequence[int], labels: Sequence[Sequence[int]], out: Sequence[int]) -> int:
        """Labels are numbered as they occur: what they are called does not matter."""
        lengths: dict[int, int] = {}
        for x, names in zip(xs, labels, strict=True):
            self._require(len(set(names)) == len(names) == len(self.shape(x)), "labels", names)
            for name, length in zip(names, self.shape(x), strict=True):
                self._require(lengths.setdefault(name, length) == length, "lengths of label", name)
        self._require(set(out) <= set(lengths) and len(set(out)) == len(out), "labels", out)
        number = {name: at for at, name in enumerate(lengths)}
        numbered = tuple(tuple(number[name] for name in names) for names in labels)
        operation = Contract(numbered, tuple(number[name] for name in out))
        return self._add(operation, xs, [lengths[name] for name in out])

    def multiply(self, *xs: int) -> int:
        """The product entry by entry, of one shape."""
        names = range(len(self.shape(xs[0])))
        return self.contract(xs, [names] * len(xs), names)

    def total(self, x: int, axes: Sequence[int]) -> int:
        """The sum over some axes."""
        self._require_axes(axes, self.shape(x))
        names = range(len(self.shape(x)))
        return self.contract([x], [names], [k for k in names if k not in axes]) if axes else x

    def map(self, function: str, *xs: int) -> int:
        self._require(len({self.shape(x) for x in xs}) == 1, f"shapes of {function}", xs)
        return self._add(Map(function), xs, self.shape(xs[0]))

    def rows(
        self, function: str, xs: Sequence[int], axis: int, length: int, linear: int | None = None
    ) -> int:
        """Each row of the arguments along an axis gives a row of a length."""
        for x in xs:
            self._require_axes([axis], self.shape(x))
        shapes = {(*self.shape(x)[:axis], *self.shape(x)[axis + 1 :]) for x in xs}
        self._require(len(shapes) == 1, f"shapes of {function}", xs)
        (rest,) = shapes
        return self._add(Rows(function, axis, linear), xs, [*rest[:axis], length, *rest[axis:]])

    def softmax(self, x: int, axis: int) -> int:
        return self._add(Softmax(axis % len(self.shape(x))), (x,), self.shape(x))

    def softmax_backward(self, p: int, y: int, axis: int) -> int:
        self._require(self.shape(p) == self.shape(y), "shapes of softmax", (p, y))
        self._require(self.nodes[p].operation == Softmax(axis), "arguments of what softmax sends back", p)
        return self._add(SoftmaxBackward(axis), (p, y), self.shape(p))

    def centre(self, x: int, axes: Sequence[int]) -> int:
        self._require_axes(axes, self.shape(x))
        return self._add(Centre(tuple(axes)), (x,), self.shape(x))

    def opaque(self, operation: Opaque, xs: Sequence[int], shape: Sequence[int]) -> int:
        return self._add(operation, xs, shape)

    def _add(self, operation: Operation, arguments: Sequence[int], shape: Sequence[int]) -> int:
        """The number of the node: an equal one that is there already, unless it is drawn anew."""
        self._require(all(length > 0 for length in shape), "lengths of an array", list(shape))
        node = Node(operation, tuple(arguments), tuple(int(n) for n in shape))
        key: tuple[object, ...] = (operation, node.arguments, node.shape)
        if isinstance(operation, Opaque) and operation.random:
            key = (len(self.nodes), *key)
        if key not in self._known:
            self.nodes.append(node)
            self._known[key] = len(self.nodes) - 1
        return self._known[key]

    def _require_axes(self, axes: Sequence[int], shape: Sequence[int]) -> None:
        proper = all(0 <= axis < len(shape) for axis in axes) and len(set(axes)) == len(axes)
        self._require(proper, "axes", axes)

    def _require(self, fits: bool, what: str, given: object) -> None:
        if not fits:
            raise GraphError(f"the {what} do not fit: {given}")
