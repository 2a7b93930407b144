"""Low-rank adapters on a frozen base."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from tests.torch.zoo.table import Example, columns, delayed, entry, frozen, rows, tied, zero
from tests.torch.zoo.weights import repeat, zero_out

WIDTH, OUT, RANK = 6, 5, 2


class Adapted(nn.Module):
    """A frozen layer and the product of two thin matrices beside it."""

    def __init__(self, width: int = WIDTH, out: int = OUT) -> None:
        super().__init__()
        self.base = nn.Linear(width, out).requires_grad_(requires_grad=False)
        self.lora_A = nn.Parameter(torch.randn(RANK, width) / 2)
        self.lora_B = nn.Parameter(torch.randn(out, RANK) / 2)

    def forward(self, x: Tensor) -> Tensor:
        return self.base(x) + (x @ self.lora_A.T) @ self.lora_B.T


def example(module: nn.Module) -> Example:
    return module, (torch.randn(2, 3, WIDTH),)


@entry(
    zero({"lora_A": "all", "lora_B": "all"}),
    frozen({"base.weight": "all", "base.bias": "all"}),
    drop=RANK * WIDTH + OUT * RANK,
)
def lora_with_both_factors_at_zero() -> Example:
    """The gradient of each factor is a product with the other."""
    module = Adapted()
    zero_out(module.lora_A, module.lora_B)
    return example(module)


@entry(delayed(1, {"lora_A": "all"}), frozen({"base.weight": "all", "base.bias": "all"}))
def lora_with_one_factor_at_zero() -> Example:
    """B sees A at once, and A sees B after a step: the usual initialisation."""
    module = Adapted()
    zero_out(module.lora_B)
    return example(module)


@entry(
    tied({"lora_A": rows(0, 1), "lora_B": columns(0, 1)}),
    frozen({"base.weight": "all", "base.bias": "all"}),
    drop=WIDTH + OUT,
)
def lora_with_a_copied_direction() -> Example:
    """Two equal rows of A that equal columns of B read compute one direction of rank."""
    module = Adapted()
    repeat(module.lora_A, 0, 0, 1)
    repeat(module.lora_B, 1, 0, 1)
    return example(module)


@entry(
    tied({"lora_A": rows(0, 1), "lora_B": columns(0, 1)}),
    delayed(1, {"lora_A": "all"}),
    frozen({"base.weight": "all", "base.bias": "all"}),
    drop=WIDTH + OUT,
)
def lora_with_equal_rows_of_a_and_b_at_zero() -> Example:
    """B = 0 is equal columns too, and equal rows of A give them equal gradients."""
    module = Adapted()
    repeat(module.lora_A, 0, 0, 1)
    zero_out(module.lora_B)
    return example(module)


@entry(
    zero({"0.lora_A": "all", "0.lora_B": "all"}),
    delayed(1, {"2.lora_A": "all"}),
    frozen({"0.base.weight": "all", "0.base.bias": "all", "2.base.weight": "all", "2.base.bias": "all"}),
    drop=RANK * WIDTH + OUT * RANK,
)
def two_adapters_of_which_one_is_trapped() -> Example:
    """Only the first adapter has both factors at zero."""
    module = nn.Sequential(Adapted(), nn.GELU(), Adapted(OUT, 4))
    zero_out(module[0].lora_A, module[0].lora_B, module[2].lora_B)
    return example(module)


@entry(
    delayed(1, {"0.lora_A": "all", "2.lora_A": "all"}),
    frozen({f"{layer}.base.{name}": "all" for layer in (0, 2) for name in ("weight", "bias")}),
)
def zero_factors_of_which_one_works_elsewhere() -> Example:
    """The second adapter shares its B with the first, and moves it."""
    module = nn.Sequential(Adapted(WIDTH, WIDTH), nn.GELU(), Adapted(WIDTH, WIDTH))
    module[2].lora_B = module[0].lora_B
    zero_out(module[0].lora_A, module[0].lora_B)
    return example(module)
