"""Proofs in words: each kind of evidence is told, with its formulas."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from certsim import Model, certify, core, reduce
from certsim.kernel.check import check
from certsim.report.explain import explanation

DIAGONAL = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"])
FLAT = Model.parse("a*x + b*x", parameters=["a", "b"], inputs=["x"])
LINEAR = Model.parse("U @ V * x", parameters=["U[2]", "V[2]"], inputs=["x"])
BIASED = Model.parse("a @ tanh(W @ x + b)", parameters=["W[2,1]", "b[2]", "a[2]"], inputs=["x[1]"])
GELU = Model.parse("a @ gelu(W * x)", parameters=["W[2]", "a[2]"], inputs=["x"])
NORMALISED = Model.parse("w @ x / sqrt(sum(w**2))", parameters=["w[2]"], inputs=["x[2]"])
TWINS = Model.parse(["tanh(v*x)", "tanh(w*x)"], parameters=["v", "w"], inputs=["x"])
SQUARE = Model.from_fields([["x"]], parameters=["x"])


def told(model: Model, candidate: Sequence[str], **options: Any) -> dict[str, str]:
    certificate = certify(model, candidate, **options).certificate
    assert certificate
    return {title: "\n".join(lines) for title, lines in explanation(check(certificate))}


TANGENT = "The proof: the flow is tangent to the set (T2)"


@pytest.mark.parametrize(
    ("model", "candidate", "options", "title", "text"),
    [
        (DIAGONAL, ["a = b"], {}, "The proof: a symmetry fixes the set (T8)", "Q0: a → b, b → a"),
        (DIAGONAL, ["a = b"], {}, "What kind of set it is", "It is an affine subspace"),
        (DIAGONAL, ["a = b"], {}, "Optimisers (T17)", "given by zeros and by ties"),
        (FLAT, ["a - b = 1"], {}, "Optimisers (T17)", "0 is not in the set"),
        (DIAGONAL, ["a**2 - b**2 = c"], {"constants": ["c"]}, TANGENT, "L_X (a**2 - b**2 - c) = 0"),
        (
            DIAGONAL,
            ["a**2 = b**2"],
            {},
            "What kind of set it is",
            "The differentials of g0 are independent at",
        ),
        (DIAGONAL, ["a**2 - b**2 = 1"], {"where": ["a > 0"]}, "The set", "h0 = a > 0 on the set"),
        (DIAGONAL, ["a**2 - b**2 = 1"], {"where": ["b > 0"]}, "The counterexample", "crosses"),
        (DIAGONAL, ["a**2 + b**2 = 3"], {}, "The counterexample", "is the root of"),
        (DIAGONAL, ["a**2 + b**2 = -1"], {}, "The proof: there is nothing to leave", "no real point"),
        (GELU, ["W[0] = 0", "a[0] = 0"], {}, TANGENT, "it vanishes after the substitution"),
        (LINEAR, ["U[0]*V[1] = 0"], {}, "The counterexample", "the field of output 0"),
        (NORMALISED, ["sum(w**2) = 4"], {}, TANGENT, "F does not change when w is scaled"),
        (NORMALISED, ["sum(w**2) = 4"], {}, "What this rests on", "The claim is made where"),
        (TWINS, ["v = w"], {}, "The counterexample", "the field of output"),
        (SQUARE, ["x**2 = 0"], {}, TANGENT, "L_X"),
        (SQUARE, ["x = 1"], {}, "The counterexample", "field 0 breaks x = 1"),
    ],
)
def test_a_proof_is_told(
    model: Model, candidate: Sequence[str], options: dict[str, Any], title: str, text: str
) -> None:
    sections = told(model, candidate, **options)
    assert text in sections[title]
    assert next(iter(sections)) == "The claim"
    assert list(sections)[-1] == "What this rests on"


def test_without_its_condition_the_rest_of_the_set_is_proved_too() -> None:
    sections = told(DIAGONAL, ["a**2 - b**2 = 1"], where=["b > 0"])
    assert f"Without the condition: {TANGENT}" in sections


@pytest.mark.parametrize(
    ("model", "candidate", "title", "text"),
    [
        (DIAGONAL, ["a = 0"], "The claim", "core: the largest structurally invariant subset is a = 0, b = 0"),
        (DIAGONAL, ["a = 0"], "No invariant subset of the candidate is larger (T6)", "coefficient of x in"),
        (DIAGONAL, ["a = 0"], "The core and the candidate", "it has the point b = 1"),
        (DIAGONAL, ["a = 0"], "What kind of set it is", "dimension 0 of 2"),
        (DIAGONAL, ["a = b"], "The core and the candidate", "the two are equal"),
        (DIAGONAL, ["a**2 + b**2 = 3"], "The claim", "the largest structurally invariant subset is empty"),
        (DIAGONAL, ["a**2 + b**2 = 3"], "The core and the candidate", "is the root of"),
        (BIASED, ["W[0] = W[1]"], "No invariant subset of the candidate is larger (T6)", "That is not shown"),
    ],
)
def test_a_core_is_told(model: Model, candidate: Sequence[str], title: str, text: str) -> None:
    certificate = core(model, candidate).certificate
    assert certificate
    sections = {name: "\n".join(lines) for name, lines in explanation(check(certificate))}
    assert text in sections[title]


CORPUS = Path(__file__).parents[1] / "corpus" / "accept"


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*.json")), ids=lambda path: path.stem)
def test_every_kind_of_evidence_is_told_and_in_the_schema(path: Path) -> None:
    data = path.read_bytes()
    sections = explanation(check(data))
    assert all(line for _, lines in sections for line in lines)
    schema = resources.files("certsim.report").joinpath("certificate.schema.json").read_text("utf-8")
    jsonschema_rs.Draft202012Validator(json.loads(schema)).validate(json.loads(data))


def test_a_wide_network_still_fits_on_a_page() -> None:
    model = Model.parse("a @ tanh(W @ x)", parameters=["W[60,40]", "a[60]"], inputs=["x[40]"])
    sections = told(model, ["W[0] = W[1]", "a[0] = a[1]"])
    assert sum(map(len, sections.values())) < 10_000


def told_of(
    outputs: str | Sequence[str], parameters: str, candidate: Sequence[str], **parts: Any
) -> dict[str, str]:
    model = Model.parse(outputs, parameters=parameters.split(), inputs=["x", "y"], **parts)
    return told(model, candidate)


class TestPartsOfModels:
    def test_frozen_parameters_and_whose_dimensions_are_meant(self) -> None:
        found = told_of("a*b*c*x*y", "a b c", ["a = b"], frozen=["c"])
        assert "frozen     c" in found["The claim"]
        assert "Training does not move c" in found["The flow"]
        assert "the 2 other parameters" in found["The flow"]
        assert "dimension 1 of 2, codimension 1" in found["What kind of set it is"]
        assert "dimension 1 of 2, codimension 1" in found["The claim"]

    def test_equations_of_inputs_are_used_by_name(self) -> None:
        found = told_of("a*x + b*y", "a b", ["a = b"], inputs_where=["x = y"])
        assert "The inputs are those with x - y = 0" in found["The flow"]
        assert "p0 = x - y is 0 for the inputs that are meant" in found[TANGENT]
        assert "(-1)·p0" in found[TANGENT]

    def test_a_step_is_settled_by_conditions_on_inputs(self) -> None:
        # For x > 0 the neuron relu(w*x) is w*x near w = 1, and what is left of F has no gradient.
        found = told_of("relu(w*x) - w*x + v*y", "w v", ["w = 1"], inputs_where=["x > 0"])
        assert "h0 = x > 0 for the inputs that are meant" in found[TANGENT]
        assert (
            "s0 = step(x) - 1 is 0: the argument is positive where it is not 0, because x = 1·|h0|"
            in found[TANGENT]
        )

    def test_steps_are_settled_above_steps(self) -> None:
        model = Model.parse("a*relu(b*relu(w*x) + c)", parameters=["a", "b", "c", "w"], inputs=["x"])
        found = told(model, [], where=["b < 0", "c < 0"])
        assert "1·|h1| + (1·|h0|)·(w*x*step(w*x))" in found[TANGENT]

    def test_steps_are_tied_at_a_ratio(self) -> None:
        found = told_of("a*abs(w*x) + b*abs(v*x)", "a b v w", ["w = -2*v", "a = 2*b"])
        assert "the arguments have opposite signs on each region" in found[TANGENT]
        assert "step(v*x) + step(-2*v*x) - 1 vanishes on the set" in found[TANGENT]

    def test_data_and_the_numbers_of_fields(self) -> None:
        data = [{"x": 1, "y": 2}, {"x": 3, "y": 4}]
        found = told_of(["a*x", "b*y"], "a b", ["a = 0"], data=data)
        assert "Whatever the loss, gradient flow" in found["The flow"]
        assert "Training is on the 2 data of the claim" in found["The flow"]
        assert "field 3 is that of output 1 at datum 1" in found["The flow"]
        assert "the field of output 0 at datum 0" in found["The counterexample"]

    def test_losses_that_treat_outputs_alike(self) -> None:
        found = told_of(["a*x", "b*x"], "a b", ["a = b"], symmetric_outputs=[[0, 1]])
        assert "alike      outputs 0, 1" in found["The claim"]
        assert "field 1 is that of the sum of squares of outputs 0 and 1" in found["The flow"]

    def test_pi_and_definitions(self) -> None:
        found = told_of("a @ h", "a[2] w[2]", ["a[0] = a[1]", "w[0] = w[1]"], let=["h = sin(pi*w*x)"])
        assert "let        h = sin(pi*w*x)" in found["The claim"]
        assert "Of π only bounds are used" in found["The flow"]

    def test_what_is_frozen_in_a_reduced_model(self) -> None:
        model = Model.parse("a*b*c*x", parameters=["a", "b", "c"], inputs=["x"], frozen=["c"])
        certificate = reduce(model, ["a = b"]).certificate
        assert certificate
        found = {title: "\n".join(lines) for title, lines in explanation(check(certificate))}
        lines = found["The reduced model (T16)"]
        assert "not 1 for a: 1/2." in lines
        assert "Frozen is what a frozen parameter depends on: c." in lines
