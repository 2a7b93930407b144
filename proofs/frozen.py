"""Frozen parameters: what training does not move is a constant, and dimensions are those of its slices.

Let a frozen coordinate have the rate 0. Every set that equations in frozen coordinates describe is invariant;
dimension and codimension are counted among trained ones, at fixed values of the others. A symmetry must not
mix frozen and trained coordinates.

*Proof.* The fields are D∇F, and D is 0 at frozen coordinates: they do not change along any field. A symmetry
Q with QD = DQ maps trained coordinates to trained ones (T8). ∎

The certificates have an adapter B·A on a frozen base W: a base of zeros is kept, as any other; both factors
zero are kept, and so are units that are equal where the base has equal units. Where a factor is trained, and
not frozen, its value is not kept; nor are units, if only one of two output weights is frozen. {t = f}, with f
frozen, is kept by gradient steps of tanh²((t - f)x), and by Adam, but not by weight decay: this moves t
towards 0, and f not at all. If the set is a product of a trained and a frozen part, weight decay keeps it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from certsim import Model, certify
from proofs.harness.instances import Instance, ask, fails, holds

THEOREMS: Final = ("T22",)


def adapter(frozen: Sequence[str]) -> Model:
    """A tanh network whose hidden layer has a base and an adapter."""
    outputs = "a @ tanh((W + B @ A) @ x)"
    parameters = ["W[2,2]", "B[2,2]", "A[2,2]", "a[2]"]
    return Model.parse(outputs, parameters=parameters, inputs=["x[2]"], frozen=frozen, name="adapter")


def neurons(frozen: Sequence[str]) -> Model:
    """Two tanh neurons with output weights a and b."""
    outputs = "a*tanh(w*x) + b*tanh(v*x)"
    parameters = ["a", "b", "w", "v"]
    return Model.parse(outputs, parameters=parameters, inputs=["x"], frozen=frozen, name="tanh network")


def pulled(outputs: str, **parts: Any) -> Model:
    """A model of a trained t and of f."""
    return Model.parse(outputs, parameters=["t", "f"], inputs=["x"], name="pull", **parts)


DIFFERENCE = pulled("tanh((t - f)*x)**2", frozen=["f"])
ADAPTER = adapter(["W", "a"])
ALL: Final = ("gradient_descent", "momentum", "weight_decay", "adam")
NO_DECAY: Final = ("gradient_descent", "momentum", "adam")

KEPT: Final[Sequence[tuple[str, Model, Sequence[str], int, tuple[str, ...]]]] = (
    ("a base of zeros", ADAPTER, ["W = 0"], 8, ALL),
    ("a base of rank one", ADAPTER, ["W[0] = 2*W[1]"], 8, ALL),
    ("both factors of the adapter zero", ADAPTER, ["A = 0", "B = 0"], 0, ALL),
    ("an adapter of rank one", ADAPTER, ["B[:,0] = B[:,1]", "A[0] = A[1]"], 4, ALL),
    ("equal units, base included", ADAPTER, ["W[0] = W[1]", "B[0] = B[1]", "a[0] = a[1]"], 6, ALL),
    ("neurons with two frozen weights", neurons(["a", "b"]), ["a = b", "w = v"], 1, ALL),
    ("a factor that is frozen", pulled("f*tanh(t*x)", frozen=["f"]), ["f = 1"], 1, ALL),
    ("a trained part and a frozen part", DIFFERENCE, ["t = 0", "f = 0"], 0, ALL),
)
LEFT: Final[Sequence[tuple[str, Model, Sequence[str], str]]] = (
    ("a base of zeros that is trained", adapter(["a"]), ["W = 0"], "the base is frozen"),
    ("equal units of the adapter alone", ADAPTER, ["B[0] = B[1]", "a[0] = a[1]"], "the base has equal units"),
    ("one factor of the adapter zero", ADAPTER, ["B = 0"], "the other factor is zero"),
    ("neurons with one frozen weight", neurons(["a"]), ["a = b", "w = v"], "symmetries commute with D"),
    ("a factor that is trained", pulled("f*tanh(t*x)"), ["f = 1"], "the factor is frozen"),
)


def instances() -> Iterator[Instance]:
    """Sets of frozen and trained parameters, sets that are left, and one that weight decay alone leaves."""
    for name, model, equations, dimension, kept_by in KEPT:
        facts = {"verdict": "certified", "status": "embedded", "dimension": dimension, "kept_by": kept_by}
        yield holds(name, ask(certify, model, equations), **facts)
    for name, model, equations, dropped in LEFT:
        yield fails(name, ask(certify, model, equations), dropped=dropped, verdict="refuted", word=1)
    facts = {"verdict": "certified", "dimension": 0, "kept_by": NO_DECAY}
    dropped = "the set is a product of a trained and a frozen part, for weight decay"
    yield fails("t equal to the frozen f", ask(certify, DIFFERENCE, ["t = f"]), dropped=dropped, **facts)
