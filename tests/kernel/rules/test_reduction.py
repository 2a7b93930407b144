"""The flow on a linear set is that of a smaller model (T16). What is refused is in the corpus."""

from __future__ import annotations

from typing import Any

import pytest

from tests.kernel.forge import (
    Json,
    call,
    claim,
    description,
    document,
    evidence,
    invariance,
    judged,
    model,
    place,
    regular,
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


def reduced(of: Json, equations: list[Any], by: Json, to: Json, images: Json = None, at: Json = None) -> Json:
    """A claim about a line; `at` are the coordinates of a point of it, if one is named."""
    manifold = {"status": "embedded", "dimension": 1} if at else None
    about = claim(of, *equations, verdict="reduced", manifold=manifold)
    said = {"model": to, "map": images or DIAGONAL}
    return document({**about, "reduced": said}, evidence(by, regular(place(at)) if at else None))


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
    certificate = reduced(of_odd if full[1] == "sin" else of, [("a", "b")], by, to, at={"a": "1", "b": "1"})
    assert judged(certificate) == ("accepted", "reduced")
    shifted = {"claim.reduced.model.outputs.0": ["+", to["outputs"][0], "a"]}
    assert judged(spoilt(certificate, shifted))[0] == "invalid"


class TestASetIsShownToHoldAPointWhereTheModelIsDefined:
    """The domain is all but a = 0; a = b holds points of it, and the evidence has to name one."""

    MODEL = model(["+", ["*", "a", "b", "x"], ["*", "0", call("log", ["**", "a", 2])]], "a b")

    def judged(self, at: Json) -> tuple[str, str]:
        return judged(reduced(self.MODEL, [("a", "b")], invariance(tangency()), SQUARE, at=at))

    def test_by_a_point(self) -> None:
        assert self.judged({"a": "1", "b": "1"}) == ("accepted", "reduced")

    def test_not_without_one(self) -> None:
        family, message = self.judged(None)
        assert family == "invalid"
        assert "was not shown to hold a point at which the model is defined" in message

    def test_not_by_one_outside_the_domain(self) -> None:
        family, message = self.judged({"a": "0"})
        assert family == "invalid"
        assert "was not shown to be defined" in message

    def test_not_by_one_outside_the_set(self) -> None:
        assert self.judged({"a": "1"}) == (
            "invalid",
            "the point is not in the set: an equation does not hold",
        )


class TestAReducedModelIsDefinedWhereTheModelIs:
    @pytest.mark.parametrize("hidden", ["log", "sqrt"])
    def test_what_cancels_counts(self, hidden: str) -> None:
        to = {**SQUARE, "outputs": [["+", *SQUARE["outputs"], ["*", "0", call(hidden, "a")]]]}
        family, message = judged(reduced(PRODUCT, [("a", "b")], invariance(SWAP), to))
        assert family == "invalid"
        assert "not defined everywhere where the model is" in message

    def test_what_cancels_in_the_model_may_be_left_out(self) -> None:
        of = model(["+", ["*", "a", "b", "x"], ["*", "0", call("log", ["*", "a", "b"])]], "a b")
        certificate = reduced(of, [("a", "b")], invariance(SWAP), SQUARE, at={"a": "1", "b": "1"})
        assert judged(certificate) == ("accepted", "reduced")

    def test_a_step_counts_though_it_cancels(self) -> None:
        to = {**SQUARE, "outputs": [["+", *SQUARE["outputs"], ["*", "0", call("relu", "a")]]]}
        family, message = judged(reduced(PRODUCT, [("a", "b")], invariance(SWAP), to))
        assert family == "invalid"
        assert "the reduced model is not analytic, and the model is" in message


def test_a_long_row_of_the_map_counts_as_work() -> None:
    size = 1_500
    entries = [["index", "a", at] for at in range(size)]
    still = {"parameters": [["a", [size]]], "inputs": [], "outputs": ["0"]}
    images = {f"a[{at}]": entry for at, entry in enumerate([["+", *entries], *entries[1:]])}
    family, message = judged(reduced(still, [], invariance(tangency()), still, images))
    assert (family, "more arithmetic" in message) == ("invalid", True), message
