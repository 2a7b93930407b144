"""ReLU networks: w_k·w_k - a_k² is conserved; neurons with w_0 = k·w_1 and a_0 = k·a_1 stay so if k > 0.

The model is Σ a_k relu(w_k·x), with biases or without.

*Proof.* relu(u) = step(u)·u, and step is constant on each region (T18). So a_k' = c·step(w_k·x)·w_k·x and
w_k' = c·a_k·step(w_k·x)·x, and w_k·w_k' = a_k·a_k'. With w_0 = k·w_1 and k > 0 the steps are equal, and so
a_0' = k·a_1' and, as a_0 = k·a_1, w_0' = k·w_1'. ∎ If k < 0 the one step is 1 minus the other, and the tie is
lost. For abs in place of relu the steps turn into signs, and the tie is w_0 = k·w_1, a_0 = |k|·a_1.

*Kinks.* The balance holds along every Carathéodory solution, through the kinks. So is the sign of a_k kept
where |w_k| < |a_k|, and so is the dead neuron a_k = 0, w_k = 0: the cofactors are bounded, whatever value
step has at 0 (T18a). The certificates of these assume nothing. A tie is not of this kind: its certificates
hold on each region, and name the assumption `relu`. A dead neuron may have a_k ≠ 0 by convention only: a
point where w_k and its bias are 0 is in no region, and frameworks have relu'(0) = 0, which is the assumption
`relu0`.

With one input and no biases, neurons with w_k > 0 switch at the same input: they move as linear neurons do,
and orbits have one dimension, and not one for each neuron. If one has w_k < 0, they move apart.

For a function that is not homogeneous, such as tanh, balance and ties with k ≠ 1 are lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from certsim import Model, Options, certify, laws
from proofs._strata import two_layers
from proofs.harness.instances import Instance, ask, fails, holds

THEOREMS: Final = ("T9", "T18")

MODEL, ABS, TANH = (two_layers(function, 2, 2) for function in ("relu", "abs", "tanh"))
BIASED = Model.parse(
    "a @ relu(W @ x + b)",
    parameters=["W[2,1]", "b[2]", "a[2]"],
    inputs=["x[1]"],
    name="relu network with biases",
)
LEAKY = Model.parse(
    "a @ leaky_relu(W @ x, 1/10)",
    parameters=["W[2,2]", "a[2]"],
    inputs=["x[2]"],
    name="leaky relu network of width 2",
)

BALANCE: Final = ["sum(W[0]**2) - a[0]**2 = c"]
SWITCHED: Final = ["w[0] = a[0]", "w[1]**2 - a[1]**2 = 1"]
"""A balance of each neuron of one input."""
TIE: Final = ["W[0] = k*W[1]", "a[0] = k*a[1]"]
ONE_INPUT = Model.parse(
    "a @ relu(w*x)", parameters=["w[2]", "a[2]"], inputs=["x"], name="relu network of one input"
)
NONE = Options(allow=())
"""What assumes nothing."""
ZERO = Options(allow=("relu0",))
"""What assumes relu'(0) = 0 only."""


def instances() -> Iterator[Instance]:
    """Balance, signs and dead neurons through kinks; ties on regions; wrong signs, and other functions."""
    yield holds("all laws", ask(laws, MODEL), independent=2, complete=True, dimension=4)
    nothing: Final = {"verdict": "certified", "assuming": ()}
    balance = ask(certify, MODEL, BALANCE, constants=["c"], options=NONE)
    yield holds("balance at every level", balance, dimension=5, **nothing)
    biased = ["W[0,0]**2 + b[0]**2 - a[0]**2 = c"]
    yield holds(
        "balance with a bias",
        ask(certify, BIASED, biased, constants=["c"], options=NONE),
        dimension=5,
        **nothing,
    )
    leaky = ask(certify, LEAKY, BALANCE, constants=["c"], options=NONE)
    yield holds("balance of leaky relu", leaky, dimension=5, **nothing)
    sign = ask(certify, MODEL, ["a[0]**2 - sum(W[0]**2) = 1"], where=["a[0] > 0"], options=NONE)
    yield holds("the sign of the greater output weight", sign, dimension=5, **nothing)
    dead = ask(certify, BIASED, ["W[0] = 0", "b[0] = 0", "a[0] = 0"], options=NONE)
    by_all: Final = ("gradient_descent", "momentum", "weight_decay", "adam")
    yield holds("a dead neuron", dead, dimension=3, kept_by=by_all, **nothing)
    tied: Final = {"verdict": "certified", "dimension": 3, "assuming": ("relu",)}
    tie = ask(certify, MODEL, TIE, constants=["k"], where=["k > 0"])
    yield holds("neurons tied by any k > 0", tie, **tied)
    yield holds(
        "absolute values tied by -2 and 2", ask(certify, ABS, ["W[0] = -2*W[1]", "a[0] = 2*a[1]"]), **tied
    )
    convention = ask(certify, BIASED, ["W[0] = 0", "b[0] = 0"], options=ZERO)
    yield holds("a dead neuron by convention", convention, verdict="certified", assuming=("relu0",))
    together = ask(certify, ONE_INPUT, [*SWITCHED, "w[1] + a[1] = 4*a[0]"], where=["w > 0"])
    yield holds("neurons that switch together", together, **{**tied, "dimension": 1})
    where = ["w[0] > 0", "w[1] < 0"]
    apart = ask(certify, ONE_INPUT, [*SWITCHED, "w[1] + a[1] = -4*a[0]"], where=where)
    yield fails("neurons that switch apart", apart, dropped="all w_k are positive")
    opposite: Final = ["W[0] = -2*W[1]", "a[0] = -2*a[1]"]
    yield fails("neurons tied by -2", ask(certify, MODEL, opposite), dropped="k is positive")
    yield fails(
        "opposite neurons", ask(certify, MODEL, ["W[0] = -W[1]", "a[0] = a[1]"]), dropped="k is positive"
    )
    yield fails("absolute values tied by -2", ask(certify, ABS, opposite), dropped="a has the factor |k|")
    yield fails(
        "a dead neuron with a weight", ask(certify, MODEL, ["a[0] = 0"]), dropped="its input weights are 0"
    )
    yield fails(
        "balance of tanh", ask(certify, TANH, ["sum(W[0]**2) = a[0]**2"]), dropped="relu is homogeneous"
    )
    yield fails(
        "tanh tied by 2",
        ask(certify, TANH, ["W[0] = 2*W[1]", "a[0] = 2*a[1]"]),
        dropped="relu is homogeneous",
    )
