"""The largest piece that is found, and whether it is all there is."""

from __future__ import annotations

from typing import Any

import pytest

from certsim import Model
from certsim.kernel.evidence.records import GenericallyEmpty, Regular
from certsim.kernel.rules import manifold
from certsim.search.manifold import NOTHING, find_manifold
from tests.search.given import DIAGONAL, STILL, TANH, fields, limits, setting

SPACE = fields(["0", "0", "0"], parameters="x y z")
REPORTS: dict[str, tuple[Model, list[str], dict[str, Any], dict[str, object]]] = {
    "an affine set": (TANH, ["W[0] = W[1] + 1"], {}, {"status": "embedded", "dimension": 5}),
    "all": (STILL, ["0*x = 0"], {}, {"status": "embedded", "dimension": 2}),
    "an open set": (STILL, ["0*x = 0"], {"where": ["x*y > 1"]}, {"status": "embedded", "dimension": 2}),
    "a circle": (STILL, ["x**2 + y**2 = 3"], {}, {"status": "embedded", "dimension": 1}),
    "a cross": (STILL, ["x*y = 0"], {}, {"status": "regular locus", "dimension": 1}),
    "half a cross": (STILL, ["x*y = 0"], {"where": ["x + y > 0"]}, {"status": "embedded", "dimension": 1}),
    "a cone": (SPACE, ["x**2 + y**2 = z**2"], {}, {"status": "regular locus", "dimension": 2}),
    "half a cone": (
        SPACE,
        ["x**2 + y**2 = z**2"],
        {"where": ["z > 0"]},
        {"status": "embedded", "dimension": 2},
    ),
    "a plane and a line": (SPACE, ["x*z = 0", "y*z = 0"], {}, {"status": "regular locus", "dimension": 2}),
    "the same equation twice": (
        SPACE,
        ["x*y = z", "x*y = 1", "x*y = z**2"],
        {},
        {"status": "embedded", "dimension": 1},
    ),
    "a level set": (
        DIAGONAL,
        ["a**2 - b**2 = c"],
        {"constants": ["c"]},
        {"status": "embedded", "dimension": 1},
    ),
    "two levels of one function": (
        DIAGONAL,
        ["a**2 - b**2 = c", "a**2 - b**2 = d"],
        {"constants": ["c", "d"]},
        {"status": "empty"},
    ),
    "two levels of one affine function": (
        DIAGONAL,
        ["a = c", "a = d"],
        {"constants": ["c", "d"]},
        {"status": "empty"},
    ),
}


@pytest.mark.parametrize("case", REPORTS)
def test_reports_are_those_that_the_kernel_makes_of_the_evidence(case: str) -> None:
    model, equations, parts, expected = REPORTS[case]
    given = setting(model, equations, **parts)
    found = find_manifold(given, limits(), steps=True)
    assert found.report == expected
    assert isinstance(found.evidence, Regular | GenericallyEmpty)
    assert manifold(given, found.evidence, steps=True)[0] == expected


@pytest.mark.parametrize("equations", [["x**2 + y**2 = 0"], ["y = 0", "x**2 = 0"]])
def test_equations_that_are_degenerate_everywhere_show_nothing(equations: list[str]) -> None:
    """The rank is too small at every point, so that no dimension may be claimed (theory T4)."""
    assert find_manifold(setting(STILL, equations), limits(3), steps=True) is NOTHING
