"""Three arithmetics in which an expression can be evaluated at a point, behind one protocol.

`ExactArithmetic` (rational and algebraic numbers), `ExponentialArithmetic` (theorem T7) and
`EnclosureArithmetic` (rational intervals). Values combine with +, -, * and ** (natural exponents);
everything else is a function that is applied. Where one arithmetic raises `Undefined`, another may know.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import MAX_EMAX, MIN_EMIN, ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from fractions import Fraction
from functools import lru_cache
from math import isqrt
from typing import Any, Final, Protocol, TypeAlias, TypeVar

from certsim.kernel.errors import LimitExceeded, MalformedCertificate
from certsim.kernel.values.algebraic import MAX_DEGREE, AlgebraicField, AlgebraicNumber, Coefficients
from certsim.kernel.values.exponential import EXPONENTIAL_FUNCTIONS, Exponential, value_at
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

    def apply(self, function: str, u: V) -> V:
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

    def apply(self, function: str, u: Number) -> Number:
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

    def apply(self, function: str, u: Exponential) -> Exponential:
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

_AT_ZERO: Final[Mapping[str, Fraction]] = {
    "exp": Fraction(1),
    "sin": Fraction(0),
    "cos": Fraction(1),
    "sinh": Fraction(0),
    "cosh": Fraction(1),
    "tanh": Fraction(0),
    "sigmoid": Fraction(1, 2),
    "erf": Fraction(0),
    "normal_cdf": Fraction(1, 2),
    "atan": Fraction(0),
}


def _rational_value(function: str, q: Fraction) -> Fraction:
    if function == "sqrt":
        return _root(q)
    if function == "step":
        return _step(_sign(q))
    if function == "log" and q == 1:
        return Fraction(0)
    if function in _AT_ZERO and q == 0:
        return _AT_ZERO[function]
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


def read_number(document: object, path: Path = ()) -> Number:
    """The number that `number_to_json` has written; one spelling only for each.

    Raises `MalformedCertificate`, with the path to the offence, for anything else, and
    `InvalidCertificate` for a polynomial and an interval that do not single out one simple root.
    """
    if not isinstance(document, dict):
        return read_rational(document, path)
    if set(document) != {"polynomial", "interval", "value"}:
        raise MalformedCertificate("an algebraic number has a polynomial, an interval and a value", path)
    polynomial = _read_rationals(document["polynomial"], 2, MAX_DEGREE + 1, (*path, "polynomial"))
    interval = _read_rationals(document["interval"], 2, 2, (*path, "interval"))
    value = _read_rationals(document["value"], 2, len(polynomial) - 1, (*path, "value"))
    for name, coefficients in (("polynomial", polynomial), ("value", value)):
        if not coefficients[-1]:
            raise MalformedCertificate("a highest coefficient that is zero", (*path, name))
    return _field(polynomial, interval[0], interval[1]).element(value)


def read_rational(document: object, path: Path = ()) -> Fraction:
    """A rational in its one spelling: an integer, or a fraction in lowest terms, in decimal digits."""
    if not isinstance(document, str) or not _RATIONAL.fullmatch(document):
        raise MalformedCertificate('a number is a text such as "3" or "-3/4"', path)
    numerator, _, denominator = document.partition("/")
    if max(len(numerator), len(denominator)) > MAX_DIGITS:
        raise MalformedCertificate(f"a number of more than {MAX_DIGITS} digits", path)
    value = Fraction(int(numerator), int(denominator or 1))
    if str(value) != document:
        raise MalformedCertificate("a number that is not in lowest terms", path)
    return value


_RATIONAL: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?:/[1-9][0-9]*)?")


def _read_rationals(document: object, least: int, most: int, path: Path) -> Coefficients:
    if not isinstance(document, list) or not least <= len(document) <= most:
        size = least if least == most else f"{least} to {most}"
        raise MalformedCertificate(f"a list of {size} numbers is expected", path)
    return tuple(read_rational(entry, (*path, i)) for i, entry in enumerate(document))


@lru_cache(maxsize=32)
def _field(polynomial: Coefficients, lo: Fraction, hi: Fraction) -> AlgebraicField:
    """The coordinates of a point share one field: it is checked once."""
    return AlgebraicField(polynomial, lo, hi)


def decimals(interval: Interval) -> tuple[str, str]:
    """Short decimals around the interval, of the same signs as its ends."""
    return _decimal(interval.lo, ROUND_FLOOR), _decimal(interval.hi, ROUND_CEILING)


def _decimal(q: Fraction, rounding: str) -> str:
    context = Context(prec=SHOWN_DIGITS, rounding=rounding, Emin=MIN_EMIN, Emax=MAX_EMAX)
    value = context.divide(Decimal(q.numerator), Decimal(q.denominator)).normalize(context)
    return f"{value:f}" if -SHOWN_DIGITS < value.adjusted() < SHOWN_DIGITS else str(value)
