"""Signed classes: which indices of an array are equal, opposite or zero, numbered as they occur first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Classes: TypeAlias = NDArray[np.int64]
"""Per index the number ±1, ±2, … of its class, with the sign of the index in it, or 0."""


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows of numbers, sorted into signed classes.

    Attributes:
        classes: of each row.
        firsts: the first row of each class.
        content: what these are, each with sign +.
    """

    classes: Classes
    firsts: Classes
    content: bytes


def free(length: int) -> Classes:
    """All indices differ."""
    return np.arange(1, length + 1, dtype=np.int64)


def classify(rows: Classes, signs: Classes) -> Rows:
    """Sorts rows, given without their signs; a row of sign 0 is zero."""
    kept = np.flatnonzero(signs)
    numbers, firsts = _numbered(rows[kept])
    classes = np.zeros(len(rows), dtype=np.int64)
    classes[kept] = numbers * signs[kept]
    return Rows(classes, kept[firsts], _bytes(rows[kept[firsts]]))


def classify_signed(rows: Classes) -> Rows:
    """Sorts rows up to sign; a row of zeros is zero."""
    signs = leading_signs(rows)
    return classify(rows * signs[:, None], signs)


def gauged(classes: Classes) -> Classes:
    """The classes with the first index of each taken as the positive one."""
    _, firsts, places = np.unique(np.abs(classes), return_index=True, return_inverse=True)
    signs: Classes = np.sign(classes[firsts])[places.reshape(-1)]
    return classes * signs


def leading_signs(rows: Classes) -> Classes:
    """The sign of the first number of each row that is not 0, and 0 if there is none."""
    first = np.argmax(rows != 0, axis=1)
    signs: Classes = np.sign(rows[np.arange(len(rows)), first])
    return signs


def joined(columns: Sequence[Classes]) -> tuple[Classes, bytes]:
    """Numbers 1, 2, … of tuples in the order of the tuples, and the list of the tuples."""
    _, firsts, numbers = np.unique(columns[0], return_index=True, return_inverse=True)
    for column in columns[1:]:
        pairs = numbers.reshape(-1) * (column.max(initial=0) + 1) + column
        _, firsts, numbers = np.unique(pairs, return_index=True, return_inverse=True)
    table = np.stack([column[firsts] for column in columns])
    return numbers.reshape(-1).astype(np.int64) + 1, _bytes(table)


def multisets(rows: Classes) -> tuple[Classes, bool]:
    """Rows of signed numbers as multisets: sorted by size, opposite numbers cancelled, then zeros.

    Returns the rows, and whether something cancelled.
    """
    signs = {int(sign) for sign in np.unique(np.sign(rows))} - {0}
    if len(signs) < 2:
        beyond = np.abs(rows).max(initial=0) + 1
        sizes = np.sort(np.where(rows == 0, beyond, np.abs(rows)), axis=1)
        return np.where(sizes == beyond, 0, sizes) * (min(signs, default=1)), False
    found, cancelled = np.zeros_like(rows), False
    for at, row in enumerate(rows):
        sizes, places = np.unique(np.abs(row), return_inverse=True)
        counts = np.zeros(len(sizes), dtype=np.int64)
        np.add.at(counts, places.reshape(-1), np.sign(row))
        left = np.repeat(sizes * np.sign(counts), np.abs(counts))
        found[at, : len(left)] = left
        cancelled = cancelled or len(left) < int(np.count_nonzero(row))
    return found, cancelled


def _numbered(rows: Classes) -> tuple[Classes, Classes]:
    """Numbers 1, 2, … of equal rows in the order in which they occur first, and where that is."""
    if not len(rows):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    if rows.shape[1] == 1:
        _, firsts, inverse = np.unique(rows[:, 0], return_index=True, return_inverse=True)
    else:
        packed = np.ascontiguousarray(rows).view(np.dtype((np.void, rows.dtype.itemsize * rows.shape[1])))
        _, firsts, inverse = np.unique(packed.reshape(-1), return_index=True, return_inverse=True)
    order = np.argsort(firsts)
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return rank[inverse.reshape(-1)] + 1, firsts[order]


def _bytes(numbers: Classes) -> bytes:
    return repr(numbers.shape).encode() + np.ascontiguousarray(numbers).tobytes()
