"""Orbits as a picture: in two or three coordinates, with the SIMs around them and training in them.

Needs matplotlib, which is an optional part (`certsim[plot]`).
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from contourpy import contour_generator
from matplotlib.lines import Line2D

from certsim.algebra.budget import Budget, Deadline
from certsim.errors import CertsimError
from certsim.kernel.statement.model import read_model
from certsim.report.curves import Family, Floats, Portrait, portrait, terms_at
from certsim.report.pictures import new_picture
from certsim.symmetry.sims.hierarchy import list_sims

if TYPE_CHECKING:
    from certsim.judge import Options
    from certsim.kernel.terms.polynomial import Polynomial
    from certsim.model.model import Model
    from certsim.orbits.reach.orbit import OrbitResult
    from certsim.symmetry.signed import SignedPartition

MAX_SIMS: Final = 30
"""More symmetry-induced SIMs are not drawn."""
MARGIN: Final = 1.6
"""How far a picture reaches, in multiples of the greatest coordinate of a point, or of 1."""
GRID: Final = 121
SLICES: Final = 17
_LONGEST: Final = 88
_GREY: Final = "0.55"


@dataclass(frozen=True)
class Picture:
    """An SVG picture, and by how much at most the curves in it leave the sets that hold the orbits."""

    svg: str
    drift: float


def draw(model: Model, orbits: Sequence[OrbitResult], names: Sequence[str], options: Options) -> Picture:
    """Certified orbits of a model in the coordinates of some parameters, two or three of them.

    What is drawn is computed in floating point, for half of the time allowed at most. The seed chooses the
    walks, the data and the losses.

    Raises CertsimError where an orbit has no certificate.
    """
    deadline = Deadline.after(options.timeout / 2)
    claimed = read_model(model.statement)
    family, random = Family(claimed), np.random.default_rng(options.seed)
    axes = [claimed.parameters.index(name) for name in names]
    view = _View(axes, names, _radius(orbits, names))
    reach = _radius(orbits, claimed.parameters)
    portraits = [portrait(family, each, reach, random, Budget(deadline)) for each in orbits]
    sims = _sims(model, options.seed)
    svg = _svg_text(list(zip(orbits, portraits, strict=True)), sims, view)
    return Picture(svg, max(each.drift for each in portraits))


def _radius(orbits: Sequence[OrbitResult], names: Sequence[str]) -> float:
    """How far a cube reaches that has room around the points, in the coordinates of these names."""
    return MARGIN * max(1.0, *(abs(float(Fraction(each.point[name]))) for each in orbits for name in names))


def _sims(model: Model, seed: int) -> Sequence[SignedPartition]:
    """The symmetry-induced SIMs, if they are not too many to be drawn."""
    with contextlib.suppress(CertsimError):
        sims = list_sims(model, classes=False, sample=0, seed=seed).hierarchy.sims
        return [sim.subspace for sim in sims] if len(sims) <= MAX_SIMS else []
    return []


@dataclass(frozen=True, eq=False)
class _View:
    """Which coordinates are drawn, by their numbers, and from -radius to radius in each."""

    axes: Sequence[int]
    names: Sequence[str]
    radius: float


def _svg_text(
    drawn: Sequence[tuple[OrbitResult, Portrait]], sims: Sequence[SignedPartition], view: _View
) -> str:
    """The picture: for each orbit its point, the set that holds it, walks in it, and training from the point.

    Of a set with one equation among the coordinates that are drawn, this is drawn, in three dimensions by
    its sections; `sims` are drawn in grey, where they do not fill the picture. The same arguments give the
    same text.
    """
    with new_picture(6.4, 6.8) as (figure, text):
        axes: Any = figure.add_subplot(projection="3d" if len(view.axes) == 3 else None)
        _prepare(axes, view)
        for sim in sims:
            _draw_subspace(axes, sim, view)
        for number, (around, portrait) in enumerate(drawn):
            _draw_orbit(axes, around, portrait, view, f"C{number % 10}")
        axes.legend(
            handles=_legend(drawn, sims), loc="upper center", bbox_to_anchor=(0.5, -0.08), frameon=False
        )
    return text.getvalue()


def _prepare(axes: Any, view: _View) -> None:
    for letter, name in zip("xyz", view.names, strict=False):
        getattr(axes, f"set_{letter}lim")(-view.radius, view.radius)
        getattr(axes, f"set_{letter}label")(name)
    axes.set_aspect("equal")
    axes.grid(visible=True, linewidth=0.3)


def _draw_orbit(axes: Any, around: OrbitResult, portrait: Portrait, view: _View, colour: str) -> None:
    inside = [p for p in around.claim.candidate.equations if p.variables <= set(view.axes)]
    if len(inside) == 1:
        for curve in _zeros(inside[0], view):
            axes.plot(*curve.T, color=colour, alpha=0.25, linewidth=5 if len(view.axes) == 2 else 0.8)
    for curves, width in ((portrait.walks, 0.7), (portrait.trajectories, 1.6)):
        for curve in curves:
            axes.plot(*_seen(curve, view).T, color=colour, linewidth=width)
    for curve in portrait.trajectories:
        axes.plot(*_seen(curve, view)[-1:].T, color=colour, marker="o", markersize=3)
    axes.plot(
        *_seen(portrait.walks[0], view)[:1].T, color=colour, marker="o", markersize=7, markeredgecolor="k"
    )


def _seen(curve: Floats, view: _View) -> Floats:
    """The coordinates that are drawn, and nothing of what is outside the picture."""
    shown = curve[:, list(view.axes)]
    outside = np.abs(shown).max(axis=1) > view.radius
    return np.where(outside[:, None], np.nan, shown)


def _draw_subspace(axes: Any, sim: SignedPartition, view: _View) -> None:
    """The subspace as it is seen: a point, a line or a plane through 0; nothing, where it is everything."""
    seen = _basis(sim)[:, list(view.axes)]
    _, sizes, directions = np.linalg.svd(seen)
    rank = int((sizes > 1e-9).sum())
    style = {"color": _GREY, "linewidth": 0.8, "linestyle": "--"}
    if rank == 0:
        axes.plot(*np.zeros((len(view.axes), 1)), color=_GREY, marker="x", markersize=5)
    elif rank == 1:
        end = directions[0] * view.radius / np.abs(directions[0]).max()
        axes.plot(*np.array([-end, end]).T, **style)
    elif rank < len(view.axes):
        for curve in _sections(lambda xs: np.tensordot(directions[-1], xs, 1), view, slices=2):
            axes.plot(*curve.T, **style)


def _basis(sim: SignedPartition) -> Floats:
    """A row for each class of tied coordinates; at least one row, which may be 0."""
    rows = np.zeros((max(1, sim.dimension), len(sim.labels)))
    for row, literals in zip(rows, sim.classes(), strict=False):
        for literal in literals:
            row[abs(literal) - 1] = np.sign(literal)
    return rows


def _legend(drawn: Sequence[tuple[OrbitResult, Portrait]], sims: Sequence[SignedPartition]) -> list[Line2D]:
    lines = [
        Line2D([], [], color=f"C{number % 10}", marker="o", label=_label(around))
        for number, (around, _) in enumerate(drawn)
    ]
    lines.append(Line2D([], [], color="k", linewidth=0.7, label="walks in the orbit"))
    lines.append(Line2D([], [], color="k", linewidth=1.6, label="training, random data and losses"))
    if sims:
        lines.append(
            Line2D([], [], color=_GREY, linewidth=0.8, linestyle="--", label="symmetry-induced SIMs")
        )
    return lines


def _label(around: OrbitResult) -> str:
    label = f"({', '.join(around.point.values())}): {around.summary}"
    return label if len(label) <= _LONGEST else f"{label[: _LONGEST - 1]}…"


def _zeros(equation: Polynomial, view: _View) -> Iterator[Floats]:
    """Curves in the zero set of a polynomial in the coordinates that are drawn."""

    def values(coordinates: Floats) -> Floats:
        total: Floats = terms_at(equation, dict(zip(view.axes, coordinates, strict=True))).sum(axis=0)
        return total

    return _sections(values, view, SLICES)


def _sections(values: Callable[[Floats], Floats], view: _View, slices: int) -> Iterator[Floats]:
    """Where a function of the coordinates that are drawn is 0, on planes parallel to two of the axes.

    In two dimensions that is one plane; in three so many for each pair of axes.
    """
    size = len(view.axes)
    grid = np.linspace(-view.radius, view.radius, GRID)
    heights = np.linspace(-view.radius, view.radius, slices) if size > 2 else [0.0]
    for across in combinations(range(size), 2):
        for height in heights:
            plane = np.full((size, GRID, GRID), height)
            plane[list(across)] = np.meshgrid(grid, grid)
            for line in contour_generator(grid, grid, values(plane)).lines(0.0):
                curve = np.full((len(line), size), height)
                curve[:, list(across)] = line
                yield curve
