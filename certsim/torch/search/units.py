"""Axes of parameters that index the same units: neurons, channels, heads, experts.

Each axis of each array of a graph is a list of *atoms*, most often of one. Where arrays are added, multiplied
or mapped entry by entry, their atoms are made one. Reshapes cut atoms: an axis of 64 rows that is read as 4
heads of 16 has the atoms 4 and 16. Atoms are of one *family* where indices of one are some of the other's.
All of this only groups and names findings. No verdict rests on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import prod

from certsim.torch.checker.graph import (
    Contract,
    Expand,
    Graph,
    Leaf,
    Node,
    Opaque,
    Permute,
    Put,
    Reshape,
    Rows,
    Softmax,
    Take,
)


@dataclass(frozen=True)
class Atom:
    """A factor of an axis.

    Attributes:
        length: how many indices it has.
        family: the number of its family.
        is_head: whether an attention is computed for each of its indices.
    """

    length: int
    family: int
    is_head: bool


def units_of(graph: Graph) -> Mapping[str, tuple[tuple[Atom, ...], ...]]:
    """The atoms of each axis of each leaf of a graph."""
    return _Units(graph).leaves()


class _Units:
    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._lengths: list[int] = []
        self._parents: list[int] = []
        self._parts: dict[int, tuple[int, int]] = {}
        self._kin: list[tuple[list[int], list[int]]] = []
        self._axes: list[list[list[int]]] = []
        for node in graph.nodes:
            self._axes.append(self._node(node))

    def leaves(self) -> Mapping[str, tuple[tuple[Atom, ...], ...]]:
        families = self._families()
        heads = self._heads()
        return {
            node.operation.name: tuple(
                tuple(
                    Atom(self._lengths[atom], families[atom], atom in heads) for atom in self._resolved(axis)
                )
                for axis in axes
            )
            for node, axes in zip(self._graph.nodes, self._axes, strict=True)
            if isinstance(node.operation, Leaf)
        }

    def _node(self, node: Node) -> list[list[int]]:
        """The axes of a node's value, from those of its arguments."""
        arguments = [self._axes[argument] for argument in node.arguments]
        match node.operation:
            case Permute(axes):
                return [arguments[0][axis] for axis in axes]
            case Reshape():
                return self._reshaped(arguments[0], node.shape)
            case Take(axis, index) | Put(axis, index, _):
                return self._some(arguments[0], axis, index, node)
            case Expand(axis, _):
                return [*arguments[0][:axis], *self._fresh(node.shape[axis : axis + 1]), *arguments[0][axis:]]
            case Contract(labels, out):
                return self._contracted(arguments, labels, out)
            case Rows(_, axis):
                return self._rows(arguments, axis, node)
            case Opaque():
                return self._fresh(node.shape)
            case _:
                return self._together(arguments) if arguments else self._fresh(node.shape)

    def _fresh(self, shape: Sequence[int]) -> list[list[int]]:
        return [[] if length == 1 else [self._new(length)] for length in shape]

    def _new(self, length: int) -> int:
        self._lengths.append(length)
        self._parents.append(len(self._parents))
        return len(self._parents) - 1

    def _together(self, arguments: Sequence[Sequence[list[int]]]) -> list[list[int]]:
        """Arrays of one shape have the same axes."""
        for before, after in pairwise(arguments):
            for first, second in zip(before, after, strict=True):
                self._join(first, second)
        return list(arguments[0])

    def _contracted(
        self, arguments: Sequence[Sequence[list[int]]], labels: Sequence[Sequence[int]], out: Sequence[int]
    ) -> list[list[int]]:
        known: dict[int, list[int]] = {}
        for axes, names in zip(arguments, labels, strict=True):
            for axis, name in zip(axes, names, strict=True):
                self._join(known.setdefault(name, axis), axis)
        return [known[name] for name in out]

    def _rows(self, arguments: Sequence[Sequence[list[int]]], axis: int, node: Node) -> list[list[int]]:
        """All axes but one are the arguments'."""
        others = self._together([[*axes[:axis], *axes[axis + 1 :]] for axes in arguments])
        (own,) = self._fresh(node.shape[axis : axis + 1])
        for axes in arguments:
            self._kin.append((axes[axis], own))
        return [*others[:axis], own, *others[axis:]]

    def _some(
        self, axes: Sequence[list[int]], axis: int, index: Sequence[int], node: Node
    ) -> list[list[int]]:
        """Some of the indices of an axis, or an axis among the indices of another one.

        One of several equal blocks is a factor of the whole, as the queries are of a fused projection.
        """
        (new,) = self._fresh(node.shape[axis : axis + 1])
        whole, part = (axes[axis], new) if isinstance(node.operation, Take) else (new, axes[axis])
        size, start = self._size(part), index[0] if index else 0
        block = tuple(index) == tuple(range(start, start + size))
        if size > 1 and block and self._size(whole) % size == 0 and start % size == 0:
            blocks = self._regrouped(whole, (self._size(whole) // size, size))
            if blocks is not None:
                self._join(blocks[1], part)
                return [*axes[:axis], new, *axes[axis + 1 :]]
        self._kin.append((whole, part))
        return [*axes[:axis], new, *axes[axis + 1 :]]

    def _reshaped(self, axes: Sequence[list[int]], shape: Sequence[int]) -> list[list[int]]:
        """The atoms of all axes in their order, dealt out to the new axes."""
        found = self._regrouped([atom for axis in axes for atom in axis], shape)
        if found is not None:
            return found
        new = self._fresh(shape)
        self._kin.append(([atom for axis in axes for atom in axis], [atom for axis in new for atom in axis]))
        return new

    def _regrouped(self, atoms: Sequence[int], shape: Sequence[int]) -> list[list[int]] | None:
        """The atoms in groups of given products, cut where they must be; None where that cannot be."""
        left, groups = self._resolved(atoms)[::-1], []
        for length in shape:
            group: list[int] = []
            while self._size(group) < length:
                wanted = length // self._size(group)
                if not left or length % self._size(group):
                    return None
                left += self._resolved([left.pop()])[::-1]
                atom = left.pop()
                if self._lengths[atom] > wanted:
                    if self._lengths[atom] % wanted:
                        return None
                    atom, rest = self._cut(atom, wanted)
                    left.append(rest)
                group.append(atom)
            if self._size(group) != length:
                return None
            groups.append(group)
        return groups

    def _cut(self, atom: int, first: int) -> tuple[int, int]:
        parts = self._new(first), self._new(self._lengths[atom] // first)
        self._parts[atom] = parts
        return parts

    def _join(self, first: Sequence[int], second: Sequence[int]) -> None:
        """Makes two lists of atoms one; where they do not fit together, they are kin."""
        while True:
            pairs = list(zip(self._resolved(first), self._resolved(second), strict=False))
            uneven = next((pair for pair in pairs if self._lengths[pair[0]] != self._lengths[pair[1]]), None)
            if uneven is None:
                break
            small, large = sorted(uneven, key=self._lengths.__getitem__)
            if self._lengths[large] % self._lengths[small]:
                self._kin.append((list(first), list(second)))
                return
            self._cut(large, self._lengths[small])
        for one, other in pairs:
            self._parents[self._root(one)] = self._root(other)

    def _root(self, atom: int) -> int:
        while self._parents[atom] != atom:
            self._parents[atom] = self._parents[self._parents[atom]]
            atom = self._parents[atom]
        return atom

    def _resolved(self, atoms: Iterable[int]) -> list[int]:
        """The atoms as they are now: roots that are not cut."""
        found, waiting = [], list(atoms)[::-1]
        while waiting:
            atom = self._root(waiting.pop())
            if atom in self._parts:
                waiting += self._parts[atom][::-1]
            else:
                found.append(atom)
        return found

    def _size(self, atoms: Iterable[int]) -> int:
        return prod(self._lengths[atom] for atom in atoms)

    def _families(self) -> Mapping[int, int]:
        """The number of the family of each atom."""
        family = {atom: atom for axes in self._axes for axis in axes for atom in self._resolved(axis)}

        def root(atom: int) -> int:
            while family[atom] != atom:
                atom = family[atom]
            return atom

        for pair in self._kin:
            atoms = [atom for each in pair for atom in self._resolved(each)]
            for before, after in pairwise(atoms):
                family.setdefault(before, before)
                family.setdefault(after, after)
                family[root(before)] = root(after)
        return {atom: root(atom) for atom in family}

    def _heads(self) -> set[int]:
        """The atoms of axes along which the rows of a softmax are not."""
        return {
            atom
            for node in self._graph.nodes
            if isinstance(node.operation, Softmax)
            for at, axis in enumerate(self._axes[node.arguments[0]])
            if at != node.operation.axis
            for atom in self._resolved(axis)
        }
