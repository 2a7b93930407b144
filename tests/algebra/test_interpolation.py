"""Echelon forms, and what vanishes at points."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from certsim.algebra.algebraic import Point, RealField
from certsim.algebra.interpolation import echelon, reflections, vanishing_at
from certsim.kernel.polynomial import ONE, ZERO, Polynomial

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
    found = list(reflections([point(1, 2)], [x**2 * y - x * 3]))
    assert {(p.values[0], p.values[1]) for p in found} == {(1, 2), (1, -2), (-1, 2), (-1, -2)} - {
        (1, -2),
        (-1, 2),
    }


def test_reflections_of_irrational_points() -> None:
    at = Point({0: (Fraction(0), Fraction(1)), 1: Fraction(3)}, ROOT)
    found = list(reflections([at], [x**2 - 2, y - 3]))
    assert [p.values for p in found] == [at.values, {0: (0, -1), 1: 3}]
    assert all(p.sign(x**2 - 2) == 0 for p in found)


def test_of_many_variables_nothing_is_reflected() -> None:
    equation = Polynomial.total(Polynomial.variable(i) ** 2 for i in range(12))
    at = [point(*range(12))]
    assert list(reflections(at, [equation])) == at
