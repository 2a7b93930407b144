"""Rows of a matrix that nearly agree up to sign: clusters around leaders, in floating point."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
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
    """Clusters of the rows that are not dead, and the closest two that stay apart.

    The longest row without a cluster leads the next one. Each row without a cluster whose distance from the
    leader is at most the tolerance follows it, up to sign if `signs`. So a cluster is no chain: all of it is
    near its leader. Of equally long rows the first leads. The two that stay apart are a leader, and a row
    that had no cluster yet and did not follow it.
    """
    lengths = np.einsum("ij,ij->i", rows, rows)
    order = np.argsort(-lengths, kind="stable")
    order = order[~dead[order]]
    found, closest = _Search(rows[order], tolerance, signs).run()
    labels = np.zeros(len(rows), dtype=np.int64)
    labels[order] = found
    pair = closest and replace(closest, first=int(order[closest.first]), second=int(order[closest.second]))
    return labels, pair


class _Search:
    """Of rows from the longest to the shortest."""

    def __init__(self, rows: Rows, tolerance: float, signs: bool) -> None:
        self._rows: Final = rows
        self._tolerance: Final = tolerance
        self._signs: Final = signs
        self._labels: Final = np.zeros(len(rows), dtype=np.int64)
        self._count = 0
        self._closest: tuple[float, int, int, int] | None = None

    def run(self) -> tuple[Labels, Pair | None]:
        for leader, cosines in self._candidates():
            if not self._labels[leader]:
                self._lead(leader, cosines)
                self._look(leader, cosines)
        return self._labels, self._nearest()

    def _candidates(self) -> Iterator[tuple[int, Rows]]:
        """Rows u without a cluster when their block begins; 2 u·v / (|u|² + |v|²) for all v from u on."""
        squares = np.einsum("ij,ij->i", self._rows, self._rows)
        for start in range(0, len(self._rows), _BLOCK):
            block = start + np.flatnonzero(self._labels[start : start + _BLOCK] == 0)
            sizes = np.maximum(squares[block][:, None] + squares[start:], _TINY)
            cosines = 2 * (self._rows[block] @ self._rows[start:].T) / sizes
            for leader, row in zip(map(int, block), cosines, strict=True):
                yield leader, row[leader - start :]

    def _lead(self, leader: int, cosines: Rows) -> None:
        """The rows from the leader on that follow it; `cosines` are theirs."""
        self._count += 1
        self._labels[leader] = self._count
        enough = 1 - 2 * self._tolerance**2 - _SLACK
        near = (self._labels[leader:] == 0) & (self._sized(cosines) >= enough)
        for row in leader + np.flatnonzero(near):
            sign = 1 if not self._signs or cosines[row - leader] >= 0 else -1
            if pair_distance(self._rows[leader], self._rows[row], sign) <= self._tolerance:
                self._labels[row] = sign * self._count

    def _look(self, leader: int, cosines: Rows) -> None:
        """For the closest row that does not follow."""
        free = self._labels[leader:] == 0
        if free.any():
            best = int(np.argmax(np.where(free, self._sized(cosines), -np.inf)))
            found = (
                float(self._sized(cosines)[best]),
                leader,
                leader + best,
                1 if cosines[best] >= 0 else -1,
            )
            self._closest = max(self._closest or found, found)

    def _sized(self, cosines: Rows) -> Rows:
        return np.abs(cosines) if self._signs else cosines

    def _nearest(self) -> Pair | None:
        if self._closest is None:
            return None
        _, first, second, sign = self._closest
        sign = sign if self._signs else 1
        return Pair(first, second, sign, pair_distance(self._rows[first], self._rows[second], sign))
