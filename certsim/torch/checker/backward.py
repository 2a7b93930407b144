"""The gradients of a graph, as more of the graph: primitives send back compositions of primitives (T24)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from certsim.torch.checker.functions import derivative
from certsim.torch.checker.functions import function as facts
from certsim.torch.checker.graph import (
    Add,
    Centre,
    Contract,
    Expand,
    Graph,
    GraphError,
    Leaf,
    Map,
    Node,
    Opaque,
    Permute,
    Put,
    Reshape,
    Rows,
    Shape,
    Softmax,
    Take,
)

_MOVES: Final = (Add, Expand, Permute, Put, Reshape, Take)
MOST: Final = 4
"""So many summands of a cotangent are moved one by one; each may vanish when it is summed over axes."""


def with_gradients(graph: Graph, cotangents: Sequence[str]) -> tuple[Graph, Mapping[str, int]]:
    """The graph with the gradients Σ_k (∂y_k/∂θ)ᵀ ȳ_k of its trained parameters, and the numbers of these.

    What no output depends on has no gradient. `cotangents` names ȳ_k; outputs of one name share it.
    """
    whole = Graph(list(graph.nodes), list(graph.outputs), list(graph.unsupported))
    wanted = _wanted(graph)
    parts: defaultdict[int, list[int]] = defaultdict(list)
    given: dict[str, int] = {}
    for output, name in zip(graph.outputs, cotangents, strict=True):
        if name not in given:
            given[name] = whole.leaf("cotangent", name, graph.shape(output))
        parts[output].append(given[name])
    gradients: dict[str, int] = {}
    for at in range(len(graph.nodes) - 1, -1, -1):
        node, summands = graph.nodes[at], parts.pop(at, [])
        if at not in wanted or not summands:
            continue
        if not isinstance(node.operation, _MOVES) or len(summands) > MOST:
            summands = [whole.add(summands)]
        if isinstance(node.operation, Leaf):
            name = node.operation.name
            gradients[name] = whole.add([*summands, gradients[name]]) if name in gradients else summands[0]
        for number, argument in enumerate(node.arguments):
            if argument in wanted:
                for summand in summands:
                    parts[argument] += _sent_back(whole, at, node, summand, number)
    return whole, gradients


def _wanted(graph: Graph) -> set[int]:
    """The nodes that depend on a trained parameter."""
    wanted: set[int] = set()
    for at, node in enumerate(graph.nodes):
        trained = isinstance(node.operation, Leaf) and node.operation.kind == "parameter"
        if trained or wanted.intersection(node.arguments):
            wanted.add(at)
    return wanted


def _sent_back(graph: Graph, at: int, node: Node, y: int, number: int) -> Iterator[int]:
    """What a node sends back to one of its arguments, of the cotangent y: new nodes of the graph."""
    arguments, shape = node.arguments, graph.shape(node.arguments[number])
    match node.operation:
        case Add(coefficients):
            yield graph.add([y], [coefficients[number]])
        case Contract():
            yield _contract(graph, node, node.operation, y, number)
        case Map(function):
            if not facts(function).flat:
                yield graph.multiply(y, graph.map(derivative(function, number), *arguments))
        case Rows(function, axis, linear):
            others = [a for k, a in enumerate(arguments) if number != linear or k != linear]
            yield graph.rows(derivative(function, number), [*others, y], axis, shape[axis], len(others))
        case Softmax(axis):
            yield graph.softmax_backward(at, y, axis)
        case Centre(axes):
            yield graph.centre(y, axes)
        case Opaque(function, output, _, random):
            back = Opaque(f"{derivative(function, number)}.{output}", 0, len(arguments), random)
            yield graph.opaque(back, (*arguments, y), shape)
        case _:
            yield _moved_back(graph, node, y, shape)


def _moved_back(graph: Graph, node: Node, y: int, shape: Shape) -> int:
    """Where entries are moved, they are moved back."""
    match node.operation:
        case Permute(axes):
            return graph.permute(y, [axes.index(k) for k in range(len(axes))])
        case Reshape():
            return graph.reshape(y, shape)
        case Take(axis, index):
            return graph.put(y, axis, index, shape[axis])
        case Put(axis, index, _):
            return graph.take(y, axis, index)
        case Expand(axis, _):
            return graph.total(y, [axis])
        case _:
            raise GraphError(f"nothing is known of what {node.operation} sends back")


def _contract(graph: Graph, node: Node, operation: Contract, y: int, number: int) -> int:
    """The contraction of the cotangent with the other factors, constant along labels summed alone."""
    names = operation.labels[number]
    others = [k for k in range(len(node.arguments)) if k != number]
    labels = [operation.out, *(operation.labels[k] for k in others)]
    known = set().union(*labels)
    kept = [name for name in names if name in known]
    back = graph.contract([y, *(node.arguments[k] for k in others)], labels, kept)
    for axis, name in enumerate(names):
        if name not in known:
            back = graph.expand(back, axis, graph.shape(node.arguments[number])[axis])
    return back
