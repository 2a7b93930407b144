"""Gradients, Lie derivatives and values of expression graphs.

One reverse sweep differentiates: it writes the gradient down as nodes of the same graph. One forward sweep
evaluates, in whatever ring it is given: polynomials over the tower of atoms (`Tower`, theory T3) for proofs,
numbers of some kind at a point, and dual numbers for brackets.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cache, partial
from itertools import accumulate
from typing import Any, Final, Protocol, Self, TypeVar

from certsim.kernel.meter import plus, spend, times
from certsim.kernel.terms.expression import derivative, expand_row
from certsim.kernel.terms.functions import ELEMENTARY, FunctionTable
from certsim.kernel.terms.graph import Entry, Graph, Node
from certsim.kernel.terms.polynomial import Polynomial, power

NO_VALUES: Final[Mapping[int, Node]] = {}


def gradient(
    graph: Graph, node: Node, leaves: Collection[int], values: Mapping[int, Node] = NO_VALUES
) -> dict[int, Node]:
    """∂node/∂leaf for each of the leaves on which the node depends, as nodes of the same graph.

    With nodes in place of some leaves these are the values there. Only the part of the graph that depends on
    the leaves is touched.
    """
    wanted = {graph.leaf(leaf) for leaf in leaves}
    dependent: set[Node] = set()
    below = graph.below([node])
    for at in below:
        if at in wanted or any(child in dependent for child in graph.children(at)):
            dependent.add(at)
    image = graph.images(below, {graph.leaf(leaf): value for leaf, value in values.items()})
    contributions: dict[Node, list[Node]] = {node: [graph.one]}
    result = {}
    for at in reversed(below):
        if at not in dependent or at not in contributions:
            continue
        adjoint = graph.add(contributions.pop(at))
        entry = graph.nodes[at]
        if entry[0] == "leaf":
            result[entry[1]] = adjoint
        for child, factor in _partials(graph, entry, dependent, image) if adjoint != graph.zero else ():
            contributions.setdefault(child, []).append(_product(graph, adjoint, factor))
    return result


def _partials(
    graph: Graph, entry: Entry, dependent: set[Node], image: Mapping[Node, Node]
) -> Iterable[tuple[Node, Node]]:
    """The dependent children of a node with the partial derivatives to them, by the images of nodes."""
    if entry[0] == "+":
        return ((child, graph.one) for child in entry[1] if child in dependent)
    if entry[0] == "*":
        return _partials_of_product(graph, entry[1], dependent, image)
    if entry[0] == "**":
        base = image.get(entry[1], entry[1])
        power = graph.multiply((graph.number(Fraction(entry[2])), graph.power(base, entry[2] - 1)))
        return ((entry[1], power),)
    if entry[0] == "call":
        return ((entry[2], derivative(graph, entry[1], image.get(entry[2], entry[2]))),)
    return ()


def _partials_of_product(
    graph: Graph, factors: Sequence[Node], dependent: set[Node], image: Mapping[Node, Node]
) -> Iterable[tuple[Node, Node]]:
    """Each partial derivative as what stands before the factor times what stands after it."""
    product = partial(_product, graph)
    there = [image.get(factor, factor) for factor in factors]
    before = list(accumulate(there[:-1], product, initial=graph.one))
    after = list(accumulate(there[:0:-1], product, initial=graph.one))[::-1]
    return (
        (child, product(left, right))
        for child, left, right in zip(factors, before, after, strict=True)
        if child in dependent
    )


def _product(graph: Graph, left: Node, right: Node) -> Node:
    """The product of two nodes; with 1 it is the other one, as it stands."""
    if left == graph.one:
        return right
    return left if right == graph.one else graph.multiply((left, right))


class Element(Protocol):
    """What elements of every ring can do; the exponent of a power is 1 at least."""

    def __mul__(self, other: Self, /) -> Self: ...
    def __pow__(self, exponent: int, /) -> Self: ...


V = TypeVar("V", bound=Element)


class Ring(Protocol[V]):
    """Where expressions take values: all that a sweep does is one of these, or ``*`` or ``**`` of `V`."""

    def number(self, value: Fraction) -> V: ...

    def total(self, summands: Iterable[V]) -> V: ...

    def call(self, function: str, argument: V) -> V: ...


def evaluate(graph: Graph, nodes: Sequence[Node], leaf: Callable[[int], V], ring: Ring[V]) -> list[V]:
    """The values of the nodes."""
    values = forward(graph, graph.below(nodes), leaf, ring)
    return [values[node] for node in nodes]


def forward(graph: Graph, order: Sequence[Node], leaf: Callable[[int], V], ring: Ring[V]) -> dict[Node, V]:
    """The value of each of the nodes, of which children stand before their parents."""
    values: dict[Node, Any] = {}
    spend(10 * len(order))
    for node in order:
        entry = graph.nodes[node]
        kind = entry[0]
        if kind == "*":
            value = values[entry[1][0]]
            for child in entry[1][1:]:
                value = multiply(value, values[child])
            values[node] = value
        elif kind == "+":
            values[node] = ring.total([values[child] for child in entry[1]])
        elif kind == "leaf":
            values[node] = leaf(entry[1])
        elif kind == "number":
            values[node] = ring.number(entry[1])
        elif kind == "**":
            values[node] = raise_to(values[entry[1]], entry[2])
        else:
            values[node] = ring.call(entry[1], values[entry[2]])
    return values


def _formula(function: str) -> tuple[Graph, Node] | None:
    graph, formula = Graph(FunctionTable({})), ELEMENTARY[function].formula
    return None if formula is None else (graph, expand_row(graph, formula, graph.leaf(0)))


_FORMULAS: Final = {function: _formula(function) for function in ELEMENTARY}


def by_formula(function: str, argument: V, ring: Ring[V]) -> V | None:
    """σ(u) by the formula for σ in the table of functions; `None` if there is none."""
    formula = _FORMULAS.get(function)
    if formula is None:
        return None
    graph, node = formula
    return evaluate(graph, [node], lambda _: argument, ring)[0]


def add(left: Any, right: Any) -> Any:
    """The sum in any ring; that of long numbers counts as work."""
    if type(left) is Fraction and type(right) is Fraction:
        return plus(left, right)
    return left + right


def multiply(left: Any, right: Any) -> Any:
    """The product in any ring; that of long numbers counts as work."""
    if type(left) is Fraction and type(right) is Fraction:
        return times(left, right)
    return left * right


def raise_to(base: Any, exponent: int) -> Any:
    """The power in any ring; numbers are not let grow out of bounds."""
    if isinstance(base, Fraction):
        return power(base, exponent, Fraction(1), multiply)
    return base**exponent


def slope(function: str, argument: V, ring: Ring[V]) -> V:
    """σ'(u), from the table of functions."""
    if function not in ELEMENTARY:
        return ring.call(function + "'", argument)
    graph, order = _derivative(function)
    return forward(graph, order, lambda _: argument, ring)[order[-1]]


@cache
def _derivative(function: str) -> tuple[Graph, Sequence[Node]]:
    graph = Graph(FunctionTable({}))
    return graph, graph.below([derivative(graph, function, graph.leaf(0))])


def lie_derivative(polynomial: Polynomial, field: Mapping[int, Polynomial]) -> Polynomial:
    """L_X p = Σ ∂p/∂θ_i·X_i; a variable that the field does not mention stands still."""
    return Polynomial.total(
        polynomial.derivative(variable) * field[variable]
        for variable in polynomial.variables
        if variable in field
    )
