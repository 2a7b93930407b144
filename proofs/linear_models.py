"""Linear models: the orbits of F = Σ θ_i φ_i(x), defined for all θ, are the cosets of span{φ(x)}.

*Proof.* The fields are the constant vectors φ(x), and no point stops their flow. ∎ If the φ_i are linearly
independent there is one orbit, and the only SIM is trivial; otherwise the SIMs are the unions of cosets that
are manifolds.

The certificates show this of two models, at once for all sets of a kind, whose coefficients are constants.
For θ_0 x + θ_1 x + θ_2 x², where span{φ(x)} = {(s, s, t)}: every coset is invariant, and a plane {u·θ = k}
has an invariant subset only where u says that it is a coset, or that it is the whole space. For
θ_0 x + θ_1 x², where the features are independent: no line and no conic has an invariant subset, unless all
of its coefficients are 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from certsim import Model, certify, core
from proofs.harness.instances import Instance, ask, holds

THEOREMS: Final = ("T11",)

DEPENDENT = Model.parse(
    "t[0]*x + t[1]*x + t[2]*x**2", parameters=["t[3]"], inputs=["x"], name="dependent features"
)
INDEPENDENT = Model.parse(
    "t[0]*x + t[1]*x**2", parameters=["t[2]"], inputs=["x"], name="independent features"
)
CONIC = "p*t[0]**2 + q*t[0]*t[1] + r*t[1]**2 + u @ t = k"


def instances() -> Iterator[Instance]:
    """All cosets, all planes, all lines and all conics."""
    cosets = ask(certify, DEPENDENT, ["t[0] - t[1] = k"], constants=["k"])
    yield holds("every coset", cosets, verdict="certified", dimension=2)
    planes = ask(core, DEPENDENT, ["u @ t = k"], constants=["u[3]", "k"])
    yield holds("every plane", planes, core="smaller", largest=True)
    lines = ask(core, INDEPENDENT, ["u @ t = k"], constants=["u[2]", "k"])
    yield holds("every line", lines, core="smaller", largest=True)
    conics = ask(core, INDEPENDENT, [CONIC], constants=["p", "q", "r", "u[2]", "k"])
    yield holds("every conic", conics, core="smaller", largest=True)
