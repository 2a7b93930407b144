"""Ties, zeros and rotations that are planted in random networks are located; trained networks stay there."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from certsim import Location, Model, Verdict, locate

Matrix: TypeAlias = NDArray[np.int64]

FEW = settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
ACTIVATIONS: dict[str, tuple[Any, Any]] = {
    "tanh": (np.tanh, lambda u: 1 - np.tanh(u) ** 2),
    "relu": (lambda u: np.maximum(u, 0), lambda u: (u > 0) * 1.0),
    "identity": (lambda u: u, np.ones_like),
}


def network(activation: str, width: int) -> Model:
    hidden = "W @ x" if activation == "identity" else f"{activation}(W @ x)"
    return Model.parse(f"A @ ({hidden})", parameters=[f"W[{width},2]", f"A[2,{width}]"], inputs=["x[2]"])


@st.composite
def weights(draw: Any) -> tuple[Matrix, Matrix]:
    """Weights of a layer that are not 0, no two rows collinear by construction of their first entries."""
    width = draw(st.integers(3, 4))
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    W = random.integers(1, 40, (width, 2)) * 2 + 1
    A = random.integers(1, 40, (2, width)) * 2 + 1
    W[:, 0] = random.permutation(np.array([101, 103, 107, 109])[:width])
    return W, A


def at(model: Model, W: Matrix, A: Matrix) -> Location:
    return locate(model, {"W": W.tolist(), "A": A.tolist()})


def trained(activation: str, W: Matrix, A: Matrix) -> tuple[Any, Any]:
    """What a few small steps of gradient descent make of the weights."""
    act, slope = ACTIVATIONS[activation]
    random = np.random.default_rng(1)
    w, a = W / 64, A / 64
    for _ in range(20):
        x, wanted = random.normal(size=(2, 16)), random.normal(size=(2, 16))
        u = w @ x
        error = a @ act(u) - wanted
        back = (a.T @ error) * slope(u)
        w, a = w - 1e-2 * back @ x.T / 16, a - 1e-2 * error @ act(u).T / 16
    return w, a


def agrees(found: Location, w: Any, a: Any) -> bool:
    """Whether weights, scaled as the equations are homogeneous, satisfy the equations that were found."""
    values = {"W": w, "A": a}
    sides = (equation.split("=") for equation in found.equations)
    return all(np.allclose(eval(left, values), eval(right, values)) for left, right in sides)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@given(weights())
@FEW
def test_a_copied_unit_is_located_and_training_keeps_it(
    activation: str, drawn: tuple[Matrix, Matrix]
) -> None:
    W, A = drawn
    W[1], A[:, 1] = W[0], A[:, 0]
    found = at(network(activation, len(W)), W, A)
    assert found.result.verdict is Verdict.CERTIFIED
    assert found.dimension == found.trained - 4
    assert agrees(found, *trained(activation, W, A))


@pytest.mark.parametrize("activation", ["tanh", "relu"])
@given(weights())
@FEW
def test_a_unit_that_differs_in_one_number_is_not_tied(activation: str, drawn: tuple[Matrix, Matrix]) -> None:
    W, A = drawn
    W[1], A[:, 1] = W[0], A[:, 0]
    W[1, 1] += 2
    found = at(network(activation, len(W)), W, A)
    assert found.equations == ()


@given(weights())
@FEW
def test_an_opposite_unit_and_a_dead_one_are_located(drawn: tuple[Matrix, Matrix]) -> None:
    W, A = drawn
    W[1], A[:, 1] = -W[0], -A[:, 0]
    W[2], A[:, 2] = 0, 0
    found = at(network("tanh", len(W)), W, A)
    assert found.by == "symmetry"
    assert found.dimension == found.trained - 8
    assert agrees(found, *trained("tanh", W, A))


@given(weights(), st.lists(st.integers(-3, 3), min_size=2, max_size=2))
@FEW
def test_a_kernel_that_two_linear_layers_share_is_located(
    drawn: tuple[Matrix, Matrix], factors: list[int]
) -> None:
    W, A = drawn
    p, q = factors
    W[2] = -p * W[0] - q * W[1]
    A[:, 2] = -p * A[:, 0] - q * A[:, 1]
    model = network("identity", 3)
    found = at(model, W[:3], A[:, :3])
    assert found.result.verdict is Verdict.CERTIFIED
    assert found.dimension <= 8
    assert agrees(found, *trained("identity", W[:3], A[:, :3]))
    if found.orbit is not None:
        assert found.orbit.lower <= found.dimension


@given(weights(), st.integers(0, 7), st.fractions(-1, 1).filter(bool))
@FEW
def test_the_set_holds_the_point_and_its_orbit(
    drawn: tuple[Matrix, Matrix], entry: int, by: Fraction
) -> None:
    W, A = (matrix.astype(object) for matrix in drawn)
    W[1], A[:, 1] = W[0], A[:, 0]
    W[entry % len(W), entry // 4] += by
    found = locate(network("tanh", len(W)), {"W": W.tolist(), "A": A.tolist()})
    assert found.result.manifold.dimension == found.dimension
    assert agrees(found, W.astype(float), A.astype(float))
    if found.orbit is not None:
        assert found.orbit.lower <= found.dimension
