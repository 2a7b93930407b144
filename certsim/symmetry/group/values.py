"""Signed permutations that leave a model as it is at named values: all of them, for few parameters."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from random import Random
from typing import Any, Final

import flint

from certsim.algebra.balls import BallRing
from certsim.kernel.statement.model import KernelModel
from certsim.kernel.terms.calculus import forward
from certsim.kernel.terms.functions import Domain
from certsim.symmetry.group.stabiliser_chain import table_of, transversal
from certsim.symmetry.group.taylor import generic
from certsim.symmetry.signed import SignedPermutation

MAX_PARAMETERS: Final = 10
MAX_WORK: Final = 6_000_000
"""How many nodes of a model may be evaluated in all; to look a value up counts as `_LOOK` of them."""
_LOOK: Final = 100
_POINTS: Final = 3
_FLIPS: Final = 12
"""At how many other choices of signs a map is tried that no other value refutes."""


class TooMany(Exception):
    """The model was evaluated as often as it may be."""


class _Ring(BallRing):
    """Balls; a step at 0 may be any number in [0, 1], because what stands beside it is 0."""

    def call(self, function: str, argument: Any) -> Any:
        if function == "step" and not (argument > 0 or argument < 0):
            return self.between(Fraction(0), Fraction(1))
        return super().call(function, argument)


class Values:
    """The values of a model in balls at given inputs, each point of the parameters once."""

    def __init__(self, model: KernelModel, inputs: Sequence[Mapping[int, Fraction]]) -> None:
        graph = model.graph
        self._roots: Final = [*model.outputs, *model.limited]
        self._order: Final = graph.below(self._roots)
        self._model: Final = model
        self._inputs: Final = inputs
        self._ring: Final = _Ring({name: generic(facts) for name, facts in graph.functions.facts.items()})
        self._known: Final[dict[tuple[Fraction, ...], list[Any] | None]] = {}
        self._work = 0

    def may_agree(self, left: Sequence[Fraction], right: Sequence[Fraction]) -> bool:
        """Whether the values at two points are not seen to differ.

        They differ, too, if one of the points is in the domain, and the other one is not.
        """
        here, there = self._at(tuple(left)), self._at(tuple(right))
        if here is None or there is None:
            known = here or there
            return known is None or not all(value.is_finite() for value in known)
        return not any(self._ring.is_nonzero(a - b) for a, b in zip(here, there, strict=True))

    def may_leave(self, element: SignedPermutation) -> bool:
        """Whether a map is not seen to change the outputs, at a few points drawn at random."""
        draw = Random(0)  # noqa: S311  no secrets are drawn
        for _ in range(_POINTS):
            point = [Fraction(draw.randint(1, 2**20) * draw.choice((1, -1)), 2**19) for _ in element.images]
            moved = [point[abs(image) - 1] * (1 if image > 0 else -1) for image in element.images]
            if not self.may_agree(point, moved):
                return False
        return True

    def _at(self, point: tuple[Fraction, ...]) -> list[Any] | None:
        """The outputs at all inputs; `None` at a point that is outside the domain."""
        self._work += _LOOK
        if point not in self._known:
            self._work += len(self._order) * len(self._inputs)
            self._known[point] = self._compute(point)
        if self._work > MAX_WORK:
            raise TooMany
        return self._known[point]

    def _compute(self, point: tuple[Fraction, ...]) -> list[Any] | None:
        model, found = self._model, []
        for given in self._inputs:
            leaves = {i: BallRing.between(v, v) for i, v in enumerate(point)}
            leaves |= {i: BallRing.between(v, v) for i, v in given.items()}
            if model.pi is not None:
                leaves[model.pi] = BallRing.pi()
            values = forward(model.graph, self._order, leaves.__getitem__, self._ring)
            positive = [values[node] for node, d in model.limited.items() if d is Domain.POSITIVE]
            if any(value < 0 for value in positive):
                return None
            inside = all(value > 0 for value in positive)
            found += [values[node] if inside else flint.arb("nan") for node in model.outputs]
        return found


@dataclass
class Search:
    """The search for all symmetries beyond a group, by what they do to the coordinates one after the other.

    `generators` are strong for the base of the coordinates; those that are found are added. `proved` says of
    a map whether it is a symmetry. `open` is whether some map looks like a symmetry, and is not proved.
    """

    size: int
    values: Values
    kinds: Sequence[Fraction]
    proved: Callable[[SignedPermutation], bool]
    generators: list[SignedPermutation]
    open: bool = False
    order: int = 1
    _levels: tuple[Fraction, ...] = field(init=False)
    _flips: tuple[tuple[int, ...], ...] = field(init=False)

    def __post_init__(self) -> None:
        draw = Random(0)  # noqa: S311  no secrets are drawn
        self._flips = tuple(tuple(draw.choice((1, -1)) for _ in range(self.size)) for _ in range(_FLIPS))
        self._levels = tuple(Fraction(101 + 37 * i + 11 * i * i, 97) for i in range(self.size))

    def run(self) -> None:
        """Finds a generator for each literal that the first coordinate moved can go to.

        Raises TooMany where the model would be evaluated too often.
        """
        for base in range(self.size - 1, -1, -1):
            for literal in [s * (j + 1) for j in range(base, self.size) for s in (1, -1)]:
                if self.kinds[abs(literal) - 1] == self.kinds[base] and literal not in self._orbit(base):
                    self._extend(base, literal)
            self.order *= len(self._orbit(base))

    def _orbit(self, base: int) -> Collection[int]:
        fixing = [table_of(g.images) for g in self.generators if min(g.moved) >= base]
        return transversal(base + 1, fixing).keys() or {base + 1}

    def _extend(self, base: int, literal: int) -> None:
        """Looks for a symmetry that takes a coordinate to a literal, and leaves those before it alone."""
        for candidate in self._candidates(base, literal):
            if self.proved(candidate):
                self.generators.append(candidate)
                return
            self.open = True

    def _candidates(self, base: int, literal: int) -> Iterator[SignedPermutation]:
        """The maps that no values refute: signs first, then where each coordinate goes."""
        first = 1 if literal > 0 else -1
        for rest in product((1, -1), repeat=self.size - base - 1):
            signs = (*[1] * base, first, *rest)
            for targets in self._orders(signs, (*range(base), abs(literal) - 1), base):
                yield SignedPermutation(tuple(s * (t + 1) for s, t in zip(signs, targets, strict=True)))

    def _orders(self, signs: Sequence[int], targets: tuple[int, ...], base: int) -> Iterator[tuple[int, ...]]:
        """The ways to go on with a permutation of which the first images are given."""
        known = targets[:base]
        if not self._may_agree(signs, known) or not self._may_agree(signs, targets):
            return
        if len(targets) == self.size:
            if all(self._may_agree(signs, targets, flips) for flips in self._flips):
                yield targets
            return
        kind = self.kinds[len(targets)]
        for target in range(self.size):
            if target not in targets and self.kinds[target] == kind:
                yield from self._orders(signs, (*targets, target), base)

    def _may_agree(self, signs: Sequence[int], targets: Sequence[int], flips: Sequence[int] = ()) -> bool:
        """Whether F(Qθ) may be F(θ), at a θ with one value for all coordinates whose image is not known.

        The values of the others may change their signs by `flips`.
        """
        own = [a * b for a, b in zip(self._levels, flips or [1] * self.size, strict=True)]
        levels = [*own[: len(targets)], *[Fraction(1, 3)] * (self.size - len(targets))]
        moved = [sign * level for sign, level in zip(signs, levels, strict=True)]
        point = [Fraction(1, 3)] * self.size
        for target, level in zip(targets, levels, strict=False):
            point[target] = level
        return self.values.may_agree(point, moved)
