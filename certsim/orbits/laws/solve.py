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
from typing import Final, TypeAlias

import numpy as np

from certsim.algebra.budget import Budget
from certsim.kernel.statement.model import KernelModel
from certsim.kernel.terms.functions import Expression
from certsim.kernel.terms.graph import Node
from certsim.kernel.terms.polynomial import ONE, Monomial, Polynomial
from certsim.orbits.laws.ansatz import Ansatz, Monomials
from certsim.orbits.modular.fields import Fields, Letters
from certsim.orbits.modular.formal import FormalFields
from certsim.orbits.modular.functions import Base, Calls, Unsupported, exact_arguments
from certsim.orbits.modular.inputs import Inputs
from certsim.orbits.modular.jets import MODULUS, Residues, residues
from certsim.orbits.modular.lift import sparsest
from certsim.orbits.modular.linear import Orthogonal, Random, independent_rows, nullspace, times
from certsim.orbits.modular.tape import Indices, Tape

SPARE: Final = 8
"""Rows beyond the number of unknowns: each makes a false solution as improbable as 2⁻³¹."""
RETRIES: Final = 5
MAX_PRODUCTS: Final = 20_000
"""Of so many products of laws it is known that they are none of their own."""
SMALL: Final = 32
"""Classes of so many monomials are treated many at once."""
PROBES: Final = 2
"""At so many samples a field is tried that may conserve what all before it do."""
LARGE: Final = 256
"""Classes of more monomials are solved field by field, for a field moves few of them."""


Class: TypeAlias = Sequence[Indices]
"""The monomials of a class: for each degree that they have an array with a row for each monomial."""
Classes: TypeAlias = Sequence[Indices]
"""Classes with as many monomials of each degree: arrays of shape (classes, monomials, degree)."""


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
        span, products = _Span(), list(map(_product, islice(_factors(kept, size), MAX_PRODUCTS)))
        for known in (*kept, *products):
            span.add(known)
        here = sorted((law for law in laws if law.degree == size), key=lambda law: len(law.terms))
        kept += [shortened(law, products) for law in here if span.add(law)]
    return kept


def shortened(law: Polynomial, others: Sequence[Polynomial]) -> Polynomial:
    """The law less multiples of others, as long as that makes it shorter, or squares of its products.

    >>> x, y = Polynomial.variable(0), Polynomial.variable(1)
    >>> shortened(x**2 + 2 * x * y, [x**2 + 2 * x * y + y**2])
    x1**2
    """
    best = law
    while True:
        near = [other for other in others if not other.terms.keys().isdisjoint(best.terms)]
        tried = [
            best - other * (Fraction(best.terms[monomial]) / other.terms[monomial])
            for other in near
            for monomial in other.terms.keys() & best.terms.keys()
        ]
        shortest = min((_primitive(one) for one in tried if one), key=_length, default=best)
        if _length(shortest) >= _length(best):
            return best
        best = shortest


def _length(law: Polynomial) -> tuple[int, int]:
    """How many terms there are, and how many of them are products of different variables."""
    return len(law.terms), sum(len({*monomial}) > 1 for monomial in law.terms)


def _primitive(law: Polynomial) -> Polynomial:
    """The multiple with coprime integer coefficients, the first term of highest degree being positive."""
    scale = math.lcm(*(Fraction(c).denominator for c in law.terms.values()))
    content = math.gcd(*(int(c * scale) for c in law.terms.values()))
    first = law.terms[min(law.terms, key=lambda m: (-len(m), m))]
    return law * (Fraction(scale, content) * (1 if first > 0 else -1))


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

    def samples(self, count: int, member: int | None = None) -> tuple[Residues, Residues]:
        """Values of the variables and of their Lie derivatives, shape (variables, count) each.

        They are along random combinations of the fields, or along those of one member of the family. Where
        the field is zero, because it is not defined modulo the prime, another place is tried.
        """
        drawn = [self._drawn(count, member)]
        for _ in range(RETRIES):
            missing = count - sum(rates.shape[1] for _, rates in drawn)
            if missing > 0:
                drawn.append(self._drawn(2 * missing + SPARE, member))
        values, rates = (np.concatenate(parts, axis=1) for parts in zip(*drawn, strict=True))
        if rates.shape[1] < count and (rates.size or self._has_roots):
            raise Unsupported("at too few places all roots have residues")
        return values[:, :count], rates[:, :count]

    def _drawn(self, count: int, member: int | None) -> tuple[Residues, Residues]:
        self._budget.check()
        model, random = self._model, self._random
        theta = random.integers(-999, 1000, (len(model.parameters), count))
        inputs = self._inputs.spread(random.integers(-999, 1000, (len(model.inputs), count)))
        if member is None:
            weights = random.integers(1, MODULUS, (model.family_size, count))
            field = self._fields.mixed(inputs, theta, weights)
        else:
            field = self._fields.values(Letters(np.full(count, member), inputs), theta)[0]
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
        values, rates = self.samples(int(sizes.max(initial=0, where=sizes <= LARGE)) + SPARE)
        if not rates.size:
            # No field moves anything: everything is conserved.
            yield from (
                Polynomial({tuple(row): 1}) for part in monomials for row in sorted(part.rows.tolist())
            )
            return
        found = [one for alike in _alike(monomials) for one in self._deficient(alike, values, rates)]
        for one in sorted(found, key=_first):
            yield from self._solved(one, values, rates)

    @property
    def _has_roots(self) -> bool:
        """Whether fields may vanish at samples because roots have no residues there."""
        return not self.formal and "sqrt" in self._model.graph.called

    def _deficient(self, alike: Classes, values: Residues, rates: Residues) -> Iterator[Class]:
        """The classes whose monomials have linearly dependent Lie derivatives at samples, or are many."""
        size = sum(part.shape[1] for part in alike)
        for samples in (size, size + SPARE) if size <= SMALL else ():
            alike = _dependent(alike, values[:, :samples], rates[:, :samples])
        yield from ([part[at] for part in alike] for at in range(len(alike[0])))

    def _large(self, monomials: Class) -> Residues:
        """The coefficients of conserved polynomials, solved for one member of the family after the other."""
        space = Orthogonal(sum(map(len, monomials)))
        for member in range(self._model.family_size):
            values, rates = self.samples(PROBES, member)
            moved = np.asarray(rates.any(axis=1))
            places = [moved[part].any(axis=1) for part in monomials]
            touched = [part[at] for part, at in zip(monomials, places, strict=True)]
            columns = np.flatnonzero(np.concatenate(places))
            if space.require(columns, _conditions(touched, values, rates)):
                values, rates = self.samples(space.dimension(columns) + SPARE, member)
                space.require(columns, _conditions(touched, values, rates))
        return space.basis()

    def _solved(self, monomials: Class, values: Residues, rates: Residues) -> list[Polynomial]:
        """The laws of one class, in a basis with few terms."""
        self._budget.check()
        size = sum(map(len, monomials))
        if size > LARGE:
            space = self._large(monomials)
        else:
            samples = size + SPARE
            space = nullspace(_conditions(monomials, values[:, :samples], rates[:, :samples]))
        basis = sparsest(space, self._random)
        self.exhaustive &= len(basis) == len(space)
        ordered = [tuple(row) for part in monomials for row in part.tolist()]
        return sorted(
            (_polynomial(ordered, row) for row in basis), key=lambda law: (law.degree, sorted(law.terms))
        )

    # Answers

    def independent(self, laws: Sequence[Polynomial]) -> Sequence[int]:
        """Laws whose differentials are linearly independent at a random point."""
        theta = self._random.integers(-999, 1000, (len(self._model.parameters), 1))
        values = [residues(theta)[0]]
        slopes = [np.zeros((0, len(theta)), dtype=np.int64)]
        for variable in self.ansatz.variables:
            if variable.companion:
                value, differential = self._companion(variable.node, theta)
                values.append(value[None])
                slopes.append(differential.T)
        known = np.concatenate(values)[:, 0].tolist()
        partials = np.zeros((len(laws), len(known)), dtype=np.int64)
        for at, law in enumerate(laws):
            for monomial, coefficient in law.terms.items():
                for place, moving in enumerate(monomial):
                    rest = math.prod(known[v] for v in monomial[:place] + monomial[place + 1 :])
                    partials[at, moving] += int(coefficient) * rest % MODULUS
        own, others = np.split(partials % MODULUS, [len(theta)], axis=1)
        kept: list[int] = independent_rows((own + times(others, np.concatenate(slopes))) % MODULUS).tolist()
        return kept


def _alike(monomials: Sequence[Monomials]) -> Iterator[Classes]:
    """The classes that have as many monomials of each degree as each other."""
    count = 1 + max(int(part.classes[-1]) for part in monomials if len(part.classes))
    sizes = [np.bincount(part.classes, minlength=count) for part in monomials]
    starts = [np.cumsum(size) - size for size in sizes]
    shape = np.zeros(count, dtype=np.int64)
    for size in sizes:
        _, shape = np.unique(shape * (1 + size.max()) + size, return_inverse=True)
    order = np.argsort(shape, kind="stable")
    for chosen in np.split(order, np.cumsum(np.bincount(shape))[:-1]):
        yield [
            part.rows[start[chosen, None] + np.arange(size[chosen[0]])]
            for part, size, start in zip(monomials, sizes, starts, strict=True)
            if size[chosen[0]]
        ]


def _dependent(alike: Classes, values: Residues, rates: Residues) -> Classes:
    """The classes whose monomials have linearly dependent Lie derivatives at the samples."""
    size = sum(part.shape[1] for part in alike)
    chunk = max(1, 2_000_000 // (size * values.shape[1]))
    chosen = np.zeros(len(alike[0]), dtype=bool)
    for start in range(0, len(chosen), chunk):
        parts = [part[start : start + chunk] for part in alike]
        rows = [
            derivatives(part.reshape(-1, part.shape[2]), values, rates).reshape(*part.shape[:2], -1)
            for part in parts
        ]
        chosen[start : start + chunk] = dependent_rows(np.concatenate(rows, axis=1))
    return [part[chosen] for part in alike]


def _conditions(monomials: Class, values: Residues, rates: Residues) -> Residues:
    """What the coefficients of conserved polynomials are orthogonal to: for each sample a row."""
    return np.concatenate([derivatives(part, values, rates) for part in monomials]).T


def _first(monomials: Class) -> Monomial:
    """A monomial of the lowest degree."""
    return tuple(monomials[0][0].tolist())


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


def _polynomial(monomials: Sequence[Monomial], row: Indices) -> Polynomial:
    """The polynomial with these coefficients, the first term of highest degree being positive."""
    terms = {m: value for m, value in zip(monomials, row.tolist(), strict=True) if value}
    first = terms[min(terms, key=lambda m: (-len(m), m))]
    return Polynomial(terms) if first > 0 else -Polynomial(terms)
