"""The flow on a linear invariant set is that of a smaller model: theorem T16."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product

from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.evidence.records import Empty, Invariance
from certsim.kernel.meter import Rational, plus, spend, times
from certsim.kernel.rules.domain import limits
from certsim.kernel.rules.invariance import invariance
from certsim.kernel.rules.setting import RELU, Assumptions, Setting
from certsim.kernel.statement.claim import Reduced
from certsim.kernel.statement.model import KernelModel
from certsim.kernel.terms.calculus import evaluate
from certsim.kernel.terms.polynomial import Polynomial, rational_text
from certsim.kernel.terms.tower import Tower


def reduction(setting: Setting, subject: Reduced, evidence: Invariance) -> tuple[Setting, Assumptions]:
    """T16: V = {Bu}, BᵀD⁻¹B is the inverse of the reduced model's rates, and F_red(u) = F(Bu).

    The set is shown to be invariant. A reduced model that is defined wherever the model is has, under its
    rates, the flow u' with (Bu)' = Bu': that of the model on V; on regions, if the model has steps.
    """
    if isinstance(evidence.proof, Empty):
        raise InvalidCertificate("an empty set has no reduced model")
    described, assumed = invariance(setting, evidence)
    _require_linear(described)
    _require_onto(described, subject)
    _require_rates(setting.claim.model, subject)
    _require_restricted(setting.claim.model, subject)
    return described, assumed + ((RELU,) if setting.claim.model.is_piecewise else ())


def _require_linear(setting: Setting) -> None:
    """The set is a linear subspace of the parameters, and all of it."""
    if setting.conditions or setting.claim.candidate.constants:
        raise InvalidCertificate("a reduced model is on a set given by equations alone, without constants")
    restriction = setting.restriction
    affine = any(() in image.terms for image in restriction.images.values())
    if restriction.inconsistent or restriction.curved or affine:
        raise InvalidCertificate("a reduced model is on a linear subspace")


def _require_onto(setting: Setting, reduced: Reduced) -> None:
    """Every Bu is in V, and there are as many u_k as V has dimensions; that B is injective the rates show."""
    parameters = range(len(reduced.model.parameters))
    for image in reduced.images:
        if any(len(monomial) != 1 or monomial[0] not in parameters for monomial in image.terms):
            raise InvalidCertificate("the map to the parameters is not linear")
    on_the_image = dict(enumerate(reduced.images))
    if any(row.substitute(on_the_image) for row in setting.restriction.rows()):
        raise InvalidCertificate("the map leads out of the set")
    dimension = setting.claim.parameter_count - len(setting.restriction.images)
    if len(reduced.model.parameters) != dimension:
        raise InvalidCertificate(f"the set has dimension {dimension}: the map does not parametrise it")


def _require_rates(model: KernelModel, reduced: Reduced) -> None:
    """BᵀD⁻¹B is diagonal, and no entry of the diagonal is zero: each is the inverse of a rate.

    A u_k that a frozen parameter depends on is frozen, and on no two of them one such parameter depends
    (T22). So no other u_k moves a frozen parameter, and the products above are of those alone.
    """
    products: dict[tuple[int, int], Rational] = {}
    still = {k for at in model.frozen for (k,) in reduced.images[at].terms}
    if still != reduced.model.frozen or any(len(reduced.images[at].terms) > 1 for at in model.frozen):
        raise InvalidCertificate(
            "of the parameters of the reduced model not those are frozen that have to be"
        )
    for parameter, image in enumerate(reduced.images):
        spend(60 * len(image.terms) ** 2)
        if parameter in model.frozen:
            continue
        per_rate = 1 / model.rates.get(parameter, Fraction(1))
        for (j,), a in image.terms.items():
            for (k,), b in image.terms.items():
                products[j, k] = plus(products.get((j, k), 0), times(times(a, b), per_rate))
    if any(value for (j, k), value in products.items() if j != k and not {j, k} & still):
        raise InvalidCertificate("the directions of the map are not orthogonal in the metric of the rates")
    for k, name in enumerate(reduced.model.parameters):
        if k in still:
            continue
        square, rate = products.get((k, k), Fraction(0)), reduced.model.rates.get(k, Fraction(1))
        if square * rate != 1:
            inverse = rational_text(square)
            raise InvalidCertificate(f"the rate of {name} is {rate}, and has to be the inverse of {inverse}")


def _require_restricted(model: KernelModel, reduced: Reduced) -> None:
    """Inputs, functions and outputs are those of the model; calls are compared in normal form (T3)."""
    smaller = reduced.model
    if model.fields or smaller.fields:
        raise InvalidCertificate("a reduced model is of outputs, not of vector fields")
    if list(smaller.inputs) != list(model.inputs) or len(smaller.outputs) != len(model.outputs):
        raise InvalidCertificate("the reduced model has other inputs, or more or fewer outputs")
    if _shifted(model, len(smaller.parameters)) != _shifted(smaller, len(smaller.parameters)):
        raise InvalidCertificate("the reduced model is meant for other inputs")
    if dict(smaller.graph.functions.facts) != dict(model.graph.functions.facts):
        raise InvalidCertificate("the reduced model has other functions")
    known = dict(enumerate((*reduced.images, *_inputs(smaller))))
    tower = Tower(smaller.graph.functions, len(known) + len(smaller.parameters) - len(reduced.images))
    expected = evaluate(model.graph, model.outputs, known.__getitem__, tower)
    found = evaluate(smaller.graph, smaller.outputs, Polynomial.variable, tower)
    for at, (left, right) in enumerate(zip(expected, found, strict=True)):
        if left != right:
            raise InvalidCertificate(f"output {at} of the reduced model is not that of the model on the set")
    _require_defined(model, smaller, known, tower)


def _inputs(model: KernelModel) -> Iterator[Polynomial]:
    """The inputs, and π after them if there is one."""
    first = len(model.parameters)
    return map(Polynomial.variable, range(first, first + len(model.inputs) + (model.pi is not None)))


def _shifted(model: KernelModel, first: int) -> Sequence[tuple[Polynomial, str]]:
    """What inputs satisfy, with the inputs, and π after them, numbered from `first`."""
    start = len(model.parameters)
    leaves = range(len(model.inputs) + (model.pi is not None))
    moved = {start + at: Polynomial.variable(first + at) for at in leaves}
    conditions = [(c.polynomial.substitute(moved), c.relation) for c in model.where.conditions]
    return [(p.substitute(moved), "=") for p in model.where.equations] + conditions


def _require_defined(
    model: KernelModel, smaller: KernelModel, known: Mapping[int, Polynomial], tower: Tower
) -> None:
    """The reduced model is defined, and analytic, wherever the model is on V: at each datum, if both have
    them.
    """
    if smaller.is_piecewise and not model.is_piecewise:
        raise InvalidCertificate("the reduced model is not analytic, and the model is")
    needed = limits(smaller, Polynomial.variable, tower)
    given = limits(model, known.__getitem__, tower)
    pairs = zip(needed, given, strict=True) if len(needed) == len(given) else product(needed, given)
    if not all(inner <= outer for inner, outer in pairs):
        raise InvalidCertificate("the reduced model is not defined everywhere where the model is")
