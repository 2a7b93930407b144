"""Recurrent networks: linear ones keep one balance, with the weights of all times, however long they run.

The model is c·h_T, where h_t = φ(W·h_(t-1) + U·x_t) and h_0 = 0.

*Proof.* If φ is linear, F does not change along (U, W, c) → (S·U, S·W - W·S, -c·S), for any square S: it is
the derivative of (G·U, G·W·G⁻¹, c·G⁻¹). For symmetric S, tr S(U·Uᵀ - cᵀc + W·Wᵀ - WᵀW) is conserved (T9). ∎
If φ is not linear, units may still be exchanged, in all of U, W and c, and for an odd φ they may change sign
(T8). So W must be kept by the exchange, too: its rows and columns are exchanged together.

The certificates show all laws of linear networks with two units, on two steps and on three. If the steps have
weights of their own, W_1 and W_2, they are balanced together all the same, as the input enters at each step.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from certsim import Model, certify, laws
from proofs.harness.instances import Instance, ask, fails, holds

THEOREMS: Final = ("T8", "T9", "T12")

PARAMETERS: Final = ["U[2]", "W[2,2]", "c[2]"]


def linear(steps: int) -> Model:
    """A linear network with two units, on so many steps."""
    state = "U * x[0]"
    for step in range(1, steps):
        state = f"(W @ {state} + U * x[{step}])"
    return Model.parse(
        f"c @ {state}", parameters=PARAMETERS, inputs=[f"x[{steps}]"], name="linear recurrent network"
    )


UNTIED = Model.parse(
    "c @ (V @ (W @ U * x[0] + U * x[1]) + U * x[2])",
    parameters=[*PARAMETERS, "V[2,2]"],
    inputs=["x[3]"],
    name="linear network that reads at each step",
)
TANH = Model.parse(
    "c @ tanh(W @ tanh(U * x[0]) + U * x[1])",
    parameters=PARAMETERS,
    inputs=["x[2]"],
    name="recurrent tanh network",
)
BALANCE: Final = ["U[0]**2 - c[0]**2 + sum(W[0]**2) - sum(W[:,0]**2) = k"]
TIED: Final = ["U[0] = U[1]", "c[0] = c[1]"]


def instances() -> Iterator[Instance]:
    """All laws, balance, units tied or dead; tanh, and ties and zeros of rows without columns."""
    for steps in (2, 3):
        question = ask(laws, linear(steps))
        yield holds(f"all laws on {steps} steps", question, independent=3, complete=True)
    yield holds("all laws of steps with their own weights", ask(laws, UNTIED), independent=3, complete=True)
    level = ask(certify, linear(3), BALANCE, constants=["k"])
    yield holds("every level of a unit", level, verdict="certified", dimension=7)
    induced: Final = {"verdict": "certified", "status": "embedded", "dimension": 4, "induced": True}
    both = ask(certify, TANH, [*TIED, "W[0,0] = W[1,1]", "W[0,1] = W[1,0]"])
    yield holds("units tied", both, **induced)
    dead = ask(certify, TANH, ["U[0] = 0", "c[0] = 0", "W[0,1] = 0", "W[1,0] = 0"])
    yield holds("a unit on its own", dead, **induced)
    yield fails(
        "balance of a tanh unit",
        ask(certify, TANH, ["U[0]**2 - c[0]**2 + sum(W[0]**2) = sum(W[:,0]**2)"]),
        dropped="φ is linear",
    )
    yield fails(
        "units tied by rows",
        ask(certify, TANH, [*TIED, "W[0] = W[1]"]),
        dropped="rows and columns are exchanged",
    )
    yield fails(
        "a unit that others hear",
        ask(certify, TANH, ["U[0] = 0", "c[0] = 0", "W[0,1] = 0"]),
        dropped="nobody else hears it",
    )
