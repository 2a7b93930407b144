"""The functions that a tensor graph applies entry by entry, and what the rules know of them (theory T24).

A name is a word with numbers after colons, such as `leaky_relu:0.01`, and marks of partial derivatives, such
as `tanh'0`. Few facts of a function are used: its parity, whether it is 0 at 0, whether its derivative is 0.
A function that is not in the table has none of them. It is a function all the same: equal arguments give
equal values.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final


class Parity(Enum):
    """What f(−x) is: f(x), −f(x), or neither is known."""

    EVEN = "even"
    ODD = "odd"
    NONE = "none"


class AtZero(Enum):
    """What f(0, …, 0) is: 0, a number that need not be 0, 0 by the convention relu'(0) = 0, or no number."""

    ZERO = "zero"
    VALUE = "value"
    CONVENTION = "convention"
    UNDEFINED = "undefined"


@dataclass(frozen=True)
class Function:
    """What the rules know of a function of one or more arguments.

    Attributes:
        parity: in all arguments at once.
        at_zero: the value where all arguments are 0.
        flat: whether training sees no derivative, as of rounding and of what is detached.
    """

    parity: Parity = Parity.NONE
    at_zero: AtZero = AtZero.VALUE
    flat: bool = False


_ODD: Final = Function(Parity.ODD, AtZero.ZERO)
_EVEN: Final = Function(Parity.EVEN)
_EVEN_ZERO: Final = Function(Parity.EVEN, AtZero.ZERO)
_ZERO: Final = Function(at_zero=AtZero.ZERO)
_FLAT: Final = Function(Parity.ODD, AtZero.ZERO, flat=True)
_STEPS: Final = Function(at_zero=AtZero.ZERO, flat=True)
_POLE: Final = Function(at_zero=AtZero.UNDEFINED)
_KINK: Final = Function(at_zero=AtZero.CONVENTION)
_TRUTH: Final = Function(flat=True)

_FUNCTIONS: Final = {
    "sin": _ODD, "tan": _ODD, "asin": _ODD, "atan": _ODD, "sinh": _ODD, "tanh": _ODD, "asinh": _ODD,
    "atanh": _ODD, "erf": _ODD, "softsign": _ODD, "tanhshrink": _ODD, "hardtanh": _ODD,
    "hardshrink": _ODD, "softshrink": _ODD, "erfinv": _ODD,
    "cos": _EVEN, "cosh": _EVEN, "abs": _EVEN_ZERO,
    "relu": _ZERO, "relu6": _ZERO, "leaky_relu": _ZERO, "elu": _ZERO, "celu": _ZERO, "selu": _ZERO,
    "prelu": _ZERO, "silu": _ZERO, "gelu": _ZERO, "gelu_tanh": _ZERO, "mish": _ZERO, "hardswish": _ZERO,
    "expm1": _ZERO, "log1p": _ZERO, "sqrt": _ZERO, "where": _ZERO, "maximum": _ZERO, "minimum": _ZERO,
    "clamp_min": _ZERO, "clamp_max": _ZERO, "root": _ZERO, "xlogy": _ZERO,
    "reciprocal": Function(Parity.ODD, AtZero.UNDEFINED),
    "log": _POLE, "log2": _POLE, "log10": _POLE, "rsqrt": _POLE, "log_of_mask": _TRUTH,
    "lgamma": _POLE, "digamma": _POLE, "acosh": _POLE, "hypot": _ZERO, "atan2": _ZERO,
    "detach": _FLAT, "sign": _FLAT, "round": _FLAT, "trunc": _FLAT, "floor": _STEPS, "ceil": _STEPS,
    "gt": _STEPS, "lt": _STEPS, "ne": Function(Parity.EVEN, AtZero.ZERO, flat=True), "wrap": _STEPS,
    "eq": Function(Parity.EVEN, flat=True), "ge": _TRUTH,
    "isnan": _STEPS, "isinf": _STEPS, "le": _TRUTH, "hit": _TRUTH,
}  # fmt: skip
"""Functions that are not here, such as exp, sigmoid and softplus, have no parity and no 0 at 0."""
_KINKED: Final = {"relu", "relu6", "abs", "root"}
"""Functions whose derivative at 0 is 0 by convention, and exists on neither side alone."""
_POWERS: Final = {"power": 0, "power'0": 1}
"""What is taken from the exponent."""
_SIGN: Final = Function(Parity.ODD, AtZero.CONVENTION)
_UNKNOWN: Final = Function()
_SINGULAR: Final = {
    "sqrt", "log", "log2", "log10", "rsqrt", "reciprocal", "lgamma", "digamma", "acosh", "hypot", "atan2",
}  # fmt: skip
"""Functions whose derivative is not defined at 0."""
_INTERVALS: Final = {"clamp", "hardclip"}
"""What cuts off below and above."""
_MANY: Final = {"where", "maximum", "minimum", "prelu", "clamp_min", "clamp_max", "xlogy"}
"""Functions of several arguments: their partial derivatives have no facts of their own."""


def function(name: str) -> Function:
    """What is known of the function of a name."""
    word, _, arguments = name.partition(":")
    if word in _POWERS:
        return _power(float(arguments) - _POWERS[word])
    if word in _INTERVALS:
        return _interval(*map(float, arguments.split(":")))
    if "'" not in word:
        return _FUNCTIONS.get(word, _UNKNOWN)
    base = word.rpartition("'")[0]
    return _UNKNOWN if base.count("'") or base in _MANY else _derivative(base)


def derivative(name: str, argument: int) -> str:
    """The name of the partial derivative in an argument."""
    word, colon, arguments = name.partition(":")
    return f"{word}'{argument}{colon}{arguments}"


def _derivative(base: str) -> Function:
    """A smooth even function has derivative 0 at 0; the derivative of a parity has the other one."""
    if base in _KINKED:
        return _SIGN if base == "abs" else _KINK
    known = _FUNCTIONS.get(base, _UNKNOWN)
    if known.parity is Parity.EVEN:
        return _ODD
    at_zero = AtZero.UNDEFINED if base in _SINGULAR else AtZero.VALUE
    return Function(Parity.EVEN if known.parity is Parity.ODD else Parity.NONE, at_zero)


def _interval(low: float, high: float) -> Function:
    """The function x ↦ min(max(x, low), high)."""
    return Function(
        Parity.ODD if low == -high else Parity.NONE, AtZero.ZERO if low <= 0 <= high else AtZero.VALUE
    )


def _power(exponent: float) -> Function:
    """The function x ↦ x^n; of exponents that are no integers only the 0 at 0 is known."""
    at_zero = AtZero.ZERO if exponent > 0 else AtZero.UNDEFINED if exponent < 0 else AtZero.VALUE
    if not exponent.is_integer():
        return Function(at_zero=at_zero)
    return Function(Parity.ODD if exponent % 2 else Parity.EVEN, at_zero)
