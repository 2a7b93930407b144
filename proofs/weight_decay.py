"""Weight decay: with -Λθ added, invariant linear sets are kept, and of the levels of θᵀAθ only level 0.

*Proof.* Let V be linear and invariant, and Λ a number. Then -Λθ is tangent to V, and V stays invariant. Let
h = θᵀAθ be conserved without decay. With it, h' = -2Λh: the level 0 is kept, with cofactor -2Λ, and so are
the sign of h, and the ratio of two such h (T2, T5). A level c ≠ 0 is lost, as h' is not 0 there. ∎ In time t
under a constant Λ > 0, h declines like exp(-2Λt): what trains with weight decay becomes balanced.

If two groups of parameters have decays of their own, V is kept if it is a product of linear sets of the
groups; a tie between the groups, and a balance of one with the other, are lost.

The certificates carry this out for products of scalars and of matrices. The product of two has no law that
is left: near generic points its orbits are open.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from certsim import Model, certify, laws
from proofs.harness.flows import decayed
from proofs.harness.instances import Instance, ask, fails, holds
from proofs.linear_networks import network
from proofs.momentum import SQUARE

THEOREMS: Final = ("T2", "T5", "T25")

MODEL = Model.parse(
    "sum(a * b * x)", parameters=["a[2]", "b[2]"], inputs=["x[2]"], name="diagonal network of depth two"
)
ONE = decayed(MODEL)
TWO = decayed(MODEL, ["a"], ["b"])
SCALARS = decayed(Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"], name="product of two"))
MATRICES = decayed(network((2, 2, 2)))


def instances() -> Iterator[Instance]:
    """Linear sets, level 0, signs and ratios of laws; other levels, and two decays."""
    yield holds("no law is left", ask(laws, SCALARS), independent=0, complete=True, dimension=2)
    yield holds("a tie", ask(certify, ONE, ["a[0] = b[0]"]), verdict="certified", dimension=3)
    yield holds(
        "hidden units tied",
        ask(certify, MATRICES, ["W1[0] = W1[1]", "W2[:,0] = W2[:,1]"]),
        verdict="certified",
    )
    yield holds("level 0", ask(certify, ONE, ["a[0]**2 = b[0]**2"]), verdict="certified", dimension=3)
    yield holds("balanced matrices", ask(certify, MATRICES, ["W2.T @ W2 = W1 @ W1.T"]), verdict="certified")
    yield holds(
        "the sign of a law",
        ask(certify, ONE, [], where=["a[0]**2 > b[0]**2"]),
        verdict="certified",
        dimension=4,
    )
    yield holds(
        "the ratio of two laws",
        ask(certify, ONE, ["a[0]**2 - b[0]**2 = k*(a[1]**2 - b[1]**2)"], constants=["k"]),
        verdict="certified",
        dimension=3,
    )
    yield holds("a coordinate that rests", ask(certify, TWO, ["a[0] = 0", "b[0] = 0"]), verdict="certified")
    yield fails("level 1", ask(certify, ONE, ["a[0]**2 - b[0]**2 = 1"]), dropped="the level is 0")
    affine = ask(certify, decayed(SQUARE), ["a = b + 1"])
    yield fails("an affine tie", affine, dropped="V holds 0")
    yield fails("a tie of two groups", ask(certify, TWO, ["a[0] = b[0]"]), dropped="there is one decay")
    yield fails(
        "level 0 of two groups", ask(certify, TWO, ["a[0]**2 = b[0]**2"]), dropped="there is one decay"
    )
