"""Restricted inputs: where inputs satisfy equations and inequalities, these may be used in every proof.

Let inputs be restricted to 𝒳 = {p(x) = 0, q(x) > 0}. A Lie derivative along the field of x need be a
combination of the equations of a set for x in 𝒳 only: a combination of these and of the p, with q in force.
If 𝒳 contains an open set and F is analytic in x on all of R^d, orbits are those of all inputs.

*Proof.* The p and q are free of θ, so no field moves them, and the proof of T2 is that for the family of the
x in 𝒳. If a linear form vanishes on the fields at θ of an open set of inputs, it vanishes on those of all
inputs. So all fields are tangent to the orbits of the smaller family. ∎

The certificates have inputs on a line and on a circle, where more is conserved than for all inputs; positive
inputs, for which a relu neuron with a negative weight is dead; and open sets, which change nothing for an
analytic model. Each set that the restriction keeps is left without it: the counterexample has an input that
is not in 𝒳.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from certsim import Model, certify, laws
from proofs.harness.instances import Instance, ask, fails, holds

THEOREMS: Final = ("T21",)


def linear(*where: str) -> Model:
    """A linear model with two inputs."""
    return Model.parse("w @ x", parameters=["w[2]"], inputs=["x[2]"], inputs_where=where or None)


def quadratic(*where: str) -> Model:
    """A linear model whose features are the squares of two inputs, and a bias."""
    outputs = "w @ [x[0]**2, x[1]**2, 1]"
    return Model.parse(outputs, parameters=["w[3]"], inputs=["x[2]"], inputs_where=where or None)


def gated(*where: str) -> Model:
    """A relu neuron with one input."""
    return Model.parse("a*relu(w*x)", parameters=["w", "a"], inputs=["x"], inputs_where=where or None)


def tanh(*where: str) -> Model:
    """A tanh neuron with two inputs."""
    outputs = "a*tanh(w @ x)"
    return Model.parse(outputs, parameters=["a", "w[2]"], inputs=["x[2]"], inputs_where=where or None)


LINE: Final = "x[0] = 2*x[1]"
CIRCLE: Final = "x[0]**2 + x[1]**2 = 1"
SETS: Final[Sequence[tuple[str, Model, Model, Sequence[str], Mapping[str, Any], int]]] = (
    ("on a line", linear(LINE), linear(), ["w[0] - 2*w[1] = c"], {"constants": ["c"]}, 1),
    ("on a circle", quadratic(CIRCLE), quadratic(), ["w[0] + w[1] - w[2] = c"], {"constants": ["c"]}, 2),
    ("a neuron on a line", tanh(LINE), tanh(), ["w[0] - 2*w[1] = c"], {"constants": ["c"]}, 2),
    ("positive", gated("x > 0"), gated(), ["a = c"], {"where": ["w < 0"], "constants": ["c"]}, 1),
)


def instances() -> Iterator[Instance]:
    """What restricted inputs keep, what they conserve, and that all inputs do not keep it."""
    for name, restricted, free, equations, more, dimension in SETS:
        kept = {"verdict": "certified", "status": "embedded", "dimension": dimension}
        yield holds(f"inputs {name}", ask(certify, restricted, equations, **more), **kept)
        question = ask(certify, free, equations, **more)
        dropped = "the inputs are restricted"
        yield fails(f"inputs {name}, and all others", question, dropped=dropped, verdict="refuted", word=1)
    one = {"laws": ("w[0] - 2*w[1]",), "independent": 1, "complete": True, "dimension": 1}
    yield holds("what inputs on a line conserve", ask(laws, linear(LINE), 1), **one)
    none = {"laws": (), "independent": 0, "complete": True, "dimension": 2}
    yield holds("what all inputs conserve", ask(laws, linear(), 1), **none)
    yield holds("what an open set of inputs conserves", ask(laws, linear("x[0] > x[1]"), 1), **none)
    question = ask(certify, linear("x[0] > x[1]"), ["w[0] - 2*w[1] = 1"])
    yield fails("a level for an open set", question, dropped="𝒳 satisfies an equation", verdict="refuted")
