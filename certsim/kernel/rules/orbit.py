"""The dimension of an orbit, bounded from both sides: theorem T12."""

from __future__ import annotations

from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.evidence.records import OrbitProof
from certsim.kernel.rules.bracket_closure import closure
from certsim.kernel.rules.independence import (
    chosen,
    named_point,
    require_independent,
    require_specified,
    ring_of,
)
from certsim.kernel.rules.invariance import invariance
from certsim.kernel.rules.laws import conserved
from certsim.kernel.rules.setting import RELU, Assumptions, Setting
from certsim.kernel.statement.claim import Orbit


def orbit(setting: Setting, subject: Orbit, evidence: OrbitProof) -> tuple[Setting, Assumptions]:
    """Shows lower ≤ dim ≤ upper for the orbit through the claimed point, and that the claimed set holds it.

    Lower: so many independent brackets at the point (T12). Upper: as many, if no bracket leaves their span;
    else M minus the rank there of the differentials of equations of an invariant set and of conserved
    quantities, which vanish on all vectors tangent to the orbit.
    """
    claim, candidate, spanning = setting.claim, subject.candidate, evidence.spanning
    if candidate.constants:
        raise InvalidCertificate("an orbit is claimed of one point and of a set without constants")
    require_specified(claim)
    named_point(claim, subject.point, spanning, candidate)
    _, assumed = invariance(setting, evidence.invariance)
    conserved(setting, subject.laws, evidence.conservation)
    equations = [chosen(candidate.equations, at, "equation") for at in evidence.chosen]
    nodes = [claim.model.graph.polynomial(equation) for equation in equations]
    nodes += [chosen(subject.laws, at, "law").node for at in evidence.chosen_laws]
    if not evidence.closure and len(claim.trained) - len(nodes) != subject.upper:
        raise InvalidCertificate(
            f"{len(nodes)} differentials do not show that the dimension is {subject.upper} at most"
        )
    if evidence.closure and subject.lower != subject.upper:
        raise InvalidCertificate("a closure under bracket shows both bounds at once")
    if len(spanning.brackets) != subject.lower:
        raise InvalidCertificate(
            f"{len(spanning.brackets)} brackets do not show a dimension of {subject.lower}"
        )
    require_independent(claim, subject.point, nodes, spanning)
    closure(setting, evidence, subject.point, ring_of(spanning))
    return setting, assumed + ((RELU,) if claim.model.is_piecewise else ())
