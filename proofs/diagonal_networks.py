"""Diagonal networks: an orbit of Σ x_i ∏_l θ_(l,i) is the product of an orbit for each coordinate.

*Proof.* The family is X_i = ∇∏_l θ_(l,i), one field for each i (T1). X_i moves the factors of coordinate i
alone, and does not look at the others. So what is reached from θ are all products of what is reached in each
coordinate. ∎

In one coordinate all θ_l² - θ_m² are conserved (T9). *A factor that is not strictly the least in absolute
value keeps its sign.* Let |θ_l| ≥ |θ_m|, for the factor θ_l and another. This stays so, as θ_l² - θ_m² is
conserved. Where θ_l is 0, so is θ_m, and there all factors rest, because a product with two factors 0 has no
gradient. So no trajectory comes there from elsewhere. ∎ A factor that is strictly the least does not keep its
sign: where it is 0 the others are not, and it crosses (T5).

The certificates carry this out for depth two and three: all laws, orbits through points, of which one has a
coordinate that rests, and signs as side conditions. If two coordinates share a factor, or if there is one
input only, the fields are others, and the product is lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from certsim import Model, certify, laws, orbit
from proofs.harness.instances import Instance, ask, fails, holds

THEOREMS: Final = ("T5", "T9", "T12")

TWO = Model.parse(
    "sum(a * b * x)", parameters=["a[2]", "b[2]"], inputs=["x[2]"], name="diagonal network of depth two"
)
THREE = Model.parse(
    "sum(a * b * c * x)",
    parameters=["a[2]", "b[2]", "c[2]"],
    inputs=["x[2]"],
    name="diagonal network of depth three",
)
SHARED = Model.parse(
    "a*b*x[0] + a*c*x[1]", parameters=["a", "b", "c"], inputs=["x[2]"], name="two products with one factor"
)
ONE_INPUT = Model.parse(
    "sum(a * b * x)",
    parameters=["a[2]", "b[2]"],
    inputs=["x[2]"],
    data=[{"x": [1, 1]}],
    name="diagonal network on one input",
)

CURVE: Final = ["b[0]**2 - a[0]**2 = 1", "c[0]**2 - a[0]**2 = 4"]
"""The level of a coordinate of depth three on which its factor a is the least."""


def instances() -> Iterator[Instance]:
    """All laws; orbits; signs that are kept; signs that are lost, and coordinates that meet."""
    yield holds("all laws of depth two", ask(laws, TWO), independent=2, complete=True, dimension=2)
    yield holds("all laws of depth three", ask(laws, THREE), independent=4, complete=True, dimension=2)
    at: Final = {"a": [2, 1], "b": [1, 1]}
    filled: Final = {"dimension": 2, "fills": True}
    half = ("b[1] = a[1]", "a[0]**2 - b[0]**2 = 3")
    yield holds("a hyperbola times half of a diagonal", ask(orbit, TWO, at), equations=half, **filled)
    rests = ask(orbit, TWO, {"a": [2, 0], "b": [1, 0]})
    point = ("a[1] = 0", "b[1] = 0", "a[0]**2 - b[0]**2 = 3")
    yield holds("a hyperbola times a point", rests, dimension=1, fills=True, equations=point)
    curve = ask(orbit, THREE, {"a": [1, 1], "b": [2, 1], "c": [3, 1]})
    curved = ("b[1] = a[1]", "c[1] = a[1]", "a[0]**2 - c[0]**2 = -8", "b[0]**2 - c[0]**2 = -5")
    yield holds("a curve in space times half of a diagonal", curve, equations=curved, **filled)
    yield holds(
        "the sign of the greater factor",
        ask(certify, TWO, [], where=["a[0]**2 > b[0]**2", "a[0] > 0"]),
        verdict="certified",
        dimension=4,
    )
    yield holds(
        "the sign of equal factors",
        ask(certify, TWO, ["a[0] = b[0]"], where=["a[0] > 0"]),
        verdict="certified",
        dimension=3,
    )
    yield holds(
        "the signs of the two greater factors of three",
        ask(certify, THREE, CURVE, where=["b[0] > 0", "c[0] > 0"]),
        verdict="certified",
        dimension=4,
    )
    yield fails(
        "the sign of the lesser factor",
        ask(certify, TWO, ["a[0]**2 - b[0]**2 = 1"], where=["b[0] > 0"]),
        dropped="the factor is not strictly the least",
    )
    yield fails(
        "the sign of the least factor of three",
        ask(certify, THREE, CURVE, where=["a[0] > 0"]),
        dropped="the factor is not strictly the least",
    )
    yield fails(
        "a hyperbola with a shared factor",
        ask(certify, SHARED, ["a**2 - b**2 = 1"]),
        dropped="the coordinates share no factor",
    )
    yield fails(
        "an orbit on one input",
        ask(orbit, ONE_INPUT, at),
        dropped="the inputs span the space",
        dimension=1,
        fills=True,
    )
