"""A set in other equations (docs/rules.md: description)."""

from __future__ import annotations

from collections.abc import Sequence

from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.evidence.records import Description, NoPointBySolver, Vanishing, VanishingBySolver
from certsim.kernel.rules.empty import no_real_point
from certsim.kernel.rules.setting import (
    Assumptions,
    Setting,
    combine,
    is_positive_power,
    require_equal,
    sum_of_squares,
)
from certsim.kernel.statement.claim import Claim
from certsim.kernel.statement.model import Condition
from certsim.kernel.terms.polynomial import Polynomial


def vanishing(setting: Setting, polynomial: Polynomial, evidence: Vanishing) -> None:
    """Shows that f = 0 on S, from (∏h)^N·f^m + Σ c·w·s² ∈ (g): membership, radical, real radical (T5, T6).

    On S all g are zero and no h is. Without squares f = 0 follows at once. With squares m is even, and N is
    too if some condition is h ≠ 0, and the weights w are positive on S, so that every summand is
    non-negative, and again f = 0 (Stengle's form).
    """
    positive_power = is_positive_power(setting.conditions, evidence.power)
    if evidence.exponent < 1 or (evidence.squares and (evidence.exponent % 2 or not positive_power)):
        raise InvalidCertificate("these exponents do not make a polynomial vanish")
    positive = setting.off**evidence.power * polynomial**evidence.exponent
    found = combine(evidence.cofactors, {"equation": setting.restriction.curved})
    expected = positive + sum_of_squares(evidence.squares, setting.conditions)
    require_equal(setting, expected, found, "a new equation of the set")


def vanishes(
    setting: Setting, polynomial: Polynomial, evidence: Vanishing | VanishingBySolver
) -> Assumptions:
    """Shows that f = 0 on S, by an identity or by the solver."""
    if isinstance(evidence, Vanishing):
        vanishing(setting, polynomial, evidence)
        return ()
    conditions = (*setting.conditions, Condition(polynomial, "!="))
    known = {"equation": setting.restriction.curved}
    return no_real_point(setting, known, conditions, NoPointBySolver(evidence.version))


def describe(setting: Setting, evidence: Description) -> tuple[Setting, Assumptions]:
    """S by other equations f: each vanishes on S, and each old equation is in (f), so S = V(f) ∩ H.

    The affine equations, a contradiction among them, and the conditions stay.
    """
    require_leaves(setting.claim, evidence.equations)
    if len(evidence.vanishing) != len(evidence.equations):
        raise InvalidCertificate("every new equation needs its own reason to vanish on the set")
    if len(evidence.implied) != len(setting.restriction.curved):
        raise InvalidCertificate("every old equation has to follow from the new ones")
    assumed: Assumptions = ()
    for polynomial, reason in zip(evidence.equations, evidence.vanishing, strict=True):
        assumed += vanishes(setting, polynomial, reason)
    for old, combination in zip(setting.restriction.curved, evidence.implied, strict=True):
        require_equal(setting, old, combine(combination, {"equation": evidence.equations}), "an old equation")
    return setting.narrowed(evidence.equations), assumed


def require_leaves(claim: Claim, polynomials: Sequence[Polynomial]) -> None:
    """The polynomials mention parameters and constants only."""
    for polynomial in polynomials:
        if any(v >= len(claim.names) or v in claim.inputs for v in polynomial.variables):
            raise InvalidCertificate("an equation of a candidate is in its parameters and constants only")
