"""Sums of squares: exact, and none where there is none."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certsim.algebra.ideals import Ideal
from certsim.algebra.squares import Squares, find_squares, find_squares_among
from certsim.kernel.polynomial import ONE, Polynomial

x, y, z = map(Polynomial.variable, range(3))


def total(squares: Squares) -> Polynomial:
    return Polynomial.total(s * s * c for c, s in squares)


@pytest.mark.parametrize(
    "polynomial",
    [
        x**2 + y**2,
        x**2 - 2 * x * y + y**2,
        x**4 - x**2 * y**2 + y**4 + 1,
        x**4 + 3 * x + 5,
        x**4 + 2 * x**3 + 6 * x**2 - 22 * x + 13,
        (x * y - 1) ** 2 + (y - z) ** 2,
        2 * x**2 + 2 * x * y + 3 * y**2 - 2 * x * z + 5 * z**2 + 1,
        x**4 + y**4 + z**4 + 1 - 3 * x * y * z,
    ],
)
def test_sums_of_squares_are_found(polynomial: Polynomial) -> None:
    squares = find_squares(polynomial)
    assert squares is not None
    assert total(squares) == polynomial
    assert all(c > 0 for c, _ in squares)


@pytest.mark.parametrize(
    "polynomial",
    [
        x**2 + y**2 - 1,
        x**3,
        x * y,
        -ONE,
        x**2 * y**4 + x**4 * y**2 - 3 * x**2 * y**2 + 1,  # Motzkin: positive, and no sum of squares
    ],
)
def test_what_is_none_is_none(polynomial: Polynomial) -> None:
    assert find_squares(polynomial) is None


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_planted_forms_are_found(
    data: st.DataObject, polynomials: Callable[..., st.SearchStrategy[Polynomial]]
) -> None:
    parts = data.draw(st.lists(polynomials([0, 1], degree=1), min_size=1, max_size=3))
    planted = Polynomial.total(p * p for p in parts)
    squares = find_squares(planted)
    assert squares is not None
    assert total(squares) == planted


def test_zero_is_the_empty_sum() -> None:
    assert find_squares(x - x) == []


def test_modulo_an_ideal() -> None:
    ideal = Ideal([x**2 + y + 1, y - z**2])
    squares = find_squares_among([z, x, ONE], -ONE, ideal.normal_form)
    assert squares is not None
    assert ideal.contains(total(squares) + 1)
