"""Taylor coefficients and minors, against SymPy's series and against ranks in exact numbers."""

from __future__ import annotations

from fractions import Fraction
from math import factorial, prod
from typing import Any

import pytest
import sympy

from certsim import Model, Options
from certsim.kernel.terms.polynomial import ONE, ZERO, Polynomial
from certsim.recovery.coefficients import System, is_analytic_at_zero, systems
from certsim.recovery.target import read_target_function, side_by_side
from certsim.symmetry.group.find_symmetries import whole_space
from certsim.symmetry.signed import SignedPartition

MODELS = {
    "tanh": "a @ tanh(W @ x + b)",
    "sigmoid": "a @ sigmoid(W @ x + b)",
    "gelu": "a @ gelu(W @ x)*b[0] + b[1]",
    "sin of products": "a @ sin(W @ x + b)*cos(x[0])",
    "polynomial": "(a @ (W @ x + b))**2",
}
TARGET = "exp(x[0])*sin(x[1] + 1/3) - 2*x[0]*x[1]"


def all_systems(outputs: str, target: str, subspace: SignedPartition | None = None) -> list[System]:
    model = Model.parse(outputs, parameters=["W[2,2]", "b[2]", "a[2]"], inputs=["x[2]"])
    read = read_target_function(model, target)
    claim = whole_space(side_by_side(model, read)).claim
    assert is_analytic_at_zero(claim)
    chosen = subspace or SignedPartition.whole(8)
    return list(systems(claim, 1, chosen, "c", Options().limits()))


@pytest.mark.parametrize("order", [0, 1])
def test_nothing_is_of_a_greater_order(order: int) -> None:
    """Neither the model nor the target is cut off on one side only."""
    (system,) = [one for one in all_systems("a[0] + x[0] + sin(b[0])", "2*x[0] + 1") if one.order == order]
    assert {len(monomial) for _, monomial in system.differences} == {*range(order + 1)}
    assert all(
        one.constant_value is None for (_, monomial), one in system.differences.items() if not monomial
    )


@pytest.mark.parametrize("name", MODELS)
def test_they_are_the_derivatives_that_sympy_finds(name: str) -> None:
    system = next(one for one in all_systems(MODELS[name], TARGET) if one.order == 2)
    model = Model.parse([MODELS[name], TARGET], parameters=["W[2,2]", "b[2]", "a[2]"], inputs=["x[2]"])
    ours, goal = model.to_sympy()
    symbols = {str(symbol).replace(" ", ""): symbol for symbol in (ours + goal).free_symbols}
    names = [name for name in system.names.values() if name.startswith(("W", "a", "b"))]
    place = {name: sympy.Rational(2 * at - 5, 7) for at, name in enumerate(names)}
    inputs = [symbols["x[0]"], symbols["x[1]"]]
    values: dict[str, Any] = place | {call: value_of(text, place) for call, text in system.calls.items()}
    for (output, monomial), difference in system.differences.items():
        assert output == 0
        orders = [monomial.count(8), monomial.count(9)]
        derivative = ours - goal
        for symbol, order in zip(inputs, orders, strict=True):
            derivative = sympy.diff(derivative, symbol, order)
        at_zero = derivative.subs(dict.fromkeys(inputs, 0))
        exact = at_zero.subs({symbols[name]: value for name, value in place.items() if name in symbols})
        expected = sympy.N(exact / prod(map(factorial, orders)), 30)
        assert abs(sympy.N(number(difference, system, values), 30) - expected) < sympy.Float("1e-20")


def value_of(text: str, place: dict[str, Any]) -> Any:
    """A call at numbers: the functions that these models have."""
    u = sympy.Symbol("u")
    table = {
        "sigmoid": sympy.Lambda(u, 1 / (1 + sympy.exp(-u))),
        "normal_pdf": sympy.Lambda(u, sympy.exp(-(u**2) / 2) / sympy.sqrt(2 * sympy.pi)),
        "normal_cdf": sympy.Lambda(u, (1 + sympy.erf(u / sympy.sqrt(2))) / 2),
    }
    for name, value in place.items():
        text = text.replace(name, f"({value})")
    return sympy.sympify(text, locals=table, rational=True)


def number(polynomial: Polynomial, system: System, values: dict[str, Any]) -> Any:
    return sum(
        sympy.Rational(Fraction(coefficient)) * sympy.prod(values[system.names[v]] for v in monomial)
        for monomial, coefficient in polynomial.terms.items()
    )


@pytest.mark.parametrize(
    ("labels", "order"),
    [((1, 2, 1, 2, 5, 5, 7, 7), 3), ((1, 2, 3, 4, 5, 6, 7, 8), 5)],
)
def test_a_minor_is_a_combination_that_is_one(labels: tuple[int, ...], order: int) -> None:
    """One neuron against two, and two against three: the contradiction is an identity."""
    target = "2*tanh(x[0]) - tanh(x[0] + x[1]) + 3*tanh(x[1] - 2*x[0])"
    found = all_systems("a @ tanh(W @ x + b)", target, SignedPartition(labels))
    system = next(one for one in found if one.contradiction is not None)
    assert system.order == order
    assert system.contradiction is not None
    total = Polynomial.total(q * system.differences.get(key, ZERO) for key, q in system.contradiction.items())
    assert total == ONE


def test_there_is_no_minor_where_there_is_a_fit() -> None:
    found = all_systems("a @ tanh(W @ x + b)", "2*tanh(x[0]) - tanh(x[0] + x[1])")
    assert len(found) > 3
    assert all(one.contradiction is None for one in found)


@pytest.mark.parametrize(
    "outputs", ["a[0]*relu(W[0] @ x)", "a[0]*log(W[0] @ x)", "a[0]/(b[0] + x[0])", "sqrt(a[0])*x[0]"]
)
def test_models_that_may_not_be_analytic_at_zero_are_left_alone(outputs: str) -> None:
    model = Model.parse(outputs, parameters=["W[2,2]", "b[2]", "a[2]"], inputs=["x[2]"])
    target = read_target_function(model, "x[0]")
    assert not is_analytic_at_zero(whole_space(side_by_side(model, target)).claim)
