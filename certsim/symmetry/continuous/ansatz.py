"""The affine vector fields among which infinitesimal symmetries are looked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import permutations, product
from math import prod
from typing import Final, TypeAlias

from certsim.kernel.statement.model import KernelModel

CONSTANT: Final = -1
"""Stands for the number 1 in place of a parameter."""

Entry: TypeAlias = tuple[int, int, int]
"""Row, column and value: the component of the row has the column, a parameter or 1, with that coefficient."""

Element: TypeAlias = tuple[Entry, ...]
Declared: TypeAlias = Sequence[tuple[str, Sequence[int]]]

MAX_UNKNOWNS: Final = 1_300


def elements(model: KernelModel, arrays: Declared) -> tuple[list[Element], bool]:
    """Fields that span the space that is searched, and whether that is the space of all affine fields.

    Where these are too many, the fields act on one axis of an array, or scale or shift single parameters.
    No field moves a frozen parameter. There is none where that is still too many.
    """
    count = len(model.parameters)
    trained = [i for i in range(count) if i not in model.frozen]
    if len(trained) * (count + 1) <= MAX_UNKNOWNS:
        columns = [*range(count), CONSTANT]
        return [((i, j, 1),) for i in trained for j in columns], True
    found = dict.fromkeys(_structured(arrays, trained))
    kept = [element for element in found if all(i not in model.frozen for i, _, _ in element)]
    return (kept, False) if len(kept) <= MAX_UNKNOWNS else ([], False)


def _structured(arrays: Declared, trained: Sequence[int]) -> Iterator[Element]:
    """Independent fields; those that scale slices, or shift them, are sums of fields of single parameters."""
    for i in trained:
        yield ((i, i, 1),)
        yield ((i, CONSTANT, 1),)
    for array, (_, shape) in enumerate(arrays):
        for axis, size in enumerate(shape):
            for k, m in permutations(range(size), 2):
                yield acting(arrays, array, axis, k, m)


def slices(arrays: Declared, array: int, axis: int) -> list[list[int]]:
    """The coordinates of the slices of an array along an axis, in the same order in each."""
    first = sum(prod(shape) for _, shape in arrays[:array])
    shape = arrays[array][1]
    found: list[list[int]] = [[] for _ in range(shape[axis])]
    for at, index in enumerate(product(*map(range, shape))):
        found[index[axis]].append(first + at)
    return found


def acting(arrays: Declared, array: int, axis: int, k: int, m: int, value: int = 1) -> Element:
    """The field that adds a multiple of slice l to slice k of an axis."""
    parts = slices(arrays, array, axis)
    return tuple((i, j, value) for i, j in zip(parts[k], parts[m], strict=True))
