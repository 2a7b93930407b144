"""Reading claims: what a candidate means, and what is no claim."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest

from certsim.kernel.errors import MalformedCertificate
from certsim.kernel.statement.claim import (
    Candidate,
    Core,
    Difference,
    Laws,
    Orbit,
    Reduced,
    read_candidate,
    read_claim,
)
from certsim.kernel.statement.model import read_model
from certsim.kernel.terms.functions import Domain
from certsim.kernel.terms.polynomial import Polynomial
from tests.kernel.forge import claim, fields, model, variables

MATRIX = {
    "parameters": [["W", [2, 2]], ["b", [2]]],
    "inputs": [["x", [2]]],
    "outputs": [["+", ["@", "W", "x"], "b"]],
}


def equations(of: Any, *pairs: Any) -> list[Polynomial]:
    return list(read_claim(claim(of, *pairs)).candidate.equations)


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
            equations(MATRIX, ("W", ["list", "b", "b", "b"]))

    def test_a_vector_stands_for_every_row(self) -> None:
        w = variables(6)
        assert equations(MATRIX, ("W", "b")) == [w[0] - w[4], w[1] - w[5], w[2] - w[4], w[3] - w[5]]


class TestFixedByNamesTheFixedSet:
    def test_a_swap(self) -> None:
        diagonal = model(["*", "a", "b"], "a b", "")
        about = read_claim(claim(diagonal, fixed_by=[[["a", "b"], ["b", "a"]]]))
        a, b = variables(2)
        assert list(about.candidate.equations) == [a - b, b - a]

    def test_parameters_that_are_not_mentioned_stay(self) -> None:
        about = read_claim(claim(MATRIX, fixed_by=[[["b", ["neg", "b"]]]]))
        assert [p.variables for p in about.candidate.equations] == [{4}, {5}]


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
        with pytest.raises(MalformedCertificate, match=r"without data, frozen, .* rates"):
            read_model({**fields("p", ["p"]), "rates": [["p", "2"]]})


class TestStepsAreCountedAsTheSpecWritesThem:
    @pytest.mark.parametrize(
        ("output", "counts"),
        [
            ("a", []),
            (["call", "relu", "a"], [1]),
            (["call", "leaky_relu", "a", "1/2"], [1]),
            (["call", "leaky_relu", "a", "1"], [1]),
            (["*", "0", ["call", "relu", "a"]], [1]),
            (["call", "relu", "1"], [1]),
            (["+", ["call", "relu", "a"], ["neg", ["call", "relu", "a"]]], [2]),
            (["+", ["call", "relu", "a"], ["call", "leaky_relu", "a", "2"]], [2]),
            (["+", ["call", "relu", "a"], ["call", "relu", ["neg", "a"]]], [1, 1]),
            (["call", "relu", ["call", "relu", "a"]], [1, 1]),
        ],
    )
    def test_also_where_they_do_not_count(self, output: Any, counts: list[int]) -> None:
        found = read_model(model(output, "a", ""))
        assert sorted(found.steps.values()) == counts
        assert found.is_piecewise is bool(counts)


class TestTheDomainIsThatOfTheSpecAsItIsWritten:
    @pytest.mark.parametrize(
        ("output", "domains"),
        [
            (["call", "exp", "a"], []),
            (["/", "a", "2"], []),
            (["call", "log", "2"], []),
            (["/", "1", "a"], [Domain.NONZERO]),
            (["/", "a", "a"], [Domain.NONZERO]),
            (["**", "a", -2], [Domain.NONZERO]),
            (["**", ["/", "1", "a"], 0], [Domain.NONZERO]),
            (["*", "0", ["call", "log", "a"]], [Domain.POSITIVE]),
            (["call", "sqrt", ["+", "1", ["**", "a", 2]]], []),
            (["call", "sqrt", ["**", "a", 2]], [Domain.POSITIVE]),
            (["call", "log", "-1"], [Domain.POSITIVE]),
            (["call", "relu", "a"], [Domain.REGION]),
            (["call", "relu", "0"], []),
            (["+", ["call", "relu", "a"], ["/", "1", "a"]], [Domain.NONZERO]),
            (["+", ["call", "sqrt", "a"], ["/", "1", "a"]], [Domain.POSITIVE]),
            (["+", ["/", "1", "a"], ["call", "log", ["/", "1", "a"]]], [Domain.NONZERO, Domain.POSITIVE]),
        ],
    )
    def test_what_cancels_counts(self, output: Any, domains: list[Domain]) -> None:
        assert list(read_model(model(output, "a", "")).limited.values()) == domains

    def test_that_of_a_law_is_its_own(self) -> None:
        said = {"point": {"a": "1"}, "conserved": [["*", "0", ["call", "log", "a"]]], "independent": 0}
        laws = {**said, "lower": 0, "upper": 1, "complete": None}
        about = read_claim({"model": model("a", "a"), "verdict": "laws", "laws": laws})
        assert isinstance(about.subject, Laws)
        assert list(about.subject.laws[0].limited.values()) == [Domain.POSITIVE]
        assert not about.model.limited


class TestWhatIsSpokenOf:
    SET: ClassVar = {"equations": [["a", "0"]]}
    SUBJECTS: ClassVar[list[tuple[dict[str, Any], type]]] = [
        ({"candidate": SET, "verdict": "certified"}, Candidate),
        ({"candidate": {"difference": [SET, SET]}, "verdict": "certified"}, Difference),
        ({"candidate": SET, "verdict": "refuted"}, Candidate),
        (
            {
                "candidate": SET,
                "verdict": "core",
                "core": {"equations": [["b", "0"]], "comparison": "unknown", "largest": False},
            },
            Core,
        ),
        (
            {
                "candidate": SET,
                "verdict": "reduced",
                "reduced": {"model": model("b", "b"), "map": {"a": "0", "b": "b"}},
            },
            Reduced,
        ),
        (
            {
                "candidate": SET,
                "verdict": "orbit",
                "orbit": {"point": {"a": "0", "b": "1"}, "laws": [], "lower": 0, "upper": 1},
            },
            Orbit,
        ),
    ]

    @pytest.mark.parametrize(("said", "kind"), SUBJECTS)
    def test_has_one_record_and_its_set(self, said: Any, kind: type) -> None:
        about = read_claim({"model": model(["*", "a", "b"], "a b"), **said})
        assert type(about.subject) is kind
        assert list(about.candidate.equations) == [Polynomial.variable(0)]

    @pytest.mark.parametrize(("said", "kind"), SUBJECTS)
    def test_is_read_only_with_its_own_keys(self, said: Any, kind: type) -> None:
        for key in said:
            less = {name: part for name, part in said.items() if name != key}
            with pytest.raises(MalformedCertificate):
                read_claim({"model": model(["*", "a", "b"], "a b"), **less})
        with pytest.raises(MalformedCertificate, match="unknown key 'laws'"):
            read_claim({"model": model(["*", "a", "b"], "a b"), **said, "laws": {}})

    def test_a_claim_about_a_core_speaks_of_its_equations(self) -> None:
        said, _ = self.SUBJECTS[3]
        about = read_claim({"model": model(["*", "a", "b"], "a b"), **said})
        other = about.about(Candidate((), (Polynomial.variable(1),), (), ()))
        assert list(other.candidate.equations) == [Polynomial.variable(1)]
        assert (other.model, other.statement) == (about.model, about.statement)

    @pytest.mark.parametrize("change", [{"upper": 3}, {"lower": 2}, {"point": {"a": "0"}}, {"laws": ["x"]}])
    def test_an_orbit_is_one_of_the_model(self, change: Any) -> None:
        said, _ = self.SUBJECTS[5]
        wrong = {**said, "orbit": {**said["orbit"], **change}}
        with pytest.raises(MalformedCertificate):
            read_claim({"model": model(["*", "a", "b"], "a b"), **wrong})
