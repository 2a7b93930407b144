"""Stabiliser chains of groups of signed permutations (Sims; Seress, *Permutation Group Algorithms*, ch. 4).

Group elements are *tables* here: `table[l]` is the literal of θ that stands at literal l of Qθ,
for the literals l = 0, 1, …, n, -n, …, -1 in this order, so that Python's negative
indices find the negative literals.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import prod
from operator import itemgetter
from random import Random
from typing import Final, TypeAlias

from certsim.symmetry.signed import SignedPermutation

Table: TypeAlias = tuple[int, ...]

_QUIET_ROUNDS: Final = 20
_PATIENT_ROUNDS: Final = 300


def table_of(images: Sequence[int]) -> Table:
    """The table of a signed permutation that is given by its images."""
    return (0, *images, *(-image for image in reversed(images)))


def permutation_of(table: Table) -> SignedPermutation:
    """The signed permutation with this table."""
    return SignedPermutation(table[1 : len(table) // 2 + 1])


def compose(left: Table, right: Table) -> Table:
    """The table of the product of two maps, in the order of `SignedPermutation.__mul__`."""
    return itemgetter(*left)(right) if len(left) > 1 else left


def invert(table: Table) -> Table:
    """The table of the inverse map."""
    inverse = [0] * len(table)
    half = len(table) // 2
    for literal in range(-half, half + 1):
        inverse[table[literal]] = literal
    return tuple(inverse)


def transversal(point: int, generators: Iterable[Table]) -> dict[int, Table]:
    """For each literal of the orbit of a literal an element of the group that takes the point to it."""
    steps = tuple(generators)
    if not steps:
        return {}
    size = len(steps[0]) // 2
    found = {point: table_of(range(1, size + 1))}
    queue = [point]
    for literal in queue:
        for step in steps:
            if step[literal] not in found:
                found[step[literal]] = compose(found[literal], step)
                queue.append(step[literal])
    return found


def stabiliser_generators(point: int, generators: Sequence[Table]) -> Iterator[Table]:
    """Schreier's generators of the subgroup that leaves a literal alone; many more than are needed."""
    reached = transversal(point, generators)
    inverses = {literal: invert(table) for literal, table in reached.items()}
    for literal, table in reached.items():
        for step in generators:
            yield compose(compose(table, step), inverses[step[literal]])


def orbits(generators: Iterable[Table], size: int) -> list[tuple[int, ...]]:
    """The orbits of the group on coordinates, signs disregarded, each in order and in order of the least."""
    links = list(range(size))

    def root(i: int) -> int:
        while links[i] != i:
            links[i] = links[links[i]]
            i = links[i]
        return i

    for table in generators:
        for i in range(size):
            low, high = sorted((root(i), root(abs(table[i + 1]) - 1)))
            links[high] = low
    found: dict[int, list[int]] = {}
    for i in range(size):
        found.setdefault(root(i), []).append(i)
    return [tuple(members) for members in found.values()]


class _Level:
    """One step of a chain: a literal, the group of this step, and a way back from all of its orbit."""

    def __init__(self, point: int, identity: Table) -> None:
        self.point = point
        self.generators: list[Table] = []
        self.back = {point: identity}
        self._inverses: list[Table] = []

    def add(self, generator: Table) -> None:
        """Adds a generator, and to the orbit what it reaches."""
        self.generators.append(generator)
        self._inverses.append(invert(generator))
        queue = [literal for literal in self.back if generator[literal] not in self.back]
        for literal in queue:
            for step, inverse in zip(self.generators, self._inverses, strict=True):
                if step[literal] not in self.back:
                    self.back[step[literal]] = compose(inverse, self.back[literal])
                    queue.append(step[literal])


class Chain:
    """The group that some signed permutations generate, by a base and a strong generating set.

    `base` names the coordinates whose stabilisers come first. `order`, if it is known, saves the proof that
    the chain is complete: a chain is always inside the group, so once the orders agree it is the group.
    Raises ValueError if the order is seen not to be that of the group.
    """

    def __init__(
        self, generators: Iterable[Table], size: int, *, base: Iterable[int] = (), order: int | None = None
    ) -> None:
        self._identity = table_of(range(1, size + 1))
        self._given = [table for table in generators if table != self._identity]
        self._levels = [_Level(coordinate + 1, self._identity) for coordinate in base]
        self._guess(order)
        if self.order != order:
            self._complete()
        if order is not None and self.order != order:
            raise ValueError(f"the group has order {self.order} and not {order}")

    @property
    def order(self) -> int:
        """The number of elements of the group."""
        return prod(self.lengths)

    @property
    def lengths(self) -> list[int]:
        """The lengths of the orbits of the base, each under what leaves those before it alone."""
        return [len(level.back) for level in self._levels]

    def stabiliser(self, depth: int) -> list[Table]:
        """Generators of the subgroup that leaves the first `depth` coordinates of the base alone."""
        return list(self._levels[depth].generators) if depth < len(self._levels) else []

    def __contains__(self, table: Table) -> bool:
        return self._sift(table)[1] == self._identity

    def _sift(self, table: Table, depth: int = 0) -> tuple[int, Table]:
        """What is left of an element when transversal elements are divided off, and where that stopped."""
        for number in range(depth, len(self._levels)):
            level = self._levels[number]
            image = table[level.point]
            if image != level.point:
                if image not in level.back:
                    return number, table
                table = compose(table, level.back[image])
        return len(self._levels), table

    def _insert(self, table: Table, depth: int = 0) -> bool:
        """Makes the chain contain an element of the stabiliser at some depth; whether it did not yet."""
        number, rest = self._sift(table, depth)
        if rest == self._identity:
            return False
        if number == len(self._levels):
            moved = next(i for i, image in enumerate(rest) if image != i)
            self._levels.append(_Level(moved, self._identity))
        for level in self._levels[: number + 1]:
            level.add(rest)
        return True

    def _guess(self, order: int | None) -> None:
        """Sifts random elements until nothing new has come up for a while, a long one if that is enough."""
        patience = _QUIET_ROUNDS if order is None else _PATIENT_ROUNDS
        for table in self._given:
            self._insert(table)
        quiet = 0
        for table in _random_elements(self._given):
            if quiet == patience or self.order == order:
                return
            quiet = 0 if self._insert(table) else quiet + 1

    def _complete(self) -> None:
        """Sifts Schreier's generators of every level until all are in the chain."""
        number = len(self._levels) - 1
        while number >= 0:
            if any(self._insert(table, number + 1) for table in self._schreier(self._levels[number])):
                number = len(self._levels)
            number -= 1

    def _schreier(self, level: _Level) -> Iterator[Table]:
        forth = {literal: invert(table) for literal, table in level.back.items()}
        for literal, table in forth.items():
            for step in tuple(level.generators):
                yield compose(compose(table, step), level.back[step[literal]])


def _random_elements(generators: Sequence[Table]) -> Iterator[Table]:
    """Endless nearly random elements by product replacement, the same ones in every run."""
    if not generators:
        return
    random = Random(0)  # noqa: S311  no secrets are drawn
    pool = [generators[i % len(generators)] for i in range(max(10, len(generators)))]
    current = pool[0]
    step = 0
    while True:
        left, right = random.sample(range(len(pool)), 2)
        factor = pool[right] if random.random() < 0.5 else invert(pool[right])
        pool[left] = compose(pool[left], factor) if random.random() < 0.5 else compose(factor, pool[left])
        current = compose(current, pool[left])
        step += 1
        if step > 5 * len(pool):
            yield current
