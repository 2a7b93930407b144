"""Whole networks that start at a constant, or with zero layers and norms."""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor, nn

from tests.torch.zoo.table import Example, conserved, delayed, entry, redundant, tied, zero
from tests.torch.zoo.weights import zero_out

WIDTH, HIDDEN, OUT = 3, 4, 2


def network(activation: type[nn.Module], depth: int = 3) -> nn.Sequential:
    """``depth`` linear layers, the activation between them."""
    widths = [WIDTH, *[HIDDEN] * (depth - 1), OUT]
    layers = [
        layer for fan_in, fan_out in pairwise(widths) for layer in (nn.Linear(fan_in, fan_out), activation())
    ]
    return nn.Sequential(*layers[:-1])


def example(module: nn.Module) -> Example:
    return module, (torch.randn(2, 5, WIDTH),)


class Residual(nn.Module):
    """A linear layer, then a branch beside its identity."""

    def __init__(self, branch: nn.Module) -> None:
        super().__init__()
        self.embed = nn.Linear(WIDTH, HIDDEN)
        self.branch = branch

    def forward(self, x: Tensor) -> Tensor:
        x = self.embed(x)
        return x + self.branch(x)


@entry(
    tied({"0.weight": "all", "0.bias": "all", "2.weight": "all", "2.bias": "all", "4.weight": "all"}),
    drop=(HIDDEN - 1) * (WIDTH + 1) + (HIDDEN * HIDDEN - 1) + (HIDDEN - 1) + OUT * (HIDDEN - 1),
)
def constant_initialisation() -> Example:
    """Each hidden layer is one unit for ever; inputs and outputs tell their own weights apart."""
    module = network(nn.Tanh)
    for parameter in module.parameters():
        parameter.fill_(0.1 if parameter.ndim == 2 else 0)
    return example(module)


@entry(
    zero({"0.weight": "all", "0.bias": "all", "2.weight": "all"}),
    drop=HIDDEN * WIDTH + HIDDEN + OUT * HIDDEN,
)
def zero_initialisation() -> Example:
    """Only the last bias moves."""
    module = network(nn.Tanh, 2)
    zero_out(*module.parameters())
    return example(module)


@entry(
    zero({"0.weight": "all", "0.bias": "all", "2.weight": "all", "2.bias": "all", "4.weight": "all"}),
    drop=HIDDEN * (WIDTH + 1) + HIDDEN * (HIDDEN + 1) + OUT * HIDDEN,
)
def zero_initialisation_of_a_relu_network() -> Example:
    """The slope at zero does not matter: a zero layer follows each kink."""
    module = network(nn.ReLU)
    zero_out(*module.parameters())
    return example(module)


@entry(
    tied({"0.weight": "all", "0.bias": "all", "2.weight": "all"}),
    delayed(1, {"0.weight": "all", "0.bias": "all"}),
    drop=(HIDDEN - 1) * (WIDTH + 1) + OUT * (HIDDEN - 1),
)
def zero_initialisation_of_a_sigmoid_network() -> Example:
    """Units that say 1/2 train, all alike."""
    module = network(nn.Sigmoid, 2)
    zero_out(*module.parameters())
    return example(module)


@entry()
def zero_biases_everywhere() -> Example:
    """Zero biases move at once."""
    module = network(nn.SiLU)
    zero_out(*(parameter for parameter in module.parameters() if parameter.ndim == 1))
    return example(module)


@entry(delayed(1, {"0.weight": "all", "0.bias": "all", "2.weight": "all", "2.bias": "all"}))
def zero_head() -> Example:
    """The head moves at once, and all else a step later."""
    module = network(nn.GELU)
    zero_out(module[4].weight, module[4].bias)
    return example(module)


@entry()
def norms_that_are_all_alike() -> Example:
    """Norms of ones and zeros are equal numbers in unequal places."""
    linear = [nn.Linear(WIDTH, HIDDEN), nn.Linear(HIDDEN, HIDDEN), nn.Linear(HIDDEN, OUT)]
    norms = [nn.LayerNorm(HIDDEN), nn.LayerNorm(HIDDEN)]
    return example(nn.Sequential(linear[0], norms[0], nn.GELU(), linear[1], norms[1], nn.GELU(), linear[2]))


@entry(
    zero({"branch.0.weight": "all", "branch.0.bias": "all", "branch.2.weight": "all"}),
    drop=2 * HIDDEN * HIDDEN + HIDDEN,
)
def two_zero_layers_in_series() -> Example:
    """Each waits for the other."""
    module = Residual(nn.Sequential(nn.Linear(HIDDEN, HIDDEN), nn.Tanh(), nn.Linear(HIDDEN, HIDDEN)))
    zero_out(*module.branch.parameters())
    return example(module)


@entry(
    zero({"branch.2.weight": "all", "branch.2.bias": "all", "branch.4.weight": "all"}),
    conserved({"branch.0.weight": "all", "branch.0.bias": "all"}),
    drop=2 * HIDDEN * HIDDEN + HIDDEN,
)
def a_layer_before_two_zero_layers() -> Example:
    """What stands before the two is held as well, though it is not zero."""
    layers = [nn.Linear(HIDDEN, HIDDEN) for _ in range(3)]
    zero_out(*layers[1].parameters(), *layers[2].parameters())
    return example(Residual(nn.Sequential(layers[0], nn.Tanh(), layers[1], nn.Tanh(), layers[2])))


@entry(delayed(1, {"branch.0.weight": "all", "branch.0.bias": "all"}))
def one_zero_layer_in_series() -> Example:
    """The last layer of the branch moves at once."""
    module = Residual(nn.Sequential(nn.Linear(HIDDEN, HIDDEN), nn.Tanh(), nn.Linear(HIDDEN, HIDDEN)))
    zero_out(module.branch[2].weight, module.branch[2].bias)
    return example(module)


@entry(delayed(1, {"branch.2.weight": "all"}))
def a_zero_layer_before_another() -> Example:
    """The value at zero is zero: the last weights wait for the first."""
    module = Residual(nn.Sequential(nn.Linear(HIDDEN, HIDDEN), nn.Tanh(), nn.Linear(HIDDEN, HIDDEN)))
    zero_out(module.branch[0].weight, module.branch[0].bias)
    return example(module)


@entry(
    zero({"branch.0.weight": "all", "branch.0.bias": "all", "branch.1.weight": "all"}),
    drop=2 * HIDDEN + HIDDEN * HIDDEN,
)
def zero_norm_in_front_of_a_zero_layer() -> Example:
    """The norm says nothing, and the layer hears nothing."""
    module = Residual(nn.Sequential(nn.LayerNorm(HIDDEN), nn.Linear(HIDDEN, HIDDEN)))
    zero_out(*module.branch.parameters())
    return example(module)


@entry(zero({"branch.0.weight": "all", "branch.1.weight": "all"}), drop=HIDDEN + HIDDEN * HIDDEN)
def zero_norm_weight_in_front_of_a_zero_layer() -> Example:
    """A norm without a bias needs only its weight at zero."""
    module = Residual(nn.Sequential(nn.RMSNorm(HIDDEN), nn.Linear(HIDDEN, HIDDEN, bias=False)))
    zero_out(*module.branch.parameters())
    return example(module)


@entry(delayed(1, {"branch.0.weight": "all", "branch.0.bias": "all"}))
def zero_norm_with_a_bias_in_front_of_a_zero_layer() -> Example:
    """The bias of the norm is heard, so that the layer moves, and after it the norm."""
    norm, layer = nn.LayerNorm(HIDDEN), nn.Linear(HIDDEN, HIDDEN, bias=False)
    zero_out(norm.weight, layer.weight)
    norm.bias.copy_(torch.randn(HIDDEN))
    return example(Residual(nn.Sequential(norm, layer)))


@entry(delayed(1, {"branch.1.weight": "all"}))
def zero_norm_in_front_of_a_layer() -> Example:
    """The norm moves at once."""
    norm = nn.LayerNorm(HIDDEN)
    zero_out(norm.weight, norm.bias)
    return example(Residual(nn.Sequential(norm, nn.Linear(HIDDEN, HIDDEN))))


class Shared(nn.Module):
    """One square layer, used twice."""

    def __init__(self) -> None:
        super().__init__()
        self.square = nn.Linear(WIDTH, WIDTH, bias=False)
        self.head = nn.Linear(WIDTH, OUT)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(x + self.square(torch.tanh(self.square(x))))


@entry()
def one_layer_used_twice() -> Example:
    """A tied weight has the sum of two gradients."""
    return example(Shared())


@entry(zero({"square.weight": "all"}), drop=WIDTH * WIDTH)
def one_zero_layer_used_twice() -> Example:
    """It is two zero layers in series."""
    module = Shared()
    zero_out(module.square.weight)
    return example(module)


@entry(redundant({"unused": "all"}))
def a_parameter_without_use() -> Example:
    """The function does not depend on it."""
    module = network(nn.ELU, 2)
    module.register_parameter("unused", nn.Parameter(torch.randn(3)))
    return example(module)
