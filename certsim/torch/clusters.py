"""Rows of a matrix that nearly agree up to sign: clusters around leaders, in floating point."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

Rows: TypeAlias = NDArray[Any]
Labels: TypeAlias = NDArray[np.int64]
"""A number of each row: 0 of a dead one, ±k of a row that is plus or minus the leader of cluster k."""

_BLOCK: Final = 256
_SLACK: Final = 1e-4
"""By how much a product of float32 numbers may miss; what passes is measured anew."""
_TINY: Final = np.finfo(np.float32).tiny


@dataclass(frozen=True)
class Pair:
    """Two rows, whether as they are (sign 1) or opposite (sign −1), and their relative distance."""

    first: int
    second: int
    sign: int
    distance: float


def pair_distance(u: Rows, v: Rows, sign: int) -> float:
    """How far (u, v) is from the set u = sign·v, by the length of (u, v): |u − sign·v| / √2 / |(u, v)|.

    It is the sine of an angle: 0 if the set holds, 1 if u = −sign·v, √½ if u and v are orthogonal.
    """
    u, v = u.astype(np.float64), v.astype(np.float64)
    length = np.hypot(np.linalg.norm(u), np.linalg.norm(v))
    return float(np.linalg.norm(u - sign * v) / np.sqrt(2) / length) if length else 0.0


def distance(rows: Rows, labels: Labels) -> float:
    """How far all rows are from the set that the labels say, by the length of all rows."""
    length = float(np.linalg.norm(rows))
    counts = np.bincount(np.abs(labels))
    moved = (labels == 0) | (counts[np.abs(labels)] > 1)
    return _residue(rows[moved].astype(np.float64), labels[moved]) / length if length else 0.0


def _residue(rows: Rows, labels: Labels) -> float:
    """How far rows are from where dead ones are 0, each other one plus or minus the mean of its cluster."""
    _, cluster, counts = np.unique(np.abs(labels), return_inverse=True, return_counts=True)
    signs = np.sign(labels)[:, None]
    means = np.zeros((len(counts), rows.shape[1]))
    np.add.at(means, cluster, signs * rows)
    means /= counts[:, None]
    return float(np.linalg.norm(rows - signs * means[cluster]))


def clusters(
    rows: Rows, dead: NDArray[np.bool_], tolerance: float, *, signs: bool
) -> tuple[Labels, Pair | None]:
    """Clusters of the rows that are not dead, and the two leaders that are closest.

    The longest row without a cluster leads the next one. Each row without a cluster whose distance from the
    leader is at most the tolerance follows it, up to sign if `signs`. So a cluster is no chain: all of it is
    near its leader. Of equally long rows the first leads.
    """
    return _Search(rows, dead, tolerance, signs).run()


class _Search:
    def __init__(self, rows: Rows, dead: NDArray[np.bool_], tolerance: float, signs: bool) -> None:
        self._rows: Final = rows
        self._tolerance: Final = tolerance
        self._signs: Final = signs
        self._squares: Final = np.einsum("ij,ij->i", rows, rows)
        self._free: Final = ~dead
        self._order: Final = np.argsort(-self._squares, kind="stable")
        self._labels: Final = np.zeros(len(rows), dtype=np.int64)
        self._leaders: Final = np.zeros(len(rows), dtype=np.int64)
        self._count = 0
        self._closest: tuple[float, int, int] = (-np.inf, 0, 0)

    def run(self) -> tuple[Labels, Pair | None]:
        for leader, cosines in self._candidates():
            if self._free[leader]:
                self._compare(leader, cosines)
                self._lead(leader, cosines)
        return self._labels, self._nearest()

    def _candidates(self) -> Iterator[tuple[int, Rows]]:
        """Each row that had no cluster when its block began, with 2 u·v / (|u|² + |v|²) for every row v."""
        for start in range(0, len(self._order), _BLOCK):
            block = self._order[start : start + _BLOCK]
            block = block[self._free[block]]
            sizes = self._squares[block][:, None] + self._squares
            yield from zip(
                map(int, block),
                2 * (self._rows[block] @ self._rows.T) / np.maximum(sizes, _TINY),
                strict=True,
            )

    def _compare(self, leader: int, cosines: Rows) -> None:
        """With the leaders before."""
        if self._count:
            before = self._sized(cosines[self._leaders[: self._count]])
            best = int(np.argmax(before))
            self._closest = max(self._closest, (float(before[best]), int(self._leaders[best]), leader))

    def _lead(self, leader: int, cosines: Rows) -> None:
        self._leaders[self._count] = leader
        self._count += 1
        self._join(leader, 1)
        enough = 1 - 2 * self._tolerance**2 - _SLACK
        for row in np.flatnonzero(self._free & (self._sized(cosines) >= enough)):
            sign = 1 if not self._signs or cosines[row] >= 0 else -1
            if pair_distance(self._rows[leader], self._rows[row], sign) <= self._tolerance:
                self._join(int(row), sign)

    def _join(self, row: int, sign: int) -> None:
        self._labels[row] = sign * self._count
        self._free[row] = False

    def _sized(self, cosines: Rows) -> Rows:
        return np.abs(cosines) if self._signs else cosines

    def _nearest(self) -> Pair | None:
        if self._count < 2:
            return None
        _, first, second = self._closest
        options = [
            (pair_distance(self._rows[first], self._rows[second], s), -s) for s in (1, -1)[: 1 + self._signs]
        ]
        least, negative = min(options)
        return Pair(first, second, -negative, least)
