"""Differences: a structurally invariant set less another is structurally invariant.

*Proof.* A union of orbits from which whole orbits are taken is a union of orbits. ∎ So the complement of an
invariant set is invariant, too: it is the whole space less the set.

The flow need not keep a side condition for this, as it must in T5: both sets are invariant, and that is all.
The certificates carry this out for the stratum of a tanh network in which neurons 0 and 1 are tied and neuron
2 differs from them, and for the complement of the origin of a deep scalar network.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from certsim import Model, Result, certify
from certsim.composition import difference
from proofs.harness.instances import Instance, ask, holds

THEOREMS: Final = ("T10",)

SCALAR = Model.parse("a*b*c*x", parameters=["a", "b", "c"], inputs=["x"], name="deep scalar network")
TANH = Model.parse("a @ tanh(W @ x)", parameters=["W[3,2]", "a[3]"], inputs=["x[2]"], name="tanh network")


def without(model: Model, whole: list[str], removed: list[str]) -> Result:
    """One certified set of a model less another."""
    return difference(certify(model, whole), certify(model, removed))


def instances() -> Iterator[Instance]:
    """A stratum, and a complement."""
    pair = ["W[0] = W[1]", "a[0] = a[1]"]
    triple = [*pair, "W[1] = W[2]", "a[1] = a[2]"]
    yield holds("two neurons tied and the third not", ask(without, TANH, pair, triple), verdict="certified")
    origin = ["a = 0", "b = 0", "c = 0"]
    yield holds("all but the origin", ask(without, SCALAR, [], origin), verdict="certified")
