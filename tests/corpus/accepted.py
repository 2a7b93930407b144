"""The certificates of `accept/`: one small one for each rule and each kind of evidence."""

from __future__ import annotations

from typing import Any, Final

from tests.corpus.atoms import ATOMS_ACCEPTED
from tests.corpus.conserved import CONSERVED_ACCEPTED
from tests.corpus.domains import DOMAINS_ACCEPTED
from tests.corpus.kinks import KINKS_ACCEPTED
from tests.corpus.models import MODELS_ACCEPTED
from tests.corpus.orbits import ORBITS_ACCEPTED
from tests.corpus.secants import SECANTS_ACCEPTED
from tests.corpus.ties import TIES_ACCEPTED
from tests.kernel.forge import (
    atoms,
    boundary,
    cases,
    claim,
    combination,
    composition,
    core,
    crossing,
    description,
    document,
    empty,
    evidence,
    fields,
    identity,
    invariance,
    kept,
    leaving,
    letter,
    lie,
    misstep,
    model,
    parts_of,
    place,
    plainly_vanishing,
    redundant,
    regular,
    root,
    solver,
    symmetry,
    tangency,
    terms,
    vanishing,
)

RELU: Final = "relu"
SOLVER: Final = "z3 4.12"
"""The names of assumptions."""

# Models and equations that several certificates share.
DIAGONAL: Final = model(["*", "a", "b", "x"], "a b")
NEURON: Final = model(["*", "a", ["call", "tanh", ["*", "w", "x"]]], "a w")
PAIR: Final = model(["+", *(["*", a, ["call", "tanh", ["*", w, "x"]]] for a, w in ("ab", "cd"))], "a b c d")
RATIO: Final = model(["*", ["/", "a", "b"], "x"], "a b")
UNSPECIFIED: Final = model(["*", "a", ["call", "s", ["*", "w", "x"]]], "a w", functions={"s": ["odd"]})
SCALING: Final = fields("p q", ["p", "q"])
AT_REST: Final = fields("x y z", ["0", "0", "0"])


# Hidden units of a linear layer, and how they are turned.
LAYER: Final = model(["+", ["*", "a", "b", "x"], ["*", "c", "d", "x"]], "a b c d")
ROTATION: Final = {"a": terms("1 c"), "b": terms("1 d"), "c": terms("-1 a"), "d": terms("-1 b")}


def squares(left: str, sign: str, right: str) -> Any:
    """left² ± right²."""
    square = ["**", right, 2]
    return ["+", ["**", left, 2], square if sign == "+" else ["neg", square]]


SQUARE: Final = (["**", "p", 2], "0")
HYPERBOLA: Final = (squares("a", "-", "b"), "1")
CIRCLE: Final = (squares("p", "+", "q"), "-1")
ACNODE: Final = (["+", squares("p", "+", "q"), ["neg", ["**", "p", 3]]], "0")
"""A curve with an isolated point, 0, and a branch in p ≥ 1."""
ROOT_OF_TWO: Final = root("-2 0 1", "1", "2")
T: Final = ["0", "1"]
"""The root itself, as a coordinate."""

EQUATION: Final = combination(("equation 0", ["1"]))
SWAP: Final = {"a": terms("1 b"), "b": terms("1 a")}


def embedded(dimension: int) -> Any:
    return {"status": "embedded", "dimension": dimension}


def _tangencies() -> dict[str, Any]:
    cosh = ["call", "cosh", ["+", ["**", "a", 2], ["**", "b", 2], "-1"]]
    half_gradient = combination(("equation 0", ["-1"]), ("minor 0", ["1/2 a"]), ("minor 1", ["1/2 b"]))
    return {
        "tangency_conserved": document(
            claim(
                DIAGONAL,
                (squares("a", "-", "b"), "k"),
                constants=[["k", []]],
                manifold=embedded(1),
            ),
            evidence(
                invariance(tangency()),
                regular(
                    place({"a": "1", "k": "1"}),
                    [0],
                    everywhere=identity(half_gradient, generic=terms("1 k")),
                ),
            ),
        ),
        "tangency_cofactors": document(
            claim(SCALING, (["*", "p", "q"], "0")),
            evidence(invariance(tangency(lie=[lie(0, combination(("equation 0", ["2"])))]))),
        ),
        "tangency_congruence": document(
            claim(model(cosh, "a b", ""), (squares("a", "+", "b"), "1")),
            evidence(
                invariance(
                    tangency(
                        congruences=[
                            {"atom": 0, "argument": [], "cofactors": combination(("equation 0", ["-1"]))}
                        ],
                        lie=[lie(0, combination(("congruence 0", ["-4 a a", "-4 b b"])))],
                        atoms=atoms(("sinh", ["1", "-1 a a", "-1 b b"])),
                    )
                )
            ),
        ),
        "tangency_relation": document(
            claim(RATIO, (squares("a", "+", "b"), "k"), constants=[["k", []]]),
            evidence(
                invariance(
                    tangency(
                        lie=[lie(0, combination(("relation 0", ["-2 a x @0"])))],
                        atoms=atoms(("inv", ["1 b"])),
                    )
                )
            ),
        ),
        "tangency_condition_kept": document(
            claim(SCALING, where=[["p", ">", "0"]]),
            evidence(invariance(tangency(conditions=[kept(combination(("condition 0", ["1"])))]))),
        ),
        "tangency_condition_never_zero": document(
            claim(DIAGONAL, HYPERBOLA, where=[["a", ">", "0"]]),
            evidence(
                invariance(
                    tangency(
                        conditions=[
                            {
                                "by": "no zero",
                                "proof": identity(
                                    combination(("condition 0", ["1 a"]), ("equation 0", ["-1"])),
                                    squares=[["1", [], terms("1 b")]],
                                ),
                            }
                        ]
                    )
                )
            ),
        ),
        "tangency_condition_as_denominator": document(
            claim(
                fields("x y z", ["z", "0", "0"]),
                (["*", "x", "y"], "0"),
                (["*", "z", ["**", "y", 2]], "0"),
                where=[["y", "!=", "0"]],
            ),
            evidence(
                invariance(
                    tangency(
                        lie=[lie(0, combination(("equation 1", ["1"])), power=1)],
                        conditions=[kept([])],
                    )
                )
            ),
        ),
        "tangency_relu": document(
            claim(model(["*", "a", ["call", "relu", ["*", "w", "x"]]], "a w"), (squares("a", "-", "w"), "0")),
            evidence(invariance(tangency())),
            RELU,
        ),
    }


def _descriptions() -> dict[str, Any]:
    sum_of_squares = [["1", [], terms("1 q")]], [["1", [], terms("1 p")]]
    return {
        "description_radical": document(
            claim(SCALING, SQUARE),
            evidence(
                invariance(
                    tangency(),
                    description(
                        [terms("1 p")], [vanishing(EQUATION, 2)], [combination(("equation 0", ["1 p"]))]
                    ),
                )
            ),
        ),
        "description_real_radical": document(
            claim(SCALING, (squares("p", "+", "q"), "0")),
            evidence(
                invariance(
                    tangency(),
                    description(
                        [terms("1 p"), terms("1 q")],
                        [vanishing(EQUATION, 2, squares=s) for s in sum_of_squares],
                        [combination(("equation 0", ["1 p"]), ("equation 1", ["1 q"]))],
                    ),
                )
            ),
        ),
        "description_by_solver": document(
            claim(SCALING, SQUARE),
            evidence(
                invariance(
                    tangency(),
                    description([terms("1 p")], [solver()], [combination(("equation 0", ["1 p"]))]),
                )
            ),
            SOLVER,
        ),
        "description_off_a_condition": document(
            claim(fields("x y", ["0", "x"]), (["*", "x", "y"], "0"), where=[["y", "!=", "0"]]),
            evidence(
                invariance(
                    tangency(conditions=[kept([])]),
                    description(
                        [terms("1 x")],
                        [vanishing(EQUATION, power=1)],
                        [combination(("equation 0", ["1 y"]))],
                    ),
                )
            ),
        ),
        "description_weighted_squares": document(
            claim(SCALING, ACNODE, where=[["p", "<", "1"]]),
            evidence(
                invariance(
                    tangency(conditions=[kept([])]),
                    description(
                        [terms("1 p"), terms("1 q")],
                        [
                            vanishing(
                                combination(("equation 0", ["1", "-1 p"])),
                                2,
                                2,
                                [["1", [0], terms("1 q")]],
                            ),
                            vanishing(EQUATION, 2, squares=[["1", [0], terms("1 p")]]),
                        ],
                        [combination(("equation 0", ["1 p", "-1 p p"]), ("equation 1", ["1 q"]))],
                    ),
                )
            ),
        ),
    }


def _symmetries() -> dict[str, Any]:
    return {
        "symmetry_swap": document(
            claim(DIAGONAL, manifold=embedded(1), fixed_by=[[["a", "b"], ["b", "a"]]]),
            evidence(invariance(symmetry(SWAP)), regular(place({}))),
        ),
        "symmetry_of_an_odd_function": document(
            claim(UNSPECIFIED, ("a", "0"), ("w", "0")),
            evidence(invariance(symmetry({"a": terms("-1 a"), "w": terms("-1 w")}))),
        ),
        "symmetry_reflection_at_a_point": document(
            claim(model(["*", ["**", ["+", "a", "-1"], 2], "x"], "a"), ("a", "1")),
            evidence(invariance(symmetry({"a": terms("2", "-1 a")}))),
        ),
        "symmetry_no_isometry": document(
            claim(DIAGONAL, ("a", "0"), ("b", "0")),
            evidence(invariance(symmetry({"a": terms("2 a"), "b": terms("1/2 b")}))),
        ),
        "symmetry_infinitesimal": document(
            claim(LAYER, *((name, "0") for name in "abcd")),
            evidence(invariance(symmetry(flows=[ROTATION]))),
        ),
        "symmetry_of_fields": document(
            claim(SCALING, ("q", "0")),
            evidence(invariance(symmetry({"p": terms("1 p", "1 q")}))),
        ),
    }


def _empty_sets() -> dict[str, Any]:
    nothing = {"status": "empty"}
    positive = [["1", [], terms("1 p")], ["1", [], terms("1 q")]]
    logarithm = model(["*", "a", ["call", "log", ["neg", ["**", "b", 2]]]], "a b", "")
    return {
        "empty_by_elimination": document(
            claim(SCALING, ("p", "1"), ("p", "2"), manifold=nothing), evidence(invariance(empty()))
        ),
        "empty_by_identity": document(
            claim(SCALING, CIRCLE, manifold=nothing),
            evidence(invariance(empty(identity(EQUATION, squares=positive)))),
        ),
        "empty_by_weighted_squares": document(
            claim(
                SCALING,
                (["+", ["*", "p", ["**", "q", 2]], ["*", "p", "l"]], "-1"),
                constants=[["l", []]],
                where=[["p", ">", "0"], ["l", ">", "0"]],
                manifold=nothing,
            ),
            evidence(
                invariance(
                    empty(identity(EQUATION, squares=[["1", [0], terms("1 q")], ["1", [0, 1], terms("1")]]))
                )
            ),
        ),
        "empty_off_a_condition": document(
            claim(
                SCALING,
                (["*", "p", "q"], "0"),
                where=[[["*", "p", "q"], "!=", "0"]],
                manifold=nothing,
            ),
            evidence(invariance(empty(identity(EQUATION, power=1)))),
        ),
        "empty_by_solver": document(
            claim(SCALING, CIRCLE, manifold=nothing),
            evidence(invariance(empty(solver()))),
            SOLVER,
        ),
        "empty_outside_the_domain": document(
            claim(logarithm, manifold=nothing),
            evidence(
                invariance(
                    empty(
                        {"by": "domain", "argument": 0, "squares": [["1", [], terms("1 b")]], "cofactors": []}
                    )
                )
            ),
        ),
        "empty_outside_the_domain_under_a_condition": document(
            claim(
                model(["*", "a", ["call", "log", ["neg", "b"]]], "a b", ""),
                where=[["b", ">", "0"]],
                manifold=nothing,
            ),
            evidence(
                invariance(
                    empty(
                        {"by": "domain", "argument": 0, "squares": [["1", [0], terms("1")]], "cofactors": []}
                    )
                )
            ),
        ),
    }


def _refutations() -> dict[str, Any]:
    drift = fields("p q", ["q", "0"])
    error = model(["*", "a", ["call", "erf", ["*", "w", "x"]]], "a w")
    zero = ("a", "0")
    return {
        "leaving_rational": document(
            claim(DIAGONAL, zero, verdict="refuted"), evidence(leaving(place({"b": "1"}), letter(x="1")))
        ),
        "leaving_by_a_word_of_two": document(
            claim(drift, SQUARE, verdict="refuted"),
            evidence(leaving(place({"q": "2"}), letter(), letter())),
        ),
        "leaving_at_an_algebraic_point": document(
            claim(DIAGONAL, (squares("a", "+", "b"), "3"), verdict="refuted"),
            evidence(leaving(place({"a": T, "b": "1"}, root=ROOT_OF_TWO), letter(x="1"))),
        ),
        "leaving_by_exponentials": document(
            claim(NEURON, zero, verdict="refuted"), evidence(leaving(place({"w": "1"}), letter(x="1")))
        ),
        "leaving_by_an_enclosure": document(
            claim(error, zero, verdict="refuted"),
            evidence(leaving(place({"w": "1"}, bits=32), letter(x="1"))),
        ),
        "leaving_for_one_function": document(
            claim(UNSPECIFIED, zero, verdict="refuted"),
            evidence(leaving(place({"w": "1"}, {"s": ["0", "1"]}), letter(x="1"))),
        ),
        "leaving_inside_the_domain": document(
            claim(RATIO, zero, verdict="refuted"), evidence(leaving(place({"b": "2"}), letter(x="1")))
        ),
        "leaving_for_one_constant": document(
            claim(DIAGONAL, ("a", "k"), verdict="refuted", constants=[["k", []]]),
            evidence(leaving(place({"a": "5", "b": "1", "k": "5"}), letter(x="1"))),
        ),
        "leaving_under_conditions": document(
            claim(DIAGONAL, zero, verdict="refuted", where=[["b", "<", "0"], ["b", "!=", "1"]]),
            evidence(leaving(place({"b": "-1"}), letter(x="1"))),
        ),
        "crossing_by_a_word_of_two": document(
            claim(fields("p q", ["q", "1"]), where=[["p", "!=", "0"]], verdict="refuted"),
            evidence(crossing(place({}), invariance(tangency()), letter(), letter())),
        ),
        "crossing_a_condition": document(
            claim(DIAGONAL, HYPERBOLA, verdict="refuted", where=[["b", ">", "0"]]),
            evidence(crossing(place({"a": "1"}), invariance(tangency()), letter(x="1"))),
        ),
    }


def _manifolds() -> dict[str, Any]:
    constants = [["k", []], ["l", []]]
    plane_and_line = (["*", "x", "z"], "0"), (["*", "y", "z"], "0")
    nothing = {"status": "empty"}
    return {
        "regular_redundant": document(
            claim(AT_REST, *plane_and_line, manifold={"status": "regular locus", "dimension": 2}),
            evidence(
                invariance(tangency()),
                regular(
                    place({"x": "1"}),
                    [0],
                    redundant=[redundant(1, terms("1 x"), combination(("equation 0", ["1 y"])))],
                ),
            ),
        ),
        "regular_everywhere_by_solver": document(
            claim(DIAGONAL, HYPERBOLA, manifold=embedded(1)),
            evidence(invariance(tangency()), regular(place({"a": "1"}), [0], everywhere=solver())),
            SOLVER,
        ),
        "generically_empty_by_elimination": document(
            claim(AT_REST, ("x", "k"), ("x", "l"), constants=constants, manifold=nothing),
            evidence(invariance(tangency()), {"by": "no point", "proof": None}),
        ),
        "generically_empty_by_identity": document(
            claim(AT_REST, (["*", "k", "l"], "0"), constants=constants, manifold=nothing),
            evidence(
                invariance(tangency()),
                {"by": "no point", "proof": identity(EQUATION, generic=terms("1 k l"))},
            ),
        ),
    }


FACTORS = [terms("1 p"), terms("1 q")]


def _compositions() -> dict[str, Any]:
    line, other = {"equations": [["p", "0"]]}, {"equations": [["q", "0"]]}
    positive = {"equations": [], "where": [["p", ">", "0"]]}
    half = invariance(tangency(conditions=[kept(combination(("condition 0", ["1"])))]))
    still = invariance(tangency())
    both = (line, still), (other, still)
    return {
        "composition_intersection": document(
            claim(SCALING, ("q", "0"), where=[["p", ">", "0"]]),
            evidence(invariance(composition((other, still), (positive, half)))),
        ),
        "composition_union": document(
            claim(SCALING, (["*", "p", "q"], "0")), evidence(invariance(composition(*both)))
        ),
        "nothing_moves_on_a_half_line": document(
            claim(
                model(["*", "a", "b", "c", "x"], "a b c"),
                ("a", "0"),
                ("b", "0"),
                where=[["c", ">", "0"]],
                manifold={"status": "embedded", "dimension": 1},
            ),
            {
                **evidence(invariance(tangency(conditions=[kept([])])), regular(place({"c": "1"}))),
                "still": True,
            },
        ),
        "cases_of_two_factors": document(
            claim(SCALING, (["*", "p", "p", "q"], "0")),
            evidence(
                invariance(
                    cases(
                        [(FACTORS, plainly_vanishing(combination(("equation 0", ["1 q"])), exponent=2))],
                        ([terms("1 p")], still),
                        ([terms("1 q")], still),
                    )
                )
            ),
        ),
        "union_of_parts_that_optimisers_keep": document(
            claim(DIAGONAL, (["*", "a", "a"], ["*", "b", "b"])),
            {
                **evidence(invariance(tangency())),
                "union": parts_of(
                    [([terms("1 a", "-1 b"), terms("1 a", "1 b")], plainly_vanishing(EQUATION))],
                    ([terms("1 a", "-1 b")], still),
                    ([terms("1 a", "1 b")], still),
                ),
            },
        ),
        "composition_difference": document(
            claim(SCALING, difference=[line, other]), evidence(invariance(composition(*both)))
        ),
        "composition_image": document(
            claim(SCALING, ("p", "0")),
            evidence(invariance(composition((other, still), images={"p": terms("1 q"), "q": terms("1 p")}))),
        ),
        "tangency_condition_by_its_boundary": document(
            claim(SCALING, where=[["p", ">", "0"]]),
            evidence(invariance(tangency(conditions=[boundary(still)]))),
        ),
        **_one_after_the_other(),
    }


def _one_after_the_other() -> dict[str, Any]:
    """Conditions that are used once they are shown (T5), and crossings in parts of V and in corners."""
    cone, shifted = squares("x", "-", "y"), ["+", squares("x", "-", "y"), "1"]
    swap, bowl = fields("x y", ["y", "x"]), fields("x y", ["1", ["*", "2", "x"]])
    unchanged, scaled = kept([]), kept(combination(("condition 0", ["1"])))
    here, product = combination(("equation 0", ["1"])), (["*", "y", "z"], "0")
    weighed = identity(combination(("condition 0", ["1"])), squares=[["1", [0], terms("1")]])
    rest = tangency(lie=[lie(0, here, power=1), lie(1, here)], conditions=[scaled])
    log = ["call", "log", "a"]
    square = ["*", ["**", "b", 2], "x"]
    by_domain = vanishing(
        combination(("equation 0", ["1 b"])), exponent=2, squares=[["1", [0], terms("1 b")]]
    )
    above = identity(combination(("condition 0", ["1"])), squares=[["1", [1], terms("1")]])
    return {
        "tangency_condition_by_a_weight": document(
            claim(swap, where=[[cone, ">", "0"], [shifted, ">", "0"]]),
            evidence(invariance(tangency(conditions=[unchanged, {"by": "no zero", "proof": weighed}]))),
        ),
        "tangency_condition_in_another_order": document(
            claim(swap, where=[["x", ">", "0"], [cone, ">", "0"]]),
            evidence(
                invariance(
                    tangency(
                        conditions=[
                            {
                                "by": "no zero",
                                "proof": identity(
                                    combination(("condition 0", ["1 x"])),
                                    power=1,
                                    squares=[["1", [], terms("1 y")]],
                                ),
                            },
                            unchanged,
                        ],
                        order=[1, 0],
                    )
                )
            ),
        ),
        "tangency_condition_over_another": document(
            claim(
                fields("x y z", ["0", "x", "z"]),
                (["*", "x", "z"], "0"),
                where=[["z", "!=", "0"], ["y", ">", "0"]],
            ),
            evidence(
                invariance(tangency(lie=[lie(0, here)], conditions=[scaled, {**kept(here), "power": 1}]))
            ),
        ),
        "tangency_condition_boundary_in_force": document(
            claim(
                fields("x y z", [["+", "x", "y"], "0", "z"]),
                product,
                where=[["x", ">", "0"], ["z", "!=", "0"]],
            ),
            evidence(
                invariance(
                    tangency(
                        lie=[lie(0, here)],
                        conditions=[{**boundary(invariance(rest)), "conditions": [1]}, scaled],
                        order=[1, 0],
                    )
                )
            ),
        ),
        "tangency_condition_boundary_and_denominator": document(
            claim(
                fields("x y z", ["z", "0", "0"]),
                (["*", "x", "y"], "0"),
                (["*", "z", ["**", "y", 2]], "0"),
                where=[["y", "!=", "0"]],
            ),
            evidence(
                invariance(
                    tangency(
                        lie=[lie(0, combination(("equation 1", ["1"])), power=1)],
                        conditions=[boundary(invariance(tangency()))],
                    )
                )
            ),
        ),
        "tangency_condition_of_the_domain": document(
            claim(model(["*", log, "x"], "a b"), where=[[["+", "a", "1"], ">", "0"]]),
            evidence(invariance(tangency(conditions=[{"by": "no zero", "proof": above, "domain": [0]}]))),
        ),
        "description_by_the_domain": document(
            claim(model(["+", ["*", log, "x"], square], "a b"), (["*", ["+", "a", "1"], "b"], "0")),
            evidence(
                invariance(
                    tangency(),
                    {
                        **description(
                            [terms("1 b")], [by_domain], [combination(("equation 0", ["1", "1 a"]))]
                        ),
                        "domain": [0],
                    },
                )
            ),
        ),
        "empty_in_the_domain": document(
            claim(
                model(["*", "x", ["+", log, ["call", "sqrt", "b"]]], "a b"),
                (["+", "a", "b", "1"], "0"),
                manifold={"status": "empty"},
            ),
            evidence(
                invariance(
                    {
                        **empty(identity([], squares=[["1", [0], terms("1")], ["1", [1], terms("1")]])),
                        "domain": [0, 1],
                    }
                )
            ),
        ),
        "crossing_in_a_part": document(
            claim(
                fields("x y", ["x", "1"]),
                (["*", "x", ["+", "y", ["neg", "x"]]], "0"),
                where=[[["+", "y", ["neg", "x"]], "!=", "0"]],
                verdict="refuted",
            ),
            evidence(
                {
                    **crossing(place({}), invariance(tangency()), letter()),
                    "component": {
                        "equations": [terms("1 x")],
                        "implied": [combination(("equation 0", ["-1 x", "1 y"]))],
                    },
                }
            ),
        ),
        "crossing_in_a_corner": document(
            claim(bowl, where=[["y", ">", "0"], ["x", ">", "0"]], verdict="refuted"),
            evidence(
                {
                    **crossing(place({}), invariance(tangency()), letter(), condition=1, alone=True),
                    "touched": [[0, 2]],
                }
            ),
        ),
    }


def _reduced() -> dict[str, Any]:
    tied = {"a": terms("1 c"), "b": terms("1 d"), "c": terms("1 a"), "d": terms("1 b")}
    half = model(["*", "2", NEURON["outputs"][0]], "a w", rates=[["a", "1/2"], ["w", "1/2"]])
    shown = {"model": half, "map": {"a": "a", "b": "w", "c": "a", "d": "w"}}
    about = claim(PAIR, ("a", "c"), ("b", "d"), verdict="reduced", manifold=embedded(2))
    return {
        "reduced_pair_of_neurons": document(
            {**about, "reduced": shown}, evidence(invariance(symmetry(tied)), regular(place({})))
        ),
    }


def _missteps() -> dict[str, Any]:
    balanced = (squares("a", "-", "b"), "1")
    conserved = claim(DIAGONAL, balanced, manifold=None)
    line = model(["*", ["+", ["*", "2", "a"], "b"], "x"], "a b")
    skewed = claim(line, ("a", ["*", "2", "b"]))
    kept_sign = tangency(conditions=[kept(combination(("condition 0", ["1 x"])))])
    on_hyperbola, off_zero = place({"a": "1"}), place({"a": "1", "b": "1"})
    equation, condition = ["equation", 0], ["condition", 0]

    def stepping(about: Any, by: Any, *steps: Any) -> Any:
        return document(about, {**evidence(invariance(by)), "missteps": list(steps)})

    tied = claim(DIAGONAL, ("a", "b"), where=[["a", "!=", "0"]])
    return {
        "misstep_from_a_curve": stepping(
            conserved,
            tangency(),
            misstep("gradient_descent", on_hyperbola, letter(x="1"), equation),
            misstep("weight_decay", on_hyperbola, letter(x="1"), equation, more="1/2"),
            misstep("adam", on_hyperbola, letter(x="1"), equation, more="1/100"),
        ),
        "misstep_of_adam": stepping(
            skewed,
            tangency(),
            misstep("adam", place({}), letter(x="1"), equation, more="1/2"),
        ),
        "misstep_onto_a_condition": stepping(
            tied, kept_sign, misstep("gradient_descent", off_zero, letter(x="1"), condition)
        ),
    }


def _cores() -> dict[str, Any]:
    origin, inside = [["p", "0"], ["q", "0"]], [vanishing([])]
    reached = [
        {
            key: value
            for key, value in vanishing(combination((f"equation {at}", ["1"]))).items()
            if key != "by"
        }
        for at in range(2)
    ]
    step = {"field": 0, "equation": 0, "inputs": [], "polynomial": terms("1 q"), "cofactors": []}
    by_steps = {"steps": [step], "reached": reached}

    def said(comparison: str, *, largest: bool) -> Any:
        shown = {"equations": origin, "comparison": comparison, "largest": largest}
        return {**claim(fields("p q", ["q", "0"]), ("p", "0"), verdict="core"), "core": shown}

    return {
        "core_inside": document(
            said("unknown", largest=False), evidence(core(invariance(tangency()), inside))
        ),
        "core_smaller_and_the_largest": document(
            said("smaller", largest=True),
            evidence(core(invariance(tangency()), inside, **by_steps, outside=place({"q": "1"}))),
        ),
    }


ACCEPTED: Final[dict[str, Any]] = {
    **_tangencies(),
    **_descriptions(),
    **_symmetries(),
    **_empty_sets(),
    **_refutations(),
    **_manifolds(),
    **_compositions(),
    **_reduced(),
    **_missteps(),
    **_cores(),
    **ORBITS_ACCEPTED,
    **SECANTS_ACCEPTED,
    **ATOMS_ACCEPTED,
    **DOMAINS_ACCEPTED,
    **CONSERVED_ACCEPTED,
    **KINKS_ACCEPTED,
    **TIES_ACCEPTED,
    **MODELS_ACCEPTED,
}
