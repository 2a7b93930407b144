"""Functions of complex numbers have the values and the gradients that PyTorch gives them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")
nn = torch.nn

from certsim.torch import audit  # noqa: E402
from certsim.torch.capture.capture import Captured, capture  # noqa: E402
from certsim.torch.checker.backward import with_gradients  # noqa: E402
from tests.torch.evaluate import evaluate  # noqa: E402
from tests.torch.operations.complex_twins import FUNCTIONS, Function  # noqa: E402


class Calling(nn.Module):
    """A function of parameters."""

    def __init__(self, function: Function) -> None:
        super().__init__()
        self.z, self.w = (nn.Parameter(torch.randn(2, 3, 2, dtype=torch.float64)) for _ in range(2))
        self.x = nn.Parameter(torch.randn(2, 3, dtype=torch.float64))
        self.function = function

    def forward(self) -> Any:
        return self.function(torch.view_as_complex(self.z), torch.view_as_complex(self.w), self.x)


class Turned(nn.Module):
    """Attention whose queries and keys are turned, as complex numbers, by the places of tokens."""

    def __init__(self) -> None:
        super().__init__()
        self.q, self.k, self.v, self.o = (nn.Linear(8, 8, bias=False) for _ in range(4))
        angles = torch.outer(torch.arange(6.0), torch.tensor([1.0, 0.1]))
        self.register_buffer("turns", torch.polar(torch.ones_like(angles), angles))

    def turned(self, x: Any) -> Any:
        return torch.view_as_real(torch.view_as_complex(x.unflatten(-1, (2, 2))) * self.turns).flatten(-2)

    def forward(self, x: Any) -> Any:
        q, k, v = (f(x).unflatten(-1, (2, 4)).transpose(1, 2) for f in (self.q, self.k, self.v))
        scores = self.turned(q) @ self.turned(k).mT
        return self.o((scores.softmax(-1) @ v).transpose(1, 2).flatten(2))


def turned() -> tuple[nn.Module, tuple[Any, ...]]:
    torch.manual_seed(0)
    return Turned(), (torch.randn(2, 6, 8),)


@pytest.mark.parametrize(
    "function",
    [
        pytest.param(function, id=f"{name}-{k}")
        for name, functions in FUNCTIONS.items()
        for k, function in enumerate(functions)
    ],
)
def test_values_and_gradients_are_those_of_pytorch(function: Function) -> None:
    torch.manual_seed(0)
    module = Calling(function)
    value = module()
    value = torch.view_as_real(value).unbind(-1) if value.is_complex() else [value]
    cotangents = [torch.randn_like(part) for part in value]
    torch.autograd.backward(value, cotangents)

    captured = capture(module, ())

    assert not captured.graph.unsupported
    values, gradients = _computed(captured, [c.numpy() for c in cotangents])
    for found, part in zip(values, value, strict=True):
        np.testing.assert_allclose(found, part.numpy(force=True), rtol=1e-9, strict=True)
    wanted = {name: p.grad.numpy() for name, p in module.named_parameters() if p.grad is not None}
    assert gradients.keys() == wanted.keys()
    for name, gradient in wanted.items():
        np.testing.assert_allclose(gradients[name], gradient, rtol=1e-9, atol=1e-12, strict=True)


def _computed(captured: Captured, cotangents: list[Any]) -> tuple[list[Any], dict[str, Any]]:
    names = [f"y{k}" for k in range(len(cotangents))]
    whole, nodes = with_gradients(captured.graph, names)
    values = evaluate(whole, {**captured.values, **dict(zip(names, cotangents, strict=True))})
    return [values[at] for at in captured.graph.outputs], {name: values[at] for name, at in nodes.items()}


def test_queries_that_are_turned_as_complex_numbers_are_free() -> None:
    audit(*turned()).assert_free("*")


def test_copied_heads_that_are_turned_as_complex_numbers_are_tied() -> None:
    module, inputs = turned()
    with torch.no_grad():
        for each in (module.q, module.k, module.v):
            each.weight[4:] = each.weight[:4]
        module.o.weight[:, 4:] = module.o.weight[:, :4]

    audited = audit(module, inputs)

    assert audited.dimension == audited.trained // 2
    assert not audited.unsupported


def test_gradients_pass_through_functions_of_complex_numbers_that_are_not_known() -> None:
    class Spectrum(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.first, self.second = nn.Linear(4, 4), nn.Linear(4, 2)

        def forward(self, x: Any) -> Any:
            return self.second(torch.fft.fft(self.first(x)).abs())

    audited = audit(Spectrum(), (torch.randn(2, 4),))

    assert audited.unsupported
    assert not audited.findings


def test_complex_outputs_are_outputs() -> None:
    module = nn.Linear(3, 2)
    spectrum = nn.Sequential(module, Fourier())

    audited = audit(spectrum, (torch.randn(2, 3),))

    assert not audited.findings


class Fourier(nn.Module):
    def forward(self, x: Any) -> Any:
        return torch.complex(x, x.cos())
