"""The fixed subspaces of the subgroups of a group of signed permutations, up to conjugation (theorem T15).

Every fixed subspace is an intersection of sets Fix(g); under inclusion they form a lattice. The group acts on
it, and conjugate subgroups fix subspaces that it carries to each other: a *class*. A fixed subspace is
known by its pointwise stabiliser, the greatest of the subgroups that fix it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product, zip_longest
from math import prod
from typing import Final, TypeAlias

from certsim.errors import CertsimError
from certsim.symmetry.signed import SignedPartition, SignedPermutation

MAX_CLASSES: Final = 200_000

Cut: TypeAlias = tuple[tuple[int, int], ...]
"""A subspace by its equations between literals; the second of a pair may be 0, for the number."""


@dataclass(frozen=True)
class FixedClass:
    """A class of fixed subspaces: what all its members share.

    `size`: the number of its members. `stabiliser`: the order of the group that leaves each point of a member
    alone. `parents`: the classes with a member that covers a member of this one, by their numbers.
    """

    dimension: int
    size: int
    stabiliser: int
    parents: tuple[int, ...]


class Lattice(ABC):
    """The fixed subspaces of a group of signed permutations of `size` coordinates.

    Classes are numbered so that those of greater dimension come first; number 0 is the whole space alone.
    """

    size: int

    @property
    @abstractmethod
    def order(self) -> int:
        """The order of the group."""

    @property
    @abstractmethod
    def count(self) -> int:
        """The number of all fixed subspaces, without listing them where a formula is at hand."""

    @property
    @abstractmethod
    def class_count(self) -> int:
        """The number of classes, without listing them."""

    @property
    @abstractmethod
    def classes(self) -> Sequence[FixedClass]:
        """All classes; raises CertsimError where they are more than `MAX_CLASSES`."""

    @abstractmethod
    def representative(self, number: int) -> SignedPartition:
        """A member of a class."""

    @abstractmethod
    def generators(self, number: int) -> tuple[SignedPermutation, ...]:
        """Few elements of the group that fix the representative of a class and nothing more."""

    @abstractmethod
    def blocks(self) -> tuple[tuple[int, ...], ...]:
        """Interchangeable blocks of coordinates, where the group was seen to permute some in every way."""

    @abstractmethod
    def cuts(self) -> Iterator[Cut]:
        """Fixed subspaces smaller than the whole of which all others are intersections."""

    @cached_property
    def zero(self) -> int | None:
        """The number of the class of the subspace {0}, if that is fixed by a subgroup."""
        last = len(self.classes) - 1
        return last if not self.classes[last].dimension else None

    def require_listable(self) -> None:
        """Raises CertsimError where the classes are too many to list."""
        if self.class_count > MAX_CLASSES:
            raise CertsimError(
                f"{self.class_count:,} classes of fixed subspaces ({self.count:,} in all) are too many\n"
                f"hint: at most {MAX_CLASSES:,} classes are listed; enumerate a narrower model"
            )


@dataclass(frozen=True)
class Product(Lattice):
    """The lattice of a direct product G_1 × … × G_k, G_i acting on coordinates `places[i]` and no others.

    A subgroup's fixed subspace is a product of fixed subspaces: a pointwise stabiliser contains, with an
    element, each of its components (they move different coordinates, so each fixes what the element fixes).
    """

    size: int
    places: tuple[tuple[int, ...], ...]
    factors: tuple[Lattice, ...]

    @cached_property
    def order(self) -> int:
        return prod(factor.order for factor in self.factors)

    @cached_property
    def count(self) -> int:
        return prod(factor.count for factor in self.factors)

    @cached_property
    def class_count(self) -> int:
        return prod(factor.class_count for factor in self.factors)

    @cached_property
    def classes(self) -> Sequence[FixedClass]:
        return [self._class(choice) for choice in self._choices]

    def representative(self, number: int) -> SignedPartition:
        literals = list(range(1, self.size + 1))
        for i, chosen in enumerate(self._choices[number]):
            literals = placed(self.factors[i].representative(chosen).labels, self.places[i], literals)
        return SignedPartition.of_literals(literals)

    def generators(self, number: int) -> tuple[SignedPermutation, ...]:
        rows = [
            [self._moves(i, generator) for generator in self.factors[i].generators(chosen)]
            for i, chosen in enumerate(self._choices[number])
        ]
        return merged(rows, self.size)

    def blocks(self) -> tuple[tuple[int, ...], ...]:
        return tuple(
            tuple(self.places[i][coordinate] for coordinate in block)
            for i, factor in enumerate(self.factors)
            for block in factor.blocks()
        )

    def cuts(self) -> Iterator[Cut]:
        return (
            carried(cut, [place + 1 for place in places])
            for places, factor in zip(self.places, self.factors, strict=True)
            for cut in factor.cuts()
        )

    @cached_property
    def _choices(self) -> list[tuple[int, ...]]:
        self.require_listable()
        choices = product(*(range(len(factor.classes)) for factor in self.factors))
        return sorted(choices, key=lambda choice: (-self._dimension(choice), choice))

    @cached_property
    def _numbers(self) -> Mapping[tuple[int, ...], int]:
        return {choice: number for number, choice in enumerate(self._choices)}

    def _dimension(self, choice: Sequence[int]) -> int:
        free = self.size - sum(map(len, self.places))
        return free + sum(self.factors[i].classes[chosen].dimension for i, chosen in enumerate(choice))

    def _class(self, choice: tuple[int, ...]) -> FixedClass:
        parts = [self.factors[i].classes[chosen] for i, chosen in enumerate(choice)]
        parents = sorted(
            self._numbers[(*choice[:i], parent, *choice[i + 1 :])]
            for i, part in enumerate(parts)
            for parent in part.parents
        )
        size, stabiliser = prod(part.size for part in parts), prod(part.stabiliser for part in parts)
        return FixedClass(self._dimension(choice), size, stabiliser, tuple(parents))

    def _moves(self, i: int, generator: SignedPermutation) -> Mapping[int, int]:
        places = self.places[i]
        return {places[c]: sign * (places[j] + 1) for c, (j, sign) in generator.moved.items()}


def carried(cut: Cut, literals: Sequence[int]) -> Cut:
    """The cut in a greater space, in which coordinate i stands at the i-th of the literals.

    >>> carried(((2, -1), (3, 0)), [7, -4, 9])
    ((-4, -7), (9, 0))
    """
    return tuple((literal_at(left, literals), literal_at(right, literals)) for left, right in cut)


def literal_at(literal: int, literals: Sequence[int]) -> int:
    """Where a literal of a smaller space stands; 0 stays 0."""
    return 0 if not literal else literals[literal - 1] if literal > 0 else -literals[-literal - 1]


def placed(labels: Iterable[int], places: Sequence[int], literals: list[int]) -> list[int]:
    """Literals in which the coordinates at some places are tied as the labels say."""
    result = list(literals)
    for place, label in zip(places, labels, strict=True):
        at = places[abs(label) - 1] + 1 if label else 0
        result[place] = at if label > 0 else -at
    return result


def merged(rows: Iterable[Sequence[Mapping[int, int]]], size: int) -> tuple[SignedPermutation, ...]:
    """Maps of which each does the k-th moves of all rows at once; rows move disjoint sets of coordinates.

    What all the maps together fix is what all the moves fix.
    """
    return tuple(_permutation(moves, size) for moves in zip_longest(*rows, fillvalue={}))


def _permutation(moves: Iterable[Mapping[int, int]], size: int) -> SignedPermutation:
    images = list(range(1, size + 1))
    for part in moves:
        for coordinate, image in part.items():
            images[coordinate] = image
    return SignedPermutation(tuple(images))


@dataclass(frozen=True)
class Member:
    """A fixed subspace, the number of its class, and the symmetry that carries the representative to it."""

    subspace: SignedPartition
    number: int
    carrier: SignedPermutation


def members(lattice: Lattice, generators: Sequence[SignedPermutation], number: int) -> Iterator[Member]:
    """All members of a class: the orbit of its representative under the group."""
    start = Member(lattice.representative(number), number, SignedPermutation.identity(lattice.size))
    seen, queue = {start.subspace}, [start]
    for member in queue:
        yield member
        for generator in generators:
            subspace = member.subspace.image(generator)
            if subspace not in seen:
                seen.add(subspace)
                queue.append(Member(subspace, number, generator * member.carrier))


def maximal(subspaces: Iterable[SignedPartition]) -> list[SignedPartition]:
    """Those of the subspaces that lie in no other one."""
    kept: list[SignedPartition] = []
    for subspace in sorted(set(subspaces), key=lambda one: (-one.dimension, one.labels)):
        if not any(subspace <= other for other in kept):
            kept.append(subspace)
    return kept
