"""Fixed subspaces of wreath products K ≀ S_m on m blocks of coordinates.

Let G = K ≀ S_m act on U^m. On the fixed subspace of a subgroup H, blocks i, j in one H-orbit are related by
u_j = k·u_i with k in K, and the stabiliser of block i in H acts on it by a subgroup of K with a fixed
subspace W. So a fixed subspace is: a partition of the blocks; for each part a subspace W ≠ 0 in the lattice
of K for its least block, and for each other block a map k restricted to W; and a set of dead blocks, W = 0,
if 0 is in the lattice of K. Each such choice is fixed by a subgroup. Blocks of different parts vary
independently and those of one part determine each other, so different choices are different subspaces.
There are q(W) = |K| / |Stab W| restrictions to W, Stab being the pointwise stabiliser. So a part of size n
has a(n) = Σ_{W≠0} q(W)^(n-1) choices, and the number of fixed subspaces has the exponential generating
function exp(Σ a(n) xⁿ/n!), times exp(x) if 0 is in the lattice of K.

Conjugation by K^m makes all the restrictions trivial, so a class is a multiset of pairs (n, class of W) with
Σn = m. A subspace covers those where one W is replaced by one that it covers in the lattice of K, and those
where two parts with equal W are joined: joining parts with different W first makes one of the two smaller.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from math import comb, factorial, prod
from typing import TypeAlias

from certsim.symmetry.lattice.lattice import Cut, FixedClass, Lattice, carried, literal_at, merged
from certsim.symmetry.signed import SignedPartition, SignedPermutation

Shape: TypeAlias = tuple[tuple[int, int], ...]
"""The parts of a class in order, each as its size and the number of the class of W; one dead part at most."""


@dataclass(frozen=True)
class Wreath(Lattice):
    """The lattice of K ≀ S_m, from that of K and generators of K.

    `blocks_at[t][p]` is the literal of the whole at which coordinate p of K's space stands in block t.
    """

    size: int
    inner: Lattice
    turns: tuple[SignedPermutation, ...]
    blocks_at: tuple[tuple[int, ...], ...]

    @cached_property
    def order(self) -> int:
        blocks = len(self.blocks_at)
        return prod([self.inner.order] * blocks) * factorial(blocks)

    @cached_property
    def count(self) -> int:
        blocks = len(self.blocks_at)
        weights = [self._choices(n) for n in range(1, blocks + 1)]
        living = [1]
        for m in range(1, blocks + 1):
            living.append(sum(comb(m - 1, n - 1) * weights[n - 1] * living[m - n] for n in range(1, m + 1)))
        if self.inner.zero is None:
            return living[blocks]
        return sum(comb(blocks, m) * living[m] for m in range(blocks + 1))

    @cached_property
    def class_count(self) -> int:
        blocks = len(self.blocks_at)
        ways = [1] + [0] * blocks
        for n in range(1, blocks + 1):
            for _ in self._living:
                for m in range(n, blocks + 1):
                    ways[m] += ways[m - n]
        return ways[blocks] if self.inner.zero is None else sum(ways)

    @cached_property
    def classes(self) -> Sequence[FixedClass]:
        numbers = {shape: number for number, shape in enumerate(self._shapes)}
        parents: list[list[int]] = [[] for _ in self._shapes]
        for number, shape in enumerate(self._shapes):
            for child in self._covered(shape):
                parents[numbers[child]].append(number)
        return [self._class(shape, tuple(above)) for shape, above in zip(self._shapes, parents, strict=True)]

    def representative(self, number: int) -> SignedPartition:
        literals = [0] * self.size
        for first, blocks, inner in self._parts(number):
            labels = self.inner.representative(inner).labels
            for block in blocks:
                for literal, label in zip(block, labels, strict=True):
                    name = first * self.inner.size + abs(label) if label else 0
                    literals[abs(literal) - 1] = name if label * literal > 0 else -name
        return SignedPartition.of_literals(literals)

    def generators(self, number: int) -> tuple[SignedPermutation, ...]:
        rows: list[list[Mapping[int, int]]] = []
        for _, blocks, inner in self._parts(number):
            turns = self.inner.generators(inner)
            identity = SignedPermutation.identity(self.inner.size)
            first, *more = turns or (identity,)
            rows.append([_rotation(blocks, first), *(_rotation(blocks[:1], turn) for turn in more)])
        return tuple(map_ for map_ in merged(rows, self.size) if not map_.is_identity)

    def blocks(self) -> tuple[tuple[int, ...], ...]:
        return tuple(tuple(sorted(abs(literal) - 1 for literal in block)) for block in self.blocks_at)

    def cuts(self) -> Iterator[Cut]:
        """One block in a cut of K's lattice, or two blocks tied by an element of K."""
        for block in self.blocks_at:
            yield from (carried(cut, block) for cut in self.inner.cuts())
        for turn in elements(self.turns, self.inner.size):
            for first, second in combinations(self.blocks_at, 2):
                yield tuple(
                    (literal, literal_at(image, first))
                    for literal, image in zip(second, turn.images, strict=True)
                )

    @cached_property
    def _living(self) -> list[int]:
        """The numbers of the classes of K's lattice other than that of 0."""
        return [number for number in range(len(self.inner.classes)) if number != self.inner.zero]

    def _restrictions(self, inner: int) -> int:
        return self.inner.order // self.inner.classes[inner].stabiliser

    def _choices(self, n: int) -> int:
        classes = self.inner.classes
        return sum(classes[c].size * self._restrictions(c) ** (n - 1) for c in self._living)

    @cached_property
    def _shapes(self) -> list[Shape]:
        self.require_listable()
        return sorted(self._all_shapes(), key=lambda shape: (-self._dimension(shape), shape))

    def _all_shapes(self) -> Iterator[Shape]:
        blocks = len(self.blocks_at)
        for dead in range(1 if self.inner.zero is None else blocks + 1):
            end = [] if self.inner.zero is None or not dead else [(dead, self.inner.zero)]
            for parts in _multisets(blocks - dead, self._living):
                yield _sorted([*parts, *end])

    def _dimension(self, shape: Shape) -> int:
        return sum(self.inner.classes[inner].dimension for _, inner in shape)

    def _class(self, shape: Shape, parents: tuple[int, ...]) -> FixedClass:
        classes = self.inner.classes
        ways = factorial(len(self.blocks_at))
        for (n, _), times in Counter(shape).items():
            ways //= factorial(n) ** times * factorial(times)
        choices = prod(classes[inner].size * self._restrictions(inner) ** (n - 1) for n, inner in shape)
        stabiliser = prod(factorial(n) * classes[inner].stabiliser ** n for n, inner in shape)
        return FixedClass(self._dimension(shape), ways * choices, stabiliser, parents)

    def _covered(self, shape: Shape) -> set[Shape]:
        """The classes that are covered by this one."""
        found = set()
        for part in set(shape):
            rest = list(shape)
            rest.remove(part)
            for inner in self._inner_children[part[1]]:
                found.add(self._with_one_dead(rest, (part[0], inner)))
            for other in {one for one in rest if one[1] == part[1] != self.inner.zero}:
                left = list(rest)
                left.remove(other)
                found.add(_sorted([*left, (part[0] + other[0], part[1])]))
        return found

    def _with_one_dead(self, rest: Sequence[tuple[int, int]], part: tuple[int, int]) -> Shape:
        if part[1] != self.inner.zero:
            return _sorted([*rest, part])
        dead = sum(n for n, inner in [*rest, part] if inner == self.inner.zero)
        return _sorted([*(one for one in rest if one[1] != self.inner.zero), (dead, part[1])])

    @cached_property
    def _inner_children(self) -> list[list[int]]:
        children: list[list[int]] = [[] for _ in self.inner.classes]
        for number, one in enumerate(self.inner.classes):
            for parent in one.parents:
                children[parent].append(number)
        return children

    def _parts(self, number: int) -> Iterator[tuple[int, tuple[tuple[int, ...], ...], int]]:
        """The parts of the representative: the first block's number, all the blocks, the class of W."""
        first = 0
        for n, inner in self._shapes[number]:
            yield first, self.blocks_at[first : first + n], inner
            first += n


def elements(generators: Sequence[SignedPermutation], size: int) -> Iterator[SignedPermutation]:
    """The elements of a group, one after the other.

    >>> [element.images for element in elements([SignedPermutation((2, -1))], 2)]
    [(1, 2), (2, -1), (-1, -2), (-2, 1)]
    """
    seen = dict.fromkeys([SignedPermutation.identity(size)])
    queue = list(seen)
    for element in queue:
        yield element
        for following in (element * generator for generator in generators):
            if following not in seen:
                seen[following] = None
                queue.append(following)


def _sorted(parts: Sequence[tuple[int, int]]) -> Shape:
    """Largest parts first, and of equal ones those that are tied least."""
    return tuple(sorted(parts, key=lambda part: (-part[0], part[1])))


def _multisets(total: int, kinds: Sequence[int]) -> Iterator[list[tuple[int, int]]]:
    """All multisets of pairs (n ≥ 1, kind) whose n have the given sum."""

    def extend(left: int, largest: int, start: int) -> Iterator[list[tuple[int, int]]]:
        if not left:
            yield []
        for n in range(min(left, largest), 0, -1):
            for at in range(start if n == largest else 0, len(kinds)):
                for rest in extend(left - n, n, at):
                    yield [(n, kinds[at]), *rest]

    return extend(total, total, 0)


def _rotation(blocks: Sequence[Sequence[int]], turn: SignedPermutation) -> dict[int, int]:
    """The moves that take each block from the next one, and the last from the first after a turn of it."""
    moves = {}
    identity = SignedPermutation.identity(len(blocks[0]))
    for number, block in enumerate(blocks):
        following = blocks[(number + 1) % len(blocks)]
        inner = turn if number == len(blocks) - 1 else identity
        for literal, image in zip(block, inner.images, strict=True):
            at = following[abs(image) - 1] * (1 if image > 0 else -1)
            moves[abs(literal) - 1] = at if literal > 0 else -at
    return moves
