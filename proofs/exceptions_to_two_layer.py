"""Exceptions to the theorem on two layers: dead gelu neurons, laws of homogeneous σ and exp, periods, ReLU.

The theorem says that SIMs of Σ a_k σ(w_k·x) are made up of strata of neurons tied in blocks, if σ is generic.
These σ are not, and have SIMs that no permutation of neurons, with signs or without, induces:

- σ(0) = 0 without parity, as gelu and silu: a dead neuron, a = 0 and w = 0.
- σ(cu) = c^r σ(u), for c > 0: the law |w_k|² - r·a_k² of each neuron. For u², r = 2. For u, r = 1, and there
  are laws w_i·w_j - a_i a_j of pairs. For relu, r = 1.
- relu besides: neurons with w_i = c·w_j and a_i = c·a_j, c > 0, are collinear and stay it.
- exp with biases: the law a_k² - 2b_k of each neuron.
- sin with biases: neurons half a period apart with opposite a are tied; π is no sign.

*Proof.* Dead: the rate of a is σ(0) = 0, that of w is aσ'(0)x = 0. Homogeneous: uσ'(u) = rσ(u), so
w·∂F/∂w = a·uσ'(u) = r·a·σ(u) = r·a·∂F/∂a, and |w|² - r·a² stands still. For u, so does w_i·w_j - a_i a_j,
as ∂F/∂w_i = a_i x and ∂F/∂a_i = w_i·x. Collinear: relu' is 1 or 0 for both neurons at once, so the rates are
c-fold. Exp: ∂F/∂b = a·∂F/∂a. Sin: sin(u + π) = -sin u, and so for the derivative. ∎

The certificates are of these sets and laws for width 2, of sets with all values of c at once. The laws of u²,
u and exp come with the proof that there are no others, and the dead neuron with an orbit that is open in it.
That no signed permutation induces the dead neuron is counted: gelu and silu have the two SIMs of every σ. For
relu all is said of regions of constant activation pattern.

Each set is left where σ lacks the property.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from certsim import Model, certify, laws, orbit
from proofs._strata import biased, count, two_layers
from proofs.harness.instances import Instance, ask, fails, holds

THEOREMS: Final = ("T9", "T14", "T18", "T20")

DEAD: Final = ["W[0] = 0", "a[0] = 0"]
COLLINEAR: Final = ["W[0] = c*W[1]", "a[0] = c*a[1]"]
SHIFTED: Final = ["W[0] = W[1]", "b[0] = b[1] + pi", "a[0] = -a[1]"]
BALANCED: Final = ["sum(W[0]**2) - 2*a[0]**2 = c"]


def of(term: str) -> Model:
    """The network of width 2 with two inputs whose neurons have these values."""
    return Model.parse(
        f"a @ {term}", parameters=["W[2,2]", "a[2]"], inputs=["x[2]"], name=f"network of {term}"
    )


def instances() -> Iterator[Instance]:
    """Sets and laws of the σ that are not generic; and of σ without the property."""
    for activation in ("gelu", "silu"):
        network = two_layers(activation, 2, 2)
        name = f"a dead neuron of {activation}"
        yield holds(name, ask(certify, network, DEAD), verdict="certified", dimension=3)
        at = {"W": [[0, 0], [1, "1/2"]], "a": [0, 2]}
        yield holds(f"{name}: its orbits", ask(orbit, network, at), dimension=3, fills=True)
        yield holds(f"{activation}: count", ask(count, network), value=(2, 2, True))
    quadratic = of("(W @ x)**2")
    for name, model, independent in (
        ("u²", quadratic, 2),
        ("u", of("(W @ x)"), 3),
        ("exp with biases", biased("exp"), 2),
    ):
        yield holds(f"laws of {name}", ask(laws, model), independent=independent, complete=True)
    balanced = ask(certify, quadratic, BALANCED, constants=["c"])
    yield holds("every level set of a law of u²", balanced, verdict="certified", dimension=5)
    relu = two_layers("relu", 2, 2)
    balanced = ask(certify, relu, ["sum(W[0]**2) - a[0]**2 = c"], constants=["c"])
    yield holds("every level set of a law of relu", balanced, verdict="certified", dimension=5)
    collinear = ask(certify, relu, COLLINEAR, constants=["c"], where=["c > 0"])
    yield holds("collinear neurons of relu", collinear, verdict="certified", dimension=3)
    shifted = ask(certify, biased("sin"), SHIFTED)
    yield holds("neurons of sin half a period apart", shifted, verdict="certified", dimension=3)

    tanh, sigmoid = two_layers("tanh", 2, 2), two_layers("sigmoid", 2, 2)
    yield fails("a dead neuron of sigmoid", ask(certify, sigmoid, DEAD), dropped="σ(0) = 0")
    yield fails(
        "a level set for tanh",
        ask(certify, tanh, ["sum(W[0]**2) - 2*a[0]**2 = 1"]),
        dropped="σ is homogeneous",
    )
    pair = ask(certify, tanh, ["W[0] @ W[1] - a[0]*a[1] = 1"])
    yield fails("a level set of a pair for tanh", pair, dropped="σ(u) = u")
    level = ask(certify, biased("sigmoid"), ["a[0]**2 - 2*b[0] = 1"])
    yield fails("a level set of the law of exp for sigmoid", level, dropped="σ is exp")
    doubled = ["W[0] = 2*W[1]", "a[0] = 2*a[1]"]
    yield fails("collinear neurons of tanh", ask(certify, tanh, doubled), dropped="σ is homogeneous")
    opposite = ["W[0] = -W[1]", "a[0] = -a[1]"]
    yield fails("opposite neurons of relu", ask(certify, relu, opposite), dropped="c > 0")
    yield fails(
        "neurons of tanh half a period apart",
        ask(certify, biased("tanh"), SHIFTED),
        dropped="σ(u + π) = -σ(u)",
    )
