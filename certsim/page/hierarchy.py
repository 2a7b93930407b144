"""The hierarchy of SIMs that a campaign recorded, as a picture and a list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from certsim.errors import CertsimError
from certsim.kernel.errors import visible
from certsim.model.expression import parse_expression
from certsim.model.notebook import short
from certsim.model.parsed import ExpressionError
from certsim.model.tree import text
from certsim.page.examined import Examined
from certsim.report.hasse import MAX_DRAWN, svg_text

Json: TypeAlias = Any

_LONGEST: Final = 36  # the characters of a label


@dataclass(frozen=True)
class ListedSim:
    """A SIM as a campaign has listed it; `certified` is whether the kernel accepts its certificate.

    The dimension of one that is certified is proved. Sizes of classes, inclusions and widths are the word of
    the search.
    """

    number: int
    equations: tuple[str, ...]
    dimension: int
    class_size: int
    parents: tuple[int, ...]
    reduced: tuple[int, ...] | None
    certified: bool

    @property
    def label(self) -> str:
        """Its number and its equations, cut short."""
        return short(f"{self.number}: {', '.join(self.equations) or 'all parameters'}", _LONGEST)


def listed_sims(document: Mapping[str, Json], examined: Mapping[str, Examined]) -> Iterator[ListedSim]:
    """The SIMs in the document of `enumerate`, with what is certified of them."""
    for number, sim in enumerate(document.get("sims", ())):
        reduced = sim.get("reduced")
        yield ListedSim(
            number,
            tuple(map(visible, sim["equations"])),
            sim["dimension"],
            sim["class_size"],
            tuple(sim["parents"]),
            None if reduced is None else tuple(reduced),
            _is_certified(sim, examined.get(f"sim {number}")),
        )


def _is_certified(sim: Mapping[str, Json], found: Examined | None) -> bool:
    """Whether a certificate proves what is listed: these equations, and this dimension."""
    if found is None or found.verdict not in ("certified", "empty"):
        return False
    if found.verdict == "certified" and found.measures.get("dimension") != sim["dimension"]:
        return False
    return found.equations == tuple(map(_plain, sim["equations"]))


def _plain(equation: str) -> str:
    """An equation as the claims of certificates have it."""
    try:
        left, right = (text(parse_expression(side).tree) for side in equation.split("="))
    except (ExpressionError, ValueError):
        return equation
    return f"{left} = {right}"


def picture(sims: Sequence[ListedSim]) -> str | None:
    """The SIMs by dimension, with their inclusions, as SVG; None where they are too many, or only one."""
    if not 1 < len(sims) <= MAX_DRAWN:
        return None
    try:
        return svg_text(sims)
    except (CertsimError, LookupError, ValueError):  # a document that nobody has checked
        return None
