"""Images: an isometric symmetry takes structurally invariant sets to structurally invariant sets.

*Proof.* Let F(Qθ) = F(θ), both defined or neither, for an isometry Q that commutes with the learning rates.
Then X(Qθ) = QX(θ) for every field: Q takes solutions to solutions, and orbits to orbits. ∎

The certificates carry this out for a tanh network: what is proved of neurons 0 and 1 holds of any two neurons
in any order, with signs, as tanh is odd; for a branch of a hyperbola, whose image is the other one; and for a
reflection of the hidden layer of a linear network. A map that is no symmetry takes an invariant set to one
that is left: a scaling a hyperbola, and a change of one sign two neurons that are tied. So does a symmetry
that is no isometry: (a, b) → (2a, b/2) leaves a·b alone, and takes a hyperbola to one that is left.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from certsim import Model, Result, certify
from certsim.composition import image
from proofs._strata import two_layers
from proofs.harness.instances import Instance, ask, fails, holds
from proofs.symmetry import LINEAR, REFLECTION

THEOREMS: Final = ("T10",)

SCALAR = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"], name="deep scalar network")
TANH = two_layers("tanh", 3, 2)


def carried(
    model: Model, equations: list[str], images: Mapping[str, str], where: Sequence[str] = ()
) -> Result:
    """The image of a certified set of a model."""
    return image(certify(model, equations, where=where), images)


def instances() -> Iterator[Instance]:
    """Neurons sent around in a circle, a half turn, a reflection; and maps that lack a hypothesis."""
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
    reflected = ask(carried, LINEAR, ["U[0] = 0", "V[0] = 0"], REFLECTION)
    yield holds("a hidden unit turned", reflected, verdict="certified")
    dropped = "the map is a symmetry"
    scaled = ask(certify, SCALAR, ["a**2 - 4*b**2 = 1"])
    yield fails("a hyperbola after a scaling", scaled, dropped=dropped, verdict="refuted", word=1)
    skewed = ask(certify, SCALAR, ["a**2/4 - 4*b**2 = 1"])
    isometric = "the symmetry is an isometry"
    yield fails("a hyperbola after a symmetry", skewed, dropped=isometric, verdict="refuted", word=1)
    signed = ask(certify, TANH, ["W[0] = -W[1]", "a[0] = a[1]"])
    yield fails("tied neurons after a change of sign", signed, dropped=dropped, verdict="refuted", word=1)
