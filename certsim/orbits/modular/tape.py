"""Expression graphs as tapes: a few array operations evaluate and differentiate them in many places.

Nodes are grouped by their height and operation; each group is one step. A forward sweep makes the values of
all nodes, a reverse sweep the derivatives of one root to all leaves. Values are jets
(`certsim.orbits.modular.jets`) of shape (2^k, nodes, places).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from certsim.kernel.terms.graph import Graph, Node
from certsim.orbits.modular.functions import OF_EXACT_ARGUMENTS, Calls
from certsim.orbits.modular.jets import MODULUS, Jet, Rationals, Residues, power, product, residues

Indices: TypeAlias = NDArray[np.int64]
Exacts: TypeAlias = Mapping[Node, Rationals]
Children: TypeAlias = Sequence[Sequence[int]]


class Step(Protocol):
    """Nodes of one operation and height."""

    def forward(self, values: Jet, calls: Calls, exacts: Exacts) -> None: ...

    def backward(self, values: Jet, adjoints: Jet, calls: Calls, exacts: Exacts) -> None: ...


class Gather:
    """Adds entries to a few places, each place collecting from many: what a reverse sweep does."""

    def __init__(self, places: Iterable[int]) -> None:
        listed = np.fromiter(places, dtype=np.int64)
        self._order: Final = np.argsort(listed, kind="stable")
        self._places, self._starts = np.unique(listed[self._order], return_index=True)
        self._plain: Final = len(self._places) == len(listed)

    def add(self, target: Jet, entries: Jet) -> None:
        """Adds entry i to place i of those given."""
        if not len(self._places):
            return
        collected = entries[:, self._order]
        if not self._plain:
            collected = np.add.reduceat(collected, self._starts, axis=1)
        target[:, self._places] = (target[:, self._places] + collected) % MODULUS


class Sum:
    """Nodes that are sums."""

    def __init__(
        self, targets: Sequence[int], children: Sequence[Sequence[int]], live: Sequence[bool]
    ) -> None:
        self._targets: Final = np.array(targets)
        self._flat: Final = np.array([c for row in children for c in row])
        self._starts: Final = np.cumsum([0, *map(len, children[:-1])])
        kept = [(t, c) for t, row in zip(targets, children, strict=True) for c in row if live[c]]
        self._owners: Final = np.array([t for t, _ in kept], dtype=np.int64)
        self._gather: Final = Gather(c for _, c in kept)

    def forward(self, values: Jet, calls: Calls, exacts: Exacts) -> None:  # noqa: ARG002
        summed = np.add.reduceat(values[:, self._flat], self._starts, axis=1)
        values[:, self._targets] = summed % MODULUS

    def backward(self, values: Jet, adjoints: Jet, calls: Calls, exacts: Exacts) -> None:  # noqa: ARG002
        self._gather.add(adjoints, adjoints[:, self._owners])


class Product:
    """Nodes that are products of two."""

    def __init__(
        self, targets: Sequence[int], children: Sequence[Sequence[int]], live: Sequence[bool]
    ) -> None:
        self._targets: Final = np.array(targets)
        self._left, self._right = np.array(children).T
        triples = [
            (t, a, b)
            for t, (left, right) in zip(targets, children, strict=True)
            for a, b in ((left, right), (right, left))
            if live[a]
        ]
        self._owners: Final = np.array([t for t, _, _ in triples], dtype=np.int64)
        self._others: Final = np.array([b for _, _, b in triples], dtype=np.int64)
        self._gather: Final = Gather(a for _, a, _ in triples)

    def forward(self, values: Jet, calls: Calls, exacts: Exacts) -> None:  # noqa: ARG002
        values[:, self._targets] = product(values[:, self._left], values[:, self._right])

    def backward(self, values: Jet, adjoints: Jet, calls: Calls, exacts: Exacts) -> None:  # noqa: ARG002
        self._gather.add(adjoints, product(adjoints[:, self._owners], values[:, self._others]))


class Power:
    """Nodes that are powers with the same exponent."""

    def __init__(self, targets: Sequence[int], children: Children, exponent: int) -> None:
        self._targets: Final = np.array(targets)
        self._bases: Final = np.array([base for (base,) in children])
        self._exponent: Final = exponent
        self._gather: Final = Gather(self._bases)

    def forward(self, values: Jet, calls: Calls, exacts: Exacts) -> None:  # noqa: ARG002
        values[:, self._targets] = power(values[:, self._bases], self._exponent)

    def backward(self, values: Jet, adjoints: Jet, calls: Calls, exacts: Exacts) -> None:  # noqa: ARG002
        slopes = power(values[:, self._bases], self._exponent - 1) * self._exponent % MODULUS
        self._gather.add(adjoints, product(adjoints[:, self._targets], slopes))


class Call:
    """Nodes that call the same function; `arguments` are the nodes of the graph that it is called at."""

    def __init__(
        self,
        targets: Sequence[int],
        children: Sequence[Sequence[int]],
        function: str,
        arguments: Sequence[Node],
    ) -> None:
        self._targets: Final = np.array(targets)
        self._inner: Final = np.array([inner for (inner,) in children])
        self._function: Final = function
        self._arguments: Final = arguments
        self._gather: Final = Gather(self._inner)

    def forward(self, values: Jet, calls: Calls, exacts: Exacts) -> None:
        inner = values[:, self._inner]
        values[:, self._targets] = calls.value(self._function, inner, self._exact(exacts))

    def backward(self, values: Jet, adjoints: Jet, calls: Calls, exacts: Exacts) -> None:
        slopes = calls.derivative(self._function, values[:, self._inner], self._exact(exacts))
        self._gather.add(adjoints, product(adjoints[:, self._targets], slopes))

    def _exact(self, exacts: Exacts) -> Rationals | None:
        if not exacts or self._function not in OF_EXACT_ARGUMENTS:
            return None
        return np.array([exacts[argument] for argument in self._arguments], dtype=object)


class _Entry(NamedTuple):
    """A node of the tape: its kind (operation, and exponent or function), height, and children."""

    kind: tuple[str, int | str]
    height: int
    children: tuple[int, ...]
    argument: Node


class Tape:
    """What some roots of a graph are made of, ready to be swept.

    Leaves numbered from `parameters` on are inputs: nothing is differentiated to them.
    """

    def __init__(self, graph: Graph, roots: Sequence[Node], parameters: int) -> None:
        self.nodes: Final[Sequence[Node]] = graph.below(roots)
        self._entries: Final[list[_Entry]] = []
        self._numbers: Final[dict[int, Residues]] = {}
        self._leaves: Final[dict[int, int]] = {}
        position: dict[Node, int] = {}
        for node in self.nodes:
            position[node] = self._append(graph, node, position)
        live = self._live(parameters)
        self.roots: Final = np.array([position[root] for root in roots])
        self.leaves: Final = np.array(list(self._leaves), dtype=np.int64)
        self._leaf_places: Final = np.array(list(self._leaves.values()), dtype=np.int64)
        depends = [at for at, leaf in enumerate(self.leaves) if leaf < parameters]
        self.parameters: Final = self.leaves[depends]
        self._parameter_places: Final = self._leaf_places[depends]
        self._steps: Final = self._grouped(live)

    @property
    def size(self) -> int:
        """How many values a sweep makes in each place."""
        return len(self._entries)

    def _append(self, graph: Graph, node: Node, position: Mapping[Node, int]) -> int:
        entry = graph.nodes[node]
        children = tuple(position[child] for child in graph.children(node))
        if entry[0] == "*":
            return self._multiplied(children)
        detail = entry[2] if entry[0] == "**" else entry[1] if entry[0] == "call" else 0
        at = self._new((entry[0], detail), children, entry[2] if entry[0] == "call" else 0)
        if entry[0] == "number":
            (self._numbers[at],), _ = residues(np.array([entry[1]], dtype=object))
        if entry[0] == "leaf":
            self._leaves[entry[1]] = at
        return at

    def _new(self, kind: tuple[str, int | str], children: tuple[int, ...], argument: Node = 0) -> int:
        height = 1 + max([self._entries[child].height for child in children], default=-1)
        self._entries.append(_Entry(kind, height, children, argument))
        return len(self._entries) - 1

    def _multiplied(self, factors: tuple[int, ...]) -> int:
        """A product of many as products of two, the lowest first."""
        first, *rest = sorted(factors, key=lambda at: self._entries[at].height)
        for factor in rest:
            first = self._new(("*", 0), (first, factor))
        return first

    def _live(self, parameters: int) -> list[bool]:
        """Which entries depend on parameters."""
        live = [False] * len(self._entries)
        for leaf, at in self._leaves.items():
            live[at] = leaf < parameters
        for at, entry in enumerate(self._entries):
            live[at] = live[at] or any(live[child] for child in entry.children)
        return live

    def _grouped(self, live: Sequence[bool]) -> list[Step]:
        groups: dict[tuple[int, str, int | str], list[int]] = {}
        for at, entry in enumerate(self._entries):
            if entry.height:
                groups.setdefault((entry.height, *entry.kind), []).append(at)
        ordered = sorted(groups, key=lambda key: key[0])
        return [self._step(*key[1:], groups[key], live) for key in ordered]

    def _step(self, operation: str, detail: int | str, targets: Sequence[int], live: Sequence[bool]) -> Step:
        children = [self._entries[at].children for at in targets]
        if operation == "+":
            return Sum(targets, children, live)
        if operation == "*":
            return Product(targets, children, live)
        if operation == "**":
            return Power(targets, children, int(detail))
        return Call(targets, children, str(detail), [self._entries[at].argument for at in targets])

    def forward(self, leaves: Jet, calls: Calls, exacts: Exacts) -> Jet:
        """The values of all entries; `leaves` has a row for each of ``self.leaves``."""
        length, _, places = leaves.shape
        values = np.zeros((length, self.size, places), dtype=np.int64)
        values[:, self._leaf_places] = leaves
        for at, number in self._numbers.items():
            values[0, at] = number
        for step in self._steps:
            step.forward(values, calls, exacts)
        return values

    def gradient(self, values: Jet, weights: Residues, calls: Calls, exacts: Exacts) -> Jet:
        """The derivatives to ``self.parameters`` of a combination of the roots, from the values of all.

        The weights have the shape (roots, places).
        """
        adjoints = np.zeros_like(values)
        np.add.at(adjoints[0], self.roots, weights)
        for step in reversed(self._steps):
            step.backward(values, adjoints, calls, exacts)
        return adjoints[:, self._parameter_places]
