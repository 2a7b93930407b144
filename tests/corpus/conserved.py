"""Equations and conditions that are conserved by structure (T9), and what is false and close to it."""

from __future__ import annotations

from typing import Any, Final

from tests.corpus.kinks import ASSUMED, certified, relu
from tests.kernel.forge import call, fields, model, spoilt, tangency

_SQUARES: Final = ["+", ["**", "a", 2], ["**", "b", 2]]
_UNIT: Final = ["*", ["+", ["*", "a", "x"], "b"], ["/", "1", call("sqrt", _SQUARES)]]
"""(ax + b)/√(a² + b²), which does not change when a and b are scaled."""
_LINE: Final = model(_UNIT, "a b")
_POWERS: Final = call("exp", ["*", "a", "x"]), call("exp", ["*", "b", "x"])
_SHARE: Final = model(["/", _POWERS[0], ["+", *_POWERS]], "a b")
_HINGE: Final = model(["*", "a", relu(["*", "b", "x"])], "a b")
_HYPERBOLIC: Final = ["+", ["**", "a", 2], ["neg", ["**", "b", 2]]]
_SUM: Final = ["+", "a", "b"]
_THREE: Final = ["+", _SQUARES, ["**", "c", 2]]
_CONSERVED: Final = {"by": "conserved"}
_FLOW: Final = fields("p q", ["q", "p"])


def _level(of: Any, law: Any, *, assumed: tuple[str, ...] = (), **parts: Any) -> Any:
    """The level set of a law, for every value of the constant k."""
    by = tangency(conserved=[0], **parts)
    return certified(of, (law, "k"), by=by, assumed=assumed, constants=[["k", []]])


def _side(of: Any, law: Any) -> Any:
    """Where a law is more than 2."""
    return certified(of, by=tangency(conditions=[_CONSERVED]), where=[[law, ">", "2"]])


CONSERVED_ACCEPTED: Final[dict[str, Any]] = {
    "conserved_norm": _level(_LINE, _SQUARES),
    "conserved_sum": _level(_SHARE, _SUM),
    "conserved_at_kinks": _level(_HINGE, _HYPERBOLIC, kinks="bounded"),
    "conserved_on_regions": _level(_HINGE, _HYPERBOLIC, assumed=("relu",)),
    "conserved_along_given_fields": _level(_FLOW, ["+", ["**", "p", 2], ["neg", ["**", "q", 2]]]),
    "conserved_condition": _side(_LINE, _SQUARES),
    "conserved_before_substitution": certified(
        model(["*", ["+", ["*", "a", "x"], "b", "c"], ["/", "1", call("sqrt", _THREE)]], "a b c"),
        ("b", "c"),
        (_THREE, "k"),
        by=tangency(conserved=[1]),
        constants=[["k", []]],
    ),
}

_MOVES: Final = "L_X of equation 0 was not shown to vanish by structure"


def _rated(**more: Any) -> Any:
    return {**_LINE, **more}


CONSERVED_REJECTED: Final[dict[str, tuple[Any, str]]] = {
    "conserved_not_with_eps": (
        _level(
            model(["*", ["+", ["*", "a", "x"], "b"], call("sqrt", ["+", _SQUARES, "1"])], "a b"), _SQUARES
        ),
        _MOVES,
    ),
    "conserved_not_of_unequal_degree": (
        _level(model(["/", ["+", ["*", "a", "x"], ["**", "b", 2]], _SUM], "a b"), _SQUARES),
        _MOVES,
    ),
    "conserved_not_of_degree_one": (_level(model(call("sqrt", _SQUARES), "a b"), _SQUARES), _MOVES),
    "conserved_not_at_other_rates": (_level(_rated(rates=[["a", "2"]]), _SQUARES), _MOVES),
    "conserved_not_beside_a_frozen_one": (_level(_rated(frozen=["b"]), _SQUARES), _MOVES),
    "conserved_not_by_shifts_that_differ": (
        _level(model(["/", _POWERS[0], ["+", _POWERS[0], call("exp", ["*", "2", "b", "x"])]], "a b"), _SUM),
        _MOVES,
    ),
    "conserved_not_by_shifts_of_two_inputs": (
        _level(model(["/", _POWERS[0], ["+", _POWERS[0], call("exp", ["*", "b", "y"])]], "a b", "x y"), _SUM),
        _MOVES,
    ),
    "conserved_not_under_a_logarithm": (_level(model(call("log", ["*", "a", "b"]), "a b"), _SQUARES), _MOVES),
    "conserved_not_behind_a_shift": (
        _level(model(["*", "a", relu(["+", ["*", "b", "x"], "1"])], "a b"), _HYPERBOLIC, assumed=("relu",)),
        _MOVES,
    ),
    "conserved_not_with_a_kink_written_twice": (
        _level(
            model(["*", "a", ["+", relu(["*", "b", "x"]), relu(["*", "b", "x"])]], "a b"),
            _HYPERBOLIC,
            kinks="bounded",
        ),
        "bounded cofactors need one step for each argument",
    ),
    "conserved_not_on_regions_alone": (_level(_HINGE, _HYPERBOLIC), ASSUMED),
    "conserved_not_along_given_fields": (
        _level(_FLOW, ["+", ["**", "p", 2], ["**", "q", 2]]),
        _MOVES,
    ),
    "conserved_not_for_one_output": (
        _level({**_LINE, "outputs": [_UNIT, ["*", "b", "x"]]}, _SQUARES),
        _MOVES,
    ),
    "conserved_not_at_one_datum": (
        _level(
            {
                **model(
                    ["*", ["+", ["*", "a", "x"], ["*", "b", "x", ["+", "x", "-1"]]], ["/", "1", "a"]], "a b"
                ),
                "data": [{"x": "1"}, {"x": "2"}],
            },
            "a",
        ),
        _MOVES,
    ),
    "conserved_not_a_condition": (_side(_LINE, _SUM), _MOVES),
    "conserved_not_the_other_equation": (
        certified(_LINE, (_SQUARES, "k"), ("a", "0"), by=tangency(conserved=[0]), constants=[["k", []]]),
        _MOVES,
    ),
    "conserved_twice": (
        spoilt(CONSERVED_ACCEPTED["conserved_norm"], {"evidence.proof.proof.conserved": [0, 0]}),
        "conserved equations are numbered in increasing order",
    ),
    "conserved_beyond_the_equations": (
        spoilt(CONSERVED_ACCEPTED["conserved_norm"], {"evidence.proof.proof.conserved": [1]}),
        "there is no such equation to be conserved",
    ),
    "conserved_more_conditions_than_there_are": (
        spoilt(
            CONSERVED_ACCEPTED["conserved_condition"],
            {"evidence.proof.proof.conditions": [_CONSERVED, _CONSERVED]},
        ),
        "every side condition needs its own proof",
    ),
}
