"""The certificates of a hierarchy and of what lies beyond it, each under a name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from certsim.symmetry.sims.hierarchy import Hierarchy
    from certsim.symmetry.sims.layers import RankStratum
    from certsim.symmetry.sims.strata import Strata


def certificates_of(
    found: Hierarchy, strata: Strata | None, layers: Sequence[RankStratum]
) -> dict[str, bytes | None]:
    """The certificates, numbered as SIMs, orbits, SIMs beyond and layers are; None where there is none."""
    named = {
        f"sim {n}": None if sim.result is None else sim.result.certificate for n, sim in enumerate(found.sims)
    }
    if strata is not None:
        named |= {f"orbit {n}": each.orbit.certificate for n, each in enumerate(strata.classes)}
        named |= {f"beyond {n}": each.certificate for n, each in enumerate(strata.beyond)}
    return named | {f"layer {n}": each.result.certificate for n, each in enumerate(layers)}
