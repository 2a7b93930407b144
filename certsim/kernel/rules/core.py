"""The core of a set, its largest invariant subset: theorem T6."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.evidence.records import Core, Empty, Step, Vanishing
from certsim.kernel.rules.description import vanishes
from certsim.kernel.rules.invariance import invariance
from certsim.kernel.rules.point import check_point, is_zero, value_at
from certsim.kernel.rules.setting import Setting, combine, require_equal, sum_of_squares
from certsim.kernel.statement.claim import Claim
from certsim.kernel.terms.calculus import evaluate, lie_derivative
from certsim.kernel.terms.polynomial import ZERO, Monomial, Polynomial, Rational


def core(setting: Setting, evidence: Core) -> tuple[Setting, str, bool]:
    """The claimed equations describe an invariant set inside V.

    Returns its setting; how it compares with V: "empty", "equal", "smaller" or "unknown"; and whether it
    is shown to be the largest.
    """
    claim = setting.claim
    if claim.conditions or claim.difference is not None:
        raise InvalidCertificate("a core is that of a set given by equations alone")
    inner = Setting.of(replace(claim, equations=claim.core, maps=()), setting.assumptions)
    described = invariance(inner, evidence.invariance)
    equations = () if inner.restriction.inconsistent else claim.equations
    if len(evidence.inside) != len(equations):
        raise InvalidCertificate("every equation of V needs a reason to vanish on a core that is not empty")
    for equation, reason in zip(equations, evidence.inside, strict=True):
        vanishes(inner, inner.restriction.apply(equation), reason)
    if evidence.reached is not None:
        _reached(setting, _known(setting, evidence.steps), evidence.reached)
    elif evidence.steps:
        raise InvalidCertificate("steps that lead nowhere")
    return described, _comparison(claim, evidence), evidence.reached is not None


def _known(setting: Setting, steps: Sequence[Step]) -> list[Polynomial]:
    """Polynomials that vanish on every invariant subset of V: the equations and their Lie derivatives."""
    known = list(setting.claim.equations)
    for step in steps:
        found = _coefficient(setting.claim, known, step)
        rest = combine(step.cofactors, {"equation": known})
        require_equal(setting, found - step.polynomial, rest, "a Lie derivative on the core")
        known.append(step.polynomial)
    return known


def _coefficient(claim: Claim, known: Sequence[Polynomial], step: Step) -> Polynomial:
    """The coefficient that a step speaks of."""
    if step.equation >= len(known) or step.field >= claim.model.family_size:
        raise InvalidCertificate("there is no such Lie derivative")
    coefficients = lie_coefficients(claim, known[step.equation], step.field)
    return coefficients.get(tuple(sorted(step.inputs)), ZERO)


def lie_coefficients(claim: Claim, polynomial: Polynomial, field: int) -> dict[Monomial, Polynomial]:
    """The coefficients of L_X p as a polynomial in the inputs: they vanish where it does for all (T1)."""
    parameters = sorted(v for v in polynomial.variables if v < claim.parameter_count)
    nodes, tower = claim.model.field(field, parameters), claim.tower()
    values = evaluate(claim.model.graph, list(nodes.values()), Polynomial.variable, tower)
    if tower.atoms:
        raise InvalidCertificate("the model is not polynomial: its core cannot be shown to be the largest")
    derivative = lie_derivative(polynomial, dict(zip(nodes, values, strict=True)))
    inputs = range(claim.parameter_count, claim.first_constant)
    pieces: dict[Monomial, dict[Monomial, Rational]] = {}
    for monomial, coefficient in derivative.terms.items():
        of_inputs = tuple(v for v in monomial if v in inputs)
        pieces.setdefault(of_inputs, {})[tuple(v for v in monomial if v not in inputs)] = coefficient
    return {monomial: Polynomial(pieces[monomial]) for monomial in sorted(pieces)}


def _reached(setting: Setting, known: Sequence[Polynomial], reasons: Sequence[Vanishing]) -> None:
    """Every equation of the core vanishes where all that is known to vanish does."""
    claim = setting.claim
    if len(reasons) != len(claim.core):
        raise InvalidCertificate("every equation of the core needs a reason")
    for equation, reason in zip(claim.core, reasons, strict=True):
        if reason.power or reason.exponent < 1 or (reason.squares and reason.exponent % 2):
            raise InvalidCertificate("these exponents do not make a polynomial vanish")
        expected = equation**reason.exponent + sum_of_squares(reason.squares, ())
        require_equal(setting, expected, combine(reason.cofactors, {"equation": known}), "the core")


def _comparison(claim: Claim, evidence: Core) -> str:
    if isinstance(evidence.invariance.proof, Empty):
        return "empty"
    if evidence.reached is not None and not evidence.steps:
        return "equal"
    if evidence.outside is None:
        return "unknown"
    check_point(claim, claim.equations, (), evidence.outside)
    if all(is_zero(value_at(equation, evidence.outside.point)) for equation in claim.core):
        raise InvalidCertificate("the point is in the core")
    return "smaller"
