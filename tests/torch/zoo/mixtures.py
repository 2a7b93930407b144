"""Mixtures of experts, ensembles and critics."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from tests.torch.zoo.table import Example, entry, rows, tied

WIDTH, HIDDEN, OUT, EXPERTS = 4, 5, 3, 3
EXPERT = HIDDEN * (WIDTH + 1) + OUT * (HIDDEN + 1)
LAYERS = ("0.weight", "0.bias", "2.weight", "2.bias")


def expert(out: int = OUT) -> nn.Sequential:
    return nn.Sequential(nn.Linear(WIDTH, HIDDEN), nn.GELU(), nn.Linear(HIDDEN, out))


class Mixture(nn.Module):
    """Experts, weighed by the softmax of a router."""

    def __init__(self) -> None:
        super().__init__()
        self.router = nn.Linear(WIDTH, EXPERTS, bias=False)
        self.experts = nn.ModuleList(expert() for _ in range(EXPERTS))

    def gates(self, x: Tensor) -> Tensor:
        return self.router(x).softmax(dim=-1)

    def forward(self, x: Tensor) -> Tensor:
        said = torch.stack([member(x) for member in self.experts], dim=-1)
        return (said * self.gates(x).unsqueeze(-2)).sum(dim=-1)


class SparseMixture(Mixture):
    """Each input asks the two experts that the router prefers."""

    def gates(self, x: Tensor) -> Tensor:
        best, which = self.router(x).topk(2, dim=-1)
        return torch.zeros(*x.shape[:-1], EXPERTS, dtype=x.dtype).scatter(-1, which, best.softmax(dim=-1))


def example(module: nn.Module) -> Example:
    return module, (torch.randn(2, 5, WIDTH),)


def copy(members: nn.ModuleList) -> None:
    members[1].load_state_dict(members[0].state_dict())


@entry(
    tied({f"experts.{member}.{layer}": "all" for member in (0, 1) for layer in LAYERS}),
    tied({"router.weight": rows(0, 1)}),
    drop=EXPERT + WIDTH,
)
def copied_experts_under_equal_routers() -> Example:
    """Equal experts get equal shares for ever."""
    module = Mixture()
    copy(module.experts)
    module.router.weight[1] = module.router.weight[0]
    return example(module)


@entry()
def copied_experts_under_unequal_routers() -> Example:
    """Unequal shares drive the experts apart."""
    module = Mixture()
    copy(module.experts)
    return example(module)


@entry()
def unequal_experts_under_equal_routers() -> Example:
    """Unequal experts drive the routers apart."""
    module = Mixture()
    module.router.weight[1] = module.router.weight[0]
    return example(module)


@entry()
def unequal_experts_under_a_zero_router() -> Example:
    """Uniform shares move at once."""
    module = Mixture()
    module.router.weight.zero_()
    return example(module)


@entry()
def sparse_mixture() -> Example:
    """Each expert is asked by some input."""
    return example(SparseMixture())


class Ensemble(nn.Module):
    """The mean of its members."""

    def __init__(self) -> None:
        super().__init__()
        self.members = nn.ModuleList(expert() for _ in range(3))

    def forward(self, x: Tensor) -> Tensor:
        return torch.stack([member(x) for member in self.members]).mean(dim=0)


@entry(
    tied({f"members.{member}.{layer}": "all" for member in (0, 1) for layer in LAYERS}),
    drop=EXPERT,
)
def copied_members_of_an_ensemble() -> Example:
    """Members of a mean are units of a layer."""
    module = Ensemble()
    copy(module.members)
    return example(module)


class TwinCritics(nn.Module):
    """Two estimates of one value, each an output."""

    def __init__(self) -> None:
        super().__init__()
        self.critics = nn.ModuleList(expert(1) for _ in range(2))
        copy(self.critics)

    def forward(self, state: Tensor, action: Tensor) -> tuple[Tensor, Tensor]:
        x = torch.cat([state, action], dim=-1)
        return self.critics[0](x), self.critics[1](x)


def critics() -> Example:
    return TwinCritics(), (torch.randn(6, 3), torch.randn(6, 1))


@entry(
    tied({f"critics.{member}.{layer}": "all" for member in (0, 1) for layer in LAYERS}),
    drop=HIDDEN * (WIDTH + 1) + HIDDEN + 1,
    symmetric_outputs=(0, 1),
)
def equal_critics_under_a_symmetric_loss() -> Example:
    """A loss that treats both alike keeps them equal."""
    return critics()


@entry()
def equal_critics_under_any_loss() -> Example:
    """A loss may tell them apart."""
    return critics()
