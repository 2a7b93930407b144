"""Polynomial conserved quantities by linear algebra modulo a prime (theory T9).

A polynomial h = Σ c_m·m is conserved iff Σ c_m·L_X m = 0 for all fields X. Values of the L_X m at random
points, along random combinations of fields at random inputs, are rows of a linear system for c. It splits
into the classes of the grading (`certsim.orbits.grading`); most classes are small and have full rank at once.
What solves it modulo the prime and has small rational coefficients is proposed; the kernel proves it, or not.

Where a function is called at an argument u without inputs, h may also be polynomial in functions of u, the
*companions* of the call: exp(u) and exp(-u), or sinh(u) and cosh(u).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import gcd, isqrt, lcm
from typing import Final

import flint
import numpy as np

from certsim.algebra.budget import Budget, OutOfBudget
from certsim.kernel.claim import Model
from certsim.kernel.expression import Node
from certsim.kernel.functions import Expression
from certsim.kernel.polynomial import Monomial, Polynomial
from certsim.model.tree import polynomial_tree
from certsim.orbits.calls import Base, Calls, exact_arguments
from certsim.orbits.grading import Grading
from certsim.orbits.jets import MODULUS, Residues, residues
from certsim.orbits.residues import Fields
from certsim.orbits.spanning import Random, base_at, independent_rows
from certsim.orbits.tape import Indices, Tape

MAX_MONOMIALS: Final = 8_000_000
SPARE: Final = 8
"""Rows beyond the number of unknowns: each makes a false solution as improbable as 2⁻³¹."""
RETRIES: Final = 5
PATIENCE: Final = 4
"""How many orders of columns in a row may bring no shorter basis."""
SMALL: Final = 32
"""Classes of so many monomials are treated many at once."""

COMPANIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "exp": ("exp",),
    "sigmoid": ("exp",),
    "tanh": ("sinh", "cosh"),
    "sinh": ("sinh", "cosh"),
    "cosh": ("sinh", "cosh"),
}
"""Functions in which laws are polynomial, for calls of the key."""


@dataclass(frozen=True)
class Variable:
    """What laws are polynomials in: a parameter, or a companion; its node, and how it is written."""

    node: Node
    tree: Expression
    companion: bool = False


@dataclass(frozen=True)
class LawSpace:
    """Linearly independent conserved quantities, and those of them that are functionally independent.

    Attributes:
        laws: expression trees over the parameters.
        chosen: the numbers of laws with independent differentials at generic points, as many as there are.
    """

    laws: Sequence[Expression]
    chosen: Sequence[int]


def find_laws(model: Model, degree: int, *, seed: int = 0, budget: Budget | None = None) -> LawSpace:
    """All polynomials up to a degree, in parameters and companions, that are conserved by every field.

    They form a basis of the space of these polynomials without constant term, with few terms and coprime
    integer coefficients. A law with coefficients beyond 2¹⁵ is missed, and so is one with a
    probability of about 2⁻³¹ for each monomial.

    Raises:
        Unsupported: the values of the model's functions have no residues (theory T7).
        OutOfBudget: the deadline passed, or there are too many monomials.
    """
    search = _Search(model, degree, np.random.default_rng(seed), budget or Budget())
    laws = list(search.laws())
    return LawSpace([search.tree(law) for law in laws], search.independent(laws))


class _Search:
    """The linear systems of one model."""

    def __init__(self, model: Model, degree: int, random: Random, budget: Budget) -> None:
        self._model: Final = model
        self._degree: Final = degree
        self._random: Final = random
        self._budget: Final = budget
        self._grading: Final = Grading(model)
        self._fields: Final = Fields(
            model, Base.parametrised(1, *random.integers(2, MODULUS - 1, 2).tolist())
        )
        self.variables: Final[Sequence[Variable]] = [*self._parameters(), *self._companions()]

    def _order(self) -> int:
        """A common denominator of the arguments at integer points."""
        point = np.ones(len(self._model.parameters), dtype=np.int64)
        return base_at(self._model, point, self._random).order

    def _parameters(self) -> Iterator[Variable]:
        graph = self._model.graph
        for at, name in enumerate(self._model.parameters):
            tree = polynomial_tree(Polynomial.variable(0), [name])
            yield Variable(graph.leaf(at), tree)

    def _companions(self) -> list[Variable]:
        """The companions of calls at scalar parameters, or multiples of them, that have a weight."""
        graph = self._model.graph
        found: dict[Node, Variable] = {}
        for node in graph.below(self._model.outputs):
            entry = graph.nodes[node]
            multiple = self._multiple(entry[2]) if entry[0] == "call" else None
            if multiple is None:
                continue
            for name in COMPANIONS.get(entry[1], ()):
                for argument, tree in _signed(name, graph.negate(entry[2]), entry[2], multiple):
                    companion = graph.call(name, argument)
                    if self._grading.of(graph, companion) is not None:
                        found[companion] = Variable(companion, ["call", name, tree], companion=True)
        return list(found.values())

    def _multiple(self, node: Node) -> Expression | None:
        """The expression c·θ_i that a node is, if it is one."""
        graph, entry = self._model.graph, self._model.graph.nodes[node]
        if entry[0] == "leaf":
            name = self._model.parameters[entry[1]] if entry[1] < len(self._model.parameters) else None
            return polynomial_tree(Polynomial.variable(0), [name]) if name else None
        if entry[0] != "*" or len(entry[1]) != 2:
            return None
        numbers = [graph.value(child) for child in entry[1] if graph.value(child) is not None]
        leaves = [child for child in entry[1] if graph.nodes[child][0] == "leaf"]
        inner = self._multiple(leaves[0]) if numbers and leaves else None
        return None if inner is None else ["*", str(numbers[0]), inner]

    # Samples

    def samples(self, count: int) -> tuple[Residues, Residues]:
        """Values of the variables and of their Lie derivatives, shape (variables, count) each.

        Where the field is zero, because it is not defined modulo the prime, another place is tried.
        """
        drawn = [self._drawn(count)]
        for _ in range(RETRIES):
            missing = count - sum(rates.shape[1] for _, rates in drawn)
            if missing > 0:
                drawn.append(self._drawn(2 * missing + SPARE))
        values, rates = (np.concatenate(parts, axis=1) for parts in zip(*drawn, strict=True))
        return values[:, :count], rates[:, :count]

    def _drawn(self, count: int) -> tuple[Residues, Residues]:
        self._budget.check()
        model, random = self._model, self._random
        theta = random.integers(-999, 1000, (len(model.parameters), count))
        inputs = random.integers(-999, 1000, (len(model.inputs), count))
        weights = random.integers(1, MODULUS, (model.family_size, count))
        field = self._fields.mixed(inputs, theta, weights)
        values, rates = [residues(theta)[0]], [field]
        for variable in self.variables:
            if variable.companion:
                value, differential = self._companion(variable.node, theta)
                values.append(value[None])
                rates.append((differential * field % MODULUS).sum(axis=0, keepdims=True) % MODULUS)
        kept = field.any(axis=0)
        return np.concatenate(values)[:, kept], np.concatenate(rates)[:, kept]

    def _companion(self, node: Node, theta: Residues) -> tuple[Residues, Residues]:
        """The value of a companion, and its differential (M, count)."""
        graph, count = self._model.graph, theta.shape[1]
        tape = Tape(graph, [node], len(theta))
        exact = {leaf: theta[leaf].astype(object) for leaf in tape.leaves.tolist()}
        exacts, undefined = exact_arguments(graph, tape.nodes, exact, count)
        calls = Calls(graph.functions, self._fields.base, undefined)
        swept = tape.forward(residues(theta[tape.leaves])[0][None], calls, exacts)
        differential = np.zeros(theta.shape, dtype=np.int64)
        ones = np.ones((1, count), dtype=np.int64)
        differential[tape.parameters] = tape.gradient(swept, ones, calls, exacts)[0]
        return swept[0, tape.roots[0]], differential

    # Classes

    def laws(self) -> Iterator[Polynomial]:
        """The conserved polynomials, class by class, degree by degree within a class."""
        self._check_size()
        by_degree = [self._keyed(degree) for degree in range(1, self._degree + 1)]
        keys = np.unique(np.concatenate([key for _, key in by_degree]))
        counts = sum(np.bincount(np.searchsorted(keys, key), minlength=len(keys)) for _, key in by_degree)
        values, rates = self.samples(int(np.max(counts)) + SPARE)
        for group in self._groups(by_degree, keys, np.asarray(counts), values, rates):
            yield from self._solved(group, values, rates)

    def _check_size(self) -> None:
        variables, total = len(self.variables), 1
        for degree in range(self._degree):
            total = total * (variables + degree) // (degree + 1)
            if total > MAX_MONOMIALS:
                raise OutOfBudget(f"more than {MAX_MONOMIALS} monomials of degree {self._degree}")

    def _keyed(self, degree: int) -> tuple[Indices, Indices]:
        """The monomials of a degree, sorted rows of variables, and the keys of their classes."""
        marks = self._marks
        monomials = np.zeros((1, 0), dtype=np.int64)
        key = np.zeros(1, dtype=np.int64)
        for _ in range(degree):
            last = monomials[:, -1] if monomials.shape[1] else np.zeros(1, dtype=np.int64)
            repeats = len(marks) - last
            ends = np.cumsum(repeats)
            following = np.arange(ends[-1]) - np.repeat(ends - repeats, repeats) + np.repeat(last, repeats)
            monomials = np.column_stack((np.repeat(monomials, repeats, axis=0), following))
            key = np.repeat(key, repeats) ^ marks[following]
        kept = self._reduced(monomials)
        return monomials[kept], key[kept]

    @cached_property
    def _marks(self) -> Indices:
        """The weights of the variables, as sums modulo 2 of random marks: different ones stay different."""
        marks: dict[int, int] = {}

        def mark(weight: int) -> int:
            total = 0
            while weight:
                top = weight.bit_length()
                total ^= marks.setdefault(top, int(self._random.integers(1 << 62)))
                weight ^= 1 << (top - 1)
            return total

        graph = self._model.graph
        weights = [self._grading.of(graph, variable.node) or 0 for variable in self.variables]
        return np.array([mark(weight) for weight in weights], dtype=np.int64)

    def _reduced(self, monomials: Indices) -> Indices:
        """Monomials that relations between companions do not make superfluous.

        These are exp(u)·exp(-u) = 1 and cosh(u)² = 1 + sinh(u)², for companions that follow one another.
        """
        kept = np.ones(len(monomials), dtype=bool)
        for at, variable in enumerate(self.variables):
            if variable.companion and variable.tree[1] == "cosh":
                kept &= (monomials == at).sum(axis=1) < 2
            if variable.companion and variable.tree[1] == "exp" and variable.tree[2][0] == "neg":
                kept &= ~((monomials == at).any(axis=1) & (monomials == at - 1).any(axis=1))
        return np.flatnonzero(kept)

    def _groups(
        self,
        by_degree: Sequence[tuple[Indices, Indices]],
        keys: Indices,
        counts: Indices,
        values: Residues,
        rates: Residues,
    ) -> Iterator[list[Monomial]]:
        """The classes that may hold laws."""
        owners = [np.searchsorted(keys, key) for _, key in by_degree]
        alive = np.ones(len(keys), dtype=bool)
        for (monomials, _), owner in zip(by_degree, owners, strict=True):
            single = np.flatnonzero(counts[owner] == 1)
            dead = derivatives(monomials[single], values[:, :2], rates[:, :2]).any(axis=1)
            alive[owner[single[dead]]] = False
        members: dict[int, list[Monomial]] = {}
        for (monomials, _), owner in zip(by_degree, owners, strict=True):
            kept = np.flatnonzero(alive[owner])
            for at, row in zip(owner[kept].tolist(), monomials[kept].tolist(), strict=True):
                members.setdefault(at, []).append(tuple(row))
        yield from self._deficient(list(members.values()), values, rates)

    def _deficient(
        self, classes: Sequence[list[Monomial]], values: Residues, rates: Residues
    ) -> Iterator[list[Monomial]]:
        """The classes whose monomials have linearly dependent Lie derivatives at the samples."""
        shapes: dict[tuple[int, ...], list[list[Monomial]]] = {}
        for one in classes:
            if len(one) > SMALL:
                yield one
            else:
                shapes.setdefault(tuple(map(len, one)), []).append(one)
        for shape, alike in shapes.items():
            samples = len(shape) + SPARE
            chunk = max(1, 2_000_000 // (len(shape) * samples))
            for start in range(0, len(alike), chunk):
                part = alike[start : start + chunk]
                columns = [
                    derivatives(np.array([one[at] for one in part]), values[:, :samples], rates[:, :samples])
                    for at in range(len(shape))
                ]
                dependent = dependent_rows(np.stack(columns, axis=1))
                yield from (part[at] for at in np.flatnonzero(dependent).tolist())

    def _solved(self, monomials: list[Monomial], values: Residues, rates: Residues) -> list[Polynomial]:
        """The laws of one class, in a basis with few terms."""
        self._budget.check()
        ordered = sorted(monomials, key=lambda m: (len(m), m))
        samples = len(ordered) + SPARE
        degrees = np.array([len(m) for m in ordered])
        rows = np.concatenate(
            [
                derivatives(
                    np.array([m for m in ordered if len(m) == degree]),
                    values[:, :samples],
                    rates[:, :samples],
                )
                for degree in np.unique(degrees).tolist()
            ]
        )
        matrix = flint.nmod_mat(samples, len(ordered), rows.T.ravel().tolist(), MODULUS)
        basis = sparsest(_kernel(matrix), self._random)
        return sorted(
            (_polynomial(ordered, row) for row in basis), key=lambda law: (law.degree, sorted(law.terms))
        )

    # Answers

    def independent(self, laws: Sequence[Polynomial]) -> Sequence[int]:
        """Laws whose differentials are linearly independent at a random point."""
        theta = self._random.integers(-999, 1000, (len(self._model.parameters), 1))
        size = len(self._model.parameters)
        values = [residues(theta)[0][:, 0]]
        slopes = [np.eye(size, dtype=np.int64)]
        for variable in self.variables:
            if variable.companion:
                value, differential = self._companion(variable.node, theta)
                values.append(value)
                slopes.append(differential.T)
        known, changes = np.concatenate(values), np.concatenate(slopes)
        rows = np.zeros((len(laws), size), dtype=np.int64)
        for at, law in enumerate(laws):
            for moving in law.variables:
                partial = _residue(law.derivative(moving), known)
                rows[at] = (rows[at] + partial * changes[moving]) % MODULUS
        kept: list[int] = independent_rows(rows).tolist()
        return kept

    def tree(self, law: Polynomial) -> Expression:
        """The law as an expression tree over the parameters."""
        names = [f"v{at}" for at in range(len(self.variables))]
        trees = dict(zip(names, (variable.tree for variable in self.variables), strict=True))
        return _written(polynomial_tree(law, names), trees)


def _signed(name: str, negative: Node, node: Node, tree: Expression) -> list[tuple[Node, Expression]]:
    """The arguments of companions: u, and for exp, which has no parity, -u after it."""
    return [(node, tree), (negative, ["neg", tree])] if name == "exp" else [(node, tree)]


def _written(tree: Expression, trees: Mapping[str, Expression]) -> Expression:
    if isinstance(tree, str):
        return trees.get(tree, tree)
    return [tree[0], *(_written(part, trees) for part in tree[1:])] if isinstance(tree, list) else tree


def _residue(polynomial: Polynomial, values: Residues) -> int:
    total = 0
    for monomial, coefficient in polynomial.terms.items():
        product = int(coefficient)
        for variable in monomial:
            product = product * int(values[variable]) % MODULUS
        total += product
    return total % MODULUS


def derivatives(monomials: Indices, values: Residues, rates: Residues) -> Residues:
    """L_X of monomials of one degree, rows of variables, where these have the values and L_X the rates.

    >>> derivatives(np.array([[0, 1]]), np.array([[2], [3]]), np.array([[5], [7]])).tolist()
    [[29]]
    """
    total = np.zeros((len(monomials), values.shape[1]), dtype=np.int64)
    for at in range(monomials.shape[1]):
        term = rates[monomials[:, at]]
        for other in range(monomials.shape[1]):
            if other != at:
                term = term * values[monomials[:, other]] % MODULUS
        total = (total + term) % MODULUS
    return total


def dependent_rows(stack: Residues) -> Indices:
    """Which matrices of a stack (K, rows, columns), columns ≥ rows, have linearly dependent rows."""
    stack = stack.copy()
    dependent = np.zeros(len(stack), dtype=bool)
    everyone = np.arange(len(stack))
    for row in range(stack.shape[1]):
        pivot = stack[:, row]
        column = (pivot != 0).argmax(axis=1)
        lead = pivot[everyone, column]
        dependent |= lead == 0
        below = stack[:, row + 1 :]
        factors = below[everyone, :, column]
        # lead·below - factor·pivot: no inverses, and the rank stays what it is where the lead is not 0.
        stack[:, row + 1 :] = (
            lead[:, None, None] * below % MODULUS - factors[:, :, None] * pivot[:, None] % MODULUS
        ) % MODULUS
    return dependent


def _kernel(matrix: flint.nmod_mat) -> Residues:
    """A basis of the vectors that a matrix annihilates, as rows."""
    space, nullity = matrix.nullspace()
    size = matrix.ncols()
    entries = [int(space[row, column]) for column in range(nullity) for row in range(size)]
    return np.array(entries, dtype=np.int64).reshape(nullity, size)


def sparsest(basis: Residues, random: Random) -> Indices:
    """A basis with few entries of the integers of which the given residues span the multiples.

    The rows of an echelon form have minimal supports. Which ones they are depends on the order of columns:
    they are improved by pairs (`sparser`), for several orders, and of all of them the shortest independent
    ones make the basis. Vectors without small integers are left out.
    """
    pool = np.zeros((0, basis.shape[1]), dtype=np.int64)
    best, order, idle = basis.size + 1, np.arange(basis.shape[1]), 0
    while len(basis) and idle < PATIENCE:
        pool = np.concatenate((pool, sparser(_echelon(basis, order))))
        pool = pool[np.argsort(np.count_nonzero(pool, axis=1), kind="stable")]
        pool = sparser(pool[independent_rows(pool % MODULUS)])
        size = int(np.count_nonzero(pool))
        idle = PATIENCE if len(basis) == 1 else 0 if size < best else idle + 1
        best, order = size, random.permutation(basis.shape[1])
    return pool


def _echelon(basis: Residues, order: Indices) -> Indices:
    """The rows of the reduced echelon form, for an order of columns, that are multiples of small integers."""
    rows, columns = basis.shape
    reduced, rank = flint.nmod_mat(rows, columns, basis[:, order].ravel().tolist(), MODULUS).rref()
    found = [integral([int(reduced[row, at]) for at in range(columns)]) for row in range(rank)]
    listed = np.array([row for row in found if row is not None], dtype=np.int64).reshape(-1, columns)
    return listed[:, np.argsort(order)]


def integral(residues_: Sequence[int]) -> list[int] | None:
    """The coprime integers of which residues are a multiple, if there are small ones.

    >>> integral([1, 0, (MODULUS + 1) // 2])
    [2, 0, 1]
    """
    values = [_rational(residue) for residue in residues_]
    known = [value for value in values if value is not None]
    if len(known) < len(values):
        return None
    scale = lcm(*(value.denominator for value in known))
    return [int(value * scale) for value in known]


def sparser(rows: Indices) -> Indices:
    """A basis of the same space with fewer entries: rows take multiples of others as long as that helps.

    >>> sparser(np.array([[1, 1, 0, 0, 1], [1, 1, 1, 1, 0]])).tolist()
    [[1, 1, 0, 0, 1], [0, 0, 1, 1, -1]]
    """
    rows, changed = rows.copy(), True
    while changed:
        changed = False
        for at in range(len(rows)):
            for other in range(len(rows)):
                shorter = _shortened(rows[at], rows[other]) if at != other else None
                if shorter is not None:
                    rows[at], changed = shorter, True
    return rows


def _shortened(row: Indices, other: Indices) -> Indices | None:
    """The row minus the multiple of another that cancels most, if that has fewer entries; coprime."""
    common = np.flatnonzero((row != 0) & (other != 0))
    if not len(common):
        return None
    _, starts, counts = np.unique(row[common] / other[common], return_index=True, return_counts=True)
    at = common[starts[counts.argmax()]]
    scale = gcd(int(row[at]), int(other[at]))
    difference = row * (other[at] // scale) - other * (row[at] // scale)
    if np.count_nonzero(difference) >= np.count_nonzero(row):
        return None
    shorter: Indices = difference // np.gcd.reduce(difference)
    return shorter if np.abs(shorter).max() < MODULUS else None


def _polynomial(monomials: Sequence[Monomial], row: Indices) -> Polynomial:
    """The polynomial with these coefficients, the first term of highest degree being positive."""
    terms = {m: value for m, value in zip(monomials, row.tolist(), strict=True) if value}
    first = terms[min(terms, key=lambda m: (-len(m), m))]
    return Polynomial(terms) if first > 0 else -Polynomial(terms)


def _rational(residue: int) -> Fraction | None:
    """The fraction with numerator and denominator up to √(p/2) that has the residue (Wang's algorithm)."""
    bound = isqrt(MODULUS // 2)
    r, s, t, u = MODULUS, residue, 0, 1
    while s > bound:
        quotient = r // s
        r, s, t, u = s, r - quotient * s, u, t - quotient * u
    return Fraction(s, u) if u and abs(u) <= bound else None
