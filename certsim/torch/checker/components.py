"""Components of a rule: coordinates that share labels are looked at together, index by index."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Final

import numpy as np

from certsim.torch.checker.classes import (
    Classes,
    Rows,
    classify,
    classify_signed,
    joined,
    leading_signs,
    multisets,
)
from certsim.torch.checker.colouring import Colouring, Coordinate, Rounding
from certsim.torch.checker.functions import Parity

LARGEST: Final = 1 << 18
"""So many entries are looked at one by one; of larger arrays, slices are compared."""


def is_large(size: int) -> bool:
    """Whether there are too many entries to look at one by one."""
    return size > LARGEST


@dataclass(frozen=True, eq=False)
class Part:
    """A coordinate of an argument of a rule: of which argument, the which one, along which labels."""

    argument: int
    number: int
    coordinate: Coordinate


@dataclass(frozen=True, eq=False)
class Component:
    """Coordinates that share labels, and the labels: those of the value first, then those that are summed."""

    parts: tuple[Part, ...]
    kept: tuple[int, ...]
    summed: tuple[int, ...]
    lengths: Mapping[int, int]

    def arrays(self, argument: int | None = None) -> list[Classes]:
        """The classes of the parts (of one argument), for each index along the kept and their own labels."""
        parts = [part for part in self.parts if argument in (None, part.argument)]
        summed = {label for part in parts for label in part.coordinate.axes}.intersection(self.summed)
        labels = (*self.kept, *(label for label in self.summed if label in summed))
        shape = [self.lengths[label] for label in labels]
        return [np.broadcast_to(part.coordinate.along(labels), shape).reshape(-1) for part in parts]

    @property
    def size(self) -> int:
        return math.prod(self.lengths[label] for label in (*self.kept, *self.summed)) * len(self.parts)

    @property
    def height(self) -> int:
        return math.prod(self.lengths[label] for label in self.kept)

    @property
    def names(self) -> tuple[tuple[int, int], ...]:
        return tuple((part.argument, part.number) for part in self.parts)


def components(parts: Sequence[Part], out: Sequence[int], lengths: Mapping[int, int]) -> list[Component]:
    """Parts that share labels, in the order of the labels of the value, then of the parts."""
    groups: list[tuple[set[int], list[Part]]] = []
    for part in parts:
        labels, members = set(part.coordinate.axes), [part]
        for group in [group for group in groups if group[0] & labels]:
            groups.remove(group)
            labels, members = labels | group[0], [*group[1], *members]
        groups.append((labels, members))
    found = [
        Component(
            tuple(sorted(members, key=lambda part: (part.argument, part.number))),
            tuple(label for label in out if label in labels),
            tuple(sorted(labels - set(out), key=lambda label: _place(label, members))),
            lengths,
        )
        for labels, members in groups
    ]
    order = {label: at for at, label in enumerate(out)}
    return sorted(found, key=lambda c: (order[c.kept[0]] if c.kept else len(order), c.names))


def _place(label: int, parts: Sequence[Part]) -> tuple[int, int, int]:
    """Where a label stands first: an order that does not depend on how labels are called."""
    return min(
        (part.argument, part.number, part.coordinate.axes.index(label))
        for part in parts
        if label in part.coordinate.axes
    )


@dataclass
class Value:
    """What a rule gathers of the value of a node."""

    coordinates: list[Coordinate] = field(default_factory=list)
    content: list[Hashable] = field(default_factory=list)
    sign: int = 1
    is_zero: bool = False
    rounding: Rounding = Rounding.NONE

    def include(self, component: Component, rows: Rows, table: Hashable = None) -> None:
        """One more coordinate, along the kept labels of a component."""
        self.content.append((component.names, rows.content, table))
        self.is_zero = self.is_zero or not rows.classes.any()
        if not component.kept:
            self.sign *= int(np.sign(rows.classes[0]))
            return
        array = rows.classes.reshape([component.lengths[label] for label in component.kept])
        self.coordinates.append(Coordinate(component.kept, array))

    def coarsely(self, component: Component, *, signed: bool) -> None:
        """A coordinate for each kept label of a component that is too large: its slices are compared."""
        contents = tuple(part.coordinate.content for part in component.parts)
        self.content.append((component.names, contents, component.kept, component.summed))
        for label in component.kept:
            columns = [np.zeros((component.lengths[label], 1), dtype=np.int64)]
            signs = np.ones(component.lengths[label], dtype=np.int64)
            for part in component.parts:
                if label in part.coordinate.axes:
                    at = part.coordinate.axes.index(label)
                    slices = np.moveaxis(part.coordinate.classes, at, 0).reshape(len(columns[0]), -1)
                    rows = classify_signed(slices)
                    columns.append((np.abs(rows.classes) if signed else rows.classes)[:, None])
                    signs = signs * np.sign(rows.classes) if signed else signs
            rows = classify(np.concatenate(columns, axis=1), signs)
            self.coordinates.append(Coordinate((label,), rows.classes))


def parts_of(arguments: Sequence[Colouring]) -> list[Part]:
    """The coordinates of arguments of one shape."""
    return [Part(k, j, c) for k, argument in enumerate(arguments) for j, c in enumerate(argument.coordinates)]


def _signs(arrays: Sequence[Classes]) -> Classes:
    """The signs of products of classes; 0 where one of them is."""
    signs: Classes = np.prod([np.sign(array) for array in arrays], axis=0)
    return signs


def multiply(found: Value, component: Component) -> None:
    """The products of a component, and their sums over the labels that are summed."""
    if is_large(component.size):
        found.coarsely(component, signed=True)
        return
    arrays = component.arrays()
    signs = _signs(arrays)
    numbers, table = joined([np.abs(array) for array in arrays])
    if not component.summed:
        found.include(component, classify(numbers[:, None], signs), table)
        return
    rows = (numbers * signs).reshape(component.height, -1)
    sequences = classify_signed(rows)
    if not len(sequences.firsts):
        found.is_zero = True
        return
    distinct = rows[sequences.firsts] * np.sign(sequences.classes[sequences.firsts])[:, None]
    sums, cancelled = multisets(distinct)
    bags = classify_signed(sums)
    if len(bags.firsts) < len(sequences.firsts):
        found.rounding = Rounding.REORDERS
    elif cancelled:
        found.rounding = max(found.rounding, Rounding.CANCELS)
    classes = np.concatenate([[0], bags.classes])[np.abs(sequences.classes)] * np.sign(sequences.classes)
    found.include(component, replace(bags, classes=classes), table)


def summed_up(summands: Sequence[Colouring], coefficients: Sequence[Fraction]) -> Value:
    """The summands at each index of each component."""
    found, shape = Value(), summands[0].shape
    for component in components(parts_of(summands), range(len(shape)), dict(enumerate(shape))):
        if is_large(component.size):
            found.coarsely(component, signed=False)
            continue
        columns, tables = [], []
        for members in _alike(summands, coefficients, component):
            column, table, cancelled = _collected(members, coefficients, component)
            found.rounding = Rounding.REORDERS if cancelled else found.rounding
            columns.append(column)
            tables.append((tuple(members), table))
        found.include(component, classify_signed(np.concatenate(columns, axis=1)), tuple(tables))
    return found


def _alike(
    summands: Sequence[Colouring], coefficients: Sequence[Fraction], component: Component
) -> Iterable[list[int]]:
    """Summands that differ in this component only: where they agree in it, they are equal or opposite."""
    groups: dict[Hashable, list[int]] = {}
    inside = set(component.names)
    for k, (summand, coefficient) in enumerate(zip(summands, coefficients, strict=True)):
        outside = tuple(c.content for j, c in enumerate(summand.coordinates) if (k, j) not in inside)
        here = tuple(j for j in range(len(summand.coordinates)) if (k, j) in inside)
        groups.setdefault((summand.term, abs(coefficient), here, outside), []).append(k)
    return groups.values()


def _collected(
    members: Sequence[int], coefficients: Sequence[Fraction], component: Component
) -> tuple[Classes, Hashable, bool]:
    """The signed numbers of the entries of some summands that are alike, at each index, collected."""
    arrays = [component.arrays(k) or [np.ones(component.height, dtype=np.int64)] for k in members]
    numbers, table = joined([np.abs(np.concatenate(column)) for column in zip(*arrays, strict=True)])
    signs = [
        _signs(given) * (1 if coefficients[k] > 0 else -1) for k, given in zip(members, arrays, strict=True)
    ]
    rows = (numbers * np.concatenate(signs)).reshape(len(members), -1).T
    if len(members) == 1:
        return rows, table, False
    sums, cancelled = multisets(rows)
    return sums, table, cancelled


def apply(found: Value, component: Component, parity: Parity, *, keeps_zero: bool) -> None:
    """The arguments of a function at each index of a component."""
    if is_large(component.size):
        found.coarsely(component, signed=False)
        return
    arguments = sorted({part.argument for part in component.parts})
    columns, signs = [], np.ones(component.height, dtype=np.int64)
    for k in arguments:
        arrays = component.arrays(k)
        sign = _signs(arrays)
        columns += [np.where(sign == 0, 0, np.abs(array)) for array in arrays]
        columns += [np.sign(array) * np.abs(sign) for array in arrays if parity is Parity.NONE]
        if parity is Parity.ODD:
            signs = signs * np.where(sign == 0, 1, sign)
        if keeps_zero:
            signs = signs * np.abs(sign)
    found.include(component, classify(np.stack(columns, axis=1), signs))


def apply_to_rows(found: Value, component: Component, linear: int | None) -> None:
    """The rows of a component, for each index along the other axes."""
    if is_large(component.size):
        found.coarsely(component, signed=False)
        return
    columns, signs = [], np.ones(component.height, dtype=np.int64)
    tables = []
    for k in sorted({part.argument for part in component.parts}):
        arrays = component.arrays(k)
        numbers, table = joined([np.abs(array) for array in arrays])
        sign = _signs(arrays)
        rows = (numbers * sign).reshape(component.height, -1)
        if k == linear:
            signs = leading_signs(rows)
            rows = rows * signs[:, None]
            columns.append(rows)
        else:
            columns += [rows, *(np.sign(array).reshape(component.height, -1) for array in arrays)]
        tables.append(table)
    found.include(component, classify(np.concatenate(columns, axis=1), signs), tuple(tables))
