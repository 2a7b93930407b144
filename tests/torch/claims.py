"""What colours claim, number by number."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from certsim.torch.checker.colouring import Colouring, Coordinate
from tests.torch.generic import Array

TOLERANCE = 1e-9


def violations(colourings: Sequence[Colouring], values: Sequence[Array]) -> Iterator[str]:
    """What is claimed and does not hold: entries of one colour, zeros, sums that are zero, slices.

    The last axis of the values counts evaluations.
    """
    near = TOLERANCE * (1 + max(float(np.abs(value).max()) for value in values))
    first: dict[tuple[int, ...], tuple[int, Array]] = {}
    for at, (colouring, value) in enumerate(zip(colourings, values, strict=True)):
        assert colouring.shape == value.shape[:-1]
        for key, sign, entry in zip(
            *_written_out(colouring), value.reshape(-1, value.shape[-1]), strict=True
        ):
            where, known = first.setdefault(tuple(key), (at, entry * sign)) if sign else (at, 0 * entry)
            if np.abs(known - entry * (sign or 1)).max() > near:
                yield f"an entry of node {at} is not {f'that of node {where}' if sign else 0}"
        for axes in colouring.balanced:
            if np.any(np.abs(value.sum(axis=tuple(axes))) > near):
                yield f"the sums of node {at} over axes {sorted(axes)} are not zero"
        for axis in range(len(colouring.shape)):
            if not _sliced(value, colouring.slices(axis).classes, axis, near):
                yield f"slices of node {at} along axis {axis}"


def _written_out(colouring: Colouring) -> tuple[list[list[int]], list[int]]:
    """Per entry its term with the numbers of its coordinates, and its sign."""
    classes = [_spread(coordinate, colouring.shape) for coordinate in colouring.coordinates]
    terms = np.full(math.prod(colouring.shape), colouring.term)
    signs = np.full(len(terms), 0 if colouring.is_zero else colouring.sign)
    for array in classes:
        signs = signs * np.sign(array)
    return np.stack([terms, *map(np.abs, classes)], axis=1).tolist(), signs.tolist()


def _spread(coordinate: Coordinate, shape: Sequence[int]) -> NDArray[np.int64]:
    sizes = [shape[axis] if axis in coordinate.axes else 1 for axis in range(len(shape))]
    assert list(coordinate.axes) == sorted(coordinate.axes)
    return np.broadcast_to(coordinate.classes.reshape(sizes), shape).reshape(-1)


def _sliced(value: Array, classes: NDArray[np.int64], axis: int, near: float) -> bool:
    """Whether slices of an array are as their signed classes say."""
    rows = np.moveaxis(value, axis, 0).reshape(len(classes), -1) * np.where(classes < 0, -1, 1)[:, None]
    sizes, firsts, places = np.unique(np.abs(classes), return_index=True, return_inverse=True)
    known = rows[firsts] * (sizes > 0)[:, None]
    return bool(np.abs(rows - known[places.reshape(-1)]).max() <= near)
