"""Sets without real points: by an identity if there is one, by the solver if it is allowed."""

from __future__ import annotations

import pytest

from certsim import Model
from certsim.kernel.evidence.records import Empty, Invariance, NoPoint, NoPointByIdentity, NoPointBySolver
from certsim.kernel.rules.invariance import invariance
from certsim.kernel.rules.setting import Setting
from certsim.search.emptiness import find_no_point, find_outside_domain
from certsim.search.limits import Limits
from tests.search.given import STILL, fields, limits, setting


def no_point(given: Setting, allowed: Limits, *, generic: bool = False) -> NoPoint | None:
    known = {"equation": given.restriction.curved}
    return find_no_point(given, known, given.conditions, allowed, generic=generic)


@pytest.mark.parametrize(
    ("equations", "where"),
    [
        (["x**2 + y**2 = -1"], []),
        (["x*y = 1", "x**2*y = x", "x**3*y = 2*x**2 + 1"], []),
        (["x**2 = y", "x**2 = y + 1"], []),
        (["x*y = 0"], ["x != 0", "y > 0"]),
        (["x**2*y**3 = 0"], ["x*y != 0"]),
        (["x**2 + 2*x*y + 2*y**2 + 3 = 0"], []),
        (["x**2 + y**2 = 1"], ["x > 2"]),
        (["x**4 + y**4 = 1"], ["x*y > 1"]),
    ],
)
def test_by_an_identity(equations: list[str], where: list[str]) -> None:
    given = setting(STILL, equations, where=where)
    found = no_point(given, limits(allow=()))
    assert isinstance(found, NoPointByIdentity)
    assert invariance(given, Invariance(None, Empty(found)))[1] == ()


@pytest.mark.parametrize(
    ("equations", "where"),
    [
        (["x**20 + y**20 = 1"], ["x*y > 2"]),
        (["x**21 = 2*y**21"], ["x > 0", "y < 0"]),
    ],
)
def test_by_the_solver_where_it_is_allowed(equations: list[str], where: list[str]) -> None:
    """The degrees are beyond those of the squares that are tried."""
    given = setting(STILL, equations, where=where)
    found = no_point(given, limits())
    assert isinstance(found, NoPointBySolver)
    _, assumed = invariance(given, Invariance(None, Empty(found)))
    assert [assumption.kind for assumption in assumed] == ["z3"]
    assert no_point(given, limits(3, allow=())) is None


@pytest.mark.parametrize(
    ("equations", "where"),
    [
        (["x**2 + y**2 = 3"], []),
        (["x**2 + y**2 = 0"], []),
        (["x*y = 1"], ["x < 0"]),
        (["y*(x**2 + (y - 1)**2) = 0"], ["y > 1/2"]),
    ],
)
def test_not_where_there_are_points(equations: list[str], where: list[str]) -> None:
    assert no_point(setting(STILL, equations, where=where), limits(5)) is None


def test_for_generic_constants_only_if_that_is_asked_for() -> None:
    """x² = c and x² = 2c have a common point for c = 0 only."""
    given = setting(STILL, ["x**2 = c", "x**2 = 2*c"], constants=["c"])
    assert no_point(given, limits(5)) is None
    found = no_point(given, limits(5), generic=True)
    assert isinstance(found, NoPointByIdentity)
    assert found.generic.constant_value is None


class TestTheDomain:
    """A set on which the model is defined nowhere is empty inside Ω."""

    @pytest.mark.parametrize(
        ("output", "equations"),
        [
            ("w[0]*x/(w @ w)", ["w = 0"]),
            ("w @ [x, x] / sqrt(w @ w)", ["w = 0"]),
            ("log(w[0])*x", ["w[0] = -1"]),
            ("x/(w[0]*w[1] - 1)", ["w[0]*w[1] = 1"]),
            ("log(w[0])*x + sqrt(w[1])", ["w[0]**3 + w[1] = -1"]),
        ],
    )
    def test_is_missed(self, output: str, equations: list[str]) -> None:
        given = setting(Model.parse(output, parameters=["w[2]"], inputs=["x"]), equations)
        found = find_outside_domain(given, limits())
        assert found is not None
        invariance(given, Invariance(None, found))

    @pytest.mark.parametrize(
        ("output", "equations"),
        [
            ("w[0]*x/(w @ w)", ["w[0] = 0"]),
            ("log(w[0])*x", ["w[0] = w[1]**2"]),
            ("log(w[0])*x", ["w[1] = -1"]),
            ("x/w[0]", ["w[0]*w[1] = 0"]),
            ("tanh(w @ w)*x", ["w = 0"]),
        ],
    )
    def test_is_met(self, output: str, equations: list[str]) -> None:
        given = setting(Model.parse(output, parameters=["w[2]"], inputs=["x"]), equations)
        assert find_outside_domain(given, limits()) is None


def test_fields_are_defined_everywhere() -> None:
    assert find_outside_domain(setting(fields(["1", "x"]), ["x = 0"]), limits()) is None
