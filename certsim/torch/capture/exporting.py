"""Modules as graphs of operations: `torch.export`, with what it forgets of gradients written into the graph.

Export forgets where no gradient passes, and that a function has a backward pass of its own. Such places are
marked by operations that do nothing: `certsim.detach`, and `certsim.unknown` for functions that are unknown.
"""

from __future__ import annotations

import dataclasses
import functools
import logging
import operator
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final, cast
from unittest.mock import patch

import torch
from torch.export import ExportedProgram, default_decompositions, export
from torch.export.graph_signature import OutputKind
from torch.fx import GraphModule, Node
from torch.utils import _pytree as pytree
from torch.utils.checkpoint import CheckpointFunction

from certsim.torch.capture.operations import OPERATIONS
from certsim.torch.errors import AuditError

_NO_GRADIENT: Final = torch.ops.higher_order.wrap_with_set_grad_enabled
_DETACHING: Final = {"aten.detach.default", "aten.detach_.default"}


def _same(x: torch.Tensor) -> torch.Tensor:
    return x.clone()


def _result(value: torch.Tensor, arguments: Sequence[torch.Tensor], name: str) -> torch.Tensor:  # noqa: ARG001
    return value.clone()


def _define(name: str, copy: Callable[..., torch.Tensor]) -> None:
    """An operation that copies its first argument, and through which no gradient passes."""
    operation = torch.library.custom_op(name, copy, mutates_args=())
    operation.register_fake(lambda x, *_arguments: torch.empty_like(x))
    operation.register_autograd(lambda _context, _cotangent: None)


_define("certsim::detach", _same)
_define("certsim::unknown", _result)


def exported(
    module: torch.nn.Module, arguments: tuple[Any, ...], keywords: Mapping[str, Any]
) -> ExportedProgram:
    """The operations that a module calls for inputs, without changes in place; those of the table whole."""
    forward = module.forward
    opened = functools.wraps(forward)(lambda *xs, **named: _opened(forward(*xs, **named)))
    with (
        warnings.catch_warnings(),
        _as_written(),
        _without_logs(),
        patch.object(module, "forward", opened),
    ):
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


def _opened(returned: Any) -> Any:
    """What a module returns; classes of data in it are made known to PyTorch, which then looks into them."""
    for each in pytree.tree_leaves(returned):
        if dataclasses.is_dataclass(each) and not isinstance(each, type):
            torch.export.register_dataclass(type(each))
            _opened(each)
    return returned


@contextmanager
def _without_logs() -> Iterator[None]:
    """PyTorch logs what it raises; the error says it."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)


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
    """What export would forget or break is made visible.

    Attention takes no fused path. Mixed precision is no part of real arithmetic. Inference records no
    gradient, as `torch.no_grad` says. Functions with a backward pass of their own are marked. Distributions
    do not look whether their parameters make sense.
    """
    fused = torch.backends.mha.get_fastpath_enabled()
    torch.backends.mha.set_fastpath_enabled(False)
    try:
        with (
            torch.enable_grad(),
            patch.object(torch.autograd.Function, "apply", classmethod(_Marking())),
            patch.object(torch.Tensor, "register_hook", _refuse_hook),
            patch.object(torch.nn.modules.transformer, "_detect_is_causal_mask", _is_said_to_be_causal),
            patch.object(torch.distributions.Distribution, "_validate_args", False),
            patch.object(torch.autocast, "__enter__", lambda context: context),
            patch.object(torch.autocast, "__exit__", lambda *_arguments: None),
            patch.object(torch.inference_mode, "__enter__", _enter_inference),
            patch.object(torch.inference_mode, "__exit__", _leave_inference),
        ):
            yield
    finally:
        torch.backends.mha.set_fastpath_enabled(fused)


def _is_said_to_be_causal(_mask: object, is_causal: bool | None = None, _size: object = None) -> bool:
    """That a mask is causal is no more than a hint; to look at its entries would be a branch."""
    return bool(is_causal)


def _enter_inference(context: Any) -> Any:
    context.recorded = torch.is_grad_enabled()
    torch.set_grad_enabled(context.recorded and not context.mode)
    return context


def _leave_inference(context: Any, *_error: object) -> None:
    torch.set_grad_enabled(context.recorded)


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


def _mark_detached(top: GraphModule) -> None:
    """Where no gradient passes: at detached tensors, and at what enters parts that record none."""
    memory = _Memory(top)
    for node in list(top.graph.nodes):
        if str(node.target) in _DETACHING:
            memory.require_unchanged(node)
            node.target = torch.ops.certsim.detach.default
        elif node.target is _NO_GRADIENT and not node.args[0]:
            _mark_part(memory.parts[node], memory)
    top.recompile()


def _mark_part(part: GraphModule, memory: _Memory) -> None:
    """What enters a part is detached, except what the part itself changes in place: buffers, and no else."""
    inside = memory.changed_in(part)
    _require(all(n.target is not _NO_GRADIENT for n in part.graph.nodes))
    _require(all(base.graph is part.graph or base.op == "placeholder" for base in inside))
    (output,) = part.graph.find_nodes(op="output")
    for result in output.all_input_nodes:
        memory.require_unchanged(result, within=part)
    for place in part.graph.find_nodes(op="placeholder"):
        if memory.base(place) not in inside and isinstance(place.meta.get("val"), torch.Tensor):
            with part.graph.inserting_after(place):
                marked = part.graph.call_function(torch.ops.certsim.detach.default, (place,))
            marked.meta.update(place.meta)
            place.replace_all_uses_with(marked, delete_user_cb=lambda user, marked=marked: user is not marked)
    part.recompile()


def _require(kept: bool) -> None:
    if not kept:
        raise AuditError(
            "the module changes a tensor in place where no gradient is recorded, or one that it detached\n"
            "hint: write the new values into a new tensor"
        )


class _Memory:
    """Which nodes of a program share memory, and whose memory is changed in place."""

    def __init__(self, top: GraphModule) -> None:
        calls = [node for node in top.graph.nodes if node.target is _NO_GRADIENT]
        self.parts: dict[Node, Any] = {call: top.get_submodule(str(call.args[1].target)) for call in calls}
        self._origins: dict[Node, Any] = {}
        for call, part in self.parts.items():
            self._origins |= zip(part.graph.find_nodes(op="placeholder"), call.args[2:], strict=True)
        self._changed = [base for graph in (top, *self.parts.values()) for base in self.changed_in(graph)]

    def changed_in(self, module: GraphModule) -> list[Node]:
        """The nodes whose memory some operation of a graph changes."""
        return [self.base(n.args[0]) for n in module.graph.nodes if _changes(n)]

    def require_unchanged(self, node: Node, within: GraphModule | None = None) -> None:
        """A marked tensor is a copy: nothing may change the memory that it shared, but the part itself."""
        base = self.base(node)
        own = within is not None and (base.graph is within.graph or base in self.changed_in(within))
        _require(own or base not in self._changed)

    def base(self, node: Any) -> Node:
        """The node of whose memory this one is a view."""
        while True:
            if node in self._origins:
                node = self._origins[node]
            elif node.target is operator.getitem and node.args[0] in self.parts:
                (output,) = self.parts[node.args[0]].graph.find_nodes(op="output")
                node = output.args[0][node.args[1]]
            elif _is_view(node.target) or node.target is torch.ops.certsim.detach.default:
                node = node.args[0]
            else:
                return cast(Node, node)


def _changes(node: Node) -> bool:
    """Whether an operation changes its first argument in place."""
    target: Any = node.target
    return (
        isinstance(target, torch._ops.OpOverload)
        and target._schema.is_mutable
        and str(target) not in _DETACHING
    )


def _is_view(target: Any) -> bool:
    """Whether a result shares the memory of the first argument; of reshape and contiguous it may."""
    if not isinstance(target, torch._ops.OpOverload):
        return False
    shares = any(result.alias_info is not None for result in target._schema.returns)
    return shares or target._schema.name in {"aten::reshape", "aten::contiguous", "aten::flatten", "aten::to"}
