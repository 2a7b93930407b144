"""Symmetric losses: equal members stay equal, if the loss treats their outputs alike.

Let the loss be symmetric in a block of k outputs, for each sample and label. Its gradients are combinations
of the fields ∇(e_m∘F)(x), for the elementary symmetric polynomials e_1, …, e_k of these outputs, and of the
∇F_j(x) of outputs outside the block; and there are losses that need all of them.

*Proof.* A symmetric analytic function is an analytic function of e_1, …, e_k (Glaeser, Luna), so its gradient
is a combination of theirs. Each e_m is itself such a loss. ∎

For losses of any kind the two outputs move on their own, and equal members are torn apart at once. The
certificates have twin critics that are equal, or equal but for the order of their units; three members of
which two are equal; and a linear pair, of which the orbits are the diagonal, and the half planes beside it:
members that differ keep their order. Without the symmetry of the loss each of these is left; so are hidden
layers that are equal below different output weights, and members of which one is outside the block.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from certsim import Model, certify, orbit
from proofs.harness.instances import Instance, ask, fails, holds

THEOREMS: Final = ("T23",)

SYMMETRY: Final = "the loss treats the outputs alike"


def critics(*block: int) -> Model:
    """Two tanh networks of two inputs."""
    return Model.parse(
        "sum(a * tanh(W @ x), axis=1)",
        parameters=["W[2,2,2]", "a[2,2]"],
        inputs=["x[2]"],
        symmetric_outputs=[block] if block else None,
        name="twin critics",
    )


def members(count: int, *block: int) -> Model:
    """So many linear models of one number each."""
    return Model.parse(
        "a*x",
        parameters=[f"a[{count}]"],
        inputs=["x"],
        symmetric_outputs=[block] if block else None,
        name="linear members",
    )


EQUAL: Final = ("W[0] = W[1]", "a[0] = a[1]")
CROSSED: Final = ("W[0,0] = W[1,1]", "W[0,1] = W[1,0]", "a[0,0] = a[1,1]", "a[0,1] = a[1,0]")
TWO: Final = ("a[0] = a[1]",)
THREE: Final = ("a[0] = a[1]", "a[1] = a[2]")

KEPT: Final[Sequence[tuple[str, Model, Sequence[str], int]]] = (
    ("equal critics", critics(0, 1), EQUAL, 6),
    ("critics that are equal but for their units' order", critics(0, 1), CROSSED, 6),
    ("two equal members", members(2, 0, 1), TWO, 1),
    ("three equal members", members(3, 0, 1, 2), THREE, 1),
    ("two equal members of three", members(3, 0, 1, 2), TWO, 2),
    ("two equal members beside another output", members(3, 0, 1), TWO, 2),
)
LEFT: Final[Sequence[tuple[str, Model, Sequence[str], str]]] = (
    ("equal critics, for any loss", critics(), EQUAL, SYMMETRY),
    ("critics equal but for their units' order, for any loss", critics(), CROSSED, SYMMETRY),
    ("two equal members, for any loss", members(2), TWO, SYMMETRY),
    ("equal hidden layers", critics(0, 1), ["W[0] = W[1]"], "the members are equal"),
    ("opposite members", members(2, 0, 1), ["a[0] = -a[1]"], "the members are equal"),
    ("a member outside the block", members(3, 0, 1), ["a[1] = a[2]"], "both outputs are in the block"),
)


def instances() -> Iterator[Instance]:
    """Equal members, the orbits of a pair; and what any loss, or another equality, does not keep."""
    for name, model, equations, dimension in KEPT:
        facts = {"verdict": "certified", "status": "embedded", "dimension": dimension, "induced": True}
        yield holds(name, ask(certify, model, equations), **facts)
    diagonal = ask(orbit, members(2, 0, 1), {"a": [1, 1]})
    yield holds("the orbit of a pair", diagonal, dimension=1, fills=True, equations=("a[1] = a[0]",))
    plane = ask(orbit, members(2, 0, 1), {"a": [1, 2]})
    yield holds("the orbit of an unequal pair", plane, dimension=2, fills=True)
    order = ask(certify, members(2, 0, 1), [], where=["a[0] > a[1]"])
    yield holds("the order of a pair", order, verdict="certified", dimension=2)
    for name, model, equations, dropped in LEFT:
        yield fails(name, ask(certify, model, equations), dropped=dropped, verdict="refuted", word=1)
    order = ask(certify, members(2), [], where=["a[0] > a[1]"])
    yield fails("the order of a pair, for any loss", order, dropped=SYMMETRY, verdict="refuted")
