"""Finding that a polynomial vanishes on a set: in its ideal, its radical, its real radical (theory T6)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations_with_replacement

from certsim.algebra.budget import OutOfBudget
from certsim.algebra.ideals import Ideal
from certsim.algebra.squares import find_squares_among
from certsim.kernel.claim import Condition
from certsim.kernel.errors import LimitExceeded
from certsim.kernel.evidence import Combination, Reference, Vanishing, VanishingBySolver
from certsim.kernel.polynomial import ONE, Polynomial
from certsim.kernel.rules import Setting
from certsim.kernel.smt import question
from certsim.search import solver
from certsim.search.limits import Limits

EXPONENTS = (1, 2, 3, 4)
MAX_POWER = 3
MAX_BASIS = 40


def combination(cofactors: Sequence[Polynomial]) -> Combination:
    """Cofactors of the curved equations, in their order, as evidence."""
    return tuple((Reference("equation", at), q) for at, q in enumerate(cofactors) if q)


def find_vanishing(
    setting: Setting, polynomial: Polynomial, limits: Limits
) -> Vanishing | VanishingBySolver | None:
    """Evidence that the polynomial is zero on the set: an identity, else the solver's word."""
    ideal = Ideal(setting.restriction.curved, deadline=limits.share(0.6).deadline)
    try:
        found = _find_power(setting, ideal, polynomial) or _find_squares(setting, ideal, polynomial)
    except (OutOfBudget, LimitExceeded):
        found = None
    if found is not None or "z3" not in limits.allow:
        return found
    conditions = [*setting.conditions, Condition(polynomial, "!=")]
    query = question(setting.claim.names.__getitem__, setting.restriction.curved, conditions)
    unsatisfiable = solver.ask(query, limits.share(0.8).seconds_left) == "unsat"
    return VanishingBySolver(solver.version()) if unsatisfiable else None


def _find_power(setting: Setting, ideal: Ideal, polynomial: Polynomial) -> Vanishing | None:
    """h^N·f^m in the ideal."""
    for exponent in EXPONENTS:
        power = MAX_POWER if setting.conditions else 0
        found = ideal.cofactors_with_multiplier(polynomial**exponent, setting.off, power)
        if found is not None:
            return Vanishing(found[0], exponent, (), combination(found[1]))
    return None


def _find_squares(setting: Setting, ideal: Ideal, polynomial: Polynomial) -> Vanishing | None:
    """h^N·f^m + Σ c·s² in the ideal, N and m even: -h^N·f^m is a sum of squares modulo the ideal."""
    for exponent in (2, 4):
        for power in (0, 2) if setting.conditions else (0,):
            target = setting.off**power * polynomial**exponent
            for basis in _bases(ideal, target):
                squares = find_squares_among(basis, -target, ideal.normal_form)
                if not squares:
                    continue
                total = target + Polynomial.total(s * s * c for c, s in squares)
                cofactors = ideal.cofactors(total)
                if cofactors is not None:
                    return Vanishing(power, exponent, tuple(squares), combination(cofactors))
    return None


def _bases(ideal: Ideal, target: Polynomial) -> Iterator[list[Polynomial]]:
    """Monomials up to a degree, reduced: where the squares may come from."""
    variables = sorted(target.variables.union(*(g.variables for g in ideal.generators)))
    highest = max([target.degree, *(g.degree for g in ideal.generators)])
    for degree in range(1, (highest + 1) // 2 + 1):
        monomials = [
            Polynomial({m: 1}) for d in range(degree + 1) for m in combinations_with_replacement(variables, d)
        ]
        standard = [m for m in monomials if ideal.normal_form(m) == m]
        if len(standard) > MAX_BASIS:
            return
        yield [m for m in standard if m != ONE] or standard
        yield standard
