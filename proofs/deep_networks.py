"""Deep networks: on a symmetry-induced SIM a tanh network moves as the narrower network that it is there.

The network is F = a·tanh(W2·tanh(W1·x)) with p and q hidden neurons, one input and one output. Its symmetries
permute the neurons of each layer and turn their signs. The symmetry-induced SIMs are the fixed spaces of the
subgroups, and these are all intersections of the Fix(g).

*Proof.* A subgroup fixes what all its elements fix, and an intersection of Fix(g) is fixed by the subgroup
that those g generate. ∎ So they form a lattice under inclusion: with two of them their intersection is one,
and the least one that contains both is the intersection of all that do.

On each of them F is a network with p' ≤ p and q' ≤ q neurons: tied neurons are one, and some are dead. The
claim for (p, q) = (2, 2) and (3, 2): the orbit of a generic point has as many dimensions as that network has
parameters, p' + p'q' + q', or 0 if it has no neurons. So an orbit fills the stratum, or the stratum is made
up of smaller SIMs: parameters on which F does not depend to first order keep their values, such as W2 where
W1 = 0 and a = 0.

The certificates show this at one point of each class of strata, from both sides; so it is at all points of
the stratum but those of a proper analytic subset. For strata that are not filled they show that the sets of
that dimension, for all constants, are SIMs. No class is left undecided: 48 classes of 135 SIMs for (2, 2),
and 120 of 921 for (3, 2). That these are all is counted anew here, by listing the signed permutations and
intersecting what they fix, without certsim. That certsim finds every symmetry is its own proof.

If signs may not be turned, as for sigmoid, fewer sets are SIMs: those that dead neurons make are left.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import permutations, product
from typing import Final, TypeAlias

import certsim
from certsim import Model, certify
from certsim.symmetry.sims.hierarchy import Sim
from proofs._strata import classes, count, strata
from proofs.harness.instances import Instance, ask, fails, holds

THEOREMS: Final = ("T8", "T12", "T15")

WIDTHS: Final = ((2, 2), (3, 2))

Space: TypeAlias = tuple[int, ...]
"""For each coordinate 0, or ± the number of the least that it is tied to, counted from 1."""


def network(first: int, second: int, activation: str = "tanh") -> Model:
    """The network with two hidden layers, one input and one output."""
    return Model.parse(
        f"a @ {activation}(W2 @ {activation}(W1 @ x))",
        parameters=[f"W1[{first},1]", f"W2[{second},{first}]", f"a[{second}]"],
        inputs=["x[1]"],
        name=f"{activation} network of widths {first} and {second}",
    )


def spanned(sim: Sim) -> int:
    """The number of parameters of the narrower network; it has none without neurons."""
    first, second = sim.reduced or (0, 0)
    return first + first * second + second if first and second else 0


def symmetries(first: int, second: int) -> Iterator[Sequence[int]]:
    """The signed permutations of neurons, as what takes the place of each parameter: ± its number from 1."""
    signs = product(product((1, -1), repeat=first), product((1, -1), repeat=second))
    for p, q, (s, t) in product(permutations(range(first)), permutations(range(second)), [*signs]):
        inner = [s[i] * (p[i] + 1) for i in range(first)]
        middle = [
            t[j] * s[i] * (first + q[j] * first + p[i] + 1) for j in range(second) for i in range(first)
        ]
        outer = [t[j] * (first + second * first + q[j] + 1) for j in range(second)]
        yield [*inner, *middle, *outer]


def glued(space: Space, one: int, other: int) -> Space:
    """The part of a space on which two labels, or a label and 0, have equal values."""
    if one == other:
        return space
    low, high = sorted((one, other), key=abs)
    value = 0 if low == -high else low
    values = {high: value, -high: -value}
    return tuple(values.get(label, label) for label in space)


def fixed_by(symmetry: Sequence[int]) -> Space:
    """What a signed permutation fixes."""
    space: Space = tuple(range(1, len(symmetry) + 1))
    for at, label in enumerate(symmetry):
        space = glued(space, space[at], label_at(space, label))
    return space


def meet(one: Space, other: Space) -> Space:
    """The intersection of two spaces."""
    for at, label in enumerate(other):
        one = glued(one, one[at], label_at(one, label))
    return one


def label_at(space: Space, literal: int) -> int:
    """The label at ± a number from 1, with that sign; 0 at 0."""
    return space[abs(literal) - 1] * (1 if literal > 0 else -1) if literal else 0


def image(space: Space, symmetry: Sequence[int]) -> Space:
    """What a signed permutation carries a space to."""
    names: dict[int, int] = {0: 0}
    labels = []
    for at, literal in enumerate(symmetry, 1):
        label = label_at(space, literal)
        if label not in names:
            names |= {label: at, -label: -at}
        labels.append(names[label])
    return tuple(labels)


def counted(first: int, second: int) -> tuple[int, int, bool]:
    """How many intersections of Fix(g) there are, in how many classes, and whether certsim lists the same."""
    group = list(symmetries(first, second))
    greatest = {fixed_by(symmetry) for symmetry in group}
    found = set(greatest)
    frontier = greatest
    while frontier:
        frontier = {meet(one, other) for one in frontier for other in greatest} - found
        found |= frontier
    left, number = set(found), 0
    while left:
        space = next(iter(left))
        left -= {image(space, symmetry) for symmetry in group}
        number += 1
    listed = {sim.subspace.labels for sim in certsim.enumerate(network(first, second), sample=0).sims}
    return len(found), number, found == listed


def decided(first: int, second: int) -> tuple[int, int]:
    """How many classes of strata are filled by orbits, and how many are made up of smaller SIMs."""
    filled = [spanned(sim) == sim.dimension for sim in classes(network(first, second))]
    return filled.count(True), filled.count(False)


def instances() -> Iterator[Instance]:
    """The counts, an orbit for each class of strata, the SIMs that make up others; and sets that are left."""
    for (first, second), known, kinds in ((2, 2), (135, 48), (10, 38)), ((3, 2), (921, 120), (19, 101)):
        name = f"widths {first}, {second}"
        model = network(first, second)
        yield holds(f"{name}: count", ask(count, model), value=(*known, True))
        yield holds(f"{name}: count without certsim", ask(counted, first, second), value=(*known, True))
        yield holds(f"{name}: strata filled, and others", ask(decided, first, second), value=kinds)
        yield from strata(model, name, spanned)
    tied = ["W1[1] = -W1[0]", "W2[:,1] = -W2[:,0]"]
    dead = ["W1[0] = 0", "W2[:,0] = 0"]
    for name, equations in (("neurons tied with a sign", tied), ("a dead neuron", dead)):
        left = ask(certify, network(2, 2, "sigmoid"), equations)
        yield fails(f"{name}, for sigmoid", left, dropped="the activation is odd")
    yield fails(
        "neurons tied by what comes in alone",
        ask(certify, network(2, 2), ["W1[0] = W1[1]"]),
        dropped="the space is what a group of symmetries fixes",
    )
