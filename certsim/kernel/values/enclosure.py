"""Real numbers of which an interval is known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import reduce
from operator import add
from typing import Final

from certsim.kernel.errors import LimitExceeded
from certsim.kernel.meter import spend
from certsim.kernel.terms.polynomial import Rational, power
from certsim.kernel.values.interval import MAX_BITS as MAX_FUNCTION_BITS
from certsim.kernel.values.interval import Interval, enclose, pi

MAX_BITS: Final = 65_536
"""The highest precision; functions have that of intervals at most."""


class Enclosure:
    """A real number of which an interval is known; every operation rounds outward to ``bits`` bits."""

    __slots__ = ("bits", "interval")

    interval: Final[Interval]
    bits: Final[int]

    def __init__(self, interval: Interval, bits: int) -> None:
        spend(20 + bits // 4)
        self.interval = _rounded(interval, bits)
        self.bits = bits

    @property
    def is_nonzero(self) -> bool:
        """Whether the number is shown to differ from 0."""
        return not self.interval.contains_zero

    @property
    def is_positive(self) -> bool:
        """Whether the number is shown to be greater than 0."""
        return self.interval.lo > 0

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
        return power(self, exponent, Enclosure(Interval.point(1), self.bits), _product)

    def __repr__(self) -> str:
        return f"Enclosure({self.interval!r}, {self.bits})"


def _product(left: Enclosure, right: Enclosure) -> Enclosure:
    """The product; that of a number with itself is not negative."""
    return Enclosure(left.interval**2, left.bits) if left is right else left * right


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

    def number(self, value: Fraction) -> Enclosure:
        return Enclosure(Interval.point(value), self.bits)

    def pi(self) -> Enclosure:
        """π."""
        return Enclosure(pi(min(self.bits, MAX_FUNCTION_BITS)), self.bits)

    def total(self, summands: Iterable[Enclosure]) -> Enclosure:
        return reduce(add, summands)

    def call(self, function: str, argument: Enclosure) -> Enclosure:
        return Enclosure(enclose(function, argument.interval, min(self.bits, MAX_FUNCTION_BITS)), self.bits)

    def row(self, entries: Sequence[Enclosure]) -> EnclosureRow:
        return EnclosureRow(entries, self)


class EnclosureRow:
    """A vector of enclosures."""

    def __init__(self, entries: Sequence[Enclosure], ring: EnclosureArithmetic) -> None:
        spend(10 * len(entries))
        self._entries: Final = entries
        self._ring: Final = ring

    def divided(self) -> tuple[int, EnclosureRow] | None:
        """By the entry whose enclosure is farthest from 0."""
        distances = [max(entry.interval.lo, -entry.interval.hi) for entry in self._entries]
        column = max(range(len(distances)), key=distances.__getitem__, default=None)
        if column is None or distances[column] <= 0:
            return None
        inverse = self._ring.call("inv", self._entries[column])
        return column, EnclosureRow([entry * inverse for entry in self._entries], self._ring)

    def cleared(self, column: int, pivot: EnclosureRow) -> EnclosureRow:
        factor = self._entries[column]
        entries = [a - factor * b for a, b in zip(self._entries, pivot._entries, strict=True)]
        entries[column] = self._ring.number(Fraction(0))
        return EnclosureRow(entries, self._ring)
