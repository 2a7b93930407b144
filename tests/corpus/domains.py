"""Where models are not defined: no point there shows anything; of a set without points nothing is said."""

from __future__ import annotations

from typing import Any, Final

from tests.kernel.forge import (
    call,
    claim,
    combination,
    core,
    description,
    document,
    empty,
    evidence,
    invariance,
    kept,
    leaving,
    letter,
    misstep,
    model,
    orbit,
    place,
    regular,
    spanning,
    symmetry,
    tangency,
    terms,
    vanishing,
)

Case = tuple[Any, str]

UNDEFINED: Final = "was not shown to be defined at the point and the input"
INPUTS_ONLY: Final = "an input has values for the model's inputs only"
NO_POINT: Final = "was not shown to hold a point at which the model is defined"

_PRODUCT: Final = ["*", "a", "b", "x"]
_SUM: Final = ["*", ["+", "a", "b"], "x"]
_SWAP: Final = symmetry({"a": terms("1 b"), "b": terms("1 a")})
_HYPERBOLA: Final = (["+", ["**", "a", 2], ["neg", ["**", "b", 2]]], "1")


def cancelled(term: Any) -> Any:
    """A term less itself: it adds nothing but its domain."""
    return ["+", term, ["neg", term]]


_POLES: Final[dict[str, Any]] = {
    "a_pole": ["/", "1", "a"],
    "two_poles": ["+", ["/", "1", "a"], ["/", "1", ["+", "a", "-1"]]],
    "a_pole_of_second_order": ["**", "a", -2],
    "a_logarithm": call("log", "a"),
    "a_square_root": call("sqrt", "a"),
    "zero_times_a_logarithm": ["*", "0", call("log", "a")],
    "a_logarithm_that_cancels": cancelled(call("log", "a")),
    "the_power_0_of_a_quotient": ["**", ["/", "1", "a"], 0],
    "a_quotient_that_is_1": ["/", "a", "a"],
    "a_quotient_in_a_call": call("tanh", ["*", "0", ["/", "1", "a"]]),
    "a_pole_beside_the_input": ["+", ["*", "a", "x"], ["*", "x", ["/", "1", "a"]]],
    "a_pole_at_every_input": ["/", "1", ["*", "a", ["+", ["**", "x", 2], "1"]]],
    "a_pole_in_another_output": ["list", ["*", "a", "x"], ["/", "1", "a"]],
}
"""Outputs that move a alone, and are not defined where a = 0."""


def smaller(output: Any, outside: Any, *, comparison: str = "smaller") -> Any:
    """The claim that {b = 0} is a core of {ab = 0} and smaller, by a point that is not in it."""
    said = {"equations": [["b", "0"]], "comparison": comparison, "largest": False}
    about = claim(model(output, "a b"), (["*", "a", "b"], "0"), verdict="core")
    return document(
        {**about, "core": said}, evidence(core(invariance(tangency()), [vanishing([])], outside=outside))
    )


_OUTSIDE: Final = place({"b": "1"})
_SOMETIMES: Final = ["/", "1", ["+", "a", ["neg", "x"]]]
"""It is not defined where a = x."""


def _cores() -> dict[str, Case]:
    return {
        **{f"core_smaller_by_{name}": (smaller(p, _OUTSIDE), UNDEFINED) for name, p in _POLES.items()},
        "core_smaller_by_a_pole_at_some_inputs": (smaller(_SOMETIMES, _OUTSIDE), UNDEFINED),
        "core_smaller_by_a_pole_at_another_input": (
            smaller(["/", "1", ["+", "a", ["neg", "x"], "1"]], place({"b": "1"}, input={"x": "1"})),
            UNDEFINED,
        ),
        **_of_three_lines(),
        "core_smaller_at_an_input_of_a_parameter": (
            smaller(_SOMETIMES, place({"b": "1"}, input={"a": "1"})),
            INPUTS_ONLY,
        ),
    }


def _of_three_lines() -> dict[str, Case]:
    """Where x/(a·b) + x·c² is defined, c = 0 is all of a·b·c = 0."""
    output = ["+", ["/", "x", ["*", "a", "b"]], ["*", "x", ["**", "c", 2]]]
    said = {"equations": [["c", "0"]], "comparison": "smaller", "largest": False}
    about = {**claim(model(output, "a b c"), (["*", "a", "b", "c"], "0"), verdict="core"), "core": said}
    points = {"the_first": {"b": "1", "c": "1"}, "the_second": {"a": "1", "c": "1"}, "both": {"c": "1"}}
    return {
        f"core_smaller_on_{name}_of_two_lines_outside": (
            document(about, evidence(core(invariance(tangency()), [vanishing([])], outside=place(point)))),
            UNDEFINED,
        )
        for name, point in points.items()
    }


def _largest() -> dict[str, Case]:
    """{p = 0} without the point that flows leave, were the domain not in the way."""
    step = {"field": 0, "equation": 0, "inputs": ["x"], "polynomial": terms("1 b"), "cofactors": []}
    reached = [
        {key: part for key, part in vanishing(combination((f"equation {at}", ["1"]))).items() if key != "by"}
        for at in range(2)
    ]
    said = {"equations": [["a", "0"], ["b", "0"]], "comparison": "unknown", "largest": True}

    def largest(output: Any) -> Case:
        about = claim(model(output, "a b"), ("a", "0"), verdict="core")
        proof = core(invariance(tangency()), [vanishing([])], steps=[step], reached=reached)
        return document({**about, "core": said}, evidence(proof)), "the model has a domain of its own"

    return {
        "core_the_largest_beside_a_pole": largest(["+", _PRODUCT, cancelled(["/", "1", "x"])]),
        "core_the_largest_beside_a_logarithm": largest(["+", _PRODUCT, ["*", "0", call("log", "x")]]),
        "core_the_largest_of_a_model_with_steps": largest(
            ["+", _PRODUCT, ["*", "0", call("relu", ["+", "a", "1"])]]
        ),
    }


# Sets in which there is no point of the domain, as a = b of a model that is defined nowhere.

_NOWHERE: Final = cancelled(call("log", ["+", ["neg", ["**", "a", 2]], "-1"]))
_KINK: Final = cancelled(call("relu", ["+", "a", ["neg", "b"]]))
_HALF: Final = {"model": model(["*", "2", "a", "x"], "a", rates=[["a", "1/2"]]), "map": {"a": "a", "b": "a"}}


def reduced(*equations: Any, by: Any, of: Any = None, at: Any = None, **candidate: Any) -> Any:
    """A reduced model of (a + b)·x on a = b, as the set is claimed to be."""
    said = {"status": "embedded", "dimension": 1} if at else None
    about = claim(of or model(_SUM, "a b"), *equations, verdict="reduced", manifold=said, **candidate)
    manifold = regular(place({}, **at)) if at is not None else None
    assumed = ["relu"] if "relu" in str(of) else []
    return document({**about, "reduced": _HALF}, evidence(by, manifold), *assumed)


def _nothing() -> dict[str, Case]:
    tie, swap, other = ("a", "b"), invariance(_SWAP), "the set that the maps fix is not the candidate"
    nothing = description([], [], [])
    one = combination(("equation 0", ["1"]), ("equation 1", ["-1"]))
    contradiction = description(
        [terms("1")],
        [vanishing(one)],
        [combination(("equation 0", ["1 a a", f"-{n}"])) for n in (1, 2)],
    )
    levels = (["*", "a", "b"], "1"), (["*", "a", "b"], "2")
    signs = {"where": [["a", ">", "0"], ["a", "<", "0"]]}
    nowhere, kink = (model(["+", _SUM, term], "a b") for term in (_NOWHERE, _KINK))
    both_kept = tangency(conditions=[kept([]), kept([])])
    still = model("1", "a b")
    return {
        "nothing_is_reduced": (reduced(tie, ("0", "1"), by=swap), other),
        "nothing_is_reduced_by_a_description_that_forgets_it": (
            reduced(tie, ("0", "1"), by=invariance(_SWAP, nothing)),
            other,
        ),
        "nothing_is_reduced_by_tangency_and_a_description_that_forgets_it": (
            reduced(tie, ("0", "1"), by=invariance(tangency(), nothing)),
            "the rule for that is 'empty'",
        ),
        "nothing_is_reduced_where_equations_contradict_each_other": (
            reduced(tie, ("a", "1"), ("b", "2"), by=invariance(tangency())),
            "the rule for that is 'empty'",
        ),
        "nothing_is_reduced_by_being_empty": (
            reduced(tie, ("0", "1"), by=invariance(empty())),
            "an empty set has no reduced model",
        ),
        "nothing_is_reduced_by_a_contradiction_of_a_description": (
            reduced(tie, *levels, by=invariance(_SWAP, contradiction)),
            other,
        ),
        "nothing_is_reduced_by_tangency_after_a_contradiction_of_a_description": (
            reduced(tie, *levels, by=invariance(tangency(), contradiction)),
            "the rule for that is 'empty'",
        ),
        "nothing_is_reduced_for_constants_that_contradict_each_other": (
            reduced(tie, ("k", "0"), ("k", "1"), by=invariance(tangency()), constants=[["k", []]]),
            "the rule for that is 'empty'",
        ),
        "nothing_is_reduced_for_a_constant_that_is_not_0": (
            reduced(tie, ("k", "1"), by=invariance(tangency()), constants=[["k", []]]),
            "without constants",
        ),
        "nothing_is_reduced_by_conditions": (
            reduced(tie, by=invariance(both_kept), of=still, **signs),
            "given by equations alone",
        ),
        "nothing_is_reduced_outside_the_domain": (reduced(tie, by=swap, of=nowhere), NO_POINT),
        "nothing_is_reduced_by_tangency_outside_the_domain": (
            reduced(tie, by=invariance(tangency()), of=nowhere),
            NO_POINT,
        ),
        "nothing_is_reduced_at_a_point_outside_the_domain": (
            reduced(tie, by=swap, of=nowhere, at={"input": {"x": "1"}}),
            UNDEFINED,
        ),
        "nothing_is_reduced_on_a_kink": (reduced(tie, by=swap, of=kink), NO_POINT),
        "nothing_is_reduced_at_a_point_on_a_kink": (
            reduced(tie, by=swap, of=kink, at={"input": {"x": "1"}}),
            UNDEFINED,
        ),
        "nothing_is_fixed_by_a_symmetry": (
            document(claim(model(_PRODUCT, "a b"), tie, ("0", "1")), evidence(invariance(_SWAP, nothing))),
            other,
        ),
        "nothing_is_fixed_by_a_symmetry_without_a_point": (
            document(
                claim(model(_PRODUCT, "a b"), ("0", "1")),
                evidence(invariance(symmetry({"a": terms("1 a", "1")}))),
            ),
            "a map is no symmetry",
        ),
        "nothing_is_fixed_by_a_shift": (
            document(
                claim(model("x", "a"), ("0", "1")), evidence(invariance(symmetry({"a": terms("1 a", "1")})))
            ),
            other,
        ),
    }


# Steps of optimisers, secants, brackets.


def stepping(output: Any, *equations: Any, by: Any, **candidate: Any) -> Any:
    about = claim(model(output, "a b"), *equations, **candidate)
    return document(about, {**evidence(invariance(tangency())), "missteps": [by]})


def _points() -> dict[str, Case]:
    first, broken = letter(x="1"), ["equation", 0]
    with_log = ["+", _PRODUCT, ["*", "0", call("log", "a")]]
    at_one = ["+", _PRODUCT, cancelled(["/", "1", ["+", "x", "-1"]])]
    vertex = place({"a": "-1"})
    conserved = document(
        claim(model(with_log, "a b"), _HYPERBOLA),
        {**evidence(invariance(tangency())), "secant": [vertex, place({"a": "1"})]},
    )
    refuted = claim(model(at_one, "a b"), ("a", "0"), verdict="refuted")
    hidden = claim(
        model(["+", _PRODUCT, ["*", "0", call("sqrt", "b")]], "a b"), ("a", "0"), verdict="refuted"
    )
    return {
        "misstep_from_outside_the_domain": (
            stepping(with_log, _HYPERBOLA, by=misstep("gradient_descent", vertex, first, broken)),
            UNDEFINED,
        ),
        "misstep_at_an_input_that_is_outside_the_domain": (
            stepping(at_one, _HYPERBOLA, by=misstep("gradient_descent", place({"a": "1"}), first, broken)),
            UNDEFINED,
        ),
        "misstep_from_a_point_at_an_input_outside_the_domain": (
            stepping(
                at_one,
                _HYPERBOLA,
                by=misstep("gradient_descent", place({"a": "1"}, input={"x": "1"}), letter(x="2"), broken),
            ),
            UNDEFINED,
        ),
        "secant_with_a_point_where_a_logarithm_is_not_defined": (conserved, UNDEFINED),
        "leaving_along_a_letter_outside_the_domain": (
            document(refuted, evidence(leaving(place({"b": "1"}, input={"x": "2"}), first))),
            UNDEFINED,
        ),
        "leaving_along_a_second_letter_outside_the_domain": (
            document(refuted, evidence(leaving(place({"b": "1"}), letter(x="2"), first))),
            UNDEFINED,
        ),
        "leaving_from_a_point_at_an_input_outside_the_domain": (
            document(refuted, evidence(leaving(place({"b": "1"}, input={"x": "1"}), letter(x="2")))),
            UNDEFINED,
        ),
        "leaving_from_a_point_at_an_input_of_a_parameter": (
            document(refuted, evidence(leaving(place({"b": "1"}, input={"b": "2"}), letter(x="2")))),
            INPUTS_ONLY,
        ),
        "leaving_where_a_root_times_zero_is_not_defined": (
            document(hidden, evidence(leaving(place({"b": "-1"}), first))),
            UNDEFINED,
        ),
    }


def spanned(output: Any, *brackets: Any, of: str = "a b", **more: Any) -> Any:
    """The claim that the orbit of (1, 0, …) is at least of the dimension of so many brackets."""
    proof = orbit(invariance(tangency()), [], spanning(*brackets, **more))
    point = {name: "1" if name == "a" else "0" for name in of.split()}
    said = {"point": point, "laws": [], "lower": len(brackets), "upper": len(point)}
    outputs = output if output[0] == "outputs" else ["outputs", output]
    about = {**model("0", of), "outputs": outputs[1:]}
    return document({**claim(about, verdict="orbit"), "orbit": said}, {"proof": proof, "manifold": None})


def _roots_written_twice(names: str) -> list[Any]:
    """2√(a² + b) - b/a for each of the names b: its differential at b = 0, a > 0 is that of 2a."""
    roots = {b: call("sqrt", ["+", ["**", "a", 2], b]) for b in names}
    return [["+", root, root, ["neg", ["/", b, "a"]]] for b, root in roots.items()]


def _orbits() -> dict[str, Case]:
    twice = ["outputs", *_roots_written_twice("b"), "a"]
    two_roots = ["outputs", *_roots_written_twice("bc"), "a"]
    modulo_2 = {"modulus": 2, "basis": [1, 1, 1, 0]}
    both = [letter()], [letter(1)]
    at_one, first = ["+", _SUM, cancelled(["/", "1", ["+", "x", "-1"]])], [letter(x="1")]
    return {
        "orbit_modulo_2_of_a_root_written_twice": (
            spanned(twice, *both, **modulo_2),
            "has no inverse modulo 2",
        ),
        "orbit_modulo_2_of_two_roots_written_twice": (
            spanned(two_roots, *both, [letter(2)], of="a b c", **modulo_2),
            "has no inverse modulo 2",
        ),
        "orbit_modulo_an_even_number_of_a_root_written_twice": (
            spanned(twice, *both, modulus=6, basis=[1, 1, 1, 0]),
            "has no inverse modulo 6",
        ),
        "orbit_along_a_letter_outside_the_domain": (spanned(at_one, first, input={"x": "2"}), UNDEFINED),
        "orbit_of_a_point_at_an_input_outside_the_domain": (
            spanned(at_one, [letter(x="2")], input={"x": "1"}),
            UNDEFINED,
        ),
        "orbit_of_a_point_at_an_input_of_a_parameter": (
            spanned(_SUM, first, input={"a": "1"}),
            INPUTS_ONLY,
        ),
        "orbit_of_a_point_outside_the_domain_of_what_cancels": (
            spanned(["+", _SUM, cancelled(["/", "1", "b"])], first),
            UNDEFINED,
        ),
        "orbit_of_a_point_outside_the_domain_of_zero_times_a_root": (
            spanned(["+", _SUM, ["*", "0", call("sqrt", "b")]], first),
            UNDEFINED,
        ),
        "orbit_of_a_point_on_a_kink": (
            spanned(["+", _SUM, ["*", "0", call("relu", "b")]], first),
            UNDEFINED,
        ),
    }


DOMAINS_REJECTED: Final[dict[str, Case]] = {
    **_cores(),
    **_largest(),
    **_nothing(),
    **_points(),
    **_orbits(),
}

DOMAINS_ACCEPTED: Final[dict[str, Any]] = {
    "core_smaller_at_an_input_in_the_domain": smaller(_SOMETIMES, place({"b": "1"}, input={"x": "1"})),
    "reduced_at_a_point_in_the_domain": reduced(
        ("a", "b"),
        by=invariance(_SWAP),
        of=model(["+", _SUM, cancelled(["/", "1", "x"])], "a b"),
        at={"input": {"x": "1"}},
    ),
    "orbit_at_an_input_in_the_domain": spanned(
        ["+", _SUM, cancelled(["/", "1", "x"])], [letter(x="2")], input={"x": "1"}
    ),
}
