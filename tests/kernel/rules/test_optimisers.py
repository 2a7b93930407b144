"""Which optimisers keep a set exactly (T17)."""

from __future__ import annotations

from typing import Any

from certsim.kernel.evidence.records import Empty, Kept, OutsideDomain
from tests.kernel.forge import claim, fields, model, proved, tangent

SUM = model(["*", ["+", "a", "b"], "x"], "a b")
PRODUCT = model(["*", "a", "b", "x"], "a b")
UNKNOWN = (None, None, None, None)


def kept(about: Any, proof: Any = None) -> tuple[bool | None, ...]:
    """By gradient descent, momentum, weight decay and Adam."""
    found = proved(about, proof or tangent()).optimisers
    return tuple(found[name] for name in ("gradient_descent", "momentum", "weight_decay", "adam"))


class TestALinearSetIsKeptByGradientDescentAndWeightDecay:
    def test_a_tie_by_adam_too(self) -> None:
        assert kept(claim(PRODUCT, ("a", "b"))) == (True, True, True, True)

    def test_an_opposite_tie_too(self) -> None:
        assert kept(claim(PRODUCT, ("a", ["neg", "b"]))) == (True, True, True, True)

    def test_zeros_too(self) -> None:
        assert kept(claim(PRODUCT, ("a", "0"), ("b", "0"))) == (True, True, True, True)

    def test_another_ratio_not_by_adam(self) -> None:
        skewed = model(["*", ["+", ["*", "2", "a"], "b"], "x"], "a b")
        assert kept(claim(skewed, ("a", ["*", "2", "b"]))) == (True, True, True, None)


class TestAnAffineSetIsLostByWeightDecay:
    def test_off_the_origin(self) -> None:
        assert kept(claim(SUM, ("a", ["+", "b", "1"]))) == (True, True, False, None)

    def test_with_a_constant(self) -> None:
        about = claim(SUM, (["+", "a", ["neg", "b"]], "k"), constants=[["k", []]])
        assert kept(about) == (True, True, False, None)

    def test_a_relation_of_constants_alone_is_no_offset(self) -> None:
        about = claim(PRODUCT, ("a", "b"), ("k", "0"), constants=[["k", []]])
        assert kept(about) == (True, True, True, True)


class TestDifferentRatesTurnTheSet:
    def test_a_ratio_of_rates_is_not_kept_by_weight_decay(self) -> None:
        rates = {**SUM, "rates": [["a", "2"]]}
        assert kept(claim(rates, ("a", ["*", "2", "b"]))) == (True, True, None, None)


class TestNothingIsSaidOf:
    def test_an_affine_set_outside_the_domain(self) -> None:
        about = claim(model(["/", "x", ["+", "a", "-1"]], "a b"), ("a", "1"), manifold={"status": "empty"})
        assert kept(about, Empty(OutsideDomain(0, (), ()))) == UNKNOWN

    def test_curved_sets(self) -> None:
        hyperbola = (["+", ["**", "a", 2], ["neg", ["**", "b", 2]]], "1")
        assert kept(claim(PRODUCT, hyperbola)) == UNKNOWN

    def test_sets_with_conditions(self) -> None:
        about = claim(model("1", "a b"), where=[["a", "!=", "0"]])
        assert kept(about, tangent(conditions=(Kept(((),)),))) == UNKNOWN

    def test_vector_fields(self) -> None:
        assert kept(claim(fields("p q", ["p", "q"]), ("p", "0"))) == UNKNOWN

    def test_empty_sets(self) -> None:
        about = claim(PRODUCT, ("a", "1"), ("a", "2"), manifold={"status": "empty"})
        assert kept(about, Empty(None)) == UNKNOWN
