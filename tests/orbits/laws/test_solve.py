"""Conserved quantities: those that are known are found, none else, and all are conserved indeed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import sympy

from certsim import Model
from certsim.algebra.budget import Budget, Deadline, OutOfBudget
from certsim.kernel.statement.model import KernelModel, read_model
from certsim.model.tree import text
from certsim.orbits.laws import solve
from certsim.orbits.laws.solve import dependent_rows, find_laws
from certsim.orbits.modular.fields import Fields, Letters
from tests.orbits.models import read


def laws(model: KernelModel, degree: int = 2) -> list[str]:
    return [text(law) for law in find_laws(model, degree).laws]


@pytest.mark.parametrize(
    ("outputs", "parameters", "inputs", "degree", "expected"),
    [
        ("a*b*x", "a b", "x", 2, ["a**2 - b**2"]),
        ("a*b*x", "a b", "x", 4, ["a**2 - b**2"]),
        ("a*b*x + a**2*y", "a b c d", "x y", 3, ["c", "d"]),
        ("a*b**2*x", "a b", "x", 2, ["2*a**2 - b**2"]),
        ("a*b*x + a*c*x", "a b c", "x", 1, ["b - c"]),
        ("a*b*x", "a b c", "x", 1, ["c"]),
        ("a*exp(b)*x", "a b", "x", 2, ["a**2 - 2*b"]),
        ("a*tanh(b)*x", "a b", "x", 2, ["a**2 - sinh(b)**2"]),
        ("a*tanh(2*b)*x", "a b", "x", 2, ["4*a**2 - sinh(2*b)**2"]),
        ("a*sigmoid(b)*x", "a b", "x", 2, ["a**2 - 2*b - 2*exp(b)"]),
        ("a*cosh(b)*x", "a b", "x", 2, []),
        ("(w @ x)/sqrt(w @ w)", "w[2]", "x[2]", 2, ["w[0]**2 + w[1]**2"]),
        ("g*(w @ x)/sqrt(w @ w)", "g w[2]", "x[2]", 2, ["w[0]**2 + w[1]**2"]),
        ("a*tanh(b*x)", "a b", "x", 3, []),
        ("a @ tanh(W @ x + b)", "W[3,2] b[3] a[3]", "x[2]", 2, []),
        ("a*x + b", "a b", "x", 3, []),
    ],
)
def test_known_laws(outputs: str, parameters: str, inputs: str, degree: int, expected: list[str]) -> None:
    assert laws(read(outputs, parameters, inputs), degree) == expected


def test_rates_weigh_the_squares() -> None:
    assert laws(read("a*b*x", "a b", "x", rates={"a": "1/3"})) == ["3*a**2 - b**2"]


def test_laws_of_given_fields() -> None:
    rigid = Model.from_fields([["b*c", "-2*a*c", "a*b"]], parameters=["a", "b", "c"])
    found = find_laws(read_model(rigid.statement), 2)
    assert len(found.laws) == len(found.chosen) == 2


@pytest.mark.parametrize(
    ("widths", "expected"), [((2, 3, 2), 6), ((3, 2, 3, 2), 9), ((2, 2, 2), 3), ((2, 3, 3, 2), 12)]
)
def test_linear_networks_conserve_their_gram_differences(widths: tuple[int, ...], expected: int) -> None:
    layers = range(1, len(widths))
    parameters = " ".join(f"U{k}[{widths[k - 1]},{widths[k]}]" for k in layers)
    found = find_laws(read(" @ ".join(f"U{k}" for k in layers), parameters), 2)
    assert len(found.laws) == sum(n * (n + 1) // 2 for n in widths[1:-1]) == expected


def test_bases_are_sparse() -> None:
    """Each law of a ReLU network is about one neuron; sums of them would be laws, too."""
    model = read("(g*(x @ U1 + b)) @ U2", "U1[3,4] b[4] U2[4,2]", "x[3] g[4]")
    found = laws(model)
    assert len(found) == 4
    assert all(law.count("**2") == 3 + 1 + 2 for law in found)


def test_homogeneous_deep_networks_of_degree_three() -> None:
    model = read("c*((b @ (W @ x)**3)**3)", "W[2,2] b[2] c", "x[2]")
    found = find_laws(model, 2)
    assert len(found.chosen) == 3
    assert "W[0,0]**2 + W[0,1]**2 - 3*b[0]**2" in laws(model)


def test_quadratic_activations_and_attention_scores() -> None:
    quadratic = read("a @ (W @ x)**2", "W[2,2] a[2]", "x[2]")
    assert laws(quadratic) == ["W[0,0]**2 + W[0,1]**2 - 2*a[0]**2", "W[1,0]**2 + W[1,1]**2 - 2*a[1]**2"]
    attention = read("exp(x @ Q @ K.T @ y)", "Q[2,2] K[2,2]", "x[2] y[2]")
    assert len(find_laws(attention, 2).chosen) == 3


def test_dependent_laws_are_listed_but_not_counted() -> None:
    found = find_laws(read("(u @ v)*x", "u[3] v[3]", "x"), 2)
    assert (len(found.laws), len(found.chosen)) == (9, 5)


def test_the_seed_does_not_matter() -> None:
    model = read("x @ U1 @ U2 @ U3", "U1[2,3] U2[3,3] U3[3,2]", "x[2]")
    assert laws(model) == [text(law) for law in find_laws(model, 2, seed=11).laws]


@pytest.mark.parametrize(
    ("output", "parameters", "degree"),
    [
        ("a*b**2*x + c*x**2", "a b c", 2),
        ("a*tanh(b)*x + c*x**2", "a b c", 3),
        ("a*exp(2*b)*c*x", "a b c", 2),
        ("a*b*c*x", "a b c", 4),
    ],
)
def test_laws_stand_still_along_every_gradient(output: str, parameters: str, degree: int) -> None:
    """SymPy's derivatives, at a point, to 50 digits."""
    symbols = sympy.symbols(parameters)
    expression = sympy.sympify(output)
    place = {**dict(zip(symbols, sympy.sympify(["3/7", "5/3", "-2/9"]), strict=True)), "x": 2}
    found = laws(read(output, parameters, "x"), degree)
    assert found
    for law in map(sympy.sympify, found):
        rate: Any = sum(law.diff(v) * expression.diff(v) for v in symbols)
        assert abs(rate.subs(place).evalf(50)) < 1e-40


def test_too_many_monomials_and_too_little_time() -> None:
    wide = read("sum(a)*x", "a[900]", "x")
    with pytest.raises(OutOfBudget, match="monomials"):
        find_laws(wide, 3)
    with pytest.raises(OutOfBudget):
        find_laws(read("a*b*x", "a b", "x"), 2, budget=Budget(Deadline(0.0)))


def test_where_no_field_moves_anything_everything_is_conserved() -> None:
    found = find_laws(read("3 + 0*a", "a b", "x"), 2)
    assert [text(law) for law in found.laws] == ["a", "b"]
    assert len(found.chosen) == 2


class TestFunctionsWithoutResidues:
    """Calls are formal values there."""

    @pytest.mark.parametrize(
        ("outputs", "parameters", "inputs", "expected"),
        [
            ("a*softplus(b*x)", "a b", "x", []),
            ("a*log(exp(b*x) + exp(c*x))", "a b c", "x", []),
            ("log(exp(b*x) + exp(c*x)) - c*x", "b c", "x", ["b + c"]),
            ("a*softplus(b*x)*c", "a b c", "x", ["a**2 - c**2"]),
            ("tanh((w @ x)/sqrt(w @ w))", "w[2]", "x[2]", ["w[0]**2 + w[1]**2"]),
            (
                "c*tanh(a @ rms_norm(W @ x, eps=0))",
                "W[2,2] a[2] c",
                "x[2]",
                ["W[0,0]**2 + W[0,1]**2 + W[1,0]**2 + W[1,1]**2"],
            ),
        ],
    )
    def test_laws(self, outputs: str, parameters: str, inputs: str, expected: list[str]) -> None:
        found = find_laws(read(outputs, parameters, inputs), 2)
        assert [text(law) for law in found.laws] == expected
        assert found.formal


def test_a_product_of_laws_is_taken_from_longer_ones() -> None:
    """With the sum of K, |Q|² - |K|² could be written in more products, and is not."""
    outputs = "softmax(layer_norm(X, eps=1) @ k * (layer_norm(X, eps=1)[0] @ q)) @ X"
    found = laws(read(outputs, "q[3] k[3]", "X[2,3]"))
    assert found == [
        "q[0] + q[1] + q[2]",
        "k[0] + k[1] + k[2]",
        "q[0]**2 + q[1]**2 + q[2]**2 - k[0]**2 - k[1]**2 - k[2]**2",
    ]


def test_dependent_matrices_are_told_from_independent_ones() -> None:
    stack = np.array([[[1, 2, 3], [2, 4, 6]], [[1, 2, 3], [2, 4, 7]], [[0, 0, 0], [1, 0, 0]]])
    assert dependent_rows(stack).tolist() == [True, False, True]


@pytest.mark.parametrize(
    ("outputs", "parameters", "inputs"),
    [
        ("U @ V @ W", "U[2,3] V[3,3] W[3,2]", ""),
        ("(g*(x @ U + b)) @ V", "U[2,3] b[3] V[3,2]", "x[2] g[3]"),
        ("sum(a*exp(b))*x", "a[3] b[3]", "x"),
    ],
)
def test_classes_that_are_solved_field_by_field_have_the_same_laws(
    monkeypatch: pytest.MonkeyPatch, outputs: str, parameters: str, inputs: str
) -> None:
    model = read(outputs, parameters, inputs)
    expected = laws(model)
    monkeypatch.setattr(solve, "SMALL", 0)
    monkeypatch.setattr(solve, "LARGE", 0)
    assert laws(model) == expected != []


def test_large_classes_are_solved_with_few_samples_of_each_field(monkeypatch: pytest.MonkeyPatch) -> None:
    """All squares of a linear network are one class; a field moves few of them, and most tell nothing new."""
    drawn, values = [], Fields.values

    def counted(self: Fields, letters: Letters, *rest: Any) -> Any:
        drawn.append(len(letters))
        return values(self, letters, *rest)

    monkeypatch.setattr(Fields, "values", counted)
    monkeypatch.setattr(solve, "LARGE", 20)
    assert len(laws(read("U @ V", "U[6,6] V[6,6]"))) == 21
    letters, squares = 36, 72
    assert sum(drawn) < 2 * letters + 4 * squares < letters * squares
