"""No real point: by an identity, by the solver, or outside the domain of the model."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from certsim.kernel.errors import InvalidCertificate, excerpt
from certsim.kernel.evidence.records import Empty, NoPoint, NoPointByIdentity, OutsideDomain
from certsim.kernel.rules.atoms import require_listed
from certsim.kernel.rules.domain import in_domain
from certsim.kernel.rules.setting import (
    RELU,
    Assumption,
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
from certsim.kernel.statement.question import question
from certsim.kernel.terms.calculus import evaluate, gradient
from certsim.kernel.terms.functions import Domain
from certsim.kernel.terms.graph import Node
from certsim.kernel.terms.polynomial import ONE, Polynomial


def no_real_point(
    setting: Setting,
    known: Mapping[str, Sequence[Polynomial]],
    conditions: Sequence[Condition],
    evidence: NoPoint,
    *,
    weights: Sequence[Condition] | None = None,
    generic: bool = False,
) -> Assumptions:
    """The known polynomials have no common real zero where the conditions hold.

    By an identity (∏h)^N·p + Σ c·w·s² = Σ q·(known), where p is 1, or for generic constants a non-zero
    polynomial in them; where there are squares p is 1, and N is even if some condition is h ≠ 0. The weights
    w are products of the conditions given here, and of no others; `weights` are these with other numbers.
    Or by the solver, as an assumption.
    """
    if not isinstance(evidence, NoPointByIdentity):
        return (_solver_says(setting, known, conditions, evidence.version),)
    _require_generic(setting.claim, evidence.generic, generic)
    if evidence.squares and (evidence.generic != ONE or not is_positive_power(conditions, evidence.power)):
        raise InvalidCertificate("beside squares, what is positive has to be a square itself")
    positive = product_of(conditions) ** evidence.power * evidence.generic
    expected = positive + sum_of_squares(evidence.squares, conditions if weights is None else weights)
    require_equal(setting, expected, combine(evidence.cofactors, known), "no real point")
    return ()


def _require_generic(claim: Claim, polynomial: Polynomial, allowed: bool) -> None:
    if not polynomial or any(v not in claim.constants for v in polynomial.variables):
        raise InvalidCertificate("what is not zero for generic constants is a polynomial in the constants")
    if polynomial != ONE and not allowed:
        raise InvalidCertificate("this must hold for all constants, not only for generic ones")


def _solver_says(
    setting: Setting,
    known: Mapping[str, Sequence[Polynomial]],
    conditions: Sequence[Condition],
    version: str,
) -> Assumption:
    if not re.fullmatch(r"[0-9]+(\.[0-9]+){0,4}", version):
        raise InvalidCertificate(f"{excerpt(version, 40)} is not the version of a solver")
    equations = [polynomial for group in known.values() for polynomial in group]
    parts = [f"{setting.show(p)} = 0" for p in equations]
    parts += [f"{setting.show(c.polynomial)} {c.relation} 0" for c in conditions]
    text = f"version {version} finds no real solution of {', '.join(parts)}"
    query = question(setting.claim.names.__getitem__, equations, conditions)
    return Assumption("z3", text if len(text) <= 2000 else text[:1997] + "...", query, version)


def empty(setting: Setting, evidence: Empty) -> Assumptions:
    """S has no real point, for any constants, or none at which the model is defined: it is invariant
    vacuously.
    """
    if setting.is_plainly_empty:
        return ()
    if evidence.proof is None:
        raise InvalidCertificate("the affine equations and the conditions do not exclude each other plainly")
    if isinstance(evidence.proof, OutsideDomain):
        return outside_domain(setting, evidence.proof)
    conditions = [*setting.conditions, *in_domain(setting, evidence.domain)]
    return no_real_point(setting, {"equation": setting.restriction.curved}, conditions, evidence.proof)


def outside_domain(setting: Setting, evidence: OutsideDomain) -> Assumptions:
    """S does not meet Ω_x for any x (theory §0): an argument of its domain is out of it on all of S.

    With data it is one that all of them limit: training on the others may leave S.

    A divisor is zero; or what must be positive never is; or a step has the argument 0 and a slope by a
    parameter that is a number other than 0, so that it is 0 near no point, whatever the input.
    """
    graph, tower = setting.claim.model.graph, setting.claim.tower()
    limited = list(setting.claim.model.limited.items())
    if evidence.argument >= len(limited):
        raise InvalidCertificate(f"there is no argument {evidence.argument} with a limited domain")
    node, domain = limited[evidence.argument]
    if evidence.squares and domain is not Domain.POSITIVE:
        raise InvalidCertificate("squares show that an argument is not positive, not that it is zero")
    if any(limited.get(node) is not domain for limited in setting.claim.model.domains):
        raise InvalidCertificate("the argument is not limited at every datum")
    tower.reserve(evidence.atoms)
    (value,) = evaluate(graph, [node], setting.restriction.value, tower)
    parts = evidence.squares, evidence.cofactors
    require_listed(setting.claim, evidence.atoms, len(evidence.atoms), tower.met, *parts)
    expected = -value - sum_of_squares(evidence.squares, setting.conditions)
    found = combine(evidence.cofactors, {"equation": setting.restriction.curved})
    require_equal(setting, expected, found, "an argument outside its domain")
    if domain is Domain.REGION and not _has_a_constant_slope(setting, node):
        raise InvalidCertificate("the argument of a step may be 0 near a point, where that does not matter")
    return (RELU,) if domain is Domain.REGION else ()


def _has_a_constant_slope(setting: Setting, node: Node) -> bool:
    graph, claim = setting.claim.model.graph, setting.claim
    slopes = gradient(graph, node, range(claim.parameter_count))
    values = evaluate(graph, list(slopes.values()), Polynomial.variable, claim.tower())
    return any(value.constant_value for value in values)
