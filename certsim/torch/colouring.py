"""The colours of the entries of an array, all at once (theory T24).

A *colour* is a formal expression. Colours of the entries of a whole array are written down at once, as
W[i] = ± X[c_1(i), c_2(i), …]: a *term* X, which is a formal expression of fewer entries, and *coordinates*
c_j, signed classes of indices along some of the axes of W. An entry is zero if one of its coordinates is 0.
Two arrays are equal if their terms and coordinates are.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any

import numpy as np

from certsim.torch.classes import (
    Classes,
    Rows,
    classify,
    classify_signed,
    leading_signs,
)
from certsim.torch.graph import Shape


@dataclass(frozen=True, eq=False)
class Coordinate:
    """Signed classes of the indices along some axes, in ascending order; the array has these axes."""

    axes: tuple[int, ...]
    classes: Classes

    def least(self) -> Coordinate:
        """Without the axes along which nothing changes."""
        axes, classes = self.axes, self.classes
        for axis in reversed(range(classes.ndim)):
            first = classes.take([0], axis=axis)
            if classes.shape[axis] == 1 or np.array_equal(np.broadcast_to(first, classes.shape), classes):
                axes, classes = (*axes[:axis], *axes[axis + 1 :]), first.squeeze(axis)
        return Coordinate(axes, classes)

    def ascending(self) -> Coordinate:
        """With its axes in ascending order."""
        order = sorted(range(len(self.axes)), key=lambda k: self.axes[k])
        return Coordinate(tuple(self.axes[k] for k in order), self.classes.transpose(order))

    def along(self, axes: Sequence[int]) -> Classes:
        """The array with more axes, of length 1 where nothing changes."""
        shape = [self.classes.shape[self.axes.index(axis)] if axis in self.axes else 1 for axis in axes]
        order = sorted(range(len(self.axes)), key=lambda k: list(axes).index(self.axes[k]))
        return self.classes.transpose(order).reshape(shape)

    def taken(self, axis: int, index: Classes) -> Coordinate:
        """The slices of an index along an axis, zero where it is −1."""
        at = self.axes.index(axis)
        classes = np.take(self.classes, np.maximum(index, 0), axis=at)
        shape = [-1 if k == at else 1 for k in range(classes.ndim)]
        return Coordinate(self.axes, classes * (index >= 0).reshape(shape)).least()

    @property
    def content(self) -> tuple[Any, ...]:
        return self.axes, self.classes.shape, self.classes.tobytes()


class Rounding(IntEnum):
    """How rounding breaks an equation: not at all, where numbers cancel, or where sums have other orders.

    Units that are tied are rounded alike, so what cancels in both is no harm to a tie.
    """

    NONE = 0
    CANCELS = 1
    REORDERS = 2


@dataclass(frozen=True, eq=False)
class Colouring:
    """The colours of the entries of an array.

    Attributes:
        shape: of the array.
        term: the number of the formal expression; 0 if all entries are zero.
        sign: of all entries.
        coordinates: one for each argument of the term.
        balanced: sets of axes; the sum over the axes of a set is zero.
        rounding: how rounding breaks an equation among the entries.
    """

    shape: Shape
    term: int = 0
    sign: int = 1
    coordinates: tuple[Coordinate, ...] = ()
    balanced: frozenset[frozenset[int]] = frozenset()
    rounding: Rounding = Rounding.NONE

    @property
    def is_zero(self) -> bool:
        return self.term == 0

    @property
    def content(self) -> tuple[Any, ...]:
        """What two arrays have in common that are equal up to sign."""
        return self.term, tuple(coordinate.content for coordinate in self.coordinates)

    @property
    def axes(self) -> frozenset[int]:
        """The axes along which entries differ."""
        return frozenset(axis for coordinate in self.coordinates for axis in coordinate.axes)

    @property
    def has_zeros(self) -> bool:
        """Whether an entry is known to be zero."""
        return self.is_zero or any(not coordinate.classes.all() for coordinate in self.coordinates)

    def gauged(self) -> Colouring:
        """The same, with the first class of each coordinate positive: opposite arrays have equal content."""
        signs = [int(leading_signs(c.classes.reshape(1, -1))[0]) for c in self.coordinates]
        coordinates = tuple(
            Coordinate(c.axes, c.classes * s) for c, s in zip(self.coordinates, signs, strict=True)
        )
        return replace(self, sign=self.sign * math.prod(signs), coordinates=coordinates)

    def taken(self, axis: int, index: Classes) -> Colouring:
        """The slices of an index along an axis, zero where it is −1."""
        shape = (*self.shape[:axis], len(index), *self.shape[axis + 1 :])
        if self.is_zero:
            return Colouring(shape, rounding=self.rounding)
        coordinates = [c.taken(axis, index) if axis in c.axes else c for c in self.coordinates]
        if axis not in self.axes and np.any(index < 0):
            coordinates.append(Coordinate((axis,), (index >= 0).astype(np.int64)))
        balanced = frozenset(axes for axes in self.balanced if axis not in axes)
        found = replace(self, shape=shape, balanced=balanced, coordinates=tuple(coordinates))
        some = all(coordinate.classes.any() for coordinate in coordinates)
        return found if some else Colouring(shape, rounding=self.rounding)

    def renamed(self, names: Mapping[int, int], shape: Shape) -> Colouring:
        """The colouring after axes got new names; the entries are moved, and no sum changes."""
        coordinates = tuple(
            Coordinate(tuple(sorted(new)), c.classes.transpose(np.argsort(new)) if new else c.classes)
            for c in self.coordinates
            for new in [[names[axis] for axis in c.axes]]
        )
        balanced = frozenset(frozenset(names[axis] for axis in axes) for axes in self.balanced)
        return replace(self, shape=shape, coordinates=coordinates, balanced=balanced)

    def slices(self, axis: int) -> Rows:
        """The slices along an axis in signed classes: equal or opposite in all coordinates, or zero."""
        length = self.shape[axis]
        if self.is_zero:
            return classify(np.zeros((length, 0), dtype=np.int64), np.zeros(length, dtype=np.int64))
        columns, signs = [np.zeros((length, 1), dtype=np.int64)], np.ones(length, dtype=np.int64)
        for coordinate in self.coordinates:
            if axis in coordinate.axes:
                at = coordinate.axes.index(axis)
                rows = classify_signed(np.moveaxis(coordinate.classes, at, 0).reshape(length, -1))
                columns.append(np.abs(rows.classes)[:, None])
                signs = signs * np.sign(rows.classes)
        return classify(np.concatenate(columns, axis=1), signs)
