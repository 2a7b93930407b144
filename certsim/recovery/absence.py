"""No fit in a subspace: the Taylor coefficients at 0 of the model and of the target cannot be equal.

The coefficients are computed from the expressions of both, exactly, as polynomials in the parameters and in
calls that do not depend on the inputs. Each such call becomes a variable of its own, of which only a sign is
kept. If F(θ) = f near x = 0, then all coefficients of F(θ) - f vanish at θ and at the values of the calls. So
there is no such θ in V if a set of polynomial equations is empty. That is what the certificate is of: its
model has the parameters and the variables for outputs, so that no set is invariant but all and nothing.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from certsim.algebra.budget import OutOfBudget
from certsim.algebra.jets import Jet, JetRing
from certsim.judge import Objection, about, certified
from certsim.kernel.errors import InvalidCertificate, LimitExceeded
from certsim.kernel.evidence.records import Empty, Evidence, Invariance, NoPoint, NoPointByIdentity, Reference
from certsim.kernel.meter import metered
from certsim.kernel.rules.empty import no_real_point
from certsim.kernel.rules.setting import Setting
from certsim.kernel.statement.claim import Claim, read_claim
from certsim.kernel.terms.calculus import evaluate, gradient
from certsim.kernel.terms.functions import FunctionTable, Parity
from certsim.kernel.terms.graph import Graph, Node
from certsim.kernel.terms.polynomial import ONE, ZERO, Monomial, Polynomial
from certsim.kernel.terms.tower import Atom, Tower
from certsim.model.candidate import Candidate
from certsim.model.equations import Layout, normalised
from certsim.model.model import Model
from certsim.pipeline import result_of
from certsim.recovery.minors import find_contradiction
from certsim.recovery.target import Target, free_name, side_by_side
from certsim.result import Core, Result
from certsim.search.emptiness import find_no_point
from certsim.symmetry.group.find_symmetries import whole_space

if TYPE_CHECKING:
    from certsim.search.limits import Limits
    from certsim.symmetry.signed import SignedPartition

Json: TypeAlias = Any

MAX_ORDER: Final = 9
MAX_COEFFICIENTS: Final = 400
"""How many Taylor coefficients an output may have."""
WORK: Final = 1_000_000
"""How many products of terms they may take together."""
METERED: Final = 1e9
SHARE: Final = 0.3
"""The part of the time that is left which the search at one order has."""

FIRST: Final = 0.5
"""Seconds at most of the first search at each order: then the equations of the next may help more."""


@dataclass(frozen=True)
class NoFit:
    """A certificate that no parameters of a subspace are a fit.

    Attributes:
        result: the certificate: a set is empty.
        order: the order up to which the set asks for equal Taylor coefficients at 0; None where it is the
            core of the whole subspace, the set of all fits.
        calls: what the variables of the set that are no parameters stand for.
    """

    result: Result | Core
    order: int | None = None
    calls: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> Json:
        """The object `no_fit` in the document that `certsim recover` prints."""
        assumptions = list(self.result.assumptions)
        return {"order": self.order, "calls": dict(self.calls), "assumptions": assumptions}


def find_no_fit(
    model: Model, target: Target, subspace: SignedPartition, name: str, limits: Limits
) -> NoFit | None:
    """A certificate that no point of a subspace is a fit, by Taylor coefficients at 0 up to some order.

    None where it was not found, and where the model or the target may not be analytic at x = 0 for all
    parameters, or not all inputs near 0 are meant.

    Raises Disagreement if the kernel refuses the certificate, which is an error in certsim.
    """
    claim = whole_space(side_by_side(model, target)).claim
    if not _is_analytic_at_zero(claim):
        return None
    alone = replace(limits, allow=frozenset(limits.allow) - {"z3"})
    systems: list[tuple[int, _System]] = []
    for order, system in _systems(model, claim, target.size, subspace, limits):
        systems.append((order, system))
        found = _certified_empty(model, subspace, system, name, alone.share(SHARE, FIRST))
        if found is not None:
            return NoFit(found, order, system.calls)
    for allowed in (alone, limits):
        for order, system in systems:
            found = _certified_empty(model, subspace, system, name, allowed.share(SHARE))
            if found is not None:
                return NoFit(found, order, system.calls)
    return None


def _systems(
    model: Model, claim: Claim, size: int, subspace: SignedPartition, limits: Limits
) -> Iterator[tuple[int, _System]]:
    """The equations of each order that has more of them than the one before, until they are too long."""
    array, known = free_name(model, "c"), 0
    for order in range(MAX_ORDER + 1):
        if math.comb(order + len(claim.model.inputs), order) > MAX_COEFFICIENTS or limits.expired:
            return
        try:
            with metered(METERED):
                system = _system(claim, size, subspace, order, array)
        except (LimitExceeded, OutOfBudget, InvalidCertificate):
            return
        if len(system.equations) > known:
            known = len(system.equations)
            yield order, system


def _is_analytic_at_zero(claim: Claim) -> bool:
    model = claim.model
    everywhere = model.where.are_all and not model.data and not model.limited and not model.is_piecewise
    return everywhere and not any(
        name.rstrip("'") in model.graph.functions.facts for name in model.graph.called
    )


@dataclass(frozen=True)
class _System:
    """Equations that hold at a fit: polynomials in the parameters, in π and in calls.

    Attributes:
        equations: what vanishes.
        names: the names of all variables; those of calls are entries of an array.
        where: what is known of the signs of calls.
        calls: what the names of the calls stand for.
        contradiction: polynomials that vanish at a fit, with cofactors, by which they add up to 1; None
            where that was not seen at once.
    """

    equations: Sequence[Polynomial]
    names: Mapping[int, str]
    where: Sequence[str]
    calls: Mapping[str, str]
    contradiction: Sequence[tuple[Polynomial, Polynomial]] | None


def _system(claim: Claim, size: int, subspace: SignedPartition, order: int, array: str) -> _System:
    """That the Taylor coefficients of outputs and targets up to an order are equal on a subspace."""
    tower, images = claim.tower(), subspace.images()
    ring = _Coefficients(claim.model.graph.functions, tower, order)

    def leaf(index: int) -> Jet:
        if index in claim.inputs:
            return Jet(ring, {(index,): ONE})
        return ring.constant(images[index] if index in images else Polynomial.variable(index))

    jets = evaluate(claim.model.graph, claim.model.outputs, leaf, ring)
    outputs, targets = jets[:size], jets[size:]
    differences = [
        ring.total((output, Jet(ring, {m: -c for m, c in goal.terms.items()})))
        for output, goal in zip(outputs, targets, strict=True)
    ]
    cofactors = find_contradiction(outputs, targets, claim.inputs, order)
    contradiction = None
    if cofactors is not None:
        contradiction = [
            (cofactor, differences[at].terms.get(monomial, ZERO))
            for (at, monomial), cofactor in cofactors.items()
        ]
    found = [coefficient for one in differences for coefficient in one.terms.values()]
    return replace(_with_relations(claim, tower, found, array), contradiction=contradiction)


def _with_relations(claim: Claim, tower: Tower, found: Sequence[Polynomial], array: str) -> _System:
    """The equations with what is known of the calls in them: relations, and signs."""
    first, functions = len(claim.names), claim.model.graph.functions
    equations, waiting, calls = list(found), list(found), dict[int, None]()
    while waiting:
        fresh = sorted(v for v in waiting.pop().variables if v >= first and v not in calls)
        calls.update(dict.fromkeys(fresh))
        relations = [one for one in map(tower.relation, fresh) if one is not None]
        equations, waiting = equations + relations, waiting + relations
    positive = {v for v in calls if functions.row(tower.atoms[v - first].function).positive}
    names = dict(enumerate(claim.names)) | {v: f"{array}[{at}]" for at, v in enumerate(calls)}
    divided = dict.fromkeys(normalised(_divided(one, positive)) for one in equations)
    meanings = {names[v]: _call_text(tower, v, names) for v in calls}
    signs = [sign.format(names[v]) for v in calls for sign in _signs(functions, tower.atoms[v - first])]
    return _System(list(divided), names, signs, meanings, None)


def _signs(functions: FunctionTable, atom: Atom) -> Iterator[str]:
    """What is known of the sign of a call, and of 1 less it."""
    if functions.row(atom.function).positive:
        yield "{} > 0"
        if functions.parity(atom.function) is Parity.COMPLEMENT:
            yield "{} < 1"
    if atom.function == "tanh":
        yield "{}**2 < 1"


def _divided(polynomial: Polynomial, positive: Collection[int]) -> Polynomial:
    """The polynomial divided by what is positive in all of its terms."""
    for variable in sorted(polynomial.variables & set(positive)):
        while polynomial.terms and all(variable in monomial for monomial in polynomial.terms):
            polynomial = Polynomial({_less(m, variable): c for m, c in polynomial.terms.items()})
    return polynomial


def _less(monomial: Monomial, variable: int) -> Monomial:
    at = monomial.index(variable)
    return monomial[:at] + monomial[at + 1 :]


def _call_text(tower: Tower, variable: int, names: Mapping[int, str]) -> str:
    """A call with its argument; calls inside of it have the names that they have, or are written out."""
    atom = tower.atom(variable)
    if atom is None:
        return names[variable]
    inside = {v: names[v] if v in names else _call_text(tower, v, names) for v in atom.argument.variables}
    return f"{atom.function}({atom.argument.text(inside.__getitem__)})"


class _Coefficients(JetRing):
    """Expressions up to some degree in the inputs; coefficients are polynomials in parameters, calls."""

    def __init__(self, functions: FunctionTable, tower: Tower, degree: int) -> None:
        super().__init__(degree, [WORK])
        self._tower: Final = tower
        self._derivatives: Final = _Derivatives(functions)

    def coefficient(self, value: Fraction) -> Any:
        return Polynomial.constant(value)

    def vanishes(self, coefficient: Any) -> bool:
        return not coefficient

    def series(self, function: str, at: Any) -> Sequence[Any]:
        graph, nodes = self._derivatives.of(function, self._degree)
        values = evaluate(graph, nodes, lambda _: at, self._tower)
        return [value * Fraction(1, math.factorial(k)) for k, value in enumerate(values)]


class _Derivatives:
    """The functions σ, σ', σ'', … of one argument, as nodes of a graph."""

    def __init__(self, functions: FunctionTable) -> None:
        self._functions: Final = functions
        self._known: Final[dict[str, tuple[Graph, list[Node]]]] = {}

    def of(self, function: str, order: int) -> tuple[Graph, list[Node]]:
        """Those up to an order."""
        if function not in self._known:
            graph = Graph(self._functions)
            self._known[function] = graph, [graph.call(function, graph.leaf(0))]
        graph, nodes = self._known[function]
        while len(nodes) <= order:
            nodes.append(gradient(graph, nodes[-1], [0]).get(0, graph.zero))
        return graph, nodes[: order + 1]


def _certified_empty(
    model: Model, subspace: SignedPartition, system: _System, name: str, limits: Limits
) -> Result | None:
    """The certificate that the equations have no solution in a subspace, if that is found."""
    arrays = list(model.statement["parameters"])
    if system.calls:
        arrays.append([next(iter(system.calls)).partition("[")[0], [len(system.calls)]])
    all_moves = Model({"parameters": arrays, "inputs": [], "outputs": [one for one, _ in arrays]}, model.name)
    ties = subspace.equations(Layout(tuple(whole_space(model).claim.model.parameters)))
    equations = [f"{one.text(system.names.__getitem__)} = 0" for one in system.equations]
    candidate = Candidate.parse(all_moves, [*ties, *equations], where=system.where, name=name)
    statement = {"model": all_moves.statement, "candidate": candidate.statement, "verdict": "certified"}
    setting = Setting.of(read_claim(statement))
    proof = None
    if not setting.is_plainly_empty:
        known = {"equation": setting.restriction.curved}
        proof = _by_contradiction(setting, system) or find_no_point(
            setting, known, setting.conditions, limits
        )
        if proof is None:
            return None
    evidence = Evidence(Invariance(None, Empty(proof)), None)
    claim = setting.claim.concluding("certified", {"status": "empty"})
    answer = certified(about(model, name), claim, evidence, limits)
    return None if isinstance(answer, Objection) else result_of(name, answer)


def _by_contradiction(setting: Setting, system: _System) -> NoPoint | None:
    """The combination of equations that is 1, as evidence, if it is one of the equations of the setting."""
    curved, renumbered = setting.restriction.curved, _renumbering(setting, system)
    numbers = {normalised(one): number for number, one in enumerate(curved)}
    found: dict[int, Polynomial] = {}
    for cofactor, equation in system.contradiction or ():
        restricted = setting.restriction.apply(equation.substitute(renumbered))
        if not restricted:
            continue
        number = numbers.get(normalised(restricted))
        if number is None:
            return None
        leading = min(restricted.terms)
        factor = Fraction(restricted.terms[leading]) / curved[number].terms[leading]
        summand = setting.restriction.apply(cofactor.substitute(renumbered)) * factor
        found[number] = found.get(number, ZERO) + summand
    combination = tuple((Reference("equation", number), q) for number, q in sorted(found.items()) if q)
    proof = NoPointByIdentity(0, ONE, (), combination)
    try:
        no_real_point(setting, {"equation": curved}, setting.conditions, proof)
    except InvalidCertificate:
        return None
    return proof


def _renumbering(setting: Setting, system: _System) -> Mapping[int, Polynomial]:
    """The variables of a system as those of a claim, by their names."""
    variables = setting.claim.variables
    return {v: Polynomial.variable(variables[name]) for v, name in system.names.items() if name in variables}
