"""Rules of operations that act entry by entry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from certsim.torch.capture.operations.array import Array, NoRule, Number, drawn, product, total_of
from certsim.torch.capture.operations.rule import Rule


def add(x: Array | Number, y: Array | Number, alpha: Number = 1) -> Array:
    """x + alpha · y."""
    return total_of([(1, x), (alpha, y)])


def subtract(x: Array | Number, y: Array | Number, alpha: Number = 1) -> Array:
    """x − alpha · y."""
    return total_of([(1, x), (-alpha, y)])


def reverse_subtract(x: Array, y: Array | Number, alpha: Number = 1) -> Array:
    """y − alpha · x."""
    return total_of([(1, y), (-alpha, x)])


def multiply(x: Array, y: Array | Number) -> Array:
    """x · y."""
    return x * y


def divide(x: Array, y: Array | Number, rounding_mode: str | None = None) -> Array:
    """x · (1 / y), rounded down or towards 0 if asked."""
    rounded = {None: "", "floor": "floor", "trunc": "trunc"}[rounding_mode]
    return (x / y).map(rounded) if rounded else x / y


def negative(x: Array) -> Array:
    """−x."""
    return -x


def power(x: Array, exponent: Number) -> Array:
    """x^n: a product for n = 1, 2, 3, 4, and else a function."""
    if exponent in {1, 2, 3, 4}:
        return x if exponent == 1 else product(*[x] * int(exponent))
    named: dict[Number, str] = {0.5: "sqrt", -0.5: "rsqrt", -1: "reciprocal"}
    if exponent == 0:
        return x.number(1.0, x.shape)
    return x.map(named.get(exponent, f"power:{float(exponent)!r}"))


def square(x: Array) -> Array:
    """x · x."""
    return x * x


def power_of_number(base: Number, x: Array) -> Array:
    """b^x."""
    return x.map(f"exponential:{float(base)!r}")


def add_product(x: Array, y: Array, z: Array, value: Number = 1) -> Array:
    """x + value · y z."""
    return total_of([(1, x), (value, y * z)])


def add_quotient(x: Array, y: Array, z: Array, value: Number = 1) -> Array:
    """x + value · y / z."""
    return total_of([(1, x), (value, y / z)])


def interpolate(x: Array, y: Array, weight: Array | Number) -> Array:
    """x + weight · (y − x)."""
    return x + (y - x) * weight


def fraction(x: Array) -> Array:
    """x without its whole part."""
    return x - x.map("trunc")


def sign(x: Array) -> Array:
    """The sign of x."""
    return x.map("sign")


def gelu(x: Array, approximate: str = "none") -> Array:
    """The function gelu, or its approximation by tanh."""
    return x.map("gelu" if approximate == "none" else "gelu_tanh")


def elu(x: Array, alpha: Number = 1, scale: Number = 1, input_scale: Number = 1) -> Array:
    """The function elu, times a scale."""
    if input_scale != 1:
        raise NoRule("elu with a scale of its input")
    return x.map(f"elu:{float(alpha)!r}") * scale


def celu(x: Array, alpha: Number = 1) -> Array:
    """The function celu."""
    return x.map(f"celu:{float(alpha)!r}")


def leaky_relu(x: Array, negative_slope: Number = 0.01) -> Array:
    """The function leaky_relu."""
    return x.map(f"leaky_relu:{float(negative_slope)!r}")


def hardtanh(x: Array, min_val: Number = -1, max_val: Number = 1) -> Array:
    """The function hardtanh; it is odd if its bounds are opposite."""
    if (min_val, max_val) == (0, 6):
        return x.map("relu6")
    if min_val == -max_val:
        return x.map(f"hardtanh:{float(max_val)!r}")
    return x.map(f"hardclip:{float(min_val)!r}:{float(max_val)!r}")


def softplus(x: Array, beta: Number = 1, threshold: Number = 20) -> Array:
    """The function softplus."""
    return x.map(f"softplus:{float(beta)!r}:{float(threshold)!r}")


def hardshrink(x: Array, lambd: Number = 0.5) -> Array:
    """The function hardshrink."""
    return x.map(f"hardshrink:{float(lambd)!r}")


def softshrink(x: Array, lambd: Number = 0.5) -> Array:
    """The function softshrink."""
    return x.map(f"softshrink:{float(lambd)!r}")


def threshold(x: Array, threshold: Number, value: Number) -> Array:
    """x where it is above a threshold, and else a value."""
    if threshold == value == 0:
        return x.map("relu")
    return x.map(f"threshold:{float(threshold)!r}:{float(value)!r}")


def prelu(x: Array, weight: Array) -> Array:
    """The function prelu, with a slope for each channel."""
    slopes = weight.reshape([-1, *[1] * (x.rank - 2)]) if x.rank > 1 else weight.reshape([-1])
    return x.map("prelu", slopes if weight.shape != (1,) else weight)


def clamp(x: Array, min: Array | Number | None = None, max: Array | Number | None = None) -> Array:  # noqa: A002
    """x cut off below and above; by numbers in one function, by arrays as a maximum and a minimum."""
    if not isinstance(min, Array) and not isinstance(max, Array):
        low = -np.inf if min is None else float(min)
        return x.map(f"clamp:{low!r}:{np.inf if max is None else float(max)!r}")
    above = x if min is None else x.map("clamp_min", min)
    return above if max is None else above.map("clamp_max", max)


def clamp_max(x: Array, max: Array | Number) -> Array:  # noqa: A002
    """x cut off above."""
    return clamp(x, None, max)


def dropout(x: Array, p: float, train: bool) -> Array:
    """x · mask / (1 − p) in training, of a mask that is drawn; else x."""
    if not train or p == 0:
        return x
    return x * 0 if p == 1 else x * drawn(x, x.shape, "dropout") / (1 - p)


def _function(name: str) -> Rule:
    def rule(x: Array) -> Array:
        return x.map(name)

    rule.__doc__ = f"The function {name}."
    return rule


def _no_array(name: str) -> Array:
    raise NoRule(f"{name} of two numbers")


def _function_of_two(name: str) -> Rule:
    def rule(x: Array | Number, y: Array | Number) -> Array:
        if isinstance(x, Array):
            return x.map(name, y)
        return y.number(x).map(name, y) if isinstance(y, Array) else _no_array(name)

    rule.__doc__ = f"The function {name} of two arguments."
    return rule


_ONE: Final = (
    "abs", "acos", "acosh", "asin", "asinh", "atan", "atanh", "cos", "cosh", "digamma", "erf", "erfc",
    "erfinv", "exp", "exp2", "expm1", "hardsigmoid", "hardswish", "lgamma", "log", "log10", "log1p",
    "log2", "log_sigmoid", "mish", "reciprocal", "relu", "relu6", "rsqrt", "selu", "sigmoid", "silu",
    "sin", "sinh", "sqrt", "tan", "tanh", "sign", "round", "floor", "ceil", "trunc",
)  # fmt: skip
_TWO: Final = (
    "atan2.default", "hypot.default", "logaddexp.default", "maximum.default", "minimum.default",
    "fmod.Tensor", "fmod.Scalar", "remainder.Tensor", "remainder.Scalar", "pow.Tensor_Tensor", "xlogy.Tensor",
)  # fmt: skip


def dropout_with_mask(x: Array, p: float, train: bool | None) -> list[Array]:
    """x · mask / (1 − p) in training, and the mask, which is drawn; else x."""
    if not train or p in {0, 1}:
        return [dropout(x, p, bool(train)), x.number(1.0 - (p == 1), x.shape)]
    mask = drawn(x, x.shape, "dropout")
    return [x * mask / (1 - p), mask]


RULES: Final[Mapping[str, Rule]] = {
    **{f"aten.{name}.default": _function(name) for name in _ONE},
    **{f"aten.{name}": _function_of_two(name.partition(".")[0]) for name in _TWO},
    "aten.add.Tensor": add,
    "aten.add.Scalar": add,
    "aten.sub.Tensor": subtract,
    "aten.sub.Scalar": subtract,
    "aten.rsub.Tensor": reverse_subtract,
    "aten.rsub.Scalar": reverse_subtract,
    "aten.mul.Tensor": multiply,
    "aten.mul.Scalar": multiply,
    "aten.div.Tensor": divide,
    "aten.div.Scalar": divide,
    "aten.div.Tensor_mode": divide,
    "aten.div.Scalar_mode": divide,
    "aten.neg.default": negative,
    "aten.frac.default": fraction,
    "aten.sgn.default": sign,
    "aten.square.default": square,
    "aten.pow.Tensor_Scalar": power,
    "aten.pow.Scalar": power_of_number,
    "aten.addcmul.default": add_product,
    "aten.addcdiv.default": add_quotient,
    "aten.lerp.Scalar": interpolate,
    "aten.lerp.Tensor": interpolate,
    "aten.gelu.default": gelu,
    "aten.elu.default": elu,
    "aten.celu.default": celu,
    "aten.leaky_relu.default": leaky_relu,
    "aten.hardtanh.default": hardtanh,
    "aten.softplus.default": softplus,
    "aten.hardshrink.default": hardshrink,
    "aten.softshrink.default": softshrink,
    "aten.threshold.default": threshold,
    "aten.prelu.default": prelu,
    "aten.clamp.default": clamp,
    "aten.clamp.Tensor": clamp,
    "aten.clamp_min.default": clamp,
    "aten.clamp_min.Tensor": clamp,
    "aten.clamp_max.default": clamp_max,
    "aten.clamp_max.Tensor": clamp_max,
    "aten.dropout.default": dropout,
    "aten.native_dropout.default": dropout_with_mask,
}
