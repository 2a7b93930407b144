"""Cofactors of bounded degree."""

from __future__ import annotations

import pytest

from certsim.algebra.budget import Budget, Deadline, OutOfBudget
from certsim.algebra.linear import solve_cofactors
from certsim.algebra.rings import Ring
from certsim.kernel.terms.polynomial import Polynomial

x, y, z = map(Polynomial.variable, range(3))
ring = Ring([0, 1, 2])
generators = [ring.element(x**2 - y), ring.element(x * y - 1)]


def test_cofactors_of_low_degree_are_found_over_the_rationals() -> None:
    element = generators[0] * ring.element(x + y * 3) / 7 + generators[1] * ring.element(z)
    found = solve_cofactors(ring, element, generators, 3, 100, Budget())
    assert found is not None
    assert found[0] * generators[0] + found[1] * generators[1] == element


def test_what_is_not_in_the_ideal_has_none() -> None:
    assert solve_cofactors(ring, ring.element(x + 1), generators, 4, 1000, Budget()) is None


def test_the_degree_is_bounded() -> None:
    element = ring.element(x - y**2)
    assert solve_cofactors(ring, element, generators, 2, 1000, Budget()) is None
    assert solve_cofactors(ring, element, generators, 3, 1000, Budget()) is not None


def test_the_number_of_unknowns_is_bounded() -> None:
    assert solve_cofactors(ring, ring.element(x - y**2), generators, 3, 1, Budget()) is None


def test_a_passed_deadline() -> None:
    with pytest.raises(OutOfBudget):
        solve_cofactors(ring, ring.element(x), generators, 3, 10, Budget(Deadline(0.0)))
