"""No fit in a subspace: the Taylor coefficients at 0 of the model and of the target cannot be equal.

If F(θ) = f near x = 0, then all Taylor coefficients of F(θ) - f vanish at θ. Where they are polynomials in θ,
the kernel computes them itself: they are what vanishes on the core of {θ ∈ V, s = 0} under the fields of
s·(F(θ)(x) - f(x)), so that the core is empty if 1 is a combination of them (theory T6).

Where calls are left at x = 0 that depend on θ, these become further variables, of which some equations and
signs are known. Then the certificate says that a set of polynomial equations is empty. Its model has all
variables for outputs, so that nothing is invariant but all of them and the empty set. That the equations are
those of the Taylor coefficients is for whoever reads it to believe, or to compute again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from certsim.algebra.budget import OutOfBudget
from certsim.algebra.description import find_no_real_point
from certsim.algebra.ideals import Ideal
from certsim.judge import Disagreement, Objection, about, certified
from certsim.kernel.errors import InvalidCertificate, LimitExceeded
from certsim.kernel.evidence.records import (
    CoreProof,
    Empty,
    Evidence,
    Invariance,
    NoPoint,
    NoPointByIdentity,
    Reference,
    Square,
    Step,
    Vanishing,
)
from certsim.kernel.meter import metered
from certsim.kernel.rules.core import coefficient
from certsim.kernel.rules.empty import no_real_point
from certsim.kernel.rules.setting import Setting
from certsim.kernel.statement.claim import Claim, read_claim
from certsim.kernel.terms.polynomial import ONE, ZERO, Polynomial
from certsim.model.candidate import Candidate
from certsim.model.equations import Layout, normalised
from certsim.model.model import Model
from certsim.pipeline import accepted_core, result_of
from certsim.recovery.coefficients import METERED, System, is_analytic_at_zero, systems
from certsim.recovery.minors import Key
from certsim.recovery.target import Target, free_name, scaled_difference, side_by_side, slack_name
from certsim.result import Core, Result
from certsim.search.emptiness import find_no_point
from certsim.search.vanishing import combination
from certsim.symmetry.group.find_symmetries import whole_space

if TYPE_CHECKING:
    from certsim.search.limits import Limits
    from certsim.symmetry.signed import SignedPartition

Json: TypeAlias = Any

SHARE: Final = 0.3
"""The part of the time that is left which the search at one order has."""
FIRST: Final = 0.5
"""Seconds at most of the first search at each order: then the equations of the next may help more."""


@dataclass(frozen=True)
class NoFit:
    """A certificate that no parameters of a subspace are a fit.

    Attributes:
        result: the certificate. If it is a core, the kernel computed what has to vanish from the model and
            the target; if not, it says that the equations of the Taylor coefficients have no solution.
        order: the order up to which Taylor coefficients are compared; None for a polynomial model, of which
            all are.
        calls: what the variables of the equations stand for that are no parameters.
    """

    result: Result | Core
    order: int | None = None
    calls: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> Json:
        """The object `no_fit` in the document that `certsim recover` prints."""
        return {
            "about": "fits" if isinstance(self.result, Core) else "coefficients",
            "order": self.order,
            "calls": dict(self.calls),
            "assumptions": list(self.result.assumptions),
        }


def find_no_fit(
    model: Model, target: Target, subspace: SignedPartition, name: str, limits: Limits
) -> NoFit | None:
    """A certificate that no point of a subspace is a fit, by Taylor coefficients at 0 up to some order.

    None where it was not found, and where the model or the target may not be analytic at x = 0 for all
    parameters, or not all inputs near 0 are meant.

    Raises Disagreement if the kernel refuses the certificate, which is an error in certsim.
    """
    claim = whole_space(side_by_side(model, target)).claim
    if not is_analytic_at_zero(claim):
        return None
    search = _Search(model, target, subspace, name)
    alone = replace(limits, allow=frozenset(limits.allow) - {"z3"})
    met: list[System] = []
    for system in systems(claim, target.size, subspace, free_name(model, "c"), limits):
        met.append(system)
        found = search.proof(system, alone.share(SHARE, FIRST)) if system.has_many_equations else None
        if found is not None:
            return found
    for system in met:
        found = search.proof(system, alone.share(SHARE))
        if found is not None:
            return found
    if "z3" in limits.allow:
        proofs = (search.no_solution(system, limits.share(SHARE)) for system in met)
        return next((proof for proof in proofs if proof is not None), None)
    return None


class _Search:
    """The search for a certificate, on one subspace."""

    def __init__(self, model: Model, target: Target, subspace: SignedPartition, name: str) -> None:
        self._model: Final = model
        self._target: Final = target
        self._subspace: Final = subspace
        self._name: Final = name
        layout = Layout(tuple(whole_space(model).claim.model.parameters))
        self._ties: Final = subspace.equations(layout)

    def proof(self, system: System, limits: Limits) -> NoFit | None:
        """A certificate by the equations of a system: about the fits if possible."""
        return self.empty_core(system, limits) or self.no_solution(system, limits)

    def empty_core(self, system: System, limits: Limits) -> NoFit | None:
        """The certificate that the core of the subspace with s = 0 is empty.

        None where Taylor coefficients have calls in them.
        """
        if system.calls or "pi" in system.names.values():
            return None
        found = _combination(system, limits)
        if found is None:
            return None
        cofactors, squares = found
        model = scaled_difference(self._model, self._target)
        equations = [*self._ties, f"{slack_name(self._model)} = 0"]
        candidate = Candidate.parse(model, equations, name=self._name)
        statement = {"model": model.statement, "candidate": candidate.statement, "verdict": "certified"}
        claim = read_claim(statement)
        try:
            with metered(METERED):
                steps = self._steps(claim, system, list(cofactors), limits)
        except (InvalidCertificate, LimitExceeded, OutOfBudget):
            return None
        first = len(claim.candidate.equations)
        references = (Reference("equation", at) for at in range(first, first + len(steps)))
        pairs = tuple(zip(references, cofactors.values(), strict=True))
        reached = Vanishing(0, 2 if squares else 1, squares, pairs)
        proof = CoreProof(Invariance(None, Empty(None)), (), tuple(steps), (reached,), None)
        core = {"equations": [["1", "0"]], "comparison": "empty", "largest": True}
        concluded = claim.concluding("core", {"status": "empty"})
        claimed = read_claim({**concluded.statement, "core": core})
        answer = certified(about(model, self._name), claimed, Evidence(proof, None), limits)
        if isinstance(answer, Objection):
            return None
        return NoFit(accepted_core(self._name, *answer), system.order)

    def _steps(self, claim: Claim, system: System, keys: Sequence[Key], limits: Limits) -> list[Step]:
        """Taylor coefficients as the kernel computes them, on the subspace, as polynomials that vanish.

        Raises Disagreement if they are not those of the system.
        """
        known = claim.candidate.equations
        at = list(known).index(Polynomial.variable(claim.parameter_count - 1))
        ideal, images = Ideal(known, deadline=limits.deadline), self._subspace.images()
        steps = []
        for output, monomial in keys:
            inputs = tuple(variable + 1 for variable in monomial)  # s stands before them
            whole = coefficient(claim, known, Step(output, at, inputs, ONE, ()))
            here = whole.substitute(images)
            if here != system.differences[output, monomial]:
                raise Disagreement(f"{self._name}: a Taylor coefficient is not what the kernel computes")
            cofactors = ideal.cofactors(whole - here)
            if cofactors is None:
                raise InvalidCertificate("a coefficient is no combination of its restriction and of ties")
            steps.append(Step(output, at, inputs, here, combination(cofactors)))
        return steps

    def no_solution(self, system: System, limits: Limits) -> NoFit | None:
        """The certificate that the equations of a system have no solution in the subspace."""
        arrays = list(self._model.statement["parameters"])
        if system.calls:
            arrays.append([next(iter(system.calls)).partition("[")[0], [len(system.calls)]])
        outputs = [one for one, _ in arrays]
        model = Model({"parameters": arrays, "inputs": [], "outputs": outputs}, self._model.name)
        equations = [f"{one.text(system.names.__getitem__)} = 0" for one in system.equations()]
        try:
            with metered(METERED):
                candidate = Candidate.parse(
                    model, [*self._ties, *equations], where=system.where, name=self._name
                )
                claim = read_claim(
                    {"model": model.statement, "candidate": candidate.statement, "verdict": "certified"}
                )
                setting = Setting.of(claim)
        except LimitExceeded:
            return None
        proof = None
        if not setting.is_plainly_empty:
            known = {"equation": setting.restriction.curved}
            proof = _contradiction(setting, system)
            proof = proof or find_no_point(setting, known, setting.conditions, limits)
            if proof is None:
                return None
        evidence = Evidence(Invariance(None, Empty(proof)), None)
        concluded = claim.concluding("certified", {"status": "empty"})
        answer = certified(about(model, self._name), concluded, evidence, limits)
        if isinstance(answer, Objection):
            return None
        return NoFit(result_of(self._name, answer), system.order, system.calls)


def _combination(
    system: System, limits: Limits
) -> tuple[Mapping[Key, Polynomial], tuple[Square, ...]] | None:
    """Cofactors q and squares with Σ q·(difference of Taylor coefficients) = 1 + Σ c·s²."""
    for key, one in system.differences.items():
        if one.constant_value is not None:
            return {key: Polynomial.constant(Fraction(1) / one.constant_value)}, ()
    if system.contradiction is not None:
        return {key: q for key, q in system.contradiction.items() if key in system.differences}, ()
    keys = {one: key for key, one in system.differences.items()}
    found = find_no_real_point(list(keys), None, limits.deadline)
    if found is None:
        return None
    pairs = zip(keys.values(), found.cofactors, strict=True)
    return {key: cofactor for key, cofactor in pairs if cofactor}, found.squares


def _contradiction(setting: Setting, system: System) -> NoPoint | None:
    """The combination of differences of Taylor coefficients that is 1, in the variables of a setting."""
    curved, variables = setting.restriction.curved, setting.claim.variables
    known = {v: Polynomial.variable(variables[name]) for v, name in system.names.items() if name in variables}
    numbers = {normalised(one): number for number, one in enumerate(curved)}
    found: dict[int, Polynomial] = {}
    for key, cofactor in (system.contradiction or {}).items():
        difference, factor = system.divided(key)
        restricted = setting.restriction.apply(difference.substitute(known))
        if not restricted:
            continue
        number = numbers.get(normalised(restricted))
        if number is None:
            return None
        leading = min(restricted.terms)
        scale = Fraction(restricted.terms[leading]) / curved[number].terms[leading]
        product = setting.restriction.apply((cofactor * factor).substitute(known)) * scale
        found[number] = found.get(number, ZERO) + product
    combined = tuple((Reference("equation", number), q) for number, q in sorted(found.items()) if q)
    proof = NoPointByIdentity(0, ONE, (), combined)
    try:
        no_real_point(setting, {"equation": curved}, setting.conditions, proof)
    except InvalidCertificate:
        return None
    return proof
