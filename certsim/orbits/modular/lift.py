"""Integers and fractions behind residues, and bases of few and small ones.

Linear systems are solved modulo the prime; what their solutions are residues of is read off here. It is a
proposal: a fraction with other residues would do as well, were it not so small.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import gcd, isqrt, lcm
from typing import Final

import numpy as np

from certsim.orbits.modular.jets import MODULUS, Residues
from certsim.orbits.modular.linear import Random, independent_rows, reduced_rows
from certsim.orbits.modular.tape import Indices

PATIENCE: Final = 4
"""How many orders of columns in a row may bring no shorter basis."""
BOUND: Final = isqrt(MODULUS // 2)


def fraction_of(residue: int) -> Fraction | None:
    """The fraction with numerator and denominator up to √(p/2) that has the residue (Wang's algorithm).

    >>> fraction_of((MODULUS + 1) // 2)
    Fraction(1, 2)
    """
    r, s, t, u = MODULUS, residue, 0, 1
    while s > BOUND:
        quotient = r // s
        r, s, t, u = s, r - quotient * s, u, t - quotient * u
    return Fraction(s, u) if u and abs(u) <= BOUND else None


def integral(residues: Sequence[int]) -> list[int] | None:
    """The coprime integers of which residues are a multiple, if there are small ones.

    >>> integral([1, 0, (MODULUS + 1) // 2])
    [2, 0, 1]
    """
    signed = [value if 2 * value < MODULUS else value - MODULUS for value in residues]
    if max(map(abs, signed), default=0) <= BOUND:
        return signed
    values = [fraction_of(residue) for residue in residues]
    known = [value for value in values if value is not None]
    if len(known) < len(values):
        return None
    scale = lcm(*(value.denominator for value in known))
    return [int(value * scale) for value in known]


def sparsest(basis: Residues, random: Random) -> Indices:
    """A basis with few entries of the integers of which the given residues span the multiples.

    The rows of an echelon form have minimal supports. Which ones they are depends on the order of columns:
    they are improved by pairs (`sparser`), for several orders, and of all of them the shortest independent
    ones make the basis. Vectors without small integers are left out.
    """
    pool = np.zeros((0, basis.shape[1]), dtype=np.int64)
    best, order, idle = basis.size + 1, np.arange(basis.shape[1]), 0
    while len(basis) and idle < PATIENCE:
        pool = np.concatenate((pool, sparser(_echelon(basis, order))))
        pool = pool[np.argsort(np.count_nonzero(pool, axis=1), kind="stable")]
        pool = sparser(pool[independent_rows(pool % MODULUS)])
        size = int(np.count_nonzero(pool))
        idle = PATIENCE if _are_shortest(pool, len(basis)) else 0 if size < best else idle + 1
        best, order = size, random.permutation(basis.shape[1])
    return pool


def _are_shortest(rows: Indices, rank: int) -> bool:
    """Whether no basis has fewer entries, for no two rows have an entry in the same column."""
    return len(rows) == rank and bool(np.count_nonzero(rows, axis=0).max(initial=0) <= 1)


def _echelon(basis: Residues, order: Indices) -> Indices:
    """The rows of the reduced echelon form, for an order of columns, that are multiples of small integers."""
    reduced, _ = reduced_rows(basis[:, order])
    found = [integral(row) for row in reduced.tolist()]
    listed = np.array([row for row in found if row is not None], dtype=np.int64).reshape(-1, len(order))
    return listed[:, np.argsort(order)]


def sparser(rows: Indices) -> Indices:
    """A basis of the same space with fewer entries: rows take multiples of others as long as that helps.

    >>> sparser(np.array([[1, 1, 0, 0, 1], [1, 1, 1, 1, 0]])).tolist()
    [[1, 1, 0, 0, 1], [0, 0, 1, 1, -1]]
    """
    rows, changed = rows.copy(), True
    while changed:
        changed = False
        for at in range(len(rows)):
            promising = _promising(rows, at)
            for other in range(len(rows)):
                shorter = _shortened(rows[at], rows[other]) if promising[other] else None
                if shorter is not None:
                    rows[at], changed = shorter, True
                    promising = _promising(rows, at)
    return rows


def _promising(rows: Indices, at: int) -> list[bool]:
    """Of which rows a multiple may shorten one: more than half of their entries are shared."""
    filled = rows != 0
    shared = 2 * (filled & filled[at]).sum(axis=1) > filled.sum(axis=1)
    shared[at] = False
    found: list[bool] = shared.tolist()
    return found


def _shortened(row: Indices, other: Indices) -> Indices | None:
    """The row minus the multiple of another that cancels most, if that has fewer entries; coprime."""
    common = np.flatnonzero((row != 0) & (other != 0))
    _, starts, counts = np.unique(row[common] / other[common], return_index=True, return_counts=True)
    at = common[starts[counts.argmax()]]
    scale = gcd(int(row[at]), int(other[at]))
    difference = row * (other[at] // scale) - other * (row[at] // scale)
    if np.count_nonzero(difference) >= np.count_nonzero(row):
        return None
    shorter: Indices = difference // np.gcd.reduce(difference)
    return shorter if np.abs(shorter).max() < MODULUS else None
