"""Pictures of orbits: they say what they show, and the same arguments give the same picture."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

import pytest

from certsim import Model
from certsim.errors import CertsimError
from certsim.judge import Options
from certsim.orbits.reach.orbit import OrbitResult, orbit
from certsim.report.portrait import Picture, draw

SVG = "{http://www.w3.org/2000/svg}"
OPTIONS = Options(60, 0, frozenset({"relu"}))
PRODUCT = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"])
SURFACE = Model.parse(["a*b*x", "a*c*x"], parameters=["a", "b", "c"], inputs=["x"])
LAYER = Model.parse("a @ tanh(W @ x)", parameters=["W[2,1]", "a[2]"], inputs=["x[1]"])


def drawn(model: Model, points: Sequence[dict[str, int]], names: Sequence[str]) -> Picture:
    return draw(model, [orbit(model, point) for point in points], names, OPTIONS)


def words(picture: Picture) -> list[str]:
    return [text.text or "" for text in ET.fromstring(picture.svg).iter(f"{SVG}text")]


def curves(picture: Picture) -> int:
    return sum(1 for _ in ET.fromstring(picture.svg).iter(f"{SVG}path"))


def test_in_the_plane() -> None:
    points = [{"a": 2, "b": 1}, {"a": 1, "b": 1}]
    picture = drawn(PRODUCT, points, ["a", "b"])
    assert {"a", "b", "symmetry-induced SIMs"} <= set(words(picture))
    assert "(2, 1): dimension 1 of 2: the orbit is an open part of {a**2 - b**2 = 3}" in words(picture)
    assert "(1, 1): dimension 1 of 2: the orbit is an open part of {b = a}" in words(picture)
    assert picture == drawn(PRODUCT, points, ["a", "b"])
    assert curves(picture) > curves(drawn(PRODUCT, points[:1], ["a", "b"]))


def test_in_space() -> None:
    picture = drawn(SURFACE, [{"a": 2, "b": 1, "c": 1}], ["a", "b", "c"])
    assert {"a", "b", "c"} <= set(words(picture))
    assert picture.drift < 1e-6


@pytest.mark.parametrize("names", [["a[0]", "a[1]"], ["W[0,0]", "W[1,0]", "a[1]"]])
def test_some_coordinates_of_many(names: list[str]) -> None:
    points = [
        {"W[0,0]": 1, "W[1,0]": 1, "a[0]": 2, "a[1]": 2},
        {"W[0,0]": 0, "W[1,0]": 1, "a[0]": 0, "a[1]": 2},
    ]
    assert set(names) <= set(words(drawn(LAYER, points, names)))


def test_what_was_not_certified_is_not_drawn() -> None:
    nothing = OrbitResult({"a": "1", "b": "1"}, 2, 2, 2, reason="timeout")
    with pytest.raises(CertsimError, match="nothing was certified"):
        draw(PRODUCT, [nothing], ["a", "b"], OPTIONS)
