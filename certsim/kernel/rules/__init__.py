"""The rules: one short function each, naming its theorem, raising with what was expected and what found.

A rule takes the *setting* (the claim and a set, as the kernel computed it), what is claimed of it, and a
record of evidence. It raises `InvalidCertificate`, or the evidence shows what the rule says; it returns what
it assumes. `RULES` says for each kind of claim and of proof which rule it is, and which verdict that shows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from certsim.kernel.evidence.records import (
    CoreProof,
    Crosses,
    GenericallyEmpty,
    Invariance,
    LawsProof,
    Leaves,
    OrbitProof,
    Regular,
)
from certsim.kernel.rules.core import core
from certsim.kernel.rules.invariance import kept
from certsim.kernel.rules.laws import laws
from certsim.kernel.rules.manifold import Shown, generically_empty, regular
from certsim.kernel.rules.orbit import orbit
from certsim.kernel.rules.reduction import reduction
from certsim.kernel.rules.refutation import crossing, leaving
from certsim.kernel.rules.setting import Assumptions, Setting
from certsim.kernel.statement.claim import Candidate, Core, Difference, Laws, Orbit, Reduced
from certsim.kernel.values.interval import Interval

Found: TypeAlias = tuple[Setting | Interval, Assumptions]
"""The set in the words in which it was shown, or the value that should have been 0; and what is assumed."""

Rule: TypeAlias = Callable[[Setting, Any, Any], Found]


def _certified(setting: Setting, _: Candidate | Difference, evidence: Invariance) -> Found:
    return kept(setting, evidence)


RULES: Final[Mapping[tuple[type, type], tuple[str, Rule]]] = {
    (Candidate, Invariance): ("certified", _certified),
    (Difference, Invariance): ("certified", _certified),
    (Candidate, Leaves): ("refuted", leaving),
    (Candidate, Crosses): ("refuted", crossing),
    (Core, CoreProof): ("core", core),
    (Reduced, Invariance): ("reduced", reduction),
    (Orbit, OrbitProof): ("orbit", orbit),
    (Laws, LawsProof): ("laws", laws),
}
"""For what is claimed and the kind of proof: the verdict, and the rule that shows it."""


def manifold(setting: Setting, evidence: Regular | GenericallyEmpty, *, steps: bool) -> Shown:
    """What manifold a set is (T4), by the rule for the evidence."""
    if isinstance(evidence, Regular):
        return regular(setting, evidence, steps=steps)
    return generically_empty(setting, evidence)
