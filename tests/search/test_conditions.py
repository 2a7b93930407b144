"""Conditions are shown one after the other, and what is found the kernel takes."""

from __future__ import annotations

from typing import Any

import pytest

from certsim.kernel.evidence.records import BoundaryInvariant, Invariance, Kept, NeverZero, Tangency
from certsim.kernel.rules.invariance import invariance
from certsim.kernel.rules.setting import Setting
from certsim.model.model import Model
from certsim.search.invariance import find_invariance
from tests.search.given import DIAGONAL, RIGHT, fields, limits, setting

LOG = Model.parse("log(a)*x + b**2*x", parameters=["a", "b"], inputs=["x"])


def found(given: Setting) -> Invariance | None:
    proof = find_invariance(given, limits(allow=()))
    if proof is not None:
        invariance(given, proof)
    return proof


def tangency(model: Model, equations: list[str], where: list[str]) -> Tangency:
    proof = found(setting(model, equations, where=where))
    assert proof is not None
    assert isinstance(proof.proof, Tangency)
    return proof.proof


@pytest.mark.parametrize(
    ("where", "order"),
    [
        (["a**2 > b**2", "a > 0"], ()),
        (["a > 0", "a**2 > b**2"], (1, 0)),
        (["2*a + b > 0", "a > 0", "a**2 > b**2"], (2, 0, 1)),
        (["a + b != 0", "a**2 > b**2"], ()),
    ],
)
def test_in_an_order_in_which_each_follows(where: list[str], order: tuple[int, ...]) -> None:
    assert tangency(DIAGONAL, ["0*a = 0"], where).order in (order, ())


def test_over_what_is_shown_before() -> None:
    model = fields(["0", "w", "u"], parameters="u w y")
    proof = tangency(model, ["u*w = 0"], ["y > 0", "w != 0"])
    assert [type(one) for one in proof.conditions] == [Kept, Kept]
    assert proof.order == (1, 0)
    assert proof.conditions[0].power == 1  # type: ignore[union-attr]


def test_by_a_boundary() -> None:
    proof = tangency(fields(["x*(2*y - 1)", "-2*x**2"]), ["0*x = 0"], ["x**3 + x > 0"])
    assert isinstance(proof.conditions[0], BoundaryInvariant)


def test_by_the_domain() -> None:
    (condition,) = tangency(LOG, ["b = 0"], ["a > -1"]).conditions
    assert isinstance(condition, NeverZero)
    assert condition.domain == (0,)


def test_an_equation_is_described_by_the_domain() -> None:
    proof = found(setting(LOG, ["(a + 1)*b = 0"]))
    assert proof is not None
    assert proof.description is not None
    assert proof.description.domain == (0,)


@pytest.mark.parametrize(
    ("model", "equations", "parts"),
    [
        (DIAGONAL, ["0*a = 0"], {"where": ["a > 0"]}),
        (RIGHT, ["0*x = 0"], {"where": ["x > 0", "x**2 > 0"]}),
        (fields(["-1", "-1"]), ["x = y"], {"where": ["x > 0", "y > 0"]}),
        (LOG, ["b = 0"], {"where": ["a > 1"]}),
        (LOG, ["(a - 1)*b = 0"], {}),
    ],
)
def test_not_what_is_crossed(model: Model, equations: list[str], parts: dict[str, Any]) -> None:
    assert found(setting(model, equations, **parts)) is None
