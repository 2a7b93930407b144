"""Rank strata of linear layers: for every reflection of the hidden units, a set that training keeps (T8)."""

from __future__ import annotations

import pytest

from certsim import Model, Verdict, certify
from certsim.judge import Options
from certsim.symmetry.sims.layers import rank_strata


def test_a_linear_layer_trains_as_a_narrower_one() -> None:
    model = Model.parse("U @ V @ x", parameters=["U[2,2]", "V[2,2]"], inputs=["x[2]"])
    found = rank_strata(model, Options())
    assert [(one.width, one.constants) for one in found] == [(1, "C[2,1]"), (0, "C[2,2]")]
    assert found[0].equations == ("U @ C = 0", "C.T @ V = 0")
    assert all(one.result.verdict is Verdict.CERTIFIED for one in found)


def test_queries_and_keys_are_such_a_layer() -> None:
    model = Model.parse("(Q @ x) @ (K @ y)", parameters=["Q[2,2]", "K[2,2]"], inputs=["x[2]", "y[2]"])
    (first, _) = rank_strata(model, Options())
    assert (first.between, first.equations) == ("Q and K", ("C.T @ Q = 0", "C.T @ K = 0"))
    assert first.result.verdict is Verdict.CERTIFIED


@pytest.mark.parametrize("function", ["tanh", "relu"])
def test_other_layers_have_none(function: str) -> None:
    model = Model.parse(f"U @ {function}(V @ x)", parameters=["U[2,2]", "V[2,2]"], inputs=["x[2]"])
    assert rank_strata(model, Options()) == []


@pytest.mark.parametrize(
    ("equations", "verdict"),
    [
        (["U @ v = 0", "v @ V = 0"], Verdict.CERTIFIED),
        (["U @ v = 0", "[2*v[0], v[1]] @ V = 0"], Verdict.REFUTED),
        (["U @ v = 0"], Verdict.REFUTED),
    ],
)
def test_a_reflection_by_constants_and_what_is_close_to_it(equations: list[str], verdict: Verdict) -> None:
    model = Model.parse("U @ V @ x", parameters=["U[2,2]", "V[2,2]"], inputs=["x[2]"])
    assert certify(model, equations, constants=["v[2]"]).verdict is verdict
