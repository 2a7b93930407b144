"""Quadratic conserved quantities: infinitesimal linear symmetries with a symmetric generator (theory T9)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations_with_replacement
from typing import Final

from certsim.kernel.errors import LimitExceeded
from certsim.kernel.meter import metered
from certsim.kernel.statement.claim import Claim
from certsim.kernel.terms.calculus import evaluate
from certsim.kernel.terms.polynomial import Monomial, Polynomial
from certsim.kernel.terms.subspace import restrict
from certsim.symmetry.continuous.algebra import LieAlgebra

MAX_SYMMETRIC: Final = 40
"""Up to so many parameters all quadratic forms are looked at, beyond them sums of squares θ_i² only."""
WORK: Final = 1e8


@dataclass(frozen=True)
class QuadraticLaws:
    """A basis of the quadratic forms h with L_X h = 0, atoms taken as independent variables (theory T3).

    They are all such forms if `general`, otherwise those that are combinations of squares of parameters.
    """

    forms: tuple[Polynomial, ...]
    general: bool


def forms_of(claim: Claim, algebra: LieAlgebra) -> QuadraticLaws:
    """The quadratic forms ½θᵀHθ with DH in a Lie algebra of infinitesimal symmetries (theory T9)."""
    rates = claim.model.rates
    rows: dict[Monomial, dict[Monomial, Fraction | int]] = {}
    for k, field in enumerate(algebra.generators):
        for i, component in field.items():
            for monomial, coefficient in component.terms.items():
                value = Fraction(coefficient) / Fraction(rates.get(i, 1))
                for at, sign in _asymmetries(claim, i, monomial):
                    row = rows.setdefault(at, {})
                    row[(k,)] = row.get((k,), 0) + sign * value
    size = len(algebra.generators)
    solved = restrict(dict.fromkeys(map(Polynomial, rows.values())), size).images
    found = [_form(claim, algebra, solved, free) for free in range(size) if free not in solved]
    return QuadraticLaws(tuple(found), general=True)


def _asymmetries(claim: Claim, row: int, monomial: Monomial) -> list[tuple[Monomial, int]]:
    """Which entries of H - Hᵀ an entry of H stands in, with its sign; entries of frozen columns are 0."""
    if not monomial or monomial[0] in claim.model.frozen:
        return [((row, *monomial, -1), 1)]
    column = monomial[0]
    return [] if row == column else [((min(row, column), max(row, column)), 1 if row < column else -1)]


def _form(claim: Claim, algebra: LieAlgebra, solved: Mapping[int, Polynomial], free: int) -> Polynomial:
    """The form of one solution: that of a generator with what has to be added to make it symmetric."""
    weights = {free: Fraction(1)}
    weights |= {pivot: Fraction(image.terms.get((free,), 0)) for pivot, image in solved.items()}
    form = Polynomial.total(
        Polynomial.variable(i) * component * (weight / Fraction(claim.model.rates.get(i, 1)))
        for k, weight in weights.items()
        for i, component in algebra.generators[k].items()
    )
    scale = math.lcm(*(Fraction(c).denominator for c in form.terms.values()))
    whole = form * scale
    content = math.gcd(*(int(c) for c in whole.terms.values()))
    return whole * Fraction(1 if whole.terms[min(whole.terms)] > 0 else -1, content)


def find_quadratic_laws(claim: Claim) -> QuadraticLaws | None:
    """The quadratic conserved quantities of a claim's model, by exact linear algebra.

    Those of frozen parameters alone are left out: these are constants.

    With D = I, h = ½θᵀAθ is conserved if and only if ∇F·Aθ = 0. `None` where the gradients are too long to be
    written out.
    """
    count = claim.parameter_count
    general = count <= MAX_SYMMETRIC
    squares = [(i, i) for i in range(count)]
    forms = list(combinations_with_replacement(range(count), 2)) if general else squares
    forms = [form for form in forms if not claim.model.frozen.issuperset(form)]
    try:
        with metered(WORK):
            rows = [row for field in _fields(claim) for row in _conditions(forms, field)]
            return QuadraticLaws(tuple(_kernel(forms, rows)), general)
    except LimitExceeded:
        return None


def _fields(claim: Claim) -> Iterator[Mapping[int, Polynomial]]:
    tower, graph = claim.tower(), claim.model.graph
    for index in range(claim.model.family_size):
        components = claim.model.field(index, range(claim.parameter_count))
        values = evaluate(graph, list(components.values()), Polynomial.variable, tower)
        yield dict(zip(components, values, strict=True))


def _conditions(forms: Sequence[Monomial], field: Mapping[int, Polynomial]) -> list[Polynomial]:
    """What L_X of Σ b_k·forms[k] = 0 says, coefficient by coefficient: linear forms in the b_k."""
    rows: dict[Monomial, dict[Monomial, Fraction | int]] = {}
    for k, (i, j) in enumerate(forms):
        for left, right in ((i, j), (j, i)):
            component = field.get(right)
            if component is not None:
                for monomial, coefficient in (component * Polynomial.variable(left)).terms.items():
                    row = rows.setdefault(monomial, {})
                    row[(k,)] = row.get((k,), 0) + coefficient
    return list(dict.fromkeys(Polynomial(row) for row in rows.values()))


def _kernel(forms: Sequence[Monomial], rows: Sequence[Polynomial]) -> Iterator[Polynomial]:
    """The combinations of the forms whose coefficients solve the rows: a basis with integer coefficients."""
    solved = restrict(rows, len(forms)).images
    for free in range(len(forms)):
        if free not in solved:
            solution = {forms[free]: Fraction(1)}
            for pivot, image in solved.items():
                solution[forms[pivot]] = Fraction(image.terms.get((free,), 0))
            form = Polynomial(solution)
            yield form * math.lcm(*(Fraction(c).denominator for c in form.terms.values()))
