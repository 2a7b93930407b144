"""The symmetries of a model as a result, with the quantities that infinitesimal ones conserve (T9)."""

from __future__ import annotations

import pytest

from certsim import Model, Verdict, symmetries


def quantities(text: str, parameters: list[str], inputs: list[str]) -> list[str]:
    found = symmetries(Model.parse(text, parameters=parameters, inputs=inputs))
    assert found.conserved is not None
    assert all(each.result.verdict is Verdict.CERTIFIED for each in found.conserved)
    return [each.quantity for each in found.conserved]


def test_generators_are_said_in_the_names_of_the_parameters() -> None:
    found = symmetries(Model.parse("a @ gelu(W @ x)", parameters=["W[2,1]", "a[2]"], inputs=["x[1]"]))
    assert found.to_json()["generators"] == [
        {"W[0,0]": "W[1,0]", "W[1,0]": "W[0,0]", "a[0]": "a[1]", "a[1]": "a[0]"}
    ]
    assert (found.order, found.to_json()["order"], found.to_json()["complete"]) == (2, 2, True)
    assert repr(found) == "<Symmetries: order 2, 1 generator>"


class TestWhatIsConserved:
    def test_is_nothing_for_tanh(self) -> None:
        assert quantities("a*tanh(w*x)", ["a", "w"], ["x"]) == []

    def test_is_the_balance_of_a_product(self) -> None:
        assert quantities("a*b*x", ["a", "b"], ["x"]) == ["a**2 - b**2"]

    def test_is_a_balance_for_each_rectified_neuron(self) -> None:
        assert quantities("a @ relu(W @ x)", ["W[2,1]", "a[2]"], ["x[1]"]) == [
            "W[0,0]**2 - a[0]**2",
            "W[1,0]**2 - a[1]**2",
        ]

    def test_is_a_symmetric_matrix_for_a_linear_layer(self) -> None:
        assert len(quantities("U @ V @ x", ["U[1,3]", "V[3,2]"], ["x[2]"])) == 6

    def test_is_weighed_by_the_learning_rates(self) -> None:
        model = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"], rates={"a": 2})
        found = symmetries(model)
        assert found.conserved is not None
        assert [each.quantity for each in found.conserved] == ["a**2 - 2*b**2"]

    def test_may_be_an_angular_momentum_of_nothing_that_moves(self) -> None:
        assert quantities("a*x", ["a", "b"], ["x"]) == ["b**2"]

    def test_is_not_named_like_a_parameter(self) -> None:
        assert quantities("c*c_*x", ["c", "c_"], ["x"]) == ["c**2 - c_**2"]

    def test_is_looked_for_among_squares_where_parameters_are_many(self) -> None:
        model = Model.parse("a @ relu(W @ x)", parameters=["W[25,1]", "a[25]"], inputs=["x[1]"])
        found = symmetries(model)
        assert found.conserved is not None
        assert len(found.conserved) == 25
        assert not found.general

    def test_is_known_for_fields(self) -> None:
        found = symmetries(Model.from_fields([["y", "-x"]], parameters=["x", "y"]))
        assert found.conserved is not None
        assert [each.quantity for each in found.conserved] == ["x**2 + y**2"]


def test_symmetries_are_not_true_or_false() -> None:
    with pytest.raises(TypeError, match="order"):
        bool(symmetries(Model.parse("a*x", parameters=["a"], inputs=["x"])))
