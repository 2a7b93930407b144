"""Hidden units: copies, opposites, and dead ones."""

from __future__ import annotations

import torch
from torch import nn

from tests.torch.zoo.table import (
    Example,
    columns,
    conserved,
    convention,
    data_dependent,
    delayed,
    entry,
    opposite,
    rows,
    tied,
    zero,
)
from tests.torch.zoo.weights import repeat, repeat_unit, zero_out

WIDTH, HIDDEN, OUT = 4, 6, 3
UNIT = WIDTH + 1 + OUT
PAIR = {"0.weight": rows(0, 1), "0.bias": rows(0, 1), "2.weight": columns(0, 1)}


def network(activation: nn.Module) -> nn.Sequential:
    return nn.Sequential(nn.Linear(WIDTH, HIDDEN), activation, nn.Linear(HIDDEN, OUT))


def example(module: nn.Module) -> Example:
    return module, (torch.randn(2, 5, WIDTH),)


def with_a_copy(module: nn.Sequential, first: int = 0, second: int = 2) -> Example:
    """Unit 1 copies unit 0, in and out."""
    repeat_unit([module[first].weight, module[first].bias], [module[second].weight], 0, 1)
    return example(module)


def with_a_dead_unit(module: nn.Sequential) -> Example:
    """Unit 2 has no weight that is not zero."""
    zero_out(module[0].weight[2], module[0].bias[2], module[2].weight[:, 2])
    return example(module)


@entry(tied(PAIR), drop=UNIT)
def widened_without_noise() -> Example:
    """Units with equal weights in and out stay one unit."""
    return with_a_copy(network(nn.GELU()))


@entry(tied(PAIR), drop=UNIT)
def widened_relu_network() -> Example:
    """Equal units have equal kinks."""
    return with_a_copy(network(nn.ReLU()))


@entry()
def widened_with_unequal_outgoing_weights() -> Example:
    """Weights out that differ drive the copies apart."""
    module = network(nn.GELU())
    repeat_unit([module[0].weight, module[0].bias], [], 0, 1)
    return example(module)


@entry()
def widened_with_unequal_biases() -> Example:
    """One number that differs is enough."""
    module = network(nn.SiLU())
    repeat_unit([module[0].weight], [module[2].weight], 0, 1)
    return example(module)


@entry(
    tied(PAIR),
    tied({"2.weight": rows(2, 3), "2.bias": rows(2, 3), "4.weight": columns(2, 3)}),
    drop=(WIDTH + 1) + (HIDDEN * HIDDEN - (HIDDEN - 1) * (HIDDEN - 1)) + (1 + OUT),
)
def widened_in_two_layers() -> Example:
    """Where copied columns meet copied rows, four weights become one."""
    hidden = nn.Linear(HIDDEN, HIDDEN)
    module = nn.Sequential(nn.Linear(WIDTH, HIDDEN), nn.Mish(), hidden, nn.Mish(), nn.Linear(HIDDEN, OUT))
    repeat_unit([hidden.weight, hidden.bias], [module[4].weight], 2, 3)
    return with_a_copy(module)


@entry(
    tied({"0.weight": rows(0, 1, 2), "0.bias": rows(0, 1, 2), "2.weight": columns(0, 1, 2)}),
    drop=2 * UNIT,
)
def widened_threefold() -> Example:
    """Three copies are one unit."""
    module = network(nn.Hardswish())
    repeat_unit([module[0].weight, module[0].bias], [module[2].weight], 0, 2)
    return with_a_copy(module)


@entry(tied({"1.weight": rows(0, 1), "1.bias": rows(0, 1), "3.weight": columns(0, 1)}), drop=UNIT)
def copies_behind_dropped_inputs() -> Example:
    """Copies see the same dropped inputs."""
    return with_a_copy(nn.Sequential(nn.Dropout(0.1), *network(nn.GELU())), 1, 3)


@entry()
def copies_that_are_dropped() -> Example:
    """Each copy is dropped by itself, which drives them apart."""
    linear, activation, head = network(nn.GELU())
    return with_a_copy(nn.Sequential(linear, activation, nn.Dropout(0.1), head), 0, 3)


@entry(
    tied({"0.weight": rows(0, 1), "0.bias": rows(0, 1), "1.weight": rows(0, 1), "2.weight": columns(0, 1)}),
    drop=UNIT + 1,
)
def copies_with_slopes_of_their_own() -> Example:
    """A PReLU per unit has equal slopes for equal units."""
    module, _ = with_a_copy(network(nn.PReLU(HIDDEN)))
    return module, (torch.randn(16, WIDTH),)


@entry(
    tied(
        {
            "0.weight": rows(0, 1),
            "0.bias": rows(0, 1),
            "1.weight": rows(0, 1),
            "1.bias": rows(0, 1),
            "3.weight": columns(0, 1),
        }
    ),
    drop=UNIT + 2,
)
def copies_under_a_layer_norm() -> Example:
    """Mean and variance treat all units alike."""
    linear, activation, head = network(nn.Tanh())
    return with_a_copy(nn.Sequential(linear, nn.LayerNorm(HIDDEN), activation, head), 0, 3)


@entry(
    tied({"0.weight": rows(0, 1), "0.bias": rows(0, 1), "2.weight": columns(0, 1)}),
    tied({"0.weight": rows(6, 7), "0.bias": rows(6, 7)}),
    drop=UNIT + WIDTH + 1,
)
def copied_values_and_gates() -> Example:
    """A gated linear unit has a row for its value and another, HIDDEN rows below, for its gate."""
    module = nn.Sequential(nn.Linear(WIDTH, 2 * HIDDEN), nn.GLU(), nn.Linear(HIDDEN, OUT))
    repeat(module[0].weight, 0, HIDDEN, HIDDEN + 1)
    repeat(module[0].bias, 0, HIDDEN, HIDDEN + 1)
    return with_a_copy(module)


@entry(opposite(PAIR), drop=UNIT)
def opposite_tanh_units() -> Example:
    """An odd function makes opposite units one unit."""
    module = network(nn.Tanh())
    repeat(module[0].weight, 0, 0, 1, sign=-1)
    repeat(module[0].bias, 0, 0, 1, sign=-1)
    repeat(module[2].weight, 1, 0, 1, sign=-1)
    return example(module)


@entry()
def opposite_tanh_units_that_cancel() -> Example:
    """Units that cancel now have opposite gradients out, and equal ones in: they part."""
    module = network(nn.Tanh())
    repeat(module[0].weight, 0, 0, 1, sign=-1)
    repeat(module[0].bias, 0, 0, 1, sign=-1)
    repeat(module[2].weight, 1, 0, 1)
    return example(module)


@entry()
def opposite_units_of_a_function_without_parity() -> Example:
    """Softplus is neither odd nor even."""
    module = network(nn.Softplus())
    repeat(module[0].weight, 0, 0, 1, sign=-1)
    repeat(module[0].bias, 0, 0, 1, sign=-1)
    repeat(module[2].weight, 1, 0, 1, sign=-1)
    return example(module)


@entry(zero({"0.weight": "[2]", "0.bias": "[2]", "2.weight": "[:, 2]"}), drop=UNIT)
def dead_gelu_unit() -> Example:
    """The value at zero is zero, and nobody listens."""
    return with_a_dead_unit(network(nn.GELU()))


@entry(zero({"0.weight": "[2]", "0.bias": "[2]", "2.weight": "[:, 2]"}), drop=UNIT)
def dead_relu_unit() -> Example:
    """Whatever the slope at zero is: it is multiplied with zero."""
    return with_a_dead_unit(network(nn.ReLU()))


@entry(delayed(1, {"0.weight": "[2]", "0.bias": "[2]"}))
def silent_sigmoid_unit() -> Example:
    """The value at zero is 1/2, so that the weights out move at once."""
    return with_a_dead_unit(network(nn.Sigmoid()))


@entry(convention({"0.weight": "[2]", "0.bias": "[2]", "2.weight": "[:, 2]"}))
def relu_unit_at_its_kink() -> Example:
    """Only the slope 0 at 0 keeps the unit where it is."""
    module = network(nn.ReLU())
    zero_out(module[0].weight[2], module[0].bias[2])
    return example(module)


@entry(delayed(1, {"2.weight": "[:, 2]"}))
def gelu_unit_at_zero() -> Example:
    """The slope at zero is 1/2: the weights in move at once, those out a step later."""
    module = network(nn.GELU())
    zero_out(module[0].weight[2], module[0].bias[2])
    return example(module)


@entry(data_dependent({"0.weight": "[2]", "0.bias": "[2]", "2.weight": "[:, 2]"}))
def relu_unit_far_below_its_kink() -> Example:
    """An input that is large enough would wake it."""
    module = network(nn.ReLU())
    module[0].bias[2] = -50
    return example(module)


@entry(zero({"value": "[2]", "gate": "[2]"}), drop=2 * WIDTH)
def dead_gate_pair() -> Example:
    """A product of two rows that are zero has no gradient in either."""

    class Product(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.value = nn.Parameter(torch.randn(HIDDEN, WIDTH))
            self.gate = nn.Parameter(torch.randn(HIDDEN, WIDTH))

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return (x @ self.value.T) * (x @ self.gate.T)

    module = Product()
    zero_out(module.value[2], module.gate[2])
    return example(module)


@entry(conserved({"weight": "all"}))
def binarised_weights() -> Example:
    """The sign has no slope, so that the weights behind it never move."""

    class Binarised(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.weight = nn.Parameter(torch.randn(HIDDEN, WIDTH))
            self.head = nn.Linear(HIDDEN, OUT)

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return self.head(torch.tanh(x @ torch.sign(self.weight).T))

    return example(Binarised())


class Squared(nn.Module):
    """The square of a rectified number: its slope at zero is zero."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.relu(x).square()


class Cosine(nn.Module):
    """An even function whose value at zero is one."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.cos(x)


@entry(
    zero({"0.weight": "[2]", "0.bias": "[2]"}),
    conserved({"2.weight": "[:, 2]"}),
    drop=WIDTH + 1,
)
def squared_relu_unit_at_its_kink() -> Example:
    """No convention is needed: the slope exists, and value and slope are zero."""
    module = network(Squared())
    zero_out(module[0].weight[2], module[0].bias[2])
    return example(module)


@entry(zero({"0.weight": "[2]", "0.bias": "[2]"}), drop=WIDTH + 1)
def cosine_unit_without_a_frequency() -> Example:
    """It is a constant for ever, and the weights that read it train."""
    module = network(Cosine())
    zero_out(module[0].weight[2], module[0].bias[2])
    return example(module)


@entry()
def cosine_unit_with_a_phase() -> Example:
    """A phase gives the frequency a slope."""
    module = network(Cosine())
    zero_out(module[0].weight[2])
    return example(module)
