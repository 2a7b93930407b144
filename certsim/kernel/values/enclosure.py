"""Real numbers of which an interval is known."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from certsim.kernel.errors import LimitExceeded
from certsim.kernel.meter import spend
from certsim.kernel.terms.polynomial import Rational
from certsim.kernel.values.algebraic import AlgebraicNumber
from certsim.kernel.values.arithmetic import Number, decimals
from certsim.kernel.values.interval import MAX_BITS, Interval, enclose


class Enclosure:
    """A real number of which an interval is known; every operation rounds outward to ``bits`` bits."""

    __slots__ = ("bits", "interval")

    interval: Final[Interval]
    bits: Final[int]

    def __init__(self, interval: Interval, bits: int) -> None:
        spend(20 + bits // 4)
        self.interval = _rounded(interval, bits)
        self.bits = bits

    def __add__(self, other: Enclosure | Rational) -> Enclosure:
        if not isinstance(other, Enclosure | int | Fraction):
            return NotImplemented
        return Enclosure(self.interval + _interval(other), self.bits)

    __radd__ = __add__

    def __neg__(self) -> Enclosure:
        return Enclosure(-self.interval, self.bits)

    def __sub__(self, other: Enclosure | Rational) -> Enclosure:
        return Enclosure(self.interval - _interval(other), self.bits)

    def __rsub__(self, other: Rational) -> Enclosure:
        return -self + other

    def __mul__(self, other: Enclosure | Rational) -> Enclosure:
        if not isinstance(other, Enclosure | int | Fraction):
            return NotImplemented
        return Enclosure(self.interval * _interval(other), self.bits)

    __rmul__ = __mul__

    def __pow__(self, exponent: int) -> Enclosure:
        if exponent < 0:
            raise ValueError(f"no power {exponent} of an enclosure: take the inverse first")
        result, square = Enclosure(Interval.point(1), self.bits), self
        while exponent:
            if exponent & 1:
                result = result * square
            exponent >>= 1
            if exponent:
                square = Enclosure(square.interval**2, self.bits)
        return result

    def __repr__(self) -> str:
        return "Enclosure[{}, {}]".format(*decimals(self.interval))


def _interval(value: Enclosure | Rational) -> Interval:
    return value.interval if isinstance(value, Enclosure) else Interval.point(value)


def _rounded(interval: Interval, bits: int) -> Interval:
    """Short rationals stay exact: exact zeros stay zeros, and functions have one end to evaluate."""
    q = interval.lo
    if q == interval.hi and q.numerator.bit_length() + q.denominator.bit_length() <= bits:
        return interval
    return interval.rounded(bits)


class EnclosureArithmetic:
    """Rational intervals with a precision: it proves that values are not zero, never that they are."""

    def __init__(self, bits: int) -> None:
        if not 1 <= bits <= MAX_BITS:
            raise LimitExceeded(f"enclosures with {bits} bits, where 1 to {MAX_BITS} are possible")
        self.bits: Final = bits

    def number(self, q: Number) -> Enclosure:
        interval = q.enclosure(self.bits) if isinstance(q, AlgebraicNumber) else Interval.point(q)
        return Enclosure(interval, self.bits)

    def apply(self, function: str, u: Enclosure) -> Enclosure:
        return Enclosure(enclose(function, u.interval, self.bits), self.bits)

    def is_nonzero(self, v: Enclosure) -> bool:
        return not v.interval.contains_zero

    def is_positive(self, v: Enclosure) -> bool:
        return v.interval.lo > 0

    def to_json(self, v: Enclosure) -> object:
        return {"enclosure": list(decimals(v.interval))}
