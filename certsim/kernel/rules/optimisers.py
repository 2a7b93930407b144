"""Which optimisers keep an invariant set exactly, and finite steps that leave it (theory T17)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final, TypeAlias

from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.evidence.records import Cases, Empty, Invariance, Misstep
from certsim.kernel.rules.cases import case_setting
from certsim.kernel.rules.description import describe
from certsim.kernel.rules.point import Point, field_at
from certsim.kernel.rules.setting import Setting
from certsim.kernel.rules.tangency import lie_derivatives
from certsim.kernel.statement.claim import Candidate, Claim
from certsim.kernel.terms.graph import Node
from certsim.kernel.terms.polynomial import Polynomial
from certsim.kernel.values.enclosure import Enclosure

OPTIMISERS: Final = ("gradient_descent", "momentum", "weight_decay", "adam")

Kept: TypeAlias = Mapping[str, bool | None]
"""For each optimiser whether it keeps a set: true or false with a proof, else `None`."""

UNDECIDED: Final[Kept] = dict.fromkeys(OPTIMISERS)


def optimisers(kept: Kept, setting: Setting, missteps: Sequence[Misstep]) -> Kept:
    """What is known of an invariant set, and what steps that leave it show besides."""
    kept = dict(kept)
    for step in missteps:
        if kept[step.optimiser] is not None:
            raise InvalidCertificate(f"of {step.optimiser} it is known whether it keeps the set")
        misstep(setting, setting.claim.candidate, step)
        # The first step of momentum, from a buffer of zeros, is one of gradient descent.
        lost = ("gradient_descent", "momentum") if step.optimiser == "gradient_descent" else (step.optimiser,)
        kept |= dict.fromkeys(lost, False)
    return kept


def kept_by(setting: Setting, point: Point | None) -> Kept:
    """T17, of a set that is not empty and at each of whose points all gradients are tangent to it.

    Of a model that is given by fields these stand for gradients.

    An affine V is kept by gradient descent and momentum, because steps stay in its direction. Weight decay
    needs the rates to map V into its direction space, as they do if V is linear and they are equal; it leaves
    V from a point at which the part of a solved equation in trained parameters is not 0. Adam and its kin
    need ties θ_i = ±θ_j of parameters with one rate, and zeros.
    """
    restriction, claim = setting.restriction, setting.claim
    affine = not (setting.conditions or restriction.curved or restriction.inconsistent)
    if not affine:
        return UNDECIDED
    rows = [row for row in restriction.rows() if min(row.variables) < claim.parameter_count]
    linear = _is_linear(setting)
    return {
        "gradient_descent": True,
        "momentum": True,
        "weight_decay": _decay_keeps(setting, rows, point),
        "adam": True if linear and all(_is_tie(setting, row) for row in rows) else None,
    }


def kept_standing_still(setting: Setting, known: Kept) -> Kept:
    """The gradients by all parameters that S depends on are 0 on it, as they stand, and do not move them.

    That is so from buffers 0, and but for weights that decay. These keep S if it is a cone: its equations and
    conditions are homogeneous, in trained parameters alone; else of them is `known` what is.
    """
    claim = setting.claim
    if claim.model.is_piecewise:
        raise InvalidCertificate("at a kink a gradient that stands as 0 may be another one")
    parts = [*claim.candidate.equations, *(c.polynomial for c in claim.candidate.conditions)]
    mentioned = sorted({v for part in parts for v in part.variables}.intersection(claim.trained))
    rows, _ = lie_derivatives(setting, list(map(Polynomial.variable, mentioned)), claim.tower())
    if any(any(row) for row in rows):
        raise InvalidCertificate("a gradient is not 0 on the set as it stands")
    cone = not claim.model.rates and all(_is_homogeneous(part, claim) for part in parts)
    return {**dict.fromkeys(OPTIMISERS, True), "weight_decay": True if cone else known["weight_decay"]}


def _is_homogeneous(polynomial: Polynomial, claim: Claim) -> bool:
    degrees = {len(monomial) for monomial in polynomial.terms}
    return len(degrees) <= 1 and polynomial.variables <= set(claim.trained)


def kept_in(setting: Setting, evidence: Cases) -> Kept:
    """What keeps each of the parts of a set keeps their union: a step from a part stays in that."""
    parts = [_kept_in_part(case_setting(setting, case), case.proof) for case in evidence.cases]
    return {name: all(kept[name] for kept in parts) or None for name in OPTIMISERS}


def _kept_in_part(setting: Setting, evidence: Invariance) -> Kept:
    if evidence.description is not None:
        setting, _ = describe(setting, evidence.description)
    if isinstance(evidence.proof, Empty):
        return dict.fromkeys(OPTIMISERS, True)
    return kept_in(setting, evidence.proof) if isinstance(evidence.proof, Cases) else kept_by(setting, None)


def _decay_keeps(setting: Setting, rows: Sequence[Polynomial], point: Point | None) -> bool | None:
    """Whether θ ↦ θ - sDθ keeps V. If not all rates are equal, another decay may be meant, and keep it."""
    if _rates_preserve(setting, rows):
        return True
    graph, frozen = setting.claim.model.graph, setting.claim.model.frozen
    parameters = range(setting.claim.parameter_count)
    parts = [
        Polynomial({m: c for m, c in row.terms.items() if m and m[0] in parameters and m[0] not in frozen})
        for row in rows
    ]
    moved = point is not None and any(
        value.is_nonzero for value in point.enclosures(list(map(graph.polynomial, parts)))
    )
    return False if moved else None


def _is_linear(setting: Setting) -> bool:
    """Whether V is linear for every c; rows of constants alone say for which c it is not empty."""
    parameters = setting.claim.parameter_count
    images = [image for pivot, image in setting.restriction.images.items() if pivot < parameters]
    return all(monomial and monomial[0] < parameters for image in images for monomial in image.terms)


def _rates_preserve(setting: Setting, rows: Sequence[Polynomial]) -> bool:
    """θ ∈ V implies that Dθ is in the direction space of V."""
    rates, parameters = setting.claim.model.rates, range(setting.claim.parameter_count)
    scaled = (
        Polynomial({m: c * rates.get(m[0], 1) for m, c in row.terms.items() if m and m[0] in parameters})
        for row in rows
    )
    return not any(setting.restriction.apply(row) for row in scaled)


def _is_tie(setting: Setting, row: Polynomial) -> bool:
    """θ_i = 0, or θ_i = ±θ_j with equal rates."""
    rates = setting.claim.model.rates
    used = {rates.get(variable, 1) for variable in row.variables}
    return len(row.terms) <= 2 and len(used) == 1 and len({abs(c) for c in row.terms.values()}) == 1


def misstep(setting: Setting, candidate: Candidate, evidence: Misstep) -> None:
    """From a point θ of S the first step of the optimiser leads out of S, for a loss whose gradient is X.

    Gradient descent: θ - cX, c ≠ 0 (the derivative of the loss by the output is any number). Weight decay:
    θ - cX - sθ, 0 < s < 1. Adam, from the state 0: θ_i - ηX_i/(|X_i| + ε), η > 0, ε > 0.
    """
    claim = setting.claim
    point = Point.of(
        claim, evidence.place, candidate.equations, candidate.conditions, used=(evidence.letter,)
    )
    broken, relation = _violated(candidate, evidence)
    moved = _moved(claim, evidence, point, broken)
    (node,) = claim.model.graph.substitute([claim.model.graph.polynomial(broken)], moved)
    if not _is_violated(point, node, relation):
        raise InvalidCertificate("the step was not shown to leave the set")


def _violated(candidate: Candidate, evidence: Misstep) -> tuple[Polynomial, str]:
    """What is said to be violated after the step: g = 0, h ≠ 0 or ±h > 0."""
    kind, index = evidence.violated.kind, evidence.violated.index
    if kind == "equation" and index < len(candidate.equations):
        return candidate.equations[index], "="
    if kind == "condition" and index < len(candidate.conditions):
        condition = candidate.conditions[index]
        return condition.positive, "!=" if condition.relation == "!=" else ">"
    raise InvalidCertificate(f"there is no {kind} {index} to violate")


def _is_violated(point: Point, node: Node, relation: str) -> bool:
    value = point.enclosure(node)
    if relation == "=":
        return value.is_nonzero
    return not point.exact([node])[0] or (relation == ">" and (-value).is_positive)


def _moved(claim: Claim, evidence: Misstep, point: Point, broken: Polynomial) -> Mapping[int, Node]:
    """The coordinates that matter after the step."""
    graph, more = claim.model.graph, evidence.more
    parameters = sorted(v for v in broken.variables if v < claim.parameter_count)
    field: Mapping[int, Node] = field_at(claim, evidence.letter, parameters)
    kept = Fraction(1)
    if evidence.optimiser == "adam":
        field = _normalised(claim, evidence, point, field)
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


def _normalised(
    claim: Claim, evidence: Misstep, point: Point, field: Mapping[int, Node]
) -> Mapping[int, Node]:
    """X_i/(|X_i| + ε), where the sign of each X_i is certain."""
    if claim.model.rates or evidence.size <= 0 or evidence.more <= 0:
        raise InvalidCertificate("Adam takes a rate and a number ε above 0, and the same for all parameters")
    graph, found = claim.model.graph, {}
    values = point.enclosures(list(field.values()))
    for (parameter, node), value in zip(field.items(), values, strict=True):
        sign = _sign(point, node, value)
        absolute = graph.multiply((graph.number(Fraction(sign)), node))
        divisor = graph.call("inv", graph.add((absolute, graph.number(evidence.more))))
        found[parameter] = graph.multiply((node, divisor)) if sign else graph.zero
    return found


def _sign(point: Point, node: Node, value: Enclosure) -> int:
    """The sign of a value at the point, with certainty."""
    if value.is_nonzero:
        return 1 if value.is_positive else -1
    if point.exact([node])[0]:
        raise InvalidCertificate("the sign of a value at the point is not certain")
    return 0
