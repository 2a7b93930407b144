"""The Hasse diagram of a hierarchy of SIMs as an SVG picture, its layers ordered to cross few edges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import fmean
from typing import Final
from xml.etree import ElementTree as ET

from certsim.errors import CertsimError
from certsim.report.tree import Node, short_label, widths_text

MAX_DRAWN: Final = 400
_SWEEPS: Final = 12
_ROW: Final = 1400
_MARGIN: Final = 90
_LETTER: Final = 7.4
_BOX: Final = 40
_GAP: Final = 18
_LAYER_GAP: Final = 64
_SUBROW_GAP: Final = 22


@dataclass(frozen=True)
class _Spot:
    """Where a node is drawn: its middle, and its width."""

    x: float
    y: float
    width: float


def svg_text(sims: Sequence[Node]) -> str:
    """The picture: greater dimension above, each SIM with its ties and the size of its class.

    Raises CertsimError where there are too many SIMs.
    """
    require_drawable(sims)
    layers = _ordered(_layers(sims), sims)
    spots, marks = _placed(layers, sims)
    width = max(spot.x + spot.width / 2 for spot in spots.values()) + _GAP
    height = max(spot.y for spot in spots.values()) + _BOX
    root = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {width:.0f} {height:.0f}",
            "width": f"{width:.0f}",
            "height": f"{height:.0f}",
            "font-family": "DejaVu Sans Mono, Menlo, Consolas, monospace",
            "font-size": "12",
        },
    )
    ET.SubElement(root, "rect", {"width": "100%", "height": "100%", "fill": "white"})
    _draw_edges(root, sims, spots)
    for dimension, y in marks.items():
        _text(root, f"dim {dimension}", _GAP, y + 4, {"fill": "#666"})
    for number, sim in enumerate(sims):
        _draw_node(root, sim, spots[number])
    ET.indent(root)
    return ET.tostring(root, encoding="unicode") + "\n"


def require_drawable(sims: Sequence[Node]) -> None:
    """Raises CertsimError where there are more than `MAX_DRAWN` SIMs."""
    if len(sims) > MAX_DRAWN:
        raise CertsimError(
            f"{len(sims):,} SIMs are too many for a picture of at most {MAX_DRAWN}\n"
            "hint: --classes draws one for each class; a narrower model has fewer"
        )


def _layers(sims: Sequence[Node]) -> list[list[int]]:
    numbered = range(len(sims))
    return [list(level) for _, level in groupby(numbered, key=lambda number: sims[number].dimension)]


def _ordered(layers: list[list[int]], sims: Sequence[Node]) -> list[list[int]]:
    """The layers, each in the order of the mean places of its neighbours above and below, in turn."""
    above = {number: list(sim.parents) for number, sim in enumerate(sims)}
    below: dict[int, list[int]] = {number: [] for number in above}
    for number, parents in above.items():
        for parent in parents:
            below[parent].append(number)
    for sweep in range(_SWEEPS):
        neighbours, order = (below, layers[::-1]) if sweep % 2 else (above, layers)
        for layer in order:
            place = {n: (i + 0.5) / len(one) for one in layers for i, n in enumerate(one)}
            layer.sort(key=lambda n: fmean([place[m] for m in neighbours[n]] or [place[n]]))
    return layers


def _placed(
    layers: Sequence[Sequence[int]], sims: Sequence[Node]
) -> tuple[dict[int, _Spot], dict[int, float]]:
    """A spot for each node and a height for each dimension; wide layers are broken into rows."""
    rows = [_rows(layer, sims) for layer in layers]
    total = max(_length(row, sims) for layer in rows for row in layer)
    spots: dict[int, _Spot] = {}
    marks = {}
    y = float(_BOX)
    for layer in rows:
        marks[sims[layer[0][0]].dimension] = y
        for row in layer:
            x = _MARGIN + (total - _length(row, sims)) / 2
            for number in row:
                width = _width(sims[number])
                spots[number] = _Spot(x + width / 2, y, width)
                x += width + _GAP
            y += _BOX + _SUBROW_GAP
        y += _LAYER_GAP - _SUBROW_GAP
    return spots, marks


def _rows(layer: Sequence[int], sims: Sequence[Node]) -> list[list[int]]:
    """A layer dealt out to as many rows as it needs, so that neighbours in order stay near each other."""
    count = int(_length(layer, sims) // _ROW) + 1
    return [list(layer[start::count]) for start in range(count)]


def _length(row: Sequence[int], sims: Sequence[Node]) -> float:
    return sum(_width(sims[number]) + _GAP for number in row) - _GAP


def _width(sim: Node) -> float:
    return max(len(short_label(sim)), len(_detail(sim))) * _LETTER + 16


def _detail(sim: Node) -> str:
    return f"×{sim.class_size:,}{widths_text(sim)}"


def _draw_edges(root: ET.Element, sims: Sequence[Node], spots: Mapping[int, _Spot]) -> None:
    group = ET.SubElement(root, "g", {"stroke": "#9ab", "stroke-width": "1", "fill": "none"})
    for number, sim in enumerate(sims):
        for parent in sim.parents:
            low, high = spots[number], spots[parent]
            top, bottom = high.y + _BOX / 2, low.y - _BOX / 2
            bend = (bottom - top) / 2
            path = f"M{high.x:.1f} {top:.1f}C{high.x:.1f} {top + bend:.1f} {low.x:.1f} {bottom - bend:.1f}"
            ET.SubElement(group, "path", {"d": f"{path} {low.x:.1f} {bottom:.1f}"})


def _draw_node(root: ET.Element, sim: Node, spot: _Spot) -> None:
    group = ET.SubElement(root, "g")
    ET.SubElement(group, "title").text = "\n".join(sim.equations) or "no equations"
    box = {"fill": "#eef4fb", "stroke": "#357", "rx": "5", "width": f"{spot.width:.1f}", "height": f"{_BOX}"}
    ET.SubElement(
        group, "rect", {**box, "x": f"{spot.x - spot.width / 2:.1f}", "y": f"{spot.y - _BOX / 2:.1f}"}
    )
    middle = {"text-anchor": "middle"}
    _text(group, short_label(sim), spot.x, spot.y - 4, middle)
    _text(group, _detail(sim), spot.x, spot.y + 13, {**middle, "fill": "#666"})


def _text(parent: ET.Element, words: str, x: float, y: float, style: Mapping[str, str]) -> None:
    ET.SubElement(parent, "text", {"x": f"{x:.1f}", "y": f"{y:.1f}", **style}).text = words
