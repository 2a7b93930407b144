"""Counterexamples: a point of the set from which the flow leaves it (theorems T5, T6)."""

from __future__ import annotations

from collections.abc import Sequence

from certsim.kernel.claim import Claim
from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.evidence import Crosses, Leaves, Letter, Place
from certsim.kernel.expression import Node
from certsim.kernel.place import check_defined, check_point, ring_at, word_derivative
from certsim.kernel.reading import Json
from certsim.kernel.rules.invariance import invariance
from certsim.kernel.rules.setting import Setting


def leaving(setting: Setting, evidence: Leaves) -> Json:
    """L_w g ≠ 0 at a point of S: the orbit of the point is not inside V. Returns the value."""
    claim = setting.claim
    if not evidence.word or evidence.equation >= len(claim.equations):
        raise InvalidCertificate("a refutation needs a word, and an equation of the candidate")
    check_point(claim, claim.equations, claim.conditions, evidence.place)
    start = claim.model.graph.polynomial(claim.equations[evidence.equation])
    return _nonzero(claim, evidence.place, start, evidence.word)


def _nonzero(claim: Claim, place: Place, start: Node, word: Sequence[Letter]) -> Json:
    """The value of L_w at the place, shown to be different from zero."""
    for letter in word:
        check_defined(claim, place, letter.input)
    node = word_derivative(claim, start, word)
    ring = ring_at(claim, place, [node])
    (value,) = ring.values([node])
    if not ring.is_nonzero(value):
        raise InvalidCertificate("the Lie derivative was not shown to be different from zero")
    return ring.to_json(value)


def crossing(setting: Setting, evidence: Crosses) -> Json:
    """T5: S without condition h is invariant, h = 0 and L_w h ≠ 0 at a point of it: its orbit meets h ≠ 0.

    The point is not in S. If the condition is h ≠ 0, its orbit meets S: then S is no union of orbits. If it
    is h > 0 or h < 0, the word has one letter, so that h changes its sign along the flow.
    """
    claim = setting.claim
    if evidence.condition >= len(claim.conditions):
        raise InvalidCertificate(f"there is no side condition {evidence.condition}")
    condition = claim.conditions[evidence.condition]
    if len(evidence.word) != 1 and (condition.relation != "!=" or not evidence.word):
        raise InvalidCertificate("a crossing of an inequality is shown by a single field")
    h = condition.polynomial
    invariance(setting.without(evidence.condition), evidence.rest)
    others = [c for at, c in enumerate(claim.conditions) if at != evidence.condition]
    check_point(claim, [*claim.equations, h], others, evidence.place)
    return _nonzero(claim, evidence.place, claim.model.graph.polynomial(h), evidence.word)
