"""Reading claims: what a candidate means, and what is no claim."""

from __future__ import annotations

from typing import Any

import pytest

from certsim.kernel.errors import MalformedCertificate
from certsim.kernel.statement.claim import read_candidate, read_claim, text
from certsim.kernel.statement.model import read_model
from certsim.kernel.terms.polynomial import Polynomial
from tests.kernel.forge import claim, fields, model, variables

MATRIX = {
    "parameters": [["W", [2, 2]], ["b", [2]]],
    "inputs": [["x", [2]]],
    "outputs": [["+", ["@", "W", "x"], "b"]],
}


def equations(of: Any, *pairs: Any) -> list[Polynomial]:
    return list(read_claim(claim(of, *pairs)).equations)


class TestNamesAreNumberedInOrder:
    def test_parameters_then_inputs_then_constants(self) -> None:
        about = read_claim(claim(MATRIX, ("b", "k"), constants=[["k", [2]]]))
        assert list(about.names) == [
            *("W[0,0]", "W[0,1]", "W[1,0]", "W[1,1]", "b[0]", "b[1]"),
            *("x[0]", "x[1]", "k[0]", "k[1]"),
        ]
        assert (about.parameter_count, about.first_constant) == (6, 8)

    def test_an_output_with_entries_is_a_family(self) -> None:
        assert read_model(MATRIX).family_size == 2


class TestAnEquationOfArraysIsOneOfEveryEntry:
    def test_rows(self) -> None:
        first, second = ["index", "W", 0], ["index", "W", 1]
        w = variables(4)
        assert equations(MATRIX, (first, second)) == [w[0] - w[2], w[1] - w[3]]

    def test_a_scalar_stands_for_every_entry(self) -> None:
        assert len(equations(MATRIX, ("W", "0"))) == 4

    def test_columns_by_slices_and_negative_indices(self) -> None:
        column = ["index", "W", ["slice", None, None], -1]
        assert equations(MATRIX, (column, "0")) == [Polynomial.variable(1), Polynomial.variable(3)]

    def test_a_transposed_product(self) -> None:
        gram = ["@", ["T", "W"], "W"]
        w = variables(4)
        assert equations(MATRIX, (gram, "0"))[1] == w[0] * w[1] + w[2] * w[3]

    def test_shapes_have_to_match(self) -> None:
        with pytest.raises(MalformedCertificate, match="shapes"):
            equations(MATRIX, ("W", "b"))


class TestFixedByNamesTheFixedSet:
    def test_a_swap(self) -> None:
        diagonal = model(["*", "a", "b"], "a b", "")
        about = read_claim(claim(diagonal, fixed_by=[[["a", "b"], ["b", "a"]]]))
        a, b = variables(2)
        assert list(about.equations) == [a - b, b - a]

    def test_parameters_that_are_not_mentioned_stay(self) -> None:
        about = read_claim(claim(MATRIX, fixed_by=[[["b", ["neg", "b"]]]]))
        assert [p.variables for p in about.equations] == [{4}, {5}]


class TestACandidateIsInParametersAndConstantsOnly:
    @pytest.mark.parametrize("left", ["x", ["call", "exp", "a"], ["/", "1", "a"], "y"])
    def test_anything_else_is_malformed(self, left: Any) -> None:
        with pytest.raises(MalformedCertificate):
            read_candidate(read_model(model("a", "a")), {"equations": [[left, "0"]]})

    def test_division_by_a_number_is_none(self) -> None:
        half = read_candidate(read_model(model("a", "a")), {"equations": [[["/", "a", "2"], "0"]]})
        assert half.equations[0] * 2 == Polynomial.variable(0)


class TestRatesAreOfParameters:
    def test_an_array_has_one_rate(self) -> None:
        rates = read_model({**MATRIX, "rates": [["b", "1/2"], [["index", "W", 0], "1"]]}).rates
        assert {leaf: str(rate) for leaf, rate in rates.items()} == {4: "1/2", 5: "1/2"}

    def test_a_field_has_none(self) -> None:
        with pytest.raises(MalformedCertificate, match="without inputs, rates or functions"):
            read_model({**fields("p", ["p"]), "rates": [["p", "2"]]})


class TestRelu:
    @pytest.mark.parametrize(("slope", "called"), [("1/2", True), ("1", False)])
    def test_it_is_called_where_it_counts(self, slope: str, *, called: bool) -> None:
        leaky = model(["call", "leaky_relu", "a", slope], "a", "")
        assert read_model(leaky).calls("step") is called


class TestTheDomainIsInWords:
    @pytest.mark.parametrize(
        ("output", "domain"),
        [
            (["/", "1", "a"], "a ≠ 0"),
            (["call", "log", ["+", "a", "1"]], "a + 1 > 0"),
            (["call", "exp", "a"], None),
            (["call", "sqrt", ["+", "1", ["**", "a", 2]]], None),
        ],
    )
    def test_what_is_divided_by_and_what_is_positive(self, output: Any, domain: str | None) -> None:
        assert read_claim(claim(model(output, "a", ""))).domain == domain


@pytest.mark.parametrize(
    ("expression", "written"),
    [
        (["+", "a", ["neg", "b"], "c"], "a - b + c"),
        (["*", ["+", "a", "b"], "c"], "(a + b)*c"),
        (["**", ["neg", "a"], 2], "(-a)**2"),
        (["neg", ["**", "a", 2]], "-a**2"),
        (["/", "a", ["*", "b", "c"]], "a/(b*c)"),
        (["index", ["T", "W"], 0, ["slice", 1, None]], "W.T[0,1:]"),
        (["call", "tanh", ["@", "W", "x"]], "tanh(W @ x)"),
    ],
)
def test_an_expression_is_written_as_in_a_spec(expression: Any, written: str) -> None:
    assert text(expression) == written
