"""The picture of a condensation (`certsim[plot]`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import matplotlib as mpl
import numpy as np
from matplotlib.lines import Line2D

from certsim.kernel.errors import visible
from certsim.report.pictures import new_picture
from certsim.torch.condensation.condensation import Condensation

_NAMED: Final = 12
"""So many layers are in the legend at most, evenly spaced."""
_GREY: Final = "0.35"


_STYLES: Final[dict[str, Any]] = {"width": "-", "directions": ":", "distance": "-"}


def condensation_svg(found: Condensation) -> str:
    """Effective width and directions, as shares of the units, and distances, against the step.

    The same condensation gives the same text. The curves have the ids `width-k`, `directions-k` and
    `distance-k`, for the layers k = 0, 1, …
    """
    with new_picture(6.4, 6.8) as (figure, text):
        above, below = figure.subplots(2, 1, sharex=True)
        for at, colour in enumerate(_colours(len(found.layers))):
            for name, values in _curves(found, at).items():
                axes = below if name == "distance" else above
                style = {"color": colour, "linestyle": _STYLES[name], "marker": "o", "markersize": 3}
                axes.plot([moment.step for moment in found.moments], values, gid=f"{name}-{at}", **style)
        _describe(above, below, found.tolerance)
        figure.legend(handles=_legend(found), loc="outside lower center", ncols=2, frameon=False)
    return text.getvalue()


def _curves(found: Condensation, at: int) -> dict[str, Sequence[float]]:
    """The values of a layer, not a number where they are not known."""
    layers = [moment.near.layers[at] for moment in found.moments]
    size = found.layers[at].size
    counted = {
        "width": [_number(layer.effective_width) / size for layer in layers],
        "directions": [_number(layer.directions) / size for layer in layers],
        "distance": [_number(moment.distances[at]) for moment in found.moments],
    }
    return {name: values for name, values in counted.items() if np.isfinite(values).any()}


def _number(value: float | None) -> float:
    return np.nan if value is None else value


def _describe(above: Any, below: Any, tolerance: float) -> None:
    above.set_title(f"near by at tolerance {tolerance:g}, computed in floating point: no proof")
    above.set_ylabel("share of the units")
    above.set_ylim(0, 1.05)
    below.set_ylabel("relative distance from the set\nthat the last checkpoint is near")
    below.set_ylim(bottom=0)
    below.set_xlabel("step")
    for axes in (above, below):
        axes.grid(visible=True, linewidth=0.3)


def _colours(count: int) -> Sequence[Any]:
    """A cycle of ten, or for more layers a scale from the first to the last."""
    return (
        [f"C{at}" for at in range(count)]
        if count <= 10
        else [*mpl.colormaps["viridis"](np.linspace(0, 1, count))]
    )


def _legend(found: Condensation) -> list[Line2D]:
    """The kinds of curves, and some layers."""
    count = len(found.layers)
    colours = _colours(count)
    shown = sorted({int(at) for at in np.linspace(0, count - 1, min(count, _NAMED))})
    kinds = {"effective width": _STYLES["width"], "directions of what comes in": _STYLES["directions"]}
    return [
        *(Line2D([], [], color=_GREY, linestyle=style, label=name) for name, style in kinds.items()),
        *(Line2D([], [], color=colours[at], marker="o", label=_name(found, at)) for at in shown),
    ]


def _name(found: Condensation, at: int) -> str:
    layer = found.layers[at]
    name = visible(layer.name).replace("$", r"\$")
    return f"{layer.size} units of {name}"
