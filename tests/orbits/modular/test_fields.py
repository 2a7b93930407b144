"""Values of fields and brackets modulo the prime, against SymPy's derivatives."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import sympy
from sympy import Expr, Matrix, Symbol

from certsim import Model
from certsim.kernel.statement.model import read_model
from certsim.orbits.modular.fields import Fields, Letters
from certsim.orbits.modular.functions import Base, Unsupported
from certsim.orbits.modular.jets import MODULUS, product
from tests.orbits.models import read

A, B, C, X = sympy.symbols("a b c x")
THETA = (A, B, C)
BASE = Base.parametrised(6, 12345, 6789)
E = Symbol("E")

POLYNOMIAL = A * B * X + B**3 * C + A * X**2
RATIONAL = A / (1 + B**2) + C**3 * X / A
CALLS = A * sympy.tanh(B * X) + sympy.exp(C) * B + A * sympy.cosh(C) / 3
WAVES = A * sympy.sin(B * X) + sympy.cos(C * X) * B


def wave(argument: Expr) -> tuple[int, int]:
    """Cos and sin of a positive argument, by the choice of `BASE`."""
    c, s = BASE.circle
    cos, sin = 1, 0
    for _ in range(int(argument * BASE.order)):
        cos, sin = (cos * c - sin * s) % MODULUS, (cos * s + sin * c) % MODULUS
    return cos, sin


def residue(value: Expr) -> int:
    """A number made of rationals, exponentials and waves, by the same choice as `BASE`."""
    value = value.rewrite(sympy.exp) if value.has(sympy.tanh, sympy.cosh, sympy.sinh) else value
    value = value.replace(sympy.exp, lambda u: E ** (u * BASE.order))
    value = value.replace(sympy.sin, lambda u: sympy.Integer(wave(u)[1])).replace(
        sympy.cos, lambda u: sympy.Integer(wave(u)[0])
    )
    top, bottom = sympy.fraction(sympy.together(value.subs(E, BASE.exponential)))
    return int(top) * pow(int(bottom), -1, MODULUS) % MODULUS


def bracket(left: Matrix, right: Matrix) -> Matrix:
    return right.jacobian(THETA) * left - left.jacobian(THETA) * right


def fields(function: Expr) -> Fields:
    model = Model.from_sympy(function, parameters=list(THETA), inputs=[X])
    return Fields(read_model(model.statement), BASE)


def letters(value: int) -> Letters:
    return Letters(np.zeros(1, dtype=np.int64), np.array([[value]]))


def point(*values: int | Fraction) -> np.ndarray:
    return np.array([[value] for value in values], dtype=object)


def at(vector: Matrix, theta: np.ndarray) -> list[int]:
    values = {symbol: sympy.Rational(str(value)) for symbol, value in zip(THETA, theta[:, 0], strict=True)}
    return [residue(sympy.sympify(entry).subs(values)) for entry in vector]


PLACE = point(Fraction(1, 2), 3, Fraction(2, 3))


@pytest.mark.parametrize("function", [POLYNOMIAL, RATIONAL, CALLS])
def test_gradients_and_brackets_are_those_of_calculus(function: Expr) -> None:
    one, two, three = (Matrix([function.subs(X, x).diff(v) for v in THETA]) for x in (1, 2, 3))
    known, words = fields(function), [letters(1), letters(2), letters(3)]
    assert known.values(words[0], PLACE)[0, :, 0].tolist() == at(one, PLACE)
    assert known.brackets(words[:2], PLACE)[0, :, 0].tolist() == at(bracket(one, two), PLACE)
    nested = bracket(one, bracket(two, three))
    assert known.brackets(words, PLACE)[0, :, 0].tolist() == at(nested, PLACE)


def test_waves_are_points_of_the_circle() -> None:
    theta = point(2, 1, 1)
    expected = at(Matrix([WAVES.subs(X, 2).diff(v) for v in THETA]), theta)
    assert fields(WAVES).values(letters(2), theta)[0, :, 0].tolist() == expected


def test_flows_hold_lie_derivatives_along_words() -> None:
    one, two = (Matrix([POLYNOMIAL.subs(X, x).diff(v) for v in THETA]) for x in (1, 2))
    inner = (Matrix([A * C + B**2]).jacobian(THETA) * two)[0]
    expected = (Matrix([inner]).jacobian(THETA) * one)[0]
    jet = fields(POLYNOMIAL).flow([letters(1), letters(2)], PLACE)
    a, b, c = (jet[:, row] for row in range(3))
    value = (product(a, c) + product(b, b)) % MODULUS
    assert value[-1].tolist() == at(Matrix([expected]), PLACE)


def test_rates_scale_the_components() -> None:
    plain = Fields(read("a*b*x", "a b", "x"), BASE).values(letters(3), point(2, 5))
    scaled = Fields(read("a*b*x", "a b", "x", rates={"a": 7}), BASE).values(letters(3), point(2, 5))
    assert scaled[0, :, 0].tolist() == [7 * plain[0, 0, 0], plain[0, 1, 0]]


def test_given_fields_are_evaluated_as_they_are() -> None:
    model = read_model(Model.from_fields([["b", "-a"], ["a*b", "0"]], parameters=["a", "b"]).statement)
    both = Letters(np.array([0, 1]), np.zeros((0, 2), dtype=np.int64))
    theta = np.array([[2, 2], [5, 5]])
    assert Fields(model, BASE).values(both, theta)[0].T.tolist() == [[5, MODULUS - 2], [10, 0]]


def test_many_places_are_many_single_ones() -> None:
    model = read("U @ tanh(V @ x)", "U[2,3] V[3,2]", "x[2]")
    random = np.random.default_rng(3)
    theta, inputs = random.integers(-9, 10, (12, 7)), random.integers(-9, 10, (2, 7))
    word = [Letters(random.integers(0, 2, 7), inputs), Letters(random.integers(0, 2, 7), inputs[::-1])]
    together = Fields(model, BASE).brackets(word, theta)
    for place in range(7):
        only = np.array([place])
        alone = Fields(model, BASE).brackets([one[only] for one in word], theta[:, only])
        assert np.array_equal(alone[:, :, 0], together[:, :, place])


def test_what_is_undefined_is_zero() -> None:
    known = Fields(read("a/(b - x)", "a b", "x"), BASE)
    assert not known.values(letters(5), point(2, 5)).any()
    assert known.values(letters(4), point(2, 5)).all()


def test_arguments_beyond_the_order_are_undefined() -> None:
    assert not Fields(read("a*exp(b)", "a b"), BASE).values(letters(0), point(1, Fraction(1, 7))).any()


def test_relu_takes_the_sign_of_its_true_argument() -> None:
    known = Fields(read("a*relu(b*x)", "a b", "x"), BASE)
    theta = point(2, Fraction(-1, 3))
    assert not known.values(letters(1), theta).any()
    assert known.values(letters(-3), theta)[0, :, 0].tolist() == [1, MODULUS - 6]


@pytest.mark.parametrize("output", ["a*erf(b)", "a*log(b)", "a*softplus(b)"])
def test_functions_without_residues_are_refused(output: str) -> None:
    with pytest.raises(Unsupported):
        Fields(read(output, "a b"), BASE).values(letters(0), point(2, 3))


def test_nested_calls_are_refused() -> None:
    with pytest.raises(Unsupported, match="within an argument"):
        Fields(read("a*tanh(tanh(b))", "a b"), BASE).values(letters(0), point(2, 3))
