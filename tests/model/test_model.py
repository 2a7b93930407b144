"""Models made in Python: the same language, the same errors."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from certsim.errors import SpecError
from certsim.model.model import Model

NET = Model.parse("a @ tanh(W @ x)", parameters=["W[2,1]", "a[2]"], inputs=["x[1]"], name="net")


def test_a_model_knows_its_parts() -> None:
    assert NET.parameters == ("W[2,1]", "a[2]")
    assert NET.inputs == ("x[1]",)
    assert NET.dimension == 4
    assert NET.name == "net"


def test_equal_statements_are_equal_models() -> None:
    twin = Model.parse(("a@tanh( W@x )",), parameters=("W[2,1]", "a[2]"), inputs=("x[1]",))
    assert twin == NET
    assert hash(twin) == hash(NET)
    assert Model.parse("a @ sin(W @ x)", parameters=["W[2,1]", "a[2]"], inputs=["x[1]"]) != NET


@pytest.mark.parametrize(
    ("rate", "statement"),
    [
        (2, "2"),
        ("1/2", "1/2"),
        (0.1, "1/10"),
        (Fraction(2, 4), "1/2"),
        (Decimal("1.50"), "3/2"),
        (1e-3, "1/1000"),
    ],
)
def test_rates_are_exact(rate: Any, statement: str) -> None:
    model = Model.parse("a", parameters=["a"], rates={"a": rate})
    assert model.statement["rates"] == [["a", statement]]


@pytest.mark.parametrize("facts", [["odd"], ("odd",), {"odd"}, {"odd": True}, {"odd": True, "even": False}])
def test_facts_come_as_lists_or_tables(facts: Any) -> None:
    model = Model.parse("sigma(a)", parameters=["a"], functions={"sigma": facts})
    assert model.statement["functions"] == {"sigma": ["odd"]}


def test_fields_make_a_model() -> None:
    model = Model.from_fields([["y", "-x"]], parameters=["x", "y"])
    assert model.statement == {"parameters": [["x", []], ["y", []]], "fields": [["y", ["neg", "x"]]]}
    assert model.inputs == ()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"outputs": "a*c"}, "unknown name 'c'"),
        ({"outputs": 3}, "expected an expression or a list of expressions"),
        ({"outputs": []}, "found an empty list"),
        ({"outputs": ["a", None]}, "expected an expression"),
        ({"outputs": "a\ud800"}, "unexpected character"),
        ({"parameters": "a"}, "expected a list of declarations"),
        ({"parameters": []}, "found an empty list"),
        ({"inputs": ["a"]}, "declared twice"),
        ({"rates": {"a": float("nan")}}, "no rational number"),
        ({"rates": {"a": float("inf")}}, "no rational number"),
        ({"rates": {"a": True}}, "found a truth value"),
        ({"rates": {"b": 1}}, "unknown name 'b'"),
        ({"functions": {"sigma": ["monotone"]}}, "unknown key 'monotone'"),
        ({"functions": {"sigma": ["odd", "even"]}}, "odd and even"),
        ({"name": ""}, "expected a text of 1 to 200 characters"),
    ],
)
def test_misuse_is_a_spec_error(arguments: dict[str, Any], message: str) -> None:
    given: dict[str, Any] = {"outputs": "a", "parameters": ["a"]}
    with pytest.raises(SpecError, match=message) as caught:
        Model.parse(**(given | arguments))
    assert str(caught.value).startswith("<model>:")


def test_errors_have_carets_in_python_texts_too() -> None:
    with pytest.raises(SpecError) as caught:
        Model.parse("a +\n  sin(weight)", parameters=["a", "weights"])
    assert str(caught.value).splitlines() == [
        "<model>:2:7: outputs: unknown name 'weight'",
        "      sin(weight)",
        "          ^^^^^^",
        "hint: did you mean 'weights'?",
    ]


def test_representations() -> None:
    assert repr(NET) == "<Model 'net': a @ tanh(W @ x), parameters W[2,1], a[2], inputs x[1]>"
    formula = r"x \mapsto a^\top\,\tanh\left(W\,x\right)"
    assert NET._repr_latex_() == rf"$\displaystyle \begin{{array}}{{l}}{formula}\end{{array}}$"
    assert f"<td>${formula}$</td>" in NET._repr_html_()
    assert r"<td>$W \in \mathbb{R}^{2 \times 1},\; a \in \mathbb{R}^{2}$</td>" in NET._repr_html_()
    long = Model.parse("+".join(["a"] * 1_000), parameters=["a"], name="<b>")
    assert "\n" not in repr(long)
    assert len(repr(long)) < 300
    longer = Model.parse("+".join(["a"] * 5_000), parameters=["a"])
    assert len(longer._repr_latex_()) < 400
    assert len(longer._repr_html_()) < 600
    assert "<b>" not in long._repr_html_()
    assert "&lt;b&gt;" in long._repr_html_()


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("(a + b)*c", r"\left(a + b\right)\,c"),
        ("a - (b - c)", r"a - \left(b - c\right)"),
        ("-(a + b)", r"-\left(a + b\right)"),
        ("a*-b", r"a\,\left(-b\right)"),
        ("(a/b)**2", r"\left(\frac{a}{b}\right)^{2}"),
        ("(-a)**2", r"\left(-a\right)^{2}"),
        ("(3/4)**2*a", r"\left(\frac{3}{4}\right)^{2}\,a"),
        ("sqrt(a)/alpha_1", r"\frac{\sqrt{a}}{\alpha_{1}}"),
        ("sum([a, b])", r"\sum\left(\left[a, b\right]\right)"),
        ("(v.T)[1:]@v[1:]", r"v_{1:}^\top\,v_{1:}"),
    ],
)
def test_latex_has_the_brackets_that_the_tree_needs(text: str, latex: str) -> None:
    model = Model.parse(text, parameters=["a", "b", "c", "alpha_1", "v[3]"])
    assert latex in model._repr_latex_()


def test_definitions_and_what_training_may_do_are_shown() -> None:
    model = Model(
        {
            "parameters": [["W", [3, 2]], ["b", [3]], ["a", [3]]],
            "inputs": [["x", [2]]],
            "let": [
                ["h1", ["call", "tanh", ["+", ["@", "W", "x"], "b"]]],
                ["g", ["*", "h1", "b"]],
            ],
            "outputs": [["@", "a", "g"]],
            "frozen": ["b", ["index", "W", 0]],
            "inputs_where": [[["index", "x", 0], ">", "0"], [["index", "x", 1], "=", "1"]],
            "data": [{"x": ["1", "1"]}],
            "symmetric_outputs": [[0, 1]],
        }
    )
    line = "h1 = tanh(W @ x + b), g = h1*b, a @ g, for x[0] > 0, for x[1] = 1"
    assert repr(model) == f"<Model {line}, parameters W[3,2], b[3], a[3], inputs x[2], frozen b, W[0]>"
    for shown in (
        r"h_{1} = \tanh\left(W\,x + b\right)",
        r"g = h_{1} \odot b",
        r"x \mapsto a^\top\,g",
        r"\text{for }x_{0} > 0",
        r"\text{for }x_{1} = 1",
    ):
        assert shown in model._repr_latex_()
    page = model._repr_html_()
    assert r"<th>frozen</th><td>$b,\; W_{0,:}$</td>" in page
    assert "<th>symmetric outputs</th><td>[[0, 1]]</td>" in page
    assert "<th>data</th>" in page
