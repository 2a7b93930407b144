"""Models with steps (T18): what holds on regions, for bounded cofactors, and by convention (relu'(0) = 0)."""

from __future__ import annotations

from typing import Any, Final

from tests.kernel.forge import (
    atoms,
    boundary,
    claim,
    combination,
    composition,
    core,
    crossing,
    description,
    document,
    empty,
    evidence,
    invariance,
    kept,
    leaving,
    letter,
    lie,
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

RELU, BY_CONVENTION = "relu", "relu0"
BOUNDED, CONVENTION = {"kinks": "bounded"}, {"kinks": "convention"}
NO_REGION: Final = "was not shown to be defined at the point and the input"
ONE_STEP: Final = "bounded cofactors need one step for each argument"
NO_UNION: Final = "by convention about kinks a set is kept, and is no union of orbits"
AFFINE_ONLY: Final = "by convention about kinks only affine sets are kept"
NOT_TANGENT: Final = "L_X of equation"
ASSUMED: Final = "the assumptions named are not those that the proof needs"


def relu(argument: Any) -> Any:
    return ["call", "relu", argument]


def leaky(argument: Any, slope: str = "1/2") -> Any:
    return ["call", "leaky_relu", argument, slope]


_UNIT: Final = ["*", "w", "x"]
_NEURON: Final = model(["*", "a", relu(_UNIT)], "a w")
_DEAD: Final = ("a", "0"), ("w", "0")
_TWO: Final = model(["+", ["*", "a", relu(_UNIT)], ["*", "b", relu(["*", "v", "x"])]], "a b v w")
_TIED: Final = ("a", "b"), ("v", "w")
_HINGE: Final = ["*", "b", relu("a")]


def certified(of: Any, *equations: Any, by: Any, assumed: tuple[str, ...] = (), **more: Any) -> Any:
    manifold = more.pop("at", None)
    return document(claim(of, *equations, **more), evidence(invariance(by), manifold), *assumed)


def refuted(of: Any, *equations: Any, by: Any, **candidate: Any) -> Any:
    return document(claim(of, *equations, verdict="refuted", **candidate), evidence(by), RELU)


def at(point: Any, *letters: Any, **more: Any) -> Any:
    return leaving(place(point, **more), *letters)


def _refutations() -> dict[str, Case]:
    zero, first, second = ("a", "0"), letter(x="1"), letter(x="2")
    slope = model(["+", _HINGE, ["*", "a", "b", "x"]], "a b")
    with_input = model(["*", "b", relu(["*", "a", "x"])], "a b")
    line = ("c", "0")

    def inside(argument: Any) -> Any:
        """A step of something, beside what moves c."""
        return model(["+", ["*", "c", "x"], ["*", "b", relu(argument)]], "a b c")

    at_zero = {
        "kink": "a",
        "kink_of_a_square": ["**", "a", 2],
        "kink_of_a_product": ["*", "a", "b"],
        "kink_at_another_level": ["+", "a", "b", "-1"],
        "deeper_kink_of_a_difference": ["+", relu("b"), "-1"],
        "kink_under_a_tangent": ["call", "tanh", "a"],
        "kink_at_every_input": _times_the_input("a"),
        "kink_of_a_step_that_is_off": relu(["+", "a", "-1"]),
    }
    found = {
        f"leaving_at_a_{name}": (refuted(inside(u), line, by=at({"b": "1"}, first)), NO_REGION)
        for name, u in at_zero.items()
    }
    found |= {
        f"leaving_at_a_{name}_at_another_input": (
            refuted(inside(u), line, by=at({"b": "1"}, first, input={"x": "1"})),
            NO_REGION,
        )
        for name, u in at_zero.items()
    }
    return found | {
        "leaving_at_a_deeper_kink": (
            refuted(inside(relu("a")), line, by=at({"b": "1"}, first)),
            "a step at an argument that is not proved to be different from 0",
        ),
        "leaving_at_a_leaky_kink": (
            refuted(model(["*", "b", leaky("a"), "x"], "a b"), zero, by=at({"b": "1"}, first)),
            NO_REGION,
        ),
        "leaving_at_a_kink_that_any_value_leaves": (
            refuted(model(["*", "b", leaky("a")], "a b"), zero, by=at({"b": "1"}, letter())),
            NO_REGION,
        ),
        "leaving_at_a_kink_beside_what_leaves": (refuted(slope, zero, by=at({"b": "1"}, first)), NO_REGION),
        "leaving_at_a_kink_whatever_the_step_is": (
            refuted(
                model(["+", relu(_UNIT_A), ["*", "b", "c"]], "a b c"),
                zero,
                ("b", "0"),
                by={**at({"c": "1"}, first), "equation": 1},
            ),
            NO_REGION,
        ),
        "leaving_at_a_kink_by_the_input_0": (
            refuted(with_input, zero, by=at({"b": "1"}, letter(), input={"x": "1"})),
            NO_REGION,
        ),
        "leaving_from_the_input_0": (
            refuted(inside(_UNIT_A), line, by=at({"a": "1", "b": "1"}, first)),
            NO_REGION,
        ),
        "leaving_along_a_second_letter_at_a_kink": (
            refuted(
                inside(["+", "a", ["neg", "x"]]),
                line,
                by=at({"a": "1", "b": "1"}, second, first, input={"x": "2"}),
            ),
            NO_REGION,
        ),
        "leaving_at_a_kink_in_another_output": (
            refuted({**model("0", "a b c"), "outputs": [["*", "c", "x"], relu("a")]}, line, by=at({}, first)),
            NO_REGION,
        ),
        "leaving_at_a_kink_that_is_multiplied_by_0": (
            refuted(model(["+", ["*", "c", "x"], ["*", "0", relu("a")]], "a b c"), line, by=at({}, first)),
            NO_REGION,
        ),
        "leaving_without_the_assumption_of_regions": (
            document(claim(slope, zero, verdict="refuted"), evidence(at({"b": "1"}, first)), BY_CONVENTION),
            NO_REGION,
        ),
        "crossing_at_a_kink": (
            refuted(
                model(["+", "c", ["*", "b", relu("a")]], "a b c"),
                where=[["c", ">", "0"]],
                by=crossing(place({}), invariance(tangency()), letter()),
            ),
            NO_REGION,
        ),
        "misstep_from_a_kink": (
            document(
                claim(model(["*", "a", "b", relu(_UNIT_C)], "a b c"), _HYPERBOLA),
                {
                    **evidence(invariance(tangency())),
                    "missteps": [misstep("gradient_descent", place({"a": "1"}), first, ["equation", 0])],
                },
                RELU,
            ),
            NO_REGION,
        ),
    }


_UNIT_A: Final = ["*", "a", "x"]
_UNIT_C: Final = ["*", "c", "x"]
_HYPERBOLA: Final = (["+", ["**", "a", 2], ["neg", ["**", "b", 2]]], "1")


def _times_the_input(name: str) -> Any:
    return ["*", name, ["+", ["**", "x", 2], "1"]]


def _cancelled_steps() -> list[Any]:
    """A relu less itself, its argument b(b + 1) written in two ways."""
    return [relu(["*", "b", ["+", "b", "1"]]), ["neg", relu(["+", ["**", "b", 2], "b"])]]


def _bounded() -> dict[str, Case]:
    tied = combination(("congruence 0", ["1 b x"]))
    equal = {"atom": 0, "argument": terms("1 w x"), "cofactors": []}
    same = {"atom": 0, "argument": terms("1 w x"), "cofactors": combination(("equation 0", ["1"]))}
    step = atoms(("step", ["1 v x"]))
    half = model(["*", relu("a"), "b", "x"], "a b")
    divided = model(["*", "c", relu(["*", "a", "b"])], "a b c")
    two_ways = ["+", ["*", "a", relu(["*", "2", _UNIT])], ["*", "b", relu(["+", _UNIT, _UNIT])]]
    power = tangency(lie=[lie(0, [], power=1)], conditions=[kept([])], **BOUNDED)
    on_a_set = tangency(conditions=[kept([])], **BOUNDED)

    def bounded(of: Any, *equations: Any, message: str, by: Any = None, **more: Any) -> Case:
        return certified(of, *equations, by=by or tangency(**BOUNDED), **more), message

    return {
        "bounded_tied_neurons": bounded(_TWO, *_TIED, message=NOT_TANGENT),
        "bounded_tied_neurons_by_equal_steps": bounded(
            _TWO,
            *_TIED,
            by=tangency(congruences=[equal], lie=[lie(0, tied)], atoms=step, **BOUNDED),
            message="is no bounded multiple",
        ),
        "bounded_tied_neurons_by_an_equation": bounded(
            _TWO,
            (["**", ["+", "a", ["neg", "b"]], 2], "0"),
            ("v", "w"),
            by=tangency(congruences=[same], atoms=step, **BOUNDED),
            message="is no bounded multiple",
        ),
        "bounded_with_one_neuron_twice": bounded(
            model(["+", ["*", "a", relu(_UNIT)], ["*", "b", relu(_UNIT)]], "a b w"),
            ("a", "0"),
            ("b", "0"),
            ("w", "0"),
            message=ONE_STEP,
        ),
        "bounded_with_one_argument_written_in_two_ways": bounded(
            model(two_ways, "a b w"), ("a", "0"), ("b", "0"), ("w", "0"), message=ONE_STEP
        ),
        "bounded_with_a_neuron_less_itself": bounded(
            model(["+", ["*", "a", relu("w"), "x"], ["neg", ["*", "a", relu("w"), "x"]]], "a w"),
            ("w", "0"),
            message=ONE_STEP,
        ),
        "bounded_with_a_step_in_two_outputs": bounded(
            {**model("0", "a b w"), "outputs": [["*", "a", relu(_UNIT)], ["*", "b", relu(_UNIT)]]},
            *_DEAD,
            ("b", "0"),
            message=ONE_STEP,
        ),
        "bounded_with_a_leaky_one_beside_it": bounded(
            model(["*", "a", ["+", relu(_UNIT), leaky(_UNIT)]], "a w"), *_DEAD, message=ONE_STEP
        ),
        "bounded_at_a_kink_where_the_step_acts": bounded(_NEURON, ("w", "0"), message=NOT_TANGENT),
        "bounded_by_the_value_of_a_step_at_0": bounded(half, ("a", "0"), message=NOT_TANGENT),
        "bounded_leaky_at_a_kink": bounded(
            model(["*", "b", leaky("a")], "a b"), ("a", "0"), message=NOT_TANGENT
        ),
        "bounded_with_a_denominator": bounded(
            divided, (["*", "a", "b"], "0"), by=power, where=[["b", "!=", "0"]], message=NOT_TANGENT
        ),
        "bounded_with_a_denominator_that_is_not_needed": bounded(
            model(["+", "1", ["*", "0", relu("a")]], "a b"),
            (["*", "a", "b"], "0"),
            by=power,
            where=[["b", "!=", "0"]],
            message="one step for each argument, and no denominators",
        ),
        "bounded_condition_that_is_left": bounded(
            model(relu("a"), "a b"), by=on_a_set, where=[["a", ">", "0"]], message="L_X of side condition"
        ),
        "bounded_with_the_boundary_of_a_condition_on_regions": bounded(
            model(["*", "b", relu("a"), "x"], "a b"),
            by=tangency(conditions=[boundary(invariance(tangency()))], **BOUNDED),
            where=[["b", "!=", "0"]],
            message=NOT_TANGENT,
        ),
        "bounded_under_the_assumption_of_regions": bounded(_NEURON, *_DEAD, assumed=(RELU,), message=ASSUMED),
        "bounded_by_convention": bounded(_NEURON, *_DEAD, assumed=(BY_CONVENTION,), message=ASSUMED),
        "bounded_image_where_steps_cancel": bounded(
            model(["+", *_cancelled_steps(), ["*", "0", relu(["*", "a", ["+", "a", "1"]])]], "a b"),
            ("b", "0"),
            by=composition(
                ({"equations": [["a", "0"]]}, invariance(tangency(**BOUNDED))),
                images={"a": terms("1 b"), "b": terms("1 a")},
            ),
            message=ASSUMED,
        ),
        "bounded_where_steps_cancel": bounded(
            model(["+", *_cancelled_steps()], "a b"), ("b", "0"), message=ONE_STEP
        ),
        "bounded_without_steps": bounded(
            model(["*", "a", "b", "x"], "a b"), ("a", "b"), message="the model has no steps"
        ),
        "regions_called_bounded_by_nothing": (
            certified(_NEURON, *_DEAD, by=tangency()),
            ASSUMED,
        ),
    }


def _convention() -> dict[str, Case]:
    by = tangency(**CONVENTION)
    shown = invariance(by)
    zero, dead = {"equations": [["w", "0"]]}, ("w", "0")
    other = {"equations": [["a", "0"]]}
    still = model(["+", "1", ["*", "0", relu("a")]], "a b")
    squared = (["**", "w", 2], "0")
    power = combination(("equation 0", ["2"]))
    root_of = description(
        [terms("1 w")],
        [vanishing(combination(("equation 0", ["1"])), 2)],
        [combination(("equation 0", ["1 w"]))],
    )
    point = {"a": "1", "w": "0"}
    proof = orbit(shown, [0], spanning(input={"x": "1"}))
    dead_model = model("0", "a")
    said = {"model": dead_model, "map": {"a": "a", "w": "0"}}
    both = model(["+", relu("a"), ["neg", relu(["neg", "a"])]], "a b")

    difference = ["+", "a", ["neg", "b"]]
    folded = model(["+", ["*", "a", "b", "x"], relu(difference), relu(["neg", difference])], "a b")

    def convention(of: Any, *equations: Any, message: str, proof: Any = by, **more: Any) -> Case:
        return certified(of, *equations, by=proof, assumed=(BY_CONVENTION,), **more), message

    return {
        "convention_in_an_intersection": convention(
            _NEURON, dead, ("a", "0"), proof=composition((zero, shown), (other, shown)), message=NO_UNION
        ),
        "convention_in_a_union": convention(
            _NEURON, (["*", "w", "w"], "0"), proof=composition((zero, shown), (zero, shown)), message=NO_UNION
        ),
        "convention_in_a_composition_of_one": convention(
            _NEURON, dead, proof=composition((zero, shown)), message=NO_UNION
        ),
        "convention_in_an_image": convention(
            _NEURON, dead, proof=composition((zero, shown), images={}), message=NO_UNION
        ),
        "convention_in_a_difference": convention(
            _NEURON,
            proof=composition((zero, shown), (other, shown)),
            difference=[zero, other],
            message=NO_UNION,
        ),
        "convention_in_the_boundary_of_a_condition": convention(
            still,
            proof=tangency(conditions=[boundary(shown)]),
            where=[["a", ">", "0"]],
            message=NO_UNION,
        ),
        "convention_in_a_crossing": (
            refuted(_NEURON, dead, where=[["a", "!=", "0"]], by=crossing(place({}), shown, letter(x="1"))),
            NO_UNION,
        ),
        "convention_in_a_core": (
            document(
                {
                    **claim(_NEURON, dead, verdict="core"),
                    "core": {"equations": [["w", "0"]], "comparison": "unknown", "largest": False},
                },
                evidence(core(shown, [vanishing([])])),
                BY_CONVENTION,
            ),
            NO_UNION,
        ),
        "convention_in_an_orbit": (
            document(
                {
                    **claim(
                        model(["*", "0", relu(["+", "a", "w"]), "x"], "a w"), ("w", "0"), verdict="orbit"
                    ),
                    "orbit": {"point": point, "laws": [], "lower": 0, "upper": 1},
                },
                {"proof": proof, "manifold": None},
                BY_CONVENTION,
                RELU,
            ),
            NO_UNION,
        ),
        "convention_in_a_reduction": (
            document(
                {**claim(_NEURON, dead, verdict="reduced"), "reduced": said}, evidence(shown), BY_CONVENTION
            ),
            NO_UNION,
        ),
        "convention_at_a_double_point": convention(
            _NEURON,
            squared,
            proof=tangency(lie=[lie(0, power)], **CONVENTION),
            message=NOT_TANGENT,
        ),
        "convention_on_a_curved_set_that_is_kept": convention(
            still, (["*", "a", "b"], "0"), message=AFFINE_ONLY
        ),
        "convention_on_a_set_with_a_condition": convention(
            still,
            proof=tangency(conditions=[kept([])], **CONVENTION),
            where=[["a", ">", "0"]],
            message=AFFINE_ONLY,
        ),
        "convention_on_a_set_with_an_inequation": convention(
            _NEURON,
            dead,
            proof=tangency(conditions=[kept([])], **CONVENTION),
            where=[["a", "!=", "0"]],
            message=AFFINE_ONLY,
        ),
        "convention_of_another_slope": convention(
            model(["*", "a", leaky(_UNIT)], "a w"), dead, message=NOT_TANGENT
        ),
        "convention_of_a_sign": convention(
            model(["*", "b", ["+", relu("a"), ["neg", "a"]]], "a b"), ("a", "0"), message=NOT_TANGENT
        ),
        "convention_of_one_half_at_a_tie": convention(
            model(["+", "b", relu(["+", "a", ["neg", "b"]])], "a b"), ("a", "b"), message=NOT_TANGENT
        ),
        "convention_of_opposite_steps": convention(
            model(["*", "c", ["+", relu("a"), relu(["neg", "b"])]], "a b c"), ("a", "b"), message=NOT_TANGENT
        ),
        "convention_under_the_assumption_of_regions": (
            certified(_NEURON, dead, by=by, assumed=(RELU,)),
            ASSUMED,
        ),
        "convention_under_no_assumption": (certified(_NEURON, dead, by=by), ASSUMED),
        "convention_without_steps": convention(
            model(["*", "a", "b", "x"], "a b"), ("a", "b"), message="the model has no steps"
        ),
        "convention_is_not_that_of_regions": (
            certified(_NEURON, dead, by=tangency(), assumed=(RELU,)),
            NOT_TANGENT,
        ),
        "regions_at_a_point_on_a_kink": (
            certified(
                _NEURON,
                *_DEAD,
                by=tangency(),
                assumed=(RELU,),
                manifold={"status": "embedded", "dimension": 0},
                at=regular(place({}, input={"x": "1"})),
            ),
            NO_REGION,
        ),
        "regions_of_a_symmetry_at_a_point_on_a_kink": (
            certified(
                folded,
                ("a", "b"),
                by=symmetry({"a": terms("1 b"), "b": terms("1 a")}),
                assumed=(RELU,),
                manifold={"status": "embedded", "dimension": 1},
                at=regular(place({"a": "1", "b": "1"}, input={"x": "1"})),
            ),
            NO_REGION,
        ),
        "convention_by_a_description_of_a_set_with_a_condition": (
            document(
                claim(_NEURON, squared, where=[["a", ">", "0"]]),
                evidence(invariance(tangency(conditions=[kept([])], **CONVENTION), root_of)),
                BY_CONVENTION,
            ),
            AFFINE_ONLY,
        ),
        "convention_of_tied_neurons_with_opposite_signs": convention(
            model(["+", ["*", "a", relu(_UNIT)], ["*", "b", relu(["neg", ["*", "v", "x"]])]], "a b v w"),
            ("a", "b"),
            ("v", "w"),
            message=NOT_TANGENT,
        ),
        "convention_of_a_difference_that_is_linear": convention(both, ("b", "a"), message=NOT_TANGENT),
    }


def _outside() -> dict[str, Case]:
    """Sets that are said to lie in kinks, and do not."""
    nothing = {"status": "empty"}

    def outside(of: Any, *equations: Any, message: str, argument: int = 0, **more: Any) -> Case:
        proof = {"by": "domain", "argument": argument, "squares": [], "cofactors": [], **more}
        about = certified(of, *equations, by=empty(proof), assumed=(RELU,), manifold=nothing)
        return about, message

    near = "may be 0 near a point, where that does not matter"
    return {
        "outside_regions_where_the_input_is_0": outside(_NEURON, ("w", "0"), message=near),
        "outside_regions_of_an_argument_that_is_0_everywhere": outside(
            model(["*", "b", relu(["+", "a", ["neg", "a"]])], "a b"), ("b", "0"), message=near
        ),
        "outside_regions_of_a_square": outside(
            model(["*", "b", relu(["**", "a", 2])], "a b"), ("a", "0"), message=near
        ),
        "outside_regions_of_a_neuron_that_is_dead": outside(
            model(["*", "b", relu(relu("a"))], "a b"), ("a", "-1"), argument=1, message=near
        ),
        "outside_regions_off_the_kink": outside(
            model(["*", "b", relu("a")], "a b"), ("a", "1"), message="an argument outside"
        ),
        "outside_regions_by_squares": outside(
            model(["*", "b", relu(["neg", ["**", "a", 2]])], "a b"),
            squares=[["1", [], terms("1 a")]],
            message="squares show that an argument is not positive",
        ),
        "outside_regions_under_no_assumption": (
            certified(
                model(["*", "b", relu("a")], "a b"),
                ("a", "0"),
                by=empty({"by": "domain", "argument": 0, "squares": [], "cofactors": []}),
                manifold=nothing,
            ),
            ASSUMED,
        ),
    }


KINKS_REJECTED: Final[dict[str, Case]] = {**_refutations(), **_bounded(), **_convention(), **_outside()}

_OFF: Final = model(["*", "b", relu("a"), "x"], "a b")

KINKS_ACCEPTED: Final[dict[str, Any]] = {
    "kinks_bounded_dead_neuron": certified(
        _NEURON,
        *_DEAD,
        by=tangency(**BOUNDED),
        manifold={"status": "embedded", "dimension": 0},
        at=regular(place({})),
    ),
    "kinks_bounded_layer_without_output": certified(_OFF, ("a", "0"), ("b", "0"), by=tangency(**BOUNDED)),
    "kinks_by_convention": certified(
        _NEURON,
        ("w", "0"),
        by=tangency(**CONVENTION),
        assumed=(BY_CONVENTION,),
        manifold={"status": "embedded", "dimension": 1},
        at=regular(place({})),
    ),
    "kinks_by_convention_for_tied_neurons": certified(
        _TWO, *_TIED, by=tangency(**CONVENTION), assumed=(BY_CONVENTION,)
    ),
    "kinks_are_outside_all_regions": certified(
        model(["*", "b", relu("a")], "a b"),
        ("a", "0"),
        by=empty({"by": "domain", "argument": 0, "squares": [], "cofactors": []}),
        assumed=(RELU,),
        manifold={"status": "empty"},
    ),
    "kinks_image_on_regions": certified(
        _TWO,
        ("b", "0"),
        ("v", "0"),
        by=composition(
            ({"equations": [list(pair) for pair in _DEAD]}, invariance(tangency(**BOUNDED))),
            images={"a": terms("1 b"), "b": terms("1 a"), "v": terms("1 w"), "w": terms("1 v")},
        ),
        assumed=(RELU,),
    ),
    "leaving_inside_a_region": refuted(
        _NEURON, ("a", "0"), by=leaving(place({"w": "1"}, input={"x": "1"}), letter(x="1"))
    ),
    "leaving_inside_a_region_along_the_input_0": refuted(
        model(["+", "a", ["*", "a", relu(_UNIT)]], "a w"),
        ("a", "0"),
        by=leaving(place({"w": "1"}, input={"x": "1"}), letter()),
    ),
}
