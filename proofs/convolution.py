"""Convolutional networks: a hidden channel keeps the balance of its filters, summed over their taps.

The model is Σ_k v_k * φ(w_k * x), with hidden channels k.

*Proof.* If φ is positively homogeneous, F does not change along (w_k, v_k) → (s·w_k, v_k/s), where s > 0, as
convolutions are linear in their filters. So |w_k|² - |v_k|² is conserved (T9). ∎ The taps of a filter share
one scale, so that no tap is balanced on its own. If φ is linear, channels may be mixed, and w_k·w_l - v_k·v_l
is conserved, too. For relu, the cofactors are bounded (T18a), and the certificate assumes nothing.

Two channels may be tied, all their filters together, and for an odd φ a channel may be dead (T8). A filter
that is a palindrome does not stay one: to reverse the filters is to reverse the inputs. On inputs that are
palindromes themselves, with an output that sums over all places, it does.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from certsim import Model, Options, certify, laws
from proofs.harness.instances import Instance, ask, fails, holds

THEOREMS: Final = ("T8", "T9", "T12", "T18", "T21")


def network(hidden: str) -> Model:
    """Two convolutions, with two hidden channels and filters of two and of three taps."""
    return Model.parse(
        f"conv1d({hidden}, v)",
        parameters=["w[2,1,2]", "v[1,2,3]"],
        inputs=["x[1,5]"],
        name="convolutional network",
    )


LINEAR = network("conv1d(x, w)")
RELU = network("relu(conv1d(x, w))")
TANH = network("tanh(conv1d(x, w))")


def filtered(*palindromes: str) -> Model:
    """The sum over all places of one filter of three taps, on the inputs that satisfy these equations."""
    return Model.parse(
        "sum(tanh(conv1d(x, w, padding=1)))",
        parameters=["w[1,1,3]"],
        inputs=["x[1,4]"],
        inputs_where=list(palindromes) or None,
        name="one filter",
    )


MIRRORED = filtered("x[0,0] = x[0,3]", "x[0,1] = x[0,2]")
SYMMETRIC: Final = ["w[:,:,0] = w[:,:,2]"]


def instances() -> Iterator[Instance]:
    """Balance, ties, dead channels, palindromes; other functions, single taps, half a tie, other inputs."""
    yield holds("all laws of a linear network", ask(laws, LINEAR), independent=3, complete=True)
    yield holds("all laws of a relu network", ask(laws, RELU), independent=2, complete=True)
    balance = ["sum(w[0]**2) - sum(v[:,0]**2) = c"]
    yield holds(
        "balance of a relu channel",
        ask(certify, RELU, balance, constants=["c"], options=Options(allow=())),
        verdict="certified",
        dimension=9,
        assuming=(),
    )
    induced: Final = {"verdict": "certified", "dimension": 5, "induced": True}
    yield holds("channels tied", ask(certify, TANH, ["w[0] = w[1]", "v[:,0] = v[:,1]"]), **induced)
    yield holds("a dead channel", ask(certify, TANH, ["w[0] = 0", "v[:,0] = 0"]), **induced)
    yield holds("a palindrome", ask(certify, MIRRORED, SYMMETRIC), verdict="certified", dimension=2)
    balanced: Final = ["sum(w[0]**2) = sum(v[:,0]**2)"]
    yield fails(
        "balance of a tanh channel", ask(certify, TANH, balanced), dropped="φ is positively homogeneous"
    )
    tap: Final = ["w[0,0,0]**2 = v[0,0,0]**2"]
    yield fails("balance of a tap", ask(certify, LINEAR, tap), dropped="all taps are summed")
    yield fails(
        "tied by one layer", ask(certify, TANH, ["w[0] = w[1]"]), dropped="all their filters are tied"
    )
    yield fails(
        "a palindrome on any inputs", ask(certify, filtered(), SYMMETRIC), dropped="inputs are palindromes"
    )
