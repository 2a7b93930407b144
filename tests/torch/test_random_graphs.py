"""Whatever the colours of a random graph claim holds for the numbers (theory T24)."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certsim.torch.checker import components
from certsim.torch.checker.colours import Colours
from certsim.torch.checker.components import LARGEST
from certsim.torch.checker.pattern import coloured
from tests.torch.claims import violations
from tests.torch.generic import Values
from tests.torch.random_graphs import Drawn, drawn

EVALUATIONS = 3
LARGE = 1e6
"""Graphs of larger numbers are left out: rounding is felt."""


def lies(graph: Drawn, *, relu0: bool) -> list[str]:
    """Claims of the colours that do not hold."""
    known = Colours(relu0=relu0)
    found = known.of(graph.whole, {name: coloured(known, s) for name, s in graph.pattern.items()})
    with np.errstate(all="ignore"):
        evaluations = [
            Values(graph.pattern, seed, relu0=relu0).of(graph.whole) for seed in range(EVALUATIONS)
        ]
    values = [np.stack(given, axis=-1) for given in zip(*evaluations, strict=True)]
    return list(violations(found, values)) if all(np.all(np.abs(value) < LARGE) for value in values) else []


@pytest.mark.parametrize("block", range(2))
def test_what_the_colours_of_random_graphs_claim_is_so(block: int) -> None:
    for seed in range(60 * block, 60 * (block + 1)):
        random = Random(seed)
        graph = drawn(random)
        assert lies(graph, relu0=seed % 2 == 0) == [], seed


@pytest.mark.campaign
@pytest.mark.parametrize("block", range(100))
@pytest.mark.parametrize("largest", [2, LARGEST])
def test_what_the_colours_of_many_random_graphs_claim_is_so(
    block: int, largest: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(components, "LARGEST", largest)
    for seed in range(1000 + 100 * block, 1000 + 100 * (block + 1)):
        assert lies(drawn(Random(seed)), relu0=seed % 2 == 0) == [], seed


def test_what_is_claimed_of_arrays_that_are_too_large_to_be_looked_at_is_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(components, "LARGEST", 2)
    for seed in range(60):
        assert lies(drawn(Random(seed)), relu0=seed % 2 == 0) == [], seed


@settings(max_examples=40, deadline=None)
@given(random=st.randoms(use_true_random=False), relu0=st.booleans())
def test_what_the_colours_of_a_graph_claim_is_so(random: Random, relu0: bool) -> None:
    assert lies(drawn(random, most=8), relu0=relu0) == []
