"""Arrays of a tensor graph with arithmetic, in which the rules of operations are written."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from certsim.torch.checker.graph import Graph, Leaf, Shape

Number: TypeAlias = int | float


class NoRule(Exception):
    """An operation, or an option of one, of which the table knows nothing."""


@dataclass(eq=False)
class Array:
    """A node of a graph, or an array of known entries that becomes one when it is first used as one.

    Attributes:
        graph: where its node is, or will be.
        shape: of its value.
        known: its entries, if they are the same in every run.
        dtype: the kind of its numbers, such as float32, int64, bool.
    """

    graph: Graph
    shape: Shape
    make: Callable[[], int]
    known: NDArray[np.generic] | None = None
    dtype: str = "float32"
    _node: int | None = field(default=None, init=False, repr=False)

    @classmethod
    def of(cls, graph: Graph, node: int, dtype: str = "float32") -> Array:
        return cls(graph, graph.shape(node), lambda: node, dtype=dtype)

    @classmethod
    def constant(cls, graph: Graph, values: NDArray[np.generic], dtype: str = "float32") -> Array:
        return cls(graph, values.shape, lambda: _constant(graph, values), values, dtype)

    @property
    def node(self) -> int:
        if self._node is None:
            self._node = self.make()
        return self._node

    @property
    def rank(self) -> int:
        return len(self.shape)

    def axis(self, axis: int) -> int:
        """An axis, counted from the front."""
        return axis % max(self.rank, 1)

    def axes(self, axes: Sequence[int] | int | None) -> tuple[int, ...]:
        """Axes, counted from the front; all of them if none is named."""
        named = [axes] if isinstance(axes, int) else axes
        return tuple(sorted(map(self.axis, named))) if named and self.rank else tuple(range(self.rank))

    def __add__(self, other: Array | Number) -> Array:
        return total_of([(1, self), (1, other)])

    def __radd__(self, other: Number) -> Array:
        return self + other

    def __sub__(self, other: Array | Number) -> Array:
        return total_of([(1, self), (-1, other)])

    def __rsub__(self, other: Number) -> Array:
        return total_of([(-1, self), (1, other)])

    def __neg__(self) -> Array:
        return self * -1

    def __mul__(self, other: Array | Number | Fraction) -> Array:
        if isinstance(other, Array):
            return product(self, other)
        if not math.isfinite(other):
            return product(self, self.number(float(other)))
        return self._new(self.graph.add([self.node], [Fraction(other)]))

    def __rmul__(self, other: Number) -> Array:
        return self * other

    def __truediv__(self, other: Array | Number) -> Array:
        if isinstance(other, Array):
            return self * other.map("reciprocal")
        if not math.isfinite(other) or not other:
            return self * (1 / np.float64(other))
        return self * (1 / Fraction(other))

    def number(self, value: float, shape: Sequence[int] = ()) -> Array:
        """A number in every entry, in the same graph."""
        return self._new(self.graph.number(value, shape))

    def known_array(self, values: NDArray[np.generic]) -> Array:
        """An array of known entries, in the same graph."""
        return Array.constant(self.graph, values)

    def map(self, function: str, *others: Array | Number) -> Array:
        """A function, entry by entry, of arrays that broadcast together."""
        return self._new(self.graph.map(function, *(x.node for x in broadcast(self, *others))))

    def detach(self) -> Array:
        """The array, through which no gradient passes: itself, if none would."""
        return self if self.known is not None or given(self) else self.map("detach")

    def permute(self, axes: Sequence[int]) -> Array:
        return self._new(self.graph.permute(self.node, [self.axis(a) for a in axes]))

    def swap(self, one: int, other: int) -> Array:
        """Two axes exchanged."""
        axes = list(range(self.rank))
        axes[one], axes[other] = axes[other], axes[one]
        return self.permute(axes)

    def move(self, source: int, target: int) -> Array:
        """An axis at another place."""
        axes = [k for k in range(self.rank) if k != self.axis(source)]
        axes.insert(self.axis(target), self.axis(source))
        return self.permute(axes)

    def reshape(self, shape: Sequence[int]) -> Array:
        """Another shape; one length may be −1, which stands for what is left."""
        rest = math.prod(n for n in shape if n != -1)
        whole = [math.prod(self.shape) // rest if n == -1 else n for n in shape]
        return self._new(self.graph.reshape(self.node, whole))

    def split(self, axis: int, lengths: Sequence[int]) -> Array:
        """One axis as several."""
        axis = self.axis(axis)
        return self.reshape((*self.shape[:axis], *lengths, *self.shape[axis + 1 :]))

    def merge(self, axis: int, count: int = 2) -> Array:
        """Several axes as one."""
        axis = self.axis(axis)
        merged = math.prod(self.shape[axis : axis + count])
        return self.reshape((*self.shape[:axis], merged, *self.shape[axis + count :]))

    def insert(self, axis: int) -> Array:
        """A new axis of length 1."""
        axis = axis % (self.rank + 1)
        return self.reshape((*self.shape[:axis], 1, *self.shape[axis:]))

    def drop(self, axes: Sequence[int]) -> Array:
        """Without axes of length 1."""
        return self.reshape([n for k, n in enumerate(self.shape) if k not in axes])

    def keep(self, axes: Sequence[int]) -> Array:
        """With axes of length 1, at these places of the result, that were summed away."""
        shape = list(self.shape)
        for axis in sorted(axes):
            shape.insert(axis, 1)
        return self.reshape(shape)

    def take(self, axis: int, index: Sequence[int]) -> Array:
        return self._new(self.graph.take(self.node, self.axis(axis), index))

    def put(self, axis: int, index: Sequence[int], length: int) -> Array:
        return self._new(self.graph.put(self.node, self.axis(axis), index, length))

    def expand(self, axis: int, length: int) -> Array:
        return self._new(self.graph.expand(self.node, axis, length))

    def broadcast(self, shape: Sequence[int]) -> Array:
        return self._new(self.graph.broadcast(self.node, shape))

    def sum(self, axes: Sequence[int] | int | None = None, keepdim: bool = False) -> Array:
        summed = self.axes(axes)
        result = self._new(self.graph.total(self.node, summed))
        return result.keep(summed) if keepdim else result

    def mean(self, axes: Sequence[int] | int | None = None, keepdim: bool = False) -> Array:
        return self.sum(axes, keepdim) / self.count(axes)

    def count(self, axes: Sequence[int] | int | None = None) -> int:
        """How many entries axes have together."""
        return math.prod(self.shape[k] for k in self.axes(axes))

    def centre(self, axes: Sequence[int] | int | None = None) -> Array:
        return self._new(self.graph.centre(self.node, self.axes(axes)))

    def softmax(self, axis: int) -> Array:
        if not self.rank:
            return self.reshape([1]).softmax(0).reshape([])
        return self._new(self.graph.softmax(self.node, self.axis(axis)))

    def rows(self, function: str, axis: int, length: int, *others: Array, linear: int | None = None) -> Array:
        """A function of the rows along an axis."""
        nodes = [self.node, *(x.node for x in others)]
        return self._new(self.graph.rows(function, nodes, self.axis(axis), length, linear))

    def _new(self, node: int) -> Array:
        return Array.of(self.graph, node)


def given(x: Array) -> bool:
    """Whether an array depends on no trained parameter."""
    seen, todo = {x.node}, [x.node]
    while todo:
        node = x.graph.nodes[todo.pop()]
        if isinstance(node.operation, Leaf) and node.operation.kind == "parameter":
            return False
        todo += set(node.arguments) - seen
        seen |= set(node.arguments)
    return True


def _constant(graph: Graph, values: NDArray[np.generic]) -> int:
    """Equal entries are one number."""
    if values.size and (values == values.flat[0]).all():
        return graph.number(float(values.flat[0]), values.shape)
    return graph.constant(values.astype(np.float64))


def common_shape(shapes: Sequence[Shape]) -> Shape:
    """The shape to which arrays broadcast together."""
    return tuple(np.broadcast_shapes(*shapes))


def broadcast(*xs: Array | Number) -> list[Array]:
    """Arrays and numbers, in their common shape."""
    first = next(x for x in xs if isinstance(x, Array))
    shape = common_shape([x.shape for x in xs if isinstance(x, Array)])
    return [x.broadcast(shape) if isinstance(x, Array) else first.number(x, shape) for x in xs]


def total_of(terms: Sequence[tuple[Number | Fraction, Array | Number]]) -> Array:
    """The sum of arrays and numbers with coefficients, in their common shape."""
    xs = broadcast(*(x for _, x in terms))
    coefficients = [Fraction(c) for c, _ in terms]
    return Array.of(xs[0].graph, xs[0].graph.add([x.node for x in xs], coefficients))


def product(*xs: Array) -> Array:
    """The product entry by entry: a contraction, in which axes of length 1 have no label of their own."""
    shape = common_shape([x.shape for x in xs])
    letters = range(len(shape))
    return contract([(x, [*letters][len(shape) - x.rank :]) for x in xs], letters)


def contract(factors: Sequence[tuple[Array, Sequence[int]]], out: Sequence[int]) -> Array:
    """Σ Π x_k[labels_k] over the labels not in `out`; an axis of length 1 broadcasts along its label."""
    lengths: dict[int, int] = {}
    for x, labels in factors:
        for label, length in zip(labels, x.shape, strict=True):
            lengths[label] = length if lengths.get(label, 1) == 1 else lengths[label]
    nodes, names = [], []
    for x, labels in factors:
        narrow = [k for k, label in enumerate(labels) if x.shape[k] != lengths[label] or lengths[label] == 1]
        nodes.append(x.drop(narrow).node)
        names.append([label for k, label in enumerate(labels) if k not in narrow])
    graph = factors[0][0].graph
    kept = [label for label in out if lengths[label] != 1]
    return Array.of(graph, graph.contract(nodes, names, kept)).reshape([lengths[label] for label in out])


def einsum(equation: str, *xs: Array) -> Array:
    """A contraction written with one letter for each label."""
    inputs, _, out = equation.partition("->")
    labels = [[ord(letter) for letter in term] for term in inputs.split(",")]
    return contract(list(zip(xs, labels, strict=True)), [ord(letter) for letter in out])


def concatenate(xs: Sequence[Array], axis: int) -> Array:
    """Arrays one after the other along an axis."""
    graph = xs[0].graph
    return Array.of(graph, graph.concatenate([x.node for x in xs], xs[0].axis(axis)))


def drawn(x: Array, shape: Sequence[int], what: str) -> Array:
    """Entries that are drawn anew in every run, as an input with any entries."""
    name = f"{what} {len(x.graph.nodes)}"
    return Array.of(x.graph, x.graph.leaf("input", name, shape))
