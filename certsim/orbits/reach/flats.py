"""Affine sets through a point that no field seems to leave, the smallest that formal values show (T24).

An affine set V through θ is kept if the fields at its points lie in its direction. So the smallest one grows
from {θ}: it takes in the fields at random points of what it is so far, until nothing is new. Two kinds of
directions are taken in: all (`Flats.smallest`), and those of patterns alone, in which parameters stand still
or move alike or oppositely. Calls are formal values (`orbits.modular.formal`). What is found is a proposal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Final

import flint
import numpy as np

from certsim.kernel.statement.model import KernelModel
from certsim.kernel.terms.polynomial import Polynomial
from certsim.orbits.modular.formal import FormalFields
from certsim.orbits.modular.functions import Unsupported
from certsim.orbits.modular.inputs import Inputs
from certsim.orbits.modular.jets import MODULUS, Rationals, Residues, extended, residues
from certsim.orbits.modular.lift import integral, sparsest
from certsim.orbits.modular.linear import independent_rows
from certsim.orbits.modular.tape import Indices

SEED: Final = 0
"""The search is the same whenever it is made."""
COLUMNS: Final = 3
"""How many fields are looked at together: what agrees in all of them is taken for equal."""
MAX_SPAN: Final = 1_000
"""Up to so many classes of a pattern its directions are combined."""
MAX_SWEPT: Final = 400_000_000
"""How many values all sweeps for such combinations may make."""
MAX_SPARSE: Final = 80
"""Up to so many equations are made short; others stay as elimination leaves them."""
SPARE: Final = 8
"""So many more fields than directions are looked at."""
MAX_ON_LINES: Final = 20_000_000
"""How many values may be looked at for linear functions of single lines of arrays, where all are too many."""
IDLE: Final = 2
"""How many batches may add no direction before the set is taken for closed."""
LONGEST: Final = 4
"""Words of up to so many fields are tried to see when a parameter moves."""


@dataclass(frozen=True)
class Flat:
    """An affine set through the point: its equations, and its dimension for constant frozen parameters."""

    equations: tuple[Polynomial, ...]
    dimension: int


@dataclass(frozen=True)
class Flats:
    """Affine sets through a point, each inside the one before, and when each parameter moves.

    Attributes:
        pattern: each parameter stands still, or moves like others or oppositely.
        levels: besides, linear functions keep their values that no field changes anywhere in the pattern.
        smallest: besides, all linear functions that seem to be constant on the orbit of the point.
        delays: for parameters that no field moves at the point, the length of a word that does, if one is
            found. Those that stand still in the pattern have none.
        searched: whether all combinations were looked for; if not, only those of single lines of arrays.
    """

    pattern: Flat
    levels: Flat
    smallest: Flat
    delays: Mapping[int, int]
    searched: bool


def find_flats(fields: FormalFields) -> Flats:
    """The smallest affine sets through the point of the fields that these seem to keep.

    Frozen parameters are constants. Of them as little is said as helps: nothing, or which are equal up to
    sign, or all their values.
    """
    frozen, point = fields.model.frozen, fields.point
    starts = [_apart(frozen, point)]
    if frozen:
        starts += [_tied(frozen, point), _Pattern.still(len(point))]
    found = [_Search(fields, start).flats() for start in starts]
    return min(found, key=lambda flats: flats.smallest.dimension)


@dataclass(frozen=True)
class _Pattern:
    """How parameters move together: the class of each with a sign; 0 is the class of those that stand."""

    labels: Indices
    signs: Indices

    @classmethod
    def still(cls, size: int) -> _Pattern:
        return cls(np.zeros(size, dtype=np.int64), np.ones(size, dtype=np.int64))

    @cached_property
    def count(self) -> int:
        return int(self.labels.max(initial=0))

    @cached_property
    def leaders(self) -> Indices:
        """The first parameter of each class, from class 1 on."""
        _, firsts = np.unique(self.labels, return_index=True)
        moving: Indices = firsts[self.labels[firsts] > 0]
        return moving

    def split(self, rates: Residues) -> _Pattern:
        """What of the pattern moves at rates that agree: shape (M, places)."""
        turned = self.signs[:, None] * rates % MODULUS
        first = np.take_along_axis(turned, (turned != 0).argmax(axis=1)[:, None], axis=1)
        opposite = (first > MODULUS // 2)[:, 0]
        normal = np.where(opposite[:, None], (MODULUS - turned) % MODULUS, turned)
        keys = np.concatenate((self.labels[:, None], normal), axis=1)
        _, numbers = np.unique(keys, axis=0, return_inverse=True)
        standing = ~keys.any(axis=1)
        labels = np.where(standing, 0, numbers.reshape(-1) + 1)
        _, labels = np.unique(np.concatenate(([0], labels)), return_inverse=True)
        return _Pattern(labels.reshape(-1)[1:], np.where(opposite, -self.signs, self.signs))

    def spread(self, steps: Residues) -> Residues:
        """The moves of all parameters for moves of the classes, shape (classes, places)."""
        moves = np.concatenate((np.zeros((1, steps.shape[1]), dtype=np.int64), steps))
        spread: Residues = moves[self.labels] * self.signs[:, None]
        return spread

    def gathered(self, rates: Residues) -> Residues:
        """The rates of the classes: those of their leaders, with signs."""
        leading: Residues = rates[self.leaders] * self.signs[self.leaders, None] % MODULUS
        return leading


class _Search:
    """Growing affine sets from one point.

    `still` says of frozen parameters which have any values, which are alike, and, by label 0, which have
    their values at the point.
    """

    def __init__(self, fields: FormalFields, still: _Pattern) -> None:
        self._model: Final = fields.model
        self._point: Final = fields.point
        self._random: Final = np.random.default_rng(SEED)
        self._fields: Final = fields
        self._still: Final = still
        self._inputs: Final = Inputs(self._model)
        self._pi: Final = int(self._random.integers(MODULUS))

    def flats(self) -> Flats:
        first = _Pattern.still(len(self._point)).split(self._rates(self._places(None)))
        pattern, before = first, -1
        while pattern.count > before:
            before = pattern.count
            steps = self._random.integers(MODULUS, size=(pattern.count, COLUMNS))
            pattern = pattern.split(self._rates(self._places(pattern.spread(steps))))
        delays = dict(self._delays(first, pattern))
        standing = np.flatnonzero((pattern.labels == 0) & (self._still.labels == 0)).tolist()
        equations = (*self._alike(self._still), *map(self._moved, standing), *self._alike(pattern))
        plain = Flat(equations, pattern.count)
        if not pattern.count:
            return Flats(plain, plain, plain, delays, searched=True)
        if not self._affordable(pattern):
            levels = self._along_lines(plain, pattern)
            return Flats(plain, levels, levels, delays, searched=False)
        smallest = self._flat(plain, pattern, self._from_home(pattern))
        if smallest.dimension == plain.dimension:
            return Flats(plain, plain, plain, delays, searched=True)
        levels = self._flat(plain, pattern, self._everywhere(pattern))
        smallest = min(levels, smallest, key=lambda flat: flat.dimension)
        return Flats(plain, levels, smallest, delays, searched=True)

    # Fields at places

    def _places(self, moves: Residues | None, count: int = COLUMNS) -> Residues:
        """The point, moved, in so many places; frozen parameters have random values."""
        places = np.repeat(self._fields.home[:, None], count, axis=1)
        places = places if moves is None else (places + moves) % MODULUS
        drawn = self._random.integers(MODULUS, size=(self._still.count, count))
        anything = self._still.labels > 0
        places[anything] = self._still.spread(drawn)[anything] % MODULUS
        return places

    def _rates(self, places: Residues) -> Residues:
        """A random combination of fields at each place."""
        weights = self._random.integers(1, MODULUS, (self._model.family_size, places.shape[1]))
        return self._fields.mixed(self._drawn_inputs(places.shape[1]), places, weights)

    def _drawn_inputs(self, count: int) -> Rationals:
        drawn: Rationals = self._random.integers(MODULUS, size=(len(self._model.inputs), count))
        if self._model.where.equations:
            small = self._random.integers(-99, 100, size=drawn.shape)
            with suppress(Unsupported):
                drawn = residues(self._inputs.meant(small))[0]
        return np.concatenate((drawn, np.full((1, count), self._pi, dtype=np.int64)))

    # Directions

    def _affordable(self, pattern: _Pattern) -> bool:
        swept = pattern.count * self._fields.size * COLUMNS
        return pattern.count <= MAX_SPAN and swept <= MAX_SWEPT

    def _everywhere(self, pattern: _Pattern) -> Residues:
        """A basis of the directions of fields at random points of a pattern."""
        rows = np.zeros((0, pattern.count), dtype=np.int64)
        for size in _batches(pattern.count):
            steps = self._random.integers(MODULUS, size=(pattern.count, size))
            rows = self._more(rows, pattern, steps)
        return rows

    def _from_home(self, pattern: _Pattern) -> Residues:
        """A basis of the directions that the smallest affine set through the point has."""
        rows, idle = np.zeros((0, pattern.count), dtype=np.int64), 0
        sizes = _batches(pattern.count)
        size = next(sizes)
        while idle < IDLE and len(rows) < pattern.count:
            known = len(rows)
            coefficients = self._random.integers(MODULUS, size=(known, size))
            rows = self._more(rows, pattern, _product(rows.T, coefficients))
            idle = 0 if len(rows) > known else idle + 1
            size = next(sizes, size)
        return rows

    def _more(self, rows: Residues, pattern: _Pattern, steps: Residues) -> Residues:
        """The rows and the directions of fields where the classes have moved by the steps."""
        rates = self._rates(self._places(pattern.spread(steps), steps.shape[1]))
        candidates = np.concatenate((rows, pattern.gathered(rates).T))
        kept: Residues = candidates[independent_rows(candidates)]
        return kept

    def _along_lines(self, plain: Flat, pattern: _Pattern) -> Flat:
        """The set of a pattern in which linear functions keep their values, each of one line of an array."""
        lines = list(dict.fromkeys(_lines(self._model, pattern)))
        size = SPARE + max(map(len, lines), default=0)
        if not lines or size * max(pattern.count, sum(map(len, lines))) > MAX_ON_LINES:
            return plain
        steps = self._random.integers(MODULUS, size=(pattern.count, size))
        rates = pattern.gathered(self._rates(self._places(pattern.spread(steps), size)))
        found = [np.zeros((0, pattern.count), dtype=np.int64)]
        for line in lines:
            constant = self._constant(rates[list(line)].T)
            rows = np.zeros((len(constant), pattern.count), dtype=np.int64)
            rows[:, list(line)] = np.array(constant, dtype=np.int64).reshape(-1, len(line))
            found.append(rows)
        together = np.concatenate(found)
        return self._cut(plain, pattern, together[independent_rows(together % MODULUS)])

    # Equations

    def _alike(self, pattern: _Pattern) -> Iterator[Polynomial]:
        leaders, signs = pattern.leaders.tolist(), pattern.signs.tolist()
        for at, label in enumerate(pattern.labels.tolist()):
            leader = leaders[label - 1] if label else at
            if at != leader:
                yield self._moved(at) - self._moved(leader) * (signs[at] * signs[leader])

    def _moved(self, at: int) -> Polynomial:
        """θ_i minus what it is at the point."""
        return Polynomial.variable(at) - Polynomial.constant(self._point[at])

    def _flat(self, plain: Flat, pattern: _Pattern, rows: Residues) -> Flat:
        """The set of a pattern in which only combinations of the rows are moves."""
        if len(rows) == pattern.count:
            return plain
        return self._cut(plain, pattern, self._constant(rows))

    def _cut(self, plain: Flat, pattern: _Pattern, constant: Iterable[Indices]) -> Flat:
        """The set of a pattern in which linear functions of the classes have the values of the point."""
        leaders = pattern.leaders.tolist()
        signs = pattern.signs[pattern.leaders].tolist()
        equations = [
            Polynomial.total(
                self._moved(leaders[at]) * (signs[at] * int(row[at])) for at in np.flatnonzero(row).tolist()
            )
            for row in constant
        ]
        return Flat((*plain.equations, *equations), pattern.count - len(equations))

    def _constant(self, rows: Residues) -> Sequence[Indices]:
        """Linear functions with small coefficients that vanish on the rows."""
        basis = _kernel(rows)
        if len(basis) <= MAX_SPARSE:
            return list(sparsest(basis, self._random))
        found = (integral(row) for row in basis.tolist())
        return [np.array(row, dtype=np.int64) for row in found if row is not None]

    # Delays

    def _delays(self, first: _Pattern, pattern: _Pattern) -> Iterator[tuple[int, int]]:
        """The parameters that stand at the point and move later, with the lengths of the least words."""
        waiting = (first.labels == 0) & (pattern.labels > 0)
        for length in range(2, LONGEST + 1):
            if not waiting.any():
                return
            moved = self._word(length).any(axis=1) & waiting
            yield from ((at, length) for at in np.flatnonzero(moved).tolist())
            waiting &= ~moved

    def _word(self, length: int) -> Residues:
        """Lie derivatives of all parameters along words of random combinations of fields, at the point."""
        places = self._places(None)
        jet = self._fields.lift(places)
        for _ in range(length):
            weights = self._random.integers(1, MODULUS, (self._model.family_size, COLUMNS))
            jet = extended(jet, self._fields.mixture(self._drawn_inputs(COLUMNS), places, weights, jet))
        moved: Residues = jet[-1]
        return moved


def _apart(frozen: Iterable[int], point: Sequence[Fraction]) -> _Pattern:
    """Each frozen parameter may have any value."""
    labels = np.zeros(len(point), dtype=np.int64)
    labels[sorted(frozen)] = range(1, 1 + labels[sorted(frozen)].size)
    return _Pattern(labels, np.ones_like(labels))


def _tied(frozen: Iterable[int], point: Sequence[Fraction]) -> _Pattern:
    """Frozen parameters may have any values, but are 0, or equal up to sign, where they are at the point."""
    labels = np.zeros(len(point), dtype=np.int64)
    numbers: dict[Fraction, int] = {Fraction(0): 0}
    for at in sorted(frozen):
        labels[at] = numbers.setdefault(abs(point[at]), len(numbers))
    return _Pattern(labels, np.array([-1 if value < 0 else 1 for value in point], dtype=np.int64))


def _lines(model: KernelModel, pattern: _Pattern) -> Iterator[tuple[int, ...]]:
    """The classes that move on each line along an axis of an array of parameters, if they are several."""
    for array in model.arrays.values():
        leaves = np.array([model.graph.nodes[node][1] for node in array.nodes]).reshape(array.shape)
        if leaves.size and leaves.flat[0] < len(model.parameters):
            for axis, length in enumerate(array.shape):
                for line in np.moveaxis(leaves, axis, -1).reshape(-1, length):
                    classes = np.unique(pattern.labels[line])
                    moving = tuple((classes[classes > 0] - 1).tolist())
                    if len(moving) > 1:
                        yield moving


def _batches(size: int) -> Iterator[int]:
    """Numbers of places that grow, together more than the size."""
    batch, total = 8, 0
    while total <= size:
        yield batch
        total += batch
        batch = min(2 * batch, max(8, size + 8 - total))
    yield 8


def _product(left: Residues, right: Residues) -> Residues:
    """The product of matrices modulo the prime, by halves of residues whose products floats hold exactly."""
    high, low = (part.astype(np.float64) for part in np.divmod(right, 1 << 16))
    upper, lower = (part.astype(np.float64) for part in np.divmod(left, 1 << 16))
    tops = (upper @ high).astype(np.int64) % MODULUS
    middles = (upper @ low + lower @ high).astype(np.int64) % MODULUS
    bottoms = (lower @ low).astype(np.int64)
    return (((tops << 16) + middles) % MODULUS * (1 << 16) + bottoms) % MODULUS


def _kernel(rows: Residues) -> Residues:
    """A basis of the vectors that are orthogonal to the rows, in reduced echelon form."""
    count, columns = rows.shape
    if not count:
        return np.eye(columns, dtype=np.int64)
    matrix = flint.nmod_mat(count, columns, rows.ravel().tolist(), MODULUS)
    basis, nullity = matrix.nullspace()
    entries = np.array([int(entry) for entry in basis.entries()], dtype=np.int64).reshape(columns, -1)
    vectors = entries[:, :nullity].T
    reduced, _ = flint.nmod_mat(nullity, columns, vectors.ravel().tolist(), MODULUS).rref()
    return np.array([int(entry) for entry in reduced.entries()], dtype=np.int64).reshape(nullity, columns)
