"""Two arithmetics in which an expression has an exact value at a point, behind one protocol.

`ExactArithmetic` (rational and algebraic numbers) and `ExponentialArithmetic` (theorem T7). Values combine
with +, -, * and ** (natural exponents); everything else is a function that is applied. Where one arithmetic
raises `Undefined`, the other may know.
"""

from __future__ import annotations

from decimal import MAX_EMAX, MIN_EMIN, ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from fractions import Fraction
from math import isqrt
from typing import Any, Final, Protocol, TypeAlias, TypeVar

from certsim.algebra.exact.algebraic import AlgebraicNumber
from certsim.algebra.exact.exponential import EXPONENTIAL_FUNCTIONS, Exponential, value_at
from certsim.kernel.errors import LimitExceeded
from certsim.kernel.terms.functions import ELEMENTARY
from certsim.kernel.values.interval import Interval, Undefined

Number: TypeAlias = Fraction | AlgebraicNumber
Path: TypeAlias = tuple[int | str, ...]

MAX_DIGITS: Final = 4_000
MAX_WRITTEN_BITS: Final = 13_287  # 2**13_287 has 4 000 digits
SHOWN_DIGITS: Final = 17


class Value(Protocol):
    """What every arithmetic's values can do."""

    def __add__(self, other: Any, /) -> Any: ...
    def __sub__(self, other: Any, /) -> Any: ...
    def __mul__(self, other: Any, /) -> Any: ...
    def __neg__(self) -> Any: ...
    def __pow__(self, exponent: int, /) -> Any: ...


V = TypeVar("V", bound=Value)


class Arithmetic(Protocol[V]):
    """A way of computing with real numbers that never says more than it can prove."""

    def number(self, q: Number) -> V:
        """The value of a number; `Undefined` where this arithmetic has none for it."""

    def call(self, function: str, u: V) -> V:
        """The value f(u); `Undefined` where it does not exist or is none of this arithmetic's."""

    def is_nonzero(self, v: V) -> bool:
        """True only if the value is proved to be different from 0."""

    def is_positive(self, v: V) -> bool:
        """True only if the value is proved to be greater than 0; `LimitExceeded` if that costs too much."""

    def to_json(self, v: V) -> object:
        """The value as results and certificates write it."""


class ExactArithmetic:
    """Rational and real algebraic numbers; functions only where their value is rational, and 1/u."""

    def number(self, q: Number) -> Number:
        return q

    def call(self, function: str, u: Number) -> Number:
        """1/u, √u of the square of a rational, the step function, and f(0), log 1 where rational."""
        if function == "inv":
            return _inverse(u)
        if function == "step":
            return _step(_sign(u))
        value = u.rational_value if isinstance(u, AlgebraicNumber) else u
        if value is None:
            raise Undefined(f"{function} of an irrational number has no exact value here")
        return _rational_value(function, value)

    def is_nonzero(self, v: Number) -> bool:
        return not v.is_zero() if isinstance(v, AlgebraicNumber) else v != 0

    def is_positive(self, v: Number) -> bool:
        return _sign(v) > 0

    def to_json(self, v: Number) -> object:
        return number_to_json(v)


class ExponentialArithmetic:
    """The field of T7, where every comparison with zero is exact; function calls do not nest.

    Functions without values in that field (√u, log u, the step function …) have their rational ones.
    """

    def number(self, q: Number) -> Exponential:
        if isinstance(q, AlgebraicNumber):
            raise Undefined("exponentials have no exact values at algebraic points")
        return Exponential.constant(q)

    def call(self, function: str, u: Exponential) -> Exponential:
        if function == "inv":
            return u.inverse()
        if function == "step":
            return Exponential.constant(_step(u.sign()))
        argument = u.rational_value
        if argument is None:
            raise Undefined(f"{function} of a value that is not rational has no exact value here")
        if function in EXPONENTIAL_FUNCTIONS:
            return value_at(function, argument)
        return Exponential.constant(_rational_value(function, argument))

    def is_nonzero(self, v: Exponential) -> bool:
        return not v.is_zero()

    def is_positive(self, v: Exponential) -> bool:
        return v.sign() > 0

    def to_json(self, v: Exponential) -> object:
        return v.to_json()


# Exact values of functions


def _rational_value(function: str, q: Fraction) -> Fraction:
    if function == "sqrt":
        return _root(q)
    if function == "step":
        return _step(_sign(q))
    if function == "log" and q == 1:
        return Fraction(0)
    at_zero = ELEMENTARY[function].at_zero if function in ELEMENTARY else None
    if at_zero is not None and q == 0:
        return at_zero
    raise Undefined(f"{function} has no exact value at this argument")


def _root(q: Fraction) -> Fraction:
    if q < 0:
        raise Undefined("the square root of a negative number")
    root = Fraction(isqrt(q.numerator), isqrt(q.denominator))
    if root * root != q:
        raise Undefined("the square root of a number that is not the square of a rational")
    return root


def _step(sign: int) -> Fraction:
    if sign == 0:
        raise Undefined("a step at 0")
    return Fraction(int(sign > 0))


def _inverse(u: Number) -> Number:
    if isinstance(u, AlgebraicNumber):
        return u.inverse()
    if u == 0:
        raise Undefined("the inverse of 0")
    return 1 / u


def _sign(v: Number) -> int:
    return v.sign() if isinstance(v, AlgebraicNumber) else (v > 0) - (v < 0)


# Numbers as text


def number_to_json(value: Number) -> str | dict[str, list[str]]:
    """``"3/4"``, or the polynomial and the interval of a field and the coefficients of a value in it."""
    if isinstance(value, Fraction):
        return _rational_text(value)
    if len(value.coefficients) <= 1:
        return _rational_text(value.coefficients[0] if value.coefficients else Fraction(0))
    field = value.field
    return {
        "polynomial": list(map(_rational_text, field.polynomial)),
        "interval": [_rational_text(field.lo), _rational_text(field.hi)],
        "value": list(map(_rational_text, value.coefficients)),
    }


def _rational_text(q: Fraction) -> str:
    if max(q.numerator.bit_length(), q.denominator.bit_length()) > MAX_WRITTEN_BITS:
        raise LimitExceeded(f"a number of more than {MAX_DIGITS} digits")
    return str(q)


def decimals(interval: Interval) -> tuple[str, str]:
    """Short decimals around the interval, of the same signs as its ends."""
    return _decimal(interval.lo, ROUND_FLOOR), _decimal(interval.hi, ROUND_CEILING)


def _decimal(q: Fraction, rounding: str) -> str:
    context = Context(prec=SHOWN_DIGITS, rounding=rounding, Emin=MIN_EMIN, Emax=MAX_EMAX)
    value = context.divide(Decimal(q.numerator), Decimal(q.denominator)).normalize(context)
    return f"{value:f}" if -SHOWN_DIGITS < value.adjusted() < SHOWN_DIGITS else str(value)
