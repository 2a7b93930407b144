"""How wide the networks are that models become on subspaces."""

from __future__ import annotations

import pytest

import certsim
from certsim import Model
from certsim.kernel.statement.claim import read_candidate
from certsim.kernel.statement.model import read_model
from certsim.kernel.terms.subspace import restrict
from certsim.model.candidate import Candidate
from certsim.reduction import widths as module
from certsim.reduction.widths import Widths, widths

DEEP = Model.parse("A @ tanh(V @ tanh(W @ x))", parameters=["A[2,3]", "V[3,3]", "W[3,2]"], inputs=["x[2]"])
FIRST, SECOND = ["W[0] = W[1]", "V[:,0] = V[:,1]"], ["V[1] = V[2]", "A[:,1] = A[:,2]"]


def found(model: Model, equations: list[str]) -> tuple[int, ...] | None:
    kernel = read_model(model.statement)
    candidate = read_candidate(kernel, Candidate.parse(model, equations).statement)
    return widths(kernel, restrict(candidate.equations, len(kernel.parameters)).images)


@pytest.mark.parametrize(
    ("equations", "expected"),
    [
        ([], (3, 3)),
        (FIRST, (2, 3)),
        (FIRST + SECOND, (2, 2)),
        (["V[0] = 0", "A[:,0] = 0"], (3, 2)),
        (["W = 0", "V = 0", "A = 0"], (0, 0)),
        (["V[:,0] = 0"], (2, 3)),
        (["W[0,0] = 1", "W[0,1] = 0", "W[1] = W[0]"], (2, 3)),
    ],
)
def test_one_for_each_depth(equations: list[str], expected: tuple[int, ...]) -> None:
    assert found(DEEP, equations) == expected


def test_none_without_calls() -> None:
    assert found(Model.parse("a/b*x", parameters=["a", "b"], inputs=["x"]), []) is None


def test_none_where_the_model_divides_by_zero() -> None:
    ratio = Model.parse("sin(a/(b*x))", parameters=["a", "b"], inputs=["x"])
    assert found(ratio, ["a = b"]) == (1,)
    assert found(ratio, ["b = 0"]) is None


@pytest.mark.parametrize("remembered", [0, module.MAX_REMEMBERED])
@pytest.mark.parametrize(
    ("outputs", "parameters"),
    [
        ("a @ tanh(W @ x)", ["W[4,2]", "a[4]"]),
        ("a @ tanh(V @ tanh(W @ x))", ["W[2,2]", "V[2,2]", "a[2]"]),
        ("a @ cos(W @ x) + b @ exp(x[0]*c)", ["W[2,2]", "a[2]", "b[2]", "c[2]"]),
    ],
)
def test_what_was_seen_before_changes_nothing(
    outputs: str, parameters: list[str], remembered: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The widths on all subspaces in a row are those on each alone."""
    monkeypatch.setattr(module, "MAX_REMEMBERED", remembered)
    model = Model.parse(outputs, parameters=parameters, inputs=["x[2]"])
    kernel, many = read_model(model.statement), Widths(read_model(model.statement))
    for sim in certsim.enumerate(model, sample=0).sims:
        images = sim.subspace.images()
        assert sim.reduced == many.on(images) == widths(kernel, images)
