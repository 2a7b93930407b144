"""Polynomial conserved quantities by linear algebra modulo a prime (theory T9).

A polynomial h = Σ c_m·m is conserved iff Σ c_m·L_X m = 0 for all fields X. Values of the L_X m at random
points, along random combinations of fields at random inputs, are rows of a linear system for c. It splits
into the classes of the grading (`certsim.orbits.laws.grading`); most classes are small and have full rank at
once. What solves it modulo the prime and has small rational coefficients is proposed; the kernel proves it,
or not.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations_with_replacement, islice
from typing import Final

import flint
import numpy as np

from certsim.algebra.budget import Budget
from certsim.kernel.statement.model import KernelModel
from certsim.kernel.terms.functions import Expression
from certsim.kernel.terms.graph import Node
from certsim.kernel.terms.polynomial import ONE, Monomial, Polynomial
from certsim.orbits.laws.ansatz import Ansatz, Monomials
from certsim.orbits.modular.fields import Fields
from certsim.orbits.modular.formal import FormalFields
from certsim.orbits.modular.functions import Base, Calls, Unsupported, exact_arguments
from certsim.orbits.modular.inputs import Inputs
from certsim.orbits.modular.jets import MODULUS, Residues, residues
from certsim.orbits.modular.lift import sparsest
from certsim.orbits.modular.linear import Random, independent_rows
from certsim.orbits.modular.tape import Indices, Tape

SPARE: Final = 8
"""Rows beyond the number of unknowns: each makes a false solution as improbable as 2⁻³¹."""
RETRIES: Final = 5
MAX_PRODUCTS: Final = 20_000
"""Of so many products of laws it is known that they are none of their own."""
SMALL: Final = 32
"""Classes of so many monomials are treated many at once."""


@dataclass(frozen=True)
class LawSpace:
    """Linearly independent conserved quantities, and those of them that are functionally independent.

    Attributes:
        laws: expression trees over the parameters.
        chosen: the numbers of laws with independent differentials at generic points, as many as there are.
        exhaustive: whether there are no others: none was seen whose coefficients are no small integers.
        formal: whether calls are formal values, so that there may be others all the same.
    """

    laws: Sequence[Expression]
    chosen: Sequence[int]
    exhaustive: bool = True
    formal: bool = False


def find_laws(model: KernelModel, degree: int, *, seed: int = 0, budget: Budget | None = None) -> LawSpace:
    """All polynomials up to a degree, in parameters and companions, that are conserved by every field.

    With their products they span the space of these polynomials without terms in frozen parameters alone.
    They have few terms and coprime integer coefficients. Laws with coefficients beyond 2¹⁵ are missed, and
    that is said; others are with a probability of about 2⁻³¹ for each monomial. Where the values of the
    model's functions have no residues (theory T7), calls are formal values: laws are missed that need
    relations between calls.

    Raises:
        Unsupported: no input is known that is meant.
        OutOfBudget: the deadline passed, or there are too many monomials.
    """
    budget = budget or Budget()
    try:
        return _found(_Search(model, np.random.default_rng(seed), budget), degree)
    except Unsupported:
        return _found(_Search(model, np.random.default_rng(seed), budget, formal=True), degree)


def _found(search: _Search, degree: int) -> LawSpace:
    laws = without_products(list(search.laws(degree)), degree)
    trees = [search.ansatz.tree(law) for law in laws]
    return LawSpace(trees, search.independent(laws), search.exhaustive, search.formal)


def without_products(laws: Sequence[Polynomial], degree: int) -> list[Polynomial]:
    """Laws that with the products of laws up to a degree span what the given ones span, the shortest ones.

    >>> x, y = Polynomial.variable(0), Polynomial.variable(1)
    >>> without_products([x, x**2 + y, x**2, y], 2)
    [x0, x1]
    """
    kept: list[Polynomial] = []
    for size in range(1, degree + 1):
        span = _Span()
        for known in (*kept, *map(_product, islice(_factors(kept, size), MAX_PRODUCTS))):
            span.add(known)
        here = [law for law in laws if law.degree == size]
        kept += [law for law in sorted(here, key=lambda law: len(law.terms)) if span.add(law)]
    return [law for law in laws if law in kept]


def _factors(laws: Sequence[Polynomial], degree: int) -> Iterator[Sequence[Polynomial]]:
    """Laws, two at least, whose degrees have at most this sum; they may be repeated."""
    for count in range(2, degree + 1):
        chosen = combinations_with_replacement(laws, count)
        yield from (factors for factors in chosen if sum(law.degree for law in factors) <= degree)


def _product(factors: Iterable[Polynomial]) -> Polynomial:
    return math.prod(factors, start=ONE)


class _Span:
    """A space of polynomials modulo the prime."""

    def __init__(self) -> None:
        self._rows: dict[Monomial, dict[Monomial, int]] = {}

    def add(self, polynomial: Polynomial) -> bool:
        """Whether a polynomial is not in the space, to which it is added."""
        row = {m: int(c) % MODULUS for m, c in polynomial.terms.items()}
        while row:
            lead = min(row)
            known = self._rows.get(lead)
            if known is None:
                scale = pow(row[lead], -1, MODULUS)
                self._rows[lead] = {m: c * scale % MODULUS for m, c in row.items()}
                return True
            factor = row[lead]
            moved = {m: (row.get(m, 0) - factor * c) % MODULUS for m, c in known.items()}
            row = {m: c for m, c in (row | moved).items() if c}
        return False


class _Search:
    """The linear systems of one model."""

    def __init__(self, model: KernelModel, random: Random, budget: Budget, *, formal: bool = False) -> None:
        """Takes whether calls are formal values; then laws are looked for among polynomials alone."""
        self._model: Final = model
        self._random: Final = random
        self._budget: Final = budget
        base = Base.parametrised(1, *random.integers(2, MODULUS - 1, 2).tolist())
        still = [Fraction(0)] * len(model.parameters)
        self._fields: Final = FormalFields(model, still) if formal else Fields(model, base)
        self._inputs: Final = Inputs(model)
        self.ansatz: Final = Ansatz(model, random, companions=not formal)
        self.formal: Final = formal
        self.exhaustive = True

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
        inputs = self._inputs.spread(random.integers(-999, 1000, (len(model.inputs), count)))
        weights = random.integers(1, MODULUS, (model.family_size, count))
        field = self._fields.mixed(inputs, theta, weights)
        values, rates = [residues(theta)[0]], [field]
        for variable in self.ansatz.variables:
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

    def laws(self, degree: int) -> Iterator[Polynomial]:
        """The conserved polynomials, class by class, degree by degree within a class."""
        monomials = self.ansatz.monomials(degree)
        sizes = np.bincount(np.concatenate([part.classes for part in monomials]), minlength=1)
        wanted = int(np.max(sizes)) + SPARE
        values, rates = self.samples(wanted)
        if rates.shape[1] < wanted and (rates.size or self._has_roots):
            raise Unsupported("at too few places all roots have residues")
        if not rates.size:
            # No field moves anything: everything is conserved.
            yield from (Polynomial({tuple(row): 1}) for part in monomials for row in part.rows.tolist())
            return
        for group in self._groups(monomials, sizes, values, rates):
            yield from self._solved(group, values, rates)

    @property
    def _has_roots(self) -> bool:
        """Whether fields may vanish at samples because roots have no residues there."""
        return not self.formal and "sqrt" in self._model.graph.called

    def _groups(
        self, monomials: Sequence[Monomials], sizes: Indices, values: Residues, rates: Residues
    ) -> Iterator[list[Monomial]]:
        """The classes that may hold laws."""
        alive = np.ones(len(sizes), dtype=bool)
        for part in monomials:
            single = np.flatnonzero(sizes[part.classes] == 1)
            dead = derivatives(part.rows[single], values[:, :2], rates[:, :2]).any(axis=1)
            alive[part.classes[single[dead]]] = False
        members: dict[int, list[Monomial]] = {}
        for part in monomials:
            kept = np.flatnonzero(alive[part.classes])
            for at, row in zip(part.classes[kept].tolist(), part.rows[kept].tolist(), strict=True):
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
        space = _kernel(matrix)
        basis = sparsest(space, self._random)
        self.exhaustive &= len(basis) == len(space)
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
        for variable in self.ansatz.variables:
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


def _polynomial(monomials: Sequence[Monomial], row: Indices) -> Polynomial:
    """The polynomial with these coefficients, the first term of highest degree being positive."""
    terms = {m: value for m, value in zip(monomials, row.tolist(), strict=True) if value}
    first = terms[min(terms, key=lambda m: (-len(m), m))]
    return Polynomial(terms) if first > 0 else -Polynomial(terms)
