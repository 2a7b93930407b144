"""Tensor graphs as models: the same functions, in expressions that a person would write."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certsim import Model
from certsim.torch.graph import Graph
from certsim.torch.spelling import legal_names
from certsim.torch.written import tables_of
from tests.torch.values import Values, outputs_of_graph, outputs_of_model

FUNCTIONS: dict[str, Callable[..., Values]] = {
    "tanh": np.tanh,
    "exp": np.exp,
    "power:2.0": np.square,
    "reciprocal": np.reciprocal,
    "rsqrt": lambda x: 1 / np.sqrt(x),
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "maximum": np.maximum,
    "prelu": lambda x, slope: np.where(x > 0, x, slope * x),
    "softplus:2.0:20.0": lambda x: np.log1p(np.exp(2 * x)) / 2,
    "log1p": np.log1p,
    "softsign": lambda x: x / (1 + np.abs(x)),
    "clamp:-inf:0.5": lambda x: np.minimum(x, 0.5),
    "celu:2.0": lambda x: np.where(x > 0, x, 2 * np.expm1(x / 2)),
    "leaky_relu:0.25": lambda x: np.where(x > 0, x, x / 4),
}


def tables(graph: Graph, *outputs: int, values: dict[str, Values] | None = None) -> dict[str, Any]:
    graph.outputs = list(outputs)
    leaves = [node for node in graph.nodes if getattr(node.operation, "kind", "") == "parameter"]
    return tables_of(graph, {node.operation.name: node.shape for node in leaves}, values or {})  # type: ignore[union-attr]


def assert_same(graph: Graph, seed: int = 0) -> None:
    """The graph and the model have equal outputs at a point with short binary fractions."""
    shapes = {node.operation.name: node for node in graph.nodes if hasattr(node.operation, "kind")}
    random = np.random.default_rng(seed)
    leaves = {name: random.integers(-16, 17, node.shape) / 8 for name, node in shapes.items()}
    parameters = {name: node.shape for name, node in shapes.items() if node.operation.kind == "parameter"}  # type: ignore[union-attr]
    model = Model.parse(**tables_of(graph, parameters, leaves))
    point = {legal: leaves[name] for name, legal in legal_names(parameters).items()}
    inputs = {name: leaves[name] for name, node in shapes.items() if node.operation.kind == "input"}  # type: ignore[union-attr]
    found = outputs_of_model(model, point, inputs)
    assert found == pytest.approx(outputs_of_graph(graph, leaves, FUNCTIONS), abs=1e-12, rel=1e-12)


SHAPES = [(), (1,), (2,), (2, 3), (1, 3), (3, 2), (2, 1, 3), (2, 2, 2), (4,)]


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """A few leaves, and operations on what is there."""
    graph = Graph()
    for kind, name in (("parameter", "a.weight"), ("parameter", "a_weight"), ("input", "x"), ("frozen", "m")):
        graph.leaf(kind, name, draw(st.sampled_from(SHAPES)))
    for _ in range(draw(st.integers(1, 8))):
        grow = draw(st.sampled_from(GROWING))
        x = draw(st.integers(0, len(graph.nodes) - 1))
        if np.prod(graph.shape(x)) <= 24:
            grow(draw, graph, x)
    graph.outputs = draw(st.lists(st.integers(0, len(graph.nodes) - 1), min_size=1, max_size=2))
    return graph


def permuted(draw: st.DrawFn, graph: Graph, x: int) -> int:
    return graph.permute(x, draw(st.permutations(range(len(graph.shape(x))))))


def in_other_shape(draw: st.DrawFn, graph: Graph, x: int) -> int:
    size = int(np.prod(graph.shape(x)))
    fitting = [shape for shape in [*SHAPES, (size,), (1, size)] if np.prod(shape) == size]
    halves = [(2, size // 2), (size // 2, 2)] if size % 2 == 0 else []
    return graph.reshape(x, draw(st.sampled_from([*fitting, *halves])))


def along_axis(draw: st.DrawFn, graph: Graph, x: int) -> int:
    return draw(st.integers(0, len(graph.shape(x)) - 1))


def taken(draw: st.DrawFn, graph: Graph, x: int) -> int:
    if not graph.shape(x):
        return x
    axis = along_axis(draw, graph, x)
    index = st.lists(st.integers(-1, graph.shape(x)[axis] - 1), min_size=1, max_size=4)
    return graph.take(x, axis, draw(index))


def put(draw: st.DrawFn, graph: Graph, x: int) -> int:
    if not graph.shape(x):
        return x
    axis, length = along_axis(draw, graph, x), draw(st.integers(1, 4))
    n = graph.shape(x)[axis]
    return graph.put(x, axis, draw(st.lists(st.integers(-1, length - 1), min_size=n, max_size=n)), length)


def expanded(draw: st.DrawFn, graph: Graph, x: int) -> int:
    if len(graph.shape(x)) > 3:
        return x
    return graph.expand(x, draw(st.integers(0, len(graph.shape(x)))), draw(st.integers(1, 3)))


def side_by_side(draw: st.DrawFn, graph: Graph, x: int) -> int:
    return (
        graph.concatenate([x, x, x][: draw(st.integers(2, 3))], along_axis(draw, graph, x))
        if graph.shape(x)
        else x
    )


def added(draw: st.DrawFn, graph: Graph, x: int) -> int:
    y = other(draw, graph, x)
    return graph.add([x, y], [draw(st.sampled_from([1, -1, Fraction(1, 3), Fraction(1, 2)])) for _ in (x, y)])


def multiplied(draw: st.DrawFn, graph: Graph, x: int) -> int:
    return graph.multiply(x, other(draw, graph, x))


def other(draw: st.DrawFn, graph: Graph, x: int) -> int:
    """A node of the same shape, perhaps one that is broadcast to it."""
    same = [at for at in range(len(graph.nodes)) if graph.shape(at) == graph.shape(x)]
    scalars = [at for at in range(len(graph.nodes)) if graph.shape(at) == ()]
    y = draw(st.sampled_from([*same, *scalars]))
    return graph.broadcast(y, graph.shape(x))


def contracted(draw: st.DrawFn, graph: Graph, x: int) -> int:
    y = draw(st.integers(0, len(graph.nodes) - 1))
    labels = list(range(len(graph.shape(x))))
    names: list[int] = []
    for k, n in enumerate(graph.shape(y)):
        shared = [label for label in labels if graph.shape(x)[label] == n and label not in names]
        names.append(draw(st.sampled_from([*shared, 10 + k])))
    every = sorted({*labels, *names})
    out = draw(st.lists(st.sampled_from(every), unique=True, max_size=3)) if every else []
    return graph.contract([x, y], [labels, names], out)


def mapped(draw: st.DrawFn, graph: Graph, x: int) -> int:
    return graph.map(draw(st.sampled_from(["tanh", "sigmoid", "power:2.0", "softplus:2.0:20.0"])), x)


def normalised(draw: st.DrawFn, graph: Graph, x: int) -> int:
    """A normalisation, or a part of one, along an axis."""
    if not graph.shape(x):
        return x
    axis, n = along_axis(draw, graph, x), len(graph.shape(x))
    x = graph.centre(x, [axis]) if draw(st.booleans()) else x
    squares = graph.add([graph.total(graph.multiply(x, x), [axis])], [Fraction(1, graph.shape(x)[axis])])
    scale = graph.map("rsqrt", graph.add([squares, graph.number(0.25, graph.shape(squares))]))
    out = range(n)
    return graph.contract([x, scale], [out, [k for k in out if k != axis]], out)


def softmax(draw: st.DrawFn, graph: Graph, x: int) -> int:
    return graph.softmax(x, along_axis(draw, graph, x)) if graph.shape(x) else x


GROWING = [
    permuted, in_other_shape, taken, put, expanded, side_by_side, added, multiplied, contracted, mapped,
    normalised, softmax,
]  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(graphs(), st.integers(0, 9))
def test_a_graph_and_its_model_have_the_same_values(graph: Graph, seed: int) -> None:
    assert_same(graph, seed)
