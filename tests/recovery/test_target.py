"""Targets are read as specs are: what is wrong is said at its place, with a hint."""

from __future__ import annotations

from typing import Any

import pytest

from certsim import Model, certify
from certsim.errors import CertsimError
from certsim.recovery.target import free_name, read_target_function, scaled_difference, slack_name

MODEL = Model.parse("a @ tanh(W @ x)", parameters=["W[2,1]", "a[2]"], inputs=["x[1]"])


@pytest.mark.parametrize(
    ("target", "message", "hint"),
    [
        ("tanh(y)", "unknown name 'y'", "known here: x"),
        ("a[0]*tanh(x[0])", "'a' is a parameter", "only inputs stand here"),
        ("tan(x[0])", "unknown function 'tan'", "hint:"),
        ("[x[0], 1]", "the output is a scalar, the target is an array of shape [2]", "a scalar, such as"),
        (["x[0]", "x[0]"], "the model has 1 output, the target has 2", "one expression for each"),
        ("x[1]", "out of range", ""),
        ("3*", "ends too early", "missing"),
        ("", "the text is empty", ""),
    ],
)
def test_what_is_no_target_is_refused_with_a_hint(target: str | list[str], message: str, hint: str) -> None:
    with pytest.raises(CertsimError) as refused:
        read_target_function(MODEL, target)
    assert message in str(refused.value)
    assert hint in str(refused.value)


@pytest.mark.parametrize("target", [3, None, [3], b"x[0]", {"x[0]": 1}])
def test_what_is_no_text_is_no_target(target: Any) -> None:
    with pytest.raises(CertsimError, match="a target is a text, or a list of texts"):
        read_target_function(MODEL, target)


def test_a_definition_of_the_model_is_written_out() -> None:
    model = Model.parse("a*h", parameters=["a"], inputs=["x"], let=["h = tanh(x)"])
    with pytest.raises(CertsimError, match="write out what it means"):
        read_target_function(model, "2*h")


def test_the_outputs_are_counted_one_by_one() -> None:
    model = Model.parse(["U @ x", "c"], parameters=["U[3,2]", "c"], inputs=["x[2]"])
    target = read_target_function(model, ["[x[0], x[1], 2]", "1"])
    assert (target.size, len(target.trees)) == (4, 2)
    with pytest.raises(CertsimError, match=r"the output is an array of shape \[3\]"):
        read_target_function(model, ["[x[0], x[1]]", "1"])


def test_the_name_of_the_slack_is_new() -> None:
    model = Model.parse("s*s_*r", parameters=["s", "s_"], inputs=["x"], let=["r = sin(x)"])
    assert slack_name(model) == "s__"
    assert free_name(model, "r") == "r_"
    difference = scaled_difference(model, read_target_function(model, "6*sin(x)"))
    assert certify(difference, ["s = 2", "s_ = 3", "s__ = 0"]).manifold.status == "embedded"


def test_the_loss_has_no_part_in_what_is_a_fit() -> None:
    """Outputs that the loss treats alike are fitted one by one; rates and frozen parameters do not count."""
    model = Model.parse(
        ["a*x", "b*x"],
        parameters=["a", "b"],
        inputs=["x"],
        symmetric_outputs=[[0, 1]],
        rates={"a": "1/2"},
        frozen=["b"],
    )
    difference = scaled_difference(model, read_target_function(model, ["2*x", "3*x"]))
    assert str(certify(difference, ["a = 2", "b = 3", "s = 0"]).verdict) == "certified"
    assert str(certify(difference, ["a = 3", "b = 2", "s = 0"]).verdict) == "refuted"
