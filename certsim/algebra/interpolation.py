"""Linear algebra with polynomials: echelon forms, and what vanishes at given points."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from typing import Final

import flint

from certsim.algebra.algebraic import Point
from certsim.algebra.rings import to_fmpq, to_fraction
from certsim.kernel.terms.polynomial import Monomial, Polynomial

MAX_SIGNED: Final = 8
"""Sign changes of more variables than this are not tried."""


def echelon(polynomials: Sequence[Polynomial]) -> list[Polynomial]:
    """A basis of the span in which high monomials are eliminated first: elements of low degree come last.

    >>> x, y = Polynomial.variable(0), Polynomial.variable(1)
    >>> echelon([x**2 + y, x**2 + 1, y - 1])
    [x0**2 + 1, x1 - 1]
    """
    if not polynomials:
        return []
    monomials = sorted(
        frozenset[Monomial]().union(*(p.terms for p in polynomials)), key=lambda m: (-len(m), m)
    )
    rows = [[to_fmpq(p.terms.get(m, 0)) for m in monomials] for p in polynomials]
    reduced, rank = flint.fmpq_mat(len(rows), len(monomials), [e for row in rows for e in row]).rref()
    return [Polynomial({m: to_fraction(reduced[i, j]) for j, m in enumerate(monomials)}) for i in range(rank)]


def vanishing_at(points: Sequence[Point], basis: Sequence[Polynomial]) -> list[Polynomial]:
    """The combinations of the basis that vanish at all the points, in echelon form.

    At an irrational point this asks for as many rational equations as its field has dimensions.

    >>> x = Polynomial.variable(0)
    >>> vanishing_at([Point({0: Fraction(1)}), Point({0: Fraction(-1)})], [x**3, x**2, x, x**0])
    [x0**3 - x0, x0**2 - 1]
    """
    columns = [[c for point in points for c in _coefficients(point, b)] for b in basis]
    marked = [
        [*column, *(Fraction(int(i == j)) for j in range(len(basis)))] for i, column in enumerate(columns)
    ]
    width = len(columns[0]) if columns else 0
    if not width:
        return echelon(basis)
    reduced = flint.fmpq_mat([list(map(to_fmpq, row)) for row in marked]).rref()[0]
    rows = reduced.tolist()
    kernel = [row[width:] for row in rows if not any(row[:width])]
    return echelon(
        [Polynomial.total(b * to_fraction(c) for b, c in zip(basis, row, strict=True) if c) for row in kernel]
    )


def _coefficients(point: Point, polynomial: Polynomial) -> list[Fraction]:
    value = point.value(polynomial)
    if point.field is None:
        return [value] if isinstance(value, Fraction) else list(value)
    degree = len(point.field.polynomial) - 1
    known = [value] if isinstance(value, Fraction) else list(value)
    return [*known, *([Fraction(0)] * (degree - len(known)))]


def reflections(equations: Sequence[Polynomial]) -> list[frozenset[int]]:
    """The sets of variables whose signs may be changed together: that changes equations in sign only."""
    variables = sorted(frozenset[int]().union(*(e.variables for e in equations)))
    if len(variables) > MAX_SIGNED:
        return []
    sets = (
        frozenset(v for v, flip in zip(variables, chosen, strict=True) if flip)
        for chosen in product((False, True), repeat=len(variables))
    )
    return [flipped for flipped in sets if all(_is_homogeneous(e, flipped) for e in equations)]


def vanishing_at_reflected(
    points: Sequence[Point], flips: Sequence[frozenset[int]], monomials: Sequence[Polynomial]
) -> list[Polynomial]:
    """The combinations of monomials that vanish at the points and at all their reflections.

    A polynomial does if and only if each of its parts does at the points, where a part has the monomials that
    all reflections change in the same way: it is a mean of the polynomial's reflections, with signs.
    """
    parts: dict[tuple[int, ...], list[Polynomial]] = {}
    for monomial in monomials:
        (powers,) = monomial.terms
        parts.setdefault(tuple(sum(v in f for v in powers) % 2 for f in flips), []).append(monomial)
    return echelon([f for part in parts.values() for f in vanishing_at(points, part)])


def _is_homogeneous(polynomial: Polynomial, flipped: frozenset[int]) -> bool:
    """Whether all its terms change the sign or none does."""
    return len({sum(v in flipped for v in m) % 2 for m in polynomial.terms}) <= 1
