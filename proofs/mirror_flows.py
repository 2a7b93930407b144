"""Mirror flows: D(θ)∇F keeps the faces where D vanishes, and has laws of its own in place of those of ∇F.

Let D(θ) be diagonal, with entries d_i(θ_i). Exponentiated gradient has d(t) = t.

*Proof.* Where d_i(θ_i) = 0 no field moves θ_i, so {θ_i = r} is invariant for each root r of d_i, and so are
the two sides of it (T2, T5). If ∇F·Aθ = 0 for a diagonal A, then Σ A_ii φ_i(θ_i) with φ_i' = t/d_i(t) is
conserved where the d_i are not 0: its derivative is Σ A_ii θ_i ∂_i F. ∎ So a product a·b, which keeps a² - b²
under gradient flow, keeps a - b with d(t) = t, and log(a/b) with d(t) = t², so that the lines a = c·b are
kept. What a symmetry of F fixes is kept if D has the symmetry, too (T8): a tie, where the entries of D are
tied. The replicator flow D = diag(θ) - θθᵀ keeps Σθ_i = 1, as there D·(1, …, 1) = 0, and all faces of the
simplex.

Noether's form of T9, with ½θᵀHθ for A = DH, is about constant D: a² - b² is lost. So is a tie of parameters
with different entries of D, and the simplex under exponentiated gradient, which does not normalise.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from certsim import Model, certify, laws
from proofs.harness.flows import mirrored
from proofs.harness.instances import Instance, ask, fails, holds

THEOREMS: Final = ("T2", "T5", "T8", "T9", "T25")

PRODUCT = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"], name="product of two")
LINEAR = Model.parse("t @ x", parameters=["t[3]"], inputs=["x[3]"], name="linear model")
TWINS = Model.parse("(s + t)**2 * x", parameters=["s", "t"], inputs=["x"], name="square of a sum")


def diagonal(entries: Sequence[Any]) -> list[list[Any]]:
    """The rows of a diagonal matrix."""
    return [[entry if at == row else 0 for at in range(len(entries))] for row, entry in enumerate(entries)]


def exponentiated(parameters: Sequence[Any]) -> list[list[Any]]:
    """D = diag(θ)."""
    return diagonal(parameters)


def squared(parameters: Sequence[Any]) -> list[list[Any]]:
    """D = diag(θ²)."""
    return diagonal([each**2 for each in parameters])


def uneven(parameters: Sequence[Any]) -> list[list[Any]]:
    """D = diag(θ, 1), for two parameters."""
    return diagonal([parameters[0], 1])


def replicator(parameters: Sequence[Any]) -> list[list[Any]]:
    """D = diag(θ) - θθᵀ."""
    return [
        [entry - row * other for entry, other in zip(entries, parameters, strict=True)]
        for row, entries in zip(parameters, diagonal(parameters), strict=True)
    ]


SIMPLEX: Final = "sum(t) = 1"
INSIDE: Final = ["t > 0"]


def instances() -> Iterator[Instance]:
    """Faces and their sides, laws, ties, the simplex; Noether's form, other ties, other metrics."""
    product, lines = mirrored(PRODUCT, exponentiated), mirrored(PRODUCT, squared)
    free, game = mirrored(LINEAR, exponentiated), mirrored(LINEAR, replicator)
    certified: Final = {"verdict": "certified"}
    yield holds("a face", ask(certify, free, ["t[0] = 0"]), dimension=2, **certified)
    yield holds("the positive orthant", ask(certify, free, [], where=INSIDE), dimension=3, **certified)
    yield holds(
        "all laws of a product, exponentiated gradient",
        ask(laws, product),
        laws=("a - b",),
        independent=1,
        complete=True,
    )
    yield holds(
        "lines through 0, squared",
        ask(certify, lines, ["a = c*b"], constants=["c"]),
        dimension=1,
        **certified,
    )
    yield holds(
        "a tie",
        ask(certify, mirrored(TWINS, exponentiated), ["s = t"]),
        dimension=1,
        induced=True,
        **certified,
    )
    yield holds("the simplex", ask(certify, game, [SIMPLEX]), dimension=2, **certified)
    yield holds(
        "the inside of the simplex", ask(certify, game, [SIMPLEX], where=INSIDE), dimension=2, **certified
    )
    yield holds("an edge of the simplex", ask(certify, game, [SIMPLEX, "t[0] = 0"]), dimension=1, **certified)
    yield fails(
        "Noether's form", ask(certify, product, ["a**2 - b**2 = 1"]), dropped="D does not depend on θ"
    )
    yield fails(
        "a tie with two metrics",
        ask(certify, mirrored(TWINS, uneven), ["s = t"]),
        dropped="the entries of D are tied",
    )
    yield fails("a face without metric", ask(certify, LINEAR, ["t[0] = 0"]), dropped="D vanishes on the face")
    yield fails(
        "the simplex, not normalised", ask(certify, free, [SIMPLEX]), dropped="D·1 is 0 on the simplex"
    )
