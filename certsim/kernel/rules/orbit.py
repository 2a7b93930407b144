"""Orbits and conserved quantities: theorems T9 and T12."""

from __future__ import annotations

from collections.abc import Callable

from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.evidence.records import (
    Invariance,
    Orbit,
    Place,
)
from certsim.kernel.rules.bracket_closure import closure
from certsim.kernel.rules.independence import arithmetic_of, chosen, require_independent, require_specified
from certsim.kernel.rules.laws import conserved
from certsim.kernel.rules.point import check_point
from certsim.kernel.rules.setting import Setting


def orbit(setting: Setting, evidence: Orbit, prove: Callable[[Setting, Invariance], Setting]) -> None:
    """Shows lower ≤ dim ≤ upper for the orbit through the claimed point, and that the claimed set holds it.

    Lower: so many independent brackets at the point (T12). Upper: as many, if no bracket leaves their span;
    else M minus the rank there of the differentials of equations of an invariant set and of conserved
    quantities, which vanish on all vectors tangent to the orbit.
    """
    claim = setting.claim
    if claim.orbit is None or claim.constants or claim.difference is not None:
        raise InvalidCertificate(
            "an orbit is claimed of one point and of a set without constants, of no difference"
        )
    require_specified(claim)
    values = claim.orbit.point
    place = Place({at: value for at, value in enumerate(values) if value}, {}, None)
    check_point(claim, claim.equations, claim.conditions, place)
    prove(setting, evidence.invariance)
    conserved(setting, evidence.conservation)
    equations = [chosen(claim.equations, at, "equation") for at in evidence.chosen]
    nodes = [claim.model.graph.polynomial(equation) for equation in equations]
    nodes += [chosen(claim.laws, at, "law") for at in evidence.chosen_laws]
    if not evidence.closure and claim.parameter_count - len(nodes) != claim.orbit.upper:
        raise InvalidCertificate(
            f"{len(nodes)} differentials do not show that the dimension is {claim.orbit.upper} at most"
        )
    if evidence.closure and claim.orbit.lower != claim.orbit.upper:
        raise InvalidCertificate("a closure under bracket shows both bounds at once")
    if len(evidence.spanning.brackets) != claim.orbit.lower:
        raise InvalidCertificate(
            f"{len(evidence.spanning.brackets)} brackets do not show a dimension of {claim.orbit.lower}"
        )
    require_independent(claim, values, nodes, evidence.spanning)
    if evidence.closure:
        closure(setting, evidence.spanning, evidence.closure, values, arithmetic_of(evidence.spanning))
