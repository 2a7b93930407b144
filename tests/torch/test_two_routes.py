"""Two routes, one verdict: what `audit` says of a module, and what `locate` says of its model."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from certsim import Location, Model, locate

torch = pytest.importorskip("torch", reason="PyTorch is not installed")
from torch import nn  # noqa: E402

from certsim.torch import audit, point_of  # noqa: E402

_PATTERN = re.compile(r"\S+ = (?:0|-?[A-Za-z_]\S*)")


@st.composite
def networks(draw: st.DrawFn) -> nn.Module:
    """Layers of two or three units with small fractions as weights, some of them equal, opposite or dead."""
    activation = draw(st.sampled_from([nn.Tanh, nn.ReLU, nn.GELU, nn.Identity]))
    widths = [2, *draw(st.lists(st.integers(2, 3), min_size=1, max_size=2)), draw(st.integers(1, 2))]
    bias = draw(st.booleans())
    layers = [nn.Linear(a, b, bias=bias) for a, b in pairwise(widths)]
    fill(layers, draw(st.randoms(use_true_random=False)))
    for at in range(len(layers) - 1):
        plant(draw, layers[at], layers[at + 1], activation)
    inner = [part for layer in layers[:-1] for part in (layer, activation())]
    return nn.Sequential(*inner, layers[-1]).double()


def fill(layers: list[nn.Module], random: Any) -> None:
    """No two weights of a layer are equal or opposite, and none is 0."""
    with torch.no_grad():
        for layer in layers:
            size = sum(values.numel() for values in layer.parameters())
            numbers = iter(random.sample(range(1, 200), size))
            for values in layer.parameters():
                values.copy_(
                    torch.tensor([next(numbers) * random.choice((-1, 1)) / 64 for _ in range(values.numel())])
                    .reshape(values.shape)
                )  # fmt: skip


def plant(draw: st.DrawFn, before: Any, after: Any, activation: type[nn.Module]) -> None:
    """Unit 1 becomes unit 0, or its opposite, or dead, or half of that, or it stays as it is."""
    signs = {nn.Tanh: (1, -1, 0), nn.Identity: (1, -1, 0), nn.GELU: (1, 0), nn.ReLU: (1,)}[activation]
    sides = draw(st.sampled_from([(), ("in",), ("out",), ("in", "out")]))
    sign = draw(st.sampled_from(signs))
    with torch.no_grad():
        if "in" in sides:
            for values in before.parameters():
                values[1] = sign * values[0]
        if "out" in sides:
            after.weight[:, 1] = sign * after.weight[:, 0]


def is_pattern(location: Location) -> bool:
    """Whether the set is one of zeros, and of ties up to sign."""
    return location.unproved is None and all(_PATTERN.fullmatch(each) for each in location.equations)


def agree(network: nn.Module) -> None:
    inputs = (torch.zeros(1, 2, dtype=torch.float64),)
    location = locate(Model.from_torch(network, inputs), point_of(network))
    found = audit(network, inputs)
    event(f"by {location.by}, codimension {location.trained - location.dimension}")
    assert found.trained == location.trained
    if is_pattern(location):
        assert found.dimension == location.dimension, location.equations
    else:
        assert found.dimension >= location.dimension


@settings(max_examples=5, deadline=None)
@given(networks())
def test_audit_and_locate_find_the_same_pattern(network: nn.Module) -> None:
    agree(network)


@pytest.mark.campaign
@settings(max_examples=300, deadline=None)
@given(networks())
def test_audit_and_locate_find_the_same_pattern_in_many_networks(network: nn.Module) -> None:
    agree(network)
