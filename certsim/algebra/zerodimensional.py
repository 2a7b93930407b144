"""All real points of systems with finitely many complex ones, exactly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random
from typing import Any, Final

import flint

from certsim.algebra.algebraic import Point, Value, in_field, real_fields
from certsim.algebra.budget import Budget, OutOfBudget
from certsim.algebra.groebner import GroebnerBasis, groebner_basis
from certsim.algebra.rings import Element, Exponents, Ring, to_fraction

MAX_SOLUTIONS: Final = 72
"""Complex solutions, with multiplicities, beyond which a system is given up."""


MAX_FIELD_DEGREE: Final = 16
"""Points in larger number fields are given up: nobody wants to compute with them."""


def is_zero_dimensional(basis: GroebnerBasis, ring: Ring) -> bool:
    """Whether there are finitely many complex zeros: some power of every variable is a leading monomial."""
    bounded = {lead.index(max(lead)) for lead in basis.leading if sum(map(bool, lead)) == 1}
    return basis.is_unit or len(bounded) == len(ring.variables)


def real_points(ring: Ring, elements: Sequence[Element], rng: Random, budget: Budget) -> Iterator[Point]:
    """The real zeros of a zero-dimensional ideal, those with few complex conjugates first.

    The minimal polynomial of each variable modulo the ideal is factored and its factors are branches.
    Where all are irreducible, Seidenberg's lemma makes the ideal radical, and a linear form that
    separates the zeros gives them as polynomials in one algebraic number (shape lemma).

    Raises:
        OutOfBudget: too many zeros, too large a number field, or too little time.
    """
    basis = groebner_basis(ring, elements, budget)
    if basis.is_unit:
        return
    quotient = _Quotient(ring, basis, budget)
    for variable in range(len(ring.variables)):
        generator = ring.context.gen(variable)
        minimal = quotient.minimal_polynomial(generator)
        factors = [f for f, _ in minimal.factor()[1]]
        if len(factors) > 1 or factors[0].degree() < minimal.degree():
            for factor in sorted(factors, key=lambda f: f.degree()):
                if _has_real_root(factor):
                    yield from real_points(ring, [*basis.elements, _composed(factor, generator)], rng, budget)
            return
        if not _has_real_root(minimal):
            return
        _check_degree(minimal)
    yield from _by_shape_lemma(ring, quotient, rng)


def _composed(polynomial: Any, element: Element) -> Element:
    """The value of a univariate polynomial at an element of the ring (Horner)."""
    value = element - element
    for coefficient in reversed(polynomial.coeffs()):
        value = value * element + coefficient
    return value


def _check_degree(irreducible: Any) -> None:
    if irreducible.degree() > MAX_FIELD_DEGREE:
        raise OutOfBudget(f"a number field of a degree over {MAX_FIELD_DEGREE}")


def _has_real_root(irreducible: Any) -> bool:
    return irreducible.degree() % 2 == 1 or any(True for _ in real_fields(irreducible))


class _Quotient:
    """The finite-dimensional algebra Q[variables]/I with its basis of standard monomials."""

    def __init__(self, ring: Ring, basis: GroebnerBasis, budget: Budget) -> None:
        self._ring: Final = ring
        self._basis: Final = basis
        self._budget: Final = budget
        self._rows: Final = {m: i for i, m in enumerate(_standard_monomials(ring, basis))}
        self.dimension: Final = len(self._rows)

    def vector(self, element: Element) -> list[Any]:
        entries = [flint.fmpq(0)] * self.dimension
        for encoded, coefficient in element.terms():
            entries[self._rows[self._ring.decode(encoded)]] = coefficient
        return entries

    def powers(self, element: Element) -> list[list[Any]]:
        """1, u, u², …, u^dimension as vectors."""
        current, vectors = self._ring.one, []
        for _ in range(self.dimension + 1):
            vectors.append(self.vector(current))
            current = self._basis.normal_form(current * element, self._budget)
        return vectors

    def minimal_polynomial(self, element: Element) -> Any:
        """The monic polynomial of least degree that vanishes at the element (Krylov)."""
        reduced, rank = flint.fmpq_mat(_transposed(self.powers(element))).rref()
        return flint.fmpq_poly([-reduced[i, rank] for i in range(rank)] + [1])

    def expressed(self, elements: Sequence[Element], element: Element) -> list[Any]:
        """The elements as polynomials in one whose powers span the algebra."""
        matrix = flint.fmpq_mat(_transposed(self.powers(element)[:-1]))
        right = flint.fmpq_mat(_transposed([self.vector(self._normal(e)) for e in elements]))
        solution = matrix.solve(right)
        return [
            flint.fmpq_poly([solution[i, j] for i in range(self.dimension)]) for j in range(len(elements))
        ]

    def _normal(self, element: Element) -> Element:
        return self._basis.normal_form(element, self._budget)


def _transposed(rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]


def _standard_monomials(ring: Ring, basis: GroebnerBasis) -> list[Exponents]:
    """The monomials that no leading monomial divides, by degree."""
    leads = basis.leading
    layer: set[Exponents] = {(0,) * len(ring.variables)}
    found: list[Exponents] = []
    while layer:
        found.extend(sorted(layer))
        if len(found) > MAX_SOLUTIONS:
            raise OutOfBudget(f"more than {MAX_SOLUTIONS} complex zeros")
        raised = {(*m[:i], m[i] + 1, *m[i + 1 :]) for m in layer for i in range(len(m))}
        layer = {m for m in raised if not any(all(a <= b for a, b in zip(q, m, strict=True)) for q in leads)}
    return found


def _by_shape_lemma(ring: Ring, quotient: _Quotient, rng: Random) -> Iterator[Point]:
    generators = [ring.context.gen(i) for i in range(len(ring.variables))]
    separating, minimal = _separating(ring, generators, quotient, rng)
    coordinates = quotient.expressed(generators, separating)
    for factor, _ in sorted(minimal.factor()[1], key=lambda item: item[0].degree()):
        if factor.degree() == 1:
            root = -factor[0] / factor[1]
            values: list[Value] = [to_fraction(c(root)) for c in coordinates]
            yield Point(dict(zip(ring.variables, values, strict=True)))
            continue
        _check_degree(factor)
        for field in real_fields(factor):
            values = [in_field(c, field) for c in coordinates]
            yield Point(dict(zip(ring.variables, values, strict=True)), field)


def _separating(
    ring: Ring, generators: Sequence[Element], quotient: _Quotient, rng: Random
) -> tuple[Element, Any]:
    """A linear form with different values at different zeros, and its minimal polynomial."""
    for attempt in range(60):
        size = 1 + attempt // 4
        form = (
            generators[attempt]
            if attempt < len(generators)
            else sum((rng.randint(-size, size) * g for g in generators), ring.zero)
        )
        minimal = quotient.minimal_polynomial(form)
        if minimal.degree() == quotient.dimension:
            return form, minimal
    raise OutOfBudget("no separating linear form found")
