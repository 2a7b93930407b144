"""Laws to try, as expression trees."""

from __future__ import annotations

from collections.abc import Sequence

from certsim.algebra.budget import Budget, OutOfBudget
from certsim.algebra.rings import primitive
from certsim.kernel.rules.setting import Setting
from certsim.kernel.statement.claim import Claim
from certsim.kernel.terms.functions import Expression
from certsim.model.tree import polynomial_tree
from certsim.orbits.laws.solve import find_laws
from certsim.orbits.laws.symbolic import find_constants
from certsim.orbits.modular.functions import Unsupported


def find_law_trees(
    claim: Claim, degree: int, *, seed: int, budget: Budget
) -> tuple[Sequence[Expression], bool]:
    """Conserved quantities of the model up to a degree, and whether there are no others.

    Where no input is known that is meant, or laws have long coefficients, its fields are looked at as
    polynomials in parameters, inputs and calls: so laws are missed that need relations between calls.
    """
    try:
        space = find_laws(claim.model, degree, seed=seed, budget=budget)
    except OutOfBudget:
        return (), False
    except Unsupported:
        return in_calls(claim, degree, ()), False
    if space.exhaustive:
        return space.laws, not space.formal
    return in_calls(claim, degree, space.laws), False


def in_calls(claim: Claim, degree: int, found: Sequence[Expression]) -> Sequence[Expression]:
    """What the fields keep as polynomials in parameters, inputs and calls, if that is more than was found."""
    constants = find_constants(Setting.of(claim), degree)
    if len(constants) <= len(found):
        return found
    return [polynomial_tree(primitive(law), claim.model.parameters) for law in constants]
