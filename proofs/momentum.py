"""Momentum: heavy ball keeps V × V for each invariant linear V, and loses the laws of gradient flow.

Heavy ball is θ'' = -γ(t)·θ' - ∇L, in (θ, v): the fields are (v, 0), (0, v) and (0, X) for the fields X of
gradient flow (T25). Orbits run in both directions of time, and friction in one. What is certified is kept,
and equations that are refuted are left; of side conditions it would tell nothing that they are refuted.

*Proof* of the first. At a point (θ, v) of V × V the vectors v and X(θ) lie in V, if V is linear and X is
tangent to it. So all fields are tangent to V × V, which is linear. ∎ For an affine V it is the product with
the space of its directions.

*What is lost, and what is gained.* Let F not change along Aθ. Gradient flow has the law θᵀAθ if A = Aᵀ (T9).
Heavy ball without friction has the law vᵀAθ if A = -Aᵀ, an angular momentum: (vᵀAθ)' = vᵀAv + XᵀAθ, where
the one is 0 as A is antisymmetric, and the other as F does not change along Aθ. With friction they decline,
all by one factor: what is kept is that they are 0, as at a start from rest, and their ratios.

Independent laws near generic points, as the certificates count them:

| model | parameters | gradient flow | without friction | with friction |
|---|---|---|---|---|
| a·b·x | 2 | 1 | 0 | 0 |
| a·b·c·x | 3 | 2 | 0 | 0 |
| linear network of widths 2-1-2 | 4 | 1 | 0 | 0 |
| linear network of widths 1-2-2 | 6 | 3 | 1 | 0 |
| linear network of widths 2-2-2 | 8 | 3 | 1 | 0 |
| relu network on regions, 2 neurons, 2 inputs | 6 | 2 | 0 | 0 |

Each of these numbers is complete: so many brackets are independent that there is no other law. On a region
the relu network is polynomial, and its fields are those of a_k·w_k·x for each k, if each neuron is on for
some inputs for which the others are off. Widths 1-2-1 have two angular momenta, and keep their ratio with
friction.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from certsim import Model, certify, laws
from proofs.harness.flows import heavy_ball
from proofs.harness.instances import Instance, ask, fails, holds
from proofs.linear_networks import network

THEOREMS: Final = ("T9", "T12", "T25")

SCALARS = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"], name="product of two")
SQUARE = Model.parse("(a + b)**2 * x", parameters=["a", "b"], inputs=["x"], name="square of a sum")
REGION = Model.parse(
    "[a[0] * W[0] @ x, a[1] * W[1] @ x]",
    parameters=["W[2,2]", "a[2]"],
    inputs=["x[2]"],
    name="relu network on regions",
)
TABLE: Final = {
    "a product of two": (SCALARS, 1, 0),
    "a product of three": (network((1, 1, 1, 1)), 2, 0),
    "widths 2-1-2": (network((2, 1, 2)), 1, 0),
    "widths 1-2-2": (network((1, 2, 2)), 3, 1),
    "widths 2-2-2": (network((2, 2, 2)), 3, 1),
    "relu on regions": (REGION, 2, 0),
}
"""Models, with the number of laws of gradient flow, and of heavy ball without friction."""

WIDE = network((1, 2, 1))
"""Two hidden units; the layers are W1, with a row for each unit, and W2, with a column."""
UNITS = heavy_ball(WIDE)
TURNING: Final = "W1[0,0]*vW1[1,0] - W1[1,0]*vW1[0,0] + W2[0,0]*vW2[0,1] - W2[0,1]*vW2[0,0]"
CROSSED: Final = "W1[0,0]*vW2[0,1] - W1[1,0]*vW2[0,0] + W2[0,0]*vW1[1,0] - W2[0,1]*vW1[0,0]"
"""Its two angular momenta: the hidden units rotate, alone and together with an exchange of the layers."""
TIED: Final = ["W1[0] = W1[1]", "W2[:,0] = W2[:,1]"]
TIED_VELOCITIES: Final = ["vW1[0] = vW1[1]", "vW2[:,0] = vW2[:,1]"]


def instances() -> Iterator[Instance]:
    """The table; linear sets with their velocities; angular momenta; and what is lost."""
    for name, (model, flow, frictionless) in TABLE.items():
        yield holds(f"{name}, gradient flow", ask(laws, model), independent=flow, complete=True)
        still = ask(laws, heavy_ball(model, None))
        yield holds(f"{name}, no friction", still, independent=frictionless, complete=True)
        ball = ask(laws, heavy_ball(model))
        yield holds(f"{name}, any friction", ball, independent=0, complete=True)
    yield holds(
        "hidden units tied, and their velocities",
        ask(certify, UNITS, [*TIED, *TIED_VELOCITIES]),
        verdict="certified",
        dimension=4,
    )
    affine = ask(certify, heavy_ball(SQUARE), ["a = b + 1", "va = vb"])
    yield holds("an affine set, and its directions", affine, verdict="certified", dimension=2)
    yield holds(
        "angular momentum 0", ask(certify, UNITS, [f"{TURNING} = 0"]), verdict="certified", dimension=7
    )
    yield holds(
        "the ratio of two angular momenta",
        ask(certify, UNITS, [f"{TURNING} = k*({CROSSED})"], constants=["k"]),
        verdict="certified",
        dimension=7,
    )
    yield holds(
        "angular momentum at every level",
        ask(certify, heavy_ball(WIDE, None), [f"{TURNING} = c"], constants=["c"]),
        verdict="certified",
        dimension=7,
    )
    yield fails(
        "angular momentum 1",
        ask(certify, heavy_ball(WIDE, "1/2"), [f"{TURNING} = 1"]),
        dropped="there is no friction",
    )
    yield fails(
        "hidden units tied, with any velocities",
        ask(certify, UNITS, TIED),
        dropped="the velocities lie in V, too",
    )
    curved: Final = ["a**2 - b**2 = 1"]
    yield fails("a hyperbola", ask(certify, heavy_ball(SCALARS), curved), dropped="there is no momentum")
    tangent = [*curved, "a*va = b*vb"]
    yield fails(
        "a hyperbola with its tangents", ask(certify, heavy_ball(SCALARS), tangent), dropped="V is linear"
    )
