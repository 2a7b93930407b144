"""Atoms that evidence lists (T3): what they may be, and false claims by atoms that are not met."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

from tests.corpus.orbits import IN_ITS_SPAN, NO_BRACKET, ORBITS_ACCEPTED
from tests.kernel.forge import (
    atoms,
    call,
    claim,
    combination,
    description,
    document,
    empty,
    evidence,
    fields,
    invariance,
    kept,
    lie,
    model,
    spanning,
    spoilt,
    tangency,
    terms,
    vanishing,
)
from tests.kernel.forge import letter as at_letter

Case: TypeAlias = tuple[Any, str]

UNKNOWN: Final = "an atom is used that there is not"
NOT_MET: Final = "atom 0 is not met where it is listed"
NOT_MENTIONED: Final = "is listed, and is not mentioned"


def _listing(listed: Any) -> Any:
    """What says which atoms are listed; nothing if there is no list."""
    return {} if listed is None else {"atoms": listed}


def _shown(of: Any, *equations: Any, by: Any, **more: Any) -> Any:
    return document(claim(of, *equations, **more), evidence(invariance(by)))


# F = a·x/exp(b), with 1/exp(b) above exp(b): along the flow a² + 2b changes by -2ax·τ(τ·exp(b) - 1).
_SCALED: Final = model(["*", ["/", "a", call("exp", "b")], "x"], "a b")
_LEVEL: Final = (["+", ["**", "a", 2], ["*", "2", "b"]], "1")
_BOTH: Final = atoms(("exp", ["1 b"]), ("inv", ["1 @0"]))


def exponential_of(name: str) -> Any:
    return ["exp", terms(f"1 {name}")]


def _level(listed: Any, *summands: tuple[str, list[str]]) -> Any:
    shown = summands or (("relation 1", ["-2 a x @1"]),)
    return _shown(_SCALED, _LEVEL, by=tangency(lie=[lie(0, combination(*shown))], **_listing(listed)))


# On b² = a the field of x·(cosh(b²) + 4a·cosh(a) - 4·sinh(a)) has L(b² - a) = 4x·(b²·sinh(b²) - a·sinh(a)).
_COSH: Final = model(
    [
        "*",
        "x",
        [
            "+",
            call("cosh", ["**", "b", 2]),
            ["*", "4", "a", call("cosh", "a")],
            ["*", "-4", call("sinh", "a")],
        ],
    ],
    "a b",
)
_PARABOLA: Final = (["**", "b", 2], "a")
_EQUAL: Final = {"atom": 0, "argument": terms("1 a"), "cofactors": combination(("equation 0", ["1"]))}


def _parabola(listed: Any, cofactor: str = "4 x @1", equal: Any = _EQUAL) -> Any:
    shown = combination(("congruence 0", ["4 b b x"]), ("equation 0", [cofactor]))
    by = tangency(congruences=[equal], lie=[lie(0, shown)], **_listing(listed))
    return _shown(_COSH, _PARABOLA, by=by)


_SQUARE: Final = atoms(("sinh", ["1 b b"]))
_TWO_SINES: Final = atoms(("sinh", ["1 b b"]), ("sinh", ["1 a"]))


def _at_one_only(elsewhere: Any) -> Any:
    """A model that divides by p at the input 1 only; at the input 0 it is something else."""
    divisor = ["+", ["*", "p", "x"], "1", ["neg", "x"]]
    output = ["+", ["*", ["+", "1", ["neg", "x"]], elsewhere], ["*", "x", ["/", "1", divisor]]]
    return {**model(output, "p q"), "data": [{"x": "1"}, {"x": "0"}]}


_DOUBLE: Final = (["**", "p", 2], "0")
_AT_ONE: Final = lie(
    0,
    combination(("equation 0", ["-2 p @0 @0 @0 @0"]), ("relation 0", ["2 p @0 @0", "2 p p @0 @0 @0"])),
)
_DIVIDED: Final = combination(("equation 0", ["2 q @0"]), ("relation 0", ["-2 p q"]))
_INVERSE: Final = atoms(("inv", ["1 p"]))
_DRIFT: Final = fields("p q", ["q", "0"])

_RATIO: Final = {**model(["*", ["/", "a", "b"], "x"], "a b"), "data": [{"x": "1"}, {"x": "2"}]}
_CIRCLE: Final = (["+", ["**", "a", 2], ["**", "b", 2]], "1")
_LOGARITHM: Final = model(["*", "a", call("log", ["neg", ["**", call("exp", "b"), 2]])], "a b", "")


def _outside(listed: Any) -> Any:
    squares = [["1", [], terms("1 @0")]]
    proof = {"by": "domain", "argument": 0, "squares": squares, "cofactors": [], **_listing(listed)}
    return _shown(_LOGARITHM, by=empty(proof), manifold={"status": "empty"})


def _conserved(listed: Any, combined: Any, **more: Any) -> Any:
    """Of a·sigmoid(b)·x the quantity a² - 2b - 2·exp(b)."""
    law = ["+", ["**", "a", 2], ["*", "-2", ["+", "b", call("exp", "b")]]]
    said = {"conserved": [law], "independent": 1, "lower": 1, "upper": 1, "complete": True}
    shown = {"opaque": False, "derivatives": [[0, combined]], **_listing(listed), **more}
    proof = {
        "shows": "laws",
        "conservation": [shown],
        "chosen": [0],
        "spanning": {**spanning([at_letter(x="1")]), "basis": [1, 5, 1, 0]},
    }
    about = {
        "model": model(["*", "a", call("sigmoid", "b"), "x"], "a b"),
        "verdict": "laws",
        "laws": {"point": {"a": "2", "b": "1"}, **said},
    }
    return document(about, {"proof": proof, "manifold": None})


_SIGMOID: Final = atoms(("sigmoid", ["1 b"]))
_CONNECTED: Final = combination(("connection 0", ["2 a x @0"]))


def _closed(multiplier: str, coefficient: str, listed: Any) -> Any:
    """A closure under bracket of p·tanh(q)·x, as it is for polynomials, times something."""
    first = {**IN_ITS_SPAN, "multiplier": terms(multiplier), "coefficients": [[0, terms(coefficient)]]}
    changes = {"evidence.proof.closure": [first, NO_BRACKET]}
    changes |= {f"evidence.proof.{key}": value for key, value in _listing(listed).items()}
    return spoilt(ORBITS_ACCEPTED["laws_closed_under_bracket"], changes)


_TANH: Final = atoms(("tanh", ["1 q"]))

ATOMS_ACCEPTED: Final[dict[str, Any]] = {
    "atoms_one_above_the_other": _level(_BOTH),
    "atoms_image_of_a_congruence": _parabola(_SQUARE),
    "atoms_image_that_is_listed": _parabola(_TWO_SINES),
    "atoms_met_at_all_data": _shown(
        _RATIO,
        _CIRCLE,
        by=tangency(
            lie=[
                lie(0, combination(("relation 0", ["-2 a @0"]))),
                lie(0, combination(("relation 0", ["-4 a @0"])), field=1),
            ],
            atoms=atoms(("inv", ["1 b"])),
        ),
    ),
    "atoms_outside_the_domain": _outside(atoms(("exp", ["1 b"]))),
    "atoms_connected": _conserved(_SIGMOID, _CONNECTED),
    "atoms_of_a_closure": _closed("1 @0", "1 x @0", _TANH),
}


def _false_claims() -> dict[str, Case]:
    """Sets that are left, by relations of atoms that the fields do not bring."""
    across = combination(("condition 0", ["1 @0"]), ("relation 0", ["-1"]))
    falling = combination(("condition 0", ["-1 @0 @0 @0"]), ("relation 0", ["1 @0 @0"]))
    everything = combination(("equation 0", ["1 q @0 @0"]), ("relation 0", ["-1 q", "-1 p q @0"]))
    vanishing = {"atom": 1, "argument": [], "cofactors": everything}
    return {
        "atoms_that_divide_a_double_point": (
            _shown(_DRIFT, _DOUBLE, by=tangency(lie=[lie(0, _DIVIDED)], atoms=_INVERSE)),
            NOT_MET,
        ),
        "atoms_that_divide_a_condition": (
            _shown(
                fields("x", ["1"]),
                where=[["x", ">", "0"]],
                by=tangency(conditions=[kept(across)], atoms=atoms(("inv", ["1 x"]))),
            ),
            NOT_MET,
        ),
        "atoms_of_another_datum": (
            _shown(
                _at_one_only(["*", "p", "q"]),
                _DOUBLE,
                by=tangency(lie=[_AT_ONE, lie(0, _DIVIDED, field=1)], atoms=_INVERSE),
            ),
            "L_X of equation 0 along field 1",
        ),
        "atoms_of_another_datum_in_a_condition": (
            _shown(
                _at_one_only("p"),
                where=[["p", ">", "0"]],
                by=tangency(conditions=[kept(falling, across)], atoms=_INVERSE),
            ),
            "L_X of side condition 0: expected 1, but",
        ),
        "atoms_of_another_datum_in_a_congruence": (
            _shown(
                _at_one_only(["*", "p", call("sinh", "q")]),
                _DOUBLE,
                by=tangency(
                    congruences=[vanishing],
                    lie=[_AT_ONE, lie(0, combination(("congruence 0", ["2 p"])), field=1)],
                    atoms=[*_INVERSE, *atoms(("sinh", ["1 q"]))],
                ),
            ),
            "a congruence of arguments",
        ),
    }


def _lists() -> dict[str, Case]:
    """Lists that are not as they have to be, and what refers to none of them, in proofs of true claims."""
    exponential, inverse = _BOTH
    cosine = ["cosh", terms("1 a")]
    other_sign = atoms(("sinh", ["-1 b b"]))
    image = {**_EQUAL, "atom": 1, "cofactors": []}
    minus = {**_EQUAL, "argument": terms("-1 a"), "cofactors": combination(("equation 0", ["-1"]))}
    return {
        "atoms_that_are_not_listed": (_level(None), UNKNOWN),
        "atoms_past_the_list": (_level(_BOTH, ("relation 1", ["-2 a x @2"])), UNKNOWN),
        "atoms_with_a_relation_past_the_list": (_level(_BOTH, ("relation 2", ["-2 a x @1"])), UNKNOWN),
        "atoms_with_a_relation_of_another": (
            _level(_BOTH, ("relation 0", ["-2 a x @1"])),
            "L_X of equation 0",
        ),
        "atoms_listed_twice": (_level([*_BOTH, exponential]), "atom 2 is listed twice"),
        "atoms_that_nothing_mentions": (_level([*_BOTH, exponential_of("a")]), f"atom 2 {NOT_MENTIONED}"),
        "atoms_mentioned_by_one_that_nothing_mentions": (
            _level([*_BOTH, exponential_of("a"), ["inv", [["1", "@2"]]]]),
            f"atom 3 {NOT_MENTIONED}",
        ),
        "atoms_above_later_ones": (
            _level([["inv", terms("1 @1")], exponential], ("relation 0", ["-2 a x @0"])),
            UNKNOWN,
        ),
        "atoms_above_themselves": (
            _level([["inv", terms("1 @0")]], ("relation 0", ["-2 a x @0"])),
            UNKNOWN,
        ),
        "atoms_that_are_not_met": (
            _level([*_BOTH, cosine], ("relation 1", ["-2 a x @1"]), ("relation 2", [])),
            "atom 2 is not met",
        ),
        "atoms_of_a_function_that_there_is_not": (
            _level([["foo", terms("1 b")]]),
            "there is no function 'foo'",
        ),
        "atoms_of_a_function_without_a_name": (_level([["", terms("1 b")]]), "there is no function ''"),
        "atoms_of_a_derivative": (_level([["exp'", terms("1 b")]]), "there is no function"),
        "atoms_with_a_factor": (
            _level(
                [exponential, ["inv", terms("2 @0")]],
                ("relation 1", ["-4 a x @1"]),
            ),
            "atom 1 is not met",
        ),
        "atoms_with_the_other_sign": (
            _parabola(
                [*other_sign, _TWO_SINES[1]],
                "4 x @1",
                {**minus, "argument": terms("-1 a")},
            ),
            NOT_MET,
        ),
        "atoms_with_a_constant_argument": (
            _parabola([*_TWO_SINES, ["sinh", []]], "4 x @1"),
            f"atom 2 {NOT_MENTIONED}",
        ),
        "atoms_with_a_constant_argument_that_is_mentioned": (
            _level([exponential, inverse, ["exp", []]], ("relation 1", ["-2 a x @1 @2"])),
            "atom 2 is not met",
        ),
        "atoms_half_a_period_apart": (
            _shown(
                {**model(["*", "a", call("sin", ["+", "b", "pi"])], "a b")},
                ("a", "pi"),
                by=tangency(
                    lie=[lie(0, combination(("relation 0", [])))], atoms=[["sin", [["1", "b"], ["1", "pi"]]]]
                ),
            ),
            NOT_MET,
        ),
        "atoms_of_congruences_that_are_images": (
            _parabola(_SQUARE, "4 x @1", image),
            "there is no atom 1",
        ),
        "atoms_of_a_congruence_that_come_later": (
            _parabola(_SQUARE, "4 x @1", {**_EQUAL, "argument": terms("1 @1")}),
            UNKNOWN,
        ),
        "atoms_after_the_images": (_parabola(_SQUARE, "4 x @2"), UNKNOWN),
        "atoms_after_an_image_that_is_listed": (_parabola(_TWO_SINES, "4 x @2"), UNKNOWN),
        "atoms_with_a_relation_of_an_image": (
            _parabola(
                _SQUARE,
                "4 x @1",
                {**_EQUAL, "cofactors": combination(("equation 0", ["1"]), ("relation 1", []))},
            ),
            "there is no relation 1",
        ),
        "atoms_connected_in_a_proof_by_tangency": (
            _level(_BOTH, ("relation 1", ["-2 a x @1"]), ("connection 0", [])),
            "there is no connection 0 here",
        ),
        "atoms_outside_the_domain_not_listed": (_outside(None), UNKNOWN),
        "atoms_outside_the_domain_not_met": (_outside(atoms(("exp", ["1 a"]))), NOT_MET),
        "atoms_outside_the_domain_not_mentioned": (
            _outside(atoms(("exp", ["1 b"]), ("exp", ["1 a"]))),
            NOT_MENTIONED,
        ),
        "atoms_of_a_law_not_listed": (_conserved(None, _CONNECTED), "there is no connection 0 here"),
        "atoms_of_a_law_not_met": (
            _conserved([*_SIGMOID, ["tanh", terms("1 b")]], [*_CONNECTED, [["connection", 1], []]]),
            "atom 1 is not met",
        ),
        "atoms_of_a_law_not_mentioned": (_conserved([*_SIGMOID, exponential], _CONNECTED), NOT_MENTIONED),
        "atoms_of_a_law_not_connected": (
            _conserved([exponential, *_SIGMOID], combination(("connection 0", ["2 a x @1"]))),
            "L_X of law 0",
        ),
        "atoms_of_a_law_without_derivatives": (
            spoilt(
                ORBITS_ACCEPTED["laws_of_a_product_opaque"], {"evidence.proof.conservation.0.atoms": _TANH}
            ),
            NOT_MENTIONED,
        ),
        "atoms_of_a_closure_not_listed": (_closed("1 @0", "1 x @0", None), UNKNOWN),
        "atoms_of_a_closure_not_met": (_closed("1 @0", "1 x @0", atoms(("exp", ["1 q"]))), NOT_MET),
        "atoms_of_a_closure_not_mentioned": (_closed("1", "1 x", _TANH), NOT_MENTIONED),
        "atoms_of_an_orbit_in_a_description": (
            spoilt(
                ORBITS_ACCEPTED["orbit_hyperbola"],
                {
                    "evidence.proof.invariance.description": description(
                        [terms("-3", "1 p p", "-1 q q"), terms("-6", "2 p p", "-2 q q")],
                        [vanishing(combination(("equation 0", [factor]))) for factor in "12"],
                        [combination(("equation 0", ["1", "2 @0"]), ("equation 1", ["-1 @0"]))],
                    )
                },
            ),
            UNKNOWN,
        ),
        "atoms_of_a_closure_that_there_is_not": (
            spoilt(ORBITS_ACCEPTED["laws_of_a_product"], {"evidence.proof.atoms": _TANH}),
            NOT_MENTIONED,
        ),
    }


ATOMS_REJECTED: Final[dict[str, Case]] = {**_false_claims(), **_lists()}
