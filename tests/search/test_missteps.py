"""Steps of optimisers that leave a set which the flow keeps (T17)."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from certsim import Model, certify

PRODUCT = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"])
TIED = Model.parse("(A.T @ A)[0] @ x", parameters=["A[2,2]"], inputs=["x[2]"])
ANY = Model.parse("a*s(b*x)", parameters=["a", "b"], inputs=["x"], functions={"s": ["odd"]})
RATES = Model.parse("(a + b)*x", parameters=["a", "b"], inputs=["x"], rates={"a": 2})
EXPONENTIAL = Model.parse("a*exp(b)*x", parameters=["a", "b"], inputs=["x"])
STILL = Model.parse("a*b*(c + d)*x", parameters=[*"abcd"], inputs=["x"])
ZEROS = ["a = 0", "b = 0"]


@pytest.mark.parametrize(
    ("model", "equations", "where", "kept"),
    [
        pytest.param(PRODUCT, ["a**2 - b**2 = 1"], [], (False, False, False, False), id="a curve"),
        pytest.param(PRODUCT, ["a = b"], ["a > 0"], (False, False, False, False), id="half a line"),
        pytest.param(PRODUCT, ["a = b"], ["a != 0"], (False, False, False, None), id="a line without 0"),
        pytest.param(TIED, ["A[0] = 2*A[1]"], [], (True, True, True, False), id="a row twice another"),
        pytest.param(ANY, ["a = 0", "b = 0"], [], (True, True, True, True), id="zeros"),
        pytest.param(RATES, ["a = 2*b"], [], (True, True, None, None), id="rates that turn the set"),
        pytest.param(STILL, [*ZEROS, "c**2 + d**2 = 1"], [], (True, True, False, True), id="nothing moves"),
        pytest.param(STILL, ZEROS, ["c > 0"], (True, True, True, True), id="nothing moves in a cone"),
        pytest.param(PRODUCT, ["(a - b)*(a + b) = 0"], [], (True, True, True, True), id="two lines"),
        pytest.param(
            PRODUCT, ["a*(a - b)*(a + b) = 0", "b*(a - b)*(a + b) = 0"], [], (True,) * 4, id="again"
        ),
        pytest.param(EXPONENTIAL, ["a**2 - 2*b = 1"], [], (False, False, False, False), id="enclosures"),
    ],
)
def test_false_comes_with_a_step_that_leaves(
    model: Model, equations: list[str], where: Sequence[str], kept: tuple[bool | None, ...]
) -> None:
    found = certify(model, equations, where=where).optimisers
    names = ("gradient_descent", "momentum", "weight_decay", "adam")
    assert tuple(found[name] for name in names) == kept


def test_of_a_family_of_fields_the_fields_stand_for_gradients() -> None:
    model = Model.from_fields([["a", "b"]], parameters=["a", "b"])
    found = certify(model, ["a = 2*b"]).optimisers
    assert (found["gradient_descent"], found["momentum"], found["weight_decay"]) == (True, True, True)
    assert found["adam"] is False  # the first step is (η, η), up to ε
    turning = Model.from_fields([["b", "-a"]], parameters=["a", "b"])
    levels = certify(turning, ["a**2 + b**2 = c"], constants=["c"]).optimisers
    assert set(levels.values()) == {False}
