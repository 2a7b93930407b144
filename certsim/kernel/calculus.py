"""Gradients, Lie derivatives and values of expression graphs.

One reverse sweep differentiates; one forward sweep evaluates, in whatever ring it is given: polynomials over
the tower of atoms (`Tower`, theory T3) for proofs, numbers for counterexamples.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import isqrt
from typing import Any, Final, Protocol, TypeVar

from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.expression import Array, Entry, Graph, Node, Scope, derivative
from certsim.kernel.functions import POSITIVE, Domain, FunctionTable, Parity
from certsim.kernel.meter import spend, spend_on_number
from certsim.kernel.polynomial import ONE, Monomial, Polynomial, Rational, rational_text
from certsim.kernel.powers import power


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


@dataclass(frozen=True)
class Atom:
    """A call σ(u) of the tower, u a polynomial in the leaves and in atoms below."""

    function: str
    argument: Polynomial


class Tower:
    """The ring Q[leaves, atoms]: polynomials in which every call σ(u) is a variable of its own (theory T3).

    Identities between its elements hold for the functions. Calls are normalised so that more of them are
    recognised as equal: an argument's sign by the parity of σ, a constant argument by σ's value there.
    """

    def __init__(self, functions: FunctionTable, first_atom: int) -> None:
        self._functions: Final = functions
        self._first: Final = first_atom
        self._index: Final[dict[Atom, Polynomial]] = {}
        self.atoms: Final[list[Atom]] = []

    def number(self, value: Fraction) -> Polynomial:
        return Polynomial.constant(value)

    def total(self, summands: Iterable[Polynomial]) -> Polynomial:
        return Polynomial.total(summands)

    def call(self, function: str, argument: Polynomial) -> Polynomial:
        """σ(u), which is an atom unless parity or a special value says more."""
        constant = argument.constant_value
        if constant is not None:
            value = self._special_value(function, constant)
            if value is not None:
                return Polynomial.constant(value)
        if function == "inv":
            leading = argument.terms[min(argument.terms)]
            return self._atom(function, argument * (Fraction(1) / leading)) * (Fraction(1) / leading)
        parity = self._functions.parity(function)
        if parity is not None and argument and argument.terms[min(argument.terms)] < 0:
            reflected = self._atom(function, -argument)
            if parity is Parity.COMPLEMENT:
                return ONE - reflected
            return -reflected if parity is Parity.ODD else reflected
        return self._atom(function, argument)

    def _special_value(self, function: str, at: Rational) -> Rational | None:
        """σ at a rational number where it is rational; the number must lie where σ is analytic."""
        domain = self._functions.domain(function)
        if (domain is Domain.NONZERO and not at) or (domain is Domain.POSITIVE and at <= 0):
            raise InvalidCertificate(f"{function} is not analytic at {rational_text(at)}")
        if function == "inv":
            return Fraction(1) / at
        if function == "sqrt":
            return _square_root(Fraction(at))
        if function == "log" and at == 1:
            return 0
        if function == "step" and at:
            return 1 if at > 0 else 0
        return None if at else self._functions.at_zero(function)

    def _atom(self, function: str, argument: Polynomial) -> Polynomial:
        atom = Atom(function, argument)
        if atom not in self._index:
            self._index[atom] = Polynomial.variable(self._first + len(self.atoms))
            self.atoms.append(atom)
        return self._index[atom]

    def has(self, function: str, argument: Polynomial) -> bool:
        """Whether the call is an atom already."""
        return Atom(function, argument) in self._index

    def relation(self, variable: int) -> Polynomial | None:
        """The polynomial relation of an atom (τu - 1 for 1/u, τ² - u for √u, …), if it has one."""
        atom = self.atoms[variable - self._first]
        relation = self._functions.relation(atom.function)
        if relation is None:
            return None
        graph = Graph(self._functions)
        arrays = {"u": Array((), (graph.leaf(0),)), "t": Array((), (graph.leaf(1),))}
        node = Scope(graph, arrays).scalar(relation)
        values = (atom.argument, Polynomial.variable(variable))
        return evaluate(graph, [node], values.__getitem__, self)[0]

    def is_plainly_positive(self, value: Polynomial) -> bool:
        """Whether positivity is seen term by term: positive coefficients, squares, and positive functions."""
        return all(c > 0 for c in value.terms.values()) and (
            all(self._is_positive_product(monomial, strictly=False) for monomial in value.terms)
            and any(self._is_positive_product(monomial, strictly=True) for monomial in value.terms)
        )

    def _is_positive_product(self, monomial: Monomial, *, strictly: bool) -> bool:
        """Whether a monomial is positive everywhere, or at least not negative anywhere."""
        for variable in set(monomial):
            atom = self.atom(variable)
            if (atom is None or atom.function not in POSITIVE) and (strictly or monomial.count(variable) % 2):
                return False
        return True

    def atom(self, variable: int) -> Atom | None:
        """The atom that a variable stands for; `None` for a leaf. Raises InvalidCertificate for neither."""
        if variable < self._first:
            return None
        if variable >= self._first + len(self.atoms):
            raise InvalidCertificate(f"there is no atom {variable - self._first}")
        return self.atoms[variable - self._first]


def _square_root(value: Fraction) -> Fraction | None:
    root = Fraction(isqrt(value.numerator), isqrt(value.denominator))
    return root if root * root == value else None


def lie_derivative(polynomial: Polynomial, field: Mapping[int, Polynomial]) -> Polynomial:
    """L_X p = Σ ∂p/∂θ_i·X_i; a variable that the field does not mention stands still."""
    return Polynomial.total(
        polynomial.derivative(variable) * field[variable]
        for variable in polynomial.variables
        if variable in field
    )
