"""The whole search: a certificate that the kernel accepts, or a reason."""

from __future__ import annotations

from typing import Any

import pytest

from certsim import Candidate, Model
from certsim.kernel.check import check, write_certificate
from certsim.search import Undecided, find_proof
from tests.search.given import DIAGONAL, RIGHT, ROUND, STILL, TANH, fields, limits


def search(
    model: Model,
    equations: list[str],
    seconds: float = 10,
    seed: int = 0,
    allow: tuple[str, ...] = ("z3", "relu"),
    **parts: Any,
) -> bytes | Undecided:
    candidate = Candidate.parse(model, equations, name="the set", **parts)
    found = find_proof(model, candidate, limits(seconds, seed=seed, allow=allow))
    return (
        write_certificate({"model": "", "candidate": "the set"}, *found)
        if isinstance(found, tuple)
        else found
    )


VERDICTS: dict[str, tuple[str, Model, list[str], dict[str, Any]]] = {
    "a symmetry": ("certified", TANH, ["W[0] = W[1]", "a[0] = a[1]"], {}),
    "cofactors": ("certified", fields(["x", "y"]), ["x**2 = y**2"], {}),
    "a description": ("certified", fields(["0", "x"]), ["x*y = 0"], {"where": ["y != 0"]}),
    "a contradiction": ("certified", RIGHT, ["x = 0", "x = 1"], {}),
    "no real point": ("certified", RIGHT, ["x**2 = -1"], {}),
    "a description that is a contradiction": ("certified", RIGHT, ["x**2 + (x - 1)**2 = 0"], {}),
    "a point": ("refuted", RIGHT, ["x = 0"], {}),
    "a boundary": ("refuted", RIGHT, ["y = 0"], {"where": ["x > 0"]}),
    "a long word": ("refuted", RIGHT, ["x**3 = 0"], {}),
}


@pytest.mark.parametrize("case", VERDICTS)
def test_certificates_are_accepted(case: str) -> None:
    verdict, model, equations, parts = VERDICTS[case]
    found = search(model, equations, **parts)
    assert isinstance(found, bytes)
    assert check(found).verdict == verdict


@pytest.mark.parametrize("case", VERDICTS)
def test_the_same_seed_finds_the_same_bytes(case: str) -> None:
    _, model, equations, parts = VERDICTS[case]
    assert search(model, equations, seed=3, **parts) == search(model, equations, seed=3, **parts)


def test_no_time_is_a_reason() -> None:
    found = search(DIAGONAL, ["a**4 - b**4 + a*b**3 = 1"], seconds=-1)
    assert isinstance(found, Undecided)
    assert found.reason == "timeout"


def test_a_union_is_shown_by_cases_where_no_ideal_of_atoms_knows_of_them() -> None:
    """Twins that are equal or opposite."""
    twins = Model.parse("a*tanh(w*x) + b*tanh(v*x)", parameters=["a", "b", "w", "v"], inputs=["x"])
    equations = [f"({p})*({q}) = 0" for p in ("a-b", "w-v") for q in ("a+b", "w+v")]
    found = search(twins, equations)
    assert isinstance(found, bytes)
    assert check(found).verdict == "certified"


def test_nothing_is_assumed_that_is_not_allowed() -> None:
    found = search(STILL, ["x**4 + y**4 = 1"], allow=(), where=["x + y < 7"])
    if isinstance(found, bytes):
        assert check(found).assumptions == ()


def test_the_solver_is_left_out_where_algebra_decides() -> None:
    for model, equations in ((ROUND, ["x**2 + y**2 = 3"]), (TANH, ["W[0] = 0", "a[0] = 0"])):
        found = search(model, equations)
        assert isinstance(found, bytes)
        assert check(found).assumptions == ()
