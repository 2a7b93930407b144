"""Signed ties in the language of specs, whole rows, columns and arrays at once where these are tied."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

from certsim.symmetry.signed import SignedPartition


@dataclass(frozen=True)
class Line:
    """An array, a row or a column: its name in a spec, what it may be equated with, and its coordinates."""

    name: str
    kind: tuple[object, ...]
    coordinates: tuple[int, ...]


@dataclass(frozen=True)
class Layout:
    """The parameters of a model as a spec can name them: arrays, then rows, then columns; and each entry."""

    lines: tuple[Line, ...]
    names: tuple[str, ...]


def read_layout(declarations: Sequence[Sequence[Any]]) -> Layout:
    """The layout of parameters that are declared as pairs (name, shape)."""
    lines: list[Line] = []
    names: list[str] = []
    for name, shape in declarations:
        lines += _lines(name, tuple(shape), len(names))
        names += [f"{name}{_index(shape, offset)}" for offset in range(prod(shape))]
    order = {"array": 0, "row": 1, "column": 2}
    return Layout(tuple(sorted(lines, key=lambda line: order[str(line.kind[0])])), tuple(names))


def _lines(name: str, shape: tuple[int, ...], start: int) -> Iterator[Line]:
    end = start + prod(shape)
    if end - start > 1:
        yield Line(name, ("array", *shape), tuple(range(start, end)))
    if len(shape) == 2 and min(shape) > 1:
        rows, columns = shape
        for i in range(rows):
            first = start + i * columns
            yield Line(f"{name}[{i}]", ("row", name), tuple(range(first, first + columns)))
        for j in range(columns):
            yield Line(f"{name}[:,{j}]", ("column", name), tuple(range(start + j, end, columns)))


def _index(shape: Sequence[int], offset: int) -> str:
    indices: list[str] = []
    for length in reversed(shape):
        offset, index = divmod(offset, length)
        indices.insert(0, str(index))
    return f"[{','.join(indices)}]" if indices else ""


def write_equations(subspace: SignedPartition, layout: Layout) -> tuple[str, ...]:
    """Few equations for a subspace: lines that are tied to earlier ones or dead, then single entries.

    An equation sends the entries of its left side to earlier ones; so each says something new that has an
    entry on its left which none before it has there.

    >>> write_equations(SignedPartition((1, 2, -1, -2, 0, 0)), read_layout([("W", (2, 2)), ("a", (2,))]))
    ('a = 0', 'W[1] = -W[0]')
    """
    said: set[int] = set()
    first: dict[tuple[object, tuple[int, ...]], tuple[str, int]] = {}
    equations = []
    label_of = subspace.labels
    for line in layout.lines:
        if said.issuperset(line.coordinates):
            continue
        labels = tuple([label_of[c] for c in line.coordinates])
        leading = labels[0] or next(filter(None, labels), 0)
        sign = (leading > 0) - (leading < 0)
        key = labels if sign >= 0 else tuple([-label for label in labels])
        other, its_sign = first.setdefault((line.kind, key), (line.name, sign))
        if not sign or other != line.name:
            said.update(line.coordinates)
            equations.append(f"{line.name} = {_side(other, sign * its_sign)}")
    for i, label in enumerate(subspace.labels):
        if label != i + 1 and i not in said:
            equations.append(f"{layout.names[i]} = {_side(layout.names[abs(label) - 1], label)}")
    return tuple(equations)


def _side(name: str, sign: int) -> str:
    return "0" if not sign else name if sign > 0 else f"-{name}"
