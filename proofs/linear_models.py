"""Linear models: the orbits of F = Σ θ_i φ_i(x), defined for all θ, are the cosets of span{φ(x)}.

*Proof.* The fields are the constant vectors φ(x), and no point stops their flow. ∎ If the φ_i are linearly
independent there is one orbit, and the only SIM is trivial; otherwise the SIMs are the unions of cosets that
are manifolds. With learning rates D the cosets are those of D·span{φ(x)}. A frozen θ_i is a name of the orbit
and no direction in it; where it multiplies a trained one, the statement holds for each value of it.

The certificates show this of two models, at once for all sets of a kind, whose coefficients are constants.
For θ_0 x + θ_1 x + θ_2 x², where span{φ(x)} = {(s, s, t)}: every coset is invariant, and a plane {u·θ = k}
has an invariant subset only where u says that it is a coset, or that it is the whole space. For
θ_0 x + θ_1 x², where the features are independent: no line and no conic has an invariant subset, unless all
of its coefficients are 0. Two points are on one orbit if and only if their difference is in the span. Where a
factor is trained and not frozen, cosets are left, and half of a coset is left always. If the model is not
defined for all θ, orbits may be less than cosets: a·x beside a logarithm of a keeps half lines a > 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from certsim import Model, certify, core, orbit, same_orbit
from proofs.harness.instances import Instance, ask, fails, holds

THEOREMS: Final = ("T11",)

DEPENDENT = Model.parse(
    "t[0]*x + t[1]*x + t[2]*x**2", parameters=["t[3]"], inputs=["x"], name="dependent features"
)
INDEPENDENT = Model.parse(
    "t[0]*x + t[1]*x**2", parameters=["t[2]"], inputs=["x"], name="independent features"
)
UNEQUAL = Model.parse(
    "t[0]*x + t[1]*x", parameters=["t[2]"], inputs=["x"], rates={"t[0]": "3"}, name="unequal rates"
)
BESIDE = Model.parse(
    "t[0]*x + t[1]*x**2 + f*x**3", parameters=["t[2]", "f"], inputs=["x"], frozen=["f"], name="frozen summand"
)
BOUNDED = Model.parse("a*x + 0*log(a)", parameters=["a", "b"], inputs=["x"], name="half a domain")
CONIC: Final = "p*t[0]**2 + q*t[0]*t[1] + r*t[1]**2 + u @ t = k"
REFUTED: Final = {"verdict": "refuted"}
FACTOR: Final = ["t[1] = f*t[0] + k"]

PAIRS: Final[Sequence[tuple[str, Model, Mapping[str, Any], Mapping[str, Any], bool]]] = (
    ("two points of a coset", DEPENDENT, {"t": [1, 2, 3]}, {"t": [2, 3, 7]}, True),
    ("points of two cosets", DEPENDENT, {"t": [1, 2, 3]}, {"t": [2, 2, 3]}, False),
    ("any two points", INDEPENDENT, {"t": [1, 2]}, {"t": [-7, 5]}, True),
    ("one frozen value", BESIDE, {"t": [1, 2], "f": 3}, {"t": [0, 0], "f": 3}, True),
    ("two frozen values", BESIDE, {"t": [1, 2], "f": 3}, {"t": [1, 2], "f": 4}, False),
)


def scaled(*frozen: str) -> Model:
    """A model in which one coefficient of a feature is a parameter."""
    return Model.parse(
        "t[0]*x + t[1]*f*x", parameters=["t[2]", "f"], inputs=["x"], frozen=frozen or None, name="a factor"
    )


def instances() -> Iterator[Instance]:
    """All cosets, planes, lines and conics; pairs of points; frozen parameters; and what is no coset."""
    kept = {"verdict": "certified", "status": "embedded"}
    cosets = ask(certify, DEPENDENT, ["t[0] - t[1] = k"], constants=["k"])
    yield holds("every coset", cosets, **kept, dimension=2)
    planes = ask(core, DEPENDENT, ["u @ t = k"], constants=["u[3]", "k"])
    coset = ("u[0] + u[1] = 0", "u[2] = 0", "t[0]*u[0] - t[1]*u[0] - k = 0")
    yield holds("every plane", planes, core="smaller", largest=True, equations=coset)
    lines = ask(core, INDEPENDENT, ["u @ t = k"], constants=["u[2]", "k"])
    none = ("u[0] = 0", "u[1] = 0", "k = 0")
    yield holds("every line", lines, core="smaller", largest=True, equations=none)
    conics = ask(core, INDEPENDENT, [CONIC], constants=["p", "q", "r", "u[2]", "k"])
    no_conic = ("p = 0", "q = 0", "r = 0", *none)
    yield holds("every conic", conics, core="smaller", largest=True, equations=no_conic)
    whole = {"dimension": 2, "fills": True, "equations": ("t[0] - t[1] = -1",)}
    yield holds("an orbit", ask(orbit, DEPENDENT, {"t": [1, 2, 3]}), **whole)
    space = ask(orbit, INDEPENDENT, {"t": [1, 2]})
    yield holds("the orbit that is all", space, dimension=2, fills=True, equations=())
    for name, model, first, second, expected in PAIRS:
        yield holds(name, ask(same_orbit, model, first, second), value=expected)
    rates = ask(certify, UNEQUAL, ["t[0] - 3*t[1] = k"], constants=["k"])
    yield holds("every coset, with unequal rates", rates, **kept, dimension=1)
    yield holds("a frozen value", ask(certify, BESIDE, ["f = 1"]), **kept, dimension=2)
    slices = ask(certify, scaled("f"), FACTOR, constants=["k"])
    yield holds("every coset, for every frozen factor", slices, **kept, dimension=1)
    left = ask(certify, scaled(), FACTOR, constants=["k"])
    yield fails("a factor that is trained", left, dropped="the model is linear in what is trained")
    left = ask(certify, DEPENDENT, ["t[0] = 1"])
    yield fails("a plane across the cosets", left, dropped="the set is a union of cosets", word=1, **REFUTED)
    left = ask(certify, DEPENDENT, ["t[0] - t[1] = 1"], where=["t[2] > 0"])
    yield fails("half of a coset", left, dropped="the set is a union of cosets", violates="where", **REFUTED)
    half = ask(certify, BOUNDED, ["b = 1"], where=["a > 0"])
    dropped = "the model is defined for all θ"
    yield fails("a half line that is kept", half, dropped=dropped, **kept, dimension=1)
