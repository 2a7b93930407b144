"""The rules: one short function each, naming its theorem, raising with what was expected and what found.

Every rule takes the *setting* (the claim and its set, as the kernel computed them) and a record of
evidence. It raises `InvalidCertificate`, or the evidence shows what the rule says. The tables say which
function checks which kind of evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from certsim.kernel.evidence.records import Crosses, GenericallyEmpty, Leaves, Regular
from certsim.kernel.rules.bracket_closure import Brackets, brackets_of
from certsim.kernel.rules.core import core, lie_coefficients
from certsim.kernel.rules.description import describe
from certsim.kernel.rules.independence import arithmetic_of, is_defined
from certsim.kernel.rules.invariance import INVARIANCE_RULES, invariance
from certsim.kernel.rules.laws import conserved, identities, laws, what_laws_show
from certsim.kernel.rules.manifold import generically_empty, minors, regular
from certsim.kernel.rules.optimisers import misstep
from certsim.kernel.rules.orbit import orbit
from certsim.kernel.rules.reduction import reduction
from certsim.kernel.rules.refutation import crossing, leaving
from certsim.kernel.rules.secant import secant
from certsim.kernel.rules.setting import Assumption, Setting, combine, product_of
from certsim.kernel.rules.symmetry import symmetry
from certsim.kernel.rules.tangency import lie_derivatives, relations
from certsim.kernel.statement.strict_json import Json

__all__ = [
    "INVARIANCE_RULES",
    "MANIFOLD_RULES",
    "REFUTATION_RULES",
    "Assumption",
    "Brackets",
    "Setting",
    "arithmetic_of",
    "brackets_of",
    "combine",
    "conserved",
    "core",
    "describe",
    "identities",
    "invariance",
    "is_defined",
    "laws",
    "lie_coefficients",
    "lie_derivatives",
    "minors",
    "misstep",
    "orbit",
    "product_of",
    "reduction",
    "relations",
    "secant",
    "symmetry",
    "what_laws_show",
]

REFUTATION_RULES: Final[Mapping[type, Callable[[Setting, Any], Json]]] = {
    Leaves: leaving,
    Crosses: crossing,
}
MANIFOLD_RULES: Final[Mapping[type, Callable[[Setting, Any], Mapping[str, Json]]]] = {
    Regular: regular,
    GenericallyEmpty: generically_empty,
}
