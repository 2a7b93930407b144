"""Closure under bracket (T12): near a point the brackets span all others, if all fields have one domain."""

from __future__ import annotations

from typing import Any

import pytest

from certsim.kernel.errors import InvalidCertificate
from certsim.model.model import Model
from tests.kernel.forge import PRIME, spanning
from tests.kernel.rules.given import (
    decide,
    laws_claim,
    laws_proof,
    orbit_claim,
    orbit_proof,
    word,
)

POINT = {"p": "2", "q": "1"}
IN_ITS_SPAN: dict[str, Any] = {"multiplier": [["1"]], "coefficients": [[0, [["1", "x"]]]], "rest": []}
NO_BRACKET: dict[str, Any] = {"multiplier": [["1"]], "coefficients": [], "rest": []}
ONE_DOMAIN = "the fields were not shown to have one domain"


def curved(output: str = "p*tanh(q)*x", **more: Any) -> Model:
    return Model.parse(output, parameters=["p", "q"], inputs=["x"], **more)


def closed(model: Model, *closure: Any, upper: int = 1, at: dict[str, str] | None = None, **span: Any) -> Any:
    """A claim that orbits are curves, because the field at x = 1 spans all others and their brackets."""
    brackets = span.pop("brackets", [word((0, {"x": "1"}))])
    spans = spanning(*brackets, **{"basis": [1, 5, 1, 0], **span})
    claim = laws_claim([], 0, len(brackets), upper=upper)
    claim["laws"]["complete"] = False
    proof = {**laws_proof(0, at or POINT, [], spans), "closure": list(closure or (IN_ITS_SPAN, NO_BRACKET))}
    return decide(model, claim, proof)


class TestAFieldWithMultiplesOnlyHasCurvesForOrbits:
    def test_if_brackets_with_all_members_are_in_its_span(self) -> None:
        assert closed(curved()).verdict == "laws"

    def test_not_if_they_lead_out_of_it(self) -> None:
        with pytest.raises(InvalidCertificate, match="component 0 of field 0"):
            closed(curved("p*tanh(q*x)"))

    @pytest.mark.parametrize(
        ("closure", "message"),
        [
            ((IN_ITS_SPAN,), "has 2 fields to express, and not 1"),
            ((IN_ITS_SPAN, NO_BRACKET, NO_BRACKET), "has 2 fields to express, and not 3"),
            ((NO_BRACKET, NO_BRACKET), "component 0 of field 0"),
            (({**IN_ITS_SPAN, "coefficients": [[0, [["2", "x"]]]]}, NO_BRACKET), "component 0 of field 0"),
            (({**IN_ITS_SPAN, "multiplier": [["1", "q"]]}, NO_BRACKET), "component 0 of field 0"),
            ((IN_ITS_SPAN, IN_ITS_SPAN), "component 0 of field 1"),
            (({**IN_ITS_SPAN, "multiplier": []}, NO_BRACKET), "is 0"),
            ((IN_ITS_SPAN, {**NO_BRACKET, "multiplier": []}), "is 0"),
            (({**IN_ITS_SPAN, "multiplier": [["1", "x"]]}, NO_BRACKET), "depends on an input"),
            (({**IN_ITS_SPAN, "multiplier": [["1", "@9"]]}, NO_BRACKET), "an atom is used that there is not"),
            ((IN_ITS_SPAN, {**NO_BRACKET, "multiplier": [["-2"], ["1", "p"]]}), "not shown to differ from 0"),
            ((IN_ITS_SPAN, {**NO_BRACKET, "multiplier": [[str(PRIME)]]}), None),
            (({**IN_ITS_SPAN, "coefficients": [[1, [["1", "x"]]]]}, NO_BRACKET), "there is not"),
            (({**IN_ITS_SPAN, "rest": [[2, []]]}, NO_BRACKET), "there is not"),
            (({**IN_ITS_SPAN, "rest": [[0, []], [0, []]]}, NO_BRACKET), "listed twice"),
            (({**IN_ITS_SPAN, "rest": [[0, [[["equation", 0], [["1"]]]]]]}, NO_BRACKET), "no equation 0"),
            (({**IN_ITS_SPAN, "rest": [[0, [[["condition", 0], [["1"]]]]]]}, NO_BRACKET), "no condition 0"),
        ],
    )
    def test_not_by_another_identity(self, closure: Any, message: str | None) -> None:
        if message is None:
            assert closed(curved(), *closure)
            return
        with pytest.raises(InvalidCertificate, match=message):
            closed(curved(), *closure)

    def test_not_by_fewer_brackets(self) -> None:
        with pytest.raises(InvalidCertificate, match="has 1 fields to express, and not 2"):
            closed(curved(), brackets=[], upper=0)

    def test_an_upper_bound_is_that_of_the_brackets(self) -> None:
        with pytest.raises(InvalidCertificate, match="is claimed"):
            closed(curved(), upper=2)


class TestAllFieldsHaveOneDomain:
    """Else one field may lead to where another, which is not defined here, leads on."""

    @pytest.mark.parametrize(
        "hidden",
        [
            "0*log(q + x)",
            "1/(q - 3*x) - 1/(q - 3*x)",
            "0*sqrt(q*x)",
            "0*relu(q - 3*x**2)",
            "0*relu(q*x)",
            "(1/(p*x))**0",
        ],
    )
    def test_else_nothing_is_shown(self, hidden: str) -> None:
        with pytest.raises(InvalidCertificate, match=ONE_DOMAIN):
            closed(curved(f"p*tanh(q)*x + {hidden}"), input={"x": "3/2"})

    @pytest.mark.parametrize(
        "hidden",
        ["0*log(q)", "0/x", "0*sqrt(x**2 + q**2 + 1)", "0/(exp(q*x) + 1)", "0*relu(p)", "0*log(x)"],
    )
    def test_which_no_input_or_no_parameter_limits(self, hidden: str) -> None:
        assert closed(curved(f"p*tanh(q)*x + {hidden}"), input={"x": "1"}).verdict == "laws"

    def test_and_the_point_is_in_it(self) -> None:
        with pytest.raises(InvalidCertificate, match="was not shown to be defined"):
            closed(curved("p*tanh(q)*x + 0*log(q - 1)"))


class TestAnOrbitIsClosedOnItsSet:
    def orbit(self, lower: int = 1, upper: int = 1, output: str = "p*tanh(q)*x", **changes: Any) -> Any:
        claim = orbit_claim([], POINT, lower, upper)
        proof = orbit_proof([], spanning(word((0, {"x": "1"})), basis=[1, 5, 1, 0]))
        return decide(curved(output), claim, {**proof, "closure": [IN_ITS_SPAN, NO_BRACKET], **changes})

    def test_with_both_bounds_at_once(self) -> None:
        assert self.orbit().verdict == "orbit"

    def test_not_if_the_brackets_lead_out_of_the_span(self) -> None:
        with pytest.raises(InvalidCertificate, match="component 0 of field 0"):
            self.orbit(output="p*tanh(q*x)")
        with pytest.raises(InvalidCertificate, match="component 0 of field 0"):
            self.orbit(closure=[NO_BRACKET, NO_BRACKET])

    def test_not_if_the_fields_have_several_domains(self) -> None:
        with pytest.raises(InvalidCertificate, match=ONE_DOMAIN):
            self.orbit(output="p*tanh(q)*x + 0*log(q + x)")

    @pytest.mark.parametrize(("lower", "upper"), [(1, 2), (0, 1)])
    def test_not_with_others(self, lower: int, upper: int) -> None:
        with pytest.raises(InvalidCertificate, match="both bounds at once"):
            self.orbit(lower, upper)

    def test_not_with_another_number_of_brackets(self) -> None:
        with pytest.raises(InvalidCertificate, match="brackets do not show a dimension of 2"):
            self.orbit(2, 2)
