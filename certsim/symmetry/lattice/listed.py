"""Fixed subspaces of a group whose elements are few enough to list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from certsim.errors import CertsimError
from certsim.symmetry.group.stabiliser_chain import Table, compose, permutation_of, table_of
from certsim.symmetry.lattice.lattice import Cut, FixedClass, Lattice, maximal
from certsim.symmetry.signed import SignedPartition, SignedPermutation

MAX_ORDER: Final = 200_000
MAX_LISTED: Final = 300_000


@dataclass(frozen=True)
class Listed(Lattice):
    """A lattice of which all is written down: also its irreducible subspaces, for `cuts`."""

    size: int
    elements: int
    listed: Sequence[FixedClass]
    representatives: Sequence[SignedPartition]
    fixing: Sequence[tuple[SignedPermutation, ...]]
    irreducible: Sequence[SignedPartition]

    @property
    def order(self) -> int:
        return self.elements

    @property
    def classes(self) -> Sequence[FixedClass]:
        return self.listed

    @property
    def count(self) -> int:
        return sum(one.size for one in self.classes)

    @property
    def class_count(self) -> int:
        return len(self.classes)

    def representative(self, number: int) -> SignedPartition:
        return self.representatives[number]

    def generators(self, number: int) -> tuple[SignedPermutation, ...]:
        return self.fixing[number]

    def blocks(self) -> tuple[tuple[int, ...], ...]:
        return ()

    def cuts(self) -> Iterator[Cut]:
        yield from (subspace.ties() for subspace in self.irreducible)


def list_lattice(generators: Sequence[Table], size: int, order: int) -> Listed:
    """All fixed subspaces of a group of known order, by listing its elements.

    Every fixed subspace is an intersection of *irreducible* Fix(g), those that are not intersections of
    greater ones. What a subspace V covers are the greatest of its intersections with irreducible ones that do
    not contain it. One member of each class is intersected: the group permutes the irreducible ones.

    Raises CertsimError where the group has more than `MAX_ORDER` elements or `MAX_LISTED` fixed subspaces.
    """
    if order > MAX_ORDER:
        raise CertsimError(
            f"an indecomposable part of the symmetry group has {order:,} elements, more than {MAX_ORDER:,}\n"
            "hint: the symmetry-induced SIMs of deep networks are enumerated for small widths only"
        )
    return _Closure(_elements(generators, size), generators, size).lattice()


def _elements(generators: Sequence[Table], size: int) -> list[Table]:
    found = [table_of(range(1, size + 1))]
    seen = set(found)
    for table in found:
        for generator in generators:
            following = compose(table, generator)
            if following not in seen:
                seen.add(following)
                found.append(following)
    return found


class _Closure:
    """The work of `list_lattice`."""

    def __init__(self, elements: Sequence[Table], generators: Sequence[Table], size: int) -> None:
        self.size = size
        self.order = len(elements)
        self.steps = [permutation_of(table) for table in generators]
        self.multiplicity: Counter[SignedPartition] = Counter()
        self.element: dict[SignedPartition, SignedPermutation] = {}
        for table in elements:
            permutation = permutation_of(table)
            fixed = SignedPartition.of_fixed(permutation)
            self.multiplicity[fixed] += 1
            self.element.setdefault(fixed, permutation)
        self.irreducible = self._irreducible()
        self.number: dict[SignedPartition, int] = {}
        self.representatives: list[SignedPartition] = []
        self.sizes: list[int] = []
        self.parents: list[list[int]] = []

    def lattice(self) -> Listed:
        self._number_of(SignedPartition.whole(self.size))
        for number, subspace in enumerate(self.representatives):
            for child in maximal(subspace.meet(other) for other in self.irreducible if not subspace <= other):
                self.parents[self._number_of(child)].append(number)
        ranks = sorted(range(len(self.sizes)), key=lambda n: -self.representatives[n].dimension)
        return self._in_order(ranks)

    def _irreducible(self) -> list[SignedPartition]:
        kept: list[SignedPartition] = []
        for fixed in sorted(self.element, key=lambda one: (-one.dimension, one.labels)):
            above = SignedPartition.whole(self.size)
            for other in kept:
                if fixed <= other:
                    above = above.meet(other)
            if above != fixed:
                kept.append(fixed)
        return kept

    def _number_of(self, subspace: SignedPartition) -> int:
        """The number of the class of a subspace; a new class is numbered with all its members."""
        if subspace in self.number:
            return self.number[subspace]
        number = len(self.sizes)
        self.number[subspace] = number
        orbit = [subspace]
        for member in orbit:
            for step in self.steps:
                image = member.image(step)
                if image not in self.number:
                    self.number[image] = number
                    orbit.append(image)
            if len(self.number) > MAX_LISTED:
                raise CertsimError(
                    f"the symmetry group has more than {MAX_LISTED:,} fixed subspaces in one part\n"
                    "hint: the symmetry-induced SIMs of deep networks are enumerated for small widths only"
                )
        self.representatives.append(subspace)
        self.sizes.append(len(orbit))
        self.parents.append([])
        return number

    def _in_order(self, ranks: Sequence[int]) -> Listed:
        place = {number: rank for rank, number in enumerate(ranks)}
        classes = [
            FixedClass(
                self.representatives[number].dimension,
                self.sizes[number],
                self._stabiliser(self.representatives[number]),
                tuple(sorted({place[parent] for parent in self.parents[number]})),
            )
            for number in ranks
        ]
        chosen = [self.representatives[number] for number in ranks]
        return Listed(
            self.size, self.order, classes, chosen, [self._fixing(one) for one in chosen], self.irreducible
        )

    def _stabiliser(self, subspace: SignedPartition) -> int:
        return sum(times for fixed, times in self.multiplicity.items() if subspace <= fixed)

    def _fixing(self, subspace: SignedPartition) -> tuple[SignedPermutation, ...]:
        if subspace in self.element:
            element = self.element[subspace]
            return () if element.is_identity else (element,)
        chosen, reached = [], SignedPartition.whole(self.size)
        for fixed in self.irreducible:
            if subspace <= fixed and not reached <= fixed:
                reached = reached.meet(fixed)
                chosen.append(self.element[fixed])
        return tuple(chosen)
