"""Each rule of the table computes what PyTorch computes, and sends back what PyTorch sends back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from torch.utils import _pytree as pytree  # noqa: E402

import certsim.torch.capture.exporting  # noqa: E402, F401 -- it defines certsim.detach
from certsim.torch.capture.operations import OPERATIONS, apply_rule, operations  # noqa: E402
from certsim.torch.capture.operations.array import Array  # noqa: E402
from certsim.torch.checker.backward import with_gradients  # noqa: E402
from certsim.torch.checker.graph import Graph  # noqa: E402
from tests.torch.evaluate import evaluate  # noqa: E402
from tests.torch.operations.complex_twins import COMPLEX  # noqa: E402
from tests.torch.operations.twins import CASES, STAND_INS, Case, Given  # noqa: E402

TABLE = [
    pytest.param(name, case, id=f"{name}-{k}")
    for name, cases in CASES.items()
    for k, case in enumerate(cases)
]


class Twins:
    """One call of an operation: by PyTorch, and as a graph."""

    def __init__(self, name: str, case: Case) -> None:
        self.graph = Graph()
        self.given: dict[str, np.ndarray] = {}
        self.parameters: dict[str, Any] = {}
        self._arrays: dict[int, Array] = {}
        call = (case.arguments, dict(case.options))
        arguments, options = pytree.tree_map_only(Given, self._tensor, call)
        called = _operation(name)(*arguments, **options)
        self.expected = [called] if isinstance(called, torch.Tensor) else list(called)
        arguments, options = pytree.tree_map_only(Given, self._array, call)
        arguments, options = pytree.tree_map_only(torch.dtype, _kind, (arguments, options))
        self.arrays = apply_rule(name, arguments, options, [_kind(x.dtype) for x in self.expected])
        self.graph.outputs = [x.node for x in self.arrays if np.prod(x.shape)]

    def _tensor(self, given: Given) -> Any:
        if given.kind == "parameter":
            name = f"parameter {id(given)}"
            return self.parameters.setdefault(name, given.tensor.clone().requires_grad_())
        return given.tensor.clone()

    def _array(self, given: Given) -> Array:
        if id(given) not in self._arrays:
            self._arrays[id(given)] = self._new(given)
        return self._arrays[id(given)]

    def _new(self, given: Given) -> Array:
        values, dtype = given.tensor.numpy(), _kind(given.tensor.dtype)
        if given.kind == "constant":
            return Array.constant(self.graph, values, dtype)
        name = f"{given.kind} {id(given)}"
        self.given[name] = values
        if dtype == "int64" and given.kind == "input":
            for classes in (4,):
                self.given[f"onehot {classes} of {name}"] = np.eye(classes)[values % classes]
        return Array.of(self.graph, self.graph.leaf(given.kind, name, values.shape), dtype)


def _kind(dtype: Any) -> str:
    return str(dtype).removeprefix("torch.")


def _operation(name: str) -> Any:
    if name in STAND_INS:
        return STAND_INS[name]
    space, word, overload = name.split(".")
    return getattr(getattr(getattr(torch.ops, space), word), overload)


@pytest.mark.parametrize(("name", "case"), TABLE)
def test_the_rule_computes_what_the_operation_computes(name: str, case: Case) -> None:
    twins = Twins(name, case)

    values = evaluate(twins.graph, twins.given)

    full = [x for x in twins.expected if x.numel()]
    for output, expected in zip(twins.graph.outputs, full, strict=True):
        wanted = expected.detach().double().numpy()
        np.testing.assert_allclose(values[output], wanted, rtol=1e-9, atol=1e-9, strict=True)


@pytest.mark.parametrize(("name", "case"), TABLE)
def test_the_gradients_of_the_rule_are_those_of_the_operation(name: str, case: Case) -> None:
    twins = Twins(name, case)
    moving = [k for k, x in enumerate(twins.expected) if x.requires_grad]
    cotangents = {f"y{k}": torch.randn(twins.expected[k].shape, dtype=torch.float64) for k in moving}
    wanted = _gradients(twins, moving, cotangents)
    twins.graph.outputs = [twins.arrays[k].node for k in moving]

    whole, gradients = with_gradients(twins.graph, list(cotangents))

    given = {**twins.given, **{name: y.numpy() for name, y in cotangents.items()}}
    values = evaluate(whole, given)
    for parameter, gradient in wanted.items():
        found = values[gradients[parameter]] if parameter in gradients else np.zeros(gradient.shape)
        np.testing.assert_allclose(found, gradient, rtol=1e-9, atol=1e-9, strict=True)


def _gradients(twins: Twins, moving: Sequence[int], cotangents: Mapping[str, Any]) -> dict[str, np.ndarray]:
    total = sum(((twins.expected[k] * cotangents[f"y{k}"]).sum() for k in moving), torch.zeros(()))
    if not moving:
        return {name: np.zeros(p.shape) for name, p in twins.parameters.items()}
    found = torch.autograd.grad(total, list(twins.parameters.values()), allow_unused=True)
    return {
        name: np.zeros(p.shape) if g is None else g.numpy(force=True)
        for (name, p), g in zip(twins.parameters.items(), found, strict=True)
    }


def test_every_operation_of_the_table_has_a_twin_and_no_other() -> None:
    assert {*CASES, *COMPLEX} == set(OPERATIONS)


def test_the_table_is_listed_with_one_sentence_for_each_operation() -> None:
    listed = dict(operations())

    assert list(listed) == sorted(OPERATIONS)
    assert listed["aten.linear.default"] == "x Wᵀ + b, along the last axis."
    assert all(sentence.endswith(".") for sentence in listed.values())
