"""Systems with finitely many complex zeros."""

from __future__ import annotations

from random import Random

import pytest

from certsim.algebra.algebraic import Point
from certsim.algebra.budget import Budget, OutOfBudget
from certsim.algebra.groebner import GroebnerBasis
from certsim.algebra.rings import Ring
from certsim.algebra.zerodimensional import is_zero_dimensional, real_points
from certsim.kernel.terms.polynomial import Polynomial

x, y = map(Polynomial.variable, range(2))
ring = Ring([0, 1])


def points(*equations: Polynomial) -> list[Point]:
    found = list(real_points(ring, [ring.element(e) for e in equations], Random(0), Budget()))
    assert all(point.sign(e) == 0 for point in found for e in equations)
    return found


@pytest.mark.parametrize(
    ("equations", "count"),
    [
        ([x**2 - 2, y**2 - 3], 4),
        ([x**2 + y**2 - 3, x - y], 2),
        ([x**3 - x, y**2 - x], 3),
        ([x**2 + 1, y], 0),
        ([x**2, y**3], 1),
        ([x**3 - 2, y**2 - x], 2),
        ([(x**2 - 2) ** 2, (y - x) ** 2], 2),
        ([x * y - 1, x], 0),
        ([x**5 - x - 1, y - x**2], 1),
    ],
)
def test_all_real_zeros_are_found(equations: list[Polynomial], count: int) -> None:
    found = points(*equations)
    assert len(found) == count
    assert len({point.key for point in found}) == count


def test_rational_zeros_are_rational() -> None:
    assert [point.values for point in points(x**2 - 4, y - x)] == [{0: -2, 1: -2}, {0: 2, 1: 2}] or [
        point.values for point in points(x**2 - 4, y - x)
    ] == [{0: 2, 1: 2}, {0: -2, 1: -2}]


def test_dimension_zero_is_recognised() -> None:
    def basis(*equations: Polynomial) -> GroebnerBasis:
        return GroebnerBasis(ring, [ring.element(e) for e in equations], Budget())

    assert is_zero_dimensional(basis(x**2 - 2, y**2), ring)
    assert is_zero_dimensional(basis(x, x - 1), ring)
    assert not is_zero_dimensional(basis(x * y), ring)
    assert not is_zero_dimensional(basis(x), ring)


def test_too_many_zeros_are_refused() -> None:
    with pytest.raises(OutOfBudget, match="complex zeros"):
        points(x**9 - 2, y**9 - 3)
