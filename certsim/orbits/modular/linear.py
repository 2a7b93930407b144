"""Linear algebra modulo a prime."""

from __future__ import annotations

from typing import Any, TypeAlias

import flint
import numpy as np

from certsim.orbits.modular.jets import MODULUS, Residues
from certsim.orbits.modular.tape import Indices

Random: TypeAlias = np.random.Generator


def independent_rows(rows: Residues) -> Indices:
    """The rows that are no combination of those before them, modulo the prime."""
    if not rows.size:
        return np.zeros(0, dtype=np.int64)
    matrix = flint.nmod_mat(rows.shape[1], rows.shape[0], rows.T.ravel().tolist(), MODULUS)
    reduced, rank = matrix.rref()
    return np.array(leads(reduced, rank), dtype=np.int64)


def leads(reduced: Any, rank: int) -> list[int]:
    """The pivot columns of a matrix in reduced row echelon form."""
    found: list[int] = []
    column = 0
    for row in range(rank):
        while not int(reduced[row, column]):
            column += 1
        found.append(column)
        column += 1
    return found
