"""Positive definite matrices in affine families, numerically: proposals for exact Gram matrices.

The numbers are FLINT's, with more digits than doubles, and the same on every machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain
from math import sqrt
from typing import Any, Final, TypeAlias

import flint

from certsim.algebra.budget import Budget
from certsim.algebra.rings import to_fmpq, to_fraction

BITS: Final = 256
MAX_STEPS: Final = 200
ENOUGH: Final = 1.0
"""Matrices with eigenvalues above this are positive enough; there may be arbitrarily large ones."""
TINY: Final = 1e-24
SMALL: Final = 1e-5
"""Pivots this much smaller than the matrix are taken for zero."""
NEAR: Final = 1e-4
MAX_DENOMINATOR: Final = 60
LARGE: Final = 1000
GROWTH: Final = 8.0

Entries: TypeAlias = Sequence[tuple[int, int, int, Fraction]]
"""Block, row, column and value of entries of a symmetric block-diagonal matrix, both (i, j) and (j, i)."""


@dataclass(frozen=True)
class Centre:
    """A matrix start + Σ y_k·direction_k that is as positive as it can be, more or less.

    Its least eigenvalue is at least `margin`, and for no y is it more than `margin + gap`.
    """

    steps: list[Fraction]
    blocks: list[list[list[float]]]
    margin: float
    gap: float

    @property
    def is_hopeless(self) -> bool:
        """Whether no matrix of the family is positive semidefinite."""
        return self.margin + self.gap < -1e-9


def most_positive(
    start: Entries, directions: Sequence[Entries], sizes: Sequence[int], budget: Budget
) -> Centre | None:
    """The matrix of an affine family, with blocks of these sizes, whose least eigenvalue is greatest.

    Maximises λ with start + Σ y_k·direction_k − λ·1 positive definite along the central path of the barrier
    −log det (Nesterov and Nemirovskii, *Interior-Point Polynomial Algorithms in Convex Programming*, 1994).
    Where the greatest λ is 0 the path ends in the relative interior of the semidefinite ones, so its end has
    the greatest rank there is. So that there is a path at all, matrices of very large trace are left out.

    Raises:
        OutOfBudget: the deadline passed.
    """
    number = len(sizes)
    bound = LARGE * (1 + sum((abs(value) for *_, value in start), Fraction(0)))
    room = [(number, 0, 0, bound), *((number, 0, 0, -value) for _, i, j, value in start if i == j)]
    moves = [[*d, *((number, 0, 0, -value) for _, i, j, value in d if i == j)] for d in directions]
    with flint.ctx.workprec(BITS):
        path = _Path([*start, *room], moves, [*sizes, 1])
        try:
            path.follow(budget)
        except ZeroDivisionError:
            return None
        found = path.centre()
    return replace(found, blocks=found.blocks[:number])


class _Path:
    """The central path: weight·λ + log det is maximal."""

    def __init__(self, start: Entries, directions: Sequence[Entries], sizes: Sequence[int]) -> None:
        self._sizes: Final = sizes
        self._order: Final = sum(sizes)
        identity = [(b, i, i, Fraction(-1)) for b, size in enumerate(sizes) for i in range(size)]
        families = [*directions, identity]
        self._starts: Final = [_flat([start], b, size) for b, size in enumerate(sizes)]
        self._moves: Final = [_flat(families, b, size) for b, size in enumerate(sizes)]
        low = -1 - 2 * sum(abs(float(value)) for *_, value in start)
        self._at: Any = flint.arb_mat([[*([0] * len(directions)), low]])
        self._weight = 1.0

    @property
    def _level(self) -> float:
        return float(self._at[0, self._at.ncols() - 1])

    @property
    def _gap(self) -> float:
        """Duality: on the path λ is less than the best by the order of the matrices over the weight."""
        return 2 * self._order / self._weight

    def follow(self, budget: Budget) -> None:
        for _ in range(MAX_STEPS):
            budget.check()
            decrement = self._newton()
            if self._level > ENOUGH:
                return
            if decrement < 0.5:
                if self._gap < max(TINY, self._level / 4) or self._level + self._gap < -1e-6:
                    return
                self._weight *= GROWTH

    def centre(self) -> Centre:
        steps = [to_fraction(y.mid().fmpq()) for y in self._at.entries()[:-1]]
        level = flint.arb_mat([[*self._at.entries()[:-1], 0]])
        blocks = [
            _square((start + level * moves).mid().entries(), size)
            for start, moves, size in zip(self._starts, self._moves, self._sizes, strict=True)
        ]
        return Centre(steps, [[list(map(float, r)) for r in b] for b in blocks], self._level, self._gap)

    def _newton(self) -> float:
        """One damped Newton step, which never leaves the domain; and its decrement."""
        count = self._at.ncols()
        hessian, gradient = flint.arb_mat(count, count), flint.arb_mat(count, 1)
        gradient[count - 1, 0] = self._weight
        for block, size in enumerate(self._sizes):
            second, first = self._derivatives(block, size)
            hessian, gradient = hessian + second, gradient + first
        move = hessian.mid().solve(gradient.mid(), algorithm="approx")
        decrement = sqrt(max(0.0, float((gradient.transpose() * move)[0, 0])))
        self._at = (self._at + move.transpose() * (1 / flint.arb(1 + decrement))).mid()
        return decrement

    def _derivatives(self, block: int, size: int) -> tuple[Any, Any]:
        """tr(A_k·X·A_l·X) and tr(A_k·X), the derivatives of log det, X the inverse of the block."""
        moves, count = self._moves[block], self._at.ncols()
        matrix = flint.arb_mat(size, size, (self._starts[block] + self._at * moves).mid().entries())
        inverse = matrix.solve(_identity(size), algorithm="approx")
        stacked = flint.arb_mat(count * size, size, moves.entries()) * inverse
        entries = stacked.mid().entries()
        pieces = [entries[k * size * size : (k + 1) * size * size] for k in range(count)]
        turned = [list(chain.from_iterable(p[i::size] for i in range(size))) for p in pieces]
        second = flint.arb_mat(pieces) * flint.arb_mat(turned).transpose()
        first = flint.arb_mat([[sum(p[:: size + 1], flint.arb(0))] for p in pieces])
        return second, first


def _identity(size: int) -> Any:
    return flint.arb_mat([[int(i == j) for j in range(size)] for i in range(size)])


def _flat(families: Sequence[Entries], block: int, size: int) -> Any:
    """One row per family: its entries in the block, row after row."""
    rows = [[flint.arb(0)] * (size * size) for _ in families]
    for row, family in zip(rows, families, strict=True):
        for at, i, j, value in family:
            if at == block:
                row[i * size + j] += flint.arb(to_fmpq(value))
    return flint.arb_mat(rows).mid()


def _square(entries: Sequence[Any], size: int) -> list[Sequence[Any]]:
    return [entries[i * size : (i + 1) * size] for i in range(size)]


def find_face(matrix: Sequence[Sequence[float]], scale: float) -> list[list[Fraction]] | None:
    """A rational matrix B with as few rows as possible and matrix ≈ BᵀHB, for a semidefinite matrix.

    ``None`` where no simple fractions are near. B is found by a Cholesky decomposition with pivots, the
    greatest first: where these drop to nothing, beside the scale, the rows so far span all.
    """
    rest = {i: list(row) for i, row in enumerate(matrix)}
    pivots, values = list[int](), [scale]
    while rest:
        pivot = max(rest, key=lambda i: rest[i][i])
        row = rest.pop(pivot)
        pivots.append(pivot)
        values.append(max(row[pivot], 1e-30))
        for other in rest.values():
            factor = other[pivot] / values[-1]
            other[:] = [a - factor * b for a, b in zip(other, row, strict=True)]
    rank = sum(value > SMALL * scale for value in values[1:])
    return _rational_rows(matrix, pivots[:rank]) if rank else []


def _rational_rows(matrix: Sequence[Sequence[float]], chosen: Sequence[int]) -> list[list[Fraction]] | None:
    """The rows chosen, times the inverse of the submatrix at the columns chosen, as simple fractions."""
    inner = flint.arb_mat([[matrix[i][j] for j in chosen] for i in chosen])
    rows = inner.solve(flint.arb_mat([list(matrix[i]) for i in chosen]), algorithm="approx")
    found = [[_simple(float(entry)) for entry in row] for row in rows.tolist()]
    simple = [[entry for entry in row if entry is not None] for row in found]
    return simple if all(len(row) == len(matrix) for row in simple) else None


def _simple(value: float) -> Fraction | None:
    """A fraction with a small denominator that is very near."""
    for q in range(1, MAX_DENOMINATOR):
        if abs(round(value * q) / q - value) < NEAR:
            return Fraction(round(value * q), q)
    return None
