"""Condensation: merged neurons stay merged, and dead ones dead, under gradient descent, momentum and Adam.

Let V be given by ties θ_i = ±θ_j and zeros θ_i = 0, with ∇F_j(θ)(x) ∈ V for θ ∈ V. Gradient descent, momentum
and weight decay keep V, and so do Adam and its kind. If V is a linear subspace of another kind, Adam need not
keep it. If V is affine and does not contain 0, weight decay need not keep it. Curved sets and sets with
conditions may be kept by the flow, and in general no finite step keeps them.

*Proof.* The steps of gradient descent, momentum and weight decay are linear combinations of gradients, of
buffers that are such combinations, and of θ. All are in V, if V is a linear subspace; without θ it is enough
that V is affine and its directions hold the gradients. Adam changes each coordinate by an odd function of the
history of its own gradient, the same function for all coordinates. Tied coordinates have equal or opposite
histories, and those of zeros are 0. ∎ All of this is about exact arithmetic, and about optimisers whose
buffers start in the directions of V, with one learning rate and one decay, and with ε > 0 for Adam. For ties
it is enough that tied parameters share them.

The certificates are of merged and dead neurons of networks with one hidden layer and with two. In
condensation neurons are seen to gather in training. What is shown here is that neurons which have met do not
part. It is not shown that neurons meet: whether training comes near V is another question.

The failures drop one hypothesis each. The flow keeps these sets, but for the last. The first is left by Adam,
the second by weight decay, the curve and the half line by all.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from certsim import Model, certify
from proofs.harness.instances import Instance, ask, fails, holds

THEOREMS: Final = ("T17",)

ALL: Final = ("gradient_descent", "momentum", "weight_decay", "adam")
MERGED: Final = ["W[0] = W[1]", "b[0] = b[1]", "a[0] = a[1]"]
OPPOSITE: Final = ["W[0] = -W[1]", "b[0] = -b[1]", "a[0] = -a[1]"]
DEAD: Final = ["W[0] = 0", "b[0] = 0", "a[0] = 0"]
DEEP = Model.parse(
    "a @ tanh(W2 @ tanh(W1 @ x))",
    parameters=["W1[3,2]", "W2[3,3]", "a[3]"],
    inputs=["x[2]"],
    name="tanh network with two hidden layers",
)
LINEAR = Model.parse("V @ W @ x", parameters=["V[2]", "W[2,2]"], inputs=["x[2]"], name="linear network")
SUM = Model.parse("u*x + v*x", parameters=["u", "v"], inputs=["x"], name="two parameters of one feature")
SCALAR = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"], name="deep scalar network")


def one_layer(activation: str) -> Model:
    """A network of three neurons with biases."""
    return Model.parse(
        f"a @ {activation}(W @ x + b)",
        parameters=["W[3,2]", "b[3]", "a[3]"],
        inputs=["x[2]"],
        name=f"{activation} network of width 3",
    )


def instances() -> Iterator[Instance]:
    """Merged and dead neurons, kept by all; and sets that one of the optimisers leaves."""
    for name, activation, equations in (
        ("merged neurons of tanh", "tanh", MERGED),
        ("merged neurons of sigmoid", "sigmoid", MERGED),
        ("merged neurons of gelu", "gelu", MERGED),
        ("neurons of tanh merged with opposite signs", "tanh", OPPOSITE),
        ("a dead neuron of tanh", "tanh", DEAD),
        ("a dead neuron of gelu", "gelu", DEAD),
        ("a dead neuron of relu, also at its kink", "relu", DEAD),
    ):
        kept = ask(certify, one_layer(activation), equations)
        yield holds(name, kept, verdict="certified", dimension=8, kept_by=ALL)
    for name, equations, dimension in (
        ("merged neurons of the first of two layers", ["W1[0] = W1[1]", "W2[:,0] = W2[:,1]"], 13),
        ("merged neurons of the second of two layers", ["W2[0] = W2[1]", "a[0] = a[1]"], 14),
        ("a dead neuron of the first of two layers", ["W1[0] = 0", "W2[:,0] = 0"], 13),
        ("a layer whose neurons are all merged", ["W2[0] = W2[1]", "W2[1] = W2[2]", "a[1:] = a[0]"], 10),
    ):
        kept = ask(certify, DEEP, equations)
        yield holds(name, kept, verdict="certified", dimension=dimension, kept_by=ALL)
    yield fails(
        "a row is twice another",
        ask(certify, LINEAR, ["W[0] = 2*W[1]", "V[0] = 2*V[1]"]),
        dropped="the equations are ties and zeros",
        verdict="certified",
        kept_by=ALL[:3],
    )
    yield fails(
        "an affine set",
        ask(certify, SUM, ["u - v = 1"]),
        dropped="the set contains 0",
        verdict="certified",
        kept_by=ALL[:2],
    )
    curved = ask(certify, SCALAR, ["a**2 - b**2 = 1"])
    yield fails("a curved set", curved, dropped="the set is linear", verdict="certified", kept_by=())
    half = ask(certify, SCALAR, ["a = b"], where=["a > 0"])
    yield fails(
        "half of a line",
        half,
        dropped="the set is given by equations",
        verdict="certified",
        kept_by=(),
    )
    yield fails(
        "neurons merged in what comes in alone",
        ask(certify, one_layer("tanh"), MERGED[:2]),
        dropped="the gradients are in the set",
    )
