"""The pictures of a hierarchy: complete, within their frame, nothing on top of anything else."""

from __future__ import annotations

import re
from itertools import combinations
from xml.etree import ElementTree as ET

import pytest

import certsim
from certsim import Model
from certsim.errors import CertsimError
from certsim.report.hasse import svg_text
from certsim.report.tree import dot_text, tree_lines
from certsim.symmetry.sims.hierarchy import Hierarchy

SVG = "{http://www.w3.org/2000/svg}"


def layer(width: int, classes: bool) -> Hierarchy:
    model = Model.parse("a @ tanh(W @ x)", parameters=[f"W[{width},2]", f"a[{width}]"], inputs=["x[2]"])
    return certsim.enumerate(model, classes=classes, sample=0)


def deep() -> Hierarchy:
    model = Model.parse("a @ tanh(V @ tanh(W @ x))", parameters=["W[2,1]", "V[2,2]", "a[2]"], inputs=["x[1]"])
    return certsim.enumerate(model, classes=True, sample=0)


HIERARCHIES = {
    "7 classes": lambda: layer(3, classes=True),
    "24 sims": lambda: layer(3, classes=False),
    "48 classes": deep,
    "67 classes": lambda: layer(8, classes=True),
}


@pytest.fixture(params=HIERARCHIES, scope="module")
def hierarchy(request: pytest.FixtureRequest) -> Hierarchy:
    return HIERARCHIES[request.param]()


def boxes(svg: str) -> list[tuple[float, float, float, float]]:
    """Left, top, right and bottom of the boxes of the nodes."""
    found = []
    for rect in ET.fromstring(svg).iterfind(f"{SVG}g/{SVG}rect"):
        x, y, width, height = (float(rect.attrib[key]) for key in ("x", "y", "width", "height"))
        found.append((x, y, x + width, y + height))
    return found


def test_boxes_do_not_overlap_and_stay_in_the_frame(hierarchy: Hierarchy) -> None:
    svg = svg_text(hierarchy.sims)
    _, _, width, height = map(float, ET.fromstring(svg).attrib["viewBox"].split())
    assert width < 1700
    found = boxes(svg)
    assert len(found) == len(hierarchy.sims)
    for left, top, right, bottom in found:
        assert 0 <= left < right <= width
        assert 0 <= top < bottom <= height
    for a, b in combinations(found, 2):
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


def test_greater_dimension_is_above_and_each_inclusion_is_drawn(hierarchy: Hierarchy) -> None:
    svg = svg_text(hierarchy.sims)
    tops = [top for _, top, _, _ in boxes(svg)]
    for number, sim in enumerate(hierarchy.sims):
        for parent in sim.parents:
            assert tops[parent] < tops[number]
    paths = list(ET.fromstring(svg).iterfind(f"{SVG}g/{SVG}path"))
    assert len(paths) == sum(len(sim.parents) for sim in hierarchy.sims)


def test_words_fit_their_boxes(hierarchy: Hierarchy) -> None:
    for group in ET.fromstring(svg_text(hierarchy.sims)).iterfind(f"{SVG}g"):
        rect = group.find(f"{SVG}rect")
        if rect is not None:
            longest = max(len(text.text or "") for text in group.iterfind(f"{SVG}text"))
            assert longest * 7.3 < float(rect.attrib["width"])


def test_what_is_too_much_for_a_picture_is_refused() -> None:
    with pytest.raises(CertsimError, match="too many for a picture"):
        svg_text(layer(5, classes=False).sims)


def test_dot_has_every_sim_and_every_inclusion(hierarchy: Hierarchy) -> None:
    dot = dot_text(hierarchy)
    assert len(re.findall(r"^    s\d+ \[label=", dot, re.MULTILINE)) == len(hierarchy.sims)
    edges = {(int(a), int(b)) for a, b in re.findall(r"s(\d+) -> s(\d+);", dot)}
    assert edges == {(p, n) for n, sim in enumerate(hierarchy.sims) for p in sim.parents}
    assert dot.count("{") == dot.count("}")


def test_the_tree_names_each_sim_once() -> None:
    assert list(tree_lines(layer(3, classes=True))) == [
        "dimension 9",
        "    0  {0}{1}{2}   ×1 widths 3",
        "  dimension 6",
        "      1  {0}{1}†{2}  ×3 widths 2  in 0",
        "      2  {0,1}{2}    ×6 widths 2  in 0",
        "    dimension 3",
        "        3  {0,1}†{2}   ×6 widths 1  in 1, 2",
        "        4  {2}†{0,1}   ×3 widths 1  in 1, 2",
        "        5  {0,1,2}     ×4 widths 1  in 2",
        "      dimension 0",
        "          6  †{0,1,2}    ×1 widths 0  in 3, 4, 5",
    ]


def test_long_labels_are_cut_and_quotes_are_escaped() -> None:
    lines = list(tree_lines(deep()))
    assert any("…" in line for line in lines)
    assert max(map(len, lines)) < 130
