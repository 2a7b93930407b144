"""A point: in the set, in the domain, and what is known of values there: identities and enclosures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import mpmath
import pytest

from certsim import Candidate, Model
from certsim.kernel.errors import InvalidCertificate, MalformedCertificate
from certsim.kernel.evidence.records import MAX_WORD, Letter
from certsim.kernel.rules.point import MAX_COEFFICIENTS, PRIME, Point, word_derivative
from certsim.kernel.statement.claim import Claim, read_claim
from certsim.kernel.terms.polynomial import ZERO, Polynomial
from certsim.kernel.values.enclosure import Enclosure
from certsim.kernel.values.number import Root
from tests.kernel.forge import placed
from tests.oracle import DIGITS, Flow, real

T = Polynomial.variable(0)
UNDEFINED = "was not shown to be defined at the point and the input"


def root(polynomial: str, low: Any, high: Any) -> Root:
    """A root of a polynomial, whose coefficients are given from the constant one on."""
    return Root(tuple(map(Fraction, polynomial.split())), Fraction(low), Fraction(high))


ROOT_OF_TWO = root("-2 0 1", "7/5", "3/2")
ZERO_OF_TWO = root("0 -1 1", "-1/2", "1/2")
"""The root 0 of t² - t."""


def claim_of(model: Model, equations: Sequence[str], **parts: Any) -> Claim:
    candidate = Candidate.parse(model, equations, **parts)
    return read_claim({"model": model.statement, "candidate": candidate.statement, "verdict": "refuted"})


def point_of(
    claim: Claim, *coordinates: Any, used: Sequence[Letter] = (), steps: bool = True, **place: Any
) -> Point:
    """The point of the claimed set with these coordinates."""
    candidate = claim.candidate
    at = placed(*coordinates, **place)
    return Point.of(claim, at, candidate.equations, candidate.conditions, used=used, steps=steps)


PLANE = Model.from_fields([["y", "-x"]], parameters=["x", "y"])


class TestAPointIsInTheSet:
    CLAIM = claim_of(PLANE, ["x**2 + y**2 = 3"], where=["x > 0", "y != 2"])

    def test_by_identities(self) -> None:
        for y in (1, -1):
            assert point_of(self.CLAIM, T, y, root=ROOT_OF_TWO)

    @pytest.mark.parametrize("coordinates", [(T, 0), (T, T), (T, 1 + T), (Fraction(7, 4), 0), ()])
    def test_not_off_it(self, coordinates: Any) -> None:
        with pytest.raises(InvalidCertificate, match="not in the set"):
            point_of(self.CLAIM, *coordinates, root=ROOT_OF_TWO)

    def test_not_by_an_equation_that_holds_at_another_root(self) -> None:
        """t³ - t² - 2t + 2 is (t - 1)(t² - 2)."""
        for low, high in (("5/4", 2), (0, "5/4")):
            with pytest.raises(InvalidCertificate, match="not in the set"):
                point_of(self.CLAIM, T, 1, root=root("2 -2 -1 1", low, high))

    def test_at_every_root_of_the_interval(self) -> None:
        """All roots of a polynomial satisfy what follows from it."""
        claim = claim_of(PLANE, ["x**3 = x"])
        assert point_of(claim, T, root=root("0 -1 0 1", -2, 2))

    @pytest.mark.parametrize(("low", "high"), [(-2, 2), (2, 3), (-1, 1)])
    def test_not_at_a_root_that_is_not_shown(self, low: int, high: int) -> None:
        with pytest.raises(InvalidCertificate, match="does not change its sign"):
            point_of(self.CLAIM, T, 1, root=root("-2 0 1", low, high))

    def test_not_where_it_breaks_a_condition(self) -> None:
        with pytest.raises(InvalidCertificate, match="side condition"):
            point_of(self.CLAIM, -T, 1, root=ROOT_OF_TWO)

    @pytest.mark.parametrize("where", ["x > 0", "x < 0", "x != 0"])
    def test_not_on_the_boundary_of_a_condition(self, where: str) -> None:
        with pytest.raises(InvalidCertificate, match="side condition"):
            point_of(claim_of(PLANE, ["y = 0"], where=[where]))

    def test_not_where_a_condition_holds_at_one_root_of_three(self) -> None:
        claim = claim_of(PLANE, ["y = 0"], where=["x != 0"])
        assert point_of(claim, T, root=root("0 -1 0 1", "1/2", 2))
        with pytest.raises(InvalidCertificate, match="side condition"):
            point_of(claim, T, root=root("0 -1 0 1", -2, 2))

    def test_not_where_too_few_bits_show_a_condition(self) -> None:
        claim = claim_of(PLANE, ["y = 0"], where=["1000000*x > 1414212"])
        narrow = root("-2 0 1", "1414213/1000000", "1414214/1000000")
        assert point_of(claim, T, root=narrow, bits=64)
        with pytest.raises(InvalidCertificate, match="side condition"):
            point_of(claim, T, root=narrow, bits=4)

    def test_with_coordinates_of_parameters_and_constants_only(self) -> None:
        claim = claim_of(Model.parse("a*x", parameters=["a"], inputs=["x"]), ["a = c"], constants=["c"])
        two = Polynomial.constant(2)
        assert point_of(claim, point={0: two, 2: two})
        for variable in (1, 3, 4):
            with pytest.raises(InvalidCertificate, match="parameters and constants only"):
                point_of(claim, point={variable: ZERO})

    def test_at_the_constants_that_are_named(self) -> None:
        claim = claim_of(Model.parse("a*x", parameters=["a"], inputs=["x"]), ["a = c"], constants=["c"])
        with pytest.raises(InvalidCertificate, match="not in the set"):
            point_of(claim, 2)


class TestFunctions:
    """A concrete function stands for each unspecified one, and has the facts declared of it."""

    @staticmethod
    def named(facts: Sequence[str], **functions: Sequence[int]) -> Point:
        model = Model.parse(
            "a*s(w*x)", parameters=["a", "w"], inputs=["x"], functions={"s": dict.fromkeys(facts, True)}
        )
        exact = {name: tuple(map(Fraction, coefficients)) for name, coefficients in functions.items()}
        return point_of(claim_of(model, ["a = 0"]), functions=exact)

    @pytest.mark.parametrize(
        ("facts", "coefficients"),
        [
            ([], (1, 2, 3)),
            ([], ()),
            (["odd"], (0, 1, 0, -5)),
            (["even"], (2, 0, 1)),
            (["zero_at_zero"], (0, 1, 1)),
            (["even", "zero_at_zero"], (0, 0, 1)),
        ],
    )
    def test_accepted(self, facts: Sequence[str], coefficients: Sequence[int]) -> None:
        assert self.named(facts, s=coefficients)

    @pytest.mark.parametrize(
        ("facts", "coefficients"),
        [
            (["odd"], (1, 1)),
            (["odd"], (0, 1, 1)),
            (["even"], (2, 1)),
            (["zero_at_zero"], (1, 1)),
            (["even", "zero_at_zero"], (1, 0, 1)),
        ],
    )
    def test_without_the_facts(self, facts: Sequence[str], coefficients: Sequence[int]) -> None:
        with pytest.raises(InvalidCertificate, match="lacks the facts"):
            self.named(facts, s=coefficients)

    def test_missing_or_one_too_many(self) -> None:
        for functions in ({}, {"t": (1,)}, {"s": (1,), "t": (1,)}):
            with pytest.raises(InvalidCertificate, match="one concrete function for each"):
                self.named([], **functions)

    def test_of_too_high_a_degree(self) -> None:
        with pytest.raises(MalformedCertificate, match="coefficients"):
            self.named([], s=(1,) * (MAX_COEFFICIENTS + 1))

    def test_derivatives_are_those_of_the_polynomial(self) -> None:
        model = Model.parse("s(w)", parameters=["w"], functions={"s": {}})
        claim = claim_of(model, ["w = 2"])
        node = word_derivative(claim, claim.model.outputs[0], [Letter(0, {})])
        point = point_of(claim, 2, functions={"s": tuple(map(Fraction, (1, 2, 3)))})
        assert point.exact([node]) == [Polynomial.constant((2 + 6 * 2) ** 2)]


class TestAPointIsInTheDomain:
    """Ω: what is divided by is not 0, roots and logarithms have positive arguments (theory §0)."""

    @staticmethod
    def named(output: str, b: Any, x: Any, **place: Any) -> Point:
        claim = claim_of(Model.parse(output, parameters=["a", "b"], inputs=["x"]), ["a = 1"])
        return point_of(claim, 1, b, input={2: Fraction(x)}, root=ROOT_OF_TWO, **place)

    @pytest.mark.parametrize(
        ("output", "b", "x"),
        [
            ("a*x/b", 1, 0),
            ("a/(b*x)", 1, 2),
            ("a*sqrt(b)*x", 2, 1),
            ("a*log(x*b)", -2, -1),
            ("a/(b**2 - 2*x)", T, 2),
            ("a/(exp(b*x) - 1)", 1, 1),
            ("a/atan(b*x)", 1, 1),
            ("a*x", 0, 0),
            ("a*relu(b)*x", -1, 1),
            ("a*relu(b - x)", 2, 1),
            ("a*relu(b**2 - 1)", T, 1),
            ("a*relu(b - b)", 0, 0),
        ],
    )
    def test_inside(self, output: str, b: Any, x: Any) -> None:
        assert self.named(output, b, x)

    @pytest.mark.parametrize(
        ("output", "b", "x"),
        [
            ("a*x/b", 0, 1),
            ("a/(b*x)", 1, 0),
            ("a*sqrt(b)*x", -2, 1),
            ("a*sqrt(b)*x", 0, 1),
            ("a*log(x*b)", -2, 1),
            ("a/(b**2 - 2*x)", T, 1),
            ("a/(exp(b*x) - 1)", 0, 1),
            ("a/atan(b*x)", 0, 1),
            ("a/(x - 1)", 0, 1),
            ("0*log(b)", -1, 1),
            ("(1/b)**0", 0, 1),
            ("b/b", 0, 1),
            ("a + x*0/b", 0, 0),
            ("tanh(0*sqrt(b))", -1, 0),
            ("a*relu(b)*x", 0, 1),
            ("0*relu(b)", 0, 1),
            ("a*relu(b*x)", 1, 0),
            ("a*relu(b - x)", 1, 1),
            ("a*relu(b**2 - 2)", T, 1),
            ("a*leaky_relu(b, 1)", 0, 1),
        ],
    )
    def test_outside(self, output: str, b: Any, x: Any) -> None:
        with pytest.raises(InvalidCertificate, match=UNDEFINED):
            self.named(output, b, x)

    def test_a_step_does_not_matter_where_regions_do_not(self) -> None:
        assert self.named("a*relu(b)*x", 0, 1, steps=False)
        with pytest.raises(InvalidCertificate, match=UNDEFINED):
            self.named("a*relu(b)*x/b", 0, 1, steps=False)

    def test_that_is_shown_and_not_guessed(self) -> None:
        with pytest.raises(InvalidCertificate, match=UNDEFINED):
            self.named("a/(b - 1)", Fraction(1_000_001, 1_000_000), 1, bits=4)

    def test_at_an_input_of_the_model(self) -> None:
        for variable in (0, 3, 4):
            with pytest.raises(InvalidCertificate, match="for the model's inputs only"):
                point_of(
                    claim_of(Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"]), ["a = 0"]),
                    input={variable: Fraction(1)},
                )

    def test_fields_are_defined_everywhere(self) -> None:
        assert point_of(claim_of(PLANE, ["x = 1"]), 1)


class TestAPointIsInTheDomainOfEveryLetter:
    @staticmethod
    def named(output: str, x: Any, *used: Any, **place: Any) -> Point:
        claim = claim_of(Model.parse(output, parameters=["a", "b"], inputs=["x"]), ["a = 1"])
        letters = [Letter(0, {2: Fraction(value)}) for value in used]
        return point_of(claim, 1, 1, input={2: Fraction(x)}, used=letters, **place)

    def test_at_its_input(self) -> None:
        assert self.named("a*b/(x - 1)", 2, 3, 0)
        for used in ([1], [0, 1], [1, 0]):
            with pytest.raises(InvalidCertificate, match=UNDEFINED):
                self.named("a*b/(x - 1)", 2, *used)

    def test_and_at_the_input_that_is_named(self) -> None:
        with pytest.raises(InvalidCertificate, match=UNDEFINED):
            self.named("a*b/(x - 1)", 1, 2)

    def test_there_a_step_may_be_0_for_all_parameters(self) -> None:
        assert self.named("a*relu(b*x)", 1, 0)

    def test_at_the_input_that_is_named_it_may_not(self) -> None:
        for used in ([], [0], [1]):
            with pytest.raises(InvalidCertificate, match=UNDEFINED):
                self.named("a*relu(b*x)", 0, *used)

    def test_there_a_step_may_not_be_0_for_some_parameters(self) -> None:
        with pytest.raises(InvalidCertificate, match=UNDEFINED):
            self.named("a*relu(b - x)", 2, 1)


WORDS: Mapping[str, tuple[Model, list[Letter], list[Fraction], Mapping[str, Sequence[int]]]] = {
    "of fields": (
        Model.from_fields([["y", "-x"], ["x*y", "1"]], parameters=["x", "y"]),
        [Letter(0, {}), Letter(1, {}), Letter(1, {})],
        [Fraction(2), Fraction(-1, 3)],
        {},
    ),
    "at two inputs": (
        Model.parse("a*tanh(b*x)", parameters=["a", "b"], inputs=["x"]),
        [Letter(0, {2: Fraction(1)}), Letter(0, {2: Fraction(2)})],
        [Fraction(3, 2), Fraction(1, 2)],
        {},
    ),
    "with rates": (
        Model.parse("a*b**2*x + b", parameters=["a", "b"], inputs=["x"], rates={"a": "2/3", "b": 5}),
        [Letter(0, {2: Fraction(-1)}), Letter(0, {})],
        [Fraction(1), Fraction(2)],
        {},
    ),
    "of two outputs": (
        Model.parse(["sin(a*x)*b", "exp(a)"], parameters=["a", "b"], inputs=["x"]),
        [Letter(1, {2: Fraction(1)}), Letter(0, {2: Fraction(1)})],
        [Fraction(1), Fraction(2)],
        {},
    ),
    "of an unspecified function": (
        Model.parse("a*s(b*x)", parameters=["a", "b"], inputs=["x"], functions={"s": {"odd": True}}),
        [Letter(0, {2: Fraction(2)}), Letter(0, {2: Fraction(1)})],
        [Fraction(1), Fraction(2)],
        {"s": (0, 1, 0, -2)},
    ),
}


@pytest.mark.parametrize("case", WORDS)
@pytest.mark.parametrize("bits", [64, 200])
def test_the_derivative_along_a_word_is_that_of_the_oracle(case: str, bits: int) -> None:
    """L_{X1} … L_{Xm} (θ_0·θ_1 + θ_0), the last letter first, against central differences."""
    model, word, coordinates, functions = WORDS[case]
    names = [name for name, _ in model.statement["parameters"]]
    claim = claim_of(model, [f"{names[0]}*{names[1]} + {names[0]} = c"], constants=["c"])
    level = coordinates[0] * coordinates[1] + coordinates[0]
    inputs = [0] * len(claim.inputs)
    exact = {name: tuple(map(Fraction, coefficients)) for name, coefficients in functions.items()}
    point = point_of(claim, *coordinates, *inputs, level, used=word, functions=exact, bits=bits)
    height = Polynomial({(0, 1): 1, (0,): 1})
    value = point.enclosure(word_derivative(claim, claim.model.graph.polynomial(height), word)).interval
    letters = [
        {"field": letter.field}
        if "fields" in model.statement
        else {"output": letter.field, "input": {"x": str(letter.input.get(2, Fraction(0)))}}
        for letter in word
    ]
    with mpmath.workdps(DIGITS):
        polynomials = {
            name: lambda u, c=coefficients: mpmath.polyval(list(reversed(c)), u)
            for name, coefficients in functions.items()
        }
        flow = Flow(model.statement, None, polynomials)
        theta = [real(value) for value in coordinates]
        expected = flow.lie_derivative(lambda t: t[0] * t[1] + t[0], letters, theta)
        for end in (value.lo, value.hi):
            assert abs(real(end) - expected) < mpmath.mpf("1e-12") * (1 + abs(expected))


class TestWords:
    CLAIM = claim_of(Model.parse("a*b/x", parameters=["a", "b"], inputs=["x"]), ["a = 1"])

    def derivative(self, *word: Letter) -> int:
        return word_derivative(self.CLAIM, self.CLAIM.model.graph.leaf(0), word)

    def test_that_name_no_field(self) -> None:
        with pytest.raises(InvalidCertificate, match="no field 1"):
            self.derivative(Letter(1, {2: Fraction(1)}))

    def test_that_set_what_is_no_input(self) -> None:
        with pytest.raises(InvalidCertificate, match="inputs only"):
            self.derivative(Letter(0, {2: Fraction(1), 0: Fraction(1)}))

    def test_at_an_input_where_there_is_no_model(self) -> None:
        with pytest.raises(InvalidCertificate, match="not defined at the input"):
            self.derivative(Letter(0, {}))

    def test_that_are_too_long(self) -> None:
        with pytest.raises(InvalidCertificate, match="letters"):
            self.derivative(*[Letter(0, {2: Fraction(1)})] * (MAX_WORD + 1))

    def test_of_no_letters_change_nothing(self) -> None:
        assert self.derivative() == self.CLAIM.model.graph.leaf(0)


class TestZeroIsAnIdentityAndNonZeroAnEnclosure:
    CLAIM = claim_of(Model.parse(["a*tanh(b)", "a/(b - 3)"], parameters=["a", "b"]), [])

    def values(self, *coordinates: Any, at: int = 0, **place: Any) -> tuple[Polynomial, Enclosure]:
        node = self.CLAIM.model.outputs[at]
        point = point_of(self.CLAIM, *coordinates, **place)
        return point.exact([node])[0], point.enclosure(node)

    @pytest.mark.parametrize("bits", [1, 16, 512])
    def test_a_value_that_is_zero_is_never_shown_to_be_nonzero(self, bits: int) -> None:
        exact, enclosed = self.values(1, bits=bits)
        assert not exact
        assert not enclosed.is_nonzero

    @pytest.mark.parametrize("bits", [16, 512])
    def test_a_value_that_is_not_is(self, bits: int) -> None:
        exact, enclosed = self.values(1, Fraction(1, 1_000), bits=bits)
        assert exact
        assert enclosed.is_positive

    def test_a_value_that_is_zero_at_one_root_of_two_is_neither(self) -> None:
        exact, enclosed = self.values(T, 1, root=ZERO_OF_TWO)
        assert exact
        assert not enclosed.is_nonzero

    def test_what_is_zero_at_all_roots_is_zero(self) -> None:
        claim = claim_of(PLANE, ["x**2 = x"])
        point = point_of(claim, T, root=ZERO_OF_TWO)
        square = claim.model.graph.polynomial(Polynomial({(0, 0): 1, (0,): -1}))
        assert point.exact([square]) == [ZERO]

    def test_a_quotient_whose_divisor_is_zero_has_no_value(self) -> None:
        with pytest.raises(InvalidCertificate, match=UNDEFINED):
            self.values(0, 3, at=1)

    @pytest.mark.parametrize("coordinate", [T, 2])
    def test_rows_are_independent_by_enclosures_or_by_residues(self, coordinate: Any) -> None:
        root = ROOT_OF_TWO if coordinate is T else None
        point, graph = point_of(self.CLAIM, coordinate, 1, root=root), self.CLAIM.model.graph
        one, zero, at = graph.one, graph.zero, graph.leaf(0)
        assert point.independent([[one, at], [zero, one]])
        assert point.independent([[at, one], [one, one]])
        assert not point.independent([[one, at], [at, graph.power(at, 2)]])
        assert not point.independent([[zero, zero]])

    def test_rows_that_depend_modulo_the_prime_are_independent_by_enclosures(self) -> None:
        point, graph = point_of(self.CLAIM, 2, 1), self.CLAIM.model.graph
        assert point.independent([[graph.number(Fraction(PRIME))]])
        assert point.independent([[graph.number(Fraction(1, PRIME))]])
