"""Curves for pictures: the fields are those of an independent oracle, and curves stay where orbits are."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import numpy as np
import pytest

from certsim import Model
from certsim.algebra.budget import Budget, Deadline
from certsim.kernel.statement.model import read_model
from certsim.kernel.terms.definitions import ELEMENTWISE, SIGNATURES
from certsim.kernel.terms.functions import ELEMENTARY
from certsim.orbits.reach.orbit import orbit
from certsim.report.curves import Family, integral_curve, portrait, training
from tests.oracle import Flow

PLAIN = sorted(
    name
    for name in ELEMENTWISE | ELEMENTARY.keys()
    if name in SIGNATURES and SIGNATURES[name].arrays == ("z",) and name != "gelu_tanh"
)
POINTS = {
    "product": (Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"]), {"a": 2, "b": 1}),
    "cubic": (Model.parse("a*b*c*x", parameters=["a", "b", "c"], inputs=["x"]), {"a": 1, "b": 2, "c": 3}),
    "surface": (
        Model.parse(["a*b*x", "a*c*x"], parameters=["a", "b", "c"], inputs=["x"]),
        {"a": 2, "b": 1, "c": -1},
    ),
    "tied": (
        Model.parse("a @ tanh(W @ x)", parameters=["W[2,1]", "a[2]"], inputs=["x[1]"]),
        {"W[0,0]": 1, "W[1,0]": 1, "a[0]": 2, "a[1]": 2},
    ),
    "rates": (
        Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"], rates={"a": "1/2"}),
        {"a": 2, "b": 1},
    ),
    "rotations": (Model.from_fields([["y", "-x"]], parameters=["x", "y"]), {"x": 3, "y": 4}),
    "no input": (Model.parse("a*b", parameters=["a", "b"]), {"a": 2, "b": 1}),
    "fixed": (Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"]), {"a": 0, "b": 0}),
    "relu": (Model.parse("a*relu(b*x)", parameters=["a", "b"], inputs=["x"]), {"a": 1, "b": 2}),
}


@pytest.mark.parametrize("function", [*PLAIN, "leaky"])
def test_fields_are_those_of_the_oracle(function: str) -> None:
    call = "leaky_relu(b*x + 1/3, 1/10)" if function == "leaky" else f"{function}(b*x + 1/3)"
    model = Model.parse(f"a*{call}/(1 + x**2)", parameters=["a", "b"], inputs=["x"], rates={"b": "2/3"})
    outputs, fields = Family(read_model(model.statement))(np.array([1.5, 2.0]), np.array([[0.25, 2.0]]))
    for sample, value in enumerate(("1/4", "2")):
        with mpmath.workdps(120):
            flow, theta = Flow(model.statement), [mpmath.mpf("1.5"), mpmath.mpf(2)]
            expected = flow.field({"output": 0, "input": {"x": value}})(theta)
            (output,) = flow.outputs(
                theta, {"x": mpmath.mpf(Fraction(value).numerator) / Fraction(value).denominator}
            )
        assert outputs[0, sample] == pytest.approx(float(output), rel=1e-12)
        assert fields[0, :, sample] == pytest.approx(list(map(float, expected)), rel=1e-12)


@pytest.mark.parametrize("name", POINTS)
def test_curves_stay_on_the_set_that_holds_the_orbit(name: str) -> None:
    model, point = POINTS[name]
    around = orbit(model, point)
    assert around.equations or around.upper == model.dimension
    drawn = portrait(Family(read_model(model.statement)), around, 8.0, np.random.default_rng(1), Budget())
    assert drawn.drift < 1e-6
    start = list(point.values())
    for curve in [*drawn.walks, *drawn.trajectories]:
        assert curve[0].tolist() == start
    moved = max(np.abs(curve - start).max() for curve in drawn.walks)
    assert (moved > 0.1) == (around.lower > 0)


def test_a_set_that_is_left_shows_a_drift() -> None:
    model, point = POINTS["product"]
    other = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"], rates={"a": "1/3"})
    family = Family(read_model(other.statement))
    assert portrait(family, orbit(model, point), 8.0, np.random.default_rng(1), Budget()).drift > 1e-2


class TestIntegralCurve:
    def test_a_rotation(self) -> None:
        curve = integral_curve(
            lambda _, p: np.array([p[1], -p[0]]), np.array([3.0, 4.0]), np.pi, 9.0, Budget()
        )
        assert np.linalg.norm(curve, axis=1) == pytest.approx(5, abs=1e-6)
        assert curve[-1] == pytest.approx([-3, -4], abs=1e-6)

    def test_ends_beyond_the_reach(self) -> None:
        curve = integral_curve(lambda _, p: p, np.array([1.0]), 100.0, 5.0, Budget())
        assert 5 < curve[-1, 0] < 1000

    def test_ends_where_nothing_is_defined(self) -> None:
        curve = integral_curve(lambda _, p: 1 / p, np.array([0.0]), 1.0, 5.0, Budget())
        assert curve.tolist() == [[0.0]]

    def test_ends_at_a_singularity(self) -> None:
        curve = integral_curve(lambda _, p: -1 / p, np.array([1.0]), 1.0, 5.0, Budget())
        assert np.isfinite(curve).all()
        assert len(curve) > 1

    def test_ends_with_the_budget(self) -> None:
        curve = integral_curve(lambda _, p: p, np.array([1.0]), 1.0, 5.0, Budget(Deadline(0.0)))
        assert curve.tolist() == [[1.0]]


def test_training_is_drawn_by_the_seed() -> None:
    family = Family(read_model(POINTS["product"][0].statement))
    one, same, other = (
        training(family, np.random.default_rng(seed))(0.0, np.array([1.0, 2.0])).tolist()
        for seed in (0, 0, 1)
    )
    assert one == same != other
