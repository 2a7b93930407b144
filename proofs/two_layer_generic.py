"""Two layers, σ generic: every SIM of Σ a_k σ(w_k·x) is made up of strata of neurons tied in blocks.

Call σ generic if it has no parity, σ(0) ≠ 0, σ'(0) ≠ 0, and σ(w_k·x), x_i σ'(w_k·x) are independent for w_k
that are not 0 and pairwise not equal and not opposite. Then every SIM is a union of connected components of
strata of the symmetry-induced subspaces, on which neurons are tied in blocks (the theorem on two-layer
networks of Zhao, Luo, Zhang 2026, arXiv 2510.09564, for one kind of σ).

*Proof.* On an orbit each of w_i - w_j, w_i + w_j, w_i, a_i is 0 everywhere, or is not 0 on a dense open part.
If w_i = w_j then the rates of w_i and w_j are equal, so a_i = a_j, or both w are 0. If w_i = 0 then a_i = 0,
as σ'(0) ≠ 0; and if a_i = 0 then σ(w_i·x) = 0, which contradicts σ(0) ≠ 0. If w_i = -w_j ≠ 0 then a_i
σ'(u) + a_j σ'(-u) = 0, where a_i, a_j are not 0. So σ'(-u) = cσ'(u), and c² = 1, as this holds at -u, too. If
c = -1, σ is even. If c = 1, σ - σ(0) is odd and a_i = -a_j, though (a_i + a_j)' = 2σ(0) ≠ 0. So on a dense
open part of the orbit blocks are as in the hypothesis with a ≠ 0, and there the fields span the subspace. So
the orbit is open in it, and so is each orbit that meets the stratum. ∎ Sigmoid, softplus and exp are generic:
on a line x = t·d as in two_layer_odd.py, sigmoid and softplus' have poles, softplus has logarithms where they
are, and exponentials are independent.

For an unspecified σ the certificates show that each class of these sets is invariant, whatever σ is, and
count them: 1, 2, 5, 15, the numbers of partitions. That orbits fill the strata is a claim about values of σ.
It is shown for sigmoid with one input and with two, for softplus, and for exp, which stands for generic σ:
the brackets are independent at a point with w_k·x = u_1, u_2, … exactly if a certain polynomial in the values
of σ, σ', … at these u is not 0; it is not the polynomial 0, as it is not 0 for exp. So for every σ, but those
whose values satisfy that equation at all points of the stratum, orbits are open in the stratum but for those
in a proper analytic subset. That tells nothing of a given σ. Some points of sigmoid networks that are not
generic are certified, too: opposite w, and a = 0.

Without σ(0) ≠ 0, without σ'(0) ≠ 0, and without independence there are SIMs that no symmetry induces. (A bias
is the weight of an input that is always 1.) What other SIMs an even σ has is told in two_layer_even.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from certsim import Model, certify, laws, orbit
from proofs._strata import biased, blocks, classes, count, partitions, strata, two_layers
from proofs.harness.instances import Instance, ask, fails, holds

THEOREMS: Final = ("T3", "T12", "T14")

WIDTHS: Final = (1, 2, 3, 4)
NETWORKS: Final = (("sigmoid", 1), ("sigmoid", 2), ("exp", 1), ("exp", 2), ("softplus", 1))
FLAT = Model.parse(
    "a @ (exp(W @ x) - W @ x)", parameters=["W[2,1]", "a[2]"], inputs=["x[1]"], name="network of exp(u) - u"
)
SPECIAL: Final = {
    "opposite w and a": {"W": [[1], [-1]], "a": [1, -1]},
    "opposite w, a = 0": {"W": [[1], [-1]], "a": [0, 0]},
    "equal w, different a": {"W": [[1], [1]], "a": [0, 1]},
    "w = 0, different a": {"W": [[0], [0]], "a": [0, 1]},
    "a = 0": {"W": [[1], [2]], "a": [0, 0]},
}


def instances() -> Iterator[Instance]:
    """The counts, the sets for every σ, an orbit for each class of strata; and what other σ do."""
    for width in WIDTHS:
        model = two_layers("sigma", width, 2, functions={"sigma": {}})
        expected = (blocks(width, lambda _: 1), partitions(width), True)
        yield holds(f"every σ, width {width}: count", ask(count, model), value=expected)
        for sim in classes(model):
            if sim.equations:
                yield holds(
                    f"every σ, width {width}: {sim.label}",
                    ask(certify, model, sim.equations),
                    verdict="certified",
                    dimension=sim.dimension,
                    induced=True,
                )
    for activation, inputs in NETWORKS:
        for width in WIDTHS:
            name = f"{activation}, width {width}, inputs {inputs}"
            yield from strata(two_layers(activation, width, inputs), name, lambda sim: sim.dimension)
    for name, at in SPECIAL.items():
        special = ask(orbit, two_layers("sigmoid", 2, 1), at)
        yield holds(f"sigmoid, {name}", special, dimension=4, fills=True)
    dead = ask(certify, two_layers("gelu", 2, 2), ["W[0] = 0", "a[0] = 0"])
    yield fails("a dead neuron of gelu", dead, dropped="σ(0) ≠ 0", verdict="certified", dimension=3)
    flat = ask(certify, FLAT, ["W[0] = 0"])
    yield fails("w = 0 of exp(u) - u", flat, dropped="σ'(0) ≠ 0", verdict="certified", dimension=3)
    yield fails(
        "laws of exp with biases",
        ask(laws, biased("exp")),
        dropped="the functions are independent",
        independent=2,
        complete=True,
    )
