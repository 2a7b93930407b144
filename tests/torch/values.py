"""Two ways to compute a function: a tensor graph by numpy, and a model by enclosures of the kernel."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from certsim import Model
from certsim.kernel.statement.model import read_model
from certsim.kernel.terms.calculus import evaluate
from certsim.kernel.terms.definitions import mentions_pi
from certsim.kernel.values.enclosure import EnclosureArithmetic
from certsim.torch.graph import (
    Add,
    Centre,
    Constant,
    Contract,
    Expand,
    Graph,
    Leaf,
    Map,
    Node,
    Permute,
    Put,
    Reshape,
    Rows,
    Softmax,
    Take,
)

Values = NDArray[Any]


def outputs_of_graph(graph: Graph, leaves: Mapping[str, Values], functions: Mapping[str, Any]) -> list[float]:
    """The outputs of a graph, one after the other, entry by entry."""
    values: list[Values] = []
    for node in graph.nodes:
        values.append(_value(node, [values[at] for at in node.arguments], leaves, functions))
        assert values[-1].shape == node.shape, node
    return [float(entry) for output in graph.outputs for entry in values[output].ravel()]


def _value(
    node: Node, xs: Sequence[Values], leaves: Mapping[str, Values], functions: Mapping[str, Any]
) -> Values:
    operation = node.operation
    if isinstance(operation, Leaf):
        return leaves[operation.name]
    if isinstance(operation, Constant):
        return operation.values
    if isinstance(operation, Map | Rows):
        return np.asarray(functions[operation.function](*xs))
    if isinstance(operation, Contract):
        return np.einsum(
            *(part for pair in zip(xs, operation.labels, strict=True) for part in pair), operation.out
        )
    if isinstance(operation, Add):
        return np.asarray(sum(float(c) * x for c, x in zip(operation.coefficients, xs, strict=True)))
    return ONE_ARGUMENT[type(operation)](operation, xs[0], node.shape)


def _taken(operation: Take, x: Values) -> Values:
    slices = [
        np.take(x, i, operation.axis) if i >= 0 else 0 * np.take(x, 0, operation.axis)
        for i in operation.index
    ]
    return np.stack(slices, operation.axis)


def _put(operation: Put, x: Values, shape: Sequence[int]) -> Values:
    result = np.zeros(shape)
    for i, place in enumerate(operation.index):
        if place >= 0:
            np.moveaxis(result, operation.axis, 0)[place] += np.take(x, i, operation.axis)
    return result


ONE_ARGUMENT: Mapping[type, Any] = {
    Permute: lambda operation, x, _: np.transpose(x, operation.axes),
    Reshape: lambda _, x, shape: x.reshape(shape),
    Expand: lambda operation, x, _: np.repeat(
        np.expand_dims(x, operation.axis), operation.length, operation.axis
    ),
    Take: lambda operation, x, _: _taken(operation, x),
    Put: _put,
    Softmax: lambda operation, x, _: np.exp(x) / np.exp(x).sum(operation.axis, keepdims=True),
    Centre: lambda operation, x, _: x - x.mean(operation.axes, keepdims=True),
}


def outputs_of_model(model: Model, point: Mapping[str, Any], inputs: Mapping[str, Values]) -> list[float]:
    """The outputs of a model at a point, each rightly rounded up to the last digits."""
    kernel = read_model(model.statement, has_pi=mentions_pi([*model.statement.values()]))
    given = {**point, **{name: values.squeeze() for name, values in inputs.items()}}
    declared = [*model.statement["parameters"], *model.statement.get("inputs", [])]
    leaves = [Fraction(entry) for name, shape in declared for entry in _flat(given[name], shape)]
    ring = EnclosureArithmetic(100)
    numbers = [*map(ring.number, leaves), ring.pi()]
    values = evaluate(kernel.graph, kernel.outputs, numbers.__getitem__, ring)
    assert all(value.interval.hi - value.interval.lo < Fraction(1, 10**15) for value in values)
    return [float(value.interval.lo) for value in values]


def _flat(values: Any, shape: Sequence[int]) -> list[Any]:
    flat = np.asarray(values, dtype=object).ravel().tolist()
    assert len(flat) == math.prod(shape)
    return flat
