"""Operations of an exported module, one after the other, written in primitives."""

from __future__ import annotations

import math
import operator
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch.export import ExportedProgram
from torch.export.graph_signature import InputKind, InputSpec, OutputKind, TensorArgument
from torch.fx import Node
from torch.utils import _pytree as pytree

from certsim.torch.errors import AuditError
from certsim.torch.graph import Graph, GraphError, Opaque
from certsim.torch.operations import apply_rule
from certsim.torch.operations.array import Array, NoRule, given
from certsim.torch.operations.complex_numbers import Complex, Value
from certsim.torch.operations.indexing import masked_for_softmax, opposite

_MODERATE: Final = 2**22
"""So many entries may a result have that is computed of buffers beforehand."""
_SHAPED: Final = {
    "zeros_like", "ones_like", "full_like", "rand_like", "randn_like", "randint_like", "new_zeros",
    "new_ones", "new_full",
}  # fmt: skip
"""What looks at the shape of its argument only."""
_EMPTY: Final = {"empty", "empty_like", "empty_strided", "new_empty", "new_empty_strided", "empty_permuted"}
"""What may have any entries."""
_SOFTMAX: Final = {"aten.softmax.int", "aten._softmax.default", "aten._safe_softmax.default"}
_IN_NAMES: Final = str.maketrans("\t\n ':", '___";')
"""What stands in names of functions for what may not."""
_MOVES: Final = {
    "aten._to_copy.default", "aten.to.dtype", "aten.view.default", "aten.reshape.default",
    "aten._unsafe_view.default", "aten.clone.default", "aten.permute.default", "aten.transpose.int",
    "aten.unsqueeze.default", "aten.squeeze.dim", "aten.squeeze.dims", "aten.alias.default",
}  # fmt: skip


def numbers(tensor: torch.Tensor) -> NDArray[np.generic]:
    """The entries of a tensor, without a copy where numpy has its kind of numbers."""
    tensor = tensor.detach().cpu()
    if tensor.dtype in {torch.bfloat16, torch.float16}:
        tensor = tensor.float()
    values: NDArray[np.generic] = tensor.numpy()
    return values


class Lowering:
    """The graph that grows while the operations of an exported module are read.

    A value is an Array, a pair of them if it is complex, a tensor of entries that are the same in every
    run, or no array at all.
    """

    def __init__(
        self,
        module: torch.nn.Module,
        program: ExportedProgram,
        names: Mapping[str, str],
        trained: set[str],
    ) -> None:
        self.graph: Final = Graph()
        self._module = module
        self._program = program
        self._names = names
        self._trained = trained
        self._values: dict[Node, Any] = {}
        self._buffers: dict[int, Array] = {}
        self._drawn: dict[object, list[Value]] = {}

    def run(self) -> list[Value | None]:
        """What the module returns, None for what is not an array of real or complex numbers."""
        nodes = list(self._program.graph.nodes)
        places = [node for node in nodes if node.op == "placeholder"]
        for node, spec in zip(places, self._program.graph_signature.input_specs, strict=True):
            self._values[node] = self._given(node, spec)
        for node in nodes:
            if node.op == "get_attr":
                self._values[node] = getattr(self._program.graph_module, str(node.target))
            if node.op == "call_function" and node.users:
                self._values[node] = self._called(node)
        (output,) = (node for node in nodes if node.op == "output")
        kinds = [spec.kind for spec in self._program.graph_signature.output_specs]
        returned = zip(kinds, output.args[0], strict=True)
        return [self._output(given) for kind, given in returned if kind is OutputKind.USER_OUTPUT]

    def _output(self, returned: object) -> Value | None:
        value = self._values[returned] if isinstance(returned, Node) else None
        if not isinstance(value, Array | Complex | torch.Tensor):
            return None
        array = self._array(value)
        return array if isinstance(array, Complex) or _is_real(array.dtype) else None

    def _given(self, node: Node, spec: InputSpec) -> Any:
        """A parameter, a buffer, an input, or a number."""
        if not isinstance(spec.arg, TensorArgument):
            return getattr(spec.arg, "value", None)
        if spec.kind is InputKind.PARAMETER:
            return self._parameter(str(spec.target), node)
        if spec.kind is InputKind.CONSTANT_TENSOR:
            return self._program.constants[str(spec.target)]
        if spec.kind is InputKind.BUFFER and spec.target not in self._changed():
            return self._buffer(str(spec.target))
        return self._named(spec.arg.name, node.meta["val"])

    def _changed(self) -> set[str]:
        """The buffers that training changes: they may have any entries."""
        return set(self._program.graph_signature.buffers_to_mutate.values())

    def _leaf(self, kind: str, name: str, node: Node) -> Array:
        value = node.meta["val"]
        return Array.of(self.graph, self.graph.leaf(kind, name, value.shape), _dtype(value))

    def _parameter(self, target: str, node: Node) -> Value:
        """A parameter is a leaf; hooks may do anything to its gradient."""
        name = self._names[target]
        if node.meta["val"].is_complex():
            raise AuditError(f"{name} has complex entries")
        leaf = self._leaf("parameter" if name in self._trained else "frozen", name, node)
        parameter = self._module.get_parameter(target)
        if not (parameter._backward_hooks or getattr(parameter, "_post_accumulate_grad_hooks", None)):
            return leaf
        return self._unknown(f"hook of {name}", [leaf], node.meta["val"])

    def _buffer(self, name: str) -> torch.Tensor:
        """Its entries; used as it is it is a frozen leaf."""
        buffer = self._module.get_buffer(name)
        if buffer.is_complex():
            return buffer
        shape = tuple(buffer.shape)
        self._buffers[id(buffer)] = Array(
            self.graph, shape, lambda: self.graph.leaf("frozen", name, shape), numbers(buffer), _dtype(buffer)
        )
        return buffer

    def _array(self, tensor: Value | torch.Tensor) -> Value:
        if isinstance(tensor, Array | Complex):
            return tensor
        if tensor.is_complex():
            return Complex(self._constant(tensor.real), self._constant(tensor.imag))
        if id(tensor) in self._buffers:
            return self._buffers[id(tensor)]
        return self._constant(tensor)

    def _constant(self, tensor: torch.Tensor) -> Array:
        return Array.constant(self.graph, numbers(tensor), _dtype(tensor))

    def _called(self, node: Node) -> Any:
        """The value of an operation: computed, or written by a rule, or of unknown function."""
        arguments, options = self._read(node.args), self._read(node.kwargs)
        if node.target is operator.getitem:
            return arguments[0][arguments[1]]
        name = str(node.target)
        if name == "certsim.unknown.default":
            _, inputs, called = arguments
            return self._unknown(called, _arrays([self._array(x) for x in inputs]), node.meta["val"])
        if _word(name) in _SHAPED:
            arguments = pytree.tree_map_only((Array, Complex), _stand_in, arguments, is_leaf=_is_complex)
        if self._is_known(node, arguments, options):
            return _computed(node.target, arguments, options)
        return self._written(node, name, arguments, options)

    def _read(self, given: Any) -> Any:
        return pytree.tree_map_only(Node, lambda node: self._values[node], given)

    def _is_known(self, node: Node, arguments: Any, options: Any) -> bool:
        """Whether an operation gives the same in every run, and may be computed beforehand."""
        leaves = pytree.tree_leaves((arguments, options))
        if any(isinstance(x, Array) for x in leaves) or _is_drawn(node.target):
            return False
        size = sum(math.prod(v.shape) for v in _tensors(node.meta.get("val")))
        return size <= _MODERATE or not any(id(x) in self._buffers for x in leaves)

    def _written(self, node: Node, name: str, arguments: Any, options: Any) -> Any:
        results = node.meta["val"]
        tensors = _tensors(results)
        arguments = pytree.tree_map_only(torch.Tensor, self._array, arguments)
        options = pytree.tree_map_only(torch.Tensor, self._array, options)
        options = {key: _plain(value) for key, value in options.items()}
        try:
            arrays = self._by_rule(node, name, arguments, options, [_dtype(t) for t in tensors])
        except NoRule:
            arrays = self._without_rule(node, arguments, options, tensors)
        for array, tensor in zip(arrays, tensors, strict=True):
            if array.shape != tuple(tensor.shape):
                raise GraphError(f"the rule of {name} gives {array.shape}, not {tuple(tensor.shape)}")
        return arrays[0] if isinstance(results, torch.Tensor) else arrays

    def _by_rule(
        self, node: Node, name: str, arguments: Any, options: Mapping[str, Any], dtypes: Sequence[str]
    ) -> list[Value]:
        masked = _masked(name, arguments)
        if masked is not None and _is_for_softmax(node):
            return [masked_for_softmax(*masked)]
        return apply_rule(name, arguments, options, dtypes)

    def _without_rule(
        self, node: Node, arguments: Any, options: Any, tensors: Sequence[torch.Tensor]
    ) -> list[Value]:
        """Inputs, if no trained parameter is in it; else arrays of which nothing is known."""
        arrays = _arrays((arguments, options))
        called = _spelled(node, arguments, options)
        random = _is_drawn(node.target)
        key = (node.name,) if random else (called, tuple(x.node for x in arrays))
        if key not in self._drawn:
            if all(given(x) for x in arrays):
                names = [f"{node.name}[{k}]" if len(tensors) > 1 else node.name for k in range(len(tensors))]
                self._drawn[key] = [self._named(n, t) for n, t in zip(names, tensors, strict=True)]
            else:
                self._drawn[key] = [
                    self._unknown(called, arrays, t, output=k, random=random) for k, t in enumerate(tensors)
                ]
        return self._drawn[key]

    def _named(self, name: str, tensor: torch.Tensor) -> Value:
        """An input of its own, with any entries."""
        if tensor.is_complex():
            return Complex(*(self._input(f"{name}.{part}", tensor.real) for part in Complex._fields))
        return self._input(name, tensor)

    def _input(self, name: str, tensor: torch.Tensor) -> Array:
        if not tensor.numel():
            return Array.constant(self.graph, np.zeros(tensor.shape), _dtype(tensor))
        return Array.of(self.graph, self.graph.leaf("input", name, tensor.shape), _dtype(tensor))

    def _unknown(
        self, name: str, arguments: Sequence[Array], like: torch.Tensor, output: int = 0,
        random: bool = False,
    ) -> Value:  # fmt: skip
        """An array of which nothing is known but its arguments."""
        if not random and name not in self.graph.unsupported:
            self.graph.unsupported.append(name)
        if not like.is_complex():
            return self._opaque(Opaque(name, output, random=random), arguments, like)
        parts = [Opaque(f"{name}.{part}", output, random=random) for part in Complex._fields]
        return Complex(*(self._opaque(part, arguments, like.real) for part in parts))

    def _opaque(self, operation: Opaque, arguments: Sequence[Array], like: torch.Tensor) -> Array:
        """No gradient passes through whole numbers."""
        dtype = _dtype(like)
        if not like.numel():
            return Array.constant(self.graph, np.zeros(like.shape), dtype)
        node = self.graph.opaque(operation, [x.node for x in arguments], like.shape)
        array = Array.of(self.graph, node, dtype)
        return array if _is_real(dtype) else Array.of(self.graph, array.detach().node, dtype)


def _arrays(values: Any) -> list[Array]:
    """The arrays among values that have entries; of complex ones the parts."""
    return [x for x in pytree.tree_leaves(values) if isinstance(x, Array) and 0 not in x.shape]


def _spelled(node: Node, arguments: Sequence[Any], options: Mapping[str, Any]) -> str:
    """A call with all that is no array, and with the places of the arrays, as one word."""
    if not isinstance(node.target, torch._ops.OpOverload):
        return str(node.name)
    arguments, options = pytree.tree_map_only(Array, lambda _: _Place(), (arguments, options))
    spelled = [*map(repr, arguments), *(f"{key}={value!r}" for key, value in options.items())]
    return f"{node.target}({','.join(spelled)})".translate(_IN_NAMES)


class _Place:
    """Where an array stands in a call."""

    def __repr__(self) -> str:
        return "_"


def _is_complex(value: object) -> bool:
    return isinstance(value, Complex)


def _computed(target: Any, arguments: Any, options: Any) -> Any:
    with torch.no_grad():
        return target(*arguments, **options)


def _stand_in(array: Value) -> torch.Tensor:
    """A tensor of the shape and the kind of an array."""
    if isinstance(array, Complex):
        return torch.complex(_stand_in(array.real), _stand_in(array.imag))
    return torch.empty((), dtype=getattr(torch, array.dtype)).expand(array.shape)


def _is_drawn(target: Any) -> bool:
    """Whether an operation may give other entries in every run."""
    tags = getattr(target, "tags", ())
    return torch.Tag.nondeterministic_seeded in tags or _word(str(target)) in _EMPTY


def _masked(name: str, arguments: Any) -> tuple[Array, Array] | None:
    """The array and the mask, 1 where it is kept, of an operation that puts −∞ elsewhere."""
    if name.startswith("aten.masked_fill.") and _is_minus_infinity(arguments[2]):
        return arguments[0], opposite(arguments[1])
    if name.startswith("aten.where.S") or name == "aten.where.self":
        condition, x, y = arguments
        if _is_minus_infinity(y) and isinstance(x, Array):
            return x, condition
        if _is_minus_infinity(x) and isinstance(y, Array):
            return y, opposite(condition)
    return None


def _is_minus_infinity(value: Any) -> bool:
    if isinstance(value, Array):
        return value.known is not None and bool((value.known == -np.inf).all())
    return isinstance(value, float) and value == -math.inf


def _is_for_softmax(node: Node) -> bool:
    """Whether nothing but softmax sees a value, perhaps in another shape."""
    users = [user for user in node.users if user.users or user.op == "output"]
    return bool(users) and all(
        str(user.target) in _SOFTMAX or (str(user.target) in _MOVES and _is_for_softmax(user))
        for user in users
    )


def _tensors(value: Any) -> list[torch.Tensor]:
    """The tensors among the results of an operation."""
    leaves = pytree.tree_leaves(value)
    if any(isinstance(x, torch.SymInt) for x in leaves) or any(
        isinstance(n, torch.SymInt) for x in leaves if isinstance(x, torch.Tensor) for n in x.shape
    ):
        raise AuditError("the shape of an array depends on the data")
    return [x for x in leaves if isinstance(x, torch.Tensor)]


def _plain(value: Any) -> Any:
    return _name(value) if isinstance(value, torch.dtype) else value


def _dtype(tensor: torch.Tensor) -> str:
    return _name(tensor.dtype)


def _name(dtype: torch.dtype) -> str:
    return str(dtype).removeprefix("torch.")


def _is_real(dtype: str) -> bool:
    return dtype.startswith(("float", "bfloat"))


def _word(name: str) -> str:
    return name.removeprefix("aten.").partition(".")[0]
