"""Computing at a point: membership, domains, words and ranks, exactly or enclosed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import mpmath
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from certsim import Candidate, Model
from certsim.kernel.errors import InvalidCertificate, MalformedCertificate
from certsim.kernel.evidence.records import MAX_WORD, Letter, Place
from certsim.kernel.rules.point import (
    MAX_COEFFICIENTS,
    check_defined,
    check_point,
    is_zero,
    rank,
    ring_at,
    value_at,
    word_derivative,
)
from certsim.kernel.statement.claim import Claim, read_claim
from certsim.kernel.terms.polynomial import Polynomial
from certsim.kernel.values.algebraic import AlgebraicField
from certsim.kernel.values.arithmetic import Number
from tests.oracle import DIGITS, Flow, number, real

few = settings(max_examples=60, deadline=None, derandomize=True, database=None)
ROOT_TWO = AlgebraicField([-2, 0, 1], 1, 2).generator


def claim_of(model: Model, equations: Sequence[str], **parts: Any) -> Claim:
    candidate = Candidate.parse(model, equations, **parts)
    return read_claim({"model": model.statement, "candidate": candidate.statement, "verdict": "refuted"})


def place(point: Mapping[int, Number], bits: int | None = None, **functions: Sequence[int]) -> Place:
    exact = {name: tuple(map(Fraction, coefficients)) for name, coefficients in functions.items()}
    return Place(point, exact, bits)


PLANE = Model.from_fields([["y", "-x"]], parameters=["x", "y"])


class TestValues:
    def test_are_exact_on_algebraic_points(self) -> None:
        x, y = Polynomial.variable(0), Polynomial.variable(1)
        point: dict[int, Number] = {0: ROOT_TWO, 1: Fraction(1)}
        assert is_zero(value_at(x**2 + y**2 - 3, point))
        assert not is_zero(value_at(x - y * Fraction(1_414_213_562, 1_000_000_000), point))

    def test_count_what_is_not_listed_as_zero(self) -> None:
        assert value_at(Polynomial({(0, 1): 1, (): 5, (2,): 3}), {2: Fraction(2)}) == 11

    @few
    @given(
        st.dictionaries(
            st.lists(st.integers(0, 2), max_size=4).map(lambda entries: tuple(sorted(entries))),
            st.fractions(-3, 3, max_denominator=4),
            max_size=4,
        ).map(Polynomial),
        st.lists(st.fractions(-3, 3, max_denominator=4), min_size=3, max_size=3),
    )
    def test_are_those_of_substitution(self, polynomial: Polynomial, point: list[Fraction]) -> None:
        images = {v: Polynomial.constant(value) for v, value in enumerate(point)}
        found = value_at(polynomial, dict(enumerate(point)))
        assert found == polynomial.substitute(images).constant_value


class TestPoints:
    CLAIM = claim_of(PLANE, ["x**2 + y**2 = 3"], where=["x > 0", "y != 2"])

    def check(self, point: Mapping[int, Number]) -> None:
        check_point(self.CLAIM, self.CLAIM.equations, self.CLAIM.conditions, place(point))

    def test_of_the_set_are_accepted(self) -> None:
        self.check({0: ROOT_TWO, 1: Fraction(1)})
        self.check({0: ROOT_TWO, 1: Fraction(-1)})

    def test_off_the_set_are_refused(self) -> None:
        for point in ({0: ROOT_TWO}, {0: Fraction(7, 4), 1: Fraction(0)}, {0: ROOT_TWO, 1: ROOT_TWO}):
            with pytest.raises(InvalidCertificate, match="not in the set"):
                self.check(point)

    def test_that_break_a_condition_are_refused(self) -> None:
        with pytest.raises(InvalidCertificate, match="side condition"):
            self.check({0: -ROOT_TWO, 1: Fraction(1)})

    @pytest.mark.parametrize("where", ["x > 0", "x < 0", "x != 0"])
    def test_conditions_are_strict(self, where: str) -> None:
        claim = claim_of(PLANE, ["y = 0"], where=[where])
        with pytest.raises(InvalidCertificate, match="side condition"):
            check_point(claim, claim.equations, claim.conditions, place({}))

    def test_have_no_coordinates_but_parameters_and_constants(self) -> None:
        claim = claim_of(Model.parse("a*x", parameters=["a"], inputs=["x"]), ["a = c"], constants=["c"])
        check_point(claim, claim.equations, (), place({0: Fraction(2), 2: Fraction(2)}))
        for variable in (1, 3):
            with pytest.raises(InvalidCertificate, match="parameters and constants only"):
                check_point(claim, claim.equations, (), place({variable: Fraction(0)}))


class TestFunctions:
    """A concrete function stands for each unspecified one, and has the facts declared of it."""

    @staticmethod
    def check(facts: Sequence[str], **functions: Sequence[int]) -> None:
        model = Model.parse(
            "a*s(w*x)", parameters=["a", "w"], inputs=["x"], functions={"s": dict.fromkeys(facts, True)}
        )
        claim = claim_of(model, ["a = 0"])
        check_point(claim, claim.equations, (), place({}, **functions))

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
        self.check(facts, s=coefficients)

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
            self.check(facts, s=coefficients)

    def test_missing_or_one_too_many(self) -> None:
        for functions in ({}, {"t": (1,)}, {"s": (1,), "t": (1,)}):
            with pytest.raises(InvalidCertificate, match="one concrete function for each"):
                self.check([], **functions)

    def test_of_too_high_a_degree(self) -> None:
        with pytest.raises(MalformedCertificate, match="coefficients"):
            self.check([], s=(1,) * (MAX_COEFFICIENTS + 1))

    def test_derivatives_are_those_of_the_polynomial(self) -> None:
        model = Model.parse("s(w)", parameters=["w"], functions={"s": {}})
        claim = claim_of(model, ["w = 1"])
        letter = Letter(0, {})
        node = word_derivative(claim, claim.model.outputs[0], [letter])
        where = place({0: Fraction(2)}, s=(1, 2, 3))
        (value,) = ring_at(claim, where, [node]).values([node])
        assert value == (2 + 6 * 2) ** 2


class TestDomains:
    """Ω: what is divided by is not 0, roots and logarithms have positive arguments (theory §0)."""

    @staticmethod
    def check(output: str, point: Mapping[int, Number], x: Fraction, bits: int | None = None) -> None:
        claim = claim_of(Model.parse(output, parameters=["a", "b"], inputs=["x"]), ["a = 1"])
        check_defined(claim, place(point, bits), {2: x})

    @pytest.mark.parametrize(
        ("output", "point", "x", "bits"),
        [
            ("a*x/b", {1: Fraction(1)}, Fraction(0), None),
            ("a/(b*x)", {1: Fraction(1)}, Fraction(2), None),
            ("a*sqrt(b)*x", {1: Fraction(2)}, Fraction(1), None),
            ("a*log(x*b)", {1: Fraction(-2)}, Fraction(-1), None),
            ("a/(b**2 - 2*x)", {1: ROOT_TWO}, Fraction(2), None),
            ("a/(exp(b*x) - 1)", {1: Fraction(1)}, Fraction(1), None),
            ("a/atan(b*x)", {1: Fraction(1)}, Fraction(1), 64),
            ("a*x", {}, Fraction(0), None),
        ],
    )
    def test_inside(self, output: str, point: Any, x: Fraction, bits: int | None) -> None:
        self.check(output, point, x, bits)

    @pytest.mark.parametrize(
        ("output", "point", "x", "bits"),
        [
            ("a*x/b", {}, Fraction(1), None),
            ("a/(b*x)", {1: Fraction(1)}, Fraction(0), None),
            ("a*sqrt(b)*x", {1: Fraction(-2)}, Fraction(1), None),
            ("a*sqrt(b)*x", {}, Fraction(1), None),
            ("a*log(x*b)", {1: Fraction(-2)}, Fraction(1), None),
            ("a/(b**2 - 2*x)", {1: ROOT_TWO}, Fraction(1), None),
            ("a/(exp(b*x) - 1)", {}, Fraction(1), None),
            ("a/atan(b*x)", {}, Fraction(1), 64),
            ("a/(x - 1)", {}, Fraction(1), None),
        ],
    )
    def test_outside(self, output: str, point: Any, x: Fraction, bits: int | None) -> None:
        with pytest.raises(InvalidCertificate, match="defined"):
            self.check(output, point, x, bits)

    def test_fields_are_defined_everywhere(self) -> None:
        check_defined(claim_of(PLANE, ["x = 1"]), place({}), {})


WORDS: Mapping[str, tuple[Model, list[Letter], dict[int, Number], Mapping[str, Sequence[int]]]] = {
    "of fields": (
        Model.from_fields([["y", "-x"], ["x*y", "1"]], parameters=["x", "y"]),
        [Letter(0, {}), Letter(1, {}), Letter(1, {})],
        {0: Fraction(2), 1: Fraction(-1, 3)},
        {},
    ),
    "at two inputs": (
        Model.parse("a*tanh(b*x)", parameters=["a", "b"], inputs=["x"]),
        [Letter(0, {2: Fraction(1)}), Letter(0, {2: Fraction(2)})],
        {0: Fraction(3, 2), 1: Fraction(1, 2)},
        {},
    ),
    "with rates": (
        Model.parse("a*b**2*x + b", parameters=["a", "b"], inputs=["x"], rates={"a": "2/3", "b": 5}),
        [Letter(0, {2: Fraction(-1)}), Letter(0, {})],
        {0: Fraction(1), 1: Fraction(2)},
        {},
    ),
    "of two outputs": (
        Model.parse(["sin(a*x)*b", "exp(a)"], parameters=["a", "b"], inputs=["x"]),
        [Letter(1, {2: Fraction(1)}), Letter(0, {2: Fraction(1)})],
        {0: Fraction(1), 1: Fraction(2)},
        {},
    ),
    "of an unspecified function": (
        Model.parse("a*s(b*x)", parameters=["a", "b"], inputs=["x"], functions={"s": {"odd": True}}),
        [Letter(0, {2: Fraction(2)}), Letter(0, {2: Fraction(1)})],
        {0: Fraction(1), 1: Fraction(2)},
        {"s": (0, 1, 0, -2)},
    ),
}


@pytest.mark.parametrize("case", WORDS)
@pytest.mark.parametrize("bits", [None, 200])
def test_the_derivative_along_a_word_is_that_of_the_oracle(case: str, bits: int | None) -> None:
    """L_{X1} … L_{Xm} (θ_0·θ_1 + θ_0), the last letter first, against central differences."""
    model, word, point, functions = WORDS[case]
    names = [name for name, _ in model.statement["parameters"]]
    claim = claim_of(model, [f"{names[0]}*{names[1]} + {names[0]} = 0"])
    node = word_derivative(claim, claim.model.graph.polynomial(claim.equations[0]), word)
    ring = ring_at(claim, place(point, bits, **functions), [node])
    found = number(ring.to_json(ring.values([node])[0]))
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
        theta = [real(Fraction(point[v])) for v in range(2)]  # type: ignore[arg-type]
        expected = flow.lie_derivative(lambda t: t[0] * t[1] + t[0], letters, theta)
        assert abs(found - expected) < mpmath.mpf("1e-12") * (1 + abs(expected))


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


class TestExactOrEnclosed:
    CLAIM = claim_of(Model.parse("a*tanh(b)", parameters=["a", "b"]), ["a = 1"])

    def value(self, point: Mapping[int, Number], bits: int | None) -> tuple[bool, Any]:
        (node,) = self.CLAIM.model.outputs
        ring = ring_at(self.CLAIM, place(point, bits), [node])
        (value,) = ring.values([node])
        return ring.is_nonzero(value), ring.to_json(value)

    def test_a_value_that_is_zero_is_never_shown_to_be_nonzero(self) -> None:
        for bits in (None, 16, 512):
            assert self.value({0: Fraction(1)}, bits)[0] is False

    def test_a_value_that_is_not_is(self) -> None:
        for bits in (None, 16, 512):
            assert self.value({0: Fraction(1), 1: Fraction(1, 1_000)}, bits)[0] is True

    def test_the_spelling_says_which_it_was(self) -> None:
        point = {0: Fraction(1), 1: Fraction(1)}
        assert "basis" in self.value(point, None)[1]
        assert "enclosure" in self.value(point, 64)[1]

    def test_a_value_without_calls_is_a_number(self) -> None:
        node = self.CLAIM.model.graph.leaf(0)
        ring = ring_at(self.CLAIM, place({0: Fraction(2, 3)}), [node])
        assert ring.to_json(ring.values([node])[0]) == "2/3"


@few
@given(
    st.integers(1, 4).flatmap(
        lambda columns: st.lists(
            st.lists(st.fractions(-2, 2, max_denominator=2), min_size=columns, max_size=columns), max_size=4
        )
    )
)
def test_the_rank_is_that_of_sympy(rows: list[list[Fraction]]) -> None:
    expected = sympy.Matrix([[sympy.Rational(str(q)) for q in row] for row in rows]).rank() if rows else 0
    assert rank(rows) == expected


def test_the_rank_sees_algebraic_dependence() -> None:
    one, two = Fraction(1), Fraction(2)
    assert rank([[one, ROOT_TWO], [ROOT_TWO, two]]) == 1
    assert rank([[one, ROOT_TWO], [ROOT_TWO, one]]) == 2
