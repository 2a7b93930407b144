"""Target recovery: a SIM of a tanh network holds a perfect fit if it has as many neurons as the target.

The puzzle of the paper (Zhao, Luo, Zhang 2026) is why a wide network recovers a target of few neurons from
few samples. Let f = Σ_j c_j·tanh(v_j·x) with k neurons, c_j ≠ 0, v_j ≠ 0, and v_i ≠ ±v_j for i ≠ j. A
symmetry-induced SIM of Σ_k a_k·tanh(w_k·x) has r neurons if r blocks of tied neurons are not dead. It holds a
fit just if r ≥ k.

*Proof.* On the SIM the model is Σ n_b·a_b·tanh(w_b·x) over its r blocks, n_b ≥ 1. If r ≥ k, give k blocks the
weights v_j and c_j/n_b, and the others a_b = 0. If r < k, a fit would be a linear relation, with a weight
that is not 0, between tanh(u·x) for vectors u that are not 0 and pairwise neither equal nor opposite. There
is none (two_layer_odd.py). ∎ So the smallest SIM that holds a fit has k neurons, and dimension k·(d + 1) for
d inputs, whatever the width is. Training on it has so many unknowns, and each sample gives one equation. That
so many samples are enough is a count, and no theorem.

The certificates show fits of a network of width 3 in SIMs that hold one, and that others hold none. A fit is
shown as an invariant set of s·(F(θ)(x) - f(x)), where θ is frozen (T26). That there is none is shown as an
empty core. A square has no fit at all. The tables count the SIMs of each dimension, and those with a fit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from certsim import Core, Model, Result, certify, core, recover
from certsim.recovery.target import read_target_function, scaled_difference
from proofs._strata import two_layers
from proofs.harness.instances import Instance, ask, fails, holds

THEOREMS: Final = ("T14", "T26")


WIDE: Final = two_layers("tanh", 3, 1)
ONE: Final = "2*tanh(x[0])"
TWO: Final = "2*tanh(x[0]) - tanh(2*x[0])"
THREE: Final = "2*tanh(x[0]) - tanh(2*x[0]) + tanh(3*x[0])"

TABLES: Final = {
    "0": [(6, 1, 1), (4, 9, 9), (2, 13, 13), (0, 1, 1)],
    ONE: [(6, 1, 1), (4, 9, 9), (2, 13, 13), (0, 1, 0)],
    TWO: [(6, 1, 1), (4, 9, 9), (2, 13, 0), (0, 1, 0)],
    THREE: [(6, 1, 1), (4, 9, 0), (2, 13, 0), (0, 1, 0)],
}
"""For each target: dimensions, how many SIMs have each, and how many of these hold a fit."""

TIED: Final = ["W[0] = W[1]", "a[0] = a[1]"]
DEAD: Final = ["W[2] = 0", "a[2] = 0"]
FITS: Final = {
    "one neuron, all tied": (ONE, ["W = 1", "a = 2/3"]),
    "one neuron, two tied and one dead": (ONE, ["W[:2] = 1", "a[:2] = 1", *DEAD]),
    "one neuron, two dead": (ONE, ["W[0] = 1", "a[0] = 2", "W[1:] = 0", "a[1:] = 0"]),
    "one neuron, its weight shared in any way": (ONE, ["W = 1", "a[0] + a[1] + a[2] = 2"]),
    "two neurons, two tied": (TWO, ["W[:2] = 1", "W[2] = 2", "a[:2] = 1", "a[2] = -1"]),
    "two neurons, one dead": (TWO, ["W[0] = 1", "W[1] = 2", "a[0] = 2", "a[1] = -1", *DEAD]),
}
"""Fits in SIMs with as many neurons as the target, by equations."""
TOO_SMALL: Final = {
    "no neuron for one": (ONE, ["W = 0", "a = 0"]),
    "all tied for two neurons": (TWO, [*TIED, "W[1] = W[2]", "a[1] = a[2]"]),
    "two tied and one dead for two neurons": (TWO, [*TIED, *DEAD]),
}
"""SIMs with fewer neurons than the target."""


def difference(target: str) -> Model:
    """The model s·(F(θ)(x) - f(x)), in which s is trained and θ is frozen (T26)."""
    return scaled_difference(WIDE, read_target_function(WIDE, target))


def table(target: str) -> Sequence[tuple[int, int, int]] | str:
    """Dimensions, SIMs, and SIMs with a fit, as `recover` finds them; its summary if some are not decided."""
    found = recover(WIDE, target)
    if not found.is_decided:
        return found.summary
    return [(level.dimension, level.sims, level.sims_with_fit) for level in found.levels()]


def least(target: str) -> Result | Core | None:
    """What shows that the greatest SIMs with fewer neurons than the target hold no fit."""
    entries = recover(WIDE, target).entries
    shown = next((entry.no_fit for entry in entries if entry.no_fit is not None), None)
    return None if shown is None else shown.result


def instances() -> Iterator[Instance]:
    """Tables, fits in SIMs that are as wide as the target, and SIMs that are too narrow."""
    for target, expected in TABLES.items():
        yield holds(f"SIMs with a fit of {target}", ask(table, target), value=expected)
    for name, (target, equations) in FITS.items():
        fit = ask(certify, difference(target), [*equations, "s = 0"])
        yield holds(name, fit, verdict="certified", status="embedded")
    few = "the SIM has as many neurons as the target"
    for name, (target, equations) in TOO_SMALL.items():
        narrow = ask(core, difference(target), [*equations, "s = 0"])
        yield fails(name, narrow, dropped=few, core="empty", largest=True)
    yield fails("two neurons for three", ask(least, THREE), dropped=few, core="empty", largest=True)
    other = ask(core, difference("x[0]**2"), ["s = 0"])
    yield fails("a square, in no SIM", other, dropped="f is a sum of neurons", core="empty", largest=True)
