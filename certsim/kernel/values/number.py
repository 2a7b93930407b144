"""Numbers in one real root t of a polynomial: zero is an identity modulo it, non-zero an enclosure.

The coordinates of a point are polynomials in t. Whatever is 0 modulo p is 0 at every root of p, and an
enclosure over [low, high] holds for every root between: so no root is told from the others, and none has to
be simple.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from certsim.kernel.errors import InvalidCertificate, MalformedCertificate
from certsim.kernel.terms.polynomial import Polynomial, power
from certsim.kernel.terms.tower import Tower
from certsim.kernel.values.enclosure import Enclosure, EnclosureArithmetic
from certsim.kernel.values.interval import Interval

MAX_DEGREE: Final = 32

T: Final = 0
"""The variable t of a coordinate."""

PI: Final = 1
"""The variable π of a coordinate: no polynomial in it with rational coefficients is 0 (theory T20)."""


@dataclass(frozen=True)
class Root:
    """A real root t of Σ cᵢ·tⁱ between two numbers; `polynomial` are the cᵢ, constant term first."""

    polynomial: tuple[Fraction, ...]
    low: Fraction
    high: Fraction

    def __post_init__(self) -> None:
        if not 1 <= self.degree <= MAX_DEGREE:
            raise MalformedCertificate(f"a root is one of a polynomial of degree 1 to {MAX_DEGREE}")
        if not self.polynomial[-1]:
            raise MalformedCertificate("a highest coefficient that is zero")
        if self.low >= self.high:
            raise MalformedCertificate("the interval of a root is empty")

    @property
    def degree(self) -> int:
        return len(self.polynomial) - 1

    def check(self) -> None:
        """The polynomial changes its sign between the ends, and so it has a root there."""
        ends = [Polynomial.total(self._terms_at(end)).constant_value or 0 for end in (self.low, self.high)]
        if ends[0] * ends[1] >= 0:
            raise InvalidCertificate(
                "the polynomial does not change its sign between the ends of the interval"
            )

    def _terms_at(self, end: Fraction) -> Iterable[Polynomial]:
        at = Polynomial.constant(end)
        return (power(at, n, Polynomial.constant(1)) * c for n, c in enumerate(self.polynomial))

    def reduced(self, value: Polynomial) -> Polynomial:
        """The remainder modulo the polynomial, of a polynomial in t and other variables."""
        *rest, leading = self.polynomial
        tail = Polynomial({(T,) * n: -c / leading for n, c in enumerate(rest)})
        while True:
            high = {m: c for m, c in value.terms.items() if m.count(T) >= self.degree}
            if not high:
                return value
            low = Polynomial({m: c for m, c in value.terms.items() if m not in high})
            value = low + Polynomial({m[self.degree :]: c for m, c in high.items()}) * tail


class Exact:
    """The ring in which 0 is an identity: polynomials in t and in calls, modulo the polynomial of t."""

    def __init__(self, tower: Tower, root: Root | None) -> None:
        """Takes a tower whose leaves are t and π."""
        self._tower: Final = tower
        self._root: Final = root

    def number(self, value: Fraction) -> Polynomial:
        return Polynomial.constant(value)

    def total(self, summands: Iterable[Polynomial]) -> Polynomial:
        return self.reduced(Polynomial.total(summands))

    def call(self, function: str, argument: Polynomial) -> Polynomial:
        return self._tower.call(function, self.reduced(argument))

    def reduced(self, value: Polynomial) -> Polynomial:
        """The normal form of an element."""
        return value if self._root is None else self._root.reduced(value)


def enclosure(value: Polynomial, root: Root | None, ring: EnclosureArithmetic) -> Enclosure:
    """A coordinate, for every root between the ends, by Horner's rule; with a multiple of π."""
    slope = value.terms.get((PI,))
    if slope is not None:
        rest = enclosure(value - Polynomial({(PI,): slope}), root, ring)
        return rest + ring.pi() * ring.number(Fraction(slope))
    constant = value.constant_value
    if constant is not None or root is None:
        return ring.number(Fraction(constant or 0))
    t, total = Interval(root.low, root.high), ring.number(Fraction(0))
    for n in range(value.degree, -1, -1):
        total = total * Enclosure(t, ring.bits) + ring.number(Fraction(value.terms.get((T,) * n, 0)))
    return total
