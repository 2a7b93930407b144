"""Side conditions: {g = 0, h > 0} is structurally invariant if the flow keeps both g = 0 and h = 0.

Let S = {g = 0, h_1 ⋈ 0, …}, each ⋈ one of ≠, >, <. It is structurally invariant if for every field X some
(∏h_j)^N·L_X g_i is a combination of g, and every L_X h_j is a combination of g and h_j with analytic
cofactors.

*Proof.* Inside S the first keeps g = 0. Then h_j' = q·h_j with q bounded on compact pieces of the curve, and
so h_j does not reach 0. ∎ Conditions may be shown one after the other: those that are shown are in force, and
may be denominators, for the next. If h_2 has no zero where they hold, there is nothing to show of it.

The half plane {a > 0} is left by a·b·x; but {a > 0, a² > b²} is kept: a² - b² is conserved, and a has no zero
there. The set {xy = 0, y ≠ 0} is kept by the shear flow (0, x), though {xy = 0} is not: a violation outside S
refutes nothing. A refutation is a crossing: a curve that is in S before or after it meets h = 0. Where h only
touches 0 the second derivative tells. {-x² > 0} is empty and is kept, though x = 0 is left: that h = 0 is
invariant is no necessary condition.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from certsim import Model, certify
from proofs.harness.instances import Instance, ask, fails, holds

THEOREMS: Final = ("T5",)

TWO = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"], name="product of two")
THREE = Model.parse("a*b*c*x", parameters=["a", "b", "c"], inputs=["x"], name="product of three")
SHEAR = Model.from_fields([["0", "x"]], parameters=["x", "y"], name="shear flow")
UNIFORM = Model.from_fields([["1", "0"]], parameters=["x", "y"], name="uniform motion")
CUBIC = Model.from_fields([["x**3"]], parameters=["x"], name="cubic growth")
ORDERED: Final = ("a**2 > b**2", "a > 0", "b**2 > c**2", "b > 0")

KEPT: Final[Sequence[tuple[str, Model, Sequence[str], Sequence[str], int]]] = (
    ("a quarter plane between diagonals", TWO, [], ["a > 0", "a**2 > b**2"], 2),
    ("the plane without its diagonals", TWO, [], ["a**2 != b**2"], 2),
    ("a branch of a hyperbola", TWO, ["a**2 - b**2 = 3"], ["a > 0"], 1),
    ("four conditions, one after the other", THREE, [], ORDERED, 3),
    ("the axes without y = 0", SHEAR, ["x*y = 0"], ["y != 0"], 1),
    ("a half line that grows without bounds", CUBIC, [], ["x > 0"], 1),
    ("a condition that always holds", UNIFORM, [], ["1 + x**2 > 0"], 2),
)
LEFT: Final[Sequence[tuple[str, Model, Sequence[str], Sequence[str], str, int]]] = (
    ("a half plane", TWO, [], ["a > 0"], "a² > b² is in force", 1),
    ("the wrong branch", TWO, ["a**2 - b**2 = 3"], ["b > 0"], "b has no zero on the set", 1),
    ("a quarter plane between the axes", THREE, [], ["a > 0", "b > 0"], "the squares are ordered", 1),
    ("a line without one point", SHEAR, ["x = 1"], ["y != 0"], "the flow keeps y = 0 on the set", 1),
    ("the plane without a line, by a square", UNIFORM, [], ["x**2 > 0"], "the flow keeps x = 0", 2),
    ("outside a parabola", UNIFORM, [], ["x**2 > y"], "the flow keeps the parabola", 2),
)


def instances() -> Iterator[Instance]:
    """Sets that are kept with their conditions, an empty one, and sets that are left."""
    for name, model, equations, where, dimension in KEPT:
        question = ask(certify, model, equations, where=where)
        yield holds(name, question, verdict="certified", status="embedded", dimension=dimension)
    empty = ask(certify, UNIFORM, [], where=["-x**2 > 0"])
    yield holds("nothing, by a condition", empty, verdict="certified", status="empty")
    for name, model, equations, where, dropped, word in LEFT:
        question = ask(certify, model, equations, where=where)
        yield fails(name, question, dropped=dropped, verdict="refuted", violates="where", word=word)
    axes = {"verdict": "refuted", "violates": "equation", "word": 1}
    yield fails("the axes", ask(certify, SHEAR, ["x*y = 0"]), dropped="y ≠ 0", **axes)
