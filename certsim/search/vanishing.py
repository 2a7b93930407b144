"""Finding that polynomials vanish on a set: in its ideal, its radical, its real radical (theory T6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from certsim.algebra import description
from certsim.algebra.budget import OutOfBudget
from certsim.algebra.ideals import Ideal
from certsim.kernel.errors import LimitExceeded
from certsim.kernel.evidence.records import Combination, Reference, Vanishing, VanishingBySolver
from certsim.kernel.rules.setting import product_of
from certsim.kernel.statement.claim import Claim
from certsim.kernel.statement.model import Condition
from certsim.kernel.statement.question import question
from certsim.kernel.terms.polynomial import Polynomial
from certsim.search import solver
from certsim.search.limits import Limits

EXPONENTS = (1, 2, 3, 4)
MAX_POWER = 3


@dataclass(frozen=True)
class Where:
    """The zeros of equations, as they stand, where conditions hold."""

    claim: Claim
    curved: Sequence[Polynomial]
    conditions: Sequence[Condition] = ()

    @property
    def off(self) -> Polynomial:
        return product_of(self.conditions)


def combination(cofactors: Sequence[Polynomial]) -> Combination:
    """Cofactors of the curved equations, in their order, as evidence."""
    return tuple((Reference("equation", at), q) for at, q in enumerate(cofactors) if q)


def positive(conditions: Sequence[Condition], numbers: Sequence[int] | None = None) -> dict[int, Polynomial]:
    """What the conditions say is positive, by their numbers: the weights of squares are made of these.

    If no others are given, they are numbered in their order.
    """
    pairs = zip(range(len(conditions)) if numbers is None else numbers, conditions, strict=True)
    return {at: c.positive for at, c in pairs if c.relation != "!="}


def evidence(found: description.Vanishing) -> Vanishing:
    """An identity of the algebra's as the kernel reads it."""
    return Vanishing(found.multiplier_power, found.power, found.squares, combination(found.cofactors))


def find_vanishing(
    where: Where, polynomials: Sequence[Polynomial], limits: Limits
) -> list[Vanishing | VanishingBySolver] | None:
    """Evidence that each of the polynomials is zero on the set: an identity, else the solver's word."""
    reasons: list[Vanishing | VanishingBySolver | None] = list(_find_powers(where, polynomials, limits))
    left = [at for at, reason in enumerate(reasons) if reason is None]
    for at, found in zip(left, _find_squares(where, [polynomials[at] for at in left], limits), strict=True):
        reasons[at] = found or _ask(where, polynomials[at], limits.share(0.5))
        if reasons[at] is None:
            return None
    return [reason for reason in reasons if reason is not None]


def _find_powers(where: Where, polynomials: Sequence[Polynomial], limits: Limits) -> list[Vanishing | None]:
    """h^N·f^m in the ideal, for each f."""
    ideal = Ideal(where.curved, deadline=limits.share(0.3).deadline)
    return [_find_power(where, ideal, polynomial) for polynomial in polynomials]


def _find_power(where: Where, ideal: Ideal, polynomial: Polynomial) -> Vanishing | None:
    try:
        for exponent in EXPONENTS:
            power = MAX_POWER if where.conditions else 0
            found = ideal.cofactors_with_multiplier(polynomial**exponent, where.off, power)
            if found is not None:
                return Vanishing(found[0], exponent, (), combination(found[1]))
    except (OutOfBudget, LimitExceeded):
        pass
    return None


def _find_squares(where: Where, polynomials: Sequence[Polynomial], limits: Limits) -> list[Vanishing | None]:
    """Identities with sums of squares, looked for together: one may help another."""
    if not polynomials:
        return []
    multiplier = where.off if where.conditions else None
    found = description.find_vanishing(
        polynomials,
        where.curved,
        multiplier,
        limits.share(0.6).deadline,
        positive(where.conditions),
    )
    return [None if one is None else evidence(one) for one in found]


def _ask(where: Where, polynomial: Polynomial, limits: Limits) -> VanishingBySolver | None:
    if "z3" not in limits.allow:
        return None
    conditions = [*where.conditions, Condition(polynomial, "!=")]
    query = question(where.claim.names.__getitem__, where.curved, conditions)
    unsatisfiable = solver.ask(query, limits.deadline) == "unsat"
    return VanishingBySolver(solver.version()) if unsatisfiable else None
