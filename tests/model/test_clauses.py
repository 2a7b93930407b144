"""Local definitions, frozen parameters, restricted inputs, data, and outputs that the loss treats alike."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from certsim.errors import SpecError
from certsim.kernel.statement.model import read_model
from certsim.model.candidate import Candidate
from certsim.model.model import Model
from certsim.model.spec import read_spec

NUMBERS = 'a number, a text such as "1/2", or a list of them'
NAMES: dict[str, Any] = {"parameters": ["W[3,2]", "b[3]", "a[3]"], "inputs": ["x[2]"]}


def model(outputs: Any = "a @ tanh(W @ x + b)", **more: Any) -> Model:
    return Model.parse(outputs, **NAMES | more)


def messages(outputs: Any = "a @ tanh(W @ x + b)", **more: Any) -> list[str]:
    """What is wrong with a model, by key."""
    with pytest.raises(SpecError) as caught:
        model(outputs, **more)
    return sorted(f"{problem.key}: {problem.message}" for problem in caught.value.problems)


class TestLocalDefinitions:
    @pytest.mark.parametrize("let", [["h = g", "g = a"], ["g = g + 1", "h = a"]])
    def test_are_used_after_they_stand(self, let: list[str]) -> None:
        with pytest.raises(SpecError) as caught:
            model("h * g", let=let)
        (only,) = caught.value.problems
        assert only.hint == "a definition may use those before it, and neither itself nor a later one"

    @pytest.mark.parametrize("faulty", ["h += a", "h[0] = a[0]", "h, k = a"])
    def test_that_are_faulty_are_one_fault_wherever_they_are_used(self, faulty: str) -> None:
        assert len(messages("a * h", let=[faulty])) == 1

    def test_stand_in_the_statement_as_they_are_written(self) -> None:
        written = model("a @ h", let=["z = W @ x + b", "h = tanh(z)"])
        assert written.statement["let"] == [
            ["z", ["+", ["@", "W", "x"], "b"]],
            ["h", ["call", "tanh", "z"]],
        ]
        assert written.statement["outputs"] == [["@", "a", "h"]]

    def test_mean_what_they_say(self) -> None:
        short = read_model(model("a @ h + h[0]", let=["z = W @ x + b", "h = tanh(z)"]).statement)
        long = read_model(model("a @ tanh(W @ x + b) + tanh(W @ x + b)[0]").statement)
        assert short.graph.nodes[short.outputs[0]] == long.graph.nodes[long.outputs[0]]

    @pytest.mark.parametrize(
        ("let", "message"),
        [
            ("h", "let[1]: expected a definition, found an expression alone"),
            ("h == 1", "let[1]: '==' in a definition"),
            ("h > 1", "let[1]: '>' in a definition"),
            ("f(z) = 1", "let[1]: a definition is of an array, not of a function"),
            ("h[0] = 1", "let[1]: a definition gives a name to an expression"),
            ("1 = 1", "let[1]: a definition gives a name to an expression"),
            ("W = 1", "let[1]: 'W' is declared twice"),
            ("x = 1", "let[1]: 'x' is declared twice"),
            ("g = 1", "let[1]: 'g' is declared twice"),
            ("pi = 3", "let[1]: the name 'pi' is reserved"),
            ("mean = 3", "let[1]: the name 'mean' is reserved"),
            ("h = h", "let[1]: unknown name 'h'"),
            ("h = 1 +", "let[1]: the expression ends too early"),
            ("h = W @ a + unknown", "let[1]: unknown name 'unknown'"),
        ],
    )
    def test_misuse_is_one_error(self, let: str, message: str) -> None:
        assert messages("g", let=["g = a", let]) == [message]

    def test_a_faulty_one_has_no_faulty_uses(self) -> None:
        assert messages("a @ h + k", let=["h = tanh(", "k = zz", "l = h + k"]) == [
            "let[0]: '(' is never closed",
            "let[1]: unknown name 'zz'",
        ]

    def test_do_not_stand_in_equations(self) -> None:
        with pytest.raises(SpecError, match="'h' is a definition") as caught:
            Candidate.parse(model("a @ h", let=["h = tanh(W @ x)"]), ["h[0] = h[1]"])
        assert "write out what it means" in str(caught.value)

    def test_a_constant_does_not_hide_one(self) -> None:
        with pytest.raises(SpecError, match="it is a definition already"):
            Candidate.parse(model("a @ h", let=["h = tanh(W @ x)"]), ["a = h"], constants=["h"])

    def test_those_that_no_output_needs_are_warned_of(self, tmp_path: Path) -> None:
        path = tmp_path / "spec.toml"
        path.write_text(
            'format = 1\n[model]\nparameters = ["a"]\noutputs = "q"\n'
            'let = ["p = a", "q = p + 1", "r = a", "s = r"]\n'
        )
        warnings = read_spec(path).warnings
        assert [(w.line, w.key, w.message) for w in warnings] == [
            (5, "model.let[3]", "the definition 's' is not used"),
            (5, "model.let[2]", "the definition 'r' is not used"),
        ]


class TestFrozen:
    def test_parameters_and_parts_of_them(self) -> None:
        frozen = model(frozen=["b", "W[0]", "a[1]"]).statement["frozen"]
        assert frozen == ["b", ["index", "W", 0], ["index", "a", 1]]
        assert len(read_model(model(frozen=["b", "W[0]", "a[1]"]).statement).frozen) == 6

    @pytest.mark.parametrize(
        ("entries", "message"),
        [
            (["x"], "frozen[0]: 'x' is an input"),
            (["b + 1"], "frozen[0]: 'b + 1' is no parameter"),
            (["c"], "frozen[0]: unknown name 'c'"),
            (["b", "b[0]"], "frozen[1]: 'b[0]' is given twice"),
            (["b[3]"], "frozen[0]: index 3 is out of range for 3 entries"),
        ],
    )
    def test_misuse_is_one_error(self, entries: list[str], message: str) -> None:
        assert messages(frozen=entries) == [message]

    def test_what_is_frozen_has_no_rate(self) -> None:
        assert messages(frozen=["b"], rates={"b[0]": 2}) == ["rates.\"b[0]\": 'b[0]' is frozen"]


class TestRestrictedInputs:
    def test_are_conditions_and_equations(self) -> None:
        where = model(inputs_where=["x[0] > 0", "x @ x = 1", "x != pi"]).statement["inputs_where"]
        assert where == [
            [["index", "x", 0], ">", "0"],
            [["@", "x", "x"], "=", "1"],
            ["x", "!=", "pi"],
        ]

    @pytest.mark.parametrize(
        ("restriction", "message"),
        [
            ("a[0] > 0", "inputs_where[0]: 'a' is a parameter"),
            ("x >= 0", "inputs_where[0]: '>=' here: only =, !=, > and < are possible"),
            ("x == 0", "inputs_where[0]: '==' here: only =, !=, > and < are possible"),
            ("x", "inputs_where[0]: expected an equation or a condition, found an expression alone"),
            ("exp(x[0]) > 1", "inputs_where[0]: the function exp in a condition on inputs"),
        ],
    )
    def test_misuse_is_one_error(self, restriction: str, message: str) -> None:
        assert messages(inputs_where=[restriction]) == [message]


class TestData:
    @pytest.mark.parametrize(
        "datum",
        [
            {"x": [1, "1/2"]},
            {"x": [1, 0.5]},
            {"x": "[1, 1/2]"},
            {"x[0]": 1, "x[1]": Fraction(1, 2)},
            {"x[1]": "2**-1", "x[0]": "3 - 2"},
        ],
    )
    def test_give_every_input_its_number(self, datum: dict[str, Any]) -> None:
        statement = model(data=[datum, {"x": 0}]).statement
        assert statement["data"] == [{"x[0]": "1", "x[1]": "1/2"}, {"x[0]": "0", "x[1]": "0"}]
        assert len(read_model(statement).outputs) == 2

    @pytest.mark.parametrize(
        ("datum", "message"),
        [
            ({}, "data[0]: no value is given for x[0], x[1]"),
            ({"x[0]": 1}, "data[0]: no value is given for x[1]"),
            (
                {"x": [1, 2, 3]},
                "data[0].x: x is an array of shape [2], and the value is an array of shape [3]",
            ),
            (
                {"x": [[1, 2]]},
                "data[0].x: x is an array of shape [2], and the value is an array of shape [1,2]",
            ),
            ({"x": [1, [2]]}, "data[0].x: the rows of an array have different lengths"),
            ({"x": []}, "data[0].x: a list must not be empty"),
            ({"x": [1, [[True]]]}, "data[0].x[1][0][0]: expected a number, found true"),
            (
                {"x": [1, True]},
                f"data[0].x[1]: expected {NUMBERS}, found a truth value",
            ),
            ({"x": [1, "a"]}, "data[0].x[1]: 'a' is a parameter"),
            (
                {"x": "pi"},
                "data[0].x: a value is a rational number of at most 1000 digits, or a list of them",
            ),
            (
                {"x": "exp(1)"},
                "data[0].x: a value is a rational number of at most 1000 digits, or a list of them",
            ),
            (
                {"x": "9**999*9**999"},
                "data[0].x: a value is a rational number of at most 1000 digits, or a list of them",
            ),
            ({"x": 1, "y": 2}, "data[0].y: unknown name 'y'"),
            ({"x": 1, "a": 2}, "data[0].a: 'a' is a parameter"),
            ({"x": 1, "x[0]": 2}, "data[0].\"x[0]\": 'x[0]' is given twice"),
            ({"x": float("inf")}, "data[0].x: inf is no rational number"),
        ],
    )
    def test_misuse_is_one_error(self, datum: dict[str, Any], message: str) -> None:
        assert messages(data=[datum]) == [message]

    def test_are_where_the_model_is_defined_for_some_parameters(self) -> None:
        assert messages("a[0]/x[0]", data=[{"x": 1}, {"x": [0, 1]}]) == [
            "data[1]: the model is not defined there: division by zero"
        ]

    def test_go_with_inputs_and_without_conditions_on_them(self) -> None:
        assert messages(data=[{"x": 1}], inputs_where=["x > 0"]) == [
            "data: 'data' does not go with 'inputs_where'"
        ]
        assert messages("a", inputs=[], data=[{}]) == ["data: there are data, but no inputs"]


class TestSymmetricOutputs:
    def test_are_blocks_of_outputs_or_of_lists_of_outputs(self) -> None:
        outputs = ["b", "a"]
        assert model(outputs, symmetric_outputs=[[0, 1], (2, 3)]).statement["symmetric_outputs"] == [
            [0, 1],
            [2, 3],
        ]
        blocks = [[[0, 1, 2], [3, 4, 5]]]
        statement = model(outputs, symmetric_outputs=blocks).statement
        assert statement["symmetric_outputs"] == blocks
        assert len(read_model(statement).outputs) == 9

    @pytest.mark.parametrize(
        ("blocks", "message"),
        [
            ([[0, 3]], "symmetric_outputs[0]: output 3 is out of range for 3 outputs"),
            ([[0, 0]], "symmetric_outputs[0]: output 0 stands twice"),
            ([[0, 1], [1, 2]], "symmetric_outputs[1]: output 1 stands twice"),
            (
                [[[0, 1], [2]]],
                "symmetric_outputs[0]: the members of a block have different numbers of outputs",
            ),
        ],
    )
    def test_misuse_is_one_error(self, blocks: Any, message: str) -> None:
        assert messages("a", symmetric_outputs=blocks) == [message]

    @pytest.mark.parametrize("blocks", [[[0]], [0, 1], [["a", "b"]], [[0, -1]], [[0, True]], [[[0], []]]])
    def test_what_is_no_block_is_refused(self, blocks: Any) -> None:
        assert messages("a", symmetric_outputs=blocks)


def test_fields_go_with_none_of_these(tmp_path: Path) -> None:
    keys = ("let", "frozen", "inputs_where", "data", "symmetric_outputs")
    path = tmp_path / "spec.toml"
    path.write_text(
        'format = 1\n[model]\nparameters = ["a"]\nfields = [["a"]]\nlet = ["h = a"]\nfrozen = ["a"]\n'
        'inputs_where = ["a > 0"]\ndata = [{ a = 1 }]\nsymmetric_outputs = [[0, 1]]\n'
    )
    with pytest.raises(SpecError) as caught:
        read_spec(path)
    assert [p.message for p in caught.value.problems] == [
        f"{key!r} does not go with 'fields'" for key in keys
    ]
