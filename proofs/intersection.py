"""Intersections: an intersection of structurally invariant sets is structurally invariant.

*Proof.* Orbits are disjoint or equal, so what two unions of orbits have in common is one. If V = {g = 0} and
W = {h = 0}, their intersection is {g = 0, h = 0}, with block-diagonal cofactors. ∎

The certificates carry this out for a tanh network, in which more neurons are tied with every set or one dies,
and for a deep scalar network: a branch of one hyperbola, which has a side condition, with every other one.
Both sets have to be invariant: a plane is kept, and its line in a plane that is left is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from certsim import Candidate, Model, Result, certify
from certsim.composition import intersection
from proofs._strata import two_layers
from proofs.harness.instances import Instance, ask, fails, holds

THEOREMS: Final = ("T10",)

SCALAR = Model.parse("a*b*c*x", parameters=["a", "b", "c"], inputs=["x"], name="deep scalar network")
TANH = two_layers("tanh", 3, 2)


def common(model: Model, *sets: Candidate) -> Result:
    """The intersection of sets of a model, each certified."""
    return intersection(*(certify(model, each) for each in sets))


def instances() -> Iterator[Instance]:
    """All three neurons tied; curves that are cut out by two hyperbolic cylinders."""
    tied = (Candidate.parse(TANH, [f"W[{k}] = W[{k + 1}]", f"a[{k}] = a[{k + 1}]"]) for k in range(2))
    yield holds("three neurons tied", ask(common, TANH, *tied), verdict="certified")
    branch = Candidate.parse(SCALAR, ["a**2 - b**2 = 1"], where=["a > 0"])
    cylinder = Candidate.parse(SCALAR, ["b**2 - c**2 = k"], constants=["k"])
    curves = ask(common, SCALAR, branch, cylinder)
    yield holds("every curve of two conserved quantities", curves, verdict="certified")
    dead = Candidate.parse(TANH, ["W[2] = 0", "a[2] = 0"])
    pair = Candidate.parse(TANH, ["W[0] = W[1]", "a[0] = a[1]"])
    yield holds("two neurons tied and one dead", ask(common, TANH, pair, dead), verdict="certified")
    left = ask(certify, SCALAR, ["a = b", "c = 1"])
    dropped = "the second set is invariant"
    yield fails("a plane and one that is left", left, dropped=dropped, verdict="refuted", word=1)
