"""Lie algebras of affine infinitesimal symmetries: known ones, planted ones, ranks of sampled gradients."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certsim import Model
from certsim.symmetry.continuous.algebra import LieAlgebra, find_infinitesimal

MODELS: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("known_algebras.toml").read_text(encoding="utf-8")
)["models"]


def found(model: Model) -> LieAlgebra:
    algebra = find_infinitesimal(model)
    assert algebra is not None
    return algebra


@pytest.mark.parametrize("about", MODELS, ids=lambda about: str(about["name"]))
def test_all_of_it_is_found(about: dict[str, Any]) -> None:
    parts = {key: about[key] for key in ("frozen",) if key in about}
    model = Model.parse(about["outputs"], parameters=about["parameters"], inputs=about["inputs"], **parts)
    algebra = found(model)
    assert algebra.dimension == about["dimension"], about["reason"]
    assert algebra.complete


@settings(max_examples=12, deadline=None)
@given(st.integers(1, 3), st.integers(1, 3), st.integers(1, 3))
def test_the_hidden_units_of_a_linear_layer_are_turned(inside: int, hidden: int, outside: int) -> None:
    """The dimension is the nullity of ∇F·Y at random places, computed in floating point."""
    shapes = [f"U[{outside},{hidden}]", f"V[{hidden},{inside}]"]
    algebra = found(Model.parse("U @ V @ x", parameters=shapes, inputs=[f"x[{inside}]"]))
    assert algebra.complete
    assert algebra.dimension == nullity(inside, hidden, outside)
    if hidden > 1:
        assert f"GL({hidden}) between axis 1 of U and axis 0 of V" in algebra.structure


def nullity(inside: int, hidden: int, outside: int) -> int:
    """Of the affine fields on (U, V): how many leave U V as it is, by singular values."""
    rng, size = np.random.default_rng(1), hidden * (inside + outside)
    rows = []
    for _ in range(size * (size + 1) // (inside * outside) + 5):
        u, v = rng.normal(size=(outside, hidden)), rng.normal(size=(hidden, inside))
        theta = np.concatenate([u.ravel(), v.ravel(), [1.0]])
        for i in range(outside):
            for j in range(inside):
                du, dv = np.zeros_like(u), np.zeros_like(v)
                du[i], dv[:, j] = v[:, j], u[i]
                rows.append(np.outer(np.concatenate([du.ravel(), dv.ravel()]), theta).ravel())
    return size * (size + 1) - int(np.linalg.matrix_rank(np.array(rows), tol=1e-8))


@settings(max_examples=12, deadline=None)
@given(st.integers(1, 4), st.integers(1, 2), st.sampled_from(["relu", "abs", "tanh", "softplus"]))
def test_planted_scalings_are_found(units: int, inside: int, function: str) -> None:
    text = f"a @ {function}(W @ x)"
    model = Model.parse(text, parameters=[f"a[{units}]", f"W[{units},{inside}]"], inputs=[f"x[{inside}]"])
    assert found(model).dimension == (units if function in ("relu", "abs") else 0)


def test_wide_layers_are_searched_by_the_axes_of_arrays() -> None:
    model = Model.parse("U @ V @ x", parameters=["U[4,5]", "V[5,4]"], inputs=["x[4]"])
    algebra = found(model)
    assert (algebra.dimension, algebra.general, algebra.complete) == (25, False, False)
    assert algebra.structure == ("GL(5) between axis 1 of U and axis 0 of V",)


def test_of_models_that_are_given_by_fields_none_is_looked_for() -> None:
    assert find_infinitesimal(Model.from_fields([["y", "-x"]], parameters=["x", "y"])) is None


def test_of_models_that_mention_pi_none_is_looked_for() -> None:
    assert find_infinitesimal(Model.parse("a*cos(w*x + pi/2)", parameters=["a", "w"], inputs=["x"])) is None
