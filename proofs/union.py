"""Unions: a union of structurally invariant sets is structurally invariant.

*Proof.* A structurally invariant set is a union of orbits, and so is the union of two. If V = {g = 0} and
W = {h = 0}, their union is where all products g_i·h_j vanish. ∎

The certificates carry this out for the quadratic network Σ a_k (w_k·x)², where one neuron is dead or two are
tied, and for the deep scalar network a·b·x, where a = ±b, and where besides it lies on a hyperbola. The
kernel sees the products as polynomials and checks both parts; no search is made for the union, whose own
equations are of higher degree.

Both sets have to be invariant: the union of a diagonal with a line that is left is left, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from certsim import Model, Result, certify
from certsim.composition import union
from proofs.harness.instances import Instance, ask, fails, holds

THEOREMS: Final = ("T10",)

SCALAR = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"], name="deep scalar network")
QUADRATIC = Model.parse(
    "a @ (W @ x)**2", parameters=["W[2,2]", "a[2]"], inputs=["x[2]"], name="quadratic network"
)


def united(model: Model, *sets: list[str]) -> Result:
    """The union of sets of a model, each certified."""
    return union(*(certify(model, equations) for equations in sets))


def instances() -> Iterator[Instance]:
    """The union of two lines, of three sets, of two subspaces of different dimensions; and one without."""
    lines = (["a = b"], ["a = -b"])
    tied = ["W[0] = W[1]", "a[0] = a[1]"]
    yield holds("two diagonals", ask(united, SCALAR, *lines), verdict="certified")
    yield holds(
        "two diagonals and a hyperbola", ask(united, SCALAR, *lines, ["a**2 - b**2 = 3"]), verdict="certified"
    )
    yield holds(
        "a dead neuron or two tied ones", ask(united, QUADRATIC, ["W[0] = 0"], tied), verdict="certified"
    )
    yield fails(
        "a diagonal or a line that is left",
        ask(certify, SCALAR, ["(a - b)*(a - 1) = 0"]),
        dropped="the second set is invariant",
    )
