"""Which optimisers keep a set exactly (T17)."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from certsim.kernel.check import check, write_certificate
from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.evidence.records import (
    Composition,
    Empty,
    Evidence,
    Invariance,
    Kept,
    Letter,
    Misstep,
    OutsideDomain,
    Part,
    Reference,
    Regular,
)
from certsim.kernel.statement.claim import read_claim
from certsim.kernel.terms.polynomial import ONE, Polynomial
from tests.kernel.forge import claim, fields, model, placed, proved, tangent, times

SUM = model(["*", ["+", "a", "b"], "x"], "a b")
PRODUCT = model(["*", "a", "b", "x"], "a b")
UNKNOWN = (None, None, None, None)


def kept(about: Any, proof: Any = None, at: Any = None) -> tuple[bool | None, ...]:
    """By gradient descent, momentum, weight decay and Adam; `at` is a point of the set that is named."""
    regular = None if at is None else Regular(at, (), (), None)
    found = proved(about, proof or tangent(), manifold=regular).optimisers
    return tuple(found[name] for name in ("gradient_descent", "momentum", "weight_decay", "adam"))


def line(of: Any, *equations: Any, **candidate: Any) -> Any:
    """A claim about a line, as the manifold that it is."""
    return claim(of, *equations, manifold={"status": "embedded", "dimension": 1}, **candidate)


class TestALinearSetIsKeptByGradientDescentAndWeightDecay:
    def test_a_tie_by_adam_too(self) -> None:
        assert kept(claim(PRODUCT, ("a", "b"))) == (True, True, True, True)

    def test_an_opposite_tie_too(self) -> None:
        assert kept(claim(PRODUCT, ("a", ["neg", "b"]))) == (True, True, True, True)

    def test_zeros_too(self) -> None:
        assert kept(claim(PRODUCT, ("a", "0"), ("b", "0"))) == (True, True, True, True)

    def test_of_fields_that_stand_for_gradients(self) -> None:
        assert kept(claim(fields("p q", ["p", "q"]), ("p", "0"))) == (True, True, True, True)

    def test_another_ratio_not_by_adam(self) -> None:
        skewed = model(["*", ["+", ["*", "2", "a"], "b"], "x"], "a b")
        assert kept(claim(skewed, ("a", ["*", "2", "b"]))) == (True, True, True, None)


class TestAnAffineSetIsLostByWeightDecay:
    DIFFERENCE = (["+", "a", ["neg", "b"]], "k")

    def test_off_the_origin(self) -> None:
        about = line(SUM, ("a", ["+", "b", "1"]))
        assert kept(about, at=placed(1)) == (True, True, False, None)

    def test_unless_no_point_of_it_is_named(self) -> None:
        assert kept(claim(SUM, ("a", ["+", "b", "1"]))) == (True, True, None, None)

    def test_with_a_constant(self) -> None:
        about = line(SUM, self.DIFFERENCE, constants=[["k", []]])
        assert kept(about, at=placed(1, 0, 0, 1)) == (True, True, False, None)

    def test_unless_the_constant_is_0_at_the_point(self) -> None:
        about = line(SUM, self.DIFFERENCE, constants=[["k", []]])
        assert kept(about, at=placed(1, 1)) == (True, True, None, None)

    def test_unless_the_constants_make_0_at_the_point(self) -> None:
        about = line(
            SUM,
            (["+", "a", ["neg", "b"]], ["+", "k", ["neg", "l"]]),
            constants=[["k", []], ["l", []]],
        )
        assert kept(about, at=placed(1, 1, 0, 2, 2)) == (True, True, None, None)
        assert kept(about, at=placed(3, 1, 0, 4, 2)) == (True, True, False, None)

    def test_nothing_is_said_of_a_set_that_is_empty_for_most_constants(self) -> None:
        about = claim(PRODUCT, ("a", "b"), ("k", "0"), constants=[["k", []]])
        assert kept(about) == UNKNOWN


class TestDifferentRatesTurnTheSet:
    def test_a_ratio_of_rates_is_not_kept_by_weight_decay(self) -> None:
        rates = {**SUM, "rates": [["a", "2"]]}
        assert kept(claim(rates, ("a", ["*", "2", "b"]))) == (True, True, None, None)


class TestNothingIsSaidOf:
    def test_an_affine_set_outside_the_domain(self) -> None:
        about = claim(model(["/", "x", ["+", "a", "-1"]], "a b"), ("a", "1"), manifold={"status": "empty"})
        assert kept(about, Empty(OutsideDomain(0, (), ()))) == UNKNOWN

    def test_a_linear_set_outside_the_domain_that_is_not_called_empty(self) -> None:
        logarithm = ["call", "log", ["+", ["neg", ["**", "a", 2]], ["neg", ["**", "b", 2]]]]
        nowhere = model(["+", ["*", "a", "b", "x"], logarithm, ["neg", logarithm]], "a b")
        assert kept(claim(nowhere, ("a", "b"))) == UNKNOWN

    def test_an_affine_set_outside_the_domain_that_is_not_called_empty(self) -> None:
        logarithm = ["call", "log", "a"]
        nowhere = model(["+", ["*", "b", "x"], logarithm, ["neg", logarithm]], "a b")
        assert kept(claim(nowhere, ("a", "-1"))) == UNKNOWN

    def test_a_point_outside_the_domain(self) -> None:
        logarithm = ["call", "log", "a"]
        nowhere = model(["+", ["*", "b", "x"], logarithm, ["neg", logarithm]], "a b")
        with pytest.raises(InvalidCertificate, match="was not shown to be defined"):
            kept(line(nowhere, ("a", "-1")), at=placed(-1))

    def test_regions(self) -> None:
        relu = model(["*", "a", ["call", "relu", "b"], "x"], "a b")
        assert kept(line(relu, ("a", "b")), at=placed(1, 1)) == UNKNOWN

    def test_differences(self) -> None:
        first, second = ({"equations": [[name, "0"]]} for name in "ab")
        parts = tuple(Part(one, Invariance(None, tangent())) for one in (first, second))
        about = claim(model("1", "a b"), difference=[first, second])
        assert kept(about, Composition(parts, None)) == UNKNOWN

    def test_curved_sets(self) -> None:
        hyperbola = (["+", ["**", "a", 2], ["neg", ["**", "b", 2]]], "1")
        assert kept(claim(PRODUCT, hyperbola)) == UNKNOWN

    def test_sets_with_conditions(self) -> None:
        about = claim(model("1", "a b"), where=[["a", "!=", "0"]])
        assert kept(about, tangent(conditions=(Kept(((),)),))) == UNKNOWN

    def test_empty_sets(self) -> None:
        about = claim(PRODUCT, ("a", "1"), ("a", "2"), manifold={"status": "empty"})
        assert kept(about, Empty(None)) == UNKNOWN


class TestAFiniteStepLeavesTheSet:
    """X = 2ax, and the flow keeps a > 0 and a ≠ 0; the step begins at a = 1, with x = 1."""

    SQUARE = model(["*", ["**", "a", 2], "x"], "a")
    STAYS = "was not shown to leave the set"

    def lost(
        self, optimiser: str, size: str, more: str, relation: str = ">", of: Any = SQUARE, **parts: Any
    ) -> bool:
        x = len(of["parameters"])
        keeps = Kept((times(2 * parts.pop("rate", Polynomial.variable(x)), kind="condition"),))
        step = {
            "place": placed(1),
            "letter": Letter(0, {x: Fraction(1)}),
            "violated": Reference("condition", 0),
            **parts,
        }
        misstep = Misstep(optimiser=optimiser, size=Fraction(size), more=Fraction(more), **step)
        shown = Evidence(Invariance(None, tangent(conditions=(keeps,))), None, (misstep,))
        about = read_claim(claim(of, where=[["a", relation, "0"]]))
        found = check(write_certificate({"model": "a test", "candidate": "a test"}, about, shown))
        return found.optimisers[optimiser] is False

    @pytest.mark.parametrize("size", ["1/2", "1"])
    def test_of_gradient_descent(self, size: str) -> None:
        assert self.lost("gradient_descent", size, "0")

    @pytest.mark.parametrize(("size", "more"), [("1/4", "1/2"), ("1/4", "3/4"), ("1/2", "1/4")])
    def test_of_weight_decay(self, size: str, more: str) -> None:
        assert self.lost("weight_decay", size, more)

    @pytest.mark.parametrize(("size", "more"), [("2", "2"), ("3", "2"), ("3/2", "1")])
    def test_of_adam(self, size: str, more: str) -> None:
        assert self.lost("adam", size, more)

    @pytest.mark.parametrize(
        ("optimiser", "size", "more"),
        [
            ("gradient_descent", "1/4", "0"),
            ("gradient_descent", "-1", "0"),
            ("weight_decay", "1/4", "1/4"),
            ("weight_decay", "-1", "3/4"),
            ("weight_decay", "0", "3/4"),
            ("adam", "1", "2"),
            ("adam", "5/4", "1"),
        ],
    )
    def test_not_if_it_ends_inside(self, optimiser: str, size: str, more: str) -> None:
        with pytest.raises(InvalidCertificate, match=self.STAYS):
            self.lost(optimiser, size, more)

    def test_an_inequation_is_lost_only_where_its_polynomial_is_zero(self) -> None:
        assert self.lost("gradient_descent", "1/2", "0", "!=")
        with pytest.raises(InvalidCertificate, match=self.STAYS):
            self.lost("gradient_descent", "1", "0", "!=")

    @pytest.mark.parametrize(
        ("optimiser", "size", "more", "message"),
        [
            ("gradient_descent", "0", "0", "has a size that is not 0"),
            ("gradient_descent", "1", "1/2", "and nothing more"),
            ("weight_decay", "1", "0", "by a part of them between 0 and 1"),
            ("weight_decay", "1", "1", "by a part of them between 0 and 1"),
            ("weight_decay", "1", "2", "by a part of them between 0 and 1"),
            ("weight_decay", "1", "-1", "by a part of them between 0 and 1"),
            ("adam", "0", "2", "a rate and a number ε above 0"),
            ("adam", "-3", "2", "a rate and a number ε above 0"),
            ("adam", "3", "0", "a rate and a number ε above 0"),
            ("adam", "3", "-1", "a rate and a number ε above 0"),
        ],
    )
    def test_of_no_other_numbers(self, optimiser: str, size: str, more: str, message: str) -> None:
        with pytest.raises(InvalidCertificate, match=message):
            self.lost(optimiser, size, more)

    @pytest.mark.parametrize(
        ("optimiser", "message"), [("weight_decay", "at one rate"), ("adam", "the same")]
    )
    def test_not_where_rates_differ(self, optimiser: str, message: str) -> None:
        rates = {**model(["*", ["**", "a", 2], "x"], "a b"), "rates": [["b", "2"]]}
        with pytest.raises(InvalidCertificate, match=message):
            self.lost(optimiser, "1", "1/2", of=rates)

    def test_of_vector_fields(self) -> None:
        growth = fields("a", [["*", "2", "a"]])
        assert self.lost("gradient_descent", "1", "0", of=growth, letter=Letter(0, {}), rate=ONE)

    def test_not_of_a_difference(self) -> None:
        first, second = ({"equations": [[name, "0"]]} for name in "ab")
        parts = tuple(Part(one, Invariance(None, tangent())) for one in (first, second))
        step = Misstep(
            "gradient_descent", placed(), Letter(0, {}), Fraction(1), Fraction(0), Reference("equation", 0)
        )
        shown = Evidence(Invariance(None, Composition(parts, None)), None, (step,))
        about = read_claim(claim(model("1", "a b"), difference=[first, second]))
        with pytest.raises(InvalidCertificate, match="from a set that the flow keeps"):
            check(write_certificate({"model": "a test", "candidate": "a test"}, about, shown))

    def test_not_from_outside(self) -> None:
        with pytest.raises(InvalidCertificate, match="does not satisfy a side condition strictly"):
            self.lost("gradient_descent", "1", "0", place=placed(-1))

    @pytest.mark.parametrize(("kind", "index"), [("condition", 1), ("condition", 2), ("equation", 0)])
    def test_through_nothing_that_is_not_there(self, kind: str, index: int) -> None:
        with pytest.raises(InvalidCertificate, match=f"there is no {kind} {index} to violate"):
            self.lost("gradient_descent", "1", "0", violated=Reference(kind, index))
