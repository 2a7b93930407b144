"""Real algebraic numbers: isolated, and signs that are exact."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import flint
import pytest
from hypothesis import given
from hypothesis import strategies as st

from certsim.algebra.algebraic import Point, RealField, real_fields
from certsim.kernel.terms.polynomial import Polynomial

x, y = map(Polynomial.variable, range(2))
SQRT2 = RealField((Fraction(-2), Fraction(0), Fraction(1)), (Fraction(1), Fraction(2)))


def value(coefficients: tuple[Fraction, ...], at: Fraction) -> Fraction:
    return sum((c * at**i for i, c in enumerate(coefficients)), Fraction(0))


@pytest.mark.parametrize(
    ("coefficients", "roots"),
    [([-3, 0, 1], 2), ([-2, 0, 0, 1], 1), ([1, 0, 1], 0), ([1, -10, 0, 0, 1], 2), ([1, 0, -10, 0, 1], 4)],
)
def test_every_real_root_is_isolated_by_a_change_of_sign(coefficients: list[int], roots: int) -> None:
    fields = list(real_fields(flint.fmpq_poly(coefficients)))
    assert len(fields) == roots
    for field in fields:
        low, high = field.interval
        assert value(field.polynomial, low) * value(field.polynomial, high) < 0
    intervals = [field.interval for field in fields]
    assert all(before[1] <= after[0] for before, after in pairwise(intervals))


def test_close_roots_are_kept_apart() -> None:
    close = flint.fmpq_poly([2, -4 * 10**6, 2 * 10**12, 1])  # near (10^6 t − 1)² = 0
    fields = list(real_fields(close))
    assert all(value(f.polynomial, f.interval[0]) * value(f.polynomial, f.interval[1]) < 0 for f in fields)


@given(st.integers(-200, 200), st.integers(1, 150))
def test_the_sign_of_a_difference_from_the_square_root_of_two(p: int, q: int) -> None:
    point = Point({0: (Fraction(0), Fraction(1)), 1: Fraction(p, q)}, SQRT2)
    assert point.sign(x - y) == (1 if p < 0 or p * p < 2 * q * q else -1)


def test_zero_is_recognised() -> None:
    point = Point({0: (Fraction(0), Fraction(1)), 1: (Fraction(1), Fraction(1))}, SQRT2)
    assert point.sign(y**2 - 2 * x - 3) == 0
    assert point.value(x * y) == (Fraction(2), Fraction(1))
    assert point.value(x**2) == Fraction(2)


def test_a_rational_point() -> None:
    point = Point({0: Fraction(1, 2), 1: Fraction(-3)})
    assert point.value(x * y + 1) == Fraction(-1, 2)
    assert point.sign(x * y + 1) == -1
    with pytest.raises(KeyError):
        point.sign(Polynomial.variable(7))


def test_roots_that_are_close_to_each_other_are_told_apart() -> None:
    """(x - 1/7)² = 2·10^-60, whatever precision others have asked for."""
    close = flint.fmpq_poly([flint.fmpq(1, 49) - flint.fmpq(2, 10**60), flint.fmpq(-2, 7), 1])
    with flint.ctx.workprec(40):
        first, second = real_fields(close)
    for field in (first, second):
        low, high = (value(field.polynomial, end) for end in field.interval)
        assert low * high < 0
    assert first.interval[1] <= second.interval[0]
