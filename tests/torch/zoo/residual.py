"""Residual branches behind gates that start at zero, or close to it."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from tests.torch.zoo.table import Example, conserved, delayed, entry, zero
from tests.torch.zoo.weights import zero_out

WIDTH, CHANNELS = 4, 4


class Gated(nn.Module):
    """x + α f(x), the gate a number or a number per channel."""

    def __init__(self, inner: nn.Module, gate: Tensor) -> None:
        super().__init__()
        self.inner = inner
        self.gate = nn.Parameter(gate)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.gate * self.inner(x)


def mlp() -> nn.Sequential:
    return nn.Sequential(nn.Linear(WIDTH, 2 * WIDTH), nn.GELU(), nn.Linear(2 * WIDTH, WIDTH))


def vectors(module: nn.Module) -> Example:
    return module, (torch.randn(2, 3, WIDTH),)


def images(module: nn.Module) -> Example:
    return module, (torch.randn(2, 3, 5, 5),)


@entry(
    *(
        delayed(
            1, {f"{block}.inner.{layer}.{name}": "all" for layer in (0, 2) for name in ("weight", "bias")}
        )
        for block in (0, 1)
    )
)
def rezero() -> Example:
    """The gates move at once, and the blocks a step later."""
    gated = [Gated(mlp(), torch.zeros(1)) for _ in range(2)]
    return vectors(nn.Sequential(*gated, nn.Linear(WIDTH, 3)))


@entry()
def layer_scale() -> Example:
    """A millionth is not zero."""
    gated = [Gated(mlp(), torch.full((WIDTH,), 1e-6)) for _ in range(2)]
    return vectors(nn.Sequential(*gated, nn.Linear(WIDTH, 3)))


@entry(delayed(1, {"1.inner.0.weight": "all", "1.inner.2.weight": "all", "1.inner.2.bias": "all"}))
def skip_init() -> Example:
    """The gate after the convolutions moves at once."""
    inner = nn.Sequential(
        nn.Conv2d(CHANNELS, CHANNELS, 3, padding=1, bias=False),
        nn.SiLU(),
        nn.Conv2d(CHANNELS, CHANNELS, 3, padding=1),
    )
    head = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(CHANNELS, 3))
    return images(nn.Sequential(nn.Conv2d(3, CHANNELS, 3), Gated(inner, torch.zeros(())), head))


class FixupBlock(nn.Module):
    """Two convolutions, the second at zero, with a bias before each and a multiplier."""

    def __init__(self) -> None:
        super().__init__()
        self.biases = nn.ParameterList(torch.zeros(1) for _ in range(4))
        self.first = nn.Conv2d(CHANNELS, CHANNELS, 3, padding=1, bias=False)
        self.second = nn.Conv2d(CHANNELS, CHANNELS, 3, padding=1, bias=False)
        self.multiplier = nn.Parameter(torch.ones(1))
        zero_out(self.second.weight)

    def forward(self, x: Tensor) -> Tensor:
        hidden = torch.tanh(self.first(x + self.biases[0]) + self.biases[1])
        return x + self.multiplier * self.second(hidden + self.biases[2]) + self.biases[3]


@entry(
    delayed(1, {"0.weight": "all", "0.bias": "all", "1.biases.3": "all", "1.second.weight": "all"}),
    delayed(
        2,
        {
            "1.biases.0": "all",
            "1.biases.1": "all",
            "1.biases.2": "all",
            "1.first.weight": "all",
            "1.multiplier": "all",
        },
    ),
)
def fixup() -> Example:
    """The head starts at zero, and the last convolution of the block: the first one waits for both."""
    head = nn.Linear(CHANNELS, 3)
    zero_out(head.weight, head.bias)
    pool = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten())
    return images(nn.Sequential(nn.Conv2d(3, CHANNELS, 3), FixupBlock(), pool, head))


class TwoGates(nn.Module):
    """x + α β f(x)."""

    def __init__(self, alpha: float, beta: float) -> None:
        super().__init__()
        self.inner = nn.Linear(WIDTH, WIDTH)
        self.alpha = nn.Parameter(torch.tensor(alpha))
        self.beta = nn.Parameter(torch.tensor(beta))
        self.head = nn.Linear(WIDTH, 3)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(x + self.alpha * self.beta * self.inner(x))


@entry(
    zero({"alpha": "all", "beta": "all"}),
    conserved({"inner.weight": "all", "inner.bias": "all"}),
    drop=2,
)
def two_zero_gates_in_series() -> Example:
    """Both stay shut, and what is behind them never moves."""
    return vectors(TwoGates(0.0, 0.0))


@entry(delayed(1, {"beta": "all", "inner.weight": "all", "inner.bias": "all"}))
def a_zero_gate_behind_an_open_one() -> Example:
    """The shut gate moves at once."""
    return vectors(TwoGates(0.0, 0.7))
