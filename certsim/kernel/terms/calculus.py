"""Gradients, Lie derivatives and values of expression graphs.

One reverse sweep differentiates; one forward sweep evaluates, in whatever ring it is given: polynomials over
the tower of atoms (`Tower`, theory T3) for proofs, numbers for counterexamples.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import reduce
from typing import Any, Protocol, TypeVar

from certsim.kernel.meter import spend, spend_on_number
from certsim.kernel.terms.expression import derivative
from certsim.kernel.terms.graph import Entry, Graph, Node
from certsim.kernel.terms.polynomial import Polynomial, power


def gradient(graph: Graph, node: Node, leaves: Collection[int]) -> dict[int, Node]:
    """∂node/∂leaf for each of the leaves on which the node depends, as nodes of the same graph.

    Only the part of the graph that depends on those leaves is touched.
    """
    wanted = {graph.leaf(leaf) for leaf in leaves}
    dependent: set[Node] = set()
    below = graph.below([node])
    for at in below:
        if at in wanted or any(child in dependent for child in graph.children(at)):
            dependent.add(at)
    contributions: dict[Node, list[Node]] = {node: [graph.one]}
    result = {}
    for at in reversed(below):
        if at not in dependent or at not in contributions:
            continue
        adjoint = graph.add(contributions.pop(at))
        entry = graph.nodes[at]
        if entry[0] == "leaf":
            result[entry[1]] = adjoint
        for child, partial in _partials(graph, entry, dependent):
            contributions.setdefault(child, []).append(graph.multiply((adjoint, partial)))
    return result


def _partials(graph: Graph, entry: Entry, dependent: set[Node]) -> Iterable[tuple[Node, Node]]:
    """The dependent children of a node with the partial derivatives to them."""
    if entry[0] == "+":
        return ((child, graph.one) for child in entry[1] if child in dependent)
    if entry[0] == "*":
        factors = entry[1]
        return (
            (child, graph.multiply(factors[:at] + factors[at + 1 :]))
            for at, child in enumerate(factors)
            if child in dependent
        )
    if entry[0] == "**":
        power = graph.multiply((graph.number(Fraction(entry[2])), graph.power(entry[1], entry[2] - 1)))
        return ((entry[1], power),)
    if entry[0] == "call":
        return ((entry[2], derivative(graph, entry[1], entry[2])),)
    return ()


V = TypeVar("V")


class Ring(Protocol[V]):
    """Where expressions take values: Python's ``+``, ``*`` and ``**`` on `V`, and these."""

    def number(self, value: Fraction) -> V: ...

    def total(self, summands: Iterable[V]) -> V: ...

    def call(self, function: str, argument: V) -> V: ...


def evaluate(
    graph: Graph, nodes: Sequence[Node], leaf: Callable[[int], V], ring: Ring[V], known: Mapping[Node, V] = {}
) -> list[V]:
    """The values of the nodes; `known` gives those of some nodes, below which nothing is looked at."""
    values: dict[Node, Any] = dict(known)
    for node in _unknown_below(graph, nodes, values):
        entry = graph.nodes[node]
        spend(10)
        if entry[0] == "number":
            values[node] = ring.number(entry[1])
        elif entry[0] == "leaf":
            values[node] = leaf(entry[1])
        elif entry[0] == "+":
            values[node] = ring.total(values[child] for child in entry[1])
        elif entry[0] == "*":
            values[node] = reduce(multiply, (values[child] for child in entry[1]))
        elif entry[0] == "**":
            values[node] = raise_to(values[entry[1]], entry[2])
        else:
            values[node] = ring.call(entry[1], values[entry[2]])
    return [values[node] for node in nodes]


def multiply(left: Any, right: Any) -> Any:
    """The product in any ring; that of long numbers counts as work."""
    product = left * right
    if isinstance(product, Fraction):
        spend_on_number(product)
    return product


def raise_to(base: Any, exponent: int) -> Any:
    """The power in any ring; numbers are not let grow out of bounds."""
    if isinstance(base, Fraction):
        return power(base, exponent, Fraction(1), multiply)
    return base**exponent


def _unknown_below(graph: Graph, nodes: Sequence[Node], known: Mapping[Node, object]) -> list[Node]:
    if not known:
        return graph.below(nodes)
    seen = {node for node in nodes if node not in known}
    stack = list(seen)
    while stack:
        for child in graph.children(stack.pop()):
            if child not in seen and child not in known:
                seen.add(child)
                stack.append(child)
    return sorted(seen)


def lie_derivative(polynomial: Polynomial, field: Mapping[int, Polynomial]) -> Polynomial:
    """L_X p = Σ ∂p/∂θ_i·X_i; a variable that the field does not mention stands still."""
    return Polynomial.total(
        polynomial.derivative(variable) * field[variable]
        for variable in polynomial.variables
        if variable in field
    )
