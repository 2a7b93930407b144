"""A set is structurally invariant: the rules by which that is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.evidence.records import Composition, Empty, Invariance, Symmetry, Tangency
from certsim.kernel.rules.composition import composition
from certsim.kernel.rules.description import describe
from certsim.kernel.rules.empty import empty
from certsim.kernel.rules.setting import Setting
from certsim.kernel.rules.symmetry import symmetry
from certsim.kernel.rules.tangency import tangency


def invariance(setting: Setting, evidence: Invariance) -> Setting:
    """S is structurally invariant; returns the setting in the words in which that was shown."""
    composed = isinstance(evidence.proof, Composition) and evidence.description is None
    if setting.claim.difference is not None and not composed:
        raise InvalidCertificate("a difference is proved from its parts")
    if evidence.description is not None:
        setting = describe(setting, evidence.description)
    INVARIANCE_RULES[type(evidence.proof)](setting, evidence.proof, invariance)
    return setting


Prover = Callable[[Setting, Invariance], Setting]

INVARIANCE_RULES: Final[Mapping[type, Callable[[Setting, Any, Prover], None]]] = {
    Tangency: tangency,
    Symmetry: lambda setting, evidence, _: symmetry(setting, evidence),
    Empty: lambda setting, evidence, _: empty(setting, evidence),
    Composition: composition,
}
