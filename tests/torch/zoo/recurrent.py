"""Recurrent networks."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from tests.torch.zoo.table import Example, columns, entry, rows, tied

WIDTH, HIDDEN, OUT, LENGTH = 3, 4, 2, 4
# Two units of four are one: the entries of a square matrix fall from 16 to 9.
SQUARE = HIDDEN * HIDDEN - (HIDDEN - 1) * (HIDDEN - 1)


class Tagger(nn.Module):
    """A recurrent layer and a linear head at every step."""

    def __init__(self, cell: type[nn.RNNBase]) -> None:
        super().__init__()
        self.cell = cell(WIDTH, HIDDEN, batch_first=True)
        self.head = nn.Linear(HIDDEN, OUT)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.cell(x)[0])


def with_a_copied_unit(cell: type[nn.RNNBase]) -> Example:
    """Unit 1 copies unit 0 in each gate, in what it says to the others, and in what the head hears."""
    module = Tagger(cell)
    recurrent = module.cell.weight_hh_l0
    recurrent[:, 1] = recurrent[:, 0]
    for parameter in module.cell.parameters():
        parameter[1::HIDDEN] = parameter[::HIDDEN]
    module.head.weight[:, 1] = module.head.weight[:, 0]
    return module, (torch.randn(2, LENGTH, WIDTH),)


def copied_in(gates: int):
    """Rows 0 and 1 of each gate, and columns 0 and 1 of what the units say to each other."""
    of_gates = [rows(gate * HIDDEN, gate * HIDDEN + 1) for gate in range(gates)]
    inputs = [
        tied({f"cell.{name}_l0": pair for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")})
        for pair in of_gates
    ]
    return [*inputs, tied({"cell.weight_hh_l0": columns(0, 1), "head.weight": columns(0, 1)})]


def lost(gates: int) -> int:
    return gates * (WIDTH + SQUARE + 2) + OUT


def example(cell: type[nn.RNNBase]) -> Example:
    return Tagger(cell), (torch.randn(2, LENGTH, WIDTH),)


@entry()
def lstm() -> Example:
    """All of it trains."""
    return example(nn.LSTM)


@entry()
def gru() -> Example:
    """All of it trains."""
    return example(nn.GRU)


@entry(*copied_in(4), drop=lost(4))
def lstm_with_a_copied_unit() -> Example:
    """Equal rows of four gates and equal columns are one unit."""
    return with_a_copied_unit(nn.LSTM)


@entry(*copied_in(3), drop=lost(3))
def gru_with_a_copied_unit() -> Example:
    """Equal rows of three gates and equal columns are one unit."""
    return with_a_copied_unit(nn.GRU)


@entry(*copied_in(1), drop=lost(1))
def rnn_with_a_copied_unit() -> Example:
    """Equal rows and equal columns are one unit."""
    return with_a_copied_unit(nn.RNN)


@entry()
def lstm_with_a_unit_copied_but_for_what_it_says() -> Example:
    """Columns that differ drive the copies apart."""
    module, inputs = with_a_copied_unit(nn.LSTM)
    module.cell.weight_hh_l0[:, 1] += torch.randn(4 * HIDDEN)
    return module, inputs
