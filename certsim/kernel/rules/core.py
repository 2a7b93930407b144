"""The core of a set, its largest invariant subset: theorem T6."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.evidence.records import CoreProof, Empty, Step, Vanishing
from certsim.kernel.rules.description import vanishes
from certsim.kernel.rules.invariance import invariance
from certsim.kernel.rules.point import Point
from certsim.kernel.rules.setting import Assumptions, Setting, combine, require_equal, sum_of_squares
from certsim.kernel.statement.claim import Claim, Core
from certsim.kernel.terms.calculus import evaluate, gradient, lie_derivative
from certsim.kernel.terms.polynomial import ZERO, Monomial, Polynomial, Rational

MAX_ORDER: Final = 12


def core(setting: Setting, subject: Core, evidence: CoreProof) -> tuple[Setting, Assumptions]:
    """The claimed equations describe an invariant set inside V, which compares with V as is claimed.

    If it is claimed to be the largest, that is shown too. Returns the setting of the core.
    """
    claim = setting.claim
    if setting.conditions:
        raise InvalidCertificate("a core is that of a set given by equations alone")
    inner = Setting.of(claim.about(replace(subject.candidate, equations=subject.equations, maps=())))
    described, assumed = invariance(inner, evidence.invariance)
    equations = () if inner.restriction.inconsistent else subject.candidate.equations
    if len(evidence.inside) != len(equations):
        raise InvalidCertificate("every equation of V needs a reason to vanish on a core that is not empty")
    for equation, reason in zip(equations, evidence.inside, strict=True):
        assumed += vanishes(inner, inner.restriction.apply(equation), reason)
    if evidence.reached is not None:
        _reached(setting, subject.equations, _known(setting, evidence.steps), evidence.reached)
    elif evidence.steps:
        raise InvalidCertificate("steps that lead nowhere")
    found = _comparison(claim, subject, evidence), evidence.reached is not None
    if found != (subject.comparison, subject.largest):
        raise InvalidCertificate(
            f"the core is shown to be {found[0]}, largest: {found[1]}, and not as claimed"
        )
    return described, assumed


def _known(setting: Setting, steps: Sequence[Step]) -> list[Polynomial]:
    """Polynomials that vanish on every invariant subset of V: the equations and their Lie derivatives."""
    known = list(setting.claim.candidate.equations)
    for step in steps:
        found = coefficient(setting.claim, known, step)
        rest = combine(step.cofactors, {"equation": known})
        require_equal(setting, found - step.polynomial, rest, "a Lie derivative on the core")
        known.append(step.polynomial)
    return known


def coefficient(claim: Claim, known: Sequence[Polynomial], step: Step) -> Polynomial:
    """The coefficient that a step speaks of."""
    if step.equation >= len(known) or step.field >= claim.model.family_size:
        raise InvalidCertificate("there is no such Lie derivative")
    inputs = tuple(sorted(step.inputs))
    coefficients = lie_coefficients(claim, known[step.equation], step.field)
    if coefficients is None:
        return taylor_coefficient(claim, known[step.equation], step.field, inputs)
    return coefficients.get(inputs, ZERO)


def taylor_coefficient(claim: Claim, polynomial: Polynomial, field: int, inputs: Monomial) -> Polynomial:
    """The coefficient of a monomial in the expansion of L_X p at the input 0.

    If L_X p = 0 for all inputs, its derivatives by the inputs are 0, too. At the input 0 no calls may be left
    but those of numbers at which the value is known.
    """
    _require_everywhere(claim)
    if len(inputs) > MAX_ORDER or any(variable not in claim.inputs for variable in inputs):
        raise InvalidCertificate(f"a coefficient is one of at most {MAX_ORDER} inputs")
    graph = claim.model.graph
    components = claim.model.field(
        field, sorted(v for v in polynomial.variables if v < claim.parameter_count)
    )
    node = graph.add(
        graph.multiply((graph.polynomial(polynomial.derivative(parameter)), component))
        for parameter, component in components.items()
    )
    for variable in inputs:
        node = gradient(graph, node, (variable,)).get(variable, graph.zero)
    (node,) = graph.substitute([node], dict.fromkeys(claim.inputs, graph.zero))
    tower = claim.tower()
    (value,) = evaluate(graph, [node], Polynomial.variable, tower)
    if tower.atoms:
        raise InvalidCertificate("at the input 0 a call is left, so that its coefficient is no polynomial")
    return value * Fraction(1, math.prod(math.factorial(inputs.count(v)) for v in set(inputs)))


def _require_everywhere(claim: Claim) -> None:
    if claim.model.limited or not claim.model.where.are_all:
        raise InvalidCertificate(
            "the model has a domain of its own, or not all inputs are meant: its core cannot be shown to be "
            "the largest"
        )


def lie_coefficients(claim: Claim, polynomial: Polynomial, field: int) -> dict[Monomial, Polynomial] | None:
    """The coefficients of L_X p as a polynomial in the inputs: they vanish where it does for all (T1).

    `None` if it calls functions.
    """
    _require_everywhere(claim)
    parameters = sorted(v for v in polynomial.variables if v < claim.parameter_count)
    nodes, tower = claim.model.field(field, parameters), claim.tower()
    values = evaluate(claim.model.graph, list(nodes.values()), Polynomial.variable, tower)
    if tower.atoms:
        return None
    derivative = lie_derivative(polynomial, dict(zip(nodes, values, strict=True)))
    pieces: dict[Monomial, dict[Monomial, Rational]] = {}
    for monomial, coefficient in derivative.terms.items():
        of_inputs = tuple(v for v in monomial if v in claim.inputs)
        pieces.setdefault(of_inputs, {})[tuple(v for v in monomial if v not in claim.inputs)] = coefficient
    return {monomial: Polynomial(pieces[monomial]) for monomial in sorted(pieces)}


def _reached(
    setting: Setting,
    equations: Sequence[Polynomial],
    known: Sequence[Polynomial],
    reasons: Sequence[Vanishing],
) -> None:
    """Every equation of the core vanishes where all that is known to vanish does."""
    if len(reasons) != len(equations):
        raise InvalidCertificate("every equation of the core needs a reason")
    for equation, reason in zip(equations, reasons, strict=True):
        if reason.power or reason.exponent < 1 or (reason.squares and reason.exponent % 2):
            raise InvalidCertificate("these exponents do not make a polynomial vanish")
        expected = equation**reason.exponent + sum_of_squares(reason.squares, ())
        require_equal(setting, expected, combine(reason.cofactors, {"equation": known}), "the core")


def _comparison(claim: Claim, core: Core, evidence: CoreProof) -> str:
    """How the core compares with V: it is smaller if a point of V, in the domain, is not in it."""
    if isinstance(evidence.invariance.proof, Empty):
        return "empty"
    if evidence.reached is not None and not evidence.steps:
        return "equal"
    if evidence.outside is None:
        return "unknown"
    point = Point.of(claim, evidence.outside, core.candidate.equations, ())
    if not any(
        point.enclosure(claim.model.graph.polynomial(equation)).is_nonzero for equation in core.equations
    ):
        raise InvalidCertificate("the point was not shown to be outside the core")
    return "smaller"
