"""Products: S × T is structurally invariant for F(θ) + G(η) if S is for F and T is for G.

*Proof.* The fields of F + G are (∇F, ∇G). They move θ as those of F do, and so {θ ∈ S}, for any η, is
invariant; so is {η ∈ T}, for any θ; and so is their intersection, which is S × T. ∎ The cofactors of S do not
mention η: its evidence is that of F, word for word.

The certificates carry this out for a linear network of two factors in parallel with a tanh network; and for
this model in parallel with a gelu network: a product of a product.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from certsim import Model, Result, certify
from certsim.composition import product
from proofs.harness.instances import Instance, holds

THEOREMS: Final = ("T10",)

SKIP = Model.parse("U @ V @ x", parameters=["U[1,2]", "V[2,2]"], inputs=["x[2]"], name="linear network")
TANH = Model.parse("[a @ tanh(W @ x)]", parameters=["W[2,2]", "a[2]"], inputs=["x[2]"], name="tanh network")
GELU = Model.parse("[b @ gelu(K @ x)]", parameters=["K[2,2]", "b[2]"], inputs=["x[2]"], name="gelu network")


def block() -> Result:
    """Balanced factors beside tied neurons."""
    balanced = certify(SKIP, ["U.T @ U - V @ V.T = C"], constants=["C[2,2]"])
    tied = certify(TANH, ["W[0] = W[1]", "a[0] = a[1]"])
    return product(balanced, tied)


def with_dead_neuron() -> Result:
    """A dead neuron beside both."""
    return product(block(), certify(GELU, ["K[0] = 0", "b[0] = 0"]))


def instances() -> Iterator[Instance]:
    """A product, and a product of a product."""
    yield holds("balanced factors beside tied neurons", block, verdict="certified")
    yield holds("with a dead neuron beside both", with_dead_neuron, verdict="certified")
