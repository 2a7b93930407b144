"""Steps are settled by conditions of the set and of the inputs, by equations, and by steps below."""

from __future__ import annotations

from typing import Any

import pytest

from certsim import Model
from certsim.kernel.evidence.records import Settled
from certsim.kernel.rules.tangency import lie_derivatives, tower_for
from certsim.search.settled import find_settled
from tests.search.given import limits, setting


def settled(output: str, equations: list[str] | None = None, **parts: Any) -> list[bool]:
    """The values to which the steps of a model are settled."""
    where = parts.pop("inputs_where", [])
    model = Model.parse(output, parameters=["a", "b", "w"], inputs=["x", "y"], inputs_where=where)
    return [one.positive for one in found(model, equations or [], **parts)]


def found(model: Model, equations: list[str], **parts: Any) -> tuple[Settled, ...]:
    given = setting(model, equations, **parts)
    tower = tower_for(given.claim, None)
    polynomials = [*given.restriction.equations(), *(c.polynomial for c in given.conditions)]
    lie_derivatives(given, polynomials, tower, None)
    return find_settled(given, tower, limits(20))


@pytest.mark.parametrize(
    ("argument", "inputs_where", "where"),
    [
        ("w*x**2", [], ["w < 0"]),
        ("w*(x - y)**2 + b*x**4", [], ["w < 0", "b < 0"]),
        ("w*x + b*y", ["x > 0", "y > 0"], ["w < 0", "b < 0"]),
        ("w*x + b", ["x > -1", "x < 1"], ["b < w", "b < -w"]),
        ("w*x + b", ["x**2 < 1"], ["b < w", "b < -w"]),
        ("w*x + b", ["x**2 < 1"], ["b < 0", "b**2 > w**2"]),
        ("b*relu(w*x) + b", [], ["b < 0", "w > 0"]),
        ("b*exp(w*x)", [], ["b < 0", "w > 0"]),
        ("w - 2", [], ["w < 1", "b > 0"]),
    ],
)
def test_by_conditions(argument: str, inputs_where: list[str], where: list[str]) -> None:
    assert False in settled(f"a*relu({argument}) + b*w*y", where=where, inputs_where=inputs_where)


@pytest.mark.parametrize(
    ("argument", "inputs_where", "where"),
    [
        ("w*x", [], ["w < 0"]),
        ("w*x + b", ["x > 0"], ["w < 0", "b > 0"]),
        ("b*tanh(w*x)", [], ["b < 0", "w > 0"]),
        ("b*leaky_relu(w*x, 1/10)", [], ["b < 0", "w > 0"]),
        ("w*x**2", [], ["w != 0"]),
    ],
)
def test_not_by_conditions_that_leave_both_signs(
    argument: str, inputs_where: list[str], where: list[str]
) -> None:
    assert settled(f"a*relu({argument}) + b*w*y", where=where, inputs_where=inputs_where) == []


def test_by_an_equation() -> None:
    constants = {"constants": ["c"]}
    assert settled("a*relu(b + w*x)", ["w = 0", "b = -c**2 - 1"], **constants) == [False]
    assert settled("a*relu(b + w*x)", ["w = 0", "b = c**2"], **constants) == [True]


def test_one_after_the_other() -> None:
    assert settled("a*relu(w*relu(b*x**2) - 1)", ["a = 1"], where=["b < 0"]) == [False, False]
