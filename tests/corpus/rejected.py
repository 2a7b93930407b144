"""The certificates of `reject/`: well-formed, with the right digests, and no proof of what they claim."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

from tests.corpus.accepted import (
    ACCEPTED,
    AT_REST,
    DIAGONAL,
    EQUATION,
    HYPERBOLA,
    LAYER,
    NEURON,
    RATIO,
    RELU,
    ROTATION,
    SCALING,
    SOLVER,
    SQUARE,
    SWAP,
    UNSPECIFIED,
    T,
    embedded,
)
from tests.corpus.atoms import ATOMS_REJECTED
from tests.corpus.conserved import CONSERVED_REJECTED
from tests.corpus.domains import DOMAINS_REJECTED
from tests.corpus.kinks import KINKS_REJECTED
from tests.corpus.models import MODELS_REJECTED
from tests.corpus.orbits import ORBITS_REJECTED
from tests.corpus.secants import SECANTS_REJECTED
from tests.corpus.ties import TIES_REJECTED
from tests.kernel.forge import (
    DELETED,
    atoms,
    boundary,
    claim,
    combination,
    composition,
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
    place,
    redundant,
    regular,
    root,
    scalars,
    solver,
    spoilt,
    symmetry,
    tangency,
    terms,
    vanishing,
)

Case: TypeAlias = tuple[Any, str]
"""A document, and a part of the message with which it is refused."""

PROOF: Final = "evidence.proof.proof"
PLACE: Final = "evidence.proof.place"
DRIFT: Final = fields("p q", ["q", "0"])
RIGHTWARDS: Final = fields("x", ["1"])
NO_SYMMETRY: Final = "a map is no symmetry"
NOT_IN_THE_SET: Final = "the point is not in the set"
NO_ATOM: Final = "an atom is used that there is not"


def changed(name: str, message: str, /, **changes: Any) -> Case:
    """An accepted certificate with other values at some paths; `__` stands for the dot of a path."""
    return spoilt(
        ACCEPTED[name], {path.replace("__", "."): value for path, value in changes.items()}
    ), message


def proof(name: str, message: str, path: str, value: Any) -> Case:
    """An accepted certificate with another value inside its proof of invariance."""
    return spoilt(ACCEPTED[name], {f"{PROOF}.{path}": value}), message


def refutation(name: str, message: str, path: str, value: Any) -> Case:
    """An accepted certificate with another value inside its refutation."""
    return spoilt(ACCEPTED[name], {f"evidence.proof.{path}": value}), message


def manifold(name: str, message: str, path: str, value: Any) -> Case:
    """An accepted certificate with another value in the evidence of its manifold."""
    return spoilt(ACCEPTED[name], {f"evidence.manifold.{path}": value}), message


def certified(of: Any, *equations: Any, by: Any, message: str, **candidate: Any) -> Case:
    return document(claim(of, *equations, **candidate), evidence(invariance(by))), message


def refuted(of: Any, *equations: Any, by: Any, message: str, **candidate: Any) -> Case:
    return document(claim(of, *equations, verdict="refuted", **candidate), evidence(by)), message


def _false_claims() -> dict[str, Case]:
    """Sets that are left, with the evidence that a hasty checker would take."""
    divided = combination(("equation 0", ["2 q @0"]), ("relation 0", ["-2 p q"]))
    across = combination(("condition 0", ["1 @0"]), ("relation 0", ["-1"]))
    sigmoid = model(["*", "a", ["call", "sigmoid", ["*", "w", "x"]]], "a w")
    logarithm = model(["call", "log", ["**", "a", 2]], "a b", "")
    wrong_sign = symmetry({"a": terms("-1 a"), "w": terms("-1 w")})
    axis = ("a", "0"), ("w", "0")
    return {
        "tangency_double_point_vanishing_on_the_set_only": certified(
            DRIFT, SQUARE, by=tangency(lie=[lie(0, [])]), message="L_X of equation 0 along field 0"
        ),
        "tangency_double_point_divided_by_an_atom": certified(
            DRIFT,
            SQUARE,
            by=tangency(lie=[lie(0, divided)]),
            message=NO_ATOM,
        ),
        "condition_divided_by_an_atom": certified(
            RIGHTWARDS,
            where=[["x", ">", "0"]],
            by=tangency(conditions=[kept(across)]),
            message=NO_ATOM,
        ),
        "condition_with_a_denominator": certified(
            fields("x y", ["0", "x"]),
            where=[["y", "!=", "0"]],
            by=tangency(conditions=[kept([])]),
            message="L_X of side condition 0",
        ),
        "condition_refers_to_another_condition": certified(
            fields("x y", ["y", "0"]),
            where=[["x", "!=", "0"], ["y", "!=", "0"]],
            by=tangency(conditions=[kept(combination(("condition 1", ["1"]))), kept([])]),
            message="there is no condition 1 here",
        ),
        "condition_leaves_but_the_set_is_called_invariant_without": certified(
            fields("x y", ["0", "x"]),
            (["*", "x", "y"], "0"),
            where=[["y", "!=", "0"]],
            by=tangency(
                lie=[lie(0, [], power=1)],
                conditions=[{"by": "no zero", "proof": identity(EQUATION)}],
            ),
            message="L_X of equation 0",
        ),
        "symmetry_shear": certified(
            model("b", "a b", ""),
            ("b", "0"),
            by=symmetry({"a": terms("1 a", "1 b")}),
            message="ker(Qᵀ-I) is not inside ker(Q-I)",
        ),
        "symmetry_infinitesimal_shear": certified(
            model("b", "a b", ""),
            ("b", "0"),
            by=symmetry(flows=[{"a": terms("1 b")}]),
            message="the linear part of a field is not normal",
        ),
        "symmetry_infinitesimal_of_something_else": certified(
            LAYER,
            *((name, "0") for name in "abcd"),
            by=symmetry(flows=[{**ROTATION, "d": terms("1 b")}]),
            message="the derivative along a field was not shown to vanish",
        ),
        "symmetry_infinitesimal_of_a_part": certified(
            LAYER,
            ("a", "0"),
            ("b", "0"),
            by=symmetry(flows=[ROTATION]),
            message="is not the candidate",
        ),
        "symmetry_of_the_average_only": certified(
            {**NEURON, "parameters": scalars("a b"), "outputs": [["*", "a", "x"], ["*", "b", "x"]]},
            ("a", "b"),
            by=symmetry(SWAP),
            message=NO_SYMMETRY,
        ),
        "symmetry_sigmoid_taken_for_odd": certified(sigmoid, *axis, by=wrong_sign, message=NO_SYMMETRY),
        "symmetry_unspecified_taken_for_odd": certified(
            {**UNSPECIFIED, "functions": {"s": ["zero_at_zero"]}}, *axis, by=wrong_sign, message=NO_SYMMETRY
        ),
        "symmetry_unspecified_taken_for_even": certified(
            UNSPECIFIED, ("w", "0"), by=symmetry({"w": terms("-1 w")}), message=NO_SYMMETRY
        ),
        "symmetry_between_different_rates": certified(
            {**DIAGONAL, "rates": [["a", "1/2"]]},
            ("a", "b"),
            by=symmetry(SWAP),
            message="a map mixes parameters with different learning rates",
        ),
        "tangency_sigmoid_taken_for_odd": certified(
            sigmoid, *axis, by=tangency(), message="L_X of equation 0 along field 0: expected 1/2"
        ),
        "congruence_for_a_logarithm_at_zero": certified(
            logarithm,
            ("a", "0"),
            by=tangency(),
            message="inv is not analytic at 0",
        ),
        "tangency_of_a_cross_that_is_left": certified(
            fields("x y", ["0", "x"]),
            (["*", "x", "y"], "0"),
            by=tangency(),
            message="L_X of equation 0",
        ),
    }


def _tangency() -> dict[str, Case]:
    cofactor, congruence, relation = "tangency_cofactors", "tangency_congruence", "tangency_relation"
    order = model(
        ["call", "cosh", ["+", ["call", "sinh", ["*", "a", "b"]], ["neg", ["call", "sinh", ["**", "a", 2]]]]],
        "a b",
        "",
    )
    circular = [
        {"atom": 0, "argument": [], "cofactors": combination(("congruence 1", ["1"]))},
        {"atom": 0, "argument": [], "cofactors": []},
    ]
    return {
        "tangency_cofactor_wrong_sign": proof(
            cofactor, "expected 2*p*q, but the cofactors give -2*p*q", "lie.0.cofactors.0.1", terms("-2")
        ),
        "tangency_cofactor_off_by_a_constant": proof(
            cofactor, "the cofactors give", "lie.0.cofactors.0.1", terms("2", "1 p")
        ),
        "tangency_lie_derivative_missing": proof(cofactor, "expected 2*p*q, but", "lie", []),
        "tangency_lie_derivative_twice": proof(
            cofactor, "listed twice", "lie.1", lie(0, combination(("equation 0", ["2"])))
        ),
        "tangency_field_that_does_not_exist": proof(
            cofactor, "there is no Lie derivative (1, 0)", "lie.1", lie(0, [], field=1)
        ),
        "tangency_equation_that_does_not_exist": proof(
            cofactor, "there is no Lie derivative (0, 1)", "lie.1", lie(1, [])
        ),
        "tangency_reference_out_of_range": proof(
            cofactor, "there is no equation 1 here", "lie.0.cofactors.0.0", ["equation", 1]
        ),
        "tangency_refers_to_a_condition": proof(
            cofactor, "there is no condition 0 here", "lie.0.cofactors.0.0", ["condition", 0]
        ),
        "tangency_refers_to_a_minor": proof(
            cofactor, "there is no minor 0 here", "lie.0.cofactors.0.0", ["minor", 0]
        ),
        "tangency_of_the_empty_set": changed(
            "empty_by_elimination", "the rule for that is 'empty'", evidence__proof__proof=tangency()
        ),
        "tangency_power_missing": proof(
            "tangency_condition_as_denominator", "L_X of equation 0", "lie.0.power", 0
        ),
        "tangency_power_without_a_condition": certified(
            DRIFT, SQUARE, by=tangency(lie=[lie(0, [], power=3)]), message="expected 2*p*q"
        ),
        "congruence_of_unequal_arguments": proof(
            congruence, "a congruence of arguments", "congruences.0.argument", terms("1")
        ),
        "congruence_cofactor_wrong": proof(
            congruence, "a congruence of arguments", "congruences.0.cofactors", EQUATION
        ),
        "congruence_atom_out_of_range": proof(congruence, "there is no atom 7", "congruences.0.atom", 7),
        "congruence_uses_a_later_one": certified(
            order,
            (["*", "a", "b"], "0"),
            by=tangency(congruences=circular, atoms=atoms(("cosh", ["1 a b"]))),
            message="there is no congruence 1 here",
        ),
        "congruence_uses_itself": proof(
            congruence,
            "there is no congruence 0 here",
            "congruences.0.cofactors",
            combination(("congruence 0", ["1"])),
        ),
        "congruence_missing": changed(
            congruence,
            "there is no congruence 0 here",
            evidence__proof__proof__congruences=[],
            evidence__proof__proof__atoms=DELETED,
        ),
        "atom_that_there_is_not": proof(relation, NO_ATOM, "lie.0.cofactors.0.1", terms("1 @1")),
        "atom_that_there_is_not_in_a_congruence": changed(
            congruence,
            NO_ATOM,
            evidence__proof__proof__congruences__0__argument=terms("1 @3", "-1 a a @3", "-1 b b @3"),
            evidence__proof__proof__congruences__0__cofactors=combination(("equation 0", ["-1", "1 @3"])),
        ),
        "atom_that_there_is_not_in_a_condition": proof(
            "tangency_condition_kept", NO_ATOM, "conditions.0", kept(combination(("condition 0", ["1 @0"])))
        ),
        "relation_wrong_cofactor": proof(
            relation, "L_X of equation 0", "lie.0.cofactors.0.1", terms("2 a x @0")
        ),
        "relation_of_an_atom_that_has_none": proof(
            congruence,
            "L_X of equation 0",
            "lie.0.cofactors",
            combination(("relation 0", ["-4 a a", "-4 b b"])),
        ),
        "relation_of_the_wrong_atom": certified(
            model(["*", "a", ["+", ["/", "x", "b"], ["/", "x", ["+", "b", "1"]]]], "a b"),
            (["+", ["**", "a", 2], ["**", "b", 2]], "k"),
            constants=[["k", []]],
            by=tangency(
                lie=[lie(0, combination(("relation 1", ["-2 a x @0"])))],
                atoms=atoms(("inv", ["1 b"]), ("inv", ["1", "1 b"])),
            ),
            message="L_X of equation 0",
        ),
        "relation_out_of_range": proof(relation, NO_ATOM, "lie.0.cofactors.0.0", ["relation", 1]),
        "relu_without_its_assumption": changed("tangency_relu", "the assumptions named", assumptions=[]),
    }


def _conditions() -> dict[str, Case]:
    never, one = "tangency_condition_never_zero", "tangency_condition_kept"
    power = "tangency_condition_as_denominator"
    return {
        "condition_without_a_proof": proof(one, "every side condition needs its own proof", "conditions", []),
        "condition_with_two_proofs": proof(one, "every side condition needs", "conditions.1", kept([])),
        "condition_cofactor_wrong": proof(
            one, "L_X of side condition 0", "conditions.0.cofactors.0.0.1", terms("2")
        ),
        "condition_without_cofactors_for_a_field": proof(
            one, "needs cofactors for every field", "conditions.0.cofactors", []
        ),
        "condition_never_zero_has_a_zero": proof(
            never, "no real point", "conditions.0.proof.squares.0.0", "2"
        ),
        "condition_never_zero_by_a_negative_square": proof(
            never, "the coefficient -1 of a square is not positive", "conditions.0.proof.squares.0.0", "-1"
        ),
        "condition_never_zero_by_a_zero_square": proof(
            never, "the coefficient 0 of a square is not positive", "conditions.0.proof.squares.0.0", "0"
        ),
        "condition_never_zero_for_generic_constants_only": certified(
            AT_REST,
            where=[["k", "!=", "0"]],
            constants=[["k", []]],
            by=tangency(
                conditions=[
                    {
                        "by": "no zero",
                        "proof": identity(combination(("condition 0", ["1"])), generic=terms("1 k")),
                    }
                ]
            ),
            message="for all constants, not only for generic ones",
        ),
        "condition_never_zero_but_the_set_needs_it": proof(
            power,
            "no real point: expected 1",
            "conditions.0",
            {"by": "no zero", "proof": identity([])},
        ),
        "condition_in_a_circle": certified(
            fields("x y", ["1", "0"]),
            where=[["x", ">", "0"], [["**", "x", 2], ">", "0"]],
            by=tangency(
                conditions=[
                    {"by": "no zero", "proof": identity(combination(("condition 0", ["1 x"])), power=1)},
                    {"by": "no zero", "proof": identity(combination(("condition 0", ["1"])), power=2)},
                ],
                order=[1, 0],
            ),
            message="no real point",
        ),
        "condition_by_each_other_as_denominators": certified(
            fields("x y", ["-1", "-1"]),
            ("x", "y"),
            where=[["x", ">", "0"], ["y", ">", "0"]],
            by=tangency(
                conditions=[{**kept(combination(("condition 0", ["-1"]))), "power": 1}] * 2,
            ),
            message="L_X of side condition 0",
        ),
        "condition_by_its_own_power": certified(
            fields("x y", ["1", "0"]),
            where=[["x", ">", "0"]],
            by=tangency(conditions=[{**kept(combination(("condition 0", ["1"]))), "power": 1}]),
            message="L_X of side condition 0",
        ),
        "condition_that_is_shown_later_as_a_weight": proof(
            "tangency_condition_by_a_weight",
            "no product of positive side conditions in force",
            "order",
            [1, 0],
        ),
        "condition_shown_twice": proof(
            "tangency_condition_by_a_weight", "is shown once, in some order", "order", [0, 0]
        ),
        "condition_of_the_domain_of_some_inputs": changed(
            "tangency_condition_of_the_domain",
            "in parameters and constants only",
            claim__model__outputs=[["call", "log", ["*", "a", "x"]]],
        ),
        "condition_of_the_domain_not_named": proof(
            "tangency_condition_of_the_domain",
            "positive side conditions in force",
            "conditions.0.domain",
            DELETED,
        ),
        "description_by_the_domain_of_some_inputs": changed(
            "description_by_the_domain",
            "in parameters and constants only",
            claim__model__outputs=[["+", ["call", "log", ["*", "a", "x"]], ["*", ["**", "b", 2], "x"]]],
        ),
        "description_by_the_domain_not_named": changed(
            "description_by_the_domain",
            "no product of positive side conditions in force",
            evidence__proof__description__domain=DELETED,
        ),
        "condition_never_zero_by_solver_not_named": proof(
            never, "the assumptions named", "conditions.0.proof", solver()
        ),
    }


def _weights() -> dict[str, Case]:
    """Weights that are not known to be positive where they stand."""
    name, at, product = "description_weighted_squares", "description.vanishing.1", "no product of positive"
    point = [["1", [0], terms("1")]]
    where = "claim__candidate__where"
    rest = invariance(tangency(), description([terms("1")], [vanishing([], 2, squares=point)], []))
    return {
        "weight_forgotten": refutation(name, "a new equation of the set", f"{at}.squares.0.1", []),
        "weight_that_is_not_there": refutation(name, product, f"{at}.squares.0.1", [1]),
        "weight_twice": refutation(name, "in increasing order", f"{at}.squares.0.1", [0, 0]),
        "weight_of_a_negative_square": refutation(name, "is not positive", f"{at}.squares.0.0", "-1"),
        "weight_that_is_only_not_zero": changed(name, product, **{where: [["p", "!=", "1"]]}),
        "weight_of_the_other_sign": changed(name, "a new equation of the set", **{where: [["p", ">", "1"]]}),
        "weight_of_another_condition": changed(
            name, "a new equation of the set", **{where: [["p", "<", "2"]]}
        ),
        "weight_out_of_order": proof(
            "empty_by_weighted_squares", "in increasing order", "proof.squares.1.1", [1, 0]
        ),
        "weight_that_is_only_not_zero_for_an_empty_set": changed(
            "empty_by_weighted_squares", product, **{where: [["p", ">", "0"], ["l", "!=", "0"]]}
        ),
        "weight_that_is_only_not_zero_for_a_domain": changed(
            "empty_outside_the_domain_under_a_condition", product, **{where: [["b", "!=", "0"]]}
        ),
        "weight_of_the_other_sign_for_a_domain": changed(
            "empty_outside_the_domain_under_a_condition",
            "an argument outside its domain",
            **{where: [["b", "<", "0"]]},
        ),
        "weight_that_is_to_be_shown_not_zero": proof(
            "tangency_condition_never_zero", product, "conditions.0.proof.squares.0.1", [0]
        ),
        "weight_on_the_boundary_of_its_condition": certified(
            RIGHTWARDS,
            where=[["x", ">", "0"]],
            by=tangency(conditions=[boundary(rest)]),
            message=product,
        ),
        "weight_in_a_core": refutation(
            "core_smaller_and_the_largest", product, "inside.0", vanishing([], 2, squares=point)
        ),
        "weight_for_the_largest_core": refutation(
            "core_smaller_and_the_largest",
            product,
            "reached.0",
            {"power": 0, "exponent": 2, "squares": [["1", [0], terms("1 p")]], "cofactors": []},
        ),
    }


def _description() -> dict[str, Case]:
    radical, real, off = "description_radical", "description_real_radical", "description_off_a_condition"

    odd = vanishing(EQUATION, 2, 1, [["1", [], terms("1 x")]])

    def part(name: str, message: str, path: str, value: Any) -> Case:
        return refutation(name, message, f"description.{path}", value)

    return {
        "description_without_a_reason": part(radical, "needs its own reason to vanish", "vanishing", []),
        "description_forgets_an_equation": part(radical, "every old equation has to follow", "implied", []),
        "description_of_another_set": part(
            radical, "an old equation: expected p**2", "implied.0", combination(("equation 0", ["1"]))
        ),
        "description_of_a_smaller_set": part(
            radical, "a new equation of the set", "equations.0", terms("1 q")
        ),
        "description_exponent_zero": part(
            radical, "these exponents do not make a polynomial vanish", "vanishing.0.exponent", 0
        ),
        "description_exponent_too_low": part(radical, "a new equation of the set", "vanishing.0.exponent", 1),
        "description_odd_exponent_with_squares": part(
            real, "these exponents do not make a polynomial vanish", "vanishing.0.exponent", 1
        ),
        "description_negative_square": part(
            real, "of a square is not positive", "vanishing.0.squares.0.0", "-1"
        ),
        "description_without_its_square": part(real, "a new equation of the set", "vanishing.0.squares", []),
        "description_odd_power_with_squares": part(
            off, "these exponents do not make a polynomial vanish", "vanishing.0", odd
        ),
        **_weights(),
        "description_denominator_missing": part(off, "a new equation of the set", "vanishing.0.power", 0),
        "description_with_an_input": changed(
            "tangency_conserved",
            "in its parameters and constants only",
            evidence__proof__description=description(
                [terms("1 a a", "-1 b b", "-1 k"), terms("1 x a a", "-1 x b b", "-1 x k")],
                [vanishing(EQUATION), vanishing(combination(("equation 0", ["1 x"])))],
                [EQUATION],
            ),
        ),
    }


def _symmetry() -> dict[str, Case]:
    swap, reflection = "symmetry_swap", "symmetry_reflection_at_a_point"
    other = "the set that the maps fix is not the candidate"
    return {
        "symmetry_fixes_a_larger_set": proof(swap, other, "maps", []),
        "symmetry_fixes_a_smaller_set": certified(
            DIAGONAL, ("a", "b"), by=symmetry({"a": terms("-1 a"), "b": terms("-1 b")}), message=other
        ),
        "symmetry_of_a_curved_set": certified(DIAGONAL, HYPERBOLA, by=symmetry(SWAP), message=other),
        "symmetry_fixes_nothing": certified(
            model("x", "a"), ("a", "1"), by=symmetry({"a": terms("1 a", "1")}), message=other
        ),
        "symmetry_with_a_condition": changed(
            swap, "neither side conditions nor constants", claim__candidate__where=[["a", ">", "0"]]
        ),
        "symmetry_with_a_constant": certified(
            DIAGONAL,
            ("a", "b"),
            constants=[["k", []]],
            by=symmetry(SWAP),
            message="neither side conditions nor constants",
        ),
        "symmetry_by_no_symmetry": proof(swap, NO_SYMMETRY, "maps.0.a", terms("2 b")),
        "symmetry_map_is_quadratic": proof(
            swap, "a map sends parameters to affine expressions", "maps.0.a", terms("1 b b")
        ),
        "symmetry_map_of_an_input": proof(
            swap, "a map sends parameters to affine expressions", "maps.0", {"x": terms("1 x")}
        ),
        "symmetry_affine_and_no_isometry": proof(
            reflection, "has to be an isometry", "maps.0.a", terms("3", "-2 a")
        ),
        "symmetry_that_fields_do_not_have": certified(
            DRIFT, ("q", "0"), by=symmetry({"q": terms("-1 q")}), message=NO_SYMMETRY
        ),
    }


def _empty() -> dict[str, Case]:
    found, domain = "empty_by_identity", "empty_outside_the_domain"
    return {
        "empty_without_a_proof": certified(
            SCALING, ("p", "0"), by=empty(), message="do not exclude each other plainly"
        ),
        "empty_with_a_point": proof(found, "no real point: expected", "proof.squares", []),
        "empty_by_a_negative_square": proof(found, "is not positive", "proof.squares.0.0", "-1/2"),
        "empty_for_generic_constants_only": certified(
            AT_REST,
            (["*", "k", "l"], "0"),
            constants=[["k", []], ["l", []]],
            by=empty(identity(EQUATION, generic=terms("1 k l"))),
            message="for all constants, not only for generic ones",
        ),
        "empty_up_to_a_parameter": certified(
            SCALING,
            SQUARE,
            by=empty(identity(EQUATION, generic=terms("1 p p"))),
            message="is a polynomial in the constants",
        ),
        "empty_up_to_zero": certified(
            SCALING, SQUARE, by=empty(identity([], generic=[])), message="is a polynomial in the constants"
        ),
        "empty_off_a_condition_that_is_not_there": proof(
            "empty_off_a_condition", "no real point", "proof.power", 0
        ),
        "empty_odd_power_with_squares": proof(
            "empty_off_a_condition", "has to be a square itself", "proof.squares", [["1", [], terms("1 p")]]
        ),
        "empty_by_an_unknown_version": proof(
            "empty_by_solver", "is not the version of a solver", "proof.version", "4.12; rm"
        ),
        "empty_claimed_a_manifold": changed(found, "the manifold is claimed", claim__manifold=embedded(1)),
        "empty_with_a_regular_point": changed(
            found, "needs no further evidence", evidence__manifold=regular(place({}))
        ),
        "empty_outside_a_domain_that_is_met": proof(
            domain, "an argument outside its domain", "proof.squares", []
        ),
        "empty_outside_a_domain_that_is_not_there": proof(
            domain, "there is no argument 1 with a limited domain", "proof.argument", 1
        ),
        "empty_outside_a_domain_by_squares_for_a_divisor": certified(
            model(["/", "1", ["neg", ["**", "b", 2]]], "a b", ""),
            by=empty({"by": "domain", "argument": 0, "squares": [["1", [], terms("1 b")]], "cofactors": []}),
            message="squares show that an argument is not positive",
        ),
    }


def _algebraic() -> dict[str, Case]:
    name = "leaving_at_an_algebraic_point"
    sign = "does not change its sign"
    nonzero = "was not shown to be different from zero"

    def at_root(message: str, polynomial: str, low: str, high: str, **point: Any) -> Case:
        at = place({"a": T, "b": "1", **point}, root=root(polynomial, low, high))
        return refutation(name, message, "place", at)

    return {
        "root_not_on_the_set": at_root(NOT_IN_THE_SET, "-3 0 1", "1", "2"),
        "root_in_an_interval_with_two": at_root(sign, "-2 0 1", "-2", "2"),
        "root_in_an_interval_with_none": at_root(sign, "-2 0 1", "2", "3"),
        "root_in_an_interval_with_none_that_are_real": at_root(sign, "2 0 1", "1", "2"),
        "root_at_an_end_of_its_interval": at_root(sign, "2 -3 1", "1", "3/2"),
        "root_of_a_square": at_root(sign, "4 0 -4 0 1", "1", "2"),
        # (t - 1)(t² - 2): the equation is 0 at √2, and is no multiple of the polynomial.
        "root_of_a_polynomial_with_another_root": at_root(NOT_IN_THE_SET, "2 -2 -1 1", "5/4", "2"),
        "root_of_another_factor": at_root(NOT_IN_THE_SET, "2 -2 -1 1", "0", "5/4"),
        # t³ - 2t has the roots 0 and ±√2; a = t² - 2 and b = 1 are in {a = 0} at the latter only.
        "root_where_the_equation_holds_at_others": refuted(
            DIAGONAL,
            ("a", "0"),
            by=leaving(
                place({"a": ["-2", "0", "1"], "b": "1"}, root=root("0 -2 0 1", "1", "2")), letter(x="1")
            ),
            message=NOT_IN_THE_SET,
        ),
        "root_in_an_interval_with_three_where_the_values_differ": refuted(
            DIAGONAL,
            ("a", "0"),
            by=leaving(place({"b": T}, root=root("0 -1 0 1", "-2", "2")), letter(x="1")),
            message=nonzero,
        ),
        "root_in_an_interval_with_three_where_a_condition_differs": refuted(
            DIAGONAL,
            ("a", "0"),
            where=[["b", "!=", "0"]],
            by=leaving(place({"b": T}, root=root("0 -1 0 1", "-2", "2")), letter(x="1")),
            message="does not satisfy a side condition strictly",
        ),
        "root_in_an_interval_with_three_where_the_domain_differs": refuted(
            RATIO,
            ("a", "0"),
            by=leaving(place({"b": T}, root=root("0 -1 0 1", "-2", "2")), letter(x="1")),
            message="was not shown to be defined",
        ),
        "root_with_too_few_bits": refuted(
            DIAGONAL,
            ("a", "0"),
            by=leaving(place({"b": T}, root=root("-1 1000000 0 1", "-1", "1"), bits=1), letter(x="1")),
            message=nonzero,
        ),
    }


def _leaving() -> dict[str, Case]:
    rational, domain, many = "leaving_rational", "leaving_inside_the_domain", "leaving_under_conditions"
    function, undefined = "leaving_for_one_function", "was not shown to be defined"
    not_nonzero = "was not shown to be different from zero"
    two_outputs = {
        "parameters": scalars("b c"),
        "inputs": [],
        "outputs": [["/", "1", "b"], "c"],
    }
    return {
        "leaving_point_off_the_set": refutation(rational, NOT_IN_THE_SET, "place.point.a", "1"),
        "leaving_point_with_an_input": refutation(
            rational, "coordinates for parameters and constants only", "place.point.x", "1"
        ),
        "leaving_without_a_word": refutation(rational, "a refutation needs a word", "word", []),
        "leaving_equation_that_does_not_exist": refutation(
            rational, "a refutation needs a word, and an equation", "equation", 1
        ),
        "leaving_field_that_does_not_exist": refutation(
            rational, "there is no field 1", "word.0", letter(1, x="1")
        ),
        "leaving_input_for_a_parameter": refutation(
            rational, "an input has values for the model's inputs only", "word.0", letter(b="1")
        ),
        "leaving_word_too_long": refutation(
            rational, "a word of more than 12 letters", "word", [letter(x="1")] * 13
        ),
        "leaving_derivative_is_zero": refutation(rational, not_nonzero, "word.0", letter()),
        "leaving_first_order_only": refutation("leaving_by_a_word_of_two", not_nonzero, "word", [letter()]),
        "leaving_enclosure_of_zero": refutation("leaving_by_an_enclosure", not_nonzero, "word.0", letter()),
        "leaving_enclosure_too_coarse": refuted(
            model(["*", "a", ["+", ["call", "exp", "b"], ["neg", ["call", "exp", "c"]]]], "a b c", ""),
            ("a", "0"),
            by=leaving(place({"b": "1/1000000", "c": "1/1000001"}, bits=8), letter()),
            message=not_nonzero,
        ),
        "leaving_outside_the_domain": refutation(domain, undefined, "place.point", {}),
        "leaving_outside_the_domain_of_another_output": refuted(
            two_outputs,
            ("b", "0"),
            ("c", "0"),
            by=leaving(place({}), letter(1), equation=1),
            message=undefined,
        ),
        "leaving_outside_the_domain_at_input_zero": refuted(
            model(["+", ["/", "x", "b"], "c"], "b c"),
            ("b", "0"),
            ("c", "0"),
            by=leaving(place({}), letter(), equation=1),
            message=undefined,
        ),
        "leaving_at_an_input_where_nothing_is_defined": refuted(
            model(["/", "a", "x"], "a"),
            ("a", "0"),
            by=leaving(place({}), letter()),
            message="was not shown to be defined",
        ),
        "leaving_on_the_boundary_of_the_domain": refuted(
            model(["*", ["call", "sqrt", "b"], "a"], "a b", ""),
            ("a", "0"),
            by=leaving(place({}), letter()),
            message=undefined,
        ),
        "leaving_condition_violated": refutation(
            many, "does not satisfy a side condition strictly", "place.point.b", "2"
        ),
        "leaving_condition_weakly_satisfied": refutation(
            many, "does not satisfy a side condition strictly", "place.point", {}
        ),
        "leaving_inequation_violated": changed(
            many,
            "does not satisfy a side condition strictly",
            claim__candidate__where=[["b", "!=", "-1"]],
        ),
        "leaving_greater_than_itself": changed(
            many,
            "does not satisfy a side condition strictly",
            claim__candidate__where=[["b", ">", "-1"]],
        ),
        "leaving_at_the_kink": changed(
            "leaving_rational",
            "was not shown to be defined",
            claim__model__outputs=[["*", "b", ["call", "relu", "a"]]],
        ),
        "leaving_at_another_constant": refutation(
            "leaving_for_one_constant", NOT_IN_THE_SET, "place.point.k", "4"
        ),
        "leaving_without_a_function": refutation(
            function, "one concrete function for each", "place.functions", {}
        ),
        "leaving_with_a_function_too_many": refutation(
            function, "one concrete function for each", "place.functions.t", []
        ),
        "leaving_with_a_function_that_is_not_odd": refutation(
            function, "lacks the facts declared of it", "place.functions.s", ["1", "1"]
        ),
        "leaving_with_a_function_that_is_not_even": refuted(
            {**UNSPECIFIED, "functions": {"s": ["even"]}},
            ("a", "0"),
            by=leaving(place({"w": "1"}, {"s": ["0", "1"]}), letter(x="1")),
            message="lacks the facts declared of it",
        ),
        "leaving_with_a_function_that_is_not_zero_at_zero": refuted(
            {**UNSPECIFIED, "functions": {"s": ["zero_at_zero"]}},
            ("a", "0"),
            by=leaving(place({"w": "1"}, {"s": ["1"]}), letter(x="1")),
            message="lacks the facts declared of it",
        ),
    }


def _crossing() -> dict[str, Case]:
    name = "crossing_a_condition"
    return {
        "crossing_condition_that_does_not_exist": refutation(
            name, "there is no side condition 1", "condition", 1
        ),
        "crossing_away_from_the_boundary": refutation(
            name, NOT_IN_THE_SET, "place.point", {"a": "5/4", "b": "3/4"}
        ),
        "crossing_off_the_set": refutation(name, NOT_IN_THE_SET, "place.point.a", "2"),
        "crossing_along_the_boundary": refutation(
            name, "was not shown to be different from zero", "word.0", letter()
        ),
        "crossing_with_a_field_that_does_not_exist": refutation(
            name, "there is no field 3", "word.0.field", 3
        ),
        "crossing_where_another_condition_is_weak": changed(
            name,
            "does not satisfy a side condition strictly",
            claim__candidate__where=[["b", ">", "0"], ["a", "<", "0"]],
            evidence__proof__rest__proof__conditions=[
                {
                    "by": "no zero",
                    "proof": identity(
                        combination(("condition 0", ["1 a"]), ("equation 0", ["-1"])),
                        squares=[["1", [], terms("1 b")]],
                    ),
                }
            ],
        ),
        "crossing_where_the_rest_is_not_invariant": changed(
            name, "L_X of equation 0", claim__candidate__equations=[[["*", "a", "b"], "0"]]
        ),
        "crossing_where_the_rest_relies_on_the_condition": changed(
            "description_off_a_condition",
            "a new equation of the set",
            claim__verdict="refuted",
            evidence__proof=crossing(
                place({}),
                {
                    "description": ACCEPTED["description_off_a_condition"]["evidence"]["proof"][
                        "description"
                    ],
                    "proof": tangency(),
                },
                letter(),
            ),
        ),
    }


def _regular() -> dict[str, Case]:
    one, many = "tangency_conserved", "regular_redundant"
    parabola = ("y", "0"), (["+", "y", ["**", "x", 2]], "0")
    cone = (["+", ["**", "x", 2], ["neg", ["**", "y", 2]]], "0")

    def at_rest(*equations: Any, by: Any, message: str, **claimed: Any) -> Case:
        said = claim(AT_REST, *equations, **claimed)
        return document(said, evidence(invariance(tangency()), by)), message

    return {
        "regular_point_off_the_set": manifold(one, NOT_IN_THE_SET, "place.point", {"a": "1"}),
        "regular_point_where_the_differential_vanishes": manifold(
            one, "are dependent at the point", "place.point", {}
        ),
        "regular_numbers_out_of_order": manifold(one, "in increasing order", "chosen", [0, 0]),
        "regular_number_out_of_range": manifold(one, "in increasing order", "chosen", [1]),
        "regular_equation_forgotten": manifold(
            many, "either chosen or shown to be redundant", "redundant", []
        ),
        "regular_equation_chosen_and_redundant": manifold(
            one,
            "either chosen or shown to be redundant",
            "redundant",
            [redundant(0, terms("1"), EQUATION)],
        ),
        "regular_plane_at_a_point_of_it_by_the_wrong_equation": at_rest(
            (["*", "x", "z"], "0"),
            (["*", "y", "z"], "0"),
            manifold={"status": "regular locus", "dimension": 2},
            by=regular(
                place({"y": "1"}),
                [1],
                redundant=[redundant(0, terms("1 x"), combination(("equation 1", ["1 x"])))],
            ),
            message="a redundant equation",
        ),
        "regular_multiplier_zero": manifold(
            many,
            "the multiplier of a redundant equation may be zero at the point",
            "redundant",
            [redundant(1, [], [])],
        ),
        "regular_multiplier_zero_on_the_line": at_rest(
            (["*", "x", "z"], "0"),
            (["*", "y", "z"], "0"),
            manifold={"status": "regular locus", "dimension": 2},
            by=regular(
                place({"z": "1"}),
                [0],
                redundant=[redundant(1, terms("1 x"), combination(("equation 0", ["1 y"])))],
            ),
            message="the multiplier of a redundant equation may be zero at the point",
        ),
        "regular_redundant_by_itself": manifold(
            many,
            "a redundant equation: expected x*y*z, but the cofactors give 0",
            "redundant.0.cofactors",
            combination(("equation 1", ["1 x"])),
        ),
        "regular_dimension_of_a_double_line": at_rest(
            *parabola,
            manifold=embedded(1),
            by=regular(place({})),
            message="either chosen or shown to be redundant",
        ),
        "regular_dimension_wrong": changed(one, "the manifold is claimed", claim__manifold__dimension=0),
        "regular_locus_claimed_embedded": manifold(one, "the manifold is claimed", "everywhere", None),
        "regular_cone_claimed_embedded": at_rest(
            cone,
            manifold=embedded(2),
            by=regular(
                place({"x": "1", "y": "1"}),
                [0],
                everywhere=identity(combination(("minor 0", ["1/2 x"]))),
            ),
            message="no real point",
        ),
        "regular_embedded_with_a_varying_multiplier": changed(
            many, "need constant multipliers", evidence__manifold__everywhere=solver()
        ),
        "regular_without_evidence": changed(one, "the manifold is claimed", evidence__manifold=None),
        "regular_without_a_claim": changed(
            one, "the manifold is claimed to be {'status': 'unknown'}", claim__manifold=DELETED
        ),
        "regular_for_no_generic_constant": changed(
            "generically_empty_by_elimination",
            "have no solution for generic constants",
            evidence__manifold=regular(place({})),
        ),
        "regular_point_outside_the_domain": (
            document(
                claim(RATIO, ("a", "0"), ("b", "0"), manifold=embedded(0)),
                evidence(invariance(symmetry({"a": terms("-1 a"), "b": terms("-1 b")})), regular(place({}))),
            ),
            "was not shown to be defined",
        ),
        "generically_empty_with_solutions": document_of_solutions(),
    }


def document_of_solutions() -> Case:
    said = claim(AT_REST, ("x", "k"), constants=[["k", []]], manifold={"status": "empty"})
    offered = evidence(invariance(tangency()), {"by": "no point", "proof": None})
    return document(said, offered), "the affine equations have a common solution"


def _composition() -> dict[str, Case]:
    union, image, difference = "composition_union", "composition_image", "composition_difference"
    intersection, boundary_of = "composition_intersection", "tangency_condition_by_its_boundary"
    neither = "neither the intersection nor the union of the parts"
    off = ACCEPTED["description_off_a_condition"]
    of_itself = composition((off["claim"]["candidate"], off["evidence"]["proof"]))
    in_cases, parts = "cases_of_two_factors", "union_of_parts_that_optimisers_keep"
    return {
        "cases_forget_a_factor": proof(
            in_cases, "no case says that they vanish together", "cases.1", DELETED
        ),
        "cases_ask_for_more_than_a_factor": proof(
            in_cases, "no case says", "cases.0.equations", [terms("1 p"), terms("1 q")]
        ),
        "cases_of_a_product_that_does_not_vanish": proof(
            in_cases, "a new equation of the set", "splits.0.reason.exponent", 1
        ),
        "cases_of_a_part_that_is_left": changed(
            in_cases, "L_X of equation", claim__model__fields=[["q", "0"]]
        ),
        "union_forgets_a_part": changed(parts, "no case says", evidence__union__cases=[]),
        "union_asks_for_more_than_a_factor": changed(
            parts,
            "no case says",
            evidence__union__cases__0__equations=[terms("1 a", "-1 b"), terms("1 a")],
        ),
        "still_where_a_field_is_not_0": changed(
            "nothing_moves_on_a_half_line",
            "a gradient is not 0 on the set as it stands",
            claim__model=model(["*", "c", "c", "x"], "a b c"),
            evidence__proof__proof__conditions=[kept(combination(("condition 0", ["2 x"])))],
        ),
        "still_without_a_point": changed(
            "nothing_moves_on_a_half_line",
            "a candidate with a point",
            claim__manifold=DELETED,
            evidence__manifold=None,
        ),
        "composition_of_nothing": proof(union, neither, "parts", []),
        "composition_union_forgets_a_part": proof(union, neither, "parts.1", DELETED),
        "composition_union_of_other_parts": proof(
            union, neither, "parts.0.candidate", {"equations": [["p", "1"]]}
        ),
        "composition_union_with_a_condition": changed(
            union, neither, claim__candidate__where=[["p", ">", "0"]]
        ),
        "composition_intersection_forgets_a_condition": proof(intersection, neither, "parts.1", DELETED),
        "composition_intersection_with_another_relation": proof(
            intersection, neither, "parts.1.candidate.where.0.1", "<"
        ),
        "composition_of_a_part_that_is_left": changed(
            union, "L_X of equation 0", claim__model__fields=[["q", "0"]]
        ),
        "composition_part_with_a_constant": proof(
            union, "the constants of the whole", "parts.0.candidate.constants", [["k", []]]
        ),
        "composition_part_is_a_difference": proof(
            union,
            "may be a part of a difference only",
            "parts.0.candidate",
            {"difference": [{"equations": []}] * 2},
        ),
        "composition_image_of_another_part": proof(
            image, "is not the image of the part", "parts.0.candidate", {"equations": [["p", "0"]]}
        ),
        "composition_image_with_two_parts": proof(
            image,
            "an image has one part",
            "parts",
            ACCEPTED[image]["evidence"]["proof"]["proof"]["parts"] * 2,
        ),
        "composition_image_by_no_symmetry": changed(image, NO_SYMMETRY, claim__model__fields=[["p", "0"]]),
        "composition_image_by_no_isometry": certified(
            DIAGONAL,
            ("a", "0"),
            by=composition(
                ({"equations": [["a", "0"]]}, invariance(tangency())),
                images={"a": terms("2 a"), "b": terms("1/2 b")},
            ),
            message="the map is not an isometry",
        ),
        # Where a ≠ 0 the set {a = 0} is empty; its image under the swap of a and b is {b = 0}, and is left.
        "composition_image_out_of_the_domain": certified(
            model(["+", ["/", "1", "a"], ["neg", ["/", "1", "a"]], "a", "b"], "a b"),
            ("b", "0"),
            by=composition(
                (
                    {"equations": [["a", "0"]]},
                    invariance(empty({"by": "domain", "argument": 0, "squares": [], "cofactors": []})),
                ),
                images={"a": terms("1 b"), "b": terms("1 a")},
            ),
            message="out of where the model is defined",
        ),
        "composition_used_with_a_description": changed(
            "description_off_a_condition", "of the claimed set itself", evidence__proof__proof=of_itself
        ),
        "composition_used_for_the_set_without_a_condition": (
            document(
                {**off["claim"], "verdict": "refuted"},
                evidence(crossing(place({"x": "1"}), invariance(of_itself), letter())),
            ),
            "of the claimed set itself",
        ),
        "difference_by_its_first_set_alone": changed(
            difference, "a difference is proved from its parts", evidence__proof__proof=tangency()
        ),
        "difference_in_the_other_order": changed(
            difference,
            "not the two sets of which the claim is the difference",
            claim__candidate={"difference": [{"equations": [["q", "0"]]}, {"equations": [["p", "0"]]}]},
        ),
        "difference_of_a_set_that_is_left": changed(
            difference, "L_X of equation 0", claim__model__fields=[["p", "1"]]
        ),
        "difference_with_a_manifold": changed(
            difference,
            "of a difference, of an orbit and of laws no manifold is shown",
            claim__manifold=embedded(1),
            evidence__manifold=regular(place({"q": "1"})),
        ),
        "condition_boundary_that_is_left": changed(
            boundary_of, "L_X of equation 0", claim__model__fields=[["1", "q"]]
        ),
        "condition_boundary_where_a_later_one_is_in_force": proof(
            "tangency_condition_boundary_in_force", "those conditions are in force", "order", DELETED
        ),
        "crossing_in_a_part_beside_the_set": refutation(
            "crossing_in_a_part", "an old equation", "component.equations", [terms("-1", "1 x")]
        ),
        "crossing_in_a_part_that_is_left": refutation(
            "crossing_in_a_part",
            "L_X of equation 0",
            "component",
            {"equations": [terms("-1 x", "1 y")], "implied": [combination(("equation 0", ["1 x"]))]},
        ),
        "crossing_where_more_is_touched_with_another_order": refutation(
            "crossing_in_a_corner", "of lower order was not shown", "touched", [[0, 3]]
        ),
        "crossing_where_more_is_touched_from_the_other_side": changed(
            "crossing_in_a_corner",
            "near the point the inequality does not hold",
            claim__candidate__where=[["y", "<", "0"], ["x", ">", "0"]],
        ),
        "crossing_where_what_is_touched_is_not_named": refutation(
            "crossing_in_a_corner", "does not satisfy a side condition strictly", "touched", DELETED
        ),
        "crossing_an_inequality_that_is_touched_from_the_other_side": changed(
            "crossing_by_a_word_of_two",
            "near the point the inequality does not hold",
            claim__candidate__where=[["p", "<", "0"]],
        ),
        "crossing_an_inequality_by_two_fields": changed(
            "crossing_by_a_word_of_two",
            "shown by a single field",
            claim__model__fields=[["q", "0"], ["0", "1"]],
            claim__candidate__where=[["p", ">", "0"]],
            evidence__proof__word=[letter(1), letter(0)],
        ),
        "crossing_an_inequality_where_the_flow_touches_at_one_root_of_two": changed(
            "crossing_by_a_word_of_two",
            "a derivative of lower order was not shown to be zero",
            claim__candidate__where=[["p", ">", "0"]],
            evidence__proof__place=place({"q": T}, root=AT_ZERO),
        ),
        "crossing_an_inequality_where_a_derivative_is_not_0": changed(
            "crossing_by_a_word_of_two",
            "a derivative of lower order was not shown to be zero",
            claim__candidate__where=[["p", ">", "0"]],
            evidence__proof__place=place({"q": "1"}),
        ),
        "crossing_by_no_word": refutation("crossing_by_a_word_of_two", "a crossing needs a word", "word", []),
    }


def reduced(message: str, /, **changes: Any) -> Case:
    """The reduced pair of neurons, with other values at some paths of what is said of it."""
    paths = {f"claim__reduced__{path}": value for path, value in changes.items()}
    return changed("reduced_pair_of_neurons", message, **paths)


def _reduced() -> dict[str, Case]:
    pair = ACCEPTED["reduced_pair_of_neurons"]["claim"]["reduced"]
    doubled = pair["model"]["outputs"][0]
    other_output, wrong_rate = "output 0 of the reduced model is not that of", "and has to be the inverse of"
    linear, undefined = "a reduced model is on a linear subspace", "is not defined everywhere"

    def cancelled(function: str) -> Any:
        call = ["call", function, "a"]
        return ["+", doubled, call, ["neg", call]]

    def about(*equation: Any, of: Any, by: Any, message: str, **candidate: Any) -> Case:
        """A claim that a model in a and b, on a line, is a²x with the rate 1/2."""
        square = model(["*", ["**", "a", 2], "x"], "a", rates=[["a", "1/2"]])
        said = {"model": square, "map": {"a": "a", "b": "a"}}
        line = claim(of, *equation, verdict="reduced", **candidate)
        return document({**line, "reduced": said}, evidence(invariance(by))), message

    kept_sign = tangency(conditions=[kept(combination(("condition 0", ["1 x"])))])
    sum_of_two = model(["*", ["+", "a", "b"], "x"], "a b")
    return {
        "reduced_without_rates": reduced(wrong_rate, model__rates=DELETED),
        "reduced_with_a_wrong_rate": reduced(wrong_rate, model__rates=[["a", "1/2"], ["w", "2"]]),
        "reduced_with_the_rates_of_other_rates": changed(
            "reduced_pair_of_neurons", wrong_rate, claim__model__rates=[["a", "2"], ["c", "2"]]
        ),
        "reduced_with_a_wrong_factor": reduced(other_output, model__outputs=[["*", "1/2", doubled]]),
        "reduced_with_another_sign": reduced(other_output, model__outputs=[["neg", doubled]]),
        "reduced_with_another_function": reduced(
            other_output, model__outputs=[["*", "2", "a", ["call", "sin", ["*", "w", "x"]]]]
        ),
        "reduced_with_one_more_output": reduced("more or fewer outputs", model__outputs=[doubled] * 2),
        "reduced_with_another_input": reduced(
            "the reduced model has other inputs",
            model__inputs=[["y", []]],
            model__outputs=[["*", "2", "a", ["call", "tanh", ["*", "w", "y"]]]],
        ),
        "reduced_with_one_more_input": reduced(
            "the reduced model has other inputs", model__inputs=[["x", []], ["y", []]]
        ),
        "reduced_with_another_unspecified_function": reduced(
            "the reduced model has other functions", model__functions={"s": []}
        ),
        "reduced_where_it_is_not_defined": reduced(undefined, model__outputs=[cancelled("log")]),
        "reduced_to_one_that_is_not_analytic": reduced(
            "the reduced model is not analytic", model__outputs=[cancelled("relu")]
        ),
        "reduced_map_out_of_the_set": reduced("the map leads out of the set", map__c=["neg", "a"]),
        "reduced_map_not_linear": reduced("the map to the parameters is not linear", map__a=["+", "a", "1"]),
        "reduced_map_of_degree_two": reduced(
            "the map to the parameters is not linear", map__a=["**", "a", 2]
        ),
        "reduced_map_not_injective": reduced(wrong_rate, map__b="0", map__d="0"),
        "reduced_map_not_onto": reduced(
            "the set has dimension 2: the map does not parametrise it",
            model=model(["*", "2", "a", ["call", "tanh", ["*", "a", "x"]]], "a", rates=[["a", "1/4"]]),
            map=dict.fromkeys("abcd", "a"),
        ),
        "reduced_map_with_a_parameter_too_many": reduced(
            "the set has dimension 2: the map does not parametrise it", model__parameters=scalars("a w p")
        ),
        "reduced_map_with_a_skewed_basis": reduced(
            "are not orthogonal", map__a=["+", "a", "w"], map__c=["+", "a", "w"]
        ),
        "reduced_on_a_set_that_is_left": changed(
            "reduced_pair_of_neurons",
            "the set that the maps fix is not",
            claim__candidate__equations=[["a", "c"]],
        ),
        "reduced_on_an_affine_set": about(
            ("a", ["+", "b", "1"]), of=sum_of_two, by=tangency(), message=linear
        ),
        "reduced_on_a_curved_set": about(HYPERBOLA, of=DIAGONAL, by=tangency(), message=linear),
        "reduced_on_part_of_a_set": about(
            ("a", "b"), of=DIAGONAL, by=kept_sign, message="given by equations alone", where=[["a", ">", "0"]]
        ),
        "reduced_for_every_constant": about(
            ("a", "b"), of=DIAGONAL, by=tangency(), message="without constants", constants=[["k", []]]
        ),
        "reduced_of_fields": about(
            ("a", "b"), of=fields("a b", ["a", "b"]), by=tangency(), message="not of vector fields"
        ),
        "reduced_on_the_empty_set": about(
            ("1", "0"), of=DIAGONAL, by=empty(), message="an empty set has no reduced model"
        ),
    }


def step(name: str, number: int, message: str, /, **changes: Any) -> Case:
    """A certificate with steps of optimisers, one of them with other values at some paths."""
    paths = {f"evidence__missteps__{number}__{path}": value for path, value in changes.items()}
    return changed(name, message, **paths)


def _missteps() -> dict[str, Case]:
    curve, adam, condition = "misstep_from_a_curve", "misstep_of_adam", "misstep_onto_a_condition"
    stays, size, decay = (
        "not shown to leave the set",
        "a step of gradient descent has a size",
        "weights decay by",
    )
    steps = ACCEPTED[curve]["evidence"]["missteps"]
    nowhere = spoilt(steps[0], {"place.point": {}, "letter.input": {}}, sign=False)
    return {
        "misstep_of_size_zero": step(curve, 0, size, size="0"),
        "misstep_of_gradient_descent_with_decay": step(curve, 0, size, more="1/2"),
        "misstep_without_decay": step(curve, 1, decay, more="0"),
        "misstep_with_all_of_the_weights_gone": step(curve, 1, decay, more="1"),
        "misstep_with_decay_at_several_rates": changed(
            curve, "weights decay at one rate", claim__model__rates=[["a", "2"], ["b", "2"]]
        ),
        "misstep_with_growing_weights": step(curve, 1, decay, more="-1"),
        "misstep_of_adam_backwards": step(curve, 2, "Adam takes a rate", size="-1"),
        "misstep_of_adam_without_epsilon": step(curve, 2, "Adam takes a rate", more="0"),
        "misstep_of_adam_with_several_rates": changed(
            adam, "Adam takes a rate", claim__model__rates=[["a", "2"], ["b", "2"]]
        ),
        "misstep_from_off_the_set": step(curve, 0, NOT_IN_THE_SET, place__point={"a": "2"}),
        "misstep_from_off_a_condition": step(
            condition, 0, "does not satisfy a side condition", place__point={}
        ),
        "misstep_that_stays": step(curve, 0, stays, letter__input={"x": "0"}),
        "misstep_of_adam_that_stays": step(adam, 0, stays, letter__input={"x": "0"}),
        "misstep_that_keeps_the_condition": step(condition, 0, stays, size="1/2"),
        "misstep_along_no_field": step(curve, 0, "there is no field 1", letter__field=1),
        "misstep_with_values_for_no_input": step(
            curve, 0, "an input has values for the model's inputs only", letter__input={"a": "1"}
        ),
        "misstep_over_no_equation": step(curve, 0, "there is no equation 1", violated=["equation", 1]),
        "misstep_over_something_else": step(curve, 0, "there is no minor 0", violated=["minor", 0]),
        "misstep_twice": changed(
            curve, "it is known whether it keeps", evidence__missteps=[steps[0], steps[0]]
        ),
        "misstep_of_what_keeps_the_set": step(
            adam, 0, "it is known whether it keeps", optimiser="gradient_descent", more="0"
        ),
        **_steps_to_zeros_that_are_no_identities(),
        "misstep_from_a_refuted_set": changed(
            "leaving_rational", "of a set that is left nothing else is shown", evidence__missteps=[nowhere]
        ),
    }


AT_ZERO: Final = root("0 -1 1", "-1/2", "1/2")
"""The root 0 of t² - t, of which t is no multiple: that t = 0 is true, and not shown."""


def _steps_to_zeros_that_are_no_identities() -> dict[str, Case]:
    one = ["+", *(["**", ["call", f, "b"], 2] for f in ("sin", "cos")), "-1"]
    rest = model(["+", ["*", "a", "x"], ["*", ["+", "c", "d"], one]], "a b c d")
    listed = atoms(("sin", ["1 b"]))
    relation = tangency(lie=[lie(0, combination(("relation 0", ["-1"])))], atoms=listed)
    scaling = model(["*", "1/2", ["**", "c", 2], "d", "x"], "c d")
    keeps = tangency(conditions=[kept(combination(("condition 0", ["1 d x"])))])
    first = letter(x="1")

    def stepping(about: Any, by: Any, step: Any, message: str) -> Case:
        return document(about, {**evidence(invariance(by)), "missteps": [step]}), message

    half = claim(rest, (["*", "2", "c"], "d"))
    sign = "the sign of a value at the point is not certain"
    adam = misstep("adam", place({"b": "1"}), first, ["equation", 0], more="1/2")
    onto = misstep(
        "gradient_descent", place({"c": "1", "d": ["1", "1"]}, root=AT_ZERO), first, ["condition", 0]
    )
    return {
        "misstep_of_adam_along_a_zero_of_calls": stepping(half, relation, adam, sign),
        "misstep_of_adam_along_a_zero_at_0": stepping(
            half, relation, {**adam, "place": place({})}, "not shown to leave the set"
        ),
        "misstep_onto_a_condition_at_one_root_of_two": stepping(
            claim(scaling, where=[["c", "!=", "0"]]), keeps, onto, "not shown to leave the set"
        ),
        "misstep_onto_an_inequality_at_one_root_of_two": stepping(
            claim(scaling, where=[["c", ">", "0"]]), keeps, onto, "not shown to leave the set"
        ),
    }


def _core() -> dict[str, Case]:
    inside, largest = "core_inside", "core_smaller_and_the_largest"
    shown = "the core is shown to be"
    return {
        "core_that_is_left": changed(inside, "L_X of equation 0", claim__core__equations=[["p", "0"]]),
        "core_not_inside_the_set": changed(
            inside, "expected", claim__core__equations=[["q", "0"]], claim__model__fields=[["q", "0"]]
        ),
        "core_without_a_reason_to_be_inside": refutation(
            inside, "every equation of V needs a reason to vanish on", "inside", []
        ),
        "core_claimed_the_largest_without_proof": changed(inside, shown, claim__core__largest=True),
        "core_claimed_smaller_without_a_point": changed(inside, shown, claim__core__comparison="smaller"),
        "core_claimed_equal": changed(largest, shown, claim__core__comparison="equal"),
        "core_with_a_point_of_it": refutation(
            largest, "the point was not shown to be outside the core", "outside.point", {}
        ),
        "core_with_a_point_off_the_set": refutation(largest, NOT_IN_THE_SET, "outside.point", {"p": "1"}),
        "core_step_that_is_wrong": refutation(
            largest, "a Lie derivative on the core", "steps.0.polynomial", terms("2 q")
        ),
        "core_step_along_no_field": refutation(
            largest, "there is no such Lie derivative", "steps.0.field", 1
        ),
        "core_step_of_a_later_equation": refutation(
            largest, "there is no such Lie derivative", "steps.0.equation", 1
        ),
        "core_steps_that_lead_nowhere": refutation(largest, "steps that lead nowhere", "reached", None),
        "core_equation_not_reached": refutation(
            largest, "every equation of the core needs a reason", "reached.1", DELETED
        ),
        "core_equation_reached_by_another": refutation(
            largest, "the core: expected q", "reached.1.cofactors", combination(("equation 0", ["1"]))
        ),
        "core_exponent_zero": refutation(
            largest, "these exponents do not make a polynomial vanish", "reached.1.exponent", 0
        ),
        "core_of_a_set_with_conditions": changed(
            inside, "a set given by equations alone", claim__candidate__where=[["q", ">", "0"]]
        ),
        "core_by_steps_of_a_model_with_calls": changed(
            largest,
            "at the input 0 a call is left",
            claim__model=model(["call", "exp", ["*", "p", "q"]], "p q", ""),
        ),
    }


def _whole() -> dict[str, Case]:
    solver_says = "empty_by_solver"
    wrong = "the assumptions named are not those that the proof needs"
    return {
        "assumption_dropped": changed(solver_says, wrong, assumptions=[]),
        "assumption_renamed": changed(solver_says, wrong, assumptions=["relu 4.12"]),
        "assumption_without_its_version": changed(solver_says, wrong, assumptions=["z3"]),
        "assumption_of_another_version": changed(solver_says, wrong, assumptions=["z3 4.13"]),
        "assumption_told_at_length": changed(
            solver_says,
            wrong,
            assumptions=["z3: version 4.12 finds no real solution of p**2 + q**2 + 1 = 0"],
        ),
        "assumption_twice": changed(solver_says, wrong, assumptions=[SOLVER, SOLVER]),
        "assumption_too_many": changed("tangency_cofactors", wrong, assumptions=[RELU]),
        "assumption_of_a_solver_not_asked": changed("tangency_relu", wrong, assumptions=[RELU, SOLVER]),
        "verdict_refuted_by_a_proof": changed(
            "tangency_cofactors",
            "the evidence is not for the claim, which is 'refuted'",
            claim__verdict="refuted",
        ),
        "verdict_certified_by_a_refutation": changed(
            "leaving_rational",
            "the evidence is not for the claim, which is 'certified'",
            claim__verdict="certified",
        ),
        "refutation_with_a_manifold": changed(
            "leaving_rational",
            "of a set that is left nothing else is shown",
            evidence__manifold=regular(place({})),
        ),
        "digest_of_another_claim": (
            spoilt(ACCEPTED["tangency_cofactors"], {"claim.verdict": "refuted"}, sign=False),
            "the claim is not the one that the digest is of",
        ),
        "digest_of_other_evidence": (
            spoilt(ACCEPTED["tangency_cofactors"], {"evidence.proof.proof.lie": []}, sign=False),
            "the evidence is not the one that the digest is of",
        ),
        "digest_is_no_text": (
            spoilt(ACCEPTED["tangency_cofactors"], {"digests.claim": None}, sign=False),
            "the claim is not the one that the digest is of",
        ),
        "equation_divides_by_zero_in_disguise": changed(
            "tangency_cofactors",
            "inv is not analytic at 0",
            claim__candidate__equations=[[["/", "p", ["+", "q", ["neg", "q"]]], "0"]],
        ),
    }


def _work() -> dict[str, Case]:
    """Small certificates that would cost more than a check may."""

    def over(shape: list[int], *equations: tuple[Any, Any]) -> Any:
        about = {"parameters": [["a", shape]], "outputs": [["sum", "a"]]}
        return document(claim(about, *equations), evidence(invariance(tangency())))

    powers = [["**", f"1/{10**20 + 2 * at + 1}", 1000] for at in range(30)]
    first = ["index", "a", 0]
    entries = [["index", "a", at] for at in range(6)]
    return {
        "work_sum_of_coprime_fractions": (over([2], (["+", *powers, first], "0")), "a number of more than"),
        "work_power_of_a_sum": (over([6], (["**", ["+", *entries, "1"], 40], "0")), "is over the limit"),
    }


REJECTED: Final[dict[str, Case]] = {
    **_false_claims(),
    **_tangency(),
    **_conditions(),
    **_description(),
    **_symmetry(),
    **_empty(),
    **_algebraic(),
    **_leaving(),
    **_crossing(),
    **_regular(),
    **_composition(),
    **_reduced(),
    **_missteps(),
    **_core(),
    **_whole(),
    **_work(),
    **ORBITS_REJECTED,
    **SECANTS_REJECTED,
    **ATOMS_REJECTED,
    **DOMAINS_REJECTED,
    **CONSERVED_REJECTED,
    **KINKS_REJECTED,
    **TIES_REJECTED,
    **MODELS_REJECTED,
}
