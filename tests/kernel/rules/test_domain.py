"""Domains: what maps, laws and families of fields have to do with where a model is defined (theory §0)."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, ClassVar

import pytest

from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.rules.domain import (
    at_input,
    limits,
    require_analytic,
    require_domain_kept,
    require_one_domain,
)
from certsim.kernel.statement.claim import Claim, Laws, read_claim
from certsim.kernel.terms.functions import Domain
from certsim.kernel.terms.polynomial import Polynomial
from tests.kernel.forge import call, claim, model, variables

a, b, x = variables(3)


def about(output: Any) -> Claim:
    return read_claim(claim(model(output, "a b")))


def refused(rule: Callable[..., None], message: str, *arguments: Any) -> None:
    with pytest.raises(InvalidCertificate, match=message):
        rule(*arguments)


class TestInputs:
    MODEL = about(["/", "a", "x"])

    def test_that_are_not_listed_are_0(self) -> None:
        graph = self.MODEL.model.graph
        assert at_input(self.MODEL, [graph.leaf(2), graph.leaf(0)], {}) == [graph.zero, graph.leaf(0)]

    @pytest.mark.parametrize("variable", [0, 1, 3, 7])
    def test_are_those_of_the_model(self, variable: int) -> None:
        refused(at_input, "for the model's inputs only", self.MODEL, [], {variable: Fraction(1)})

    def test_at_which_a_field_divides_by_zero_are_refused(self) -> None:
        refused(at_input, "the model is not defined at the input", self.MODEL, self.MODEL.model.outputs, {})


class TestLimits:
    @pytest.mark.parametrize(
        ("output", "found"),
        [
            (["*", "a", "b"], set()),
            (["/", "1", ["*", "-2", "a"]], {(a, Domain.REGION), (a, Domain.NONZERO)}),
            (
                call("log", ["*", "-2", "a"]),
                {(a, Domain.REGION), (a, Domain.NONZERO), (-a, Domain.POSITIVE)},
            ),
            (call("relu", ["*", "3", "a"]), {(a, Domain.REGION)}),
            (call("relu", ["+", "a", ["neg", "a"]]), set()),
            (call("sqrt", ["+", ["**", "a", 2], "1"]), set()),
            (["/", "1", call("exp", "a")], set()),
        ],
    )
    def test_are_arguments_up_to_a_factor(self, output: Any, found: set[Any]) -> None:
        claim_ = about(output)
        assert limits(claim_.model, Polynomial.variable, claim_.tower()) == [found]


class TestAMapLeadsFromTheDomainIntoIt:
    SWAP: ClassVar = {0: b, 1: a}
    TURN: ClassVar = {0: -a}
    OUT = "may lead out of where the model is defined"

    @pytest.mark.parametrize(
        "output",
        [
            ["*", "a", "b"],
            ["/", "1", ["*", "a", "b"]],
            ["+", ["/", "1", "a"], ["/", "1", "b"]],
            call("log", ["+", "a", "b"]),
            call("relu", ["*", "a", "b", "x"]),
        ],
    )
    def test_that_is_symmetric_under_it(self, output: Any) -> None:
        require_domain_kept(about(output), self.SWAP)

    @pytest.mark.parametrize(
        "output",
        [
            ["/", "1", "a"],
            ["*", "0", call("log", "a")],
            call("sqrt", ["+", "a", ["neg", "b"]]),
            ["*", "0", call("relu", "a")],
            ["**", ["/", "b", "a"], 0],
            ["+", call("sqrt", "a"), ["/", "1", "b"]],
        ],
    )
    def test_and_from_no_other(self, output: Any) -> None:
        refused(require_domain_kept, self.OUT, about(output), self.SWAP)

    @pytest.mark.parametrize(
        ("function", "kept"), [("inv", True), ("relu", True), ("log", False), ("sqrt", False)]
    )
    def test_a_sign_matters_where_arguments_are_positive(self, function: str, *, kept: bool) -> None:
        claim_ = about(["/", "1", "a"] if function == "inv" else call(function, "a"))
        if kept:
            require_domain_kept(claim_, self.TURN)
        else:
            refused(require_domain_kept, self.OUT, claim_, self.TURN)


class TestALawIsAnalyticWhereTheModelIs:
    @staticmethod
    def require(output: Any, law: Any) -> None:
        laws = {"point": {"a": "1", "b": "1"}, "conserved": [law], "independent": 0, "lower": 0, "upper": 2}
        said = {"model": model(output, "a b"), "verdict": "laws", "laws": {**laws, "complete": None}}
        claim_ = read_claim(said)
        assert isinstance(claim_.subject, Laws)
        require_analytic(claim_, claim_.subject.laws[0].limited)

    @pytest.mark.parametrize(
        ("output", "law"),
        [
            ("a", ["**", "b", 3]),
            ("a", call("exp", "b")),
            ("a", call("log", ["+", ["**", "b", 2], "1"])),
            (call("log", "b"), call("log", "b")),
            (call("log", "b"), ["/", "1", "b"]),
            (["/", "1", "b"], ["/", "1", ["*", "-3", "b"]]),
        ],
    )
    def test_if_what_it_needs_the_model_needs(self, output: Any, law: Any) -> None:
        self.require(output, law)

    @pytest.mark.parametrize(
        ("output", "law"),
        [
            ("a", ["/", "1", "b"]),
            ("a", ["*", "0", call("log", "b")]),
            (["/", "1", "b"], call("log", "b")),
            (call("log", "b"), call("log", ["neg", "b"])),
            (call("log", "b"), call("log", ["+", "b", "1"])),
            (call("relu", "b"), ["/", "1", "b"]),
            (call("relu", "b"), call("relu", "b")),
            (["/", "1", "b"], call("relu", "b")),
            (["/", "x", "b"], ["/", "1", ["*", "a", "b"]]),
        ],
    )
    def test_not_if_it_needs_more(self, output: Any, law: Any) -> None:
        refused(self.require, "was not shown to be analytic wherever the model is", output, law)


class TestAllFieldsHaveOneDomain:
    @pytest.mark.parametrize(
        "output",
        [
            ["*", "a", "x"],
            ["/", "x", "a"],
            ["/", "a", "x"],
            call("relu", "a"),
            call("relu", "x"),
            call("sqrt", ["+", ["*", ["**", "a", 2], ["**", "x", 2]], "1"]),
            ["/", "1", ["+", "1", call("exp", ["*", "a", "x"])]],
        ],
    )
    def test_if_no_argument_has_parameters_and_inputs(self, output: Any) -> None:
        require_one_domain(about(output))

    @pytest.mark.parametrize(
        "output",
        [
            ["/", "1", ["+", "a", "x"]],
            ["*", "0", call("log", ["*", "a", "x"])],
            call("relu", ["*", "a", "x"]),
            ["/", "1", ["*", ["**", "a", 2], ["**", "x", 2]]],
            call("sqrt", call("tanh", ["*", "a", "x"])),
        ],
    )
    def test_not_if_one_has_both(self, output: Any) -> None:
        refused(require_one_domain, "were not shown to have one domain", about(output))
