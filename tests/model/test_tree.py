"""Polynomials written as expression trees are read back as themselves."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certsim.kernel.statement.claim import read_candidate
from certsim.kernel.statement.model import read_model
from certsim.kernel.terms.polynomial import ZERO, Polynomial
from certsim.model.expression import parse_expression
from certsim.model.tree import polynomial_tree, text
from tests.model.trees import trees

MODEL = read_model({"parameters": [["a", []], ["b", [2]], ["W", [1, 2]]], "inputs": [], "outputs": ["a"]})

monomials = st.lists(st.integers(0, 4), max_size=4).map(lambda variables: tuple(sorted(variables)))
polynomials = st.dictionaries(monomials, st.fractions(max_denominator=9), max_size=5).map(Polynomial)


@given(trees)
def test_what_is_printed_is_read_as_the_same_tree(tree: Any) -> None:
    assert parse_expression(text(tree)).tree == tree


@given(polynomials)
def test_polynomials_are_printed_as_they_are_read(polynomial: Polynomial) -> None:
    tree = polynomial_tree(polynomial, MODEL.parameters)
    assert parse_expression(text(tree)).tree == tree


@given(polynomials)
def test_a_tree_is_read_as_the_polynomial_that_it_was_made_of(polynomial: Polynomial) -> None:
    tree = polynomial_tree(polynomial, MODEL.parameters)
    assert list(read_candidate(MODEL, {"equations": [[tree, "0"]]}).equations) == [polynomial]


@pytest.mark.parametrize(
    ("polynomial", "written"),
    [
        (ZERO, "0"),
        (Polynomial({(): -1}), "-1"),
        (Polynomial({(): Fraction(-3, 4)}), "-3/4"),
        (Polynomial({(0, 1): -1, (2,): -2}), "-a*b[0] - 2*b[1]"),
        (Polynomial({(0,): -2, (2,): -1}), "-2*a - b[1]"),
        (Polynomial({(): Fraction(3, 4), (2,): -1}), "-b[1] + 3/4"),
        (Polynomial({(0, 4): 1, (0, 0): Fraction(-1, 2)}), "-(1/2)*a**2 + a*W[0,1]"),
    ],
)
def test_a_tree_is_written_as_one_would_write_it(polynomial: Polynomial, written: str) -> None:
    assert text(polynomial_tree(polynomial, MODEL.parameters)) == written


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


@pytest.mark.parametrize(
    "written",
    [
        "(a + b)*c - (d - e)",
        "-(a*b)",
        "-a*b + (-2*c)",
        "(-2)**2*x**-3",
        "a/(b/c)/(3/4)",
        "(1)/2 - (-1/2)",
        "(a @ B).T[0,::-1] @ (-3)",
        "(3)[0] + (a + b)[...,1:]",
        "max(a, axis=[0, 1], keepdims=True)",
        "max(a, b)",
        "concat([u, v], axis=1)",
        "stack([u])",
        "reshape(x, [2, 3])",
        "transpose(x, [1, 0])",
        "repeat(x, 2, axis=0)",
        "zeros(3) + ones([2, 3]) @ eye(3)",
        'einsum("hij,jk->hik", A, B)',
        "conv1d(x, w, stride=2, padding=[1])",
        "[[a, b], [1, pi]]",
    ],
)
def test_texts_come_back_as_they_were_written(written: str) -> None:
    assert text(parse_expression(written).tree) == written
