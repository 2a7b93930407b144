"""Counterexamples: a point of the set from which the flow leaves it (theorems T5, T6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.evidence.records import Crosses, Leaves, Letter, Place
from certsim.kernel.rules.invariance import invariance
from certsim.kernel.rules.point import PointRing, check_defined, check_point, ring_at, word_derivative
from certsim.kernel.rules.setting import Setting
from certsim.kernel.statement.claim import Claim, Condition
from certsim.kernel.statement.strict_json import Json
from certsim.kernel.terms.polynomial import Polynomial


def leaving(setting: Setting, evidence: Leaves) -> Json:
    """L_w g ≠ 0 at a point of S: the orbit of the point is not inside V. Returns the value."""
    claim = setting.claim
    if not evidence.word or evidence.equation >= len(claim.equations):
        raise InvalidCertificate("a refutation needs a word, and an equation of the candidate")
    check_point(claim, claim.equations, claim.conditions, evidence.place)
    ring, value = _value(claim, claim.equations[evidence.equation], evidence.place, evidence.word)
    _require_nonzero(ring, value)
    return ring.to_json(value)


def _value(
    claim: Claim, polynomial: Polynomial, place: Place, word: Sequence[Letter]
) -> tuple[PointRing, Any]:
    """The value of L_w p at the place, and the ring it is in."""
    for letter in word:
        check_defined(claim, place, letter.input)
    node = word_derivative(claim, claim.model.graph.polynomial(polynomial), word)
    ring = ring_at(claim, place, [node])
    (value,) = ring.values([node])
    return ring, value


def _require_nonzero(ring: PointRing, value: Any) -> None:
    if not ring.is_nonzero(value):
        raise InvalidCertificate("the Lie derivative was not shown to be different from zero")


def crossing(setting: Setting, evidence: Crosses) -> Json:
    """T5: V is invariant, by itself or with the other conditions; at a point of it h = 0 and L_w h ≠ 0.

    The point is not in S, and the other conditions are strict there. Its orbit, which stays in V, has points
    as close as one likes with h ≠ 0. If the condition is h ≠ 0, these are in S, which is then no union of
    orbits. If it is h > 0 or h < 0, the word is a single field X, m times: along its flow h begins with
    L_X^m h·t^m/m!, so it takes both signs if m is odd, and the sign of L_X^m h if m is even.
    """
    claim = setting.claim
    if evidence.condition >= len(claim.conditions):
        raise InvalidCertificate(f"there is no side condition {evidence.condition}")
    rest = replace(setting, conditions=()) if evidence.alone else setting.without(evidence.condition)
    invariance(rest, evidence.rest)
    condition = claim.conditions[evidence.condition]
    others = [c for at, c in enumerate(claim.conditions) if at != evidence.condition]
    check_point(claim, [*claim.equations, condition.polynomial], others, evidence.place)
    if not evidence.word:
        raise InvalidCertificate("a crossing needs a word")
    ring, value = _value(claim, condition.polynomial, evidence.place, evidence.word)
    _require_nonzero(ring, value)
    if condition.relation != "!=" and len(evidence.word) > 1:
        positive = ring.is_positive(-value if condition.relation == "<" else value)
        _require_leading(claim, condition, evidence, positive)
    return ring.to_json(value)


def _require_leading(claim: Claim, condition: Condition, evidence: Crosses, positive: bool) -> None:
    """The word is one field X, m times, lower derivatives are 0, and h has the right sign near the point."""
    word = evidence.word
    if any(letter != word[0] for letter in word) or evidence.place.bits is not None:
        raise InvalidCertificate("a crossing of an inequality is shown by a single field, exactly")
    for length in range(1, len(word)):
        ring, value = _value(claim, condition.polynomial, evidence.place, word[:length])
        if ring.is_nonzero(value):
            raise InvalidCertificate("a derivative of lower order is not zero")
    if len(word) % 2 == 0 and not positive:
        raise InvalidCertificate("near the point the inequality does not hold")
