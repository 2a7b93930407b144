"""Brackets that span the tangent space of an orbit at a point: lower bounds of its dimension (theory T12)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import lcm
from typing import Final, TypeAlias

import numpy as np

from certsim.algebra.budget import Budget
from certsim.kernel.evidence.records import Letter, Spanning
from certsim.kernel.statement.model import KernelModel
from certsim.kernel.terms.functions import EXPONENTIAL
from certsim.kernel.values.fields import MAX_BRACKET
from certsim.orbits.modular.fields import Fields, Letters
from certsim.orbits.modular.functions import CIRCULAR, Base, exact_arguments
from certsim.orbits.modular.inputs import Inputs
from certsim.orbits.modular.jets import MODULUS, Rationals, Residues
from certsim.orbits.modular.linear import Echelon, Random
from certsim.orbits.modular.tape import Indices

PATIENCE: Final = 4
"""How many batches without a new vector, of growing size, are drawn before other words are tried."""
DIVISORS: Final = (1, 1, 4, 32)
SHORT: Final = 5
"""Longer words cost so much that one batch without a new vector is enough of a length."""

Words: TypeAlias = Sequence[Letters]


def find_spanning(
    model: KernelModel,
    point: Mapping[int, Fraction],
    *,
    target: int | None = None,
    longest: int = MAX_BRACKET,
    seed: int = 0,
    budget: Budget | None = None,
) -> Spanning:
    """Brackets that are linearly independent at the point, as many as were found.

    Letters with small sparse inputs come first, and short words, so that their vectors are sparse and quick
    to check; then inputs of all kinds, then brackets of growing length, until there are `target` of them
    (the number of trained parameters if none is given), or random batches add nothing at any length, or time
    is up.
    The same seed gives the same answer, if time is not up.

    Args:
        model: the model, with all functions specified.
        point: the parameters that are not 0, by their number.
        target: an upper bound of the dimension, at which the search may stop.
        longest: the length of words at which it ends.
        seed: of the random choice.
        budget: of which only the deadline counts.

    Raises:
        Unsupported: the values of the model's functions have no residues (theory T7), or no input is known
            that is meant.
    """
    budget = budget or Budget()
    target = len(model.parameters) - len(model.frozen) if target is None else target
    search = _Search(model, point, np.random.default_rng(seed))
    for batch in search.batches(longest):
        if len(search.found) >= target or budget.expired:
            break
        search.draw(batch, target)
    return search.evidence(target)


def base_at(model: KernelModel, point: Rationals, random: Random) -> Base:
    """Random residues for exponentials of the arguments that the model's calls have at a point."""
    order = 1
    if model.graph.called & (EXPONENTIAL | CIRCULAR):
        source = Inputs(model)
        inputs = source.meant(random.integers(1, 1000, (len(model.inputs), 4)).astype(object))
        if model.where.equations:
            inputs = np.array(source.known, dtype=object).T
        columns = inputs.shape[1]
        theta = np.broadcast_to(point.astype(object)[:, None], (len(point), columns))
        leaves = dict(enumerate([*theta, *inputs]))
        roots = [*model.outputs, *(node for field in model.fields for node in field)]
        exacts, _ = exact_arguments(model.graph, model.graph.below(roots), leaves, columns)
        order = lcm(1, *(value.denominator for row in exacts.values() for value in row))
    return Base.parametrised(order, *random.integers(2, MODULUS - 1, 2).tolist())


@dataclass(frozen=True)
class _Batch:
    """What is drawn next: words of a length, with sparse inputs or others; so many draws added nothing."""

    length: int
    sparse: bool
    idle: int


class _Search:
    """Independent brackets at a point, collected batch by batch."""

    def __init__(self, model: KernelModel, point: Mapping[int, Fraction], random: Random) -> None:
        self._model: Final = model
        self._random: Final = random
        self._point: Final = _array([point.get(at, Fraction(0)) for at in range(len(model.parameters))])
        self._fields: Final = Fields(model, base_at(model, self._point, random))
        self._groups: Final = list(_input_groups(model))
        self._inputs: Final = Inputs(model)
        self._span: Final = Echelon(len(model.parameters))
        self._grew = True
        self.found: list[tuple[Letter, ...]] = []

    def batches(self, longest: int) -> Iterator[_Batch]:
        """Batches, each kind until it has added nothing for a while; ends when no kind adds anything."""
        for length in range(1, longest + 1 if len(self._members) else 0):
            kinds = (True, False) if length <= SHORT else (False,)
            for sparse in kinds if self._inputs.count else (True,):
                idle = 0
                while idle < (PATIENCE if length <= SHORT else 1):
                    self._grew = False
                    yield _Batch(length, sparse, idle)
                    idle = 0 if self._grew else idle + 1
                    if length == 1 and not self._inputs.count:
                        break

    def draw(self, batch: _Batch, target: int) -> None:
        """Draws words, and keeps those whose vectors are independent of the ones before."""
        words = self._words(batch, target)
        theta = np.repeat(self._point[:, None], len(words[0]), axis=1)
        vectors = self._fields.brackets(words, theta)[0].T
        weights = np.count_nonzero(vectors, axis=1)
        order = np.argsort(weights, kind="stable")
        order = order[weights[order] > 0]
        kept = self._span.add(vectors[order])
        self._grew = len(kept) > 0
        self.found += [self._word(words, int(order[at])) for at in kept]

    def _words(self, batch: _Batch, target: int) -> Words:
        members = self._members
        if not self._inputs.count and batch.length == 1:
            return [Letters(members, np.zeros((len(self._model.inputs), len(members)), dtype=np.int64))]
        missing = target - len(self.found)
        count = 2 * missing + 10 if batch.sparse and batch.length == 1 else missing + missing // 8 + 5
        count = max(count, min(count << 2 * batch.idle, (4 * len(self._point) + 100) >> batch.length))
        outputs = [self._random.choice(members, count)]
        while len(outputs) < batch.length:
            outputs.append(self._neighbours(outputs[-1]))
        return [self._letters(chosen, sparse=batch.sparse) for chosen in outputs]

    def _neighbours(self, outputs: Indices) -> Indices:
        """Random members of the family that share a parameter with the given ones.

        Fields that share none commute.
        """
        parameters = [self._random.choice(self._fields.mentioned(j)) for j in outputs.tolist()]
        return np.array([self._random.choice(self._sharing[at]) for at in parameters], dtype=np.int64)

    @cached_property
    def _members(self) -> Indices:
        """The members of the family that are not known to vanish."""
        family = range(self._model.family_size)
        return np.array([at for at in family if len(self._fields.mentioned(at))], dtype=np.int64)

    @cached_property
    def _sharing(self) -> Mapping[int, list[int]]:
        """The members of the family that each parameter enters."""
        sharing: dict[int, list[int]] = {}
        for member in self._members.tolist():
            for parameter in self._fields.mentioned(member).tolist():
                sharing.setdefault(parameter, []).append(member)
        return sharing

    def _letters(self, outputs: Indices, *, sparse: bool) -> Letters:
        inputs = np.zeros((len(self._model.inputs), len(outputs)), dtype=np.int64)
        for group in self._groups:
            draw = self._sparse if sparse else self._dense
            inputs[group] = draw(len(group), len(outputs))
        return Letters(outputs, self._inputs.meant(inputs if sparse else self._scaled(inputs)))

    def _scaled(self, inputs: Residues) -> Rationals:
        """The inputs of a model with steps in parts, too: small ones and large ones are in other regions."""
        if not self._model.is_piecewise:
            return inputs
        divisors = self._random.choice(DIVISORS, inputs.shape[1]).tolist()
        rows = [[Fraction(x, d) for x, d in zip(row, divisors, strict=True)] for row in inputs.tolist()]
        return np.array(rows, dtype=object).reshape(inputs.shape)

    def _dense(self, size: int, count: int) -> Residues:
        bound = 3 + len(self._model.parameters) // size
        return self._random.integers(-bound, bound + 1, (size, count))

    def _sparse(self, size: int, count: int) -> Residues:
        """Unit vectors mostly; zero vectors, vectors of ones, and of zeros and ones."""
        random = self._random
        kind = random.random(count)
        drawn = random.integers(0, 2, (size, count))
        unit = np.arange(size)[:, None] == random.integers(0, size, count)
        drawn = np.where(kind < 0.9, 1, drawn)
        drawn = np.where(kind < 0.85, 0, drawn)
        return np.where(kind < 0.7, unit, drawn)

    def _word(self, words: Words, place: int) -> tuple[Letter, ...]:
        first = len(self._model.parameters)
        return tuple(
            Letter(
                int(letters.outputs[place]),
                {first + at: Fraction(x) for at, x in enumerate(letters.inputs[:, place].tolist()) if x},
            )
            for letters in words
        )

    def evidence(self, target: int) -> Spanning:
        base, called = self._fields.base, self._model.graph.called
        basis = (base.order, base.exponential, *base.circle) if called & (EXPONENTIAL | CIRCULAR) else None
        if basis is None and called - {"inv"}:
            basis = (1, 1, 1, 0)
        return Spanning(MODULUS, basis, None, tuple(self.found[:target]), {})


def _array(values: Sequence[Fraction]) -> Rationals:
    if all(value.denominator == 1 and abs(value.numerator) < 1 << 62 for value in values):
        return np.array([value.numerator for value in values], dtype=np.int64)
    return np.array(values, dtype=object)


def _input_groups(model: KernelModel) -> Iterator[list[int]]:
    """The numbers of the inputs, array by array."""
    count = len(model.parameters)
    for array in model.arrays.values():
        leaves = [model.graph.nodes[node][1] for node in array.nodes]
        if count <= leaves[0] < count + len(model.inputs):
            yield [leaf - count for leaf in leaves]
