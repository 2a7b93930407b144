"""Tangency: a set is structurally invariant if Lie derivatives of its equations are combinations of them.

Let V = {g_1 = … = g_k = 0} and L_X g_i = Σ_l q_il g_l for every field X of a generating family, with analytic
cofactors q_il. Then V is structurally invariant: a union of orbits.

*Proof.* Along a curve that follows fields of the family, y(t) = g(γ(t)) solves a linear equation
y' = Q(t) y. If y(0) = 0, then y = 0. ∎ V may have singular points: it is a *set* that is invariant, and a
structural invariant manifold only where it is one.

The certificates have the cofactors: 0 for a conserved quantity, constants for a cross and a cusp that are
scaled, -2(x² + y²) for a limit cycle, which no other circle is. It is not enough that L_X g vanishes on V:
for the double line x² = 0 it does, and so it does for a line with an isolated point; and yet both are left.
A second derivative shows it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from certsim import Model, certify
from proofs.harness.instances import Instance, ask, fails, holds

THEOREMS: Final = ("T2",)

SCALAR = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"], name="product of two")
MATRICES = Model.parse("U @ V @ x", parameters=["U[1,2]", "V[2,2]"], inputs=["x[2]"], name="linear network")
PLANE: Final = ("x", "y")
SCALED = Model.from_fields([["x", "0"], ["0", "y"]], parameters=PLANE, name="independent scalings")
WEIGHTED = Model.from_fields([["2*x", "3*y"]], parameters=PLANE, name="weighted scaling")
SPIRAL = Model.from_fields(
    [["x*(1 - x**2 - y**2) - y", "y*(1 - x**2 - y**2) + x"]], parameters=PLANE, name="spirals"
)
UNIFORM = Model.from_fields([["1", "0"]], parameters=PLANE, name="uniform motion")
COMBINATION: Final = "the derivative is a combination of the equations"


def instances() -> Iterator[Instance]:
    """Level sets, singular sets, a limit cycle; and sets of which derivatives vanish, or do not."""
    smooth = {"verdict": "certified", "status": "embedded"}
    levels = ask(certify, SCALAR, ["a**2 - b**2 = c"], constants=["c"])
    yield holds("every hyperbola", levels, **smooth, dimension=1)
    balanced = ask(certify, MATRICES, ["U.T @ U - V @ V.T = C + C.T"], constants=["C[2,2]"])
    yield holds("balanced factors at every level", balanced, **smooth, dimension=3)
    cycle = ask(certify, SPIRAL, ["x**2 + y**2 = 1"])
    yield holds("a limit cycle", cycle, **smooth, dimension=1, induced=False)
    singular = {"verdict": "certified", "status": "regular locus", "dimension": 1}
    yield holds("a cross", ask(certify, SCALED, ["x*y = 0"]), **singular)
    yield holds("a cusp", ask(certify, WEIGHTED, ["y**2 = x**3"]), **singular)
    left = {"verdict": "refuted", "violates": "equation"}
    circle = ask(certify, SPIRAL, ["x**2 + y**2 = 4"])
    yield fails("another circle", circle, dropped=COMBINATION, **left, word=1)
    vanishing = f"{COMBINATION}, and does not only vanish where they do"
    double = ask(certify, UNIFORM, ["x**2 = 0"])
    yield fails("a double line", double, dropped=vanishing, **left, word=2, rate="2")
    isolated = ask(certify, UNIFORM, ["y*(x**2 + (y - 1)**2) = 0"])
    yield fails("a line with an isolated point", isolated, dropped=vanishing, **left, word=2, rate="2")
