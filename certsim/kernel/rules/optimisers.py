"""A finite step of an optimiser that leaves a set: what T17 says no theorem keeps."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.evidence.records import Misstep
from certsim.kernel.rules.point import PointRing, check_defined, check_point, field_at, is_zero, ring_at
from certsim.kernel.rules.setting import Setting
from certsim.kernel.statement.claim import Claim
from certsim.kernel.terms.graph import Node
from certsim.kernel.terms.polynomial import Polynomial
from certsim.kernel.values.algebraic import AlgebraicNumber


def misstep(setting: Setting, evidence: Misstep) -> None:
    """From a point θ of S the first step of the optimiser leads out of S, for a loss whose gradient is X.

    Gradient descent: θ - cX, c ≠ 0 (the derivative of the loss by the output is any number). Weight decay:
    θ - cX - sθ, 0 < s < 1. Adam, from the state 0: θ_i - ηX_i/(|X_i| + ε), η > 0, ε > 0.
    """
    claim, place = setting.claim, evidence.place
    if claim.model.fields or claim.difference is not None:
        raise InvalidCertificate("optimisers are of models with outputs, and sets that are no differences")
    check_point(claim, claim.equations, claim.conditions, place)
    check_defined(claim, place, evidence.letter.input)
    broken, relation = _violated(claim, evidence)
    moved = _moved(claim, evidence, broken)
    (node,) = claim.model.graph.substitute([claim.model.graph.polynomial(broken)], moved)
    ring = ring_at(claim, place, [node])
    (value,) = ring.values([node])
    outside = {
        "=": ring.is_nonzero(value),
        "!=": _is_exactly_zero(value),
        ">": _is_exactly_zero(value) or ring.is_positive(-value),
    }
    if not outside[relation]:
        raise InvalidCertificate("the step was not shown to leave the set")


def _violated(claim: Claim, evidence: Misstep) -> tuple[Polynomial, str]:
    """What is said to be violated after the step: g = 0, h ≠ 0 or ±h > 0."""
    kind, index = evidence.violated.kind, evidence.violated.index
    if kind == "equation" and index < len(claim.equations):
        return claim.equations[index], "="
    if kind == "condition" and index < len(claim.conditions):
        condition = claim.conditions[index]
        return condition.positive, "!=" if condition.relation == "!=" else ">"
    raise InvalidCertificate(f"there is no {kind} {index} to violate")


def _is_exactly_zero(value: Any) -> bool:
    return isinstance(value, Fraction | AlgebraicNumber) and is_zero(value)


def _moved(claim: Claim, evidence: Misstep, broken: Polynomial) -> Mapping[int, Node]:
    """The coordinates that matter after the step."""
    graph, more = claim.model.graph, evidence.more
    parameters = sorted(v for v in broken.variables if v < claim.parameter_count)
    field: Mapping[int, Node] = field_at(claim, evidence.letter, parameters)
    kept = Fraction(1)
    if evidence.optimiser == "adam":
        field = _normalised(claim, evidence, field)
    elif evidence.optimiser == "weight_decay":
        if claim.model.rates:
            raise InvalidCertificate("weights decay at one rate, which is that of all parameters")
        kept = 1 - more
    elif more or not evidence.size:
        raise InvalidCertificate("a step of gradient descent has a size that is not 0, and nothing more")
    if not 0 < kept <= 1 or (evidence.optimiser == "weight_decay" and kept == 1):
        raise InvalidCertificate("weights decay by a part of them between 0 and 1")
    size = graph.number(-evidence.size)
    still = graph.zero
    return {
        v: graph.add(
            (graph.multiply((graph.number(kept), graph.leaf(v))), graph.multiply((size, field.get(v, still))))
        )
        for v in parameters
    }


def _normalised(claim: Claim, evidence: Misstep, field: Mapping[int, Node]) -> Mapping[int, Node]:
    """X_i/(|X_i| + ε), where the sign of each X_i is certain."""
    if claim.model.rates or evidence.size <= 0 or evidence.more <= 0:
        raise InvalidCertificate("Adam takes a rate and a number ε above 0, and the same for all parameters")
    graph, ring = claim.model.graph, ring_at(claim, evidence.place, list(field.values()))
    found = {}
    for parameter, node in zip(field, ring.values(list(field.values())), strict=True):
        sign = _sign(ring, node)
        absolute = graph.multiply((graph.number(Fraction(sign)), field[parameter]))
        divisor = graph.call("inv", graph.add((absolute, graph.number(evidence.more))))
        found[parameter] = graph.multiply((field[parameter], divisor)) if sign else graph.zero
    return found


def _sign(ring: PointRing, value: Any) -> int:
    if ring.is_positive(value):
        return 1
    if ring.is_positive(-value):
        return -1
    if _is_exactly_zero(value):
        return 0
    raise InvalidCertificate("the sign of a component of the gradient is not certain")


OPTIMISERS: Final = ("gradient_descent", "momentum", "weight_decay", "adam")


def kept_by(setting: Setting) -> Mapping[str, bool | None]:
    """For each optimiser: true with a proof, false where T17 says so, else `None`; for a set shown invariant.

    An affine V is kept by gradient descent and momentum, because steps stay in its direction. Weight decay
    needs V to be linear, and the rates to map it to itself. Adam and its kin need ties θ_i = ±θ_j of
    parameters with one rate, and zeros.
    """
    restriction = setting.restriction
    if setting.conditions or restriction.curved or restriction.inconsistent or setting.claim.model.fields:
        return dict.fromkeys(OPTIMISERS)
    rows = [row for row in restriction.rows() if max(row.variables) < setting.claim.first_constant]
    linear = _is_linear(setting)
    return {
        "gradient_descent": True,
        "momentum": True,
        "weight_decay": (True if _rates_preserve(setting, rows) else None) if linear else False,
        "adam": True if linear and all(_is_tie(setting, row) for row in rows) else None,
    }


def _is_linear(setting: Setting) -> bool:
    """Whether V is linear for every c; rows of constants alone say for which c it is not empty."""
    parameters = setting.claim.parameter_count
    images = [image for pivot, image in setting.restriction.images.items() if pivot < parameters]
    return all(monomial and monomial[0] < parameters for image in images for monomial in image.terms)


def _rates_preserve(setting: Setting, rows: list[Polynomial]) -> bool:
    """θ ∈ V implies Dθ ∈ V."""
    rates = setting.claim.model.rates
    scaled = (Polynomial({m: c * rates.get(m[0], 1) for m, c in row.terms.items()}) for row in rows)
    return not any(setting.restriction.apply(row) for row in scaled)


def _is_tie(setting: Setting, row: Polynomial) -> bool:
    """θ_i = 0, or θ_i = ±θ_j with equal rates."""
    rates = setting.claim.model.rates
    used = {rates.get(variable, 1) for variable in row.variables}
    return len(row.terms) <= 2 and len(used) == 1 and len({abs(c) for c in row.terms.values()}) == 1
