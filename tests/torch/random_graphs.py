"""Random tensor graphs, in which much is equal, opposite or zero, and much nearly so."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random

import numpy as np

from certsim.torch.checker.backward import with_gradients
from certsim.torch.checker.classes import Classes, gauged
from certsim.torch.checker.graph import (
    Add,
    Centre,
    Constant,
    Contract,
    Expand,
    Graph,
    GraphError,
    Leaf,
    Map,
    Node,
    Opaque,
    Permute,
    Put,
    Reshape,
    Rows,
    Shape,
    Softmax,
    Take,
)
from certsim.torch.checker.pattern import Pattern, Slices

ENTRIES = 64
RANK = 3
COEFFICIENTS = (Fraction(1), Fraction(1), Fraction(-1), Fraction(-1), Fraction(2), Fraction(-1, 2))
UNARY = (
    "tanh", "tanh", "cos", "exp", "relu", "relu'0", "abs", "abs'0", "gelu", "gelu'0", "sigmoid", "tanh'0",
    "power:2", "power'0:2", "power:3", "floor", "detach", "cos'0", "tanh'0'0",
)  # fmt: skip
BINARY = ("maximum", "maximum'0", "atan2", "where", "prelu")


@dataclass(frozen=True)
class Drawn:
    """A graph with its gradients, and the pattern of its leaves."""

    graph: Graph
    whole: Graph
    gradients: dict[str, int]
    pattern: Pattern
    shapes: dict[str, Shape]


class Drawing:
    """A graph that grows by random nodes."""

    def __init__(self, random: Random) -> None:
        self.random, self.graph = random, Graph()
        self.pattern: dict[str, Slices] = {}
        self.shapes: dict[str, Shape] = {}
        self.lengths = [random.randint(1, 4) for _ in range(3)]

    def leaves(self) -> None:
        for base in range(1, self.random.randint(2, 4)):
            shape = self.shape()
            axes = tuple(self.classes(length) for length in shape)
            for copy in range(self.random.choice((1, 1, 2, 3))):
                self.parameter(f"W{base}.{copy}", Slices(shape, base, self.random.choice((1, -1)), axes))
        if self.random.random() < 0.2:
            shape = self.shape()
            self.parameter("zero", Slices(shape, 0, 1, tuple(np.zeros(n, dtype=np.int64) for n in shape)))
        for number in range(self.random.randint(1, 2)):
            self.graph.leaf("input", f"x{number}", self.shape())
        numbers = [self.random.choice((0, 1, -1, 1, 0.5, -2)) for _ in range(ENTRIES)]
        shape = self.shape()
        self.graph.constant(np.array(numbers[: math.prod(shape)]).reshape(shape))

    def parameter(self, name: str, slices: Slices) -> None:
        kind = self.random.choice(("parameter", "parameter", "parameter", "frozen"))
        self.graph.leaf(kind, name, slices.shape)
        self.pattern[name] = slices
        if kind == "parameter":
            self.shapes[name] = slices.shape

    def shape(self) -> Shape:
        rank = self.random.choice((0, 1, 1, 2, 2, 2, 3))
        return tuple(self.random.choice(self.lengths) for _ in range(rank))

    def classes(self, length: int) -> Classes:
        """Signed classes of an axis, most often with ties."""
        if self.random.random() < 0.3:
            return np.arange(1, length + 1)
        drawn = [self.random.randint(-2, 2) for _ in range(length)]
        return gauged(np.unique(np.abs(drawn), return_inverse=True)[1].reshape(-1) * np.sign(drawn))

    def any(self) -> int:
        """A node, more often a late one."""
        count = len(self.graph.nodes)
        return max(self.random.randrange(count), self.random.randrange(count))

    def like(self, x: int) -> int:
        """A node of the shape of another one."""
        shape = self.graph.shape(x)
        return self.random.choice([k for k in range(len(self.graph.nodes)) if self.graph.shape(k) == shape])

    def with_axes(self) -> int:
        return self.random.choice(
            [k for k in range(len(self.graph.nodes)) if self.graph.shape(k)] or [self.lift()]
        )

    def lift(self) -> int:
        return self.graph.expand(self.any(), 0, self.random.choice(self.lengths))

    def axis(self, x: int) -> int:
        return self.random.randrange(len(self.graph.shape(x)))

    def add(self) -> None:
        x = self.any()
        xs = [x, *(self.like(x) for _ in range(self.random.randint(0, 3)))]
        self.graph.add(xs, [self.random.choice(COEFFICIENTS) for _ in xs])

    def multiply(self) -> None:
        x = self.any()
        self.graph.multiply(x, self.like(x))

    def contract(self) -> None:
        xs = [self.any() for _ in range(self.random.choice((1, 2, 2, 2, 3)))]
        lengths: list[int] = []
        labels = [self.labels(self.graph.shape(x), lengths) for x in xs]
        if math.prod(lengths) > 16 * ENTRIES:
            return
        out = self.random.sample(range(len(lengths)), self.random.randint(0, min(RANK, len(lengths))))
        if math.prod(lengths[name] for name in out) <= ENTRIES:
            self.graph.contract(xs, labels, out)

    def labels(self, shape: Shape, lengths: list[int]) -> list[int]:
        """Labels for the axes of an array, old ones of the same length if there are some."""
        found: list[int] = []
        for length in shape:
            old = [name for name, n in enumerate(lengths) if n == length and name not in found]
            if old and self.random.random() < 0.8:
                found.append(self.random.choice(old))
            else:
                found.append(len(lengths))
                lengths.append(length)
        return found

    def map(self) -> None:
        self.graph.map(self.random.choice(UNARY), self.any())

    def maps(self) -> None:
        x = self.any()
        self.graph.map(self.random.choice(BINARY), *(self.like(x) for _ in range(self.random.randint(2, 3))))

    def permute(self) -> None:
        x = self.any()
        axes = list(range(len(self.graph.shape(x))))
        self.random.shuffle(axes)
        self.graph.permute(x, axes)

    def reshape(self) -> None:
        x = self.any()
        left, shape = math.prod(self.graph.shape(x)), list[int]()
        while left > 1 and len(shape) < RANK - 1:
            length = self.random.choice([d for d in range(1, left + 1) if left % d == 0])
            shape.append(length)
            left //= length
        self.graph.reshape(x, [*shape, left] if left > 1 or self.random.random() < 0.3 else shape)

    def take(self) -> None:
        x = self.with_axes()
        axis = self.axis(x)
        length = self.graph.shape(x)[axis]
        self.graph.take(x, axis, self.index(length, self.random.choice((length, self.random.randint(1, 4)))))

    def index(self, bound: int, length: int) -> list[int]:
        if length <= bound and self.random.random() < 0.5:
            return self.random.sample(range(bound), length)
        return [self.random.randrange(-1, bound) for _ in range(length)]

    def put(self) -> None:
        x = self.with_axes()
        axis, bound = self.axis(x), self.random.randint(1, 4)
        self.graph.put(x, axis, self.index(bound, self.graph.shape(x)[axis]), bound)

    def concatenate(self) -> None:
        x = self.with_axes()
        self.graph.concatenate([x, self.like(x)], self.axis(x))

    def expand(self) -> None:
        x = self.any()
        if len(self.graph.shape(x)) < RANK:
            self.graph.expand(
                x, self.random.randint(0, len(self.graph.shape(x))), self.random.choice(self.lengths)
            )

    def total(self) -> None:
        x = self.with_axes()
        self.graph.total(x, self.axes(x))

    def axes(self, x: int) -> list[int]:
        count = len(self.graph.shape(x))
        return sorted(self.random.sample(range(count), self.random.randint(1, count)))

    def softmax(self) -> None:
        x = self.with_axes()
        self.graph.softmax(x, self.axis(x))

    def softmax_by_hand(self) -> None:
        x = self.with_axes()
        axis, names = self.axis(x), list(range(len(self.graph.shape(x))))
        rest = [name for name in names if name != axis]
        exponentials = self.graph.map("exp", x)
        inverse = self.graph.map("reciprocal", self.graph.total(exponentials, [axis]))
        self.graph.contract([exponentials, inverse], [names, rest], names)

    def centre(self) -> None:
        x = self.with_axes()
        self.graph.centre(x, self.axes(x))

    def rows(self) -> None:
        x = self.with_axes()
        axis = self.axis(x)
        xs = [x, *(self.like(x) for _ in range(self.random.randint(0, 1)))]
        linear = self.random.choice((None, *range(len(xs))))
        length = self.random.choice((self.graph.shape(x)[axis], *self.lengths))
        self.graph.rows(self.random.choice(("sort", "cumsum")), xs, axis, length, linear)

    def opaque(self) -> None:
        xs = [self.any() for _ in range(self.random.randint(1, 2))]
        linear = self.random.choice((None, *range(len(xs))))
        name, random = self.random.choice((("fft", False), ("solve", False), ("noise", True)))
        self.graph.opaque(Opaque(name, self.random.randint(0, 1), linear, random), xs, self.shape())

    def again(self) -> None:
        """A node once more, with what it is made of, nearly as it is, or written in another way."""
        self.remade(self.any(), self.random.randint(0, 4))

    def remade(self, at: int, depth: int) -> int:
        node = self.graph.nodes[at]
        if isinstance(node.operation, Leaf | Constant):
            return at
        xs = [self.remade(x, depth - 1) if depth and self.often() else x for x in node.arguments]
        xs = [self.like(x) if not depth and not self.often() else x for x in xs]
        try:
            return self.combined(node, xs) if len(xs) > 1 else self.changed(node, xs[0])
        except (GraphError, IndexError):
            return at

    def often(self) -> bool:
        return self.random.random() < 0.8

    def combined(self, node: Node, xs: Sequence[int]) -> int:
        """A node of several arguments, nearly as it is."""
        match node.operation:
            case Contract():
                return self.relabelled(xs, node.operation)
            case Add():
                return self.shuffled(xs, node.operation)
            case Map(name):
                return self.graph.map(name, *xs)
            case Rows(name, axis, linear):
                return self.graph.rows(name, xs, axis, node.shape[axis], linear)
            case _:
                assert isinstance(node.operation, Opaque)
                return self.graph.opaque(node.operation, xs, node.shape if self.often() else self.shape())

    def changed(self, node: Node, x: int) -> int:
        """A node of one argument, nearly as it is."""
        match node.operation:
            case Expand(axis, length):
                return self.graph.expand(
                    x, axis, length if self.often() else self.random.choice(self.lengths)
                )
            case Take(axis, index):
                return self.graph.take(x, axis, index if self.often() else index[::-1])
            case Put(axis, index, length):
                return self.graph.put(x, axis, index if self.often() else index[::-1], length)
            case Permute(axes):
                return self.graph.permute(x, axes)
            case Reshape():
                return self.graph.reshape(x, node.shape)
            case Softmax(axis):
                return self.graph.softmax(x, axis)
            case Centre(axes):
                return self.graph.centre(x, axes)
            case _:
                return self.combined(node, [x])

    def relabelled(self, xs: Sequence[int], operation: Contract) -> int:
        used = sorted({name for names in operation.labels for name in names})
        new = dict(zip(used, self.random.sample(range(20), len(used)), strict=True))
        order = self.random.sample(range(len(xs)), len(xs))
        labels = [[new[name] for name in operation.labels[k]] for k in order]
        out = [new[name] for name in operation.out]
        if not self.often() and len(out) > 1:
            self.random.shuffle(out)
        return self.graph.contract([xs[k] for k in order], labels, out)

    def shuffled(self, xs: Sequence[int], operation: Add) -> int:
        sign = self.random.choice((1, -1))
        pairs = [
            (x, sign * c if self.often() else c) for x, c in zip(xs, operation.coefficients, strict=True)
        ]
        self.random.shuffle(pairs)
        return self.graph.add([x for x, _ in pairs], [c for _, c in pairs])

    def apart(self) -> None:
        """What is done slice by slice, and put together."""
        x = self.with_axes()
        axis = self.axis(x)
        parts = [self.graph.take(x, axis, [at]) for at in range(self.graph.shape(x)[axis])]
        name = self.random.choice(UNARY)
        self.graph.concatenate([self.graph.map(name, part) for part in parts], axis)

    def outputs(self) -> tuple[Graph, Mapping[str, int]]:
        self.graph.outputs = [self.any() for _ in range(self.random.randint(1, 3))]
        names = [
            f"y{self.graph.shape(at)}" if self.random.random() < 0.5 else f"z{k}"
            for k, at in enumerate(self.graph.outputs)
        ]
        return with_gradients(self.graph, names)


STEPS: tuple[Callable[[Drawing], None], ...] = (
    Drawing.add, Drawing.add, Drawing.multiply, Drawing.contract, Drawing.contract, Drawing.contract,
    Drawing.map, Drawing.map, Drawing.maps, Drawing.permute, Drawing.reshape, Drawing.take, Drawing.put,
    Drawing.concatenate, Drawing.expand, Drawing.total, Drawing.softmax, Drawing.softmax_by_hand,
    Drawing.centre, Drawing.rows, Drawing.opaque, Drawing.again, Drawing.again, Drawing.again, Drawing.again,
    Drawing.apart,
)  # fmt: skip


def drawn(random: Random, most: int = 12) -> Drawn:
    """A random graph with its gradients."""
    drawing = Drawing(random)
    drawing.leaves()
    for _ in range(random.randint(1, most)):
        random.choice(STEPS)(drawing)
        if any(math.prod(node.shape) > 4 * ENTRIES for node in drawing.graph.nodes):
            break
    whole, gradients = drawing.outputs()
    return Drawn(drawing.graph, whole, dict(gradients), drawing.pattern, drawing.shapes)
