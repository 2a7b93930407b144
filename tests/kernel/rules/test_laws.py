"""Conserved quantities (T9): what is accepted, and what is no law."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest

from certsim.kernel.errors import InvalidCertificate, LimitExceeded
from certsim.kernel.evidence.records import Conservation
from certsim.kernel.meter import metered
from certsim.kernel.rules.laws import conserved
from certsim.kernel.rules.setting import Setting
from certsim.kernel.statement.claim import read_claim
from certsim.model.model import Model
from tests.kernel.forge import atoms, spanning
from tests.kernel.rules.given import (
    GRAM,
    HYPERBOLA,
    NEURON,
    ONE,
    PRODUCT,
    SCALED,
    SCALED_LAW,
    TWO_LAYERS,
    at_point,
    decide,
    laws_claim,
    laws_proof,
    word,
)


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


@pytest.mark.parametrize("opaque", [False, True])
class TestPowersInTheFields:
    """Along the gradient of a³bx, a² - 3b² is constant."""

    CUBIC = Model.parse("a**3*b*x", parameters=["a", "b"], inputs=["x"])

    def decided(self, power: int, factor: str, opaque: bool) -> str:
        law = ["+", ["**", "a", power], ["*", factor, ["**", "b", 2]]]
        proof = laws_proof(1, {"a": "2", "b": "1"}, [0], spanning(ONE), opaque=opaque)
        return str(decide(self.CUBIC, laws_claim([law], 1, 1), proof).verdict)

    def test_a_law(self, opaque: bool) -> None:
        assert self.decided(2, "-3", opaque) == "laws"

    @pytest.mark.parametrize(("power", "factor"), [(2, "-1"), (2, "3"), (3, "-3"), (4, "-3"), (4, "-6")])
    def test_what_is_none(self, power: int, factor: str, opaque: bool) -> None:
        with pytest.raises(InvalidCertificate, match="law 0"):
            self.decided(power, factor, opaque)


class TestWhatIsNoLaw:
    @pytest.mark.parametrize("opaque", [False, True])
    @pytest.mark.parametrize("law", [["+", ["**", "a", 2], ["**", "b", 2]], "a", ["*", "a", "b"]])
    def test_it_moves_along_the_flow(self, law: Any, opaque: bool) -> None:
        proof = laws_proof(1, {"a": "2", "b": "1"}, [0], spanning(ONE), opaque=opaque)
        with pytest.raises(InvalidCertificate, match="law 0"):
            decide(PRODUCT, laws_claim([law], 1, 1), proof)

    @pytest.mark.parametrize("opaque", [False, True])
    def test_it_moves_along_a_field_after_one_that_leaves_it_alone(self, opaque: bool) -> None:
        """Along the gradient of bx only b moves, and along that of ax only a."""
        model = Model({**PRODUCT.statement, "outputs": [["*", "b", "x"], ["*", "a", "x"]]})
        proof = laws_proof(1, {"a": "2", "b": "1"}, [0], spanning(ONE), opaque=opaque)
        for law in ("a", "b"):
            with pytest.raises(InvalidCertificate, match="law 0"):
                decide(model, laws_claim([law], 1, 1), proof)

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


class TestLawsBetweenFunctions:
    SIGMOID = Model.parse("a*sigmoid(b)*x", parameters=["a", "b"], inputs=["x"])
    TANH = Model.parse("a*tanh(b)*x", parameters=["a", "b"], inputs=["x"])
    SOFT: ClassVar = ["+", ["**", "a", 2], ["*", "-2", ["+", "b", ["call", "exp", "b"]]]]
    ROUND: ClassVar = ["+", ["**", "a", 2], ["neg", ["**", ["call", "sinh", "b"], 2]]]
    CLAIM = laws_claim([SOFT], 1, 1)
    SOFT_PROOF: ClassVar = [[["connection", 0], [["2", "a", "x", "@0"]]]]
    SOFT_ATOMS: ClassVar = atoms(("sigmoid", ["1 b"]))
    ROUND_PROOF: ClassVar = [
        [["relation", 2], [["-2", "a", "x", "@0"]]],
        [["connection", 0], [["2", "a", "x", "@0", "@1"], ["2", "a", "x", "@2"]]],
    ]
    ROUND_ATOMS: ClassVar = atoms(*((function, ["1 b"]) for function in ("tanh", "sinh", "cosh")))

    def proof(self, combination: Any, *more: Any, opaque: bool = False, listed: Any = SOFT_ATOMS) -> Any:
        said = {"opaque": opaque, "derivatives": [[0, combination], *more], "atoms": listed}
        span = spanning(ONE, basis=[1, 5, 1, 0])
        return {**laws_proof(1, {"a": "2", "b": "1"}, [0], span), "conservation": [said]}

    def test_sigmoid_and_exp(self) -> None:
        assert decide(self.SIGMOID, self.CLAIM, self.proof(self.SOFT_PROOF)).verdict == "laws"

    def test_tanh_sinh_and_cosh(self) -> None:
        claim = laws_claim([self.ROUND], 1, 1)
        proof = self.proof(self.ROUND_PROOF, listed=self.ROUND_ATOMS)
        assert decide(self.TANH, claim, proof).verdict == "laws"

    @pytest.mark.parametrize(
        "combination",
        [
            [],
            [[["connection", 0], [["1", "a", "x", "@0"]]]],
            [[["relation", 0], [["2", "a", "x", "@0"]]]],
            [[["connection", 0], [["2", "a", "x", "@1"]]]],
            [[["connection", 1], [["2", "a", "x", "@0"]]]],
            [[["connection", 9], [["2", "a", "x", "@0"]]]],
            [[["equation", 0], [["2", "a", "x", "@0"]]]],
        ],
    )
    def test_a_wrong_cofactor(self, combination: Any) -> None:
        with pytest.raises(InvalidCertificate):
            decide(self.SIGMOID, self.CLAIM, self.proof(combination))

    def test_a_law_with_a_wrong_sign(self) -> None:
        law = ["+", ["**", "a", 2], ["**", ["call", "sinh", "b"], 2]]
        proof = self.proof(self.ROUND_PROOF, listed=self.ROUND_ATOMS)
        with pytest.raises(InvalidCertificate, match="law 0"):
            decide(self.TANH, laws_claim([law], 1, 1), proof)

    def test_functions_of_another_argument_are_not_connected(self) -> None:
        law = ["+", ["**", "a", 2], ["*", "-2", ["+", "b", ["call", "exp", ["*", "2", "b"]]]]]
        with pytest.raises(InvalidCertificate, match="L_X of law 0"):
            decide(self.SIGMOID, laws_claim([law], 1, 1), self.proof(self.SOFT_PROOF))

    def test_evidence_for_a_field_that_there_is_not_or_beside_an_opaque_proof(self) -> None:
        for proof, message in (
            (self.proof(self.SOFT_PROOF, [1, []]), "there is no field 1"),
            (self.proof(self.SOFT_PROOF, [0, []]), "is not one combination for each field"),
            (self.proof(self.SOFT_PROOF, opaque=True), "is not one combination for each field"),
        ):
            with pytest.raises(InvalidCertificate, match=message):
                decide(self.SIGMOID, self.CLAIM, proof)


class TestALawIsAnalyticWhereTheModelIs:
    """A law of a·b·x that calls log(a² - b²) is none of the whole plane."""

    HIDDEN: ClassVar = ["call", "log", HYPERBOLA]
    POINT: ClassVar = {"a": "2", "b": "1"}

    def decide(self, law: Any, model: Model = PRODUCT) -> Any:
        span = spanning(ONE, basis=[1, 5, 1, 0])
        return decide(model, laws_claim([law], 0, 1, upper=2), laws_proof(1, self.POINT, [], span))

    @pytest.mark.parametrize(
        "law",
        [
            HIDDEN,
            ["*", "0", HIDDEN],
            ["+", HYPERBOLA, HIDDEN, ["neg", HIDDEN]],
            ["/", "1", HYPERBOLA],
            ["**", HYPERBOLA, -1],
            ["*", "0", ["call", "relu", HYPERBOLA]],
        ],
    )
    def test_else_it_is_refused(self, law: Any) -> None:
        with pytest.raises(InvalidCertificate, match="was not shown to be analytic wherever the model is"):
            self.decide(law)

    def test_what_the_model_calls_a_law_may_call(self) -> None:
        statement = {
            **PRODUCT.statement,
            "outputs": [["+", ["*", "a", "b", "x"], ["*", "0", ["call", "log", HYPERBOLA]]]],
        }
        assert self.decide(["*", "0", self.HIDDEN], Model(statement)).verdict == "laws"

    def test_a_step_that_the_model_takes_a_law_may_not(self) -> None:
        relu = Model.parse("a*b*x + 0*relu(a)", parameters=["a", "b"], inputs=["x"])
        with pytest.raises(InvalidCertificate, match="was not shown to be analytic"):
            self.decide(["*", "0", ["call", "relu", "a"]], relu)


class TestLawsOfModelsWithSteps:
    RELU = Model.parse("a*relu(b*x)", parameters=["a", "b"], inputs=["x"])

    def decide(self, b: str, law: Any = HYPERBOLA, **input_: str) -> Any:
        span = spanning(word((0, {"x": "1"})), basis=[1, 5, 1, 0], input=input_)
        return decide(self.RELU, laws_claim([law], 1, 1), laws_proof(1, {"a": "2", "b": b}, [0], span))

    def test_hold_on_regions(self) -> None:
        found = self.decide("1", x="1")
        assert [assumption.name for assumption in found.assumptions] == ["relu"]

    @pytest.mark.parametrize(("b", "x"), [("0", "1"), ("1", "0")])
    def test_not_at_a_kink(self, b: str, x: str) -> None:
        with pytest.raises(InvalidCertificate, match="not shown to be defined"):
            self.decide(b, x=x)

    def test_not_by_a_wrong_sign(self) -> None:
        with pytest.raises(InvalidCertificate, match="L_X of law 0"):
            self.decide("1", ["+", ["**", "a", 2], ["**", "b", 2]], x="1")


class TestThePointOfLawsIsInTheDomain:
    def decide(self, point: dict[str, str], **input_: str) -> Any:
        model = Model.parse("a*b*x + 0/(b - x)", parameters=["a", "b"], inputs=["x"])
        span = spanning(ONE, input=input_)
        return decide(model, laws_claim([HYPERBOLA], 1, 1), laws_proof(1, point, [0], span))

    def test_at_the_inputs_that_are_used(self) -> None:
        assert self.decide({"a": "3", "b": "2"}).verdict == "laws"

    @pytest.mark.parametrize(("b", "x"), [("1", "0"), ("2", "2"), ("0", "0")])
    def test_not_outside(self, b: str, x: str) -> None:
        with pytest.raises(InvalidCertificate, match="not shown to be defined"):
            self.decide({"a": "3", "b": b}, x=x)


def test_every_law_and_field_counts_as_work_though_the_law_is_still() -> None:
    laws, families = 200, 500
    still = Model({**PRODUCT.statement, "outputs": ["a"] * families})
    claim = at_point(still, laws_claim([["**", "b", 2]], 1, 0), {})
    about = read_claim({"model": still.statement, **claim})
    evidence = [Conservation(opaque=False, derivatives=())] * laws
    with metered(4 * laws * families), pytest.raises(LimitExceeded, match="more arithmetic"):
        conserved(Setting.of(about), [*about.subject.laws] * laws, evidence)
