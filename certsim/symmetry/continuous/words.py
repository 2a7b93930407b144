"""What infinitesimal symmetries generate, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Final, TypeAlias

import flint

from certsim.kernel.terms.polynomial import Polynomial
from certsim.orbits.modular.jets import MODULUS
from certsim.symmetry.continuous.ansatz import CONSTANT, Declared, Element, acting

Axis: TypeAlias = tuple[int, int]
"""An array and one of its axes, by their numbers."""

MAX_FAMILIES: Final = 400
"""How many pairs of axes are looked at."""


class Span:
    """The span of fields modulo a prime, as far as entries are listed."""

    def __init__(self, fields: Iterable[Mapping[int, Polynomial]]) -> None:
        self._vectors: Final = [_entries(field) for field in fields]
        self._index: Final[dict[tuple[int, int], int]] = {}
        for vector in self._vectors:
            for at in vector:
                self._index.setdefault(at, len(self._index))
        self._rank: Final = self._rank_of(self._vectors)

    def holds(self, family: Iterable[Element]) -> bool:
        """Whether all the given fields are in the span."""
        vectors = []
        for element in family:
            vectors.append({(i, j): value for i, j, value in element})
            if not vectors[-1].keys() <= self._index.keys():
                return False
        return self._rank_of([*self._vectors, *vectors]) == self._rank

    @property
    def dimension(self) -> int:
        """The dimension of the span."""
        return self._rank

    def _rank_of(self, vectors: Sequence[Mapping[tuple[int, int], int]]) -> int:
        matrix = flint.nmod_mat(len(vectors), len(self._index), MODULUS)
        for row, vector in enumerate(vectors):
            for at, value in vector.items():
                matrix[row, self._index[at]] = value % MODULUS
        return int(matrix.rank())


def _entries(field: Mapping[int, Polynomial]) -> dict[tuple[int, int], int]:
    return {
        (i, m[0] if m else CONSTANT): int(c)
        for i, component in field.items()
        for m, c in component.terms.items()
    }


def describe(
    names: Sequence[str], arrays: Declared, fields: Sequence[Mapping[int, Polynomial]]
) -> tuple[str, ...]:
    """The groups that act on axes of arrays, the largest first, and the fields that are left, one by one."""
    span, covered, words = Span(fields), list[Element](), list[str]()
    for name, family in (*_multiplied(names, fields), *_families(arrays)):
        if span.holds(family) and not (covered and _among(covered, family)):
            covered += family
            words.append(name)
    rest = list(covered)
    for field in fields:
        element = tuple((i, j, value) for (i, j), value in _entries(field).items())
        if not rest or not _among(rest, [element]):
            rest.append(element)
            words.append(f"{_kind(field)}: {flow_text(names, field)}")
    return tuple(words)


def _multiplied(
    names: Sequence[str], fields: Iterable[Mapping[int, Polynomial]]
) -> Iterator[tuple[str, list[Element]]]:
    """Shifts in a direction in which the model does not change, by any affine function."""
    for field in fields:
        if _kind(field) == "shift":
            at = [(i, int(component.terms[()])) for i, component in field.items()]
            columns = (*range(len(names)), CONSTANT)
            name = f"shift: {flow_text(names, field)}, times any affine function of the parameters"
            yield name, [tuple((i, j, value) for i, value in at) for j in columns]


def flow_text(names: Sequence[str], field: Mapping[int, Polynomial]) -> str:
    """The field as a differential equation."""
    return ", ".join(f"{names[i]}' = {component.text(names.__getitem__)}" for i, component in field.items())


def _among(known: Sequence[Element], family: Sequence[Element]) -> bool:
    """Whether the fields are in the span of others."""
    return Span({i: _component(element, i) for i, _, _ in element} for element in known).holds(family)


def _component(element: Element, row: int) -> Polynomial:
    return Polynomial.total(
        Polynomial({(() if j == CONSTANT else (j,)): value}) for i, j, value in element if i == row
    )


def _families(arrays: Declared) -> Iterator[tuple[str, list[Element]]]:
    """General linear groups, rotations and scalings of the units that axes of arrays share."""
    axes, pairs = _axes(arrays), _pairs(arrays)
    for p, q in pairs:
        d, both = size_of(arrays, p), _both(arrays, p, q)
        yield f"GL({d}) between {both}", [_opposed(arrays, p, q, k, m) for k in range(d) for m in range(d)]
    for p in axes:
        d = size_of(arrays, p)
        whole = [acting(arrays, *p, k, m) for k in range(d) for m in range(d)]
        yield f"GL({d}) of {_axis(arrays, p)}", whole
    for group in (*pairs, *((p,) for p in axes)):
        d = size_of(arrays, group[0])
        turns = [_turn(arrays, group, k, m) for k, m in combinations(range(d), 2)]
        what = _both(arrays, *group) if len(group) == 2 else _axis(arrays, group[0])
        yield f"SO({d}), rotations of {what}", turns
    for p, q in pairs:
        d, both = size_of(arrays, p), _both(arrays, p, q)
        yield f"scalings of {d} units between {both}", [_opposed(arrays, p, q, k, k) for k in range(d)]


def linear_pairs(arrays: Declared, fields: Sequence[Mapping[int, Polynomial]]) -> Iterator[tuple[Axis, Axis]]:
    """The pairs of axes of different arrays between which GL(d) acts, each axis in the first of its pairs."""
    span, used = Span(fields), set[Axis]()
    for p, q in _pairs(arrays):
        d = size_of(arrays, p)
        family = [_opposed(arrays, p, q, k, m) for k in range(d) for m in range(d)]
        if p[0] != q[0] and not {p, q} & used and span.holds(family):
            used |= {p, q}
            yield p, q


def _axes(arrays: Declared) -> list[Axis]:
    return [(a, k) for a, (_, shape) in enumerate(arrays) for k, size in enumerate(shape) if size > 1]


def _pairs(arrays: Declared) -> list[tuple[Axis, Axis]]:
    pairs = combinations(_axes(arrays), 2)
    return [(p, q) for p, q in pairs if size_of(arrays, p) == size_of(arrays, q)][:MAX_FAMILIES]


def size_of(arrays: Declared, axis: Axis) -> int:
    """The length of an axis."""
    return arrays[axis[0]][1][axis[1]]


def _axis(arrays: Declared, axis: Axis) -> str:
    name, shape = arrays[axis[0]]
    return name if len(shape) == 1 else f"axis {axis[1]} of {name}"


def _both(arrays: Declared, p: Axis, q: Axis) -> str:
    return f"{_axis(arrays, p)} and {_axis(arrays, q)}"


def _opposed(arrays: Declared, p: Axis, q: Axis, k: int, m: int) -> Element:
    """G on one axis, its inverse transposed on the other, at the first order."""
    return (*acting(arrays, *p, k, m), *acting(arrays, *q, m, k, -1))


def _turn(arrays: Declared, axes: Sequence[Axis], k: int, m: int) -> Element:
    parts = [(acting(arrays, *axis, k, m), acting(arrays, *axis, m, k, -1)) for axis in axes]
    return tuple(entry for pair in parts for part in pair for entry in part)


def _kind(field: Mapping[int, Polynomial]) -> str:
    """One word for a field."""
    entries = _entries(field)
    if all(j == CONSTANT for _, j in entries):
        return "shift"
    if any(j == CONSTANT for _, j in entries):
        return "affine"
    if all(i == j for i, j in entries):
        return "scaling"
    if all(entries.get((j, i)) == -value for (i, j), value in entries.items()):
        return "rotation"
    if all(entries.get((j, i)) == value for (i, j), value in entries.items()):
        return "hyperbolic"
    return "linear"
