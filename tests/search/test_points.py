"""Points that are proposed are points of the set."""

from __future__ import annotations

from itertools import islice
from typing import Any

import pytest
from flint import arb

from certsim import Model
from certsim.algebra.exact.algebraic import AlgebraicNumber
from certsim.algebra.exact.arithmetic import number_to_json
from certsim.algebra.exact.place import is_zero, place_of, value_at
from certsim.kernel.rules.point import Point
from certsim.kernel.rules.setting import Setting
from certsim.search.points import ball_point, find_set_points, kernel_point, small_number
from tests.search.given import DIAGONAL, STILL, TANH, fields, limits, setting

SPACE = fields(["0", "0", "0"], parameters="x y z")
SETS: dict[str, tuple[Model, list[str], dict[str, Any]]] = {
    "a line": (STILL, ["x = 2*y - 1/3"], {}),
    "a circle with rational points": (STILL, ["x**2 + y**2 = 1"], {}),
    "a circle without": (STILL, ["x**2 + y**2 = 3"], {}),
    "a half of it": (STILL, ["x**2 + y**2 = 3"], {"where": ["x < 0"]}),
    "a point": (STILL, ["x**2 + (y - 1)**2 = 0"], {}),
    "an irrational point": (STILL, ["x**3 = 2", "y = x**2"], {}),
    "a branch": (DIAGONAL, ["a**2 - b**2 = 1"], {"where": ["a > 0"]}),
    "a curve in space": (SPACE, ["x**2 + y**2 = 2", "z = x*y"], {}),
    "a set with constants": (DIAGONAL, ["a**2 - b**2 = c"], {"constants": ["c"]}),
    "an open set": (STILL, ["0*x = 0"], {"where": ["x > 1", "y < -3", "x != y"]}),
    "a half plane given by a curve": (STILL, ["0*x = 0"], {"where": ["x*y > 1"]}),
    "a linear set of a network": (TANH, ["W[0] = W[1]", "a[0] = 3*a[1]"], {}),
}


def points(given: Setting, count: int = 6, **parts: Any) -> list[Any]:
    return list(islice(find_set_points(given, limits(), **parts), count))


@pytest.mark.parametrize("case", SETS)
def test_points_are_in_the_set(case: str) -> None:
    model, equations, parts = SETS[case]
    given = setting(model, equations, **parts)
    found = points(given)
    assert found
    for point in found:
        place, candidate = place_of(kernel_point(point), {}, 128, {}), given.claim.candidate
        Point.of(given.claim, place, candidate.equations, candidate.conditions)


@pytest.mark.parametrize(
    ("equations", "where"),
    [(["x**2 + y**2 = -1"], []), (["x*y = 0"], ["x*y > 1"]), (["x*y = 0"], ["x != 0", "y != 0"])],
)
def test_an_empty_set_has_none(equations: list[str], where: list[str]) -> None:
    given = setting(STILL, equations, where=where)
    assert list(islice(find_set_points(given, limits(2)), 3)) == []


def test_further_equations_and_other_conditions_may_be_asked_for() -> None:
    """Where the boundary x = 0 of {x² + y² = 2, x > 0} meets the circle."""
    given = setting(STILL, ["x**2 + y**2 = 2"], where=["x > 0"])
    (x,) = (condition.polynomial for condition in given.conditions)
    for point in points(given, extra=[x], conditions=()):
        place = kernel_point(point)
        assert is_zero(value_at(x, place))
        assert is_zero(value_at(given.claim.candidate.equations[0], place))


def test_points_name_every_parameter_of_a_small_model() -> None:
    given = setting(TANH, ["W[0] = 1"])
    for point in points(given):
        assert set(range(6)) <= set(point.values)


def test_the_same_seed_gives_the_same_points() -> None:
    given = setting(STILL, ["x**2 + y**2 = 1"])
    first, second = (
        [{v: number_to_json(number) for v, number in kernel_point(point).items()} for point in points(given)]
        for _ in range(2)
    )
    assert first == second


def test_kernel_points_leave_out_what_is_zero_and_keep_algebraic_numbers() -> None:
    for point in points(setting(STILL, ["x**2 = 2", "y = 0"])):
        numbers = kernel_point(point)
        assert numbers.keys() == {0}
        assert isinstance(numbers[0], AlgebraicNumber)
        assert is_zero(numbers[0] * numbers[0] - 2)


def test_balls_enclose_the_numbers() -> None:
    there = setting(STILL, ["x**2 = 2", "y = 1/3"])
    (point,) = points(there, 1)
    balls = ball_point(there, kernel_point(point), 96)
    assert (balls[0] * balls[0]).contains(arb(2))
    assert (balls[1] * 3).contains(arb(1))


def test_small_numbers_become_more_as_attempts_go_on() -> None:
    few, many = ({small_number(limits(seed=s), attempt) for s in range(40)} for attempt in (0, 9))
    assert len(many) > len(few)
    assert 0 not in few | many
