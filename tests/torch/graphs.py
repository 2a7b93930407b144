"""Tensor graphs built by hand, with weights that lie on a SIM: no torch is needed to audit them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from certsim.torch.checker.certificate import Claim, Subject
from certsim.torch.checker.graph import Graph
from certsim.torch.checker.pattern import Pattern
from certsim.torch.search.propose import propose, smallest

Weights = Mapping[str, NDArray[Any]]


def weights(**shapes: tuple[int, ...]) -> dict[str, NDArray[Any]]:
    """Weights of which no two are equal or 0."""
    generator = np.random.default_rng(7)
    return {name: generator.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}


def leaves(graph: Graph, kind: str, values: Weights, *names: str) -> list[int]:
    return [graph.leaf(kind, name, values[name].shape) for name in names]


def shifted(graph: Graph, x: int, bias: int) -> int:
    return graph.add([x, graph.broadcast(bias, graph.shape(x))])


def mlp(function: str = "tanh") -> tuple[Subject, Weights]:
    """Units 0 and 1 equal, unit 2 opposite to them, units 3 dead; the input scaled by a frozen array."""
    values = weights(A=(5, 3), a=(5,), B=(2, 5), b=(2,), scale=(3,))
    for name, sign in ("A", 1), ("a", 1):
        values[name][1], values[name][2] = values[name][0], -sign * values[name][0]
        values[name][3] = 0
    values["B"][:, 1], values["B"][:, 2], values["B"][:, 3] = values["B"][:, 0], -values["B"][:, 0], 0
    graph = Graph()
    x = graph.leaf("input", "x", (4, 3))
    (scale,) = leaves(graph, "frozen", values, "scale")
    A, a, B, b = leaves(graph, "parameter", values, "A", "a", "B", "b")
    x = graph.contract([x, scale], [(0, 1), (1,)], (0, 1))
    h = graph.map(function, shifted(graph, graph.contract([x, A], [(0, 1), (2, 1)], (0, 2)), a))
    graph.outputs = [shifted(graph, graph.contract([h, B], [(0, 1), (2, 1)], (0, 2)), b)]
    return subject(graph, values, ("scale",)), values


def attention() -> tuple[Subject, Weights]:
    """Two equal heads, a key bias that never matters, a causal mask, and the mean taken off."""
    values = weights(Q=(2, 3, 6), K=(2, 3, 6), k=(2, 3), V=(2, 3, 6), O=(6, 2, 3), unused=(2,))
    for name in "QKkV":
        values[name][1] = values[name][0]
    values["O"][:, 1] = values["O"][:, 0]
    values["k"][:] = 0
    graph = Graph()
    x = graph.centre(graph.leaf("input", "x", (4, 5, 6)), (2,))
    Q, K, k, V, O = leaves(graph, "parameter", values, "Q", "K", "k", "V", "O")  # noqa: E741
    q, keys, v = (graph.contract([x, W], [(0, 1, 2), (3, 4, 2)], (0, 3, 1, 4)) for W in (Q, K, V))
    ones = graph.expand(graph.expand(k, 1, 5), 0, 4)
    keys = graph.add([keys, ones])
    scores = graph.contract([q, keys], [(0, 1, 2, 4), (0, 1, 3, 4)], (0, 1, 2, 3))
    mask = graph.constant(np.triu(np.full((5, 5), -np.inf), 1))
    scores = graph.add([scores, graph.broadcast(mask, graph.shape(scores))], [1, 1])
    p = graph.softmax(scores, 3)
    mixed = graph.contract([p, v], [(0, 1, 2, 3), (0, 1, 3, 4)], (0, 2, 1, 4))
    graph.outputs = [graph.contract([mixed, O], [(0, 1, 2, 3), (4, 2, 3)], (0, 1, 4))]
    return subject(graph, values), values


def convolution() -> tuple[Subject, Weights]:
    """Windows of three places, equal filters, a pooling of which nothing is known, and relu."""
    values = weights(F=(4, 2, 3), W=(2, 8))
    values["F"][2] = values["F"][1]
    pairs = values["W"].reshape(2, 4, 2)
    pairs[:, 2] = pairs[:, 1]
    graph = Graph()
    x = graph.leaf("input", "x", (3, 2, 6))
    F, W = leaves(graph, "parameter", values, "F", "W")
    padded = graph.put(x, 2, range(1, 7), 8)
    windows = graph.reshape(graph.take(padded, 2, [i + j for i in range(6) for j in range(3)]), (3, 2, 6, 3))
    y = graph.map("relu", graph.contract([windows, F], [(0, 1, 2, 3), (4, 1, 3)], (0, 4, 2)))
    pooled = graph.rows("max", [graph.reshape(y, (3, 4, 2, 3))], 3, 1)
    flat = graph.reshape(graph.permute(graph.reshape(pooled, (3, 4, 2)), (1, 2, 0)), (8, 3))
    graph.outputs = [graph.contract([flat, W], [(0, 1), (2, 0)], (1, 2))]
    found = subject(graph, values)
    return found, values


def experts() -> tuple[Subject, Weights]:
    """Three experts, of which two are equal with equal gates; gates of which nothing is known."""
    shapes = {f"{name}{k}": shape for k in range(3) for name, shape in (("U", (4, 3)), ("D", (3, 4)))}
    values = weights(G=(3, 3), **shapes)
    for name in ("U", "D"):
        values[f"{name}2"] = values[f"{name}0"].copy()
    values["G"][2] = values["G"][0]
    graph = Graph(unsupported=["topk"])
    x = graph.leaf("input", "x", (5, 3))
    (G,) = leaves(graph, "parameter", values, "G")
    gates = graph.softmax(graph.contract([x, G], [(0, 1), (2, 1)], (0, 2)), 1)
    parts = []
    for k in range(3):
        U, D = leaves(graph, "parameter", values, f"U{k}", f"D{k}")
        h = graph.map("gelu", graph.contract([x, U], [(0, 1), (2, 1)], (0, 2)))
        y = graph.contract([h, D], [(0, 1), (2, 1)], (0, 2))
        parts.append(graph.contract([y, graph.select(gates, 1, k)], [(0, 1), (0,)], (0, 1)))
    graph.outputs = [graph.add(parts)]
    return subject(graph, values), values


ALL: Mapping[str, Callable[[], tuple[Subject, Weights]]] = {
    "mlp": mlp,
    "attention": attention,
    "convolution": convolution,
    "experts": experts,
}


def subject(graph: Graph, values: Weights, frozen: tuple[str, ...] = (), **given: Any) -> Subject:
    shapes = {name: value.shape for name, value in values.items() if name not in frozen}
    return Subject(graph, shapes, {"rates": dict.fromkeys(shapes, 0.1), **given}.pop("rates"), **given)


def claim(subject: Subject, values: Weights, pattern: Pattern | None = None) -> Claim:
    """The claim of the smallest pattern of the weights, or of a pattern that is given."""
    audited = subject.audited()
    if pattern is None:
        pattern, gradients = smallest(audited, propose(values))
    else:
        gradients = audited.gradients(pattern)
    return Claim.of(subject, pattern, gradients, values, {"model": "by hand"})
