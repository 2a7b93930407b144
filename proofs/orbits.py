"""Orbits: the smallest structurally invariant manifolds through points, by equations.

A set is kept by training on all data with all analytic losses if and only if it is a union of orbits, and
each orbit is a manifold (Zhao, Luo and Zhang 2026, arXiv 2510.09564, Theorem 3.1): orbits are the smallest
structural invariant manifolds.

*Proof.* Gradient flow follows combinations of fields, to which the orbit is tangent, and stays in it. For one
datum x and the loss ±F_j it is the flow of ∓X_(j,x). What is kept by all of these is kept by the flows of all
fields in both directions, and so holds the orbits of its points. That orbits are manifolds is the theorem of
Sussmann. ∎ For one loss more is kept, such as its minima.

Let V = {g = 0} be structurally invariant, k of its equations have independent differentials at a point θ of
it, and M - k fields and brackets of fields be linearly independent there. Then the orbit of θ is an open part
of V.

*Proof.* The orbit of θ lies in {g_1 = … = g_k = 0}, which near θ is a manifold of dimension M - k; and it has
that dimension at least, as brackets are tangent to it. So near θ it is that manifold, and hence V. This is so
at every point of the orbit, as flows keep V. ∎ No invariant set that holds θ is smaller than the orbit.

The certificates carry this out for products of two and three numbers: at a point with a = b the one law
a² - b² = 0 says that it lies on one of two lines, and the orbit is half of one. And for a product U·V of
matrices, also at a point where both have a kernel: U·c = 0 and cᵀV = 0 are kept, too; and for tied tanh
neurons. What is certified tells points apart that are on different orbits. A part of an orbit, such as a
point of it, is left, and so are equations that hold at a point only. For x + x⁵·y at 0 the first five Lie
derivatives of y vanish, and words of so many fields propose the equation y = 0: the rank of the conditions on
polynomials of degree 1 rests at 2, and with the sixth it grows to 3. It is no equation of the orbit: no part
of y = 0 stays in it. The orbit is a curve, and no equation of degree 2 is found for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import sympy

from certsim import Model, certify, core, orbit, read_point, same_orbit
from proofs.harness.instances import Instance, ask, fails, holds

THEOREMS: Final = ("T12", "T13")

TWO = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"], name="product of two")
THREE = Model.parse("a*b*c*x", parameters=["a", "b", "c"], inputs=["x"], name="product of three")
MATRICES = Model.parse(
    "U @ V @ x", parameters=["U[2,2]", "V[2,2]"], inputs=["x[2]"], name="product of matrices"
)
DESCENT = Model.from_fields(
    [["b*(1 - a*b)", "a*(1 - a*b)"]], parameters=["a", "b"], name="gradient flow of (a*b - 1)**2/2"
)
TANH = Model.parse("a @ tanh(w*x)", parameters=["w[2]", "a[2]"], inputs=["x"], name="tanh network")
FLAT = Model.parse("x + x**5*y", parameters=["x", "y"], name="a flat beginning")

KERNEL: Final = "U = [[1, -1], [2, -2]], V = [[3, 1], [-3, -1]]"
REGULAR: Final = "U = [[1, 0], [2, 1]], V = [[3, 1], [-3, 2]]"
POINTS: Final[Sequence[tuple[str, Model, str, int, Sequence[str]]]] = (
    ("a branch of a hyperbola", TWO, "a = 2, b = 1", 1, ("a**2 - b**2 = 3",)),
    ("half of the diagonal", TWO, "a = 1, b = 1", 1, ("b = a",)),
    ("a point", TWO, "a = 0, b = 0", 0, ("a = 0", "b = 0")),
    ("a curve in space", THREE, "a = 1, b = 2, c = 3", 1, ("a**2 - c**2 = -8", "b**2 - c**2 = -5")),
    (
        "factors with a kernel",
        MATRICES,
        KERNEL,
        3,
        ("V[1] = -V[0]", "U[:,1] = -U[:,0]", "sum(U[:,1]**2) - sum(V[1]**2) = -5"),
    ),
    (
        "factors without a kernel",
        MATRICES,
        REGULAR,
        5,
        (
            "sum(U[:,0]**2) - sum(V[0]**2) = -5",
            "U[:,0] @ U[:,1] - V[0] @ V[1] = 9",
            "sum(U[:,1]**2) - sum(V[1]**2) = -12",
        ),
    ),
    ("tied neurons", TANH, "w = [1, 1], a = [2, 2]", 2, ("w[1] = w[0]", "a[1] = a[0]")),
)
PAIRS: Final[Sequence[tuple[str, Model, Mapping[str, Any], Mapping[str, Any]]]] = (
    ("another hyperbola", TWO, {"a": 2, "b": 1}, {"a": 2, "b": 3}),
    ("the end of half a diagonal", TWO, {"a": 1, "b": 1}, {"a": 0, "b": 0}),
    ("another curve in space", THREE, {"a": 1, "b": 2, "c": 3}, {"a": 1, "b": 2, "c": 4}),
    ("neurons that are not tied", TANH, {"w": [1, 1], "a": [2, 2]}, {"w": [1, 2], "a": [2, 2]}),
)


def ranks(model: Model, length: int) -> tuple[int, ...]:
    """The conditions on polynomials of degree 1 by words of up to 0, 1, … fields at 0, for one field."""
    (output,) = model.to_sympy()
    names = [sympy.Symbol(name) for name in model.parameters]
    found: list[int] = []
    polynomials = sympy.Matrix([1, *names])
    rows = sympy.zeros(0, len(polynomials))
    for _ in range(length + 1):
        rows = rows.col_join(polynomials.subs(dict.fromkeys(names, 0)).T)
        found.append(rows.rank())
        polynomials = polynomials.jacobian(names) * sympy.Matrix([output.diff(name) for name in names])
    return tuple(found)


def instances() -> Iterator[Instance]:
    """Orbits of which the bounds meet; points off them, parts of them, and equations that are proposed."""
    for name, model, at, dimension, equations in POINTS:
        facts = {"dimension": dimension, "fills": True, "equations": equations}
        yield holds(name, ask(orbit, model, read_point(model, at)), **facts)
    for name, model, first, second in PAIRS:
        question = ask(same_orbit, model, first, second)
        yield fails(f"one orbit: {name}", question, dropped="one orbit holds both points", value=False)
    minima: Final = ["a*b = 1"]
    yield holds("minima of one loss, for it", ask(certify, DESCENT, minima), verdict="certified", dimension=1)
    left = ask(certify, TWO, minima)
    yield fails("minima of one loss, for all", left, dropped="all losses keep it", verdict="refuted", word=1)
    branch = ["a**2 - b**2 = 3"]
    part = ask(certify, TWO, [*branch, "a = 2"])
    whole = "the set is all of the orbit"
    yield fails("two points of a hyperbola", part, dropped=whole, verdict="refuted", word=1)
    part = ask(certify, TWO, branch, where=["a != 2"])
    yield fails("a hyperbola without two points", part, dropped=whole, verdict="refuted", violates="where")
    rest = ask(core, TWO, [*branch, "(a - 2)*(b - 1) = 0"])
    yield fails("what stays of three points", rest, dropped=whole, core="empty", largest=True)
    curve = ask(orbit, FLAT, {"x": 0, "y": 0})
    yield holds("a curve without equations", curve, dimension=1, fills=None, equations=())
    yield holds("ranks that rest", ask(ranks, FLAT, 6), value=(1, 2, 2, 2, 2, 2, 3))
    proposed = ask(core, FLAT, ["y = 0"])
    words = "all words are tried, and not those of five fields only"
    yield fails("what stays of y = 0", proposed, dropped=words, core="empty", largest=True)
