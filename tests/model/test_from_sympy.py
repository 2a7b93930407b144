"""SymPy expressions, read as if they had been written in a spec."""

from __future__ import annotations

from typing import Any

import pytest
import sympy
from sympy import (
    EulerGamma,
    Function,
    Integral,
    Matrix,
    MatrixSymbol,
    Rational,
    Symbol,
    gamma,
    pi,
    sin,
    symbols,
    zoo,
)

from certsim.errors import SpecError
from certsim.model.candidate import Candidate
from certsim.model.model import Model
from certsim.model.tree import text

a, b, w, x = symbols("a b w x")
W, X = MatrixSymbol("W", 2, 2), MatrixSymbol("X", 2, 1)
sigma = Function("sigma")


def outputs(expression: Any, **options: Any) -> list[str]:
    model = Model.from_sympy(expression, **({"parameters": [a, b, w], "inputs": [x]} | options))
    return list(map(text, model.statement["outputs"]))


@pytest.mark.parametrize(
    ("expression", "written"),
    [
        (a * x, "a*x"),
        (a - b, "a - b"),
        (-a, "-a"),
        (3 * a / 7, "(3/7)*a"),
        (a**-2, "a**-2"),
        (sympy.sqrt(a), "sqrt(a)"),
        (a ** Rational(-3, 2), "sqrt(a)**-3"),
        (sympy.exp(-a), "exp(-a)"),
        (sympy.E * a, "exp(1)*a"),
        (sympy.tanh(w * x) + sympy.sin(a) * sympy.erf(b), "erf(b)*sin(a) + tanh(w*x)"),
        (Function("gelu")(a), "gelu(a)"),
        ((a + b) ** 2, "(a + b)**2"),
    ],
)
def test_expressions_are_written_as_in_a_spec(expression: Any, written: str) -> None:
    assert outputs(expression) == [written]


@pytest.mark.parametrize("degree", range(1, 4))
def test_values_survive(degree: int) -> None:
    expression = sympy.expand((a - 2 * b / 3 + x) ** degree) / (1 + a**2) - Rational(-5, 3)
    (output,) = outputs(expression)
    point = {a: Rational(2, 5), b: Rational(-7), x: Rational(1, 3)}
    names = {str(symbol): value for symbol, value in point.items()}
    assert sympy.nsimplify(sympy.sympify(output, rational=True).subs(names)) == expression.subs(point)


def test_matrices_are_read_row_by_row() -> None:
    assert outputs(Matrix([[a, b], [w, x]])) == ["a", "b", "w", "x"]
    assert outputs([a, Matrix([b, x]), 3]) == ["a", "b", "x", "3"]


def test_matrix_symbols_are_arrays() -> None:
    model = Model.from_sympy(W * X, parameters=[W], inputs=[X])
    assert model.statement["parameters"] == [["W", [2, 2]]]
    assert text(model.statement["outputs"][1]) == "W[1,0]*X[0,0] + W[1,1]*X[1,0]"


def test_undefined_functions_are_unspecified_ones() -> None:
    bare = Model.from_sympy(sigma(a * x), parameters=[a], inputs=[x])
    assert bare.statement["functions"] == {"sigma": []}
    odd = Model.from_sympy(sigma(a * x), parameters=[a], inputs=[x], functions={"sigma": ["odd"]})
    assert odd.statement["functions"] == {"sigma": ["odd"]}


def test_rates_are_given_by_symbol() -> None:
    model = Model.from_sympy(a * b, parameters=[a, b], rates={a: Rational(1, 2), b: 3})
    assert model.statement["rates"] == [["a", "1/2"], ["b", "3"]]


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        (0.5 * a, "not exact"),
        (a**b, "exponents are integers"),
        (a ** Rational(1, 3), "exponents are integers"),
        (gamma(a) + b, "gamma has no counterpart"),
        (Integral(a, (a, 0, 1)), "Integral has no counterpart"),
        (EulerGamma * a, "EulerGamma is no rational number"),
        (zoo, "zoo is no rational number"),
        (symbols("q") * a, "unknown name 'q'"),
        (Symbol("a", positive=True), "not the symbol of that name"),
        (sigma(a, b), "sigma takes 1 argument"),
        ("a", "expected a SymPy expression"),
        (0.5, "expected a SymPy expression"),
        ([], "found an empty list"),
        (MatrixSymbol("M", 2, 2)[0, 0], "unknown name 'M'"),
    ],
)
def test_what_has_no_exact_counterpart_is_refused(expression: Any, message: str) -> None:
    with pytest.raises(SpecError, match=message):
        outputs(expression)


@pytest.mark.parametrize("parameter", ["a", Symbol("a b"), Symbol("a[2]"), Symbol("θ"), a + b, 1])
def test_parameters_are_symbols_with_plain_names(parameter: Any) -> None:
    with pytest.raises(SpecError, match="parameters"):
        Model.from_sympy(x, parameters=[parameter], inputs=[x])


def test_deep_expressions_are_refused_with_a_clear_error() -> None:
    deep = a
    for _ in range(250):
        deep = sigma(deep)
    with pytest.raises(SpecError, match="nested more than"):
        outputs(deep)


def test_pi_is_pi() -> None:
    a, b, x = symbols("a b x")
    model = Model.from_sympy(a * sin(pi * x + b), parameters=[a, b], inputs=[x])
    assert model == Model.parse("a*sin(b + pi*x)", parameters=["a", "b"], inputs=["x"])
    assert Model.from_sympy(model.to_sympy()) == model
    assert Candidate.parse(model, ["b = pi"]).to_sympy(model) == (sympy.Eq(b - pi, 0),)
