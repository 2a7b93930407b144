"""Factorisation over the rationals."""

from __future__ import annotations

from fractions import Fraction

from certsim.algebra.rings import Ring
from certsim.kernel.terms.polynomial import Polynomial


def factored(polynomial: Polynomial) -> tuple[Fraction, list[tuple[Polynomial, int]]]:
    """The constant factor, and the irreducible factors that are not constant with their multiplicities.

    >>> x, y = Polynomial.variable(0), Polynomial.variable(1)
    >>> factored(2 * x**2 * (x - y))
    (Fraction(2, 1), [(x0, 2), (x0 - x1, 1)])
    """
    ring = Ring(sorted(polynomial.variables))
    constant, factors = ring.element(polynomial).factor()
    found = sorted(((ring.polynomial(f), times) for f, times in factors), key=lambda pair: repr(pair[0]))
    return Fraction(int(constant.numerator), int(constant.denominator)), found


def irreducible_factors(polynomial: Polynomial) -> list[Polynomial]:
    """The irreducible factors that are not constant, once each.

    >>> x, y = Polynomial.variable(0), Polynomial.variable(1)
    >>> irreducible_factors(2 * x**2 * (x - y))
    [x0, x0 - x1]
    """
    return [factor for factor, _ in factored(polynomial)[1]] if polynomial.variables else []
