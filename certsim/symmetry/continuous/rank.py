"""A bound on the dimension of a Lie algebra of infinitesimal symmetries, by gradients in balls."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from random import Random
from typing import Any, Final

import flint

from certsim.algebra.balls import BallRing
from certsim.kernel.statement.model import KernelModel
from certsim.kernel.terms.calculus import evaluate, gradient
from certsim.symmetry.continuous.ansatz import CONSTANT, Element

MAX_UNKNOWNS: Final = 110
BITS: Final = 768
TURNS: Final = 4
"""How many places are looked at for each unknown, at most."""


def most(model: KernelModel, space: Sequence[Element], enough: int) -> int:
    """At most so many independent fields of a space leave the outputs as they are.

    Rows Σ ∂F/∂θ_i·Y_i at rational places are eliminated in balls; a pivot is one that is not 0 for certain.
    The search ends when no more than `enough` are left. Where values are not known there is no row.
    """
    if len(space) > MAX_UNKNOWNS or model.graph.functions.facts:
        return len(space)
    pivots: list[tuple[int, list[Any]]] = []
    draw = Random(0)  # noqa: S311  no secrets are drawn
    for turn in range(TURNS * len(space)):
        if len(space) - len(pivots) <= enough:
            break
        row = _reduced(_row(model, space, turn % len(model.outputs), draw), pivots)
        at = max(range(len(row)), key=lambda column: abs(row[column]).lower())
        if BallRing.is_nonzero(row[at]):
            pivots.append((at, [value / row[at] for value in row]))
    return len(space) - len(pivots)


def _row(model: KernelModel, space: Sequence[Element], output: int, draw: Random) -> list[Any]:
    """What the derivative of an output along the fields is, at a place that is drawn."""
    ring = BallRing({})
    flint.ctx.prec = BITS
    count = len(model.parameters) + len(model.inputs)
    drawn = [Fraction(draw.randint(1, 999) * draw.choice((1, -1)), 499) for _ in range(count)]
    leaves = {at: ring.number(value) for at, value in enumerate(drawn)}
    if model.pi is not None:
        leaves[model.pi] = BallRing.pi()
    nodes = gradient(model.graph, model.outputs[output], range(len(model.parameters)))
    values = evaluate(model.graph, list(nodes.values()), leaves.__getitem__, ring)
    slopes = dict(zip(nodes, values, strict=True))
    if not all(value.is_finite() for value in values):
        return [flint.arb(0)] * len(space)
    leaves[CONSTANT] = ring.number(Fraction(1))
    zero = flint.arb(0)
    return [
        sum((slopes.get(i, zero) * leaves[j] * value for i, j, value in element), zero) for element in space
    ]


def _reduced(row: list[Any], pivots: Sequence[tuple[int, list[Any]]]) -> list[Any]:
    """The row less multiples of the rows before it; what they eliminate is 0."""
    for at, pivot in pivots:
        factor = row[at]
        row = [value - factor * other for value, other in zip(row, pivot, strict=True)]
        row[at] = flint.arb(0)
    return row
