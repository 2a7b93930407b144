"""Polynomials that every field keeps constant on a linear set, read off the fields (theory T3, T9).

This needs no values of the model's functions: it is for those that have no residues.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations_with_replacement
from math import comb
from typing import Final

from certsim.algebra.budget import OutOfBudget
from certsim.algebra.combinations import eliminate
from certsim.algebra.ideals import Ideal
from certsim.kernel.errors import InvalidCertificate, LimitExceeded
from certsim.kernel.meter import metered
from certsim.kernel.rules.setting import Setting
from certsim.kernel.terms.calculus import evaluate
from certsim.kernel.terms.polynomial import Monomial, Polynomial

MAX_WORK: Final = 20_000_000
MAX_MONOMIALS: Final = 300


def find_constants(setting: Setting, degree: int) -> list[Polynomial]:
    """A basis of the polynomials p up to a degree, without constant term, for which L_X p vanishes there.

    `setting` is about a set given by affine equations; on it p is a polynomial in the coordinates that these
    leave free, and none in frozen ones alone. Calls of functions count as independent of each other, so that
    there may be more such p. There are none where the fields are too long.
    """
    free = [at for at in range(setting.claim.parameter_count) if at not in setting.restriction.images]
    if setting.restriction.inconsistent or comb(len(free) + degree, degree) > MAX_MONOMIALS:
        return []
    frozen, equations = setting.claim.model.frozen, setting.claim.model.where.equations
    monomials = [
        monomial
        for size in range(1, degree + 1)
        for monomial in combinations_with_replacement(free, size)
        if not frozen.issuperset(monomial)
    ]
    try:
        with metered(MAX_WORK):
            fields = list(_fields(setting, free))
            rates = [Polynomial.total(_rate(monomial, field) for field in fields) for monomial in monomials]
            if equations:
                rates = list(map(Ideal(equations).normal_form, rates))
            relations = list(eliminate(rates, lambda _: True))
    except (InvalidCertificate, LimitExceeded, OutOfBudget):
        return []
    return [Polynomial({monomials[at]: c for at, c in relation.items()}) for relation in relations]


def _fields(setting: Setting, free: Sequence[int]) -> Iterator[Mapping[int, Polynomial]]:
    """The components of each field at the free coordinates, on the set, times a variable of its own.

    So what vanishes in a sum over all fields does so in each of them.
    """
    claim = setting.claim
    tower, found = claim.tower(), []
    for number in range(claim.model.family_size):
        components = claim.model.field(number, free)
        values = evaluate(claim.model.graph, list(components.values()), setting.restriction.value, tower)
        found.append(dict(zip(components, values, strict=True)))
    first = 1 + max((v for field in found for value in field.values() for v in value.variables), default=0)
    for number, field in enumerate(found, first):
        yield {at: value * Polynomial.variable(number) for at, value in field.items()}


def _rate(monomial: Monomial, field: Mapping[int, Polynomial]) -> Polynomial:
    """The Lie derivative of a monomial."""
    return Polynomial.total(
        Polynomial({monomial[:at] + monomial[at + 1 :]: 1}) * field[variable]
        for at, variable in enumerate(monomial)
        if variable in field
    )
