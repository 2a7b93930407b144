"""Equations that cannot hold together because a matrix of Taylor coefficients would have too great a rank.

The derivatives of order n at x = 0 of a sum of r functions σ_k(w_k·x + b_k) make matrices of rank r at most:
a row for each output and monomial u of degree p, a column for each monomial v of degree n - p, and there the
derivative by u·v. If the matrix of the target has a minor D ≠ 0 of size r + 1, then the equations M(θ) = T
cannot hold: expanded column by column, 0 - D = det M(θ) - det T is a combination of the entries of M(θ) - T.
Whether a minor of M(θ) vanishes for all θ is found out, and the combination is multiplied out; the sum of
functions only says why there are such minors.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations_with_replacement
from random import Random
from typing import Final, TypeAlias

import flint

from certsim.algebra.jets import Jet
from certsim.algebra.rings import to_fmpq
from certsim.kernel.terms.polynomial import ONE, ZERO, Monomial, Polynomial

Matrix: TypeAlias = Sequence[Sequence[Polynomial]]
Key: TypeAlias = tuple[int, Monomial]
"""An output, and the monomial of a Taylor coefficient."""

MAX_SIZE: Final = 5
"""How large the minors are that are multiplied out."""


def find_contradiction(
    outputs: Sequence[Jet], targets: Sequence[Jet], inputs: Sequence[int], order: int
) -> Mapping[Key, Polynomial] | None:
    """Cofactors q with Σ q·(F - T) = 1, over Taylor coefficients F of the outputs and T of the targets.

    They come from a minor of the derivatives of an order. None where there is no such minor, and where a
    coefficient of the targets is no number.
    """
    for below in range(1, order // 2 + 1):
        above = list(combinations_with_replacement(inputs, order - below))
        rows = [
            (output, monomial)
            for output in range(len(outputs))
            for monomial in combinations_with_replacement(inputs, below)
        ]
        keys = [[(output, tuple(sorted(u + v))) for v in above] for output, u in rows]
        model = [[_derivative(outputs, key) for key in row] for row in keys]
        target = [[_derivative(targets, key) for key in row] for row in keys]
        chosen = _chosen(model, target)
        if chosen is not None:
            return _expanded(*chosen, keys, model, target)
    return None


def _derivative(jets: Sequence[Jet], key: Key) -> Polynomial:
    """The derivative at 0, which is a Taylor coefficient times factorials."""
    output, monomial = key
    coefficient: Polynomial = jets[output].terms.get(monomial, ZERO)
    return coefficient * _factorials(monomial)


def _chosen(model: Matrix, target: Matrix) -> tuple[list[int], list[int]] | None:
    """Rows and columns of a minor that is not 0 for the target, and greater than the rank of the model."""
    numbers = [[entry.constant_value for entry in row] for row in target]
    if any(number is None for row in numbers for number in row):
        return None
    goal = flint.fmpq_mat([[to_fmpq(number or 0) for number in row] for row in numbers])
    draw = Random(0)  # noqa: S311  no secrets are drawn
    variables = sorted({v for row in model for entry in row for v in entry.variables})
    point = {v: Polynomial.constant(draw.randint(-(10**6), 10**6)) for v in variables}
    values = [[to_fmpq(entry.substitute(point).constant_value or 0) for entry in row] for row in model]
    size = flint.fmpq_mat(values).rank() + 1
    if size > min(goal.rank(), MAX_SIZE):
        return None
    rows = _pivots(goal.transpose())[:size]
    part = flint.fmpq_mat([[goal[i, j] for j in range(goal.ncols())] for i in rows])
    return rows, _pivots(part)


def _pivots(matrix: flint.fmpq_mat) -> list[int]:
    """The first columns that are independent."""
    form, rank = matrix.rref()
    return [next(j for j in range(form.ncols()) if form[i, j]) for i in range(rank)]


def _expanded(
    rows: Sequence[int],
    columns: Sequence[int],
    keys: Sequence[Sequence[Key]],
    model: Matrix,
    target: Matrix,
) -> Mapping[Key, Polynomial] | None:
    """The combination of a minor, if it vanishes for the model: det M - det T, column by column.

    It is Σ_j det(M_1, …, M_{j-1}, M_j - T_j, T_{j+1}, …), each expanded by its column j.
    """
    ours, theirs = ([[part[i][j] for j in columns] for i in rows] for part in (model, target))
    goal = _determinant(theirs).constant_value
    if not goal or _determinant(ours):
        return None
    cofactors: dict[Key, Polynomial] = {}
    for j in range(len(columns)):
        mixed = [[*left[:j], *right[j:]] for left, right in zip(ours, theirs, strict=True)]
        for i, minor in _complements(mixed, j):
            key = keys[rows[i]][columns[j]]
            factor = _factorials(key[1]) * Fraction(-1) / goal
            cofactors[key] = cofactors.get(key, ZERO) + minor * factor
    return cofactors


def _factorials(monomial: Monomial) -> int:
    return math.prod(math.factorial(monomial.count(variable)) for variable in set(monomial))


def _complements(matrix: Matrix, column: int) -> Iterator[tuple[int, Polynomial]]:
    """The signed minors by which a determinant is expanded by a column."""
    for i in range(len(matrix)):
        rest = [[*row[:column], *row[column + 1 :]] for at, row in enumerate(matrix) if at != i]
        yield i, _determinant(rest) * (-1) ** (i + column)


def _determinant(matrix: Matrix) -> Polynomial:
    """The determinant, expanded by its first column."""
    if not matrix:
        return ONE
    return Polynomial.total(
        row[0] * minor for row, (_, minor) in zip(matrix, _complements(matrix, 0), strict=True) if row[0]
    )
