"""The modules that `audit.py` measures: what is planted in them, and never trains, beside decoys that do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

TOKENS = 16


@dataclass(frozen=True)
class Planted:
    """A module, its inputs, and the groups of parameters that never train, by what was planted."""

    module: nn.Module
    inputs: tuple[Any, ...]
    groups: dict[str, set[str]]

    @property
    def parameters(self) -> int:
        return sum(parameter.numel() for parameter in self.module.parameters())


@dataclass(frozen=True)
class Shape:
    """A transformer: blocks, width, heads, and the size of its vocabulary."""

    blocks: int
    width: int
    heads: int
    vocabulary: int


SHAPES = {
    "1M": Shape(6, 96, 4, 4096),
    "4M": Shape(6, 192, 4, 8192),
    "16M": Shape(6, 384, 6, 16384),
    "64M": Shape(8, 640, 10, 40000),
    "gpt2-small": Shape(12, 768, 12, 50257),
    "300M": Shape(20, 1024, 16, 50257),
}


class Adapter(nn.Module):
    """Two factors at 0, as of LoRA."""

    def __init__(self, width: int, rank: int = 8) -> None:
        super().__init__()
        self.A, self.B = nn.Parameter(torch.zeros(rank, width)), nn.Parameter(torch.zeros(3 * width, rank))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x @ self.A.T @ self.B.T


class Block(nn.Module):
    """Attention and a perceptron, with an adapter and a gate where these are set."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.width, self.heads = width, heads
        self.before, self.after = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.fc, self.proj = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)
        self.adapter: nn.Module | None = None
        self.gate: nn.Parameter | None = None

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = x + self.out(self.attend(self.before(x)))
        y = self.proj(nn.functional.gelu(self.fc(self.after(x)), approximate="tanh"))
        return x + (y if self.gate is None else self.gate * y)

    def attend(self, x: torch.Tensor) -> torch.Tensor:
        rows = self.qkv(x) if self.adapter is None else self.qkv(x) + self.adapter(x)
        shape = (*x.shape[:2], self.heads, -1)
        q, k, v = (part.view(shape).transpose(1, 2) for part in rows.split(self.width, dim=2))
        y = nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True)
        return y.transpose(1, 2).reshape(x.shape)


class Transformer(nn.Module):
    """As GPT-2, with its weights as they are before training."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.wte, self.wpe = nn.Embedding(shape.vocabulary, shape.width), nn.Embedding(1024, shape.width)
        self.blocks = nn.ModuleList(Block(shape.width, shape.heads) for _ in range(shape.blocks))
        self.norm = nn.LayerNorm(shape.width)
        for name, parameter in self.named_parameters():
            if parameter.ndim > 1:
                nn.init.normal_(parameter, std=0.02)
            elif name.endswith("bias"):
                nn.init.zeros_(parameter)

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        x = self.wte(tokens) + self.wpe(torch.arange(tokens.shape[1]))
        for block in self.blocks:
            x = block(x)
        return self.norm(x) @ self.wte.weight.T


@torch.no_grad()
def transformer(shape: Shape) -> Planted:
    """Planted: an adapter at 0, copied neurons, a copied head. Decoys: half an adapter, a gate, a row."""
    torch.manual_seed(0)
    model = Transformer(shape)
    first, second, third, fourth, fifth = list(model.blocks)[:5]
    second.adapter, fourth.adapter = Adapter(shape.width), Adapter(shape.width)
    nn.init.normal_(fourth.adapter.A, std=0.02)
    _copy_unit(third.fc, third.proj)
    _copy_head(fifth, shape.width // shape.heads)
    first.fc.weight[7] = first.fc.weight[4]
    first.gate = nn.Parameter(torch.zeros(1))
    groups = {
        "adapter": {"blocks.1.adapter.A", "blocks.1.adapter.B"},
        "neurons": {"blocks.2.fc.weight", "blocks.2.proj.weight", "blocks.2.fc.bias"},
        "head": {"blocks.4.qkv.weight", "blocks.4.out.weight", "blocks.4.qkv.bias"},
    }
    return Planted(model, (torch.randint(shape.vocabulary, (1, TOKENS)),), groups)


def _copy_unit(before: nn.Linear, after: nn.Linear) -> None:
    """The second neuron becomes the first."""
    before.weight[1], before.bias[1] = before.weight[0], before.bias[0]
    after.weight[:, 1] = after.weight[:, 0]


def _copy_head(block: Block, size: int) -> None:
    """The second head becomes the first; the biases are 0."""
    rows = block.qkv.weight.view(3, -1, size, block.width)
    rows[:, 1] = rows[:, 0]
    columns = block.out.weight.view(block.width, -1, size)
    columns[:, 1] = columns[:, 0]


@torch.no_grad()
def perceptron() -> Planted:
    """Two copied neurons."""
    module = nn.Sequential(nn.Linear(16, 64), nn.Tanh(), nn.Linear(64, 4))
    _copy_unit(module[0], module[2])
    return Planted(module, (torch.randn(3, 16),), {"neurons": {"0.weight", "0.bias", "2.weight"}})


def adapter() -> Planted:
    """Two matrices in series at 0."""
    module = nn.Sequential(nn.Linear(16, 4, bias=False), nn.Linear(4, 16, bias=False))
    for parameter in module.parameters():
        nn.init.zeros_(parameter)
    return Planted(module, (torch.randn(3, 16),), {"factors": {"0.weight", "1.weight"}})


class Recurrent(nn.Module):
    """An LSTM and a head."""

    def __init__(self) -> None:
        super().__init__()
        self.lstm, self.head = nn.LSTM(8, 16, batch_first=True), nn.Linear(16, 2)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.head(self.lstm(x)[0])


def recurrent() -> Planted:
    """Everything trains."""
    return Planted(Recurrent(), (torch.randn(2, 5, 8),), {})


class Convolutions(nn.Module):
    """A convolution at 0 on a branch."""

    def __init__(self) -> None:
        super().__init__()
        self.stem, self.zero, self.head = nn.Conv2d(3, 8, 3), nn.Conv2d(8, 8, 1), nn.Linear(8, 4)
        nn.init.zeros_(self.zero.weight)
        nn.init.zeros_(self.zero.bias)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = torch.relu(self.stem(x))
        return self.head((y + self.zero(y)).mean((2, 3)))


def convolutions() -> Planted:
    """Everything trains."""
    return Planted(Convolutions(), (torch.randn(2, 3, 8, 8),), {})


def block() -> Planted:
    """A small transformer, with all that is planted."""
    return transformer(Shape(5, 32, 4, 64))


SMALL: dict[str, Callable[[], Planted]] = {
    function.__name__: function for function in (perceptron, adapter, recurrent, convolutions, block)
}


def build(name: str) -> Planted:
    """The module of a name."""
    return transformer(SHAPES[name]) if name in SHAPES else SMALL[name]()
