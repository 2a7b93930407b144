"""Modules as graphs of operations: `torch.export`, with what it forgets of gradients written into the graph.

Export forgets where no gradient passes, and that a function has a backward pass of its own. Such places are
marked by operations that do nothing: `certsim.detach`, and `certsim.unknown` for functions that are unknown.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final
from unittest.mock import patch

import torch
from torch.export import ExportedProgram, default_decompositions, export
from torch.export.graph_signature import OutputKind
from torch.fx import GraphModule, Node
from torch.utils.checkpoint import CheckpointFunction

from certsim.torch.errors import AuditError
from certsim.torch.operations import OPERATIONS

_NO_GRADIENT: Final = torch.ops.higher_order.wrap_with_set_grad_enabled


@torch.library.custom_op("certsim::detach", mutates_args=())
def _detach(x: torch.Tensor) -> torch.Tensor:
    return x.clone()


@torch.library.custom_op("certsim::unknown", mutates_args=())
def _unknown(value: torch.Tensor, arguments: Sequence[torch.Tensor], name: str) -> torch.Tensor:  # noqa: ARG001
    return value.clone()


torch.library.register_autograd("certsim::detach", lambda _context, _cotangent: None)


@_detach.register_fake
def _(x: torch.Tensor) -> torch.Tensor:
    return torch.empty_like(x)


@_unknown.register_fake
def _(value: torch.Tensor, arguments: Sequence[torch.Tensor], name: str) -> torch.Tensor:  # noqa: ARG001
    return torch.empty_like(value)


def exported(
    module: torch.nn.Module, arguments: tuple[Any, ...], keywords: Mapping[str, Any]
) -> ExportedProgram:
    """The operations that a module calls for inputs, without changes in place; those of the table whole."""
    with warnings.catch_warnings(), _as_written():
        warnings.simplefilter("ignore")
        try:
            program: ExportedProgram = export(module, arguments, dict(keywords), strict=False)
            _mark_detached(program.graph_module)
            program = program.run_decompositions(_decompositions())
        except AuditError:
            raise
        except Exception as error:
            raise AuditError(_message(error)) from error
    if any(spec.kind is OutputKind.PARAMETER_MUTATION for spec in program.graph_signature.output_specs):
        raise AuditError("the module changes a parameter in its forward pass")
    return program


def _message(error: Exception) -> str:
    first = (str(error).strip().splitlines() or [""])[0]
    return (
        f"the module could not be exported: {type(error).__name__}: {first}\n"
        "hint: torch.export needs a forward pass whose shapes and branches do not depend on the data"
    )


def _decompositions() -> dict[Any, Callable[..., Any]]:
    """What is decomposed: all that the table does not know."""
    table: Any = default_decompositions()
    return {key: how for key, how in table.items() if str(key) not in OPERATIONS}


@contextmanager
def _as_written() -> Iterator[None]:
    """Attention without its fused path, gradients on, functions with a backward pass of their own marked."""
    fused = torch.backends.mha.get_fastpath_enabled()
    torch.backends.mha.set_fastpath_enabled(False)
    try:
        with (
            torch.enable_grad(),
            patch.object(torch.autograd.Function, "apply", classmethod(_Marking())),
            patch.object(torch.Tensor, "register_hook", _refuse_hook),
            patch.object(torch.nn.modules.transformer, "_detect_is_causal_mask", _is_said_to_be_causal),
        ):
            yield
    finally:
        torch.backends.mha.set_fastpath_enabled(fused)


def _is_said_to_be_causal(_mask: object, is_causal: bool | None = None, _size: object = None) -> bool:
    """That a mask is causal is no more than a hint; to look at its entries would be a branch."""
    return bool(is_causal)


def _refuse_hook(*_arguments: object) -> None:
    raise AuditError("the module registers a hook on a tensor, which may change gradients")


class _Marking:
    """Calls of functions with a backward pass of their own, as functions of which nothing is known."""

    def __init__(self) -> None:
        self._apply = torch.autograd.Function.__dict__["apply"].__func__
        self._calls = 0

    def __call__(self, cls: type[torch.autograd.Function], *arguments: Any) -> Any:
        if cls is CheckpointFunction:
            return arguments[0](*arguments[2:])
        given = self._apply(cls, *arguments)
        tensors = [x for x in arguments if isinstance(x, torch.Tensor)]
        name = f"{cls.__module__}.{cls.__qualname__}{self._options(arguments)}"
        results = given if isinstance(given, tuple) else (given,)
        marked = tuple(
            torch.ops.certsim.unknown(x, tensors, f"{name}[{k}]") if isinstance(x, torch.Tensor) else x
            for k, x in enumerate(results)
        )
        return marked if isinstance(given, tuple) else marked[0]

    def _options(self, arguments: Sequence[Any]) -> tuple[object, ...]:
        """The arguments that are no tensors; what has no name of its own makes the call one of a kind."""
        others = tuple("tensor" if isinstance(x, torch.Tensor) else x for x in arguments)
        if all(isinstance(x, str | int | float | None) for x in others):
            return others
        self._calls += 1
        return ("call", self._calls)


def _mark_detached(module: GraphModule) -> None:
    """Where no gradient passes, in this graph and in those that it calls."""
    changed = _changed_in_place(module)
    for node in list(module.graph.nodes):
        if str(node.target) == "aten.detach.default":
            _require(_base(node) not in changed)
            node.target = torch.ops.certsim.detach.default
        elif node.target is _NO_GRADIENT:
            _mark_region(module, node, changed)
    module.recompile()


def _mark_region(module: GraphModule, node: Node, changed: set[Node]) -> None:
    """The results of a part in which no gradient is recorded are detached; parts inside it have the same."""
    enabled, called, *arguments = node.args
    region: Any = module.get_submodule(str(called.target))
    if enabled:
        _mark_detached(region)
        return
    if any(inner.target is _NO_GRADIENT and inner.args[0] for inner in region.graph.nodes):
        raise AuditError("the module records gradients inside a part in which it records none")
    inside = _changed_in_place(region)
    places = [n for n in region.graph.nodes if n.op == "placeholder"]
    for place, argument in zip(places, arguments, strict=True):
        outer = _base(argument) if isinstance(argument, Node) else None
        _require(place not in inside or outer is None or outer.op == "placeholder")
    (output,) = region.graph.find_nodes(op="output")
    for result in {n for n in output.all_input_nodes if isinstance(n.meta.get("val"), torch.Tensor)}:
        base = _base(result)
        _require(base.op != "placeholder" or not changed.intersection(_viewed(base, places, arguments)))
        with region.graph.inserting_before(output):
            marked = region.graph.call_function(torch.ops.certsim.detach.default, (result,))
        marked.meta.update(result.meta)
        output.replace_input_with(result, marked)
    region.recompile()


def _viewed(base: Node, places: Sequence[Node], arguments: Sequence[Any]) -> set[Node]:
    argument = arguments[list(places).index(base)]
    return {_base(argument)} if isinstance(argument, Node) else set()


def _require(kept: bool) -> None:
    if not kept:
        raise AuditError(
            "the module changes a tensor in place where no gradient is recorded, or one that it detached\n"
            "hint: write the new values into a new tensor"
        )


def _changed_in_place(module: GraphModule) -> set[Node]:
    """The nodes whose memory some operation of a graph changes."""
    return {
        _base(node.args[0])
        for node in module.graph.nodes
        if isinstance(node.target, torch._ops.OpOverload)
        and node.target._schema.is_mutable
        and node.args
        and isinstance(node.args[0], Node)
    }


def _base(node: Node) -> Node:
    """The node of whose memory this one is a view."""
    while isinstance(node.target, torch._ops.OpOverload) and _is_view(node.target):
        node = node.args[0]
    return node


def _is_view(target: torch._ops.OpOverload[..., Any]) -> bool:
    """Whether a result shares the memory of the first argument; of reshape and contiguous it may."""
    shares = any(result.alias_info is not None for result in target._schema.returns)
    return shares or target._schema.name in {"aten::reshape", "aten::contiguous", "aten::flatten", "aten::to"}
