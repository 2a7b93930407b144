"""Learning rates: they act as a metric, in which symmetries have to be isometries for their sets to be kept.

Let D be the diagonal matrix of learning rates; the flow is θ' = -D∇L. The fixed set of a symmetry Q that is
orthogonal is structurally invariant if QD = DQ: a signed permutation has to keep rates. A conserved quantity
is, where F does not change along θ → exp(sA)θ with A = DH and H symmetric, ½θᵀHθ: for neighbouring layers
with rates p and q it is |V|²/p - |W|²/q in place of |V|² - |W|².

*Proof.* On the fixed set, Qᵀ∇F = ∇F, so QD∇F = DQ∇F = D∇F: the field is in the fixed set of Q. Along a field,
the derivative of ½θᵀHθ is (Hθ)ᵀD∇F = (Aθ)ᵀ∇F = 0, as (DH)ᵀ = HD. ∎

The certificates show this of networks with one rate for each layer, of a dead neuron whose parameters have
different rates, as the symmetry turns signs only, and of laws. On a set of ties the reduced model has the
rates (BᵀD⁻¹B)⁻¹: of two tied parameters, half of their rate. Where Q does not commute with D, something else
may be kept: for ux + vx with rates 2 and 1 it is u - 2v, and u = v is left.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from certsim import Model, certify, laws, reduce
from proofs.harness.instances import Instance, ask, fails, holds

THEOREMS: Final = ("T8", "T9", "T16")

PAIR: Final = ["W[0] = W[1]", "a[0] = a[1]"]
DEAD: Final = ["W[0] = 0", "a[0] = 0"]


def network(activation: str, rates: Mapping[str, str]) -> Model:
    """A network of two neurons with these rates, and 1 for other parameters."""
    return Model.parse(
        f"a @ {activation}(W @ x)", parameters=["W[2,2]", "a[2]"], inputs=["x[2]"], rates=rates
    )


def product(rates: Mapping[str, str]) -> Model:
    """The deep scalar network with these rates."""
    return Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"], rates=rates)


def linear(rates: Mapping[str, str]) -> Model:
    """A linear network with these rates."""
    return Model.parse("V @ W @ x", parameters=["V[1,2]", "W[2,2]"], inputs=["x[2]"], rates=rates)


def instances() -> Iterator[Instance]:
    """Rates that the symmetry respects, laws in the metric; then rates that it does not."""
    layers, neurons = {"W": "1/2", "a": "1/3"}, {"W[0]": "1/2", "a[0]": "1/2"}
    tied = ask(certify, network("tanh", layers), PAIR)
    yield holds("tied neurons, a rate for each layer", tied, verdict="certified", dimension=3, induced=True)
    dead = ask(certify, network("tanh", neurons), DEAD)
    yield holds("a dead neuron with other rates", dead, verdict="certified", dimension=3, induced=True)
    yield holds(
        "the reduced model of tied neurons",
        ask(reduce, network("tanh", layers), PAIR),
        rates={"W": "1/4", "a": "1/6"},
    )
    for name, rates, equation in (
        ("1 and 1", {}, "a**2 - b**2 = c"),
        ("1 and 2", {"b": "2"}, "2*a**2 - b**2 = c"),
        ("3 and 1/5", {"a": "3", "b": "1/5"}, "a**2 - 15*b**2 = c"),
    ):
        level = ask(certify, product(rates), [equation], constants=["c"])
        yield holds(f"every hyperbola, rates {name}", level, verdict="certified", dimension=1)
        yield holds(f"no other law, rates {name}", ask(laws, product(rates)), independent=1, complete=True)
    rates = {"V": "1/2", "W": "3"}
    yield holds("laws of a linear network", ask(laws, linear(rates)), independent=3, complete=True)
    features = Model.parse("u*x + v*x", parameters=["u", "v"], inputs=["x"], rates={"u": "2"})
    other = ask(certify, features, ["u - 2*v = c"], constants=["c"])
    yield holds("lines that rates 2 and 1 keep", other, verdict="certified", dimension=1)

    respected = "tied parameters have equal rates"
    yield fails("tied features, rates 2 and 1", ask(certify, features, ["u = v"]), dropped=respected)
    for name, unequal in (("one neuron is slower", neurons), ("one outer weight is slower", {"a[0]": "1/2"})):
        yield fails(f"tied neurons, {name}", ask(certify, network("tanh", unequal), PAIR), dropped=respected)
    yield fails(
        "a hyperbola of equal rates, with rates 1 and 2",
        ask(certify, product({"b": "2"}), ["a**2 - b**2 = 3"]),
        dropped="the law is that of the metric",
    )
