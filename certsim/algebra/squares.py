"""Sums of squares with rational coefficients, by Gram matrices.

p = Σ G_ij·b_i·b_j with G positive semidefinite gives p = Σ c_j·s_j² with c_j > 0, by G = LDLᵀ (Choi, Lam
and Reznick, *Sums of squares of real polynomials*, 1995). Floating point only proposes G; what is
returned is exact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations_with_replacement
from math import sqrt
from typing import Final, TypeAlias

import flint

from certsim.algebra.rings import to_fmpq, to_fraction
from certsim.kernel.polynomial import ONE, Monomial, Polynomial

MAX_BASIS: Final = 10
MAX_TERMS: Final = 80
"""Larger polynomials are not tried as sums of squares."""
MARGINS: Final = tuple(map(Fraction, ("1", "1/4", "1/16", "1/256", "1/65536")))
MAX_DIRECTIONS: Final = 30
ENOUGH: Final = 1.0
"""Matrices with eigenvalues above this are positive enough; there may be arbitrarily large ones."""

Squares: TypeAlias = list[tuple[Fraction, Polynomial]]
Matrix: TypeAlias = list[list[Fraction]]
Sparse: TypeAlias = list[tuple[int, int, float]]
"""The entries of a symmetric matrix that are not zero."""


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
        margins = MARGINS if p.terms.get((), 0) > 0 else ()
        for margin in (*margins, Fraction(0)):
            squares = find_squares(p - margin)
            if squares is not None:
                return [(margin, ONE), *squares] if margin else squares
    return None


def find_squares_among(
    basis: Sequence[Polynomial], target: Polynomial, normal_form: Callable[[Polynomial], Polynomial]
) -> Squares | None:
    """(c_j, s_j) with Σ c_j·s_j² and the target of equal normal form, s_j in the span of the basis, c_j > 0.

    The normal form is a linear map, such as the remainder modulo an ideal.
    """
    if not basis or len(basis) > MAX_BASIS:
        return None
    places = sorted(
        combinations_with_replacement(range(len(basis)), 2), key=lambda place: place[0] != place[1]
    )
    products = [normal_form(basis[i] * basis[j] * (1 if i == j else 2)) for i, j in places]
    solved = _affine_solutions(products, normal_form(target))
    if solved is None:
        return None
    start, directions = solved
    for entries in _candidates(start, directions, places, len(basis)):
        found = _diagonalised(_symmetric(entries, places, len(basis)))
        if found is not None:
            return [
                (c, Polynomial.total(b * v for b, v in zip(basis, vector, strict=True) if v))
                for c, vector in found
            ]
    return None


def _half_support(polynomial: Polynomial) -> list[Monomial] | None:
    """Monomials that may occur in the s_j, by descending degree; ``None`` where they are too many.

    A monomial m goes if m² is neither in the support nor a product of two others.
    """
    variables = sorted(polynomial.variables)
    caps = {v: max(m.count(v) for m in polynomial.terms) // 2 for v in variables}
    if polynomial.degree % 2 or len(variables) > MAX_BASIS:
        return None
    low = (min(map(len, polynomial.terms)) + 1) // 2
    kept: set[Monomial] = set()
    for degree in range(low, polynomial.degree // 2 + 1):
        for m in combinations_with_replacement(variables, degree):
            if all(m.count(v) <= caps[v] for v in m):
                kept.add(m)
        if len(kept) > 50 * MAX_BASIS:
            return None
    while True:
        products = {tuple(sorted(a + b)) for a in kept for b in kept if a < b} | polynomial.terms.keys()
        useful = {m for m in kept if tuple(sorted(m + m)) in products}
        if useful == kept:
            return sorted(kept, key=lambda m: (-len(m), m)) if len(kept) <= MAX_BASIS else None
        kept = useful


def _affine_solutions(
    products: Sequence[Polynomial], target: Polynomial
) -> tuple[list[Fraction], list[list[Fraction]]] | None:
    """A solution y of Σ y_k·products_k = target, and a basis of the homogeneous ones."""
    monomials = sorted(set(target.terms).union(*(p.terms for p in products)))
    if not monomials:
        return [Fraction(0)] * len(products), [_unit(k, len(products)) for k in range(len(products))]
    columns = [*products, target]
    reduced, rank = flint.fmpq_mat([[to_fmpq(p.terms.get(m, 0)) for p in columns] for m in monomials]).rref()
    pivots = [next(j for j in range(len(columns)) if reduced[i, j]) for i in range(rank)]
    if pivots and pivots[-1] == len(products):
        return None
    start = [Fraction(0)] * len(products)
    for i, pivot in enumerate(pivots):
        start[pivot] = to_fraction(reduced[i, len(products)])
    directions = []
    for free in sorted(set(range(len(products))) - set(pivots)):
        direction = _unit(free, len(products))
        for i, pivot in enumerate(pivots):
            direction[pivot] = -to_fraction(reduced[i, free])
        directions.append(direction)
    return start, directions


def _unit(position: int, length: int) -> list[Fraction]:
    return [Fraction(int(k == position)) for k in range(length)]


def _candidates(
    start: list[Fraction], directions: Sequence[list[Fraction]], places: Sequence[tuple[int, int]], size: int
) -> Iterator[list[Fraction]]:
    """The sparsest Gram matrix first; then roundings of one that is as positive as can be."""
    yield start
    if not directions or len(directions) > MAX_DIRECTIONS:
        return
    centre = _most_positive(
        _sparse(start, places), [_sparse(direction, places) for direction in directions], size
    )
    for denominator in (1, 2, 3, 4, 6, 8, 12, 30, 64, 1000, 2**16, 2**24):
        steps = [Fraction(round(y * denominator), denominator) for y in centre]
        yield [
            s + sum((y * d[k] for y, d in zip(steps, directions, strict=True)), Fraction(0))
            for k, s in enumerate(start)
        ]


def _symmetric(entries: Sequence[Fraction], places: Sequence[tuple[int, int]], size: int) -> Matrix:
    matrix = [[Fraction(0)] * size for _ in range(size)]
    for (i, j), value in zip(places, entries, strict=True):
        matrix[i][j] = matrix[j][i] = value
    return matrix


def _sparse(entries: Sequence[Fraction], places: Sequence[tuple[int, int]]) -> Sparse:
    return [
        (a, b, float(value))
        for (i, j), value in zip(places, entries, strict=True)
        if value
        for a, b in {(i, j), (j, i)}
    ]


def _diagonalised(matrix: Matrix) -> list[tuple[Fraction, list[Fraction]]] | None:
    """(d, v) with matrix = Σ d·v·vᵀ and d > 0, or ``None`` where it is not positive semidefinite."""
    rest = [row[:] for row in matrix]
    found: list[tuple[Fraction, list[Fraction]]] = []
    for i, row in enumerate(rest):
        pivot = row[i]
        if pivot < 0 or (not pivot and any(row)):
            return None
        if not pivot:
            continue
        vector = [entry / pivot for entry in row]
        found.append((pivot, vector))
        for other in rest[i + 1 :]:
            factor = other[i]
            if factor:
                other[:] = [a - factor * b for a, b in zip(other, vector, strict=True)]
        rest[i] = [Fraction(0)] * len(row)
    return found


def _most_positive(start: Sparse, directions: Sequence[Sparse], size: int) -> list[float]:
    """Steps y that make the least eigenvalue of start + Σ y_k·direction_k large.

    Minimises t with start + Σ y_k·direction_k + t·1 positive definite, along the central path of the
    barrier −log det (Nesterov and Nemirovskii), the more positive the better for rounding.
    """
    moves: list[Sparse] = [*directions, [(i, i, 1.0) for i in range(size)]]
    steps = [0.0] * len(directions) + [1.0 + 2.0 * sum(abs(v) for _, _, v in start)]
    weight = 1.0
    for _ in range(60):
        advanced = _newton(start, moves, steps, weight, size)
        if advanced is None:
            break
        steps, decrement = advanced
        if steps[-1] < -ENOUGH:
            break
        if decrement < 0.1:
            weight *= 2.0
    return steps[:-1]


def _newton(
    start: Sparse, moves: Sequence[Sparse], steps: Sequence[float], weight: float, size: int
) -> tuple[list[float], float] | None:
    """One damped Newton step for weight·t − log det, which never leaves its domain; and its decrement."""
    matrix = [[0.0] * size for _ in range(size)]
    for scale, move in zip([1.0, *steps], [start, *moves], strict=True):
        for a, b, value in move:
            matrix[a][b] += scale * value
    inverse = _solved(matrix, [[float(i == j) for j in range(size)] for i in range(size)])
    if inverse is None:
        return None
    gradient = [-sum(v * inverse[a][b] for a, b, v in move) for move in moves]
    gradient[-1] += weight
    hessian = [
        [sum(v * w * inverse[b][c] * inverse[d][a] for a, b, v in one for c, d, w in two) for two in moves]
        for one in moves
    ]
    solution = _solved(hessian, [[-g] for g in gradient])
    if solution is None:
        return None
    move_by = [row[0] for row in solution]
    decrement = sqrt(max(0.0, -sum(g * m for g, m in zip(gradient, move_by, strict=True))))
    return [y + m / (1.0 + decrement) for y, m in zip(steps, move_by, strict=True)], decrement


def _solved(matrix: Sequence[Sequence[float]], right: Sequence[Sequence[float]]) -> list[list[float]] | None:
    """The solution of a positive definite system, by elimination; ``None`` where it is nearly singular."""
    rows = [[*a, *b] for a, b in zip(matrix, right, strict=True)]
    for i, row in enumerate(rows):
        if not row[i] > 1e-13:
            return None
        row[:] = [entry / row[i] for entry in row]
        for other in rows:
            if other is not row and other[i]:
                factor = other[i]
                other[:] = [a - factor * b for a, b in zip(other, row, strict=True)]
    return [row[len(matrix) :] for row in rows]
