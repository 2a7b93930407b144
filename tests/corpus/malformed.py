"""The certificates of `malformed/`: what cannot be read, with the right digests where there are any."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

from certsim.kernel.statement.strict_json import dump
from tests.corpus.accepted import ACCEPTED, ROOT_OF_TWO
from tests.kernel.forge import DELETED, scalars, spoilt, terms

Case: TypeAlias = tuple[bytes, str]
"""The bytes of a file, and a part of the message with which it is refused."""

PROVED: Final = "tangency_cofactors"
REFUTED: Final = "leaving_rational"
STEPPING: Final = "misstep_from_a_curve"
REDUCED: Final = "reduced_pair_of_neurons"
NOT_A_RATIONAL: Final = "expected a rational number"
COFACTOR: Final = "evidence.proof.proof.lie.0.cofactors.0.1"
SQUARE: Final = "evidence.proof.description.vanishing.0.squares.0"
PLACE: Final = "evidence.proof.place"
POINT: Final = f"{PLACE}.point"


def changed(message: str, path: str, value: Any, name: str = PROVED) -> Case:
    """An accepted certificate with another value at a path, and digests to match."""
    return dump(spoilt(ACCEPTED[name], {path: value})), message


def rewritten(message: str, old: str, new: str, name: str = PROVED) -> Case:
    """An accepted certificate in which a piece of the text is another."""
    before = dump(ACCEPTED[name]).decode()
    after = before.replace(old, new, 1)
    if after == before:
        raise ValueError(f"{old!r} is not in {name}")
    return after.encode("utf-8", "surrogatepass"), message


def _text() -> dict[str, Case]:
    whole = dump(ACCEPTED[PROVED])
    return {
        "json_nothing": (b"", "not JSON"),
        "json_cut_off": (whole[:-3], "not JSON"),
        "json_two_documents": (whole + whole, "not JSON: Extra data"),
        "json_byte_order_mark": (b"\xef\xbb\xbf" + whole, "not JSON"),
        "json_not_utf8": rewritten("not UTF-8", "made by hand", "made by \udcff"),
        "json_half_a_character": rewritten("half a character", "made by hand", "\\ud800"),
        "json_nested_too_deep": (b"[" * 20_000 + b"]" * 20_000, "nested too deep"),
        "json_float": rewritten("the number '3.0' is not exact", '"certsim":3', '"certsim":3.0'),
        "json_exponent": rewritten("the number '3e0' is not exact", '"certsim":3', '"certsim":3e0'),
        "json_not_a_number": rewritten("the number 'NaN' is not exact", '"certsim":3', '"certsim":NaN'),
        "json_infinity": rewritten("'-Infinity' is not exact", '"certsim":3', '"certsim":-Infinity'),
        "json_key_twice": rewritten("a key stands twice", '"certsim":3', '"certsim":3,"certsim":3'),
        "json_key_twice_in_the_claim": rewritten(
            "a key stands twice", '"verdict":"certified"', '"verdict":"certified","verdict":"refuted"'
        ),
        "json_integer_too_long": rewritten("not acceptable JSON", '"power":0', f'"power":{"9" * 5000}'),
        "json_long_key": (b'{"' + b"k" * 3000 + b'":0}', "the key 'certsim' is missing"),
        "json_list_of_lists": (b"[" + b"[]," * 900 + b"[]]", "found [[], [], [], [], ...]"),
        "json_list": (b"[]\n", "expected an object, found []"),
        "json_null": (b"null\n", "expected an object, found None"),
    }


def _frame() -> dict[str, Case]:
    return {
        "format_unknown": changed("the format is 1, not 3", "certsim", 1),
        "format_before": changed("the format is 2, not 3", "certsim", 2),
        "format_true": changed("the format is True", "certsim", True),
        "format_in_quotes": changed("the format is '3'", "certsim", "3"),
        "key_unknown": changed("unknown key 'signature'", "signature", "x"),
        "key_missing": changed("the key 'assumptions' is missing", "assumptions", DELETED),
        "about_missing": changed("the key 'model' is missing", "about", {}),
        "about_no_text": changed("expected a string", "about.model", 1),
        "assumptions_no_list": changed("expected a list", "assumptions", "none"),
        "assumption_no_text": changed("expected a string", "assumptions", [None]),
        "digests_missing": (
            dump(spoilt(ACCEPTED[PROVED], {"digests": {}}, sign=False)),
            "the key 'claim' is missing",
        ),
    }


def _claim() -> dict[str, Case]:
    deep: Any = "p"
    for _ in range(300):
        deep = ["neg", deep]
    function, swap, conserved = "leaving_for_one_function", "symmetry_swap", "tangency_conserved"
    parameters, equation = "claim.model.parameters", "claim.candidate.equations.0"
    return {
        "verdict_unknown": changed("expected one of", "claim.verdict", "proved"),
        "verdict_true": changed("expected one of", "claim.verdict", True),
        "claim_with_another_key": changed("unknown key 'note'", "claim.note", ""),
        "manifold_null": changed("expected an object", "claim.manifold", None),
        "manifold_of_a_refuted_claim": changed(
            "expected one of ['certified', 'core', 'reduced']", "claim.manifold", {"status": "empty"}, REFUTED
        ),
        "reduced_missing": changed("the key 'reduced' is missing", "claim.reduced", DELETED, REDUCED),
        "reduced_with_another_verdict": changed(
            "unknown key 'reduced'", "claim.verdict", "certified", REDUCED
        ),
        "reduced_to_no_model": changed("the key 'parameters' is missing", "claim.reduced.model", {}, REDUCED),
        "reduced_without_a_map": changed("the key 'map' is missing", "claim.reduced.map", DELETED, REDUCED),
        "reduced_map_without_a_parameter": changed(
            "the key 'd' is missing", "claim.reduced.map.d", DELETED, REDUCED
        ),
        "reduced_map_of_another_parameter": changed("unknown key 'p'", "claim.reduced.map.p", "p", REDUCED),
        "reduced_map_in_the_parameters_of_the_model": changed(
            "unknown name 'b'", "claim.reduced.map.a", "b", REDUCED
        ),
        "reduced_map_of_an_input": changed("unknown name 'x'", "claim.reduced.map.a", "x", REDUCED),
        "reduced_map_with_a_call": changed(
            "a call of a function", "claim.reduced.map.a", ["call", "tanh", "a"], REDUCED
        ),
        "reduced_map_with_a_division": changed(
            "expected a polynomial", "claim.reduced.map.a", ["/", "1", "a"], REDUCED
        ),
        "missteps_empty": changed("an empty list is left out here", "evidence.missteps", [], STEPPING),
        "misstep_of_momentum": changed(
            "expected one of", "evidence.missteps.0.optimiser", "momentum", STEPPING
        ),
        "misstep_with_a_size_in_floating_point": changed(
            NOT_A_RATIONAL, "evidence.missteps.0.size", "0.5", STEPPING
        ),
        "manifold_unknown": changed("expected one of", "claim.manifold", {"status": "unknown"}),
        "manifold_empty_with_a_dimension": changed(
            "an empty set has none", "claim.manifold", {"status": "empty", "dimension": 0}
        ),
        "manifold_without_a_dimension": changed(
            "a manifold has a dimension", "claim.manifold", {"status": "embedded"}
        ),
        "manifold_dimension_true": changed(
            "expected an integer from 0 to 2, found True", "claim.manifold.dimension", True, swap
        ),
        "manifold_dimension_too_large": changed(
            "expected an integer from 0 to 2, found 3", "claim.manifold.dimension", 3, swap
        ),
        "manifold_dimension_negative": changed(
            "expected an integer from 0 to 2, found -1", "claim.manifold.dimension", -1, swap
        ),
        "model_without_outputs": changed("either outputs or fields", "claim.model.outputs", DELETED, REFUTED),
        "model_with_no_output": changed("at least one output", "claim.model.outputs", [], REFUTED),
        "model_with_outputs_and_fields": changed("either outputs or fields", "claim.model.outputs", ["p"]),
        "model_with_no_field": changed("fields come in a non-empty list", "claim.model.fields", []),
        "model_of_fields_with_inputs": changed("without data, frozen", "claim.model.inputs", scalars("x")),
        "field_too_short": changed("expected 2 entries, found 1", "claim.model.fields.0", ["p"]),
        "field_not_polynomial": changed(
            "expected a polynomial, found a quotient", "claim.model.fields.0.0", ["/", "1", "p"]
        ),
        "field_with_a_call": changed("a call of a function", "claim.model.fields.0.0", ["call", "exp", "p"]),
        "array_of_too_many_entries": changed(
            "an array of more than 2000000 entries",
            f"{equation}.0",
            ["sum", ["call", "zeros", {"shape": [1000, 1000, 1000]}]],
            REFUTED,
        ),
        "frozen_pi": changed("a parameter or an array of parameters", "claim.model.frozen", ["pi"], REFUTED),
        "frozen_twice": changed("frozen twice", "claim.model.frozen", ["a", "a"], REFUTED),
        "inputs_where_of_a_parameter": changed(
            "unknown name 'a'", "claim.model.inputs_where", [["a", ">", "0"]], REFUTED
        ),
        "data_without_an_input": changed("is missing", "claim.model.data", [{}], REFUTED),
        "data_none": changed("at least one datum", "claim.model.data", [], REFUTED),
        "block_of_one_output": changed(
            "two members at least", "claim.model.symmetric_outputs", [[0]], REFUTED
        ),
        "let_of_a_parameter": changed("cannot name a definition", "claim.model.let", [["a", "1"]], REFUTED),
        "let_in_the_wrong_order": changed(
            "unknown name 'k'", "claim.model.let", [["h", "k"], ["k", "1"]], REFUTED
        ),
        "axis_out_of_range": changed(
            "axis 0 is out of range for a scalar",
            "claim.model.outputs.0",
            ["sum", "a", {"axis": 0}],
            REFUTED,
        ),
        "axis_true": changed(
            "expected an integer, found True", "claim.model.outputs.0", ["sum", "a", {"axis": True}], REFUTED
        ),
        "coordinate_with_no_multiple_of_pi": changed(
            "a multiple of π that is zero", f"{POINT}.a", {"plus": "1", "pi": "0"}, REFUTED
        ),
        "name_twice": changed("'a' is declared twice", parameters, scalars("a a"), REFUTED),
        "name_of_a_parameter_and_an_input": changed(
            "'b' is declared twice", "claim.model.inputs", scalars("b"), REFUTED
        ),
        "name_of_a_parameter_and_a_constant": changed(
            "'a' is declared twice", "claim.candidate.constants", scalars("a"), conserved
        ),
        "name_of_a_parameter_and_a_function": changed(
            "'a' is declared twice", "claim.model.functions", {"a": []}, REFUTED
        ),
        "name_that_is_none": changed("'a-b' is not a name", f"{parameters}.0.0", "a-b", REFUTED),
        "name_of_an_atom": changed("'@0' is not a name", f"{parameters}.0.0", "@0", REFUTED),
        "name_too_long": changed("is not a name", f"{parameters}.0.0", "a" * 201, REFUTED),
        "declaration_without_a_shape": changed(
            "expected a name and a shape", f"{parameters}.0", ["a"], REFUTED
        ),
        "shape_true": changed("is not a shape", f"{parameters}.0.1", [True], REFUTED),
        "shape_zero": changed("is not a shape", f"{parameters}.0.1", [0], REFUTED),
        "shape_of_nine_dimensions": changed("is not a shape", f"{parameters}.0.1", [1] * 9, REFUTED),
        "shape_too_large": changed("scalars", f"{parameters}.0.1", [100_000, 100_000], REFUTED),
        "function_with_a_taken_name": changed(
            "'tanh' cannot name an unspecified function", "claim.model.functions", {"tanh": []}, REFUTED
        ),
        "function_with_a_hidden_name": changed(
            "'step' cannot name an unspecified function", "claim.model.functions", {"step": []}, REFUTED
        ),
        "function_with_an_unknown_fact": changed(
            "expected one of", "claim.model.functions.s", ["monotone"], function
        ),
        "function_with_facts_out_of_order": changed(
            "facts stand once each, in order", "claim.model.functions.s", ["odd", "even"], function
        ),
        "function_facts_no_list": changed("expected a list", "claim.model.functions.s", "odd", function),
        "functions_no_object": changed("expected an object", "claim.model.functions", [], function),
        "rate_zero": changed("the rate 0 is not positive", "claim.model.rates", [["a", "0"]], REFUTED),
        "rate_twice": changed(
            "a rate is given twice", "claim.model.rates", [["a", "2"], ["a", "2"]], REFUTED
        ),
        "rate_of_a_sum": changed(
            "expected a parameter", "claim.model.rates", [[["+", "a", "b"], "2"]], REFUTED
        ),
        "rate_of_an_input": changed("unknown name 'x'", "claim.model.rates", [["x", "2"]], REFUTED),
        "rate_as_a_number": changed(NOT_A_RATIONAL, "claim.model.rates", [["a", 2]], REFUTED),
        "rate_without_a_target": changed(
            "expected parameters and a rate", "claim.model.rates", ["2"], REFUTED
        ),
        "candidate_without_equations": changed("either equations or fixed_by", "claim.candidate", {}),
        "candidate_with_equations_and_maps": changed(
            "either equations or fixed_by", "claim.candidate.fixed_by", []
        ),
        "candidate_fixed_by_maps_with_constants": changed(
            "fixed_by takes no constants", "claim.candidate.constants", scalars("k"), swap
        ),
        "equation_with_an_input": changed("unknown name 'x'", f"{equation}.0", "x", REFUTED),
        "equation_with_a_call": changed("a call of a function", f"{equation}.0", ["call", "exp", "p"]),
        "equation_with_a_quotient": changed("expected a polynomial", f"{equation}.0", ["/", "1", "p"]),
        "equation_with_one_side": changed("an equation has two sides", equation, ["p"]),
        "equation_with_a_number_as_a_number": changed("expected an expression, found 0", f"{equation}.1", 0),
        "equation_with_a_decimal_number": changed(NOT_A_RATIONAL, f"{equation}.1", "0.5"),
        "equation_divided_by_zero": changed("division by zero", f"{equation}.1", ["/", "1", "0"]),
        "equation_of_an_unknown_operation": changed(
            "there is no operation '-'", f"{equation}.0", ["-", "p", "q"]
        ),
        "equation_with_a_huge_exponent": changed("is over the limit", f"{equation}.0", ["**", "p", 10**9]),
        "equation_with_a_huge_power_of_a_number": changed(
            "a power of more than", f"{equation}.1", ["**", "9" * 3000, 1000]
        ),
        "equation_with_a_true_exponent": changed(
            "takes an expression and an integer", f"{equation}.0", ["**", "p", True]
        ),
        "equation_nested_too_deep": changed("nested", f"{equation}.0", deep),
        "condition_with_an_unknown_relation": changed(
            "expected one of", "claim.candidate.where", [["p", ">=", "0"]]
        ),
        "condition_without_a_relation": changed(
            "a condition has two sides and a relation", "claim.candidate.where", [["p", "0"]]
        ),
        "map_to_two_places": changed(
            "sends a parameter to two places", "claim.candidate.fixed_by", [[["a", "b"], ["a", "a"]]], swap
        ),
        "map_quadratic": changed(
            "a map is linear, or affine", "claim.candidate.fixed_by", [[["a", ["**", "b", 2]]]], swap
        ),
        "map_of_a_sum": changed(
            "expected a parameter", "claim.candidate.fixed_by", [[[["+", "a", "b"], "a"]]], swap
        ),
        "map_between_shapes": changed(
            "have different shapes", "claim.candidate.fixed_by", [[["a", ["list", "b"]]]], swap
        ),
        "map_without_an_image": changed(
            "a map sends parameters to expressions", "claim.candidate.fixed_by", [["ab"]], swap
        ),
        "call_of_an_unknown_function": changed(
            "unknown function 'eval'", "claim.model.outputs.0", ["call", "eval", "a"], REFUTED
        ),
        "call_of_a_hidden_function": changed(
            "unknown function 'step'", "claim.model.outputs.0", ["call", "step", "a"], REFUTED
        ),
        "call_of_a_derivative": changed(
            "unknown function", "claim.model.outputs.0", ["call", "s'", "a"], function
        ),
        "call_with_two_arguments": changed(
            "does not take 2 arguments", "claim.model.outputs.0", ["call", "exp", "a", "b"], REFUTED
        ),
        "index_out_of_range": changed(
            "too many indices", "claim.model.outputs.0", ["index", "a", 0], REFUTED
        ),
        "sum_of_two_operands": changed(
            "sum does not take 2 arguments", "claim.model.outputs.0", ["sum", *"ab"], REFUTED
        ),
        "list_empty": changed("a list must not be empty", "claim.model.outputs.0", ["list"], REFUTED),
        "product_of_scalars_as_matrices": changed(
            "'@' does not combine", "claim.model.outputs.0", ["@", "a", "b"], REFUTED
        ),
        "difference_that_is_refuted": changed(
            "unknown key 'difference'", "claim.verdict", "refuted", "composition_difference"
        ),
        "constants_no_list": changed("expected a list", "claim.candidate.constants", {}, REFUTED),
        "where_no_list": changed("expected a list", "claim.candidate.where", "b > 0", REFUTED),
    }


def _evidence() -> dict[str, Case]:
    algebraic, enclosed = "leaving_at_an_algebraic_point", "leaving_by_an_enclosure"
    congruence, many = "tangency_congruence", "leaving_for_one_function"
    proof, lie = "evidence.proof.proof", "evidence.proof.proof.lie.0"
    order = "a polynomial that is not in its one spelling"
    return {
        "evidence_null": changed("expected an object", "evidence", None),
        "evidence_of_an_unknown_kind": changed("expected one of", "evidence.proof.shows", "obvious"),
        "evidence_of_no_kind": changed("expected one of", "evidence.proof.shows", DELETED),
        "rule_unknown": changed("expected one of", f"{proof}.rule", "faith"),
        "rule_with_another_key": changed("unknown key 'hint'", f"{proof}.hint", None),
        "rule_without_a_key": changed("the key 'lie' is missing", f"{proof}.lie", DELETED),
        "field_number_true": changed("expected an integer", f"{lie}.field", True),
        "field_number_negative": changed("expected an integer", f"{lie}.field", -1),
        "field_number_in_quotes": changed("expected an integer", f"{lie}.field", "0"),
        "field_number_huge": changed("expected an integer", f"{lie}.field", 10**30),
        "power_huge": changed("expected an integer", f"{lie}.power", 10**9),
        "power_null": changed("expected an integer", f"{lie}.power", None),
        "reference_of_an_unknown_kind": changed("expected one of", f"{lie}.cofactors.0.0", ["lemma", 0]),
        "reference_without_a_number": changed("expected 2 entries", f"{lie}.cofactors.0.0", ["equation"]),
        "reference_number_true": changed("expected an integer", f"{lie}.cofactors.0.0", ["equation", True]),
        "combination_of_three": changed(
            "expected 2 entries", f"{lie}.cofactors.0", [["equation", 0], [], []]
        ),
        "square_without_a_weight": changed(
            "expected 3 entries", SQUARE, ["1", [["1", "q"]]], "description_real_radical"
        ),
        "square_weight_no_list": changed("expected a list", f"{SQUARE}.1", 0, "description_real_radical"),
        "square_weight_true": changed(
            "expected an integer", f"{SQUARE}.1", [True], "description_real_radical"
        ),
        "square_weight_negative": changed(
            "expected an integer", f"{SQUARE}.1", [-1], "description_real_radical"
        ),
        "polynomial_null": changed("expected a list", COFACTOR, None),
        "polynomial_as_text": changed("expected a list", COFACTOR, "2"),
        "polynomial_with_an_empty_term": changed("a term has a coefficient", COFACTOR, [[]]),
        "polynomial_out_of_order": changed(order, COFACTOR, [["1", "q"], ["1", "p"]]),
        "polynomial_with_a_monomial_twice": changed(order, COFACTOR, [["1", "p"], ["1", "p"]]),
        "polynomial_with_variables_out_of_order": changed(order, COFACTOR, [["1", "q", "p"]]),
        "polynomial_with_a_zero": changed(order, COFACTOR, [["0"], ["1", "p"]]),
        "polynomial_with_an_unknown_variable": changed("unknown variable 'r'", COFACTOR, [["1"], ["1", "r"]]),
        "polynomial_with_an_atom_where_none_is_listed": changed(
            "unknown variable '@0'", f"{SQUARE}.2", [["1", "@0"]], "description_real_radical"
        ),
        "description_with_an_atom": changed(
            "unknown variable '@0'",
            "evidence.proof.description.equations.0",
            [["1", "p"], ["1", "@0"]],
            "description_radical",
        ),
        "symmetry_map_into_an_atom": changed(
            "unknown variable '@0'", "evidence.proof.proof.maps.0.a", [["1", "@0"]], "symmetry_swap"
        ),
        "letter_at_an_input_of_an_atom": changed(
            "unknown variable '@0'", "evidence.proof.word.0.input", {"@0": "1"}, REFUTED
        ),
        "point_with_an_atom": changed("unknown variable '@0'", f"{POINT}.@0", "1", REFUTED),
        "atom_without_an_argument": changed("expected", f"{proof}.atoms.0", ["sinh"], congruence),
        "atom_of_no_function": changed("expected", f"{proof}.atoms.0.0", 0, congruence),
        "atom_with_an_expression": changed("expected a list", f"{proof}.atoms.0.1", "a", congruence),
        "atoms_empty": changed("an empty list is left out here", f"{proof}.atoms", []),
        "polynomial_with_an_atom_01": changed("unknown variable '@01'", COFACTOR, [["1", "@01"]]),
        "polynomial_with_an_atom_without_a_number": changed("unknown variable '@'", COFACTOR, [["1", "@"]]),
        "polynomial_with_a_number_as_a_variable": changed("unknown variable 0", COFACTOR, [["1", 0]]),
        "coefficient_as_a_number": changed(NOT_A_RATIONAL, COFACTOR, [[2]]),
        "coefficient_true": changed(NOT_A_RATIONAL, COFACTOR, [[True]]),
        "coefficient_over_one": changed("is to be written '1'", COFACTOR, [["1/1"]]),
        "coefficient_not_in_lowest_terms": changed("is to be written '1/2'", COFACTOR, [["2/4"]]),
        "coefficient_minus_zero": changed("is to be written '0'", COFACTOR, [["-0"]]),
        "coefficient_with_a_zero_in_front": changed("is to be written '2'", COFACTOR, [["02"]]),
        "coefficient_with_a_space": changed(NOT_A_RATIONAL, COFACTOR, [[" 2"]]),
        "coefficient_with_a_plus": changed(NOT_A_RATIONAL, COFACTOR, [["+2"]]),
        "coefficient_with_an_underscore": changed(NOT_A_RATIONAL, COFACTOR, [["2_0"]]),
        "coefficient_with_a_line_break": changed(NOT_A_RATIONAL, COFACTOR, [["2\n"]]),
        "coefficient_in_other_digits": changed(NOT_A_RATIONAL, COFACTOR, [["٢"]]),
        "coefficient_over_zero": changed(NOT_A_RATIONAL, COFACTOR, [["1/0"]]),
        "coefficient_over_three_zeros": changed("the denominator of '1/000' is zero", COFACTOR, [["1/000"]]),
        "coefficient_over_a_negative_number": changed(NOT_A_RATIONAL, COFACTOR, [["1/-2"]]),
        "coefficient_too_long": changed(NOT_A_RATIONAL, COFACTOR, [["9" * 4001]]),
        "congruence_atom_no_number": changed(
            "expected an integer", f"{proof}.congruences.0.atom", "@0", congruence
        ),
        "point_no_object": changed("expected an object", POINT, [], REFUTED),
        "point_with_an_unknown_name": changed("unknown variable 'c'", f"{POINT}.c", "1", REFUTED),
        "coordinate_as_a_number": changed(NOT_A_RATIONAL, f"{POINT}.b", 1, REFUTED),
        "coordinate_null": changed(NOT_A_RATIONAL, f"{POINT}.b", None, REFUTED),
        "coordinate_over_one": changed("is to be written '2'", f"{POINT}.b", "2/1", REFUTED),
        "coordinate_minus_zero": changed("is to be written '0'", f"{POINT}.b", "-0", REFUTED),
        "coordinate_too_long": changed(NOT_A_RATIONAL, f"{POINT}.b", "1" * 4001, REFUTED),
        "coordinate_with_a_root_of_its_own": changed(
            "the key 'plus' is missing", f"{POINT}.a", {**ROOT_OF_TWO, "value": ["0", "1"]}, algebraic
        ),
        "coordinate_in_a_root_that_there_is_not": changed(
            "a degree that is not less than 1", f"{POINT}.b", ["0", "1"], REFUTED
        ),
        "coordinate_of_the_degree_of_the_root": changed(
            "a degree that is not less than 2", f"{POINT}.a", ["0", "0", "1"], algebraic
        ),
        "coordinate_of_degree_32": changed(
            "a list of 2 to 32 numbers is expected", f"{POINT}.a", [*["0"] * 32, "1"], algebraic
        ),
        "coordinate_that_is_rational_in_a_list": changed(
            "a list of 2 to 32 numbers is expected", f"{POINT}.a", ["1"], algebraic
        ),
        "coordinate_with_a_leading_zero": changed(
            "a highest coefficient that is zero", f"{POINT}.a", ["1", "0"], algebraic
        ),
        "place_without_a_root": changed("the key 'root' is missing", f"{PLACE}.root", DELETED, REFUTED),
        "place_without_bits": changed("the key 'bits' is missing", f"{PLACE}.bits", DELETED, REFUTED),
        "place_without_an_input": changed("the key 'input' is missing", f"{PLACE}.input", DELETED, REFUTED),
        "place_at_an_unknown_input": changed("unknown variable 'y'", f"{PLACE}.input.y", "1", REFUTED),
        "place_at_an_irrational_input": changed(NOT_A_RATIONAL, f"{PLACE}.input.x", ["0", "1"], algebraic),
        "root_without_an_interval": changed(
            "the key 'interval' is missing", f"{PLACE}.root.interval", DELETED, algebraic
        ),
        "root_with_a_value": changed("unknown key 'value'", f"{PLACE}.root.value", ["0", "1"], algebraic),
        "root_of_a_number": changed("of degree 1 to 32", f"{PLACE}.root.polynomial", ["-2"], algebraic),
        "root_of_a_linear_polynomial": changed(
            "a degree that is not less than 1", f"{PLACE}.root.polynomial", ["-2", "1"], algebraic
        ),
        "root_of_a_polynomial_of_degree_33": changed(
            "of degree 1 to 32", f"{PLACE}.root.polynomial", ["-2", *["0"] * 32, "1"], algebraic
        ),
        "root_with_a_leading_zero": changed(
            "a highest coefficient that is zero", f"{PLACE}.root.polynomial", ["-2", "1", "0"], algebraic
        ),
        "root_interval_of_three": changed(
            "expected 2 entries", f"{PLACE}.root.interval", ["1", "2", "3"], algebraic
        ),
        "root_interval_upside_down": changed(
            "the interval of a root is empty", f"{PLACE}.root.interval", ["2", "1"], algebraic
        ),
        "root_interval_of_one_number": changed(
            "the interval of a root is empty", f"{PLACE}.root.interval", ["1", "1"], algebraic
        ),
        "bits_too_many": changed("expected an integer", f"{PLACE}.bits", 65_537, enclosed),
        "bits_none": changed("expected an integer from 1 to 65536", f"{PLACE}.bits", 0, enclosed),
        "bits_null": changed("expected an integer", f"{PLACE}.bits", None, enclosed),
        "bits_true": changed("expected an integer", f"{PLACE}.bits", True, enclosed),
        "kinks_unknown": changed("expected one of ['bounded', 'convention']", f"{proof}.kinks", "ignored"),
        "kinks_null": changed("an empty list is left out here", f"{proof}.kinks", None),
        "regular_point_with_an_input_of_its_own": changed(
            "unknown key 'input'", "evidence.manifold.input", {}, "tangency_conserved"
        ),
        "spanning_without_an_input": changed(
            "the key 'input' is missing", "evidence.proof.spanning.input", DELETED, "orbit_hyperbola"
        ),
        "spanning_with_its_input_beside_it": changed(
            "unknown key 'input'", "evidence.proof.input", {"x": "1"}, "orbit_hyperbola"
        ),
        "function_with_65_coefficients": changed(
            "more than 64 coefficients", "evidence.proof.place.functions.s", ["0", "1"] * 33, many
        ),
        "function_coefficient_as_a_number": changed(
            NOT_A_RATIONAL, "evidence.proof.place.functions.s", [0, 1], many
        ),
        "word_no_list": changed("expected a list", "evidence.proof.word", {}, REFUTED),
        "letter_without_an_input": changed(
            "the key 'input' is missing", "evidence.proof.word.0", {"field": 0}, REFUTED
        ),
        "letter_at_an_irrational_input": changed(
            NOT_A_RATIONAL, "evidence.proof.word.0.input.x", ROOT_OF_TWO, REFUTED
        ),
        "map_of_an_unknown_parameter": changed(
            "unknown variable 'c'", f"{proof}.maps.0.c", terms("1"), "symmetry_swap"
        ),
        "solver_version_as_a_number": changed(
            "expected a string", f"{proof}.proof.version", 4, "empty_by_solver"
        ),
    }


MALFORMED: Final[dict[str, Case]] = {**_text(), **_frame(), **_claim(), **_evidence()}
