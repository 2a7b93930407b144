"""Networks of coordinates, of graphs, of latent noise, and networks that make networks."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from tests.torch.zoo.table import Example, columns, delayed, entry, opposite, rows, tied, zero
from tests.torch.zoo.weights import repeat, repeat_unit, zero_out

# SIREN


class Sine(nn.Module):
    """The sine of a multiple."""

    def forward(self, x: Tensor) -> Tensor:
        return torch.sin(5 * x)


def siren() -> nn.Sequential:
    return nn.Sequential(nn.Linear(2, 6), Sine(), nn.Linear(6, 6), Sine(), nn.Linear(6, 3))


def coordinates(module: nn.Module) -> Example:
    return module, (torch.randn(9, 2),)


@entry(tied({"0.weight": rows(0, 1), "0.bias": rows(0, 1), "2.weight": columns(0, 1)}), drop=2 + 1 + 6)
def siren_with_a_copied_unit() -> Example:
    """Equal waves are one wave."""
    module = siren()
    repeat_unit([module[0].weight, module[0].bias], [module[2].weight], 0, 1)
    return coordinates(module)


@entry(opposite({"2.weight": rows(0, 1), "2.bias": rows(0, 1), "4.weight": columns(0, 1)}), drop=6 + 1 + 3)
def siren_with_opposite_units() -> Example:
    """The sine is odd."""
    module = siren()
    repeat(module[2].weight, 0, 0, 1, sign=-1)
    repeat(module[2].bias, 0, 0, 1, sign=-1)
    repeat(module[4].weight, 1, 0, 1, sign=-1)
    return coordinates(module)


@entry()
def siren_with_zero_biases() -> Example:
    """Phases of zero move at once."""
    module = siren()
    zero_out(module[0].bias, module[2].bias, module[4].bias)
    return coordinates(module)


# Graphs


class GraphNetwork(nn.Module):
    """Two rounds of messages along an adjacency matrix that is an input."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = nn.Linear(3, 6), nn.Linear(6, 2)

    def forward(self, adjacency: Tensor, nodes: Tensor) -> Tensor:
        return adjacency @ self.second(nn.functional.elu(adjacency @ self.first(nodes)))


def graph(module: nn.Module) -> Example:
    return module, (torch.randn(2, 5, 5), torch.randn(2, 5, 3))


@entry()
def graph_network() -> Example:
    """All of it trains."""
    return graph(GraphNetwork())


@entry(
    tied({"first.weight": rows(0, 1), "first.bias": rows(0, 1), "second.weight": columns(0, 1)}),
    drop=3 + 1 + 2,
)
def graph_network_with_a_copied_unit() -> Example:
    """A copied feature is copied at every node."""
    module = GraphNetwork()
    repeat_unit([module.first.weight, module.first.bias], [module.second.weight], 0, 1)
    return graph(module)


# Bags of embeddings


def bag(embedding: nn.Embedding, head: nn.Linear) -> Example:
    class Bag(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.embedding, self.head = embedding, head

        def forward(self, tokens: Tensor) -> Tensor:
            return self.head(self.embedding(tokens).mean(dim=1))

    return Bag(), (torch.tensor([[0, 1, 2, 3], [4, 5, 1, 0]]),)


@entry(zero({"embedding.weight": "all", "head.weight": "all"}), drop=6 * 4 + 3 * 4)
def bag_with_zero_embedding_and_zero_head() -> Example:
    """Only the bias of the head moves."""
    embedding, head = nn.Embedding(6, 4), nn.Linear(4, 3)
    zero_out(embedding.weight, head.weight)
    return bag(embedding, head)


@entry(delayed(1, {"head.weight": "all"}))
def bag_with_zero_embedding() -> Example:
    """The embedding moves at once."""
    embedding, head = nn.Embedding(6, 4), nn.Linear(4, 3)
    zero_out(embedding.weight)
    return bag(embedding, head)


# Networks that make networks


class HyperNetwork(nn.Module):
    """A latent vector chooses both layers of the network that reads the input."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = nn.Linear(3, 4 * 2), nn.Linear(3, 2 * 4)

    def forward(self, latent: Tensor, x: Tensor) -> Tensor:
        first, second = self.first(latent).view(-1, 4, 2), self.second(latent).view(-1, 2, 4)
        return torch.tanh(x @ first.transpose(1, 2)) @ second.transpose(1, 2)


def hyper(module: nn.Module) -> Example:
    return module, (torch.randn(2, 3), torch.randn(2, 5, 2))


@entry()
def hypernetwork() -> Example:
    """All of it trains."""
    return hyper(HyperNetwork())


@entry(
    tied({"first.weight": ("[0]", "[2]"), "first.bias": ("[0]", "[2]")}),
    tied({"first.weight": ("[1]", "[3]"), "first.bias": ("[1]", "[3]")}),
    tied({"second.weight": ("[0]", "[1]"), "second.bias": ("[0]", "[1]")}),
    tied({"second.weight": ("[4]", "[5]"), "second.bias": ("[4]", "[5]")}),
    drop=4 * (3 + 1),
)
def hypernetwork_with_equal_rows() -> Example:
    """Units 0 and 1 of the network that is made are equal for every latent vector."""
    module = HyperNetwork()
    for parameter in (module.first.weight, module.first.bias):
        parameter[2:4] = parameter[0:2]
    for parameter in (module.second.weight, module.second.bias):
        repeat(parameter, 0, 0, 1)
        repeat(parameter, 0, 4, 5)
    return hyper(module)


# Latent noise


class VAE(nn.Module):
    """Mean and log-variance of a latent vector, the noise an input."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = nn.Linear(5, 6)
        self.mean, self.log_variance = nn.Linear(6, 3), nn.Linear(6, 3)
        self.decoder = nn.Sequential(nn.Linear(3, 6), nn.SiLU(), nn.Linear(6, 5))

    def forward(self, x: Tensor, noise: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        h = torch.tanh(self.encoder(x))
        mean, log_variance = self.mean(h), self.log_variance(h)
        return self.decoder(mean + torch.exp(log_variance / 2) * noise), mean, log_variance


def autoencoder(module: nn.Module) -> Example:
    return module, (torch.randn(4, 5), torch.randn(4, 3))


@entry()
def vae() -> Example:
    """All of it trains."""
    return autoencoder(VAE())


@entry(delayed(1, {"encoder.weight": "all", "encoder.bias": "all"}))
def vae_with_zero_heads() -> Example:
    """The latent vector is noise at first."""
    module = VAE()
    zero_out(*module.mean.parameters(), *module.log_variance.parameters())
    return autoencoder(module)


@entry()
def vae_with_a_copied_latent() -> Example:
    """Noise drives the copies apart."""
    module = VAE()
    heads = [parameter for head in (module.mean, module.log_variance) for parameter in head.parameters()]
    repeat_unit(heads, [module.decoder[0].weight], 0, 1)
    return autoencoder(module)
