"""A bound on the work of a check: a small certificate must not keep the kernel busy, or fill the memory.

Work is counted where it is done, so that the same certificate is accepted or refused on every machine. A unit
is about a tenth of a microsecond, or six bytes of memory that are kept, whichever is more. An operation pays
before it is done.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import Final, TypeAlias

from certsim.kernel.errors import LimitExceeded

Rational: TypeAlias = int | Fraction

MAX_BITS: Final = 1_000_000
"""The longest number that a check may form."""
BASE: Final = 100_000_000
"""What every certificate may cost: about ten seconds and at most 600 MB."""
PER_BYTE: Final = 40
"""What a certificate may cost besides for each of its bytes: wide models have long proofs.

To read a byte costs 6. By this, 100 KB are answered in about 10 seconds and 620 MB, 1 MB in 14 seconds and
840 MB, the largest file of 16 MB in 80 seconds and 4.6 GB; a slow machine may take twice as long.
"""
_SHORT: Final = 1 << 128


def allowance(size: int) -> float:
    """The units of work that the check of so many bytes may do."""
    return BASE + PER_BYTE * size


class _Meter:
    def __init__(self) -> None:
        self.left: float = float("inf")


_METER: Final = _Meter()


def spend(work: float) -> None:
    """Counts work; raises `LimitExceeded` when more was done than a surrounding `metered` allows."""
    _METER.left -= work
    if _METER.left < 0:
        raise LimitExceeded("the check needs more arithmetic than it is allowed")


@contextmanager
def metered(work: float) -> Iterator[None]:
    """Bounds the work of the block."""
    outside, _METER.left = _METER.left, work
    try:
        yield
    finally:
        _METER.left = outside


# Rational numbers. A sum or a product of fractions takes greatest common divisors: quadratic work.


def length(value: Rational) -> int:
    """The bits of a number; raises `LimitExceeded` if they are too many."""
    numerator, denominator = value.as_integer_ratio()
    bits = numerator.bit_length() + denominator.bit_length()
    if bits > MAX_BITS:
        raise LimitExceeded(f"a number of more than {MAX_BITS} bits")
    return bits


def price(left: int, right: int) -> int:
    """What the product, or the sum, of two rational numbers of these lengths costs."""
    return (left + right) // 50 + left * right // 100_000


def plus(a: Rational, b: Rational) -> Rational:
    """The sum, which pays by the length of the numbers."""
    if type(a) is int and type(b) is int:
        if not (-_SHORT < a < _SHORT and -_SHORT < b < _SHORT):
            spend((length(a) + length(b)) // 50)
    else:
        spend(12 + price(length(a), length(b)))
    return a + b


def times(a: Rational, b: Rational) -> Rational:
    """The product, which pays by the length of the numbers."""
    if not (type(a) is int and type(b) is int and -_SHORT < a < _SHORT and -_SHORT < b < _SHORT):
        spend(12 + price(length(a), length(b)))
    return a * b


def total(numbers: Iterable[Rational]) -> Fraction:
    """The sum of numbers, one after the other."""
    found: Rational = 0
    for number in numbers:
        found = plus(found, number)
    return Fraction(found)
