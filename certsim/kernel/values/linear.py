"""Linear independence of vectors over a ring in which some elements are known to be units."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, Self, TypeVar

from certsim.kernel.terms.calculus import Element, Ring


class Number(Element, Protocol):
    """An element of a ring, with sums and differences of two."""

    def __add__(self, other: Self, /) -> Self: ...
    def __sub__(self, other: Self, /) -> Self: ...


N = TypeVar("N", bound=Number)


class Row(Protocol):
    """A vector in an elimination."""

    def divided(self) -> tuple[int, Self] | None:
        """Where an entry stands that is proved to be a unit, and the row divided by it; None if none is."""

    def cleared(self, column: int, pivot: Self) -> Self:
        """The row less that multiple of one with 1 in the column which leaves 0 there."""


class NumberRing(Ring[N], Protocol[N]):
    """A ring with what elimination needs."""

    def row(self, entries: Sequence[N]) -> Row: ...


def independent(rows: Sequence[Sequence[N]], ring: NumberRing[N]) -> bool:
    """True only if the rows are proved to be linearly independent: a minor of them is a unit (T12)."""
    pivots: list[tuple[int, Any]] = []
    for entries in rows:
        row = ring.row(entries)
        for column, pivot in pivots:
            row = row.cleared(column, pivot)
        divided = row.divided()
        if divided is None:
            return False
        pivots.append(divided)
    return True
