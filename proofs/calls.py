"""Calls: equal arguments make equal values, and parity and the value at 0 make opposite values and zeros.

Let every call σ(u) be a variable τ_u, with the chain rule. An identity between polynomials in these variables
holds for the functions. On V = {g = 0} there are more: τ_u = τ_v if u - v ∈ (g); τ_u = -τ_v if σ is odd and
u + v ∈ (g); τ_u = τ_v if σ is even and u + v ∈ (g); τ_u = σ(0) if u ∈ (g) and σ is analytic at 0.

*Proof.* σ(u) - σ(v) = (u - v)·∫₀¹ σ'(v + s(u - v)) ds is an analytic multiple of u - v (Hadamard), and hence
a combination of the g, whose cofactors are analytic, as T2 asks. The other cases follow. ∎

The certificates tie and kill neurons of Σ a_k σ(w_k·x), for functions of which nothing is known but a parity
or the value at 0, which is to say for all of them at once; and they tie through two layers. Without the fact
there is a counterexample: for an unspecified σ it names a polynomial that σ may be. A root is not analytic
at 0, and there nothing is shown: the set meets no domain, is invariant for want of fields, and is called
empty.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from certsim import Model, certify
from proofs._strata import two_layers
from proofs.harness.instances import Instance, ask, fails, holds

THEOREMS: Final = ("T3",)


def network(*facts: str) -> Model:
    """Two neurons with a function of which certain facts are declared."""
    return Model.parse(
        "a @ sigma(W @ x)",
        parameters=["W[2,2]", "a[2]"],
        inputs=["x[2]"],
        functions={"sigma": list(facts)},
        name=" ".join(["network", *facts]),
    )


def neuron(outputs: str) -> Model:
    """One neuron."""
    return Model.parse(outputs, parameters=["a", "w"], inputs=["x"], name="neuron")


TANH = two_layers("tanh", 2, 2)
DEEP = Model.parse(
    "c @ tanh(V @ tanh(W @ x))",
    parameters=["W[2,1]", "V[2,2]", "c[2]"],
    inputs=["x[1]"],
    name="deep tanh network",
)
EQUAL: Final = ("W[0] = W[1]", "a[0] = a[1]")
OPPOSITE: Final = ("W[0] = -W[1]", "a[0] = -a[1]")
MIRRORED: Final = ("W[0] = -W[1]", "a[0] = a[1]")
DEAD: Final = ("W[0] = 0", "a[0] = 0")
GONE: Final = ("w = 0", "a = 0")

KNOWN: Final[Sequence[tuple[str, Model, Sequence[str], int]]] = (
    ("equal neurons of any function", network(), EQUAL, 3),
    ("opposite neurons of any odd function", network("odd"), OPPOSITE, 3),
    ("a dead neuron of any odd function", network("odd"), DEAD, 3),
    ("mirrored neurons of any even function", network("even"), MIRRORED, 3),
    ("weights 0 with any even function", network("even"), ["W[0] = 0"], 4),
    ("a dead neuron of any function that is 0 at 0", network("zero_at_zero"), DEAD, 3),
    ("opposite units below, tied units above", DEEP, ["W[0] = -W[1]", "V[:,0] = -V[:,1]"], 5),
    ("a logarithm away from its pole", neuron("a*log(1 + (w*x)**2)"), GONE, 0),
)
DROPPED: Final[Sequence[tuple[str, Model, Sequence[str], str]]] = (
    ("opposite neurons of any function", network(), OPPOSITE, "σ is odd"),
    ("opposite neurons of any function that is 0 at 0", network("zero_at_zero"), OPPOSITE, "σ is odd"),
    ("mirrored neurons with tanh", TANH, MIRRORED, "σ is even"),
    ("a dead neuron of any function", network(), DEAD, "σ is 0 at 0"),
    ("a dead neuron of any even function", network("even"), DEAD, "σ is 0 at 0"),
    ("opposite units below, equal units above", DEEP, ["W[0] = -W[1]", "V[:,0] = V[:,1]"], "σ is even"),
)


def instances() -> Iterator[Instance]:
    """What each fact gives, what fails without it, and what is not said of poles."""
    for name, model, equations, dimension in KNOWN:
        question = ask(certify, model, equations)
        yield holds(name, question, verdict="certified", status="embedded", dimension=dimension)
    for name, model, equations, dropped in DROPPED:
        question = ask(certify, model, equations)
        yield fails(name, question, dropped=dropped, verdict="refuted", violates="equation", word=1)
    for function in ("sqrt(w*x**2)", "log(w*x**2)", "1/(w*x)"):
        question = ask(certify, neuron(f"a*({function})"), GONE)
        dropped = "σ is analytic at 0"
        yield fails(f"nothing of {function}", question, dropped=dropped, verdict="certified", status="empty")
