"""Polynomial rings over Q in FLINT, made for the variables that occur."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import accumulate, chain
from math import gcd, lcm
from typing import Any, Final, TypeAlias

import flint

from certsim.kernel.terms.polynomial import Polynomial, Rational

Element: TypeAlias = Any
"""An ``fmpq_mpoly`` (python-flint has no type hints)."""
Exponents: TypeAlias = tuple[int, ...]


def to_fmpq(value: Rational) -> Any:
    """The rational number as FLINT's."""
    return flint.fmpq(value.numerator, value.denominator)


def to_fraction(value: Any) -> Fraction:
    """FLINT's ``fmpq`` or ``fmpz`` as a rational number."""
    value = flint.fmpq(value)
    return Fraction(int(value.p), int(value.q))


class Ring:
    """Q[variables] with a monomial order: degrevlex, or blocks of variables, each degrevlex within itself.

    An earlier block is greater than all later ones, so the basis elements without its variables
    generate the elimination ideal. FLINT has no block orders, but any order is lex on the products of
    the exponents with a matrix (Robbiano, *Term orderings on the polynomial ring*, 1985); the products
    are additive, so FLINT may compute with them in place of the exponents.

    >>> x, y = Polynomial.variable(4), Polynomial.variable(7)
    >>> ring = Ring([4, 7])
    >>> ring.polynomial(ring.element(x + y) ** 2) == x**2 + 2 * x * y + y**2
    True
    """

    def __init__(self, *blocks: Iterable[int]) -> None:
        self._blocks: Final = [list(block) for block in blocks]
        self.variables: Final[Sequence[int]] = list(chain.from_iterable(self._blocks))
        self.index: Final = {v: i for i, v in enumerate(self.variables)}
        self._plain: Final = len(self._blocks) <= 1
        order = flint.Ordering.degrevlex if self._plain else flint.Ordering.lex
        self.context: Final[Any] = flint.fmpq_mpoly_ctx.get(tuple(f"x{v}" for v in self.variables), order)
        self.zero: Final[Element] = self.context.constant(0)
        self.one: Final[Element] = self.context.constant(1)

    @property
    def block_sizes(self) -> list[int]:
        """How many variables each block has that has any."""
        return [len(block) for block in self._blocks if block]

    def encode(self, exponents: Exponents) -> Exponents:
        """The exponents as FLINT sees them: partial sums within each block, the whole sum first."""
        if self._plain:
            return exponents
        encoded: list[int] = []
        start = 0
        for block in self._blocks:
            encoded.extend(reversed(list(accumulate(exponents[start : start + len(block)]))))
            start += len(block)
        return tuple(encoded)

    def decode(self, encoded: Exponents) -> Exponents:
        """The exponents from what FLINT sees; inverse of `encode`."""
        if self._plain:
            return tuple(encoded)
        exponents: list[int] = []
        start = 0
        for block in self._blocks:
            sums = list(encoded[start : start + len(block)])[::-1]
            exponents.extend(b - a for a, b in zip([0, *sums], sums, strict=False))
            start += len(block)
        return tuple(exponents)

    def element(self, polynomial: Polynomial) -> Element:
        """The polynomial as an element of this ring.

        Raises:
            KeyError: it has a variable that the ring has not.
        """
        terms = {}
        for monomial, coefficient in polynomial.terms.items():
            exponents = [0] * len(self.variables)
            for variable in monomial:
                exponents[self.index[variable]] += 1
            terms[self.encode(tuple(exponents))] = to_fmpq(coefficient)
        return self.context.from_dict(terms)

    def polynomial(self, element: Element) -> Polynomial:
        """The element of this ring as a polynomial."""
        terms = {}
        for encoded, coefficient in element.terms():
            powers = zip(self.variables, self.decode(encoded), strict=True)
            terms[tuple(sorted(v for v, e in powers for _ in range(e)))] = to_fraction(coefficient)
        return Polynomial(terms)

    def degree(self, element: Element) -> int:
        """The total degree; 0 for zero."""
        if self._plain:
            return max(int(element.total_degree()), 0)
        return max((sum(self.decode(encoded)) for encoded in element.monoms()), default=0)

    def term(self, coefficient: Any, exponents: Exponents) -> Element:
        """One term; the exponents are true ones."""
        return self.context.term(coefficient, self.encode(exponents))

    def leading(self, element: Element) -> Exponents:
        """The true exponents of the leading monomial of an element that is not zero."""
        return self.decode(element.monomial(0))


def primitive(polynomial: Polynomial) -> Polynomial:
    """The multiple with coprime integer coefficients, the first of them positive."""
    coefficients = [Fraction(c) for c in polynomial.terms.values()]
    scale = Fraction(lcm(*(c.denominator for c in coefficients)), gcd(*(c.numerator for c in coefficients)))
    leading = min(polynomial.terms, key=lambda m: (-len(m), m))
    return polynomial * (scale if polynomial.terms[leading] > 0 else -scale)
