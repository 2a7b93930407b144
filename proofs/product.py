"""Products: S × T is structurally invariant for F(θ) + G(η) if S is for F and T is for G.

*Proof.* The fields of F + G are (∇F, ∇G). They move θ as those of F do, and so {θ ∈ S}, for any η, is
invariant; so is {η ∈ T}, for any θ; and so is their intersection, which is S × T. ∎ The cofactors of S do not
mention η: its evidence is that of F, word for word.

The certificates carry this out for a linear network of two factors in parallel with a tanh network; for
this model in parallel with a gelu network: a product of a product; and for two products of numbers, each on a
branch of a hyperbola. If one of the sets is left, so is the product. And if the models share a parameter, a
set of one of them is no set of the other: a² - b² = 1 is kept by a·b·x, and left by a·b·x + a·c·x².
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from certsim import Model, Result, certify
from certsim.composition import product
from proofs.harness.instances import Instance, ask, fails, holds

THEOREMS: Final = ("T10",)

SKIP = Model.parse("U @ V @ x", parameters=["U[1,2]", "V[2,2]"], inputs=["x[2]"], name="linear network")
TANH = Model.parse("[a @ tanh(W @ x)]", parameters=["W[2,2]", "a[2]"], inputs=["x[2]"], name="tanh network")
GELU = Model.parse("[b @ gelu(K @ x)]", parameters=["K[2,2]", "b[2]"], inputs=["x[2]"], name="gelu network")
FIRST = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"], name="product of two")
SECOND = Model.parse("c*d*x**2", parameters=["c", "d"], inputs=["x"], name="another product of two")


def block() -> Result:
    """Balanced factors beside tied neurons."""
    balanced = certify(SKIP, ["U.T @ U - V @ V.T = C"], constants=["C[2,2]"])
    tied = certify(TANH, ["W[0] = W[1]", "a[0] = a[1]"])
    return product(balanced, tied)


def with_dead_neuron() -> Result:
    """A dead neuron beside both."""
    return product(block(), certify(GELU, ["K[0] = 0", "b[0] = 0"]))


def branches() -> Result:
    """One branch of a hyperbola for each of two products."""
    left = certify(FIRST, ["a**2 - b**2 = 1"], where=["a > 0"])
    right = certify(SECOND, ["c**2 - d**2 = 2"], where=["c < 0"])
    return product(left, right)


def instances() -> Iterator[Instance]:
    """A product, a product of a product, sets with conditions; a set that is left, and a shared parameter."""
    yield holds("balanced factors beside tied neurons", block, verdict="certified")
    yield holds("with a dead neuron beside both", with_dead_neuron, verdict="certified")
    yield holds("two branches of hyperbolas", branches, verdict="certified")
    beside = Model.parse("a*b*x + c*d*x", parameters=["a", "b", "c", "d"], inputs=["x"], name="two products")
    left = ask(certify, beside, ["a = b", "c = 1"])
    dropped = "the second set is invariant"
    yield fails("a diagonal beside a line that is left", left, dropped=dropped, verdict="refuted", word=1)
    shared = Model.parse("a*b*x + a*c*x**2", parameters=["a", "b", "c"], inputs=["x"], name="a shared factor")
    left = ask(certify, shared, ["a**2 - b**2 = 1"])
    dropped = "the models have no parameter in common"
    yield fails("a hyperbola of one of them", left, dropped=dropped, verdict="refuted", word=1)
