"""Linear algebra modulo a prime: echelon forms of rows that come bit by bit.

Small matrices are reduced by FLINT. A large one is cut in two: the halves are reduced, each is cleared by the
other, and that is a product of matrices. Rows and columns of zeros take no part in it, so that sparse rows
stay cheap.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple, TypeAlias

import flint
import numpy as np

from certsim.orbits.modular.jets import MODULUS, Residues
from certsim.orbits.modular.tape import Indices

Random: TypeAlias = np.random.Generator

SMALL: Final = 1 << 12
"""Matrices with so many entries are reduced by FLINT as a whole."""
MEDIUM: Final = 1 << 16
"""Of matrices with so many entries FLINT finds the null space, of which few entries are read."""
FEW: Final = 8
"""So many rows are reduced one after the other."""
HALF: Final = 16
"""A residue is cut into two numbers of this many bits, so that sums of products are exact in floats."""


class Reduced(NamedTuple):
    """Independent rows in reduced echelon form, up to their order; and what they were made of.

    Attributes:
        rows: each has 1 in its own pivot column, where the others have 0, and 0 in all columns before it.
        pivots: the pivot column of each.
        kept: the numbers of the given rows that are no combination of those before them.
    """

    rows: Residues
    pivots: Indices
    kept: Indices


class Echelon:
    """The span of rows that are added bit by bit.

    >>> span = Echelon(3)
    >>> span.add(np.array([[0, 1, 1], [0, 2, 2], [1, 1, 0]])).tolist()
    [0, 2]
    >>> span.add(np.array([[1, 2, 1], [0, 0, 1]])).tolist()
    [1]
    """

    def __init__(self, columns: int) -> None:
        self._known = _nothing(columns)

    def add(self, rows: Residues) -> Indices:
        """The numbers of the rows that are no combination of those before them, nor of any added before."""
        before = len(self._known.rows)
        self._known = _joined(self._known, rows, before)
        return self._known.kept[before:] - before

    def reduced(self) -> tuple[Residues, Indices]:
        """The reduced echelon form, and the pivot columns."""
        order = np.argsort(self._known.pivots)
        return self._known.rows[order], self._known.pivots[order]


class Orthogonal:
    """The vectors that are orthogonal to rows which come bit by bit, and have entries in few columns.

    >>> space = Orthogonal(4)
    >>> space.require(np.array([0, 1]), np.array([[1, MODULUS - 1]]))
    True
    >>> space.require(np.array([1, 2]), np.array([[1, MODULUS - 1]]))
    True
    >>> space.basis().tolist()
    [[1, 1, 1, 0], [0, 0, 0, 1]]
    """

    def __init__(self, columns: int) -> None:
        self._basis = np.zeros((0, columns), dtype=np.int64)
        self._free = np.ones(columns, dtype=bool)

    def dimension(self, columns: Indices) -> int:
        """How many vectors of the basis are not 0 in all of the columns."""
        return int(self._basis[:, columns].any(axis=1).sum() + self._free[columns].sum())

    def require(self, columns: Indices, rows: Residues) -> bool:
        """Leaves what is orthogonal to rows with these entries in the columns; whether that is less."""
        touched, free = self._basis[:, columns].any(axis=1), self._free[columns]
        known = self._basis[touched]
        conditions = np.concatenate((times(rows, known[:, columns].T), rows[:, free]), axis=1)
        if not conditions.any():
            return False
        space, support = nullspace(conditions), np.flatnonzero(known.any(axis=0))
        changed = np.zeros((len(space), known.shape[1]), dtype=np.int64)
        changed[:, support] = times(space[:, : len(known)], known[:, support])
        changed[:, columns[free]] = space[:, len(known) :]
        self._free[columns] = False
        self._basis = np.concatenate((self._basis[~touched], changed))
        return True

    def basis(self) -> Residues:
        """A basis of these vectors."""
        return np.concatenate((self._basis, np.eye(len(self._free), dtype=np.int64)[self._free]))


def independent_rows(rows: Residues) -> Indices:
    """The rows that are no combination of those before them, modulo the prime."""
    return _leads(rows.T) if rows.size <= SMALL else Echelon(rows.shape[1]).add(rows)


def reduced_rows(rows: Residues) -> tuple[Residues, Indices]:
    """The reduced row echelon form without rows of zeros, and its pivot columns."""
    echelon = Echelon(rows.shape[1])
    echelon.add(rows)
    return echelon.reduced()


def nullspace(rows: Residues) -> Residues:
    """A basis of the vectors that are orthogonal to all rows: one for each column that is no pivot.

    >>> nullspace(np.array([[1, 1, 0], [0, 0, 1]])).tolist() == [[MODULUS - 1, 1, 0]]
    True
    """
    columns = rows.shape[1]
    if rows.size <= MEDIUM:
        space, nullity = _matrix(rows).nullspace()
        entries = [int(space[row, column]) for column in range(nullity) for row in range(columns)]
        return np.array(entries, dtype=np.int64).reshape(nullity, columns)
    reduced, pivots = reduced_rows(rows)
    free = np.setdiff1d(np.arange(columns), pivots)
    basis = np.zeros((len(free), columns), dtype=np.int64)
    basis[np.arange(len(free)), free] = 1
    basis[:, pivots] = -reduced[:, free].T % MODULUS
    return basis


def times(left: Residues, right: Residues) -> Residues:
    """The product of two matrices of residues; up to 2¹⁸ summands are exact in floats.

    >>> times(np.array([[MODULUS - 1, 2]]), np.array([[MODULUS - 1], [3]])).tolist()
    [[7]]
    """
    (a1, a0), (b1, b0) = _halves(left), _halves(right)
    high, low = a1 @ b1, a0 @ b0
    mixed = (a1 + a0) @ (b1 + b0) - high - low
    upper = (_whole(high) << HALF) + _whole(mixed)
    return ((upper % MODULUS << HALF) + _whole(low)) % MODULUS


def _halves(matrix: Residues) -> tuple[Any, Any]:
    return (matrix >> HALF).astype(np.float64), (matrix & ((1 << HALF) - 1)).astype(np.float64)


def _whole(matrix: Any) -> Residues:
    whole: Residues = matrix.astype(np.int64) % MODULUS
    return whole


def _nothing(columns: int) -> Reduced:
    none = np.zeros(0, dtype=np.int64)
    return Reduced(np.zeros((0, columns), dtype=np.int64), none, none)


def _of(rows: Residues) -> Reduced:
    """The rows reduced; what is zero in all of them is left out on the way."""
    used = np.flatnonzero(rows.any(axis=0))
    inner = rows[:, used]
    if inner.size <= SMALL:
        found = _by_flint(inner)
    elif len(rows) <= FEW:
        found = _one_by_one(inner)
    else:
        half = len(rows) // 2
        found = _joined(_of(inner[:half]), inner[half:], half)
    reduced = np.zeros((len(found.rows), rows.shape[1]), dtype=np.int64)
    reduced[:, used] = found.rows
    return Reduced(reduced, used[found.pivots], found.kept)


def _joined(known: Reduced, rows: Residues, first: int) -> Reduced:
    """What is known, and further rows, of which the first has the given number."""
    more = _of(_cleared(rows, known))
    return Reduced(
        np.concatenate((_cleared(known.rows, more), more.rows)),
        np.concatenate((known.pivots, more.pivots)),
        np.concatenate((known.kept, first + more.kept)),
    )


def _cleared(rows: Residues, by: Reduced) -> Residues:
    """The rows minus those combinations of others that leave 0 in the pivot columns of these."""
    factors = rows[:, by.pivots]
    touched, used = np.flatnonzero(factors.any(axis=1)), np.flatnonzero(factors.any(axis=0))
    if not len(touched):
        return rows
    columns = np.flatnonzero(by.rows[used].any(axis=0))
    places = np.ix_(touched, columns)
    rows = rows.copy()
    multiples = times(factors[np.ix_(touched, used)], by.rows[np.ix_(used, columns)])
    rows[places] = (rows[places] - multiples) % MODULUS
    return rows


def _one_by_one(rows: Residues) -> Reduced:
    pivots: dict[int, int] = {}
    for at in range(len(rows)):
        if not rows[at].any():
            continue
        pivots[at] = column = int((rows[at] != 0).argmax())
        rows[at] = rows[at] * pow(int(rows[at, column]), -1, MODULUS) % MODULUS
        others = np.flatnonzero(rows[:, column])
        others = others[others != at]
        rows[others] = (rows[others] - rows[others, column, None] * rows[at]) % MODULUS
    kept = np.fromiter(pivots, dtype=np.int64)
    return Reduced(rows[kept], np.fromiter(pivots.values(), dtype=np.int64), kept)


def _by_flint(rows: Residues) -> Reduced:
    reduced, pivots = _echelon(rows)
    kept = np.arange(len(rows)) if len(pivots) == len(rows) else _leads(rows.T)
    return Reduced(reduced, pivots, kept)


def _echelon(rows: Residues) -> tuple[Residues, Indices]:
    """The reduced echelon form and its pivot columns."""
    form, rank = _matrix(rows).rref()
    if rank == rows.shape[1]:
        return np.eye(rank, dtype=np.int64), np.arange(rank)
    entries = np.array(list(map(int, form.entries())), dtype=np.int64)
    reduced = entries.reshape(rows.shape)[:rank]
    return reduced, (reduced != 0).argmax(axis=1) if rank else np.zeros(0, dtype=np.int64)


def _leads(rows: Residues) -> Indices:
    """The pivot columns of the reduced echelon form, of which no more is read."""
    form, rank = _matrix(rows).rref()
    columns = iter(range(rows.shape[1]))
    found = [next(column for column in columns if int(form[row, column])) for row in range(rank)]
    return np.array(found, dtype=np.int64)


def _matrix(rows: Residues) -> Any:
    return flint.nmod_mat(*rows.shape, rows.ravel().tolist(), MODULUS)
