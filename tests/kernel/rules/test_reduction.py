"""The flow on a linear set is that of a smaller model (T16). What is refused is in the corpus."""

from __future__ import annotations

from typing import Any

import pytest

from tests.kernel.forge import (
    Json,
    claim,
    description,
    document,
    evidence,
    invariance,
    judged,
    model,
    spoilt,
    symmetry,
    tangency,
    terms,
    vanishing,
)

SWAP = symmetry({"a": terms("1 b"), "b": terms("1 a")})
PRODUCT = model(["*", "a", "b", "x"], "a b")
SQUARE = model(["*", ["**", "a", 2], "x"], "a", rates=[["a", "1/2"]])
DIAGONAL = {"a": "a", "b": "a"}


def call(function: str, argument: Json) -> Json:
    return ["call", function, argument]


def reduced(of: Json, equations: list[Any], by: Json, to: Json, images: Json = None) -> Json:
    about = claim(of, *equations, verdict="reduced")
    said = {"model": to, "map": images or DIAGONAL}
    return document({**about, "reduced": said}, evidence(by))


def test_a_tie_of_two_parameters_halves_the_rate() -> None:
    certificate = reduced(PRODUCT, [("a", "b")], invariance(SWAP), SQUARE)
    assert judged(certificate) == ("accepted", "reduced")


def test_without_the_rate_it_is_another_flow() -> None:
    certificate = reduced(PRODUCT, [("a", "b")], invariance(SWAP), SQUARE)
    assert judged(spoilt(certificate, {"claim.reduced.model.rates": []}))[0] == "invalid"


def test_the_rates_of_the_model_enter_the_metric() -> None:
    slow = {**PRODUCT, "rates": [["a", "1/3"], ["b", "1/3"]]}
    sixth = {**SQUARE, "rates": [["a", "1/6"]]}
    assert judged(reduced(slow, [("a", "b")], invariance(SWAP), sixth))[0] == "accepted"
    assert judged(reduced(slow, [("a", "b")], invariance(SWAP), SQUARE))[0] == "invalid"


def test_a_multiple_has_the_rate_of_its_length() -> None:
    skewed = model(["*", ["+", ["*", "2", "a"], "b"], "x"], "a b")
    fifth = model(["*", "5", "a", "x"], "a", rates=[["a", "1/5"]])
    images = {"a": ["*", "2", "a"], "b": "a"}
    assert judged(reduced(skewed, [("a", ["*", "2", "b"])], invariance(tangency()), fifth, images))[0] == (
        "accepted"
    )


def test_a_zero_needs_no_rate() -> None:
    zero = model(["*", ["**", "b", 2], "a", "x"], "a b")
    nothing = model("0", "a")
    images = {"a": "a", "b": "0"}
    assert judged(reduced(zero, [("b", "0")], invariance(tangency()), nothing, images))[0] == "accepted"


def test_the_linear_set_may_be_known_by_a_description_only() -> None:
    difference = ["+", "a", ["neg", "b"]]
    other = description(
        [terms("1 a", "-1 b")],
        [vanishing([[["equation", 0], terms("1")]], exponent=2)],
        [[[["equation", 0], terms("1 a", "-1 b")]]],
    )
    by = invariance(SWAP, other)
    assert judged(reduced(PRODUCT, [(["**", difference, 2], "0")], by, SQUARE))[0] == "accepted"


@pytest.mark.parametrize(
    ("full", "smaller"),
    [
        pytest.param(call("sin", ["+", "a", ["neg", "b"]]), "0", id="sin(0) = 0"),
        pytest.param(["/", "1", ["+", "a", "b"]], ["/", "1/2", "a"], id="a factor of a quotient"),
        pytest.param(call("log", ["+", "a", "b"]), call("log", ["*", "2", "a"]), id="a logarithm"),
        pytest.param(call("cos", ["neg", ["*", "a", "b"]]), call("cos", ["**", "a", 2]), id="parity"),
        pytest.param(
            ["+", call("log", ["+", "a", "b"]), ["/", "1", ["+", "a", "b"]]],
            ["+", call("log", ["*", "2", "a"]), ["/", "1/2", "a"]],
            id="what is positive is not zero",
        ),
    ],
)
def test_calls_are_compared_in_their_normal_form(full: Json, smaller: Json) -> None:
    to = model(["+", ["*", "a", "x"], smaller], "a", rates=[["a", "1/2"]])
    of = model(["+", ["*", "1/2", ["+", "a", "b"], "x"], full], "a b")
    by = invariance(SWAP) if full[1] != "sin" else invariance(tangency())
    of_odd = model(["+", ["*", "1/2", ["+", "a", "b"], "x"], ["**", full, 2]], "a b")
    certificate = reduced(of_odd if full[1] == "sin" else of, [("a", "b")], by, to)
    assert judged(certificate) == ("accepted", "reduced")
    shifted = {"claim.reduced.model.outputs.0": ["+", to["outputs"][0], "a"]}
    assert judged(spoilt(certificate, shifted))[0] == "invalid"
