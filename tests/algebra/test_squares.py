"""Sums of squares: exact, and none where there is none."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certsim.algebra.gram import Squares
from certsim.algebra.ideals import Ideal
from certsim.algebra.squares import (
    find_signed_squares,
    find_squares,
    find_squares_among,
    find_vanishing_squares,
)
from certsim.kernel.terms.polynomial import ONE, Polynomial

x, y, z = map(Polynomial.variable, range(3))
MOTZKIN = x**2 * y**4 + x**4 * y**2 - 3 * x**2 * y**2 + 1


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
        x**4 + y**4 + z**4 + 1 - 4 * x * y * z,
        (x**2 + y**2 + 1) * MOTZKIN,
        (x**2 - 2) ** 2 + (x * y - 2) ** 2 + 3 * (x - y) ** 2,
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
        MOTZKIN,  # nowhere negative, and no sum of squares
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
    assert find_squares_among([z, x], x**2 + y + 1, ideal.normal_form) == []
    assert find_squares_among([z, ONE], -ONE, ideal.normal_form) is None


def test_signs() -> None:
    squares = find_signed_squares(-(x**2) - 3 * y**2 + 2 * x * y)
    assert squares is not None
    assert total(squares) == x**2 + 3 * y**2 - 2 * x * y
    assert find_signed_squares(x**2 - y**2) is None


def test_a_positive_constant_comes_first() -> None:
    squares = find_signed_squares(x**4 - x**2 + 1)
    assert squares is not None
    assert squares[0][1] == ONE
    assert total(squares) == x**4 - x**2 + 1
    touching = find_signed_squares(x**4 - 2 * x**2 + 1)
    assert touching == [(1, x**2 - 1)]


@pytest.mark.parametrize(
    ("generators", "basis", "expected"),
    [
        ([x**2 + y**2], [x, y, ONE], [x, y]),
        ([x**2 + y**2 - 2, x * y - 1], [x, y, ONE], [x - y]),
        ([(x**2 - 2) ** 2 + y**2], [x**2, x, y, ONE], [x**2 - 2, y]),
        ([x**2 + y**2 + 1], [x, y, ONE], [x, y, ONE]),
        ([x**2 - y**3], [x, y, y**2, x * y, ONE], []),
        ([x], [y, ONE], []),
    ],
)
def test_what_vanishes_by_squares(
    generators: list[Polynomial], basis: list[Polynomial], expected: list[Polynomial]
) -> None:
    ideal = Ideal(generators)
    found = find_vanishing_squares(basis, ideal.normal_form)
    assert {max(f, -f, key=repr) for f, _ in found} == {max(f, -f, key=repr) for f in expected}
    for f, squares in found:
        assert all(c > 0 for c, _ in squares)
        assert ideal.contains(f**2 + total(squares))
