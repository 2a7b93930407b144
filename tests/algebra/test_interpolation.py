"""Echelon forms, and what vanishes at points."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from certsim.algebra.algebraic import Point, RealField
from certsim.algebra.interpolation import echelon, reflections, vanishing_at, vanishing_at_reflected
from certsim.kernel.terms.polynomial import ONE, ZERO, Polynomial

x, y, z = map(Polynomial.variable, range(3))
ROOT = RealField((Fraction(-2), Fraction(0), Fraction(1)), (Fraction(1), Fraction(2)))
MONOMIALS = [x**2, x * y, y**2, x, y, ONE]


def point(*values: Fraction | int) -> Point:
    return Point({i: Fraction(v) for i, v in enumerate(values)})


coordinates = st.tuples(*[st.fractions(-2, 2, max_denominator=3)] * 2)


@settings(max_examples=40)
@given(st.lists(coordinates, max_size=6, unique=True))
def test_what_vanishes_at_points_does_and_is_all(
    pairs: list[tuple[Fraction, Fraction]],
) -> None:
    points = [point(*pair) for pair in pairs]
    found = vanishing_at(points, MONOMIALS)
    assert all(p.sign(f) == 0 for p in points for f in found)
    assert len(found) >= len(MONOMIALS) - len(points)
    assert echelon(found) == found


def test_at_an_irrational_point_its_conjugates_count_too() -> None:
    at = Point({0: (Fraction(0), Fraction(1)), 1: Fraction(3)}, ROOT)
    assert vanishing_at([at], [x**2, x, ONE]) == [x**2 - 2]
    assert vanishing_at([at], [y, ONE]) == [y - 3]


def test_without_points_everything_vanishes() -> None:
    assert vanishing_at([], [x, ONE]) == [x, ONE]
    assert vanishing_at([point(0, 0)], []) == []


@settings(max_examples=40)
@given(data=st.data())
def test_an_echelon_form_has_the_same_span(
    data: st.DataObject, polynomials: Callable[..., st.SearchStrategy[Polynomial]]
) -> None:
    given_ones = data.draw(st.lists(polynomials([0, 1]), max_size=4))
    found = echelon(given_ones)
    assert ZERO not in found
    assert len(echelon([*found, *given_ones])) == len(found)
    assert sorted((f.degree for f in found), reverse=True) == [f.degree for f in found]


def test_reflections_are_those_that_the_equations_allow() -> None:
    assert set(reflections([x**2 * y - x * 3])) == {frozenset(), frozenset({0, 1})}
    assert set(reflections([x**2 * y - y**3, z**2])) == {
        frozenset(chosen) for size in range(4) for chosen in combinations(range(3), size)
    }
    assert set(reflections([x * y - 1])) == {frozenset(), frozenset({0, 1})}


def test_of_too_many_variables_none_is_tried() -> None:
    assert reflections([Polynomial.total(Polynomial.variable(v) ** 2 for v in range(9))]) == []


@settings(max_examples=40)
@given(
    st.lists(coordinates, max_size=4, unique=True),
    st.sampled_from([[x**2 + y**2], [x * y - 1], [x - y**2], [x + y + 1]]),
)
def test_what_vanishes_at_reflections_is_what_vanishes_at_all_of_them(
    pairs: list[tuple[Fraction, Fraction]], equations: list[Polynomial]
) -> None:
    flips = reflections(equations)
    everywhere = [point(*(-v if i in f else v for i, v in enumerate(pair))) for f in flips for pair in pairs]
    found = vanishing_at_reflected([point(*pair) for pair in pairs], flips, MONOMIALS)
    assert found == vanishing_at(everywhere, MONOMIALS)
