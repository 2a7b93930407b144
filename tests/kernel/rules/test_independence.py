"""Ranks at a point (T12): what shows them, and what does not."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest

from certsim.kernel.errors import InvalidCertificate, LimitExceeded
from certsim.kernel.evidence.records import Spanning
from certsim.kernel.rules.independence import MAX_ENTRIES, require_independent
from certsim.kernel.statement.claim import read_claim
from certsim.model.model import Model
from tests.kernel.forge import PRIME, spanning
from tests.kernel.forge import claim as claim_of
from tests.kernel.rules.given import (
    HYPERBOLA,
    NEURON,
    ONE,
    PRODUCT,
    decide,
    laws_claim,
    laws_proof,
    orbit_claim,
    orbit_proof,
    word,
)


class TestRanksThatAreNotThere:
    POINT: ClassVar = {"a": "2", "b": "1"}

    def rejected(self, claim: Any, proof: Any, why: str, model: Model = PRODUCT) -> None:
        with pytest.raises(InvalidCertificate, match=why):
            decide(model, claim, proof)

    def test_the_same_law_twice(self) -> None:
        claim = laws_claim([HYPERBOLA, HYPERBOLA], 2, 0)
        self.rejected(claim, laws_proof(2, self.POINT, [0, 1], spanning()), "differentials")

    def test_one_law_chosen_twice(self) -> None:
        claim = laws_claim([HYPERBOLA], 2, 0)
        self.rejected(claim, laws_proof(1, self.POINT, [0, 0], spanning()), "differentials")

    def test_the_same_field_twice(self) -> None:
        claim = laws_claim([], 0, 2)
        twice = spanning(ONE, word((0, {"x": "2"})))
        self.rejected(claim, laws_proof(0, self.POINT, [], twice), "brackets")

    def test_a_bracket_of_a_field_with_itself(self) -> None:
        claim = laws_claim([], 0, 1, upper=2)
        span = spanning(word((0, {"x": "1"}), (0, {"x": "1"})))
        self.rejected(claim, laws_proof(0, self.POINT, [], span), "brackets")

    def test_a_field_that_vanishes_at_the_point(self) -> None:
        claim = laws_claim([], 0, 1, upper=2)
        self.rejected(claim, laws_proof(0, {}, [], spanning(ONE)), "brackets")

    def test_enclosures_that_hold_zero(self) -> None:
        claim = laws_claim([], 0, 2)
        span = spanning(ONE, word((0, {"x": "1"})), modulus=None, bits=64)
        self.rejected(claim, laws_proof(0, {"a": "2", "w": "1"}, [], span), "brackets", NEURON)

    @pytest.mark.parametrize(
        "change", [{"independent": 2}, {"lower": 2, "upper": 2}, {"upper": 2}, {"complete": False}]
    )
    def test_more_is_claimed_than_shown(self, change: dict[str, Any]) -> None:
        claim = laws_claim([HYPERBOLA], 1, 1)
        claim["laws"] |= change
        self.rejected(claim, laws_proof(1, self.POINT, [0], spanning(ONE)), "is claimed")

    def test_fewer_brackets_than_the_lower_bound(self) -> None:
        claim = orbit_claim([], self.POINT, 2, 2)
        self.rejected(claim, orbit_proof([], spanning(ONE)), "brackets do not show")

    def test_fewer_differentials_than_the_upper_bound(self) -> None:
        claim = orbit_claim([[HYPERBOLA, "3"]], self.POINT, 1, 1)
        self.rejected(claim, orbit_proof([], spanning(ONE)), "differentials do not show")

    def test_a_differential_that_vanishes_at_the_point(self) -> None:
        claim = orbit_claim([[HYPERBOLA, "0"]], {"a": "0", "b": "0"}, 0, 1)
        self.rejected(claim, orbit_proof([0], spanning()), "differentials")


class TestArithmeticThatIsNone:
    CLAIM = laws_claim([], 0, 1, upper=2)

    @pytest.mark.parametrize(
        ("span", "why"),
        [
            (spanning(ONE, modulus=None), "modulo an integer or in enclosures"),
            (spanning(ONE, bits=64), "modulo an integer or in enclosures"),
            (spanning(ONE, modulus=1), "no modulus"),
            (spanning(ONE, modulus=None, bits=64, basis=[1, 5, 1, 0]), "need no basis"),
            (spanning(ONE, basis=[1, 5, 1]), "four numbers"),
            (spanning(ONE, basis=[1, 5, 1, 1]), "not one"),
            (spanning(ONE, basis=[0, 5, 1, 0]), "not one"),
            (spanning(ONE, basis=[1, 0, 1, 0]), "no inverse"),
            (spanning(ONE), "without a basis"),
            (spanning(ONE, basis=[3, 5, 1, 0]), None),
            (spanning(word((0, {"x": "1/2"})), basis=[3, 5, 1, 0]), "small multiple"),
            (spanning([]), "a bracket of 0 fields"),
            (spanning(word(*[(0, {"x": "1"})] * 9), basis=[1, 5, 1, 0]), "a bracket of 9 fields"),
            (spanning(word((1, {"x": "1"})), basis=[1, 5, 1, 0]), "there is no field 1"),
            (spanning(word((0, {"a": "1"})), basis=[1, 5, 1, 0]), "the model's inputs only"),
        ],
    )
    def test_it_is_refused(self, span: Any, why: str | None) -> None:
        proof = laws_proof(0, {"a": "2", "w": "1"}, [], span)
        if why is None:
            assert decide(NEURON, self.CLAIM, proof)
            return
        with pytest.raises(InvalidCertificate, match=why):
            decide(NEURON, self.CLAIM, proof)

    def test_a_nested_call_has_no_residue(self) -> None:
        model = Model.parse("a*tanh(tanh(w*x))", parameters=["a", "w"], inputs=["x"])
        with pytest.raises(InvalidCertificate, match="not rational"):
            decide(
                model, self.CLAIM, laws_proof(0, {"a": "2", "w": "1"}, [], spanning(ONE, basis=[1, 5, 1, 0]))
            )

    def test_an_unspecified_function_has_none(self) -> None:
        statement = {**NEURON.statement, "functions": {"f": []}, "outputs": [["*", "a", ["call", "f", "w"]]]}
        with pytest.raises(InvalidCertificate, match="specified functions"):
            decide(Model(statement), self.CLAIM, laws_proof(0, {"a": "2"}, [], spanning(ONE)))


class TestPrimesThatHideSomething:
    POINT: ClassVar = {"a": "2", "b": "1"}

    def test_a_law_modulo_the_prime_only(self) -> None:
        law = ["+", HYPERBOLA, ["*", str(PRIME), "a"]]
        for opaque in (False, True):
            with pytest.raises(InvalidCertificate, match="law 0"):
                decide(
                    PRODUCT,
                    laws_claim([law], 1, 1),
                    laws_proof(1, self.POINT, [0], spanning(ONE), opaque=opaque),
                )

    def test_a_point_that_is_in_the_set_modulo_the_prime_only(self) -> None:
        claim = orbit_claim([[HYPERBOLA, "3"]], {"a": str(2 + PRIME), "b": "1"}, 1, 1)
        with pytest.raises(InvalidCertificate, match="not in the set"):
            decide(PRODUCT, claim, orbit_proof([0], spanning(ONE)))

    @pytest.mark.parametrize("modulus", [2, 3, 5])
    def test_it_divides_a_denominator(self, modulus: int) -> None:
        claim = orbit_claim([], {"a": "1/30", "b": "1"}, 1, 2)
        with pytest.raises(InvalidCertificate, match="no inverse"):
            decide(PRODUCT, claim, orbit_proof([], spanning(ONE, modulus=modulus)))

    def test_it_divides_a_minor(self) -> None:
        with pytest.raises(InvalidCertificate, match="brackets were not shown"):
            decide(
                PRODUCT,
                laws_claim([], 0, 1, upper=2),
                laws_proof(0, {"a": "7", "b": "14"}, [], spanning(ONE, modulus=7)),
            )

    def test_a_composite_modulus_needs_pivots_that_can_be_inverted(self) -> None:
        claim = laws_claim([], 0, 1, upper=2)
        with pytest.raises(InvalidCertificate, match="brackets were not shown"):
            decide(PRODUCT, claim, laws_proof(0, {"a": "2", "b": "3"}, [], spanning(ONE, modulus=6)))
        proof = laws_proof(0, {"a": "5", "b": "7"}, [], spanning(ONE, modulus=6))
        assert decide(PRODUCT, claim, proof).verdict == "laws"

    @pytest.mark.parametrize(("exponential", "order"), [(1, 1), (PRIME - 1, 1), (1, 4)])
    def test_a_residue_for_e_with_powers_that_collide(self, exponential: int, order: int) -> None:
        """E = 1 or -1 makes tanh vanish and its derivative 1: ranks fall and never grow."""
        brackets = word((0, {"x": "1"})), word((0, {"x": "2"})), word((0, {"x": "3"}))
        model = Model.parse("a*tanh(w*x) + b*tanh(w*x)", parameters=["a", "w", "b"], inputs=["x"])
        claim = laws_claim([], 0, 3)
        span = spanning(*brackets, basis=[order, exponential, 1, 0])
        with pytest.raises(InvalidCertificate, match="brackets were not shown"):
            decide(model, claim, laws_proof(0, {"a": "2", "w": "1", "b": "1"}, [], span))


def test_a_matrix_that_is_too_large_is_not_begun() -> None:
    many = 4_000
    about = read_claim(claim_of({"parameters": [["a", [many]]], "outputs": ["0"]}))
    nodes = [about.model.graph.leaf(0)] * (MAX_ENTRIES // many + 1)
    with pytest.raises(LimitExceeded, match=f"more than {MAX_ENTRIES} entries"):
        require_independent(about, (), nodes, Spanning(PRIME, None, None, (), {}))
