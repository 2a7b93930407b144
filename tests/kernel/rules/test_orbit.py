"""Orbits (T12): bounds for their dimension, and what does not bound it."""

from __future__ import annotations

from typing import Any

import pytest

from certsim.kernel.errors import InvalidCertificate, MalformedCertificate
from certsim.kernel.statement.claim import read_claim
from certsim.model.model import Model
from tests.kernel.forge import combination, kept, spanning, tangency
from tests.kernel.rules.given import (
    HYPERBOLA,
    ONE,
    PRODUCT,
    SCALED,
    SCALED_LAW,
    at_point,
    conserved,
    decide,
    laws_claim,
    orbit_claim,
    orbit_proof,
    word,
)


class TestOrbitsThatAreAccepted:
    def test_a_branch_of_a_hyperbola(self) -> None:
        claim = orbit_claim([[HYPERBOLA, "3"]], {"a": "2", "b": "1"}, 1, 1)
        assert decide(PRODUCT, claim, orbit_proof([0], spanning(ONE))).verdict == "orbit"

    def test_a_degenerate_point_in_a_smaller_set(self) -> None:
        claim = orbit_claim([["a", "b"]], {"a": "1", "b": "1"}, 1, 1)
        assert decide(PRODUCT, claim, orbit_proof([0], spanning(ONE))).verdict == "orbit"

    def test_a_point_that_stays(self) -> None:
        claim = orbit_claim([["a", "0"], ["b", "0"]], {"a": "0", "b": "0"}, 0, 0)
        assert decide(PRODUCT, claim, orbit_proof([0, 1], spanning())).verdict == "orbit"

    def test_bounds_that_do_not_meet_are_still_bounds(self) -> None:
        claim = orbit_claim([], {"a": "2", "b": "1"}, 1, 2)
        assert decide(PRODUCT, claim, orbit_proof([], spanning(ONE))).verdict == "orbit"

    def test_a_law_that_is_no_polynomial_bounds_the_dimension(self) -> None:
        claim = orbit_claim([], {"a": "2", "b": "1"}, 1, 1, [SCALED_LAW])
        proof = orbit_proof([], spanning(ONE, basis=[1, 5, 1, 0]), 1, [0])
        assert decide(SCALED, claim, proof).verdict == "orbit"


class TestOrbitsThatAreElsewhere:
    def test_the_point_is_not_in_the_set(self) -> None:
        claim = orbit_claim([[HYPERBOLA, "3"]], {"a": "2", "b": "2"}, 1, 1)
        with pytest.raises(InvalidCertificate, match="not in the set"):
            decide(PRODUCT, claim, orbit_proof([0], spanning(ONE)))

    def test_the_set_is_not_invariant(self) -> None:
        claim = orbit_claim([["a", "2"]], {"a": "2", "b": "1"}, 1, 1)
        with pytest.raises(InvalidCertificate, match="L_X of equation 0"):
            decide(PRODUCT, claim, orbit_proof([0], spanning(ONE)))

    @pytest.mark.parametrize("opaque", [False, True])
    @pytest.mark.parametrize("law", ["a", ["*", "a", "b"], ["+", ["**", "a", 2], ["**", "b", 2]]])
    def test_the_law_is_not_conserved(self, law: Any, opaque: bool) -> None:
        claim = orbit_claim([], {"a": "2", "b": "1"}, 1, 1, [law])
        proof = {**orbit_proof([], spanning(ONE), 1, [0]), "conservation": conserved(1, opaque=opaque)}
        with pytest.raises(InvalidCertificate, match="L_X of law 0"):
            decide(PRODUCT, claim, proof)

    def test_a_law_that_is_listed_and_not_used_is_not_conserved(self) -> None:
        claim = orbit_claim([], {"a": "2", "b": "1"}, 1, 2, ["a"])
        with pytest.raises(InvalidCertificate, match="L_X of law 0"):
            decide(PRODUCT, claim, orbit_proof([], spanning(ONE), 1))

    def test_functions_are_not_specified(self) -> None:
        statement = {**PRODUCT.statement, "functions": {"f": []}, "outputs": [["*", "a", ["call", "f", "b"]]]}
        with pytest.raises(InvalidCertificate, match="specified functions"):
            decide(Model(statement), orbit_claim([], {"a": "2", "b": "1"}, 0, 2), orbit_proof([], spanning()))

    def test_the_point_is_outside_the_domain(self) -> None:
        model = Model.parse(["a*x/b", "a*x"], parameters=["a", "b"], inputs=["x"])
        claim = orbit_claim([], {"a": "1", "b": "0"}, 1, 2)
        with pytest.raises(InvalidCertificate, match="not shown to be defined"):
            decide(model, claim, orbit_proof([], spanning(word((1, {"x": "1"})))))


class TestOrbitsInSetsWithConditions:
    def decide(self, condition: Any, *proofs: Any) -> Any:
        claim = orbit_claim([["a", "b"]], {"a": "1", "b": "1"}, 1, 1)
        claim["candidate"]["where"] = [condition]
        tangent = {"description": None, "proof": tangency(conditions=list(proofs))}
        return decide(PRODUCT, claim, {**orbit_proof([0], spanning(ONE)), "invariance": tangent})

    def test_a_condition_that_flows_keep(self) -> None:
        proof = kept(combination(("condition 0", ["1 x"])))
        assert self.decide(["a", ">", "0"], proof).verdict == "orbit"

    def test_a_condition_without_its_proof_or_with_a_wrong_one(self) -> None:
        for proofs in ([], [kept(combination(("condition 0", ["2 x"])))]):
            with pytest.raises(InvalidCertificate, match=r"its own proof|L_X of side condition"):
                self.decide(["a", ">", "0"], *proofs)

    @pytest.mark.parametrize("condition", [["a", "<", "0"], ["a", "!=", "1"]])
    def test_the_point_breaks_a_condition(self, condition: Any) -> None:
        with pytest.raises(InvalidCertificate, match="side condition strictly"):
            self.decide(condition, kept(combination(("condition 0", ["1 x"]))))


class TestClaimsThatAreMalformed:
    @pytest.mark.parametrize(
        "change",
        [
            {"point": {"a": "1"}},
            {"point": {"a": "1", "b": "1", "c": "1"}},
            {"point": {"a": "1", "b": "1.5"}},
            {"lower": 2, "upper": 1},
            {"upper": 3},
            {"lower": -1},
            {"laws": ["x"]},
            {"laws": [["list", "a", "b"]]},
        ],
    )
    def test_an_orbit(self, change: dict[str, Any]) -> None:
        claim = orbit_claim([], {"a": "1", "b": "1"}, 1, 1)
        with pytest.raises(MalformedCertificate):
            read_claim({"model": PRODUCT.statement, **claim, "orbit": {**claim["orbit"], **change}})

    def test_an_orbit_without_a_set_and_laws_with_one(self) -> None:
        orbit = orbit_claim([], {"a": "1", "b": "1"}, 1, 1)
        del orbit["candidate"]
        laws = {**at_point(PRODUCT, laws_claim([], 0, 1, upper=2), {}), "candidate": {"equations": []}}
        for claim in (orbit, laws):
            with pytest.raises(MalformedCertificate):
                read_claim({"model": PRODUCT.statement, **claim})

    def test_evidence_of_another_kind(self) -> None:
        with pytest.raises(InvalidCertificate, match="the evidence is not for the claim"):
            decide(
                PRODUCT,
                laws_claim([], 0, 1, upper=2),
                orbit_proof([], spanning(ONE)),
            )


class TestThePointIsInTheDomainOfEveryFieldThatIsUsed:
    """F = (a + b)·x + 1/(x - 1) less itself: nothing is defined at x = 1."""

    GAP = Model.parse("(a + b)*x + 1/(x - 1) - 1/(x - 1)", parameters=["a", "b"], inputs=["x"])
    CLAIM = orbit_claim([], {"a": "1", "b": "0"}, 1, 2)

    def decide(self, at: str, named: str) -> Any:
        span = spanning(word((0, {"x": at})), input={"x": named})
        return decide(self.GAP, self.CLAIM, orbit_proof([], span))

    def test_at_the_inputs_of_letters_and_at_one_that_is_named(self) -> None:
        assert self.decide("2", "0").verdict == "orbit"

    @pytest.mark.parametrize(("at", "named"), [("1", "0"), ("2", "1"), ("1", "1")])
    def test_not_outside(self, at: str, named: str) -> None:
        with pytest.raises(InvalidCertificate, match="not shown to be defined"):
            self.decide(at, named)

    def test_an_input_is_one_of_the_model(self) -> None:
        span = spanning(ONE, input={"a": "1"})
        with pytest.raises(InvalidCertificate, match="the model's inputs only"):
            decide(PRODUCT, orbit_claim([], {"a": "2", "b": "1"}, 1, 2), orbit_proof([], span))


class TestStepsHoldOnRegions:
    RELU = Model.parse("a*relu(b)*x", parameters=["a", "b"], inputs=["x"])

    def decide(self, b: str) -> Any:
        claim = orbit_claim([], {"a": "1", "b": b}, 1, 2)
        return decide(self.RELU, claim, orbit_proof([], spanning(ONE, basis=[1, 5, 1, 0])))

    def test_under_their_assumption(self) -> None:
        assert [assumption.name for assumption in self.decide("1").assumptions] == ["relu"]

    def test_not_at_a_kink(self) -> None:
        with pytest.raises(InvalidCertificate, match="not shown to be defined"):
            self.decide("0")

    def test_not_by_a_field_that_vanishes_there(self) -> None:
        with pytest.raises(InvalidCertificate, match="the brackets were not shown"):
            self.decide("-1")


class TestWhatAnOrbitIsNotClaimedOf:
    def test_a_set_with_constants(self) -> None:
        claim = orbit_claim([[HYPERBOLA, "k"]], {"a": "2", "b": "1"}, 1, 1)
        claim["candidate"]["constants"] = [["k", []]]
        with pytest.raises(InvalidCertificate, match="of one point and of a set without constants"):
            decide(PRODUCT, claim, orbit_proof([0], spanning(ONE)))

    def test_an_equation_that_there_is_not(self) -> None:
        claim = orbit_claim([[HYPERBOLA, "3"]], {"a": "2", "b": "1"}, 1, 1)
        with pytest.raises(InvalidCertificate, match="there is no equation 1"):
            decide(PRODUCT, claim, orbit_proof([1], spanning(ONE)))

    def test_a_law_that_there_is_not(self) -> None:
        claim = orbit_claim([], {"a": "2", "b": "1"}, 1, 1)
        with pytest.raises(InvalidCertificate, match="there is no law 0"):
            decide(PRODUCT, claim, orbit_proof([], spanning(ONE), 0, [0]))

    def test_an_empty_set(self) -> None:
        empty = {"description": None, "proof": {"rule": "empty", "proof": None}}
        claim = orbit_claim([["a", "1"], ["a", "2"]], {"a": "1", "b": "1"}, 0, 0)
        with pytest.raises(InvalidCertificate, match="the point is not in the set"):
            decide(PRODUCT, claim, {**orbit_proof([0, 1], spanning()), "invariance": empty})
