"""From a pattern that is kept to what it holds: a group of units that are zero, tied, or never move.

Nothing here decides anything. A pattern is taken apart into places; places that index the same units are put
together; and what each group takes from the dimension is counted, one after the other, so that it adds up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from math import prod
from typing import Final, TypeAlias

import numpy as np

from certsim.torch.checker.classes import Classes, classify, free
from certsim.torch.checker.colouring import Colouring
from certsim.torch.checker.colours import Colours
from certsim.torch.checker.graph import Constant, Graph, Leaf, Shape
from certsim.torch.checker.pattern import Gradients, Pattern, Slices, coloured, whole
from certsim.torch.search.findings import Kind, Mask, Place, alone
from certsim.torch.search.units import Atom

Atoms: TypeAlias = tuple[Atom, ...]


@dataclass(frozen=True)
class Counted:
    """What is to be grouped.

    Attributes:
        graph: of the module, without gradients.
        shapes: of the trained parameters that are not redundant as a whole.
        left_out: along each axis of some of them, which slices are redundant.
        units: the atoms of the axes of leaves.
    """

    graph: Graph
    shapes: Mapping[str, Shape]
    left_out: Mapping[str, tuple[Mask, ...]]
    units: Mapping[str, tuple[Atoms, ...]]

    def counts(self, name: str, axis: int) -> Mask:
        """Which slices of a parameter count."""
        length = self.shapes[name][axis]
        return ~self.left_out[name][axis] if name in self.left_out else np.ones(length, dtype=bool)

    def atoms(self, name: str, axis: int) -> Atoms:
        return self.units[name][axis] if name in self.units else ()


@dataclass(frozen=True)
class Held:
    """Places of one kind and of one group of units, and what they take from the dimension."""

    kind: Kind
    places: tuple[Place, ...]
    codimension: int


def _unchanged(slices: Slices) -> Slices:
    return slices


@dataclass(frozen=True)
class _Part:
    """A place of a pattern.

    Attributes:
        keys: what it has in common with other places of its group.
        change: what a parameter becomes that is held there.
        size: how many numbers do not move there.
    """

    kind: Kind
    place: Place
    keys: tuple[Hashable, ...]
    change: Callable[[Slices], Slices] = _unchanged
    size: int = 0


@dataclass(frozen=True)
class Proved:
    """A pattern that the rules keep, and the gradients on it."""

    pattern: Pattern
    gradients: Gradients


def held(counted: Counted, proved: Proved, besides: Proved | None = None) -> list[Held]:
    """What a pattern holds at zero or tied; then what does not move on it, and is not zero.

    What another pattern holds already, a larger set, is left out.
    """
    ledger = _Ledger(counted)
    before = [] if besides is None else list(_parts(counted, besides))
    for part in before:
        ledger.enter(part)
    parts = [part for each in _parts(counted, proved) for part in _beyond(each, before)]
    groups = [group for kind in _ORDER for group in _grouped([part for part in parts if part.kind in kind])]
    return [_held(group, sum(part.size or ledger.enter(part) for part in group)) for group in groups]


_ORDER: Final = ({Kind.ZERO}, {Kind.TIED, Kind.OPPOSITE}, {Kind.CONSERVED})


def _parts(counted: Counted, proved: Proved) -> Iterator[_Part]:
    """The parts of a pattern, in an order in which they can be entered one after the other."""
    joints = _joints(counted, proved.pattern)
    slices = {
        name: proved.pattern.get(name) or Slices(shape, -1, 1, whole(shape))
        for name, shape in counted.shapes.items()
    }
    for name, each in slices.items():
        yield from _zeros(counted, name, each, joints)
    for name, each in slices.items():
        yield from _ties(counted, name, each)
    yield from _copies(slices)
    for name, each in slices.items():
        yield from _still(counted, name, each, proved.gradients.by_name[name])


def _beyond(part: _Part, before: Iterable[_Part]) -> Iterator[_Part]:
    """A part without what others of its kind hold already."""
    place = part.place
    known = [other.place for other in before if (other.kind, other.place.name) == (part.kind, place.name)]
    if place in known or any(other.axis is None for other in known):
        return
    same = [other for other in known if (other.axis, other.unit) == (place.axis, place.unit)]
    groups = {group for other in same for group in other.groups}
    left = tuple(group for group in place.groups if group not in groups)
    if left or place.axis is None:
        yield replace(part, place=replace(place, groups=left))


def _held(parts: Sequence[_Part], codimension: int) -> Held:
    opposite = any(part.kind is Kind.OPPOSITE for part in parts)
    kind = Kind.OPPOSITE if opposite else parts[0].kind
    return Held(kind, tuple(part.place for part in parts), codimension)


class _Ledger:
    """The numbers that are free while one part after the other is held."""

    def __init__(self, counted: Counted) -> None:
        self._left_out = counted.left_out
        numbered = enumerate(counted.shapes.items(), 1)
        self._slices = {name: Slices(shape, -at, 1, whole(shape)) for at, (name, shape) in numbered}
        self._of_base = {slices.base: [name] for name, slices in self._slices.items()}

    def enter(self, part: _Part) -> int:
        """Holds one more part; says how many numbers are no longer free."""
        name = part.place.name
        before = self._slices[name]
        after = part.change(before)
        bases = {before.base, after.base}
        free_before = sum(map(self._size, bases))
        self._slices[name] = after
        self._of_base[before.base].remove(name)
        self._of_base.setdefault(after.base, []).append(name)
        return free_before - sum(map(self._size, bases))

    def _size(self, base: int) -> int:
        sizes = [self._slices[name].size(self._left_out.get(name)) for name in self._of_base.get(base, ())]
        return max(sizes, default=0)


def _zeros(counted: Counted, name: str, slices: Slices, joints: Mapping[str, int]) -> Iterator[_Part]:
    """Where a parameter is zero: all of it, or slices along an axis."""
    if is_zero(slices):
        key = (Kind.ZERO, "all", joints.get(name, name))
        for place in _all(counted, name, slices.shape):
            yield _Part(Kind.ZERO, place, (key,), partial(replace, base=0))
        return
    for axis, classes in enumerate(slices.axes):
        chosen = (classes == 0) & counted.counts(name, axis)
        if chosen.any():
            place, keys = _sorted(counted, name, axis, np.where(chosen, 0, free(len(classes))))
            zero = np.where(classes == 0, 0, free(len(classes)))
            yield _Part(Kind.ZERO, place, _keyed(Kind.ZERO, keys), _along(axis, zero))


def _ties(counted: Counted, name: str, slices: Slices) -> Iterator[_Part]:
    """Along which axes slices of a parameter are equal or opposite."""
    if is_zero(slices):
        return
    for axis, classes in enumerate(slices.axes):
        chosen = counted.counts(name, axis) & (classes != 0)
        tied = classify(
            np.where(chosen, np.abs(classes), -free(len(classes)))[:, None], _signs(classes)
        ).classes
        if len(np.unique(np.abs(tied))) < len(tied):
            place, keys = _sorted(counted, name, axis, tied)
            kind = Kind.OPPOSITE if (tied < 0).any() else Kind.TIED
            yield _Part(kind, place, _keyed(Kind.TIED, keys), _along(axis, classes))


def _signs(classes: Classes) -> Classes:
    return np.where(classes < 0, -1, 1)


def _along(axis: int, classes: Classes) -> Callable[[Slices], Slices]:
    return lambda before: replace(before, axes=(*before.axes[:axis], classes, *before.axes[axis + 1 :]))


def _copies(slices: Mapping[str, Slices]) -> Iterator[_Part]:
    """Parameters that are equal or opposite as wholes; those of two modules belong together."""
    by_base = defaultdict(list)
    for name, each in slices.items():
        if not is_zero(each) and each.base > 0:
            by_base[each.base].append(name)
    for base, names in by_base.items():
        if len(names) > 1:
            key = ("copies", *_modules(names))
            opposite = len({slices[name].sign for name in names}) > 1
            kind = Kind.OPPOSITE if opposite else Kind.TIED
            change = partial(replace, base=base)
            yield from (_Part(kind, Place(name), (key,), change) for name in names)


def _modules(names: Sequence[str]) -> tuple[Hashable, ...]:
    """The first words in which dotted names differ, and what stands before them."""
    words = [name.split(".") for name in names]
    at = next((at for at, each in enumerate(zip(*words, strict=False)) if len(set(each)) > 1), 0)
    return ".".join(words[0][:at]), frozenset(each[at] for each in words)


def _still(counted: Counted, name: str, slices: Slices, gradient: Colouring) -> Iterator[_Part]:
    """Where a parameter is not zero and does not move."""
    if is_zero(slices):
        return
    counts = [counted.counts(name, axis) & (classes != 0) for axis, classes in enumerate(slices.axes)]
    numbers = [int(each.sum()) for each in counts]
    if gradient.is_zero:
        key = (Kind.CONSERVED, "all", name.rpartition(".")[0])
        for place in _all(counted, name, slices.shape):
            yield _Part(Kind.CONSERVED, place, (key,), size=prod(numbers))
        return
    for axis, here in enumerate(counts):
        chosen = (gradient.slices(axis).classes == 0) & here
        if chosen.any():
            place, keys = _sorted(counted, name, axis, np.where(chosen, 0, free(len(chosen))))
            size = int(chosen.sum()) * prod(numbers[:axis] + numbers[axis + 1 :])
            yield _Part(Kind.CONSERVED, place, _keyed(Kind.CONSERVED, keys), size=size)


def is_zero(slices: Slices) -> bool:
    """Whether all entries are zero."""
    return not slices.base or not all(classes.any() for classes in slices.axes)


def _all(counted: Counted, name: str, shape: Shape) -> list[Place]:
    """All of a parameter that counts: along one axis, all of it may."""
    for axis in range(len(shape)):
        chosen = counted.counts(name, axis)
        if not chosen.all():
            return [Place(name, axis, alone(np.flatnonzero(chosen)))]
    return [Place(name)]


def _keyed(kind: Kind, families: Iterable[int]) -> tuple[Hashable, ...]:
    return tuple((kind, family) for family in families)


def _sorted(counted: Counted, name: str, axis: int, classes: Classes) -> tuple[Place, list[int]]:
    """The place of the slices that are zero or tied, and the families of the units that they are.

    Where whole blocks of an axis are tied or zero, these are the units: the heads of an attention.
    """
    atoms, known = counted.atoms(name, axis), counted.counts(name, axis)
    for at, atom in enumerate(atoms):
        blocks = _projected(classes, known, [each.length for each in atoms], at)
        if blocks is not None:
            heads = atom.is_head and len(atoms) > 1
            groups = _groups(blocks if heads else classes)
            return Place(name, axis, groups, "head" if heads else None), [atom.family]
    return Place(name, axis, _groups(classes)), [atom.family for atom in atoms]


def _projected(classes: Classes, known: Mask, lengths: Sequence[int], at: int) -> Classes | None:
    """The classes of the blocks along one of the atoms, if those of the indices are no more than that.

    Indices that are not known may be anything, if they are so in all blocks.
    """
    inner, length = prod(lengths[at + 1 :]), lengths[at]
    table = np.moveaxis(classes.reshape(-1, length, inner), 1, 0).reshape(length, -1)
    asked = np.moveaxis(known.reshape(-1, length, inner), 1, 0).reshape(length, -1)
    columns = asked.all(axis=0)
    if not columns.any() or asked[:, ~columns].any():
        return None
    table = table[:, columns]
    blocks = _canonical(table[:, 0])
    rest = np.arange(table.shape[1])
    product = np.sign(blocks)[:, None] * ((np.abs(blocks)[:, None] - 1) * len(rest) + rest + 1)
    same = np.array_equal(_canonical(product.reshape(-1)), _canonical(table.reshape(-1)))
    return blocks if same else None


def _canonical(classes: Classes) -> Classes:
    return classify(np.abs(classes)[:, None], np.sign(classes)).classes


def _groups(classes: Classes) -> tuple[tuple[int, ...], ...]:
    """The slices that are zero, if any are; else those that are tied."""
    if (zero := np.flatnonzero(classes == 0)).size:
        return alone(zero)
    order = np.argsort(np.abs(classes), kind="stable")
    cuts = np.flatnonzero(np.diff(np.abs(classes)[order])) + 1
    signed = (order + 1) * np.sign(classes)[order]
    return tuple(tuple(group.tolist()) for group in np.split(signed, cuts) if len(group) > 1)


def _grouped(parts: Sequence[_Part]) -> list[list[_Part]]:
    """Parts in groups that share keys, in the order of their first ones."""
    roots: dict[Hashable, Hashable] = {}

    def root(key: Hashable) -> Hashable:
        while roots.setdefault(key, key) != key:
            key = roots[key]
        return key

    for part in parts:
        for before, after in pairwise(part.keys):
            roots[root(before)] = root(after)
    groups: defaultdict[Hashable, list[_Part]] = defaultdict(list)
    for part in parts:
        groups[root(part.keys[0]) if part.keys else part.place].append(part)
    return list(groups.values())


def _joints(counted: Counted, pattern: Pattern) -> Mapping[str, int]:
    """The leaves that are zero, by numbers that are equal where one zero reaches another through zeros."""
    nodes = counted.graph.nodes
    colours = Colours(relu0=False)
    values = colours.of(counted.graph, {name: coloured(colours, each) for name, each in pattern.items()})
    roots = list(range(len(nodes)))

    def root(at: int) -> int:
        while roots[at] != at:
            roots[at] = roots[roots[at]]
            at = roots[at]
        return at

    for at, node in enumerate(nodes):
        for argument in node.arguments if values[at].is_zero else ():
            if values[argument].is_zero and not isinstance(nodes[argument].operation, Constant):
                roots[root(argument)] = root(at)
    return {
        node.operation.name: root(at) for at, node in enumerate(nodes) if isinstance(node.operation, Leaf)
    }
