"""Orbits: the smallest structurally invariant manifolds through points, by equations.

*Proof.* Let V = {g = 0} be structurally invariant, k of its equations have independent differentials at a
point θ of it, and M - k brackets of fields be linearly independent there. The orbit of θ lies in {g_1 = … =
g_k = 0}, which near θ is a manifold of dimension M - k; and it has that dimension at least, as brackets are
tangent to it. So near θ it is that manifold, and hence V: an open part of V, and no invariant set that holds
θ is smaller. ∎

The certificates carry this out for products of two and three numbers: at a point with a = b the one law
a² - b² = 0 says that it lies on one of two lines, and the orbit is half of one. And for a product U·V of
matrices at a point where both have a kernel: U·c = 0 and cᵀV = 0 are kept, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from certsim import Model, orbit, read_point
from proofs.harness.instances import Instance, ask, holds

THEOREMS: Final = ("T12", "T13")

TWO = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"], name="product of two")
THREE = Model.parse("a*b*c*x", parameters=["a", "b", "c"], inputs=["x"], name="product of three")
MATRICES = Model.parse(
    "U @ V @ x", parameters=["U[2,2]", "V[2,2]"], inputs=["x[2]"], name="product of matrices"
)

POINTS = (
    ("a branch of a hyperbola", TWO, "a = 2, b = 1", 1),
    ("half of the diagonal", TWO, "a = 1, b = 1", 1),
    ("a curve in space", THREE, "a = 1, b = 2, c = 3", 1),
    ("factors with a kernel", MATRICES, "U = [[1, -1], [2, -2]], V = [[3, 1], [-3, -1]]", 3),
)


def instances() -> Iterator[Instance]:
    """Orbits of which the bounds meet."""
    for name, model, at, dimension in POINTS:
        yield holds(name, ask(orbit, model, read_point(model, at)), dimension=dimension, fills=True)
