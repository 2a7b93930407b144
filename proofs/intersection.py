"""T10, intersections: an intersection of structurally invariant sets is structurally invariant.

*Proof.* Orbits are disjoint or equal, so what two unions of orbits have in common is one. If V = {g = 0} and
W = {h = 0}, their intersection is {g = 0, h = 0}, with block-diagonal cofactors. ∎

The certificates carry this out for a tanh network, in which more neurons are tied with every set, and for a
deep scalar network: a branch of one hyperbola, which has a side condition, with every other hyperbola.
"""

from __future__ import annotations

from collections.abc import Iterator

from certsim import Model, Result, certify
from certsim.composition import intersection

SCALAR = Model.parse("a*b*c*x", parameters=["a", "b", "c"], inputs=["x"], name="deep scalar network")
TANH = Model.parse("a @ tanh(W @ x)", parameters=["W[3,2]", "a[3]"], inputs=["x[2]"], name="tanh network")


def prove() -> Iterator[Result]:
    """All three neurons tied; curves that are cut out by two hyperbolic cylinders."""
    first, second = (certify(TANH, [f"W[{k}] = W[{k + 1}]", f"a[{k}] = a[{k + 1}]"]) for k in range(2))
    yield intersection(first, second, name="three neurons tied")
    branch = certify(SCALAR, ["a**2 - b**2 = 1"], where=["a > 0"])
    cylinder = certify(SCALAR, ["b**2 - c**2 = k"], constants=["k"])
    yield intersection(branch, cylinder, name="every curve of two conserved quantities")


if __name__ == "__main__":
    from keep import keep

    keep(__file__, prove())
