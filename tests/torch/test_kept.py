"""Sets near by are proved to be kept, or not, on a graph: merged and opposite neurons, and dead ones."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from certsim.torch.checker.graph import Graph
from certsim.torch.checker.pattern import Audited
from certsim.torch.condensation.kept import odd, with_proofs
from certsim.torch.condensation.near import Member, Units, near_by

WIDTH = 6
UNITS = Units("hidden", (Member("W", 0), Member("b", 0), Member("a", 1)), WIDTH)


def audited(function: str, rates: dict[str, int] | None = None) -> Audited:
    """a @ f(W @ x + b), for two inputs and three outputs."""
    graph = Graph()
    w, b, a = (graph.leaf("parameter", name, shape) for name, shape in SHAPES.items())
    x = graph.leaf("input", "x", (2,))
    hidden = graph.map(function, graph.add([graph.contract([w, x], [(0, 1), (1,)], (0,)), b]))
    graph.outputs.append(graph.contract([a, hidden], [(0, 1), (1,)], (0,)))
    return Audited(graph, SHAPES, rates or dict.fromkeys(SHAPES, 0))


SHAPES = {"W": (WIDTH, 2), "b": (WIDTH,), "a": (3, WIDTH)}


def weights(signs: tuple[int, int] = (1, 1), dead: float = 1.0) -> dict[str, Any]:
    """Unit 3 is almost unit 1, what comes in with a sign and what goes out with another; unit 5 is scaled."""
    random = np.random.default_rng(0)
    values = {name: random.normal(size=shape) for name, shape in SHAPES.items()}
    values["W"][3], values["b"][3] = signs[0] * values["W"][1], signs[0] * values["b"][1] + 1e-3
    values["a"][:, 3] = signs[1] * values["a"][:, 1]
    values["W"][5] *= dead
    values["b"][5] *= dead
    values["a"][:, 5] *= dead
    return values


def kept(function: str, values: dict[str, Any], signs: bool = True) -> list[tuple[str, bool | None]]:
    found = near_by(values, [UNITS], 0.01, odd={"hidden"} if signs else set())
    (layer,) = with_proofs(audited(function), [UNITS], found).layers
    return [(sim.kind, sim.kept) for sim in layer.sims]


@pytest.mark.parametrize("function", ["tanh", "relu", "silu", "sigmoid"])
def test_merged_neurons_are_kept(function: str) -> None:
    assert kept(function, weights()) == [("tied", True)]


@pytest.mark.parametrize(
    ("function", "expected"), [("tanh", True), ("sin", True), ("relu", False), ("silu", False)]
)
def test_opposite_neurons_are_kept_by_odd_functions(function: str, expected: bool) -> None:
    assert kept(function, weights((-1, -1))) == [("opposite", expected)]
    assert odd(audited(function), [UNITS]) == ({"hidden"} if expected else frozenset())


@pytest.mark.parametrize(
    ("function", "expected"), [("tanh", True), ("silu", True), ("sigmoid", False), ("cos", False)]
)
def test_dead_neurons_are_kept_where_the_function_is_0_at_0(function: str, expected: bool) -> None:
    assert kept(function, weights((1, 1), 1e-4))[1:] == [("zero", expected)]


def test_a_set_is_named_with_the_proof() -> None:
    found = near_by(weights(), [UNITS], 0.01)
    assert "kept by training" in "\n".join(with_proofs(audited("relu"), [UNITS], found).lines())
    found = near_by(weights((1, 1), 1e-4), [UNITS], 0.01)
    assert "not proved to be kept" in "\n".join(with_proofs(audited("cos"), [UNITS], found).lines())


def test_what_is_frozen_is_not_kept_together() -> None:
    """Units whose outgoing weights are frozen, and not quite equal, part."""
    graph = Graph()
    w, x = graph.leaf("parameter", "W", (WIDTH, 2)), graph.leaf("input", "x", (2,))
    a = graph.leaf("frozen", "a", (3, WIDTH))
    hidden = graph.map("tanh", graph.contract([w, x], [(0, 1), (1,)], (0,)))
    graph.outputs.append(graph.contract([a, hidden], [(0, 1), (1,)], (0,)))
    units = Units("hidden", (Member("W", 0), Member("a", 1)), WIDTH)
    found = near_by(weights(), [units], 0.01)
    (layer,) = with_proofs(Audited(graph, {"W": (WIDTH, 2)}, {"W": 0}), [units], found).layers
    assert [(sim.kind, sim.kept) for sim in layer.sims] == [("tied", False)]


def test_heads_of_a_fused_projection_are_kept() -> None:
    """Two heads of width 2 whose keys and values are one matrix: rows (2, heads, 2)."""
    shapes = {"kv": (2 * 2 * 2, 3), "out": (3, 2 * 2)}
    graph = Graph()
    kv, out = (graph.leaf("parameter", name, shape) for name, shape in shapes.items())
    x = graph.leaf("input", "x", (4, 3))
    rows = graph.reshape(graph.contract([x, kv], [(0, 2), (1, 2)], (0, 1)), (4, 2, 2, 2))
    keys, values = graph.select(rows, 1, 0), graph.select(rows, 1, 1)
    weights = graph.softmax(graph.contract([keys, keys], [(0, 2, 3), (1, 2, 3)], (2, 0, 1)), 2)
    mixed = graph.reshape(graph.contract([weights, values], [(0, 1, 2), (2, 0, 3)], (1, 0, 3)), (4, 4))
    graph.outputs.append(graph.contract([mixed, out], [(0, 1), (2, 1)], (0, 2)))
    audited = Audited(graph, shapes, dict.fromkeys(shapes, 0))
    heads = Units("heads", (Member("kv", 0, 2), Member("out", 1)), 2)
    random = np.random.default_rng(0)
    matrices = {name: random.normal(size=shape) for name, shape in shapes.items()}
    matrices["kv"][[2, 3, 6, 7]] = matrices["kv"][[0, 1, 4, 5]]
    matrices["out"][:, 2:] = matrices["out"][:, :2] + 1e-4
    (layer,) = with_proofs(audited, [heads], near_by(matrices, [heads], 0.01)).layers
    assert [(sim.kind, sim.units, sim.kept) for sim in layer.sims] == [("tied", (1, 0), True)]
