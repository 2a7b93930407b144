"""Finding which equations and conditions of a set are conserved by structure (theory T9)."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.meter import metered
from certsim.kernel.rules.conserved import require_conserved
from certsim.kernel.rules.setting import Setting
from certsim.kernel.statement.claim import Claim
from certsim.kernel.terms.graph import Node

WORK: Final = 50_000_000
"""What it may cost to follow all of them through the model."""
EACH: Final = 10_000_000
"""What one of them may cost, where not all are conserved."""


def find_conserved(setting: Setting, wanted: Sequence[int]) -> tuple[int, ...]:
    """Those of the equations of V, and of the conditions after them, that are seen to be conserved."""
    graph, equations = setting.claim.model.graph, setting.restriction.equations()

    def law(at: int) -> Node:
        given = at >= len(equations)
        condition = setting.given_conditions[at - len(equations)].polynomial if given else None
        return graph.polynomial(setting.unrestricted(at) if condition is None else condition)

    found = conserved_laws(setting.claim, [law(at) for at in wanted])
    return tuple(wanted[at] for at in found)


def conserved_laws(claim: Claim, laws: Sequence[Node]) -> list[int]:
    """Those of the laws, by their numbers, that are seen to be conserved by structure."""
    with suppress(InvalidCertificate), metered(WORK):
        require_conserved(claim, (("a law", law) for law in laws))
        return list(range(len(laws)))
    found = []
    with suppress(InvalidCertificate), metered(WORK):
        for at, law in enumerate(laws):
            with suppress(InvalidCertificate), metered(EACH):
                require_conserved(claim, [("a law", law)])
                found.append(at)
    return found
