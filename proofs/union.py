"""T10, unions: a union of structurally invariant sets is structurally invariant.

*Proof.* A structurally invariant set is a union of orbits, and so is the union of two. If V = {g = 0} and
W = {h = 0}, their union is where all products g_i·h_j vanish. ∎

The certificates carry this out for the quadratic network Σ a_k (w_k·x)², where one neuron is dead or two are
tied, and for the deep scalar network a·b·x, where a = ±b. The kernel sees the products as polynomials and
checks both parts; no search is made for the union, whose own equations are of higher degree.
"""

from __future__ import annotations

from collections.abc import Iterator

from certsim import Model, Result, certify
from certsim.composition import union

SCALAR = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"], name="deep scalar network")
QUADRATIC = Model.parse(
    "a @ (W @ x)**2", parameters=["W[2,2]", "a[2]"], inputs=["x[2]"], name="quadratic network"
)


def prove() -> Iterator[Result]:
    """The union of two lines, and that of two subspaces of different dimensions."""
    yield union(certify(SCALAR, ["a = b"]), certify(SCALAR, ["a = -b"]), name="two diagonals")
    dead = certify(QUADRATIC, ["W[0] = 0"])
    tied = certify(QUADRATIC, ["W[0] = W[1]", "a[0] = a[1]"])
    yield union(dead, tied, name="a dead neuron or two tied ones")


if __name__ == "__main__":
    from keep import keep

    keep(__file__, prove())
