"""A module as a tensor graph: what `torch.export` gives, written in primitives by the trusted table."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import torch
from numpy.typing import NDArray
from torch.utils import _pytree as pytree

from certsim.torch.capture.exporting import exported
from certsim.torch.capture.lowering import Lowering, numbers
from certsim.torch.capture.operations.complex_numbers import Complex, Value
from certsim.torch.checker.graph import Graph, GraphError, Leaf, Node, Opaque
from certsim.torch.errors import AuditError

__all__ = ["AuditError", "Captured", "capture"]

Inputs: TypeAlias = tuple[Any, ...] | Mapping[str, Any]


@dataclass(frozen=True)
class Captured:
    """A module as a tensor graph, and what the audit must know of its parameters.

    Attributes:
        graph: leaves are parameters (trained), what is frozen (buffers too), and inputs.
        values: the values of parameters, trained or not, and of buffers that are leaves.
        tied: other names of a parameter, and the name of its leaf.
        trained: the names of the trained parameters, unused ones too.
        frozen: the names of the parameters that no gradient moves.
        rates: by parameter, what its optimizer does with gradients.
        outputs: the names of the outputs that are real numbers, in the order of the graph's outputs.
    """

    graph: Graph
    values: Mapping[str, NDArray[np.generic]]
    tied: Mapping[str, str]
    trained: tuple[str, ...]
    frozen: tuple[str, ...]
    rates: Mapping[str, Hashable]
    outputs: tuple[str, ...]


def capture(
    module: torch.nn.Module, inputs: Inputs, optimizer: torch.optim.Optimizer | None = None
) -> Captured:
    """The graph of a module for inputs of these shapes, in its mode, training or evaluation."""
    arguments, keywords = (inputs, {}) if isinstance(inputs, tuple) else ((), inputs)
    names = _names(module)
    parameters = dict(module.named_parameters())
    rates = _rates(parameters, optimizer)
    trained = {name for name, p in parameters.items() if p.requires_grad and name in rates}
    _require_no_hooks(module)
    program = exported(module, arguments, keywords)
    _require_apart([*module.named_parameters(), *module.named_buffers(), *program.constants.items()], trained)
    lowering = Lowering(module, program, names, trained)
    try:
        named = _named_outputs(program, lowering.run())
    except GraphError as error:
        raise AuditError(f"the module could not be written as a tensor graph: {error}") from error
    graph = _reached(lowering.graph, [node for _, node in named])
    leaves = {node.operation.name for node in graph.nodes if isinstance(node.operation, Leaf)}
    buffers = {name: b for name, b in module.named_buffers() if name in leaves}
    return Captured(
        graph,
        {name: numbers(tensor) for name, tensor in {**parameters, **buffers}.items()},
        {name: leaf for name, leaf in names.items() if name != leaf},
        tuple(name for name in parameters if name in trained),
        tuple(name for name in parameters if name not in trained),
        {name: rates[name] for name in parameters if name in trained},
        tuple(name for name, _ in named),
    )


def _names(module: torch.nn.Module) -> dict[str, str]:
    """The name under which each parameter is a leaf: the first of its names."""
    first: dict[int, str] = {}
    return {
        name: first.setdefault(id(p), name) for name, p in module.named_parameters(remove_duplicate=False)
    }


def _rates(
    parameters: Mapping[str, torch.nn.Parameter], optimizer: torch.optim.Optimizer | None
) -> dict[str, Hashable]:
    """What an optimizer does with the gradients of each parameter that it holds."""
    if optimizer is None:
        return dict.fromkeys(parameters, ())
    held = {
        id(p): tuple(sorted((key, repr(value)) for key, value in group.items() if key != "params"))
        for group in optimizer.param_groups
        for p in group["params"]
    }
    return {name: held[id(p)] for name, p in parameters.items() if id(p) in held}


def _require_apart(tensors: Sequence[tuple[str, Any]], trained: set[str]) -> None:
    """No trained parameter shares memory with another parameter, a buffer, or a constant."""
    kept = [(name, x) for name, x in tensors if isinstance(x, torch.Tensor)]
    spans = sorted((x.data_ptr(), x.data_ptr() + x.nbytes, name) for name, x in kept)
    for k, (_, end, name) in enumerate(spans):
        for start, last, other in spans[k + 1 :]:
            if start >= end:
                break
            if last > start and {name, other} & trained:
                raise AuditError(f"{name} and {other} share memory\nhint: use one parameter for both")


def _require_no_hooks(module: torch.nn.Module) -> None:
    """No part of the module has a hook that may change gradients."""
    for name, part in module.named_modules():
        if part._backward_hooks or part._backward_pre_hooks:
            raise AuditError(f"the module {name or type(part).__name__} has a hook on its gradients")


def _named_outputs(
    program: torch.export.ExportedProgram, results: Sequence[Value | None]
) -> list[tuple[str, int]]:
    """The outputs that are numbers, by their places in what is returned; of complex ones both parts."""
    places = pytree.tree_unflatten(range(len(results)), program.call_spec.out_spec)
    paths, _ = pytree.tree_flatten_with_path(places)
    return [
        pair for path, place in paths for pair in _outputs("output" + pytree.keystr(path), results[place])
    ]


def _outputs(name: str, result: Value | None) -> list[tuple[str, int]]:
    if isinstance(result, Complex):
        return [(f"{name}.{part}", x.node) for part, x in zip(Complex._fields, result, strict=True)]
    return [] if result is None else [(name, result.node)]


def _reached(graph: Graph, outputs: Sequence[int]) -> Graph:
    """The nodes on which outputs depend, and what of them has no rule."""
    alive = set(outputs)
    for at in range(len(graph.nodes) - 1, -1, -1):
        if at in alive:
            alive.update(graph.nodes[at].arguments)
    place = {at: k for k, at in enumerate(sorted(alive))}
    nodes = [
        Node(node.operation, tuple(place[a] for a in node.arguments), node.shape)
        for node in (graph.nodes[at] for at in sorted(alive))
    ]
    unknown = {n.operation.function for n in nodes if isinstance(n.operation, Opaque)}
    unsupported = [name for name in graph.unsupported if any(f.startswith(name) for f in unknown)]
    return Graph(nodes, [place[at] for at in outputs], unsupported)
