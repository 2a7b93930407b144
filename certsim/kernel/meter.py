"""A bound on the work of a check: a small certificate must not keep the kernel busy for ever.

Work is counted where it is done, in units of about a tenth of a microsecond, so that the same certificate is
accepted or refused on every machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import Final

from certsim.kernel.errors import LimitExceeded

MAX_BITS: Final = 1_000_000
"""The longest number that a check may form."""


class _Meter:
    def __init__(self) -> None:
        self.left: float = float("inf")


_METER: Final = _Meter()


def spend(work: float) -> None:
    """Counts work; raises `LimitExceeded` when more was done than a surrounding `metered` allows."""
    _METER.left -= work
    if _METER.left < 0:
        raise LimitExceeded("the check needs more arithmetic than it is allowed")


def spend_on_number(value: Fraction | int) -> None:
    """Counts the making of a number; raises `LimitExceeded` also for one that is too long."""
    bits = value.numerator.bit_length() + value.denominator.bit_length()
    if bits > MAX_BITS:
        raise LimitExceeded(f"a number of more than {MAX_BITS} bits")
    spend(4 + bits // 16)


@contextmanager
def metered(work: float) -> Iterator[None]:
    """Bounds the work of the block."""
    outside, _METER.left = _METER.left, work
    try:
        yield
    finally:
        _METER.left = outside
