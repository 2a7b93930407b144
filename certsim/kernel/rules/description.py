"""A set in other equations (docs/rules.md: description)."""

from __future__ import annotations

from collections.abc import Sequence

from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.evidence.records import (
    Combination,
    Component,
    Description,
    NoPointBySolver,
    Vanishing,
    VanishingBySolver,
)
from certsim.kernel.rules.domain import in_domain
from certsim.kernel.rules.empty import no_real_point
from certsim.kernel.rules.setting import (
    Assumptions,
    Setting,
    combine,
    is_positive_power,
    product_of,
    require_equal,
    sum_of_squares,
)
from certsim.kernel.statement.claim import Claim
from certsim.kernel.statement.model import Condition
from certsim.kernel.terms.polynomial import Polynomial


def vanishing(
    setting: Setting, polynomial: Polynomial, evidence: Vanishing, domain: Sequence[Condition] = ()
) -> None:
    """Shows that f = 0 on S, from (∏h)^N·f^m + Σ c·w·s² ∈ (g): membership, radical, real radical (T5, T6).

    On S all g are zero and no h is. Without squares f = 0 follows at once. With squares m is even, and N is
    too if some condition is h ≠ 0, and the weights w are positive on S, so that every summand is
    non-negative, and again f = 0 (Stengle's form). Conditions of the domain count as those of S.
    """
    conditions = [*setting.conditions, *domain]
    positive_power = is_positive_power(conditions, evidence.power)
    if evidence.exponent < 1 or (evidence.squares and (evidence.exponent % 2 or not positive_power)):
        raise InvalidCertificate("these exponents do not make a polynomial vanish")
    positive = product_of(conditions) ** evidence.power * polynomial**evidence.exponent
    found = combine(evidence.cofactors, {"equation": setting.restriction.curved})
    expected = positive + sum_of_squares(evidence.squares, conditions)
    require_equal(setting, expected, found, "a new equation of the set")


def vanishes(
    setting: Setting,
    polynomial: Polynomial,
    evidence: Vanishing | VanishingBySolver,
    domain: Sequence[Condition] = (),
) -> Assumptions:
    """Shows that f = 0 on S, by an identity or by the solver."""
    if isinstance(evidence, Vanishing):
        vanishing(setting, polynomial, evidence, domain)
        return ()
    conditions = (*setting.conditions, *domain, Condition(polynomial, "!="))
    known = {"equation": setting.restriction.curved}
    return no_real_point(setting, known, conditions, NoPointBySolver(evidence.version))


def describe(setting: Setting, evidence: Description) -> tuple[Setting, Assumptions]:
    """S by other equations f: each vanishes on S, and each old equation is in (f), so S = V(f) ∩ H.

    The affine equations, a contradiction among them, and the conditions stay. If conditions of the domain are
    used, that is so in the domain: off it every point is an orbit.
    """
    if len(evidence.vanishing) != len(evidence.equations):
        raise InvalidCertificate("every new equation needs its own reason to vanish on the set")
    domain = in_domain(setting, evidence.domain)
    assumed: Assumptions = ()
    for polynomial, reason in zip(evidence.equations, evidence.vanishing, strict=True):
        assumed += vanishes(setting, polynomial, reason, domain)
    return part(setting, evidence.equations, evidence.implied), assumed


def part(setting: Setting, equations: Sequence[Polynomial], implied: Sequence[Combination]) -> Setting:
    """A part of S by other equations: each curved equation of S is a combination of them."""
    require_leaves(setting.claim, equations)
    if len(implied) != len(setting.restriction.curved):
        raise InvalidCertificate("every old equation has to follow from the new ones")
    for old, combination in zip(setting.restriction.curved, implied, strict=True):
        require_equal(setting, old, combine(combination, {"equation": equations}), "an old equation")
    return setting.narrowed(equations)


def component(setting: Setting, evidence: Component | None) -> Setting:
    """The part of V that a component names, with the conditions; all of it if there is none."""
    return setting if evidence is None else part(setting, evidence.equations, evidence.implied)


def require_leaves(claim: Claim, polynomials: Sequence[Polynomial]) -> None:
    """The polynomials mention parameters and constants only."""
    for polynomial in polynomials:
        if any(v >= len(claim.names) or v in claim.inputs for v in polynomial.variables):
            raise InvalidCertificate("an equation of a candidate is in its parameters and constants only")
