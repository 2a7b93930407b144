"""Expressions with like terms collected, without multiplying out: how small a model becomes on a subspace."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Final

from certsim.kernel.terms.functions import FunctionTable, Parity
from certsim.kernel.terms.graph import Entry, Graph, Node


class Simplifier:
    """Copies expressions into a graph of its own, in which equal terms of a sum are one, with a factor.

    Products are not multiplied out. A call is reflected so that its argument begins with a positive
    coefficient, where its parity allows it, and evaluated at zero where its value there is known.
    """

    def __init__(self, functions: FunctionTable) -> None:
        self.graph: Final = Graph(functions)
        self._parts: Final[dict[Node, tuple[Fraction, Node]]] = {}

    def copied(self, source: Graph, roots: Sequence[Node], leaf: Callable[[int], Node]) -> list[Node]:
        """The roots, with nodes of this graph in place of the leaves."""
        image: dict[Node, Node] = {}
        for node in source.below(roots):
            image[node] = self.copy(source.nodes[node], image, leaf)
        return [image[root] for root in roots]

    def copy(self, entry: Entry, image: Mapping[Node, Node], leaf: Callable[[int], Node]) -> Node:
        """One node of another graph, given what its children and its leaves are in this one."""
        if entry[0] == "number":
            return self.graph.number(entry[1])
        if entry[0] == "leaf":
            return leaf(entry[1])
        if entry[0] == "+":
            return self._sum(image[child] for child in entry[1])
        if entry[0] == "*":
            return self._product((image[child], 1) for child in entry[1])
        if entry[0] == "**":
            return self._product([(image[entry[1]], entry[2])])
        return self._call(entry[1], image[entry[2]])

    def parted(self, node: Node) -> tuple[Fraction, Node]:
        """A node as a number and what it multiplies."""
        if node not in self._parts:
            self._parts[node] = self._parted(node)
        return self._parts[node]

    def _parted(self, node: Node) -> tuple[Fraction, Node]:
        entry = self.graph.nodes[node]
        if entry[0] == "number":
            return entry[1], self.graph.one
        if entry[0] != "*":
            return Fraction(1), node
        number = next(filter(None, map(self.graph.value, entry[1])), Fraction(1))
        return number, self.graph.multiply(child for child in entry[1] if self.graph.value(child) is None)

    def summands(self, node: Node) -> tuple[Node, ...]:
        """The terms of a sum; of anything else, itself."""
        return self.graph.children(node) if self.graph.nodes[node][0] == "+" else (node,)

    def factors(self, node: Node) -> tuple[Node, ...]:
        """The factors of a product; of anything else, itself."""
        return self.graph.children(node) if self.graph.nodes[node][0] == "*" else (node,)

    def collected(self, nodes: Iterable[Node]) -> dict[Node, Fraction]:
        """The terms of a sum of nodes, without their numbers, with what these add up to; 0 left out."""
        total: dict[Node, Fraction] = {}
        for node in nodes:
            for summand in self.summands(node):
                coefficient, rest = self.parted(summand)
                total[rest] = total[rest] + coefficient if rest in total else coefficient
        return {rest: coefficient for rest, coefficient in total.items() if coefficient}

    def _sum(self, nodes: Iterable[Node]) -> Node:
        return self.graph.add(self._scaled(c, rest) for rest, c in self.collected(nodes).items())

    def _scaled(self, coefficient: Fraction, node: Node) -> Node:
        """A multiple of a node; that of a sum is a sum of multiples."""
        if len(summands := self.summands(node)) > 1:
            return self.graph.add(self._scaled(coefficient, summand) for summand in summands)
        number, rest = self.parted(node)
        return self.graph.multiply((self.graph.number(coefficient * number), *self.factors(rest)))

    def _product(self, powers: Iterable[tuple[Node, int]]) -> Node:
        coefficient, exponents = Fraction(1), dict[Node, int]()
        for node, exponent in powers:
            number, rest = self._oriented(node)
            coefficient *= number**exponent
            for factor in self.factors(rest):
                entry = self.graph.nodes[factor]
                base, power = entry[1:] if entry[0] == "**" else (factor, 1)
                exponents[base] = exponents.get(base, 0) + power * exponent
        rest = self.graph.multiply(self.graph.power(base, power) for base, power in exponents.items())
        return self._scaled(coefficient, rest)

    def _oriented(self, node: Node) -> tuple[Fraction, Node]:
        """A node as a number and what it multiplies; if that is a sum, it begins with a positive term."""
        summands = self.summands(node)
        if len(summands) == 1:
            return self.parted(node)
        _, leading = min((rest, number) for number, rest in map(self.parted, summands))
        return (Fraction(1), node) if leading > 0 else (Fraction(-1), self._scaled(Fraction(-1), node))

    def _call(self, function: str, argument: Node) -> Node:
        table, graph = self.graph.functions, self.graph
        at_zero = table.at_zero(function)
        if argument == graph.zero and at_zero is not None:
            return graph.number(at_zero)
        number, rest = self._oriented(argument)
        if function == "inv" and number:
            return self._scaled(1 / number, graph.call(function, rest))
        parity = table.parity(function)
        if parity is None or number >= 0:
            return graph.call(function, argument)
        reflected = graph.call(function, self._scaled(Fraction(-1), argument))
        if parity is Parity.EVEN:
            return reflected
        opposite = self._scaled(Fraction(-1), reflected)
        return opposite if parity is Parity.ODD else self._sum((graph.one, opposite))


def call_depths(graph: Graph, roots: Sequence[Node]) -> dict[Node, int]:
    """The calls below the roots, but for divisions and calls of numbers, each with its depth of nesting."""
    depths: dict[Node, int] = {}
    calls = {}
    for node in graph.below(roots):
        entry, children = graph.nodes[node], graph.children(node)
        depths[node] = max((depths[child] for child in children), default=0)
        if entry[0] == "call" and entry[1] != "inv" and graph.value(entry[2]) is None:
            depths[node] += 1
            calls[node] = depths[node]
    return calls
