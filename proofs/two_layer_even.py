"""Two layers, σ even: orbits fill the strata of Σ a_k σ(w_k·x), but for differences a_i - a_j where w = 0.

The symmetry-induced SIMs tie neurons up to the sign of w in blocks; a block may also have w = 0, while its a
is free. Let σ be even with σ(0) ≠ 0, and let 1, σ(w_k·x), x_i σ'(w_k·x) be independent for w_k that are not 0
and pairwise not equal and not opposite. On a stratum with f blocks with w = 0 and p others, where these are
independent and the a of the p others are not 0, the fields move the a of the f blocks alike, and span
p·(d + 1) + min(f, 1) dimensions, for d inputs. Each orbit is open in a set of a stratum on which the
differences of the a of the f blocks have given values. So for f ≥ 2 the stratum is made up of smaller SIMs.

*Proof.* If w_k = 0 then ∂F/∂w_k = a_k σ'(0) x = 0, because σ' is odd, and ∂F/∂a_k = σ(0). The rest is as for
odd σ: by independence the fields span the directions of the p other blocks, and the direction in which the a
of the f blocks grow alike. On an orbit each of w_i - w_j, w_i + w_j, w_i, a_i is 0 everywhere, or is not 0 on
a dense open part. If w_i = ±w_j, not 0, then a_i = a_j, as their rates show; and a_i = 0 would give
σ(w_i·x) = 0, though σ(0) ≠ 0. So the orbit has a point as in the hypothesis. ∎ cos and cosh are such σ, as
exponentials are independent (two_layer_odd.py).

The certificates are for one point of each class of strata, with one input and with two, for cos, and for cosh
with two: the dimension of the orbit from both sides. So it is at all points of the stratum but those of a
proper analytic subset. Where it is less than that of the stratum, the sets with any values of the differences
are certified at once: they are SIMs that no signed permutation induces. That the symmetry-induced ones are
those is counted, against 2, 7, 31, 164: n neurons form a block in 2^(n-1) + 1 ways.

If σ is even and the functions are dependent, as for σ(u) = u², there are laws besides. If σ(0) = 0 the a of
the neurons with w = 0 do not move at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from certsim import Model, certify, orbit
from certsim.symmetry.sims.hierarchy import Sim
from proofs._strata import blocks, count, partitions, strata, two_layers
from proofs.harness.instances import Instance, ask, fails, holds

THEOREMS: Final = ("T12", "T14")

WIDTHS: Final = (1, 2, 3, 4)
NETWORKS: Final = (("cos", 1), ("cos", 2), ("cosh", 2))
QUADRATIC = Model.parse(
    "a @ (W @ x)**2", parameters=["W[2,2]", "a[2]"], inputs=["x[2]"], name="quadratic network of width 2"
)
LESS = Model.parse(
    "a @ (cos(W @ x) - 1)", parameters=["W[2,2]", "a[2]"], inputs=["x[2]"], name="network of cos u - 1"
)


def expected(width: int) -> tuple[int, int, bool]:
    """How many SIMs there are, and classes: blocks of one kind, and those of the other."""
    sims = blocks(width, lambda n: 2 ** (n - 1) + 1)
    return sims, sum(partitions(k) * partitions(width - k) for k in range(width + 1)), True


def spanned(width: int, inputs: int, sim: Sim) -> int:
    """What the fields span at a generic point: the a of all blocks with w = 0 move alike."""
    labels = sim.subspace.labels
    weights, outer = labels[: width * inputs], labels[width * inputs :]
    flipped = {a for k, a in enumerate(outer) if not any(weights[k * inputs : (k + 1) * inputs])}
    return sim.dimension - max(0, len(flipped) - 1)


def instances() -> Iterator[Instance]:
    """The counts, an orbit for each class, the sets that make up others; and what other σ do."""
    for activation, inputs in NETWORKS:
        for width in WIDTHS:
            model = two_layers(activation, width, inputs)
            name = f"{activation}, width {width}, inputs {inputs}"
            yield holds(f"{name}: count", ask(count, model), value=expected(width))
            yield from strata(model, name, partial(spanned, width, inputs))
    yield fails(
        "σ(u) = u²: the orbit of a generic point does not fill the whole space",
        ask(orbit, QUADRATIC, {"W": [[1, 2], [3, -1]], "a": [2, 5]}),
        dropped="the functions are independent",
        dimension=4,
        fills=True,
    )
    yield fails(
        "σ(u) = cos u - 1: a neuron with w = 0 keeps its a",
        ask(certify, LESS, ["W[0] = 0", "a[0] = 5"]),
        dropped="σ(0) ≠ 0",
        verdict="certified",
        dimension=3,
    )
    yield fails(
        "tanh: a neuron with w = 0 and any a",
        ask(certify, two_layers("tanh", 2, 2), ["W[0] = 0"]),
        dropped="σ is even",
    )
