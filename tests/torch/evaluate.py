"""The values of a tensor graph in floating point: a small interpreter, for tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray

from certsim.torch.checker.graph import (
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
    SoftmaxBackward,
    Take,
)

Tensor = torch.Tensor
F = torch.nn.functional

_NAMED: Final[Mapping[str, Callable[..., Tensor]]] = {
    "gelu_tanh": lambda x: F.gelu(x, approximate="tanh"),
    "frac": torch.frac,
    "log_sigmoid": F.logsigmoid,
    "exponential": lambda x, base: torch.pow(base, x),
    "power": torch.pow,
    "hardclip": F.hardtanh,
    "hardtanh": lambda x, bound: F.hardtanh(x, -bound, bound),
    "softplus": F.softplus,
    "clamp": torch.clamp,
    "clamp_min": torch.maximum,
    "clamp_max": torch.minimum,
    "prelu": lambda x, weight: torch.where(x > 0, x, weight * x),
    "where": lambda c, x, y: torch.where(c != 0, x, y),
    "detach": lambda x: x,
    "hit": lambda index, place, count: (index % count == place).double(),
    "wrap": torch.remainder,
    "log_of_mask": torch.log,
    "root": torch.sqrt,
}
_ROWS: Final[Mapping[str, Callable[..., Tensor]]] = {
    **{
        name: lambda x, f=f: f(x, dim=-1, keepdim=True).values
        for name, f in {"max": torch.max, "min": torch.min, "median": torch.median}.items()
    },
    **{
        f"arg{name}": lambda x, f=f: f(x, dim=-1, keepdim=True).indices.double()
        for name, f in {"max": torch.max, "min": torch.min, "median": torch.median}.items()
    },
    "amax": lambda x: x.amax(-1, keepdim=True),
    "amin": lambda x: x.amin(-1, keepdim=True),
    "prod": lambda x: x.prod(-1, keepdim=True),
    "cumprod": lambda x: x.cumprod(-1),
    "logcumsumexp": lambda x: x.logcumsumexp(-1),
    "sort:ascending": lambda x: x.sort(-1).values,
    "sort:descending": lambda x: x.sort(-1, descending=True).values,
    "argsort:ascending": lambda x: x.argsort(-1).double(),
    "argsort:descending": lambda x: x.argsort(-1, descending=True).double(),
    "gather": lambda x, index: x.gather(-1, index.long()),
    "scatter": lambda x, index, source: x.scatter(-1, index.long(), source),
}


def evaluate(graph: Graph, given: Mapping[str, NDArray[np.generic]]) -> list[NDArray[np.float64]]:
    """The values of all nodes, of the leaves' values."""
    values: list[NDArray[np.float64]] = []
    for node in graph.nodes:
        with np.errstate(over="ignore"):  # of the cotangents of masks, which go nowhere
            value = _value(node, [values[a] for a in node.arguments], given)
        assert value.shape == node.shape, node
        values.append(value)
    return values


def _value(
    node: Node, xs: Sequence[NDArray[np.float64]], given: Mapping[str, NDArray[np.generic]]
) -> NDArray[np.float64]:
    match node.operation:
        case Leaf(_, name):
            return np.asarray(given[name], dtype=np.float64)
        case Constant(values):
            return values
        case Add(coefficients):
            return sum((float(c) * x for c, x in zip(coefficients, xs, strict=True)), np.zeros(node.shape))
        case Contract(labels, out):
            pairs = [part for x, names in zip(xs, labels, strict=True) for part in (x, list(names))]
            return np.asarray(_contract(pairs, out))
        case Map(function):
            return map_value(function, xs)
        case Rows(function, axis, _):
            return rows_value(function, axis, xs, node.shape[axis])
        case _:
            return _moved(node, xs)


def _contract(pairs: list[object], out: Sequence[int]) -> NDArray[np.float64]:
    names = sorted({name for labels in pairs[1::2] for name in labels})
    short = {name: k for k, name in enumerate(names)}
    given = [part if k % 2 == 0 else [short[name] for name in part] for k, part in enumerate(pairs)]
    return np.einsum(*given, [short[name] for name in out])


def _moved(node: Node, xs: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    x = xs[0]
    match node.operation:
        case Permute(axes):
            return x.transpose(axes)
        case Reshape():
            return x.reshape(node.shape)
        case Take(axis, index):
            padded = np.concatenate([x, np.zeros_like(x.take([], axis).sum(axis, keepdims=True))], axis)
            return padded.take(list(index), axis)
        case Put(axis, index, length):
            rows = np.zeros((length + 1, *np.moveaxis(x, axis, 0).shape[1:]))
            np.add.at(rows, np.array(index, dtype=np.int64), np.moveaxis(x, axis, 0))
            return np.moveaxis(rows[:-1], 0, axis)
        case Expand(axis, length):
            return np.repeat(np.expand_dims(x, axis), length, axis)
        case Softmax(axis):
            return torch.tensor(x).softmax(axis).numpy()
        case SoftmaxBackward(axis):
            p, y = xs
            return p * (y - (p * y).sum(axis, keepdims=True))
        case Centre(axes):
            return x - x.mean(axes, keepdims=True)
    raise AssertionError(f"no value of {node.operation}")


def map_value(function: str, xs: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """A function, or one of its derivatives, entry by entry."""
    word, *numbers = function.split(":")
    base, *marks = word.split("'")
    tensors = [torch.tensor(x, requires_grad=bool(marks)) for x in xs]
    value = _base(base)(*tensors, *map(float, numbers))
    for mark in marks:
        value = _derivative(value.sum(), tensors[int(mark)])
    return value.numpy(force=True)


def rows_value(
    function: str, axis: int, xs: Sequence[NDArray[np.float64]], length: int
) -> NDArray[np.float64]:
    """A function of rows, or the transpose of its derivative times the last argument."""
    word, colon, numbers = function.partition(":")
    base, *marks = word.split("'")
    rows = [torch.tensor(np.moveaxis(x, axis, -1)) for x in xs]
    f = _ROWS[base + colon + numbers]
    value = f(*rows) if not marks else _rows_back(f, rows, int(marks[0]), length)
    return np.moveaxis(value.detach().numpy(), -1, axis)


def _rows_back(f: Callable[..., Tensor], rows: list[Tensor], number: int, length: int) -> Tensor:
    *arguments, cotangent = rows
    if f is _ROWS["gather"] and len(arguments) == 1:  # it is linear in the argument that is left out
        arguments.insert(0, torch.zeros(*arguments[0].shape[:-1], length, dtype=torch.float64))
    arguments[number].requires_grad_()
    return _derivative((f(*arguments) * cotangent).sum(), arguments[number])


def _derivative(value: Tensor, argument: Tensor) -> Tensor:
    if not value.requires_grad:
        return torch.zeros_like(argument)
    (found,) = torch.autograd.grad(value, argument, create_graph=True, allow_unused=True)
    return torch.zeros_like(argument) if found is None else found


def _base(name: str) -> Callable[..., Tensor]:
    if name in _NAMED:
        return _NAMED[name]
    found = getattr(torch, name, None) or getattr(F, name, None) or getattr(torch.special, name)
    return lambda *xs: found(*xs).double()
