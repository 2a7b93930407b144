"""Mixtures of experts: experts that are copied stay copies if their routers are copied, too.

The model is Σ_k p_k(R·x)·f_k(x), where p is softmax, and the experts f_k have one architecture.

*Proof.* F does not change if two experts are exchanged together with their rows of R. What the exchange fixes
is kept (T8). ∎ In the same way an expert stays 0 whose parameters may change their signs without effect.

*The sum of the routers* Σ_k r_k is conserved: softmax does not see a common shift of its arguments, so that F
does not change along R → R + 1·cᵀ, and the gradients are orthogonal to these directions. ∎ If there are two
experts, routers that are opposite therefore stay so. If each expert is weighed on its own, by sigmoid, the
sum is lost.

The certificates show this for two experts, of which each is one unit; and that there are no other laws, apart
from the balance of experts that are linear.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from certsim import Model, certify, laws
from proofs.harness.instances import Instance, ask, fails, holds

THEOREMS: Final = ("T8", "T9", "T12")


def mixture(weights: str, unit: str) -> Model:
    """Two experts, a·unit each, with these weights."""
    return Model.parse(
        f"{weights} @ (a * {unit})",
        parameters=["R[2,2]", "W[2,2]", "a[2]"],
        inputs=["x[2]"],
        name="mixture of two experts",
    )


SOFTMAX = mixture("softmax(R @ x)", "tanh(W @ x)")
SIGMOID = mixture("sigmoid(R @ x)", "tanh(W @ x)")
LINEAR = mixture("softmax(R @ x)", "(W @ x)")
COPIES: Final = ["W[0] = W[1]", "a[0] = a[1]"]
SUM: Final = ["sum(R, axis=0) = c"]


def instances() -> Iterator[Instance]:
    """Copies, dead experts, sums of routers, all laws; copies with routers apart, and sigmoid."""
    certified: Final = {"verdict": "certified", "status": "embedded"}
    by_all: Final = {"induced": True, "kept_by": ("gradient_descent", "momentum", "weight_decay", "adam")}
    copies = ["R[0] = R[1]", *COPIES]
    yield holds("copies", ask(certify, SOFTMAX, copies), dimension=5, **certified, **by_all)
    yield holds("copies, by sigmoid", ask(certify, SIGMOID, copies), dimension=5, **certified, **by_all)
    dead = ask(certify, SOFTMAX, ["W[0] = 0", "a[0] = 0"])
    yield holds("a dead expert", dead, dimension=7, **certified, **by_all)
    sums = ask(certify, SOFTMAX, SUM, constants=["c[2]"])
    yield holds(
        "every sum of the routers", sums, dimension=8, kept_by=("gradient_descent", "momentum"), **certified
    )
    yield holds("opposite routers", ask(certify, SOFTMAX, ["R[0] = -R[1]"]), dimension=8, **certified)
    yield holds("all laws", ask(laws, SOFTMAX), independent=2, complete=True)
    yield holds("all laws of linear experts", ask(laws, LINEAR), independent=4, complete=True)
    yield fails(
        "copies with their own routers", ask(certify, SOFTMAX, COPIES), dropped="the routers are copied"
    )
    yield fails("copied routers", ask(certify, SOFTMAX, ["R[0] = R[1]"]), dropped="the experts are copied")
    alone = ask(certify, SIGMOID, ["R[0] = -R[1]"])
    yield fails("opposite routers, by sigmoid", alone, dropped="the weights are a softmax")
