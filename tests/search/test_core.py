"""Cores of models that are not polynomial, and of those of which not all inputs are meant."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

import certsim
from certsim import Model

TANH = Model.parse("a @ tanh(W @ x)", parameters=["W[2,2]", "a[2]"], inputs=["x[2]"])
EXPERTS = Model.parse(
    "softmax(R @ x) @ (a * tanh(W @ x))", parameters=["R[2,1]", "W[2,1]", "a[2]"], inputs=["x[1]"]
)


@pytest.mark.parametrize(
    ("equations", "dimension"),
    [
        (["W[0] = W[1]"], 3),  # σ' is positive, so the outer weights are equal, too
        (["a[0] = a[1]"], 3),  # tanh(W_0 x) = tanh(W_1 x) for all x
        (["a[0] = 0"], 3),  # tanh(W_0 x) = 0 for all x
        (["W[0] = 0"], 3),  # a_0 σ'(0) x = 0
        (["W[0] = -W[1]"], 3),  # tanh is odd
    ],
)
def test_of_a_network_without_biases_the_core_is_shown_to_be_the_largest(
    equations: Sequence[str], dimension: int
) -> None:
    found = certsim.core(TANH, equations)
    assert (found.comparison, found.largest, found.manifold.dimension) == ("smaller", True, dimension)


@pytest.mark.parametrize("equations", [["a[0] = 1"], ["W[0] = [1, 0]"], ["a[0] = a[1] + 1"]])
def test_where_no_point_stays_the_core_is_empty(equations: Sequence[str]) -> None:
    found = certsim.core(TANH, equations)
    assert (found.comparison, found.largest) == ("empty", True)
    assert found.sentence.endswith("no point of the set stays in it")


def test_equal_experts_stay_equal_where_the_router_treats_them_alike_or_they_are_dead() -> None:
    found = certsim.core(EXPERTS, ["W[0] = W[1]", "a[0] = a[1]"])
    assert (found.comparison, found.largest, found.manifold.dimension) == ("smaller", True, 3)
    inside = ["R[0] = R[1]", "W[0] = W[1]", "a[0] = a[1]"]
    assert certsim.core(EXPERTS, inside).comparison == "equal"


def test_with_biases_a_part_is_found_and_not_shown_to_be_the_largest() -> None:
    model = Model.parse("a @ tanh(W @ x + b)", parameters=["W[2,1]", "b[2]", "a[2]"], inputs=["x[1]"])
    found = certsim.core(model, ["W[0] = W[1]", "b[0] = b[1]"])
    assert (found.comparison, found.largest, found.manifold.dimension) == ("smaller", False, 3)
    assert "not shown to be the largest" in found.sentence


def test_equations_of_inputs_keep_what_they_keep() -> None:
    # On x = y the field of a*x + b*y is (x, x): it keeps a = b, and of a = 2*b nothing at all.
    model = Model.parse("a*x + b*y", parameters=["a", "b"], inputs=["x", "y"], inputs_where=["x = y"])
    found = certsim.core(model, ["a = b"])
    assert (found.comparison, found.largest, found.manifold.dimension) == ("equal", True, 1)
    assert certsim.core(model, ["a = 2*b"]).comparison == "empty"
