"""Steps that are tied at a ratio, and steps that are settled with a multiplier (T18)."""

from __future__ import annotations

from typing import Any, Final

from tests.kernel.forge import (
    atoms,
    claim,
    combination,
    document,
    evidence,
    identity,
    invariance,
    kept,
    lie,
    model,
    scalars,
    tangency,
    terms,
)

Case = tuple[Any, str]


def relu(argument: Any) -> Any:
    return ["call", "relu", argument]


def absolute(argument: Any) -> Any:
    return ["call", "abs", argument]


def tangent(argument: Any) -> Any:
    return ["call", "tanh", argument]


def two(of: Any) -> Any:
    """Two neurons, a·f(wx) + b·f(vx)."""
    return model(["+", ["*", "a", of(["*", "w", "x"])], ["*", "b", of(["*", "v", "x"])]], "a b v w")


def times(factor: Any, argument: Any) -> Any:
    return ["*", factor, argument]


TWICE: Final = ("w", times("2", "v")), ("a", times("2", "b"))
RATIO: Final = ("w", times("k", "v")), ("a", times("k", "b"))
SQUARE: Final = ("w", times(["**", "k", 2], "v")), ("a", times(["**", "k", 2], "b"))
K: Final = {"constants": scalars("k")}
POSITIVE: Final = [["k", ">", "0"]]


def sum_of(*summands: Any) -> Any:
    """Σ c·w·s², each summand a coefficient, the numbers of the conditions in its weight, and s."""
    return [[c, list(weight), terms(*root)] for c, weight, root in summands]


def tie(atom: int, argument: Any, cofactors: Any = (), **more: Any) -> Any:
    return {"atom": atom, "argument": argument, "cofactors": list(cofactors), **more}


def on(*summands: Any, atom: int = 0, positive: bool = False, **more: Any) -> Any:
    return {"atom": atom, "positive": positive, "squares": sum_of(*summands), "cofactors": [], **more}


def shown(about: Any, by: Any, assumed: str = "relu") -> Any:
    return document(about, evidence(invariance(by)), assumed)


def doubled(
    one: Any, about: Any = None, assumed: str = "relu", call: Any = ("step", ["2 v x"]), **more: Any
) -> Any:
    """The proof for {w = 2v, a = 2b}: both Lie derivatives are multiples of a difference of steps."""
    along = ["-1 v x"], ["1 a x"]
    by = tangency(
        congruences=[one],
        lie=[lie(at, combination(("congruence 0", factor))) for at, factor in enumerate(along)],
        atoms=atoms(call),
        **more,
    )
    return shown(about or claim(two(relu), *TWICE), by, assumed)


def at_ratio(one: Any, about: Any, **more: Any) -> Any:
    """The proof for {w = kv, a = kb}, or with k² for k."""
    through_steps = (
        combination(("congruence 0", ["1 a x"]), ("equation 1", ["1 x @0"])),
        combination(("congruence 0", ["1 w x"]), ("equation 0", ["1 x @0"])),
    )
    by = tangency(
        congruences=[one],
        lie=[lie(at, cofactors) for at, cofactors in enumerate(through_steps)],
        atoms=atoms(("step", ["1 v x"]), ("step", ["1 w x"])),
        **more,
    )
    return shown(about, by)


DOUBLE: Final = tie(0, terms("1 v x"), ratio=sum_of(("2", (), ["1"])))
BY_X: Final = combination(("equation 0", ["1 x"]))
BY_K: Final = tie(1, terms("1 v x"), BY_X, ratio=sum_of(("1", (0,), ["1"])))
BY_SQUARE: Final = tie(1, terms("1 v x"), BY_X, ratio=sum_of(("1", (), ["1 k"])))


def mirrored(of: Any = absolute, *equations: Any) -> Any:
    """{w = -v, a = b} of a|wx| + b|vx|; the steps of vx and of -vx are opposite."""
    about = claim(two(of), *(equations or (("w", ["neg", "v"]), ("a", "b"))))
    opposite = tie(0, terms("1 v x"), opposite=True)
    by = tangency(
        congruences=[opposite],
        lie=[
            lie(0, combination(("congruence 0", ["2 v x"]))),
            lie(1, combination(("congruence 0", ["2 a x"]))),
        ],
        atoms=atoms(("step", ["-1 v x"])),
    )
    return shown(about, by)


_LEVEL: Final = model(["+", relu(times("v", "x")), relu(times("w", "x")), relu(relu("s"))], "s v w")
"""At s = -1 the argument of a step is 0 everywhere, so that its value does not matter."""


def through_nothing(*more: Any) -> Any:
    """{w = v + 1, s = -1} is left where v < 0 < w; a step without a value would be tied to both."""
    nothing = sum_of(("1", (), []))
    first = tie(0, terms("1 v x"), ratio=nothing)
    second = tie(0, terms("1 x", "1 v x"), ratio=nothing)
    moved = combination(("congruence 0", ["1 x"]), ("congruence 1", ["-1 x"]))
    by = tangency(
        congruences=[first, second, *more],
        lie=[lie(1, moved)],
        atoms=atoms(("step", [])),
    )
    return shown(claim(_LEVEL, ("w", ["+", "v", "1"]), ("s", "-1")), by)


_UNIT: Final = model(times("a", relu(["+", times("w", "x"), "b"])), "a b w", inputs_where=[["x", "<", "1"]])


def silent(*where: Any, step: Any, conditions: Any = None, of: Any = _UNIT) -> Any:
    """The unit a·relu(wx + b) is off; nothing moves."""
    slopes = {"b": ["1 a"], "w": ["1 a x"]}
    keeps = [kept(combination(("settled 0", slopes[name]))) for name, *_ in where]
    by = tangency(
        conditions=keeps if conditions is None else conditions,
        settled=[step],
        atoms=atoms(("step", ["1 b", "1 w x"])),
    )
    return shown(claim(of, where=[list(one) for one in where]), by)


TWICE_DETERMINED: Final = "is determined twice, or by what it determines"
NOT_POSITIVE: Final = "no summand that is seen to be"
NO_WEIGHT: Final = "no product of positive side conditions in force"
ARGUMENTS: Final = "a congruence of arguments"

_SQUARED: Final = model(
    ["+", relu(times(["**", "b", 2], "x")), relu(["neg", times(["**", "b", 2], "x")]), "a"], "a b"
)
"""Both arguments vanish on b² = 0, where a moves."""


def circular(*congruences: Any, settled: Any = ()) -> Any:
    half = combination(("congruence 0", ["1"]), ("congruence 1", ["1"]))
    by = tangency(
        congruences=list(congruences),
        lie=[lie(0, half)],
        **({"settled": list(settled)} if settled else {}),
        atoms=atoms(("step", ["1 b b x"]), ("step", ["-1 b b x"])),
    )
    return shown(claim(_SQUARED, ("a", "0"), (["**", "b", 2], "0")), by)


_BY_B: Final = combination(("equation 0", ["2 x"]))


def above(inner: Any, value: Any, call: Any, relation: str = "<", coefficient: str = "1") -> Any:
    """a·relu(b·f(wx) + c) is off where b < 0 and c < 0, if f is nowhere negative; `value` is f(wx)."""
    of = model(times("a", relu(["+", times("b", inner(times("w", "x"))), "c"])), "a b c w")
    product = [f"1 a {value}", "1 a"]
    never = {
        **on(("1", (1,), ["1"]), atom=1),
        "outputs": [{"atom": 0, "squares": sum_of((coefficient, (0,), ["1"]))}],
    }
    by = tangency(
        conditions=[kept(combination(("settled 0", [factor]))) for factor in product],
        settled=[never],
        atoms=atoms(call, ("step", [f"1 b {value}", "1 c"])),
    )
    return shown(claim(of, where=[["b", relation, "0"], ["c", "<", "0"]]), by)


_STEP: Final = ("step", ["1 w x"])
SETTLED: Final = "the argument of a step that is settled"


def exponential(argument: Any) -> Any:
    return ["call", "exp", argument]


def leaky(argument: Any) -> Any:
    return ["call", "leaky_relu", argument, "1/2"]


TIES_REJECTED: Final[dict[str, Case]] = {
    "ties_of_opposite_arguments": (
        doubled(
            DOUBLE,
            about=claim(two(relu), ("w", times("-2", "v")), ("a", times("-2", "b"))),
            call=("step", ["-2 v x"]),
        ),
        ARGUMENTS,
    ),
    "ties_at_another_ratio": (
        doubled(tie(0, terms("1 v x"), ratio=sum_of(("3", (), ["1"])))),
        ARGUMENTS,
    ),
    "ties_at_no_ratio": (doubled(tie(0, terms("1 v x"))), ARGUMENTS),
    "ties_at_a_negative_ratio": (
        doubled(tie(0, terms("-1 v x"), ratio=sum_of(("-2", (), ["1"])))),
        "the coefficient -2 of a square is not positive",
    ),
    "ties_called_opposite": (
        doubled({**DOUBLE, "opposite": True}),
        ARGUMENTS,
    ),
    "ties_at_a_ratio_of_any_sign": (at_ratio(BY_K, claim(two(relu), *RATIO, **K)), NO_WEIGHT),
    "ties_at_a_ratio_that_is_not_0": (
        at_ratio(BY_K, claim(two(relu), *RATIO, **K, where=[["k", "!=", "0"]]), conditions=[kept([])]),
        NO_WEIGHT,
    ),
    "ties_at_a_ratio_that_is_negative": (
        at_ratio(BY_K, claim(two(relu), *RATIO, **K, where=[["k", "<", "0"]]), conditions=[kept([])]),
        ARGUMENTS,
    ),
    "ties_at_the_square_of_the_ratio": (at_ratio(BY_SQUARE, claim(two(relu), *RATIO, **K)), ARGUMENTS),
    "ties_by_a_multiplier_that_may_be_0": (
        at_ratio(
            tie(1, terms("1 v x"), multiplier=sum_of(("1", (), ["1 k"])), ratio=sum_of(("1", (), ["1 k"]))),
            claim(two(relu), *RATIO, **K),
        ),
        NOT_POSITIVE,
    ),
    "ties_by_a_multiplier_that_is_not_in_force": (
        doubled(
            tie(0, terms("1 v x"), multiplier=sum_of(("1", (0,), ["1"])), ratio=sum_of(("2", (0,), ["1"])))
        ),
        NO_WEIGHT,
    ),
    "ties_through_what_is_0": (through_nothing(), TWICE_DETERMINED),
    "ties_in_a_circle": (
        circular(tie(0, terms("-1 b b x"), _BY_B), tie(1, terms("1 b b x"), [], opposite=True)),
        TWICE_DETERMINED,
    ),
    "ties_of_a_step_with_itself": (
        circular(
            tie(0, terms("1 b b x"), _BY_B, opposite=True),
            tie(1, terms("1 b b x"), [], opposite=True),
        ),
        TWICE_DETERMINED,
    ),
    "ties_of_a_step_that_is_settled": (
        circular(
            tie(0, terms("-1 b b x"), [], opposite=True),
            tie(1, terms("1 b b x"), [], opposite=True),
            settled=[on(("1", (), []), atom=0, cofactors=combination(("equation 0", ["-1 x"])))],
        ),
        TWICE_DETERMINED,
    ),
    "ties_to_a_step_that_is_settled_afterwards": (
        circular(
            tie(0, terms("-1 b b x"), [], opposite=True), tie(1, [], combination(("equation 0", ["-1 x"])))
        ),
        TWICE_DETERMINED,
    ),
    "ties_to_a_step_of_the_step": (
        circular(
            tie(0, terms("1 b b x @0"), combination(("equation 0", ["1 x", "1 x @0"])), opposite=True),
            tie(1, terms("1 b b x"), [], opposite=True),
        ),
        TWICE_DETERMINED,
    ),
    "ties_of_a_smooth_function": (
        doubled(DOUBLE, about=claim(two(tangent), *TWICE), call=("tanh", ["2 v x"])),
        "only steps are equal at arguments that are multiples",
    ),
    "ties_of_mirrored_relu": (mirrored(relu, ("w", ["neg", "v"]), ("a", ["neg", "b"])), "L_X of equation"),
    "ties_called_bounded": (
        doubled(DOUBLE, call=("step", ["1 w x"]), kinks="bounded"),
        "is no bounded multiple",
    ),
    "ties_opposite_by_convention": (
        doubled({**DOUBLE, "opposite": True}, kinks="convention", assumed="relu0"),
        "are not opposite",
    ),
    "ties_by_convention_at_a_ratio_that_may_be_0": (
        doubled(
            tie(0, terms("1 v x"), ratio=sum_of(("2", (), ["1 v"]))), kinks="convention", assumed="relu0"
        ),
        NOT_POSITIVE,
    ),
    "settled_by_a_multiplier_that_may_be_0": (
        silent(("b", "<", "0"), step=on(("1", (), []), multiplier=sum_of(("1", (), [])))),
        NOT_POSITIVE,
    ),
    "settled_by_a_multiplier_with_a_root": (
        silent(
            ("b", "<", "0"),
            step=on(("1", (), ["1 b"]), multiplier=sum_of(("1", (), ["1 b"]))),
        ),
        NOT_POSITIVE,
    ),
    "settled_by_a_multiplier_of_another_sign": (
        silent(("b", ">", "0"), step=on(("1", (), ["1 b"]), multiplier=sum_of(("1", (0,), ["1"])))),
        SETTLED,
    ),
    "settled_above_what_may_be_negative": (
        above(tangent, "@0", ("tanh", ["1 w x"])),
        "a call is not seen to be positive",
    ),
    "settled_above_a_leaky_relu": (above(leaky, "w x @0", _STEP), "atom 1 is not met"),
    "settled_above_a_relu_with_a_positive_weight": (above(relu, "w x @0", _STEP, relation=">"), SETTLED),
    "settled_above_a_relu_by_a_negative_number": (
        above(relu, "w x @0", _STEP, relation=">", coefficient="-1"),
        "the coefficient -1 of a square is not positive",
    ),
    "settled_while_a_condition_has_a_zero": (
        silent(
            ("b", "<", "0"),
            ("w", "<", "0"),
            step=on(("1", (0,), ["1"])),
            conditions=[
                kept(combination(("settled 0", ["1 a"]))),
                {"by": "no zero", "proof": identity([])},
            ],
        ),
        SETTLED,
    ),
}

_STANDS: Final = model(["*", "a", relu("b"), "x"], "a b w")


def _beside_a_level() -> Any:
    """{w² = 1, b < 0, w > 0}: b < 0 settles the step, and w has no zero where w² = 1."""
    never = identity(combination(("equation 0", ["-1"]), ("condition 0", ["1 w"])))
    by = tangency(
        conditions=[
            kept(combination(("settled 0", ["1 a x"]))),
            {"by": "no zero", "proof": never},
        ],
        settled=[on(("1", (0,), ["1"]))],
        atoms=atoms(("step", ["1 b"])),
    )
    where = [["b", "<", "0"], ["w", ">", "0"]]
    return shown(claim(_STANDS, (["**", "w", 2], "1"), where=where), by)


def _by_a_multiplier() -> Any:
    """{w = 0, b < 0}: -b·(-b) is a square."""
    by = tangency(
        lie=[lie(0, combination(("settled 0", ["1 a x"])))],
        conditions=[kept(combination(("settled 0", ["1 a"])))],
        settled=[on(("1", (), ["1 b"]), multiplier=sum_of(("1", (0,), ["1"])))],
        atoms=atoms(("step", ["1 b"])),
    )
    return shown(claim(_UNIT, ("w", "0"), where=[["b", "<", "0"]]), by)


TIES_ACCEPTED: Final[dict[str, Any]] = {
    "settled_above_a_relu": above(relu, "w x @0", _STEP),
    "settled_above_an_exponential": above(exponential, "@0", ("exp", ["1 w x"])),
    "ties_at_twice": doubled(DOUBLE),
    "ties_at_a_positive_constant": at_ratio(
        BY_K, claim(two(relu), *RATIO, **K, where=POSITIVE), conditions=[kept([])]
    ),
    "ties_at_a_square": at_ratio(BY_SQUARE, claim(two(relu), *SQUARE, **K)),
    "ties_of_opposite_steps": mirrored(),
    "settled_beside_a_condition_without_a_zero": _beside_a_level(),
    "settled_by_a_multiplier": _by_a_multiplier(),
    "ties_by_convention": doubled(DOUBLE, kinks="convention", assumed="relu0"),
}
