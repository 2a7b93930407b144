"""Finding which steps have arguments of one sign where conditions hold (theory T18)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, islice
from math import prod
from typing import Final

from certsim.algebra.budget import OutOfBudget
from certsim.algebra.facts import plain
from certsim.algebra.ideals import Ideal
from certsim.algebra.squares import find_squares
from certsim.kernel.evidence.records import Reference, Settled, Square
from certsim.kernel.rules.setting import Setting, sum_of_squares
from certsim.kernel.statement.model import Condition
from certsim.kernel.terms.polynomial import ONE, Polynomial
from certsim.kernel.terms.tower import Tower
from certsim.search import solver
from certsim.search.limits import Limits
from certsim.search.vanishing import positive

MAX_FACTORS: Final = 3
MAX_PRODUCTS: Final = 400
MAX_TERMS: Final = 12
"""Longer polynomials are not tried as sums of squares without weights."""
SECONDS: Final = 2.0
"""What the search for one step may take."""


def find_settled(setting: Setting, tower: Tower, limits: Limits) -> tuple[Settled, ...]:
    """The steps of a tower whose arguments are shown to have one sign by the conditions in force."""
    where = setting.claim.model.where
    conditions = [*setting.conditions, *where.conditions]
    references = [Reference("equation", at) for at in range(len(setting.restriction.curved))]
    references += [Reference("input", at) for at in range(len(where.equations))]
    ideal = Ideal([*setting.restriction.curved, *where.equations], deadline=limits.share(0.2).deadline)
    found = []
    for at, atom in enumerate(tower.atoms if conditions else ()):
        for is_positive in (False, True) if atom.function == "step" and not limits.expired else ():
            argument = atom.argument if is_positive else -atom.argument
            try:
                squares = _find_squares(ideal, argument, conditions, limits.share(0.2, SECONDS))
                rest = None if squares is None else argument - sum_of_squares(squares, conditions)
                cofactors = None if rest is None else ideal.cofactors(rest)
            except OutOfBudget:
                continue
            if squares is not None and cofactors is not None:
                pairs = zip(references, cofactors, strict=True)
                found.append(Settled(at, is_positive, squares, tuple((r, q) for r, q in pairs if q)))
                break
    return tuple(found)


def _find_squares(
    ideal: Ideal, polynomial: Polynomial, conditions: Sequence[Condition], limits: Limits
) -> tuple[Square, ...] | None:
    """The polynomial as a sum of products of the conditions, or of squares, modulo the ideal."""
    target = ideal.normal_form(polynomial)
    products = dict(islice(_products(positive(conditions)), MAX_PRODUCTS))
    reduced = {weight: ideal.normal_form(product) for weight, product in products.items()}
    inside = {weight: p for weight, p in reduced.items() if p.terms.keys() <= target.terms.keys()}
    for columns in (inside, reduced):
        found = solver.find_nonnegative(list(columns.values()), target, limits.share(0.4).deadline)
        if found is not None:
            return tuple(Square(c, weight, ONE) for c, weight in zip(found, columns, strict=True) if c)
    if limits.expired or len(target.terms) > MAX_TERMS:
        return None
    squares = find_squares(target)
    return None if squares is None else plain(squares)


def _products(factors: Mapping[int, Polynomial]) -> Iterator[tuple[tuple[int, ...], Polynomial]]:
    """The products of few of the factors, with the numbers of these; 1 is the first."""
    for size in range(MAX_FACTORS + 1):
        for chosen in combinations(sorted(factors), size):
            yield chosen, prod((factors[at] for at in chosen), start=ONE)
