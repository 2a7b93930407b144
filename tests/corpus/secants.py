"""Sets that no symmetry induces (T8): two points with a line that leaves the set, and what is none."""

from __future__ import annotations

from typing import Any, Final

from tests.kernel.forge import (
    atoms,
    claim,
    combination,
    document,
    evidence,
    invariance,
    kept,
    leaving,
    letter,
    lie,
    model,
    place,
    root,
    tangency,
)

_PRODUCT: Final = model(["*", "p", "q", "x"], "p q")
_HYPERBOLA: Final = (["+", ["**", "p", 2], ["neg", ["**", "q", 2]]], "3")
_HERE: Final = place({"p": "2", "q": "1"})
_THERE: Final = place({"p": "2", "q": "-1"})


def _secant(about: Any, *places: Any, by: Any = None) -> Any:
    return document(about, {**evidence(by or invariance(tangency())), "secant": list(places)})


_QUOTIENT: Final = claim(model(["/", ["**", "p", 2], "q"], "p q", ""), (["*", "p", "q"], "0"))
_KEPT: Final = lie(
    0, combination(("equation 0", ["2 @0", "-1 p p @0 @0 @0"]), ("relation 0", ["1 p p p @0 @0"]))
)
_INVERSE: Final = atoms(("inv", ["1 q"]))
_CURVE: Final = claim(_PRODUCT, _HYPERBOLA)
_DIAGONAL: Final = claim(_PRODUCT, ("p", "q"))
_FAMILY: Final = claim(_PRODUCT, (_HYPERBOLA[0], "c"), constants=[["c", []]])

SECANTS_ACCEPTED: Final[dict[str, Any]] = {"secant_of_a_hyperbola": _secant(_CURVE, _HERE, _THERE)}

SECANTS_REJECTED: Final[dict[str, tuple[Any, str]]] = {
    "secant_along_the_set": (
        _secant(_DIAGONAL, place({}), place({"p": "1", "q": "1"})),
        "holds the whole line",
    ),
    "secant_with_a_point_that_is_not_in_the_set": (
        _secant(_CURVE, _HERE, place({"p": "1", "q": "1"})),
        "not in the set",
    ),
    "secant_through_one_point_twice": (_secant(_CURVE, _HERE, _HERE), "holds the whole line"),
    "secant_through_one_point": (_secant(_CURVE, _HERE), "goes through two points with rational coordinates"),
    "secant_through_three_points": (
        _secant(_CURVE, _HERE, _THERE, _HERE),
        "goes through two points with rational coordinates",
    ),
    # Where the model p²/q is defined the set is {p = 0}, which the symmetry p -> -p fixes.
    "secant_with_a_point_outside_the_domain": (
        _secant(
            _QUOTIENT,
            place({"p": "1"}),
            place({"q": "1"}),
            by=invariance(tangency(lie=[_KEPT], atoms=_INVERSE)),
        ),
        "was not shown to be defined at the point",
    ),
    "secant_through_an_irrational_point": (
        _secant(_CURVE, _HERE, place({"p": ["0", "1"], "q": "1"}, root=root("-4 0 1", "1", "3"))),
        "goes through two points with rational coordinates",
    ),
    "secant_through_a_rational_point_beside_a_root": (
        _secant(_CURVE, _HERE, {**_THERE, "root": root("-2 0 1", "1", "2")}),
        "goes through two points with rational coordinates",
    ),
    "secant_with_a_point_at_an_input_of_a_parameter": (
        _secant(_CURVE, _HERE, {**_THERE, "input": {"p": "1"}}),
        "an input has values for the model's inputs only",
    ),
    "secant_of_a_line_by_a_point_that_a_condition_excludes": (
        _secant(
            claim(_PRODUCT, ("p", "q"), where=[["p", ">", "0"]]),
            place({"p": "1", "q": "1"}),
            place({"p": "-1", "q": "-1"}),
            by=invariance(tangency(conditions=[kept(combination(("condition 0", ["1 x"])))])),
        ),
        "does not satisfy a side condition strictly",
    ),
    "secant_of_a_half_line": (
        _secant(
            claim(_PRODUCT, ("p", "q"), where=[["p", ">", "0"]]),
            place({"p": "1", "q": "1"}),
            place({"p": "2", "q": "2"}),
            by=invariance(tangency(conditions=[kept(combination(("condition 0", ["1 x"])))])),
        ),
        "holds the whole line",
    ),
    "secant_for_some_constants": (
        _secant(_FAMILY, place({"p": "2", "q": "1", "c": "3"}), place({"p": "2", "q": "-1", "c": "3"})),
        "without constants",
    ),
    "secant_of_a_set_that_is_left": (
        _secant(
            claim(_PRODUCT, ("p", ["**", "q", 2]), verdict="refuted"),
            place({}),
            place({"p": "1", "q": "1"}),
            by=leaving(place({"p": "1", "q": "1"}), letter(x="1")),
        ),
        "of a set that is left nothing else is shown",
    ),
}
