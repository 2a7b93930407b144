"""Images: an isometric symmetry takes structurally invariant sets to structurally invariant sets.

*Proof.* If F(Qθ) = F(θ) for an isometry Q that commutes with the learning rates, then X(Qθ) = QX(θ) for every
field: Q takes solutions to solutions, and orbits to orbits. ∎

The certificates carry this out for a tanh network: what is proved of neurons 0 and 1 holds of any two neurons
in any order, with signs, as tanh is odd. And for a branch of a hyperbola, whose image is the other one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from certsim import Model, Result, certify
from certsim.composition import image
from proofs.harness.instances import Instance, ask, holds

THEOREMS: Final = ("T10",)

SCALAR = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"], name="deep scalar network")
TANH = Model.parse("a @ tanh(W @ x)", parameters=["W[3,2]", "a[3]"], inputs=["x[2]"], name="tanh network")


def carried(
    model: Model, equations: list[str], images: Mapping[str, str], where: Sequence[str] = ()
) -> Result:
    """The image of a certified set of a model."""
    return image(certify(model, equations, where=where), images)


def instances() -> Iterator[Instance]:
    """Neurons sent around in a circle, one with its sign changed; and a turn by half a circle."""
    around = {
        "W[0]": "W[1]",
        "W[1]": "-W[2]",
        "W[2]": "W[0]",
        "a[0]": "a[1]",
        "a[1]": "-a[2]",
        "a[2]": "a[0]",
    }
    tied = ["W[0] = W[1]", "a[0] = a[1]"]
    yield holds(
        "neurons 1 and 2 tied with opposite signs", ask(carried, TANH, tied, around), verdict="certified"
    )
    turn = {"a": "-a", "b": "-b"}
    branch = ask(carried, SCALAR, ["a**2 - b**2 = 1"], turn, where=["a > 0"])
    yield holds("the other branch", branch, verdict="certified")
