"""Brackets that span: their number is the dimension of the orbit, and the kernel finds them independent."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
import sympy

from certsim import Model
from certsim.kernel.evidence.records import Spanning
from certsim.kernel.rules.independence import require_independent
from certsim.kernel.statement.claim import read_claim
from certsim.kernel.statement.model import KernelModel
from certsim.orbits.bounds.spanning import find_spanning
from certsim.orbits.laws.solve import find_laws
from certsim.orbits.modular.functions import Unsupported
from certsim.orbits.modular.linear import independent_rows
from tests.orbits.models import read

NOTHING = read_claim(
    {
        "model": Model.parse("a", parameters=["a"]).statement,
        "candidate": {"equations": []},
        "verdict": "certified",
    }
)


def dimension(model: KernelModel, point: list[int | Fraction], seed: int = 0) -> int:
    """The number of brackets found, after the kernel accepted them."""
    values = [Fraction(value) for value in point]
    spanning = find_spanning(model, dict(enumerate(values)), seed=seed)
    accepted_by_the_kernel(model, values, spanning)
    return len(spanning.brackets)


def accepted_by_the_kernel(model: KernelModel, values: list[Fraction], spanning: Spanning) -> None:
    """Raises if the brackets were not recomputed, and found independent."""
    claim = replace(NOTHING, model=model)
    require_independent(claim, values, [], spanning)


def generic(model: KernelModel, seed: int = 5) -> list[int | Fraction]:
    return list(np.random.default_rng(seed).integers(1, 12, len(model.parameters)).tolist())


@pytest.mark.parametrize(
    ("outputs", "parameters", "inputs", "expected"),
    [
        ("a*b*x", "a b", "x", 1),
        ("a*b*c*x", "a b c", "x", 1),
        ("a*x + b*x", "a b", "x", 1),
        ("a*x + b", "a b", "x", 2),
        ("U @ V @ x", "U[2,2] V[2,2]", "x[2]", 5),
        ("a @ tanh(W @ x + b)", "W[3,2] b[3] a[3]", "x[2]", 12),
        ("a @ (W @ x)**2", "W[2,2] a[2]", "x[2]", 4),
        ("a*sigmoid(b*x) + sinh(c*x)", "a b c", "x", 3),
        ("a*sin(b*x)", "a b", "x", 2),
        ("(w @ x)/(w @ w)", "w[2]", "x[2]", 2),
        ("a*exp(b)*x", "a b", "x", 1),
        ("x @ Q @ K.T @ y", "Q[2,2] K[2,2]", "x[2] y[2]", 5),
        ("a*relu(b*x)", "a b", "x", 1),
    ],
)
def test_dimensions_of_generic_orbits(outputs: str, parameters: str, inputs: str, expected: int) -> None:
    model = read(outputs, parameters, inputs)
    assert dimension(model, generic(model)) == expected


@pytest.mark.parametrize(
    ("point", "expected"), [([1, 1], 1), ([0, 0], 0), ([2, 0], 1), ([Fraction(1, 2), Fraction(-1, 3)], 1)]
)
def test_degenerate_and_rational_points(point: list[int | Fraction], expected: int) -> None:
    assert dimension(read("a*b*x", "a b", "x"), point) == expected


@pytest.mark.parametrize("power", [1, 3, 5, 7])
def test_a_direction_that_only_long_brackets_show(power: int) -> None:
    model = read(f"a + a**{power}*b*x", "a b", "x")
    assert dimension(model, [0, 0]) == 2


def test_tied_neurons_have_the_orbit_of_fewer() -> None:
    model = read("a @ tanh(W @ x)", "W[3,1] a[3]", "x[1]")
    assert dimension(model, [2, 2, 5, 3, 3, 7]) == 4
    assert dimension(model, [2, 4, 5, 3, 3, 7]) == 6


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("n", [2, 3, 6])
def test_the_answer_does_not_depend_on_luck(n: int, seed: int) -> None:
    """The orbit of U @ V has M - n(n+1)/2 dimensions; n² fields have to be completed by brackets."""
    model = read("U @ V", f"U[{n},{n}] V[{n},{n}]")
    point = dict(enumerate(map(Fraction, generic(model, seed + 1))))
    expected = 2 * n * n - n * (n + 1) // 2
    assert len(find_spanning(model, point, target=expected, seed=seed).brackets) == expected


def test_the_same_seed_gives_the_same_words() -> None:
    model = read("U @ V @ x", "U[3,3] V[3,3]", "x[3]")
    point = dict(enumerate(map(Fraction, generic(model))))
    assert find_spanning(model, point, target=12, seed=7) == find_spanning(model, point, target=12, seed=7)


def test_no_more_than_the_target() -> None:
    model = read("a*x + b", "a b", "x")
    assert len(find_spanning(model, {0: Fraction(1)}, target=1).brackets) == 1


def test_a_model_of_constants_has_no_fields() -> None:
    assert dimension(read("3 + 0*a", "a"), [1]) == 0


def test_functions_without_residues_are_refused() -> None:
    with pytest.raises(Unsupported):
        find_spanning(read("a*erf(b*x)", "a b", "x"), {0: Fraction(1)})


@pytest.mark.parametrize("seed", range(6))
def test_dimensions_agree_with_singular_values(seed: int) -> None:
    """Random polynomial models: gradients and brackets in floats, by sympy, and their numerical rank."""
    random = np.random.default_rng(seed)
    symbols = sympy.symbols("t0:4")
    terms = [int(random.integers(1, 5)) * sympy.prod(random.choice(symbols, 3)) for _ in range(3)]
    fields = [sympy.Matrix([term.diff(v) for v in symbols]) for term in terms]
    brackets = [b.jacobian(symbols) * a - a.jacobian(symbols) * b for a in fields for b in fields]
    nested = [b.jacobian(symbols) * a - a.jacobian(symbols) * b for a in fields for b in brackets]
    deeper = [b.jacobian(symbols) * a - a.jacobian(symbols) * b for a in fields for b in nested]
    place = dict(zip(symbols, (2, 3, 5, 7), strict=True))
    rows = np.array([list(v.subs(place)) for v in (*fields, *brackets, *nested, *deeper)], dtype=float)
    rows /= np.maximum(1, np.abs(rows).max(axis=1, keepdims=True))
    model = read_outputs([str(term) for term in terms])
    assert dimension(model, [2, 3, 5, 7]) == np.linalg.matrix_rank(rows, tol=1e-9)


def read_outputs(outputs: list[str]) -> KernelModel:
    return read(outputs, "t0 t1 t2 t3")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("outputs", "parameters", "inputs"),
    [("U @ V @ x", "U[2,3] V[3,2]", "x[2]"), ("a @ (W @ x)**3", "W[2,3] a[2]", "x[3]")],
)
def test_laws_and_brackets_meet(outputs: str, parameters: str, inputs: str) -> None:
    model = read(outputs, parameters, inputs)
    assert dimension(model, generic(model)) + len(find_laws(model, 2).chosen) == len(model.parameters)


def test_independent_rows_are_the_first_ones() -> None:
    rows = np.array([[1, 2, 0], [2, 4, 0], [0, 0, 0], [0, 1, 1], [1, 3, 1]])
    assert independent_rows(rows).tolist() == [0, 3]
