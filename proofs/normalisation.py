"""Normalisation: weights that a normalisation rescales keep the sum of their squares, if its eps is 0.

*Proof.* A normalisation with eps = 0 gives for s·u what it gives for u, where s > 0. Let u be linear in the
weights w before it, biases included. Then F does not change along w → s·w, and |w|² is conserved (T9): for
rms_norm and layer_norm |W|² over all units, for batch normalisation |w_k|² of each, and for weight
normalisation w/|w| that of each vector w. ∎ The gradient is orthogonal to w: so steps of gradient descent
make |w| grow, and the flow does not.

layer_norm does not see the mean of its units either, for any eps: so the sums of W over the units are
conserved, as are those of the output weights, whose gradients are the centred values. Gains after a
normalisation scale its outputs, and are balanced with the layer that reads them, for any eps.

If eps > 0, |W|² is lost. rms_norm does see the mean, and the sums of W over the units are lost.

What is said holds where a normalisation with eps = 0 is defined: off the weights for which the variance, or
the mean square, is 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from certsim import Model, certify, laws
from proofs.harness.instances import Instance, ask, fails, holds

THEOREMS: Final = ("T9", "T12")

VALUES: Final = ["w @ x", "w @ y", "w @ z"]
"""What a unit has for the three inputs of a batch."""
BATCH = Model.parse(
    "a*(u[0] - mean(u))/sqrt(var(u))",
    parameters=["w[2]", "a"],
    inputs=["x[2]", "y[2]", "z[2]"],
    let=[f"u = [{', '.join(VALUES)}]"],
    name="a unit with batch normalisation",
)
WEIGHT = Model.parse(
    "g*(w @ x)/norm(w)", parameters=["w[2]", "g"], inputs=["x[2]"], name="weight normalisation"
)


def normalised(function: str, eps: int, units: int = 2) -> Model:
    """A layer, normalised, and a layer."""
    return Model.parse(
        f"a @ {function}(W @ x, {eps})",
        parameters=[f"W[{units},2]", f"a[{units}]"],
        inputs=["x[2]"],
        name=f"network with {function}",
    )


def with_gains(eps: int) -> Model:
    """A layer, normalised, with gains, and a layer."""
    return Model.parse(
        f"V @ (g * rms_norm(W @ x, {eps}))",
        parameters=["W[2,2]", "g[2]", "V[1,2]"],
        inputs=["x[2]"],
        name="network with gains",
    )


SQUARES: Final = "sum(W**2)"
UNITS: Final = "sum(W, axis=0)"


def instances() -> Iterator[Instance]:
    """Squares, for several normalisations; sums and gains; and eps > 0."""
    root, layer = normalised("rms_norm", 0), normalised("layer_norm", 0, 3)
    yield holds("all laws of rms_norm", ask(laws, root), laws=(SQUARES,), complete=True)
    certified: Final = {"verdict": "certified", "status": "embedded"}
    squares = ask(certify, layer, [f"{SQUARES} = c"], constants=["c"])
    yield holds("squares before layer_norm", squares, dimension=8, **certified)
    batch = ask(certify, BATCH, ["sum(w**2) = c"], constants=["c"])
    yield holds("squares before batch normalisation", batch, dimension=2, **certified)
    weight = ask(certify, WEIGHT, ["sum(w**2) = c"], constants=["c"])
    yield holds("squares in weight normalisation", weight, dimension=2, **certified)
    positive = normalised("layer_norm", 1, 3)
    yield holds("all laws of layer_norm, eps = 1", ask(laws, positive), independent=3, complete=True)
    sums = ask(certify, positive, [f"{UNITS} = c"], constants=["c[2]"])
    yield holds(
        "sums before layer_norm", sums, dimension=7, kept_by=("gradient_descent", "momentum"), **certified
    )
    yield holds("all laws with gains", ask(laws, with_gains(0)), independent=3, complete=True)
    above: Final = "eps is 0"
    yield fails(
        "all laws with gains, eps = 1", ask(laws, with_gains(1)), dropped=above, independent=2, complete=True
    )
    root_above = normalised("rms_norm", 1)
    yield fails(
        "squares before rms_norm, eps = 1", ask(certify, root_above, [f"{SQUARES} = 1"]), dropped=above
    )
    yield fails(
        "squares before layer_norm, eps = 1", ask(certify, positive, [f"{SQUARES} = 1"]), dropped=above
    )
    yield fails(
        "sums before rms_norm", ask(certify, root, [f"{UNITS} = 0"]), dropped="the mean is taken away"
    )
