"""The grammar: Python's precedence, exact literals, and refusals that cost nothing."""

from __future__ import annotations

import sys
import time
from fractions import Fraction
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certsim.model.expression import (
    parse_condition,
    parse_definition,
    parse_equation,
    parse_expression,
    parse_restriction,
    read_number,
)
from certsim.model.parsed import ExpressionError, Parsed
from certsim.model.tree import text as kernel_text

NAMES = {"x": Fraction(3, 7), "y": Fraction(-5, 2), "w_1": Fraction(11)}


def value(tree: Any) -> Fraction:
    """The value of a scalar tree of arithmetic."""
    if isinstance(tree, str):
        return NAMES[tree] if tree in NAMES else Fraction(tree)
    operator, *operands = tree
    if operator == "**":
        return Fraction(value(operands[0]) ** operands[1])
    values = [value(operand) for operand in operands]
    if operator == "neg":
        return -values[0]
    if operator == "/":
        return values[0] / values[1]
    total = values[0]
    for other in values[1:]:
        total = total + other if operator == "+" else total * other
    return total


def python_value(text: str) -> Fraction:
    """What Python itself makes of a text whose parts stand apart; its integers are taken as fractions."""
    parts = text.split()
    exponents = {at for at in range(len(parts)) if "**" in parts[max(0, at - 2) : at]}
    spelled = [
        f"F({part})" if part.isdigit() and at not in exponents else part for at, part in enumerate(parts)
    ]
    return Fraction(eval(" ".join(spelled), {"F": Fraction, **NAMES}))


operands = st.sampled_from(["x", "y", "w_1", "1", "2", "3", "10"])


def combined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    binary = st.tuples(inner, st.sampled_from([" + ", " - ", " * ", " / "]), inner).map("".join)
    power = st.tuples(operands, st.sampled_from([" ** 2", " ** 3", " ** - 1", " ** - 2"])).map("".join)
    bracket = inner.map("( {} )".format)
    return st.one_of(binary, bracket, power, inner.map("- {}".format), inner.map("+ {}".format))


expressions = st.recursive(operands, combined, max_leaves=12)


@given(expressions)
def test_values_are_those_that_python_finds(text: str) -> None:
    try:
        expected = python_value(text)
    except ZeroDivisionError:
        return
    assert value(parse_expression(text).tree) == expected


@given(expressions)
def test_what_the_kernel_prints_is_read_as_the_same_value(text: str) -> None:
    tree = parse_expression(text).tree
    try:
        expected = value(tree)
    except ZeroDivisionError:
        return
    assert value(parse_expression(kernel_text(tree)).tree) == expected


@given(expressions)
def test_spans_point_at_texts_that_parse_to_the_same_trees(text: str) -> None:
    parsed = parse_expression(text)
    for node in parsed.walk():
        if node.kind not in ("integer", "neg"):
            assert parse_expression(text[node.start : node.end]).tree == node.tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a - b + c", ["+", "a", ["neg", "b"], "c"]),
        ("-x**2", ["neg", ["**", "x", 2]]),
        ("x**-1", ["**", "x", -1]),
        ("x**2**3", ["**", "x", 8]),
        ("-2**2", ["neg", ["**", "2", 2]]),
        ("a*b*c", ["*", "a", "b", "c"]),
        ("a*b/c*d", ["*", ["/", ["*", "a", "b"], "c"], "d"]),
        ("a @ b * c", ["*", ["@", "a", "b"], "c"]),
        ("(a*b)*c", ["*", ["*", "a", "b"], "c"]),
        ("3/4", "3/4"),
        ("6/-8", "-3/4"),
        ("-3", "-3"),
        ("0.1", "1/10"),
        ("1e-3", "1/1000"),
        (".5e1", "5"),
        ("3.", "3"),
        ("W[0,1]", ["index", "W", 0, 1]),
        ("W[:,-1]", ["index", "W", ["slice", None, None], -1]),
        ("a[0:2]", ["index", "a", ["slice", 0, 2]]),
        ("W.T[0] @ x", ["@", ["index", ["T", "W"], 0], "x"]),
        ("[a, b,]", ["list", "a", "b"]),
        ("sum(v)", ["sum", "v"]),
        ("leaky_relu(z, 0.1)", ["call", "leaky_relu", "z", "1/10"]),
        ("(1)/2", ["/", "1", "2"]),
        ("-(3)", ["neg", "3"]),
        ("W[::2]", ["index", "W", ["slice", None, None, 2]]),
        ("W[1:-1:-1]", ["index", "W", ["slice", 1, -1, -1]]),
        ("W[0:2:]", ["index", "W", ["slice", 0, 2]]),
        ("Q[...,0]", ["index", "Q", "...", 0]),
        ("W[2*3-1]", ["index", "W", 5]),
        ("W[0][1]", ["index", ["index", "W", 0], 1]),
        ("[[a, b], [c, 1]]", ["list", ["list", "a", "b"], ["list", "c", "1"]]),
        ("2*pi", ["*", "2", "pi"]),
        ("f(\n  x\n)", ["call", "f", "x"]),
    ],
)
def test_trees_are_those_of_the_kernel(text: str, tree: Any) -> None:
    assert parse_expression(text).tree == tree


@pytest.mark.parametrize(
    ("text", "message", "offence"),
    [
        ("", "empty", ""),
        ("a +", "too early", ""),
        ("a b", "operator is missing", "b"),
        ("2x", "operator is missing", "x"),
        ("(a", "never closed", "("),
        ("a)", "closes nothing", ")"),
        ("(a]", "does not close", "]"),
        ("a*/b", "unexpected '/'", "/"),
        ("x^2", "unexpected character", "^"),
        ("x.t", "no attribute 't'", ".t"),
        ("W[i]", "an index is an integer", "i"),
        ("W[0.5]", "an index is an integer", "0.5"),
        ("W[:1/2]", "the end of a slice is an integer", "1/2"),
        ("W[::0]", "step of a slice is not 0", "0"),
        ("W[10**10]", "over the limit of 1000000000", "10**10"),
        ("W[10**9*10**9*10**9]", "over the limit of 1000000000", "10**9*10**9*10**9"),
        ("W[...,...]", "stands once", "[...,...]"),
        ("(a, b)", "round brackets make no list", "(a, b)"),
        ("2*(a, b)", "round brackets make no list", "(a, b)"),
        ("W[(0, 1)]", "round brackets make no list", "(0, 1)"),
        ("a = b", "expected an expression", "="),
        ("(a=b)", "unexpected '='", "="),
        ("x**y", "must be an integer", "y"),
        ("x**(1/2)", "must be an integer", "(1/2)"),
        ("x**2.5", "must be an integer", "2.5"),
        ("x**1001", "over the limit", "1001"),
        ("9**9**9**9", "over the limit", "9**9"),
        ("[]", "empty", "[]"),
        ("__import__('os').system('true')", "no method 'system'", ".system"),
        ("lambda: 0", "no 'lambda'", ":"),
    ],
)
def test_errors_point_at_the_offence(text: str, message: str, offence: str) -> None:
    with pytest.raises(ExpressionError, match=message) as caught:
        parse_expression(text)
    start, end = caught.value.span
    assert text[start:end] == offence


@pytest.mark.parametrize(
    "text",
    [
        "(" * 100_000 + "x" + ")" * 100_000,
        "-" * 100_000 + "x",
        "x" + ".T" * 50_000,
        "x" + "[0]" * 50_000,
        "x" + "/x" * 50_000,
        "9**" * 50_000 + "9",
        "1" * 100_000,
        "1e999999999",
        "1e-999999999",
        "0.1e" + "9" * 10_000,
        "x" * 2_000_000,
        "x" + "+x" * 600_000,
        "W[" + "1" * 10_000 + "]",
        "x" + "+x" * 60_000,
        "1" + "/333" * 5_000,
        "1e999" + "/1e-999" * 10_000,
        "W[" + "*".join(["9**999"] * 10_000) + "]",
    ],
    ids=lambda text: text[:12],
)
def test_what_could_explode_is_refused_at_once(text: str) -> None:
    start = time.process_time()
    error, calls = refusal(text)
    assert calls < 60 * len(text) + 5_000, "no more than reading it takes"
    # One call may go on for ever: 10**999999999. The processor's time does not depend on who else is at work.
    assert time.process_time() - start < 10
    assert len(error.message) < 200


def refusal(text: str) -> tuple[ExpressionError, int]:
    """The error, and the number of functions called before it: work that is the same on every machine."""
    calls = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        with pytest.raises(ExpressionError) as caught:
            parse_expression(text)
    finally:
        sys.setprofile(before)
    return caught.value, calls


def test_a_chain_of_twenty_thousand_terms_is_one_flat_sum() -> None:
    tree = parse_expression(" - ".join(["x*y"] * 20_000)).tree
    assert len(tree) == 20_001
    assert tree[2] == ["neg", ["*", "x", "y"]]


@pytest.mark.parametrize("text", ["0.1", "1e-3", "12.5E+2", "000.250", "7", "1e300", "3e-300"])
def test_literals_are_exact_decimals(text: str) -> None:
    assert read_number(text) == Fraction(text)


def test_equations_and_conditions_know_their_relation() -> None:
    equation = parse_equation("W[0] = a + 1")
    assert (equation.left.tree, equation.right.tree) == (["index", "W", 0], ["+", "a", "1"])
    assert parse_condition("a<b").relation == "<"
    assert [parse_condition(f"a {sign} 0").relation for sign in ("!=", ">", "<")] == ["!=", ">", "<"]


@pytest.mark.parametrize("text", ["a == b", "a != b", "a > b", "a", "a = b = c", "= b", "a ="])
def test_an_equation_has_two_sides_and_one_sign(text: str) -> None:
    with pytest.raises(ExpressionError):
        parse_equation(text)


@pytest.mark.parametrize("text", ["a = b", "a >= 0", "a <= 0", "0 < a < 1", "a"])
def test_a_condition_is_one_strict_relation(text: str) -> None:
    with pytest.raises(ExpressionError):
        parse_condition(text)


def test_definitions_and_restrictions_know_their_relation() -> None:
    definition = parse_definition("h = tanh(x)")
    assert (definition.left.tree, definition.right.tree) == ("h", ["call", "tanh", "x"])
    assert [parse_restriction(f"x {sign} 0").relation for sign in ("=", "!=", ">", "<")] == [
        "=",
        "!=",
        ">",
        "<",
    ]
    for text in ("x == 0", "x >= 0", "x"):
        with pytest.raises(ExpressionError):
            parse_restriction(text)
        with pytest.raises(ExpressionError):
            parse_definition(text)


def test_names_of_sizes_are_read_as_integers() -> None:
    sizes = (("m", 3), ("n", 2))
    text = "reshape(W[:m], [n, m]) + m*eye(2*n - 1) / n"
    tree = parse_expression(text, sizes).tree
    whole = ["call", "reshape", ["index", "W", ["slice", None, 3]], {"shape": [2, 3]}]
    assert tree == ["+", whole, ["/", ["*", "3", ["call", "eye", {"n": 3}]], "2"]]
    assert parse_expression("m/n", sizes).tree == "3/2"
    assert parse_expression("m/n").tree == ["/", "m", "n"]


def test_a_path_leads_to_the_place_of_a_node() -> None:
    text = "a + tanh(W @ (b - c))"
    parsed: Parsed = parse_expression(text)
    start, end = parsed.at((2, 2, 2)).span
    assert text[start:end] == "(b - c)"
    assert parsed.at(("no", "such", "path")) is parsed


def test_a_path_leads_to_the_place_of_an_option() -> None:
    text = "b + mean(keepdims=True, axis=1, z=W)"
    parsed = parse_expression(text)
    assert [text[slice(*parsed.at((2, 3, key)).span)] for key in ("axis", "keepdims")] == ["1", "True"]
    assert text[slice(*parsed.at((2, 2)).span)] == "W"
    assert text[slice(*parsed.at((2, 3)).span)] == "True, axis=1"
