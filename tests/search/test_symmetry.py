"""Symmetries are proposed for affine sets, and the kernel accepts every one that is found."""

from __future__ import annotations

from typing import Any

import pytest

from certsim import Model
from certsim.kernel.evidence.records import Invariance
from certsim.kernel.rules.invariance import invariance
from certsim.search.symmetry import find_symmetry
from tests.search.given import DIAGONAL, RIGHT, ROUND, TANH, fields, setting

TIED = Model.parse("W.T @ W @ x", parameters=["W[2,2]"], inputs=["x[2]"])
FOUND: dict[str, tuple[Model, list[str]]] = {
    "merged neurons": (TANH, ["W[0] = W[1]", "a[0] = a[1]"]),
    "three merged neurons": (TANH, ["W[0] = W[1]", "a[0] = a[1]", "W[1] = W[2]", "a[1] = a[2]"]),
    "opposite neurons": (TANH, ["W[0] = -W[2]", "a[0] = -a[2]"]),
    "a dead neuron": (TANH, ["W[1] = 0", "a[1] = 0"]),
    "merged and dead neurons": (TANH, ["W[0] = W[1]", "a[0] = a[1]", "W[2] = 0", "a[2] = 0"]),
    "everything dead": (TANH, ["W = 0", "a = 0"]),
    "a row that is twice another": (TIED, ["W[0] = 2*W[1]"]),
    "a row that is a rational multiple of another": (TIED, ["W[0] = 3/4*W[1]"]),
    "equal weights": (DIAGONAL, ["a = b"]),
    "a field that turns": (ROUND, ["x = 0", "y = 0"]),
}


@pytest.mark.parametrize("case", FOUND)
def test_found_and_accepted(case: str) -> None:
    given = setting(*FOUND[case])
    found = find_symmetry(given)
    assert found is not None
    invariance(given, Invariance(None, found))


MISSED: dict[str, tuple[Model, list[str], dict[str, Any]]] = {
    "a set that is left": (TANH, ["W[0] = W[1]"], {}),
    "a set that is invariant without any symmetry": (
        Model.parse("a @ gelu(W @ x)", parameters=["W[2,1]", "a[2]"], inputs=["x[1]"]),
        ["W[0] = 0", "a[0] = 0"],
        {},
    ),
    "a curved set": (DIAGONAL, ["a**2 = b**2 + 1"], {}),
    "a set with a condition": (DIAGONAL, ["a = b"], {"where": ["a > 0"]}),
    "a set with a constant": (RIGHT, ["y = c"], {"constants": ["c"]}),
    "a set that is empty": (DIAGONAL, ["a = b", "a = b + 1"], {}),
    "different rates": (
        Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"], rates={"a": 2}),
        ["a = b"],
        {},
    ),
}


@pytest.mark.parametrize("case", MISSED)
def test_not_found(case: str) -> None:
    model, equations, parts = MISSED[case]
    assert find_symmetry(setting(model, equations, **parts)) is None


def test_the_maps_of_the_candidate_are_tried_first() -> None:
    swap = {"W[0]": "W[1]", "W[1]": "W[0]", "a[0]": "a[1]", "a[1]": "a[0]"}
    given = setting(TANH, fixed_by=[swap])
    found = find_symmetry(given)
    assert found is not None
    assert list(found.maps) == list(given.claim.candidate.maps)


def test_a_shear_of_a_vector_field_will_do() -> None:
    given = setting(fields(["x", "y"]), fixed_by=[{"x": "x + y"}])
    found = find_symmetry(given)
    assert found is not None
    assert len(found.maps[0]) == 1
