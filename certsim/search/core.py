"""Finding the core of a set, its largest invariant subset, or at least an invariant subset (theory T6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Final

from certsim.algebra.budget import OutOfBudget
from certsim.algebra.description import find_description
from certsim.algebra.rings import primitive
from certsim.kernel.errors import InvalidCertificate, LimitExceeded
from certsim.kernel.evidence.records import CoreProof, Empty, Evidence, Invariance, Place, Step, Vanishing
from certsim.kernel.rules.invariance import invariance
from certsim.kernel.rules.point import Point
from certsim.kernel.rules.setting import RELU, Setting
from certsim.kernel.statement.claim import Claim, read_claim
from certsim.kernel.statement.model import Condition
from certsim.kernel.statement.strict_json import Json
from certsim.kernel.terms.polynomial import ONE, Polynomial
from certsim.kernel.terms.subspace import restrict
from certsim.model.tree import polynomial_tree
from certsim.search.flow_closure import Closure, find_closure, find_taylor_closure, find_tower_closure
from certsim.search.invariance import find_invariance
from certsim.search.limits import Limits
from certsim.search.manifold import Found, find_manifold
from certsim.search.plan import Undecided
from certsim.search.points import an_input, find_set_points, kernel_point, places
from certsim.search.vanishing import Where, find_vanishing

if TYPE_CHECKING:
    from certsim.model.candidate import Candidate
    from certsim.model.model import Model


UNPROVED: Final = "No part of the set was found with a proof that it is invariant."
EMPTY: Final[Mapping[str, Json]] = {"status": "empty"}
POINTS: Final = 12
"""Points that are tried for one outside the core."""


@dataclass(frozen=True)
class _Equations:
    """Equations of an invariant subset, and why no invariant subset is larger, if that is known."""

    equations: Sequence[Polynomial]
    steps: tuple[Step, ...] = ()
    reached: tuple[Vanishing, ...] | None = None


def find_core(model: Model, candidate: Candidate, limits: Limits) -> tuple[Claim, Evidence] | Undecided:
    """The largest invariant subset of a candidate, which has no side conditions, with evidence.

    For a model that is not polynomial, an invariant subset that need not be the largest.
    """
    statement = {"model": model.statement, "candidate": candidate.statement, "verdict": "certified"}
    claim = read_claim(statement)
    if claim.candidate.conditions:
        return Undecided("unsupported", "A core is found only of a set without side conditions.")
    try:
        found = _find(claim, limits)
    except LimitExceeded as error:
        return Undecided("limit", str(error))
    if found is None:
        return Undecided("timeout") if limits.expired else Undecided("undecided", UNPROVED)
    return found


def _find(claim: Claim, limits: Limits) -> tuple[Claim, Evidence] | None:
    for equations in _proposals(claim, limits):
        core = replace(claim.candidate, equations=tuple(equations.equations), maps=())
        inner = Setting.of(claim.about(core))
        try:
            evidence = _evidence(claim, inner, equations, limits.share(0.7))
        except InvalidCertificate:
            continue
        if evidence is not None:
            return evidence
    return None


ORDERS: Final = (1, 2, 3, 4)
"""Up to which orders in the inputs Lie derivatives of models that are not polynomial are expanded."""


def _proposals(claim: Claim, limits: Limits) -> Iterator[_Equations]:
    """The flow closure, reduced; for a model that is not polynomial what expansions at the input 0 say, and
    what the tower allows.

    Where not all inputs are meant the set itself comes first: conditions on inputs may keep it as it is.
    """
    closure = find_closure(Setting.of(claim), limits.share(0.4))
    if closure is None:
        own = [] if claim.model.where.are_all else [_within(claim, claim.candidate.equations, limits)]
        yield from own
        for order in ORDERS:
            expanded = find_taylor_closure(claim, order, limits.share(0.3))
            if expanded is not None:
                yield from _largest(claim, expanded, limits)
        closed = find_tower_closure(claim, limits.share(0.4))
        if closed is not None:
            yield _within(claim, _simplified(claim, closed, limits), limits)
    else:
        yield from _largest(claim, closure, limits)


def _largest(claim: Claim, closure: Closure, limits: Limits) -> Iterator[_Equations]:
    """What vanishes on every invariant subset, in simple equations and as it was found."""
    for equations in dict.fromkeys((tuple(_simplified(claim, closure.known, limits)), closure.known)):
        reached = _reached(claim, closure.known, equations, limits)
        if reached is not None:
            yield _Equations(equations, closure.steps, reached)


def _within(claim: Claim, equations: Sequence[Polynomial], limits: Limits) -> _Equations:
    """An invariant subset that is the largest at least if its equations vanish on all of V."""
    return _Equations(equations, (), _reached(claim, claim.candidate.equations, equations, limits.share(0.3)))


def _simplified(claim: Claim, known: Sequence[Polynomial], limits: Limits) -> Sequence[Polynomial]:
    """Fewer and simpler equations of the same real zeros."""
    restriction = restrict(known, claim.parameter_count)
    try:
        description = find_description(restriction.curved, None, limits.share(0.3).deadline)
    except OutOfBudget:
        description = None
    curved = restriction.curved if description is None else description.equations
    simpler = restrict([*restriction.rows(), *curved], claim.parameter_count)
    if restriction.inconsistent or simpler.inconsistent:
        return [ONE]
    return [primitive(equation) for equation in simpler.equations()]


def _reached(
    claim: Claim, known: Sequence[Polynomial], equations: Sequence[Polynomial], limits: Limits
) -> tuple[Vanishing, ...] | None:
    """Why each equation vanishes wherever all that is known to vanish does."""
    exact = replace(limits, allow=frozenset())
    reasons = find_vanishing(Where(claim, known), equations, exact.share(0.5))
    return None if reasons is None else tuple(one for one in reasons if isinstance(one, Vanishing))


def _evidence(
    claim: Claim, inner: Setting, equations: _Equations, limits: Limits
) -> tuple[Claim, Evidence] | None:
    proof = _prove(inner, limits)
    if proof is None:
        return None
    old = () if inner.restriction.inconsistent else claim.candidate.equations
    where = Where(claim, inner.restriction.curved)
    inside = find_vanishing(where, list(map(inner.restriction.apply, old)), limits.share(0.5))
    if inside is None:
        return None
    described, assumed = invariance(inner, proof)
    found = Found(None, EMPTY)
    if not isinstance(proof.proof, Empty):
        found = find_manifold(described, limits.share(0.5), steps=RELU in assumed)
    outside = _find_outside(claim, equations.equations, limits.share(0.5))
    core = CoreProof(proof, tuple(inside), equations.steps, equations.reached, outside)
    comparison = _comparison(core)
    if comparison == "equal" and outside is not None:
        return None
    statement = {
        "equations": [[polynomial_tree(equation, claim.names), "0"] for equation in equations.equations],
        "comparison": comparison,
        "largest": equations.reached is not None,
    }
    concluded = claim.concluding("core", found.report)
    return read_claim({**concluded.statement, "core": statement}), Evidence(core, found.evidence)


def _prove(inner: Setting, limits: Limits) -> Invariance | None:
    """The closure is invariant; if it is empty, that is shown instead."""
    if inner.restriction.inconsistent:
        return Invariance(None, Empty(None))
    return find_invariance(inner, limits.share(0.5))


def _comparison(core: CoreProof) -> str:
    if isinstance(core.invariance.proof, Empty):
        return "empty"
    if core.reached is not None and not core.steps:
        return "equal"
    return "unknown" if core.outside is None else "smaller"


def _find_outside(claim: Claim, equations: Sequence[Polynomial], limits: Limits) -> Place | None:
    """A point of V that is not in the core."""
    setting = Setting.of(claim)
    functions = dict.fromkeys(claim.model.graph.functions.facts, ())
    for equation in equations:
        here = setting.restriction.apply(equation)
        if not here:
            continue
        conditions = [Condition(here, "!=")]
        for point in islice(find_set_points(setting, limits.share(0.5, 5), conditions=conditions), POINTS):
            for place in islice(places(setting, kernel_point(point), functions, an_input(claim, limits)), 2):
                with suppress(InvalidCertificate):
                    at = Point.of(claim, place, claim.candidate.equations, ())
                    if at.enclosure(claim.model.graph.polynomial(equation)).is_nonzero:
                        return place
    return None
