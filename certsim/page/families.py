"""Families over sizes: numbers of the answers to one question in several sizes, in tables and plots."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias
from xml.etree import ElementTree as ET

from certsim.kernel.errors import visible
from certsim.page.entry import Entry
from certsim.page.question import Question

_WIDTH: Final = 330
_HEIGHT: Final = 190
_LEFT: Final = 46
_RIGHT: Final = 12
_TOP: Final = 14
_BOTTOM: Final = 34
_MARKS: Final = ("circle", "square")
MOST: Final = 2
"""So many lines are in one plot at most."""


@dataclass(frozen=True)
class Member:
    """One size of a family: the sizes, the claim that answers for it, its outcome, and its numbers."""

    sizes: Mapping[str, int]
    anchor: str
    outcome: str
    numbers: Mapping[str, float]


@dataclass(frozen=True)
class Family:
    """The answers to one question in several sizes; `origin` is the file of the spec."""

    name: str
    origin: str
    members: tuple[Member, ...]

    @property
    def columns(self) -> list[str]:
        """The names of the numbers, in the order in which they come."""
        return list(dict.fromkeys(name for member in self.members for name in member.numbers))

    @property
    def size_names(self) -> list[str]:
        return list(self.members[0].sizes)

    def plots(self) -> list[tuple[list[str], str]]:
        """The names of the lines of each plot, and its SVG; where one size varies alone."""
        varying = [name for name in self.size_names if len({m.sizes[name] for m in self.members}) > 1]
        if len(varying) != 1:
            return []
        (size,) = varying
        ordered = sorted(self.members, key=lambda member: member.sizes[size])
        found = []
        for group in _GROUPS:
            series = {
                name: [(m.sizes[size], m.numbers[name]) for m in ordered if name in m.numbers]
                for name in group
            }
            shown = {name: points for name, points in series.items() if len(points) > 1}
            if group[0] in shown:
                found.append((list(shown), plot(size, shown)))
        return found


def families_of(asked: Sequence[Question], entries: Sequence[Entry]) -> Iterator[Family]:
    """The questions that were asked in several sizes, each once."""
    groups: dict[tuple[str, str, str], list[Entry]] = {}
    for question, entry in zip(asked, entries, strict=True):
        if question.sizes:
            groups.setdefault((question.origin, question.command, question.name or ""), []).append(entry)
    for (origin, _, _), members in groups.items():
        if len({entry.sizes for entry in members}) > 1:
            found = (Member(e.question.sizes, e.anchor, e.outcome, e.numbers) for e in members)
            yield Family(f"{members[0].model}: {members[0].title}", visible(origin), tuple(found))


_GROUPS: Final = (
    ("dimension", "parameters"),
    ("independent laws", "dimension of orbits"),
    ("SIMs", "classes"),
    ("seconds",),
)

Series: TypeAlias = Mapping[str, Sequence[tuple[int, float]]]


def alternative(size: str, series: Series) -> str:
    """What a plot shows, in words.

    >>> alternative("m", {"dimension": [(2, 8), (4, 16.5)]})
    'dimension against m: 8 at 2, 16.5 at 4'
    """
    said = (
        f"{name} against {size}: " + ", ".join(f"{y:g} at {x}" for x, y in p) for name, p in series.items()
    )
    return "; ".join(said)


def plot(size: str, series: Series) -> str:
    """Lines through points against a size, with axes from 0; the lines differ by their marks and dashes."""
    xs = [x for points in series.values() for x, _ in points]
    low, high = min(xs), max(xs)
    step = _step(max(y for points in series.values() for _, y in points))
    top = step * max(1, math.ceil(max(y for points in series.values() for _, y in points) / step))

    def across(x: float) -> float:
        return _LEFT + (x - low) / (high - low) * (_WIDTH - _LEFT - _RIGHT)

    def up(y: float) -> float:
        return _HEIGHT - _BOTTOM - y / top * (_HEIGHT - _TOP - _BOTTOM)

    root = ET.Element(
        "svg",
        {
            "viewBox": f"0 0 {_WIDTH} {_HEIGHT}",
            "class": "plot",
            "role": "img",
            "aria-label": alternative(size, series),
        },
    )
    for number in range(round(top / step) + 1):
        y = up(number * step)
        line = {
            "class": "grid",
            "x1": f"{_LEFT}",
            "x2": f"{_WIDTH - _RIGHT}",
            "y1": f"{y:.1f}",
            "y2": f"{y:.1f}",
        }
        ET.SubElement(root, "line", line)
        _text(root, f"{number * step:g}", _LEFT - 6, y + 4, "end")
    for value in sorted(set(xs)):
        _text(root, str(value), across(value), _HEIGHT - _BOTTOM + 15, "middle")
    _text(root, size, (_LEFT + _WIDTH - _RIGHT) / 2, _HEIGHT - 4, "middle")
    for at, points in enumerate(series.values()):
        places = [(across(x), up(y)) for x, y in points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        ET.SubElement(root, "polyline", {"class": f"line line{at}", "points": path})
        for x, y in places:
            _mark(root, _MARKS[at % MOST], x, y)
    return ET.tostring(root, encoding="unicode")


def _mark(root: ET.Element, kind: str, x: float, y: float) -> None:
    if kind == "circle":
        ET.SubElement(root, "circle", {"class": "mark0", "cx": f"{x:.1f}", "cy": f"{y:.1f}", "r": "3.5"})
    else:
        place = {"x": f"{x - 3:.1f}", "y": f"{y - 3:.1f}", "width": "6", "height": "6"}
        ET.SubElement(root, "rect", {"class": "mark1", **place})


def _text(root: ET.Element, words: str, x: float, y: float, anchor: str) -> None:
    ET.SubElement(root, "text", {"x": f"{x:.1f}", "y": f"{y:.1f}", "text-anchor": anchor}).text = words


def _step(top: float) -> float:
    """A distance of lines on an axis, of which there are two to five.

    >>> _step(37), _step(8), _step(0.03)
    (10.0, 2.0, 0.01)
    """
    if top <= 0:
        return 1
    unit = 10.0 ** math.floor(math.log10(top))
    return next(unit * part for part in (0.2, 0.5, 1, 2) if top <= 5 * unit * part)
