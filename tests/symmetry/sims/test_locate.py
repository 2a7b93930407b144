"""Where a point is among the symmetry-induced SIMs, and what leaves it."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

import pytest

from certsim import CertsimError, Location, Model, Options, Verdict, locate, read_point
from certsim.kernel.check import check
from tests.parts import with_parts

TANH = Model.parse("a @ tanh(W @ x)", parameters=["W[4,1]", "a[4]"], inputs=["x[1]"])
GELU = Model.parse("a @ gelu(W @ x)", parameters=["W[3,1]", "a[3]"], inputs=["x[1]"])
PRODUCT = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"])


def at(model: Model, text: str, **options: Any) -> Location:
    return locate(model, read_point(model, text), **options)


CASES: dict[str, tuple[Model, str, set[str], int]] = {
    "equal neurons": (TANH, "W=[[1],[1],[2],[3]], a=[5,5,6,7]", {"W[1,0] = W[0,0]", "a[1] = a[0]"}, 6),
    "opposite neurons": (TANH, "W=[[1],[-1],[2],[3]], a=[5,-5,6,7]", {"W[1,0] = -W[0,0]", "a[1] = -a[0]"}, 6),
    "a dead neuron": (TANH, "W=[[0],[1],[2],[3]], a=[0,5,6,7]", {"W[0,0] = 0", "a[0] = 0"}, 6),
    "nothing": (TANH, "W=[[1],[2],[3],[4]], a=1", set(), 8),
    "equal weights alone": (TANH, "W=1, a=[1,2,3,4]", set(), 8),
    "no sign without parity": (GELU, "W=[[1],[-1],[2]], a=[5,-5,0]", set(), 6),
    "equal factors": (PRODUCT, "a=1/3, b=1/3", {"b = a"}, 1),
    "the origin": (PRODUCT, "a=0, b=0", {"a = 0", "b = 0"}, 0),
}


@pytest.mark.parametrize("case", CASES)
def test_the_smallest_set_has_all_ties_that_symmetries_explain(case: str) -> None:
    model, text, equations, dimension = CASES[case]
    found = at(model, text)
    assert set(found.equations) == equations
    assert found.dimension == dimension
    assert found.result.verdict is Verdict.CERTIFIED
    assert found.result.certificate is not None
    assert check(found.result.certificate).verdict == "certified"
    assert found.result.manifold.dimension == dimension


def test_a_change_of_a_tied_parameter_leaves_the_set_and_that_of_a_free_one_does_not() -> None:
    found = at(TANH, "W=[[1],[1],[1],[3]], a=[5,5,5,7]")
    assert found.dimension == 4
    left = {departure.parameter: departure for departure in found.departures}
    assert set(left) == {"W[0,0]", "a[0]"}
    assert left["a[0]"].dimension == 6
    assert left["a[0]"].alike == ("a[1]", "a[2]")


@pytest.mark.parametrize(("parameter", "by"), list(product(["W[0,0]", "W[3,0]", "a[1]"], ["1/7", "-2"])))
def test_a_departure_is_where_the_changed_point_is(parameter: str, by: str) -> None:
    point = read_point(TANH, "W=[[1],[1],[1],[0]], a=[5,5,5,0]")
    departures = locate(TANH, point).departures
    dimension = next(d.dimension for d in departures if parameter in (d.parameter, *d.alike))
    changed = {**point, parameter: point[parameter] + Fraction(by)}
    assert locate(TANH, changed).dimension == dimension


class TestWithATolerance:
    def test_near_sets_come_with_their_exact_distance(self) -> None:
        found = at(TANH, "W=[[1],[1.01],[2],[0.02]], a=[3,3,1,0.01]", tolerance="1/10")
        assert found.equations == ()
        assert [(near.equations, near.squared_distance) for near in found.near] == [
            (("W[1,0] = W[0,0]", "a[1] = a[0]"), Fraction(1, 20_000)),
            (("W[3,0] = 0", "a[3] = 0"), Fraction(1, 2_000)),
            (("W[1,0] = W[0,0]", "W[3,0] = 0", "a[1] = a[0]", "a[3] = 0"), Fraction(11, 20_000)),
        ]
        assert str(found.near[1].distance) == "0.0223607"

    def test_all_near_sets_meet_in_one(self) -> None:
        found = at(TANH, "W=[[1],[1.01],[2],[0.02]], a=[3,3,1,0.01]", tolerance="1/10")
        assert found.merged is not None
        assert found.merged.dimension == 4
        assert found.merged.squared_distance == Fraction(11, 20_000)

    def test_opposite_neurons_are_near_each_other(self) -> None:
        found = at(TANH, "W=[[1],[-1.01],[2],[3]], a=[3,-3,1,2]", tolerance="1/10")
        assert [near.equations for near in found.near] == [("W[1,0] = -W[0,0]", "a[1] = -a[0]")]

    def test_a_set_that_holds_the_point_is_not_near(self) -> None:
        found = at(TANH, "W=[[1],[1],[2],[3]], a=[3,3,1,2]", tolerance=Fraction(1, 10))
        assert (found.near, found.merged) == ((), None)

    def test_a_set_at_exactly_the_tolerance_is_near(self) -> None:
        assert len(at(PRODUCT, "a=1, b=3", tolerance=1).near) == 0
        assert len(at(Model.parse("a**2*x", parameters=["a"], inputs=["x"]), "a=1", tolerance=1).near) == 1

    @pytest.mark.parametrize("tolerance", [0, -1, "wide", "1/0"])
    def test_it_is_a_positive_number(self, tolerance: Any) -> None:
        with pytest.raises(CertsimError, match="tolerance"):
            at(PRODUCT, "a=1, b=1", tolerance=tolerance)


@pytest.mark.parametrize(
    ("point", "message"),
    [
        ({"a": 1}, "no value is given for b"),
        ({"a": 1, "b": 1, "c": 1}, "unknown name 'c'"),
        ({"a": 1, "b": "x"}, "b: a value is a number"),
    ],
)
def test_a_point_has_a_number_for_every_parameter(point: Any, message: str) -> None:
    with pytest.raises(CertsimError, match=message):
        locate(PRODUCT, point)


def test_a_location_is_shown_on_one_line() -> None:
    assert repr(at(PRODUCT, "a=1, b=1")) == "<Location: b = a, dimension 1 of 2, certified>"
    assert repr(at(PRODUCT, "a=1, b=2")) == (
        "<Location: in no set found that training cannot leave but the whole space, dimension 2 of 2>"
    )


def test_the_dimension_is_that_of_the_slice_of_frozen_parameters() -> None:
    model = Model.parse("a @ tanh(W @ x + b)", parameters=["W[2,1]", "b[2]", "a[2]"], inputs=["x[1]"])
    found = at(with_parts(model, frozen=["b"]), "W=1, b=3, a=2")
    assert set(found.equations) == {"W[1,0] = W[0,0]", "b[1] = b[0]", "a[1] = a[0]"}
    assert (found.dimension, found.trained) == (2, 4)
    assert found.result.manifold.dimension == 2
    assert found.to_json()["of"] == 4
    assert "dimension 2 of 4" in found.summary


def test_neurons_with_different_frozen_biases_are_not_tied() -> None:
    model = Model.parse("a @ tanh(W @ x + b)", parameters=["W[2,1]", "b[2]", "a[2]"], inputs=["x[1]"])
    found = at(with_parts(model, frozen=["b"]), "W=1, b=[3,4], a=2")
    assert (found.equations, found.dimension, found.trained) == ((), 4, 4)


def test_parts_of_models_are_located_in() -> None:
    twins = Model.parse(["a*x", "b*x"], parameters=["a", "b"], inputs=["x"])
    assert at(with_parts(twins, symmetric_outputs=[[0, 1]]), "a=1, b=1").equations == ("b = a",)
    assert at(with_parts(twins, inputs_where=[["x", ">", "0"]]), "a=1, b=1").equations == ()
    tied = Model.parse("a*x + b*y", parameters=["a", "b"], inputs=["x", "y"])
    assert at(with_parts(tied, inputs_where=[["x", "=", "y"]]), "a=1, b=1").equations == ("b = a",)
    assert at(with_parts(PRODUCT, data=[{"x": "3"}]), "a=1, b=-1").equations == ("b = -a",)
    model = with_parts(PRODUCT, outputs=[["*", "pi", "a", "b", "x"]])
    assert at(model, "a=1, b=1").equations == ("b = a",)


RELU = Model.parse("a @ relu(W @ x)", parameters=["W[2,1]", "a[2]"], inputs=["x[1]"])


def test_what_is_not_allowed_to_be_assumed_is_not_said() -> None:
    found = at(RELU, "W=1, a=2", options=Options(allow=frozenset()))
    assert found.result.verdict is Verdict.UNKNOWN
    assert found.answer.startswith("It is not shown that training from here cannot leave W[1,0] = W[0,0]")


def test_at_a_kink_the_answer_is_no_all_clear() -> None:
    found = at(RELU, "W=[[0],[1]], a=[2,3]")
    assert (found.equations, found.at_kink, found.unproved) == ((), True, 2)
    assert "one of dimension 2 of 4 seems to be kept, if relu'(0) = 0" in found.answer
    allowed = at(RELU, "W=[[0],[1]], a=[2,3]", options=Options(allow=frozenset({"relu0"})))
    assert allowed.dimension == 2
    assert any(assumption.startswith("relu0") for assumption in allowed.result.assumptions)


@pytest.mark.parametrize(
    ("model", "text", "answer"),
    [
        (
            Model.parse("a*b*c*x", parameters=["a", "b", "c"], inputs=["x"]),
            "a=0, b=0, c=5",
            "Training from here cannot leave a set of dimension 0 of 3: nothing moves (by ",
        ),
        (
            TANH,
            "W=[[1],[2],[3],[4]], a=1",
            "No invariant pattern contains this point; its orbit has dimension at least 8 of 8: it is free.",
        ),
        (
            PRODUCT,
            "a=1, b=2",
            "Training from here cannot leave the levels of what is conserved: no invariant pattern contains ",
        ),
        (
            PRODUCT,
            "a=1, b=1",
            "Training from here cannot leave a set of dimension 1 of 2: b = a (by symmetry).",
        ),
    ],
)
def test_the_first_sentence_says_whether_training_can_leave(model: Model, text: str, answer: str) -> None:
    assert at(model, text).answer.startswith(answer)
