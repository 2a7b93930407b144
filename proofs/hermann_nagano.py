"""Dimensions: that of an orbit is the number of independent brackets, if fields have one common domain.

Let all fields of a family be analytic on one open set. The tangent space of the orbit of θ is spanned by the
values at θ of the fields and their iterated brackets (Hermann, Nagano).

*Proof that it holds them.* If X and Y are tangent to a manifold, so is [X, Y]. *That there are no others* is
the theorem. ∎ So brackets bound the dimension from below; quantities that are constant on the orbit, and
fields whose span no bracket leaves, bound it from above.

The certificates have orbits of more dimensions than there are fields: the Heisenberg and Engel families, and
one in which the first brackets vanish at the point, and those of four fields do not. Two data give a linear
network two fields, and orbits of dimension three. Rotations of space have three brackets and spheres as
orbits. Where a rotation is the only symmetry no polynomial of degree 2 is conserved, and the bound from above
is that the span of the field is closed. Fields that commute have no brackets that help. And if the fields
have domains of their own, brackets at a point see too little: s·x + c·relu(s - x²) has rank 1 at s = -1, but
the input 1 leads from there to s > 0, where the rank is 2. There nothing is claimed but the bound from below.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from certsim import Model, laws, orbit
from proofs.harness.instances import Instance, ask, fails, holds

THEOREMS: Final = ("T12",)


def family(*fields: Sequence[str]) -> Model:
    """Fields in the coordinates x, y, z, w, as many as they have components."""
    return Model.from_fields(fields, parameters=["x", "y", "z", "w"][: len(fields[0])])


HEISENBERG = family(["1", "0", "0"], ["0", "1", "x"])
ENGEL = family(["1", "0", "0", "0"], ["0", "1", "x", "x**2"])
FLAT = family(["1", "0"], ["0", "x**3"])
ROTATIONS = family(["-y", "x", "0"], ["0", "-z", "y"])
COMMUTING = family(["1", "0", "0"], ["0", "1", "0"])
DATA: Final = [{"x": [1, 0]}, {"x": [0, 1]}]
LINEAR = Model.parse(
    "U @ V @ x", parameters=["U[1,2]", "V[2,2]"], inputs=["x[2]"], data=DATA, name="linear network"
)
SQUARES = Model.parse("(a**2 + b**2)*x", parameters=["a", "b"], inputs=["x"], name="squares")
GATED = Model.parse("s*x + c*relu(s - x**2)", parameters=["s", "c"], inputs=["x"], name="gated")

ORBITS: Final[Sequence[tuple[str, Model, Mapping[str, Any], int, Sequence[str]]]] = (
    ("Heisenberg: two fields, three dimensions", HEISENBERG, {"x": 0, "y": 0, "z": 0}, 3, ()),
    ("Engel: two fields, four dimensions", ENGEL, {"x": 0, "y": 0, "z": 0, "w": 0}, 4, ()),
    ("brackets of four fields", FLAT, {"x": 0, "y": 0}, 2, ()),
    ("rotations of space", ROTATIONS, {"x": 1, "y": 0, "z": 0}, 2, ("x**2 + y**2 + z**2 = 1",)),
    ("rotations of space, at 0", ROTATIONS, {"x": 0, "y": 0, "z": 0}, 0, ("x = 0", "y = 0", "z = 0")),
    ("a line through 0", SQUARES, {"a": 1, "b": 2}, 1, ("b = 2*a",)),
)


def instances() -> Iterator[Instance]:
    """Orbits of more dimensions than fields; bounds from above; fields that commute, and their domains."""
    for name, model, point, dimension, equations in ORBITS:
        facts = {"dimension": dimension, "fills": True, "equations": equations}
        yield holds(name, ask(orbit, model, point), **facts)
    two = {"independent": 3, "complete": True, "dimension": 3}
    yield holds("a linear network on two data", ask(laws, LINEAR), **two)
    closed = {"laws": (), "complete": False, "dimension": 1}
    yield holds("a span that brackets do not leave", ask(laws, SQUARES), **closed)
    plane = {"dimension": 2, "fills": True, "equations": ("z = 0",)}
    question = ask(orbit, COMMUTING, {"x": 0, "y": 0, "z": 0})
    yield holds("fields that commute", question, **plane)
    inside = ask(orbit, GATED, {"s": 1, "c": 1})
    yield holds("a point where all gates are seen", inside, dimension=2, fills=True)
    outside = ask(orbit, GATED, {"s": -1, "c": 1})
    dropped = "all fields are analytic on one open set"
    yield fails("a point where too few are", outside, dropped=dropped, lower=1, upper=2)
