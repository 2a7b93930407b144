"""A bound on the dimension of a Lie algebra of infinitesimal symmetries, by gradients in balls."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from fractions import Fraction
from random import Random
from typing import Any, Final

import flint

from certsim.algebra.balls import BallRing
from certsim.kernel.statement.model import KernelModel
from certsim.kernel.terms.calculus import evaluate, gradient
from certsim.symmetry.continuous.ansatz import CONSTANT, Element
from certsim.symmetry.group.taylor import generic

MAX_UNKNOWNS: Final = 430
BITS: Final = 512
MORE: Final = 8
"""So many bits more for each unknown."""
TURNS: Final = 3
"""How often as many places are drawn as rows are wanted, where values may not be defined."""


def is_all(model: KernelModel, space: Sequence[Element], pivots: Collection[int]) -> bool:
    """Whether the fields of a space that leave the outputs as they are have no more than these dimensions.

    `pivots` are as many members of the space as there are known symmetries. If a field without them left the
    outputs as they are, the rows Σ ∂F/∂θ_i·Y_i at places, without the pivots, would be dependent. So there
    are no more symmetries if a determinant of such rows is not 0, in balls.
    """
    others = [element for at, element in enumerate(space) if at not in pivots]
    if len(space) > MAX_UNKNOWNS:
        return False
    draw = Random(0)  # noqa: S311  no secrets are drawn
    rows: list[list[Any]] = []
    for turn in range(TURNS * len(others)):
        row = _row(model, others, turn % len(model.outputs), draw)
        rows += [row] if row is not None else []
        if len(rows) == len(others):
            return BallRing.is_nonzero(flint.arb_mat(rows).det())
    return not others


def _row(model: KernelModel, space: Sequence[Element], output: int, draw: Random) -> list[Any] | None:
    """The derivatives of an output along the fields at a place that is drawn; `None` if it is not defined."""
    ring = BallRing({name: generic(facts) for name, facts in model.graph.functions.facts.items()})
    flint.ctx.prec = BITS + MORE * len(space)
    count = len(model.parameters) + len(model.inputs)
    drawn = [Fraction(draw.randint(1, 999) * draw.choice((1, -1)), 499) for _ in range(count)]
    leaves = {at: ring.number(value) for at, value in enumerate(drawn)}
    if model.pi is not None:
        leaves[model.pi] = BallRing.pi()
    nodes = gradient(model.graph, model.outputs[output], range(len(model.parameters)))
    values = evaluate(model.graph, list(nodes.values()), leaves.__getitem__, ring)
    slopes = dict(zip(nodes, values, strict=True))
    if not all(value.is_finite() for value in values):
        return None
    leaves[CONSTANT] = ring.number(Fraction(1))
    zero = flint.arb(0)
    return [
        sum((slopes.get(i, zero) * leaves[j] * value for i, j, value in element), zero) for element in space
    ]
