"""Draws strata.svg: how orbits fill the SIMs that symmetries induce in a tanh network of two hidden layers.

Each mark is a class of SIMs. Its place is certified, and so is its kind: the orbit of a generic point fills
the set, or it is smaller, or it is the point itself (theory T12, T14, T15).
"""

from __future__ import annotations

from pathlib import Path
from statistics import fmean

import certsim
from certsim import Model
from certsim.report.pictures import new_picture
from certsim.symmetry.sims.hierarchy import Sim
from certsim.symmetry.sims.strata import Stratum, find_strata

FILLED = ("o", "#0072b2", "white", "an orbit fills the set: no smaller SIM at generic points")
SMALLER = (
    "s",
    "#e69f00",
    "black",
    "orbits are smaller than the set: more SIMs in it, which no symmetry induces",
)
POINTS = ("D", "white", "black", "generic points stand still: each is an orbit")


def kind(stratum: Stratum) -> tuple[str, str, str, str]:
    """The mark of a stratum, its colour, the colour of what is written in it, and what it means."""
    if stratum.filled:
        return FILLED
    assert stratum.filled is False
    return POINTS if stratum.upper == 0 else SMALLER


def places(sims: tuple[Sim, ...]) -> list[tuple[float, int]]:
    """Where each SIM is drawn: by dimension, and in a layer by the mean place of those that cover it."""
    found: dict[int, tuple[float, int]] = {}
    for dimension in sorted({sim.dimension for sim in sims}, reverse=True):
        layer = [number for number, sim in enumerate(sims) if sim.dimension == dimension]
        above = {n: fmean([found[parent][0] for parent in sims[n].parents] or [0.0]) for n in layer}
        for place, number in enumerate(sorted(layer, key=lambda n: (above[n], n))):
            found[number] = (place - (len(layer) - 1) / 2, dimension)
    return [found[number] for number in range(len(sims))]


def main() -> None:
    """Draws the picture into the current directory."""
    model = Model.parse(
        "a @ tanh(W2 @ tanh(W1 @ x))", parameters=["W1[2,1]", "W2[2,2]", "a[2]"], inputs=["x[1]"]
    )
    hierarchy = certsim.enumerate(model, classes=True)
    strata = find_strata(model, hierarchy)
    spots = places(hierarchy.sims)
    kinds = [kind(stratum) for stratum in strata.classes]
    with new_picture(8.6, 6.4) as (figure, text):
        axes = figure.add_subplot(ylabel="dimension of the set", xticks=[])
        for sim, low in zip(hierarchy.sims, spots, strict=True):
            for high in (spots[parent] for parent in sim.parents):
                axes.plot(*zip(low, high, strict=True), color="0.85", linewidth=0.7, zorder=1)
        for mark, colour, ink, meaning in (FILLED, SMALLER, POINTS):
            chosen = [number for number, each in enumerate(kinds) if each[0] == mark]
            axes.plot(
                *zip(*(spots[number] for number in chosen), strict=True),
                mark,
                color=colour,
                markeredgecolor="black",
                markersize=17,
                label=f"{meaning} ({len(chosen)})",
            )
            for number in chosen:
                size = f"×{hierarchy.sims[number].class_size}"
                axes.text(*spots[number], size, color=ink, fontsize=7, ha="center", va="center")
        count = f"{hierarchy.class_count} classes of {hierarchy.count} SIMs"
        axes.set_title(f"The network a·tanh(W₂·tanh(W₁x)) of widths 2 and 2: {count}")
        figure.legend(loc="outside lower center", frameon=False, markerscale=0.6)
    Path("strata.svg").write_text(text.getvalue(), encoding="utf-8")


if __name__ == "__main__":
    main()
