"""Counterexamples: a point of the set from which the flow leaves it (theorems T5, T6)."""

from __future__ import annotations

from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.evidence.records import Crosses, Leaves
from certsim.kernel.rules.invariance import invariance
from certsim.kernel.rules.point import Point, word_derivative
from certsim.kernel.rules.setting import RELU, Assumptions, Setting
from certsim.kernel.statement.claim import Candidate
from certsim.kernel.statement.model import Condition
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

    The point is not in S, and the other conditions are strict there. Its orbit, which stays in V, has points
    as close as one likes with h ≠ 0. If the condition is h ≠ 0, these are in S, which is then no union of
    orbits. If it is h > 0 or h < 0, the word is a single field X, m times: along its flow h begins with
    L_X^m h·t^m/m!, so it takes both signs if m is odd, and the sign of L_X^m h if m is even.
    """
    claim = setting.claim
    if evidence.condition >= len(candidate.conditions):
        raise InvalidCertificate(f"there is no side condition {evidence.condition}")
    rest = setting.alone() if evidence.alone else setting.without(evidence.condition)
    _, assumed = invariance(rest, evidence.rest)
    condition = candidate.conditions[evidence.condition]
    others = [c for at, c in enumerate(candidate.conditions) if at != evidence.condition]
    equations = [*candidate.equations, condition.polynomial]
    point = Point.of(claim, evidence.place, equations, others, used=evidence.word)
    if not evidence.word:
        raise InvalidCertificate("a crossing needs a word")
    height = claim.model.graph.polynomial(condition.polynomial)
    value = point.enclosure(word_derivative(claim, height, evidence.word))
    if not value.is_nonzero:
        raise InvalidCertificate("the Lie derivative was not shown to be different from zero")
    if condition.relation != "!=" and len(evidence.word) > 1:
        _require_leading(setting, condition, evidence, point)
        if len(evidence.word) % 2 == 0 and (condition.relation == ">") != value.is_positive:
            raise InvalidCertificate("near the point the inequality does not hold")
    return value.interval, assumed + _on_regions(setting)


def _require_leading(setting: Setting, condition: Condition, evidence: Crosses, point: Point) -> None:
    """The word is one field X, m times, and the lower derivatives of h are 0, by identities.

    That h is 0 is known: the point lies on the boundary of the condition.
    """
    claim, word = setting.claim, evidence.word
    if any(letter != word[0] for letter in word):
        raise InvalidCertificate("a crossing of an inequality is shown by a single field")
    height = claim.model.graph.polynomial(condition.polynomial)
    lower = [word_derivative(claim, height, word[:length]) for length in range(1, len(word))]
    if any(point.exact(lower)):
        raise InvalidCertificate("a derivative of lower order was not shown to be zero")


def _on_regions(setting: Setting) -> Assumptions:
    return (RELU,) if setting.claim.model.is_piecewise else ()
