"""Closures: complements, closures, interiors and boundaries of structurally invariant sets are invariant.

*Proof.* The orbits partition the space: what is left of it without some orbits is a union of orbits. Let θ be
a limit of points of an invariant set, and φ a flow that is defined at θ. Then φ(θ) is a limit of images of
these points, which are in the set: the closure is invariant. An interior is the complement of the closure of
the complement, and a boundary is the closure without the interior. ∎

A closure is not always given by equations alone; but as a difference of invariant sets it is stated and
certified. The certificates do this for the product of two factors: for the open half plane {a > b}, the
closed one, which is the complement of {a < b}, and the line between; and for half of a diagonal, whose
closure has one point more. If the set is not invariant its complement is not, either. And a set is not
invariant because its closure is: the diagonal without a point of it is left.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

from certsim import Model, Result, certify
from certsim.composition import difference
from proofs.harness.instances import Instance, ask, fails, holds

THEOREMS: Final = ("T10",)

Set: TypeAlias = tuple[Sequence[str], Sequence[str]]
"""Equations and side conditions."""

SCALAR = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"], name="product of two")
WHOLE: Final[Set] = ((), ())
DIAGONAL: Final[Set] = (("a = b",), ())
BRANCH: Final[Set] = (("a**2 - b**2 = 1",), ("a > 0",))

BELOW: Final[Set] = ((), ("a < b",))
ABOVE: Final[Set] = ((), ("a > b",))
HALF: Final[Set] = (("a = b",), ("a < 0",))

LEFT: Final[Sequence[tuple[str, Set, str, str]]] = (
    ("the complement of a line that is left", ((), ("a != 1",)), "the set is invariant", "where"),
    ("the interior of a half plane that is left", ((), ("a > 1",)), "the set is invariant", "where"),
    ("the boundary of a half plane that is left", (("a = 1",), ()), "the set is invariant", "equation"),
    (
        "a set of which the closure is invariant",
        (("a = b",), ("a != 1",)),
        "the set itself is invariant, and not only its closure",
        "where",
    ),
)


def decided(what: Set) -> Result:
    """The verdict on a set of the product of two factors."""
    equations, where = what
    return certify(SCALAR, equations, where=where)


def less(whole: Set, *removed: Set) -> Result:
    """One certified set less others."""
    found = decided(whole)
    for each in removed:
        found = difference(found, decided(each))
    return found


def instances() -> Iterator[Instance]:
    """The complement, the closure, the interior and the boundary of some sets; and of sets that are left."""
    for name, sets in (
        ("the complement of a branch", (WHOLE, BRANCH)),
        ("the closure of a half plane", (WHOLE, BELOW)),
        ("the boundary of a half plane", (WHOLE, BELOW, ABOVE)),
        ("the closure of half a diagonal", (DIAGONAL, HALF)),
        ("the complement of a complement", (WHOLE, ((), ("a != b",)))),
    ):
        yield holds(name, ask(less, *sets), verdict="certified")
    interior = {"verdict": "certified", "status": "embedded", "dimension": 2}
    yield holds("the interior of a closed half plane", ask(decided, ABOVE), **interior)
    for name, what, dropped, violates in LEFT:
        question = ask(decided, what)
        yield fails(name, question, dropped=dropped, verdict="refuted", violates=violates, word=1)
