"""Symmetry (T8): fixed sets of symmetries, and what a symmetry has to be for that."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, ClassVar

import pytest

from certsim.kernel.errors import InvalidCertificate, LimitExceeded
from certsim.kernel.evidence.records import Composition, Empty, Invariance, OutsideDomain, Part, Symmetry
from certsim.kernel.meter import BASE, metered
from certsim.kernel.rules.symmetry import MAX_DENSE
from certsim.kernel.terms.polynomial import Polynomial
from tests.kernel.forge import claim, fields, model, proved, scalars, tangent, variables

a, b = variables(2)
DIAGONAL = model(["*", "a", "b", "x"], "a b")
SWAP = {0: b, 1: a}
FLIP = {0: -a, 1: -b}


def kept(about: Any, *maps: Any) -> bool:
    return proved(about, Symmetry(maps)).symmetry_induced is True


class TestAFixedSetIsKeptIfTheMapIsASymmetry:
    def test_a_swap_of_factors(self) -> None:
        assert kept(claim(DIAGONAL, ("a", "b")), SWAP)

    def test_of_every_output_on_its_own(self) -> None:
        twins = {
            "parameters": scalars("a b"),
            "inputs": scalars("x"),
            "outputs": [["*", "a", "x"], ["*", "b", "x"]],
        }
        with pytest.raises(InvalidCertificate, match="a map is no symmetry"):
            proved(claim(twins, ("a", "b")), Symmetry((SWAP,)))
        summed = {**twins, "outputs": [["+", *twins["outputs"]]]}
        assert kept(claim(summed, ("a", "b")), SWAP)

    @pytest.mark.parametrize(("a_times", "b_times"), [(2, 2), (2, 1), (1, 2), (3, 2)])
    def test_summands_count_as_often_as_they_are_written(self, a_times: int, b_times: int) -> None:
        about = claim(model(["+", *"a" * a_times, *"b" * b_times], "a b", ""), ("a", "b"))
        if a_times == b_times:
            assert kept(about, SWAP)
        else:
            with pytest.raises(InvalidCertificate, match="a map is no symmetry"):
                proved(about, Symmetry((SWAP,)))


class TestASymmetryNeedsTheKernelCondition:
    def test_a_shear_leaves_the_function_alone_and_its_fixed_set_is_left(self) -> None:
        with pytest.raises(InvalidCertificate, match="ker"):
            proved(claim(model("b", "a b", ""), ("b", "0")), Symmetry(({0: a + b},)))

    def test_a_symmetric_matrix_will_do(self) -> None:
        assert kept(claim(DIAGONAL, ("a", "0"), ("b", "0")), {0: 2 * a, 1: b * Fraction(1, 2)})

    def test_of_vector_fields_nothing_is_asked(self) -> None:
        assert kept(claim(fields("p q", ["p", "q"]), ("q", "0")), {0: a + b})

    def test_a_projection_is_no_symmetry(self) -> None:
        with pytest.raises(InvalidCertificate, match="the map is not invertible"):
            proved(
                claim(fields("p q", ["1", ["+", "q", ["**", "q", 2]]]), ("q", "0")),
                Symmetry(({1: Polynomial({})},)),
            )

    def test_an_affine_map_is_an_isometry(self) -> None:
        square = model(["*", ["**", ["+", "a", "-1"], 2], "x"], "a")
        assert kept(claim(square, ("a", "1")), {0: 2 - a})
        with pytest.raises(InvalidCertificate, match="has to be an isometry"):
            proved(claim(square, ("a", "1")), Symmetry(({0: 3 - 2 * a},)))


class TestLearningRatesCommuteWithTheMap:
    def test_equal_rates(self) -> None:
        assert kept(claim({**DIAGONAL, "rates": [["a", "1/2"], ["b", "1/2"]]}, ("a", "b")), SWAP)

    def test_different_rates(self) -> None:
        with pytest.raises(InvalidCertificate, match="different learning rates"):
            proved(claim({**DIAGONAL, "rates": [["a", "1/2"]]}, ("a", "b")), Symmetry((SWAP,)))


class TestSignsFollowTheParityOfTheFunction:
    def neuron(self, function: str, **more: Any) -> Any:
        return claim(
            model(["*", "a", ["call", function, ["*", "w", "x"]]], "a w", **more), ("a", "0"), ("w", "0")
        )

    @pytest.mark.parametrize("function", ["tanh", "sin", "sinh", "erf", "atan"])
    def test_odd_functions(self, function: str) -> None:
        assert kept(self.neuron(function), FLIP)

    @pytest.mark.parametrize("function", ["sigmoid", "exp", "cos", "softplus", "gelu", "silu"])
    def test_functions_that_are_not_odd(self, function: str) -> None:
        with pytest.raises(InvalidCertificate, match="a map is no symmetry"):
            proved(self.neuron(function), Symmetry((FLIP,)))

    @pytest.mark.parametrize(
        ("facts", "odd"), [(["odd"], True), (["even"], False), (["zero_at_zero"], False)]
    )
    def test_unspecified_functions(self, facts: list[str], *, odd: bool) -> None:
        about = self.neuron("s", functions={"s": facts})
        if odd:
            assert kept(about, FLIP)
        else:
            with pytest.raises(InvalidCertificate, match="a map is no symmetry"):
                proved(about, Symmetry((FLIP,)))


class TestTheCandidateIsTheWholeFixedSetAndNothingElse:
    @pytest.mark.parametrize("equations", [[], [("a", "0"), ("b", "0")], [("a", ["neg", "b"])]])
    def test_another_set_is_refused(self, equations: Any) -> None:
        with pytest.raises(InvalidCertificate, match="is not the candidate"):
            proved(claim(DIAGONAL, *equations), Symmetry((SWAP,)))

    def test_the_same_set_in_other_equations_is_not(self) -> None:
        assert kept(claim(DIAGONAL, (["*", "2", "a"], ["*", "2", "b"]), ("a", "b")), SWAP)


class TestAnImageIsOfASymmetryThatLeadsFromTheDomainIntoIt:
    """{a = 0} is empty in Ω = {a ≠ 0}; its image under the swap of a and b is not."""

    IMAGE = Composition(
        (Part({"equations": [["a", "0"]]}, Invariance(None, Empty(OutsideDomain(0, (), ())))),), SWAP
    )

    def test_what_cancels_limits_the_domain_all_the_same(self) -> None:
        once = ["/", "1", "a"]
        about = claim(model(["*", ["+", once, ["neg", once], "a", "b"], "x"], "a b"), ("b", "0"))
        with pytest.raises(InvalidCertificate, match="out of where the model is defined"):
            proved(about, self.IMAGE)

    def test_a_domain_with_the_symmetry_of_the_model_is_kept(self) -> None:
        both = [
            "+",
            ["/", "x", "a"],
            ["/", "x", ["*", "-2", "b"]],
            ["/", "x", ["*", "-2", "a"]],
            ["/", "x", "b"],
        ]
        assert proved(claim(model(both, "a b"), ("b", "0")), self.IMAGE).verdict == "certified"

    def test_a_model_that_is_defined_nowhere(self) -> None:
        nowhere = ["/", "x", ["+", "a", ["neg", "a"]]]
        with pytest.raises(InvalidCertificate, match="not analytic at 0"):
            proved(claim(model(nowhere, "a b"), ("b", "0")), self.IMAGE)


class TestAnImageIsUnderAMapThatTakesOrbitsToOrbits:
    """With the rate 2 for a, the gradient flow of abx keeps {a² - 2b² = 1}, and not {b² - 2a² = 1}."""

    RATES: ClassVar = {**DIAGONAL, "rates": [["a", "2"]]}

    @staticmethod
    def squares(one: str, two: str) -> Any:
        return ["+", ["**", one, 2], ["*", "-2", ["**", two, 2]]], "1"

    def image(self, about: Any, equations: Any, by: Any) -> Any:
        part = Part({"equations": [list(pair) for pair in equations]}, Invariance(None, tangent()))
        return proved(about, Composition((part,), by))

    def test_signs_commute_with_the_rates(self) -> None:
        law = self.squares("a", "b")
        moved = (["+", ["**", ["neg", "a"], 2], ["*", "-2", ["**", ["neg", "b"], 2]]], "1")
        assert self.image(claim(self.RATES, moved), [law], FLIP).verdict == "certified"

    def test_a_swap_of_different_rates_does_not(self) -> None:
        about = claim(self.RATES, self.squares("b", "a"))
        with pytest.raises(InvalidCertificate, match="different learning rates"):
            self.image(about, [self.squares("a", "b")], SWAP)

    @pytest.mark.parametrize("image", [a * a, a + a * b, Polynomial.variable(2), a + Polynomial.variable(2)])
    def test_a_map_is_affine_and_in_the_parameters(self, image: Polynomial) -> None:
        with pytest.raises(InvalidCertificate, match="affine expressions in the parameters"):
            self.image(claim(DIAGONAL, ("a", "0"), ("b", "0")), [("a", "0"), ("b", "0")], {0: image})

    def test_a_projection_is_no_symmetry_of_vector_fields(self) -> None:
        still = fields("p q", ["p", "q"])
        with pytest.raises(InvalidCertificate, match="the map is not invertible"):
            self.image(claim(still, ("p", "0")), [("p", "0")], {1: Polynomial({})})


def test_a_long_row_of_a_map_counts_as_work() -> None:
    row = Polynomial({(leaf,): 1 for leaf in range(2_000)})
    about = {"parameters": [["a", [2_000]]], "outputs": ["0"]}
    with metered(BASE), pytest.raises(LimitExceeded, match="more arithmetic"):
        proved(claim(about), Symmetry(({0: row},)))


def test_a_large_map_that_is_no_isometry_is_refused() -> None:
    about = {"parameters": [["a", [MAX_DENSE + 1]]], "outputs": ["0"]}
    doubled = {at: 2 * Polynomial.variable(at) for at in range(MAX_DENSE + 1)}
    with pytest.raises(LimitExceeded, match=f"more than {MAX_DENSE} parameters"):
        proved(claim(about), Symmetry((doubled,)))
    del doubled[0]
    with pytest.raises(InvalidCertificate, match="is not the candidate"):
        proved(claim(about), Symmetry((doubled,)))


def turned(about: Any, *flows: Any) -> bool:
    return proved(about, Symmetry((), flows)).symmetry_induced is True


LINEAR = model(["+", ["*", "a", "c"], ["*", "b", "d"]], "a b c d", "")
c, d = Polynomial.variable(2), Polynomial.variable(3)
ROTATION = {0: b, 1: -a, 2: d, 3: -c}


class TestAnInfinitesimalSymmetryKeepsWhereItVanishes:
    def test_a_rotation_of_a_linear_layer(self) -> None:
        assert turned(claim(LINEAR, *((name, "0") for name in "abcd")), ROTATION)

    def test_a_scaling_has_a_symmetric_matrix(self) -> None:
        assert turned(claim(DIAGONAL, ("a", "0"), ("b", "0")), {0: a, 1: -b})

    def test_a_scaling_of_a_rectified_neuron(self) -> None:
        neuron = model(["*", "a", ["call", "relu", ["*", "b", "x"]]], "a b")
        shown = proved(claim(neuron, ("a", "0"), ("b", "0")), Symmetry((), ({0: a, 1: -b},)))
        assert [one.name for one in shown.assumptions] == ["relu"]

    def test_around_a_point_that_is_not_0(self) -> None:
        shifted = model(["+", ["**", ["+", "a", "-1"], 2], ["**", "b", 2]], "a b", "")
        assert turned(claim(shifted, ("a", "1"), ("b", "0")), {0: b, 1: 1 - a})

    def test_a_shift_vanishes_nowhere(self) -> None:
        product = model(["*", ["call", "exp", "a"], ["call", "exp", "b"], "c"], "a b c", "")
        shift = {0: Polynomial.constant(1), 1: Polynomial.constant(-1)}
        with pytest.raises(InvalidCertificate, match="not the candidate"):
            proved(claim(product, ("c", "0")), Symmetry((), (shift,)))

    @pytest.mark.parametrize(
        ("about", "flow", "message"),
        [
            # The shear leaves F = b alone; its kernel {b = 0} is left.
            (claim(model("b", "a b", ""), ("b", "0")), {0: b}, "not normal"),
            (claim(DIAGONAL, ("a", "0"), ("b", "0")), {0: a, 1: b}, "not shown to vanish"),
            (claim(LINEAR, *((n, "0") for n in "abcd")), {0: b, 1: -a, 2: -d, 3: c}, "not shown to vanish"),
            (claim(LINEAR, ("a", "0"), ("b", "0")), ROTATION, "not the candidate"),
            (
                claim({**LINEAR, "rates": [["a", "1/2"]]}, *((n, "0") for n in "abcd")),
                ROTATION,
                "different learning rates",
            ),
            (claim({**DIAGONAL, "frozen": ["a"]}, ("a", "0"), ("b", "0")), {0: a, 1: -b}, "frozen"),
            (claim(fields("p q", ["p", "q"]), ("p", "0"), ("q", "0")), {0: a, 1: -b}, "with outputs"),
            (claim(DIAGONAL, ("a", "0"), ("b", "0")), {0: a**2, 1: -a * b}, "affine expressions"),
        ],
    )
    def test_what_is_close_to_one_is_refused(self, about: Any, flow: Any, message: str) -> None:
        with pytest.raises(InvalidCertificate, match=message):
            proved(about, Symmetry((), (flow,)))


NAMED = {"a": a, "w": b}


class TestFunctionsAreComparedInStandardForms:
    """What is equal by identities between functions, and what is close to it."""

    @staticmethod
    def flipped(text: str) -> bool:
        from certsim import Model

        parsed = Model.parse(text, parameters=["a", "w"], inputs=["x"])
        about = {"model": parsed.statement, "candidate": {"equations": [["w", "0"]]}, "verdict": "certified"}
        try:
            proved(about, Symmetry(({1: -b},)))
        except InvalidCertificate as error:
            assert "no symmetry" in str(error)  # noqa: PT017
            return False
        return True

    @pytest.mark.parametrize(
        "text",
        [
            "a*softplus(w*x) - a*w*x/2",
            "a*silu(w*x) - a*w*x/2",
            "a*gelu(w*x) - a*w*x/2",
            "a*w*x*(exp(w*x) - 1)/(exp(w*x) + 1)",
            "a*log(exp(w*x/2) + exp(-w*x/2))",
            "a*log(exp(w*x))**2",
            "a*leaky_relu(w*x, -1)",
            "a*(relu(w*x) + relu(-w*x))",
            "a*sqrt((w*x)**2 + 1)",
            "a*sin(2*w*x)**2 - 4*a*sin(w*x)**2*cos(w*x)**2",
            "a*cos(w*x + pi)",
            "a*(min(max(w*x, -2), 2))**2",
            "a*sigmoid(w*x)*sigmoid(-w*x)",
        ],
    )
    def test_even_functions(self, text: str) -> None:
        assert self.flipped(text)

    @pytest.mark.parametrize(
        "text",
        [
            "a*softplus(w*x) - a*w*x/3",
            "a*silu(w*x) + a*w*x/2",
            "a*elu(w*x) - a*w*x/2",
            "a*w*x*(exp(w*x) - 1)/(exp(w*x) + 2)",
            "a*log(exp(w*x))",
            "a*log(exp(w*x) + 1)",
            "a*leaky_relu(w*x, -1/2)",
            "a*(relu(w*x) - relu(-w*x))",
            "a*relu(w*x)",
            "a*relu(relu(w*x))",
            "a*sin(w*x)*cos(w*x)",
            "a*cos(w*x + pi/3)",
            "a*min(max(w*x, -2), 3)",
            "a*relu(w*x + 1) + a*relu(w*x - 1)",
            "a*sqrt((w*x + 1)**2 + 1)",
            "a*sigmoid(w*x)*sigmoid(w*x)",
            "a*mish(w*x) - a*w*x/2",
        ],
    )
    def test_functions_that_are_not(self, text: str) -> None:
        assert not self.flipped(text)
