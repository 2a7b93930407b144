"""Orbits and conserved quantities (T9, T12): what is accepted, and what is false and close to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from tests.kernel.forge import PRIME, call, document, invariance, letter, orbit, spanning, spoilt, tangency

PRODUCT: Final = {
    "parameters": [["p", []], ["q", []]],
    "inputs": [["x", []]],
    "outputs": [["*", "p", "q", "x"]],
}
SQUARES: Final = ["+", ["**", "p", 2], ["neg", ["**", "q", 2]]]
AT: Final = {"p": "2", "q": "1"}


def _conserved(*, opaque: bool) -> Any:
    return [{"opaque": opaque, "derivatives": []}]


def _laws(*, opaque: bool) -> Any:
    said = {"point": AT, "conserved": [SQUARES], "independent": 1, "lower": 1, "upper": 1, "complete": True}
    proof = {
        "shows": "laws",
        "conservation": _conserved(opaque=opaque),
        "chosen": [0],
        "spanning": spanning([letter(x="1")]),
    }
    claim = {"model": PRODUCT, "verdict": "laws", "laws": said}
    return document(claim, {"proof": proof, "manifold": None})


def _orbit(equations: Any, point: Mapping[str, str], brackets: Any, chosen: Any) -> Any:
    bounds = {"lower": len(brackets), "upper": 2 - len(chosen)}
    proof = orbit(invariance(tangency()), chosen, spanning(*brackets))
    claim = {
        "model": PRODUCT,
        "candidate": {"equations": equations},
        "verdict": "orbit",
        "orbit": {"point": dict(point), "laws": [], **bounds},
    }
    return document(claim, {"proof": proof, "manifold": None})


CURVED: Final = {
    "parameters": [["p", []], ["q", []]],
    "inputs": [["x", []]],
    "outputs": [["*", "p", ["call", "tanh", "q"], "x"]],
}
IN_ITS_SPAN: Final = {"multiplier": [["1"]], "coefficients": [[0, [["1", "x"]]]], "rest": []}
NO_BRACKET: Final = {"multiplier": [["1"]], "coefficients": [], "rest": []}


def _closed() -> Any:
    """p·tanh(q)·x has one field, whatever x is: orbits are curves, and no polynomial is conserved."""
    said = {"point": AT, "conserved": [], "independent": 0, "lower": 1, "upper": 1, "complete": False}
    proof = {
        "shows": "laws",
        "conservation": [],
        "chosen": [],
        "spanning": {**spanning([letter(x="1")]), "basis": [1, 5, 1, 0]},
        "closure": [IN_ITS_SPAN, NO_BRACKET],
    }
    claim = {"model": CURVED, "verdict": "laws", "laws": said}
    return document(claim, {"proof": proof, "manifold": None})


ORBITS_ACCEPTED: Final[dict[str, Any]] = {
    "laws_of_a_product": _laws(opaque=False),
    "laws_of_a_product_opaque": _laws(opaque=True),
    "laws_closed_under_bracket": _closed(),
    "orbit_hyperbola": _orbit([[SQUARES, "3"]], AT, [[letter(x="1")]], [0]),
    "orbit_origin": _orbit([["p", "0"], ["q", "0"]], {"p": "0", "q": "0"}, [], [0, 1]),
}


def _changed(name: str, message: str, **changes: Any) -> tuple[Any, str]:
    paths = {path.replace("__", "."): value for path, value in changes.items()}
    return spoilt(ORBITS_ACCEPTED[name], paths), message


_TWICE: Final = {
    "claim__laws__lower": 2,
    "claim__laws__upper": 2,
    "claim__laws__independent": 0,
    "evidence__proof__chosen": [],
}

ORBITS_REJECTED: Final[dict[str, tuple[Any, str]]] = {
    "laws_that_move": _changed(
        "laws_of_a_product", "L_X of law 0", claim__laws__conserved=[["+", ["**", "p", 2], ["**", "q", 2]]]
    ),
    "laws_that_move_opaque": _changed(
        "laws_of_a_product_opaque", "L_X of law 0", claim__laws__conserved=["p"]
    ),
    "laws_modulo_the_prime_only": _changed(
        "laws_of_a_product", "L_X of law 0", claim__laws__conserved=[["+", SQUARES, ["*", str(PRIME), "p"]]]
    ),
    "laws_for_other_rates": _changed(
        "laws_of_a_product", "L_X of law 0", claim__model={**PRODUCT, "rates": [["p", "2"]]}
    ),
    "laws_not_proved": _changed("laws_of_a_product", "needs its own proof", evidence__proof__conservation=[]),
    "laws_complete_without_a_bracket": _changed(
        "laws_of_a_product", "is claimed", evidence__proof__spanning__brackets=[]
    ),
    "laws_with_one_field_twice": _changed(
        "laws_of_a_product",
        "the brackets were not shown",
        **_TWICE,
        evidence__proof__spanning__brackets=[[letter(x="1")], [letter(x="2")]],
    ),
    "laws_where_their_differentials_vanish": _changed(
        "laws_of_a_product", "the differentials were not shown", claim__laws__point={"p": "0", "q": "0"}
    ),
    "laws_modulo_a_divisor_of_all": _changed(
        "laws_of_a_product",
        "were not shown",
        evidence__proof__spanning__modulus=7,
        claim__laws__point={"p": "7", "q": "14"},
    ),
    "laws_modulo_a_divisor_of_a_long_denominator": _changed(
        "laws_of_a_product",
        "has no inverse modulo 3",
        claim__model={**PRODUCT, "outputs": [["*", "p", "q", "x", ["**", ["**", "1/3", 1000], 20]]]},
        evidence__proof__spanning__modulus=3,
    ),
    "closure_that_says_there_is_all": _changed(
        "laws_closed_under_bracket", "is claimed", claim__laws__complete=True
    ),
    "closure_of_another_upper_bound": _changed(
        "laws_closed_under_bracket", "is claimed", claim__laws__upper=2
    ),
    "closure_that_hides_the_law_that_is_all": _changed(
        "laws_of_a_product",
        "is claimed",
        claim__laws__independent=0,
        claim__laws__complete=False,
        evidence__proof__chosen=[],
        evidence__proof__closure=[IN_ITS_SPAN, NO_BRACKET],
    ),
    "closure_that_forgets_the_brackets": _changed(
        "laws_closed_under_bracket",
        "has 2 fields to express, and not 1",
        evidence__proof__closure=[IN_ITS_SPAN],
    ),
    "closure_with_another_coefficient": _changed(
        "laws_closed_under_bracket",
        "component 0 of field 0",
        evidence__proof__closure=[{**IN_ITS_SPAN, "coefficients": [[0, [["1"]]]]}, NO_BRACKET],
    ),
    "closure_with_a_multiplier_that_is_zero": _changed(
        "laws_closed_under_bracket",
        "is 0",
        evidence__proof__closure=[{"multiplier": [], "coefficients": [], "rest": []}, NO_BRACKET],
    ),
    "closure_with_a_multiplier_that_vanishes_at_the_point": _changed(
        "laws_closed_under_bracket",
        "not shown to differ from 0",
        evidence__proof__closure=[
            {
                "multiplier": [["-2"], ["1", "p"]],
                "coefficients": [[0, [["1", "p", "x"], ["-2", "x"]]]],
                "rest": [],
            },
            NO_BRACKET,
        ],
    ),
    "closure_with_a_multiplier_in_an_input": _changed(
        "laws_closed_under_bracket",
        "depends on an input",
        evidence__proof__closure=[
            {"multiplier": [["1", "x"]], "coefficients": [[0, [["1", "x", "x"]]]], "rest": []},
            NO_BRACKET,
        ],
    ),
    "closure_with_a_multiplier_in_an_atom_there_is_not": _changed(
        "laws_closed_under_bracket",
        "an atom is used that there is not",
        evidence__proof__closure=[{**NO_BRACKET, "multiplier": [["1", "@7"]]}, NO_BRACKET],
    ),
    "closure_of_a_bracket_there_is_not": _changed(
        "laws_closed_under_bracket",
        "there is not",
        evidence__proof__closure=[{**IN_ITS_SPAN, "coefficients": [[1, [["1", "x"]]]]}, NO_BRACKET],
    ),
    "closure_with_a_coefficient_twice": _changed(
        "laws_closed_under_bracket",
        "listed twice",
        evidence__proof__closure=[{**IN_ITS_SPAN, "coefficients": [[0, [["1", "x"]]], [0, []]]}, NO_BRACKET],
    ),
    "closure_of_one_direction_of_two": _changed(
        "laws_closed_under_bracket",
        "component 0 of field 0",
        claim__model={**CURVED, "outputs": [["*", "p", ["call", "tanh", ["*", "q", "x"]]]]},
    ),
    "orbit_elsewhere": _changed("orbit_hyperbola", "not in the set", claim__orbit__point__p="3"),
    "orbit_in_a_set_that_is_left": _changed(
        "orbit_hyperbola", "L_X of equation 0", claim__candidate__equations=[["p", "2"]]
    ),
    "orbit_with_one_equation_twice": _changed(
        "orbit_hyperbola",
        "the differentials were not shown",
        evidence__proof__chosen=[0, 0],
        claim__orbit__upper=0,
        claim__orbit__lower=0,
        evidence__proof__spanning__brackets=[],
    ),
    "orbit_with_an_equation_that_there_is_not": _changed(
        "orbit_hyperbola", "there is no equation 1", evidence__proof__chosen=[1]
    ),
    "orbit_of_a_higher_dimension_than_shown": _changed(
        "orbit_hyperbola", "brackets do not show", evidence__proof__spanning__brackets=[]
    ),
    "orbit_of_a_lower_dimension_than_shown": _changed(
        "orbit_hyperbola", "differentials do not show", evidence__proof__chosen=[]
    ),
    "orbit_that_stands_still_but_moves": _changed(
        "orbit_origin",
        "the brackets were not shown",
        claim__orbit__lower=1,
        claim__candidate__equations=[["p", "q"]],
        claim__orbit__upper=1,
        evidence__proof__chosen=[0],
        evidence__proof__spanning__brackets=[[letter(x="1")]],
    ),
    "orbit_by_residues_and_enclosures": _changed(
        "orbit_hyperbola", "modulo an integer or in enclosures", evidence__proof__spanning__bits=64
    ),
}


def _modulo(modulus: int, outputs: Any, point: Mapping[str, str], brackets: Any, *assumptions: str) -> Any:
    """So many independent brackets modulo a small number, of a model with outputs and no inputs."""
    proof = orbit(invariance(tangency()), [], spanning(*brackets, modulus=modulus, basis=[1, 1, 1, 0]))
    claim = {
        "model": {"parameters": [[name, []] for name in point], "inputs": [["x", []]], "outputs": outputs},
        "candidate": {"equations": []},
        "verdict": "orbit",
        "orbit": {"point": dict(point), "laws": [], "lower": len(brackets), "upper": len(point)},
    }
    return document(claim, {"proof": proof, "manifold": None}, *assumptions)


ON_A_REGION: Final = (
    "relu: the model is not analytic; the verdict holds on the region of constant activation pattern that "
    "the point is in (T18)"
)


def _repeated(times: int, summand: Any, less: Any) -> Any:
    return ["+", *[summand] * times, ["neg", less]]


_FIRST, _SECOND = [letter()], [letter(field=1)]
_ROOT: Final = call("sqrt", ["+", ["**", "a", 2], "b"])
_SQUARED: Final = ["+", ["**", "a", 2], "b"]
_ON_THE_LINE: Final = {"a": "1", "b": "0"}
"""On b = 0 < a the fields below have no component along b: the orbit has dimension 1, not 2."""

_HALF_RESIDUES: Final[dict[str, tuple[Any, str]]] = {
    "residues_of_a_root_twice": (
        _modulo(2, [_repeated(2, _ROOT, ["/", "b", "a"]), "a"], _ON_THE_LINE, [_FIRST, _SECOND]),
        "2 has no inverse modulo 2",
    ),
    "residues_of_a_root_six_times": (
        _modulo(6, [_repeated(6, _ROOT, ["/", ["*", "3", "b"], "a"]), "a"], _ON_THE_LINE, [_FIRST, _SECOND]),
        "2 has no inverse modulo 6",
    ),
    "residues_of_a_root_with_the_factor_two": (
        _modulo(
            2, [["+", ["*", "2", _ROOT], ["neg", ["/", "b", "a"]]], "a"], _ON_THE_LINE, [_FIRST, _SECOND]
        ),
        "2 has no inverse modulo 2",
    ),
    "residues_of_a_root_with_an_even_factor_of_its_own": (
        _modulo(
            2,
            [["+", ["*", "c", _ROOT], ["neg", ["*", "c", ["/", "b", ["*", "2", "a"]]]]], "a"],
            {**_ON_THE_LINE, "c": "2"},
            [_FIRST, _SECOND],
        ),
        "2 has no inverse modulo 2",
    ),
    "residues_of_an_even_power_of_a_root": (
        _modulo(2, [["+", ["**", _ROOT, 2], ["neg", "b"]], "a"], _ON_THE_LINE, [_FIRST, _SECOND]),
        "2 has no inverse modulo 2",
    ),
    "residues_of_halves_three_times": (
        _modulo(
            3,
            [_repeated(3, ["/", _SQUARED, "3"], _SQUARED), "a"],
            _ON_THE_LINE,
            [_FIRST, _SECOND],
        ),
        "the brackets were not shown to be linearly independent",
    ),
    "residues_of_an_inverse_that_is_multiplied_away": (
        _modulo(
            3,
            [_repeated(3, ["/", "b", ["*", "3", "a"]], ["/", "b", "a"]), "a"],
            {"a": "1", "b": "1"},
            [_FIRST, _SECOND],
        ),
        "has no inverse modulo 3",
    ),
    "residues_of_a_logarithm_at_a_multiple": (
        _modulo(
            3,
            [_repeated(3, call("log", ["+", "1", "b"]), "b"), "a"],
            {"a": "1", "b": "2"},
            [_FIRST, _SECOND],
        ),
        "3 has no inverse modulo 3",
    ),
    "residues_of_sinh_twice": (
        _modulo(2, [_repeated(2, call("sinh", "b"), "b"), "a"], {"a": "1", "b": "1"}, [_FIRST, _SECOND]),
        "2 has no inverse modulo 2",
    ),
    "residues_of_tanh_twice": (
        _modulo(2, [_repeated(2, call("tanh", "b"), "b"), "a"], {"a": "1", "b": "1"}, [_FIRST, _SECOND]),
        "has no inverse modulo 2",
    ),
    "residues_of_sigmoid_twice": (
        _modulo(2, [_repeated(2, call("sigmoid", "b"), "b"), "a"], _ON_THE_LINE, [_FIRST, _SECOND]),
        "2 has no inverse modulo 2",
    ),
    "residues_of_tanh_by_a_composite_number": (
        _modulo(6, [_repeated(6, call("tanh", "b"), "b"), "a"], {"a": "1", "b": "1"}, [_FIRST, _SECOND]),
        "2 has no inverse modulo 6",
    ),
    "residues_of_a_root_in_a_bracket_of_two": (
        _modulo(
            2,
            [_repeated(2, _ROOT, ["/", "b", "a"]), ["**", "a", 2]],
            _ON_THE_LINE,
            [[letter(), letter(field=1)]],
        ),
        "2 has no inverse modulo 2",
    ),
    "residues_of_a_root_in_a_bracket_of_three": (
        _modulo(
            2,
            [_repeated(2, _ROOT, ["/", "b", "a"]), ["**", "a", 3]],
            _ON_THE_LINE,
            [[letter(field=1), letter(field=1), letter()]],
        ),
        "2 has no inverse modulo 2",
    ),
    "residues_of_a_step_at_zero_in_another_output": (
        _modulo(5, ["a", call("relu", "b")], _ON_THE_LINE, [_FIRST], ON_A_REGION),
        "was not shown to be defined",
    ),
    "residues_of_a_root_of_no_square": (
        _modulo(7, [["*", "a", call("sqrt", "b")]], {"a": "1", "b": "2"}, [_FIRST]),
        "sqrt of 2 is not rational",
    ),
    "residues_of_a_pivot_that_is_no_unit": (
        _modulo(6, [["*", "2", "a"], ["*", "3", "b"]], _ON_THE_LINE, [_FIRST, _SECOND]),
        "the brackets were not shown",
    ),
}

_RATES: Final = {
    "claim__model__outputs": [["+", ["*", "a", "b"], ["*", "a", "b"]]],
    "claim__model__rates": [["a", "1/2"]],
}
ORBITS_REJECTED |= {
    **_HALF_RESIDUES,
    "residues_of_a_rate_of_a_half": (
        spoilt(
            _modulo(2, ["a"], {"a": "1", "b": "1"}, [_FIRST]),
            {path.replace("__", "."): value for path, value in _RATES.items()},
        ),
        "2 has no inverse modulo 2",
    ),
}
