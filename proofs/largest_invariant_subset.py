"""Largest invariant subsets: where all iterated Lie derivatives of the equations vanish, and nowhere else.

Let the fields be polynomial on all of R^M, and let I be the smallest ideal that contains g and is closed
under their Lie derivatives. The real zeros of I are the largest structurally invariant subset of {g = 0}, its
core. (For one field this is the procedure of Ghorbal and Platzer.)

*Proof.* They are invariant by T2. If the orbit of θ lies in {g = 0}, all iterated Lie derivatives of g vanish
at θ, and these generate I. ∎ So {g = 0} is structurally invariant if and only if I vanishes on it.

The certificates find cores that are all of a set, less, and nothing. A set that is real may be smaller than
its equations say: a² + b² = 0 is a point, and a³ + a = b³ + b is a diagonal; sums of squares show it. What is
left is left at a real point: of a² + b² = 3 it is no rational one, of a line with a point above it, it is
that point. There all first derivatives vanish, as they do on p² = 0: the word has two fields. Of a model that
is not polynomial a part is found that is invariant, and it is not said that there is no larger one: where
a·log(b)·x has a = 0, it stays at a = 0, b = 1, and no part is found.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from certsim import Model, certify, core
from proofs.harness.instances import Instance, ask, fails, holds

THEOREMS: Final = ("T6",)

SCALAR = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"], name="product of two")
LINEAR = Model.parse("U @ V * x", parameters=["U[2]", "V[2]"], inputs=["x"], name="linear network")
QUADRATIC = Model.parse(
    "a @ (W @ x)**2", parameters=["W[2,1]", "a[2]"], inputs=["x[1]"], name="quadratic network"
)
LOGARITHM = Model.parse("a*log(b)*x", parameters=["a", "b"], inputs=["x"], name="logarithmic scale")
UNIFORM = Model.from_fields([["1", "0"]], parameters=["x", "y"], name="uniform motion")
FREE = Model.from_fields([["q", "0"]], parameters=["p", "q"], name="free motion")
CHAIN = Model.from_fields([["y", "z", "0"]], parameters=["x", "y", "z"], name="chain of integrators")

LONG_WORD: Final = "a first derivative shows that a set is left"


def instances() -> Iterator[Instance]:
    """Cores, sets that are smaller than their equations, and sets that are left at one point, or later."""
    whole = {"core": "equal", "largest": True, "dimension": 1}
    yield holds("a diagonal", ask(core, SCALAR, ["a = b"]), **whole, equations=("b = a",))
    yield holds("two parallels", ask(core, UNIFORM, ["y*(y - 1) = 0"]), **whole)
    part = {"core": "smaller", "largest": True, "status": "embedded"}
    question = ask(core, LINEAR, ["U[0]*V[0] = 0"])
    yield holds("a product", question, **part, equations=("U[0] = 0", "V[0] = 0"), dimension=2)
    question = ask(core, SCALAR, ["a*(a - b) = 0"])
    yield holds("two lines, of which one is left", question, **part, equations=("b = a",), dimension=1)
    question = ask(core, UNIFORM, ["y*(x**2 + (y - 1)**2) = 0"])
    yield holds("a line and a point", question, **part, equations=("y = 0",), dimension=1)
    question = ask(core, CHAIN, ["x**2 = 0"])
    yield holds("a chain", question, **part, equations=("x = 0", "y = 0", "z = 0"), dimension=0)
    equations = ("a[1] = a[0]", "W[0,0]**2 = W[1,0]**2")
    singular = {"core": "smaller", "largest": True, "status": "regular locus", "dimension": 2}
    question = ask(core, QUADRATIC, ["a[0] = a[1]"])
    yield holds("equal output weights", question, **singular, equations=equations)
    yield holds("a circle", ask(core, SCALAR, ["a**2 + b**2 = 3"]), core="empty", largest=True)
    certified = {"verdict": "certified", "status": "embedded"}
    yield holds("a point", ask(certify, SCALAR, ["a**2 + b**2 = 0"]), **certified, dimension=0)
    cubic = ask(certify, SCALAR, ["a**3 + a = b**3 + b"])
    yield holds("a diagonal by a cubic", cubic, **certified, dimension=1)
    refuted = {"verdict": "refuted", "violates": "equation"}
    circle = ask(certify, SCALAR, ["a**2 + b**2 = 3"])
    root = {"polynomial": ["-2", "0", "1"], "interval": ["-2", "-1"], "value": ["0", "-4"]}
    yield fails("the circle is kept", circle, dropped="the core is all of it", **refuted, word=1, rate=root)
    point = ask(certify, UNIFORM, ["y*(x**2 + (y - 1)**2) = 0"])
    yield fails("the line and the point are kept", point, dropped=LONG_WORD, **refuted, word=2)
    double = ask(certify, FREE, ["p**2 = 0"])
    yield fails("a double line is kept", double, dropped=LONG_WORD, **refuted, word=2)
    question = ask(core, LOGARITHM, ["a = 0"])
    unsaid = {"core": "empty", "largest": False}
    yield fails("the core for a logarithm", question, dropped="the fields are polynomial", **unsaid)
