"""Strata: near its generic points a stratum of a tanh network of width 3 holds no smaller invariant set.

The symmetry-induced SIMs of Σ a_k tanh(w_k·x) are 24, in 7 classes: neurons tied up to sign in blocks, and
dead ones. A stratum is one of them without the smaller ones in it.

*Proof.* Let θ be a point of such a SIM V, of dimension d. V is a union of orbits, so the orbit of θ lies in
V; if it has dimension d it is open in V. Where it has, d brackets are linearly independent; they stay so off
a proper analytic subset of V, as V is a linear space. So the orbits of all other points of V are open in V,
and an invariant set that holds such a point holds a neighbourhood of it in V. ∎ A symmetry of the model
carries orbits to orbits (T10), so one stratum of each class will do.

The certificates carry this out at one point of each class: each shows equations of V, that V is invariant,
and as many independent brackets at the point as V has dimensions. That there are 24 in 7 classes is counted
by `enumerate`, and not in the certificates.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import certsim
from certsim import Model, orbit
from certsim.symmetry.sims.strata import find_strata
from proofs.harness.instances import Instance, ask, holds

THEOREMS: Final = ("T12", "T14")

TANH = Model.parse("a @ tanh(W @ x)", parameters=["W[3,2]", "a[3]"], inputs=["x[2]"], name="tanh network")


def instances() -> Iterator[Instance]:
    """An orbit that is open in its stratum, for each class of strata."""
    hierarchy = certsim.enumerate(TANH, classes=True, sample=0)
    strata = find_strata(TANH, hierarchy).classes
    for sim, stratum in zip(hierarchy.sims, strata, strict=True):
        name = f"dimension {sim.dimension}, {sim.label}"
        yield holds(name, ask(orbit, TANH, stratum.orbit.point), dimension=sim.dimension, fills=True)
