"""Two layers, σ odd: orbits fill the strata of Σ a_k σ(w_k·x), shown for tanh and sin up to width 4.

The symmetry-induced SIMs tie neurons up to sign in blocks, and some neurons are dead (a = 0, w = 0). A
*stratum* is one of them without the smaller ones in it. For σ odd with σ'(0) ≠ 0 whose functions σ(w_k·x) and
x_i σ'(w_k·x) are independent, for w_k that are not 0 and pairwise not equal and not opposite: every SIM is a
union of connected components of strata (the theorem on two-layer networks of Zhao, Luo, Zhang 2026, arXiv
2510.09564, for one kind of σ).

*Proof.* On an orbit each of w_i - w_j, w_i + w_j, w_i, a_i is 0 everywhere, or is not 0 on a dense open part.
If w_i = ±w_j on the whole orbit, the rates a_i x σ'(w_i·x) and ±a_j x σ'(w_j·x) are equal, so a_i = ±a_j, or
both w are 0. If w_i = 0 then a_i σ'(0)x = 0, and if a_i = 0 then σ(w_i·x) = 0: the neuron is dead. So the
orbit has a point where blocks are as in the hypothesis, with a ≠ 0. There the fields span the subspace. So
the orbit is open in it, and so is each orbit that meets the stratum. ∎

*tanh and sin are such σ.* Let d be a direction in which the numbers u_k = |w_k·d| differ and are not 0, and
x = t·d. Of the functions tanh(u_k t) and t·tanh'(u_k t) those with the greatest u_k have poles where the
others have none, a simple one and a double one. So their coefficients are 0, and likewise all others. For
sin, functions e^(ut) and t·e^(ut) with different complex u are independent. ∎

The certificates are for one point of each class of strata, with one input and with two: the orbit has the
dimension of the stratum, from both sides. So it has at all points of the stratum but those of a proper
analytic subset: the rank of brackets does not drop elsewhere. At points of that subset the proof on paper
applies. Some points that are not generic are certified, too: equal and opposite neurons with different a, and
neurons of which only a is 0. Symmetries carry a stratum to the others of its class (T10). That the SIMs are
those is counted, against 2, 6, 24, 116 = Σ_z C(m,z)·Π 2^(n-1) over partitions of the rest in blocks of n.

If σ is odd and the functions are dependent, as for σ(u) = u, orbits are smaller: there are laws. If a bias
may turn sin to -sin, neurons are tied that no signed permutation ties.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import comb
from typing import Final

from certsim import Model, certify, orbit
from proofs._strata import biased, blocks, count, partitions, strata, two_layers
from proofs.harness.instances import Instance, ask, fails, holds

THEOREMS: Final = ("T12", "T14")

WIDTHS: Final = (1, 2, 3, 4)
INPUTS: Final = (1, 2)
LINEAR = Model.parse(
    "a @ W @ x", parameters=["W[2,2]", "a[2]"], inputs=["x[2]"], name="linear network of width 2"
)


def expected(width: int) -> tuple[int, int, bool]:
    """How many SIMs there are, and classes: first the dead neurons are chosen."""
    sims = sum(comb(width, living) * blocks(living, lambda n: 2 ** (n - 1)) for living in range(width + 1))
    return sims, sum(partitions(living) for living in range(width + 1)), True


def instances() -> Iterator[Instance]:
    """The counts, an orbit for each class of strata, points that are not generic; and what laws and π do."""
    for activation in ("tanh", "sin"):
        for width in WIDTHS:
            model = two_layers(activation, width, 2)
            yield holds(f"{activation}, width {width}: count", ask(count, model), value=expected(width))
            for inputs in INPUTS:
                name = f"{activation}, width {width}, inputs {inputs}"
                yield from strata(two_layers(activation, width, inputs), name, lambda sim: sim.dimension)
        pair = two_layers(activation, 2, 1)
        for name, at, dimension in (
            ("equal w, different a", {"W": [[1], [1]], "a": [1, 2]}, 4),
            ("equal w, opposite a", {"W": [[1], [1]], "a": [1, -1]}, 4),
            ("w = 0, different a", {"W": [[0], [0]], "a": [1, 2]}, 4),
            ("a = 0", {"W": [[1], [2]], "a": [0, 0]}, 4),
            ("one dead, the other with w = 0", {"W": [[0], [0]], "a": [0, 1]}, 2),
        ):
            yield holds(f"{activation}, {name}", ask(orbit, pair, at), dimension=dimension, fills=True)
    at = {"W": [[1, 2], [3, -1]], "a": [2, 5]}
    yield fails(
        "σ(u) = u: the orbit of a generic point does not fill the whole space",
        ask(orbit, LINEAR, at),
        dropped="the functions are independent",
        dimension=3,
        fills=True,
    )
    yield fails(
        "sin, neurons half a period apart, which no symmetry of the hierarchy ties",
        ask(certify, biased("sin"), ["W[0] = W[1]", "b[0] = b[1] + pi", "a[0] = -a[1]"]),
        dropped="there are no biases, which make the functions dependent",
        verdict="certified",
        dimension=3,
    )
