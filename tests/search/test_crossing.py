"""Crossings: on the boundary of a condition, in parts of V, in corners."""

from __future__ import annotations

import pytest

from certsim.kernel.evidence.records import Crosses
from certsim.kernel.rules import refutation as rule
from certsim.kernel.rules.setting import Setting
from certsim.model.model import Model
from certsim.search.crossing import find_crossing
from certsim.search.invariance import find_invariance
from tests.search.given import DIAGONAL, RIGHT, ROUND, fields, limits, setting


def crossing(given: Setting, seconds: float = 5) -> Crosses | None:
    return find_crossing(given, limits(seconds), find_invariance, points=8, longest=2)


CROSSED: dict[str, tuple[Model, list[str], list[str]]] = {
    "a line": (RIGHT, ["0*x = 0"], ["x > 0"]),
    "a line, from the other side": (RIGHT, ["y = 1"], ["x < 5"]),
    "a hole": (RIGHT, ["y = 1"], ["x != 2"]),
    "the second of two": (RIGHT, ["0*x = 0"], ["y > 0", "x > 0"]),
    "a hole that is met to second order only": (RIGHT, ["y = 1"], ["(x - 2)**2 != 0"]),
    "on a curve": (ROUND, ["x**2 + y**2 = 2"], ["x > 0"]),
    "at an irrational point": (DIAGONAL, ["a**2 - b**2 = -2"], ["a > 0"]),
    "on a part of a set that is left": (fields(["x", "1"]), ["x*y = 0"], ["y != 0"]),
    "on a part that inequalities leave": (fields(["x", "1"]), ["x*y*(y + 3) = 0"], ["y > 0"]),
    "in a corner": (RIGHT, ["0*x = 0"], ["x > 0", "x**2 > 0"]),
    "in a corner, with another order": (fields(["1", "2*x"]), ["y = x**2"], ["y > 0", "x < 0"]),
}


@pytest.mark.parametrize("case", CROSSED)
def test_a_boundary_that_is_crossed(case: str) -> None:
    model, equations, where = CROSSED[case]
    given = setting(model, equations, where=where)
    found = crossing(given)
    assert found is not None
    rule.crossing(given, given.claim.candidate, found)


@pytest.mark.parametrize(
    ("model", "equations", "where"),
    [
        (DIAGONAL, ["a**2 - b**2 = 1"], ["a > 0"]),
        (RIGHT, ["x = 0"], ["y > 0"]),
        (fields(["x", "1"]), ["0*x = 0"], ["x > 0"]),
        (RIGHT, ["y = 0"], []),
    ],
)
def test_a_boundary_that_is_not(model: Model, equations: list[str], where: list[str]) -> None:
    """Also not where the set without the condition is left: the rule for that is another one."""
    assert crossing(setting(model, equations, where=where), 3) is None
