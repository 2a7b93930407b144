"""The affine vector fields among which infinitesimal symmetries are looked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
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

    Where these are too many, the fields act on one axis of an array, scale or shift single parameters, or
    shift all entries along an axis. No field moves a frozen parameter. Nothing where that is still too many.
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
    for i in trained:
        yield ((i, i, 1),)
        yield ((i, CONSTANT, 1),)
    for array in range(len(arrays)):
        for axis in range(len(arrays[array][1])):
            size = arrays[array][1][axis]
            for k, m in product(range(size), repeat=2):
                yield acting(arrays, array, axis, k, m)
            yield from shifts(arrays, array, axis)


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


def shifts(arrays: Declared, array: int, axis: int) -> Iterator[Element]:
    """The fields that shift all entries along an axis alike."""
    for fibre in zip(*slices(arrays, array, axis), strict=True):
        yield tuple((i, CONSTANT, 1) for i in fibre)
