"""The functions of tensor graphs in the spec language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeAlias

from certsim.errors import CertsimError
from certsim.torch.bridge.terms import Tree, call, negative, number, product, total

HINT: Final = "certsim audit reads such modules, and large ones"


class NoCounterpart(CertsimError):
    """Something that the language of specs has no words for."""

    def __init__(self, what: str) -> None:
        super().__init__(f"the language of specs has no counterpart of {what}\nhint: {HINT}")


Formula: TypeAlias = Callable[..., Tree]
"""Takes the arguments of a function, and after them the numbers in its name."""


def _plus(*summands: Tree) -> Tree:
    return total(summands)


def _minus(u: Tree, v: Tree) -> Tree:
    return total([u, negative(v)])


def _over(u: Tree, v: Tree) -> Tree:
    return ["/", u, v]


def _power(z: Tree, exponent: str) -> Tree:
    """The power with an integer exponent, or half of one."""
    value = float(exponent)
    if value in (1, -1):
        return z if value == 1 else _over("1", z)
    if value.is_integer():
        return ["**", z, int(value)] if value > 0 else _over("1", ["**", z, -int(value)])
    if not (2 * value).is_integer():
        raise NoCounterpart(f"the power with exponent {exponent}")
    root, twice = call("sqrt", z), int(2 * abs(value))
    power = root if twice == 1 else ["**", root, twice]
    return power if value > 0 else _over("1", power)


def _softplus(z: Tree, beta: str = "1", threshold: str = "20") -> Tree:  # noqa: ARG001  beyond it rounding
    return call("softplus", z) if beta == "1" else _over(call("softplus", product([beta, z])), beta)


def _celu(z: Tree, alpha: str = "1") -> Tree:
    return call("elu", z) if alpha == "1" else product([alpha, call("elu", _over(z, alpha))])


def _elu(z: Tree, alpha: str = "1") -> Tree:
    return call("elu", z, *([] if alpha == "1" else [alpha]))


def _hardtanh(z: Tree, bound: str = "1") -> Tree:
    return call("hardtanh", z) if bound == "1" else call("clip", z, negative(bound), bound)


def _clip(z: Tree, low: str, high: str) -> Tree:
    if high == "inf":
        return call("max", z, low)
    return call("min", z, high) if low == "-inf" else call("clip", z, low, high)


def _exponential(z: Tree, base: str) -> Tree:
    return call("exp", product([call("log", base), z]))


SAME: Final = (
    "abs", "atan", "cos", "cosh", "erf", "exp", "gelu", "gelu_tanh", "hardswish", "leaky_relu", "log", "mish",
    "relu", "relu6", "selu", "sigmoid", "silu", "sin", "sinh", "sqrt", "tanh",
)  # fmt: skip
"""Functions that have the same name here and there."""

FORMULAS: Final[Mapping[str, Formula]] = {
    **{name: lambda *given, name=name: call(name, *given) for name in SAME},
    "power": _power,
    "reciprocal": lambda z: _over("1", z),
    "root": lambda z: call("sqrt", z),
    "rsqrt": lambda z: _over("1", call("sqrt", z)),
    "softplus": _softplus,
    "elu": _elu,
    "celu": _celu,
    "hardtanh": _hardtanh,
    "hardclip": _clip,
    "clamp": _clip,
    "exponential": _exponential,
    **dict.fromkeys(("maximum", "clamp_min"), lambda u, v: call("max", u, v)),
    **dict.fromkeys(("minimum", "clamp_max"), lambda u, v: call("min", u, v)),
    "expm1": lambda z: _minus(call("exp", z), "1"),
    "log1p": lambda z: call("log", _plus("1", z)),
    "log_sigmoid": lambda z: negative(call("softplus", negative(z))),
    "tan": lambda z: _over(call("sin", z), call("cos", z)),
    "tanhshrink": lambda z: _minus(z, call("tanh", z)),
    "softsign": lambda z: _over(z, _plus("1", call("abs", z))),
    "prelu": lambda z, slope: _minus(call("relu", z), product([slope, call("relu", negative(z))])),
}
"""Of functions that a graph applies entry by entry; those that it does not have have no counterpart."""


def formula(function: str, arguments: Sequence[Tree]) -> Tree:
    """The function of a name, such as `leaky_relu:0.01`, of expressions; raises NoCounterpart."""
    word, *numbers = function.split(":")
    if word not in FORMULAS:
        raise NoCounterpart(f"the function {word}")
    return FORMULAS[word](*arguments, *(number(float(each)) for each in numbers))
