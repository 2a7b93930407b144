"""Half periods: sines that are half a period apart are tied, with opposite weights.

sin(u + kπ) = (-1)ᵏ·sin u for integers k, and sin(u + π/2) = cos u. So {w_0 = w_1, b_0 = b_1 + kπ,
a_0 = (-1)ᵏ·a_1} is structurally invariant for Σ a_i·sin(w_i·x + b_i), and likewise for cosines, and for a
sine and a cosine that are a quarter of a period apart.

*Proof.* Let u and v be the arguments of the two calls: u - v - kπ is a combination of the equations. So the
values, and all derivatives, of one call are those of the other up to the sign (T3), and the Lie derivatives
of the equations are combinations of them (T2). ∎

π stands for itself: no digits of it are used, and no relation between π and rational numbers is needed but
that identities hold in Q[π]. The certificates tie neurons half a period, a whole one and a quarter apart,
kill one at a zero of the sine that is not 0, and keep a weight 0 at a maximum. With a quarter period between
two sines, with the wrong sign, and with 22/7 or 355/113 for π there are counterexamples.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from certsim import Model, certify
from proofs.harness.instances import Instance, ask, fails, holds

THEOREMS: Final = ("T20",)

DECLARED: Final = ("w[2]", "b[2]", "a[2]")
SINES = Model.parse("a @ sin(w*x + b)", parameters=DECLARED, inputs=["x"], name="two sines")
MIXED = Model.parse(
    "a[0]*sin(w[0]*x + b[0]) + a[1]*cos(w[1]*x + b[1])",
    parameters=DECLARED,
    inputs=["x"],
    name="a sine and a cosine",
)


def tied(shift: str, sign: str) -> Sequence[str]:
    """Equal weights, phases that differ by a shift, and output weights that are tied up to a sign."""
    return ["w[0] = w[1]", f"b[0] = b[1] + {shift}", f"a[0] = {sign}a[1]"]


KEPT: Final[Sequence[tuple[str, Model, Sequence[str], int]]] = (
    ("half a period", SINES, tied("pi", "-"), 3),
    ("a whole period", SINES, tied("2*pi", ""), 3),
    ("three half periods backwards", SINES, tied("-3*pi", "-"), 3),
    ("a sine and a cosine, a quarter of a period", MIXED, tied("pi/2", ""), 3),
    ("a sine and a cosine, three quarters", MIXED, tied("3*pi/2", "-"), 3),
    ("mirrored in a maximum", SINES, ["w[0] = -w[1]", "b[0] = pi - b[1]", "a[0] = a[1]"], 3),
    ("a dead neuron at π", SINES, ["w[0] = 0", "b[0] = pi", "a[0] = 0"], 3),
    ("a weight 0 at a maximum", SINES, ["w[0] = 0", "b[0] = pi/2"], 4),
)
LEFT: Final[Sequence[tuple[str, Sequence[str], str]]] = (
    ("a quarter of a period between sines", tied("pi/2", ""), "k is an integer"),
    ("a quarter of a period, with the other sign", tied("pi/2", "-"), "k is an integer"),
    ("half a period with equal output weights", tied("pi", ""), "the sign is that of k"),
    ("22/7 for π", tied("22/7", "-"), "the shift is a multiple of π"),
    ("355/113 for π", tied("355/113", "-"), "the shift is a multiple of π"),
    ("a dead neuron at 3", ["w[0] = 0", "b[0] = 3", "a[0] = 0"], "the phase is a multiple of π"),
)


def instances() -> Iterator[Instance]:
    """Phases that tie neurons, and phases that do not."""
    for name, model, equations, dimension in KEPT:
        question = ask(certify, model, equations)
        yield holds(name, question, verdict="certified", status="embedded", dimension=dimension)
    for name, equations, dropped in LEFT:
        question = ask(certify, SINES, equations)
        yield fails(name, question, dropped=dropped, verdict="refuted", violates="equation", word=1)
