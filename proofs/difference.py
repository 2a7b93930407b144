"""Differences: a structurally invariant set less another is structurally invariant.

*Proof.* A union of orbits from which whole orbits are taken is a union of orbits. ∎ So the complement of an
invariant set is invariant, too: it is the whole space less the set.

The flow need not keep a side condition for this, as it must in T5: both sets are invariant, and that is all.
The certificates carry this out for the stratum of a tanh network in which neurons 0 and 1 are tied and neuron
2 differs from them, for the complement of the origin of a deep scalar network, and for a difference less a
third set. Both sets have to be invariant: a plane less one that is left is left, where they meet.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from certsim import Model, Result, certify
from certsim.composition import difference
from proofs._strata import two_layers
from proofs.harness.instances import Instance, ask, fails, holds

THEOREMS: Final = ("T10",)

SCALAR = Model.parse("a*b*c*x", parameters=["a", "b", "c"], inputs=["x"], name="deep scalar network")
TANH = two_layers("tanh", 3, 2)


def without(model: Model, whole: list[str], *removed: list[str]) -> Result:
    """One certified set of a model less others."""
    found = certify(model, whole)
    for equations in removed:
        found = difference(found, certify(model, equations))
    return found


def instances() -> Iterator[Instance]:
    """A stratum, a complement, and a difference less a set; and sets that are left."""
    pair = ["W[0] = W[1]", "a[0] = a[1]"]
    triple = [*pair, "W[1] = W[2]", "a[1] = a[2]"]
    yield holds("two neurons tied and the third not", ask(without, TANH, pair, triple), verdict="certified")
    origin = ["a = 0", "b = 0", "c = 0"]
    yield holds("all but the origin", ask(without, SCALAR, [], origin), verdict="certified")
    surface = ask(without, SCALAR, ["a**2 = b**2"], ["a = b"], ["b = c"])
    yield holds("two planes less one of them and a third", surface, verdict="certified")
    left = ask(certify, SCALAR, ["a = b"], where=["c != 1"])
    dropped = "the set that is taken away is invariant"
    yield fails("a plane less one that is left", left, dropped=dropped, verdict="refuted", violates="where")
    left = ask(certify, SCALAR, ["c = 1"], where=["a != b"])
    dropped = "the set from which is taken is invariant"
    yield fails("a plane that is left less a plane", left, dropped=dropped, verdict="refuted", word=1)
