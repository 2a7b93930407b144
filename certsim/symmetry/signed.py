"""Signed permutations of the coordinates, and the linear subspaces of signed ties that they fix.

Coordinates are 0, …, M-1. A *literal* ±(i+1) is the coordinate i with a sign, 0 stands for the number 0.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from certsim.kernel.terms.polynomial import ZERO, Polynomial
from certsim.model.equations import Layout, write_ties


@dataclass(frozen=True)
class SignedPermutation:
    """An orthogonal map Q with one entry ±1 in each row: `images[i]` = ±(j+1) says (Qθ)_i = ±θ_j.

    Raises ValueError unless each coordinate occurs exactly once.

    >>> swap, flip = SignedPermutation((2, 1)), SignedPermutation((-1, 2))
    >>> (swap * flip).images
    (2, -1)
    """

    images: tuple[int, ...]

    def __post_init__(self) -> None:
        if sorted(map(abs, self.images)) != list(range(1, len(self.images) + 1)):
            raise ValueError("a signed permutation uses every coordinate exactly once")

    @classmethod
    def identity(cls, size: int) -> SignedPermutation:
        return cls(tuple(range(1, size + 1)))

    @classmethod
    def from_moves(cls, moves: Mapping[int, tuple[int, int]], size: int) -> SignedPermutation:
        """The map with (Qθ)_i = sign·θ_j for each entry i: (j, sign), and (Qθ)_i = θ_i for all others."""
        images = list(range(1, size + 1))
        for i, (j, sign) in moves.items():
            images[i] = sign * (j + 1)
        return cls(tuple(images))

    def __mul__(self, other: SignedPermutation) -> SignedPermutation:
        """The product as maps: (Q·R)θ = Q(Rθ)."""
        if len(self.images) != len(other.images):
            raise ValueError("signed permutations of different sizes")
        return SignedPermutation(tuple(other.literal(image) for image in self.images))

    def literal(self, literal: int) -> int:
        """The literal of θ that stands at a literal of Qθ."""
        if literal == 0:
            return 0
        return self.images[literal - 1] if literal > 0 else -self.images[-literal - 1]

    def inverse(self) -> SignedPermutation:
        images = [0] * len(self.images)
        for i, image in enumerate(self.images, 1):
            images[abs(image) - 1] = i if image > 0 else -i
        return SignedPermutation(tuple(images))

    @property
    def is_identity(self) -> bool:
        return not self.moved

    @cached_property
    def moved(self) -> Mapping[int, tuple[int, int]]:
        """The coordinates that are not left alone, each with the coordinate and the sign it takes."""
        return {
            i: (abs(image) - 1, 1 if image > 0 else -1)
            for i, image in enumerate(self.images)
            if image != i + 1
        }

    def as_maps(self) -> Mapping[int, Polynomial]:
        """The map as the kernel's evidence has it: the coordinates that move, with their images."""
        return {i: Polynomial({(j,): sign}) for i, (j, sign) in self.moved.items()}


class Ties:
    """A growing set of equations between literals: a union-find whose links carry signs."""

    def __init__(self, size: int) -> None:
        self._links = list(range(1, size + 1))
        self._dead: set[int] = set()

    def root(self, literal: int) -> int:
        """The literal that all literals equal to this one share; 0 if they vanish."""
        sign, at = (1, literal) if literal > 0 else (-1, -literal)
        path = []
        while at and self._links[at - 1] != at:
            path.append((at, sign))
            link = self._links[at - 1]
            sign, at = (sign, link) if link > 0 else (-sign, -link)
        for passed, before in path:
            self._links[passed - 1] = sign * before * at
        return 0 if at in self._dead else sign * at

    def tie(self, left: int, right: int) -> bool:
        """Adds the equation between two literals; whether it says anything new."""
        a, b = self.root(left), self.root(right)
        if a == b:
            return False
        if a == -b or not (a and b):
            self._dead.add(abs(a) or abs(b))
        else:
            low, high = sorted((a, b), key=abs)
            self._links[abs(high) - 1] = low if high > 0 else -low
        return True

    def partition(self) -> SignedPartition:
        """The subspace on which all the equations hold."""
        return SignedPartition(tuple(self.root(i) for i in range(1, len(self._links) + 1)))


@dataclass(frozen=True)
class SignedPartition:
    """A linear subspace given by ties θ_i = ±θ_r and zeros θ_i = 0.

    `labels[i]` is 0 where θ_i = 0, otherwise ±(r+1) with r the least coordinate of the class of i; its own
    label is r+1. So equal subspaces have equal labels. Raises ValueError for labels of another form.

    >>> SignedPartition((1, -1, 0)).equations(Layout(("a", "b", "c")))
    ('b = -a', 'c = 0')
    """

    labels: tuple[int, ...]

    def __post_init__(self) -> None:
        for i, label in enumerate(self.labels, 1):
            if label and (abs(label) > i or self.labels[abs(label) - 1] != abs(label)):
                raise ValueError(f"label {label} of coordinate {i - 1} does not name the least of a class")

    @classmethod
    def whole(cls, size: int) -> SignedPartition:
        """The whole space: no two coordinates are tied."""
        return cls(tuple(range(1, size + 1)))

    @classmethod
    def of_literals(cls, literals: Iterable[int]) -> SignedPartition:
        """The subspace on which coordinates agree where their literals do, and vanish where these are 0.

        The literals may name the classes by any numbers.
        """
        names: dict[int, int] = {0: 0}
        labels = []
        for i, literal in enumerate(literals, 1):
            name = names.setdefault(abs(literal), i if literal > 0 else -i)
            labels.append(name if literal > 0 else -name)
        return cls(tuple(labels))

    @classmethod
    def of_ties(cls, equations: Iterable[tuple[int, int]], size: int) -> SignedPartition:
        """The subspace on which pairs of literals are equal; 0 stands for the number."""
        ties = Ties(size)
        for left, right in equations:
            ties.tie(left, right)
        return ties.partition()

    @classmethod
    def of_group(cls, generators: Iterable[SignedPermutation], size: int) -> SignedPartition:
        """The fixed subspace {θ : Qθ = θ for each generator Q} of the group that they generate."""
        moves = (move for generator in generators for move in generator.moved.items())
        return cls.of_ties(((i + 1, sign * (j + 1)) for i, (j, sign) in moves), size)

    @classmethod
    def of_fixed(cls, generator: SignedPermutation) -> SignedPartition:
        """The fixed subspace ker(Q - I)."""
        return cls.of_group([generator], len(generator.images))

    @property
    def dimension(self) -> int:
        """The dimension of the subspace: its classes that are not dead."""
        return sum(label == i for i, label in enumerate(self.labels, 1))

    def slice_dimension(self, frozen: Collection[int]) -> int:
        """The dimension at constant values of the frozen coordinates: the classes that hold none (T22)."""
        still = {abs(self.labels[i]) for i in frozen}
        return sum(label == i and i not in still for i, label in enumerate(self.labels, 1))

    def meet(self, other: SignedPartition) -> SignedPartition:
        """The intersection of two subspaces."""
        ties = Ties(len(self.labels))
        for labels in (self.labels, other.labels):
            for i, label in enumerate(labels, 1):
                ties.tie(i, label)
        return ties.partition()

    def __le__(self, other: SignedPartition) -> bool:
        """Whether this subspace lies in the other one."""
        mine = self.labels
        return all(label == i or mine[i - 1] == _at(mine, label) for i, label in enumerate(other.labels, 1))

    def image(self, symmetry: SignedPermutation) -> SignedPartition:
        """The subspace Q(V) = {Qθ : θ in V}."""
        return SignedPartition.of_literals(_at(self.labels, literal) for literal in symmetry.images)

    def classes(self) -> tuple[tuple[int, ...], ...]:
        """The classes of tied coordinates, each as its literals in order, dead coordinates left out."""
        found: dict[int, list[int]] = {}
        for i, label in enumerate(self.labels, 1):
            if label:
                found.setdefault(abs(label), []).append(i if label > 0 else -i)
        return tuple(map(tuple, found.values()))

    def dead(self) -> tuple[int, ...]:
        """The coordinates that vanish on the subspace."""
        return tuple(i for i, label in enumerate(self.labels) if not label)

    def images(self) -> Mapping[int, Polynomial]:
        """The coordinates that are functions of the others on the subspace, with these functions."""
        return {i: _coordinate(label) for i, label in enumerate(self.labels) if label != i + 1}

    def ties(self) -> tuple[tuple[int, int], ...]:
        """Pairs of literals that are equal on the subspace, and on no greater one; 0 stands for the number.

        >>> SignedPartition((1, -1, 0)).ties()
        ((2, -1), (3, 0))
        """
        return tuple((i, label) for i, label in enumerate(self.labels, 1) if label != i)

    def equations(self, layout: Layout) -> tuple[str, ...]:
        """Few equations in the language of specs, of whole slices where these are tied."""
        tied = ((i, label) for i, label in enumerate(self.labels) if label != i + 1)
        return write_ties({i: ((label > 0) - (label < 0), abs(label) - 1) for i, label in tied}, layout)


@lru_cache(maxsize=4_096)
def _coordinate(label: int) -> Polynomial:
    """The function that a literal is, or 0."""
    return Polynomial({(abs(label) - 1,): 1 if label > 0 else -1}) if label else ZERO


def _at(labels: Sequence[int], literal: int) -> int:
    """The label of a literal."""
    if literal == 0:
        return 0
    return labels[literal - 1] if literal > 0 else -labels[-literal - 1]
