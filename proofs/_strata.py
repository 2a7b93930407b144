"""Strata of networks: the instances for each class of them, and how many there are of both."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from math import comb
from typing import Final

import certsim
from certsim import Model, Result, certify, orbit
from certsim.symmetry.sims.hierarchy import Sim
from certsim.symmetry.sims.strata import generic_point
from proofs.harness.instances import Instance, ask, holds

UNIT: Final = Fraction(1, 16)
"""What the coordinates of generic points are multiples of: at large ones σ is near its limits."""


def two_layers(
    activation: str, width: int, inputs: int, functions: Mapping[str, Mapping[str, bool]] | None = None
) -> Model:
    """The network a @ σ(W @ x)."""
    return Model.parse(
        f"a @ {activation}(W @ x)",
        parameters=[f"W[{width},{inputs}]", f"a[{width}]"],
        inputs=[f"x[{inputs}]"],
        name=f"{activation} network of width {width}",
        functions=functions,
    )


def biased(activation: str) -> Model:
    """The network of width 2 with biases and one input."""
    return Model.parse(
        f"a @ {activation}(W @ x + b)",
        parameters=["W[2,1]", "b[2]", "a[2]"],
        inputs=["x[1]"],
        name=f"{activation} network of width 2 with biases",
    )


def classes(model: Model) -> Sequence[Sim]:
    """One symmetry-induced SIM of each class."""
    return certsim.enumerate(model, classes=True, sample=0).sims


def point_of(sim: Sim) -> Mapping[str, Fraction]:
    """A point of a SIM that lies in no smaller symmetry-induced one."""
    return generic_point(sim.subspace, sim.layout.names, 0, UNIT)


def strata(model: Model, name: str, spanned: Callable[[Sim], int]) -> Iterator[Instance]:
    """The orbit of a generic point of each class, of the dimension that is foreseen.

    Where that is less than the dimension of the stratum, the sets of that dimension that make up the stratum
    are certified, too, all at once.
    """
    for sim in classes(model):
        told, dimension, point = f"dimension {sim.dimension}, {sim.label}", spanned(sim), point_of(sim)
        yield holds(f"{name}: {told}", ask(orbit, model, point), dimension=dimension, fills=True)
        if dimension < sim.dimension:
            leaves = ask(certify_leaves, model, point)
            yield holds(
                f"{name}, leaves: {told}",
                leaves,
                verdict="certified",
                status="embedded",
                dimension=dimension,
            )


def certify_leaves(model: Model, point: Mapping[str, Fraction]) -> Result:
    """The equations of the orbit of a point, certified with any other constants in place of its own.

    A constant is a number other than 0 that stands alone on a side: the value that something keeps.
    """
    equations, count = [], 0
    for equation in orbit(model, point).equations:
        left, _, right = equation.rpartition(" = ")
        if _is_number(right) and right != "0":
            right, count = f"level[{count}]", count + 1
        equations.append(f"{left} = {right}")
    return certify(model, equations, constants=[f"level[{count}]"])


def _is_number(text: str) -> bool:
    try:
        Fraction(text)
    except ValueError:
        return False
    return True


def count(model: Model) -> tuple[int, int, bool]:
    """How many symmetry-induced SIMs there are, in how many classes; and whether no symmetry is missed."""
    hierarchy = certsim.enumerate(model, classes=True, sample=0)
    return hierarchy.count, hierarchy.class_count, hierarchy.group.complete


def blocks(width: int, kinds: Callable[[int], int]) -> int:
    """The ways to divide neurons into blocks, where n of them form a block in so many ways.

    The first neuron is with n - 1 others in its block.
    """
    found = [1]
    for m in range(1, width + 1):
        found.append(sum(comb(m - 1, n - 1) * kinds(n) * found[m - n] for n in range(1, m + 1)))
    return found[width]


def partitions(number: int, largest: int | None = None) -> int:
    """The ways to write a number as a sum, whatever the order."""
    most = number if largest is None else min(number, largest)
    return 1 if not number else sum(partitions(number - n, n) for n in range(1, most + 1))
