"""A hierarchy of SIMs as text: by dimension, and in the DOT language of Graphviz."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from certsim.symmetry.sims.hierarchy import Hierarchy, Sim
    from certsim.symmetry.sims.strata import Strata, Stratum

LONGEST: Final = 44


class Node(Protocol):
    """What a picture shows of a SIM; a `Sim` is one."""

    @property
    def label(self) -> str: ...
    @property
    def equations(self) -> tuple[str, ...]: ...
    @property
    def dimension(self) -> int: ...
    @property
    def class_size(self) -> int: ...
    @property
    def parents(self) -> tuple[int, ...]: ...
    @property
    def reduced(self) -> tuple[int, ...] | None: ...


_PARENTS: Final = 8
TIES: Final = "  {0,-1}: parts of the model that are tied, -1 with the opposite sign; †{2}: a part that is 0"
_FILLED: Final = {True: "yes", False: "no", None: "not known"}


def tree_lines(hierarchy: Hierarchy) -> Iterator[str]:
    """The SIMs by dimension, each with its number, ties, the size of its class and the SIMs that cover it."""
    labels = [short_label(sim) for sim in hierarchy.sims]
    width = max(map(len, labels))
    numbered = enumerate(hierarchy.sims)
    for depth, (dimension, level) in enumerate(groupby(numbered, key=lambda entry: entry[1].dimension)):
        indent = " " * min(2 * depth, 16)
        yield f"{indent}dimension {dimension}"
        for number, sim in level:
            above = f"  in {_listed(sim.parents)}" if sim.parents else ""
            label = f"{labels[number]:<{width}}"
            yield f"{indent}  {number:>3}  {label}  {_size(sim)}{above}".rstrip()


def legend_lines(hierarchy: Hierarchy) -> Iterator[str]:
    """What the columns of the list mean, as far as they occur."""
    sims = hierarchy.sims
    yield "In this list"
    if any("{" in sim.label for sim in sims):
        yield TIES
    yield "  ×3: symmetries of the model carry the set to 3 sets, itself included"
    if any(sim.reduced is not None for sim in sims):
        yield "  widths 2: on the set the model is a network of width 2"
    if any(sim.empty for sim in sims):
        yield "  empty: the model is nowhere defined on the set, so the statement about it is vacuous"
    if any(sim.parents for sim in sims):
        yield "  in 0: the set lies in set 0, and in no smaller one that is listed"


def short_label(sim: Node) -> str:
    """The ties of a SIM, cut short where they are long."""
    return sim.label if len(sim.label) <= LONGEST else f"{sim.label[: LONGEST - 1]}…"


def widths_text(sim: Node) -> str:
    """The widths of the reduced network, where they are known."""
    return f" widths {'-'.join(map(str, sim.reduced))}" if sim.reduced is not None else ""


def _size(sim: Sim) -> str:
    return f"×{sim.class_size:,}{' empty' if sim.empty else widths_text(sim)}"


def _listed(numbers: tuple[int, ...]) -> str:
    more = f", and {len(numbers) - _PARENTS} more" if len(numbers) > _PARENTS else ""
    return ", ".join(map(str, numbers[:_PARENTS])) + more


def strata_lines(strata: Strata) -> Iterator[str]:
    """The orbit in each stratum, numbered as in the tree; SIMs beyond symmetry; conserved quantities."""
    yield strata.summary
    yield "  stratum  dimension  orbit  filled"
    for number, stratum in enumerate(strata.classes):
        filled = stratum.orbit.reason or _FILLED[stratum.filled]
        yield f"  {number:>7}  {stratum.dimension:>9}  {_orbit(stratum):>5}  {filled}"
    for sim in strata.beyond:
        if sim.dimension != 0:
            held = ", ".join([*sim.equations, *(f"{law} constant" for law in sim.laws)])
            size = "" if sim.dimension is None else f"dimension {sim.dimension}, "
            yield f"  beyond: {held} ({size}{sim.origin})"
    if still := [n for n, one in enumerate(strata.classes) if one.upper == 0 and one.dimension]:
        yield f"  beyond: single points, which no field moves: generic ones of strata {_ranges(still)}"
    for law in strata.conserved.laws:
        yield f"  conserved: {law}"


def _ranges(numbers: Sequence[int]) -> str:
    """Ascending numbers, with those in a row drawn together.

    >>> _ranges([1, 2, 3, 5])
    '1-3, 5'
    """
    rows = [
        [number for _, number in row]
        for _, row in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])
    ]
    return ", ".join(f"{row[0]}-{row[-1]}" if len(row) > 1 else str(row[0]) for row in rows)


def _orbit(stratum: Stratum) -> str:
    lower, upper = stratum.orbit.lower, stratum.upper
    return str(lower) if lower == upper else f"{lower}-{upper}"


def dot_text(hierarchy: Hierarchy) -> str:
    """The Hasse diagram in DOT: a rank for each dimension, an edge from each SIM to those that it covers."""
    lines = ["digraph hierarchy {", "  node [shape=box];", "  edge [arrowhead=none];"]
    numbered = enumerate(hierarchy.sims)
    for dimension, level in groupby(numbered, key=lambda entry: entry[1].dimension):
        lines.append(f"  subgraph dimension_{dimension} {{ rank=same;")
        lines += [f"    s{number} [label={_quoted(sim)}];" for number, sim in level]
        lines.append("  }")
    lines += [
        f"  s{parent} -> s{number};" for number, sim in enumerate(hierarchy.sims) for parent in sim.parents
    ]
    return "\n".join([*lines, "}", ""])


def _quoted(sim: Sim) -> str:
    label = short_label(sim).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{label}\\ndimension {sim.dimension}, {_size(sim)}"'
