"""Gated units: D·(φ(G·x) ⊙ (U·x)) balances rows of U with columns of D, and rows of G if φ is homogeneous.

Here g_k and u_k are rows of G and U, and d_k is a column of D.

*Proof.* F does not change along (u_k, d_k) → (s·u_k, d_k/s), whatever φ is; for a φ with φ(s·t) = s·φ(t),
where s > 0, nor along (g_k, d_k) → (s·g_k, d_k/s). So |u_k|² - |d_k|² and |g_k|² - |d_k|² are
conserved (T9). ∎

A unit of which two of the three are 0 is dead, and stays so, if φ(0) = 0: each of its gradients has two of
d_k, u_k·x and φ(g_k·x) as factors, and of any two one is 0. For u_k and d_k the value φ(0) does not matter,
as their signs may be changed (T8). Units are tied in all three, up to the sign of u and d.

The certificates show all laws for silu, relu and the identity, which make SwiGLU, ReGLU and bilinear units;
one law for each unit, or two.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from certsim import Model, certify, laws
from proofs.harness.instances import Instance, ask, fails, holds

THEOREMS: Final = ("T8", "T9", "T12", "T18")


def units(gate: str) -> Model:
    """Two gated units, with this for the values of their gates."""
    return Model.parse(
        f"D @ ({gate} * (U @ x))",
        parameters=["G[2,2]", "U[2,2]", "D[1,2]"],
        inputs=["x[2]"],
        name="gated units",
    )


SILU, RELU, BILINEAR = units("silu(G @ x)"), units("relu(G @ x)"), units("(G @ x)")
SIGMOID = units("sigmoid(G @ x)")
ZERO: Final = {"G": "G[0] = 0", "U": "U[0] = 0", "D": "D[:,0] = 0"}
GATE: Final = ["sum(G[0]**2) = sum(D[:,0]**2)"]
TIED: Final = ["U[0] = U[1]", "D[:,0] = D[:,1]"]


def instances() -> Iterator[Instance]:
    """All laws; dead units and ties; gates that are not homogeneous, units with one part 0, half a tie."""
    yield holds("all laws of SwiGLU", ask(laws, SILU), independent=2, complete=True)
    yield holds("all laws of ReGLU", ask(laws, RELU), independent=4, complete=True)
    yield holds("all laws of bilinear units", ask(laws, BILINEAR), independent=4, complete=True)
    by_all: Final = {
        "verdict": "certified",
        "kept_by": ("gradient_descent", "momentum", "weight_decay", "adam"),
    }
    for pair, dimension in (("UD", 7), ("GD", 7), ("GU", 6)):
        dead = ask(certify, SILU, [ZERO[part] for part in pair])
        yield holds(f"a dead unit, {' and '.join(pair)}", dead, dimension=dimension, **by_all)
    tied = ask(certify, SILU, ["G[0] = G[1]", *TIED])
    yield holds("units tied", tied, dimension=5, induced=True, **by_all)
    opposite = ask(certify, SILU, ["G[0] = G[1]", "U[0] = -U[1]", "D[:,0] = -D[:,1]"])
    yield holds("units tied up to sign", opposite, dimension=5, induced=True, **by_all)
    yield fails("the gate of SwiGLU", ask(certify, SILU, GATE), dropped="φ is homogeneous")
    yield fails("a dead unit, sigmoid", ask(certify, SIGMOID, [ZERO["G"], ZERO["U"]]), dropped="φ(0) is 0")
    yield fails("no output weights", ask(certify, SILU, [ZERO["D"]]), dropped="two parts are 0")
    yield fails("units tied but for the gates", ask(certify, SILU, TIED), dropped="all three are tied")
