"""What models say besides their outputs: frozen parameters, restricted inputs, data, symmetric outputs, π."""

from __future__ import annotations

from typing import Any, Final

from tests.kernel.forge import (
    atoms,
    call,
    claim,
    combination,
    document,
    empty,
    evidence,
    invariance,
    kept,
    leaving,
    letter,
    lie,
    model,
    place,
    regular,
    scalars,
    symmetry,
    tangency,
    terms,
)

_MIXED: Final = model(["*", ["+", "a", "f"], "x"], "a f", frozen=["f"])
_PRODUCT: Final = model(["*", "a", "b", "x"], "a b", frozen=["b"])
_STILL: Final = model(["*", "0", "a"], "a f", frozen=["f"])
_SWAP: Final = symmetry({"a": terms("1 b"), "b": terms("1 a")})
_CIRCLE: Final = model(
    ["+", ["*", "a", ["**", "x", 2]], ["*", "b", ["**", "y", 2]], ["neg", "c"]],
    "a b c",
    "x y",
    inputs_where=[[["+", ["**", "x", 2], ["**", "y", 2]], "=", "1"]],
)
_SUM: Final = claim(_CIRCLE, (["+", "a", "b", "c"], "0"))
_ON_DATA: Final = model(["+", ["*", "a", "x"], ["*", "b", "y"]], "a b", "x y", data=[{"x": "1", "y": "2"}])
_LINE: Final = (["*", "2", "a"], "b")
_LOGARITHM: Final = model(call("log", ["*", "a", "x"]), "a", data=[{"x": "1"}, {"x": "-1"}])
_TWINS: Final = {
    "parameters": scalars("a b"),
    "inputs": scalars("x"),
    "outputs": [["*", "a", "x"], ["*", "b", "x"]],
    "symmetric_outputs": [[0, 1]],
}


def _sines(apart: Any) -> Any:
    """Two neurons whose biases differ by so much, with opposite weights."""
    neurons = [["*", v, call("sin", ["+", b, ["*", "w", "x"]])] for v, b in (("c", "a"), ("d", "b"))]
    of = model(["+", *neurons], "a b c d w")
    return claim(of, (["+", "b", ["neg", "a"]], apart), (["+", "c", "d"], "0"))


def _shown(about: Any, by: Any, at: Any = None) -> Any:
    return document(about, evidence(invariance(by), at))


def _slice(dimension: int) -> Any:
    manifold = {"status": "embedded", "dimension": dimension}
    return _shown(claim(_MIXED, ("f", "1"), manifold=manifold), tangency(), regular(place({"f": "1"})))


def _left(of: Any, equation: Any, at: Any, word: Any) -> Any:
    return document(claim(of, equation, verdict="refuted"), evidence(leaving(at, word)))


_UNIT: Final = model(["*", "a", call("gelu", ["*", "w", "x"])], "a w")
_BY_STRUCTURE: Final = {"rule": "structure"}
_RELU: Final = model(
    ["*", "a", call("relu", ["+", "b", ["*", "w", "x"]])], "a b w", inputs_where=[["x", ">", "0"]]
)
_OFF: Final = claim(_RELU, where=[["w", "<", "0"], ["b", "<", "0"]])


def _settled(positive: bool, *squares: Any) -> Any:
    return {"atom": 0, "positive": positive, "squares": list(squares), "cofactors": []}


def _off(*steps: Any) -> Any:
    """The conditions w < 0 and b < 0 are kept, because the step is 0."""
    slopes = (["1 a x"], ["1 a"])
    conditions = [kept(combination(("settled 0", slope))) for slope in slopes]
    by = tangency(conditions=conditions, settled=list(steps), atoms=atoms(("step", ["1 b", "1 w x"])))
    return document(_OFF, evidence(invariance(by)), "relu")


_NEVER_ON: Final = _settled(False, ["1", [1], terms("1")], ["1", [0, 2], terms("1")])

_AT_INPUT: Final = tangency(lie=[lie(0, combination(("input 0", ["1"])))])
_PI: Final = model(["*", "a", "x"], "a")

MODELS_ACCEPTED: Final[dict[str, Any]] = {
    "frozen_parameter_stands_still": _slice(1),
    "frozen_parameter_is_not_followed": _left(_MIXED, ("a", "f"), place({"a": "1", "f": "1"}), letter(x="1")),
    "inputs_on_a_circle": _shown(_SUM, _AT_INPUT),
    "inputs_on_a_circle_leave": _left(
        _CIRCLE, ("a", "0"), place({}, input={"x": "1"}), letter(x="3/5", y="4/5")
    ),
    "structure_of_a_dead_unit": _shown(claim(_UNIT, ("a", "0"), ("w", "0")), _BY_STRUCTURE),
    "settled_by_conditions_of_set_and_inputs": _off(_NEVER_ON),
    "data_keep_a_line": _shown(claim(_ON_DATA, _LINE), tangency()),
    "outputs_treated_alike": _shown(claim(_TWINS, ("a", "b")), tangency()),
    "local_definitions": _shown(
        claim(
            model(["sum", ["*", "a", "h"]], "b", let=[["h", ["call", "layer_norm", "a", "1/10"]]])
            | {"parameters": [["a", [3]], ["b", []]]},
            ("b", "7"),
        ),
        tangency(),
    ),
    "half_a_period_apart": _shown(_sines("pi"), tangency()),
    "point_with_a_multiple_of_pi": _left(
        _PI, ("a", ["*", "2", "pi"]), place({"a": {"plus": "0", "pi": "2"}}), letter(x="1")
    ),
}

MODELS_REJECTED: Final[dict[str, tuple[Any, str]]] = {
    "frozen_parameter_counted_as_a_dimension": (_slice(2), "the manifold is claimed to be"),
    "frozen_parameter_that_is_followed": (
        _shown(claim(_MIXED, ("a", "f")), tangency()),
        "L_X of equation 0 along field 0",
    ),
    "frozen_parameter_that_is_moved": (
        _left(_MIXED, ("f", "1"), place({"f": "1"}), letter(x="1")),
        "not shown to be different from zero",
    ),
    "frozen_parameter_swapped_with_a_trained_one": (
        _shown(claim(_PRODUCT, ("a", "b")), _SWAP),
        "a map mixes parameters with different learning rates",
    ),
    "frozen_parameter_as_a_differential": (
        _shown(
            claim(_STILL, (["**", "a", 2], "f"), manifold={"status": "regular locus", "dimension": 0}),
            tangency(),
            regular(place({}), [0]),
        ),
        "the differentials of the chosen equations are dependent",
    ),
    "structure_of_a_unit_that_is_not_dead": (
        _shown(claim(_UNIT, ("w", "0")), _BY_STRUCTURE),
        "does not vanish as it stands",
    ),
    "settled_without_the_inputs": (
        _off(_settled(False, ["1", [1], terms("1")], ["1", [0], terms("1")])),
        "the argument of a step that is settled",
    ),
    "settled_to_be_on": (
        _off(_settled(True, *_NEVER_ON["squares"])),
        "the argument of a step that is settled",
    ),
    "inputs_off_the_circle": (
        _left(_CIRCLE, ("a", "0"), place({}, input={"x": "1"}), letter(x="2")),
        "an input is not one of those that are meant",
    ),
    "inputs_off_the_circle_at_the_point": (
        _left(_CIRCLE, ("a", "0"), place({}), letter(x="1")),
        "an input is not one of those that are meant",
    ),
    "inputs_that_are_free": (
        _shown({**_SUM, "model": {**_CIRCLE, "inputs_where": []}}, _AT_INPUT),
        "there is no input 0 here to refer to",
    ),
    "inputs_on_the_boundary_of_a_condition": (
        _left(
            model(["*", "a", "x"], "a", inputs_where=[["x", "<", "1"]]),
            ("a", "0"),
            place({}),
            letter(x="1"),
        ),
        "an input is not one of those that are meant",
    ),
    "data_are_not_all_inputs": (
        _shown(claim({key: part for key, part in _ON_DATA.items() if key != "data"}, _LINE), tangency()),
        "L_X of equation 0 along field 0",
    ),
    "data_are_not_left": (
        _left(_ON_DATA, _LINE, place({}), letter(x="1")),
        "not shown to be different from zero",
    ),
    "data_outside_the_domain_empty_nothing": (
        _shown(
            claim(_LOGARITHM, ("a", "1"), manifold={"status": "empty"}),
            empty({"by": "domain", "argument": 1, "squares": [["1", [], terms("1")]], "cofactors": []}),
        ),
        "the argument is not limited at every datum",
    ),
    "outputs_not_treated_alike": (
        _shown(claim({**_TWINS, "symmetric_outputs": []}, ("a", "b")), tangency()),
        "L_X of equation 0 along field 0",
    ),
    "outputs_treated_alike_that_are_not_alike": (
        _shown(claim({**_TWINS, "outputs": [["*", "a", "x"], ["*", "2", "b", "x"]]}, ("a", "b")), tangency()),
        "L_X of equation 0 along field 0",
    ),
    "pi_is_not_22_sevenths": (_shown(_sines("22/7"), tangency()), "L_X of equation"),
    "pi_is_not_355_by_113": (
        _left(_PI, ("a", "pi"), place({"a": "355/113"}), letter(x="1")),
        "an equation does not hold",
    ),
    "pi_half_a_period_is_not_a_quarter": (
        _shown(_sines(["*", "1/2", "pi"]), tangency()),
        "L_X of equation",
    ),
    "pi_is_no_coordinate": (
        _left(_PI, ("a", "pi"), place({"a": "3", "pi": "3"}), letter(x="1")),
        "a point has coordinates for parameters and constants only",
    ),
}
