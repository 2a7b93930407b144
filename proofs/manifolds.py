"""Manifolds: an invariant set is a manifold of codimension k where k of its equations are independent.

Let V = {g_1 = … = g_k = 0} be structurally invariant, with cofactors (T2). The rank of Dg is constant along
the orbits in V. The points of V at which it is k are an embedded submanifold of codimension k, and a
structural invariant manifold, if there are any.

*Proof.* g(φ_t θ) = Φ(t, θ) g(θ) for a flow φ_t, with an invertible matrix Φ: differentiate at a point of V. ∎
If r equations have independent differentials at a point θ of V, and s·g_j is a combination of them with
s(θ) ≠ 0 for each other equation g_j, then near θ they are the whole V, which has codimension r there.

The certificates show manifolds everywhere (*embedded*) and in part (*regular locus*): a plane with a line,
three planes, the balanced factors of a linear network, which have a singular point at 0; and neurons that are
tied twice over. Of several pieces the largest is reported. Other equations with the same real zeros may stand
for the given ones: x² + y² = 0 is a line of space. That the rank is constant is not enough: y and y + x² have
rank 1 on the set where both vanish, which is a point of the plane and no curve, and is reported as such. And
without invariance a set is no structural invariant manifold, however regular it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from certsim import Model, certify
from proofs.harness.instances import Instance, ask, fails, holds

THEOREMS: Final = ("T4",)

PLANE = Model.from_fields([["x", "0"], ["0", "y"]], parameters=["x", "y"], name="scalings of a plane")
SPACE = Model.from_fields(
    [["x", "0", "0"], ["0", "y", "0"], ["0", "0", "z"]], parameters=["x", "y", "z"], name="scalings of space"
)
ALONG = Model.from_fields([["1", "0", "0"]], parameters=["x", "y", "z"], name="uniform motion")
SCALAR = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"], name="product of two")
MATRICES = Model.parse(
    "U @ V @ x", parameters=["U[2,2]", "V[2,2]"], inputs=["x[2]"], name="product of matrices"
)
TANH = Model.parse("a @ tanh(W @ x)", parameters=["W[2,1]", "a[2]"], inputs=["x[1]"], name="tanh network")
TWICE: Final = ("W[0] = W[1]", "a[0] = a[1]", "a[0]*W[0,0] = a[1]*W[1,0]", "a[0]**2 = a[1]**2")
TANGENT: Final = ("y = 0", "y + x**2 = 0")

PIECES: Final[Sequence[tuple[str, Model, Sequence[str], str, int]]] = (
    ("a hyperbola", SCALAR, ["a**2 - b**2 = 3"], "embedded", 1),
    ("two lines that cross", SCALAR, ["a**2 = b**2"], "regular locus", 1),
    ("a plane and a line", SPACE, ["x*z = 0", "y*z = 0"], "regular locus", 2),
    ("three planes", SPACE, ["x*y*z = 0"], "regular locus", 2),
    ("balanced factors", MATRICES, ["U.T @ U = V @ V.T"], "regular locus", 5),
    ("neurons that are tied twice over", TANH, TWICE, "embedded", 2),
    ("a line by one equation", SPACE, ["x**2 + y**2 = 0"], "embedded", 1),
)


def instances() -> Iterator[Instance]:
    """Regular and singular sets; two tangent surfaces; and a regular set that is left."""
    for name, model, equations, status, dimension in PIECES:
        question = ask(certify, model, equations)
        yield holds(name, question, verdict="certified", status=status, dimension=dimension)
    empty = ask(certify, SPACE, ["x**2 + 1 = 0"])
    yield holds("nothing at all", empty, verdict="certified", status="empty", dimension=None)
    dropped = "the rank is the number of equations, and not only constant"
    for name, model, dimension in (("a point by two curves", PLANE, 0), ("a line by two surfaces", SPACE, 1)):
        question = ask(certify, model, TANGENT)
        yield fails(name, question, dropped=dropped, verdict="certified", dimension=dimension)
    left = ask(certify, ALONG, ["x*z = 0", "y*z = 0"])
    yield fails("a plane and a line that is left", left, dropped="the set is invariant", verdict="refuted")
    surface = ask(certify, ALONG, ["y = x"])
    yield fails("a plane that is left", surface, dropped="the set is invariant", verdict="refuted", word=1)
