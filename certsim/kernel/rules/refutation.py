"""Counterexamples: a point of the set from which the flow leaves it (theorems T5, T6)."""

from __future__ import annotations

from collections.abc import Sequence

from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.evidence.records import Crosses, Leaves, Letter
from certsim.kernel.rules.description import component
from certsim.kernel.rules.invariance import invariance
from certsim.kernel.rules.point import Point, word_derivative
from certsim.kernel.rules.setting import RELU, Assumptions, Setting
from certsim.kernel.statement.claim import Candidate, Claim
from certsim.kernel.statement.model import Condition
from certsim.kernel.values.enclosure import Enclosure
from certsim.kernel.values.interval import Interval


def leaving(setting: Setting, candidate: Candidate, evidence: Leaves) -> tuple[Interval, Assumptions]:
    """L_w g ≠ 0 at a point of S: its orbit is not inside V. Returns an enclosure of the value."""
    claim = setting.claim
    if not evidence.word or evidence.equation >= len(candidate.equations):
        raise InvalidCertificate("a refutation needs a word, and an equation of the candidate")
    point = Point.of(claim, evidence.place, candidate.equations, candidate.conditions, used=evidence.word)
    equation = claim.model.graph.polynomial(candidate.equations[evidence.equation])
    value = point.enclosure(word_derivative(claim, equation, evidence.word))
    if not value.is_nonzero:
        raise InvalidCertificate("the Lie derivative was not shown to be different from zero")
    return value.interval, _on_regions(setting)


def crossing(setting: Setting, candidate: Candidate, evidence: Crosses) -> tuple[Interval, Assumptions]:
    """T5: V is invariant, by itself or with the other conditions; at a point of it h = 0 and L_w h ≠ 0.

    V may be replaced by a part of it. The point is not in S, and the other conditions are strict there. Its
    orbit, which stays in V, has points as close as one likes with h ≠ 0. If the condition is h ≠ 0, these are
    in S, which is then no union of orbits. If it is h > 0 or h < 0, or if more conditions are touched, the
    word is a single field X, m times: along its flow h begins with L_X^m h·t^m/m!. Each h that is 0 at the
    point has such a beginning, and on one side of t = 0 all have the signs that S asks for.
    """
    claim = setting.claim
    orders = {
        evidence.condition: len(evidence.word),
        **{one.condition: one.order for one in evidence.touched},
    }
    if len(orders) <= len(evidence.touched):
        raise InvalidCertificate("a condition is touched or crossed once")
    if any(at >= len(candidate.conditions) for at in orders):
        raise InvalidCertificate(f"there is no side condition {max(orders)}")
    if not all(orders.values()):
        raise InvalidCertificate("a crossing needs a word")
    part, rest = rest_of(setting, evidence)
    _, assumed = invariance(rest, evidence.rest)
    boundary = [candidate.conditions[at].polynomial for at in orders]
    others = [c for at, c in enumerate(candidate.conditions) if at not in orders]
    equations = [*candidate.equations, *part.restriction.equations(), *boundary]
    point = Point.of(claim, evidence.place, equations, others, used=evidence.word)
    value = _derivative(claim, candidate.conditions[evidence.condition], evidence.word, point)
    if evidence.touched or candidate.conditions[evidence.condition].relation != "!=":
        _require_one_side(claim, [(candidate.conditions[at], m) for at, m in orders.items()], evidence, point)
    return value.interval, assumed + _on_regions(setting)


def rest_of(setting: Setting, evidence: Crosses) -> tuple[Setting, Setting]:
    """S or a part of it, and that without conditions, or without those that are 0 at the point."""
    part = component(setting, evidence.component)
    touched = (one.condition for one in evidence.touched)
    return part, part.alone() if evidence.alone else part.without(evidence.condition, *touched)


def _derivative(claim: Claim, condition: Condition, word: Sequence[Letter], point: Point) -> Enclosure:
    """L_w h at the point, which is not 0."""
    height = claim.model.graph.polynomial(condition.polynomial)
    value = point.enclosure(word_derivative(claim, height, word))
    if not value.is_nonzero:
        raise InvalidCertificate("the Lie derivative was not shown to be different from zero")
    return value


def _require_one_side(
    claim: Claim, vanishing: Sequence[tuple[Condition, int]], evidence: Crosses, point: Point
) -> None:
    """Along one field X each h begins with t^m·L_X^m h/m!, for its own m; on one side of t = 0 all h hold.

    The lower derivatives are 0, by identities. That h is 0 is known: the point is on the boundary.
    """
    first, *more = evidence.word
    if any(letter != first for letter in more):
        raise InvalidCertificate("a crossing of an inequality is shown by a single field")
    sides = {1, -1}
    for condition, order in vanishing:
        height = claim.model.graph.polynomial(condition.polynomial)
        lower = [word_derivative(claim, height, (first,) * length) for length in range(1, order)]
        if any(point.exact(lower)):
            raise InvalidCertificate("a derivative of lower order was not shown to be zero")
        sign = 1 if _derivative(claim, condition, (first,) * order, point).is_positive else -1
        wanted = {">": {1}, "<": {-1}}.get(condition.relation, {1, -1})
        sides = {side for side in sides if sign * side**order in wanted}
    if not sides:
        raise InvalidCertificate("near the point the inequality does not hold")


def _on_regions(setting: Setting) -> Assumptions:
    return (RELU,) if setting.claim.model.is_piecewise else ()
