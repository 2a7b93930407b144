"""Scalar expressions as a directed acyclic graph, in which every subexpression stands once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum
from fractions import Fraction
from functools import reduce
from typing import Any, Final, TypeAlias

from certsim.kernel.errors import LimitExceeded, MalformedCertificate, excerpt
from certsim.kernel.meter import Rational, length, plus, price, spend, times
from certsim.kernel.terms.functions import Domain, FunctionTable
from certsim.kernel.terms.polynomial import Polynomial, spelling

Node: TypeAlias = int


Entry: TypeAlias = tuple[Any, ...]
"""A tagged union: an operation and its operands, see `Graph`."""


MAX_NODES: Final = 2_000_000


MAX_EXPONENT: Final = 1_000


MAX_BITS: Final = 100_000


_MINUS_ONE: Final = Fraction(-1)


class Sign(IntEnum):
    """What is plain of the sign of a number."""

    UNKNOWN = 0
    NOT_NEGATIVE = 1
    POSITIVE = 2


class Graph:
    """Scalar expressions as a directed acyclic graph; equal expressions are the same node.

    A node is ``("number", q)``, ``("leaf", i)``, ``("+", nodes)``, ``("*", nodes)``, ``("**", node, n)`` with
    n ≥ 2, or ``("call", f, node)`` with f in the function table. Children have smaller numbers. `called`
    holds every function that some node calls.
    """

    def __init__(self, functions: FunctionTable) -> None:
        self.functions: Final = functions
        self.nodes: Final[list[Entry]] = []
        self._index: Final[dict[Entry, Node]] = {}
        self.called: Final[set[str]] = set()
        self._signs: Final[dict[Node, Sign]] = {}
        self.zero: Final = self.number(Fraction(0))
        self.one: Final = self.number(Fraction(1))

    def _intern(self, entry: Entry) -> Node:
        return self._node(entry, entry)

    def _node(self, key: Entry, entry: Entry) -> Node:
        """The node of an entry, which is new unless the key was met before."""
        spend(12)
        node = self._index.get(key)
        if node is None:
            spend(50)
            if len(self.nodes) >= MAX_NODES:
                raise LimitExceeded(f"an expression with more than {MAX_NODES} nodes")
            node = self._index[key] = len(self.nodes)
            self.nodes.append(entry)
        return node

    def number(self, value: Fraction) -> Node:
        key = spelling(value)
        if type(key) is str:
            self._spend_on_number(value)
        return self._node(("number", key), ("number", value))

    @staticmethod
    def _spend_on_number(value: Rational) -> None:
        bits = length(value)
        if bits > MAX_BITS:
            raise MalformedCertificate(f"a number of more than {MAX_BITS} bits")
        spend(bits // 20)

    def leaf(self, index: int) -> Node:
        return self._intern(("leaf", index))

    def value(self, node: Node) -> Fraction | None:
        """The value of a node that is a number."""
        entry = self.nodes[node]
        return entry[1] if entry[0] == "number" else None

    def add(self, summands: Iterable[Node]) -> Node:
        numbers, rest = self._parted(summands)
        constant = reduce(plus, numbers) if numbers else 0
        if constant:
            rest.append(self.number(Fraction(constant)))
        if len(rest) < 2:
            return rest[0] if rest else self.zero
        return self._intern(("+", tuple(sorted(rest))))

    def multiply(self, factors: Iterable[Node]) -> Node:
        numbers, rest = self._parted(factors)
        constant = reduce(times, numbers) if numbers else 1
        if not constant:
            return self.zero
        if constant != 1:
            rest.append(self.number(Fraction(constant)))
        if len(rest) < 2:
            return rest[0] if rest else self.one
        return self._intern(("*", tuple(sorted(rest))))

    def _parted(self, nodes: Iterable[Node]) -> tuple[list[Rational], list[Node]]:
        """The values of those nodes that are numbers, and the other nodes."""
        numbers: list[Rational] = []
        rest = []
        for node in nodes:
            entry = self.nodes[node]
            if entry[0] == "number":
                numbers.append(entry[1])
            else:
                rest.append(node)
        spend(16 * len(numbers) + 3 * len(rest))
        return numbers, rest

    def negate(self, node: Node) -> Node:
        value = self.value(node)
        return self.multiply((node, self.number(_MINUS_ONE))) if value is None else self.number(-value)

    def power(self, node: Node, exponent: int) -> Node:
        if abs(exponent) > MAX_EXPONENT:
            raise MalformedCertificate(
                f"the exponent {excerpt(exponent)} is over the limit of {MAX_EXPONENT}"
            )
        if exponent < 0:
            return self.power(self.call("inv", node), -exponent)
        if exponent < 2:
            return node if exponent else self.one
        value = self.value(node)
        if value is None:
            return self._intern(("**", node, exponent))
        bits = exponent * length(value)
        if bits > MAX_BITS:
            raise MalformedCertificate(f"a power of more than {MAX_BITS} bits")
        spend(price(bits, bits))
        return self.number(value**exponent)

    def call(self, function: str, argument: Node) -> Node:
        value = self.value(argument)
        if function == "inv" and value is not None:
            if not value:
                raise MalformedCertificate("division by zero")
            return self.number(1 / value)
        self.called.add(function)
        return self._intern(("call", function, argument))

    def is_in(self, domain: Domain, node: Node) -> bool:
        """Whether it is plain that functions with this domain are defined at a node, whatever the leaves."""
        value = self.value(node)
        return self.is_positive(node) if value is None else domain.holds(value)

    def is_positive(self, node: Node) -> bool:
        """Whether it is plain that a node is positive wherever it is defined.

        It is a sum, a product or a power of what is not negative, or of a function that is positive.
        """
        waiting = [node]
        while waiting:
            at = waiting[-1]
            unknown = [child for child in self.children(at) if child not in self._signs]
            spend(8 + len(unknown))
            if unknown and at not in self._signs:
                waiting += unknown
                continue
            self._signs[waiting.pop()] = self._sign(at)
        return self._signs[node] is Sign.POSITIVE

    def _sign(self, node: Node) -> Sign:
        """The sign of a node, from those of its children."""
        entry, signs = self.nodes[node], [self._signs[child] for child in self.children(node)]
        kind = entry[0]
        if kind == "number":
            return Sign.POSITIVE if entry[1] > 0 else Sign.UNKNOWN if entry[1] else Sign.NOT_NEGATIVE
        if kind == "leaf":
            return Sign.POSITIVE if entry[1] == self.functions.pi else Sign.UNKNOWN
        if kind == "call":
            positive = self.functions.row(entry[1]).positive
            return Sign.POSITIVE if positive else signs[0] if entry[1] == "inv" else Sign.UNKNOWN
        if kind == "**":
            return max(signs[0], Sign.NOT_NEGATIVE) if entry[2] % 2 == 0 else signs[0]
        if kind == "*":
            return min(signs)
        return max(signs) if min(signs) is not Sign.UNKNOWN else Sign.UNKNOWN

    def polynomial(self, polynomial: Polynomial) -> Node:
        """The node of a polynomial in the leaves."""
        return self.add(
            self.multiply((self.number(Fraction(coefficient)), *map(self.leaf, monomial)))
            for monomial, coefficient in polynomial.terms.items()
        )

    def children(self, node: Node) -> tuple[Node, ...]:
        entry = self.nodes[node]
        if entry[0] in ("+", "*"):
            factors: tuple[Node, ...] = entry[1]
            return factors
        if entry[0] == "**":
            return (entry[1],)
        return (entry[2],) if entry[0] == "call" else ()

    def below(self, roots: Iterable[Node]) -> list[Node]:
        """The nodes that the given ones are made of, themselves included, children first."""
        seen = set(roots)
        stack = list(seen)
        while stack:
            children = self.children(stack.pop())
            spend(10 + len(children))
            for child in children:
                if child not in seen:
                    seen.add(child)
                    stack.append(child)
        return sorted(seen)

    def rewrite(self, roots: Sequence[Node], values: Mapping[Node, Node]) -> list[Node]:
        """The given nodes with some nodes replaced by others; what does not depend on them is kept."""
        image = self.images(self.below(roots), values)
        return [image.get(root, root) for root in roots]

    def images(self, order: Iterable[Node], values: Mapping[Node, Node]) -> dict[Node, Node]:
        """What becomes of nodes, children first, if some are replaced; others are left out."""
        image = dict(values)
        for node in order:
            if node not in image and any(child in image for child in self.children(node)):
                image[node] = self._rebuilt(self.nodes[node], image)
        return image

    def substitute(self, roots: Sequence[Node], values: Mapping[int, Node]) -> list[Node]:
        """The given nodes with nodes in place of some leaves."""
        return self.rewrite(roots, {self.leaf(leaf): node for leaf, node in values.items()})

    def _rebuilt(self, entry: Entry, image: Mapping[Node, Node]) -> Node:
        if entry[0] == "+":
            return self.add(image.get(child, child) for child in entry[1])
        if entry[0] == "*":
            return self.multiply(image.get(child, child) for child in entry[1])
        if entry[0] == "**":
            return self.power(image[entry[1]], entry[2])
        return self.call(entry[1], image[entry[2]])
