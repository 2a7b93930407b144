"""The functions that a spec may call: how they are called, and what those that are no primitives mean.

Primitives are the elementary functions (`functions`), sums, contractions and gathers (`arrays`). Everything
else is a definition in them: an expression in the names of its arguments and options.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from certsim.kernel.meter import spend
from certsim.kernel.terms.functions import ELEMENTARY, Expression


@dataclass(frozen=True)
class Signature:
    """How a function is called: the names of its arrays and of its options, in order.

    The last `optional` arrays may be left out. A `variadic` function takes a list of arrays first.
    """

    arrays: tuple[str, ...] = ("z",)
    options: tuple[str, ...] = ()
    optional: int = 0
    variadic: bool = False


@dataclass(frozen=True)
class Definition:
    """What a call means: an expression, the options that are not given, and the arrays that are not."""

    body: Expression
    options: Mapping[str, object] = field(default_factory=dict)
    arrays: Mapping[str, Expression] = field(default_factory=dict)


def _call(name: str, *arguments: Expression) -> Expression:
    return ["call", name, *arguments]


def _minus(left: Expression, right: Expression) -> Expression:
    return ["+", left, ["neg", right]]


def _along(name: str, argument: Expression, *, keepdims: object = True) -> Expression:
    """A function along the axes of the call."""
    options = {"axis": "axis", "keepdims": keepdims}
    return ["sum", argument, options] if name == "sum" else ["call", name, argument, options]


_ALL_AXES: Final = {"axis": None, "keepdims": False}
_LAST_AXIS: Final = {"axis": -1}
_STEP: Final = _call("step", "z")
_CENTRED: Final = _minus("z", _along("mean", "z"))

DEFINITIONS: Final[Mapping[str, Definition]] = {
    # element-wise
    "silu": Definition(["*", "z", _call("sigmoid", "z")]),
    "gelu": Definition(["*", "z", _call("normal_cdf", "z")]),
    "gelu_tanh": Definition(
        [
            "*",
            "1/2",
            "z",
            [
                "+",
                "1",
                _call(
                    "tanh",
                    [
                        "*",
                        _call("sqrt", ["/", "2", "pi"]),
                        ["+", "z", ["*", "8943/200000", ["**", "z", 3]]],
                    ],
                ),
            ],
        ]
    ),
    "mish": Definition(["*", "z", _call("tanh", _call("softplus", "z"))]),
    "relu": Definition(["*", "z", _STEP]),
    "leaky_relu": Definition(["+", ["*", "slope", "z"], ["*", _minus("1", "slope"), "z", _STEP]]),
    "abs": Definition(["*", "z", _minus(["*", "2", _STEP], "1")]),
    "clip": Definition(
        _minus(["+", "lo", _call("relu", _minus("z", "lo"))], _call("relu", _minus("z", "hi")))
    ),
    "hardtanh": Definition(_call("clip", "z", "-1", "1")),
    "relu6": Definition(_call("clip", "z", "0", "6")),
    "elu": Definition(
        [
            "+",
            ["*", "alpha", _minus(_call("exp", "z"), "1")],
            ["*", _STEP, _minus("z", ["*", "alpha", _minus(_call("exp", "z"), "1")])],
        ],
        arrays={"alpha": "1"},
    ),
    "selu": Definition(
        [
            "*",
            str(Fraction("1.0507009873554804934193349852946")),
            _call("elu", "z", str(Fraction("1.6732632423543772848170429916717"))),
        ]
    ),
    "hardswish": Definition(["*", "1/6", "z", _call("relu6", ["+", "z", "3"])]),
    # along axes
    "mean": Definition(
        ["/", _along("sum", "z", keepdims="keepdims"), _call("count", "z", {"axis": "axis"})], _ALL_AXES
    ),
    "var": Definition(_along("mean", ["**", _CENTRED, 2], keepdims="keepdims"), _ALL_AXES),
    "norm": Definition(_call("sqrt", _along("sum", ["**", "z", 2], keepdims="keepdims")), _ALL_AXES),
    "logsumexp": Definition(_call("log", _along("sum", _call("exp", "z"), keepdims="keepdims")), _ALL_AXES),
    "softmax": Definition(["/", _call("exp", "z"), _along("sum", _call("exp", "z"))], _LAST_AXIS),
    "log_softmax": Definition(_minus("z", _along("logsumexp", "z")), _LAST_AXIS),
    "layer_norm": Definition(["/", _CENTRED, _call("sqrt", ["+", _along("var", "z"), "eps"])], _LAST_AXIS),
    "rms_norm": Definition(
        ["/", "z", _call("sqrt", ["+", _along("mean", ["**", "z", 2]), "eps"])], _LAST_AXIS
    ),
    # arrays
    "dot": Definition(["@", "u", "v"]),
    "outer": Definition(["einsum", "i,j->ij", "u", "v"]),
    "trace": Definition(["einsum", "ii->", "z"]),
    "conv1d": Definition(
        [
            "einsum",
            "clk,ock->ol",
            _call("windows", "x", "w", {"stride": "stride", "padding": "padding", "axes": 1}),
            "w",
        ],
        {"stride": 1, "padding": 0},
    ),
    "conv2d": Definition(
        [
            "einsum",
            "cmnkl,ockl->omn",
            _call("windows", "x", "w", {"stride": "stride", "padding": "padding", "axes": 2}),
            "w",
        ],
        {"stride": 1, "padding": 0},
    ),
    # of two arrays; along axes they are folded
    "max": Definition(["+", "v", _call("relu", _minus("u", "v"))]),
    "min": Definition(_minus("u", _call("relu", _minus("u", "v")))),
}

_REDUCTION: Final = Signature(options=("axis", "keepdims"))
_NORMALISED: Final = Signature(options=("axis",))
_PAIR: Final = Signature(("u", "v"))
_CONVOLUTION: Final = Signature(("x", "w"), ("stride", "padding"))

_INNER: Final = frozenset({"inv", "gaussian", "normal_cdf", "normal_pdf", "step"})
"""Functions of derivatives and definitions, which no model calls by name."""

SIGNATURES: Final[Mapping[str, Signature]] = {
    **{name: Signature() for name in ELEMENTARY if name not in _INNER},
    **{name: Signature() for name in ("silu", "gelu", "gelu_tanh", "mish")},
    **{name: Signature() for name in ("relu", "abs", "hardtanh", "relu6", "selu", "hardswish")},
    "leaky_relu": Signature(("z", "slope")),
    "clip": Signature(("z", "lo", "hi")),
    "elu": Signature(("z", "alpha"), optional=1),
    "max": Signature(("u", "v"), ("axis", "keepdims"), optional=1),
    "min": Signature(("u", "v"), ("axis", "keepdims"), optional=1),
    **dict.fromkeys(("sum", "mean", "prod", "var", "norm", "logsumexp"), _REDUCTION),
    **dict.fromkeys(("softmax", "log_softmax", "cumsum"), _NORMALISED),
    **dict.fromkeys(("layer_norm", "rms_norm"), Signature(("z", "eps"), ("axis",))),
    **dict.fromkeys(("dot", "outer"), _PAIR),
    **dict.fromkeys(("trace", "diag"), Signature()),
    "transpose": Signature(options=("axes",)),
    "reshape": Signature(options=("shape",)),
    **dict.fromkeys(("concat", "stack"), Signature((), ("axis",), variadic=True)),
    "repeat": Signature(options=("repeats", "axis")),
    **dict.fromkeys(("zeros", "ones"), Signature((), ("shape",))),
    "eye": Signature((), ("n",)),
    **dict.fromkeys(("conv1d", "conv2d"), _CONVOLUTION),
}
"""The functions that a model may call by name, besides its own unspecified ones and `einsum`."""

INNER_SIGNATURES: Final[Mapping[str, Signature]] = {
    **{name: Signature() for name in _INNER},
    "count": Signature(options=("axis",)),
    "windows": Signature(("x", "w"), ("stride", "padding", "axes")),
}
"""What definitions call besides."""

ELEMENTWISE: Final = frozenset(
    name
    for name, definition in DEFINITIONS.items()
    if SIGNATURES[name].arrays[0] == "z" and not SIGNATURES[name].options and not definition.options
) - {"trace"}
"""The definitions that are functions of one argument, entry by entry, with parameters after it."""

RESERVED: Final = frozenset({"pi", "einsum", *SIGNATURES})
"""Names that mean something in every expression."""


def mentions_pi(tree: object) -> bool:
    """Whether π, or a function that is defined by it, stands anywhere in a tree."""
    waiting = [tree]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str) and part in _OF_PI:
            return True
        children = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
        spend(1 + len(children))
        waiting.extend(children)
    return False


_OF_PI: Final = frozenset({"pi", "gelu_tanh"})
