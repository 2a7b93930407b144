"""Orbits and conserved quantities (T9, T12): what is accepted, and more of what must not be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from certsim.kernel.check import check, write_certificate
from certsim.kernel.errors import InvalidCertificate, MalformedCertificate
from certsim.kernel.evidence.codec import Names
from certsim.kernel.evidence.records import EVIDENCE
from certsim.kernel.statement.claim import read_claim
from certsim.model.model import Model
from tests.kernel.forge import combination, kept, tangency
from tests.oracle import scalars

PRIME = 1_000_003
TANGENT = {"description": None, "proof": {"rule": "tangency", "congruences": [], "lie": [], "conditions": []}}


def word(*letters: tuple[int, dict[str, str]]) -> list[dict[str, Any]]:
    return [{"field": field, "input": values} for field, values in letters]


def spanning(*brackets: Any, modulus: int | None = PRIME, basis: Any = None, bits: int | None = None) -> Any:
    return {"modulus": modulus, "basis": basis, "bits": bits, "brackets": list(brackets)}


def conserved(count: int, *, opaque: bool = False) -> list[Any]:
    return [{"opaque": opaque, "derivatives": []}] * count


def decide(model: Model, claimed: dict[str, Any], proof: dict[str, Any]) -> Any:
    """What the kernel says of a claim and of evidence for it, through a written certificate.

    The point of `laws_proof` stands in the claim, all coordinates of it.
    """
    if "laws" in claimed:
        claimed = at_point(model, claimed, proof.get("point", {}))
        proof = {key: value for key, value in proof.items() if key != "point"}
    claim = read_claim({"model": model.statement, **claimed})
    names = Names(claim.names, claim.variables)
    evidence = EVIDENCE.read(names, {"proof": proof, "manifold": None}, ())
    return check(write_certificate({"model": "", "candidate": ""}, claim, evidence))


def at_point(model: Model, claimed: dict[str, Any], point: dict[str, str]) -> dict[str, Any]:
    """The claim about laws with its point; coordinates that are left out are 0."""
    whole = {name: point.get(name, "0") for name in scalars(model.statement["parameters"])}
    return {**claimed, "laws": {**claimed["laws"], "point": whole}}


def laws_claim(
    laws: Sequence[Any], independent: int, lower: int, *, upper: int | None = None
) -> dict[str, Any]:
    """Without another upper bound, the bounds meet in the laws: these are complete."""
    bounds = {"lower": lower, "upper": lower, "complete": True}
    if upper is not None:
        bounds |= {"upper": upper, "complete": None}
    said = {"conserved": list(laws), "independent": independent, **bounds}
    return {"verdict": "laws", "laws": said}


def orbit_claim(
    equations: Sequence[Any], point: dict[str, str], lower: int, upper: int, laws: Sequence[Any] = ()
) -> dict[str, Any]:
    orbit = {"point": point, "laws": list(laws), "lower": lower, "upper": upper}
    return {"verdict": "orbit", "candidate": {"equations": list(equations)}, "orbit": orbit}


PRODUCT = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"])
HYPERBOLA = ["+", ["**", "a", 2], ["neg", ["**", "b", 2]]]
SCALED = Model.parse("a*exp(b)*x", parameters=["a", "b"], inputs=["x"])
SCALED_LAW = ["+", ["**", "a", 2], ["*", "-2", "b"]]
NEURON = Model.parse("a*tanh(w*x)", parameters=["a", "w"], inputs=["x"])
TWO_LAYERS = Model.parse("U @ (V @ x)", parameters=["U[2,2]", "V[2,2]"], inputs=["x[2]"])
ONE = word((0, {"x": "1"}))


def gram(i: int, j: int) -> Any:
    """The entry i, j of UᵀU - VVᵀ."""
    left = [["*", f"U[{k},{i}]", f"U[{k},{j}]"] for k in range(2)]
    right = [["*", f"V[{i},{k}]", f"V[{j},{k}]"] for k in range(2)]
    return ["+", *map(_indexed, left), *[["neg", _indexed(term)] for term in right]]


def _indexed(term: list[str]) -> Any:
    def entry(name: str) -> Any:
        array, indices = name[:-1].split("[")
        return ["index", array, *map(int, indices.split(","))]

    return ["*", *map(entry, term[1:])]


GRAM = [gram(0, 0), gram(0, 1), gram(1, 1)]


def laws_proof(
    laws: int, point: dict[str, str], chosen: Sequence[int], span: Any, *, opaque: bool = False
) -> dict[str, Any]:
    return {
        "shows": "laws",
        "conservation": conserved(laws, opaque=opaque),
        "point": point,
        "chosen": list(chosen),
        "spanning": span,
    }


def orbit_proof(chosen: Sequence[int], span: Any, laws: int = 0, chosen_laws: Sequence[int] = ()) -> Any:
    return {
        "shows": "orbit",
        "invariance": TANGENT,
        "conservation": conserved(laws),
        "chosen": list(chosen),
        "chosen_laws": list(chosen_laws),
        "spanning": span,
    }


class TestLawsThatAreAccepted:
    @pytest.mark.parametrize("opaque", [False, True])
    def test_the_difference_of_squares(self, opaque: bool) -> None:
        claim = laws_claim([HYPERBOLA], 1, 1)
        proof = laws_proof(1, {"a": "2", "b": "1"}, [0], spanning(ONE), opaque=opaque)
        assert decide(PRODUCT, claim, proof).verdict == "laws"

    def test_a_law_beside_an_exponential(self) -> None:
        claim = laws_claim([SCALED_LAW], 1, 1)
        basis = [1, 5, 1, 0]
        proof = laws_proof(1, {"a": "2", "b": "1"}, [0], spanning(ONE, basis=basis))
        assert decide(SCALED, claim, proof).verdict == "laws"

    def test_no_law_and_a_full_orbit_modulo_a_prime_and_in_enclosures(self) -> None:
        claim = laws_claim([], 0, 2)
        brackets = (word((0, {"x": "1"})), word((0, {"x": "2"})))
        for span in (spanning(*brackets, basis=[1, 5, 1, 0]), spanning(*brackets, modulus=None, bits=64)):
            assert decide(NEURON, claim, laws_proof(0, {"a": "2", "w": "1"}, [], span)).verdict == "laws"

    def test_brackets_reach_what_fields_do_not(self) -> None:
        """Four fields, five dimensions: the orbit of a 2-2-2 linear network."""
        point = {
            f"{m}[{i},{j}]": str(v)
            for m, v0 in (("U", 1), ("V", 5))
            for i in range(2)
            for j, v in enumerate((v0 + 3 * i, v0 + i * i + 2))
        }
        letters = [(j, {f"x[{i}]": "1"}) for j in range(2) for i in range(2)]
        brackets = [word(letter) for letter in letters] + [word(letters[0], letters[1])]
        claim = laws_claim(GRAM, 3, 5)
        for opaque in (True, False):
            proof = laws_proof(3, point, [0, 1, 2], spanning(*brackets), opaque=opaque)
            assert decide(TWO_LAYERS, claim, proof).verdict == "laws"


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


class TestWhatIsNoLaw:
    @pytest.mark.parametrize("opaque", [False, True])
    @pytest.mark.parametrize("law", [["+", ["**", "a", 2], ["**", "b", 2]], "a", ["*", "a", "b"]])
    def test_it_moves_along_the_flow(self, law: Any, opaque: bool) -> None:
        proof = laws_proof(1, {"a": "2", "b": "1"}, [0], spanning(ONE), opaque=opaque)
        with pytest.raises(InvalidCertificate, match="law 0"):
            decide(PRODUCT, laws_claim([law], 1, 1), proof)

    def test_it_ignores_the_rates(self) -> None:
        model = Model({**PRODUCT.statement, "rates": [["a", "2"]]})
        with pytest.raises(InvalidCertificate, match="law 0"):
            decide(
                model,
                laws_claim([HYPERBOLA], 1, 1),
                laws_proof(1, {"a": "2", "b": "1"}, [0], spanning(ONE)),
            )

    def test_a_law_without_a_proof(self) -> None:
        with pytest.raises(InvalidCertificate, match="every law needs its own proof"):
            decide(
                PRODUCT,
                laws_claim([HYPERBOLA], 1, 1),
                laws_proof(0, {"a": "2", "b": "1"}, [0], spanning(ONE)),
            )

    def test_a_closed_sum_hides_no_dependence(self) -> None:
        """Of a + b nothing is known when it is closed: then a - b is no law of (a + b)·x·a."""
        model = Model.parse("(a + b)*a*x", parameters=["a", "b"], inputs=["x"])
        with pytest.raises(InvalidCertificate, match="law 0"):
            decide(
                model,
                laws_claim([["+", "a", ["neg", "b"]]], 1, 1),
                laws_proof(1, {"a": "2", "b": "1"}, [0], spanning(ONE), opaque=True),
            )


class TestRanksThatAreNotThere:
    POINT = {"a": "2", "b": "1"}  # noqa: RUF012

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


class TestOrbitsThatAreElsewhere:
    def test_the_point_is_not_in_the_set(self) -> None:
        claim = orbit_claim([[HYPERBOLA, "3"]], {"a": "2", "b": "2"}, 1, 1)
        with pytest.raises(InvalidCertificate, match="not in the set"):
            decide(PRODUCT, claim, orbit_proof([0], spanning(ONE)))

    def test_the_set_is_not_invariant(self) -> None:
        claim = orbit_claim([["a", "2"]], {"a": "2", "b": "1"}, 1, 1)
        with pytest.raises(InvalidCertificate):
            decide(PRODUCT, claim, orbit_proof([0], spanning(ONE)))

    def test_the_point_is_outside_the_domain(self) -> None:
        model = Model.parse(["a*x/b", "a*x"], parameters=["a", "b"], inputs=["x"])
        claim = orbit_claim([], {"a": "1", "b": "0"}, 1, 2)
        with pytest.raises(InvalidCertificate, match="no inverse"):
            decide(model, claim, orbit_proof([], spanning(word((1, {"x": "1"})))))


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
    POINT = {"a": "2", "b": "1"}  # noqa: RUF012

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
        with pytest.raises(InvalidCertificate, match="no inverse"):
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


class TestLawsBetweenFunctions:
    SIGMOID = Model.parse("a*sigmoid(b)*x", parameters=["a", "b"], inputs=["x"])
    TANH = Model.parse("a*tanh(b)*x", parameters=["a", "b"], inputs=["x"])
    SOFT = ["+", ["**", "a", 2], ["*", "-2", ["+", "b", ["call", "exp", "b"]]]]  # noqa: RUF012
    ROUND = ["+", ["**", "a", 2], ["neg", ["**", ["call", "sinh", "b"], 2]]]  # noqa: RUF012
    CLAIM = laws_claim([SOFT], 1, 1)
    SOFT_PROOF = [[["relation", 2], [["2", "a", "x", "@0"]]]]  # noqa: RUF012
    ROUND_PROOF = [  # noqa: RUF012
        [["relation", 2], [["-2", "a", "x", "@0"]]],
        [["relation", 3], [["2", "a", "x", "@0", "@1"], ["2", "a", "x", "@2"]]],
    ]

    def proof(self, combination: Any, opaque: bool = False, field: int = 0) -> Any:
        said = {"opaque": opaque, "derivatives": [[field, combination]]}
        span = spanning(ONE, basis=[1, 5, 1, 0])
        return {**laws_proof(1, {"a": "2", "b": "1"}, [0], span), "conservation": [said]}

    def test_sigmoid_and_exp(self) -> None:
        assert decide(self.SIGMOID, self.CLAIM, self.proof(self.SOFT_PROOF)).verdict == "laws"

    def test_tanh_sinh_and_cosh(self) -> None:
        claim = laws_claim([self.ROUND], 1, 1)
        assert decide(self.TANH, claim, self.proof(self.ROUND_PROOF)).verdict == "laws"

    @pytest.mark.parametrize(
        "combination",
        [
            [],
            [[["relation", 2], [["1", "a", "x", "@0"]]]],
            [[["relation", 1], [["2", "a", "x", "@0"]]]],
            [[["relation", 2], [["2", "a", "x", "@1"]]]],
            [[["relation", 9], [["2", "a", "x", "@0"]]]],
            [[["equation", 0], [["2", "a", "x", "@0"]]]],
        ],
    )
    def test_a_wrong_cofactor(self, combination: Any) -> None:
        with pytest.raises(InvalidCertificate):
            decide(self.SIGMOID, self.CLAIM, self.proof(combination))

    def test_a_law_with_a_wrong_sign(self) -> None:
        law = ["+", ["**", "a", 2], ["**", ["call", "sinh", "b"], 2]]
        with pytest.raises(InvalidCertificate, match="law 0"):
            decide(self.TANH, laws_claim([law], 1, 1), self.proof(self.ROUND_PROOF))

    def test_functions_of_another_argument_are_not_connected(self) -> None:
        law = ["+", ["**", "a", 2], ["*", "-2", ["+", "b", ["call", "exp", ["*", "2", "b"]]]]]
        with pytest.raises(InvalidCertificate):
            decide(self.SIGMOID, laws_claim([law], 1, 1), self.proof(self.SOFT_PROOF))

    def test_evidence_for_a_field_that_there_is_not_or_beside_an_opaque_proof(self) -> None:
        for change in ({"field": 1}, {"opaque": True}):
            with pytest.raises(InvalidCertificate):
                decide(self.SIGMOID, self.CLAIM, self.proof(self.SOFT_PROOF, **change))


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
            with pytest.raises(InvalidCertificate):
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
        with pytest.raises(InvalidCertificate, match="the evidence is for"):
            decide(
                PRODUCT,
                laws_claim([], 0, 1, upper=2),
                orbit_proof([], spanning(ONE)),
            )
