"""Tensor graphs as models: the same functions, in expressions that a person would write."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certsim import CertsimError, Model
from certsim.torch.bridge.spelling import legal_names
from certsim.torch.bridge.written import tables_of
from certsim.torch.checker.graph import Graph, Leaf, Opaque

pytest.importorskip("torch", reason="PyTorch is not installed")
from tests.torch.evaluate import evaluate
from tests.torch.values import outputs_of_model


def assert_same(graph: Graph, seed: int = 0) -> None:
    """The graph and the model have equal outputs at a point with short binary fractions."""
    leaves = {node.operation: node.shape for node in graph.nodes if isinstance(node.operation, Leaf)}
    random = np.random.default_rng(seed)
    values = {leaf.name: random.integers(-16, 17, shape) / 8 for leaf, shape in leaves.items()}
    parameters = {leaf.name: shape for leaf, shape in leaves.items() if leaf.kind == "parameter"}
    model = Model.parse(**tables_of(graph, parameters, values))
    point = {legal: values[name] for name, legal in legal_names(parameters).items()}
    inputs = {leaf.name: values[leaf.name] for leaf in leaves if leaf.kind == "input"}
    computed = evaluate(graph, values)
    wanted = [float(entry) for output in graph.outputs for entry in computed[output].ravel()]
    assert outputs_of_model(model, point, inputs) == pytest.approx(wanted, abs=1e-12, rel=1e-12)


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


class TestHowItIsWritten:
    def graph(self) -> tuple[Graph, int, int]:
        graph = Graph()
        return graph, graph.leaf("parameter", "w", (3, 2)), graph.leaf("input", "x", (2,))

    def lines(self, graph: Graph, *outputs: int) -> list[str]:
        graph.outputs = list(outputs)
        table = tables_of(graph, {"w": (3, 2)}, {})
        return [*table["let"], table["outputs"]]

    def test_products_of_matrices_are_written_as_such(self) -> None:
        graph, w, x = self.graph()
        assert self.lines(graph, graph.contract([x, w], [[0], [1, 0]], [1])) == ["w @ x"]
        assert self.lines(graph, graph.contract([w, w], [[0, 1], [2, 1]], [2, 0])) == ["(w @ w.T).T"]

    def test_other_contractions_are_einsum(self) -> None:
        graph, w, x = self.graph()
        assert self.lines(graph, graph.contract([w, x], [[0, 1], [1]], [1, 0])) == ["(w*x).T"]
        assert self.lines(graph, graph.contract([w, w, x], [[0, 1], [2, 1], [1]], [0, 2])) == [
            'einsum("ij,kj,j->ik", w, w, x)'
        ]

    def test_a_function_that_is_used_has_a_name(self) -> None:
        graph, w, x = self.graph()
        h = graph.map("tanh", graph.contract([x, w], [[0], [1, 0]], [1]))
        assert self.lines(graph, graph.add([h, graph.map("power:2.0", h)], [1, -1])) == [
            "h1 = tanh(w @ x)",
            "h1 - h1**2",
        ]

    def test_a_definition_that_nothing_needs_is_left_out(self) -> None:
        graph, w, _ = self.graph()
        graph.map("exp", w)
        assert self.lines(graph, graph.take(w, 0, [2, 0])) == ["w[2::-2]"]

    def test_means_and_normalisations_have_their_names(self) -> None:
        graph, w, _ = self.graph()
        c = graph.centre(w, [1])
        squares = graph.add([graph.total(graph.multiply(c, c), [1])], [Fraction(1, 2)])
        scale = graph.map("rsqrt", graph.add([squares, graph.number(0.25, [3])]))
        assert self.lines(graph, squares)[1] == "mean(h1**2, axis=1)"
        assert self.lines(graph, graph.contract([c, scale], [[0, 1], [0]], [0, 1])) == ["layer_norm(w, 0.25)"]

    def test_a_softmax_with_a_mask_leaves_out_what_is_masked(self) -> None:
        graph, w, _ = self.graph()
        mask = graph.constant(np.array([0.0, -np.inf]))
        p = graph.softmax(graph.add([w, graph.broadcast(mask, (3, 2))]), 1)
        assert self.lines(graph, p) == ["h1 = exp(w)*[1, 0]", "h1/sum(h1, axis=1, keepdims=True)"]


@pytest.mark.parametrize("function", ["detach", "floor", "power:0.3"])
def test_a_function_without_a_counterpart_is_named(function: str) -> None:
    graph = Graph()
    graph.outputs = [graph.map(function, graph.leaf("parameter", "w", (2,)))]
    with pytest.raises(CertsimError, match=r"no counterpart of the \w+ ?\w* "):
        tables_of(graph, {"w": (2,)}, {})


def test_what_is_opaque_is_named() -> None:
    graph = Graph()
    graph.outputs = [graph.opaque(Opaque("fft"), [graph.leaf("parameter", "w", (2,))], (2,))]
    with pytest.raises(CertsimError, match="no counterpart of the operation fft"):
        tables_of(graph, {"w": (2,)}, {})
