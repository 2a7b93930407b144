"""A set is structurally invariant: the rules by which that is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.evidence.records import (
    ByStructure,
    Cases,
    Composition,
    Empty,
    Invariance,
    Symmetry,
    Tangency,
)
from certsim.kernel.rules.cases import cases
from certsim.kernel.rules.composition import composition
from certsim.kernel.rules.description import describe
from certsim.kernel.rules.empty import empty
from certsim.kernel.rules.setting import RELU_AT_ZERO, Assumptions, Setting
from certsim.kernel.rules.structure import structure
from certsim.kernel.rules.symmetry import symmetry
from certsim.kernel.rules.tangency import tangency
from certsim.kernel.statement.claim import Difference

Prover = Callable[[Setting, Invariance], Assumptions]


def kept(setting: Setting, evidence: Invariance) -> tuple[Setting, Assumptions]:
    """S is structurally invariant; returns the setting in the words in which that was shown.

    If the convention about kinks is assumed, S is kept in the weaker sense of theorem T18 (b).
    """
    composed = isinstance(evidence.proof, Composition) and evidence.description is None
    if isinstance(setting.claim.subject, Difference) and not composed:
        raise InvalidCertificate("a difference is proved from its parts")
    assumed: Assumptions = ()
    if evidence.description is not None:
        setting, assumed = describe(setting, evidence.description)
    return setting, assumed + INVARIANCE_RULES[type(evidence.proof)](setting, evidence.proof, _part_kept)


def invariance(setting: Setting, evidence: Invariance) -> tuple[Setting, Assumptions]:
    """S is structurally invariant: a union of orbits."""
    described, assumed = kept(setting, evidence)
    if RELU_AT_ZERO in assumed:
        raise InvalidCertificate("by convention about kinks a set is kept, and is no union of orbits")
    return described, assumed


def _part_kept(setting: Setting, evidence: Invariance) -> Assumptions:
    return invariance(setting, evidence)[1]


INVARIANCE_RULES: Final[Mapping[type, Callable[[Setting, Any, Prover], Assumptions]]] = {
    Tangency: tangency,
    ByStructure: lambda setting, _evidence, _: structure(setting),
    Symmetry: lambda setting, evidence, _: symmetry(setting, evidence),
    Empty: lambda setting, evidence, _: empty(setting, evidence),
    Composition: composition,
    Cases: cases,
}
