"""What is left of a pattern when nothing more is dropped is kept by gradients of numbers (theory T24)."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from random import Random

import numpy as np
import pytest

from certsim.torch.checker.backward import with_gradients
from certsim.torch.checker.classes import Classes, classify, gauged
from certsim.torch.checker.functions import AtZero
from certsim.torch.checker.graph import Graph, Shape
from certsim.torch.checker.pattern import Audited, Pattern, Slices, numbered, same
from certsim.torch.search.propose import smallest
from tests.torch.claims import TOLERANCE
from tests.torch.generic import Array, Values
from tests.torch.random_graphs import Drawn, drawn


def leaves_it(pattern: Pattern, gradients: Mapping[str, Array]) -> list[str]:
    """The parameters whose gradients are not in the pattern."""
    size = max((float(np.abs(g).max()) for g in gradients.values()), default=0)
    bases: dict[int, Array] = {}
    found = []
    for name, gradient in gradients.items():
        slices = pattern[name]
        signed = gradient * slices.sign if slices.base else 0 * gradient
        first = bases.setdefault(slices.base, signed) if slices.base else signed
        apart = [gradient - slices.sign * first, *(_apart(gradient, k, c) for k, c in enumerate(slices.axes))]
        if slices.base == 0:
            apart = [gradient]
        if any(np.abs(difference).max() > TOLERANCE * (1 + size) for difference in apart):
            found.append(name)
    return found


def _apart(gradient: Array, axis: int, classes: Classes) -> Array:
    """By how much the slices along an axis differ from what their classes say."""
    rows = np.moveaxis(gradient, axis, 0) * np.where(classes < 0, -1, 1).reshape(
        -1, *[1] * (gradient.ndim - 1)
    )
    sizes, firsts, places = np.unique(np.abs(classes), return_index=True, return_inverse=True)
    known = rows[firsts] * (sizes > 0).reshape(-1, *[1] * (gradient.ndim - 1))
    return np.asarray(rows - known[places.reshape(-1)])


def refined(graph: Drawn, *, relu0: bool) -> Pattern:
    rates = dict.fromkeys(graph.shapes, 0)
    audited = Audited(graph.graph, graph.shapes, rates, relu0=relu0)
    pattern, gradients = smallest(
        audited, numbered(graph.pattern, {n: (s.base, s.sign, None) for n, s in graph.pattern.items()})
    )
    assert same(audited.refine(pattern, gradients), pattern)
    assert gradients.met.keys() <= set(AtZero)
    return pattern


@pytest.mark.parametrize("block", range(2))
def test_gradients_of_numbers_stay_in_what_is_left_of_a_random_pattern(block: int) -> None:
    kept = 0
    for seed in range(500 + 60 * block, 500 + 60 * (block + 1)):
        relu0 = seed % 2 == 0
        graph = drawn(Random(seed))
        pattern = refined(graph, relu0=relu0)
        kept += any(
            slices.base == 0 or not all(np.array_equal(c, np.arange(1, len(c) + 1)) for c in slices.axes)
            for slices in pattern.values()
        )
        for evaluation in range(2):
            with np.errstate(all="ignore"):
                values = Values(pattern, evaluation, relu0=relu0).of(graph.whole)
            if all(np.all(np.abs(value) < 1e6) for value in values):
                found = {name: values[at] for name, at in graph.gradients.items()}
                assert leaves_it(pattern, found) == [], seed
    assert kept > 20


# What the rules drop, and need not: two layers of two units, all slice patterns.


def network(function: str, *, bias: bool = False) -> tuple[Graph, Mapping[str, Shape]]:
    """The graph of V f(W x + b) for a batch."""
    graph = Graph()
    w, v = graph.leaf("parameter", "W", (2, 2)), graph.leaf("parameter", "V", (1, 2))
    y = graph.contract([graph.leaf("input", "x", (3, 2)), w], [(0, 1), (2, 1)], (0, 2))
    shapes: dict[str, Shape] = {"W": (2, 2), "V": (1, 2)}
    if bias:
        shapes["b"] = (2,)
        y = graph.add([y, graph.expand(graph.leaf("parameter", "b", (2,)), 0, 3)])
    graph.outputs = [graph.contract([graph.map(function, y), v], [(0, 1), (2, 1)], (0, 2))]
    return graph, shapes


def patterns(shapes: Mapping[str, Shape]) -> list[Pattern]:
    """All patterns of slices of arrays that are not tied to each other."""
    found = {name: _all_slices(shape) for name, shape in shapes.items()}
    choices = (dict(zip(found, choice, strict=True)) for choice in product(*found.values()))
    return [
        numbered(given, {n: (n if s.base else 0, 1, None) for n, s in given.items()}) for given in choices
    ]


def _all_slices(shape: Shape) -> list[Slices]:
    per_axis = [
        sorted({tuple(_proper(np.array(c))) for c in product((-1, 0, 1, 2), repeat=n)} - {(0,) * n})
        for n in shape
    ]
    zero = Slices(shape, 0, 1, tuple(np.zeros(n, dtype=np.int64) for n in shape))
    return [zero, *(Slices(shape, 1, 1, tuple(map(np.array, axes))) for axes in product(*per_axis))]


def _proper(classes: Classes) -> Classes:
    return gauged(classify(np.abs(classes)[:, None], np.sign(classes)).classes)


@pytest.mark.parametrize(
    ("function", "bias"), [("tanh", False), ("gelu", False), ("cos", False), ("exp", False), ("tanh", True)]
)
def test_the_rules_keep_all_slice_patterns_of_two_layers_that_numbers_keep(function: str, bias: bool) -> None:
    graph, shapes = network(function, bias=bias)
    audited = Audited(graph, shapes, dict.fromkeys(shapes, 0))
    whole, nodes = with_gradients(graph, ["y"])
    dropped, kept = list[Pattern](), 0
    for pattern in patterns(shapes)[:: 13 if bias else 1]:
        gradients = audited.gradients(pattern)
        by_rules = same(audited.refine(pattern, gradients), pattern)
        by_numbers = True
        for seed in range(2):
            values = Values(pattern, seed).of(whole)
            by_numbers = by_numbers and not leaves_it(
                pattern, {name: values[at] for name, at in nodes.items()}
            )
        assert by_numbers or not by_rules
        kept += by_rules
        dropped += [pattern] if by_numbers and not by_rules else []
    assert kept
    assert dropped == []
