"""Which symmetry-induced SIMs come near a point: a search through the hierarchy, by distance."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from typing import Final

from certsim.algebra.budget import Deadline
from certsim.errors import CertsimError
from certsim.symmetry.group.find_symmetries import SymmetryGroup
from certsim.symmetry.lattice.decompose import find_lattice
from certsim.symmetry.lattice.lattice import Cut
from certsim.symmetry.signed import SignedPartition, SignedPermutation

MAX_NEAR: Final = 200
"""How many near SIMs are named, the nearest ones."""
MAX_CUTS: Final = 1_000
"""How many near SIMs are intersected with each other, the nearest ones."""
MAX_CONJUGATES: Final = 20_000
"""How many elements conjugate to a generator are looked at where the hierarchy cannot be listed."""


@dataclass(frozen=True)
class NearSims:
    """SIMs within a distance of a point that do not hold it.

    Attributes:
        found: the square of the distance of each and its subspace, nearest first.
        cuts: those among them of which the others are intersections with each other or with SIMs that hold
            the point.
        complete: whether there are no others of the group; if not, none is nearer than the ones found, where
            the hierarchy could be listed.
    """

    found: Sequence[tuple[Fraction, SignedPartition]]
    cuts: Sequence[SignedPartition]
    complete: bool


def find_near(
    values: Sequence[Fraction], group: SymmetryGroup, tolerance: Fraction, deadline: Deadline
) -> NearSims:
    """The SIMs that a group induces within a distance of a point, those aside that hold the point.

    Each is an intersection of cuts. These are no farther away than it, and one of them does not hold the
    point. So the search starts with the near cuts and intersects the nearest set with all cuts in turn, as
    long as there are near ones.
    """
    cuts, complete = _cuts(group, deadline)
    near, all_near = _near_cuts(values, cuts, tolerance * tolerance, deadline)
    subspaces = [(square, SignedPartition.of_ties(cut, group.size)) for square, cut in near]
    found, exhausted = _intersections(values, subspaces, tolerance * tolerance, deadline)
    apart = [subspace for square, subspace in subspaces if square]
    return NearSims(found, apart, complete and all_near and exhausted and group.complete)


def squared_distance(values: Sequence[Fraction], subspace: SignedPartition) -> Fraction:
    """The exact squared distance of a point from a subspace of ties and zeros.

    On each class of tied literals the nearest point has their mean.
    """
    total = sum((values[i] * values[i] for i in subspace.dead()), Fraction(0))
    for literals in subspace.classes():
        if len(literals) > 1:
            class_values = [values[abs(literal) - 1] * (1 if literal > 0 else -1) for literal in literals]
            mean = sum(class_values, Fraction(0)) / len(literals)
            total += sum((value - mean) * (value - mean) for value in class_values)
    return total


def _cuts(group: SymmetryGroup, deadline: Deadline) -> tuple[Iterable[Cut], bool]:
    """The cuts of the hierarchy; where it cannot be listed, the sets of conjugates of generators."""
    try:
        return find_lattice(group.generators, group.size, group.order).cuts(), True
    except CertsimError:
        conjugates = _conjugates(group.generators, deadline)
        subspaces = dict.fromkeys(map(SignedPartition.of_fixed, islice(conjugates, MAX_CONJUGATES)))
        return (subspace.ties() for subspace in subspaces), False


def _conjugates(generators: Sequence[SignedPermutation], deadline: Deadline) -> Iterator[SignedPermutation]:
    """Elements conjugate to a generator, breadth first."""
    found = dict.fromkeys(generators)
    waiting = list(found)
    inverses = [(generator, generator.inverse()) for generator in generators]
    for element in waiting:
        if deadline.passed or len(found) > 2 * MAX_CONJUGATES:
            return
        yield element
        for generator, inverse in inverses:
            conjugate = generator * element * inverse
            if conjugate not in found:
                found[conjugate] = None
                waiting.append(conjugate)


def _near_cuts(
    values: Sequence[Fraction], cuts: Iterable[Cut], square: Fraction, deadline: Deadline
) -> tuple[list[tuple[Fraction, Cut]], bool]:
    """The nearest cuts with a squared distance up to a bound, 0 included, and whether these are all."""
    found, complete = [], True
    for cut in cuts:
        distance = _squared_distance_of(values, cut)
        if distance <= square:
            found.append((distance, cut))
        if deadline.passed:
            complete = False
            break
    return heapq.nsmallest(MAX_CUTS, found), complete and len(found) <= MAX_CUTS


def _squared_distance_of(values: Sequence[Fraction], cut: Cut) -> Fraction:
    """The squared distance from a cut, which mentions few of the coordinates."""
    mentioned = sorted({abs(literal) for pair in cut for literal in pair if literal})
    place = {sign * literal: sign * at for at, literal in enumerate(mentioned, 1) for sign in (1, -1)} | {
        0: 0
    }
    smaller = tuple((place[left], place[right]) for left, right in cut)
    return squared_distance(
        [values[at - 1] for at in mentioned], SignedPartition.of_ties(smaller, len(mentioned))
    )


def _intersections(
    values: Sequence[Fraction],
    cuts: Sequence[tuple[Fraction, SignedPartition]],
    square: Fraction,
    deadline: Deadline,
) -> tuple[list[tuple[Fraction, SignedPartition]], bool]:
    """The near intersections of cuts that do not hold the point, nearest first; whether these are all."""
    heap = [_entry(distance, subspace) for distance, subspace in cuts if distance]
    heapq.heapify(heap)
    seen = {subspace for _, subspace in cuts}
    found: list[tuple[Fraction, SignedPartition]] = []
    while heap and len(found) < MAX_NEAR and not deadline.passed:
        distance, _, _, nearest = heapq.heappop(heap)
        found.append((distance, nearest))
        for _, cut in cuts:
            smaller = nearest.meet(cut)
            if smaller not in seen:
                seen.add(smaller)
                distance = squared_distance(values, smaller)
                if distance <= square:
                    heapq.heappush(heap, _entry(distance, smaller))
    return found, not heap


def _entry(
    distance: Fraction, subspace: SignedPartition
) -> tuple[Fraction, int, tuple[int, ...], SignedPartition]:
    """An entry of the queue: of equally near subspaces, those of greater dimension come first."""
    return distance, -subspace.dimension, subspace.labels, subspace
