"""An oracle for traps: train a module, and see what has not moved and what has not parted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor, nn

Example = tuple[nn.Module, tuple[Tensor, ...]]

NEVER = -1
TOLERANCE = 1e-9
OPTIMIZERS: dict[str, Callable[[Iterable[Tensor]], torch.optim.Optimizer]] = {
    "sgd": lambda parameters: torch.optim.SGD(parameters, lr=0.2, fused=True),
    "adam": lambda parameters: torch.optim.Adam(parameters, lr=0.01, fused=True),
}


@dataclass(frozen=True)
class Run:
    """Where all trained entries, in one line, started and ended.

    ``moved`` says which were ever elsewhere, ``first`` at which step the gradient was first not zero.
    """

    start: Tensor
    end: Tensor
    moved: Tensor
    first: Tensor


@dataclass(frozen=True)
class Ties:
    """Which entries stayed equal up to sign to others: with the same sign to all of them, or not."""

    tied: Tensor
    opposite: Tensor
    lost: int


def train(example: Example, optimizer: str, steps: int, symmetric_outputs: tuple[int, ...] = ()) -> Run:
    """Training in double precision: the first step on the example inputs, the others on random ones."""
    module, inputs = example
    module.double()
    parameters = trained(module)
    descent = OPTIMIZERS[optimizer](parameters)
    start = line(parameters)
    moved = torch.zeros_like(start, dtype=torch.bool)
    first = torch.full_like(start, NEVER, dtype=torch.long)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(11)
        for step in range(steps):
            descent.zero_grad()
            batch = [double(x) if step == 0 else fresh(x) for x in inputs]
            loss(module(*batch), symmetric_outputs).backward()
            first[(first == NEVER) & (gradients(parameters) != 0)] = step
            descent.step()
            moved |= line(parameters) != start
    assert line(parameters).isfinite().all()
    return Run(start, line(parameters), moved, first)


def trained(module: nn.Module) -> list[Tensor]:
    return [parameter for parameter in module.parameters() if parameter.requires_grad]


def line(tensors: Iterable[Tensor]) -> Tensor:
    return torch.cat([tensor.detach().flatten() for tensor in tensors])


def gradients(parameters: list[Tensor]) -> Tensor:
    return line(torch.zeros_like(p) if p.grad is None else p.grad for p in parameters)


def double(x: Tensor) -> Tensor:
    return x.double() if x.is_floating_point() else x


def fresh(x: Tensor) -> Tensor:
    """A random input of the same shape; numbers of tokens in the range of the example's."""
    if x.is_floating_point():
        return torch.randn(x.shape, dtype=torch.float64)
    return torch.randint(0, int(x.max()) + 1, x.shape)


def loss(outputs: Tensor | tuple[Tensor, ...], symmetric_outputs: tuple[int, ...]) -> Tensor:
    """A random smooth function of all outputs: one and the same of each symmetric one, then their sum."""
    outputs = (outputs,) if isinstance(outputs, Tensor) else outputs
    shared = wave(outputs[symmetric_outputs[0]]) if symmetric_outputs else None
    waves = [shared if i in symmetric_outputs else wave(output) for i, output in enumerate(outputs)]
    return torch.stack([f(output) for f, output in zip(waves, outputs, strict=True)]).sum()


def wave(output: Tensor) -> Callable[[Tensor], Tensor]:
    """The mean of c sin(y + p) with random c and p."""
    size, phase = torch.randn_like(output), torch.randn_like(output)
    return lambda y: (size * torch.sin(y + phase)).mean()


def ties(start: Tensor, end: Tensor) -> Ties:
    """The classes of entries that were equal up to sign, exactly, and are so at the end, nearly."""
    signs = torch.where(start == 0, end.sign(), start.sign())
    values = torch.where(start == 0, end.abs(), end * start.sign())
    tied, opposite = (torch.zeros_like(start, dtype=torch.bool) for _ in range(2))
    lost = 0
    for members in classes(start.abs(), values):
        alike = bool((signs[members] == signs[members[0]]).all())
        (tied if alike else opposite)[members] = True
        lost += len(members) - 1
    return Ties(tied, opposite, lost)


def classes(before: Tensor, after: Tensor) -> list[Tensor]:
    """Groups of two or more with one value before, and values after that rounding may explain."""
    order = torch.argsort(after, stable=True)
    order = order[torch.argsort(before[order], stable=True)]
    before, after = before[order], after[order]
    apart = (before.diff() != 0) | (after.diff() > TOLERANCE * after[1:].abs())
    bounds = [0, *(apart.nonzero().flatten() + 1).tolist(), len(order)]
    groups = [order[i:j] for i, j in pairwise(bounds)]
    return [group for group in groups if len(group) > 1]
