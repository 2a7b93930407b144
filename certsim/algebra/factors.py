"""Factorisation over the rationals."""

from __future__ import annotations

from certsim.algebra.rings import Ring
from certsim.kernel.terms.polynomial import Polynomial


def irreducible_factors(polynomial: Polynomial) -> list[Polynomial]:
    """The irreducible factors that are not constant, once each.

    >>> x, y = Polynomial.variable(0), Polynomial.variable(1)
    >>> irreducible_factors(2 * x**2 * (x - y))
    [x0, x0 - x1]
    """
    if not polynomial.variables:
        return []
    ring = Ring(sorted(polynomial.variables))
    _, factors = ring.element(polynomial).factor()
    return sorted((ring.polynomial(f) for f, _ in factors), key=repr)
