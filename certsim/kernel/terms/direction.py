"""Derivatives of expressions along vector fields, by structure: theorem T9 without expanding the expressions.

The derivative of a node n is k·n + r, with polynomials k and r whose variables are nodes that stay closed.
By the rules of calculus k passes through products, powers, roots and quotients: Euler's identity for what is
homogeneous. From the derivative of u the exponential of u gets its k: what is shifted by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from heapq import heapify, heappop, heappush
from operator import mul
from typing import Final

from certsim.kernel.meter import Rational, length, spend
from certsim.kernel.terms.expression import derivative
from certsim.kernel.terms.graph import Entry, Graph, Node
from certsim.kernel.terms.polynomial import ZERO, Polynomial

PRIME: Final = (1 << 61) - 1
SMALL: Final = 64
EXPONENTS: Final[Mapping[str, Fraction]] = {"inv": Fraction(-1), "sqrt": Fraction(1, 2)}
"""The calls that are powers of their arguments."""


class Opened:
    """The polynomials that nodes are, in leaves and in nodes that stay closed; their variables are nodes.

    Closed are calls, and sums in which, outside of calls, none of the given leaves stands. Without leaves
    only calls are closed.
    """

    def __init__(self, graph: Graph, leaves: Iterable[Node] | None = None) -> None:
        self._graph: Final = graph
        self._all: Final = leaves is None
        self._mentions: Final[dict[Node, bool]] = dict.fromkeys(leaves or (), True)
        self._known: Final[dict[Node, Polynomial]] = {}

    def polynomial(self, node: Node) -> Polynomial:
        """The polynomial that a node is."""
        waiting = [node]
        while waiting:
            missing = [at for at in self._parts(waiting[-1]) if at not in self._known]
            if missing and waiting[-1] not in self._known:
                waiting += missing
                continue
            at = waiting.pop()
            if at not in self._known:
                spend(20)
                self._known[at] = self._computed(at, self._graph.nodes[at])
        return self._known[node]

    def _parts(self, node: Node) -> Sequence[Node]:
        """The nodes of which a node is a polynomial; none if it is closed."""
        kind = self._graph.nodes[node][0]
        is_open = kind in ("*", "**") or (kind == "+" and (self._all or self._mentions_leaves(node)))
        return self._graph.children(node) if is_open else ()

    def _computed(self, node: Node, entry: Entry) -> Polynomial:
        parts = [self._known[part] for part in self._parts(node)]
        if entry[0] == "number":
            return Polynomial.constant(entry[1])
        if not parts:
            return Polynomial.variable(node)
        if entry[0] == "+":
            return Polynomial.total(parts)
        exponent: int = entry[2] if entry[0] == "**" else 1
        product: Polynomial = reduce(mul, parts)
        return product**exponent

    def _mentions_leaves(self, node: Node) -> bool:
        """Whether one of the leaves stands in a node, outside of calls."""
        waiting = [node]
        while waiting:
            at = waiting[-1]
            parts = () if self._graph.nodes[at][0] == "call" else self._graph.children(at)
            spend(8 + len(parts))
            unknown = [part for part in parts if part not in self._mentions]
            if unknown and at not in self._mentions:
                waiting += unknown
                continue
            waiting.pop()
            self._mentions.setdefault(at, any(self._mentions[part] for part in parts))
        return self._mentions[node]


@dataclass(frozen=True)
class _Rate:
    """The derivative k·n + r of a node n."""

    factor: Polynomial
    rest: Polynomial

    @property
    def is_zero(self) -> bool:
        return not self.factor and not self.rest


_STILL: Final = _Rate(ZERO, ZERO)


class _Residues:
    """Residues of nodes modulo a prime, with fixed ones for leaves and calls.

    What is the polynomial 0 in leaves and calls has the residue 0. They only say what need not be tried.
    """

    def __init__(self, graph: Graph) -> None:
        self._graph: Final = graph
        self._known: Final[dict[Node, int]] = {}

    def of(self, polynomial: Polynomial) -> int:
        """The residue of a polynomial in nodes; 0 where it has none."""
        total = 0
        for monomial, coefficient in polynomial.terms.items():
            spend(4 + 4 * len(monomial))
            total += reduce(mul, map(self._value, monomial), _residue(coefficient)) % PRIME
        return total % PRIME

    def ratio(self, polynomial: Polynomial, node: Node) -> Fraction | None:
        """The number, a small fraction, of which times a node a polynomial may be; `None` if it is not."""
        value = self._value(node)
        quotient = self.of(polynomial) * pow(value, -1, PRIME) % PRIME if value else 0
        for denominator in range(1, SMALL):
            numerator = (quotient * denominator + SMALL) % PRIME - SMALL
            if numerator and abs(numerator) <= SMALL:
                return Fraction(numerator, denominator)
        return None

    def _value(self, node: Node) -> int:
        waiting = [node]
        while waiting:
            at = waiting[-1]
            entry = self._graph.nodes[at]
            parts = () if entry[0] == "call" else self._graph.children(at)
            missing = [part for part in parts if part not in self._known]
            if missing and at not in self._known:
                waiting += missing
                continue
            spend(12 + 4 * len(parts))
            self._known[waiting.pop()] = self._computed(at, entry, [self._known[part] for part in parts])
        return self._known[node]

    @staticmethod
    def _computed(node: Node, entry: Entry, parts: Sequence[int]) -> int:
        if entry[0] == "number":
            return _residue(entry[1])
        if not parts:
            return pow(node + 2, 11, PRIME)
        if entry[0] == "+":
            return sum(parts) % PRIME
        if entry[0] == "**":
            return pow(parts[0], entry[2], PRIME)
        return reduce(lambda a, b: a * b % PRIME, parts)


def _residue(value: Rational) -> int:
    numerator, denominator = value.as_integer_ratio()
    spend(length(value) // 20)
    return numerator * pow(denominator, -1, PRIME) % PRIME if denominator % PRIME else 0


class _Sweep:
    """The derivatives of nodes along one field, children before their parents."""

    def __init__(self, graph: Graph, field: Mapping[int, Node], residues: _Residues) -> None:
        self._residues: Final = residues
        below = [graph.leaf(leaf) for leaf in field] + graph.below(field.values())
        self._graph: Final = graph
        self._field: Final = field
        self._opened: Final = Opened(graph, [node for node in below if graph.nodes[node][0] == "leaf"])
        self._moving: Final[dict[Node, _Rate]] = {}

    def moves(self, node: Node) -> bool:
        """Whether the derivative of a node is not seen to be 0; those of its children are known."""
        spend(60)
        rate = self._rate(node, self._graph.nodes[node])
        if rate.is_zero or (rate.rest and self._is_still(self._total(node, rate))):
            return False
        self._moving[node] = rate
        return True

    def _is_still(self, total: Polynomial) -> bool:
        """Whether a derivative is 0 as all sums in it are opened; that is tried if its residue is 0."""
        if self._residues.of(total):
            return False
        opened = Opened(self._graph)
        return not total.substitute({part: opened.polynomial(part) for part in sorted(total.variables)})

    def _of(self, node: Node) -> _Rate:
        return self._moving.get(node, _STILL)

    def _total(self, node: Node, rate: _Rate) -> Polynomial:
        """The derivative of a node as one polynomial."""
        if not rate.factor:
            return rate.rest
        return rate.factor * self._opened.polynomial(node) + rate.rest

    def _rate(self, node: Node, entry: Entry) -> _Rate:
        if entry[0] == "leaf":
            return self._of_leaf(node, self._opened.polynomial(self._field[entry[1]]))
        if entry[0] == "+":
            return self._collected(node, self._of_sum(entry[1]))
        if entry[0] == "*":
            return self._of_product(entry[1])
        if entry[0] == "**":
            return self._of_power(entry[1], entry[2])
        return self._of_call(entry[1], entry[2])

    def _of_leaf(self, node: Node, component: Polynomial) -> _Rate:
        """The component, of which the terms with this leaf are multiples of it."""
        factor, rest = {}, {}
        spend(12 * len(component.terms))
        for monomial, coefficient in component.terms.items():
            if node in monomial:
                at = monomial.index(node)
                factor[monomial[:at] + monomial[at + 1 :]] = coefficient
            else:
                rest[monomial] = coefficient
        return _Rate(Polynomial(factor), Polynomial(rest))

    def _of_sum(self, summands: Sequence[Node]) -> _Rate:
        """The factor of all summands, if it is the same; else a sum of multiples of them."""
        rates = [self._of(summand) for summand in summands]
        first = rates[0].factor
        spend(4 * len(rates) * (1 + len(first.terms)))
        if all(rate.factor == first for rate in rates):
            return _Rate(first, Polynomial.total(rate.rest for rate in rates))
        return _Rate(ZERO, Polynomial.total(map(self._total, summands, rates)))

    def _collected(self, node: Node, rate: _Rate) -> _Rate:
        """The same, as a multiple of the node if it is one: summands that do not move may cancel in it."""
        if rate.factor or not rate.rest:
            return rate
        ratio = self._residues.ratio(rate.rest, node)
        if ratio is None or rate.rest != self._opened.polynomial(node) * ratio:
            return rate
        return _Rate(Polynomial.constant(ratio), ZERO)

    def _of_product(self, factors: Sequence[Node]) -> _Rate:
        rates = [self._of(factor) for factor in factors]
        rests = (
            reduce(
                mul, (self._opened.polynomial(f) for other, f in enumerate(factors) if other != at), rate.rest
            )
            for at, rate in enumerate(rates)
            if rate.rest
        )
        return _Rate(Polynomial.total(rate.factor for rate in rates), Polynomial.total(rests))

    def _of_power(self, base: Node, exponent: int) -> _Rate:
        rate = self._of(base)
        rest = rate.rest and rate.rest * self._opened.polynomial(base) ** (exponent - 1) * exponent
        return _Rate(rate.factor * exponent, rest)

    def _of_call(self, function: str, argument: Node) -> _Rate:
        """σ'(u)·(k·u + r): for the powers of u, e^u and log u their k is known without σ'."""
        rate = self._of(argument)
        if function == "exp":
            return _Rate(self._total(argument, rate), ZERO)
        slope = self._opened.polynomial(derivative(self._graph, function, argument))
        if function in EXPONENTS:
            return _Rate(rate.factor * EXPONENTS[function], rate.rest * slope)
        if function == "log":
            return _Rate(ZERO, rate.factor + rate.rest * slope)
        return _Rate(ZERO, slope and self._total(argument, rate) * slope)


class Directions:
    """The derivatives of some nodes along vector fields."""

    def __init__(self, graph: Graph, nodes: Sequence[Node]) -> None:
        self._graph: Final = graph
        self._nodes: Final = frozenset(nodes)
        self._residues: Final = _Residues(graph)
        self._parents: Final[dict[Node, list[Node]]] = {}
        for node in graph.below(nodes):
            children = set(graph.children(node))
            spend(12 * len(children))
            for child in children:
                self._parents.setdefault(child, []).append(node)

    def moved(self, field: Mapping[int, Node]) -> Node | None:
        """A node whose derivative along a field is not seen to be 0; `None` shows that it is 0 for all.

        The field has a component, a node, for each leaf that it moves. What does not move is not visited.
        """
        sweep = _Sweep(self._graph, field, self._residues)
        waiting = [self._graph.leaf(leaf) for leaf in field]
        heapify(waiting)
        met = set(waiting)
        while waiting:
            node = heappop(waiting)
            if not sweep.moves(node):
                continue
            if node in self._nodes:
                return node
            new = [parent for parent in self._parents.get(node, ()) if parent not in met]
            spend(12 * len(new))
            met.update(new)
            for parent in new:
                heappush(waiting, parent)
        return None
