"""Sums of squares with rational coefficients, by Gram matrices.

p = Σ G_ij·b_i·b_j with G positive semidefinite gives p = Σ c_j·s_j² with c_j > 0, by G = LDLᵀ (Choi, Lam
and Reznick, *Sums of squares of real polynomials*, 1995).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations_with_replacement
from typing import Final

from certsim.algebra.budget import Budget
from certsim.algebra.gram import MAX_BASIS, NormalForm, Squares, find_gram
from certsim.kernel.terms.polynomial import ONE, ZERO, Monomial, Polynomial

MAX_VARIABLES: Final = 10
MAX_CANDIDATES: Final = 400
MAX_TERMS: Final = 80
"""Larger polynomials are not tried as sums of squares."""
MARGINS: Final = tuple(map(Fraction, ("1", "1/4", "1/16", "1/256", "1/65536")))
SECONDS: Final = 3.0
"""Where nobody says what the search may cost."""


def find_squares(polynomial: Polynomial) -> Squares | None:
    """(c_j, s_j) with polynomial = Σ c_j·s_j² and c_j > 0; a constant, if there is one, comes last.

    >>> x, y = Polynomial.variable(0), Polynomial.variable(1)
    >>> find_squares(x**2 - 2 * x * y + 2 * y**2 + 1)
    [(Fraction(1, 1), x0 - x1), (Fraction(1, 1), x1), (Fraction(1, 1), 1)]
    """
    if not polynomial:
        return []
    basis = _half_support(polynomial)
    if not basis:
        return None
    return find_squares_among([Polynomial({m: 1}) for m in basis], polynomial, lambda p: p)


def find_signed_squares(polynomial: Polynomial) -> Squares | None:
    """±p as a sum of squares; it begins with a positive constant where p is seen to have no real zero.

    >>> x = Polynomial.variable(0)
    >>> find_signed_squares(-(x**2) - 2)
    [(Fraction(1, 1), 1), (Fraction(1, 1), x0), (Fraction(1, 1), 1)]
    """
    if len(polynomial.terms) > MAX_TERMS:
        return None
    for p in (polynomial, -polynomial):
        squares = find_squares(p)
        if squares is not None:
            return _with_margin(p) or squares
    return None


def _with_margin(polynomial: Polynomial) -> Squares | None:
    """The polynomial as a positive constant and a sum of squares."""
    for margin in MARGINS if polynomial.terms.get((), 0) > 0 else ():
        squares = find_squares(polynomial - margin)
        if squares is not None:
            return [(margin, ONE), *squares]
    return None


def find_squares_among(
    basis: Sequence[Polynomial],
    target: Polynomial,
    normal_form: NormalForm,
    budget: Budget | None = None,
) -> Squares | None:
    """(c_j, s_j) with Σ c_j·s_j² and the target of equal normal form, s_j in the span of the basis, c_j > 0.

    The normal form is a linear map, such as the remainder modulo an ideal. ``None`` where nothing was found,
    for whatever reason; without a budget the search has a few seconds.
    """
    wanted = normal_form(target)
    if not wanted:
        return []
    found = find_gram(basis, wanted, normal_form, budget or Budget().slice(SECONDS))
    return None if found is None else found.squares


def find_vanishing_squares(
    basis: Sequence[Polynomial], normal_form: NormalForm, budget: Budget | None = None
) -> list[tuple[Polynomial, Squares]]:
    """Pairs of f and (c_j, s_j), c_j > 0, such that the normal form of f² + Σ c_j·s_j² is zero.

    So f vanishes at all real points of the ideal. The f span the greatest space of such polynomials in the
    span of the basis, if time and digits are enough to find it; there are none where they are not.
    """
    found = find_gram(basis, ZERO, normal_form, budget or Budget().slice(SECONDS))
    return [] if found is None else list(found.separated())


def _half_support(polynomial: Polynomial) -> list[Monomial] | None:
    """Monomials that may occur in the s_j, by descending degree; ``None`` where they are too many.

    A monomial m goes if m² is neither in the support nor a product of two others.
    """
    variables = sorted(polynomial.variables)
    caps = {v: max(m.count(v) for m in polynomial.terms) // 2 for v in variables}
    if polynomial.degree % 2 or len(variables) > MAX_VARIABLES:
        return None
    low = (min(map(len, polynomial.terms)) + 1) // 2
    kept: set[Monomial] = set()
    for degree in range(low, polynomial.degree // 2 + 1):
        for m in combinations_with_replacement(variables, degree):
            if all(m.count(v) <= caps[v] for v in m):
                kept.add(m)
        if len(kept) > MAX_CANDIDATES:
            return None
    while True:
        products = {tuple(sorted(a + b)) for a in kept for b in kept if a < b} | polynomial.terms.keys()
        useful = {m for m in kept if tuple(sorted(m + m)) in products}
        if useful == kept:
            return sorted(kept, key=lambda m: (-len(m), m)) if len(kept) <= MAX_BASIS else None
        kept = useful
