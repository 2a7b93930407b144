"""Matrix factorisation: U·V·x keeps the rank of U and Vᵀ stacked on each other, and that of neither alone.

*Proof.* Let W be the matrix [U; Vᵀ]. The gradients of the entries of U·V move (U, V) by (G·Vᵀ, Uᵀ·G), for
some matrix G. So W' = A·W with A = [[0, G], [Gᵀ, 0]]: W is multiplied from the left by invertible matrices
along every trajectory. The set {rank W ≤ k} is kept, and so is {U·c = 0, cᵀV = 0} for each c. ∎ The latter is
what the reflection of the hidden units along c fixes (T8).

*On the balanced set* {UᵀU = VVᵀ}, which is kept (T9), |U·c| = |Vᵀ·c| for all c. So U, Vᵀ and W have one
kernel and one rank there, and the rank of U is kept. If U is square, so is the sign of det U: if it is not 0,
it does not become 0. ∎

The certificates carry this out for matrices of 2 × 2, where {rank W ≤ 1} are six minors, and {rank U ≤ 1} is
det U = 0. They also show that {rank W ≤ 1} is all of {rank U ≤ 1} that can be kept: it is the core (T6).
Without balance, the rank of U, those of U and V together, the rank of the product, the kernel of U and the
sign of det U are all lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Final

from certsim import Model, certify, core
from proofs.harness.instances import Instance, ask, fails, holds

THEOREMS: Final = ("T2", "T6", "T8", "T9")

MODEL = Model.parse(
    "U @ V @ x", parameters=["U[2,2]", "V[2,2]"], inputs=["x[2]"], name="product of two matrices"
)
BALANCED: Final = "U.T @ U = V @ V.T"
ROWS: Final = (("U[0,0]", "U[0,1]"), ("U[1,0]", "U[1,1]"), ("V[0,0]", "V[1,0]"), ("V[0,1]", "V[1,1]"))
"""The rows of U and of Vᵀ."""
STACKED: Final = [f"{a}*{d} = {b}*{c}" for (a, b), (c, d) in combinations(ROWS, 2)]
"""The rank of all rows is at most 1."""
SINGULAR_U: Final = "U[0,0]*U[1,1] = U[0,1]*U[1,0]"
SINGULAR_V: Final = "V[0,0]*V[1,1] = V[0,1]*V[1,0]"
POSITIVE_U: Final = "U[0,0]*U[1,1] > U[0,1]*U[1,0]"
SINGULAR_PRODUCT: Final = "(U @ V)[0,0]*(U @ V)[1,1] = (U @ V)[0,1]*(U @ V)[1,0]"


def instances() -> Iterator[Instance]:
    """Ranks and kernels that are kept; those that are lost without balance, or without the other factor."""
    yield holds("the stacked rank", ask(certify, MODEL, STACKED), verdict="certified", dimension=5)
    yield holds(
        "a kernel in common",
        ask(certify, MODEL, ["U @ [1, 2] = 0", "[1, 2] @ V = 0"]),
        verdict="certified",
        dimension=4,
        induced=True,
        kept_by=("gradient_descent", "momentum", "weight_decay"),
    )
    yield holds(
        "the rank of U on the balanced set",
        ask(certify, MODEL, [BALANCED, SINGULAR_U]),
        verdict="certified",
        dimension=4,
    )
    yield holds(
        "the sign of det U on the balanced set",
        ask(certify, MODEL, [BALANCED], where=[POSITIVE_U]),
        verdict="certified",
        status="embedded",
        dimension=5,
    )
    kept = ask(core, MODEL, [SINGULAR_U])
    stacked: Final = {"equations": (*STACKED[:-1], SINGULAR_V), "dimension": 5}
    yield holds("what is kept of the singular U", kept, core="smaller", largest=True, **stacked)
    unbalanced: Final = "the factors are balanced"
    yield fails("the rank of U", ask(certify, MODEL, [SINGULAR_U]), dropped=unbalanced)
    yield fails("the ranks of U and V", ask(certify, MODEL, [SINGULAR_U, SINGULAR_V]), dropped=unbalanced)
    yield fails("the rank of the product", ask(certify, MODEL, [SINGULAR_PRODUCT]), dropped=unbalanced)
    yield fails("the sign of det U", ask(certify, MODEL, [], where=[POSITIVE_U]), dropped=unbalanced)
    yield fails(
        "the kernel of U", ask(certify, MODEL, ["U @ [1, 2] = 0"]), dropped="the kernel is one of V, too"
    )
