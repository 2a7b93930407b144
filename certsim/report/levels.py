"""How many SIMs of each dimension hold a fit, as a picture. Needs matplotlib (`certsim[plot]`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from certsim.report.pictures import new_picture

if TYPE_CHECKING:
    from certsim.recovery.recovery import Level, Recovery

MANY: Final = 40
"""From how many SIMs of one dimension on the scale is logarithmic."""
_WIDTH: Final = 0.26
_KINDS: Final = (
    ("with a fit", {"color": "#0072B2"}),
    ("without", {"facecolor": "white", "edgecolor": "#333333"}),
    ("not known", {"facecolor": "white", "edgecolor": "#D55E00", "hatch": "////"}),
)
"""Filled, hollow and hatched bars: they can be told apart without colours."""


def svg_text(found: Recovery) -> str:
    """Bars for each dimension, with the number of samples at stake beside it on the axis."""
    levels = found.levels()[::-1]
    with new_picture(1.8 + max(4.0, 0.8 * len(levels)), 3.6) as (figure, text):
        axes: Any = figure.add_subplot()
        _draw(axes, levels)
        ticks = [f"{one.dimension}\n{one.samples} sample{'' if one.samples == 1 else 's'}" for one in levels]
        axes.set_xticks(range(len(levels)), ticks)
        axes.set_xlabel("dimension of the SIM, and the number of samples at stake")
        axes.set_ylabel("symmetry-induced SIMs")
        axes.set_title(found.summary, fontsize=8)
        axes.spines[["top", "right"]].set_visible(False)
        axes.legend(frameon=False)
    return text.getvalue()


def _draw(axes: Any, levels: list[Level]) -> None:
    """The bars of all levels, with their numbers, and a scale from which they can be read."""
    heights = [[one.sims_with_fit, one.sims_without_fit, one.sims_unknown] for one in levels]
    if max(map(max, heights)) > MANY:
        axes.set_yscale("symlog", linthresh=1)
    for kind, (label, style) in enumerate(_KINDS):
        there = [(at, height[kind]) for at, height in enumerate(heights) if height[kind]]
        if not there and label == "not known":
            continue
        places = [at + (kind - 1) * _WIDTH for at, _ in there]
        bars = axes.bar(places, [height for _, height in there], _WIDTH, label=label, **style)
        axes.bar_label(bars, labels=[f"{height:,}" for _, height in there], fontsize=7)
